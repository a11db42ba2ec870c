"""What people say for the committee papers of a year: read by paper and field, and refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.meeting_fields import CABINET, COUNCIL, DELIVERY, FIELDS, SCRUTINY, WITH_FIELDS, fields_of, paper_file
from helpers.problems import InputProblem
from helpers.sources.meetings import read_meetings

HEAD = "paper,field,text\n"


def written(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "2023.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return path


def test_a_row_for_one_paper_goes_before_a_row_for_all(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "all,policy_framework,For all.\ncabinet,policy_framework,For the Cabinet.\n"
        "cabinet,policy_framework,And more.\nall,reasons,It is due.\n",
    )
    answers = read_meetings(path)
    assert answers[CABINET] == {
        "reasons": ("It is due.",),
        "policy_framework": ("For the Cabinet.", "And more."),
    }
    assert answers[SCRUTINY] == answers[COUNCIL] == {"policy_framework": ("For all.",)}


def test_a_field_of_the_delivery_report_has_a_theme(tmp_path: Path) -> None:
    path = written(
        tmp_path, "delivery,planned/roads,Homes.\ndelivery,planned/roads,Roads.\ndelivery,introduction,Well.\n"
    )
    assert read_meetings(path)[DELIVERY] == {"introduction": ("Well.",), "planned/roads": ("Homes.", "Roads.")}


def test_without_a_file_nothing_is_written(tmp_path: Path) -> None:
    assert read_meetings(None) == read_meetings(tmp_path / "none.csv") == {paper: {} for paper in WITH_FIELDS}


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("board,reasons,x y\n", "2023.csv row 2, column paper: 'board' is not right; there is no paper of this name"),
        ("all,cause,x y\n", "column field: 'cause' is not right; there is no field of this name"),
        ("council,reasons,x y\n", "the paper has no field reasons; write one of cabinet"),
        ("all,meeting_date,24 November\n", "write the day of the meeting as 2023-11-24"),
        ("all,meeting_date,2023-02-30\n", "write the day of the meeting as 2023-11-24"),
        ("cabinet,reasons,Reasons TBC\n", "'TBC' waits to be filled in"),
        ("cabinet,reasons, It is due.\n", "write one paragraph without space around it"),
        ('cabinet,reasons,"One.\nTwo."\n', "a line break"),
        ("cabinet,reasons,It is due.\ncabinet,reasons,It is due.\n", "appears twice; keep one row"),
        ("delivery,planned,Homes.\n", "the field is of a theme; write its name behind it, as planned/clean-and-green"),
        ("cabinet,reasons/roads,It is due.\n", "the field is of no theme; write reasons"),
        ("all,planned/roads,Homes.\n", "the paper has no field planned/roads; write one of delivery"),
        ("all,report_of,Chief Executive\nall,report_of,Treasurer\n", "has a paragraph already; keep one row"),
    ],
)
def test_a_row_that_is_not_right_is_refused_with_what_to_write(tmp_path: Path, rows: str, why: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_meetings(written(tmp_path, rows))
    assert why in str(problem.value)


def test_the_file_of_the_project_can_be_read(root: Path) -> None:
    for path in sorted((root / "params/meetings").glob("*.csv")):
        assert any(read_meetings(path).values())


def test_each_field_belongs_to_a_paper_and_says_what_it_asks_for() -> None:
    assert all(field.papers and field.asks_for for field in FIELDS.values())
    assert {name for paper in WITH_FIELDS for name in fields_of(paper)} == set(FIELDS)
    assert [paper_file(paper) for paper in WITH_FIELDS] == [
        "paper_scrutiny.docx",
        "paper_cabinet.docx",
        "paper_council.docx",
        "delivery_report.docx",
    ]
