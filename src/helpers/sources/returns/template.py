"""The empty return that a department fills in: a workbook with lists to choose from, and the same as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from helpers.areas import Areas
from helpers.register import EXAMPLES, Indicator
from helpers.sources.returns import answers, cards
from helpers.sources.returns.choices import Choice, area_as_typed, areas_as_typed, handed_in, labels, write_files
from helpers.sources.returns.filled_in import Column
from helpers.sources.returns.workbook import Contents, workbook

_EXAMPLES = (
    (
        Choice(EXAMPLES[0], "An example: repairs done on time", "%", 1, "financial"),
        "write the figure under value without the sign %, and what it was worked out from as numerator and denominator",
    ),
    (
        Choice(EXAMPLES[1], "An example: complaints", "per 10,000 people", 1, "financial"),
        "write the count of a rate as numerator, and the people or things that it is per as denominator",
    ),
    (
        Choice(EXAMPLES[2], "An example: a score from a survey", "points", 2, "calendar"),
        f"fill in a row of the sheet {cards.SHEET}, and write its short name and how many answered in this row",
    ),
)
"""The examples of the template if the register has no indicator of a return, and what each shows."""


def write_template(
    folder: Path, indicators: Sequence[Indicator], areas: Areas, authority: str, as_at: Mapping[str, date]
) -> list[Path]:
    """Write return.xlsx, return.csv and surveys.csv for the indicators whose figures departments hand in.

    Each has a row that awaits the newest period of `as_at`, the last day by period type, for the authority of a code.
    Where the register has no such indicator there are examples, without figures, which are not counted.
    The same arguments give the same bytes. Returns the paths of the files.

    Raises  InputProblem: a file is there that may have been filled in
    """
    local = handed_in(indicators) or [choice for choice, _ in _EXAMPLES]
    periods = {
        indicator.period_type: labels(indicator.period_type, as_at[indicator.period_type]) for indicator in local
    }
    rows = [
        {
            "indicator": indicator.indicator_id,
            "area": area_as_typed(authority, areas),
            "period": periods[indicator.period_type][0],
            "status": answers.AWAITED,
            **_choice_as_shown(indicator),
        }
        for indicator in local
    ]
    contents = Contents(rows, local, periods, areas_as_typed(areas, max(as_at.values())))
    files = {
        "return.xlsx": workbook(contents),
        "return.csv": _csv(
            [column for column in answers.COLUMNS if column.name not in answers.WRITTEN_BEFOREHAND], rows
        ),
        "surveys.csv": _csv(cards.CARD_COLUMNS, []),
    }
    return write_files(folder, files)


def _choice_as_shown(choice: Choice) -> dict[str, str]:
    """Return the rest of the row of an example."""
    shows = dict(_EXAMPLES).get(choice)
    if shows is None:
        return {}
    return {
        "commentary": f"An example, which is not counted: {shows}.",
        "owner": "The post that answers for the figure",
    }


def _csv(columns: Sequence[Column], rows: Iterable[Mapping[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [column.name for column in columns], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
