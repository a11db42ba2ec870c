"""Areas: codes with the dates between which each was valid, and what came before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from helpers.files import csv_rows, read_once, runs_in_a_spreadsheet
from helpers.problems import InputProblem
from helpers.visible import value_shown

COLUMNS = (
    "area_code",
    "area_name",
    "area_type",
    "region",
    "parent_code",
    "dfe_code",
    "start_date",
    "end_date",
    "successor_codes",
    "predecessor_codes",
    "change",
)

UpperTier = Literal["county", "county_unitary", "unitary", "metropolitan", "london"]
UPPER_TIER: tuple[str, ...] = get_args(UpperTier)
"""Types of councils that have a county's services: only these are reported on, compared and ranked."""

ENGLAND = "E92000001"
"""The code of England as a whole."""

PARENTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(UPPER_TIER, ()),
    "district": ("county",),
    "neighbourhood": (*UPPER_TIER, "district"),
    "region": (),
    "country": (),
}
"""Every type of area, with the types of area that it may lie in; a council's own region is the column `region`."""

LOCAL_CODE = r"local(?:-[a-z0-9]+)+"
"""The code of a neighbourhood, which the analyst chooses; one of ONS is a capital letter and eight figures."""


@dataclass(frozen=True)
class Area:
    """One code of an area; None for a date means before the figures begin, or still in use.

    `parent` is the code of the area that a district or a neighbourhood lies in, and blank for all others.
    """

    code: str
    name: str
    area_type: str
    region: str
    start: date | None
    end: date | None
    successors: tuple[str, ...]
    predecessors: tuple[str, ...]
    change: str
    dfe_code: str = ""
    parent: str = ""

    def living(self, first: date, last: date) -> bool:
        """Say whether the area existed at some time between two days, both counted."""
        return (self.start is None or self.start <= last) and (self.end is None or self.end >= first)


def plain_name(name: str) -> str:
    """Return a council's name as people say it, without what an alphabetical list puts behind a comma.

    >>> plain_name("Herefordshire, County of"), plain_name("Bournemouth, Christchurch and Poole")
    ('Herefordshire', 'Bournemouth, Christchurch and Poole')
    """
    return re.sub(", (?:City|County) of$", "", name)


class Areas:
    """The areas file: `data/raw/reference/areas.csv`."""

    def __init__(self, areas: dict[str, Area]) -> None:
        self._areas = areas
        self._by_dfe_code: dict[str, tuple[str, ...]] = {}
        for area in areas.values():
            if area.dfe_code:
                self._by_dfe_code[area.dfe_code] = (*self._by_dfe_code.get(area.dfe_code, ()), area.code)

    def __contains__(self, code: str) -> bool:
        return code in self._areas

    def __getitem__(self, code: str) -> Area:
        return self._areas[code]

    def __iter__(self) -> Iterator[Area]:
        return iter(self._areas.values())

    def with_dfe_code(self, number: str) -> tuple[str, ...]:
        """Return every code of the area that DfE gives a number, in the order of the file; none for a blank."""
        return self._by_dfe_code.get(number, ())

    def same_council(self, code: str) -> tuple[str, ...]:
        """Return every code the council has had, oldest first.

        A re-code keeps the council; a split or a merger makes a new one.
        """
        chain = [code]
        while (before := self._recoded(chain[0], "predecessors")) is not None:
            chain.insert(0, before)
        while (after := self._recoded(chain[-1], "successors")) is not None:
            chain.append(after)
        return tuple(chain)

    def within(self, code: str, first: date | None = None, last: date | None = None) -> tuple[Area, ...]:
        """Return the districts and neighbourhoods that lie in a council under any code it has had, in order of code.

        With a day, or the first and last day of a period, only those that existed at some time in it.
        """
        above = set(self.same_council(code))
        below = [area for area in self if not above.isdisjoint(self._above(area))]
        if first is not None:
            below = [area for area in below if area.living(first, last or first)]
        return tuple(sorted(below, key=lambda area: area.code))

    def named(self, name: str) -> tuple[str, ...]:
        """Return every code of the one council that has a name, oldest first; none where none or several have it."""
        councils = self._by_name.get(name, set())
        return next(iter(councils)) if len(councils) == 1 else ()

    @cached_property
    def _by_name(self) -> dict[str, set[tuple[str, ...]]]:
        councils: dict[str, set[tuple[str, ...]]] = {}
        for area in self._areas.values():
            councils.setdefault(area.name, set()).add(self.same_council(area.code))
        return councils

    def _above(self, area: Area) -> Iterator[str]:
        while area.parent:
            yield area.parent
            area = self._areas[area.parent]

    def _recoded(self, code: str, side: str) -> str | None:
        area = self._areas[code]
        others: tuple[str, ...] = getattr(area, side)
        recoded = [other for other in others if self._areas[other].change == "recode"]
        return recoded[0] if area.change == "recode" and len(recoded) == 1 else None


@read_once
def read_areas(path: Path) -> Areas:
    """Read the areas file.

    Raises  InputProblem, naming the row and column of a date that is not a date, of a type of area that is not known,
            of a name that a spreadsheet would run or of a neighbourhood's code that is not one, and naming a code that
            is repeated or that the file does not hold, or an area that lies in none or in one of the wrong type
    """
    if path.is_symlink():
        raise InputProblem(f"{path.name} is a link; links are not followed. Put the file itself in its place.")
    areas: dict[str, Area] = {}
    for number, row in csv_rows(path, COLUMNS):
        where = f"{path.name} row {number}"
        code = row["area_code"]
        if code in areas:
            raise InputProblem(f"{where}: area_code {code} appears twice; keep one row for each code.")
        _check_row(row, where)
        areas[code] = Area(
            code=code,
            name=row["area_name"],
            area_type=row["area_type"],
            region=row["region"],
            parent=row["parent_code"],
            dfe_code=row["dfe_code"],
            start=_date(row["start_date"], f"{where}, column start_date"),
            end=_date(row["end_date"], f"{where}, column end_date"),
            successors=tuple(filter(None, row["successor_codes"].split(";"))),
            predecessors=tuple(filter(None, row["predecessor_codes"].split(";"))),
            change=row["change"],
        )
    for area in areas.values():
        for other in (*area.successors, *area.predecessors):
            if other not in areas:
                raise InputProblem(f"{path.name}: {area.code} names {other}, which has no row of its own.")
        _check_parent(area, areas, path.name)
    return Areas(areas)


def _check_row(row: dict[str, str], where: str) -> None:
    kind, code, name = row["area_type"], row["area_code"], row["area_name"]
    if kind not in PARENTS:
        raise InputProblem(
            f"{where}, column area_type: {value_shown(kind)} is no type of area; write one of {', '.join(PARENTS)}."
        )
    if (kind == "neighbourhood") != (re.fullmatch(LOCAL_CODE, code) is not None):
        raise InputProblem(
            f"{where}, column area_code: {value_shown(code)} is a {kind}; a neighbourhood, and no other area, has a "
            "code such as local-long-row, in small letters and figures."
        )
    if not name.strip() or runs_in_a_spreadsheet(name):
        raise InputProblem(f"{where}, column area_name: {value_shown(name)} is no name; write it in words.")


def _check_parent(area: Area, areas: dict[str, Area], file: str) -> None:
    allowed = PARENTS[area.area_type]
    parent = areas.get(area.parent)
    if parent is None and (allowed or area.parent):
        needed = f"the code of a {' or '.join(allowed)} that has a row of its own" if allowed else "blank"
        raise InputProblem(
            f"{file}: the parent_code of {area.code} is {value_shown(area.parent)}; it must be {needed}."
        )
    if parent is not None and parent.area_type not in allowed:
        raise InputProblem(
            f"{file}: the parent_code of {area.code} is {area.parent}, a {parent.area_type}; "
            f"it must be {'a ' + ' or '.join(allowed) if allowed else 'blank'}."
        )


def _date(text: str, where: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputProblem(f"{where}: {value_shown(text)} is not a date; write it as 2023-03-31.") from None
