"""The cards of surveys and the figures from them, as readers see them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from helpers.methods.surveys import RESULT_COLUMNS
from helpers.present.pages.surveys import survey_cards, survey_figures
from helpers.present.values import Paragraph, Table
from helpers.publish.html import to_html

CARD: dict[str, Any] = {
    "survey": "residents_2022",
    "title": "Residents survey 2022",
    "method": "telephone",
    "sampling": "quota",
    "base": "residents aged 18 and over",
    "fieldwork_start": date(2022, 9, 1),
    "fieldwork_end": date(2022, 11, 30),
    "respondents": 1106,
    "invited": 9000,
    "population": 570_000,
    "weighting": "age and gender",
    "design_effect": 1.1,
    "note": "Landlines were called more than mobiles",
}


def cards(**changes: Any) -> pd.DataFrame:
    kinds = {"respondents": "Int64", "invited": "Int64", "population": "Int64", "design_effect": "float64"}
    return pd.DataFrame([CARD | changes]).astype(kinds)


def page(piece: Paragraph | Table) -> str:
    return to_html(piece)


def test_a_card_says_who_was_asked_how_and_what_to_bear_in_mind() -> None:
    html = page(survey_cards(cards()))
    for words in (
        "Residents survey 2022",
        "residents aged 18 and over",
        "Interviews by telephone",
        "People were taken until each group had its number",
        "1 September 2022 to 30 November 2022",
        "1,106",
        "People were not chosen at random, so limits understate the uncertainty.",
        "12% of the 9,000 who were asked answered; the others may differ.",  # 1,106 / 9,000 is 12.3%
        "The base has 570,000 people.",
        "Weighted by age and gender, with a design effect of 1.1.",
        "Landlines were called more than mobiles.",
    ):
        assert words in html


def test_what_is_not_known_is_said_and_never_blank() -> None:
    html = page(
        survey_cards(
            cards(
                invited=None,
                population=None,
                weighting="none",
                design_effect=None,
                note="",
                sampling="random",
                fieldwork_end=date(2022, 9, 1),
            )
        )
    )
    assert "How many were asked is not known, so neither is the share that answered." in html
    assert "The answers were not weighted." in html
    assert "1 September 2022<" in html
    assert "nan" not in html.lower() and "&lt;NA" not in html and "None" not in html


@pytest.mark.parametrize("name", ["title", "base", "note", "weighting"])
def test_a_card_is_escaped(name: str) -> None:
    html = page(survey_cards(cards(**{name: "<script>alert(1)</script>"})))
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_without_surveys_a_sentence_says_so() -> None:
    assert "No figure of this report comes from a survey" in page(survey_cards(cards().iloc[:0]))
    nothing = pd.DataFrame(columns=RESULT_COLUMNS)
    register = pd.DataFrame(columns=["indicator_id", "title", "unit", "decimals"])
    assert "No figure of this report comes from these surveys." in page(survey_figures(nothing, register, cards()))
    assert survey_figures(nothing, register, cards().iloc[:0]) is None  # it is said once


def test_figures_have_limits_or_a_reason() -> None:
    usual: dict[str, Any] = {
        "indicator_id": "satisfied",
        "area_code": "E10000018",
        "period": "2022/23",
        "period_start": date(2022, 4, 1),
        "period_end": date(2023, 3, 31),
        "survey": "residents_2022",
        "value": 62.0,
        "respondents": 1106,
        "effective_respondents": 1005.5,
        "lower_95": 58.96,
        "upper_95": 64.95,
        "limits": "worked out from respondents",
        "reason": "",
        "caution": "",
        "provisional": False,
    }
    without = usual | {
        "area_code": "E1",
        "respondents": None,
        "lower_95": None,
        "upper_95": None,
        "limits": "",
        "reason": "the number of respondents is not known",
        "survey": "carers",
        "provisional": True,
    }
    results = pd.DataFrame([usual, without], columns=RESULT_COLUMNS).astype({"respondents": "Int64"})
    register = pd.DataFrame(
        [("satisfied", "Residents satisfied", "%", 1)], columns=["indicator_id", "title", "unit", "decimals"]
    )
    html = page(survey_figures(results, register, cards()))
    for words in (
        "Residents satisfied",
        "Residents survey 2022",
        ">62.0<",
        ">59.0<",
        ">65.0<",
        ">1,106<",
        "Calculated from the answers.",
        "None: the number of respondents is not known.",
        ">[x]<",
        "carers",
    ):
        assert words in html
    assert html.count("Residents satisfied") == 2
    assert html.count("Residents satisfied [p]") == 1
