"""The codes that councils have had, and the one that each had in a period."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from helpers.areas import Area, Areas

DFE = "dfe:"
"""Before a DfE area number, where a publisher prints no ONS code."""


def newest_code(area: str, areas: Areas) -> str:
    """Return the newest code of the council that a file prints by a code, a number or a name; blank if not known."""
    return council_codes(area, areas)[-1].code if area in printed_areas(areas) else ""


@lru_cache(maxsize=10)
def printed_areas(areas: Areas) -> frozenset[str]:
    """Return every code, number and name that a file may print for the areas."""
    codes = {area.code for area in areas} | {DFE + area.dfe_code for area in areas if area.dfe_code}
    return frozenset(codes | {area.name for area in areas if areas.named(area.name)})


@lru_cache(maxsize=10_000)
def council_codes(area: str, areas: Areas) -> tuple[Area, ...]:
    """Return every code that a council has had, the oldest first."""
    if area.startswith(DFE):
        return tuple(areas[code] for code in areas.with_dfe_code(area.removeprefix(DFE)))
    return tuple(areas[code] for code in (areas.same_council(area) if area in areas else areas.named(area)))


def flag_recode(code: Area, area: str, areas: Areas) -> tuple[str, str]:
    """Return the code that a council had, and whether it is another than was printed."""
    return code.code, "recode" if code.code != area and area in areas else ""


@lru_cache(maxsize=50_000)
def code_at(area: str, start: date, end: date, areas: Areas) -> tuple[str, str]:
    """Return the code that a council had at the end of a period, and whether it is another than was printed.

    `area` is a code, the number that the DfE gives the council, or its name.
    A figure for a time before the council began is flagged as carried back; after it ended there is none.
    """
    codes = council_codes(area, areas)
    newest_first = codes[::-1]
    for code in newest_first:
        if code.living(end, end):
            return flag_recode(code, area, areas)
    for code in newest_first:
        if code.living(start, end):
            return code.code, ""
    later = [code.code for code in codes if code.start is not None and code.start > end]
    return (later[0], "backcast") if later else ("", "")


def forget_codes() -> None:
    """Forget which codes councils had, which is otherwise looked up once for all files."""
    for lookup in (printed_areas, council_codes, code_at):
        lookup.cache_clear()
