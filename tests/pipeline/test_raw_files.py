"""What a folder of publishers' files is said to hold."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helpers.paths import Project
from helpers.pipeline.command_line import main
from helpers.pipeline.raw_files import folder_table
from helpers.problems import InputProblem

CARE = (
    "Financial year,Local authority code,Local authority name,Grouping,Entity_Name,Region,Measure,Code,Value,MEDIAN,"
    "MADs_from_median,rank_order\n"
    "2021-22,E10000018,Leicestershire,LA_Raw,Counties,East Midlands,Quality,ASC1,7.6,7.5,0,desc\n"
    "2021-22,E99999999,Nowhere,LA_Raw,Counties,East Midlands,Quality,ASC1,7.1,7.5,0,desc\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "oflog").mkdir()
    (tmp_path / "oflog" / "care.csv").write_text(CARE, encoding="utf-8")
    (tmp_path / "shopping.csv").write_text("item,price\nmilk,1.20\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_bytes(b"")
    return tmp_path


def table(root: Path, folder: Path) -> pd.DataFrame:
    return folder_table(Project(root, folder))


def test_each_file_is_read_or_refused_in_one_sentence(root: Path, folder: Path) -> None:
    found = table(root, folder)
    assert found.to_numpy().tolist() == [
        ["empty.csv", "", 0, 0, 0, 0, "is empty."],
        ["oflog/care.csv", "Oflog adult social care", 2, 1, 1, 1, "not an area of reference/areas.csv"],
        ["shopping.csv", "", 0, 0, 0, 0, "is of no known format: it has the columns item, price."],
    ]


def test_a_folder_must_be_there_and_hold_files(root: Path, tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="holds no files"):
        table(root, tmp_path)


def test_the_command_prints_the_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["files", "--raw", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "refused: is empty." in printed
    assert "1 of 3 files are read: 2 rows, of which 1 are used and 1 are rejected." in printed
    assert main(["files", "--raw", str(folder / "nowhere")]) == 2


def test_every_real_file_is_read_or_refused_and_no_row_is_lost(root: Path, shared: Path) -> None:
    found = table(root, shared / "data").set_index("file")
    assert len(found) == 115
    assert (found["rows_read"] == found["rows_used"] + found["rows_rejected"]).all()
    refused = found[found["format"] == ""]
    assert refused["commonest_reason"].str.endswith(".").all()
    # Look-ups hold no figures.
    unknown = refused[refused["commonest_reason"].str.contains("no known format")].index.tolist()
    assert unknown == ["MANIFEST.csv"]
    assert len(refused) == 13
    assert found.loc["lait/bds_long_0.parquet", "rows_read"] == 641_070
    assert found["indicators"].gt(0).sum() == 37
