"""What a page shows, as immutable values of no output format: tables, sentences, headline figures and charts.

A cell has the printed words in spans that say what they are, and beside them what they were printed from: the raw value
with its unit and decimals, and the ids of the facts that it rests on. A renderer needs nothing else. The pages are made
by helpers.publish.html; another output is another module beside it that reads the same values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from helpers.present.drawings import Drawing
from helpers.wording import number_of

REASON: Final = "reason"
"""The role of words below a cell's own, such as why there is no figure."""

Role = Literal[
    "",
    "unit",
    "reason",
    "older",
    "concern",
    "direction",
    "quartile",
    "band",
    "cite",
    "code",
    "link",
    "quoted",
    "figure",
    "tag",
]
Align = Literal["left", "right"]


@dataclass(frozen=True)
class Span:
    """Words with their role: '' for plain ones, otherwise what they are, such as a unit, a reason or a direction of
    travel.

    `kind` is one of several of a role, such as improved of a direction. `mark` is a sign before the words that repeats
    them, such as a triangle, and is not read aloud. `href` is where a link leads, as the page that has it must say.
    `fact` is the id of the cell of a table that the words state, and `value` what that cell holds.

    Raises  ValueError: a link leads nowhere, or other words lead somewhere
    """

    text: str
    role: Role = ""
    kind: str = ""
    mark: str = ""
    href: str = ""
    fact: str = ""
    value: Any = None

    def __post_init__(self) -> None:
        if (self.role == "link") != bool(self.href):
            raise ValueError(f"{self.text!r}: a link says where it leads, and nothing else does")


@dataclass(frozen=True)
class Sparkline:
    """A small line of a series, a gap where a point is None; `label` is what is read aloud in its place.

    `better` says which way is better, up or down, where one is.
    """

    points: tuple[float | None, ...]
    label: str
    better: Literal["", "up", "down"] = ""


@dataclass(frozen=True)
class Cell:
    """One cell of a table: what is printed, and what it was printed from.

    `value` is the raw number, date or truth value, None if there is none or the cell is words alone; `unit` and
    `decimals` are of the value. `facts` are ids of the facts that the cell rests on. `order` is by what a reader may
    sort the cell among those of its column, such as a date; without one it comes last.
    """

    spans: tuple[Span, ...]
    value: Any = None
    unit: str = ""
    decimals: int | None = None
    facts: tuple[str, ...] = ()
    sparkline: Sparkline | None = None
    order: Any = None

    @property
    def text(self) -> str:
        """The words on one line, without marks: a reason follows the words before it in brackets."""
        if self.sparkline is not None:
            return " ".join([self.sparkline.label, *(f"({span.text})" for span in self.spans)])
        words = "".join(f" ({span.text})" if span.role == REASON else span.text for span in self.spans)
        return " ".join(words.split())

    def with_spans(self, *spans: Span) -> Cell:
        """Return the cell with more words after its own."""
        return replace(self, spans=(*self.spans, *spans))

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Column:
    """How one column of a frame is printed.

    `decimals` fixes the decimal places of the column; `decimals_from` names the frame's column that holds
    each row's own, and `unit_from` and `facts_from` those of its unit and of the ids of its facts, where the frame has
    them. `header` marks the column that names the row; without one the first column does. `quoted` marks text
    that others wrote, such as a file name, a rejected cell or a caveat: no check of the project's own words reads it.
    `sorts` lets a reader sort the table by the `order` of the column's cells.
    """

    name: str
    label: str
    align: Align = "left"
    header: bool = False
    decimals: int | None = None
    decimals_from: str | None = None
    unit_from: str = "unit"
    facts_from: str = "facts"
    quoted: bool = False
    sorts: bool = False


@dataclass(frozen=True)
class Filter:
    """What a reader may narrow a table by: what it is called, and what each row has of it; '' for nothing.

    `choices` has all of it in the order in which a reader chooses; one that no row has is not offered.
    """

    label: str
    choices: tuple[str, ...]
    of_rows: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """An order of the rows of a table that none of its columns has: what it is called, and what each row has.

    A row that has None comes last.
    """

    label: str
    of_rows: tuple[Any, ...]


@dataclass(frozen=True)
class Tools:
    """What a reader may do with a table where scripts run; without them it is complete as it is.

    `rows` is what its rows are called, in the plural. `find` is the label of a search box, '' for none, and `words` are
    what finds each row beside its own name; `ignored` are small words that find nothing.
    """

    rows: str
    filters: tuple[Filter, ...] = ()
    orders: tuple[Order, ...] = ()
    find: str = ""
    words: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: its caption, its columns, its rows of cells, and the notes below it.

    `label` is how assistive technology calls it, which is distinct on a page. `header` is the index of the column that
    names each row. `rows_apart` says that where it is narrow each row stands by itself, and each cell with its label.
    `codes` are the codes of the areas that its rows are on, where a reader may draw them on the chart of the page; ''
    for a row that is drawn already.
    """

    caption: str
    label: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    rows_apart: bool = False
    tools: Tools | None = None
    codes: tuple[str, ...] = ()

    @property
    def header(self) -> int:
        """The index of the column that names the row: the one that says so, otherwise the first."""
        return next((index for index, column in enumerate(self.columns) if column.header), 0)

    def __repr__(self) -> str:
        return f"Table: {self.caption}, {number_of(len(self.rows), 'row')}"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: a plain one, a finding, which is made from figures, or the statement that an entry begins with."""

    spans: tuple[Span, ...]
    role: Literal["", "finding", "statement"] = ""

    def __repr__(self) -> str:
        return _text_of(self.spans)


@dataclass(frozen=True)
class Heading:
    """A heading at level 2 to 6; level 1 is the title of the page. `anchor` is what a link on the page leads to."""

    text: str
    level: int = 2
    anchor: str = ""

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Headline:
    """One headline figure: what it counts, the figure, a note, and a kind that accents its tile.

    `note_spans` are the note with the facts that it states, where it states some.
    """

    label: str
    number: str | float | None
    note: str = ""
    kind: str = ""
    note_spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Headlines:
    """The headline figures of a page, in order; `cells` has what is printed of each figure."""

    figures: tuple[Headline, ...]
    cells: tuple[Cell, ...]

    def __repr__(self) -> str:
        return "; ".join(f"{figure.label}: {cell.text}" for figure, cell in zip(self.figures, self.cells, strict=True))


@dataclass(frozen=True)
class BulletList:
    """A list of items, each of spans; `words` are what finds each item where the page has a search box."""

    items: tuple[tuple[Span, ...], ...]
    words: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "\n".join(map(_text_of, self.items))


@dataclass(frozen=True)
class Definitions:
    """Terms with what is said of each."""

    pairs: tuple[tuple[str, tuple[Span, ...]], ...]

    def __repr__(self) -> str:
        return "\n".join(f"{term}: {_text_of(spans)}" for term, spans in self.pairs)


@dataclass(frozen=True)
class Folded:
    """A table folded away under a line of words that opens it."""

    summary: str
    table: Table

    def __repr__(self) -> str:
        return f"{self.summary}: {self.table!r}"


@dataclass(frozen=True)
class Scale:
    """Where a chart over time draws a figure, in CSS pixels from its left and top, so that more can be drawn on it.

    `low` and `high` are the figures at `bottom` and `top`; the plot ends at `right`. `periods` has each period with how
    far across it is, and a number that changes where a line must stop.
    """

    low: float
    high: float
    top: float
    bottom: float
    right: float
    periods: tuple[tuple[str, float, int], ...]


@dataclass(frozen=True)
class Chart:
    """A finished drawing with the words that go with it; raises ValueError without a description or title.

    `width` is in CSS pixels. `scale` is that of a chart on which a reader may draw other councils. `title_spans` is
    the title with the cells that its figures are, where it states any.
    """

    picture: Drawing
    alt: str
    title: str
    subtitle: str
    width: int
    scale: Scale | None = None
    title_spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a chart needs alt text: the kind of chart, what it measures and what it shows")
        if not self.title.strip():
            raise ValueError("a chart needs a title that states its main message")

    def __repr__(self) -> str:
        return f"Chart: {self.title}"


@dataclass(frozen=True)
class Parts:
    """Several values that are shown one after the other."""

    parts: tuple[Part, ...]

    def __iter__(self) -> Iterator[Part]:
        return iter(self.parts)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.parts))


@dataclass(frozen=True)
class Entry:
    """One entry of a short list: its name, what is said of it below, and a small line of its series if there is one."""

    name: tuple[Span, ...]
    words: tuple[Span, ...]
    sparkline: Sparkline | None = None

    def __repr__(self) -> str:
        return f"{_text_of(self.name)}: {_text_of(self.words)}"


@dataclass(frozen=True)
class Entries:
    """A short list in its order, such as what improved most clearly."""

    items: tuple[Entry, ...]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.items))


@dataclass(frozen=True)
class Beside:
    """Several values that stand side by side where there is room, each under a heading of its own."""

    parts: tuple[Parts, ...]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.parts))


Part = Table | Paragraph | Heading | Headlines | BulletList | Definitions | Folded | Chart | Entries | Beside | Parts
"""Whatever a page can show."""


def _text_of(spans: tuple[Span, ...]) -> str:
    return "".join(span.text for span in spans)
