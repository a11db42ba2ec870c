"""What the report prints of a reward grant: the sums, the table row by row with totals, the parts and the forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.methods.grant import MONEY
from helpers.present.cells import as_column, format_number, is_missing, words_cell
from helpers.present.facts import stating
from helpers.present.pages.agreement_facts import forecast_facts, grant_facts
from helpers.present.site_pages import link
from helpers.present.tables import folded, heading, joined, paragraph, table
from helpers.present.values import Column, Paragraph, Parts, Span, Table
from helpers.results.reward_grants import ALL, total_of
from helpers.wording import number_of, singular_or_plural

NO_STATUS: Final = "No status"
PAGE: Final = "05b_reward_grant.html"
NATIONAL_RULE: Final = (
    "The rule of the local public service agreements pays nothing below 60% of the way from the figure without the "
    "reward to the target, a share in proportion from exactly 60%, and never more than all. The agreement had a rule "
    "of its own, which is not at hand, so this is an estimate."
)

_INDICATOR = Column("indicator", "Indicator", header=True)
_SUMS: Final = (
    Column("grant", "Grant, £", align="right", decimals=2),
    Column("at_risk", "At risk, £", align="right", decimals=2),
    Column("lost", "Lost, £", align="right", decimals=2),
    Column("at_risk_net", "At risk, net of lost, £", align="right", decimals=2),
)


def pounds(amount: Any) -> str:
    """Return an amount of money to the penny.

    >>> pounds(15241800.0), pounds(63507.5)
    ('£15,241,800.00', '£63,507.50')
    """
    return f"£{format_number(amount, 2)}"


def grant_at_stake(row: Mapping[Any, Any]) -> str:
    """Say how much of a grant is lost, or is at risk and not lost; `row` is one of REWARD_GRANTS.

    >>> row = {"grant": 200000.0, "at_risk": 200000.0, "lost": 0.0, "at_risk_net": 200000.0}
    >>> grant_at_stake(row), grant_at_stake(row | {"lost": 200000.0, "at_risk_net": 0.0})
    ('£200,000.00 at risk', '£200,000.00 lost')
    """
    lost = [f"{pounds(row['lost'])} lost"] if row["lost"] else []
    at_risk = [f"{pounds(row['at_risk_net'])} at risk"] if row["at_risk_net"] or not lost else []
    return ", ".join([*lost, *at_risk])


def opening(grants: pd.DataFrame, totals: pd.DataFrame, council: str, year: int, *, is_part: bool = False) -> Paragraph:
    """Say what the reward grant is worth, what of it is at risk and what is lost; or that there is none.

    `is_part` says that the report is on a part of the year, which shows no agreement.

    Columns needed    grants: REWARD_GRANTS; totals: REWARD_TOTALS
    """
    whole = total_of(totals)
    if is_part:
        return paragraph(
            f"A report on a part of the year shows no agreement, as what is printed is of the whole year. "
            f"make year={year} shows it, if there was one."
        )
    if not whole:
        return paragraph(f"No agreement with a reward grant is on file for {council} in {year}.")
    at_risk = int(whole["at_risk_indicators"])
    words = (
        f"The reward grant is worth {pounds(whole['grant'])} in all. {pounds(whole['at_risk'])} of it is at risk, as "
        f"{at_risk} of its {number_of(len(grants), 'indicator')} {singular_or_plural(at_risk, 'is', 'are')} red or "
        "amber."
    )
    if whole["lost"]:
        words += (
            f" {pounds(whole['lost'])} is lost, as a condition was not met, so that {pounds(whole['at_risk_net'])} "
            "remains at risk."
        )
    if whole["without_status"]:
        words += f" {pounds(whole['without_status'])} has no status, and is not counted as at risk."
    return stating(paragraph(words), grant_facts(whole))


def grant_in_short(grants: pd.DataFrame, totals: pd.DataFrame, council: str, year: int, page: str) -> Paragraph | None:
    """Return what a reward grant is worth with the way to its page, for another page; None without a grant.

    Columns needed    grants: REWARD_GRANTS; totals: REWARD_TOTALS
    """
    if grants.empty:
        return None
    spans = opening(grants, totals, council, year).spans
    return Paragraph((*spans, Span(" Row by row: "), link("Reward grant", PAGE, page), Span(".")), "finding")


def reward_table(grants: pd.DataFrame, totals: pd.DataFrame, year: int) -> Parts:
    """Return the reward grant row by row, with the total of each theme and of all, or nothing without a grant.

    Columns needed    grants: REWARD_GRANTS; totals: REWARD_TOTALS
    """
    if grants.empty:
        return joined()
    records: list[dict[str, Any]] = []
    for theme in grants["theme"].unique():
        rows = grants[grants["theme"].eq(theme)]
        records += [_of_indicator(row) for row in rows.to_dict("records")]
        records.append(_of_total(totals, "theme", theme))
    records.append(_of_total(totals, "all", ALL))
    columns = [_INDICATOR, Column("status_words", "Status"), *_SUMS]
    notes = [
        "All of a grant is at risk where its indicator is red or amber.",
        *(f"{row['reference']}: {_note(row)}." for row in grants.to_dict("records") if _note(row)),
    ]
    return joined(
        heading("What is the part of each indicator worth?"),
        table(pd.DataFrame(records), f"The reward grant, as the report of {year} prints it", columns, notes=notes),
    )


def parts_table(grants: pd.DataFrame, totals: pd.DataFrame) -> Parts:
    """Return how the grant is split among targets and, by weight, among their indicators, or nothing without a grant.

    Columns needed    grants: REWARD_GRANTS; totals: REWARD_TOTALS
    """
    if grants.empty:
        return joined()
    targets = grants["reward_target"].nunique()
    differing = int(grants["difference"].astype("float64").ne(0).sum())
    part = pounds(total_of(totals)["grant"] / targets)
    words = (
        f"The grant is shared equally among {number_of(targets, 'target')}, {part} each, and within a target by "
        "weight. The weights of each target add up to 100%. "
        + (
            f"{number_of(differing, 'printed grant')} {singular_or_plural(differing, 'differs', 'differ')} from that, "
            "by the pence in the last column."
            if differing
            else "All printed grants agree with that."
        )
    )
    frame = grants.assign(indicator=_names(grants))
    columns = [
        Column("reward_target", "Target"),
        _INDICATOR,
        Column("weight_percent", "Weight, %", align="right", decimals=1),
        Column("grant", "Printed grant, £", align="right", decimals=2),
        Column("part_by_weight", "By weight, £", align="right", decimals=2),
        Column("difference", "Difference, £", align="right", decimals=2),
    ]
    inside = table(frame, "The grant by target and weight", columns)
    return joined(heading("How is the grant split?"), paragraph(words), folded("The weight of each indicator", inside))


def forecast_in_short(totals: pd.DataFrame) -> Parts:
    """Return what the national rule would pay, labelled as an estimate by that rule, or nothing without a forecast.

    Columns needed    REWARD_TOTALS
    """
    whole = total_of(totals)
    if not whole or not whole["forecast_indicators"]:
        return joined()
    words = (
        f"{_forecast_in_words(whole)} This is an estimate: the agreement had a rule of its own, which is not at hand."
    )
    return joined(stating(paragraph(words), forecast_facts(whole)))


def _forecast_in_words(whole: Mapping[str, Any]) -> str:
    if not whole["forecast_indicators"]:
        return "No forecast can be made."
    return (
        f"By the national rule {pounds(whole['forecast'])} of {pounds(whole['forecast_of'])} would be paid, for "
        f"{whole['forecast_paid']} of the {number_of(int(whole['forecast_indicators']), 'indicator')} with a forecast"
        f"{' whose grant is not lost' if whole['lost'] else ''}."
    )


def forecast_table(grants: pd.DataFrame, totals: pd.DataFrame) -> Parts:
    """Return what the national rule would pay, labelled as such, and why it cannot be told for the rest.

    Columns needed    grants: REWARD_GRANTS; totals: REWARD_TOTALS
    """
    if grants.empty:
        return joined()
    whole = total_of(totals)
    has_forecast = grants["forecast"].notna() & ~grants["condition_failed"].astype("bool")
    without = grants.loc[~has_forecast, "forecast_why"].value_counts(sort=False)
    words = _forecast_in_words(whole) + "".join(
        f" {why}: {number_of(int(count), 'indicator')}." for why, count in without.items()
    )
    frame = grants.assign(
        indicator=_names(grants),
        reached=as_column([_number_or_words(value, 1, "%") for value in grants["enhancement_percent"]], grants.index),
        forecast_words=as_column([_number_or_words(value, 2, "") for value in grants["forecast"]], grants.index),
    )
    columns = [
        _INDICATOR,
        Column("grant", "Grant, £", align="right", decimals=2),
        Column("reached", "Way reached", align="right"),
        Column("forecast_words", "Forecast by the national rule, £", align="right"),
        Column("forecast_why", "Why"),
    ]
    inside = table(frame, "The grant by the national rule: an estimate, not the agreement's own rule", columns)
    return joined(
        heading("What would the national rule pay?"),
        stating(paragraph(words), forecast_facts(whole)),
        paragraph(NATIONAL_RULE),
        folded("The forecast of each indicator", inside),
    )


def totals_tables(totals: pd.DataFrame) -> Parts:
    """Return the sums by theme and by status; nothing where there is no grant.

    Columns needed    REWARD_TOTALS
    """
    if totals.empty:
        return joined()
    return joined(*(_scope_table(totals, scope, caption) for scope, caption in _SCOPES))


_SCOPES: Final[Sequence[tuple[str, str]]] = (
    ("theme", "The reward grant by theme"),
    ("status", "The reward grant by status"),
)


def _scope_table(totals: pd.DataFrame, scope: str, caption: str) -> Table:
    rows = totals[totals["scope"].isin([scope, "all"])].sort_values("scope", ascending=False, kind="stable")
    columns = [
        Column("name", scope.capitalize(), header=True),
        Column("indicators", "Indicators", align="right"),
        *_SUMS,
        Column("without_status", "Without a status, £", align="right", decimals=2),
    ]
    return table(rows, caption, columns)


def _of_indicator(row: dict[Any, Any]) -> dict[str, Any]:
    status = words_cell(row["status"] or NO_STATUS)
    return {"indicator": f"{row['reference']} {row['title']}", "status_words": status} | {
        name: row[name] for name in MONEY
    }


def _of_total(totals: pd.DataFrame, scope: str, name: str) -> dict[str, Any]:
    words = "Total" if scope == "all" else f"Total, {name}"
    sums = total_of(totals, scope, name)
    indicators = words_cell(number_of(int(sums["indicators"]), "indicator"))
    return {"indicator": words, "status_words": indicators} | {column: sums[column] for column in MONEY}


def _note(row: dict[Any, Any]) -> str:
    """Return what the report says of a grant beside its status: its condition, and what contradicts it."""
    condition = (
        f"Depends on a condition: {row['condition'][:1].lower()}{row['condition'][1:]}" if row["condition"] else ""
    )
    return ". ".join(part for part in (condition, row["note"]) if part)


def _names(grants: pd.DataFrame) -> pd.Series:
    return grants["reference"] + " " + grants["title"]


def _number_or_words(value: Any, decimals: int, unit: str) -> Any:
    return words_cell("Cannot be told" if is_missing(value) else f"{format_number(value, decimals)}{unit}")
