"""Statements of who approved what: each binds an approval or an amendment to the hash of the record of a report.

The form is the in-toto Statement, version 1, one in a line. The posts are those of `params/approvals.csv` and
`params/comments.csv`; no person is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from helpers.files import read_plain
from helpers.paths import MANIFEST
from helpers.pipeline.freshness import sha256
from helpers.pipeline.verify.differences import Difference
from helpers.sources.approvals import Approval

ATTESTATIONS: Final = "approvals.intoto.jsonl"

STATEMENT: Final = "https://in-toto.io/Statement/v1"
APPROVAL: Final = "urn:performance-compendium:approval:1"
AMENDMENT: Final = "urn:performance-compendium:amendment:1"

_LARGEST: Final = 2_000_000
"""Bytes of the largest file of statements that is read; one statement has about a thousand."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Subject(_Strict):
    name: Annotated[str, Field(max_length=300)]
    digest: Annotated[dict[Literal["sha256"], str], Field(min_length=1)]


class _Approved(_Strict):
    body: str
    approved_on: str
    minute: str
    recorded_by: str


class _Amended(_Strict):
    comment_id: str
    made_by: str
    made_on: str
    words: str
    indicator_ids: str
    owner: str
    response: str
    responded_on: str
    source: str


class _Statement(_Strict):
    type: Literal["https://in-toto.io/Statement/v1"] = Field(alias="_type")
    subject: Annotated[list[_Subject], Field(min_length=1, max_length=1)]


class _ApprovalStatement(_Statement):
    predicate_type: Literal["urn:performance-compendium:approval:1"] = Field(alias="predicateType")
    predicate: _Approved

    @property
    def subject_of(self) -> str:
        return self.predicate.body


class _AmendmentStatement(_Statement):
    predicate_type: Literal["urn:performance-compendium:amendment:1"] = Field(alias="predicateType")
    predicate: _Amended

    @property
    def subject_of(self) -> str:
        return f"amendment {self.predicate.comment_id}"


_EITHER: Final = TypeAdapter[_ApprovalStatement | _AmendmentStatement](_ApprovalStatement | _AmendmentStatement)


@dataclass(frozen=True)
class FrozenReport:
    """A report that was frozen at a stage: the path of its record in the folder of the stages, and where that is now.

    `amendments` are the rows of `params/comments.csv` on amendments that a post has approved, among its inputs.
    """

    stage: str
    name: str
    record: Path
    amendments: Sequence[Mapping[str, str]] = ()


def frozen_report(folder: Path, stage: str, run: str, amendments: Sequence[Mapping[str, str]]) -> FrozenReport:
    """Return the report of a run in the folder of a stage, which may have another name while it is being frozen."""
    inside = f"reports/{run}/{MANIFEST}"
    return FrozenReport(stage, f"{stage}/{inside}", folder / inside, amendments)


def statements(reports: Sequence[FrozenReport], approvals: Iterable[Approval]) -> dict[str, dict[str, Any]]:
    """Return {what was approved: statement} for the frozen reports of a run, in the order of the stages.

    An approval has one if a report was frozen at the stage of its body's name. An amendment is bound to the first
    report that was made with it, and has one if the last report was.
    """
    of_stage = {report.stage: report for report in reports}
    made = dict[str, dict[str, Any]]()
    for approval in approvals:
        if had := of_stage.get(approval.body):
            row = approval.model_dump(include=set(_Approved.model_fields))
            made[approval.body] = _statement(had, APPROVAL, row)
    for amended in reports[-1].amendments if reports else ():
        first = next(report for report in reports if amended in report.amendments)
        made[f"amendment {amended['comment_id']}"] = _statement(first, AMENDMENT, amended)
    return made


def _statement(about: FrozenReport, kind: str, row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "_type": STATEMENT,
        "subject": [{"name": about.name, "digest": {"sha256": sha256(about.record)}}],
        "predicateType": kind,
        "predicate": dict(row),
    }


AMENDED_COLUMNS: Final = tuple(_Amended.model_fields)
"""The columns of `params/comments.csv` that a statement of an amendment has."""


def write_attestations(path: Path, made: Mapping[str, Mapping[str, Any]]) -> None:
    """Write statements, one in a line; without any, no file."""
    if made:
        path.write_text("".join(f"{json.dumps(one)}\n" for one in made.values()), encoding="utf-8", newline="\n")


def check_attestations(path: Path, name: str, expected: Mapping[str, Mapping[str, Any]]) -> Iterator[Difference]:
    """Compare the statements of a file, called `name`, with those that the approvals and the frozen reports give.

    Raises  InputProblem: the file is too large or is not a plain file
    """
    lines = read_plain(path, name, _LARGEST).decode(errors="replace").splitlines() if path.exists() else []
    written = dict[str, _ApprovalStatement | _AmendmentStatement]()
    for number, line in enumerate(lines, start=1):
        try:
            statement = _EITHER.validate_json(line)
        except (ValidationError, RecursionError):
            yield Difference(name, "", f"line {number}", "", "no statement of an approval", "")
            continue
        if statement.subject_of in written:
            yield Difference(name, "", statement.subject_of, "", "a second statement", "")
        written[statement.subject_of] = statement
    for what in sorted(written.keys() | expected.keys()):
        old = written[what].model_dump(by_alias=True) if what in written else None
        new = expected.get(what)
        if old is None or new is None:
            words = ("a statement", "") if new is None else ("", "a statement")
            yield Difference(name, "", what, "the whole statement", *words)
            continue
        for column, value in _cells(old).items():
            if value != (other := _cells(new).get(column, "")):
                yield Difference(name, "", what, column, value, other)


def _cells(statement: Mapping[str, Any]) -> dict[str, str]:
    """Return what a statement says that can differ: the report with its hash, and the row."""
    subject = statement["subject"][0]
    return {
        "subject": subject["name"],
        "sha256 of the subject": subject["digest"]["sha256"],
        **statement["predicate"],
    }
