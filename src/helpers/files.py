"""Reading small files that people edit: CSV and YAML, with a plain sentence for what is wrong."""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from helpers.problems import InputProblem


def runs_in_a_spreadsheet(text: str) -> bool:
    """Say whether a spreadsheet could take a text for a formula; a plain number, even below zero, is none."""
    start = text.lstrip()[:1]
    return bool(start) and start in "=+-@\uff1d\uff0b\uff0d\uff20" and not _NUMBER.fullmatch(text)


_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)


def csv_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row of a CSV file with the number of its line.

    Raises InputProblem where the file is not UTF-8, its columns are others, or a row has another length.
    """
    try:
        lines = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InputProblem(f"{path.name} cannot be read: {error.strerror}; put the file in place.") from None
    with lines:
        reader = csv.reader(lines, strict=True)
        try:
            header = next(reader, [])
            if header != list(columns):
                raise InputProblem(
                    f"{path.name} row 1 has the columns {', '.join(header)}; expected {', '.join(columns)}."
                )
            for row in reader:
                if row and len(row) != len(columns):
                    raise InputProblem(
                        f"{path.name} row {reader.line_num} has {len(row)} fields; expected {len(columns)}."
                    )
                if row:
                    yield reader.line_num, dict(zip(columns, row, strict=True))
        except UnicodeDecodeError as error:
            raise InputProblem(f"{path.name} is not UTF-8 text at byte {error.start}; save it as UTF-8.") from None
        except csv.Error as error:
            raise InputProblem(f"{path.name} row {reader.line_num} is not readable CSV: {error}.") from None


def read_yaml(path: Path, name: str) -> Any:
    """Read a YAML file, refusing a key that is given twice, where YAML would silently keep the last.

    `name` is what the file is called in messages. Raises InputProblem where it is not readable.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_OneOfEachKey)
    except OSError as error:
        raise InputProblem(f"{name} cannot be read: {error.strerror}; put the file in place.") from None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" line {where.line + 1}" if where else ""
        said = str(getattr(error, "problem", None) or error).splitlines()[0]
        raise InputProblem(f"{name}{line} is not readable YAML: {said}.") from None
    if content is None:
        raise InputProblem(f"{name} is empty.")
    return content


class _OneOfEachKey(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"{key!r} is given twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def flush_folder(folder: Path) -> None:
    """Make renames in a folder outlast a loss of power, where the system lets a folder be opened."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
