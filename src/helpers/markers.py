"""Shorthand that is next to or instead of a figure.

Source: Government Analysis Function, Symbols in tables.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

MEANINGS: dict[str, str] = {
    "[b]": "break in the series",
    "[c]": "confidential, suppressed by the publisher or the council",
    "[d]": "worked out from published counts",
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

WITH_A_FIGURE = frozenset({"[b]", "[d]", "[e]", "[f]", "[low]", "[p]", "[r]", "[u]"})
"""The markers that a cell may have beside its figure; a cell with any other has no figure."""

DERIVED, PROVISIONAL = "[d]", "[p]"
"""The markers that a figure gets by its status: worked out from published counts, and still to be confirmed."""


def marked(text: str, *, provisional: bool, derived: bool) -> str:
    """Return words that name a figure with the markers of its status.

    >>> marked("Potholes", provisional=True, derived=True), marked("Potholes", provisional=False, derived=False)
    ('Potholes [d] [p]', 'Potholes')
    """
    return " ".join([text, *markers_of(provisional=provisional, derived=derived)])


def with_marks(rows: pd.DataFrame) -> list[str]:
    """Return titles with the markers of what their figures, the latest or the one before, are.

    Columns needed    title, provisional, derived, previous_provisional, previous_derived
    """
    provisional, derived = (rows[name] | rows[f"previous_{name}"].eq(other=True) for name in ("provisional", "derived"))
    return [
        marked(str(title), provisional=bool(may_change), derived=bool(worked_out))
        for title, may_change, worked_out in zip(rows["title"], provisional, derived, strict=True)
    ]


def markers_of(*, provisional: bool, derived: bool) -> list[str]:
    """Return the markers of a figure's status, in order of the alphabet."""
    return [marker for marker, is_so in ((DERIVED, derived), (PROVISIONAL, provisional)) if is_so]


def markers_beside(marker: str, *, provisional: bool, derived: bool) -> list[str]:
    """Return all markers that are printed beside a figure, in order of the alphabet: its own and those of its status.

    >>> markers_beside("[r] [e]", provisional=False, derived=True)
    ['[d]', '[e]', '[r]']
    """
    return sorted({*marker.split(), *markers_of(provisional=provisional, derived=derived)})


def is_provisional(status: pd.Series, marker: pd.Series) -> pd.Series:
    """Say of each figure whether it may still change, by its status or its marker; no for one that is not there."""
    return _has_status(status, marker, "provisional", PROVISIONAL)


def is_derived(status: pd.Series, marker: pd.Series) -> pd.Series:
    """Say of each figure whether it is worked out from published counts; no for one that is not there."""
    return _has_status(status, marker, "derived", DERIVED)


def _has_status(status: pd.Series, marker: pd.Series, name: str, mark: str) -> pd.Series:
    marks = marker.astype("object").fillna("").astype("str").str.contains(mark, regex=False)
    return (status.eq(name).fillna(value=False) | marks).astype("bool")


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
        return f"marker {instead[0]} is next to a figure, but means that there is none"
    return None


def with_markers(marker: str, more: str) -> str:
    """Return the markers of a figure with more of them, each once.

    >>> with_markers("[e] [p]", "[p] [r]")
    '[e] [p] [r]'
    """
    return " ".join(dict.fromkeys([*marker.split(), *more.split()]))


SYMBOLS: dict[str, str] = {
    "*": "[c]",
    "c": "[c]",
    "supp": "[c]",
    "low": "[low]",
    "k": "[low]",
    "u": "[u]",
    "..": "[x]",
    ":": "[x]",
    "-": "[x]",
    "x": "[x]",
    "z": "[z]",
    "ne": "[z]",
}
"""Older symbols of a cell without a figure, with the shorthand for each; capitals make no difference.

A dash stands for a figure that is not there, not for zero: some publishers use it so, and zero is the greater error.
"""

_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?|-?\.\d+")


class Figure(NamedTuple):
    """A figure as published: its value, or none, and its markers separated by a space."""

    value: float | None
    marker: str


def read_figure(text: str) -> Figure:
    """Read a figure as it is in a cell: a number, a symbol instead of one, or a number with its markers.

    A blank cell is not available, [x].
    Raises ValueError where the cell holds something else, or a marker that says there is no number beside one.
    Source: Government Analysis Function, Symbols in tables; older symbols of DfE, ONS and NHS England.

    >>> read_figure("1,234.5 [e][p]"), read_figure("*"), read_figure("0")
    (Figure(value=1234.5, marker='[e] [p]'), Figure(value=None, marker='[c]'), Figure(value=0.0, marker=''))
    """
    bare, *marked = re.split(r"(?=\[)", text.strip(), maxsplit=1)
    bare = bare.strip()
    markers = re.findall(r"\[[^\]]*\]|[^\s\[\]]+", marked[0].lower()) if marked else []
    value = None
    if _NUMBER.fullmatch(bare):
        value = float(bare.replace(",", ""))
    elif bare.lower() in SYMBOLS:
        markers.insert(0, SYMBOLS[bare.lower()])
    elif bare:
        raise ValueError(f"{text!r} is neither a number nor a known symbol for a missing figure")
    elif not markers:
        markers = ["[x]"]
    marker = " ".join(markers)
    if problem := marker_problem(marker, has_value=value is not None):
        raise ValueError(f"{text!r}: {problem}")
    return Figure(value, marker)
