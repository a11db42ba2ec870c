"""Everything that is wrong with the files on targets, or worth a look, at once: the rules of `make check`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from pydantic import ValidationError

from helpers.files import csv_rows
from helpers.periods import dates_of_any
from helpers.register import Indicator
from helpers.sources.checked_rows import CheckedRow, decimals_of
from helpers.sources.target_rows import ON_A_WAY, Judgement, Milestone, Option, Target
from helpers.sources.targets import TargetFiles, misfits
from helpers.visible import value_shown

NEEDS_MILESTONES_AFTER_YEARS: Final = 1
"""A target further ahead than this needs milestones, or the reason why there are none."""

Row = TypeVar("Row", bound=CheckedRow)


class Fault(NamedTuple):
    """One thing that is wrong, or worth a look without being an error: the file, the row, the column and what to do."""

    file: str
    row: int
    column: str
    message: str
    is_error: bool = True


def target_faults(
    files: TargetFiles, indicators: Iterable[Indicator], frameworks: Mapping[str, Collection[str]]
) -> Iterator[Fault]:
    """Give everything that is wrong with the files on targets; `frameworks` has the themes of each framework.

    An error is a target without type, unit, baseline, milestones where it needs them, source or owner, and a row that
    names a target or framework that is not there. Information is a target whose colour can never be worked out, as no
    baseline or no period is known.
    """
    register = {indicator.indicator_id: indicator for indicator in indicators}
    targets, faults = rows_and_faults(files.targets, Target, ("target_id",))
    yield from faults
    file = files.targets.name if files.targets else ""
    for number, column, value, fault in misfits(targets, register):
        yield Fault(file, int(number), column, f"{value_shown(value)} is not right; {fault}.")
    milestones, milestone_faults = rows_and_faults(files.milestones, Milestone, ("target_id", "period"))
    judgements, judgement_faults = rows_and_faults(files.judgements, Judgement, ("target_id", "report_year", "period"))
    options, option_faults = rows_and_faults(files.options, Option, ("target_id", "report_year", "option"))
    yield from (*milestone_faults, *judgement_faults, *option_faults)
    by_id = {target.target_id: target for _, target in targets}
    beside: list[tuple[Path | None, str, Milestone | Judgement | Option]] = [
        *((files.milestones, number, milestone) for number, milestone in milestones),
        *((files.judgements, number, judgement) for number, judgement in judgements),
        *((files.options, number, option) for number, option in options),
    ]
    for path, number, row in beside:
        if path and row.target_id not in by_id:
            message = f"{value_shown(row.target_id)} is not in {file}; write the target_id of one that is."
            yield Fault(path.name, int(number), "target_id", message)
    for number, target in targets:
        of_target = [milestone for _, milestone in milestones if milestone.target_id == target.target_id]
        for column, message, is_error in _incomplete(target, of_target, frameworks):
            yield Fault(file, int(number), column, message, is_error)
    yield from _weights(file, targets)


def other_baselines(path: Path | None, figures: Mapping[tuple[str, str, str], float]) -> Iterator[Fault]:
    """Give each stated baseline that is another number than the figure of its indicator and period, without a reason.

    `figures` are those at hand, by framework, indicator_id and period. They are set beside a baseline as many decimal
    places as it has.
    """
    targets, _ = rows_and_faults(path, Target, ("target_id",))
    for number, target in targets:
        figure = figures.get((target.framework, target.indicator_id, target.baseline_period))
        if target.baseline_value is None or target.baseline_reason or figure is None:
            continue
        decimals = decimals_of(target.baseline_value)
        if abs(figure - float(target.baseline_value)) > 0.5 * 10.0**-decimals + 1e-9:
            message = (
                f"{value_shown(str(target.baseline_value))} is the baseline of {target.target_id}, and the figure of "
                f"{target.baseline_period} at hand is {figure:,.{decimals}f}; correct it, or say in baseline_reason "
                "why it is another."
            )
            yield Fault(path.name if path else "", int(number), "baseline_value", message, is_error=False)


def rows_and_faults(
    path: Path | None, kind: type[Row], key: Sequence[str]
) -> tuple[list[tuple[str, Row]], list[Fault]]:
    """Return the rows of a file that are right, with their numbers, and one fault for each cell that is not.

    `key` names the columns that tell a row from every other. A file that is not there has no rows.
    """
    rows: list[tuple[str, Row]] = []
    faults: list[Fault] = []
    first: dict[tuple[str, ...], int] = {}
    for number, cells in csv_rows(path, tuple(kind.model_fields)) if path and path.exists() else ():
        cells_of_key = tuple(cells[column] for column in key)
        if cells_of_key in first:
            message = f"{value_shown(cells[key[-1]])} is already in row {first[cells_of_key]}; keep one row."
            faults.append(Fault(str(path.name) if path else "", number, key[-1], message))
            continue
        first[cells_of_key] = number
        try:
            rows.append((str(number), kind.model_validate(cells)))
        except ValidationError as error:
            for one in error.errors():
                message = one["msg"].removeprefix("Value error, ")
                column = str(one["loc"][0]) if one["loc"] else ""
                if not column:
                    column, _, message = message.partition(": ")
                text = f"{value_shown(cells.get(column, ''))} is not right; {message}."
                faults.append(Fault(str(path.name) if path else "", number, column, text))
    return rows, faults


def _incomplete(
    target: Target, milestones: Sequence[Milestone], frameworks: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str, bool]]:
    """Give what a target lacks: the column, a sentence, and whether it is an error."""
    themes = frameworks.get(target.framework)
    if themes is None:
        names = ", ".join(frameworks)
        yield "framework", f"{value_shown(target.framework)} is no framework; write one of {names}.", True
    elif target.theme and target.theme not in themes:
        yield (
            "theme",
            f"{value_shown(target.theme)} is no theme of {target.framework}; write {', '.join(themes)}.",
            True,
        )
    if target.type not in ON_A_WAY:
        return
    end = _end(target.target_period)
    if end and _is_far(target, end) and not (milestones or target.milestones_reason):
        message = (
            f"{target.target_id} is due over a year after it was set and has no milestone; add one to "
            "target_milestones.csv, or say in this column why there is none."
        )
        yield "milestones_reason", message, True
    for milestone in milestones:
        late = _end(milestone.period)
        if end and late and late > end:
            message = (
                f"the milestone {milestone.period} of {target.target_id} is after its end; correct one of the two."
            )
            yield "target_period", message, True
    if not target.baseline_period or not target.target_period:
        column = "target_period" if not target.target_period else "baseline_period"
        reason = target.period_reason if not target.target_period else target.baseline_reason
        message = f"no way to {target.target_id} can be drawn: {reason}"
        yield column, message, False


def _is_far(target: Target, end: date) -> bool:
    """Say whether the target is due more than a year after its baseline or its first report."""
    begin = _end(target.baseline_period) or (date(target.from_year, 3, 31) if target.from_year else None)
    return begin is None or (end - begin).days > NEEDS_MILESTONES_AFTER_YEARS * 366


def _weights(file: str, targets: Sequence[tuple[str, Target]]) -> Iterator[Fault]:
    """Give a fault for every parent whose parts have weights that do not add up to 1."""
    parts: dict[tuple[str, str], list[tuple[str, Decimal | None]]] = defaultdict(list)
    for number, target in targets:
        if target.parent:
            parts[target.framework, target.parent].append((number, target.weight))
    for (_, parent), weights in parts.items():
        numbers = [weight for _, weight in weights if weight is not None]
        if numbers and (len(numbers) < len(weights) or sum(numbers) != 1):
            message = (
                f"the weights of {value_shown(parent)} add up to {sum(numbers)}; they have to add up to 1, or be blank."
            )
            yield Fault(file, int(weights[0][0]), "weight", message)


def _end(period: str) -> date | None:
    dates = dates_of_any(period)
    return None if dates is None else dates[1]
