"""What committee papers are made from, made up for the tests: Testshire with two themes and one dashboard in each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.present.facts import Fact, sentence
from helpers.present.narrative import Statement
from helpers.present.narrative_headline import headline_statements
from helpers.present.papers.performance import Material
from helpers.present.tables import bullet_list, paragraph
from helpers.results.meeting_claims import Standing
from helpers.verdicts import CLEAR

STANDING = Standing(48, 56, 6, 36, 12, 4, 27, is_lowest_funded=True, funding_year="2020/21")


def headline(theme: str, improved: int, no_real_change: int, worsened: int, undetermined: int = 0) -> dict[str, Any]:
    """Return a row of the table headline_facts."""
    determined = improved + no_real_change + worsened
    counts = {"improved": improved, "no_real_change": no_real_change, "worsened": worsened}
    shares = {f"{name}_percent": 100 * number / max(determined, 1) for name, number in counts.items()}
    return (
        {
            "theme": theme,
            "determined": determined,
            "undetermined": undetermined,
            "indicators": determined + undetermined,
        }
        | counts
        | shares
    )


def mover(title: str, value: float, before: float | None) -> dict[str, Any]:
    """Return a row of an indicator that improved or worsened."""
    return {
        "indicator_id": title.lower().replace(" ", "_"),
        "title": title,
        "value": value,
        "previous_value": before,
        "unit": "%",
        "decimals": 1,
        "period": "2022",
        "previous_period": "2021",
        "evidence": CLEAR,
    }


def statement(dashboard: str, theme: str, improved: int) -> Statement:
    """Return what a dashboard says."""
    counted = Fact("dashboard_facts", (dashboard,), "improved", improved, "count")
    return Statement(dashboard, theme, (sentence("{improved} improved.", "counts", improved=counted),))


def material(**changed: Any) -> Material:
    """Return the material, with other values for some of its names."""
    facts = pd.DataFrame(
        [
            headline("all", 48, 21, 56, 34),
            headline("Clean and Green", 6, 0, 1),
            headline("Safe and Well", 42, 21, 55),
        ]
    )
    sources = pd.DataFrame(
        [
            {"publisher": "Defra", "dataset": "Waste", "edition": "March 2024"},
            {"publisher": "ONS", "dataset": "Lives", "edition": ""},
        ]
    ).assign(address="https://example.org/waste")
    usual = {
        "council": "Testshire",
        "group": "county areas",
        "year": 2023,
        "publication": "Performance Compendium 2023",
        "stage": "Draft",
        "about": ("Testshire 2023. Draft. Not issued yet.",),
        "headlines": headline_statements(facts),
        "dashboards": (statement("Waste", "Clean and Green", 6), statement("Care", "Safe and Well", 17)),
        "best": pd.DataFrame([mover("Waste recycled", 45.2, 43.1), mover("Litter", 3.0, None)]),
        "worst": pd.DataFrame([mover("Plans in time", 3.8, 26.9)]),
        "evidence": paragraph("Of 3 counted indicators, 2 improved, one of them clearly; 1 worsened, not clearly."),
        "quartiles": paragraph("Most are in the better half."),
        "position": paragraph("It is in the upper part."),
        "standing": STANDING,
        "sources": sources,
        "focus": bullet_list(["Plans in time"]),
        "funding": paragraph("It is funded least."),
    }
    return Material(**(usual | changed))
