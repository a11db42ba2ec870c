"""Commitments of the council's reports: what was named, and the status that a report of a year may know."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from returns import indicator

from helpers.problems import InputProblem
from helpers.sources.commitments import Commitment, read_commitments

REGISTER = [indicator("trees", "count", "trees", dashboard="Green"), indicator("bins", "count", "bins")]
ROW: dict[str, str] = dict.fromkeys(Commitment.model_fields, "") | {
    "commitment_id": "trees",
    "kind": "plan",
    "report_years": "2020;2023",
    "subject": "Trees",
    "origin": "council",
    "due_by": "2030",
    "indicator_ids": "trees;bins",
    "status": "late",
    "status_on": "2022-05",
    "status_source": "The Cabinet",
    "source": "The report",
    "paragraph": "11",
}


def written(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "commitments.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(Commitment.model_fields))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_report_does_not_know_a_status_of_later_years(tmp_path: Path) -> None:
    path = written(tmp_path, ROW)
    frames = {year: read_commitments(path, REGISTER, year) for year in (2019, 2020, 2022, 2023)}
    assert {year: frame["report_year"].tolist() for year, frame in frames.items()} == {
        2019: [],
        2020: [2020],
        2022: [2020],
        2023: [2020, 2023],
    }
    assert {year: set(frame["status"]) for year, frame in frames.items()} == {
        2019: set(),
        2020: {""},
        2022: {"late"},
        2023: {"late"},
    }
    assert frames[2020]["status_source"].tolist() == [""]
    assert frames[2023]["indicator_ids"].tolist() == ["trees;bins"] * 2
    assert read_commitments(None, REGISTER, 2023).empty


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "hope"}, "column kind: 'hope' is not right"),
        ({"origin": "rule"}, "column origin: 'rule' is not right"),
        ({"status": "green"}, "column status: 'green' is not right"),
        ({"status_on": ""}, "column status: 'late' is not right; a status has a date and a source"),
        ({"status_source": ""}, "column status: 'late' is not right; a status has a date and a source"),
        ({"status": ""}, "column status_on: '2022-05' is not right; there is no status"),
        ({"status_on": "2019"}, "column status_on: '2019' is not right; it is before the report that names"),
        ({"due_by": "soon"}, "column due_by: 'soon' is not right; write a year, a month or a day"),
        ({"indicator_ids": "trees;bees"}, "column indicator_ids: 'bees' is not in the register"),
        ({"indicator_ids": "trees;;bins"}, "column indicator_ids: 'trees;;bins' is not right; separate the names"),
        ({"source": ""}, "column source: '' is not right"),
        ({"statement": "<i>x</i>"}, "column statement: '<i>x</i>' is not right; it holds markup"),
        ({"address": "ftp://example.org"}, "column address: 'ftp://example.org' is not right; write an address"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_commitments(written(tmp_path, ROW | changes), REGISTER, 2023)
    assert str(problem.value).startswith("commitments.csv row 2, column ")
    assert message in str(problem.value)
