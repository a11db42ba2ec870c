"""What moved between two national runs: the series of one indicator at a time, and the positions of all areas."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import pandas as pd

from helpers.schema.national import NATIONAL_CHANGES, NATIONAL_POSITION_CHANGES

CAME, WENT, MOVED = "came", "went", "moved"

JUDGED: Final = ("direction", "evidence", "quartile", "rank")
"""What is compared of a series; where a run has no evidence, the others alone."""

_OF_POSITIONS: Final = ("area_group", "scope", "area_code")


def national_changes(earlier: pd.DataFrame, later: pd.DataFrame, judged: Collection[str] = JUDGED) -> pd.DataFrame:
    """Return the areas for which one of `judged` differs, and those that are in one of the runs alone.

    Columns needed    earlier and later: area_code, period, direction (never null), evidence, quartile, rank, value
    Columns returned  NATIONAL_CHANGES but for indicator_id, in order of area_code
    """
    both = _side_by_side(earlier, later, ["area_code"])
    rows = _changes(both, "direction", judged)
    return rows[[name for name in NATIONAL_CHANGES.names if name != "indicator_id"]]


def position_changes(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Return the areas of each group and scope whose rank differs, and those that are in one of the runs alone.

    Columns needed    earlier and later: area_group, scope, area_code, n (never null), rank, rank_95_lower,
                      rank_95_upper, score
    Columns returned  NATIONAL_POSITION_CHANGES, in order of its key
    """
    both = _side_by_side(earlier, later, list(_OF_POSITIONS))
    return _changes(both, "n", ["rank"])[list(NATIONAL_POSITION_CHANGES.names)]


def differs(both: pd.DataFrame, name: str) -> pd.Series:
    """Return whether a column differs between two runs; it does where one of them alone has a value.

    Columns needed  earlier_<name>, later_<name>
    """
    before, after = both[f"earlier_{name}"], both[f"later_{name}"]
    return ~(before.eq(after).fillna(value=False).astype("bool") | (before.isna() & after.isna()))


def _side_by_side(earlier: pd.DataFrame, later: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    first, second = (
        frame.set_index(list(key)).add_prefix(f"{name}_") for name, frame in (("earlier", earlier), ("later", later))
    )
    return first.join(second, how="outer").sort_index().reset_index()


def _changes(both: pd.DataFrame, never_null: str, judged: Collection[str]) -> pd.DataFrame:
    came, went = (both[f"{when}_{never_null}"].isna() for when in ("earlier", "later"))
    moved = came | went
    for name in judged:
        moved |= differs(both, name)
    change = pd.Series(MOVED, index=both.index).mask(came, CAME).mask(went, WENT)
    return both.assign(change=change)[moved].reset_index(drop=True)
