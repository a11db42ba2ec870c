"""Sidecars: `<file>.source.yml` beside each raw file says where it came from and what its bytes must be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from helpers.files import read_yaml
from helpers.problems import InputProblem

SUFFIX = ".source.yml"

MOST_FILES = 5_000
"""A folder with more files than this is taken for the wrong folder."""


class Sidecar(BaseModel):
    """What is known about one raw file; what is known of its source is in `params/sources.yml`.

    `edition` is what the publisher calls it and `published` its day, which decides between two editions; `date` is the
    day on which the file was put in place; `address` is where this very file came from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    format: str
    edition: str = Field(min_length=1)
    published: date | None = None
    date: date
    address: str | None = Field(default=None, pattern=r"^https://")
    counts_from: tuple[str, ...] = ()
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: int = Field(ge=0)


@dataclass(frozen=True)
class RawFile:
    """A raw file with its sidecar, if it has one; `name` is its path inside the raw folder, which is `folder`."""

    name: str
    path: Path
    sidecar: Sidecar | None
    folder: str = "data/raw"

    @property
    def shown(self) -> str:
        """The file as messages name it."""
        return f"{self.folder}/{self.name}"


class FileFault(NamedTuple):
    """What is wrong with a file of the raw folder so that a run stops: its path inside the folder, and a sentence."""

    name: str
    why: str


def raw_files(raw: Path, folder: str = "data/raw", faults: list[FileFault] | None = None) -> list[RawFile]:
    """List every file of the raw folder with its sidecar, in order of name.

    Hidden files and notes for people (.md) are left out. Raises InputProblem naming a sidecar without a file, or one
    that is not right; where `faults` is given these are added to it instead, and the file is listed without a sidecar.
    """
    paths = sorted(path for path in islice(raw.rglob("*"), MOST_FILES + 1))
    if len(paths) > MOST_FILES:
        raise InputProblem(f"{folder} holds more than {MOST_FILES:,} files and folders; give the one with raw files.")
    sidecars: dict[Path, Sidecar] = {}
    for path in (path for path in paths if path.name.endswith(SUFFIX)):
        name = path.relative_to(raw).as_posix()
        stem = path.name.removesuffix(SUFFIX)
        files = [other for other in path.parent.iterdir() if other.stem == stem and not other.name.endswith(SUFFIX)]
        try:
            if len(files) != 1:
                raise InputProblem(f"{folder}/{name} describes {len(files)} files; keep one file for each sidecar.")
            sidecars[files[0]] = _read(path, f"{folder}/{name}")
        except InputProblem as problem:
            if faults is None:
                raise
            of_file = files[0].relative_to(raw).as_posix() if len(files) == 1 else name
            faults.append(FileFault(of_file, str(problem)))
    return [
        RawFile(path.relative_to(raw).as_posix(), path, sidecars.get(path), folder)
        for path in paths
        if path.is_file() and path.suffix != ".md" and not path.name.startswith(".") and not path.name.endswith(SUFFIX)
    ]


def _read(path: Path, name: str) -> Sidecar:
    try:
        return Sidecar.model_validate(read_yaml(path, name))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InputProblem(f"{name}: {key or 'the file'} is not right; {first['msg']}.") from None


def check_hash(file: RawFile) -> str:
    """Return the hash of a raw file after holding it to its sidecar, if it has one.

    Raises InputProblem naming both hashes where they differ.
    """
    found = hashlib.sha256(file.path.read_bytes()).hexdigest()
    if file.sidecar is not None and found != file.sidecar.sha256:
        raise InputProblem(
            f"{file.shown} has the sha256 {found}, but its sidecar records {file.sidecar.sha256}; put "
            "back the file as it was received, or record the new edition in the sidecar."
        )
    return found
