"""The workbook of a return: sheets to fill in, with lists to choose from, what is locked, and a page of help."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

import xlsxwriter

from helpers.markers import MEANINGS, WITH_A_FIGURE
from helpers.periods import PERIOD_TYPES
from helpers.register import EXAMPLES
from helpers.sources.returns import answers, cards, cover
from helpers.sources.returns.cell_values import LONGEST_TEXT
from helpers.sources.returns.choices import Choice
from helpers.sources.returns.filled_in import Column
from helpers.survey_terms import METHODS, SAMPLINGS

LISTS, GUIDE = "Lists", "How to fill this in"

ROWS = 500
"""Rows of a sheet that have lists and formats."""

GREY, HEADING = "#EDEDED", "#E7EBF0"
"""The colours of a cell that is locked, and of a heading."""

TEXT = 49
"""The number of the format by which a cell keeps what is typed, so that 2009/10 is not taken for October 2009."""

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

_ANY: dict[str, object] = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
_PEOPLE: dict[str, object] = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 100_000_000}
_DAY: dict[str, object] = {
    "validate": "date",
    "criteria": "between",
    "minimum": date(1990, 1, 1),
    "maximum": date(2100, 12, 31),
}

_COUNT: dict[str, object] = {"validate": "integer", "criteria": ">=", "value": 0}
_NUMBERS: dict[str, dict[str, object]] = {
    "value": {"validate": "custom", "value": '=OR(ISNUMBER({cell}),LEFT({cell},1)="[")'},
    "numerator": _ANY,
    "denominator": {"validate": "decimal", "criteria": ">", "value": 0},
    "target": _ANY,
    "standard_deviation": {"validate": "decimal", "criteria": ">=", "value": 0},
    "lower_95": _ANY,
    "upper_95": _ANY,
    "respondents": _PEOPLE,
    "in_system": _COUNT,
    "verification_weeks": _COUNT,
    "invited": _PEOPLE,
    "population": _PEOPLE,
    "design_effect": {"validate": "decimal", "criteria": "between", "minimum": 0.01, "maximum": 100},
    "fieldwork_start": _DAY,
    "fieldwork_end": _DAY,
    "signed_on": _DAY,
}
"""What a spreadsheet lets into the columns that hold numbers and dates."""


class Contents(NamedTuple):
    """What a workbook of a return holds before it is filled in.

    `rows` are the cells of the sheet Return by column; those of LOCKED are locked where there is a cover. `periods` are
    the labels offered, by period type. `answers` are those of the cover, by item; None for no cover.
    """

    rows: Sequence[Mapping[str, str | float]]
    indicators: Sequence[Choice]
    periods: Mapping[str, Sequence[str]]
    areas: Sequence[str]
    answers: Mapping[str, str] | None = None


LOCKED: Final = ("indicator", *answers.WRITTEN_BEFOREHAND)
"""The columns of the rows that a department's workbook asks for which it may not change."""


def workbook(contents: Contents) -> bytes:
    """Return a return as an xlsx workbook; the same contents give the same bytes."""
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
        "indicator": [indicator.indicator_id for indicator in contents.indicators],
        "area": contents.areas,
        "period": list(dict.fromkeys(label for labels in contents.periods.values() for label in labels)),
        "status": list(answers.STATUSES),
        "method": list(METHODS),
        "sampling": list(SAMPLINGS),
    }
    if contents.answers is not None:
        _cover(book, contents.answers)
    left_out = answers.OF_THE_SIGNATURE if contents.answers is not None else answers.WRITTEN_BEFOREHAND
    columns = [column for column in answers.COLUMNS if column.name not in left_out]
    figures = _sheet(book, answers.SHEET, columns, lists)
    _rows(book, figures, [column.name for column in columns], contents)
    _sheet(book, cards.SHEET, cards.CARD_COLUMNS, lists)
    _lists(book, lists, contents.indicators)
    _guide(book, columns, examples=contents.indicators[0].indicator_id in EXAMPLES)
    if contents.answers is None:
        figures.activate()
    book.close()
    return content.getvalue()


def _rows(book: Any, sheet: Any, names: Sequence[str], contents: Contents) -> None:
    """Write the rows that are asked for; in a department's workbook what it may not change is locked, and grey."""
    is_locked = contents.answers is not None
    text = book.add_format({"num_format": TEXT, "locked": False, "text_wrap": True})
    locked = {
        "text": book.add_format({"num_format": TEXT, "text_wrap": True, "bg_color": GREY}),
        "number": book.add_format({"num_format": "General", "bg_color": GREY}),
    }
    for number, row in enumerate(contents.rows, start=1):
        for name in LOCKED if is_locked else ():
            sheet.write_blank(number, names.index(name), None, locked["text"])
        for name, cell in row.items():
            at = names.index(name)
            if isinstance(cell, float):
                sheet.write_number(number, at, cell, locked["number"])
            else:
                sheet.write_string(number, at, cell, locked["text"] if is_locked and name in LOCKED else text)


def _cover(book: Any, answered: Mapping[str, str]) -> None:
    """Write the cover: its signature can be filled in, and the rest is locked."""
    sheet = book.add_worksheet(cover.SHEET)
    header = book.add_format({"bold": True, "bottom": 1, "bg_color": HEADING})
    locked = book.add_format({"num_format": TEXT, "text_wrap": True, "valign": "top", "bg_color": GREY})
    words = book.add_format({"text_wrap": True, "valign": "top"})
    formats = {
        cover.SIGNED_BY: book.add_format({"num_format": TEXT, "locked": False, "text_wrap": True, "border": 1}),
        cover.SIGNED_ON: book.add_format({"num_format": "yyyy-mm-dd", "locked": False, "align": "left", "border": 1}),
    }
    for number, column in enumerate(cover.COLUMNS):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.name, header)
    for row, (item, meaning) in enumerate(cover.ITEMS.items(), start=1):
        sheet.write_string(row, 0, item, words)
        sheet.write_string(row, 2, meaning, words)
        if item in cover.FILLED_IN:
            sheet.write_blank(row, 1, None, formats[item])
            sheet.data_validation(row, 1, row, 1, _of_the_cover(item, meaning))
        else:
            sheet.write_string(row, 1, answered[item], locked)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _of_the_cover(item: str, meaning: str) -> dict[str, object]:
    about = {"input_title": item, "input_message": meaning, "error_title": item, "error_message": meaning}
    rule = _DAY if item == cover.SIGNED_ON else {"validate": "length", "criteria": "<=", "value": LONGEST_TEXT}
    return {**about, "ignore_blank": True, **rule}


def _sheet(book: Any, name: str, columns: Sequence[Column], lists: Mapping[str, Sequence[str]]) -> Any:
    """Write the header of a sheet to fill in, with what each column takes; only the header is locked."""
    sheet = book.add_worksheet(name)
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": HEADING})
    formats = {
        "text": book.add_format({"num_format": TEXT, "locked": False, "text_wrap": True}),
        "number": book.add_format({"num_format": "General", "locked": False}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "locked": False}),
    }
    for number, column in enumerate(columns):
        kind = "date" if _NUMBERS.get(column.name) is _DAY else "number" if column.name in _NUMBERS else "text"
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
    header = book.add_format({"bold": True, "bottom": 1, "bg_color": HEADING})
    text = book.add_format({"num_format": TEXT})
    about = {
        "title of the indicator": [indicator.title for indicator in indicators],
        "unit": [indicator.unit for indicator in indicators],
        "decimal places": [str(indicator.decimals) for indicator in indicators],
        "definition": [indicator.definition for indicator in indicators],
        "the period is written": [PERIOD_TYPES[indicator.period_type] for indicator in indicators],
    }
    for number, (name, items) in enumerate({**lists, **about}.items()):
        sheet.write_string(0, number, name, header)
        sheet.set_column(number, number, min(60, max(len(item) for item in (name, *items)) + 2), text)
        for row, item in enumerate(items, start=1):
            sheet.write_string(row, number, item, text)
    sheet.freeze_panes(1, 0)
    sheet.protect()


def _guide(book: Any, columns: Sequence[Column], *, examples: bool) -> None:
    """Write how to fill the return in, from the columns as they are defined; and of examples, what they are."""
    sheet = book.add_worksheet(GUIDE)
    heading = book.add_format({"bold": True, "font_size": 14})
    header = book.add_format({"bold": True, "bottom": 1, "bg_color": HEADING})
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
        (text, ("", "", "Say what will be done to improve a figure under planned_improvement, and by when.")),
        *(
            [
                (
                    text,
                    ("", "", f"Sign the return on the sheet {cover.SHEET}: the post that answers for it, and the day."),
                )
            ]
            if "signed_by" not in {column.name for column in columns}
            else []
        ),
        (text, ("", "", "The lists show what can be chosen, with the unit and decimal places of each indicator.")),
    ]
    for sheet_name, of_sheet in ((answers.SHEET, columns), (cards.SHEET, cards.CARD_COLUMNS)):
        lines += [(header, (f"Column of {sheet_name}", "Needed", "What to write"))]
        lines += [(text, (column.name, "yes" if column.needed else "no", f"{column.meaning}.")) for column in of_sheet]
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
