"""Years that an event splits: what is read, what is left for a later report, and where a fault is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from helpers.paths import project
from helpers.periods import PERIOD_TYPES
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.schema.in_year import SPLIT_YEARS
from helpers.schema.types import no_rows
from helpers.sources.split_years import SplitYear, read_split_years

HERE = project()
REGISTER = read_register(HERE.register)
AS_AT = dict.fromkeys(PERIOD_TYPES, date(2023, 3, 31))
HEADER = ",".join(SplitYear.model_fields) + "\n"
ROW = "complaints_on_time_pct,2022/23,A new system,2022-07-01,86.5,73.6,Made up,2023-05-12\n"


def written(folder: Path, rows: str) -> Path:
    """The file with these rows."""
    path = folder / "split_years.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def test_a_year_has_a_figure_before_the_event_and_one_after(tmp_path: Path) -> None:
    table = read_split_years(written(tmp_path, ROW), REGISTER, AS_AT)
    assert table.dtypes.to_dict() == no_rows(SPLIT_YEARS).dtypes.to_dict()
    assert table.iloc[0].to_dict() == {
        "indicator_id": "complaints_on_time_pct",
        "period": "2022/23",
        "period_start": date(2022, 4, 1),
        "period_end": date(2023, 3, 31),
        "event": "A new system",
        "begins": date(2022, 7, 1),
        "value_before": 86.5,
        "value_after": 73.6,
        "source": "Made up",
        "dated": "2023-05-12",
    }


def test_a_blank_part_is_missing_and_not_zero(tmp_path: Path) -> None:
    table = read_split_years(written(tmp_path, ROW.replace("73.6", "")), REGISTER, AS_AT)
    assert table["value_before"].tolist() == [86.5] and table["value_after"].isna().all()


def test_a_year_that_had_not_ended_is_left_for_a_later_report(tmp_path: Path) -> None:
    early = dict.fromkeys(PERIOD_TYPES, date(2022, 9, 30))
    assert read_split_years(written(tmp_path, ROW), REGISTER, early).empty


def test_without_a_file_there_is_none(tmp_path: Path) -> None:
    for path in (None, tmp_path / "none.csv", HERE.split_years):
        assert list(read_split_years(path, REGISTER, AS_AT).columns) == list(SPLIT_YEARS.names)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("complaints_on_time_pct", "complaints"), "row 2, column indicator_id: 'complaints' is not in the register"),
        (("2022/23", "2022"), "row 2, column period: '2022' is not a period of type financial; write it as"),
        (("2022-07-01", "2022-07"), "row 2, column begins: '2022-07' is not right; write the first day of the event"),
        (("2022-07-01", "2022-04-01"), "row 2, column begins: '2022-04-01' does not split 2022/23; write a day after"),
        (("2022-07-01", "2023-04-01"), "row 2, column begins: '2023-04-01' does not split 2022/23; write a day after"),
        (("86.5", "eighty"), "row 2, column value_before: 'eighty' is not right; write digits alone"),
        (("86.5,73.6", ","), "row 2, column value_before: '' is not right; neither part has a figure"),
        (("Made up", ""), "row 2, column source: '' is not right"),
        (("A new system", "=1+1"), "row 2, column event: '=1+1' is not right; a spreadsheet would run it"),
        (("\n", f"\n{ROW}"), "row 3, column period: 'complaints_on_time_pct', '2022/23' appears twice; keep one row."),
    ],
)
def test_a_fault_is_located(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_split_years(written(tmp_path, ROW.replace(*change)), REGISTER, AS_AT)
    assert f"split_years.csv {message}" in str(problem.value)
