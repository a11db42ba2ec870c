"""A disk that fails, fills or turns read-only at any moment of a run, and runs that are killed or stopped at it.

After each fault the last good report or the new one is whole, what is said is one sentence that is true, and the next
run makes the right report and leaves nothing else.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from disk_faults import (
    DELETES,
    FULL_DEVICE,
    OPENS,
    RENAMES,
    Act,
    Ended,
    Moment,
    edition_of,
    error_at,
    full_from,
    full_while_written,
    killed_at,
    met,
    read_only_from,
    stopped_at,
    undeletable_from,
)
from tallies import FAULTS as FAULT_TABLE
from tallies import tally
from trials import Trial, prepare

from helpers.areas import read_areas
from helpers.params import settings_for
from helpers.pipeline import documents, downloads, pages
from helpers.pipeline.card_pages import WrittenPages, write_pages
from helpers.pipeline.freshness import sha256
from helpers.pipeline.kernels import engine
from helpers.pipeline.moving import Folders, recover
from helpers.pipeline.neighbours import neighbours_of
from helpers.pipeline.schedule import Run
from helpers.pipeline.stages import freeze
from helpers.present.documents import FULL, ReportDocument
from helpers.present.site_pages import CRATE
from helpers.problems import StepFailed

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
RUN, STEP = "2023", "02_data_quality"
NOTEBOOK = f"notebooks/{STEP}.ipynb"


@pytest.fixture(scope="module")
def small(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """A project of two steps with a finished report; each test leaves one in it."""
    root = tmp_path_factory.mktemp("faults") / "project"
    # The modules of the code, which no test here reads or changes, are left out: a run would watch them all.
    left_out = shutil.ignore_patterns("0[3-9]*.ipynb", "processed", "reports", "*.py")
    shutil.copytree(sources, root, ignore=left_out)
    with pytest.MonkeyPatch.context() as patch:
        trial = prepare(Trial(root), patch)
        trial.report()
        yield trial


def moments_of(trial: Trial) -> list[Moment]:
    """The moments of a run that are tried: each rename, each file of the run itself, and some of many of a kind."""
    trial.edit(NOTEBOOK)
    moments = list(met(trial.report, trial.project.root, lambda _: None).moments)
    by_kind: dict[tuple[str, str], list[Moment]] = {}
    for moment in moments:
        by_kind.setdefault((moment.kind, str(Path(moment.path).parent)), []).append(moment)
    some = {one for many in by_kind.values() for one in (many[0], many[-1])}
    some |= {one for one in moments if one.kind == RENAMES or one.path.startswith("reports/.moving")}
    return sorted(some, key=lambda one: one.number)


def put_right(trial: Trial) -> None:
    """Do what the next run does first, before it makes anything."""
    project = trial.project
    recover(Folders(project.processed / RUN, project.reports / RUN), project.reports / f".moving-{RUN}", RUN)


def what_is_wrong(trial: Trial, act: Act) -> tuple[Ended, list[str]]:
    """Let a run that makes a new edition meet a fault; return how it ended, and what is not as promised then."""
    root = trial.project.root
    old = edition_of(root, RUN, STEP)
    trial.edit(NOTEBOOK)
    new = (root / NOTEBOOK).read_text(encoding="utf-8")
    ended = met(trial.report, root, act)
    wrong = []
    if ended.raised not in ("", "KeyboardInterrupt") and not ended.is_problem:
        wrong.append(f"it crashed: {ended.message}")
    if ended.is_problem and not (ended.message.isprintable() and ended.message.endswith(".")):
        wrong.append(f"not a sentence: {ended.message!r}")
    if str(root) in ended.message and ended.is_problem:
        wrong.append(f"it names the machine: {ended.message}")
    if ended.signal or "the next run puts it back" in ended.message:
        put_right(trial)
    edition = edition_of(root, RUN, STEP)
    if edition not in (old, new) or not edition:
        wrong.append("the last good report is lost")
    if "is unchanged" in ended.message and edition != old:
        wrong.append(f"it is not true: {ended.message}")
    if not ended.raised and not ended.signal and edition != new:
        wrong.append("it says that it is done, and the report is the old one")
    trial.report()
    if edition_of(root, RUN, STEP) != new:
        wrong.append("the next run is not right")
    if left := trial.hidden():
        wrong.append(f"the next run leaves {left}")
    return ended, wrong


FAULTS: dict[str, Callable[[int], Act]] = {
    "killed": killed_at,
    "stopped by hand": lambda number: stopped_at(number, STOPS[number % len(STOPS)]),
    "an error of the disk": error_at,
    "a full disk": full_from,
    "a disk that turns read-only": read_only_from,
    "files that cannot be deleted": undeletable_from,
}


def write_documents_too(run: Run, folders: Folders) -> WrittenPages:
    """Write what a site has besides pages, short, by the functions that write it in a report.

    But for the PDF: what makes it works in threads, which a forked process does not have. It is written as Word is.
    """
    folder = folders.report
    template = documents.template_of(run)
    document = ReportDocument(FULL, "Compendium", "Council", "Draft", ("Run 2023.",), ())
    documents._write(document, template, run.settings.dated, folder)
    downloads._write("compendium", bytes(200_000), folder / "compendium.csv")
    (folder / "data").mkdir()
    downloads._write("areas", b"area_code\n", folder / "data/areas.csv")
    written = write_pages(folder, {"indicators/one.html": "<p>Words.</p>", "indicators/one.svg": "<svg/>"}, 2023)
    paths = [folder / FULL, folder / "compendium.csv.zip", folder / "data/areas.csv"]
    hashes = {path.relative_to(folder).as_posix(): sha256(path) for path in paths}
    return WrittenPages(hashes | written.hashes, [])


@pytest.mark.skipif(not FULL_DEVICE.is_char_device(), reason="needs the device that is always full")
def test_a_disk_that_fills_while_a_file_is_written_is_one_sentence(
    small: Trial, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    """Tables, notebooks, pages, documents, downloads, crate, manifest: half a file is never taken for a whole one."""
    monkeypatch.setattr(pages, "_write_site", write_documents_too)
    small.edit(NOTEBOOK)
    opened = [one for one in met(small.report, small.project.root, lambda _: None).moments if one.kind == OPENS]
    by_name = {Path(one.path).name: one for one in opened}
    of_kinds = {Path(name).suffix: one for name, one in by_name.items()} | {
        name: by_name[name] for name in ("manifest.json", CRATE, FULL, "compendium.csv.zip", "index.html")
    }
    assert of_kinds.keys() > {".csv", ".parquet", ".ipynb", ".svg"}
    wrong, messages = {}, set()
    for moment in of_kinds.values():
        ended, of_moment = what_is_wrong(small, full_while_written(moment.number, small.project.root))
        messages.add(ended.message)
        if of_moment or not ended.is_problem or "No space left on device" not in ended.message:
            wrong[moment] = (ended, of_moment)
    assert wrong == {}
    assert any(message.startswith("The pages could not be written: ") for message in messages)
    tally(record_property, FAULT_TABLE, "a disk that fills while a file is written", len(of_kinds), len(of_kinds), 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")
@pytest.mark.parametrize("name", FAULTS)
def test_whatever_happens_at_any_moment_the_last_good_report_stays_and_the_next_run_is_right(
    small: Trial, name: str, record_property: Callable[[str, object], None]
) -> None:
    moments = moments_of(small)
    small.report()
    assert len(moments) > 15
    wrong = {}
    for moment in moments:
        ended, of_moment = what_is_wrong(small, FAULTS[name](moment.number))
        if of_moment:
            wrong[moment] = (ended.raised, of_moment)
    assert wrong == {}
    tally(record_property, FAULT_TABLE, name, len(moments), len(moments) - len(wrong), len(wrong))


# A stage that is frozen.


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")
@pytest.mark.parametrize("name", ["killed", "an error of the disk", "a full disk"])
def test_a_stage_is_frozen_whole_or_not_at_all(
    small: Trial, name: str, record_property: Callable[[str, object], None]
) -> None:
    project, folder = small.project, small.project.stages / RUN / "draft"
    settings = settings_for(project, read_areas(project.areas), RUN, "", neighbours_of)
    report = small.state()
    for needed in ("pyproject.toml", "uv.lock"):
        (project.root / needed).touch()

    def work() -> object:
        return freeze(project, settings, "draft")

    without_fault = met(work, project.root, lambda _: None)
    assert without_fault.message == ""
    moments = without_fault.moments
    whole = files_in(folder)
    assert len(whole) > len(report)
    shutil.rmtree(project.stages)
    chosen = {moments[0], moments[len(moments) // 2], *(one for one in moments if one.kind == RENAMES), moments[-1]}
    for moment in sorted(chosen, key=lambda one: one.number):
        ended = met(work, project.root, FAULTS[name](moment.number))
        assert small.state() == report
        if ended.raised:
            assert ended.is_problem, ended.message
            assert ended.message.startswith("stages/2023/draft could not be written, and nothing was frozen: "), moment
            assert str(project.root) not in ended.message
        if not folder.exists():
            work()
        assert files_in(folder) == whole
        assert {path.name for path in folder.parent.iterdir() if not path.name.startswith(".trash-")} == {"draft"}
        shutil.rmtree(project.stages)
    tally(record_property, FAULT_TABLE, f"{name}, while a stage is frozen", len(chosen), len(chosen), 0)


# What is there before a run begins.

LEFTOVERS = (".nfs0000000000a1b2c3", ".~lock.one.csv#", "Thumbs.db", "desktop.ini", ".DS_Store")
"""What file systems, office programs and file managers leave in folders."""


def test_leftovers_of_other_programs_stop_no_run_and_are_in_no_report(small: Trial) -> None:
    project = small.project
    outputs = (project.reports, project.reports / RUN, project.processed, project.processed / RUN)
    inputs = (project.raw / "dfe", project.parameters, project.notebooks, project.assurance)
    paths = [folder / name for folder in (*outputs, *inputs) for name in LEFTOVERS]
    for path in paths:
        path.touch()
    assert "is up to date" in small.report()
    small.edit(NOTEBOOK)
    small.report()
    assert edition_of(project.root, RUN, STEP) == (project.root / NOTEBOOK).read_text(encoding="utf-8")
    for path in [path for path in paths if path.exists()]:
        assert path.parent in (project.reports, project.processed, *inputs)
        path.unlink()


@pytest.mark.parametrize("year", [1990, 2100])
def test_a_clock_that_was_moved_changes_nothing(small: Trial, year: int) -> None:
    """What is out of date is decided by content: by no time of a file."""
    root = small.project.root
    moment = (year - 1970) * 365.25 * 86_400
    for folder in ("notebooks", "params", f"reports/{RUN}", f"data/processed/{RUN}"):
        for path in (root / folder).rglob("*"):
            os.utime(path, (moment, moment))
    assert "is up to date" in small.report()
    small.edit(NOTEBOOK)
    os.utime(root / NOTEBOOK, (moment, moment))
    small.report()
    assert edition_of(root, RUN, STEP) == (root / NOTEBOOK).read_text(encoding="utf-8")


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def with_another_byte(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize("spoil", [cut, with_another_byte, lambda _: b"", lambda content: bytes(len(content))])
@pytest.mark.parametrize(
    "name", ["reports/2023/manifest.json", "data/processed/2023/raw_files.parquet", "reports/2023/index.html"]
)
def test_a_spoilt_output_is_made_again(small: Trial, name: str, spoil: Callable[[bytes], bytes]) -> None:
    path = small.project.root / name
    path.write_bytes(spoil(path.read_bytes()))
    made_again = "Done in " in small.report()
    # of the manifest, whose every value no run reads, a byte may count for nothing but when the report is checked
    assert made_again or (path.suffix, spoil) == (".json", with_another_byte)
    assert edition_of(small.project.root, RUN, STEP) == (small.project.root / NOTEBOOK).read_text(encoding="utf-8")
    assert "is up to date" in small.report()


def test_a_kernel_that_the_system_ends_for_want_of_memory_is_one_sentence(small: Trial) -> None:
    before = small.state()

    def end() -> None:
        raise engine.NotebookFailed("cell [3]", "DeadKernelError", "Kernel died")

    small.during[STEP] = end
    try:
        with pytest.raises(StepFailed) as stopped:
            small.report(force=True)
    finally:
        small.during.clear()
    assert str(stopped.value).startswith("02 data quality failed in cell [3]: DeadKernelError: Kernel died")
    assert "The last good report in reports/2023 is unchanged." in str(stopped.value)
    assert {name: text for name, text in small.state().items() if "2023-failed" not in name} == before
    small.edit(NOTEBOOK)
    small.report()
    assert small.hidden() == set()
    assert edition_of(small.project.root, RUN, STEP)


def test_a_fault_is_noticed(small: Trial) -> None:
    """Whoever loses a file of the report is found out."""
    report = small.project.reports / RUN
    before = edition_of(small.project.root, RUN, STEP)
    assert before
    for path in (report / "index.html", small.project.processed / RUN / "quality_results.csv"):
        content = path.read_bytes()
        path.write_bytes(content + b"\n")
        assert not edition_of(small.project.root, RUN, STEP)
        path.write_bytes(content)
    (report / "left.html").touch()
    assert not edition_of(small.project.root, RUN, STEP)
    (report / "left.html").unlink()
    assert edition_of(small.project.root, RUN, STEP) == before
    assert met(lambda: None, small.project.root, lambda _: None) == Ended()
    assert {one.kind for one in moments_of(small)} > {RENAMES, DELETES}
    small.report()
