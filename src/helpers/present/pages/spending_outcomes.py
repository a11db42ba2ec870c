"""Spending beside outcomes, service by service: a chart, who does well with less, and the councils behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.present.cells import format_number, is_missing
from helpers.present.charts.spending_and_outcomes import spending_and_outcomes
from helpers.present.pages.spending import (
    PEOPLE,
    compared_words,
    in_a_list,
    newest,
    per_head_words,
    pounds,
    rho_words,
)
from helpers.present.pages.spending_tables import ends_words
from helpers.present.tables import folded, heading, joined, paragraph, table
from helpers.present.values import Column, Folded, Parts
from helpers.results.service_spending import TWO_TIER
from helpers.verdicts import QUADRANTS

_LESS_AND_BETTER: Final = QUADRANTS[True, True]
MOST_NAMED: Final = 3
"""Councils named that spend less and have better outcomes."""

_KINDS: Final[Mapping[bool, str]] = {True: "a two-tier county", False: "a council of one tier"}


def service_parts(values: pd.DataFrame, outcomes: pd.DataFrame, group: str, source: str) -> Parts:
    """Return for each service with a score a heading, its chart, a sentence on leaders, and the councils.

    `group` is what the comparator group is called and `source` who publishes the spending.

    Columns needed  values: SERVICE_VALUES; outcomes: SERVICE_OUTCOMES
    """
    rows = newest(values)
    parts = [
        _of_service(row, outcomes, group, source) for row in rows[rows["outcome_score"].notna()].to_dict("records")
    ]
    return joined(*parts)


def _of_service(row: Mapping[Any, Any], outcomes: pd.DataFrame, group: str, source: str) -> Parts:
    of_service = outcomes[outcomes["service"].eq(row["service"]) & outcomes["financial_year"].eq(row["financial_year"])]
    both = of_service[of_service["outcome_score"].notna() & of_service["per_head_gbp"].notna()]
    person = PEOPLE[row["population"]]
    chart = spending_and_outcomes(
        both.assign(is_county=both["area_type"].eq(TWO_TIER)),
        title=f"{row['title']}: {row['quadrant']}",
        subtitle=(
            f"Spending in {row['financial_year']} and outcomes of periods {ends_words(row)}; {row['outcome_n']} "
            f"{compared_words(row, group)}. Source: {source}"
        ),
        person=person,
    )
    return joined(
        heading(row["title"], 3),
        chart,
        paragraph(leaders_sentence(row, both)),
        councils_table(row, both),
    )


def leaders_sentence(row: Mapping[Any, Any], councils: pd.DataFrame) -> str:
    """Name the councils with the highest scores of those that spend less, and what they are like.

    Columns needed  councils: SERVICE_OUTCOMES of one service and year
    """
    leaders = councils[councils["quadrant"].eq(_LESS_AND_BETTER)]
    leaders = leaders.sort_values(["outcome_score", "area_name"], ascending=[False, True]).head(MOST_NAMED)
    if leaders.empty:
        words = "No council spends less than the median with better outcomes."
    else:
        names = [
            f"{one['area_name']} ({pounds(one['per_head_gbp'])}; {_context(one)})" for one in leaders.to_dict("records")
        ]
        words = f"Of those that spend less, the best outcomes: {in_a_list(names)}."
    together = "" if is_missing(row["rho"]) else f" Correlation of spending and outcomes: {rho_words(row)}."
    return f"{words}{together} {row['note']}"


def _context(council: Mapping[Any, Any]) -> str:
    words = _KINDS[council["area_type"] == TWO_TIER]
    if not is_missing(council["child_poverty_pct"]):
        words += f" with {format_number(council['child_poverty_pct'], 0)}% of children in poverty"
    return words


def councils_table(row: Mapping[Any, Any], councils: pd.DataFrame) -> Folded:
    """Return every council of a chart with its figures, folded away, the lowest spending first.

    Columns needed  councils: SERVICE_OUTCOMES of one service and year
    """
    in_order = councils.sort_values(["per_head_gbp", "area_name"], ignore_index=True)
    person = PEOPLE[row["population"]]
    columns = [
        Column("area_name", "Council", header=True),
        Column("spending", f"Per {person}", align="right"),
        Column("outcome_score", "Outcomes, 100 is best", align="right", decimals=1),
        Column("side", "Against the medians"),
        Column("child_poverty_pct", "Children in poverty, %", align="right", decimals=1),
        Column("population_density", "People per square kilometre", align="right", decimals=0),
    ]
    records = in_order.to_dict("records")
    in_words = in_order.assign(
        spending=[per_head_words(one | {"population": row["population"]}).split(" ")[0] for one in records],
        side=[one["quadrant"].capitalize() for one in records],
    )
    caption = f"{row['title']}, {row['financial_year']}: the councils of the chart"
    return folded(f"The {len(in_order)} councils of this chart", table(in_words, caption, columns))
