"""The reports of several councils in one call: what they share, what fails alone, and what a stop leaves."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from trials import Trial

from helpers.pipeline.fan import FAILED, MADE, UP_TO_DATE, Asked, Outcome, reports_of_councils
from helpers.pipeline.kernels.engine import NotebookFailed
from helpers.pipeline.kernels.kinds import ORDINARY
from helpers.pipeline.progress import Progress
from helpers.pipeline.room import Room
from helpers.problems import StepFailed

KENT, SURREY, LEICESTERSHIRE = "E10000016", "E10000030", "E10000018"
AT = "03_direction_of_travel"


def make(trial: Trial, *asked: tuple[str, str], runs: int = 2, **options: Any) -> list[Outcome]:
    """Make some reports, two of them at once."""
    trial.output.truncate(0)
    return reports_of_councils(
        trial.project,
        [Asked(*one) for one in asked],
        today=date(2024, 1, 1),
        kernels=ORDINARY,
        progress=Progress(trial.output),
        room=Room(runs, 5),
        **options,
    )


def states(outcomes: list[Outcome]) -> list[str]:
    return [outcome.state for outcome in outcomes]


def without_manifests(trial: Trial, run: str) -> dict[str, str]:
    state = {name: text for name, text in trial.state().items() if f"/{run}/" in name}
    return {name: text for name, text in state.items() if not name.endswith("manifest.json")}


def clear(trial: Trial) -> None:
    for folder in (trial.project.processed, trial.project.reports):
        shutil.rmtree(folder)


@pytest.mark.parametrize("runs", [1, 2])
def test_each_report_is_what_it_is_by_itself_however_many_are_made_at_once(first: Trial, runs: int) -> None:
    first.report(authority=KENT)
    alone = without_manifests(first, f"2023-{KENT}")
    clear(first)
    outcomes = make(first, ("2023", SURREY), ("2023", KENT), ("2023", LEICESTERSHIRE), runs=runs)
    assert states(outcomes) == [MADE] * 3
    assert [outcome.run for outcome in outcomes] == [f"2023-{SURREY}", f"2023-{KENT}", "2023"]
    assert without_manifests(first, f"2023-{KENT}") == alone
    assert "[3 of 3] " in first.output.getvalue() and "started" not in first.output.getvalue()
    assert first.hidden() == set()


def fail() -> None:
    raise NotebookFailed("cell [3]", "KeyError", "a planted failure")


def test_a_report_that_fails_says_why_and_leaves_the_others_and_its_last_good_one(first: Trial) -> None:
    """What was planted in one of three is in its line and in no other; the next call makes that one alone."""
    make(first, ("2023", KENT))
    before = without_manifests(first, f"2023-{KENT}")
    first.during = {f".building-2023-{KENT}/{AT}": fail}
    asked = [("2023", SURREY), ("2023", KENT), ("2023", LEICESTERSHIRE)]
    outcomes = make(first, *asked, force=True)
    assert states(outcomes) == [MADE, FAILED, MADE]
    assert "03 direction of travel failed in cell [3]: KeyError: a planted failure" in outcomes[1].why
    assert f"The last good report in reports/2023-{KENT} is unchanged." in outcomes[1].why
    assert "Kent 2023: failed: " in first.output.getvalue()
    assert without_manifests(first, f"2023-{KENT}") == before
    assert (first.project.reports / f"2023-{KENT}-failed").is_dir()
    assert first.hidden() == set()
    first.during = {}
    (first.project.reports / f"2023-{KENT}" / "index.html").unlink()
    assert states(make(first, *asked)) == [UP_TO_DATE, MADE, UP_TO_DATE]


def test_pages_that_fail_and_an_error_that_nobody_foresaw_fail_alone_too(first: Trial) -> None:
    def break_once() -> None:
        first.during.pop("pages")
        raise ZeroDivisionError("nobody foresaw it")

    first.during["pages"] = break_once
    outcomes = make(first, ("2023", KENT), ("2023", SURREY), runs=1)
    assert states(outcomes) == [FAILED, MADE]
    assert outcomes[0].why == "ZeroDivisionError: nobody foresaw it"
    assert first.hidden() == set()


def test_a_council_of_another_group_fails_alone(first: Trial) -> None:
    outcomes = make(first, ("2023", "E06000001"), ("2023", KENT))
    assert states(outcomes) == [FAILED, MADE]
    assert outcomes[0].why.startswith("authority must be a member of county areas in 2023; got 'E06000001'")


def test_what_was_finished_before_a_stop_by_hand_is_not_made_again(first: Trial) -> None:
    def stop() -> None:
        finished = first.project.reports / f"2023-{KENT}" / "manifest.json"
        if finished.exists():
            raise KeyboardInterrupt

    first.during["pages"] = stop
    asked = [("2023", KENT), ("2023", SURREY), ("2023", LEICESTERSHIRE)]
    with pytest.raises(KeyboardInterrupt):
        make(first, *asked, runs=1)
    assert "1 of 3 reports is in place; the same command makes the others." in first.output.getvalue()
    assert {path.parent.name for path in first.project.reports.glob("*/manifest.json")} == {f"2023-{KENT}"}
    assert first.hidden() == set()
    first.during = {}
    assert states(make(first, *asked)) == [UP_TO_DATE, MADE, MADE]


def test_files_that_change_meanwhile_end_all_reports(first: Trial) -> None:
    first.during = {AT: lambda: first.edit("params/indicators.csv")}
    with pytest.raises(StepFailed, match=r"params/indicators\.csv was changed while the run was at work"):
        make(first, ("2023", KENT), ("2023", SURREY), ("2023", LEICESTERSHIRE))
    assert first.hidden() == set()


def test_the_years_of_a_council_are_put_in_place_in_their_order(first: Trial) -> None:
    seen: list[str] = []
    finished: list[Path] = [first.project.reports / f"{year}-{KENT}" / "manifest.json" for year in ("2018", "2020")]
    first.during["pages"] = lambda: seen.append("".join(str(int(path.exists())) for path in finished))
    outcomes = make(first, ("2020", KENT), ("2018", KENT))
    assert [outcome.asked.year for outcome in outcomes] == ["2018", "2020"]
    assert (states(outcomes), seen) == ([MADE, MADE], ["00", "10"])
