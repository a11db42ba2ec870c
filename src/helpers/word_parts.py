"""The parts that a Word document of a report can have."""

from __future__ import annotations

from typing import Final

FIRST_PAGE: Final = "first_page"
COMPARISON: Final = "comparison"
FIGURES: Final = "figures"

PART_TITLES: Final[dict[str, str]] = {
    FIRST_PAGE: "Summary",
    "funding": "Funding",
    "spending": "Spending",
    "pressures_and_risks": "Pressures and risks",
    COMPARISON: "Comparison by theme",
    "targets": "Targets",
    FIGURES: "Figures by dashboard",
    "delivery": "Delivery",
    "places": "Places",
    "years": "Years",
}
"""Each part by its short name in `params/word/parts.csv`, with the heading of one that has several pages."""
