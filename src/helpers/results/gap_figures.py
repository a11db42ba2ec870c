"""The figures of gaps between groups: those that publishers give, and those worked out from two measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from helpers.gaps import YES, Gap, better_off, worse_off
from helpers.markers import PROVISIONAL, WITH_A_FIGURE, is_provisional
from helpers.methods.expressions import PERIOD
from helpers.methods.intervals import difference_interval
from helpers.params import Parameters
from helpers.register import INEQUALITY_GAP
from helpers.results.reporting_figures import CouncilFigures, figures_for
from helpers.shared_work import do_once
from helpers.verdicts import LOWER_IS_BETTER

DERIVED, PUBLISHED = "derived", "published"
"""The kinds of a gap: worked out here from two measures, or a measure of the register."""

NO_COMMON_PERIOD = "no period has a figure of both groups"

DECIMALS: Final = 9
"""Decimal places to which a difference is rounded, so that 69.1 less 45.7 is 23.4 and not 23.3999999999999986."""

_GROUPS = ("first", "first_group", "second", "second_group")
_ABOUT = [
    "indicator_id",
    "title",
    "dashboard",
    "polarity",
    "decimals",
    "value_type",
    "unit",
    "period_type",
    "frequency",
    "breaks",
    "why_no_figure",
    "counted",
]


class GapFigures(NamedTuple):
    """The gaps of a report as a register of their own, and their figures for one council and all others."""

    register: pd.DataFrame
    figures: CouncilFigures


def gap_figures(
    observations: pd.DataFrame,
    indicators: pd.DataFrame,
    gaps: Sequence[Gap],
    codes: Sequence[str],
    parameters: Parameters,
) -> GapFigures:
    """Return every gap of the report with its figures: measures marked as gaps, and first less second of two measures.

    A gap whose measures the report does not have is left out. `codes` are the council's, oldest first.

    Columns needed    observations, indicators: the tables of those names
    Columns returned  register: of `indicators` what `figures_for` needs, kind (published or derived), first and second
                      (the measures), first_group and second_group, anchor (the measure whose dashboard prints the gap),
                      worse_above and worse_below (who is worse off above and below zero; blank where published);
                      figures: those of `figures_for`, with first_value and second_value
    Source            docs/methods/02_direction_of_travel.md, gaps between groups
    """
    published = indicators[[INEQUALITY_GAP in tags.split(";") for tags in indicators["tags"]]]
    register = published[_ABOUT].assign(
        kind=PUBLISHED, anchor=published["indicator_id"], worse_above="", worse_below="", **dict.fromkeys(_GROUPS, "")
    )
    about = {row["indicator_id"]: row for row in indicators.to_dict("records")}
    possible = [gap for gap in gaps if {gap.first, gap.second} <= about.keys()]
    parts = [observations[observations["indicator_id"].isin(register["indicator_id"])]]
    rows = []
    of_gaps = observations["indicator_id"].isin({measure for gap in possible for measure in (gap.first, gap.second)})
    measures = observations[of_gaps].drop(columns=["file", "row"], errors="ignore")
    every = do_once("gaps", (measures, possible), lambda: [_differences(measures, gap) for gap in possible])
    for gap, series in zip(possible, every, strict=True):
        parts.append(series)
        first, second = about[gap.first], about[gap.second]
        rows.append(_register_row(gap, first, second) | {"why_no_figure": _why_none(series, gap, first, second, codes)})
    register = pd.concat([register, pd.DataFrame(rows, columns=register.columns)], ignore_index=True)
    register = register.astype({"decimals": "int64", "counted": "bool"})
    together = pd.concat(parts, ignore_index=True)
    for name in ("first_value", "second_value"):
        together[name] = together.get(name, default=pd.Series(np.nan, index=together.index)).astype("float64")
    return GapFigures(register, figures_for(together, register, codes, parameters))


def _register_row(gap: Gap, first: Mapping[Any, Any], second: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what a register would say of a gap: smaller is better, and the coarser of the two measures decides."""
    worse, group = worse_off(gap, first["polarity"])
    breaks = dict.fromkeys(filter(None, f"{first['breaks']};{second['breaks']}".split(";")))
    return {
        "indicator_id": gap.gap_id,
        "title": gap.title,
        "dashboard": (first if worse == gap.first else second)["dashboard"],
        "polarity": LOWER_IS_BETTER,
        "decimals": min(first["decimals"], second["decimals"]),
        "value_type": first["value_type"],
        "unit": "percentage points" if first["unit"] == "%" else first["unit"],
        "period_type": first["period_type"],
        "frequency": first["frequency"] if first["frequency"] == second["frequency"] else "one_off",
        "breaks": ";".join(breaks),
        "counted": False,
        "kind": DERIVED,
        "anchor": worse,
        "worse_above": group,
        "worse_below": better_off(gap, first["polarity"])[1],
        "first": gap.first,
        "first_group": gap.first_group,
        "second": gap.second,
        "second_group": gap.second_group,
    }


def _why_none(
    series: pd.DataFrame, gap: Gap, first: Mapping[Any, Any], second: Mapping[Any, Any], codes: Sequence[str]
) -> str:
    """Say why a council has no figure of a gap whatever the dates; blank where it has one."""
    own = series[series["area_code"].isin(codes)]
    for group, values in ((gap.first_group, own["first_value"]), (gap.second_group, own["second_value"])):
        if values.isna().all():
            return f"no figure of {group}"
    if own["value"].notna().any():
        return ""
    if first["period_type"] != second["period_type"]:
        kinds = " and ".join(one["period_type"].replace("_", " ") for one in (first, second))
        return f"the figures of the two groups are for different kinds of period: {kinds}"
    return NO_COMMON_PERIOD


def _differences(observations: pd.DataFrame, gap: Gap) -> pd.DataFrame:
    """Return first less second for every area and period; a row without a figure where one of the two has none."""
    key = ["area_code", *PERIOD]
    first, second = (observations[observations["indicator_id"] == measure] for measure in (gap.first, gap.second))
    both = first.merge(second, on=key, how="outer", suffixes=("_first", "_second"), validate="one_to_one")

    def of(name: str) -> tuple[pd.Series, pd.Series]:
        return both[f"{name}_first"], both[f"{name}_second"]

    value, other = of("value")
    difference = (value - other).round(DECIMALS)
    lower, upper = (np.full(len(both), np.nan) for _ in range(2))
    if gap.independent == YES:
        limits = [of(f"{end}_95") for end in ("lower", "upper")]
        lower, upper = difference_interval((value, limits[0][0], limits[1][0]), (other, limits[0][1], limits[1][1]))
    may_change = np.zeros(len(both), dtype="bool")
    for status, marker in zip(of("status"), of("marker"), strict=True):
        may_change |= is_provisional(status, marker).to_numpy()
    markers = zip(*of("marker"), *of("value"), may_change, strict=True)
    flags = of("area_flag")
    return both[key].assign(
        indicator_id=gap.gap_id,
        period=both["period_first"].fillna(both["period_second"]),
        value=difference,
        lower_95=lower,
        upper_95=upper,
        numerator=np.nan,
        denominator=np.nan,
        marker=[_marker(*row) for row in markers],
        status=DERIVED,
        area_flag=np.where(flags[0].eq("backcast") | flags[1].eq("backcast"), "backcast", ""),
        source_id=both["source_id_first"].fillna(both["source_id_second"]),
        first_value=value,
        second_value=other,
    )


def _marker(first: Any, second: Any, value: float, other: float, may_change: bool) -> str:
    """Return the markers beside a difference, or those that stand instead of one because a group has no figure."""
    if np.isnan(value) or np.isnan(other):
        absent = [
            str(marker) for marker, figure in ((first, value), (second, other)) if np.isnan(figure) and pd.notna(marker)
        ]
        return absent[0] if absent and absent[0] else "[x]"
    beside = {marker for both in (first, second) for marker in str(both).split()} & WITH_A_FIGURE
    return " ".join(sorted(beside | ({PROVISIONAL} if may_change else set())))
