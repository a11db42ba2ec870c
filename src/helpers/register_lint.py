"""What is wrong with the register, or worth a look, all at once: the rules of `make check`.

Reading the register stops at the first fault, because a run cannot go on. An analyst who edits it wants every fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations
from typing import Final, Literal, NamedTuple

from pydantic import ValidationError

from helpers.periods import PERIOD_TYPES, dates_of
from helpers.register import Indicator, unit_fits
from helpers.wording import word_list

Severity = Literal["error", "warning", "information"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "information")
ALIKE: Final = 0.8
"""From this likeness on, two words count as spellings of one word (the ratio of difflib, 0 to 1)."""


class Finding(NamedTuple):
    """One thing found: where it stands (row 0 and a blank column where it is of a whole file), and what to do."""

    severity: Severity
    file: str
    row: int
    column: str
    told: str

    def __str__(self) -> str:
        row = f" row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.severity}: {self.file}{row}{column}: {self.told}"


class Row(NamedTuple):
    """One line of the register as it is written, and the indicator it makes; None where it makes none."""

    number: int
    cells: Mapping[str, str]
    indicator: Indicator | None


@dataclass(frozen=True)
class Surroundings:
    """What the register is held against.

    `sources` and `groups` are the names there are, `frameworks` the dashboards of each in printed order;
    the `used` ones are those that a raw file or a parameter file names. `decimals` are the most decimal places that
    the figures of an indicator have.
    """

    sources: Collection[str]
    frameworks: Mapping[str, Sequence[str]]
    groups: Collection[str]
    used_sources: Collection[str] = ()
    used_frameworks: Collection[str] = ()
    used_groups: Collection[str] = ()
    decimals: Mapping[str, int] = field(default_factory=dict)


REGISTER: Final = "indicators.csv"


def lint(lines: Sequence[tuple[int, Mapping[str, str]]], around: Surroundings) -> list[Finding]:
    """Return everything found in the lines of the register, errors first, then in order of file and row."""
    rows, found = _rows(lines)
    for rule in RULES:
        found.extend(rule(rows, around))
    return sorted(found, key=lambda each: (SEVERITIES.index(each.severity), each[1:]))


def _rows(lines: Sequence[tuple[int, Mapping[str, str]]]) -> tuple[list[Row], list[Finding]]:
    """Make each line an indicator; what does not fit is found, one finding for each column."""
    rows, found = [], []
    for number, cells in lines:
        indicator = None
        try:
            indicator = Indicator.model_validate(cells)
        except ValidationError as error:
            for each in error.errors():
                column = str(each["loc"][0]) if each["loc"] else "polarity"
                message = each["msg"].removeprefix("Value error, ")
                found.append(_at(number, column, f"{cells.get(column)!r} is not right; {message}."))
        rows.append(Row(number, cells, indicator))
    if not rows:
        found.append(Finding("error", REGISTER, 0, "", "there are no indicators; add a row for each."))
    return rows, found


def _at(number: int, column: str, told: str, severity: Severity = "error") -> Finding:
    return Finding(severity, REGISTER, number, column, told)


def _valid(rows: Sequence[Row]) -> Iterator[tuple[int, Indicator]]:
    return ((row.number, row.indicator) for row in rows if row.indicator is not None)


def _breaks(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    for number, indicator in _valid(rows):
        for label in indicator.breaks:
            if dates_of(label, indicator.period_type) is None:
                yield _at(number, "breaks", f"{label!r} is not a period of type {indicator.period_type}; "
                          f"write it as {PERIOD_TYPES[indicator.period_type]}.")  # fmt: skip


def _given_twice(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """An id, a measure of a source, a title on a dashboard or a definition that stands in more than one row."""
    for columns, told in (
        (("indicator_id",), "is there already in row {}; give each indicator a name of its own."),
        (("source_id", "source_measure"), "of the same source is there already in row {}; keep one row for a measure."),
        (("dashboard", "title"), "is on its dashboard already, in row {}; say in the titles how the two differ."),
        (("definition",), "is that of row {} too; say what sets the two apart."),
    ):
        first: dict[tuple[str, ...], int] = {}
        for row in rows:
            key = tuple(row.cells.get(column, "").strip().casefold() for column in columns)
            if not key[-1]:
                continue
            if key in first:
                yield _at(row.number, columns[-1], f"{row.cells[columns[-1]]!r} {told.format(first[key])}")
            first.setdefault(key, row.number)


def _sources(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    for number, indicator in _valid(rows):
        if indicator.source_id not in around.sources:
            yield _at(
                number, "source_id", f"{indicator.source_id!r} is not in sources.yml; add it there or correct it."
            )
        if not indicator.source_measure:
            told = "is blank; give the publisher's name for the measure, by which its files are matched."
            yield _at(number, "source_measure", told, "warning")


def _dashboards(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """Every framework prints each dashboard of the register once, and none that is empty."""
    for number, indicator in _valid(rows):
        for name, dashboards in around.frameworks.items():
            times = dashboards.count(indicator.dashboard)
            if times != 1:
                yield _at(number, "dashboard", f"{indicator.dashboard!r} is {times} times in the framework {name}; "
                          "correct it, or add the dashboard to the framework once.")  # fmt: skip
    filled = {indicator.dashboard for _, indicator in _valid(rows)}
    for name, dashboards in around.frameworks.items():
        for dashboard in dashboards:
            if dashboard not in filled:
                told = f"no indicator of the register is on the dashboard {dashboard!r}; it would be printed empty."
                yield Finding("warning", f"{name}.yml", 0, "", told)


def _units(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    for number, indicator in _valid(rows):
        if not unit_fits(indicator.unit, indicator.value_type):
            yield _at(number, "unit", f"{indicator.unit!r} does not fit the value type {indicator.value_type}; "
                      "correct one of the two.")  # fmt: skip


def _decimals(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    for number, indicator in _valid(rows):
        if indicator.value_type == "count" and indicator.decimals and "FTE" not in indicator.unit.split():
            yield _at(
                number,
                "decimals",
                f"{indicator.decimals} for a count; only full-time equivalents (FTE) have decimals.",
                "warning",
            )
        most = around.decimals.get(indicator.indicator_id)
        if most is not None and most < indicator.decimals:
            yield _at(number, "decimals", f"{indicator.decimals}, but no figure at hand has more than {most}: "
                      "digits would be printed that nobody published.", "warning")  # fmt: skip


def _titles(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """Titles of one dashboard that hold the same words, or words spelt nearly alike: a plural, a slip of the pen."""
    shown = defaultdict(list)
    for number, indicator in _valid(rows):
        shown[indicator.dashboard].append((number, indicator.title))
    for pairs in shown.values():
        for (number, title), (later, other) in combinations(pairs, 2):
            if title.casefold() != other.casefold() and _nearly_the_same(title, other):
                told = (
                    f"{other!r} and {title!r} in row {number} are nearly the same; see whether they are one indicator."
                )
                yield _at(later, "title", told, "warning")


def _nearly_the_same(title: str, other: str) -> bool:
    ours, theirs = (sorted(word_list(each)) for each in (title, other))
    left = [word for word in ours if word not in theirs]
    right = [word for word in theirs if word not in ours]
    if len(left) != len(right):
        return False
    if any(character.isdigit() for word in left + right for character in word):
        return False
    return all(SequenceMatcher(None, *pair, autojunk=False).ratio() >= ALIKE for pair in zip(left, right, strict=True))


def _unused(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    sources = {indicator.source_id for _, indicator in _valid(rows)} | set(around.used_sources)
    for file, there, used, by in (
        ("sources.yml", around.sources, sources, "no indicator and no raw file is of the source"),
        ("frameworks", around.frameworks, around.used_frameworks, "no parameter file names the framework"),
        ("comparators.yml", around.groups, around.used_groups, "no parameter file names the group"),
    ):  # fmt: skip
        for name in sorted(set(there) - set(used)):
            yield Finding("information", file, 0, "", f"{by} {name}; it is there to be chosen, or can go.")


def _definitions(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """A definition that has no word more than the title: it leaves open what is counted, over what, and when."""
    for number, indicator in _valid(rows):
        if set(word_list(indicator.definition)) <= set(word_list(indicator.title)):
            told = f"{indicator.definition!r} repeats the title; say what is counted, over what, and when."
            yield _at(number, "definition", told, "warning")


Rule = Callable[[Sequence[Row], Surroundings], Iterator[Finding]]
RULES: Final[tuple[Rule, ...]] = (
    _breaks, _given_twice, _sources, _dashboards, _units, _decimals, _titles, _definitions, _unused,
)  # fmt: skip
