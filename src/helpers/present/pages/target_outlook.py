"""What the report prints of the outlook of targets, and of what is done about those at risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.methods.target_bounds import EXACT, is_sure
from helpers.methods.target_outlook import NO_RATE, REALISM
from helpers.methods.target_reviews import FLAGGED, LEFT, NEW, RESOLVED, UNKNOWN, best_first
from helpers.present.cells import format_number, is_missing, signed_number, words_cell
from helpers.present.charts.progress_bars import progress_bars
from helpers.present.facts import Fact, text_of_cell
from helpers.present.pages.target_options import gap_in_words
from helpers.present.pages.target_words import rate_in_words, record_in_words
from helpers.present.pages.targets import (
    NONE_HERE,
    THEME,
    TITLE,
    actual_cell,
    cells_of,
    due_words,
    exactness_of_gap,
    exactness_of_rate,
    figure_of,
    off_words,
    status_cell,
    way_in_words,
)
from helpers.present.periods import day_in_words
from helpers.present.tables import joined, paragraph, table
from helpers.present.values import REASON, Cell, Column, Paragraph, Part, Parts, Span
from helpers.results.target_missing import DATE, START, why_missing
from helpers.schema.targets import TARGET_RESULTS
from helpers.verdicts import AMBER, CANNOT_BE_DETERMINED, RED
from helpers.wording import number_of, singular_or_plural

CAVEAT: Final = (
    "A colour says where a figure is, and not what brought it there. Some of the change would have happened anyway: "
    "other bodies act, the economy and the weather change, and figures go up and down by themselves. Nothing here "
    "shows what the council's own work added."
)


def outlook_table(results: pd.DataFrame) -> Part | None:
    """Return whether each target that is not a standard can still be met, by rate and by forecast; None without any."""
    rows = results[results["type"].isin(["reach", "cumulative"])]
    if rows.empty:
        return None
    rows = rows.assign(
        years=[_years(row) for row in rows.to_dict("records")],
        gap_words=[_gap_to_target(row) for row in rows.to_dict("records")],
        needed=cells_of(rows, lambda row: _rate(row, "required_rate", row["rate_reason"])),
        past=cells_of(rows, lambda row: _rate(row, "past_rate", "")),
        best=cells_of(rows, lambda row: _rate(row, "best_year", "")),
        ahead=cells_of(rows, _forecast),
        chance=cells_of(rows, lambda row: words_cell("[x]" if is_missing(row["chance_percent"]) else _in_100(row))),
    )
    columns = [
        TITLE,
        Column("gap_words", "Gap to the target"),
        Column("needed", "Needed a year"),
        Column("past", "Past rate a year"),
        Column("best", "Best past year"),
        Column("years", "Years at the past rate", align="right"),
        Column("realism", "Is it realistic?"),
        Column("ahead", "Forecast and its range"),
        Column("chance", "Chance of meeting it"),
    ]
    notes = [
        "Rates are above 0 towards the better end. The past rate is since the baseline, or over the last five years.",
        "The forecast is an estimate: the last level of the series, with a range that is to hold the figure in 80 of "
        "100 cases. Beside it stands how often the ranges of past forecasts held for indicators of the same type and "
        "as many steps ahead. A chance rests on the same range: where that is too narrow, the chance is too sure.",
    ]
    return table(rows, "Can it still be met?", columns, notes=notes)


def _years(row: Mapping[Any, Any]) -> str:
    """Return how many years the gap takes at the past rate; of a bound of both it is one too, as the gap is."""
    if is_missing(row["years_at_past_rate"]):
        return "[x]"
    return f"{exactness_of_gap(row)}{format_number(float(row['years_at_past_rate']), 1)}"


def is_met(row: Mapping[Any, Any]) -> bool:
    """Say whether a target is met; a figure that is a bound has to meet it whatever it allows."""
    at_target = not is_missing(row["gap"]) and float(row["gap"]) <= 0
    return at_target and is_sure(str(row["actual_is"]), str(row["polarity"]), met=True)


def _gap_to_target(row: Mapping[Any, Any]) -> str:
    """Return the gap that is left; a bound that may be short of the target says neither that it is met nor a gap."""
    if is_missing(row["gap"]):
        return "[x]"
    if row["gap"] > 0:
        return f"{exactness_of_gap(row)}{gap_in_words(row)}"
    return "Met" if is_met(row) else CANNOT_BE_DETERMINED


def progress_part(results: pd.DataFrame) -> Parts:
    """Return how much of the way to each target with a date far off or none is done, and the rate that it needs.

    Left out, and named, are those whose start or figure is not known. Nothing where no target adds up or has a way.

    Columns needed  TARGET_RESULTS
    """
    rows = results[results["type"].isin(["reach", "cumulative"])]
    drawn = rows[rows["progress_percent"].notna()].sort_values("progress_percent", kind="stable")
    if drawn.empty:
        return joined()
    frame = pd.DataFrame(
        {
            "label": list(drawn["title"]),
            "percent": list(drawn["progress_percent"]),
            "rates": [_progress_in_words(row) for row in drawn.to_dict("records")],
        }
    )
    chart = progress_bars(
        frame,
        title="How much of the way to each target is done",
        subtitle="Percentage of the way from the start to the target, by the newest figure, and the rate for a year",
    )
    left_out = rows[rows["progress_percent"].isna()].to_dict("records")
    if not left_out:
        return joined(chart)
    spans = [Span("Not drawn, as the start or a figure of the whole period is not known: ")]
    for number, row in enumerate(left_out):
        title = text_of_cell(Fact(TARGET_RESULTS.name, (str(row["target_id"]),), "title", row["title"]))
        spans += [Span(", "), title] if number else [title]
    return joined(chart, Paragraph((*spans, Span("."))))


def _progress_in_words(row: Mapping[Any, Any]) -> str:
    done = f"{way_in_words(row).removesuffix(' of the way')} ({row['actual_period']})"
    if is_missing(row["required_rate"]):
        return f"{done}; no date, so no rate" if not row["target_period"] else done
    return f"{done}; needs {rate_in_words(row)}"


def _rate(row: Mapping[Any, Any], column: str, reason: str) -> Cell:
    if is_missing(row[column]):
        return words_cell("[x]").with_spans(Span(reason, REASON)) if reason else words_cell("[x]")
    rate = signed_number(float(row[column]), int(row["decimals"]) + (1 if row["decimals"] else 0))
    exactness = {"required_rate": exactness_of_gap, "past_rate": exactness_of_rate}.get(column)
    return words_cell(f"{exactness(row) if exactness else ''}{rate}")


def _forecast(row: Mapping[Any, Any]) -> Cell:
    if is_missing(row["forecast"]):
        return words_cell("No forecast").with_spans(Span(row["forecast_reason"], REASON))
    ends = f"{figure_of(row['forecast_lower'], row)} to {figure_of(row['forecast_upper'], row)}"
    words = f"{ends}, {record_in_words(row)}"
    return words_cell(figure_of(row["forecast"], row)).with_spans(Span(words, REASON))


def _in_100(row: Mapping[Any, Any]) -> str:
    chance = float(row["chance_percent"])
    return "under 1 in 100" if chance < 1 else "over 99 in 100" if chance > 99 else f"{format_number(chance, 0)} in 100"


def outlook_sentence(results: pd.DataFrame) -> str:
    """Say how many targets the past rate is enough for, and which need more than any past year."""
    if results.empty:
        return NONE_HERE
    is_said = results["realism"].ne(REALISM[NO_RATE])
    rows = results[results["required_rate"].gt(0) & results["past_rate"].notna() & is_said]
    if rows.empty:
        return (
            "For no target are the date, a figure and a past rate all known, so none can be set beside what it needs."
        )
    enough = int((rows["required_rate"] <= rows["past_rate"] * (1 + 1e-9)).sum())
    words = (
        f"For {number_of(len(rows), 'target')} the rate that is needed can be compared with the past one: the past "
        f"rate is enough for {enough}."
    )
    for row in rows[rows["required_rate"] > rows["past_rate"]].head(3).to_dict("records"):
        words += f" {row['title']} needs {rate_in_words(row).replace(', had ', ' and had ')}."
    return words


def missing_sentence(results: pd.DataFrame) -> str:
    """Say how many targets lack something for a colour."""
    if results.empty:
        return NONE_HERE
    lacking = int(results["missing"].ne("").sum())
    if not lacking:
        return "Nothing is missing: every target has a colour or is not due yet."
    verb = singular_or_plural(lacking, "lacks", "lack")
    return f"{number_of(lacking, 'target')} of {len(results)} {verb} something that a colour needs."


def missing_table(results: pd.DataFrame) -> Part | None:
    """Return what each target without a colour lacks, why, and who has to supply it; None where nothing is missing."""
    rows = results[results["missing"].ne("")]
    if rows.empty:
        return None
    records = rows.to_dict("records")
    of_all = _missing_of_all(records)
    rows = rows.assign(
        lacks=[_lacks(row, of_all) for row in records],
        why=[" ".join(why_missing(row)) for row in records],
    )
    columns = [
        TITLE,
        Column("lacks", "What is missing"),
        Column("why", "Why it is not known", quoted=True),
        Column("owner", "Who has to supply it"),
    ]
    made = table(rows, "What is missing for a colour", columns)
    return joined(paragraph(f"Each of these lacks {' and '.join(of_all)}."), made) if of_all else made


def _missing_of_all(rows: Sequence[Mapping[Any, Any]]) -> list[str]:
    """Return what each of several targets lacks, which is said once."""
    if len(rows) == 1:
        return []
    first = str(rows[0]["missing"]).split("; ")
    return [part for part in first if all(part in str(row["missing"]).split("; ") for row in rows)]


def _lacks(row: Mapping[Any, Any], of_all: Sequence[str]) -> str:
    """Return the things that only some targets lack as sentences; if there are none, those with a reason."""
    missing, reasons = str(row["missing"]).split("; "), {START: row["baseline_reason"], DATE: row["period_reason"]}
    parts = [part for part in missing if part not in of_all] or [part for part in missing if reasons.get(part)]
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts) or "Nothing else."


def action_sentence(results: pd.DataFrame) -> str:
    """Say how many red and amber targets there are, and for how many nobody says why or what is done."""
    if results.empty:
        return NONE_HERE
    flagged = results[results["status"].isin(FLAGGED) | results["calculated"].isin(FLAGGED)]
    if flagged.empty:
        return "No target is red or amber, so nothing has to be explained."
    no_words, no_action = int(flagged["lacks_commentary"].sum()), int(flagged["lacks_action"].sum())
    verb = singular_or_plural(len(flagged), "is", "are")
    by_rule = int((~flagged["status"].isin(FLAGGED)).sum())
    alone = f", {by_rule} of them by the rule and not as judged" if by_rule else ""
    return (
        f"{number_of(len(flagged), 'target')} {verb} red or amber{alone}. Nobody says why for {no_words}, and nobody "
        f"what is done for {no_action}."
    )


def action_table(results: pd.DataFrame) -> Part | None:
    """Return every red and amber target with its commentary and action, the missing ones said; None without any."""
    flagged = results[results["status"].isin(FLAGGED) | results["calculated"].isin(FLAGGED)]
    if flagged.empty:
        return None
    order = flagged["status"].map({RED: 0, AMBER: 1}).fillna(2)
    rows = flagged.assign(order=order).sort_values(["order", "title"], kind="stable")
    rows = rows.assign(
        colour=cells_of(rows, lambda row: status_cell(row["status"])),
        said=rows["commentary"].where(rows["commentary"].ne(""), "Missing"),
        done=[_action(row) for row in rows.to_dict("records")],
    )
    columns = [
        TITLE,
        Column("colour", "Status"),
        Column("said", "Why", quoted=True),
        Column("done", "What is done", quoted=True),
        Column("owner", "Who answers for it"),
    ]
    return table(rows, "What is done about each red and amber target", columns)


def _action(row: Mapping[Any, Any]) -> str:
    if not row["remedial_action"]:
        return "Missing"
    by = f" (by {day_in_words(str(row['action_by']))})" if row["action_by"] else ""
    return f"{row['remedial_action']}{by}"


def movement_sentence(results: pd.DataFrame) -> str:
    """Say what became of the targets that were at risk in the review before."""
    if results.empty:
        return NONE_HERE
    counts = results["movement"].value_counts()
    before = int(counts.get(RESOLVED, 0) + counts.get(LEFT, 0))
    if int(counts.get(UNKNOWN, 0)) == len(results):
        return "No target has a colour in the review before, so nothing can be said of how they moved."
    return (
        f"{number_of(before, 'target')} {singular_or_plural(before, 'was', 'were')} red or amber in the review before: "
        f"{counts.get(RESOLVED, 0)} no longer, {counts.get(LEFT, 0)} still. New among the red and amber: "
        f"{counts.get(NEW, 0)}. For {counts.get(UNKNOWN, 0)} one of the two reviews has no colour."
    )


def milestones_table(milestones: pd.DataFrame) -> Part | None:
    """Return what targets ask for on the way, such as at the half year or in year three, and what became of it.

    Columns needed  MILESTONES_MET
    """
    if milestones.empty:
        return None
    records = milestones.to_dict("records")
    rows = milestones.assign(due=[_milestone(row) for row in records], figure=[_figure_then(row) for row in records])
    columns = [
        TITLE,
        Column("milestone", "Milestone", quoted=True),
        Column("period", "By"),
        Column("due", "What is due"),
        Column("figure", "Figure of that time"),
        Column("outcome", "What became of it"),
    ]
    return table(rows, "What is due on the way", columns)


def _figure_then(row: Mapping[Any, Any]) -> str:
    """Return the figure of a milestone's time, as a bound where it is one."""
    exactness = "" if is_missing(row["actual"]) or row["actual_is"] in EXACT else f"{row['actual_is']} "
    return f"{exactness}{figure_of(row['actual'], row)}"


def _milestone(row: Mapping[Any, Any]) -> str:
    if is_missing(row["value"]):
        return f"{figure_of(row['lower'], row)} to {figure_of(row['upper'], row)}"
    return figure_of(row["value"], row)


def best_table(results: pd.DataFrame) -> Part:
    """Return the targets whose figures are furthest better than due, by name."""
    if results.empty:
        return paragraph(NONE_HERE)
    best = best_first(results).head(10)
    if best.empty:
        return paragraph("No figure is better than what is due.")
    rows = best.assign(
        figure=cells_of(best, actual_cell),
        due_then=[due_words(row) for row in best.to_dict("records")],
        off_printed=[off_words(row) for row in best.to_dict("records")],
    )
    columns = [
        TITLE,
        THEME,
        Column("figure", "Newest figure"),
        Column("due_then", "Due by then"),
        Column("off_printed", "Off what is due"),
    ]
    return table(rows, "Furthest ahead of what is due", columns)


def added_value(results: pd.DataFrame) -> Part:
    """Return the caveat on what would have happened anyway, with what each target says that it is to add."""
    stated = results[results["added_value"].ne("")]
    caveat: Paragraph = paragraph(CAVEAT)
    if stated.empty:
        return caveat
    columns = [TITLE, Column("added_value", "What it is to add", quoted=True)]
    return joined(caveat, table(stated, "What targets are to add", columns))


def parts_table(results: pd.DataFrame) -> Part | None:
    """Return the targets that are parts of others, shared, conditional, or a stretch; None without any."""
    columns = ("condition", "parent", "shared_with")
    special = results[results["is_stretch"] | results["is_reward"] | (results[list(columns)] != "").any(axis=1)]
    if special.empty:
        return None
    yes = {True: "Yes", False: "No"}
    rows = special.assign(
        stretch=special["is_stretch"].map(yes),
        reward=special["is_reward"].map(yes),
        **{name: special[name].str.replace(";", "; ") for name in columns},
    )
    titles = dict(zip(results["target_id"], results["title"], strict=True))
    rows = rows.assign(parent=[titles.get(name, name) for name in rows["parent"]])
    rows = rows.assign(**{name: rows[name].where(rows[name].ne(""), "No") for name in columns})
    return table(
        rows,
        "Parts, conditions and who shares a target",
        [
            TITLE,
            Column("parent", "Part of", quoted=True),
            Column("weight", "Weight", align="right", decimals=2),
            Column("condition", "Condition", quoted=True),
            Column("shared_with", "Shared with", quoted=True),
            Column("stretch", "Stretch target"),
            Column("reward", "A grant depends on it"),
        ],
    )
