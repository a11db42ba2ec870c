"""What a target lacks for a colour: the things that nobody has said yet, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from helpers.methods.targets import CONTINUOUS
from helpers.verdicts import NOT_AVAILABLE, RAG_ORDER

FIGURE: Final = "a figure with its period"
NO_FIGURE_SUPPLIED: Final = "No figure was published or supplied in time."
EXACT_FIGURE: Final = "an exact figure, as the one given is a bound"
LATER_FIGURE: Final = "a figure of the period by which it was due"
DATE: Final = "the date by which it is to be reached"
START: Final = "the figure that it starts from with its period, or milestones on the way"
_NEED_A_WAY: Final = ("no_end", "no_baseline", "no_figure", "no_figure_yet")
MILESTONE_OF_PART: Final = "a milestone for a part of its period"
MILESTONE: Final = f"{MILESTONE_OF_PART}, or the word that its way is straight"


def what_is_missing(targets: pd.DataFrame, milestones: pd.DataFrame) -> pd.Series:
    """Return what a colour of each target needs and nobody has said, separated by semicolons; blank for none.

    A target with a colour, or one that people say is not available for reporting, needs nothing.

    Columns needed    targets: target_id, type, status, calculated, judged, reason_code (of REASONS), actual,
                      baseline_value, target_end, in_points; milestones: target_id
    Columns returned  a text for each target
    """
    with_milestone = set(milestones["target_id"])
    words = ["; ".join(_lacks(row, with_milestone)) for row in targets.to_dict("records")]
    return pd.Series(words, index=targets.index, dtype="str")


def why_missing(row: Mapping[Any, Any]) -> list[str]:
    """Return why each thing that a target lacks is not known, in the order in which they are said to be missing.

    Columns needed  missing (of `what_is_missing`), period_reason, baseline_reason
    """
    missing = str(row["missing"]).split("; ")
    reasons = (
        NO_FIGURE_SUPPLIED if FIGURE in missing else "",
        str(row["period_reason"]),
        str(row["baseline_reason"]) if START in missing else "",
    )
    return [reason for reason in reasons if reason]


def _lacks(row: Mapping[Any, Any], with_milestone: set[Any]) -> Iterator[str]:
    if row["status"] in RAG_ORDER or row["calculated"] in RAG_ORDER or NOT_AVAILABLE in (row["status"], row["judged"]):
        return
    if pd.isna(row["actual"]):
        yield FIGURE
    elif row["reason_code"] == "bound":
        yield EXACT_FIGURE
    elif row["reason_code"] == "before":
        yield LATER_FIGURE
    if row["type"] not in CONTINUOUS:
        return
    if pd.isna(row["target_end"]):
        yield DATE
    if row["reason_code"] == "part":
        yield MILESTONE if row["in_points"] else MILESTONE_OF_PART
    elif (
        row["reason_code"] in _NEED_A_WAY and pd.isna(row["baseline_value"]) and row["target_id"] not in with_milestone
    ):
        yield START
