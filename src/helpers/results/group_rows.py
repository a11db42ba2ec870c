"""The figures of every council that a rank was given among, each with the raw file and the row it was read from."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.methods.ranking import rank_and_quartile
from helpers.results.comparisons import comparator_rows


def group_rows(
    observations: pd.DataFrame, period: pd.DataFrame, members: pd.DataFrame, codes: Sequence[str], minimum: int
) -> pd.DataFrame:
    """Return the figure of each council of a group in a period, best first, by the rule that ranked them.

    `codes` are those of the council reported on, and `minimum` the fewest councils that are ranked.

    Columns needed    observations of one indicator: indicator_id, area_code, period_start, period_end, value, file,
                      row; period, one row: indicator_id, period_start, period_end, polarity; members: as in
                      `comparator_rows`
    Columns returned  area_code, area_name, value, n, rank, quartile (null where nothing is ranked), own, file, row
    Raises            MethodProblem: as `ranking.rank_and_quartile`
    Source            docs/methods/07_rank_and_quartile.md
    """
    rows = comparator_rows(observations, period, members, codes).assign(polarity=period["polarity"].iloc[0])
    ranked = rank_and_quartile(rows, minimum_group_size=minimum)
    columns = ["area_code", "area_name", "value", "n", "rank", "quartile", "own", "file", "row"]
    return ranked.sort_values(["rank", "area_name"], ignore_index=True)[columns]
