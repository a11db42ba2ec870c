"""Cells of tables: how a number, a date, a direction, a quartile or a band of quality is printed."""

from __future__ import annotations

import datetime
import numbers
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Literal

import pandas as pd

from helpers.present.values import REASON, Cell, Span, Sparkline
from helpers.verdicts import (
    CANNOT_BE_CALCULATED,
    CANNOT_BE_DETERMINED,
    CANNOT_BE_TOLD,
    CLEAR,
    DECREASED,
    DECREASING,
    GETTING_BETTER,
    GETTING_WORSE,
    IMPROVED,
    INCREASED,
    INCREASING,
    NO_REAL_CHANGE,
    NO_SIGNIFICANT_CHANGE,
    NOT_JUDGED,
    QUARTILE_LABELS,
    SERIOUS_CONCERNS,
    SOME_CONCERNS,
    UNCHANGED,
    USUAL,
    WORSENED,
    ordinal,
)

MISSING: Final = "[x]"
MINUS: Final = "\N{MINUS SIGN}"

# word: (mark, kind). Triangles carry a judgement; thin arrows carry only a movement.
_DIRECTIONS: Final[Mapping[str, tuple[str, str]]] = {
    IMPROVED: ("▲", "improved"),
    NO_REAL_CHANGE: ("►", "unchanged"),
    WORSENED: ("▼", "worsened"),
    CANNOT_BE_DETERMINED: ("–", "undetermined"),
    NOT_JUDGED: ("–", "movement"),
    INCREASED: ("↑", "movement"),
    DECREASED: ("↓", "movement"),
    UNCHANGED: ("→", "movement"),
    INCREASING + GETTING_BETTER: ("▲", "improved"),
    DECREASING + GETTING_BETTER: ("▲", "improved"),
    NO_SIGNIFICANT_CHANGE: ("►", "unchanged"),
    INCREASING + GETTING_WORSE: ("▼", "worsened"),
    DECREASING + GETTING_WORSE: ("▼", "worsened"),
    INCREASING: ("↑", "movement"),
    DECREASING: ("↓", "movement"),
    CANNOT_BE_CALCULATED: ("–", "undetermined"),
}


_STRENGTH: Final[Mapping[str, str]] = {CLEAR: "clearly", USUAL: USUAL, CANNOT_BE_TOLD: "how sure cannot be told"}
_CLEAR_ALTHOUGH_SMALL: Final = "but it moved clearly"
_WITHOUT_STRENGTH: Final = frozenset({CANNOT_BE_DETERMINED, UNCHANGED})


def is_missing(value: Any) -> bool:
    """Return whether a single value is None, NaN, NaT or NA."""
    kind = type(value)
    if kind is float:
        return bool(value != value)
    if value is None or kind is str or kind is int or kind is bool:
        return value is None
    return bool(pd.isna(value)) if pd.api.types.is_scalar(value) else False


def format_number(value: float | Decimal | None, decimals: int | None = None) -> str:
    """Return a number as a reader expects it: thousands commas, fixed places, a true minus sign.

    Halves round away from zero, judged on the shortest decimal that stands for the number, so 0.125 gives
    0.13 at two places and a result of zero never has a sign. The minus is U+2212, as wide as a plus and
    read aloud as 'minus'. Without `decimals` whole numbers keep no places and others all they have.
    A missing value gives '[x]'.

    Raises  ValueError: an infinite value or negative `decimals`
    """
    if is_missing(value) or value is None:
        return MISSING
    if decimals is not None and decimals < 0:
        raise ValueError(f"decimals must be 0 or more, not {decimals}")
    if isinstance(value, Decimal):
        exact = value
    elif isinstance(value, numbers.Integral):
        exact = Decimal(int(value))
    else:
        exact = Decimal(repr(float(value)))
    if not exact.is_finite():
        raise ValueError(f"cannot print {value!r}: a figure on a page must be finite")
    if decimals is not None:
        # scaleb keeps the quantum exact; the default context of 28 digits holds any published figure
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    elif exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1))
    text = f"{abs(exact):,f}"
    return MINUS + text if exact < 0 else text


def round_in_words(number: float) -> str:
    """Return a number that was worked out and not counted: in whole numbers, or that it is less than one.

    >>> round_in_words(41.5), round_in_words(1.2), round_in_words(0.4)
    ('about 42', 'about 1', 'less than 1')
    """
    return f"about {format_number(number, 0)}" if number >= 1 else "less than 1"


def format_value(value: object, decimals: int | None = None) -> str:
    """Return any single value as text, never blank.

    Numbers go through `format_number`, dates print as '31 March 2023', truth values as Yes or No; a missing value or
    an empty text prints '[x]'.
    """
    if is_missing(value):
        return MISSING
    if isinstance(value, bool) or type(value).__name__ in {"bool_", "bool"}:
        return "Yes" if value else "No"
    if isinstance(value, numbers.Real | Decimal):
        return format_number(value, decimals)  # type: ignore[arg-type]
    if isinstance(value, datetime.date):
        return f"{value.day} {value:%B %Y}"
    text = str(value)
    return text if text.strip() else MISSING


def as_cell(value: object, decimals: int | None = None, unit: str = "", facts: tuple[str, ...] = ()) -> Cell:
    """Return any single value as a cell that is printed as `format_value` prints it; a cell passes unchanged.

    `unit`, `decimals` and `facts` are of a number and are left out of other cells.
    """
    if isinstance(value, Cell):
        return value
    spans = (Span(format_value(value, decimals)),)
    if isinstance(value, str) or is_missing(value):
        return Cell(spans, facts=facts)
    if isinstance(value, numbers.Real | Decimal) and not isinstance(value, bool):
        return Cell(spans, value, unit, decimals, facts)
    return Cell(spans, value, facts=facts)


def number_cell(value: float, decimals: int, unit: str = "", text: str = "") -> Cell:
    """Return a number as a cell; `text` is what is printed of it where that is more than the number."""
    if is_missing(value):
        return Cell((Span(text or MISSING),))
    return Cell((Span(text or format_number(value, decimals)),), value, unit, decimals)


def words_cell(words: str) -> Cell:
    """Return words as a cell; a missing value or blank words give '[x]'."""
    return Cell((Span(format_value(words)),))


def signed_number(value: float | None, decimals: int | None = None) -> str:
    """Return a change as a number with its sign, which 0 has not; a missing one gives '[x]'.

    >>> signed_number(2.04, 1), signed_number(0.04, 1), signed_number(None)
    ('+2.0', '0.0', '[x]')
    """
    text = format_number(value, decimals)
    return f"+{text}" if not is_missing(value) and not text.startswith(MINUS) and text.strip("0.") else text


PERCENT_OF_BEFORE: Final = frozenset({"rate", "ratio", "count", "currency"})
"""The types of figures whose change is printed in per cent of the figure before; of a share that would mislead."""

CHANGE_NOTE: Final = (
    "Change: of a percentage in percentage points, of a rate, a count or an amount of money in % of the figure before, "
    "of all others in their own unit."
)


def unit_in_words(unit: str) -> str:
    """Return a unit as it is printed apart from a figure, with the sign of pounds.

    >>> unit_in_words("GBP per head"), unit_in_words("GBP million"), unit_in_words("per 100,000")
    ('£ per head', '£ million', 'per 100,000')
    """
    return unit.replace("GBP", "£")


def name_cell(title: str, unit: str) -> Cell:
    """Return the name of an indicator with its unit behind it in brackets."""
    return Cell((Span(title), Span(" "), Span(f"({unit_in_words(unit)})", "unit")))


def change_words(change: Any, change_percent: Any, value_type: str, decimals: int) -> str:
    """Return a change as it is printed, never in per cent of a percentage; a missing one gives '[x]'.

    >>> change_words(-1.1, -33.3, "percentage", 1), change_words(8, 4.04, "rate", 1), change_words(0.5, 5, "mean", 1)
    ('−1.1 points', '+4.0%', '+0.5')
    """
    if value_type in PERCENT_OF_BEFORE and not is_missing(change_percent):
        return f"{signed_number(change_percent, 1)}%"
    words = signed_number(change, decimals)
    return f"{words} points" if value_type == "percentage" and not is_missing(change) else words


def direction_cell(direction: Any, evidence: Any = None) -> Cell:
    """Return a direction of travel, or a trend, as a word with a mark that does not rely on colour.

    The strength of the evidence is printed below it in words, where there is a direction to go with it.

    A triangle judges: ▲ Improved, ▼ Worsened, ► No real change, whichever way the number moved; a dash
    stands for Cannot be determined and Not judged. Increased, Decreased and Unchanged, the movements of a
    measure that is not judged, carry thin arrows and a neutral colour. A trend is marked in the same way. The
    mark is hidden from assistive technology, which reads the word. A missing direction gives '[x]'.

    Raises  ValueError: other words
    """
    if is_missing(direction):
        return Cell((Span(MISSING),))
    word = str(direction)
    if word not in _DIRECTIONS:
        raise ValueError(f"{word!r} is not a direction of travel; expected one of {', '.join(_DIRECTIONS)}")
    mark, kind = _DIRECTIONS[word]
    cell = Cell((Span(word, "direction", kind, mark),))
    if is_missing(evidence) or word in _WITHOUT_STRENGTH:
        return cell
    moved = word == NO_REAL_CHANGE and evidence == CLEAR
    return cell.with_spans(Span(_CLEAR_ALTHOUGH_SMALL if moved else _STRENGTH[str(evidence)], REASON))


def quartile_cell(quartile: Any) -> Cell:
    """Return a quartile, 1 (best) to 4, as a tag told apart by its words and border as well as its colour.

    A missing quartile gives '[x]'.

    Raises  ValueError: anything but 1, 2, 3 and 4
    """
    if is_missing(quartile):
        return Cell((Span(MISSING),))
    if not isinstance(quartile, numbers.Real) or float(quartile) not in QUARTILE_LABELS:
        raise ValueError(f"a quartile is 1, 2, 3 or 4, not {quartile!r}")
    number = int(float(quartile))
    return Cell((Span(QUARTILE_LABELS[number], "quartile", str(number)),), number)


NOT_KNOWN_HOW_SURE: Final = "how sure is not known"
"""What is said of a quartile where nothing is known of how far the figures go up and down."""


def sure_quartile_cell(quartile: Any, best: Any, worst: Any) -> Cell:
    """Return a quartile as `quartile_cell` does, with the quartiles that the council could be in where they are more.

    `best` and `worst` are the ends of the 95% set, missing where nothing can be said.

    >>> [str(sure_quartile_cell(1, best, worst).text) for best, worst in ((1, 1), (1, 3), (None, None))]
    ['1st (best)', '1st (1st to 3rd)', '1st (how sure is not known)']
    """
    if is_missing(quartile) or (not is_missing(best) and best == worst == quartile):
        return quartile_cell(quartile)
    number, words = int(quartile), NOT_KNOWN_HOW_SURE
    if not is_missing(best):
        words = f"{ordinal(int(best))} to {ordinal(int(worst))}" if best != worst else ordinal(int(best))
    return Cell((Span(ordinal(number), "quartile", str(number)), Span(words, REASON)), number)


def sure_quartile_cells(frame: pd.DataFrame) -> pd.Series:
    """Return the cells of a frame with `quartile`, `quartile_best` and `quartile_worst`."""
    parts = zip(frame["quartile"], frame["quartile_best"], frame["quartile_worst"], strict=True)
    return as_column([sure_quartile_cell(*ends) for ends in parts], frame.index)


def quality_cell(band: Any, concerns: Any = "") -> Cell:
    """Return a band of data quality in words, framed where there are concerns, with their dimensions below.

    A missing band gives '[x]'.
    """
    if is_missing(band):
        return Cell((Span(MISSING),))
    if band not in (SERIOUS_CONCERNS, SOME_CONCERNS):
        return Cell((Span(str(band)),))
    cell = Cell((Span(str(band), "concern"),))
    return cell.with_spans(Span(str(concerns), "reason")) if not is_missing(concerns) and concerns else cell


def quality_cells(frame: pd.DataFrame) -> pd.Series:
    """Return the cells of a frame with `quality_band` and `quality_concerns`."""
    bands = zip(frame["quality_band"], frame["quality_concerns"], strict=True)
    return as_column([quality_cell(band, concerns) for band, concerns in bands], frame.index)


def sparkline_cell(values: Sequence[float | None], *, label: str, better: Literal["", "up", "down"] = "") -> Cell:
    """Return a small line of a series as a cell, with its last point marked.

    `label` is what a screen reader says instead of the picture, such as 'from 4.2 in 2018/19; up is better', and
    `better` the way of the arrow beside it. A None leaves a gap; one value alone is a dot; no values give '[x]'.

    Raises  ValueError: an empty label
    """
    if not label.strip():
        raise ValueError("a sparkline needs a label that says which periods and values it shows")
    points = tuple(None if value is None or is_missing(value) else float(value) for value in values)
    if all(point is None for point in points):
        return Cell((Span(MISSING),))
    return Cell((), sparkline=Sparkline(points, label, better))


def as_column(cells: Sequence[object], index: pd.Index) -> pd.Series:
    """Return cells as a column of a frame, which pandas leaves as they are."""
    return pd.Series(list(cells), index=index, dtype="object")
