"""What a page would show, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from helpers.present.values import Folded, Heading, Part, Parts, Table


def lines_of(part: Part) -> Iterator[str]:
    """Give the lines of a part: a table as its caption and a line for each row, anything else as its words."""
    if isinstance(part, Parts):
        for inner in part:
            yield from lines_of(inner)
    elif isinstance(part, Folded):
        yield from lines_of(part.table)
    elif isinstance(part, Table):
        yield from ("", part.caption, "  " + " | ".join(column.label for column in part.columns))
        yield from ("  " + " | ".join(cell.text for cell in row) for row in part.rows)
        yield from (f"  {note}" for note in part.notes)
    else:
        yield from ("", repr(part)) if isinstance(part, Heading) else (repr(part),)
