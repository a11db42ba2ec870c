"""What an indicator's card draws: the council's whole series, and in each period its group and England."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from helpers.areas import ENGLAND
from helpers.methods.expressions import PERIOD
from helpers.methods.ranking import rank_and_quartile
from helpers.results.comparisons import comparator_rows, group_spread
from helpers.schema.cards import CARD_COUNCILS, CARD_SERIES
from helpers.schema.types import pandas_types

_KEY = ["indicator_id", *PERIOD]


class CardFigures(NamedTuple):
    """The tables of the cards; see `card_figures`."""

    series: pd.DataFrame
    councils: pd.DataFrame


def card_figures(
    own: pd.DataFrame, reported: pd.DataFrame, members: pd.DataFrame, codes: Sequence[str], minimum_group_size: int
) -> CardFigures:
    """Return the whole series of every indicator beside its group, and the figures of each council of the group.

    The rule of `comparator_rows` says who is in the group of a period. `codes` are those that the council has had.

    Columns needed    own: the table own_series; reported, members: as in `comparator_rows`
    Columns returned  series: CARD_SERIES; councils: CARD_COUNCILS, the best first where one end is better
    Raises            MethodProblem: as `ranking.rank_and_quartile`
    Source            docs/methods/07_rank_and_quartile.md
    """
    rows = comparator_rows(reported, own, members, codes)
    ranked = rank_and_quartile(rows, _KEY, minimum_group_size)
    return CardFigures(_series(own, reported, ranked), _councils(ranked))


def _series(own: pd.DataFrame, reported: pd.DataFrame, ranked: pd.DataFrame) -> pd.DataFrame:
    series = own.sort_values(["indicator_id", "period_end", "period_start"], ignore_index=True)
    skipped = series.groupby("indicator_id")["year"].diff() > series["step"].astype("float64")
    series["stretch"] = (series["break_before"] | skipped).groupby(series["indicator_id"]).cumsum()
    is_england = reported["area_code"].eq(ENGLAND) & reported["value_type"].ne("count")
    england = reported.loc[is_england, [*_KEY, "value"]].rename(columns={"value": "england"})
    ranks = ranked.loc[ranked["own"], [*_KEY, "rank", "quartile"]].drop_duplicates(_KEY)
    series = series.merge(england, on=_KEY, how="left", validate="one_to_one")
    series = series.merge(group_spread(ranked, _KEY), left_on=_KEY, right_index=True, how="left")
    series = series.merge(ranks, on=_KEY, how="left", validate="one_to_one")
    series["n"] = series["n"].fillna(0)
    return series[list(CARD_SERIES.names)].astype(pandas_types(CARD_SERIES)).reset_index(drop=True)


def _councils(ranked: pd.DataFrame) -> pd.DataFrame:
    rows = ranked.sort_values([*_KEY, "rank", "area_name", "area_code"], kind="stable", na_position="last")
    return rows[list(CARD_COUNCILS.names)].astype(pandas_types(CARD_COUNCILS)).reset_index(drop=True)


def ranked_districts(figures_within: pd.DataFrame, within: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of the areas within a council in the period that `within_area` describes, ranked.

    They are ranked among each other by type of area, and none of it counts towards anything.

    Columns needed    figures_within, the table of that name; within, the table areas_within: indicator_id, area_type,
                      period_start, period_end, polarity
    Columns returned  those of figures_within, polarity, n, rank and quartile (1 is best; null where no end is better or
                      fewer than four areas have a figure), rank_reason
    """
    key = ["indicator_id", "area_type", *PERIOD]
    newest = figures_within.merge(within[[*key, "polarity"]], on=key, validate="many_to_one")
    return rank_and_quartile(newest, key)
