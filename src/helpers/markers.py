"""Shorthand that stands beside or instead of a figure.

Source: Government Analysis Function, Symbols in tables.
"""

from __future__ import annotations

MEANINGS: dict[str, str] = {
    "[b]": "break in the series",
    "[c]": "confidential, suppressed by the publisher",
    "[e]": "estimated",
    "[f]": "forecast",
    "[low]": "rounds to zero",
    "[p]": "provisional",
    "[r]": "revised",
    "[u]": "low reliability",
    "[x]": "not available",
    "[z]": "not applicable",
}
"""Every marker that an observation may carry, with its meaning."""

WITH_A_FIGURE = frozenset({"[b]", "[e]", "[f]", "[low]", "[p]", "[r]", "[u]"})
"""The markers that may stand beside a figure; the others stand instead of one."""


def marker_problem(text: str, *, has_value: bool) -> str | None:
    """Say what is wrong with the marker of a figure, or return None where nothing is.

    `text` holds zero or more markers separated by single spaces.
    """
    parts = text.split(" ") if text else []
    unknown = [part for part in parts if part not in MEANINGS]
    if unknown:
        return f"unknown marker {unknown[0]!r}; expected one of {' '.join(MEANINGS)}"
    if not parts and not has_value:
        return "no figure and no marker saying why"
    if has_value and (instead := [part for part in parts if part not in WITH_A_FIGURE]):
        return f"marker {instead[0]} stands beside a figure, but means that there is none"
    return None
