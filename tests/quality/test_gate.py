"""The gate: what stops a run, what the parameter file waives, and in which words."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from helpers.params import Waiver
from helpers.problems import InputProblem
from helpers.quality.gate import critical_failures, verdict, waivers_in_force

NONE = pd.DataFrame({"check_id": [], "indicator_id": []})


def results(*rows: tuple[str, str, str, int, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["check_id", "indicator_id", "severity", "rows_failing", "outcome"])
    return frame.assign(rule="Rule " + frame["check_id"])


def waiver(check: str, indicator: str) -> Waiver:
    return Waiver(check=check, indicator=indicator, reason="Confirmed", by="Head of service", until=date(2023, 12, 31))


FAILING = results(
    ("C1", "waste", "critical", 2, "Fail"),
    ("C1", "air", "critical", 1, "Fail"),
    ("C1", "jobs", "critical", 0, "Pass"),
    ("C2", "waste", "warning", 3, "Fail"),
    ("C2", "air", "warning", 1, "Fail"),
    ("C3", "", "critical", 1, "Fail"),
    ("C4", "waste", "information", 9, "Fail"),
)


def test_the_gate_is_open_where_nothing_critical_fails() -> None:
    open_gate = results(("C1", "a", "critical", 0, "Pass"), ("C2", "a", "warning", 0, "Pass"))
    assert verdict(open_gate) == "The figures may be used: 2 checks, none failed critically, 0 warnings."
    assert critical_failures(open_gate).empty
    warned = results(("C1", "a", "critical", 0, "Pass"), ("C2", "a", "warning", 3, "Fail"))
    assert verdict(warned) == "The figures may be used: 2 checks, none failed critically, 1 warning."
    assert critical_failures(warned).empty


def test_the_gate_stops_a_run_naming_each_check_once_with_its_indicators() -> None:
    sentence = critical_failures(FAILING)
    assert sentence[["check_id", "indicator_id"]].to_numpy().tolist() == [["C1", "waste"], ["C1", "air"], ["C3", ""]]
    assert verdict(FAILING) == (
        "The gate stops the run: 2 of 4 checks failed critically, 1 warning: "
        "C1 Rule C1 (3 rows fail) in waste, air; C3 Rule C3 (1 row fails)."
    )
    many = results(*(("C1", name, "critical", 1, "Fail") for name in "abcde"))
    assert verdict(many).endswith("C1 Rule C1 (5 rows fail) in a, b, c and 2 more.")


def test_a_waiver_lets_one_failure_through_and_no_other() -> None:
    waivers = waivers_in_force([waiver("C1", "waste")], FAILING)
    left = critical_failures(FAILING, waivers)
    assert left[["check_id", "indicator_id"]].to_numpy().tolist() == [["C1", "air"], ["C3", ""]]
    assert verdict(FAILING, waivers) == (
        "The gate stops the run: 2 of 4 checks failed critically, 1 warning, 1 critical failure waived: "
        "C1 Rule C1 (1 row fails) in air; C3 Rule C3 (1 row fails)."
    )


def test_a_run_goes_on_where_every_critical_failure_is_waived() -> None:
    about_indicators = FAILING[FAILING["indicator_id"] != ""]
    waivers = waivers_in_force([waiver("C1", "waste"), waiver("C1", "air")], about_indicators)
    assert critical_failures(about_indicators, waivers).empty
    assert verdict(about_indicators, waivers) == (
        "The figures may be used: 3 checks, none failed critically without a waiver, 1 warning, "
        "2 critical failures waived."
    )
    assert about_indicators["outcome"].tolist().count("Fail") == 5


def test_a_failure_that_is_about_no_indicator_is_not_waived() -> None:
    """A waiver names an indicator of the register, and none has an empty name."""
    waivers = waivers_in_force([waiver("C3", "waste")], FAILING)
    assert "C3" in set(critical_failures(FAILING, waivers)["check_id"])
    assert waivers["used"].tolist() == [False]


def test_the_table_of_waivers_says_which_are_needed_in_order() -> None:
    table = waivers_in_force([waiver("C2", "waste"), waiver("C1", "waste"), waiver("C1", "jobs")], FAILING)
    assert table.columns.tolist() == ["check_id", "indicator_id", "reason", "by", "until", "used"]
    assert table[["check_id", "indicator_id", "used"]].to_numpy().tolist() == [
        ["C1", "jobs", False],
        ["C1", "waste", True],
        ["C2", "waste", True],
    ]
    assert set(table["until"]) == {date(2023, 12, 31)}
    assert waivers_in_force([], FAILING).columns.tolist() == table.columns.tolist()


def test_no_waivers_are_as_good_as_none() -> None:
    assert verdict(FAILING, waivers_in_force([], FAILING)) == verdict(FAILING, NONE) == verdict(FAILING)


def test_a_waiver_of_a_check_that_there_is_not_names_the_nearest() -> None:
    with pytest.raises(InputProblem, match="waives 'C11' for waste, and there is no such check; the nearest is 'C1'"):
        waivers_in_force([waiver("C11", "waste")], FAILING)
