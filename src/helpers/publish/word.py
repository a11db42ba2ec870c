"""Values of `helpers.present.values` as a Word document, by python-docx, with the styles of a template.

Nothing holds a time or a random identifier, so the same values and template give the same bytes.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from helpers import word_styles as styles
from helpers.present.documents import ReportDocument
from helpers.present.papers.values import WrittenTable
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
from helpers.publish.pictures import chart_png
from helpers.publish.word_controls import as_table, write_fields
from helpers.publish.word_fields import (
    bookmarked,
    element,
    field,
    field_end,
    field_start,
    link_inside,
    run_of,
    same_bytes,
)
from helpers.publish.word_table import table_element
from helpers.publish.word_watermark import watermark
from helpers.visible import make_visible
from helpers.word_styles import WordTemplate

LANGUAGE: Final = "en-GB"
DEEPEST_IN_CONTENTS: Final = 2
"""The level of the deepest headings in the contents."""

EMU_IN_TWIP: Final = 635
EMU_IN_PIXEL: Final = 9525
MOST_OF_A_SHEET: Final = 560.0
"""How high a picture is at most, in CSS pixels."""


def word_bytes(document: ReportDocument, template: WordTemplate, dated: date) -> bytes:
    """Return a document as the bytes of a Word file, with the styles and sheets of a checked template.

    `dated` is the date in the properties of the file.
    """
    return DocumentWriter(document, template).written(dated)


class DocumentWriter:
    """One document while it is written: its body, its bookmarks, its links, and what its contents list."""

    def __init__(self, document: ReportDocument, template: WordTemplate) -> None:
        self.document = document
        self.template = template
        self.word = Document(io.BytesIO(template.content))
        ids = {style.name: style.style_id for style in self.word.styles}
        self.ids = {style: ids[template.name_of(style)] for style in styles.STYLES}
        self.body = self.word.element.body
        self.sheet = self.body.find(qn("w:sectPr"))
        for old in list(self.body):
            if old is not self.sheet:
                self.body.remove(old)
        self.anchors = {page.path: f"page_{number}" for number, page in enumerate(document.pages, start=1)}
        self.entries: list[tuple[int, str, str]] = []
        self.captions: list[tuple[str, str, str]] = []
        self.addresses: dict[str, str] = {}
        self.bookmarks = 0
        self.pictures = 0
        self.fields = 0
        self.contents_depth = DEEPEST_IN_CONTENTS
        self.page = ""
        self.deeper = 0

    def written(self, dated: date) -> bytes:
        self._properties(dated)
        self._around_sheets()
        self._add(styles.TITLE, [run_of(self.document.title)])
        self._add(styles.SUBTITLE, [run_of(f"{self.document.council}. {self.document.stage}")])
        for line in self.document.about:
            self._add(styles.BODY, [run_of(line)])
        here = len(self.body) - 1
        for part in self.document.parts:
            self.deeper = 0
            if part.heading:
                self._heading(part.heading, 1, f"part_{len(self.entries)}")
                self.deeper = 1
            for page in part.pages:
                self._page(page)
        for offset, made in enumerate(self._contents()):
            self.body.insert(here + offset, made)
        packed = io.BytesIO()
        self.word.save(packed)
        return same_bytes(packed.getvalue())

    def _properties(self, dated: date) -> None:
        about, moment = self.word.core_properties, datetime(dated.year, dated.month, dated.day, tzinfo=UTC)
        about.title, about.author, about.language = self.document.title, self.document.council, LANGUAGE
        about.subject, about.last_modified_by, about.comments = self.document.subject, self.document.council, ""
        about.created = about.modified = moment
        about.revision = 1

    def _around_sheets(self) -> None:
        """Write the title and the stage at the head of every sheet, and the number of the page at its foot."""
        section = self.word.sections[0]
        pairs = [(section.header, section.footer)]
        if section.different_first_page_header_footer:
            pairs.append((section.first_page_header, section.first_page_footer))
        if self.word.settings.odd_and_even_pages_header_footer:
            pairs.append((section.even_page_header, section.even_page_footer))
        words = f"{self.document.title}, {self.document.council}. "
        for number, (header, footer) in enumerate(pairs, start=1):
            mark = [watermark(self.document.stage, number)] if self.document.is_draft else []
            _write_around(header, [run_of(words), run_of(self.document.stage, bold=True), *mark])
            pages = [run_of("Page "), *field("PAGE", "1"), run_of(" of "), *field("NUMPAGES", "1")]
            _write_around(footer, pages)

    def _contents(self, *, with_tables: bool = True) -> list[Any]:
        """Return the list of contents and that of tables: fields that Word fills again, with entries of our own.

        Tables that people write in have no number, and are not in the list of tables.
        """
        made = [self._paragraph(styles.CONTENTS_TITLE, [run_of("Contents")])]
        for number, (level, text, anchor) in enumerate(self.entries):
            runs = [link_inside(anchor, [run_of(text)])]
            if not number:
                runs = [*field_start(self._contents_field()), *runs]
            if number == len(self.entries) - 1:
                runs.append(field_end())
            made.append(self._paragraph(styles.CONTENTS[level - 1], runs))
        captions = self.captions if with_tables else []
        if captions:
            made.append(self._paragraph(styles.CONTENTS_TITLE, [run_of("Tables")]))
        for anchor, label, caption in captions:
            inside = [*field(f"REF {anchor} \\h", label), run_of(f": {caption}")]
            made.append(self._paragraph(styles.CONTENTS[0], [link_inside(anchor, inside)]))
        return made

    def _contents_field(self) -> str:
        """Return by which headings Word fills the contents: by level, or by the names that the template has."""
        headings = styles.HEADINGS[: self.contents_depth]
        names = [self.template.name_of(style) for style in headings]
        if tuple(names) == headings:
            return f'TOC \\o "1-{self.contents_depth}" \\h \\z \\u'
        levels = ",".join(f"{name},{level}" for level, name in enumerate(names, start=1))
        return f'TOC \\h \\z \\t "{levels}"'

    def _page(self, page: SitePage) -> None:
        self.page = page.path
        title = "".join(span.text for span in page.heading) or page.title
        self._heading(title, 1 + self.deeper, self.anchors[page.path])
        if page.lead:
            self._add(styles.BODY, self._runs(page.lead))
        self._parts(page.parts)
        if page.path in self.document.fields:
            self._written_table(self.document.fields[page.path])

    def _written_table(self, table: WrittenTable) -> None:
        """Write a table that people write in, without a number, with a field in each cell that is theirs."""
        self._table(as_table(table), numbered=False)
        written = next(self.sheet.itersiblings("{*}tbl", preceding=True))
        self.fields += write_fields(written, table, self._paragraph, self.fields + 1)

    def _parts(self, parts: Iterable[Part]) -> None:
        for part in parts:
            self._part(part)

    def _part(self, part: Part) -> None:
        match part:
            case Parts() | Beside():
                self._parts(part.parts)
            case Heading():
                self._heading(part.text, part.level + self.deeper)
            case Paragraph():
                style = styles.FINDING if part.role == "finding" else styles.BODY
                self._add(style, self._runs(part.spans, bold=part.role == "statement"))
            case BulletList():
                self._bullets(part.items)
            case Definitions():
                for term, spans in part.pairs:
                    self._add(styles.BODY, [run_of(f"{term}: ", bold=True), *self._runs(spans)])
            case Entries():
                self._bullets((*entry.name, Span(": "), *entry.words) for entry in part.items)
            case Headlines():
                for figure, cell in zip(part.figures, part.cells, strict=True):
                    note = figure.note_spans or ((Span(figure.note),) if figure.note else ())
                    after = (Span("; "), *note) if note else ()
                    self._bullets([(Span(f"{figure.label}: "), *cell.spans, *after)])
            case Chart():
                self._chart(part)
            case Folded():
                self._table(part.table)
            case Table():
                self._table(part)

    def _bullets(self, items: Iterable[Sequence[Span]]) -> None:
        for item in items:
            self._add(styles.BULLET, self._runs(item))

    def _chart(self, chart: Chart) -> None:
        """Write a chart: its title, and its picture with what it shows for those who cannot see it."""
        title = self._paragraph(styles.BODY, [run_of(f"{chart.title}. ", bold=True), run_of(chart.subtitle)])
        title.get_or_add_pPr().append(element("w:keepNext"))
        self.sheet.addprevious(title)
        shrunk = min(
            1.0,
            self._width() * EMU_IN_TWIP / (chart.picture.width * EMU_IN_PIXEL),
            MOST_OF_A_SHEET / chart.picture.height,
        )
        size = [int(pixels * EMU_IN_PIXEL * shrunk) for pixels in (chart.picture.width, chart.picture.height)]
        self.pictures += 1
        name = f"chart_{self.pictures}"
        inside = self.word.part.new_pic_inline(io.BytesIO(chart_png(chart)), *size)
        inside.docPr.set("id", str(self.pictures))
        inside.docPr.set("name", name)
        inside.docPr.set("descr", make_visible(chart.alt))
        drawing = element("w:drawing")
        drawing.append(inside)
        run = element("w:r")
        run.append(drawing)
        self._add(styles.BODY, [run])

    def _table(self, table: Table, *, numbered: bool = True) -> None:
        runs = [run_of(table.caption)]
        if numbered:
            number = len(self.captions) + 1
            anchor, label = f"table_{number}", f"Table {number}"
            self.captions.append((anchor, label, table.caption))
            before = self._bookmarked([run_of("Table "), *field("SEQ Table \\* ARABIC", str(number))], anchor)
            runs = [*before, run_of(f": {table.caption}")]
        caption = self._paragraph(styles.CAPTION, runs)
        caption.get_or_add_pPr().append(element("w:keepNext"))
        self.sheet.addprevious(caption)
        if table.rows:
            self.sheet.addprevious(table_element(table, self.ids, self._runs, self._width()))
        else:
            self._add(styles.NOTE, [run_of("No rows to show.")])
        for note in table.notes:
            self._add(styles.NOTE, [run_of(note)])

    def _width(self) -> int:
        """Return how wide the text of a sheet is, in twentieths of a point."""
        section = self.word.sections[0]
        sides = (section.left_margin or 0) + (section.right_margin or 0)
        return int(((section.page_width or 0) - sides) / EMU_IN_TWIP)

    def _heading(self, text: str, level: int, anchor: str = "") -> None:
        level = min(level, len(styles.HEADINGS))
        anchor = anchor or f"heading_{self.bookmarks}"
        self._add(styles.HEADINGS[level - 1], self._bookmarked([run_of(text)], anchor))
        if level <= self.contents_depth:
            self.entries.append((level, text, anchor))

    def _bookmarked(self, inside: list[Any], name: str) -> list[Any]:
        self.bookmarks += 1
        return bookmarked(inside, name, self.bookmarks)

    def _add(self, style: str, runs: Sequence[Any]) -> None:
        self.sheet.addprevious(self._paragraph(style, runs))

    def _paragraph(self, style: str, runs: Sequence[Any]) -> Any:
        paragraph = element("w:p")
        if self.template.name_of(style) != styles.BODY:
            paragraph.get_or_add_pPr().append(element("w:pStyle", val=self.ids[style]))
        paragraph.extend(runs)
        return paragraph

    def _runs(self, spans: Iterable[Span], *, bold: bool = False) -> list[Any]:
        return [self._link(span) if span.href else run_of(span.text, bold=bold) for span in spans if span.text]

    def _link(self, span: Span) -> Any:
        """Return a link: inside the document where it has that page, otherwise to the page beside it."""
        inside = [run_of(span.text, style=self.ids[styles.LINK])]
        address, _, within = span.href.partition("#")
        if "://" in address or address.startswith("mailto:"):
            return self._link_outside(span.href, inside)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(self.page), address)) if address else self.page
        if target in self.anchors:
            return link_inside(self.anchors[target], inside)
        return self._link_outside(f"{target}#{within}" if within else target, inside)

    def _link_outside(self, address: str, inside: list[Any]) -> Any:
        if address not in self.addresses:
            related = self.word.part.rels.get_or_add_ext_rel(RELATIONSHIP_TYPE.HYPERLINK, address)
            self.addresses[address] = related
        made = element("w:hyperlink", history="1")
        made.set(qn("r:id"), self.addresses[address])
        made.extend(inside)
        return made


def _write_around(around: Any, runs: Sequence[Any]) -> None:
    """Write runs into a header or a footer: into its last paragraph, or into one of their own below its words."""
    last = around.paragraphs[-1] if around.paragraphs else around.add_paragraph()
    own = around.add_paragraph() if last.text else last
    own._p.extend(runs)
