"""The gate: critical failures stop a run."""

from __future__ import annotations

import pandas as pd


def critical_failures(results: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `quality_results` that stop a run."""
    return results[(results["severity"] == "critical") & (results["outcome"] == "Fail")]


def verdict(results: pd.DataFrame) -> str:
    """Say in a sentence whether the run may go on.

    `results` is `quality_results`: `check_id`, `severity`, `outcome`, `rule` and `rows_failing` of every check and
    indicator. A check is counted once, however many indicators fail it.
    """
    checks = results["check_id"].nunique()
    failed = critical_failures(results).groupby(["check_id", "rule"], as_index=False)["rows_failing"].sum()
    warned = results.loc[results["severity"].eq("warning") & results["outcome"].eq("Fail"), "check_id"].nunique()
    warnings = f"{warned} {'warning' if warned == 1 else 'warnings'}"
    if failed.empty:
        return f"The gate is open: {checks} checks, none failed critically, {warnings}."
    rules = "; ".join(
        f"{row.check_id} {row.rule} ({row.rows_failing} {'row fails' if row.rows_failing == 1 else 'rows fail'})"
        for row in failed.itertuples()
    )
    return f"The gate stops the run: {len(failed)} of {checks} checks failed critically, {warnings}: {rules}."
