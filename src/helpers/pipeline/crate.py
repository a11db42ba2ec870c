"""The description of a report as a Workflow Run Crate: its steps, what each read, with what, and what it left.

The form is that of RO-Crate 1.1 with the profile Workflow Run Crate 0.5. Times, commit and packages are in the
manifest, which the crate names: so the same inputs give the same bytes, and to check a report compares the crate like a
page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from helpers.paths import MANIFEST
from helpers.pipeline.crate_workflow import RUN, WORKFLOW, outputs_in, parameter_of, workflow_entities
from helpers.pipeline.manifest import StepRecord
from helpers.present.site_pages import CRATE
from helpers.sources.sidecar import SUFFIX

if TYPE_CHECKING:
    from helpers.pipeline.schedule import Run

CONTEXTS: Final = ("https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context")
STANDARD: Final = "https://w3id.org/ro/crate/1.1"
PROFILE: Final = "https://w3id.org/ro/wfrun/workflow/0.5"
WORKFLOW_PROFILE: Final = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
PROFILES: Final = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    PROFILE: ("Workflow Run Crate", "0.5"),
    WORKFLOW_PROFILE: ("Workflow RO-Crate", "1.0"),
}
"""The profiles that the crate keeps to, each with its name and version; the second is made of the other two."""

RAW_COLUMNS: Final = ["file", "source_id", "edition", "hash_published"]
SOURCE_COLUMNS: Final = ["source_id", "publisher", "dataset", "licence", "attribution", "address"]
"""The columns that the crate takes of the tables `raw_files` and `sources`."""

_LICENCE: Final = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_COUNCIL: Final = "#council"
_PYTHON: Final = "https://www.python.org/"
_MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".js": "text/javascript",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}

Entity = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]


REFERENCE: Final = "data/raw/reference/"
"""What the names of reference files begin with, which are not in the table `raw_files`."""


@dataclass(frozen=True)
class Described:
    """What a crate describes: a report by its title, council and date, its steps, and the hashes of its other files.

    `labels` has what each step is called. `raw` has `RAW_COLUMNS` of each raw file, as the table `raw_files`; a crate
    may be published, so it has no other hash of a raw file, nor of its sidecar, than those that may be printed.
    `sources` who publishes each source, under which terms and where, as the table `sources`. `parameters` has what the
    run was asked for. The file of the workflow is among `pages`.
    """

    title: str
    council: str
    dated: str
    labels: Mapping[str, str]
    steps: Mapping[str, StepRecord]
    pages: Mapping[str, str]
    raw_name: str
    raw: Rows = ()
    sources: Rows = ()
    parameters: Mapping[str, str] = field(default_factory=dict)


def write_crate(run: Run) -> bytes:
    """Write the crate of the steps and pages that a run has made beside them, and return what was written."""
    tables = run.building.tables
    content = crate_bytes(
        Described(
            title=f"Performance Compendium {run.settings.of_year}",
            council=run.areas[run.settings.authority].name,
            dated=run.settings.dated.isoformat(),
            labels={step.name: step.label for step in run.steps},
            steps=run.new.steps,
            pages=run.new.pages,
            raw_name=run.project.raw_name,
            raw=_rows(tables / "raw_files.parquet", RAW_COLUMNS),
            sources=_rows(tables / "sources.parquet", SOURCE_COLUMNS),
            parameters=_parameters(run),
        )
    )
    (run.building.report / CRATE).write_bytes(content)
    return content


def _parameters(run: Run) -> dict[str, str]:
    """Return what a run was asked for, without what was not given."""
    settings = run.settings
    asked = {"year": str(settings.parameters.year), "authority": settings.authority, "period": settings.period}
    return {name: value for name, value in asked.items() if value}


def crate_bytes(described: Described) -> bytes:
    """Return the crate of a report as the bytes of its file."""
    graph = [_descriptor(), *_report(described), *_people_and_terms(described)]
    files = {entity["@id"]: entity for entity in _files(described)}
    graph += _with_workflow(described, files)
    for name in sorted(described.steps):
        graph += _step(described, name)
    graph.append(_publication(described))
    graph += _contextual(described)
    return (json.dumps({"@context": CONTEXTS, "@graph": graph}, indent=0, ensure_ascii=False) + "\n").encode()


def _rows(path: Path, columns: list[str]) -> Rows:
    import pyarrow.parquet as pq

    return pq.read_table(path, columns=columns).to_pylist() if path.exists() else []


def _to(*names: str) -> list[Entity]:
    return [{"@id": name} for name in names]


def _descriptor() -> Entity:
    return {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": _to(STANDARD, WORKFLOW_PROFILE),
        "about": {"@id": "./"},
    }


def _file_names(described: Described) -> dict[str, str]:
    """Return {path in the report: hash} of its files but the crate; the manifest, which names the crate, has none."""
    files = {f"{name}.ipynb": record.notebook for name, record in described.steps.items()}
    files |= {f"{name}.html": record.page for name, record in described.steps.items()}
    files |= {name: hashed for name, hashed in described.pages.items() if name != CRATE}
    return dict(sorted(files.items())) | {MANIFEST: ""}


def _actions(described: Described) -> list[str]:
    return [RUN, *(f"#step-{name}" for name in sorted(described.steps)), "#publication"]


def _report(described: Described) -> Iterator[Entity]:
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{described.title}, {described.council}",
        "description": "A report on the performance of a council: its pages, documents and data, with the notebooks "
        "that made them.",
        "datePublished": described.dated,
        "license": {"@id": _LICENCE},
        "author": {"@id": _COUNCIL},
        "publisher": {"@id": _COUNCIL},
        "conformsTo": _to(*PROFILES),
        "mainEntity": {"@id": WORKFLOW},
        "hasPart": _to(*map(quote, _file_names(described))),
        "mentions": _to(*_actions(described)),
    }
    for profile, (name, version) in PROFILES.items():
        yield {"@id": profile, "@type": "CreativeWork", "name": name, "version": version}


def _people_and_terms(described: Described) -> Iterator[Entity]:
    yield {"@id": _COUNCIL, "@type": "Organization", "name": described.council}
    yield {
        "@id": _LICENCE,
        "@type": "CreativeWork",
        "name": "Open Government Licence v3.0",
        "description": "For figures whose publishers ask for other terms, the entry of the source names them.",
    }
    yield {"@id": _PYTHON, "@type": "ComputerLanguage", "name": "Python", "url": _PYTHON}


def _files(described: Described) -> Iterator[Entity]:
    for name, hashed in _file_names(described).items():
        entity = {
            "@id": quote(name),
            "@type": "File",
            "name": name,
            "encodingFormat": _MEDIA_TYPES[PurePosixPath(name).suffix],
        }
        if name == MANIFEST:
            entity["description"] = "The record of the run: its times, commit, packages and parameters, and all hashes."
        yield entity | ({"sha256": hashed} if hashed else {})


def _with_workflow(described: Described, files: Mapping[str, Entity]) -> Iterator[Entity]:
    """Give the files of the report, each output with what it is an example of, and the workflow with its parameters."""
    outputs = {quote(name): parameter_of(name) for name in outputs_in(_file_names(described))}
    for name, entity in files.items():
        if name != WORKFLOW:
            yield entity | ({"exampleOfWork": {"@id": outputs[name]}} if name in outputs else {})
    inputs = sorted({_of_input(name) for record in described.steps.values() for name in _inputs(record)})
    steps = sorted(described.steps)
    yield from workflow_entities(files[WORKFLOW], steps, described.parameters, inputs, _file_names(described))


def _of_input(name: str) -> str:
    return f"#{quote(name)}"


def _of_table(name: str) -> str:
    return f"#tables/{name}"


def _step(described: Described, name: str) -> Iterator[Entity]:
    """Give the notebook of a step, and the action that ran it."""
    record = described.steps[name]
    notebook = f"#notebooks/{name}.ipynb"
    label = described.labels.get(name, name)
    yield {
        "@id": notebook,
        "@type": "SoftwareSourceCode",
        "name": f"notebooks/{name}.ipynb",
        "programmingLanguage": {"@id": _PYTHON},
        "sha256": str(record.facts.get("notebook", "")),
    }
    yield {
        "@id": f"#step-{name}",
        "@type": "CreateAction",
        "name": f"Step {label}",
        "description": f"The notebook was run with the parameters of the year; {MANIFEST} says when.",
        "agent": {"@id": _COUNCIL},
        "instrument": {"@id": notebook},
        "object": _to(*map(_of_input, _inputs(record)), *map(_of_table, sorted(record.facts["tables"]))),
        "result": _to(f"{name}.ipynb", *map(_of_table, sorted(record.tables))),
    }


def _publication(described: Described) -> Entity:
    """Return the action that made the pages and documents from the notebooks and tables."""
    tables = sorted(table for record in described.steps.values() for table in record.tables)
    made = [name for name in _file_names(described) if not name.endswith(".ipynb")]
    notebooks = sorted(described.steps)
    return {
        "@id": "#publication",
        "@type": "CreateAction",
        "name": "Publication of the pages and documents",
        "description": f"The pages and documents were made from the notebooks and tables; {MANIFEST} says when.",
        "agent": {"@id": _COUNCIL},
        "instrument": {"@id": "#code"},
        "object": _to(*(f"{name}.ipynb" for name in notebooks), *map(_of_table, tables)),
        "result": _to(*map(quote, made)),
    }


def _inputs(record: StepRecord) -> Mapping[str, str]:
    inputs = record.facts.get("inputs")
    return dict(sorted(inputs.items())) if isinstance(inputs, dict) else {}


def _contextual(described: Described) -> Iterator[Entity]:
    """Give the code, the inputs, the tables and the sources, which are outside the folder of the report."""
    yield {
        "@id": "#code",
        "@type": "SoftwareSourceCode",
        "name": "src/helpers",
        "description": f"The package of the project, at the commit that {MANIFEST} names.",
        "programmingLanguage": {"@id": _PYTHON},
    }
    yield from _of_inputs(described)
    yield from _of_tables(described.steps.values())
    used = {str(row["source_id"]) for row in described.raw}
    publishers = dict[str, str]()
    for source in described.sources:
        if source["source_id"] not in used:
            continue
        publisher = publishers.setdefault(str(source["publisher"]), f"#publisher-{len(publishers) + 1}")
        yield {
            "@id": f"#source-{source['source_id']}",
            "@type": "CreativeWork",
            "name": source["dataset"],
            "publisher": {"@id": publisher},
            "url": source["address"],
            "description": f"Licence: {source['licence']}. {source['attribution']}",
        }
    for name, identifier in publishers.items():
        yield {"@id": identifier, "@type": "Organization", "name": name}


def _of_inputs(described: Described) -> Iterator[Entity]:
    raw = {f"{described.raw_name}/{row['file']}": row for row in described.raw}
    sources = {str(row["source_id"]) for row in described.sources}
    inputs = dict[str, str]()
    for record in described.steps.values():
        inputs |= _inputs(record)
    printed = {name for name, row in raw.items() if row["hash_published"]}
    printed |= {f"{name.rpartition('.')[0]}{SUFFIX}" for name in printed}
    for name, hashed in sorted(inputs.items()):
        is_printed = name in printed or not name.startswith(f"{described.raw_name}/") or name.startswith(REFERENCE)
        entity: Entity = {"@id": _of_input(name), "@type": "CreativeWork", "name": name}
        entity |= {"sha256": hashed} if is_printed else {}
        row = raw.get(name)
        if row is not None and row["edition"]:
            entity["version"] = row["edition"]
        if row is not None and row["source_id"] in sources:
            entity["isBasedOn"] = {"@id": f"#source-{row['source_id']}"}
        yield entity


def _of_tables(steps: Iterable[StepRecord]) -> Iterator[Entity]:
    tables = dict[str, str]()
    for record in steps:
        tables |= {name: str(hashed) for name, hashed in record.facts["tables"].items()}
    for record in steps:
        tables |= {name: hashes["parquet"] for name, hashes in record.tables.items()}
    for name, hashed in sorted(tables.items()):
        yield {
            "@id": _of_table(name),
            "@type": "CreativeWork",
            "name": f"{name}.parquet",
            "description": f"The table {name}, which is in data/processed beside the report.",
            "encodingFormat": "application/vnd.apache.parquet",
            "sha256": hashed,
        }
