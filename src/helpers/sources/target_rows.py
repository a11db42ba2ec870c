"""What a row of each file on targets may hold: the promise, its milestones, what people judge, and the options."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from helpers.periods import PERIOD_TYPES, dates_of_any
from helpers.sources.checked_rows import (
    Address,
    BlankLine,
    BlankYear,
    CheckedRow,
    Line,
    Name,
    Number,
    StatedDate,
    Year,
    YesOrBlank,
)
from helpers.verdicts import HIGHER_IS_BETTER, LOWER_IS_BETTER, PLAN_IS_BEST, Polarity

TargetType = Literal["reach", "cumulative", "at_least", "at_most", "range", "plan"]
"""What a target asks for.

reach: a figure by a period. cumulative: a total that adds up to it. at_least and at_most: a standard to hold in every
period. range: a figure between two ends. plan: a figure at its plan, as near as the tolerance says.
"""

ON_A_WAY = ("reach", "cumulative")
"""The types that have a way from a baseline to the target, so that a milestone or a trajectory can be due."""

Judged = Literal["", "green", "amber", "red", "not_available"]
"""The colour that people gave; not_available where they said that it is not available for reporting."""

ActualIs = Literal["", "about", "at least", "at most", "less than", "more than", "provisional"]
"""How exactly the figure is known."""

Approval = Literal["", "approved", "subject to approval", "refused"]
"""Where an option stands; blank where nobody has said."""


def _checked_period(text: str) -> str:
    if text and dates_of_any(text) is None:
        forms = "; ".join(form.partition(",")[0] for form in PERIOD_TYPES.values())
        raise ValueError(f"write a period as one of: {forms}")
    return text


BlankPeriod = Annotated[str, AfterValidator(_checked_period)]
"""A period of any type, or nothing."""

Period = Annotated[str, Field(min_length=1), AfterValidator(_checked_period)]
"""A period of any type."""

BlankPolarity = Polarity | Literal[""]
"""Which end is better; blank where the register or the type says."""

ENDS: Final = (HIGHER_IS_BETTER, LOWER_IS_BETTER)
"""The polarities of a target with a way to it."""

IMPLIED: Final[dict[str, Polarity]] = {
    "at_least": HIGHER_IS_BETTER,
    "at_most": LOWER_IS_BETTER,
    "range": PLAN_IS_BEST,
    "plan": PLAN_IS_BEST,
}
"""The polarity of each type that says by itself which end is better."""

BlankWholeNumber = Annotated[str, Field(pattern=r"^\d{0,2}$")]
"""A whole number up to 99, or nothing."""


class Target(CheckedRow):
    """One row of `params/targets.csv`."""

    target_id: Name
    framework: Name
    from_year: BlankYear
    to_year: BlankYear
    indicator_id: BlankLine
    reference: BlankLine
    title: BlankLine
    theme: BlankLine
    polarity: BlankPolarity
    type: TargetType
    unit: Line
    baseline_value: Number
    baseline_period: BlankPeriod
    baseline_version: BlankWholeNumber
    baseline_reason: BlankLine
    target_value: Number
    target_lower: Number
    target_upper: Number
    target_period: BlankPeriod
    period_reason: BlankLine
    milestones_reason: BlankLine
    way: Literal["", "straight"]
    tolerance: Number
    floor: Number
    owner: Line
    is_reward: YesOrBlank
    is_stretch: YesOrBlank
    condition: BlankLine
    parent: BlankLine
    weight: Number
    shared_with: BlankLine
    added_value: BlankLine
    source: Line
    dated: StatedDate
    address: Address
    note: BlankLine

    @model_validator(mode="after")
    def _says_what_it_asks_for(self) -> Target:
        if self.type == "range":
            if self.target_lower is None or self.target_upper is None or self.target_value is not None:
                raise ValueError("type: a range has target_lower and target_upper, and no target_value; fill these")
            if self.target_lower > self.target_upper:
                raise ValueError("target_lower: it is above target_upper; put the two the other way round")
        elif self.target_value is None or self.target_lower is not None or self.target_upper is not None:
            raise ValueError("target_value: every type but range has a target_value, and no lower and upper end")
        if not self.indicator_id and not (self.title and self.theme):
            raise ValueError("title: a target without an indicator of the register needs a title and a theme")
        if self.tolerance is not None and self.tolerance < 0:
            raise ValueError("tolerance: it is below 0; write how far off a figure may be without a minus sign")
        return self

    @model_validator(mode="after")
    def _has_a_better_end(self) -> Target:
        if self.type in ON_A_WAY and self.polarity not in (*(("",) if self.indicator_id else ()), *ENDS):
            raise ValueError(f"polarity: write which end is better, {' or '.join(ENDS)}")
        implied = IMPLIED.get(self.type, "")
        if self.type not in ON_A_WAY and self.polarity not in ("", implied):
            raise ValueError(f"polarity: the type {self.type} is always {implied}; leave it blank")
        return self

    @model_validator(mode="after")
    def _says_why_not(self) -> Target:
        if self.baseline_value is not None and not self.baseline_period:
            raise ValueError("baseline_period: a baseline has a period; write it")
        if not (self.baseline_period or self.baseline_reason):
            raise ValueError("baseline_value: give the baseline, or say in baseline_reason why there is none")
        if self.baseline_value is not None and self.type in ON_A_WAY and self.baseline_value == self.target_value:
            raise ValueError(
                "target_value: it is the baseline, so there is no way to it; use the type at_least or at_most"
            )
        if not self.target_period and not self.period_reason and self.type in ON_A_WAY:
            raise ValueError("target_period: say by when, or say in period_reason why that is not known")
        return self

    @model_validator(mode="after")
    def _is_weighted_in_something(self) -> Target:
        if self.weight is not None and (not self.parent or self.weight <= 0):
            raise ValueError("weight: it is the share in a parent, above 0; name the parent, or leave it blank")
        return self

    @property
    def years(self) -> tuple[int, int]:
        """The first and last reporting year that knows the target."""
        return self.from_year or 0, self.to_year or 9999


class Milestone(CheckedRow):
    """One row of `params/target_milestones.csv`."""

    target_id: Name
    period: Period
    value: Number
    lower: Number
    upper: Number
    milestone: Line
    note: BlankLine

    @model_validator(mode="after")
    def _has_a_value(self) -> Milestone:
        if (self.value is None) == (self.lower is None) or (self.lower is None) != (self.upper is None):
            raise ValueError("value: a milestone has a value, or for a range a lower and an upper end")
        return self


class Judgement(CheckedRow):
    """One row of `params/target_judgements.csv`."""

    target_id: Name
    report_year: Year
    period: BlankPeriod
    actual: Number
    actual_is: ActualIs
    judged: Judged
    judged_reason: BlankLine
    previous: Judged
    commentary: BlankLine
    remedial_action: BlankLine
    action_by: StatedDate
    expected: Number
    judged_by: BlankLine
    source: Line
    dated: StatedDate
    address: Address

    @model_validator(mode="after")
    def _says_something(self) -> Judgement:
        if self.actual is not None and not self.period:
            raise ValueError("period: a figure has a period; write it")
        if self.actual is None and self.actual_is:
            raise ValueError("actual_is: there is no figure; write it, or clear this cell")
        if self.judged == "not_available" and not self.judged_reason:
            raise ValueError("judged_reason: say why it is not available for reporting")
        return self


class Option(CheckedRow):
    """One row of `params/target_options.csv`."""

    target_id: Name
    report_year: Year
    option: Line
    contribution: Number
    unit: BlankLine
    cost_gbp: Number
    approval: Approval
    source: Line
    note: BlankLine

    @model_validator(mode="after")
    def _has_a_unit(self) -> Option:
        if self.contribution is not None and not self.unit:
            raise ValueError("unit: a contribution has a unit; write that of the target, or what it is in")
        return self


def implied_polarity(target: Target, of_indicator: Polarity | None) -> Polarity:
    """Return which end of a target is better: by its type, by its own column, or by the register.

    Raises  ValueError: neither says which end is better
    """
    polarity = IMPLIED.get(target.type) or target.polarity or of_indicator
    if polarity and (polarity in ENDS or target.type in IMPLIED):
        return polarity
    raise ValueError("polarity: the register has no better end for this indicator; write which end is better")


def floor_fault(target: Target, polarity: Polarity) -> str:
    """Return what is wrong with the floor of a target; empty if nothing is, or there is none."""
    if target.floor is None:
        return ""
    if target.target_value is None or polarity == PLAN_IS_BEST:
        return "a range or a plan has no floor; leave it blank and give a tolerance"
    better = target.floor > target.target_value if polarity == HIGHER_IS_BETTER else target.floor < target.target_value
    return "the floor is on the better side of the target; put it on the worse side" if better else ""
