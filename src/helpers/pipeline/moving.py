"""Moving what a run made to where the last good report is: tables and report go together, or neither does."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EEXIST, ENOTEMPTY
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from helpers.files import bytes_of, flush_folder
from helpers.pipeline.freshness import is_as_recorded
from helpers.pipeline.manifest import read_manifest
from helpers.pipeline.progress import STOPS
from helpers.problems import StepFailed, reason

_TRASH = re.compile(r"\.trash-\d+")


@dataclass(frozen=True)
class Folders:
    """Where a run's tables and report are, and where they are made before they are moved there."""

    tables: Path
    report: Path

    @property
    def both(self) -> tuple[Path, Path]:
        """The two folders, in the order in which they are moved."""
        return self.tables, self.report

    def beside(self, purpose: str) -> Folders:
        """Return the pair of hidden folders beside these that serve a purpose."""
        return Folders(*(path.parent / f".{purpose}-{path.name}" for path in self.both))

    def named(self, name: str) -> Folders:
        """Return the pair of folders beside these that have another name."""
        return Folders(*(path.with_name(name) for path in self.both))


class _Journal(BaseModel):
    """Which move was under way: the name of the folders moved to, and whether each was there before."""

    model_config = ConfigDict(strict=True, extra="forbid")

    final: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")
    tables_replaced: bool
    report_replaced: bool


def move_into_place(made: Folders, final: Folders, journal: Path) -> None:
    """Put finished folders where the last good ones are, and delete those.

    A journal says that the move is under way until both folders are there. Where one cannot be moved, both are at once
    what they were. Raises OSError then, and StepFailed where not even that could be done.
    """
    previous = final.beside("previous")
    for old in previous.both:
        put_away(old)
    entry = _Journal(
        final=final.report.name, tables_replaced=final.tables.exists(), report_replaced=final.report.exists()
    )
    try:
        _write(journal, entry)
        for new, current, old in zip(made.both, final.both, previous.both, strict=True):
            if current.exists():
                current.rename(old)
            new.rename(current)
        _flush(final)
    except BaseException as stop:
        try:
            _go_back(entry, made, final)
        except OSError as error:
            first = reason(stop) if isinstance(stop, OSError) else type(stop).__name__
            raise StepFailed(
                f"The new report could not be put in place ({first}), nor the last good one put back "
                f"({reason(error)}): the next run puts it back."
            ) from stop
        journal.unlink(missing_ok=True)
        raise
    with suppress(OSError):
        journal.unlink(missing_ok=True)
        for old in previous.both:
            put_away(old)


def recover(final: Folders, journal: Path, run: str) -> None:
    """Put right what a run left that was killed, and take away what it was making.

    With a journal, a move was under way: unless both folders are there, they go back to what they were. Without one,
    what is called previous is a leftover, unless it is just what is missing: every file as its manifest records.

    Raises  StepFailed, naming what is in the way and cannot be moved
    """
    for parent in {path.parent for path in final.both}:
        for left in sorted(parent.glob(".trash-*")):
            if _TRASH.fullmatch(left.name):
                _delete(left)
    building = final.beside("building")
    leftovers = [final.beside("previous"), building]
    path = final.report
    try:
        entry = _read(journal)
        if entry is not None:
            current = final.named(entry.final)
            path = current.report
            leftovers.insert(0, current.beside("previous"))
            if building.report.exists() or not current.report.exists():
                _go_back(entry, building, current)
        else:
            _put_back_what_is_missing(final, run)
        path = journal
        put_away(journal)
        for path in (folder for pair in leftovers for folder in pair.both):
            put_away(path)
    except OSError as error:
        where = f"{path.parent.name}/{path.name}"
        raise StepFailed(
            f"{where} is in the way and cannot be moved: {reason(error)}; close what uses it, or take it away by hand."
        ) from None


def put_away(path: Path) -> None:
    """Take something out of the way: give it a name by which nothing knows it, then delete what can be deleted.

    Raises  OSError: it cannot be renamed
    """
    if not os.path.lexists(path):
        return
    for number in count(1):
        trash = path.with_name(f".trash-{number}")
        if os.path.lexists(trash):
            continue
        try:
            path.rename(trash)
        except OSError as error:
            if error.errno in (EEXIST, ENOTEMPTY):  # another run has just taken the name
                continue
            raise
        _delete(trash)
        return


@dataclass
class Held:
    """Whether a signal to stop came while signals were held back."""

    came: bool = False


@contextmanager
def signals_held_back() -> Iterator[Held]:
    """Hold back the signals that end a run by hand, and say afterwards whether one came."""
    held = Held()
    before: dict[int, Any] = {}

    def note(number: int, frame: object) -> None:
        held.came = True

    if threading.current_thread() is threading.main_thread():
        for number in (getattr(signal, name) for name in STOPS if hasattr(signal, name)):
            if signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, note)
    try:
        yield held
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _go_back(entry: _Journal, made: Folders, final: Folders) -> None:
    """Make both folders what they were before a move; done twice, it does no more than once."""
    replaced = (entry.tables_replaced, entry.report_replaced)
    previous = final.beside("previous")
    for new, current, old, was_there in zip(made.both, final.both, previous.both, replaced, strict=True):
        if was_there and old.exists():
            put_away(current)
            old.rename(current)
        elif not was_there and not new.exists():
            put_away(current)
    _flush(final)


def _put_back_what_is_missing(final: Folders, run: str) -> None:
    """Put back a folder that was renamed and never replaced, where with the other it is a whole report."""
    previous = final.beside("previous")
    if all(current.exists() for current in final.both):
        return
    pair = Folders(
        *(current if current.exists() else old for current, old in zip(final.both, previous.both, strict=True))
    )
    if not _is_whole(pair, run):
        pair = previous
    if _is_whole(pair, run):
        for source, current in zip(pair.both, final.both, strict=True):
            if source != current:
                put_away(current)
                source.rename(current)


def _is_whole(folders: Folders, run: str) -> bool:
    """Say whether the folders hold every file that the manifest in them records, with its hash."""
    manifest = read_manifest(folders.report, run)
    files = manifest.files(folders.tables, folders.report)
    return bool(manifest.steps) and all(is_as_recorded(path, recorded_hash) for path, recorded_hash in files.items())


def _write(journal: Path, entry: _Journal) -> None:
    with journal.open("w", encoding="utf-8") as file:
        json.dump(entry.model_dump(), file)
        file.flush()
        os.fsync(file.fileno())
    with suppress(OSError):
        flush_folder(journal.parent)


def _read(journal: Path) -> _Journal | None:
    """Return what a journal says; one that is not whole was being written, before anything was moved.

    What has its name and is no file is none.
    """
    try:
        return _Journal.model_validate_json(bytes_of(journal)) if journal.is_file() else None
    except ValueError:
        return None


def _flush(folders: Folders) -> None:
    for path in folders.both:
        with suppress(OSError):  # not every file system can
            flush_folder(path.parent)


def _delete(path: Path) -> None:
    """Delete as much of something as can be deleted."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
