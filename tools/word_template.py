"""Make `params/word/template.docx` again: the Word template that a council without one of its own begins with."""

from __future__ import annotations

import argparse
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from helpers import word_styles as styles
from helpers.publish.word_fields import element, same_bytes

FONT: Final = "Arial"
DARK: Final = RGBColor(0x12, 0x3A, 0x5E)
GREY: Final = "6B7280"
SIZES: Final = {
    styles.BODY: 12,
    styles.TITLE: 26,
    styles.SUBTITLE: 16,
    styles.FINDING: 12,
    styles.NOTE: 10,
    styles.BULLET: 12,
    styles.CAPTION: 12,
    styles.CELL: 9,
    styles.CONTENTS_TITLE: 18,
    "TOC 1": 12,
    "TOC 2": 12,
    "Heading 1": 20,
    "Heading 2": 16,
    "Heading 3": 14,
    "Heading 4": 12,
    "Heading 5": 12,
}
BOLD: Final = (styles.TITLE, styles.CAPTION, styles.CONTENTS_TITLE, *styles.HEADINGS)
KINDS: Final = {
    "paragraph": WD_STYLE_TYPE.PARAGRAPH,
    "character": WD_STYLE_TYPE.CHARACTER,
    "table": WD_STYLE_TYPE.TABLE,
}
SPACE_ABOVE: Final = {**dict.fromkeys(styles.HEADINGS, 16), styles.CAPTION: 10, styles.CONTENTS_TITLE: 14}
"""Points above a paragraph of a style."""

BUILT_IN: Final = ("TOC 1", "TOC 2", styles.LINK)


def template_bytes() -> bytes:
    """Return the template: A4 across, Arial, British English, and each style of `helpers.word_styles`."""
    word = Document()
    _keep_only_ours(word)
    for name, (kind, _) in styles.STYLES.items():
        style = _style(word, name, KINDS[kind])
        if kind == "paragraph":
            _paragraph_style(style, name)
    _look_of_tables(word.styles[styles.TABLE])
    link = word.styles[styles.LINK].font
    link.color.rgb, link.underline = DARK, True
    _language(word)
    section = word.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.bottom_margin = Mm(18)
    section.top_margin, section.header_distance = Mm(22), Mm(10)
    about = word.core_properties
    about.title, about.author, about.last_modified_by, about.comments = "Word template", "", "", ""
    about.language = "en-GB"
    about.created = about.modified = datetime(2000, 1, 1, tzinfo=UTC)
    packed = io.BytesIO()
    word.save(packed)
    return same_bytes(packed.getvalue())


def _keep_only_ours(word: Any) -> None:
    """Take away the styles of the library's own template that no document of ours uses."""
    names = {*styles.STYLES, "Default Paragraph Font", "Normal Table", "No List", "Header", "Footer"}
    for style in list(word.styles):
        if style.name not in names:
            style.element.getparent().remove(style.element)
    for linked in list(word.styles.element.iter(qn("w:link"))):
        linked.getparent().remove(linked)


def _style(word: Any, name: str, kind: Any) -> Any:
    names = {style.name for style in word.styles}
    return word.styles[name] if name in names else word.styles.add_style(name, kind, builtin=name in BUILT_IN)


def _paragraph_style(style: Any, name: str) -> None:
    font, spacing = style.font, style.paragraph_format
    if style.element.rPr is not None:
        style.element.remove(style.element.rPr)
    font.name, font.size, font.bold, font.italic = FONT, Pt(SIZES[name]), name in BOLD, False
    for attribute in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        style.element.rPr.rFonts.set(qn(attribute), FONT)
    if name in BOLD:
        font.color.rgb = DARK
    is_close = name in (styles.CELL, *styles.CONTENTS)
    spacing.space_before = Pt(SPACE_ABOVE.get(name, 0))
    spacing.space_after = Pt(2 if is_close else 6)
    spacing.line_spacing = 1.0 if name == styles.CELL else 1.15
    spacing.keep_with_next = name in styles.HEADINGS
    if name == "TOC 2":
        spacing.left_indent = Mm(8)


def _look_of_tables(style: Any) -> None:
    """Give tables lines between rows and a grey header, which need no colour to be told apart."""
    properties = element("w:tblPr")
    lines = element("w:tblBorders")
    for edge in ("top", "bottom", "insideH"):
        lines.append(element(f"w:{edge}", val="single", sz="4", space="0", color=GREY))
    properties.append(lines)
    margins = element("w:tblCellMar")
    for edge in ("left", "right"):
        margins.append(element(f"w:{edge}", w="70", type="dxa"))
    properties.append(margins)
    for old in style.element.findall(qn("w:tblPr")):
        style.element.remove(old)
    style.element.append(properties)
    head = element("w:tblStylePr", type="firstRow")
    about = element("w:tcPr")
    about.append(element("w:shd", val="clear", color="auto", fill="E5E7EB"))
    head.append(about)
    style.element.append(head)


def _language(word: Any) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("w:lang", val="en-GB", eastAsia="en-GB", bidi="ar-SA"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the template to a path."""
    parser = argparse.ArgumentParser(description="Make the Word template again.")
    parser.add_argument("path", type=Path, nargs="?", default=Path("params/word/template.docx"))
    path = parser.parse_args(arguments).path
    path.write_bytes(template_bytes())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
