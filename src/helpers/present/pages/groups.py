"""What the benchmarking page shows of several groups side by side, and of the rules of the DfE tool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from helpers.areas import Areas, plain_name
from helpers.indicator_groups import IndicatorGroup
from helpers.methods.dates import existed_on
from helpers.present.pages.benchmarking import FIGURE_COLUMNS, NO_FIGURE, QUARTILE_COLUMNS, without_a_group
from helpers.present.sentences import quartiles_printed
from helpers.present.tables import paragraph, table
from helpers.present.values import Column, Paragraph, Table
from helpers.results.compendium import quartile_counts
from helpers.results.dfe_bands import BANDS, BOUNDARY, TIES
from helpers.verdicts import ordinal, printed_rank
from helpers.wording import number_of, singular_or_plural


def groups_table(group_comparisons: pd.DataFrame, comparisons: pd.DataFrame, groups: Mapping[str, str]) -> Table:
    """Return the place of every indicator in each group side by side, with the number of councils that have a figure.

    `group_comparisons` is the table of that name, `comparisons` has what the register says, `groups` are the short
    names of the groups in printed order.
    """
    with_figure = comparisons[comparisons["value"].notna()]
    about = with_figure[["indicator_id", "title", "decimals", "unit", "period", "value"]].copy()
    columns = FIGURE_COLUMNS[:4]
    for number, (name, short_name) in enumerate(groups.items()):
        of_group = group_comparisons[group_comparisons["comparator_group"] == name]
        rows = of_group.set_index("indicator_id").reindex(about["indicator_id"])
        about[f"place_{number}"] = [_place_words(row) for row in rows.to_dict("records")]
        about[f"median_{number}"] = without_a_group(rows)["median"].to_numpy()
        columns = [
            *columns,
            Column(f"place_{number}", f"Among {short_name}"),
            Column(f"median_{number}", f"Median of {short_name}", align="right", decimals_from="decimals"),
        ]
    return table(about, "Rank of every indicator in each group", columns)


def _place_words(row: Mapping[Any, Any]) -> str:
    if pd.notna(row["rank"]):
        return f"{printed_rank(row['rank'], row['n'], row['tied'])}, {ordinal(row['quartile'])} quartile"
    if "members" not in row or pd.isna(row["members"]):
        return str(row["reason"])
    return f"{row['reason']}; {row['n']} of {row['members']} {singular_or_plural(row['n'], 'has', 'have')} a figure"


def group_counts_table(group_comparisons: pd.DataFrame, counted: pd.DataFrame, groups: Mapping[str, str]) -> Table:
    """Return the quartile counts of the counted indicators in each group, side by side."""
    rows = group_comparisons[group_comparisons["indicator_id"].isin(counted["indicator_id"])]
    counts = quartile_counts(rows, by=["comparator_group"]).set_index("comparator_group").reindex(list(groups))
    words = [quartiles_printed(row) for row in counts.to_dict("records")]
    rows_of_groups = counts.assign(group=list(groups.values()), words=words)
    columns = [Column("group", "Group", header=True), *QUARTILE_COLUMNS, Column("words", "In words")]
    return table(rows_of_groups, "Quartiles in each group, counted indicators", columns)


def indicator_groups_table(
    own_groups: pd.DataFrame, comparisons: pd.DataFrame, main: str, of_indicators: Sequence[IndicatorGroup]
) -> Table:
    """Return the rank of each indicator that has a group of its own, beside its rank in the report's group.

    `own_groups` is the table indicator_group_comparisons, `comparisons` has what the register says and the place in the
    group of the report, whose short name is `main`; `of_indicators` say why each has its group.
    """
    rows = own_groups.drop(columns="value").merge(
        comparisons[["indicator_id", "title", "unit", "decimals", "value", "rank", "n", "tied", "quartile", "reason"]],
        on="indicator_id",
        suffixes=("", "_main"),
    )
    printed = rows.assign(
        main_shown=[
            _place_words({name: row[f"{name}_main"] for name in ("rank", "n", "tied", "quartile", "reason")})
            for row in rows.to_dict("records")
        ],
        own_shown=[_place_words(row) for row in rows.to_dict("records")],
        median=without_a_group(rows)["median"],
    )
    columns = [
        *FIGURE_COLUMNS[:4],
        Column("main_shown", f"Among {main}"),
        Column("group_name", "Group of its own"),
        Column("own_shown", "Rank in it"),
        Column("median", "Its median", align="right", decimals_from="decimals"),
    ]
    with_row = set(rows["indicator_id"])
    notes = [
        *dict.fromkeys(row.reason for row in of_indicators if row.indicator_id in with_row),
        "The headline, the themes and the overall position use the rank in the group of the report alone.",
    ]
    return table(
        printed, "Rank in the indicator's own group, beside that in the group of the report", columns, notes=notes
    )


def coverage_sentences(coverage: pd.DataFrame, groups: Mapping[str, str], day: date) -> Paragraph:
    """Say for each group how many of its councils have figures, and which have none.

    `coverage` is the frame of `group_coverage`; councils are those that existed on the day.
    """
    sentences = []
    for name, short_name in groups.items():
        councils = coverage[(coverage["comparator_group"] == name) & existed_on(coverage, day)]
        if councils.empty:
            sentences.append(f"This council has no {short_name}: no list of neighbours includes it.")
            continue
        without = councils.loc[councils["figures"] == 0, "area_name"].map(plain_name)
        number = len(councils) - len(without)
        have = "all have" if without.empty else f"{number} {singular_or_plural(number, 'has', 'have')}"
        named = f" Without figures: {', '.join(without)}." if len(without) else ""
        base = f"{number_of(len(councils), 'council')} that existed on {_day(day)}"
        sentences.append(f"{short_name[0].upper()}{short_name[1:]}: of {base}, {have} figures here.{named}")
    return paragraph(" ".join(sentences))


def coverage_table(coverage: pd.DataFrame, groups: Mapping[str, str], areas: Areas) -> Table:
    """Return who is in each group, with the dates of each code, what came after it, and how many figures it has."""
    rows = coverage.assign(
        area_name=coverage["area_name"].map(plain_name),
        group=coverage["comparator_group"].map(groups),
        since=coverage["start_date"].map(_day, na_action="ignore").fillna("before these figures"),
        until=coverage["end_date"].map(_day, na_action="ignore").fillna("still in use"),
        after=[_names(codes, areas) for codes in coverage["successor_codes"]],
    )
    columns = [
        Column("area_name", "Council", header=True),
        Column("group", "Group"),
        Column("area_code", "Code"),
        Column("since", "Existed since"),
        Column("until", "Until"),
        Column("after", "Followed by"),
        Column("figures", "Indicators it is compared in", align="right"),
    ]
    return table(rows, "Who is in each group, and with how many figures", columns)


def _names(codes: str, areas: Areas) -> str:
    return ", ".join(areas[code].name for code in codes.split(";")) if codes else NO_FIGURE


def _day(day: date) -> str:
    return f"{day:%d %B %Y}".lstrip("0")


def bands_sentence(bands: pd.DataFrame, group: str) -> str:
    """Say how often the DfE tool's rules give the same rank and quartile; `bands` is the table `dfe_bands`."""
    if bands.empty:
        return f"No indicator of the DfE Local Authority Interactive Tool can be ranked among {group}."
    reasons, same = bands["difference"].value_counts(), int(bands["rank_agrees"].sum())
    differ = ", ".join(f"{int(reasons[reason])} by {reason}" for reason in ("ties", "boundary") if reason in reasons)
    rest = f" The others differ: {differ}." if differ else ""
    return (
        f"Of {number_of(len(bands), 'indicator')} of the DfE Local Authority Interactive Tool ranked among {group}, by "
        f"the tool's rules {same} {singular_or_plural(same, 'has', 'have')} the same rank and "
        f"{int(bands['band_agrees'].sum())} the same quartile.{rest}"
    )


def bands_table(bands: pd.DataFrame, comparisons: pd.DataFrame) -> Table:
    """Return the indicators whose rank or quartile the tool of DfE would give otherwise, with the reason.

    `bands` is the table `dfe_bands`, `comparisons` has what the register says.
    """
    differ = bands[bands["difference"] != ""].merge(
        comparisons[["indicator_id", "title", "unit", "decimals"]], on="indicator_id", how="left", validate="one_to_one"
    )
    ranks = zip(differ["rank"], differ["n"], differ["tied"], strict=True)
    rows = differ.assign(
        rank_shown=[printed_rank(*rank) for rank in ranks],
        dfe_rank_shown=[printed_rank(rank, n) for rank, n in zip(differ["dfe_rank"], differ["n"], strict=True)],
        quartile_shown=[f"{ordinal(quartile)}, which is {BANDS[quartile]}" for quartile in differ["quartile"]],
        because=differ["difference"].map(DIFFERENCES),
    )
    columns = [
        *FIGURE_COLUMNS[:4],
        Column("rank_shown", "Rank here"),
        Column("dfe_rank_shown", "Rank by the tool's rule"),
        Column("quartile_shown", "Quartile here"),
        Column("dfe_band", "Band by the tool's rule"),
        Column("because", "Reason"),
    ]
    return table(rows, "Indicators that the DfE tool's rules would rank differently in this group", columns)


DIFFERENCES = {
    TIES: "ties: other councils have the same figure; by rank all share the better quartile, by boundaries they do not",
    BOUNDARY: "boundary: the figure is at or next to a quartile boundary, which the two rules draw one place apart",
}
"""What is printed for each reason that the two rules differ."""
