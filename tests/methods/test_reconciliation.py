"""Rules that calculate printed figures again: a report that is right raises nothing, every planted slip is found."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from printed_report import printed_report

from helpers.methods.reconciliation import RULES, count_outcomes, figure_results, reconcile
from helpers.verdicts import DOES_NOT_HOLD, HOLDS, HOLDS_ROUNDED, NOT_DERIVED


def failing(figures: pd.DataFrame) -> set[str]:
    checks = reconcile(figures)
    return set(checks.loc[checks["outcome"].eq(DOES_NOT_HOLD), "rule"])


def changed(figures: pd.DataFrame, picks: dict[str, Any], **cells: Any) -> pd.DataFrame:
    """The figures with one cell or more of the first row changed that has the given values."""
    rows = pd.Series(data=True, index=figures.index)
    for name, value in picks.items():
        rows &= figures[name].eq(value)
    at = figures.index[rows][0]
    result = figures.copy()
    for name, value in cells.items():
        result.loc[at, name] = value
    return result


def test_a_report_that_is_right_contradicts_itself_nowhere() -> None:
    figures = printed_report()
    assert failing(figures) == set()
    checks = reconcile(figures)
    without = {"lost_grant", "lost_is_not_at_risk", "placeholder"}  # a report that is right need not have these
    assert set(checks["rule"]) == RULES.keys() - without
    assert checks["check_id"].is_unique
    assert not (checks["outcome"].eq(NOT_DERIVED) & checks["worked_out"].notna()).any()


OVERALL = {"report_year": 2031, "topic": "direction_of_travel", "theme": "", "dashboard": ""}
PLANTED = [
    ("classes_make_total", OVERALL | {"measure": "no_real_change"}, {"value": 6}),
    ("classes_make_total", {"topic": "quartile", "measure": "third_quartile"}, {"value": 5}),
    ("classes_make_total", {"dashboard": "Repairs", "measure": "improved"}, {"value": 9}),
    ("parts_make_whole", OVERALL | {"measure": "improved"}, {"value": 10}),
    ("parts_make_whole", {"theme": "Roads", "dashboard": "", "measure": "worsened"}, {"value": 4}),
    ("parts_make_whole", {"topic": "rag", "theme": "Homes", "measure": "green"}, {"value": 2}),
    ("parts_make_whole", {"theme": "Roads", "reference": "", "measure": "grant_at_risk"}, {"value": 100}),
    ("parts_make_whole", {"theme": "", "reference": "", "measure": "grant_total"}, {"value": 801.1, "decimals": 1}),
    ("themes_hold_all", {"dashboard": "Staff and money", "measure": "total"}, {"value": 1}),
    ("rest_of_parts", OVERALL | {"measure": "cannot_be_determined"}, {"value": 3}),
    ("parts_within_whole", {"measure": "underspend"}, {"value": 2001}),
    ("residual", {"measure": "residual"}, {"value": 4}),
    ("shares_make_100", {"measure": "improved_percent"}, {"value": 54}),
    ("share_of_base", {"measure": "worsened_percent"}, {"value": 20}),  # 4 of all 20, not of the 18
    ("off_target", {"measure": "off_target_percent"}, {"value": 20.2, "decimals": 1}),
    ("change_on_baseline", {"measure": "change_on_baseline_percent"}, {"value": 25}),
    ("target_achieved", {"measure": "of_target_achieved_percent"}, {"value": 76}),
    ("share_of_whole", {"measure": "underspend_percent"}, {"value": 6}),
    ("gain_per_head", {"measure": "funding_gap_vs_comparator"}, {"value": 31}),
    ("rank_in_group", {"measure": "rank_performance"}, {"value": 34}),
    ("quartile_of_rank", {"measure": "quartile_performance"}, {"value": 1}),
    ("larger_share", {"measure": "larger_share_than_before"}, {"word": "improved"}),  # 50.0% both times
    ("named_are_counted", {"topic": "rag", "theme": "Homes", "measure": "red"}, {"value": 0}),
    ("one_status", {"measure": "named_status", "reference": "1.1"}, {"word": "red"}),
    ("risks_are_explained", {"measure": "rag_status", "reference": "1.2"}, {"word": "red"}),
    ("grants_have_status", {"measure": "rag_status", "reference": "1.2"}, {"word": ""}),
    ("grant_at_risk", {"measure": "grant_at_risk", "reference": "1.2"}, {"value": 300}),
    ("grant_at_risk", {"measure": "rag_status", "reference": "1.1"}, {"word": "green"}),
    ("one_fact", {"measure": "target", "paragraph": "9"}, {"value": 61}),
    ("number_stated", {"measure": "indicators_total"}, {"value": 6}),
    ("number_of_themes", {"measure": "priority_outcome_themes"}, {"value": 1}),
    ("one_base", {"report_year": 2029, "measure": "total"}, {"value": 20}),
    ("year_of_report", {"measure": "year_of_report"}, {"value": 2030}),
    ("one_year_of_event", {"report_year": 2031, "measure": "years_before"}, {"value": 1}),
    ("placeholder", {"measure": "improved_percent"}, {"value": None, "kind": "placeholder"}),
]


@pytest.mark.parametrize(("rule", "picks", "cells"), PLANTED)
def test_a_planted_contradiction_is_found(rule: str, picks: dict[str, Any], cells: dict[str, Any]) -> None:
    figures = changed(printed_report(), picks, **cells)
    checks = reconcile(figures)
    wrong = checks[checks["outcome"].eq(DOES_NOT_HOLD) & checks["rule"].eq(rule)]
    assert len(wrong)
    results = figure_results(figures, checks).set_index("figure_id")
    for subjects in wrong["subject_ids"]:
        assert results.loc[subjects.split(";"), "outcome"].eq(DOES_NOT_HOLD).all()


def test_every_rule_has_a_contradiction_planted() -> None:
    assert {rule for rule, *_ in PLANTED} | {"lost_grant", "lost_is_not_at_risk"} == RULES.keys()


def test_a_grant_that_is_lost_is_not_at_risk() -> None:
    figures = printed_report()
    lost = figures[figures["measure"].eq("grant_total") & figures["reference"].eq("2.1")]
    lost = lost.assign(figure_id="lost", measure="grant_lost")
    checks = reconcile(pd.concat([figures, lost], ignore_index=True))
    wrong = checks[checks["outcome"].eq(DOES_NOT_HOLD)]
    assert wrong["rule"].tolist() == ["lost_is_not_at_risk"] * 2
    assert wrong["worked_out"].tolist() == [0, 100.5]  # of the row, and 501 - 400.5
    assert checks.loc[checks["rule"].eq("lost_grant"), "outcome"].tolist() == [HOLDS]
    assert "lost_grant" in failing(pd.concat([figures, lost.assign(value=400.0)], ignore_index=True))


@pytest.mark.parametrize(
    ("qualifier", "printed", "numerator", "outcome"),
    [
        ("", 5, 100, HOLDS),  # 100 of 2,000
        ("", 5, 90, HOLDS_ROUNDED),  # 4.5, half up
        ("", 5, 89, DOES_NOT_HOLD),
        ("nearly", 5, 99, HOLDS_ROUNDED),
        ("about", 20, 420, HOLDS_ROUNDED),  # 21, to tens
        ("about", 20, 520, DOES_NOT_HOLD),  # 26
        ("more than", 5, 101, HOLDS_ROUNDED),
        ("more than", 5, 90, DOES_NOT_HOLD),
        ("less than", 5, 90, HOLDS_ROUNDED),
        ("less than", 5, 101, DOES_NOT_HOLD),
    ],
)
def test_a_figure_holds_to_what_is_printed(qualifier: str, printed: float, numerator: float, outcome: str) -> None:
    figures = changed(printed_report(), {"measure": "underspend_percent"}, value=printed, qualifier=qualifier)
    checks = reconcile(changed(figures, {"measure": "underspend"}, value=numerator))
    assert checks.loc[checks["rule"].eq("share_of_whole"), "outcome"].tolist() == [outcome]


def test_what_is_left_out_of_a_sum_breaks_no_other() -> None:
    """Schools and crime are reported apart: they are in no theme and in no total."""
    figures = printed_report()
    apart = figures[figures["dashboard"].eq("Safety")].assign(dashboard="Crime", apart=True)
    apart["figure_id"] += "-apart"
    both = pd.concat([figures, apart], ignore_index=True)
    assert failing(both) == set()
    assert failing(both.assign(apart=False)) >= {"parts_make_whole"}


def test_a_total_of_those_with_a_direction_is_as_good_as_one_of_all() -> None:
    """The report leaves the two without a direction out of its total; its themes and the report before do not."""
    figures = changed(printed_report(), OVERALL | {"measure": "total"}, value=18)
    assert failing(figures) == {"one_base"}


def test_parts_that_are_not_all_printed_make_no_whole() -> None:
    figures = printed_report()
    silent = figures[~(figures["dashboard"].eq("Safety") & figures["measure"].eq("improved"))]
    checks = reconcile(silent)
    of_theme = checks[checks["explanation"].str.startswith("1 of the 2 parts")]
    assert of_theme["outcome"].tolist() == [NOT_DERIVED]
    over = changed(silent, {"dashboard": "Repairs", "measure": "improved"}, value=6)
    assert "parts_make_whole" in failing(over)  # one part alone is more than the whole


def test_every_figure_has_an_outcome_and_a_reason() -> None:
    figures = printed_report()
    results = figure_results(figures, reconcile(figures))
    assert results["figure_id"].tolist() == figures["figure_id"].tolist()
    assert results["reason"].str.endswith(".").all()
    counts = count_outcomes(results)
    assert counts["figures"].sum() == figures["topic"].ne("words").sum()
    assert counts["does_not_hold"].sum() == 0
    outcomes = results.set_index("figure_id")["outcome"]
    assert outcomes[["improved_percent", "worsened_percent", "underspend"]].tolist() == [
        HOLDS,
        HOLDS_ROUNDED,
        NOT_DERIVED,
    ]


def test_no_figures_give_empty_tables() -> None:
    figures = printed_report().head(0)
    checks = reconcile(figures)
    assert checks.empty
    assert figure_results(figures, checks).empty
    assert count_outcomes(figure_results(figures, checks)).empty
