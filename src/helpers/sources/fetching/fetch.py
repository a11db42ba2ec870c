"""Downloading what the register asks for into data/raw, each file checked before it takes the place of another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from helpers.folders import plain_files
from helpers.problems import InputProblem
from helpers.sources import installing
from helpers.sources.fetching.client import Answer, Client, NotFetched, Validators
from helpers.sources.fetching.interfaces import Download, Interface, Wanted, asking
from helpers.sources.files.limits import Refused
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.formats.registry import read_file
from helpers.sources.published import Published
from helpers.sources.sidecar import Sidecar

NEW, REPLACED, UNCHANGED, INCOMPLETE, FAILED = "new", "replaced", "unchanged", "incomplete", "failed"
"""What became of a download; the last two are failures."""


@dataclass(frozen=True)
class Outcome:
    """What became of one download: `file` is its path under data/raw, empty where none was asked for."""

    source_id: str
    file: str
    result: str
    sentence: str

    @property
    def good(self) -> bool:
        """Say whether all that was asked for is there."""
        return self.result not in (INCOMPLETE, FAILED)


@dataclass(frozen=True)
class Remembered:
    """What is kept of an earlier answer, to ask only for a newer one."""

    address: str
    sha256: str
    etag: str
    modified: str


class Memory:
    """The validators of earlier answers, by file: a small file that can be lost without harm."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._known = TypeAdapter(dict[str, Remembered]).validate_json(path.read_bytes())
        except (OSError, ValidationError):
            self._known = {}

    def validators(self, download: Download, sha256: str) -> Validators | None:
        """Return the validators of the file that is there, if it is the one that they were sent with."""
        record = self._known.get(download.name)
        if record is None or record.sha256 != sha256 or record.address != download.address:
            return None
        return Validators(record.etag, record.modified) if record.etag or record.modified else None

    def keep(self, download: Download, sha256: str, validators: Validators) -> None:
        """Remember the validators of a file."""
        self._known[download.name] = Remembered(download.address, sha256, validators.etag, validators.modified)
        text = json.dumps({name: asdict(record) for name, record in sorted(self._known.items())}, indent=1)
        waiting = installing.write_waiting(self._path, text.encode())
        waiting.replace(self._path)


Reader = Callable[[Path, str], tuple[PublishersFormat, Published]]


@dataclass(frozen=True)
class Fetcher:
    """Fetches from interfaces into a raw folder.

    `today` is the day to record, `memory` the file of earlier answers and `read` what a file must be readable by.
    """

    raw: Path
    client: Client
    today: date
    memory: Path
    read: Reader = read_file

    def fetch(self, wanted: Sequence[tuple[Interface, Wanted]], environment: Mapping[str, str]) -> Iterator[Outcome]:
        """Download what is wanted of each interface, one file after the other, and say what became of each.

        A failure leaves the file that is there, and the others go on. Raises InputProblem before anything is asked
        where a key is missing, or something among the raw files is not a plain file.
        """
        secrets = [interface.secret(environment) for interface, _ in wanted]
        if self.raw.is_dir():
            plain_files(self.raw, "data/raw")
            for folder in sorted(path for path in self.raw.iterdir() if path.is_dir()):
                installing.settle(folder)
        for (interface, asked), secret in zip(wanted, secrets, strict=True):
            ask = asking(self.client, interface, secret)
            for download in interface.downloads(interface.base, asked, ask):
                if isinstance(download, NotFetched):
                    yield Outcome(asked.source_id, "", FAILED, str(download))
                else:
                    yield self._one(interface, asked.source_id, download, secret)

    def _one(self, interface: Interface, source_id: str, download: Download, secret: Mapping[str, str]) -> Outcome:
        path, memory = self.raw / download.name, Memory(self.memory)
        name = f"data/raw/{download.name}"
        exists = path.exists()
        stays = "; the file that is there stays as it is" if exists else ""
        try:
            ours, before = installing.sha256_of(path), installing.sidecar_of(path, name)
            if before is not None and before.source_id != source_id:
                raise NotFetched(f"{name} belongs to {before.source_id}, not {source_id}; move it out of the way.")
            described = before is not None and before.sha256 == ours
            answer = self.client.get(
                download.address,
                interface.origins,
                secret,
                memory.validators(download, ours) if described else None,
            )
            sha256 = ours if answer.unchanged else hashlib.sha256(answer.content).hexdigest()
            if described and sha256 == ours:
                if not answer.unchanged:
                    memory.keep(download, sha256, answer.validators)
                return Outcome(source_id, download.name, UNCHANGED, f"{name} is still the newest.")
            rows_used, missing = self._check_and_install(path, name, source_id, download, answer, sha256)
            memory.keep(download, sha256, answer.validators)
        except (NotFetched, Refused, InputProblem) as problem:
            return Outcome(source_id, download.name, FAILED, str(problem).rstrip(".") + stays + ".")
        except OSError as error:
            why = f"{name} cannot be written: {error.strerror or 'the disk refuses'}"
            return Outcome(source_id, download.name, FAILED, why + stays + ".")
        if missing:
            sentence = f"{name} is there, but gives no figures of {', '.join(missing)}; look at its names."
            return Outcome(source_id, download.name, INCOMPLETE, sentence)
        result, what = (REPLACED, "replaced by a newer edition") if exists else (NEW, "new")
        return Outcome(source_id, download.name, result, f"{name} is {what}, rows: {rows_used.read:,}.")

    def _check_and_install(
        self, path: Path, name: str, source_id: str, download: Download, answer: Answer, sha256: str
    ) -> tuple[Published, list[str]]:
        """Read a download as a run would and put it in place; return what it holds and which measures it lacks."""
        waiting = installing.write_waiting(path, answer.content)
        try:
            form, contents = self.read(waiting, f"The download for {name}")
            if source_id not in form.source_ids:
                raise NotFetched(f"The download for {name} is of the format {form.name}, which is of other sources.")
            measures = set(contents.figures["measure"])
            missing = [measure for measure in download.measures if measure not in measures]
            if len(missing) == len(download.measures):
                raise NotFetched(f"The download for {name} gives no figures of {', '.join(missing)}.")
            modified = answer.modified
            served = modified.date() if modified else None
            day = served or self.today
            edition = download.edition or f"As served on {day.day} {day:%B %Y}"
            sidecar = Sidecar(
                source_id=source_id,
                format=form.format_id,
                edition=edition,
                published=download.published or served,
                date=self.today,
                sha256=sha256,
                rows=contents.read,
                address=download.address,
            )
            installing.install(path, sidecar)
        except BaseException:
            if not installing.waiting_path(installing.sidecar_path(path)).exists():
                waiting.unlink(missing_ok=True)
            raise
        return contents, missing
