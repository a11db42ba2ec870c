"""What the data quality page shows of checks, waivers, bands and revised figures."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pandas as pd

from helpers.areas import Area
from helpers.methods.quality_scores import DIMENSIONS
from helpers.present import quality
from helpers.present.tables import quality_cell

REGISTER = pd.DataFrame({"indicator_id": ["one", "two"], "title": ["First", "<b>Second</b>"], "decimals": [1, 0]})


def cells(table: Any) -> list[list[str]]:
    """The text of each row of a table's body."""
    body = str(table._repr_html_()).partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [unescape(re.sub(r"<[^>]+>", " ", cell)).strip() for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)]
        for row in rows
    ]


def test_waivers_are_shown_with_who_answers_for_them_and_whether_they_are_needed() -> None:
    waivers = pd.DataFrame(
        [
            ("C13", "one", "Confirmed.", "Head of service", date(2023, 12, 31), True),
            ("C14", "two", "<script>", "Head of service", date(2023, 12, 31), False),
        ],
        columns=["check_id", "indicator_id", "reason", "by", "until", "used"],
    )
    shown = quality.waivers_table(waivers, REGISTER)
    assert cells(shown) == [
        ["First", "C13", "Confirmed.", "Head of service", "31 December 2023", "Yes"],
        ["<b>Second</b>", "C14", "<script>", "Head of service", "31 December 2023",
         "Warning: the check passes; take the waiver out"],
    ]  # fmt: skip
    html = shown._repr_html_()
    assert "<script" not in html and "<b>" not in html
    assert "Warning: 1 waiver is not needed." in html
    assert "The parameter file waives no check." in quality.waivers_table(waivers.head(0), REGISTER)._repr_html_()


def test_concerns_are_counted_of_the_indicators_tested() -> None:
    counts = pd.DataFrame(
        [("Waste", "accuracy", 3, 1, 1), ("Waste", "validity", 0, 0, 0), ("Waste", "completeness", 2, 1, 0)],
        columns=["dashboard", "dimension", "tested", "some", "serious"],
    )
    row = quality.heat_rows(counts.assign(band="Good")).iloc[0]
    assert row[["accuracy", "validity", "completeness"]].tolist() == ["2 of 3, 1 serious", "Not tested", "1 of 2"]


def test_indicators_with_concerns_are_listed_serious_ones_first() -> None:
    scores = pd.DataFrame(
        [
            ("one", "accuracy", 100, 4, 96.0, "Some concerns"), ("one", "validity", 10, 0, 100.0, "Good"),
            ("two", "timeliness", 1, 1, 0.0, "Serious concerns"),
        ],
        columns=["indicator_id", "dimension", "rows_tested", "rows_failing", "score", "band"],
    )  # fmt: skip
    assert cells(quality.scores_table(scores, REGISTER)) == [
        ["<b>Second</b>", "timeliness", "Serious concerns", "0", "1", "1"],
        ["First", "accuracy", "Some concerns", "96", "100", "4"],
    ]
    none = quality.scores_table(scores[scores["band"] == "Good"], REGISTER)
    assert "No indicator raises concerns" in none._repr_html_()


def test_changed_results_come_first_among_the_revised() -> None:
    row = {
        "indicator_id": "one", "area_code": "E10000018", "own": True, "period": "2022/23", "earlier_value": 2.0,
        "value": 3.0, "earlier_direction": "Improved", "direction": "Improved", "direction_changed": False,
        "earlier_quartile": None, "quartile": 1, "quartile_changed": True,
    }  # fmt: skip
    same = row | {"own": False, "earlier_quartile": 1, "quartile_changed": False}
    effects = pd.DataFrame([same, row] + [same] * 99)
    effects = effects.astype({"earlier_quartile": "Int64", "quartile": "Int64"})
    shown = cells(quality.effects_table(effects, REGISTER))
    assert len(shown) == 100
    assert shown[0][:6] == ["First", "The council", "E10000018", "2022/23", "2.0", "3.0"]
    assert shown[0][-2:] == ["none", "1st (best)"]
    assert shown[1][1] == "Another of the group"
    html = quality.effects_table(effects, REGISTER)._repr_html_()
    assert "1 more are listed in revision_effects.csv." in html
    assert "By the earlier ones, 0 directions of travel and 1 quartile would be another." in html
    nothing = quality.effects_table(effects.head(0), REGISTER)._repr_html_()
    assert "No result of this report rests on a figure that a later edition revised." in nothing


def test_a_band_is_told_in_words() -> None:
    assert quality_cell("Good").html == "Good"
    assert re.sub(r"<[^>]+>", " ", quality_cell("Some concerns", "accuracy").html).split() == [
        "Some", "concerns", "accuracy",
    ]  # fmt: skip
    assert quality_cell(None).html == "[x]"
    assert "<b>" not in quality_cell("Serious concerns", "<b>").html


# The results of the checks.

RESULTS = pd.DataFrame(
    [
        ("C14", "observations", "No share is above 100%", "validity", "warning", "one", 9, 2, "Fail",
         "one E10000016 2022/23; one E99999999 31 Mar 2023"),
        ("C14", "observations", "No share is above 100%", "validity", "warning", "two", 9, 2, "Fail",
         "two E10000016 2021/22; two E10000016 2022/23"),
        ("C18", "coverage", "The council has a figure", "completeness", "warning", "two", 1, 1, "Fail", "two"),
        ("C56", "council_types", "Half of each type", "completeness", "warning", "one", 2, 1, "Fail",
         "one county_unitary"),
        ("C21", "raw_files", "Every raw file could be read", "completeness", "critical", "", 3, 1, "Fail", "one a.csv"),
        ("C63", "labels", "Every label follows", "accuracy", "information", "", 3, 1, "Fail", "a b.csv 12 trend"),
        ("C01", "raw_files", "Rows read", "completeness", "critical", "", 3, 0, "Pass", ""),
    ],
    columns=["check_id", "table", "rule", "dimension", "severity", "indicator_id", "rows_tested", "rows_failing",
             "outcome", "failing_keys"],
)  # fmt: skip
KENT = Area("E10000016", "Kent", "county", "E12000008", None, None, (), (), "")


def test_failing_rows_are_named_by_indicator_and_area_the_gravest_check_first() -> None:
    shown = cells(quality.failing_table(RESULTS, REGISTER, [KENT]))
    assert [(row[1], row[2]) for row in shown] == [
        ("C21", "Critical"), ("C14", "Warning"), ("C18", "Warning"), ("C56", "Warning"), ("C63", "Information"),
    ]  # fmt: skip
    assert [row[6] for row in shown] == [
        "one a.csv",
        "First, Kent, 2022/23; First, E99999999 31 Mar 2023; <b>Second</b>, Kent, 2021/22",
        "<b>Second</b>",
        "First, county unitary",
        "a b.csv, line 12, Recent trend",
    ]


def test_the_checks_of_a_dimension_are_counted_by_what_they_do() -> None:
    shown = cells(quality.dimensions_table(RESULTS, {name: f"of {name}" for name in DIMENSIONS}))
    assert shown[0] == ["Accuracy", "of accuracy", "1", "0", "0", "0", "1"]
    assert shown[1] == ["Validity", "of validity", "1", "0", "0", "1", "0"]
    assert shown[5][2:] == ["4", "1", "1", "2", "0"]


def test_every_check_has_its_outcome_in_words() -> None:
    nothing = RESULTS.iloc[[-1]].assign(check_id="C02", rows_tested=0)
    shown = cells(quality.results_table(pd.concat([RESULTS, nothing])))
    assert [(row[1], row[3], row[6]) for row in shown] == [
        ("C01", "Critical", "Pass"), ("C02", "Critical", "Nothing to test"), ("C14", "Warning", "Warning"),
        ("C18", "Warning", "Warning"), ("C21", "Critical", "Stops the run"), ("C56", "Warning", "Warning"),
        ("C63", "Information", "Information"),
    ]  # fmt: skip
