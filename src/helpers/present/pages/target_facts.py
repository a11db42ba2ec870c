"""What the words on a target state: for each figure in them the cell of the table target_results that it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from helpers.methods.targets import UNITS
from helpers.present.cells import is_missing
from helpers.present.facts import Fact, Form
from helpers.present.method_facts import method_fact
from helpers.schema.targets import TARGET_RESULTS

Row = Mapping[Any, Any]


def target_facts(row: Row, beside: str = "") -> Iterator[Fact]:
    """Give what `target_words.details_in_words` states, in its order; `row` is one of TARGET_RESULTS."""
    aims = ("target_lower", "target_upper") if row["type"] == "range" else ("target_value",)
    for name in aims:
        whole = not is_missing(row[name]) and float(row[name]).is_integer()
        yield from _figure(row, name, 0 if whole else int(row["decimals"]))
    yield from _cell(row, "target_period")
    if not (beside and row["actual_from"] == "run" and str(row["actual_period"]) == beside):
        yield from _figure(row, "actual", int(row["decimals"]))
        yield from _cell(row, "actual_period")
    yield from _distance(row, "off", 1)
    decimals = int(row["decimals"])
    if row["type"] == "range":
        yield from (*_figure(row, "due_lower", decimals), *_figure(row, "due_upper", decimals))
    elif not is_missing(row["due_value"]):
        is_between = row["due"] == "trajectory" and not float(row["due_value"]).is_integer()
        yield from _figure(row, "due_value", decimals + is_between)
    yield from _distance(row, "tolerance", None)
    if row["rule"] == "trajectory":
        yield method_fact("off_trajectory", "share")
    yield from _cell(row, "floor", "again", unit=str(row["unit"]), decimals=decimals)
    yield from _cell(row, "progress_percent", "figure", unit="%", decimals=1)
    of_rate = decimals + (1 if decimals else 0)
    yield from _cell(row, "required_rate", "exact", "points" if row["unit"] == "%" else str(row["unit"]), of_rate)
    yield from _cell(row, "past_rate", decimals=of_rate)
    yield from chance_facts(row)


def chance_facts(row: Row) -> Iterator[Fact]:
    """Give what `target_words.chance_in_words` states, in its order; nothing without a forecast."""
    if is_missing(row["forecast"]) or is_missing(row["chance_percent"]):
        return
    for name in ("forecast", "forecast_lower", "forecast_upper"):
        yield from _figure(row, name, int(row["decimals"]))
    yield method_fact("forecast", "of_100")
    yield from _cell(row, "forecast_held_percent", "of_100")
    yield from _cell(row, "chance_percent", "chance_of_100")


def start_facts(row: Row) -> Iterator[Fact]:
    """Give what is stated of the figure that a target starts from, in its order."""
    yield from _figure(row, "baseline_value", int(row["decimals"]))
    yield from text_facts(row, "baseline_period", "baseline_version", "baseline_reason")


def text_facts(row: Row, *columns: str) -> Iterator[Fact]:
    """Give the texts of a target that have a number, in this order."""
    for column in columns:
        if any(char.isdigit() for char in str(row[column])):
            yield from _cell(row, column)


def action_facts(row: Row) -> Iterator[Fact]:
    """Give what is stated of what is done about a target, and by when."""
    yield from text_facts(row, "remedial_action")
    yield from _cell(row, "action_by", "day")


def _figure(row: Row, column: str, decimals: int) -> Iterator[Fact]:
    yield from _cell(row, column, "exact", unit=str(row["unit"]), decimals=decimals)


def _distance(row: Row, column: str, decimals: int | None) -> Iterator[Fact]:
    """Give a distance, which is printed without its sign and in what the target's distances are in."""
    if row["off_is"] == UNITS:
        yield from _cell(row, column, "exact_size", unit=str(row["unit"]), decimals=int(row["decimals"]))
    else:
        point = "point" if decimals is None and row[column] == 1 else "points"
        yield from _cell(row, column, "size", unit=point if row["off_is"] == "points" else "%", decimals=decimals)


def _cell(row: Row, column: str, form: Form = "text", unit: str = "", decimals: int | None = None) -> Iterator[Fact]:
    value = row[column]
    if not is_missing(value) and str(value).strip():
        yield Fact(TARGET_RESULTS.name, (str(row["target_id"]),), column, value, form, unit, decimals)
