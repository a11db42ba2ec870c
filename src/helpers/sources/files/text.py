"""The bytes of a text file: their encoding, their lines, and where one of them is."""

from __future__ import annotations

import codecs
import csv
import io
import re

import numpy as np

from helpers.sources.files.limits import Refused
from helpers.visible import shortly

_UTF8_MARK = re.compile(rb"(?:\xef\xbb\xbf)+")

_SMALL_PIECE = 50_000
_PIECE = 200_000
_LARGE_PIECE = 1_000_000
"""Bytes looked at in one go: the answers for all bytes at once need as much memory as the bytes, or more."""


def find_encoding(content: bytes, name: str) -> tuple[bytes, str]:
    """Return a text without its byte order mark, and its encoding.

    Raises  Refused: it is neither UTF-8 nor Windows-1252, or holds a NUL byte
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused(f"{name} is UTF-16 text; save it as CSV UTF-8.")
    if (index := content.find(b"\0")) >= 0:
        where = locate_byte(content, index)
        raise Refused(f"{name} {where} holds a NUL byte; it is not a text file as a publisher issues it.")
    mark = _UTF8_MARK.match(content)
    if mark:
        content = content[mark.end() :]
    wrong = _undecodable(content, "utf-8")
    if wrong is None:
        return content, "utf-8"
    if mark:
        where = locate_byte(content, wrong)
        raise Refused(f"{name} {where} is not UTF-8 text, although the file says so; save it as CSV UTF-8.")
    wrong = _undecodable(content, "cp1252")
    if wrong is None:
        return content, "cp1252"
    where = locate_byte(content, wrong)
    raise Refused(f"{name} {where} is neither UTF-8 nor Windows-1252 text; save it as CSV UTF-8.")


def count_lines(content: bytes) -> int:
    """Count the lines of a text, which end with a line feed, a carriage return or both."""
    ends = count_byte(content, b"\n")
    if b"\r" in content:
        ends += _count_lone_returns(content)
    return ends + (not content.endswith(b"\n"))


def count_byte(content: bytes, byte: bytes) -> int:
    """Count how often a byte occurs."""
    numbers = np.frombuffer(content, dtype="uint8")
    pieces = (numbers[start : start + _LARGE_PIECE] for start in range(0, len(numbers), _LARGE_PIECE))
    return sum(int(np.count_nonzero(piece == byte[0])) for piece in pieces)


def _count_lone_returns(content: bytes) -> int:
    """Count the carriage returns that no line feed follows."""
    numbers = np.frombuffer(content, dtype="uint8")
    pieces = (numbers[start : start + _PIECE + 1] for start in range(0, len(numbers), _PIECE))
    return sum(
        int(np.count_nonzero(piece[np.flatnonzero(piece[:-1] == ord("\r")) + 1] != ord("\n"))) for piece in pieces
    )


def ends_with_dot(content: bytes, also_last: bool) -> bool:
    """Say whether a cell of a text ends with a dot, or a dot and space; cells at the end of a row count if asked for.

    The bytes after a dot are looked at in one go, as there are many dots and few that are not before a digit.
    """
    numbers = np.frombuffer(content, dtype="uint8")
    for start in range(0, len(numbers), _PIECE):
        piece = numbers[start : start + _PIECE + 2]
        dots = np.flatnonzero((piece[:-1] == ord(".")) & (piece[1:] <= ord(",")))
        following = piece[np.minimum(dots[:, None] + [1, 2], len(piece) - 1)]
        if ((following[:, 0] != ord(" ")) | (following[:, 1] <= ord(","))).any():
            break
    else:
        if not (also_last and content.endswith(b".")):
            return False
    ends = rb'\.[ \t]*(?:[,"\r\n]|$)' if also_last else rb'\.[ \t]*[,"]'
    return re.search(ends, content) is not None


def locate_byte(content: bytes, index: int) -> str:
    """Say in which row and column a byte of a text is."""
    lines = io.TextIOWrapper(io.BytesIO(content[:index] + b"x"), encoding="utf-8", errors="replace", newline="")
    row, header, fields = 0, [""], [""]
    try:
        for row, fields in enumerate(csv.reader(lines), start=1):
            header = fields if row == 1 else header
    except csv.Error:
        return f"row {row + 1}"
    named = row > 1 and len(fields) <= len(header)
    return f"row {row}, column {shortly(header[len(fields) - 1].strip())}," if named else f"row {row}"


def _undecodable(content: bytes, encoding: str) -> int | None:
    """Return the index of the first byte that is not of an encoding."""
    if content.isascii():
        return None
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(content), _SMALL_PIECE):
        before = len(decoder.getstate()[0])
        try:
            decoder.decode(content[start : start + _SMALL_PIECE], final=start + _SMALL_PIECE >= len(content))
        except UnicodeDecodeError as error:
            return start - before + error.start
    return None
