"""The counts of this report beside earlier ones."""

from __future__ import annotations

import pandas as pd

from helpers.results.years_counts import years_counts


def report(directions: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"indicator_id": name, "in_headline": True, "direction": direction, "theme": "Green" if name < "c" else "Safe"}
        for name, direction in directions.items()
    )


THEN = report({"a": "Improved", "b": "Worsened", "d": "Cannot be determined", "gone": "Improved"})
NOW = report({"a": "Improved", "b": "Improved", "c": "Worsened", "d": "Worsened"})


def counts(**changed: object) -> dict[str, float]:
    """The counts of the report of 2023, with those of 2018 and 2020 before it, by their names."""
    changes = pd.DataFrame({"what": ["up", "up", "up", "newer", "newer"], "indicator_id": ["a", "b", "d", "a", "b"]})
    of = {"reports": {2018: NOW, 2020: THEN, 2023: NOW}, "year": 2023, "changes": changes, "most_named": 2} | changed
    frame = years_counts(**of)  # type: ignore[arg-type]
    return dict(zip(frame["measure"], frame["number"], strict=True))


def test_what_both_reports_count_and_what_changed_since_the_last_is_counted() -> None:
    assert counts() == {
        "year": 2023,
        "reported": 4,
        "earlier_year": 2020,
        "counted_by_both": 3,
        "determined_then": 2,
        "improved_percent_then": 50,
        "worsened_percent_then": 50,
        "determined_now": 3,
        "improved_percent_now": 100 * 2 / 3,
        "worsened_percent_now": 100 / 3,
        "up": 3,
        "up_not_named": 1,
        "up: Green": 2,
        "up: Safe": 1,
        "newer": 2,
        "newer: Green": 2,
    }


def test_a_share_of_nothing_is_left_out_and_so_is_all_but_the_year_without_an_earlier_report() -> None:
    undetermined = report({"a": "Cannot be determined"})
    assert counts(reports={2020: undetermined, 2023: NOW}, changes=None) == {
        "year": 2023,
        "reported": 4,
        "earlier_year": 2020,
        "counted_by_both": 1,
        "determined_then": 0,
        "determined_now": 1,
        "improved_percent_now": 100,
        "worsened_percent_now": 0,
    }
    assert counts(reports={2023: NOW}, changes=None, unreadable=[2018]) == {
        "year": 2023,
        "reported": 4,
        "unreadable_2018": 2018,
    }
    assert years_counts({2023: NOW}, 2023, None)["measure"].tolist() == ["year", "reported"]
