"""Which of the council's own figures are hidden, because few people are behind them."""

from __future__ import annotations

import pandas as pd

from helpers.areas import Areas
from helpers.disclosure_terms import SUPPRESSED
from helpers.method_rules import DisclosureRule
from helpers.present.tables import paragraph, table
from helpers.present.values import Column, Paragraph, Table
from helpers.register import LOCAL_RETURN

REASON = "few people are behind it, or another figure could be worked out from it"
"""Why a figure is hidden: not which of the two, as that would tell more."""


def hidden_figures_table(
    figures: pd.DataFrame, indicators: pd.DataFrame, areas: Areas, rule: DisclosureRule
) -> Paragraph | Table:
    """Return the figures of returns that are hidden, or say that none is.

    Columns needed  figures: indicator_id, area_code, period, period_end, marker, source_id; indicators: indicator_id,
                    title
    """
    own = figures["source_id"].eq(LOCAL_RETURN)
    hidden = figures[own & figures["marker"].astype("str").str.contains(SUPPRESSED, regex=False)]
    if hidden.empty:
        return paragraph("No figure that was handed in is hidden.")
    rows = hidden.merge(indicators[["indicator_id", "title"]], on="indicator_id", how="left", validate="many_to_one")
    rows = rows.sort_values(["title", "area_code", "period_end"], ignore_index=True)
    rows = rows.assign(area=[areas[code].name for code in rows["area_code"]], reason=REASON)
    columns = [
        Column("title", "Indicator", header=True),
        Column("area", "Area"),
        Column("period", "Period"),
        Column("marker", "Figure"),
        Column("reason", "Why it is hidden"),
    ]
    largest = rule.largest_suppressed
    return table(rows, f"Figures that are hidden: counts of people from 1 to {largest}, and what tells them", columns)
