"""Frames for the methods, written as a person would write them in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd
import pytest

NO_MARKS = dict.fromkeys(("provisional", "derived", "previous_provisional", "previous_derived"), False)
"""Columns of a compendium whose figures have no status that is marked."""

MakeSeries = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session")
def series() -> MakeSeries:
    """Make the frame of one series from its figures by year: series({2022: 50.0, 2023: None}, step=2).

    A column given as a mapping has its value by year; one given as it is has it in every row.
    """

    def make(figures: Mapping[int, float | None], polarity: str = "higher_is_better", **columns: Any) -> pd.DataFrame:
        years = list(figures)
        frame = pd.DataFrame(
            {
                "indicator_id": columns.pop("indicator_id", "one"),
                "area_code": columns.pop("area_code", "E10000018"),
                "year": pd.Series(years, dtype="int64"),
                "value": pd.Series([figures[year] for year in years], dtype="float64"),
                "polarity": polarity,
            }
        )
        for name, value in columns.items():
            frame[name] = [value.get(year) for year in years] if isinstance(value, Mapping) else value
        return frame

    return make


@pytest.fixture(scope="session")
def together() -> Callable[[Iterable[pd.DataFrame]], pd.DataFrame]:
    """Put series in one frame under the numbers 0, 1, 2 …: one call that judges many costs little more than one."""

    def put(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
        frame = pd.concat([entry.assign(indicator_id=number) for number, entry in enumerate(frames)], ignore_index=True)
        # What one series says and another does not is for the other what it is by default.
        for name, usual in {"step": 1, "one_off": False, "break_before": False}.items():
            if name in frame:
                frame[name] = frame[name].where(frame[name].notna(), usual).astype(type(usual))
        return frame

    return put


@pytest.fixture(scope="session")
def group() -> Callable[..., pd.DataFrame]:
    """Make the frame of one group from its figures by area: group({"a": 1.0, "b": 2.0})."""

    def make(
        figures: Mapping[str, float | None], polarity: str = "higher_is_better", indicator_id: str = "one"
    ) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "indicator_id": indicator_id,
                "area_code": list(figures),
                "value": pd.Series(list(figures.values()), dtype="float64"),
                "polarity": polarity,
            }
        )

    return make
