"""What the comparative benchmarking page shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from helpers.areas import Areas
from helpers.methods.dates import existed_on
from helpers.present.sentences import quartiles_printed
from helpers.present.tables import (
    MINUS,
    Column,
    Html,
    Table,
    counted_reasons,
    format_number,
    paragraph,
    quality_cells,
    quartile_cell,
    table,
    with_sum,
)
from helpers.results.compendium import quartile_counts
from helpers.results.dfe_bands import BANDS, BOUNDARY, TIES
from helpers.verdicts import ALONE, QUARTILE_LABELS, SIGNS, ordinal, printed_rank
from helpers.wording import number_of, singular_or_plural

_OF_A_GROUP = ("median", "lowest", "lower_quartile", "upper_quartile", "highest", "rank_shown", "quartile_shown")

MOST_NAMES = 3
"""More councils than this at one end of a group are not all named on the page; the table `comparisons` names them."""

_QUARTILES = [
    *(Column(f"quartile_{quartile}", label, align="right") for quartile, label in QUARTILE_LABELS.items()),
    Column("not_ranked", "Not ranked", align="right"),
    Column("total", "Total", align="right"),
]


def counts_table(counts: pd.DataFrame, caption: str) -> Table:
    """Return the quartile counts of each theme with their sum, and in words."""
    return _in_words(counts, caption, [Column("theme", "Theme", header=True), *_QUARTILES])


def dashboards_table(counts: pd.DataFrame, group: str) -> Table:
    """Return the quartile counts of each dashboard with their sum, and in words."""
    columns = [Column("dashboard", "Dashboard", header=True), *_QUARTILES]
    return _in_words(counts, f"Quartiles by dashboard, counted indicators, among {group}", columns)


def _in_words(counts: pd.DataFrame, caption: str, columns: list[Column]) -> Table:
    summed = with_sum(counts, [*columns, Column("ranked", "Ranked", align="right")])
    words = [quartiles_printed(row) for row in summed.to_dict("records")]
    return table(summed.assign(words=words), caption, [*columns, Column("words", "In words")])


_PLACE = [
    Column("title", "Indicator", header=True),
    Column("unit", "Unit"),
    Column("period", "Period"),
    Column("value", "Council", align="right", decimals_from="decimals"),
    Column("median", "Group median", align="right", decimals_from="decimals"),
]


def gaps_table(gaps: pd.DataFrame) -> Table:
    """Return the largest gaps to the median as figures."""
    columns = [
        *_PLACE,
        Column("gap_percent", "Gap in %, above zero is better", align="right", decimals=1),
        Column("rank_shown", "Rank"),
    ]
    return table(_shown(gaps), "Furthest from the median of the group", columns)


def full_table(placed: pd.DataFrame) -> Table:
    """Return every indicator that has a figure with its place, the spread of its group and the quality of its data."""
    columns = [
        *_PLACE,
        Column("rank_shown", "Rank"),
        Column("quartile_shown", "Quartile"),
        Column("lowest", "Lowest", align="right", decimals_from="decimals"),
        Column("lower_quartile", "Lower quartile", align="right", decimals_from="decimals"),
        Column("upper_quartile", "Upper quartile", align="right", decimals_from="decimals"),
        Column("highest", "Highest", align="right", decimals_from="decimals"),
        Column("quality_shown", "Data quality"),
    ]
    note = (
        "Lowest to highest are figures, whichever end is better; the quartiles of the figures are interpolated and "
        "serve to show the spread, while the quartile of the council follows from its rank."
    )
    with_figure = placed[placed["value"].notna()]
    shown = _shown(with_figure).assign(quality_shown=quality_cells(with_figure))
    return table(shown, "Place of every indicator in the group", columns, notes=[note])


def reach_table(placed: pd.DataFrame) -> Table:
    """Return every ranked indicator with the ends of its group, England, the next quartile and the place before.

    `placed` has the columns of `full_comparisons`.
    """
    ranked = placed[placed["rank"].notna()]
    columns = [
        *_PLACE[:4],
        Column("best", "Best", align="right", decimals_from="decimals"),
        Column("best_named", "Who is best"),
        Column("worst", "Worst", align="right", decimals_from="decimals"),
        Column("worst_named", "Who is worst"),
        Column("england_shown", "England", align="right"),
        Column("gap_to_england_shown", "Gap to England", align="right"),
        *_REACH,
    ]
    shown = _moved(ranked).assign(
        england_shown=_numbers(ranked, "england", NOT_THERE),
        gap_to_england_shown=_numbers(ranked, "gap_to_england", NOT_THERE, signed=True),
        best_named=ranked["best_areas"].map(_few),
        worst_named=ranked["worst_areas"].map(_few),
    )
    notes = [
        "England is the published figure of the same period, a dash where there is none. It is never worked out from "
        "councils.",
        _NEXT,
        "The place before is that in the period which direction of travel compares with; the group may then have had "
        "more or fewer figures.",
    ]
    return table(shown, "Best, worst, England, and what the next quartile takes", columns, notes=notes)


def areas_table(rows: pd.DataFrame, caption: str) -> Table:
    """Return a list of indicators, such as those of lower performance, with their gaps and the place before."""
    columns = [
        _PLACE[0],
        Column("dashboard", "Dashboard"),
        *_PLACE[1:],
        Column("gap_shown", "Gap to median", align="right"),
        Column("rank_shown", "Rank"),
        Column("quartile_shown", "Quartile"),
        *_REACH,
        Column("in_headline", "In the headline"),
    ]
    shown = _moved(rows).assign(gap_shown=_numbers(rows, "gap", NOT_THERE, signed=True))
    return table(shown, caption, columns, notes=[_NEXT])


NOT_THERE = "\N{EN DASH}"

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
        reason if pd.isna(rank) else f"{printed_rank(rank, n, tied)}, {period}"
        for rank, n, tied, period, reason in zip(
            frame["previous_rank"], frame["previous_n"], frame["previous_tied"], frame["previous_period"],
            frame["previous_reason"], strict=True,
        )
    ]  # fmt: skip
    return _shown(frame).assign(
        before_shown=pd.Series(before, index=frame.index, dtype="object"),
        next_shown=_above_zero(frame, "gap_to_next_quartile", NOT_THERE),
        change_shown=[_signed(number, 0) if pd.notna(number) else NOT_THERE for number in frame["rank_change"]],
        moved_shown=frame["quartile_change"].fillna(NOT_THERE),
    )


def _numbers(frame: pd.DataFrame, name: str, missing: str, *, signed: bool = False) -> pd.Series:
    """Return the numbers of a column as they are printed, each with its own decimal places."""
    printed = [
        missing if pd.isna(number) else _signed(number, places) if signed else format_number(number, places)
        for number, places in zip(frame[name], frame["decimals"], strict=True)
    ]
    return pd.Series(printed, index=frame.index, dtype="object")


def _above_zero(frame: pd.DataFrame, name: str, missing: str) -> pd.Series:
    """Return the numbers of a column as they are printed, none of which is zero: one that prints so is less than."""
    least = [format_number(10.0**-places, places) for places in frame["decimals"]]
    printed = _numbers(frame, name, missing)
    return printed.mask(printed.str.strip("0.") == "", "less than " + pd.Series(least, frame.index, dtype="object"))


def _signed(number: float, places: int) -> str:
    printed = format_number(number, places)
    return printed if printed.startswith(MINUS) or not printed.strip("0.,") else f"+{printed}"


def _few(names: str) -> str:
    several = names.split("; ")
    if len(several) <= MOST_NAMES:
        return names
    return f"{'; '.join(several[: MOST_NAMES - 1])} and {number_of(len(several) - MOST_NAMES + 1, 'other')}"


def groups_table(found: pd.DataFrame, placed: pd.DataFrame, groups: Mapping[str, str]) -> Table:
    """Return the place of every indicator in each group side by side, with the number of councils that have a figure.

    `found` is the table `group_comparisons`, `placed` has what the register says, `groups` are the short names of the
    groups in printed order.
    """
    about = placed.loc[placed["value"].notna(), ["indicator_id", "title", "decimals", "unit", "period", "value"]]
    columns = _PLACE[:4]
    for number, (name, short_name) in enumerate(groups.items()):
        rows = found[found["comparator_group"] == name].set_index("indicator_id").reindex(about["indicator_id"])
        about[f"place_{number}"] = [_place(row) for row in rows.to_dict("records")]
        about[f"median_{number}"] = _without_a_group(rows)["median"].to_numpy()
        columns = [
            *columns,
            Column(f"place_{number}", f"Among {short_name}"),
            Column(f"median_{number}", f"Median of {short_name}", align="right", decimals_from="decimals"),
        ]
    return table(about, "Place of every indicator in each group", columns)


def _place(row: Mapping[Any, Any]) -> str:
    if pd.notna(row["rank"]):
        return f"{printed_rank(row['rank'], row['n'], row['tied'])}, {ordinal(row['quartile'])} quartile"
    return f"{row['reason']}; {row['n']} of {row['members']} {singular_or_plural(row['n'], 'has', 'have')} a figure"


def group_counts_table(found: pd.DataFrame, counted: pd.DataFrame, groups: Mapping[str, str]) -> Table:
    """Return the quartile counts of the counted indicators in each group, side by side."""
    rows = found[found["indicator_id"].isin(counted["indicator_id"])]
    counts = quartile_counts(rows, by=["comparator_group"]).set_index("comparator_group").reindex(list(groups))
    words = [quartiles_printed(row) for row in counts.to_dict("records")]
    shown = counts.assign(group=list(groups.values()), words=words)
    columns = [Column("group", "Group", header=True), *_QUARTILES, Column("words", "In words")]
    return table(shown, "Quartiles in each group, counted indicators", columns)


def coverage_sentences(coverage: pd.DataFrame, groups: Mapping[str, str], day: date) -> Html:
    """Say for each group how many of its councils have figures, and which have none.

    `coverage` is the frame of `group_coverage`; councils are those that existed on the day.
    """
    sentences = []
    for name, short_name in groups.items():
        there = coverage[(coverage["comparator_group"] == name) & existed_on(coverage, day)]
        if there.empty:
            sentences.append(f"There are no {short_name} for this council: no list of neighbours has it.")
            continue
        without = there.loc[there["figures"] == 0, "area_name"]
        number = len(there) - len(without)
        have = "all have" if without.empty else f"{number} {singular_or_plural(number, 'has', 'have')}"
        named = f" None: {', '.join(without)}." if len(without) else ""
        councils = f"{number_of(len(there), 'council')} that existed on {_day(day)}"
        sentences.append(f"{short_name[0].upper()}{short_name[1:]}: of {councils}, {have} figures here.{named}")
    return paragraph(" ".join(sentences))


def coverage_table(coverage: pd.DataFrame, groups: Mapping[str, str], areas: Areas) -> Table:
    """Return who is in each group, with the dates of each code, what came after it, and how many figures it has."""
    shown = coverage.assign(
        group=coverage["comparator_group"].map(groups),
        since=coverage["start_date"].map(_day, na_action="ignore").fillna("before these figures"),
        until=coverage["end_date"].map(_day, na_action="ignore").fillna("still in use"),
        after=[_names(codes, areas) for codes in coverage["successor_codes"]],
    )
    columns = [
        Column("area_name", "Council", header=True),
        Column("group", "Group"),
        Column("area_code", "Code"),
        Column("since", "In being since"),
        Column("until", "Until"),
        Column("after", "Followed by"),
        Column("figures", "Indicators it is compared in", align="right"),
    ]
    return table(shown, "Who is in each group, and with how many figures", columns)


def _names(codes: str, areas: Areas) -> str:
    return ", ".join(areas[code].name for code in codes.split(";")) if codes else NOT_THERE


def _day(day: date) -> str:
    return f"{day:%d %B %Y}".lstrip("0")


def bands_table(bands: pd.DataFrame, placed: pd.DataFrame) -> Table:
    """Return the indicators whose rank or quartile the tool of DfE would give otherwise, with the reason.

    `bands` is the table `dfe_bands`, `placed` has what the register says.
    """
    differ = bands[bands["difference"] != ""].merge(
        placed[["indicator_id", "title", "unit", "decimals"]], on="indicator_id", how="left", validate="one_to_one"
    )
    places = zip(differ["rank"], differ["n"], differ["tied"], strict=True)
    shown = differ.assign(
        rank_shown=[printed_rank(*place) for place in places],
        dfe_rank_shown=[printed_rank(rank, n) for rank, n in zip(differ["dfe_rank"], differ["n"], strict=True)],
        quartile_shown=[f"{ordinal(quartile)}, which is {BANDS[quartile]}" for quartile in differ["quartile"]],
        because=differ["difference"].map(DIFFERENCES),
    )
    columns = [
        *_PLACE[:4],
        Column("rank_shown", "Rank here"),
        Column("dfe_rank_shown", "Rank by the tool's rule"),
        Column("quartile_shown", "Quartile here"),
        Column("dfe_band", "Band by the tool's rule"),
        Column("because", "Because"),
    ]
    return table(shown, "Indicators that the DfE tool's rules would place otherwise in this group", columns)


DIFFERENCES = {
    TIES: "ties: other councils have the same figure; by rank all share the better quartile, and by bounds they do not",
    BOUNDARY: "boundary: the figure is next to or at a bound of quartiles, which the two rules draw one place apart",
}
"""What is printed for each reason that the two rules differ."""


def reasons_table(counts: pd.DataFrame) -> Table:
    """Return the reasons for which an indicator has no rank; `counts` is the frame of `rank_reason_counts`."""
    return counted_reasons(counts, "Why an indicator has no rank")


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    neutral = frame["polarity"].map(SIGNS).eq(0)
    ranks = [
        printed_rank(rank, n, tied) if pd.notna(rank) else None
        for rank, tied, n in zip(frame["rank"], frame["tied"], frame["n"], strict=True)
    ]
    cells = pd.Series([quartile_cell(quartile) for quartile in frame["quartile"]], index=frame.index, dtype="object")
    shown = frame.assign(rank_shown=pd.Series(ranks, index=frame.index, dtype="object"), quartile_shown=cells)
    shown.loc[neutral, ["rank_shown", "quartile_shown"]] = "[z]"
    return _without_a_group(shown)


def _without_a_group(shown: pd.DataFrame) -> pd.DataFrame:
    """Say of a figure that no other council has that its group is not applicable, rather than not available."""
    alone = shown["reason"].eq(ALONE)
    of_group = {name: shown[name].astype("object").mask(alone, "[z]") for name in _OF_A_GROUP if name in shown}
    return shown.assign(**of_group)
