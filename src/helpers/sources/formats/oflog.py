"""Oflog adult social care: one CSV of seven measures for every council, 2015-16 to 2022-23; Oflog has closed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from helpers.markers import SYMBOLS
from helpers.periods import dates_of
from helpers.sources.cell_numbers import read_numbers
from helpers.sources.files.opening import Opened
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import OF_A_FIGURE, Published, published, without_repeats
from helpers.sources.publishers_labels import Labels, labels_of

YEAR, AREA, GROUPING, CODE, VALUE = "Financial year", "Local authority code", "Grouping", "Code", "Value"
MEDIAN = "MEDIAN"

NEEDED = frozenset({YEAR, AREA, GROUPING, "Measure", CODE, VALUE, MEDIAN, "rank_order"})
"""The columns by which a file is recognised."""

USED = (YEAR, AREA, GROUPING, CODE, VALUE, MEDIAN)
"""The columns that are read."""

LEFT_OUT = {
    "Local authority name": "the code says which council it is",
    "Entity_Name": "the code says what kind of council it is",
    "Region": "the code says where the council is",
    "Measure": "the code says which measure it is",
    "MADs_from_median": "a result of Oflog's own, worked out from the value and the median",
    "rank_order": "Oflog's own order; the register has the polarity",
}
"""The columns that are known and not read, and why."""

SINGLE = "LA_Raw"
"""The value of the column Grouping in a row for one council."""


def recognises(file: Opened) -> bool:
    """Say whether a file has the columns of Oflog's file."""
    return set(file.header) >= NEEDED


def knows(name: str) -> bool:
    """Say whether a column is one that is read, or one of LEFT_OUT."""
    return name in USED or name in LEFT_OUT


def read(file: Opened) -> Published:
    """Read the figures of Oflog's file: the value of one measure for one council and year.

    The median is a label, one for each year and measure; the distance from it and the order are Oflog's own results and
    are not read. A blank value is not available.

    Raises  Refused: two rows of one measure, council and year differ
    """
    frame, ragged = file.table(USED)
    rows = frame.index
    cells = {name: frame.pop(name).str.strip() for name in USED}  # a full file is large: no second copy of it
    numbers, markers, neither = read_numbers(cells[VALUE], SYMBOLS)
    group = cells[GROUPING].ne(SINGLE)
    figures = pd.DataFrame(
        {
            "row": rows,
            "measure": cells[CODE],
            "area": cells[AREA],
            "period": cells[YEAR],
            "value": numbers,
            "lower_95": float("nan"),
            "upper_95": float("nan"),
            "numerator": float("nan"),
            "denominator": float("nan"),
            "marker": markers,
        },
        index=rows,
    )
    rejected = pd.concat(
        [
            _rejections(cells[GROUPING][group], "a row for a group of councils, not for one"),
            _rejections(
                cells[VALUE][neither & ~group], "neither a number nor a known symbol for a missing figure", figures
            ),
        ]
    )
    printed = cells[MEDIAN]
    del cells, numbers, markers
    figures, repeats = without_repeats(figures[~group & ~neither], file.name, AREA)
    contents = published(figures, pd.concat([rejected, repeats], ignore_index=True), ragged, rows)
    return replace(contents, labels=_medians(figures[["row", "measure", "area", "period", "value"]], printed))


def period(label: str, period_type: str) -> str | None:
    """Turn a year such as 2022-23 into the label of a financial year, or None where it is not one.

    >>> period("2022-23", "financial"), period("2022-23", "calendar"), period("2022-24", "financial")
    ('2022/23', None, None)
    """
    printed = label.replace("-", "/")
    return printed if period_type == "financial" and dates_of(printed, period_type) else None


def _medians(figures: pd.DataFrame, printed: pd.Series) -> Labels | None:
    """Return each median that is printed for a year and a measure, at the first row that prints it."""
    labels = figures[["row", "measure", "period"]].assign(label=printed[figures.index], kind="median", column=MEDIAN)
    return labels_of(labels.drop_duplicates(["measure", "period", "label"]), figures)


def _rejections(cells: pd.Series, reason: str, figures: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return a rejection for each cell; `figures` gives the measure, area and period of each row."""
    rejected = {"row": cells.index, "column": str(cells.name), "value": cells.to_numpy(), "reason": reason}
    beside = {} if figures is None else {name: figures.loc[cells.index, name].to_numpy() for name in OF_A_FIGURE}
    return pd.DataFrame(rejected | beside)


FORMATS = (
    PublishersFormat(
        format_id="oflog_asc",
        name="Oflog adult social care",
        publisher="Office for Local Government",
        licence="Open Government Licence v3.0",
        source_ids=("oflog_asc",),
        recognises=recognises,
        read=read,
        period=period,
        knows=knows,
    ),
)
