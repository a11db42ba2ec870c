"""National runs in tests: their results as one frame, and the tables of notebooks for every council of a group."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from helpers.areas import read_areas
from helpers.params import Parameters, settings_for
from helpers.paths import Project
from helpers.pipeline.national.run import RESULTS, Asked, run_national
from helpers.pipeline.neighbours import neighbours_of
from helpers.results.as_reported import as_reported
from helpers.results.comparisons import comparator_rows, comparisons
from helpers.results.directions import NEWER_PERIOD, directions
from helpers.results.own_series import own_series
from helpers.results.reporting_figures import reporting_figures
from helpers.results.trends import trends


def parameters_of(root: Path, year: str) -> Parameters:
    """The parameters of a reporting year of the checkout."""
    project = Project(root)
    return settings_for(project, read_areas(project.areas), year, "", neighbours_of).parameters


def results_of(folder: Path, name: str = RESULTS) -> pd.DataFrame:
    """All results of a national run, or another of its tables by indicator, in order of indicator and area."""
    parts = []
    for path in sorted((folder / name).glob("indicator_id=*/*.parquet")):
        indicator = path.parent.name.partition("=")[2]
        parts.append(pq.ParquetFile(path).read().to_pandas().assign(indicator_id=indicator))
    return pd.concat(parts, ignore_index=True)


def run_quietly(root: Path, source: Path, parameters: Parameters, by: str, threads: int = 2) -> pd.DataFrame:
    """Make results with DuckDB and return them."""
    asked = Asked(by, "duckdb", 1.0, threads)
    return results_of(run_national(root, source, "run", parameters, asked, lambda _: None))


def notebooks_tables(root: Path, tables: Path) -> pd.DataFrame:
    """What notebooks 03 and 04 write of every council of the group, from the tables of one report: a row for each."""
    project, parameters = Project(root), parameters_of(root, "2023")
    areas, as_at = read_areas(project.areas), parameters.as_at
    names = ("observations", "indicators", "comparator_members")
    observations, indicators, members = (pd.read_parquet(tables / f"{name}.parquet") for name in names)
    reported = as_reported(observations, indicators, as_at.by_period_type())
    living = [code for code in members["area_code"] if areas[code].living(as_at.all_others, as_at.all_others)]
    parts = []
    for codes in sorted(areas.same_council(code) for code in living):
        council = codes[-1]
        own = own_series(reported, codes)
        latest = reporting_figures(own, indicators, council, parameters)
        table = directions(own, latest, indicators, council, parameters.direction)
        marked = trends(own, indicators, council, parameters)[["indicator_id", *_OF_TREND]].rename(columns=_OF_TREND)
        rows = comparator_rows(reported, latest, members, codes)
        compared = comparisons(rows, latest, indicators, parameters.minimum_group_size)
        compared = compared[["indicator_id", *_OF_RANK]].rename(columns={"reason": "rank_reason"})
        table = table.rename(columns={"latest_value": "value"})
        parts.append(
            table.merge(marked, on="indicator_id").merge(compared, on="indicator_id").assign(area_code=council)
        )
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(reason=rows["reason"].str.split(NEWER_PERIOD).str[0])


_OF_TREND = {"marker": "trend", "reason": "trend_reason", "slope": "slope", "chi_squared": "chi_squared"}
_OF_RANK = ("n", "rank", "tied", "quartile", "median", "lowest", "highest", "gap", "reason")
