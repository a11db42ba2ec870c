"""The record of each rule on the shipped figures, forward in time, and what is known of single figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from documents import DECISIONS, read_document
from real_panel import calls_of_rules, county_panel

from helpers.method_rules import DirectionRules
from helpers.methods.backtest import backtest_rules, complement_flips
from helpers.methods.evidence import judge_evidence
from helpers.paths import Project
from helpers.results import rule_record
from helpers.results.evidence import table_of_changes
from helpers.sources.ingest import Ingestion

RULES = ["any_change", "tolerance", "former", "evidence_call"]
IN_RECORD = dict(zip(RULES, rule_record.RULES, strict=True))
"""The names of the rules here, and in the table rule_record."""

LEICESTERSHIRE = "E10000018"


DOCUMENT = read_document("assurance/record_of_rules.md")

COLUMNS = {
    "Called": "called_percent",
    "Opposite": "opposite_percent",
    "Opposite by limits": "opposite_by_intervals_first_percent",
    "Stands": "stands_percent",
    "False alarms": "false_alarm_percent",
    "Stands by chance": "standstill_stands_percent",
}
"""The columns of the document, and those of the table rule_record."""


@pytest.fixture(scope="module")
def panel(ingestion_of: Callable[[Path], Ingestion], root: Path) -> pd.DataFrame:
    """The shipped figures of county areas."""
    project = Project(root)
    return county_panel(project, ingestion_of(project.raw).observations)


@pytest.fixture(scope="module")
def judged(panel: pd.DataFrame) -> pd.DataFrame:
    """Every change of them, with the calls of each rule."""
    return calls_of_rules(judge_evidence(panel), panel)


@pytest.fixture(scope="module")
def records(panel: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The record of all changes: of the indicators that were shipped at the commit 96caba9, and of today's."""
    shipped = Path(__file__).with_name("indicators_96caba9.txt").read_text(encoding="utf-8").split()
    panels = {"first": panel[panel["indicator_id"].isin(shipped)], "second": panel}
    return {name: record_of(figures) for name, figures in panels.items()}


def record_of(figures: pd.DataFrame) -> pd.DataFrame:
    indicators = figures[["indicator_id", "polarity"]].drop_duplicates().assign(counted=True)
    record = rule_record.rule_record(table_of_changes(judge_evidence(figures)), figures, indicators, DirectionRules())
    return record[record["scale"] == "all"].set_index("rule").assign(indicators=len(indicators))


@pytest.mark.parametrize("name", ["first", "second"])
def test_the_document_has_the_record_of_the_shipped_figures(records: dict[str, pd.DataFrame], name: str) -> None:
    record = records[name]
    rows = DOCUMENT.table(f"Rule, {name} panel")
    assert len(rows) == len(record) == 4
    for row, (rule, numbers) in zip(rows, record.iterrows(), strict=True):
        for words, column in COLUMNS.items():
            assert float(row[words]) == pytest.approx(numbers[column], abs=0.11), (rule, words)
    size = record.iloc[0]
    assert DOCUMENT.says(f"{size['indicators']} with figures, and {size['judged']:,} changes are followed")


def test_the_decision_has_the_effect_that_it_names(records: dict[str, pd.DataFrame]) -> None:
    record = records["second"].round(0)
    (tolerance, alarms), (clear, false) = (
        (int(record.loc[rule, "called_percent"]), int(record.loc[rule, "false_alarm_percent"]))
        for rule in ("tolerance", "evidence")
    )
    assert DECISIONS.says(f"the tolerance calls {tolerance}% of changes, and would call {alarms}% if nothing changed")
    assert DECISIONS.says(f"The evidence calls {clear}% and would call {false}%.")


@pytest.mark.parametrize("name", ["first", "second"])
def test_the_evidence_keeps_its_bounds_on_both_panels(records: dict[str, pd.DataFrame], name: str) -> None:
    """At least 15 of 100 called, at least 85 that stand, at most 40 followed by the opposite, by either next word."""
    evidence = records[name].loc["evidence"]
    assert evidence["called_percent"] >= 15
    assert evidence["stands_percent"] >= 85
    assert max(evidence["opposite_percent"], evidence["opposite_by_intervals_first_percent"]) <= 40
    assert evidence["stands_percent"] > evidence["standstill_stands_percent"]


def test_the_former_rule_did_as_the_audit_measured(records: dict[str, pd.DataFrame]) -> None:
    """By code of its own, judgement.md 2.1: 45% of next words the opposite, 77% still stand; any change 35 and 73%."""
    rows = {row["Rule in the audit"]: row for row in DOCUMENT.table("Rule in the audit")}
    names = {"Any change": "any_change", "Confidence intervals first, then the tolerance": "intervals_first"}
    for words, rule in names.items():
        numbers = records["first"].loc[rule]
        assert numbers["stands_percent"] == pytest.approx(float(rows[words]["Stands"]), abs=1), words
    former = records["first"].loc["intervals_first"]
    assert former["opposite_percent"] == pytest.approx(45, abs=1)


def test_the_record_has_the_calls_of_each_rule(judged: pd.DataFrame) -> None:
    """The calls of the package against those written anew in `real_panel`, on every change that the evidence judges."""
    calls = rule_record.call_changes(judged.drop(columns=RULES), DirectionRules())
    expected = judged.loc[judged["evidence_call"].notna(), RULES]
    assert len(calls) == len(expected) > 30_000
    for name, code in IN_RECORD.items():
        pd.testing.assert_series_equal(calls[code], expected[name], check_names=False)


def test_the_evidence_calls_enough_and_its_calls_stand(judged: pd.DataFrame) -> None:
    """Among the changes that the evidence judges. The next word is the rule's own, or that of the former rule."""
    judged = judged[judged["evidence_call"].notna()]
    own = backtest_rules(judged, RULES).set_index("rule")
    by_former = backtest_rules(judged, RULES, next_by="former").set_index("rule")
    evidence, former = own.loc["evidence_call"], own.loc["former"]
    assert evidence["judged"] > 20_000
    assert evidence["called_percent"] >= 15
    assert evidence["stands_percent"] >= 85
    assert max(evidence["opposite_percent"], by_former.loc["evidence_call", "opposite_percent"]) <= 40
    assert former["opposite_percent"] > evidence["opposite_percent"]
    assert former["stands_percent"] < evidence["stands_percent"]


@pytest.mark.parametrize("indicator", ["ehcp_20_weeks_pct", "ehcp_20_weeks_excl_exceptions_pct"])
def test_the_falls_of_plans_on_time_are_clear(judged: pd.DataFrame, indicator: str) -> None:
    """New plans on time in Leicestershire: 80.2% in 2020, 26.9% in 2021, 3.8% in 2022."""
    rows = judged[(judged["indicator_id"] == indicator) & (judged["area_code"] == LEICESTERSHIRE)].set_index("year")
    assert rows.loc[[2021, 2022], "value"].tolist() == [26.9, 3.8]
    assert rows.loc[[2021, 2022], "evidence"].tolist() == ["clear", "clear"]


def test_one_death_more_or_less_is_not_clear(judged: pd.DataFrame) -> None:
    """Infant deaths in Leicestershire: 3.7 of 1,000 in 2021, 3.6 in 2022."""
    of_council = judged[judged["indicator_id"].eq("infant_mortality_rate") & judged["area_code"].eq(LEICESTERSHIRE)]
    row = of_council.set_index("year").loc[2022]
    assert (row["previous_value"], row["value"]) == (3.7, 3.6)
    assert row["evidence"] == "within its usual ups and downs"


def test_a_share_of_the_tolerances_words_depends_on_how_it_is_told(judged: pd.DataFrame) -> None:
    """Of the changes of shares, told as 100 less them: many words of the tolerance change, none of the evidence."""
    number, flips = complement_flips(judged, 2)
    assert number > 15_000
    assert 25 <= 100 * flips / number <= 45
