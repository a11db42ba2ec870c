"""Writing what areas of a group are judged by together: evidence and funnels by indicator, and positions by group.

One indicator is in memory at a time, or some small ones. The figures that positions rest on wait in a folder, in a file
for each indicator, until all indicators are there, as it then follows which of them count.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from helpers.params import Parameters
from helpers.pipeline.national.inputs import NationalInput
from helpers.pipeline.national.judged import COUNTED, POSITIONED, GroupAreas, GroupJudge, as_arrow
from helpers.pipeline.national.written import FILE, ByIndicator, by_indicator, files_by_indicator
from helpers.results.national_groups import existing_on
from helpers.results.national_positions import MOST_DRAWN, Figures, about_indicators, group_positions
from helpers.schema.declarations import Table
from helpers.schema.national import (
    NATIONAL_EVIDENCE,
    NATIONAL_FUNNELS,
    NATIONAL_POSITION_INDICATORS,
    NATIONAL_POSITIONS,
)
from helpers.schema.types import arrow_schema

EVIDENCE, FUNNELS, POSITIONS, POSITION_INDICATORS = "evidence", "funnels", "positions", "position_indicators"
"""The folders of a run with what areas of a group are judged by together."""

WAITING: Final = ".positions"
"""The folder in which the figures wait that positions rest on."""

ROWS_AT_ONCE: Final = 300_000
"""Figures of small indicators that are judged together."""

AREAS_AT_ONCE: Final = 20_000
"""Areas of small groups whose figures are in memory together."""


Waiting = Mapping[str, Callable[[], pa.Table]]
"""What reads the figures that positions rest on, of each indicator."""


class GroupTables:
    """Takes the figures of one indicator after another, or of some small ones together.

    `periods` is what `national.about_periods` returns for the run.
    """

    def __init__(self, to: Path, source: NationalInput, periods: pd.DataFrame, by: str, parameters: Parameters) -> None:
        self.to, self.indicators, self.parameters = to, source.indicators, parameters
        self._areas = GroupAreas.numbered(source.areas, by)
        self._judge = GroupJudge(self._areas, periods, parameters)
        self._counts: list[pa.Table] = [COUNTED.empty_table()]

    def add(self, rows: pd.DataFrame, results: pd.DataFrame, writers: dict[str, ByIndicator]) -> None:
        """Judge whole indicators, write their evidence and funnels, and keep the figures for positions.

        Columns needed  rows: those of `national_groups.figures_of_groups`; results: `judged.NEEDED`
        Raises          MethodProblem, as the methods do
        """
        judged = self._judge.judge(rows, results)
        for name, table in ((EVIDENCE, judged.evidence), (FUNNELS, judged.funnels), (WAITING, judged.figures)):
            writers[name].add(table.combine_chunks().to_batches())
        self._counts.append(judged.counts)

    def write_positions(self) -> None:
        """Write the positions of every group, and which indicators count for them, in order of group.

        Raises  MethodProblem, as the methods do
        """
        counts = pa.concat_tables(self._counts).to_pandas()
        positions = PositionTables(self.indicators, self._areas, counts, self.parameters)
        waiting = files_by_indicator(self.to / WAITING)
        figures = {indicator: partial(_read, paths) for indicator, paths in waiting.items()}
        with ExitStack() as stack:
            writers = [
                stack.enter_context(_written(self.to / name / FILE, table))
                for name, table in (
                    (POSITIONS, NATIONAL_POSITIONS),
                    (POSITION_INDICATORS, NATIONAL_POSITION_INDICATORS),
                )
            ]
            for numbers in positions.batches():
                for tables in positions.of_batch(numbers, figures):
                    for writer, table in zip(writers, tables, strict=True):
                        writer.write_table(table)
        shutil.rmtree(self.to / WAITING, ignore_errors=True)


class PositionTables:
    """Makes the positions of one batch of groups after another; small enough to be sent to a worker of a cluster.

    Columns needed  indicators: NATIONAL_INDICATORS; counts: `judged.COUNTED`
    """

    def __init__(
        self, indicators: pd.DataFrame, areas: GroupAreas, counts: pd.DataFrame, parameters: Parameters
    ) -> None:
        self.indicators, self.areas = indicators, areas
        self.counts, self.parameters = counts, parameters

    def batches(self) -> Iterator[list[int]]:
        """Split the numbers of groups into those whose figures are in memory together; a large one is alone."""
        batch: list[int] = []
        size = 0
        for number in sorted(set(self.counts["group"].tolist())):
            own = len(self.areas.members[number])
            if batch and (own > MOST_DRAWN or (size > MOST_DRAWN and size + own > AREAS_AT_ONCE)):
                yield batch
                batch, size = [], 0
            batch, size = [*batch, number], size + own
            if own > MOST_DRAWN:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def of_batch(self, numbers: list[int], waiting: Waiting) -> Iterator[tuple[pa.Table, pa.Table]]:
        """Give NATIONAL_POSITIONS and NATIONAL_POSITION_INDICATORS of each group in a batch.

        Columns needed  waiting: `judged.POSITIONED` of each indicator, in order of group and area
        Raises          MethodProblem, as the methods do
        """
        held = self._held(numbers, waiting)
        for number in numbers:
            yield self._of_group(number, waiting, held)

    def _held(self, numbers: list[int], waiting: Waiting) -> dict[int, dict[str, Figures]]:
        """Read the figures of small groups in one pass over the indicators."""
        held: dict[int, dict[str, Figures]] = {}
        if len(numbers) == 1 and len(self.areas.members[numbers[0]]) > MOST_DRAWN:
            return held
        for indicator, read in waiting.items():
            rows = read()
            group = rows["group"].to_numpy()
            starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
            for start, end in zip(starts, [*starts[1:], len(group)], strict=True):
                if int(group[start]) in numbers:
                    held.setdefault(int(group[start]), {})[indicator] = _figures(rows.slice(start, end - start))
        return held

    def _of_group(
        self, number: int, waiting: Waiting, held: dict[int, dict[str, Figures]]
    ) -> tuple[pa.Table, pa.Table]:
        def read(indicators: Iterable[str]) -> Iterator[tuple[str, Figures]]:
            for indicator in indicators:
                if number in held:
                    figures = held[number].get(indicator)
                elif indicator in waiting:
                    rows = waiting[indicator]()
                    figures = _figures(rows.filter(pc.equal(rows["group"], number)))
                else:
                    figures = None
                if figures is not None:
                    yield indicator, figures

        own = self.counts[self.counts["group"].eq(number)].drop(columns="group")
        of_group = about_indicators(self.indicators, own, self.parameters)
        end = pd.Timestamp(of_group["period_end"].dropna().max())
        existing = existing_on(self.areas.members[number], int(end.timestamp()))
        positions, indicators = group_positions(of_group, self.areas.codes, existing, read)
        name = self.areas.names[number]
        return (
            as_arrow(positions.assign(area_group=name), NATIONAL_POSITIONS),
            as_arrow(indicators.assign(area_group=name), NATIONAL_POSITION_INDICATORS),
        )


@contextmanager
def group_writers(to: Path) -> Iterator[dict[str, ByIndicator]]:
    """Give the writers that `GroupTables.add` needs, and close them at the end."""
    with (
        by_indicator(to / EVIDENCE, NATIONAL_EVIDENCE) as evidence,
        by_indicator(to / FUNNELS, NATIONAL_FUNNELS) as funnels,
        closing(ByIndicator(to / WAITING, POSITIONED)) as figures,
    ):
        yield {EVIDENCE: evidence, FUNNELS: funnels, WAITING: figures}


def _read(paths: Iterable[Path]) -> pa.Table:
    return pa.concat_tables([pq.ParquetFile(path).read() for path in paths])


def _figures(rows: pa.Table) -> Figures:
    area, value = rows["area"].to_numpy(), rows["value"].to_numpy()
    hidden = np.isnan(value)
    return Figures(area[~hidden], value[~hidden], area[hidden])


@contextmanager
def _written(path: Path, table: Table) -> Iterator[pq.ParquetWriter]:
    path.parent.mkdir()
    with pq.ParquetWriter(path, arrow_schema(table), compression="zstd") as writer:
        yield writer
