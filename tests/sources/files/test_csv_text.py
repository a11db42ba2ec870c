"""Text in rows and columns: cells, row numbers and ragged rows as somebody counts them in an editor."""

from __future__ import annotations

import pyarrow as pa
import pytest

from helpers.sources.files.csv_text import CODED, CsvCells, CsvText
from helpers.sources.files.limits import MAX_ROW_CHARACTERS, Refused


def text_of(text: str, encoding: str = "utf-8") -> CsvText:
    return CsvText("a.csv", text.encode(encoding), encoding)


def read(text: str, *wanted: str) -> CsvCells:
    csv_text = text_of(text)
    header = csv_text.header()
    return csv_text.read(header, set(wanted or header))


def test_cells_are_text_and_rows_are_counted_from_the_header() -> None:
    cells = read("code,value\nA,01\nB,\n")
    assert cells.frame().to_dict("index") == {2: {"code": "A", "value": "01"}, 3: {"code": "B", "value": ""}}
    assert cells.ragged == []


def test_only_the_columns_that_are_asked_for_are_read_and_the_text_is_of_its_encoding() -> None:
    csv_text = text_of("Größe,Ort\n1,Köln\n", "cp1252")
    assert csv_text.header() == ["Größe", "Ort"]
    assert csv_text.read(csv_text.header(), {"Ort"}).frame().to_dict("index") == {2: {"Ort": "Köln"}}


def test_a_ragged_row_is_left_out_and_named() -> None:
    cells = read("a,b\n1,2\n1,2,3\n4\n5,6\n")
    assert list(cells.rows) == [2, 5]
    assert [(row.row, row.fields, row.reason) for row in cells.ragged] == [
        (3, 3, "3 fields, expected 2"),
        (4, 1, "1 fields, expected 2"),
    ]


def test_blank_lines_and_cells_of_several_lines_keep_the_numbers_of_rows() -> None:
    """A cell of two lines is one row; a blank line is one as well."""
    cells = read('a,b\n1,"first\nsecond"\n\n3,4\n')
    assert list(cells.rows) == [2, 4]
    assert cells.frame().loc[2, "b"] == "first\nsecond"


def test_two_columns_of_one_name_are_told_apart() -> None:
    assert list(read("a,a\n1,2\n").frame().columns) == ["a", "a.1"]


def test_numbers_are_numbers_only_where_every_cell_is_finite() -> None:
    kinds = {"code": CODED, "value": pa.float64()}
    for value, kind in (("2.5", pa.float64()), ("", pa.float64()), ("x", pa.string()), ("nan", pa.string())):
        csv_text = text_of(f"code,value\nA,1\nB,{value}\n")
        cells = csv_text.read(["code", "value"], {"code", "value"}, kinds).cells
        assert (cells.schema.field("code").type, cells.schema.field("value").type) == (CODED, kind), value


def test_an_open_quote_is_named_by_row_and_column() -> None:
    with pytest.raises(Refused, match=r"a\.csv row 2, column b is not readable as CSV: a quote opened there"):
        read('a,b\n1,"open\n2,3\n4,5\n')


def test_a_row_longer_than_any_reader_takes_is_refused() -> None:
    with pytest.raises(Refused, match=f"it has over {MAX_ROW_CHARACTERS:,} characters"):
        read('a,b\n1,"' + "x" * (MAX_ROW_CHARACTERS + 1) + '\n\n"\n')


def test_the_lines_of_rows_are_as_they_stand_in_the_file() -> None:
    plain = text_of("a,b\r\n1,2\r\n3,4\r\n")
    assert plain.lines_of([1, 3, 9]) == {1: "a,b", 3: "3,4"}
    quoted = text_of('a,b\n1,"x\ny"\n3,4\n')
    assert quoted.lines_of([2, 3]) == {2: '1,"x\ny"', 3: "3,4"}
    assert quoted.lines_of([]) == {}
