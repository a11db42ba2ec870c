"""What the site says of a target in few words: what is aimed at, how far off the figure is, by which rule, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.methods.local_level import FORECAST_CONFIDENCE
from helpers.methods.target_bounds import EXACT
from helpers.methods.targets import REASONS, UNITS, WAY
from helpers.methods.trajectory import OFF_TRAJECTORY
from helpers.present.cells import format_number, is_missing, signed_number
from helpers.present.figures import chance_of_100, exact_figure, figure_again
from helpers.present.pages.targets import (
    ON_THE_WAY,
    exactness_of_distance,
    exactness_of_gap,
    exactness_of_rate,
    figure_due,
    figure_of,
    promise_in_words,
    status_cell,
    until_when,
    way_in_words,
)
from helpers.present.values import REASON, Cell, Span
from helpers.verdicts import AMBER, CANNOT_BE_DETERMINED, GREEN, LOWER_IS_BETTER, RAG_ORDER, RED
from helpers.wording import singular_or_plural

Row = Mapping[Any, Any]

NO_COLOUR: Final = "No colour"
POINTS: Final = "points"
"""The unit in which a rate of a share is."""

_TINY: Final = 1e-9


def targets_by_indicator(results: pd.DataFrame) -> dict[str, list[Row]]:
    """Return the targets of each indicator that has some, by its name.

    Columns needed    TARGET_RESULTS
    """
    by_indicator: dict[str, list[Row]] = {}
    for row in results.to_dict("records"):
        if row["indicator_id"]:
            by_indicator.setdefault(str(row["indicator_id"]), []).append(row)
    return by_indicator


def aim_in_words(row: Row) -> str:
    """Return what a target asks for, and by when; `row` is one of TARGET_RESULTS.

    >>> row = {"type": "reach", "target_value": 60.0, "target_period": "Mar 2023", "unit": "%", "decimals": 0}
    >>> aim_in_words(row), aim_in_words(row | {"type": "at_least", "target_period": ""})
    ('Target 60% by Mar 2023', 'Target at least 60%')
    """
    return f"Target {promise_in_words(row)}"


def actual_in_words(row: Row) -> str:
    """Return the newest figure of a target with its period; blank for none."""
    if is_missing(row["actual"]):
        return ""
    exactness = "" if row["actual_is"] in EXACT else f"{row['actual_is']} "
    provisional = ", provisional" if row["provisional"] else ""
    return f"{exactness}{figure_of(row['actual'], row)} ({row['actual_period']}{provisional})"


def distance_in_words(row: Row) -> str:
    """Say how far a figure is off what is due, and what that is if not the target itself; blank if not known.

    >>> row = {"off": 4.2, "off_is": "points", "due": "target", "type": "reach", "polarity": "higher_is_better"}
    >>> row["actual_is"] = ""
    >>> distance_in_words(row), distance_in_words(row | {"off": -4.2})
    ('4.2 points short', '4.2 points better')
    """
    if is_missing(row["off"]):
        return ""
    off = float(row["off"])
    if abs(off) < _TINY:
        words = "within it" if row["type"] == "range" else "exactly there"
    else:
        words = f"{exactness_of_distance(row)}{_size(abs(off), row, 1)} {_beyond(row) if off > 0 else 'better'}"
    if row["due"] not in ("milestone", WAY):
        return words
    due = f"{figure_of(row['due_lower'], row)} to {figure_of(row['due_upper'], row)}"
    if row["type"] != "range":
        due = figure_due(row)
    if off > 0:
        return f"{words} {'of the' if _beyond(row) == 'short' else 'the'} {due} due by then"
    between = {"within it": "within the", "exactly there": "exactly the"}.get(words, f"{words} than the")
    return f"{between} {due} due by then"


def _beyond(row: Row) -> str:
    """Return the word for a figure that is worse than what is due."""
    words = {"range": "outside", "plan": "off"}
    return words.get(str(row["type"]), "over" if row["polarity"] == LOWER_IS_BETTER else "short")


def _size(value: float, row: Row, decimals: int | None = None) -> str:
    """Return a distance in what the target's distances are in."""
    if row["off_is"] == UNITS:
        return figure_of(value, row)
    point = " point" if decimals is None and value == 1 else " points"
    return f"{format_number(value, decimals)}{point if row['off_is'] == 'points' else '%'}"


def rule_in_words(row: Row) -> str:
    """Say which colour the rule gives, and what that takes; blank if it gives none.

    >>> row = {"calculated": "Red", "rule": "tolerance", "tolerance": 5.0, "off_is": "points", "type": "reach"}
    >>> row["due"] = "target"
    >>> rule_in_words(row | {"polarity": "higher_is_better"}), rule_in_words(row | {"polarity": "lower_is_better"})
    ('red: more than 5 points short', 'red: more than 5 points over')
    """
    colour, rule = str(row["calculated"]), str(row["rule"])
    if colour not in RAG_ORDER or not rule:
        return ""
    return f"{colour.lower()}: {_ground(row, colour, rule)}"


def _ground(row: Row, colour: str, rule: str) -> str:
    beyond, size = _beyond(row), _size(float(row["tolerance"]), row)
    if rule == "plan":
        twice = f"twice the {size} allowed"
        return {GREEN: f"up to {size} off", AMBER: f"off by up to {twice}", RED: f"off by more than {twice}"}[colour]
    if rule == "floor":
        floor = figure_again(row["floor"], str(row["unit"]), int(row["decimals"]))
        beyond = (
            f"above the ceiling of {floor}" if row["polarity"] == LOWER_IS_BETTER else f"below the floor of {floor}"
        )
        return {GREEN: "target met", AMBER: f"not {beyond}", RED: beyond}[colour]
    if rule == "trajectory":
        part = f"{100 * OFF_TRAJECTORY:.0f}% of the way planned so far"
        return {GREEN: "on the way", AMBER: f"short by up to {part}", RED: f"short by more than {part}"}[colour]
    met = "milestone met" if row["due"] == "milestone" else "met"
    return {GREEN: met, AMBER: f"up to {size} {beyond}", RED: f"more than {size} {beyond}"}[colour]


def progress_in_words(row: Row) -> str:
    """Say how much of the way to a target is done, and the rate that it needs; blank if neither is known.

    >>> row = {"type": "cumulative", "progress_percent": 35.714, "required_rate": 90000.0, "past_rate": None}
    >>> row |= {"actual_is": "", "baseline_value": 0.0, "target_value": 700000.0, "unit": "trees"}
    >>> row["polarity"] = "higher_is_better"
    >>> progress_in_words(row | {"decimals": 0, "rate_reason": "", "gap": 450000.0})
    '35.7% of the way; needs 90,000 trees a year'
    """
    if row["type"] not in ON_THE_WAY:
        return ""
    words = []
    if not is_missing(row["progress_percent"]):
        words.append(way_in_words(row))
    if not is_missing(row["required_rate"]) and float(row["required_rate"]) > 0:
        words.append(f"needs {rate_in_words(row)}")
    elif row["rate_reason"] and words and (is_missing(row["gap"]) or float(row["gap"]) > 0):
        words.append(f"the rate it needs is not known, as {row['rate_reason']}")
    return "; ".join(words)


def rate_in_words(row: Row) -> str:
    """Return the rate that a target needs with its unit, beside the past one if that is known.

    >>> row = {"required_rate": 0.2748, "past_rate": 0.242, "unit": "tonnes", "decimals": 2, "actual_is": ""}
    >>> row["polarity"] = "lower_is_better"
    >>> rate_in_words(row), rate_in_words(row | {"unit": "%"})
    ('0.275 tonnes a year, had 0.242', '0.275 points a year, had 0.242')
    """
    decimals = int(row["decimals"]) + (1 if row["decimals"] else 0)
    unit = POINTS if row["unit"] == "%" else str(row["unit"])
    needed = f"{exactness_of_gap(row)}{exact_figure(float(row['required_rate']), unit, decimals)} a year"
    if is_missing(row["past_rate"]):
        return needed
    exactness = "" if row["actual_is"] == "about" else exactness_of_rate(row)  # one about says it of both
    return f"{needed}, had {exactness}{signed_number(float(row['past_rate']), decimals).removeprefix('+')}"


def chance_in_words(row: Row) -> str:
    """Say what the forecast is for the period of a target, and the chance that it is met; blank without one.

    >>> row = {"forecast": 54.1, "forecast_lower": 50.0, "forecast_upper": 58.2, "chance_percent": 3.2, "unit": "%"}
    >>> chance_in_words(row | {"decimals": 1, "forecast_held_percent": 71.2}).partition("; ")[2]
    'such ranges held in 71 of 100: too narrow), met in 3 of 100'
    """
    if is_missing(row["forecast"]) or is_missing(row["chance_percent"]):
        return ""
    cases = chance_of_100(float(row["chance_percent"]))
    ends = f"{figure_of(row['forecast_lower'], row)} to {figure_of(row['forecast_upper'], row)}"
    return f"forecast {figure_of(row['forecast'], row)} ({ends}, {record_in_words(row)}), met in {cases} of 100"


def record_in_words(row: Row) -> str:
    """Say for how many cases the range of a forecast is meant, and how often such ranges held in the past.

    >>> record_in_words({"forecast_held_percent": 81.0})
    'meant for 80 of 100 cases; such ranges held in 81 of 100'
    >>> record_in_words({"forecast_held_percent": None})
    'meant for 80 of 100 cases; how often such ranges held is not known'
    """
    meant = round(100 * FORECAST_CONFIDENCE)
    words = f"meant for {meant} of 100 cases; "
    if is_missing(row["forecast_held_percent"]):
        return f"{words}how often such ranges held is not known"
    held = round(float(row["forecast_held_percent"]))
    return f"{words}such ranges held in {held} of 100{': too narrow' if held < meant else ''}"


def is_coloured(row: Row) -> bool:
    """Say whether a target has a colour that is printed."""
    return row["status"] in RAG_ORDER


WITHOUT_COLOUR: Final = ("not_due", "cannot_be_determined", "not_available")
"""The columns of the counts of targets without a colour, in the order in which the sentence states them."""


def why_without_colour(row: Row, own: Sequence[Row]) -> list[tuple[int, str]]:
    """Return how many targets have no colour for each cause, with the words for it; `own` are the targets counted."""
    undetermined = [one for one in own if one["status"] == CANNOT_BE_DETERMINED]
    undated = all(one["reason"] == REASONS["no_end"] for one in undetermined)
    words = {
        "not_due": ("is not due yet", "are not due yet"),
        "cannot_be_determined": ("has no date", "have no date") if undated else ("cannot be judged",) * 2,
        "not_available": ("is said to be not available", "are said to be not available"),
    }
    return [(int(row[name]), singular_or_plural(int(row[name]), *words[name])) for name in WITHOUT_COLOUR if row[name]]


def colours_of_agreement_in_words(named: Row, status: str = "") -> str:
    """Return the colours that an agreement gives an indicator, where they differ from each other or from its target's.

    `named` is a row of AGREEMENT_INDICATORS, or empty; `status` is that of the target, blank for none.

    >>> colours_of_agreement_in_words({"status": "Amber", "status_of_grant": ""}, "Red")
    'amber in the agreement and red by its target'
    """
    in_text, beside_grant = (str(named.get(name, "")) for name in ("status", "status_of_grant"))
    if in_text and beside_grant and in_text != beside_grant:
        return f"{in_text.lower()} in the text of the report, {beside_grant.lower()} beside its grant"
    of_agreement = in_text or beside_grant
    if of_agreement not in RAG_ORDER or status not in RAG_ORDER or of_agreement == status:
        return ""
    return f"{of_agreement.lower()} in the agreement and {status.lower()} by its target"


def colour_cell(row: Row) -> Cell:
    """Return the printed colour of a target with its shape, and the calculated one where it is another."""
    if not is_coloured(row):
        if until := until_when(row):
            return Cell((Span(f"{until[:1].upper()}{until[1:].partition(';')[0]}"),))
        is_known = row["judged"] and row["judged"] not in RAG_ORDER
        return Cell((Span(str(row["judged"]) if is_known else NO_COLOUR),))
    cell = status_cell(row["status"])
    if row["judged"] and row["calculated"] in RAG_ORDER and row["calculated"] != row["judged"]:
        return cell.with_spans(Span(f"as judged; by rule {row['calculated']}", REASON))
    return cell.with_spans(Span("as judged", REASON)) if row["judged"] else cell


def details_in_words(row: Row, beside: str = "") -> str:
    """Return all that is said of a target beside its colour, in one line.

    `beside` is the period of the figure beside it; the line gives a figure of another period.
    """
    is_beside = beside and row["actual_from"] == "run" and str(row["actual_period"]) == beside
    words = [aim_in_words(row), "" if is_beside else actual_in_words(row)]
    words += [distance_in_words(row), rule_in_words(row), progress_in_words(row), chance_in_words(row)]
    if not rule_in_words(row) and not progress_in_words(row) and row["type"] not in ON_THE_WAY:
        words.append(str(row["reason"]))
    if is_missing(row["actual"]) and row["judged"] == "":
        words.append("no figure")
    return "; ".join(dict.fromkeys(filter(None, words)))


def target_cell(rows: Sequence[Row], beside: str = "") -> Cell:
    """Return the targets of an indicator as a cell: the colour of each, and below it what it asks and how it stands."""
    spans: list[Span] = []
    for row in rows:
        spans += [*colour_cell(row).spans, Span(details_in_words(row, beside), REASON)]
    return Cell(tuple(spans))


def target_in_short(rows: Iterable[Row]) -> str:
    """Return the colours of targets, or without one how much of the way is done; blank if neither is known.

    >>> target_in_short([{"status": "Red"}]), target_in_short([{"status": "Red"}, {"status": "Red"}])
    ('target: red', 'both of its targets: red')
    >>> target_in_short([{"status": "Red"}, {"status": "Green"}])
    'targets: red and green'
    """
    targets = list(rows)
    colours = [str(row["status"]).lower() for row in targets if is_coloured(row)]
    words = []
    for row in targets:
        if is_coloured(row):
            words.append(_colours_in_short(colours, all_have_one=len(colours) == len(targets)))
        elif not is_missing(row["progress_percent"]):
            words.append(f"target: {way_in_words(row)}")
        elif not is_missing(row["required_rate"]) and float(row["required_rate"]) > 0:
            words.append(f"target: needs {rate_in_words(row)}")
    return "; ".join(dict.fromkeys(words))


def _colours_in_short(colours: Sequence[str], *, all_have_one: bool) -> str:
    """Return the colours of the targets of one indicator, once where all of them have the same."""
    if len(colours) == 1:
        return f"target: {colours[0]}"
    if all_have_one and len(set(colours)) == 1:
        return f"{'both' if len(colours) == 2 else 'all'} of its targets: {colours[0]}"
    return f"targets: {', '.join(colours[:-1])} and {colours[-1]}"
