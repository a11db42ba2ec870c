"""The way of a printed figure back to its source, as the parts of a page: sentence, cell, rule and raw row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from helpers.present.cells import format_value, is_missing
from helpers.present.site_pages import INDICATORS, SitePage
from helpers.present.tables import bullet_list, heading, paragraph
from helpers.present.values import BulletList, Definitions, Part, Span

Row = Mapping[Any, Any]

PASS: Final = "Pass"
"""The outcome of a check that no row fails."""

MOST_SENTENCES: Final = 30
"""How many sentences are printed; how many more there are is said."""

MOST_CHARACTERS: Final = 300
"""Characters of the longest cell that is printed whole."""

_OF_A_FILE: Final = ("edition", "published", "date", "address")
_OF_A_SOURCE: Final = ("publisher", "dataset", "licence", "address")


@dataclass(frozen=True)
class CellOrigin:
    """A cell of a table, and what it means."""

    fact: str
    value: Any
    meaning: str
    unit: str


@dataclass(frozen=True)
class TableOrigin:
    """How a table was made.

    `writer` is the step that wrote it, `reads` the tables and `files` the number of files that this step read,
    `methods` the modules of methods that it used, and `table_hash` the hash of the table in the record.
    """

    name: str
    rows: str
    writer: str
    reads: Sequence[str]
    files: int
    methods: Sequence[str]
    table_hash: str


@dataclass(frozen=True)
class RuleRow:
    """What one table says of how an indicator was judged: the column, its words, and where the rule is explained.

    Of a paragraph of the methods, `table` is its file and `column` its first words; `meaning` is then blank.
    """

    table: str
    column: str
    meaning: str
    words: str
    explained: str = ""


@dataclass(frozen=True)
class SourceRow:
    """One figure with the raw row that it was read from.

    `cells` are those of the row as they stand in the file, `recorded` the hash of the file in the record and `actual`
    its hash now, blank if the file is not here. `sidecar` has edition and days, `source` what is said of the publisher.
    """

    figure: str
    period: str
    value: Any
    file: str
    row: int
    cells: Sequence[tuple[str, str]]
    recorded: str
    actual: str
    sidecar: Row
    source: Row


@dataclass(frozen=True)
class GroupOrigin:
    """The figures that a rank was given among.

    `title` names group and period, and `councils` has the place of each council as printed, best first, its name, its
    figure, whether it is the council reported on, and the file and the row of the figure.
    """

    title: str
    councils: Sequence[tuple[str, str, Any, bool, str, int]]


@dataclass(frozen=True)
class Explanation:
    """All that leads from an indicator, or from one fact, back to its source.

    `sentences` are rows of what the pages state: page, words, what is printed, the fact and its value. `counted` has
    the title of each indicator that a count is of with the command that explains it, `groups` those that ranks are of,
    `numbers` the facts of a sentence, each with its command.
    """

    subject: str
    lead: str
    sentences: Sequence[Row]
    cells: Sequence[CellOrigin]
    tables: Sequence[TableOrigin]
    rules: Sequence[RuleRow]
    sources: Sequence[SourceRow]
    checks: Sequence[Row]
    record: Sequence[tuple[str, str]]
    counted: Sequence[tuple[str, str]] = ()
    groups: Sequence[GroupOrigin] = ()
    numbers: Sequence[tuple[str, str]] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything in order: what is printed, the cells, the rules, the rows of the publisher, checks and record."""
        return tuple(
            part
            for title, inside in (
                ("What the report prints", self._sentences()),
                ("The cells behind it", self._cells()),
                ("The way of each of its numbers", iter([_definitions(self.numbers)] if self.numbers else [])),
                ("How their tables were made", self._tables()),
                ("The rules that decided", self._rules()),
                ("The indicators that are counted", self._counted()),
                ("The figures that it is ranked among", self._groups()),
                ("The publisher's rows", self._sources()),
                ("The checks of data quality", self._checks()),
                ("The record of the run", iter([_definitions(self.record)])),
            )
            if (contents := list(inside))
            for part in (heading(title), *contents)
        )

    def page(self, path: str) -> SitePage:
        """Return the explanation as a page of the site."""
        return SitePage(path, self.subject, self.parts, lead=(Span(self.lead),), section=INDICATORS)

    def lines(self) -> Iterator[str]:
        """Give the explanation as lines of text for a terminal."""
        yield self.subject
        yield self.lead
        for part in self.parts:
            yield from _lines_of(part)

    def _sentences(self) -> Iterator[Part]:
        stated: dict[tuple[str, str], list[str]] = {}
        for row in self.sentences:
            stated.setdefault((str(row["page"]), str(row["words"])), []).append(f"{row['printed']} is {row['fact']}")
        lines = [f"{page}: {words} ({'; '.join(dict.fromkeys(facts))})" for (page, words), facts in stated.items()]
        if not lines:
            yield paragraph("No sentence states it. It is printed in tables and on the page of the indicator alone.")
            return
        yield bullet_list(lines[:MOST_SENTENCES])
        if (more := len(lines) - MOST_SENTENCES) > 0:
            yield paragraph(f"And {more} more; downloads/sentences.csv.zip has them all.")

    def _cells(self) -> Iterator[Part]:
        pairs = []
        for cell in self.cells:
            unit = f" ({cell.unit})" if cell.unit else ""
            pairs.append((cell.fact, f"{_printed(cell.value)}. {without_links(cell.meaning)}{unit}."))
        yield _definitions(pairs)

    def _tables(self) -> Iterator[Part]:
        for table in self.tables:
            read = f"the tables {', '.join(table.reads)}" if table.reads else f"{table.files:,} files"
            methods = ", ".join(f"src/helpers/{one}" for one in table.methods) or "none"
            step = f"step {table.writer}, page {table.writer}.html, from {read}"
            yield _definitions(
                [
                    ("Table", f"{table.name}. {without_links(table.rows)}"),
                    ("Written by", f"the site, with {table.writer}" if table.writer.startswith("make ") else step),
                    ("Methods that this step uses", methods),
                    ("Hash of the table in the record", table.table_hash or "not in the record"),
                ]
            )

    def _rules(self) -> Iterator[Part]:
        pairs = []
        for row in self.rules:
            where = f" Explained in {row.explained}." if row.explained else ""
            meaning = f" {without_links(row.meaning)}." if row.meaning else ""
            pairs.append((f"{row.table}, {row.column}", f"{row.words}.{meaning}{where}"))
        if pairs:
            yield _definitions(pairs)

    def _counted(self) -> Iterator[Part]:
        if self.counted:
            yield paragraph(f"{len(self.counted):,} in all. The command leads from each to the publisher's row.")
            yield _definitions(self.counted)

    def _groups(self) -> Iterator[Part]:
        for group in self.groups:
            yield paragraph(f"{group.title}.")
            yield bullet_list(
                f"{rank}: {name}{' (this council)' if own else ''}, {_printed(value)}; {file}, row {row}"
                for rank, name, value, own, file, row in group.councils
            )

    def _sources(self) -> Iterator[Part]:
        for row in self.sources:
            cells = "; ".join(f"{name}: {text}" for name, text in row.cells) or "it cannot be shown as text"
            same = "the file here is the same" if row.actual == row.recorded else "the file here is another"
            pairs = [
                (f"{row.figure.capitalize()} figure", f"{_printed(row.value)} in {row.period}"),
                ("File and row", f"{row.file}, row {row.row}"),
                ("The row as it stands", cells),
                ("Hash in the record", f"{row.recorded or 'none'}; {same if row.actual else 'the file is not here'}"),
            ]
            pairs += [(name.capitalize(), str(row.sidecar[name])) for name in _OF_A_FILE if row.sidecar.get(name)]
            pairs += [
                (name.capitalize(), str(row.source[name]))
                for name in _OF_A_SOURCE
                if row.source.get(name) and not (name == "address" and row.sidecar.get(name))
            ]
            yield _definitions(pairs)

    def _checks(self) -> Iterator[Part]:
        passed = [str(row["check_id"]) for row in self.checks if row["outcome"] == PASS]
        failed = [
            f"{row['check_id']} ({str(row['severity']).lower()}): {row['rule']}. {row['outcome']}: "
            f"{row['rows_failing']:,} of {row['rows_tested']:,} rows fail."
            for row in self.checks
            if row["outcome"] != PASS
        ]
        if self.checks:
            yield paragraph(f"{len(passed)} of {len(self.checks)} checks pass: {', '.join(passed)}.")
        if failed:
            yield bullet_list(failed)


def without_links(text: str) -> str:
    """Return the text of a declaration without the addresses of its links.

    >>> without_links("As in [chapter 2](methods/02.md)")
    'As in chapter 2'
    """
    return _LINK.sub(r"\1", text).rstrip(".")


_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def _definitions(pairs: Sequence[tuple[str, str]]) -> Definitions:
    return Definitions(tuple((term, (Span(words),)) for term, words in pairs))


def _printed(value: Any) -> str:
    text = "nothing" if is_missing(value) else format_value(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def _lines_of(part: Part) -> Iterator[str]:
    """Give a part as lines of text, with an empty line before it."""
    yield ""
    if isinstance(part, Definitions):
        yield from (f"  {term}: {''.join(span.text for span in spans)}" for term, spans in part.pairs)
    elif isinstance(part, BulletList):
        yield from (f"  - {''.join(span.text for span in spans)}" for spans in part.items)
    else:
        yield str(part)
