"""What differs between an output as it was handed over and the same output made again: by cell, line or part."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from typing import Final, NamedTuple

from helpers.pipeline.verify.handed_over import UNREADABLE
from helpers.schema import TABLES
from helpers.visible import make_visible

MOST_OF_AN_OUTPUT: Final = 200
"""How many differences of one output are named; how many more there are is said."""

MAX_PART_BYTES: Final = 100_000_000
"""Bytes of the largest file in a zip file that is compared."""

_AROUND: Final = 30
"""Characters of a line before the first that differs."""

_LONGEST: Final = 100
_TEXTS: Final = ("html", "svg", "css", "js", "json", "txt", "ipynb", "xml", "rels", "md")


class Difference(NamedTuple):
    """One thing that is not the same.

    `output` is the file, or what was checked. `table` is its table, if it is one, and `key` the row of the table, the
    line or the part of the file. `old` is what was handed over or recorded and `new` what is so now; a blank is
    nothing at all.
    """

    output: str
    table: str
    key: str
    column: str
    old: str
    new: str


def compare_files(output: str, old: bytes, new: bytes) -> list[Difference]:
    """Return what differs between two files of the same name, the first ones in detail; nothing if they are equal."""
    if old == new:
        return []
    differences = list(islice(_compare(output, old, new), MOST_OF_AN_OUTPUT + 1))
    if len(differences) > MOST_OF_AN_OUTPUT:
        differences[-1] = Difference(output, differences[0].table, "and more rows after these", "", "", "")
    return differences or [Difference(output, "", "", "bytes", f"{len(old):,} bytes", f"{len(new):,} bytes")]


def _compare(output: str, old: bytes, new: bytes) -> Iterator[Difference]:
    stem, _, suffix = output.rpartition("/")[2].partition(".")
    suffix = suffix.rpartition(".")[2]
    if suffix == "csv":
        return _compare_csv(output, stem, old, new)
    if suffix in ("docx", "xlsx", "zip"):
        return _compare_parts(output, old, new)
    if suffix in _TEXTS:
        return _compare_lines(output, old, new)
    return _compare_bytes(output, old, new)


def _compare_csv(output: str, table: str, old: bytes, new: bytes) -> Iterator[Difference]:
    """Compare two files of a table row by row, each found by the key of the table, or by its line without one."""
    rows_old, rows_new = _rows(old), _rows(new)
    if rows_old is None or rows_new is None:
        return _compare_lines(output, old, new)
    name = table if table in TABLES else ""
    key = TABLES[table].key if name else ()
    before, now = _by_key(rows_old, key), _by_key(rows_new, key)
    if before is None or now is None or (list(before) == list(now) and before == now):
        return _compare_lines(output, old, new)
    return _rows_that_differ(output, name, before, now)


def _rows_that_differ(
    output: str, table: str, before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]
) -> Iterator[Difference]:
    for key in dict.fromkeys([*before, *now]):
        if key not in now:
            yield Difference(output, table, key, "the whole row", "a row", "")
        elif key not in before:
            yield Difference(output, table, key, "the whole row", "", "a row")
        else:
            for column in dict.fromkeys([*before[key], *now[key]]):
                old, new = before[key].get(column, ""), now[key].get(column, "")
                if old != new:
                    yield Difference(output, table, key, column, _cut(old), _cut(new))
    if list(before) != list(now) and before.keys() == now.keys():
        yield Difference(output, table, "all rows", "order", "", "the same rows in another order")


def _rows(content: bytes) -> list[list[str]] | None:
    """Return the rows of a CSV file; None if it is not one."""
    try:
        return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    except (ValueError, csv.Error):
        return None


def _by_key(rows: Sequence[Sequence[str]], key: Sequence[str]) -> dict[str, dict[str, str]] | None:
    """Return the rows under a text that names each; None if the file has no such columns, or two rows of one key."""
    if not rows or not set(key) <= set(rows[0]) or any(len(row) != len(rows[0]) for row in rows):
        return None
    header, keyed = rows[0], dict[str, dict[str, str]]()
    for line, cells in enumerate(rows[1:], 2):
        row = dict(zip(header, cells, strict=True))
        name = make_visible(", ".join(row[column] for column in key)) if key else f"line {line}"
        if name in keyed:
            return None
        keyed[name] = row
    return keyed


def _compare_lines(output: str, old: bytes, new: bytes) -> Iterator[Difference]:
    try:
        lines = zip_longest(old.decode().split("\n"), new.decode().split("\n"))
    except ValueError:
        yield from _compare_bytes(output, old, new)
        return
    for number, (before, now) in enumerate(lines, 1):
        if before != now:
            yield Difference(output, "", f"line {number}", "", *_around(before or "", now or ""))


def _around(before: str, now: str) -> tuple[str, str]:
    """Return two texts from shortly before the first character that differs."""
    equal = next((at for at, pair in enumerate(zip_longest(before, now)) if pair[0] != pair[1]), 0)
    start = max(0, equal - _AROUND)
    return _cut(before[start:]), _cut(now[start:])


def _compare_parts(output: str, old: bytes, new: bytes) -> Iterator[Difference]:
    """Compare the files in two zip files, which Word and Excel documents are too."""
    try:
        before, now = _parts(old), _parts(new)
    except UNREADABLE:
        yield from _compare_bytes(output, old, new)
        return
    for part in dict.fromkeys([*before, *now]):
        if part not in before or part not in now:
            yield Difference(
                output, "", part, "the whole part", *(("a part", "") if part in before else ("", "a part"))
            )
        elif before[part] != now[part]:
            for one in _compare(part, before[part], now[part]):
                yield one._replace(output=output, key=f"{part}, {one.key}")


def _parts(content: bytes) -> dict[str, bytes]:
    """Return the files in a zip file by their names.

    Raises  ValueError: it unpacks to more than is compared
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if sum(info.file_size for info in infos) > MAX_PART_BYTES:
            raise ValueError("too large")
        return {make_visible(info.filename): archive.read(info) for info in infos}


def _compare_bytes(output: str, old: bytes, new: bytes) -> Iterator[Difference]:
    equal = next((at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), None)
    at = min(len(old), len(new)) if equal is None else equal
    yield Difference(output, "", f"byte {at + 1:,}", "", old[at : at + 8].hex(" "), new[at : at + 8].hex(" "))


def _cut(text: str) -> str:
    """Return text on one line, and no more of it than a table can hold."""
    visible = make_visible(text)
    return visible if len(visible) <= _LONGEST else f"{visible[:_LONGEST]}…"
