"""Opening a report that somebody handed over, as a folder or as a zip file, without trusting what is in it."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from helpers.folders import plain_files
from helpers.paths import MANIFEST
from helpers.problems import InputProblem
from helpers.visible import UNSEEN, shortly

MAX_FILES: Final = 20_000
"""Files and folders of the largest report that is opened; one of all figures has 1,300."""

MAX_FILE_BYTES: Final = 200_000_000
"""Bytes of the largest file of a report once unpacked; the largest so far has 20 million."""

MAX_BYTES: Final = 1_000_000_000
"""Bytes of all files of the largest report once unpacked; one so far has 80 million."""

UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What is raised on a zip file that is damaged, encrypted or packed in a way that Python does not know."""

_CHUNK: Final = 1_000_000
_ENCRYPTED: Final = 0x1


@dataclass(frozen=True)
class HandedOver:
    """The folder of a report, and that of its tables or None if they were not handed over."""

    report: Path
    tables: Path | None

    def files(self) -> dict[str, Path]:
        """Return {path in the report: path} of every file of the report but its record.

        Raises  InputProblem, naming what is not a plain file
        """
        plain = plain_files(self.report, self.report.name, MAX_FILES)
        return {file.name: file.path for file in plain if file.name != MANIFEST}


def open_report(path: Path, scratch: Path) -> HandedOver:
    """Find the report in a folder, or in a zip file, which is unpacked into the folder `scratch`.

    Raises  InputProblem: it holds no report or several, or is not a zip file that may be unpacked
    """
    folder = path if path.is_dir() else _unpacked(path, scratch)
    records = sorted({*folder.glob(MANIFEST), *folder.glob(f"*/{MANIFEST}"), *folder.glob(f"*/*/{MANIFEST}")})
    records += sorted(folder.glob(f"*/*/*/{MANIFEST}"))
    if len(records) != 1:
        number = f"holds {len(records)} files" if records else "holds no file"
        raise InputProblem(
            f"{shortly(path.name)} {number} called {MANIFEST}; give the folder of one report, or a zip file of it."
        )
    report = records[0].parent
    beside = report.parent.parent / "data" / "processed" / report.name
    return HandedOver(report, beside if beside.is_dir() and beside.is_relative_to(folder) else None)


def _unpacked(path: Path, scratch: Path) -> Path:
    """Unpack a zip file into a new folder, file by file, and return the folder."""
    name = shortly(path.name)
    folder = scratch / "handed_over"
    folder.mkdir()
    try:
        with zipfile.ZipFile(path) as archive:
            for member, inside in _members(archive, name):
                target = folder / inside
                target.parent.mkdir(parents=True, exist_ok=True)
                _write(archive, member, target, f"{name}: {shortly(inside)}")
    except UNREADABLE as error:
        raise InputProblem(
            f"{name} cannot be unpacked: {shortly(error)}; give a zip file of a report, or its folder."
        ) from None
    except (FileExistsError, NotADirectoryError):
        raise InputProblem(f"{name} has a file where it has a folder of the same name; zip the report again.") from None
    return folder


def _members(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Give each file of an archive with its path, once all of them may be unpacked."""
    infos = archive.infolist()
    if len(infos) > MAX_FILES:
        raise InputProblem(f"{name} holds {len(infos):,} files; the limit is {MAX_FILES:,}.")
    total = sum(info.file_size for info in infos)
    if total > MAX_BYTES:
        raise InputProblem(f"{name} unpacks to {total:,} bytes; the limit is {MAX_BYTES:,}.")
    members, paths = [], set[str]()
    for info in infos:
        if info.is_dir():
            continue
        why = _why_refused(info)
        if not why and (folded := info.filename.casefold()) in paths:
            why = "is in it twice"
        if why:
            raise InputProblem(f"{name}: {shortly(info.filename)} {why}; nothing of it was unpacked. Zip it again.")
        paths.add(folded)
        members.append((info, PurePosixPath(info.filename)))
    yield from members


def _why_refused(info: zipfile.ZipInfo) -> str:
    """Say why a file of an archive is not unpacked; empty if it may be."""
    path, mode = PurePosixPath(info.filename), info.external_attr >> 16
    if path.is_absolute() or ".." in path.parts or "\\" in info.filename or ":" in info.filename:
        return "leads out of the folder"
    if UNSEEN.search(info.orig_filename) or path.as_posix() != info.filename:
        return "has a name that is not a plain path"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is not a plain file"
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if info.file_size > MAX_FILE_BYTES:
        return f"unpacks to {info.file_size:,} bytes, and {MAX_FILE_BYTES:,} is the limit"
    return ""


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, name: str) -> None:
    """Unpack one file; what it holds beyond the size that it states is refused."""
    written = 0
    with archive.open(member) as source, target.open("xb") as file:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > member.file_size:
                raise InputProblem(f"{name} unpacks to more bytes than it states; zip the report again.")
            file.write(chunk)
