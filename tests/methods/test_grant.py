"""A reward grant, its forecast and a pooled fund, worked by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from helpers.methods.grant import (
    CARRIED,
    IN_PROPORTION,
    LOST,
    NO_FIGURE,
    NO_TARGET,
    NO_WITHOUT,
    NOT_CARRIED,
    OVERSPENT,
    UNDER_60,
    WHOLE,
    add_up,
    forecast_grant,
    grant_totals,
    pooled_fund,
    reward_grant,
    split_grant,
    status_shares,
)
from helpers.problems import MethodProblem
from helpers.verdicts import AMBER, GREEN, HIGHER_IS_BETTER, LOWER_IS_BETTER, NEUTRAL, RED

ROWS = pd.DataFrame(
    {
        "theme": ["One", "One", "Two", "Two", "Two"],
        "grant": [Decimal("100.10"), Decimal("200.20"), Decimal("300.30"), Decimal("400.40"), Decimal("0.05")],
        "status": [GREEN, AMBER, RED, AMBER, ""],
        "condition_failed": [False, False, False, True, False],
    }
)


def test_all_of_a_grant_is_at_risk_where_it_is_red_or_amber() -> None:
    """Red 300.30, amber 200.20 and 400.40 are 900.90; the last is lost, which leaves 500.50."""
    result = reward_grant(ROWS)
    assert result["at_risk"].tolist() == [0, Decimal("200.20"), Decimal("300.30"), Decimal("400.40"), 0]
    assert add_up(result) == {
        "grant": Decimal("1001.05"),
        "at_risk": Decimal("900.90"),
        "lost": Decimal("400.40"),
        "at_risk_net": Decimal("500.50"),
        "without_status": Decimal("0.05"),
    }
    assert result["why"].iloc[3] == LOST


def test_totals_by_theme_add_up_to_the_whole() -> None:
    result = reward_grant(ROWS)
    totals = grant_totals(result, "theme")
    assert totals["theme"].tolist() == ["One", "Two"]
    assert totals["rows"].tolist() == [2, 3]
    assert totals["grant"].tolist() == [Decimal("300.30"), Decimal("700.75")]
    assert add_up(totals) == add_up(result)


def test_pennies_do_not_drift() -> None:
    """A thousand times 10p is 100 pounds; binary numbers give 99.9999999999986."""
    assert sum([0.1] * 1000) != 100
    many = pd.DataFrame({"grant": [Decimal("0.10")] * 1000, "status": RED, "condition_failed": False})
    assert add_up(reward_grant(many))["at_risk"] == 100


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"grant": [100.1] * 5}, "must be a decimal number"),
        ({"grant": [Decimal(-1)] * 5}, "must be 0 or more"),
        ({"grant": [Decimal("NaN")] * 5}, "must be a decimal number"),
        ({"status": ["Blue"] * 5}, "must be green, amber, red or blank"),
    ],
)
def test_rows_that_are_no_grant_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(MethodProblem, match=message):
        reward_grant(ROWS.assign(**change))


def test_a_grant_is_split_by_target_and_then_by_weight() -> None:
    """1,000 pounds over two targets are 500 each; 12.5% of 500 is 62.50."""
    weights = pd.DataFrame(
        {"reward_target": ["A", "A", "B"], "weight_percent": [Decimal("12.5"), Decimal("87.5"), Decimal(100)]}
    )
    assert split_grant(Decimal(1000), weights).tolist() == [Decimal("62.5"), Decimal("437.5"), Decimal(500)]


@pytest.mark.parametrize(
    ("weights", "message"),
    [([60, 39], "add up to 99"), ([100, 1], "add up to 101"), ([110, -10], "above zero"), ([100, 0], "above zero")],
)
def test_weights_that_do_not_share_the_whole_are_refused(weights: list[int], message: str) -> None:
    frame = pd.DataFrame({"reward_target": "A", "weight_percent": [Decimal(weight) for weight in weights]})
    with pytest.raises(MethodProblem, match=message):
        split_grant(Decimal(100), frame)


def of_rule(**cells: object) -> dict[str, object]:
    usual = {"reference": "1", "grant": Decimal("1000"), "polarity": HIGHER_IS_BETTER, "without": "50", "target": "60"}
    return usual | {"actual": "56", "condition_failed": False} | cells


FALLING = {"polarity": LOWER_IS_BETTER, "without": "100", "target": "80", "actual": "87.9"}


@pytest.mark.parametrize(
    ("cells", "enhancement", "forecast", "why"),
    [
        ({}, 60, "600.00", IN_PROPORTION),
        ({"actual": "55.9"}, 59, "0.00", UNDER_60),
        ({"actual": "63"}, 130, "1000.00", WHOLE),
        ({"actual": "45"}, -50, "0.00", UNDER_60),
        (FALLING, "60.5", "605.00", IN_PROPORTION),
        ({"grant": Decimal("0.03"), "actual": "58.5"}, 85, "0.03", IN_PROPORTION),
        ({"without": ""}, None, None, NO_WITHOUT),
        ({"target": ""}, None, None, NO_TARGET),
        ({"actual": ""}, None, None, NO_FIGURE),
        ({"condition_failed": True}, None, "0", LOST),
    ],
)
def test_the_forecast_by_the_national_rule(
    cells: dict[str, object], enhancement: object, forecast: str | None, why: str
) -> None:
    """56 is 6 of the 10 agreed, which pays; 0.85 of 3p is 2.55p, to the penny 3p."""
    (row,) = forecast_grant(pd.DataFrame([of_rule(**cells)])).to_dict("records")
    assert row["enhancement_percent"] == (None if enhancement is None else Decimal(str(enhancement)))
    assert row["forecast"] == (None if forecast is None else Decimal(forecast))
    assert row["forecast_why"] == why


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"target": "50"}, "1: the target must not be the figure expected without"),
        ({"target": "40"}, "1: the target 40 must be better than 50"),
        ({"polarity": LOWER_IS_BETTER}, "1: the target 60 must be better than 50"),
        ({"polarity": NEUTRAL}, "1: a reward needs a better end"),
        ({"actual": "many"}, "1: a figure of a grant must be a decimal number"),
    ],
)
def test_figures_that_give_no_forecast_are_refused_by_their_reference(cells: dict[str, object], message: str) -> None:
    with pytest.raises(MethodProblem, match=message):
        forecast_grant(pd.DataFrame([of_rule(**cells)]))


def fund(**cells: object) -> pd.DataFrame:
    usual = {"block": "All", "allocation": Decimal(1000), "moved_in": Decimal(0), "underspend": Decimal(0)}
    return pd.DataFrame([usual | cells])


@pytest.mark.parametrize(
    ("underspend", "carried", "verdict"),
    [
        ("49.99", "49.99", CARRIED),
        ("50", "0", NOT_CARRIED),
        ("50.01", "0", NOT_CARRIED),
        ("-0.01", "0", OVERSPENT),
    ],
)
def test_less_than_5_percent_may_be_carried_forward(underspend: str, carried: str, verdict: str) -> None:
    (row,) = pooled_fund(fund(underspend=Decimal(underspend))).to_dict("records")
    assert (row["carried_forward"], row["verdict"]) == (Decimal(carried), verdict)
    assert row["spent"] == 1000 - Decimal(underspend)


def test_the_share_is_of_the_allocation_after_money_was_moved() -> None:
    """55 of 1,000 is too much; with 200 more from another block it is 4.58...% of 1,200."""
    both = pd.concat([fund(moved_in=Decimal(200), underspend=Decimal(55)), fund(moved_in=Decimal(-200))])
    result = pooled_fund(both)
    assert result["verdict"].tolist()[0] == CARRIED
    assert round(result["underspend_percent"].tolist()[0], 2) == Decimal("4.58")
    with pytest.raises(MethodProblem, match="must add up to zero"):
        pooled_fund(fund(moved_in=Decimal(1)))
    with pytest.raises(MethodProblem, match="above zero and no less"):
        pooled_fund(fund(underspend=Decimal(1001)))


def test_shares_of_statuses_are_of_those_that_have_one() -> None:
    """1 of 3 is 33.3%, and 1 of 8 is 12.5%; 5 of 80 is 6.25%, rounded up."""
    assert status_shares({"a": 1, "b": 2}) == {"a": Decimal("33.3"), "b": Decimal("66.7")}
    assert status_shares({"a": 5, "b": 75}) == {"a": Decimal("6.3"), "b": Decimal("93.8")}
    assert status_shares({"a": 0}) == {}
