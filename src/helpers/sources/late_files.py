"""Files that come late, in a folder of their own: each is checked before it may replace a raw file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from helpers.files import read_plain
from helpers.problems import InputProblem
from helpers.sources import installing
from helpers.sources.catalogue import Source
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import open_file
from helpers.sources.formats.format import Context
from helpers.sources.formats.registry import format_of
from helpers.sources.raw_reading import REFERENCE_FORMATS, read_raw_file
from helpers.sources.sidecar import RawFile, Sidecar, check_hash, raw_files

NEW: Final = "new"
NEWER: Final = "a later edition"


@dataclass(frozen=True)
class LateFile:
    """A file that came late: its path among the raw files, where it is now, its new sidecar, and what it is."""

    name: str
    path: Path
    sidecar: Sidecar | None
    what: str


def read_late_files(
    folder: Path, raw: Sequence[RawFile], context: Context, sources: Mapping[str, Source], today: date
) -> list[LateFile]:
    """Read every file of a folder that is to be taken in, and leave out those that the raw folder has already.

    A file is in the same folder as among the raw files, or directly in `folder` if one raw file alone has its name. One
    that takes the place of a raw file with a sidecar needs none of its own: source and format stay, and the edition is
    the day on which it is taken in.

    Raises  InputProblem: nothing is new, a file has no one place, is a reference file, differs from its sidecar, or
            cannot be read as what it takes the place of
    """
    by_name = {file.name: file for file in raw}
    late = []
    for file in raw_files(folder, folder.name):
        name = _name_among(file, by_name)
        before = by_name.get(name)
        content = read_plain(file.path, file.display_name)
        if before is not None and content == read_plain(before.path, before.display_name):
            continue
        check_hash(file)
        sidecar = file.sidecar
        if sidecar is None and before is not None and before.sidecar is not None:
            sha256 = hashlib.sha256(content).hexdigest()
            sidecar = _following(before.sidecar, file, sha256, context, today)
        if sidecar is not None and sidecar.format in REFERENCE_FORMATS:
            raise InputProblem(f"{file.display_name} is a reference file; put it in place by hand, with its sidecar.")
        read = read_raw_file(replace(file, sidecar=sidecar), context, sources)
        if read.refused:
            raise InputProblem(f"{file.display_name} {read.refused.rstrip('.')}.")
        late.append(LateFile(name, file.path, sidecar, NEW if before is None else NEWER))
    if not late:
        raise InputProblem(f"{folder.name} has no file that data/raw does not have already.")
    return late


def _name_among(file: RawFile, by_name: Mapping[str, RawFile]) -> str:
    """Return the path of a late file among the raw files."""
    if "/" in file.name:
        return file.name
    same = [name for name in by_name if name.rpartition("/")[2] == file.name]
    if len(same) != 1:
        several = f"{len(same)} raw files are called so" if same else "no raw file is called so"
        raise InputProblem(
            f"{file.display_name}: {several}; put it in a folder of its publisher, as in data/raw, such as "
            f"{file.folder}/dfe/{file.name}."
        )
    return same[0]


def _following(before: Sidecar, file: RawFile, sha256: str, context: Context, today: date) -> Sidecar:
    """Return the sidecar of a file that follows another of the same source and format."""
    edition = f"taken in on {today.day} {today:%B %Y}"
    changes = {"edition": edition, "published": None, "date": today, "address": None, "sha256": sha256}
    sidecar = before.model_copy(update=changes)
    try:
        opened = open_file(file.path, file.display_name)
        form = format_of(opened, has_sidecar=True)
        rows = form.contents(opened, replace(context, sidecar=sidecar)).rows
    except Refused as problem:
        raise InputProblem(str(problem)) from None
    return sidecar.model_copy(update={"rows": rows})


def put_in_place(late: LateFile, raw: Path) -> None:
    """Put a late file and its sidecar in a raw folder: the file has its own sidecar or none, whatever interrupts."""
    target = raw / late.name
    content = read_plain(late.path, late.name)
    waiting = installing.write_waiting(target, content)
    if late.sidecar is None:
        waiting.replace(target)
    else:
        installing.install(target, late.sidecar)
