"""What the compendium says of targets: how many have each colour, which are red, which moved most, and what waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from helpers.methods.target_reviews import most_moved
from helpers.present.cells import format_number
from helpers.present.pages.target_words import actual_in_words, aim_in_words, distance_in_words
from helpers.present.pages.targets import NO_TARGETS, risk_sentence, until_when
from helpers.present.tables import joined, paragraph
from helpers.present.values import BulletList, Part, Parts, Span
from helpers.verdicts import RED
from helpers.wording import number_of

MOST_NAMED: Final = 5


def targets_headline(results: pd.DataFrame, counts: pd.DataFrame, measures: pd.DataFrame) -> Parts:
    """Return the counts by colour, the red targets, those that moved most towards their target, and what waits.

    Columns needed    TARGET_RESULTS; TARGET_COUNTS; measures: ENABLING_MEASURES
    """
    if results.empty:
        return joined(paragraph(NO_TARGETS))
    return joined(
        paragraph(risk_sentence(results, counts)),
        *_name_targets(RED, "No target is red.", results[results["status"].eq(RED)], _how_far),
        *_name_targets(
            "Moved most towards the target since the figure before",
            "No figure moved towards its target since the figure before.",
            most_moved(results).head(MOST_NAMED),
            lambda row: f"{format_number(float(row['moved_percent']), 1)}% of the target, {actual_in_words(row)}",
        ),
        *_name_targets(
            "What waits", "Nothing waits: every target has a colour.", results[results["missing"].ne("")], _waits
        ),
        *_asked(measures),
    )


def _name_targets(words: str, none: str, rows: pd.DataFrame, say: Any) -> Iterator[Part]:
    if rows.empty:
        yield paragraph(none)
        return
    yield paragraph(f"{words}: {number_of(len(rows), 'target')}.")
    yield BulletList(tuple((Span(f"{row['title']}: {say(row)}."),) for row in rows.to_dict("records")))


def _how_far(row: Mapping[Any, Any]) -> str:
    return "; ".join(filter(None, (aim_in_words(row), actual_in_words(row), distance_in_words(row))))


def _waits(row: Mapping[Any, Any]) -> str:
    until = until_when(row).partition(";")[0]
    return "; ".join(filter(None, (until, f"missing: {row['missing'].replace('; ', ', and ')}", row["owner"])))


def _asked(measures: pd.DataFrame) -> Iterator[Part]:
    waiting = measures[measures["waits"].astype("bool") & measures["reference"].ne("")]
    if len(waiting):
        names = ", ".join(dict.fromkeys(waiting["title"].where(waiting["title"].ne(""), waiting["reference"])))
        yield paragraph(f"These wait for what the government was asked for: {names}.")
