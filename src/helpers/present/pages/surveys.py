"""What the pages show of surveys: a card for each, and the figures from them with their limits."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.markers import marked
from helpers.methods.intervals import PUBLISHED
from helpers.methods.surveys import FROM_RESPONDENTS, cautions
from helpers.present.cells import format_number, is_missing
from helpers.present.tables import paragraph, table
from helpers.present.values import Column, Paragraph, Table
from helpers.survey_terms import METHODS, SAMPLINGS, UNWEIGHTED


def survey_cards(surveys: pd.DataFrame) -> Paragraph | Table:
    """Return the cards of surveys as a table: who was asked, how, when, how many answered and what to bear in mind.

    `surveys` is the table of that name, or has its columns.
    """
    if surveys.empty:
        return paragraph("No figure of this report comes from a survey of the council's own.")
    rows = [_card(row, caution) for row, caution in zip(surveys.to_dict("records"), cautions(surveys), strict=True)]
    columns = [
        Column("title", "Survey", header=True),
        Column("base", "Who was asked"),
        Column("method", "How"),
        Column("sampling", "How they were chosen"),
        Column("fieldwork", "When"),
        Column("respondents", "Answers", align="right", decimals=0),
        Column("caution", "To bear in mind"),
    ]
    return table(pd.DataFrame(rows), "Surveys behind the figures", columns)


def _card(row: Any, caution: str) -> dict[str, object]:
    start, end = row["fieldwork_start"], row["fieldwork_end"]
    days = _day(start) if start == end else f"{_day(start)} to {_day(end)}"
    remarks = [caution, _response(row), _weighting(row), _sentence(row["note"])]
    return {
        "title": row["title"],
        "base": row["base"],
        "method": _first_capital(METHODS[row["method"]]),
        "sampling": _first_capital(SAMPLINGS[row["sampling"]]),
        "fieldwork": days,
        "respondents": row["respondents"],
        "caution": " ".join(filter(None, remarks)),
    }


def _response(row: Any) -> str:
    answered, invited, population = row["respondents"], row["invited"], row["population"]
    parts = []
    if is_missing(invited):
        parts.append("How many were asked is not known, so neither is the share that answered.")
    else:
        share = format_number(100 * answered / invited, 0)
        parts.append(f"{share}% of the {format_number(invited)} who were asked answered; the others may differ.")
    if not is_missing(population):
        parts.append(f"The base has {format_number(population)} people.")
    return " ".join(parts)


def _weighting(row: Any) -> str:
    if row["weighting"].strip().lower() == UNWEIGHTED:
        return "The answers were not weighted."
    effect = row["design_effect"]
    design_effect = "" if is_missing(effect) else f", with a design effect of {format_number(effect)}"
    return f"Weighted by {row['weighting'].rstrip('.')}{design_effect}."


def survey_figures(results: pd.DataFrame, indicators: pd.DataFrame, surveys: pd.DataFrame) -> Paragraph | Table | None:
    """Return the figures from surveys with their 95% limits, or why there are none; None if there is no card either.

    `results` is the second frame of `methods.surveys.with_survey_limits`.
    """
    if results.empty and surveys.empty:
        return None
    if results.empty:
        return paragraph("No figure of this report comes from these surveys.")
    named = results.merge(indicators[["indicator_id", "title", "unit", "decimals"]], on="indicator_id", how="left")
    titles = surveys.set_index("survey")["title"]
    limit_words = {FROM_RESPONDENTS: "Calculated from the answers.", PUBLISHED: "Published by the survey's authors."}
    rows = named.assign(
        title=[
            marked(title, provisional=provisional, derived=False)
            for title, provisional in zip(named["title"], named["provisional"], strict=True)
        ],
        survey=named["survey"].map(titles).fillna(named["survey"]),
        remark=named["limits"].map(limit_words).fillna("None: " + named["reason"] + "."),
    )
    columns = [*_OF_A_SURVEY, *_FIGURE_WITH_LIMITS, Column("remark", "Limits")]
    return table(rows, "Figures from surveys, with 95% confidence limits", columns)


_OF_A_SURVEY = (
    Column("title", "Indicator", header=True),
    Column("area_code", "Area"),
    Column("period", "Period"),
    Column("survey", "Survey"),
)
_FIGURE_WITH_LIMITS = (
    Column("unit", "Unit"),
    Column("value", "Figure", align="right", decimals_from="decimals"),
    Column("lower_95", "Lower limit", align="right", decimals_from="decimals"),
    Column("upper_95", "Upper limit", align="right", decimals_from="decimals"),
    Column("respondents", "Answers", align="right", decimals=0),
)


def age_group_table(results: pd.DataFrame, indicators: pd.DataFrame, surveys: pd.DataFrame) -> Table | None:
    """Return the answers by age group with their 95% limits; None where nobody handed any in.

    `results` is the table age_group_results, `indicators` and `surveys` the tables of these names.
    """
    if results.empty:
        return None
    named = results.merge(indicators[["indicator_id", "title", "unit", "decimals"]], on="indicator_id", how="left")
    rows = named.assign(
        survey=named["survey"].map(surveys.set_index("survey")["title"]).fillna(named["survey"]),
        remark=named["caution"].mask(named["reason"] != "", "No limits: " + named["reason"] + "."),
    )
    group = Column("age_group", "Age group")
    columns = [*_OF_A_SURVEY, group, *_FIGURE_WITH_LIMITS, Column("remark", "To bear in mind")]
    return table(rows, "Answers by age group, with 95% confidence limits", columns)


def kinds_table(kinds: pd.DataFrame, indicators: pd.DataFrame) -> Table | None:
    """Return what a survey of each kind has to hand in with its figures, and how many indicators rest on it.

    `kinds` has the columns of params/surveys.csv; `indicators` is the table of that name.
    """
    if kinds.empty:
        return None
    counts = indicators.groupby("survey").size()
    rows = kinds.assign(
        indicators=kinds["survey"].map(counts).fillna(0).astype("int64"),
        age_groups=kinds["age_groups"].replace("", "not asked for"),
    )
    columns = [
        Column("title", "Survey", header=True),
        Column("who_answers", "Who answers"),
        Column("conducted_by", "Who conducts it"),
        Column("indicators", "Indicators", align="right", decimals=0),
        Column("base", "Base"),
        Column("card", "What its card has to say"),
        Column("age_groups", "Age groups"),
    ]
    return table(rows, "What a survey has to hand in with its figures", columns)


def _day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    bare = text.strip()
    return bare if not bare or bare.endswith((".", "!", "?")) else f"{bare}."
