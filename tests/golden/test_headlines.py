"""The counts of whole reports and of themes, as the reports of 2018, 2020 and 2023 printed them, from counts given."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.present.facts import FactTables, Sentence
from helpers.present.narrative_headline import headline_statements
from helpers.results.headline_facts import headline_facts
from helpers.schema.narrative import HEADLINE_FACTS
from tests.support.sentences import check_facts

PARAGRAPHS = {"2018": "13", "2020": "24", "2023": "13"}
CLASSES = {"improved": "improved", "no_change": "no_real_change", "worsened": "worsened"}
THEMES = {
    "Strong Economy": (31, 14, 7),
    "Wellbeing and Opportunity": (62, 21, 20),
    "Keeping People Safe": (29, 12, 11),
    "Great Communities": (26, 14, 7),
    "Affordable and Quality Homes": (11, 2, 4),
}
"""Paragraph 14 of the report of 2018: indicators of each theme, improved and worsened, without schools and crime."""


def printed(shared: Path, year: str, paragraph: str) -> list[dict[str, str]]:
    with (shared / "published" / "published_figures.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [
        row
        for row in rows
        if row["document_year"] == year and row["paragraph"] == paragraph and row["topic"] == "direction_of_travel"
    ]


def statements(rows: Iterable[dict[str, Any]]) -> dict[str, Sentence]:
    filled = [
        {"theme": "Theme", "theme_order": 1, "in_headline": True, "no_real_change": 0, "determined": None} | row
        for row in rows
    ]
    frame = pd.DataFrame(filled)
    frame["determined"] = frame["improved"] + frame["worsened"] + frame["no_real_change"]
    facts = headline_facts(frame)
    made = headline_statements(facts)
    tables = FactTables({HEADLINE_FACTS.name: facts}, {HEADLINE_FACTS.name: HEADLINE_FACTS.key})
    assert check_facts(made.values(), tables) > 0
    return made


@pytest.mark.parametrize("year", PARAGRAPHS)
def test_the_headline_of_each_report_is_reproduced(shared: Path, year: str) -> None:
    overall = {
        row["measure"]: int(float(row["value"]))
        for row in printed(shared, year, PARAGRAPHS[year])
        if row["theme"] == "Overall"
    }
    counts = {column: overall[name] for name, column in CLASSES.items()}
    determined, rest = sum(counts.values()), overall["not_determinable"]
    text = statements([counts | {"indicators": determined + rest}])["all"].text
    shares = {name: overall.get(f"pct_{name}") for name in CLASSES}
    for name, share in shares.items():
        expected = share if share is not None else int(100 * counts[CLASSES[name]] / determined + 0.5)
        assert f"{counts[CLASSES[name]]} " in text and f"({expected}%)" in text
    assert text.startswith(f"Of the {determined} indicators whose direction of travel can be determined, ")
    assert text.endswith(f"; it cannot be determined for {rest} more.")
    assert year != "2018" or list(shares.values()) == [44, 21, 35]  # printed; the others print no shares


def test_the_theme_lines_of_2018_are_reproduced(shared: Path) -> None:
    """The report prints no more of a theme: the rest are taken as determined and not changed."""
    rows = [row for row in printed(shared, "2018", "14") if row["dashboard"].startswith("Theme total")]
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row["theme"], {})[row["measure"]] = int(float(row["value"]))
    assert {name: (one["total"], one["improved"], one["worsened"]) for name, one in counts.items()} == THEMES
    made = statements(
        {
            "theme": name,
            "theme_order": number,
            "indicators": one["total"],
            "improved": one["improved"],
            "worsened": one["worsened"],
            "no_real_change": one["total"] - one["improved"] - one["worsened"],
        }
        for number, (name, one) in enumerate(counts.items(), start=1)
    )
    assert made["Strong Economy"].text == "Strong Economy: 14 of 31 indicators improved and seven worsened."
    assert made["Affordable and Quality Homes"].text == (
        "Affordable and Quality Homes: two of 11 indicators improved and four worsened."
    )
    assert list(made) == ["all", *counts]


def test_what_the_headline_leaves_out_is_in_no_sum() -> None:
    one = {"indicators": 2, "improved": 1, "worsened": 1}
    made = statements([one, one | {"in_headline": False, "theme": "Schools"}])
    assert {name: statement.text for name, statement in made.items()} == {
        "all": "Of the two indicators whose direction of travel can be determined, one improved (50%) and one worsened "
        "(50%).",
        "Theme": "Theme: one of two indicators improved and one worsened.",
    }
    assert statements([one | {"improved": 0, "worsened": 0}])["all"].text == (
        "Direction of travel cannot be determined for any of the two indicators."
    )


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ((8, 1, 0), "Theme: one of eight indicators improved and none worsened; seven cannot be determined."),
        ((55, 0, 0), "Theme: direction of travel cannot be determined for any of the 55 indicators."),
        ((1, 0, 0), "Theme: direction of travel cannot be determined for the one indicator."),
        ((2, 0, 1), "Theme: none of two indicators improved and one worsened; one cannot be determined."),
    ],
)
def test_a_theme_says_how_many_cannot_be_determined(counts: tuple[int, int, int], text: str) -> None:
    row = dict(zip(("indicators", "improved", "worsened"), counts, strict=True))
    assert statements([row])["Theme"].text == text
