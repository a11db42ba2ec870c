"""How far a figure is off the target that is due, and the colour that follows."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from helpers.methods.intervals import Numbers
from helpers.methods.target_bounds import AT_LEAST, AT_MOST, BEST, bound_of
from helpers.methods.trajectory import OFF_TRAJECTORY, follow_trajectory
from helpers.verdicts import (
    AMBER,
    CANNOT_BE_DETERMINED,
    GREEN,
    HIGHER_IS_BETTER,
    LOWER_IS_BETTER,
    NOT_AVAILABLE,
    NOT_DUE,
    RED,
)

USUAL_TOLERANCE: Final = 5.0
"""How far off a figure may be and still be amber, where a target does not say: points, otherwise per cent."""

_SLACK: Final = 1e-9
"""A figure is at a bound if it is within this share of it, as binary numbers are not exact."""

_DECIMALS_OF_DISTANCE: Final = 9

MILESTONE, TARGET, STANDARD, WAY, NOTHING = "milestone", "target", "standard", "trajectory", "nothing"
"""What is due when the figure is: a milestone, the target, a standard in every period, or a point on the way."""

POINTS, PERCENT, UNITS = "points", "per cent", "units"
"""What a distance from the target is in; units where the target is 0."""

RULES: Final = {
    "tolerance": "Green at the target or better; amber if off by no more than the tolerance; otherwise red.",
    "floor": "Green at the target or better; amber down to the floor standard; red beyond it.",
    "range": "Green inside the range; amber if outside by no more than the tolerance; otherwise red.",
    "plan": "Green within the tolerance of the plan; amber within twice the tolerance; otherwise red.",
    "trajectory": "Green at the point where the figure should be by now, or better; amber if short by up to "
    f"{100 * OFF_TRAJECTORY:.0f}% of the way planned so far; otherwise red.",
}
"""Each rule in words."""

REASONS: Final = {
    "met": "at what is due or better",
    "near": "off what is due, within the tolerance",
    "above_floor": "off what is due, on the better side of the floor",
    "off": "off what is due by more than the tolerance",
    "below_floor": "beyond the floor",
    "on_way": "at the point of the way or better",
    "short": f"short of the point of the way by up to {100 * OFF_TRAJECTORY:.0f}%",
    "off_way": f"short of the point of the way by more than {100 * OFF_TRAJECTORY:.0f}%",
    "inside": "inside the range",
    "on_plan": "within the tolerance of the plan",
    "near_plan": "within twice the tolerance of the plan",
    "off_plan": "further from the plan than twice the tolerance",
    "no_figure": "there is no figure",
    "not_available": "people say that it is not available for reporting",
    "no_end": "nobody says by when it is to be reached",
    "no_baseline": "no baseline or milestone says where it should be by now",
    "not_begun": "the figure is of the baseline's period or an earlier one, so no way has been planned yet",
    "part": "the figure is of a part of the period that the target is for",
    "no_figure_yet": "there is no figure yet",
    "immature": "some results were still to be verified when the figure was handed in",
    "before": "there is no figure of the period by which it was due",
    "bound": "the figure is known only as a bound, which allows more than one colour",
}
"""Each reason in words."""

NOT_YET: Final = ("no_baseline", "not_begun", "part", "no_figure_yet")
"""The reasons of a target that is not due yet."""

STRAIGHT: Final = "straight"
"""How a target is to be judged on the way on figures of a part of its period, if on any."""

CONTINUOUS: Final = ("reach", "cumulative")


def months_of(ends: Any) -> Numbers:
    """Return the months in which days fall, counted from the year 0; not a number where there is no day.

    >>> months_of(pd.Series([pd.Timestamp("2023-03-31"), None])).tolist()
    [24278.0, nan]
    """
    days = pd.to_datetime(pd.Series(ends), errors="coerce")
    return np.asarray(days.dt.year * 12 + days.dt.month - 1, dtype="float64")


class _Months(NamedTuple):
    """The months that a target is judged by: of its figure, baseline and period, and the last that the report knows."""

    since: float
    at: float
    base: float
    begins: float
    end: float
    until: float


def counts_of_a_part(targets: pd.DataFrame) -> pd.Series:
    """Say of each figure whether it counts only a part of the period that its target is for, such as half a year.

    Such a count cannot be set against a target or a baseline of the whole period. A share can, and so can a total that
    still adds up, and a figure of one day or month.

    Columns needed    type, in_points, actual_start, actual_end, target_start, target_end
    Columns returned  yes or no for each target
    Source            docs/methods/15_targets_and_money.md
    """
    since, at, begins, end = (
        months_of(targets[name]) for name in ("actual_start", "actual_end", "target_start", "target_end")
    )
    shorter = (at > since) & (at - since < end - begins)
    return ~targets["in_points"].astype("bool") & targets["type"].ne("cumulative") & shorter


def due_figures(targets: pd.DataFrame, milestones: pd.DataFrame, until: date | None = None) -> pd.DataFrame:
    """Return what is due of each target when its figure is: a milestone, the target, a standard or a point on the way.

    The way is straight between the baseline, the milestones and the target, by months. A milestone is due in the month
    in which it ends, and the target from there on. A share of part of their period counts as due once that period is
    over, as that of a third quarter in the report of the year, save for a total that still adds up. Before, it is
    judged on the way only if the target says so. A standard is due in every period. Of a count of a part of the period,
    only a milestone of that part is due, as a count of a quarter is not one of a year; see `counts_of_a_part`. A figure
    that is at its target already needs no way.

    `until` is the last day that the report looks at; without it no period is over after the figure.

    Columns needed    targets: target_id, type, polarity, in_points, way (STRAIGHT or blank), baseline_value,
                      baseline_end, target_value, target_lower, target_upper, target_start, target_end, actual,
                      actual_start, actual_end; milestones: target_id, period_start, period_end, value, lower, upper
    Columns returned  those of targets; due (MILESTONE, TARGET, STANDARD, WAY or NOTHING), due_value, due_lower,
                      due_upper (units of the target), due_from (the figure from which the way is measured), way_reason
                      (a code of REASONS if nothing is due, otherwise blank), due_on (the next day on which a milestone
                      or the target is due; null if there is none)
    Source            docs/methods/15_targets_and_money.md
    """
    months = {"month": months_of(milestones["period_end"]), "begins": months_of(milestones["period_start"])}
    points = milestones.assign(**months).sort_values("month", kind="stable")
    by_target = {str(name): rows for name, rows in points.groupby("target_id")}
    columns = ("actual_start", "actual_end", "baseline_end", "target_start", "target_end")
    since, at, base, begins, end = (months_of(targets[name]) for name in columns)
    dated = map(_Months, since, at, base, begins, end, np.full(len(targets), months_of([until])[0]))
    records = [
        _due(target, by_target.get(target["target_id"], points.iloc[:0]), of_target)
        for target, of_target in zip(
            targets.assign(is_part=counts_of_a_part(targets)).to_dict("records"), dated, strict=True
        )
    ]
    names = ["due", "due_value", "due_lower", "due_upper", "due_from", "way_reason", "due_on"]
    due = pd.DataFrame(records, columns=names, index=targets.index)
    due["due_on"] = pd.to_datetime(due["due_on"])
    return targets.assign(**{name: due[name] for name in names}).astype(
        dict.fromkeys(names[1:5], "float64") | {"due": "str", "way_reason": "str"}
    )


def _due(target: dict[Any, Any], milestones: pd.DataFrame, months: _Months) -> tuple[Any, ...]:
    at, end, adds_up = months.at, months.end, target["type"] == "cumulative"
    base_value, due_on = target["baseline_value"], _next_day(target, milestones, months)
    exact = milestones[milestones["month"] == at]
    if exact.empty and not adds_up and not target["is_part"]:
        over = milestones["month"] <= months.until
        exact = milestones[(milestones["begins"] <= at) & (at < milestones["month"]) & over]
    if len(exact):
        row = exact.iloc[-1]
        first = _first(base_value, months.base, milestones, at)
        return MILESTONE, row["value"], row["lower"], row["upper"], first, "", due_on
    ends = (target["target_value"], target["target_lower"], target["target_upper"])
    if target["is_part"]:
        return NOTHING, *(np.nan,) * 4, "before" if pd.isna(due_on) else "part", due_on
    if target["type"] not in CONTINUOUS:
        return STANDARD, *ends, np.nan, "", due_on
    is_over = months.begins <= at < end <= months.until and not adds_up
    if at >= end or is_over:
        return TARGET, *ends, _first(base_value, months.base, milestones, at), "", due_on
    is_part = not adds_up and target["way"] != STRAIGHT and 1 < at - months.since + 1 < end - months.begins + 1
    way = None if is_part else _point_of_way(target, milestones, months)
    if way:
        return WAY, way[0], np.nan, np.nan, way[1], "", due_on
    sign = 1 if target["polarity"] == HIGHER_IS_BETTER else -1
    if not is_part and sign * target["actual"] >= sign * ends[0]:
        return TARGET, *ends, np.nan, "", due_on
    return NOTHING, np.nan, np.nan, np.nan, np.nan, _why_nothing(target, milestones, months, is_part=is_part), due_on


def _next_day(target: dict[Any, Any], milestones: pd.DataFrame, months: _Months) -> Any:
    """Return the next day on which a milestone or the target is due, after the figure and what the report looks at."""
    days = [*zip(milestones["month"], milestones["period_end"], strict=True), (months.end, target["target_end"])]
    now = np.fmax(months.at, months.until)
    return min((pd.Timestamp(day) for month, day in days if month > now or np.isnan(now)), default=pd.NaT)


def _points(target: dict[Any, Any], milestones: pd.DataFrame, months: _Months) -> list[tuple[float, float]]:
    """Return the months and figures through which the way goes."""
    points = [
        (months.base, target["baseline_value"]),
        *zip(milestones["month"], milestones["value"], strict=True),
        (months.end, target["target_value"]),
    ]
    return [(month, value) for month, value in points if not (np.isnan(month) or np.isnan(value))]


def _point_of_way(target: dict[Any, Any], milestones: pd.DataFrame, months: _Months) -> tuple[float, float] | None:
    """Return the figure on the way when the figure is, and the one from which the way is measured; None for no way."""
    points = _points(target, milestones, months)
    before = [point for point in points if point[0] <= months.at]
    after = [point for point in points if point[0] > months.at]
    if not before or not after or months.at == months.base:
        return None
    (first, value), (last, aim) = before[-1], after[0]
    if aim == value:
        return value, before[0][1]
    way = follow_trajectory(value, aim, last - first, months.at - first, value)
    return float(way.expected), before[0][1]


def _why_nothing(target: dict[Any, Any], milestones: pd.DataFrame, months: _Months, *, is_part: bool) -> str:
    """Return why nothing is due of a target, as a code of REASONS."""
    if not (months.end > np.fmax(months.at, months.until)):
        if np.isnan(months.at):
            return "no_figure"
        return "no_end" if np.isnan(months.end) else "before"
    if np.isnan(months.at):
        return "no_figure_yet"
    if is_part:
        return "part"
    has_baseline = not np.isnan(months.base) and not np.isnan(target["baseline_value"])
    return "not_begun" if has_baseline and months.at <= months.base else "no_baseline"


def _first(base_value: float, base: float, milestones: pd.DataFrame, at: float) -> float:
    """Return the figure that the way begins with: the baseline, or the first milestone before; not a number if none."""
    if not np.isnan(base_value) and not np.isnan(base):
        return float(base_value)
    earlier = milestones.loc[milestones["month"] < at, "value"].dropna()
    return float(earlier.iloc[0]) if len(earlier) else np.nan


def distance_off(due: pd.DataFrame) -> pd.DataFrame:
    """Return how far each figure is off what is due: above 0 where it is worse, below 0 where it is better.

        short_by  = due - figure if higher is better, figure - due if lower is better;
                    |figure - due| from a plan; the way to the nearer end of a range, 0 inside it
        off       = short_by for a share, in points; 100 short_by ÷ |due| in per cent for others; short_by if due is 0
        off_share = short_by ÷ |due - due_from|, of the way planned so far

    Distances are rounded to nine decimals, so that 6.25% is not printed as 6.2% for what binary numbers lose.

    Columns needed    polarity, type, in_points, actual and those of `due_figures`
    Columns returned  those of due; short_by (units of the target), off, off_is (POINTS, PERCENT or UNITS), off_percent
                      (per cent of what is due, of shares too; null if that is 0), off_share
    Source            docs/methods/15_targets_and_money.md
    """
    actual, value = (due[name].to_numpy("float64") for name in ("actual", "due_value"))
    lower, upper, start = (due[name].to_numpy("float64") for name in ("due_lower", "due_upper", "due_from"))
    is_range, is_plan = due["type"].eq("range").to_numpy(), due["type"].eq("plan").to_numpy()
    higher = due["polarity"].eq(HIGHER_IS_BETTER).to_numpy()
    outside = np.maximum(np.maximum(lower - actual, actual - upper), 0.0)
    one_sided = np.where(higher, value - actual, actual - value)
    short = np.select([is_range, is_plan], [outside, np.abs(actual - value)], one_sided)
    base = np.abs(np.where(is_range, np.where(actual < lower, lower, upper), value))
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = np.where(base > 0, 100 * short / base, np.nan)
        way = np.abs(value - start)
        share = np.where((way > 0) & ~is_range & ~is_plan, short / way, np.nan)
    in_points = due["in_points"].to_numpy("bool")
    kind = np.select([in_points, base > 0], [POINTS, PERCENT], UNITS)
    off = np.where(kind == PERCENT, percent, short)
    off, percent = (np.round(distance, _DECIMALS_OF_DISTANCE) for distance in (off, percent))
    return due.assign(short_by=short, off=off, off_is=kind, off_percent=percent, off_share=share)


def judge_targets(targets: pd.DataFrame, milestones: pd.DataFrame, until: date | None = None) -> pd.DataFrame:
    """Return each target with what is due, how far its figure is off, and its colour with rule and reason.

    `until` is the last day that the report looks at; see `due_figures`.

    Columns needed    those of `due_figures` and `distance_off`; tolerance, floor (null for none), actual_is (blank, or
                      how exactly the figure is known), available (whether people say that it can be reported),
                      immature (whether results of the figure are still to be verified: it has no colour)
    Columns returned  those of `distance_off`, without a distance for a figure that is immature; tolerance
                      (that in use), calculated (a colour, NOT_AVAILABLE, NOT_DUE or CANNOT_BE_DETERMINED), rule (a
                      name of RULES; blank if none was used), reason (a code of REASONS), off_trajectory (whether it is
                      short by more than OFF_TRAJECTORY; null if not known)
    Source            docs/methods/15_targets_and_money.md
    """
    judged = distance_off(due_figures(targets, milestones, until))
    distances = ["short_by", "off", "off_percent", "off_share"]
    judged[distances] = judged[distances].mask(judged["immature"].astype("bool"))
    zero = judged["off_is"].eq(UNITS)
    judged["tolerance"] = judged["tolerance"].fillna(pd.Series(np.where(zero, 0.0, USUAL_TOLERANCE), judged.index))
    words = [_colour(row) for row in judged.to_dict("records")]
    frame = pd.DataFrame(words, columns=["calculated", "rule", "reason"], index=judged.index).astype("str")
    known_share = judged["off_share"].notna() & judged["actual"].notna()
    off = pd.Series(~_reaches(OFF_TRAJECTORY, judged["off_share"]), judged.index).astype("boolean").where(known_share)
    return judged.assign(calculated=frame["calculated"], rule=frame["rule"], reason=frame["reason"], off_trajectory=off)


def _reaches(value: Any, bound: Any) -> Any:
    """Say whether a number is at a bound or above it, but for what binary numbers lose."""
    return np.asarray(value, dtype="float64") >= np.asarray(bound) - _SLACK * np.maximum(1.0, np.abs(bound))


def _colour(row: dict[Any, Any]) -> tuple[str, str, str]:
    """Return the colour, the rule and the reason of one target."""
    if np.isnan(row["actual"]) and not row["available"]:
        return NOT_AVAILABLE, "", "not_available"
    if row["immature"]:
        return NOT_DUE, "", "immature"
    if row["way_reason"] in NOT_YET:
        return NOT_DUE, "", row["way_reason"]
    if np.isnan(row["actual"]):
        return CANNOT_BE_DETERMINED, "", "no_figure"
    if row["due"] == NOTHING:
        return CANNOT_BE_DETERMINED, "", row["way_reason"]
    colour, rule, reason = _by_rule(row)
    if not _holds_for_bound(row, colour):
        return CANNOT_BE_DETERMINED, rule, "bound"
    return colour, rule, reason


def _by_rule(row: dict[Any, Any]) -> tuple[str, str, str]:
    off, tolerance, met = row["off"], row["tolerance"], row["short_by"] <= _SLACK * max(1.0, abs(row["actual"]))
    within, within_twice = (bool(_reaches(times * tolerance, off)) for times in (1, 2))
    if row["type"] == "plan":
        steps = [(within, GREEN, "on_plan"), (within_twice, AMBER, "near_plan"), (True, RED, "off_plan")]
        return _first_of(steps, "plan")
    if row["type"] == "range":
        return _first_of([(met, GREEN, "inside"), (within, AMBER, "near"), (True, RED, "off")], "range")
    if row["due"] == WAY:
        short = not np.isnan(row["off_share"]) and bool(_reaches(OFF_TRAJECTORY, row["off_share"]))
        return _first_of([(met, GREEN, "on_way"), (short, AMBER, "short"), (True, RED, "off_way")], "trajectory")
    if not np.isnan(row["floor"]) and row["due"] in (TARGET, STANDARD):
        sign = 1 if row["polarity"] == HIGHER_IS_BETTER else -1
        above = bool(_reaches(sign * row["actual"], sign * row["floor"]))
        return _first_of([(met, GREEN, "met"), (above, AMBER, "above_floor"), (True, RED, "below_floor")], "floor")
    return _first_of([(met, GREEN, "met"), (within, AMBER, "near"), (True, RED, "off")], "tolerance")


def _first_of(steps: list[tuple[bool, str, str]], rule: str) -> tuple[str, str, str]:
    colour, reason = next((colour, reason) for holds, colour, reason in steps if holds)
    return colour, rule, reason


def _holds_for_bound(row: dict[Any, Any], colour: str) -> bool:
    """Say whether a colour is that of every figure that a bound allows.

    A bound that is the worst the figure can be makes green sure, one that is the best it can be makes red sure.
    """
    if row["actual_is"] not in (*AT_MOST, *AT_LEAST):
        return True
    if row["polarity"] not in (HIGHER_IS_BETTER, LOWER_IS_BETTER):
        low, high = (row["due_lower"], row["due_upper"]) if row["type"] == "range" else (row["due_value"],) * 2
        beyond = row["actual"] < low if row["actual_is"] in AT_MOST else row["actual"] > high
        return colour == RED and bool(beyond)
    return colour == (RED if bound_of(row["actual_is"], row["polarity"]) == BEST else GREEN)
