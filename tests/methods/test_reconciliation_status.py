"""Printed statuses, red, amber and green, and the grants that depend on them, worked out by hand."""

from __future__ import annotations

from printed_figures import printed, results_of

from helpers.methods import reconciliation_status as statuses
from helpers.methods.reconciliation_values import GRANT, RAG, Figure
from helpers.verdicts import DOES_NOT_HOLD, HOLDS


def status(reference: str, word: str, measure: str = "rag_status", **fields: object) -> Figure:
    return printed(measure, reference=reference, word=word, topic=RAG, unit="status", **fields)


def money(measure: str, value: float, reference: str = "") -> Figure:
    return printed(measure, value, reference=reference, topic=GRANT, unit="GBP")


def test_no_more_are_named_with_a_status_than_are_counted() -> None:
    named = [status(name, "red", "named_status") for name in ("1.1", "1.2", "1.3")]
    for count, outcome in ((3, HOLDS), (2, DOES_NOT_HOLD)):
        checks = statuses.named_are_counted([*named, printed("red", count, topic=RAG)])
        assert results_of(checks) == [("red", outcome, 3)]
    # fewer are named than are counted: the report does not name them all
    assert results_of(statuses.named_are_counted([*named, printed("red", 4, topic=RAG)])) == []


def test_an_indicator_has_one_status() -> None:
    twice = [status("1.1", "red", paragraph="4"), status("1.1", "amber", "named_status", paragraph="9")]
    (check,) = statuses.one_status(twice)
    assert (check.outcome, check.explanation) == (DOES_NOT_HOLD, "1.1: red in 4; amber in 9.")
    assert list(statuses.one_status(twice[:1])) == []


def test_each_indicator_at_risk_is_in_the_lists() -> None:
    table = [status("1.1", "red"), status("1.2", "amber"), status("1.3", "green")]
    (check,) = statuses.risks_are_explained([*table, status("1.1", "red", "named_status")])
    assert (check.outcome, check.explanation) == (DOES_NOT_HOLD, "Not in the lists of risks: 1.2 (amber).")
    lists = [status(name, "red", "named_status") for name in ("1.1", "1.2")]
    (check,) = statuses.risks_are_explained([*table, *lists])
    assert check.outcome == HOLDS


def test_each_grant_has_a_status() -> None:
    grants = [money("grant_total", 100.0, name) for name in ("1.1", "1.2")]
    (check,) = statuses.grants_have_status([*grants, status("1.1", "green"), status("1.2", "")])
    assert (check.outcome, check.explanation) == (DOES_NOT_HOLD, "Without a status: 1.2.")


def test_the_grant_of_a_red_or_amber_indicator_is_at_risk_in_full() -> None:
    for word, risk in (("red", 635_075.0), ("amber", 635_075.0), ("green", 0.0)):
        figures = [
            money("grant_total", 635_075.0, "1.1"),
            money("grant_at_risk", risk, "1.1"),
            status("1.1", word),
        ]
        assert results_of(statuses.grant_at_risk(figures)) == [("grant_at_risk", HOLDS, risk)]
        wrong = [figures[0], money("grant_at_risk", 1.0, "1.1"), figures[2]]
        assert results_of(statuses.grant_at_risk(wrong)) == [("grant_at_risk", DOES_NOT_HOLD, risk)]


def test_what_is_lost_is_at_risk_no_longer() -> None:
    """Of £500 at risk, £200 are lost: £300 are left, and nothing in the row."""
    figures = [
        money("grant_total", 200.0, "1.1"),
        money("grant_at_risk", 200.0, "1.1"),
        money("grant_lost", 200.0, "1.1"),
        money("grant_at_risk", 500.0),
    ]
    assert results_of(statuses.lost_is_not_at_risk(figures)) == [
        ("grant_lost", HOLDS, 200),
        ("grant_at_risk", DOES_NOT_HOLD, 0),
        ("grant_at_risk", DOES_NOT_HOLD, 300),
    ]
