"""What differs between two outputs is named by row and column, by line, or by part and line."""

from __future__ import annotations

import io
import zipfile

import pytest

from helpers.pipeline.verify.differences import MOST_OF_AN_OUTPUT, Difference, compare_files

TRENDS = "data/processed/2023/trends.csv"
HEADER = "indicator_id,first_period,points"


def lines(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.xml"), content)
    return buffer.getvalue()


def test_equal_files_do_not_differ() -> None:
    assert compare_files(TRENDS, lines("a,2019,5"), lines("a,2019,5")) == []


def test_a_cell_of_a_table_is_named_by_its_key_and_column() -> None:
    old, new = lines("a,2019,5", "b,2020,6"), lines("b,2020,7", "a,2019,5")
    assert compare_files(TRENDS, old, new) == [
        Difference(TRENDS, "trends", "b", "points", "6", "7"),
        Difference(TRENDS, "trends", "all rows", "order", "", "the same rows in another order"),
    ]


def test_rows_that_only_one_table_has_are_named() -> None:
    assert compare_files(TRENDS, lines("a,2019,5"), lines("b,2019,5")) == [
        Difference(TRENDS, "trends", "a", "the whole row", "a row", ""),
        Difference(TRENDS, "trends", "b", "the whole row", "", "a row"),
    ]


def test_a_file_that_is_no_table_of_the_project_is_compared_by_line() -> None:
    old, new = lines("a,2019,5", "a,2020,6"), lines("a,2019,5", "a,2020,7")
    assert compare_files("reports/2023/indicators/a.csv", old, new) == [
        Difference("reports/2023/indicators/a.csv", "", "line 3", "points", "6", "7")
    ]


def test_a_table_with_one_key_twice_and_text_that_is_no_table_are_compared_by_line() -> None:
    (twice,) = compare_files(TRENDS, lines("a,2019,5", "a,2020,6"), lines("a,2019,5", "a,2020,7"))
    (quoted,) = compare_files(TRENDS, lines("a,2019,5", '"b'), lines("a,2019,5", '"c'))
    assert (twice.key, quoted.key) == ("line 3", "line 3")


def test_a_page_is_named_by_its_line_with_the_words_around_the_change() -> None:
    old, new = (f"<p>{'x' * 200}{end}</p>\n<p>y</p>".encode() for end in ("48 improved", "49 improved"))
    assert compare_files("reports/2023/index.html", old, new) == [
        Difference(
            "reports/2023/index.html", "", "line 1", "", f"{'x' * 29}48 improved</p>", f"{'x' * 29}49 improved</p>"
        )
    ]


def test_a_word_file_is_named_by_its_part_and_line() -> None:
    old, new = zipped(document=b"<w>48</w>", styles=b"<s/>"), zipped(document=b"<w>49</w>", notes=b"<n/>")
    name = "reports/2023/compendium.docx"
    assert compare_files(name, old, new) == [
        Difference(name, "", "document.xml, line 1", "", "<w>48</w>", "<w>49</w>"),
        Difference(name, "", "styles.xml", "the whole part", "a part", ""),
        Difference(name, "", "notes.xml", "the whole part", "", "a part"),
    ]


@pytest.mark.parametrize("name", ["a.parquet", "a.pdf", "a.docx", "a.html"])
def test_bytes_that_are_nothing_else_are_named_by_their_number(name: str) -> None:
    (one,) = compare_files(name, b"PAR1\xff\x01", b"PAR1\xff\x02")
    assert (one.key, one.old, one.new) == ("byte 6", "01", "02")


def test_files_of_the_same_parts_packed_otherwise_differ_in_their_bytes() -> None:
    old, new = zipped(a=b"x", b=b"y"), zipped(b=b"y", a=b"x")
    assert [one.column for one in compare_files("a.docx", old, new)] == ["bytes"]


def test_an_output_of_many_differences_names_the_first_and_says_that_there_are_more() -> None:
    old, new = (lines(*(f"{number},{year},5" for number in range(1000))) for year in (2019, 2020))
    differences = compare_files(TRENDS, old, new)
    assert len(differences) == MOST_OF_AN_OUTPUT + 1
    assert differences[-1].key == "and more rows after these"


def test_what_cannot_be_seen_is_written_out() -> None:
    (one,) = compare_files("a.html", b"a", "a\u202e".encode())
    assert one.new == "a\\u202e"
