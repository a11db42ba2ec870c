"""The command that checks a draft: what it prints and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from drafts import TABLES

from helpers.commands import drafts
from helpers.commands.command_line import main


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small tables, whatever the project has made."""
    monkeypatch.setattr(drafts, "tables_of", lambda *_: TABLES)


def draft(path: Path, text: str) -> str:
    path.write_text(f"# Performance Compendium 2023\n\n{text}\n", encoding="utf-8")
    return str(path)


@pytest.mark.usefixtures("tables")
def test_a_right_draft_ends_with_0_and_says_how_much_was_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = draft(tmp_path / "a.md", "In Great Communities 13 of 21 indicators improved.")
    assert main(["check-draft", f"--file={path}", "--year=2023"]) == 0
    assert capsys.readouterr().out == (
        "a.md: 2 passages with 1 number; 2 statements were compared with the tables of 2023; nothing that was compared "
        "is wrong.\n"
    )


@pytest.mark.usefixtures("tables")
def test_a_draft_of_which_nothing_can_be_looked_up_is_not_called_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = draft(tmp_path / "a.md", "Camden has \u00a3133 million more.")
    assert main(["check-draft", f"--file={path}", "--year=2023"]) == 0
    printed = capsys.readouterr().out
    assert "0 statements were compared with the tables of 2023. No number could be looked up" in printed
    assert "is wrong" not in printed


@pytest.mark.usefixtures("tables")
def test_faults_are_all_printed_and_end_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Last year the Council published a new model of funding.\n\nX% is TBC."
    before = draft(tmp_path / "before.md", text.replace("X% is TBC.", "The themes of the plan are still five in all."))
    path = draft(tmp_path / "a.md", f"{text}\n\nThe themes of the plan are still five in all.")
    assert main(["check-draft", f"--file={path}", "--year=2023", f"--before={before}"]) == 2
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "a.md line 3, under 'Performance Compendium 2023': 'Last year the Council published a new model of funding.': "
        "expected 'Last year' to be true of this report, as before.md has the same sentence in line 3; bring it up to "
        "date, or say which year it is of.",
        "a.md line 5, under 'Performance Compendium 2023': 'X% is TBC.': expected words or a figure in place of 'X%'; "
        "fill it in, or take the sentence out.",
        "a.md line 5, under 'Performance Compendium 2023': 'X% is TBC.': expected words or a figure in place of 'TBC'; "
        "fill it in, or take the sentence out.",
        "a.md: 1 sentence without a figure or a time is also in the report before. Is all still true?",
        "a.md: 4 passages with 1 number; 0 statements were compared with the tables of 2023.",
    ]
    assert printed.err == "a.md has 3 faults; correct them and check the file again.\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--year=2023"], "Give the draft with file=<path>."),
        (["--file=a.md"], "Give the year with year=<year>, for example make check-draft file=<path> year=2025."),
        (["--file=a.md", "--year=1999"], "1999"),
        (["--file=a.md", "--year=2023", "--before=no.md"], "no.md cannot be read"),
    ],
)
def test_what_is_missing_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    reason: str,
) -> None:
    draft(tmp_path / "a.md", "Text.")
    monkeypatch.chdir(tmp_path)
    assert main(["check-draft", *arguments]) == 2
    assert reason in capsys.readouterr().err


def test_a_year_that_was_not_made_says_how_to_make_it(tmp_path: Path) -> None:
    from helpers.paths import Project
    from helpers.problems import InputProblem

    with pytest.raises(InputProblem, match=r"data/processed/2023 has no table compendium.* make year=2023\.$"):
        drafts._read_tables(Project(tmp_path), "2023", "make year=2023")
