"""The step graph, read from what the notebooks declare."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers.pipeline.graph import Step, needed_by, read_declaration, step_graph, up_to, work_from
from helpers.problems import ExitCode, InputProblem

NAMES = ["01_ingestion", "02_data_quality", "03_direction_of_travel", "04_comparative_benchmarking"]


class Notebooks:
    """A folder of notebooks that hold nothing but a declaration."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, cells: int = 0, **declaration: Any) -> None:
        empty = [{"cell_type": "markdown", "source": [], "metadata": {}}] * cells
        content = {"cells": empty, "metadata": {"compendium": declaration}, "nbformat": 4, "nbformat_minor": 5}
        (self.folder / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")

    def steps(self) -> list[Step]:
        return step_graph(self.folder)

    def stop(self) -> str:
        with pytest.raises(InputProblem) as problem:
            self.steps()
        assert problem.value.exit_code == ExitCode.BAD_INPUT
        return str(problem.value)


@pytest.fixture
def notebooks(tmp_path: Path) -> Notebooks:
    return Notebooks(tmp_path)


@pytest.fixture
def real(root: Path, tmp_path: Path) -> Notebooks:
    """A copy of the project's own notebooks."""
    shutil.copytree(root / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return Notebooks(tmp_path / "notebooks")


def needs(steps: list[Step]) -> dict[str, set[str]]:
    return {step.name: set(step.needs) for step in steps}


# The project's own.


def test_04_depends_on_03_for_the_noise_of_measures_and_07_on_all(real: Notebooks) -> None:
    needs_of = needs(real.steps())
    assert needs_of["01_ingestion"] == set()
    assert needs_of["02_data_quality"] == {"01_ingestion"}
    assert needs_of["03_direction_of_travel"] == {"01_ingestion", "02_data_quality"}
    assert needs_of["04_comparative_benchmarking"] == {"01_ingestion", "03_direction_of_travel"}
    assert {"03_direction_of_travel", "04_comparative_benchmarking", "04b_overall_position"} <= needs_of[
        "07_compendium"
    ]
    assert needs_of["03b_record_of_rules"] == {"01_ingestion", "03_direction_of_travel"}
    assert needs_of["08_reconciliation"] == {"04b_overall_position", "06_funding", "07_compendium"}
    assert needs_of["04b_overall_position"] == {"01_ingestion", "04_comparative_benchmarking"}


def test_steps_come_in_order_of_number(real: Notebooks) -> None:
    names = [step.name for step in real.steps()]
    assert names == sorted(names)
    assert names[:5] == [*NAMES[:3], "03b_record_of_rules", NAMES[3]]


def test_a_notebook_between_02_and_07_is_taken_without_a_change_of_code(real: Notebooks) -> None:
    real.add("06_weather", reads=["observations"], writes=["weather"], after=["02_*"])
    steps = real.steps()
    names = [step.name for step in steps]
    assert names.index("04_comparative_benchmarking") < names.index("06_weather") < names.index("07_compendium")
    needs_of = needs(steps)
    assert needs_of["06_weather"] == {"01_ingestion", "02_data_quality"}
    assert "06_weather" in needs_of["07_compendium"]
    assert {step.name for step in up_to(steps, "06_weather")} == {"01_ingestion", "02_data_quality", "06_weather"}
    assert "06_weather" not in {step.name for step in up_to(steps, "04")}


def test_one_step_can_be_made_with_what_it_needs(real: Notebooks) -> None:
    steps = real.steps()
    assert [step.name for step in up_to(steps, "04")] == NAMES
    assert up_to(steps, "04_comparative_benchmarking") == up_to(steps, "04")
    assert [step.name for step in up_to(steps, "04b")] == [*NAMES, "04b_overall_position"]
    assert [step.name for step in up_to(steps, "01")] == NAMES[:1]
    assert up_to(steps, "07") == [step for step in steps if step.name in needed_by(steps, ["07_compendium"])]


@pytest.mark.parametrize("wanted", ["09", "4", "", "04_", "04c", "b", "comparative_benchmarking", "*", "004"])
def test_a_step_that_is_not_known_lists_the_steps(real: Notebooks, wanted: str) -> None:
    steps = real.steps()
    with pytest.raises(InputProblem) as problem:
        up_to(steps, wanted)
    assert str(problem.value) == (
        f"step must be one of {', '.join(step.name for step in steps)}, or its number; got {wanted!r}."
    )


def test_two_steps_of_one_number_must_be_named_in_full(notebooks: Notebooks) -> None:
    notebooks.add("01_a", writes=["a"])
    notebooks.add("01_b", writes=["b"])
    with pytest.raises(InputProblem, match="step must be one of 01_a, 01_b"):
        up_to(notebooks.steps(), "01")
    assert [step.name for step in up_to(notebooks.steps(), "01_b")] == ["01_b"]


# Graphs made for the test.


def test_a_step_needs_the_writers_of_what_it_reads(notebooks: Notebooks) -> None:
    notebooks.add("01_a", writes=["a1", "a2"])
    notebooks.add("02_b", reads=["a1"], writes=["b"])
    notebooks.add("03_c", reads=["a2", "b"], writes=["c"])
    assert needs(notebooks.steps()) == {"01_a": set(), "02_b": {"01_a"}, "03_c": {"01_a", "02_b"}}
    assert needed_by(notebooks.steps(), ["02_b"]) == {"01_a", "02_b"}


def test_what_is_needed_comes_first_whatever_the_numbers(notebooks: Notebooks) -> None:
    notebooks.add("01_a", reads=["z"], writes=["a"])
    notebooks.add("02_b", writes=["b"])
    notebooks.add("09_z", writes=["z"])
    assert [step.name for step in notebooks.steps()] == ["02_b", "09_z", "01_a"]


def test_after_takes_names_with_a_star_and_not_itself(notebooks: Notebooks) -> None:
    notebooks.add("01_a", writes=["a"])
    notebooks.add("01_b", writes=["b"])
    notebooks.add("02_c", writes=["c"], after=["01_*", "02_*", "05_*"])
    assert needs(notebooks.steps())["02_c"] == {"01_a", "01_b"}


@pytest.mark.parametrize("how", ["reads", "after"])
def test_steps_that_wait_for_each_other_are_named(notebooks: Notebooks, how: str) -> None:
    notebooks.add("01_free", writes=["free"])
    notebooks.add("02_a", writes=["a"], **{how: ["b" if how == "reads" else "03_b"]})
    notebooks.add("03_b", writes=["b"], reads=["a"])
    notebooks.add("04_c", writes=["c"], reads=["b"])
    assert notebooks.stop() == "These notebooks wait for each other: 02_a, 03_b, 04_c."


def test_a_table_with_two_writers_names_both(notebooks: Notebooks) -> None:
    notebooks.add("01_a", writes=["same"])
    notebooks.add("02_b", writes=["other", "same"])
    assert notebooks.stop() == "notebooks/02_b.ipynb writes same, as notebooks/01_a.ipynb does."


def test_a_table_that_no_step_writes_is_named(notebooks: Notebooks) -> None:
    notebooks.add("01_a", writes=["a"])
    notebooks.add("02_b", reads=["a", "missing"], writes=["b"])
    assert notebooks.stop() == "notebooks/02_b.ipynb reads missing, which no notebook writes."


def test_a_table_read_by_its_own_writer_alone_is_refused(notebooks: Notebooks) -> None:
    """It would be read before it is written."""
    notebooks.add("01_a", reads=["a"], writes=["a"])
    assert "01_a" in notebooks.stop()


def test_only_numbered_notebooks_are_steps(notebooks: Notebooks) -> None:
    notebooks.add("01_a", writes=["a"])
    notebooks.add("01b_letter", writes=["c"])
    for name in ("01B_capital", "01bc_two", "Untitled", "scratch_01", "1_short", "01-dash", "01_Capital", "01_a-Copy1"):
        notebooks.add(name, writes=["b"])
    assert [step.name for step in notebooks.steps()] == ["01_a", "01b_letter"]


@pytest.mark.parametrize(
    ("declaration", "key"),
    [
        ({}, "writes"),
        ({"writes": []}, "writes"),
        ({"writes": "observations"}, "writes"),
        ({"writes": ["a"], "read": ["b"]}, "read"),
        ({"writes": ["a"], "gate": 1}, "gate"),
        ({"writes": [1]}, "writes.0"),
    ],
)
def test_a_declaration_that_is_not_right_names_notebook_and_key(
    notebooks: Notebooks, declaration: dict[str, Any], key: str
) -> None:
    notebooks.add("01_a", **declaration)
    assert notebooks.stop().startswith(f"notebooks/01_a.ipynb: its metadata under 'compendium' is not right: {key} ")


def test_a_notebook_without_a_declaration_is_named(notebooks: Notebooks) -> None:
    path = notebooks.folder / "01_a.ipynb"
    path.write_text(json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    assert notebooks.stop().startswith("notebooks/01_a.ipynb: its metadata under 'compendium' is not right: ")


NO_NOTEBOOKS = [
    "",
    "not json",
    "{}",
    "[]",
    "[" * 200_000,
    '{"metadata": {}, "cells": 1}',
    '{"metadata": {}, "cells": [{}]}',
    '{"metadata": {}, "cells": [{"cell_type": "code", "source": null}]}',
    '{"metadata": {}, "cells": [{"cell_type": "code", "source": "\\ud800"}]}',
]


@pytest.mark.parametrize("text", NO_NOTEBOOKS, ids=range(len(NO_NOTEBOOKS)))
def test_a_file_that_is_no_notebook_is_a_plain_sentence(notebooks: Notebooks, text: str) -> None:
    (notebooks.folder / "01_a.ipynb").write_text(text, encoding="utf-8")
    assert notebooks.stop().startswith("notebooks/01_a.ipynb")


def test_a_named_pipe_in_the_place_of_a_notebook_is_named(notebooks: Notebooks) -> None:
    os.mkfifo(notebooks.folder / "01_a.ipynb")
    assert notebooks.stop() == "notebooks/01_a.ipynb is a named pipe, not a file; put the file itself in place."


def test_a_gate_must_be_a_table_that_the_step_writes(notebooks: Notebooks) -> None:
    """Otherwise the gate would be looked for where there is none, after the step has run."""
    notebooks.add("01_a", writes=["a"], gate="results")
    assert "results" in notebooks.stop()


def test_waivers_must_be_a_table_that_the_step_writes(notebooks: Notebooks) -> None:
    notebooks.add("01_a", writes=["results"], gate="results", waivers="allowed")
    assert notebooks.stop() == "notebooks/01_a.ipynb has the waivers allowed, which it does not write."


def test_a_declaration_is_read_with_its_notebook(notebooks: Notebooks) -> None:
    notebooks.add("01_a", writes=["a"], reads=["b"], inputs=["data/raw"], after=["00_*"], gate="a")
    declaration, content = read_declaration(notebooks.folder / "01_a.ipynb")
    assert declaration.model_dump() == {
        "inputs": ("data/raw",),
        "reads": ("b",),
        "writes": ("a",),
        "after": ("00_*",),
        "finishes_after": (),
        "gate": "a",
        "waivers": None,
    }
    assert content["cells"] == []


def test_the_work_from_a_step_is_that_of_the_longest_way_to_the_end(notebooks: Notebooks) -> None:
    notebooks.add("01_a", cells=3, writes=["a"])
    notebooks.add("02_b", cells=9, reads=["a"], writes=["b"])
    notebooks.add("03_c", cells=2, reads=["a"], writes=["c"])
    notebooks.add("04_d", cells=8, reads=["c"], writes=["d"])
    notebooks.add("05_e", cells=1, writes=["e"])
    assert work_from(notebooks.steps()) == {"01_a": 13, "02_b": 9, "03_c": 10, "04_d": 8, "05_e": 1}


def test_a_step_is_called_as_people_call_it(notebooks: Notebooks) -> None:
    notebooks.add("03_direction_of_travel", writes=["a"])
    assert [step.label for step in notebooks.steps()] == ["03 direction of travel"]


@pytest.fixture
def chain(notebooks: Notebooks) -> Callable[[int], list[Step]]:
    def make(length: int) -> list[Step]:
        for number in range(1, length + 1):
            reads = [f"t{number - 1}"] if number > 1 else []
            notebooks.add(f"{number:02d}_step", reads=reads, writes=[f"t{number}"])
        return notebooks.steps()

    return make


def test_what_is_needed_through_others_is_needed(chain: Callable[[int], list[Step]]) -> None:
    steps = chain(20)
    assert needed_by(steps, ["20_step"]) == {step.name for step in steps}
    assert needed_by(steps, []) == set()
    assert [step.name for step in up_to(steps, "07")] == [f"{number:02d}_step" for number in range(1, 8)]
