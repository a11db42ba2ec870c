"""Files that are almost right: good ones of every kind that people hand in, with some edits, and what reads them.

A reader may use what is left or refuse it in a sentence. Anything else that it raises is a crash.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import hostile

from helpers.analyst_commentary import read_commentary
from helpers.areas import read_areas
from helpers.assurance.logs import read_assurance
from helpers.frameworks import Framework
from helpers.gaps import read_gaps
from helpers.model_files import read_model
from helpers.ownership import read_ownership
from helpers.params import MODELS, Parameters, read_frameworks, settings_for
from helpers.paths import Project
from helpers.pipeline import moving, stages
from helpers.pipeline.attestations import check_attestations
from helpers.pipeline.manifest import Manifest, StepRecord, read_manifest, read_record
from helpers.pipeline.neighbours import neighbours_of
from helpers.problems import Problem
from helpers.register import PERIOD_TYPES, Indicator, read_aliases, read_register
from helpers.sources.agreements import read_agreement
from helpers.sources.approvals import read_approvals
from helpers.sources.catalogue import read_sources
from helpers.sources.caveats import read_caveats
from helpers.sources.comments import read_comments
from helpers.sources.commitments import read_commitments
from helpers.sources.delivery_returns import delivery_rows
from helpers.sources.governance import read_governance
from helpers.sources.meetings import read_meetings
from helpers.sources.needs_model import read_needs_model
from helpers.sources.plain_names import read_plain_names
from helpers.sources.printed_headlines import read_printed_headlines
from helpers.sources.published_figures import read_published_figures
from helpers.sources.reference import read_parts, read_same_measure
from helpers.sources.register_files import read_also_published, read_asked_for, read_baselines, read_survey_kinds
from helpers.sources.risks import read_pairs, read_risk_files, read_watch_list
from helpers.sources.search_words import read_search_words
from helpers.sources.sections import read_sections
from helpers.sources.services import read_cost_neighbours, read_services
from helpers.sources.sidecar import read_sidecar
from helpers.sources.split_years import read_split_years
from helpers.sources.statements import read_statements
from helpers.sources.targets import TargetFiles, read_targets
from helpers.sources.tiles import read_tiles
from helpers.sources.word_parts import read_word_parts
from helpers.sources.worst_districts import read_worst_districts
from helpers.sources.zero_rulings import read_zero_rulings
from helpers.stages import STAGES

ROOT = hostile.ROOT
PROJECT = Project(ROOT)
INDICATORS, AREAS = hostile.REGISTER, hostile.AREAS
HASH = "0123456789abcdef" * 4

MAX_LINES = 40
"""Lines that are taken of a long table, so that an edit meets what it is about and reading it takes no time."""

TOKENS = (
    b"", b"\0", b"\r", b"\n", b",", b'"', b"'", b":", b": ", b"- ", b"{", b"}", b"[", b"]", b"&a ", b"*a",
    b"!!python/name:os ",
    b"|", b">", b"#", b"%", b"\t", b"\xff", b"\xef\xbb\xbf", "\u202e".encode(), "\u2028".encode(), "\u0663".encode(),
    b"=1+1", b"-", b"+", b"1e999", b"-1e-999", b"nan", b"inf", b"0x" + b"F" * 5_000, b"9" * 400, b"1_000", b"1.5.2",
    b"null",
    b"true", b"2023-02-30", b"9999-12-31", b"0000-01-01", b"2023/24", b"E10000018", b"../../etc/passwd", b"<script>",
    b"{{x}}",
    b"a" * 3_000, b"[" * 2_000, b"{}", b"[]", b'""', b"---", b"...", b"\\", b"\\u0000", b"\\ud800", b"1" + b"0" * 30,
)  # fmt: skip
"""What an edit puts into a file."""


class Edit(NamedTuple):
    """One edit: what is done (see `edited`), where as shares of the file, and what is put there."""

    kind: int
    at: float
    length: float
    token: bytes


KINDS = 6


def edited(content: bytes, edits: Sequence[Edit]) -> bytes:
    """Return a file after some edits: a byte replaced, a text put in, a part taken out or repeated, a cell replaced."""
    for edit in edits:
        at = int(edit.at * len(content))
        until = min(len(content), at + int(edit.length * 200))
        if edit.kind == 0:
            content = content[:at] + edit.token[:1] + content[at + 1 :]
        elif edit.kind == 1:
            content = content[:at] + edit.token + content[at:]
        elif edit.kind == 2:
            content = content[:at] + content[until:]
        elif edit.kind == 3:
            content = content[:until] + content[at:until] * 3 + content[until:]
        elif edit.kind == 4:
            content = _cell_replaced(content, at, edit.token)
        else:
            content = content[:at]
    return content


def _cell_replaced(content: bytes, at: int, token: bytes) -> bytes:
    """Put a text in place of the cell, value or word around an offset."""
    ends = b',:\n"'
    first = max((content.rfind(ends[n : n + 1], 0, at) for n in range(len(ends))), default=-1) + 1
    lasts = [content.find(ends[n : n + 1], at) for n in range(len(ends))]
    last = min((end for end in lasts if end >= 0), default=len(content))
    return content[:first] + token + content[last:]


@dataclass(frozen=True)
class Subject:
    """A kind of file: a good one, what it is called, and what reads it, given its path."""

    name: str
    file: str
    content: Callable[[], bytes]
    read: Callable[[Path], object]


class Reading(NamedTuple):
    """How reading an edited file ended: whether it was refused, and what is wrong with that, blank where nothing is."""

    refused: bool
    wrong: str


def read_edited(subject: Subject, edits: Sequence[Edit], folder: Path) -> Reading:
    """Read a file after some edits, in a folder of its own; whatever is raised but a Problem is a crash."""
    path = folder / subject.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(edited(subject.content(), edits))
    try:
        subject.read(path)
    except Problem as problem:
        sentence = str(problem)
        if not sentence.isprintable() or not sentence.endswith(".") or len(sentence) > 5_000:
            return Reading(True, f"not a sentence: {sentence[:500]!r}")
        if str(folder) in sentence:
            return Reading(True, f"it names a folder of the machine: {sentence[:500]!r}")
        return Reading(True, "")
    return Reading(False, "")


def _start_of(path: Path) -> Callable[[], bytes]:
    @cache
    def content() -> bytes:
        lines = path.read_bytes().splitlines(keepends=True)
        return b"".join(lines[:MAX_LINES] if path.suffix == ".csv" else lines)

    return content


def _of_parameters(name: str, read: Callable[[Path], object]) -> Subject:
    return Subject(f"params/{name}", name, _start_of(PROJECT.parameters / name), read)


def _comment() -> bytes:
    return (
        b"---\nabout: household_waste_recycled_pct\nby: Head of Waste\ndate: 2023-10-12\n---\n"
        b"A dry spring meant less garden waste, so the share fell to 41.8%.\n\nNew bins come in May.\n"
    )


@cache
def _manifest() -> bytes:
    import tempfile

    tables = {"observations": {"parquet": HASH, "csv": HASH}}
    step = StepRecord(HASH, {"tables": {"areas": HASH}, "inputs": {"params/2023.yml": HASH}}, tables, HASH, HASH, HASH)
    about = {
        "authority": "E10000018",
        "period": "",
        "raw_folder": "data/raw",
        "risks_folder": "params/risks",
        "parameters": {"year": 2023},
        "raw_files": {"ons/a.csv": {"sha256": HASH}},
        "packages": {"pandas": "3.0.0"},
        "git": {"commit": None, "changed": None},
        "earlier": {},
    }
    with tempfile.TemporaryDirectory() as folder:
        Manifest("2023", {"01_ingestion": step}, {"index.html": HASH}, about).write(Path(folder))
        return (Path(folder) / "manifest.json").read_bytes()


def _read_manifests(path: Path) -> None:
    assert read_manifest(path.parent, "2023").run == "2023"
    read_record(path.parent, "2023/manifest.json")


def _statement() -> bytes:
    return (
        b'{"_type": "https://in-toto.io/Statement/v1", "subject": [{"name": "cabinet/reports/2023/manifest.json", '
        b'"digest": {"sha256": "' + HASH.encode() + b'"}}], "predicateType": "urn:performance-compendium:approval:1", '
        b'"predicate": {"body": "cabinet", "approved_on": "2023-11-24", "minute": "12", "recorded_by": "Head"}}\n'
    )


def _approvals() -> bytes:
    return (
        b"report_year,body,approved_on,minute,recorded_by\n"
        b"2023,cabinet,2023-11-24,Minute 12,Head of Democratic Services\n"
    )


def _comments() -> bytes:
    header = (PROJECT.parameters / "comments.csv").read_bytes().splitlines(keepends=True)[0]
    return header + (
        b"2023,c1,comment,Scrutiny Commission,2023-11-01,More on roads.,,Director of Highways,Added.,2023-11-10,\n"
    )


def _sidecar() -> bytes:
    return next(iter(sorted(PROJECT.raw.rglob("*.source.yml")))).read_bytes()


def _beside_the_project(path: Path) -> Project:
    """A project in the folder of a file, whose other parameters are those of this one."""
    root = path.parent / "project"
    if not root.exists():
        shutil.copytree(PROJECT.parameters, root / "params")
    return Project(root)


def _read_groups(path: Path) -> None:
    project = _beside_the_project(path)
    shutil.copy2(path, project.comparators)
    settings_for(project, AREAS, "2023", "", neighbours_of)


@cache
def _themes() -> list[str]:
    return [theme.name for framework in read_frameworks(PROJECT).values() for theme in framework.themes]


def _read_framework(path: Path) -> None:
    project = _beside_the_project(path)
    shutil.copy2(path, project.frameworks / path.name)
    read_frameworks(project)


def _read_logs(path: Path) -> None:
    folder = path.parent / "assurance"
    if not folder.exists():
        shutil.copytree(PROJECT.assurance, folder)
    shutil.copy2(path, folder / "decisions.yml")
    read_assurance(folder)


def _commentary(path: Path) -> None:
    read_commentary(path.parents[1], 2023, date(2023, 3, 31), ["household_waste_recycled_pct"], ["Waste"])


def _of_folder(folder: Path, name: str, read: Callable[[Path], object]) -> Subject:
    """One file of a folder whose files are read together; the others are as they are."""

    def read_folder(path: Path) -> None:
        copy = path.parent / "folder"
        if not copy.exists():
            shutil.copytree(folder, copy)
        shutil.copy2(path, copy / name)
        read(copy)

    return Subject(f"{folder.name}/{name}", name.replace("/", "_"), (folder / name).read_bytes, read_folder)


@cache
def _plan() -> Framework:
    return read_frameworks(PROJECT)["strategic_plan_2022_26"]


def _read_targets(folder: Path) -> None:
    files = (f"target_{name}.csv" for name in ("milestones", "judgements", "options"))
    read_targets(TargetFiles(folder / "targets.csv", *(folder / name for name in files)), INDICATORS, _plan(), 2023)


def _read_agreements(folder: Path) -> None:
    read_agreement(folder, _plan().id, [theme.name for theme in _plan().themes], 2023)


def _read_governance(folder: Path) -> None:
    read_governance(folder, read_sources(PROJECT.sources), 2023)


def _read_split_years(path: Path) -> None:
    as_at = dict.fromkeys(PERIOD_TYPES, date(2023, 3, 31))
    read_split_years(path, INDICATORS, as_at)


def _with_register(read: Callable[[Path, Sequence[Indicator]], object]) -> Callable[[Path], object]:
    return lambda path: read(path, INDICATORS)


OF_REGISTER: dict[str, Callable[[Path], object]] = {
    "also_published.csv": lambda path: read_also_published(path, INDICATORS, read_sources(PROJECT.sources)),
    "asked_for.csv": lambda path: read_asked_for(path, INDICATORS, 2023),
    "baselines.csv": _with_register(read_baselines),
    "cost_neighbours.csv": lambda path: read_cost_neighbours(path, AREAS),
    "gaps.csv": _with_register(read_gaps),
    "indicator_pairs.csv": _with_register(read_pairs),
    "measure_aliases.csv": _with_register(read_aliases),
    "needs_model.csv": read_needs_model,
    "parts.csv": _with_register(read_parts),
    "plain_names.csv": _with_register(read_plain_names),
    "same_measure.csv": lambda path: read_same_measure(path, [one.indicator_id for one in INDICATORS]),
    "search_words.csv": lambda path: read_search_words(path, INDICATORS, INDICATORS),
    "sections.csv": lambda path: read_sections(path, INDICATORS, INDICATORS),
    "services.csv": _with_register(read_services),
    "surveys.csv": _with_register(read_survey_kinds),
    "tiles.csv": lambda path: read_tiles(path, AREAS),
    "watch_list.csv": _with_register(read_watch_list),
    "worst_districts.csv": _with_register(read_worst_districts),
}
"""The other files of params that one function reads."""

EXAMPLE = ROOT / "docs/examples/in_year/params"
"""Made-up files of which those of params have rows for few reports, or none."""


def _of_folders() -> Iterator[Subject]:
    """Give the files that are read together with others."""
    for name in ("targets", "target_milestones", "target_judgements", "target_options"):
        yield _of_folder(EXAMPLE, f"{name}.csv", _read_targets)
    for path in sorted((EXAMPLE / "agreements").glob("*.csv")):
        yield _of_folder(EXAMPLE / "agreements", path.name, _read_agreements)
    for path in sorted((EXAMPLE / "governance").glob("*.csv")):
        yield _of_folder(
            EXAMPLE / "governance",
            path.name,
            lambda folder: read_governance(folder, read_sources(PROJECT.sources), 2023),
        )
    for path in sorted((ROOT / "docs/examples/risk").glob("*.csv")):
        yield _of_folder(
            path.parent, path.name, lambda folder: read_risk_files(folder, INDICATORS, defaultdict(frozenset), 2023)
        )


def _publishers() -> list[Subject]:
    return [
        Subject(f"a file of {dialect.name}", f"{number}.csv", lambda of=dialect: of.text().encode(), hostile.outcome)  # type: ignore[misc]
        for number, dialect in enumerate(hostile.DIALECTS)
    ]


SUBJECTS = (
    *_publishers(),
    _of_parameters("2023.yml", lambda path: read_model(path, Parameters, MODELS)),
    _of_parameters("comparators.yml", _read_groups),
    _of_parameters("indicators.csv", read_register),
    _of_parameters("sources.yml", read_sources),
    _of_parameters("ownership.csv", lambda path: read_ownership(path, {"E10000018"})),
    _of_parameters("caveats.csv", lambda path: read_caveats(path, INDICATORS, INDICATORS, 2023, is_two_tier=True)),
    Subject(
        "params/delivery",
        "2023/returned.csv",
        _start_of(EXAMPLE / "delivery/2023/returned.csv"),
        lambda path: read_statements(None, INDICATORS, _themes(), 2023, delivery_rows(path.parent.parent, 2023)),
    ),
    _of_parameters("statements.csv", lambda path: read_statements(path, INDICATORS, _themes(), 2023)),
    _of_parameters("commitments.csv", lambda path: read_commitments(path, INDICATORS, 2023)),
    _of_parameters("printed_headlines.csv", read_printed_headlines),
    _of_parameters("published_figures.csv", lambda path: read_published_figures(path, 2023)),
    _of_parameters("zeros.csv", lambda path: read_zero_rulings(path, INDICATORS, AREAS)),
    *(_of_parameters(name, read) for name, read in OF_REGISTER.items()),
    *_of_folders(),
    Subject("split_years.csv", "split_years.csv", _start_of(EXAMPLE / "split_years.csv"), _read_split_years),
    Subject("params/word", "parts.csv", _start_of(PROJECT.word_parts), lambda path: read_word_parts(path, 2023)),
    Subject(
        "the note of a stage",
        "stage.json",
        lambda: b'{"stage": "cabinet", "beside": ["draft", "scrutiny"]}',
        lambda path: [one in stages._beside(path.parent) for one in STAGES],
    ),
    Subject(
        "params/frameworks",
        "strategic_plan_2022_26.yml",
        _start_of(PROJECT.frameworks / "strategic_plan_2022_26.yml"),
        _read_framework,
    ),
    Subject("params/meetings", "2023.csv", _start_of(PROJECT.meetings(2023)), read_meetings),
    Subject("params/approvals.csv", "approvals.csv", _approvals, lambda path: read_approvals(path, 2023)),
    Subject("params/comments.csv", "comments.csv", _comments, lambda path: read_comments(path, INDICATORS, 2023)),
    Subject("commentary", "commentary/2023/recycling.md", _comment, _commentary),
    Subject("docs/assurance", "log.yml", _start_of(PROJECT.assurance / "decisions.yml"), _read_logs),
    Subject("the areas", "areas.csv", PROJECT.areas.read_bytes, read_areas),
    Subject("a sidecar", "a.source.yml", _sidecar, lambda path: read_sidecar(path, "data/raw/a.source.yml")),
    Subject("a manifest", "2023/manifest.json", _manifest, _read_manifests),
    Subject(
        "a journal",
        ".moving-2023",
        lambda: b'{"final": "2023", "tables_replaced": true, "report_replaced": true}',
        lambda path: moving._read(path),
    ),
    Subject(
        "a statement of an approval",
        "approvals.intoto.jsonl",
        _statement,
        lambda path: list(check_attestations(path, "approvals.intoto.jsonl", {})),
    ),
)
