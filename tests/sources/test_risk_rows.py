"""Rows on risk: scores that follow from likelihood and impact, and two figures side by side without a cause."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from helpers.sources.checked_rows import CheckedRow
from helpers.sources.risk_rows import Pair, Risk, Signal, Watched, causal_word

RISK = {"risk_id": "floods", "risk": "Roads are flooded", "report_years": "2023", "source": "Register", "dated": "2023"}
SCORED = RISK | {"likelihood": "3", "impact": "4"}
PAIR = {"pair_id": "care", "kind": "need and staff", "first_indicator_id": "beds", "second_indicator_id": "staff"}
ABOUT = {"both_are_about": "Both are about care homes."}


def row(kind: type[CheckedRow], cells: dict[str, str]) -> CheckedRow:
    return kind.model_validate(dict.fromkeys(kind.model_fields, "") | cells)


def message_of(kind: type[CheckedRow], cells: dict[str, str]) -> str:
    with pytest.raises(ValidationError) as problem:
        row(kind, cells)
    (error,) = problem.value.errors()
    column = f"{error['loc'][0]}: " if error["loc"] else ""
    return column + error["msg"].removeprefix("Value error, ")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (RISK, "not_scored_reason: there is no likelihood and no impact; write them, or say why not"),
        (RISK | {"score": "12"}, "score: it follows from likelihood and impact, which are blank; write them"),
        (RISK | {"impact": "4"}, "impact: a score takes a likelihood and an impact; write both or neither"),
        (SCORED | {"score": "13"}, "score: likelihood times impact is 12; correct one of the three, or leave it blank"),
        (SCORED | {"likelihood": "0"}, "likelihood: write a whole number from 1, the lowest, to 5, the highest"),
        (SCORED | {"likelihood": "6"}, "likelihood: write a whole number from 1, the lowest, to 5, the highest"),
        (SCORED | {"impact": "2.5"}, "impact: write a whole number from 1, the lowest, to 5, the highest"),
        (
            SCORED | {"indicator_ids": "flood_days", "no_indicator_reason": "None fits."},
            "no_indicator_reason: the risk has indicators; clear this cell or those",
        ),
    ],
)
def test_a_risk_has_a_score_that_follows_or_a_reason(cells: dict[str, str], words: str) -> None:
    assert message_of(Risk, cells) == words


def test_a_risk_may_print_its_score_or_say_why_there_is_none() -> None:
    risks = [row(Risk, SCORED), row(Risk, SCORED | {"score": "12"}), row(Risk, RISK | {"not_scored_reason": "New."})]
    scores = [risk.score for risk in risks if isinstance(risk, Risk)]
    assert scores == [None, Decimal(12), None]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"first_indicator_id": ""}, "first_indicator_id: give it or a service, one of the two"),
        ({"service": "education"}, "first_indicator_id: give it or a service, one of the two"),
        ({"first_indicator_id": "", "service": "ships"}, "service: write a service of the revenue outturn: "),
        (
            {"first_indicator_id": "", "service": "education"},
            "service: only a pair of the kind spending and satisfaction has one; clear it",
        ),
        ({"second_indicator_id": "beds"}, "second_indicator_id: it is the first one again; name another indicator"),
        (
            {"both_are_about": "Beds are empty because staff left."},
            "both_are_about: it says 'because', and figures side by side show no cause; say what both are about",
        ),
    ],
)
def test_a_pair_is_of_two_figures_and_names_no_cause(cells: dict[str, str], words: str) -> None:
    row(Pair, PAIR | ABOUT)
    assert message_of(Pair, PAIR | ABOUT | cells).startswith(words)


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("It LED TO more.", "LED TO"),
        ("As a result it rose.", "As a result"),
        ("The causeway and the driver", ""),
        ("The effect on care", ""),
        ("The effects of rain", "effects of"),
        ("", ""),
    ],
)
def test_words_of_cause_are_whole_words(words: str, cause: str) -> None:
    assert causal_word(words) == cause


def test_a_signal_has_its_words_here_or_elsewhere_and_a_watch_has_a_reason() -> None:
    signal = {"signal_id": "a", "service": "Care", "kind": "feedback", "report_years": "2023", "source": "Survey"}
    words = "statement: write the words here, or name a statement in statement_id, and not both"
    assert message_of(Signal, signal | {"dated": "2023"}) == words
    row(Signal, signal | {"dated": "2023", "statement": "Calls are late."})
    assert message_of(Watched, {"indicator_id": "staff", "kind": "workforce"}).startswith("why: ")
    assert message_of(Watched, {"indicator_id": "staff", "kind": "weather", "why": "x"}).startswith(
        "kind: Input should"
    )
