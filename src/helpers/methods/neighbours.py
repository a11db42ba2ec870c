"""The areas that are most like each area, by the method of the Office for National Statistics (ONS)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_numeric_dtype
from scipy.spatial.distance import cdist

from helpers.methods.expressions import TIE
from helpers.problems import MethodProblem

CLIPPED = (0.01, 0.99)
"""The quantiles of a variable to which what lies beyond them is clipped."""

KEEP = 20
"""How many neighbours ONS gives for each area."""


def nearest(
    frame: pd.DataFrame, nested: pd.DataFrame, *, keep: int = KEEP, within: Sequence[str] | None = None
) -> pd.DataFrame:
    """List the areas most like each area, nearest first.

    Areas of every kind in `frame` count in the clipping and the standardising. Neither of two areas of `nested` is a
    neighbour of the other, while two areas inside the same one may be; pairs of other codes change nothing. `within`
    limits the neighbours, not the areas that have them, to these codes: it changes no distance, and the nearest `keep`
    of them stay. A blank is filled with the median for the distance alone: it is not an estimate of the figure. An area
    has fewer rows than `keep` where there are fewer others.

    Columns needed    frame, one row per area: area_code; every other column is a variable, a number that may be
                      missing. nested, a row for each area inside another: inner_code, outer_code
    Columns returned  one row per area and place, in order of both: area_code, place (1 is nearest), neighbour_code,
                      distance (in standard deviations, see `distances`; those that differ by no more than 1e-9,
                      relative to the larger or to 1, are equal and in order of code), blanks (variables for which the
                      area has no figure)
    Raises            MethodProblem: a column is missing or there twice, an area has no code or more than one row, a
                      variable is not of finite numbers, has none or does not differ between areas, or `keep` is under 1
    Source            ONS, Clustering similar local authorities and statistical nearest neighbours in the UK,
                      methodology; equal to the lists of its 2025 run, for all 382 areas
    """
    if keep < 1:
        raise MethodProblem(f"keep must be 1 or more; got {keep}")
    values = _variables(frame)
    _check_columns(nested, "nested", ("inner_code", "outer_code"))
    apart = distances(values).to_numpy()
    order = _nearest_first(apart)
    usable = np.take_along_axis(_candidates(values.index, nested, within), order, axis=1)
    rank = usable.cumsum(axis=1)
    area, column = np.nonzero(usable & (rank <= keep))
    neighbour = order[area, column]
    return pd.DataFrame(
        {
            "area_code": values.index[area],
            "place": rank[area, column],
            "neighbour_code": values.index[neighbour],
            "distance": apart[area, neighbour],
            "blanks": values.isna().sum(axis=1).to_numpy()[area],
        }
    )


def distances(values: pd.DataFrame) -> pd.DataFrame:
    """Return how unlike each two areas are, over all variables.

    It is the Euclidean distance between the areas' standardised variables, each of the same weight.

    Columns needed    one of numbers for each variable; one row per area, indexed by its code
    Columns returned  one for each area, by code, as are the rows
    Raises            MethodProblem: as `standardised`
    Source            as for `nearest`
    """
    scores = standardised(winsorised(values)).to_numpy()
    return pd.DataFrame(cdist(scores, scores), index=values.index, columns=values.index)


def thresholds(values: pd.DataFrame) -> pd.DataFrame:
    """Return the 1st and the 99th percentile of each variable, over the areas that have a figure.

    Columns needed    those of `distances`
    Columns returned  those of `distances`, in the units of the variables; two rows, 0.01 and 0.99
    Source            as for `nearest`; Hyndman and Fan (1996), Am. Stat. 50:361, type 7
    """
    return values.quantile(list(CLIPPED), interpolation="linear")


def winsorised(values: pd.DataFrame) -> pd.DataFrame:
    """Return the variables with what is beyond their thresholds brought back to these, so that no area decides alone.

    A blank stays blank.

    Columns needed and returned  those of `distances`, in the same units
    Source                       as for `nearest`
    """
    lowest, highest = (bound for _, bound in thresholds(values).iterrows())
    return values.clip(lowest, highest, axis=1)


def standardised(values: pd.DataFrame) -> pd.DataFrame:
    """Return each variable as its distance from the mean in population standard deviations, blanks at the median.

    The median is that of the areas that have a figure; mean and standard deviation are those of all areas once the
    blanks are filled.

    Columns needed and returned  those of `winsorised`
    Raises                       MethodProblem, naming the variable: it has no numbers or does not differ between areas
    Source                       as for `nearest`
    """
    lowest, highest = values.min(), values.max()
    _refuse(values.columns[lowest.isna()], "each variable must have a number for some areas")
    # Figures that differ by a computer's rounding alone would be spread as widely as any other.
    spread = highest - lowest > TIE * np.maximum(lowest.abs(), highest.abs())
    _refuse(
        values.columns[~spread], "each variable must differ between areas by more than what is clipped at either end"
    )
    filled = values.fillna(values.median())
    return (filled - filled.mean()) / filled.std(ddof=0)


def _variables(frame: pd.DataFrame) -> pd.DataFrame:
    """The variables as numbers, by area in order of code."""
    _check_columns(frame, "frame", ("area_code",))
    codes = frame["area_code"]
    if codes.isna().any():
        raise MethodProblem("each row of frame must have an area_code")
    _refuse(codes[codes.duplicated()].unique(), "each area must have one row")
    values = frame.set_index("area_code").sort_index().infer_objects()
    if values.columns.empty:
        raise MethodProblem("frame must have a variable beside area_code")
    other = [name for name, column in values.items() if not (is_numeric_dtype(column) or column.isna().all())]
    _refuse(other, "each variable must be of numbers")
    values = values.astype("float64")
    _refuse(values.columns[np.isinf(values.to_numpy()).any(axis=0)], "each number must be finite")
    return values


def _check_columns(frame: pd.DataFrame, name: str, needed: Iterable[str]) -> None:
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        present = ", ".join(map(str, frame.columns))
        raise MethodProblem(f"{name} must have the column {', '.join(missing)}; it has {present}")
    _refuse(frame.columns[frame.columns.duplicated()], f"{name} must have each column once")


def _refuse(wrong: Iterable[Any], must: str) -> None:
    """Say what must be true, and for which columns or areas it is not."""
    names = ", ".join(map(str, wrong))
    if names:
        raise MethodProblem(f"{must}; not so: {names}")


def _nearest_first(apart: NDArray[np.float64]) -> NDArray[np.intp]:
    """For each area the positions of all areas, nearest first, and by position where they are equally near."""
    order = np.argsort(apart, axis=1)
    sorted_distances = np.take_along_axis(apart, order, axis=1)
    farther = np.diff(sorted_distances, axis=1) > TIE * np.maximum(sorted_distances[:, 1:], 1)
    tie = np.pad(farther.cumsum(axis=1), ((0, 0), (1, 0)))
    return np.take_along_axis(order, np.lexsort((order, tie), axis=1), axis=1)


def _candidates(codes: pd.Index, nested: pd.DataFrame, within: Sequence[str] | None) -> NDArray[np.bool_]:
    """Which areas (columns) may be neighbours of each area (rows)."""
    usable = ~np.eye(len(codes), dtype=bool)
    inner, outer = (codes.get_indexer(pd.Index(nested[name])) for name in ("inner_code", "outer_code"))
    both_listed = (inner >= 0) & (outer >= 0)
    inner, outer = inner[both_listed], outer[both_listed]
    usable[inner, outer] = usable[outer, inner] = False
    return usable if within is None else usable & codes.isin(list(within))
