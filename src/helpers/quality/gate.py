"""The gate: critical failures stop a run, but for those that the parameter file waives."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import pandas as pd

from helpers.params import Waiver
from helpers.problems import InputProblem
from helpers.wording import number_of

WAIVER = ["check_id", "indicator_id"]
"""What a waiver is for: the failure of one check for one indicator."""

NAMED = 3
"""How many indicators a message names for each check."""


def waivers_in_force(allow: Iterable[Waiver], results: pd.DataFrame) -> pd.DataFrame:
    """Return the waivers of the parameter file, and whether a failure needs each.

    `results` is `quality_results`. Gives `check_id`, `indicator_id`, `reason`, `by`, `until` and `used` (true where
    the check fails for the indicator), in order of check and indicator.

    Raises  InputProblem: a waiver names a check that does not exist
    """
    failing_ids = sorted(set(results["check_id"]))
    failing = results[results["outcome"] == "Fail"]
    failures = set(zip(failing["check_id"], failing["indicator_id"], strict=True))
    rows = []
    for waiver in sorted(allow, key=lambda waiver: (waiver.check, waiver.indicator)):
        if waiver.check not in failing_ids:
            near = get_close_matches(waiver.check, failing_ids, n=1, cutoff=0.0)
            raise InputProblem(
                f"allow in the parameter file waives {waiver.check!r} for {waiver.indicator}, and there is no such "
                f"check; the nearest is {near[0] if near else 'none'!r}, and docs/methods/11_quality_checks.md has "
                "them all."
            )
        used = (waiver.check, waiver.indicator) in failures
        rows.append((waiver.check, waiver.indicator, waiver.reason, waiver.by, waiver.until, used))
    table = pd.DataFrame(rows, columns=[*WAIVER, "reason", "by", "until", "used"])
    return table.astype({**dict.fromkeys([*WAIVER, "reason", "by"], "str"), "used": "bool"})


def critical_failures(results: pd.DataFrame, waivers: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the rows of `quality_results` that stop a run.

    `waivers` is the frame of `waivers_in_force`. A failure that is about no indicator cannot be waived.
    """
    failing = results[(results["severity"] == "critical") & (results["outcome"] == "Fail")]
    if waivers is None or waivers.empty:
        return failing
    waived = pd.MultiIndex.from_frame(waivers[WAIVER])
    return failing[~pd.MultiIndex.from_frame(failing[WAIVER]).isin(waived)]


def verdict(results: pd.DataFrame, waivers: pd.DataFrame | None = None) -> str:
    """Say in a sentence whether the run may go on.

    `results` is `quality_results`; `waivers` the frame of `waivers_in_force`. Checks are counted once each, however
    many indicators fail them.
    """
    checks = results["check_id"].nunique()
    stopping = critical_failures(results, waivers)
    warned = results.loc[(results["severity"] == "warning") & (results["outcome"] == "Fail"), "check_id"].nunique()
    warnings = number_of(warned, "warning")
    waived = len(critical_failures(results)) - len(stopping)
    allowed = f", {number_of(waived, 'critical failure')} waived" if waived else ""
    if stopping.empty:
        failed = "none failed critically" if not waived else "none failed critically without a waiver"
        return f"The figures may be used: {number_of(checks, 'check')}, {failed}, {warnings}{allowed}."
    rules = "; ".join(_sentence(str(check_id), rows) for check_id, rows in stopping.groupby("check_id", sort=True))
    failed = f"{stopping['check_id'].nunique()} of {checks} checks failed critically"
    return f"The gate stops the run: {failed}, {warnings}{allowed}: {rules}."


def _sentence(check_id: str, rows: pd.DataFrame) -> str:
    failing = int(rows["rows_failing"].sum())
    named = [indicator for indicator in rows["indicator_id"].fillna("") if indicator]
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    where = f" in {', '.join(named[:NAMED])}{more}" if named else ""
    if "table" in rows and rows["table"].iloc[0] == "lost_periods":
        where += f": {rows['failing_keys'].iloc[0].partition(' ')[2].partition('; ')[0]}"
    return f"{check_id} {rows['rule'].iloc[0]} ({number_of(failing, 'row fails', 'rows fail')}){where}"
