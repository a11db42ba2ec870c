"""What people type into the cells of a return: texts, numbers, markers, days; and what a spreadsheet makes of it."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta

from helpers.files import runs_in_a_spreadsheet
from helpers.markers import read_figure
from helpers.sources.returns.filled_in import Cell, Report

LONGEST_TEXT = 2_000
"""Characters of the longest text in a cell."""

READ_AS_IT_IS = frozenset({"period"})
"""Columns of text in which a date is for others to judge."""


_MADE_A_DATE = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}(?: \d{1,2}:\d\d(?::\d\d)?)?|\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?"
    r"|\d{1,2}[- ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:[- ]\d{2,4})?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*-\d{2,4}",
    re.IGNORECASE,
)
"""What a spreadsheet leaves where it took what was typed for a day: 01/10/2025 or 01-Oct for 1/10, Oct-22 for 10/22."""

FIRST_SERIAL, LAST_SERIAL = 36_526, 62_091
"""The numbers by which a spreadsheet keeps the days from 1 January 2000 to the last of 2069."""


def is_made_a_date(text: str) -> bool:
    """Say whether a text is a day, as a spreadsheet writes it instead of what was typed.

    >>> [is_made_a_date(text) for text in ("01/10/2025", "10-Jan", "2025-10-01 00:00:00", "2022/23", "2022-24", "1/10")]
    [True, True, True, False, False, False]
    """
    return bool(_MADE_A_DATE.fullmatch(text.strip()))


def day_of_serial(number: float) -> date | None:
    """Return the day for which a spreadsheet keeps a number, if it is a whole one of this century up to 2069.

    >>> day_of_serial(44927), day_of_serial(41.5), day_of_serial(2022)
    (datetime.date(2023, 1, 1), None, None)
    """
    is_serial = float(number).is_integer() and FIRST_SERIAL <= number <= LAST_SERIAL
    return date(1899, 12, 30) + timedelta(days=int(number)) if is_serial else None


_NOT_A_NUMBER: tuple[tuple[str, str], ...] = (
    (
        r"\d{1,3}(?:[. \u2019']\d{3})*,\d{1,2}|\d+,\d{1,2}|\d{4,},\d+|\d{1,3}(?:[. \u2019']\d{3})+,\d+",
        "it has a decimal comma; type it with a point for decimals and without separators of thousands, as 1234.5",
    ),
    (r"\d{1,3}(?:\.\d{3}){2,}", "it has points between thousands; type it without them, as 1234567"),
    (r"\d{1,3}(?:[ \u2019']\d{3})+(?:\.\d+)?", "it has spaces between thousands; type it without them, as 1234.5"),
    (r"[£$\u20ac].*|.*[£$\u20ac]|gbp .*", "type the number without the currency"),
    (r"#(?:n/a|div/0!|ref!|value!|name\?|num!|null!).*", "it is an error of the spreadsheet; type the value"),
    (r"=.*", "it is a formula; copy the cell and paste its value in its place"),
    (r"-?\d+(?:\.\d+)?e[+-]?\d+", "the spreadsheet has shortened it; type the number in full"),
    (
        r"n\.?/?a\.?|not applicable|not available|none",
        "type the marker [z] if it does not apply, or [x] if there is none",
    ),
    (r"nil|zero", "type 0 if it is zero, or a marker such as [x] if there is no figure"),
    (r"<\s*\d+|suppressed|confidential", "type the marker [c] for a figure that is hidden because it is small"),
    (
        r"t\.?b\.?[acd]\.?|to be confirmed|to follow|awaiting|awaited|pending",
        "set status to awaiting and clear the cell, if there is no figure yet",
    ),
    (
        r"[~\u2248]\s*\d.*|(?:c|ca|circa|about|approx)\.?\s*\d.*",
        "type the number, with the marker [e] if it is estimated",
    ),
    (r"-?[\d.,]+\s*[pre]", "type a space and the marker in brackets behind the number, as 41.5 [p]"),
    (r"-?[\d.,]+\s*(?:k|m|bn|thousand|million)", "type the number in full, as 1200000"),
    (r"\d+\s*(?:/|of|out of)\s*\d+", "type the figure, and its counts as numerator and denominator"),
)
"""What people and spreadsheets put instead of a number, small letters, with what to do about it."""


def remedy_for(text: str) -> str:
    """Say what to do about a cell that should hold a number and does not.

    >>> remedy_for("41,5")[:22], remedy_for("about right")
    ('it has a decimal comma', 'type the number alone, with a point for decimals')
    """
    bare = text.strip().lower()
    if is_made_a_date(bare):
        return "the spreadsheet has made a date of it; format the cell as a number and type again what was meant"
    if bare.endswith("%"):
        return "type the number without the per cent sign"
    for pattern, remedy in _NOT_A_NUMBER:
        if re.fullmatch(pattern, bare):
            return remedy
    return "type the number alone, with a point for decimals"


def as_typed(cell: Cell, column: str, report: Report) -> bool:
    """Say whether a cell holds what somebody typed, and note it where a spreadsheet worked it out or changed it."""
    match cell.kind:
        case "formula":
            report(column, "a value, not a formula", "copy the cell and paste its value in its place")
        case "error":
            report(column, "a value, not an error of the spreadsheet", "type the value")
        case "truth":
            report(column, "text or a number, not TRUE or FALSE", "type what is meant")
        case _:
            return True
    return False


def read_text(cell: Cell, column: str, report: Report) -> str:
    """Return the text of a cell on one line; blank, and noted, if it is not text or is not safe to pass on.

    A period is handed on as it is, as only its type says which labels are right.
    """
    if not as_typed(cell, column, report):
        return ""
    if cell.kind == "date":
        report(
            column, "text, not a date", "the spreadsheet has made a date of it; format the cell as text and type again"
        )
        return ""
    text = " ".join(cell.text.split())
    if column not in READ_AS_IT_IS and is_made_a_date(text):
        report(
            column, "text, not a date", "the spreadsheet has made a date of it; format the cell as text and type again"
        )
    elif runs_in_a_spreadsheet(text):
        report(column, "text that a spreadsheet does not run", "begin with something else than =, +, - or @")
    elif not text.isprintable():
        report(column, "text that can be seen", "type it again, without hidden characters")
    elif len(text) > LONGEST_TEXT:
        report(column, f"no more than {LONGEST_TEXT:,} characters", "shorten it")
    else:
        return text
    return ""


def read_number(cell: Cell, column: str, report: Report, *, whole: bool = False) -> float:
    """Return the number in a cell; missing where it is blank or, noted, where it is not a number."""
    number, _ = read_marked(cell, column, report, markers=False)
    if whole and math.isfinite(number) and not number.is_integer():
        report(column, "a whole number", "type how many, without decimal places")
        return math.nan
    return number


def read_marked(cell: Cell, column: str, report: Report, *, markers: bool = True) -> tuple[float, str]:
    """Return the number in a cell and its markers; missing where it is blank or, noted, where it can not be read.

    Thousands commas are read; a per cent sign, a currency or a decimal comma is not guessed at.
    """
    missing = (math.nan, "")
    if not as_typed(cell, column, report) or not cell.text:
        return missing
    wanted = "a number such as 1234.5" + (", or a marker such as [c]" if markers else "")
    if cell.kind == "date":
        report(column, wanted, "the spreadsheet shows the cell as a date; format it as a number and type again")
    elif cell.kind == "percentage":
        share = f"{100 * float(cell.text):.15g}"
        report(column, wanted, f"the cell is shown as a percentage; format it as a number and type {share} if meant")
    elif cell.kind == "number":
        if math.isfinite(float(cell.text)):
            return float(cell.text), ""
        report(column, wanted, "type a number that can be held")
    else:
        try:
            reading = read_figure(cell.text)
        except ValueError:
            report(column, wanted, remedy_for(cell.text))
            return missing
        if markers or (reading.value is not None and not reading.marker and math.isfinite(reading.value)):
            value = math.nan if reading.value is None else reading.value
            if not math.isinf(value):
                return value, reading.marker
        report(column, wanted, remedy_for(cell.text))
    return missing


def read_date(cell: Cell, column: str, report: Report) -> date | None:
    """Return the date in a cell; None where it is blank or, noted, where it is not a date.

    As text it is 2024-03-31, or 31/03/2024 with the day first.
    """
    if not as_typed(cell, column, report) or not cell.text:
        return None
    for layout in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(cell.text, layout).date()
        except ValueError:
            continue
    day = day_of_serial(float(cell.text)) if cell.text.isdecimal() else None
    stored = f"the spreadsheet keeps {day} as this number; " if day else ""
    report(column, "a date", f"{stored}type it as 2024-03-31")
    return None
