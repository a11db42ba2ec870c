"""The manifest: read back only if it is what a run writes, with the commit of the project's own repository."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from private_words import PATTERNS, machine_words, private_words

from helpers.paths import Project
from helpers.pipeline.manifest import Manifest, StepRecord, about_this_run, read_manifest
from helpers.problems import Problem
from helpers.sources.sidecar import RawFile

HASH = "0123456789abcdef" * 4

CODE = {"modules": HASH, "used": "c" * 64}


def record() -> StepRecord:
    tables = {"observations": {"parquet": HASH, "csv": HASH}}
    return StepRecord(
        HASH, {"tables": {"areas": HASH}, "settings": {"year": 2023}}, tables, HASH, HASH, HASH, "now", 1.5
    )


@pytest.fixture
def written(tmp_path: Path) -> dict[str, Any]:
    """A manifest as a run writes it, as JSON."""
    manifest = Manifest(
        "2023",
        {"01_ingestion": record()},
        {
            "index.html": HASH,
            "compendium.docx": HASH,
            "compendium.xlsx": HASH,
            "compendium.pdf": HASH,
            "open_data/open_data.zip": HASH,
            "open_data/datapackage.json": HASH,
        },
        {"authority": "E10000018"},
        CODE,
    )
    manifest.write(tmp_path)
    return json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))


def read_back(folder: Path, content: object) -> Manifest:
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return read_manifest(folder, "2023")


def test_what_a_run_writes_is_read_back(tmp_path: Path, written: dict[str, Any]) -> None:
    assert written["version"] == 1
    result = read_back(tmp_path, written)
    assert result.steps == {"01_ingestion": record()}
    assert set(result.pages) == {
        "index.html",
        "compendium.docx",
        "compendium.xlsx",
        "compendium.pdf",
        "open_data/open_data.zip",
        "open_data/datapackage.json",
    }
    assert result.page_code == CODE


def test_a_manifest_of_an_earlier_version_without_the_code_of_its_pages_is_read(
    tmp_path: Path, written: dict[str, Any]
) -> None:
    del written["page_code"]
    assert read_back(tmp_path, written).page_code == {}


def put(*path: str, value: object) -> Callable[[dict[str, Any]], object]:
    """Return a change that sets one value of a manifest, by the keys on the way to it."""

    def change(manifest: dict[str, Any]) -> object:
        inside = manifest
        for key in path[:-1]:
            inside = inside[key]
        inside[path[-1]] = value
        return manifest

    return change


def take(*path: str) -> Callable[[dict[str, Any]], object]:
    def change(manifest: dict[str, Any]) -> object:
        inside = manifest
        for key in path[:-1]:
            inside = inside[key]
        del inside[path[-1]]
        return manifest

    return change


STEP = ("steps", "01_ingestion")


@pytest.mark.parametrize(
    "change",
    [
        put("pages", value=None), put("pages", value=[]), put("pages", "index.html", value=None),
        put("pages", "../../etc/passwd", value=HASH), put("pages", "index.html", value="../x"), take("pages"),
        put("steps", value=None), put("steps", value=["01_ingestion"]), put("steps", "../x", value={}), take("steps"),
        put("steps", "02", value=None),
        put(*STEP, "tables", value=None), put(*STEP, "tables", value=[]),
        put(*STEP, "tables", "observations", value=HASH),
        take(*STEP, "tables", "observations", "csv"), put(*STEP, "tables", "observations", "xlsx", value=HASH),
        put(*STEP, "tables", "../../x", value={"parquet": HASH, "csv": HASH}),
        put(*STEP, "tables", "observations", "csv", value=7),
        put(*STEP, "facts", value=None), put(*STEP, "facts", value=[]), take(*STEP, "facts", "tables"),
        put(*STEP, "facts", "tables", value=[]), put(*STEP, "facts", "tables", value=None),
        put(*STEP, "fingerprint", value=1), take(*STEP, "fingerprint"), put(*STEP, "notebook", value=None),
        put(*STEP, "seconds", value="long"), put(*STEP, "page", value={}), put(*STEP, "another", value=1),
        put("version", value=2), put("version", value="1"), put("version", value=None), take("version"),
        put("page_code", value=None), put("page_code", "used", value="x"), take("page_code", "used"),
        put("page_code", "another", value=HASH),
        lambda _: [], lambda _: None, lambda _: 1, lambda _: "", lambda _: "{", lambda _: "\x00\x00",
        lambda _: "[" * 200_000, lambda _: '{"version": 1, "pages": {}, "steps": ' + '{"a":' * 200_000,
    ],
)  # fmt: skip
def test_a_manifest_of_another_shape_is_an_empty_one(
    tmp_path: Path, written: dict[str, Any], change: Callable[[dict[str, Any]], object]
) -> None:
    changed = change(written)
    assert read_back(tmp_path, changed) == Manifest("2023")


def test_facts_that_go_deep_are_no_reason_to_stop(tmp_path: Path, written: dict[str, Any]) -> None:
    deep = '{"a":' * 150_000 + "1" + "}" * 150_000
    text = json.dumps(written).replace('{"year": 2023}', deep)
    assert deep in text
    assert read_back(tmp_path, text) == Manifest("2023")


def test_bytes_that_are_no_text_and_a_folder_are_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(b"\xff\xfe{}")
    assert read_manifest(tmp_path, "2023") == Manifest("2023")
    (tmp_path / "manifest.json").unlink()
    (tmp_path / "manifest.json").mkdir()
    assert read_manifest(tmp_path, "2023") == Manifest("2023")


def test_a_manifest_that_could_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    manifest = Manifest("2023", {"01_ingestion": record()}, {"a page.exe": HASH}, {"authority": "E10000018"}, CODE)
    with pytest.raises(Problem, match="cannot be read back"):
        manifest.write(tmp_path)
    assert not (tmp_path / "manifest.json").exists()


def test_the_record_of_a_run_names_no_folder_of_the_machine(tmp_path: Path) -> None:
    project = Project(tmp_path / "home" / "anna" / "project")
    raw = project.raw / "ons" / "a.csv"
    raw.parent.mkdir(parents=True)
    raw.write_text("1", encoding="utf-8")
    settings = SimpleNamespace(
        authority="E10000018", period="", parameters=SimpleNamespace(model_dump=lambda mode: {"year": 2023})
    )
    about = about_this_run(project, settings, [RawFile("ons/a.csv", raw, None)], datetime.now(UTC))  # type: ignore[arg-type]
    assert about["raw_files"] == {"ons/a.csv": {"sha256": hashlib.sha256(b"1").hexdigest()}}
    folder = tmp_path / "record"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    assert private_words(folder, {**PATTERNS, **machine_words(project.root, tmp_path)}) == []
