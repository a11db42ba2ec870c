"""The files on targets: what is read for a report, what is refused, and everything that make check says."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from returns import indicator

from helpers.commands.lint import wrong_targets
from helpers.frameworks import Framework
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.sources.checked_rows import CheckedRow
from helpers.sources.target_faults import Fault, other_baselines, target_faults
from helpers.sources.target_rows import Judgement, Milestone, Option, Target
from helpers.sources.targets import Promises, TargetFiles, read_targets

REGISTER = [
    indicator("trees", "count", "trees", decimals=0),
    indicator("context", "count", "people", polarity="neutral", counted=False),
]
THEMES = ("Green", "Safe")


def plan(name: str = "plan") -> Framework:
    """A framework of two themes."""
    themes = [{"name": theme, "dashboards": [f"{theme} things"]} for theme in THEMES]
    about = {"id": name, "name": "The plan", "owner": "The council", "reporting_years": [2022, 2023, 2024, 2025]}
    return Framework.model_validate(about | {"themes": themes, "enablers": []})


TARGET: dict[str, str] = dict.fromkeys(Target.model_fields, "") | {
    "target_id": "trees",
    "framework": "plan",
    "from_year": "2023",
    "indicator_id": "trees",
    "type": "cumulative",
    "unit": "trees",
    "baseline_value": "0",
    "baseline_period": "31 Mar 2021",
    "target_value": "700000",
    "target_period": "2030",
    "owner": "Director",
    "source": "The plan",
}
MILESTONE = dict.fromkeys(Milestone.model_fields, "") | {
    "target_id": "trees",
    "period": "31 Mar 2024",
    "value": "200000",
    "milestone": "year three",
}
JUDGEMENT = dict.fromkeys(Judgement.model_fields, "") | {
    "target_id": "trees",
    "report_year": "2023",
    "period": "31 Mar 2023",
    "actual": "250000",
    "actual_is": "more than",
    "judged": "green",
    "source": "The report",
}
OPTION = dict.fromkeys(Option.model_fields, "") | {
    "target_id": "trees",
    "report_year": "2023",
    "option": "A nursery",
    "contribution": "20000",
    "unit": "trees",
    "cost_gbp": "15000.50",
    "approval": "subject to approval",
    "source": "The report",
}


def written(
    folder: Path,
    targets: Sequence[dict[str, str]] = (TARGET,),
    milestones: Sequence[dict[str, str]] = (MILESTONE,),
    judgements: Sequence[dict[str, str]] = (JUDGEMENT,),
    options: Sequence[dict[str, str]] = (OPTION,),
) -> TargetFiles:
    """The four files, with the rows given."""
    kinds: list[tuple[str, type[CheckedRow], Sequence[dict[str, str]]]] = [
        ("targets", Target, targets),
        ("target_milestones", Milestone, milestones),
        ("target_judgements", Judgement, judgements),
        ("target_options", Option, options),
    ]
    for name, kind, rows in kinds:
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(kind.model_fields))
            writer.writeheader()
            writer.writerows(rows)
    return TargetFiles(*(folder / f"{name}.csv" for name, _, _ in kinds))


def read(files: TargetFiles, year: int = 2023, framework: str = "plan") -> Promises:
    return read_targets(files, REGISTER, plan(framework), year)


def test_a_target_is_read_with_what_is_beside_it(tmp_path: Path) -> None:
    promises = read(written(tmp_path))
    (target,) = promises.targets.to_dict("records")
    assert (target["polarity"], target["in_points"], target["decimals"]) == ("higher_is_better", False, 0)
    assert (target["baseline_end"], target["target_end"]) == (date(2021, 3, 31), date(2030, 12, 31))
    assert (target["title"], target["tolerance"] != target["tolerance"]) == ("", True)
    assert promises.milestones["period_end"].tolist() == [date(2024, 3, 31)]
    assert promises.judgements[["actual", "actual_is"]].to_numpy().tolist() == [[250000.0, "more than"]]
    assert promises.options["cost_gbp"].tolist() == [15000.5]


def test_a_report_knows_its_own_framework_and_years_and_no_later_judgement(tmp_path: Path) -> None:
    later = JUDGEMENT | {"report_year": "2024", "period": "31 Mar 2024"}
    files = written(tmp_path, [TARGET | {"to_year": "2024"}], judgements=[later, JUDGEMENT])
    assert [len(frame) for frame in read(files, 2023)] == [1, 1, 1, 1]
    assert read(files, 2024).judgements["report_year"].tolist() == [2023, 2024]
    for promises in (read(files, 2022), read(files, 2025), read(files, framework="other")):
        assert all(frame.empty for frame in promises)
    assert all(frame.empty for frame in read(TargetFiles(None, None, None, None)))


def test_a_report_on_a_part_of_the_year_knows_nothing_of_its_end(tmp_path: Path) -> None:
    """Of the report of 2023 a run of the first half knows the half year alone: nothing later, or without a period."""
    half = JUDGEMENT | {"period": "H1 2022/23"}
    words = JUDGEMENT | {"period": "", "actual": "", "actual_is": ""}
    earlier = JUDGEMENT | {"report_year": "2022", "period": "31 Mar 2022"}
    files = written(tmp_path, judgements=[JUDGEMENT, half, words, earlier])
    until = read_targets(files, REGISTER, plan(), 2023, date(2022, 9, 30))
    assert until.judgements["period"].tolist() == ["31 Mar 2022", "H1 2022/23"]
    assert len(read(files).judgements) == 4


RANGE = {"type": "range", "target_value": "", "target_lower": "1", "target_upper": "2"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"type": "hope"}, "column type: 'hope' is not right"),
        ({"type": ""}, "column type: '' is not right"),
        ({"unit": ""}, "column unit: '' is not right"),
        ({"unit": "shrubs"}, "column unit: 'shrubs' is not right; the register has 'trees' for trees"),
        ({"owner": ""}, "column owner: '' is not right"),
        ({"source": ""}, "column source: '' is not right"),
        ({"baseline_period": ""}, "column baseline_period: '' is not right; a baseline has a period"),
        ({"baseline_value": "", "baseline_period": ""}, "column baseline_value: '' is not right; give the baseline"),
        (
            {"type": "at_least", "baseline_value": "", "baseline_period": ""},
            "column baseline_value: '' is not right; give the baseline",
        ),
        ({"baseline_value": "700000"}, "column target_value: '700000' is not right; it is the baseline"),
        ({"baseline_period": "last year"}, "column baseline_period: 'last year' is not right; write a period"),
        ({"target_period": ""}, "column target_period: '' is not right; say by when"),
        ({"target_value": ""}, "column target_value: '' is not right; every type but range has"),
        ({"type": "range"}, "column type: 'range' is not right; a range has target_lower"),
        (RANGE | {"target_upper": "0.5"}, "column target_lower: '1' is not right; it is above target_upper"),
        (RANGE | {"floor": "1"}, "column floor: '1' is not right; a range or a plan has no floor"),
        ({"floor": "800000"}, "column floor: '800000' is not right; the floor is on the better side"),
        ({"tolerance": "-1"}, "column tolerance: '-1' is not right; it is below 0"),
        ({"tolerance": "5%"}, "column tolerance: '5%' is not right; write digits alone"),
        ({"indicator_id": "bees"}, "column indicator_id: 'bees' is not right; it is not in the register"),
        ({"indicator_id": ""}, "column title: '' is not right; a target without an indicator"),
        ({"indicator_id": "", "title": "A", "theme": "Green"}, "column polarity: '' is not right; write which end"),
        ({"indicator_id": "context", "unit": "people"}, "column polarity: '' is not right; the register has no better"),
        ({"type": "at_most", "polarity": "higher_is_better"}, "the type at_most is always lower_is_better"),
        ({"theme": "Blue"}, "column theme: 'Blue' is no theme of plan; write one of Green, Safe"),
        ({"weight": "0.5"}, "column weight: '0.5' is not right; it is the share in a parent"),
        ({"is_stretch": "yes"}, "column is_stretch: 'yes' is not right; write true, or nothing"),
        ({"note": "=1+1"}, "column note: '=1+1' is not right; a spreadsheet would run it"),
    ],
)
def test_what_is_wrong_with_a_target_is_said(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read(written(tmp_path, [TARGET | changes]))
    assert str(problem.value).startswith("targets.csv row 2, column ")
    assert message in str(problem.value)


@pytest.mark.parametrize(
    ("kind", "row", "message"),
    [
        (
            "milestones",
            MILESTONE | {"target_id": "bees"},
            "target_milestones.csv row 2, column target_id: 'bees' is not",
        ),
        ("milestones", MILESTONE | {"value": ""}, "column value: '' is not right; a milestone has a value"),
        ("judgements", JUDGEMENT | {"judged": "blue"}, "column judged: 'blue' is not right"),
        ("judgements", JUDGEMENT | {"judged": "not_available"}, "column judged_reason: '' is not right; say why"),
        ("judgements", JUDGEMENT | {"period": ""}, "column period: '' is not right; a figure has a period"),
        ("judgements", JUDGEMENT | {"actual": ""}, "column actual_is: 'more than' is not right; there is no figure"),
        ("options", OPTION | {"unit": ""}, "column unit: '' is not right; a contribution has a unit"),
        ("options", OPTION | {"approval": "soon"}, "column approval: 'soon' is not right"),
    ],
)
def test_what_is_wrong_beside_a_target_is_said(tmp_path: Path, kind: str, row: dict[str, str], message: str) -> None:
    with pytest.raises(InputProblem, match=re.escape(message)):
        read(written(tmp_path, **{kind: [row]}))  # type: ignore[arg-type]


def faults_of(files: TargetFiles) -> list[Fault]:
    return list(target_faults(files, REGISTER, {"plan": THEMES}))


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    blank = TARGET | {"target_id": "second", "unit": "", "owner": "", "source": ""}
    files = written(
        tmp_path,
        [TARGET, blank, TARGET, TARGET | {"target_id": "third", "framework": "old"}],
        judgements=[JUDGEMENT | {"target_id": "bees"}],
    )
    seen = [(fault.file, fault.row, fault.column, fault.is_error) for fault in faults_of(files)]
    assert seen == [
        ("targets.csv", 3, "unit", True),
        ("targets.csv", 3, "owner", True),
        ("targets.csv", 3, "source", True),
        ("targets.csv", 4, "target_id", True),
        ("target_judgements.csv", 2, "target_id", True),
        ("targets.csv", 5, "framework", True),
        ("targets.csv", 5, "milestones_reason", True),
    ]


def test_a_far_target_needs_milestones_or_the_reason_why_not(tmp_path: Path) -> None:
    assert faults_of(written(tmp_path)) == []
    (fault,) = faults_of(written(tmp_path, milestones=[]))
    assert (fault.column, fault.is_error) == ("milestones_reason", True)
    assert faults_of(written(tmp_path, [TARGET | {"milestones_reason": "None is printed."}], [])) == []
    assert faults_of(written(tmp_path, [TARGET | {"target_period": "2021"}], [])) == []
    (late,) = faults_of(written(tmp_path, milestones=[MILESTONE | {"period": "2031"}]))
    assert late.column == "target_period"


def test_a_target_without_a_way_is_worth_knowing_and_no_error(tmp_path: Path) -> None:
    unknown = TARGET | {"baseline_value": "", "baseline_period": "", "baseline_reason": "The plan gives none."}
    (fault,) = faults_of(written(tmp_path, [unknown]))
    assert (fault.column, fault.is_error) == ("baseline_period", False)
    assert "The plan gives none." in fault.message


@pytest.mark.parametrize(
    ("changes", "figure", "expected"),
    [
        ({}, 3050.0, ["3,050"]),
        ({}, 3000.4, []),
        ({"baseline_value": "3000.0"}, 3000.4, ["3,000.4"]),
        ({"baseline_reason": "Counted again."}, 3050.0, []),
        ({"baseline_period": "31 Mar 2019"}, 3050.0, []),
        ({"indicator_id": "context"}, 3050.0, []),
    ],
)
def test_a_baseline_is_set_beside_the_figure_of_its_period(
    tmp_path: Path, changes: dict[str, str], figure: float, expected: list[str]
) -> None:
    target = TARGET | {"baseline_value": "3000", "baseline_period": "31 Mar 2020", "baseline_reason": ""} | changes
    files = written(tmp_path, [target])
    faults = list(other_baselines(files.targets, {("plan", "trees", "31 Mar 2020"): figure}))
    assert [(fault.column, fault.row, fault.is_error) for fault in faults] == [("baseline_value", 2, False)] * len(
        expected
    )
    assert all(
        f"the figure of 31 Mar 2020 at hand is {value}; correct it" in fault.message
        for fault, value in zip(faults, expected, strict=True)
    )


@pytest.mark.parametrize(
    ("weights", "faults"), [(("0.4", "0.6"), 0), (("0.4", "0.5"), 1), (("0.4", ""), 1), (("", ""), 0)]
)
def test_the_weights_of_a_parent_add_up_to_1(tmp_path: Path, weights: tuple[str, str], faults: int) -> None:
    rows = [TARGET | {"target_id": f"t{n}", "parent": "All", "weight": weight} for n, weight in enumerate(weights)]
    rows = [row | {"milestones_reason": "None is printed."} for row in rows]
    files = written(tmp_path, rows, [], [], [])
    assert [fault.column for fault in faults_of(files)] == ["weight"] * faults


def test_what_is_shipped_has_no_error(root: Path) -> None:
    findings = list(wrong_targets(Project(root)))
    assert [finding for finding in findings if finding.severity == "error"] == []


def test_the_guide_names_every_column(root: Path) -> None:
    guide = (root / "docs" / "targets.md").read_text(encoding="utf-8")
    for kind in (Target, Milestone, Judgement, Option):
        assert [name for name in kind.model_fields if f"`{name}`" not in guide] == []
