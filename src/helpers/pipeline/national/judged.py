"""What areas of a group are judged by together, some whole indicators at a time: evidence, funnels and what counts.

Nothing here reads or writes, and what a `GroupJudge` holds is small, so that one can be sent to a worker of a cluster.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pandas as pd
import pyarrow as pa

from helpers.methods.expressions import PERIOD
from helpers.params import Parameters
from helpers.results.national import number_areas
from helpers.results.national_groups import (
    evidence_of_groups,
    existing_on,
    funnels_of_groups,
    positioned_figures,
    series_of_groups,
    taking_part,
)
from helpers.schema.declarations import Table
from helpers.schema.national import NATIONAL_EVIDENCE, NATIONAL_FUNNELS
from helpers.schema.types import arrow_schema

NEEDED: Final = ("indicator_id", "area_code", "period_start", "period_end", "previous_year", "change", "reason")
"""The columns of the results from which this starts."""

POSITIONED: Final = pa.schema(
    [("indicator_id", pa.string()), ("group", pa.int64()), ("area", pa.int64()), ("value", pa.float64())]
)
"""The figures that positions rest on; the value is null where the measure does not apply to the area."""

COUNTED: Final = pa.schema(
    [
        ("group", pa.int64()),
        ("indicator_id", pa.string()),
        *((name, pa.int64()) for name in ("n", "in_being")),
        *((name, pa.date32()) for name in PERIOD),
    ]
)
"""How many areas of a group have a figure of an indicator, and in what period."""

_OPEN: Final = (-(2**62), 2**62)


class JudgedGroups(NamedTuple):
    """What is known of whole indicators: NATIONAL_EVIDENCE and NATIONAL_FUNNELS, and POSITIONED and COUNTED."""

    evidence: pa.Table
    funnels: pa.Table
    figures: pa.Table
    counts: pa.Table


JUDGED_SCHEMAS: Final = JudgedGroups(
    arrow_schema(NATIONAL_EVIDENCE), arrow_schema(NATIONAL_FUNNELS), POSITIONED, COUNTED
)


@dataclass(frozen=True)
class GroupAreas:
    """The areas by their numbers: their codes, the names of groups by number, and the members of each group."""

    areas: pd.DataFrame
    successors: pd.DataFrame
    codes: pd.Series
    names: pd.Series
    members: dict[int, pd.DataFrame]

    @classmethod
    def numbered(cls, areas: pd.DataFrame, by: str) -> GroupAreas:
        """Number the areas in order of code.

        Columns needed  areas: NATIONAL_AREAS
        """
        table, successors = number_areas(areas, by)
        table = with_times(table, ("start_date", "end_date"))
        named = table.dropna(subset=["group_number"]).drop_duplicates("group_number")
        names = named.set_index("group_number")["group_name"].sort_index()
        return cls(table, successors, table.set_index("area_number")["area_code"], names, _members(table))


class GroupJudge:
    """Judges all areas of each group together; `periods` is what `national.about_periods` returns for the run."""

    def __init__(self, areas: GroupAreas, periods: pd.DataFrame, parameters: Parameters) -> None:
        self.areas, self.parameters = areas, parameters
        about = with_times(periods, PERIOD).drop_duplicates("period_number")
        self._names = (
            about.drop_duplicates("indicator_number").set_index("indicator_number")["indicator_id"].sort_index()
        )
        self._periods = about.drop(columns=["indicator_id", "break_before"])

    def judge(self, rows: pd.DataFrame, results: pd.DataFrame) -> JudgedGroups:
        """Judge whole indicators.

        Columns needed  rows: those of `national_groups.figures_of_groups`; results: NEEDED
        Raises          MethodProblem, as the methods do
        """
        if not len(rows):
            return JudgedGroups(*(schema.empty_table() for schema in JUDGED_SCHEMAS))
        rows = rows.sort_values(["area_number", "period_number"], ignore_index=True)  # whatever the engine's order
        rows = rows.merge(self._periods, on="period_number", how="inner", validate="many_to_one")
        results = with_times(results, PERIOD)
        about = results[["previous_year", "change", "reason", *PERIOD]].assign(
            area_code=pd.Index(self.areas.codes).get_indexer(results["area_code"]),
            indicator_number=pd.Index(self._names).get_indexer(results["indicator_id"]),
            latest_year=results["period_end"].dt.year.astype("Int64"),
        )
        evidence = evidence_of_groups(series_of_groups(rows), about.drop(columns=PERIOD))
        compared = taking_part(rows, self.areas.areas, self.areas.successors)
        newest = about[["indicator_number", "area_code", *PERIOD]].dropna(subset=PERIOD)
        funnels = funnels_of_groups(compared, newest, self.parameters)
        figures = positioned_figures(rows, compared, self.areas.members)
        return JudgedGroups(
            self._named(evidence, NATIONAL_EVIDENCE),
            self._named(funnels, NATIONAL_FUNNELS),
            self._positioned(figures),
            self._counted(figures),
        )

    def _named(self, frame: pd.DataFrame, table: Table) -> pa.Table:
        if not len(frame):
            return arrow_schema(table).empty_table()
        frame = frame.assign(
            indicator_id=self._names[frame["indicator_number"]].to_numpy(),
            area_group=self.areas.names[frame["group_number"]].to_numpy(),
            area_code=self.areas.codes[frame["area_code"]].to_numpy(),
        )
        return as_arrow(frame.sort_values(["indicator_id", "area_group", "area_code"], ignore_index=True), table)

    def _positioned(self, figures: pd.DataFrame) -> pa.Table:
        columns = (
            self._names[figures["indicator_number"]].to_numpy(),
            figures["group_number"],
            figures["area_code"],
            figures["value"],
        )
        arrays = [
            pa.array(column, field.type, from_pandas=True) for column, field in zip(columns, POSITIONED, strict=True)
        ]
        return pa.table(arrays, schema=POSITIONED)

    def _counted(self, figures: pd.DataFrame) -> pa.Table:
        counts: list[dict[str, Any]] = []
        for _, rows in figures.groupby(["indicator_number", "group_number"]):
            indicator, group = (int(rows[name].iloc[0]) for name in ("indicator_number", "group_number"))
            end = rows["period_end"].iloc[0]
            counts.append(
                {
                    "group": group,
                    "indicator_id": self._names[indicator],
                    "n": int(rows["value"].notna().sum()),
                    "in_being": len(existing_on(self.areas.members[group], int(end.timestamp()))),
                    "period_start": rows["period_start"].iloc[0].date(),
                    "period_end": end.date(),
                }
            )
        return pa.Table.from_pylist(counts, COUNTED)


def with_times(frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Return a frame whose dates are of the type that pandas counts with."""
    return frame.astype(dict.fromkeys(names, "datetime64[s]"))


def as_arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    """Return the declared columns of a table with their types."""
    return pa.Table.from_pandas(frame[list(table.names)], arrow_schema(table), preserve_index=False)


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
