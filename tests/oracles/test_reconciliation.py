"""The printed figures of the council's reports, calculated again, against checks of them that were made elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from helpers.methods.reconciliation import figure_results, reconcile
from helpers.paths import Project
from helpers.results.compendium import direction_counts, quartile_counts
from helpers.results.printed_headlines import headline_beside_printed
from helpers.sources.printed_headlines import read_printed_headlines
from helpers.sources.published_figures import read_published_figures
from helpers.verdicts import DOES_NOT_HOLD, HOLDS, HOLDS_ROUNDED, RECONCILED

REPORTS = (2007, 2012, 2018, 2020, 2023)
KINDS = {
    "sum",
    "percentage",
    "dashboard_vs_theme",
    "dashboard_sum",
    "pct_off_target",
    "grant_sum",
    "difference",
    "cross_year",
}
"""Kinds of checks that our rules have too; lists of names and wordings are not figures."""

ELSEWHERE = {"CK175", "CK179"}
"""Contradictions that have no two numbers: they are found by what they are about."""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def figures(root: Path) -> pd.DataFrame:
    return read_published_figures(Project(root).published_figures, 2023)


@pytest.fixture(scope="module")
def checks(figures: pd.DataFrame) -> pd.DataFrame:
    return reconcile(figures)


@pytest.fixture(scope="module")
def elsewhere(shared: Path) -> list[dict[str, str]]:
    return rows_of(shared / "published" / "consistency.csv")


def matching(checks: pd.DataFrame, row: dict[str, str], outcomes: Iterable[str]) -> pd.DataFrame:
    """The checks of a report with the printed and the calculated value of a row."""
    years = [int(year) for year in row["document_year"].split("-")]
    same = (checks["printed"] - float(row["printed"])).abs() < 1e-9
    same &= (checks["worked_out"] - float(row["recomputed"])).abs() < 1e-4  # the file has four decimals
    return checks[same & checks["report_year"].between(years[0], years[-1]) & checks["outcome"].isin(outcomes)]


def test_every_printed_figure_is_in_the_project_with_its_value(figures: pd.DataFrame, shared: Path) -> None:
    published = rows_of(shared / "published" / "published_figures.csv")
    own = figures.set_index("figure_id")
    assert len(published) == 523
    assert len(figures[figures["topic"].ne("words")]) == 523
    for row in published:
        figure = own.loc[row["id"].removeprefix("PF").replace("(", "").replace(")", "")]
        assert (str(figure["report_year"]), figure["paragraph"]) == (row["document_year"], row["paragraph"])
        try:
            number = float(row["value"])
        except ValueError:
            assert figure["word"] == {"no_change": "no_real_change", "not_stated": ""}.get(row["value"], row["value"])
        else:
            assert figure["value"] == number


def test_every_contradiction_that_is_known_is_found_by_a_rule(
    checks: pd.DataFrame, elsewhere: list[dict[str, str]]
) -> None:
    failures = [row for row in elsewhere if row["verdict"] == "FAILS"]
    assert len(failures) == 17
    lost = [
        row["check_id"]
        for row in failures
        if row["check_id"] not in ELSEWHERE and matching(checks, row, [DOES_NOT_HOLD]).empty
    ]
    assert lost == []
    wrong = checks[checks["outcome"].eq(DOES_NOT_HOLD)]
    swapped = wrong[wrong["rule"].eq("one_status")]
    assert [words.split(":")[0] for words in swapped["explanation"]] == ["7.18", "7.19"]
    still_at_risk = wrong[wrong["rule"].eq("lost_is_not_at_risk")]
    assert still_at_risk["worked_out"].tolist() == [0, 5_588_660]
    assert still_at_risk["difference"].tolist() == [635_075, 635_075]


def test_every_placeholder_is_found(checks: pd.DataFrame, elsewhere: list[dict[str, str]]) -> None:
    assert [row["check_id"] for row in elsewhere if row["verdict"] == "UNFILLED"] == ["CK123", "CK124", "CK125"]
    unfilled = checks[checks["rule"].eq("placeholder")]
    assert unfilled["subject_ids"].tolist() == [*(f"2007-1-0{number}" for number in (1, 2, 3, 4)), "2007-App1-01"]
    assert unfilled["worked_out"].round(1).tolist()[:3] == [63.6, 23.2, 13.1]
    (far_off,) = (words for words in unfilled["explanation"] if "far off target" in words)
    assert far_off.startswith("Nobody filled it in. For 6 of the 14 indicators")
    assert far_off.endswith(
        "5 are off by more than 20%. For 1.3.1 figure and target are of different years. For 1.3.5, 3.2, 3.3, 4.2.1, "
        "5.2, 5.9, 7.18 the report does not print both a figure and a target."
    )


def test_nothing_else_is_said_not_to_hold(checks: pd.DataFrame, elsewhere: list[dict[str, str]]) -> None:
    """The counts by theme of what is named as red are finer than the check of all of them, and find one theme."""
    failures = [row for row in elsewhere if row["verdict"] == "FAILS" and row["check_id"] not in ELSEWHERE]
    wrong = checks[checks["outcome"].eq(DOES_NOT_HOLD)]
    explained = {name for row in failures for name in matching(wrong, row, [DOES_NOT_HOLD])["check_id"]}
    rest = wrong[~wrong["check_id"].isin(explained)]
    rest = rest[~rest["rule"].isin(["placeholder", "one_status", "lost_is_not_at_risk"])]
    assert rest[["rule", "subject_ids", "printed", "worked_out"]].to_numpy().tolist() == [
        ["named_are_counted", "2007-1.1Table1-03", 1, 2]
    ]


def test_what_holds_elsewhere_holds_here(checks: pd.DataFrame, elsewhere: list[dict[str, str]]) -> None:
    holding = [
        row
        for row in elsewhere
        if row["verdict"] in ("holds", "holds_with_rounding")
        and row["check_type"] in KINDS
        and row["printed"]
        and row["recomputed"]
    ]
    outcome = {"holds": HOLDS, "holds_with_rounding": HOLDS_ROUNDED}
    lost = [row["check_id"] for row in holding if matching(checks, row, [outcome[row["verdict"]]]).empty]
    assert lost == []
    assert len(holding) > 40
    rule = checks[checks["rule"].eq("grant_at_risk")]
    assert len(rule) == 32
    assert rule["outcome"].eq(HOLDS).all()


def test_the_larger_proportion_is_said_on_one_base(checks: pd.DataFrame) -> None:
    """59 of 171, 47 of 191 and 74 of 191, by hand."""
    (row,) = checks[checks["rule"].eq("larger_share")].to_dict("records")
    assert row["explanation"] == "2018: 34.5%; 2020: 24.6%; 2023: 38.7%."
    assert row["outcome"] == HOLDS


def test_every_figure_of_every_report_has_an_outcome(figures: pd.DataFrame, checks: pd.DataFrame) -> None:
    results = figure_results(figures, checks)
    assert set(results["outcome"]) == set(RECONCILED)
    assert tuple(sorted(set(results["report_year"]))) == REPORTS
    assert results["reason"].ne("").all()


WORDS = {
    "improved": "Improved",
    "no_real_change": "No real change",
    "worsened": "Worsened",
    "cannot_be_determined": "Cannot be determined",
}
QUARTILES = ("first_quartile", "second_quartile", "third_quartile", "fourth_quartile")


def statuses(directions: dict[str, int], quartiles: tuple[int, ...]) -> pd.DataFrame:
    """Made-up indicators of the headline, as many of each direction and quartile as given."""
    words = [WORDS[name] for name, count in directions.items() for _ in range(count)]
    numbers = [quartile for quartile, count in enumerate(quartiles, 1) for _ in range(count)]
    column = pd.Series([*numbers, *[None] * (len(words) - len(numbers))], dtype="Int64")
    return pd.DataFrame({"direction": words, "quartile": column, "in_headline": True, "evidence": ""})


@pytest.mark.parametrize(
    ("year", "quartiles", "shares"),
    [
        (2018, (38, 54, 25, 27), [44, 21, 35]),  # of 171, as printed
        (2020, (31, 33, 21, 15), [46, 29, 25]),  # of 191, by hand; 100 made-up ones in the printed shares
        (2023, (), [42, 19, 39]),  # of 191, by hand; no quartile is printed
    ],
)
def test_the_counting_of_the_headline_gives_what_the_reports_print(
    figures: pd.DataFrame, root: Path, year: int, quartiles: tuple[int, ...], shares: list[int]
) -> None:
    whole = figures[figures["report_year"].eq(year) & figures["topic"].eq("direction_of_travel")]
    whole = whole[whole["theme"].eq("") & whole["dashboard"].eq("")].set_index("measure")["value"]
    made_up = statuses({name: int(whole[name]) for name in WORDS}, quartiles)
    row, ranked = direction_counts(made_up).iloc[0], quartile_counts(made_up).iloc[0]
    names = list(WORDS)[:3]
    assert [int(row[f"{name}_percent"] + 0.5) for name in names] == shares
    counts = {name: float(row[name]) for name in (*WORDS, "determined")} | {"compared": float(ranked["ranked"])}
    counts |= {name: float(ranked[f"quartile_{number}"]) for number, name in enumerate(QUARTILES, 1)}
    beside = headline_beside_printed(read_printed_headlines(Project(root).printed_headlines), counts, year)
    beside = beside[beside["what"].ne("rank")]
    both = beside.dropna(subset=["printed"])
    assert both["printed"].tolist() == both["own"].tolist()
    assert beside["points"].dropna().abs().max() < 1e-9
    assert beside["what"].isin(QUARTILES).sum() == (4 if quartiles else 0)
