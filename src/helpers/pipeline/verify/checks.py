"""What is checked before a report is made again: its record, the raw files, the inputs and the packages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from helpers.files import read_plain
from helpers.params import Settings
from helpers.paths import Project
from helpers.pipeline.freshness import digest, sha256
from helpers.pipeline.manifest import Record
from helpers.pipeline.stage_before import PRINTED, facts_of_stage_before
from helpers.pipeline.verify.differences import Difference
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.problems import InputProblem
from helpers.sources.sidecar import SUFFIX, RawFile, check_hash

THE_RECORD: Final = "manifest.json"
LOCK: Final = "uv.lock"
IN_THE_RECORD: Final = "hash in the record"
"""What differs of a file that is not as recorded."""

MAX_LOCK_BYTES: Final = 20_000_000


def check_record(record: Record) -> Iterator[Difference]:
    """Check the record against itself: each fingerprint, and the hash of each table that a step read."""
    written = {table: hashes for step in record.steps.values() for table, hashes in step.tables.items()}
    for name, step in sorted(record.steps.items()):
        if (fingerprint := digest(step.facts)) != step.fingerprint:
            yield Difference(THE_RECORD, "", name, "fingerprint", step.fingerprint, fingerprint)
        for table, read in step.facts["tables"].items():
            if table in written and written[table]["parquet"] != read:
                yield Difference(THE_RECORD, table, name, "table that was read", str(read), written[table]["parquet"])


def check_files(report: HandedOver, record: Record, called: Mapping[Path, str]) -> Iterator[Difference]:
    """Check the files of a report against its record: none is missing, none is changed and none was added.

    `called` has the name of the folder of the report, and of that of the tables, as differences name them. Tables that
    were not handed over are not missing.
    """
    tables = report.tables or report.report
    recorded = record.manifest.files(tables, report.report)
    for path, recorded_hash in recorded.items():
        if path.parent == tables and report.tables is None and path.suffix in (".csv", ".parquet"):
            continue
        name = f"{called[tables if path.is_relative_to(tables) else report.report]}/"
        name += path.relative_to(tables if path.is_relative_to(tables) else report.report).as_posix()
        try:
            actual = sha256(path)
        except OSError:
            yield Difference(name, "", "", "the whole file", recorded_hash, "")
            continue
        if actual != recorded_hash:
            yield Difference(name, "", "", IN_THE_RECORD, recorded_hash, actual)
    for file, path in report.files().items():
        if path not in recorded:
            yield Difference(f"{called[report.report]}/{file}", "", "", "the whole file", "", "not in the record")


def check_raw_files(raw: list[RawFile], record: Record) -> Iterator[Difference]:
    """Check the raw files here against their sidecars, and against those of the record."""
    here, differing = {}, set[str]()
    for file in raw:
        try:
            here[file.name] = check_hash(file)
        except InputProblem:
            if file.sidecar is None:
                raise
            here[file.name] = sha256(file.path)
            differing.add(file.name)
            yield Difference(
                file.display_name,
                "",
                "",
                f"sha256 in {Path(file.name).stem}{SUFFIX}",
                file.sidecar.sha256,
                here[file.name],
            )
    folder = raw[0].folder if raw else "data/raw"
    recorded = {name: str(about.get("sha256", "")) for name, about in record.raw_files.items()}
    for name in sorted((here.keys() | recorded.keys()) - differing):
        if here.get(name, "") != recorded.get(name, ""):
            yield Difference(f"{folder}/{name}", "", "", IN_THE_RECORD, recorded.get(name, ""), here.get(name, ""))


def check_inputs(project: Project, record: Record) -> Iterator[Difference]:
    """Check the notebooks, the parameters and all else that the record names of the project but the raw files."""
    recorded: dict[str, str] = {}
    for name, step in record.steps.items():
        recorded[f"notebooks/{name}.ipynb"] = str(step.facts.get("notebook", ""))
        inputs = step.facts.get("inputs")
        recorded |= inputs if isinstance(inputs, dict) else {}
    for name, recorded_hash in sorted(recorded.items()):
        raw = name.startswith(f"{project.raw_name}/") and not name.endswith(SUFFIX)
        path = _inside(project, name)
        if raw or path is None:
            continue
        try:
            actual = sha256(path)
        except OSError:
            actual = ""
        if actual != recorded_hash:
            yield Difference(name, "", "", IN_THE_RECORD, str(recorded_hash), actual)


def _inside(project: Project, name: str) -> Path | None:
    """Return the file of the project that a name of the record means; None if it is not one of the project's own."""
    path = project.root / name
    inside = not Path(name).is_absolute() and ".." not in Path(name).parts
    if project.other_risks and name.startswith(f"{project.other_risks.name}/"):
        return project.other_risks / name.partition("/")[2]
    if project.other_raw and name.startswith(f"{project.raw_name}/"):
        return project.other_raw / name.partition("/")[2]
    return path if inside else None


def check_stage_before(project: Project, settings: Settings, record: Record) -> Iterator[Difference]:
    """Check that the report was compared with the stage that is the one before it now, as that was frozen."""
    now = facts_of_stage_before(project, settings)
    recorded = record.stage_before.model_dump() if record.stage_before else {}
    if now != recorded:
        stage = now.get("stage") or recorded["stage"]
        name = project.relative(project.stages / settings.run / stage / PRINTED)
        old = recorded["sha256"] if recorded.get("stage") == stage else ""
        yield Difference(name, "", "", IN_THE_RECORD, old, now.get("sha256", ""))


def check_packages(project: Project, installed: Mapping[str, str]) -> Iterator[Difference]:
    """Check the installed packages against uv.lock; a package that is not in it is nothing of the project's.

    Raises  InputProblem: uv.lock cannot be read
    """
    content = read_plain(project.root / LOCK, LOCK, MAX_LOCK_BYTES)
    try:
        packages = tomllib.loads(content.decode())["package"]
    except (ValueError, KeyError) as error:
        raise InputProblem(f"{LOCK} cannot be read: {error}; put back the file of the commit.") from None
    locked: dict[str, set[str]] = {}
    for package in packages:
        locked.setdefault(_normalised(str(package["name"])), set()).add(str(package.get("version", "")))
    for name, version in installed.items():
        allowed = locked.get(_normalised(name), {version})
        if version not in allowed:
            yield Difference(LOCK, "", name, "version", " or ".join(sorted(allowed)), version)


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
