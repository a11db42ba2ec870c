"""What the data quality page shows of checks, waivers, bands and revised figures."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.areas import Area
from helpers.present.cells import quality_cell
from helpers.present.pages import quality, quality_scores
from helpers.present.pages.quality_words import NOTED, WRONG
from helpers.publish.html import cell_html, to_html
from helpers.verdicts import DIMENSIONS

REGISTER = pd.DataFrame({"indicator_id": ["one", "two"], "title": ["First", "<b>Second</b>"], "decimals": [1, 0]})


def cells(table: Any) -> list[list[str]]:
    """The text of each row of a table's body."""
    body = str(to_html(table)).partition("<tbody>")[2].partition("</tbody>")[0]
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
    listing = quality_scores.waivers_table(waivers, REGISTER)
    assert cells(listing) == [
        ["First", "C13", "Confirmed.", "Head of service", "31 December 2023", "Yes"],
        [
            "<b>Second</b>",
            "C14",
            "<script>",
            "Head of service",
            "31 December 2023",
            "Warning: the check passes; remove the waiver",
        ],
    ]
    html = to_html(listing)
    assert "<script" not in html and "<b>" not in html
    assert "Warning: 1 waiver is not needed." in html
    assert "The parameter file waives no check." in to_html(quality_scores.waivers_table(waivers.head(0), REGISTER))


def test_concerns_are_counted_of_the_indicators_tested() -> None:
    counts = pd.DataFrame(
        [("Waste", "accuracy", 3, 1, 1), ("Waste", "validity", 0, 0, 0), ("Waste", "completeness", 2, 1, 0)],
        columns=["dashboard", "dimension", "tested", "some", "serious"],
    )
    row = quality_scores.heat_rows(counts.assign(band="Good")).iloc[0]
    assert row[["accuracy", "validity", "completeness"]].tolist() == ["2 of 3, 1 serious", "Not tested", "1 of 2"]


def test_indicators_with_concerns_are_listed_serious_ones_first() -> None:
    scores = pd.DataFrame(
        [
            ("one", "accuracy", 100, 4, 98.96, "Some concerns", "the score is under 99"),
            ("one", "validity", 10, 0, 100.0, "Good", ""),
            ("two", "timeliness", 1, 1, 0.0, "Serious concerns", "the score is under 90"),
        ],
        columns=["indicator_id", "dimension", "rows_tested", "rows_failing", "score", "band", "reason"],
    )
    assert cells(quality_scores.scores_table(scores, REGISTER)) == [
        ["<b>Second</b>", "timeliness", "Serious concerns", "the score is under 90", "0.0", "1", "1"],
        ["First", "accuracy", "Some concerns", "the score is under 99", "98.9", "100", "4"],
    ]
    none = quality_scores.scores_table(scores[scores["band"] == "Good"], REGISTER)
    assert "No indicator raises concerns" in to_html(none)


def test_changed_results_come_first_among_the_revised() -> None:
    row = {
        "indicator_id": "one",
        "area_code": "E10000018",
        "own": True,
        "period": "2022/23",
        "earlier_value": 2.0,
        "value": 3.0,
        "difference": 1.0,
        "earlier_direction": "Improved",
        "direction": "Improved",
        "direction_changed": False,
        "earlier_quartile": None,
        "quartile": 1,
        "quartile_changed": True,
    }
    same = row | {"own": False, "earlier_quartile": 1, "quartile_changed": False}
    effects = pd.DataFrame([same, row] + [same] * 99)
    effects = effects.astype({"earlier_quartile": "Int64", "quartile": "Int64"})
    listing = cells(quality_scores.effects_table(effects, REGISTER, two_editions=True))
    assert len(listing) == 100
    assert listing[0][:6] == ["First", "The council", "E10000018", "2022/23", "2.0", "3.0"]
    assert listing[0][6] == "1.0"
    assert listing[0][-2:] == ["none", "1st (best)"]
    assert listing[1][1] == "Another of the group"
    html = to_html(quality_scores.effects_table(effects, REGISTER, two_editions=True))
    assert "1 other can be seen in revision_effects.csv." in html
    assert "With the earlier figures, 0 directions of travel and 1 quartile would be different." in html
    nothing = to_html(quality_scores.effects_table(effects.head(0), REGISTER, two_editions=True))
    assert "No result depends on a figure that differs between them." in nothing
    one = to_html(quality_scores.effects_table(effects.head(0), REGISTER, two_editions=False))
    assert "No figure was supplied in two editions" in one


def test_a_band_is_told_in_words() -> None:
    assert cell_html(quality_cell("Good")) == "Good"
    assert re.sub(r"<[^>]+>", " ", cell_html(quality_cell("Some concerns", "accuracy"))).split() == [
        "Some",
        "concerns",
        "accuracy",
    ]
    assert cell_html(quality_cell(None)) == "[x]"
    assert "<b>" not in cell_html(quality_cell("Serious concerns", "<b>"))


# The results of the checks.

RESULTS = pd.DataFrame(
    [
        ("C14", "observations", "No share is above 100%", "validity", "warning", "one", 9, 3, "Fail"),
        ("C14", "observations", "No share is above 100%", "validity", "warning", "two", 9, 1, "Fail"),
        ("C18", "coverage", "The council has a figure", "completeness", "warning", "two", 1, 1, "Fail"),
        ("C56", "council_types", "Half of each type", "completeness", "warning", "one", 2, 1, "Fail"),
        ("C21", "raw_files", "Every raw file could be read", "completeness", "critical", "", 3, 1, "Fail"),
        ("C33", "observations", "No figure is provisional", "reliability", "information", "one", 9, 2, "Fail"),
        ("C32", "observations", "Every period has ended", "timeliness", "information", "one", 9, 4, "Fail"),
        ("C99", "observations", "A rule without other words", "timeliness", "information", "one", 9, 4, "Fail"),
        ("C01", "raw_files", "Rows read", "completeness", "critical", "", 3, 0, "Pass"),
    ],
    columns=[
        "check_id",
        "table",
        "rule",
        "dimension",
        "severity",
        "indicator_id",
        "rows_tested",
        "rows_failing",
        "outcome",
    ],
)
KENT = Area("E10000016", "Kent", "county", "E12000008", None, None, (), (), "")


def failing_rows(*rows: tuple[str, str, str, str, str, float | None, str]) -> pd.DataFrame:
    names = ["check_id", "indicator_id", "area_code", "period", "item", "value", "concerns"]
    about = RESULTS.drop_duplicates("check_id").set_index("check_id")[["rule", "severity"]]
    failing = pd.DataFrame(rows, columns=names).join(about, on="check_id")
    return failing.assign(derived=failing["value"].eq(104.0))


FAILURES = failing_rows(
    ("C14", "one", "E10000016", "2019/20", "", 101.25, "other councils"),
    ("C14", "one", "E10000016", "2022/23", "", 102.0, "other councils"),
    ("C14", "one", "E99999999", "31 Mar 2023", "", 103.0, "the figure before it"),
    ("C14", "two", "E10000016", "2021/22", "", 104.0, "another figure of the council"),
    ("C18", "two", "", "", "", None, "the indicator as a whole"),
    ("C21", "", "", "", "one a.csv", None, "other councils"),
    ("C33", "one", "E99999999", "31 Mar 2022", "", 7.0, "another figure of the council"),
    ("C33", "one", "E99999999", "31 Mar 2023", "", 8.0, "the figure before it"),
    ("C56", "one", "", "", "county_unitary", None, "the indicator as a whole"),
)
FIGURES = pd.DataFrame(
    {
        "indicator_id": ["one", "two"],
        "period": ["2023/24", None],
        "value": [7.5, None],
        "age_months": [13, None],
        "provisional": [True, False],
        "derived": [True, False],
    }
).astype({"age_months": "Int64"})


def test_rules_that_fail_name_the_councils_own_rows_first_the_gravest_rule_before_the_others() -> None:
    listing = cells(quality.failing_table(RESULTS, FAILURES, REGISTER, [KENT]))
    assert [(row[1], row[2], row[4], row[5]) for row in listing] == [
        ("C21", "Critical", "1", "0"),
        ("C14", "Warning", "4", "2"),
        ("C18", "Warning", "1", "1"),
        ("C56", "Warning", "1", "1"),
    ]
    assert [row[7] for row in listing] == [
        "one a.csv",
        "First, E99999999, 31 Mar 2023; <b>Second</b>, Kent, 2021/22; First, Kent, 2019/20",
        "<b>Second</b>",
        "First, county unitary",
    ]


def test_information_is_noted_and_not_said_to_fail() -> None:
    listing = cells(quality.noted_table(RESULTS, FAILURES))
    assert [[row[0], *row[3:]] for row in listing] == [
        ["Provisional figures", "2", "9", "1", "1"],
        ["Periods after the as-at date, which this report does not use", "4", "9", "1", "0"],
        ["A rule without other words", "4", "9", "1", "0"],
    ]
    html = to_html(quality.noted_table(RESULTS, FAILURES))
    assert "fail" not in html
    assert "Nothing is noted." in to_html(quality.noted_table(RESULTS[RESULTS["severity"] == "warning"], FAILURES))


def test_every_check_that_has_other_words_is_for_information() -> None:
    """Read from the table of the methods, which tests hold against the checks."""
    methods = (Path(__file__).parents[3] / "docs/methods/11_quality_checks.md").read_text(encoding="utf-8")
    noted = re.findall(r"^\| (C\d+) \|[^|]*\|[^|]*\| information \|", methods, re.MULTILINE)
    assert set(NOTED) <= set(noted)


def test_every_check_that_can_fail_says_what_is_wrong_and_not_its_rule() -> None:
    methods = (Path(__file__).parents[3] / "docs/methods/11_quality_checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (C\d+) \| ([^|]*) \|[^|]*\| (critical|warning) \|", methods, re.MULTILINE)
    assert {check for check, _, _ in rows} == set(WRONG)
    assert not [check for check, rule, _ in rows if WRONG[check] == rule]


FEW_OF_TYPE = "Fewer than half of the councils of one type in the group have a figure for the newest period"


def test_what_was_found_of_the_council_is_counted_by_check() -> None:
    findings = quality.council_findings(FAILURES)
    assert [[row[0], *row[2:]] for row in cells(quality.council_table(findings, "Here"))] == [
        ["A share is above 100%", "Warning", "The figure before it", "1", "1"],
        [
            "The council has no figure by the as-at date, and another area has one",
            "Warning",
            "The indicator as a whole",
            "1",
            "1",
        ],
        [FEW_OF_TYPE, "Warning", "The indicator as a whole", "1", "1"],
        ["A share is above 100%", "Warning", "Another figure of the council", "1", "1"],
        ["Provisional figures", "Noted", "The figure before it", "1", "1"],
    ]
    nothing = quality.council_table(quality.council_findings(FAILURES.head(2)), "Here")
    assert "No check fails for Here" in to_html(nothing)


def test_every_finding_of_the_council_has_its_period_and_figure() -> None:
    rows = quality.council_rows(quality.council_findings(FAILURES), FIGURES, REGISTER, "Here")
    assert "<summary>Every finding that concerns Here: 5 rows</summary>" in to_html(rows)
    assert [row[:4] for row in cells(rows)] == [
        ["First", "31 Mar 2023", "103.0", "A share is above 100%"],
        ["<b>Second</b>", "none", "[x]", "The council has no figure by the as-at date, and another area has one"],
        ["First [d] [p]", "2023/24", "7.5", FEW_OF_TYPE],
        ["<b>Second</b> [d]", "2021/22", "104", "A share is above 100%"],
        ["First", "31 Mar 2023", "8.0", "Provisional figures"],
    ]


def test_the_checks_of_a_dimension_are_counted_by_how_they_ended() -> None:
    nothing = RESULTS.iloc[[-1]].assign(check_id="C02", rows_tested=0)
    listing = cells(
        quality.dimensions_table(pd.concat([RESULTS, nothing]), {name: f"of {name}" for name in DIMENSIONS})
    )
    # Checks, passed, stop the run, warn, note something, nothing to test.
    assert listing[0] == ["Accuracy", "of accuracy", "0", "0", "0", "0", "0", "0"]
    assert listing[1] == ["Validity", "of validity", "1", "0", "0", "1", "0", "0"]
    assert listing[3] == ["Timeliness", "of timeliness", "2", "0", "0", "0", "2", "0"]
    assert listing[5] == ["Completeness", "of completeness", "5", "1", "1", "2", "0", "1"]


def test_every_check_has_its_outcome_in_words() -> None:
    nothing = RESULTS.iloc[[-1]].assign(check_id="C02", rows_tested=0)
    counted = dict.fromkeys(RESULTS["check_id"], "all") | {"C02": "all", "C56": "national"}
    listing = cells(quality.results_table(pd.concat([RESULTS, nothing]), counted))
    assert {row[1]: row[2] for row in listing} == counted
    assert [(row[1], row[4], row[7]) for row in listing] == [
        ("C01", "Critical", "Pass"),
        ("C02", "Critical", "Nothing to test"),
        ("C14", "Warning", "Warning"),
        ("C18", "Warning", "Warning"),
        ("C21", "Critical", "Stops the run"),
        ("C32", "Noted", "Noted"),
        ("C33", "Noted", "Noted"),
        ("C56", "Warning", "Warning"),
        ("C99", "Noted", "Noted"),
    ]


def test_every_score_is_shown_with_its_band_in_words_by_dashboard() -> None:
    scores = pd.DataFrame(
        [(indicator, dimension, 100.0, "Good") for indicator in ("one", "two") for dimension in DIMENSIONS],
        columns=["indicator_id", "dimension", "score", "band"],
    )
    scores.loc[0, ["score", "band"]] = [98.96, "Some concerns"]
    scores.loc[1, ["score", "band"]] = [0.0, "Serious concerns"]
    scores.loc[2, ["score", "band"]] = [None, "Some concerns"]
    scores.loc[3, ["score", "band"]] = [None, "Not tested"]
    listing = quality_scores.full_scores(scores, REGISTER.assign(dashboard=["Waste", "Air & sea"]))
    assert re.findall(r"<summary>(.*?)</summary>", to_html(listing)) == [
        "Air &amp; sea: 1 indicator, 0 with concerns",
        "Waste: 1 indicator, 1 with concerns",
    ]
    waste = to_html(listing).partition("Waste: 1")[2]
    (row,) = re.findall(r"<tr>(.*?)</tr>", waste.partition("<tbody>")[2], re.DOTALL)
    words = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?>(.*?)</td>", row)]
    assert words == ["98.9 some concerns", "0.0 serious concerns", "some concerns", "Not tested", "100.0", "100.0"]
    assert "<b>" not in to_html(listing)


def test_the_age_of_figures_is_counted_by_source() -> None:
    sources = pd.DataFrame({"source_id": ["s", "t"], "dataset": ["Set", "Other"], "publisher": ["Maker", "Maker"]})
    register = pd.DataFrame({"indicator_id": list("abcdef"), "source_id": ["s", "s", "s", "s", "t", "t"]})
    ages = pd.DataFrame({"indicator_id": list("abcdef"), "age_months": [-5, 12, 13, 37, 36, None]})
    listing = cells(quality_scores.age_table(ages.astype({"age_months": "Int64"}), register, sources))
    # Figures, up to 12 months, to 24, to 36, more; the median of -5, 12, 13 and 37 is 12.5.
    assert listing == [
        ["Other, Maker", "1", "0", "0", "1", "0", "36.0", "36"],
        ["Set, Maker", "4", "2", "1", "0", "1", "12.5", "37"],
    ]
    none = quality_scores.age_table(ages.tail(1).astype({"age_months": "Int64"}), register, sources)
    assert "The council has no figure." in to_html(none)
