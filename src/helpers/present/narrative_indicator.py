"""What is said of one indicator in sentences: its figure and its change, how sure that is, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd

from helpers.markers import markers_beside
from helpers.present.cells import is_missing
from helpers.present.facts import Fact, Form, Pieces, Sentence, join_in_words, sentence
from helpers.present.periods import preposition_of
from helpers.schema.comparison import COMPARISONS
from helpers.schema.compendium import COMPENDIUM
from helpers.verdicts import CANNOT_BE_TOLD, CLEAR, IMPROVED, NO_REAL_CHANGE, USUAL, WORSENED

Row = Mapping[Any, Any]

_JUDGED: Final = {IMPROVED: ", which is better", WORSENED: ", which is worse", NO_REAL_CHANGE: ": no real change"}
_STRENGTH: Final = {
    CLEAR: "The change is clear: it is more than the measure's usual ups and downs.",
    USUAL: "The change is within the measure's usual ups and downs.",
    CANNOT_BE_TOLD: "Whether the change is more than the measure's usual ups and downs cannot be told.",
}


def indicator_statements(
    compendium: pd.DataFrame, comparisons: pd.DataFrame, group: str
) -> dict[str, tuple[Sentence, ...]]:
    """Return for each indicator with a figure the sentences that state it; one without a figure has none.

    `group` names the councils that are compared with. Every figure, name and period is a fact of one of the tables.

    Columns needed    compendium, the table: indicator_id, title, value, unit, decimals, period, marker, provisional,
                      derived, previous_value, previous_period, change, direction, evidence; comparisons, the
                      table: indicator_id, rank, tied, n, quartile, median, england
    """
    compared = {row["indicator_id"]: row for row in comparisons.to_dict("records")}
    return {
        str(row["indicator_id"]): tuple(_statements(row, compared.get(row["indicator_id"], {}), group))
        for row in compendium.to_dict("records")
        if not is_missing(row["value"])
    }


def _statements(row: Row, compared: Row, group: str) -> Iterable[Sentence]:
    yield _figure(row)
    moved = row["direction"] in _JUDGED and not is_missing(row["change"]) and row["change"] != 0
    if row["evidence"] in _STRENGTH and moved:
        yield sentence(_STRENGTH[row["evidence"]], "strength")
    yield from _rank(compared, group)
    yield from _others(row, compared)


_WITH_UNIT: Final = ("figure", "again", "change", "change_again")


def _fact(
    row: Row, column: str, form: Form = "text", *, table: str = COMPENDIUM.name, about: Row | None = None
) -> Fact:
    """Return a cell of an indicator's row; `about` is the row with its unit and decimals, if that is another."""
    units = row if about is None else about
    unit, decimals = (str(units["unit"]), int(units["decimals"])) if form in _WITH_UNIT else ("", None)
    return Fact(table, (str(row["indicator_id"]),), column, row[column], form, unit, decimals)


def _figure(row: Row) -> Sentence:
    markers = markers_beside(str(row["marker"] or ""), provisional=row["provisional"], derived=row["derived"])
    fields: dict[str, Fact | Pieces | str] = {
        "title": _fact(row, "title"),
        "value": _fact(row, "value", "figure"),
        "period": _fact(row, "period", "period"),
        "markers": "".join(f" {marker}" for marker in markers),
    }
    at = preposition_of(str(row["period"]))
    template = f"{{title}}: {{value}}{{markers}} {at} {{period}}"
    if not is_missing(row["change"]) and not is_missing(row["previous_value"]):
        fields["previous"], fields["before"] = (
            _fact(row, "previous_value", "again"),
            _fact(row, "previous_period", "period"),
        )
        if row["change"] == 0:
            template += f", as it was {at} {{before}} ({{previous}})"
        else:
            fields["change"] = _fact(row, "change", "change_again")
            template += ", " + ("up" if row["change"] > 0 else "down") + " {change} from {previous} " + at + " {before}"
        template += _JUDGED.get(row["direction"], "")
    return sentence(template + ".", "figure", **fields)


def _rank(compared: Row, group: str) -> Iterable[Sentence]:
    if not compared or is_missing(compared["rank"]):
        return
    fields: dict[str, Fact | Pieces | str] = {
        "rank": _fact(compared, "rank", "rank", table=COMPARISONS.name),
        "n": _fact(compared, "n", table=COMPARISONS.name),
    }
    if not is_missing(compared["quartile"]):
        fields["quartile"] = _fact(compared, "quartile", "quartile", table=COMPARISONS.name)
    shared = "equal " if not is_missing(compared["tied"]) and compared["tied"] > 1 else ""
    template = "The council is " + shared + "{rank} of {n} {group}"
    template += ", in the {quartile} quartile." if "quartile" in fields else "."
    yield sentence(template, "rank", group=group, **fields)


def _others(row: Row, compared: Row) -> Iterable[Sentence]:
    """Say what the middle of the group and England have, where they have a figure."""
    phrases = {"median": "the middle council has ", "england": "England has "}
    parts: list[Pieces] = []
    for name, words in phrases.items():
        if compared and not is_missing(compared[name]):
            form: Form = "again" if parts else "figure"
            parts.append((words, _fact(compared, name, form, table=COMPARISONS.name, about=row)))
    if parts:
        yield sentence("{parts}.", "others", parts=join_in_words(parts))


TABLES_STATED: Final = {table.name: table.key for table in (COMPENDIUM, COMPARISONS)}
"""The tables whose cells these sentences state, with their keys."""
