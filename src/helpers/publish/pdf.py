"""Values of `helpers.present.values` as a PDF for print, tagged by PDF/UA-1, set by typst.

The look is in `page/pdf/compendium.typ`, which reads the document as JSON. Nothing holds a time and no font of the
machine is used, so the same values give the same bytes.
"""

from __future__ import annotations

import io
import json
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import pikepdf
import typst

from helpers.present.documents import ReportDocument
from helpers.present.site_pages import SitePage
from helpers.present.values import (
    Beside,
    BulletList,
    Chart,
    Definitions,
    Entries,
    Folded,
    Heading,
    Headlines,
    Paragraph,
    Part,
    Parts,
    Span,
    Table,
)
from helpers.publish.pdf_headers import mark_row_headers
from helpers.publish.pictures import DOCUMENT_FONT, chart_svg, fonts, not_in_font
from helpers.publish.word_table import column_shares, shown_columns, spans_in_words
from helpers.visible import make_visible

TEMPLATE: Final = Path(__file__).parent / "page" / "pdf" / "compendium.typ"
STANDARD: Final = "ua-1"

TEXT_SIZES: Final = (9.0, 8.4, 7.8)
"""The sizes of text in tables, in points, the largest first."""

_TABLE_POINTS: Final = 750.0
_CELL_POINTS: Final = 8.0
_POINTS_IN_LETTER: Final = 0.62
"""How wide a table is, how much of a column is the space at its sides, and how wide a letter is for each point."""

_POINTS_IN_PIXEL: Final = 0.75
_TALLEST_PIXELS: Final = 560.0
"""How high a picture is at most, so that it is on one sheet with its caption."""

Block = dict[str, Any]


def pdf_bytes(document: ReportDocument, dated: date) -> bytes:
    """Return a document as the bytes of a PDF; `dated` is the date in its properties."""
    report = _Blocks(document).report(dated)
    written = json.dumps(report, ensure_ascii=False)
    for char in not_in_font(written):  # a tagged PDF may have none that cannot be seen, so it is written out
        written = written.replace(char, f"\\\\u{ord(char):x}")
    made = typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=[STANDARD],
        sys_inputs={"document": written},
    )
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as opened:
        mark_row_headers(opened, [block["names"] for block in report["blocks"] if block["kind"] == "table"])
        # the tags are most of it, and typst leaves them unpacked
        opened.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


class _Blocks:
    """The blocks of one document, while they are made: its pages by their anchors, and the last level of heading."""

    def __init__(self, document: ReportDocument) -> None:
        self.document = document
        self.anchors = {page.path: f"page-{number}" for number, page in enumerate(document.pages, start=1)}
        self.headings = 0
        self.level = 0
        self.deeper = 0
        self.page = ""

    def report(self, dated: date) -> dict[str, Any]:
        document = self.document
        return {
            "title": make_visible(document.title),
            "council": make_visible(document.council),
            "subject": make_visible(document.subject),
            "stage": make_visible(document.stage),
            "draft": document.is_draft,
            "run": make_visible(document.about[0]),
            "about": [make_visible(line) for line in document.about],
            "date": [dated.year, dated.month, dated.day],
            "font": DOCUMENT_FONT,
            "blocks": list(self._all()),
        }

    def _all(self) -> Iterator[Block]:
        for part in self.document.parts:
            self.deeper = 0
            yield {"kind": "new page"}
            if part.heading:
                yield self._heading(part.heading, 1)
                self.deeper = 1
            for page in part.pages:
                yield from self._of_page(page)

    def _of_page(self, page: SitePage) -> Iterator[Block]:
        self.page = page.path
        title = "".join(span.text for span in page.heading) or page.title
        yield self._heading(title, 1 + self.deeper, self.anchors[page.path])
        if page.lead:
            yield {"kind": "paragraph", "spans": self._spans(page.lead)}
        yield from self._parts(page.parts)

    def _heading(self, text: str, level: int, anchor: str = "") -> Block:
        """Return a heading; none skips a level, so that each is inside the one above it."""
        self.level = min(level, self.level + 1)
        self.headings += 1
        anchor = anchor or f"heading-{self.headings}"
        return {"kind": "heading", "level": self.level, "text": make_visible(text), "anchor": anchor}

    def _parts(self, parts: Iterable[Part]) -> Iterator[Block]:
        for part in parts:
            yield from self._part(part)

    def _part(self, part: Part) -> Iterator[Block]:
        match part:
            case Parts() | Beside():
                yield from self._parts(part.parts)
            case Heading():
                yield self._heading(part.text, part.level + self.deeper)
            case Paragraph():
                kind = "finding" if part.role == "finding" else "paragraph"
                yield {"kind": kind, "spans": self._spans(part.spans, bold=part.role == "statement")}
            case BulletList():
                yield from self._list(part.items)
            case Definitions():
                for term, spans in part.pairs:
                    words = [{"text": make_visible(f"{term}: "), "bold": True}, *self._spans(spans)]
                    yield {"kind": "paragraph", "spans": words}
            case Entries():
                yield from self._list([(*entry.name, Span(": "), *entry.words) for entry in part.items])
            case Headlines():
                yield from self._list(_headlines(part))
            case Chart():
                yield _chart(part)
            case Folded():
                yield from self._table(part.table)
            case Table():
                yield from self._table(part)

    def _list(self, items: Sequence[Sequence[Span]]) -> Iterator[Block]:
        if items:
            yield {"kind": "list", "items": [self._spans(item) for item in items]}

    def _table(self, table: Table) -> Iterator[Block]:
        if table.rows:
            columns = shown_columns(table)
            shares = column_shares(table, columns)
            yield {
                "kind": "table",
                "caption": make_visible(table.caption),
                "header": [make_visible(table.columns[index].label) for index in columns],
                "align": [table.columns[index].align for index in columns],
                "widths": [round(share, 3) for share in shares],
                "names": columns.index(table.header),
                "size": _text_size(table, columns, shares),
                "rows": [[self._spans(spans_in_words(row[index])) for index in columns] for row in table.rows],
            }
        else:
            yield {"kind": "note", "spans": [{"text": f"{make_visible(table.caption)}: no rows to show."}]}
        for note in table.notes:
            yield {"kind": "note", "spans": [{"text": make_visible(note)}]}

    def _spans(self, spans: Iterable[Span], *, bold: bool = False) -> list[Block]:
        return [self._span(span, bold=bold) for span in spans if span.text]

    def _span(self, span: Span, *, bold: bool) -> Block:
        """Return words: a link inside the document where it has that page, otherwise to the page beside it."""
        block: Block = {"text": make_visible(span.text)} | ({"bold": True} if bold else {})
        if not span.href:
            return block
        address, _, within = span.href.partition("#")
        if "://" in address or address.startswith("mailto:"):
            return block | {"outside": span.href}
        target = posixpath.normpath(posixpath.join(posixpath.dirname(self.page), address)) if address else self.page
        if target in self.anchors:
            return block | {"inside": self.anchors[target]}
        return block | {"outside": f"{target}#{within}" if within else target}


def _text_size(table: Table, columns: Sequence[int], shares: Sequence[float]) -> float:
    """Return the largest size of text in points at which no column of a table is narrower than its longest word."""
    longest = (
        max(
            len(word)
            for text in (table.columns[index].label, *(row[index].text for row in table.rows))
            for word in text.split() or [""]
        )
        for index in columns
    )
    needed = max(
        letters / (_TABLE_POINTS * share / sum(shares) - _CELL_POINTS)
        for letters, share in zip(longest, shares, strict=True)
    )
    return next((size for size in TEXT_SIZES if needed * size * _POINTS_IN_LETTER <= 1), TEXT_SIZES[-1])


def _headlines(part: Headlines) -> list[tuple[Span, ...]]:
    items = []
    for figure, cell in zip(part.figures, part.cells, strict=True):
        note = figure.note_spans or ((Span(figure.note),) if figure.note else ())
        after = (Span("; "), *note) if note else ()
        items.append((Span(f"{figure.label}: "), *cell.spans, *after))
    return items


def _chart(chart: Chart) -> Block:
    return {
        "kind": "chart",
        "title": make_visible(chart.title),
        "subtitle": make_visible(chart.subtitle),
        "alt": make_visible(chart.alt),
        "svg": chart_svg(chart),
        "width": _POINTS_IN_PIXEL * chart.picture.width * min(1.0, _TALLEST_PIXELS / chart.picture.height),
    }
