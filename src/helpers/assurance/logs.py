"""The assurance logs, `docs/assurance`: what is assumed, decided and received, and what the report cannot say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from helpers.files import read_yaml
from helpers.problems import InputProblem
from helpers.visible import shortly, value_shown

Text = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(.*\S)?$")]
"""Words on one line, without space around them."""

Level = Literal["high", "medium", "low"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Entry(_Frozen):
    """What every entry of a log has; the owner is a post, never a person."""

    date: date
    owner: Text


class Assumption(_Entry):
    """Something taken to be true, with what rests on it."""

    id: str = Field(pattern=r"^ASM-\d\d$")
    assumption: Text
    why: Text
    effect: Text
    reliability: Level


class Decision(_Entry):
    """A choice of method or scope, with what was considered instead."""

    id: str = Field(pattern=r"^DEC-\d\d$")
    decision: Text
    why: Text
    alternatives: Text
    effect: Text


class Received(_Entry):
    """A source as it was received, with its risk and what lowers that."""

    id: str = Field(pattern=r"^DATA-\d\d$")
    source: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    what: Text
    used_for: Text
    risk: Level
    remedy: Text


class Effect(_Frozen):
    """A table of what other rules would give, with the words before and after it."""

    title: Text
    before: Text
    columns: list[Text] = Field(min_length=2)
    rows: list[list[str | int]] = Field(min_length=1)
    after: Text

    @model_validator(mode="after")
    def _rows_fit(self) -> Effect:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number} has {len(row)} cells; expected {len(self.columns)}")
        return self

    def records(self) -> list[dict[str, str | int]]:
        """Return the rows, each by the names of the columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Note(_Frozen):
    """Words that belong to no one entry, in paragraphs."""

    title: Text
    text: list[Text] = Field(min_length=1)


class _Log(_Frozen):
    about: Text
    sign_off: Text


class AssumptionsLog(_Log):
    """`assumptions.yml`; `about_effects` says on what the effects were measured."""

    about_effects: Text
    reliability: dict[Level, Text]
    entries: list[Assumption] = Field(min_length=1)
    effects: list[Effect]


class DecisionsLog(_Log):
    """`decisions.yml`."""

    entries: list[Decision] = Field(min_length=1)


class DataLog(_Log):
    """`data_log.yml`."""

    entries: list[Received] = Field(min_length=1)
    notes: list[Note]


class Limit(_Frozen):
    """A sentence on what the report cannot say, with the entries of the logs that it rests on."""

    text: Text
    rests_on: list[Annotated[str, StringConstraints(pattern=r"^(ASM|DEC|DATA)-\d\d$")]] = Field(min_length=1)


class Assurance(_Frozen):
    """The three logs and the limits."""

    assumptions: AssumptionsLog
    decisions: DecisionsLog
    data: DataLog
    limits: list[Limit] = Field(min_length=1)

    def ids(self) -> list[str]:
        """Return the ids of all entries in the order of the logs."""
        return [entry.id for log in (self.assumptions, self.decisions, self.data) for entry in log.entries]


REFERENCE = re.compile(r"\b(?:ASM|DEC|DATA)-\d+\b")
"""How an entry of a log is named in a text."""

Model = TypeVar("Model")


def read_assurance(folder: Path) -> Assurance:
    """Read and check the logs and the limits of a folder.

    The entries of a log are numbered from 1 without a gap, and every entry that a text names is there.

    Raises  InputProblem, naming the file, the entry and what was expected
    """
    assurance = Assurance(
        assumptions=_read(folder / "assumptions.yml", AssumptionsLog),
        decisions=_read(folder / "decisions.yml", DecisionsLog),
        data=_read(folder / "data_log.yml", DataLog),
        limits=_read(folder / "limits.yml", list[Limit]),
    )
    _check_numbers("assumptions.yml", "ASM", [entry.id for entry in assurance.assumptions.entries])
    _check_numbers("decisions.yml", "DEC", [entry.id for entry in assurance.decisions.entries])
    _check_numbers("data_log.yml", "DATA", [entry.id for entry in assurance.data.entries])
    for source, times in Counter(entry.source for entry in assurance.data.entries).items():
        if times > 1:
            raise InputProblem(f"data_log.yml: the source {source} has {times} entries; keep one.")
    ids = set(assurance.ids())
    parts = {
        "assumptions.yml": assurance.assumptions,
        "decisions.yml": assurance.decisions,
        "data_log.yml": assurance.data,
    }
    texts = {name: list(words(log)) for name, log in parts.items()}
    texts["limits.yml"] = [text for limit in assurance.limits for text in words(limit)]
    for name, texts_of_log in texts.items():
        unknown = sorted({reference for text in texts_of_log for reference in REFERENCE.findall(text)} - ids)
        if unknown:
            raise InputProblem(f"{name} names {', '.join(unknown)}, which no log has; correct it or add the entry.")
    return assurance


def words(part: BaseModel) -> Iterator[str]:
    """Give every text of a log, or of a part of one, in order."""

    def within(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                yield from within(item)
        elif isinstance(value, str):
            yield value

    return within(part.model_dump())


def _check_numbers(name: str, kind: str, ids: Sequence[str]) -> None:
    for number, entry_id in enumerate(ids, start=1):
        expected = f"{kind}-{number:02}"
        if entry_id != expected:
            raise InputProblem(
                f"{name}: entry {number} has the id {entry_id}; expected {expected}: entries are numbered in order, "
                "without a gap, and a number is never used again."
            )


def _read(path: Path, kind: type[Model]) -> Model:
    content = read_yaml(path, path.name)
    try:
        return TypeAdapter(kind).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputProblem(f"{path.name}: {_location_in_words(first['loc'], content)}: {_describe(first)}.") from None


def _describe(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "this key is not known; delete it or correct its name"
    if error["type"] == "missing":
        return "the key is missing; add it"
    return f"{value_shown(error['input'])} is not right; {error['msg'].removeprefix('Value error, ')}"


def _location_in_words(location: tuple[int | str, ...], content: Any) -> str:
    """Name a place of a file in words: the id of the entry where it has one, otherwise its number, and the key."""
    named: list[str] = []
    at = content
    for part in location:
        try:
            at = at[part]
        except (KeyError, IndexError, TypeError):
            at = None
        if isinstance(part, int):
            entry_id = at.get("id") if isinstance(at, dict) else None
            named.append(shortly(entry_id or f"number {part + 1}"))
        else:
            named.append(shortly(part))
    return ", ".join(named) or "the file"
