"""The targets of a report, those that departments hand in included, with titles, figures and judgements."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from helpers.schema.targets import TARGET_MILESTONES, TARGETS
from helpers.schema.types import pandas_types
from helpers.verdicts import NEUTRAL, PLAN_IS_BEST

OF_RETURN: Final = "return_"
"""What the name of a target begins with that comes from a return alone."""


class TargetList(NamedTuple):
    """The tables of targets and milestones; see `list_targets`."""

    targets: pd.DataFrame
    milestones: pd.DataFrame


def own_returns(returns: pd.DataFrame, codes: Collection[str]) -> pd.DataFrame:
    """Return the rows of returns that are of the council, under any code that it has had, by indicator and period.

    Columns needed    returns, the table of that name
    Columns returned  those of returns
    """
    own = returns[returns["area_code"].isin(list(codes))]
    return own.sort_values(["indicator_id", "period_end"], kind="stable", ignore_index=True)


def list_targets(
    targets: pd.DataFrame,
    milestones: pd.DataFrame,
    returns: pd.DataFrame,
    indicators: pd.DataFrame,
    dashboards: pd.DataFrame,
) -> TargetList:
    """Return every target of the report with its title and theme, those of returns included.

    The targets of a return are milestones of the target that the files have for the indicator; the files come first
    where both have one for a period. Without such a target, the newest is a target of its own, and the earlier ones are
    its milestones.

    Columns needed    targets, milestones, indicators, dashboards: the tables of these names; returns: those of
                      `own_returns`
    Columns returned  targets: TARGETS; milestones: TARGET_MILESTONES, by period
    """
    about = indicators[["indicator_id", "title", "dashboard", "polarity", "unit", "decimals"]].merge(
        dashboards[["dashboard", "theme"]], on="dashboard", how="left", validate="many_to_one"
    )
    about = about.set_index("indicator_id")
    in_report = targets["indicator_id"].eq("") | targets["indicator_id"].isin(about.index) | targets["title"].ne("")
    titled = targets[in_report].reset_index(drop=True)
    for column in ("title", "theme"):
        of_register = _words(titled["indicator_id"], about[column])
        titled[column] = titled[column].where(titled[column].ne(""), of_register)
    handed_in = returns[returns["target"].notna()]
    handed_in = handed_in[handed_in["indicator_id"].isin(about.index)].sort_values(["indicator_id", "period_end"])
    own, on_the_way = _of_returns(handed_in, titled, about)
    all_milestones = pd.concat([milestones, on_the_way], ignore_index=True)
    all_milestones = all_milestones[all_milestones["target_id"].isin([*titled["target_id"], *own["target_id"]])]
    all_milestones = all_milestones.drop_duplicates(["target_id", "period"], keep="first")
    return TargetList(
        pd.concat([titled, own], ignore_index=True).astype(pandas_types(TARGETS)),
        all_milestones.sort_values(["target_id", "period_end"], kind="stable", ignore_index=True).astype(
            pandas_types(TARGET_MILESTONES)
        ),
    )


def _of_returns(
    handed_in: pd.DataFrame, targets: pd.DataFrame, about: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the targets that returns alone have, and the milestones that they give to these and to others."""
    by_indicator = targets[targets["indicator_id"].ne("")].drop_duplicates("indicator_id").set_index("indicator_id")
    names = _words(handed_in["indicator_id"], by_indicator["target_id"])
    names = names.where(names.ne(""), OF_RETURN + handed_in["indicator_id"])
    rows = handed_in.assign(target_id=names.astype("str"))
    milestones = rows[["target_id", "period", "period_start", "period_end"]].assign(
        value=rows["target"], lower=float("nan"), upper=float("nan"), milestone="target of the return", note=""
    )
    newest = rows[rows["target_id"].str.startswith(OF_RETURN)].drop_duplicates("target_id", keep="last")
    records = [_target_of(row, about) for row in newest.to_dict("records")]
    own = pd.DataFrame(records, columns=list(TARGETS.names)).astype(pandas_types(TARGETS))
    is_end = pd.MultiIndex.from_frame(milestones[["target_id", "period"]]).isin(
        pd.MultiIndex.from_frame(own[["target_id", "target_period"]])
    )
    return own, milestones[~is_end]


def _target_of(row: dict[Any, Any], about: pd.DataFrame) -> dict[str, Any]:
    """Return the target of a return as a row of the table targets."""
    indicator = about.loc[str(row["indicator_id"])]
    neutral = indicator["polarity"] in (NEUTRAL, PLAN_IS_BEST)
    blank = {column.name: "" if not column.nullable else None for column in TARGETS.columns}
    return blank | {
        "target_id": row["target_id"],
        "indicator_id": row["indicator_id"],
        "title": indicator["title"],
        "theme": indicator["theme"],
        "polarity": PLAN_IS_BEST if neutral else indicator["polarity"],
        "type": "plan" if neutral else "reach",
        "unit": indicator["unit"],
        "decimals": indicator["decimals"],
        "in_points": str(indicator["unit"]).startswith("%"),
        "baseline_reason": "The return has none.",
        "target_value": row["target"],
        "target_period": row["period"],
        "target_start": row["period_start"],
        "target_end": row["period_end"],
        "milestones_reason": "The return has none.",
        "owner": row["owner"],
        "is_reward": False,
        "is_stretch": False,
        "source": "The department's return",
    }


def target_series(targets: pd.DataFrame, own_series: pd.DataFrame, judgements: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of every target by period: those of the run, and those that only the judgements have.

    Where both have a period, the figure is that of the run.

    Columns needed    targets: target_id, indicator_id; own_series: indicator_id, period, period_start, period_end,
                      value, status, marker; judgements: those of TARGET_JUDGEMENTS
    Columns returned  target_id, period, period_start, period_end, value (units of the target), actual_is, origin
                      (run or judgement), provisional, in order of target and period
    """
    series = own_series.loc[
        own_series["value"].notna(), ["indicator_id", "period", "period_start", "period_end", "value"]
    ]
    provisional = own_series["status"].eq("provisional") | own_series["marker"].fillna("").str.contains(
        "[p]", regex=False
    )
    series = series.assign(actual_is="", origin="run", provisional=provisional.loc[series.index])
    of_run = targets.loc[targets["indicator_id"].ne(""), ["target_id", "indicator_id"]].merge(series, on="indicator_id")
    by_people = judgements[judgements["actual"].notna()]
    by_people = by_people[["target_id", "period", "period_start", "period_end", "actual", "actual_is"]].rename(
        columns={"actual": "value"}
    )
    by_people = by_people.assign(origin="judgement", provisional=by_people["actual_is"].eq("provisional"))
    both = pd.concat([of_run.drop(columns="indicator_id"), by_people], ignore_index=True)
    both = both.assign(month=pd.to_datetime(both["period_end"]).dt.to_period("M"))
    both = both.drop_duplicates(["target_id", "month"], keep="first")
    order = both.sort_values(["target_id", "month"], kind="stable", ignore_index=True).drop(columns="month")
    return order.astype({"actual_is": "str", "origin": "str", "value": "float64", "provisional": "bool"})


def figures_of_any_period(
    observations: pd.DataFrame, in_year_figures: pd.DataFrame, codes: Collection[str]
) -> pd.DataFrame:
    """Return the council's figures for all kinds of period, each once; `codes` are those of the council over time.

    Columns needed    observations, in_year_figures, the tables: indicator_id, area_code, period, value
    Columns returned  indicator_id, period, value
    """
    columns = ["indicator_id", "area_code", "period", "value"]
    both = pd.concat([observations[columns], in_year_figures[columns]], ignore_index=True)
    own = both[both["area_code"].isin(list(codes)) & both["value"].notna()]
    return own.drop_duplicates(["indicator_id", "period"])[["indicator_id", "period", "value"]]


def with_figures(targets: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return each target with its newest figure, the one before, and its baseline where the run has it.

    A baseline with a period and no value is the figure of that period. A target has the decimals of the figures that
    people gave, if these have more.

    Columns needed    targets: TARGETS; series: those of `target_series`
    Columns returned  those of targets; baseline_of_run (the run's figure of the baseline's period, where a stated
                      baseline is another; otherwise null), actual, actual_period, actual_start, actual_end, actual_is,
                      actual_from, provisional, previous_value, previous_period
    """
    newest = series.groupby("target_id").tail(1).set_index("target_id")
    before = series.groupby("target_id").nth(-2).set_index("target_id")
    key = targets["target_id"]
    at_baseline = series.drop_duplicates(["target_id", "period"]).set_index(["target_id", "period"])["value"]
    pairs = pd.MultiIndex.from_arrays([key, targets["baseline_period"]])
    by_people = series[series["origin"].eq("judgement")]
    most = by_people.groupby("target_id")["value"].agg(lambda values: values.map(_decimals).max())
    decimals = np.maximum(targets["decimals"], key.map(most).fillna(0))
    of_run = series[series["origin"].eq("run")].set_index(["target_id", "period"])["value"]
    of_run = pd.Series(of_run.reindex(pairs).to_numpy("float64"), targets.index)
    base = targets["baseline_value"].fillna(pd.Series(at_baseline.reindex(pairs).to_numpy(), targets.index))
    return targets.assign(
        decimals=decimals.astype("int64"),
        baseline_value=base,
        baseline_of_run=of_run.where((of_run - base).abs() > 1e-9),
        actual=key.map(newest["value"]).astype("float64"),
        actual_period=_words(key, newest["period"]),
        actual_start=key.map(newest["period_start"]),
        actual_end=key.map(newest["period_end"]),
        actual_is=_words(key, newest["actual_is"]),
        actual_from=_words(key, newest["origin"]),
        provisional=key.map(newest["provisional"]).eq(other=True),
        previous_value=key.map(before["value"]).astype("float64"),
        previous_period=_words(key, before["period"]),
    )


def _decimals(value: float) -> int:
    """Return how many decimal places a figure has when it is written as short as can be, up to 2."""
    return min(2, max(0, -int(Decimal(repr(float(value))).normalize().as_tuple().exponent)))


def _words(key: pd.Series, words: pd.Series) -> pd.Series:
    """Return the words of each key; blank for none."""
    return key.map(words.to_dict()).astype("object").fillna("").astype("str")


JUDGED: Final = [
    "judged",
    "judged_reason",
    "commentary",
    "remedial_action",
    "action_by",
    "expected",
    "judged_by",
]
"""What the judgement of a report says of a target."""


def judged_words(
    targets: pd.DataFrame, judgements: pd.DataFrame, returns: pd.DataFrame, year: int, named: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what people say of each target in the report of a year, and what they judged in the review before.

    The judgement is the last of the report; the review before is what it says itself, or the last colour of an earlier
    row. Where the judgement has no words, those of a return for the same period are taken, and where that has none,
    what the text of the report says of the target: `named` are the indicators that an agreement names.

    Columns needed    targets: target_id, indicator_id, actual_period; judgements: TARGET_JUDGEMENTS, by report and
                      period; returns: indicator_id, period, commentary, planned_improvement; named: target_id, facts,
                      action
    Columns returned  target_id and JUDGED; previous (a colour as in the file, blank for none)
    """
    now = judgements[judgements["report_year"].eq(year)].drop_duplicates("target_id", keep="last")
    rows = targets[["target_id", "indicator_id", "actual_period"]].merge(
        now[["target_id", "period", *JUDGED, "previous"]], on="target_id", how="left"
    )
    text = [name for name in JUDGED if name != "expected"]
    rows[[*text, "previous"]] = rows[[*text, "previous"]].fillna("")
    coloured = judgements[judgements["judged"].ne("")]
    is_newest = pd.MultiIndex.from_frame(coloured[["target_id", "report_year", "period"]]).isin(
        pd.MultiIndex.from_frame(now[["target_id", "report_year", "period"]])
    )
    earlier = coloured[~is_newest].drop_duplicates("target_id", keep="last").set_index("target_id")["judged"]
    rows["previous"] = rows["previous"].where(rows["previous"].ne(""), _words(rows["target_id"], earlier))
    handed_words = returns.drop_duplicates(["indicator_id", "period"], keep="last").set_index(
        ["indicator_id", "period"]
    )
    pairs = pd.MultiIndex.from_arrays([rows["indicator_id"], rows["actual_period"]])
    for column, handed_in in (("commentary", "commentary"), ("remedial_action", "planned_improvement")):
        words = pd.Series(handed_words[handed_in].reindex(pairs).fillna("").to_numpy(), rows.index)
        rows[column] = rows[column].where(rows[column].ne(""), words)
    if named is not None:
        printed = named[named["target_id"].ne("")].drop_duplicates("target_id").set_index("target_id")
        for column, name in (("commentary", "facts"), ("remedial_action", "action")):
            rows[column] = rows[column].where(rows[column].ne(""), _words(rows["target_id"], printed[name]))
    return rows[["target_id", *JUDGED, "previous"]]
