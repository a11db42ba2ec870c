"""What the text of a finished page must not hold: placeholders, gaps, and values that only a program prints.

Read is what the project says itself. Text of others, such as a rejected cell, a file name or a caveat, may hold
anything: the column that shows it is marked as quoted and left out, and so are code and names set as code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from html.parser import HTMLParser
from itertools import chain
from typing import Final, NamedTuple

from helpers.markers import MEANINGS
from helpers.present.values import REASON
from helpers.publish.html import QUOTED
from helpers.publish.svg import DRAWING
from helpers.wording import PLACEHOLDER_PATTERNS

_INLINE: Final = frozenset({
    "a", "abbr", "b", "cite", "del", "dfn", "em", "i", "ins", "mark", "q", "s", "small", "span", "strong", "sub", "sup",
    "time", "u", "var",
})  # fmt: skip
_VOID: Final = frozenset({"br", "hr", "img", "meta", "link"})
_LEFT_OUT: Final = frozenset({"code", "kbd", "samp", "script", "style"})
_CODE_OF_A_SECTION: Final = ("details", "code")
_GAP: Final = "\N{HORIZONTAL ELLIPSIS}"
"""Replaces a piece that is left out: the words around it are not neighbours."""

MAX_PAGES_REMEMBERED: Final = 64
"""More than the reports that are made at once have, and few enough to be no burden on memory."""

MAX_PIECES_REMEMBERED: Final = 20_000
"""About as many pieces of text as the pages of a report have."""

_SUFFIX: Final = r"\.(?:csv|html|ipynb|json|md|ods|parquet|py|tsv|txt|xlsx?|ya?ml|zip)\b"
_FILE: Final = re.compile(rf"\S+{_SUFFIX}", re.IGNORECASE)
_HAS_FILE: Final = re.compile(_SUFFIX, re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
MAX_CHARACTERS: Final = 160
"""How many characters of a sentence a finding repeats."""


class Piece(NamedTuple):
    """A piece of text of a page: a paragraph, a heading, a description, or a cell of a table."""

    text: str
    is_cell: bool


class Finding(NamedTuple):
    """One finding: the page, its kind, the words, and their sentence."""

    page: str
    what: str
    words: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.page} has {self.what}, {self.words!r}, in {self.sentence!r}"


class _Reader(HTMLParser):
    """Gathers the pieces of text of a page in order, without what is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._words: list[str] = []
        self._is_cell = False
        self._skipped = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipped:
            self._depth += tag == self._skipped
            return
        if tag not in _INLINE | _LEFT_OUT:
            self.flush()
        of = {name: value or "" for name, value in attrs}
        classes = of.get("class", "").split()
        if tag in _LEFT_OUT or QUOTED in classes or (tag == _CODE_OF_A_SECTION[0] and _CODE_OF_A_SECTION[1] in classes):
            self._words.append(_GAP)
            self._skipped, self._depth = ("", 0) if tag in _VOID else (tag, 1)
        elif tag == "img":
            self.pieces.append(Piece(_one_line(of.get("alt", "")), is_cell=False))
        elif tag == "svg" and DRAWING in classes:  # its description has all its words
            self.pieces.append(Piece(_one_line(of.get("aria-label", "")), is_cell=False))
            self._skipped, self._depth = tag, 1
        elif REASON in classes:  # stands on a line of its own, so the words before it are not beside it
            self._words.append(_GAP)
        elif tag not in _INLINE:
            self._is_cell = tag == "td" or (tag == "th" and of.get("scope") == "row")

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._depth -= tag == self._skipped
            self._skipped = self._skipped if self._depth else ""
        elif tag not in _INLINE:
            self.flush()
            self._is_cell = False

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._words.append(data)

    def flush(self) -> None:
        text = _one_line("".join(self._words))
        self._words.clear()
        if text.strip(_GAP + " "):
            self.pieces.append(Piece(text, self._is_cell))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def visible_text(html: str) -> list[Piece]:
    """Return the pieces of text that a page shows and that the project writes, in order, with the words of pictures.

    Each is on one line. Left out are code, and the cells of quoted columns.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return reader.pieces


def _matches(pattern: str, *, any_case: bool = False) -> Callable[[str], Iterator[str]]:
    compiled = re.compile(pattern, re.IGNORECASE if any_case else 0)
    return lambda text: (match[0].strip() for match in compiled.finditer(text))


_BRACKETED: Final = re.compile(r"\[[A-Za-z][^\[\]]*\]")
_PERCENT: Final = re.compile(r"\S*\s?%")
_DOUBLED: Final = re.compile(r"\b([A-Za-z]{2,}) \1\b", re.IGNORECASE)
_TWICE_IN_ENGLISH: Final = frozenset({"had", "that"})
_NONE: Final = re.compile(r"\bNone\b")
_NONE_BEGINS: Final = re.compile(r"None(?= [a-z]|[:.])")


def _bracketed(text: str) -> Iterator[str]:
    """Give words in square brackets that are no marker of a figure."""
    return (match[0] for match in _BRACKETED.finditer(text) if match[0] not in MEANINGS)


def _percent_alone(text: str) -> Iterator[str]:
    """Give percentage signs without a number before them, but no units: alone, in brackets, after in or a comma."""
    for match in _PERCENT.finditer(text):
        before = match[0][:-1].rstrip()
        after = text[match.end() :]
        is_unit = (
            text == "%"
            or before.casefold() == "in"
            or (before.endswith("(") and after.startswith(")"))
            or (before.endswith(",") and (not after or after[0] in ",.;:)"))
        )
        if not is_unit and not before[-1:].isdigit() and before.strip("(").casefold() not in ("x", "xx", "xxx"):
            yield " ".join(text[: match.end()].split()[-3:])


def _doubled(text: str) -> Iterator[str]:
    return (match[0] for match in _DOUBLED.finditer(text) if match[1].casefold() not in _TWICE_IN_ENGLISH)


def _none_printed(text: str) -> Iterator[str]:
    """Give each None that does not begin a sentence."""
    for match in _NONE.finditer(text):
        before = text[: match.start()].rstrip()
        begins = not before or before[-1] in ".:;!?"
        if not (begins and _NONE_BEGINS.match(text, match.start())):
            yield match[0]


class _Rule(NamedTuple):
    """What is looked for, and how; `in_cells` says whether in the cells of tables too.

    A text that in small letters has none of the `signs` is not searched, as that takes much longer.
    """

    what: str
    find: Callable[[str], Iterator[str]]
    in_cells: bool
    signs: tuple[str, ...]

    def applies_to(self, text: str, *, is_cell: bool) -> bool:
        """Say whether a text in small letters may have what is looked for."""
        return (self.in_cells or not is_cell) and any(sign in text for sign in self.signs)


_PLACEHOLDER: Final = "a placeholder"
_TEMPLATE: Final = "a mark of a template that was not filled in"
_PRINTED: Final = "a missing value as a program prints it"
_SIGNS_OF_PLACEHOLDERS: Final = (
    ("xx", "x%", "x %"),
    ("tba", "tbc", "tbd"),
    ("to go here", "awaiting", "lorem", "placeholder", "??"),
)
"""The signs of each of PLACEHOLDER_PATTERNS."""

_RULES: Final = (
    *(
        _Rule(_PLACEHOLDER, _matches(pattern, any_case=True), in_cells=True, signs=signs)
        for pattern, signs in zip(PLACEHOLDER_PATTERNS, _SIGNS_OF_PLACEHOLDERS, strict=True)
    ),
    _Rule(_PLACEHOLDER, _matches(r"\binserts?\b", any_case=True), in_cells=True, signs=("insert",)),
    _Rule(_PLACEHOLDER, _bracketed, in_cells=False, signs=("[",)),
    _Rule(
        _TEMPLATE,
        _matches(r"\{\{.*?\}\}|\{%.*?%\}|\{[A-Za-z_][^{}]*\}|\{\}|\{\d+\}|%\(\w+\)[sdf]"),
        in_cells=True,
        signs=("{", "%("),
    ),
    _Rule(
        _PRINTED,
        _matches(r"(?<!\w)(?:nan|NaN|NaT|-?inf)(?!\w)|<NA>"),
        in_cells=True,
        signs=("nan", "nat", "inf", "<na>"),
    ),
    _Rule(_PRINTED, _none_printed, in_cells=True, signs=("none",)),
    _Rule("a percentage without its number", _percent_alone, in_cells=False, signs=("%",)),
    _Rule("a word twice", _doubled, in_cells=True, signs=(" ",)),
)
_YEAR: Final = re.compile(r"\bCompendium,? ((?:19|20)\d\d)\b(?!/)|\b((?:19|20)\d\d) (?:Performance )?Compendium\b")


def _of_another_year(text: str, year: int) -> Iterator[str]:
    if "Compendium" not in text:
        return iter(())
    return (match[0] for match in _YEAR.finditer(text) if int(match[1] or match[2]) != year)


def page_findings(page: str, html: str, year: int) -> list[Finding]:
    """Return what the text of a finished page must not hold, in the order of the page, nothing twice.

    `page` is the name of its file, `year` the reporting year of the run.
    """
    return list(_findings(page, html, year))


@lru_cache(maxsize=MAX_PAGES_REMEMBERED)
def _findings(page: str, html: str, year: int) -> tuple[Finding, ...]:
    """Return the findings of a page; they are remembered, so that a page can be looked through before others are."""
    return tuple(_findings_in(page, _with_repeats_once(html, set()), year))


def _findings_in(page: str, html: str, year: int) -> Iterable[Finding]:
    findings: dict[Finding, None] = {}
    for piece in dict.fromkeys(visible_text(html)):
        text = _FILE.sub(_GAP, piece.text) if _HAS_FILE.search(piece.text) else piece.text
        for what, words in _in_piece(piece._replace(text=text), year):
            findings[Finding(page, what, words, _around(text, words))] = None
    return findings


_INLINE_TAG: Final = rf"</?(?:{'|'.join(sorted(_INLINE))})(?: [^<>]*)?>"
_LINE: Final = re.compile(
    rf"<(td|th|dt|dd|li|p|h2|caption|summary|figcaption)(?: [^<>]*)?>(?:[^<>]++|{_INLINE_TAG})*+</\1>"
)
"""A line of words that ends where it begins: nothing but words and marks inside a sentence."""

_DRAWN: Final = re.compile(rf'(<svg class="{DRAWING}"[^<>]*>).*?(?=</svg>)', re.DOTALL)
_UNREAD: Final = re.compile(r' (?:data-[a-z]+|href|id|role|tabindex)="[^"<>]*"(?=[^<>]*>)')
"""Attributes that nothing here reads, and by which lines with the same words differ."""

_WITHOUT_WORDS: Final = re.compile(
    r'<td(?: [^<>]*)?>(?:[-=\u2212\u2013]?[\d.,]+%?|\u2013)</td>|<svg class="sparkline".*?</svg>|<style>.*?</style>'
    r"|<(?:meta|link) [^<>]*>|<script [^<>]*></script>",
    re.DOTALL,
)
_EMPTY: Final = re.compile(r"<(tr|ul|ol|dl|thead|tbody|div|section)(?: [^<>]*)?></\1>")


def _with_repeats_once(html: str, seen: set[str]) -> str:
    """Return a page without what it draws, and without the cells and lines of words that are in `seen` or come again.

    What the page has is added to `seen`. A site has a hundred thousand cells such as 'Good' or '45.3%': to parse them
    again takes long, and a finding is reported once anyway.
    """

    def first(match: re.Match[str]) -> str:
        if match[0] in seen:
            return ""
        seen.add(match[0])
        return match[0]

    worded = _WITHOUT_WORDS.sub("", _UNREAD.sub("", _DRAWN.sub(r"\1", html)))
    return _EMPTY.sub("", _EMPTY.sub("", _LINE.sub(first, worded)))


@lru_cache(maxsize=MAX_PIECES_REMEMBERED)
def _in_piece(piece: Piece, year: int) -> tuple[tuple[str, str], ...]:
    small = piece.text.casefold()
    rules = (rule for rule in _RULES if rule.applies_to(small, is_cell=piece.is_cell))
    another = (("the name of the report with another year", words) for words in _of_another_year(piece.text, year))
    return (*((rule.what, words) for rule in rules for words in rule.find(piece.text)), *another)


def _around(text: str, words: str) -> str:
    """Return the sentence with the words, cut to MAX_CHARACTERS characters around them."""
    sentence = next((part for part in _SENTENCE.split(text) if words in part), text)
    start = max(0, min(sentence.find(words) - MAX_CHARACTERS // 2, len(sentence) - MAX_CHARACTERS))
    return sentence[start : start + MAX_CHARACTERS].strip()


def site_findings(pages: Mapping[str, str], year: int) -> list[Finding]:
    """Return what the text of some pages of a site must not hold; a line that comes again is looked through once.

    `pages` are HTML by the name of the file, `year` is the reporting year of the run.
    """
    seen: set[str] = set()
    of_pages = (_findings_in(page, _with_repeats_once(html, seen), year) for page, html in pages.items())
    return list(chain.from_iterable(of_pages))


def text_findings(name: str, texts: Iterable[str], year: int) -> list[Finding]:
    """Return what some paragraphs of a document must not hold; `name` is that of its file."""
    pieces = (Piece(_FILE.sub(_GAP, _one_line(text)), is_cell=False) for text in texts)
    return [
        Finding(name, what, words, _around(piece.text, words))
        for piece in dict.fromkeys(pieces)
        for what, words in _in_piece(piece, year)
    ]


def refusal(pages: Mapping[str, str], year: int, site: Iterable[Finding] = (), most: int = 5) -> str:
    """Return why pages may not be published, blank if they may: the first `most` findings, and what to do.

    `pages` are those of the notebooks as HTML by the name of the file, and `site` what `site_findings` returns of those
    of the site; `year` is the reporting year of the run.

    A text that several pages share, such as a limit at their foot, is named once.
    """
    every = [*(finding for page, html in pages.items() for finding in page_findings(page, html, year)), *site]
    findings = list({finding[1:]: finding for finding in reversed(every)}.values())[::-1]
    if not findings:
        return ""
    more = f" And {len(findings) - most} more." if len(findings) > most else ""
    return (
        f"The text of the finished pages is not right: {'; '.join(map(str, findings[:most]))}.{more} Correct it "
        "where it is written: in a notebook, the register, a parameter file, a log of docs/assurance or the code. A "
        "column that shows the text of others is to be marked as quoted there."
    )
