"""Which body approved which report is bound to the hash of the report's record, and each change of either is named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers.pipeline.attestations import (
    FrozenReport,
    check_attestations,
    frozen_report,
    statements,
    write_attestations,
)
from helpers.pipeline.verify.differences import Difference
from helpers.problems import InputProblem
from helpers.sources.approvals import Approval

NAME = "stages/2023/final/approvals.intoto.jsonl"
APPROVALS = tuple(
    Approval(report_year=2023, body=body, approved_on=day, minute=minute, recorded_by="Head of Democratic Services")
    for body, day, minute in (("cabinet", "2023-11-24", "Minute 12"), ("council", "2023-12-06", "Minute 40"))
)

AMENDMENT = {
    "comment_id": "late_file",
    "made_by": "Head of Performance",
    "made_on": "2023-11-20",
    "words": "The newer figure was taken in.",
    "indicator_ids": "road",
    "owner": "Chief Executive",
    "response": "It came after the papers were printed.",
    "responded_on": "2023-11-20",
    "source": "",
}


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """The stages of a run: those of the Cabinet and the council were frozen."""
    for body in ("cabinet", "council"):
        record = tmp_path / body / "reports/2023/manifest.json"
        record.parent.mkdir(parents=True)
        record.write_text(f"the record that the {body} had", encoding="utf-8")
    return tmp_path


@pytest.fixture
def path(frozen: Path) -> Path:
    to = frozen / "approvals.intoto.jsonl"
    write_attestations(to, statements(reports(frozen), APPROVALS))
    return to


def reports(frozen: Path, **amendments: list[dict[str, str]]) -> list[FrozenReport]:
    """The reports that were frozen, with the amendments among the inputs of each."""
    stages = [stage for stage in ("cabinet", "council") if (frozen / stage / "reports/2023/manifest.json").exists()]
    return [frozen_report(frozen / stage, stage, "2023", amendments.get(stage, [])) for stage in stages]


def differences(path: Path, frozen: Path, approvals: tuple[Approval, ...] = APPROVALS) -> list[Difference]:
    return list(check_attestations(path, NAME, statements(reports(frozen), approvals)))


def test_each_statement_has_the_form_of_in_toto_and_the_hash_of_the_record(path: Path, frozen: Path) -> None:
    cabinet, council = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    digest = hashlib.sha256(b"the record that the cabinet had").hexdigest()
    assert cabinet == {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "cabinet/reports/2023/manifest.json", "digest": {"sha256": digest}}],
        "predicateType": "urn:performance-compendium:approval:1",
        "predicate": {
            "body": "cabinet",
            "approved_on": "2023-11-24",
            "minute": "Minute 12",
            "recorded_by": "Head of Democratic Services",
        },
    }
    assert council["predicate"]["body"] == "council"
    assert differences(path, frozen) == []


def test_a_body_whose_report_was_not_frozen_has_no_statement(frozen: Path) -> None:
    (frozen / "cabinet/reports/2023/manifest.json").unlink()
    assert list(statements(reports(frozen), APPROVALS)) == ["council"]
    write_attestations(frozen / "none.jsonl", statements([], APPROVALS))
    assert not (frozen / "none.jsonl").exists()
    assert differences(frozen / "none.jsonl", frozen, ()) == []


def test_an_amendment_is_bound_to_the_first_report_that_was_made_with_it(frozen: Path) -> None:
    for amended in ({"council": [AMENDMENT]}, {"cabinet": [AMENDMENT], "council": [AMENDMENT]}):
        (one,) = statements(reports(frozen, **amended), ()).values()
        assert one["predicateType"] == "urn:performance-compendium:amendment:1"
        assert one["predicate"] == AMENDMENT
        assert one["subject"][0]["name"] == f"{min(amended)}/reports/2023/manifest.json"
    earlier = AMENDMENT | {"response": "Other words."}
    (one,) = statements(reports(frozen, cabinet=[earlier], council=[AMENDMENT]), ()).values()
    assert one["subject"][0]["name"] == "council/reports/2023/manifest.json"
    assert statements(reports(frozen, cabinet=[AMENDMENT]), ()) == {}, "the last report has it not"


def test_an_amendment_that_says_something_else_is_named(frozen: Path) -> None:
    path = frozen / "approvals.intoto.jsonl"
    write_attestations(path, statements(reports(frozen, council=[AMENDMENT]), ()))
    now = statements(reports(frozen, council=[AMENDMENT | {"owner": "Cabinet"}]), ())
    assert list(check_attestations(path, NAME, now)) == [
        Difference(NAME, "", "amendment late_file", "owner", "Chief Executive", "Cabinet")
    ]


def test_a_record_that_changed_after_it_was_approved_is_named(path: Path, frozen: Path) -> None:
    (frozen / "cabinet/reports/2023/manifest.json").write_text("another", encoding="utf-8")
    (one,) = differences(path, frozen)
    assert one == Difference(
        NAME,
        "",
        "cabinet",
        "sha256 of the subject",
        hashlib.sha256(b"the record that the cabinet had").hexdigest(),
        hashlib.sha256(b"another").hexdigest(),
    )


def test_an_approval_that_says_something_else_is_named(path: Path, frozen: Path) -> None:
    other = APPROVALS[0].model_copy(update={"minute": "Minute 13"})
    assert differences(path, frozen, (other, APPROVALS[1])) == [
        Difference(NAME, "", "cabinet", "minute", "Minute 12", "Minute 13")
    ]
    assert differences(path, frozen, APPROVALS[1:]) == [
        Difference(NAME, "", "cabinet", "the whole statement", "a statement", "")
    ]
    path.unlink()
    assert [one.key for one in differences(path, frozen)] == ["cabinet", "council"]


def changed(change: Callable[[dict[str, Any]], object]) -> Callable[[str], str]:
    def make(line: str) -> str:
        statement = json.loads(line)
        change(statement)
        return json.dumps(statement)

    return make


@pytest.mark.parametrize(
    "make",
    [
        lambda line: line[:-1],
        lambda line: "[" * 100_000,
        lambda line: "\0",
        lambda line: "null",
        changed(lambda one: one.update(_type="https://in-toto.io/Statement/v0.1")),
        changed(lambda one: one.update(subject=[])),
        changed(lambda one: one["subject"][0].update(digest={"sha1": "0"})),
        changed(lambda one: one["predicate"].update(body=1)),
        changed(lambda one: one["predicate"].update(signed_by="nobody")),
    ],
)
def test_a_line_that_is_no_statement_is_named(path: Path, frozen: Path, make: Callable[[str], str]) -> None:
    cabinet, council = path.read_text(encoding="utf-8").splitlines()
    line = make(cabinet)[:90_000]
    path.write_text(f"{line}\n{council}\n", encoding="utf-8")
    first, second = differences(path, frozen)
    assert first == Difference(NAME, "", "line 1", "", "no statement of an approval", "")
    assert second == Difference(NAME, "", "cabinet", "the whole statement", "", "a statement")


def test_a_statement_that_is_repeated_is_named_and_a_large_file_is_refused(path: Path, frozen: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines()[0] + "\n", encoding="utf-8")
    assert differences(path, frozen) == [Difference(NAME, "", "cabinet", "", "a second statement", "")]
    path.write_text(text * 4_000, encoding="utf-8")
    with pytest.raises(InputProblem, match=r"approvals\.intoto\.jsonl"):
        differences(path, frozen)
