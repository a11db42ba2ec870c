"""The council's spending and outcomes by service and year, and the whole of a run's tables of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from helpers.areas import Areas
from helpers.methods.value_for_money import rank_lowest_first, spearman
from helpers.results.service_outcomes import (
    FEWEST_INDICATORS,
    periods_for,
    service_indicators,
    service_outcomes,
)
from helpers.results.service_spending import (
    TWO_TIER,
    SpendingFigures,
    last_day_of,
    newest_edition,
    service_spending,
    spending_per_head,
)
from helpers.schema.spending import SERVICE_INDICATORS, SERVICE_OUTCOMES, SERVICE_SPENDING, SERVICE_VALUES
from helpers.schema.types import no_rows, pandas_types

FEW_INDICATORS = f"fewer than {FEWEST_INDICATORS} of its indicators have ranks at the time"
NO_SCORE = "the council has ranks in fewer than half of its indicators"
NO_SPENDING_RANK = "its spending is not ranked"


class Standings(NamedTuple):
    """What the run knows of indicators: the tables card_councils, indicators and characteristics, and same_measure.

    outcomes: service and indicator_id, which indicators belong to each service.
    """

    councils: pd.DataFrame
    indicators: pd.DataFrame
    characteristics: pd.DataFrame
    same_measure: pd.DataFrame
    outcomes: pd.DataFrame


class Group(NamedTuple):
    """Who is compared: the members, every code of the council, its own list for costs, and the rules of the report."""

    members: pd.DataFrame
    codes: Sequence[str]
    areas: Areas
    cost_neighbours: Sequence[str]
    as_at: Mapping[str, date]
    stale_after_months: int
    minimum_group_size: int


class ValueTables(NamedTuple):
    """The tables of `value_tables`."""

    spending: pd.DataFrame
    outcomes: pd.DataFrame
    values: pd.DataFrame
    indicators: pd.DataFrame


def value_tables(figures: SpendingFigures, standings: Standings, group: Group) -> ValueTables:
    """Return what councils spent by service, beside outcomes of the same time, in every year that the report may use.

    Columns needed    those of SpendingFigures and Standings
    Columns returned  spending: SERVICE_SPENDING; outcomes: SERVICE_OUTCOMES; values: SERVICE_VALUES; indicators:
                      SERVICE_INDICATORS, of the newest year
    Source            docs/methods/18_spending_and_value.md
    """
    until = min(group.as_at.values())
    spending = service_spending(figures, group.members, group.codes, group.areas, until, group.minimum_group_size)
    own = spending[spending["own"]]
    if own.empty:
        empty = no_rows(SERVICE_OUTCOMES), no_rows(SERVICE_VALUES), no_rows(SERVICE_INDICATORS)
        return ValueTables(no_rows(SERVICE_SPENDING), *empty)
    chosen: dict[str, pd.DataFrame] = {}
    ranks: dict[str, pd.DataFrame] = {}
    ids = standings.outcomes["indicator_id"].unique()
    councils = standings.councils[standings.councils["indicator_id"].isin(ids) & standings.councils["rank"].notna()]
    for year in sorted(own["financial_year"].unique()):
        ranks[year] = _ranks_at(councils, standings.indicators, group, last_day_of(year))
        chosen[year] = service_indicators(standings.outcomes, standings.indicators, ranks[year], standings.same_measure)
    outcomes = service_outcomes(spending, chosen, ranks, standings.characteristics, group.areas)
    values = service_values(own, outcomes, chosen, figures.services)
    lists = _list_ranks(figures, group, until)
    values = values.merge(lists, on=["service", "financial_year"], how="left", validate="one_to_one")
    values = values.assign(source=values["financial_year"].map(_sources_by_year(figures.spending, group.codes)))
    values = values[list(SERVICE_VALUES.names)].astype(pandas_types(SERVICE_VALUES))
    return ValueTables(spending, outcomes, values, chosen[max(chosen)])


def _sources_by_year(spending: pd.DataFrame, codes: Sequence[str]) -> dict[str, str]:
    """Return where the council's spending of each year comes from, in words."""
    own = newest_edition(spending[spending["area_code"].isin(codes)])
    return dict(zip(own["financial_year"], own["source"], strict=True))


def _ranks_at(councils: pd.DataFrame, indicators: pd.DataFrame, group: Group, day: date) -> pd.DataFrame:
    """Return the ranks of every council in the periods that a report of a day could use."""
    periods = periods_for(councils[councils["own"]], indicators, day, group.as_at, group.stale_after_months)
    keys = ["indicator_id", "period_start", "period_end"]
    return councils.merge(periods[keys], on=keys, validate="many_to_one")


def service_values(
    own: pd.DataFrame, outcomes: pd.DataFrame, chosen: Mapping[str, pd.DataFrame], services: pd.DataFrame
) -> pd.DataFrame:
    """Return the council's row of each service and year, with how spending and outcomes go together.

    Columns needed    own: SERVICE_SPENDING of the council; outcomes: SERVICE_OUTCOMES; chosen: SERVICE_INDICATORS by
                      financial year; services: those of SpendingFigures
    Columns returned  SERVICE_VALUES without the columns of the list for costs
    Source            docs/methods/18_spending_and_value.md
    """
    about = ["service", "title", "service_order", "population", "why_no_outcomes", "note"]
    rows = own.merge(services[about], on="service", validate="many_to_one")
    rows = rows.assign(newest=rows["financial_year"].eq(rows["financial_year"].max()))
    rows = _with_change(rows.sort_values(["service_order", "financial_year"], ignore_index=True))
    keys = ["service", "financial_year"]
    in_order = outcomes.assign(score=outcomes["outcome_score"].where(outcomes["per_head_gbp"].notna()))
    in_order = in_order.assign(
        group=in_order["service"] + " " + in_order["financial_year"], from_top=-in_order["score"]
    )
    ranked = rank_lowest_first(in_order, "from_top", "group")
    names = {"rank": "outcome_rank", "tied": "outcome_tied", "n": "outcome_n"}
    of_own = ranked[ranked["own"]].rename(columns=names)
    of_own = of_own[[*keys, "outcome_score", "indicators", "quadrant", *names.values()]]
    rows = rows.merge(of_own, on=keys, how="left", validate="one_to_one")
    rows = rows.merge(_together(ranked), on=keys, how="left", validate="one_to_one")
    why = pd.Series(FEW_INDICATORS, index=rows.index).where(rows["rank"].notna(), NO_SPENDING_RANK)
    why = why.mask(rows["rank"].notna() & rows["outcome_n"].gt(0), NO_SCORE)
    why = rows["why_no_outcomes"].where(rows["why_no_outcomes"].ne(""), why)
    ends = pd.concat([_ends_of_periods(table).assign(financial_year=year) for year, table in chosen.items()])
    rows = rows.merge(ends, on=keys, how="left", validate="one_to_one")
    scored = rows["outcome_score"].notna()
    return rows.assign(
        why_no_outcomes=why.where(~scored, ""),
        outcome_n=rows["outcome_n"].fillna(0),
        quadrant=rows["quadrant"].astype("object").fillna(""),
        rho_reason=rows["rho_reason"].astype("object").fillna("no score"),
        **{name: rows[name].where(scored, None) for name in ("outcomes_first_end", "outcomes_last_end")},
    )


def _with_change(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the change per head in real terms since the year held before, if spending was above zero then."""
    in_each = rows.groupby("service")
    before, year = in_each["real_per_head_gbp"].shift(1), in_each["financial_year"].shift(1)
    change = 100 * (rows["real_per_head_gbp"] / before.where(before > 0) - 1)
    return rows.assign(real_change_percent=change, change_from=year.where(change.notna(), "").fillna(""))


def _together(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return the medians and the correlation of the councils with spending and a score, by service and year."""
    records = []
    for (service, year), rows in ranked.groupby(["service", "financial_year"]):
        both = rows[rows["score"].notna()]
        together = spearman(both["per_head_gbp"], both["score"])
        records.append(
            {
                "service": service,
                "financial_year": year,
                "chart_median_gbp": both["per_head_gbp"].median(),
                "chart_median_score": both["score"].median(),
                "rho": together.rho,
                "rho_lower": together.lower,
                "rho_upper": together.upper,
                "rho_reason": together.reason,
            }
        )
    columns = [
        "service",
        "financial_year",
        "chart_median_gbp",
        "chart_median_score",
        "rho",
        "rho_lower",
        "rho_upper",
        "rho_reason",
    ]
    return pd.DataFrame(records, columns=columns)


def _ends_of_periods(chosen: pd.DataFrame) -> pd.DataFrame:
    """Return the last days of the first and of the last period behind the score of each service."""
    used = chosen[chosen["used"] & chosen["rank"].notna()]
    ends = used.groupby("service")["period_end"].agg(["min", "max"]).reset_index()
    return ends.rename(columns={"min": "outcomes_first_end", "max": "outcomes_last_end"})


def _list_ranks(figures: SpendingFigures, group: Group, until: date) -> pd.DataFrame:
    """Return the council's rank per head among its own list for costs, by service and year; no row without a list.

    As in the group, councils of the same kind, with two tiers or one, are ranked where districts provide part, and a
    zero that means that another body provides the service has no rank.
    """
    columns = ["service", "financial_year", "list_rank", "list_n"]
    if not group.cost_neighbours:
        return pd.DataFrame(columns=columns).astype({"list_rank": "Int64", "list_n": "Int64"})
    rows = spending_per_head(figures, until)
    rows = rows[rows["area_code"].isin([*group.cost_neighbours, *group.codes])]
    two_tier = pd.Series([group.areas[code].area_type == TWO_TIER for code in rows["area_code"]], rows.index, "bool")
    same_tier = two_tier.eq(group.areas[group.codes[-1]].area_type == TWO_TIER)
    anothers = rows["may_be_anothers"].astype("bool") & rows["spend_gbp_thousand"].eq(0)
    rows = rows[(same_tier | ~rows["shared_with_districts"].astype("bool")) & ~anothers]
    rows = rows.assign(group=rows["service"] + " " + rows["financial_year"])
    ranked = rank_lowest_first(rows, "per_head_gbp", "group").rename(columns={"rank": "list_rank", "n": "list_n"})
    own = ranked[ranked["area_code"].isin(group.codes) & ranked["list_rank"].notna()]
    return own[columns].astype({"list_n": "Int64"}).reset_index(drop=True)
