"""The outcomes of services beside what councils spent on them, by the ranks that the run gave at that time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import pandas as pd

from helpers.areas import Areas
from helpers.methods.dates import months_between
from helpers.methods.same_measure import standing_for
from helpers.methods.value_for_money import outcome_scores, quadrant
from helpers.schema.spending import SERVICE_INDICATORS, SERVICE_OUTCOMES
from helpers.schema.types import no_rows, pandas_types

FEWEST_INDICATORS: Final = 3
"""A score rests on three indicators or more, as the position in a theme does."""

_KEY = ["indicator_id", "period_start", "period_end"]


def periods_for(
    ranks: pd.DataFrame, indicators: pd.DataFrame, year_end: date, as_at: Mapping[str, date], stale_after: int
) -> pd.DataFrame:
    """Return of each indicator the newest period with ranks that a report of the time of a year's end could use.

    `as_at` are the last days on which a period of each type may end in the report of the run; they are moved to the
    year. An older period than the report allows is left out.

    Columns needed    ranks: indicator_id, period, period_start, period_end; indicators: indicator_id, period_type
    Columns returned  indicator_id, period, period_start, period_end
    """
    kinds = indicators.set_index("indicator_id")["period_type"]
    periods = ranks[["indicator_id", "period", "period_start", "period_end"]].drop_duplicates(_KEY)
    last = as_at_of_year(as_at, year_end)
    limits = periods["indicator_id"].map(kinds).map(last)
    age = months_between(periods["period_end"], year_end)
    usable = periods[(periods["period_end"] <= limits) & (age <= stale_after)]
    newest = usable.sort_values(["indicator_id", "period_end", "period_start"], kind="stable")
    return newest.drop_duplicates("indicator_id", keep="last").reset_index(drop=True)


def as_at_of_year(as_at: Mapping[str, date], year_end: date) -> dict[str, date]:
    """Return the as-at dates of a run moved to the year whose last day is given.

    >>> as_at_of_year({"financial": date(2023, 3, 31), "academic": date(2023, 8, 31)}, date(2018, 3, 31))["academic"]
    datetime.date(2018, 8, 31)
    """
    latest = min(as_at.values())
    years = latest.year - year_end.year
    return {
        kind: date(day.year - years, day.month, min(day.day, 28))
        if day.month == 2
        else day.replace(year=day.year - years)
        for kind, day in as_at.items()
    }


def service_indicators(
    outcomes: pd.DataFrame, indicators: pd.DataFrame, councils: pd.DataFrame, same_measure: pd.DataFrame
) -> pd.DataFrame:
    """Say of each indicator of a service whether its ranks are part of the score, one for each measure.

    Columns needed    outcomes: service, indicator_id; indicators: indicator_id, title; councils, ranked in the periods
                      used: indicator_id, period, period_end, rank, own; same_measure: family, indicator_id
    Columns returned  SERVICE_INDICATORS
    """
    ranked = councils[councils["rank"].notna()]
    own = ranked[ranked["own"]].set_index("indicator_id")
    about = ranked.drop_duplicates("indicator_id").set_index("indicator_id")
    rows = outcomes[outcomes["indicator_id"].isin(indicators["indicator_id"])]
    rows = rows.merge(indicators[["indicator_id", "title"]], on="indicator_id", validate="many_to_one")
    key = rows["indicator_id"]
    rows = rows.assign(
        period=key.map(about["period"]).astype("object").fillna(""),
        period_end=key.map(about["period_end"]).astype("object"),
        rank=key.map(own["rank"]).astype("Int64"),
        n=key.map(ranked.groupby("indicator_id").size()).fillna(0).astype("int64"),
        reason="",
    )
    rows.loc[rows["n"].eq(0), "reason"] = "no rank at the time"
    for _, of_service in rows[rows["n"] > 0].groupby("service"):
        twins = standing_for(of_service["indicator_id"], same_measure)
        twin = of_service["indicator_id"].map(twins)
        for at, other in twin.dropna().items():
            rows.loc[at, "reason"] = f"the same measure as {other}"
    rows = rows.assign(used=rows["reason"].eq(""))
    rows["period"] = rows["period"].where(rows["used"], "")
    rows["period_end"] = rows["period_end"].where(rows["used"], None)
    return rows[list(SERVICE_INDICATORS.names)].astype(pandas_types(SERVICE_INDICATORS))


def service_outcomes(
    spending: pd.DataFrame,
    chosen: Mapping[str, pd.DataFrame],
    ranks: Mapping[str, pd.DataFrame],
    characteristics: pd.DataFrame,
    areas: Areas,
) -> pd.DataFrame:
    """Return the spending of the councils compared beside the score of the service's indicators, by year.

    `chosen` and `ranks` have for each financial year the indicators used and the ranks in their periods.

    Columns needed    spending: SERVICE_SPENDING; chosen: service, indicator_id, used; ranks: indicator_id, area_code,
                      rank; characteristics: the table of this name
    Columns returned  SERVICE_OUTCOMES; the services without an indicator are left out
    """
    parts = [_of_year(spending, year, chosen[year], ranks[year], areas) for year in chosen]
    if not parts:
        return no_rows(SERVICE_OUTCOMES)
    rows = pd.concat(parts, ignore_index=True)
    about = characteristics.set_index("area_code")
    newest = rows["area_code"].map(lambda code: areas.same_council(code)[-1])
    rows = rows.assign(
        **{
            name: rows["area_code"].map(about[name]).fillna(newest.map(about[name]))
            for name in ("child_poverty_pct", "population_density")
        }
    )
    rows = rows.sort_values(["service_order", "financial_year", "area_code"], ignore_index=True)
    return rows[list(SERVICE_OUTCOMES.names)].astype(pandas_types(SERVICE_OUTCOMES))


def _of_year(
    spending: pd.DataFrame, year: str, chosen: pd.DataFrame, ranks: pd.DataFrame, areas: Areas
) -> pd.DataFrame:
    used = chosen[chosen["used"]]
    many = used.groupby("service")["indicator_id"].nunique()
    used = used[used["service"].map(many) >= FEWEST_INDICATORS]
    ranked = ranks.loc[ranks["rank"].notna(), ["indicator_id", "area_code", "rank"]]
    rows = used[["service", "indicator_id"]].merge(ranked, on="indicator_id")
    rows = rows.assign(council=rows["area_code"].map(lambda code: areas.same_council(code)[-1]))
    rows = rows.drop_duplicates(["service", "indicator_id", "council"]).drop(columns="area_code")
    scores = outcome_scores(rows.rename(columns={"council": "area_code"}))
    order = {service: number for number, service in enumerate(spending["service"].unique())}
    compared = spending[
        spending["financial_year"].eq(year) & spending["rank"].notna() & spending["service"].isin(used["service"])
    ]
    compared = compared.assign(
        council=compared["area_code"].map(lambda code: areas.same_council(code)[-1]),
        service_order=compared["service"].map(order),
    )
    rows = compared.merge(
        scores.rename(columns={"area_code": "council"}), on=["service", "council"], how="left", validate="one_to_one"
    )
    return _with_quadrants(rows)


def _with_quadrants(rows: pd.DataFrame) -> pd.DataFrame:
    both = rows["outcome_score"].notna() & rows["per_head_gbp"].notna()
    medians = rows[both].groupby("service")[["per_head_gbp", "outcome_score"]].median()
    words = [
        quadrant(*numbers)
        for numbers in zip(
            rows["per_head_gbp"],
            rows["service"].map(medians["per_head_gbp"]),
            rows["outcome_score"],
            rows["service"].map(medians["outcome_score"]),
            strict=True,
        )
    ]
    return rows.assign(quadrant=pd.Series(words, index=rows.index, dtype="str"))
