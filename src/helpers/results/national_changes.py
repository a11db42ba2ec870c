"""What moved between the results of one indicator in two national runs."""

from __future__ import annotations

import pandas as pd

from helpers.schema.national import NATIONAL_CHANGES

CAME, WENT, MOVED = "came", "went", "moved"

_JUDGED = ("direction", "quartile", "rank")


def national_changes(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Return the areas whose direction, quartile or rank differs, and those that are in one of the runs alone.

    Columns needed    earlier and later: area_code, period, direction, quartile, rank, value
    Columns returned  NATIONAL_CHANGES but for indicator_id, in order of area_code
    """
    first, second = (
        frame.set_index("area_code").add_prefix(f"{name}_") for name, frame in (("earlier", earlier), ("later", later))
    )
    both = first.join(second, how="outer").sort_index().reset_index()
    came, went = both["earlier_direction"].isna(), both["later_direction"].isna()
    differs = came | went
    for name in _JUDGED:
        before, after = both[f"earlier_{name}"], both[f"later_{name}"]
        same = before.eq(after).fillna(value=False).astype("bool") | (before.isna() & after.isna())
        differs |= ~same
    change = pd.Series(MOVED, index=both.index).mask(came, CAME).mask(went, WENT)
    columns = [name for name in NATIONAL_CHANGES.names if name != "indicator_id"]
    return both.assign(change=change)[differs][columns].reset_index(drop=True)
