"""The choices that a method leaves to the parameters of a year. A method uses no other parameters."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator


class DirectionRules(BaseModel):
    """How direction of travel is decided; `docs/methods/02_direction_of_travel.md` has the rules."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    rule: Literal["tolerance", "exact", "none"] = "tolerance"
    intervals: Literal["published", "published_or_counts", "none"] = Field(default="none", validate_default=True)
    tolerance_percent: float = Field(default=2, ge=0, le=100, allow_inf_nan=False)
    overlapping_periods: Literal["compare", "cannot_determine"] = "compare"

    @field_validator("intervals")
    @classmethod
    def _something_decides(cls, intervals: str, info: ValidationInfo) -> str:
        if intervals == "none" and info.data.get("rule") == "none":
            raise ValueError("with rule none it must be published or published_or_counts, or nothing decides")
        return intervals


class DisclosureRule(BaseModel):
    """How a council's own small counts of people are hidden; `docs/methods/10_disclosure.md` has the rules.

    Counts from 1 to `largest_suppressed` are hidden; all others are given to the nearest `rounded_to`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    largest_suppressed: int = Field(default=7, ge=2, le=50)
    rounded_to: Literal[1, 5, 10] = 5


TrendMethod = Literal["fingertips-2025", "fingertips-2020"]
"""How a trend over five points is marked; `docs/methods/03_recent_trend.md` has the methods."""

FunnelCorrection = Literal["corrected", "source"]
"""How the spread between councils is measured; `docs/methods/06_funnel_plots.md` has both ways."""
