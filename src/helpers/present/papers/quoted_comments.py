"""What officers say of single indicators and what others said of the draft, in the section of a paper it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from helpers.present.cells import format_value
from helpers.present.papers.performance import Material
from helpers.present.papers.values import Numbered
from helpers.present.values import Span
from helpers.stated_dates import date_in_words

Row = Mapping[Any, Any]

NO_RESPONSE: Final = "has not answered yet."


def quoted_on_dashboard(of: Material, dashboard: str) -> Iterator[Numbered]:
    """Give what is said of the indicators of a dashboard, a paragraph for each comment."""
    own = [name for name, printed_on in of.printed_on.items() if printed_on == dashboard]
    for name in own:
        if name in of.comments:
            yield _officers(of, name)
    yield from (_of_draft(of, row) for row in _rows(of) if _first(of, row) in own)


def quoted_on_theme(of: Material, theme: str) -> Iterator[Numbered]:
    """Give what is said of the indicators of a theme, a paragraph for each comment."""
    for statement in of.dashboards:
        if statement.theme == theme:
            yield from quoted_on_dashboard(of, statement.dashboard)


def quoted_on_the_whole(of: Material) -> Iterator[Numbered]:
    """Give what was said of the draft that concerns no indicator of the report."""
    yield from (_of_draft(of, row) for row in _rows(of) if not _first(of, row))


def _rows(of: Material) -> Iterable[Row]:
    return [] if of.on_draft is None else of.on_draft.to_dict("records")


def _first(of: Material, row: Row) -> str:
    """Return the first indicator of a comment that the report has, blank if none; its section prints the comment."""
    return next((name for name in str(row["indicator_ids"]).split(";") if name in of.printed_on), "")


def _officers(of: Material, name: str) -> Numbered:
    words, post, day = of.comments[name]
    day_in_words = format_value(date.fromisoformat(day))
    spans = (Span(f"{of.titles[name]}: "), _quoted(words.replace("\n\n", " ")), Span(f" ({post}, {day_in_words})"))
    return Numbered(spans)


def _of_draft(of: Material, row: Row) -> Numbered:
    titles = [of.titles[name] for name in str(row["indicator_ids"]).split(";") if name in of.titles]
    about = f", on {'; '.join(titles)}" if titles else ""
    spans = [Span(f"{row['made_by']}, {date_in_words(str(row['made_on']))}{about}: "), _quoted(str(row["words"]))]
    if not row["response"]:
        return Numbered((*spans, Span(f" {row['owner']} {NO_RESPONSE}")))
    answered = f" {row['owner']}, {date_in_words(str(row['responded_on']))}: "
    return Numbered((*spans, Span(answered), _quoted(str(row["response"]))))


def _quoted(words: str) -> Span:
    return Span(f"\u2018{words}\u2019", "quoted")
