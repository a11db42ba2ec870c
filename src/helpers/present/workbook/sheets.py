"""A workbook as values, of no file format: a cover, and sheets that each hold one table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from helpers.present.values import Table

FILE: Final = "compendium.xlsx"

COVER: Final = "Cover"
CONTENTS: Final = "Contents"
NOTES: Final = "Notes"

LONGEST_NAME: Final = 31
"""The most characters that the name of a sheet may have in a spreadsheet."""

_SMALL_WORDS: Final = frozenset({"and", "of", "the", "for", "in"})


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name on the tab, its title, the lines above its table, and the table.

    `links` has for each row the address that its cell in the column `linked` leads to, '' for none; empty for no links
    at all. An address that begins with # is the name of a sheet.
    """

    name: str
    title: str
    lines: tuple[str, ...]
    table: Table
    links: tuple[str, ...] = ()
    linked: int = 0


@dataclass(frozen=True)
class Workbook:
    """A workbook: its title, the council, what its properties say of it, the lines of its cover, and its sheets."""

    title: str
    council: str
    subject: str
    cover: tuple[tuple[str, str], ...]
    sheets: tuple[Sheet, ...]


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Return a name for the sheet of each title: its number and as many whole words as fit, with underscores.

    >>> sheet_names(["Public Health", "Safeguarding Children, Families and Vulnerable Adults"])
    ['01_Public_Health', '02_Safeguarding_Children']
    """
    names = []
    for number, title in enumerate(titles, start=1):
        name = f"{number:02d}"
        words: list[str] = []
        for word in re.findall(r"[A-Za-z0-9]+", title.replace("'", "").replace("\u2019", "")):
            if len("_".join([name, *words, word])) > LONGEST_NAME - _ROOM_FOR_THE_REST:
                break
            words.append(word)
        while words and words[-1].lower() in _SMALL_WORDS:
            words.pop()
        names.append("_".join([name, *words]))
    return names


_ROOM_FOR_THE_REST: Final = 4
"""A name stays this much shorter than it may be, so that a word is not cut where a reader copies the sheet."""


def names_of_tables(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Return the name of the table of each sheet, by the name of the sheet: letters, digits and underscores.

    >>> one = Table("Caption", "Label", (), ())
    >>> names_of_tables([Sheet("01_Public_Health", "", (), one), Sheet(NOTES, "", (), one)])
    {'01_Public_Health': 'table_01_public_health', 'Notes': 'table_notes'}
    """
    return {sheet.name: f"table_{sheet.name.lower()}" for sheet in sheets}
