"""The made-up register of risks and pressures: its files give what its page says, through to the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from documents import read_document

from helpers.methods.financial_pressure import AGREES
from helpers.paths import Project
from helpers.present.pages import pressures as pressure_pages
from helpers.present.pages import risks as risk_pages
from helpers.publish.html import to_html
from helpers.register import read_register
from helpers.results.indicator_states import STATE_NAMES, with_state_types
from helpers.results.pressures import Pressures, pressure_tables
from helpers.results.risk_counts import risk_counts
from helpers.results.risks import risk_tables, warning_tables
from helpers.schema import TABLES
from helpers.schema.types import no_rows
from helpers.sources.risk_faults import risk_faults
from helpers.sources.risks import FILES, RiskFiles, read_risk_files
from helpers.verdicts import CLEAR, IMPROVED, WORSENED

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs/examples/risk"
GUIDE = read_document("examples/risk/README.md")
REGISTER = read_register(Project(ROOT).register)
OF_RISKS = ("risk_register", "risk_links", "signals", "watch_list", "shown_together")
NO_STATEMENTS = pd.DataFrame(columns=["statement_id", "words", "source", "paragraph", "dated", "address"])


@pytest.fixture(scope="module")
def files() -> RiskFiles:
    return read_risk_files(EXAMPLE, REGISTER, {}, 2023)


@pytest.fixture(scope="module")
def money(files: RiskFiles) -> Pressures:
    return pressure_tables(files.rows, files.at_hand, NO_STATEMENTS)


@pytest.fixture(scope="module")
def states() -> pd.DataFrame:
    """The four linked indicators as a run could have them: plans clearly worse and lowest, the rest better."""
    titles = {one.indicator_id: one.title for one in REGISTER}
    linked = ("asc_users_satisfied_pct", "care_workforce_turnover_pct", "cla_fostered_pct", "ehcp_20_weeks_pct")
    rows = [
        {
            "indicator_id": name,
            "title": titles[name],
            "dashboard": "Care",
            "unit": "%",
            "decimals": 1,
            "value": 50.0,
            "period": "2022/23",
            "direction": WORSENED if "ehcp" in name else IMPROVED,
            "evidence": CLEAR,
            "quartile": 4,
            "theme": "Safe",
            "target_status": "",
            "target_printed": "",
            "stale": False,
            "in_headline": True,
            "same_as": "",
        }
        for name in linked
    ]
    columns = [*STATE_NAMES, "stale", "in_headline", "same_as"]
    return with_state_types(pd.DataFrame(rows, columns=columns).astype({"decimals": "int64"}))


def test_every_file_is_shown_once_and_all_of_it_is_marked_as_made_up(files: RiskFiles) -> None:
    assert files.at_hand == {file.name for file in FILES}
    for name, frame in files.rows.items():
        assert len(frame), name
        assert set(frame["source"]) == {"Made up for this example"}, name
    faults = list(risk_faults(EXAMPLE, REGISTER, {}))
    assert [(fault.is_error, fault.file) for fault in faults] == [(False, "risk_register.csv")]
    assert "made up" in GUIDE.text and "make year=2023 risks=docs/examples/risk" in GUIDE.text


def test_the_scores_are_those_of_the_page(files: RiskFiles, states: pd.DataFrame) -> None:
    warned = warning_tables(states, files.rows["signals.csv"], NO_STATEMENTS)
    made = risk_tables(files.rows["risk_register.csv"], states, warned.warnings)
    printed = GUIDE.table("Risk", "In words")
    assert made.register["risk_id"].tolist() == [row["Risk"] for row in printed]
    for row, (_, risk) in zip(printed, made.register.iterrows(), strict=True):
        assert [row["Likelihood"], row["Impact"], row["Score"], row["In words"], row["Linked indicators"]] == [
            str(risk[name]) for name in ("likelihood", "impact", "score", "score_word", "linked")
        ]
    assert warned.warnings["indicator_id"].tolist() == ["ehcp_20_weeks_pct", "asc_users_satisfied_pct"]
    page = to_html(risk_pages.register_part(*made))
    assert "An attack on computers stops services (made up): No published figure shows it." in page
    assert "Made up for this example" in page and "1 on the list of early warnings" in page


def test_the_plan_adds_up_as_the_page_says(money: Pressures) -> None:
    plans = money.plan_years[money.plan_years["total_of"].eq("")]
    for row, (_, plan) in zip(GUIDE.table("Year", "Gap"), plans.iterrows(), strict=True):
        assert row["Year"] == plan["period"]
        amounts = [float(row[name]) for name in ("Growth", "Savings", "Unidentified", "Gap")]
        assert amounts == [plan[name] for name in ("growth", "savings", "unidentified", "gap")]
        assert amounts[0] - amounts[1] - amounts[2] == amounts[3]
    assert set(money.plan_years["check"]) == {AGREES}


def test_reserves_savings_and_budgets_are_those_of_the_page(money: Pressures) -> None:
    for row, (_, year) in zip(GUIDE.table("Year", "Years of use"), money.reserves.iterrows(), strict=True):
        assert [row["Year"], float(row["Reserves"]), float(row["Used"])] == [
            year["period"],
            year["reserves"],
            year["used"],
        ]
        lasts = year["years_of_use"]
        assert (pd.isna(lasts) and not row["Years of use"]) or lasts == float(row["Years of use"])
    others = (no_rows(TABLES[name]) for name in OF_RISKS)
    tables = money._asdict() | {"risk_counts": risk_counts(*others, money)}
    page = re.sub("<[^>]+>", "", "".join(map(to_html, pressure_pages.pressure_parts(tables))))
    assert "£8.6m of £12m, 72%" in page and "£9.9m over" in page and "2.8%" in page
    assert "the year added to them" in page
    for words in ("Outside funding that ends", "Made-up Council of Anywhere", "Two care homes gave notice"):
        assert words in page
