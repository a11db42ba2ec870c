"""What the tests of comparisons share: the rules of a run, a register of one indicator, its figures and a group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from helpers.method_rules import DirectionRules
from helpers.params import AsAt, Parameters

OWN = "E10000018"
ENGLAND = "E92000001"
YEAR_END = date(2023, 3, 31)
DATES = {"start_date": "object", "end_date": "object"}
RULES = Parameters(
    year=2023,
    authority=OWN,
    framework="plan",
    comparator_group="group",
    stage="draft",
    as_at=AsAt(academic=date(2023, 8, 31), fe_year=date(2023, 8, 31), all_others=YEAR_END),
    direction=DirectionRules(),
    trend_method="fingertips-2025",
    stale_after_months=36,
    minimum_group_size=4,
)


def register(polarity: str = "higher_is_better", breaks: str = "", frequency: str = "annual") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator_id": ["one"],
            "polarity": [polarity],
            "decimals": [1],
            "value_type": ["percentage"],
            "unit": ["%"],
            "period_type": ["financial"],
            "frequency": [frequency],
            "breaks": [breaks],
            "why_no_figure": [""],
        }
    )


def observed(years: dict[int, dict[str, float | None]]) -> pd.DataFrame:
    """Figures by the year in which a financial year ends, and by area."""
    rows = [
        {
            "indicator_id": "one",
            "area_code": area,
            "period": f"{year - 1}/{year % 100}",
            "period_start": date(year - 1, 4, 1),
            "period_end": date(year, 3, 31),
            "value": value,
            "marker": "" if value is not None else "[x]",
            "status": "final",
            "area_flag": "",
        }
        for year, figures in years.items()
        for area, value in figures.items()
    ]
    numbers = dict.fromkeys(("lower_95", "upper_95", "numerator", "denominator"), float("nan"))
    return pd.DataFrame(rows).assign(**numbers).astype({"value": "float64"})


def members_of(codes: Sequence[str], **ended: date) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_code": list(codes),
            "area_name": [f"Council {code}" for code in codes],
            "start_date": None,
            "end_date": [ended.get(code) for code in codes],
            "successor_codes": "",
        }
    ).astype(DATES)


NOW: dict[str, float | None] = {OWN: 5.0, "a": 9.0, "b": 9.0, "c": 8.0, "d": 6.0, "e": 4.0, "f": 3.0, "g": 1.0}
"""Best first 9, 9, 8, 6, 5, 4, 3, 1: the fifth of eight, the first of the 3rd quartile."""
