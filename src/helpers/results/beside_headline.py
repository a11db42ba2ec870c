"""Counts beside the headline: dashboards counted apart, supporting outcomes, and what somebody asked to see."""

from __future__ import annotations

import pandas as pd

from helpers.methods.same_measure import one_per_measure
from helpers.results.compendium import direction_counts
from helpers.verdicts import SIGNS


def judged_once(compendium: pd.DataFrame, same_measure: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are judged, are not too old and tell a measure that no other row tells, in their order.

    A measure that a department or a partner has to hand in is among them once it has a figure.

    Columns needed    compendium: the table; same_measure: indicator_id, in the order in which one of a family is taken
    Columns returned  those of the compendium; family_order
    Source            docs/methods/08_headline.md
    """
    order = same_measure.assign(family_order=range(1, len(same_measure) + 1))[["indicator_id", "family_order"]]
    rows = compendium.merge(order, on="indicator_id", how="left", validate="one_to_one")
    rows["family_order"] = rows["family_order"].fillna(0).astype("int64")
    awaited = rows["measure_type"].ne("national") & rows["value"].isna()
    able = rows["polarity"].map(SIGNS).ne(0) & ~rows["stale"] & ~awaited
    return one_per_measure(rows[able.astype("bool")])


def apart_counts(compendium: pd.DataFrame, same_measure: pd.DataFrame) -> pd.DataFrame:
    """Count the directions of each dashboard that has counts of its own, in printed order.

    Columns needed    those of `judged_once`; count_apart, dashboard, dashboard_order
    Columns returned  dashboard, and those of `direction_counts`
    Source            docs/methods/08_headline.md
    """
    rows = judged_once(compendium, same_measure)
    counts = direction_counts(rows[rows["count_apart"]], by=["dashboard_order", "dashboard"])
    return counts.sort_values("dashboard_order", ignore_index=True).drop(columns="dashboard_order")


def outcome_counts(outcomes: pd.DataFrame, compendium: pd.DataFrame) -> pd.DataFrame:
    """Count the measures of each supporting outcome and their directions, in printed order.

    Columns needed    outcomes: the table; compendium: indicator_id, value, and those of `direction_counts`
    Columns returned  theme, outcome, measures, with_figure, and those of `direction_counts` for those with a figure
    """
    rows = outcomes[outcomes["indicator_id"].ne("")].merge(compendium.drop(columns="theme"), on="indicator_id")
    keys = ["outcome_order", "theme", "outcome"]
    every = outcomes[keys].drop_duplicates().set_index("outcome_order")
    measures = rows.groupby("outcome_order").size()
    with_figure = rows[rows["value"].notna()]
    directions = direction_counts(with_figure, by=["outcome_order"]).set_index("outcome_order")
    table = every.assign(measures=measures).join(directions)
    numbers = [name for name in table.columns if name not in keys and not name.endswith("_percent")]
    return (
        table.fillna(dict.fromkeys(numbers, 0))
        .astype(dict.fromkeys(numbers, "int64"))
        .assign(with_figure=lambda frame: frame["total"])
        .reset_index(drop=True)
    )


def answers(asked_for: pd.DataFrame, compendium: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each subject that somebody asked to see and each measure that answers it, in their order.

    Columns needed    asked_for: topic, asked_by, indicator_ids (separated by semicolons), answer; compendium:
                      the table
    Columns returned  topic, asked_by, answer, and those of the compendium; a measure that this report does not have
                      is left out
    """
    rows = asked_for.assign(indicator_id=asked_for["indicator_ids"].str.split(";")).explode("indicator_id")
    return rows.drop(columns="indicator_ids").merge(compendium, on="indicator_id").reset_index(drop=True)


def controller_counts(counted: pd.DataFrame, *, is_two_tier: bool) -> pd.DataFrame:
    """Count the directions of counted indicators by who can do most about the outcome.

    A council without districts provides their services itself: what districts control elsewhere is then the council's.

    Columns needed    counted: controlled_by, and those of `direction_counts`
    Columns returned  controlled_by, and those of `direction_counts`
    """
    if not is_two_tier:
        counted = counted.assign(controlled_by=counted["controlled_by"].replace("district", "county"))
    return direction_counts(counted, by=["controlled_by"])
