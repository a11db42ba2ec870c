"""A profile for the members of each district: one page of where the district stands among the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.present.cells import as_column, number_cell
from helpers.present.figures import figure_in_words
from helpers.present.papers.performance import Material
from helpers.present.papers.values import Paper, Section
from helpers.present.site_pages import AREAS_WITHIN, INDEX, link, slugs
from helpers.present.tables import table
from helpers.present.values import Cell, Column, Paragraph, Part, Span

Row = Mapping[Any, Any]

DISTRICT: Final = "district"
MOST: Final = 7
"""How many indicators of each kind have room on one page."""

_COLUMNS: Final = (
    Column("title", "Indicator", header=True),
    Column("period", "Period"),
    Column("own", "Here", align="right"),
    Column("middle_shown", "Middle district", align="right"),
    Column("council_shown", "County", align="right"),
)


def district_profiles(
    of: Material, within: pd.DataFrame, figures: pd.DataFrame, compendium: pd.DataFrame
) -> list[Paper]:
    """Return a profile of each district of the council, in order of name; none for a council without districts.

    It has the indicators in which the district is furthest ahead of the middle district, and as many in which it is
    furthest behind, as a share of how far districts are apart. Figures that are older than the report allows are left
    out.

    Columns needed    within, the table areas_within: indicator_id, area_type, period, stale, worst, best,
                      middle; figures, the table figures_within: indicator_id, area_type, area_name, period,
                      value; compendium, the table: indicator_id, title, unit, decimals, value, period
    """
    own = figures[figures["area_type"].eq(DISTRICT) & figures["value"].notna()]
    rules = within[within["area_type"].eq(DISTRICT) & ~within["stale"].astype("bool") & within["worst"].notna()]
    rows = own.merge(rules[["indicator_id", "period", "worst", "best", "middle"]], on=["indicator_id", "period"])
    rows = rows[rows["worst"].ne(rows["best"])]
    about = compendium[["indicator_id", "title", "unit", "decimals", "value", "period"]]
    rows = rows.merge(about.rename(columns={"value": "council", "period": "council_period"}), on="indicator_id")
    rows["ahead"] = (rows["value"] - rows["middle"]) / (rows["best"] - rows["worst"])
    names = sorted(rows["area_name"].unique())
    return [_profile(of, name, file, rows[rows["area_name"].eq(name)]) for name, file in slugs(names).items()]


def profile_file(name: str) -> str:
    """Return the name of the file of a profile, by the name of its district as that of a file.

    >>> profile_file("north-west-leicestershire")
    'profile_north-west-leicestershire.docx'
    """
    return f"profile_{name}.docx"


def _profile(of: Material, name: str, file: str, rows: pd.DataFrame) -> Paper:
    better = rows[rows["ahead"].gt(0)].sort_values(["ahead", "title"], ascending=[False, True], kind="stable")
    worse = rows[rows["ahead"].lt(0)].sort_values(["ahead", "title"], kind="stable")
    most = min(MOST, len(better), len(worse)) or MOST
    where = Paragraph(
        (
            Span("All figures of districts: "),
            link("Places", AREAS_WITHIN, INDEX),
            Span(". The whole report: "),
            link(of.publication, INDEX, INDEX),
            Span("."),
        )
    )
    return Paper(
        file=profile_file(file),
        title=f"{name} in short",
        council=of.council,
        stage=of.stage,
        about=of.about,
        head=(),
        sections=(
            Section("What is this?", (_about(of, name, has_better=not better.empty, has_worse=not worse.empty),)),
            Section("Better than the middle district", (_table(better.head(most), f"{name} is ahead", "ahead of"),)),
            Section("Worse than the middle district", (_table(worse.head(most), f"{name} is behind", "behind"),)),
            Section("More", (where,)),
        ),
        subject=f"{name}: one page for its members.",
    )


def _about(of: Material, name: str, *, has_better: bool, has_worse: bool) -> Paragraph:
    middle = f"the middle district of {of.council}"
    if has_better and has_worse:
        what = f"It names where {name} is furthest ahead of {middle}, and as many where it is furthest behind."
    elif has_better or has_worse:
        what = f"It names where {name} is furthest {'ahead of' if has_better else 'behind'} {middle}."
    else:
        what = f"It sets {name} beside {middle}."
    chance = "The figures of a small district go up and down by chance."
    return Paragraph((Span(f"This page is for the members of {name}. {what} {chance}"),))


def _table(rows: pd.DataFrame, caption: str, where: str) -> Part:
    if rows.empty:
        return Paragraph((Span(f"No indicator of this report is {where} the middle district here."),))
    records = rows.to_dict("records")
    frame = rows.assign(
        own=as_column([_figure(row, "value") for row in records], rows.index),
        middle_shown=as_column([_figure(row, "middle") for row in records], rows.index),
        council_shown=as_column([_council(row) for row in records], rows.index),
    )
    return table(frame, caption, _COLUMNS)


def _figure(row: Row, column: str) -> Cell:
    unit, decimals = str(row["unit"]), int(row["decimals"])
    return number_cell(row[column], decimals, unit, figure_in_words(row[column], unit, decimals))


def _council(row: Row) -> Cell:
    """Return the figure of the council for the same period; that there is none where it has another."""
    if row["council_period"] != row["period"] or pd.isna(row["council"]):
        return Cell((Span("None for this period"),))
    return _figure(row, "council")
