"""What moved between two national runs."""

from __future__ import annotations

import pandas as pd

from helpers.results.national_changes import national_changes, position_changes


def results(**columns: list[object]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"period": "2024/25", "value": 1.0, "rank": None, "quartile": None, "evidence": "clear", **columns}
    )
    return frame.astype({"rank": "Int64", "quartile": "Int64"})


def test_what_moved_came_or_went_is_listed_and_nothing_else() -> None:
    earlier = results(
        area_code=["A", "B", "C", "D", "E"],
        direction=["Improved", "Improved", "Worsened", "Improved", "Not judged"],
        rank=[1, 2, 3, 4, None],
        quartile=[1, 1, 2, 2, None],
    )
    later = results(
        area_code=["A", "B", "C", "E", "F"],
        direction=["Improved", "Worsened", "Worsened", "Not judged", "Improved"],
        rank=[1, 2, 5, None, 4],
        quartile=[1, 1, 3, None, 2],
        value=[9.0, 1.0, 1.0, 1.0, 1.0],
    )
    changes = national_changes(earlier, later).set_index("area_code")
    assert changes["change"].to_dict() == {"B": "moved", "C": "moved", "D": "went", "F": "came"}
    assert changes.loc["B", ["earlier_direction", "later_direction"]].tolist() == ["Improved", "Worsened"]
    assert changes.loc["C", ["earlier_quartile", "later_quartile", "later_rank"]].tolist() == [2, 3, 5]
    assert pd.isna(changes.loc["F", "earlier_rank"])


def test_a_rank_that_comes_or_goes_is_a_move() -> None:
    earlier = results(area_code=["A", "B"], direction=["Improved"] * 2, rank=[1, None])
    later = results(area_code=["A", "B"], direction=["Improved"] * 2, rank=[None, 1])
    assert national_changes(earlier, later)["change"].tolist() == ["moved", "moved"]


def test_evidence_that_moves_is_a_move_unless_it_is_not_compared() -> None:
    earlier = results(area_code=["A", "B"], direction=["Improved"] * 2)
    later = results(area_code=["A", "B"], direction=["Improved"] * 2, evidence=["clear", "cannot be told"])
    changes = national_changes(earlier, later)
    assert changes[["area_code", "earlier_evidence", "later_evidence"]].values.tolist() == [
        ["B", "clear", "cannot be told"]
    ]
    assert national_changes(earlier, later, ("direction", "rank")).empty


def test_positions_move_where_the_rank_does_within_a_group_and_scope() -> None:
    columns = {"area_group": "G", "scope": ["Overall", "Overall", "Theme"], "area_code": ["A", "B", "A"], "n": 2}
    more = {"rank_95_lower": 1, "rank_95_upper": 2, "score": 50.0}
    earlier, later = (
        pd.DataFrame({**columns, "rank": pd.array(rank, "Int64"), **more}) for rank in ([1, 2, None], [1, None, 2])
    )
    changes = position_changes(earlier, later.iloc[1:])
    assert changes[["scope", "area_code", "change"]].values.tolist() == [
        ["Overall", "A", "went"],
        ["Overall", "B", "moved"],
        ["Theme", "A", "moved"],
    ]
    assert changes["later_rank"].isna().tolist() == [True, True, False]
