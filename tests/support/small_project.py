"""A project of a few small files, with a report that follows from them and its record."""

from __future__ import annotations

import hashlib
from pathlib import Path

import yaml

from helpers.paths import Project
from helpers.pipeline.freshness import Code, digest, environment
from helpers.pipeline.manifest import Manifest, StepRecord
from helpers.pipeline.repository import git_state

REPORT, TABLES = "reports/2023", "data/processed/2023"


def hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write(path: Path, content: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return hashed(content)


def write_inputs(root: Path) -> Project:
    """Write a project with a module, a lock, a raw file with its sidecar, a notebook, a parameter file and a log."""
    raw = write(root / "data/raw/ons/a.csv", b"1")
    about = {"source_id": "ons_a", "format": "ons", "edition": "One", "date": "2023-01-31", "sha256": raw, "rows": 1}
    write(root / "data/raw/ons/a.source.yml", yaml.safe_dump(about).encode())
    write(root / "notebooks/01_one.ipynb", b"{}")
    write(root / "params/2023.yml", b"year: 2023")
    write(root / "docs/assurance/decisions.yml", b"[]")
    write(root / "src/helpers/one.py", b"WORD = 'first'")
    write(root / "pyproject.toml", b"")
    write(root / "uv.lock", b"[[package]]\nname = 'one'\nversion = '1.0'\n")
    return Project(root)


def make_report(project: Project) -> None:
    """Make the report of a small project, whose page says what its module and its parameters hold."""
    root, code = project.root, Code(project.code)
    module, parameters = ((root / name).read_bytes() for name in ("src/helpers/one.py", "params/2023.yml"))
    tables = {kind: write(root / TABLES / f"figures.{kind}", kind.encode()) for kind in ("parquet", "csv")}
    pages = {"01_one.ipynb": b"{}", "01_one.html": b"<p>", "themes/a.html": module + b"\n" + parameters}
    made = [write(root / REPORT / name, content) for name, content in pages.items()]
    raw = {path.relative_to(project.raw).as_posix(): path for path in project.raw.rglob("*.csv")}
    inputs = {f"data/raw/{name}": hashed(path.read_bytes()) for name, path in raw.items()}
    facts = {
        "notebook": hashed((root / "notebooks/01_one.ipynb").read_bytes()),
        "code": {"one.py": hashed(module)},
        "inputs": {"params/2023.yml": hashed(parameters), **inputs},
        "tables": {"figures": tables["parquet"]},
    }
    step = StepRecord(digest(facts), facts, {"figures": tables}, made[0], made[1])
    about = {
        "authority": "E10000018",
        "period": "",
        "raw_folder": "data/raw",
        "risks_folder": "params/risks",
        "parameters": {},
        "packages": environment(),
        "git": git_state(root),
        "raw_files": {name: {"sha256": inputs[f"data/raw/{name}"]} for name in raw},
    }
    modules = {"modules": code.hash_of_all(), "used": code.hash_of_all()}
    Manifest("2023", {"01_one": step}, {"themes/a.html": made[2]}, about, modules).write(root / REPORT)
