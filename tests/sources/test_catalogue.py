"""The catalogue of sources: what each entry must say, and what a report says of a source that gives nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.sources.catalogue import Source, read_sources
from helpers.sources.formats.registry import registry
from helpers.sources.sidecar import raw_files

GOOD: dict[str, Any] = {
    "publisher": "A publisher",
    "dataset": "Waste",
    "licence": "Open Government Licence v3.0",
    "attribution": "Contains public sector information.",
    "address": "https://www.gov.uk/",
    "caveats": "",
}


def catalogue(folder: Path, content: Any) -> Path:
    path = folder / "sources.yml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"publisher": ""}, "waste.publisher is not right"),
        ({"address": "http://www.gov.uk/"}, "waste.address is not right"),
        ({"status": "asleep"}, "waste.status is not right"),
        ({"colour": "green"}, "waste.colour is not right"),
        ({"status": "replaced"}, "waste is not right; replaced_by is given where the status is replaced"),
        ({"replaced_by": "another"}, "waste is not right; replaced_by is given where the status is replaced"),
        ({"until": date(2020, 1, 1)}, "waste is not right; a live source has no until"),
        (
            {"status": "ended", "since": date(2020, 1, 2), "until": date(2020, 1, 1)},
            "waste is not right; until is before since",
        ),
    ],
)
def test_an_entry_that_is_not_right_names_its_key(tmp_path: Path, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_sources(catalogue(tmp_path, {"waste": GOOD | change}))
    assert str(problem.value).startswith(f"sources.yml: {sentence}")


def test_the_name_of_a_source_is_small_letters(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="'Waste 1' is not the name of a source"):
        read_sources(catalogue(tmp_path, {"Waste 1": GOOD}))


def test_a_list_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match=r"^sources\.yml: the file is not right"):
        read_sources(catalogue(tmp_path, ["waste"]))


REPORT = date(2018, 3, 31)


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({}, "no file of Waste was supplied"),
        ({"since": date(2015, 1, 1)}, "no file of Waste was supplied"),
        ({"since": date(2023, 7, 4)}, "Waste was first offered on 4 July 2023"),
        ({"status": "suspended", "until": date(2016, 12, 1)}, "Waste was suspended on 1 December 2016"),
        ({"status": "suspended", "until": date(2020, 12, 1)}, "no file of Waste was supplied"),
        ({"status": "ended"}, "Waste was ended"),
        (
            {"status": "replaced", "replaced_by": "the new tables", "until": REPORT},
            "Waste was replaced by the new tables on 31 March 2018",
        ),
    ],
)
def test_a_source_that_gives_nothing_says_why(about: dict[str, Any], why: str) -> None:
    assert Source.model_validate(GOOD | about).why_not_there(REPORT) == f"source not available: {why}"


def test_the_projects_catalogue_has_every_source_and_no_other(root: Path) -> None:
    project = Project(root)
    named = {indicator.source_id for indicator in read_register(project.register)}
    named |= {file.sidecar.source_id for file in raw_files(project.raw) if file.sidecar}
    of_formats = {source_id for form in registry() for source_id in form.source_ids}
    names = set(read_sources(project.sources))
    assert named <= names
    rest = names - named - of_formats
    assert {key for key in rest if not read_sources(project.sources)[key].caveats.startswith("Not shipped. ")} == set()
    assert rest == {"ace_libraries", "active_lives"}
