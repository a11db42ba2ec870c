"""The names that a file prints for its measures: the register's own, another that it knows, or one that is near."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np
import pandas as pd

from helpers.period_suffixes import without_suffix
from helpers.register import Indicator, MeasureAlias
from helpers.schema.ingestion import MEASURE_NAMES
from helpers.schema.types import pandas_types
from helpers.sources.coded import Coded
from helpers.visible import shortly
from helpers.wording import NO_MEASURE, word_list

NEAR = 0.9
"""From this likeness on, two names are near (the ratio of difflib, 0 to 1)."""

LONGEST_NAME, MOST_NAMES = 300, 1_000
"""The longest name, in characters, and the most names of one file for which a near name is looked for."""

NAME_TYPES = pandas_types(MEASURE_NAMES)
"""Columns of the names of measures that are not the register's own, with their types."""


@dataclass(frozen=True)
class PrintedMeasure:
    """What a name stands for: the indicator, and the alias by which it does; None where the name is the register's."""

    indicator: Indicator
    alias: MeasureAlias | None = None


@dataclass(frozen=True)
class FileMeasures:
    """The different names of measures that a file prints, with the rows of each and what it stands for.

    `matches` has an entry for each name, None where the register lacks it; `near` the nearest indicator of those names.
    """

    names: Sequence[str]
    rows: Sequence[int]
    matches: Sequence[PrintedMeasure | None]
    near: Mapping[str, PrintedMeasure]

    @property
    def known_count(self) -> int:
        """How many names with a row stand for an indicator."""
        return sum(1 for measure, count in zip(self.matches, self.rows, strict=True) if measure and count)

    @cached_property
    def reasons(self) -> dict[str, str]:
        """Why a row of each name that is near one of the register is not used."""
        return {name: _why_not(measure, name) for name, measure in self.near.items()}

    def table(self, file: str) -> pd.DataFrame:
        """Return the names of a file that are not the register's own, those that are read first.

        Columns returned  NAME_TYPES; `read` says whether the name stands for the indicator, or is only near its name
        """
        rows = [
            (
                file,
                name,
                count,
                match is not None,
                measure.indicator.indicator_id,
                name_of(measure.indicator),
                measure.alias.editions if measure.alias else "",
            )
            for name, count, match in zip(self.names, self.rows, self.matches, strict=True)
            if (measure := match or self.near.get(name)) is not None and not (match and match.alias is None)
        ]
        table = pd.DataFrame(rows, columns=list(NAME_TYPES)).astype(NAME_TYPES)
        return table.sort_values(["read", "printed_name"], ascending=[False, True], ignore_index=True)


def name_of(indicator: Indicator) -> str:
    """Return the name by which the files of an indicator's source call it."""
    return indicator.source_measure or indicator.indicator_id


def names_of(
    indicators: Iterable[Indicator], aliases: Iterable[MeasureAlias] = (), day: date | None = None
) -> dict[str, PrintedMeasure]:
    """Return what each name stands for in an edition of a day, where it is known; the register's own names come first.

    `indicators` are those of the sources of a format; an alias of another indicator is not used.
    """
    own = {name_of(indicator): PrintedMeasure(indicator) for indicator in indicators}
    with_id = {measure.indicator.indicator_id: measure.indicator for measure in own.values()}
    others = {
        alias.source_measure: PrintedMeasure(with_id[alias.indicator_id], alias)
        for alias in reversed(tuple(aliases))
        if alias.indicator_id in with_id and alias.is_of(day)
    }
    return others | own


def measures_in(
    printed: Coded,
    indicators: Sequence[Indicator],
    aliases: Sequence[MeasureAlias] = (),
    day: date | None = None,
) -> FileMeasures:
    """Return what the names of a file's measures stand for, and to which of the register the others are near.

    `printed` is the column of names, `indicators` are those of the sources of its format, and `day` is the one on
    which its edition was published, where that is known. Near names are those of indicators for which the file
    prints no known name. A known name with a suffix, such as (revised), is always near that name.
    """
    names = names_of(indicators, aliases, day)
    rows = np.bincount(printed.codes, minlength=len(printed.categories))
    printed_names = [name for name, count in zip(printed.categories, rows, strict=True) if count]
    ids = {names[name].indicator.indicator_id for name in printed_names if name in names}
    absent = {
        name: measure
        for name, measure in {**names_of(indicators, aliases), **names}.items()
        if measure.indicator.indicator_id not in ids
    }
    unknown = [name for name in printed_names if name and name not in names]
    near = {name: absent[nearest] for name, nearest in nearest_names(unknown, absent)}
    near |= {name: names[bare] for name in unknown if (bare := without_suffix(name)) in names}
    return FileMeasures(printed.categories, rows.tolist(), [names.get(name) for name in printed.categories], near)


def nearest_names(printed: Sequence[str], names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Give the nearest of some names for each printed one that is near enough to one to help.

    Two names are near where the words of the shorter are all in the longer, two of them at least or one of seven
    letters; or where NEAR of their letters are alike and their figures are the same, as ages and years say what is
    measured. A name without a letter, such as a number, is near no other. Of more names than MOST_NAMES the first are
    looked at, and none that is longer than LONGEST_NAME.

    >>> list(nearest_names(["Employment rate (Great Britain)", "5G cover", "93014"], ["Employment rate", "4G cover"]))
    [('Employment rate (Great Britain)', 'Employment rate')]
    """
    words = {name: word_list(name) for name in names if len(name) <= LONGEST_NAME}
    for name in printed[:MOST_NAMES]:
        own = word_list(name) if len(name) <= LONGEST_NAME else []
        if any(map(str.isalpha, "".join(own))):
            likeness = {other: _likeness(own, theirs) for other, theirs in words.items()}
            nearest = max(sorted(likeness), key=likeness.__getitem__, default="")
            if likeness.get(nearest, 0.0) > 0.0:
                yield name, nearest


def _likeness(own: Sequence[str], others: Sequence[str]) -> float:
    """Return how alike two names are that are near, above 0 to 2; 0 where they are not."""
    short, long = sorted((set(own), set(others)), key=len)
    letters = " ".join(own), " ".join(others)
    if short <= long and (len(short) > 1 or any(len(word) > 6 and word.isalpha() for word in short)):
        return 1.0 + SequenceMatcher(None, *letters, autojunk=False).ratio()
    lengths = sorted(map(len, letters))
    if 2 * lengths[0] < NEAR * sum(lengths) or re.findall(r"\d+", letters[0]) != re.findall(r"\d+", letters[1]):
        return 0.0
    ratio = SequenceMatcher(None, *letters, autojunk=False).ratio()
    return ratio if ratio >= NEAR else 0.0


def _why_not(near: PrintedMeasure, name: str) -> str:
    nearest = near.alias.source_measure if near.alias else name_of(near.indicator)
    other = ", a name of other editions" if nearest == name and near.alias else ""
    return f"{NO_MEASURE}; the nearest is {shortly(nearest)!r} ({near.indicator.indicator_id}){other}"
