"""`make agreement` on the made-up example: its values are those that its README works out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import Document

from helpers.commands.agreement import print_agreement
from helpers.paths import Project
from helpers.problems import InputProblem

EXAMPLE = "docs/examples/agreement"


@pytest.fixture(scope="module")
def example(root: Path) -> Project:
    return Project(root, root / EXAMPLE)


def rows_of(text: str) -> list[list[str]]:
    return [line.strip().split(" | ") for line in text.splitlines() if " | " in line]


def test_the_example_gives_what_its_readme_says(
    example: Project, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_agreement(example, "2008")
    text = capsys.readouterr().out
    by_hand = Document((root / EXAMPLE / "README.md").read_text(encoding="utf-8")).table("Way reached, %")
    forecasts = {
        row[0].partition(" ")[0]: row for row in rows_of(text) if len(row) == 5 and row[0][:2].strip(".") != ""
    }
    assert len(by_hand) == 5
    for row in by_hand:
        own = forecasts[row["Indicator"]]
        assert own[1].replace(",", "") == row["Grant, £"]
        way, paid = row["Way reached, %"], row["Paid by the national rule, £"]
        assert own[2] == (f"{way}.0%" if way.isdigit() else "Cannot be told")
        assert own[3].replace(",", "").casefold() == paid
    assert "£400,000.00 of it is at risk" in text
    assert "£200,000.00 is lost" in text
    assert "which is 3.077%. Under 5% was not spent: it may be carried forward." in text
    assert "which is 5.161%. 5% or more was not spent: it may not be carried forward." in text
    assert "More was spent than allocated." in text


def test_the_example_has_areas_with_figures_and_indicators_that_wait(
    example: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    print_agreement(example, "2008")
    text = capsys.readouterr().out
    assert (
        "20 priority areas: all have a figure. The measure named for them is Social capital in priority areas." in text
    )
    assert "19 neighbourhood teams: 12 have a figure. The measure named for them is 7.3." in text
    assert "The partners asked for 2 measures. 2 indicators wait for one." in text


def test_the_agreement_of_the_project_is_read_without_a_folder(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_agreement(Project(root), "2007")
    assert "£15,241,800.00 in all" in capsys.readouterr().out


def test_a_year_without_a_framework_is_refused(root: Path) -> None:
    with pytest.raises(InputProblem, match="year must be one of 2007, 2008"):
        print_agreement(Project(root), "1999")
