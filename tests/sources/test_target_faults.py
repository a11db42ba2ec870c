"""Everything that is said of files on targets at once: the row, the column, the cell and what to do."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from returns import indicator

from helpers.sources.target_faults import Fault, other_baselines, rows_and_faults, target_faults
from helpers.sources.target_rows import Judgement, Milestone, Option, Target
from helpers.sources.targets import TargetFiles

REGISTER = [indicator("trees", "count", "trees", decimals=0)]
FRAMEWORKS = {"plan": ("Green", "Safe")}
TARGET: dict[str, str] = dict.fromkeys(Target.model_fields, "") | {
    "target_id": "trees_planted",
    "framework": "plan",
    "from_year": "2023",
    "indicator_id": "trees",
    "type": "reach",
    "unit": "trees",
    "baseline_value": "1000",
    "baseline_period": "31 Mar 2023",
    "target_value": "3000",
    "target_period": "31 Mar 2024",
    "owner": "Director",
    "source": "The plan",
}
MILESTONE: dict[str, str] = dict.fromkeys(Milestone.model_fields, "") | {
    "target_id": "trees_planted",
    "period": "31 Mar 2024",
    "value": "2000",
    "milestone": "half",
}


def written(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def files(folder: Path, targets: Sequence[dict[str, str]], milestones: Sequence[dict[str, str]] = ()) -> TargetFiles:
    return TargetFiles(
        written(folder / "targets.csv", list(Target.model_fields), targets),
        written(folder / "milestones.csv", list(Milestone.model_fields), milestones),
        written(folder / "judgements.csv", list(Judgement.model_fields), ()),
        written(folder / "options.csv", list(Option.model_fields), ()),
    )


def faults(
    folder: Path, targets: Sequence[dict[str, str]], milestones: Sequence[dict[str, str]] = ()
) -> list[tuple[str, int, str, str, bool]]:
    return [tuple(fault) for fault in target_faults(files(folder, targets, milestones), REGISTER, FRAMEWORKS)]


def test_targets_that_are_right_have_no_fault_and_no_file_has_none(tmp_path: Path) -> None:
    assert faults(tmp_path, [TARGET]) == []
    assert faults(tmp_path, []) == []
    absent = tmp_path / "absent.csv"
    assert list(target_faults(TargetFiles(absent, absent, absent, absent), REGISTER, FRAMEWORKS)) == []
    assert rows_and_faults(None, Target, ("target_id",)) == ([], [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"framework": "old"}, (2, "framework", "'old' is no framework; write one of plan.", True)),
        ({"theme": "Blue"}, (2, "theme", "'Blue' is no theme of plan; write Green, Safe.", True)),
        (
            {"target_period": "31 Mar 2026"},
            (
                2,
                "milestones_reason",
                "trees_planted is due over a year after it was set and has no milestone; add one to "
                "target_milestones.csv, or say in this column why there is none.",
                True,
            ),
        ),
        (
            {"target_period": "", "period_reason": "The plan names no year."},
            (2, "target_period", "no way to trees_planted can be drawn: The plan names no year.", False),
        ),
        (
            {"baseline_value": "", "baseline_period": "", "baseline_reason": "Nobody counted."},
            (2, "baseline_period", "no way to trees_planted can be drawn: Nobody counted.", False),
        ),
        ({"unit": ""}, (2, "unit", "'' is not right; String should have at least 1 character.", True)),
        (
            {"target_value": "1000"},
            (
                2,
                "target_value",
                "'1000' is not right; it is the baseline, so there is no way to it; use the type at_least or at_most.",
                True,
            ),
        ),
    ],
)
def test_a_fault_names_its_cell(tmp_path: Path, changes: dict[str, str], expected: tuple[int, str, str, bool]) -> None:
    assert faults(tmp_path, [TARGET | changes]) == [("targets.csv", *expected)]


def test_a_target_that_is_far_ahead_may_have_a_milestone_or_a_reason(tmp_path: Path) -> None:
    far = TARGET | {"target_period": "31 Mar 2026"}
    assert faults(tmp_path, [far], [MILESTONE]) == []
    assert faults(tmp_path, [far | {"milestones_reason": "All trees are planted at once."}]) == []
    # 366 days are a year, and one more is over it: the year to 31 March 2024 has a 29 February
    assert faults(tmp_path, [TARGET | {"target_period": "31 Mar 2024"}]) == []
    assert [row[2] for row in faults(tmp_path, [TARGET | {"target_period": "1 Apr 2024"}])] == ["milestones_reason"]


def test_a_milestone_is_of_a_target_and_not_after_its_end(tmp_path: Path) -> None:
    late = MILESTONE | {"period": "31 Mar 2025"}
    message = "the milestone 31 Mar 2025 of trees_planted is after its end; correct one of the two."
    assert faults(tmp_path, [TARGET], [late]) == [("targets.csv", 2, "target_period", message, True)]
    other = MILESTONE | {"target_id": "hedges"}
    message = "'hedges' is not in targets.csv; write the target_id of one that is."
    assert faults(tmp_path, [TARGET], [MILESTONE, other]) == [("milestones.csv", 3, "target_id", message, True)]


def test_one_row_for_each_target_and_one_milestone_for_each_period(tmp_path: Path) -> None:
    assert faults(tmp_path, [TARGET, TARGET])[0] == (
        "targets.csv",
        3,
        "target_id",
        "'trees_planted' is already in row 2; keep one row.",
        True,
    )
    assert [row[:3] for row in faults(tmp_path, [TARGET], [MILESTONE, MILESTONE])] == [("milestones.csv", 3, "period")]


@pytest.mark.parametrize(
    ("weights", "sum_of_weights"),
    [(("0.5", "0.5"), ""), (("", ""), ""), (("0.5", "0.4"), "0.9"), (("1", ""), "1"), (("0.1", "0.2"), "0.3")],
)
def test_weights_in_a_parent_add_up_to_one_or_are_blank(
    tmp_path: Path, weights: tuple[str, str], sum_of_weights: str
) -> None:
    parts = [
        TARGET | {"target_id": f"part_{number}", "parent": "nature", "weight": weight}
        for number, weight in enumerate(weights, start=1)
    ]
    message = f"the weights of 'nature' add up to {sum_of_weights}; they have to add up to 1, or be blank."
    expected = [("targets.csv", 2, "weight", message, True)] if sum_of_weights else []
    assert faults(tmp_path, parts) == expected


@pytest.mark.parametrize(
    ("baseline", "figure", "differs"),
    [("44", 44.4, False), ("44", 44.6, True), ("44.0", 44.04, False), ("44.0", 44.06, True), ("0", 0.0, False)],
)
def test_a_baseline_is_the_figure_at_hand_to_its_own_decimals(
    tmp_path: Path, baseline: str, figure: float, differs: bool
) -> None:
    path = written(tmp_path / "targets.csv", list(Target.model_fields), [TARGET | {"baseline_value": baseline}])
    faults_at_hand = list(other_baselines(path, {("plan", "trees", "31 Mar 2023"): figure}))
    decimals = 1 if "." in baseline else 0
    message = (
        f"'{baseline}' is the baseline of trees_planted, and the figure of 31 Mar 2023 at hand is "
        f"{figure:.{decimals}f}; correct it, or say in baseline_reason why it is another."
    )
    assert faults_at_hand == ([Fault("targets.csv", 2, "baseline_value", message, False)] if differs else [])


def test_a_baseline_with_a_reason_or_without_a_figure_is_left_alone(tmp_path: Path) -> None:
    explained = TARGET | {"baseline_reason": "A count by hand."}
    path = written(tmp_path / "targets.csv", list(Target.model_fields), [explained])
    figures = {("plan", "trees", "31 Mar 2023"): 5.0}
    assert list(other_baselines(path, figures)) == []
    path = written(tmp_path / "targets.csv", list(Target.model_fields), [TARGET])
    assert list(other_baselines(path, {})) == []
    assert list(other_baselines(None, figures)) == []
