"""Running the checks with Great Expectations, and the gate: the only module that imports it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.quality.checks import TABLE_KEYS, Check

os.environ["GX_ANALYTICS_ENABLED"] = "false"
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

EXAMPLES = 5
COLUMNS = [
    "check_id", "table", "rule", "dimension", "severity", "rows_checked", "rows_failing", "outcome", "examples",
]  # fmt: skip


def run_checks(checks: Sequence[Check], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Run every check on its table.

    Gives `quality_results`: one row per check, in their order, with COLUMNS. `outcome` is Pass or Fail;
    `examples` names up to five failing rows by their keys. A check that could not be carried out is an error,
    not an outcome.
    Raises RuntimeError naming a check that Great Expectations could not carry out.
    """
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("run")
    rows: dict[str, dict[str, Any]] = {}
    for name, frame in tables.items():
        asset = source.add_dataframe_asset(name)
        about = [check for check in checks if check.table == name]
        for only in dict.fromkeys(check.only for check in about):
            part = frame if only is None else frame[frame[only[0]].eq(only[1])]
            part = part.reset_index(drop=True)
            suite = gx.ExpectationSuite(f"{name} {only}")
            for check in (check for check in about if check.only == only):
                make = getattr(gx.expectations, check.expectation)
                suite.add_expectation(make(**check.arguments, meta={"check_id": check.check_id}))
            batch = asset.add_batch_definition_whole_dataframe(f"{name} {only}").get_batch({"dataframe": part})
            result_format = {"result_format": "COMPLETE", "unexpected_index_column_names": TABLE_KEYS[name]}
            results: list[Any] = batch.validate(suite, result_format=result_format).results
            for result in results:
                check_id = result.expectation_config.meta["check_id"]
                rows[check_id] = _outcome(check_id, result, TABLE_KEYS[name], len(part))
    table = pd.DataFrame(
        [
            {
                "check_id": check.check_id, "table": check.table, "rule": check.rule, "dimension": check.dimension,
                "severity": check.severity, **rows[check.check_id],
            }
            for check in checks
        ],
        columns=COLUMNS,
    )  # fmt: skip
    return table


def _outcome(check_id: str, result: Any, keys: Sequence[str], rows_checked: int) -> dict[str, Any]:
    for info in (result.exception_info, *result.exception_info.values()):
        if isinstance(info, dict) and info.get("raised_exception"):
            raise RuntimeError(f"check {check_id} could not be carried out: {info['exception_message']}")
    failing = result.result.get("unexpected_index_list") or []
    names = sorted(" ".join(str(row[key]) for key in keys) for row in failing)
    return {
        "rows_checked": rows_checked,
        "rows_failing": int(result.result.get("unexpected_count", 0)),
        "outcome": "Pass" if result.success else "Fail",
        "examples": "; ".join(names[:EXAMPLES]),
    }
