"""Freshness by content: what each step depends on."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from helpers.areas import read_areas
from helpers.params import Settings, settings_for
from helpers.paths import Project
from helpers.pipeline import definitions
from helpers.pipeline.freshness import Code, digest, environment, input_files, is_as_recorded, sha256, step_facts
from helpers.pipeline.graph import step_graph, step_number

Package = Callable[..., Code]
Changed = Callable[..., set[str]]


def source_of(notebook: Path) -> str:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """Make a package named helpers from the texts of its modules by path."""

    def make(**modules: str) -> Code:
        folder = tmp_path / "helpers"
        for name, text in {"__init__": "", **modules}.items():
            path = folder.joinpath(*name.split("__dot__")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Code(folder)

    return make


def used(code: Code, source: str) -> set[str]:
    return set(code.used_by_source(source))


# Which modules a piece of code uses.


@pytest.mark.parametrize(
    "source",
    [
        "import helpers.a",
        "from helpers import a",
        "from helpers.a import thing",
        "import helpers.a as other",
        "from helpers import b, a",
        "def f():\n    from helpers import a",
        "try:\n    import helpers.a\nexcept E:\n    x",
        "if x:\n    from helpers.a import y",
    ],
)
def test_an_import_is_found_however_it_is_written(package: Package, source: str) -> None:
    assert "a.py" in used(package(a="", b="", c=""), source)
    assert "c.py" not in used(package(a="", b="", c=""), source)


def test_what_is_imported_is_followed_through_others_and_in_circles(package: Package) -> None:
    code = package(a="from helpers import b", b="import helpers.c", c="import helpers.a", d="")
    assert used(code, "import helpers.a") == {"__init__.py", "a.py", "b.py", "c.py"}
    assert set(code.used_by_module("helpers.c")) == {"__init__.py", "a.py", "b.py", "c.py"}


def test_a_package_on_the_way_is_used_too(package: Package) -> None:
    code = package(sub__dot____init__="from helpers import d", sub__dot__a="", d="", e="")
    assert used(code, "from helpers.sub.a import thing") == {"__init__.py", "sub/__init__.py", "sub/a.py", "d.py"}


def test_what_is_imported_for_type_checkers_alone_is_not_used(package: Package) -> None:
    code = package(a="from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from helpers.b import T\n", b="")
    assert used(code, "import helpers.a") == {"__init__.py", "a.py"}


def test_what_runs_instead_of_a_type_checkers_import_is_used(package: Package) -> None:
    code = package(a="if TYPE_CHECKING:\n    from helpers.b import T\nelse:\n    from helpers.c import T\n", b="", c="")
    assert used(code, "import helpers.a") == {"__init__.py", "a.py", "c.py"}


def test_other_packages_are_not_followed(package: Package) -> None:
    assert used(package(a=""), "import pandas as pd\nfrom pathlib import Path\nimport helpers_of_others") == set()


A = """\
from functools import lru_cache
import helpers.b as b
from helpers.c import low, high

LIMIT = 3

def total(rows):
    return sum(rows) + LIMIT + b.first()

@lru_cache(maxsize=1)
def mean(rows):
    return low(rows)

@note_down
def noted():
    return 1

class Row:
    def size(self):
        return high(self)

if LIMIT:
    OTHER = 1
"""
B = "def first():\n    return helper()\n\ndef helper():\n    return 1\n\ndef second():\n    return 2\n"
C = "def low(rows):\n    return min(rows)\n\ndef high(rows):\n    return max(rows)\n"


@pytest.mark.parametrize(
    ("source", "module", "old", "new", "uses"),
    [
        ("from helpers.a import total", "a", "sum(rows)", "max(rows)", True),
        ("from helpers.a import total", "a", "LIMIT = 3", "LIMIT = 4", True),
        ("from helpers import a\na.total([])", "a", "sum(rows)", "max(rows)", True),
        ("from helpers import a\na.mean([])", "a", "sum(rows)", "max(rows)", False),
        ("from helpers import a\nf(a)", "a", "sum(rows)", "max(rows)", True),
        ("import helpers.a\nhelpers.a.mean([])", "a", "sum(rows)", "max(rows)", True),
        ("def f():\n    from helpers.a import mean", "a", "low(rows)", "high(rows)", True),
        ("from helpers.a import mean", "a", "maxsize=1", "maxsize=2", True),
        ("from helpers.a import mean", "a", "size(self)", "length(self)", False),
        ("from helpers.a import Row", "a", "size(self)", "length(self)", True),
        # What might do more than bind a name is used by whoever imports the module.
        ("from helpers.a import mean", "a", "return 1", "return 2", True),
        ("from helpers.a import mean", "a", "OTHER = 1", "OTHER = 2", True),
        # Through other modules, by what is asked of them.
        ("from helpers.a import total", "b", "return 1", "return 3", True),
        ("from helpers.a import total", "b", "return 2", "return 3", False),
        ("from helpers.a import mean", "b", "return 1", "return 3", False),
        ("from helpers.a import mean", "c", "min(rows)", "sum(rows)", True),
        ("from helpers.a import mean", "c", "max(rows)", "sum(rows)", False),
        ("from helpers.a import *", "c", "max(rows)", "sum(rows)", True),
        # A remark between definitions is nobody's.
        ("from helpers.a import *", "b", "def second", "# a remark\n\ndef second", False),
    ],
)
def test_a_change_counts_where_its_definition_is_used(
    package: Package, tmp_path: Path, source: str, module: str, old: str, new: str, *, uses: bool
) -> None:
    texts = {"a": A, "b": B, "c": C}
    before = package(**texts).used_by_source(source)
    assert texts[module].count(old) >= 1
    after = package(**texts | {module: texts[module].replace(old, new, 1)}).used_by_source(source)
    assert (before != after) == uses


def test_a_step_depends_on_the_declarations_of_its_own_tables(package: Package) -> None:
    texts = {
        "schema__dot____init__": "from helpers.schema import tables\nTABLES = tables.TABLES\n",
        "schema__dot__tables": 'A = Table("a", 1)\nB = Table(name="b", columns=(2,))\nTABLES = (A, B)\n',
        "pipeline__dot____init__": "",
        "pipeline__dot__kernels__dot____init__": "",
        "pipeline__dot__kernels__dot__engine": "",
        "step": "from helpers.schema import TABLES\n\ndef write(name):\n    return TABLES[name]\n",
    }
    source = "from helpers.step import write"
    other = texts | {"schema__dot__tables": texts["schema__dot__tables"].replace("(2,)", "(3,)")}
    first, changed = package(**texts).used_by_step, None
    of_a, of_b, of_unknown = first(source, ["a"]), first(source, ["a", "b"]), first(source, ["c"])
    changed = package(**other).used_by_step
    assert changed(source, ["a"]) == of_a
    assert changed(source, ["a", "b"]) != of_b
    assert changed(source, ["c"]) != of_unknown  # a table that is declared in a way that is not seen: all count


# The project's own notebooks and modules.


@pytest.fixture(scope="module")
def users(root: Path) -> dict[str, set[str]]:
    """The numbers of the steps that use each module."""
    project = Project(root)
    code = Code(project.code)
    result: dict[str, set[str]] = {}
    for notebook in sorted(project.notebooks.glob("[0-9][0-9]*_*.ipynb")):
        for module in code.used_by_source(source_of(notebook)):
            result.setdefault(module, set()).add(step_number(notebook.stem))
    return result


@pytest.mark.parametrize(
    ("module", "steps", "never"),
    [
        ("methods/ranking.py", {"02", "04", "04b"}, {"01", "03"}),
        ("results/comparisons.py", {"02", "04", "04b"}, {"01", "03", "07"}),
        ("methods/direction.py", {"01", "02", "03", "07"}, set()),
        ("results/reporting_figures.py", {"01", "02", "04", "04b"}, {"03", "07"}),
        ("results/rule_record.py", {"03b"}, {"01", "02", "04"}),
        ("quality/run.py", {"02"}, {"01", "03", "04", "07"}),
        ("quality/checks.py", {"02"}, {"01", "03", "04", "07"}),
        ("sources/formats/compiled_figures.py", {"01", "02"}, {"03", "04", "07"}),
        ("sources/ingest.py", {"01"}, {"02", "03", "04", "07"}),
        ("sources/editions.py", {"01", "02"}, {"03", "04", "07"}),
        ("present/pages/benchmarking.py", {"04"}, {"01", "02", "03"}),
        ("results/compendium.py", {"03", "04", "04b", "07"}, {"01", "02"}),
        ("params.py", {"01", "02", "03", "03b", "04", "04b", "05", "07", "08"}, set()),
        ("sources/targets.py", {"05"}, {"01", "02", "03", "03b", "04", "04b", "07"}),
        ("pipeline/step.py", {"01", "02", "03", "03b", "04", "04b", "05", "07", "08"}, set()),
        ("methods/reconciliation_sums.py", {"08"}, {"01", "02", "03", "04", "07"}),
    ],
)
def test_a_change_of_a_module_reaches_the_steps_that_use_it(
    users: dict[str, set[str]], module: str, steps: set[str], never: set[str]
) -> None:
    assert steps <= users[module]
    assert not never & users[module]


def test_no_step_depends_on_how_pages_are_made_or_runs_are_told(users: dict[str, set[str]]) -> None:
    """A change of the style sheet's code makes the pages again, not the analysis."""
    for module in (
        "pipeline/run.py",
        "pipeline/pages.py",
        "publish/site.py",
        "pipeline/progress.py",
        "pipeline/manifest.py",
        "assurance/logs.py",
        "present/pages/assurance.py",
        "publish/page/exporter.py",
        "publish/page/content.py",
    ):
        assert module not in users, module


# Facts.


@pytest.fixture(scope="module")
def settings(root: Path) -> Settings:
    project = Project(root)
    return settings_for(project, read_areas(project.areas), "2023")


@pytest.fixture(scope="module", autouse=True)
def _each_content_taken_apart_once() -> Iterator[None]:
    """Share between the copies what depends on the content of a module alone: its statements."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(definitions, "read_module", lru_cache(maxsize=None)(definitions.read_module))
        yield


def copy_without_figures(root: Path, to: Path) -> Project:
    for name in ("notebooks", "params", "src"):
        shutil.copytree(root / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(root / "pyproject.toml", to)
    (to / "data" / "raw" / "dfe").mkdir(parents=True)
    (to / "data" / "raw" / "dfe" / "one.csv").write_text("x", encoding="utf-8")
    (to / "data" / "raw" / "reference").mkdir()
    shutil.copy2(root / "data" / "raw" / "reference" / "areas.csv", to / "data" / "raw" / "reference")
    return Project(to)


@pytest.fixture
def copied(root: Path, tmp_path: Path) -> Project:
    """The project without its raw figures, to be changed."""
    return copy_without_figures(root, tmp_path)


@pytest.fixture(scope="module")
def before(root: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The fingerprints of the steps in a copy that nobody changes."""
    return fingerprints(copy_without_figures(root, tmp_path_factory.mktemp("unchanged")), settings)


def fingerprints(project: Project, settings: Settings, **tables: str) -> dict[str, str]:
    """The digest of each step's facts, the tables of the steps before it taken as unchanged unless given."""
    code = Code(project.code)
    result = {}
    for step in step_graph(project.notebooks):
        read = {name: tables.get(name, "same") for name in step.declaration.reads}
        result[step_number(step.name)] = digest(step_facts(step, project, code, settings, read))
    return result


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def alter(path: Path, function: str) -> None:
    """Change how a function of a module is written."""
    text = path.read_text(encoding="utf-8")
    assert text.count(f"def {function}(") == 1
    path.write_text(text.replace(f"def {function}(", f"def {function}(  # changed\n    "), encoding="utf-8")


@pytest.fixture
def changed(copied: Project, settings: Settings, before: dict[str, str]) -> Changed:
    """Change the copy, and return the steps whose fingerprints are then others."""

    def of(change: Callable[[], object] = lambda: None, **tables: str) -> set[str]:
        change()
        after = fingerprints(copied, settings, **tables)
        return {name for name in before if before[name] != after[name]}

    return of


def test_nothing_changed_changes_nothing(changed: Changed) -> None:
    assert changed() == set()


def test_a_changed_method_reaches_the_steps_that_use_it(copied: Project, changed: Changed) -> None:
    """04 and 04b rank, and 02 ranks again with figures that were revised; 01, 03 and 07 do none of it."""
    ranking = copied.code / "methods" / "ranking.py"
    assert changed(lambda: alter(ranking, "rank_and_quantile")) == {"02", "04", "04b"}


def test_a_changed_check_reaches_02_alone(copied: Project, changed: Changed) -> None:
    checks = copied.code / "quality" / "checks.py"
    assert changed(lambda: alter(checks, "checks_for")) == {"02"}


def test_a_changed_declaration_reaches_the_steps_that_read_or_write_the_table(
    copied: Project, changed: Changed
) -> None:
    """07 writes the compendium, and 08 reads it."""
    declared = copied.code / "schema" / "compendium.py"
    text = declared.read_text(encoding="utf-8").replace('name="compendium"', 'name="compendium"  , row_of="x"', 1)
    assert changed(lambda: declared.write_text(text, encoding="utf-8")) == {"07", "08"}


def test_a_remark_reaches_no_step(copied: Project, changed: Changed) -> None:
    checks = copied.code / "quality" / "checks.py"
    assert changed(lambda: append(checks, "# a remark\n")) == set()


def test_a_changed_engine_reaches_every_step(copied: Project, changed: Changed, before: dict[str, str]) -> None:
    engine = copied.code / "pipeline" / "kernels" / "engine.py"
    assert changed(lambda: alter(engine, "execute")) == set(before)


@pytest.mark.parametrize("name", ["one.csv", "two.csv", "one.source.yml"])
def test_a_raw_file_changed_or_added_reaches_01_alone(copied: Project, changed: Changed, name: str) -> None:
    path = copied.raw / "dfe" / name
    assert changed(lambda: path.write_text("other", encoding="utf-8")) == {"01"}


def test_changed_limits_and_logs_reach_no_step(copied: Project, changed: Changed) -> None:
    """They are printed on pages, which know them by their own fingerprint."""
    copied.assurance.mkdir(parents=True)
    assert changed(lambda: (copied.assurance / "limits.yml").write_text("other")) == set()


def test_changed_areas_reach_every_step(copied: Project, changed: Changed, before: dict[str, str]) -> None:
    """Every notebook begins with start_step, which reads the council's name and codes from areas.csv itself."""
    result = changed(lambda: append(copied.areas, "E99999999,New,county,,,,,,,\n"))
    assert result == set(before)


def test_a_changed_register_reaches_the_steps_that_read_it(copied: Project, changed: Changed) -> None:
    """The checks need it as it is, 07 for what is to be handed in, and the others for gaps and their own groups."""
    result = changed(lambda: append(copied.register, "\n"))
    assert result == {"01", "02", "03", "04", "04b", "05", "05b", "06b", "06c", "07"}


def test_a_changed_notebook_reaches_itself(copied: Project, changed: Changed) -> None:
    notebook = copied.notebooks / "03_direction_of_travel.ipynb"
    assert changed(lambda: append(notebook, "\n")) == {"03"}


def test_a_changed_table_reaches_its_readers(changed: Changed) -> None:
    assert changed(comparisons="other") == {"04b", "06c", "07"}
    assert changed(reporting_figures="other") == {"02", "03", "04", "04b"}
    assert changed(observations="other") == {"02", "03", "03b", "04", "04b", "05", "06", "07"}
    assert "03b" in changed(changes="other")


def test_a_changed_parameter_reaches_every_step(copied: Project, settings: Settings, before: dict[str, str]) -> None:
    other = settings.model_copy(update={"authority": "E10000019"})
    after = fingerprints(copied, other)
    assert all(before[name] != after[name] for name in before)


def test_facts_are_what_a_manifest_can_hold(copied: Project, settings: Settings) -> None:
    step = step_graph(copied.notebooks)[0]
    facts = step_facts(step, copied, Code(copied.code), settings, {})
    assert set(facts) >= {"notebook", "code", "inputs", "settings", "tables", "environment"}
    assert json.loads(json.dumps(facts)) == facts
    assert str(copied.root) not in json.dumps(facts)
    assert facts["notebook"] == sha256(step.notebook)


# Small parts.


def test_a_digest_knows_no_order_of_keys() -> None:
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
    assert digest({"b": [1, 2]}) != digest({"b": [2, 1]})
    assert len(digest({})) == 64


def test_inputs_are_files_folders_or_patterns(copied: Project) -> None:
    expected = {"data/raw/dfe/one.csv": hashlib.sha256(b"x").hexdigest()}
    for pattern in ("data/raw/dfe", "data/raw/dfe/one.csv", "data/raw/dfe/*.csv", "data/raw/**/one.csv"):
        assert input_files(copied, [pattern]) == expected
    assert input_files(copied, ["data/raw/none.csv"]) == {}


def test_the_environment_is_python_and_every_installed_package() -> None:
    import numpy
    import pandas

    result = environment()
    assert result["python"] == ".".join(map(str, sys.version_info[:3]))
    # numpy is not named by the project: a change of what it rests on counts too
    assert (result["pandas"], result["numpy"]) == (pandas.__version__, numpy.__version__)
    assert {"papermill", "nbconvert", "narwhals", "great_expectations"} <= {name.replace("-", "_") for name in result}


def test_compiled_code_is_no_input(copied: Project) -> None:
    """It holds times, so that two checkouts of one commit would differ, and a checkout without it."""
    look = copied.code / "publish" / "page"
    before = input_files(copied, ["src/helpers/publish/page"])
    assert any(name.endswith("style.css") for name in before)
    (look / "__pycache__").mkdir()
    (look / "__pycache__" / "exporter.cpython-311.pyc").write_bytes(b"compiled")
    assert input_files(copied, ["src/helpers/publish/page"]) == before


# Outputs of the last run.


def test_an_output_is_as_recorded_only_where_it_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read is made again, as what is missing is."""
    table = tmp_path / "observations.parquet"
    table.write_bytes(b"x")
    recorded_hash = hashlib.sha256(b"x").hexdigest()
    assert is_as_recorded(table, recorded_hash)
    assert not is_as_recorded(table, hashlib.sha256(b"y").hexdigest())
    assert not is_as_recorded(tmp_path / "none", recorded_hash)
    assert not is_as_recorded(tmp_path, recorded_hash)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert not is_as_recorded(tmp_path / "pipe", recorded_hash)

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert not is_as_recorded(table, recorded_hash)
