"""Tables, findings and headline figures as accessible HTML with a fixed text form.

Everything here is safe to show: text is escaped unless it is already `markupsafe.Markup`. Nothing holds a
random identifier or a time, so the same frame gives the same bytes. The look comes from the page's style
sheet; here are only elements and class names.
"""

from __future__ import annotations

import datetime
import numbers
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd
from markupsafe import Markup, escape

from helpers.markers import MEANINGS
from helpers.verdicts import (
    CANNOT_BE_CALCULATED,
    CANNOT_BE_DETERMINED,
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
    WORSENED,
)
from helpers.visible import make_visible
from helpers.wording import number_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

MISSING: Final = "[x]"
MINUS: Final = "\N{MINUS SIGN}"
QUOTED: Final = "quoted"
"""The class of cells that hold the text of others, which may be anything; helpers.publish.page_lint leaves them out."""
SHORT: Final = 14
"""Texts of at most so many characters stay on one line."""

DIRECTION_KEY: Final = (
    "Triangles judge: ▲ improved, ▼ worsened, ► no real change, whichever way the number itself moved. "
    "Thin arrows (↑ ↓ →) only say which way a measure moved that is neither good nor bad when high."
)

SHORTHAND: Final = "Shorthand: " + "; ".join(f"{marker} {meaning}" for marker, meaning in MEANINGS.items()) + "."

# word: (mark, class). Triangles carry a judgement; thin arrows carry only a movement.
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
_KINDS: Final = frozenset({"", "improved", "unchanged", "worsened", "undetermined"})


@dataclass(frozen=True)
class Html:
    """A piece of safe HTML with the plain text shown where HTML cannot be.

    It is not a text itself, because pandas stores every kind of text as plain text, and what was safe HTML
    would be escaped as if it were data.
    """

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __html__(self) -> str:
        return self.html

    def __add__(self, other: Html | str) -> Html:
        """Return this and another piece as one; a plain text is escaped, Markup is not."""
        text = other.text if isinstance(other, Html) else Markup(escape(other)).striptags()
        return Html(html=self.html + str(escape(other)), text=f"{self.text} {text}".strip())

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Column:
    """How one column of a frame is printed.

    `decimals` fixes the decimal places of the column; `decimals_from` names the frame's column that holds
    each row's own. `header` marks the column that names the row; without one the first column does. `quoted` marks text
    that others wrote, such as a file name, a rejected cell or a caveat: no check of the project's own words reads it.
    """

    name: str
    label: str
    align: Literal["left", "right"] = "left"
    header: bool = False
    decimals: int | None = None
    decimals_from: str | None = None
    quoted: bool = False


@dataclass(frozen=True)
class Table:
    """A finished table: its caption, how many rows it prints and its HTML."""

    caption: str
    rows: int
    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __html__(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"Table: {self.caption}, {number_of(self.rows, 'row')}"


@dataclass(frozen=True)
class Headline:
    """One headline figure: what it counts, the figure, a note, and a kind that accents its tile."""

    label: str
    number: str | float | None
    note: str = ""
    kind: str = ""


def is_missing(value: Any) -> bool:
    """Return whether a single value is None, NaN, NaT or NA."""
    return bool(pd.isna(value)) if pd.api.types.is_scalar(value) else False


def format_number(value: float | Decimal | None, decimals: int | None = None) -> str:
    """Return a number as a reader expects it: thousands commas, fixed places, a true minus sign.

    Halves round away from zero, judged on the shortest decimal that stands for the number, so 0.125 gives
    0.13 at two places and a result of zero never has a sign. The minus is U+2212, as wide as a plus and
    read aloud as 'minus'. Without `decimals` whole numbers keep no places and others all they have.
    A missing value gives '[x]'. Raises ValueError for an infinite value or negative `decimals`.
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


def format_cell(value: object, decimals: int | None = None) -> Markup:
    """Return any single value as escaped HTML text, never blank.

    Html and Markup pass unchanged, numbers go through `format_number`, dates print as '31 March 2023', truth
    values as Yes or No; a missing value or an empty text prints '[x]'.
    """
    if isinstance(value, Markup):
        return value if value.strip() else Markup(MISSING)
    if isinstance(value, Html):
        return Markup(value.html)
    if is_missing(value):
        return Markup(MISSING)
    if isinstance(value, bool) or type(value).__name__ in {"bool_", "bool"}:
        return Markup("Yes") if value else Markup("No")
    if isinstance(value, numbers.Real | Decimal):
        return Markup(escape(format_number(value, decimals)))  # type: ignore[arg-type]
    if isinstance(value, datetime.date):
        return Markup(escape(f"{value.day} {value:%B %Y}"))
    text = str(value)
    return _escaped(text) if text.strip() else Markup(MISSING)


def _escaped(text: str) -> Markup:
    """Return a text as HTML, with what cannot be seen in it written out; Markup as it is."""
    return text if isinstance(text, Markup) else escape(make_visible(text))


def table(
    frame: pd.DataFrame,
    caption: str,
    columns: Sequence[Column],
    *,
    notes: Sequence[str] = (),
    label: str | None = None,
) -> Table:
    """Return a frame as an accessible table: caption, column and row headers, a labelled scroll region.

    `columns` says which columns are printed, in which order and how; `notes` are printed below; `label`
    names the scroll region for assistive technology when the caption would not be distinct on its page.
    Raises ValueError for an empty caption or label, no columns, a column named twice or absent from the
    frame, or more than one row header.
    """
    header = _checked(frame, caption, columns)
    name = caption if label is None else label
    if not name.strip():
        raise ValueError("a table needs a label that says what it shows")
    body = _rows(frame, columns, header)
    foot = "".join(f"<li>{_escaped(note)}</li>" for note in notes)
    if not body:
        inner = f'<p class="table-empty"><strong>{_escaped(caption)}</strong> No rows to show.</p>'
    else:
        heads = "".join(
            f'<th scope="col"{_class(_classes(column, column.name == header))}>{_escaped(column.label)}</th>'
            for column in columns
        )
        inner = (
            f'<div class="table-scroll" role="region" tabindex="0" aria-label="{_escaped(name)}">'
            f'<table><caption><span class="caption">{_escaped(caption)}</span></caption>'
            f"<thead><tr>{heads}</tr></thead>"
            f"<tbody>{''.join(body)}</tbody></table></div>"
        )
    noted = f'<ul class="table-notes">{foot}</ul>' if foot else ""
    return Table(caption=caption, rows=len(body), html=f'<div class="table">{inner}{noted}</div>')


def joined(*parts: Html | Table | None) -> Html:
    """Return several sentences and tables as one piece, in their order; None, which shows nothing, is left out."""
    pieces = [part for part in parts if part is not None]
    texts = (part.text if isinstance(part, Html) else repr(part) for part in pieces)
    return Html(html="".join(part.html for part in pieces), text="\n".join(texts))


def folded(summary: str, inside: Table) -> Html:
    """Return a table folded away under a line of words that opens it.

    Raises ValueError for empty words.
    """
    if not summary.strip():
        raise ValueError("what is folded away needs words that say what it is")
    html = f'<details class="folded"><summary>{_escaped(summary)}</summary>{inside.html}</details>'
    return Html(html=html, text=f"{summary}: {inside!r}")


def with_sum(frame: pd.DataFrame, columns: Sequence[Column], words: str = "All") -> pd.DataFrame:
    """Return a frame with a last row that sums its number columns and has `words` in the row header."""
    header = next((column.name for column in columns if column.header), columns[0].name)
    sums = {column.name: frame[column.name].sum() for column in columns if column.align == "right"}
    return pd.concat([frame, pd.DataFrame([{header: words, **sums}])], ignore_index=True)


def counted_reasons(counts: pd.DataFrame, caption: str) -> Table:
    """Return reasons with how many indicators each is true of, and their sums.

    `counts` has reason, in_headline, others and indicators.
    """
    columns = [
        Column("reason", "Reason", header=True),
        Column("in_headline", "In the headline", align="right"),
        Column("others", "Others", align="right"),
        Column("indicators", "Indicators", align="right"),
    ]
    note = "Others are not counted by the register, too old, or the same measure as one that is counted."
    return table(with_sum(counts, columns) if len(counts) else counts, caption, columns, notes=[note])


def _checked(frame: pd.DataFrame, caption: str, columns: Sequence[Column]) -> str:
    """Return the name of the row-header column after checking what the caller asked for."""
    if not caption.strip():
        raise ValueError("a table needs a caption that says what it shows")
    if not columns:
        raise ValueError(f"table {caption!r}: name at least one column")
    names = [column.name for column in columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"table {caption!r}: columns named twice: {', '.join(twice)}")
    wanted = names + [column.decimals_from for column in columns if column.decimals_from]
    absent = [name for name in wanted if name not in frame.columns]
    if absent:
        raise ValueError(f"table {caption!r}: columns not in the frame: {', '.join(absent)}")
    unlabelled = [column.name for column in columns if not column.label.strip()]
    if unlabelled:
        raise ValueError(f"table {caption!r}: columns without a label: {', '.join(unlabelled)}")
    headers = [column.name for column in columns if column.header]
    if len(headers) > 1:
        raise ValueError(f"table {caption!r}: one column names the row, not {', '.join(headers)}")
    return headers[0] if headers else names[0]


def _rows(frame: pd.DataFrame, columns: Sequence[Column], header: str) -> list[str]:
    """Return the table's body rows as HTML."""
    cells: list[list[str]] = []
    for column in columns:
        values: NDArray[Any] = frame[column.name].to_numpy(dtype=object)
        places: Iterable[int | None] = [column.decimals] * len(values)
        if column.decimals_from:
            own = frame[column.decimals_from].to_numpy(dtype=object)
            places = [column.decimals if is_missing(each) else int(each) for each in own]
        printed = [format_cell(value, place) for value, place in zip(values, places, strict=True)]
        short = all(len(each.striptags()) <= SHORT for each in printed)
        tag, scope = ("th", ' scope="row"') if column.name == header else ("td", "")
        opening = f"<{tag}{scope}{_class(_classes(column, column.name == header, short, column.quoted))}>"
        cells.append([f"{opening}{each}</{tag}>" for each in printed])
    return [f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True)]


def _classes(column: Column, is_header: bool, short: bool = False, quoted: bool = False) -> str:
    """Return the classes of a column's cells; a column of short texts is not broken into lines."""
    number = column.align == "right"
    is_short = short and not number and not is_header
    wanted = (("number", number), ("row-header", is_header), ("short", is_short), (QUOTED, quoted))
    return " ".join(name for name, is_wanted in wanted if is_wanted)


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def direction_cell(direction: Any) -> Html:
    """Return a direction of travel, or a trend, as a word with a mark that does not rely on colour.

    A triangle judges: ▲ Improved, ▼ Worsened, ► No real change, whichever way the number moved; a dash
    stands for Cannot be determined and Not judged. Increased, Decreased and Unchanged, the movements of a
    measure that is not judged, carry thin arrows and a neutral colour. A trend is marked in the same way. The
    mark is hidden from assistive technology, which reads the word. A missing direction gives '[x]'.
    Raises ValueError for other words.
    """
    if is_missing(direction):
        return Html(html=MISSING, text=MISSING)
    word = str(direction)
    if word not in _DIRECTIONS:
        raise ValueError(f"{word!r} is not a direction of travel; expected one of {', '.join(_DIRECTIONS)}")
    mark, kind = _DIRECTIONS[word]
    return Html(
        html=(f'<span class="direction {kind}"><span class="mark" aria-hidden="true">{mark}</span> {word}</span>'),
        text=word,
    )


def quartile_cell(quartile: Any) -> Html:
    """Return a quartile, 1 (best) to 4, as a tag told apart by its words and border as well as its colour.

    A missing quartile gives '[x]'. Raises ValueError for anything but 1, 2, 3 and 4.
    """
    if is_missing(quartile):
        return Html(html=MISSING, text=MISSING)
    if not isinstance(quartile, numbers.Real) or float(quartile) not in QUARTILE_LABELS:
        raise ValueError(f"a quartile is 1, 2, 3 or 4, not {quartile!r}")
    place = int(float(quartile))
    words = QUARTILE_LABELS[place]
    return Html(html=f'<span class="quartile quartile-{place}">{words}</span>', text=words)


def quality_cell(band: Any, concerns: Any = "") -> Html:
    """Return a band of data quality in words, framed where there are concerns, with their dimensions below.

    A missing band gives '[x]'.
    """
    if is_missing(band):
        return Html(html=MISSING, text=MISSING)
    words = escape(band)
    if band in (SERIOUS_CONCERNS, SOME_CONCERNS):
        words = Markup('<span class="concern">{}</span>').format(band)
        if not is_missing(concerns) and concerns:
            words += Markup('<span class="reason">{}</span>').format(concerns)
    return Html(html=str(words), text=str(band))


def quality_cells(frame: pd.DataFrame) -> pd.Series:
    """Return the cells of a frame with `quality_band` and `quality_concerns`."""
    cells = [quality_cell(*each) for each in zip(frame["quality_band"], frame["quality_concerns"], strict=True)]
    return pd.Series(cells, index=frame.index, dtype="object")


def paragraph(text: str) -> Html:
    """Return a one-sentence finding as an escaped paragraph.

    Raises ValueError for empty text.
    """
    if not text.strip():
        raise ValueError("a finding needs a sentence")
    return Html(html=f'<p class="finding">{_escaped(text)}</p>', text=str(text))


def heading(text: str, level: int = 2) -> Html:
    """Return a heading made by code, such as the name of a theme, at level 2 to 6.

    The page gives it its anchor and checks that no level is skipped. Raises ValueError for other levels
    or empty text.
    """
    if not 2 <= level <= 6:
        raise ValueError(f"a heading made by code is at level 2 to 6, not {level}; level 1 is the page's title")
    if not text.strip():
        raise ValueError("a heading needs words")
    return Html(html=f"<h{level}>{_escaped(text)}</h{level}>", text=str(text))


def summary_list(
    items: Sequence[Headline | tuple[str, str | float | None] | tuple[str, str | float | None, str]],
) -> Html:
    """Return headline figures as a description list of label, big figure and note.

    Each item is a `Headline` or a tuple (label, number[, note]); numbers that are not text get thousands
    commas. `kind` is '', improved, unchanged, worsened or undetermined. Raises ValueError for no items, an
    empty label or an unknown kind.
    """
    if not items:
        raise ValueError("a summary needs at least one figure")
    tiles = [item if isinstance(item, Headline) else Headline(*item) for item in items]
    parts: list[str] = []
    for tile in tiles:
        if not tile.label.strip():
            raise ValueError("a headline figure needs a label that says what it counts")
        if tile.kind not in _KINDS:
            raise ValueError(f"{tile.kind!r} is not a kind of headline; expected one of {sorted(_KINDS)}")
        note = f'<dd class="note">{_escaped(tile.note)}</dd>' if tile.note else ""
        parts.append(
            f"<div{_class(tile.kind)}><dt>{_escaped(tile.label)}</dt>"
            f'<dd class="figure">{format_cell(tile.number)}</dd>{note}</div>'
        )
    text = "; ".join(f"{tile.label}: {Markup(format_cell(tile.number)).unescape()}" for tile in tiles)
    return Html(html=f'<dl class="headlines">{"".join(parts)}</dl>', text=text)
