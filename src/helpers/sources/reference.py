"""The register, the framework and the comparator group as tables, for the steps that read tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.areas import Areas
from helpers.params import ComparatorGroup, Framework
from helpers.register import Indicator, check_dashboards


def register_table(indicators: Sequence[Indicator], not_supplied: pd.DataFrame) -> pd.DataFrame:
    """Return the register as `indicators`: one row per indicator with the columns of params/indicators.csv.

    `not_supplied` has the indicators that no file has a figure of; `why_no_figure` is their reason, else empty.
    """
    table = pd.DataFrame([{**each.model_dump(), "breaks": ";".join(each.breaks)} for each in indicators])
    why = table["indicator_id"].map(not_supplied.set_index("indicator_id")["reason"]).fillna("")
    return table.assign(why_no_figure=why.astype("str"))


def dashboard_table(framework: Framework, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """Return the framework as `dashboards`: theme, dashboard, in_theme, theme_order and dashboard_order.

    `in_theme` is false for an enabler, which is counted in the headline and in none of the themes.
    Raises InputProblem where an indicator's dashboard is not printed exactly once.
    """
    layout = framework.layout()
    check_dashboards(indicators, [dashboard for _, dashboard, _ in layout], framework.name)
    table = pd.DataFrame(layout, columns=["theme", "dashboard", "in_theme"])
    order = {theme: number for number, theme in enumerate(dict.fromkeys(table["theme"]), start=1)}
    return table.assign(theme_order=table["theme"].map(order), dashboard_order=range(1, len(table) + 1))


def member_table(group: ComparatorGroup, areas: Areas) -> pd.DataFrame:
    """Return the group as `comparator_members`: one row per code, with its dates and successors."""
    members = [areas[code] for code in sorted(group.members)]
    return pd.DataFrame(
        {
            "area_code": [area.code for area in members],
            "area_name": [area.name for area in members],
            "area_type": [area.area_type for area in members],
            "start_date": pd.Series([area.start for area in members], dtype="object"),
            "end_date": pd.Series([area.end for area in members], dtype="object"),
            "successor_codes": [";".join(area.successors) for area in members],
        }
    )
