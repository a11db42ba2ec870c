"""Places within a council's area: coverage, ends, and the worst place only where every place has a figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.results.areas_within import COLUMNS, figures_within, within_area

BELOW = pd.DataFrame(
    [
        ("E07000001", "Ayton", "district", None, None),
        ("E07000002", "Beeford", "district", None, None),
        ("E07000003", "Ceeham", "district", None, date(2019, 3, 31)),
        ("E07000004", "Deeby", "district", date(2019, 4, 1), None),
        ("local-long-row", "Long Row", "neighbourhood", None, None),
    ],
    columns=["area_code", "area_name", "area_type", "start_date", "end_date"],
)


def figure(
    area: str,
    value: float | None,
    year: int = 2022,
    marker: str = "",
    indicator: str = "waste",
    polarity: str = "lower_is_better",
    limits: tuple[float, float] | None = None,
) -> dict[str, Any]:
    lower, upper = limits or (None, None)
    return {
        "indicator_id": indicator,
        "area_code": area,
        "period": f"{year}",
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "value": value,
        "lower_95": lower,
        "upper_95": upper,
        "marker": marker,
        "polarity": polarity,
        "status": "provisional" if "[p]" in marker else "final",
    }


def within(*rows: dict[str, Any], below: pd.DataFrame = BELOW) -> pd.DataFrame:
    reported = pd.DataFrame(list(rows), columns=list(figure("", None)))
    reported = reported.astype(dict.fromkeys(("value", "lower_95", "upper_95"), "float64"))
    return within_area(reported, below, date(2023, 3, 31), 36, 50)


def one(*rows: dict[str, Any]) -> dict[str, Any]:
    (result,) = within(*rows).to_dict("records")
    return {str(name): None if pd.isna(value) else value for name, value in result.items()}


EVERYWHERE = (figure("E07000001", 40.0), figure("E07000002", 55.5), figure("E07000004", 51.0))


def test_every_area_has_a_figure() -> None:
    assert one(*EVERYWHERE) == {
        "indicator_id": "waste", "area_type": "district", "polarity": "lower_is_better", "period": "2022",
        "period_start": date(2022, 1, 1), "period_end": date(2022, 12, 31), "age_months": 3, "stale": False,
        "areas": 3, "with_figure": 3, "without_figure": 0, "why_without": "", "coverage": 100.0,
        "lowest": 40.0, "lowest_areas": "Ayton", "highest": 55.5, "highest_areas": "Beeford", "spread": 15.5,
        "middle": 51.0, "spread_percent": 100 * 15.5 / 51, "masking": "not wide",
        "intervals": "not published", "statistic": "maximum over districts", "worst": 55.5, "worst_areas": "Beeford",
        "best": 40.0, "best_areas": "Ayton", "reason": None, "provisional": False, "derived": False,
    }  # fmt: skip
    assert list(within(*EVERYWHERE).columns) == list(COLUMNS)


def test_one_provisional_figure_of_the_period_marks_the_row() -> None:
    before = figure("E07000002", 50.0, year=2021, marker="[p]")
    assert one(*EVERYWHERE, before)["provisional"] is False
    assert one(*EVERYWHERE[:2], figure("E07000004", 51.0, marker="[p]"))["provisional"] is True
    derived = figure("E07000004", 51.0) | {"status": "derived"}
    assert one(*EVERYWHERE[:2], derived)["derived"] is True
    assert one(*EVERYWHERE, derived | {"period": "2021", "period_end": date(2021, 12, 31)})["derived"] is False


def test_where_higher_is_better_the_worst_is_the_minimum() -> None:
    result = one(*(row | {"polarity": "higher_is_better"} for row in EVERYWHERE))
    assert (result["statistic"], result["worst"], result["worst_areas"]) == ("minimum over districts", 40.0, "Ayton")
    assert (result["best"], result["best_areas"]) == (55.5, "Beeford")


def test_where_an_area_has_no_figure_the_ends_are_given_and_no_worst_place() -> None:
    result = one(EVERYWHERE[0], figure("E07000002", None, marker="[c]"), figure("E07000003", 99))
    assert (result["areas"], result["with_figure"], result["without_figure"]) == (3, 1, 2)
    assert result["coverage"] == pytest.approx(100 / 3)
    assert result["why_without"] == (
        "[c] confidential, suppressed by the publisher or the council: Beeford; no row in the files: Deeby"
    )
    assert (result["lowest"], result["highest"], result["spread"], result["intervals"]) == (None, None, None, None)
    assert (result["worst"], result["best"], result["worst_areas"]) == (None, None, None)
    assert result["reason"] == "only Ayton has a figure, 40, so there is nothing to compare it with"


def test_where_one_area_has_no_figure_it_could_be_worse() -> None:
    result = one(EVERYWHERE[0], figure("E07000002", None, marker="[c]"), EVERYWHERE[2])
    assert (result["lowest"], result["highest"], result["worst"]) == (40.0, 51.0, None)
    assert result["reason"] == "1 of 3 districts has no figure, and could be worse"


def test_a_measure_of_context_has_no_worst_place() -> None:
    result = one(*(row | {"polarity": "neutral"} for row in EVERYWHERE))
    assert (result["statistic"], result["worst"], result["best"]) == (None, None, None)
    assert (result["lowest"], result["highest"]) == (40.0, 55.5)
    assert result["reason"] == "polarity is neutral: neither end is better"


def test_areas_that_share_an_end_are_all_named() -> None:
    result = one(figure("E07000001", 0.1 + 0.2), figure("E07000002", 0.3), figure("E07000004", 0.2))
    assert (result["highest_areas"], result["worst_areas"]) == ("Ayton, Beeford", "Ayton, Beeford")


@pytest.mark.parametrize(
    ("low", "high", "intervals"),
    [((1, 3), (4, 6), "apart"), ((1, 4), (4, 6), "overlap"), (None, (4, 6), "not published")],
)
def test_intervals_of_the_ends(low: tuple[float, float] | None, high: tuple[float, float], intervals: str) -> None:
    result = one(figure("E07000001", 2, limits=low), figure("E07000002", 5, limits=high), figure("E07000004", 3))
    assert result["intervals"] == intervals


@pytest.mark.parametrize(
    ("values", "limits", "masking"),
    [
        ((75.0, 100.0, 124.9), None, "not wide"),
        ((75.0, 100.0, 125.0), None, "wide"),
        ((75.0, 100.0, 125.0), 10, "wide"),
        ((75.0, 100.0, 125.0), 25, "wide, and the intervals overlap"),
        ((75.0, 100.0, 124.0), 25, "not wide"),
        ((-1.0, 0.0, 5.0), None, None),
    ],
)
def test_a_spread_of_half_the_median_is_wide(
    values: tuple[float, float, float], limits: float | None, masking: str | None
) -> None:
    """By hand: 125 less 75 is 50, half of the median 100. Limits of 25 each way meet at 100, those of 10 do not."""
    codes = ("E07000001", "E07000002", "E07000004")
    rows = [
        figure(code, value, limits=(value - limits, value + limits) if limits else None)
        for code, value in zip(codes, values, strict=True)
    ]
    result = one(*rows)
    assert (result["middle"], result["masking"]) == (values[1], masking)


def test_what_districts_set_for_themselves_is_not_hidden_by_the_county() -> None:
    """The districts' own shares of the Band D tax of 2022/23 go from £144.87 to £239.50, the county's is £1,452.96."""
    codes = ("E07000001", "E07000002", "E07000004")
    rows = [figure(code, value, polarity="neutral") for code, value in zip(codes, (144.87, 177.97, 239.5), strict=True)]
    result = one(*rows)
    assert result["spread_percent"] == pytest.approx(53.17, abs=0.01)
    assert (result["masking"], result["worst_areas"]) == (None, None)


def test_affordable_homes_of_the_seven_districts_by_hand() -> None:
    """New homes for every 10,000 people in 2022/23, as published: the fourth in size is 6.78, the last 20.04."""
    published = [
        4.89053824688588,
        0.701693780834044,
        18.9955246146196,
        11.809473822333,
        20.0366384245477,
        6.78022774134824,
        0.0,
    ]
    below = pd.DataFrame(
        [(f"E0700012{number}", f"District {number}", "district", None, None) for number in range(7)],
        columns=BELOW.columns,
    )
    rows = [figure(f"E0700012{number}", value, polarity="higher_is_better") for number, value in enumerate(published)]
    result = within(*rows, below=below).iloc[0]
    assert result["middle"] == 6.78022774134824
    assert result["spread_percent"] == pytest.approx(295.5157, abs=1e-4)
    assert (result["masking"], result["worst"], result["worst_areas"]) == ("wide", 0.0, "District 6")


def test_figures_over_time_are_the_newest_ten_with_a_break_between_stretches() -> None:
    rows = [figure("E07000001", float(year), year) for year in range(2008, 2023) if year != 2020]
    rows += [figure("E07000002", 1.0, 2022), figure("E10000018", 9.0, 2022)]
    reported = pd.DataFrame(rows).assign(step=1, year=lambda frame: frame["period"].astype("int64"))
    reported["break_before"] = reported["year"].eq(2016)
    result = figures_within(reported, BELOW)
    assert set(result["area_name"]) == {"Ayton", "Beeford"}
    ayton = result[result["area_name"] == "Ayton"]
    assert ayton["period"].tolist() == [str(year) for year in range(2012, 2023) if year != 2020]
    assert ayton["stretch"].tolist() == [0] * 4 + [1] * 4 + [2] * 2


def test_the_areas_are_those_of_the_last_day_of_the_newest_period_with_a_figure() -> None:
    old = (figure("E07000001", 1, 2018), figure("E07000002", 2, 2018), figure("E07000003", 3, 2018))
    newer_without = figure("E07000001", None, 2022, "[x]")
    carried_back = figure("E07000004", 99, 2018)
    result = one(*old, newer_without, carried_back)
    assert (result["period"], result["areas"], result["with_figure"]) == ("2018", 3, 3)
    assert (result["highest"], result["highest_areas"]) == (3.0, "Ceeham")
    assert (result["age_months"], result["stale"]) == (51, True)


def test_an_area_that_ended_within_the_period_is_not_counted() -> None:
    result = one(figure("E07000001", 1, 2019), figure("E07000003", 9, 2019), figure("E07000004", 2, 2019))
    assert (result["areas"], result["with_figure"], result["highest_areas"]) == (3, 2, "Deeby")
    assert result["why_without"] == "no row in the files: Beeford"


def test_without_any_figure_the_reason_says_so() -> None:
    result = one(figure("E07000001", None, marker="[x]"))
    assert (result["with_figure"], result["coverage"], result["lowest"]) == (0, 0.0, None)
    assert result["reason"] == "no figure in time for this report"


def test_neighbourhoods_are_a_row_of_their_own() -> None:
    result = within(*EVERYWHERE, figure("local-long-row", 80))
    assert result[["area_type", "areas", "highest"]].to_numpy().tolist() == [
        ["district", 3, 55.5],
        ["neighbourhood", 1, pytest.approx(float("nan"), nan_ok=True)],
    ]
    # The only neighbourhood there is: it is neither the worst nor the best of anything.
    assert result["worst"].isna().tolist() == [False, True]
    assert result["reason"].tolist()[1] == "only Long Row has a figure, 80, so there is nothing to compare it with"


def test_zero_is_a_figure_and_other_areas_are_none() -> None:
    result = one(figure("E07000001", 0), figure("E07000002", 1), figure("E10000018", -7), figure("E07000999", -8))
    assert (result["lowest"], result["with_figure"]) == (0.0, 2)


def test_without_rows_or_areas_there_is_nothing() -> None:
    for result in (within(), within(figure("E10000018", 1)), within(*EVERYWHERE, below=BELOW.head(0))):
        assert result.empty
        assert list(result.columns) == list(COLUMNS)


VALUES = st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=3)


@given(VALUES, st.sampled_from(["higher_is_better", "lower_is_better", "neutral"]))
def test_the_ends_hold_every_figure_and_the_counts_add_up(values: Sequence[float | None], polarity: str) -> None:
    codes = ("E07000001", "E07000002", "E07000004")
    rows = [
        figure(code, value, marker="" if value is not None else "[x]", polarity=polarity)
        for code, value in zip(codes, values, strict=False)
    ]
    result = one(*rows)
    present = [value for value in values if value is not None]
    assert result["areas"] == 3 == result["with_figure"] + result["without_figure"]
    assert result["with_figure"] == len(present)
    assert (result["lowest"], result["highest"]) == ((min(present), max(present)) if len(present) > 1 else (None, None))
    determined = len(present) == 3 and polarity != "neutral"
    assert (result["worst"] is not None) == determined == (result["reason"] is None)
    if determined:
        ends = (min(present), max(present))
        assert (result["worst"], result["best"]) == (ends if polarity == "higher_is_better" else ends[::-1])
