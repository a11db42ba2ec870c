"""The manifest: what a report was made from, with which code, and when."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from helpers.params import Settings
from helpers.paths import MANIFEST, Project
from helpers.pipeline.freshness import environment, sha256
from helpers.pipeline.graph import Step
from helpers.sources.sidecar import RawFile

VERSION = 1


@dataclass
class StepRecord:
    """How one step was made: the facts it depends on as one hash, and the hashes of what it left."""

    fingerprint: str
    facts: dict[str, Any]
    tables: dict[str, dict[str, Any]]
    notebook: str
    page: str = ""
    page_fingerprint: str = ""
    started: str = ""
    seconds: float = 0.0


@dataclass
class Manifest:
    """The record of one run, kept beside its report; `pages` has the hashes of the pages that are of no step."""

    run: str
    steps: dict[str, StepRecord] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write the manifest into the report's folder."""
        content = {
            "version": VERSION,
            "run": self.run,
            **self.about,
            "steps": {name: vars(record) for name, record in sorted(self.steps.items())},
            "pages": self.pages,
        }
        text = json.dumps(content, indent=1, default=str, ensure_ascii=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_manifest(folder: Path, run: str) -> Manifest:
    """Read the manifest of a report; one that is not there, or not readable, is an empty one."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            return Manifest(run)
        steps = {name: StepRecord(**record) for name, record in content["steps"].items()}
        return Manifest(run, steps, content["pages"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Manifest(run)


def about_this_run(project: Project, settings: Settings, raw: Iterable[RawFile], started: datetime) -> dict[str, Any]:
    """Return what a manifest says of the whole run: parameters, inputs, packages, commit and times."""
    return {
        "authority": settings.authority,
        "raw_folder": str(project.raw) if project.other_raw else project.raw_name,
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


def git_state(root: Path) -> Mapping[str, Any]:
    """Return the commit of the checkout and whether files differ from it; nulls where git cannot tell."""

    def git(*words: str) -> str | None:
        try:
            done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True, timeout=20)
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout.strip()

    changed = git("status", "--porcelain")
    return {"commit": git("rev-parse", "HEAD"), "changed": None if changed is None else bool(changed)}


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def now() -> str:
    """Return the time as the manifest writes it."""
    return _iso(datetime.now(UTC))
