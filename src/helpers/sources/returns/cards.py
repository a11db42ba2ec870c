"""Surveys: one card for each, which says who was asked, how, when and how many answered."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from helpers.markers import MEANINGS
from helpers.problems import InputProblem
from helpers.schema.returns import SURVEYS
from helpers.schema.types import pandas_types
from helpers.sources.files.opening import Opened
from helpers.sources.returns.cell_values import read_date, read_number, read_text
from helpers.sources.returns.filled_in import (
    Column,
    Fault,
    Line,
    Lines,
    lines_of,
    need,
    otherwise_separated,
    ragged_faults,
)
from helpers.survey_terms import METHODS, SAMPLINGS, UNWEIGHTED
from helpers.wording import placeholders

SHEET = "Surveys"
"""The sheet of a return that holds the cards; a CSV file of them has the same columns."""

Method = Literal["telephone", "post", "online", "face_to_face", "mixed"]
Sampling = Literal["everyone", "random", "stratified", "clustered", "quota", "panel", "open"]


class Survey(BaseModel):
    """The card of one survey: what a reader needs in order to judge a figure from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    survey: str = Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    title: str = Field(min_length=1)
    method: Method
    sampling: Sampling
    base: str = Field(min_length=1)
    fieldwork_start: date
    fieldwork_end: date
    respondents: int = Field(ge=1, le=100_000_000)
    invited: int | None = Field(default=None, ge=1, le=100_000_000)
    population: int | None = Field(default=None, ge=1, le=100_000_000)
    weighting: str = Field(min_length=1)
    design_effect: float | None = Field(default=None, gt=0, le=100, allow_inf_nan=False)
    note: str = ""


CARD_COLUMNS = (
    Column("survey", True, "Short name of the survey and its year: small letters, figures, underscores", 22),
    Column("title", True, "What readers call it", 34),
    Column("method", True, f"How people were asked: {', '.join(METHODS)}", 14),
    Column("sampling", True, f"How they were chosen: {', '.join(SAMPLINGS)}", 14),
    Column("base", True, "Who was asked, such as residents of the county aged 18 and over", 40),
    Column("fieldwork_start", True, "First day of asking, such as 2024-03-01", 16),
    Column("fieldwork_end", True, "Last day of asking", 16),
    Column("respondents", True, "How many people answered", 14),
    Column("invited", False, "How many people were asked, if known", 12, True),
    Column("population", False, "How many people the base has, if known", 14, True),
    Column("weighting", True, f"What the answers were weighted by, such as age and gender; {UNWEIGHTED} if not", 28),
    Column("design_effect", False, "By how much weighting and clusters raise the variance, if known", 14, True),
    Column("note", False, "What else a reader should know of how people answered", 40, True),
)
"""The columns of a card, in the order of the template."""

TYPED_FREELY = ("title", "base", "note")
"""The columns of a card in which people write what they like."""

CARD_TYPES = pandas_types(SURVEYS, without=("file",))
"""Columns of a table of cards, with their types; dates are dates."""

_EXPECTED = {
    "survey": ("small letters, figures and underscores", "give the survey a short name such as residents_2024"),
    "method": (f"one of {', '.join(METHODS)}", "choose the nearest and explain it in the note"),
    "sampling": (f"one of {', '.join(SAMPLINGS)}", "choose the nearest and explain it in the note"),
    "design_effect": ("a number above 0, at most 100", "take it from the survey's report, or leave it blank"),
}


def recognises(file: Opened) -> bool:
    """Say whether a CSV file has the columns of cards."""
    return file.kind == "csv" and (file.columns >= NEEDED or otherwise_separated(file, NEEDED) is not None)


NEEDED = frozenset({"survey", "sampling", "base", "fieldworkstart", "respondents"})
"""The columns by which a CSV file is known for cards of surveys."""


def read_cards(file: Opened) -> tuple[tuple[Survey, ...], tuple[Fault, ...], Lines]:
    """Return the cards of a workbook's sheet or a CSV file with everything that is wrong with them.

    A card with a fault is not among them.

    Raises  Refused: the file cannot be read
    """
    separated = otherwise_separated(file, NEEDED)
    if separated is not None:
        cards_of, others, lines = read_cards(separated.file)
        return cards_of, (separated.fault, *others), lines
    sheet_lines = lines_of(file, SHEET, CARD_COLUMNS)
    faults = list(sheet_lines.faults)
    faults += ragged_faults(file, sheet_lines)
    cards: dict[str, Survey] = {}
    rows: dict[str, int] = {}
    for line in sheet_lines.lines:
        wrong: list[Fault] = []
        card = _card(line, file.name, sheet_lines.sheet, wrong)
        if card is not None and card.survey in cards:
            remedy = f"row {rows[card.survey]} has the same survey; keep one"
            wrong.append(
                Fault(file.name, sheet_lines.sheet, line.row, "survey", card.survey, "one card per survey", remedy)
            )
        elif card is not None:
            cards[card.survey], rows[card.survey] = card, line.row
        faults += wrong
    return tuple(cards.values()), tuple(faults), sheet_lines


def _card(line: Line, file: str, sheet: str, faults: list[Fault]) -> Survey | None:
    def report(column: str, expected: str, remedy: str) -> None:
        faults.append(Fault(file, sheet, line.row, column, line[column].text, expected, remedy))

    need(line, CARD_COLUMNS, report)
    values: dict[str, Any] = {}
    for column in CARD_COLUMNS:
        name, before = column.name, len(faults)
        if name.startswith("fieldwork"):
            values[name] = read_date(line[name], name, report)
        elif CARD_TYPES[name] == "str":
            values[name] = read_text(line[name], name, report)
            for words in placeholders(values[name], MEANINGS) if name in TYPED_FREELY else ():
                report(name, "finished words", f"{words!r} stands for something still to be written; write it")
        else:
            number = read_number(line[name], name, report, whole=name != "design_effect")
            values[name] = None if math.isnan(number) else number
        if len(faults) > before or (column.needed and line[name].text == ""):
            del values[name]
    _contradictions(values, report)
    try:
        card = Survey.model_validate(values)
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0])
            if fault["type"] != "missing":  # already noted
                report(name, *_EXPECTED.get(name, ("a whole number from 1 to 100,000,000", "correct it")))
        return None
    return card if not faults else None


def _contradictions(values: Mapping[str, Any], report: Any) -> None:
    start, end = values.get("fieldwork_start"), values.get("fieldwork_end")
    if start is not None and end is not None and end < start:
        report("fieldwork_end", f"a day from {start} on", "correct the dates of fieldwork")
    for larger in ("invited", "population"):
        answered, most = values.get("respondents"), values.get(larger)
        if answered is not None and most is not None and most < answered:
            report(larger, f"at least the {answered:,.0f} respondents", "correct one of the two")
    invited, population = values.get("invited"), values.get("population")
    if invited is not None and population is not None and population < invited:
        report("population", f"at least the {invited:,.0f} invited", "correct one of the two")


def card_table(cards: Sequence[Survey]) -> pd.DataFrame:
    """Return cards as a table, one row per survey in order of its name.

    Columns returned  CARD_TYPES
    """
    rows = [card.model_dump() for card in sorted(cards, key=lambda card: card.survey)]
    return pd.DataFrame(rows, columns=list(CARD_TYPES)).astype(CARD_TYPES)


def survey_table(cards: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put the cards of several files, by the file's name, into the table `surveys`.

    A card that two files give alike is kept once, from the first.

    Columns needed    CARD_TYPES
    Columns returned  CARD_TYPES, file
    Raises            InputProblem, naming both files: two cards of one survey differ
    """
    taken: dict[str, dict[str, Any]] = {}
    for file in sorted(cards):
        rows: list[Any] = cards[file].astype("object").where(cards[file].notna(), None).to_dict("records")
        for row in rows:
            first = taken.setdefault(row["survey"], {**row, "file": file})
            if differs := [name for name in CARD_TYPES if first[name] != row[name]]:
                raise InputProblem(
                    f"The cards of the survey {row['survey']} in {first['file']} and {file} differ in "
                    f"{', '.join(differs)}; keep one card, or give the surveys different names."
                )
    rows_by_name = [taken[name] for name in sorted(taken)]
    return pd.DataFrame(rows_by_name, columns=[*CARD_TYPES, "file"]).astype(CARD_TYPES | {"file": "str"})
