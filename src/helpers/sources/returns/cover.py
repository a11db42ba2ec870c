"""The cover of a department's workbook: whose return it is, its year, and who signed it and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from helpers.markers import MEANINGS
from helpers.sources.files.opening import Opened
from helpers.sources.returns.cell_values import read_date, read_text
from helpers.sources.returns.filled_in import Cell, Column, Fault, column_name, lines_of
from helpers.wording import placeholders

SHEET: Final = "Cover"
"""The sheet that holds the cover; a return as CSV has columns for the signature instead."""

COLUMNS: Final = (
    Column("item", True, "What is asked for", 24),
    Column("answer", True, "What is written", 50),
    Column("meaning", False, "What it means", 70),
)
"""The columns of the cover: one row for each item."""

SENDER, YEAR, DUE, COUNT = "sent_by", "reporting_year", "due", "indicators"
SIGNED_BY, SIGNED_ON = "signed_by", "signed_on"

ITEMS: Final = {
    "council": "The council that the report is about.",
    SENDER: "The post, or the partner, whose return this is.",
    YEAR: "The reporting year.",
    DUE: "The day by which the return is due.",
    COUNT: "How many indicators the sheet Return asks for.",
    SIGNED_BY: "Fill in: the post that answers for these figures, not a person's name.",
    SIGNED_ON: "Fill in: the day of the signature, such as 2023-05-12.",
}
"""The items of the cover in order, with the contents of the cells beside them."""

FILLED_IN: Final = (SIGNED_BY, SIGNED_ON)
"""The items that the department fills in; all others are locked."""


@dataclass(frozen=True)
class Cover:
    """What a cover says, blank or None where it does not; `rows` are those of the items that it has."""

    sender: str
    year: str
    signed_by: str
    signed_on: date | None
    rows: dict[str, int]
    faults: tuple[Fault, ...]


def read_cover(file: Opened) -> Cover | None:
    """Read the cover of a workbook with everything that is wrong with it; None where the file has none.

    Raises Refused where the sheet cannot be read.
    """
    if SHEET not in file.sheets:
        return None
    lines = lines_of(file, SHEET, COLUMNS)
    faults = list(lines.faults)
    items = {column_name(line["item"].text): line for line in lines.lines}

    def note(item: str, expected: str, remedy: str) -> None:
        line = items[item]
        faults.append(Fault(file.name, SHEET, line.row, item, line["answer"].text, expected, remedy, stops=False))

    answers = {item: items[item]["answer"] if item in items else Cell("") for item in ITEMS}
    signed_by = read_text(answers[SIGNED_BY], SIGNED_BY, note)
    for words in placeholders(signed_by, MEANINGS)[:1]:
        note(SIGNED_BY, "a post", f"{words!r} stands for something still to be written; write it, or clear the cell")
        signed_by = ""
    signed_on = read_date(answers[SIGNED_ON], SIGNED_ON, note)
    rows = {item: line.row for item, line in items.items()}
    noted = tuple(replace(fault, stops=False) for fault in faults)
    return Cover(answers[SENDER].text, answers[YEAR].text, signed_by, signed_on, rows, noted)


def signature_faults(file: str, cover: Cover) -> list[Fault]:
    """Return a fault for each half of the signature that is missing from a cover with figures behind it."""
    wanted = {
        SIGNED_BY: (cover.signed_by, "the post that answers for these figures"),
        SIGNED_ON: (cover.signed_on, "the day of the signature"),
    }
    noted = {fault.column for fault in cover.faults}
    return [
        Fault(file, SHEET, cover.rows.get(item, 0), item, "", expected, "sign the return, as it has figures", False)
        for item, (answer, expected) in wanted.items()
        if not answer and item not in noted
    ]
