"""`make new-year`: write the parameter file of a new year, and print what an analyst still has to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from helpers.areas import Areas, read_areas
from helpers.comparator_groups import GroupEntry
from helpers.files import plain_values
from helpers.frameworks import Framework
from helpers.model_files import read_model
from helpers.params import MODELS, AsAt, Parameters, read_frameworks, years_available
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import LOCAL_RETURN, Indicator, read_aliases, read_register
from helpers.sources.catalogue import Source, read_sources
from helpers.sources.due import Due, due_figures, newest_periods
from helpers.sources.ingest import ingest
from helpers.sources.sidecar import raw_files
from helpers.wording import number_of, singular_or_plural

MAX_NAMED = 3
"""How many indicators of one line are named."""

FIRST_STAGE = "draft"
"""The stage at which the report of a new year begins."""

_YEAR_LINE = re.compile(r"^(year:[ \t]*)(\d{4})", re.MULTILINE)
_STAGE_LINE = re.compile(r"^(stage:[ \t]*)([a-z]+)([ \t]*)", re.MULTILINE)
_AS_AT = re.compile(r"^as_at:.*\n?(?:^(?:[ \t].*|[ \t]*#.*|)\n?)*", re.MULTILINE)
_AS_AT_DATE = re.compile(rf"(\b(?:{'|'.join(AsAt.model_fields)}):[ \t]*)(\d{{4}}-\d{{2}}-\d{{2}})")

_OF_ONE_ISSUE = re.compile(r"^(?:issued|next_update):.*\n?", re.MULTILINE)
"""What a report says of its own issue, which is not true of the next."""

_DUE = re.compile(r"^(returns_due:[ \t]*)(\d{4}-\d{2}-\d{2})", re.MULTILINE)


def start_year(project: Project, year: str, fetched: Collection[str] = ()) -> None:
    """Write params/<year>.yml from the newest parameter file before it, and print what is left to do.

    `fetched` are the sources that `make fetch` can ask.

    Raises  InputProblem: the year is no year, has a file already, or has no file before it; or a file cannot be read
    """
    years = years_available(project)
    if not re.fullmatch(r"20\d\d", year):
        raise InputProblem(f"Give the new year in four figures, for example make new-year year=2027; got {year!r}.")
    path = project.parameters / f"{year}.yml"
    if path.exists() or path.is_symlink():
        raise InputProblem(
            f"{project.relative(path)} is already there, and is left as it is; delete it to begin again."
        )
    earlier = [other for other in years if other < year]
    if not earlier:
        raise InputProblem(f"There is no parameter file of a year before {year} to copy; the first is {years[0]}.")
    last_path = project.parameters / f"{earlier[-1]}.yml"
    last = read_model(last_path, Parameters, MODELS)
    text = moved_to(last_path.read_text(encoding="utf-8"), last.year, int(year), last_path.name)
    frameworks = read_frameworks(project)
    steps = [
        *_steps(project, _moved(last, int(year)), last, frameworks, fetched)
    ]  # reads all before anything is written
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    print(f"{project.relative(path)} is a copy of {last_path.name}. The year, the as-at dates and the stage have been")
    print(f"moved to {year}; everything else, comments included, is as it was.")
    print(f"\nWhat is left to do for {year}:")
    for number, (heading, lines) in enumerate(steps, start=1):
        print(f"\n{number}. {heading}")
        for line in lines:
            print(f"   {line}")


def moved_to(text: str, last_year: int, year: int, name: str) -> str:
    """Return a parameter file with its year, as-at dates, stage and day of returns moved, and all else as it is.

    The day of issue and that of the next update are left out. Comments stay; in those before the first key, the last
    year becomes the new one. `name` is what messages call it.

    Raises  InputProblem: the file is not written so that these can be moved line by line
    """
    first_key = _YEAR_LINE.search(text)
    if first_key is None:
        raise InputProblem(f"{name} cannot be copied: no line begins with year: and a year; write one.")
    head, rest = text[: first_key.start()], text[first_key.start() :]
    head = re.sub(rf"\b{last_year}\b", str(year), head)
    rest = _YEAR_LINE.sub(rf"\g<1>{year}", rest, count=1)
    rest = _STAGE_LINE.sub(_first_stage, rest, count=1)
    rest = _AS_AT.sub(lambda lines: _AS_AT_DATE.sub(lambda day: _day_moved(day, year - last_year), lines[0]), rest)
    rest = _DUE.sub(lambda day: _day_moved(day, year - last_year), rest)
    rest = _OF_ONE_ISSUE.sub("", rest)
    expected = _moved(Parameters.model_validate(plain_values(text)), year)
    if Parameters.model_validate(plain_values(head + rest)) != expected:
        raise InputProblem(f"{name} cannot be copied: write year, stage and as_at each on lines of their own.")
    return head + rest


def _first_stage(line: re.Match[str]) -> str:
    """Return the line of the stage at its beginning, with a comment behind it in the same column."""
    width = len(line[2] + line[3]) if line[3] else 0
    return line[1] + FIRST_STAGE.ljust(width)


def _day_moved(day: re.Match[str], years: int) -> str:
    return f"{day[1]}{years_later(date.fromisoformat(day[2]), years)}"


def years_later(day: date, years: int) -> date:
    """Return the same day a number of years later; 29 February becomes 28 February in a year without it.

    >>> years_later(date(2024, 2, 29), 1), years_later(date(2026, 8, 31), 1)
    (datetime.date(2025, 2, 28), datetime.date(2027, 8, 31))
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _moved(last: Parameters, year: int) -> Parameters:
    days = {name: years_later(day, year - last.year) for name, day in last.as_at.model_dump().items()}
    due = years_later(last.returns_due, year - last.year) if last.returns_due else None
    nothing_issued = {"issued": None, "next_update": None}
    return last.model_copy(
        update={"year": year, "stage": FIRST_STAGE, "as_at": AsAt(**days), "returns_due": due} | nothing_issued
    )


Step = tuple[str, list[str]]
"""A thing to do: its heading, and the lines below it."""


def _steps(
    project: Project, new: Parameters, last: Parameters, frameworks: Mapping[str, Framework], fetched: Collection[str]
) -> Iterator[Step]:
    areas = read_areas(project.areas)
    register = [indicator for indicator in read_register(project.register) if indicator.is_reported_in(new.year)]
    sources = read_sources(project.sources)
    days = new.as_at.model_dump()
    yield (
        "Check the as-at dates: no period that ends later is used.",
        [f"{name.replace('_', ' ')}: {_written(day)}" for name, day in days.items()],
    )
    yield _framework_step(new, frameworks)
    yield _groups_step(new, last, read_model(project.comparators, dict[str, GroupEntry], MODELS), areas)
    yield _waivers_step(new)
    yield _register_step(project, new, last)
    yield from _figures_steps(project, new, register, sources, areas, fetched)
    yield (
        "Make the report and have it read.",
        [
            f"make year={new.year}, then read the data quality page first, and then what cannot be determined and why.",
            "make test. Record assumptions, decisions and files received in docs/assurance, and the year in "
            "CHANGELOG.md.",
            "docs/adding_a_year.md has the steps in full; docs/templates/new_year.md is the form to fill in.",
        ],
    )


def _framework_step(new: Parameters, frameworks: Mapping[str, Framework]) -> Step:
    framework = frameworks.get(new.framework)
    covering = [name for name, other in frameworks.items() if new.year in other.reporting_years]
    if framework is not None and new.framework in covering:
        return (
            "Check the framework.",
            [f"{framework.name} covers {new.year}. Has it been revised since the last report?"],
        )
    years = ", ".join(map(str, framework.reporting_years)) if framework else "no year"
    lines = [f"{new.framework} is for {years}, and not for {new.year}: a run stops until this is mended."]
    if covering:
        lines.append(f"The framework for {new.year} is {' or '.join(covering)}: name it under framework.")
    else:
        lines += [
            f"No framework of params/frameworks covers {new.year}. If the plan was extended, add {new.year} to its",
            "reporting_years. If there is a new plan, write its file, add what became of each theme to",
            "params/frameworks/mapping.csv, and name it under framework.",
        ]
    return "Find the framework.", lines


def _groups_step(new: Parameters, last: Parameters, groups: Mapping[str, GroupEntry], areas: Areas) -> Step:
    days, before = new.as_at.model_dump().values(), last.as_at.model_dump().values()
    first, end = min(days), max(days)
    lines = []
    if new.authority in areas and (own := areas[new.authority]).end is not None and own.end < first:
        lines.append(
            f"{own.name} ({own.code}) ended on {_written(own.end)}: name the council that followed it under authority."
        )
    for name in (new.comparator_group, *new.also_compared_with):
        entry = groups.get(name)
        if entry is None:
            lines.append(f"{name} is no group of params/comparators.yml: a run stops.")
            continue
        if entry.members is None:
            lines.append(f"{entry.name}: found by a rule, as of {_written(entry.date)}. Is there a newer list?")
            continue
        members = [areas[code] for code in entry.members if code in areas]
        lines.append(
            f"{entry.name}: {number_of(sum(area.living(first, end) for area in members), 'council')} by the as-at "
            f"dates; the list is of {_written(entry.date)}."
        )
        for area in members:
            if area.end is None or area.end >= first:
                continue
            if not set(area.successors) & set(entry.members):
                lines.append(
                    f"{area.name} ({area.code}) ended on {_written(area.end)}; no council that followed it is a member."
                )
            elif area.end >= min(before):
                lines.append(f"{area.name} ({area.code}) ended on {_written(area.end)}, since the last report.")
    changes = [day for area in areas for day in (area.start, area.end) if day is not None]
    lines.append(
        f"areas.csv has no change of councils after {_written(max(changes))}. If councils were split or merged since, "
        "add them there."
    )
    return "Check the council and its comparator groups.", lines


def _waivers_step(new: Parameters) -> Step:
    end = max(new.as_at.model_dump().values())
    ended = [waiver for waiver in new.allow if waiver.until < end]
    if not new.allow:
        return "Waivers: none to renew.", []
    if not ended:
        return f"Check whether {number_of(len(new.allow), 'waiver')} will still be needed.", []
    return (
        f"Take out or renew {number_of(len(ended), 'waiver')} that will have ended; a run stops at them.",
        [
            f"{waiver.check} for {waiver.indicator}, given by {waiver.by}, ended on {_written(waiver.until)}: "
            f"{waiver.reason}"
            for waiver in ended
        ],
    )


def _register_step(project: Project, new: Parameters, last: Parameters) -> Step:
    register = read_register(project.register)
    leaving = [one for one in register if one.is_reported_in(last.year) and not one.is_reported_in(new.year)]
    coming = [one for one in register if one.is_reported_in(new.year) and not one.is_reported_in(last.year)]
    lines = [
        f"{words} {new.year}: {', '.join(one.indicator_id for one in indicators)}."
        for words, indicators in (("No longer reported in", leaving), ("Reported for the first time in", coming))
        if indicators
    ]
    lines += [f"{one.indicator_id}: {one.review}" for one in register if one.review]
    return "Go through the register: new, changed and ended indicators.", lines or ["Nothing in it asks for a review."]


def _figures_steps(
    project: Project,
    new: Parameters,
    register: Sequence[Indicator],
    sources: Mapping[str, Source],
    areas: Areas,
    fetched: Collection[str],
) -> Iterator[Step]:
    aliases = read_aliases(project.measure_aliases, read_register(project.register))
    end = max(new.as_at.model_dump().values())
    whole = read_register(project.register)
    files = raw_files(project.raw, project.raw_name)
    newest = newest_periods(ingest(files, whole, areas, sources, end, aliases=aliases).observations)
    due = due_figures(register, newest, new.as_at.by_period_type())
    live = [row for row in due if sources[row.indicator.source_id].status == "live"]
    closed = [row for row in due if sources[row.indicator.source_id].status != "live"]
    yield (
        f"Get the newer figures of {number_of(len(live), 'indicator')}: these periods will have ended by the as-at "
        "dates, and no file has them. Some are published only later.",
        [*_by_source(live, sources, new.year, fetched)] or ["Every indicator has its newest period."],
    )
    if closed:
        yield (
            f"Decide about {number_of(len(closed), 'indicator')} whose source has ended or was replaced: find another "
            "source, or give the last year of each as valid_to.",
            [*_by_source(closed, sources, new.year, fetched)],
        )
    once = [one for one in register if one.frequency == "one_off" and one.indicator_id in newest]
    if once:
        yield (
            f"Look for further figures of {number_of(len(once), 'indicator')} that came once.",
            [
                f"{sources[source_id].dataset}: {_named([one.indicator_id for one in group])}"
                for source_id, group in _grouped(once)
            ],
        )
    returned = [one for one in register if one.source_id == LOCAL_RETURN]
    yield (
        "Ask departments and partners for the figures that they return.",
        [
            f"{owner}: {number_of(len([*group]), 'indicator')}"
            for owner, group in groupby(sorted(returned, key=lambda one: one.owner), key=lambda one: one.owner)
        ]
        or ["The register has no indicator of this kind."],
    )
    empty = [one for one in register if one.indicator_id not in newest and one.source_id != LOCAL_RETURN]
    if empty:
        yield (
            f"Find a first figure of {number_of(len(empty), 'indicator')} that have none in any file.",
            [_named([one.indicator_id for one in empty])],
        )


def _grouped(indicators: Sequence[Indicator]) -> Iterator[tuple[str, list[Indicator]]]:
    ordered = sorted(indicators, key=lambda one: (one.source_id, one.indicator_id))
    for source_id, group in groupby(ordered, key=lambda one: one.source_id):
        yield source_id, [*group]


def _by_source(due: Sequence[Due], sources: Mapping[str, Source], year: int, fetched: Collection[str]) -> Iterator[str]:
    """Give the lines of each source: where its figures come from, and what is due."""
    for source_id, rows in groupby(sorted(due, key=lambda row: row.indicator.source_id), key=_source_of):
        source = sources[source_id]
        where = source.address
        if source.status != "live":
            where = f"replaced by {source.replaced_by}" if source.replaced_by else source.status
        elif source_id in fetched:
            where = f"make fetch year={year} source={source_id}"
        yield f"{source.dataset} ({where})"
        ordered = sorted(rows, key=lambda row: (row.missing, row.indicator.indicator_id))
        for missing, group in groupby(ordered, key=lambda row: row.missing):
            between = " and " if len(missing) == 2 else " to "
            periods = between.join(dict.fromkeys((missing[0], missing[-1])))
            yield f"  {periods}: {_named([row.indicator.indicator_id for row in group])}"


def _source_of(row: Due) -> str:
    return row.indicator.source_id


def _named(names: Sequence[str]) -> str:
    """Name a few indicators, or the first of many with how many more there are."""
    if len(names) <= MAX_NAMED:
        return ", ".join(names)
    rest = len(names) - MAX_NAMED
    return f"{', '.join(names[:MAX_NAMED])} and {rest} {singular_or_plural(rest, 'other', 'others')}"


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
