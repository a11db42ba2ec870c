"""Rows on targets: what a promise must have, by its type, and what is said of one that is not right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from helpers.sources.checked_rows import CheckedRow
from helpers.sources.target_rows import Judgement, Milestone, Option, Target, floor_fault, implied_polarity
from helpers.verdicts import HIGHER_IS_BETTER, LOWER_IS_BETTER, PLAN_IS_BEST

REACH: dict[str, str] = dict.fromkeys(Target.model_fields, "") | {
    "target_id": "recycling",
    "framework": "plan",
    "indicator_id": "waste_recycled",
    "type": "reach",
    "unit": "%",
    "baseline_value": "44.0",
    "baseline_period": "2021/22",
    "target_value": "60",
    "target_period": "2029/30",
    "owner": "Head of Waste",
    "source": "The plan",
}
RANGE = REACH | {"type": "range", "target_value": "", "target_lower": "10", "target_upper": "12"}
HOLD = REACH | {"type": "at_least"}


def message_of(kind: type[CheckedRow], cells: dict[str, str]) -> str:
    """Return what is said of a row, the column first."""
    with pytest.raises(ValidationError) as problem:
        kind.model_validate(cells)
    (error,) = problem.value.errors()
    column = f"{error['loc'][0]}: " if error["loc"] else ""
    return column + error["msg"].removeprefix("Value error, ")


def target(**cells: str) -> Target:
    return Target.model_validate(REACH | cells)


def test_a_target_keeps_its_decimals_and_its_years() -> None:
    row = target(from_year="2023", to_year="2025")
    assert str(row.baseline_value) == "44.0"
    assert row.years == (2023, 2025)
    assert target().years == (0, 9999)  # blank: from the first year to the last
    assert target(target_value="0").target_value == Decimal(0)  # zero is a target, and blank is none


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (RANGE | {"target_upper": ""}, "type: a range has target_lower and target_upper, and no target_value"),
        (RANGE | {"target_value": "11"}, "type: a range has target_lower and target_upper, and no target_value"),
        (RANGE | {"target_lower": "13"}, "target_lower: it is above target_upper; put the two the other way round"),
        (REACH | {"target_value": ""}, "target_value: every type but range has a target_value, and no lower"),
        (REACH | {"target_lower": "1"}, "target_value: every type but range has a target_value, and no lower"),
        (
            REACH | {"indicator_id": ""},
            "title: a target without an indicator of the register needs a title and a theme",
        ),
        (REACH | {"tolerance": "-1"}, "tolerance: it is below 0; write how far off a figure may be without a minus"),
        (
            REACH | {"polarity": PLAN_IS_BEST},
            "polarity: write which end is better, higher_is_better or lower_is_better",
        ),
        (
            REACH | {"indicator_id": "", "title": "Net zero", "theme": "Green"},
            "polarity: write which end is better",
        ),
        (
            HOLD | {"polarity": LOWER_IS_BETTER},
            "polarity: the type at_least is always higher_is_better; leave it blank",
        ),
        (REACH | {"baseline_period": ""}, "baseline_period: a baseline has a period; write it"),
        (
            REACH | {"baseline_value": "", "baseline_period": ""},
            "baseline_value: give the baseline, or say in baseline_reason why there is none",
        ),
        (REACH | {"target_value": "44"}, "target_value: it is the baseline, so there is no way to it; use the type"),
        (REACH | {"target_period": ""}, "target_period: say by when, or say in period_reason why that is not known"),
        (REACH | {"weight": "0.5"}, "weight: it is the share in a parent, above 0; name the parent, or leave it blank"),
        (REACH | {"weight": "0", "parent": "waste"}, "weight: it is the share in a parent, above 0"),
        (REACH | {"target_period": "soon"}, "target_period: write a period as one of: "),
        (REACH | {"baseline_version": "100"}, "baseline_version: "),
        (REACH | {"type": "better"}, "type: Input should be 'reach', 'cumulative', 'at_least', 'at_most', 'range'"),
    ],
)
def test_a_target_that_is_not_right_is_refused_with_what_to_do(cells: dict[str, str], words: str) -> None:
    assert message_of(Target, cells).startswith(words)


@pytest.mark.parametrize(
    "cells",
    [
        RANGE,
        HOLD | {"target_value": "44"},  # a standard may be what is reached already
        HOLD | {"target_period": ""},  # and has to be held in every period
        REACH | {"target_period": "", "period_reason": "The plan names no year."},
        REACH | {"baseline_value": "", "baseline_period": "", "baseline_reason": "Nobody counted."},
        REACH | {"weight": "0.5", "parent": "waste"},
        REACH | {"indicator_id": "", "title": "Net zero", "theme": "Green", "polarity": LOWER_IS_BETTER},
    ],
)
def test_a_target_with_its_reasons_is_read(cells: dict[str, str]) -> None:
    assert Target.model_validate(cells).target_id == "recycling"


MILESTONE = dict.fromkeys(Milestone.model_fields, "") | {"target_id": "a", "period": "2024/25", "milestone": "half"}
JUDGEMENT = dict.fromkeys(Judgement.model_fields, "") | {"target_id": "a", "report_year": "2023", "source": "Minutes"}
OPTION = dict.fromkeys(Option.model_fields, "") | {
    "target_id": "a",
    "report_year": "2023",
    "option": "A nursery",
    "source": "Minutes",
}


def test_a_milestone_has_a_value_or_two_ends() -> None:
    words = "value: a milestone has a value, or for a range a lower and an upper end"
    for cells in ({}, {"value": "1", "lower": "1"}, {"lower": "1"}, {"value": "1", "lower": "1", "upper": "2"}):
        assert message_of(Milestone, MILESTONE | cells) == words
    for cells in ({"value": "0"}, {"lower": "0", "upper": "2"}):
        assert Milestone.model_validate(MILESTONE | cells).period == "2024/25"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"actual": "0"}, "period: a figure has a period; write it"),
        ({"actual_is": "about"}, "actual_is: there is no figure; write it, or clear this cell"),
        ({"judged": "not_available"}, "judged_reason: say why it is not available for reporting"),
    ],
)
def test_a_judgement_says_something(cells: dict[str, str], words: str) -> None:
    assert message_of(Judgement, JUDGEMENT | cells) == words


def test_a_contribution_has_a_unit_and_an_option_may_have_none() -> None:
    assert Option.model_validate(OPTION).contribution is None
    words = "unit: a contribution has a unit; write that of the target, or what it is in"
    assert message_of(Option, OPTION | {"contribution": "0"}) == words


def test_which_end_is_better_is_said_by_the_type_then_the_row_then_the_register() -> None:
    assert implied_polarity(Target.model_validate(HOLD), LOWER_IS_BETTER) == HIGHER_IS_BETTER
    assert implied_polarity(Target.model_validate(RANGE), HIGHER_IS_BETTER) == PLAN_IS_BEST
    assert implied_polarity(target(polarity=LOWER_IS_BETTER), HIGHER_IS_BETTER) == LOWER_IS_BETTER
    assert implied_polarity(target(), LOWER_IS_BETTER) == LOWER_IS_BETTER
    unjudged: Any = "neutral"
    for of_indicator in (None, unjudged, PLAN_IS_BEST):
        with pytest.raises(ValueError, match="the register has no better end for this indicator; write which end"):
            implied_polarity(target(), of_indicator)


def test_a_floor_is_on_the_worse_side_of_its_target() -> None:
    """Of 60, where higher is better, 55 is worse and 65 is better; of a lower one the other way round."""
    assert floor_fault(target(), HIGHER_IS_BETTER) == ""
    side = "the floor is on the better side of the target; put it on the worse side"
    assert [floor_fault(target(floor=floor), HIGHER_IS_BETTER) for floor in ("55", "60", "65")] == ["", "", side]
    assert [floor_fault(target(floor=floor), LOWER_IS_BETTER) for floor in ("55", "60", "65")] == [side, "", ""]
    no_floor = "a range or a plan has no floor; leave it blank and give a tolerance"
    assert floor_fault(Target.model_validate(RANGE | {"floor": "9"}), PLAN_IS_BEST) == no_floor
