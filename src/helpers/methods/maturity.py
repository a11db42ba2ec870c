"""Whether a result that takes weeks to be verified could be verified when its figure was handed in."""

from __future__ import annotations

import numpy as np
import pandas as pd

MATURE, IMMATURE, NOT_KNOWN = "mature", "immature", "not known"
NO_LAG = ""
"""The state of a figure that takes no weeks to be verified."""


def maturity(figures: pd.DataFrame) -> pd.DataFrame:
    """Say of each figure whether all of it could be verified on the day on which it was handed in.

    A result that counts only once it has lasted, such as 13 weeks in work, is complete that many weeks after the end
    of its period. A figure that was signed before that day is immature: later results can still raise it.

    Columns needed    period_end, signed_on (days; null for none), verification_weeks (null where it takes none)
    Columns returned  mature_on (the first day on which it is complete, null where it takes no weeks), maturity (mature,
                      immature, not known where nobody signed, blank where it takes no weeks)
    Source            docs/methods/01_figures.md, rule Y4
    """
    weeks = figures["verification_weeks"]
    lag = pd.to_timedelta(weeks.astype("float64") * 7, unit="D")
    mature_on = pd.to_datetime(figures["period_end"]) + lag
    signed = pd.to_datetime(figures["signed_on"])
    state = np.select(
        [weeks.isna().to_numpy("bool"), signed.isna(), signed < mature_on], [NO_LAG, NOT_KNOWN, IMMATURE], MATURE
    )
    return pd.DataFrame({"mature_on": mature_on, "maturity": state}, index=figures.index).astype({"maturity": "str"})
