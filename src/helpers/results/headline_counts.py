"""The counts that the first page states beside its headline: how many are clear, how many are in each quartile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.results.commitments import LOWEST_QUARTILE
from helpers.results.compendium import directions_in_all, quartiles_in_all
from helpers.results.evidence_counts import count_by_chance
from helpers.results.figures_due import figures_due
from helpers.schema.narrative import HEADLINE_COUNTS
from helpers.schema.types import pandas_types
from helpers.verdicts import WORSENED

_DIRECTIONS: Final[Mapping[str, str]] = {
    "total": "indicators",
    "determined": "indicators",
    "improved": "indicators",
    "improved_percent": "%",
    "improved_clear": "indicators",
    "no_real_change": "indicators",
    "no_real_change_percent": "%",
    "no_real_change_clear": "indicators",
    "worsened": "indicators",
    "worsened_percent": "%",
    "worsened_clear": "indicators",
    "cannot_be_determined": "indicators",
    "provisional": "indicators",
    "derived": "indicators",
}
_QUARTILES: Final = ("ranked", "quartile_1", "quartile_2", "quartile_3", "quartile_4")
_CHANCE: Final = ("tested", "by_chance", "clear", "stay", "stay_any")


def headline_counts(counted: pd.DataFrame, observations: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Count what the first page states of the indicators that the headline counts, a row for each count.

    A percentage of no indicators is left out.

    Columns needed    counted, rows of the table compendium: those of `direction_counts`, `quartile_counts` and
                      `count_by_chance`, and value; observations and members, as `figures_due` needs them
    Columns returned  those of the table headline_counts
    Source            docs/methods/08_headline.md, docs/methods/13_strength_of_evidence.md
    """
    directions, quartiles = directions_in_all(counted), quartiles_in_all(counted)
    chance: dict[str, Any] = count_by_chance(counted)
    due = figures_due(counted, observations, members)
    top = quartiles["quartile_1"] + quartiles["quartile_2"]
    rows = [(name, directions[name], unit) for name, unit in _DIRECTIONS.items()]
    rows += [(name, quartiles[name], "indicators") for name in _QUARTILES]
    rows += [(f"ranked_{name}", quartiles[name], "indicators") for name in ("provisional", "derived")]
    rows.append(("top_half", top, "indicators"))
    lowest = counted["direction"].eq(WORSENED) & counted["quartile"].eq(LOWEST_QUARTILE)
    rows.append(("worsened_in_lowest", lowest.sum(), "indicators"))
    if quartiles["ranked"]:
        rows.append(("top_half_percent", 100 * top / quartiles["ranked"], "%"))
    rows += [(name, chance[name], "changes") for name in _CHANCE]
    rows.append(("with_figure", counted["value"].notna().sum(), "indicators"))
    rows += [("figures_due", len(due), "figures"), ("indicators_due", due["indicator_id"].nunique(), "indicators")]
    frame = pd.DataFrame(rows, columns=["measure", "number", "unit"])
    return frame[frame["number"].notna()].reset_index(drop=True).astype(pandas_types(HEADLINE_COUNTS))
