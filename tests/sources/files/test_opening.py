"""Files of every kind, made of a few bytes: what they are taken for, their cells, and how they are refused."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from helpers.sources.files import opening
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import Opened, normalised, open_file

TABLE = b"name,value\nroads,1\nhomes,2\n"


def zipped(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", how) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def parquet(columns: Mapping[str, list[str | None]]) -> bytes:
    content = io.BytesIO()
    pyarrow.parquet.write_table(
        pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}), content
    )
    return content.getvalue()


def opened(folder: Path, content: bytes) -> Opened:
    path = folder / "figures.dat"
    path.write_bytes(content)
    return open_file(path)


def refused(folder: Path, content: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        opened(folder, content)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (TABLE, "csv"),
        (b"\xef\xbb\xbf" + TABLE, "csv"),
        (b' {"a": [1]}', "json"),
        (b"[1]", "json"),
        (parquet({"name": ["roads"]}), "parquet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook", "workbook"),
        (zipped({"xl/workbook.xml": b"<a/>"}), "workbook"),
        (zipped({"content.xml": b"<a/>"}), "workbook"),
        (gzip.compress(TABLE), "csv"),
        (zipped({"figures.csv": TABLE}), "csv"),
        (zipped({"folder/": b"", "folder/figures.csv": TABLE}), "csv"),
        (gzip.compress(gzip.compress(TABLE)), "csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_is_what_its_first_bytes_say(tmp_path: Path, content: bytes, kind: str) -> None:
    file = opened(tmp_path, content)
    assert file.kind == kind
    assert file.name == "figures.dat"


def test_a_packed_table_has_the_cells_of_the_table(tmp_path: Path) -> None:
    for content in (
        TABLE,
        gzip.compress(TABLE),
        zipped({"a.csv": TABLE}),
        parquet({"name": ["roads", "homes"], "value": ["1", "2"]}),
    ):
        file = opened(tmp_path, content)
        frame, ragged = file.table()
        assert frame.to_dict("list") == {"name": ["roads", "homes"], "value": ["1", "2"]}
        assert list(frame.index) == [2, 3]  # rows of the file, under its header
        assert ragged == []
        assert (file.header, file.columns) == (("name", "value"), frozenset({"name", "value"}))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "figures.dat is empty."),
        (b" \n\t\n", "figures.dat holds nothing but blank space."),
        (b"\n<!DOCTYPE html><p>404", "figures.dat is a web page, not a table; download the data file itself."),
        (b"PK\x03\x04 cut short", "figures.dat is a zip file that is cut short or damaged: File is not a zip file."),
        (gzip.compress(TABLE)[:20], "figures.dat is a gzip file that is cut short or damaged: "),
        (
            zipped({"a.csv": TABLE, "b.csv": TABLE}),
            "figures.dat is a zip of 2 files; unpack it and give the one that holds the figures.",
        ),
        (zipped({}), "figures.dat is a zip of 0 files; unpack it"),
        (zipped({"a.csv": b""}), "figures.dat is a zip file whose file a.csv is empty."),
        (
            zipped({"a.csv": TABLE}, zipfile.ZIP_BZIP2),
            "figures.dat is a zip file whose file a.csv is packed in an unusual way; unpack it and give that file.",
        ),
        (
            gzip.compress(gzip.compress(gzip.compress(TABLE))),
            "figures.dat is packed more than twice; unpack it and give the file that holds the figures.",
        ),
        (zipped({"a.zip": zipped({"a.csv": TABLE})}), "figures.dat is a zip of 1 file; unpack it"),
        ("name,value\n".encode("utf-16"), "figures.dat is UTF-16 text; save it as CSV UTF-8."),
        (b"name\nr\0ads\n", "figures.dat row 2, column name, holds a NUL byte"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert refused(tmp_path, content).startswith(sentence)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"^.* is a folder, not a file\.$"):
        open_file(tmp_path)
    with pytest.raises(Refused, match=r"^absent\.csv cannot be read: No such file or directory\.$"):
        open_file(tmp_path / "absent.csv")
    with pytest.raises(Refused, match=r"^a name is no name that a file can have\.$"):
        open_file(Path("a\0b"), "a name")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused, match=r"^pipe is .*, not a file\.$"):  # and nobody waits for it
        open_file(tmp_path / "pipe")


def test_files_over_the_limits_are_refused_before_they_are_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MAX_FILE_BYTES", 100)
    monkeypatch.setattr(opening, "MAX_ZIP_MEMBERS", 1)
    assert refused(tmp_path, b"x" * 101) == "figures.dat has 101 bytes; the limit is 100."
    assert opened(tmp_path, b"x" * 100).kind == "csv"
    assert (
        refused(tmp_path, gzip.compress(b"x" * 101))
        == "figures.dat unpacks to more than 100 bytes, which is the limit."
    )
    monkeypatch.setattr(opening, "MAX_FILE_BYTES", 10_000)
    assert refused(tmp_path, zipped({"a": b"1", "b": b"2"})).startswith("figures.dat is a zip of over 1 files; unpack")


def test_a_header_has_names_and_not_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blank = opened(tmp_path, b",\n1,2\n")
    with pytest.raises(Refused, match=r"^figures.dat row 1 is blank; it must hold the names of the columns\.$"):
        _ = blank.header
    monkeypatch.setattr(opening, "MAX_COLUMNS", 1)
    with pytest.raises(Refused, match=r"^figures.dat row 1 has 2 columns; the limit is 1\.$"):
        _ = opened(tmp_path, TABLE).header


def test_rows_of_another_length_are_set_apart_and_blank_lines_count(tmp_path: Path) -> None:
    frame, ragged = opened(tmp_path, b"name,value\n\nroads,1\nhomes\nparks,,3\nlibraries,\n").table()
    assert frame.to_dict("index") == {3: {"name": "roads", "value": "1"}, 6: {"name": "libraries", "value": ""}}
    assert [(row.row, row.fields) for row in ragged] == [(4, 1), (5, 3)]


def test_where_every_row_lacks_its_last_fields_they_are_blank(tmp_path: Path) -> None:
    frame, ragged = opened(tmp_path, b"name,value,note\nroads,1\nhomes,2\n").table()
    assert frame.to_dict("list") == {"name": ["roads", "homes"], "value": ["1", "2"], "note": ["", ""]}
    assert ragged == []


def test_two_columns_of_one_name_are_put_together_where_they_agree(tmp_path: Path) -> None:
    frame, _ = opened(tmp_path, b"name,value,value\nroads,1,\nhomes,,2\nparks,3,3\n").table()
    assert frame.to_dict("list") == {"name": ["roads", "homes", "parks"], "value": ["1", "2", "3"]}
    with pytest.raises(Refused, match=r"^figures.dat row 3 has two columns 'value' that differ; keep one of them\.$"):
        opened(tmp_path, b"name,value,value\nroads,1,1\nhomes,2,5\n").table()


def test_only_the_columns_that_are_wanted_are_read(tmp_path: Path) -> None:
    for content in (TABLE, parquet({"name": ["roads", None], "value": ["1", "2"]})):
        frame, _ = opened(tmp_path, content).table(["value"])
        assert frame.to_dict("list") == {"value": ["1", "2"]}
    frame, _ = opened(tmp_path, parquet({"name": ["roads", None]})).table()
    assert frame["name"].tolist() == ["roads", ""]  # a missing cell is blank


@pytest.mark.parametrize(
    ("cells", "values"),
    [(b"1\n2.5\n", [1.0, 2.5]), (b'1\n\n""\n', [1.0, None]), (b"1\n5.\n", ["1", "5."]), (b"1\n[c]\n", ["1", "[c]"])],
)
def test_numbers_are_read_where_every_cell_is_one(tmp_path: Path, cells: bytes, values: list[object]) -> None:
    table, index, ragged = opened(tmp_path, b"value\n" + cells).text(["value"], numbers=["value"])
    assert table["value"].to_pylist() == values
    assert ragged == []
    assert index[0] == 2


def test_lines_of_a_text_stand_as_they_are_and_other_kinds_have_none(tmp_path: Path) -> None:
    file = opened(tmp_path, b'name,value\n"roads, all",1\n')
    assert file.lines([2]) == {2: '"roads, all",1'}
    assert (file.sheets, file.document) == ((), {})
    document = opened(tmp_path, b'{"a": 1}')
    assert (document.lines([1]), document.header, document.document) == ({}, (), {"a": "1"})


def test_a_damaged_workbook_and_a_sheet_that_it_lacks_are_refused(tmp_path: Path) -> None:
    file = opened(tmp_path, zipped({"xl/workbook.xml": b"not a workbook"}))
    with pytest.raises(Refused, match=r"^figures.dat is not a readable workbook: "):
        _ = file.sheets
    with pytest.raises(Refused, match=r"^figures.dat has no sheet 'Data'; it has none\.$"):
        opened(tmp_path, TABLE).sheet("Data")


def test_a_name_has_only_letters_and_digits() -> None:
    assert [normalised(name) for name in ("Lower_CI_95.0_limit", " Area Code ", "£", "Été")] == [
        "lowerci950limit",
        "areacode",
        "",
        "t",
    ]
