"""The passages of a draft in Markdown or plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from helpers.drafts import HEADING, PARAGRAPH, ROW, TITLE, Draft, Kind, Passage
from helpers.sources.drafts.limits import draft_within_limits, refuse_too_long
from helpers.sources.files.limits import Refused

_HEADING: Final = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*$")
_ITEM: Final = re.compile(r"^\s*(?:[-*+\u2022]|\(?\w{1,4}[.)])\s+")
_RULE: Final = re.compile(r"^\s*(?:[-*_]\s*){3,}$|^[=-]{3,}\s*$")
_FENCE: Final = re.compile(r"^\s*(```|~~~)")
_OF_TABLE: Final = re.compile(r"^\s*\|.*\|\s*$")
_UNDER_HEAD: Final = re.compile(r"^[\s|:-]*$")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_NUMBER_OF_HEADING: Final = re.compile(r"^\d{1,2} (?=[A-Z])")
"""The number of a chapter before its title: 1 Children and Young People."""

_LONGEST_HEADING: Final = 80
"""Characters of the longest line by itself that is taken for a heading of a plain text."""

_MARKS: Final = (
    (re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])([*_])(?=\S)([^*_]{1,300}?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"`([^`]+)`"), r"\1"),
    (re.compile(r"\[\^\w+\]:?"), " "),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!%|-])"), r"\1"),
)
"""Signs of Markdown that are no words, and what is left of them."""


def read_text(content: bytes, name: str, *, is_markdown: bool = False) -> Draft:
    """Return the passages of a text; `name` is what messages call it.

    Lines that follow each other are one paragraph. In Markdown, code and comments are left out. In plain text a short
    line by itself that ends without a full stop is a heading.

    Raises  Refused: it is a web page, empty, too long, or neither UTF-8 nor Windows-1252
    """
    text = _decoded(content, name)
    if not text.strip():
        raise Refused(f"{name} holds nothing but blank space.")
    if re.match(r"\s*<(?:!doctype|html)\b", text, re.IGNORECASE):
        raise Refused(f"{name} is a web page; give the Word document, Markdown or text of the draft.")
    refuse_too_long(len(text), name)
    if is_markdown:
        text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    passages: list[Passage] = []
    table = 0
    heading = ""
    lines = text.splitlines()
    for first, last, kind, words in _blocks(lines, is_markdown):
        where = f"line {first}" if first == last else f"lines {first} to {last}"
        if kind == ROW:
            cells = tuple(_plain(cell) for cell in words.strip().strip("|").split("|"))
            table += not passages or passages[-1].kind != ROW
            passages.append(Passage(where, "; ".join(filter(None, cells)), ROW, heading, cells, table))
            continue
        line = _plain(words) if is_markdown else " ".join(words.split())
        if not passages and kind == PARAGRAPH and len(line) <= 120 and not line.endswith("."):
            kind = TITLE
        elif not is_markdown and kind == PARAGRAPH and first == last and _is_heading(lines[first - 1].strip()):
            kind = HEADING
        passages.append(Passage(where, line, kind, "" if kind in (TITLE, HEADING) else heading))
        heading = line if kind in (TITLE, HEADING) else heading
    return draft_within_limits(name, passages)


def _is_heading(line: str) -> bool:
    line = _NUMBER_OF_HEADING.sub("", line)
    return len(line) <= _LONGEST_HEADING and line[:1].isupper() and line[-1:] not in ".,;:!" and not _ITEM.match(line)


def _decoded(content: bytes, name: str) -> str:
    for begins, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"), (b"", "cp1252")):
        if content.startswith(begins) and (begins or b"\0" not in content):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise Refused(f"{name} is not text; give a Word document (.docx), Markdown or text in UTF-8.")


def _blocks(lines: list[str], is_markdown: bool) -> Iterator[tuple[int, int, Kind, str]]:
    """Give each heading, paragraph, item and row of a table with its first and last line."""
    held: list[str] = []
    fenced = False
    for number, line in enumerate([*lines, ""], start=1):
        if is_markdown and _FENCE.match(line):
            fenced, line = not fenced, ""
        mark = _HEADING.match(line) if is_markdown else None
        alone = mark is not None or (_OF_TABLE.match(line) is not None)
        if held and (fenced or alone or not line.strip() or _RULE.match(line) or _ITEM.match(line)):
            is_underlined = is_markdown and re.match(r"^[=-]{3,}\s*$", line) is not None
            yield number - len(held), number - 1, HEADING if is_underlined else PARAGRAPH, " ".join(held)
            held = []
        if fenced or not line.strip() or (_RULE.match(line) and "|" not in line):
            continue
        if mark is not None:
            yield number, number, TITLE if len(mark[1]) == 1 else HEADING, mark[2]
        elif _OF_TABLE.match(line):
            if not _UNDER_HEAD.match(line):
                yield number, number, ROW, line
        else:
            held.append(_ITEM.sub("", line) if re.match(r"^\s*[-*+\u2022]\s", line) else line)


def _plain(text: str) -> str:
    for pattern, left in _MARKS:
        text = pattern.sub(left, text)
    return " ".join(text.split())
