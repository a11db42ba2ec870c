"""Sentences made from figures; each says its base, so that none can be read as more than it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from helpers.markers import PROVISIONAL
from helpers.present.tables import format_number
from helpers.results.quality_scores import CONCERNED, COUNTED
from helpers.verdicts import (
    CANNOT_BE_CALCULATED,
    DIMENSIONS,
    GOOD,
    NO_SIGNIFICANT_CHANGE,
    NOT_TESTED,
    SERIOUS_CONCERNS,
    SOME_CONCERNS,
)
from helpers.wording import number_of, singular_or_plural


def percent(value: float) -> str:
    """Return a percentage as whole per cent, halves away from zero."""
    return f"{format_number(value, 0)}%"


def direction_sentence(counts: Mapping[Any, Any]) -> str:
    """Say how many indicators improved, stayed and worsened, on which base; `counts` is a row of
    `direction_counts`.
    """
    determined, rest = int(counts["determined"]), int(counts["cannot_be_determined"])
    judged = int(counts.get("not_judged", 0))
    neutral = (
        f" {number_of(judged, 'measure')} of context {singular_or_plural(judged, 'is', 'are')} not judged."
        if judged
        else ""
    )
    if determined == 0:
        of_them = {0: "No indicator is counted", 1: "Direction of travel cannot be determined for the one indicator"}
        many = f"Direction of travel cannot be determined for any of the {number_of(rest, 'indicator')}"
        return f"{of_them.get(rest, many)}.{neutral}"
    improved, unchanged, worsened = (int(counts[name]) for name in ("improved", "no_real_change", "worsened"))
    if determined == 1:
        only = "improved" if improved else "worsened" if worsened else "shows no real change"
        sentence = f"The one indicator whose direction of travel can be determined {only}."
    else:
        shown = singular_or_plural(unchanged, "shows", "show")
        parts = [
            f"{improved} improved ({percent(counts['improved_percent'])})" if improved else "none improved",
            f"{unchanged} {shown} no real change ({percent(counts['no_real_change_percent'])})" if unchanged else "",
            f"{worsened} worsened ({percent(counts['worsened_percent'])})" if worsened else "none worsened",
        ]
        *first, last = filter(None, parts)
        sentence = (
            f"Of the {number_of(determined, 'indicator')} whose direction of travel can be determined, "
            f"{', '.join(first)} and {last}."
        )
    more = f" Direction cannot be determined for {number_of(rest, 'other')}." if rest else ""
    return sentence + more + neutral + _provisional(counts, determined + rest + judged)


def _provisional(counts: Mapping[Any, Any], total: int) -> str:
    """Say how many of a total rest on a provisional figure; nothing where none does or it is not known."""
    number = int(counts.get("provisional", 0))
    if not number:
        return ""
    those = "It" if total == 1 else f"Of all {format_number(total)}, {number}"
    return f" {those} {singular_or_plural(number, 'rests', 'rest')} on a provisional figure {PROVISIONAL}."


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
        f"tolerance of 5%, {parts['tolerance_5_percent']}. The direction of {depends or 'none'} of "
        f"{number_of(total, 'counted indicator')} depends on the rule."
    )


def trend_sentence(counts: pd.DataFrame) -> str:
    """Say how many indicators have a trend over five points; `counts` is the frame of `trend_counts`."""
    by_marker = counts.set_index("trend")["indicators"]
    total, cannot = int(by_marker.sum()), int(by_marker[CANNOT_BE_CALCULATED])
    known = total - cannot
    if known == 0:
        of_them = {0: "No indicator is counted", 1: "A trend over five points cannot be calculated for the one counted "
                   "indicator"}  # fmt: skip
        many = f"A trend over five points cannot be calculated for any of {number_of(total, 'counted indicator')}"
        return f"{of_them.get(total, many)}."
    better, worse, changing = (
        int(by_marker[[marker for marker in by_marker.index if marker.endswith(ending)]].sum())
        for ending in ("better", "worse", "ing")
    )
    neutral = f", {changing} increasing or decreasing without being better or worse" if changing else ""
    rest = f" It cannot be calculated for the other {format_number(cannot)}." if cannot else ""
    return (
        f"A trend over five points can be calculated for {known} of {number_of(total, 'counted indicator')}: "
        f"{better} getting better, {worse} getting worse{neutral}, and "
        f"{int(by_marker[NO_SIGNIFICANT_CHANGE])} without significant change.{rest}"
    )


def quartile_sentence(counts: Mapping[Any, Any], group: str) -> str:
    """Say how many indicators are in each quartile of a group; `counts` is a row of `quartile_counts`."""
    ranked = int(counts["ranked"])
    if ranked == 0:
        return f"No indicator can be ranked among {group}."
    first, second, third, fourth = (int(counts[f"quartile_{number}"]) for number in range(1, 5))
    top = percent(100 * (first + second) / ranked)
    return (
        f"Of {number_of(ranked, 'indicator')} ranked among {group}, {first} {singular_or_plural(first, 'is', 'are')} "
        f"in the first quartile, which is the best, {second} in the second, {third} in the third and {fourth} in the "
        f"fourth: {top} are in the top half.{_provisional(counts, ranked)}"
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


def sides_sentence(counts: pd.DataFrame, quartiles: Mapping[Any, Any], group: str) -> str:
    """Say how many indicators are better and worse than the median and than England, and how that fits the top half.

    `counts` is of `side_counts`, `quartiles` a row of `quartile_counts` of the same indicators.
    """
    by_measure = counts.set_index("measure").to_dict("index")
    parts = [
        f"{number_of(row['better'], 'counted indicator')} of {row['compared']} "
        f"{singular_or_plural(row['better'], 'is', 'are')} better than {what}, {row['worse']} worse and {row['same']} "
        "the same"
        for row, what in ((by_measure["gap"], f"the median of {group}"), (by_measure["gap_to_england"], "England"))
    ]
    top, ranked = int(quartiles["quartile_1"] + quartiles["quartile_2"]), int(quartiles["ranked"])
    better = int(by_measure["gap"]["better"])
    half = f"In the top half by rank {singular_or_plural(top, 'is', 'are')} {top} of {ranked}"
    if top != better:
        half += ": by rank a council in the middle, or level with it, is in the top half without being better than the "
        half += "median"
    return f"{parts[0]}. {half}. {parts[1]}: the others have no published figure of England for the period."


def lower_sentence(rows: pd.DataFrame, group: str) -> str:
    """Say how many areas of lower comparative performance there are; `rows` is the frame of `lower_areas`."""
    fourth, counted = int(rows["quartile"].eq(4).sum()), int(rows["in_headline"].sum())
    third = len(rows) - fourth
    if rows.empty:
        return f"No indicator is in the fourth quartile of {group}, and none in the third has fallen."
    return (
        f"{number_of(fourth, 'indicator')} {singular_or_plural(fourth, 'is', 'are')} in the fourth quartile of "
        f"{group}, and {third} in the third {singular_or_plural(third, 'has', 'have')} fallen since the period before. "
        f"{_of_these(counted, len(rows))} counted in the headline."
    )


def strengths_sentence(rows: pd.DataFrame, group: str) -> str:
    """Say how many indicators are in the first quartile; `rows` is the frame of `strengths`."""
    if rows.empty:
        return f"No indicator is in the first quartile of {group}."
    first, gained = int(rows["rank"].eq(1).sum()), int(rows["rank_change"].gt(0).sum())
    counted = int(rows["in_headline"].sum())
    if len(rows) == 1:
        return (
            f"1 indicator is in the first quartile of {group}{', as the first' if first else ''}. It has "
            f"{'' if gained else 'not '}gained places since the period before, and is {'' if counted else 'not '}"
            "counted in the headline."
        )
    return (
        f"{len(rows)} indicators are in the first quartile of {group}, {first or 'none'} of them first. "
        f"{gained or 'None'} of the {len(rows)} {singular_or_plural(gained or 1, 'has', 'have')} gained places since "
        f"the period before, and {counted or 'none'} {singular_or_plural(counted or 1, 'is', 'are')} counted in the "
        "headline."
    )


def _of_these(count: int, of: int) -> str:
    """Return how many of some things, with the verb: 1 of these 10 is, none of these 10 is, this one is.

    >>> [_of_these(*each) for each in ((0, 1), (1, 1), (0, 3), (1, 3), (2, 3))]
    ['It is not', 'It is', 'None of these 3 is', '1 of these 3 is', '2 of these 3 are']
    """
    if of == 1:
        return "It is" if count else "It is not"
    return f"{count or 'None'} of these {of} {singular_or_plural(count or 1, 'is', 'are')}"


def bands_sentence(bands: pd.DataFrame, group: str) -> str:
    """Say how often the DfE tool's rules give the same rank and quartile; `bands` is the table `dfe_bands`."""
    if bands.empty:
        return f"No indicator of the DfE Local Authority Interactive Tool can be ranked among {group}."
    reasons, same = bands["difference"].value_counts(), int(bands["rank_agrees"].sum())
    differ = ", ".join(f"{int(reasons[each])} by {each}" for each in ("ties", "boundary") if each in reasons)
    rest = f" The others differ: {differ}." if differ else ""
    return (
        f"Of {number_of(len(bands), 'indicator')} of the DfE Local Authority Interactive Tool ranked among {group}, by "
        f"the tool's rules {same} {singular_or_plural(same, 'has', 'have')} the same rank and "
        f"{int(bands['band_agrees'].sum())} the same quartile.{rest}"
    )


def ingestion_sentence(raw_files: pd.DataFrame) -> str:
    """Say how many rows were read, used and rejected; `raw_files` is the table of that name."""
    read, used, rejected = (int(raw_files[f"rows_{what}"].sum()) for what in ("read", "used", "rejected"))
    refused = int(raw_files["refused"].ne("").sum())
    not_read = f" {number_of(refused, 'other file')} could not be read." if refused else ""
    return (
        f"{number_of(read, 'row')} {singular_or_plural(read, 'was', 'were')} read from "
        f"{number_of(len(raw_files) - refused, 'file')}: {format_number(used)} {singular_or_plural(used, 'is', 'are')} "
        f"used and {format_number(rejected)} {singular_or_plural(rejected, 'is', 'are')} rejected, which together make "
        f"{format_number(used + rejected)}.{not_read}"
    )


def absent_zeros_sentence(absent_zeros: pd.DataFrame, observations: pd.DataFrame) -> str:
    """Say how many published zeros stand for no figure, by which rule; both are the tables of that name."""
    absent = absent_zeros[absent_zeros["absent"]]
    zeros = len(absent) + int(observations["value"].eq(0).sum())
    if absent.empty:
        return f"Of {number_of(zeros, 'published zero')} none stands for no figure."
    rules = absent["rule"].value_counts().sort_index()
    by = ", ".join(f"{format_number(int(count))} by the rule '{rule}'" for rule, count in rules.items())
    verb = singular_or_plural(len(absent), "stands", "stand")
    return f"Of {number_of(zeros, 'published zero')} {format_number(len(absent))} {verb} for no figure: {by}."


MOST_NAMED = 5
"""How many measures of one kind a sentence names."""


def origin_sentence(figures: pd.DataFrame) -> str:
    """Say who published the figures, and which are the council's own or a partner's.

    `figures` has a row for each figure, with `title` and `measure_type` (national, local or partner) of its measure.
    """
    counts = figures["measure_type"].value_counts()
    national, local, partner = (int(counts.get(each, 0)) for each in ("national", "local", "partner"))
    if figures.empty:
        return "No figure was read."
    if not local and not partner:
        return "Every figure in this report was published by a national body."
    own = f"{local:,} {singular_or_plural(local, 'is', 'are')} the council's own, handed in by its departments"
    theirs = f"{partner:,} {singular_or_plural(partner, 'is', 'are')} a partner's"
    parts = [
        f"{said} ({_named(figures.loc[figures['measure_type'] == kind, 'title'])})"
        for kind, number, said in (("local", local, own), ("partner", partner, theirs))
        if number
    ]
    published = f"{national:,} {singular_or_plural(national, 'was', 'were')} published by national bodies"
    return f"Of {number_of(len(figures), 'figure')}, {published}. {'. '.join(parts)}."


def _named(titles: pd.Series) -> str:
    """Name some measures, each once, and say how many more there are."""
    names = list(dict.fromkeys(titles))
    more = f"; and {number_of(len(names) - MOST_NAMED, 'other')}" if len(names) > MOST_NAMED else ""
    return "; ".join(names[:MOST_NAMED]) + more


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
    rest = f" Warning: {number_of(idle, 'waiver')} {singular_or_plural(idle, 'is', 'are')} not needed." if idle else ""
    return f"The parameter file waives {number_of(needed, 'failure')} of a check.{rest}"


def failures_sentence(failures: pd.DataFrame, council: str) -> str:
    """Say how many rows fail, and how many of them concern the council; `failures` is the frame of `with_concerned`."""
    failing = failures[failures["severity"].isin(COUNTED)]
    if failing.empty:
        return "No row fails a check."
    newest, previous, whole, other = (int(failing["concerns"].eq(part).sum()) for part in CONCERNED[:-1])
    checks = failing["check_id"].nunique()
    of_council = newest + previous + whole + other
    printed = f"{newest} of its newest figures, {previous} of the figures before them, "
    if newest + previous == 0:
        printed = "none of its newest figures nor of those before them, which this report prints, but "
    return (
        f"{number_of(len(failing), 'row')} {singular_or_plural(len(failing), 'fails', 'fail')} "
        f"{number_of(checks, 'check')}. {of_council} of them {singular_or_plural(of_council, 'concerns', 'concern')} "
        f"{council}: {printed}{whole} of an indicator as a whole, "
        f"such as one without a figure or with an old one, and {other or 'none'} of older figures. "
        "The rest are of other councils, on whose figures ranks rest."
    )


def ages_sentence(printed: pd.DataFrame, as_at: date) -> str:
    """Say how old the council's newest figures are; `printed` is the frame of `printed_figures`."""
    age = printed["age_months"].dropna()
    if age.empty:
        return "The council has no figure."
    recent, stale = int((age <= 12).sum()), int(printed["stale"].sum())
    return (
        f"Of {number_of(len(age), 'newest figure')}, {recent} {singular_or_plural(recent, 'is', 'are')} for a period "
        f"that ended within the 12 months before {as_at.day} {as_at:%B %Y}, or later; the oldest is "
        f"{number_of(int(age.max()), 'month')} old. "
        f"{stale or 'None'} {singular_or_plural(stale, 'is', 'are')} too old for the headline."
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
