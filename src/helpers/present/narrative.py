"""Sentences made from figures; each says its base, so that none can be read as more than it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from helpers.methods.quality_scores import (
    CONCERNED,
    COUNTED,
    DIMENSIONS,
    GOOD,
    NOT_TESTED,
    SERIOUS_CONCERNS,
    SOME_CONCERNS,
)
from helpers.present.tables import format_number


def number_of(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: 1 indicator, 2 indicators.

    >>> number_of(1, "indicator"), number_of(1200, "row"), number_of(0, "country", "countries")
    ('1 indicator', '1,200 rows', '0 countries')
    """
    return f"{format_number(count)} {one if count == 1 else many or one + 's'}"


def percent(value: float) -> str:
    """Return a percentage as whole per cent, halves away from zero."""
    return f"{format_number(value, 0)}%"


def direction_sentence(counts: Mapping[Any, Any]) -> str:
    """Say how many indicators improved, stayed and worsened, on which base; `counts` is a row of
    `direction_counts`.
    """
    determined, rest = int(counts["determined"]), int(counts["cannot_be_determined"])
    if determined == 0:
        return f"Direction of travel cannot be determined for any of {number_of(int(counts['total']), 'indicator')}."
    parts = [
        f"{int(counts['improved'])} improved ({percent(counts['improved_percent'])})",
        f"{int(counts['no_real_change'])} show no real change ({percent(counts['no_real_change_percent'])})",
        f"{int(counts['worsened'])} worsened ({percent(counts['worsened_percent'])})",
    ]
    sentence = (
        f"Of the {number_of(determined, 'indicator')} whose direction of travel can be determined, "
        f"{parts[0]}, {parts[1]} and {parts[2]}."
    )
    more = f" Direction cannot be determined for {number_of(rest, 'other')}." if rest else ""
    judged = int(counts.get("not_judged", 0))
    neutral = (
        f" {number_of(judged, 'measure')} of context {'is' if judged == 1 else 'are'} not judged." if judged else ""
    )
    return sentence + more + neutral


def sensitivity_sentence(counts: pd.DataFrame, depends: int, total: int) -> str:
    """Say how far the answer depends on the rule; `counts` is the frame of `sensitivity_counts`.

    `depends` of `total` indicators have another direction by another rule.
    """
    by_rule = counts.set_index("rule")
    parts = {
        rule: f"{int(row['improved'])} improved and {int(row['worsened'])} worsened" for rule, row in by_rule.iterrows()
    }
    return (
        f"By the rules of this report {parts['as_reported']}. If any change counted, {parts['exact']}; with a "
        f"tolerance of 5%, {parts['tolerance_5_percent']}. The direction of {depends} of "
        f"{number_of(total, 'counted indicator')} depends on the rule."
    )


def trend_sentence(counts: pd.DataFrame) -> str:
    """Say how many indicators have a trend over five points; `counts` is the frame of `trend_counts`."""
    by_marker = counts.set_index("trend")["indicators"]
    total, cannot = int(by_marker.sum()), int(by_marker["Cannot be calculated"])
    known = total - cannot
    if known == 0:
        return f"A trend over five points cannot be calculated for any of {number_of(total, 'counted indicator')}."
    better, worse, changing = (
        int(by_marker[[marker for marker in by_marker.index if marker.endswith(ending)]].sum())
        for ending in ("better", "worse", "ing")
    )
    neutral = f", {changing} increasing or decreasing without being better or worse" if changing else ""
    rest = f" It cannot be calculated for the other {format_number(cannot)}." if cannot else ""
    return (
        f"A trend over five points can be calculated for {known} of {number_of(total, 'counted indicator')}: "
        f"{better} getting better, {worse} getting worse{neutral}, and "
        f"{int(by_marker['No significant change'])} without significant change.{rest}"
    )


def quartile_sentence(counts: Mapping[Any, Any], group: str) -> str:
    """Say how many indicators are in each quartile of a group; `counts` is a row of `quartile_counts`."""
    ranked = int(counts["ranked"])
    if ranked == 0:
        return f"No indicator can be ranked among {group}."
    first, second, third, fourth = (int(counts[f"quartile_{number}"]) for number in range(1, 5))
    top = percent(100 * (first + second) / ranked)
    return (
        f"Of {number_of(ranked, 'indicator')} ranked among {group}, {first} are in the first quartile, which is the "
        f"best, {second} in the second, {third} in the third and {fourth} in the fourth: {top} are in the top half."
    )


def quartiles_printed(counts: Mapping[Any, Any]) -> str:
    """Return the quartiles in the short form of the council's own reports; `counts` is a row of `quartile_counts`.

    >>> quartiles_printed({"quartile_1": 38, "quartile_2": 54, "quartile_3": 25, "quartile_4": 27, "ranked": 144})
    '38 top, 54 second, 25 third and 27 fourth quartile of 144'
    """
    ranked = int(counts["ranked"])
    if ranked == 0:
        return "none ranked"
    first, second, third, fourth = (int(counts[f"quartile_{number}"]) for number in range(1, 5))
    return f"{first} top, {second} second, {third} third and {fourth} fourth quartile of {ranked}"


def sides_sentence(counts: pd.DataFrame, group: str) -> str:
    """Say how many indicators are better and worse than the median and than England; `counts` is of `side_counts`."""
    by_measure = counts.set_index("measure").to_dict("index")
    parts = [
        f"{number_of(row['better'], 'counted indicator')} of {row['compared']} {'is' if row['better'] == 1 else 'are'} "
        f"better than {what}, {row['worse']} worse and {row['same']} the same"
        for row, what in ((by_measure["gap"], f"the median of {group}"), (by_measure["gap_to_england"], "England"))
    ]
    return f"{parts[0]}. {parts[1]}: the others have no published figure of England for the period."


def lower_sentence(rows: pd.DataFrame, group: str) -> str:
    """Say how many areas of lower comparative performance there are; `rows` is the frame of `lower_areas`."""
    fourth, counted = int(rows["quartile"].eq(4).sum()), int(rows["in_headline"].sum())
    if rows.empty:
        return f"No indicator is in the fourth quartile of {group}, and none in the third has fallen."
    return (
        f"{number_of(fourth, 'indicator')} {'is' if fourth == 1 else 'are'} in the fourth quartile of {group}, and "
        f"{len(rows) - fourth} in the third {'has' if len(rows) - fourth == 1 else 'have'} fallen since the period "
        f"before. {counted} of these {len(rows)} {'is' if counted == 1 else 'are'} counted in the headline."
    )


def strengths_sentence(rows: pd.DataFrame, group: str) -> str:
    """Say how many indicators are in the first quartile; `rows` is the frame of `strengths`."""
    if rows.empty:
        return f"No indicator is in the first quartile of {group}."
    first, gained = int(rows["rank"].eq(1).sum()), int(rows["rank_change"].gt(0).sum())
    counted = int(rows["in_headline"].sum())
    return (
        f"{number_of(len(rows), 'indicator')} {'is' if len(rows) == 1 else 'are'} in the first quartile of {group}, "
        f"{first} of them first. {gained} of the {len(rows)} {'has' if gained == 1 else 'have'} gained places since "
        f"the period before, and {counted} {'is' if counted == 1 else 'are'} counted in the headline."
    )


def bands_sentence(bands: pd.DataFrame, group: str) -> str:
    """Say how often the DfE tool's rules give the same rank and quartile; `bands` is the table `dfe_bands`."""
    if bands.empty:
        return f"No indicator of the DfE Local Authority Interactive Tool can be ranked among {group}."
    reasons = bands["difference"].value_counts()
    differ = ", ".join(f"{int(reasons[each])} by {each}" for each in ("ties", "boundary") if each in reasons)
    rest = f" The others differ: {differ}." if differ else ""
    return (
        f"Of {number_of(len(bands), 'indicator')} of the DfE Local Authority Interactive Tool ranked among {group}, by "
        f"the tool's rules {int(bands['rank_agrees'].sum())} have the same rank and {int(bands['band_agrees'].sum())} "
        f"the same quartile.{rest}"
    )


def ingestion_sentence(raw_files: pd.DataFrame) -> str:
    """Say how many rows were read, used and rejected; `raw_files` is the table of that name."""
    read, used, rejected = (int(raw_files[f"rows_{what}"].sum()) for what in ("read", "used", "rejected"))
    refused = int(raw_files["refused"].ne("").sum())
    not_read = f" {number_of(refused, 'other file')} could not be read." if refused else ""
    return (
        f"{number_of(read, 'row')} were read from {number_of(len(raw_files) - refused, 'file')}: {format_number(used)} "
        f"are used and {format_number(rejected)} are rejected, which together make {format_number(used + rejected)}."
        f"{not_read}"
    )


def absent_zeros_sentence(absent_zeros: pd.DataFrame, observations: pd.DataFrame) -> str:
    """Say how many published zeros stand for no figure, by which rule; both are the tables of that name."""
    absent = absent_zeros[absent_zeros["absent"]]
    zeros = len(absent) + int(observations["value"].eq(0).sum())
    if absent.empty:
        return f"Of {number_of(zeros, 'published zero')} none stands for no figure."
    rules = absent["rule"].value_counts().sort_index()
    by = ", ".join(f"{format_number(int(count))} by the rule '{rule}'" for rule, count in rules.items())
    verb = "stands" if len(absent) == 1 else "stand"
    return f"Of {number_of(zeros, 'published zero')} {format_number(len(absent))} {verb} for no figure: {by}."


def behind_sentence(rows: pd.DataFrame, group: str) -> str:
    """Say how many indicators worsened and stand in the bottom quartile."""
    if rows.empty:
        return f"No counted indicator both worsened and stands in the bottom quartile of {group}."
    if len(rows) == 1:
        return (
            f"1 counted indicator has worsened on the period before and stands in the bottom quartile of {group}: "
            "this is where members may wish to look first."
        )
    return (
        f"{number_of(len(rows), 'counted indicator')} have worsened on the period before and stand in the bottom "
        f"quartile of {group}: these are where members may wish to look first."
    )


def direction_title(by_theme: pd.DataFrame) -> str:
    """Return the main message of the counts by theme, as the title of their chart; enablers are no theme."""
    themes = by_theme[by_theme["in_theme"]]
    most = int(themes["worsened"].max()) if len(themes) else 0
    if most == 0:
        return "No counted indicator worsened in any theme"
    worst = themes[themes["worsened"] == most]
    if len(worst) > 1:
        return f"{' and '.join(worst['theme'])} have the most indicators that worsened: {most} each"
    counts = f"{most} of {worst['determined'].iloc[0]} determined"
    return f"{worst['theme'].iloc[0]} has the most indicators that worsened: {counts}"


def quartile_title(by_theme: pd.DataFrame) -> str:
    """Return the main message of the quartile counts by theme, as the title of their chart."""
    ranked = int(by_theme["ranked"].sum())
    if ranked == 0:
        return "No counted indicator can be ranked"
    top = int(by_theme["quartile_1"].sum() + by_theme["quartile_2"].sum())
    return f"{top} of {number_of(ranked, 'ranked indicator')} are in the top half of the group"


def extremes_title(rows: pd.DataFrame, best: str, worst: str) -> str:
    """Return a title naming the best and the worst of rows, such as the largest changes.

    `rows` have `title` and `size`, which is above zero for the better, and are in order of it.
    """
    better, worse = rows.loc[rows["size"] > 0, "title"], rows.loc[rows["size"] < 0, "title"]
    first = f"{best}: {better.iloc[0]}" if len(better) else f"{best}: none"
    last = f"{worst}: {worse.iloc[-1]}" if len(worse) else f"{worst}: none"
    return f"{first}. {last}"


def waivers_sentence(waivers: pd.DataFrame) -> str:
    """Say how many failures are waived, and how many waivers nothing needs; `waivers` is the table of that name."""
    if waivers.empty:
        return "The parameter file waives no check."
    needed, idle = int(waivers["used"].sum()), int((~waivers["used"]).sum())
    rest = f" Warning: {number_of(idle, 'waiver')} {'is' if idle == 1 else 'are'} not needed." if idle else ""
    return f"The parameter file waives {number_of(needed, 'failure')} of a check.{rest}"


def failures_sentence(failures: pd.DataFrame, council: str) -> str:
    """Say how many rows fail, and how many of them concern the council; `failures` is the frame of `with_concerned`."""
    failing = failures[failures["severity"].isin(COUNTED)]
    if failing.empty:
        return "No row fails a check."
    newest, previous, whole, other = (int(failing["concerns"].eq(part).sum()) for part in CONCERNED[:-1])
    checks = failing["check_id"].nunique()
    printed = f"{newest} of its newest figures, {previous} of the figures before them, "
    if newest + previous == 0:
        printed = "none of its newest figures nor of those before them, which this report prints, but "
    return (
        f"{number_of(len(failing), 'row')} {'fails' if len(failing) == 1 else 'fail'} {number_of(checks, 'check')}. "
        f"{newest + previous + whole + other} of them concern {council}: {printed}{whole} of an indicator as a whole, "
        f"such as one without a figure or with an old one, and {other} of older figures. "
        "The rest are of other councils, on whose figures ranks rest."
    )


def ages_sentence(printed: pd.DataFrame, as_at: date) -> str:
    """Say how old the council's newest figures are; `printed` is the frame of `printed_figures`."""
    age = printed["age_months"].dropna()
    if age.empty:
        return "The council has no figure."
    recent, stale = int((age <= 12).sum()), int(printed["stale"].sum())
    return (
        f"Of {number_of(len(age), 'newest figure')}, {recent} are for a period that ended within the 12 months before "
        f"{as_at.day} {as_at:%B %Y}, or later; the oldest is {number_of(int(age.max()), 'month')} old. "
        f"{stale} {'is' if stale == 1 else 'are'} too old for the headline."
    )


def untested_sentence(scores: pd.DataFrame) -> str:
    """Say in which dimensions some indicators could not be tested; `scores` is the frame of `quality_scores`."""
    counts = scores.loc[scores["band"].eq(NOT_TESTED), "dimension"].value_counts()
    counts = counts.reindex(list(DIMENSIONS)).dropna()
    if counts.empty:
        return "Every indicator is tested in every dimension."
    parts = ", ".join(f"{dimension} for {number_of(int(count), 'indicator')}" for dimension, count in counts.items())
    return f"Not tested: {parts}. Where nothing was tested, a good band rests on the other dimensions alone."


def quality_sentence(bands: pd.DataFrame) -> str:
    """Say how many indicators are in each band of data quality, and in which dimensions concerns are serious.

    `bands` is the frame of `indicator_bands`.
    """
    counts = bands["quality_band"].value_counts()
    good, some, serious, untested = (
        int(counts.get(band, 0)) for band in (GOOD, SOME_CONCERNS, SERIOUS_CONCERNS, NOT_TESTED)
    )
    rest = f", and {untested} not tested" if untested else ""
    return (
        f"Judged by the worst dimension of each, the data of {good} of {number_of(len(bands), 'indicator')} are "
        f"good; those of {some} raise some concerns and those of {serious} serious ones{rest}.{_serious_in(bands)}"
    )


def _serious_in(bands: pd.DataFrame) -> str:
    named = bands.loc[bands["quality_band"].eq(SERIOUS_CONCERNS), "quality_concerns"].str.split(", ").explode()
    counts = named.value_counts().reindex(list(DIMENSIONS)).dropna().sort_values(ascending=False, kind="stable")
    if counts.empty:
        return ""
    parts = [f"{dimension} ({int(count)})" for dimension, count in counts.items()]
    return f" The serious ones are in {parts[0] if len(parts) == 1 else ', '.join(parts[:-1]) + ' and ' + parts[-1]}."


def quality_title(counts: pd.DataFrame) -> str:
    """Return the main message of the bands by dashboard; `counts` is the frame of `dashboard_bands`."""
    concerns = (counts["some"] + counts["serious"]).groupby(counts["dimension"]).sum()
    if not len(concerns) or concerns.max() == 0:
        return "The data of no indicator raise concerns"
    most = concerns[concerns == concerns.max()]
    return (
        f"{number_of(int(most.iloc[0]), 'indicator')} with concerns in {' and '.join(map(str, most.index))}, the most"
    )


def revisions_sentence(effects: pd.DataFrame, *, two_editions: bool) -> str:
    """Say what revisions change of the council's results; `effects` is the table revision_effects.

    `two_editions` says whether two editions of any figure were at hand.
    """
    if not two_editions:
        return (
            "No second edition of any figure was at hand, so it cannot be said which figures their publishers revised, "
            "nor what that would change."
        )
    if effects.empty:
        return "Two editions of some figures were at hand. No result rests on a figure that they give differently."
    directions = effects.loc[effects["direction_changed"], "indicator_id"].nunique()
    quartiles = effects.loc[effects["quartile_changed"], "indicator_id"].nunique()
    return (
        f"Results of {number_of(effects['indicator_id'].nunique(), 'indicator')} rest on revised figures. By the "
        f"earlier ones, {number_of(directions, 'direction')} of travel and {number_of(quartiles, 'quartile')} "
        "would be another."
    )
