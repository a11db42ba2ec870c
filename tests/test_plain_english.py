"""Documents, notebooks, help texts, docstrings and messages avoid phrases that read like a translation."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.commands.command_line import COMMANDS

NOT_PLAIN = (
    r"\bof (which|whom)\b",
    r"\bin being\b",
    r"\bputs? to\b",
    r"\bnought\b",
    r"\bheld (against|to)\b",
    r"\bworked out (again|once more)\b",
    r"\bunderstates? the doubt\b",
    r"\bin (its|their) stead\b",
    r"\bin the place of\b",
    r"\bthat there (is|are) not\b",
    r"\b(which|that|it|one|and) (is|are) none\b",
    r"\b(which|that|it|name|file|row|cell|column|council|area|number) is no (?!longer|more|nearer|better|worse)",
    r"[;,:] else\b",
    r"\bor else\b",
    r"\bwhere there (is|are) (one|none)\b",
    r"\b(is|are|(?<!cannot )be) told\b(?! apart)",
    r"\bwhat stands\b",
    r"\bstands? (beside|there|under)\b",
    r"\b(is|are) there (twice|once|already)\b",
    r"\bin silence\b",
    r"\bso many\b",
    r"\bwithout more ado\b",
    r"\bhas no part in\b",
    r"\bleave to use\b",
    r"\bthe wrong way round, an?\b",
)
"""Phrases of translated English. Say `for which` or begin a new sentence; say `if there is one`; say `next to`.

"Cannot be told" may be said: it is one of the words for the strength of evidence.
"""

QUOTING = ("CHANGELOG.md", "docs/naming.md", "docs/assurance/changed_wording.md", "docs/assurance/changed_results.md")
"""Documents that quote old wording, or record it."""


def phrases_in(text: str) -> list[str]:
    """The phrases of NOT_PLAIN in a text, each with the words around it."""
    text = " ".join(text.split())
    return [
        text[max(0, match.start() - 40) : match.end() + 40]
        for pattern in NOT_PLAIN
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]


def documents(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")]):
        name = path.relative_to(root).as_posix()
        if name not in QUOTING:
            yield name, path.read_text(encoding="utf-8")
    for path in sorted(root.glob("notebooks/*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield path.name, "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def python_texts(path: Path) -> str:
    """All sentences of a module: its docstrings, messages and comments."""
    source = path.read_text(encoding="utf-8")
    nodes = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    comments = (line.strip() for line in source.splitlines() if line.strip().startswith("#"))
    return "\n".join([*(text for text in nodes if isinstance(text, str) and " " in text), *comments])


def test_documents_and_notebooks_are_in_plain_english(root: Path) -> None:
    texts = dict(documents(root))
    assert len(texts) > 25
    assert {name: phrases for name, text in texts.items() if (phrases := phrases_in(text))} == {}


def test_the_makefile_and_its_help_are_in_plain_english(root: Path) -> None:
    lines = (root / "Makefile").read_text(encoding="utf-8").splitlines()
    texts = [line for line in lines if "#" in line or "@echo" in line]
    assert len(texts) > 50
    assert phrases_in("\n".join(texts)) == []


def test_the_help_of_every_command_is_in_plain_english() -> None:
    assert {
        name: phrases
        for name, command in COMMANDS.items()
        if (phrases := phrases_in(". ".join([command.help, *command.options.values()])))
    } == {}


def test_modules_are_in_plain_english(root: Path) -> None:
    modules = sorted((root / "src" / "helpers").rglob("*.py"))
    texts = {path.relative_to(root).as_posix(): python_texts(path) for path in modules}
    assert sum(len(text.split()) for text in texts.values()) > 20_000
    assert {name: phrases for name, text in texts.items() if (phrases := phrases_in(text))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "Figures of which the council has one.",
        "A period in\nwhich it was in being.",
        "It stays; else it goes.",
        "A share of nobody is a share that is none.",
        "blank where there is none",
        "what stands beside it",
    ],
)
def test_a_phrase_that_is_not_plain_is_found(text: str) -> None:
    assert phrases_in(text)


@pytest.mark.parametrize(
    "text",
    ["There is no figure.", "The area for which it is given.", "It is no longer used.", "If there is none, stop."],
)
def test_plain_sentences_pass(text: str) -> None:
    assert phrases_in(text) == []
