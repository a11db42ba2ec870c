"""The gate: critical failures stop a run."""

from __future__ import annotations

import pandas as pd


def critical_failures(results: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `quality_results` that stop a run."""
    return results[(results["severity"] == "critical") & (results["outcome"] == "Fail")]


def verdict(results: pd.DataFrame) -> str:
    """Say in a sentence whether the run may go on.

    `results` is `quality_results`: `severity`, `outcome` and `rule` of every check.
    """
    failed = critical_failures(results)
    warned = int(((results["severity"] == "warning") & (results["outcome"] == "Fail")).sum())
    warnings = f"{warned} {'warning' if warned == 1 else 'warnings'}"
    if failed.empty:
        return f"The gate is open: {len(results)} checks, none failed critically, {warnings}."
    rules = "; ".join(
        f"{row.check_id} {row.rule} ({row.rows_failing} {'row fails' if row.rows_failing == 1 else 'rows fail'})"
        for row in failed.itertuples()
    )
    return f"The gate stops the run: {len(failed)} of {len(results)} checks failed critically, {warnings}: {rules}."
