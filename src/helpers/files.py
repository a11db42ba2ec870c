"""Reading small files that people edit: CSV and YAML, with a plain sentence for what is wrong."""

from __future__ import annotations

import csv
import errno
import io
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import yaml
from yaml.composer import Composer
from yaml.constructor import SafeConstructor

from helpers.problems import InputProblem
from helpers.visible import UNSEEN, make_visible, unseen_named, value_shown

LARGEST_YAML = 200_000
"""Bytes of the largest YAML file that is read; the largest of the project has 25,000."""

LARGEST_CSV = 5_000_000
"""Bytes of the largest CSV file that people edit; the largest of the project has 100,000."""

DEEPEST_YAML = 20
"""How many lists and mappings of a YAML file may stand inside each other."""

LONGEST_NUMBER = 40
"""Characters of the longest number in a YAML file."""


FILES_REMEMBERED = 16
"""How many files a function with `read_once` before it remembers, with what it made of them."""

Rest = ParamSpec("Rest")
Result = TypeVar("Result")


def read_once(read: Callable[Concatenate[Path, Rest], Result]) -> Callable[Concatenate[Path, Rest], Result]:
    """Let a function that reads one file give again what it made of the same bytes, which nobody may change.

    A forked kernel has what the warmed process read before it. Of a file that is not plain or is too large nothing is
    remembered: the function itself refuses it.
    """

    def of_content(_content: bytes, path: Path, /, *rest: Any, **named: Any) -> Result:
        return read(path, *rest, **named)

    remembered: Any = lru_cache(maxsize=FILES_REMEMBERED)(of_content)

    @wraps(read)
    def once(path: Path, /, *rest: Rest.args, **named: Rest.kwargs) -> Result:
        try:
            is_read = not path.is_symlink() and path.stat().st_size <= LARGEST_CSV
            content = bytes_of(path) if is_read else None
        except OSError:
            content = None
        made: Result = read(path, *rest, **named) if content is None else remembered(content, path, *rest, **named)
        return made

    return once


def runs_in_a_spreadsheet(text: str) -> bool:
    """Say whether a spreadsheet could take a text for a formula; a plain number, even below zero, is none."""
    start = text.lstrip()[:1]
    return bool(start) and start in "=+-@\uff1d\uff0b\uff0d\uff20" and not _NUMBER.fullmatch(text)


_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)


def what_it_is(mode: int) -> str:
    """Say what the mode of something in a folder makes it, where it is not a plain file."""
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a plain file.

    Raises  OSError: it is not a plain file, such as a named pipe, which may never end
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, f"it is {what_it_is(mode)}, not a file", str(path))
    return path.read_bytes()


def read_plain(path: Path, name: str, most: int | None = None) -> bytes:
    """Return the bytes of a plain file; `name` is what the file is called in messages.

    Raises InputProblem where it is not a plain file, cannot be read, or has more than `most` bytes. Nothing that may
    never end, such as a named pipe, is opened.
    """
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise InputProblem(f"{name} is {what_it_is(about.st_mode)}, not a file; put the file itself in place.")
        if most is not None and about.st_size > most:
            raise InputProblem(f"{name} has {about.st_size:,} bytes; the most that is read is {most:,}.")
        return path.read_bytes()
    except OSError as error:
        raise InputProblem(f"{name} cannot be read: {error.strerror}; put the file in place.") from None


def csv_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row of a CSV file with the number of its line.

    Raises  InputProblem: the file is not a plain file, too large or not UTF-8, its columns are others, a row has
            another length, or a cell holds a character that cannot be seen
    """
    try:
        text = read_plain(path, path.name, LARGEST_CSV).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputProblem(f"{path.name} is not UTF-8 text at byte {error.start}; save it as UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if header != list(columns):
            raise InputProblem(
                f"{path.name} row 1 has the columns {make_visible(', '.join(header))[:500]}; "
                f"expected {', '.join(columns)}."
            )
        for row in reader:
            if row and len(row) != len(columns):
                raise InputProblem(f"{path.name} row {reader.line_num} has {len(row)} fields; expected {len(columns)}.")
            if row:
                named = dict(zip(columns, row, strict=True))
                _refuse_unseen(named, f"{path.name} row {reader.line_num}")
                yield reader.line_num, named
    except csv.Error as error:
        raise InputProblem(f"{path.name} row {reader.line_num} is not readable CSV: {error}.") from None


def _refuse_unseen(row: dict[str, str], where: str) -> None:
    for column, cell in row.items():
        if UNSEEN.search(cell):
            raise InputProblem(
                f"{where}, column {column}: {value_shown(cell)} holds the character {unseen_named(cell)}, which cannot "
                "be seen; delete it."
            )


def read_yaml(path: Path, name: str) -> Any:
    """Read a YAML file of plain values, refusing a key that is given twice, where YAML would silently keep the last.

    `name` is what the file is called in messages.

    Raises  InputProblem: it is not a plain file, is larger than `LARGEST_YAML` or deeper than `DEEPEST_YAML`, refers
            from one place to another, gives a value a tag, holds a number of more than `LONGEST_NUMBER` characters or a
            character that cannot be seen, or is not readable
    """
    content = read_plain(path, name, LARGEST_YAML)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputProblem(f"{name} line {line} is not readable YAML: it is not UTF-8; save it as UTF-8.") from None
    for number, line_of_text in enumerate(re.split("\r\n|\n|\r", text), start=1):
        if unseen := unseen_named(line_of_text.replace("\t", " ")):
            raise InputProblem(f"{name} line {number} holds the character {unseen}, which cannot be seen; delete it.")
    try:
        values = plain_values(text)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        at = f" line {where.line + 1}" if where else ""
        problem = make_visible(str(getattr(error, "problem", None) or error).splitlines()[0])[:200]
        raise InputProblem(f"{name}{at} is not readable YAML: {problem}.") from None
    if values is None:
        raise InputProblem(f"{name} is empty.")
    return values


def plain_values(text: str) -> Any:
    """Return the plain values of a YAML text, refusing anything else.

    Raises  yaml.YAMLError, as the parser in Python words it and places it
    """
    try:
        return yaml.load(text, Loader=_PlainValues)
    except yaml.YAMLError:
        yaml.load(text, Loader=_PlainValuesInPython)
        raise


def line_of(path: Path, location: Sequence[int | str]) -> str:
    """Return " line 7" for the place of a YAML file that `read_yaml` has read, by its keys and numbers in lists.

    Where the place is not there, the line is that of the part around it; empty if there is none.
    """
    node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=_PlainValues)
    line = None
    for part in location:
        inside: dict[object, tuple[yaml.Node, yaml.Node]] = {}
        if isinstance(node, yaml.MappingNode):
            inside = {key.value: (key, value) for key, value in node.value}
        elif isinstance(node, yaml.SequenceNode):
            inside = {at: (value, value) for at, value in enumerate(node.value)}
        if part not in inside:
            break
        key, node = inside[part]
        line = key.start_mark.line + 1
    return f" line {line}" if line else ""


class _Overseer(Composer, SafeConstructor):
    """Lets through plain values alone: no anchors or tags, no key given twice, nothing deep or endless."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[attr-defined]  # of the parser that this is used with
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            problem = "it refers from one place to another with & or *; write the value out in each place"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        if getattr(event, "tag", None) is not None:
            problem = f"{value_shown(event.tag)} says what kind of value follows; write the value alone"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        self._depth += 1
        if self._depth > DEEPEST_YAML:
            problem = f"over {DEEPEST_YAML} lists and mappings stand inside each other"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        if isinstance(node, yaml.ScalarNode):
            if node.tag.endswith((":merge", ":value")):
                problem = f"{node.value} has a meaning of its own in YAML; write the values out, or the text in quotes"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
            if unseen := unseen_named(node.value.replace("\n", " ")):
                problem = f"a value holds the character {unseen}, which cannot be seen; delete it"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
            if node.tag.endswith((":int", ":float")) and len(node.value) > LONGEST_NUMBER:
                problem = f"a number of {len(node.value):,} characters; the most is {LONGEST_NUMBER}"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        try:
            return super().construct_object(node, deep)
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise yaml.MarkedYAMLError(problem=str(error), problem_mark=node.start_mark) from None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key_node, yaml.ScalarNode):
                problem = "a list or a mapping is given as a key; write one word"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            if key in seen:
                problem = f"{value_shown(key)} is given twice"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


class _PlainValues(_Overseer, yaml.CSafeLoader):
    """Reads plain values with the compiled parser, which is ten times as fast as the one in Python."""

    def __init__(self, stream: Any) -> None:
        yaml.CSafeLoader.__init__(self, stream)
        Composer.__init__(self)


class _PlainValuesInPython(_Overseer, yaml.SafeLoader):
    """Reads plain values with the parser in Python, which says more exactly what is wrong and where."""


def flush_folder(folder: Path) -> None:
    """Make renames in a folder outlast a loss of power, where the system lets a folder be opened."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
