"""What analysts write of a year: `params/commentary/<year>/*.md`, one file for each dashboard or indicator.

A file begins with three lines between two lines of three dashes: `about` (an indicator's short name or a dashboard's
name), `by` (the post that says it) and `date`. Below them is plain text in paragraphs. Nothing in it is carried out:
HTML, Markdown and formulas are text like any other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

from helpers.files import read_plain
from helpers.markers import MEANINGS
from helpers.problems import InputProblem
from helpers.visible import shortly, unseen_named, value_shown
from helpers.wording import placeholders

LARGEST_COMMENT: Final = 20_000
"""Bytes of the largest file of commentary that is read."""

MAX_WORDS: Final = 400
"""How many words a reader can be expected to read of one indicator or dashboard."""

MAX_FILES: Final = 1_000
"""How many files a year may have; the register has fewer indicators."""

FENCE: Final = "---"
KEYS: Final = ("about", "by", "date")
MIN_COPIED_WORDS: Final = 8
"""A paragraph with this number of words that an earlier year has word for word is taken for a copy."""

OTHER_FILES: Final = ("README.md",)
"""Files of a year's folder that are no commentary; so are those whose name begins with a full stop."""


class CommentParagraph(NamedTuple):
    """A paragraph of a comment, and the line of its file on which it begins."""

    line: int
    text: str


class Comment(NamedTuple):
    """What one file says: of what, by which post, on which day; `file` is the year and the name of the file."""

    about: str
    kind: str
    by: str
    written_on: date
    file: str
    paragraphs: tuple[CommentParagraph, ...]


def read_commentary(
    folder: Path, year: int, as_at: date, indicators: Collection[str], dashboards: Collection[str]
) -> tuple[Comment, ...]:
    """Read what analysts wrote for the report of a year, in order of file; none where the year has no folder.

    `folder` is params/commentary. A comment is written between the as-at date and the next one, a year later, so that
    last year's is never printed again; nor is a paragraph that an earlier year's folder has word for word.
    `indicators` and `dashboards` are the names of the report.

    Raises  InputProblem, naming the file, the line, the value and what to do
    """
    _refuse_what_nobody_would_read(folder)
    own = folder / str(year)
    if not own.is_dir():
        return ()
    paths = _files_of(own)
    earlier = _earlier_paragraphs(folder, year)
    comments: dict[str, Comment] = {}
    for path in paths:
        name = f"{year}/{shortly(path.name)}"
        comment = _comment(name, _lines_of(path, name), as_at, (indicators, dashboards))
        for paragraph in comment.paragraphs:
            _refuse_copy(name, paragraph, earlier)
        if comment.about in comments:
            raise InputProblem(
                f"{name} line 2: {value_shown(comment.about)} has a comment in {comments[comment.about].file}; keep "
                "one file, with both texts if both are needed."
            )
        comments[comment.about] = comment
    return tuple(comments.values())


def _refuse_what_nobody_would_read(folder: Path) -> None:
    """Refuse a file beside the folders of the years, and a folder that is not called after a year."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        is_year = path.is_dir() and re.fullmatch(r"\d{4}", path.name)
        if not is_year and not path.name.startswith(".") and path.name not in OTHER_FILES:
            raise InputProblem(
                f"{folder.name}/{shortly(path.name)} would not be read; put files of commentary in the folder of their "
                f"reporting year, such as {folder.name}/2023/{shortly(path.stem)}.md."
            )


def _files_of(folder: Path) -> list[Path]:
    paths = [
        path for path in sorted(folder.iterdir()) if not path.name.startswith(".") and path.name not in OTHER_FILES
    ]
    for path in paths:
        if path.suffix != ".md":
            raise InputProblem(
                f"{folder.name}/{shortly(path.name)} is not a file of commentary; save it as plain text with the "
                "ending .md, or take it out of the folder."
            )
    if len(paths) > MAX_FILES:
        raise InputProblem(
            f"{folder.name} has {len(paths):,} files of commentary; the most that is read is {MAX_FILES:,}."
        )
    return paths


def _lines_of(path: Path, name: str) -> list[str]:
    content = read_plain(path, name, LARGEST_COMMENT)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputProblem(f"{name} line {line} is not UTF-8 text; save the file as UTF-8.") from None
    lines = [line.replace("\t", " ") for line in re.split("\r\n|\n|\r", text)]
    for number, words_of_line in enumerate(lines, start=1):
        if unseen := unseen_named(words_of_line):
            raise InputProblem(f"{name} line {number} holds the character {unseen}, which cannot be seen; delete it.")
    return lines


def _comment(
    name: str, lines: Sequence[str], as_at: date, names_of_report: tuple[Collection[str], Collection[str]]
) -> Comment:
    head, first = _head(name, lines)
    about, kind = _about(name, head["about"], *names_of_report)
    paragraphs = tuple(_paragraphs(lines, first))
    if not paragraphs:
        raise InputProblem(f"{name} line {first}: there is no text below the dashes; write it, or delete the file.")
    words = sum(len(paragraph.text.split()) for paragraph in paragraphs)
    if words > MAX_WORDS:
        raise InputProblem(f"{name} has {words:,} words; the most that is printed is {MAX_WORDS}. Shorten it.")
    for paragraph in paragraphs:
        if waiting := _still_to_write(paragraph.text):
            raise InputProblem(
                f"{name} line {paragraph.line}: {value_shown(waiting[0])} stands for words still to be written; write "
                "them."
            )
    return Comment(about, kind, _post(name, head["by"]), _day(name, head["date"], as_at), name, paragraphs)


class _Entry(NamedTuple):
    line: int
    value: str


def _head(name: str, lines: Sequence[str]) -> tuple[dict[str, _Entry], int]:
    """Return the entries between the dashes, and the line after them."""
    expected = (
        f"begin the file with a line {FENCE}, the lines {', '.join(f'{key}:' for key in KEYS)} and a line {FENCE}"
    )
    if lines[0].strip() != FENCE:
        raise InputProblem(f"{name} line 1 is {value_shown(lines[0])}; {expected}.")
    head: dict[str, _Entry] = {}
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == FENCE:
            missing = [key for key in KEYS if key not in head]
            if missing:
                raise InputProblem(f"{name} line {number}: {missing[0]} is missing; write a line {missing[0]}: above.")
            return head, number + 1
        if not line.strip():
            continue
        key, colon, value = line.partition(":")
        key = key.strip()
        if not colon or key not in KEYS:
            near = get_close_matches(key, KEYS, n=1)
            hint = f" (perhaps {near[0]!r})" if near else ""
            raise InputProblem(
                f"{name} line {number}: {value_shown(line)} is not one of {', '.join(KEYS)}{hint}; {expected}."
            )
        if key in head:
            raise InputProblem(f"{name} line {number}: {key} is given twice; keep one line.")
        head[key] = _Entry(number, value.strip().strip("\"'"))
    raise InputProblem(f"{name}: the line {FENCE} that ends the first lines is missing; {expected}.")


def _about(name: str, entry: _Entry, indicators: Collection[str], dashboards: Collection[str]) -> tuple[str, str]:
    if entry.value in indicators:
        return entry.value, "indicator"
    if entry.value in dashboards:
        return entry.value, "dashboard"
    near = get_close_matches(entry.value[:300], [*indicators, *dashboards], n=1)
    hint = f"; the nearest is {near[0]!r}" if near else ""
    raise InputProblem(
        f"{name} line {entry.line}: about is {value_shown(entry.value)}, which is neither an indicator nor a dashboard "
        f"of this report; write the short name of an indicator or the name of a dashboard{hint}."
    )


def _post(name: str, entry: _Entry) -> str:
    if not entry.value or len(entry.value) > 100 or "@" in entry.value or placeholders(entry.value):
        raise InputProblem(
            f"{name} line {entry.line}: by is {value_shown(entry.value)}; write the post that says it, such as Head of "
            "Waste, in at most 100 characters."
        )
    return entry.value


def _day(name: str, entry: _Entry, as_at: date) -> date:
    try:
        day = date.fromisoformat(entry.value)
    except ValueError:
        raise InputProblem(
            f"{name} line {entry.line}: date is {value_shown(entry.value)}; write the day as {as_at.year}-10-31."
        ) from None
    if not 0 <= (day - as_at).days < 366:
        raise InputProblem(
            f"{name} line {entry.line}: date is {day}; a comment on this year is written from {as_at} on and within a "
            "year. Write what is true of this year's figures, with its own date."
        )
    return day


def _paragraphs(lines: Sequence[str], first: int) -> Iterator[CommentParagraph]:
    """Give the paragraphs from a line on; a blank line parts two."""
    start, words = first, list[str]()
    for number, line in enumerate([*lines[first - 1 :], ""], start=first):
        if line.strip():
            start = start if words else number
            words += line.split()
        elif words:
            yield CommentParagraph(start, " ".join(words))
            words = []


def _still_to_write(text: str) -> list[str]:
    """Return marks for words still to be written; a marker, a tag of HTML and a link of Markdown are text."""
    marks = placeholders(text, MEANINGS)
    return [mark for mark in marks if not _HTML.fullmatch(mark) and f"{mark}(" not in text]


_HTML = re.compile(r"<[a-z][a-z0-9]*>|<[a-z][^<>]*=[^<>]*>", re.I)


def _earlier_paragraphs(folder: Path, year: int) -> dict[str, str]:
    """Return the paragraphs of earlier years' files, by their words, with the file; whatever cannot be read is none."""
    paragraphs: dict[str, str] = {}
    for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]/*.md")):
        if int(path.parent.name) >= year or not path.is_file() or path.stat().st_size > LARGEST_COMMENT:
            continue
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
        fences = [number for number, line in enumerate(lines, start=1) if line.strip() == FENCE]
        for paragraph in _paragraphs(lines, fences[1] + 1 if len(fences) > 1 else 1):
            paragraphs.setdefault(_alike(paragraph.text), f"{path.parent.name}/{shortly(path.name)}")
    return paragraphs


def _alike(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _refuse_copy(name: str, paragraph: CommentParagraph, earlier: dict[str, str]) -> None:
    words = _alike(paragraph.text)
    if words in earlier and len(words.split()) >= MIN_COPIED_WORDS:
        raise InputProblem(
            f"{name} line {paragraph.line}: {value_shown(paragraph.text)} is word for word in {earlier[words]}; write "
            "what is true of this year."
        )
