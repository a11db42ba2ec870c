"""Measures the pages of a report: their words, how easy they are to read, their size, and their sheets of paper.

Run by hand on a report that has been made: python tools/measure_pages.py reports/2023 [--print]

A word is anything between spaces that has a letter or a digit, so an arrow or a dash is none. What is folded away
until a reader opens it is counted as seen. Words read aloud for a picture, or as the name of a region or a link,
are counted too, apart from those that are seen. The pages of the site are all that load its style sheet, without the
cards of indicators; pages of notebooks are not of the site.

Sentences are those of paragraphs, list items and descriptions that end as sentences do, not of tables, headings and
what every page has around it. The grade is the
Flesch-Kincaid grade level: 0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid, Fishburne, Rogers and
Chissom, Derivation of New Readability Formulas for Navy Enlisted Personnel, Research Branch Report 8-75, 1975).
Syllables are estimated by the usual rule of programs, such as Lingua::EN::Syllable of CPAN, whose author finds it wrong
by one syllable for 10 to 15 words of 100: a group of vowels is a syllable, an e at the end that is not spoken is none,
and a number has one for each digit.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

LONG_SENTENCE = 25
"""Words from which on GOV.UK calls a sentence too long: more than these."""

STYLE = "site.css"
CARDS = "indicators"
INDEX = "index.html"
LARGEST = 5
_NOT_SEEN = {"script", "style", "title"}
_INLINE = {
    "a", "abbr", "b", "circle", "cite", "code", "em", "i", "line", "path", "q", "rect", "small", "span", "strong",
    "sub", "sup", "svg", "time",
}  # fmt: skip
_PROSE = {"p", "li", "dd"}
_READ_ALOUD = ("aria-label", "alt")


class Sentences(NamedTuple):
    """What the grade of some prose is worked out from."""

    words: int
    sentences: int
    syllables: int
    long: int

    @property
    def grade(self) -> float | None:
        """The Flesch-Kincaid grade level; None where there is no sentence."""
        if not self.sentences or not self.words:
            return None
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59


class Page(NamedTuple):
    """What is measured of one page; `to_name` and `to_figure` are words before its first indicator, None without."""

    path: str
    size: int
    seen: int
    read_aloud: int
    prose: Sentences
    to_name: int | None = None
    to_figure: int | None = None

    @property
    def words(self) -> int:
        """All words, seen or read aloud."""
        return self.seen + self.read_aloud


def words_of(text: str) -> list[str]:
    """Return the words of a text: what is between spaces and has a letter or a digit."""
    return [word for word in text.split() if any(char.isalnum() for char in word)]


def syllables_of(word: str) -> int:
    """Estimate the syllables of a word, at least one."""
    if any(char.isdigit() for char in word):
        return sum(char.isdigit() for char in word)
    return sum(max(1, _of_part(part)) for part in re.findall(r"[a-z]+", word.lower().replace("'", "")) or ["a"])


def _of_part(part: str) -> int:
    silent = re.search(r"(?:[^aeiouyl]|[aeiouy]l)e$|[^aeiouytdl]ed$|[aeiouyl]led$|[^aeiouyscxzg]es$", part)
    return len(re.findall(r"[aeiouy]+", part)) - (silent is not None)


def sentences_of(blocks: Iterable[str]) -> Sentences:
    """Return the words, sentences and syllables of blocks of prose, and how many sentences are too long."""
    words = sentences = syllables = long = 0
    for block in blocks:
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])", block):
            own = words_of(sentence)
            words += len(own)
            sentences += bool(own)
            long += len(own) > LONG_SENTENCE
            syllables += sum(map(syllables_of, own))
    return Sentences(words, sentences, syllables, long)


class _Reader(HTMLParser):
    """Reads the body of a page from its beginning."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self.read_aloud: list[str] = []
        self.blocks: list[str] = []
        self.to_name: int | None = None
        self.to_figure: int | None = None
        self._open: list[str] = []
        self._block: list[str] = []
        self._in_main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag not in ("br", "hr", "img", "input", "link", "meta", "path", "circle", "rect", "line"):
            self._open.append(tag)
        self._in_main = self._in_main or tag == "main"
        if tag == "br":
            self.handle_data(" ")
        elif tag not in _INLINE:
            self._end_block()
        self.read_aloud += [word for name in _READ_ALOUD for word in words_of(of.get(name, ""))]
        target, classes = of.get("href", ""), of.get("class", "").split()
        if self._in_main and self.to_name is None and f"{CARDS}/" in target and not target.endswith(INDEX):
            self.to_name = self._words_before()
        if self._in_main and self.to_name is not None and self.to_figure is None and "figure" in classes:
            self.to_figure = self._words_before()

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._end_block()
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if _NOT_SEEN.isdisjoint(self._open):
            self.seen.append(data)
            if "main" in self._open and "table" not in self._open and not _PROSE.isdisjoint(self._open):
                self._block.append(data)

    def _end_block(self) -> None:
        self.seen.append(" ")
        block = "".join(self._block).strip()
        if block.endswith((".", "!", "?")):
            self.blocks.append(block)
        self._block = []

    def _words_before(self) -> int:
        return len(words_of("".join(self.seen)))


def measure(path: str, html: str) -> Page:
    """Measure one page of HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Page(
        path,
        len(html.encode()),
        len(words_of("".join(reader.seen))),
        len(reader.read_aloud),
        sentences_of(reader.blocks),
        reader.to_name,
        reader.to_figure,
    )


def site_pages(report: Path) -> list[Path]:
    """Return the pages of the site of a report without its cards, in order of name."""
    return [
        page
        for page in sorted(report.rglob("*.html"))
        if (page.parent.name != CARDS or page.name == INDEX) and STYLE in page.read_text(encoding="utf-8")[:4000]
    ]


def sheets_of(page: Path, chromium: str) -> int:
    """Return how many sheets of paper a page takes as Chromium prints it."""
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "page.pdf"
        subprocess.run(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer",
                f"--print-to-pdf={printed}",
                page.resolve().as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.read_bytes()))


def lines_of(pages: Sequence[Page], site_size: int, sheets: Sequence[int] | None) -> Iterable[str]:
    """Give the lines of the report: a table of all pages, their sum, and what is measured of the first page."""
    yield f"{'page':64}{'KB':>6}{'words':>7}{'seen':>7}{'grade':>7}{'long':>11}{'sheets':>8}"
    for number, page in enumerate(pages):
        yield _line(page.path, page, "" if sheets is None else str(sheets[number]))
    prose = Sentences(*(sum(page.prose[at] for page in pages) for at in range(4)))
    whole = Page(
        f"all {len(pages)}",
        sum(page.size for page in pages),
        sum(page.seen for page in pages),
        sum(page.read_aloud for page in pages),
        prose,
    )
    yield _line(whole.path, whole, "" if sheets is None else str(sum(sheets)))
    first = next((page for page in pages if page.path == INDEX), None)
    if first is not None:
        yield f"words before the first named indicator of {INDEX}: {_or_none(first.to_name)}"
        yield f"words before its figure: {_or_none(first.to_figure)}"
    yield f"site without pages of notebooks: {site_size / 1_000_000:.2f} MB"
    largest = sorted(pages, key=lambda page: page.size, reverse=True)[:LARGEST]
    yield f"largest pages: {', '.join(f'{page.path} {page.size / 1000:.0f} KB' for page in largest)}"


def _line(name: str, page: Page, sheets: str) -> str:
    grade = "none" if page.prose.grade is None else f"{page.prose.grade:.1f}"
    long = f"{page.prose.long} of {page.prose.sentences}"
    return f"{name:64}{page.size / 1000:6.0f}{page.words:7}{page.seen:7}{grade:>7}{long:>11}{sheets:>8}"


def _or_none(number: int | None) -> str:
    return "none is named" if number is None else str(number)


def size_of_site(report: Path) -> int:
    """Return the bytes of the report without its notebooks and their pages: cards and downloads are in it."""
    files = [file for file in report.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files if not re.match(r"\d\d[a-z]?_|assurance\.html", file.name))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the site of a report and print it; 1 where the folder has none."""
    parser = argparse.ArgumentParser(description="Measure the pages of the site of a report.")
    parser.add_argument("report", type=Path, help="the folder of the report, such as reports/2023")
    parser.add_argument("--print", action="store_true", dest="prints", help="count the sheets that Chromium prints")
    options = parser.parse_args(arguments)
    paths = site_pages(options.report)
    if not paths:
        print(f"{options.report} has no page of a site; make the report first.", file=sys.stderr)
        return 1
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if options.prints and chromium is None:
        print("Chromium is not installed, so sheets of paper are not counted.", file=sys.stderr)
    pages = [measure(path.relative_to(options.report).as_posix(), path.read_text(encoding="utf-8")) for path in paths]
    sheets = [sheets_of(path, chromium) for path in paths] if options.prints and chromium else None
    print("\n".join(lines_of(pages, size_of_site(options.report), sheets)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
