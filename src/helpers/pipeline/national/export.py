"""The figures of a report as the input of a national run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers.areas import UPPER_TIER, Area, Areas
from helpers.pipeline.national.inputs import AREAS_FILE, INDICATORS_FILE, OBSERVATIONS_FOLDER
from helpers.schema.declarations import Table
from helpers.schema.national import NATIONAL_AREAS, NATIONAL_INDICATORS, NATIONAL_OBSERVATIONS
from helpers.schema.types import arrow_schema


def write_national_input(tables: Path, areas: Areas, group: str, same_measure: pd.DataFrame, to: Path) -> int:
    """Write what a national run reads from the tables of a report, and return the number of observations.

    The members of the comparator group of the report are one class, called `group`; a region has its upper-tier
    councils.

    Columns needed  same_measure: those of `reference.read_same_measure`
    """
    observations = pd.read_parquet(tables / "observations.parquet", columns=list(NATIONAL_OBSERVATIONS.names))
    members = pd.read_parquet(tables / "comparator_members.parquet", columns=["area_code"])
    codes = set(members["area_code"])
    rows = [_about(area, areas, group if area.code in codes else "") for area in sorted(areas, key=lambda a: a.code)]
    (to / OBSERVATIONS_FOLDER).mkdir(parents=True)
    _write(observations, NATIONAL_OBSERVATIONS, to / OBSERVATIONS_FOLDER / "observations.parquet")
    _write(_indicators(tables, same_measure), NATIONAL_INDICATORS, to / INDICATORS_FILE)
    _write(pd.DataFrame(rows), NATIONAL_AREAS, to / AREAS_FILE)
    return len(observations)


def _indicators(tables: Path, same_measure: pd.DataFrame) -> pd.DataFrame:
    indicators, dashboards = (pd.read_parquet(tables / f"{name}.parquet") for name in ("indicators", "dashboards"))
    order = same_measure.assign(family_order=range(1, len(same_measure) + 1))
    table = indicators.merge(dashboards, on="dashboard", how="left", validate="many_to_one")
    table = table.merge(order, on="indicator_id", how="left", validate="one_to_one")
    return table.assign(
        family=table["family"].astype("object").fillna("").astype("str"),
        family_order=table["family_order"].fillna(0).astype("int64"),
    )


def _about(area: Area, areas: Areas, group: str) -> dict[str, object]:
    return {
        "area_code": area.code,
        "newest_code": areas.same_council(area.code)[-1],
        "start_date": area.start,
        "end_date": area.end,
        "successor_codes": ";".join(area.successors),
        "region": area.region if area.area_type in UPPER_TIER else "",
        "class": group,
        "lsoa": "",
    }


def _write(frame: pd.DataFrame, table: Table, path: Path) -> None:
    pq.write_table(pa.Table.from_pandas(frame[list(table.names)], arrow_schema(table), preserve_index=False), path)
