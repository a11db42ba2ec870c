"""A framework given as a list of measures, and how much of it the register has already."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from helpers.files import csv_rows, runs_in_a_spreadsheet
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.verdicts import Polarity
from helpers.wording import word_list

Result = Literal["have", "near", "missing"]
RESULTS: Final[tuple[Result, ...]] = ("have", "near", "missing")
NEAR: Final = 0.45
"""From this likeness on, an indicator is worth a look. A choice of this project: it was set by reading examples."""
MAX_NEAR: Final = 3
ENDING: Final = "_overlap.csv"
"""How the name of a table ends that says how much of a framework the register has; it stands next to the file."""
MOST_MEASURES: Final = 5_000
LONGEST: Final = 500
HOW_MEASURED: Final = frozenset(
    {"%", "percentage", "proportion", "number", "rate", "share", "average", "mean", "median", "total", "count", "score"}
)
"""Words that say how something is measured and not what."""
_ID: Final = re.compile(r"[a-z0-9_]{1,80}")


class Measure(BaseModel):
    """One row of the file of a framework; what is blank is not known.

    `judged` is what an analyst found, with the indicators it rests on and why; blank where nobody has looked yet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: str = Field(min_length=1)
    outcome: str = Field(min_length=1)
    source: str
    source_measure: str
    unit: str
    polarity: Literal[Polarity, ""]
    judged: Literal[Result, ""]
    indicator_ids: tuple[str, ...]
    why: str

    @field_validator("indicator_ids", mode="before")
    @classmethod
    def _split_ids(cls, value: str) -> tuple[str, ...]:
        return tuple(value.split("; ")) if value else ()

    @field_validator("indicator_ids")
    @classmethod
    def _names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_ID.fullmatch(name) for name in value) or len(set(value)) < len(value):
            raise ValueError("the ids of indicators, each once, with '; ' between")
        return value

    @field_validator("measure", "outcome", "source", "source_measure", "unit", "polarity", "why")
    @classmethod
    def _plain(cls, value: str) -> str:
        if len(value) > LONGEST:
            raise ValueError(f"at most {LONGEST} characters")
        if not value.isprintable() or runs_in_a_spreadsheet(value) or value != value.strip():
            raise ValueError("one line of plain text, without space around it, that no spreadsheet runs as a formula")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.indicator_ids) != (self.judged in ("have", "near")):
            raise ValueError("indicator_ids go with the judgement have or near, and with no other")
        if self.judged == "near" and not self.why:
            raise ValueError("a measure judged near needs to say in why how it differs")
        return self


def read_framework(path: Path) -> tuple[Measure, ...]:
    """Read the measures of a framework in the order of the file.

    Raises  InputProblem, with every fault, each with its row, column and value
    """
    measures: list[Measure] = []
    faults: list[str] = []
    first: dict[tuple[str, str], int] = {}
    for number, row in csv_rows(path, tuple(Measure.model_fields)):
        if len(first) >= MOST_MEASURES:
            raise InputProblem(f"{path.name} has more than {MOST_MEASURES:,} measures; a framework has fewer.")
        try:
            measure = Measure.model_validate(row)
        except ValidationError as error:
            for fault in error.errors():
                column = str(fault["loc"][0]) if fault["loc"] else "judged"
                message = fault["msg"].removeprefix("Value error, ")
                faults.append(
                    f"{path.name} row {number}, column {column}: {row[column][:60]!r} is not right; {message}."
                )
            continue
        key = (measure.outcome.casefold(), measure.measure.casefold())
        if key in first:
            faults.append(
                f"{path.name} row {number}, column measure: {measure.measure!r} is already in row {first[key]}; "
                "keep one row for a measure of an outcome."
            )
        first.setdefault(key, number)
        measures.append(measure)
    if faults:
        raise InputProblem("\n".join(faults))
    if not measures:
        raise InputProblem(f"{path.name} holds no measures; give one in each row under the header.")
    return tuple(measures)


@dataclass(frozen=True)
class Overlap:
    """What the register has of one measure: the closest indicators with their likeness, best first.

    `because` says in words what the result rests on; `differs` what is not the same, or why it was judged so. A measure
    that an analyst judged has the indicators the judgement names, all with a likeness of 1.
    """

    measure: Measure
    result: Result
    closest: tuple[tuple[Indicator, float], ...]
    because: str
    differs: str


def answered_by(folder: Path) -> dict[str, str]:
    """Return for each indicator the national frameworks that it answers, with their outcomes; one that is near is none.

    The frameworks are the files of the folder, named after them, in order of their names.

    Raises  InputProblem, as `read_framework` does
    """
    answers: dict[str, list[str]] = {}
    for path in sorted(path for path in folder.glob("*.csv") if not path.name.endswith(ENDING)):
        outcomes: dict[str, list[str]] = {}
        for measure in read_framework(path):
            for name in measure.indicator_ids if measure.judged == "have" else ():
                outcomes.setdefault(name, []).append(measure.outcome)
        framework = path.stem.replace("_", " ").title()
        for name, of_it in outcomes.items():
            answers.setdefault(name, []).append(f"{framework}: {', '.join(dict.fromkeys(of_it))}")
    return {name: "; ".join(answers[name]) for name in sorted(answers)}


def unknown_indicators(measures: Sequence[Measure], register_ids: Container[str]) -> list[str]:
    """Return a sentence for each measure that is judged by an indicator whose id is not known."""
    return [
        f"{measure.measure!r} is judged by {name!r}, which the register does not have; correct the id or judge again."
        for measure in measures
        for name in measure.indicator_ids
        if name not in register_ids
    ]


def compare_with_register(measures: Sequence[Measure], indicators: Sequence[Indicator]) -> list[Overlap]:
    """Say of each measure whether the register has it, has something near, or lacks it, in the given order.

    What an analyst judged stands. Else a measure is there where its source and the source's name for it are those of an
    indicator, or where the titles have the same words. It is near where the likeness is at least NEAR: twice the weight
    of the words that both have, over the weight of the words of both; a word weighs more the fewer titles have it (the
    Dice coefficient with inverse document frequencies). A measure near by its words is a hint for the analyst, never a
    match.
    """
    titles = [_topic(indicator.title) for indicator in indicators]
    weights = _weights(titles)
    return [_one(measure, indicators, titles, weights, len(titles)) for measure in measures]


def _one(
    measure: Measure,
    indicators: Sequence[Indicator],
    titles: Sequence[frozenset[str]],
    weights: Mapping[str, float],
    number: int,
) -> Overlap:
    if measure.judged:
        by_id = {indicator.indicator_id: indicator for indicator in indicators}
        closest = tuple((by_id[name], 1.0) for name in measure.indicator_ids)
        return Overlap(measure, measure.judged, closest, "judged by an analyst", measure.why)
    wanted = _topic(measure.measure)
    unseen = math.log(1 + number)
    likeness = [
        (indicator, _likeness(wanted, title, weights, unseen))
        for indicator, title in zip(indicators, titles, strict=True)
    ]
    ordered = sorted(likeness, key=lambda pair: (-pair[1], pair[0].indicator_id))
    for indicator in indicators:
        if _same_measure(measure, indicator):
            return Overlap(
                measure, "have", ((indicator, 1.0),), "the same measure of the source", _difference(measure, indicator)
            )
    words = sorted(word_list(measure.measure))
    for indicator in indicators:
        if words and sorted(word_list(indicator.title)) == words:
            return Overlap(measure, "have", ((indicator, 1.0),), "the same title", _difference(measure, indicator))
    near = tuple((indicator, score) for indicator, score in ordered[:MAX_NEAR] if score >= NEAR)
    if near:
        return Overlap(measure, "near", near, "similar words", _difference(measure, near[0][0]))
    return Overlap(measure, "missing", (), "no title with enough of its words", "")


def _same_measure(measure: Measure, indicator: Indicator) -> bool:
    return (
        bool(measure.source_measure)
        and measure.source.casefold() == indicator.source_id
        and measure.source_measure.casefold() == indicator.source_measure.casefold()
    )


def _difference(measure: Measure, indicator: Indicator) -> str:
    """Say where the register differs from what the framework gives."""
    differences = []
    if measure.polarity and measure.polarity != indicator.polarity:
        differences.append(f"polarity is {indicator.polarity} in the register")
    if measure.unit and measure.unit.casefold() != indicator.unit.casefold():
        differences.append(f"unit is {indicator.unit} in the register")
    return "; ".join(differences)


def _topic(title: str) -> frozenset[str]:
    """Return the stems of the words of a title that say what is measured."""
    return frozenset(_stem(word) for word in word_list(title) if word not in HOW_MEASURED)


def _stem(word: str) -> str:
    """Return a word without its ending, where four letters or more are left.

    >>> [_stem(word) for word in ("recycled", "recycling", "smoke", "smoking", "rates", "age")]
    ['recycl', 'recycl', 'smok', 'smok', 'rate', 'age']
    """
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _weights(titles: Sequence[frozenset[str]]) -> dict[str, float]:
    times = Counter(word for title in titles for word in title)
    return {word: math.log(1 + len(titles) / count) for word, count in times.items()}


def _likeness(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float], unseen: float) -> float:
    def weight(words: frozenset[str]) -> float:
        return math.fsum(weights.get(word, unseen) for word in words)

    both = weight(one) + weight(other)
    return round(2 * weight(one & other) / both, 2) if both else 0.0
