"""Putting a downloaded file in its place with its sidecar, whole or not at all.

Two files cannot be renamed in one step. So both are first written in full under hidden names, which no step reads; then
the old sidecar is removed, and the file and its sidecar are renamed. If this is interrupted at any point, the file has
its own sidecar or none, never that of another file. The next fetch finishes it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from helpers.files import flush_folder, read_yaml
from helpers.problems import InputProblem
from helpers.sources.sidecar import SUFFIX, Sidecar

WAITING = ".fetched-"
"""How the name of a file begins that is whole, but not yet in its place."""


def sidecar_path(path: Path) -> Path:
    """Return where the sidecar of a raw file stands."""
    return path.with_name(path.stem + SUFFIX)


def waiting_path(path: Path) -> Path:
    """Return where a file is written in full before it takes its place."""
    return path.with_name(WAITING + path.name)


def write_waiting(path: Path, content: bytes) -> Path:
    """Write a file in full beside its place, under its hidden name, and onto the disk."""
    waiting = waiting_path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with waiting.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
    return waiting


def install(path: Path, sidecar: Sidecar) -> None:
    """Put a file that `write_waiting` has written in its place, with its sidecar."""
    values = {name: value for name, value in sidecar.model_dump(mode="json").items() if _is_given(value)}
    text = yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=120)
    write_waiting(sidecar_path(path), text.encode())
    try:
        _settle(path)
    except KeyboardInterrupt:
        _settle(path)
        raise


def settle(folder: Path) -> None:
    """Finish in a folder what an earlier fetch was cut off from, and clear away what it had not finished writing."""
    for waiting in sorted(folder.glob(f"{WAITING}*{SUFFIX}")):
        described = [
            name
            for path in folder.iterdir()
            if not (name := path.name.removeprefix(WAITING)).endswith(SUFFIX)
            and Path(name).stem == waiting.name.removeprefix(WAITING).removesuffix(SUFFIX)
        ]
        if described and _describes(waiting, folder / described[0]):
            _settle(folder / described[0])
    for left in folder.glob(f"{WAITING}*"):
        left.unlink()


def _settle(path: Path) -> None:
    file, sidecar = waiting_path(path), waiting_path(sidecar_path(path))
    if file.exists():
        sidecar_path(path).unlink(missing_ok=True)
        flush_folder(path.parent)
        file.replace(path)
        flush_folder(path.parent)
    if sidecar.exists():
        sidecar.replace(sidecar_path(path))
    flush_folder(path.parent)


def _describes(sidecar: Path, path: Path) -> bool:
    """Say whether a waiting sidecar is whole and of the file that is waiting, or otherwise of the one in its place."""
    file = waiting_path(path) if waiting_path(path).exists() else path
    try:
        return _read(sidecar, sidecar.name).sha256 == sha256_of(file)
    except (InputProblem, OSError):
        return False


def sidecar_of(path: Path, name: str) -> Sidecar | None:
    """Return the sidecar of a raw file, or None where it has none.

    Raises  InputProblem: it is not right
    """
    sidecar = sidecar_path(path)
    return _read(sidecar, f"The sidecar of {name}") if sidecar.exists() else None


def sha256_of(path: Path) -> str:
    """Return the hash of a file, empty if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _read(path: Path, name: str) -> Sidecar:
    try:
        return Sidecar.model_validate(read_yaml(path, name))
    except ValidationError:
        raise InputProblem(f"{name} is not right; correct it, or take it away with its file.") from None


def _is_given(value: Any) -> bool:
    return value is not None and value not in ("", [])
