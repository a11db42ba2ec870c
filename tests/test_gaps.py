"""The file of gaps that are worked out from two measures: what is wrong with a row, and the rows that are shipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.commands.lint import wrong_gaps
from helpers.gaps import Gap, better_off, read_gaps, worse_off
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import read_register

HEAD = "gap_id,title,first,first_group,second,second_group,independent\n"
GOOD = "fsm_gap,Gap,gld_pct,all children,gld_fsm_pct,children with free school meals,false\n"


def read(root: Path, tmp_path: Path, text: str) -> tuple[Gap, ...]:
    path = tmp_path / "gaps.csv"
    path.write_text(text, encoding="utf-8")
    return read_gaps(path, read_register(Project(root).register))


def test_a_good_row_is_read(root: Path, tmp_path: Path) -> None:
    (gap,) = read(root, tmp_path, HEAD + GOOD)
    assert (gap.gap_id, gap.first, gap.second, gap.independent) == ("fsm_gap", "gld_pct", "gld_fsm_pct", "false")
    assert read_gaps(tmp_path / "absent.csv", []) == ()
    assert read(root, tmp_path, f"{HEAD}one,Gap,gld_pct,all,elsewhere_pct,some,false\n") == ()


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("gld_pct,Gap,gld_pct,all,gld_ehcp_pct,some,false\n", "gap_id", "a short name of its own"),
        ("Fsm Gap,Gap,gld_pct,all,gld_ehcp_pct,some,false\n", "gap_id", "a short name of its own"),
        ("fsm_gap,Gap,gld_pct,all,gld_ehcp_pct,some,false\n", "gap_id", "is already in row 2"),
        ("one,Gap,gld_fsm_pct,some,gld_pct,all,false\n", "second", "between these two measures is already in row 2"),
        ("one,,gld_pct,all,gld_ehcp_pct,some,false\n", "title", "write words"),
        ("one,=Gap,gld_pct,all,gld_ehcp_pct,some,false\n", "title", "write words"),
        ("one,Gap,gld_pct, all,gld_ehcp_pct,some,false\n", "first_group", "write words"),
        ("one,Gap,gld_pct,all,gld_ehcp_pct,,false\n", "second_group", "write words"),
        ("one,Gap,gld_pct,all,gld_ehcp_pct,some,no\n", "independent", "'no' is not right; expected true or false."),
        ("one,Gap,gld_pct,all,gld_pct,some,false\n", "second", "a measure has no gap to itself"),
        ("one,Gap,gld_pct,all,attainment8,some,false\n", "second", "its unit is 'points' and that of the first '%'"),
        ("one,Gap,gld_pct,all,persistent_absence_all_pct,some,false\n", "second", "one polarity with a better end"),
        ("one,Gap,fsm_primary_pct,all,fsm_secondary_pct,some,false\n", "second", "one polarity with a better end"),
    ],
)
def test_a_wrong_row_is_named_with_what_is_wrong(
    root: Path, tmp_path: Path, row: str, column: str, message: str
) -> None:
    with pytest.raises(InputProblem, match=f"gaps.csv row 3, column {column}: .*{re.escape(message)}"):
        read(root, tmp_path, HEAD + GOOD + row)


def test_the_polarity_says_who_is_worse_off() -> None:
    gap = Gap("one", "Gap", "a", "group a", "b", "group b", "false")
    assert worse_off(gap, "higher_is_better") == better_off(gap, "lower_is_better") == ("b", "group b")
    assert worse_off(gap, "lower_is_better") == better_off(gap, "higher_is_better") == ("a", "group a")


def test_the_shipped_gaps_are_right(root: Path) -> None:
    project = Project(root)
    gaps = {gap.gap_id: gap for gap in read_gaps(project.gaps, read_register(project.register))}
    assert list(wrong_gaps(project)) == []
    assert {"gld_fsm_gap", "mental_health_work_gap", "healthy_life_expectancy_sex_gap"} <= gaps.keys()
    # Nobody is in both groups where these are the two sexes; elsewhere the first group includes the second.
    assert {gap_id for gap_id, gap in gaps.items() if gap.independent == "true"} == {
        "healthy_life_expectancy_sex_gap",
        "life_expectancy_sex_gap",
    }


def test_make_check_names_every_wrong_row(root: Path, tmp_path: Path) -> None:
    (tmp_path / "params").mkdir()
    text = f"{HEAD}{GOOD}one,Gap,gld,all,gld_ehcp,some,false\n"
    (tmp_path / "params/gaps.csv").write_text(text, encoding="utf-8")
    (tmp_path / "params/indicators.csv").write_bytes(Project(root).register.read_bytes())
    findings = list(wrong_gaps(Project(tmp_path)))
    assert [(one.severity, one.file, one.row, one.column) for one in findings] == [
        ("error", "params/gaps.csv", 3, "first"),
        ("error", "params/gaps.csv", 3, "second"),
    ]
