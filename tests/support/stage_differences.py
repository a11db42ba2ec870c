"""What differs between two frozen stages of a report, by code of the tests' own: tables, and words of pages.

What may differ without a row in the list of what moved is written here, with the reason.
"""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path
from typing import Final, NamedTuple

KEYS: Final = ("indicator_id", "area_code", "comparator_group", "period", "year")
"""The columns that say which row of a table is which, where a table has them."""

NOT_LISTED: Final = {
    "card_councils": "figures of other councils and the council's own, as observations has them",
    "card_series": "the series that a page draws, as observations has them",
    "changes": "the test behind the evidence, for every council and year",
    "expected_positions": "a model of all councils",
    "figure_sources": "file and row of each figure",
    "headline_counts": "counts, which the sentences state",
    "observations": "figures of other councils",
    "own_series": "the series that a page draws, as observations has them",
    "raw_files": "hash and edition of each file",
    "reporting_figures": "figures of each reporting area, as observations has them",
    "sources": "edition of each source",
}
"""The tables that may differ between stages without a row for each cell, and what they have."""

DERIVED: Final = {
    "compendium": {"change", "change_percent", "gap", "z"},
    "comparisons": {"value", "lowest", "highest", "best", "worst"},
    "dfe_bands": {"value"},
    "directions": {"latest_value", "change_percent"},
    "evidence": {"z", "shrunken_change"},
    "group_comparisons": {"value"},
    "rank_certainty": {"reliability", "expected_rank"},
}
"""Columns that only repeat a figure in the list, or lead to one."""

NOT_SAID: Final = (
    "Snapshot of",
    "sha256",
    "taken in on",
    "Draft",
    "Final",
    "Cabinet",
    "Without a response",
    "What has changed since",
    "moved_since_stage",
)
"""What a paragraph has that is the stage, or the edition, file or row of a figure."""

LIST: Final = "moved.html"
"""The page that is the list of what moved."""


class Cell(NamedTuple):
    """A cell that differs: its table, indicator and column, and what it was and is, numbers to 12 digits."""

    table: str
    indicator: str
    column: str
    old: str
    new: str


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text: str) -> str:
    """Return a number to 12 digits, and other text as it is."""
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return text


def cells_that_differ(then: Path, now: Path) -> list[Cell]:
    """Return every cell that differs between the tables in two folders, but of those that may."""
    names = {path.name for folder in (then, now) for path in folder.glob("*.csv")}
    return [cell for name in sorted(names) if name[:-4] not in NOT_LISTED for cell in _cells(then / name, now / name)]


def _cells(then: Path, now: Path) -> list[Cell]:
    if then.read_bytes() == now.read_bytes():
        return []
    before, after = (
        {tuple(row.get(key, "") for key in KEYS) if "indicator_id" in row else str(row): row for row in rows_of(path)}
        for path in (then, now)
    )
    cells = []
    for key in [*after, *(one for one in before if one not in after)]:
        old, new = before.get(key, {}), after.get(key, {})
        for column in dict.fromkeys([*old, *new]):
            values = number(old.get(column, "")), number(new.get(column, ""))
            if values[0] != values[1] and column not in DERIVED.get(then.stem, ()):
                cells.append(Cell(then.stem, (new or old).get("indicator_id", ""), column, *values))
    return cells


def words_that_differ(then: Path, now: Path, pages: str = "**/*.html") -> set[tuple[str, str]]:
    """Return page and letters of each paragraph, item and entry that only the later of two reports has.

    What may differ is left out, and so are notebooks.
    """
    return {
        (name, letters(words))
        for path in sorted(now.glob(pages))
        if not (name := path.relative_to(now).as_posix())[:2].isdigit() and name != LIST
        for words in _blocks(path) - _blocks(then / name)
        if not any(one in words for one in NOT_SAID)
    }


def letters(words: str) -> str:
    """Return the letters and digits of a text, which marks and spaces do not part."""
    return re.sub(r"[^A-Za-z0-9]", "", html.unescape(re.sub(r"<[^>]*>", "", words)))


def _blocks(path: Path) -> set[str]:
    """Return each paragraph, item and entry of a page, with its marks."""
    if not path.is_file():
        return set()
    _, *blocks = re.split(r"<(?:p|li|dd)(?=[ >])", path.read_text(encoding="utf-8"))
    return {re.split(r"</(?:p|li|dd)>", block)[0].partition(">")[2] for block in blocks}
