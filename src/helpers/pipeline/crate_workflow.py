"""The steps of a report as the workflow of its crate, with what went in and what came out.

The profile is Workflow Run Crate. The file of the workflow says which notebook each step is, what it waits for, and
which tables it reads and writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from helpers.pipeline.graph import Step

WORKFLOW: Final = "workflow.json"
"""The file in the folder of a report that has its steps."""

RUN: Final = "#run"
"""The action of the whole run."""

LANGUAGE: Final = "#steps"
RAW: Final = "#inputs"

_OUTPUTS: Final[Mapping[str, str]] = {
    "index.html": "The pages",
    "compendium.docx": "The compendium as a Word document",
    "compendium.pdf": "The compendium as a PDF",
    "compendium.xlsx": "The workbook",
    "open_data/open_data.zip": "The open data",
}
"""What a run makes for its readers, by the file that is opened first."""

Entity = dict[str, Any]


def workflow_bytes(steps: Iterable[Step]) -> bytes:
    """Return the file of the steps that a report is made in: the notebook of each, what it needs, reads and writes."""
    content = [
        {
            "step": step.name,
            "notebook": f"notebooks/{step.notebook.name}",
            "needs": list(step.needs),
            "inputs": list(step.declaration.inputs),
            "reads": list(step.declaration.reads),
            "writes": list(step.declaration.writes),
        }
        for step in steps
    ]
    return (json.dumps({"steps": content}, indent=1, ensure_ascii=False) + "\n").encode()


def workflow_entities(
    file: Entity, steps: Sequence[str], parameters: Mapping[str, str], inputs: Sequence[str], files: Iterable[str]
) -> Iterator[Entity]:
    """Give the workflow, the action that ran it, and its parameters, inputs and outputs.

    `file` is the entity of the file of the workflow, `steps` the names of the notebooks, `inputs` the entities that
    steps read, and `files` the files of the report.
    """
    outputs = outputs_in(files)
    yield file | {
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
        "name": "The steps of the report",
        "description": "Which notebook each step is, what it waits for, and the tables that it reads and writes. The "
        "command make runs them in this order.",
        "programmingLanguage": {"@id": LANGUAGE},
        "hasPart": _to(*(f"#notebooks/{name}.ipynb" for name in steps)),
        "input": _to(*map(parameter_of, parameters), parameter_of("inputs")),
        "output": _to(*map(parameter_of, outputs)),
    }
    yield {
        "@id": LANGUAGE,
        "@type": "ComputerLanguage",
        "name": "Steps of the Performance Compendium",
        "description": "A list in JSON. Each step is a Jupyter notebook that the package helpers runs.",
    }
    yield {
        "@id": RUN,
        "@type": "CreateAction",
        "name": "The whole run",
        "description": "All steps were run in their order, and the pages and documents made from them.",
        "agent": {"@id": "#council"},
        "instrument": {"@id": WORKFLOW},
        "object": _to(*map(_value_of, parameters), RAW),
        "result": _to(*map(quote, outputs)),
    }
    for name, value in parameters.items():
        yield _parameter(name, name, "PropertyValue", _value_of(name))
        example = {"exampleOfWork": {"@id": parameter_of(name)}}
        yield {"@id": _value_of(name), "@type": "PropertyValue", "name": name, "value": value} | example
    yield _parameter("inputs", "Publishers' files, parameters and logs", "Collection", RAW)
    yield {
        "@id": RAW,
        "@type": "Collection",
        "name": "Publishers' files, parameters and logs that the steps read",
        "hasPart": _to(*inputs),
        "exampleOfWork": {"@id": parameter_of("inputs")},
    }
    for file_name, title in outputs.items():
        yield _parameter(file_name, title, "File", quote(file_name))


def outputs_in(files: Iterable[str]) -> dict[str, str]:
    """Return what a run made for its readers, with its title, of the files of a report."""
    names = set(files)
    return {name: title for name, title in _OUTPUTS.items() if name in names}


def parameter_of(name: str) -> str:
    """Return what the parameter of a value, of the inputs or of an output is called."""
    return f"#parameter-{quote(name, safe='')}"


def _value_of(name: str) -> str:
    return f"#value-{quote(name, safe='')}"


def _parameter(name: str, title: str, kind: str, example: str) -> Entity:
    return {
        "@id": parameter_of(name),
        "@type": "FormalParameter",
        "name": title,
        "additionalType": kind,
        "workExample": {"@id": example},
    }


def _to(*names: str) -> list[Entity]:
    return [{"@id": name} for name in names]
