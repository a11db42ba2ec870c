"""Find the paths that an analyst types, or say in a plain sentence that nothing is there."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from helpers.problems import InputProblem
from helpers.visible import UNSEEN, make_visible


def starting_folders(current: Path, called_from: str) -> list[Path]:
    """Return the folders that a relative path may start from: where the analyst called make, then the current one.

    With make -C the two differ. `called_from` may be empty, or left over from another program.
    """
    caller = Path(called_from)
    return [caller, current] if caller.is_absolute() and caller.is_dir() and not caller.samefile(current) else [current]


def as_seen_from(folder: Path, path: Path) -> str:
    """Return a path as someone in a folder would type it; the whole path where it is on another drive."""
    try:
        return make_visible(Path(os.path.relpath(path, folder)).as_posix())
    except ValueError:
        return make_visible(path)


def file_given(name: str, what: str, typed: str, folders: Sequence[Path]) -> Path:
    """Return the file that was typed as the value of a parameter; `what` names its contents.

    Raises  InputProblem: nothing was typed, no folder has such a file, or two folders have one
    """
    if not typed.strip():
        raise InputProblem(f"Give {what} with {name}=<path>.")
    path = _one_of(name, typed, folders)
    if path is None:
        candidates = f"{_candidates_in_words(name, typed, folders)}{_hint(typed)}"
        raise InputProblem(f"{make_visible(Path(typed).name)} cannot be read: there is no such file as {candidates}.")
    if path.is_dir():
        raise InputProblem(
            f"{make_visible(path.name or typed)} is a folder, not a file: "
            f"give one of the files in {make_visible(path)}."
        )
    return path


_CONTENTS: Final = {
    "raw": "the publishers' files",
    "risks": "the pressures and risks",
    "from": "the late files",
    "input": "the Parquet of a national run",
    "before": "the results of a national run",
}
"""What is in the folder that a parameter names."""


def folder_given(name: str, typed: str, folders: Sequence[Path]) -> Path:
    """Return the folder that was typed as the value of a parameter.

    Raises  InputProblem: none of `folders` has such a folder, or two of them have one
    """
    path = _one_of(name, typed, folders)
    if path is None:
        raise InputProblem(
            f"{name}={make_visible(typed)} is not a folder: there is no "
            f"{_candidates_in_words(name, typed, folders)}{_hint(typed)}; "
            f"give the folder with {_CONTENTS[name]}."
        )
    if not path.is_dir():
        raise InputProblem(
            f"{name}={make_visible(typed)} is not a folder but a file, {make_visible(path)}; give the folder it is in."
        )
    return path


def report_given(name: str, typed: str, folders: Sequence[Path]) -> Path:
    """Return the folder or the zip file of a report that was typed as the value of a parameter.

    Raises  InputProblem: none of `folders` has it, or two of them have one
    """
    path = _one_of(name, typed, folders)
    if path is None:
        raise InputProblem(
            f"{name}={make_visible(typed)} is neither a folder nor a file: there is no "
            f"{_candidates_in_words(name, typed, folders)}{_hint(typed)}; give the folder of a report, or a zip file "
            "of it."
        )
    return path


def folder_to_write(name: str, typed: str, current: Path) -> Path:
    """Return the folder to write to; a relative path starts from the current folder.

    Raises  InputProblem: a file with that name exists
    """
    path = current / _with_home(name, typed)
    _refuse_other_than_utf8(name, typed, path)
    try:
        blocked = next((folder for folder in (path, *path.parents) if folder.exists() and not folder.is_dir()), None)
    except OSError as error:
        raise InputProblem(
            f"{name}={make_visible(typed)} cannot be looked for: {error.strerror}; give another."
        ) from None
    if blocked is not None:
        raise InputProblem(
            f"{name}={make_visible(typed)} cannot be a folder, as {make_visible(blocked)} is a file; give another."
        )
    return path


def address_given(name: str, typed: str) -> str | None:
    """Return the address of object storage that was typed, without a slash at its end; None where it is a path.

    Raises  InputProblem: it has a password or a key, which would be printed and recorded, or names no folder
    """
    protocol = _protocol(typed)
    if protocol in ("", "file"):
        return None
    rest = typed.split("://", 1)[1].rstrip("/")
    if _may_have_secret(rest):
        raise InputProblem(
            f"{name}= has a password, ? or # in its address, where a secret may be: give the address alone, and "
            "credentials in the environment, as docs/national.md says."
        )
    if UNSEEN.search(rest) or not rest or {"", ".", ".."} & set(rest.split("/")):
        raise InputProblem(
            f"{name}={make_visible(typed)} is not the address of a folder: give one such as s3://bucket/folder."
        )
    return f"{protocol}://{rest}"


def _may_have_secret(rest: str) -> bool:
    return ":" in rest.rpartition("@")[0] or bool(set("?#") & set(rest))


def _protocol(typed: str) -> str:
    match = re.match(r"[A-Za-z][A-Za-z0-9+.-]+(?=://)", typed)
    return match[0].lower() if match else ""


def _one_of(name: str, typed: str, folders: Sequence[Path]) -> Path | None:
    try:
        existing = {path.resolve(): path for path in reversed(_candidates(name, typed, folders)) if path.exists()}
    except OSError as error:
        raise InputProblem(
            f"{name}={make_visible(typed)} cannot be looked for: {error.strerror}; give another."
        ) from None
    _refuse_other_than_utf8(name, typed, *existing)
    if len(existing) > 1:
        both = " and ".join(make_visible(path) for path in reversed(existing.values()))
        raise InputProblem(f"{name}={make_visible(typed)} may be {both}; give the whole path.")
    return next(iter(existing.values()), None)


def _refuse_other_than_utf8(name: str, typed: str, *paths: Path) -> None:
    """Refuse a path that cannot be written in a record or a message."""
    try:
        "".join(map(str, paths)).encode()
    except UnicodeEncodeError:
        raise InputProblem(
            f"{name}={make_visible(typed)} is in a folder, or has a name, that is not UTF-8; "
            "rename it, or give another."
        ) from None


def _candidates(name: str, typed: str, folders: Sequence[Path]) -> list[Path]:
    return list(dict.fromkeys(folder / _with_home(name, typed) for folder in folders))


def _with_home(name: str, typed: str) -> Path:
    """Return a path with ~ replaced by the home folder, and the path of a file:// address.

    Raises  InputProblem: there is no home folder, or it is an address of another kind
    """
    try:
        return Path(_without_scheme(name, typed)).expanduser()
    except RuntimeError:
        home = make_visible(Path(typed).parts[0])
        raise InputProblem(
            f"{name}={make_visible(typed)}: there is no home folder {home}; give the whole path."
        ) from None


def _without_scheme(name: str, typed: str) -> str:
    """Return the path in a file:// address, or the text itself if it is a path; refuse any other address."""
    protocol = _protocol(typed)
    if not protocol:
        return typed
    if protocol == "file" and urlsplit(typed).netloc in ("", "localhost"):
        return unquote(urlsplit(typed).path)
    raise InputProblem(
        f"{name}={make_visible(typed)} is an address, and only files of this machine are read and written: copy them "
        "here or mount the storage as a folder, and give its path."
    )


def _candidates_in_words(name: str, typed: str, folders: Sequence[Path]) -> str:
    return " or ".join(make_visible(path) for path in _candidates(name, typed, folders))


def _hint(typed: str) -> str:
    """Say how to write a Windows path in the Windows Subsystem for Linux."""
    drive = re.match(r"([A-Za-z]):[\\/]", typed)
    if drive is None:
        return ""
    rest = typed[3:].replace("\\", "/")
    return f" (in the Windows Subsystem for Linux: /mnt/{drive[1].lower()}/{make_visible(rest)})"
