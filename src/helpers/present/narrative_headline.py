"""The sentence on the whole report and one on each theme, made from the table headline_facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.present.facts import Fact, Form, Pieces, Sentence, join_in_words, plural, sentence
from helpers.results.headline_facts import ALL
from helpers.schema.narrative import HEADLINE_FACTS

Row = Mapping[Any, Any]

_VERBS: Final = {
    "improved": ("improved", "improved"),
    "no_real_change": ("shows no real change", "show no real change"),
    "worsened": ("worsened", "worsened"),
}


def headline_statements(facts: pd.DataFrame) -> dict[str, Sentence]:
    """Return the sentence on the whole report, under 'all', and on each theme, in printed order.

    Columns needed    those of the table headline_facts
    """
    return {str(row["theme"]): _whole(row) if row["theme"] == ALL else _theme(row) for row in facts.to_dict("records")}


def _fact(row: Row, column: str, form: Form = "count") -> Fact:
    return Fact(HEADLINE_FACTS.name, (str(row["theme"]),), column, row[column], form)


def _whole(row: Row) -> Sentence:
    """Say how many indicators of each class there are, each with its share of those determined."""
    parts: list[Pieces] = []
    for name, verbs in _VERBS.items():
        if not row[name] and name == "no_real_change":
            continue
        number = _fact(row, name, "none")
        share: Pieces = (" (", _fact(row, f"{name}_percent", "share"), ")") if row[name] else ()
        parts.append((number, f" {plural(number, *verbs)}", *share))
    if not row["determined"]:
        return sentence(
            "Direction of travel cannot be determined for any of the {number} indicators.",
            "headline",
            number=_fact(row, "indicators"),
        )
    determined = _fact(row, "determined")
    noun = plural(determined, "indicator", "indicators")
    template = "Of the {determined} " + noun + " whose direction of travel can be determined, {parts}"
    template += "; it cannot be determined for {undetermined} more." if row["undetermined"] else "."
    return sentence(
        template,
        "headline",
        determined=determined,
        parts=join_in_words(parts),
        undetermined=_fact(row, "undetermined"),
    )


def _theme(row: Row) -> Sentence:
    """Say how many of a theme's indicators improved and worsened, in the form of the council's own reports.

    Those whose direction cannot be determined are said as well, so that nobody takes them for unchanged.
    """
    theme, total, undetermined = _fact(row, "theme", "text"), _fact(row, "indicators"), _fact(row, "undetermined")
    noun = plural(total, "indicator", "indicators")
    if not row["determined"]:
        words = plural(total, "the", "any of the")
        template = "{theme}: direction of travel cannot be determined for " + words + " {total} " + noun + "."
        return sentence(template, "theme", theme=theme, total=total)
    template = "{theme}: {improved} of {total} " + noun + " improved and {worsened} worsened"
    template += "; {undetermined} cannot be determined." if row["undetermined"] else "."
    return sentence(
        template,
        "theme",
        theme=theme,
        total=total,
        undetermined=undetermined,
        improved=_fact(row, "improved", "none"),
        worsened=_fact(row, "worsened", "none"),
    )
