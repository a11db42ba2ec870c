"""The needs model for the councils of the class of the report's council, in the newest year with spending power."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from helpers.areas import Areas
from helpers.methods.needs import share_by_need
from helpers.schema.funding import NEEDS_MODEL
from helpers.schema.types import no_rows, pandas_types

_CHILDREN: Final = "cla_rate"
_LOW_INCOME: Final = "idaci_score_pct"
_OLDER: Final = "care_home_admissions_65plus_salt_rate"
_PAY: Final = "weekly_pay_median"
"""The indicators whose figures, or the counts below their line, are drivers of need."""

NEEDED: Final = ("poor_children", "older_people", "square_km", "pay")
_MOST_YEARS_APART: Final = 2


def needs_figures(
    power: pd.DataFrame, observations: pd.DataFrame, characteristics: pd.DataFrame, areas: Areas, year: str
) -> pd.DataFrame:
    """Return the drivers of need of the councils of the own class that have spending power in a year.

    Children in families with low income are the share of the index of 2019 times the children of the nearest year.
    Land area is the population over the people for each square kilometre. The figure of a period is the nearest to the
    first day of the settlement year, at most two years apart; nothing is filled in.

    Columns needed    power: SPENDING_POWER; observations, characteristics: the tables
    Columns returned  financial_year, area_code, area_name, own, population, funding_pence, poor_children, older_people,
                      square_km, pay; missing where a figure is
    """
    rows = power[power["financial_year"].eq(year) & power["per_head"].notna()]
    own = rows.loc[rows["own"], "council_class"]
    rows = rows[rows["council_class"].isin(own)].reset_index(drop=True)
    codes = [areas.same_council(code) for code in rows["area_code"]]
    density = _by_code(
        codes, dict(zip(characteristics["area_code"], characteristics["population_density"], strict=True))
    )
    children, older = (_nearest(observations, name, "denominator", year, codes) for name in (_CHILDREN, _OLDER))
    low_income, pay = (_nearest(observations, name, "value", year, codes) for name in (_LOW_INCOME, _PAY))
    people = rows["population"].astype("float64")
    return rows[["financial_year", "area_code", "area_name", "own", "population"]].assign(
        funding_pence=(rows["total_m"] * 1e8).round().astype("int64"),
        poor_children=low_income * children / 100,
        older_people=older,
        square_km=people / density,
        people=people,
        pay=pay,
    )


def _by_code(codes: Sequence[Sequence[str]], figures: dict[Any, Any]) -> pd.Series:
    """Return the figure of each council under the newest of its codes that has one."""
    cells = [next((figures[code] for code in reversed(own) if not pd.isna(figures.get(code))), None) for own in codes]
    return pd.Series(cells, dtype="float64")


def _nearest(
    observations: pd.DataFrame, indicator: str, column: str, year: str, codes: Sequence[Sequence[str]]
) -> pd.Series:
    """Return the figure of the one period that is nearest to the first day of a settlement year, for each council."""
    rows = observations[observations["indicator_id"].eq(indicator) & observations[column].notna()]
    if rows.empty or not codes:
        return pd.Series([None] * len(codes), dtype="float64")
    ends = pd.to_datetime(rows["period_end"])
    apart = (ends - pd.Timestamp(int(year[:4]), 4, 1)).abs()
    near = rows[apart.eq(apart.min()) & apart.le(pd.Timedelta(days=366 * _MOST_YEARS_APART))]
    return _by_code(codes, dict(zip(near["area_code"], near[column], strict=True)))


def needs_model(figures: pd.DataFrame, cases: Sequence[Any]) -> pd.DataFrame:
    """Return the table `needs_model`: each calculation for the councils that have all figures.

    Columns needed    figures: those of `needs_figures`; `cases` are NeedsCase
    Columns returned  NEEDS_MODEL
    """
    whole = figures.dropna(subset=list(NEEDED)).reset_index(drop=True)
    if len(whole) < _FEWEST:
        return no_rows(NEEDS_MODEL)
    parts = []
    for case in cases:
        shared = share_by_need(whole, case.weights, case.pay_share, case.most_lost)
        funding = shared["funding_pence"]
        amounts = {
            "funding": funding,
            "allocation": shared["allocation_pence"],
            "change": shared["allocation_pence"] - funding,
            "damped": shared["damped_pence"],
            "damped_change": shared["damped_pence"] - funding,
        }
        pounds = {name: pence / 100 for name, pence in amounts.items()}
        parts.append(shared.assign(needs_case=case.name, **pounds)[list(NEEDS_MODEL.names)])
    return pd.concat(parts, ignore_index=True).astype(pandas_types(NEEDS_MODEL))


def left_out(figures: pd.DataFrame) -> list[str]:
    """Return the names of the councils that lack a figure of the needs model.

    Columns needed    figures: those of `needs_figures`
    """
    return list(figures.loc[figures[list(NEEDED)].isna().any(axis="columns"), "area_name"])


def lacking(figures: pd.DataFrame) -> list[str]:
    """Return the names of the figures that too few councils have for a needs model; none where it can be made.

    Columns needed    figures: those of `needs_figures`
    """
    return [name for name in NEEDED if figures[name].notna().sum() < _FEWEST]


_FEWEST: Final = 2
"""A class of fewer councils shares nothing."""
