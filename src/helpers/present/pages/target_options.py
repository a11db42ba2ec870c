"""What the report prints of what could be done about targets at risk, against the gap that is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.methods.target_bounds import FLIPPED
from helpers.present.cells import format_number, is_missing
from helpers.present.figures import figure_in_words
from helpers.present.pages.targets import figure_of
from helpers.present.tables import table
from helpers.present.values import Column, Part


def options_table(options: pd.DataFrame) -> Part | None:
    """Return what could be done, with its contribution to the gap, its cost and its approval; None without options."""
    if options.empty:
        return None
    rows = options.assign(
        brings=[
            "[x]" if is_missing(row["contribution"]) else figure_in_words(row["contribution"], row["unit"])
            for row in options.to_dict("records")
        ],
        gap_words=[_gap_of_option(row) for row in options.to_dict("records")],
        share_words=[_share_of_gap(row) for row in options.to_dict("records")],
        approval=options["approval"].where(options["approval"].ne(""), "Nobody has said"),
    )
    columns = [
        Column("title", "Target", quoted=True),
        Column("option", "Option", header=True, quoted=True),
        Column("brings", "Would bring", quoted=True),
        Column("gap_words", "Gap", quoted=True),
        Column("share_words", "Of the gap, %", align="right"),
        Column("cost_gbp", "Cost, £", align="right", decimals=2),
        Column("approval", "Approval"),
        Column("note", "Note", quoted=True),
    ]
    return table(rows, "What could be done", columns)


def _gap_of_option(row: Mapping[Any, Any]) -> str:
    """Return what is missing to what is due, or to the target; nothing for an option that does not count."""
    if is_missing(row["gap"]) or not row["counts"]:
        return f"Not known, as {row['gap_reason']}" if row["counts"] and row["gap_reason"] else "[x]"
    exactness = f"{row['gap_is']} " if row["gap_is"] else ""
    return f"{exactness}{gap_in_words(row)} to {row['gap_to']}"


def _share_of_gap(row: Mapping[Any, Any]) -> str:
    """Return how much of the gap an option would close; of a gap that is a bound, the share is one too."""
    if is_missing(row["gap_percent"]):
        return "[x]"
    exactness = FLIPPED.get(str(row["gap_is"]), str(row["gap_is"]))
    return f"{exactness} {format_number(float(row['gap_percent']), 1)}".strip()


def gap_in_words(row: Mapping[Any, Any]) -> str:
    """Return a gap with its unit; that of a share is in points."""
    if is_missing(row["gap"]) or not str(row["unit"]).startswith("%"):
        return figure_of(row["gap"], row)
    points = format_number(float(row["gap"]), int(row["decimals"]))
    return f"{points} {'point' if points == '1' else 'points'}"
