"""What stands beside the register: baselines with versions, kinds of survey, what was asked for, outcomes."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from returns import indicator

from helpers.frameworks import Framework
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.sources import reference, register_files
from helpers.sources.catalogue import read_sources

REGISTER = [
    indicator("trees", "count", "trees", decimals=0, dashboard="Green"),
    indicator("visits", "count", "visits", decimals=0, survey="residents", dashboard="Libraries"),
]
BASELINES = "indicator_id,version,period,value,reason,set_on\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_revised_baseline_keeps_the_one_before(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        BASELINES
        + (
            "visits,1,2018/19,120,Last year of the old counters,2019-06-01\n"
            "trees,1,2019/20,,The database was lost,2020-06-01\n"
            "visits,2,2018/19,131.5,The old counters missed a door,2020-07-02\n"
        ),
    )
    table = register_files.baselines_table(register_files.read_baselines(path, REGISTER))
    assert table["indicator_id"].tolist() == ["trees", "visits", "visits"]
    assert table["value"].isna().tolist() == [True, False, False]
    assert table["value"].tolist()[1:] == [120.0, 131.5]
    assert table["in_use"].tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("bees,1,2018/19,1,Why,2019-06-01", "row 2, column indicator_id: 'bees' is not in the register"),
        ("trees,2,2018/19,1,Why,2019-06-01", "row 2, column version: 2 of trees; the next is 1"),
        ("trees,0,2018/19,1,Why,2019-06-01", "row 2, column version: '0' is not right"),
        ("trees,1,2018,1,Why,2019-06-01", "row 2, column period: '2018' is not a period of type financial"),
        ("trees,1,2018/19,many,Why,2019-06-01", "row 2, column value: 'many' is not right"),
        ("trees,1,2018/19,nan,Why,2019-06-01", "row 2, column value: 'nan' is not right"),
        ("trees,1,2018/19,,,2019-06-01", "row 2, column reason: '' is not right"),
        ("trees,1,2018/19,1,=1+1,2019-06-01", "row 2, column reason: '=1+1' is not right"),
        ("trees,1,2018/19,1,Why,June", "row 2, column set_on: 'June' is not right"),
    ],
)
def test_a_baseline_that_is_not_right_names_its_row_and_column(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        register_files.read_baselines(written(tmp_path, f"{BASELINES}{row}\n"), REGISTER)
    assert message in str(problem.value)


def test_no_file_is_no_baseline(tmp_path: Path) -> None:
    assert register_files.read_baselines(tmp_path / "none.csv", REGISTER) == ()
    assert register_files.baselines_table(()).empty


SURVEYS = ",".join(register_files.SURVEYS) + "\n"
KIND = "residents,Residents' survey,Residents,The council,Answers,Who was asked and how,18 to 24\n"


def test_a_survey_says_what_comes_with_its_figures(tmp_path: Path) -> None:
    kinds = register_files.read_survey_kinds(written(tmp_path, SURVEYS + KIND), REGISTER)
    assert kinds[["survey", "base", "age_groups"]].values.tolist() == [["residents", "Answers", "18 to 24"]]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (KIND + KIND, "row 3, column survey: 'residents' appears twice"),
        (KIND.replace("Answers", ""), "row 2, column base: it is blank"),
        (KIND.replace("residents,", "users,"), "The indicator visits comes from the survey 'residents', which is not"),
    ],
)
def test_a_kind_of_survey_that_is_not_right_is_refused(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        register_files.read_survey_kinds(written(tmp_path, SURVEYS + rows), REGISTER)
    assert message in str(problem.value)


def test_what_was_asked_for_has_a_measure_of_the_register(tmp_path: Path) -> None:
    """A report has what was asked by its year, and not what members asked in a later one."""
    head = "topic,asked_by,asked_in,indicator_ids,answer\n"
    path = written(tmp_path, head + "Trees,Scrutiny,2018,trees;visits,None\n")
    table = register_files.read_asked_for(path, REGISTER, 2018)
    assert table[["topic", "asked_by", "indicator_ids"]].to_numpy().tolist() == [
        ["Trees", "Scrutiny, 2018", "trees;visits"]
    ]
    assert register_files.read_asked_for(path, REGISTER, 2017).empty
    assert register_files.read_asked_for(None, REGISTER, 2018).empty
    for named in ("", "trees;birds"):
        with pytest.raises(InputProblem, match=r"row 2, column indicator_ids: '.*' is not in the register"):
            register_files.read_asked_for(
                written(tmp_path, f"{head}Trees,Scrutiny,2018,{named},None\n"), REGISTER, 2018
            )
    with pytest.raises(InputProblem, match="column asked_in: 'May' is not a year"):
        register_files.read_asked_for(written(tmp_path, f"{head}Trees,Scrutiny,May,trees,None\n"), REGISTER, 2018)


PLAN = Framework.model_validate(
    {
        "id": "plan",
        "name": "Plan",
        "owner": "A council",
        "reporting_years": [2023],
        "themes": [
            {
                "name": "Green",
                "dashboards": ["Green"],
                "outcomes": [
                    {"name": "It is green", "dashboards": ["Green"]},
                    {"name": "It is blue"},
                ],
            },
            {"name": "Culture", "dashboards": [{"name": "Books", "holds": ["Libraries"], "counted": False}]},
        ],
        "enablers": [],
    }
)


def test_an_outcome_without_a_measure_has_a_row() -> None:
    assert register_files.outcomes_table(PLAN, REGISTER, 2023).values.tolist() == [
        ["Green", 1, "It is green", "trees"],
        ["Green", 2, "It is blue", ""],
    ]


def test_a_measure_to_be_handed_in_counts_once_there_is_a_figure() -> None:
    awaited = pd.DataFrame({"indicator_id": ["trees"], "reason": ["no file"]})
    for missing, counted in ((awaited, False), (awaited.head(0), True)):
        table = reference.register_table(REGISTER, missing, PLAN, 2023).set_index("indicator_id")
        assert bool(table.loc["trees", "counted"]) is counted
        assert not table.loc["visits", "counted"]  # its dashboard does not count
    assert table.loc["visits", ["dashboard", "subject"]].tolist() == ["Books", "Libraries"]


def test_a_retired_indicator_leaves_later_reports_and_is_listed() -> None:
    old = REGISTER[0].model_copy(update={"valid_to": 2022})
    none = pd.DataFrame({"indicator_id": [], "reason": []}, dtype="str")
    assert reference.register_table([old, REGISTER[1]], none, PLAN, 2022)["indicator_id"].tolist() == [
        "trees",
        "visits",
    ]
    later = reference.register_table([old, REGISTER[1]], none, PLAN, 2023)
    assert later["indicator_id"].tolist() == ["visits"]
    assert reference.retired_table([old, REGISTER[1]], 2023)[["indicator_id", "valid_to"]].values.tolist() == [
        ["trees", 2022]
    ]
    figures = pd.DataFrame({"indicator_id": ["trees", "visits", "", None], "value": [1, 2, 3, 4]})
    assert reference.only_reported(figures, later)["value"].tolist() == [2, 3, 4]


# The files as they are.


def test_the_shipped_files_are_right(root: Path) -> None:
    project = Project(root)
    register = read_register(project.register)
    assert register_files.read_baselines(project.baselines, register)
    kinds = register_files.read_survey_kinds(project.survey_kinds, register)
    assert {"residents", "users", "carers", "highways"} <= set(kinds["survey"])
    by_survey = {indicator.survey for indicator in register if indicator.survey}
    assert by_survey == set(kinds["survey"])
    asked = register_files.read_asked_for(project.asked_for, register, 2018)
    for subject in ("home", "mental health", "Air quality"):
        assert asked["topic"].str.contains(subject).any(), subject


def test_every_measure_to_be_handed_in_says_where_it_comes_from(root: Path) -> None:
    register = read_register(Project(root).register)
    for one in register:
        assert bool(one.comes_from) == (one.measure_type != "national"), one.indicator_id


ALSO = "indicator_id,source_id,source_measure,note\n"
CATALOGUE = dict.fromkeys(("lg_inform", "local_return"))


def test_what_a_further_source_publishes_is_of_an_indicator_of_the_report(tmp_path: Path) -> None:
    path = written(tmp_path, f"{ALSO}trees,lg_inform,4282,Look it up\nbirds,lg_inform,,Of another council\n")
    table = register_files.read_also_published(path, REGISTER, CATALOGUE)  # type: ignore[arg-type]
    assert table.to_dict("list") == {
        "indicator_id": ["trees"],
        "source_id": ["lg_inform"],
        "source_measure": ["4282"],
        "note": ["Look it up"],
    }
    for source, message in (("lg", "not in sources.yml"), ("local_return", "the register names already")):
        with pytest.raises(InputProblem, match=message):
            register_files.read_also_published(written(tmp_path, f"{ALSO}trees,{source},,\n"), REGISTER, CATALOGUE)  # type: ignore[arg-type]


def test_lg_inform_is_named_for_the_measures_that_the_report_of_2018_takes_from_it(root: Path, shared: Path) -> None:
    with (shared / "published/indicators_named.csv").open(encoding="utf-8", newline="") as lines:
        theirs = {row["id"][3:] for row in csv.DictReader(lines) if "LG Inform" in row["likely_source"]}
    project = Project(root)
    with project.named_measures.open(encoding="utf-8", newline="") as lines:
        expected = {row["indicator_ids"] for row in csv.DictReader(lines) if row["number"] in theirs}
    register = read_register(project.register)
    also = register_files.read_also_published(project.also_published, register, read_sources(project.sources))
    assert set(also["indicator_id"]) == expected
    assert set(also["source_id"]) == {"lg_inform"}
    assert set(also["source_measure"]) == {""}, "no paper at hand gives the number of a metric type"
