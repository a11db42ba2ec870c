"""Sidecars: what is known of each raw file, and what its bytes must be."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.paths import Project
from helpers.problems import ExitCode, InputProblem
from helpers.sources.sidecar import check_hash, raw_files


def stop(raw: Any) -> str:
    """The sentence with which listing the raw files stops."""
    with pytest.raises(InputProblem) as problem:
        raw_files(raw.folder)
    assert problem.value.exit_code == ExitCode.BAD_INPUT
    assert str(raw.folder) not in str(problem.value)
    return str(problem.value)


def test_files_are_listed_by_name_with_what_is_known_of_them(raw: Any) -> None:
    raw.add([raw.good], name="ons/b", source_id="ons_els")
    raw.add([raw.good], name="defra/z")
    raw.add([raw.good], name="defra/a", counts_from=["ons_els", "dfe_lait"])
    files = raw_files(raw.folder)
    assert [file.name for file in files] == ["defra/a.csv", "defra/z.csv", "ons/b.csv"]
    assert [file.sidecar.source_id for file in files] == ["defra_waste", "defra_waste", "ons_els"]
    assert files[0].sidecar.counts_from == ("ons_els", "dfe_lait")
    assert files[0].sidecar.rows == 1


def test_a_file_without_a_sidecar_is_listed_without_one(raw: Any) -> None:
    raw.add([raw.good])
    (raw.folder / "defra" / "new.csv").write_text("x", encoding="utf-8")
    files = raw_files(raw.folder, "elsewhere")
    assert [(file.display_name, file.sidecar is None) for file in files] == [
        ("elsewhere/defra/figures.csv", False),
        ("elsewhere/defra/new.csv", True),
    ]
    assert check_hash(files[1]) == hashlib.sha256(b"x").hexdigest()


def test_a_folder_of_far_too_many_files_is_taken_for_the_wrong_one(raw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    raw.add([raw.good])
    monkeypatch.setattr("helpers.sources.sidecar.MOST_FILES", 2)
    assert stop(raw) == "data/raw holds more than 2 files and folders; give the one with raw files."


def test_a_sidecar_without_a_file_is_named(raw: Any) -> None:
    file = raw.add([raw.good])
    file.path.unlink()
    assert stop(raw).startswith("data/raw/defra/figures.source.yml describes 0 files;")


def test_a_sidecar_of_two_files_is_named(raw: Any) -> None:
    file = raw.add([raw.good])
    file.path.with_suffix(".xlsx").write_bytes(b"x")
    assert stop(raw).startswith("data/raw/defra/figures.source.yml describes 2 files;")


def test_a_file_whose_name_begins_with_that_of_another_has_its_own(raw: Any) -> None:
    raw.add([raw.good], name="defra/waste")
    raw.add([raw.good], name="defra/waste_2")
    assert [file.name for file in raw_files(raw.folder)] == ["defra/waste.csv", "defra/waste_2.csv"]


def test_notes_and_hidden_files_need_no_sidecar(raw: Any) -> None:
    raw.add([raw.good])
    (raw.folder / "README.md").write_text("x", encoding="utf-8")
    (raw.folder / "defra" / ".DS_Store").write_bytes(b"x")
    assert len(raw_files(raw.folder)) == 1


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"publishr": "Defra"}, "publishr"),
        ({"source_id": "Defra waste"}, "source_id"),
        ({"address": "http://www.gov.uk/"}, "address"),
        ({"sha256": "abc"}, "sha256"),
        ({"sha256": "A" * 64}, "sha256"),
        ({"date": "yesterday"}, "date"),
        ({"rows": -1}, "rows"),
        ({"rows": 10**12}, "rows"),
        ({"edition": "x" * 301}, "edition"),
        ({"date": "2026-11-22T23:30:00+01:00"}, "date"),
        ({"address": "https://www.gov.uk/ x"}, "address"),
        ({"rows": "many"}, "rows"),
        ({"edition": ""}, "edition"),
        ({"published": "soon"}, "published"),
        ({"rows": None}, "rows"),
    ],
)
def test_a_sidecar_that_is_not_right_names_its_key(raw: Any, change: dict[str, Any], key: str) -> None:
    with pytest.raises(InputProblem) as problem:
        raw.add([raw.good], **change)
    lines = (raw.folder / "defra" / "figures.source.yml").read_text(encoding="utf-8").splitlines()
    line = [f" line {number}" for number, text in enumerate(lines, start=1) if text.startswith(f"{key}:")]
    where = f"data/raw/defra/figures.source.yml{''.join(line)}"
    assert str(problem.value).startswith(f"{where}: {key} is not right; ")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a: [1", "data/raw/defra/figures.source.yml line 1 is not readable YAML: "),
        ("", "data/raw/defra/figures.source.yml is empty."),
        ("just text", "data/raw/defra/figures.source.yml: the file is not right"),
        ("- a list", "data/raw/defra/figures.source.yml: the file is not right"),
    ],
)
def test_a_sidecar_that_cannot_be_read_is_named(raw: Any, content: str, sentence: str) -> None:
    file = raw.add([raw.good])
    file.path.with_name("figures.source.yml").write_text(content, encoding="utf-8")
    assert stop(raw).startswith(sentence)


def test_a_sidecar_that_is_not_utf8_is_named(raw: Any) -> None:
    file = raw.add([raw.good])
    file.path.with_name("figures.source.yml").write_bytes("publisher: Malmö".encode("latin-1"))
    assert stop(raw).startswith("data/raw/defra/figures.source.yml line 1 is not readable YAML: it is not UTF-8")


def test_a_key_given_twice_in_a_sidecar_is_refused(raw: Any) -> None:
    """As in a parameter file: YAML keeps the last without a word."""
    file = raw.add([raw.good])
    sidecar = file.path.with_name("figures.source.yml")
    sidecar.write_text(sidecar.read_text(encoding="utf-8") + "rows: 7\n", encoding="utf-8")
    assert "rows" in stop(raw)


def test_the_hash_is_that_of_the_bytes(raw: Any) -> None:
    file = raw.add([raw.good])
    assert check_hash(file) == hashlib.sha256(file.path.read_bytes()).hexdigest()


def test_bytes_that_differ_name_both_hashes(raw: Any) -> None:
    file = raw.add([raw.good])
    recorded = hashlib.sha256(file.path.read_bytes()).hexdigest()
    file.path.write_bytes(file.path.read_bytes().replace(b"41.5", b"14.5"))
    digest = hashlib.sha256(file.path.read_bytes()).hexdigest()
    with pytest.raises(InputProblem) as problem:
        check_hash(file)
    assert str(problem.value).startswith(
        f"data/raw/defra/figures.csv has the sha256 {digest}, but its sidecar records {recorded};"
    )


def test_the_projects_files_are_those_their_sidecars_describe(root: Path) -> None:
    files = raw_files(Project(root).raw)
    assert len(files) > 20
    for file in files:
        assert check_hash(file) == file.sidecar.sha256
        sidecar = file.path.with_name(f"{file.path.stem}.source.yml")
        assert set(yaml.safe_load(sidecar.read_text(encoding="utf-8"))) <= set(type(file.sidecar).model_fields)
