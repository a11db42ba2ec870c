"""What departments hand in of what they did: signed rows, read after the statements of the project."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from returns import indicator

from helpers.problems import InputProblem
from helpers.sources.delivery_returns import delivery_faults, delivery_rows, delivery_template
from helpers.sources.statements import Statement, read_statements

TODAY = date(2023, 6, 1)
REGISTER = [indicator("trees", "count", "trees", decimals=0, dashboard="Green")]
ROW: dict[str, str] = dict.fromkeys(Statement.model_fields, "") | {
    "statement_id": "trees_2023",
    "kind": "delivery",
    "report_years": "2023",
    "subject": "Trees",
    "statement": "Trees planted: {figure}.",
    "figure": "250",
    "indicator_id": "trees",
    "source": "The department",
    "dated": "2023",
    "signed_by": "Director of Trees",
    "signed_on": "2023-05-12",
}


def written(folder: Path, *rows: dict[str, str], name: str = "trees.csv") -> Path:
    path = folder / "2023" / name
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(delivery_template().decode())
        csv.DictWriter(file, list(ROW), lineterminator="\n").writerows(rows)
    return path


def test_what_departments_hand_in_follows_the_statements(tmp_path: Path) -> None:
    written(tmp_path, ROW)
    written(tmp_path, ROW | {"statement_id": "more", "figure": "1"}, name="a.csv")
    frame = read_statements(None, REGISTER, [], 2023, delivery_rows(tmp_path, 2023))
    assert frame["statement_id"].tolist() == ["more", "trees_2023"]
    assert frame["signed_by"].tolist() == ["Director of Trees"] * 2
    assert list(delivery_rows(tmp_path, 2024)) == list(delivery_rows(None, 2023)) == []


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        ({"signed_by": "", "signed_on": ""}, "signed_by", "nobody signed it"),
        ({"kind": "award"}, "kind", "a department hands in what it did"),
        ({"signed_on": ""}, "signed_on", "a signature has a post and a date"),
        ({"statement": "250 trees"}, "statement", "is typed into the words"),
    ],
)
def test_a_fault_names_the_row_and_the_column(
    tmp_path: Path, changes: dict[str, str], column: str, message: str
) -> None:
    path = written(tmp_path, ROW | {"statement_id": "right"}, ROW | changes)
    rows, faults = delivery_faults(path, REGISTER, TODAY)
    assert (rows, [(fault.row, fault.column) for fault in faults]) == (1, [(3, column)])
    assert message in faults[0].message
    with pytest.raises(InputProblem, match=f"trees.csv row 3, column {column}: .*{message}"):
        list(delivery_rows(tmp_path, 2023))


def test_every_fault_of_a_file_is_listed_at_once(tmp_path: Path) -> None:
    wrong = [ROW | {"statement_id": "a", "kind": "award"}, ROW | {"statement_id": "b", "indicator_id": "oaks"}]
    _, faults = delivery_faults(written(tmp_path, *wrong), REGISTER, TODAY)
    assert [(fault.row, fault.column) for fault in faults] == [(2, "kind"), (3, "indicator_id")]


@pytest.mark.parametrize("day", ["2030-05-12", "2023-06-02", "2023-07", "2024"])
def test_a_signature_of_a_day_that_has_not_come_is_a_fault_of_any_row(tmp_path: Path, day: str) -> None:
    right = [ROW | {"statement_id": "today", "signed_on": "2023-06-01"}, ROW | {"statement_id": "b", "signed_on": day}]
    rows, faults = delivery_faults(
        written(tmp_path, *right, ROW | {"signed_on": day, "kind": "award"}), REGISTER, TODAY
    )
    assert (rows, [(fault.row, fault.column) for fault in faults]) == (
        1,
        [(4, "kind"), (3, "signed_on"), (4, "signed_on")],
    )
    assert faults[1].message == (f"'{day}' has not come, as today is 2023-06-01; write the day on which it was signed.")


def test_a_name_is_used_once_and_the_year_is_that_of_the_folder(tmp_path: Path) -> None:
    written(tmp_path, ROW)
    written(tmp_path, ROW, name="other.csv")
    with pytest.raises(
        InputProblem, match=r"trees\.csv row 2, column statement_id: 'trees_2023' is in other\.csv row 2"
    ):
        read_statements(None, REGISTER, [], 2023, delivery_rows(tmp_path, 2023))
    written(tmp_path, ROW | {"report_years": "2024"}, name="other.csv")
    with pytest.raises(InputProblem, match="column report_years: 2024 is not right; the file is in the folder of 2023"):
        list(delivery_rows(tmp_path, 2023))
