"""Whether gaps between groups narrow or widen, and where the council's gaps are among those of its group."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import Final

import pandas as pd

from helpers.methods.expressions import TIE
from helpers.params import Parameters
from helpers.results.comparisons import comparator_rows, comparisons
from helpers.results.directions import directions
from helpers.results.gap_figures import DERIVED, GapFigures
from helpers.results.gap_words import CHANGED, gap_direction, gap_remark
from helpers.schema.direction import INEQUALITY_GAPS
from helpers.schema.types import pandas_types
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, WORSENED

WHOLE_UNIT: Final = log10(2)
"""Taken from the decimal places, it doubles the smallest tolerance: half a unit for each of two rounded figures."""

_JUDGED = ["direction", "rule", "tolerance", "limits", "reason"]
_ABOUT = [
    "indicator_id",
    "kind",
    "title",
    "dashboard",
    "anchor",
    "unit",
    "decimals",
    "counted",
    "first",
    "first_group",
    "second",
    "second_group",
]
_OF_GROUP = ["rank", "tied", "n", "quartile", "median"]


def inequality_gaps(
    gaps: GapFigures,
    members: pd.DataFrame,
    codes: Sequence[str],
    parameters: Parameters,
) -> pd.DataFrame:
    """Say of every gap whether it narrowed or widened, and where it is in the comparator group.

    A measure of the register is judged as in the table directions. A gap that is worked out here is judged by
    its size, whichever group is worse off. Where the other group is worse off now and the change is real, direction
    cannot be determined. Ranks of these gaps are by size too, the smallest first.

    Columns needed    members: the table comparator_members
    Columns returned  INEQUALITY_GAPS, one row per gap, published ones first
    Raises            MethodProblem: as `directions` and `ranking.rank_and_quartile`
    Source            docs/methods/02_direction_of_travel.md, gaps between groups
    """
    register, figures = gaps
    derived = register[register["kind"] == DERIVED]
    judged = pd.concat(
        [
            _judge_published(gaps, register[register["kind"] != DERIVED], codes[-1], parameters),
            _judge_derived(gaps, derived, codes[-1], parameters),
        ],
        ignore_index=True,
    )
    reported = figures.reported.copy()
    in_size = reported["indicator_id"].isin(derived["indicator_id"])
    reported["value"] = reported["value"].mask(in_size, reported["value"].abs())
    rows = comparator_rows(reported, figures.latest, members, codes)
    compared = comparisons(rows, figures.latest, register, parameters.minimum_group_size)
    halves = figures.own.loc[figures.own["latest"], ["indicator_id", "first_value", "second_value"]]
    table = register[[*_ABOUT, "worse_above", "worse_below"]].merge(
        judged.rename(columns={"latest_value": "value"}), on="indicator_id", how="left", validate="one_to_one"
    )
    for part in (
        figures.latest[["indicator_id", "lower_95", "upper_95"]],
        halves,
        compared[["indicator_id", *_OF_GROUP, "reason"]].rename(columns={"reason": "rank_reason"}),
    ):
        table = table.merge(part, on="indicator_id", how="left", validate="one_to_one")
    rows_of_table = table.to_dict("records")
    table["gap_direction"] = [gap_direction(row) for row in rows_of_table]
    table["remark"] = [gap_remark(row) for row in rows_of_table]
    columns = {name: kind for name, kind in pandas_types(INEQUALITY_GAPS).items() if kind != "object"}
    return table[list(INEQUALITY_GAPS.names)].astype(columns)


def _judge_published(gaps: GapFigures, published: pd.DataFrame, code: str, parameters: Parameters) -> pd.DataFrame:
    own, latest = _of(gaps, published)
    return directions(own, latest, published, code, parameters.direction)


def _of(gaps: GapFigures, register: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the own series and the latest figures of some of the gaps."""
    own, latest = gaps.figures.own, gaps.figures.latest
    ids = set(register["indicator_id"])
    return own[own["indicator_id"].isin(ids)], latest[latest["indicator_id"].isin(ids)]


def _judge_derived(gaps: GapFigures, derived: pd.DataFrame, code: str, parameters: Parameters) -> pd.DataFrame:
    """Judge gaps by size; by the gap itself where its sign changed, so that a change within chance stays one."""
    own, latest = _of(gaps, derived)
    own = own.assign(decimals=own["decimals"] - WHOLE_UNIT)
    negative = own["value"] < 0
    sized = own.assign(
        value=own["value"].abs(),
        lower_95=own["lower_95"].mask(negative, -own["upper_95"]),
        upper_95=own["upper_95"].mask(negative, -own["lower_95"]),
    )
    signed, judged = (directions(series, latest, derived, code, parameters.direction) for series in (own, sized))
    changed = _changed_sign(signed["latest_value"], signed["previous_value"])
    real = changed & signed["direction"].isin([IMPROVED, WORSENED])
    result = signed.copy()
    for name in _JUDGED:
        result[name] = signed[name].where(changed, judged[name])
    result["direction"] = result["direction"].mask(real, CANNOT_BE_DETERMINED)
    result["reason"] = result["reason"].mask(real, CHANGED)
    for name in ("rule", "rule_id", "tolerance", "limits"):
        result[name] = result[name].mask(real)
    return result


def _changed_sign(latest: pd.Series, previous: pd.Series) -> pd.Series:
    return ((latest > TIE) & (previous < -TIE)) | ((latest < -TIE) & (previous > TIE))
