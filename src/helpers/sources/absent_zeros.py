"""Published zeros that stand for no figure: found by rule, marked and listed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from scipy.special import ndtr

from helpers.areas import UPPER_TIER, Areas
from helpers.files import csv_rows, runs_in_a_spreadsheet
from helpers.problems import InputProblem
from helpers.register import Indicator, multiplier
from helpers.schema.ingestion import ABSENT_ZEROS
from helpers.schema.types import pandas_types

CHANCE = 0.005
"""A zero is further off than chance allows where the chance of it at the lowest other figure is below this."""

LEAST_CHANCE_SAID = 1e-6
"""A smaller chance is said to be less than one in a million."""

LEAST_OTHERS = 8
"""How many other areas of the same level must have a figure above zero for the period."""

LEAST_UNITS = 3
"""The lowest other figure must be at least so many units of the last decimal place that is printed."""

COMMON_COUNT, COMMON_SHARE = 3, 0.02
"""Zeros are common, and none is marked, from so many and from more than this share of an indicator's figures."""

LEAST_OF_MEDIAN = {"events": 0.05, "measured": 0.2}
"""The lowest other figure must be at least this share of the median: else figures run down to zero.

Percentages, rates and counts are of events; scores, means, ratios and sums of money are measured.
"""

LEAST_OWN = 3
"""A council all of whose figures of an indicator are zero, so many or more, may well have none: they stay."""

LONGEST_STEP_DAYS, SAME_LENGTH_DAYS = 800, 20
"""Two figures of a series follow each other where they end no further apart and are of one length but for so much."""

SMALL_AREA = 0.1
"""Where no base is known, nothing is marked for an area whose known bases are less than this share of the usual.

An area of which no base is known at all is taken for one of this size, unless it is a council whose own figures show
that it is larger.
"""

LEAST_OWN_PAIRS = 3
"""From how many pairs of its own figures the size of an area is seen where no base is known."""

MOST_MISSING, CHANCE_IF_MISSING = 0.1, 1e-6
"""Where more areas than this share have no figure for the period, the lowest in print need not be the lowest, and the
chance of a zero at it must be below the second number."""

LEAST_PAIRS = 20
"""How many pairs of figures, a period apart, show by how much figures vary."""

MOST_DECIMALS = 6
"""Figures that were not rounded have more decimal places than anyone prints; so many are looked at."""

NORMAL_QUARTILE = 0.6744897501960817
ZERO_LIMIT = -math.log(0.025)
"""The upper 95% limit of the number of events where none was counted, 3.689."""

REPLACED, BASE, FAR = "replaced code", "base of zero", "far from all others"
MARKED, CONFIRMED = "marked by hand", "kept by hand"
RULES = {
    REPLACED: "another code of the same place has a figure above zero for the period",
    BASE: "the base of the figure is zero",
    FAR: "every other figure is further from zero than rounding and small numbers allow",
    MARKED: "the analyst marked it in params/zeros.csv",
    CONFIRMED: "the analyst confirmed in params/zeros.csv that it is a true zero",
}
"""Why a zero is listed; all but the last kind are marked [x]."""

TABLE_TYPES = pandas_types(ABSENT_ZEROS)
"""The columns of the table absent_zeros and their types."""

PERIOD = ["indicator_id", "period_start", "period_end"]

COUNCIL = "council"
"""The level of councils that have a county's services; other areas have their type as their level."""


class Finding(NamedTuple):
    """By which rule a zero is listed and why, and for FAR the lowest other figure and the chance of a zero at it."""

    rule: str
    reason: str
    lowest_other: float = math.nan
    chance: float = math.nan


Says = Literal["true zero", "absent"]


@dataclass(frozen=True)
class ZeroRuling:
    """What an analyst says of one published zero, with the reason and the post that says so."""

    indicator_id: str
    area_code: str
    period: str
    says: Says
    reason: str
    by: str


RULING_COLUMNS = ("indicator_id", "area_code", "period", "says", "reason", "by")


def read_zero_rulings(path: Path, indicators: Sequence[Indicator], areas: Areas) -> tuple[ZeroRuling, ...]:
    """Read what the analyst says of single zeros: `params/zeros.csv`, which may have no row.

    Raises InputProblem naming the row, the column and the value of what is not right.
    """
    register = {indicator.indicator_id for indicator in indicators}
    rulings: dict[tuple[str, str, str], ZeroRuling] = {}
    for number, row in csv_rows(path, RULING_COLUMNS):
        expected = {
            "indicator_id": (row["indicator_id"] in register, "an indicator of the register"),
            "area_code": (row["area_code"] in areas, "a code of reference/areas.csv"),
            "period": (bool(row["period"].strip()), "the period as observations.csv writes it"),
            "says": (row["says"] in get_args(Says), " or ".join(get_args(Says))),
            "reason": (_is_a_line(row["reason"]), "the reason in one line"),
            "by": (_is_a_line(row["by"]), "the post that says so"),
        }
        for column, (fits, wanted) in expected.items():
            if not fits:
                raise InputProblem(f"{path.name} row {number}, column {column}: {row[column]!r}; expected {wanted}.")
        key = (row["indicator_id"], row["area_code"], row["period"])
        if key in rulings:
            raise InputProblem(
                f"{path.name} row {number}: {', '.join(key)} is there twice; keep one row for each figure."
            )
        rulings[key] = ZeroRuling(*key, "absent" if row["says"] == "absent" else "true zero", row["reason"], row["by"])
    return tuple(rulings.values())


def _is_a_line(text: str) -> bool:
    return bool(text.strip()) and text.isprintable() and len(text) <= 500 and not runs_in_a_spreadsheet(text)


def mark_absent_zeros(
    figures: pd.DataFrame, indicators: Sequence[Indicator], areas: Areas, rulings: Sequence[ZeroRuling] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures with zeros that stand for no figure marked [x], and the list of these zeros.

    `figures` needs indicator_id, area_code, period, period_start, period_end, value, lower_95, upper_95, denominator,
    marker, file and row; every row is kept. A marked figure loses its value and limits. A zero that its publisher marks
    [low] is a small figure and stays. The list has the columns of TABLE_TYPES.
    Source: a convention of this project; `docs/methods/01_figures.md` has the rules and how often they err.
    """
    register = {indicator.indicator_id: indicator for indicator in indicators}
    zero = figures["value"].eq(0) & ~figures["marker"].str.contains("[low]", regex=False)
    zeros = figures[zero & figures["indicator_id"].isin(register.keys())]
    if zeros.empty:
        return figures, _list_of(zeros, {})
    others = _prepared(figures[figures["indicator_id"].isin(zeros["indicator_id"].unique())], register, areas)
    findings = {
        index: Finding(BASE, "published as 0 with a base of zero") for index in zeros.index[zeros["denominator"].eq(0)]
    }
    findings = _replaced(others, zeros.index, areas) | findings
    far = _far_from_all_others(others.drop(index=list(findings)), _relative_sizes(figures, areas))
    far = far[far.index.isin(zeros.index)]
    findings |= {
        row.Index: Finding(FAR, _reason(row), lowest, round(chance, 9))
        for row, lowest, chance in zip(far.itertuples(), far["lowest_other"], far["chance"], strict=True)
    }
    findings |= _ruled(zeros, rulings)
    absent = [index for index, finding in findings.items() if finding.rule != CONFIRMED]
    marked = figures.copy()
    marked.loc[absent, ["value", "lower_95", "upper_95"]] = np.nan
    marked.loc[absent, "marker"] = (figures.loc[absent, "marker"] + " [x]").str.strip()
    return marked, _list_of(zeros, findings)


def _list_of(zeros: pd.DataFrame, findings: Mapping[int, Finding]) -> pd.DataFrame:
    rows = zeros.loc[zeros.index.isin(list(findings))]
    absent_zeros = rows.assign(
        rule=[findings[index].rule for index in rows.index],
        absent=[findings[index].rule != CONFIRMED for index in rows.index],
        reason=[findings[index].reason for index in rows.index],
        lowest_other=[findings[index].lowest_other for index in rows.index],
        chance=[findings[index].chance for index in rows.index],
    )
    absent_zeros = absent_zeros.sort_values(["indicator_id", "period_end", "area_code"], ignore_index=True)
    return absent_zeros.reindex(columns=list(TABLE_TYPES)).astype(TABLE_TYPES)


def _ruled(zeros: pd.DataFrame, rulings: Sequence[ZeroRuling]) -> dict[int, Finding]:
    """Return what the analyst says of the zeros that the figures have."""
    rulings_by_figure = {(ruling.indicator_id, ruling.area_code, ruling.period): ruling for ruling in rulings}
    keys = zip(zeros["indicator_id"], zeros["area_code"], zeros["period"], strict=True)
    ruled = {
        index: rulings_by_figure[key] for index, key in zip(zeros.index, keys, strict=True) if key in rulings_by_figure
    }
    return {
        index: Finding(MARKED if ruling.says == "absent" else CONFIRMED, f"{ruling.reason.rstrip('.')} ({ruling.by})")
        for index, ruling in ruled.items()
    }


def _kind(indicator: Indicator) -> str:
    """Return how zero comes about: by no event of a percentage, a rate or a count, or as a measured value."""
    if indicator.value_type == "percentage":
        return "percentage" if indicator.unit == "%" else "measured"
    return indicator.value_type if indicator.value_type in ("rate", "count") else "measured"


def _prepared(figures: pd.DataFrame, register: Mapping[str, Indicator], areas: Areas) -> pd.DataFrame:
    """Return the figures that have a value, with what the rules need to know of each."""
    columns = [*PERIOD, "area_code", "value", "upper_95", "denominator"]
    frame = figures[columns].copy()
    codes = frame["area_code"].unique()
    frame["level"] = frame["area_code"].map({code: _level(areas[code].area_type) for code in codes})
    has_value = frame["value"].notna()
    frame["share_there"] = has_value.groupby([frame[name] for name in (*PERIOD, "level")]).transform("mean")
    frame = frame[has_value].copy()
    frame["council"] = frame["area_code"].map({code: areas.same_council(code)[-1] for code in codes})
    frame["kind"] = frame["indicator_id"].map({key: _kind(indicator) for key, indicator in register.items()})
    frame["multiplier"] = frame["indicator_id"].map(
        {key: multiplier(indicator.unit) for key, indicator in register.items()}
    )
    frame["last_day"] = pd.to_datetime(frame["period_end"])
    frame["days"] = (frame["last_day"] - pd.to_datetime(frame["period_start"])).dt.days + 1
    frame["unit"] = 10.0 ** -_decimals(frame["value"]).groupby([frame[name] for name in PERIOD]).transform("max")
    frame["crosses"] = frame["value"].lt(0).groupby(frame["indicator_id"]).transform("any")
    return frame


def _level(area_type: str) -> str:
    return COUNCIL if area_type in UPPER_TIER else area_type


def _decimals(values: pd.Series) -> pd.Series:
    """Return how many decimal places each value is printed with, 6 at most."""
    decimals = pd.Series(MOST_DECIMALS, index=values.index)
    for number in reversed(range(MOST_DECIMALS)):
        decimals = decimals.mask((values - values.round(number)).abs() < 10.0**-MOST_DECIMALS / 2, number)
    return decimals


def _replaced(others: pd.DataFrame, zeros: pd.Index[int], areas: Areas) -> dict[int, Finding]:
    """Return the zeros that another code of the same place contradicts, with the reason.

    Codes are of one place where one replaced the other, or where an area was split or merged.
    """
    codes = others["area_code"].unique()
    relatives = {code: (*areas[code].successors, *areas[code].predecessors) for code in codes}
    rows = others[others.index.isin(zeros) & others["area_code"].map(relatives).astype("bool") & ~others["crosses"]]
    if rows.empty:
        return {}
    above = others[others["value"] > others["unit"]]
    above = above[above["area_code"].map(relatives).astype("bool")]
    figures = {tuple(key): value for *key, value in above[[*PERIOD, "area_code", "value"]].itertuples(index=False)}
    findings: dict[int, Finding] = {}
    for index, *period, code in rows[[*PERIOD, "area_code"]].itertuples():
        for other in relatives[code]:
            value = figures.get((*period, other))
            if value is not None and not any((*period, part) in figures for part in _other_parts(code, other, areas)):
                later = other in areas[code].successors
                findings[index] = Finding(
                    REPLACED,
                    f"published as 0 under the code {code}; {other} {areas[other].name}, "
                    f"{'its successor' if later else 'which it replaced'}, has {_number_as_text(value)} for the period",
                )
                break
    return findings


def _other_parts(code: str, other: str, areas: Areas) -> tuple[str, ...]:
    """Return the other parts of an area of which `code` is one part; none where it is the whole or the same area.

    One part of an area may be zero where the area is not, if another part is not.
    """
    own, kin = areas[code], areas[other]
    parts = kin.successors
    if other in own.successors:
        parts = kin.predecessors if len(own.successors) == 1 else ()
    upper = own.area_type in UPPER_TIER
    return tuple(part for part in parts if part != code and (areas[part].area_type in UPPER_TIER) == upper)


def _relative_sizes(figures: pd.DataFrame, areas: Areas) -> pd.Series:
    """Return the size of each area by the bases that are published: the median of them as shares of the usual base."""
    bases = figures.loc[figures["denominator"] > 0, [*PERIOD, "area_code", "denominator"]]
    level = bases["area_code"].map({code: _level(areas[code].area_type) for code in bases["area_code"].unique()})
    usual = bases.groupby([*(bases[name] for name in PERIOD), level])["denominator"].transform("median")
    return (bases["denominator"] / usual).groupby(bases["area_code"]).median()


def _far_from_all_others(frame: pd.DataFrame, sizes: pd.Series) -> pd.DataFrame:
    """Return the zeros that rounding and small numbers do not explain, with lowest_other, expected, chance and kind.

    `sizes` are those of _relative_sizes. `expected` is the number of events at the lowest other figure, and missing
    for a measured value.
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
    """Return the indicators and levels of area of which zero is a common figure."""
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

    By the published base, else by the published limit, else by how figures vary and the size of the area.
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


def _reason(row: Any) -> str:
    """Say why a zero of the rule FAR is none; `row` is one of _far_from_all_others."""
    one_in = 1 / max(row.chance, LEAST_CHANCE_SAID)
    odds = "a million" if one_in >= 1 / LEAST_CHANCE_SAID else f"{10 ** math.floor(math.log10(one_in)):,}"
    lowest = f"published as 0; the lowest other figure is {_number_as_text(row.lowest_other)}"
    if row.kind == "measured":
        return f"{lowest}, and by how figures differ the chance of zero is less than one in {odds}"
    base = f"of its base of {_number_as_text(row.base)}" if row.base > 0 else "by how figures vary"
    expected = f"at which about {row.expected:,.0f} would be expected {base}"
    return f"{lowest}, {expected}; the chance of none is less than one in {odds}"


def _number_as_text(value: float) -> str:
    return f"{value:,.0f}" if value >= 100_000 else f"{value:,.6g}"
