"""What a reporting year may use: as-at dates, a council's own series, its comparator group and its place in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from helpers.methods import comparators, direction, reporting
from helpers.params import DirectionRules

OWN = "E10000018"
YEAR_END = date(2023, 3, 31)
AS_AT = {"financial": YEAR_END, "academic": date(2023, 8, 31), "snapshot": YEAR_END, "calendar": YEAR_END,
         "rolling_3y": YEAR_END}  # fmt: skip


def indicator(indicator_id: str = "one", **columns: Any) -> dict[str, Any]:
    """A row of the register, as far as the methods use it."""
    usual = {"polarity": "higher_is_better", "decimals": 1, "period_type": "financial", "frequency": "annual",
             "value_type": "percentage", "unit": "%", "breaks": ""}  # fmt: skip
    return {"indicator_id": indicator_id} | usual | columns


def register(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows) or [indicator()])


def figure(period: str, start: date, end: date, value: float | None, **columns: Any) -> dict[str, Any]:
    """A row of observations."""
    usual: dict[str, Any] = {
        "indicator_id": "one", "area_code": OWN, "lower_95": None, "upper_95": None, "numerator": None,
        "denominator": None, "marker": "" if value is not None else "[x]", "status": "final", "area_flag": "",
        "source_id": "somewhere",
    }  # fmt: skip
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
    reported = reporting.as_reported(frame, indicators, AS_AT)
    own = reporting.own_series(reported, codes)
    latest = reporting.latest_figures(own, indicators, YEAR_END, 36)
    found = direction.directions(own, latest, indicators, codes[-1], DirectionRules(**rules))
    assert found["indicator_id"].tolist() == sorted(indicators["indicator_id"])
    return found.set_index("indicator_id")


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
        academic(2022, 10.0), academic(2023, 12.0), academic(2024, 99.0),
        figure("2022/23", date(2022, 9, 1), date(2023, 8, 31), 5.0, indicator_id="two"),
    )  # fmt: skip
    found = judged(frame, register(*both))
    assert found.at["one", "period"] == "2022/23 (academic)"
    assert found.at["two", "direction"] == "Cannot be determined"
    assert found.at["two", "reason"] == "no figure by the as-at date"


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
    found = reporting.as_reported(observations(figure("label", start, end, 1.0)), register(), AS_AT)
    assert found["months"].tolist() == [months]
    assert (found["year"].tolist(), found["end_month"].tolist()) == ([end.year], [end.month])


def test_what_the_register_says_of_a_series_is_added() -> None:
    indicators = register(
        indicator("one", frequency="biennial", decimals=2),
        indicator("two", frequency="one_off", polarity="neutral"),
        indicator("three", frequency="quarterly"),
    )
    frame = observations(*(financial(2023, 1.0, indicator_id=each) for each in ("one", "two", "three", "four")))
    found = reporting.as_reported(frame, indicators, AS_AT).set_index("indicator_id")
    assert found["step"].to_dict() == {"one": 2, "two": 1, "three": 1}
    assert found["one_off"].to_dict() == {"one": False, "two": True, "three": False}
    assert found["polarity"].to_dict() == {
        "one": "higher_is_better", "two": "neutral", "three": "higher_is_better",
    }  # fmt: skip
    assert found.at["one", "decimals"] == 2


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
    assert (row["direction"], row["reason"]) == ("Cannot be determined", "no figure by the as-at date")


def test_a_blank_before_the_newest_figure_is_not_passed_over() -> None:
    row = one(observations(financial(2021, 10.0), financial(2022, None, marker="[c]"), financial(2023, 12.0)))
    assert (row["direction"], row["reason"]) == ("Cannot be determined", "no figure for the period before")
    assert (row["previous_period"], row["previous_marker"]) == ("2021/22", "[c]")


def test_a_one_off_and_a_biennial_series() -> None:
    frame = observations(financial(2021, 10.0), financial(2022, 11.0), financial(2023, 12.0))
    assert one(frame, about=indicator(frequency="one_off"))["reason"] == "the publisher makes no yearly series"
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


def test_nothing_at_all_is_still_a_row_for_every_indicator() -> None:
    found = judged(observations(), register(indicator("one"), indicator("two", polarity="neutral")))
    assert found["direction"].tolist() == ["Cannot be determined"] * 2
    assert found["reason"].tolist() == ["no figure by the as-at date"] * 2
    assert found["stale"].tolist() == [False, False]
    assert found["period"].isna().all()


def test_an_indicator_of_others_alone_has_no_figure_for_the_council() -> None:
    row = one(observations(financial(2022, 1.0, area_code="E10000019"), financial(2023, 2.0, area_code="E10000019")))
    assert (row["direction"], row["reason"]) == ("Cannot be determined", "no figure by the as-at date")


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
    reported = reporting.as_reported(observations(financial(2022, 1.0)), register(), AS_AT)
    own = reporting.own_series(reported, [OWN])
    assert reporting.latest_figures(own, register(), YEAR_END, 12)["stale"].tolist() == [False]
    assert reporting.latest_figures(own, register(), YEAR_END, 11)["stale"].tolist() == [True]


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


# The group.

MEMBERS = pd.DataFrame(
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
).astype({"start_date": "object", "end_date": "object"})


def compared_with(frame: pd.DataFrame, about: dict[str, Any] | None = None) -> list[str]:
    """The codes that the figures of the one indicator are ranked among."""
    indicators = register(about or indicator())
    reported = reporting.as_reported(frame, indicators, AS_AT)
    latest = reporting.latest_figures(reporting.own_series(reported, [OWN]), indicators, YEAR_END, 36)
    rows = comparators.comparator_rows(reported, latest, MEMBERS, [OWN])
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
    frame = observations(academic(2023, 1.0), academic(2023, 2.0, area_code="E10000006"),
                         academic(2023, 3.0, area_code="E06000063"))  # fmt: skip
    assert compared_with(frame, SCHOOLS) == ["E06000063", OWN]


def test_without_a_successors_figure_it_stays() -> None:
    frame = observations(academic(2023, 1.0), academic(2023, 2.0, area_code="E10000006"),
                         academic(2023, None, area_code="E06000063"))  # fmt: skip
    assert compared_with(frame, SCHOOLS) == ["E10000006", OWN]


def test_a_successor_of_one_indicator_says_nothing_of_another() -> None:
    indicators = register(indicator("one", period_type="academic"), indicator("two", period_type="academic"))
    frame = observations(
        academic(2023, 1.0), academic(2023, 2.0, area_code="E10000006"), academic(2023, 3.0, area_code="E06000063"),
        academic(2023, 1.0, indicator_id="two"), academic(2023, 2.0, area_code="E10000006", indicator_id="two"),
    )  # fmt: skip
    reported = reporting.as_reported(frame, indicators, AS_AT)
    latest = reporting.latest_figures(reporting.own_series(reported, [OWN]), indicators, YEAR_END, 36)
    rows = comparators.comparator_rows(reported, latest, MEMBERS, [OWN])
    codes = rows.groupby("indicator_id")["area_code"].agg(sorted).to_dict()
    assert codes == {"one": ["E06000063", OWN], "two": ["E10000006", OWN]}


def test_a_council_that_ended_on_the_last_day_stays_and_its_successor_is_not_yet_there() -> None:
    frame = observations(
        financial(2023, 1.0), financial(2023, 2.0, area_code="E10000006"),
        financial(2023, 3.0, area_code="E06000063", area_flag="backcast"),
    )  # fmt: skip
    assert compared_with(frame) == ["E10000006", OWN]


def test_figures_carried_back_are_never_ranked() -> None:
    frame = observations(
        financial(2020, 1.0), financial(2020, 2.0, area_code=OLD),
        financial(2020, 9.0, area_code=NEW, area_flag="backcast"),
    )  # fmt: skip
    assert compared_with(frame) == [OLD, OWN]
    alone = observations(financial(2020, 1.0), financial(2020, 9.0, area_code=NEW, area_flag="backcast"))
    assert compared_with(alone) == [OWN]


def test_figures_of_a_council_that_has_ended_are_not_ranked() -> None:
    frame = observations(financial(2021, 1.0), financial(2021, 2.0, area_code=OLD))
    assert compared_with(frame) == [OWN]


def test_nothing_to_compare_gives_no_rows() -> None:
    assert compared_with(observations()) == []
    assert compared_with(observations(financial(2023, 1.0, area_code=NEW))) == []


# The place in the group.


def placed(values: dict[str, float], minimum: int = 4, **about: Any) -> dict[str, Any]:
    """The comparison of the one indicator, its own figure under "own"."""
    codes = {name: OWN if name == "own" else f"E0600{number:04d}" for number, name in enumerate(values)}
    members = pd.DataFrame({"area_code": sorted(codes.values()), "start_date": None, "end_date": None,
                            "successor_codes": ""}).astype({"start_date": "object", "end_date": "object"})  # fmt: skip
    frame = observations(*(financial(2023, value, area_code=codes[name]) for name, value in values.items()))
    indicators = register(indicator(**about), indicator("without"))
    reported = reporting.as_reported(frame, indicators, AS_AT)
    latest = reporting.latest_figures(reporting.own_series(reported, [OWN]), indicators, YEAR_END, 36)
    rows = comparators.comparator_rows(reported, latest, members, [OWN])
    found = comparators.comparisons(rows, latest, indicators, minimum)
    assert found["indicator_id"].tolist() == ["one", "without"]
    row: dict[str, Any] = found.set_index("indicator_id").loc["one"].to_dict()
    return row


def test_a_place_worked_by_hand() -> None:
    """Best first: 9, 8, 8, 7, 4, 3, 2, 1; the median is halfway from 4 to 7."""
    values = {"a": 9.0, "own": 8.0, "b": 8.0, "c": 7.0, "d": 4.0, "e": 3.0, "f": 2.0, "g": 1.0}
    row = placed(values)
    assert (row["rank"], row["tied"], row["n"], row["quartile"]) == (2, 2, 8, 1)
    assert (row["median"], row["lowest"], row["highest"]) == (5.5, 1.0, 9.0)
    # Type 7: the sorted figures' places 0 to 7 at 1.75 and 5.25; between 2 and 3, and between 8 and 8.
    assert (row["lower_quartile"], row["upper_quartile"]) == (2.75, 8.0)
    assert (row["gap"], row["gap_is_better"]) == (2.5, True)
    assert row["reason"] is None or pd.isna(row["reason"])
    lower = placed(values, polarity="lower_is_better")
    assert (lower["rank"], lower["quartile"], lower["gap"], lower["gap_is_better"]) == (6, 3, 2.5, False)


def test_on_the_median_there_is_no_better_side() -> None:
    row = placed({"a": 9.0, "b": 7.0, "own": 5.0, "c": 3.0, "d": 1.0})
    assert (row["rank"], row["quartile"], row["gap"]) == (3, 2, 0.0)
    assert pd.isna(row["gap_is_better"])


def test_a_neutral_measure_has_a_median_and_no_place() -> None:
    row = placed({"own": 5.0, "a": 1.0, "b": 2.0, "c": 3.0}, polarity="neutral")
    assert (row["n"], row["median"], row["gap"]) == (4, 2.5, 2.5)
    assert row["reason"] == "polarity is neutral: neither end is better"
    for name in ("rank", "tied", "quartile", "gap_is_better"):
        assert pd.isna(row[name]), name


def test_a_small_group_says_how_small() -> None:
    row = placed({"own": 5.0, "a": 1.0, "b": 2.0}, minimum=8)
    assert row["reason"] == "3 councils have a figure; at least 8 are needed"
    assert pd.isna(row["rank"])
    assert row["n"] == 3


def test_an_indicator_without_a_figure_has_no_place() -> None:
    indicators = register()
    latest = reporting.latest_figures(
        reporting.own_series(reporting.as_reported(observations(), indicators, AS_AT), [OWN]), indicators, YEAR_END, 36
    )
    reported = reporting.as_reported(observations(), indicators, AS_AT)
    rows = comparators.comparator_rows(reported, latest, MEMBERS, [OWN])
    row = comparators.comparisons(rows, latest, indicators, 8).iloc[0]
    assert (row["reason"], row["n"]) == ("no figure by the as-at date", 0)
    assert pd.isna(row["rank"])


def test_a_council_that_was_no_member_in_the_period_says_so() -> None:
    """Only a figure carried back: shown, but not ranked."""
    indicators = register()
    frame = observations(
        financial(2020, 5.0, area_code=NEW, area_flag="backcast"),
        *(financial(2020, float(each), area_code=f"E0600{each:04d}") for each in range(8)),
    )
    members = pd.DataFrame({"area_code": [NEW, *(f"E0600{each:04d}" for each in range(8))],
                            "start_date": [date(2020, 4, 1), *[None] * 8], "end_date": None,
                            "successor_codes": ""}).astype({"start_date": "object", "end_date": "object"})  # fmt: skip
    reported = reporting.as_reported(frame, indicators, AS_AT)
    latest = reporting.latest_figures(reporting.own_series(reported, [NEW]), indicators, YEAR_END, 36)
    rows = comparators.comparator_rows(reported, latest, members, [NEW])
    row = comparators.comparisons(rows, latest, indicators, 8).iloc[0]
    assert (row["reason"], row["n"]) == ("not in the comparator group in this period", 8)


def test_a_period_twice_for_one_indicator_is_refused() -> None:
    """Two rows for the council's own newest period cannot both be the latest figure."""
    frame = observations(financial(2023, 1.0), financial(2023, 1.0, area_code="E10000001"))
    own = reporting.own_series(reporting.as_reported(frame, register(), AS_AT), [OWN])
    twice = pd.concat([own, own])
    with pytest.raises(pd.errors.MergeError):
        reporting.latest_figures(twice, register(), YEAR_END, 36)


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
    found = judged(frame, indicators)
    for check in same:
        check()
    assert found.at["one", "direction"] == "Improved"
