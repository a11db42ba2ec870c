"""Comparator groups: the members that a list or a rule gives, and what is said of a group that is not right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from helpers.areas import Area, Areas
from helpers.comparator_groups import GroupEntry, GroupRule, group_members
from helpers.paths import Project
from helpers.problems import InputProblem


def _area(code: str, area_type: str, region: str, **links: Any) -> Area:
    usual: dict[str, Any] = {"successors": (), "predecessors": (), "change": ""}
    return Area(code=code, name=code, area_type=area_type, region=region, start=None, end=None, **(usual | links))


AREAS = Areas(
    {
        area.code: area
        for area in (
            _area("A", "county", "East"),
            _area("B", "county", "West"),
            _area("B2", "county", "West", predecessors=("B3",), change="recode"),
            _area("B3", "county", "West", successors=("B2",), change="recode"),
            _area("C", "unitary", "East"),
            _area("D", "district", "East"),
        )
    }
)
ABOUT = {"name": "Councils", "short_name": "councils", "method": "A list", "date": date(2024, 1, 1), "licence": "OGL"}
PROJECT = Project(Path("project"))


def entry(**more: Any) -> GroupEntry:
    return GroupEntry.model_validate(ABOUT | more)


def rule(**more: Any) -> dict[str, Any]:
    return {"area_types": ["county"]} | more


def members(of: GroupEntry, authority: str = "A", nearest: Sequence[str] | None = None) -> list[str]:
    neighbours = None if nearest is None else lambda *_: nearest
    return group_members("all_councils", of, authority, PROJECT, AREAS, neighbours)


def test_listed_members_are_councils_with_the_services_of_a_county() -> None:
    assert members(entry(members=["B", "A", "C", "B2"])) == ["B", "A", "C", "B2"]
    with pytest.raises(InputProblem, match=r"^comparators\.yml: X in all_councils is not in areas\.csv\.$"):
        members(entry(members=["A", "B", "C", "X"]))
    with pytest.raises(InputProblem, match=r"^comparators\.yml: D in all_councils is a district; members are councils"):
        members(entry(members=["A", "B", "C", "D"]))


def test_a_rule_gives_its_types_in_its_region() -> None:
    assert members(entry(rule=rule())) == ["A", "B", "B2", "B3"]
    assert members(entry(rule=rule(region="West"))) == ["B", "B2", "B3"]
    assert members(entry(rule=rule(region="own", area_types=["county", "unitary"]))) == ["A", "C"]
    assert members(entry(rule=rule(region="own")), "C") == ["A"]  # the council of the report need not be of the type
    with pytest.raises(InputProblem, match=r"all_councils\.rule\.region must be own, East, West; got 'North'"):
        members(entry(rule=rule(region="North")))
    for authority in ("D", "X"):
        with pytest.raises(InputProblem, match=f"authority must be the code of a council .*; got '{authority}'"):
            members(entry(rule=rule(region="own")), authority)


def test_neighbours_are_the_nearest_of_the_types_with_every_code_they_had() -> None:
    near = entry(rule=rule(neighbours="ons", count=4))
    assert members(near, "A", ["D", "C", "B2", "B"]) == ["A", "B", "B2", "B3"]
    assert members(near, "A", []) == ["A"]
    fewer = entry(rule=rule(neighbours="ons", count=4, region="East", area_types=["county", "unitary"]))
    assert members(fewer, "A", ["B", "C"]) == ["A", "C"]
    with pytest.raises(ValueError, match="all_councils needs a function that finds neighbours"):
        members(near)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "a group has either members or a rule; give one of the two"),
        ({"members": list("ABCD"), "rule": rule()}, "a group has either members or a rule; give one of the two"),
        ({"members": ["A", "B", "A", "C"]}, "A appears twice"),
        ({"members": ["A", "B", "C"]}, "at least 4 items"),
        ({"rule": rule(count=4)}, "neighbours and count go together; give both or neither"),
        ({"rule": rule(neighbours="dfe")}, "neighbours and count go together; give both or neither"),
        ({"rule": rule(neighbours="dfe", count=3)}, "greater than or equal to 4"),
        ({"rule": rule(area_types=[])}, "at least 1 item"),
        ({"rule": rule(area_types=["district"])}, "Input should be 'county'"),
        ({"rule": rule(of="x")}, "Extra inputs are not permitted"),
    ],
)
def test_a_group_that_is_not_right_is_refused(more: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        entry(**more)


def test_a_group_has_its_name_in_the_file_and_says_why_it_has_no_members() -> None:
    group = entry(members=list("ABCD")).group("all_councils", [], "no list is at hand")
    assert (group.id, group.name, group.members, group.without_members) == (
        "all_councils",
        "Councils",
        [],
        "no list is at hand",
    )
    assert GroupRule.model_validate(rule()).admits("B", "A", AREAS)
