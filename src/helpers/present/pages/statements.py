"""The statements around the figures: context, judgements and awards, delivery, and other reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.methods.printed_arithmetic import (
    AGREES,
    CANNOT_BE_CHECKED,
    CHANGE,
    DIFFERENCE,
    DOES_NOT_AGREE,
    PREVIOUS,
    WORKED_OUT,
)
from helpers.present.cells import as_column, format_number, is_missing, words_cell
from helpers.present.pages.site_words import short_direction
from helpers.present.site_pages import card_of, link
from helpers.present.tables import joined, paragraph, table
from helpers.present.values import REASON, BulletList, Cell, Column, Paragraph, Parts, Span, Table
from helpers.results.statements import delivery_by_theme, statements_of, themes_without_example
from helpers.stated_dates import date_in_words
from helpers.verdicts import DIRECTIONS
from helpers.wording import number_of

_POUNDS: Final = {"GBP": "", "GBP million": " million", "GBP billion": " billion"}
_THOUSAND: Final = 1_000
NOT_SIGNED: Final = "Not signed off"
NO_SIGNATURE: Final = "No sign-off is recorded for any of these."
NO_INDICATOR: Final = "–"
NO_INDICATOR_NOTE: Final = "–: no indicator measures it."
NO_ADDRESS_NOTE: Final = "The address of a source without a link is not known."
NO_POINT: Final = "–"
WHOLE_COUNCIL_NAME: Final = "The whole council"

SUBJECT: Final = Column("subject", "Subject", header=True, quoted=True)
WORDS: Final = Column("words", "What was said", quoted=True)
SOURCE: Final = Column("source_printed", "Source", quoted=True)


def figure_in_words(number: float, decimals: int, unit: str, qualifier: str = "") -> str:
    """Return a figure of a statement as a sentence has it: with its qualifier, pounds in front, per cent behind.

    >>> figure_in_words(19.3, 1, "GBP million"), figure_in_words(56, 0, "GBP thousand"), figure_in_words(5, 0, "%")
    ('£19.3 million', '£56,000', '5%')
    >>> figure_in_words(250000, 0, "", "more than")
    'more than 250,000'
    """
    if unit == "GBP thousand":
        words = f"£{format_number(number * _THOUSAND, 0)}"
    elif unit in _POUNDS:
        words = f"£{format_number(number, decimals)}{_POUNDS[unit]}"
    else:
        words = format_number(number, decimals) + unit
    return f"{qualifier} {words}".strip()


def statement_in_words(row: Mapping[Any, Any]) -> str:
    """Return the words of a statement with its figures in place; a sentence begins with a capital letter."""
    figures = {
        "figure": ("figure", "figure_decimals", row["unit"], row["qualifier"]),
        "other": ("other_figure", "other_decimals", row["unit"], ""),
        "percent": ("printed_percent", "percent_decimals", "%", ""),
    }
    printed = {
        name: figure_in_words(row[number], row[decimals], unit, qualifier)
        for name, (number, decimals, unit, qualifier) in figures.items()
        if not is_missing(row[number])
    }
    words: str = row["statement"].format(**printed)
    return words[:1].upper() + words[1:]


def with_words(statements: pd.DataFrame) -> pd.DataFrame:
    """Return statements with their words in full, in the column words.

    Columns needed    those of `helpers.sources.statements.statements_table`
    Columns returned  those; words
    """
    words = [statement_in_words(row) for row in statements.to_dict("records")]
    return statements.assign(words=pd.Series(words, index=statements.index, dtype="str"))


def arithmetic_in_words(row: Mapping[Any, Any]) -> str:
    """Return what follows from the figures of a statement, and whether the printed per cent agrees; blank if nothing.

    The row is one of `recheck_arithmetic`.
    """
    kind, value = row["worked_is"], row["worked"]
    if not kind:
        return ""
    if kind == PREVIOUS:
        low, high, middle = (
            figure_in_words(row[name], row["figure_decimals"], row["unit"])
            for name in ("worked_low", "worked_high", "worked")
        )
        return f"The figure before is not printed. It follows that it was about {middle}: from {low} to {high}."
    if kind == DIFFERENCE:
        side = "below" if value < 0 else "above"
        unit = " percentage points" if row["unit"] == "%" else ""
        size = figure_in_words(abs(value), row["figure_decimals"], "" if unit else row["unit"])
        return "The same as the national figure." if value == 0 else f"{size}{unit} {side} the national figure."
    percent = f"{format_number(value, 1)}%"
    qualified = f"{row['qualifier']} {percent}".strip()
    of_what = "" if kind == CHANGE else f" of the {row['other_is']}"
    begins = "That is a change of" if kind == CHANGE else "That is"
    printed = (
        ""
        if is_missing(row["printed_percent"])
        else figure_in_words(row["printed_percent"], row["percent_decimals"], "%")
    )
    sentences = {
        WORKED_OUT: f"{begins} {qualified}{of_what}.",
        AGREES: f"Recalculated: {percent}. The printed {printed} agrees.",
        DOES_NOT_AGREE: f"Recalculated: {percent}. The printed {printed} does not agree.",
        CANNOT_BE_CHECKED: f"The figure is not exact, so the printed {printed} cannot be checked.",
    }
    return sentences[row["agreement"]]


def source_cell(row: Mapping[Any, Any]) -> Cell:
    """Return the source of a row with its paragraph and its date, as a link where its address is known."""
    paragraph_words = f"paragraph {row['paragraph']}" if row["paragraph"] else ""
    dated = "" if row.get("dated", "") in row["source"] else date_in_words(row["dated"])
    about = ", ".join(filter(None, (paragraph_words, dated)))
    name = Span(row["source"], "link", href=row["address"]) if row["address"] else Span(row["source"])
    return Cell((name, Span(about, REASON)) if about else (name,))


class Sources(NamedTuple):
    """Where a table is from: a sentence on what all rows share, and a cell for each row with what they do not."""

    sentence: Paragraph | None
    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]


def sources_apart(cells: Sequence[Cell], column: str = SOURCE.name) -> Sources:
    """Return the source of a table as a sentence where all rows have one, otherwise as a column of this name.

    Where the rows are of one source at several points of it, the column has these alone.
    """
    names = {cell.spans[0].text for cell in cells}
    if len(names) > 1:
        return Sources(None, (replace(SOURCE, name=column),), tuple(cells))
    name, *about = cells[0].spans
    if any(cell.spans[0].href != name.href for cell in cells):
        # one source at several addresses: the way to each is at its point
        points = tuple(_point(cell) for cell in cells)
        sentence = Paragraph((Span("Source: "), Span(name.text, "cite"), Span(".")))
        return Sources(sentence, (Column(column, "At", quoted=True),), points)
    cited = name if name.href else replace(name, role="cite")
    if len(set(cells)) > 1:
        points = tuple(words_cell(cell.spans[1].text if len(cell.spans) > 1 else NO_POINT) for cell in cells)
        sentence = Paragraph((Span("Source: "), cited, Span(".")))
        return Sources(sentence, (Column(column, "At", quoted=True),), points)
    end = Span(f" ({about[0].text}).", "cite") if about else Span(".")
    return Sources(Paragraph((Span("Source: "), cited, end)), (), tuple(cells))


def _point(cell: Cell) -> Cell:
    """Return where in a source a row is from, as a link where the source has an address."""
    name, words = cell.spans[0], cell.spans[1].text if len(cell.spans) > 1 else NO_POINT
    return Cell((replace(name, text=words),)) if name.href else words_cell(words)


def printed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return statements with their words in full and their source, each as a cell.

    Columns needed    those of `helpers.sources.statements.statements_table`
    Columns returned  those; words, source_printed
    """
    records = rows.to_dict("records")
    return rows.assign(
        words=as_column([words_cell(statement_in_words(row)) for row in records], rows.index),
        source_printed=as_column([source_cell(row) for row in records], rows.index),
    )


def context_table(statements: pd.DataFrame) -> Table | None:
    """Return the facts from outside, each with its local counterpart if it has one; None if there is no fact."""
    if not statements["kind"].eq("context").any():
        return None
    rows = statements_of(statements, "context")
    beside = [arithmetic_in_words(row) if row["other_is"] == "local" else "" for row in rows.to_dict("records")]
    columns = [SUBJECT, WORDS]
    if any(beside):
        rows = rows.assign(beside=as_column([words_cell(words or "No local figure") for words in beside], rows.index))
        columns.append(Column("beside", "The local figure beside it"))
    return table(printed(rows), "Facts from outside", [*columns, SOURCE], notes=_on_addresses(rows))


def judgements_table(statements: pd.DataFrame) -> Table | None:
    """Return what inspectors and others said of the council, the newest first; None if there is nothing."""
    rows = statements[statements["kind"].isin(("judgement", "award"))]
    if rows.empty:
        return None
    by_kind = rows.sort_values("kind", ascending=False, kind="stable")
    rows = by_kind.sort_values("dated", ascending=False, kind="stable", ignore_index=True)
    kinds = {"judgement": "Judgement", "award": "Award"}
    columns = [SUBJECT, Column("what", "Kind"), WORDS, SOURCE]
    frame = printed(rows.assign(what=rows["kind"].map(kinds)))
    return table(frame, "What inspectors and others said", columns, notes=_on_addresses(rows))


def _on_addresses(rows: pd.DataFrame) -> list[str]:
    return [NO_ADDRESS_NOTE] if rows["address"].eq("").any() else []


def delivery_summary(
    statements: pd.DataFrame, themes: Sequence[str], theme_pages: Mapping[str, str], page: str
) -> Parts | None:
    """Return how many examples of delivery each theme has, and the themes without one; None if there is none at all.

    The name of a theme leads to its page, one of `theme_pages`, which has the examples; `page` is the path of this one.
    """
    counts = delivery_by_theme(statements, themes)
    if not counts["examples"].sum():
        return None
    names = [
        Cell((link(theme, theme_pages[theme], page) if theme in theme_pages else Span(theme or WHOLE_COUNCIL_NAME),))
        for theme in counts["theme"]
    ]
    named = counts.assign(name=as_column(names, counts.index))
    columns = [
        Column("name", "Theme", header=True),
        Column("examples", "Examples", align="right"),
        Column("with_figure", "With a figure", align="right"),
        Column("with_indicator", "With an indicator that they should move", align="right"),
        Column("signed", "Signed off", align="right"),
    ]
    without = themes_without_example(statements, themes)
    disagreeing = int(counts["disagreeing"].sum())
    return joined(
        table(named, "What the council did, by theme", columns),
        paragraph(f"No example was given for {names_in_words(without)}.") if without else None,
        paragraph(f"The printed per cent does not follow from the figures of {number_of(disagreeing, 'example')}.")
        if disagreeing
        else None,
    )


def delivery_parts(delivery: pd.DataFrame, theme: str, page: str) -> Parts | None:
    """Return what the council did in a theme, with what follows from the figures and the indicator it should move.

    `delivery` is the frame of `delivery_with_indicators`, `page` the path of the page that shows it. None if the theme
    has no example.
    """
    rows = delivery[delivery["theme"].eq(theme)].reset_index(drop=True)
    if rows.empty:
        return None
    records = rows.to_dict("records")
    cells = {
        "words": [_with_arithmetic(row) for row in records],
        "indicator": [_indicator_cell(row, page) for row in records],
        "signature": [words_cell(_signature(row)) for row in records],
    }
    frame = printed(rows).assign(**{name: as_column(values, rows.index) for name, values in cells.items()})
    columns = [SUBJECT, Column("words", "What was done", quoted=True), Column("indicator", "Indicator it should move")]
    signed = rows["signed_by"].ne("").any()
    if signed:
        columns.append(Column("signature", "Signed off", quoted=True))
    sources = sources_apart(list(frame["source_printed"]))
    frame = frame.assign(source_printed=as_column(sources.cells, frame.index))
    notes = [] if signed else [NO_SIGNATURE]
    notes += [NO_INDICATOR_NOTE] if rows["indicator_id"].eq("").any() else []
    caption = "Examples in this theme" if theme else "Examples for the whole council"
    return joined(table(frame, caption, [*columns, *sources.columns], notes=notes), sources.sentence)


def _with_arithmetic(row: Mapping[Any, Any]) -> Cell:
    cell, arithmetic = words_cell(statement_in_words(row)), arithmetic_in_words(row)
    return cell.with_spans(Span(arithmetic, REASON)) if arithmetic else cell


def sister_reports(statements: pd.DataFrame) -> BulletList | None:
    """Return the other reports that have the detail, with where they are; None if there is none."""
    rows = statements[statements["kind"].eq("sister_report")].to_dict("records")
    if not rows:
        return None
    items = []
    for row in rows:
        name, *about = source_cell(row).spans
        end = (Span(f" ({about[0].text})", "cite"), Span(".")) if about else (Span("."),)
        items.append((Span(f"{row['subject']}: {statement_in_words(row)} "), name, *end))
    return BulletList(tuple(items))


def _indicator_cell(row: Mapping[Any, Any], page: str) -> Cell:
    if is_missing(row["title"]):
        return words_cell("No row in this report" if row["indicator_id"] else NO_INDICATOR)
    cell = Cell((link(row["title"], card_of(row["indicator_id"]), page),))
    if row["direction"] not in DIRECTIONS:
        return cell
    return cell.with_spans(Span(" "), *short_direction(row["direction"], row["evidence"]).spans)


def _signature(row: Mapping[Any, Any]) -> str:
    return f"{row['signed_by']}, {date_in_words(row['signed_on'])}" if row["signed_by"] else NOT_SIGNED


def names_in_words(names: Sequence[str]) -> str:
    """Return names as a sentence lists them.

    >>> names_in_words(["Economy"]), names_in_words(["Economy", "Housing"]), names_in_words(["Homes", "Roads", "Care"])
    ('Economy', 'Economy and Housing', 'Homes, Roads and Care')
    """
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
