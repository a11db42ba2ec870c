"""The checks, as data: what must be true of which table, how much it matters, and in which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from helpers.areas import LOCAL_CODE
from helpers.sources.compiled_figures import STATUSES
from helpers.sources.editions import KEY

Severity = Literal["critical", "warning"]
Dimension = Literal["completeness", "validity", "uniqueness", "consistency"]


@dataclass(frozen=True)
class Check:
    """One rule on one table.

    `expectation` is the name of a Great Expectations expectation and `arguments` are its arguments; where
    `only` is given, the rule holds for the rows in which that column has that value.
    """

    check_id: str
    table: str
    rule: str
    dimension: Dimension
    severity: Severity
    expectation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    only: tuple[str, str] | None = None


def checks_for(indicators: pd.DataFrame) -> list[Check]:
    """Build the checks from the register.

    `indicators` is the register as a table. A share, an amount and a score have other bounds,
    and every indicator of the register must have figures: the run stops over one that has none though a sidecar
    vouches for the files of its source.
    """
    ends = {"column_A": "period_end", "column_B": "period_start", "or_equal": True}
    checks = [
        Check("C01", "raw_files", "Rows read are rows used and rows rejected", "completeness", "critical",
              "ExpectColumnPairValuesToBeEqual", {"column_A": "rows_read", "column_B": "rows_accounted_for"}),
        Check("C02", "raw_files", "No row of a raw file is rejected", "validity", "warning",
              "ExpectColumnValuesToBeBetween", {"column": "rows_rejected", "max_value": 0}),
        Check("C03", "observations", "Every indicator is in the register", "validity", "critical",
              "ExpectColumnValuesToBeInSet",
              {"column": "indicator_id", "value_set": indicators["indicator_id"].tolist()}),
        Check("C04", "observations", "Every area has a nine-character code of England, or a local one",
              "validity", "critical", "ExpectColumnValuesToMatchRegex",
              {"column": "area_code", "regex": rf"^(?:E\d{{8}}|{LOCAL_CODE})$"}),
        Check("C05", "observations", "One figure for each indicator, area and period", "uniqueness", "critical",
              "ExpectCompoundColumnsToBeUnique", {"column_list": KEY}),
        Check("C06", "observations", "No period ends before it starts", "validity", "critical",
              "ExpectColumnPairValuesAToBeGreaterThanB", ends),
        Check("C07", "observations", "Every figure is final or provisional", "validity", "critical",
              "ExpectColumnValuesToBeInSet", {"column": "status", "value_set": list(STATUSES)}),
        Check("C08", "observations", "No upper confidence limit is below the lower", "consistency", "critical",
              "ExpectColumnPairValuesAToBeGreaterThanB",
              {"column_A": "upper_95", "column_B": "lower_95", "or_equal": True,
               "ignore_row_if": "either_value_is_missing"}),
        Check("C09", "observations", "No figure is below its lower confidence limit", "consistency", "critical",
              "ExpectColumnPairValuesAToBeGreaterThanB",
              {"column_A": "value", "column_B": "lower_95", "or_equal": True,
               "ignore_row_if": "either_value_is_missing"}),
        Check("C10", "observations", "No figure is above its upper confidence limit", "consistency", "critical",
              "ExpectColumnPairValuesAToBeGreaterThanB",
              {"column_A": "upper_95", "column_B": "value", "or_equal": True,
               "ignore_row_if": "either_value_is_missing"}),
        Check("C11", "observations", "The denominator of every figure is above zero", "validity", "critical",
              "ExpectColumnValuesToBeBetween", {"column": "denominator", "min_value": 0, "strict_min": True},
              only=("has_figure", "yes")),
        Check("C12", "observations", "No numerator is negative", "validity", "critical",
              "ExpectColumnValuesToBeBetween", {"column": "numerator", "min_value": 0}),
    ]  # fmt: skip
    checks += [
        Check("C13", "observations", "No share is below 0%", "validity", "critical",
              "ExpectColumnValuesToBeBetween", {"column": "value", "min_value": 0}, only=("kind", "share")),
        Check("C14", "observations", "No share is above 100%", "validity", "warning",
              "ExpectColumnValuesToBeBetween", {"column": "value", "max_value": 100}, only=("kind", "share")),
        Check("C15", "observations", "No rate, amount, count or ratio is below zero", "validity", "warning",
              "ExpectColumnValuesToBeBetween", {"column": "value", "min_value": 0}, only=("kind", "amount")),
        Check("C16", "observations", "No numerator of a share is above its denominator", "consistency", "warning",
              "ExpectColumnPairValuesAToBeGreaterThanB",
              {"column_A": "denominator", "column_B": "numerator", "or_equal": True,
               "ignore_row_if": "either_value_is_missing"}, only=("kind", "share")),
    ]  # fmt: skip
    checks += [
        Check("C17", "coverage", "Every indicator has a figure where a sidecar vouches for its source", "completeness",
              "critical",
              "ExpectColumnValuesToBeBetween", {"column": "figures", "min_value": 1}, only=("vouched_for", "yes")),
        Check("C18", "coverage", "The council has a figure for the indicator by the as-at date", "completeness",
              "warning", "ExpectColumnValuesToBeBetween", {"column": "own_figures", "min_value": 1}),
        Check("C19", "coverage", "Every missing figure says why", "completeness", "critical",
              "ExpectColumnValuesToBeBetween", {"column": "missing_without_reason", "max_value": 0}),
        Check("C20", "observations", "One figure for each indicator and area in the month in which a period ends",
              "uniqueness", "critical", "ExpectCompoundColumnsToBeUnique",
              {"column_list": ["indicator_id", "area_code", "month_of_end"]}),
        Check("C21", "raw_files", "Every raw file could be read", "completeness", "warning",
              "ExpectColumnValuesToBeInSet", {"column": "refused", "value_set": [""]}),
        Check("C22", "observations", "No denominator is negative", "validity", "critical",
              "ExpectColumnValuesToBeBetween", {"column": "denominator", "min_value": 0}),
        Check("C23", "coverage", "Every other indicator has a figure too", "completeness", "warning",
              "ExpectColumnValuesToBeBetween", {"column": "figures", "min_value": 1}, only=("vouched_for", "no")),
    ]  # fmt: skip
    return checks


AMOUNTS = ("rate", "currency", "count", "ratio")
"""Value types that are amounts of something; a score or a difference may be negative."""


def _kind(value_type: str, unit: str) -> str:
    if value_type == "percentage" and unit == "%":
        return "share"
    return "amount" if value_type in AMOUNTS else "other"


def tables_to_check(
    observations: pd.DataFrame,
    raw_files: pd.DataFrame,
    indicators: pd.DataFrame,
    reported: pd.DataFrame,
    codes: Sequence[str],
) -> dict[str, pd.DataFrame]:
    """Return the tables that the checks are about, each with the columns that its checks name.

    `reported` holds the observations of periods ended by the as-at date; `codes` are the council's codes.
    """
    kind = {
        key: _kind(value_type, unit)
        for key, value_type, unit in zip(
            indicators["indicator_id"], indicators["value_type"], indicators["unit"], strict=True
        )
    }
    figures = observations[observations["value"].notna()].groupby("indicator_id").size()
    own = reported[reported["area_code"].isin(codes) & reported["value"].notna()].groupby("indicator_id").size()
    unexplained = observations[observations["value"].isna() & observations["marker"].eq("")]
    counted = {
        "figures": figures,
        "own_figures": own,
        "missing_without_reason": unexplained.groupby("indicator_id").size(),
    }
    vouched_for = set(raw_files.loc[raw_files["has_sidecar"], "source_id"])
    coverage = indicators[["indicator_id"]].assign(
        vouched_for=indicators["source_id"].isin(vouched_for).map({True: "yes", False: "no"}),
        **{name: indicators["indicator_id"].map(count).fillna(0).astype("int64") for name, count in counted.items()},
    )
    return {
        "observations": observations.assign(
            kind=observations["indicator_id"].map(kind),
            has_figure=observations["value"].notna().map({True: "yes", False: "no"}),
            month_of_end=pd.to_datetime(observations["period_end"]).dt.strftime("%Y-%m"),
        ),
        "raw_files": raw_files.assign(rows_accounted_for=raw_files["rows_used"] + raw_files["rows_rejected"]),
        "coverage": coverage,
    }


TABLE_KEYS = {
    "observations": ["indicator_id", "area_code", "period"],
    "raw_files": ["file"],
    "coverage": ["indicator_id"],
}
"""The columns by which a failing row of each table is named."""
