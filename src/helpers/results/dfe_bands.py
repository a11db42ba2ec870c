"""The rank and the quartile band of the Local Authority Interactive Tool of the Department for Education (DfE)."""

from __future__ import annotations

import pandas as pd

from helpers.methods.ranking import quartile_by_bounds
from helpers.verdicts import SIGNS

SOURCE = "dfe_lait"
"""The source, in the register, whose figures the tool shows."""

BANDS = {1: "A", 2: "B", 3: "C", 4: "D"}
"""The tool's letter for each quartile; A is the best."""

TIES, BOUNDARY = "ties", "boundary"
"""Why the two rules differ: other councils have the council's figure, or the rules part its place of their own."""


def tool_ranks(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each figure the rank and the band that the tool would give it among the figures of its indicator.

    Figures that are the same share the best rank, with no allowance for the last bits of a number. The bounds of bands
    are those of the figures, of type 7 and not rounded, and a figure on a bound is on the side of the lower ones.

    Columns needed    indicator_id, value, polarity
    Columns returned  those of rows; dfe_rank, dfe_band (A, best, to D), both null where the value is, and where
                      polarity is neutral; the band also where there are fewer than four figures
    Source            the open source code of the tool (DfE, 2026), its functions for rank and quartile band
    """
    side = rows["polarity"].map(SIGNS).astype("float64")
    rank = (-side * rows["value"]).groupby(rows["indicator_id"]).rank(method="min")
    band = quartile_by_bounds(rows, decimals=None).map(BANDS)
    return rows.assign(dfe_rank=rank.where(side != 0).astype("Int64"), dfe_band=band)


def side_by_side(rows: pd.DataFrame, compared: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Put the tool's rank and band beside the council's rank and quartile, in the same group.

    Ranks that differ do so by ties.

    Columns needed    rows, made by `comparator_rows`: indicator_id, own, value, polarity; compared, made by
                      `comparisons`: indicator_id, period, value, n, rank, tied, quartile; indicators: indicator_id,
                      source_id, polarity
    Columns returned  one row for each indicator of the tool that has a rank: indicator_id, period, value, n, rank,
                      tied, quartile, dfe_rank, dfe_band, rank_agrees, band_agrees, difference (blank where both agree,
                      ties where they would if no other council had the council's figure and it kept its rank, boundary
                      where they would differ all the same)
    Source            as for `tool_ranks`
    """
    of_tool = indicators.loc[indicators["source_id"] == SOURCE, "indicator_id"]
    of_tool_ranked = tool_ranks(rows[rows["indicator_id"].isin(of_tool)])
    own = of_tool_ranked.loc[of_tool_ranked["own"], ["indicator_id", "dfe_rank", "dfe_band"]]
    ours = compared.loc[compared["rank"].notna(), ["indicator_id", "period", "value", "n", "rank", "tied", "quartile"]]
    result = ours.merge(own, on="indicator_id", how="inner", validate="one_to_one")
    rank_agrees = (result["rank"] == result["dfe_rank"]).astype("bool")
    band_agrees = result["quartile"].map(BANDS) == result["dfe_band"]
    high = result["indicator_id"].map(indicators.set_index("indicator_id")["polarity"].map(SIGNS)) > 0
    by_ties = (_band_alone(result["rank"], result["n"], high) == result["quartile"].map(BANDS)) | ~rank_agrees
    reason = pd.Series(TIES, result.index).where(by_ties, BOUNDARY)
    return result.assign(
        rank_agrees=rank_agrees, band_agrees=band_agrees, difference=reason.mask(rank_agrees & band_agrees, "")
    )


def _band_alone(rank: pd.Series, n: pd.Series, high: pd.Series) -> pd.Series:
    """Return the band of a figure that no other council has, by its rank; `high` is true where higher is better.

    Of n figures the bounds of type 7 lie (n - 1) / 4 figures apart, so such a figure is above the k-th where four times
    the figures below it are more than k (n - 1).
    """
    below = (n - rank).where(high, rank - 1)
    bounds = pd.DataFrame({quarter: 4 * below > quarter * (n - 1) for quarter in (1, 2, 3)})
    above = bounds.sum(axis=1)
    return (4 - above).where(high, 1 + above).map(BANDS)
