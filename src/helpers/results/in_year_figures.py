"""Figures in the course of a year: which part of it a report rests on, and what is shown beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd

from helpers.markers import is_provisional
from helpers.methods.dates import months_between
from helpers.methods.kind_of_period import newest_kinds
from helpers.methods.maturity import IMMATURE, maturity
from helpers.params import Parameters
from helpers.parts_of_year import HALF, QUARTER, TO_DATE, PartOfYear, read_part
from helpers.periods import dates_of
from helpers.register import LOCAL_RETURN
from helpers.schema.in_year import IN_YEAR_FIGURES
from helpers.schema.types import no_rows, pandas_types

WHOLE: Final = "whole"
KINDS: Final[Mapping[str, str]] = {
    QUARTER: "quarter",
    HALF: "half year",
    TO_DATE: "year to date",
    WHOLE: "whole year",
}
"""Each kind of period in words."""

NEWEST, SERIES_OF_KIND, BESIDE, EARLY_SIGNAL = "newest", "series", "beside", "early signal"
"""What a report does with a figure; see the table in_year_figures."""

ORDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "": (WHOLE, TO_DATE, HALF, QUARTER),
    QUARTER: (QUARTER, HALF, TO_DATE, WHOLE),
    HALF: (HALF, TO_DATE, QUARTER, WHOLE),
}
"""Which kind is taken where several end on the newest day: by the part that the run is of, blank for a whole year."""

KEY: Final = ("indicator_id", "area_code", "period_start", "period_end")


class RunFigures(NamedTuple):
    """The figures that a run uses, of one kind for each indicator; the register as it then holds; in_year_figures."""

    observations: pd.DataFrame
    indicators: pd.DataFrame
    in_year: pd.DataFrame


def figures_of_the_run(
    observations: pd.DataFrame,
    parts: pd.DataFrame,
    returns: pd.DataFrame,
    indicators: pd.DataFrame,
    codes: Sequence[str],
    parameters: Parameters,
    part: PartOfYear | None = None,
) -> RunFigures:
    """Return the figures that a run uses: of each indicator those of one kind of period, whole years or one part.

    The kind is that of the council's newest figure by the as-at date (rule Y1). The newest figure of a part of a year,
    and in a run of a part every figure that was handed in for a period of it, is provisional (rule Y3), and so is one
    that is immature, which is not counted (rule Y4).

    `part` is the part of the year that the run is of, None for the whole year; `codes` are those of the council.

    Columns needed    observations, parts, returns, indicators: the tables of those names (parts: as observations)
    Columns returned  observations: the same; indicators: the same, with period_type, frequency, breaks and counted as
                      they hold for the run; in_year: IN_YEAR_FIGURES
    Source            docs/methods/01_figures.md
    """
    parts = parts[parts["indicator_id"].isin(indicators["indicator_id"])]
    observations = _of_the_part(observations, part)
    delayed = returns.loc[returns["verification_weeks"].notna(), "indicator_id"]
    names = {*parts["indicator_id"], *delayed} & {*indicators["indicator_id"]}
    if not names:
        return RunFigures(observations, indicators, no_rows(IN_YEAR_FIGURES))
    kinds = {label: of_label.kind for label in parts["period"].unique() if (of_label := read_part(label)) is not None}
    concerned = observations["indicator_id"].isin(names)
    with_kinds = [observations[concerned].assign(kind=WHOLE), parts.assign(kind=parts["period"].map(kinds))]
    every = pd.concat([rows for rows in with_kinds if len(rows)], ignore_index=True)
    own = every[every["area_code"].isin(list(codes))].reset_index(drop=True)
    as_at = parameters.as_at.by_period_type()
    type_of = indicators.set_index("indicator_id")["period_type"]
    last_day = own["kind"].where(own["kind"].ne(WHOLE), own["indicator_id"].map(type_of)).map(as_at)
    in_time = own["period_end"] <= last_day
    chosen = newest_kinds(own[in_time], ORDERS["" if part is None else QUARTER if part.kind == QUARTER else HALF])
    own = _with_use(own, in_time, chosen, returns)
    if part is not None:  # what came later changes nothing of the report of a part of a year that is made again
        own = own[own["use"].ne(EARLY_SIGNAL)].reset_index(drop=True)
    used = every[every["kind"].eq(every["indicator_id"].map(chosen).fillna(WHOLE))]
    used = _with_provisional(used, own)
    together = pd.concat([observations[~concerned], used.drop(columns="kind")], ignore_index=True)
    together = together.sort_values(list(KEY), ignore_index=True)[list(observations.columns)]
    same = {name: kind for name, kind in observations.dtypes.items() if not isinstance(kind, pd.CategoricalDtype)}
    together = together.astype(same | {"file": "category"})
    register = _register_of(indicators, chosen, used)
    immature = own.loc[own["maturity"].eq(IMMATURE) & own["use"].eq(NEWEST), "indicator_id"]
    register = register.assign(counted=register["counted"] & ~register["indicator_id"].isin(immature))
    return RunFigures(together, register, own[list(IN_YEAR_FIGURES.names)])


def returns_of_the_run(returns: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of returns of the kind of period that a run uses, so that a quarter has the target of a quarter.

    A target of the whole year is no target of a quarter's figure, nor the other way round.

    Columns needed    returns, the table: indicator_id, period; figures, the table in_year_figures
    Columns returned  those of returns
    """
    used = figures.loc[figures["use"].isin([NEWEST, SERIES_OF_KIND]), ["indicator_id", "period"]]
    pairs = pd.MultiIndex.from_frame(returns[["indicator_id", "period"]])
    keeps = pairs.isin(pd.MultiIndex.from_frame(used)) | ~returns["indicator_id"].isin(figures["indicator_id"])
    return returns[keeps].reset_index(drop=True)


def _of_the_part(observations: pd.DataFrame, part: PartOfYear | None) -> pd.DataFrame:
    """Return the figures with those that were handed in for a period that ends in the part of the run provisional."""
    if part is None:
        return observations
    ends = observations["period_end"]
    recent = (ends >= part.start) & (ends <= part.end) & observations["value"].notna()
    recent &= observations["source_id"].eq(LOCAL_RETURN)
    return observations.assign(status=observations["status"].mask(recent, "provisional"))


def _with_use(own: pd.DataFrame, in_time: pd.Series, chosen: pd.Series, returns: pd.DataFrame) -> pd.DataFrame:
    """Return the council's figures as in_year_figures has them."""
    beside = returns[[*KEY, "target", "in_system", "verification_weeks", "signed_on"]]
    own = own.merge(beside, on=list(KEY), how="left", validate="one_to_one")
    own = own.assign(**maturity(own))
    of_kind = own["kind"].eq(own["indicator_id"].map(chosen))
    with_figure = own["period_end"].where(in_time & of_kind & own["value"].notna())
    newest = pd.to_datetime(with_figure).groupby(own["indicator_id"]).transform("max")
    is_newest = pd.to_datetime(with_figure).eq(newest)
    use = pd.Series(BESIDE, index=own.index).mask(of_kind, SERIES_OF_KIND).mask(is_newest, NEWEST)
    own = own.assign(use=use.mask(~in_time, EARLY_SIGNAL))
    may_change = is_provisional(own["status"], own["marker"]) | own["maturity"].eq(IMMATURE)
    may_change |= is_newest & own["kind"].ne(WHOLE)
    own = own.assign(provisional=may_change & own["value"].notna(), kind=own["kind"].map(KINDS))
    types = pandas_types(IN_YEAR_FIGURES)
    own = own.assign(mature_on=own["mature_on"].dt.date.where(own["mature_on"].notna(), None))
    return own.sort_values(list(KEY), ignore_index=True).astype(
        {name: kind for name, kind in types.items() if name in own.columns}
    )


def _with_provisional(used: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that a run uses, with those that in_year_figures calls provisional marked so."""
    may_change = own.loc[own["provisional"], list(KEY)].assign(provisional=True)
    merged = used.merge(may_change, on=list(KEY), how="left", validate="one_to_one")
    return merged.assign(status=merged["status"].mask(merged.pop("provisional").eq(other=True), "provisional"))


def _register_of(indicators: pd.DataFrame, chosen: pd.Series, used: pd.DataFrame) -> pd.DataFrame:
    """Return the register as it holds for the kinds of period that are used."""
    kind = indicators["indicator_id"].map(chosen).fillna(WHOLE)
    is_part = kind.ne(WHOLE)
    labels = used[["indicator_id", "period", "period_start"]].drop_duplicates()
    register = zip(indicators["indicator_id"], indicators["breaks"], indicators["period_type"], is_part, strict=True)
    breaks = [
        _breaks_of(broken, period_type, labels[labels["indicator_id"] == name]) if part else broken
        for name, broken, period_type, part in register
    ]
    frequency = kind.map({QUARTER: "quarterly", HALF: "annual", TO_DATE: "annual"})
    return indicators.assign(
        period_type=indicators["period_type"].mask(is_part, kind),
        frequency=indicators["frequency"].mask(is_part, frequency),
        breaks=pd.Series(breaks, index=indicators.index, dtype=indicators["breaks"].dtype),
    )


def _breaks_of(breaks: str, period_type: str, labels: pd.DataFrame) -> str:
    """Return the breaks of a series of parts: the parts that begin in the year from each break of its whole years.

    Each of them is compared with a part of the year before, which is on the other side of the break.
    """
    starts = [dates[0] for label in filter(None, breaks.split(";")) if (dates := dates_of(label, period_type))]
    broken = pd.Series(data=False, index=labels.index)
    for start in starts:
        months = months_between(pd.Series([start] * len(labels), index=labels.index), labels["period_start"])
        broken |= months.between(0, 11).fillna(value=False)
    return ";".join(labels.loc[broken, "period"])
