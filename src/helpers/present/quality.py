"""What the data quality page shows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.present.tables import Column, Html, Table, paragraph, table


def results_table(results: pd.DataFrame) -> Table:
    """Return every check with its outcome."""
    shown = results.assign(
        outcome=[_outcome(*each) for each in zip(results["outcome"], results["severity"], strict=True)]
    )
    columns = [
        Column("rule", "Rule", header=True),
        Column("check_id", "Check"),
        Column("table", "Table"),
        Column("dimension", "Dimension"),
        Column("severity", "If it fails"),
        Column("rows_checked", "Rows checked", align="right"),
        Column("rows_failing", "Rows failing", align="right"),
        Column("outcome", "Outcome"),
    ]
    return table(shown, "Checks of data quality", columns)


def _outcome(outcome: str, severity: str) -> str:
    if outcome == "Pass":
        return "Pass"
    return "Stops the run" if severity == "critical" else "Warning"


def examples_table(results: pd.DataFrame) -> Html | Table:
    """Return the failing checks with examples of the rows that fail them."""
    failing = results[results["outcome"] == "Fail"]
    if failing.empty:
        return paragraph("Every row passes every check.")
    columns = [
        Column("rule", "Rule", header=True),
        Column("rows_failing", "Rows failing", align="right"),
        Column("examples", "Examples"),
    ]
    return table(failing, "Rows that fail a check", columns)


def coverage_table(reported: pd.DataFrame, indicators: pd.DataFrame, codes: Sequence[str]) -> Table:
    """Return for each dashboard how many of its indicators have a figure for the council."""
    own = reported[reported["area_code"].isin(codes) & reported["value"].notna()]
    has = indicators["indicator_id"].isin(own["indicator_id"])
    counts = (
        indicators.assign(has=has, lacks=indicators["title"].where(~has))
        .groupby("dashboard")
        .agg(
            indicators=("indicator_id", "size"),
            with_figure=("has", "sum"),
            without=("lacks", lambda titles: "; ".join(sorted(titles.dropna())) or "none"),
        )
        .reset_index()
    )
    columns = [
        Column("dashboard", "Dashboard", header=True),
        Column("indicators", "Indicators", align="right"),
        Column("with_figure", "With a figure", align="right"),
        Column("without", "Without a figure"),
    ]
    return table(counts, "Figures for the council by dashboard", columns)
