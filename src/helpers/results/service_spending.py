"""What each council of the group spent on each service, for each person whom the service is for, with ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

import pandas as pd

from helpers.areas import Areas
from helpers.methods.dates import existed_on
from helpers.methods.real_terms import in_real_terms
from helpers.methods.value_for_money import rank_lowest_first
from helpers.results.comparisons import OUTSIDE
from helpers.schema.spending import SERVICE_SPENDING
from helpers.schema.types import no_rows, pandas_types

TWO_TIER: Final = "county"
"""The type of councils with districts."""

TOTAL: Final = "total_service_expenditure"
"""The service of the rows of all services together."""

ALL_COMPARED: Final = "all"
SAME_TIER: Final[Mapping[bool, str]] = {True: "two-tier counties", False: "councils of a single tier"}
"""Which councils of the group are compared, where districts provide part of a service."""

NO_RETURN: Final = "the council made no return in time"
NO_PEOPLE: Final = "how many people it serves is not known"
ANOTHERS: Final = "the council reports no spending on it, as another body provides it"


class SpendingFigures(NamedTuple):
    """What is read of files: spending by council, year and edition, with its source in words; populations; deflators;
    the services.

    Their columns are those of `helpers.sources.spending` and `helpers.sources.services`, and of `yearly_deflators`.
    """

    spending: pd.DataFrame
    populations: pd.DataFrame
    deflators: pd.DataFrame
    services: pd.DataFrame


def last_day_of(financial_year: str) -> date:
    """Return the last day of a financial year.

    >>> last_day_of("2017/18")
    datetime.date(2018, 3, 31)
    """
    return date(int(financial_year[:4]) + 1, 3, 31)


def newest_edition(spending: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each council and year: the final edition, or the provisional without one.

    Columns needed    area_code, financial_year, status
    Columns returned  those of the frame
    """
    order = spending.sort_values(["area_code", "financial_year", "status"], kind="stable")
    return order.drop_duplicates(["area_code", "financial_year"]).reset_index(drop=True)


def service_spending(
    figures: SpendingFigures, members: pd.DataFrame, codes: Sequence[str], areas: Areas, until: date, smallest: int
) -> pd.DataFrame:
    """Return the spending of each council of the group on each service in every year that ended by a day, ranked.

    Where districts provide part of a service, councils of the same kind, with two tiers or one, are compared. A zero of
    a service that may be another body's takes no rank. `codes` are those that the council has had, and `smallest` is
    the fewest councils that are ranked. Prices are those of the newest year.

    Columns needed    figures: see SpendingFigures; members: area_code, area_name, area_type, start_date, end_date
    Columns returned  SERVICE_SPENDING; none where no year is held
    Source            docs/methods/18_spending_and_value.md
    """
    rows = spending_per_head(figures, until)
    of_codes = [areas[code] for code in codes]
    own = pd.DataFrame(
        {
            "area_code": pd.Series([area.code for area in of_codes], dtype="str"),
            "area_name": pd.Series([area.name for area in of_codes], dtype="str"),
            "area_type": pd.Series([area.area_type for area in of_codes], dtype="str"),
            "start_date": pd.Series([area.start for area in of_codes], dtype="object"),
            "end_date": pd.Series([area.end for area in of_codes], dtype="object"),
        }
    )
    outside = own[~own["area_code"].isin(members["area_code"])]
    columns = list(own.columns)
    named = pd.concat([members[columns].assign(inside=True), outside.assign(inside=False)], ignore_index=True)
    rows = rows.merge(named, on="area_code", how="inner", validate="many_to_one")
    rows = rows[_existed(rows)].reset_index(drop=True)
    if not rows["area_code"].isin(codes).any():
        return no_rows(SERVICE_SPENDING)
    rows = rows.assign(own=rows["area_code"].isin(codes))
    rows = _ranked(rows, smallest)
    newest = rows.loc[rows["own"], "financial_year"].max()
    rows = rows[rows["financial_year"] <= newest].reset_index(drop=True)
    rows["real_per_head_gbp"] = in_real_terms(rows, figures.deflators, newest, "per_head_gbp")
    rows = rows.sort_values(["service_order", "financial_year", "area_code"], ignore_index=True)
    return rows[list(SERVICE_SPENDING.names)].astype(pandas_types(SERVICE_SPENDING))


def spending_per_head(figures: SpendingFigures, until: date) -> pd.DataFrame:
    """Return the spending of every council on each service in the years that ended by a day, per head.

    Columns needed    figures: see SpendingFigures
    Columns returned  area_code, financial_year, service, service_order, population, shared_with_districts,
                      may_be_anothers, spend_gbp_thousand, people (whom the service is for), per_head_gbp, provisional
    """
    spent = newest_edition(figures.spending)
    spent = spent[[last_day_of(year) <= until for year in spent["financial_year"]]]
    names = figures.services["service"].to_list()
    keys = ["area_code", "financial_year", "status"]
    long = spent.melt(keys, names, "service", "spend_gbp_thousand")
    about = ["service", "service_order", "population", "shared_with_districts", "may_be_anothers"]
    long = long.merge(figures.services[about], on="service", validate="many_to_one")
    people = figures.populations.melt(
        ["area_code", "mid_year"], ["all_ages", "children", "adults"], "population", "people"
    )
    long["mid_year"] = long["financial_year"].str[:4].astype("int64")
    long = long.merge(people, on=["area_code", "mid_year", "population"], how="left", validate="many_to_one")
    per_head = 1000 * long["spend_gbp_thousand"] / long["people"]
    return long.assign(per_head_gbp=per_head, provisional=long["status"].eq("provisional"))


def _existed(rows: pd.DataFrame) -> pd.Series:
    """Say which rows are of councils that existed on the last day of the year."""
    existed = pd.Series(data=False, index=rows.index)
    for year, of_year in rows.groupby("financial_year"):
        existed[of_year.index] = existed_on(of_year, last_day_of(str(year)))
    return existed


def _ranked(rows: pd.DataFrame, smallest: int) -> pd.DataFrame:
    """Rank each figure, lowest first, among those that are compared, and say why there is no rank."""
    of_own = rows[rows["own"]].drop_duplicates("financial_year").set_index("financial_year")["area_type"]
    own_type = rows["financial_year"].map(of_own)
    is_two_tier = rows["area_type"].eq(TWO_TIER)
    own_two_tier = own_type.eq(TWO_TIER)
    apart = rows["shared_with_districts"].astype("bool")
    anothers = rows["may_be_anothers"].astype("bool") & rows["spend_gbp_thousand"].eq(0)
    compared = rows["inside"] & (~apart | is_two_tier.eq(own_two_tier)) & ~anothers
    rows["compared_with"] = own_two_tier.map(SAME_TIER).where(apart, ALL_COMPARED)
    rows["group"] = rows["service"] + " " + rows["financial_year"]
    rows["ranked_gbp"] = rows["per_head_gbp"].where(compared)
    rows = rank_lowest_first(rows, "ranked_gbp", "group")
    rows["median_per_head_gbp"] = rows.groupby("group")["ranked_gbp"].transform("median")
    few = rows["n"] < smallest
    reason = pd.Series("", index=rows.index)
    reason = reason.mask(few, rows["n"].astype("str") + f" councils have a figure; at least {smallest} are needed")
    reason = reason.mask(~rows["inside"], OUTSIDE).mask(rows["people"].isna(), NO_PEOPLE)
    reason = reason.mask(anothers, ANOTHERS).mask(rows["spend_gbp_thousand"].isna(), NO_RETURN)
    other_tier = ~compared & reason.eq("")
    reason = reason.mask(other_tier, "a council of another tier, so it is not compared")
    ranks = {name: rows[name].where(reason.eq("")) for name in ("rank", "tied")}
    return rows.assign(**ranks, reason=reason, median_per_head_gbp=rows["median_per_head_gbp"].mask(few))
