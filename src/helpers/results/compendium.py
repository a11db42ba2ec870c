"""Counts for the headline and the themes, and the compendium table that everything is printed from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from helpers.markers import marked
from helpers.methods.same_measure import one_per_measure, with_families
from helpers.results.direction_sensitivity import SENSITIVITY
from helpers.results.directions import NEWER_PERIOD
from helpers.results.evidence_counts import clear_counts
from helpers.results.quality_scores import indicator_bands
from helpers.results.rank_certainty import with_certainty
from helpers.verdicts import (
    CANNOT_BE_CALCULATED,
    CANNOT_BE_DETERMINED,
    DETERMINED,
    DIRECTIONS,
    SIGNS,
)

PRINTED_ORDER = ["theme_order", "dashboard_order", "title", "indicator_id"]
ANSWERING = ("subject", "owner", "organisation", "controlled_by", "tags", "comes_from", "survey", "why_no_figure")


def column_name(direction: str) -> str:
    """Return the name of the column in which a direction is counted: no_real_change.

    >>> column_name("No real change")
    'no_real_change'
    """
    return direction.lower().replace(" ", "_")


def compendium(
    indicators: pd.DataFrame,
    dashboards: pd.DataFrame,
    directions: pd.DataFrame,
    comparisons: pd.DataFrame,
    scores: pd.DataFrame,
    same_measure: pd.DataFrame,
    certainty: pd.DataFrame,
) -> pd.DataFrame:
    """Put together one row per registered indicator with everything a dashboard prints, in printed order.

    Columns needed    indicators: the table; dashboards: theme, dashboard, theme_order, dashboard_order, in_theme;
                      directions: the table; comparisons: indicator_id, rank, tied, n, quartile, median, gap,
                      gap_is_better, reason; scores: the table quality_scores; same_measure: family, indicator_id;
                      certainty: the table rank_certainty
    Columns returned  indicator_id, title, dashboard, counted, polarity, value_type, unit, decimals, source_id, note,
                      measure_type, those of ANSWERING, of dashboards, and of directions without area_code and years,
                      where latest_value is value and reason is direction_reason; those of comparisons with
                      `with_certainty`, where reason is rank_reason; family, same_as and in_headline of
                      `with_families`; those of `with_quality`
    """
    about = ["indicator_id", "title", "dashboard", "counted", "polarity", "value_type", "unit", "decimals"]
    about += ["source_id", "note", "measure_type", *ANSWERING]
    judged = directions.drop(columns=["area_code", "latest_year", "previous_year", "newest_year"])
    judged = judged.rename(columns={"latest_value": "value", "reason": "direction_reason"})
    standing = ["indicator_id", "rank", "tied", "n", "quartile", "median", "gap", "gap_is_better", "reason"]
    compared = with_certainty(comparisons[standing].rename(columns={"reason": "rank_reason"}), certainty)
    table = (
        indicators[about]
        .merge(dashboards, on="dashboard", how="left", validate="many_to_one")
        .merge(judged, on="indicator_id", how="left", validate="one_to_one")
        .merge(compared, on="indicator_id", how="left", validate="one_to_one")
    )
    table = with_quality(with_families(table, same_measure).drop(columns="family_order"), scores)
    return table.sort_values(PRINTED_ORDER, ignore_index=True)


def with_quality(frame: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Put the band of data quality beside each indicator; it changes nothing else.

    Columns needed    frame: indicator_id; scores, the table quality_scores: indicator_id, dimension, band
    Columns returned  those of the frame; quality_band, quality_concerns
    """
    return frame.merge(indicator_bands(scores), on="indicator_id", how="left", validate="one_to_one")


def with_register_and_dashboard(
    frame: pd.DataFrame, indicators: pd.DataFrame, dashboards: pd.DataFrame, same_measure: pd.DataFrame
) -> pd.DataFrame:
    """Add to one row per indicator what the register and the framework say of it, in printed order.

    The title of a measure that is not national says whose it is, and that of an indicator with a provisional or a
    derived figure ends with [p] or [d], so that no list, chart or sentence is without it.

    Columns needed           frame: indicator_id, period, stale, provisional, derived; indicators: indicator_id, title,
                             dashboard, counted, polarity, value_type, unit, decimals, measure_type; dashboards,
                             same_measure: as in `compendium`
    Columns used if present  frame: previous_provisional, previous_derived
    Columns returned         those of the frame, of indicators and of dashboards; those of `with_families`
    """
    about = ["indicator_id", "title", "dashboard", "counted", "polarity", "value_type", "unit", "decimals"]
    about.append("measure_type")
    table = (
        frame.drop(columns=["polarity", "value_type"], errors="ignore")
        .merge(indicators[about], on="indicator_id", how="left", validate="one_to_one")
        .merge(dashboards, on="dashboard", how="left", validate="many_to_one")
    )
    provisional, derived = (
        table[name] | table.get(f"previous_{name}", default=False) for name in ("provisional", "derived")
    )
    whose = table["measure_type"].map(lambda kind: "" if kind == "national" else f" ({kind})")
    titles = table["title"] + whose
    table["title"] = [
        marked(title, provisional=may_change, derived=worked_out)
        for title, may_change, worked_out in zip(titles, provisional, derived, strict=True)
    ]
    return with_families(table, same_measure).sort_values(PRINTED_ORDER, ignore_index=True)


def direction_counts(frame: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Count the indicators of each direction, in all or by the columns named.

    Percentages leave out what cannot be determined, as the council's published counts do.

    Columns needed           those of `by`; direction
    Columns used if present  evidence; provisional, previous_provisional (whether the figure of each may still change),
                             derived, previous_derived (whether it is worked out from published counts)
    Columns returned         those of `by`; one for each direction, total (their sum), determined (improved, no real
                             change and worsened), improved_percent, no_real_change_percent and worsened_percent (of
                             those determined; null where none is), those of `clear_counts`, and provisional and
                             derived (those that rest on such a figure) where the frame has them
    Source                   docs/methods/08_headline.md
    """
    for name in STATUSES:
        if {name, f"previous_{name}"} <= set(frame.columns):
            frame = frame.assign(**{name: frame[name] | frame[f"previous_{name}"]})
    counts = _counts(frame, "direction", list(DIRECTIONS), by).rename(columns=column_name)
    counts["total"] = counts.sum(axis=1)
    determined = [column_name(direction) for direction in DETERMINED]
    counts["determined"] = counts[determined].sum(axis=1)
    for name in determined:
        counts[f"{name}_percent"] = 100 * counts[name] / counts["determined"].where(counts["determined"] > 0)
    if "evidence" in frame.columns:
        counts = counts.assign(**clear_counts(frame, by))
    return _with_statuses(counts, frame, by).reset_index(drop=not by)


STATUSES = ("provisional", "derived")
"""The columns that say whether an indicator rests on a figure of such a status."""


def _with_statuses(counts: pd.DataFrame, frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count those that rest on a figure of each status of STATUSES that the frame has; all other counts stay."""
    for status in STATUSES:
        if status in frame.columns:
            is_so = frame[status].astype("int64")
            number = is_so.groupby([frame[name] for name in by]).sum() if by else int(is_so.sum())
            counts = counts.assign(**{status: number})
    return counts


def dashboard_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Count directions by dashboard, in printed order.

    Columns needed    theme, theme_order, dashboard, dashboard_order, and those of `direction_counts`
    Columns returned  theme, dashboard, and those of `direction_counts`
    """
    return _by_dashboard(frame, direction_counts)


def dashboard_quartiles(frame: pd.DataFrame) -> pd.DataFrame:
    """Count quartiles by dashboard, in printed order.

    Columns needed    theme, theme_order, dashboard, dashboard_order, and those of `quartile_counts`
    Columns returned  theme, dashboard, and those of `quartile_counts`
    """
    return _by_dashboard(frame, quartile_counts)


def _by_dashboard(frame: pd.DataFrame, count: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    keys = ["theme_order", "dashboard_order", "theme", "dashboard"]
    return count(frame, by=keys).sort_values(keys[:2], ignore_index=True).drop(columns=keys[:2])


def with_sensitivity(frame: pd.DataFrame, sensitivity: pd.DataFrame) -> pd.DataFrame:
    """Put the directions by other rules beside those that are reported.

    Columns needed    frame: indicator_id; sensitivity: the table direction_sensitivity
    Columns returned  those of the frame and of sensitivity
    """
    return frame.merge(sensitivity, on="indicator_id", how="left", validate="one_to_one")


def sensitivity_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Count directions by each rule in turn; each row adds up to the same total.

    Columns needed           as_reported, and one for each rule of `SENSITIVITY`
    Columns used if present  those of `direction_counts`
    Columns returned         one row per rule: rule, and those of `direction_counts`
    """
    rules = ["as_reported", *SENSITIVITY]
    counts = [direction_counts(frame.assign(direction=frame[rule])).assign(rule=rule) for rule in rules]
    return pd.concat(counts, ignore_index=True)


def theme_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Count directions and quartiles by theme, in printed order.

    Columns needed    theme, in_theme, theme_order, and direction or quartile
    Columns returned  theme (that of an enabler is marked as none), in_theme; those of `direction_counts` and
                      `quartile_counts` for what the frame has, without provisional and derived
    """
    keys = ["theme_order", "theme", "in_theme"]
    parts = [
        count(frame.drop(columns=list(STATUSES), errors="ignore"), by=keys).set_index(keys)
        for count, what in ((direction_counts, "direction"), (quartile_counts, "quartile"))
        if what in frame.columns
    ]
    counts = pd.concat([part.drop(columns="total") for part in parts], axis=1)
    counts["total"] = parts[0]["total"]
    counts = counts.sort_index().reset_index().drop(columns="theme_order")
    counts["theme"] = counts["theme"].where(counts["in_theme"], counts["theme"] + " (no theme)")
    return counts


def _counts(frame: pd.DataFrame, what: str, values: Sequence[object], by: Sequence[str]) -> pd.DataFrame:
    """Count each value of a column, by the columns named or in all; what is not there is counted as none."""
    if by:
        counts = frame.groupby([*by, what], sort=False).size().unstack(what, fill_value=0)
    else:
        counts = frame[what].value_counts().to_frame().T
    counts = counts.reindex(columns=list(values), fill_value=0).astype("int64")
    counts.columns.name = None
    return counts


def quartile_counts(frame: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Count the indicators in each quartile, in all or by the columns named.

    Columns needed           those of `by`; quartile (null for none)
    Columns used if present  provisional, derived (whether the newest figure may still change, or is worked out)
    Columns returned         those of `by`; quartile_1 (best) to quartile_4, ranked (their sum), not_ranked, total, and
                             provisional and derived (of the ranked) where the frame has them
    """
    frame = frame.assign(quartile=frame["quartile"].astype("Int64").fillna(0))
    for name in STATUSES:
        if name in frame.columns:
            frame = frame.assign(**{name: frame[name] & frame["quartile"].gt(0)})
    counts = _counts(frame, "quartile", range(5), by)
    counts.columns = pd.Index(["not_ranked", *(f"quartile_{number}" for number in range(1, 5))])
    counts["ranked"] = counts[[f"quartile_{number}" for number in range(1, 5)]].sum(axis=1)
    counts["total"] = counts["ranked"] + counts["not_ranked"]
    return _with_statuses(counts, frame, by).reset_index(drop=not by)


def directions_in_all(frame: pd.DataFrame) -> pd.Series:
    """Count directions over all indicators, as one row for a sentence.

    Columns needed    those of `direction_counts`
    Columns returned  those of `direction_counts`, as the index
    """
    return direction_counts(frame).iloc[0]


def quartiles_in_all(frame: pd.DataFrame) -> pd.Series:
    """Count quartiles over all indicators, as one row for a sentence.

    Columns needed    those of `quartile_counts`
    Columns returned  those of `quartile_counts`, as the index
    """
    return quartile_counts(frame).iloc[0]


def reason_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the reasons for which direction cannot be determined, most first.

    What a reason says of a newer period without a figure is true of one indicator alone, and is left out.

    Columns needed    direction, reason, in_headline
    Columns returned  those of `trend_reason_counts`
    """
    undetermined = frame[frame["direction"] == CANNOT_BE_DETERMINED]
    why = undetermined["reason"].str.split(NEWER_PERIOD, n=1, regex=False).str[0]
    return _reasons(undetermined.assign(reason=why), "reason")


def trend_reason_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the reasons for which a trend cannot be calculated, most first.

    Columns needed    trend, trend_reason, in_headline
    Columns returned  reason, in_headline and others (indicators that the headline counts, whose sum is the number that
                      it prints, and all others), indicators (both together)
    """
    return _reasons(frame[frame["trend"] == CANNOT_BE_CALCULATED], "trend_reason")


def rank_reason_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the reasons for which an indicator has no rank, most first.

    Columns needed    rank, reason, in_headline
    Columns returned  those of `trend_reason_counts`
    """
    return _reasons(frame[frame["rank"].isna()], "reason")


def _reasons(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    counts = frame.groupby(name).agg(in_headline=("in_headline", "sum"), indicators=("in_headline", "size"))
    counts = counts.astype("int64").rename_axis("reason").reset_index()
    counts = counts.assign(others=counts["indicators"] - counts["in_headline"])
    ordered = counts.sort_values(["in_headline", "indicators", "reason"], ascending=[False, False, True])
    return ordered[["reason", "in_headline", "others", "indicators"]].reset_index(drop=True)


def gaps_to_median(frame: pd.DataFrame, most: int = 8) -> pd.DataFrame:
    """Return the ranked indicators furthest from the group's median, better first, then worse.

    One whose quartiles are equal, as most of the group has one figure, is left out.

    Columns needed    title, gap, lower_quartile, upper_quartile, polarity, quartile
    Columns returned  those of the frame; size (the gap in quartile widths, which are the distance between the group's
                      quartiles; above zero where the council does better)
    """
    sign = frame["polarity"].map(SIGNS)
    width = frame["upper_quartile"] - frame["lower_quartile"]
    size = (sign * frame["gap"] / width.where(width > 0)).astype("float64")
    usable = frame.assign(size=size)[size.notna() & (sign != 0) & frame["quartile"].notna()]
    ordered = usable.sort_values(["size", "title"], ascending=[False, True])
    better, worse = ordered[ordered["size"] > 0].head(most), ordered[ordered["size"] < 0].tail(most)
    return pd.concat([better, worse]).reset_index(drop=True)


def direction_by_quartile(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the indicators of each direction by quartile, so that what improved but is behind can be seen.

    Columns needed    direction, and those of `quartile_counts`
    Columns returned  one row per direction, in printed order and with none left out: direction, and those of
                      `quartile_counts`; the rows add up to the indicators of the frame
    """
    counts = quartile_counts(frame, by=["direction"]).set_index("direction")
    return counts.reindex(list(DIRECTIONS), fill_value=0).reset_index()


def lower_areas(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the areas of lower comparative performance, worst and worsening first.

    They are every indicator in the 4th quartile, and those in the 3rd that fell a quartile or lost a place since the
    period before; of those that tell one measure, one. Within a quartile those that fell come first; then by the share
    of the other councils that do better.

    Columns needed    title, rank, n, quartile, rank_change, quartile_change; of `with_families` family, family_order,
                      in_headline
    Columns returned  those of the frame
    """
    fell = frame["rank_change"].lt(0).fillna(value=False) | frame["quartile_change"].eq("down")
    third = frame["quartile"].eq(3).fillna(value=False) & fell
    behind = frame["quartile"].eq(4).fillna(value=False) | third
    return _by_rank(one_per_measure(frame.assign(moved=fell)[behind]), best_first=False)


def strengths(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators in the 1st quartile, best and improving first; of those that tell one measure, one.

    Those that gained a place since the period before come first; then by the share of the other councils that do
    better.

    Columns needed    those of `lower_areas`, but not quartile_change
    Columns returned  those of the frame
    """
    gained = frame["rank_change"].gt(0).fillna(value=False)
    first = frame.assign(moved=gained)[frame["quartile"].eq(1).fillna(value=False)]
    return _by_rank(one_per_measure(first), best_first=True)


def _by_rank(frame: pd.DataFrame, *, best_first: bool) -> pd.DataFrame:
    ahead = ((frame["rank"] - 1) / (frame["n"] - 1)).astype("float64")
    ordered = frame.assign(ahead=ahead).sort_values(
        ["quartile", "moved", "ahead", "title"], ascending=[best_first, False, best_first, True], ignore_index=True
    )
    return ordered.drop(columns=["moved", "ahead"])
