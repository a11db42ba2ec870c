"""A row of the compendium as its dashboard prints it, which tests change in parts."""

from __future__ import annotations

from typing import Any

ROW: dict[str, Any] = {
    "indicator_id": "waste_pct", "title": "Waste recycled", "unit": "%", "decimals": 1, "polarity": "higher_is_better",
    "theme": "Clean", "dashboard": "Waste", "in_theme": True, "counted": True, "in_headline": True,
    "value": 45.25, "marker": "", "status": "final", "period": "2022/23", "stale": False, "area_flag": "",
    "age_months": 0,
    "newest_period": None, "newest_marker": None, "previous_value": 44.0, "previous_marker": "",
    "previous_area_flag": "", "direction": "Improved", "movement": "Increased", "direction_reason": "because",
    "evidence": "clear",
    "rank": 2, "tied": 3, "n": 33, "quartile": 1, "quartile_best": 1, "quartile_worst": 1, "median": 40.0,
    "rank_reason": None,
    "quality_band": "Good", "quality_concerns": "", "measure_type": "national", "same_as": "", "provisional": False,
    "previous_provisional": False, "derived": False, "previous_derived": False, "why_no_figure": "",
    "owner": "Head of Waste", "comes_from": "",
}  # fmt: skip
