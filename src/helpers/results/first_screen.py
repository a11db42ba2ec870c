"""What the first screen of the compendium names: the best and the worst, and what changed since the year before."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.results.years import restated_since
from helpers.verdicts import EVIDENCE_WORDS, IMPROVED, WORSENED

MOST_NAMED: Final = 5
"""How many of the best and of the worst are named."""


def best_and_worst(compendium: pd.DataFrame, most: int = MOST_NAMED) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the counted indicators that improved and those that worsened, the surest first, at most `most` of each.

    Of those that are equally sure, that comes first whose rank is the best among what improved, and the worst among
    what worsened: by the share of the other councils that do better. Those without a rank come last. No two tell one
    measure, as only one of a family is counted. Nor do two tell one thing in several ways or for several groups: of
    those with one title up to the last comma, the first is named.

    Columns needed    in_headline, direction, evidence, rank, n, title
    Columns returned  those of the frame
    """
    counted = compendium[compendium["in_headline"].astype("bool")]
    strength = counted["evidence"].map({word: number for number, word in enumerate(EVIDENCE_WORDS)})
    others = (counted["n"].astype("Float64") - 1).where(counted["n"].gt(1))
    ahead = (counted["rank"].astype("Float64") - 1) / others
    rows = counted.assign(strength=strength, ahead=ahead)
    lists = []
    for direction, best_first in ((IMPROVED, True), (WORSENED, False)):
        ordered = rows[rows["direction"].eq(direction)].sort_values(
            ["strength", "ahead", "title"], ascending=[True, best_first, True], na_position="last", kind="stable"
        )
        ordered = ordered[~ordered["title"].str.rsplit(", ", n=1).str[0].duplicated()]
        lists.append(ordered.drop(columns=["strength", "ahead"]).head(most).reset_index(drop=True))
    return lists[0], lists[1]


UP, DOWN, RESTATED, NEWER, ADDED, DROPPED = "up", "down", "restated", "newer", "added", "dropped"
CHANGES: Final = (UP, DOWN, RESTATED, NEWER, ADDED, DROPPED)
"""What can have happened to an indicator since the report of the year before, in printed order."""

NAMED_CHANGES: Final = (UP, DOWN, RESTATED, ADDED)
"""The kinds of change whose indicators the first screen names; the others are only counted."""


def changes_since(compendium: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Return what happened to each indicator since the report of the year before, a row for each thing that did.

    Up and down: it is in a better or a worse quartile. Restated: the figure that the earlier report printed has another
    value now, to the decimals that are printed. Newer: it has a figure of a later period. Added and dropped: only one
    of the reports has a figure of it.

    Columns needed    both, in printed order: indicator_id, title, value, period, period_end, quartile, decimals;
                      compendium: previous_period, previous_value
    Columns returned  what (of CHANGES), indicator_id, title; by what, then in printed order
    """
    both = compendium.merge(earlier, on="indicator_id", how="outer", suffixes=("", "_then"), indicator=True, sort=False)
    order = {name: number for number, name in enumerate([*compendium["indicator_id"], *earlier["indicator_id"]][::-1])}
    both = both.assign(order=-both["indicator_id"].map(order)).sort_values("order", kind="stable")
    now, then = both["value"].notna(), both["value_then"].notna()
    quartile, quartile_then = (both[name].astype("Int64") for name in ("quartile", "quartile_then"))
    masks = {
        UP: quartile.lt(quartile_then),
        DOWN: quartile.gt(quartile_then),
        RESTATED: both["indicator_id"].isin(restated_since(compendium, earlier)["indicator_id"]),
        NEWER: now & then & pd.to_datetime(both["period_end"]).gt(pd.to_datetime(both["period_end_then"])),
        ADDED: now & ~then,
        DROPPED: then & ~now,
    }
    titles = both["title"].fillna(both["title_then"])
    parts = [
        both.assign(what=what, title=titles)[mask.fillna(value=False).astype("bool")] for what, mask in masks.items()
    ]
    return pd.concat(parts, ignore_index=True)[["what", "indicator_id", "title"]]
