"""Spending beside outcomes, service by service: a chart, who does well with less, and the councils behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from helpers.areas import plain_name
from helpers.present.cells import format_number, is_missing
from helpers.present.charts.spending_and_outcomes import spending_and_outcomes
from helpers.present.facts import stating
from helpers.present.pages.spending import (
    PEOPLE,
    compared_words,
    in_a_list,
    newest,
    pence_beside,
    per_head_words,
    pounds,
    rho_words,
)
from helpers.present.pages.spending_facts import leaders_facts, standing_facts
from helpers.present.pages.spending_tables import ends_words
from helpers.present.tables import folded, joined, paragraph, table
from helpers.present.values import Beside, Column, Folded, Paragraph, Parts
from helpers.results.service_spending import TWO_TIER
from helpers.verdicts import QUADRANTS

Row = Mapping[Any, Any]

_LESS_AND_BETTER: Final = QUADRANTS[True, True]
MOST_NAMED: Final = 3
"""Councils named that spend less and have better outcomes."""

_KINDS: Final[Mapping[bool, str]] = {True: "two-tier", False: "one tier"}


def service_parts(values: pd.DataFrame, outcomes: pd.DataFrame, group: str, source: str) -> Parts:
    """Return for each service with a score its chart and a sentence on leaders, side by side where there is room.

    `group` is what the comparator group is called and `source` who publishes the spending.

    Columns needed  values: SERVICE_VALUES; outcomes: SERVICE_OUTCOMES
    """
    services = tuple(_of_service(row, both, group, source) for row, both in _with_councils(values, outcomes))
    return joined(Beside(services)) if services else joined()


def council_tables(values: pd.DataFrame, outcomes: pd.DataFrame) -> Parts:
    """Return the councils of each chart with their figures, a folded table for each service with a score.

    Columns needed  values: SERVICE_VALUES; outcomes: SERVICE_OUTCOMES
    """
    return joined(*(councils_table(row, both) for row, both in _with_councils(values, outcomes)))


def _with_councils(values: pd.DataFrame, outcomes: pd.DataFrame) -> Iterator[tuple[Row, pd.DataFrame]]:
    """Give each service of the newest year with a score, and the councils that have both figures."""
    rows = newest(values)
    for row in rows[rows["outcome_score"].notna()].to_dict("records"):
        of_year = outcomes["service"].eq(row["service"]) & outcomes["financial_year"].eq(row["financial_year"])
        of_service = outcomes[of_year]
        yield row, of_service[of_service["outcome_score"].notna() & of_service["per_head_gbp"].notna()]


def _of_service(row: Row, both: pd.DataFrame, group: str, source: str) -> Parts:
    person = PEOPLE[row["population"]]
    chart = spending_and_outcomes(
        both.assign(is_county=both["area_type"].eq(TWO_TIER)),
        title=f"{row['title']}: {row['quadrant']}",
        subtitle=(
            f"Spending in {row['financial_year']}, outcomes of periods {ends_words(row)}; {row['outcome_n']} "
            f"{compared_words(row, group)}. Source: {source}"
        ),
        person=person,
    )
    return joined(chart, _standing(row, both))


def _standing(row: Row, councils: pd.DataFrame) -> Paragraph:
    """Return where the council stands and who leads, with the cells that the two sentences state."""
    facts = standing_facts(row, _own(councils))
    facts += leaders_facts(row, _leaders(councils).to_dict("records"))
    return stating(paragraph(f"{standing_sentence(row, councils)} {leaders_sentence(row, councils)}"), facts)


def _own(councils: pd.DataFrame) -> Row:
    """Return the own council."""
    return next(one for one in councils.to_dict("records") if one["own"])


def standing_sentence(row: Row, councils: pd.DataFrame) -> str:
    """Say what the council spends on a service and its score beside the medians of a chart.

    Columns needed  councils: SERVICE_OUTCOMES of one service and year
    """
    own = _own(councils)
    decimals = pence_beside(own["per_head_gbp"], row["chart_median_gbp"])
    spends = f"{own['area_name']} spends {pounds(own['per_head_gbp'], decimals)} per {PEOPLE[row['population']]}"
    return (
        f"{row['title']}: {spends} (median {pounds(row['chart_median_gbp'], decimals)}) and scores "
        f"{_score(own['outcome_score'])} (median {_score(row['chart_median_score'])})."
    )


def _score(score: float) -> str:
    return format_number(score, 1)


def leaders_sentence(row: Row, councils: pd.DataFrame) -> str:
    """Name the other councils with the highest scores of those below the median spending, and what they are like.

    Columns needed  councils: SERVICE_OUTCOMES of one service and year
    """
    leaders = _leaders(councils)
    if leaders.empty:
        words = "No other council spends less than the median with better outcomes."
    else:
        names = [
            f"{plain_name(one['area_name'])} ({pounds(one['per_head_gbp'])}; {_context(one)})"
            for one in leaders.to_dict("records")
        ]
        words = f"Best of those that spend less than the median: {in_a_list(names)}."
    together = "" if is_missing(row["rho"]) else f" Correlation: {rho_words(row)}."
    return f"{words}{together} {row['note']}"


def _leaders(councils: pd.DataFrame) -> pd.DataFrame:
    leaders = councils[councils["quadrant"].eq(_LESS_AND_BETTER) & ~councils["own"].astype("bool")]
    return leaders.sort_values(["outcome_score", "area_name"], ascending=[False, True]).head(MOST_NAMED)


def _context(council: Row) -> str:
    words = _KINDS[council["area_type"] == TWO_TIER]
    if not is_missing(council["child_poverty_pct"]):
        words += f", {format_number(council['child_poverty_pct'], 0)}% child poverty"
    return words


def councils_table(row: Row, councils: pd.DataFrame) -> Folded:
    """Return every council compared in a service with its figures, folded away, the lowest spending first.

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
        area_name=in_order["area_name"].map(plain_name),
        spending=[per_head_words(one | {"population": row["population"]}).split(" ")[0] for one in records],
        side=[one["quadrant"].capitalize() for one in records],
    )
    caption = f"{row['title']}, {row['financial_year']}: the councils compared"
    return folded(f"The {len(in_order)} councils compared", table(in_words, caption, columns))
