"""On which side of the group's median, and of England, indicators stand."""

from __future__ import annotations

import pandas as pd

from helpers.verdicts import SIGNS


def side_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the indicators that are better, the same and worse than the group's median, and than England.

    What has no better end or no figure to compare with is in none.

    Columns needed    polarity; gap, gap_to_england (units of the indicator)
    Columns returned  two rows, one for each gap: measure (gap or gap_to_england), better, same, worse, compared (their
                      sum)
    """
    sign = frame["polarity"].map(SIGNS).astype("float64")
    rows = []
    for measure in ("gap", "gap_to_england"):
        judged = (sign * frame[measure])[(sign != 0) & frame[measure].notna()]
        better, worse = int((judged > 0).sum()), int((judged < 0).sum())
        rows.append((measure, better, len(judged) - better - worse, worse, len(judged)))
    return pd.DataFrame(rows, columns=["measure", "better", "same", "worse", "compared"])
