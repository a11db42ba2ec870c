"""The page that sums up the reports of several councils: what each counts, the table of them all, what failed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.areas import plain_name
from helpers.present.cells import as_column, format_number, is_missing, words_cell
from helpers.present.pages.position import league_table
from helpers.present.pages.site_years import with_share
from helpers.present.sentences import span_of_ranks
from helpers.present.site_pages import INDEX, SitePage, link
from helpers.present.tables import paragraph, table
from helpers.present.values import Cell, Column, Heading, Part, Table
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, NO_REAL_CHANGE, WORSENED
from helpers.wording import number_of, singular_or_plural

HEADLINE: Final = "What each report counts"
LEAGUE: Final = "Where each council stands"
NOT_MADE: Final = "Reports that were not made"


def councils_page(
    title: str, headlines: pd.DataFrame, league: pd.DataFrame | None, why_none: str, failed: pd.DataFrame, group: str
) -> SitePage:
    """Return the page on the reports of several councils of one year.

    Columns needed    headlines: council, report (the path of its first page), and those of `headlines_table`; league:
                      those of the table positions, or None without a common one (`why_none` says why); failed:
                      council, why
    """
    sentences = [f"{number_of(len(headlines), 'report')} {singular_or_plural(len(headlines), 'is', 'are')} in place."]
    if len(failed):
        sentences.append(f"{number_of(len(failed), 'report')} could not be made, as explained below.")
    parts: list[Part] = [paragraph(" ".join(sentences)), Heading(HEADLINE), headlines_table(headlines)]
    parts += [Heading(LEAGUE), paragraph(why_none) if league is None else league_table(league, group)]
    if len(failed):
        columns = [Column("council", "Council", header=True), Column("why", "Why", quoted=True)]
        parts += [Heading(NOT_MADE), table(failed.assign(council=failed["council"].map(plain_name)), NOT_MADE, columns)]
    return SitePage(INDEX, title, tuple(parts))


def headlines_table(headlines: pd.DataFrame) -> Table:
    """Return the headline of each report, with a link to it.

    Columns needed    council, report, total, determined, improved, improved_percent, no_real_change,
                      no_real_change_percent, worsened, worsened_percent, cannot_be_determined, ranked, top_half,
                      top_half_percent, rank_95_lower, rank_95_upper, n
    """
    records = headlines.to_dict("records")
    shares = ("improved", "no_real_change", "worsened", "top_half")
    cells: dict[str, Sequence[Cell]] = {
        name: [words_cell(with_share(row[name], row[f"{name}_percent"])) for row in records] for name in shares
    }
    cells["name"] = [Cell((link(plain_name(str(row["council"])), str(row["report"]), INDEX),)) for row in records]
    cells["position"] = [words_cell(_position(row)) for row in records]
    frame = headlines.assign(**{name: as_column(list(column), headlines.index) for name, column in cells.items()})
    columns = [
        Column("name", "Council", header=True),
        Column("total", "Indicators counted", align="right", decimals=0),
        Column("improved", IMPROVED, align="right"),
        Column("no_real_change", NO_REAL_CHANGE, align="right"),
        Column("worsened", WORSENED, align="right"),
        Column("cannot_be_determined", CANNOT_BE_DETERMINED, align="right", decimals=0),
        Column("ranked", "Ranked", align="right", decimals=0),
        Column("top_half", "In the top half", align="right"),
        Column("position", "Overall position, with a chance of 95 in 100"),
    ]
    notes = [
        "Shares are of the indicators with a direction; those of the top half are of the ranked ones.",
        "Reports count different indicators where figures are missing, so compare shares and not counts.",
    ]
    return table(frame, "The headline of each report", columns, notes=notes)


def _position(row: Mapping[Hashable, Any]) -> str:
    if is_missing(row["n"]):
        return "No position"
    ranks = span_of_ranks(row["rank_95_lower"], row["rank_95_upper"])
    return f"{ranks} of {format_number(row['n'], 0)}"
