"""How strong the evidence is for each change of the council's figures, and what is to be expected next."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from helpers.methods.control_chart import control_charts
from helpers.methods.evidence import GROUNDS, NOT_COMPARABLE, judge_evidence
from helpers.methods.expressions import SERIES
from helpers.methods.intervals import CONFIDENCE, level
from helpers.methods.moderation import shrunken_changes
from helpers.methods.series_levels import REASONS, Levels, series_levels
from helpers.methods.shrunken_ranks import figure_errors
from helpers.methods.yearly_changes import scale_figures, unscale_figures
from helpers.params import Parameters
from helpers.schema.evidence import CHANGES, CONTROL_CHARTS, EVIDENCE, FORECASTS, LEVELS
from helpers.shared_work import do_once
from helpers.verdicts import (
    CANNOT_BE_DETERMINED,
    CANNOT_BE_TOLD,
    CLEAR,
    DETERMINED,
    IMPROVED,
    NO_REAL_CHANGE,
    SIGNS,
    USUAL,
    WORSENED,
)


class Evidence(NamedTuple):
    """The tables on evidence; see `weigh_evidence`."""

    changes: pd.DataFrame
    evidence: pd.DataFrame
    levels: pd.DataFrame
    forecasts: pd.DataFrame
    control_charts: pd.DataFrame


def weigh_evidence(group: pd.DataFrame, directions: pd.DataFrame, area_code: str) -> Evidence:
    """Say how strong the evidence is for the newest change of every indicator, and what is to be expected next.

    The ups and downs of a measure are those of all councils in `group`; `area_code` is the newest code of the council
    of the report.

    Columns needed    group: those of `group_series.group_series`; directions, the table of that name: indicator_id,
                      latest_year, previous_year, change, reason
    Columns returned  changes: CHANGES; evidence: EVIDENCE, one row for each of directions; levels: LEVELS; forecasts:
                      FORECASTS; control_charts: CONTROL_CHARTS; the last three of the council alone
    Raises            MethodProblem: a column is missing or holds text for numbers
    Source            docs/methods/13_strength_of_evidence.md
    """
    judged, lasting, series = do_once("evidence", group, lambda: _of_group(group))
    levels = series.levels[series.levels["area_code"] == area_code]
    forecasts = series.forecasts[series.forecasts["area_code"] == area_code]
    return Evidence(
        table_of_changes(judged),
        _of_council(judged, lasting, directions, area_code),
        levels.assign(reason=levels["reason"].map(REASONS).fillna(""))[list(LEVELS.names)].reset_index(drop=True),
        forecasts.astype({"year": "int64", "ahead": "int64"})[list(FORECASTS.names)].reset_index(drop=True),
        _charts(judged[judged["area_code"] == area_code]),
    )


def _of_group(group: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, Levels]:
    """Return what the evidence of a council is taken from, which is the same for every council of its group."""
    judged = judge_evidence(group)
    return judged, shrunken_changes(judged), series_levels(judged)


def table_of_changes(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the table changes. It has errors, as a small variance would have no digits left when it is written.

    Columns needed    those of `evidence.judge_evidence`
    Columns returned  CHANGES
    """
    table = judged.assign(figure_error=figure_errors(judged), change_error=np.sqrt(judged["change_variance"]))
    return table[list(CHANGES.names)].astype({"previous_year": "Int64"})


def _of_council(judged: pd.DataFrame, lasting: pd.DataFrame, directions: pd.DataFrame, area_code: str) -> pd.DataFrame:
    """Return the table evidence of one council."""
    return evidence_of_directions(judged, lasting, directions.assign(area_code=area_code))[list(EVIDENCE.names)]


def evidence_of_directions(judged: pd.DataFrame, lasting: pd.DataFrame, directions: pd.DataFrame) -> pd.DataFrame:
    """Return how strong the evidence is for the change that each direction compares, with its ground in words.

    Columns needed    judged: those of `judge_evidence`, of all areas of the group; lasting: those of
                      `shrunken_changes`; directions: indicator_id, area_code, latest_year, previous_year, change,
                      reason
    Columns returned  area_code and those of EVIDENCE, one row for each direction in order of indicator and area
    Source            docs/methods/13_strength_of_evidence.md
    """
    key = [*SERIES, "year"]
    changed = judged["own_change"].notna().groupby([judged["indicator_id"], judged["year"]]).transform("sum")
    own = judged.assign(changed=changed)[judged["area_code"].isin(directions["area_code"])]
    rows = own.merge(lasting, on=key, how="left", validate="one_to_one")
    rows = rows.drop(columns="change").rename(columns={"lower": "difference_lower", "upper": "difference_upper"})
    rows = rows.assign(**_usual_figures(rows), **_of_others(rows))
    about = directions[[*SERIES, "latest_year", "previous_year", "change", "reason"]]
    about = about.rename(columns={"latest_year": "year", "previous_year": "compared_year"})
    table = about.astype({"year": "Int64"}).merge(
        rows.drop(columns="value").astype({"year": "Int64"}), on=key, how="left", validate="one_to_one"
    )
    paired = table["change"].notna() & table["previous_year"].eq(table["compared_year"]).fillna(value=False)
    numbers = [name for name in EVIDENCE.names if name not in ("indicator_id", "year", "evidence", "ground", "reason")]
    table[numbers] = table[numbers].where(paired)
    ground = table["ground"].where(paired, NOT_COMPARABLE)
    reason = ground.map(GROUNDS).where(table["change"].notna(), table["reason"])
    table = table.assign(evidence=table["evidence"].where(paired, CANNOT_BE_TOLD), ground=ground, reason=reason)
    return table.sort_values(list(SERIES), ignore_index=True)[["area_code", *EVIDENCE.names]]


def _usual_figures(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return between which figures the latest would be within the usual ups and downs; null where limits decided."""
    by_noise = rows["difference_lower"].isna()
    quantile = stdtrit(rows["noise_df"].to_numpy("float64"), 1 - (1 - level(CONFIDENCE)) / 2)
    reach = pd.Series(quantile, index=rows.index) * np.sqrt(rows["change_variance"].where(by_noise))
    ends = {"usual_lower": -reach, "usual_upper": reach}
    return {name: _moved(rows, end) for name, end in ends.items()}


FEWEST_CHANGES = 3
"""Councils with a change of an indicator from which one of them is said to be in the middle of the group."""


def _of_others(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return by how much the figure would have changed had it changed as the middle of the group did.

    It is null where fewer than FEWEST_CHANGES councils have a change, as the council would be its own middle.
    """
    middle = (rows["scaled_change"] - rows["own_change"]).where(rows["changed"] >= FEWEST_CHANGES)
    return {"group_change": _moved(rows, middle) - rows["previous_value"]}


def _moved(rows: pd.DataFrame, by: pd.Series) -> pd.Series:
    """Return the figure before, moved by so much on the scale of its indicator, in units of the value."""
    about = (rows["scale"].to_numpy(), *(rows[name].to_numpy("float64") for name in ("unit", "whole")))
    before = scale_figures(rows["previous_value"].to_numpy("float64"), *about)
    return pd.Series(unscale_figures(before + by.to_numpy("float64"), *about), index=rows.index)


def _charts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the control charts of the newest run of comparable figures of each series."""
    rows = rows.sort_values([*SERIES, "year"])
    run = (~rows["comparable"].astype("bool")).groupby(rows["indicator_id"]).cumsum()
    rows = rows[(run == run.groupby(rows["indicator_id"]).transform("max")) & rows["lag"].eq(1)]
    return control_charts(rows)[list(CONTROL_CHARTS.names)]


EVIDENCE_RULE, EVIDENCE_RULE_ID = "evidence", "E"


def counted_directions(
    directions: pd.DataFrame, evidence: pd.DataFrame, indicators: pd.DataFrame, parameters: Parameters
) -> pd.DataFrame:
    """Return the directions that the headline counts, as the year's parameter `counted_by` says.

    Columns needed and returned  those of `decide_by_evidence`
    """
    return decide_by_evidence(directions, evidence, indicators) if parameters.counted_by == "evidence" else directions


def decide_by_evidence(directions: pd.DataFrame, evidence: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Let the evidence alone decide the direction of travel, for a council that counts so.

    A clear change is improved or worsened, one within the usual ups and downs is no real change, and anything else
    cannot be determined. Where there is nothing sound to compare, and for measures of context, the
    direction stays as it is.

    Columns needed    directions and evidence: the tables of those names; indicators: indicator_id, polarity
    Columns returned  those of directions; rule is evidence and rule_id E where it decided, reason is its ground
    Source            docs/methods/13_strength_of_evidence.md
    """
    by_id = evidence.set_index("indicator_id")
    word, ground = (directions["indicator_id"].map(by_id[name]) for name in ("evidence", "reason"))
    polarity = directions["indicator_id"].map(indicators.set_index("indicator_id")["polarity"])
    better = np.sign(directions["change"]) * polarity.map(SIGNS)
    decides = directions["direction"].isin(DETERMINED) & polarity.map(SIGNS).ne(0)
    clear = np.where(better > 0, IMPROVED, WORSENED)
    direction = np.select([word == CLEAR, word == USUAL], [clear, NO_REAL_CHANGE], CANNOT_BE_DETERMINED)
    return directions.assign(
        direction=directions["direction"].mask(decides, pd.Series(direction, index=directions.index)),
        rule=directions["rule"].mask(decides, EVIDENCE_RULE),
        rule_id=directions["rule_id"].mask(decides, EVIDENCE_RULE_ID),
        reason=directions["reason"].mask(decides, ground),
        tolerance=directions["tolerance"].mask(decides),
        limits=directions["limits"].mask(decides),
    )
