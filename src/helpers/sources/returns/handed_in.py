"""The returns that have been handed in, from the raw folder: the year of each file, and what it answers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from helpers.areas import Areas
from helpers.parts_of_year import RUN_PARTS
from helpers.problems import InputProblem
from helpers.register import LOCAL_RETURN, Indicator
from helpers.sources.council_codes import code_at
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import Opened, open_file
from helpers.sources.returns import cards, return_file
from helpers.sources.returns.answers import AWAITED, NEEDED, Answer, read_answers
from helpers.sources.returns.cover import Cover, read_cover
from helpers.sources.returns.filled_in import otherwise_separated
from helpers.sources.returns.return_check import check, dates_handed_in
from helpers.sources.sidecar import RawFile
from helpers.visible import shortly
from helpers.wording import number_of

FOLDER = "returns"
"""The folder of the raw folder that has the returns of a year in a folder of its own, such as returns/2023."""

_YEAR = re.compile(rf"{FOLDER}/(\d{{4}})/(?:({'|'.join(RUN_PARTS)})/)?")
"""The folder of a year, such as returns/2023, and in it that of a part of the year, such as returns/2023/Q2."""


@dataclass(frozen=True)
class Figure:
    """One answered row of a return: the indicator, what was answered, and the last day of its period."""

    indicator: Indicator
    answer: Answer
    period_end: date
    file: str

    @property
    def is_awaited(self) -> bool:
        """Whether there is no figure yet, not even a marker that says why."""
        return self.answer.status == AWAITED


@dataclass(frozen=True)
class Return:
    """A file that was handed in: its year by its folder, its cover, its figures of the council, and its faults.

    `year` is None outside the folders of years, `part` is the part of the year by the folder, blank for the whole;
    `cover` is None for CSV, and `refused` says why it cannot be read.
    """

    name: str
    year: int | None
    cover: Cover | None
    figures: tuple[Figure, ...]
    faults: int
    refused: str = ""
    part: str = ""

    @property
    def queries(self) -> str:
        """What is queried of the file, in a few words; blank for nothing."""
        parts = [f"{number_of(self.faults, 'fault')}: run make check-return on it"] if self.faults else []
        own = f"{self.year} {self.part}".strip()
        if self.cover is not None and self.year is not None and self.cover.year not in ("", own):
            parts.append(f"its cover is of {shortly(self.cover.year)}")
        return " and ".join(parts)


def read_returns(
    files: Sequence[RawFile],
    indicators: Sequence[Indicator],
    areas: Areas,
    codes: Sequence[str],
    today: date | None = None,
) -> list[Return]:
    """Read the returns of a raw folder, in order of name; cards of surveys are none.

    They are the files in its folder `returns`, and those whose sidecar says that they are returns. `codes` are those
    that the council has had: figures of other areas are left out. A signature of a day after `today`, if that is
    given, is a fault. Raises InputProblem where a file has gone.
    """
    returns = []
    for file in files:
        of_the_source = file.sidecar is not None and file.sidecar.source_id == LOCAL_RETURN
        if of_the_source or file.name.startswith(f"{FOLDER}/"):
            year = _YEAR.match(file.name)
            returned = _read(file, int(year[1]) if year else None, indicators, areas, codes, today)
            part = (year[2] or "") if year else ""
            returns += [replace(returned, part=part)] if returned is not None else []
    return returns


def _read(
    file: RawFile,
    year: int | None,
    indicators: Sequence[Indicator],
    areas: Areas,
    codes: Sequence[str],
    today: date | None,
) -> Return | None:
    try:
        opened = open_file(file.path, file.display_name)
        if cards.recognises(opened):
            return None
        if not return_file.recognises(opened):
            return Return(file.name, year, None, (), 0, "not a return")
        faults = check(opened, indicators, areas, _cards_beside(file, opened), today).faults
        separated = otherwise_separated(opened, NEEDED)
        with_commas = opened if separated is None else separated.file
        figures = figures_of(with_commas, file.name, indicators, areas, codes)
        return Return(file.name, year, read_cover(opened), figures, len(faults))
    except Refused as problem:
        return Return(file.name, year, None, (), 0, str(problem).removeprefix(f"{file.display_name} ").rstrip("."))


def _cards_beside(file: RawFile, opened: Opened) -> Opened | None:
    """Open the cards of surveys of a return in CSV, as far as they can be read."""
    path = file.path.with_name("surveys.csv")
    if opened.kind != "csv" or not path.is_file():
        return None
    try:
        return open_file(path)
    except (Refused, InputProblem):
        return None


def figures_of(
    file: Opened, name: str, indicators: Sequence[Indicator], areas: Areas, codes: Sequence[str]
) -> tuple[Figure, ...]:
    """Return the rows of a return that are of the council and of indicators and periods of the register."""
    by_id = {indicator.indicator_id: indicator for indicator in indicators if indicator.source_id == LOCAL_RETURN}
    figures = []
    for answer in read_answers(file)[1]:
        indicator = by_id.get(answer.indicator)
        dates = dates_handed_in(answer.period, indicator.period_type) if indicator else None
        if indicator is not None and dates is not None and code_at(answer.area, *dates, areas)[0] in codes:
            figures.append(Figure(indicator, answer, dates[1], name))
    return tuple(figures)


def last_figures(returns: Sequence[Return], before: Mapping[str, date]) -> dict[str, Figure]:
    """Return the newest figure of each indicator that ended before a day of its own, by indicator.

    Of two returns that give one figure the later by name is taken, as that of a later year is.
    """
    newest: dict[str, Figure] = {}
    for returned in returns:
        for figure in returned.figures:
            name = figure.indicator.indicator_id
            if figure.is_awaited or name not in before or figure.period_end >= before[name]:
                continue
            if name not in newest or figure.period_end >= newest[name].period_end:
                newest[name] = figure
    return newest


def written(figure: Figure) -> str | float:
    """Return a figure as a workbook holds it: a number alone, or as text with its marker, or the marker alone."""
    value, marker = figure.answer.value, figure.answer.marker
    if math.isnan(value):
        return marker
    return f"{value:.15g} {marker}" if marker else float(value)
