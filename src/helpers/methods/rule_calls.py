"""What each rule of direction says of many changes at once: a rise, a fall or no change."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods.expressions import TIE


def call_any_change(changes: pd.DataFrame) -> pd.Series:
    """Return 1 for a figure that rose, -1 for one that fell, 0 for one that is the same; missing without a change.

    Columns needed  those of `yearly_changes`: previous_value, value, change
    Source          docs/methods/02_direction_of_travel.md, the rule exact
    """
    return _calls(changes, changes["change"].abs() > _slack(changes))


def call_by_tolerance(changes: pd.DataFrame, tolerance_percent: float) -> pd.Series:
    """Return 1 for a rise beyond the tolerance, -1 for such a fall, 0 for a change within it; missing without a change.

    The tolerance is a share of the figure before, and never less than half a unit of the last decimal.

    Columns needed  those of `yearly_changes`: previous_value, value, change, unit
    Source          docs/methods/02_direction_of_travel.md, the tolerance rule
    """
    tolerance = (tolerance_percent / 100 * changes["previous_value"].abs()).clip(lower=changes["unit"] / 2)
    return _calls(changes, changes["change"].abs() > tolerance + _slack(changes))


def call_by_intervals(changes: pd.DataFrame) -> pd.Series:
    """Return 1 or -1 where the intervals of both figures do not overlap, 0 where they do; missing without limits.

    Columns needed  those of `yearly_changes`: change, limits, lower_95, upper_95, previous_lower_95, previous_upper_95
    Source          docs/methods/02_direction_of_travel.md, the interval rule
    """
    apart = np.where(
        changes["change"] < 0,
        changes["previous_lower_95"] > changes["upper_95"],
        changes["lower_95"] > changes["previous_upper_95"],
    )
    return _calls(changes, pd.Series(apart, index=changes.index)).where(changes["limits"].notna())


def _calls(changes: pd.DataFrame, beyond: pd.Series) -> pd.Series:
    side = pd.Series(np.sign(changes["change"].to_numpy("float64")), index=changes.index)
    return side.where(beyond | side.isna(), 0.0)


def _slack(changes: pd.DataFrame) -> pd.Series:
    """Return by how much figures may differ and still be the same."""
    return TIE * changes["value"].abs().clip(lower=changes["previous_value"].abs())
