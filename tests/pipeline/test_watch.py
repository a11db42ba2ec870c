"""What a run reads stays what it was when the run began, or the run says which file did not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.paths import Project
from helpers.pipeline.watch import Watch
from helpers.problems import StepFailed


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project of one file of each kind."""
    for name in READ:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("as it was", encoding="utf-8")
    return Project(tmp_path)


READ = [
    "params/2023.yml",
    "params/indicators.csv",
    "params/frameworks/plan.yml",
    "notebooks/01_ingestion.ipynb",
    "docs/assurance/limits.yml",
    "data/raw/dfe/one.csv",
    "data/raw/dfe/one.source.yml",
    "data/raw/reference/areas.csv",
    "src/helpers/areas.py",
    "src/helpers/publish/page/council/style.css",
]


def test_nothing_changed_is_nothing_to_say(project: Project) -> None:
    watch = Watch(project)
    assert watch.changed() == []
    watch.check()


@pytest.mark.parametrize("name", READ)
def test_a_file_that_is_changed_is_named(project: Project, name: str) -> None:
    watch = Watch(project)
    (project.root / name).write_text("as it is", encoding="utf-8")
    assert watch.changed() == [f"{name} was changed"]
    with pytest.raises(StepFailed, match=f"{name} was changed while the run was at work"):
        watch.check()


@pytest.mark.parametrize("name", READ)
def test_a_file_that_is_changed_and_put_back_is_named(project: Project, name: str) -> None:
    """Its bytes, its size and the time that can be set are those of before."""
    path = project.root / name
    watch, before = Watch(project), path.stat()
    path.write_text("as it is!", encoding="utf-8")
    path.write_text("as it was", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert watch.changed() == [f"{name} was changed"]


@pytest.mark.parametrize("name", READ)
def test_a_file_put_in_the_place_of_another_and_back_is_named(project: Project, name: str) -> None:
    path = project.root / name
    watch, before = Watch(project), path.stat()
    aside = project.root / "aside"
    path.rename(aside)
    path.write_text("as it is!", encoding="utf-8")
    aside.replace(path)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert watch.changed() == [f"{name} was changed"]


@pytest.mark.parametrize(
    "name", ["data/raw/dfe/two.csv", "params/2024.yml", "notebooks/05_targets.ipynb", "src/helpers/new.py"]
)
def test_a_file_that_is_added_or_taken_away_is_named(project: Project, name: str) -> None:
    watch = Watch(project)
    (project.root / name).touch()
    assert watch.changed() == [f"{name} was added"]
    (project.root / name).unlink()
    (project.root / "data/raw/dfe/one.csv").unlink()
    assert watch.changed() == ["data/raw/dfe/one.csv was taken away"]


@pytest.mark.parametrize("take", [Path.unlink, lambda path: path.chmod(0)])
def test_a_link_in_the_place_of_a_raw_file_is_named(project: Project, take: Callable[[Path], None]) -> None:
    watch, path = Watch(project), project.raw / "dfe" / "one.csv"
    take(path)
    if not path.exists():
        path.symlink_to(project.register)
    assert any(changes.startswith("data/raw/dfe/one.csv was ") for changes in watch.changed())


@pytest.mark.parametrize("name", ["params/2023.yml", "params/frameworks", "params", "docs/assurance/limits.yml"])
def test_a_link_that_is_pointed_elsewhere_and_back_is_named(project: Project, name: str) -> None:
    path = project.root / name
    real = project.root / "kept elsewhere"
    path.rename(real)
    path.symlink_to(real)
    watch = Watch(project)
    path.unlink()
    path.symlink_to(project.root / "data")
    path.unlink()
    path.symlink_to(real)
    assert [changes.partition(" was ")[0].rstrip("/") for changes in watch.changed()] == [name]


def test_a_file_in_a_folder_that_is_a_link_is_watched(project: Project) -> None:
    real = project.root / "kept elsewhere"
    project.frameworks.rename(real)
    project.frameworks.symlink_to(real)
    (real / "above").symlink_to(real)
    watch, path = Watch(project), real / "plan.yml"
    path.write_text("as it is!", encoding="utf-8")
    path.write_text("as it was", encoding="utf-8")
    assert watch.changed() == ["params/frameworks/plan.yml was changed"]


def test_what_no_run_reads_may_change(project: Project) -> None:
    """Locks and copies of editors, compiled code, notes for people, other reports."""
    watch = Watch(project)
    for name in (
        "params/.2023.yml.swp",
        "data/raw/dfe/.~lock.one.csv#",
        "data/raw/dfe/Thumbs.db",
        "data/raw/README.md",
        "reports/2018/index.html",
        "src/helpers/__pycache__/areas.cpython-311.pyc",
        "notebooks/.ipynb_checkpoints/01_ingestion-checkpoint.ipynb",
        "docs/methods/README.md",
        "data/processed/2023/observations.csv",
    ):
        path = project.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert watch.changed() == []


@pytest.mark.parametrize(
    "name", ["params", "params/frameworks", "data", "data/raw/dfe", "src/helpers/publish", "notebooks"]
)
def test_a_folder_that_was_moved_away_and_back_is_named(project: Project, name: str) -> None:
    """While it was away another may have been read in its place; its own files are what they were."""
    watch, folder, aside = Watch(project), project.root / name, project.root / "aside"
    folder.rename(aside)
    shutil.copytree(aside, folder)
    shutil.rmtree(folder)
    aside.rename(folder)
    assert watch.changed() == [f"{name}/ was moved"]


def test_another_folder_of_raw_files_is_watched_with_the_reference_files(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "downloads"
    shutil.copytree(project.raw / "dfe", other)
    elsewhere = Project(project.root, other)
    watch = Watch(elsewhere)
    (other / "one.csv").write_text("as it is", encoding="utf-8")
    (project.areas).write_text("as it is", encoding="utf-8")
    (project.raw / "dfe" / "one.csv").write_text("not read", encoding="utf-8")
    assert watch.changed() == ["data/raw/reference/areas.csv was changed", "downloads/one.csv was changed"]
    watch = Watch(elsewhere)
    other.rename(tmp_path / "aside")
    (tmp_path / "aside").rename(other)
    assert watch.changed() == ["downloads/ was moved"]


def test_a_name_with_what_cannot_be_seen_is_written_out(project: Project) -> None:
    watch = Watch(project)
    (project.parameters / os.fsdecode(b"\xe2\x80\xae\xff.yml")).touch()
    assert watch.changed() == [r"params/\u202e\udcff.yml was added"]


def test_code_counts_from_when_the_process_first_asked(project: Project) -> None:
    """A run of several years goes on with the code that it has loaded."""
    Watch(project)
    (project.code / "areas.py").write_text("as it is", encoding="utf-8")
    assert Watch(project).changed() == ["src/helpers/areas.py was changed"]


def test_many_changes_are_one_sentence(project: Project) -> None:
    watch = Watch(project)
    for name in READ[:5]:
        (project.root / name).write_text("as it is", encoding="utf-8")
    with pytest.raises(StepFailed) as stopped:
        watch.check()
    assert str(stopped.value).startswith(
        "docs/assurance/limits.yml was changed, notebooks/01_ingestion.ipynb was changed, params/2023.yml was changed, "
        "and so were 2 more files while the run was at work"
    )
