"""What is printed of the record of the rules."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from helpers.method_rules import DirectionRules
from helpers.present.pages import record
from helpers.present.values import Chart, Paragraph
from helpers.publish.html import to_html
from helpers.schema.record import RULE_RECORD

RULES = DirectionRules(intervals="none")
MISSING = float("nan")


def frame(**changes: object) -> pd.DataFrame:
    """A record of four rules, of all changes and of shares."""
    of_all = {
        "rule": ["any_change", "tolerance", "intervals_first", "evidence"],
        "scale": "all",
        "judged": 1200,
        "called": [1140, 816, 660, 276],
        "called_percent": [95.0, 68.0, 55.0, 23.0],
        "opposite_percent": [52.8, 45.1, 45.6, 23.4],
        "opposite_by_intervals_first_percent": [31.5, 37.8, 45.6, 39.2],
        "stands_percent": [72.2, 76.7, 76.7, 88.8],
        "flips_percent": [None, 37.2, None, None],
        "standstill_judged": 1100,
        "false_alarm_percent": [92.0, 56.5, 43.5, 6.9],
        "standstill_opposite_percent": [64.8, 56.3, 57.3, 21.1],
        "standstill_stands_percent": [64.5, 68.9, 67.7, 84.1],
    }
    rows = pd.DataFrame(of_all | changes)
    return pd.concat([rows, rows.assign(scale="log odds")], ignore_index=True)[list(RULE_RECORD.names)]


NOTHING = frame(
    judged=0, called=0, standstill_judged=0, **{name: None for name in RULE_RECORD.names if name.endswith("_percent")}
).astype({name: "float64" for name in RULE_RECORD.names if name.endswith("_percent")})


def test_the_headline_page_says_how_often_a_standstill_is_called() -> None:
    assert record.standstill_sentence(frame()) == (
        "In a trial with past figures made to stand still, a test by size alone, the tolerance, called 57 of 100 "
        "figures improved or worsened, and the evidence called 7 of 100 clear."
    )


@pytest.mark.parametrize("rows", [NOTHING, frame(judged=499), frame(standstill_judged=499)])
@pytest.mark.parametrize(
    "sentence", [record.standstill_sentence, record.past_sentence, record.chance_sentence, record.flips_sentence]
)
def test_with_too_few_past_figures_it_says_so(sentence: Callable[[pd.DataFrame], str], rows: pd.DataFrame) -> None:
    assert sentence(rows) == "There are too few past figures for a record of the rules."


def test_a_rule_that_calls_nothing_has_no_record() -> None:
    rows = frame(called=[1140, 816, 660, 0], stands_percent=[72.2, 76.7, 76.7, MISSING])
    assert record.past_sentence(rows) == record.NO_RECORD


def test_past_calls_are_followed_in_words() -> None:
    assert record.past_sentence(frame()) == (
        "Of 1,200 changes of past figures, the tolerance calls 68% a rise or a fall. A year later 77% of these calls "
        "still stand, and 45% are followed by the opposite word. The evidence calls 23%: 89% of these still stand, and "
        "23% are followed by the opposite."
    )


def test_chance_has_its_share_in_words() -> None:
    words = record.chance_sentence(frame())
    assert words.startswith(
        "If nothing changed, the tolerance would call 57% of changes a rise or a fall, and the evidence 7%. On past "
        "figures they call 68% and 23%."
    )
    assert words.endswith("69% of those by the tolerance stand a year later, and 84% of those by the evidence.")


def test_a_share_and_the_rest_have_their_sentence() -> None:
    assert record.flips_sentence(frame()).startswith(
        "By the tolerance, 37% of changes of shares would get another word"
    )
    assert record.flips_sentence(frame(flips_percent=MISSING)) == "No change of a share can be judged."


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (RULES, "decided by the tolerance of 2%;"),
        (
            DirectionRules(intervals="published", tolerance_percent=5),
            "confidence intervals first, and by the tolerance of 5% for figures without",
        ),
        (DirectionRules(rule="exact"), "decided by any change;"),
        (DirectionRules(rule="none", intervals="published"), "by rules that have no row of their own here."),
    ],
)
def test_the_rule_of_the_report_is_named(rules: DirectionRules, words: str) -> None:
    assert words in record.in_force_sentence(rules)


def test_a_report_that_counts_by_the_evidence_says_so() -> None:
    assert record.in_force_sentence(RULES, "evidence").endswith("are decided by the evidence alone.")


def test_tables_name_each_rule() -> None:
    table = to_html(record.record_table(frame(), RULES))
    for words in ("Any change", "Tolerance of 2%", "Confidence intervals first, then the tolerance", "Evidence, clear"):
        assert words in table
    assert "88.8" in table
    assert "84.1" in to_html(record.standstill_table(frame(), RULES))
    kinds = record.scales_table(frame(), RULES)
    assert len(kinds.rows) == 4
    assert "Shares of a whole" in to_html(kinds)


def test_the_chart_pairs_the_two_rates() -> None:
    chart = record.called_chart(frame(), RULES, subtitle="Share of changes that each rule calls, per cent")
    assert isinstance(chart, Chart)
    assert chart.title == "If nothing changed, the tolerance would still call 57 of 100 changes"
    assert "Evidence, clear: 23 on past figures, 7 if nothing changed" in chart.alt
    assert isinstance(record.called_chart(NOTHING, RULES, subtitle="None"), Paragraph)
