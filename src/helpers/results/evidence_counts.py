"""The strength of evidence beside the directions: how many are clear, and how many would be so by chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers.methods.false_discovery import chance_findings
from helpers.verdicts import CLEAR, DETERMINED, EVIDENCE_WORDS, SIGNS, WORSENED


def with_evidence(frame: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Put the strength of evidence beside the direction of travel; neither changes the other.

    Columns needed    frame: indicator_id; evidence: the table
    Columns returned  those of the frame; evidence, evidence_reason (the ground in words), z, p
    """
    names = {"evidence": "evidence", "reason": "evidence_reason", "z": "z", "p": "p"}
    beside = evidence[["indicator_id", *names]].rename(columns=names)
    return frame.merge(beside, on="indicator_id", how="left", validate="one_to_one")


def clear_counts(frame: pd.DataFrame, by: Sequence[str] = ()) -> dict[str, Any]:
    """Count the clear changes of each direction that is determined, in all or by the columns named.

    Columns needed    those of `by`; direction, evidence
    Columns returned  improved_clear, no_real_change_clear, worsened_clear: a number each, or a series of them by the
                      columns named
    """
    counts = {}
    for direction in DETERMINED:
        clear = (frame["direction"].eq(direction) & frame["evidence"].eq(CLEAR)).astype("int64")
        number = clear.groupby([frame[name] for name in by]).sum() if by else int(clear.sum())
        counts[f"{direction.lower().replace(' ', '_')}_clear"] = number
    return counts


def count_by_chance(frame: pd.DataFrame) -> dict[str, Any]:
    """Return how many of the tested changes are clear, how many would be by chance, and how many stay.

    Columns needed    p, z, polarity
    Columns returned  those of `chance_findings`
    Source            docs/methods/13_strength_of_evidence.md
    """
    return chance_findings(frame["p"], np.sign(frame["z"]) * frame["polarity"].map(SIGNS))


def evidence_by_direction(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the strength of evidence of each direction that is determined, in printed order.

    Columns needed    direction, evidence
    Columns returned  direction; clear, usual, cannot_be_told, total (their sum)
    """
    counts = pd.crosstab(frame["direction"], frame["evidence"])
    counts = counts.reindex(index=list(DETERMINED), columns=list(EVIDENCE_WORDS), fill_value=0)
    counts.columns = pd.Index(["clear", "usual", "cannot_be_told"])
    return counts.assign(total=counts.sum(axis=1)).rename_axis("direction").reset_index()


def ground_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Count what decided on the strength of evidence, of the directions that are determined, most first.

    Columns needed    direction, evidence, evidence_reason
    Columns returned  evidence, evidence_reason, indicators
    """
    rows = frame[frame["direction"].isin(DETERMINED)]
    counts = rows.groupby(["evidence", "evidence_reason"]).size().rename("indicators").reset_index()
    order = counts["evidence"].map({word: number for number, word in enumerate(EVIDENCE_WORDS)})
    ordered = counts.assign(order=order).sort_values(["order", "indicators"], ascending=[True, False], kind="stable")
    return ordered.drop(columns="order").reset_index(drop=True)


def clearest_changes(frame: pd.DataFrame, evidence: pd.DataFrame, most: int = 8) -> pd.DataFrame:
    """Return the indicators whose changes are clear, the clearest for the better first and for the worse last.

    Columns needed    frame: indicator_id, title, polarity, evidence, z; evidence: the table
    Columns returned  those of the frame; difference_lower, difference_upper, usual_lower, usual_upper, group_change,
                      shrunken_change (of the table); size (times its usual ups and downs, above zero where it is for
                      the better)
    """
    names = ["difference_lower", "difference_upper", "usual_lower", "usual_upper", "group_change", "shrunken_change"]
    rows = frame.merge(evidence[["indicator_id", *names]], on="indicator_id", validate="one_to_one")
    rows = rows.assign(size=rows["z"] * rows["polarity"].map(SIGNS))
    rows = rows[rows["evidence"].eq(CLEAR) & rows["size"].ne(0)]
    ordered = rows.sort_values(["size", "title"], ascending=[False, True])
    better, worse = ordered[ordered["size"] > 0].head(most), ordered[ordered["size"] < 0].tail(most)
    return pd.concat([better, worse]).reset_index(drop=True)


def worse_and_behind(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators that worsened and are in the bottom quartile, those that worsened most clearly first.

    Columns needed    direction, quartile, evidence, z
    Columns returned  those of the frame
    """
    rows = frame[frame["direction"].eq(WORSENED) & frame["quartile"].eq(4).fillna(value=False)]
    order = rows["evidence"].map({word: number for number, word in enumerate(EVIDENCE_WORDS)})
    ordered = rows.assign(order=order, size=rows["z"].abs())
    ordered = ordered.sort_values(["order", "size"], ascending=[True, False], kind="stable")
    return ordered.drop(columns=["order", "size"])
