"""A run from its first look at the inputs to the report in its place, with notebooks that take no time."""

from __future__ import annotations

import io
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from trials import During, Trial

from helpers.commands import command_line
from helpers.commands.endings import end_by_hand_on_every_signal
from helpers.pipeline import pages, run
from helpers.pipeline.graph import step_graph
from helpers.pipeline.kernels import engine
from helpers.pipeline.progress import Progress
from helpers.problems import GateStopped, Problem, StepFailed

AT = "03_direction_of_travel"


def test_a_run_makes_a_report_once(first: Trial) -> None:
    trial = first
    assert "Done in " in trial.report()
    before = trial.state()
    notebooks = list(trial.project.notebooks.glob("*.ipynb"))
    assert len([name for name in before if name.endswith(".html")]) == len(notebooks) + 1
    assert "is up to date in reports/2023" in trial.report()
    assert trial.state() == before
    assert trial.hidden() == set()


def test_a_first_run_that_stops_at_a_step_says_that_the_report_is_not_whole(first: Trial) -> None:
    printed = first.report(step="01")
    steps = len(list(first.project.notebooks.glob("*.ipynb"))) - 1
    assert f"  reports/2023 is without {steps} steps: leave out step= to make all of it.\n" in printed
    assert "is without" not in first.report()


def test_each_change_of_what_pages_show_makes_the_pages_again_and_no_step(trial: Trial) -> None:
    made: list[str] = []
    names = [notebook.stem for notebook in trial.project.notebooks.glob("*.ipynb")]
    trial.during = {name: lambda name=name: made.append(name) for name in [*names, "pages"]}
    changes: list[During] = [
        lambda: trial.edit("src/helpers/publish/page/council/style.css"),
        lambda: trial.edit("docs/assurance/limits.yml"),
        (trial.project.reports / "2023/index.html").unlink,
        (trial.project.reports / "2023/04_comparative_benchmarking.html").unlink,
    ]
    for change in changes:
        change()
        trial.report()
        assert made == ["pages"]
        made.clear()
        assert "is up to date in reports/2023" in trial.report()
        assert made == []


def test_a_placeholder_left_in_a_page_stops_the_run_and_the_last_good_report_stays(trial: Trial) -> None:
    before = trial.state()
    notebook = trial.project.notebooks / "08_reconciliation.ipynb"
    good = notebook.read_text(encoding="utf-8")
    trial.edit("notebooks/08_reconciliation.ipynb")
    trial.words = {"08_reconciliation.html": "<p>Recycling rose to X% of all waste. More is to go here.</p>"}
    with pytest.raises(StepFailed) as stopped:
        trial.report()
    words = str(stopped.value)
    assert "08_reconciliation.html has a placeholder, 'X%', in 'Recycling rose to X% of all waste.'; " in words
    assert "08_reconciliation.html has a placeholder, 'to go here', in 'More is to go here.'. Correct it" in words
    assert "The last good report in reports/2023 is unchanged." in words
    failed = {name for name in trial.state() if name.startswith("reports/2023-failed/")}
    assert {name: text for name, text in trial.state().items() if name not in failed} == before
    page = trial.project.reports / "2023-failed/08_reconciliation.html"
    assert "X% of all waste" in page.read_text(encoding="utf-8")
    notebook.write_text(good, encoding="utf-8")
    trial.words = {}
    assert "is up to date in reports/2023" in trial.report()


# What changes while a run is at work.

CHANGED = [
    "params/2023.yml",
    "params/indicators.csv",
    "params/sources.yml",
    "data/raw/dfe/one.csv",
    "data/raw/reference/areas.csv",
    "notebooks/01_ingestion.ipynb",
    "src/helpers/present/pages/direction.py",
    "src/helpers/publish/page/council/style.css",
    "docs/assurance/limits.yml",
]


@pytest.mark.parametrize(
    ("name", "when"), list(zip(CHANGED, cycle(["01_ingestion", "07_compendium", "pages"]), strict=False))
)
def test_a_change_while_a_run_is_at_work_ends_it_and_the_last_good_report_stays(
    trial: Trial, name: str, when: str
) -> None:
    before = trial.state()
    trial.during[when] = lambda: trial.edit(name)
    with pytest.raises(StepFailed, match=rf"^{name} was changed while the run was at work") as stopped:
        trial.report(force=True)
    assert str(stopped.value).endswith("The last good report in reports/2023 is unchanged.")
    assert trial.state() == before
    assert trial.hidden() == set()


@pytest.mark.parametrize("name", ["params/2023.yml", "data/raw/dfe/one.csv", "src/helpers/present/pages/direction.py"])
def test_a_change_that_is_put_back_ends_the_run_too(trial: Trial, name: str) -> None:
    before, path = trial.state(), trial.project.root / name
    original, status = path.read_bytes(), path.stat()

    def back() -> None:
        path.write_bytes(original)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    trial.during = {"01_ingestion": lambda: trial.edit(name), AT: back}
    with pytest.raises(StepFailed, match=f"{name} was changed while the run was at work"):
        trial.report(force=True)
    assert trial.state() == before


@pytest.mark.parametrize("name", ["src/helpers/present/pages/direction.py", "data/raw/dfe/one.csv", "params/2023.yml"])
def test_what_comes_of_a_change_is_not_what_is_said(trial: Trial, name: str) -> None:
    """A file that is taken away makes a step fail in its own way; the sentence names the file."""

    def take_away() -> None:
        (trial.project.root / name).unlink()
        raise engine.NotebookFailed("cell [3]", "KeyError", "it is not there")

    trial.during["01_ingestion"] = take_away
    with pytest.raises(StepFailed, match=f"{name} was taken away while the run was at work"):
        trial.report(force=True)


@pytest.mark.parametrize("is_of_another", [True, False])
def test_a_report_on_another_council_leaves_returns_out_and_they_were_not_taken_away(
    tmp_path: Path, is_of_another: bool
) -> None:
    pd.DataFrame({"file": ["dfe/one.csv"]}).to_parquet(tmp_path / "raw_files.parquet")
    sidecar = SimpleNamespace(format="figures")
    raw: Any = [SimpleNamespace(name=name, sidecar=sidecar) for name in ("dfe/one.csv", "dfe/two.csv")]
    raw.append(SimpleNamespace(name="local/return.csv", sidecar=None))
    one: Any = SimpleNamespace(
        building=SimpleNamespace(tables=tmp_path),
        project=SimpleNamespace(raw_name="data/raw"),
        settings=SimpleNamespace(ownership=SimpleNamespace(has=lambda *_: not is_of_another)),
    )
    with pytest.raises(StepFailed, match=r"data/raw/dfe/two.csv was taken away") as stopped:
        run._confirm_raw_files(one, raw)
    assert ("local/return.csv" in str(stopped.value)) is not is_of_another


def test_a_table_that_is_changed_after_its_step_ends_the_run(first: Trial) -> None:
    trial = first

    def spoil() -> None:
        (trial.project.processed / ".building-2023" / "observations.parquet").write_text("another", encoding="utf-8")

    trial.during["07_compendium"] = spoil
    with pytest.raises(StepFailed, match=r"files that have changed since \(tables\).* No report was made"):
        trial.report()


def test_packages_that_change_end_the_run(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "installed", lambda: {"python": "3.11.0"})
    with pytest.raises(StepFailed, match="The installed packages were changed while the run was at work"):
        trial.report(force=True)


def test_a_raw_file_that_is_there_only_while_it_is_read_ends_the_run(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, extra = trial.state(), trial.project.raw / "dfe" / "extra.csv"
    real = engine.execute

    def execute(notebook: Path, *arguments: Any) -> None:
        if notebook.stem == "01_ingestion":
            extra.touch()
        real(notebook, *arguments)
        extra.unlink(missing_ok=True)

    monkeypatch.setattr(engine, "execute", execute)
    with pytest.raises(StepFailed, match=r"^data/raw/dfe/extra\.csv was added while the run was at work"):
        trial.report(force=True)
    assert {name: text for name, text in trial.state().items() if "2023-failed" not in name} == before


# A disk that is full, folders that cannot be moved, and stops by hand.


def full() -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("when", "begins"),
    [(AT, "03 direction of travel could not be finished:"), ("pages", "The pages could not be written:")],
)
def test_a_full_disk_is_one_sentence_and_leaves_nothing(trial: Trial, when: str, begins: str) -> None:
    before = trial.state()
    trial.during[when] = full
    with pytest.raises(StepFailed) as stopped:
        trial.report(force=True)
    lines = str(stopped.value)
    assert lines.startswith(f"{begins} No space left on device. The last good report in reports/2023 is unchanged.")
    assert {name: text for name, text in trial.state().items() if "2023-failed" not in name} == before
    assert trial.hidden() == set()


def test_a_full_disk_while_the_notebooks_of_a_failed_run_are_kept(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = trial.state()

    def fail() -> None:
        raise engine.NotebookFailed("cell [3]", "ZeroDivisionError", "division by zero")

    monkeypatch.setattr(pages, "make_what_is_possible", lambda _: full())
    trial.during[AT] = fail
    with pytest.raises(StepFailed) as stopped:
        trial.report(force=True)
    assert str(stopped.value) == (
        "03 direction of travel failed in cell [3]: ZeroDivisionError: division by zero. The last good report in "
        "reports/2023 is unchanged. What the run left could not be kept: No space left on device."
    )
    assert trial.state() == before
    assert trial.hidden() == set()


def test_a_report_that_cannot_be_moved_is_named_and_stays(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    before, real = trial.state(), Path.rename

    def rename(self: Path, target: Any) -> Path:
        if self == trial.project.reports / "2023":
            raise OSError(16, "Device or resource busy", str(self))
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(StepFailed) as stopped:
        trial.report(force=True)
    assert str(stopped.value) == (
        "The new report could not be put in place: reports/2023: Device or resource busy; close what uses it and run "
        "it again. The last good report in reports/2023 is unchanged."
    )
    assert trial.state() == before
    assert trial.hidden() == set()


@pytest.fixture
def handlers() -> Iterator[None]:
    """Let every signal be handled as the command line does, and as before afterwards."""
    numbers = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    end_by_hand_on_every_signal()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize(
    ("number", "call"), [(signal.SIGINT, 1), (signal.SIGTERM, 2), (signal.SIGHUP, 3), (signal.SIGTERM, 4)]
)
def test_a_stop_by_hand_in_the_move_is_said_of_the_new_report(
    trial: Trial, number: int, call: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words of the command line fit the folders: the report is the new one, whole, and it is said to be there."""
    before, real, calls = trial.state(), Path.rename, [0]

    def rename(self: Path, target: Any) -> Path:
        calls[0] += 1
        if calls[0] == call:
            os.kill(os.getpid(), number)
        return real(self, target)

    trial.edit("notebooks/03_direction_of_travel.ipynb")
    progress = Progress(trial.output)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        with pytest.raises(KeyboardInterrupt):
            run.report(trial.project, "2023", today=date(2024, 1, 1), progress=progress)
    assert progress.finished == ["reports/2023"]
    assert trial.state() != before
    assert trial.hidden() == set()
    assert "is up to date" in trial.report()


@pytest.mark.usefixtures("handlers")
def test_a_stop_by_hand_while_a_step_is_made_leaves_the_last_good_report(trial: Trial) -> None:
    before = trial.state()
    trial.during["pages"] = lambda: os.kill(os.getpid(), signal.SIGTERM)
    progress = Progress(trial.output)
    with pytest.raises(KeyboardInterrupt):
        run.report(trial.project, "2023", today=date(2024, 1, 1), progress=progress, force=True)
    assert progress.finished == []
    assert trial.state() == before
    assert trial.hidden() == set()


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize(
    ("finished", "words"),
    [
        ([], "Stopped by hand; the last good report is unchanged.\n"),
        (["reports/2018"], "Stopped by hand; reports/2018 was finished and is in place.\n"),
    ],
)
def test_the_words_of_a_stop_by_hand_are_of_what_is_there(
    finished: list[str], words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: Any, progress: Progress, **__: Any) -> None:
        progress.finished += finished
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.chdir(Path.cwd())
    monkeypatch.setattr(run, "check", lambda *_, **__: None)
    monkeypatch.setattr(run, "reports", stop)
    assert command_line.main(["report", "--year", "2023"]) == 1
    assert capsys.readouterr().err == words


def test_a_run_that_is_under_way_is_not_joined_by_another(trial: Trial) -> None:
    lines = []

    def again() -> None:
        with pytest.raises(Problem) as refused:
            run.report(trial.project, "2023", today=date(2024, 1, 1), progress=Progress(io.StringIO()))
        lines.append(str(refused.value))

    trial.during["pages"] = again
    trial.report(force=True)
    assert lines == ["Another run of 2023 is under way; wait until it has finished."]


# Steps that begin before what they need is done.


def test_a_step_begins_when_those_that_it_needs_have_begun(first: Trial) -> None:
    """They are side by side, and each is done after those that it needs."""
    lines = first.report().splitlines()
    started = [line.split()[0] for line in lines if line.endswith("started")]
    done = [line.split()[0] for line in lines if ": done in " in line]
    assert started[0] == "01" and set(started[:5]) == {"01", "02", "03", "03b", "04"}
    assert lines.index("  04 comparative benchmarking: started") < lines.index(
        next(line for line in lines if "01 ingestion: done in " in line)
    )
    by_name = {step.name[:3].strip("_"): step for step in step_graph(first.project.notebooks)}
    for name, step in by_name.items():
        assert {other.split("_")[0] for other in step.needs} <= set(done[: done.index(name)])


def test_a_step_begins_as_soon_as_a_table_that_it_reads_is_not_what_it_was(trial: Trial) -> None:
    """Otherwise a year with one late file would take longer than a year from nothing."""
    reached, before = threading.Event(), list[bool]()
    trial.edit("data/raw/dfe/one.csv")
    trial.other_tables = {"observations"}
    trial.during = {"01_ingestion": lambda: before.append(reached.wait(60)), "04_comparative_benchmarking": reached.set}
    lines = trial.report().splitlines()
    assert before == [True]
    assert "  05b reward grant: up to date" in lines
    assert any(line.startswith("  04 comparative benchmarking: done in") for line in lines)


@pytest.mark.parametrize("how", ["it ends before the gate", "it fails before the gate"])
def test_the_gate_stops_a_run_whatever_came_of_steps_that_began_before(first: Trial, how: str) -> None:
    reached = threading.Event()

    def fail() -> None:
        reached.set()
        if how.startswith("it fails"):
            raise engine.NotebookFailed("cell [3]", "KeyError", "a figure that the gate would have refused")

    first.gate_fails = True
    first.during = {"02_data_quality": lambda: reached.wait(60), AT: fail}
    with pytest.raises(GateStopped):
        first.report()
    assert reached.is_set()
    assert "03 direction of travel: done" not in first.output.getvalue()
    assert {name for name in first.state() if name.startswith("data/processed")} == set()


def test_a_step_whose_last_need_fails_is_not_what_is_said(first: Trial) -> None:
    reached = threading.Event()

    def fail(words: str, wait: bool) -> None:
        _ = reached.wait(60) if wait else reached.set()
        raise engine.NotebookFailed("cell [3]", "KeyError", words)

    first.during = {"01_ingestion": lambda: fail("the cause", True), AT: lambda: fail("what came of it", False)}
    with pytest.raises(StepFailed, match=r"01 ingestion failed in cell .*the cause"):
        first.report()


# Several years.


def test_years_are_made_side_by_side_and_each_is_what_it_is_by_itself(first: Trial) -> None:
    alone = {name: text for name, text in trial_of(first, ["2023"]).items() if not name.endswith("manifest.json")}
    for folder in (first.project.processed, first.project.reports):
        shutil.rmtree(folder)
    together = trial_of(first, ["2018", "2023", "2018"])
    lines = first.output.getvalue().splitlines()
    assert lines.count("  2018 01 ingestion: started") == lines.count("  2023 01 ingestion: started") == 1
    done = next(number for number, line in enumerate(lines) if line.endswith("reports/2018/index.html"))
    assert lines.index("  2023 01 ingestion: started") < done
    assert {name: together[name] for name in alone} == alone
    assert {name for name in together if "/2018/" in name} == {
        name.replace("2023", "2018") for name in together if "/2023/" in name
    }
    assert first.hidden() == set()
    assert trial_of(first, ["2018", "2023"]) == together
    assert "2018 is up to date" in first.output.getvalue() and "2023 is up to date" in first.output.getvalue()


def trial_of(trial: Trial, years: list[str]) -> dict[str, str]:
    """Make the reports of some years in one call, and return what there is then."""
    trial.output.truncate(0)
    run.reports(trial.project, years, today=date(2024, 1, 1), progress=Progress(trial.output))
    return trial.state()


def test_a_year_that_fails_leaves_those_that_are_finished_and_no_other(first: Trial) -> None:
    """Years are finished in their order, whatever order they are asked for in."""
    finished = first.project.reports / "2018" / "manifest.json"

    def fail() -> None:
        for _ in range(6000):
            if finished.exists():
                break
            time.sleep(0.01)
        raise engine.NotebookFailed("cell [3]", "KeyError", "it is not there")

    first.during[f".building-2020/{AT}"] = fail
    with pytest.raises(StepFailed) as stopped:
        trial_of(first, ["2023", "2018", "2020"])
    assert str(stopped.value) == (
        "2020 03 direction of travel failed in cell [3]: KeyError: it is not there. No report was made. The notebooks "
        "as far as they came are in reports/2020-failed."
    )
    assert {path.parts[-2] for path in first.project.reports.rglob("manifest.json")} == {"2018"}
    assert {path.name for path in first.project.processed.iterdir() if not path.name.startswith(".")} == {"2018"}
    assert first.hidden() == set()
