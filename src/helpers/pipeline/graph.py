"""The step graph, read from the notebooks: each says what it reads, what it writes and what it comes after."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from helpers.files import read_plain
from helpers.problems import InputProblem

METADATA_KEY = "compendium"
_NAME = re.compile(r"\d{2}[a-z]?_[a-z0-9_]+")


class Declaration(BaseModel):
    """What a notebook's metadata says of its place in the pipeline, under `compendium`.

    `inputs` are files of the project, `reads` and `writes` are tables; `after` are names of steps, with `*` for any
    text, that must be done first although none of their tables is read; `finishes_after` are those that it may begin
    beside and that are done before it is, such as one that may stop the run; `gate` names a table of quality results
    whose critical failures stop the run, and `waivers` the table of those that do not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    inputs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = Field(min_length=1)
    after: tuple[str, ...] = ()
    finishes_after: tuple[str, ...] = ()
    gate: str | None = None
    waivers: str | None = None


def step_number(name: str) -> str:
    """Return the number of a step or notebook, with its letter where it has one.

    >>> step_number("04_comparative_benchmarking"), step_number("04b_overall_position")
    ('04', '04b')
    """
    return name.partition("_")[0]


@dataclass(frozen=True)
class Step:
    """One notebook of the pipeline.

    `needs` are the steps that must be done before its own results count; it may begin before they are done, once those
    of them that it comes `after` are, and then waits before each cell that reads a table until that is written. `cells`
    is how many cells its notebook has.
    """

    name: str
    notebook: Path
    declaration: Declaration
    needs: tuple[str, ...]
    after: tuple[str, ...] = ()
    cells: int = 0

    @property
    def label(self) -> str:
        """The step as people say it: 03 direction of travel."""
        return self.name.replace("_", " ")


def read_declaration(notebook: Path) -> tuple[Declaration, dict[str, Any]]:
    """Read a notebook's declaration and the notebook.

    Raises  InputProblem, naming the notebook and what is wrong with its declaration
    """
    try:
        content: dict[str, Any] = json.loads(read_plain(notebook, f"notebooks/{notebook.name}"))
        metadata = content["metadata"].get(METADATA_KEY)
        for cell in content["cells"]:
            "".join([cell["cell_type"], *cell["source"]]).encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputProblem(f"notebooks/{notebook.name} is not a notebook.") from None
    try:
        return Declaration.model_validate(metadata), content
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InputProblem(
            f"notebooks/{notebook.name}: its metadata under {METADATA_KEY!r} is not right: {key} {first['msg']}."
        ) from None


def step_graph(folder: Path) -> list[Step]:
    """Return the steps in an order in which they can run: by name, each after what it needs.

    Raises  InputProblem: two steps write one table, a table is read that no step writes, or steps need each other
    """
    notebooks = {path.stem: path for path in sorted(folder.glob("*.ipynb")) if _NAME.fullmatch(path.stem)}
    read = {name: read_declaration(path) for name, path in notebooks.items()}
    declared = {name: declaration for name, (declaration, _) in read.items()}
    writers: dict[str, str] = {}
    for name, declaration in declared.items():
        for kind, judged in (("gate", declaration.gate), ("waivers", declaration.waivers)):
            if judged is not None and judged not in declaration.writes:
                raise InputProblem(f"notebooks/{name}.ipynb has the {kind} {judged}, which it does not write.")
        for table in declaration.writes:
            if table in declaration.reads:
                raise InputProblem(f"notebooks/{name}.ipynb both reads and writes {table}.")
            if table in writers:
                raise InputProblem(f"notebooks/{name}.ipynb writes {table}, as notebooks/{writers[table]}.ipynb does.")
            writers[table] = name
    steps = {}
    for name, declaration in declared.items():
        for table in declaration.reads:
            if table not in writers:
                raise InputProblem(f"notebooks/{name}.ipynb reads {table}, which no notebook writes.")
        after = _named(declaration.after, declared) - {name}
        needs = {writers[table] for table in declaration.reads} | after
        needs |= _named(declaration.finishes_after, declared) - {name}
        cells = len(read[name][1]["cells"])
        steps[name] = Step(name, notebooks[name], declaration, tuple(sorted(needs)), tuple(sorted(after)), cells)
    return _in_order(steps)


def _named(patterns: Iterable[str], names: Iterable[str]) -> set[str]:
    """Return the names that one of the patterns has."""
    return {name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)}


def _in_order(steps: dict[str, Step]) -> list[Step]:
    ordered: list[Step] = []
    done: set[str] = set()
    while len(ordered) < len(steps):
        ready = [step for name, step in steps.items() if name not in done and done.issuperset(step.needs)]
        if not ready:
            stuck = ", ".join(sorted(set(steps) - done))
            raise InputProblem(f"These notebooks wait for each other: {stuck}.")
        ordered.append(ready[0])
        done.add(ready[0].name)
    return ordered


def work_from(steps: Sequence[Step]) -> dict[str, int]:
    """Return how many cells the longest way from the beginning of each step to the end of all has, by its name.

    `steps` are in an order in which they can run.
    """
    cells: dict[str, int] = {}
    for step in reversed(steps):
        after = (cells[other.name] for other in steps if step.name in other.needs)
        cells[step.name] = step.cells + max(after, default=0)
    return cells


def up_to(steps: Sequence[Step], wanted: str) -> list[Step]:
    """Return a step, named in full or by its number, with all that it needs.

    Raises  InputProblem, listing the steps: none or several have that name
    """
    named = [step for step in steps if wanted in (step.name, step_number(step.name))]
    if len(named) != 1:
        names = ", ".join(step.name for step in steps)
        raise InputProblem(f"step must be one of {names}, or its number; got {wanted!r}.")
    needed = needed_by(steps, [named[0].name])
    return [step for step in steps if step.name in needed]


def needed_by(steps: Iterable[Step], names: Iterable[str]) -> set[str]:
    """Return the named steps with all that they need, directly or through others."""
    by_name = {step.name: step for step in steps}
    needed: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting.extend(by_name[name].needs)
    return needed
