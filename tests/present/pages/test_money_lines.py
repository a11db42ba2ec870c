"""What dashboards and cards of the council's money say of its funding and of what presses on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from cards import SETTINGS, card_tables, table

from helpers.present.pages.indicator_card import indicator_cards
from helpers.present.pages.money_lines import NOTHING, money_by_dashboard, money_parts
from helpers.present.pages.site_risks import RiskTables
from helpers.present.values import Paragraph, Span
from helpers.schema import pressures
from helpers.schema.types import no_rows

PLAN = {
    "plan": "The plan of 2023",
    "service": "",
    "period": "2023/24",
    "total_of": "",
    "growth": 20.0,
    "savings": 12.5,
    "gap": -6.0,
    "decimals": 1,
    "source": "Made up",
}
BUDGET = {
    "service": "",
    "period": "2022/23",
    "total_of": "services",
    "budget": 353.9,
    "outturn": 363.8,
    "decimals": 1,
    "source": "Made up",
}
RESERVE = {"period": "2022/23", "reserves": 90.0, "years_of_use": 5.0, "decimals": 0, "source": "Made up"}


class NoFunding:
    """A report that knows nothing of funding."""

    any = False


def risks(**changed: pd.DataFrame) -> RiskTables:
    return RiskTables({one.name: no_rows(one) for one in pressures.TABLES} | changed, "Ours")


def lines_of(of: RiskTables) -> tuple[list[str], list[Any]]:
    parts = list(money_parts(NoFunding(), of, "dashboards/money.html"))  # type: ignore[arg-type]
    items = [spans for part in parts for spans in getattr(part, "items", ()) or [getattr(part, "spans", ())]]
    return ["".join(span.text for span in spans) for spans in items], [span for spans in items for span in spans]


def test_the_dashboard_of_money_says_plan_budget_and_reserves_and_each_amount_is_a_cell() -> None:
    of = risks(
        plan_years=table("plan_years", PLAN, PLAN | {"service": "Care"}, PLAN | {"total_of": "periods"}),
        budget_outturns=table("budget_outturns", BUDGET, BUDGET | {"service": "Care", "total_of": ""}),
        reserves=table("reserves", RESERVE | {"period": "2021/22", "reserves": 1.0}, RESERVE),
    )
    lines, spans = lines_of(of)
    assert lines[1:] == [
        "No rank of the council's spending power is known in any year.",
        "The plan of 2023, 2023/24: growth £20 million, savings named £12.5 million, gap −£6 million (Made up).",
        "Budget of 2022/23: £353.9 million; spent: £363.8 million (Made up).",
        "Reserves at the end of 2022/23: £90 million. They last for 5.0 years if every year uses as much (Made up).",
        "More: Pressures and risks.",
    ]
    facts = {span.fact: span.value for span in spans if span.fact}
    assert facts["plan_years/The plan of 2023++2023%2F24+/growth"] == 20.0
    assert facts["budget_outturns/+2022%2F23+services/outturn"] == 363.8
    assert facts["reserves/2022%2F23/years_of_use"] == 5.0
    assert [span.href for span in spans if span.href] == ["../risks.html"]


def test_a_council_that_wrote_nothing_down_says_so_on_the_dashboard_of_council_tax_alone() -> None:
    compendium = pd.DataFrame({"indicator_id": ["council_tax_band_d", "trees"], "dashboard": ["Money", "Green"]})
    made = money_by_dashboard(compendium, {"Money": "dashboards/money.html"}, NoFunding(), risks())  # type: ignore[arg-type]
    assert list(made) == ["Money"]
    assert repr(made["Money"][-1]) == f"{NOTHING}Pressures and risks."


def test_the_card_of_council_tax_says_the_funding_and_a_card_what_presses_on_it() -> None:
    tables = card_tables()
    name = str(tables.compendium["indicator_id"].iloc[0])
    pressed = {
        "pressure_id": "homes",
        "scope": "local",
        "service": "Care",
        "pressure": "Two homes close.",
        "indicator_ids": f"{name};other",
        "source": "Made up",
        "paragraph": "",
        "dated": "2023-02",
        "address": "",
    }
    settings = replace(SETTINGS, funding=Paragraph((Span("Lowest funded."),)))
    cards = indicator_cards(replace(tables, service_pressures=table("service_pressures", pressed)), settings)
    own = next(card for card in cards if card.indicator_id == name)
    assert ["".join(span.text for span in line.spans) for line in own.risks] == [
        "Pressure Two homes close. Source: Made up (February 2023)."
    ]
    assert own.spending == () and settings.funding_of("council_tax_band_d") == (settings.funding,)
    assert SETTINGS.funding_of("council_tax_band_d") == ()
    both = replace(settings, tax=Paragraph((Span("10th lowest of its kind."),)))
    assert both.funding_of("council_tax_band_d") == (both.tax, both.funding)
    assert both.funding_of("council_tax_increase_pct") == (both.funding,), "the rank is of the bill"
