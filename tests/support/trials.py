"""A project in which a run takes no time: notebooks and pages are made at once, and a test says what happens then."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.assurance.logs import Assurance, read_assurance
from helpers.paths import Project
from helpers.pipeline import pages, run
from helpers.pipeline.card_pages import WrittenPages
from helpers.pipeline.crate import SOURCE_COLUMNS
from helpers.pipeline.graph import read_declaration
from helpers.pipeline.kernels import engine, provisioner
from helpers.pipeline.progress import Progress
from helpers.sources.raw_reading import is_reference
from helpers.sources.sidecar import raw_files

During = Callable[[], object]


class Trial:
    """A project in which `report` runs at once, and what is to happen while a step or the pages are made.

    `words` are the pages that say something else than the others, and `other_tables` the tables that are not as they
    were.
    """

    def __init__(self, root: Path) -> None:
        self.project = Project(root)
        self.during: dict[str, During] = {}
        self.output = io.StringIO()
        self.gate_fails = False
        self.words: dict[str, str] = {}
        self.other_tables: set[str] = set()

    def report(self, **options: Any) -> str:
        """Make the report of 2023 and return what is said of it."""
        self.output.truncate(0)
        run.report(self.project, "2023", today=date(2024, 1, 1), progress=Progress(self.output), **options)
        return self.output.getvalue()

    def state(self) -> dict[str, str]:
        """The text of every visible file that a run made."""
        folders = (self.project.processed, self.project.reports)
        paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        visible = [path for path in paths if not any(part.startswith(".") for part in path.parts)]
        return {path.relative_to(self.project.root).as_posix(): path.read_bytes().hex() for path in visible}

    def hidden(self) -> set[str]:
        """What a run left beside the reports, but for the locks."""
        folders = (self.project.processed, self.project.reports)
        return {path.name for folder in folders for path in folder.glob(".*") if not path.name.startswith(".lock-")}

    def edit(self, name: str) -> None:
        """Add a line to a file, which is then another."""
        path = self.project.root / name
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


class NoCode:
    """Stands for the package's modules, which take long to read; the watch notices when they change."""

    def __init__(self, _: Path) -> None:
        pass

    def used_by_source(self, *_: object) -> dict[str, str]:
        return {}

    used_by_module = used_by_step = used_by_source

    def look_again(self) -> None:
        pass

    keep = look_again

    def hash_of_all(self) -> str:
        return "0" * 64


_assurance_of: dict[str, Assurance] = {}
"""What was read of logs, by their bytes: most tests leave them as they are, and reading them takes long."""


def read_assurance_once(folder: Path) -> Assurance:
    """Read the logs of a folder, or return what was read where they had the same bytes."""
    content = hashlib.sha256()
    for path in sorted(folder.glob("*.yml")):
        content.update(f"{path.name}\n".encode() + path.read_bytes())
    key = content.hexdigest()
    if key not in _assurance_of:
        _assurance_of[key] = read_assurance(folder)
    return _assurance_of[key]


def prepare(made: Trial, monkeypatch: pytest.MonkeyPatch) -> Trial:
    """Let notebooks and pages be made at once, and what is asked for happen meanwhile."""

    def execute(notebook: Path, output: Path, *_: Any) -> None:
        turn = _[2]
        turn.wait()
        turn.wait_for(frozenset(read_declaration(notebook)[0].reads))
        tables = _[1].tables
        for name in read_declaration(notebook)[0].writes:
            columns = ["check_id", "indicator_id", "severity", "outcome", "reason", "by", "until", "used"]
            frame = pd.DataFrame({column: pd.Series([], dtype="str") for column in columns})
            if name == "quality_results" and made.gate_fails:
                row = {"check_id": "C13", "severity": "critical", "outcome": "Fail", "rule": "No", "rows_failing": 1}
                frame = pd.DataFrame([dict.fromkeys(columns, "") | row])
            if name == run.RAW_FILES:
                files = raw_files(made.project.raw)
                read = [file.name for file in files if not is_reference(file)]
                frame = pd.DataFrame({"file": read, "source_id": "", "edition": "", "hash_published": False})
            if name == "sources":
                frame = pd.DataFrame(columns=SOURCE_COLUMNS, dtype="str")
            if name in made.other_tables:
                frame["more"] = pd.Series([], dtype="str")
            frame.to_parquet(tables / f"{name}.parquet", index=False)
            frame.to_csv(tables / f"{name}.csv", index=False)
        turn.say_written(frozenset(read_declaration(notebook)[0].writes))
        made.during.get(notebook.stem, lambda: None)()
        made.during.get(f"{tables.name}/{notebook.stem}", lambda: None)()
        output.write_text(notebook.read_text(encoding="utf-8"), encoding="utf-8")

    def write(this: Any, folders: Any) -> dict[str, str]:
        made.during.get("pages", lambda: None)()
        names = [*(f"{name}.html" for name in this.new.steps), "index.html"]
        written = dict.fromkeys(names, "<p>Words.</p>") | made.words
        for name, page in written.items():
            (folders.report / name).write_text(page, encoding="utf-8")
        return written

    monkeypatch.setattr(engine, "execute", execute)
    monkeypatch.setattr(provisioner, "can_fork", lambda: False)  # no kernel is started
    monkeypatch.setattr(pages, "_write", write)
    monkeypatch.setattr(pages, "_write_site", lambda run, folders: WrittenPages({}, []))
    monkeypatch.setattr(pages.PagesAhead, "start", lambda self, name: None)
    monkeypatch.setattr(pages.PagesAhead, "_make_site", lambda self: None)
    monkeypatch.setattr(run, "Code", NoCode)
    monkeypatch.setattr(run, "read_assurance", read_assurance_once)
    monkeypatch.setattr(run, "installed", run.environment)
    return made
