"""How many figures are outside the limits of funnel plots, and how many would be by chance."""

from __future__ import annotations

import pandas as pd

from helpers.methods.base_rates import flagged_by_chance
from helpers.methods.funnel import LEVELS, STEPS_OUTSIDE

OWN, EVERY = "own", "every"
"""Whose figures are counted: those of the council reported on, or those of all councils of the group."""


def funnel_counts(funnels: pd.DataFrame) -> pd.DataFrame:
    """Count the figures that are outside each pair of limits, with how many would be if all were as the limits say.

    Columns needed    those of the table funnels: own, comparison
    Columns returned  one row for each pair: whose (own or every), limits (0.95 or 0.998), and those of
                      `flagged_by_chance`: compared, flagged, by_chance (figures), none_percent
    Source            as for `flagged_by_chance`
    """
    steps = funnels["comparison"].map(STEPS_OUTSIDE).fillna(0)
    own = funnels["own"].astype("bool")
    rows = [
        {"whose": whose, "limits": level}
        | flagged_by_chance(pd.DataFrame({"beyond": steps[part] >= number}), level).to_dict()
        for whose, part in ((OWN, own), (EVERY, own | True))
        for number, level in enumerate(LEVELS, start=1)
    ]
    return pd.DataFrame(rows)
