"""The counts that the first page states, against counts made by hand."""

from __future__ import annotations

import pandas as pd

from helpers.results.headline_counts import headline_counts

ROWS = [
    ("Improved", "clear", 0.001, 3.3, 1, False),
    ("Improved", "within its usual ups and downs", 0.4, 0.8, 2, False),
    ("Worsened", "clear", 0.01, -2.6, 4, True),
    ("No real change", "within its usual ups and downs", 0.9, 0.1, None, False),
    ("Cannot be determined", None, None, None, 3, False),
]

OBSERVATIONS = pd.DataFrame(
    [("a", "A", "2021", 1.0), ("a", "B", "2021", 1.0), ("b", "A", "2021", 1.0), ("c", "A", "2022", 1.0)],
    columns=["indicator_id", "area_code", "period", "value"],
)
MEMBERS = pd.DataFrame({"area_code": ["A", "B"], "end_date": [None, None]})
OF_PERIODS = {"period": "2022", "previous_period": "2021", "period_end": pd.Timestamp("2022-12-31").date(), "rank": 1.0}


def test_the_counts_are_those_of_the_rows() -> None:
    names = ["direction", "evidence", "p", "z", "quartile", "derived"]
    frame = pd.DataFrame(ROWS, columns=names).assign(
        polarity="higher_is_better",
        previous_derived=False,
        provisional=False,
        previous_provisional=False,
        indicator_id=list("abcde"),
        value=[1.0, 2.0, 3.0, 4.0, None],
        **OF_PERIODS,
    )
    counts = headline_counts(frame, OBSERVATIONS, MEMBERS).set_index("measure")["number"].to_dict()
    assert {name: counts[name] for name in ("total", "determined", "improved", "improved_clear", "worsened_clear")} == {
        "total": 5,
        "determined": 4,
        "improved": 2,
        "improved_clear": 1,
        "worsened_clear": 1,
    }
    assert (counts["improved_percent"], counts["derived"], counts["ranked_derived"]) == (50, 1, 1)
    assert (counts["ranked"], counts["top_half"], counts["top_half_percent"]) == (4, 2, 50)
    assert (counts["worsened_in_lowest"], counts["with_figure"]) == (1, 4)
    assert (counts["figures_due"], counts["indicators_due"]) == (3, 2)
    # four tests at 95 in 100: a fifth of one is expected by chance
    assert counts["tested"] == 4 and round(counts["by_chance"], 9) == 0.2 and counts["clear"] == 2


def test_a_share_of_nothing_is_left_out() -> None:
    columns = ["direction", "evidence", "p", "z", "quartile", "derived", "previous_derived", "provisional"]
    frame = pd.DataFrame(columns=[*columns, "previous_provisional", "value", "polarity", "indicator_id", *OF_PERIODS])
    frame = frame.astype(
        {
            "p": "float64",
            "z": "float64",
            "derived": "bool",
            "previous_derived": "bool",
            "provisional": "bool",
            "previous_provisional": "bool",
        }
    )
    made = headline_counts(frame, OBSERVATIONS, MEMBERS).set_index("measure")["number"].to_dict()
    assert made["total"] == 0 and "improved_percent" not in made and "top_half_percent" not in made
