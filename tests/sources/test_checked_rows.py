"""Rows of small files that people fill in: what is read of a cell, and what is said of one that is not right."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from helpers.problems import InputProblem
from helpers.sources import checked_rows
from helpers.sources.checked_rows import CheckedRow, read_checked_rows


class Book(CheckedRow):
    """A row of every kind of cell."""

    book: checked_rows.Name
    title: checked_rows.Line
    note: checked_rows.BlankLine
    address: checked_rows.Address
    bought_on: checked_rows.StatedDate
    price: checked_rows.Number
    shelves: checked_rows.WordList
    years: checked_rows.Years
    year: checked_rows.Year
    sold_in: checked_rows.BlankYear
    is_lent: checked_rows.YesOrBlank


GOOD = {
    "book": "roads_2",
    "title": "Roads & bridges",
    "note": "",
    "address": "https://example.org/a?b=1",
    "bought_on": "2023-12",
    "price": "19.30",
    "shelves": "north;south",
    "years": "2022;2023",
    "year": "2023",
    "sold_in": "",
    "is_lent": "true",
}


def written(tmp_path: Path, *rows: dict[str, str]) -> Path:
    path = tmp_path / "books.csv"
    lines = [",".join(GOOD), *(",".join(f'"{cell}"' for cell in (GOOD | row).values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_row_that_is_right_is_read_with_where_it_stands(tmp_path: Path) -> None:
    ((where, book),) = read_checked_rows(written(tmp_path, {}), Book)
    assert where == "books.csv row 2"
    assert (book.price, book.shelves, book.years) == (Decimal("19.30"), ("north", "south"), (2022, 2023))
    assert (book.year, book.sold_in, book.is_lent) == (2023, None, True)


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("book", "Roads", "small letters, digits and underscores"),
        ("title", "", "at least 1 character"),
        ("title", " Roads", "it has space around it"),
        ("title", "=1+1", "a spreadsheet would run it as a formula"),
        ("note", "<b>Roads</b>", "it holds markup"),
        ("note", "[here](x)", "it holds markup"),
        ("note", "x" * (checked_rows.LONGEST_LINE + 1), f"at most {checked_rows.LONGEST_LINE} characters"),
        ("address", "http://example.org", "an address that begins with https://"),
        ("address", "https://anna@example.org", "without a port, name or space"),
        ("bought_on", "31/12/2023", "write a year, a month or a day"),
        ("price", "£19", "write digits alone"),
        ("price", "1,200", "write digits alone"),
        ("shelves", "north; south", "separate the names with semicolons"),
        ("shelves", "north;north", "each once"),
        ("years", "", "write reporting years such as 2023"),
        ("years", "22", "write reporting years such as 2023"),
        ("year", "1999", "write a reporting year, as 2023"),
        ("sold_in", "next", "write a reporting year, as 2023"),
        ("is_lent", "yes", "write true, or nothing"),
    ],
)
def test_a_cell_that_is_not_right_is_named_with_what_to_write(
    tmp_path: Path, column: str, cell: str, words: str
) -> None:
    with pytest.raises(InputProblem) as problem:
        read_checked_rows(written(tmp_path, {}, {"book": "other", column: cell}), Book)
    assert str(problem.value).startswith(f"books.csv row 3, column {column}: ")
    assert words in str(problem.value)


def test_a_key_stands_once(tmp_path: Path) -> None:
    path = written(tmp_path, {}, {"title": "Bridges"})
    assert len(read_checked_rows(path, Book)) == 2
    assert len(read_checked_rows(path, Book, ("book", "title"))) == 2
    with pytest.raises(InputProblem, match="row 3, column book: 'roads_2' appears twice; keep one row"):
        read_checked_rows(path, Book, ("book",))


def test_without_a_file_there_are_no_rows_and_with_too_many_none_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_checked_rows(None, Book) == []
    assert read_checked_rows(tmp_path / "absent.csv", Book) == []
    path = written(tmp_path, {}, {}, {})
    monkeypatch.setattr(checked_rows, "MAX_ROWS", 2)
    with pytest.raises(InputProblem, match="has over 2 rows"):
        read_checked_rows(path, Book)


def test_a_row_never_changes_and_has_no_other_column() -> None:
    book: Any = Book.model_validate(GOOD)
    with pytest.raises(ValueError, match="frozen"):
        book.title = "Bridges"
    with pytest.raises(ValueError, match="Extra inputs"):
        Book.model_validate(GOOD | {"shelf": "north"})
