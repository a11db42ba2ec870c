"""The words that results carry, each spelt once, whatever room uses them."""

from __future__ import annotations

ALONE = "no other council of the group has a figure"
"""Why there is no rank, median or end of a group in which the council would be compared with itself."""
