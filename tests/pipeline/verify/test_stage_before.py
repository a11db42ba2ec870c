"""What was printed at the stage before is taken from the report that is checked, or from the checkout."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from helpers.paths import Project
from helpers.pipeline.manifest import StageRecord
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.pipeline.verify.verification import _bring_stage_before

PRINTED, OTHER = b"what was printed", b"something else"
HASH, OTHER_HASH = (hashlib.sha256(content).hexdigest() for content in (PRINTED, OTHER))
OF_STAGE = "stages/2023/scrutiny/printed.zip"


def put(root: Path, name: str, content: bytes) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(content)


@pytest.mark.parametrize(
    ("in_report", "in_checkout", "brought", "differs"),
    [
        (PRINTED, None, True, False),
        (None, PRINTED, True, False),
        (OTHER, PRINTED, True, False),
        (PRINTED, OTHER, True, True),
        (OTHER, None, False, False),
        (None, None, False, False),
    ],
)
def test_the_file_is_taken_where_it_is_as_recorded(
    tmp_path: Path, in_report: bytes | None, in_checkout: bytes | None, brought: bool, differs: bool
) -> None:
    checkout, copy = Project(tmp_path / "checkout"), Project(tmp_path / "copy")
    if in_report is not None:
        put(tmp_path / "report", "printed_at_scrutiny.zip", in_report)
    if in_checkout is not None:
        put(checkout.root, OF_STAGE, in_checkout)
    record: Any = SimpleNamespace(run="2023", stage_before=StageRecord(stage="scrutiny", sha256=HASH))
    differences = _bring_stage_before(HandedOver(tmp_path / "report", None), checkout, copy, record)
    path = copy.root / OF_STAGE
    assert (path.read_bytes() == PRINTED if brought else not path.exists()) is True
    named = [(one.output, one.old, one.new) for one in differences]
    assert named == ([(OF_STAGE, HASH, OTHER_HASH)] if differs else [])


def test_a_report_that_was_compared_with_no_stage_needs_none(tmp_path: Path) -> None:
    record: Any = SimpleNamespace(run="2023", stage_before=None)
    copy = Project(tmp_path / "copy")
    assert _bring_stage_before(HandedOver(tmp_path, None), Project(tmp_path), copy, record) == []
    assert not copy.root.exists()
