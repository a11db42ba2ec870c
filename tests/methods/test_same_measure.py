"""Indicators that tell one measure: one of them is counted, and one is in each list."""

from __future__ import annotations

import pandas as pd

from helpers.methods.same_measure import one_per_measure, standing_for, with_families

FAMILIES = pd.DataFrame(
    [("plans", "plans_all"), ("plans", "plans_some"), ("weight", "age_11"), ("weight", "age_5")],
    columns=["family", "indicator_id"],
)


def register(**changes: list[object]) -> pd.DataFrame:
    usual: dict[str, list[object]] = {
        "indicator_id": ["age_5", "age_11", "alone", "plans_all", "plans_some"],
        "counted": [True] * 5,
        "stale": [False] * 5,
        "period": ["2022/23"] * 5,
    }
    return pd.DataFrame(usual | changes)


def test_the_first_of_a_family_stands_for_the_others() -> None:
    every = register()["indicator_id"]
    assert standing_for(every, FAMILIES) == {"plans_some": "plans_all", "age_5": "age_11"}
    assert standing_for(["plans_some", "alone"], FAMILIES) == {}
    assert standing_for(every, FAMILIES, preferred=["plans_some"]) == {"plans_all": "plans_some", "age_5": "age_11"}
    assert standing_for([], FAMILIES) == {}


def test_the_headline_counts_one_of_each_measure() -> None:
    result = with_families(register(), FAMILIES).set_index("indicator_id")
    assert result["in_headline"].to_dict() == {
        "age_5": False,
        "age_11": True,
        "alone": True,
        "plans_all": True,
        "plans_some": False,
    }
    assert result["same_as"].to_dict() == {
        "age_5": "age_11",
        "age_11": "",
        "alone": "",
        "plans_all": "",
        "plans_some": "plans_all",
    }


def test_one_that_cannot_be_counted_stands_for_none() -> None:
    """The first is too old, not counted or without a figure: the other is counted, and a measure is never lost."""
    for changes in (
        {"stale": [False, True, False, True, False]},
        {"counted": [True, False, True, False, True]},
        {"period": ["2022/23", None, "2022/23", None, "2022/23"]},
    ):
        result = with_families(register(**changes), FAMILIES).set_index("indicator_id")["in_headline"]
        assert result.to_dict() == {
            "age_5": True,
            "age_11": False,
            "alone": True,
            "plans_all": False,
            "plans_some": True,
        }, changes
    nothing = with_families(register(period=[None] * 5), FAMILIES).set_index("indicator_id")["in_headline"]
    assert nothing[nothing].index.tolist() == ["age_11", "alone", "plans_all"]


def test_a_list_has_one_row_for_each_measure_in_its_order() -> None:
    rows = with_families(register(counted=[True, False, True, True, True]), FAMILIES)
    in_another_order = rows.iloc[[4, 3, 1, 0, 2]]
    assert one_per_measure(in_another_order)["indicator_id"].tolist() == ["plans_all", "age_5", "alone"]
    # What the headline counts may be in another list: then the other is the one of this list.
    assert one_per_measure(rows.iloc[[4, 2]])["indicator_id"].tolist() == ["plans_some", "alone"]
    assert one_per_measure(rows.iloc[:0]).empty
