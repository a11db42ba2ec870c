"""What revised figures change, with results worked out by hand.

The council has 50 in 2021/22 and 60 in 2022/23, where higher is better: a rise of 20%, over the tolerance of 2%. Seven
others have 51 to 57 in 2022/23. So it improved, and is first of eight, in the first quartile.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.method_rules import DirectionRules
from helpers.params import Parameters, settings_for
from helpers.paths import Project
from helpers.results.revision_effects import EFFECT_COLUMNS, NUMBERS, revision_effects

OWN = "E10000018"
OTHERS = [f"E100000{number}" for number in range(20, 27)]
Effects = Callable[..., pd.DataFrame]


def period(year: int) -> dict[str, Any]:
    return {
        "period": f"{year - 1}/{year % 100}",
        "period_start": date(year - 1, 4, 1),
        "period_end": date(year, 3, 31),
    }


def figure(area: str, year: int, value: float | None, **fields: Any) -> dict[str, Any]:
    usual = {
        "indicator_id": "waste",
        "area_code": area,
        **period(year),
        **dict.fromkeys(NUMBERS),
        "value": value,
        "marker": "" if value is not None else "[x]",
        "status": "final",
        "area_flag": "",
        "source_id": "s",
    }
    return usual | fields


def revised(area: str, year: int, earlier: float | None, current: float | None, **fields: Any) -> dict[str, Any]:
    empty = {f"earlier_{name}": None for name in NUMBERS}
    usual = {
        "indicator_id": "waste",
        "area_code": area,
        **period(year),
        **empty,
        "earlier_value": earlier,
        "earlier_marker": "" if earlier is not None else "[x]",
        "earlier_file": "old.csv",
        "earlier_row": 2,
        "value": current,
        "marker": "",
        "file": "new.csv",
        "row": 2,
        "difference": None,
    }
    return usual | fields


OBSERVATIONS = [
    figure(OWN, 2021, 40.0),
    figure(OWN, 2022, 50.0),
    figure(OWN, 2023, 60.0),
    *(figure(area, 2023, 51.0 + index) for index, area in enumerate(OTHERS)),
    figure(OTHERS[0], 2022, 10.0),
    figure("E10000099", 2023, 99.0),
]
INDICATORS = pd.DataFrame(
    [("waste", "higher_is_better", 1, "percentage", "%", "financial", "annual", "", "")],
    columns=[
        "indicator_id",
        "polarity",
        "decimals",
        "value_type",
        "unit",
        "period_type",
        "frequency",
        "breaks",
        "why_no_figure",
    ],
)
MEMBERS = pd.DataFrame(
    {
        "area_code": [OWN, *OTHERS],
        "area_name": [OWN, *OTHERS],
        "start_date": None,
        "end_date": None,
        "successor_codes": "",
    }
)


@pytest.fixture(scope="module")
def parameters(root: Path) -> Parameters:
    """The rules of 2023: a tolerance of 2%; at least eight councils for a rank."""
    project = Project(root)
    result = settings_for(project, read_areas(project.areas), "2023").parameters
    assert (result.direction.tolerance_percent, result.minimum_group_size) == (2, 8)
    return result


@pytest.fixture(scope="module")
def effects(parameters: Parameters) -> Effects:
    numbers = dict.fromkeys(NUMBERS, "float64")

    def work_out(
        *rows: dict[str, Any], figures: list[dict[str, Any]] = OBSERVATIONS, rules: Parameters = parameters
    ) -> pd.DataFrame:
        observations = pd.DataFrame(figures).astype(numbers)
        revisions = pd.DataFrame(rows).astype({f"earlier_{name}": "float64" for name in NUMBERS} | {"value": "float64"})
        return revision_effects(revisions, observations, INDICATORS, MEMBERS, [OWN], rules)

    return work_out


def outcome(row: pd.Series) -> list[Any]:
    quartiles = [None if pd.isna(row[name]) else int(row[name]) for name in ("earlier_quartile", "quartile")]
    return [row["earlier_direction"], row["direction"], *quartiles]


def test_a_revision_that_turns_direction_and_quartile(effects: Effects) -> None:
    """By the earlier 50.5 the rise is 1%, within the tolerance, and all seven others are above."""
    revised_results = effects(revised(OWN, 2023, 50.5, 60.0, difference=9.5))
    assert revised_results.columns.tolist() == EFFECT_COLUMNS
    assert len(revised_results) == 1
    row = revised_results.iloc[0]
    assert outcome(row) == ["No real change", "Improved", 4, 1]
    assert (row["own"], row["direction_changed"], row["quartile_changed"]) == (True, True, True)
    assert (row["earlier_value"], row["value"], row["difference"]) == (50.5, 60.0, 9.5)


def test_the_period_before_counts_for_direction_alone(effects: Effects) -> None:
    """From 70 to 60 is a fall."""
    row = effects(revised(OWN, 2022, 70.0, 50.0)).iloc[0]
    assert outcome(row) == ["Worsened", "Improved", 1, 1]
    assert (row["direction_changed"], row["quartile_changed"]) == (True, False)


def test_a_figure_of_the_group_counts_for_the_quartile_alone(effects: Effects) -> None:
    """With 61 and 62 in two others the council is third of eight, which is in the second quartile."""
    revised_results = effects(revised(OTHERS[0], 2023, 61.0, 51.0), revised(OTHERS[1], 2023, 62.0, 52.0))
    assert [outcome(row) for _, row in revised_results.iterrows()] == [["Improved", "Improved", 2, 1]] * 2
    assert revised_results["own"].tolist() == [False, False]


@pytest.mark.parametrize(
    "row",
    [
        revised(OWN, 2021, 1.0, 40.0),  # older than the period before
        revised(OTHERS[0], 2022, 1.0, 10.0),  # a period in which the council is not ranked
        revised("E10000099", 2023, 1.0, 99.0),  # not of the group
        revised(OWN, 2023, 1.0, 60.0, indicator_id="litter"),  # not in the register
    ],
)
def test_a_figure_that_no_result_rests_on_is_left_out(effects: Effects, row: dict[str, Any]) -> None:
    revised_results = effects(row)
    assert revised_results.empty
    assert revised_results.columns.tolist() == EFFECT_COLUMNS


def test_a_figure_that_the_earlier_edition_did_not_have(effects: Effects) -> None:
    """Without 2022/23 the newest figure is 50 of 2021/22, after 40: better, and one other has a figure then."""
    row = effects(revised(OWN, 2023, None, 60.0)).iloc[0]
    assert outcome(row) == ["Improved", "Improved", None, 1]
    assert row["quartile_changed"]


def test_limits_are_put_back_with_their_figure(effects: Effects, parameters: Parameters) -> None:
    """Limits of 58 to 62 are above 48 to 52; those of 45 to 75, printed first, overlap them."""
    limits = [
        observation | {"lower_95": observation["value"] - 2, "upper_95": observation["value"] + 2}
        if observation["area_code"] == OWN
        else observation
        for observation in OBSERVATIONS
    ]
    again = revised(OWN, 2023, 60.0, 60.0, earlier_lower_95=45.0, earlier_upper_95=75.0)
    replay = parameters.model_copy(update={"direction": DirectionRules(intervals="published")})
    by_limits = effects(again, figures=limits, rules=replay)
    assert outcome(by_limits.iloc[0]) == ["No real change", "Improved", 1, 1]


def test_several_earlier_editions_are_put_back_one_after_the_other(effects: Effects) -> None:
    revised_results = effects(
        revised(OWN, 2023, 50.5, 60.0, earlier_file="a.csv"), revised(OWN, 2023, 40.0, 60.0, earlier_file="b.csv")
    )
    assert revised_results["earlier_direction"].tolist() == ["No real change", "Worsened"]


def test_two_periods_that_end_on_one_day_cannot_be_determined(effects: Effects) -> None:
    """The gate stops such figures; its page must be written all the same."""
    twice = [*OBSERVATIONS, figure(OWN, 2023, 61.0, period="March 2023", period_start=date(2023, 3, 1))]
    row = effects(revised(OWN, 2023, 50.5, 60.0), figures=twice).iloc[0]
    assert outcome(row) == ["Cannot be determined", "Cannot be determined", None, None]
    assert not row["direction_changed"]


def test_the_observations_are_left_as_they_are(parameters: Parameters) -> None:
    observations = pd.DataFrame(OBSERVATIONS).astype(dict.fromkeys(NUMBERS, "float64"))
    before = observations.copy(deep=True)
    revision_effects(
        pd.DataFrame([revised(OWN, 2023, 1.0, 60.0)]), observations, INDICATORS, MEMBERS, [OWN], parameters
    )
    pd.testing.assert_frame_equal(observations, before)
