"""A dashboard's table on the site: what is printed of each indicator, with the judgement, its ground and its doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import pandas as pd

from helpers.markers import markers_beside
from helpers.present.cells import as_column, direction_cell, format_value, is_missing, words_cell
from helpers.present.figures import figure_again, unit_again
from helpers.present.pages.outcomes import controlled_by
from helpers.present.pages.said_once import said_once, usual_beginning, usual_number_of_councils, usual_period
from helpers.present.pages.site_tools import dashboard_orders, dashboard_tools, sortable
from helpers.present.pages.site_words import (
    ground_in_words,
    how_sure_of_quartile,
    is_year_before,
    quartile_before,
    short_direction,
    short_reason,
    strength_in_words,
)
from helpers.present.pages.target_words import target_cell
from helpers.present.periods import MORE_RECENT, is_more_recent, period_after, period_in_words
from helpers.present.site_pages import card_of, link
from helpers.present.tables import table
from helpers.present.values import REASON, Cell, Column, Span, Table
from helpers.results.directions import NEWER_PERIOD
from helpers.verdicts import (
    ALONE,
    CANNOT_BE_DETERMINED,
    COMPLETENESS,
    GOOD,
    IMPROVED,
    NOT_JUDGED,
    NOT_TESTED,
    RELEVANCE,
    SERIOUS_CONCERNS,
    SIGNS,
    TIMELINESS,
    WORSENED,
    ordinal,
    printed_rank,
)

NO_FIGURE: Final = "No figure"
"""What is printed instead of a figure that nobody published."""

NONE: Final = "–"
OWN: Final = "county"
"""Who can do most where nobody else is named, by its name in the register."""

_REFERENCE = Column("reference_shown", "Reference")
_TARGET = Column("target_shown", "Target")
_COLUMNS: Final = (
    Column("what", "Indicator", header=True),
    Column("direction_shown", "Direction of travel"),
    Column("rank_shown", "Rank"),
    Column("quartile_shown", "Quartile"),
    Column("latest", "Latest", align="right"),
    Column("previous", "Previous", align="right"),
    Column("median_shown", "Middle council", align="right"),
    Column("england_shown", "England", align="right"),
    Column("trend", "Over the years"),
)


_OF_GAPS: Final = "percentage points"


@dataclass(frozen=True)
class RowNotes:
    """What is printed beside the figures of a row: `words` has what officers say, a frame as the table officers_words.

    `comparisons` is the table; `references` has the printed number of each indicator that has one; `remarks` what a
    reader must know beside some. `tolerance_percent` is the change, in % of the figure before, up to which there is no
    real change. `targets` has the rows of the table target_results of each indicator that has some, and `risks` the
    marks of its early warning and its risks.
    """

    comparisons: pd.DataFrame
    words: pd.DataFrame
    sparklines: Mapping[str, Cell]
    is_two_tier: bool
    tolerance_percent: float
    references: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, Sequence[Mapping[Any, Any]]] = field(default_factory=dict)
    risks: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def compared(self) -> Mapping[str, Mapping[Any, Any]]:
        """The row of `comparisons` of each indicator, looked up once for all dashboards."""
        return {row["indicator_id"]: row for row in self.comparisons.to_dict("records")}


def dashboard_table(rows: pd.DataFrame, caption: str, notes: RowNotes, page: str) -> Table:
    """Return indicators as a table in which each row says what is judged, on which ground, and how sure that is.

    `rows` are of the table compendium, all with a figure; `page` is the path of the page that shows the table.
    """
    records = rows.to_dict("records")
    compared = notes.compared
    comments = _comments(notes.words)
    usual = commonest_controller(rows, is_two_tier=notes.is_two_tier)
    all_counted_alike = rows["in_headline"].nunique() == 1 and not rows["same_as"].astype("bool").any()
    period, usual_number = usual_period(rows), usual_number_of_councils(rows)
    newer = any(row["period"] == period and is_more_recent(row) for row in records)
    began = usual_beginning(records, notes.sparklines)
    most_have_reference = 2 * sum(bool(notes.references.get(row["indicator_id"])) for row in records) > len(records)
    cells: dict[str, list[Cell]] = {
        "reference_shown": [words_cell(notes.references.get(row["indicator_id"], "") or NONE) for row in records],
        "what": [
            _what(
                row,
                notes,
                comments.get(row["indicator_id"], ()),
                page,
                usual,
                all_counted_alike,
                period if newer else "",
                "" if most_have_reference else notes.references.get(row["indicator_id"], ""),
            )
            for row in records
        ],
        "direction_shown": [_direction(row, notes.tolerance_percent) for row in records],
        "target_shown": [_target(row, notes) for row in records],
        "rank_shown": [_rank(row, compared.get(row["indicator_id"], {}), usual_number) for row in records],
        "quartile_shown": [_quartile(row, compared.get(row["indicator_id"], {})) for row in records],
        "latest": [_figure(row, period) for row in records],
        "previous": [_previous(row) for row in records],
        "median_shown": [_median(row) for row in records],
        "england_shown": [_other(row, compared.get(row["indicator_id"], {}).get("england")) for row in records],
        "trend": [_trend(row, notes.sparklines, began) for row in records],
    }
    frame = rows.assign(**{name: as_column(column, rows.index) for name, column in cells.items()})
    columns = [_REFERENCE, *_COLUMNS] if most_have_reference else list(_COLUMNS)
    if any(notes.targets.get(row["indicator_id"]) for row in records):
        columns.insert(columns.index(_COLUMNS[1]) + 1, _TARGET)
    words = f"{caption}{said_once(period, usual_number, began, is_more_recent=newer)}"
    made = replace(table(frame, words, columns), rows_apart=True, tools=dashboard_tools(records))
    return sortable(made, dashboard_orders(records, notes.references))


def _comments(words: pd.DataFrame) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what officers say of each indicator: the words, and who says so."""
    by_indicator: dict[str, list[tuple[str, str]]] = {}
    for row in words[words["kind"].eq("indicator")].to_dict("records"):
        day = "" if is_missing(row["written_on"]) else f", {format_value(row['written_on'])}"
        by_indicator.setdefault(str(row["about"]), []).append((str(row["words"]), f"{row['written_by']}{day}"))
    return {indicator: tuple(paragraphs) for indicator, paragraphs in by_indicator.items()}


def _what(
    row: Mapping[Any, Any],
    notes: RowNotes,
    comments: Sequence[tuple[str, str]],
    page: str,
    usual: str,
    all_counted_alike: bool,
    recent: str,
    reference: str,
) -> Cell:
    """Return the name as a link to its card, what the figure is measured in, the marks of the row, and the comments.

    `usual` is who can do most about most of the rows, which is said above the table. `recent` is the period that is
    said once to be more recent than the reporting year. `reference` is the printed number, blank where a column has it.
    """
    spans = [link(str(row["title"]), card_of(row["indicator_id"]), page)]
    unit = str(row["unit"])
    if unit == _OF_GAPS or (unit != "%" and unit_again(unit) != unit and not _names_unit(str(row["title"]), unit)):
        spans.append(Span(unit.replace("GBP million", "£ million").replace("GBP", "£"), REASON))
    number = (f"Reference {reference}",) if reference else ()
    for mark in (*number, *notes.risks.get(row["indicator_id"], ()), *_marks(row, all_counted_alike, recent)):
        spans += [Span(" "), Span(mark, "tag")]
    who = _one_council(str(row["controlled_by"]), is_two_tier=notes.is_two_tier)
    if who not in ("", usual):
        spans += [Span(" "), Span(_short_names(is_two_tier=notes.is_two_tier)[who], "tag")]
    if notes.remarks.get(row["indicator_id"]):
        spans.append(Span(notes.remarks[row["indicator_id"]], REASON))
    for words, who_says in comments:
        spans += [Span(words, "quoted"), Span(who_says, "quoted", "signed")]
    return Cell(tuple(span for span in spans if span.text))


def _names_unit(title: str, unit: str) -> bool:
    """Say whether a name already has what the figure is measured in, such as "per 100 pupils"."""
    return unit in title or unit.replace("per ", "for every ", 1) in title


SHORT_NAMES: Final[Mapping[str, str]] = {
    "county": "County council",
    "district": "Districts",
    "nhs": "NHS",
    "police": "Police",
    "schools": "Schools",
    "government": "Government",
}
"""Who can do most about an outcome, as a row is marked, by its name in the register."""


def _short_names(*, is_two_tier: bool) -> Mapping[str, str]:
    return SHORT_NAMES if is_two_tier else {**SHORT_NAMES, OWN: "The council"}


def _one_council(name: str, *, is_two_tier: bool) -> str:
    """Return who can do most, by its name in the register: a council without districts does what districts do."""
    return OWN if name == "district" and not is_two_tier else name


def commonest_controller(rows: pd.DataFrame, *, is_two_tier: bool) -> str:
    """Return who can do most about most of some indicators, by its name in the register: the council if nobody else."""
    names = [_one_council(str(name), is_two_tier=is_two_tier) for name in rows["controlled_by"] if name]
    return max(dict.fromkeys(names), key=names.count, default=OWN)


def who_can_do_most(rows: pd.DataFrame, *, is_two_tier: bool) -> str:
    """Say who can do most about some indicators, and that rows differ; empty where it is the council."""
    usual = commonest_controller(rows, is_two_tier=is_two_tier)
    names = dict.fromkeys(_one_council(str(name), is_two_tier=is_two_tier) for name in rows["controlled_by"])
    others = [name for name in names if name not in ("", usual)]
    if usual == OWN:
        return ""
    who = controlled_by(is_two_tier=is_two_tier)[usual]
    if not others:
        return f"{who} can do most about these."
    return f"{who} can do most about these, unless a row names another."


def _marks(row: Mapping[Any, Any], all_counted_alike: bool, recent: str) -> Iterable[str]:
    """Give what a reader must know of a row: counted or not, provisional, older, more recent, quality."""
    if not row["in_headline"] and not row["stale"] and not all_counted_alike:
        yield "Same as another" if row["same_as"] else "Not counted"
    if row["provisional"]:
        yield "Provisional"
    if row["stale"]:
        yield "Older"
    if is_more_recent(row) and row["period"] != recent:
        yield MORE_RECENT
    if row["measure_type"] != "national":
        yield "Local measure" if row["measure_type"] == "local" else "Partner measure"
    band = row["quality_band"]
    # that a figure is missing or old is printed in the row, and does not make it doubtful
    printed = (COMPLETENESS, TIMELINESS, *((RELEVANCE,) if row["stale"] else ()), "")
    doubts = [one for one in str(row["quality_concerns"] or "").split(", ") if one not in printed]
    if band not in (GOOD, NOT_TESTED) and doubts:
        yield SERIOUS_CONCERNS if band == SERIOUS_CONCERNS else "Concerns"


def _direction(row: Mapping[Any, Any], tolerance_percent: float) -> Cell:
    """Return the judgement, how sure it is, and its ground in words; the ground alone where there is no judgement."""
    if row["direction"] == NOT_JUDGED:
        return short_direction(row["movement"], row["evidence"])
    reason = str(row["direction_reason"] or "").split(NEWER_PERIOD, maxsplit=1)[0]
    ground = ground_in_words(row, reason, tolerance_percent)
    strength = strength_in_words(row["direction"], row["evidence"])
    words = "; ".join(filter(None, (strength, ground, _too_small_to_print(row))))
    cell = direction_cell(row["direction"])
    if row["direction"] == CANNOT_BE_DETERMINED and ground:
        return replace(cell, spans=(replace(cell.spans[0], text=f"{ground[0].upper()}{ground[1:]}"),))
    return cell.with_spans(Span(words, REASON)) if words else cell


def _too_small_to_print(row: Mapping[Any, Any]) -> str:
    """Say that a change is smaller than the figures beside it show, where they are printed alike; otherwise nothing."""
    if row["direction"] not in (IMPROVED, WORSENED) or is_missing(row["previous_value"]):
        return ""
    unit, decimals = str(row["unit"]), int(row["decimals"])
    printed = {_in_cell(row[name], unit, decimals) for name in ("value", "previous_value")}
    return "by less than is printed" if len(printed) == 1 else ""


def _target(row: Mapping[Any, Any], notes: RowNotes) -> Cell:
    """Return the target of an indicator with its colour, how far off the figure is, and the rule."""
    targets = notes.targets.get(row["indicator_id"])
    return target_cell(targets, str(row["period"])) if targets else words_cell(NONE)


def _rank(row: Mapping[Any, Any], compared: Mapping[Any, Any], usual: int | None) -> Cell:
    """Return the rank, of how many if not `usual`, for when if not the figure's period; or why there is none."""
    if is_missing(row["rank"]):
        why = "" if SIGNS[row["polarity"]] == 0 or is_missing(row["rank_reason"]) else str(row["rank_reason"])
        first = NONE if why == ALONE else "No rank"
        return Cell((Span(first), Span(short_reason(why), REASON))) if why else words_cell(NONE)
    printed = printed_rank(int(row["rank"]), int(row["n"]), int(row["tied"]))
    cell = words_cell(printed.partition(" ")[0] if row["n"] == usual else printed)
    period = compared.get("period")
    is_other = not is_missing(period) and not is_missing(row["period"]) and period != row["period"]
    return cell.with_spans(Span(f"for {period_after(str(period), str(row['period']))}", REASON)) if is_other else cell


def _quartile(row: Mapping[Any, Any], compared: Mapping[Any, Any]) -> Cell:
    """Return the quartile, those that the council could be in, and the one before."""
    if is_missing(row["quartile"]):
        return words_cell(NONE)
    number = int(row["quartile"])
    sure, was = how_sure_of_quartile(row), quartile_before(row, compared.get("previous_quartile"))
    first = Span(f"{ordinal(number)} ", "quartile", str(number))
    return Cell((first, *(Span(words, REASON) for words in (sure, was) if words)))


def _in_cell(value: float, unit: str, decimals: int) -> str:
    """Return a figure with the sign of its unit; of a gap between percentages the row's name has the unit in full."""
    return figure_again(value, unit, decimals).replace(_OF_GAPS, "points")


def _figure(row: Mapping[Any, Any], usual: str) -> Cell:
    """Return the newest figure with the sign of its unit, its markers, and below it its period if it is not usual."""
    unit, decimals = str(row["unit"]), int(row["decimals"])
    marks = markers_beside(str(row["marker"] or ""), provisional=row["provisional"], derived=row["derived"])
    printed = " ".join([_in_cell(row["value"], unit, decimals), *marks])
    cell = Cell((Span(printed),), row["value"], unit, decimals)
    if row["period"] != usual:
        cell = cell.with_spans(Span(period_in_words(str(row["period"])), REASON))
    newest = row["newest_period"]
    if isinstance(newest, str) and newest:
        cell = cell.with_spans(Span(f"no figure for {period_after(newest, str(row['period']))}", REASON))
    return cell


def _previous(row: Mapping[Any, Any]) -> Cell:
    """Return the figure before, with its period below unless that is the year before, or a dash.

    The judgement beside it says why.
    """
    if is_missing(row["previous_value"]):
        return words_cell(NONE if row["direction"] == CANNOT_BE_DETERMINED else NO_FIGURE)
    unit, decimals = str(row["unit"]), int(row["decimals"])
    marks = markers_beside(
        str(row["previous_marker"] or ""), provisional=row["previous_provisional"], derived=row["previous_derived"]
    )
    printed = " ".join([_in_cell(row["previous_value"], unit, decimals), *marks])
    cell = Cell((Span(printed),), row["previous_value"], unit, decimals)
    previous, period = str(row["previous_period"]), str(row["period"])
    return cell if is_year_before(previous, period) else cell.with_spans(Span(period_after(previous, period), REASON))


def _median(row: Mapping[Any, Any]) -> Cell:
    """Return the figure of the middle council; a dash where the rank says that no other council has a figure."""
    return words_cell(NONE) if row["rank_reason"] == ALONE else _other(row, row["median"])


def _other(row: Mapping[Any, Any], value: Any) -> Cell:
    if is_missing(value):
        return words_cell(NONE)
    unit, decimals = str(row["unit"]), int(row["decimals"])
    return Cell((Span(_in_cell(value, unit, decimals)),), value, unit, decimals)


def _trend(row: Mapping[Any, Any], sparklines: Mapping[str, Cell], usual: str) -> Cell:
    """Return the series as a small line, with an arrow that says which way is better, and below it its first figure.

    `usual` is the period with which most lines begin, which the caption says.
    """
    cell = sparklines.get(row["indicator_id"])
    if cell is None or cell.sparkline is None:
        return words_cell("No series")
    began, _, better = cell.sparkline.label.partition("; ")
    began = began.removeprefix(f"{usual}: ").replace(_OF_GAPS, "points")
    return Cell((Span(began, REASON),), sparkline=replace(cell.sparkline, label=better or "A line over the years"))
