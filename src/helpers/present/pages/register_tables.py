"""What the ingestion page shows of the register and of the comparator groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from helpers.areas import plain_name
from helpers.comparator_groups import ComparatorGroup
from helpers.methods.dates import existed_on
from helpers.present.pages.outcomes import controlled_by, organisation
from helpers.present.tables import joined, paragraph, table, with_sum
from helpers.present.values import Column, Paragraph, Parts, Table
from helpers.verdicts import POLARITY_WORDS, SIGNS
from helpers.wording import number_of


def register_summary(indicators: pd.DataFrame, dashboards: pd.DataFrame) -> Table:
    """Return how many indicators each dashboard has, and how many of them are counted and judged."""
    counts = (
        indicators.assign(judged=indicators["polarity"].map(SIGNS).ne(0))
        .groupby("dashboard")
        .agg(indicators=("indicator_id", "size"), judged=("judged", "sum"), counted=("counted", "sum"))
        .reset_index()
    )
    rows = dashboards.merge(counts, on="dashboard", how="left").fillna({"indicators": 0, "judged": 0, "counted": 0})
    columns = [
        Column("dashboard", "Dashboard", header=True),
        Column("theme", "Theme"),
        Column("indicators", "Indicators", align="right", decimals=0),
        Column("judged", "Judged good or bad", align="right", decimals=0),
        Column("counted", "Counted in the headline", align="right", decimals=0),
    ]
    summed = with_sum(rows, columns, "All dashboards").fillna({"theme": "All"})
    return table(summed, "The register by dashboard", columns)


WHOSE = {"national": "National body", "local": "The council's own", "partner": "A partner's"}
"""Whose figure a measure is, in words, by its type in the register."""


def register_table(indicators: pd.DataFrame, dashboards: pd.DataFrame, sources: pd.DataFrame) -> Table:
    """Return every indicator with its polarity, its source and what to know of it, in printed order."""
    rows = (
        indicators.merge(dashboards, on="dashboard", how="left", validate="many_to_one")
        .merge(sources[["source_id", "dataset"]], on="source_id", how="left", validate="many_to_one")
        .sort_values(["dashboard_order", "title", "indicator_id"])
    )
    rows = rows.assign(
        judged=rows["polarity"].map(POLARITY_WORDS),
        note=rows["note"].replace("", "none"),
        whose=rows["measure_type"].map(WHOSE),
        answers=rows["national_framework"].replace("", "none"),
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("dashboard", "Dashboard"),
        Column("unit", "Unit"),
        Column("judged", "Polarity"),
        Column("counted", "Counted in the headline"),
        Column("whose", "Whose figure"),
        Column("dataset", "Source", quoted=True),
        Column("answers", "National framework"),
        Column("note", "Note"),
    ]
    return table(rows, "Every indicator of the register", columns)


def definitions_table(indicators: pd.DataFrame, dashboards: pd.DataFrame) -> Table:
    """Return what every indicator counts, over what and when, and who answers for it, in printed order.

    In a report on a council whose posts are not known nothing is said of who answers.
    """
    rows = indicators.merge(dashboards, on="dashboard", how="left", validate="many_to_one")
    columns = [Column("title", "Indicator", header=True), Column("definition", "What is counted, over what, and when")]
    notes = []
    if indicators["owner"].ne("").any():
        columns.append(Column("owner", "Who is responsible"))
        notes.append(RESPONSIBLE)
    ordered = rows.sort_values(["dashboard_order", "title", "indicator_id"])
    return table(ordered, "What each indicator counts", columns, notes=notes)


RESPONSIBLE = "Who is responsible for an indicator is an assumption (ASM-27) that the council has to confirm."


def answering_table(
    indicators: pd.DataFrame, dashboards: pd.DataFrame, baselines: pd.DataFrame, *, is_two_tier: bool = True
) -> Table:
    """Return who owns and controls every indicator, its flags, tags, baseline and what is to be looked at.

    `baselines` is the table of that name; the one in use is printed, with the number of its version. A column in which
    nothing is known of any indicator is left out.
    """
    used = baselines[baselines["in_use"]].set_index("indicator_id")
    rows = indicators.merge(dashboards, on="dashboard", how="left", validate="many_to_one")
    ordered = rows.sort_values(["dashboard_order", "title", "indicator_id"])
    rows = ordered.assign(
        who=ordered["controlled_by"].map(controlled_by(is_two_tier=is_two_tier)),
        organisation=[organisation(words, is_two_tier=is_two_tier) for words in ordered["organisation"]],
        marks=[_marks(row) for row in ordered.to_dict("records")],
        baseline=[_baseline(used.loc[name]) if name in used.index else "none" for name in ordered["indicator_id"]],
        review=ordered["review"].replace("", "none"),
        comes_from=ordered["comes_from"].replace("", "published"),
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("organisation", "Who owns the figure"),
        Column("who", "Who can do most about the outcome"),
        *([Column("comes_from", "Where it comes from")] if indicators["comes_from"].ne("").any() else []),
        Column("marks", "Marked as"),
        *([] if used.empty else [Column("baseline", "Baseline")]),
        *([Column("review", "To be looked at")] if indicators["review"].ne("").any() else []),
    ]
    note = "Who owns a figure and who controls an outcome is a judgement (ASM-30) that the council has to confirm."
    return table(rows, "Who owns, who controls, and what each indicator starts from", columns, notes=[note])


TAG_WORDS = {
    "equalities": "equalities",
    "cross_cutting": "cross-cutting",
    "inequality_gap": "inequality gap",
    "statutory": "statutory",
}
"""The tags of the register in words."""


def _marks(row: Mapping[Any, Any]) -> str:
    """Give the printed number, the flags and the tags of an indicator."""
    flags = [name for name in ("reward", "mandatory") if row[name] is True]
    number = [f"number {row['reference']}"] if row["reference"] else []
    return ", ".join([*number, *flags, *(TAG_WORDS[tag] for tag in row["tags"].split(";") if tag)]) or "none"


def flagged_indicators(indicators: pd.DataFrame, dashboards: pd.DataFrame) -> Paragraph | Parts:
    """Return the indicators that are to be looked at before they are used again, with why, and how many have each flag.

    A flag that no indicator has is not counted: nobody has set it.
    """
    rows = indicators.merge(dashboards, on="dashboard", how="left", validate="many_to_one")
    asked = rows[rows["review"].ne("")].sort_values(["dashboard_order", "title", "indicator_id"])
    columns = [
        Column("title", "Indicator", header=True),
        Column("dashboard", "Dashboard"),
        Column("review", "Why, and what the report does"),
    ]
    flags = {"printed number": indicators["reference"].ne(""), "reward": indicators["reward"].eq(True)}
    flags |= {"mandatory": indicators["mandatory"].eq(True), "ends": indicators["valid_to"].notna()}
    tags = indicators["tags"].str.split(";")
    flags |= {words: tags.map(lambda of_row, tag=tag: tag in of_row) for tag, words in TAG_WORDS.items()}
    counts = pd.DataFrame([{"flag": name, "indicators": int(has.sum())} for name, has in flags.items()])
    counts = counts[counts["indicators"].gt(0)]
    return joined(
        paragraph("No indicator is to be looked at before it is used again.")
        if asked.empty
        else table(asked, "Indicators to be looked at before they are used again", columns),
        table(
            counts,
            "Indicators by flag",
            [Column("flag", "Flag", header=True), Column("indicators", "Indicators", align="right", decimals=0)],
            notes=["An indicator can have several flags. Ends: a year is set whose report is the last to have it."],
        )
        if len(counts)
        else paragraph("No indicator has a flag."),
    )


def _baseline(row: pd.Series) -> str:
    """Give the figure, the period, the version and the reason of a baseline."""
    value = "not known" if pd.isna(row["value"]) else f"{row['value']:g}"
    version = f", version {row['version']}" if row["version"] > 1 else ""
    return f"{value} in {row['period']}{version}: {row['reason']}"


def retired_indicators(retired: pd.DataFrame) -> Paragraph | Table:
    """Return the indicators that the report does not have, with their first and last reporting year."""
    if retired.empty:
        return paragraph("Every indicator of the register is in this report.")
    years = {name: [("none" if pd.isna(year) else f"{year}") for year in retired[name]] for name in _VALID}
    columns = [
        Column("title", "Indicator", header=True),
        Column("subject", "Dashboard of the register"),
        Column("valid_from", "First reporting year"),
        Column("valid_to", "Last reporting year"),
    ]
    return table(retired.assign(**years), "Indicators of the register that this report does not have", columns)


_VALID = ("valid_from", "valid_to")


def groups_tables(members: pd.DataFrame, groups: Sequence[ComparatorGroup], day: date) -> Parts:
    """Return the members of each group, or why it has none; `members` is the table group_members."""
    return joined(
        *(
            paragraph(f"{group.name}: no members. {group.without_members}")
            if group.without_members
            else members_table(members[members["comparator_group"] == group.id], group, day)
            for group in groups
        )
    )


def members_table(members: pd.DataFrame, group: ComparatorGroup, day: date) -> Table:
    """Return the members of a comparator group with the dates of each code, how they were chosen and how many.

    They are counted as of a day, as a code stays listed after a council has ended.
    """
    in_being_count = int(existed_on(members, day).sum())
    counted = (
        f"{number_of(in_being_count, 'council')} of these {number_of(len(members), 'code')} existed on {since(day)}."
    )
    about = f"Membership as of {since(group.date)}. Licence: {group.licence.rstrip('.')}."
    rows = members.assign(
        area_name=members["area_name"].map(plain_name),
        since=members["start_date"].map(since, na_action="ignore").fillna("before these figures"),
        until=members["end_date"].map(since, na_action="ignore").fillna("still in use"),
    )
    columns = [
        Column("area_name", "Council", header=True),
        Column("area_code", "Code"),
        Column("since", "Existed since"),
        Column("until", "Until"),
    ]
    return table(rows, f"Members of the group: {group.name}", columns, notes=[group.method, counted, about])


def since(day: object) -> str:
    """Return a day as it is printed."""
    return f"{day:%d %B %Y}".lstrip("0")
