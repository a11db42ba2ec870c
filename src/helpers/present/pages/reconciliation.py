"""What pages show of the council's printed figures, calculated again: which hold, which do not, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.present.cells import as_column, format_number, is_missing, words_cell
from helpers.present.tables import folded, heading, joined, paragraph, table, with_sum
from helpers.present.values import Cell, Column, Paragraph, Part, Parts, Span
from helpers.results.reconciled_figures import failing_checks, outcomes_by_report, reasons_by_report, words_by_report
from helpers.verdicts import DOES_NOT_HOLD, HOLDS, HOLDS_ROUNDED, NOT_DERIVED
from helpers.wording import number_of, singular_or_plural

NONE_AT_HAND: Final = "No figure that this council has printed in a report of its own is at hand."

_MEASURES: Final[Mapping[str, str]] = {
    "rag_status": "Status",
    "named_status": "Status in the lists of risks",
    "larger_share_than_before": "Share said to be larger than before",
    "year_of_report": "Year of the report",
    "years_before": "Event dated from the report's year",
    "off_target_percent": "Per cent off target",
    "red_far_off_percent": "Share of red that is far off target (%)",
}
"""Measures whose short name says too little."""

_OF_RULE: Final[Mapping[str, str]] = {
    "rest_of_parts": "Neither improved nor worsened, whole report",
    "risks_are_explained": "Indicators at risk without an explanation",
    "grants_have_status": "Grants without a status",
    "shares_make_100": "Sum of shares",
    "parts_within_whole": "Sum of parts",
}
"""What a rule compares, where it is not one figure."""

_UNITS: Final = {"GBP": "£{}", "percent": "{}%", "GBP million": "£{}m", "GBP billion": "£{}bn"}


def counts_sentence(figures: pd.DataFrame, year: int) -> str:
    """Say how many printed figures of the report of the year, and of all reports, hold and do not.

    `figures` is the table reconciled_figures. Without a report of the year, say so in one sentence.
    """
    counts = outcomes_by_report(figures)
    if counts.empty:
        return NONE_AT_HAND
    own = counts[counts["report_year"].eq(year)]
    if own.empty:
        newest = int(counts["report_year"].max())
        return f"No report of {year} with printed figures is at hand; the newest with figures is that of {newest}."
    entries = words_by_report(figures)
    words = (
        f"The council's report of {year} prints {_outcomes(own.iloc[0].to_dict())}"
        f"{_in_words(entries[entries['report_year'].eq(year)], 'It')}"
    )
    if len(counts) == 1:
        return words
    names = [str(one) for one in counts["report_year"]]
    reports = f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{words} The reports of {reports} together print {_outcomes(counts.sum().to_dict())}{_in_words(entries)}"


def _in_words(entries: pd.DataFrame, reports: str = "They") -> str:
    """Return a sentence on entries in words, which count as no figures; blank without one."""
    number, wrong = int(entries["words"].sum()), int(entries["words_do_not_hold"].sum())
    if not number:
        return ""
    have = "has" if reports == "It" else "have"
    return (
        f" {reports} also {have} {number_of(number, 'entry', 'entries')} in words (a year, or a gap that nobody "
        f"filled), and {wrong} {singular_or_plural(wrong, 'does', 'do')} not hold."
    )


def _outcomes(counts: Mapping[Any, Any]) -> str:
    exact, rounded, wrong, none, all_figures = (
        int(counts[name.replace(" ", "_")]) for name in (HOLDS, HOLDS_ROUNDED, DOES_NOT_HOLD, NOT_DERIVED, "figures")
    )
    holding = exact + rounded
    by_rounding = f" ({rounded} after rounding)" if rounded else ""
    return (
        f"{number_of(all_figures, 'figure')}: {holding} {singular_or_plural(holding, 'holds', 'hold')}{by_rounding}, "
        f"{wrong} {singular_or_plural(wrong, 'does', 'do')} not hold, and {none} cannot be derived from other printed "
        "figures."
    )


def in_short(figures: pd.DataFrame, year: int) -> str:
    """Say for the page of years how many of all printed figures hold; blank without printed figures of the year."""
    counts = outcomes_by_report(figures)
    if not counts["report_year"].eq(year).any():
        return ""
    which = f"report of {year} prints" if len(counts) == 1 else f"{len(counts)} reports up to {year} print"
    in_words = _in_words(words_by_report(figures), "It" if len(counts) == 1 else "They")
    return f"The council's {which} {_outcomes(counts.sum().to_dict())}{in_words}"


def counts_table(figures: pd.DataFrame, year: int) -> Part | None:
    """Return how many figures of each report hold and do not; None without a report of the year."""
    counts = outcomes_by_report(figures)
    if not counts["report_year"].eq(year).any():
        return None
    columns = [
        Column("report", "Report", header=True),
        Column("figures", "Figures", align="right"),
        Column("holds", "Hold", align="right"),
        Column("holds_with_rounding", "Hold with rounding", align="right"),
        Column("does_not_hold", "Do not hold", align="right"),
        Column("cannot_be_derived", "Cannot be derived", align="right"),
    ]
    newest_first = counts.iloc[::-1].assign(report=counts["report_year"].astype("str"))
    notes = [
        "A figure holds if a rule calculates it from other printed figures and no rule contradicts it.",
        "A figure that cannot be derived is not wrong: nothing that is printed says whether it is right.",
        "An entry in words (a year, or a gap that nobody filled) counts as no figure.",
    ]
    return table(with_sum(newest_first, columns), "Printed figures by report", columns, notes=notes)


def details(figures: pd.DataFrame, checks: pd.DataFrame, year: int, box: Part | None) -> Parts:
    """Return what does not hold and why, what cannot be derived, and all figures; nothing without a report of the year.

    `figures` and `checks` are the tables of the step; `box` sets the headline that was printed beside the counts of
    this report; a year without a printed headline has no box.
    """
    if not figures["report_year"].eq(year).any():
        return joined()
    return joined(
        heading("Which figures do not hold, and why?"),
        *_failing(checks, figures),
        heading("Which figures cannot be derived, and why?"),
        reasons_table(figures),
        *((heading(f"What does this report count itself, beside the report of {year}?"), box) if box else ()),
        heading("Which is every printed figure?"),
        all_figures(figures, year),
    )


def gap_parts(gaps: pd.DataFrame) -> Parts:
    """Return the printed gaps in funding beside those of the figures held; nothing where none is printed.

    Columns needed  PRINTED_GAPS
    """
    if gaps.empty:
        return joined()
    tested = gaps[gaps["agrees"].notna()]
    printed = number_of(gaps["figure_id"].nunique(), "printed gap")
    agreeing = tested.loc[tested["agrees"].astype("bool"), "figure_id"].nunique()
    words = (
        f"No other printed figure tests {printed} in funding. So each is set beside the figures that the page on "
        f"funding has, for every settlement year that had begun by the report. In some year {agreeing} of "
        f"{gaps['figure_id'].nunique()} {singular_or_plural(agreeing, 'agrees', 'agree')}. The figures leave out "
        "grants, and the reports do not say their settlement year or population. So a gap that does not agree is not "
        "shown to be wrong."
    )
    frame = gaps.assign(
        report=gaps["report_year"].astype("str"),
        people=["" if pd.isna(year) else f"mid-{year}" for year in gaps["population_mid_year"].astype("object")],
        calculated=as_column([_gap(row, "calculated_m") for row in gaps.to_dict("records")], gaps.index),
        difference=as_column([_gap(row, "difference_m") for row in gaps.to_dict("records")], gaps.index),
        services=[
            "" if pd.isna(differ) else "Other services" if differ else "The same"
            for differ in gaps["classes_differ"].astype("object")
        ],
    )
    columns = [
        Column("report", "Report"),
        Column("level_name", "Funded as", header=True),
        Column("as_printed", "Printed", align="right", quoted=True),
        Column("financial_year", "Settlement year held"),
        Column("people", "People of"),
        Column("calculated", "Gap, £ million", align="right"),
        Column("difference", "Printed less that", align="right"),
        Column("services", "Services"),
    ]
    notes = [
        "Gap: the difference for each person times the council's own people.",
        "Core spending power in part: the improved Better Care Fund and the grants for social care are left out.",
        "No year is chosen so that the two agree.",
    ]
    return joined(
        heading("Do the printed gaps in funding agree with the figures held?"),
        paragraph(words),
        table(frame, "Printed gaps in funding beside those of the figures held", columns, notes=notes),
    )


def _gap(row: Mapping[Any, Any], name: str) -> Cell:
    return words_cell(str(row["reason"]) if is_missing(row[name]) else format_number(float(row[name]), 1))


def _failing(checks: pd.DataFrame, figures: pd.DataFrame) -> tuple[Part, ...]:
    wrong = failing_checks(checks, figures)
    if wrong.empty:
        return (paragraph("No rule contradicts a printed figure."),)
    records = wrong.to_dict("records")
    frame = wrong.assign(
        report=wrong["report_year"].astype("str"),
        name=as_column([words_cell(_OF_RULE.get(row["rule"], name_of(row))) for row in records], wrong.index),
        printed_words=as_column([_printed_of_check(row) for row in records], wrong.index),
        worked_words=as_column([_number(row["worked_out"], _unit_of_check(row)) for row in records], wrong.index),
    )
    columns = [
        Column("name", "Figure", header=True),
        Column("report", "Report"),
        Column("paragraphs", "Paragraph"),
        Column("printed_words", "Printed", align="right"),
        Column("worked_words", "Calculated", align="right"),
        Column("explanation", "Calculation", quoted=True),
        Column("rule_in_words", "Rule"),
    ]
    note = (
        "One figure can contradict several rules, and then has several rows. The table reconciliation_checks among the "
        "downloads names the figures that each row is calculated from."
    )
    return (table(frame, "Printed figures that contradict others", columns, notes=[note]),)


def reasons_table(figures: pd.DataFrame) -> Part:
    """Return why figures cannot be derived, with how many of each report."""
    reasons = reasons_by_report(figures)
    if reasons.empty:
        return paragraph("Every printed figure can be derived.")
    years = [name for name in reversed(reasons.columns) if name not in ("reason", "figures")]
    columns = [
        Column("reason", "Reason", header=True),
        *(Column(name, name, align="right") for name in years),
        Column("figures", "All", align="right"),
    ]
    return table(with_sum(reasons, columns), "Printed figures that cannot be derived, by reason and report", columns)


def all_figures(figures: pd.DataFrame, year: int) -> Part:
    """Return every printed figure with its outcome, those of the report of the year first, then the newest reports."""
    order = figures.assign(other=figures["report_year"].ne(year))
    rows = order.sort_values(["other", "report_year"], ascending=[True, False], kind="stable")
    records = rows.to_dict("records")
    frame = rows.assign(
        name=as_column([words_cell(name_of(row)) for row in records], rows.index),
        stands=[f"{row['report_year']}, {row['paragraph']}" for row in records],
        printed_words=as_column([_printed(row) for row in records], rows.index),
        worked_words=as_column([_number(row["worked_out"], row["unit"]) for row in records], rows.index),
    )
    columns = [
        Column("name", "Figure", header=True),
        Column("stands", "Report, paragraph"),
        Column("printed_words", "Printed", align="right", quoted=True),
        Column("worked_words", "Calculated", align="right"),
        Column("outcome", "Outcome"),
        Column("reason", "Calculation or reason", quoted=True),
    ]
    counted = int(rows["topic"].ne("words").sum())
    note = "Entries in words (a year, or a gap that nobody filled) have rows too."
    return folded(
        f"All {number_of(counted, 'printed figure')}, those of {year} first",
        table(frame, "Every printed figure", columns, notes=[note]),
    )


def name_of(row: Mapping[Any, Any]) -> str:
    """Return what a printed figure is of, in words: its measure, and its indicator, dashboard or theme.

    >>> blank = {"reference": "", "indicator": "", "dashboard": "", "theme": "", "topic": "count"}
    >>> name_of(blank | {"measure": "improved_percent"}), name_of(blank | {"measure": "total", "theme": "Housing"})
    ('Improved (%), whole report', 'Total, Housing')
    """
    measure = str(row["measure"])
    words = _MEASURES.get(measure, measure.replace("_percent", " (%)").replace("_", " ").capitalize())
    words = words.replace("Rank ", "Rank for ", 1)
    indicator = " ".join(filter(None, (row["reference"], row["indicator"])))
    return f"{words}, {indicator or row['dashboard'] or row['theme'] or 'whole report'}"


def _number(value: Any, unit: str) -> Cell:
    if is_missing(value):
        return Cell((Span(""),))
    if unit == "year":
        return Cell((Span(f"{value:.0f}"),), value, unit, 0)
    decimals = 2 if unit == "GBP" and not float(value).is_integer() else None
    number = round(value, 2)  # the shortest decimal of it, such as 20.2
    return Cell((Span(_UNITS.get(unit, "{}").format(format_number(number, decimals))),), value, unit, decimals)


def _printed_of_check(row: Mapping[Any, Any]) -> Cell:
    if row["rule"] == "placeholder":
        return words_cell("Nothing")
    cell = _number(row["printed"], _unit_of_check(row))
    return cell if cell.text else words_cell(row["word"])


def _unit_of_check(row: Mapping[Any, Any]) -> str:
    return "year" if row["rule"] == "one_year_of_event" else str(row["unit"])


def _printed(row: Mapping[Any, Any]) -> Cell:
    if row["unit"] == "share" and row["as_printed"]:
        return words_cell(row["as_printed"])
    if not is_missing(row["value"]):
        cell = _number(row["value"], row["unit"])
        return cell if not row["qualifier"] else Cell((Span(f"{row['qualifier']} {cell.text}"),), row["value"])
    return words_cell(row["word"].replace("_", " ") or row["as_printed"] or "Blank")


def short_paragraph(figures: pd.DataFrame, year: int, link: Span) -> Paragraph | None:
    """Return in one sentence what became of the printed figures, with a link to the page; None without figures."""
    words = in_short(figures, year)
    return Paragraph((Span(f"{words} "), link, Span("."))) if words else None
