"""Measures how many sentences of a report's site with a figure say which cell of a table each figure is.

Run by hand on a report that has been made: python tools/measure_facts.py reports/2023 [--missing]

Sentences are those of titles, paragraphs, list items and descriptions, not of tables with their notes, charts and what
every page has around it. A figure is a number in digits. Not counted are numbers in a link, in words that others wrote,
in a source and in code, and the few that are part of a method's name, in CONSTANTS. Cards are counted together.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from helpers.present.pages.short_forms import MEANINGS

STYLE = "site.css"
CARDS = "indicators/"

CONSTANTS = (
    "95% interval",
    "sha256",
    "Accessibility Guidelines 2.2",
    *(f"{name}, {meaning}" for name, meaning in MEANINGS.items()),
    *MEANINGS.values(),
)
"""Numbers that are no figures: the method by which a figure is, the names of standards, and names spelt out."""

_BLOCKS = {"p", "li", "dd", "h1"}
_SKIPPED = {"table", "svg", "figure", "nav", "header", "footer", "script", "style", "a", "cite", "code"}
_SKIPPED_CLASSES = {"table-notes", "quoted", "cite", "code", "link", "mark"}
_VOID = {"br", "hr", "img", "input", "link", "meta", "path", "circle", "rect", "line"}
_FACT, _END = "\x01", "\x02"
_BETWEEN = r"(?<=[.!?])\s+(?=[A-Z])"
_ENDS = r"(?:(?<=[.!?])|(?<=[.!?]\x02))\s+(?=[A-Z\x01])"


class Stated(NamedTuple):
    """One sentence with a figure: its words, and those of its figures that are no fact."""

    words: str
    missing: tuple[str, ...]


class _Reader(HTMLParser):
    """Reads the sentences of a page with its facts marked."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []  # the tag, whether it is skipped, whether it is a fact
        self._block: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        of = {name: value or "" for name, value in attrs}
        is_fact = "data-fact" in of
        skipped = tag in _SKIPPED or not _SKIPPED_CLASSES.isdisjoint(of.get("class", "").split())
        if tag in _BLOCKS:
            self._end_block()
        self._open.append((tag, skipped and not is_fact, is_fact))
        if is_fact:
            self._block.append(_FACT)

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _, _ in self._open):
            name, _, is_fact = self._open.pop()
            if is_fact:
                self._block.append(_END)
            if name in _BLOCKS:
                self._end_block()
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        tags = {name for name, _, _ in self._open}
        if "main" in tags and not tags.isdisjoint(_BLOCKS) and not any(skipped for _, skipped, _ in self._open):
            self._block.append(data)

    def _end_block(self) -> None:
        if block := "".join(self._block).strip():
            self.blocks.append(block)
        self._block = []


def stated_in(html: str) -> Iterator[Stated]:
    """Give each sentence of a page that has a figure."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for block in map(_in_sentences, reader.blocks):
        for sentence in re.split(_ENDS, block):
            words = re.sub(f"[{_FACT}{_END}]", "", sentence)
            if not re.search(r"\d", words):
                continue
            rest = re.sub(f"{_FACT}[^{_END}]*{_END}", " ", sentence)
            for constant in CONSTANTS:
                rest = rest.replace(constant, " ")
            missing = tuple(re.findall(r"\d[\d,./]*", re.sub(f"[{_FACT}{_END}]", "", rest)))
            if missing or _FACT in sentence:
                yield Stated(words, missing)


def _in_sentences(block: str) -> str:
    """Return a block in which a fact of several sentences is a fact in each of them."""
    within = re.compile(f"{_FACT}[^{_END}]*{_END}")
    return within.sub(lambda fact: re.sub(_BETWEEN, f"{_END} {_FACT}", fact[0]), block)


def pages_of(report: Path) -> list[Path]:
    """Return the pages of the site of a report, in order of name."""
    return [path for path in sorted(report.rglob("*.html")) if STYLE in path.read_text("utf-8")[:4000]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the site of a report and print it; 1 where the folder has none, or a figure is no fact."""
    parser = argparse.ArgumentParser(description="Measure the facts in the sentences of the site of a report.")
    parser.add_argument("report", type=Path, help="the folder of the report, such as reports/2023")
    parser.add_argument("--missing", action="store_true", help="print each sentence with a figure that is no fact")
    options = parser.parse_args(arguments)
    paths = pages_of(options.report)
    if not paths:
        print(f"{options.report} has no page of a site; make the report first.", file=sys.stderr)
        return 1
    print(f"{'page':64}{'sentences with a figure':>25}{'all facts':>11}")
    by_page: dict[str, list[Stated]] = {}
    for path in paths:
        name = path.relative_to(options.report).as_posix()
        name = f"{CARDS}*" if name.startswith(CARDS) else name
        by_page.setdefault(name, []).extend(stated_in(path.read_text(encoding="utf-8")))
    total, good, failed = 0, 0, False
    for name, stated in by_page.items():
        lacking = [one for one in stated if one.missing]
        total, good = total + len(stated), good + len(stated) - len(lacking)
        failed = failed or bool(lacking)
        print(f"{name:64}{len(stated):25}{len(stated) - len(lacking):11}")
        if options.missing:
            for one in lacking:
                print(f"    {', '.join(one.missing)}: {one.words}")
    print(f"{f'all {len(paths)}':64}{total:25}{good:11}")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
