"""`make update`: what it refuses before anything is made."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from helpers.commands.update import print_update
from helpers.commands.verify import Asked
from helpers.paths import Project
from helpers.problems import InputProblem

TODAY = date(2023, 11, 20)


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The parameters and the reference files of the project."""
    folder = tmp_path_factory.mktemp("update")
    shutil.copytree(root / "params", folder / "params")
    shutil.copytree(root / "data" / "raw" / "reference", folder / "data" / "raw" / "reference")
    return Project(folder)


def test_an_answer_is_yes_or_no(project: Project, tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="accept must be yes or no; got 'perhaps'"):
        print_update(project, Asked("2023"), tmp_path, "perhaps", None, TODAY)


def test_there_must_be_a_report_to_compare_with(project: Project, tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="There is no report in reports/2023; make it first"):
        print_update(project, Asked("2023"), tmp_path, "", None, TODAY)


def test_a_folder_without_a_new_file_is_refused(project: Project, tmp_path: Path) -> None:
    (project.reports / "2023").mkdir(parents=True)
    with pytest.raises(InputProblem, match="has no file that data/raw does not have already"):
        print_update(project, Asked("2023"), tmp_path, "", None, TODAY)
