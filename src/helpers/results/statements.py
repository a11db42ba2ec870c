"""What the statements around the figures amount to: arithmetic rechecked, and delivery by theme and indicator."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.methods.printed_arithmetic import recheck_arithmetic

WHOLE_COUNCIL = ""
"""The theme of a statement that is about the whole council."""


def statements_of(statements: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the statements of one kind with their arithmetic rechecked, in their order.

    Columns needed    those of `helpers.sources.statements.statements_table`
    Columns returned  those, and those of `recheck_arithmetic`
    """
    return recheck_arithmetic(statements[statements["kind"].eq(kind)].reset_index(drop=True))


def documents_quoted(statements: pd.DataFrame) -> pd.DataFrame:
    """Return the documents from which statements are taken that are not of the council's own work, each once.

    These are the sources of facts from outside, judgements and awards, and other reports with more detail.

    Columns needed    kind, source, dated, address
    Columns returned  source, dated, address (blank where nobody knows it), in the order of the statements
    """
    rows = statements[statements["kind"].isin(("context", "judgement", "award", "sister_report"))]
    return rows[["source", "dated", "address"]].drop_duplicates(["source", "address"], ignore_index=True)


def delivery_by_theme(statements: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """Count the examples of delivery of each theme, in printed order, the whole council last if it has any.

    Columns needed    those of `statements_of`
    Columns returned  theme (blank for the whole council), examples, with_figure, with_indicator, signed, disagreeing
    """
    delivery = statements_of(statements, "delivery")
    has_whole = delivery["theme"].eq(WHOLE_COUNCIL).any()
    order = [*themes, *([WHOLE_COUNCIL] if has_whole else [])]
    counted = delivery.assign(
        examples=1,
        with_figure=delivery["figure"].notna(),
        with_indicator=delivery["indicator_id"].ne(""),
        signed=delivery["signed_by"].ne(""),
        disagreeing=delivery["agreement"].eq("does not agree"),
    )
    names = ["examples", "with_figure", "with_indicator", "signed", "disagreeing"]
    counts = counted.groupby("theme")[names].sum().reindex(order, fill_value=0).astype("int64")
    return counts.rename_axis("theme").reset_index().astype({"theme": "str"})


def themes_without_example(statements: pd.DataFrame, themes: Sequence[str]) -> list[str]:
    """Return the themes, in printed order, for which the delivery report has no example.

    Columns needed    those of `statements_of`
    """
    counts = delivery_by_theme(statements, themes)
    return counts.loc[counts["examples"].eq(0), "theme"].tolist()


def delivery_with_indicators(statements: pd.DataFrame, compendium: pd.DataFrame) -> pd.DataFrame:
    """Return each example of delivery with the indicator that it should move and what that did.

    An example without an indicator, or with one that the report does not have, stays with blanks.

    Columns needed    statements: those of `statements_of`; compendium: indicator_id, title, direction,
                      evidence
    Columns returned  those of `statements_of`; title, direction, evidence
    """
    named = compendium[["indicator_id", "title", "direction", "evidence"]]
    return statements_of(statements, "delivery").merge(named, on="indicator_id", how="left", validate="many_to_one")
