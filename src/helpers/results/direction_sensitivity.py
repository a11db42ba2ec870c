"""The directions of travel of one council by other rules, side by side with those that are reported."""

from __future__ import annotations

import pandas as pd

from helpers.method_rules import DirectionRules
from helpers.methods.direction import direction_of_travel
from helpers.results.own_series import every_series
from helpers.verdicts import CANNOT_BE_DETERMINED

SENSITIVITY = {
    "exact": DirectionRules(rule="exact"),
    "tolerance_1_percent": DirectionRules(tolerance_percent=1),
    "tolerance_2_percent": DirectionRules(tolerance_percent=2),
    "tolerance_5_percent": DirectionRules(tolerance_percent=5),
    "intervals": DirectionRules(rule="none", intervals="published_or_counts"),
    "intervals_first": DirectionRules(intervals="published"),
}
"""The rules by which the directions of a run are tried again."""


def sensitivity(own: pd.DataFrame, indicators: pd.DataFrame, area_code: str, judged: pd.DataFrame) -> pd.DataFrame:
    """Judge every indicator again by other rules, side by side with the direction that is reported.

    Columns needed    own: the table own_series; indicators: indicator_id, polarity, decimals, value_type; judged, made
                      by `directions`: indicator_id, direction
    Columns returned  one row per indicator: indicator_id, as_reported; the direction by each of the rules of
                      `SENSITIVITY`, where intervals is the interval rule alone, with limits worked out from counts
                      where none are published, and Cannot be determined without them, and intervals_first is the rule
                      of earlier versions, published limits first and then a tolerance of 2%; depends_on_rule (true
                      where improved, no real change and worsened are not the same by all rules that determine one)
    Source            docs/methods/02_direction_of_travel.md, Does the answer depend on the rule?
    """
    series = every_series(own, indicators, area_code)
    result = judged[["indicator_id", "direction"]].rename(columns={"direction": "as_reported"})
    for name, rules in SENSITIVITY.items():
        again = direction_of_travel(series, rules)[["indicator_id", "direction"]]
        result = result.merge(
            again.rename(columns={"direction": name}), on="indicator_id", how="left", validate="one_to_one"
        )
    words = result[["as_reported", *SENSITIVITY]]
    different = words.where(words != CANNOT_BE_DETERMINED).nunique(axis=1)
    return result.assign(depends_on_rule=different > 1).sort_values("indicator_id", ignore_index=True)
