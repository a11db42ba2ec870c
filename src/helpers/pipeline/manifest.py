"""The manifest: what a report was made from, with which code, and when."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from helpers.files import bytes_of, read_plain
from helpers.params import Settings
from helpers.paths import MANIFEST, Project
from helpers.pipeline.freshness import environment, sha256
from helpers.pipeline.graph import Step
from helpers.pipeline.repository import git_state
from helpers.problems import InputProblem, Problem
from helpers.sources.sidecar import RawFile
from helpers.stages import Stage
from helpers.visible import make_visible, shortly

VERSION = 1
FORMATS = ("parquet", "csv")
"""The kinds of file that each table is written as."""


Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
TableName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$")]
PageName = Annotated[
    str, Field(pattern=r"^(?:[a-z_]+/)?[A-Za-z0-9_-]+\.(?:html|css|js|csv|csv\.zip|svg|docx|xlsx|pdf|zip|json|txt)$")
]
"""The path of a page, of the style sheet or of a file to download, in the folder of the report."""


@dataclass
class StepRecord:
    """How one step was made: the facts it depends on as one hash, and the hashes of what it left."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    fingerprint: Hash
    facts: dict[str, Any]
    tables: dict[TableName, dict[str, Hash]]
    notebook: Hash
    page: Hash | Literal[""] = ""
    page_fingerprint: Hash | Literal[""] = ""
    started: str = ""
    seconds: float = 0.0
    code: Hash | Literal[""] = ""
    """A hash of all modules there were: where they are the same, the step uses of them what it did."""


@dataclass
class Manifest:
    """The record of one run, kept beside its report; `pages` has the hashes of the pages that are of no step,
    and of what lies beside them.

    `page_code` has the hash of all modules, and that of what the pages use of them.
    """

    run: str
    steps: dict[str, StepRecord] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    page_code: dict[str, str] = field(default_factory=dict)

    def files(self, tables: Path, report: Path) -> dict[Path, str]:
        """Return {path: hash} of every file that is recorded, given the folders of the tables and the report."""
        files = {report / name: recorded for name, recorded in self.pages.items()}
        for name, record in self.steps.items():
            files |= {report / f"{name}.ipynb": record.notebook, report / f"{name}.html": record.page}
            for table, hashes in record.tables.items():
                files |= {tables / f"{table}.{kind}": hashes[kind] for kind in FORMATS}
        return files

    def write(self, folder: Path) -> None:
        """Write the manifest into the report's folder.

        Raises  Problem: a later run could not read it, and would make every step again
        """
        content = {
            "version": VERSION,
            "run": self.run,
            **self.about,
            "steps": {name: vars(record) for name, record in sorted(self.steps.items())},
            "pages": self.pages,
            "page_code": self.page_code,
        }
        text = json.dumps(content, indent=1, default=str, ensure_ascii=False)
        try:
            _Recorded.model_validate_json(text)
        except ValueError as error:
            raise Problem(
                f"The manifest cannot be read back, so no later run could use this report: {error}"
            ) from error
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


class _Recorded(BaseModel):
    """What a later run reads of a manifest; each field must be what a run writes, so that nothing else is relied on."""

    model_config = ConfigDict(strict=True)

    version: Literal[1]
    steps: dict[TableName, StepRecord]
    pages: dict[PageName, Hash]
    page_code: dict[str, Hash] = {}

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for record in self.steps.values():
            if any(hashes.keys() != set(FORMATS) for hashes in record.tables.values()):
                raise ValueError("a table without the hashes of both its files")
            read = record.facts.get("tables")
            if not isinstance(read, dict):
                raise ValueError("facts without the tables that the step read")
        if self.page_code and self.page_code.keys() != {"modules", "used"}:
            raise ValueError("the code of the pages without both its hashes")
        return self


class StageRecord(BaseModel):
    """The stage that a report is compared with, and the hash of what was printed then."""

    model_config = ConfigDict(strict=True, extra="forbid")

    stage: Stage
    sha256: Hash


class Record(_Recorded):
    """All that a manifest says of a report, for checking it: `earlier` has the tables of earlier reports that the site
    is made from, by `<run>/<file>`, and `stage_before` the stage that it is compared with and the hash of what was
    printed then.
    """

    run: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,79}$")]
    authority: Annotated[str, Field(pattern=r"^E\d{8}$")]
    period: Annotated[str, Field(pattern=r"^[A-Z0-9]{0,4}$")]
    raw_folder: str
    risks_folder: str
    parameters: dict[str, Any]
    raw_files: dict[str, dict[str, Any]]
    packages: dict[str, str]
    git: dict[str, Any]
    earlier: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*/[a-z_]+\.parquet$")], Hash] = {}
    stage_before: StageRecord | None = None

    @property
    def manifest(self) -> Manifest:
        """The part that names the files of the report."""
        return Manifest(self.run, self.steps, self.pages, page_code=self.page_code)


LARGEST_MANIFEST = 20_000_000
"""Bytes of the largest manifest that is checked; one of all figures has under a million."""


def read_record(folder: Path, name: str) -> Record:
    """Read all that the manifest of a report says; `name` is what the manifest is called in messages.

    Raises  InputProblem: there is none, or it is not what a run writes
    """
    content = read_plain(folder / MANIFEST, name, LARGEST_MANIFEST)
    try:
        return Record.model_validate_json(content)
    except (ValidationError, RecursionError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": "it is too deep"}
        where = make_visible(".".join(str(part) for part in first["loc"]))
        raise InputProblem(
            f"{name} is not what this version of the project writes: {where or 'the file'}: {shortly(first['msg'])}. "
            "Check the report with the version that made it."
        ) from None


def read_manifest(folder: Path, run: str) -> Manifest:
    """Read the manifest of a report; one that is not there, or is not what a run writes, is an empty one."""
    try:
        recorded = _Recorded.model_validate_json(bytes_of(folder / MANIFEST))
    except (OSError, ValueError, RecursionError):
        return Manifest(run)
    return Manifest(run, recorded.steps, recorded.pages, page_code=recorded.page_code)


def about_this_run(project: Project, settings: Settings, raw: Iterable[RawFile], started: datetime) -> dict[str, Any]:
    """Return what a manifest says of the whole run: parameters, inputs, packages, commit and times."""
    return {
        "authority": settings.authority,
        "period": settings.period,
        "raw_folder": str(project.raw) if project.other_raw else project.raw_name,
        "risks_folder": str(project.risks) if project.other_risks else project.relative(project.risks),
        "parameters": settings.parameters.model_dump(mode="json"),
        "raw_files": {file.name: _about_file(file) for file in raw},
        "packages": environment(),
        "platform": platform.platform(),
        "git": git_state(project.root),
        "started": _iso(started),
        "finished": _iso(datetime.now(UTC)),
    }


def waivers_of(folder: Path, steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Return the waivers of a run as its gate found them: what is waived, why, by whom, until when and if needed."""
    import pyarrow.parquet as pq

    paths = [folder / f"{step.declaration.waivers}.parquet" for step in steps if step.declaration.waivers]
    return [row for path in paths if path.exists() for row in pq.read_table(path).to_pylist()]


def _about_file(file: RawFile) -> dict[str, Any]:
    if file.sidecar is None:
        return {"sha256": sha256(file.path)}
    return file.sidecar.model_dump(mode="json", exclude_none=True)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def now() -> str:
    """Return the time as the manifest writes it."""
    return _iso(datetime.now(UTC))
