"""What the data quality page shows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.present.tables import Column, Html, Table, paragraph, table

SEVERITIES = {"critical": "Critical", "warning": "Warning", "information": "Information"}
"""The severities, gravest first, in the words of the page."""

DIMENSIONS = ("accuracy", "validity", "reliability", "timeliness", "relevance", "completeness")
"""The dimensions of data quality, in the order in which they are shown."""

_ABOUT = ["check_id", "table", "rule", "dimension", "severity"]


def by_check(results: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each check of `quality_results`: all its indicators together, the gravest first.

    Has the columns that describe the check, `rows_tested`, `rows_failing`, `indicators_failing`, `outcome` and
    `failing_keys`: the first of those of the indicators that fail, up to five.
    """
    failing = results["outcome"].eq("Fail")
    table = results.assign(
        indicators_failing=failing & results["indicator_id"].ne(""), keys=results["failing_keys"].where(failing)
    ).groupby(_ABOUT, as_index=False).agg(
        rows_tested=("rows_tested", "sum"), rows_failing=("rows_failing", "sum"),
        indicators_failing=("indicators_failing", "sum"), failing_keys=("keys", _first_five),
    )  # fmt: skip
    table["outcome"] = (table["rows_failing"] > 0).map({True: "Fail", False: "Pass"})
    table["grave"] = table["severity"].map(list(SEVERITIES).index)
    table["place"] = table["dimension"].map(DIMENSIONS.index)
    return table.sort_values(["grave", "place", "check_id"], ignore_index=True)


def _first_five(keys: pd.Series) -> str:
    return "; ".join("; ".join(keys.dropna()).split("; ")[:5])


def results_table(results: pd.DataFrame) -> Table:
    """Return every check with its outcome, in order of its number."""
    checks = by_check(results).sort_values("check_id", ignore_index=True)
    shown = checks.assign(
        outcome=[_outcome(*each) for each in zip(checks["outcome"], checks["severity"], checks["rows_tested"],
                                                 strict=True)]
    )  # fmt: skip
    columns = [
        Column("rule", "Rule", header=True),
        Column("check_id", "Check"),
        Column("dimension", "Dimension"),
        Column("severity", "If it fails"),
        Column("rows_tested", "Rows tested", align="right"),
        Column("rows_failing", "Rows failing", align="right"),
        Column("outcome", "Outcome"),
    ]
    return table(shown, "Checks of data quality", columns)


def _outcome(outcome: str, severity: str, tested: int) -> str:
    if outcome == "Pass":
        return "Pass" if tested else "Nothing to test"
    return "Stops the run" if severity == "critical" else SEVERITIES[severity]


def dimensions_table(results: pd.DataFrame) -> Table:
    """Return for each dimension how many checks there are, and how many of each severity fail."""
    checks = by_check(results)
    failing = checks[checks["outcome"].eq("Fail")]
    counts = pd.crosstab(failing["dimension"], failing["severity"])
    counts = counts.reindex(index=list(DIMENSIONS), columns=list(SEVERITIES), fill_value=0)
    sizes = checks.groupby("dimension").size().reindex(list(DIMENSIONS), fill_value=0)
    shown = counts.assign(checks=sizes, passed=sizes - counts.sum(axis="columns")).reset_index(names="dimension")
    columns = [
        Column("dimension", "Dimension", header=True),
        Column("checks", "Checks", align="right"),
        Column("passed", "Passed", align="right"),
        Column("critical", "Failed, critical", align="right"),
        Column("warning", "Failed, warning", align="right"),
        Column("information", "Failed, information", align="right"),
    ]
    return table(shown, "Checks that fail, by dimension", columns)


def failing_table(results: pd.DataFrame) -> Html | Table:
    """Return the failing checks, the gravest first, with up to five of the rows that fail each."""
    checks = by_check(results)
    failing = checks[checks["outcome"].eq("Fail")]
    if failing.empty:
        return paragraph("Every row passes every check.")
    columns = [
        Column("rule", "Rule", header=True),
        Column("check_id", "Check"),
        Column("severity", "Severity"),
        Column("dimension", "Dimension"),
        Column("rows_failing", "Rows failing", align="right"),
        Column("indicators_failing", "Indicators", align="right"),
        Column("failing_keys", "Up to five of the rows"),
    ]
    return table(failing.assign(severity=failing["severity"].map(SEVERITIES)), "Rows that fail a check", columns)


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
