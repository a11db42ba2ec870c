"""What a folder of raw files holds: plain files alone, or a sentence that names what is none."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from helpers.files import what_it_is
from helpers.problems import InputProblem
from helpers.visible import make_visible

LEFT_BY_SYSTEMS: Final = frozenset({"desktop.ini", "thumbs.db"})
"""Files that Windows puts into folders, in small letters; those of other systems and of office programs are hidden."""


def is_passed_over(name: str) -> bool:
    """Say whether a file or folder is passed over by its name: it is hidden, or Windows put it there.

    >>> is_passed_over(".nfs0001"), is_passed_over("Thumbs.db"), is_passed_over("thumbs.csv")
    (True, True, False)
    """
    return name.startswith(".") or name.casefold() in LEFT_BY_SYSTEMS


class PlainFile(NamedTuple):
    """A plain file of a folder; `name` is its path inside the folder, with slashes and nothing that cannot be seen."""

    name: str
    path: Path


class FileFault(NamedTuple):
    """What is wrong with a file of the raw folder so that a run stops: its path inside the folder, and a sentence."""

    name: str
    why: str


class NotPlain(InputProblem):
    """Something under a folder of raw files that is not a plain file or cannot be read."""


def plain_files(
    folder: Path, called: str, most: int | None = None, faults: list[FileFault] | None = None
) -> list[PlainFile]:
    """List every file of a folder and of the folders in it, in order of name; `called` is its name in messages.

    Hidden files and folders, what Windows put there, and notes for people (.md) are left out. The folder itself may
    be a link, such as to a shared drive; nothing inside it may be one. Raises NotPlain naming what is a link, a
    named pipe, a socket or a device, what cannot be listed or read, and a name that is not UTF-8 or that two files
    have; where `faults` is given, these are added to it instead. Raises InputProblem where there are more than
    `most` files and folders.
    """
    files: dict[str, PlainFile] = {}
    waiting, number = [(folder, "")], 0
    while waiting:
        inside, below = waiting.pop()
        for entry in _entries(inside, below, called, faults):
            number += 1
            if most is not None and number > most:
                raise InputProblem(f"{called} holds more than {most:,} files and folders; give the one with raw files.")
            name, path = below + make_visible(entry.name), Path(entry.path)
            why = _why_not_plain(entry)
            if name in files:
                why = "is the name of two files as far as it can be seen; rename one of them."
            if why:
                _stop_or_note(name, f"{called}/{name} {why}", faults)
            elif entry.is_dir():
                waiting.append((path, f"{name}/"))
            elif path.suffix != ".md":
                files[name] = PlainFile(name, path)
    return sorted(files.values(), key=lambda file: file.path.relative_to(folder).parts)


def _entries(folder: Path, below: str, called: str, faults: list[FileFault] | None) -> Iterator[os.DirEntry[str]]:
    """Give what is in a folder, in order of name, without what is passed over."""
    try:
        with os.scandir(folder) as listing:
            yield from sorted(
                (entry for entry in listing if not is_passed_over(entry.name)), key=lambda entry: entry.name
            )
    except OSError as error:
        name = f"{called}/{below}".rstrip("/")
        why = f"{name} cannot be listed: {error.strerror}; make it a folder that you may read, or move it away."
        _stop_or_note(below.rstrip("/"), why, faults)


def _stop_or_note(name: str, why: str, faults: list[FileFault] | None) -> None:
    if faults is None:
        raise NotPlain(why)
    faults.append(FileFault(name, why))


def _why_not_plain(entry: os.DirEntry[str]) -> str:
    """Say why something is neither a folder nor a plain file that can be read; empty where it is one."""
    try:
        entry.name.encode()
        mode = entry.stat(follow_symlinks=False).st_mode
    except UnicodeEncodeError:
        return "has a name that is not UTF-8; rename it."
    except OSError as error:
        return f"cannot be read: {error.strerror}; move it away."
    if stat.S_ISLNK(mode) or _is_junction(entry):
        return (
            f"is a link to {_target(entry)}; links are not followed. Put what it points to there in its place, or give "
            "the folder that holds the files with raw=<folder>."
        )
    if stat.S_ISDIR(mode):
        return ""
    if not stat.S_ISREG(mode):
        return f"is {what_it_is(mode)}, not a file; move it away."
    if not os.access(entry.path, os.R_OK):
        return "cannot be read: Permission denied; give yourself the right to read it."
    return ""


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Say whether something is a junction, which Windows has; Python asks from version 3.12 on."""
    ask = getattr(entry, "is_junction", None)
    return bool(ask and ask())


def _target(entry: os.DirEntry[str]) -> str:
    try:
        return "a folder" if entry.is_dir() else "a file" if entry.is_file() else what_it_is(entry.stat().st_mode)
    except FileNotFoundError:
        return "something that is not there"
    except OSError:
        return "something that cannot be reached"
