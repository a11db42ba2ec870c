"""A frozen stage binds each amendment to its report, and says so again when it is checked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from trials import Trial, prepare

from helpers.areas import read_areas
from helpers.params import Settings, settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.pipeline.stages import INPUTS, check_approvals, check_beside, freeze, frozen, newest_stage
from helpers.pipeline.verify.differences import Difference
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.problems import InputProblem

AMENDMENT = (
    "2023,late_file,amendment,Head of Performance,2023-11-20,The newer figure was taken in.,,"
    "Chief Executive,It came after the papers were printed.,2023-11-20,"
)
WITHOUT_RESPONSE = "2023,open,amendment,Head of Performance,2023-11-21,A table was left out.,,Chief Executive,,,"
NAME = "stages/2023/draft/approvals.intoto.jsonl"


@pytest.fixture(scope="module")
def trial(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """A project of two steps with a report that has two amendments, one of them approved; frozen as a draft."""
    root = tmp_path_factory.mktemp("stages") / "project"
    shutil.copytree(sources, root, ignore=shutil.ignore_patterns("0[3-9]*.ipynb", "processed", "reports"))
    with (root / "params/comments.csv").open("a", encoding="utf-8") as file:
        file.write(f"{AMENDMENT}\n{WITHOUT_RESPONSE}\n")
    for needed in ("pyproject.toml", "uv.lock"):
        (root / needed).touch()
    with pytest.MonkeyPatch.context() as patch:
        made = prepare(Trial(root), patch)
        made.report()
        assert newest_stage(made.project, settings_of(made.project)) == ""
        freeze(made.project, settings_of(made.project), "draft")
        yield made


def settings_of(project: Project) -> Settings:
    return settings_for(project, read_areas(project.areas), "2023", "", neighbours_of)


def differences(trial: Trial) -> list[Difference]:
    inputs = Project(trial.project.stages / "2023/draft" / INPUTS)
    return check_approvals(trial.project, inputs, settings_of(trial.project), "draft")


def test_an_amendment_with_its_approval_is_bound_to_the_report_and_one_without_is_not(trial: Trial) -> None:
    (line,) = (trial.project.root / NAME).read_text(encoding="utf-8").splitlines()
    statement = json.loads(line)
    assert statement["predicateType"] == "urn:performance-compendium:amendment:1"
    assert [statement["predicate"][name] for name in ("comment_id", "owner")] == ["late_file", "Chief Executive"]
    assert statement["subject"][0]["name"] == "draft/reports/2023/manifest.json"
    assert differences(trial) == []
    assert newest_stage(trial.project, settings_of(trial.project)) == "draft"


def test_a_report_whose_counts_are_not_rounded_is_not_frozen(trial: Trial) -> None:
    settings = settings_of(trial.project)
    rule = settings.parameters.disclosure.model_copy(update={"rounded_to": 1})
    exact = settings.model_copy(update={"parameters": settings.parameters.model_copy(update={"disclosure": rule})})
    with pytest.raises(InputProblem, match=r"could then be worked out from the next.* Write rounded_to: 5 or 10"):
        freeze(trial.project, exact, "scrutiny")
    assert not (trial.project.stages / "2023/scrutiny").exists()


def test_a_stage_that_was_frozen_later_asks_for_no_further_statement(trial: Trial) -> None:
    folder = trial.project.stages / "2023"
    shutil.copytree(folder / "draft", folder / "cabinet")
    (folder / "cabinet/reports/2023/manifest.json").write_text("another", encoding="utf-8")
    assert differences(trial) == []
    shutil.rmtree(folder / "cabinet")


@pytest.mark.parametrize("note", ["", "[]", "{", '{"beside": "draft"}', '{"beside": [["x"], "no stage"]}', "[" * 9000])
def test_a_note_that_is_damaged_is_no_crash(trial: Trial, note: str) -> None:
    path = trial.project.stages / "2023/draft/stage.json"
    before = path.read_text(encoding="utf-8")
    path.write_text(note, encoding="utf-8")
    assert differences(trial) == []
    path.write_text(before, encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "column"), [("Chief Executive", "Leader", "owner"), ("draft/reports", "final/reports", "subject")]
)
def test_a_statement_of_an_amendment_that_was_changed_is_named(trial: Trial, old: str, new: str, column: str) -> None:
    path = trial.project.root / NAME
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(old, new), encoding="utf-8")
    assert differences(trial) == [
        Difference(
            NAME,
            "",
            "amendment late_file",
            column,
            *((new, old) if column == "owner" else tuple(f"{one}/2023/manifest.json" for one in (new, old))),
        )
    ]
    path.write_text(before, encoding="utf-8")


def test_the_report_of_another_council_is_frozen_beside_without_what_was_said_of_this_one(trial: Trial) -> None:
    project, council = trial.project, "E10000016"
    settings = settings_for(project, read_areas(project.areas), "2023", council, neighbours_of)
    with pytest.raises(InputProblem, match=rf"There is no report .*; run make year=2023 authority={council} first\."):
        freeze(project, settings, "draft")
    trial.report(authority=council)
    folder = freeze(project, settings, "draft")
    assert project.relative(folder) == f"stages/2023-{council}/draft"
    assert not (folder / "approvals.intoto.jsonl").exists()
    with pytest.raises(InputProblem, match=rf"Freeze one with make stage year=2023 authority={council} stage=cabinet"):
        frozen(project, settings, "cabinet")


def test_a_stage_has_the_code_and_the_lock_that_its_report_was_made_with(trial: Trial) -> None:
    project, inputs = trial.project, trial.project.stages / "2023/draft" / INPUTS
    assert (inputs / "uv.lock").is_file()
    modules = {path.relative_to(project.root) for path in project.code.rglob("*.py")}
    assert len(modules) > 100
    assert {path.relative_to(inputs) for path in (inputs / "src").rglob("*.py")} == modules


def test_what_was_put_beside_a_frozen_report_is_made_again_and_a_changed_byte_is_named(trial: Trial) -> None:
    project, folder = trial.project, trial.project.stages / "2023/draft"
    again = HandedOver(project.reports / "2023", project.processed / "2023")
    inputs = Project(folder / INPUTS)
    assert check_beside(project, inputs, settings_of(project), "draft", again) == []
    path = folder / "printed.zip"
    before = path.read_bytes()
    path.write_bytes(b"another")
    (difference,) = check_beside(project, inputs, settings_of(project), "draft", again)
    assert difference.output == "stages/2023/draft/printed.zip"
    path.write_bytes(before)


def test_a_report_that_was_compared_with_no_stage_is_not_frozen_after_one(trial: Trial) -> None:
    """Nobody could say from it what moved: the run must know the stage before."""
    settings = settings_of(trial.project)
    later = settings.model_copy(update={"parameters": settings.parameters.model_copy(update={"stage": "cabinet"})})
    with pytest.raises(InputProblem, match=r"^stages/2023/draft/printed\.zip: not as the record of the report has it"):
        freeze(trial.project, later, "cabinet")
    assert not (trial.project.stages / "2023/cabinet").exists()
