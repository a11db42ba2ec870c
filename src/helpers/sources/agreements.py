"""What an agreement between the council, its partners and the government printed: grants, risk, money and measures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeVar

import pandas as pd
from pydantic import model_validator

from helpers.problems import InputProblem
from helpers.sources.checked_rows import (
    BlankLine,
    CheckedRow,
    Line,
    Name,
    Number,
    StatedDate,
    WordList,
    Year,
    YesOrBlank,
    read_checked_rows,
)
from helpers.verdicts import AMBER, GREEN, NOT_AVAILABLE, RED, SIGNS, Polarity
from helpers.visible import value_shown

Status = Literal["", "green", "amber", "red", "not_available"]
"""The status as printed; blank where none is."""

STATUS_WORDS: Final = {"": "", "green": GREEN, "amber": AMBER, "red": RED, "not_available": NOT_AVAILABLE}

AreaKind = Literal["priority area", "neighbourhood team"]
"""What an area below the districts is."""

MeasureStatus = Literal["asked", "under discussion", "agreed", "in place", "refused"]
"""Where something that the government was asked for stands."""

REWARD_GRANTS: Final = "reward_grants.csv"
RISK_BY_THEME: Final = "risk_by_theme.csv"
NAMED_INDICATORS: Final = "named_indicators.csv"
POOLED_FUNDS: Final = "pooled_funds.csv"
ENABLING_MEASURES: Final = "enabling_measures.csv"
EARLIER_REVIEWS: Final = "earlier_reviews.csv"
AREAS: Final = "areas_below_districts.csv"
AREA_FIGURES: Final = "area_figures.csv"

FORECAST_FIGURES: Final = ("without", "target", "actual")
"""The figures from which the forecast of a grant follows."""

Row = TypeVar("Row", bound=CheckedRow)


class _OfReport(CheckedRow):
    """What every row of a report on an agreement has."""

    framework: Name
    report_year: Year


OfReport = TypeVar("OfReport", bound=_OfReport)


class RewardGrant(_OfReport):
    """One row of `reward_grants.csv`: an indicator on which a part of the grant depends."""

    reference: Line
    reward_target: Line
    theme: Line
    title: Line
    weight_percent: Number
    grant: Number
    status: Literal["", "green", "amber", "red"]
    condition: BlankLine
    condition_failed: YesOrBlank
    polarity: Polarity | Literal[""]
    without: Number
    target: Number
    actual: Number
    source: Line
    paragraph: BlankLine
    note: BlankLine

    @model_validator(mode="after")
    def _is_a_grant(self) -> RewardGrant:
        if self.weight_percent is None or not 0 < self.weight_percent <= 100:
            raise ValueError("weight_percent: write its share of the target, above 0 and up to 100")
        if self.grant is None or self.grant < 0 or self.grant != round(self.grant, 2):
            raise ValueError("grant: write pounds and pence, 0 or more, as 190522.50")
        if self.condition_failed and not self.condition:
            raise ValueError("condition_failed: there is no condition; write it, or clear this cell")
        if self.without is None or self.target is None:
            return self
        if SIGNS.get(self.polarity, 0) * (self.target - self.without) <= 0:
            raise ValueError(
                "target: it must be better than the figure without the agreement; correct one of the two, or say in "
                "polarity which end is better"
            )
        return self


def _refuse_other_than_counts(row: CheckedRow, *names: str) -> None:
    for name in names:
        count = getattr(row, name)
        if count is None or count < 0 or count != int(count):
            raise ValueError(f"{name}: it counts indicators; write a whole number, 0 or more")


class RiskByTheme(_OfReport):
    """One row of `risk_by_theme.csv`: how many indicators of a theme had each status, as printed."""

    theme: Line
    green: Number
    amber: Number
    red: Number
    not_available: Number
    source: Line
    paragraph: BlankLine

    @model_validator(mode="after")
    def _counts(self) -> RiskByTheme:
        _refuse_other_than_counts(self, "green", "amber", "red", "not_available")
        return self


class NamedIndicator(_OfReport):
    """One row of `named_indicators.csv`: an indicator that the text of the report names, with its status there."""

    reference: BlankLine
    title: Line
    theme: Line
    is_reward: YesOrBlank
    status: Status
    facts: BlankLine
    action: BlankLine
    target_id: BlankLine
    source: Line
    paragraph: BlankLine


class PooledFund(_OfReport):
    """One row of `pooled_funds.csv`: a block of the money that partners put together."""

    block: Line
    period: Line
    allocation: Number
    moved_in: Number
    underspend: Number
    source: Line
    paragraph: BlankLine
    note: BlankLine

    @model_validator(mode="after")
    def _has_money(self) -> PooledFund:
        if self.allocation is None or self.allocation <= 0:
            raise ValueError("allocation: write it in pounds, above 0")
        available = self.allocation + (self.moved_in or 0)
        if self.underspend is None or available <= 0 or self.underspend > available:
            raise ValueError(
                "underspend: write what was not spent, in pounds, no more than the allocation with what was moved in; "
                "less than 0 where more was spent"
            )
        return self


class EnablingMeasure(_OfReport):
    """One row of `enabling_measures.csv`: what the government was asked to allow or do, and what waits for it."""

    measure_id: Name
    measure: Line
    asked_of: Line
    asked_on: StatedDate
    status: MeasureStatus
    status_on: StatedDate
    references: WordList
    source: Line
    paragraph: BlankLine


class EarlierReview(_OfReport):
    """One row of `earlier_reviews.csv`: a review before, what it found at risk, and what became of that, as printed."""

    review: Line
    period: Line
    flagged: Number
    resolved: Number
    left: Number
    source: Line
    paragraph: BlankLine

    @model_validator(mode="after")
    def _counts(self) -> EarlierReview:
        _refuse_other_than_counts(self, "flagged", "resolved", "left")
        return self


class AreaBelowDistricts(CheckedRow):
    """One row of `areas_below_districts.csv`; `references` are the indicators that are measured for it."""

    framework: Name
    area_id: Name
    kind: AreaKind
    name: BlankLine
    district: BlankLine
    references: WordList
    source: Line
    paragraph: BlankLine


class AreaFigure(CheckedRow):
    """One row of `area_figures.csv`: a figure of an area below the districts."""

    area_id: Name
    reference: Line
    period: Line
    value: Number
    unit: Line
    source: Line


class Agreement(NamedTuple):
    """What is read of the files of an agreement for a report; see `read_agreement`."""

    grants: pd.DataFrame
    risk: pd.DataFrame
    named: pd.DataFrame
    funds: pd.DataFrame
    measures: pd.DataFrame
    areas: pd.DataFrame
    figures: pd.DataFrame
    reviews: pd.DataFrame


def read_agreement(
    folder: Path | None,
    framework: str,
    themes: Collection[str],
    year: int,
    target_units: Mapping[str, str] | None = None,
) -> Agreement:
    """Read what the report of a year printed of an agreement; empty tables without a folder or for another year.

    `themes` are those of the framework, and `target_units` the unit of each of its targets by target_id. Money and
    figures stay decimals.

    Columns returned  grants, risk, named, funds, measures, reviews: those of their rows, statuses as words of verdicts;
                      areas: those of `AreaBelowDistricts`; figures: those of `AreaFigure`; lists of references are
                      separated by semicolons, and figures from which a forecast follows are text
    Raises            InputProblem, naming the file, the row, the column, the value and what to write: a cell is not
                      right, a theme is not one of the framework, an indicator or area is not there, the weights of a
                      target do not add up to 100, or a figure of an area has another unit than the indicator's target
    """
    of_report = ("framework", "report_year")

    def rows_of(name: str, kind: type[OfReport], *key: str) -> list[tuple[str, OfReport]]:
        rows = _rows(folder, name, kind, (*of_report, *key))
        return [(where, row) for where, row in rows if row.framework == framework and row.report_year == year]

    grants = rows_of(REWARD_GRANTS, RewardGrant, "reference")
    risk = rows_of(RISK_BY_THEME, RiskByTheme, "theme")
    named = rows_of(NAMED_INDICATORS, NamedIndicator, "reference", "title")
    funds = rows_of(POOLED_FUNDS, PooledFund, "block")
    measures = rows_of(ENABLING_MEASURES, EnablingMeasure, "measure_id")
    reviews = rows_of(EARLIER_REVIEWS, EarlierReview, "review")
    of_themes = [(where, row.theme) for where, row in grants] + [(where, row.theme) for where, row in risk]
    for where, theme in of_themes + [(where, row.theme) for where, row in named]:
        _refuse_other(where, "theme", theme, themes, f"themes of the framework {framework}")
    _check_weights(grants)
    _check_moves(funds)
    references = {row.reference for _, row in grants} | {row.reference or row.title for _, row in named}
    for where, measure in measures:
        for reference in measure.references:
            _refuse_other(where, "references", reference, references, "references or titles of the report")
    areas = [one for one in _rows(folder, AREAS, AreaBelowDistricts, ("area_id",)) if one[1].framework == framework]
    has_report = bool(grants or risk or named)
    figures = _rows(folder, AREA_FIGURES, AreaFigure, ("area_id", "reference", "period")) if has_report else []
    of_areas = {row.area_id: row.references for _, row in areas}
    target_ids = {name: row.target_id for _, row in named for name in (row.title, row.reference) if name}
    for where, figure in figures:
        _refuse_other(where, "area_id", figure.area_id, of_areas, f"areas of {AREAS}")
        _refuse_other(where, "reference", figure.reference, of_areas[figure.area_id], "references of its area")
        if unit := (target_units or {}).get(target_id := target_ids.get(figure.reference, "")):
            _refuse_other(where, "unit", figure.unit, [unit], f"units of the target {target_id}")
    return Agreement(
        _frame([_of_grant(row) for _, row in grants], RewardGrant),
        _frame([_counts(row) for _, row in risk], RiskByTheme),
        _frame([_with_status(row.model_dump()) for _, row in named], NamedIndicator),
        _frame([row.model_dump() | {"moved_in": row.moved_in or Decimal(0)} for _, row in funds], PooledFund),
        _frame([_with_lists(row) for _, row in measures], EnablingMeasure),
        _frame([_with_lists(row) for _, row in areas if has_report], AreaBelowDistricts),
        _frame([row.model_dump() for _, row in figures], AreaFigure),
        _frame([_counts(row) for _, row in reviews], EarlierReview),
    )


def _rows(folder: Path | None, name: str, kind: type[Row], key: Sequence[str]) -> list[tuple[str, Row]]:
    return read_checked_rows(None if folder is None else folder / name, kind, key)


def _refuse_other(where: str, column: str, value: str, allowed: Collection[str], what: str) -> None:
    if value not in allowed:
        raise InputProblem(
            f"{where}, column {column}: {value_shown(value)} is none of the {what}; write one of "
            f"{', '.join(allowed) or 'none, as there are none'}."
        )


def _check_weights(grants: Sequence[tuple[str, RewardGrant]]) -> None:
    """Raise InputProblem where the weights of a target's indicators do not add up to 100."""
    sums: dict[str, Decimal] = {}
    for _, row in grants:
        sums[row.reward_target] = sums.get(row.reward_target, Decimal(0)) + (row.weight_percent or 0)
    for where, row in grants:
        if sums[row.reward_target] != 100:
            raise InputProblem(
                f"{where}, column weight_percent: the weights of the target {value_shown(row.reward_target)} add up to "
                f"{sums[row.reward_target]}; they must add up to 100."
            )


def _check_moves(funds: Sequence[tuple[str, PooledFund]]) -> None:
    """Raise InputProblem where money that is moved between blocks does not stay in the fund."""
    moved = sum((row.moved_in or Decimal(0) for _, row in funds), Decimal(0))
    if moved:
        raise InputProblem(
            f"{funds[-1][0]}, column moved_in: what is moved between the blocks of the year adds up to {moved}; it "
            "must add up to 0."
        )


def _of_grant(row: RewardGrant) -> dict[str, Any]:
    record = _with_status(row.model_dump())
    return record | {name: "" if record[name] is None else str(record[name]) for name in FORECAST_FIGURES}


def _counts(row: RiskByTheme | EarlierReview) -> dict[str, Any]:
    record = row.model_dump()
    return {name: int(value) if isinstance(value, Decimal) else value for name, value in record.items()}


def _with_status(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"status": STATUS_WORDS[record["status"]]}


def _with_lists(row: CheckedRow) -> dict[str, Any]:
    record = row.model_dump()
    return record | {"references": ";".join(record["references"])}


def _frame(records: Iterable[dict[str, Any]], kind: type[CheckedRow]) -> pd.DataFrame:
    return pd.DataFrame(list(records), columns=list(kind.model_fields))
