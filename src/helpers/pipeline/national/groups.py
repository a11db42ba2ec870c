"""Writing what areas of a group are judged by together: evidence and funnels by indicator, and positions by group.

One indicator is in memory at a time, or some small ones. The figures that positions rest on wait in a folder, in a file
for each indicator, until all indicators are there, as it then follows which of them count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from helpers.methods.expressions import PERIOD
from helpers.params import Parameters
from helpers.pipeline.national.inputs import NationalInput
from helpers.pipeline.national.written import FILE, ByIndicator, by_indicator
from helpers.results.national import number_areas
from helpers.results.national_groups import (
    evidence_of_groups,
    existing_on,
    funnels_of_groups,
    positioned_figures,
    series_of_groups,
    taking_part,
)
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

NEEDED: Final = ("indicator_id", "area_code", "period_start", "period_end", "previous_year", "change", "reason")
"""The columns of the results from which this starts."""

ROWS_AT_ONCE: Final = 300_000
"""Figures of small indicators that are judged together."""

AREAS_AT_ONCE: Final = 20_000
"""Areas of small groups whose figures are in memory together."""

_POSITIONED: Final = pa.schema([("group", pa.int64()), ("area", pa.int64()), ("value", pa.float64())])
_OPEN: Final = (-(2**62), 2**62)


class GroupTables:
    """Takes the figures of one indicator after another, or of some small ones together.

    `periods` is what `national.about_periods` returns for the run.
    """

    def __init__(self, to: Path, source: NationalInput, periods: pd.DataFrame, by: str, parameters: Parameters) -> None:
        self.to, self.indicators, self.parameters = to, source.indicators, parameters
        self._waiting = to / ".positions"
        self._waiting.mkdir()
        areas, self._successors = number_areas(source.areas, by)
        self._areas = _with_times(areas, ("start_date", "end_date"))
        self._codes = areas.set_index("area_number")["area_code"]
        named = areas.dropna(subset=["group_number"]).drop_duplicates("group_number")
        self._groups = named.set_index("group_number")["group_name"].sort_index()
        self._members = _members(self._areas)
        about = _with_times(periods, PERIOD).drop_duplicates("period_number")
        self._names = (
            about.drop_duplicates("indicator_number").set_index("indicator_number")["indicator_id"].sort_index()
        )
        self._periods = about.drop(columns=["indicator_id", "break_before"])
        self._about: list[dict[str, Any]] = []

    def add(self, rows: pd.DataFrame, results: pd.DataFrame, writers: dict[str, ByIndicator]) -> None:
        """Judge whole indicators, write their evidence and funnels, and keep the figures for positions.

        Columns needed  rows: those of `national_groups.figures_of_groups`; results: NEEDED
        Raises          MethodProblem, as the methods do
        """
        if not len(rows):
            return
        rows = rows.sort_values(["area_number", "period_number"], ignore_index=True)  # whatever the engine's order
        rows = rows.merge(self._periods, on="period_number", how="inner", validate="many_to_one")
        results = _with_times(results, PERIOD)
        about = results[["previous_year", "change", "reason", *PERIOD]].assign(
            area_code=pd.Index(self._codes).get_indexer(results["area_code"]),
            indicator_number=pd.Index(self._names).get_indexer(results["indicator_id"]),
            latest_year=results["period_end"].dt.year.astype("Int64"),
        )
        evidence = evidence_of_groups(series_of_groups(rows), about.drop(columns=PERIOD))
        self._write(writers[EVIDENCE], evidence, NATIONAL_EVIDENCE)
        compared = taking_part(rows, self._areas, self._successors)
        newest = about[["indicator_number", "area_code", *PERIOD]].dropna(subset=PERIOD)
        self._write(writers[FUNNELS], funnels_of_groups(compared, newest, self.parameters), NATIONAL_FUNNELS)
        self._keep_positions(positioned_figures(rows, compared, self._members))

    def _write(self, writer: ByIndicator, frame: pd.DataFrame, table: Table) -> None:
        if len(frame):
            frame = frame.assign(
                indicator_id=self._names[frame["indicator_number"]].to_numpy(),
                area_group=self._groups[frame["group_number"]].to_numpy(),
                area_code=self._codes[frame["area_code"]].to_numpy(),
            ).sort_values(["indicator_id", "area_group", "area_code"], ignore_index=True)
            writer.add(_as_arrow(frame, table).combine_chunks().to_batches())

    def _keep_positions(self, figures: pd.DataFrame) -> None:
        for _, rows in figures.groupby(["indicator_number", "group_number"]):
            indicator, group = (int(rows[name].iloc[0]) for name in ("indicator_number", "group_number"))
            end = rows["period_end"].iloc[0]
            self._about.append(
                {
                    "group": group,
                    "indicator_id": self._names[indicator],
                    "n": int(rows["value"].notna().sum()),
                    "in_being": len(existing_on(self._members[group], int(end.timestamp()))),
                    "period_start": rows["period_start"].iloc[0].date(),
                    "period_end": end.date(),
                }
            )
        for _, rows in figures.groupby("indicator_number"):
            name = str(self._names[int(rows["indicator_number"].iloc[0])])
            columns = [rows["group_number"], rows["area_code"], pa.array(rows["value"], from_pandas=True)]
            table = pa.table([pa.array(column) for column in columns], schema=_POSITIONED)
            pq.write_table(table, self._path(name), compression="zstd")

    def _path(self, indicator: str) -> Path:
        return self._waiting / f"{indicator}.parquet"

    def write_positions(self) -> None:
        """Write the positions of every group, and which indicators count for them, in order of group.

        Raises  MethodProblem, as the methods do
        """
        about = pd.DataFrame(self._about)
        with ExitStack() as stack:
            writers = [
                stack.enter_context(_written(self.to / name / FILE, table))
                for name, table in (
                    (POSITIONS, NATIONAL_POSITIONS),
                    (POSITION_INDICATORS, NATIONAL_POSITION_INDICATORS),
                )
            ]
            for numbers in self._batches(sorted(set(about["group"])) if len(about) else []):
                held = self._held(numbers)
                for number in numbers:
                    for writer, table in zip(writers, self._of_group(number, about, held), strict=True):
                        writer.write_table(table)
        for path in self._waiting.iterdir():
            path.unlink()
        self._waiting.rmdir()

    def _batches(self, numbers: list[int]) -> Iterator[list[int]]:
        """Split groups into those whose figures are in memory together; a large one is alone."""
        batch: list[int] = []
        size = 0
        for number in numbers:
            own = len(self._members[number])
            if batch and (own > MOST_DRAWN or (size > MOST_DRAWN and size + own > AREAS_AT_ONCE)):
                yield batch
                batch, size = [], 0
            batch, size = [*batch, number], size + own
            if own > MOST_DRAWN:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _held(self, numbers: list[int]) -> dict[int, dict[str, Figures]]:
        """Read the figures of small groups in one pass over the files."""
        held: dict[int, dict[str, Figures]] = {}
        if len(numbers) == 1 and len(self._members[numbers[0]]) > MOST_DRAWN:
            return held
        for path in sorted(self._waiting.iterdir()):
            rows = pq.ParquetFile(path).read()
            group = rows["group"].to_numpy()
            starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
            for start, end in zip(starts, [*starts[1:], len(group)], strict=True):
                if int(group[start]) in numbers:
                    of_group = held.setdefault(int(group[start]), {})
                    of_group[path.stem] = _figures(rows.slice(start, end - start))
        return held

    def _of_group(
        self, number: int, about: pd.DataFrame, held: dict[int, dict[str, Figures]]
    ) -> tuple[pa.Table, pa.Table]:
        def read(indicators: Iterable[str]) -> Iterator[tuple[str, Figures]]:
            for indicator in indicators:
                if number in held:
                    figures = held[number].get(indicator)
                elif self._path(indicator).exists():
                    rows = pq.ParquetFile(self._path(indicator)).read()
                    figures = _figures(rows.filter(pc.equal(rows["group"], number)))
                else:
                    figures = None
                if figures is not None:
                    yield indicator, figures

        of_group = about_indicators(
            self.indicators, about[about["group"].eq(number)].drop(columns="group"), self.parameters
        )
        end = pd.Timestamp(of_group["period_end"].dropna().max())
        existing = existing_on(self._members[number], int(end.timestamp()))
        positions, indicators = group_positions(of_group, self._codes, existing, read)
        name = self._groups[number]
        return (
            _as_arrow(positions.assign(area_group=name), NATIONAL_POSITIONS),
            _as_arrow(indicators.assign(area_group=name), NATIONAL_POSITION_INDICATORS),
        )


@contextmanager
def group_writers(to: Path) -> Iterator[dict[str, ByIndicator]]:
    """Give the writers that `GroupTables.add` needs, and close them at the end."""
    with (
        by_indicator(to / EVIDENCE, NATIONAL_EVIDENCE) as evidence,
        by_indicator(to / FUNNELS, NATIONAL_FUNNELS) as funnels,
    ):
        yield {EVIDENCE: evidence, FUNNELS: funnels}


def _figures(rows: pa.Table) -> Figures:
    area, value = rows["area"].to_numpy(), rows["value"].to_numpy()
    hidden = np.isnan(value)
    return Figures(area[~hidden], value[~hidden], area[hidden])


def _with_times(frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Return a frame whose dates are of the type that pandas counts with."""
    return frame.astype(dict.fromkeys(names, "datetime64[s]"))


def _members(areas: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Return the areas of each group, with their days in seconds, so that an open one is before or after all."""
    table = areas.dropna(subset=["group_number"])
    ends = {
        name: table[name].astype("int64").where(table[name].notna(), far)
        for name, far in zip(("start_date", "end_date"), _OPEN, strict=True)
    }
    table = table.assign(council=table["newest_number"], area_code=table["area_number"], **ends)
    columns = ["area_code", "council", "start_date", "end_date"]
    return {int(str(number)): rows[columns] for number, rows in table.groupby("group_number")}


def _as_arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    return pa.Table.from_pandas(frame[list(table.names)], arrow_schema(table), preserve_index=False)


@contextmanager
def _written(path: Path, table: Table) -> Iterator[pq.ParquetWriter]:
    path.parent.mkdir()
    with pq.ParquetWriter(path, arrow_schema(table), compression="zstd") as writer:
        yield writer
