"""What a folder of publishers' files is said to hold."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from helpers.commands.command_line import main
from helpers.commands.files import folder_table
from helpers.paths import RAW_VARIABLE, Project
from helpers.problems import InputProblem
from helpers.sources.files import opening
from helpers.sources.sidecar import raw_files

CARE = (
    "Financial year,Local authority code,Local authority name,Grouping,Entity_Name,Region,Measure,Code,Value,MEDIAN,"
    "MADs_from_median,rank_order\n"
    "2021-22,E10000018,Leicestershire,LA_Raw,Counties,East Midlands,Turnover,ASC7,7.6,7.5,0,desc\n"
    "2021-22,E99999999,Nowhere,LA_Raw,Counties,East Midlands,Turnover,ASC7,7.1,7.5,0,desc\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "oflog").mkdir()
    (tmp_path / "oflog" / "care.csv").write_text(CARE, encoding="utf-8")
    (tmp_path / "shopping.csv").write_text("item,price\nmilk,1.20\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_bytes(b"")
    return tmp_path


@pytest.fixture(autouse=True)
def _own_raw_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back the folder of raw files that a command sets for the kernels it starts."""
    monkeypatch.setenv(RAW_VARIABLE, "")


def table(root: Path, folder: Path) -> pd.DataFrame:
    return folder_table(Project(root, folder))


def test_each_file_is_read_or_refused_in_one_sentence(root: Path, folder: Path) -> None:
    files = table(root, folder)
    assert files.to_numpy().tolist() == [
        ["empty.csv", "", 0, 0, 0, 0, "is empty.", 0, ""],
        ["oflog/care.csv", "Oflog adult social care", 2, 1, 1, 1, "not an area of reference/areas.csv", 1, ""],
        ["shopping.csv", "", 0, 0, 0, 0, "is of no known format: it has the columns item, price.", 0, ""],
    ]


def test_a_folder_must_be_there_and_hold_files(root: Path, tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="holds no files"):
        table(root, tmp_path)


def test_the_command_prints_the_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["files", "--raw", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "refused: is empty." in printed
    assert printed.endswith("1 of 3 files is read: 2 rows, 1 used and 1 rejected.\n")
    assert main(["files", "--raw", str(folder / "nowhere")]) == 2


def printed_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines that `make files` prints of a folder, without the heading; spaces are one."""
    assert main(["files", "--raw", str(folder)]) == 0
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.split() == ["file", "format", "read", "used", "rejected", "indicators"]
    return [" ".join(line.split()) for line in lines]


def care(*rows: str) -> str:
    """A file of adult social care: year, area and value of each row."""
    lines = [
        f"{year},{area},A,LA_Raw,Counties,East Midlands,Turnover,ASC7,{value},7.5,0,desc"
        for year, area, value in (row.split() for row in rows)
    ]
    return "\n".join([CARE.partition("\n")[0], *lines, ""])


def test_a_folder_of_files_that_are_all_refused_is_described(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in "abcd":
        (tmp_path / f"{name}.csv").write_text("item,price\nmilk,1.20\n", encoding="utf-8")
    assert printed_lines(tmp_path, capsys) == [
        *(f"{name}.csv refused: is of no known format: it has the columns item, price." for name in "abcd"),
        "0 of 4 files are read: 0 rows, 0 used and 0 rejected.",
        "A run with these files would stop. None of their rows can be used.",
    ]


def test_a_folder_whose_first_file_is_refused_and_whose_others_give_no_figure_is_described(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text("item,price\nmilk,1.20\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(care("2021-22 E99999999 1"), encoding="utf-8")
    assert printed_lines(tmp_path, capsys) == [
        "a.csv refused: is of no known format: it has the columns item, price.",
        "b.csv Oflog adult social care 1 0 1 0",
        "most often: not an area of reference/areas.csv (1 row)",
        "1 of 2 files is read: 1 row, 0 used and 1 rejected.",
        "A run with these files would stop. None of their rows can be used.",
    ]


def test_of_reasons_that_differ_in_the_row_alone_all_rows_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three figures are in the later file too, and two areas are not known."""
    earlier = [f"{year} E10000018 1" for year in ("2018-19", "2019-20", "2020-21")]
    (tmp_path / "to_2021.csv").write_text(care(*earlier, "2020-21 E1 1", "2019-20 E2 2"), encoding="utf-8")
    (tmp_path / "to_2022.csv").write_text(care(*earlier, "2021-22 E10000018 1"), encoding="utf-8")
    assert printed_lines(tmp_path, capsys)[:2] == [
        "to_2021.csv Oflog adult social care 5 0 5 0",
        "most often: the same figure is in another file (3 rows)",
    ]


def test_a_name_that_is_close_to_one_of_the_register_is_printed_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a table that has a column for each measure, also where other columns give figures of the same rows."""
    head = "time_period,time_identifier,geographic_level,country_code,country_name,new_la_code,old_la_code,la_name"
    columns = "cases,case_holders_fte,caseload_fte,vacancy_rate"
    row_of_area = "2023,Reporting year,Local authority,E92000001,England,E10000018,855,Leicestershire"
    (tmp_path / "a.csv").write_text(f"{head},{columns}\n{row_of_area},302,20,15.1,12\n", encoding="utf-8")
    assert printed_lines(tmp_path, capsys)[:2] == [
        "a.csv Explore Education Statistics 1 1 0 1",
        "'vacancy_rate': not in the register, and nearest to 'vacancy_rate_fte'",
    ]


def test_what_stops_a_run_is_said_of_each_file_after_every_file_is_described(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed file, a wrong sidecar, one without its file, an unknown source, a reader that fails, a conflict."""
    (tmp_path / "a.csv").write_text(care("2021-22 E10000018 1"), encoding="utf-8")
    (tmp_path / "b.csv").write_text(care("2021-22 E10000018 2"), encoding="utf-8")
    about = "source_id: {}\nformat: {}\nedition: first\ndate: 2026-11-01\nsha256: {}\nrows: {}\n"
    text = care("2020-21 E10000018 1")
    right = hashlib.sha256(text.encode()).hexdigest()
    for name, words in {
        "changed": ("oflog_asc", "oflog_asc", "f" * 64, 1),
        "counted": ("oflog_asc", "oflog_asc", right, 7),
        "format": ("oflog_asc", "any", right, 1),
        "nobody": ("nobody", "oflog_asc", right, 1),
    }.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        (tmp_path / f"{name}.source.yml").write_text(about.format(*words), encoding="utf-8")
    (tmp_path / "sidecar.csv").write_text(text, encoding="utf-8")
    (tmp_path / "sidecar.source.yml").write_text("edition: first\n", encoding="utf-8")
    (tmp_path / "gone.source.yml").write_text(about.format("oflog_asc", "oflog_asc", right, 1), encoding="utf-8")
    (tmp_path / "reader.csv").write_text("item,price\nmilk,1.20\n", encoding="utf-8")

    def open_file(path: Path, name: str) -> object:
        if path.name == "reader.csv":
            raise ZeroDivisionError("division by zero")
        return opening.open_file(path, name)

    monkeypatch.setattr("helpers.sources.raw_reading.open_file", open_file)
    lines = printed_lines(tmp_path, capsys)
    of_files = [line for line in lines[:-2] if not line.startswith(("most often: ", "stops a run: "))]
    named = {of_file.partition(" ")[0]: of_file.partition(" ")[2] for of_file in of_files}
    folder = tmp_path.name
    assert list(named) == sorted(
        entry.name for entry in tmp_path.iterdir() if entry.suffix == ".csv" or "gone" in entry.name
    )
    assert named["a.csv"] == "Oflog adult social care 1 1 0 1"
    assert named["b.csv"] == "Oflog adult social care 1 0 1 0"
    both = [line for line in lines if line.startswith("stops a run: adult_care_staff_turnover_pct for E10000018")]
    assert len(both) == 2
    assert " in 2021/22 is given by a.csv row 2 and by b.csv row 2, which differ" in both[0]
    assert named["changed.csv"].startswith(f"stops a run: {folder}/changed.csv has the sha256 {right}, but its sidecar")
    assert named["counted.csv"].startswith(f"stops a run: {folder}/counted.csv: rows read are 1; its sidecar records 7")
    assert named["format.csv"].startswith(f"stops a run: {folder}/format.csv: no reader for the format 'any'")
    assert named["gone.source.yml"].startswith(f"stops a run: {folder}/gone.source.yml describes 0 files")
    assert named["nobody.csv"].startswith(f"stops a run: {folder}/nobody.csv: its sidecar names the source nobody")
    assert named["reader.csv"] == (
        f"stops a run: {folder}/reader.csv cannot be read: its reader fails with ZeroDivisionError, division by zero; "
        "leave the file out, and report this as a fault of the project."
    )
    assert named["sidecar.csv"] == "Oflog adult social care 1 1 0 1"
    after = lines[lines.index("sidecar.csv Oflog adult social care 1 1 0 1") + 1]
    assert after.startswith(f"stops a run: {folder}/sidecar.source.yml: source_id is not right")
    assert lines[-2] == "3 of 9 files are read: 3 rows, 2 used and 1 rejected."
    assert lines[-1].startswith("A run with these files would stop. ")
    assert lines[-1].endswith(" 7 more things above would stop it too.")
    with pytest.raises(InputProblem, match="describes 0 files"):
        raw_files(tmp_path)


def test_every_real_file_is_read_or_refused_and_no_row_is_lost(root: Path, shared: Path) -> None:
    files = table(root, shared / "data").set_index("file")
    assert len(files) == 115
    assert (files["rows_read"] == files["rows_used"] + files["rows_rejected"]).all()
    refused = files[files["format"] == ""]
    assert refused["commonest_reason"].str.endswith(".").all()
    # Look-ups hold no figures.
    unknown = refused[refused["commonest_reason"].str.contains("no known format")].index.tolist()
    assert unknown == ["MANIFEST.csv"]
    assert len(refused) == 13
    assert files.loc["lait/bds_long_0.parquet", "rows_read"] == 641_070
    # 37 files gave figures before the register had the Participation Survey; one of them is a copy of that.
    assert files["indicators"].gt(0).sum() == 37 + 1
    assert files.loc["ons_els/engagement-with-culture-and-heritage.csv", "indicators"] == 4
