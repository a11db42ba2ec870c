"""What a return offers: periods by the calendar, names of areas, and files that are never written over."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from returns import indicators

from helpers.areas import Area, Areas
from helpers.parts_of_year import PartOfYear
from helpers.problems import InputProblem
from helpers.sources.returns import choices


@pytest.mark.parametrize(
    ("period_type", "last", "newest"),
    [
        ("financial", date(2024, 3, 31), ["2023/24", "2022/23"]),
        ("financial", date(2024, 3, 30), ["2022/23", "2021/22"]),  # a year that has not ended is not offered
        ("calendar", date(2023, 12, 31), ["2023", "2022"]),
        ("academic", date(2023, 8, 31), ["2022/23 (academic)", "2021/22 (academic)"]),
        ("rolling_3y", date(2023, 12, 31), ["2021-23", "2020-22"]),
        ("quarter", date(2023, 3, 31), ["2022/23 Q4", "2022/23 Q3"]),
        ("month", date(2023, 2, 28), ["Feb 2023", "Jan 2023"]),
        ("snapshot", date(2023, 3, 31), ["31 Mar 2023", "31 Mar 2022"]),
    ],
)
def test_periods_that_have_ended_are_offered_the_newest_first(period_type: str, last: date, newest: list[str]) -> None:
    assert choices.labels(period_type, last)[:2] == newest


def test_six_years_and_the_one_that_ends_are_offered() -> None:
    assert len(choices.labels("calendar", date(2023, 12, 31))) == choices.YEARS + 1
    assert len(choices.labels("month", date(2023, 12, 31))) == 12 * (choices.YEARS + 1)
    assert len(choices.labels("month", date(2023, 1, 31))) == 12 * choices.YEARS + 1


@pytest.mark.parametrize(
    ("period_type", "offered"),
    [
        ("financial", ["Q2 2022/23", "Q2 2021/22"]),
        ("snapshot", ["30 Sep 2022", "30 Sep 2021"]),
        ("quarter", ["2022/23 Q2", "2022/23 Q1"]),
        ("month", ["Sep 2022", "Aug 2022"]),
        ("calendar", []),  # not a year of the council's
        ("academic", []),
    ],
)
def test_of_a_part_of_a_year_the_same_part_of_earlier_years_is_offered(period_type: str, offered: list[str]) -> None:
    assert choices.labels_of_part(period_type, PartOfYear(2022, 2, 2))[:2] == offered


def test_only_what_departments_hand_in_is_asked_for() -> None:
    offered = [choice.indicator_id for choice in choices.handed_in(indicators())]
    assert "potholes_pct" in offered and "waste_pct" not in offered
    assert choices.handed_in([]) == []


def _area(code: str, name: str, end: date | None = None) -> Area:
    nothing: dict[str, Any] = {"successors": (), "predecessors": (), "change": ""}
    return Area(code=code, name=name, area_type="county", region="", start=None, end=end, **nothing)


def test_an_area_whose_name_is_anothers_too_is_offered_by_its_code() -> None:
    old = date(2020, 1, 1)
    areas = Areas({one.code: one for one in (_area("E2", "Kent"), _area("E1", "New"), _area("E3", "New", old))})
    assert choices.areas_as_typed(areas, date(2023, 1, 1)) == ["E1", "Kent"]
    assert choices.areas_as_typed(areas, old) == ["E1", "E3", "Kent"]


def test_a_file_that_may_have_been_filled_in_is_not_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert choices.write_files(folder, {"a.csv": b"1"}) == [folder / "a.csv"]
    choices.write_files(folder, {"a.csv": b"1"})  # the same content changes nothing
    with pytest.raises(InputProblem, match=r"a\.csv already exists and may have been filled in; move it, or give"):
        choices.write_files(folder, {"b.csv": b"2", "a.csv": b"3"})
    assert not (folder / "b.csv").exists()  # all or nothing
    assert (folder / "a.csv").read_bytes() == b"1"
