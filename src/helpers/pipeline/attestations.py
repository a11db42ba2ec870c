"""Statements of who approved which report: each binds an approval to the hash of the record that was before the body.

The form is the in-toto Statement, version 1, one in a line. The posts are those of `params/approvals.csv`; no person is
named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from helpers.files import read_plain
from helpers.paths import MANIFEST
from helpers.pipeline.freshness import sha256
from helpers.pipeline.verify.differences import Difference
from helpers.sources.approvals import Approval

ATTESTATIONS: Final = "approvals.intoto.jsonl"

STATEMENT: Final = "https://in-toto.io/Statement/v1"
PREDICATE: Final = "urn:performance-compendium:approval:1"

_LARGEST: Final = 100_000
"""Bytes of the largest file of statements that is read; one statement has under a thousand."""


class _Subject(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    name: Annotated[str, Field(max_length=300)]
    digest: Annotated[dict[Literal["sha256"], str], Field(min_length=1)]


class _Approved(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    body: str
    approved_on: str
    minute: str
    recorded_by: str


class _Statement(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    type: Literal["https://in-toto.io/Statement/v1"] = Field(alias="_type")
    subject: Annotated[list[_Subject], Field(min_length=1, max_length=1)]
    predicate_type: Literal["urn:performance-compendium:approval:1"] = Field(alias="predicateType")
    predicate: _Approved


def statements(frozen: Path, run: str, approvals: Iterable[Approval]) -> dict[str, dict[str, Any]]:
    """Return {body: statement} of each approval whose body had a report that was frozen at the stage of its name.

    `frozen` is the folder with the stages of the run.
    """
    made = dict[str, dict[str, Any]]()
    for approval in approvals:
        record = frozen / approval.body / "reports" / run / MANIFEST
        if record.is_file():
            made[approval.body] = {
                "_type": STATEMENT,
                "subject": [{"name": record.relative_to(frozen).as_posix(), "digest": {"sha256": sha256(record)}}],
                "predicateType": PREDICATE,
                "predicate": approval.model_dump(include=set(_Approved.model_fields)),
            }
    return made


def write_attestations(path: Path, made: Mapping[str, Mapping[str, Any]]) -> None:
    """Write statements, one in a line; without any, no file."""
    if made:
        path.write_text("".join(f"{json.dumps(one)}\n" for one in made.values()), encoding="utf-8", newline="\n")


def check_attestations(path: Path, name: str, expected: Mapping[str, Mapping[str, Any]]) -> Iterator[Difference]:
    """Compare the statements of a file, called `name`, with those that the approvals and the frozen reports give.

    Raises  InputProblem: the file is too large or is not a plain file
    """
    lines = read_plain(path, name, _LARGEST).decode(errors="replace").splitlines() if path.exists() else []
    written = dict[str, _Statement]()
    for number, line in enumerate(lines, start=1):
        try:
            statement = _Statement.model_validate_json(line)
        except (ValidationError, RecursionError):
            yield Difference(name, "", f"line {number}", "", "not a statement of an approval", "")
            continue
        if statement.predicate.body in written:
            yield Difference(name, "", statement.predicate.body, "", "a second statement", "")
        written[statement.predicate.body] = statement
    for body in sorted(written.keys() | expected.keys()):
        old = written[body].model_dump(by_alias=True) if body in written else None
        new = expected.get(body)
        if old is None or new is None:
            words = ("a statement", "") if new is None else ("", "a statement")
            yield Difference(name, "", body, "the whole statement", *words)
            continue
        for column, value in _cells(old).items():
            if value != (other := _cells(new)[column]):
                yield Difference(name, "", body, column, value, other)


def _cells(statement: Mapping[str, Any]) -> dict[str, str]:
    """Return what a statement says that can differ: the report with its hash, and the approval."""
    subject = statement["subject"][0]
    return {
        "subject": subject["name"],
        "sha256 of the subject": subject["digest"]["sha256"],
        **statement["predicate"],
    }
