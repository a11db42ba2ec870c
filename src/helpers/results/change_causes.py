"""Why something moved between two makings of a report, by the figures that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.verdicts import NO_SOURCE

LATE: Final = "late figure"
REVISED: Final = "revision"
WITHDRAWN: Final = "figure withdrawn"
LATE_ELSEWHERE: Final = "late figure of another council"
REVISED_ELSEWHERE: Final = "revision of another council's figure"
REGISTER: Final = "register"
RULE: Final = "rule"

OBSERVED: Final = ["indicator_id", "area_code", "period", "value"]


class Rests(NamedTuple):
    """What a result rests on beside the council's latest figure and the one before.

    `series` says whether on its earlier figures, `others` whether on those of other councils.
    """

    series: bool
    others: bool


OWN_LATEST: Final = Rests(series=False, others=False)
OWN_SERIES: Final = Rests(series=True, others=False)
NEIGHBOURS: Final = Rests(series=False, others=True)
ALL: Final = Rests(series=True, others=True)

Cause = Callable[[str, Rests], str]
"""Gives the cause of what moved for an indicator, by what it rests on."""


def causes_between(then: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame], council: str) -> Cause:
    """Return the function that gives the cause of what moved for an indicator.

    An indicator that only one of the two registers has is of the register. Of the others the latest figure of the
    council and the one before decide first, then whether a file came in that has a row of the
    indicator or of its source, then its earlier figures, and then those of other councils, each only for what rests on
    them; then a rule.

    Columns needed  both, compendium: indicator_id, value, period, previous_value; observations: those of `OBSERVED`;
                    not_supplied: indicator_id, reason
    """
    old, new = (
        {str(row["indicator_id"]): row for row in tables["compendium"].to_dict("records")} for tables in (then, now)
    )
    before, after = then["observations"], now["observations"]
    of_council = _moved(before[before["area_code"].eq(council)], after[after["area_code"].eq(council)], REVISED, LATE)
    of_others = _moved(
        before[before["area_code"].ne(council)],
        after[after["area_code"].ne(council)],
        REVISED_ELSEWHERE,
        LATE_ELSEWHERE,
    )

    came_in = _files_that_came(then["not_supplied"], now["not_supplied"])

    def cause(indicator: str, rests: Rests) -> str:
        was, row = old.get(indicator), new.get(indicator)
        if was is None or row is None:
            return REGISTER
        if why := _of_latest(was, row):
            return why
        if indicator in came_in:
            return came_in[indicator]
        if rests.series and indicator in of_council:
            return of_council[indicator]
        return of_others.get(indicator, RULE) if rests.others else RULE

    return cause


def cell_text(value: Any) -> str:
    """Return a cell as text; a whole number without decimals, and what is missing as nothing."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


def _of_latest(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> str:
    """Return what happened to the council's latest figure and the one before; nothing where both are the same."""
    was, value = (cell_text(row["value"]) for row in (before, after))
    is_another_period = cell_text(after["period"]) != cell_text(before["period"])
    if value != was or is_another_period:
        if not value:
            return WITHDRAWN
        return LATE if not was or is_another_period else REVISED
    if cell_text(after["previous_value"]) != cell_text(before["previous_value"]):
        return REVISED if cell_text(before["previous_value"]) else LATE
    return ""


def _files_that_came(then: pd.DataFrame, now: pd.DataFrame) -> dict[str, str]:
    """Return what happened to files, by each indicator that had no row in any file before or has none now.

    A file may have a row and no figure, such as a small count that is hidden; or none of an indicator of its source,
    whose reason for no figure is then another.
    """
    before, after = (
        dict(zip(frame["indicator_id"].astype("str"), frame["reason"].astype("str"), strict=True))
        for frame in (then, now)
    )
    causes = {}
    for indicator in before.keys() | after.keys():
        was, reason = (reasons.get(indicator, "") for reasons in (before, after))
        had_file, has_file = (not one.startswith(NO_SOURCE) for one in (was, reason))
        if (was and not reason) or (has_file and not had_file):
            causes[indicator] = LATE
        elif (reason and not was) or (had_file and not has_file):
            causes[indicator] = WITHDRAWN
    return causes


def _moved(then: pd.DataFrame, now: pd.DataFrame, revised: str, late: str) -> dict[str, str]:
    """Return what happened to figures, by indicator; nothing where none changed."""
    both = then[OBSERVED].merge(now[OBSERVED], on=OBSERVED[:3], how="outer", suffixes=("_then", ""), indicator=True)
    # text, as keys may be categories that only one of the two has
    names, merged = both["indicator_id"].astype("str"), both["_merge"].astype("str")
    same = both["value_then"].eq(both["value"]) | (both["value_then"].isna() & both["value"].isna())
    changed = names[merged.ne("right_only") & ~same]
    return dict.fromkeys(changed, revised) | dict.fromkeys(names[merged.eq("right_only")], late)
