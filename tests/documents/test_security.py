"""Each threat of docs/security.md has a defence that is there, and a test that fails without it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from documents import read_document
from tallies import CASES, DEFENCES, HOSTILE, PROPERTY, rows_of
from without_defences import REMOVED, RESULT_VARIABLE

TESTS, WHERE = "Test", "Where"


ATTACK, MESSAGE = "Attack", "What is said"
ATTACKS = "Attacks that were tried"


def table_of(section: str) -> list[dict[str, str]]:
    """The rows of a section's table by its headings; of what comes before the first section where none is named."""
    parts = read_document("security.md").text.split("\n## ")
    (text,) = [part for part in parts if part.startswith(f"{section}\n")] if section else parts[:1]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    heading, _, *cells = ([cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(heading, row, strict=True)) for row in cells]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """The table of threats."""
    return table_of("")


def is_there(root: Path, test: str) -> bool:
    """Say whether a test that a table names is one."""
    path, _, function = test.partition("::")
    tree = ast.parse((root / path).read_text(encoding="utf-8"))
    return function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_each_defence_and_each_test_is_there(root: Path, rows: list[dict[str, str]]) -> None:
    assert len(rows) > 20
    for row in rows:
        assert all(row.values()), row
        assert (root / row[WHERE]).is_file(), row
        assert is_there(root, row[TESTS]), row


def test_each_attack_has_a_test_and_what_is_said_of_it_is_in_the_code(root: Path) -> None:
    attacks = table_of(ATTACKS)
    assert len(attacks) > 25
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((root / "src/helpers").rglob("*.py")))
    for row in attacks:
        assert is_there(root, row[TESTS]), row
        words = row[MESSAGE].strip('"')
        assert not words or words in code, row
    assert len({row[ATTACK] for row in attacks}) == len(attacks)


def test_each_row_says_how_its_test_is_tested(rows: list[dict[str, str]]) -> None:
    named = [row[TESTS] for row in rows]
    assert len(set(named)) == len(named)
    assert set(named) == REMOVED.keys()
    assert f"runs these {len(REMOVED)} tests again" in read_document("security.md").text


def test_without_its_defence_each_test_fails(
    root: Path, tmp_path: Path, rows: list[dict[str, str]], record_property: Callable[[str, object], None]
) -> None:
    """It fails by what it asserts, and not because the stand-in for the defence is broken."""
    result = tmp_path / "result.json"
    environment = os.environ | {RESULT_VARIABLE: str(result), "PYTHONPATH": str(root / "tests/support")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "without_defences", "--tb=short"]
    done = subprocess.run([*command, *REMOVED], cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout[-3000:]
    ended = json.loads(result.read_text())
    for row in rows:
        record_property(PROPERTY, [DEFENCES, row["Threat"], ended.get(row[TESTS], "it was not run")])
    assert ended.keys() == REMOVED.keys()
    assert {name: how for name, how in ended.items() if how not in ("AssertionError", "Failed")} == {}


def test_the_numbers_of_hostile_files_are_those_of_the_tests(request: pytest.FixtureRequest, root: Path) -> None:
    """A run of all tests has collected them; where it runs only some, another process collects them."""
    stated = rows_of(HOSTILE)
    cases = cases_among(item.nodeid for item in request.session.items)
    if stated != {kind: (number, number, 0) for kind, number in cases.items()}:
        cases = cases_among(collected(root))
    assert stated == {kind: (number, number, 0) for kind, number in cases.items()}
    assert sum(cases.values()) > 900


def cases_among(tests: Iterable[str]) -> Counter[str]:
    """Count tests by the kind of hostile file that they are of."""
    return Counter(CASES[name] for test in tests if (name := test.partition("[")[0]) in CASES)


def collected(root: Path) -> list[str]:
    """The tests of hostile files, as another process collects them."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *CASES]
    own = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    return subprocess.run(command, cwd=root, env=own, capture_output=True, text=True, check=True).stdout.splitlines()
