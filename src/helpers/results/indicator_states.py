"""Where each indicator stands before the compendium is put together: direction, evidence, quartile and target."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.results.compendium import with_register_and_dashboard
from helpers.results.evidence_counts import with_evidence
from helpers.results.rank_certainty import with_certainty
from helpers.schema.risks import STATE
from helpers.schema.types import pandas_type
from helpers.verdicts import RAG_ORDER

STATE_NAMES = tuple(column.name for column in STATE)


def indicator_states(
    indicators: pd.DataFrame,
    dashboards: pd.DataFrame,
    directions: pd.DataFrame,
    evidence: pd.DataFrame,
    comparisons: pd.DataFrame,
    certainty: pd.DataFrame,
    targets: pd.DataFrame,
    same_measure: pd.DataFrame,
) -> pd.DataFrame:
    """Return one row for each indicator of the report, in printed order, with where it stands.

    Of its targets the worst colour is taken, as judged by people or by rule, and the worst of those that are printed.

    Columns needed    indicators, dashboards, directions, evidence, comparisons: the tables; certainty: the table
                      rank_certainty; targets: the table target_results; same_measure: as in `compendium`
    Columns returned  those of STATE; stale, in_headline, same_as
    """
    judged = with_evidence(directions.rename(columns={"latest_value": "value"}), evidence)
    ranked = with_certainty(comparisons[["indicator_id", "quartile"]], certainty)
    rows = judged.merge(ranked, on="indicator_id", how="left", validate="one_to_one")
    rows = with_register_and_dashboard(rows, indicators, dashboards, same_measure)
    for name, columns in (("target_status", ("status", "calculated")), ("target_printed", ("status",))):
        colours = worst_status(targets, columns)
        rows = rows.assign(**{name: rows["indicator_id"].map(colours).astype("object").fillna("")})
    return with_state_types(rows[[*STATE_NAMES, "stale", "in_headline", "same_as"]])


def worst_status(targets: pd.DataFrame, columns: Sequence[str] = ("status", "calculated")) -> dict[str, str]:
    """Return the worst colour in some columns of the targets of each indicator that has a coloured one.

    Columns needed    indicator_id and `columns`, as in target_results
    """
    worst: dict[str, str] = {}
    for row in targets.to_dict("records"):
        for colour in (row[column] for column in columns):
            name = str(row["indicator_id"])
            if colour in RAG_ORDER and RAG_ORDER[colour] < RAG_ORDER.get(worst.get(name, ""), len(RAG_ORDER)):
                worst[name] = colour
    return worst


def with_state_types(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose columns of STATE have the types that are declared.

    Columns needed and returned  those of the frame
    """
    return frame.astype({column.name: pandas_type(column) for column in STATE if column.name in frame.columns})


def with_states(rows: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """Return rows that name an indicator with where it stands; without figures if the report does not have it.

    Columns needed    rows: indicator_id; states: those of `indicator_states`
    Columns returned  those of rows; those of STATE; in_report
    """
    beside = states[list(STATE_NAMES)].assign(in_report=True)
    joined = rows.merge(beside, on="indicator_id", how="left", validate="many_to_one")
    in_report = joined["in_report"].eq(True).fillna(value=False).astype("bool")
    texts = [column.name for column in STATE if pandas_type(column) == "str"]
    blank = {name: joined[name].astype("object").fillna("") for name in texts}
    decimals = joined["decimals"].fillna(0).astype("int64")
    return with_state_types(joined.assign(in_report=in_report, decimals=decimals, **blank))
