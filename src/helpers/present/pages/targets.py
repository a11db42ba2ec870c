"""What the report prints of targets: what was promised, where it is, and what is at risk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from helpers.methods import target_bounds
from helpers.methods.target_bounds import EXACT, FLIPPED
from helpers.methods.targets import RULES, USUAL_TOLERANCE
from helpers.present.cells import as_column, format_number, format_value, is_missing, signed_number, words_cell
from helpers.present.figures import exact_figure
from helpers.present.sentences import percent
from helpers.present.tables import folded, table
from helpers.present.values import REASON, Cell, Column, Part, Span
from helpers.results.target_results import ALL_THEMES, JUDGED, STATUS
from helpers.verdicts import AMBER, CANNOT_BE_DETERMINED, GREEN, NOT_AVAILABLE, NOT_DUE, RED, SIGNS
from helpers.wording import number_of, singular_or_plural

NO_TARGETS: Final = "There are no targets for this report: neither the council's files nor a return has one."
NONE_HERE: Final = "There are no targets."

_MARKS: Final[Mapping[str, str]] = {
    GREEN: "●",
    AMBER: "◆",
    RED: "■",
    NOT_AVAILABLE: "–",
    NOT_DUE: "–",
    CANNOT_BE_DETERMINED: "–",
}
"""A shape for each colour, so that nothing depends on colour alone."""

TITLE = Column("title", "Target", header=True, quoted=True)
THEME = Column("theme", "Theme")


def status_cell(status: Any, reason: Any = "") -> Cell:
    """Return a colour in words with its shape, and the reason below it."""
    if not status:
        return words_cell("Nobody judged")
    cell = words_cell(f"{_MARKS[str(status)]}\N{NO-BREAK SPACE}{status}")
    return cell.with_spans(Span(str(reason), REASON)) if reason else cell


def figure_of(value: Any, row: Mapping[Any, Any], decimals: int = 0) -> str:
    """Return a figure of a target with its unit, with more decimals than the target has if asked for."""
    if is_missing(value):
        return "[x]"
    return exact_figure(float(value), str(row["unit"]), int(row["decimals"]) + decimals)


ON_THE_WAY: Final = ("reach", "cumulative")
"""Types of targets that need a date."""


def promise_in_words(row: Mapping[Any, Any]) -> str:
    """Return what a target asks for, and by when.

    >>> row = {"type": "reach", "target_value": 60.0, "target_period": "Mar 2023", "unit": "%", "decimals": 1}
    >>> promise_in_words(row), promise_in_words(row | {"target_period": ""})
    ('60% by Mar 2023', '60%, no date given')
    """
    if row["type"] == "range":
        aim = f"{_round_figure(row['target_lower'], row)} to {_round_figure(row['target_upper'], row)}"
    else:
        before = {"at_least": "at least ", "at_most": "no more than ", "plan": "as planned, "}.get(row["type"], "")
        aim = f"{before}{_round_figure(row['target_value'], row)}"
    if row["target_period"]:
        return f"{aim} by {row['target_period']}"
    return f"{aim}, no date given" if row["type"] in ON_THE_WAY else aim


def _round_figure(value: float, row: Mapping[Any, Any]) -> str:
    """Return a figure that is aimed at, without decimals where it has none."""
    return figure_of(value, {**row, "decimals": 0} if float(value).is_integer() else row)


def actual_cell(row: Mapping[Any, Any]) -> Cell:
    """Return the newest figure of a target with its period."""
    if is_missing(row["actual"]):
        return words_cell("No figure")
    exactness = "" if row["actual_is"] in EXACT else f"{row['actual_is']} "
    period = f"{row['actual_period']}, provisional" if row["provisional"] else row["actual_period"]
    return words_cell(f"{exactness}{figure_of(row['actual'], row)}").with_spans(Span(period, REASON))


def due_words(row: Mapping[Any, Any]) -> str:
    """Return what is due of a target when its figure is."""
    names = {"milestone": "milestone", "target": "target", "standard": "standard", "trajectory": "on the way"}
    if row["due"] not in names:
        return "Nothing"
    aim = figure_due(row)
    if row["type"] == "range":
        aim = f"{figure_of(row['due_lower'], row)} to {figure_of(row['due_upper'], row)}"
    return f"{aim} ({names[row['due']]})"


def figure_due(row: Mapping[Any, Any]) -> str:
    """Return what is due of a target; a point of the straight way has one decimal more, unless it is a whole number.

    >>> row = {"due": "trajectory", "due_value": 925_500.0, "unit": "downloads", "decimals": 0}
    >>> figure_due(row), figure_due(row | {"due_value": 66.25, "unit": "%"})
    ('925,500 downloads', '66.3%')
    """
    is_between = row["due"] == "trajectory" and not float(row["due_value"]).is_integer()
    return figure_of(row["due_value"], row, 1 if is_between else 0)


def off_words(row: Mapping[Any, Any]) -> str:
    """Return how far a figure is off what is due, with what that is in; of a bound only that it is more or less."""
    if is_missing(row["off"]):
        return "[x]"
    unit = {"points": " points", "per cent": "%", "units": f" {row['unit']}"}[row["off_is"]]
    size = f"{format_number(abs(float(row['off'])), 1)}{unit}"
    if abs(float(row["off"])) < 1e-9:
        return "at it"
    return f"{exactness_of_distance(row)}{size} {'off' if row['off'] > 0 else 'better'}"


def exactness_of_distance(row: Mapping[Any, Any]) -> str:
    """Return how exactly a distance is known: where a figure is a bound, the distance is one too."""
    exactness, flipped = row["actual_is"], FLIPPED
    if exactness == "about":
        return "about "
    if exactness not in flipped or row["polarity"] not in SIGNS or not SIGNS[row["polarity"]]:
        return ""
    grows_with_figure = (SIGNS[row["polarity"]] > 0) == (row["off"] < 0)
    return f"{exactness if grows_with_figure else flipped[exactness]} "


def exactness_of_gap(row: Mapping[Any, Any]) -> str:
    """Return how exactly the gap to a target is known: of a figure that is a bound, the gap is one too.

    >>> row = {"actual_is": "more than", "polarity": "higher_is_better"}
    >>> exactness_of_gap(row), exactness_of_gap(row | {"polarity": "lower_is_better"})
    ('less than ', 'more than ')
    """
    exactness = target_bounds.exactness_of_gap(str(row["actual_is"]), str(row["polarity"]))
    return f"{exactness} " if exactness else ""


def exactness_of_rate(row: Mapping[Any, Any]) -> str:
    """Return how exactly the past rate towards a target is known: of a figure that is a bound, it is one too."""
    exactness = target_bounds.exactness_of_rate(str(row["actual_is"]), str(row["polarity"]))
    return f"{exactness} " if exactness else ""


def way_in_words(row: Mapping[Any, Any]) -> str:
    """Return how much of the way to a target is done; of a figure that is a bound only that it is more or less.

    >>> row = {"progress_percent": 35.714, "actual_is": "more than", "baseline_value": 0.0, "target_value": 700000.0}
    >>> way_in_words(row), way_in_words(row | {"baseline_value": 5.0, "target_value": 0.0})
    ('more than 35.7% of the way', 'less than 35.7% of the way')
    """
    exactness = str(row["actual_is"])
    falls = not is_missing(row["baseline_value"]) and row["target_value"] < row["baseline_value"]
    words = FLIPPED.get(exactness, exactness) if falls else exactness
    before = "" if exactness in EXACT else f"{words} "
    return f"{before}{format_number(float(row['progress_percent']), 1)}% of the way"


def cells_of(results: pd.DataFrame, make: Callable[[Mapping[Any, Any]], Cell]) -> pd.Series:
    """Return a cell for each target, as a column."""
    return as_column([make(row) for row in results.to_dict("records")], results.index)


def promised_sentence(results: pd.DataFrame) -> str:
    """Say how many targets there are, how many have a figure and which are reached furthest."""
    if results.empty:
        return NO_TARGETS
    with_figure = int(results["actual"].notna().sum())
    words = [
        f"There {singular_or_plural(len(results), 'is', 'are')} {number_of(len(results), 'target')}, and "
        f"{with_figure} {singular_or_plural(with_figure, 'has', 'have')} a figure."
    ]
    on_way = results[results["progress_percent"].notna()].sort_values("progress_percent", ascending=False)
    for row in on_way.head(3).to_dict("records"):
        exactness = "" if row["actual_is"] in EXACT else f"{row['actual_is']} "
        start = f"{figure_of(row['baseline_value'], row)} to " if not is_missing(row["baseline_value"]) else ""
        words.append(
            f"{row['title']}: {exactness}{figure_of(row['actual'], row)}, which is {way_in_words(row)} "
            f"{'from ' if start else 'to '}{start}{figure_of(row['target_value'], row)}."
        )
    return " ".join(words)


def promised_table(results: pd.DataFrame) -> Part | None:
    """Return every target with what it asks for, its newest figure, what is due, and its colour with the reason."""
    if results.empty:
        return None
    rows = results.assign(
        promise=[promise_in_words(row) for row in results.to_dict("records")],
        figure=cells_of(results, actual_cell),
        due_then=[due_words(row) for row in results.to_dict("records")],
        off_printed=[off_words(row) for row in results.to_dict("records")],
        way=[_way(row) for row in results.to_dict("records")],
        colour=cells_of(results, lambda row: status_cell(row["status"], _why(row))),
    )
    columns = [
        TITLE,
        THEME,
        Column("promise", "What was promised"),
        Column("figure", "Newest figure"),
        Column("due_then", "Due by then"),
        Column("off_printed", "Off what is due"),
        Column("way", "Of the way, %", align="right"),
        Column("colour", "Status"),
        Column("owner", "Who answers for it"),
    ]
    notes = [
        f"{GREEN}: on track. {AMBER}: medium risk. {RED}: high risk. Where people judged, their colour is printed.",
        *(f"Rule {name}: {words}" for name, words in RULES.items() if results["rule"].eq(name).any()),
        f"A tolerance that a target does not give is {format_number(USUAL_TOLERANCE)} points for a share, otherwise "
        f"{format_number(USUAL_TOLERANCE)}% of what is due.",
    ]
    return table(rows, "What was promised, and where it is", columns, notes=notes)


def _way(row: Mapping[Any, Any]) -> str:
    """Return how much of the way is done as a number, or as a bound where the figure is one."""
    return "[x]" if is_missing(row["progress_percent"]) else way_in_words(row).removesuffix("% of the way")


def _why(row: Mapping[Any, Any]) -> str:
    """Return why a target has its printed status."""
    if row["judged"]:
        return f"as judged: {row['judged_reason']}" if row["judged_reason"] else "as judged"
    return until_when(row) or str(row["reason"])


def until_when(row: Mapping[Any, Any]) -> str:
    """Return until when a target is not due, with the reason; blank for any other target.

    >>> row = {"status": NOT_DUE, "reason": "there is no figure yet", "due_on": pd.Timestamp("2024-03-31")}
    >>> row |= {"mature_on": None}
    >>> until_when(row), until_when(row | {"status": RED})
    ('not due until 31 March 2024; there is no figure yet', '')
    """
    if row["status"] != NOT_DUE:
        return ""
    if not is_missing(row["mature_on"]):
        number = "" if is_missing(row["in_system"]) else f"{format_number(float(row['in_system']))} in the system, "
        return f"immature: {number}complete on {format_value(row['mature_on'])}; {row['reason']}"
    day = pd.Timestamp(row["due_on"])
    return f"not due until {day.day} {day:%B %Y}; {row['reason']}"


def change_table(results: pd.DataFrame) -> Part | None:
    """Return the change of each target since its baseline, beside that since the figure before, folded away."""
    if results.empty:
        return None
    rows = results.assign(
        since_baseline=cells_of(results, lambda row: _changed(row, "change_since_baseline", "baseline")),
        since_before=cells_of(results, lambda row: _changed(row, "change", "previous")),
        baseline_words=[_baseline(row) for row in results.to_dict("records")],
    )
    columns = [
        TITLE,
        Column("baseline_words", "Baseline"),
        Column("since_baseline", "Change since the baseline"),
        Column("since_before", "Change since the figure before"),
    ]
    caption = "Changes since the baseline, and since the figure before"
    return folded(caption, table(rows, caption, columns))


def _baseline(row: Mapping[Any, Any]) -> str:
    if is_missing(row["baseline_value"]):
        return row["baseline_reason"] or "Not given"
    version = f", version {row['baseline_version']}" if row["baseline_version"] else ""
    reason = f": {row['baseline_reason']}" if row["baseline_reason"] else ""
    other = (
        f"; this report has {figure_of(row['baseline_of_run'], row)}" if not is_missing(row["baseline_of_run"]) else ""
    )
    return f"{figure_of(row['baseline_value'], row)}, {row['baseline_period']}{version}{reason}{other}"


def _changed(row: Mapping[Any, Any], change: str, since: str) -> Cell:
    """Return a change with its percentage; of a figure that is a bound, the change is one too."""
    if is_missing(row[change]):
        return words_cell("[x]")
    exactness = "" if row["actual_is"] in EXACT else f"{row['actual_is']} "
    words = f"{exactness}{signed_number(float(row[change]), int(row['decimals']))}"
    before = float(row[f"{since}_value"])
    if not str(row["unit"]).startswith("%") and before:
        words += f" ({signed_number(100 * float(row[change]) / abs(before), 1)}%)"
    elif str(row["unit"]).startswith("%"):
        words += " points"
    return words_cell(words).with_spans(Span(f"since {row[f'{since}_period']}", REASON))


def _of_all(counts: pd.DataFrame, kind: str) -> Mapping[Any, Any]:
    return counts[counts["theme"].eq(ALL_THEMES) & counts["kind"].eq(kind)].iloc[0].to_dict()


def risk_sentence(results: pd.DataFrame, counts: pd.DataFrame) -> str:
    """Say how many targets have each colour, of those with one, and how many of the red are far off their way."""
    if results.empty:
        return NONE_HERE
    all_of = _of_all(counts, STATUS)
    without = [
        f"{number_of(int(all_of[name]), 'target')} {singular_or_plural(int(all_of[name]), 'is', 'are')} {words}"
        for name, words in (
            ("not_available", "not available for reporting"),
            ("not_due", "not due yet"),
            ("cannot_be_determined", "undetermined"),
        )
        if all_of[name]
    ]
    rest = f" Besides, {' and '.join(without)}." if without else ""
    if not all_of["coloured"]:
        return f"No target has a colour.{rest}"
    shares = ", ".join(
        f"{all_of[name]} {name} ({percent(all_of[f'{name}_percent'])})" for name in ("green", "amber", "red")
    )
    far = ""
    if all_of["red"]:
        verb, without_way = (
            singular_or_plural(all_of["red_off_trajectory"], "is", "are"),
            all_of["red_unknown_trajectory"],
        )
        rest_of_red = f", and for {without_way} no way is known" if without_way else ""
        far = (
            f" Of the red, {all_of['red_off_trajectory']} {verb} more than 20% off the way planned so far{rest_of_red}."
        )
    return f"Of {number_of(int(all_of['coloured']), 'target')} with a colour, these are: {shares}.{far}{rest}"


def counts_table(results: pd.DataFrame, counts: pd.DataFrame) -> Part | None:
    """Return the number of targets of each colour by theme, with their sum; None without targets."""
    if results.empty:
        return None
    columns = [
        Column("theme", "Theme", header=True),
        Column("green", GREEN, align="right"),
        Column("amber", AMBER, align="right"),
        Column("red", RED, align="right"),
        Column("not_available", NOT_AVAILABLE, align="right"),
        Column("not_due", NOT_DUE, align="right"),
        Column("cannot_be_determined", CANNOT_BE_DETERMINED, align="right"),
        Column("all", "All", align="right"),
    ]
    return table(counts[counts["kind"].eq(STATUS)], "Targets of each colour, by theme", columns)


def optimism_sentence(counts: pd.DataFrame) -> str:
    """Say whether people judged better than the figures, by theme."""
    rows = counts[counts["kind"].eq(JUDGED) & counts["compared"].gt(0)]
    whole = rows[rows["theme"].eq(ALL_THEMES)]
    if whole.empty:
        return (
            "No target has both a colour that people judged and one that the rules give, so the two cannot be compared."
        )
    mean = float(whole["optimism"].iloc[0])
    side = "the same as" if abs(mean) < 1e-9 else "more hopeful than" if mean > 0 else "more cautious than"
    by_theme = "; ".join(
        f"{row['theme']} {signed_number(float(row['optimism']), 1)}"
        for row in rows[rows["theme"].ne(ALL_THEMES)].to_dict("records")
    )
    return (
        f"For {number_of(int(whole['compared'].iloc[0]), 'target')} with both colours, the judged ones are on average "
        f"{side} the calculated ones ({signed_number(mean, 1)} colours). By theme: {by_theme}."
    )


def judged_table(results: pd.DataFrame) -> Part | None:
    """Return the targets that people judged, with the colour by rule and the difference; None if nobody judged."""
    judged = results[results["judged"].ne("")]
    if judged.empty:
        return None
    rows = judged.assign(
        judged_cell=cells_of(judged, lambda row: status_cell(row["judged"], row["judged_reason"])),
        calculated_cell=cells_of(judged, lambda row: status_cell(row["calculated"], row["reason"])),
        steps=[signed_number(value, 0) for value in judged["optimism"]],
    )
    columns = [
        TITLE,
        THEME,
        Column("judged_cell", "Judged by people", quoted=True),
        Column("calculated_cell", "Calculated by rule"),
        Column("steps", "Judged better by, colours", align="right"),
    ]
    return table(rows, "Judged and calculated colours", columns)
