"""Gaps between groups, worked by hand: what narrows, widens or crosses zero, what cannot be said, and the rank."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from comparing import OWN, RULES, members_of

from helpers.gaps import Gap
from helpers.method_rules import DirectionRules
from helpers.params import Parameters
from helpers.results import gap_figures as gap_module
from helpers.results.comparisons import full_comparisons
from helpers.results.directions import directions
from helpers.results.gap_figures import gap_figures
from helpers.results.gap_words import words_of_published
from helpers.results.inequality_gaps import inequality_gaps
from helpers.results.reporting_figures import figures_for
from helpers.shared_work import FOLDER_VARIABLE

GAP = Gap("gap", "A gap", "all", "everybody", "some", "some people", "false")
OF_TWO_SEXES = GAP._replace(independent="true")

Cell = float | tuple[float, float, float] | None
"""A figure, or one with its lower and upper limit, or none."""

Years = dict[int, tuple[Cell, Cell]]
"""The figures of both groups by the year in which a financial year ends."""


def register(polarity: str = "higher_is_better", second_type: str = "financial", tags: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator_id": ["all", "some"],
            "title": ["Of all", "Of some"],
            "dashboard": ["One", "Two"],
            "polarity": polarity,
            "decimals": [1, 2],
            "value_type": "percentage",
            "unit": "%",
            "period_type": ["financial", second_type],
            "frequency": "annual",
            "breaks": "",
            "why_no_figure": "",
            "counted": True,
            "tags": [tags, ""],
        }
    )


def rows_of(area: str, years: Years, second_type: str = "financial", **facts: str) -> list[dict[str, Any]]:
    """The observations of one area; a second measure of calendar years has periods of its own."""
    rows = []
    for year, cells in years.items():
        for measure, cell in zip(("all", "some"), cells, strict=True):
            calendar = measure == "some" and second_type == "calendar"
            value, lower, upper = cell if isinstance(cell, tuple) else (cell, None, None)
            rows.append(
                {
                    "indicator_id": measure,
                    "area_code": area,
                    "period": str(year) if calendar else f"{year - 1}/{year % 100}",
                    "period_start": date(year, 1, 1) if calendar else date(year - 1, 4, 1),
                    "period_end": date(year, 12, 31) if calendar else date(year, 3, 31),
                    "value": value,
                    "lower_95": lower,
                    "upper_95": upper,
                    "numerator": np.nan,
                    "denominator": np.nan,
                    "marker": "" if value is not None else "[c]",
                    "status": facts.get(measure, "final"),
                    "area_flag": "",
                    "source_id": "source",
                }
            )
    return rows


def table_of(
    years: Years,
    gap: Gap = GAP,
    others: dict[str, tuple[float, float]] | None = None,
    table: pd.DataFrame | None = None,
    rules: Parameters = RULES,
    **facts: str,
) -> pd.DataFrame:
    """The table of gaps for one council, whose group has other councils with figures of its newest year."""
    second_type = facts.pop("second_type", "financial")
    indicators = register(second_type=second_type) if table is None else table
    rows = rows_of(OWN, years, second_type, **facts)
    for area, cells in (others or {}).items():
        rows += rows_of(area, {max(years): cells})
    numbers = dict.fromkeys(("value", "lower_95", "upper_95"), "float64")
    observations = pd.DataFrame(rows).astype(numbers)
    gaps = gap_figures(observations, indicators, [gap], [OWN], rules)
    return inequality_gaps(gaps, members_of([OWN, *(others or {})]), [OWN], rules)


def rows_together(
    cases: Sequence[Years], gap: Gap = GAP, rules: Parameters = RULES, second_types: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The row of one gap in each of several cases: gaps between measures of their own, worked out in one table."""
    registers, rows, gaps = [], [], []
    for number, years in enumerate(cases):
        second_type = second_types[number] if second_types else "financial"
        names = {name: f"{name}_{number:02}" for name in ("all", "some")}
        registers.append(register(second_type=second_type).replace({"indicator_id": names}))
        rows += [row | {"indicator_id": names[row["indicator_id"]]} for row in rows_of(OWN, years, second_type)]
        gaps.append(gap._replace(gap_id=f"gap_{number:02}", first=names["all"], second=names["some"]))
    observations = pd.DataFrame(rows).astype(dict.fromkeys(("value", "lower_95", "upper_95"), "float64"))
    figures = gap_figures(observations, pd.concat(registers, ignore_index=True), gaps, [OWN], rules)
    table = inequality_gaps(figures, members_of([OWN]), [OWN], rules).sort_values("indicator_id")
    assert table["indicator_id"].tolist() == [one.gap_id for one in gaps]
    return table.to_dict("records")


def row_of(years: Years, gap: Gap = GAP, **more: Any) -> dict[str, Any]:
    (row,) = table_of(years, gap, **more).to_dict("records")
    return row


SIZES: list[tuple[tuple[float, float], tuple[float, float], float, str, str, str]] = [
    # The tolerance is 2% of the gap before, and no less than 0.1: half of it for each of two rounded figures.
    ((70.0, 50.0), (69.1, 45.7), 23.4, "Worsened", "Widened", ""),
    ((70.0, 50.0), (70.0, 55.0), 15.0, "Improved", "Narrowed", ""),
    ((70.0, 50.0), (70.4, 50.0), 20.4, "No real change", "No real change", ""),  # 2% of 20 is 0.4
    ((70.0, 50.0), (70.5, 50.0), 20.5, "Worsened", "Widened", ""),
    ((52.0, 50.0), (52.1, 50.0), 2.1, "No real change", "No real change", ""),  # 2% of 2 is 0.04, under 0.1
    ((52.0, 50.0), (52.2, 50.0), 2.2, "Worsened", "Widened", ""),
    # Both below zero: the first group is worse off, and smaller is still narrower.
    ((50.0, 60.0), (50.0, 55.0), -5.0, "Improved", "Narrowed", ""),
    ((50.0, 55.0), (50.0, 60.0), -10.0, "Worsened", "Widened", ""),
    (
        (55.0, 50.0),
        (50.0, 53.0),
        -3.0,
        "Cannot be determined",
        "Changed sign",
        "the gap crossed zero: some people were worse off in 2021/22, everybody are now",
    ),
    (
        (50.02, 50.0),
        (50.0, 50.05),
        -0.05,
        "No real change",
        "No real change",
        "the gap crossed zero: some people were worse off in 2021/22, everybody are now",
    ),
    ((55.0, 50.0), (50.0, 50.0), 0.0, "Improved", "Narrowed", "no gap is left"),
    ((50.0, 50.0), (55.0, 50.0), 5.0, "Worsened", "Widened", "there was no gap in 2021/22"),
    ((50.0, 50.0), (50.0, 50.0), 0.0, "No real change", "No real change", ""),
]
"""The figures of two groups before and now; the gap, its direction, the word and the remark that follow."""


@pytest.fixture(scope="module")
def of_sizes() -> list[dict[str, Any]]:
    return rows_together([{2022: before, 2023: latest} for before, latest, *_ in SIZES])


@pytest.mark.parametrize("number", range(len(SIZES)), ids=[f"{before} to {latest}" for before, latest, *_ in SIZES])
def test_a_gap_narrows_or_widens_by_its_size(number: int, of_sizes: list[dict[str, Any]]) -> None:
    before, latest, gap, direction, word, remark = SIZES[number]
    row = of_sizes[number]
    assert row["value"] == gap
    assert (row["direction"], row["gap_direction"], row["remark"]) == (direction, word, remark)
    assert (row["first_value"], row["second_value"]) == latest
    assert (row["previous_value"], row["change"]) == (
        pytest.approx(before[0] - before[1], abs=1e-9),
        pytest.approx(latest[0] - latest[1] - before[0] + before[1], abs=1e-9),
    )


def test_it_is_marked_as_worked_out_and_is_in_no_count() -> None:
    row = row_of({2022: (70.0, 50.0), 2023: (70.0, 55.0)}, all="provisional")
    assert (row["kind"], row["derived"], row["provisional"], row["counted"]) == ("derived", True, True, False)
    assert (row["unit"], row["decimals"], row["period"]) == ("percentage points", 1, "2022/23")
    assert (row["anchor"], row["dashboard"]) == ("some", "Two")
    lower = row_of({2023: (50.0, 30.0)}, table=register("lower_is_better"))
    assert (lower["anchor"], lower["dashboard"]) == ("all", "One")


MISSING: list[tuple[Years, str, float | None, str]] = [
    (
        {2022: (70.0, 50.0), 2023: (70.0, None)},
        "financial",
        20.0,
        "first figure in the series; no figure for 2022/23 [c]",
    ),
    ({2022: (70.0, None), 2023: (70.0, 50.0)}, "financial", 20.0, "no figure for the period before"),
    ({2022: (70.0, None), 2023: (70.0, None)}, "financial", None, "no figure of some people"),
    ({2022: (None, 50.0), 2023: (None, 50.0)}, "financial", None, "no figure of everybody"),
    ({2022: (70.0, None), 2023: (None, 50.0)}, "financial", None, "no period has a figure of both groups"),
    (
        {2021: (70.0, 50.0), 2022: (70.0, 50.0)},
        "calendar",
        None,
        "the figures of the two groups are for different kinds of period: financial and calendar",
    ),
    (
        {2021: (70.0, 50.0), 2022: (70.0, None), 2023: (70.0, 50.0)},
        "financial",
        20.0,
        "no figure for the period before",
    ),
]
"""The figures of both groups and the periods of the second; the gap, and why it has no direction."""


@pytest.fixture(scope="module")
def of_missing() -> list[dict[str, Any]]:
    return rows_together([years for years, *_ in MISSING], second_types=[kind for _, kind, *_ in MISSING])


@pytest.mark.parametrize("number", range(len(MISSING)), ids=[reason for *_, reason in MISSING])
def test_a_missing_half_and_unlike_periods_are_said(number: int, of_missing: list[dict[str, Any]]) -> None:
    *_, value, reason = MISSING[number]
    row = of_missing[number]
    assert (row["direction"], row["gap_direction"]) == ("Cannot be determined", "Cannot be determined")
    assert row["reason"] == reason
    assert pd.isna(row["value"]) if value is None else row["value"] == value
    if value is None:
        assert row["rank_reason"] == reason


def test_limits_are_worked_out_for_independent_groups_alone() -> None:
    """10 (7 to 13) less 4 (0 to 8): 6 less the root of 9 + 16, and 6 with it: 1 to 11."""
    years: Years = {2023: ((10.0, 7.0, 13.0), (4.0, 0.0, 8.0))}
    row = row_of(years, OF_TWO_SEXES)
    assert (row["value"], row["lower_95"], row["upper_95"]) == (6.0, 1.0, 11.0)
    included = row_of(years)
    assert (included["value"], pd.isna(included["lower_95"]), pd.isna(included["upper_95"])) == (6.0, True, True)
    assert pd.isna(row_of({2023: ((10.0, 7.0, 13.0), 4.0)}, OF_TWO_SEXES)["lower_95"])


REPLAYED: list[tuple[tuple[float, float, float], str, str]] = [
    # Limits of 6 are 1 to 11; those of 8 are 3 to 13 and of 18 are 13 to 23; the sign makes no difference.
    ((12.0, 9.0, 15.0), "No real change", "the confidence intervals overlap"),
    ((22.0, 19.0, 25.0), "Worsened", "the confidence intervals do not overlap"),
    ((-14.0, -17.0, -11.0), "Cannot be determined", "the other group is worse off now: the gap is neither"),
    ((3.0, 0.0, 6.0), "No real change", "the confidence intervals overlap"),
]
"""The figure of the first group now, with its limits; the direction of the gap and how its reason begins."""


@pytest.fixture(scope="module")
def of_replay() -> list[dict[str, Any]]:
    """The gaps from 10 (7 to 13) less 4 (0 to 8) to each case, then the same with the groups the other way round."""
    first, second = (10.0, 7.0, 13.0), (4.0, 0.0, 8.0)
    cases: list[Years] = [{2022: (first, second), 2023: (latest, second)} for latest, *_ in REPLAYED]
    mirrored: list[Years] = [{2022: (second, first), 2023: (second, latest)} for latest, *_ in REPLAYED]
    replay = RULES.model_copy(update={"direction": DirectionRules(intervals="published")})
    return rows_together([*cases, *mirrored], OF_TWO_SEXES, replay)


@pytest.mark.parametrize("number", range(len(REPLAYED)), ids=[f"{case[0]}: {case[1]}" for case in REPLAYED])
def test_intervals_decide_in_a_replay_where_both_gaps_have_them(number: int, of_replay: list[dict[str, Any]]) -> None:
    _, direction, reason = REPLAYED[number]
    row, mirrored = of_replay[number], of_replay[len(REPLAYED) + number]
    assert row["direction"] == direction
    assert str(row["reason"]).startswith(reason)
    assert (mirrored["direction"], mirrored["value"]) == (direction, -row["value"])


def test_the_tolerance_alone_decides_for_gaps_with_limits_too() -> None:
    """From 6 (1 to 11) to 8 (3 to 13): the limits overlap, and 2 is more than 2% of 6."""
    second = (4.0, 0.0, 8.0)
    row = row_of({2022: ((10.0, 7.0, 13.0), second), 2023: ((12.0, 9.0, 15.0), second)}, OF_TWO_SEXES)
    assert (row["direction"], row["rule"]) == ("Worsened", "tolerance")
    assert pd.isna(row["limits"])


def test_the_smallest_gap_is_first_whoever_is_worse_off() -> None:
    """Sizes 3, 1, 2, 4 and 4: the council's gap of 3 is third; 1 + 4 * 2 // 5 = 2; the median is 3."""
    others = {"a": (50.0, 51.0), "b": (52.0, 50.0), "c": (50.0, 54.0), "d": (54.0, 50.0)}
    row = row_of({2023: (53.0, 50.0)}, others=others)
    assert (row["rank"], row["n"], row["quartile"], row["median"]) == (3, 5, 2, 3.0)
    few = row_of({2023: (53.0, 50.0)}, others={"a": (50.0, 51.0)})
    assert pd.isna(few["rank"])
    assert few["rank_reason"] == "2 councils have a figure; at least 4 are needed"


def test_a_published_gap_keeps_its_verdict_and_its_rank() -> None:
    others = {"a": (20.0, 0.0), "b": (30.0, 0.0), "c": (15.0, 0.0), "d": (40.0, 0.0)}
    indicators = register("lower_is_better", tags="equalities;inequality_gap")
    rows = table_of({2022: (20.0, 1.0), 2023: (25.0, 1.0)}, others=others, table=indicators).set_index("indicator_id")
    row = rows.loc["all"]
    assert (row["kind"], row["direction"], row["gap_direction"], row["counted"]) == (
        "published",
        "Worsened",
        "Widened",
        True,
    )
    assert (row["rank"], row["n"], row["derived"]) == (3, 5, False)
    observations = pd.DataFrame(
        rows_of(OWN, {2022: (20.0, 1.0), 2023: (25.0, 1.0)})
        + [one for area, cells in others.items() for one in rows_of(area, {2023: cells})]
    ).astype({"lower_95": "float64", "upper_95": "float64"})
    figures = figures_for(observations, indicators, [OWN], RULES)
    verdicts = directions(figures.own, figures.latest, indicators, OWN, RULES.direction)
    assert words_of_published(verdicts, indicators).to_dict("records") == [
        {"indicator_id": "all", "gap_direction": "Widened", "remark": ""}
    ]
    assert row["direction"] == verdicts.set_index("indicator_id").loc["all", "direction"]
    main = full_comparisons(figures, members_of([OWN, *others]), indicators, [OWN], RULES).set_index("indicator_id")
    assert (
        row[["rank", "n", "quartile", "median"]].tolist()
        == main.loc["all", ["rank", "n", "quartile", "median"]].tolist()
    )


@pytest.mark.parametrize(
    ("before", "latest", "direction", "word", "remark"),
    [
        (-2.0, -3.0, "Improved", "Widened", ""),
        (2.0, -3.0, "Improved", "Changed sign", "the gap crossed zero: above it in 2021/22"),
        (-2.0, 3.0, "Worsened", "Changed sign", "the gap crossed zero: below it in 2021/22"),
    ],
)
def test_a_published_gap_below_zero_says_what_it_does(
    before: float, latest: float, direction: str, word: str, remark: str
) -> None:
    """The verdict follows the polarity of the register, and the word the size."""
    indicators = register("lower_is_better", tags="inequality_gap")
    row = table_of({2022: (before, 0.0), 2023: (latest, 0.0)}, table=indicators).set_index("indicator_id").loc["all"]
    assert (row["direction"], row["gap_direction"], row["remark"]) == (direction, word, remark)


def test_a_gap_whose_measures_the_report_does_not_have_is_left_out() -> None:
    years: Years = {2022: (70.0, 50.0), 2023: (70.0, 55.0)}
    assert table_of(years, GAP._replace(second="elsewhere")).empty


def test_the_reports_of_one_call_share_the_gaps_and_each_has_its_own_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    years: Years = {2022: (70.0, 50.0), 2023: (70.0, 55.0)}
    other = "a"
    rows = [*rows_of(OWN, years), *rows_of(other, {2022: (60.0, 50.0), 2023: (60.0, None)})]
    observations = pd.DataFrame(rows).astype(dict.fromkeys(("value", "lower_95", "upper_95"), "float64"))
    alone = [gap_figures(observations, register(), [GAP], [code], RULES) for code in (OWN, other)]
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    shared = [gap_figures(observations, register(), [GAP], [OWN], RULES)]
    monkeypatch.setattr(gap_module, "_differences", None)
    shared.append(gap_figures(observations, register(), [GAP], [other], RULES))
    for one, same in zip(alone, shared, strict=True):
        pd.testing.assert_frame_equal(one.register, same.register)
        pd.testing.assert_frame_equal(one.figures.own, same.figures.own)
        pd.testing.assert_frame_equal(one.figures.latest, same.figures.latest)
    newest = [of_council.figures.latest["value"].iloc[0] for of_council in shared]
    assert newest == [15.0, 10.0]
