"""Parameters: what an analyst may change for a year, read once, checked and frozen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, ValidationInfo, field_validator

from helpers.areas import UPPER_TIER, Areas, UpperTier
from helpers.files import read_yaml
from helpers.method_rules import DirectionRules, TrendMethod
from helpers.paths import Project
from helpers.periods import PERIOD_TYPES
from helpers.problems import InputProblem, NoNeighbours
from helpers.register import read_register
from helpers.visible import shortly, value_shown


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class AsAt(_Frozen):
    """The last day a period may end on to be used, by period type."""

    academic: date
    fe_year: date
    all_others: date

    def by_period_type(self) -> dict[str, date]:
        """Return the as-at date of every period type."""
        own = {"academic": self.academic, "fe_year": self.fe_year}
        return {period_type: own.get(period_type, self.all_others) for period_type in PERIOD_TYPES}


class Waiver(_Frozen):
    """Leave to use the figures of one indicator although they fail one check, given by a post until a day."""

    check: str
    indicator: str
    reason: str = Field(max_length=500)
    by: str = Field(max_length=100)
    until: date

    @field_validator("check", "indicator", "reason", "by")
    @classmethod
    def _is_a_line(cls, text: str) -> str:
        if not text.strip() or text != text.strip() or not text.isprintable():
            raise ValueError("write some words in one line, without space around them")
        return text


class Parameters(_Frozen):
    """One reporting year: `params/<year>.yml`."""

    year: int = Field(ge=2000, le=2100)
    authority: str = Field(pattern=r"^E\d{8}$")
    framework: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    comparator_group: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    also_compared_with: list[str] = Field(default_factory=list, max_length=3)
    stage: Literal["draft", "scrutiny", "cabinet", "council", "final"]
    as_at: AsAt
    direction: DirectionRules
    trend_method: TrendMethod
    stale_after_months: int = Field(ge=12, le=120)
    minimum_group_size: int = Field(ge=4, le=200)
    allow: list[Waiver] = Field(default_factory=list)


OWN = "own"
"""In a rule, the region of the authority that the report is about."""


class GroupRule(_Frozen):
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


class ComparatorGroup(_Frozen):
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


class GroupEntry(_Frozen):
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
            raise ValueError(f"{shortly(twice[0])} is there twice")
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


class Theme(_Frozen):
    """A theme, or an enabler, with its dashboards in printed order."""

    name: str
    dashboards: list[str] = Field(min_length=1)


class Framework(_Frozen):
    """A Strategic Plan's outcomes framework: `params/frameworks/<id>.yml`."""

    id: str
    name: str
    owner: str
    reporting_years: list[Annotated[int, Field(ge=2000, le=2100)]] = Field(max_length=101)
    themes: list[Theme] = Field(min_length=1)
    enablers: list[Theme]

    def layout(self) -> list[tuple[str, str, bool]]:
        """Return (theme, dashboard, in a theme) in printed order; an enabler is in no theme."""
        themes = [(theme.name, dashboard, True) for theme in self.themes for dashboard in theme.dashboards]
        return themes + [(theme.name, dashboard, False) for theme in self.enablers for dashboard in theme.dashboards]


class Settings(_Frozen):
    """Everything a run needs to know: the parameters with the group and the framework they name.

    `also_compared_with` has the further groups by their names in `params/comparators.yml`; `further_groups` finds their
    members.
    """

    parameters: Parameters
    group: ComparatorGroup
    also_compared_with: dict[str, GroupEntry]
    framework: Framework
    authority: str
    run: str

    def group_names(self) -> dict[str, str]:
        """Return the short name of every group by its name in the file, the comparator group first."""
        further = {name: entry.short_name for name, entry in self.also_compared_with.items()}
        return {self.group.id: self.group.short_name} | further


def years_available(project: Project) -> list[str]:
    """Return the years that have a parameter file."""
    return sorted(path.stem for path in project.parameters.glob("*.yml") if re.fullmatch(r"\d{4}", path.stem))


def read_frameworks(project: Project) -> dict[str, Framework]:
    """Read every framework of `params/frameworks`, by name and in order of name; raises InputProblem."""
    return {path.stem: _read(path, Framework) for path in sorted(project.frameworks.glob("*.yml"))}


def settings_for(
    project: Project, areas: Areas, year: str, authority: str = "", neighbours: Neighbours | None = None
) -> Settings:
    """Read and check the parameters of a year, for the authority they name or for another.

    The group in the settings has its members, whether they were listed or follow from a rule. `neighbours` is what
    finds them where a rule names neighbours (see `helpers.pipeline.neighbours`).
    Raises InputProblem saying in one sentence what is wrong and which values are valid.
    """
    years = years_available(project)
    if year not in years:
        raise InputProblem(f"year must be one of {', '.join(years)}, each with a file in params; got {year!r}.")
    path = project.parameters / f"{year}.yml"
    parameters = _read(path, Parameters)
    if str(parameters.year) != year:
        raise InputProblem(f"{path.name}: year is {parameters.year}; it must be {year}, as the file is named.")
    for name, day in parameters.as_at.model_dump().items():
        if day.year != parameters.year:
            raise InputProblem(f"{path.name}: as_at.{name} is {day}; it must be a day of {year}.")
    _check_waivers(parameters, path.name, project)
    groups = _read(project.comparators, dict[str, GroupEntry])
    entry = groups.get(parameters.comparator_group)
    if entry is None:
        raise InputProblem(
            f"{path.name}: comparator_group must be one of {', '.join(groups)}; got "
            f"{value_shown(parameters.comparator_group)}."
        )
    chosen = authority or parameters.authority
    named = parameters.comparator_group
    group = entry.group(named, _members(named, entry, chosen, project, areas, neighbours))
    further = {name: groups[name] for name in _further_names(parameters, groups, path.name)}
    frameworks = sorted(file.stem for file in project.frameworks.glob("*.yml"))
    if parameters.framework not in frameworks:
        raise InputProblem(
            f"{path.name}: framework must be one of {', '.join(frameworks)}; got {value_shown(parameters.framework)}."
        )
    framework = _read(project.frameworks / f"{parameters.framework}.yml", Framework)
    if parameters.year not in framework.reporting_years:
        raise InputProblem(
            f"{path.name}: the framework {framework.id} is for the reporting years "
            f"{', '.join(map(str, framework.reporting_years))}."
        )
    _check_authority(chosen, parameters, group, areas)
    run = year if chosen == parameters.authority else f"{year}-{chosen}"
    if project.other_raw:
        run += "-raw"
    return Settings(
        parameters=parameters, group=group, also_compared_with=further, framework=framework, authority=chosen, run=run
    )


def further_groups(
    project: Project, areas: Areas, settings: Settings, neighbours: Neighbours | None = None
) -> list[ComparatorGroup]:
    """Return the groups that the council is also compared with, in the order of the parameter file.

    They are found apart from the settings, because finding neighbours takes longer than all else that a run does to
    see that nothing has changed. A group has no members, and says why, where a list of neighbours has nothing on the
    council. Raises InputProblem as `settings_for` does for the comparator group.
    """
    groups = []
    for name, entry in settings.also_compared_with.items():
        try:
            members = _members(name, entry, settings.authority, project, areas, neighbours)
            groups.append(entry.group(name, members))
        except NoNeighbours as problem:
            groups.append(entry.group(name, [], f"{str(problem).partition(';')[0]}."))
    return groups


def _further_names(parameters: Parameters, groups: Mapping[str, GroupEntry], where: str) -> list[str]:
    """Check the names of the further groups: each is another group of the file, given once."""
    main, names = parameters.comparator_group, parameters.also_compared_with
    allowed = [name for name in groups if name != main]
    for index, name in enumerate(names):
        if name == main or name not in groups or name in names[:index]:
            wrong = "the comparator_group itself" if name == main else "given twice" if name in groups else "no group"
            raise InputProblem(
                f"{where}: also_compared_with names {value_shown(name)}, which is {wrong}; it may name up to three of "
                f"{', '.join(allowed)}, each once."
            )
    return names


def _members(
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


def _check_waivers(parameters: Parameters, where: str, project: Project) -> None:
    """A waiver is for an indicator of the register, is given once, and covers every day that the report uses.

    What counts is the last as-at date and not the day of the run, so that a report made again is the same.
    """
    if not parameters.allow:
        return
    ids = {indicator.indicator_id for indicator in read_register(project.register)}
    last_day = max(parameters.as_at.model_dump().values())
    seen: set[tuple[str, str]] = set()
    for number, waiver in enumerate(parameters.allow):
        if waiver.indicator not in ids:
            near = get_close_matches(waiver.indicator, sorted(ids), n=1, cutoff=0.0)[0]
            raise InputProblem(
                f"{where}: allow.{number}.indicator is {value_shown(waiver.indicator)}, which is not in "
                f"{project.register.name}; the nearest is {near!r}."
            )
        if (waiver.check, waiver.indicator) in seen:
            raise InputProblem(
                f"{where}: allow waives {waiver.check} for {waiver.indicator} twice; keep one of the two."
            )
        seen.add((waiver.check, waiver.indicator))
        if waiver.until < last_day:
            raise InputProblem(
                f"{where}: the waiver of {waiver.check} for {waiver.indicator} ended on {waiver.until}, before the "
                f"last as-at date of the report, {last_day}; take it out, or have the post that gave it renew it."
            )


def _check_authority(code: str, parameters: Parameters, group: ComparatorGroup, areas: Areas) -> None:
    """An authority must be a member of the group that existed between the as-at dates."""
    days = parameters.as_at.model_dump().values()
    valid = {
        member: areas[member].name for member in sorted(group.members) if areas[member].living(min(days), max(days))
    }
    if code not in valid:
        named = ", ".join(f"{member} {name}" for member, name in valid.items())
        raise InputProblem(
            f"authority must be a member of {group.short_name} in {parameters.year}; got {code!r}; "
            f"the members are {named}."
        )


Model = TypeVar("Model")


def _read(path: Path, kind: type[Model]) -> Model:
    values = read_yaml(path, path.name)
    try:
        return TypeAdapter(kind).validate_python(values)
    except ValidationError as error:
        raise InputProblem(f"{path.name}: {_first_error(error, values)}") from None


def _first_error(error: ValidationError, values: Any) -> str:
    # An unknown name comes first: the name that it stands for is then missing too.
    first = min(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
    name = shortly(".".join(str(part) for part in first["loc"]))
    if first["type"] == "extra_forbidden":
        names = _known_names(error, first["loc"], values)
        near = get_close_matches(str(first["loc"][-1]), names, n=1, cutoff=0.0)
        hint = f"; the nearest known name is {near[0]!r}" if near else ""
        return f"unknown name {name!r}{hint}."
    if first["type"] == "missing":
        return f"{name} is missing."
    return f"{name} is {value_shown(first['input'])}; {first['msg'].removeprefix('Value error, ')}."


def _known_names(error: ValidationError, location: tuple[int | str, ...], values: Any) -> list[str]:
    models: Iterable[type[BaseModel]] = (
        Parameters, AsAt, DirectionRules, Waiver, GroupEntry, GroupRule, Framework, Theme,
    )  # fmt: skip
    siblings = set(_within(values, location[:-1]))
    best = max(models, key=lambda model: len(siblings & set(model.model_fields)))
    return [name for name in best.model_fields if name not in siblings] or list(best.model_fields)


def _within(values: Any, location: tuple[int | str, ...]) -> Mapping[str, Any]:
    for part in location:
        values = values[part]
    return values if isinstance(values, Mapping) else {}
