"""A committee paper as a Word document: numbered paragraphs, references to them, and fields that are read back."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from docx.enum.section import WD_ORIENT

from helpers import word_styles as styles
from helpers.present.documents import ReportDocument
from helpers.present.papers.values import (
    REFERENCE,
    Lettered,
    Numbered,
    Paper,
    PaperPart,
    Written,
    WrittenTable,
)
from helpers.present.values import Span
from helpers.publish.word import DocumentWriter
from helpers.publish.word_controls import control, gap_run, words_in
from helpers.publish.word_fields import element, field, link_inside, run_of, same_bytes
from helpers.word_styles import WordTemplate

_INDENT: Final = 567
"""How far numbers stand from their paragraphs, in twentieths of a point: one centimetre."""


def paper_bytes(paper: Paper, template: WordTemplate, dated: date, *, is_draft: bool = False) -> bytes:
    """Return a paper as the bytes of a Word file, with the styles of a checked template, on upright sheets.

    `dated` is the date in the properties of the file. A draft is marked as one on every sheet.
    """
    return _PaperWriter(paper, template, is_draft=is_draft).written(dated)


class _PaperWriter(DocumentWriter):
    """One paper while it is written: the numbers of its paragraphs, its lists and its fields."""

    def __init__(self, paper: Paper, template: WordTemplate, *, is_draft: bool) -> None:
        document = ReportDocument(
            paper.file, paper.title, paper.council, paper.stage, paper.about, (), paper.subject, is_draft
        )
        super().__init__(document, template)
        self.page = paper.file
        self.paper = paper
        self.contents_depth = paper.contents_depth
        self.lists = _Lists(self.word.part.numbering_part.element)
        self.plain = self.lists.new("decimal", "%1.")

    def written(self, dated: date) -> bytes:
        self._properties(dated)
        self._upright()
        self._around_sheets()
        self._add(styles.SUBTITLE, [run_of(f"{self.paper.council}. {self.paper.stage}")])
        for one in self.paper.head:
            self._labelled(one)
        self._add(styles.TITLE, [run_of(self.paper.title)])
        after_title = self.body.index(self.sheet)
        for section in self.paper.sections:
            self._heading(section.title, section.level)
            for part in section.parts:
                self._paper_part(part)
        if self.paper.contents_depth:
            for offset, made in enumerate(self._contents(with_tables=False)):
                self.body.insert(after_title + offset, made)
        for line in self.paper.about:
            self._add(styles.NOTE, [run_of(line)])
        packed = io.BytesIO()
        self.word.save(packed)
        return same_bytes(packed.getvalue())

    def _upright(self) -> None:
        section = self.word.sections[0]
        sides = [side for side in (section.page_width, section.page_height) if side is not None]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = min(sides), max(sides)

    def _paper_part(self, part: PaperPart) -> None:
        match part:
            case Numbered():
                inside = self._runs(part.spans)
                inside = self._bookmarked(inside, _bookmark(part.anchor)) if part.anchor else inside
                self.sheet.addprevious(self._in_list(inside, self.plain))
            case Lettered():
                number = self.lists.new("lowerLetter", "(%1)", indent=2)
                for item in part.items:
                    self.sheet.addprevious(self._in_list(self._runs(item), number))
            case Written():
                self._field(part)
            case WrittenTable():
                self._written_table(part)
            case _:
                self._part(part)

    def _in_list(self, inside: Sequence[Any], number: int) -> Any:
        paragraph = self._paragraph(styles.BODY, inside)
        numbering = element("w:numPr")
        numbering.append(element("w:ilvl", val="0"))
        numbering.append(element("w:numId", val=str(number)))
        paragraph.get_or_add_pPr().append(numbering)
        return paragraph

    def _labelled(self, one: Written) -> None:
        """Write a field on one line behind its label."""
        inside = [gap_run(one) if one.is_gap else run_of(words_in(one))]
        self._add(styles.BODY, [run_of(f"{one.label}: ", bold=True), self._control(one, inside)])

    def _field(self, one: Written) -> None:
        if not one.numbered:
            self._labelled(one)
            return
        if one.is_gap:
            # in the line, where every program marks it; Word makes a block of it when a second paragraph is typed
            self.sheet.addprevious(self._in_list([self._control(one, [gap_run(one)])], self.plain))
            return
        paragraphs = [self._in_list([run_of(text)], self.plain) for text in one.paragraphs]
        self.sheet.addprevious(self._control(one, paragraphs))

    def _control(self, one: Written, inside: Sequence[Any]) -> Any:
        self.fields += 1
        return control(one, inside, self.fields)

    def _runs(self, spans: Iterable[Span], *, bold: bool = False) -> list[Any]:
        runs: list[Any] = []
        for span in spans:
            if span.href.startswith(REFERENCE):
                runs.append(self._reference(span))
            else:
                runs += super()._runs((span,), bold=bold)
        return runs

    def _reference(self, span: Span) -> Any:
        anchor = span.href.removeprefix(REFERENCE)
        words, _, number = span.text.rpartition(" ")
        again = field(f"REF {_bookmark(anchor)} \\r \\h", number)
        return link_inside(_bookmark(anchor), [run_of(f"{words} "), *again])


def _bookmark(anchor: str) -> str:
    return f"paragraph_{anchor}"


class _Lists:
    """The numbered lists of a document: each is new, so that no list of the template is counted on."""

    def __init__(self, numbering: Any) -> None:
        self._numbering = numbering

    def new(self, kind: str, words: str, indent: int = 1) -> int:
        """Add a list and return its number; `words` are what is printed of a number, such as %1."""
        abstract, number = self._next("abstractNum", "abstractNumId"), self._next("num", "numId")
        definition = element("w:abstractNum", abstractNumId=str(abstract))
        definition.append(element("w:multiLevelType", val="singleLevel"))
        level = element("w:lvl", ilvl="0")
        for tag, value in (("start", "1"), ("numFmt", kind), ("lvlText", words), ("lvlJc", "left")):
            level.append(element(f"w:{tag}", val=value))
        about = element("w:pPr")
        about.append(element("w:ind", left=str(indent * _INDENT), hanging=str(_INDENT)))
        level.append(about)
        definition.append(level)
        first = next(iter(self._numbering.iterchildren("{*}num")), None)
        if first is None:
            self._numbering.append(definition)
        else:
            first.addprevious(definition)
        used = element("w:num", numId=str(number))
        used.append(element("w:abstractNumId", val=str(abstract)))
        self._numbering.append(used)
        return number

    def _next(self, tag: str, attribute: str) -> int:
        numbers = [
            int(value)
            for one in self._numbering.iterchildren(f"{{*}}{tag}")
            for name, value in one.attrib.items()
            if name.endswith(f"}}{attribute}")
        ]
        return max(numbers, default=0) + 1
