"""What a gap between two groups did, in words beside its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.methods.expressions import TIE
from helpers.register import INEQUALITY_GAP
from helpers.verdicts import CHANGED_SIGN, IMPROVED, NARROWED, WIDENED, WORSENED

CHANGED: Final = "the other group is worse off now: the gap is neither narrower nor wider"
"""Why a gap that is worked out here and has changed its sign has no direction."""


def words_of_published(directions: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Say what each measure of the register that is a gap did.

    Columns needed    directions, indicators: the tables of those names
    Columns returned  one row per gap: indicator_id, gap_direction, remark
    Source            docs/methods/02_direction_of_travel.md, gaps between groups
    """
    ids = indicators.loc[[INEQUALITY_GAP in tags.split(";") for tags in indicators["tags"]], "indicator_id"]
    rows = directions[directions["indicator_id"].isin(ids)].rename(columns={"latest_value": "value"})
    rows = rows.assign(worse_above="", worse_below="")
    of_rows = rows.to_dict("records")
    words, remarks = [gap_direction(row) for row in of_rows], [gap_remark(row) for row in of_rows]
    return rows[["indicator_id"]].assign(gap_direction=words, remark=remarks)


def gap_direction(row: Mapping[Any, Any]) -> str:
    """Return the word for the direction of a gap: its verdict, or narrowed, widened or changed sign where it moved.

    >>> gap_direction({"direction": "Improved", "value": 2.0, "previous_value": 3.0, "reason": ""})
    'Narrowed'
    """
    verdict = str(row["direction"])
    if row["reason"] == CHANGED:
        return CHANGED_SIGN
    if verdict not in (IMPROVED, WORSENED):
        return verdict
    latest, previous = row["value"], row["previous_value"]
    if latest * previous < -TIE:
        return CHANGED_SIGN
    return NARROWED if abs(latest) < abs(previous) else WIDENED


def gap_remark(row: Mapping[Any, Any]) -> str:
    """State a gap that crossed zero or came to it; blank for any other."""
    latest, previous = row["value"], row["previous_value"]
    if pd.isna(latest) or pd.isna(previous) or (abs(latest) <= TIE and abs(previous) <= TIE):
        return ""
    if abs(latest) <= TIE:
        return "no gap is left"
    if abs(previous) <= TIE:
        return f"there was no gap in {row['previous_period']}"
    if (latest > 0) == (previous > 0):
        return ""
    if not row["worse_above"]:
        return f"the gap crossed zero: {'above' if previous > 0 else 'below'} it in {row['previous_period']}"
    before, now = (row["worse_above"] if value > 0 else row["worse_below"] for value in (previous, latest))
    return f"the gap crossed zero: {before} were worse off in {row['previous_period']}, {now} are now"
