"""No report is final without the approval of the Cabinet and of the council, recorded by a post."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.problems import InputProblem
from helpers.sources.approvals import Approval, read_approvals, refuse_without_approvals

HEADER = ",".join(Approval.model_fields)
CABINET = "2023,cabinet,2023-11-24,Minute 12,Head of Democratic Services"
COUNCIL = "2023,council,2023-12-06,Minute 40,Head of Democratic Services"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "approvals.csv"


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows, ""]))
    return path


def test_a_report_with_both_approvals_may_be_final(path: Path) -> None:
    refuse_without_approvals(write(path, CABINET, COUNCIL), 2023)
    assert [row.body for row in read_approvals(path, 2023)] == ["cabinet", "council"]
    assert read_approvals(path, 2024) == ()


@pytest.mark.parametrize(
    ("rows", "bodies"), [([], "cabinet or the council"), ([CABINET], "council"), ([COUNCIL], "cabinet")]
)
def test_a_report_without_one_is_refused(path: Path, rows: list[str], bodies: str) -> None:
    with pytest.raises(InputProblem, match=rf"2023 cannot be final: .* no approval of the {bodies}\. Write a row"):
        refuse_without_approvals(write(path, *rows), 2023)


def test_the_approval_of_another_year_or_council_does_not_count(path: Path) -> None:
    write(path, CABINET, COUNCIL)
    for missing, year in ((path, 2024), (None, 2023), (path.with_name("absent.csv"), 2023)):
        with pytest.raises(InputProblem, match="no approval of the cabinet or the council"):
            refuse_without_approvals(missing, year)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (COUNCIL.replace("2023-12-06", "2023-12"), "approved_on"),
        (COUNCIL.replace("council", "scrutiny", 1), "body"),
        (COUNCIL.replace("Minute 40", ""), "minute"),
        (COUNCIL.replace("Head of", "=HYPERLINK() of"), "recorded_by"),
    ],
)
def test_a_row_that_is_not_right_is_named(path: Path, row: str, column: str) -> None:
    with pytest.raises(InputProblem, match=rf"approvals\.csv row 2, column {column}"):
        read_approvals(write(path, row), 2023)
