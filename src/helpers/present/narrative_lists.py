"""What a dashboard names and counts beside its table: every name, those whose change is clear first."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

import pandas as pd

from helpers.present.dashboard_facts import DashboardFacts, Row, name_cell
from helpers.present.facts import Fact, Pieces, Sentence, join_in_words, sentence
from helpers.results.dashboard_facts import FELL_TO, ROSE_TO
from helpers.verdicts import IMPROVED, NO_REAL_CHANGE, WORSENED

ITEM_HEADS: Final = {"improved": IMPROVED, "worsened": WORSENED, "no_real_change": NO_REAL_CHANGE}
"""The classes whose names are items of a list where a table is below, with the word before the names."""


def names_as_item(dashboard: DashboardFacts, name: str, clear: Set[str]) -> Sentence:
    """Return the names of a class as an item of a list, without a full stop.

    `clear` has the ids of the indicators whose change is clear. Those of what improved or worsened come first, where
    evidence was weighed.
    """
    rows, words = dashboard.names[name, ""], ITEM_HEADS[name]
    sure = [row for row in rows if _is_clear(row, clear)]
    if name == "no_real_change" or pd.isna(dashboard.counts[f"{name}_clear"]):
        return sentence(f"{words}: {{names}}", name, names=dashboard.names_in(name))
    if len(sure) in (0, len(rows)):
        words += " clearly" if sure else ", not clearly"
        return sentence(f"{words}: {{names}}", name, names=dashboard.names_in(name))
    others = [row for row in rows if not _is_clear(row, clear)]
    template = f"{words} clearly: {{names}}; not clearly: {{others}}"
    return sentence(template, name, names=_in_words(sure), others=_in_words(others))


def _in_words(rows: Sequence[Row]) -> Pieces:
    names: list[Pieces | Fact] = [name_cell(row, "name", "name") for row in rows]
    return join_in_words(names)


def _is_clear(row: Row, clear: Set[str]) -> bool:
    """Say whether a name is of indicators whose changes are all clear."""
    return bool(row["name"]) and clear >= set(str(row["indicator_ids"]).split(";"))


_MOVED: Final = {FELL_TO: "fell", ROSE_TO: "rose"}


def moves_in_short(dashboard: DashboardFacts) -> Sentence | None:
    """Say in one sentence how many moved to each quartile since the period before; None where nothing moved."""
    lists: list[Pieces] = []
    for list_name, verb in _MOVED.items():
        parts: list[Pieces | Fact] = []
        for part in sorted(dashboard.parts(list_name)):
            words = " to the " if parts else f" {verb} to the "
            parts.append((dashboard.number_of(list_name, part), words, dashboard.part(list_name, part, "quartile")))
        if parts:
            lists.append((*(("; ",) if lists else ()), *join_in_words(parts)))
    if not lists:
        return None
    return sentence("Quartiles: {parts}.", "moves", parts=tuple(piece for one in lists for piece in one))
