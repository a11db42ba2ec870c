"""Printed changes and shares, recalculated by hand from the printed figures."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.methods.printed_arithmetic import recheck_arithmetic

ROW: dict[str, Any] = {
    "figure": 5930.0,
    "figure_decimals": 0,
    "other_figure": 5648.0,
    "other_decimals": 0,
    "other_is": "previous",
    "printed_percent": 5.0,
    "percent_decimals": 0,
    "qualifier": "",
}


def rechecked(**changes: Any) -> dict[Any, Any]:
    return recheck_arithmetic(pd.DataFrame([ROW | changes])).iloc[0].to_dict()


def test_a_rise_of_five_per_cent_from_5648_to_5930_agrees() -> None:
    """282 more of 5,648 are 4.993%."""
    row = rechecked()
    assert (row["worked_is"], row["agreement"]) == ("change_percent", "agrees")
    assert row["worked"] == pytest.approx(100 * 282 / 5648)


@pytest.mark.parametrize(
    ("changes", "agreement"),
    [
        ({"printed_percent": 6.0}, "does not agree"),
        ({"printed_percent": -5.0}, "does not agree"),
        # 4.993% is 5.0% to one decimal; figures to the nearest whole one allow 4.9748% to 5.0111%, so 5.1% does not.
        ({"percent_decimals": 1}, "agrees"),
        ({"printed_percent": 5.1, "percent_decimals": 1}, "does not agree"),
        ({"qualifier": "more than"}, "cannot be checked"),
        ({"printed_percent": None}, "worked out"),
        # The report of 2007 prints 20.2% off target for 3,897 against 3,316, which is 17.5%.
        ({"figure": 3897.0, "other_figure": 3316.0, "printed_percent": 20.2, "percent_decimals": 1}, "does not agree"),
        ({"figure": 3202.0, "other_figure": 2470.0, "printed_percent": 29.6, "percent_decimals": 1}, "agrees"),
        # 156 families are printed as 10% more than 142: 9.86%.
        ({"figure": 156.0, "other_figure": 142.0, "printed_percent": 10.0}, "agrees"),
    ],
)
def test_a_printed_change_is_held_against_its_figures(changes: dict[str, Any], agreement: str) -> None:
    assert rechecked(**changes)["agreement"] == agreement


def test_rounded_figures_allow_what_lies_between_their_ends() -> None:
    """£14m of £19m, each to the nearest million, is anything from 13.5 of 19.5 to 14.5 of 18.5: 69.2% to 78.4%."""
    share = {"figure": 14.0, "other_figure": 19.0, "other_is": "whole"}
    row = rechecked(**share, printed_percent=78.0)
    assert (row["worked_is"], row["agreement"]) == ("share_percent", "agrees")
    assert [round(row[name], 1) for name in ("worked_low", "worked", "worked_high")] == [69.2, 73.7, 78.4]
    assert rechecked(**share, printed_percent=79.0)["agreement"] == "does not agree"
    assert rechecked(**share, printed_percent=69.0)["agreement"] == "agrees"
    assert rechecked(**share, printed_percent=68.0)["agreement"] == "does not agree"


def test_the_figure_before_follows_from_a_printed_change() -> None:
    """5,930 after a rise of 5%, which may be 4.5% to 5.5%: 5929.5 / 1.055 to 5930.5 / 1.045."""
    row = rechecked(other_figure=None)
    assert (row["worked_is"], row["agreement"]) == ("previous", "worked out")
    assert [round(row[name], 1) for name in ("worked_low", "worked", "worked_high")] == [5620.4, 5647.6, 5675.1]


def test_a_share_of_a_target_needs_no_printed_per_cent() -> None:
    """250,000 trees of 700,000 are 35.7%, and 9 family hubs of 25 are 36%."""
    target = {"other_is": "target", "printed_percent": None}
    trees = rechecked(figure=250_000.0, other_figure=700_000.0, qualifier="more than", **target)
    hubs = rechecked(figure=9.0, other_figure=25.0, **target)
    assert [round(row["worked"], 1) for row in (trees, hubs)] == [35.7, 36.0]
    assert {row["agreement"] for row in (trees, hubs)} == {"worked out"}


def test_a_local_figure_is_so_much_above_or_below_the_national_one() -> None:
    row = rechecked(figure=17.0, other_figure=13.0, other_is="local", printed_percent=None)
    assert (row["worked_is"], row["worked"]) == ("difference", -4.0)


@pytest.mark.parametrize("changes", [{"figure": None}, {"other_is": "", "other_figure": None, "printed_percent": None}])
def test_nothing_follows_from_one_figure_alone(changes: dict[str, Any]) -> None:
    row = rechecked(**changes)
    assert (row["worked_is"], row["agreement"]) == ("", "")
    assert pd.isna(row["worked"])


def test_no_rows_give_no_rows() -> None:
    assert recheck_arithmetic(pd.DataFrame([ROW]).head(0)).empty
