"""The notebooks are short, are stored without outputs, and do what their metadata declare."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
import pytest

from helpers.pipeline.graph import read_declaration, step_graph

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LONGEST_CELL = 12
MAX_CODE_CELLS = 25
SCRIPTING = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.Try,
    ast.With,
    ast.If,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
    ast.GeneratorExp,
)
"""What belongs in a module, where it can be tested: definitions, branches and loops."""

NOT_TO_BE_CALLED = {"exit", "quit", "input", "open", "eval", "exec", "print", "display", "system", "breakpoint"}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def content_of(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def text_of(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def code_cells(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in content_of(path)["cells"] if cell["cell_type"] == "code"]


def markdown(path: Path) -> list[str]:
    return [text_of(cell) for cell in content_of(path)["cells"] if cell["cell_type"] == "markdown"]


def code(path: Path) -> ast.Module:
    return ast.parse("\n".join(text_of(cell) for cell in code_cells(path)))


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(code(path)) if isinstance(node, ast.Call)]


def called(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 5
    assert all(re.fullmatch(r"\d{2}[a-z]?_[a-z0-9_]+", path.stem) for path in NOTEBOOKS)


@every_notebook
def test_it_is_a_valid_notebook(path: Path) -> None:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert nbformat.validate(notebook) is None


@every_notebook
def test_it_is_stored_without_what_a_run_leaves(path: Path) -> None:
    for cell in code_cells(path):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
    for cell in content_of(path)["cells"]:
        assert cell["metadata"] in ({}, {"tags": ["parameters"]}), cell["id"]
        assert "attachments" not in cell
    text = path.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert not re.search(r"/(home|Users|work|root|tmp)/", text)


@every_notebook
def test_its_metadata_are_those_of_a_page(path: Path) -> None:
    metadata = content_of(path)["metadata"]
    assert metadata["kernelspec"]["name"] == "python3"
    assert metadata["kernelspec"]["language"] == "python"
    assert metadata["language_info"] == {"name": "python"}
    assert set(metadata) == {"kernelspec", "language_info", "title", "compendium"}
    assert re.fullmatch(r"[A-Z][A-Za-z ]+", metadata["title"])


def test_titles_differ() -> None:
    titles = [content_of(path)["metadata"]["title"] for path in NOTEBOOKS]
    assert len(set(titles)) == len(titles)


@every_notebook
def test_cells_have_ids_of_their_own(path: Path) -> None:
    cells = content_of(path)["cells"]
    number = path.stem.partition("_")[0]
    assert [cell["id"] for cell in cells] == [
        f"{number}-{number_of_cell:02d}" for number_of_cell in range(1, len(cells) + 1)
    ]


@every_notebook
def test_it_has_one_cell_of_parameters(path: Path) -> None:
    tagged = [cell for cell in code_cells(path) if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    assert tagged[0] == code_cells(path)[0]
    statements = ast.parse(text_of(tagged[0])).body
    assert all(isinstance(statement, ast.AnnAssign) for statement in statements)
    declared = {
        ast.unparse(statement.target): (ast.unparse(statement.annotation), ast.literal_eval(statement.value))
        for statement in statements
        if isinstance(statement, ast.AnnAssign) and statement.value is not None
    }
    assert declared["authority"] == declared["period"] == ("str", "")
    assert declared["year"][0] == "int"
    assert type(declared["year"][1]) is int
    assert set(declared) == {"year", "authority", "period"}


@every_notebook
def test_the_default_year_can_be_run(path: Path, root: Path) -> None:
    year = re.search(r"^year: int = (\d{4})\b", text_of(code_cells(path)[0]), re.MULTILINE)
    assert year
    assert (root / "params" / f"{year[1]}.yml").is_file()


@every_notebook
def test_a_chapter_can_be_read_at_one_sitting(path: Path) -> None:
    assert len(code_cells(path)) <= MAX_CODE_CELLS


@every_notebook
def test_cells_are_short(path: Path) -> None:
    for cell in code_cells(path):
        lines = text_of(cell).splitlines()
        work = [line for line in lines if not line.startswith(("import ", "from "))]
        assert 0 < len(work) <= LONGEST_CELL, cell["id"]
        assert max(map(len, lines)) <= 120, cell["id"]


@every_notebook
def test_it_only_calls_and_names(path: Path) -> None:
    offences = [
        f"{type(node).__name__} in {ast.unparse(node)}" for node in ast.walk(code(path)) if isinstance(node, SCRIPTING)
    ]
    assert offences == []


@every_notebook
def test_it_uses_no_magics_and_no_shell(path: Path) -> None:
    for cell in code_cells(path):
        assert not re.search(r"^\s*[%!]|get_ipython|^\s*\?|\?$", text_of(cell), re.MULTILINE), cell["id"]


@every_notebook
def test_it_calls_nothing_that_stops_or_prints(path: Path) -> None:
    names = {called(call).rpartition(".")[2] for call in calls(path)}
    assert names & NOT_TO_BE_CALLED == set()


@every_notebook
def test_it_imports_only_helpers(path: Path) -> None:
    tree = code(path)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    assert imports == []
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules
    assert all((module or "").split(".")[0] == "helpers" for module in modules)


@every_notebook
def test_it_imports_once_and_uses_what_it_imports(path: Path) -> None:
    cells = [index for index, cell in enumerate(code_cells(path)) if re.search(r"^(from|import) ", text_of(cell), re.M)]
    assert cells == [1]
    tree = code(path)
    names = [
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert set(names) - used == set()
    assert len(set(names)) == len(names)


@every_notebook
def test_it_opens_its_own_step_with_its_parameters(path: Path) -> None:
    starts = [call for call in calls(path) if called(call) == "start_step"]
    with_its_own = f"start_step('{path.stem}', year=year, authority=authority, period=period)"
    assert [ast.unparse(call) for call in starts] == [with_its_own]


@every_notebook
def test_it_begins_with_a_heading_and_ends_with_doubt(path: Path) -> None:
    first, *rest = content_of(path)["cells"]
    assert first["cell_type"] == "markdown"
    assert re.match(r"# .+\n\n\S", text_of(first))
    assert rest[-1]["cell_type"] == "markdown"
    last = text_of(rest[-1])
    assert last.startswith("## What could be wrong?\n\n- ")
    assert len(re.findall(r"^- ", last, re.MULTILINE)) >= 3


@every_notebook
def test_headings_are_questions_in_order_of_level(path: Path) -> None:
    headings = [line for text in markdown(path) for line in text.splitlines() if line.startswith("#")]
    assert [line for line in headings if line.startswith("# ")] == headings[:1]
    assert all(line.startswith("## ") for line in headings[1:])
    assert all(line.endswith("?") for line in headings)
    assert len(set(headings)) == len(headings)


@every_notebook
def test_its_declaration_is_right(path: Path) -> None:
    declaration, _ = read_declaration(path)
    assert declaration.writes
    for names in (declaration.inputs, declaration.reads, declaration.writes, declaration.after):
        assert len(set(names)) == len(names)
    assert {declaration.gate, declaration.waivers} <= {None, *declaration.writes}
    for pattern in declaration.inputs:
        assert list(FOLDER.parent.glob(pattern)), pattern


def tables(path: Path, verb: str) -> list[str]:
    """The names of the tables that the code reads or writes, which must be written out."""
    offences = []
    for call in calls(path):
        if called(call) == f"step.{verb}":
            assert isinstance(call.args[0], ast.Constant), ast.unparse(call)
            offences.append(call.args[0].value)
    return offences


@every_notebook
def test_it_reads_and_writes_what_it_declares(path: Path) -> None:
    declaration, _ = read_declaration(path)
    assert sorted(tables(path, "read")) == sorted(declaration.reads)
    assert sorted(tables(path, "write")) == sorted(declaration.writes)
    assert max(Counter(tables(path, "write")).values()) == 1


@every_notebook
def test_every_read_is_from_a_step_before(path: Path) -> None:
    """By number, so that the notebooks can be read in the order in which they are run."""
    steps = {step.name: step for step in step_graph(FOLDER)}
    assert all(needed < path.stem for needed in steps[path.stem].needs)


def test_a_frame_is_not_worked_on_in_a_notebook() -> None:
    """Arithmetic, sorting and joining belong in the methods; a notebook may select rows by name and count them."""
    banned = {"merge", "groupby", "apply", "map", "sort_values", "pivot", "fillna", "astype", "query", "eval"}
    offences = {
        f"{path.stem}: {ast.unparse(call)}"
        for path in NOTEBOOKS
        for call in calls(path)
        if called(call).rpartition(".")[2] in banned
    }
    assert offences == set()
    arithmetic = {
        f"{path.stem}: {ast.unparse(node)}"
        for path in NOTEBOOKS
        for node in ast.walk(code(path))
        if isinstance(node, ast.BinOp)
    }
    assert arithmetic == set()
    by_position = {
        f"{path.stem}: {ast.unparse(node)}"
        for path in NOTEBOOKS
        for node in ast.walk(code(path))
        if isinstance(node, ast.Attribute) and node.attr in ("iloc", "iat")
    }
    assert by_position == set()
