"""The register of risks, early warnings, the watch list and pairs, joined with where indicators stand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from helpers.present.pages import risks as risk_pages
from helpers.present.pages.risk_words import register_sentence, signals_sentence, watched_sentence
from helpers.publish.html import to_html
from helpers.results.indicator_states import STATE_NAMES, with_state_types, worst_status
from helpers.results.risks import (
    BY_BOTH,
    BY_QUARTILE,
    BY_SIGNAL,
    BY_TARGET,
    risk_tables,
    shown_together,
    warning_tables,
    watch_list,
)
from helpers.schema.declarations import Table
from helpers.schema.enforcement import conformed
from helpers.schema.risks import (
    EARLY_WARNINGS,
    RISK_LINKS,
    RISK_REGISTER,
    SHOWN_TOGETHER,
    SIGNALS,
    WARNING_COUNTS,
    WATCH_LIST,
)
from helpers.schema.spending import SERVICE_VALUES
from helpers.schema.types import no_rows
from helpers.sources.risk_rows import causal_word
from helpers.verdicts import AMBER, CANNOT_BE_DETERMINED, CLEAR, GREEN, IMPROVED, NOT_JUDGED, RED, USUAL, WORSENED

STATE: dict[str, Any] = {
    "dashboard": "Care",
    "unit": "%",
    "decimals": 1,
    "theme": "Safe",
    "value": 58.3,
    "period": "2022/23",
    "previous_value": 65.3,
    "previous_period": "2021/22",
    "direction": WORSENED,
    "movement": "Decreased",
    "evidence": CLEAR,
    "quartile": 4,
    "quartile_best": 3,
    "quartile_worst": 4,
    "target_status": "",
    "target_printed": "",
    "stale": False,
    "in_headline": True,
    "same_as": "",
}
SOURCED = {"source": "A paper", "paragraph": "", "dated": "2023", "address": ""}
NO_SPENDING = no_rows(SERVICE_VALUES)
NO_STATEMENTS = pd.DataFrame(columns=["statement_id", "words", *SOURCED])


def states(**changes: dict[str, Any]) -> pd.DataFrame:
    rows = [STATE | {"indicator_id": name, "title": name.capitalize()} | change for name, change in changes.items()]
    return with_state_types(pd.DataFrame(rows, columns=[*STATE_NAMES, "stale", "in_headline", "same_as"]))


def signals(*rows: tuple[str, bool]) -> pd.DataFrame:
    signal = {"service": "Care", "kind": "feedback", "statement_id": "", "statement": "It was late."} | SOURCED
    columns = ["signal_id", *signal, "is_concern", "indicator_id"]
    records = [
        signal | {"signal_id": f"s{number}", "indicator_id": name, "is_concern": concern}
        for number, (name, concern) in enumerate(rows)
    ]
    return pd.DataFrame(records, columns=columns)


def risk(risk_id: str, *levels: str, names: str = "", **more: str) -> dict[str, Any]:
    likelihood, impact = (Decimal(level) for level in levels) if levels else (None, None)
    blank = dict.fromkeys(("service", "not_scored_reason", "trend", "owner", "action", "no_indicator_reason"), "")
    scored = {"likelihood": likelihood, "impact": impact, "score": None}
    return {"risk_id": risk_id, "risk": risk_id.capitalize(), "indicator_ids": names} | scored | blank | SOURCED | more


def pairs_of(*rows: tuple[str, ...]) -> pd.DataFrame:
    columns = ["pair_id", "kind", "service", "first_indicator_id", "second_indicator_id", "both_are_about"]
    return pd.DataFrame(rows, columns=columns)


def written(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    conformed(frame, table)
    return frame


MANY = states(
    low={},
    red={"quartile": 1, "target_status": RED},
    both={"target_status": RED},
    amber={"quartile": 3, "target_status": AMBER},
    chance={"evidence": USUAL},
    better={"direction": IMPROVED},
    old={"stale": True},
    twin={"same_as": "low"},
    unknown={"direction": CANNOT_BE_DETERMINED, "value": None, "quartile": None},
)


def test_the_list_is_what_is_clearly_worse_and_low_or_red() -> None:
    made = warning_tables(MANY, signals(("better", True), ("low", True), ("chance", False), ("", True)), NO_STATEMENTS)
    warnings = written(made.warnings, EARLY_WARNINGS)
    assert dict(zip(warnings["indicator_id"], warnings["reason"], strict=True)) == {
        "low": BY_QUARTILE,
        "red": BY_TARGET,
        "both": BY_BOTH,
        "better": BY_SIGNAL,
    }
    assert warnings["signals"].tolist() == [1, 0, 0, 1]
    counts = written(made.counts, WARNING_COUNTS).iloc[0]
    assert counts[["judged", "clearly_worse", "by_figures", "by_signal_alone"]].tolist() == [6, 4, 3, 1]
    assert counts["by_figures_percent"] == 50
    assert written(made.signals, SIGNALS)["title"].tolist() == ["Better", "Low", "Chance", ""]
    page = to_html(risk_pages.warnings_part(warnings, made.counts))
    assert (
        "3 of 6 indicators give an early warning by figures. A signal of concern has come on 1 other indicator." in page
    )
    assert risk_pages.RULE in page
    first, _, alone = page.partition("Signals of concern without a warning by figures")
    assert [first.count(f">{name}<") for name in ("Low", "Red", "Both", "Better")] == [1, 1, 1, 0]
    assert [alone.count(f">{name}<") for name in ("Low", "Red", "Both", "Better")] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            {"better": {"direction": IMPROVED}},
            "No early warning comes from figures: none of 1 indicator fits the rule.",
        ),
        (
            {"one": {"direction": NOT_JUDGED}},
            "No early warning can be given, as no indicator has a direction of travel.",
        ),
    ],
)
def test_no_warning_is_said(rows: dict[str, Any], words: str) -> None:
    made = warning_tables(states(**rows), signals(), NO_STATEMENTS)
    assert written(made.warnings, EARLY_WARNINGS).empty
    assert risk_pages.warning_sentence(made.counts) == words


def test_the_register_is_joined_to_where_its_indicators_stand() -> None:
    warned = warning_tables(MANY, signals(), NO_STATEMENTS).warnings
    rows = [
        risk("alone", "2", "2", no_indicator_reason="Nobody counts it."),
        risk("unscored", not_scored_reason="It is not printed.", names="chance"),
        risk("care", "4", "5", names="low;better;gone", trend="rising", owner="Director of Care"),
    ]
    made = risk_tables(pd.DataFrame(rows), MANY, warned)
    register = written(made.register, RISK_REGISTER)
    assert register["risk_id"].tolist() == ["care", "alone", "unscored"]
    assert register["score_word"].tolist() == ["high", "low", "not scored"]
    assert register["score"].tolist() == [20, 4, pd.NA]
    assert register[["linked", "linked_worsened", "linked_warnings"]].iloc[0].tolist() == [2, 1, 1]
    links = written(made.links, RISK_LINKS)
    assert links[["risk_id", "indicator_id", "in_report"]].to_numpy().tolist() == [
        ["care", "low", True],
        ["care", "better", True],
        ["care", "gone", False],
        ["unscored", "chance", True],
    ]
    page = to_html(risk_pages.register_part(register, links))
    assert (
        "The register has 3 risks: 1 high, 1 low, 1 not scored. It has 4 links to indicators; 1 risk has none." in page
    )
    assert "High, 20" in page and "likelihood 4, impact 5" in page and "↑ rising" in page
    assert "Nobody counts it." in page and "It is not printed." in page
    assert "not in this report" in page and "4th" in page


def test_a_register_without_a_score_says_it_of_all_risks() -> None:
    rows = pd.DataFrame([risk(name, not_scored_reason="It is not printed.", names="low") for name in ("one", "two")])
    made = risk_tables(rows, MANY, warning_tables(MANY, signals(), NO_STATEMENTS).warnings)
    assert register_sentence(made.register, made.links) == (
        "The register has 2 risks: all not scored. It has 2 links to indicators."
    )


@pytest.mark.parametrize(
    ("signals_and_concerns", "words"),
    [
        ((3, 3), "3 signals came in; all are a concern."),
        ((3, 1), "3 signals came in; 1 is a concern."),
        ((2, 0), "2 signals came in; none is a concern."),
        ((1, 1), "1 signal came in; it is a concern."),
    ],
)
def test_signals_are_counted_in_words_that_fit(signals_and_concerns: tuple[int, int], words: str) -> None:
    assert signals_sentence(*signals_and_concerns) == words


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((14, 8, 0), "8 of them have no figure, and none of the others gives an early warning."),
        ((14, 0, 2), "2 of them give an early warning."),
        ((3, 3, 0), "none of them has a figure."),
        ((3, 2, 1), "2 of them have no figure, and the other gives an early warning."),
        ((3, 1, 1), "1 of them has no figure, and 1 of the others gives an early warning."),
    ],
)
def test_what_has_no_figure_is_not_said_to_give_no_warning(counts: tuple[int, int, int], words: str) -> None:
    assert watched_sentence(*counts).endswith(f"watched in every report; {words}")


def test_an_empty_register_says_so() -> None:
    rows = pd.DataFrame(columns=list(risk("one")))
    made = risk_tables(rows, MANY, warning_tables(MANY, signals(), NO_STATEMENTS).warnings)
    assert written(made.register, RISK_REGISTER).empty and written(made.links, RISK_LINKS).empty
    assert "No register of risks for this report is at hand." in to_html(risk_pages.register_part(*made))
    assert "No signal" in to_html(risk_pages.signals_part(warning_tables(MANY, signals(), NO_STATEMENTS).signals))


def test_what_is_watched_and_what_is_shown_together() -> None:
    warned = warning_tables(MANY, signals(), NO_STATEMENTS).warnings
    rows_to_watch = pd.DataFrame(
        [("low", "workforce", "It counts."), ("unknown", "satisfaction", "It counts."), ("gone", "workforce", "No.")],
        columns=["indicator_id", "kind", "why"],
    )
    watched = written(watch_list(rows_to_watch, MANY, warned), WATCH_LIST)
    assert watched[["indicator_id", "warned"]].to_numpy().tolist() == [["low", True], ["unknown", False]]
    page = to_html(risk_pages.watch_part(watched))
    assert (
        "2 indicators are watched in every report; 1 of them has no figure, and the other gives an early warning."
        in page
    )
    assert "Without a figure: Unknown." in page
    pairs = [
        ("z", "need and staff", "", "low", "red", "Care"),
        ("a", "survey and statistics", "", "low", "gone", "Roads"),
    ]
    together = written(shown_together(pairs_of(*pairs), MANY, NO_SPENDING, {}), SHOWN_TOGETHER)
    assert together[["pair_id", "part", "same_period"]].to_numpy().tolist() == [["z", 1, "yes"], ["z", 2, "yes"]]
    page = to_html(risk_pages.pairs_part(together))
    assert risk_pages.NO_CAUSE in page and "Roads" not in page
    lacking = pairs_of(*pairs, ("n", "need and staff", "", "low", "unknown", "Buses"))
    page_of_both = to_html(risk_pages.pairs_part(shown_together(lacking, MANY, NO_SPENDING, {})))
    assert "Pairs that lack a figure are left out" in page_of_both and "Buses" not in page_of_both
    assert causal_word(page.replace(risk_pages.NO_CAUSE, "")) == ""


def test_spending_is_beside_satisfaction_with_its_year_and_rank_and_never_judged() -> None:
    pairs = pairs_of(
        ("c", "spending and satisfaction", "care", "", "low", "Care"),
        ("r", "spending and satisfaction", "roads", "", "low", "Roads"),
    )
    service = {
        "service": "care",
        "title": "Adult social care",
        "population": "adults",
        "financial_year": "2022/23",
        "newest": True,
        "per_head_gbp": 372.4,
        "rank": 4,
        "tied": 1,
        "n": 37,
        "source": "The ministry: revenue outturn; December 2023",
    }
    spending = pd.DataFrame([service | {"financial_year": "2017/18", "newest": False, "per_head_gbp": 1.0}, service])
    together = written(shown_together(pairs, MANY, spending, {"low": "The survey: users"}), SHOWN_TOGETHER)
    assert together["pair_id"].tolist() == ["c", "c"], "the council's spending on roads is not known"
    assert together["period"].tolist() == ["2022/23", "2022/23"] and together["same_period"].tolist() == ["yes", "yes"]
    assert together["source"].tolist() == ["The ministry: revenue outturn", "The survey: users"]
    page = to_html(risk_pages.pairs_part(together))
    of_spending = (
        "Spending on adult social care",
        "£372 per adult, 2022/23",
        "4th lowest of 37",
        "A cost is not judged",
    )
    for words in (*of_spending, "58.3%, 2022/23"):
        assert words in page
    assert risk_pages.NO_CAUSE in page
    assert 'href="spending.html"' in page


def test_the_worst_colour_of_the_targets_counts() -> None:
    rows = [("a", GREEN, AMBER), ("a", GREEN, GREEN), ("b", "", RED), ("c", CANNOT_BE_DETERMINED, "")]
    targets = pd.DataFrame(rows, columns=["indicator_id", "status", "calculated"])
    assert worst_status(targets) == {"a": AMBER, "b": RED}
    assert worst_status(targets, ["status"]) == {"a": GREEN}


def test_where_people_judged_their_colour_is_printed_and_the_one_by_rule_beside_it() -> None:
    colours = states(
        judged={"target_status": RED, "target_printed": GREEN},
        alike={"target_status": RED, "target_printed": RED},
        by_rule={"target_status": RED},
        none={},
    )
    made = [cell.text for cell in risk_pages.with_state_cells(colours)["target_shown"]]
    assert made == [
        "● Green (as judged; by rule Red)",
        "■ Red",
        "■ Red (by rule)",
        "No target",
    ]
