"""What the benchmarking page shows of each indicator in the comparator group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from helpers.present.cells import (
    MINUS,
    as_column,
    change_words,
    format_number,
    number_cell,
    sure_quartile_cells,
    words_cell,
)
from helpers.present.periods import period_in_words
from helpers.present.sentences import quartiles_printed
from helpers.present.tables import counted_reasons, table, with_sum
from helpers.present.values import Column, Table
from helpers.verdicts import ALONE, QUARTILE_LABELS, SIGNS, printed_rank
from helpers.wording import number_of, singular_or_plural


def sides_sentence(counts: pd.DataFrame, quartiles: Mapping[Any, Any], group: str) -> str:
    """Say how many indicators are better and worse than the median and than England, and how that fits the top half.

    `counts` is of `side_counts`, `quartiles` a row of `quartile_counts` of the same indicators.
    """
    by_measure = counts.set_index("measure").to_dict("index")
    parts = [
        f"{number_of(row['better'], 'counted indicator')} of {row['compared']} "
        f"{singular_or_plural(row['better'], 'has', 'have')} a better figure than {what}, {row['worse']} a worse one "
        f"and {row['same']} the same"
        for row, what in ((by_measure["gap"], f"the median of {group}"), (by_measure["gap_to_england"], "England"))
    ]
    top, ranked = int(quartiles["quartile_1"] + quartiles["quartile_2"]), int(quartiles["ranked"])
    better = int(by_measure["gap"]["better"])
    half = f"By rank, {top} of {ranked} {singular_or_plural(top, 'is', 'are')} in the top half"
    if top != better:
        half += ": a council at the median, or level with it, is in the top half by rank without a better figure than "
        half += "the median"
    return f"{parts[0]}. {half}. {parts[1]}: the others have no published figure for England in the period."


def lower_sentence(rows: pd.DataFrame, group: str) -> str:
    """Say how many areas of lower comparative performance there are; `rows` is the frame of `lower_areas`."""
    fourth, counted = int(rows["quartile"].eq(4).sum()), int(rows["in_headline"].sum())
    third = len(rows) - fourth
    if rows.empty:
        return f"No indicator is in the fourth quartile of {group}, and none in the third has fallen."
    return (
        f"{number_of(fourth, 'indicator')} {singular_or_plural(fourth, 'is', 'are')} in the fourth quartile of "
        f"{group}, and {third} in the third {singular_or_plural(third, 'has', 'have')} fallen since the period before. "
        f"{_of_these(counted, len(rows))} counted in the headline.{_claims(rows[rows['quartile'].eq(4)], 'lowest')}"
    )


def strengths_sentence(rows: pd.DataFrame, group: str) -> str:
    """Say how many indicators are in the first quartile; `rows` is the frame of `strengths`."""
    if rows.empty:
        return f"No indicator is in the first quartile of {group}."
    first, gained = int(rows["rank"].eq(1).sum()), int(rows["rank_change"].gt(0).sum())
    counted = int(rows["in_headline"].sum())
    if len(rows) == 1:
        return (
            f"1 indicator is in the first quartile of {group}{', with the best figure' if first else ''}. It has "
            f"{'' if gained else 'not '}gained places since the period before, and is {'' if counted else 'not '}"
            f"counted in the headline.{_claims(rows, 'best')}"
        )
    return (
        f"{len(rows)} indicators are in the first quartile of {group}, {first or 'none'} of them with the best figure. "
        f"{gained or 'None'} of the {len(rows)} {singular_or_plural(gained or 1, 'has', 'have')} gained places since "
        f"the period before, and {counted or 'none'} {singular_or_plural(counted or 1, 'is', 'are')} counted in the "
        f"headline.{_claims(rows, 'best')}"
    )


def _claims(rows: pd.DataFrame, best_or_lowest: str) -> str:
    """Say for how many indicators of a quartile it is sure, and for how many of these a claim is supported."""
    if rows.empty:
        return ""
    sure = rows["quartile_best"].eq(rows["quartile_worst"]) & rows["quartile_best"].eq(rows["quartile"])
    claimed = rows["quartile_claimed"].eq(True).fillna(value=False)
    number, supported = int(sure.fillna(value=False).sum()), int(claimed.sum())
    if len(rows) == 1:
        return f" Its quartile is {'sure' if number else 'not sure'}."
    if number == 0:
        return f" The quartile is sure for none of the {len(rows)}."
    return (
        f" The quartile is sure for {number} of the {len(rows)}. For {supported or 'none'} of these the stricter test "
        f"of a claim supports that the council is among the {best_or_lowest} quarter."
    )


def _of_these(count: int, of: int) -> str:
    """Return how many of some things, with the verb: 1 of these 10 is, none of these 10 is, this one is.

    >>> [_of_these(*counts) for counts in ((0, 1), (1, 1), (0, 3), (1, 3), (2, 3))]
    ['It is not', 'It is', 'None of these 3 is', '1 of these 3 is', '2 of these 3 are']
    """
    if of == 1:
        return "It is" if count else "It is not"
    return f"{count or 'None'} of these {of} {singular_or_plural(count or 1, 'is', 'are')}"


_OF_A_GROUP = ("median", "lowest", "lower_quartile", "upper_quartile", "highest", "rank_shown", "quartile_shown")

MAX_NAMES = 3
"""More councils than this at one end of a group are not all named on the page; the table `comparisons` names them."""

QUARTILE_COLUMNS = [
    *(Column(f"quartile_{quartile}", label, align="right") for quartile, label in QUARTILE_LABELS.items()),
    Column("not_ranked", "Not ranked", align="right"),
    Column("total", "Total", align="right"),
]


def counts_table(counts: pd.DataFrame, bases: pd.DataFrame, caption: str) -> Table:
    """Return the quartile counts of each theme with their sum, in words and beside what an average council has."""
    return _in_words(counts, bases, caption, [Column("theme", "Theme", header=True), *QUARTILE_COLUMNS])


def dashboards_table(counts: pd.DataFrame, bases: pd.DataFrame, group: str) -> Table:
    """Return the quartile counts of each dashboard with their sum, in words and beside what an average council has."""
    columns = [Column("dashboard", "Dashboard", header=True), *QUARTILE_COLUMNS]
    return _in_words(counts, bases, f"Quartiles by dashboard, counted indicators, among {group}", columns)


def _in_words(counts: pd.DataFrame, bases: pd.DataFrame, caption: str, columns: list[Column]) -> Table:
    summed = with_sum(counts, [*columns, Column("ranked", "Ranked", align="right")])
    words = [quartiles_printed(row) for row in summed.to_dict("records")]
    notes = [base_note(bases)] if bases["ranks"].gt(0).all() else []
    return table(summed.assign(words=words), caption, [*columns, Column("words", "In words")], notes=notes)


def base_note(bases: pd.DataFrame) -> str:
    """Say what share of its indicators an average council has in each quartile; `bases` is the table quartile_bases."""
    share = bases.set_index("part")["share_percent"].map(lambda percent: f"{format_number(percent, 1)}%")
    return (
        f"An average council has {share['quartile_1']} of its ranked indicators in the first quartile, "
        f"{share['quartile_2']} in the second, {share['quartile_3']} in the third and {share['quartile_4']} in the "
        f"fourth, so {share['top_half']} in the top half: councils with equal figures share the better rank, and few "
        "numbers of councils can be divided by 4."
    )


FIGURE_COLUMNS = [
    Column("title", "Indicator", header=True),
    Column("unit", "Unit"),
    Column("period", "Period"),
    Column("value", "Council", align="right", decimals_from="decimals"),
    Column("median", "Group median", align="right", decimals_from="decimals"),
]


def with_gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the gap to the median as it is printed, in change_shown: shares in percentage points.

    Columns: gap, value_type, decimals.
    """
    names = ["gap", "value_type", "decimals"]
    words = [change_words(gap, None, *of_figure) for gap, *of_figure in frame[names].itertuples(index=False)]
    return frame.assign(change_shown=pd.Series(words, index=frame.index, dtype="object"))


def gaps_table(gaps: pd.DataFrame) -> Table:
    """Return the largest gaps to the median as figures; `gaps` is the frame of `gaps_to_median`."""
    columns = [
        *FIGURE_COLUMNS,
        Column("lower_quartile", "Lower quartile", align="right", decimals_from="decimals"),
        Column("upper_quartile", "Upper quartile", align="right", decimals_from="decimals"),
        Column("change_shown", "Gap", align="right"),
        Column("size", "Quartile widths, above zero is better", align="right", decimals=1),
        Column("rank_shown", "Rank"),
    ]
    rows = _with_rank_and_quartile(with_gaps(gaps))
    return table(rows, "Furthest from the median of the group", columns, notes=[_WIDTH])


_WIDTH = "A quartile width is the distance between the lower and the upper quartile of the group's figures."


def reach_table(comparisons: pd.DataFrame) -> Table:
    """Return ranked indicators with the ends of their group, England, the next quartile and the place before.

    `comparisons` has the columns of `full_comparisons`.
    """
    ranked = comparisons[comparisons["rank"].notna()]
    columns = [
        *FIGURE_COLUMNS[:4],
        Column("best", "Best figure", align="right", decimals_from="decimals"),
        Column("best_named", "Council with the best"),
        Column("worst", "Worst figure", align="right", decimals_from="decimals"),
        Column("worst_named", "Council with the worst"),
        Column("england_shown", "England", align="right"),
        Column("gap_to_england_shown", "Gap to England", align="right"),
        *_REACH,
    ]
    rows = _moved(ranked).assign(
        england_shown=_numbers(ranked, "england", format_number),
        gap_to_england_shown=_numbers(ranked, "gap_to_england", _signed),
        best_named=ranked["best_areas"].map(_few),
        worst_named=ranked["worst_areas"].map(_few),
    )
    notes = [
        "England is the published figure for the same period, or a dash if there is none. It is never calculated "
        "from councils' figures.",
        _NEXT,
        "The rank before is in the period that direction of travel compares with; more or fewer councils may have had "
        "figures then.",
    ]
    return table(rows, "Best, worst, England, and the gap to the next quartile", columns, notes=notes)


def areas_table(rows: pd.DataFrame, caption: str) -> Table:
    """Return a list of indicators, such as those of lower performance, with their gaps and the place before."""
    columns = [
        FIGURE_COLUMNS[0],
        Column("dashboard", "Dashboard"),
        *FIGURE_COLUMNS[1:],
        Column("gap_shown", "Gap to median", align="right"),
        Column("rank_shown", "Rank"),
        Column("quartile_shown", "Quartile"),
        *(column for column in _REACH if column.name != "before_shown"),
        Column("in_headline", "In the headline"),
    ]
    rows_with_reach = _moved(rows).assign(gap_shown=_numbers(rows, "gap", _signed))
    return table(rows_with_reach, caption, columns, notes=[_NEXT])


NO_FIGURE = "\N{EN DASH}"

_REACH = [
    Column("next_shown", "To the next quartile", align="right"),
    Column("before_shown", "Rank before"),
    Column("change_shown", "Places gained", align="right"),
    Column("moved_shown", "Quartile since"),
]

_NEXT = (
    "To the next quartile: how much better the figure would have to be to equal that of the lowest ranked council in a "
    "better quartile, in the indicator's unit; there is none above the 1st. A gap that would "
    "print as zero is less than the last decimal place."
)


def _moved(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the cells of a place, of the next quartile and of the place before."""
    before = [
        reason if pd.isna(rank) else f"{printed_rank(rank, n, tied)}, {period_in_words(str(period))}"
        for rank, n, tied, period, reason in zip(
            frame["previous_rank"],
            frame["previous_n"],
            frame["previous_tied"],
            frame["previous_period"],
            frame["previous_reason"],
            strict=True,
        )
    ]
    return _with_rank_and_quartile(frame).assign(
        before_shown=as_column(before, frame.index),
        next_shown=_numbers(frame, "gap_to_next_quartile", _above_zero),
        change_shown=[_signed(number, 0) if pd.notna(number) else NO_FIGURE for number in frame["rank_change"]],
        moved_shown=frame["quartile_change"].fillna(NO_FIGURE),
    )


def _numbers(frame: pd.DataFrame, name: str, printed: Callable[[float, int], str]) -> pd.Series:
    """Return the cells of a column of numbers, each printed with its own decimal places; a dash if there is none."""
    cells = [
        words_cell(NO_FIGURE) if pd.isna(number) else number_cell(number, decimals, unit, printed(number, decimals))
        for number, decimals, unit in zip(frame[name], frame["decimals"], frame["unit"], strict=True)
    ]
    return as_column(cells, frame.index)


def _above_zero(number: float, decimals: int) -> str:
    """Print a number that is not zero: one that would print so is less than the last decimal place."""
    printed = format_number(number, decimals)
    return printed if printed.strip("0.") else f"less than {format_number(10.0**-decimals, decimals)}"


def _signed(number: float, decimals: int) -> str:
    printed = format_number(number, decimals)
    return printed if printed.startswith(MINUS) or not printed.strip("0.,") else f"+{printed}"


def _few(names: str) -> str:
    several = names.split("; ")
    if len(several) <= MAX_NAMES:
        return names
    return f"{'; '.join(several[: MAX_NAMES - 1])} and {number_of(len(several) - MAX_NAMES + 1, 'other')}"


def reasons_table(counts: pd.DataFrame) -> Table:
    """Return the reasons for which an indicator has no rank; `counts` is the frame of `rank_reason_counts`."""
    return counted_reasons(counts, "Why an indicator has no rank")


def _with_rank_and_quartile(frame: pd.DataFrame) -> pd.DataFrame:
    neutral = frame["polarity"].map(SIGNS).eq(0)
    ranks = [
        printed_rank(rank, n, tied) if pd.notna(rank) else None
        for rank, tied, n in zip(frame["rank"], frame["tied"], frame["n"], strict=True)
    ]
    with_rank = frame.assign(rank_shown=as_column(ranks, frame.index), quartile_shown=sure_quartile_cells(frame))
    with_rank.loc[neutral, ["rank_shown", "quartile_shown"]] = "[z]"
    return without_a_group(with_rank)


def without_a_group(rows: pd.DataFrame) -> pd.DataFrame:
    """Say of a figure that no other council has that its group is not applicable, rather than not available."""
    alone = rows["reason"].eq(ALONE)
    of_group = {name: rows[name].astype("object").mask(alone, "[z]") for name in _OF_A_GROUP if name in rows}
    return rows.assign(**of_group)
