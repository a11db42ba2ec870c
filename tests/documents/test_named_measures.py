"""The page on the measures that the report of 2018 names says what the register has."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from helpers.paths import Project
from helpers.register import Indicator, read_register

ANSWERS = ("in the register", "near", "returned", "absent")
CHILDREN = {
    "Child Health and Early Years",
    "Children in Need and Child Protection",
    "Children in Care and Care Leavers",
    "Children's Services Workforce and Finance",
    "SEND",
    "Youth Justice",
    "School Places",
}


@pytest.fixture(scope="module")
def register(root: Path) -> dict[str, Indicator]:
    return {indicator.indicator_id: indicator for indicator in read_register(Project(root).register)}


@pytest.fixture(scope="module")
def named(root: Path) -> list[dict[str, str]]:
    with Project(root).named_measures.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/named_measures.md").read_text(encoding="utf-8")


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the table whose first heading is given."""
    table = page[page.index(f"| {heading} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip(" *") for cell in line.strip().strip("|").split("|")] for line in table]


def test_the_measures_are_those_that_the_report_names(shared: Path, named: list[dict[str, str]]) -> None:
    with (shared / "published/indicators_named.csv").open(encoding="utf-8", newline="") as lines:
        theirs = {int(row["id"][3:]): row for row in csv.DictReader(lines) if int(row["id"][3:]) <= 144}
    assert [int(row["number"]) for row in named] == [number for number in theirs if number not in (76, 100)]
    assert all(row["measure"] == theirs[int(row["number"])]["name"] for row in named)


def test_each_answer_is_true_of_the_register(named: list[dict[str, str]], register: dict[str, Indicator]) -> None:
    for row in named:
        names = [name for name in row["indicator_ids"].split(";") if name]
        kinds = {"national" if register[name].measure_type == "national" else "returned" for name in names}
        expected = {"in the register": {"national"}, "near": {"national"}, "returned": {"returned"}, "absent": set()}
        assert kinds == expected[row["answer"]], row


def test_the_aim_is_reached(named: list[dict[str, str]]) -> None:
    """110 of the 142 in the register, measures that departments return included."""
    assert len(named) == 142
    assert sum(row["answer"] in ("in the register", "returned") for row in named) >= 110


def test_the_page_has_each_measure_and_its_answer(page: str, named: list[dict[str, str]]) -> None:
    printed = [[*cells[:4], re.sub("[` ]", "", cells[4]).replace(",", ";")] for cells in rows(page, "Number")]
    assert printed == [
        [row[name] for name in ("number", "dashboard", "measure", "answer", "indicator_ids")] for row in named
    ]


def test_the_page_counts_the_answers(page: str, named: list[dict[str, str]]) -> None:
    *dashboards, last = rows(page, "Dashboard of 2018")
    counts = Counter((row["dashboard"], row["answer"]) for row in named)
    for name, *numbers in dashboards:
        own = [counts[name, answer] for answer in ANSWERS]
        assert list(map(int, numbers)) == [sum(own), *own]
    assert list(map(int, last[1:])) == [sum(int(row[column]) for row in dashboards) for column in range(1, 6)]


def test_the_page_counts_the_register_before_and_after(page: str, register: dict[str, Indicator], shared: Path) -> None:
    """Before: the compilation that the register began with. Crime was a part of Safer Communities then."""
    with (shared / "figures/indicators.csv").open(encoding="utf-8", newline="") as lines:
        first = list(csv.DictReader(lines))
    before = Counter(row["dashboard"] for row in first)
    counted_before = Counter(row["dashboard"] for row in first if row["counted"] == "true")
    now = Counter(one.dashboard for one in register.values())
    national = [one for one in register.values() if one.measure_type == "national"]
    counted = Counter(one.dashboard for one in national if one.counted)
    returned = Counter(one.dashboard for one in register.values() if one.measure_type != "national")
    *dashboards, last = rows(page, "Dashboard of the register")
    assert {row[0] for row in dashboards} == set(now)
    for name, *numbers in dashboards:
        assert list(map(int, numbers)) == [
            before[name],
            counted_before[name],
            now[name],
            counted[name],
            returned[name],
        ], name
    assert list(map(int, last[1:])) == [sum(int(row[column]) for row in dashboards) for column in range(1, 6)]
    children = sum(counted[name] for name in CHILDREN)
    share = 100 * children / counted.total()
    assert share < 45
    assert f"are\n{children} of {counted.total()} counted, {share:.0f}%." in page


# The report of 2007 on the agreement of 2006 to 2009, which prints a number for most of its measures.


@pytest.fixture(scope="module")
def of_agreement(root: Path) -> list[dict[str, str]]:
    with Project(root).agreement_measures.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_measures_of_the_agreement_are_those_that_its_report_names(
    shared: Path, of_agreement: list[dict[str, str]]
) -> None:
    """Numbers and names as printed; a reward, or none, only where the report says so."""
    with (shared / "published/indicators_named.csv").open(encoding="utf-8", newline="") as lines:
        theirs = {row["id"]: row for row in csv.DictReader(lines) if row["data_year"] == "2006/07"}
    with (shared / "published/published_figures.csv").open(encoding="utf-8", newline="") as lines:
        printed = [row for row in csv.DictReader(lines) if row["document_year"] == "2007"]
    without_reward = {row["indicator"].split()[0] for row in printed if row["note"].startswith("non-reward target")}
    assert len(without_reward) == 6
    assert {f"IND{row['number']}": (row["reference"], row["measure"]) for row in of_agreement} == {
        key: (row["code"], row["name"]) for key, row in theirs.items()
    }
    for row in of_agreement:
        note = theirs[f"IND{row['number']}"]["note"]
        is_rewarded = "true" if note.startswith("reward") else ""
        assert row["reward"] == ("false" if row["reference"] in without_reward else is_rewarded), row
    baselines = {
        (row["indicator"].split()[0] if row["indicator"][0].isdigit() else row["indicator"]): row["value"]
        for row in printed
        if row["measure"] == "baseline"
    }
    assert {row["reference"] or row["measure"]: row["baseline"] for row in of_agreement if row["baseline"]} == baselines


def test_the_register_has_the_numbers_and_rewards_of_the_agreement_and_no_others(
    of_agreement: list[dict[str, str]], register: dict[str, Indicator]
) -> None:
    for row in of_agreement:
        names = [name for name in row["indicator_ids"].split(";") if name]
        assert bool(names) == (row["answer"] != "absent"), row
        kinds = {"national" if register[name].measure_type == "national" else "returned" for name in names}
        assert (
            row["answer"] in ("near", "absent")
            or kinds == {"in the register": {"national"}, "returned": {"returned"}}[row["answer"]]
        ), row
    same = [row for row in of_agreement if row["answer"] in ("in the register", "returned")]
    rewards = {"true": True, "false": False, "": None}
    expected = {row["indicator_ids"]: (row["reference"], rewards[row["reward"]]) for row in same}
    nothing = ("", None)
    actual = {name: (one.reference, one.reward) for name, one in register.items()}
    assert {name: facts for name, facts in actual.items() if facts != nothing} == {
        name: facts for name, facts in expected.items() if facts != nothing
    }
    assert {one.mandatory for one in register.values()} == {None}, "no paper names a measure that was prescribed"
