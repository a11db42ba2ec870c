"""Returns: what a department hands in for local indicators, one row for each indicator, area and period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from helpers.parts_of_year import WHOLE_TYPES, read_part
from helpers.periods import dates_of, label_of
from helpers.schema.returns import RETURNS
from helpers.schema.types import pandas_types
from helpers.sources.files.limits import REJECTION_COLUMNS, Refused
from helpers.sources.files.opening import Opened
from helpers.sources.published import OF_A_FIGURE, Published, published, without_repeats
from helpers.sources.returns import cards as surveys
from helpers.sources.returns import cover
from helpers.sources.returns.answers import AWAITED, NEEDED, SHEET, Answer, is_example, read_answers
from helpers.sources.returns.cards import Survey
from helpers.sources.returns.filled_in import Fault, first_of, otherwise_separated

RETURNED_TYPES = {
    "row": "int64",
    "target": "float64",
    "commentary": "str",
    "owner": "str",
    "survey": "str",
    "respondents": "Int64",
    "standard_deviation": "float64",
    "planned_improvement": "str",
    "in_system": "Int64",
    "verification_weeks": "Int64",
    "signed_by": "str",
    "signed_on": "object",
}
"""What is next to the figures of a return, with types; `row` is that of the figure."""

TABLE_TYPES = pandas_types(RETURNS)
"""The columns of the table `returns`, with their types."""


def recognises(file: Opened) -> bool:
    """Say whether a file is a return: a workbook with its sheet, or a CSV file with its first columns."""
    if file.kind == "workbook":
        return SHEET in file.sheets
    return file.kind == "csv" and (file.columns >= NEEDED or otherwise_separated(file, NEEDED) is not None)


def read(file: Opened) -> Published:
    """Read the figures of a return; `measure` is the indicator, `area` a code or a name, `period` the label.

    A row with a fault that a register is not needed to see is rejected, with the first, and so is an example of the
    template. A cell that holds a mark for words still to be written is not used, and listed. A figure that is awaited
    is not available, [x]; one from a survey that does not say how many answered is of low reliability, [u].

    Raises  Refused: a heading or a survey's card is not right, the columns are not separated by commas, or two rows of
            one figure differ
    """
    separated = otherwise_separated(file, NEEDED)
    if separated is not None:
        raise Refused(str(separated.fault))
    lines, answers, faults = read_answers(file)
    cards, wrong_cards = cards_of(file)
    heading = [fault for fault in (*lines.faults, *wrong_cards) if fault.stops]
    if heading:
        raise Refused(first_of(heading))
    frame = pd.DataFrame([vars(answer) for answer in answers], columns=list(Answer.__dataclass_fields__))
    figures = pd.DataFrame(
        {
            "row": frame["row"],
            "measure": frame["indicator"],
            "area": frame["area"],
            "period": frame["period"],
            **{name: frame[name] for name in ("value", "lower_95", "upper_95", "numerator", "denominator", "marker")},
            "status": frame["status"].replace(AWAITED, "provisional"),
        }
    )
    figures, repeats = without_repeats(figures, file.name, "area")
    of_rows = [*(fault for fault in faults if fault.sheet != cover.SHEET), *_of_the_cover(faults, figures)]
    telling = sorted((fault for fault in of_rows if fault.stops or fault.value), key=lambda fault: not fault.stops)
    cells = {line.row: line for line in lines.lines}
    nothing = (None, None, None)
    rejected = pd.DataFrame(
        [
            *(
                (fault.row, fault.column, fault.value, fault.reason,
                 *((cells[fault.row][name].text or None for name in ("indicator", "area", "period"))
                   if fault.stops else nothing))
                for fault in telling
            ),
            *((line.row, "indicator", line["indicator"].text, _AN_EXAMPLE, *nothing)
              for line in lines.lines if is_example(line)),
        ],
        columns=[*REJECTION_COLUMNS, *OF_A_FIGURE],
    )  # fmt: skip
    rejections = pd.concat([rejected, repeats], ignore_index=True)
    result = published(figures, rejections, lines.ragged, [line.row for line in lines.lines])
    beside = frame.loc[figures.index, list(RETURNED_TYPES)].astype(RETURNED_TYPES).reset_index(drop=True)
    return replace(result, returned=beside, surveys=surveys.card_table(cards))


def _of_the_cover(faults: Sequence[Fault], figures: pd.DataFrame) -> list[Fault]:
    """Return the faults of the cover as those of the first row with a figure: they are of no row of their own."""
    wrong = [fault for fault in faults if fault.sheet == cover.SHEET] if len(figures) else []
    return [replace(fault, row=int(figures["row"].iloc[0])) for fault in wrong]


def period(label: str, period_type: str) -> str | None:
    """Return the label of a return's period, which is the register's own; None where it is not of that type.

    An indicator whose figures are of whole years may have some of a part of a financial year, and one of quarters may
    have them written the other way round.

    >>> period("2022/23", "financial"), period("2022-23", "financial"), period("2022/23 Q2", "financial")
    ('2022/23', None, 'Q2 2022/23')
    >>> period("Q2 2022/23", "quarter"), period("H1 2022/23", "snapshot")
    ('2022/23 Q2', None)
    """
    if dates_of(label, period_type):
        return label
    part = read_part(label)
    if part is None:
        return None
    if period_type in WHOLE_TYPES:
        return part.label
    return label_of(part.start, part.end, period_type) if period_type in ("quarter", "cumulative_quarters") else None


_AN_EXAMPLE = "an example row of the template"


def cards_of(file: Opened) -> tuple[tuple[Survey, ...], tuple[Fault, ...]]:
    if surveys.SHEET not in file.sheets:
        return (), ()
    cards, faults, _ = surveys.read_cards(file)
    return cards, faults


def returns_table(observations: pd.DataFrame, returned: pd.DataFrame) -> pd.DataFrame:
    """Return the table `returns`: what is next to each figure that a department handed in.

    Rows that are not observations are left out, as they are among the rejections.

    Columns needed    observations: indicator_id, area_code, period, period_start, period_end, file, row; returned:
                      RETURNED_TYPES and file, for one return or several
    Columns returned  TABLE_TYPES
    """
    columns = ["indicator_id", "area_code", "period", "period_start", "period_end", "file", "row"]
    table = observations[columns].merge(returned, on=["file", "row"], how="inner", validate="one_to_one")
    table = table.sort_values(["indicator_id", "area_code", "period_start", "period_end"], ignore_index=True)
    return table[list(TABLE_TYPES)].astype(TABLE_TYPES)
