"""Days and the months between them, in columns of dates."""

from __future__ import annotations

from datetime import date

import pandas as pd


def months_between(first: pd.Series, last: pd.Series | date) -> pd.Series:
    """Return the whole calendar months from each day to a later one; null where either is missing.

    `first` is a column of days; `last` is another of the same index, or one day for all.

    >>> months_between(pd.Series([date(2022, 3, 31), None]), date(2023, 4, 1)).tolist()
    [13, <NA>]
    """
    begin = pd.to_datetime(first)
    end = pd.to_datetime(last if isinstance(last, pd.Series) else pd.Series(last, index=first.index, dtype="object"))
    months = (end.dt.year - begin.dt.year) * 12 + end.dt.month - begin.dt.month
    return months.astype("Int64")


def existed_on(frame: pd.DataFrame, day: date) -> pd.Series:
    """Return which rows existed on a day.

    Columns needed  start_date and end_date, the first and the last day (null where open)
    """
    started = frame["start_date"].isna() | (frame["start_date"].fillna(date.min) <= day)
    return started & (frame["end_date"].isna() | (frame["end_date"].fillna(date.max) >= day))
