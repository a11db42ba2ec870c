"""The counts of the whole report and of each theme, which are sums over dashboards."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.schema.narrative import HEADLINE_FACTS
from helpers.schema.types import no_rows, pandas_types

ALL: Final = "all"
"""What the row of the whole report has for a theme."""

_SUMMED: Final = ("indicators", "determined", "improved", "worsened", "no_real_change")
_SHARES: Final = ("improved", "worsened", "no_real_change")


def headline_facts(facts: pd.DataFrame) -> pd.DataFrame:
    """Sum the counts of dashboards over the report and over each theme, the whole first, then themes as printed.

    A dashboard that the headline leaves out is in no sum. Percentages are of the indicators whose direction of travel
    can be determined, as in the council's own reports.

    Columns needed    facts, the table dashboard_facts: theme, theme_order, in_headline, indicators, determined,
                      improved, worsened, no_real_change
    Columns returned  those of the table headline_facts
    Source            docs/methods/08_headline.md
    """
    counted = facts[facts["in_headline"].astype("bool")]
    if counted.empty:
        return no_rows(HEADLINE_FACTS)
    themes = counted.groupby(["theme_order", "theme"])[list(_SUMMED)].sum().reset_index()
    whole = pd.DataFrame([{"theme_order": 0, "theme": ALL} | counted[list(_SUMMED)].sum().to_dict()])
    sums = pd.concat([whole, themes], ignore_index=True)
    sums["undetermined"] = sums["indicators"] - sums["determined"]
    base = sums["determined"].where(sums["determined"] > 0)
    for name in _SHARES:
        sums[f"{name}_percent"] = 100 * sums[name] / base
    return sums[list(HEADLINE_FACTS.names)].astype(pandas_types(HEADLINE_FACTS))
