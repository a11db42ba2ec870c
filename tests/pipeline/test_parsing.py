"""One thread at a time takes Python apart."""

from __future__ import annotations

import ast
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from helpers.pipeline import parsing


def test_a_second_thread_waits_until_the_first_has_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is held inside the parser while the second asks; only when it is let go does the second get in."""
    real, inside, let_go = ast.parse, Event(), Event()
    order: list[str] = []

    def held(source: str) -> ast.Module:
        order.append(f"begin {source}")
        if source == "a":
            inside.set()
            assert let_go.wait(30)
        tree = real(source)
        order.append(f"end {source}")
        return tree

    monkeypatch.setattr(ast, "parse", held)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(parsing.parse, "a")
        assert inside.wait(30)
        second = pool.submit(parsing.parse, "b")
        assert not second.done()
        let_go.set()
        trees = [first.result(30), second.result(30)]
    assert order == ["begin a", "end a", "begin b", "end b"]
    assert [ast.unparse(tree) for tree in trees] == ["a", "b"]


def test_nothing_else_of_the_package_parses(root: Path) -> None:
    files = (root / "src/helpers").rglob("*.py")
    assert {path.name for path in files if re.search(r"\bast\.parse\(", path.read_text(encoding="utf-8"))} == {
        "parsing.py"
    }
