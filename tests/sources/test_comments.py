"""Comments on a draft and amendments are read with owner, dates and response; a row that is not right is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from helpers.problems import InputProblem
from helpers.register import Indicator, read_register
from helpers.sources.comments import Comment, read_comments

HEADER = ",".join(Comment.model_fields)
ANSWERED = (
    "2023,cost,comment,The Scrutiny Commission,2023-11-08,Why is the cost red?,ehcp_20_weeks_pct,"
    "Director of Corporate Resources,It is above the tolerance.,2023-11-20,Minutes"
)
OPEN = "2023,trees,comment,A member,2023-11,How many trees died?,,Director of Environment,,,"


@pytest.fixture(scope="module")
def register(root: Path) -> Sequence[Indicator]:
    return read_register(root / "params/indicators.csv")


def write(folder: Path, *rows: str) -> Path:
    path = folder / "comments.csv"
    path.write_text("\n".join([HEADER, *rows, ""]))
    return path


def test_those_of_the_year_are_read_in_order(tmp_path: Path, register: Sequence[Indicator]) -> None:
    path = write(tmp_path, OPEN, ANSWERED, ANSWERED.replace("2023,cost", "2020,older", 1))
    comments = read_comments(path, register, 2023)
    assert list(comments["comment_id"]) == ["trees", "cost"]
    assert list(comments["response"]) == ["", "It is above the tolerance."]
    assert comments["indicator_ids"].iloc[1] == "ehcp_20_weeks_pct"


def test_another_council_and_a_file_without_rows_have_none(root: Path, register: Sequence[Indicator]) -> None:
    for path in (None, root / "params/comments.csv"):
        assert read_comments(path, register, 2023).empty


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (ANSWERED.replace("2023-11-20", ""), "column responded_on: '' is not right; a response has a date"),
        (ANSWERED.replace("It is above the tolerance.", ""), "column responded_on: '2023-11-20' is not right"),
        (ANSWERED.replace("2023-11-20", "2023-11-07"), "it is before the comment was made"),
        (ANSWERED.replace("2023-11-08", ""), "column made_on: '' is not right; write the day"),
        (ANSWERED.replace("ehcp_20_weeks_pct", "ehcp"), "column indicator_ids: 'ehcp' is not in the register"),
        (ANSWERED.replace("Director of Corporate Resources", ""), "column owner"),
        (ANSWERED.replace("Why is", "<b>Why</b> is"), "column words"),
        (ANSWERED.replace(",comment,", ",remark,"), "column kind"),
    ],
)
def test_a_row_that_is_not_right_is_named(
    tmp_path: Path,
    register: Sequence[Indicator],
    row: str,
    fault: str,
) -> None:
    with pytest.raises(InputProblem, match=r"comments\.csv row 2") as problem:
        read_comments(write(tmp_path, row), register, 2023)
    assert fault in str(problem.value)


def test_one_name_for_two_comments_is_refused(tmp_path: Path, register: Sequence[Indicator]) -> None:
    with pytest.raises(InputProblem, match="'cost' appears twice"):
        read_comments(write(tmp_path, ANSWERED, ANSWERED), register, 2023)
