"""The figures of a made-up report that contradicts itself nowhere, and of the report before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

_BLANK: dict[str, Any] = {
    "data_year": "2030/31",
    "paragraph": "1",
    "theme": "",
    "dashboard": "",
    "reference": "",
    "indicator": "",
    "value": None,
    "word": "",
    "unit": "indicators",
    "qualifier": "",
    "kind": "number",
    "apart": False,
    "part_of": "",
}


def _counts(year: int, theme: str, dashboard: str, **counts: int) -> list[dict[str, Any]]:
    of_part = {"report_year": year, "topic": "direction_of_travel", "theme": theme, "dashboard": dashboard}
    return [of_part | {"measure": name, "value": value} for name, value in counts.items()]


def _of_indicator(reference: str, theme: str, **values: Any) -> list[dict[str, Any]]:
    of_row = {"report_year": 2031, "theme": theme, "reference": reference, "indicator": f"Measure {reference}"}
    rows = []
    for name, value in values.items():
        is_word = isinstance(value, str)
        unit = "status" if is_word else "percent" if name.endswith("percent") else "GBP" if "grant" in name else "units"
        topic = "rag" if is_word else "reward_grant" if "grant" in name else "target"
        rows.append(of_row | {"topic": topic, "measure": name, "unit": unit, "word" if is_word else "value": value})
    return rows


def _whole(topic: str, unit: str, **values: float) -> list[dict[str, Any]]:
    of_whole = {"report_year": 2031, "topic": topic, "unit": unit}
    return [of_whole | {"measure": name, "value": value} for name, value in values.items()]


def _rows() -> Iterable[dict[str, Any]]:
    yield from _counts(2031, "", "", total=20, improved=9, no_real_change=5, worsened=4, cannot_be_determined=2)
    yield from _counts(2031, "Roads", "", total=12, improved=5, worsened=3)
    yield from _counts(2031, "Roads", "Repairs", total=7, improved=3, no_real_change=2, worsened=2)
    yield from _counts(2031, "Roads", "Safety", total=5, improved=2, no_real_change=1, worsened=1)
    yield from _counts(2031, "Homes", "", total=6, improved=3, worsened=1)
    yield from _counts(2031, "Homes", "Housing", total=6, improved=3, no_real_change=2, worsened=1)
    yield from _counts(2031, "", "Staff and money", total=2, improved=1, worsened=0)
    yield from _whole("direction_of_travel", "percent", improved_percent=50, no_real_change_percent=28)
    yield from _whole("direction_of_travel", "percent", worsened_percent=22)
    yield from _whole("quartile", "indicators", total=16, first_quartile=5, second_quartile=4)
    yield from _whole("quartile", "indicators", third_quartile=4, fourth_quartile=3)
    yield from _counts(2029, "", "", total=22, improved=10, no_real_change=6, worsened=4, cannot_be_determined=2)
    for theme, green, amber, red in (("", 3, 1, 1), ("Roads", 2, 1, 0), ("Homes", 1, 0, 1)):
        counts = _whole("rag", "indicators", green=green, amber=amber, red=red, not_available=0)
        yield from (row | {"theme": theme} for row in counts)
    yield from _of_indicator("1.1", "Roads", grant_total=100.5, grant_at_risk=100.5, rag_status="amber")
    yield from _of_indicator("1.2", "Roads", grant_total=300, grant_at_risk=0, rag_status="green")
    yield from _of_indicator("2.1", "Homes", grant_total=400.5, grant_at_risk=400.5, rag_status="red")
    yield from (
        row | {"dashboard": "Lists"}
        for reference, theme, status in (("1.1", "Roads", "amber"), ("2.1", "Homes", "red"))
        for row in _of_indicator(reference, theme, named_status=status)
    )
    for theme, total, at_risk in (("", 801, 501), ("Roads", 400.5, 100.5), ("Homes", 400.5, 400.5)):
        grants = _whole("reward_grant", "GBP", grant_total=total, grant_at_risk=at_risk)
        yield from (row | {"theme": theme} for row in grants)
    yield from _of_indicator("1.1", "Roads", actual=63, target=60, baseline=50, off_target_percent=5)
    yield from _of_indicator("1.1", "Roads", change_on_baseline_percent=26)
    yield from _of_indicator("2.1", "Homes", actual=45, target=60, of_target_achieved_percent=75)
    yield from (row | {"paragraph": "9"} for row in _of_indicator("2.1", "Homes", target=60))
    yield from _whole("finance", "GBP", allocation=2000)
    yield from (row | {"part_of": "allocation"} for row in _whole("finance", "GBP", underspend=99))
    yield from _whole("finance", "percent", underspend_percent=5)
    yield from _whole("count", "risks", risks=11)
    yield from (row | {"part_of": "risks"} for row in _whole("count", "risks", resolved=8, residual=3))
    yield from _whole("count", "indicators", indicators_total=5)
    yield from _whole("count", "themes", priority_outcome_themes=2)
    yield from _whole("funding", "GBP million", funding_gap_vs_comparator=30)
    yield from _whole("funding", "GBP", funding_per_head=900, funding_per_head_comparator=1000)
    yield from _whole("funding", "people", population=300_000)
    yield from _whole("rank", "rank", rank_performance=10, group_size_performance=33, quartile_performance=2)
    larger = {"measure": "larger_share_than_before", "word": "worsened", "unit": "direction", "dashboard": "Scrutiny"}
    yield {"report_year": 2031, "topic": "direction_of_travel", "kind": "words"} | larger
    yield from _whole("words", "year", year_of_report=2031)
    event = {"topic": "words", "measure": "years_before", "indicator": "Model published", "unit": "years"}
    yield event | {"report_year": 2029, "value": 1}
    yield event | {"report_year": 2031, "value": 3}


def printed_report() -> pd.DataFrame:
    """The figures of the reports of 2029 and 2031, whose ids are measures where these are once in the file."""
    rows = [_BLANK | row for row in _rows()]
    names = [row["measure"] for row in rows]
    for number, row in enumerate(rows):
        once = names.count(row["measure"]) == 1
        row["figure_id"] = row["measure"] if once else f"{row['measure']}-{number}"
        text = "" if row["value"] is None else f"{row['value']}"
        row["decimals"] = len(text.partition(".")[2])
    return pd.DataFrame(rows).astype({"value": "float64"})
