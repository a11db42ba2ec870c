"""The numbers of the method that sentences state, whatever the figures are: the table method_numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from helpers.methods.false_discovery import RATE
from helpers.methods.intervals import CONFIDENCE
from helpers.methods.local_level import FORECAST_CONFIDENCE
from helpers.methods.trajectory import OFF_TRAJECTORY
from helpers.results.as_counts import as_counts
from helpers.schema.site import METHOD_NUMBERS
from helpers.verdicts import POSITION_METHODS, RANK_LEVELS

_CASES: Final = "cases of 100"

NUMBERS: Final[Mapping[str, tuple[int, str]]] = {
    **{f"ranks_{level}": (level, _CASES) for level in RANK_LEVELS},
    "difference": (round(100 * CONFIDENCE), _CASES),
    "forecast": (round(100 * FORECAST_CONFIDENCE), _CASES),
    "by_chance_at_most": (round(100 * RATE), "changes of 100"),
    "off_trajectory": (round(100 * OFF_TRAJECTORY), "% of the way planned"),
    "position_methods": (len(POSITION_METHODS), "ways to add indicators up"),
}
"""Each number with what it is in, from the method that uses it."""


def method_numbers() -> pd.DataFrame:
    """Return the numbers of the method as a table.

    Columns returned  METHOD_NUMBERS
    """
    return as_counts(((name, number, unit) for name, (number, unit) in NUMBERS.items()), METHOD_NUMBERS)
