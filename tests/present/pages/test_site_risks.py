"""The page of pressures and risks, and what the first page, dashboards and cards say of them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.methods.financial_pressure import AGREES
from helpers.present.facts import FactTables
from helpers.present.page_facts import check_pages, facts_of
from helpers.present.pages.pressures import difficulty_part, plan_sentence
from helpers.present.pages.site_risks import OTHER_FOLDER, RiskTables, risk_lines, risks_page, warning_line
from helpers.publish.html import to_html
from helpers.results.pressures import Pressures
from helpers.results.risk_counts import risk_counts
from helpers.schema import pressures, risks
from helpers.schema.declarations import Table
from helpers.schema.types import no_rows, pandas_types
from helpers.sources.risks import FILES
from helpers.verdicts import CLEAR, WORSENED

STATE: dict[str, Any] = {
    "title": "Satisfied",
    "dashboard": "Care",
    "unit": "%",
    "decimals": 1,
    "value": 58.3,
    "period": "2022/23",
    "direction": WORSENED,
    "evidence": CLEAR,
    "quartile": 4,
    "quartile_best": 3,
    "quartile_worst": 4,
}


def rows_of(table: Table, *rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of a declared table, blank where a column is not given."""
    kinds = {"text": "", "whole number": 0, "yes or no": False, "number": 0.0}
    blank = {one.name: None if one.nullable else kinds[str(one.type)] for one in table.columns}
    frame = pd.DataFrame([blank | row for row in rows], columns=list(table.names))
    return frame.astype(pandas_types(table))


def tables_of(council: str = "Kent", *, other_folder: bool = False, **changed: pd.DataFrame) -> RiskTables:
    tables = {table.name: no_rows(table) for table in (*pressures.TABLES, *risks.TABLES)}
    counted = [{"file": file.name, "at_hand": False, "rows": 0} for file in FILES]
    tables["pressure_counts"] = rows_of(pressures.PRESSURE_COUNTS, *counted)
    tables["warning_counts"] = rows_of(risks.WARNING_COUNTS, {"rule": "The rule", "judged": 10, "by_figures": 0})
    return RiskTables(tables | changed, council, other_folder, [("06c_pressures_and_risks.html", "Method")])


def text_of(of: RiskTables) -> str:
    page = risks_page(of)
    return "".join(map(to_html, page.parts)) + "".join(span.text for span in page.lead)


def test_a_council_without_files_has_a_page_that_says_so() -> None:
    page = text_of(tables_of())
    assert "Nothing on pressures and risks of Kent is at hand for this report: neither growth" in page
    assert "No register of risks for this report is at hand." in page
    assert "none of 10 indicators fits the rule." in page
    assert OTHER_FOLDER not in page
    assert warning_line(tables_of(), "index.html") is None
    assert tables_of().marks == {}


def test_another_folder_is_said_at_the_head() -> None:
    assert OTHER_FOLDER in text_of(tables_of(other_folder=True))


@pytest.fixture
def of() -> RiskTables:
    warnings = [
        STATE | {"indicator_id": name, "title": name.capitalize(), "by_figures": True, "reason": "clearly worse"}
        for name in ("one", "two", "three", "four")
    ]
    signalled = STATE | {"indicator_id": "five", "signals": 1, "reason": "a signal"}
    links = [
        STATE
        | {
            "risk_id": "staff",
            "risk": "Too few staff",
            "score": 20,
            "score_word": "high",
            "trend": "rising",
            "owner": "Director of Care",
            "indicator_id": name,
            "in_report": True,
        }
        for name in ("one", "six")
    ]
    return tables_of(
        early_warnings=rows_of(risks.EARLY_WARNINGS, *warnings, signalled),
        warning_counts=rows_of(risks.WARNING_COUNTS, {"judged": 10, "by_figures": 4, "by_signal_alone": 1}),
        risk_links=rows_of(risks.RISK_LINKS, *links),
    )


def test_the_first_page_has_one_line(of: RiskTables) -> None:
    line = warning_line(of, "index.html")
    assert line is not None
    assert repr(line) == (
        "4 of 10 indicators give an early warning by figures: One; Two; Three; and others. Pressures and risks."
    )
    assert [span.href for span in line.spans if span.href] == [
        "indicators/one.html",
        "indicators/two.html",
        "indicators/three.html",
        "risks.html",
    ]


def test_rows_of_dashboards_are_marked_in_words(of: RiskTables) -> None:
    assert of.marks["one"] == ("Early warning", "Risk: high")
    assert of.marks["five"] == ("Signal of concern",)
    assert of.marks["six"] == ("Risk: high",)


def test_a_card_names_its_warning_and_its_risks(of: RiskTables) -> None:
    links = of.tables["risk_links"].head(1).to_dict("records")
    lines = risk_lines(links, of.tables["early_warnings"].head(1).to_dict("records"))
    assert [repr(line) for line in lines] == [
        "Early warning clearly worse.",
        "Risk Too few staff: High, 20; rising; Director of Care.",
    ]
    assert risk_lines([], []) == ()


def test_sums_and_counts_of_pressures_are_cells_of_a_table() -> None:
    """Recounted by hand: 4 and 1.5 of 5 and 3 are 5.5 of 8, which is 69%; the printed total is not added again."""
    plans = [
        {"plan": "Plan 2023", "period": "2024/25", "savings_needed": 20.0, "unidentified": 5.0, "decimals": 1,
         "unidentified_percent": 25.0, "check": AGREES},
        {"plan": "Plan 2023", "period": "2025/26", "check": "no gap is given"},
    ]  # fmt: skip
    savings = [
        {"service": "Care", "plan": "Fewer beds", "planned": 5.0, "delivered": 4.0, "delivered_percent": 80.0},
        {"service": "Roads", "plan": "LED lamps", "planned": 3.0, "delivered": 1.5, "delivered_percent": 50.0,
         "decimals": 1},
        {"service": "All", "plan": "All", "planned": 8.0, "delivered": 5.5, "delivered_percent": 68.75,
         "total_of": "services"},
    ]  # fmt: skip
    budgets = [
        {"service": name, "budget": 9.0, "outturn": 9.0 + over, "over": over, "over_percent": over}
        for name, over in (("Care", 1.0), ("Roads", -1.0), ("Waste", 0.0))
    ]
    named = [
        {"pressure_id": str(number), "scope": scope, "service": "Care", "pressure": "More need"}
        for number, scope in enumerate(("national", "local", "local"))
    ]
    made = {
        "plan_years": rows_of(pressures.PLAN_YEARS, *plans),
        "savings_plans": rows_of(pressures.SAVINGS_PLANS, *savings),
        "budget_outturns": rows_of(pressures.BUDGET_OUTTURNS, *budgets),
        "service_pressures": rows_of(pressures.SERVICE_PRESSURES, *named),
        "funding_that_ends": rows_of(pressures.FUNDING_THAT_ENDS, {"funding": "Grant", "ends": "2024"}),
        "councils_in_difficulty": rows_of(
            pressures.COUNCILS_IN_DIFFICULTY, {"council": "Wrexham", "what": "Notice", "formal": True, "dated": "2022"}
        ),
    }
    all_tables = tables_of(**made).tables
    money = Pressures(*(all_tables[name] for name in Pressures._fields))
    others = (all_tables[name] for name in ("risk_register", "risk_links", "signals", "watch_list", "shown_together"))
    counts = risk_counts(*others, money)
    of = tables_of(**made, risk_counts=counts)
    stated = list(facts_of([risks_page(of)]))
    keys = {table.name: table.key for table in (*pressures.TABLES, *risks.TABLES)}
    check_pages(stated, FactTables(of.tables, keys))
    by_sentence: dict[str, list[str]] = {}
    for one in stated:
        by_sentence.setdefault(one.words, []).append(one.printed)
    assert by_sentence["2 plans have a figure of what was delivered: £5.5m of £8m, 69%."] == [
        "2",
        "£5.5m",
        "£8m",
        "69%",
    ]
    assert by_sentence["1 of 3 budgets was overspent."] == ["1", "3"]
    assert by_sentence["3 pressures are named: 1 national and 2 local."] == ["3", "1", "2"]
    assert by_sentence["1 sum of money ends."] == ["1"]
    assert by_sentence["1 council is named: Wrexham. 1 gave formal notice."] == ["1", "1"]
    (plan,) = [printed for words, printed in by_sentence.items() if words.startswith("Plan 2023")]
    assert plan == ["Plan 2023", "2024/25", "£5m", "£20m", "25%", "1", "1"]


def test_one_sentence_of_several_councils_is_said_of_each() -> None:
    words = {"what": "Its money troubles are public.", "source": "A paper", "paragraph": "3", "dated": "2022"}
    both = rows_of(pressures.COUNCILS_IN_DIFFICULTY, {"council": "Wrexham"} | words, {"council": "Conwy"} | words)
    assert "What was said of each: Its money troubles are public." in repr(difficulty_part(both))
    alone = repr(difficulty_part(both.head(1)))
    assert "Its money troubles are public." in alone and "of each" not in alone


def test_a_gap_that_cannot_be_checked_is_said_where_no_sentence_goes_before() -> None:
    plans = rows_of(pressures.PLAN_YEARS, {"plan": "Plan 2023", "period": "2025/26", "check": "no gap is given"})
    assert plan_sentence(plans) == "The gap cannot be checked for 1 row, as not all four amounts are given."
