"""Which periods of an indicator should have ended by a day, after the newest one that the raw files have."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from helpers.periods import dates_of, label_of
from helpers.register import Frequency, Indicator

MONTHS_BETWEEN: Mapping[Frequency, int | None] = {
    "annual": 12,
    "biennial": 24,
    "quarterly": 3,
    "monthly": 1,
    "one_off": None,
}
"""Months from the end of one period to the end of the next, by frequency; none where no further period is known."""


@dataclass(frozen=True)
class Due:
    """An indicator with periods that will have ended by the as-at date and that the raw files do not have.

    `newest` is the label of the newest period in the files, and `missing` has those that end after it, in order.
    """

    indicator: Indicator
    newest: str
    missing: tuple[str, ...]


def newest_periods(observations: pd.DataFrame) -> dict[str, str]:
    """Return the label of the newest period of each indicator for which any area has a figure.

    Columns needed  those of the table observations
    """
    figures = observations[observations["value"].notna()]
    newest = figures.sort_values("period_end", kind="stable").drop_duplicates("indicator_id", keep="last")
    return dict(zip(newest["indicator_id"].astype("str"), newest["period"].astype("str"), strict=True))


def due_figures(
    indicators: Sequence[Indicator], newest: Mapping[str, str], as_at: Mapping[str, date]
) -> tuple[Due, ...]:
    """Return the indicators with a period that ends by its as-at date and is newer than the newest one in the files.

    `newest` has the label of the newest period by indicator, `as_at` the as-at date by period type. An indicator
    without any figure is left out, and so is one whose figures came once.
    """
    figures = []
    for indicator in indicators:
        months = MONTHS_BETWEEN[indicator.frequency]
        label = newest.get(indicator.indicator_id)
        if months is None or label is None:
            continue
        if missing := periods_after(label, indicator.period_type, months, as_at[indicator.period_type]):
            figures.append(Due(indicator, label, missing))
    return tuple(figures)


def periods_after(label: str, period_type: str, months: int, day: date) -> tuple[str, ...]:
    """Return the labels of the periods after one that end by a day, a number of months from one to the next.

    >>> periods_after("2022/23", "financial", 12, date(2025, 3, 31))
    ('2023/24', '2024/25')

    Raises  ValueError: the label is no period of its type
    """
    dates = dates_of(label, period_type)
    if dates is None:
        raise ValueError(f"{label!r} is no period of type {period_type}")
    labels: list[str] = []
    while True:
        first, last = (_later(end, months * (len(labels) + 1)) for end in dates)
        following = label_of(first, last, period_type)
        if last > day or following is None:
            return tuple(labels)
        labels.append(following)


def _later(day: date, months: int) -> date:
    """Return the day a number of months later; the last day of a month stays the last day of its month.

    >>> _later(date(2024, 2, 29), 12), _later(date(2023, 3, 31), 3)
    (datetime.date(2025, 2, 28), datetime.date(2023, 6, 30))
    """
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    length = monthrange(year, month)[1]
    is_last = (day + timedelta(days=1)).day == 1
    return date(year, month, length if is_last else min(day.day, length))
