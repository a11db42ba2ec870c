"""The rank and the quartile band of the Local Authority Interactive Tool of the Department for Education (DfE)."""

from __future__ import annotations

import pandas as pd

from helpers.methods.frames import SIGNS
from helpers.methods.ranking import quartile_by_bounds

SOURCE = "dfe_lait"
"""The source, in the register, whose figures the tool shows."""

BANDS = {1: "A", 2: "B", 3: "C", 4: "D"}
"""The tool's letter for each quartile; A is the best."""

TIES, BOUNDARY = "ties", "boundary"
"""Why the two rules differ: other councils have the council's figure, or its figure is at a bound."""


def tool_places(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each figure the rank and the band that the tool would give it among the figures of its indicator.

    `rows` has `indicator_id`, `area_code`, `value` and `polarity`. Adds `dfe_rank`: figures that are the same share the
    best rank, with no allowance for the last bits of a number; `dfe_band`: A (best) to D by the bounds of the
    figures, of type 7 and not rounded, a figure on a bound being on the side of the lower ones. Both are null
    where the value is, and where polarity is neutral; the band also where there are fewer than four figures.
    Source: the open source code of the tool (DfE, 2026), its functions for rank and quartile band.
    """
    side = rows["polarity"].map(SIGNS).astype("float64")
    rank = (-side * rows["value"]).groupby(rows["indicator_id"]).rank(method="min")
    band = quartile_by_bounds(rows, decimals=None).map(BANDS)
    return rows.assign(dfe_rank=rank.where(side != 0).astype("Int64"), dfe_band=band)


def side_by_side(rows: pd.DataFrame, compared: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Put the tool's rank and band beside the council's rank and quartile, in the same group.

    `rows` is the frame of `comparator_rows`, `compared` that of `comparisons`. Gives one row for each indicator of the
    tool that has a rank: `period`, `value`, `n`, `rank`, `tied`, `quartile`, `dfe_rank`, `dfe_band`, `rank_agrees`,
    `band_agrees` and `difference`: blank where both agree, ties where other councils have the council's figure, and
    boundary where they do not, so that its figure is at a bound of the quartiles.
    """
    of_tool = indicators.loc[indicators["source_id"] == SOURCE, "indicator_id"]
    places = tool_places(rows[rows["indicator_id"].isin(of_tool)])
    own = places.loc[places["own"], ["indicator_id", "dfe_rank", "dfe_band"]]
    ours = compared.loc[compared["rank"].notna(), ["indicator_id", "period", "value", "n", "rank", "tied", "quartile"]]
    result = ours.merge(own, on="indicator_id", how="inner", validate="one_to_one")
    rank_agrees = (result["rank"] == result["dfe_rank"]).astype("bool")
    band_agrees = result["quartile"].map(BANDS) == result["dfe_band"]
    reason = pd.Series(TIES, result.index).where(result["tied"] > 1, BOUNDARY)
    return result.assign(
        rank_agrees=rank_agrees, band_agrees=band_agrees, difference=reason.mask(rank_agrees & band_agrees, "")
    )
