"""Rejected rows by the reason: what is counted together, so that a page does not grow with a file."""

from __future__ import annotations

import pandas as pd

from helpers.wording import kinds_of_reasons


def rejected_rows_by_reason(rejections: pd.DataFrame) -> pd.DataFrame:
    """Count the rows of each file that are rejected for one kind of reason, the commonest of each file first.

    `rejections` is the table of that name; cells of rows that are used do not count. Gives `file`, `reason` (see
    `wording.kinds_of_reasons`) and `rows`, in order of file, then of rows from the most, then of reason.
    """
    rows = rejections.loc[~rejections["row_used"].astype("bool"), ["file", "reason"]]
    kinds = rows["reason"].map(kinds_of_reasons(rows["reason"].unique()))
    counts = rows.assign(reason=kinds).groupby(["file", "reason"]).size().rename("rows").reset_index()
    return counts.sort_values(["file", "rows", "reason"], ascending=[True, False, True], ignore_index=True)
