"""What is wrong with the register, or worth a look, all at once: the rules of `make check`.

Reading the register stops at the first fault, because a run cannot go on. An analyst who edits it wants every fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import Final, Literal, NamedTuple, get_args

from pydantic import ValidationError

from helpers.periods import PERIOD_TYPES, dates_of
from helpers.register import CONTROLLERS, INEQUALITY_GAP, MEASURE_TYPES, Indicator, alias_faults, unit_fits
from helpers.verdicts import LOWER_IS_BETTER, NEUTRAL, Polarity
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
    message: str

    def __str__(self) -> str:
        row = f" row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.severity}: {self.file}{row}{column}: {self.message}"


class Row(NamedTuple):
    """One line of the register as it is written, and the indicator it makes; None where it makes none."""

    number: int
    cells: Mapping[str, str]
    indicator: Indicator | None


@dataclass(frozen=True)
class Surroundings:
    """What the register is compared with.

    `sources` and `groups` are the names there are, `frameworks` the dashboards of the register that each holds, in
    printed order, and `named_in_frameworks` the indicators that each names;
    the `used` ones are those that a raw file or a parameter file names. `polarities` are the lines of
    publisher_polarity.csv, `aliases` those of measure_aliases.csv, and `read_together` the sources whose measures one
    format holds. `decimals` are the most decimal places that the figures of an indicator have, `ends` the
    months in which their periods end, counted from the year 0; `ends` is None where no figures were read.
    """

    sources: Collection[str]
    frameworks: Mapping[str, Sequence[str]]
    groups: Collection[str]
    named_in_frameworks: Mapping[str, Collection[str]] = field(default_factory=dict)
    used_sources: Collection[str] = ()
    used_frameworks: Collection[str] = ()
    used_groups: Collection[str] = ()
    polarities: Sequence[tuple[int, Mapping[str, str]]] = ()
    aliases: Sequence[tuple[int, Mapping[str, str]]] = ()
    read_together: Collection[Sequence[str]] = ()
    decimals: Mapping[str, int] = field(default_factory=dict)
    ends: Mapping[str, Collection[int]] | None = None


REGISTER: Final = "indicators.csv"
POLARITIES: Final = "publisher_polarity.csv"
ALIASES: Final = "measure_aliases.csv"
POLARITY_COLUMNS: Final = ("source_id", "source_measure", "polarity", "publisher_says")
"""The columns of the file of what publishers state; `publisher_says` is their own word for it, with its place."""
MONTHS: Final[Mapping[str, int]] = {"monthly": 1, "quarterly": 3, "annual": 12, "biennial": 24}
"""The months between the ends of two periods, by the register's frequency; a figure that is the only one has none."""


def lint(lines: Sequence[tuple[int, Mapping[str, str]]], around: Surroundings) -> list[Finding]:
    """Return everything found in the lines of the register, errors first, then in order of file and row."""
    rows, findings = _rows(lines)
    for rule in RULES:
        findings.extend(rule(rows, around))
    return sorted(findings, key=lambda finding: (SEVERITIES.index(finding.severity), finding[1:]))


def _rows(lines: Sequence[tuple[int, Mapping[str, str]]]) -> tuple[list[Row], list[Finding]]:
    """Make each line an indicator; what does not fit is found, one finding for each column."""
    rows, findings = [], []
    for number, cells in lines:
        indicator = None
        try:
            indicator = Indicator.model_validate(cells)
        except ValidationError as error:
            for fault in error.errors():
                column = str(fault["loc"][0]) if fault["loc"] else "polarity"
                message = fault["msg"].removeprefix("Value error, ")
                findings.append(_at(number, column, f"{cells.get(column)!r} is not right; {message}."))
        rows.append(Row(number, cells, indicator))
    if not rows:
        findings.append(Finding("error", REGISTER, 0, "", "there are no indicators; add a row for each."))
    return rows, findings


def _at(number: int, column: str, message: str, severity: Severity = "error") -> Finding:
    return Finding(severity, REGISTER, number, column, message)


def _valid(rows: Sequence[Row]) -> Iterator[tuple[int, Indicator]]:
    return ((row.number, row.indicator) for row in rows if row.indicator is not None)


def _breaks(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    for number, indicator in _valid(rows):
        for label in indicator.breaks:
            if dates_of(label, indicator.period_type) is None:
                yield _at(
                    number,
                    "breaks",
                    f"{label!r} is not a period of type {indicator.period_type}; "
                    f"write it as {PERIOD_TYPES[indicator.period_type]}.",
                )


def _given_twice(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """An id, a measure of a source, a title on a dashboard or a definition that appears in more than one row."""
    for columns, message in (
        (("indicator_id",), "is already in row {}; give each indicator a name of its own."),
        (("source_id", "source_measure"), "of the same source is already in row {}; keep one row for a measure."),
        (("dashboard", "title"), "is already on its dashboard, in row {}; say in the titles how the two differ."),
        (("reference",), "is already the reference of row {}; a printed number is of one indicator."),
        (("definition",), "is also that of row {}; say what sets the two apart."),
    ):
        first: dict[tuple[str, ...], int] = {}
        for row in rows:
            key = tuple(row.cells.get(column, "").strip().casefold() for column in columns)
            if not key[-1]:
                continue
            if key in first:
                yield _at(row.number, columns[-1], f"{row.cells[columns[-1]]!r} {message.format(first[key])}")
            first.setdefault(key, row.number)


def _sources(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    for number, indicator in _valid(rows):
        named = [("source_id", indicator.source_id), *(("earlier_sources", name) for name in indicator.earlier_sources)]
        for column, name in named:
            if name not in around.sources:
                yield _at(number, column, f"{name!r} is not in sources.yml; add it there or correct it.")
        if indicator.source_id in indicator.earlier_sources:
            yield _at(number, "earlier_sources", "names the source of source_id; list only others.")
        if not indicator.source_measure and indicator.measure_type == "national":
            message = "is blank; give the publisher's name for the measure, by which its files are matched."
            yield _at(number, "source_measure", message, "warning")


def _dashboards(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """Every framework prints each dashboard of the register once, and none that is empty."""
    for number, indicator in _valid(rows):
        for name, dashboards in around.frameworks.items():
            times = dashboards.count(indicator.dashboard)
            if times != 1:
                yield _at(
                    number,
                    "dashboard",
                    f"{indicator.dashboard!r} is {times} times in the framework {name}; "
                    "correct it, or add the dashboard to the framework once.",
                )
    ids = {row.cells.get("indicator_id") for row in rows}
    for name, named in around.named_in_frameworks.items():
        for indicator_id in sorted(set(named) - ids):
            message = f"it names {indicator_id!r}, which is not in the register; correct it or take it out."
            yield Finding("error", f"{name}.yml", 0, "", message)
    filled = {indicator.dashboard for _, indicator in _valid(rows)}
    for name, dashboards in around.frameworks.items():
        for dashboard in dashboards:
            if dashboard not in filled:
                message = f"no indicator of the register is on the dashboard {dashboard!r}; it would be printed empty."
                yield Finding("warning", f"{name}.yml", 0, "", message)


def _units(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    for number, indicator in _valid(rows):
        if not unit_fits(indicator.unit, indicator.value_type):
            yield _at(
                number,
                "unit",
                f"{indicator.unit!r} does not fit the value type {indicator.value_type}; correct one of the two.",
            )


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
            yield _at(
                number,
                "decimals",
                f"{indicator.decimals}, but no figure at hand has more than {most}: "
                "digits would be printed that nobody published.",
                "warning",
            )


def _measure_types(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """A type that is left blank: what the source stands for is taken, and somebody should say so."""
    for row in rows:
        if row.indicator is not None and not row.cells.get("measure_type"):
            message = f"is blank and taken for {row.indicator.measure_type}; write one of {', '.join(MEASURE_TYPES)}."
            yield _at(row.number, "measure_type", message, "warning")


def _answering(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """A body that owns the figure and one that controls the outcome; what is to be looked at; a gap of two groups."""
    for number, indicator in _valid(rows):
        if not indicator.controlled_by:
            names = ", ".join(filter(None, CONTROLLERS))
            yield _at(number, "controlled_by", f"is blank; say who can do most about the outcome: {names}.", "warning")
        if not indicator.organisation:
            yield _at(number, "organisation", "is blank; give the kind of body that owns the figure.", "warning")
        if indicator.review:
            yield _at(number, "review", f"to be looked at: {indicator.review}", "information")
        if INEQUALITY_GAP in indicator.tags and indicator.polarity not in (LOWER_IS_BETTER, NEUTRAL):
            message = (
                f"{INEQUALITY_GAP} does not fit the polarity {indicator.polarity}: a gap is better when it narrows."
            )
            yield _at(number, "tags", message)


def _polarities(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """What a publisher says of a measure is right in itself, and the register agrees or its note says why not."""
    register = {_measure(row.cells): row.indicator for row in rows}
    numbers = {_measure(row.cells): row.number for row in rows}
    first: dict[tuple[str, str], int] = {}
    for number, line in around.polarities:
        measure = _measure(line)
        publishers_word = line["publisher_says"]
        named = f"{line['source_measure']!r} of {line['source_id']}"
        if line["polarity"] not in get_args(Polarity):
            message = f"{line['polarity']!r} is not right; expected one of {', '.join(get_args(Polarity))}."
            yield Finding("error", POLARITIES, number, "polarity", message)
        elif not publishers_word.strip():
            message = f"is blank for {named}; give the publisher's own word, and where it stands."
            yield Finding("error", POLARITIES, number, "publisher_says", message)
        elif measure in first:
            message = f"{named} is already in row {first[measure]}; keep one row for a measure."
            yield Finding("error", POLARITIES, number, "source_measure", message)
        elif measure not in register:
            message = f"the register has no indicator of {named}; take the row out or correct it."
            yield Finding("error", POLARITIES, number, "source_measure", message)
        elif _goes_against(register[measure], line["polarity"]):
            message = (
                f"the publisher says {publishers_word!r}, which is {line['polarity']}; follow it, or say in the note "
                "why the polarity is another."
            )
            yield _at(numbers[measure], "polarity", message)
        first.setdefault(measure, number)


def _measure(cells: Mapping[str, str]) -> tuple[str, str]:
    return cells.get("source_id", "").strip(), cells.get("source_measure", "").strip().casefold()


def _goes_against(indicator: Indicator | None, theirs: str) -> bool:
    """Say whether an indicator has another polarity than its publisher's and a note that does not speak of it."""
    return indicator is not None and indicator.polarity != theirs and "polarity" not in word_list(indicator.note)


def _aliases(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """Another name of a measure is of an indicator there is, and stands for it alone."""
    for number, column, message in alias_faults(
        around.aliases, [indicator for _, indicator in _valid(rows)], around.read_together
    ):
        yield Finding("error", ALIASES, number, column, message)


def _figures(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """An indicator without any figure, or whose periods lie further apart or closer than its frequency says.

    The frequency is compared with the commonest step between the periods, the shortest of those as common. Editions
    further apart than any frequency are one_off.
    """
    if around.ends is None:
        return
    for number, indicator in _valid(rows):
        ends = sorted(around.ends.get(indicator.indicator_id, ()))
        if not ends and indicator.measure_type == "national":
            yield _at(
                number,
                "indicator_id",
                f"no file has a figure of {indicator.indicator_id!r}; until one has, it cannot be determined.",
                "information",
            )
        elif len(ends) > 1:
            steps = [later - end for end, later in pairwise(ends)]
            step = min(set(steps), key=lambda months: (-steps.count(months), months))
            seldom = indicator.frequency == "one_off" and step > max(MONTHS.values())
            if step != MONTHS.get(indicator.frequency) and not seldom:
                message = (
                    f"{indicator.frequency}, but its {len(ends)} periods usually lie {step} months apart; correct the"
                )
                yield _at(number, "frequency", f"{message} frequency, or see which periods are missing.", "warning")


def _titles(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """Titles of one dashboard that hold the same words, or words spelt nearly alike: a plural, a slip of the pen."""
    titles = defaultdict(list)
    for number, indicator in _valid(rows):
        titles[indicator.dashboard].append((number, indicator.title))
    for pairs in titles.values():
        for (number, title), (later, other) in combinations(pairs, 2):
            if title.casefold() != other.casefold() and _nearly_the_same(title, other):
                message = (
                    f"{other!r} and {title!r} in row {number} are nearly the same; see whether they are one indicator."
                )
                yield _at(later, "title", message, "warning")


def _nearly_the_same(title: str, other: str) -> bool:
    ours, theirs = (sorted(word_list(words)) for words in (title, other))
    left = [word for word in ours if word not in theirs]
    right = [word for word in theirs if word not in ours]
    if len(left) != len(right):
        return False
    if any(character.isdigit() for word in left + right for character in word):
        return False
    return all(SequenceMatcher(None, *pair, autojunk=False).ratio() >= ALIKE for pair in zip(left, right, strict=True))


def _unused(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    sources = set(around.used_sources).union(
        *({indicator.source_id, *indicator.earlier_sources} for _, indicator in _valid(rows))
    )
    for file, names, used, by in (
        ("sources.yml", around.sources, sources, "no indicator and no raw file is of the source"),
        ("frameworks", around.frameworks, around.used_frameworks, "no parameter file names the framework"),
        ("comparators.yml", around.groups, around.used_groups, "no parameter file names the group"),
    ):
        for name in sorted(set(names) - set(used)):
            yield Finding("information", file, 0, "", f"{by} {name}; it is there to be chosen, or can go.")


def _definitions(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """A definition that has no word more than the title: it leaves open what is counted, over what, and when."""
    for number, indicator in _valid(rows):
        if set(word_list(indicator.definition)) <= set(word_list(indicator.title)):
            message = f"{indicator.definition!r} repeats the title; say what is counted, over what, and when."
            yield _at(number, "definition", message, "warning")


Rule = Callable[[Sequence[Row], Surroundings], Iterator[Finding]]
RULES: Final[tuple[Rule, ...]] = (
    _breaks,
    _given_twice,
    _sources,
    _measure_types,
    _answering,
    _dashboards,
    _units,
    _decimals,
    _polarities,
    _aliases,
    _figures,
    _titles,
    _definitions,
    _unused,
)
