"""The sums between figures that were handed in: a county and its districts, a year and its quarters, ages together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from helpers.areas import Areas
from helpers.disclosure_terms import SumOfParts


class _Span(NamedTuple):
    """A figure's first and last day, and the name of its row."""

    start: date
    end: date
    name: str


def sums_between(figures: pd.DataFrame, ages: pd.DataFrame, areas: Areas) -> list[SumOfParts]:
    """Return every sum by which a count among figures could be worked out from others, if counts add up.

    Columns needed  figures, ages: indicator_id, area_code, period_start, period_end; their indexes name the rows
    """
    sums = [*_of_areas(figures, areas), *_of_periods(figures)]
    return [*sums, *_of_ages(figures, ages)] if len(ages) else sums


def _of_areas(figures: pd.DataFrame, areas: Areas) -> Iterator[SumOfParts]:
    """Give the sum of each area: the areas directly in it. Further parts may be missing, save where all are given."""
    for _, rows in figures.groupby(["indicator_id", "period_start", "period_end"], sort=True):
        start, end = rows["period_start"].iloc[0], rows["period_end"].iloc[0]
        names = dict(zip(rows["area_code"], rows.index, strict=True))
        for code, name in names.items():
            codes = set(areas.same_council(code))
            below = [area for area in areas.within(code, start, end) if area.parent in codes]
            for kind in dict.fromkeys(area.area_type for area in below):
                every = [area.code for area in below if area.area_type == kind]
                parts = tuple(names[one] for one in every if one in names)
                if parts:
                    yield SumOfParts(name, parts, kind != "district" or len(parts) < len(every))


def _of_periods(figures: pd.DataFrame) -> Iterator[SumOfParts]:
    """Give the sums of shorter periods that together are the period of a figure, one for each that could be first."""
    for _, rows in figures.groupby(["indicator_id", "area_code"], sort=True):
        spans = [_Span(*row) for row in zip(rows["period_start"], rows["period_end"], rows.index, strict=True)]
        for whole in spans:
            inside = [one for one in spans if _is_inside(one, whole)]
            for first in inside:
                if first.start == whole.start and (rest := _tiles(first.end, whole.end, inside)) is not None:
                    yield SumOfParts(whole.name, (first.name, *rest))


def _is_inside(one: _Span, whole: _Span) -> bool:
    return (one.start, one.end) != (whole.start, whole.end) and one.start >= whole.start and one.end <= whole.end


def _tiles(after: date, end: date, spans: Sequence[_Span]) -> tuple[str, ...] | None:
    """Return the names of periods that go from the day after one to another, the longest first; None if none do."""
    if after == end:
        return ()
    begin = after + timedelta(days=1)
    for one in sorted((one for one in spans if one.start == begin), key=lambda one: one.end, reverse=True):
        if (rest := _tiles(one.end, end, spans)) is not None:
            return (one.name, *rest)
    return None


def _of_ages(figures: pd.DataFrame, ages: pd.DataFrame) -> Iterator[SumOfParts]:
    """Give the sum of each figure of a survey: the answers by age group, which are all if as many people answered."""
    key = ["indicator_id", "area_code", "period_start", "period_end"]
    total_of = {tuple(row): name for *row, name in figures[key].assign(name=figures.index).itertuples(index=False)}
    for of_figure, rows in ages.groupby(key, sort=True):
        name = total_of.get(of_figure)
        if name is not None:
            everybody = bool(rows["respondents"].sum() == figures.loc[name, "respondents"])
            yield SumOfParts(name, tuple(rows.index), not everybody)
