"""What a draft says of the needs model, its gains, losses and weights, against the tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.drafts import Draft, DraftFault, Passage
from helpers.results.drafts.looked_up import (
    MILLION,
    LookedUp,
    compare_numbers,
    in_pounds,
    in_whole_numbers,
    names_in,
    nearest_name,
    values_of,
)
from helpers.typed_numbers import PERCENT, POUNDS, TypedNumber

Row = Mapping[Any, Any]

_NEEDS: Final = re.compile(r"\b(?:needs? model|shared by need|drivers? of need|after damping)\b", re.IGNORECASE)
_OF_OTHER_MODEL: Final = re.compile(
    r"\b(?:council's own|own model|printed|published formula|government's|other weights)\b", re.IGNORECASE
)
"""Words of a sentence about a model that the tables do not have."""

_WHAT_IF: Final = re.compile(r"\bwhat if\b", re.IGNORECASE)
_DAMPED: Final = re.compile(r"\bdamp(?:ed|ing)\b", re.IGNORECASE)
_UNDAMPED: Final = re.compile(r"\b(?:before|without) damping\b", re.IGNORECASE)
_AS_IT_IS: Final = re.compile(r"\b(?:as it is|now|today|at present)\b", re.IGNORECASE)
_FOR_EACH_PERSON: Final = re.compile(r"^ (?:for each|per|a) (?:person|head|resident)\b", re.IGNORECASE)
_MORE: Final = re.compile(r"^[^.;,\u00a3]{0,30}?\b(?P<more>more|better off|extra)\b", re.IGNORECASE)
_LESS: Final = re.compile(r"^[^.;,\u00a3]{0,30}?\b(?:less|worse off|fewer)\b", re.IGNORECASE)
_GAIN_BEFORE: Final = re.compile(r"\b(?:gains?|gain of|an extra|better off by)\b[^.;,\u00a3]{0,20}$", re.IGNORECASE)
_LOSS_BEFORE: Final = re.compile(r"\b(?:los(?:e|es|s)|loss of|worse off by)\b[^.;,\u00a3]{0,20}$", re.IGNORECASE)


class NeedsInTables(NamedTuple):
    """The needs model by council, a row for each calculation, and what each driver weighs by its title."""

    council: str
    rows: Mapping[str, Sequence[Row]]
    weights: Mapping[str, Sequence[Row]]
    first_case: str


NO_NEEDS: Final = NeedsInTables("", {}, {}, "")
"""Those of a report without the figures of a model."""


def needs_in_tables(council: str, model: pd.DataFrame, weights: pd.DataFrame) -> NeedsInTables:
    """Return the needs model, ready to be compared with a draft.

    Columns needed    of model: NEEDS_MODEL; of weights: NEEDS_WEIGHTS
    """
    by_council: defaultdict[str, list[Row]] = defaultdict(list)
    by_title: defaultdict[str, list[Row]] = defaultdict(list)
    for row in model.to_dict("records"):
        by_council[str(row["area_name"])].append(row)
    for row in weights[weights["weight_percent"].notna()].to_dict("records"):
        by_title[str(row["title"])].append(row)
    return NeedsInTables(council, by_council, by_title, str(model["needs_case"].iloc[0]) if len(model) else "")


def wrong_needs(draft: Draft, figures: NeedsInTables, year: int) -> tuple[tuple[DraftFault, ...], int]:
    """Return each number of the needs model that the tables contradict, and how many were looked up.

    A number is of the last council before it, or of the report's own; of the first calculation, unless its sentence
    asks what if.
    """
    if not figures.first_case:
        return (), 0
    return compare_numbers(
        draft, lambda passage, sentence, numbers: _look_up(passage, sentence, numbers, figures), year
    )


def _look_up(passage: Passage, sentence: str, numbers: Sequence[TypedNumber], of: NeedsInTables) -> Iterator[LookedUp]:
    is_of_model = _NEEDS.search(sentence) or _NEEDS.search(passage.heading)
    if not is_of_model or _OF_OTHER_MODEL.search(sentence):
        return
    is_what_if = bool(_WHAT_IF.search(sentence))
    councils, drivers = names_in(sentence, of.rows), names_in(sentence, of.weights)
    for number in numbers:
        council = nearest_name(sentence, number.start, councils) or of.council
        rows = _of_case(of.rows.get(council, ()), is_what_if, of)
        if number.unit == PERCENT and (driver := nearest_name(sentence, number.start, drivers)):
            right = values_of(_of_case(of.weights[driver], is_what_if, of), "weight_percent")
            yield LookedUp(number, right, f"{' or '.join(f'{one:.1f}%' for one in right)} for {driver}")
        elif number.unit == POUNDS and abs(number.value) >= MILLION / 10:
            yield from _of_change(sentence, number, rows, council)
        elif number.unit == POUNDS and _FOR_EACH_PERSON.match(sentence[number.end :]):
            right = _of_stages(sentence, rows)
            yield LookedUp(number, right, f"{in_pounds(right)} for each person of {council}")
        elif re.match(r"^ councils\b", sentence[number.end :]) and not councils:
            right = (float(sum(bool(_of_case(rows, is_what_if, of)) for rows in of.rows.values())),)
            yield LookedUp(number, right, f"{in_whole_numbers(right)} councils in the model")


def _of_case(rows: Sequence[Row], is_what_if: bool, of: NeedsInTables) -> list[Row]:
    return [row for row in rows if (row["needs_case"] != of.first_case) == is_what_if]


def _of_change(sentence: str, number: TypedNumber, rows: Sequence[Row], council: str) -> Iterator[LookedUp]:
    """Give what a council would gain or lose, or have in all, with the sign that the words beside it say."""
    before, after = sentence[: number.start], sentence[number.end :]
    is_damped = _is_damped(before, after)
    is_less = bool(_LESS.match(after) or _LOSS_BEFORE.search(before))
    if not (is_less or _MORE.match(after) or _GAIN_BEFORE.search(before)):
        return
    right = values_of(rows, "damped_change" if is_damped else "change")
    signed = number._replace(value=-abs(number.value) if is_less else abs(number.value))
    words = " or ".join(f"\u00a3{abs(one) / MILLION:,.1f} million {'less' if one < 0 else 'more'}" for one in right)
    yield LookedUp(signed, right, f"{words} for {council}{' after damping' if is_damped else ' by the model'}")


def _is_damped(before: str, after: str) -> bool:
    """Say whether a number is after damping, by its own clause; the words may stand before or after it."""
    clause = re.split(r"[;,]| and ", before)[-1] + re.split(r"[;,]| and ", after)[0]
    return bool(_DAMPED.search(clause) and not _UNDAMPED.search(clause))


def _of_stages(sentence: str, rows: Sequence[Row]) -> tuple[float, ...]:
    if _DAMPED.search(sentence):
        columns = ["damped_per_head", "model_per_head", "funding_per_head"]
    elif _AS_IT_IS.search(sentence):
        columns = ["funding_per_head", "model_per_head"]
    else:
        columns = ["model_per_head", "funding_per_head"]
    return tuple(dict.fromkeys(value for column in columns for value in values_of(rows, column)))
