"""The counts that sentences on risks state: the table risk_counts."""

from __future__ import annotations

import pandas as pd

from helpers.methods.risk_scores import HIGH, LOW, MEDIUM, NOT_SCORED
from helpers.results.as_counts import as_counts
from helpers.schema.risks import RISK_COUNTS


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
    return as_counts(rows, RISK_COUNTS)
