"""The tables that no notebook writes: the site makes them from this report and earlier ones beside it."""

from __future__ import annotations

from typing import Final

from helpers.schema.counts import table_of_counts
from helpers.schema.declarations import by_name

YEARS_COUNTS: Final = table_of_counts(
    "years_counts",
    "this report beside earlier ones of the same council",
    "the years of the reports, the indicators that this one and the last before both count, the share of them that "
    "improved and worsened in each, and the indicators that changed in one way (up, down, restated, newer, added, "
    "dropped): all, those of a theme, and those not named on the first page",
    "make year=2023",
)

SITE_TABLES: Final = by_name((YEARS_COUNTS,))
"""The tables by their names; each is in the downloads of a report that states a count of it."""
