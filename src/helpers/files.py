"""Reading small files that people edit: CSV and YAML, with a plain sentence for what is wrong."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from helpers.problems import InputProblem


def csv_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row of a CSV file with the number of its line.

    Raises InputProblem where the file is not UTF-8, its columns are others, or a row has another length.
    """
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
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
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_OneOfEachKey)
    except (yaml.YAMLError, ValueError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" line {where.line + 1}" if where else ""
        said = str(getattr(error, "problem", None) or error).splitlines()[0]
        raise InputProblem(f"{name}{line} is not readable YAML: {said}.") from None


class _OneOfEachKey(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"{key!r} is given twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)
