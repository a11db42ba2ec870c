"""What the cells of an xlsx workbook are beside what they hold: formulas, errors, and numbers shown as a percentage.

The reader of workbooks gives the last result of a formula and the number behind a percentage. Both then look like a
figure that somebody typed.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from helpers.sources.files.limits import DAMAGED_ZIP, Refused, plain

LARGEST_PART = 20_000_000
"""Bytes of the largest part of a workbook that is looked at."""

Address = tuple[int, int]
"""The row and the column of a cell; the first of each is 1."""


@dataclass(frozen=True)
class CellKinds:
    """The places of a sheet's cells that hold a formula, an error, or a number shown as a percentage."""

    formulas: frozenset[Address]
    errors: frozenset[Address]
    percentages: frozenset[Address]


def cell_kinds(content: bytes, sheet: str, name: str) -> CellKinds:
    """Return what the cells of a sheet are; `content` is the workbook and `name` what messages call it.

    Raises Refused where the workbook is no xlsx, a part is missing, damaged or larger than `LARGEST_PART`.
    Source: ECMA-376, Office Open XML, part 1, sections 18.3 and 18.8.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            part = _part_of(archive, sheet, name)
            shares = _percentage_styles(archive, name)
            return _kinds(_read(archive, part, name), shares)
    except (*DAMAGED_ZIP, expat.ExpatError) as error:
        raise Refused(f"{name} cannot be read as an xlsx workbook: {plain(error)}.") from None
    except KeyError:
        raise Refused(f"{name} is not a whole xlsx workbook; save it again as xlsx.") from None


def _kinds(content: bytes, shares: frozenset[str]) -> CellKinds:
    formulas, errors, percentages = set[Address](), set[Address](), set[Address]()
    at = [0, 0]

    def start(tag: str, about: dict[str, str]) -> None:
        if tag == "row":
            at[:] = int(about.get("r", at[0] + 1)), 0
        elif tag == "c":
            at[1] += 1
            if match := re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", about.get("r", "")):
                at[:] = int(match[2]), _column(match[1])
            if about.get("t") == "e":
                errors.add((at[0], at[1]))
            if about.get("s", "0") in shares:
                percentages.add((at[0], at[1]))
        elif tag == "f":
            formulas.add((at[0], at[1]))

    _parse(content, start)
    return CellKinds(frozenset(formulas), frozenset(errors), frozenset(percentages))


def _part_of(archive: zipfile.ZipFile, sheet: str, name: str) -> str:
    """Return the part of a workbook that holds a sheet."""
    links: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheets(tag: str, about: dict[str, str]) -> None:
        if tag == "sheet":
            links[about.get("name", "")] = about.get("id", "")

    def relations(tag: str, about: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[about.get("Id", "")] = about.get("Target", "")

    _parse(_read(archive, "xl/workbook.xml", name), sheets)
    _parse(_read(archive, "xl/_rels/workbook.xml.rels", name), relations)
    return posixpath.normpath(posixpath.join("/xl", targets[links[sheet]])).lstrip("/")


def _percentage_styles(archive: zipfile.ZipFile, name: str) -> frozenset[str]:
    """Return the numbers of the styles that show a number as a percentage; none if there are no styles."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    codes = {"9": "0%", "10": "0.00%"}
    styles: list[str] = []
    inside = [False]

    def start(tag: str, about: dict[str, str]) -> None:
        if tag == "numFmt":
            codes[about.get("numFmtId", "")] = about.get("formatCode", "")
        elif tag == "xf" and inside[0]:
            styles.append(about.get("numFmtId", "0"))
        elif tag in ("cellXfs", "cellStyles", "dxfs"):
            inside[0] = tag == "cellXfs"

    _parse(_read(archive, "xl/styles.xml", name), start)
    shares = {number for number, code in codes.items() if "%" in re.sub(r'"[^"]*"|\\.', "", code)}
    return frozenset(str(at) for at, number in enumerate(styles) if number in shares)


def _read(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    with archive.open(part) as member:
        content = member.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise Refused(f"{name} has a part of over {LARGEST_PART:,} bytes, the most that is read of a return.")
    return content


def _parse(content: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    """Call a function with the name, without its namespace, and the attributes of each element."""

    def element(tag: str, about: dict[str, str]) -> None:
        start(tag.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in about.items()})

    def refuse(*_: Any) -> None:
        raise ValueError("it declares a type of document, as no workbook does")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(content, True)


def _column(letters: str) -> int:
    """Return the number of a column from its letters.

    >>> _column("A"), _column("Z"), _column("AA")
    (1, 26, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
