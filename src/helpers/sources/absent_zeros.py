"""Published zeros that stand for no figure: found by rule, marked and listed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.areas import UPPER_TIER, Areas
from helpers.register import Indicator, multiplier
from helpers.schema.ingestion import ABSENT_ZEROS
from helpers.schema.types import pandas_types
from helpers.sources.far_zeros import PERIOD, far_from_all_others, far_reason, level_of, number_as_text, relative_sizes
from helpers.sources.zero_rulings import ZeroRuling

MOST_DECIMALS = 6
"""How many decimal places are looked at; figures that were not rounded have more than anyone prints."""

REPLACED, BASE, FAR = "replaced code", "base of zero", "far from all others"
MARKED, CONFIRMED = "marked by hand", "kept by hand"
RULES = {
    REPLACED: "another code for the same area has a figure above zero for the period",
    BASE: "the base of the figure is zero",
    FAR: "every other figure is further from zero than rounding and small numbers allow",
    MARKED: "the analyst marked it in params/zeros.csv",
    CONFIRMED: "the analyst confirmed in params/zeros.csv that it is a true zero",
}
"""Why a zero is listed; all but the last kind are marked [x]."""

TABLE_TYPES = pandas_types(ABSENT_ZEROS)
"""The columns of the table absent_zeros and their types."""


class Finding(NamedTuple):
    """By which rule a zero is listed and why, and for FAR the lowest other figure and the chance of a zero at it."""

    rule: str
    reason: str
    lowest_other: float = math.nan
    chance: float = math.nan


def mark_absent_zeros(
    figures: pd.DataFrame, indicators: Sequence[Indicator], areas: Areas, rulings: Sequence[ZeroRuling] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures with zeros that stand for no figure marked [x], and the list of these zeros.

    Every figure stays; one that is marked loses its value and limits. A zero that its publisher marks [low] is a small
    figure and is not marked.

    Columns needed    indicator_id, area_code, period, period_start, period_end, value, lower_95, upper_95, denominator,
                      marker, file, row
    Columns returned  the figures with the same columns; the list with TABLE_TYPES
    Source            a convention of this project; docs/methods/01_figures.md has the rules and how often they err
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
    far = far_from_all_others(others.drop(index=list(findings)), relative_sizes(figures, areas))
    far = far[far.index.isin(zeros.index)]
    findings |= {
        row.Index: Finding(FAR, far_reason(row), lowest, round(chance, 9))
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
    frame["level"] = frame["area_code"].map({code: level_of(areas[code].area_type) for code in codes})
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
                    f"{'its successor' if later else 'which it replaced'}, has {number_as_text(value)} for the period",
                )
                break
    return findings


def _other_parts(code: str, other: str, areas: Areas) -> tuple[str, ...]:
    """Return the other parts of the area that `code` is a part of; none if it is the whole or the same area.

    One part of an area may be zero where the area is not, if another part is not.
    """
    own, kin = areas[code], areas[other]
    parts = kin.successors
    if other in own.successors:
        parts = kin.predecessors if len(own.successors) == 1 else ()
    upper = own.area_type in UPPER_TIER
    return tuple(part for part in parts if part != code and (areas[part].area_type in UPPER_TIER) == upper)
