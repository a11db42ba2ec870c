"""`make fetch`: download the files for the register from the publishers' interfaces."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from helpers.areas import ENGLAND, read_areas
from helpers.params import further_groups, settings_for
from helpers.paths import Project
from helpers.pipeline.locks import hold
from helpers.pipeline.neighbours import neighbours_of
from helpers.problems import InputProblem, StepFailed
from helpers.register import LOCAL_RETURN, Indicator, read_register
from helpers.sources.catalogue import read_sources
from helpers.sources.fetching.client import Client
from helpers.sources.fetching.fetch import Fetcher, Outcome
from helpers.sources.fetching.interfaces import Wanted, interface_of
from helpers.sources.fetching.network import check_network
from helpers.sources.installing import sha256_of, sidecar_path
from helpers.sources.sidecar import raw_files

EVERY_SOURCE: Final = "all"
"""What names every source, where one must be named."""

MEMORY: Final = ".fetched.json"


def fetch_files(project: Project, year: str, source: str = "", client: Client | None = None) -> None:
    """Download the files for the register, from every source or from one, and print the result for each file.

    The areas are those of the comparator groups of the year. A source without an interface is named with the page to
    download it from by hand. If one file cannot be downloaded, the others are kept.

    Raises  InputProblem: the year or the source is not known, a key is missing, or the environment names certificates
            or a proxy that do not exist. StepFailed: a file could not be downloaded
    """
    refuse_failed(_download(project, year, source, client, project.raw, project.processed / "fetched.json"))


def fetch_apart(project: Project, year: str, source: str, folder: Path, client: Client | None = None) -> list[Outcome]:
    """Download the files for the register from a source, or from `all`, into a folder of their own, and print each.

    What the raw folder has already is taken away again, so that the folder has what is newer.

    Raises  InputProblem: as `fetch_files`
    """
    outcomes = _download(project, year, "" if source == EVERY_SOURCE else source, client, folder, folder / MEMORY)
    (folder / MEMORY).unlink(missing_ok=True)
    for file in raw_files(folder, folder.name):
        if (path := project.raw / file.name).is_file() and sha256_of(path) == sha256_of(file.path):
            file.path.unlink()
            sidecar_path(file.path).unlink(missing_ok=True)
    return outcomes


def refuse_failed(outcomes: Sequence[Outcome]) -> None:
    """Refuse downloads if some failed.

    Raises  StepFailed: a file could not be downloaded
    """
    failed = sum(not outcome.good for outcome in outcomes)
    if failed:
        raise StepFailed(f"{failed} of {len(outcomes)} downloads failed; see the lines above.")


def _download(
    project: Project, year: str, source: str, client: Client | None, raw: Path, memory: Path
) -> list[Outcome]:
    """Download the files into a raw folder, and print what became of each; `memory` is the file of earlier answers."""
    check_network(os.environ)
    every_area = read_areas(project.areas)
    settings = settings_for(project, every_area, year, "", neighbours_of)
    groups = [settings.group, *further_groups(project, every_area, settings, neighbours_of)]
    areas = tuple(sorted({ENGLAND, settings.authority, *(code for group in groups for code in group.members)}))
    measures = _measures(read_register(project.register), source)
    sources = read_sources(project.sources)
    by_hand = [
        f"{LOCAL_RETURN}: departments supply its figures; make template writes the workbook that they fill in."
        if source_id == LOCAL_RETURN
        else f"{source_id}: no interface gives its figures; download them from {sources[source_id].address} and "
        "put them under data/raw by hand."
        for source_id in measures
        if interface_of(source_id) is None
    ]
    if source and by_hand:
        raise InputProblem(by_hand[0])
    wanted = [
        (interface, Wanted(source_id, names, areas))
        for source_id, names in measures.items()
        if (interface := interface_of(source_id)) is not None
    ]
    today = datetime.now(UTC).date()
    with _only_one(project):
        outcomes = []
        for outcome in Fetcher(raw, client or Client(), today, memory).fetch(wanted, os.environ):
            print(f"{outcome.source_id}: {outcome.sentence}", flush=True)
            outcomes.append(outcome)
    for sentence in by_hand:
        print(sentence)
    return outcomes


def _measures(indicators: Sequence[Indicator], source: str) -> dict[str, tuple[str, ...]]:
    """Return the measures of the register by source, for all sources or for one.

    Raises  InputProblem: the register does not name the source
    """
    measures: dict[str, list[str]] = {}
    for indicator in sorted(indicators, key=lambda indicator: (indicator.source_id, indicator.source_measure)):
        measures.setdefault(indicator.source_id, []).append(indicator.source_measure)
    if source and source not in measures:
        raise InputProblem(f"source must be one of {', '.join(measures)}; got {source!r}.")
    return {name: tuple(dict.fromkeys(of_it)) for name, of_it in measures.items() if source in ("", name)}


@contextmanager
def _only_one(project: Project) -> Iterator[None]:
    """Hold a lock: two fetches must never write the same file at the same time."""
    project.processed.mkdir(parents=True, exist_ok=True)
    with hold(project.processed / ".lock-fetch", "Another fetch is under way; wait until it has finished."):
        yield
