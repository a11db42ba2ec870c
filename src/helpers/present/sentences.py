"""Sentences that several pages have; each says its base, so that none can be read as more than it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.markers import DERIVED, PROVISIONAL
from helpers.present.cells import format_number
from helpers.verdicts import CLEAR, POSITION_METHODS, RANK_LEVELS, ordinal
from helpers.wording import number_of, singular_or_plural


def percent(value: float) -> str:
    """Return a percentage as whole per cent, halves away from zero."""
    return f"{format_number(value, 0)}%"


def direction_sentence(counts: Mapping[Any, Any], *, with_clear: bool = True) -> str:
    """Say how many indicators improved, stayed and worsened, on which base.

    `counts` is a row of `direction_counts`; `with_clear` says how many of them changed clearly, where that is counted.
    """
    if not with_clear:
        counts = {name: number for name, number in counts.items() if not str(name).endswith("_clear")}
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
        verb = singular_or_plural(unchanged, "shows", "show")
        parts = [
            f"{improved} improved ({_share(counts, 'improved')})" if improved else "none improved",
            f"{unchanged} {verb} no real change ({percent(counts['no_real_change_percent'])})" if unchanged else "",
            f"{worsened} worsened ({_share(counts, 'worsened')})" if worsened else "none worsened",
        ]
        *first, last = filter(None, parts)
        sentence = (
            f"Of the {number_of(determined, 'indicator')} whose direction of travel can be determined, "
            f"{', '.join(first)} and {last}."
        )
    more = f" Direction cannot be determined for {number_of(rest, 'other')}." if rest else ""
    return sentence + more + neutral + statuses_sentence(counts, determined + rest + judged)


def _share(counts: Mapping[Any, Any], name: str) -> str:
    """Return the percentage of a direction, and how many of its changes are clear where that is counted."""
    share = percent(counts[f"{name}_percent"])
    if f"{name}_clear" not in counts:
        return share
    return f"{share}; {how_many(int(counts[f'{name}_clear']), int(counts[name]))} clearly"


def how_many(part: int, whole: int) -> str:
    """Return how many of some things are so: none, all, or their number.

    >>> how_many(0, 3), how_many(3, 3), how_many(2, 3), how_many(1, 1)
    ('none', 'all', '2', 'all')
    """
    return "none" if part == 0 else "all" if part == whole else format_number(part)


def statuses_sentence(counts: Mapping[Any, Any], total: int) -> str:
    """Say how many of a total rest on a provisional or a derived figure; nothing where none does or it is not known.

    `counts` is a row of `direction_counts` or `quartile_counts`. A space stands before each sentence.
    """
    words = {
        "provisional": f"a provisional figure {PROVISIONAL}",
        "derived": f"a figure worked out from published counts {DERIVED}",
    }
    sentences = ""
    for status, what in words.items():
        number = int(counts.get(status, 0))
        those = "It" if total == 1 else f"Of all {format_number(total)}, {number}"
        sentences += f" {those} {singular_or_plural(number, 'rests', 'rest')} on {what}." if number else ""
    return sentences


def quartile_sentence(counts: Mapping[Any, Any], bases: pd.DataFrame, group: str) -> str:
    """Say how many indicators are in each quartile of a group, and the share in the top half beside the usual one.

    `counts` is a row of `quartile_counts`, `bases` the table quartile_bases.
    """
    ranked = int(counts["ranked"])
    if ranked == 0:
        return f"No indicator can be ranked among {group}."
    first, second, third, fourth = (int(counts[f"quartile_{number}"]) for number in range(1, 5))
    top = percent(100 * (first + second) / ranked)
    usual = format_number(bases.set_index("part")["share_percent"]["top_half"], 1)
    return (
        f"Of {number_of(ranked, 'indicator')} ranked among {group}, {first} {singular_or_plural(first, 'is', 'are')} "
        f"in the first quartile, which is the best, {second} in the second, {third} in the third and {fourth} in the "
        f"fourth: {top} are in the top half, where an average council has {usual}%.{statuses_sentence(counts, ranked)}"
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


MAX_NAMED = 5
"""How many measures of one kind a sentence names."""


def origin_sentence(figures: pd.DataFrame) -> str:
    """Say who published the figures, and which are the council's own or a partner's.

    `figures` has a row for each figure, with `title` and `measure_type` (national, local or partner) of its measure. It
    may have `derived`: whether the figure is worked out from published counts.
    """
    counts = figures["measure_type"].value_counts()
    national, local, partner = (int(counts.get(kind, 0)) for kind in ("national", "local", "partner"))
    if figures.empty:
        return "No figure was read."
    derived = int(figures["derived"].sum()) if "derived" in figures else 0
    worked_out = f"{derived:,} {singular_or_plural(derived, 'is', 'are')} worked out from published counts [d]"
    if not local and not partner:
        if derived:
            return f"Every figure in this report rests on what national bodies published; {worked_out}."
        return "Every figure in this report was published by a national body."
    own = f"{local:,} {singular_or_plural(local, 'is', 'are')} the council's own, handed in by its departments"
    theirs = f"{partner:,} {singular_or_plural(partner, 'is', 'are')} a partner's"
    parts = [
        f"{words} ({_named(figures.loc[figures['measure_type'] == kind, 'title'])})"
        for kind, number, words in (("local", local, own), ("partner", partner, theirs))
        if number
    ]
    published = (
        f"{national - derived:,} {singular_or_plural(national - derived, 'was', 'were')} published by national bodies"
    )
    if derived:
        published += f" and {worked_out}"
    return f"Of {number_of(len(figures), 'figure')}, {published}. {'. '.join(parts)}."


def _named(titles: pd.Series) -> str:
    """Name some measures, each once, and say how many more there are."""
    names = list(dict.fromkeys(titles))
    more = f"; and {number_of(len(names) - MAX_NAMED, 'other')}" if len(names) > MAX_NAMED else ""
    return "; ".join(names[:MAX_NAMED]) + more


def behind_sentence(rows: pd.DataFrame, group: str) -> str:
    """Say how many indicators worsened and are in the bottom quartile, and how many of them worsened clearly.

    `rows` are those of `worse_and_behind`.
    """
    if rows.empty:
        return f"No counted indicator both worsened and is in the bottom quartile of {group}."
    clear = int(rows["evidence"].eq(CLEAR).sum())
    if len(rows) == 1:
        return (
            f"1 counted indicator has worsened since the period before and is in the bottom quartile of {group}: "
            "this is where members may wish to look first. "
            + ("It worsened clearly." if clear else "It did not worsen clearly.")
        )
    some = f"{clear} of them worsened clearly and {singular_or_plural(clear, 'is', 'are')} listed first."
    worsened = {0: "None of them worsened clearly.", len(rows): "All of them worsened clearly."}.get(clear, some)
    return (
        f"{number_of(len(rows), 'counted indicator')} have worsened since the period before and are in the bottom "
        f"quartile of {group}: these are where members may wish to look first. {worsened}"
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
    counts = _with_percentage(most, int(worst["determined"].iloc[0]), " determined")
    if "worsened_clear" in worst.columns:
        counts += f", {how_many(int(worst['worsened_clear'].iloc[0]), most)} clearly"
    others = themes[themes["theme"] != worst["theme"].iloc[0]]
    if of_others := int(others["determined"].sum()):
        counts += f"; in the other themes {_with_percentage(int(others['worsened'].sum()), of_others)}"
    return f"{worst['theme'].iloc[0]} has the most indicators that worsened: {counts}"


def _with_percentage(part: int, whole: int, of_what: str = "") -> str:
    """Return a count of a whole with its percentage, so that what differs in size can be compared."""
    return f"{part} of {whole}{of_what} ({percent(100 * part / whole)})"


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


def position_sentence(positions: pd.DataFrame, council: str, group: str, theme: str = "") -> str:
    """Say where the council stands over all themes, or in one, and no more than its sets of ranks support.

    `positions` is the table of that name.
    """
    own = own_position(positions, theme)
    where = f"in {theme}" if theme else "over all themes"
    if own is None or pd.isna(own["rank"]):
        why = "" if own is None else f": {own['reason']}"
        return f"{council} has no position among {group} {where}{why}."
    half, most = (
        span_of_ranks(own[f"rank_{level}_lower"], own[f"rank_{level}_upper"], "from ") for level in RANK_LEVELS
    )
    narrow, wide = RANK_LEVELS
    quartile = {1: "first", 2: "second", 3: "third", 4: "fourth"}[int(own["quartile_best"])]
    within = own["quartile_best"] == own["quartile_worst"]
    finer = (
        f"That is within the {quartile} quartile."
        if within
        else "These ranks are in more than one quartile, so none is named."
    )
    reported = ", by the method of this report," if not theme and _other_half(own) else ""
    return (
        f"{council} is{reported} {part_of_table(own['top_half_probability'])} of the table of {int(own['n'])} {group} "
        f"{where}. Its chance of being in the top half is {in_100(own['top_half_probability'])}. Its median rank is "
        f"{ordinal(int(own['median_rank']))}. It is {half} with a chance of {narrow} in 100, and {most} with a "
        f"chance of {wide} in 100. {finer}{'' if theme else _by_methods(own)}"
    )


def _by_methods(own: pd.Series) -> str:
    """Say between which ranks the council is by all methods, so that no one of them is taken for the answer."""
    ranks = [own[name] for name in POSITION_METHODS]
    if min(ranks) == max(ranks):
        return f" It ranks {ordinal(int(min(ranks)))} by each of {len(ranks)} ways to add the indicators up."
    return (
        f" It ranks {span_of_ranks(min(ranks), max(ranks), 'from ')} by {len(ranks)} ways to add the indicators up, so "
        f"no single rank is certain.{_other_half(own)}"
    )


def _other_half(own: pd.Series) -> str:
    """Say how many ways put the council in the other half of the table than the reported one; nothing if none does."""
    in_top = [2 * own[name] <= own["n"] for name in POSITION_METHODS]
    others = [half != in_top[0] for half in in_top]
    if not any(others):
        return ""
    half = "lower" if in_top[0] else "top"
    share = "most" if 2 * sum(others) > len(others) else "some"
    return f" By {share} of these ways it is in the {half} half, so which half it is in depends on the method."


def part_of_table(top_half_probability: float) -> str:
    """Return where in a table a council is that has this chance of the top half.

    >>> [part_of_table(chance) for chance in (0.8, 0.57, 0.1)]
    ['in the upper part', 'in the middle', 'in the lower part']
    """
    if MIDDLE[0] <= top_half_probability <= MIDDLE[1]:
        return "in the middle"
    return "in the upper part" if top_half_probability > MIDDLE[1] else "in the lower part"


MIDDLE = (0.25, 0.75)
"""The chances of the top half between which a council is in the middle of the table."""


def in_100(probability: float) -> str:
    """Return a chance as it is printed, never as certain where it is not.

    >>> [in_100(chance) for chance in (0.574, 0.001, 0.999, 1.0)]
    ['57 in 100', 'under 1 in 100', 'over 99 in 100', '100 in 100']
    """
    if 0 < probability < 0.005:
        return "under 1 in 100"
    if 0.995 <= probability < 1:
        return "over 99 in 100"
    return f"{format_number(100 * probability, 0)} in 100"


def own_position(positions: pd.DataFrame, theme: str = "") -> pd.Series | None:
    """Return the council's row of positions, over all themes or in one; none if there is none."""
    scope = positions["scope"].eq(theme) if theme else positions["scope_order"].eq(0)
    rows = positions[positions["own"] & scope]
    return rows.iloc[0] if len(rows) else None


def span_of_ranks(best: int, worst: int, before: str = "") -> str:
    """Return a range of ranks as it is printed, with a word before it, or one rank alone.

    >>> span_of_ranks(2, 11, "from "), span_of_ranks(3, 3, "from ")
    ('from 2nd to 11th', '3rd')
    """
    return ordinal(int(best)) if best == worst else f"{before}{ordinal(int(best))} to {ordinal(int(worst))}"
