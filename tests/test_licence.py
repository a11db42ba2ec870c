"""Every source of a raw file is attributed in the licence, is in the data log and is described in one way."""

from __future__ import annotations

import re
from pathlib import Path

from helpers.assurance.logs import read_assurance
from helpers.paths import project
from helpers.register import LOCAL_RETURN, read_register
from helpers.sources.catalogue import read_sources
from helpers.sources.sidecar import raw_files

ROOT = Path(__file__).parents[1]
SIDECARS = [file.sidecar for file in raw_files(project().raw) if file.sidecar]
SOURCES = {sidecar.source_id: read_sources(project().sources)[sidecar.source_id] for sidecar in SIDECARS}
DATA_LOG = read_assurance(project().assurance).data
OPEN_GOVERNMENT_LICENCE = "Open Government Licence v3.0"


def test_the_licence_lists_every_attribution_and_no_other() -> None:
    _, _, figures = (ROOT / "LICENSE").read_text(encoding="utf-8").partition("FIGURES UNDER data/raw")
    printed = [line for line in figures.splitlines() if line.startswith("- ")]
    attributions = sorted({f"- {source.dataset}: {source.attribution}" for source in SOURCES.values()})
    counts = sorted({f"- {dataset}" for sidecar in SIDECARS for dataset in sidecar.counts_from})
    assert printed == attributions + counts


def test_every_figure_is_under_the_licence_that_the_file_names() -> None:
    text = " ".join((ROOT / "LICENSE").read_text(encoding="utf-8").split())
    assert text.startswith("MIT License Copyright (c) 2026 the contributors to the Performance Compendium project")
    assert OPEN_GOVERNMENT_LICENCE in text
    assert {source.licence for source in SOURCES.values()} == {OPEN_GOVERNMENT_LICENCE}


def test_every_raw_file_of_the_project_has_a_sidecar() -> None:
    assert all(file.sidecar for file in raw_files(project().raw))


def test_the_data_log_has_an_entry_for_every_source_and_no_other() -> None:
    assert sorted(entry.source for entry in DATA_LOG.entries) == sorted(SOURCES)


def test_the_data_log_says_how_many_indicators_rest_on_each_source() -> None:
    counts = {entry.source: re.fullmatch(r"(\d+) indicators?", entry.used_for) for entry in DATA_LOG.entries}
    counts_in_log = {source: int(count[1]) for source, count in counts.items() if count}
    """What departments and partners hand in is of no publisher."""
    register = read_register(project().register)
    sources = [indicator.source_id for indicator in register if indicator.source_id != LOCAL_RETURN]
    assert counts_in_log == {source: sources.count(source) for source in set(sources)}
