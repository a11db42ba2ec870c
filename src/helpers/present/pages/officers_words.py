"""What officers say, as a page quotes it, and what worsened and is in the fourth quartile without a word on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.present.cells import as_column, format_value, is_missing, words_cell
from helpers.present.site_pages import card_of, link
from helpers.present.tables import table
from helpers.present.values import BulletList, Column, Span, Table

NOT_SIGNED: Final = "Not signed"

_WORDS = [
    Column("about_printed", "Of what", header=True),
    Column("words_printed", "What officers say", quoted=True),
    Column("signature", "Who says so", quoted=True),
]
_WITHOUT = [
    Column("title", "Indicator", header=True),
    Column("dashboard", "Dashboard"),
    Column("owner_printed", "Who answers for it"),
]
_ON_DASHBOARD = Column("dashboard_words", "Comment on its dashboard")


def officers_caption(dashboard: str) -> str:
    """Return the caption of what officers say of a dashboard."""
    return f"{dashboard}: what officers say"


def officers_words_table(words: pd.DataFrame, compendium: pd.DataFrame, dashboard: str) -> Table | None:
    """Return what officers say of a dashboard and its indicators, in printed order; None where nobody says anything.

    What they wrote is quoted as it stands, as plain text.

    Columns needed    words, the table officers_words; compendium, the table: indicator_id, title
    """
    quoted = words[words["dashboard"].eq(dashboard)].reset_index(drop=True)
    if quoted.empty:
        return None
    titles = dict(zip(compendium["indicator_id"], compendium["title"], strict=True))
    rows = quoted.to_dict("records")
    cells = {
        "about_printed": [words_cell(str(titles.get(row["about"], row["about"]))) for row in rows],
        "words_printed": [words_cell(str(row["words"])) for row in rows],
        "signature": [words_cell(_signature(row)) for row in rows],
    }
    frame = quoted.assign(**{name: as_column(column, quoted.index) for name, column in cells.items()})
    return table(frame, officers_caption(dashboard), _WORDS)


def _signature(row: Mapping[Any, Any]) -> str:
    if not row["written_by"]:
        return NOT_SIGNED
    day = "" if is_missing(row["written_on"]) else f", {format_value(row['written_on'])}"
    return f"{row['written_by']}{day}"


def without_commentary_table(without: pd.DataFrame) -> Table | None:
    """Return what worsened, is in the fourth quartile and is not explained; None where everything is.

    Columns needed    those of the table without_commentary
    """
    if without.empty:
        return None
    answers = {True: "Yes", False: "No"}
    frame = without.assign(
        owner_printed=as_column([words_cell(str(owner)) for owner in without["owner"]], without.index),
        dashboard_words=without["dashboard_has_words"].map(answers),
    )
    has_words = without["dashboard_has_words"].any()
    has_owner = without["owner"].ne("").any()
    columns = [column for column in _WITHOUT if has_owner or column.name != "owner_printed"]
    columns += [_ON_DASHBOARD] if has_words else []
    notes = [] if has_words else ["Nobody comments on their dashboards either."]
    return table(frame, "Indicators without a comment", columns, notes=notes)


def without_commentary_list(without: pd.DataFrame, page: str) -> BulletList | None:
    """Return the same as a line for each post that answers, on a page by its path; None where everything is explained.

    Each name leads to the card of its indicator.

    Columns needed    those of the table without_commentary
    """
    if without.empty:
        return None
    items = []
    for owner, rows in without.groupby("owner", sort=False):
        spans = [Span(f"{str(owner) or 'Nobody answers for'}: ")]
        for number, row in enumerate(rows.to_dict("records")):
            spans += [Span("; ")] if number else []
            spans.append(link(str(row["title"]), card_of(row["indicator_id"]), page))
            spans += [Span(" (its dashboard has a comment)")] if row["dashboard_has_words"] else []
        items.append(tuple(spans))
    return BulletList(tuple(items))
