"""The paragraphs of the report of 2018: its counts, and the names where they are known, from statuses given as input.

The statuses are made from the figures that the report printed (`published_figures.csv`) and the indicators that it
named (`indicators_named.csv`). What it did not print or name is in GAPS with the reason.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from helpers.present.facts import Fact, FactTables
from helpers.present.figures import name_in_sentence
from helpers.present.narrative import Statement, dashboard_statements
from helpers.results.dashboard_facts import STATUSES, dashboard_facts, dashboard_names
from helpers.schema.narrative import DASHBOARD_FACTS, DASHBOARD_NAMES
from tests.support.sentences import check_facts

DIRECTIONS = {
    "improved": "Improved",
    "worsened": "Worsened",
    "no_change": "No real change",
    "not_determinable": "Cannot be determined",
}
LISTS = {"improved": "improved", "worsened": "worsened", "no_change": "no_real_change"}
QUARTILES = {"top quartile": 1, "bottom quartile": 4, "bottom quartile (two-tier counties)": 4}
OF_PARAGRAPH_14 = {"Police and Crime": ("total", "worsened")}
"""Counts of a dashboard that the report prints with the themes, and not in the dashboard's own paragraph."""

UNNAMED = "the report counts more than it names; the others are given without a name"
NO_TOTAL = "the report prints no total; the sum of its classes is used"
SILENT = "the classes printed do not add up to the total; the others are taken as not comparable"

LAST_NAMED = 144
"""Indicators after this one are named elsewhere in the report, or in another."""

GAPS = {
    ("Economy", "improved: 4 of 6 named"): UNNAMED,
    ("Economy", "no total"): NO_TOTAL,
    ("Employment and Skills", "improved: 3 of 4 named"): UNNAMED,
    ("Employment and Skills", "1 of 12 in no class"): SILENT,
    ("Transport Infrastructure", "no total"): NO_TOTAL,
    ("Housing", "not_determinable: 0 of 4 named"): UNNAMED,
    ("Adult Social Care", "2 of 14 in no class"): SILENT,
    ("Public Health", "1 of 19 in no class"): SILENT,
    ("Child Health and Early Years", "no_change: 0 of 1 named"): UNNAMED,
    ("Child Health and Early Years", "2 of 13 in no class"): SILENT,
    ("Mental Health", "no_change: 0 of 1 named"): UNNAMED,
    ("Mental Health", "not_determinable: 0 of 3 named"): UNNAMED,
    ("Safeguarding Children, Families and Vulnerable Adults", "no_change: 0 of 2 named"): UNNAMED,
    ("Safeguarding Children, Families and Vulnerable Adults", "2 of 19 in no class"): SILENT,
    ("Safer Communities", "no_change: 0 of 1 named"): UNNAMED,
    ("Safer Communities", "1 of 10 in no class"): SILENT,
    ("Police and Crime", "worsened: 6 of 8 named"): UNNAMED,
    ("Libraries, Cohesion and Volunteering", "no_change: 0 of 4 named"): UNNAMED,
    ("Libraries, Cohesion and Volunteering", "2 of 15 in no class"): SILENT,
}
"""Every gap between what the report prints and what can be made from it, with the reason."""

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def in_words(number: int) -> str:
    return WORDS[number] if number < 10 else str(number)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


class Report(NamedTuple):
    """The counts of each dashboard as printed, and the indicators that its paragraph names."""

    counts: dict[str, dict[str, int]]
    named: dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def report(shared: Path) -> Report:
    """What the report of 2018 prints in paragraphs 17 to 30, one for each dashboard, and of crime in 14."""
    counts: dict[str, dict[str, int]] = {}
    for row in rows_of(shared / "published" / "published_figures.csv"):
        if row["document_year"] != "2018" or row["topic"] != "direction_of_travel":
            continue
        own = 17 <= int(row["paragraph"]) <= 30
        of_themes = row["paragraph"] == "14" and row["measure"] in OF_PARAGRAPH_14.get(row["dashboard"], ())
        if own or of_themes:
            counts.setdefault(row["dashboard"], {})[row["measure"]] = int(float(row["value"]))
    named: dict[str, list[dict[str, str]]] = {dashboard: [] for dashboard in counts}
    for row in rows_of(shared / "published" / "indicators_named.csv"):
        own_paragraph = int(row["id"].removeprefix("IND")) <= LAST_NAMED and row["direction_reported"] in DIRECTIONS
        if row["dashboard"] in named and own_paragraph:
            named[row["dashboard"]].append(row)
    return Report(counts, named)


def status(number: int, dashboard: str, direction: str, row: Mapping[str, str]) -> dict[str, Any]:
    """One indicator as the report speaks of it; what it does not say is blank."""
    quartile = QUARTILES.get(row.get("quartile_or_position", ""))
    above = row.get("quartile_or_position") == "above average"
    return {
        "indicator_id": f"i{number}",
        "name": row.get("name", ""),
        "remark": "",
        "dashboard": dashboard,
        "theme": "A theme",
        "dashboard_order": 1,
        "theme_order": 1,
        "counted": True,
        "direction": direction,
        "reason": "" if direction != "Cannot be determined" else "no previous or new figure",
        "has_figure": True,
        "period": "2017/18",
        "evidence": None,
        "gap_is_better": True if above or quartile == 1 else None,
        "compared": above or quartile is not None,
        "compared_period": "2016/17",
        "quartile": quartile,
        "previous_quartile": quartile if quartile == 1 else 3 if quartile == 4 else None,
        "quartile_sure": None,
    }


def statuses_of(report: Report) -> tuple[pd.DataFrame, set[tuple[str, str]]]:
    """The statuses that the report gives, an indicator to a row, and the gaps that they leave."""
    rows: list[dict[str, Any]] = []
    gaps = set()
    for dashboard, counts in report.counts.items():
        classes = {name: counts.get(name, 0) for name in DIRECTIONS}
        total = counts.get("total", sum(classes.values()))
        gaps |= set() if "total" in counts else {(dashboard, "no total")}
        silent = total - sum(classes.values())
        gaps |= {(dashboard, f"{silent} of {total} in no class")} if silent else set()
        for name, count in (*classes.items(), ("not_determinable", silent)):
            names = [row for row in report.named[dashboard] if row["direction_reported"] == name]
            spread = [row for row in names for _ in range(int(row["count_in_seed"]))][:count]
            if len(spread) < count and not (name == "not_determinable" and count == silent):
                gaps.add((dashboard, f"{name}: {len(spread)} of {count} named"))
            for row in [*spread, *({} for _ in range(count - len(spread)))]:
                rows.append(status(len(rows), dashboard, DIRECTIONS[name], row))
    frame = pd.DataFrame(rows)[list(STATUSES)].astype({"gap_is_better": "boolean", "quartile": "Int64"})
    return frame.astype({"previous_quartile": "Int64"}), gaps


@pytest.fixture(scope="module")
def statements(report: Report) -> dict[str, Statement]:
    statuses, _ = statuses_of(report)
    facts, names = dashboard_facts(statuses), dashboard_names(statuses)
    made = dashboard_statements(facts, names, "county councils")
    tables = {DASHBOARD_FACTS.name: facts, DASHBOARD_NAMES.name: names}
    keys = {DASHBOARD_FACTS.name: DASHBOARD_FACTS.key, DASHBOARD_NAMES.name: DASHBOARD_NAMES.key}
    assert check_facts((one for statement in made for one in statement.sentences), FactTables(tables, keys)) > 200
    return {statement.dashboard: statement for statement in made}


def counts_in(statement: Statement) -> dict[str, Fact]:
    """The counts that a paragraph states, by their names."""
    facts = [fact for one in statement.sentences for fact in one.facts if fact.table == DASHBOARD_FACTS.name]
    return {fact.column: fact for fact in facts}


def test_every_gap_is_listed_with_its_reason(report: Report) -> None:
    _, gaps = statuses_of(report)
    assert gaps == set(GAPS)
    assert all(reason for reason in GAPS.values())


def test_there_is_a_paragraph_for_each_of_the_fifteen_dashboards(statements: Mapping[str, Statement]) -> None:
    assert len(statements) == 15


def test_each_count_that_the_report_prints_is_a_fact_of_its_paragraph(
    report: Report, statements: Mapping[str, Statement]
) -> None:
    checked = Counter[str]()
    for dashboard, counts in report.counts.items():
        facts = counts_in(statements[dashboard])
        for name, column in LISTS.items():
            if name in counts and dashboard != "Police and Crime":  # its form has the exception's name, no count
                assert facts[column].value == counts[name], (dashboard, name)
                assert facts[column].printed.removeprefix("all ") == in_words(counts[name])
                checked[name] += 1
        if "total" in counts:
            assert facts["indicators"].value == counts["total"], dashboard
            checked["total"] += 1
    assert checked == {"total": 13, "improved": 14, "worsened": 13, "no_change": 12}


def test_every_name_is_in_the_sentence_of_its_class(report: Report, statements: Mapping[str, Statement]) -> None:
    checked = 0
    for dashboard, names in report.named.items():
        for row in names:
            topic = LISTS[row["direction_reported"]]
            sentences = [one for one in statements[dashboard].sentences if one.topic in (topic, "counts")]
            printed = [fact.printed for one in sentences for fact in one.facts if fact.column == "name"]
            assert name_in_sentence(row["name"]) in printed, (dashboard, row["name"])
            checked += 1
    assert checked == 142


def test_names_that_stand_for_several_say_how_many(statements: Mapping[str, Statement]) -> None:
    improved = statements["Transport Infrastructure"].about("improved")
    assert "road safety (killed or seriously injured; casualties) (two indicators)" in improved
    assert improved.startswith("The indicators that improved are road safety")


def test_crime_is_told_by_its_exception(statements: Mapping[str, Statement]) -> None:
    """Paragraph 27: but for burglary all indicators got worse; 14: eight of nine."""
    crime = statements["Police and Crime"]
    assert crime.about("counts") == "Burglary rate improved; the other eight of the nine indicators all worsened."
    assert crime.about("moves") == (
        "Three now fall within the fourth quartile, which is the worst: burglary rate, vehicle crime rate and theft "
        "rate. Three remain in the first quartile, which is the best: violence against the person, criminal damage and "
        "sexual offences."
    )


def test_the_whole_comparison_is_said_where_all_are_above_average(statements: Mapping[str, Statement]) -> None:
    """Paragraph 19: all indicators with a comparison are above average; the comparison is a year older than the data.

    The report names one indicator of them; 20: two on reablement are above average and one is in the last quarter.
    """
    housing = statements["Housing"]
    assert housing.about("comparison") == (
        "Among county councils, the only indicator with a comparison is better than the middle council."
    )
    assert housing.about("periods") == "The figures are for 2017/18 and the comparison for 2016/17."
    care = counts_in(statements["Health and Care (health partners)"])
    assert (care["better"].value, care["compared"].value) == (2, 3)
