"""What the opening paragraph of each dashboard states: its counts, and the names in its lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from helpers.markers import with_marks
from helpers.results.directions import NEWER_PERIOD
from helpers.schema.narrative import DASHBOARD_FACTS, DASHBOARD_NAMES
from helpers.schema.types import no_rows, pandas_types
from helpers.verdicts import (
    CANNOT_BE_DETERMINED,
    CLEAR,
    DETERMINED,
    DIRECTIONS,
    IMPROVED,
    NO_REAL_CHANGE,
    NOT_JUDGED,
    WORSENED,
)

STATUSES: Final = (
    "indicator_id", "name", "remark", "dashboard", "theme", "dashboard_order", "theme_order", "counted", "direction",
    "reason", "has_figure", "period", "evidence", "gap_is_better", "compared", "compared_period", "quartile",
    "previous_quartile", "quartile_sure",
)  # fmt: skip
"""The columns of a frame of statuses: one row for each indicator, in printed order."""

LISTS: Final[Mapping[str, str]] = {
    IMPROVED: "improved",
    WORSENED: "worsened",
    NO_REAL_CHANGE: "no_real_change",
    NOT_JUDGED: "not_judged",
}
"""The list in which the indicators of a direction are named."""

WITHOUT_FIGURE, NOT_COMPARABLE = "without_figure", "not_comparable"
FELL_TO, ROSE_TO, REMAINS_IN, IS_IN = "fell_to", "rose_to", "remains_in", "is_in"
EARLIER_COMPARISON = "earlier_comparison"

FIRST, LAST = 1, 4
"""The best and the worst quartile."""


def dashboard_statuses(
    compendium: pd.DataFrame,
    comparisons: pd.DataFrame,
    remarks: Mapping[str, str] | None = None,
    certainty: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what the opening paragraphs need to know of each indicator.

    The name of a measure that is not national says whose it is, and that of a provisional or a derived figure has its
    markers. `remarks` has what a reader must know beside some names, by indicator.

    Columns needed    compendium, the table: indicator_id, title, measure_type, provisional, derived,
                      previous_provisional, previous_derived, dashboard, theme, dashboard_order, theme_order,
                      in_headline, direction, direction_reason, evidence, value, period; comparisons, the table:
                      indicator_id, period, value, median, gap_is_better, quartile, previous_quartile; certainty, the
                      table rank_certainty: indicator_id, quartile, quartile_best, quartile_worst
    Columns returned  STATUSES; counted is in_headline; compared says whether the figure is judged against the middle of
                      the group; quartile_sure says whether the council can be in that quartile alone, null if no
                      certainty is given
    """
    about = comparisons.set_index("indicator_id")
    key = compendium["indicator_id"]
    is_compared = key.map(about["quartile"]).notna() & key.map(about["median"]).notna()
    whose = compendium["measure_type"].map(lambda kind: "" if kind == "national" else f" ({kind})")
    statuses = compendium.assign(
        name=with_marks(compendium.assign(title=compendium["title"] + whose)),
        remark=[(remarks or {}).get(str(indicator), "") for indicator in key],
        counted=compendium["in_headline"],
        reason=compendium["direction_reason"].str.split(NEWER_PERIOD, n=1, regex=False).str[0].fillna(""),
        has_figure=compendium["value"].notna(),
        period=compendium["period"].fillna(""),
        evidence=compendium["evidence"],
        gap_is_better=key.map(about["gap_is_better"]).astype("boolean"),
        compared=is_compared,
        compared_period=key.map(about["period"]).where(is_compared).fillna(""),
        quartile=key.map(about["quartile"]).astype("Int64"),
        previous_quartile=key.map(about["previous_quartile"]).astype("Int64"),
        quartile_sure=None if certainty is None else key.map(_sure(certainty)).fillna(value=False),
    ).astype({"quartile_sure": "boolean"})
    return statuses[list(STATUSES)]


def _sure(certainty: pd.DataFrame) -> pd.Series:
    """Say by indicator whether the ranks that the council may have are all in the quartile that is printed."""
    about = certainty.set_index("indicator_id")[["quartile_best", "quartile", "quartile_worst"]].astype("Int64")
    alone = about["quartile_best"].eq(about["quartile"]) & about["quartile_worst"].eq(about["quartile"])
    return alone.fillna(value=False).astype("bool")


def stated_indicators(statuses: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators that a dashboard's paragraph is about: those counted; if none is, all that it has.

    Columns needed    dashboard, counted
    Columns returned  those of statuses
    """
    any_counted = statuses.groupby("dashboard")["counted"].transform("any").astype("bool")
    return statuses[statuses["counted"].astype("bool") | ~any_counted]


def dashboard_facts(statuses: pd.DataFrame, scopes: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Count what the opening paragraph of each dashboard states, in printed order.

    `scopes` says in words what a dashboard covers, by its name.

    Columns needed    STATUSES
    Columns returned  those of the table dashboard_facts
    Raises            ValueError: a direction is not one of `verdicts.DIRECTIONS`
    """
    wrong = sorted(set(statuses["direction"]) - set(DIRECTIONS))
    if wrong:
        raise ValueError(f"{wrong[0]!r} is not a direction of travel; expected one of {', '.join(DIRECTIONS)}")
    rows = [
        _facts_of(in_dashboard, str(dashboard), (scopes or {}).get(str(dashboard), ""))
        for dashboard, in_dashboard in statuses.groupby("dashboard", sort=False)
    ]
    if not rows:
        return no_rows(DASHBOARD_FACTS)
    facts = pd.DataFrame(rows)[list(DASHBOARD_FACTS.names)].astype(pandas_types(DASHBOARD_FACTS))
    return facts.sort_values(["theme_order", "dashboard_order"], kind="stable", ignore_index=True)


def _facts_of(in_dashboard: pd.DataFrame, dashboard: str, scope: str) -> dict[str, object]:
    rows = stated_indicators(in_dashboard)
    direction, weighed = rows["direction"], rows["evidence"].notna().any()
    undetermined = direction.eq(CANNOT_BE_DETERMINED)
    better = rows.loc[rows["compared"].astype("bool"), "gap_is_better"].astype("boolean")
    counts = {name: int(direction.eq(word).sum()) for word, name in LISTS.items()}
    clear = rows["evidence"].eq(CLEAR)
    return {
        "dashboard": dashboard,
        "scope": scope,
        **{name: in_dashboard[name].iloc[0] for name in ("theme", "theme_order", "dashboard_order")},
        "in_headline": bool(rows["counted"].any()),
        "indicators": len(rows),
        "others": len(in_dashboard) - len(rows),
        "determined": int(direction.isin(DETERMINED).sum()),
        **counts,
        WITHOUT_FIGURE: int((undetermined & ~rows["has_figure"].astype("bool")).sum()),
        NOT_COMPARABLE: int((undetermined & rows["has_figure"].astype("bool")).sum()),
        "improved_clear": int((clear & direction.eq(IMPROVED)).sum()) if weighed else None,
        "worsened_clear": int((clear & direction.eq(WORSENED)).sum()) if weighed else None,
        "compared": len(better),
        "better": int(better.fillna(value=False).sum()),
        "worse": int((~better.fillna(value=True)).sum()),
        "level": int(better.isna().sum()),
        EARLIER_COMPARISON: int(_differs(rows).sum()),
        "period": _only(rows.loc[rows["has_figure"].astype("bool"), "period"]),
        "compared_period": _only(rows.loc[rows["compared"].astype("bool"), "compared_period"]),
    }


def _differs(rows: pd.DataFrame) -> pd.Series:
    has_both = rows["compared"].astype("bool") & rows["compared_period"].ne("") & rows["period"].ne("")
    return has_both & rows["compared_period"].ne(rows["period"])


def _only(periods: pd.Series) -> str:
    different = set(periods)
    return different.pop() if len(different) == 1 else ""


def dashboard_names(statuses: pd.DataFrame) -> pd.DataFrame:
    """Return the names in the lists of each dashboard's opening paragraph, in printed order.

    Indicators of one name are listed once, with how many they are. Those without a name come last.

    Columns needed    STATUSES
    Columns returned  those of the table dashboard_names
    """
    rows = stated_indicators(statuses)
    parts = [
        rows.assign(list=name, part=part, unnamed=rows["name"].eq(""))[mask.to_numpy()]
        for name, mask, part in _lists(rows)
        if mask.any()
    ]
    if not parts:
        return no_rows(DASHBOARD_NAMES)
    ordered = pd.concat(parts, ignore_index=True).sort_values("unnamed", kind="stable")
    of_quartiles = ordered["list"].isin([FELL_TO, ROSE_TO, REMAINS_IN, IS_IN]) & bool(
        rows["quartile_sure"].notna().any()
    )
    ordered = ordered.assign(sure=ordered["quartile_sure"].astype("Float64").fillna(0.0).where(of_quartiles))
    names = ordered.groupby(["dashboard", "list", "part", "name"], sort=False).agg(
        remark=("remark", "first"),
        indicators=("indicator_id", "size"),
        indicator_ids=("indicator_id", ";".join),
        sure=("sure", lambda answers: answers.sum(min_count=1)),
    )
    names = names.reset_index()
    lists = names.groupby(["dashboard", "list", "part"], sort=False)
    names = names.assign(
        in_part=lists["indicators"].transform("sum"),
        sure_in_part=lists["sure"].transform("sum", min_count=1),
        name_order=lists.cumcount() + 1,
    )
    return names[list(DASHBOARD_NAMES.names)].astype(pandas_types(DASHBOARD_NAMES))


def _lists(rows: pd.DataFrame) -> list[tuple[str, pd.Series, pd.Series]]:
    """Return each list with the rows that are in it, and what its names share."""
    blank = pd.Series("", index=rows.index)
    undetermined = rows["direction"].eq(CANNOT_BE_DETERMINED)
    has_figure = rows["has_figure"].astype("bool")
    now, before = rows["quartile"].astype("Int64"), rows["previous_quartile"].astype("Int64")
    ends = now.isin([FIRST, LAST])
    quartile = now.astype("str")
    return [
        *((name, rows["direction"].eq(word), blank) for word, name in LISTS.items()),
        (WITHOUT_FIGURE, undetermined & ~has_figure, rows["reason"]),
        (NOT_COMPARABLE, undetermined & has_figure, rows["reason"]),
        (FELL_TO, _yes(now.gt(before)), quartile),
        (ROSE_TO, _yes(now.lt(before)), quartile),
        (REMAINS_IN, _yes(now.eq(before)) & ends, quartile),
        (IS_IN, ends & before.isna(), quartile),
        (EARLIER_COMPARISON, _differs(rows), rows["compared_period"]),
    ]


def _yes(answers: pd.Series) -> pd.Series:
    return answers.fillna(value=False).astype("bool")
