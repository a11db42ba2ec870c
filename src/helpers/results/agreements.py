"""What else an agreement printed: risk by theme, the indicators named, its fund, what was asked for, and its areas."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import pandas as pd

from helpers.methods.grant import AT_RISK, pooled_fund, status_shares
from helpers.schema.agreements import (
    AGREEMENT_AREAS,
    AGREEMENT_INDICATORS,
    EARLIER_REVIEWS,
    ENABLING_MEASURES,
    POOLED_FUNDS,
    RISK_BY_THEME,
)
from helpers.schema.types import no_rows
from helpers.verdicts import AMBER, RED

ALL_THEMES: Final = "All themes"
COUNTS: Final = ("green", "amber", "red", "not_available")
_TEXTS_OF_TARGET: Final = ("target_period", "actual_is", "actual_period", "unit")
SETTLED: Final = ("in place", "refused")
"""The states of a measure asked for at which no indicator waits for it any more."""


def risk_by_theme(risk: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Return the printed counts of each theme and of all, their shares, and how many the text of the report names.

    The shares are of the indicators with a status; those not available for reporting are in neither part.

    Columns needed    risk: theme, green, amber, red, not_available; named: theme, status
    Columns returned  RISK_BY_THEME
    Source            docs/methods/15_targets_and_money.md, risk by theme
    """
    if risk.empty:
        return no_rows(RISK_BY_THEME)
    rows = risk[["theme", *COUNTS]]
    whole = pd.DataFrame([{"theme": ALL_THEMES} | {name: rows[name].sum() for name in COUNTS}])
    table = pd.concat([rows, whole], ignore_index=True)
    table["with_status"] = table[["green", "amber", "red"]].sum(axis="columns")
    table["indicators"] = table["with_status"] + table["not_available"]
    shares = [status_shares({name: int(row[name]) for name in COUNTS[:3]}) for row in table.to_dict("records")]
    for name in COUNTS[:3]:
        table[f"{name}_percent"] = pd.Series([float(share.get(name, "nan")) for share in shares], dtype="float64")
    for column, status in (("named_amber", AMBER), ("named_red", RED)):
        of_theme = named.loc[named["status"].eq(status), "theme"].value_counts()
        counts = table["theme"].map(of_theme).fillna(0).astype("int64")
        table[column] = counts.mask(table["theme"].eq(ALL_THEMES), int(of_theme.sum()))
    return table[list(RISK_BY_THEME.names)]


def printed_figures(
    targets: pd.DataFrame, milestones: pd.DataFrame, judgements: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Return each target with the figure that the report of a year prints, and what is due for the period of it.

    A milestone for that period is due before the target itself.

    Columns needed    targets: target_id, unit, target_value, target_period; milestones: target_id, period, value;
                      judgements: target_id, report_year, period, actual, actual_is
    Columns returned  target_id, target_value, target_period, actual, actual_is, actual_period, unit
    """
    of_year = judgements[judgements["report_year"].eq(year)].rename(columns={"period": "actual_period"})
    figures = of_year.drop_duplicates("target_id", keep="last")[["target_id", "actual", "actual_is", "actual_period"]]
    due = milestones[["target_id", "period", "value"]].rename(columns={"period": "actual_period", "value": "due"})
    frame = targets[["target_id", "unit", "target_value", "target_period"]].merge(figures, on="target_id", how="left")
    frame = frame.merge(due, on=["target_id", "actual_period"], how="left")
    has_milestone = frame["due"].notna()
    return frame.assign(
        target_value=frame["due"].where(has_milestone, frame["target_value"]),
        target_period=frame["actual_period"].where(has_milestone, frame["target_period"]),
    ).drop(columns="due")


def agreement_indicators(named: pd.DataFrame, grants: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators that the text of a report names, with the status printed for their grant and the figures.

    Columns needed    named: those of `helpers.sources.agreements.read_agreement`; grants: reference, status; figures:
                      those of `printed_figures`
    Columns returned  AGREEMENT_INDICATORS
    """
    if named.empty:
        return no_rows(AGREEMENT_INDICATORS)
    statuses = dict(zip(grants["reference"], grants["status"], strict=True))
    of_grant = named["reference"].map(statuses).astype("object").fillna("").astype("str")
    differ = named["status"].ne("") & of_grant.ne("") & named["status"].ne(of_grant)
    rows = named.assign(status_of_grant=of_grant, statuses_differ=differ)
    rows = rows.merge(figures, on="target_id", how="left")
    texts = {name: rows[name].fillna("").astype("str") for name in _TEXTS_OF_TARGET}
    numbers = {name: rows[name].astype("float64") for name in ("target_value", "actual")}
    return rows.assign(**texts, **numbers)[list(AGREEMENT_INDICATORS.names)]


def without_a_word(grants: pd.DataFrame, named: pd.DataFrame) -> list[str]:
    """Return the references of red and amber indicators of the grant that the text of the report does not name.

    Columns needed    grants: reference, status; named: reference
    """
    at_risk = grants[grants["status"].isin(AT_RISK) & ~grants["reference"].isin(named["reference"])]
    return [str(reference) for reference in at_risk["reference"]]


def earlier_reviews(reviews: pd.DataFrame) -> pd.DataFrame:
    """Return each review before the report, with whether what it found at risk is what was resolved and what is left.

    Columns needed    those of `helpers.sources.agreements.read_agreement`, reviews
    Columns returned  EARLIER_REVIEWS
    """
    if reviews.empty:
        return no_rows(EARLIER_REVIEWS)
    rows = reviews.assign(adds_up=(reviews["flagged"] - reviews["resolved"]).eq(reviews["left"]))
    return rows[list(EARLIER_REVIEWS.names)]


def pooled_funds(funds: pd.DataFrame) -> pd.DataFrame:
    """Return each block of a pooled fund with what was spent and whether the rest may be carried forward, in decimals.

    Columns needed    those of `helpers.sources.agreements.read_agreement`, funds
    Columns returned  POOLED_FUNDS
    Raises            MethodProblem: as `pooled_fund` does
    """
    return pooled_fund(funds)[list(POOLED_FUNDS.names)] if len(funds) else no_rows(POOLED_FUNDS)


def enabling_measures(measures: pd.DataFrame, named: pd.DataFrame, grants: pd.DataFrame) -> pd.DataFrame:
    """Return each measure that the government was asked for with each indicator that it was asked for.

    Columns needed    measures: those of `helpers.sources.agreements.read_agreement`; named, grants: reference, title
    Columns returned  ENABLING_MEASURES
    """
    if measures.empty:
        return no_rows(ENABLING_MEASURES)
    both = pd.concat([named[["reference", "title"]], grants[["reference", "title"]]])
    names = both["reference"].mask(both["reference"].eq(""), both["title"])
    titles = dict(zip(names, both["title"], strict=True))
    rows = measures.assign(reference=measures["references"].str.split(";")).explode("reference", ignore_index=True)
    waits = ~rows["status"].isin(SETTLED)
    return rows.assign(title=rows["reference"].map(titles).astype("object").fillna("").astype("str"), waits=waits)[
        list(ENABLING_MEASURES.names)
    ]


def agreement_areas(areas: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return each area below the districts with each indicator that is measured for it, and its figures if any.

    Columns needed    areas, figures: those of `helpers.sources.agreements.read_agreement`
    Columns returned  AGREEMENT_AREAS
    """
    if areas.empty:
        return no_rows(AGREEMENT_AREAS)
    rows = areas.assign(reference=areas["references"].str.split(";")).explode("reference", ignore_index=True)
    values = figures[["area_id", "reference", "period", "value", "unit"]]
    joined = rows.merge(values, on=["area_id", "reference"], how="left")
    numbers = [float(value) if isinstance(value, Decimal) else float("nan") for value in joined["value"]]
    texts = {name: joined[name].fillna("").astype("str") for name in ("period", "unit")}
    return joined.assign(value=pd.Series(numbers, dtype="float64"), **texts)[list(AGREEMENT_AREAS.names)]
