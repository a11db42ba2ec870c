"""Tables, findings and headline figures made from frames; see `helpers.present.values` for what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from helpers.areas import plain_name
from helpers.markers import MEANINGS
from helpers.present.cells import MISSING, as_cell, is_missing, unit_in_words
from helpers.present.periods import period_in_words
from helpers.present.values import (
    Beside,
    BulletList,
    Cell,
    Column,
    Folded,
    Heading,
    Headline,
    Headlines,
    Paragraph,
    Part,
    Parts,
    Span,
    Table,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIRECTION_KEY: Final = (
    "Triangles judge: ▲ improved, ▼ worsened, ► no real change, whichever way the number itself moved. "
    "Thin arrows (↑ ↓ →) show which way a measure moved, and we do not say whether that is good."
)

EVIDENCE_KEY: Final = (
    "Below each direction: how strong the evidence is. Clearly: the change is larger than such figures usually go up "
    "and down by themselves. Within its usual ups and downs: changes of this size come and go, so it may be chance. "
    "How sure cannot be told: too little is known of past figures. It changes no direction, unless the council counts "
    "by the evidence alone."
)

SHORTHAND: Final = "Shorthand: " + "; ".join(f"{marker} {meaning}" for marker, meaning in MEANINGS.items()) + "."

_KINDS: Final = frozenset({"", "improved", "unchanged", "worsened", "undetermined"})


def table(
    frame: pd.DataFrame,
    caption: str,
    columns: Sequence[Column],
    *,
    notes: Sequence[str] = (),
    label: str | None = None,
) -> Table:
    """Return a frame as a table: caption, columns of cells, a column that names the row, and notes.

    `columns` says which columns are printed, in which order and how; `notes` are printed below; `label`
    is how assistive technology calls the table when the caption would not be distinct on its page.

    Raises  ValueError: an empty caption or label, no columns, a column named twice or absent from the frame, or more
            than one row header
    """
    _check_columns(frame, caption, columns)
    name = caption if label is None else label
    if not name.strip():
        raise ValueError("a table needs a label that says what it shows")
    cells = [_cells_of_column(frame, column) for column in columns]
    return Table(caption, name, tuple(columns), tuple(zip(*cells, strict=True)), tuple(notes))


def _check_columns(frame: pd.DataFrame, caption: str, columns: Sequence[Column]) -> None:
    """Refuse what cannot be made a table."""
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


def _cells_of_column(frame: pd.DataFrame, column: Column) -> list[Cell]:
    values: NDArray[Any] = frame[column.name].to_numpy(dtype=object)
    if column.name == "period" or column.name.endswith("_period"):
        values = np.array([period_in_words(one) if isinstance(one, str) else one for one in values], dtype=object)
    if column.name == "unit":
        values = np.array([unit_in_words(unit) if isinstance(unit, str) else unit for unit in values], dtype=object)
    decimals: Iterable[int | None] = [column.decimals] * len(values)
    units: Iterable[str] = [""] * len(values)
    facts: Iterable[tuple[str, ...]] = [()] * len(values)
    if column.decimals_from:
        of_rows = frame[column.decimals_from].to_numpy(dtype=object)
        decimals = [column.decimals if is_missing(number) else int(number) for number in of_rows]
        if column.unit_from in frame.columns:
            units = ["" if is_missing(unit) else str(unit) for unit in frame[column.unit_from]]
    if column.facts_from in frame.columns:
        facts = [tuple(ids) for ids in frame[column.facts_from]]
    return [as_cell(*parts) for parts in zip(values, decimals, units, facts, strict=True)]


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


def council_names(rows: pd.DataFrame) -> list[str]:
    """Return the names of councils as people say them, the own marked.

    Columns needed    rows: area_name, own
    """
    named = zip(rows["area_name"].map(plain_name), rows["own"], strict=True)
    return [f"{name} (this council)" if own else name for name, own in named]


def joined(*parts: Part | None) -> Parts:
    """Return several sentences and tables as one piece, in their order; None, which shows nothing, is left out."""
    return Parts(tuple(part for part in parts if part is not None))


def with_rows_apart(part: Part) -> Part:
    """Return a table, or what has tables in it, so that each row stands by itself where the page is narrow.

    A cell without a figure has its reason alone, or a dash, in place of the shorthand of statisticians.
    """
    if isinstance(part, Table):
        return replace(_in_plain_marks(part), rows_apart=True)
    if isinstance(part, Folded):
        apart = with_rows_apart(part.table)
        return replace(part, table=apart) if isinstance(apart, Table) else part
    if isinstance(part, Beside):
        return Beside(tuple(Parts(tuple(map(with_rows_apart, parts))) for parts in part.parts))
    return Parts(tuple(map(with_rows_apart, part))) if isinstance(part, Parts) else part


def with_marks_explained(part: Part) -> Part:
    """Return a table, or what has tables in it, with a dash for a figure that is not there, and with each mark's words.

    The words stand below the table, so that a reader who opened this page alone knows what each mark in it says. A note
    that begins with a mark says in its own words what that mark says, and stands first.
    """
    if isinstance(part, Table):
        made = _in_plain_marks(part)
        printed = [cell.text for row in made.rows for cell in row]
        own = [note.rstrip(".").replace(MISSING, "–") for note in made.notes if note.startswith("[")]
        rest = [note for note in made.notes if not note.startswith("[")]
        marks = [mark for mark in MEANINGS if any(mark in text for text in printed)]
        words = [*own, *(f"{mark} {MEANINGS[mark]}" for mark in marks if not any(mark in note for note in own))]
        if made.rows != part.rows and not any(note.startswith("–") for note in own):
            words = [NO_FIGURE_NOTE, *words]
        notes = (f"{'; '.join(words)}.",) if words else ()
        return replace(made, notes=(*rest, *notes))
    if isinstance(part, Folded):
        explained = with_marks_explained(part.table)
        return replace(part, table=explained) if isinstance(explained, Table) else part
    return Parts(tuple(map(with_marks_explained, part))) if isinstance(part, Parts) else part


NO_FIGURE_NOTE: Final = "– no figure"
"""What a dash says in place of a figure."""


def _in_plain_marks(made: Table) -> Table:
    return replace(made, rows=tuple(tuple(map(_without_shorthand, row)) for row in made.rows))


def _without_shorthand(cell: Cell) -> Cell:
    if not cell.spans or cell.spans[0].text != MISSING:
        return cell
    reasons = cell.spans[1:]
    if not reasons:
        return replace(cell, spans=(Span("–"),))
    first = reasons[0]
    return replace(cell, spans=(replace(first, text=f"{first.text[:1].upper()}{first.text[1:]}"), *reasons[1:]))


def folded(summary: str, inside: Table) -> Folded:
    """Return a table folded away under a line of words that opens it.

    Raises  ValueError: empty words
    """
    if not summary.strip():
        raise ValueError("what is folded away needs words that say what it is")
    return Folded(summary, inside)


def paragraph(text: str) -> Paragraph:
    """Return a finding of one or a few sentences.

    Raises  ValueError: empty text
    """
    if not text.strip():
        raise ValueError("a finding needs a sentence")
    return Paragraph((Span(text),), "finding")


def heading(text: str, level: int = 2) -> Heading:
    """Return a heading made by code, such as the name of a theme, at level 2 to 6.

    The page gives it its anchor and checks that no level is skipped.

    Raises  ValueError: other levels or empty text
    """
    if not 2 <= level <= 6:
        raise ValueError(f"a heading made by code is at level 2 to 6, not {level}; level 1 is the page's title")
    if not text.strip():
        raise ValueError("a heading needs words")
    return Heading(text, level)


def bullet_list(lines: Iterable[str]) -> BulletList:
    """Return lines of plain words as a list."""
    return BulletList(tuple((Span(line),) for line in lines))


def summary_list(
    items: Sequence[Headline | tuple[str, str | float | None] | tuple[str, str | float | None, str]],
) -> Headlines:
    """Return headline figures, each with its label and its note.

    Each item is a `Headline` or a tuple (label, number[, note]); numbers that are not text get thousands
    commas. `kind` is '', improved, unchanged, worsened or undetermined.

    Raises  ValueError: no items, an empty label or an unknown kind
    """
    if not items:
        raise ValueError("a summary needs at least one figure")
    figures = tuple(item if isinstance(item, Headline) else Headline(*item) for item in items)
    for figure in figures:
        if not figure.label.strip():
            raise ValueError("a headline figure needs a label that says what it counts")
        if figure.kind not in _KINDS:
            raise ValueError(f"{figure.kind!r} is not a kind of headline; expected one of {sorted(_KINDS)}")
    return Headlines(figures, tuple(as_cell(figure.number) for figure in figures))
