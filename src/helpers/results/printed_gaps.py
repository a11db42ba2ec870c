"""The gaps in funding that the council's own reports printed, beside what the figures held give in each year."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import pandas as pd

from helpers.methods.reconciliation_values import rounded
from helpers.schema.reconciliation import PRINTED_GAPS
from helpers.schema.types import no_rows, pandas_types

NO_LEVEL: Final = "No figure of the other council is held for the years up to the report"


def printed_gaps(comparators: pd.DataFrame, levels: pd.DataFrame, power: pd.DataFrame) -> pd.DataFrame:
    """Return each printed gap beside the gap of every settlement year held that had begun by the report.

    No year is chosen and nothing is changed so that the two agree. A gap agrees if it is the printed one once it is
    rounded half up to whole millions.

    Columns needed    comparators: those of `read_funding_comparators`; levels: FUNDING_LEVELS; power: SPENDING_POWER
    Columns returned  PRINTED_GAPS
    Source            docs/methods/16_reconciliation.md
    """
    partial = power.set_index(["financial_year", "area_code"])["is_partial"]
    rows = []
    for comparator in comparators[comparators["printed_m"].notna()].to_dict("records"):
        about = {
            "figure_id": comparator["figure_id"],
            "report_year": comparator["report_year"],
            "as_printed": comparator["as_printed"],
            "printed_m": comparator["printed_m"],
        }
        of_council = levels[levels["level_code"].eq(comparator["area_code"])]
        begun = of_council[of_council["financial_year"].str[:4].astype("int64").le(comparator["report_year"])]
        if begun.empty:
            rows.append(about | {"level_name": comparator["area_code"], "financial_year": "", "reason": NO_LEVEL})
        for level in begun.to_dict("records"):
            has_gap = not pd.isna(level["gain_m"])
            rows.append(
                about
                | {name: level[name] for name in ("level_name", "financial_year", "population_mid_year", "reason")}
                | {
                    "calculated_m": level["gain_m"],
                    "difference_m": comparator["printed_m"] - level["gain_m"],
                    "agrees": _whole(level["gain_m"]) == _whole(comparator["printed_m"]) if has_gap else None,
                    "is_partial": bool(partial.get((level["financial_year"], comparator["area_code"]), default=True)),
                    "classes_differ": bool(level["classes_differ"]),
                }
            )
    if not rows:
        return no_rows(PRINTED_GAPS)
    return pd.DataFrame(rows, columns=list(PRINTED_GAPS.names)).astype(pandas_types(PRINTED_GAPS))


def _whole(amount: Any) -> Fraction:
    return rounded(Fraction(repr(float(amount))), 0)
