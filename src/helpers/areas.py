"""Areas: codes with the dates between which each was valid, and what came before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from helpers.files import csv_rows
from helpers.problems import InputProblem

COLUMNS = (
    "area_code", "area_name", "area_type", "region", "dfe_code", "start_date", "end_date", "successor_codes",
    "predecessor_codes", "change",
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """One code of an area; None for a date means before the figures begin, or still in being."""

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

    def living(self, first: date, last: date) -> bool:
        """Say whether the area was in being at some time between two days, both counted."""
        return (self.start is None or self.start <= last) and (self.end is None or self.end >= first)


class Areas:
    """The areas file: `data/raw/reference/areas.csv`."""

    def __init__(self, areas: dict[str, Area]) -> None:
        self._areas = areas

    def __contains__(self, code: str) -> bool:
        return code in self._areas

    def __getitem__(self, code: str) -> Area:
        return self._areas[code]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._areas.values())

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

    def _recoded(self, code: str, side: str) -> str | None:
        area = self._areas[code]
        others: tuple[str, ...] = getattr(area, side)
        if len(others) != 1:
            return None
        other = self._areas[others[0]]
        both = area.change == "recode" and other.change == "recode"
        return other.code if both else None


def read_areas(path: Path) -> Areas:
    """Read the areas file.

    Raises InputProblem naming the row and column of a date that is not a date, or a code that is repeated or
    that the file does not hold.
    """
    areas: dict[str, Area] = {}
    for number, row in csv_rows(path, COLUMNS):
        where = f"{path.name} row {number}"
        code = row["area_code"]
        if code in areas:
            raise InputProblem(f"{where}: area_code {code} is there twice; keep one row for each code.")
        areas[code] = Area(
            code=code,
            name=row["area_name"],
            area_type=row["area_type"],
            region=row["region"],
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
    return Areas(areas)


def _date(text: str, where: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputProblem(f"{where}: {text!r} is not a date; write it as 2023-03-31.") from None
