"""What code uses is worked out once, until a module changes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from helpers.pipeline.code_uses import SUFFIX
from helpers.pipeline.definitions import Definitions
from helpers.pipeline.freshness import Code, is_compiled

SOURCE = "from helpers.a import one\none()"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "helpers"
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "a.py").write_text("def one():\n    return two()\n\ndef two():\n    return 2\n")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


def work_out(package: Path) -> dict[str, str]:
    code = Code(package)
    used = code.used_by_source(SOURCE)
    code.keep()
    return used


def never(*_: object) -> dict[str, str]:
    raise AssertionError("it was worked out again")


def file_of_uses(package: Path) -> Path:
    (path,) = (package / "__pycache__").iterdir()
    return path


def test_nothing_is_worked_out_again_until_a_module_changes(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used = work_out(package)
    with monkeypatch.context() as patch:
        patch.setattr(Definitions, "used", never)
        assert work_out(package) == used
        with pytest.raises(AssertionError, match="again"):
            Code(package).used_by_source(f"{SOURCE}\n")
    (package / "a.py").write_text((package / "a.py").read_text().replace("return 2", "return 3"))
    assert work_out(package) != used


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"used": []}', '{"used": {"a": 1}}', "[" * 100_000],
    ids=["empty", "a list", "no uses", "a list of uses", "uses of another shape", "very deep"],
)
@pytest.mark.parametrize("about", [True, False], ids=["of these modules", "of others"])
def test_a_file_of_another_shape_counts_for_nothing(package: Path, content: str, *, about: bool) -> None:
    used = work_out(package)
    path = file_of_uses(package)
    right = json.loads(path.read_text())
    if about and content.startswith("{"):
        content = json.dumps({**right, "used": {}} | json.loads(content))
    path.write_text(content)
    assert work_out(package) == used


def test_a_file_of_other_modules_or_another_python_counts_for_nothing(package: Path) -> None:
    used = work_out(package)
    path = file_of_uses(package)
    right = json.loads(path.read_text())
    for name in ("modules", "python"):
        path.write_text(json.dumps({**right, name: "other", "used": {key: {"a.py": "wrong"} for key in right["used"]}}))
        assert work_out(package) == used


def test_nothing_is_kept_where_python_keeps_no_compiled_code(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    work_out(package)
    assert not list((package / "__pycache__").iterdir())
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (package / "__pycache__").rmdir()
    assert work_out(package)
    assert not (package / "__pycache__").exists()


def test_what_is_kept_follows_from_the_source_as_compiled_code_does(package: Path) -> None:
    work_out(package)
    assert is_compiled(file_of_uses(package))
    assert not is_compiled(package / f"code{SUFFIX}")
