"""Targets judged by hand: what is due, how far off a figure is, the colour, and whether it can be met."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.methods.target_outlook import (
    FASTER,
    FASTEST,
    MET,
    NO_RATE,
    PAST_RATE,
    held_by_forecasts,
    target_chances,
    target_progress,
    target_rates,
)
from helpers.methods.target_reviews import best_first, colour_steps, count_colours, most_moved, movements
from helpers.methods.targets import REASONS, RULES, judge_targets
from helpers.verdicts import AMBER, CANNOT_BE_DETERMINED, GREEN, NOT_AVAILABLE, NOT_DUE, RED

NAN = float("nan")
LOWER, HIGHER, PLAN = "lower_is_better", "higher_is_better", "plan_is_best"
TARGET: dict[str, Any] = {
    "target_id": "t",
    "indicator_id": "i",
    "title": "T",
    "type": "reach",
    "polarity": HIGHER,
    "in_points": False,
    "baseline_value": NAN,
    "baseline_end": None,
    "target_value": NAN,
    "target_lower": NAN,
    "target_upper": NAN,
    "target_start": date(2006, 4, 1),
    "target_end": date(2007, 3, 31),
    "tolerance": NAN,
    "floor": NAN,
    "actual": NAN,
    "actual_start": date(2006, 4, 1),
    "actual_end": date(2007, 3, 31),
    "actual_is": "",
    "available": True,
    "way": "",
    "immature": False,
}
NO_MILESTONES = pd.DataFrame(columns=["target_id", "period_start", "period_end", "value", "lower", "upper"])


def judged(
    milestones: pd.DataFrame = NO_MILESTONES, until: date | None = date(2007, 3, 31), **changes: Any
) -> dict[Any, Any]:
    """One target with its colour, as a row."""
    return judge_targets(pd.DataFrame([TARGET | changes]), milestones, until).iloc[0].to_dict()


def milestone(value: float, start: date, end: date) -> pd.DataFrame:
    row = {"target_id": "t", "period_start": start, "period_end": end, "value": value, "lower": NAN, "upper": NAN}
    return pd.DataFrame([row])


def test_theft_from_vehicles_is_17_and_a_half_per_cent_off() -> None:
    """3,897 offences where 3,316 were due: 581 / 3,316 = 17.52%, worse as fewer is better."""
    row = judged(polarity=LOWER, target_value=3316, actual=3897)
    assert (row["short_by"], round(row["off"], 1), row["off_is"]) == (581, 17.5, "per cent")
    assert (row["calculated"], row["rule"], row["reason"], row["due"]) == (RED, "tolerance", "off", "target")
    assert judged(polarity=LOWER, target_value=3316, actual=3897, tolerance=17.6)["calculated"] == AMBER
    better = judged(polarity=HIGHER, target_value=3316, actual=3897)
    assert (better["calculated"], round(better["off"], 1)) == (GREEN, -17.5)


def test_a_share_is_off_in_points_whichever_way_it_is_told() -> None:
    """39.36% where 40% were due is 0.64 points off, and so is 60.64% of the rest where 60% were due."""
    recycled = judged(in_points=True, target_value=40, actual=39.36)
    rest = judged(in_points=True, polarity=LOWER, target_value=60, actual=60.64)
    for row in (recycled, rest):
        assert (round(row["off"], 2), row["off_is"], row["calculated"]) == (0.64, "points", AMBER)
    assert judged(in_points=True, target_value=40, actual=39.36, tolerance=0.5)["calculated"] == RED


@pytest.mark.parametrize(
    ("changes", "off", "kind", "colour"),
    [
        ({"target_value": 0, "actual": 0, "polarity": LOWER}, 0, "units", GREEN),
        ({"target_value": 0, "actual": 1, "polarity": LOWER}, 1, "units", RED),
        ({"target_value": 0, "actual": 1, "polarity": LOWER, "tolerance": 2}, 1, "units", AMBER),
        ({"target_value": -10, "actual": -10.4}, 4, "per cent", AMBER),
        ({"target_value": -10, "actual": -9}, -10, "per cent", GREEN),
        ({"target_value": 100, "actual": 95}, 5, "per cent", AMBER),
        ({"target_value": 100, "actual": 94.9}, 5.1, "per cent", RED),
        ({"type": "plan", "polarity": PLAN, "target_value": 100, "actual": 105}, 5, "per cent", GREEN),
        ({"type": "plan", "polarity": PLAN, "target_value": 100, "actual": 90}, 10, "per cent", AMBER),
        ({"type": "plan", "polarity": PLAN, "target_value": 100, "actual": 111}, 11, "per cent", RED),
        ({"type": "at_least", "target_value": 95, "actual": 93, "floor": 92}, 200 / 95, "per cent", AMBER),
        ({"type": "at_least", "target_value": 95, "actual": 91, "floor": 92}, 400 / 95, "per cent", RED),
        ({"type": "at_most", "polarity": LOWER, "target_value": 10, "actual": 12, "floor": 12}, 20, "per cent", AMBER),
        ({"type": "at_most", "polarity": LOWER, "target_value": 10, "actual": 9}, -10, "per cent", GREEN),
    ],
)
def test_zero_negative_plan_and_floor(changes: dict[str, Any], off: float, kind: str, colour: str) -> None:
    row = judged(**changes)
    assert (row["off"], row["off_is"], row["calculated"]) == (pytest.approx(off), kind, colour)
    assert row["rule"] in RULES
    assert row["reason"] in REASONS


@pytest.mark.parametrize(("actual", "off", "colour"), [(20, 0, GREEN), (19, 5, AMBER), (18, 10, RED), (31.5, 5, AMBER)])
def test_a_range_is_off_from_its_nearer_end(actual: float, off: float, colour: str) -> None:
    row = judged(type="range", polarity=PLAN, target_lower=20, target_upper=30, actual=actual)
    assert (row["off"], row["calculated"], row["rule"]) == (pytest.approx(off), colour, "range")


ON_WAY: dict[str, Any] = {
    "baseline_value": 60,
    "baseline_end": date(2020, 3, 31),
    "target_value": 70,
    "target_start": date(2024, 4, 1),
    "target_end": date(2025, 3, 31),
    "actual_start": date(2022, 4, 1),
    "actual_end": date(2023, 3, 31),
    "in_points": True,
}


@pytest.mark.parametrize(
    ("actual", "share", "colour", "off"),
    [
        (64, 1 / 3, RED, True),
        (66, 0, GREEN, False),
        (65, 1 / 6, AMBER, False),
        (64.8, 0.2, AMBER, False),
        (64.79, 1.21 / 6, RED, True),
    ],
)
def test_a_target_that_is_not_due_is_judged_on_its_way(actual: float, share: float, colour: str, off: bool) -> None:
    """From 60 to 70 in five years: 66 after three. 64 is 2 short of the 6 planned so far, 64.8 exactly 20%."""
    row = judged(**ON_WAY, actual=actual)
    assert (row["due"], row["due_value"]) == ("trajectory", pytest.approx(66))
    assert (row["off_share"], row["calculated"], row["off_trajectory"]) == (pytest.approx(share), colour, off)


def test_a_milestone_bends_the_way_and_is_due_in_its_period() -> None:
    """With 62 due after two years it is 62 + (70 - 62) / 3 = 64.67 after three; in its own period 62 itself is due."""
    at_two = milestone(62, date(2021, 4, 1), date(2022, 3, 31))
    row = judged(at_two, **ON_WAY, actual=65)
    assert (row["due_value"], row["calculated"]) == (pytest.approx(62 + 8 / 3), GREEN)
    for end in (date(2022, 3, 31), date(2021, 12, 31)):
        row = judged(at_two, date(2022, 3, 31), **ON_WAY | {"actual_end": end}, actual=61)
        assert (row["due"], row["due_value"], row["calculated"], row["rule"]) == ("milestone", 62, AMBER, "tolerance")
        assert row["off_share"] == pytest.approx(0.5)


def test_a_total_that_adds_up_is_not_due_before_its_period_ends() -> None:
    third = {"actual_end": date(2006, 12, 31), "target_value": 100, "actual": 75}
    assert judged(**third, in_points=True)["due"] == "target"
    row = judged(**third, type="cumulative", until=date(2006, 12, 31))
    assert (row["calculated"], row["reason"], row["due_on"]) == (NOT_DUE, "no_baseline", pd.Timestamp("2007-03-31"))
    assert judged(**third, type="cumulative")["reason"] == "before"
    way = {"baseline_value": 0, "baseline_end": date(2006, 3, 31), "type": "cumulative"}
    assert judged(**third, **way)["due_value"] == pytest.approx(75)


SECOND_QUARTER: dict[str, Any] = {
    "actual_start": date(2006, 7, 1),
    "actual_end": date(2006, 9, 30),
    "baseline_value": 60,
    "baseline_end": date(2006, 3, 31),
    "target_value": 72,
    "actual": 65,
    "in_points": True,
}


def test_a_target_of_the_year_is_not_judged_on_the_figure_of_a_quarter() -> None:
    """72 by March 2007: 65 in the second quarter is neither good nor bad, unless the way was said to be straight."""
    after = date(2006, 9, 30)
    row = judged(until=after, **SECOND_QUARTER)
    assert (row["calculated"], row["reason"], row["due"]) == (NOT_DUE, "part", "nothing")
    assert row["due_on"] == pd.Timestamp("2007-03-31")
    straight = judged(until=after, **SECOND_QUARTER, way="straight")
    assert (straight["due"], straight["due_value"], straight["calculated"]) == ("trajectory", 66, AMBER)
    half = milestone(64, date(2006, 7, 1), after)
    row = judged(half, after, **SECOND_QUARTER)
    assert (row["due"], row["due_value"], row["calculated"]) == ("milestone", 64, GREEN)
    of_year = milestone(64, date(2006, 4, 1), date(2007, 3, 31))
    assert judged(of_year, after, **SECOND_QUARTER)["calculated"] == NOT_DUE
    assert judged(of_year, **SECOND_QUARTER)["due"] == "milestone"
    few = SECOND_QUARTER | {"polarity": LOWER, "target_value": 3316, "actual": 800, "baseline_value": 4000}
    assert judged(until=after, **few)["calculated"] == NOT_DUE


def test_a_figure_that_is_at_its_target_early_needs_no_way() -> None:
    row = judged(**ON_WAY | {"actual": 71, "baseline_value": NAN})
    assert (row["calculated"], row["due"], row["off"]) == (GREEN, "target", -1)
    total = {"type": "cumulative", "target_end": None, "target_start": None, "target_value": 25}
    assert judged(**total, actual=25)["calculated"] == GREEN
    assert judged(**total, actual=24)["reason"] == "no_end"


@pytest.mark.parametrize(
    ("changes", "colour", "reason"),
    [
        ({"actual": NAN, "target_value": 1}, CANNOT_BE_DETERMINED, "no_figure"),
        ({"actual": NAN, "target_value": 1, "available": False}, NOT_AVAILABLE, "not_available"),
        ({"actual": 1, "target_value": 2, "target_end": None, "target_start": None}, CANNOT_BE_DETERMINED, "no_end"),
        ({"actual": 1, "target_value": 2, "actual_end": date(2006, 3, 31)}, CANNOT_BE_DETERMINED, "before"),
        (ON_WAY | {"actual": 61, "baseline_value": NAN}, NOT_DUE, "no_baseline"),
        (ON_WAY | {"actual": NAN, "actual_start": None, "actual_end": None}, NOT_DUE, "no_figure_yet"),
        (ON_WAY | {"actual": 61, "actual_end": date(2020, 3, 31)}, NOT_DUE, "not_begun"),
        (ON_WAY | {"actual": 61, "actual_end": date(2019, 3, 31)}, NOT_DUE, "not_begun"),
    ],
)
def test_what_cannot_be_judged_has_its_reason(changes: dict[str, Any], colour: str, reason: str) -> None:
    row = judged(**changes)
    assert (row["calculated"], row["reason"], row["rule"]) == (colour, reason, "")


@pytest.mark.parametrize(
    ("polarity", "actual_is", "actual", "colour"),
    [
        (HIGHER, "less than", 1, RED),
        (HIGHER, "at most", 9.6, CANNOT_BE_DETERMINED),
        (HIGHER, "more than", 12, GREEN),
        (HIGHER, "more than", 1, CANNOT_BE_DETERMINED),
        (LOWER, "at most", 9, GREEN),
        (LOWER, "at least", 20, RED),
        (LOWER, "about", 20, RED),
    ],
)
def test_a_bound_gives_a_colour_only_where_every_figure_has_it(
    polarity: str, actual_is: str, actual: float, colour: str
) -> None:
    """Fewer than 1% screened where 10% were due is red whatever the figure; more than 1% could be anything."""
    assert judged(polarity=polarity, actual_is=actual_is, actual=actual, target_value=10)["calculated"] == colour


def rated(values: dict[date, float], **changes: Any) -> dict[Any, Any]:
    series = pd.DataFrame({"target_id": "t", "period_end": list(values), "value": list(values.values())})
    day = series["period_end"].iloc[-1]
    row = TARGET | {"target_start": changes.get("target_end", TARGET["target_end"])}
    row |= {"actual": series["value"].iloc[-1], "actual_start": day, "actual_end": day} | changes
    return target_rates(target_progress(pd.DataFrame([row])), series).iloc[0].to_dict()


YEARS = {date(2018, 12, 31): 10.0, date(2019, 12, 31): 11.0, date(2020, 12, 31): 13.0, date(2021, 12, 31): 13.0}


@pytest.mark.parametrize(
    ("target", "realism"), [(13, MET), (16, PAST_RATE), (18.5, FASTER), (19, FASTER), (20, FASTEST)]
)
def test_what_is_needed_is_set_beside_what_was_done(target: float, realism: str) -> None:
    """13 after three years from 10 is 1 a year, 2 in the best; three years are left."""
    row = rated(YEARS, target_value=target, target_end=date(2024, 12, 31))
    assert (row["past_rate"], row["best_year"], row["realism"]) == (pytest.approx(1), pytest.approx(2), realism)
    assert row["required_rate"] == pytest.approx(max(0.0, (target - 13) / 3))
    falling = {day: -value for day, value in YEARS.items()}
    assert rated(falling, target_value=-target, target_end=date(2024, 12, 31), polarity=LOWER)["realism"] == realism


def test_a_target_that_was_missed_is_said_to_be_so() -> None:
    row = rated(YEARS, target_value=14, target_end=date(2021, 12, 31))
    assert (row["realism"], row["rate_reason"]) == ("missed", "past")


def test_trees_are_35_and_7_per_cent_of_the_way_and_hubs_36() -> None:
    """250,000 of 700,000 and 9 of 25; a total adds up from 0 where no baseline is known."""
    trees = rated({date(2023, 3, 31): 250_000.0}, type="cumulative", target_value=700_000, target_end=None)
    assert (round(trees["progress_percent"], 1), trees["gap"], trees["realism"]) == (35.7, 450_000, NO_RATE)
    assert (trees["rate_reason"], np.isnan(trees["years_at_past_rate"])) == ("no_end", True)
    hubs = rated({date(2023, 3, 31): 9.0}, type="cumulative", target_value=25, target_end=date(2025, 3, 31))
    assert (hubs["progress_percent"], hubs["required_rate"], hubs["rate_reason"]) == (36, 8, "no_past")


def test_the_chance_is_that_of_the_normal_distribution() -> None:
    """Expected 50 with a standard deviation of 2 in two steps' time: 53 and more, from 52.5, is 1.25 deviations away.

    One step ahead the variance is 2 and two ahead 4, so that the 80% reach is 1.2816 times 1.4142 and 2.
    """
    reach = 1.2815515655446004
    rows = [
        {"year": 2022 + ahead, "ahead": ahead, "forecast": 50.0, "lower": 50 - reach * size, "upper": 50 + reach * size}
        for ahead, size in ((1, 2**0.5), (2, 2.0), (3, 6**0.5))
    ]
    forecasts = pd.DataFrame(rows).assign(indicator_id="i", scale="points", unit=1.0, whole=NAN)
    dates = {"target_start": date(2024, 1, 1), "target_end": date(2024, 12, 31)}
    dates |= {"actual_start": date(2022, 1, 1), "actual_end": date(2022, 12, 31)}
    row = target_chances(pd.DataFrame([TARGET | dates | {"target_value": 53, "gap": 1}]), forecasts).iloc[0]
    assert row["chance_percent"] == pytest.approx(10.565, abs=1e-3)
    assert (row["forecast"], row["forecast_lower"]) == (50, pytest.approx(50 - 2 * reach))
    for changes, reason in (
        ({"target_start": date(2045, 1, 1), "target_end": date(2045, 12, 31)}, "far"),
        ({"target_end": None}, "no_end"),
        ({"indicator_id": ""}, "no_level"),
        ({"target_end": date(2022, 12, 31)}, "past"),
        ({"type": "at_least"}, "standard"),
        ({"actual_start": date(2022, 7, 1)}, "part"),
    ):
        frame = pd.DataFrame([TARGET | dates | {"target_value": 53, "gap": 1} | changes])
        assert target_chances(frame, forecasts)["forecast_reason"].tolist() == [reason]


def test_a_forecast_has_the_record_of_its_type_and_steps_ahead() -> None:
    record = pd.DataFrame(
        {
            "scale": ["points", "points", "log", "log_odds"],
            "ahead": [1, 2, 1, 1],
            "forecasts": [20, 20, 20, 19],
            "held_percent": [75.0, 71.0, 70.0, 60.0],
        }
    )
    rows = pd.DataFrame(
        {
            "indicator_id": ["a", "a", "a", "b", "b", "c"],
            "forecast": [1.0, 1.0, 1.0, 1.0, NAN, 1.0],
            "forecast_ahead": [1.0, 2.0, 5.0, 1.0, NAN, 1.0],
        }
    )
    scales = pd.Series({"a": "points", "b": "log", "c": "log_odds"})
    held = held_by_forecasts(rows, scales, record)
    assert held.fillna(-1).tolist() == [75, 71, 71, 70, -1, -1], "19 forecasts are too few"


def test_11_were_flagged_8_are_resolved_and_3_are_left() -> None:
    previous = pd.Series([RED] * 6 + [AMBER] * 5 + [GREEN] * 2 + [""])
    now = pd.Series([GREEN] * 8 + [AMBER] * 3 + [GREEN, RED] + [RED])
    assert movements(previous, now).value_counts().to_dict() == {
        "resolved": 8,
        "left": 3,
        "never": 1,
        "new": 1,
        "unknown": 1,
    }


def test_63_23_and_13_are_63_6_23_2_and_13_1_per_cent_of_99() -> None:
    words = [GREEN] * 63 + [AMBER] * 23 + [RED] * 13 + [NOT_AVAILABLE] * 29
    counts = count_colours(pd.DataFrame({"theme": "All", "status": words}), "theme", {"status": "status"}).iloc[0]
    assert (counts["coloured"], counts["not_available"], counts["all"]) == (99, 29, 128)
    shares = [round(counts[f"{name}_percent"], 1) for name in ("green", "amber", "red")]
    assert shares == [63.6, 23.2, 13.1]


def test_optimism_is_counted_in_colours() -> None:
    steps = colour_steps(pd.Series([GREEN, AMBER, AMBER, NOT_AVAILABLE]), pd.Series([RED, RED, GREEN, RED]))
    assert steps.tolist()[:3] == [2, 1, -1]
    assert np.isnan(steps.iloc[3])


def test_those_that_moved_most_are_compared_in_per_cent_of_their_targets() -> None:
    """From 240 to 232 where 200 is the aim is 4%; from 44 to 47 of 50 is 6%; one that moved away is not named."""
    rows = pd.DataFrame({"title": ["A", "B", "C"], "polarity": [LOWER, HIGHER, HIGHER]})
    rows = most_moved(rows.assign(change=[-8.0, 3.0, -1.0], target_value=[200.0, 50.0, 10.0]))
    assert list(zip(rows["title"], rows["moved_percent"], strict=True)) == [("B", 6), ("A", 4)]


def test_the_best_are_those_furthest_better_than_due() -> None:
    rows = pd.DataFrame({"title": ["A", "B", "C", "D", "E"], "calculated": [GREEN, GREEN, RED, GREEN, GREEN]})
    rows = rows.assign(off_percent=[-1.0, -62.4, 5.0, 0.0, -80.0], status=[GREEN, GREEN, RED, GREEN, AMBER])
    assert best_first(rows)["title"].tolist() == ["B", "A"]


def test_a_standard_for_the_count_of_a_year_is_not_judged_on_a_quarter_and_that_of_a_share_is() -> None:
    """318,000 visits of a quarter are 1,272,000 in a year, and not 71% short of 1,100,000."""
    quarter = {"actual_start": date(2006, 7, 1), "actual_end": date(2006, 9, 30)}
    visits = {"type": "range", "target_lower": 1_100_000, "target_upper": 1_400_000, "actual": 318_000}
    row = judged(until=date(2006, 9, 30), **visits, **quarter)
    assert (row["due"], row["calculated"], row["reason"]) == ("nothing", NOT_DUE, "part")
    whole = judged(**visits | {"actual": 1_137_000})
    assert (whole["due"], whole["calculated"]) == ("standard", GREEN)
    share = judged(type="at_least", in_points=True, target_value=85, actual=64.5, **quarter)
    assert (share["due"], share["calculated"]) == ("standard", RED)
    on_a_day = judged(
        type="at_least", target_value=25, actual=21, actual_start=date(2006, 9, 30), actual_end=date(2006, 9, 30)
    )
    assert on_a_day["due"] == "standard"


HALF = {"actual_start": date(2006, 4, 1), "actual_end": date(2006, 9, 30)}


@pytest.mark.parametrize(
    ("changes", "progress", "reason"),
    [
        (HALF | {"actual": 1590.0}, None, "part"),
        ({"actual": 3345.0}, 34.5, "past"),
        (HALF | {"actual": 1590.0, "type": "cumulative", "target_end": date(2007, 3, 31)}, -141.0, ""),
        (HALF | {"actual": 3345.0, "in_points": True}, 34.5, ""),
    ],
)
def test_a_count_of_half_a_year_has_no_progress_and_no_rate(
    changes: dict[str, Any], progress: float | None, reason: str
) -> None:
    """(1,590 - 3,000) / 1,000 would be -141%: families of half a year set against those of a whole one.

    (3,345 - 3,000) / 1,000 is 34.5%.
    """
    base = {"baseline_value": 3000.0, "baseline_end": date(2006, 3, 31), "target_value": 4000.0}
    series = pd.DataFrame({"target_id": ["t"], "period_end": [date(2006, 3, 31)], "value": [3000.0]})
    row = target_rates(target_progress(pd.DataFrame([TARGET | base | changes])), series).iloc[0]
    assert row["rate_reason"] == reason
    if progress is None:
        assert row[["gap", "progress_percent", "required_rate", "past_rate", "best_year"]].isna().all()
    else:
        assert row["progress_percent"] == pytest.approx(progress)


def test_a_count_of_a_part_is_due_by_no_way_and_by_no_period_that_is_over() -> None:
    """700 of 1,000 in three quarters is not 30% short of a year that is over, and half of it is no way planned."""
    figures = {"actual": 700.0, "target_value": 1000.0, "baseline_value": 900.0, "baseline_end": date(2006, 3, 31)}
    part = figures | {"actual_start": date(2006, 4, 1), "actual_end": date(2006, 12, 31), "way": "straight"}
    row = judged(until=date(2006, 12, 31), **part)
    assert (row["due"], row["calculated"], row["reason"]) == ("nothing", NOT_DUE, "part")
    row = judged(until=date(2007, 3, 31), **part)
    assert (row["due"], row["calculated"], row["reason"]) == ("nothing", CANNOT_BE_DETERMINED, "before")
    own = judged(milestone(750, date(2006, 4, 1), date(2006, 12, 31)), until=date(2006, 12, 31), **part)
    assert (own["due"], own["calculated"], own["off"]) == ("milestone", RED, pytest.approx(6.667, abs=1e-3))


def test_an_immature_figure_has_no_colour() -> None:
    row = judged(target_value=68, actual=45, immature=True)
    assert (row["calculated"], row["rule"], row["reason"]) == (NOT_DUE, "", "immature")
    assert np.isnan(row["short_by"]) and np.isnan(row["off"])
    assert judged(target_value=68, actual=45)["calculated"] == RED


def test_a_distance_of_a_half_is_not_lost_in_binary_numbers() -> None:
    """5.4 tonnes where 7.2 - 7.2 x 6 / 30 = 5.76 are due: 0.36 / 5.76 is 6.25% exactly, and 6.3% with halves up."""
    row = judged(
        polarity=LOWER,
        baseline_value=7.2,
        baseline_end=date(2015, 12, 31),
        target_value=0,
        actual=5.4,
        target_start=date(2045, 1, 1),
        target_end=date(2045, 12, 31),
        actual_start=date(2021, 1, 1),
        actual_end=date(2021, 12, 31),
    )
    assert (row["due"], row["off"], row["off_percent"]) == ("trajectory", -6.25, -6.25)
