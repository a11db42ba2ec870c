"""The council's share of the council tax bill, among councils of its kind."""

from __future__ import annotations

import pandas as pd

from helpers.areas import Areas, read_areas
from helpers.paths import project
from helpers.results.council_tax import BAND_D, council_tax

COUNTY, UNITARY, OTHER = "E10000027", "E06000066", "E06000054"
"""Somerset as a county council and as a unitary council, and Wiltshire, which is a unitary council."""

DEFLATORS = pd.DataFrame({"financial_year": ["2021/22", "2022/23"], "index": [100.0, 110.0]})


def bills(*rows: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["area_code", "period", "value"])
    return frame.assign(indicator_id=BAND_D)


def taxes(councils: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    return council_tax(councils, DEFLATORS, areas, [COUNTY, UNITARY], 2)


def test_a_bill_from_the_time_as_a_council_of_another_kind_is_left_out() -> None:
    areas = read_areas(project().areas)
    before = bills((COUNTY, "2021/22", 1300.0), (COUNTY, "2022/23", 1353.0), (OTHER, "2022/23", 1700.0))
    assert taxes(before, areas).empty
    after = pd.concat([before, bills((UNITARY, "2022/23", 1650.0))], ignore_index=True)
    made = taxes(after, areas)
    assert made[["financial_year", "band_d_gbp", "rank", "n"]].to_numpy().tolist() == [["2022/23", 1650.0, 1, 2]]
    assert made["real_change_percent"].isna().all()
