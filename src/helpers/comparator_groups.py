"""Comparator groups: the councils that the report's council is compared with, listed or found by a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from helpers.areas import UPPER_TIER, Areas, UpperTier
from helpers.model_files import Frozen
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.visible import shortly, value_shown

OWN = "own"
"""In a rule, the region of the authority that the report is about."""


class GroupRule(Frozen):
    """Which councils of the areas file are members of a group, whenever they existed.

    With `neighbours`, members are the authority itself and the first `count` councils of its list, by ONS or by DfE,
    that are of the types and the region, with every code that each has had.
    """

    area_types: list[UpperTier] = Field(min_length=1)
    region: str | None = None
    neighbours: Literal["ons", "dfe"] | None = None
    count: int | None = Field(default=None, ge=4, le=50, validate_default=True)

    @field_validator("count")
    @classmethod
    def _counts_neighbours(cls, count: int | None, others: ValidationInfo) -> int | None:
        if (others.data.get("neighbours") is None) != (count is None):
            raise ValueError("neighbours and count go together; give both or neither")
        return count

    def admits(self, code: str, authority: str, areas: Areas) -> bool:
        """Say whether a code is of the types and the region of the rule."""
        area = areas[code]
        region = areas[authority].region if self.region == OWN else self.region
        return area.area_type in self.area_types and region in (None, area.region)


class ComparatorGroup(Frozen):
    """A comparator group with its members: every code that they have had.

    `without_members` says why a group that the council is also compared with has none, and is blank otherwise.
    """

    id: str
    name: str
    short_name: str
    method: str
    date: date
    licence: str
    members: list[str]
    without_members: str = ""


class GroupEntry(Frozen):
    """One group of `params/comparators.yml`: a list of members, or a rule by which `settings_for` finds them."""

    name: str
    short_name: str
    method: str
    date: date
    licence: str
    members: list[str] | None = Field(default=None, min_length=4)
    rule: GroupRule | None = Field(default=None, validate_default=True)

    @field_validator("members")
    @classmethod
    def _each_once(cls, members: list[str]) -> list[str]:
        twice = sorted(member for member, times in Counter(members).items() if times > 1)
        if twice:
            raise ValueError(f"{shortly(twice[0])} appears twice")
        return members

    @field_validator("rule")
    @classmethod
    def _members_or_rule(cls, rule: GroupRule | None, others: ValidationInfo) -> GroupRule | None:
        if "members" in others.data and (others.data["members"] is None) == (rule is None):
            raise ValueError("a group has either members or a rule; give one of the two")
        return rule

    def group(self, name: str, members: list[str], without_members: str = "") -> ComparatorGroup:
        """Return the group under its name in the file, with members that have been found."""
        about = self.model_dump(exclude={"members", "rule"})
        return ComparatorGroup(id=name, **about, members=members, without_members=without_members)


Neighbours = Callable[[Project, Areas, GroupRule, str], Sequence[str]]
"""Finds the councils most like an authority: their codes by the list that a rule names, nearest first."""


def group_members(
    named: str,
    entry: GroupEntry,
    authority: str,
    project: Project,
    areas: Areas,
    neighbours: Neighbours | None,
) -> list[str]:
    """Return the members of a group: those listed, or those of its rule."""
    where = f"{project.comparators.name}: "
    rule = entry.rule
    if rule is None:
        members = entry.members or []
        for code in members:
            if code not in areas:
                raise InputProblem(f"{where}{shortly(code)} in {named} is not in areas.csv.")
            if areas[code].area_type not in UPPER_TIER:
                raise InputProblem(
                    f"{where}{code} in {named} is a {areas[code].area_type}; members are councils with a county's "
                    f"services, of the types {', '.join(UPPER_TIER)}."
                )
        return members
    regions = sorted({area.region for area in areas if area.area_type in UPPER_TIER})
    if rule.region not in (None, OWN, *regions):
        raise InputProblem(
            f"{where}{named}.rule.region must be {OWN}, {', '.join(regions)}; got {value_shown(rule.region)}."
        )
    if (rule.neighbours or rule.region == OWN) and (
        authority not in areas or areas[authority].area_type not in UPPER_TIER
    ):
        raise InputProblem(f"authority must be the code of a council with a county's services; got {authority!r}.")
    if rule.neighbours is None:
        return sorted(area.code for area in areas if rule.admits(area.code, authority, areas))
    if neighbours is None:
        raise ValueError(f"{named} needs a function that finds neighbours")
    nearest = [code for code in neighbours(project, areas, rule, authority) if rule.admits(code, authority, areas)]
    return sorted(
        {
            code_of_council
            for code in (authority, *nearest[: rule.count])
            for code_of_council in areas.same_council(code)
        }
    )
