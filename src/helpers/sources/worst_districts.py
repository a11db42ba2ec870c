"""The worst district of a county as an indicator of its own: its lowest or its highest figure, by polarity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isclose
from pathlib import Path
from typing import Any, Final

import pandas as pd

from helpers.areas import Areas
from helpers.files import csv_rows
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.schema.ingestion import OBSERVATIONS, WORST_DISTRICTS
from helpers.schema.types import pandas_types
from helpers.shared_work import do_once
from helpers.sources.editions import KEY
from helpers.sources.ingest import WHERE_TYPES, Ingestion
from helpers.verdicts import SIGNS

COLUMNS: Final = ("indicator_id", "based_on")
"""The columns of `params/worst_districts.csv`: the indicator of the worst district, and that of all districts."""

_SAME: Final = ("polarity", "value_type", "unit", "decimals", "period_type", "frequency")
_STATUSES: Final = ("provisional", "derived")


def read_worst_districts(path: Path, indicators: Sequence[Indicator]) -> dict[str, str]:
    """Read which indicators are the worst district's figure of another, and of what other; none without the file.

    Raises  InputProblem, naming the row: an indicator is not in the register, or has a row already; the two differ in
            what a figure of one must share with the other; neither end is better; or the headline would count it
    """
    register = {indicator.indicator_id: indicator for indicator in indicators}
    pairs: dict[str, str] = {}
    for number, row in csv_rows(path, COLUMNS) if path.exists() else ():
        where = f"{path.name} row {number}, column"
        for name, value in row.items():
            if value not in register:
                raise InputProblem(
                    f"{where} {name}: {value!r} is not in the register; write the indicator_id of one that is."
                )
        worst, whole = register[row["indicator_id"]], register[row["based_on"]]
        differing = [name for name in _SAME if getattr(worst, name) != getattr(whole, name)]
        if worst.indicator_id in pairs or worst is whole:
            raise InputProblem(f"{where} indicator_id: {worst.indicator_id!r} has a row, or is its own; keep one row.")
        if differing:
            raise InputProblem(
                f"{where} based_on: {whole.indicator_id!r} has another {differing[0]} than {worst.indicator_id!r}; in "
                "the register the two must have the same."
            )
        if not SIGNS[worst.polarity] or worst.counted:
            raise InputProblem(
                f"{where} indicator_id: {worst.indicator_id!r} must have a better end and not be counted; change it in "
                "the register, or take the row out."
            )
        pairs[worst.indicator_id] = whole.indicator_id
    return pairs


def worst_districts(
    observations: pd.DataFrame, areas: Areas, pairs: Mapping[str, str], indicators: Sequence[Indicator]
) -> pd.DataFrame:
    """Return the figure of the worst district of every county whose districts have figures, by period.

    `pairs` has the indicator of all districts by that of the worst one. The districts are those that existed on the
    last day of the period. Where one of them has no figure it could be the worst, so there is none, and the marker is
    [x]. Limits and counts are not carried over: the worst of several is not a sample of one. The reports of one call
    work this out once.

    Columns needed    observations: the table
    Columns returned  those of OBSERVATIONS, where area_code is the county's, and file and row are those of the district
                      named first; based_on, statistic, districts, district_names: those of WORST_DISTRICTS
    Source            docs/methods/07_rank_and_quartile.md, areas within the council
    """
    districts = {area.code: area.parent for area in areas if area.area_type == "district"}
    rows = observations[observations["indicator_id"].isin(set(pairs.values()))]
    rows = rows[rows["area_code"].isin(districts)]
    rows = rows.assign(county=rows["area_code"].map(districts))
    polarities = {indicator.indicator_id: indicator.polarity for indicator in indicators}
    wanted = {name: (whole, SIGNS[polarities[name]]) for name, whole in pairs.items()}
    return do_once("worst districts", (rows, list(areas), wanted), lambda: _of_every_county(rows, areas, wanted))


def _of_every_county(rows: pd.DataFrame, areas: Areas, wanted: Mapping[str, tuple[str, int]]) -> pd.DataFrame:
    """Return the worst districts of every county; `wanted` has the indicator of all and the sign of its better end."""
    worst: list[dict[str, Any]] = []
    for name, (whole, sign) in wanted.items():
        of_one = rows[rows["indicator_id"] == whole]
        for (county, _, _), same in of_one.groupby(["county", "period_start", "period_end"], sort=True):
            below = areas.within(str(county), same["period_end"].iloc[0])
            names = {area.code: area.name for area in below if area.area_type == "district"}
            described = _worst_of(same[same["area_code"].isin(names)], names, sign)
            if described:
                worst.append(described | {"indicator_id": name, "area_code": county, "based_on": whole})
    columns = list(dict.fromkeys([*OBSERVATIONS.names, *WORST_DISTRICTS.names]))
    types = pandas_types(OBSERVATIONS) | pandas_types(WORST_DISTRICTS) | WHERE_TYPES
    return pd.DataFrame(worst, columns=columns).astype(types)


def _worst_of(rows: pd.DataFrame, names: Mapping[str, str], sign: int) -> dict[str, Any]:
    """Return the row of the worst of some districts, with `names` by code; `sign` is that of the better end."""
    if rows.empty:
        return {}
    described = {"statistic": f"{'minimum' if sign > 0 else 'maximum'} over districts", "districts": len(names)}
    named = rows.assign(name=rows["area_code"].map(names)).sort_values("name")
    columns = ("period", "period_start", "period_end", "source_id", "file", "row")
    if named["value"].notna().sum() < len(names):
        first = named.sort_values("value", na_position="first", kind="stable").iloc[0]
        empty = {"marker": "[x]", "status": "final", "area_flag": "", "district_names": ""}
        return described | {name: first[name] for name in columns} | empty
    value = named["value"].min() if sign > 0 else named["value"].max()
    near = named["value"].map(lambda other: isclose(other, value, rel_tol=1e-9, abs_tol=1e-9))
    first = named[near].iloc[0]
    about = {name: first[name] for name in (*columns, "value", "marker", "area_flag")}
    status = next((status for status in _STATUSES if named["status"].eq(status).any()), "final")
    return described | about | {"status": status, "district_names": ", ".join(named.loc[near, "name"])}


def council_table(worst: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Return the table worst_districts: of what `worst_districts` returns, the rows of a council.

    `codes` are all that the council has had.

    Columns needed    worst, made by `worst_districts`: area_code and those of WORST_DISTRICTS
    Columns returned  WORST_DISTRICTS
    """
    types = pandas_types(WORST_DISTRICTS)
    return worst.loc[worst["area_code"].isin(codes), list(types)].astype(types).reset_index(drop=True)


def with_worst_districts(ingested: Ingestion, worst: pd.DataFrame) -> Ingestion:
    """Return what ingestion made with the figures of the worst districts among the observations.

    Columns needed    worst, made by `worst_districts`: those of OBSERVATIONS
    Columns returned  those of the tables of `ingested`
    """
    figures = worst[worst["indicator_id"].isin(ingested.not_supplied["indicator_id"])][list(OBSERVATIONS.names)]
    together = pd.concat([ingested.observations.astype({"file": "str"}), figures.astype({"file": "str"})])
    not_supplied = ingested.not_supplied[~ingested.not_supplied["indicator_id"].isin(figures["indicator_id"])]
    return replace(
        ingested,
        observations=together.sort_values(KEY, ignore_index=True).astype(WHERE_TYPES),
        not_supplied=not_supplied.reset_index(drop=True),
    )
