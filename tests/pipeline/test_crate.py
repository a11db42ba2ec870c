"""The crate of a report is what the standard and its profile for runs ask for, and holds every file with its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from crate_validator import required_by_the_validator

from helpers.pipeline.crate import CONTEXTS, PROFILE, PROFILES, STANDARD, WORKFLOW_PROFILE, Described, crate_bytes
from helpers.pipeline.crate_workflow import RUN, WORKFLOW
from helpers.pipeline.manifest import StepRecord
from helpers.present.site_pages import CRATE

HASHES = ["0" * 64, "1" * 64, "2" * 64, "3" * 64]
TERMS = {
    "@id", "@type", "about", "additionalType", "agent", "author", "conformsTo", "datePublished", "description",
    "encodingFormat", "exampleOfWork", "hasPart", "input", "instrument", "isBasedOn", "license", "mainEntity",
    "mentions", "name", "object", "output", "programmingLanguage", "publisher", "result", "sha256", "url", "value",
    "version", "workExample",
}  # fmt: skip
"""Terms of the context of RO-Crate 1.1, and sha256 of that for runs of workflows."""


@pytest.fixture
def described() -> Described:
    """A report of two steps, one of which reads a publisher's file and the other the table of the first."""
    first = StepRecord(
        HASHES[0],
        {"notebook": HASHES[0], "inputs": {"data/raw/ons/a file.csv": HASHES[1]}, "tables": {}},
        {"observations": {"parquet": HASHES[2], "csv": HASHES[3]}},
        HASHES[0],
        HASHES[1],
        started="2026-01-01T00:00:00+00:00",
        seconds=2.5,
    )
    second = StepRecord(
        HASHES[1],
        {"notebook": HASHES[1], "inputs": {}, "tables": {"observations": HASHES[2]}},
        {},
        HASHES[2],
        HASHES[3],
    )
    return Described(
        title="Performance Compendium 2023",
        council="A council",
        dated="2023-03-31",
        labels={"01_one": "01 one"},
        steps={"01_one": first, "02_two": second},
        pages={"index.html": HASHES[0], "themes/a.html": HASHES[1], WORKFLOW: HASHES[3], CRATE: HASHES[2]},
        parameters={"year": "2023"},
        raw_name="data/raw",
        raw=[{"file": "ons/a file.csv", "source_id": "ons_a", "edition": "One", "hash_published": True}],
        sources=[
            {
                "source_id": "ons_a",
                "publisher": "A publisher",
                "dataset": "Figures",
                "licence": "A licence",
                "attribution": "By a publisher.",
                "address": "https://example.org/",
            },
            {
                "source_id": "not_used",
                "publisher": "Another",
                "dataset": "",
                "licence": "",
                "attribution": "",
                "address": "",
            },
        ],
    )


def entities(content: bytes) -> dict[str, dict[str, Any]]:
    """The entities of a crate by their names, none of which is used twice."""
    graph = json.loads(content)["@graph"]
    by_name = {entity["@id"]: entity for entity in graph}
    assert len(by_name) == len(graph)
    return by_name


def references(value: Any) -> set[str]:
    """Every name that a value refers to."""
    if isinstance(value, dict):
        return {value["@id"]} if value.keys() == {"@id"} else set().union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def check_crate(content: bytes) -> dict[str, dict[str, Any]]:
    """Hold a crate to what RO-Crate 1.1 and Workflow Run Crate 0.5 say it must have; return its entities."""
    assert json.loads(content)["@context"] == list(CONTEXTS)
    graph = entities(content)
    assert graph[CRATE]["about"] == {"@id": "./"}
    assert graph[CRATE]["conformsTo"] == [{"@id": STANDARD}, {"@id": WORKFLOW_PROFILE}]
    report = graph["./"]
    assert report["@type"] == "Dataset" and report["conformsTo"] == [{"@id": profile} for profile in PROFILES]
    assert all(report[term] for term in ("name", "description", "datePublished", "license"))
    assert all(graph[profile]["@type"] == "CreativeWork" and graph[profile]["version"] for profile in PROFILES)
    check_workflow(graph)
    files = {name for name, entity in graph.items() if is_file(entity)}
    assert {part["@id"] for part in report["hasPart"]} == files
    actions = {name: entity for name, entity in graph.items() if entity["@type"] == "CreateAction"}
    assert {one["@id"] for one in report["mentions"]} == actions.keys()
    for action in actions.values():
        assert "SoftwareSourceCode" in graph[action["instrument"]["@id"]]["@type"]
        assert action["result"] and action["name"]
    for entity in graph.values():
        assert entity.keys() <= TERMS
        assert references({term: value for term, value in entity.items() if term != "@id"}) <= {*graph, STANDARD}
        assert all(value not in ("", []) for term, value in entity.items() if term != "object")
    return graph


def is_file(entity: dict[str, Any]) -> bool:
    return entity["@type"] == "File" or "File" in entity["@type"]


def check_workflow(graph: dict[str, dict[str, Any]]) -> None:
    """Hold the workflow of a crate to what its profile says that it must have."""
    workflow = graph[graph["./"]["mainEntity"]["@id"]]
    assert {"File", "SoftwareSourceCode", "ComputationalWorkflow"} <= set(workflow["@type"])
    assert graph[workflow["programmingLanguage"]["@id"]]["@type"] == "ComputerLanguage"
    ran = [one for one in graph.values() if one.get("instrument") == {"@id": workflow["@id"]}]
    assert ran and all(one["@type"] == "CreateAction" for one in ran)
    for parameter in (graph[one["@id"]] for one in [*workflow["input"], *workflow["output"]]):
        assert parameter["@type"] == "FormalParameter" and parameter["additionalType"]
        example = graph[parameter["workExample"]["@id"]]
        assert example["exampleOfWork"] == {"@id": parameter["@id"]}
        assert (
            example["@type"] in ("File", "Collection", "PropertyValue")
            and example["@type"] == parameter["additionalType"]
        )


def test_it_has_what_the_standard_and_the_profile_ask_for(described: Described) -> None:
    graph = check_crate(crate_bytes(described))
    workflow = graph[WORKFLOW]
    assert workflow["hasPart"] == [{"@id": f"#notebooks/{name}.ipynb"} for name in ("01_one", "02_two")]
    assert [graph[one["@id"]]["name"] for one in workflow["output"]] == ["The pages"]
    assert graph["#value-year"]["value"] == "2023"
    assert graph[RUN]["object"] == [{"@id": "#value-year"}, {"@id": "#inputs"}]
    first, second = graph["#step-01_one"], graph["#step-02_two"]
    assert first["object"] == [{"@id": "#data/raw/ons/a%20file.csv"}]
    assert first["result"] == [{"@id": "01_one.ipynb"}, {"@id": "#tables/observations"}]
    assert second["object"] == [{"@id": "#tables/observations"}]
    assert graph["#tables/observations"]["sha256"] == HASHES[2]
    raw = graph["#data/raw/ons/a%20file.csv"]
    assert (raw["sha256"], raw["version"], raw["isBasedOn"]) == (HASHES[1], "One", {"@id": "#source-ons_a"})
    assert graph["#source-ons_a"]["description"] == "Licence: A licence. By a publisher."
    assert "#source-not_used" not in graph


def test_the_hash_of_a_file_that_was_handed_in_and_of_its_sidecar_are_left_out(described: Described) -> None:
    """Also if the table of raw files does not have it, as in the report of another council."""
    first = described.steps["01_one"]
    names = ("local/a.csv", "local/a.source.yml", "local/b.csv", "ons/a file.source.yml", "reference/areas.csv")
    inputs = {f"data/raw/{name}": HASHES[1] for name in names} | {"params/2023.yml": HASHES[1]}
    step = replace(first, facts=first.facts | {"inputs": first.facts["inputs"] | inputs})
    raw = [*described.raw, {"file": "local/a.csv", "source_id": "local", "edition": "", "hash_published": False}]
    graph = check_crate(crate_bytes(replace(described, steps=described.steps | {"01_one": step}, raw=raw)))
    inside = {name for name, entity in graph.items() if name.startswith(("#data", "#params")) and "sha256" in entity}
    assert inside == {
        "#data/raw/ons/a%20file.csv",
        "#data/raw/ons/a%20file.source.yml",
        "#data/raw/reference/areas.csv",
        "#params/2023.yml",
    }


def without(name: str, term: str) -> Callable[[dict[str, dict[str, Any]]], object]:
    return lambda graph: graph[name].pop(term)


SPOILT: dict[str, Callable[[dict[str, dict[str, Any]]], object]] = {
    "no descriptor": lambda graph: graph.pop(CRATE),
    "a descriptor of no standard": without(CRATE, "conformsTo"),
    "a descriptor of nothing": without(CRATE, "about"),
    "no report": lambda graph: graph.pop("./"),
    "a report that is no set of data": lambda graph: graph["./"].update({"@type": "CreativeWork"}),
    "no name": without("./", "name"),
    "no description": without("./", "description"),
    "no date": without("./", "datePublished"),
    "no licence": without("./", "license"),
    "no profile": without("./", "conformsTo"),
    "a profile of runs without a workflow": lambda graph: graph["./"]["conformsTo"].remove({"@id": PROFILE}),
    "no workflow": without("./", "mainEntity"),
    "a workflow that is no file": lambda graph: graph[WORKFLOW].update({"@type": "ComputationalWorkflow"}),
    "a workflow in no language": without(WORKFLOW, "programmingLanguage"),
    "a workflow that nobody ran": lambda graph: graph[RUN].update(instrument={"@id": "#code"}),
    "an input that is no parameter": lambda graph: graph[WORKFLOW].update(input=[{"@id": "#council"}]),
    "a parameter of no kind": without("#parameter-year", "additionalType"),
    "a parameter of a council": lambda graph: graph["#parameter-year"].update(workExample={"@id": "#council"}),
    "an action without what was run": without("#step-01_one", "instrument"),
    "a step that was run by a person": lambda graph: graph["#step-01_one"].update(instrument={"@id": "#council"}),
    "a file that is not a part of the report": lambda graph: graph["./"].update(hasPart=[]),
    "a term of no context": lambda graph: graph["./"].update(favourite="blue"),
}
"""What takes something from a crate that the standard or the profile requires."""


def spoilt(described: Described, how: str) -> bytes:
    content = json.loads(crate_bytes(described))
    graph = {entity["@id"]: entity for entity in content["@graph"]}
    SPOILT[how](graph)
    return json.dumps(content | {"@graph": list(graph.values())}).encode()


@pytest.mark.parametrize("how", SPOILT)
def test_a_crate_without_what_is_required_is_noticed(described: Described, how: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        check_crate(spoilt(described, how))


@pytest.mark.skipif(not find_spec("rocrate_validator"), reason="needs the validator: see CONTRIBUTING.md")
def test_the_validator_of_the_standard_says_the_same(
    described: Described, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it in one test: the validator takes seconds to start."""
    content = crate_bytes(described)
    for name, entity in entities(content).items():
        if is_file(entity):
            path = tmp_path / unquote(name)
            path.parent.mkdir(exist_ok=True)
            path.write_text("Words.", encoding="utf-8")
    missing = {}
    for how in ("", *SPOILT):
        (tmp_path / CRATE).write_bytes(spoilt(described, how) if how else content)
        missing[how] = required_by_the_validator(tmp_path, monkeypatch)
    assert missing.pop("") == []
    assert [how for how, required in missing.items() if not required] == []


def test_it_names_no_time_so_that_the_same_inputs_give_the_same_bytes(described: Described) -> None:
    steps = {name: replace(step, started="2027-01-01", seconds=9.0) for name, step in described.steps.items()}
    assert crate_bytes(replace(described, steps=steps)) == crate_bytes(described)
    assert b"2026" not in crate_bytes(described)


def test_it_names_every_file_of_a_report_with_its_hash(report_pages: Path) -> None:
    graph = check_crate((report_pages / CRATE).read_bytes())
    files = {unquote(name): entity.get("sha256") for name, entity in graph.items() if is_file(entity)}
    paths = {path.relative_to(report_pages).as_posix(): path for path in report_pages.rglob("*") if path.is_file()}
    assert files.keys() == paths.keys() - {CRATE}
    assert files.pop("manifest.json") is None
    for name, recorded in files.items():
        assert hashlib.sha256(paths[name].read_bytes()).hexdigest() == recorded, name
    assert sum(entity["@type"] == "CreateAction" for entity in graph.values()) > 10
