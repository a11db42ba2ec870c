"""Rows of target results, which tests of pages change in parts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from helpers.schema.targets import TARGET_RESULTS
from helpers.schema.types import no_rows

BUILT: dict[str, Any] = {
    "target_id": "recycling", "indicator_id": "waste_pct", "reference": "", "title": "Waste recycled",
    "theme": "Clean", "polarity": "higher_is_better", "type": "reach", "unit": "%", "decimals": 1,
    "owner": "Head of Waste", "actual": 55.8, "actual_is": "", "actual_period": "2022/23", "actual_from": "run",
    "provisional": False, "baseline_value": 44.0, "baseline_period": "2021/22", "target_value": 60.0,
    "target_period": "Mar 2023", "due": "target", "due_value": 60.0, "short_by": 4.2, "off": 4.2,
    "off_is": "points", "off_percent": 7.0, "tolerance": 5.0, "calculated": "Amber", "rule": "tolerance",
    "reason": "off what is due, within the tolerance", "judged": "", "judged_reason": "", "status": "Amber",
    "gap": 4.2, "progress_percent": 73.75, "required_rate": None, "past_rate": 11.8, "realism": "It cannot be said.",
    "rate_reason": "the period of the target is over", "forecast": None, "forecast_lower": None,
    "forecast_upper": None, "chance_percent": None, "forecast_reason": "the period of the target is over",
    "commentary": "", "remedial_action": "", "action_by": "", "source": "The report", "note": "",
    "baseline_version": "", "baseline_reason": "", "target_lower": None, "target_upper": None, "floor": None,
    "due_lower": None, "due_upper": None, "lacks_commentary": True, "lacks_action": True,
    "forecast_held_percent": None, "missing": "", "period_reason": "", "due_on": None,
}  # fmt: skip

TREES: dict[str, Any] = BUILT | {
    "target_id": "trees",
    "indicator_id": "trees_count",
    "title": "Trees planted",
    "type": "cumulative",
    "unit": "trees",
    "decimals": 0,
    "actual": 250_000.0,
    "actual_is": "more than",
    "actual_period": "31 Mar 2023",
    "actual_from": "judgement",
    "baseline_value": None,
    "target_value": 700_000.0,
    "target_period": "",
    "due": "nothing",
    "due_value": None,
    "off": None,
    "off_is": "units",
    "calculated": "Cannot be determined",
    "rule": "",
    "status": "Cannot be determined",
    "missing": "the date by which it is to be reached; the figure that it starts from with its period, or milestones "
    "on the way",
    "period_reason": "The report does not say by when.",
    "reason": "nobody says by when it is to be reached",
    "gap": 450_000.0,
    "progress_percent": 100 * 250 / 700,
    "past_rate": None,
    "rate_reason": "nobody says by when it is to be reached",
    "forecast_reason": "nobody says by when it is to be reached",
}

NET_ZERO: dict[str, Any] = TREES | {
    "target_id": "net_zero",
    "indicator_id": "ghg",
    "title": "Net zero county",
    "type": "reach",
    "polarity": "lower_is_better",
    "unit": "tonnes CO2e per head",
    "decimals": 2,
    "actual": 6.32,
    "actual_is": "",
    "actual_period": "2022",
    "actual_from": "run",
    "target_value": 0.0,
    "target_period": "2045",
    "gap": 6.32,
    "progress_percent": None,
    "required_rate": 0.274783,
    "past_rate": 0.242,
    "rate_reason": "",
    "realism": "It needs a faster rate than in the past, but no faster than the best past year.",
    "calculated": "Not due yet",
    "status": "Not due yet",
    "due_on": date(2045, 12, 31),
    "reason": "no baseline or milestone says where it should be by now",
    "period_reason": "",
    "missing": "the figure that it starts from with its period, or milestones on the way",
    "forecast_reason": "it is more than 5 years ahead",
}

DAYS: dict[str, Any] = {"baseline_end": date(2022, 3, 31), "target_end": date(2023, 3, 31)}


def results_of(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of the table target_results; columns that tests leave out are empty."""
    empty = no_rows(TARGET_RESULTS)
    return pd.DataFrame([dict.fromkeys(empty.columns) | row for row in rows]) if rows else empty
