"""What sentences of the site count and no notebook does: parts of a year, measures asked for, areas below districts."""

from __future__ import annotations

import pandas as pd

from helpers.results.site_counts import site_counts

IN_YEAR = pd.DataFrame(
    [("Improved", True, "immature", ""), ("Worsened", False, "", "above"), ("Not judged", True, "mature", "")],
    columns=["year_before_direction", "provisional", "maturity", "signal"],
)
MEASURES = pd.DataFrame(
    [("law", "1.1", True), ("law", "1.2", True), ("money", "", True), ("rule", "2.1", False)],
    columns=["measure_id", "reference", "waits"],
)
AREAS = pd.DataFrame(
    [("a", "priority area", 1.0), ("a", "priority area", 2.0), ("b", "priority area", None), ("c", "team", None)],
    columns=["area_id", "kind", "value"],
)


def test_each_count_is_of_indicators_measures_or_areas_and_of_none_twice() -> None:
    counts = site_counts(IN_YEAR, MEASURES, AREAS).set_index("measure")["number"]
    assert counts.filter(like="in_year").to_dict() == {
        "in_year": 3,
        "in_year_improved": 1,
        "in_year_worsened": 1,
        "in_year_no_real_change": 0,
        "in_year_open": 1,
        "in_year_provisional": 2,
        "in_year_immature": 1,
        "in_year_signals": 1,
    }
    assert counts[["asked", "waiting"]].tolist() == [3, 2]
    assert counts[["priority area", "priority area_with_figure", "team", "team_with_figure"]].tolist() == [2, 1, 1, 0]


def test_a_report_without_any_of_these_counts_nothing() -> None:
    assert site_counts(IN_YEAR.head(0), MEASURES.head(0), AREAS.head(0)).empty
