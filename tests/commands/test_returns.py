"""The commands for returns: what they print and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest
from returns import CARD, CARD_HEADER, GOOD, OF_A_SURVEY, csv_file, indicators, workbook

from helpers.commands import returns
from helpers.commands.command_line import main


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> None:
    """A register with indicators of returns, whatever the project's has."""
    monkeypatch.setattr(returns, "read_register", lambda path: indicators())


@pytest.mark.usefixtures("register")
def test_the_template_is_written_where_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", f"--to={tmp_path / 'new'}"]) == 0
    names = ("return.xlsx", "return.csv", "surveys.csv")
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / "new" / name) for name in names]
    assert all((tmp_path / "new" / name).is_file() for name in names)


def test_the_shipped_register_has_a_template_of_examples_that_passes_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["template", f"--to={tmp_path}"]) == 0
    assert capsys.readouterr().out.splitlines()[3].startswith("The register has no indicator whose figures come from")
    assert main(["check-return", f"--file={tmp_path / 'return.xlsx'}"]) == 0
    assert "no figures yet, 3 examples of the template not counted" in capsys.readouterr().out


@pytest.mark.usefixtures("register")
def test_a_good_return_ends_with_0_and_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "return.xlsx", [GOOD, OF_A_SURVEY], [CARD])
    assert main(["check-return", f"--file={path}"]) == 0
    assert capsys.readouterr().out == (
        "return.xlsx: 2 rows, 2 figures of 2 indicators, 1 survey card; nothing is wrong.\n"
    )


@pytest.mark.usefixtures("register")
def test_faults_are_all_printed_and_end_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = csv_file(tmp_path / "return.csv", [GOOD | {"value": "many", "owner": ""}, OF_A_SURVEY])
    assert main(["check-return", f"--file={path}"]) == 2
    printed = capsys.readouterr()
    assert [line.split(" is ")[0] for line in printed.out.splitlines()] == [
        "return.csv row 2, column owner",
        "return.csv row 2, column value",
        "return.csv row 3, column survey",
    ]
    assert printed.err == "return.csv has 3 faults; correct them and check the file again.\n"
    csv_file(tmp_path / "surveys.csv", [CARD], CARD_HEADER)
    assert main(["check-return", f"--file={path}"]) == 2
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main(["check-return", f"--file={tmp_path / 'surveys.csv'}"]) == 0
    assert capsys.readouterr().out == "surveys.csv: 1 survey card; nothing is wrong.\n"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("absent.csv", None, "cannot be read"),
        ("empty.csv", b"", "is empty"),
        ("other.csv", b"a,b\n1,2\n", "is not a return"),
        ("page.xlsx", b"<html></html>", "web page"),
        ("torn.xlsx", b"PK\x03\x04 and no more", "cut short or damaged"),
    ],
)
def test_what_is_no_return_ends_with_2_and_one_sentence(
    tmp_path: Path, name: str, content: bytes | None, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert main(["check-return", f"--file={tmp_path / name}"]) == 2
    error = capsys.readouterr().err
    assert sentence in error and error.startswith(name) and error.count("\n") == 1
