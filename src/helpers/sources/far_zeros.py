"""Zeros that are far from all other figures: further than rounding and small numbers allow."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from helpers.areas import UPPER_TIER, Areas

CHANCE = 0.005
"""A zero is further off than chance allows where the chance of it at the lowest other figure is below this."""

LEAST_CHANCE_SAID = 1e-6
"""A smaller chance is said to be less than one in a million."""

LEAST_OTHERS = 8
"""How many other areas of the same level must have a figure above zero for the period."""

LEAST_UNITS = 3
"""How many units of the last printed decimal place the lowest other figure must be at least."""

COMMON_COUNT, COMMON_SHARE = 3, 0.02
"""From this number of zeros, and above this share of an indicator's figures, zeros are common and none is marked."""

LEAST_OF_MEDIAN = {"events": 0.05, "measured": 0.2}
"""The lowest other figure must be at least this share of the median: otherwise figures run down to zero.

Percentages, rates and counts are of events; scores, means, ratios and sums of money are measured.
"""

LEAST_OWN = 3
"""If a council has this number of figures of an indicator, or more, and all are zero, they may be true and stay."""

LONGEST_STEP_DAYS, SAME_LENGTH_DAYS = 800, 20
"""Two figures of a series follow each other where they end no further apart and are of one length but for so much."""

SMALL_AREA = 0.1
"""Where no base is known, nothing is marked for an area whose known bases are less than this share of the usual.

An area without any known base is treated as having this size, unless it is a council whose own figures show that it is
larger.
"""

LEAST_OWN_PAIRS = 3
"""From how many pairs of its own figures the size of an area is seen where no base is known."""

MOST_MISSING, CHANCE_IF_MISSING = 0.1, 1e-6
"""Where more areas than this share have no figure for the period, the lowest in print need not be the lowest, and the
chance of a zero at it must be below the second number."""

LEAST_PAIRS = 20
"""How many pairs of figures, a period apart, show by how much figures vary."""

NORMAL_QUARTILE = 0.6744897501960817
ZERO_LIMIT = -math.log(0.025)
"""The upper 95% limit of the number of events where none was counted, 3.689."""

PERIOD = ["indicator_id", "period_start", "period_end"]

COUNCIL = "council"
"""The level of councils that have a county's services; other areas have their type as their level."""


def level_of(area_type: str) -> str:
    return COUNCIL if area_type in UPPER_TIER else area_type


def relative_sizes(figures: pd.DataFrame, areas: Areas) -> pd.Series:
    """Return the size of each area: the median of its published bases, each as a share of the usual base.

    The usual base is the median of the areas of the same level for the indicator and period. The result has the area
    code as its index; an area without a published base is not in it.

    Columns needed  indicator_id, period_start, period_end, area_code, denominator
    Raises          KeyError: an area code is not in `areas`
    """
    bases = figures.loc[figures["denominator"] > 0, [*PERIOD, "area_code", "denominator"]]
    level = bases["area_code"].map({code: level_of(areas[code].area_type) for code in bases["area_code"].unique()})
    usual = bases.groupby([*(bases[name] for name in PERIOD), level])["denominator"].transform("median")
    return (bases["denominator"] / usual).groupby(bases["area_code"]).median()


def far_from_all_others(frame: pd.DataFrame, sizes: pd.Series) -> pd.DataFrame:
    """Return the zeros that rounding and small numbers do not explain.

    `sizes` are those of `relative_sizes`.

    Columns needed    indicator_id, period_start, period_end, area_code, value, upper_95, denominator, and what
                      `absent_zeros` adds: level, council (its newest code), kind (percentage, rate, count or measured),
                      multiplier, unit (the smallest printed difference), share_there (the share of the level's areas
                      with a figure for the period), crosses (the indicator has values below zero), last_day, days
    Columns returned  with the index of `frame`: lowest_other, the lowest other figure; base; expected, the number of
                      events at that figure, missing for a measured value; chance of a zero at that figure, 0 to 1; kind
    Source            a convention of this project; docs/methods/01_figures.md has the rule
    """
    frame = frame.assign(size=frame["area_code"].map(sizes).astype("float64"))
    above = frame[frame["value"] > 0]
    zeros = frame[frame["value"].eq(0) & ~frame["crosses"]]
    common = _common(frame)
    zeros = zeros[~pd.MultiIndex.from_frame(zeros[["indicator_id", "level"]]).isin(common)]
    period = above.groupby([*PERIOD, "level"])["value"]
    of_period = pd.DataFrame(
        {"others": period.size(), "lowest": period.min(), "median": period.median(),
         "spread": (period.quantile(0.75) - period.quantile(0.25)) / (2 * NORMAL_QUARTILE)}
    )  # fmt: skip
    own = above.groupby(["indicator_id", "council"])
    of_council = pd.DataFrame(
        {"own_figures": own.size(), "own_lowest": own["value"].min(), "own_median": own["value"].median(),
         "usual_base": own["denominator"].median()}
    )  # fmt: skip
    rows_of_council = frame.groupby(["indicator_id", "council"]).size().rename("own_rows")
    bases, own_bases = _effective_bases(above)
    zeros = (
        zeros.join(of_period, on=[*PERIOD, "level"])
        .join(of_council, on=["indicator_id", "council"])
        .join(rows_of_council, on=["indicator_id", "council"])
        .join(bases, on=["indicator_id", "level"])
        .join(own_bases, on=["indicator_id", "council"])
    )
    as_own_figures_show = (
        (zeros["own_base"] / zeros["effective_base"]).clip(upper=1.0).where(zeros["level"].eq(COUNCIL))
    )
    zeros["size"] = zeros["size"].fillna(as_own_figures_show).fillna(SMALL_AREA)
    counts = zeros["kind"].eq("count")
    zeros["lowest_other"] = zeros[["lowest", "own_lowest"]].min(axis="columns").mask(counts, zeros["own_lowest"])
    zeros["median"] = zeros["median"].mask(counts, zeros["own_median"])
    zeros["base"] = zeros["denominator"].where(zeros["denominator"] > 0, zeros["usual_base"])
    zeros["expected"] = _expected_events(zeros)
    measured = zeros["kind"].eq("measured")
    zeros["chance"] = np.exp(-zeros["expected"]).mask(measured, _chance_of_a_measured_zero(zeros))
    least = measured.map({True: LEAST_OF_MEDIAN["measured"], False: LEAST_OF_MEDIAN["events"]})
    limit = pd.Series(CHANCE, index=zeros.index).where(zeros["share_there"] >= 1 - MOST_MISSING, CHANCE_IF_MISSING)
    marked = (
        (zeros["others"] >= LEAST_OTHERS)
        & (zeros["lowest_other"] > (LEAST_UNITS - 0.5) * zeros["unit"])
        & (zeros["lowest_other"] >= least * zeros["median"])
        & (zeros["chance"] < limit)
        & ~((zeros["own_rows"] >= LEAST_OWN) & zeros["own_figures"].isna())
    )
    return zeros.loc[marked, ["lowest_other", "base", "expected", "chance", "kind"]]


def _common(frame: pd.DataFrame) -> pd.Index:
    """Return the indicators and levels of area for which zero is a common figure."""
    zero = frame["value"].eq(0).groupby([frame["indicator_id"], frame["level"]])
    zero_share, zero_count = zero.mean(), zero.sum()
    return zero_share.index[(zero_count >= COMMON_COUNT) & (zero_share > COMMON_SHARE)]


def _effective_bases(above: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the base that would make figures vary from period to period as they do, and that of each council.

    The first, effective_base, is that of an area of usual size, for each indicator and level; where few figures have
    one before, it is how figures differ among areas that counts. The second, own_base, is missing for a council with
    few pairs. A base is the persons of a percentage, the events for each unit of a rate, and the reciprocal of the
    variance of a measured value. What moves figures besides chance makes it smaller.
    """
    ordered = above.sort_values(["indicator_id", "level", "council", "last_day"], kind="stable")
    before = ordered.groupby(["indicator_id", "level", "council"])[["value", "last_day", "days"]].shift()
    step = (ordered["last_day"] - before["last_day"]).dt.days
    paired = (step <= LONGEST_STEP_DAYS) & ((ordered["days"] - before["days"]).abs() <= SAME_LENGTH_DAYS)
    shared = (ordered["days"] / step).where(ordered["days"] > step + SAME_LENGTH_DAYS, 1.0)
    squared = ((ordered["value"] - before["value"]) ** 2).clip(lower=ordered["unit"] ** 2 / 6) / 2 * shared
    ratio = _times_chance(squared, (ordered["value"] + before["value"]) / 2, ordered["kind"])[paired]
    pairs = ordered[paired]
    usual = above.groupby([*PERIOD, "level"])["value"].transform("median")
    among = _times_chance(((above["value"] - usual) ** 2).clip(lower=above["unit"] ** 2 / 12), usual, above["kind"])
    from_areas = _median_base(among, above)
    enough = pairs.groupby(["indicator_id", "level"]).size() >= LEAST_PAIRS
    bases = _median_base(ratio, pairs).where(enough).reindex(from_areas.index).fillna(from_areas)
    own = ratio.groupby([pairs["indicator_id"], pairs["council"]])
    own_bases = 1 / own.mean().where(own.size() >= LEAST_OWN_PAIRS)
    return bases.rename("effective_base"), own_bases.rename("own_base")


def _times_chance(squared: pd.Series, middle: pd.Series, kind: pd.Series) -> pd.Series:
    """Return squares of differences as times those that chance gives on a base of one."""
    chance = middle.mask(kind.eq("percentage"), middle * (100 - middle)).mask(kind.eq("measured"), 1.0)
    return squared / chance.where(chance > 0)


def _median_base(ratio: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """Return the base on which half the squares of differences are below what chance gives half the time."""
    of_usual_size = ratio * rows["size"].fillna(1.0)
    return NORMAL_QUARTILE**2 / of_usual_size.groupby([rows["indicator_id"], rows["level"]]).median()


def _expected_events(zeros: pd.DataFrame) -> pd.Series:
    """Return how many events an area would have at the lowest other figure; missing for a measured value.

    By the published base, otherwise by the published limit, otherwise by how figures vary and the size of the area.
    """
    lowest = zeros["lowest_other"]
    share = -np.log1p(-(lowest / 100).clip(upper=1 - 1e-9))
    percentage = zeros["kind"].eq("percentage")
    by_base = (share * zeros["base"]).where(percentage, lowest * zeros["base"] / zeros["multiplier"])
    by_limit = lowest * ZERO_LIMIT / zeros["upper_95"].where(zeros["upper_95"] > 0)
    size = zeros["size"].where(zeros["size"] >= SMALL_AREA)
    by_variation = share.where(percentage, lowest) * zeros["effective_base"] * size
    expected = by_base.fillna(by_limit).fillna(by_variation)
    return expected.mask(zeros["kind"].eq("count"), lowest).mask(zeros["kind"].eq("measured"))


def _chance_of_a_measured_zero(zeros: pd.DataFrame) -> pd.Series:
    """Return the chance of a value of zero or less by how figures differ among areas and from period to period."""
    size = zeros["size"].where(zeros["size"] >= SMALL_AREA).clip(upper=1.0)
    spread = np.maximum(zeros["spread"], zeros["effective_base"] ** -0.5) / np.sqrt(size)
    return pd.Series(ndtr(-zeros["median"] / spread), index=zeros.index)


def far_reason(row: Any) -> str:
    """Say why a zero of the rule FAR is none; `row` is one of far_from_all_others."""
    one_in = 1 / max(row.chance, LEAST_CHANCE_SAID)
    odds = "a million" if one_in >= 1 / LEAST_CHANCE_SAID else f"{10 ** math.floor(math.log10(one_in)):,}"
    lowest = f"published as 0; the lowest other figure is {number_as_text(row.lowest_other)}"
    if row.kind == "measured":
        return f"{lowest}, and by how figures differ the chance of zero is less than one in {odds}"
    base = f"of its base of {number_as_text(row.base)}" if row.base > 0 else "by how figures vary"
    expected = f"at which about {row.expected:,.0f} would be expected {base}"
    return f"{lowest}, {expected}; the chance of none is less than one in {odds}"


def number_as_text(value: float) -> str:
    return f"{value:,.0f}" if value >= 100_000 else f"{value:,.6g}"
