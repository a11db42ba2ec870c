"""The indicators that a return asks for, the periods and areas that it offers, and its files as they are written."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from helpers.areas import Areas
from helpers.files import read_plain
from helpers.parts_of_year import PartOfYear
from helpers.periods import dates_of
from helpers.problems import InputProblem
from helpers.register import LOCAL_RETURN, Indicator

YEARS = 6
"""How many years of periods the list offers."""

_LABELS: dict[str, tuple[str, ...]] = {
    "financial": ("{year}/{next}",),
    "academic": ("{year}/{next} (academic)",),
    "fe_year": ("{year}/{next} (FE year)",),
    "calendar": ("{year}",),
    "rolling_3y": ("{year}-{third}",),
    "rolling_5y": ("{year}-{fifth}",),
    "year_to_sep": ("Sep {year}",),
    "year_to_jun": ("Jun {year}",),
    "year_to_nov": ("{year}/{next} (Nov-Nov)",),
    "year_to_month": (
        "Jan {year}-Dec {year}",
        "Apr {year}-Mar {after}",
        "Jul {year}-Jun {after}",
        "Oct {year}-Sep {after}",
    ),
    "quarter": tuple(f"{{year}}/{{next}} Q{quarter}" for quarter in range(1, 5)),
    "cumulative_quarters": tuple(f"{{year}}/{{next}} Q1-{{year}}/{{next}} Q{quarter}" for quarter in range(2, 5)),
    "month": tuple(f"{name} {{year}}" for name in month_abbr if name),
    "snapshot": ("31 Mar {year}",),
}
"""How the periods of each type are written that the list offers."""


class Choice(NamedTuple):
    """An indicator as a return offers it."""

    indicator_id: str
    title: str
    unit: str
    decimals: int
    period_type: str
    definition: str = ""


def labels(period_type: str, last: date) -> list[str]:
    """Return labels of the last years' periods of a type that ended by a day, the newest first.

    Those of a snapshot are at the end of March, as other days follow no rule.

    >>> labels("financial", date(2024, 3, 31))[:2]
    ['2023/24', '2022/23']
    """
    days: dict[str, date] = {}
    for year in range(last.year - YEARS, last.year + 1):
        shorts = {name: f"{(year + more) % 100:02d}" for name, more in (("next", 1), ("third", 2), ("fifth", 4))}
        for pattern in _LABELS[period_type]:
            label = pattern.format(year=year, after=year + 1, **shorts)
            dates = dates_of(label, period_type)
            if dates is not None and dates[1] <= last:
                days[label] = dates[1]
    return sorted(days, key=lambda label: days[label], reverse=True)


def labels_of_part(period_type: str, part: PartOfYear) -> list[str]:
    """Return labels of a part of a year and of the same part of earlier years, the newest first, as a type writes them.

    A figure of a financial year has one of the part, a snapshot one of its last day, and figures of quarters and months
    the newest up to then. Other types have none: their figures are of years that are not the council's.

    >>> labels_of_part("financial", PartOfYear(2022, 2, 2))[:2], labels_of_part("snapshot", PartOfYear(2022, 2, 2))[0]
    (['Q2 2022/23', 'Q2 2021/22'], '30 Sep 2022')
    """
    years = range(part.year, part.year - YEARS, -1)
    if period_type == "financial":
        return [part._replace(year=year).label for year in years]
    if period_type == "snapshot":
        ends = [part._replace(year=year).end for year in years]
        return [f"{day.day} {month_abbr[day.month]} {day.year}" for day in ends]
    return labels(period_type, part.end) if period_type in ("quarter", "cumulative_quarters", "month") else []


def handed_in(indicators: Sequence[Indicator]) -> list[Choice]:
    """Return the indicators of the register whose figures come from a return."""
    return [choice_of(indicator) for indicator in indicators if indicator.source_id == LOCAL_RETURN]


def choice_of(indicator: Indicator) -> Choice:
    """Return an indicator of the register as a return offers it."""
    return Choice(**{name: getattr(indicator, name) for name in Choice._fields})


def area_as_typed(code: str, areas: Areas) -> str:
    """Return the name of an area, or its code where the name could be another's."""
    name = areas[code].name
    return name if code in areas.named(name) else code


def areas_as_typed(areas: Areas, day: date) -> list[str]:
    """Return the names, or codes, of the areas of a day in order."""
    return sorted({area_as_typed(area.code, areas) for area in areas if area.living(day, day)})


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder, none of them over one that may have been filled in; return their paths.

    Raises InputProblem where a file of other content is there; nothing is written then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        if path.exists() and read_plain(path, str(path)) != content:
            raise InputProblem(f"{path} already exists and may have been filled in; move it, or give another folder.")
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]
