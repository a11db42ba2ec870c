"""The commands for returns: what they print and how they end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from filled_returns import EXAMPLES as EXAMPLES_OF_RETURNS
from filled_returns import example_indicators
from python_calamine import CalamineWorkbook
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


def test_a_register_without_returns_has_a_template_of_examples_that_passes_the_check(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(returns, "read_register", lambda path: indicators()[-1:])
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
def test_a_percentage_that_may_be_a_share_is_worth_a_second_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = csv_file(tmp_path / "return.csv", [GOOD | {"value": 0.6, "numerator": "", "denominator": ""}])
    assert main(["check-return", f"--file={path}"]) == 0
    assert capsys.readouterr().out == (
        "Look again: return.csv row 2, column value is '0.6': expected a percentage from 0 to 100; if 0.6 is a share "
        "of 1, type 60; if not, leave it.\n"
        "return.csv: 1 row, 1 figure of 1 indicator; nothing is wrong, but look again at 1 figure.\n"
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


@pytest.fixture
def of_2023(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A register of the worked example alone, and a raw folder with what was handed in for 2022."""
    monkeypatch.setattr(returns, "read_register", lambda path: example_indicators())
    raw = tmp_path / "raw"
    (raw / "returns/2022").mkdir(parents=True)
    shutil.copy2(EXAMPLES_OF_RETURNS / "made_up_2022.csv", raw / "returns/2022")
    return raw


def test_a_workbook_is_written_for_each_department(
    of_2023: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [f"--to={tmp_path / 'new'}", f"--raw={of_2023}"]
    assert main(["returns", "--year=2023", *options]) == 0
    names = ("children_and_family_services", "corporate_resources", "environment_and_transport")
    assert capsys.readouterr().out.splitlines() == [
        *(str(tmp_path / "new" / "2023" / f"{name}.xlsx") for name in names),
        str(tmp_path / "new" / "2023" / "delivery.csv"),
        "3 workbooks for 5 indicators, 5 of them with the last figure filled in.",
    ]
    (tmp_path / "new/2023/corporate_resources.xlsx").write_bytes(b"filled in")
    assert main(["returns", "--year=2023", *options]) == 2
    assert "corporate_resources.xlsx already exists" in capsys.readouterr().err


def test_the_status_names_who_owes_what(of_2023: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (of_2023 / "returns/2023").mkdir()
    shutil.copy2(EXAMPLES_OF_RETURNS / "made_up_2023.csv", of_2023 / "returns/2023")
    assert main(["returns-status", "--year=2023", f"--raw={of_2023}"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "Returns for 2023, due on 2023-05-31: 5 indicators of 3 senders."
    assert printed[4:6] == [
        "Director of Corporate Resources: owes 2; 2 with a figure, 0 awaited, 0 missing; complete; nothing queried; "
        "signed by Director of Corporate Resources on 2023-06-02; 2 days late.",
        "  received: returns/2023/made_up_2023.csv",
    ]
    assert "  Clean and Green: 2 of 2; 2022: 2 of 2" in printed


def test_the_workbooks_of_a_quarter_ask_for_its_figures(
    of_2023: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [f"--to={tmp_path / 'new'}", f"--raw={of_2023}", "--period=Q2"]
    assert main(["returns", "--year=2023", *options]) == 0
    path = tmp_path / "new/2023/Q2/environment_and_transport.xlsx"
    assert str(path) in capsys.readouterr().out
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Return").to_python()
    asked = {row[header.index("indicator")]: row[header.index("period")] for row in rows if row[0]}
    assert asked == {"council_emissions_tonnes": "Q2 2022/23", "trees_planted_count": "30 Sep 2022"}


def test_the_status_of_a_quarter_is_of_its_own_folder(of_2023: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (of_2023 / "returns/2023/Q2").mkdir(parents=True)
    shutil.copy2(EXAMPLES_OF_RETURNS / "made_up_2023.csv", of_2023 / "returns/2023")
    row = "sickness_absence_days,Leicestershire,Q2 2022/23,2.1,,,,,,Director of Corporate Resources,final,,"
    header = (EXAMPLES_OF_RETURNS / "made_up_2023.csv").read_text(encoding="utf-8").splitlines()[0]
    (of_2023 / "returns/2023/Q2/resources.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    assert main(["returns-status", "--year=2023", "--period=Q2", f"--raw={of_2023}"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == ("Returns for 2023 Q2, with no day due in the parameter file: 5 indicators of 3 senders.")
    (line,) = [line for line in printed if line.startswith("Director of Corporate Resources: ")]
    assert "owes 2; 1 with a figure, 0 awaited, 1 missing; received in part" in line
    assert main(["returns-status", "--year=2023", f"--raw={of_2023}"]) == 0
    assert "returns/2023/Q2/resources.csv" not in capsys.readouterr().out


@pytest.mark.parametrize("command", ["returns", "returns-status"])
def test_the_commands_of_a_year_need_one_with_parameters(
    command: str, of_2023: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--year="]) == 2
    assert f"make {command} year=2025" in capsys.readouterr().err
    assert main([command, "--year=1999", f"--raw={of_2023}"]) == 2
    assert "year must be one of" in capsys.readouterr().err


def test_without_an_indicator_of_a_return_there_is_nothing_to_write(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(returns, "read_register", lambda path: indicators()[-1:])
    assert main(["returns", "--year=2023", f"--to={tmp_path}"]) == 2
    assert "No indicator of 2023 is handed in" in capsys.readouterr().err


def test_what_a_department_did_is_checked_like_a_return(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = EXAMPLES_OF_RETURNS.parent / "in_year/params/delivery/2023/returned.csv"
    assert main(["check-return", f"--file={example}"]) == 0
    assert capsys.readouterr().out == "returned.csv: 2 examples of what was done, signed; nothing is wrong.\n"
    path = tmp_path / "wrong.csv"
    path.write_text(example.read_text().replace("Head of Libraries,2023-04-20", ","))
    assert main(["check-return", f"--file={path}"]) == 2
    printed = capsys.readouterr()
    assert "row 3, column signed_by: '' is not right; nobody signed it" in printed.out
    assert "wrong.csv has 1 fault; correct it" in printed.err


def test_the_status_says_what_has_come_of_what_departments_did(
    of_2023: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["returns-status", "--year=2023", f"--raw={of_2023}"]) == 0
    assert capsys.readouterr().out.endswith("\nWhat departments did in 2023: no file has come.\n")
    folder = of_2023 / "params/delivery/2023"
    folder.mkdir(parents=True)
    example = (EXAMPLES_OF_RETURNS.parent / "in_year/params/delivery/2023/returned.csv").read_text()
    example = example.replace("library_visits_count", "")
    (folder / "a.csv").write_text(example)
    (folder / "b.csv").write_text(example.replace("Head of Libraries,2023-04-20", ","))
    assert main(["returns-status", "--year=2023", f"--raw={of_2023}"]) == 0
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "What departments did in 2023:",
        "  raw/params/delivery/2023/a.csv: 2 examples, signed; nothing queried.",
        "  raw/params/delivery/2023/b.csv: 1 example; 1 fault, queried.",
    ]
