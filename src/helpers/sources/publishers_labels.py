"""Labels that publishers print beside their figures, such as trends and medians, kept as evidence on the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from helpers.period_suffixes import read_label
from helpers.periods import PERIOD_TYPES, dates_of
from helpers.schema.labels import LABEL_FIGURES, PUBLISHED_LABELS
from helpers.schema.types import pandas_types

LABEL_TYPES = pandas_types(PUBLISHED_LABELS, without=("file", "indicator_id"))
"""Columns of the labels of a file, with their types.

`row` is the row of the file; `kind` is trend, compared_with_england, compared_with_parent, compared_with_goal, median
or quintile; `label` as printed; `column` the header above it; `benchmark_area` the code that a figure is compared with,
blank for other kinds; `goal_lower` and `goal_upper` the ends of the goal in units of the value, missing where they are
not known. `area` is blank for a label of all areas.
"""

LABEL_FIGURE_TYPES = pandas_types(LABEL_FIGURES, without=("file",))
"""Columns of the figures of a file that has labels, one row for each row of the file and measure, with their types.

`parent` is the area that an area is listed under; `year` the one in which the period ends and `months` its length,
both missing where the period is not understood; the others as published.
"""

_FILE = {"file": "str"}


@dataclass(frozen=True)
class Labels:
    """The labels of a file (LABEL_TYPES) and every figure of it that they could rest on.

    The figures have those of LABEL_FIGURE_TYPES that the format gives; `label_tables` adds the others.
    """

    labels: pd.DataFrame
    figures: pd.DataFrame


def labels_of(labels: pd.DataFrame, figures: pd.DataFrame) -> Labels | None:
    """Put labels in their columns, and figures in those that the format gives; None where no label is there.

    A blank label is none.

    Columns needed    labels: row, kind, measure, period, label, column; figures: row, measure, area, period, value
    Columns returned  LABEL_TYPES; those of LABEL_FIGURE_TYPES that the format gives
    """
    printed = labels[labels["label"].ne("")]
    if printed.empty:
        return None
    codes, periods = pd.factorize(figures["period"], use_na_sentinel=False)
    lengths = pd.DataFrame([_length_of(period) for period in periods], columns=["year", "months"]).astype("Int64")
    dated = figures.assign(**{str(name): lengths[name].array.take(codes) for name in lengths})
    types = {name: kind for name, kind in LABEL_FIGURE_TYPES.items() if name in dated}
    return Labels(_typed(printed, LABEL_TYPES), _typed(dated, types))


def label_tables(
    labels_by_file: Mapping[str, Labels], indicators: Mapping[str, Mapping[str, str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the labels of all files as `published_labels`, and their figures as `label_figures`.

    `labels_by_file` has the labels of each file by its name; `indicators` the indicator of each measure of a file that
    the register has, by the file's name.

    Columns returned  file, row, indicator_id and LABEL_TYPES; file and LABEL_FIGURE_TYPES
    """
    labels = [
        of_file.labels.assign(
            file=file,
            indicator_id=[indicators.get(file, {}).get(measure, "") for measure in of_file.labels["measure"]],
        )
        for file, of_file in sorted(labels_by_file.items())
    ]
    figures = [of_file.figures.assign(file=file) for file, of_file in sorted(labels_by_file.items())]
    return (
        _typed(_together(labels), {**_FILE, "row": "int64", "indicator_id": "str", **LABEL_TYPES}),
        _typed(_together(figures), {**_FILE, **LABEL_FIGURE_TYPES}),
    )


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _typed(frame: pd.DataFrame, types: Mapping[str, str]) -> pd.DataFrame:
    missing = {name: "" if kind == "str" else None for name, kind in types.items() if name not in frame.columns}
    return frame.assign(**missing)[list(types)].astype(dict(types)).reset_index(drop=True)


@lru_cache(maxsize=4096)
def _length_of(printed: str) -> tuple[int | None, int | None]:
    """Return the year in which a period ends and its months, whatever type of period it is of."""
    label = re.sub(r"\s*-\s*", "-", read_label(printed).period)
    split = re.fullmatch(r"([12][0-9]{3})-([0-9]{2})", label)
    if split and int(split[2]) == (int(split[1]) + 1) % 100:
        label = f"{split[1]}/{split[2]}"
    for period_type in PERIOD_TYPES:
        if dates := dates_of(label, period_type):
            first, last = dates
            return last.year, 12 * (last.year - first.year) + last.month - first.month + 1
    return None, None
