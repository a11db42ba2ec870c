"""Which kind of period a report rests on: whole years, quarters, halves, or the year up to a quarter."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def newest_kinds(figures: pd.DataFrame, order: Sequence[str]) -> pd.Series:
    """Return for each indicator the kind of period of its newest figure.

    A quarter is never joined with years: of each indicator a report uses one kind alone. Where figures of several
    kinds end on the newest day, the kind that comes first in `order` is taken.

    Columns needed    indicator_id, kind (one of `order`), period_end, value (a row without one does not count)
    Columns returned  kind, by indicator_id; none for an indicator without a figure
    Source            docs/methods/01_figures.md, rule Y1
    """
    usable = figures[figures["value"].notna()]
    ranks = usable["kind"].map({kind: number for number, kind in enumerate(order)})
    columns, ascending = ["indicator_id", "period_end", "rank"], [True, False, True]
    ordered = usable.assign(rank=ranks).sort_values(columns, ascending=ascending)
    return ordered.drop_duplicates("indicator_id").set_index("indicator_id")["kind"]
