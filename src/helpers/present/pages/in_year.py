"""What pages show of figures in the course of a year: of quarters, half years and years to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from helpers.methods.control_chart import SIGNALS
from helpers.methods.maturity import IMMATURE, NOT_KNOWN
from helpers.present.cells import (
    MISSING,
    as_column,
    change_words,
    direction_cell,
    format_number,
    format_value,
    is_missing,
    name_cell,
    words_cell,
)
from helpers.present.counted import Counts
from helpers.present.facts import Fact
from helpers.present.tables import joined, paragraph, table
from helpers.present.values import REASON, Cell, Column, Parts, Span, Table
from helpers.results.in_year_figures import BESIDE, EARLY_SIGNAL, NEWEST
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, NO_REAL_CHANGE, NOT_JUDGED, WORSENED
from helpers.wording import number_of, singular_or_plural

NONE = "No figure of this report is of a part of a year."
"""What is said where no report rests on a part of a year."""


def in_year_facts(counts: Counts) -> list[Fact | None]:
    """Return what `in_year_sentence` states; `counts` are of site_counts."""
    names = ("", "_improved", "_worsened", "_no_real_change", "_open", "_provisional", "_immature", "_signals")
    return list(counts.some(*(f"in_year{name}" for name in names)))


def in_year_sentence(in_year: pd.DataFrame) -> str:
    """Say how many indicators rest on a part of a year, and how they compare with the same part of the year before.

    `in_year` is the table of that name.
    """
    if in_year.empty:
        return NONE
    number, counts = len(in_year), in_year["year_before_direction"].value_counts()
    show = singular_or_plural(int(counts.get(NO_REAL_CHANGE, 0)), "shows", "show")
    verbs = ((IMPROVED, "improved"), (WORSENED, "worsened"), (NO_REAL_CHANGE, f"{show} no real change"))
    words = [f"{counts.get(verdict, 0) or 'none'} {verb}" for verdict, verb in verbs]
    open_ones = int(counts.get(CANNOT_BE_DETERMINED, 0)) + int(counts.get(NOT_JUDGED, 0))
    rest = singular_or_plural(number, "rests", "rest")
    sentence = (
        f"{number_of(number, 'indicator')} {rest} on a part of a year. Against the same part of the year before, "
        f"{words[0]}, {words[1]} and {words[2]}{f'; for {open_ones} it cannot be said' if open_ones else ''}."
    )
    provisional = int(in_year["provisional"].sum())
    signals = int(in_year["signal"].ne("").sum())
    special = f" {number_of(signals, 'control chart')} {singular_or_plural(signals, 'has', 'have')} a signal."
    immature = int(in_year["maturity"].eq(IMMATURE).sum())
    verb = singular_or_plural(immature, "is", "are")
    waiting = f" {immature} of them {verb} immature and not counted." if immature else ""
    change = f" {provisional or 'None'} of these figures may still change."
    return f"{sentence}{change}{waiting}{special if signals else ''}"


def in_year_table(in_year: pd.DataFrame, indicators: pd.DataFrame, figures: pd.DataFrame) -> Table | None:
    """Return each newest figure of a part of a year beside the same part of the year before, and the part before.

    `in_year`, `indicators` and `figures`, which is in_year_figures, are tables of the data dictionary. None where no
    report rests on a part of a year.
    """
    if in_year.empty:
        return None
    about = indicators[["indicator_id", "title", "unit", "decimals", "value_type"]]
    target = figures[["indicator_id", "period", "target"]].drop_duplicates(["indicator_id", "period"])
    rows = in_year.merge(about, on="indicator_id", how="left").merge(target, on=["indicator_id", "period"], how="left")
    records = rows.to_dict("records")
    cells: dict[str, list[Any]] = {
        "what": [name_cell(row["title"], row["unit"]) for row in records],
        "figure": [_figure(row["value"], row, row["period"], provisional=row["provisional"]) for row in records],
        "due": [words_cell(_number(row["target"], row)) for row in records],
        "year_before": [_compared(row, "year_before") for row in records],
        "part_before": [_compared(row, "part_before") for row in records],
        "special": [_special(row) for row in records],
    }
    printed = rows.assign(**{name: as_column(values, rows.index) for name, values in cells.items()})
    columns = [
        Column("what", "Indicator", header=True),
        Column("figure", "Newest"),
        Column("due", "Target", align="right"),
        Column("year_before", "Same part of the year before"),
        Column("part_before", "Part before"),
        Column("special", "Special cause"),
    ]
    notes = [
        "The headline counts the comparison with the same part of the year before. That with the part before is never "
        "counted: most measures go up and down within a year.",
        "[p] provisional; [x] not available.",
    ]
    return table(printed, "Newest figures of parts of a year", columns, notes=notes)


def _number(value: Any, row: Mapping[Any, Any]) -> str:
    return MISSING if is_missing(value) else format_number(value, int(row["decimals"]))


def _figure(value: Any, row: Mapping[Any, Any], period: Any, *, provisional: bool = False) -> Cell:
    mark = " [p]" if provisional else ""
    return Cell((Span(f"{_number(value, row)}{mark}"), Span(str(period), REASON)))


def _compared(row: Mapping[Any, Any], which: str) -> Cell:
    """Return what the newest figure is compared with: direction, figure and change, or why there is none."""
    direction, reason = direction_cell(row[f"{which}_direction"]), str(row[f"{which}_reason"])
    if is_missing(row[f"{which}_value"]):
        return direction.with_spans(Span(reason, REASON))
    period = row[f"{which}_period"]
    change = change_words(row[f"{which}_change"], None, str(row["value_type"]), int(row["decimals"]))
    words = f"from {_number(row[f'{which}_value'], row)} in {period}"
    return direction.with_spans(Span(f"{words}, {change}" if change != MISSING else f"{words}; {reason}", REASON))


def _special(row: Mapping[Any, Any]) -> Cell:
    reason = str(row["signal_reason"])
    return words_cell(f"Signal: {SIGNALS[row['signal']]}") if row["signal"] else words_cell(_capital(reason))


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def beside_parts(figures: pd.DataFrame, indicators: pd.DataFrame) -> Parts:
    """Return what is shown and never counted: immature figures, early signals, and figures of other kinds of period.

    `figures` is the table in_year_figures, `indicators` the register as a table.
    """
    about = indicators[["indicator_id", "title", "unit", "decimals"]]
    rows = figures.merge(about, on="indicator_id", how="inner")
    waiting = rows[rows["maturity"].isin([IMMATURE, NOT_KNOWN])]
    early = rows[rows["use"].eq(EARLY_SIGNAL) & rows["value"].notna()]
    beside = rows[rows["use"].eq(BESIDE) & rows["value"].notna()]
    return joined(
        _waiting_sentence(waiting),
        _waiting_table(waiting),
        _plain_table(early, "Early signals: figures after the as-at date, shown and never counted"),
        _plain_table(beside, "Figures of other kinds of period, shown and never compared with those above"),
    )


def _waiting_sentence(rows: pd.DataFrame) -> Any:
    immature = rows[rows["maturity"].eq(IMMATURE) & rows["use"].eq(NEWEST)]
    if immature.empty:
        return None
    in_system = immature["in_system"].dropna()
    verb = singular_or_plural(len(immature), "is", "are")
    more = f" {int(in_system.sum()):,} results are in the system." if len(in_system) else ""
    return paragraph(
        f"{number_of(len(immature), 'newest figure')} {verb} immature: results were begun that could not be verified "
        f"yet when the return was signed.{more}"
    )


def _waiting_table(rows: pd.DataFrame) -> Table | None:
    if rows.empty:
        return None
    records = rows.to_dict("records")
    cells: dict[str, list[Any]] = {
        "what": [name_cell(row["title"], row["unit"]) for row in records],
        "figure": [_figure(row["value"], row, row["period"], provisional=row["provisional"]) for row in records],
        "system": [MISSING if is_missing(row["in_system"]) else f"{int(row['in_system']):,}" for row in records],
        "weeks": [str(row["verification_weeks"]) for row in records],
        "complete": [format_value(row["mature_on"]) for row in records],
        "signed": [MISSING if is_missing(row["signed_on"]) else format_value(row["signed_on"]) for row in records],
        "state": [_capital(str(row["maturity"])) for row in records],
    }
    printed = rows.assign(**{name: as_column(values, rows.index) for name, values in cells.items()})
    columns = [
        Column("what", "Indicator", header=True),
        Column("figure", "Figure"),
        Column("system", "In the system", align="right"),
        Column("weeks", "Weeks to verify", align="right"),
        Column("complete", "Complete on"),
        Column("signed", "Signed on"),
        Column("state", "State"),
    ]
    return table(printed, "Results that take weeks to be verified", columns)


def _plain_table(rows: pd.DataFrame, caption: str) -> Table | None:
    if rows.empty:
        return None
    records = rows.to_dict("records")
    cells: dict[str, list[Any]] = {
        "what": [name_cell(row["title"], row["unit"]) for row in records],
        "of": [str(row["period"]) for row in records],
        "figure": [f"{_number(row['value'], row)}{' [p]' if row['provisional'] else ''}" for row in records],
    }
    printed = rows.assign(**{name: as_column(values, rows.index) for name, values in cells.items()})
    columns = [Column("what", "Indicator", header=True), Column("of", "Period"), Column("figure", "Figure", "right")]
    return table(printed, caption, columns)


def card_table(figures: Iterable[Mapping[Any, Any]], decimals: int) -> Table | None:
    """Return the figures of parts of a year of one indicator for its card, the newest first; None where none is."""
    rows = pd.DataFrame(list(figures))
    if rows.empty or rows["kind"].eq("whole year").all():
        return None
    rows = rows[rows["value"].notna()].sort_values(["period_end", "period_start"], ascending=[False, True])
    records = [{**row, "decimals": decimals} for row in rows.to_dict("records")]
    cells: dict[str, list[Any]] = {
        "of": [str(row["period"]) for row in records],
        "figure": [f"{_number(row['value'], row)}{' [p]' if row['provisional'] else ''}" for row in records],
        "due": [_number(row["target"], row) for row in records],
        "what_for": [_WHAT_FOR[str(row["use"])] for row in records],
    }
    delayed = any(row["maturity"] for row in records)
    if delayed:
        cells["state"] = [_capital(str(row["maturity"])) if row["maturity"] else "[z]" for row in records]
    printed = rows.assign(**{name: as_column(values, rows.index) for name, values in cells.items()})
    columns = [
        Column("of", "Period", header=True),
        Column("figure", "Figure", align="right"),
        Column("due", "Target", align="right"),
        Column("what_for", "Used as"),
        *((Column("state", "Verified"),) if delayed else ()),
    ]
    notes = ["[x] no target."] if any(is_missing(row["target"]) for row in records) else []
    notes += ["[z] results need no weeks to be verified."] if delayed else []
    return table(printed, "Figures in the course of the year", columns, notes=notes)


_WHAT_FOR = {
    "newest": "the figure of this report",
    "series": "an earlier figure of the same kind",
    BESIDE: "shown, of another kind of period",
    EARLY_SIGNAL: "early signal, never counted",
}
"""What each use of a figure is called on a card."""
