"""What became of each dashboard of a framework: the file that is shipped, and what is wrong with others."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from helpers.commands.command_line import main
from helpers.commands.framework import dashboards_of, print_successions
from helpers.commands.lint import wrong_successions
from helpers.framework_mapping import Succession, mapping_faults, read_mapping
from helpers.params import read_frameworks
from helpers.paths import Project
from helpers.problems import InputProblem

DASHBOARDS = {"old": ["Roads", "Homes", "Trams"], "new": ["Transport", "Homes", "Skills"]}
GOOD = [
    ("old", "Roads", "new", "Transport", ""),
    ("old", "Homes", "new", "Homes", ""),
    ("old", "Trams", "new", "", "Closed."),
    ("old", "", "new", "Skills", "First named in the new plan."),
]


def faults(rows: list[tuple[str, ...]]) -> list[tuple[int, str]]:
    lines = [(number, dict(zip(Succession._fields, row, strict=True))) for number, row in enumerate(rows, start=2)]
    return list(mapping_faults(lines, DASHBOARDS))


def test_a_mapping_that_leaves_nothing_out_has_no_fault() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("at", "row", "expected"),
    [
        (0, ("older", "Roads", "new", "Transport", ""), (2, "'older' is no framework")),
        (0, ("old", "Rails", "new", "Transport", ""), (2, "old has no dashboard 'Rails'")),
        (0, ("old", "Roads", "new", "Travel", ""), (2, "new has no dashboard 'Travel'")),
        (0, ("old", "Roads", "old", "Roads", ""), (2, "a framework does not follow itself")),
        (0, ("old", "", "new", "", "Nothing."), (2, "it names no dashboard")),
        (2, ("old", "Trams", "new", "", ""), (4, "needs the reason in why")),
        (0, ("old", "Roads", "new", "Transport", "=1+1"), (2, "would run as a formula")),
        (1, GOOD[0], (3, "already said in row 2")),
        (1, ("old", "Roads", "new", "Skills", ""), (0, "'Homes' of old has no row between old and new")),
        (3, ("old", "Homes", "new", "Transport", ""), (0, "'Skills' of new has no row between old and new")),
        (1, ("old", "Roads", "new", "", "Ended."), (0, "'Roads' of old has a partner and also a row without one")),
    ],
)
def test_each_fault_is_said(at: int, row: tuple[str, ...], expected: tuple[int, str]) -> None:
    rows = [*GOOD[:at], row, *GOOD[at + 1 :]]
    assert any(number == expected[0] and expected[1] in fault for number, fault in faults(rows))


def test_every_framework_that_is_shipped_is_joined_to_the_next(root: Path) -> None:
    project = Project(root)
    frameworks = read_frameworks(project)
    successions = read_mapping(project.framework_mapping, dashboards_of(frameworks))
    in_time = sorted(frameworks, key=lambda name: frameworks[name].reporting_years)
    pairs = list(dict.fromkeys((row.from_framework, row.to_framework) for row in successions))
    assert pairs == list(pairwise(in_time))


def test_a_subject_of_the_register_goes_where_the_mapping_says(root: Path) -> None:
    """Two frameworks print a dashboard of the register somewhere: the mapping joins these two."""
    project = Project(root)
    frameworks = read_frameworks(project)
    successions = read_mapping(project.framework_mapping, dashboards_of(frameworks))
    printed = {
        name: {
            subject: board.name
            for theme in [*framework.themes, *framework.enablers]
            for board in theme.dashboards
            for subject in board.holds
        }
        for name, framework in frameworks.items()
    }
    pairs = {(row.from_framework, row.to_framework) for row in successions}
    assert len(pairs) == len(frameworks) - 1
    for first, second in pairs:
        joined = {
            (row.from_dashboard, row.to_dashboard)
            for row in successions
            if (row.from_framework, row.to_framework) == (first, second)
        }
        expected = {(board, printed[second][subject]) for subject, board in printed[first].items()}
        assert expected - joined == set()


def test_the_command_prints_each_succession(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frameworks"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert "Strategic Plan 2018-22 -> Strategic Plan 2022-26" in printed
    assert "  Waste -> Great Communities: Waste Management and Environment" in printed
    assert any(line.startswith("  Families with complex needs: new (") for line in printed)
    assert printed[-1].endswith("0 not continued, and 2 new.")


def test_a_framework_that_is_not_mapped_stops_the_command_and_the_check(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "params", tmp_path / "params")
    project = Project(tmp_path)
    text = project.framework_mapping.read_text(encoding="utf-8")
    assert text.count(",Schools,strategic_plan_2022_26,Schools,") == 1
    project.framework_mapping.write_text(
        "".join(
            line for line in text.splitlines(keepends=True) if ",Schools,strategic_plan_2022_26,Schools," not in line
        ),
        encoding="utf-8",
    )
    with pytest.raises(InputProblem, match=r"^mapping\.csv: 'Schools' of strategic_plan_2018_22 has no row"):
        print_successions(project)
    findings = list(wrong_successions(project))
    assert {finding.severity for finding in findings} == {"error"}
    assert len(findings) == 2
