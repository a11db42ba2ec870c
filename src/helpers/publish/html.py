"""Values of `helpers.present.values` as accessible HTML, the one renderer that the pages use.

Everything here is safe to show, since all text is escaped. Nothing holds a random identifier or a time, so the same
value gives the same bytes. The look comes from the page's style sheet; here are only elements and class names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from markupsafe import escape

from helpers.present.values import (
    REASON,
    Beside,
    BulletList,
    Cell,
    Chart,
    Column,
    Definitions,
    Entries,
    Entry,
    Folded,
    Heading,
    Headlines,
    Paragraph,
    Part,
    Parts,
    Span,
    Table,
)
from helpers.publish.svg import sparkline_svg, titled_svg
from helpers.publish.tool_attributes import cell_attributes, item_attributes, row_attributes, table_attributes
from helpers.visible import make_visible

QUOTED: Final = "quoted"
"""The class of cells that hold the text of others, which may be anything; helpers.publish.page_lint leaves them out."""

MAX_SHORT_CHARACTERS: Final = 18
"""Texts with at most this number of characters stay on one line."""

MAX_TEXTS_REMEMBERED: Final = 30_000
"""About as many different texts as the pages of a report have, which print each many times: periods, areas, figures."""

SVG: Final = "image/svg+xml"

Bundle = tuple[dict[str, str], dict[str, dict[str, str | int]]]
"""The forms of an output by their media type, and what is said of each, as notebooks keep them."""


def to_html(value: Part) -> str:
    """Return a value as HTML, the parts of several one after the other.

    Raises  TypeError: a chart, which is a picture: see `chart_bundle`
    """
    if type(value) not in _RENDERERS:
        raise TypeError(f"{value!r} is not shown as HTML")
    return _RENDERERS[type(value)](value)


def chart_bundle(chart: Chart) -> Bundle:
    """Return a chart as the output of a notebook's cell: its picture with the title in it, and its words beside it."""
    words: dict[str, str | int] = {
        "alt": chart.alt,
        "title": chart.title,
        "subtitle": chart.subtitle,
        "width": chart.width,
    }
    return {SVG: titled_svg(chart), "text/plain": repr(chart)}, {SVG: words}


def cell_html(cell: Cell) -> str:
    """Return what is inside a cell."""
    if len(cell.spans) == 1 and not cell.spans[0].role and not cell.spans[0].fact and cell.sparkline is None:
        return _text(cell.spans[0].text)
    line = sparkline_svg(cell.sparkline) if cell.sparkline is not None else ""
    return line + spans_html(cell.spans)


@lru_cache(maxsize=MAX_TEXTS_REMEMBERED)
def _text(text: str) -> str:
    """Return a text as HTML, with what cannot be seen in it written out."""
    return str(escape(make_visible(text)))


def spans_html(spans: Sequence[Span]) -> str:
    """Return spans as HTML; a space before words below others keeps them apart where there is no style sheet."""
    if len(spans) == 1:
        return _span(spans[0])
    printed = ""
    for span in spans:
        printed += f"{' ' if printed and span.role == REASON else ''}{_span(span)}"
    return printed


def _span(span: Span) -> str:
    fact = f' data-fact="{_text(span.fact)}"' if span.fact else ""
    if not span.role:
        return f"<span{fact}>{_text(span.text)}</span>" if fact else _text(span.text)
    if span.role in ("cite", "code"):
        return f"<{span.role}>{_text(span.text)}</{span.role}>"
    if span.role == "link":
        return f'<a href="{_text(span.href)}"{_class(span.kind)}>{_text(span.text)}</a>'
    kind = f" quartile-{span.kind}" if span.role == "quartile" else f" {span.kind}" if span.kind else ""
    mark = f'<span class="mark" aria-hidden="true">{span.mark}</span> ' if span.mark else ""
    return f'<span class="{span.role}{kind}"{fact}>{mark}{_text(span.text)}</span>'


def _table(table: Table, is_folded: bool = False) -> str:
    foot = "".join(f"<li>{_text(note)}</li>" for note in table.notes)
    noted = f'<ul class="table-notes">{foot}</ul>' if foot else ""
    if not table.rows:
        inner = f'<p class="table-empty"><strong>{_text(table.caption)}</strong> No rows to show.</p>'
        return f'<div class="table">{inner}{noted}</div>'
    apart = table.rows_apart
    # the many cells of a folded table of figures go without classes: the style sheet gives them by the table
    of_numbers = not apart and (bool(table.codes) or (is_folded and _is_of_numbers(table)))
    of_row, of_head = (' role="row"', ' role="columnheader"') if apart else ("", "")
    heads = "".join(
        f'<th scope="col"{of_head}{_class(_slim(_classes(column, index == table.header), of_numbers, _NUMBER))}'
        f"{' data-sorts' if column.sorts else ''}>{_text(column.label)}</th>"
        for index, column in enumerate(table.columns)
    )
    columns = [
        _column(
            column,
            [row[index] for row in table.rows],
            index == table.header,
            apart,
            is_drawn=bool(table.codes),
            of_numbers=of_numbers,
        )
        for index, column in enumerate(table.columns)
    ]
    about_rows = row_attributes(table)
    rows = zip(about_rows, zip(*columns, strict=True), strict=True)
    body = "".join(f"<tr{of_row}{about}>{''.join(row)}</tr>" for about, row in rows)
    # the roles keep it a table where the page's style shows its rows one below the other
    kind = ' class="rows-apart" role="table"' if apart else ' class="numbers"' if of_numbers else ""
    opening = f"<table{kind}{table_attributes(table)}>"
    head, inside = ('<thead role="rowgroup">', '<tbody role="rowgroup">') if apart else ("<thead>", "<tbody>")
    caption_id = f"table-{re.sub('[^a-z0-9]+', '-', table.label.lower()).strip('-')}" if apart else ""
    named = f'aria-labelledby="{caption_id}"' if apart else f'aria-label="{_text(table.label)}"'
    identified = f' id="{caption_id}"' if apart else ""
    return (
        f'<div class="table"><div class="table-scroll" role="region" tabindex="0" {named}>'
        f'{opening}<caption{identified}><span class="caption">{_text(table.caption)}</span></caption>'
        f"{head}<tr{of_row}>{heads}</tr></thead>{inside}{body}</tbody></table></div>{noted}</div>"
    )


_NUMBER: Final = "number"
_ROW_HEADER: Final = "row-header"


def _is_of_numbers(table: Table) -> bool:
    """Say whether more than half of the columns of a table are numbers."""
    return 2 * sum(column.align == "right" for column in table.columns) > len(table.columns)


def _slim(classes: str, of_numbers: bool, *usual: str) -> str:
    """Return the classes of a cell; in a table of numbers none for what is usual there, and one for other words."""
    if not of_numbers:
        return classes
    return "" if classes in usual else classes or "words"


def _column(
    column: Column,
    cells: list[Cell],
    is_header: bool,
    apart: bool = False,
    *,
    is_drawn: bool = False,
    of_numbers: bool = False,
) -> list[str]:
    # numbers and the names of rows never break, so they need not be measured
    can_break = not is_header and column.align != "right"
    short = can_break and all(len(_plain(cell)) <= MAX_SHORT_CHARACTERS for cell in cells)
    tag, scope = ("th", ' scope="row"') if is_header else ("td", "")
    classes = _classes(column, is_header, short, column.quoted)
    if apart:
        scope += f' role="{"rowheader" if is_header else "cell"}" data-label="{_text(column.label)}"'
        classes = f"{classes} of-{column.name}".strip()
    classes = _slim(classes, of_numbers, _NUMBER, _ROW_HEADER)
    opening = f"<{tag}{scope}{_class(classes)}"
    about = cell_attributes(column, cells, is_drawn=is_drawn)
    return [f"{opening}{words}>{cell_html(cell)}</{tag}>" for words, cell in zip(about, cells, strict=True)]


def _plain(cell: Cell) -> str:
    """Return what a cell prints, without its elements."""
    return " ".join("".join(f"{span.mark} {span.text}" if span.mark else span.text for span in cell.spans).split())


def _classes(column: Column, is_header: bool, short: bool = False, quoted: bool = False) -> str:
    """Return the classes of a column's cells; a column of short texts is not broken into lines."""
    number = column.align == "right"
    is_short = short and not number and not is_header
    wanted = ((_NUMBER, number), (_ROW_HEADER, is_header), ("short", is_short), (QUOTED, quoted))
    return " ".join(name for name, is_wanted in wanted if is_wanted)


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def _paragraph(paragraph: Paragraph) -> str:
    inner = spans_html(paragraph.spans)
    if paragraph.role == "statement":
        return f"<p><strong>{inner}</strong></p>"
    return f"<p{_class(paragraph.role)}>{inner}</p>"


def _heading(heading: Heading) -> str:
    anchor = f' id="{heading.anchor}"' if heading.anchor else ""
    return f"<h{heading.level}{anchor}>{_text(heading.text)}</h{heading.level}>"


def _headlines(headlines: Headlines) -> str:
    tiles = []
    for figure, cell in zip(headlines.figures, headlines.cells, strict=True):
        words = spans_html(figure.note_spans) if figure.note_spans else _text(figure.note)
        note = f'<dd class="note">{words}</dd>' if figure.note else ""
        number = f'<dd class="figure">{cell_html(cell)}</dd>'
        tiles.append(f"<div{_class(figure.kind)}><dt>{_text(figure.label)}</dt>{number}{note}</div>")
    return f'<dl class="headlines">{"".join(tiles)}</dl>'


def _bullet_list(bullets: BulletList) -> str:
    about = item_attributes(bullets)
    items = (f"<li{words}>{spans_html(item)}</li>" for words, item in zip(about, bullets.items, strict=True))
    return f"<ul>{''.join(items)}</ul>"


def _definitions(definitions: Definitions) -> str:
    pairs = "".join(f"<dt>{_text(term)}</dt><dd>{spans_html(spans)}</dd>" for term, spans in definitions.pairs)
    return f'<dl class="entry">{pairs}</dl>'


def _folded(folded: Folded) -> str:
    inside = _table(folded.table, is_folded=True)
    return f'<details class="folded"><summary>{_text(folded.summary)}</summary>{inside}</details>'


def _entries(entries: Entries) -> str:
    return f'<ol class="entries">{"".join(map(_entry, entries.items))}</ol>'


def _entry(entry: Entry) -> str:
    line = sparkline_svg(entry.sparkline) if entry.sparkline is not None else ""
    name, words = spans_html(entry.name), spans_html(entry.words)
    return f'<li><div class="name">{name}</div>{line}<div class="words">{words}</div></li>'


def _beside(beside: Beside) -> str:
    return f'<div class="beside">{"".join(f"<section>{_parts(parts)}</section>" for parts in beside.parts)}</div>'


def _parts(parts: Parts) -> str:
    return "".join(map(to_html, parts))


_RENDERERS: Final[dict[type, Callable[[Any], str]]] = {
    Table: _table,
    Paragraph: _paragraph,
    Heading: _heading,
    Headlines: _headlines,
    BulletList: _bullet_list,
    Definitions: _definitions,
    Folded: _folded,
    Entries: _entries,
    Beside: _beside,
    Parts: _parts,
}

SHOWN_AS_HTML: Final = tuple(kind for kind in _RENDERERS if kind is not Parts)
"""The values that a notebook shows as HTML; a chart is a picture, and parts are shown one by one."""
