"""Spending power of every council by settlement year, where the council of the report stands, and others' levels."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.areas import ENGLAND, UPPER_TIER, Areas
from helpers.methods.position import OVERALL
from helpers.methods.spending_power import (
    MILLION,
    OTHER_PEOPLE,
    compare_in_class,
    gain_at_level,
    rank_by_dwelling,
    weighted_average,
    whole_stocks,
)
from helpers.periods import dates_of
from helpers.schema.declarations import Table
from helpers.schema.funding import FUNDING_LEVELS, FUNDING_YEARS, NAMED_GAPS, SPENDING_POWER
from helpers.schema.types import pandas_types

Row = Mapping[Any, Any]

COUNTY: Final = "County council"
UNITARY: Final = "Unitary council"
METROPOLITAN: Final = "Metropolitan borough"
LONDON: Final = "London borough"
CLASSES: Final = {
    "county": COUNTY,
    "county_unitary": UNITARY,
    "unitary": UNITARY,
    "metropolitan": METROPOLITAN,
    "london": LONDON,
}
"""What the class of a council is called, by the type of its area."""

PLURALS: Final = {
    COUNTY: "county councils",
    UNITARY: "unitary councils",
    METROPOLITAN: "metropolitan boroughs",
    LONDON: "London boroughs",
}

OF_COUNCIL, OF_CLASS, OF_ENGLAND = "council", "class", "England"
NOT_HELD: Final = "Not held"
NO_ROW: Final = "No figure of any council is held for the year"
NO_OWN_ROW: Final = "No figure of the council is held for the year"

_RENAMED: Final = {
    f"{name}_gbp_m": f"{name}_m"
    for name in (
        "settlement_funding_assessment",
        "under_indexing",
        "fair_funding_allocation",
        "council_tax",
        "new_homes_bonus",
        "new_homes_bonus_return",
        "rural_services_delivery",
    )
}


def spending_power(
    read: pd.DataFrame, dwellings: pd.DataFrame, areas: Areas, own: Collection[str], as_at: date
) -> pd.DataFrame:
    """Return the table `spending_power`, of the years that end by a day; amounts stay decimals and fractions.

    `own` are the codes that the council of the report has had. `as_numbers` makes the table ready to be written.

    Columns needed    read: those of `read_spending_power`; dwellings: those of `dwelling_stock`
    Columns returned  SPENDING_POWER
    """
    ends = read["financial_year"].map(lambda year: (dates_of(year, "financial") or (as_at, date.max))[1])
    kinds = read["area_code"].map(lambda code: areas[code].area_type)
    rows = read[ends.le(as_at) & kinds.isin(UPPER_TIER)].rename(columns=_RENAMED)
    # to a frame without rows, pandas would add those of the series
    rows = rows.assign(council_class=kinds.map(CLASSES).reindex(rows.index), own=rows["area_code"].isin(own))
    rows = _with_dwellings(rows, dwellings)
    worked = compare_in_class(rank_by_dwelling(rows)).rename(columns={"gain_m": "gain_at_average_m"})
    ordered = worked.sort_values(["financial_year", "area_code"], ignore_index=True)
    return ordered[list(SPENDING_POWER.names)]


def dwelling_stock(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the dwellings of each council by month: what the share of empty homes is a share of.

    Those that lack a part of the council are left out.

    Columns needed    observations: indicator_id, area_code, period, denominator
    Columns returned  area_code, dwellings_period, dwellings
    """
    rows = observations[observations["indicator_id"].eq(_OF_DWELLINGS) & observations["denominator"].notna()]
    stocks = rows[["area_code", "period", "denominator"]].rename(
        columns={"period": "dwellings_period", "denominator": "dwellings"}
    )
    years = stocks["dwellings_period"].str[-4:].astype("int64")
    return whole_stocks(stocks.assign(year=years)).drop(columns="year")


_OF_DWELLINGS: Final = "empty_homes_long_term_pct"


def _with_dwellings(rows: pd.DataFrame, dwellings: pd.DataFrame) -> pd.DataFrame:
    month = rows["financial_year"].map(lambda year: f"Oct {int(year[:4]) - 1}").astype("str")
    merged = rows.assign(dwellings_period=month).merge(dwellings, on=["area_code", "dwellings_period"], how="left")
    has_both = merged["dwellings"].notna() & merged["total_m"].notna()
    per_dwelling = [
        float(Fraction(total) * MILLION / int(count)) if is_known else None
        for total, count, is_known in zip(merged["total_m"], merged["dwellings"], has_both, strict=True)
    ]
    period = merged["dwellings_period"].where(merged["dwellings"].notna(), "")
    return merged.assign(per_dwelling=pd.Series(per_dwelling, dtype=object), dwellings_period=period)


def funding_years(power: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """Return the table `funding_years`: the council's own spending power from the first year at hand to the last due.

    Columns needed    power: SPENDING_POWER, as `spending_power` returns it
    Columns returned  FUNDING_YEARS
    """
    own = {row["financial_year"]: row for row in power[power["own"]].to_dict("records")}
    held = set(power["financial_year"])
    rows: list[dict[Any, Any]] = []
    for year in years_between(min(held, default=""), as_at):
        row = own.get(year)
        if row is None:
            reason = NO_OWN_ROW if year in held else NO_ROW
            rows.append({"financial_year": year, "make_up": NOT_HELD, "follows_on": False, "reason": reason})
            continue
        members = power[power["financial_year"].eq(year) & power["council_class"].eq(row["council_class"])]
        of_class = members[members["per_head"].notna()]
        lowest = None if row["per_head"] is None else row["rank"] == 1 and of_class["rank"].eq(1).sum() == 1
        before = rows[-1]["make_up"] if rows else row["make_up"]
        by_dwelling = None if pd.isna(row["dwelling_rank"]) else _is_alone_lowest(row, members)
        england = _average(power[power["financial_year"].eq(year)])
        tests = {"is_lowest": lowest, "is_lowest_by_dwelling": by_dwelling}
        rows.append(row | {"follows_on": before == row["make_up"], "england_average": england} | tests)
    years = pd.DataFrame(rows, columns=list(FUNDING_YEARS.names))
    return years.assign(
        ranked_years=years["rank"].notna().cumsum(),
        lowest_years=_are_true(years["is_lowest"]).cumsum(),
        dwelling_years=years["dwelling_rank"].notna().cumsum(),
        lowest_dwelling_years=_are_true(years["is_lowest_by_dwelling"]).cumsum(),
    )


def _is_alone_lowest(row: Row, members: pd.DataFrame) -> bool:
    return bool(row["dwelling_rank"] == 1 and members["dwelling_rank"].eq(1).sum() == 1)


def _are_true(column: pd.Series) -> pd.Series:
    return column.astype("boolean").fillna(value=False).astype("bool")


def years_between(first: str, as_at: date) -> Iterator[str]:
    """Give the financial years from one to the last that ends by a day; none without a first.

    >>> list(years_between("2020/21", date(2023, 3, 31)))
    ['2020/21', '2021/22', '2022/23']
    """
    if not first:
        return
    for start in range(int(first[:4]), as_at.year + 1):
        if date(start + 1, 3, 31) <= as_at:
            yield f"{start}/{(start + 1) % 100:02d}"


def funding_levels(power: pd.DataFrame) -> pd.DataFrame:
    """Return the table `funding_levels`: what the council would gain at the level of each other, by settlement year.

    Columns needed    power: SPENDING_POWER, as `spending_power` returns it
    Columns returned  FUNDING_LEVELS
    """
    rows: list[dict[str, Any]] = []
    for _, members in power.groupby("financial_year", sort=True):
        records = members.to_dict("records")
        own = next((row for row in records if row["own"]), None)
        if own is not None:
            others: list[Row] = [*_averages(records), *records]
            rows += [_level(own, other) for other in others if not other["own"]]
    return pd.DataFrame(rows, columns=list(FUNDING_LEVELS.names))


def _level(own: Row, other: Row) -> dict[str, Any]:
    level = gain_at_level(own, other)
    level_of = other.get("level_of", OF_COUNCIL)
    return {
        "financial_year": own["financial_year"],
        "level_code": other["area_code"],
        "level_name": other["area_name"],
        "level_of": level_of,
        "council_class": other["council_class"],
        "classes_differ": (other["council_class"] == COUNTY) != (own["council_class"] == COUNTY),
        "per_head": other["per_head"],
        "difference": level.difference,
        "gain_m": level.gain_m,
        "population": own["population"],
        "population_mid_year": own["population_mid_year"],
        "reason": level.reason,
    }


def _averages(records: Sequence[Row]) -> Iterator[dict[Any, Any]]:
    """Give the average of each class of a year, and that of England, as rows like those of a council."""
    for name in PLURALS:
        of_class = [row for row in records if row["council_class"] == name]
        if of_class:
            about = {"area_code": name, "area_name": f"All {PLURALS[name]}", "council_class": name}
            yield _like(of_class) | about | {"level_of": OF_CLASS}
    about = {"area_code": ENGLAND, "area_name": "England", "council_class": ""}
    yield _like(records) | about | {"level_of": OF_ENGLAND}


def _like(records: Sequence[Row]) -> dict[Any, Any]:
    with_figure = [dict(row) for row in records if row["per_head"] is not None]
    years = {row["population_mid_year"] for row in with_figure}
    is_one = len(years) == 1
    first = with_figure[0] if with_figure else records[0]
    return {
        "financial_year": first["financial_year"],
        "make_up": first["make_up"],
        "population_mid_year": next(iter(years)) if is_one else None,
        "per_head": weighted_average(with_figure) if is_one else None,
        "reason": OTHER_PEOPLE if len(years) > 1 else first["reason"],
        "own": False,
    }


def _average(members: pd.DataFrame) -> Fraction | None:
    with_figure = members[members["per_head"].notna()].to_dict("records")
    return weighted_average(with_figure) if with_figure else None


def beside_positions(power: pd.DataFrame, positions: pd.DataFrame, areas: Areas, year: str) -> pd.DataFrame:
    """Return the overall score of each council of the group beside its spending power of a year.

    A council that was split or merged since has no figure here: the parts did not exist, or it does not any more.

    Columns needed    power: SPENDING_POWER; positions: the table
    Columns returned  area_code, area_name, own, score (0 to 100), rank_of_score, per_head (pounds), is_county
    """
    overall = positions[positions["scope"].eq(OVERALL) & positions["score"].notna()]
    rows = power[power["financial_year"].eq(year) & power["per_head"].notna()]
    of_code = {row["area_code"]: row for row in rows.to_dict("records")}
    pairs = []
    for council in overall.to_dict("records"):
        codes = [code for code in areas.same_council(council["area_code"]) if code in of_code]
        if codes:
            row = of_code[codes[-1]]
            pairs.append(
                {name: council[name] for name in ("area_code", "area_name", "own", "score")}
                | {"rank_of_score": council["rank"], "per_head": float(row["per_head"])}
                | {"is_county": row["council_class"] == COUNTY}
            )
    return pd.DataFrame(pairs, columns=list(_BESIDE))


_BESIDE: Final = ("area_code", "area_name", "own", "score", "rank_of_score", "per_head", "is_county")


class FundingTables(NamedTuple):
    """The tables of funding, ready to be written: spending_power, funding_years and funding_levels."""

    power: pd.DataFrame
    years: pd.DataFrame
    levels: pd.DataFrame


def funding_tables(
    read: pd.DataFrame, observations: pd.DataFrame, areas: Areas, own: Collection[str], as_at: date
) -> FundingTables:
    """Return the tables of funding of the settlement years that end by a day.

    `own` are the codes that the council of the report has had.

    Columns needed    read: those of `read_spending_power`; observations: the table
    Columns returned  SPENDING_POWER, FUNDING_YEARS, FUNDING_LEVELS
    """
    power = spending_power(read, dwelling_stock(observations), areas, own, as_at)
    years, levels = funding_years(power, as_at), funding_levels(power)
    return FundingTables(
        as_numbers(power, SPENDING_POWER), as_numbers(years, FUNDING_YEARS), as_numbers(levels, FUNDING_LEVELS)
    )


def named_gaps(comparators: pd.DataFrame) -> pd.DataFrame:
    """Return the table named_gaps: the councils that reports compare the funding with, and the gaps that they printed.

    Columns needed    comparators: those of `read_funding_comparators`
    Columns returned  NAMED_GAPS
    """
    return as_numbers(comparators, NAMED_GAPS)


def as_numbers(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return a frame with its decimals and fractions as numbers of the types that a table declares.

    Columns needed and returned  those of the table
    """
    columns = {name: _as_type(frame[name], kind) for name, kind in pandas_types(table).items()}
    return pd.DataFrame(columns, index=frame.index)


def _as_type(column: pd.Series, kind: str) -> pd.Series:
    cells = [None if pd.isna(cell) else cell for cell in column]
    if kind == "float64":
        return pd.Series([None if cell is None else float(cell) for cell in cells], column.index, dtype="float64")
    if kind == "Int64":
        return pd.Series([None if cell is None else int(cell) for cell in cells], column.index, dtype="Int64")
    if kind == "str":
        return pd.Series(["" if cell is None else str(cell) for cell in cells], column.index, dtype="str")
    return pd.Series(cells, column.index, dtype=kind)
