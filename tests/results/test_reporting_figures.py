"""What a reporting year may use: as-at dates, a council's own series, its comparator group and its place in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import pandas as pd
import pytest

from helpers.areas import Area, Areas
from helpers.method_rules import DirectionRules
from helpers.params import AsAt, Parameters
from helpers.periods import dates_of
from helpers.results import comparisons, reporting_figures
from helpers.results.as_reported import as_reported
from helpers.results.direction_sensitivity import sensitivity
from helpers.results.directions import directions
from helpers.results.group_history import group_history
from helpers.results.own_series import own_series
from helpers.results.trends import trends

OWN = "E10000018"
YEAR_END = date(2023, 3, 31)
AS_AT = {
    "financial": YEAR_END,
    "academic": date(2023, 8, 31),
    "snapshot": YEAR_END,
    "calendar": YEAR_END,
    "rolling_3y": YEAR_END,
    "month": YEAR_END,
    "cumulative_quarters": YEAR_END,
}


def indicator(indicator_id: str = "one", **columns: Any) -> dict[str, Any]:
    """A row of the register, as far as the methods use it."""
    usual = {
        "polarity": "higher_is_better",
        "decimals": 1,
        "period_type": "financial",
        "frequency": "annual",
        "value_type": "percentage",
        "unit": "%",
        "breaks": "",
        "why_no_figure": "",
    }
    return {"indicator_id": indicator_id} | usual | columns


def register(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows) or [indicator()])


def figure(period: str, start: date, end: date, value: float | None, **columns: Any) -> dict[str, Any]:
    """A row of observations."""
    usual: dict[str, Any] = {
        "indicator_id": "one",
        "area_code": OWN,
        "lower_95": None,
        "upper_95": None,
        "numerator": None,
        "denominator": None,
        "marker": "" if value is not None else "[x]",
        "status": "final",
        "area_flag": "",
        "source_id": "somewhere",
    }
    return usual | {"period": period, "period_start": start, "period_end": end, "value": value} | columns


def financial(year: int, value: float | None, **columns: Any) -> dict[str, Any]:
    """The financial year that ends in the year given."""
    label = f"{year - 1}/{year % 100:02d}"
    return figure(label, date(year - 1, 4, 1), date(year, 3, 31), value, **columns)


def academic(year: int, value: float | None, **columns: Any) -> dict[str, Any]:
    label = f"{year - 1}/{year % 100:02d} (academic)"
    return figure(label, date(year - 1, 9, 1), date(year, 8, 31), value, **columns)


def observations(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(financial(2023, 1.0)))
    numbers = dict.fromkeys(("value", "lower_95", "upper_95", "numerator", "denominator"), "float64")
    dates = dict.fromkeys(("period_start", "period_end"), "object")
    return frame.astype(dict.fromkeys(frame.columns, "str") | numbers | dates)


def judged(
    frame: pd.DataFrame, indicators: pd.DataFrame, codes: tuple[str, ...] = (OWN,), **rules: Any
) -> pd.DataFrame:
    """The steps of notebook 03, by indicator."""
    reported = as_reported(frame, indicators, AS_AT)
    own = own_series(reported, codes)
    latest = reporting_figures.latest_figures(own, indicators, YEAR_END, 36)
    result = directions(own, latest, indicators, codes[-1], DirectionRules(**rules))
    assert result["indicator_id"].tolist() == sorted(indicators["indicator_id"])
    return result.set_index("indicator_id")


def one(frame: pd.DataFrame, codes: tuple[str, ...] = (OWN,), about: dict[str, Any] | None = None) -> dict[str, Any]:
    row: dict[str, Any] = judged(frame, register(about or indicator()), codes).loc["one"].to_dict()
    return row


# Which periods are used.


def test_a_period_that_ends_on_the_as_at_date_is_used_and_a_later_one_is_not() -> None:
    frame = observations(financial(2022, 10.0), financial(2023, 12.0), financial(2024, 99.0))
    row = one(frame)
    assert (row["period"], row["latest_value"], row["previous_value"]) == ("2022/23", 12.0, 10.0)
    assert row["direction"] == "Improved"


def test_school_years_have_their_own_as_at_date() -> None:
    both = [indicator("one", period_type="academic"), indicator("two")]
    frame = observations(
        academic(2022, 10.0),
        academic(2023, 12.0),
        academic(2024, 99.0),
        figure("2022/23", date(2022, 9, 1), date(2023, 8, 31), 5.0, indicator_id="two"),
    )
    directions = judged(frame, register(*both))
    assert directions.at["one", "period"] == "2022/23 (academic)"
    assert directions.at["two", "direction"] == "Cannot be determined"
    assert directions.at["two", "reason"] == "no figure in time for this report"


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2022, 4, 1), date(2023, 3, 31), 12),
        (date(2019, 4, 1), date(2020, 3, 31), 12),  # with 29 February
        (date(2020, 1, 1), date(2022, 12, 31), 36),
        (date(2019, 4, 1), date(2022, 3, 31), 36),
        (date(2023, 1, 1), date(2023, 1, 31), 1),
        (date(2023, 3, 31), date(2023, 3, 31), 0),
        (date(2022, 10, 1), date(2022, 12, 31), 3),
        (date(2021, 11, 16), date(2022, 11, 15), 12),
    ],
)
def test_months_of_a_period(start: date, end: date, months: int) -> None:
    reported = as_reported(observations(figure("label", start, end, 1.0)), register(), AS_AT)
    assert reported["months"].tolist() == [months]
    assert (reported["year"].tolist(), reported["end_month"].tolist()) == ([end.year], [end.month])


def test_what_the_register_says_of_a_series_is_added() -> None:
    indicators = register(
        indicator("one", frequency="biennial", decimals=2),
        indicator("two", frequency="one_off", polarity="neutral"),
        indicator("three", frequency="quarterly"),
    )
    frame = observations(*(financial(2023, 1.0, indicator_id=value) for value in ("one", "two", "three", "four")))
    reported = as_reported(frame, indicators, AS_AT).set_index("indicator_id")
    assert reported["step"].to_dict() == {"one": 2, "two": 1, "three": 1}
    assert reported["one_off"].to_dict() == {"one": False, "two": True, "three": False}
    assert reported["polarity"].to_dict() == {
        "one": "higher_is_better",
        "two": "neutral",
        "three": "higher_is_better",
    }
    assert reported.at["one", "decimals"] == 2


# Breaks.


def test_a_break_of_the_register_is_between_its_period_and_the_one_before() -> None:
    frame = observations(financial(2021, 8.0), financial(2022, 10.0), financial(2023, 12.0))
    at_the_newest = one(frame, about=indicator(breaks="2020/21;2022/23"))
    assert at_the_newest["direction"] == "Cannot be determined"
    assert at_the_newest["reason"] == "the series has a break at this period"
    assert one(frame, about=indicator(breaks="2021/22"))["direction"] == "Improved"


@pytest.mark.parametrize("marker", ["[b]", "[b] [p]", "[p] [b]"])
def test_a_marker_of_a_break_is_a_break(marker: str) -> None:
    row = one(observations(financial(2022, 10.0), financial(2023, 12.0, marker=marker)))
    assert row["reason"] == "the series has a break at this period"
    row = one(observations(financial(2022, 10.0, marker=marker), financial(2023, 12.0)))
    assert row["direction"] == "Improved"


@pytest.mark.parametrize("marker", ["[p]", "[e]", "[r]", "[u]"])
def test_other_markers_are_no_break_and_are_kept(marker: str) -> None:
    row = one(observations(financial(2022, 10.0, marker="[e]"), financial(2023, 12.0, marker=marker)))
    assert (row["direction"], row["marker"], row["previous_marker"]) == ("Improved", marker, "[e]")


# The newest figure.


def test_a_newer_period_without_a_figure_is_named_and_passed_over() -> None:
    row = one(observations(financial(2021, 10.0), financial(2022, 12.0), financial(2023, None, marker="[c]")))
    assert (row["period"], row["newest_period"], row["newest_marker"]) == ("2021/22", "2022/23", "[c]")
    assert row["direction"] == "Improved"
    assert row["reason"] == "the change is over the tolerance; no figure for 2022/23 [c]"
    row = one(observations(financial(2022, 12.0), financial(2023, 13.0)))
    assert pd.isna(row["newest_period"])
    assert pd.isna(row["newest_marker"])
    assert row["reason"] == "the change is over the tolerance"


def test_periods_without_a_figure_alone_are_no_newer_ones() -> None:
    row = one(observations(financial(2022, None), financial(2023, None)))
    assert (row["direction"], row["reason"]) == ("Cannot be determined", "no figure in time for this report")


def test_a_blank_before_the_newest_figure_is_not_passed_over() -> None:
    row = one(observations(financial(2021, 10.0), financial(2022, None, marker="[c]"), financial(2023, 12.0)))
    assert (row["direction"], row["reason"]) == ("Cannot be determined", "no figure for the period before")
    assert (row["previous_period"], row["previous_marker"]) == ("2021/22", "[c]")


def test_a_one_off_and_a_biennial_series() -> None:
    frame = observations(financial(2021, 10.0), financial(2022, 11.0), financial(2023, 12.0))
    assert one(frame, about=indicator(frequency="one_off"))["reason"] == "no annual series is published"
    row = one(frame, about=indicator(frequency="biennial"))
    assert (row["previous_value"], row["previous_period"]) == (10.0, "2020/21")
    gap = observations(financial(2019, 10.0), financial(2023, 12.0))
    assert one(gap, about=indicator(frequency="biennial"))["reason"] == "the period before is missing from the series"


def test_rolling_periods_share_years_by_either_setting() -> None:
    rolling = [
        figure("2018-20", date(2018, 1, 1), date(2020, 12, 31), 8.0),
        figure("2019-21", date(2019, 1, 1), date(2021, 12, 31), 10.0),
        figure("2020-22", date(2020, 1, 1), date(2022, 12, 31), 12.0),
    ]
    indicators = register(indicator(period_type="rolling_3y"))
    compared = judged(observations(*rolling), indicators).loc["one"]
    assert (compared["direction"], compared["shared_years"]) == ("Improved", 2.0)
    refused = judged(observations(*rolling), indicators, overlapping_periods="cannot_determine").loc["one"]
    assert refused["reason"] == "the two periods share years"


def test_a_quarterly_series_is_compared_with_the_same_quarter_a_year_before() -> None:
    quarters = [
        figure("Oct 2021", date(2021, 10, 1), date(2021, 12, 31), 10.0),
        figure("Jan 2022", date(2022, 1, 1), date(2022, 3, 31), 50.0),
        figure("Apr 2022", date(2022, 4, 1), date(2022, 6, 30), 60.0),
        figure("Oct 2022", date(2022, 10, 1), date(2022, 12, 31), 12.0),
    ]
    about = indicator(period_type="snapshot", frequency="quarterly")
    row = one(observations(*quarters), about=about)
    assert (row["period"], row["previous_period"], row["direction"]) == ("Oct 2022", "Oct 2021", "Improved")
    # With a newer quarter, that quarter is the one followed.
    newer = figure("Jan 2023", date(2023, 1, 1), date(2023, 3, 31), 40.0)
    row = one(observations(*quarters, newer), about=about)
    assert (row["period"], row["previous_period"], row["direction"]) == ("Jan 2023", "Jan 2022", "Worsened")


@pytest.mark.parametrize(
    ("period_type", "label", "months"),
    [
        ("month", "Jan 2023", 1),
        ("month", "Feb 2023", 1),
        ("quarter", "2021/22 Q4", 3),
        ("quarter", "2022/23 Q2", 3),
        ("year_to_month", "Mar 2021-Feb 2022", 12),
        ("rolling_5y", "2018-22", 60),
        ("rolling_5y", "2017/18-21/22", 60),
        ("cumulative_quarters", "2018/19 Q1-2022/23 Q3", 57),
        ("cumulative_quarters", "2018/19 Q1-2018/19 Q2", 6),
    ],
)
def test_the_length_of_a_period_is_in_whole_months(period_type: str, label: str, months: int) -> None:
    dates = dates_of(label, period_type)
    assert dates
    about = register(indicator(period_type=period_type, frequency="monthly"))
    reported = as_reported(observations(figure(label, *dates, 1.0)), about, {period_type: YEAR_END})
    assert reported[["months", "step"]].to_numpy().tolist() == [[months, 1]]


def test_a_month_is_compared_with_the_same_month_a_year_before() -> None:
    months = [
        figure("Jan 2022", date(2022, 1, 1), date(2022, 1, 31), 10.0),
        figure("Dec 2022", date(2022, 12, 1), date(2022, 12, 31), 50.0),
        figure("Jan 2023", date(2023, 1, 1), date(2023, 1, 31), 12.0),
    ]
    row = one(observations(*months), about=indicator(period_type="month", frequency="monthly"))
    assert (row["period"], row["previous_period"], row["direction"]) == ("Jan 2023", "Jan 2022", "Improved")


def test_quarters_added_up_from_one_start_have_another_length_each_time() -> None:
    quarters = [
        figure("2020/21 Q1-2021/22 Q3", date(2020, 4, 1), date(2021, 12, 31), 10.0),
        figure("2020/21 Q1-2022/23 Q3", date(2020, 4, 1), date(2022, 12, 31), 12.0),
    ]
    about = indicator(period_type="cumulative_quarters", frequency="quarterly")
    row = one(observations(*quarters), about=about)
    assert (row["direction"], row["reason"]) == ("Cannot be determined", "the two periods differ in length")


def test_nothing_at_all_is_still_a_row_for_every_indicator() -> None:
    directions = judged(observations(), register(indicator("one"), indicator("two", polarity="neutral")))
    assert directions["direction"].tolist() == ["Cannot be determined"] * 2
    assert directions["reason"].tolist() == ["no figure in time for this report"] * 2
    assert directions["stale"].tolist() == [False, False]
    assert directions["period"].isna().all()


def test_an_indicator_of_others_alone_has_no_figure_for_the_council() -> None:
    row = one(observations(financial(2022, 1.0, area_code="E10000019"), financial(2023, 2.0, area_code="E10000019")))
    assert (row["direction"], row["reason"]) == ("Cannot be determined", "no figure in time for this report")


# How old a figure is.


@pytest.mark.parametrize(
    ("end", "age", "stale"),
    [
        (date(2023, 3, 31), 0, False),
        (date(2022, 12, 31), 3, False),
        (date(2020, 3, 31), 36, False),  # exactly 36 months
        (date(2020, 2, 29), 37, True),
        (date(2019, 12, 31), 39, True),
    ],
)
def test_more_than_36_months_is_stale(end: date, age: int, stale: bool) -> None:
    row = one(observations(figure("label", date(end.year, 1, 1), end, 1.0)))
    assert (row["age_months"], row["stale"]) == (age, stale)


def test_the_limit_of_staleness_can_be_set() -> None:
    reported = as_reported(observations(financial(2022, 1.0)), register(), AS_AT)
    own = own_series(reported, [OWN])
    assert reporting_figures.latest_figures(own, register(), YEAR_END, 12)["stale"].tolist() == [False]
    assert reporting_figures.latest_figures(own, register(), YEAR_END, 11)["stale"].tolist() == [True]


def test_a_school_year_after_the_year_end_has_a_negative_age() -> None:
    row = one(observations(academic(2023, 1.0)), about=indicator(period_type="academic"))
    assert (row["age_months"], row["stale"]) == (-5, False)


# A council whose code changed.

OLD, NEW = "E10000002", "E06000060"


def test_a_recoded_council_keeps_its_series() -> None:
    """Buckinghamshire until March 2020 and from April 2020."""
    frame = observations(financial(2020, 10.0, area_code=OLD), financial(2021, 12.0, area_code=NEW))
    row = one(frame, codes=(OLD, NEW))
    assert (row["latest_value"], row["previous_value"], row["direction"]) == (12.0, 10.0, "Improved")
    assert row["area_code"] == NEW


def test_of_two_codes_for_one_period_the_one_carried_back_gives_way() -> None:
    frame = observations(
        financial(2020, 10.0, area_code=OLD),
        financial(2020, 1.0, area_code=NEW, area_flag="backcast"),
        financial(2021, 12.0, area_code=NEW),
    )
    row = one(frame, codes=(OLD, NEW))
    assert (row["previous_value"], row["previous_area_flag"]) == (10.0, "")
    # With nothing else, a figure carried back is better than none, and is flagged.
    row = one(frame.iloc[1:], codes=(OLD, NEW))
    assert (row["previous_value"], row["previous_area_flag"]) == (1.0, "backcast")


# The rules tried again, and the trend, on a register of a few indicators.


def two_years(indicator_id: str, before: float | None, now: float | None, **columns: Any) -> list[dict[str, Any]]:
    """The figures of 2021/22 and 2022/23; a column is given as a pair."""
    return [
        financial(year, value, indicator_id=indicator_id, **{name: pair[index] for name, pair in columns.items()})
        for index, (year, value) in enumerate(((2022, before), (2023, now)))
    ]


SMALL_REGISTER = register(
    indicator("steady"),
    indicator("leap"),
    indicator("surveyed"),
    indicator("counted"),
    indicator("few_counted"),
    indicator("context", polarity="neutral"),
    indicator("absent"),
    indicator("broken", breaks="2022/23"),
)
SMALL_FIGURES = observations(
    *two_years("steady", 100.0, 101.5),
    *two_years("leap", 100.0, 150.0),
    *two_years("surveyed", 50.0, 55.0, lower_95=(40.0, 45.0), upper_95=(60.0, 65.0)),
    *two_years("counted", 50.0, 60.0, numerator=(500.0, 600.0), denominator=(1000.0, 1000.0)),
    *two_years("few_counted", 50.0, 60.0, numerator=(5.0, 6.0), denominator=(10.0, 10.0)),
    *two_years("context", 50.0, 60.0, numerator=(500.0, 600.0), denominator=(1000.0, 1000.0)),
    *two_years("broken", 100.0, 150.0),
)
UP, SAME, CANNOT, CONTEXT = "Improved", "No real change", "Cannot be determined", "Not judged"


def test_every_indicator_is_judged_again_by_each_of_the_rules() -> None:
    """1.5 is over 1% of 100 and under 2%; 5 is 10% of 50, but the intervals overlap, as do those of 5 and 6 in 10."""
    directions = judged(SMALL_FIGURES, SMALL_REGISTER).reset_index()
    own = own_series(as_reported(SMALL_FIGURES, SMALL_REGISTER, AS_AT), [OWN])
    by_rule = sensitivity(own, SMALL_REGISTER, OWN, directions)
    expected = {
        # As reported, exact, 1%, 2%, 5%, by intervals alone, by published intervals first, and whether it depends.
        "absent": [CANNOT, CANNOT, CANNOT, CANNOT, CANNOT, CANNOT, CANNOT, False],
        "broken": [CANNOT, CANNOT, CANNOT, CANNOT, CANNOT, CANNOT, CANNOT, False],
        "context": [CONTEXT, CONTEXT, CONTEXT, CONTEXT, CONTEXT, CONTEXT, CONTEXT, False],
        "counted": [UP, UP, UP, UP, UP, UP, UP, False],
        "few_counted": [UP, UP, UP, UP, UP, SAME, UP, True],
        "leap": [UP, UP, UP, UP, UP, CANNOT, UP, False],
        "steady": [SAME, UP, UP, SAME, SAME, CANNOT, SAME, True],
        "surveyed": [UP, UP, UP, UP, UP, SAME, SAME, True],
    }
    names = ["as_reported", "exact", "tolerance_1_percent", "tolerance_2_percent", "tolerance_5_percent"]
    names += ["intervals", "intervals_first"]
    assert by_rule.columns.tolist() == ["indicator_id", *names, "depends_on_rule"]
    assert {row[0]: list(row[1:]) for row in by_rule.itertuples(index=False)} == expected


def test_limits_of_a_councils_figures_are_worked_out_where_the_rules_say_so() -> None:
    """The unit of the register says what a figure is per: 100 for a percentage."""
    directions = judged(SMALL_FIGURES, SMALL_REGISTER, intervals="published_or_counts")
    limits = directions["limits"].fillna("none").to_dict()
    assert limits == {
        "absent": "none",
        "broken": "none",
        "context": "none",
        "counted": "worked out from counts",
        "few_counted": "worked out from counts",
        "leap": "none",
        "steady": "none",
        "surveyed": "published",
    }
    assert directions["rule_id"].to_dict() == {
        "absent": "D0",
        "broken": "D0",
        "context": "D0",
        "counted": "D1",
        "few_counted": "D1",
        "leap": "D2",
        "steady": "D2",
        "surveyed": "D1",
    }
    assert directions.at["few_counted", "direction"] == SAME
    assert directions.at["steady", "change"] == pytest.approx(1.5)
    assert directions.at["steady", "change_percent"] == pytest.approx(1.5)


def test_a_figure_that_the_publisher_hid_is_not_judged_from_its_counts() -> None:
    frame = observations(*two_years("one", None, 60.0, numerator=(500.0, 600.0), denominator=(1000.0, 1000.0)))
    row = judged(frame, register(), intervals="published_or_counts").loc["one"]
    assert (row["direction"], row["reason"]) == (CANNOT, "no figure for the period before")


def years(indicator_id: str, values: list[float | None], first: int = 2019, **columns: Any) -> list[dict[str, Any]]:
    """Financial years in a row; a column is given as a list."""
    return [
        financial(
            first + index, value, indicator_id=indicator_id, **{name: row[index] for name, row in columns.items()}
        )
        for index, value in enumerate(values)
    ]


RATE = {"value_type": "rate", "unit": "per 1,000 population"}
RISING = [1.0, 2.0, 3.0, 4.0, 5.0]
LIMITS = {"lower_95": [value - 0.1 for value in RISING], "upper_95": [value + 0.1 for value in RISING]}
COUNTS = {"numerator": [10.0, 20.0, 30.0, 40.0, 50.0], "denominator": [100.0] * 5}
TREND_REGISTER = register(
    indicator("a_rate", **RATE, polarity="lower_is_better"),
    indicator("a_share"),
    indicator("absent"),
    indicator("blank", **RATE),
    indicator("from_counts", **RATE),
    indicator("gap", **RATE),
    indicator("newer_blank", **RATE),
    indicator("once", **RATE, frequency="one_off"),
    indicator("score", value_type="score"),
    indicator("short", **RATE),
    indicator("broken", **RATE, breaks="2021/22"),
)
TREND_FIGURES = observations(
    *years("a_rate", RISING, **LIMITS),
    *years("a_share", [10.0, 20.0, 30.0, 40.0, 50.0], **COUNTS),
    *years("blank", [None, None]),
    # 100 to 500 events among 10,000 people, and no published limits.
    *years(
        "from_counts",
        [10.0, 20.0, 30.0, 40.0, 50.0],
        numerator=[100.0, 200.0, 300.0, 400.0, 500.0],
        denominator=[10_000.0] * 5,
    ),
    *years("gap", [1.0, 2.0, None, 4.0, 5.0], **LIMITS),
    *years("newer_blank", RISING, 2018, **LIMITS),
    financial(2023, None, indicator_id="newer_blank"),
    *years("once", RISING, **LIMITS),
    *years("score", RISING, **LIMITS),
    *years("short", RISING[:4], 2020, **LIMITS),
    *years("broken", RISING, **LIMITS),
)


def parameters(intervals: Any = "none", trend_method: Any = "fingertips-2025") -> Parameters:
    """The parameters of 2023, with one of two choices made otherwise."""
    return Parameters(
        year=2023,
        authority=OWN,
        framework="plan",
        comparator_group="group",
        stage="draft",
        as_at=AsAt(academic=date(2023, 8, 31), fe_year=date(2023, 8, 31), all_others=YEAR_END),
        direction=DirectionRules(intervals=intervals),
        trend_method=trend_method,
        stale_after_months=36,
        minimum_group_size=8,
    )


def trends_of(**choices: Any) -> pd.DataFrame:
    """The trends of the register above, by indicator."""
    own = own_series(as_reported(TREND_FIGURES, TREND_REGISTER, AS_AT), [OWN])
    result = trends(own, TREND_REGISTER, OWN, parameters(**choices))
    assert result["indicator_id"].tolist() == sorted(TREND_REGISTER["indicator_id"])
    return result.set_index("indicator_id")


def test_every_indicator_has_a_trend_or_a_reason_why_not() -> None:
    trends = trends_of()
    cannot, few = "Cannot be calculated", "fewer than five periods"
    up, significant = "Increasing and getting better", "the slope is significant, whichever figure is left out"
    assert {row.Index: (row.marker, row.reason, row.points) for row in trends.itertuples()} == {
        "a_rate": ("Increasing and getting worse", significant, 5),
        "a_share": (up, significant, 5),
        "absent": (cannot, few, 0),
        "blank": (cannot, few, 0),
        "broken": (cannot, "the series has a break in the last five periods", 5),
        "from_counts": (cannot, "confidence limits are missing in the last five periods", 5),
        "gap": (cannot, "a figure is missing in the last five periods", 5),
        "newer_blank": (up, significant, 5),
        "once": (cannot, "no annual series is published", 5),
        "score": (cannot, "a trend is not calculated for this type of value", 5),
        "short": (cannot, few, 4),
    }
    periods = trends[["first_period", "last_period"]].dropna().apply(tuple, axis=1).to_dict()
    assert periods == {
        "a_rate": ("2018/19", "2022/23"),
        "a_share": ("2018/19", "2022/23"),
        "newer_blank": ("2017/18", "2021/22"),
    }
    assert trends.at["a_share", "chi_squared"] == pytest.approx(1000 / 21, rel=1e-12)


def test_a_trend_allowing_for_scatter_stands_beside_the_official_one() -> None:
    """Shares on a straight line scatter by no more than chance, so phi is 1 and F is chi-squared.

    F with 1 and 3 degrees of freedom is t squared with 3, whose two-sided p is 1 - 2 (θ + sin θ cos θ) ÷ π, where
    tan θ = t ÷ √3.
    """
    trends = trends_of()
    share = trends.loc["a_share"]
    assert (share["phi"], share["f"]) == (1, pytest.approx(1000 / 21))
    theta = math.atan(math.sqrt(1000 / 21 / 3))
    assert share["p"] == pytest.approx(1 - 2 * (theta + math.sin(theta) * math.cos(theta)) / math.pi)
    assert trends.loc[["a_share", "a_rate"], "marker_with_dispersion"].tolist() == [
        "Increasing and getting better",
        "Increasing and getting worse",
    ]
    without = trends[trends["chi_squared"].isna()]
    assert without["marker_with_dispersion"].unique().tolist() == ["Cannot be calculated"]
    assert without[["phi", "f", "p"]].isna().all(axis=None)


def test_a_trend_of_scattered_points_does_not_stay() -> None:
    """0, 40, 20, 60, 40 with limits 9.8 either way, and so an error of 5: slope 10, chi-squared 10 x 100 ÷ 25 = 40.

    About the line 12 + 10 t the residuals are -12, 18, -12, 18, -12, whose squares add up to 1,080, over 25 43.2: phi
    is 14.4 and F 40 ÷ 14.4 = 2.78, under 10.13. Leaving out a point leaves every slope above zero.
    """
    values = [0.0, 40.0, 20.0, 60.0, 40.0]
    figures = observations(
        *(
            financial(2019 + number, value, indicator_id="a_rate", lower_95=value - 9.79982, upper_95=value + 9.79982)
            for number, value in enumerate(values)
        )
    )
    registered = TREND_REGISTER[TREND_REGISTER["indicator_id"] == "a_rate"]
    own = own_series(as_reported(figures, registered, AS_AT), [OWN])
    row = trends(own, registered, OWN, parameters()).iloc[0]
    assert (row["marker"], row["chi_squared"]) == ("Increasing and getting worse", pytest.approx(40, rel=1e-5))
    assert (row["phi"], row["f"]) == (pytest.approx(14.4, rel=1e-5), pytest.approx(40 / 14.4, rel=1e-5))
    assert row["marker_with_dispersion"] == "No significant change"


def test_a_trend_takes_limits_from_counts_where_the_rules_say_so() -> None:
    """By Byar 100 events are 81.4 to 121.6, 500 are 457.1 to 545.8: the rates from 10 to 50 in 1,000 are far apart."""
    trends = trends_of(intervals="published_or_counts")
    assert trends.at["from_counts", "marker"] == "Increasing and getting better"
    rest = trends.drop(index="from_counts")
    pd.testing.assert_frame_equal(rest, trends_of().drop(index="from_counts"))


def test_a_trend_is_marked_by_the_method_of_the_parameters() -> None:
    """In 2020 a rate needed counts too, and a proportion limits."""
    trends = trends_of(trend_method="fingertips-2020")
    assert trends.at["a_rate", "reason"] == "fewer than five consecutive periods have a figure and its counts"
    assert trends.at["a_share", "marker"] == "No significant change"


SNAPSHOT = {"period_type": "snapshot", "value_type": "mean"}


def day(label: str, when: date, value: float) -> dict[str, Any]:
    return figure(label, when, when, value, lower_95=value - 0.1, upper_95=value + 0.1)


@pytest.mark.parametrize("other", [date(2022, 3, 30), date(2023, 3, 30)])
def test_two_days_of_one_month_are_two_figures_for_the_same_year(other: date) -> None:
    """Each has a label of its own, so that no check stops them: they must not stop the run either."""
    marches = [day(f"31 Mar {year}", date(year, 3, 31), float(year - 2018)) for year in range(2019, 2024)]
    frame = observations(*marches, day(f"30 Mar {other.year}", other, 3.5))
    row = one(frame, about=indicator(**SNAPSHOT))
    assert (row["direction"], row["reason"]) == (CANNOT, "two figures for the same year")
    indicators = register(indicator(**SNAPSHOT))
    own = own_series(as_reported(frame, indicators, AS_AT), [OWN])
    (reason,) = trends(own, indicators, OWN, parameters())["reason"]
    assert reason == "two figures for the same year"


# The group.

MEMBERS = (
    pd.DataFrame(
        [
            ("E10000001", None, None, ""),
            (OWN, None, None, ""),
            ("E10000006", None, date(2023, 3, 31), "E06000063;E06000064"),  # Cumbria
            ("E06000063", date(2023, 4, 1), None, ""),  # Cumberland
            ("E06000064", date(2023, 4, 1), None, ""),  # Westmorland and Furness
            (OLD, None, date(2020, 3, 31), NEW),
            (NEW, date(2020, 4, 1), None, ""),
        ],
        columns=["area_code", "start_date", "end_date", "successor_codes"],
    )
    .astype({"start_date": "object", "end_date": "object"})
    .assign(area_name=lambda frame: frame["area_code"])
)


def compared_with(frame: pd.DataFrame, about: dict[str, Any] | None = None) -> list[str]:
    """The codes that the figures of the one indicator are ranked among."""
    indicators = register(about or indicator())
    reported = as_reported(frame, indicators, AS_AT)
    latest = reporting_figures.latest_figures(own_series(reported, [OWN]), indicators, YEAR_END, 36)
    rows = comparisons.comparator_rows(reported, latest, MEMBERS, [OWN])
    assert rows["own"].tolist() == [code == OWN for code in rows["area_code"]]
    codes: list[str] = rows["area_code"].tolist()
    return codes


def test_only_members_with_a_figure_in_the_same_period_are_compared() -> None:
    frame = observations(
        financial(2023, 1.0),
        financial(2022, 1.0, area_code="E10000001"),
        financial(2023, None, area_code="E10000006"),
        financial(2023, 1.0, area_code="E06000016"),  # no member
        financial(2023, 1.0, area_code=NEW),
    )
    assert compared_with(frame) == [NEW, OWN]


SCHOOLS = indicator(period_type="academic")


def test_a_council_that_ended_inside_the_period_gives_way_to_a_successor() -> None:
    """Cumbria ended on 31 March 2023, inside the school year 2022/23."""
    frame = observations(
        academic(2023, 1.0), academic(2023, 2.0, area_code="E10000006"), academic(2023, 3.0, area_code="E06000063")
    )
    assert compared_with(frame, SCHOOLS) == ["E06000063", OWN]


def test_without_a_successors_figure_it_stays() -> None:
    frame = observations(
        academic(2023, 1.0), academic(2023, 2.0, area_code="E10000006"), academic(2023, None, area_code="E06000063")
    )
    assert compared_with(frame, SCHOOLS) == ["E10000006", OWN]


def test_a_successor_of_one_indicator_says_nothing_of_another() -> None:
    indicators = register(indicator("one", period_type="academic"), indicator("two", period_type="academic"))
    frame = observations(
        academic(2023, 1.0),
        academic(2023, 2.0, area_code="E10000006"),
        academic(2023, 3.0, area_code="E06000063"),
        academic(2023, 1.0, indicator_id="two"),
        academic(2023, 2.0, area_code="E10000006", indicator_id="two"),
    )
    reported = as_reported(frame, indicators, AS_AT)
    latest = reporting_figures.latest_figures(own_series(reported, [OWN]), indicators, YEAR_END, 36)
    rows = comparisons.comparator_rows(reported, latest, MEMBERS, [OWN])
    codes = rows.groupby("indicator_id")["area_code"].agg(sorted).to_dict()
    assert codes == {"one": ["E06000063", OWN], "two": ["E10000006", OWN]}


def test_a_council_that_ended_on_the_last_day_stays_and_its_successor_is_not_yet_there() -> None:
    frame = observations(
        financial(2023, 1.0),
        financial(2023, 2.0, area_code="E10000006"),
        financial(2023, 3.0, area_code="E06000063", area_flag="backcast"),
    )
    assert compared_with(frame) == ["E10000006", OWN]


def test_figures_carried_back_are_never_ranked() -> None:
    frame = observations(
        financial(2020, 1.0),
        financial(2020, 2.0, area_code=OLD),
        financial(2020, 9.0, area_code=NEW, area_flag="backcast"),
    )
    assert compared_with(frame) == [OLD, OWN]
    alone = observations(financial(2020, 1.0), financial(2020, 9.0, area_code=NEW, area_flag="backcast"))
    assert compared_with(alone) == [OWN]


def test_figures_of_a_council_that_has_ended_are_not_ranked() -> None:
    frame = observations(financial(2021, 1.0), financial(2021, 2.0, area_code=OLD))
    assert compared_with(frame) == [OWN]


def test_nothing_to_compare_gives_no_rows() -> None:
    assert compared_with(observations()) == []
    assert compared_with(observations(financial(2023, 1.0, area_code=NEW))) == []


# The group over time.


def history(frame: pd.DataFrame, *about: dict[str, Any], longest: int = 10) -> pd.DataFrame:
    indicators = register(*(about or (indicator(),))).assign(title="A title")
    reported = as_reported(frame, indicators, AS_AT)
    own = own_series(reported, [OWN])
    return group_history(own, reported, MEMBERS, [OWN], indicators, longest)


def test_the_group_of_each_period_is_that_of_its_members_then() -> None:
    """Buckinghamshire's new council came in 2020: in 2019/20 its old one is in the group, in 2020/21 the new."""
    frame = observations(
        *(financial(year, float(year - 2000)) for year in (2020, 2021)),
        *(financial(year, 2.0, area_code=OLD) for year in (2020, 2021)),
        *(financial(year, 90.0, area_code=NEW) for year in (2020, 2021)),
        financial(2021, 60.0, area_code="E10000001"),
        financial(2021, 0.0, area_code="E06000016"),
    )
    result = history(frame)
    assert result["period"].tolist() == ["2019/20", "2020/21"]
    assert result["own"].tolist() == [20.0, 21.0]
    assert result["n"].tolist() == [2, 3]
    assert result[["lowest", "median", "highest"]].to_numpy().tolist() == [[2.0, 11.0, 20.0], [21.0, 60.0, 90.0]]
    # Type 7 of 21, 60 and 90: halfway to the median on both sides.
    assert result[["lower_quartile", "upper_quartile"]].iloc[1].tolist() == [40.5, 75.0]
    assert result[["title", "unit", "decimals"]].iloc[0].tolist() == ["A title", "%", 1]


def test_a_break_and_a_missing_period_begin_another_stretch() -> None:
    frame = observations(*(financial(year, 1.0) for year in (2016, 2017, 2018, 2020, 2021, 2022)))
    result = history(frame, indicator(breaks="2016/17;2021/22"))
    assert result.groupby("stretch")["period"].agg(list).tolist() == [
        ["2015/16"],
        ["2016/17", "2017/18"],
        ["2019/20", "2020/21"],
        ["2021/22"],
    ]
    biennial = history(observations(*(financial(year, 1.0) for year in (2019, 2021))), indicator(frequency="biennial"))
    assert biennial["stretch"].nunique() == 1


def test_a_period_without_an_own_figure_stays_with_its_group() -> None:
    frame = observations(
        financial(2021, 1.0), financial(2022, None), financial(2022, 5.0, area_code="E10000001"), financial(2023, 2.0)
    )
    result = history(frame)
    assert result["own"].isna().tolist() == [False, True, False]
    # One figure in each period: there is nobody to compare it with, itself least of all.
    assert (result["n"].tolist(), result["median"].isna().tolist()) == ([1, 1, 1], [True, True, True])


def test_the_own_line_is_drawn_inside_the_figures_of_others() -> None:
    frame = observations(financial(2022, 1.0), financial(2022, 5.0, area_code="E10000001"), financial(2023, 2.0))
    result = history(frame)
    assert result["n"].tolist() == [2, 1]
    assert result[["lowest", "median", "highest"]].to_numpy().tolist()[0] == [1.0, 3.0, 5.0]
    assert result[["lowest", "lower_quartile", "median", "upper_quartile", "highest"]].iloc[1].isna().all()


def test_the_newest_periods_are_kept_in_the_order_of_the_indicators() -> None:
    frame = observations(
        *(financial(year, 1.0, indicator_id=name) for name in ("one", "two") for year in range(2015, 2024))
    )
    result = history(frame, indicator("two"), indicator("one"), longest=3)
    assert result["indicator_id"].tolist() == ["two"] * 3 + ["one"] * 3
    assert result["period"].tolist() == ["2020/21", "2021/22", "2022/23"] * 2
    assert history(observations()).empty


def areas_of(*codes: str, recoded: Mapping[str, str] = MappingProxyType({})) -> Areas:
    """Areas of these codes, and for each old code of `recoded` one that became the code it is given with."""
    before = {new: (old,) for old, new in recoded.items()}
    after = {old: (new,) for old, new in recoded.items()}
    return Areas(
        {
            code: Area(
                code,
                code,
                "county",
                "",
                None,
                None,
                after.get(code, ()),
                before.get(code, ()),
                "recode" if code in before or code in after else "",
            )
            for code in (*codes, *recoded)
        }
    )


def test_the_quartile_of_every_council_is_in_a_cell() -> None:
    """Eight figures, two in each quartile; a council without a figure in an indicator has an empty cell there."""
    names = "abcdefghi"
    rows = pd.DataFrame(
        [("one", name, float(index)) for index, name in enumerate(names[:8])]
        + [("two", name, float(index)) for index, name in enumerate(names[1:])]
        + [("few", name, 1.0) for name in names[:3]],
        columns=["indicator_id", "area_code", "value"],
    ).assign(polarity="lower_is_better")
    rows = rows.assign(area_name=rows["area_code"].str.upper(), own=rows["area_code"] == "b")
    about = pd.DataFrame({"indicator_id": ["two", "few", "one"], "title": ["Two", "Few", "One"], "theme": "T"})
    cells = comparisons.quartile_cells(rows, about, 8, areas_of(*names))
    assert cells["title"].drop_duplicates().tolist() == ["Two", "One"]
    grid = cells.pivot(index="title", columns="area_name", values="quartile")
    assert grid.columns.tolist() == list("ABCDEFGHI")
    assert grid.loc["One"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4, pd.NA]
    assert grid.loc["Two"].tolist() == [pd.NA, 1, 1, 2, 2, 3, 3, 4, 4]
    assert cells.loc[cells["own"], "area_name"].unique().tolist() == ["B"]
    assert comparisons.quartile_cells(rows, about, 10, areas_of(*names)).empty


def test_codes_of_one_council_share_cells_and_councils_of_one_name_do_not() -> None:
    """In "old" the council b has its figure by the code before, b0. The councils g and h are both called Wold."""
    old, new = ("a", "b0", "c", "d", "e", "f", "g", "h"), ("a", "b", "c", "d", "e", "f", "g", "h")
    rows = pd.DataFrame(
        [("old", code, float(index)) for index, code in enumerate(old)]
        + [("new", code, float(-index)) for index, code in enumerate(new)],
        columns=["indicator_id", "area_code", "value"],
    ).assign(polarity="lower_is_better")
    names = {"b0": "County of B", "b": "B", "g": "Wold", "h": "Wold"}
    rows = rows.assign(area_name=rows["area_code"].map(names).fillna(rows["area_code"]), own=rows["area_code"] == "h")
    about = pd.DataFrame({"indicator_id": ["old", "new"], "title": ["Old", "New"], "theme": "T"})
    cells = comparisons.quartile_cells(rows, about, 8, areas_of(*new, recoded={"b0": "b"}))
    grid = cells.pivot(index="title", columns="area_code", values="quartile")
    assert grid.columns.tolist() == list("abcdefgh")
    assert grid.loc["Old"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    assert grid.loc["New"].tolist() == [4, 4, 3, 3, 2, 2, 1, 1]
    assert cells.loc[cells["area_code"] == "b", "area_name"].unique().tolist() == ["B"]
    assert cells.loc[cells["own"], "area_code"].unique().tolist() == ["h"]


# The place in the group.


def comparison_of(values: dict[str, float], minimum: int = 4, **about: Any) -> dict[str, Any]:
    """The comparison of the one indicator, its own figure under "own"."""
    codes = {name: OWN if name == "own" else f"E0600{number:04d}" for number, name in enumerate(values)}
    members = pd.DataFrame(
        {
            "area_code": sorted(codes.values()),
            "area_name": sorted(codes.values()),
            "start_date": None,
            "end_date": None,
            "successor_codes": "",
        }
    ).astype({"start_date": "object", "end_date": "object"})
    frame = observations(*(financial(2023, value, area_code=codes[name]) for name, value in values.items()))
    indicators = register(indicator(**about), indicator("without"))
    reported = as_reported(frame, indicators, AS_AT)
    latest = reporting_figures.latest_figures(own_series(reported, [OWN]), indicators, YEAR_END, 36)
    rows = comparisons.comparator_rows(reported, latest, members, [OWN])
    compared = comparisons.comparisons(rows, latest, indicators, minimum)
    assert compared["indicator_id"].tolist() == ["one", "without"]
    row: dict[str, Any] = compared.set_index("indicator_id").loc["one"].to_dict()
    return row


def test_a_place_worked_by_hand() -> None:
    """Best first: 9, 8, 8, 7, 4, 3, 2, 1; the median is halfway from 4 to 7."""
    values = {"a": 9.0, "own": 8.0, "b": 8.0, "c": 7.0, "d": 4.0, "e": 3.0, "f": 2.0, "g": 1.0}
    row = comparison_of(values)
    assert (row["rank"], row["tied"], row["n"], row["quartile"]) == (2, 2, 8, 1)
    assert (row["median"], row["lowest"], row["highest"]) == (5.5, 1.0, 9.0)
    # Type 7: the sorted figures' places 0 to 7 at 1.75 and 5.25; between 2 and 3, and between 8 and 8.
    assert (row["lower_quartile"], row["upper_quartile"]) == (2.75, 8.0)
    assert (row["gap"], row["gap_is_better"]) == (2.5, True)
    assert row["reason"] is None or pd.isna(row["reason"])
    lower = comparison_of(values, polarity="lower_is_better")
    assert (lower["rank"], lower["quartile"], lower["gap"], lower["gap_is_better"]) == (6, 3, 2.5, False)


def test_on_the_median_there_is_no_better_side() -> None:
    row = comparison_of({"a": 9.0, "b": 7.0, "own": 5.0, "c": 3.0, "d": 1.0})
    assert (row["rank"], row["quartile"], row["gap"]) == (3, 2, 0.0)
    assert pd.isna(row["gap_is_better"])


def test_a_neutral_measure_has_a_median_and_no_place() -> None:
    row = comparison_of({"own": 5.0, "a": 1.0, "b": 2.0, "c": 3.0}, polarity="neutral")
    assert (row["n"], row["median"], row["gap"]) == (4, 2.5, 2.5)
    assert row["reason"] == "polarity is neutral: neither end is better"
    for name in ("rank", "tied", "quartile", "gap_is_better"):
        assert pd.isna(row[name]), name


def test_a_small_group_says_how_small() -> None:
    row = comparison_of({"own": 5.0, "a": 1.0, "b": 2.0}, minimum=8)
    assert row["reason"] == "3 councils have a figure; at least 8 are needed"
    assert pd.isna(row["rank"])
    assert row["n"] == 3


def test_an_indicator_without_a_figure_has_no_place() -> None:
    indicators = register()
    latest = reporting_figures.latest_figures(
        own_series(as_reported(observations(), indicators, AS_AT), [OWN]),
        indicators,
        YEAR_END,
        36,
    )
    reported = as_reported(observations(), indicators, AS_AT)
    rows = comparisons.comparator_rows(reported, latest, MEMBERS, [OWN])
    row = comparisons.comparisons(rows, latest, indicators, 8).iloc[0]
    assert (row["reason"], row["n"]) == ("no figure in time for this report", 0)
    assert pd.isna(row["rank"])


def test_a_council_that_was_no_member_in_the_period_says_so() -> None:
    """Only a figure carried back: shown, but not ranked."""
    indicators = register()
    frame = observations(
        financial(2020, 5.0, area_code=NEW, area_flag="backcast"),
        *(financial(2020, float(number), area_code=f"E0600{number:04d}") for number in range(8)),
    )
    members = pd.DataFrame(
        {
            "area_code": [NEW, *(f"E0600{number:04d}" for number in range(8))],
            "start_date": [date(2020, 4, 1), *[None] * 8],
            "end_date": None,
            "area_name": "A council",
            "successor_codes": "",
        }
    ).astype({"start_date": "object", "end_date": "object"})
    reported = as_reported(frame, indicators, AS_AT)
    latest = reporting_figures.latest_figures(own_series(reported, [NEW]), indicators, YEAR_END, 36)
    rows = comparisons.comparator_rows(reported, latest, members, [NEW])
    row = comparisons.comparisons(rows, latest, indicators, 8).iloc[0]
    assert (row["reason"], row["n"]) == ("not in the comparator group in this period", 8)


def test_a_period_twice_for_one_indicator_is_refused() -> None:
    """Two rows for the council's own newest period cannot both be the latest figure."""
    frame = observations(financial(2023, 1.0), financial(2023, 1.0, area_code="E10000001"))
    own = own_series(as_reported(frame, register(), AS_AT), [OWN])
    twice = pd.concat([own, own])
    with pytest.raises(pd.errors.MergeError):
        reporting_figures.latest_figures(twice, register(), YEAR_END, 36)


@pytest.fixture
def untouched() -> Callable[[pd.DataFrame], Callable[[], None]]:
    """Check later that a frame is as it was."""

    def watch(frame: pd.DataFrame) -> Callable[[], None]:
        before = frame.copy(deep=True)
        return lambda: pd.testing.assert_frame_equal(frame, before)

    return watch


def test_the_frames_given_are_left_as_they_were(untouched: Callable[[pd.DataFrame], Callable[[], None]]) -> None:
    frame, indicators = observations(financial(2022, 10.0), financial(2023, 12.0)), register()
    same = [untouched(frame), untouched(indicators)]
    directions = judged(frame, indicators)
    for check in same:
        check()
    assert directions.at["one", "direction"] == "Improved"


# Where the figures stand.


HASHES = {"a.csv": "a1", "old.csv": "b2", "unused.csv": "c3"}


def standing(*ranks: tuple[str, int]) -> pd.DataFrame:
    return pd.DataFrame(ranks, columns=["file", "row"]).astype({"file": "category", "row": "int32"})


def test_the_latest_and_the_previous_figure_are_found_in_their_files() -> None:
    """Of a council that was replaced, the previous figure may stand under the older code, and in another file."""
    frame = observations(
        financial(2021, 8.0),
        financial(2022, 10.0, area_code="E10000001"),
        financial(2023, 12.0),
        financial(2022, 5.0, indicator_id="two"),
        financial(2023, None, indicator_id="two"),
        financial(2023, 99.0, area_code="E92000001"),
    )
    ranks = [("a.csv", 9), ("old.csv", 2), ("a.csv", 7), ("a.csv", 3), ("a.csv", 4), ("a.csv", 5)]
    frame = frame.assign(**standing(*ranks))
    indicators = register(indicator("one"), indicator("two"), indicator("three"))
    codes = ("E10000001", OWN)
    own = own_series(as_reported(frame, indicators, AS_AT), codes)
    figures = reporting_figures.reporting_figures(own, indicators, OWN, parameters())
    assert figures.set_index("indicator_id")["previous_value"].fillna(-1).to_dict() == {
        "one": 10,
        "two": -1,
        "three": -1,
    }
    sources = reporting_figures.figure_sources(reporting_figures.CouncilFigures(frame, own, figures), frame, HASHES)
    columns = ["indicator_id", "figure", "area_code", "period", "value", "file", "row", "sha256"]
    assert sources[columns].to_numpy().tolist() == [
        ["one", "latest", OWN, "2022/23", 12.0, "a.csv", 7, "a1"],
        ["one", "previous", "E10000001", "2021/22", 10.0, "old.csv", 2, "b2"],
        ["two", "latest", OWN, "2021/22", 5.0, "a.csv", 3, "a1"],
    ]
    without = figures.assign(value=None, previous_value=None)
    assert reporting_figures.figure_sources(reporting_figures.CouncilFigures(frame, own, without), frame, HASHES).empty
    with pytest.raises(ValueError, match="NA"):
        reporting_figures.figure_sources(
            reporting_figures.CouncilFigures(frame, own, figures), frame.drop(index=1), HASHES
        )


def test_no_result_rests_on_where_a_figure_stands() -> None:
    frame = observations(financial(2022, 10.0), financial(2023, 12.0))
    here, original = (frame.assign(**standing(*ranks)) for ranks in ([("a", 2), ("a", 3)], [("b", 8), ("a", 2)]))
    first, second = (as_reported(value, register(), AS_AT) for value in (here, original))
    pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(first, as_reported(frame, register(), AS_AT))
