"""The numbers of the method that sentences state, against the words of the columns that they are about."""

from __future__ import annotations

from helpers.methods.false_discovery import RATE
from helpers.results.method_numbers import method_numbers
from helpers.schema.comparison import RANK_CERTAINTY
from helpers.schema.evidence import FORECASTS
from helpers.schema.targets import TARGET_COUNTS


def test_each_number_is_that_of_the_method() -> None:
    numbers = method_numbers().set_index("measure")["number"].to_dict()
    assert numbers == {
        "ranks_50": 50,
        "ranks_95": 95,
        "difference": 95,
        "forecast": 80,
        "by_chance_at_most": 10,
        "off_trajectory": 20,
        "position_methods": 5,
    }
    assert numbers["by_chance_at_most"] == 100 * RATE
    assert f"more than {numbers['off_trajectory']:.0f}% of the way" in TARGET_COUNTS["red_off_trajectory"].meaning
    assert f"in {numbers['forecast']:.0f} of 100 cases" in FORECASTS["lower"].meaning
    for level in (50, 95):
        assert f"in {numbers[f'ranks_{level}']:.0f} of 100 cases" in RANK_CERTAINTY[f"rank_{level}_lower"].meaning
