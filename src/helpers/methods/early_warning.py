"""Which indicators need a look early: clearly worse, and behind most of the group or off target."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.verdicts import CLEAR, RED, WORSENED

LOWEST_QUARTILE: Final = 4


def early_warning(frame: pd.DataFrame) -> pd.DataFrame:
    """Say of each indicator whether its figures put it on the list of early warnings, and which condition does.

    It is on the list if it worsened, the evidence for that is clear, and it is in the lowest quartile or red on a
    target. A quartile or a colour that is not known meets no condition.

    Columns needed    direction, evidence, quartile (null without a rank), target_status (blank without a target)
    Columns returned  those of the frame; clearly_worse, low_quartile, red_target, by_figures
    Source            docs/methods/19_pressures_and_risks.md
    """
    clearly_worse = frame["direction"].eq(WORSENED) & frame["evidence"].eq(CLEAR)
    low = frame["quartile"].eq(LOWEST_QUARTILE).fillna(value=False).astype("bool")
    red = frame["target_status"].eq(RED)
    return frame.assign(
        clearly_worse=clearly_worse, low_quartile=low, red_target=red, by_figures=clearly_worse & (low | red)
    )
