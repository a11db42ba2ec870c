"""What a dashboard and a card say of the cost of the service behind their indicators, in a line for each service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.present.facts import facts_in
from helpers.present.pages.spending import newest, service_line
from helpers.present.pages.spending_facts import line_facts
from helpers.present.site_pages import SPENDING, link
from helpers.present.tables import heading
from helpers.present.values import BulletList, Part, Span

Row = Mapping[Any, Any]


def line_of_service(row: Row) -> tuple[Span, ...]:
    """Return what the council spends on a service in one line; `row` is one of SERVICE_VALUES."""
    return facts_in(service_line(row), line_facts(row))


def services_by_dashboard(
    values: pd.DataFrame, indicators: pd.DataFrame, compendium: pd.DataFrame
) -> dict[str, Sequence[Row]]:
    """Return the services of each dashboard, in printed order: those of whose outcomes one of its indicators is.

    Columns needed  values: SERVICE_VALUES; indicators: SERVICE_INDICATORS; compendium: indicator_id, dashboard
    """
    used = indicators.loc[indicators["used"], ["service", "indicator_id"]]
    pairs = used.merge(compendium[["indicator_id", "dashboard"]], on="indicator_id")[["service", "dashboard"]]
    rows = newest(values).merge(pairs.drop_duplicates(), on="service").sort_values("service_order", kind="stable")
    return {str(name): of_dashboard.to_dict("records") for name, of_dashboard in rows.groupby("dashboard")}


def cost_parts(services: Sequence[Row], page: str) -> Iterator[Part]:
    """Give what the services of a dashboard cost, each with what to know of it, and the way to the page of spending."""
    if not services:
        return
    lines = [(*line_of_service(row), Span(f" {row['note']}")) for row in services]
    yield heading("What does it cost?")
    last = (*lines[-1], Span(" More: "), link("Spending", SPENDING, page), Span("."))
    yield BulletList((*lines[:-1], last))
