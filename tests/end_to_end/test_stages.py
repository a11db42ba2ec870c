"""A report is frozen at its stage with all that it was made from; what moved since is compared by other code."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from report_copies import CHANGED

from helpers.commands.stages import moved_since_newest_stage
from helpers.commands.verify import Asked
from helpers.paths import Project
from helpers.pipeline.printed import printed_tables
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.results.stage_changes import WHAT, Tables, changes_between
from helpers.sources.comments import read_comments

Hashes = Callable[[Path], dict[str, str]]


@pytest.fixture(scope="module")
def stages(built: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A copy whose report was frozen as a draft, after which a run's output was taken away and put back."""
    root = shutil.copytree(built.root, tmp_path_factory.mktemp("stages") / "project")
    checkout = type(built)(root)
    done = checkout.helpers("stage", "--year=2023", "--stage=draft")
    assert (done.returncode, done.stdout) == (0, "Frozen: stages/2023/draft\n"), done.stderr
    return checkout


def test_report_tables_and_inputs_are_frozen_byte_for_byte(stages: Any, bytes_of: Hashes) -> None:
    folder = stages.root / "stages/2023/draft"
    for name in ("reports/2023", "data/processed/2023"):
        assert bytes_of(folder / name) == bytes_of(stages.root / name)
    for name in ("params", "notebooks", "data/raw", "docs/assurance"):
        assert bytes_of(folder / "inputs" / name) == bytes_of(stages.root / name)


def test_a_stage_is_never_replaced_and_only_the_stage_of_the_report_is_frozen(stages: Any) -> None:
    again = stages.helpers("stage", "--year=2023", "--stage=draft")
    assert (again.returncode, "was frozen before and is not replaced" in again.stderr) == (2, True)
    other = stages.helpers("stage", "--year=2023", "--stage=cabinet")
    assert (other.returncode, "params/2023.yml says stage: draft" in other.stderr) == (2, True)
    none = stages.helpers("stage", "--year=2023", "--stage=../x")
    assert (none.returncode, "stage must be one of draft, scrutiny" in none.stderr) == (2, True)


def test_nothing_moved_since_it_was_frozen_and_other_stages_are_refused(stages: Any) -> None:
    assert stages.helpers("changes", "--year=2023", "--since=draft").stdout == "Nothing moved since draft.\n"
    absent = stages.helpers("changes", "--year=2023", "--since=cabinet")
    assert (absent.returncode, "frozen are: draft" in absent.stderr) == (2, True)


def test_a_run_ends_with_what_moved_since_the_newest_stage(built: Any, stages: Any, held_back: Any) -> None:
    last = stages.helpers("report", "--year=2023").stdout.splitlines()[-1]
    assert last == "Nothing moved since the stage draft of 2023."
    assert "moved" not in built.helpers("report", "--year=2023").stdout.lower(), "no stage was frozen there"
    names = ("reports/2023", "data/processed/2023")
    for name in names:
        shutil.move(stages.root / name, stages.root / f"{name}-then")
        shutil.copytree(held_back.root / name, stages.root / name)
    line = moved_since_newest_stage(Project(stages.root), Asked("2023"))
    for name in names:
        shutil.rmtree(stages.root / name)
        shutil.move(stages.root / f"{name}-then", stages.root / name)
    counted, _, command = line.removeprefix("Moved since the stage draft of 2023: ").partition(". ")
    assert command == "make changes year=2023 since=draft says which, and why."
    roots = built.root, held_back.root
    then, now = map(compared, roots)
    changes = changes_between(then, now, "E10000018")
    assert sum(int(part.split()[0].replace(",", "")) for part in counted.split(", ")) == len(changes)
    before, after = map(cells, roots)
    figures = sum(before.get(name, {}).get("value", "") != row["value"] for name, row in after.items())
    assert counted.startswith(f"{figures} figure{'s' if figures > 1 else ''}, ")


def test_a_frozen_report_is_explained_by_its_own_tables_and_files(stages: Any) -> None:
    """The files of the checkout are taken away: nothing of them is read."""
    name = CHANGED.indicator_id
    now = stages.helpers("explain", "--year=2023", f"--indicator={name}").stdout
    away = ("reports/2023", "data/processed/2023", f"data/raw/{CHANGED.file}")
    for path in away:
        shutil.move(stages.root / path, stages.root / f"{path}.away")
    done = stages.helpers("explain", "--year=2023", "--stage=draft", f"--indicator={name}")
    for path in away:
        shutil.move(stages.root / f"{path}.away", stages.root / path)
    assert done.returncode == 0, done.stderr
    then = done.stdout.replace("Report 2023, frozen at the stage draft.", "Report 2023.").replace(" stage=draft", "")
    inputs = "stages/2023/draft/inputs"
    assert f"{inputs}/data/raw/{CHANGED.file}, row " in then
    assert f"{inputs}/params/2023.yml" in then
    assert then.replace(f"{inputs}/", "").replace("stages/2023/draft/", "") == now
    absent = stages.helpers("explain", "--year=2023", "--stage=cabinet", f"--indicator={name}")
    assert (absent.returncode, "frozen are: draft" in absent.stderr) == (2, True)


def test_a_final_report_is_refused_without_approvals(checkout: Any) -> None:
    path = checkout.root / "params/2023.yml"
    path.write_text(path.read_text().replace("stage: draft", "stage: final", 1))
    for command in (["report", "--year=2023"], ["stage", "--year=2023", "--stage=final"]):
        done = checkout.helpers(*command)
        assert (done.returncode, "cannot be final: params/approvals.csv" in done.stderr) == (2, True), done.stderr


def test_an_approval_is_bound_to_the_report_that_the_body_had(checkout: Any) -> None:
    root = checkout.root
    row = "2023,cabinet,2023-11-24,Minute 12,Head of Democratic Services"
    with (root / "params/approvals.csv").open("a", encoding="utf-8") as file:
        file.write(f"{row}\n{row.replace('cabinet', 'council')}\n")
    had = root / "stages/2023/cabinet/reports/2023/manifest.json"
    had.parent.mkdir(parents=True)
    shutil.copy2(root / "reports/2023/manifest.json", had)
    done = checkout.helpers("stage", "--year=2023", "--stage=draft")
    named = "The report that each approval and amendment is about is named in "
    assert f"{named}stages/2023/draft/approvals.intoto.jsonl." in done.stdout, done
    (line,) = (root / "stages/2023/draft/approvals.intoto.jsonl").read_text(encoding="utf-8").splitlines()
    statement = json.loads(line)
    digest = hashlib.sha256(had.read_bytes()).hexdigest()
    assert statement["subject"] == [{"name": "cabinet/reports/2023/manifest.json", "digest": {"sha256": digest}}]
    assert list(statement["predicate"].values()) == row.split(",")[1:]


def test_a_report_that_is_not_as_recorded_is_not_frozen(checkout: Any) -> None:
    path = checkout.root / "reports/2023/index.html"
    path.write_text(path.read_text().replace("improved", "improvad", 1))
    done = checkout.helpers("stage", "--year=2023", "--stage=draft")
    assert (done.returncode, done.stderr) == (
        2,
        "reports/2023/index.html: not as the record of the report has it; run make year=2023 again before it is "
        "frozen.\n",
    )
    assert not list((checkout.root / "stages").rglob("*.html"))


def compared(root: Path) -> Tables:
    """The tables of a report on which nobody has said anything."""
    report = HandedOver(root / "reports/2023", root / "data/processed/2023")
    return printed_tables(report, read_comments(None, (), 2023))


def cells(root: Path) -> dict[str, dict[str, str]]:
    """The compendium as the CSV file has it."""
    with (root / "data/processed/2023/compendium.csv").open(newline="", encoding="utf-8") as file:
        return {row["indicator_id"]: row for row in csv.DictReader(file)}


def test_what_moved_is_what_the_tables_for_spreadsheets_say_moved(built: Any, held_back: Any) -> None:
    """A late return of three indicators and a changed figure, compared by code of the test's own."""
    roots = built.root, held_back.root
    then, now = map(compared, roots)
    changes = changes_between(then, now, "E10000018")
    before, after = map(cells, roots)
    expected = {
        (name, what)
        for name in before.keys() | after.keys()
        for column, what in WHAT.items()
        if before.get(name, {}).get(column, "") != after.get(name, {}).get(column, "")
    }
    of_indicators = changes[changes["what"].isin(WHAT.values())]
    assert set(zip(of_indicators["indicator_id"], of_indicators["what"], strict=True)) == expected
    row = of_indicators.query("indicator_id == @CHANGED.indicator_id and what == 'figure'").iloc[0]
    assert (row["old"], row["new"], row["cause"]) == (CHANGED.before, CHANGED.after, "revision")
    printed = changes[changes["what"].eq("sentence of index.html") & changes["new"].ne("")]
    assert len(printed) > 0
    assert set(printed.loc[printed["indicator_id"].eq(CHANGED.indicator_id), "cause"]) == {"revision"}
    assert set(printed.loc[printed["indicator_id"].eq(""), "cause"]) <= {"counts", "wording"}
