"""Parts of a financial year: a quarter, a half, and the year up to a quarter; their labels, dates and names."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Final, Literal, NamedTuple

QUARTER, HALF, TO_DATE = "part_quarter", "part_half", "part_to_date"

PARTS: Final[dict[str, str]] = {
    QUARTER: "Q2 2022/23, three months of the financial year",
    HALF: "H1 2022/23, six months of the financial year",
    TO_DATE: "Q1-Q3 2022/23, the financial year from 1 April up to the end of the third quarter",
}
"""The period types of a part of a financial year, with label and dates; no indicator of the register has one."""

Part = Literal["Q1", "Q2", "Q3", "Q4", "H1", "H2"]

RUN_PARTS: Final[tuple[Part, ...]] = ("Q1", "Q2", "Q3", "Q4", "H1", "H2")
"""The parts of a year that a run may be of."""

WHOLE_TYPES: Final = ("financial", "academic", "fe_year", "calendar", "rolling_3y", "rolling_5y")
"""The period types of the register whose indicators may have figures of a part of a financial year as well."""

_NUMBERS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_YEAR: Final = r"(?P<year>[12][0-9]{3}) ?[/-] ?(?P<end>[0-9]{4}|[0-9]{2})"
_ONE: Final = r"(?P<kind>q|quarter|h|half|half year) ?(?P<number>[1-4])"
_IN_WORDS: Final = rf"(?P<nth>{'|'.join(_NUMBERS)}) (?P<kind>quarter|half|half year)(?: of)?"
_SEVERAL: Final = r"(?:q|quarter|quarters) ?(?P<first>[1-4])(?: ?[-–] ?| to )(?:q|quarter)? ?(?P<last>[1-4])"
_AGAIN: Final = rf"{_YEAR} q(?P<first>[1-4])[-–](?P<year_2>[12][0-9]{{3}})/(?P<end_2>[0-9]{{2}}) q(?P<last>[1-4])"
_FORMS: Final = (
    *(re.compile(rf"{part},? {_YEAR}") for part in (_ONE, _IN_WORDS, _SEVERAL)),
    *(re.compile(rf"{_YEAR},? {part}") for part in (_ONE, _IN_WORDS, _SEVERAL)),
    re.compile(_AGAIN),
)
"""How a part of a year may be written, in small letters: the part, then the year, or the other way round."""

_LONGEST: Final = 40
"""Characters of the longest label that is looked at."""


class PartOfYear(NamedTuple):
    """A part of the financial year that begins in `year`: its first and its last quarter."""

    year: int
    first: int
    last: int

    @property
    def kind(self) -> str:
        """The period type: QUARTER, HALF or TO_DATE."""
        if self.first == self.last:
            return QUARTER
        return HALF if (self.first, self.last) in ((1, 2), (3, 4)) else TO_DATE

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.first + 1, 1) if self.first < 4 else date(self.year + 1, 1, 1)

    @property
    def end(self) -> date:
        """The last day."""
        year, month = (self.year, 3 * self.last + 3) if self.last < 4 else (self.year + 1, 3)
        return date(year, month, monthrange(year, month)[1])

    @property
    def months(self) -> int:
        """The length in months."""
        return 3 * (self.last - self.first + 1)

    @property
    def of_year(self) -> str:
        """The financial year: 2022/23."""
        return f"{self.year}/{(self.year + 1) % 100:02d}"

    @property
    def short(self) -> str:
        """The part without its year: Q2, H1 or Q1-Q3."""
        if self.kind == QUARTER:
            return f"Q{self.first}"
        return f"H{self.last // 2}" if self.kind == HALF else f"Q1-Q{self.last}"

    @property
    def in_words(self) -> str:
        """The part as a sentence has it: the second quarter of 2022/23."""
        ordinals = ("first", "second", "third", "fourth")
        names = {QUARTER: f"{ordinals[self.first - 1]} quarter", HALF: f"{ordinals[self.last // 2 - 1]} half"}
        return f"the {names.get(self.kind, f'first {self.months} months')} of {self.of_year}"

    @property
    def label(self) -> str:
        """The label, as tables and pages have it: Q2 2022/23."""
        return f"{self.short} {self.of_year}"

    @property
    def name(self) -> str:
        """The part in words, without its year: Quarter 2, First half or First three quarters."""
        if self.kind == QUARTER:
            return f"Quarter {self.first}"
        return {"H1": "First half", "H2": "Second half"}.get(self.short, "First three quarters")


def part_of(name: str, year: int) -> PartOfYear:
    """Return a part of the financial year that begins in a year, by its short name in RUN_PARTS.

    >>> part_of("H2", 2022).label, part_of("Q2", 2022).end
    ('H2 2022/23', datetime.date(2022, 9, 30))
    """
    number = int(name[1])
    return PartOfYear(year, number, number) if name[0] == "Q" else PartOfYear(year, 2 * number - 1, 2 * number)


@lru_cache(maxsize=4096)
def read_part(text: str) -> PartOfYear | None:
    """Read the label of a part of a financial year as departments write it; None for anything else.

    A quarter without its financial year is refused, and so is one of a calendar year: nobody can tell which is meant.

    >>> texts = ("Q2 2022-23", "2022/23 Q1-Q3", "quarter 4, 2022/2023", "First half 2022/23")
    >>> [read_part(text).label for text in texts]
    ['Q2 2022/23', 'Q1-Q3 2022/23', 'Q4 2022/23', 'H1 2022/23']
    >>> read_part("Q2 2022"), read_part("Q1-Q4 2022/23"), read_part("Q2 2022/24")
    (None, None, None)
    """
    if len(text) > _LONGEST:
        return None
    plain = " ".join(text.lower().split())
    match = next(filter(None, (form.fullmatch(plain) for form in _FORMS)), None)
    return None if match is None else _part_of_match({k: v for k, v in match.groupdict().items() if v is not None})


def _part_of_match(groups: dict[str, str]) -> PartOfYear | None:
    """Return the part that a match gives, where its year is one and it has a name."""
    year = int(groups["year"])
    ends = {"end": groups["end"][-2:], "end_2": groups.get("end_2", groups["end"][-2:])}
    right_century = len(groups["end"]) == 2 or int(groups["end"]) == year + 1
    same_year = int(groups.get("year_2", year)) == year
    if set(ends.values()) != {f"{(year + 1) % 100:02d}"} or not (right_century and same_year):
        return None
    if "kind" in groups:
        number = int(groups["number"]) if "number" in groups else _NUMBERS[groups["nth"]]
        letter = groups["kind"][0].upper()
        return part_of(f"{letter}{number}", year) if f"{letter}{number}" in RUN_PARTS else None
    first, last = int(groups["first"]), int(groups["last"])
    named = (first == 1 and last < 4) or (first, last) == (3, 4) or first == last
    return PartOfYear(year, first, last) if named else None


def dates_of_part(label: str, kind: str) -> tuple[date, date] | None:
    """Return the first and the last day of a part of a year by its label; None for a label of another type.

    >>> dates_of_part("H1 2022/23", HALF), dates_of_part("2022/23 Q2", QUARTER)
    ((datetime.date(2022, 4, 1), datetime.date(2022, 9, 30)), None)
    """
    part = read_part(label)
    return (part.start, part.end) if part is not None and part.kind == kind and part.label == label else None


def part_between(first: date, last: date) -> PartOfYear | None:
    """Return the part of a financial year with a first and a last day; None for other days.

    >>> part_between(date(2023, 1, 1), date(2023, 3, 31))
    PartOfYear(year=2022, first=4, last=4)
    """
    year = first.year - (first.month < 4)
    pairs = ((1, 1), (2, 2), (3, 3), (4, 4), (1, 2), (3, 4), (1, 3))
    return next((part for pair in pairs if ((part := PartOfYear(year, *pair)).start, part.end) == (first, last)), None)


def last_financial_year(day: date) -> int:
    """Return the year in which the last financial year began that had ended by a day.

    >>> last_financial_year(date(2023, 3, 31)), last_financial_year(date(2023, 3, 30))
    (2022, 2021)
    """
    return day.year - 1 if (day.month, day.day) >= (3, 31) else day.year - 2
