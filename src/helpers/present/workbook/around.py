"""The sheets around the dashboards: the counts by theme, targets, notes, sources and definitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from helpers.markers import MEANINGS
from helpers.present.cells import MISSING, as_column, format_number, is_missing, number_cell, unit_in_words, words_cell
from helpers.present.figures import printed_decimals
from helpers.present.pages.target_words import aim_in_words
from helpers.present.tables import table
from helpers.present.values import Cell, Column, Table
from helpers.present.workbook.dashboards import NONE
from helpers.results.headline_facts import ALL
from helpers.verdicts import (
    CANNOT_BE_DETERMINED,
    CANNOT_BE_TOLD,
    CLEAR,
    IMPROVED,
    NO_REAL_CHANGE,
    NOT_JUDGED,
    POLARITY_WORDS,
    USUAL,
    WORSENED,
)

ADDRESS: Final = Column("address", "Address", quoted=True)
"""The column of the sources that leads to them."""

_COUNTS: Final = ("indicators", "improved", "no_real_change", "worsened", "undetermined")
_SHARES: Final = ("improved_percent", "no_real_change_percent", "worsened_percent")


def summary_table(facts: pd.DataFrame) -> Table:
    """Return the counts of the headline, for all and for each theme; `facts` is the table headline_facts."""
    rows = facts.assign(
        name=["All themes" if theme == ALL else theme for theme in facts["theme"]],
        **{name: as_column([number_cell(value, 0) for value in facts[name]], facts.index) for name in _COUNTS},
        **{name: as_column([number_cell(value, 1, "%") for value in facts[name]], facts.index) for name in _SHARES},
    )
    columns = [
        Column("name", "Theme", header=True),
        Column("indicators", "Indicators in the headline", align="right"),
        Column("improved", IMPROVED, align="right"),
        Column("no_real_change", NO_REAL_CHANGE, align="right"),
        Column("worsened", WORSENED, align="right"),
        Column("undetermined", CANNOT_BE_DETERMINED, align="right"),
        Column("improved_percent", "Improved, % of those determined", align="right"),
        Column("no_real_change_percent", "No real change, % of those determined", align="right"),
        Column("worsened_percent", "Worsened, % of those determined", align="right"),
    ]
    return table(rows, "Direction of travel by theme", columns)


def targets_table(results: pd.DataFrame) -> Table:
    """Return every target with its figure and its colour; `results` is the table target_results."""
    records = results.to_dict("records")

    def figures(name: str) -> pd.Series:
        return as_column([_figure(row[name], str(row["unit"]), int(row["decimals"])) for row in records], results.index)

    rows = results.assign(
        unit_shown=[unit_in_words(str(unit)) for unit in results["unit"]],
        aim=[aim_in_words(row) for row in records],
        target_shown=figures("target_value"),
        actual_shown=figures("actual"),
        exactness=_filled(results["actual_is"].where(~results["actual_is"].isin(["", "exactly"])), NONE),
        period_of_actual=_filled(results["actual_period"], MISSING),
        judged_shown=_filled(results["judged"], NONE),
        why=_filled(results["reason"], NONE),
    )
    columns = [
        Column("title", "Target", header=True),
        Column("theme", "Theme"),
        Column("unit_shown", "Unit"),
        Column("aim", "What was promised"),
        Column("target_shown", "Target figure", align="right"),
        Column("actual_shown", "Latest figure", align="right"),
        Column("exactness", "Which the source calls"),
        Column("period_of_actual", "Period of the latest figure"),
        Column("status", "Colour that is printed"),
        Column("calculated", "Colour by rule"),
        Column("judged_shown", "Colour that people gave"),
        Column("why", "Why"),
    ]
    return table(rows, "Targets and their colours", columns)


def notes_table(tolerance_percent: float, group: str) -> Table:
    """Return the shorthand and the words of results with their meanings."""
    change = f"{format_number(tolerance_percent)}%"
    meanings = {
        **MEANINGS,
        NONE: "there is nothing to say, so that no cell is blank",
        IMPROVED: f"the latest figure is more than {change} better than the one before",
        NO_REAL_CHANGE: f"the latest figure is no more than {change} from the one before, or within rounding",
        WORSENED: f"the latest figure is more than {change} worse than the one before",
        CANNOT_BE_DETERMINED: "there are no two figures that can be compared; the column Why says the reason",
        NOT_JUDGED: "neither a high nor a low figure is better; the word after it says which way the figure moved",
        CLEAR: "the change is larger than such figures usually go up and down by themselves",
        USUAL: "changes of this size come and go, so it may be chance",
        CANNOT_BE_TOLD: "too little is known of past figures to say how sure the direction is",
        "Rank": f"the place among {group}, 1 is best; councils with the same figure have the same rank",
        "Quartile": "which quarter of the councils this one is in, 1 is best",
        "Best and worst quartile it could be in": "the quartiles that hold the council in 95 of 100 cases, given how "
        "far figures go up and down by themselves",
        "Middle council": "the figure of the council in the middle, or halfway between the two in the middle",
        "Counted in the headline": "whether the indicator is one of those that the counts of the summary are of",
    }
    rows = pd.DataFrame({"word": list(meanings), "meaning": list(meanings.values())})
    columns = [Column("word", "Shorthand or word", header=True), Column("meaning", "What it means")]
    return table(rows, "Shorthand and words", columns)


def sources_table(sources: pd.DataFrame) -> Table:
    """Return where the figures come from; `sources` is the table of that name."""
    names = ("edition", "licence", "attribution", "address", "caveats")
    rows = sources.assign(**{name: _filled(sources[name], NONE) for name in names})
    columns = [
        Column("dataset", "Dataset", header=True, quoted=True),
        Column("publisher", "Publisher"),
        Column("edition", "Edition", quoted=True),
        Column("licence", "Licence"),
        Column("attribution", "Attribution", quoted=True),
        ADDRESS,
        Column("caveats", "What to know", quoted=True),
    ]
    return table(rows, "Sources of the figures", columns)


def definitions_table(indicators: pd.DataFrame, order: Sequence[str], sources: pd.DataFrame) -> Table:
    """Return what each indicator counts, in an order; `indicators` and `sources` are the tables of those names."""
    rows = indicators.set_index("indicator_id").loc[list(order)].reset_index()
    datasets = dict(zip(sources["source_id"], sources["dataset"], strict=True))
    rows = rows.assign(
        unit_shown=[unit_in_words(str(unit)) for unit in rows["unit"]],
        counts=_filled(rows["definition"], NONE),
        judged=rows["polarity"].map(POLARITY_WORDS),
        dataset=[datasets.get(source, NONE) for source in rows["source_id"]],
        remark=_filled(rows["note"], NONE),
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("dashboard", "Dashboard"),
        Column("counts", "What is counted, over what, and when"),
        Column("unit_shown", "Unit"),
        Column("judged", "Which way is better"),
        Column("dataset", "Source", quoted=True),
        Column("remark", "Note"),
        Column("indicator_id", "Short name in the open data"),
    ]
    return table(rows, "What each indicator counts", columns)


def _figure(value: float, unit: str, decimals: int) -> Cell:
    if is_missing(value):
        return words_cell(MISSING)
    return number_cell(float(value), printed_decimals(unit, decimals), unit)


def _filled(words: pd.Series, instead: str) -> pd.Series:
    """Return words, with others in place of blank ones, so that no cell is blank."""
    return words.fillna("").astype(str).replace("", instead)
