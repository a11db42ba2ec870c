"""The counts that sentences on reconciliation state: the table reconciliation_counts."""

from __future__ import annotations

import pandas as pd

from helpers.results.as_counts import as_counts
from helpers.results.reconciled_figures import outcomes_by_report, words_by_report
from helpers.schema.reconciliation import RECONCILIATION_COUNTS
from helpers.verdicts import DOES_NOT_HOLD, HOLDS, HOLDS_ROUNDED, NOT_DERIVED


def reconciliation_counts(figures: pd.DataFrame, tolerance_percent: float) -> pd.DataFrame:
    """Count the council's reports with printed figures, and what became of those figures.

    Columns needed    RECONCILED_FIGURES
    Columns returned  RECONCILIATION_COUNTS
    """
    counts = outcomes_by_report(figures)
    rows: list[tuple[str, float, str]] = [("tolerance_percent", tolerance_percent, "per cent")]
    if len(counts):
        sums, words = counts.sum(), words_by_report(figures)
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
            *((name, int(words[name].sum()), "entries") for name in ("words", "words_do_not_hold")),
            ("newest_report", int(counts["report_year"].max()), "year"),
        ]
    return as_counts(rows, RECONCILIATION_COUNTS)
