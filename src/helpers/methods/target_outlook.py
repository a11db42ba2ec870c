"""Whether a target can still be met: progress, the rate it needs beside past rates, and the chance by forecast."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from helpers.methods.local_level import FORECAST_CONFIDENCE
from helpers.methods.target_bounds import BEST, WORST, bound_of, is_sure
from helpers.methods.targets import CONTINUOUS, REASONS, counts_of_a_part, months_of
from helpers.methods.yearly_changes import scale_figures, unscale_figures
from helpers.verdicts import HIGHER_IS_BETTER, LOWER_IS_BETTER

RATE_YEARS: Final = 5
"""The years before the newest figure over which the past rate is taken, if no baseline is known."""

FARTHEST: Final = 5
"""Years ahead beyond which no forecast is given: its interval says nothing by then."""

FEWEST_FORECASTS: Final = 20
"""Past forecasts below which it is not known how often their ranges held."""

MET, PAST_RATE, FASTER, FASTEST, MISSED, NO_RATE = (
    "met",
    "past_rate",
    "faster",
    "faster_than_ever",
    "missed",
    "no_rate",
)
REALISM: Final = {
    MET: "It is met already.",
    PAST_RATE: "The past rate is enough.",
    FASTER: "It needs a faster rate than in the past, but no faster than the best past year.",
    FASTEST: "It needs a faster rate in every year than in any past year.",
    MISSED: "Its period is over, and it was not met.",
    NO_RATE: "It cannot be said.",
}
"""Whether a target is realistic, by what it needs beside what was done."""

RATE_REASONS: Final = {
    "": "",
    "no_figure": "there is no figure",
    "no_end": "nobody says by when it is to be reached",
    "past": "the period of the target is over",
    "no_past": "there is no earlier figure and no baseline",
    "standard": "a standard holds in every period",
    "bound": "the figure is known only as a bound",
    "part": REASONS["part"],
}
"""Why there is no rate."""

FORECAST_REASONS: Final = {
    "": "",
    "no_end": "nobody says by when it is to be reached",
    "past": "the period of the target is over",
    "no_level": "the series has no level",
    "far": f"it is more than {FARTHEST} years ahead",
    "between": "no period of the series ends in the year of the target",
    "standard": "a standard or a plan has no chance of its own",
    "part": REASONS["part"],
}
"""Why there is no forecast."""


def target_progress(targets: pd.DataFrame) -> pd.DataFrame:
    """Return how much of each target is reached, and the gap that is left.

        gap      = target - figure if higher is better, figure - target if lower is better
        progress = (figure - start) ÷ (target - start), in per cent

    The start is the baseline; a total that adds up to its target starts from 0 if no baseline is known. A count of a
    part of the period has neither.

    Columns needed    polarity, type, baseline_value, target_value, actual, and those of `counts_of_a_part`
    Columns returned  those of targets; gap (units of the target; 0 or below where it is met; null for a range, a plan
                      or a count of a part), progress_percent (null for these, for a standard, or without a start)
    Source            docs/methods/15_targets_and_money.md
    """
    base, target, actual = (targets[name].to_numpy("float64") for name in ("baseline_value", "target_value", "actual"))
    start = np.where(np.isnan(base) & targets["type"].eq("cumulative").to_numpy(), 0.0, base)
    one_sided = targets["polarity"].isin([HIGHER_IS_BETTER, LOWER_IS_BETTER]).to_numpy()
    gap = np.where(targets["polarity"].eq(HIGHER_IS_BETTER), target - actual, actual - target)
    on_way = targets["type"].isin(CONTINUOUS).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        progress = np.where(on_way & (target != start), 100 * (actual - start) / (target - start), np.nan)
    whole = ~counts_of_a_part(targets).to_numpy()
    return targets.assign(
        gap=np.where(one_sided & whole, gap, np.nan), progress_percent=np.where(whole, progress, np.nan)
    )


def target_rates(targets: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return the rate that each target needs, the past rate, the best past year, and whether that is realistic.

    Rates are in units of the target for each year, above 0 towards the better end. The past rate is that since the
    baseline, or over RATE_YEARS of the series. The best past year is the largest change for a year between two figures
    of the series that follow each other. A count of a part of the period has no rate. Where a figure is a bound, a
    target is called met, missed or realistic only if it is so for every figure that the bound allows.

    Columns needed    targets: those of `target_progress`, actual_is, target_id, baseline_end, target_end, actual_end;
                      series: target_id, period_end, value, in order of the period
    Columns returned  those of targets; required_rate, past_rate, best_year (null if not known), realism (a code of
                      REALISM), rate_reason (a code of RATE_REASONS), years_at_past_rate (until the gap is closed; null
                      if the past rate leads away from the target, or there is no gap)
    Raises            nothing: what is not known is a reason
    Source            docs/methods/15_targets_and_money.md
    """
    by_target = {str(name): rows for name, rows in series.groupby("target_id")}
    at, base, end = (months_of(targets[name]) for name in ("actual_end", "baseline_end", "target_end"))
    records = [
        _rate(target, by_target.get(target["target_id"], series.iloc[:0]), *months)
        for target, *months in zip(_with_part(targets), at, base, end, strict=True)
    ]
    names = ["required_rate", "past_rate", "best_year", "realism", "rate_reason"]
    frame = pd.DataFrame(records, columns=names, index=targets.index)
    rated = targets.assign(**{name: frame[name] for name in names}).astype(
        dict.fromkeys(names[:3], "float64") | dict.fromkeys(names[3:], "str")
    )
    on_way = rated["type"].isin(CONTINUOUS) & rated["gap"].gt(0) & rated["past_rate"].gt(0)
    return rated.assign(years_at_past_rate=(rated["gap"] / rated["past_rate"].where(on_way)))


def _with_part(targets: pd.DataFrame) -> list[dict[Any, Any]]:
    return targets.assign(is_part=counts_of_a_part(targets)).to_dict("records")


def _rate(target: dict[Any, Any], series: pd.DataFrame, at: float, base: float, end: float) -> tuple[Any, ...]:
    if target["is_part"]:
        return (np.nan,) * 3 + (NO_RATE, "part")
    sign = 1.0 if target["polarity"] == HIGHER_IS_BETTER else -1.0
    months, values = months_of(series["period_end"]), series["value"].to_numpy("float64")
    gaps = np.diff(months)
    yearly = sign * np.diff(values)[gaps > 0] / gaps[gaps > 0] * 12
    best = float(yearly.max()) if len(yearly) else np.nan
    past = _past_rate(target, months, values, at, base) * sign
    unknown = (np.nan, past, best, NO_RATE)
    if target["type"] not in CONTINUOUS:
        return *unknown, "standard"
    if np.isnan(target["actual"]):
        return *unknown, "no_figure"
    is_met = bool(target["gap"] <= 0)
    if not is_sure(target["actual_is"], target["polarity"], met=is_met) and (is_met or end <= at):
        return *unknown, "bound"
    if is_met:
        return 0.0, past, best, MET, ""
    if np.isnan(end):
        return *unknown, "no_end"
    if end <= at:
        return *unknown[:3], MISSED, "past"
    required = target["gap"] / (end - at) * 12
    if np.isnan(past):
        return required, past, best, NO_RATE, "no_past"
    slack = 1e-9 * max(1.0, abs(required))
    highest = past if np.isnan(best) else max(best, past)
    realism = PAST_RATE if required <= past + slack else FASTER if required <= highest + slack else FASTEST
    bound = bound_of(target["actual_is"], target["polarity"])
    is_known = realism == {BEST: FASTEST, WORST: PAST_RATE}.get(bound, realism)
    return required, past, best, realism if is_known else NO_RATE, "" if is_known else "bound"


def _past_rate(target: dict[Any, Any], months: Any, values: Any, at: float, base: float) -> float:
    """Return the change for a year since the baseline, or over the last years of the series."""
    if not np.isnan(base) and at > base and not np.isnan(target["baseline_value"]):
        return float((target["actual"] - target["baseline_value"]) / (at - base) * 12)
    recent = (months >= at - 12 * RATE_YEARS) & (months < at)
    if np.isnan(target["actual"]) or not recent.any():
        return np.nan
    first = int(np.argmax(recent))
    return float((target["actual"] - values[first]) / (at - months[first]) * 12)


def target_chances(targets: pd.DataFrame, forecasts: pd.DataFrame) -> pd.DataFrame:
    """Return the figure to expect in the period of each target with its interval, and the chance that it is met.

    On the scale of the indicator the variance of a forecast grows by the same step for each step ahead, so that the
    first two give that of any. The chance is that of a figure from the forecast's normal distribution at the target
    or beyond; half a unit of the last decimal counts as reached.

    Columns needed    targets: indicator_id, type, polarity, target_value, target_end, actual_end, and those of
                      `counts_of_a_part`; forecasts:
                      indicator_id, year, ahead (1 and 2), forecast, lower, upper (at the level FORECAST_CONFIDENCE),
                      scale, unit, whole
    Columns returned  those of targets; forecast, forecast_lower, forecast_upper (units of the target), chance_percent
                      (null if not known), forecast_reason (a code of FORECAST_REASONS), forecast_ahead (steps from the
                      newest figure of the series)
    Source            docs/methods/15_targets_and_money.md, docs/methods/13_strength_of_evidence.md
    """
    by_id = {str(name): rows.sort_values("ahead") for name, rows in forecasts.groupby("indicator_id")}
    at, end = (months_of(targets[name]) for name in ("actual_end", "target_end"))
    records = [
        _chance(target, by_id.get(target["indicator_id"], forecasts.iloc[:0]), now, then)
        for target, now, then in zip(_with_part(targets), at, end, strict=True)
    ]
    names = ["forecast", "forecast_lower", "forecast_upper", "chance_percent", "forecast_reason", "forecast_ahead"]
    frame = pd.DataFrame(records, columns=names, index=targets.index)
    return targets.assign(**{name: frame[name] for name in names}).astype(
        dict.fromkeys([*names[:4], "forecast_ahead"], "float64") | {"forecast_reason": "str"}
    )


def _chance(target: dict[Any, Any], ahead: pd.DataFrame, at: float, end: float) -> tuple[Any, ...]:
    unknown = (np.nan,) * 4
    if target["type"] not in CONTINUOUS or target["is_part"]:
        return *unknown, "part" if target["is_part"] else "standard", np.nan
    if np.isnan(end):
        return *unknown, "no_end", np.nan
    if end <= at:
        return *unknown, "past", np.nan
    if len(ahead) < 2:
        return *unknown, "no_level", np.nan
    years = ahead["year"].to_numpy("int64")
    step = int(years[1] - years[0])
    steps, rest = divmod(int(end // 12) - int(years[0] - step), step)
    if steps * step > FARTHEST:
        return *unknown, "far", np.nan
    if rest or steps < 1:
        return *unknown, "between", np.nan
    first = ahead.iloc[0]
    about = (np.array([first["scale"]]), np.array([first["unit"]]), np.array([first["whole"]], dtype="float64"))
    numbers = [scale_figures(np.array([value], dtype="float64"), *about)[0] for value in _ends(ahead)]
    reach = float(ndtri((1 + FORECAST_CONFIDENCE) / 2))
    # An end that lies at the edge of the scale is drawn in, so the wider side has the variance.
    one, two = ((max(numbers[n + 2] - numbers[n], numbers[n] - numbers[n + 1]) / reach) ** 2 for n in (0, 3))
    deviation = float(np.sqrt(one + (steps - 1) * max(two - one, 0.0)))
    mean = numbers[0]
    bounds = np.array([mean, mean - reach * deviation, mean + reach * deviation])
    printed = [float(value) for value in unscale_figures(bounds, *(np.repeat(part, 3) for part in about))]
    sign = 1.0 if target["polarity"] == HIGHER_IS_BETTER else -1.0
    aim = np.array([target["target_value"] - sign * first["unit"] / 2])
    scaled = scale_figures(aim, *about)[0]
    chance = float(ndtr(sign * (mean - scaled) / deviation)) if deviation > 0 else float(sign * (mean - scaled) >= 0)
    return *printed, 100 * chance, "", float(steps)


def _ends(ahead: pd.DataFrame) -> list[float]:
    """Return the forecast and its two ends, one and two steps ahead."""
    return [float(ahead.iloc[step][name]) for step in (0, 1) for name in ("forecast", "lower", "upper")]


def held_by_forecasts(targets: pd.DataFrame, scales: pd.Series, record: pd.DataFrame) -> pd.Series:
    """Return how often the ranges of past forecasts held, for the type of each target's indicator and its steps ahead.

    Forecasts are followed for a few steps; for one that looks further ahead the record of the last of these is taken.
    A record of fewer than FEWEST_FORECASTS says nothing.

    Columns needed    targets: indicator_id, forecast, forecast_ahead; scales: the scale of changes by indicator_id;
                      record: scale, ahead, forecasts, held_percent
    Columns returned  a percentage for each target; null without a forecast or a record
    Source            docs/methods/13_strength_of_evidence.md, levels and forecasts
    """
    enough = record.assign(held_percent=record["held_percent"].where(record["forecasts"] >= FEWEST_FORECASTS))
    shares = enough.set_index(["scale", "ahead"])["held_percent"].astype("float64")
    last = float(record["ahead"].max()) if len(record) else np.nan
    ahead = targets["forecast_ahead"].where(targets["forecast"].notna()).clip(upper=last)
    keys = pd.MultiIndex.from_arrays([targets["indicator_id"].map(scales), ahead])
    return pd.Series(shares.reindex(keys).to_numpy("float64"), index=targets.index)
