"""Sidecars: `<file>.source.yml` beside each raw file says where it came from and what its bytes must be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from helpers.files import line_of, read_plain, read_yaml
from helpers.folders import FileFault, PlainFile, plain_files
from helpers.paths import WITH_RAW
from helpers.problems import InputProblem
from helpers.visible import make_visible

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
    edition: str = Field(min_length=1, max_length=300)
    published: date | None = None
    date: date
    address: str | None = Field(default=None, pattern=r"^https://\S+$", max_length=2_000)
    counts_from: tuple[Annotated[str, Field(min_length=1, max_length=300)], ...] = ()
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: int = Field(ge=0, le=100_000_000)


@dataclass(frozen=True)
class RawFile:
    """A raw file with its sidecar, if it has one; `name` is its path inside the raw folder, which is `folder`."""

    name: str
    path: Path
    sidecar: Sidecar | None
    folder: str = "data/raw"

    @property
    def display_name(self) -> str:
        """The file as messages name it."""
        return f"{self.folder}/{self.name}"


def raw_files(raw: Path, folder: str = "data/raw", faults: list[FileFault] | None = None) -> list[RawFile]:
    """List every file of the raw folder with its sidecar, in order of name.

    Hidden files and notes for people (.md) are left out, and so is the folder of parameters that may come with another
    folder of raw files. If `faults` is given, faults are added to it instead of being
    raised, and the file is listed without a sidecar.

    Raises  InputProblem, naming the path: something is not a plain file (see `plain_files`), or a sidecar has no file
            or is not right
    """
    every = plain_files(raw, folder, MOST_FILES, faults)
    plain = [file for file in every if not file.name.startswith(f"{WITH_RAW}/")]
    described: dict[tuple[Path, str], list[PlainFile]] = {}
    for file in plain:
        if not file.name.endswith(SUFFIX):
            described.setdefault((file.path.parent, file.path.stem), []).append(file)
    sidecars: dict[str, Sidecar] = {}
    for file in (file for file in plain if file.name.endswith(SUFFIX)):
        files = described.get((file.path.parent, file.path.name.removesuffix(SUFFIX)), [])
        try:
            if len(files) != 1:
                raise InputProblem(f"{folder}/{file.name} describes {len(files)} files{_folder_instead(file.path)}.")
            sidecars[files[0].name] = read_sidecar(file.path, f"{folder}/{file.name}")
        except InputProblem as problem:
            if faults is None:
                raise
            faults.append(FileFault(files[0].name if len(files) == 1 else file.name, str(problem)))
    return [
        RawFile(file.name, file.path, sidecars.get(file.name), folder)
        for file in plain
        if not file.name.endswith(SUFFIX)
    ]


def _folder_instead(sidecar: Path) -> str:
    """Say what to do about a sidecar that describes no file or several."""
    stem = sidecar.name.removesuffix(SUFFIX)
    folders = sorted(
        make_visible(path.name) for path in sidecar.parent.iterdir() if path.is_dir() and path.stem == stem
    )
    if folders:
        return f", as {folders[0]} is a folder; put the file itself there"
    return "; keep one file for each sidecar"


def read_sidecar(path: Path, name: str) -> Sidecar:
    """Read a sidecar; `name` is what it is called in messages.

    Raises  InputProblem, naming the line and the key
    """
    try:
        return Sidecar.model_validate(read_yaml(path, name))
    except ValidationError as error:
        first = error.errors()[0]
        key = make_visible(".".join(str(part) for part in first["loc"]))
        line = line_of(path, first["loc"])
        raise InputProblem(f"{name}{line}: {key or 'the file'} is not right; {first['msg']}.") from None


def check_hash(file: RawFile) -> str:
    """Return the hash of a raw file, after checking it against its sidecar, if it has one.

    Raises  InputProblem: the file cannot be read, or its hash differs, naming both hashes
    """
    sha256 = hashlib.sha256(read_plain(file.path, file.display_name)).hexdigest()
    if file.sidecar is not None and sha256 != file.sidecar.sha256:
        raise InputProblem(
            f"{file.display_name} has the sha256 {sha256}, but its sidecar records {file.sidecar.sha256}; put "
            "back the file as it was received, or record the new edition in the sidecar."
        )
    return sha256
