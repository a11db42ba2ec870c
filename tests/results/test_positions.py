"""Positions of a group: worked out once for the reports of one call, with the council of each marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.methods.position import Inputs, Positions, overall_position
from helpers.params import settings_for
from helpers.paths import Project
from helpers.results import positions
from helpers.shared_work import FOLDER_VARIABLE

NO_TWINS = pd.DataFrame({"family": pd.Series(dtype="str"), "indicator_id": pd.Series(dtype="str")})
COUNCILS = list("abcdefgh")


def inputs(own: str) -> Inputs:
    """Three indicators of one theme in eight councils, for the report of one of them."""
    indicators = ["i0", "i1", "i2"]
    figures = [(name, council, float(index)) for name in indicators for index, council in enumerate(COUNCILS)]
    about = {"theme": "One", "theme_order": 1, "in_theme": True, "in_headline": True, "ranked": True, "in_being": 8}
    councils = pd.DataFrame({"area_code": COUNCILS, "area_name": COUNCILS, "area_type": "county"})
    return Inputs(
        pd.DataFrame(figures, columns=["indicator_id", "area_code", "value"]).assign(polarity="higher_is_better"),
        pd.DataFrame({"indicator_id": indicators}).assign(**about),
        councils.assign(own=councils["area_code"].eq(own)),
        pd.DataFrame({"indicator_id": pd.Series(dtype="str"), "area_code": pd.Series(dtype="str")}),
    )


@pytest.mark.parametrize(("is_one_call", "times"), [(True, 1), (False, 2)])
def test_the_reports_of_one_call_work_positions_out_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_one_call: bool, times: int
) -> None:
    made: list[Positions] = []

    def count(*arguments: Any) -> Positions:
        made.append(overall_position(*arguments, draws=10))
        return made[-1]

    monkeypatch.setattr(positions, "overall_position", count)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path) if is_one_call else "")
    reports = {own: positions.positions_of_group(inputs(own), NO_TWINS) for own in ("c", "f")}
    assert len(made) == times
    for own, report in reports.items():
        alone = overall_position(inputs(own), NO_TWINS, draws=10)
        pd.testing.assert_frame_equal(report.positions, alone.positions)
        pd.testing.assert_frame_equal(report.indicators, alone.indicators)
        assert set(report.positions.loc[report.positions["own"], "area_code"]) == {own}


@pytest.mark.parametrize(("is_one_call", "times"), [(True, 1), (False, 2)])
def test_what_positions_are_given_is_put_together_once_but_for_whose_report_it_is(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_one_call: bool, times: int
) -> None:
    """Of the figures only those of the group decide whether two reports have them alike."""
    made: list[pd.DataFrame] = []
    codes = ["E10000012", "E10000016"]

    def count(reported: pd.DataFrame, *_: object) -> Inputs:
        made.append(reported)
        empty = pd.DataFrame({"indicator_id": pd.Series(dtype="str")})
        return Inputs(reported, empty, pd.DataFrame({"area_code": codes}), empty)

    monkeypatch.setattr(positions, "group_inputs", count)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path) if is_one_call else "")
    project, members, none = Project(root), pd.DataFrame({"area_code": codes}), pd.DataFrame()
    areas = read_areas(project.areas)
    rules = settings_for(project, areas, "2023").parameters

    def put_together(own: str, others: float, value: float = 1.0) -> pd.Series:
        reported = pd.DataFrame({"area_code": [*codes, "E06000001"], "value": [value, value, others]})
        councils = positions.position_inputs(reported, none, none, members, areas, own, rules).councils
        return councils.set_index("area_code")["own"]

    for own, others in zip(codes, (1.0, 2.0), strict=True):
        assert put_together(own, others).to_dict() == {code: code == own for code in codes}
    assert len(made) == times
    put_together(codes[0], 1.0, value=3.0)
    assert len(made) == times + 1
