"""docs/architecture.md is true: its rooms are those of the package, and its ten changes lead to what they name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def rows_after(heading: str) -> list[list[str]]:
    """The rows of the first table whose head begins with a heading, without the head."""
    table = re.search(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", DOCUMENT, re.MULTILINE)
    assert table is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()]


ROOMS = rows_after("Room")
CHANGES = rows_after("To add")


def rooms_of_the_test() -> dict[str, set[str]]:
    """What `test_architecture` lets each room import, read from its text, as rooms in words."""
    tree = ast.parse((ROOT / "tests/test_architecture.py").read_text(encoding="utf-8"))
    words: dict[str, str] = {}
    allowed: dict[str, set[str]] = {}
    for node in tree.body:
        if not isinstance(node, ast.Assign):
            continue
        target = node.targets[0]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            for name, value in zip(target.elts, node.value.elts, strict=True):
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant):
                    words[name.id] = str(value.value)
        if ast.unparse(target) == "MAY_IMPORT":
            assert isinstance(node.value, ast.Dict)
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                assert isinstance(key, ast.Name) and isinstance(value, ast.Set)
                others = {words[room.id] for room in value.elts if isinstance(room, ast.Name)}
                allowed[words[key.id]] = others - {words[key.id]}
    return allowed


def test_every_room_has_its_row_with_what_it_may_import() -> None:
    allowed = rooms_of_the_test()
    assert [name.strip("`") for name, _, _ in ROOMS] == [name for name in allowed if name != "entry"]
    earlier: set[str] = set()
    for name, _, imports in ROOMS:
        printed = {
            "nothing above it": set(),
            "all of the above": earlier,
        }.get(imports, set(imports.split(", ")))
        assert printed == allowed[name.strip("`")], name
        earlier |= {name.strip("`")}


def test_ten_changes_are_listed() -> None:
    assert len(CHANGES) == 10


@pytest.mark.parametrize(("change", "where", "name"), [(row[0], row[1], row[2].strip("`")) for row in CHANGES])
def test_a_change_leads_to_what_it_names(change: str, where: str, name: str) -> None:
    paths = [ROOT / text for text in re.findall(r"`([^`]+)`", where)]
    assert paths and all(path.exists() for path in paths), change
    path = paths[-1]
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yml":
        assert name in yaml.safe_load(text), change
        return
    defined = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            defined |= {target.id for target in targets if isinstance(target, ast.Name)}
    assert name in defined, change


def test_a_format_is_one_module_and_one_entry_of_the_registry() -> None:
    """Every module that declares formats is in the list, so that nothing else has to be changed for one."""
    from helpers.sources.formats import registry

    folder = ROOT / "src/helpers/sources/formats"
    declaring = {path.stem for path in folder.glob("*.py") if re.search(r"^FORMATS\b", path.read_text(), re.MULTILINE)}
    assert declaring == {module.__name__.rpartition(".")[2] for module in registry.MODULES}
