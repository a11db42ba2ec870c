"""Which definitions a piece of code uses: small packages in which a person can say what does."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.pipeline.definitions import ALL, Definitions, read_module

PACKAGE = {
    "pack": "",
    "pack.tools": """
import os

def add(a, b):
    return a + b

def double(a):
    return add(a, a)

UNUSED = 1
""",
    "pack.page": """
from pack import tools
from pack.words import TITLE

def page():
    return TITLE, tools.double(2)
""",
    "pack.words": "TITLE = 'Roads'\nOTHER = 'Homes'\n",
}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    paths = {}
    for name, source in PACKAGE.items():
        paths[name] = tmp_path / f"{name}.py"
        paths[name].write_text(source, encoding="utf-8")
    return paths


def used(files: dict[str, Path], *start: tuple[str, str], source: str = "") -> dict[str, str]:
    return Definitions(files).used(start, source)


def edited(files: dict[str, Path], name: str, old: str, new: str) -> None:
    text = files[name].read_text(encoding="utf-8")
    assert text.count(old) == 1
    files[name].write_text(text.replace(old, new), encoding="utf-8")


START = ("pack.page", "page")


def test_what_is_used_is_followed_from_module_to_module(files: dict[str, Path]) -> None:
    assert used(files, START).keys() == PACKAGE.keys()
    assert used(files, ("pack.words", "TITLE")).keys() == {"pack", "pack.words"}


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("pack.tools", "UNUSED = 1", "UNUSED = 2"),
        ("pack.words", "OTHER = 'Homes'", "OTHER = 'Care'"),
        ("pack.tools", "def double", "# a remark\ndef double"),
        ("pack.words", "OTHER", '"""A text."""\nOTHER'),
    ],
)
def test_what_is_not_used_changes_nothing(files: dict[str, Path], module: str, old: str, new: str) -> None:
    before = used(files, START)
    edited(files, module, old, new)
    assert used(files, START) == before


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("pack.tools", "return a + b", "return b + a"),  # through double
        ("pack.words", "TITLE = 'Roads'", "TITLE = 'Buses'"),
        ("pack.tools", "UNUSED = 1", "print(1)"),  # nobody can say what it does
        ("pack.tools", "def add", "@register\ndef add"),  # a decorator may note it down elsewhere
    ],
)
def test_what_is_used_has_another_hash_and_no_other_module(
    files: dict[str, Path], module: str, old: str, new: str
) -> None:
    before = used(files, START)
    edited(files, module, old, new)
    after = used(files, START)
    assert {name for name in before if before[name] != after[name]} == {module}


def test_a_module_that_is_used_whole_counts_with_all_of_it(files: dict[str, Path]) -> None:
    before = used(files, ("pack.words", ALL))
    edited(files, "pack.words", "OTHER = 'Homes'", "OTHER = 'Care'")
    assert used(files, ("pack.words", ALL)) != before


def test_a_source_that_is_no_module_uses_what_it_names(files: dict[str, Path]) -> None:
    source = "from pack.tools import add\nprint(add(1, 2))\n"
    before = used(files, source=source)
    assert before.keys() == {"pack", "pack.tools"}
    edited(files, "pack.tools", "return add(a, a)", "return 2 * a")
    assert used(files, source=source) == before
    edited(files, "pack.tools", "return a + b", "return b + a")
    assert used(files, source=source) != before


def test_who_refers_to_an_opaque_name_does_not_depend_on_it(files: dict[str, Path]) -> None:
    opaque = Definitions(files, [("pack.tools", "double")])
    before = opaque.used([START])
    edited(files, "pack.tools", "return a + b", "return b + a")
    opaque.look_again()
    assert opaque.used([START]) == before


def test_a_module_is_read_again_only_when_asked(files: dict[str, Path]) -> None:
    definitions = Definitions(files)
    before = definitions.used([START])
    edited(files, "pack.words", "TITLE = 'Roads'", "TITLE = 'Buses'")
    assert definitions.used([START]) == before
    definitions.look_again()
    assert definitions.used([START]) != before


def test_what_is_imported_for_type_checkers_alone_is_no_statement() -> None:
    module = read_module("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pack\nelse:\n    x = 1\n")
    assert module.by_name.keys() == {"TYPE_CHECKING", "x"}
    assert module.at_import == ()
