"""The empty return that a department fills in: a workbook with lists to choose from, and the same as CSV."""

from __future__ import annotations

import csv
import io
from calendar import month_abbr
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from helpers.areas import Areas
from helpers.files import read_plain
from helpers.markers import MEANINGS, WITH_A_FIGURE
from helpers.periods import PERIOD_TYPES, dates_of
from helpers.problems import InputProblem
from helpers.register import EXAMPLES, Indicator
from helpers.sources.returns import answers, cards
from helpers.sources.returns.cell_values import LONGEST_TEXT
from helpers.sources.returns.filled_in import Column
from helpers.survey_terms import METHODS, SAMPLINGS

LISTS, GUIDE = "Lists", "How to fill this in"

ROWS = 500
"""Rows of a sheet that have lists and formats."""

TEXT = 49
"""The number of the format by which a cell keeps what is typed, so that 2009/10 is not taken for October 2009."""

YEARS = 6
"""How many years of periods the list offers."""

ABOUT_EXAMPLES = (
    "The register has no indicator yet whose figures come from a return. The rows of the sheet "
    f"{answers.SHEET} are examples: they show how a row is filled in, hold no figures and are not counted.",
    "To add an indicator, give it a row in params/indicators.csv with the source_id "
    f"{answers.SOURCE_ID} and a blank source_measure. Then write the template again, in another folder: it will "
    "have a row for the indicator in place of the examples.",
    "Examples that are left in a return do no harm. An example with a figure is a fault: put the name of the "
    "indicator in its place.",
)
"""What the guide says where the register has no indicator of a return."""

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

_ANY: dict[str, object] = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
_PEOPLE: dict[str, object] = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 100_000_000}
_DAY: dict[str, object] = {
    "validate": "date",
    "criteria": "between",
    "minimum": date(1990, 1, 1),
    "maximum": date(2100, 12, 31),
}

_NUMBERS: dict[str, dict[str, object]] = {
    "value": {"validate": "custom", "value": '=OR(ISNUMBER({cell}),LEFT({cell},1)="[")'},
    "numerator": _ANY,
    "denominator": {"validate": "decimal", "criteria": ">", "value": 0},
    "target": _ANY,
    "standard_deviation": {"validate": "decimal", "criteria": ">=", "value": 0},
    "lower_95": _ANY,
    "upper_95": _ANY,
    "respondents": _PEOPLE,
    "invited": _PEOPLE,
    "population": _PEOPLE,
    "design_effect": {"validate": "decimal", "criteria": "between", "minimum": 0.01, "maximum": 100},
    "fieldwork_start": _DAY,
    "fieldwork_end": _DAY,
}
"""What a spreadsheet lets into the columns that hold numbers and dates."""


class Choice(NamedTuple):
    """An indicator as the template offers it."""

    indicator_id: str
    title: str
    unit: str
    decimals: int
    period_type: str


_EXAMPLES = (
    (
        Choice(EXAMPLES[0], "An example: repairs done on time", "%", 1, "financial"),
        "write the figure under value without the sign %, and what it was worked out from as numerator and denominator",
    ),
    (
        Choice(EXAMPLES[1], "An example: complaints", "per 10,000 people", 1, "financial"),
        "write the count of a rate as numerator, and the people or things that it is per as denominator",
    ),
    (
        Choice(EXAMPLES[2], "An example: a score from a survey", "points", 2, "calendar"),
        f"fill in a row of the sheet {cards.SHEET}, and write its short name and how many answered in this row",
    ),
)
"""The examples of the template if the register has no indicator of a return, and what each shows."""


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


def write_template(
    folder: Path, indicators: Sequence[Indicator], areas: Areas, authority: str, as_at: Mapping[str, date]
) -> list[Path]:
    """Write return.xlsx, return.csv and surveys.csv for the indicators whose figures departments hand in.

    Each has a row that awaits the newest period of `as_at`, the last day by period type, for the authority of a code.
    Where the register has no such indicator there are examples, without figures, which are not counted.
    The same arguments give the same bytes. Returns the paths of the files.

    Raises  InputProblem: a file is there that may have been filled in
    """
    local = handed_in(indicators) or [choice for choice, _ in _EXAMPLES]
    periods = {
        indicator.period_type: labels(indicator.period_type, as_at[indicator.period_type]) for indicator in local
    }
    rows = [
        {
            "indicator": indicator.indicator_id,
            "area": _name(authority, areas),
            "period": periods[indicator.period_type][0],
            "status": answers.AWAITED,
            **_choice_as_shown(indicator),
        }
        for indicator in local
    ]
    names = sorted(_name(area.code, areas) for area in areas if area.living(max(as_at.values()), max(as_at.values())))
    files = {
        "return.xlsx": _workbook(rows, local, periods, list(dict.fromkeys(names))),
        "return.csv": _csv(answers.COLUMNS, rows),
        "surveys.csv": _csv(cards.CARD_COLUMNS, []),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        if path.exists() and read_plain(path, str(path)) != content:
            raise InputProblem(f"{path} already exists and may have been filled in; move it, or give another folder.")
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def handed_in(indicators: Sequence[Indicator]) -> list[Choice]:
    """Return the indicators of the register whose figures come from a return."""
    return [
        Choice(indicator.indicator_id, indicator.title, indicator.unit, indicator.decimals, indicator.period_type)
        for indicator in indicators
        if indicator.source_id == answers.SOURCE_ID
    ]


def _choice_as_shown(choice: Choice) -> dict[str, str]:
    """Return the rest of the row of an example."""
    shows = dict(_EXAMPLES).get(choice)
    if shows is None:
        return {}
    return {
        "commentary": f"An example, which is not counted: {shows}.",
        "owner": "The post that answers for the figure",
    }


def _name(code: str, areas: Areas) -> str:
    """Return the name of an area, or its code where the name could be another's."""
    name = areas[code].name
    return name if code in areas.named(name) else code


def _csv(columns: Sequence[Column], rows: Iterable[Mapping[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [column.name for column in columns], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _workbook(
    rows: Sequence[Mapping[str, str]],
    indicators: Sequence[Choice],
    periods: Mapping[str, Sequence[str]],
    areas: Sequence[str],
) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {
            "title": "Return of local indicators",
            "subject": "Figures for the Performance Compendium",
            "created": datetime(2000, 1, 1, tzinfo=UTC),
        }
    )
    lists = {
        "indicator": [indicator.indicator_id for indicator in indicators],
        "area": areas,
        "period": list(dict.fromkeys(label for labels_of_type in periods.values() for label in labels_of_type)),
        "status": list(answers.STATUSES),
        "method": list(METHODS),
        "sampling": list(SAMPLINGS),
    }
    figures = _sheet(book, answers.SHEET, answers.COLUMNS, lists)
    text_cell = book.add_format({"num_format": TEXT, "locked": False, "text_wrap": True})
    names = [column.name for column in answers.COLUMNS]
    for number, row in enumerate(rows, start=1):
        for name, text in row.items():
            figures.write_string(number, names.index(name), text, text_cell)
    _sheet(book, cards.SHEET, cards.CARD_COLUMNS, lists)
    _lists(book, lists, indicators)
    _guide(book, examples=indicators[0].indicator_id in EXAMPLES)
    figures.activate()
    book.close()
    return content.getvalue()


def _sheet(book: Any, name: str, columns: Sequence[Column], lists: Mapping[str, Sequence[str]]) -> Any:
    """Write the header of a sheet to fill in, with what each column takes; only the header is locked."""
    sheet = book.add_worksheet(name)
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E7EBF0"})
    formats = {
        "text": book.add_format({"num_format": TEXT, "locked": False, "text_wrap": True}),
        "number": book.add_format({"num_format": "General", "locked": False}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "locked": False}),
    }
    for number, column in enumerate(columns):
        kind = "date" if column.name.startswith("fieldwork") else "number" if column.name in _NUMBERS else "text"
        sheet.set_column(number, number, column.width, formats[kind])
        sheet.write_string(0, number, column.name, header)
        sheet.data_validation(1, number, ROWS, number, _validation(name, column, number, lists))
    # A row can be deleted only where every cell of it is unlocked.
    sheet.set_column(len(columns), 16_383, None, formats["text"])
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True})
    return sheet


def _validation(sheet: str, column: Column, number: int, lists: Mapping[str, Sequence[str]]) -> dict[str, object]:
    about: dict[str, object] = {
        "input_title": column.name,
        "input_message": f"{column.meaning}{'' if column.needed else ' (may be blank)'}."[:255],
        "error_title": column.name,
        "error_message": f"{column.meaning}."[:255],
        "ignore_blank": True,
    }
    if column.name in lists:
        at = list(lists).index(column.name)
        last = len(lists[column.name]) + 1
        letter = chr(ord("A") + at)
        # A code or another period may be right too, and any indicator where the list has examples alone.
        free = column.name in ("area", "period") or set(lists[column.name]) <= set(EXAMPLES)
        source = f"={LISTS}!${letter}$2:${letter}${max(last, 2)}"
        return about | {"validate": "list", "source": source, "error_type": "warning" if free else "stop"}
    if column.name == "survey" and sheet == answers.SHEET:
        source = f"={cards.SHEET}!$A$2:$A${ROWS + 1}"
        return about | {"validate": "list", "source": source, "error_type": "warning"}
    if column.name in _NUMBERS:
        rule = dict(_NUMBERS[column.name])
        if rule["validate"] == "custom":
            rule["value"] = str(rule["value"]).format(cell=f"{chr(ord('A') + number)}2")
        return about | rule
    return about | {"validate": "length", "criteria": "<=", "value": LONGEST_TEXT}


def _lists(book: Any, lists: Mapping[str, Sequence[str]], indicators: Sequence[Choice]) -> None:
    """Write what the lists offer, one list to a column, and beside them what each indicator is."""
    sheet = book.add_worksheet(LISTS)
    header = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E7EBF0"})
    text = book.add_format({"num_format": TEXT})
    about = {
        "title of the indicator": [indicator.title for indicator in indicators],
        "unit": [indicator.unit for indicator in indicators],
        "decimal places": [str(indicator.decimals) for indicator in indicators],
        "the period is written": [PERIOD_TYPES[indicator.period_type] for indicator in indicators],
    }
    for number, (name, items) in enumerate({**lists, **about}.items()):
        sheet.write_string(0, number, name, header)
        sheet.set_column(number, number, min(60, max(len(item) for item in (name, *items)) + 2), text)
        for row, item in enumerate(items, start=1):
            sheet.write_string(row, number, item, text)
    sheet.freeze_panes(1, 0)
    sheet.protect()


def _guide(book: Any, *, examples: bool) -> None:
    """Write how to fill the return in, from the columns as they are defined; and of examples, what they are."""
    sheet = book.add_worksheet(GUIDE)
    heading = book.add_format({"bold": True, "font_size": 14})
    header = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E7EBF0"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    lines: list[tuple[Any, tuple[str, ...]]] = [
        (heading, (GUIDE,)),
        *[(text, ("", "", sentence)) for sentence in (ABOUT_EXAMPLES if examples else ())],
        (text, ("", "", f"Fill in one row of the sheet {answers.SHEET} for each indicator, area and period.")),
        (text, ("", "", f"Leave status as {answers.AWAITED} while there is no figure. Do not write 0 for it.")),
        (
            text,
            ("", "", "Type figures alone: no unit, no per cent sign, no formula. Thousands commas do no harm."),
        ),
        (text, ("", "", "If a cell makes a date of a period, delete it, and type the period after an apostrophe.")),
        (
            text,
            ("", "", f"For a figure from a survey, fill in a row of the sheet {cards.SHEET} and name it."),
        ),
        (text, ("", "", "The lists show what can be chosen, with the unit and decimal places of each indicator.")),
    ]
    for sheet_name, columns in ((answers.SHEET, answers.COLUMNS), (cards.SHEET, cards.CARD_COLUMNS)):
        lines += [(header, (f"Column of {sheet_name}", "Needed", "What to write"))]
        lines += [(text, (column.name, "yes" if column.needed else "no", f"{column.meaning}.")) for column in columns]
    meanings: dict[str, Mapping[str, str]] = {
        "Status": answers.STATUSES,
        "Method": METHODS,
        "Sampling": SAMPLINGS,
    }
    for title, words in meanings.items():
        lines += [(header, (title, "", "What it means"))]
        lines += [(text, (word, "", f"{meaning[:1].upper()}{meaning[1:]}.")) for word, meaning in words.items()]
    lines += [(header, ("Marker", "Beside a figure", "What it means"))]
    lines += [
        (text, (marker, "yes" if marker in WITH_A_FIGURE else "instead", f"{meaning[:1].upper()}{meaning[1:]}."))
        for marker, meaning in MEANINGS.items()
    ]
    for row, (style, cells) in enumerate(lines):
        for number, cell in enumerate(cells):
            sheet.write_string(row, number, cell, style)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, 2, 90)
    sheet.protect()
