"""Disclosure control: what a publisher hid stays hidden, and a council's own small counts are hidden too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog

from helpers.methods.expressions import any_of, first_of, lazy, native
from helpers.methods.intervals import Numbers
from helpers.problems import MethodProblem

SUPPRESSED = "[c]"
"""The marker of a figure that is hidden so that no person can be known by it."""

LARGEST_SUPPRESSED = 7
"""Counts of people from 1 to this are hidden."""

ROUNDED_TO = 5
"""All other counts of people are published to the nearest of these."""

HIDDEN_BY_PUBLISHER = "the publisher suppressed a figure that this is calculated from"
NOT_A_COUNT = "a count must be a whole number, zero or more"
NO_FIGURE = "no figure"

Cell = tuple[int, int]


def suppressed_counts(frame: Any) -> Any:
    """Return counts of people as they may be published: small ones hidden, the others rounded.

    Counts of things, national totals, and rates with their limits are not for this function.

    Columns needed    count (people)
    Columns returned  those of the frame; published (0 stays 0, 1 to 7 is null, others to the nearest 5),
                      published_marker ([c] where hidden, otherwise empty), published_reason (why there is no count to
                      publish, otherwise null)
    Raises            MethodProblem: the column is missing or holds text for numbers
    Source            disclosure rule of NHS Digital for sub-national counts (Hospital Episode Statistics, September
                      2018)
    """
    published, small, reason = _as_published(nw.col("count"))
    data = lazy(frame, ("count",)).with_columns(
        published=published, published_marker=_marker(small), published_reason=reason
    )
    return native(data, frame)


def suppressed_percentages(frame: Any) -> Any:
    """Return percentages of people worked out from the counts as published, so that they tell no more.

    Columns needed    numerator, denominator (counts of people)
    Columns returned  those of the frame; published (per cent; null where either count is hidden or is none, or the
                      rounded denominator is zero), published_marker ([c] where either count is hidden, otherwise empty)
    Raises            MethodProblem: a column is missing or holds text for numbers
    Source            as for `suppressed_counts`
    """
    x, small_x, _ = _as_published(nw.col("numerator"))
    n, small_n, _ = _as_published(nw.col("denominator"))
    data = lazy(frame, ("numerator", "denominator")).with_columns(
        published=100 * x / nw.when(n > 0).then(n), published_marker=_marker(small_x | small_n)
    )
    return native(data, frame)


def _as_published(count: nw.Expr) -> tuple[nw.Expr, nw.Expr, nw.Expr]:
    """Return a count as published, whether it is hidden for being small, and why it is not a count."""
    count = count.cast(nw.Float64())
    reason = first_of((count.is_null(), NO_FIGURE), ((count < 0) | (count != count.floor()), NOT_A_COUNT))
    small = reason.is_null() & (count >= 1) & (count <= LARGEST_SUPPRESSED)
    rounded = ((count + ROUNDED_TO / 2) / ROUNDED_TO).floor() * ROUNDED_TO
    return nw.when(reason.is_null() & ~small).then(rounded), small, reason


def _marker(hidden: nw.Expr) -> nw.Expr:
    return nw.when(hidden).then(nw.lit(SUPPRESSED)).otherwise(nw.lit(""))


def derived(frame: Any, name: str, expression: nw.Expr, markers: Sequence[str]) -> Any:
    """Work out a figure from others, unless the publisher hid one of them.

    `expression` is over the columns of the frame: a total less its other parts, a value times its denominator.
    `markers` are the columns with the markers of every figure that it is worked out from.

    Columns needed    those of `markers` and of `expression`
    Columns returned  those of the frame; the column `name` (null where a marker says [c] or a figure is missing),
                      `name`_reason (why it is null)
    Raises            MethodProblem: a column of markers is missing, or `markers` names none
    Source            GSS and GSR disclosure control guidance for tables produced from administrative sources
    """
    if not markers:
        raise MethodProblem("markers must name the column of markers of every figure that is used")
    hidden = any_of(nw.col(column).fill_null("").str.contains(SUPPRESSED, literal=True) for column in markers)
    data = lazy(frame, markers).with_columns(**{name: expression})
    reason = first_of((hidden, HIDDEN_BY_PUBLISHER), (nw.col(name).is_null(), NO_FIGURE))
    data = data.with_columns(**{f"{name}_reason": reason})
    data = data.with_columns(**{name: nw.when(nw.col(f"{name}_reason").is_null()).then(nw.col(name))})
    return native(data, frame)


def secondary_suppression(counts: pd.DataFrame, denominators: pd.DataFrame | None = None) -> pd.DataFrame:
    """Say which cells of a table with published totals to hide, so that no small count can be worked out.

    The totals of the rows and the columns of `counts` are published beside it; `denominators` decide between equal
    counts. Hidden are the counts from 1 to 7 and, in each row or column with only one hidden cell or whose small counts
    can still be worked out, the smallest other cell: zeros last, of equal ones that with the larger denominator, then
    by name. What no hiding can protect, such as the one cell of a row, is named by `exposed_cells`.

    Columns needed    counts: whole numbers of people, a row for each area and a column for each group; denominators:
                      the same shape
    Columns returned  those of counts, with the same index: true where the cell must be hidden
    Raises            MethodProblem: a count is missing, negative or not whole, or the shapes differ
    Source            the primary and secondary suppression of NHS Digital's older rule; the check is of every hidden
                      cell
    """
    values = _whole_numbers(counts)
    if denominators is not None and denominators.shape != counts.shape:
        raise MethodProblem(f"denominators must have the shape of counts, {counts.shape}; got {denominators.shape}")
    sizes = np.zeros(values.shape) if denominators is None else denominators.to_numpy(dtype="float64")
    names = [[str(label) for label in axis] for axis in (counts.index, counts.columns)]
    hidden = (values >= 1) & (values <= LARGEST_SUPPRESSED)

    def first(cell: Cell) -> tuple[bool, float, float, str, str]:
        row, column = cell
        return bool(values[cell] == 0), values[cell], -sizes[cell], names[0][row], names[1][column]

    lines = _lines(values)
    changed = True
    while changed:
        changed = False
        for line in lines:
            if sum(bool(hidden[cell]) for cell in line) == 1 and _open(line, hidden):
                hidden[min(_open(line, hidden), key=first)] = changed = True
        if not changed:
            exposed = set(_exposed(values, hidden))
            more = next((line for line in lines if exposed & set(line) and _open(line, hidden)), None)
            if more:
                hidden[min(_open(more, hidden), key=first)] = changed = True
    return pd.DataFrame(hidden, index=counts.index, columns=counts.columns)


def exposed_cells(counts: pd.DataFrame, hidden: pd.DataFrame) -> list[tuple[Any, Any]]:
    """Return the hidden small counts that can be worked out from the other cells and the totals.

    A cell is exposed where only one whole number from 1 to 7 fits the totals of its row and its column, to a reader who
    knows which cells were hidden for being small. Gives (row, column) of each, in the table's order.

    Columns needed  counts: as in `secondary_suppression`; hidden: what that returns
    Raises          MethodProblem: a count is missing, negative or not whole
    Source          the smallest and the largest value that fit, by linear programming; both are whole numbers in a
                    table with totals of rows and columns
    """
    exposed = _exposed(_whole_numbers(counts), hidden.to_numpy(dtype="bool"))
    return [(counts.index[row], counts.columns[column]) for row, column in exposed]


def _exposed(values: Numbers, hidden: NDArray[np.bool_]) -> list[Cell]:
    cells: list[Cell] = [(int(row), int(column)) for row, column in np.argwhere(hidden)]
    lines = sorted({(axis, cell[axis]) for cell in cells for axis in (0, 1)})
    sums = np.array([[float(cell[axis] == number) for cell in cells] for axis, number in lines])
    inside = np.array([values[cell] for cell in cells])
    small = (inside >= 1) & (inside <= LARGEST_SUPPRESSED)
    bounds = [(1, LARGEST_SUPPRESSED) if is_small else (0, None) for is_small in small]
    exposed = []
    for number, cell in enumerate(cells):
        if not small[number]:
            continue
        aim = np.zeros(len(cells))
        aim[number] = 1
        least, most = (
            linprog(way * aim, A_eq=sums, b_eq=sums @ inside, bounds=bounds, method="highs").x[number]
            for way in (1, -1)
        )
        if round(most) == round(least):
            exposed.append(cell)
    return exposed


def _lines(values: Numbers) -> list[list[Cell]]:
    """Return the cells of each row, then of each column."""
    rows, columns = values.shape
    return [[(row, column) for column in range(columns)] for row in range(rows)] + [
        [(row, column) for row in range(rows)] for column in range(columns)
    ]


def _open(line: list[Cell], hidden: NDArray[np.bool_]) -> list[Cell]:
    return [cell for cell in line if not hidden[cell]]


def _whole_numbers(counts: pd.DataFrame) -> Numbers:
    values = counts.to_numpy(dtype="float64")
    if not (np.isfinite(values).all() and (values >= 0).all() and (values == np.floor(values)).all()):
        raise MethodProblem("counts must be whole numbers, zero or more, with none missing")
    return values
