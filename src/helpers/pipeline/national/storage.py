"""Folders of object storage, which only a command that names one in an address reads or writes.

Arrow reaches S3, Google and Azure storage and Hadoop, and fsspec any other. Files are copied: a run works on bytes of
this machine, whose hashes are in its manifest, and what is copied there is read only once its last file is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, Self
from urllib.parse import urlsplit

import pyarrow.fs as arrow_files

from helpers.folders import is_passed_over
from helpers.pipeline.national.inputs import AREAS_FILE, INDICATORS_FILE, LARGEST_TABLE, MOST_FILES, OBSERVATIONS_FOLDER
from helpers.problems import InputProblem, StepFailed
from helpers.visible import make_visible

MARKER: Final = "current.json"
"""The file that names the newest finished run among those of one name, and is written last."""

RUNS: Final = "runs"
"""The folder in which the runs of one name are."""

OF_ARROW: Final = frozenset({"gs", "gcs", "abfs", "abfss", "hdfs"})
"""Protocols besides S3 that Arrow reaches."""

_S3: Final = frozenset({"s3", "s3a"})
_AT_ONCE: Final = 8
_CHUNK_BYTES: Final = 8_000_000
_MOST_WORDS: Final = 300
_SECRET: Final = re.compile("KEY|SECRET|TOKEN|PASSWORD|SAS|CREDENTIAL|CONNECTION_STRING")


class StoredFile(NamedTuple):
    """A file of a stored folder: its name inside the folder, with slashes, its bytes and when it was changed."""

    name: str
    size: int
    changed: Any


@dataclass(frozen=True)
class StoredFolder:
    """A folder of object storage: its address, how it is reached, and its path there."""

    address: str
    storage: arrow_files.FileSystem
    path: str

    def inside(self, name: str) -> Self:
        """Return a folder or a file inside this one."""
        return replace(self, address=f"{self.address}/{name}", path=f"{self.path}/{name}")

    def list_files(self) -> list[StoredFile]:
        """List every file under the folder in order of name, without hidden ones.

        Raises  InputProblem: a name leads out of the folder; StepFailed: the storage said no
        """
        selector = arrow_files.FileSelector(self.path, allow_not_found=True, recursive=True)
        with stopping(self.address, "listed"):
            entries = self.storage.get_file_info(selector)
        above = self.path.strip("/") + "/"
        files = []
        for entry in entries:
            if entry.type == arrow_files.FileType.File:
                name = entry.path.lstrip("/").removeprefix(above)
                check_name(self.address, name)
                if not any(map(is_passed_over, name.split("/"))):
                    files.append(StoredFile(name, entry.size, entry.mtime))
        return sorted(files)

    def read(self, name: str, most_bytes: int) -> bytes | None:
        """Return the bytes of a small file; None where there is no such file.

        Raises  InputProblem: it has more than `most_bytes`; StepFailed: the storage said no
        """
        file = self.inside(name)
        with stopping(file.address, "read"):
            info = self.storage.get_file_info(file.path)
            if info.type != arrow_files.FileType.File:
                return None
            if info.size <= most_bytes:
                with self.storage.open_input_stream(file.path) as stream:
                    return bytes(stream.read())
        raise InputProblem(f"{file.address} has {info.size:,} bytes; the most that is read is {most_bytes:,}.")

    def hash_of(self, name: str) -> str:
        """Return the sha256 of a file.

        Raises  StepFailed: the storage said no
        """
        file = self.inside(name)
        with stopping(file.address, "read"), self.storage.open_input_stream(file.path) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def write(self, name: str, content: bytes) -> None:
        """Write a small file, whole or not at all where the storage allows that.

        Raises  StepFailed: the storage said no
        """
        file = self.inside(name)
        with stopping(file.address, "written"), self.storage.open_output_stream(file.path) as stream:
            stream.write(content)


def open_storage(address: str) -> StoredFolder:
    """Return the folder of an address; credentials come from the environment alone.

    Raises  InputProblem: a package is missing, or there is no such protocol; StepFailed: the storage said no
    """
    protocol, rest = address.split("://", 1)
    with stopping(address, "reached"):
        if protocol in _S3:
            return _with_bucket(StoredFolder(address, _s3(rest.split("/")[0]), rest))
        if protocol in OF_ARROW:
            folder = StoredFolder(address, *arrow_files.FileSystem.from_uri(address))
            return folder if protocol == "hdfs" else _with_bucket(folder)
        # The environment of Spark does without it.
        import fsspec

        try:
            reached, path = fsspec.core.url_to_fs(address)
        except ImportError as error:
            raise InputProblem(
                f"{protocol}:// needs a package that is not installed ({words_of(error)}): install it, as "
                "docs/national.md says."
            ) from None
        except ValueError as error:
            raise InputProblem(
                f"{protocol}:// is not an address that can be reached ({words_of(error)}): give a folder, or an "
                "address that begins with s3://, gs://, abfs:// or another protocol of fsspec."
            ) from None
        reached.invalidate_cache()
        return StoredFolder(address, arrow_files.PyFileSystem(arrow_files.FSSpecHandler(reached)), path)


def _with_bucket(folder: StoredFolder) -> StoredFolder:
    """Return a folder unless its bucket does not exist; a store may let us ask for files and not for buckets."""
    bucket = folder.path.split("/")[0]
    try:
        info = folder.storage.get_file_info(bucket)
    except OSError:
        return folder
    if info.type == arrow_files.FileType.NotFound:
        raise InputProblem(f"{folder.address}: there is no bucket or container {bucket}; make it, or correct the name.")
    return folder


def _s3(bucket: str) -> arrow_files.FileSystem:
    """Reach S3 or a store that speaks as it does, whose address is in the variables of the AWS command line."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if endpoint:
        parts = urlsplit(endpoint)
        return arrow_files.S3FileSystem(region=region, scheme=parts.scheme, endpoint_override=parts.netloc)
    return arrow_files.S3FileSystem(region=region or arrow_files.resolve_s3_region(bucket))


@contextmanager
def stopping(address: str, done: str) -> Iterator[None]:
    """Turn what a storage says into one sentence without secrets; each protocol has errors of its own."""
    try:
        yield
    except (InputProblem, StepFailed):
        raise
    except Exception as error:
        raise StepFailed(f"{address} cannot be {done}: {words_of(error)}.") from None


def words_of(error: Exception) -> str:
    """Return the first line of an error, without what follows a question mark in an address and without secrets.

    A secret is the value of a variable of the environment that is called a key, a token, a password or the like.
    """
    text = (str(error) or type(error).__name__).splitlines()[0]
    for name, value in os.environ.items():
        if len(value) >= 8 and _SECRET.search(name.upper()):
            text = text.replace(value, f"<{name}>")
    text = re.sub(r"(\w://[^\s?]*)\?\S+", r"\1?…", text)
    return make_visible(text[:_MOST_WORDS]).rstrip(".")


def check_name(address: str, name: str) -> None:
    """Refuse the name of a file that would lead out of the folder it is copied into.

    Raises  InputProblem: it does
    """
    parts = name.split("/")
    if {"", ".", ".."} & set(parts) or re.search(r"[\\:\x00]", name):
        raise InputProblem(f"{address} has a file whose name leads out of the folder: {make_visible(name)}; rename it.")


def copy_input(source: StoredFolder, to: Path) -> int:
    """Copy the tables of a national run into a folder here, and return how many bytes they have.

    Raises  InputProblem: a table is missing or too large, or the disk has no room; StepFailed: the storage said no, or
            a file changed meanwhile
    """
    observations, files = source.inside(OBSERVATIONS_FOLDER), list_observations(source)
    needed, free = sum(file.size for file in files), shutil.disk_usage(to).free
    if needed > free:
        raise InputProblem(f"{source.address} has {needed:,} bytes, and the disk has room for {free:,}; make room.")
    small = copy_tables(source, to)
    copy_here(observations, [file.name for file in files], to / OBSERVATIONS_FOLDER)
    refuse_changes(source, files)
    return needed + small


def list_observations(source: StoredFolder) -> list[StoredFile]:
    """List the files of observations in a stored folder of input.

    Raises  InputProblem: there is none, there are too many, or a name leads out of the folder; StepFailed: the storage
            said no
    """
    observations = source.inside(OBSERVATIONS_FOLDER)
    files = [file for file in observations.list_files() if file.name.endswith(".parquet")]
    if not files:
        raise InputProblem(f"{observations.address} has no file that ends in .parquet; give the folder that has one.")
    if len(files) > MOST_FILES:
        raise InputProblem(f"{observations.address} has {len(files):,} files; the most that is read is {MOST_FILES:,}.")
    return files


def refuse_changes(source: StoredFolder, files: list[StoredFile]) -> None:
    """Refuse observations that are not those that `list_observations` listed earlier.

    Raises  StepFailed: a file has come, gone or changed, or the storage said no
    """
    if list_observations(source) != files:
        raise StepFailed(f"{source.address}/{OBSERVATIONS_FOLDER} changed while it was read; call the command again.")


def copy_tables(source: StoredFolder, to: Path) -> int:
    """Copy the tables of indicators and areas into a folder here, and return how many bytes they have.

    Raises  InputProblem: one is missing or too large; StepFailed: the storage said no
    """
    copied = 0
    for name in (INDICATORS_FILE, AREAS_FILE):
        content = source.read(name, LARGEST_TABLE)
        if content is None:
            raise InputProblem(f"{source.address} has no file {name}; see docs/national.md.")
        copied += (to / name).write_bytes(content)
    return copied


def copy_here(source: StoredFolder, names: Iterable[str], to: Path, hashes: Mapping[str, str] | None = None) -> None:
    """Copy files of a stored folder into one here, some at a time; where `hashes` are given, each must have its own.

    Raises  InputProblem: a name leads out of the folder, or a file has another hash; StepFailed: the storage said no
    """

    def copy(name: str) -> None:
        check_name(source.address, name)
        file, target = source.inside(name), to / name
        digest = hashlib.sha256()
        with stopping(file.address, "read"), source.storage.open_input_stream(file.path) as stream:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as copied:
                for chunk in iter(partial(stream.read, _CHUNK_BYTES), b""):
                    copied.write(chunk)
                    if hashes is not None:
                        digest.update(chunk)
        if hashes is not None:
            _check_hash(file, digest.hexdigest(), hashes[name])

    _at_once(copy, names)


def _check_hash(file: StoredFolder, actual: str, expected: str) -> None:
    if actual != expected:
        raise InputProblem(f"{file.address} is not as its run wrote it: its hash is not that of the manifest.")


def copy_run_there(folder: Path, to: StoredFolder, manifest: str) -> StoredFolder:
    """Copy a finished run into storage, and return where it is.

    Every file goes into a new folder, whose name comes from the manifest, and the marker is written when all are
    there: until then, and if anything fails, it names the last good run.

    Raises  StepFailed: the storage said no, or has other bytes than were sent
    """
    digest = hashlib.sha256((folder / manifest).read_bytes()).hexdigest()
    run = to.inside(f"{RUNS}/{digest[:16]}")
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}

    def copy(name: str) -> None:
        file = run.inside(name)
        with stopping(file.address, "written"):
            _make_parent(file)
            with files[name].open("rb") as content, run.storage.open_output_stream(file.path) as stream:
                shutil.copyfileobj(content, stream, _CHUNK_BYTES)

    try:
        _at_once(copy, files)
        sizes = {file.name: file.size for file in run.list_files()}
        if sizes != {name: path.stat().st_size for name, path in files.items()}:
            raise StepFailed(f"{run.address} has not all that was sent; call the command again.")
    except BaseException:
        delete_folder(run)
        raise
    write_marker(to, run, digest)
    return run


def _make_parent(file: StoredFolder) -> None:
    """Make the folder of a file where a storage has folders, without which it could not be written."""
    if isinstance(file.storage, arrow_files.PyFileSystem) or file.storage.type_name == "hdfs":
        file.storage.create_dir(file.path.rpartition("/")[0], recursive=True)


def write_marker(to: StoredFolder, run: StoredFolder, manifest_hash: str) -> None:
    """Name a finished run as the newest one, by its folder and the hash of its manifest.

    Raises  StepFailed: the storage said no
    """
    current = {"run": run.address.removeprefix(f"{to.address}/"), "manifest_sha256": manifest_hash}
    to.write(MARKER, (json.dumps(current, indent=1) + "\n").encode())


def delete_folder(folder: StoredFolder) -> None:
    """Delete a folder that is not finished, as far as the storage lets us; nothing names it."""
    try:
        folder.storage.delete_dir(folder.path)
    except Exception:
        return


def copy_run_here(source: StoredFolder, manifest: str, folders: Iterable[str], to: Path) -> None:
    """Copy some folders of a run that was written into storage: of the newest one, or of one by its own address.

    Raises  InputProblem: it has no run, or a file is not as the run wrote it; StepFailed: the storage said no
    """
    marker = source.read(MARKER, LARGEST_TABLE)
    run, expected = (source, "") if marker is None else _current(source, marker)
    content = run.read(manifest, LARGEST_TABLE)
    if content is None:
        raise InputProblem(f"{run.address} has no {manifest}; give the address that make national printed.")
    if expected and hashlib.sha256(content).hexdigest() != expected:
        raise InputProblem(f"{run.address}/{manifest} is not the file that {MARKER} names; make the run again.")
    try:
        outputs = {str(name): str(value) for name, value in json.loads(content)["outputs"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputProblem(f"{run.address}/{manifest} is not as make national wrote it.") from None
    wanted = tuple(f"{folder}/" for folder in folders)
    copy_here(run, [name for name in outputs if name.startswith(wanted)], to, outputs)


def _current(source: StoredFolder, marker: bytes) -> tuple[StoredFolder, str]:
    """Return the run that a marker names, and the hash of its manifest."""
    try:
        current = json.loads(marker)
        run, expected = str(current["run"]), str(current["manifest_sha256"])
    except (ValueError, KeyError, TypeError, RecursionError):
        run = expected = ""
    if not re.fullmatch(rf"{RUNS}/[A-Za-z0-9_-]{{1,100}}", run) or not expected:
        raise InputProblem(f"{source.address}/{MARKER} is not as make national wrote it; make the run again.")
    return source.inside(run), expected


def _at_once(copy: Any, names: Iterable[str]) -> None:
    """Copy some files at a time; the first that fails ends it."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        futures = [pool.submit(copy, name) for name in names]
        try:
            for future in futures:
                future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
