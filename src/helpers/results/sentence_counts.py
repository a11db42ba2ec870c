"""The counts that sentences state and no other table has, so that each can be looked up as the cell of a table."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from helpers.methods.risk_scores import HIGH, LOW, MEDIUM, NOT_SCORED
from helpers.results.areas_within import WIDE
from helpers.results.reconciled_figures import outcomes_by_report
from helpers.schema.comparison import AREAS_WITHIN_COUNTS
from helpers.schema.declarations import Table
from helpers.schema.reconciliation import RECONCILIATION_COUNTS
from helpers.schema.risks import RISK_COUNTS
from helpers.schema.types import pandas_types
from helpers.verdicts import DOES_NOT_HOLD, HOLDS, HOLDS_ROUNDED, NOT_DERIVED


def areas_within_counts(within: pd.DataFrame, masking_spread_percent: float) -> pd.DataFrame:
    """Count the indicators with figures below the council, and those whose council's figure hides how areas differ.

    Columns needed    within, the frame of `within_area`: area_type, with_figure, without_figure, masking
    Columns returned  AREAS_WITHIN_COUNTS
    """
    rows: list[tuple[str, float, str]] = []
    for kind, of_kind in within.groupby("area_type"):
        rows.append((f"{kind}_some", int(of_kind["with_figure"].gt(0).sum()), "indicators"))
        rows.append((f"{kind}_every", int(of_kind["without_figure"].eq(0).sum()), "indicators"))
    rows.append(("hidden", int(within["masking"].eq(WIDE).sum()), "indicators"))
    rows.append(("masking_spread_percent", masking_spread_percent, "per cent"))
    return _as_counts(rows, AREAS_WITHIN_COUNTS)


def risk_counts(
    register: pd.DataFrame, links: pd.DataFrame, signals: pd.DataFrame, watched: pd.DataFrame, pairs: pd.DataFrame
) -> pd.DataFrame:
    """Count the risks by their score, their links to indicators, the signals, what is watched, and uneven pairs.

    Columns needed    RISK_REGISTER, RISK_LINKS, SIGNALS, WATCH_LIST and SHOWN_TOGETHER
    Columns returned  RISK_COUNTS
    """
    words = register["score_word"].value_counts()
    differ = pairs.loc[pairs["same_period"].eq("no"), "both_are_about"].nunique()
    rows: list[tuple[str, float, str]] = [("risks", len(register), "risks")]
    rows += [(word.replace(" ", "_"), int(words.get(word, 0)), "risks") for word in (HIGH, MEDIUM, LOW, NOT_SCORED)]
    rows += [
        ("links", len(links), "links"),
        ("without_indicator", int(register["indicator_ids"].eq("").sum()), "risks"),
        ("signals", len(signals), "signals"),
        ("concerns", int(signals["is_concern"].sum()), "signals"),
        ("watched", len(watched), "indicators"),
        ("watched_warned", int(watched["warned"].sum()), "indicators"),
        ("pairs_of_two_periods", int(differ), "pairs"),
    ]
    return _as_counts(rows, RISK_COUNTS)


def reconciliation_counts(figures: pd.DataFrame, tolerance_percent: float) -> pd.DataFrame:
    """Count the council's reports with printed figures, and what became of those figures.

    Columns needed    RECONCILED_FIGURES
    Columns returned  RECONCILIATION_COUNTS
    """
    counts = outcomes_by_report(figures)
    rows: list[tuple[str, float, str]] = [("tolerance_percent", tolerance_percent, "per cent")]
    if len(counts):
        sums = counts.sum()
        exact, rounded, wrong, none = (
            int(sums[name.replace(" ", "_")]) for name in (HOLDS, HOLDS_ROUNDED, DOES_NOT_HOLD, NOT_DERIVED)
        )
        rows += [
            ("reports", len(counts), "reports"),
            ("figures", int(sums["figures"]), "figures"),
            ("hold", exact + rounded, "figures"),
            ("hold_with_rounding", rounded, "figures"),
            ("do_not_hold", wrong, "figures"),
            ("cannot_be_derived", none, "figures"),
            ("newest_report", int(counts["report_year"].max()), "year"),
        ]
    return _as_counts(rows, RECONCILIATION_COUNTS)


def _as_counts(rows: Iterable[tuple[str, float, str]], table: Table) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(table.names)).astype(pandas_types(table))
