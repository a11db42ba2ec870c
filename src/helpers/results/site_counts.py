"""The counts that sentences on parts of a year and on an agreement state: the table site_counts."""

from __future__ import annotations

import pandas as pd

from helpers.methods.maturity import IMMATURE
from helpers.results.as_counts import as_counts
from helpers.schema.site import SITE_COUNTS
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, NO_REAL_CHANGE, NOT_JUDGED, WORSENED


def site_counts(in_year: pd.DataFrame, measures: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Count what the newest parts of a year say, what the government was asked for, and areas below the districts.

    Columns needed    in_year: year_before_direction, provisional, maturity, signal; measures, the table
                      enabling_measures: measure_id, reference, waits; areas, the table agreement_areas: area_id, kind,
                      value
    Columns returned  SITE_COUNTS
    """
    rows: list[tuple[str, float, str]] = []
    if len(in_year):
        directions = in_year["year_before_direction"]
        rows += [
            ("in_year", len(in_year), "indicators"),
            ("in_year_improved", directions.eq(IMPROVED).sum(), "indicators"),
            ("in_year_worsened", directions.eq(WORSENED).sum(), "indicators"),
            ("in_year_no_real_change", directions.eq(NO_REAL_CHANGE).sum(), "indicators"),
            ("in_year_open", directions.isin((CANNOT_BE_DETERMINED, NOT_JUDGED)).sum(), "indicators"),
            ("in_year_provisional", in_year["provisional"].sum(), "figures"),
            ("in_year_immature", in_year["maturity"].eq(IMMATURE).sum(), "figures"),
            ("in_year_signals", in_year["signal"].ne("").sum(), "control charts"),
        ]
    if len(measures):
        waiting = measures[measures["waits"].astype("bool") & measures["reference"].ne("")]
        rows.append(("asked", measures["measure_id"].nunique(), "measures"))
        rows.append(("waiting", waiting["reference"].nunique(), "indicators"))
    for kind, of_kind in areas.groupby("kind", sort=False):
        rows.append((str(kind), of_kind["area_id"].nunique(), "areas"))
        has_figure = of_kind["value"].notna()
        rows.append((f"{kind}_with_figure", of_kind.loc[has_figure, "area_id"].nunique(), "areas"))
    return as_counts(rows, SITE_COUNTS)
