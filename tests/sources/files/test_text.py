"""The bytes of a text: encodings, lines and places, counted by hand and across the pieces that are looked at."""

from __future__ import annotations

import pytest

from helpers.sources.files import text
from helpers.sources.files.limits import Refused


@pytest.mark.parametrize(
    ("content", "without_mark", "encoding"),
    [
        (b"a,b\n", b"a,b\n", "utf-8"),
        (b"", b"", "utf-8"),
        (b"\xef\xbb\xbfa", b"a", "utf-8"),
        (b"\xef\xbb\xbf\xef\xbb\xbfa", b"a", "utf-8"),  # a mark twice, as some tools write it
        ("\u00a3".encode(), "\u00a3".encode(), "utf-8"),
        (b"\xa35", b"\xa35", "cp1252"),
    ],
)
def test_a_text_is_utf_8_or_of_windows(content: bytes, without_mark: bytes, encoding: str) -> None:
    assert text.find_encoding(content, "figures.csv") == (without_mark, encoding)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfea\0", "figures.csv is UTF-16 text; save it as CSV UTF-8."),
        (b"name,value\nroads,1\0\n", "figures.csv row 2, column value, holds a NUL byte; it is not a text file"),
        (b"\xef\xbb\xbfname\n\xa3\n", "figures.csv row 2, column name, is not UTF-8 text, although the file says so"),
        (b"name\n\x81\n", "figures.csv row 2, column name, is neither UTF-8 nor Windows-1252 text; save it as CSV"),
    ],
)
def test_other_texts_are_refused_with_the_row_and_the_column(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        text.find_encoding(content, "figures.csv")
    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize("piece", [1, 2, 3, 1_000])
def test_lines_end_with_a_line_feed_a_return_or_both(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    for name in ("_SMALL_PIECE", "_PIECE", "_LARGE_PIECE"):
        monkeypatch.setattr(text, name, piece)
    lines = {b"a\nb\n": 2, b"a\nb": 2, b"a\r\nb\r\n": 2, b"a\rb": 2, b"a": 1, b"a\r\n\r\nb": 3}
    assert {content: text.count_lines(content) for content in lines} == lines
    assert text.count_byte(b"a,b,c", b",") == 2


@pytest.mark.parametrize("piece", [1, 2, 5, 1_000])
def test_a_number_that_ends_with_a_dot_is_seen_wherever_a_piece_ends(
    monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(text, "_PIECE", piece)
    ends = {
        b"5.,1\n": True,
        b'"5.",1\n': True,
        b"5. ,1\n": True,
        b"5.0,1\n": False,
        b"1,5.\n": False,  # at the end of a row
        b"a. b,1\n": False,
        b"": False,
    }
    assert {content: text.ends_with_dot(content, also_last=False) for content in ends} == ends
    at_the_end = {b"1,5.\n": True, b"1,5.": True, b"1,5. \r\n": True, b"1,5\n": False}
    assert {content: text.ends_with_dot(content, also_last=True) for content in at_the_end} == at_the_end


def test_a_byte_is_in_a_row_and_a_column() -> None:
    content = b'name,note\n"a, b",\xff\n'
    assert text.locate_byte(content, content.index(b"\xff")) == "row 2, column note,"
    assert text.locate_byte(content, 0) == "row 1"
    assert text.locate_byte(b"name\na,b,\xff", 9) == "row 2"  # a row that is longer than the header
    assert text.locate_byte(b"x" * 200_000 + b"\xff", 200_000) == "row 1"


@pytest.mark.parametrize("piece", [1, 2, 3])
def test_a_letter_of_several_bytes_may_lie_across_pieces(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(text, "_SMALL_PIECE", piece)
    assert text.find_encoding("a\u2019\u00a3z".encode(), "figures.csv")[1] == "utf-8"
    assert text._undecodable(b"ab\xe2\x80z", "utf-8") == 2
    assert text._undecodable(b"ab\xe2", "utf-8") == 2
