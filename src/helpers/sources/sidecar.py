"""Sidecars: `<file>.source.yml` beside each raw file says where it came from and what its bytes must be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from helpers.files import read_yaml
from helpers.problems import InputProblem

SUFFIX = ".source.yml"


class Sidecar(BaseModel):
    """What is known about one raw file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    format: str
    publisher: str = ""
    dataset: str = ""
    edition: str = Field(min_length=1)
    published: date | None = None
    licence: str = ""
    attribution: str = ""
    address: str | None = Field(default=None, pattern=r"^https://")
    date: date
    caveats: str = ""
    counts_from: tuple[str, ...] = ()
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: int = Field(ge=0)


@dataclass(frozen=True)
class RawFile:
    """A raw file with its sidecar; `name` is its path inside `data/raw`."""

    name: str
    path: Path
    sidecar: Sidecar


def raw_files(raw: Path) -> list[RawFile]:
    """List every raw file with its sidecar, in order of name.

    Raises InputProblem naming a file without a sidecar, a sidecar without a file, or a sidecar that is not
    right.
    """
    sidecars = sorted(raw.rglob(f"*{SUFFIX}"))
    found = []
    for path in sidecars:
        stem = path.name.removesuffix(SUFFIX)
        files = [other for other in path.parent.iterdir() if other.stem == stem and not other.name.endswith(SUFFIX)]
        name = path.relative_to(raw).as_posix()
        if len(files) != 1:
            raise InputProblem(f"data/raw/{name} describes {len(files)} files; keep one file for each sidecar.")
        found.append(RawFile(files[0].relative_to(raw).as_posix(), files[0], _read(path, name)))
    described = {file.path for file in found} | set(sidecars)
    for path in sorted(raw.rglob("*")):
        if path.is_file() and path not in described and not path.name.startswith(".") and path.suffix != ".md":
            name = path.relative_to(raw).as_posix()
            raise InputProblem(f"data/raw/{name} has no sidecar; describe it in {path.stem}{SUFFIX} beside it.")
    return sorted(found, key=lambda file: file.name)


def _read(path: Path, name: str) -> Sidecar:
    try:
        return Sidecar.model_validate(read_yaml(path, f"data/raw/{name}"))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InputProblem(f"data/raw/{name}: {key or 'the file'} is not right; {first['msg']}.") from None


def check_hash(file: RawFile) -> str:
    """Return the hash of a raw file after holding it to its sidecar.

    Raises InputProblem naming both hashes where they differ.
    """
    found = hashlib.sha256(file.path.read_bytes()).hexdigest()
    if found != file.sidecar.sha256:
        raise InputProblem(
            f"data/raw/{file.name} has the sha256 {found}, but its sidecar records {file.sidecar.sha256}; put "
            "back the file as it was received, or record the new edition in the sidecar."
        )
    return found
