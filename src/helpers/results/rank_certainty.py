"""How sure the council's quartile in each indicator is, by how far figures go up and down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.areas import Areas
from helpers.methods.rank_claims import rank_claim
from helpers.methods.rank_distribution import own_shrunken_ranks
from helpers.methods.shrunken_ranks import COMMON_PERCENT, figure_estimates
from helpers.schema.comparison import RANK_CERTAINTY

NOT_KNOWN = "there are no limits, and too few past figures to know how far its figures go up and down"
"""Why nothing can be said of the council's own figure."""

FEW_KNOWN = "how far the figures go up and down is known of too few councils"
"""Why nothing can be said where it is known of fewer councils than COMMON_PERCENT of those that are ranked."""

_WRITTEN = 0.5 * 10.0**-6
"""Numbers of the table changes are written to six decimal places."""

_OF_CHANGES = ["scale", "unit", "whole", "figure_error"]
_KEYS = ["indicator_id", "area_code", "year"]


def rank_certainty(rows: pd.DataFrame, compared: pd.DataFrame, changes: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    """Say for every indicator in which the council has a rank how sure that and its quartile are.

    The figures are those that are ranked. Each has the error that its own limits and the ups and downs of past figures
    give it; where that is not known for the council, or for more than a quarter of those that are ranked, nothing can
    be said, and the reason is given.

    Columns needed    rows, made by `comparator_rows`: indicator_id, area_code, year, value, polarity, own; compared,
                      made by `comparisons`: indicator_id, rank, n, quartile; changes: the table of that name
    Columns returned  RANK_CERTAINTY, one row for each indicator with a rank
    Source            docs/methods/14_positions.md; `shrunken_ranks.figure_estimates`,
                      `rank_distribution.own_shrunken_ranks`
    """
    ranked = compared.loc[compared["rank"].notna(), ["indicator_id", "rank", "n", "quartile"]]
    estimates = _estimates(rows[rows["indicator_id"].isin(ranked["indicator_id"])], changes, areas)
    with_estimate = estimates.groupby("scope").agg(with_error=("own", "size"), own=("own", "any"))
    table = ranked.merge(with_estimate, left_on="indicator_id", right_index=True, how="left", validate="one_to_one")
    table = table.assign(with_error=table["with_error"].fillna(0).astype("int64"))
    own = table["own"].eq(True).fillna(value=False).astype("bool")
    enough = 100 * table["with_error"] >= COMMON_PERCENT * table["n"]
    table["reason"] = np.select([~own, ~enough], [NOT_KNOWN, FEW_KNOWN], "")
    usable = estimates[estimates["scope"].isin(table.loc[table["reason"].eq(""), "indicator_id"])]
    sets = own_shrunken_ranks(usable).drop(columns=["n", "area_code"]).rename(columns={"scope": "indicator_id"})
    whole = [name for name in sets.columns if name.endswith(("_lower", "_upper", "_best", "_worst"))]
    sets = sets.astype(dict.fromkeys([*whole, "median_rank"], "Int64"))
    sets["quartile_claimed"] = _claimed(sets, usable)
    table = table.drop(columns="own").merge(sets, on="indicator_id", how="left", validate="one_to_one")
    return table.sort_values("indicator_id", ignore_index=True)[list(RANK_CERTAINTY.names)]


def _claimed(sets: pd.DataFrame, estimates: pd.DataFrame) -> list[bool]:
    """Say whether it may be claimed that the council is in the first or the fourth quartile, where that is sure.

    A claim needs a confidence set for its rank that lies in the quartile, which holds whatever the ties.
    """
    ends = sets["quartile_best"].eq(sets["quartile_worst"]) & sets["quartile_best"].isin([1, 4])
    rows_of = estimates.sort_values(["scope", "estimate", "area_code"], ascending=[True, False, True]).groupby("scope")
    claimed = []
    for scope, quartile, sure in zip(sets["indicator_id"], sets["quartile_best"], ends, strict=True):
        if not sure:
            claimed.append(False)
            continue
        rows = rows_of.get_group(scope)
        ranks = rank_claim(rows["estimate"], rows["error"], int(np.flatnonzero(rows["own"])[0]))
        claimed.append(all(1 + 4 * (rank - 1) // len(rows) == quartile for rank in ranks))
    return claimed


def _estimates(rows: pd.DataFrame, changes: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    """Return the figures that are ranked with their errors, each council under its newest code."""
    newest = {code: areas.same_council(code)[-1] for code in rows["area_code"].unique()}
    rows = rows[["indicator_id", "area_code", "year", "value", "polarity", "own"]]
    rows = rows.assign(area_code=rows["area_code"].map(newest))
    of_group = changes[changes["area_code"].isin(rows["area_code"])]
    judged = of_group[[*_KEYS, "value", *_OF_CHANGES]].rename(columns={"value": "judged"})
    rows = rows.merge(judged, on=_KEYS, how="left", validate="many_to_one")
    # A series may hold another period of that year than the one that is ranked.
    same = np.isclose(rows["value"].astype("float64"), rows["judged"].astype("float64"), rtol=1e-9, atol=_WRITTEN)
    estimates = figure_estimates(rows[same])
    own = rows.loc[rows["own"].astype("bool"), ["indicator_id", "area_code"]].drop_duplicates()
    own = own.rename(columns={"indicator_id": "scope"}).assign(own=True)
    estimates = estimates.merge(own, on=["scope", "area_code"], how="left", validate="many_to_one")
    return estimates.assign(own=estimates["own"].eq(True).fillna(value=False).astype("bool"))


BESIDE_QUARTILE = ("quartile_best", "quartile_worst")
"""What is printed beside a quartile."""


def with_certainty(
    frame: pd.DataFrame, certainty: pd.DataFrame, names: Sequence[str] = BESIDE_QUARTILE
) -> pd.DataFrame:
    """Put between which quartiles the council is beside each quartile; the quartile itself stays as it is.

    Columns needed    frame: indicator_id; certainty: the table rank_certainty
    Columns returned  those of the frame; those of `names` (null where there is no quartile, or where nothing can be
                      said)
    """
    beside = certainty[["indicator_id", *names]]
    return frame.merge(beside, on="indicator_id", how="left", validate="one_to_one")


def certainty_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the indicators with a quartile by how many quartiles the council could be in.

    Columns needed    quartile, quartile_best, quartile_worst
    Columns returned  quartile (1 is best; four rows), one_quartile, two_quartiles, three_quartiles, four_quartiles,
                      not_known, total (their sum)
    """
    names = ["one_quartile", "two_quartiles", "three_quartiles", "four_quartiles"]
    ranked = frame[frame["quartile"].notna()]
    width = (ranked["quartile_worst"] - ranked["quartile_best"]).astype("Float64")
    words = width.map(dict(enumerate(names))).fillna("not_known")
    counts = pd.crosstab(ranked["quartile"].astype("int64"), words)
    counts = counts.reindex(index=range(1, 5), columns=[*names, "not_known"], fill_value=0).astype("int64")
    counts.columns.name = None
    return counts.assign(total=counts.sum(axis=1)).rename_axis("quartile").reset_index()
