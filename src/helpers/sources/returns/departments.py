"""The workbooks of a year, one for each department and partner, with what it owes and what it said last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from helpers.areas import Areas
from helpers.parts_of_year import PartOfYear
from helpers.problems import InputProblem
from helpers.sources.returns import cover
from helpers.sources.returns.answers import AWAITED
from helpers.sources.returns.choices import area_as_typed, areas_as_typed, choice_of, labels, labels_of_part
from helpers.sources.returns.handed_in import Figure, written
from helpers.sources.returns.senders import Duty, Sender
from helpers.sources.returns.workbook import Contents, workbook

NO_DAY = "no day is set"


def workbooks(
    owed: Mapping[Sender, Sequence[Duty]],
    last: Mapping[str, Figure],
    areas: Areas,
    authority: str,
    year: int,
    as_at: Mapping[str, date],
    due: date | None,
    part: PartOfYear | None = None,
) -> dict[str, bytes]:
    """Return the workbook of each sender, by the name of its file; the same arguments give the same bytes.

    A workbook has a row for each figure that the sender owes, with the last figure that was handed in, and awaits the
    new one. `last` has that figure by indicator, `as_at` the last day of a period by its type, `due` the day by which
    returns are to come, `part` the part of the year that is asked for, None for the whole.

    Raises  InputProblem: two senders would have one file
    """
    names = areas_as_typed(areas, max(as_at.values()))
    council = area_as_typed(authority, areas)
    books: dict[str, bytes] = {}
    senders: dict[str, str] = {}
    for sender, of_sender in owed.items():
        name = f"{sender.file}.xlsx"
        if name in books:
            raise InputProblem(
                f"The returns of {senders[name]} and of {sender.name} would both be {name}; give one of them another "
                "name in params/indicators.csv."
            )
        types = dict.fromkeys(duty.indicator.period_type for duty in of_sender)
        contents = Contents(
            rows=[_row(duty, last.get(duty.indicator.indicator_id), council) for duty in of_sender],
            indicators=[choice_of(duty.indicator) for duty in of_sender],
            periods={
                period_type: (labels_of_part(period_type, part) if part else [])
                + labels(period_type, as_at[period_type])
                for period_type in types
            },
            areas=names,
            answers={
                "council": council,
                cover.SENDER: sender.name,
                cover.YEAR: f"{year} {part.short}" if part else str(year),
                cover.DUE: due.isoformat() if due else NO_DAY,
                cover.COUNT: str(len(of_sender)),
            },
        )
        books[name], senders[name] = workbook(contents), sender.name
    return books


def _row(duty: Duty, last: Figure | None, council: str) -> dict[str, str | float]:
    indicator = duty.indicator
    row: dict[str, str | float] = {
        "indicator": indicator.indicator_id,
        "measure": f"{indicator.title} ({indicator.unit})",
        "area": council,
        "period": duty.period,
        "owner": indicator.owner,
        "status": AWAITED,
    }
    if last is not None:
        row |= {"last_period": last.answer.period, "last_value": written(last)}
    return row
