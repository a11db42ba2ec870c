"""Frameworks: dashboards by their printed names, what they hold, and outcomes with their measures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from returns import indicator

from helpers.frameworks import Framework
from helpers.params import read_frameworks
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import read_register

PLAN: dict[str, Any] = {
    "id": "plan",
    "name": "Plan",
    "owner": "A council",
    "reporting_years": [2020, 2023],
    "themes": [
        {
            "name": "Roads",
            "dashboards": [{"name": "Moving about", "holds": ["Transport"], "also": ["library_visits"]}],
            "outcomes": [
                {"name": "Roads are safe", "dashboards": ["Moving about"]},
                {"name": "Roads are fair", "from_year": 2023},
                {"name": "Roads are wide", "to_year": 2020, "indicators": ["crimes"]},
            ],
        },
        {
            "name": "Safety",
            "dashboards": [
                {"name": "Police", "holds": ["Crime"], "counted": False, "count_apart": True},
                "Libraries",
            ],
        },
    ],
    "enablers": [],
}
REGISTER = [
    indicator("crimes", "count", "crimes", dashboard="Crime"),
    indicator("library_loans", "count", "loans", dashboard="Libraries"),
    indicator("library_visits", "count", "visits", dashboard="Libraries"),
    indicator("potholes", "count", "potholes", dashboard="Transport"),
]


def plan(**changes: Any) -> Framework:
    return Framework.model_validate(PLAN | changes)


def test_an_indicator_is_printed_with_the_rest_of_its_dashboard_or_where_the_framework_names_it() -> None:
    assert plan().printed_on(REGISTER) == {
        "crimes": "Police",
        "library_loans": "Libraries",
        "library_visits": "Moving about",
        "potholes": "Moving about",
    }


def test_the_layout_says_what_counts_and_what_is_counted_apart() -> None:
    assert [tuple(line) for line in plan().layout()] == [
        ("Roads", "Moving about", True, True, False),
        ("Safety", "Police", True, False, True),
        ("Safety", "Libraries", True, True, False),
    ]


def test_an_outcome_has_the_measures_of_its_dashboards_and_those_it_names() -> None:
    printed = plan().printed_on(REGISTER)
    assert plan().outcomes_in(2020, printed) == [
        ("Roads", "Roads are safe", ["library_visits", "potholes"]),
        ("Roads", "Roads are wide", ["crimes"]),
    ]
    assert plan().outcomes_in(2023, printed)[1:] == [("Roads", "Roads are fair", [])]


@pytest.mark.parametrize(
    ("dashboards", "message"),
    [
        (["A", "A"], "the dashboard 'A' is printed twice"),
        ([{"name": "A", "holds": ["A"], "also": ["x"]}, {"name": "B", "also": ["x"]}], "the indicator 'x' is printed"),
        ([{"name": "A"}], "it holds no dashboard of the register and no indicator"),
        ([{"name": "A", "holds": ["A"], "count_apart": True}], "set counted to false"),
        ([{"name": "A", "holds": ["A"], "hold": ["B"]}], "Extra inputs are not permitted"),
    ],
)
def test_a_framework_that_contradicts_itself_is_refused(dashboards: list[Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        plan(themes=[{"name": "T", "dashboards": dashboards}])


def test_an_outcome_names_dashboards_that_are_printed() -> None:
    theme = {"name": "T", "dashboards": ["A"], "outcomes": [{"name": "O", "dashboards": ["B"]}]}
    with pytest.raises(ValidationError, match="the outcome 'O' names the dashboard 'B', which is not printed"):
        plan(themes=[theme])


def test_a_dashboard_that_two_printed_ones_hold_is_refused() -> None:
    twice = plan(
        themes=[
            {
                "name": "T",
                "dashboards": [
                    {"name": "A", "holds": ["Crime", "Libraries", "Transport"]},
                    {"name": "B", "holds": ["Crime"]},
                ],
            }
        ]
    )
    with pytest.raises(InputProblem, match="'Crime' 2 times; crimes needs it once"):
        twice.printed_on(REGISTER)


# The frameworks as they are.

PRINTED_2018 = [
    "Economy",
    "Employment and Skills",
    "Transport Infrastructure",
    "Housing",
    "Health and Care",
    "Adult Social Care",
    "Public Health",
    "Child Health and Early Years",
    "Mental Health",
    "Schools",
    "Safeguarding Children, Families and Vulnerable Adults",
    "Safer Communities",
    "Police and Crime",
    "Libraries, Cohesion and Volunteering",
    "Waste Management and Environment",
    "Corporate Enablers",
]
"""The dashboards of the report of 2018, in the order of its paragraphs 17 to 30, with Schools of paragraph 14."""


def test_the_dashboards_of_2018_are_printed_by_name_and_in_order(root: Path) -> None:
    framework = read_frameworks(Project(root))["strategic_plan_2018_22"]
    names = [line.dashboard for line in framework.layout()]
    assert [name for name in names if name in PRINTED_2018] == PRINTED_2018
    assert set(names) - set(PRINTED_2018) == {
        "School Places",
        "SEND",
        "Children's Services Workforce and Finance",
        "Council Finance",
    }


def test_the_headings_of_2023_are_themes_or_dashboards(root: Path) -> None:
    framework = read_frameworks(Project(root))["strategic_plan_2022_26"]
    names = {line.dashboard for line in framework.layout()} | {line.theme for line in framework.layout()}
    headings = {
        "Clean and Green",
        "Strong Economy",
        "Skills",
        "Transport",
        "Great Communities",
        "Improved Opportunities",
        "Safe and Well",
        "Public Health",
        "Adult Social Care",
    }
    assert headings <= names


@pytest.mark.parametrize("name", ["strategic_plan_2018_22", "strategic_plan_2022_26"])
def test_schools_and_crime_are_counted_apart_and_nothing_else_is(root: Path, name: str) -> None:
    layout = read_frameworks(Project(root))[name].layout()
    assert {line.dashboard for line in layout if line.count_apart} == {"Schools", "Police and Crime"}
    assert {line.dashboard for line in layout if not line.counted} == {"Schools", "Police and Crime"}


def test_the_measures_that_2018_names_are_printed_on_the_dashboard_that_2018_has_them_on(
    root: Path, shared: Path
) -> None:
    """Each measure that the register has, or that is near, stands on the dashboard that names it."""
    import csv

    project = Project(root)
    printed = read_frameworks(project)["strategic_plan_2018_22"].printed_on(read_register(project.register))
    with (shared / "published/indicators_named.csv").open(encoding="utf-8", newline="") as lines:
        dashboards = {row["id"]: row["dashboard"] for row in csv.DictReader(lines)}
    with project.named_measures.open(encoding="utf-8", newline="") as lines:
        elsewhere = {
            (row["number"], name)
            for row in csv.DictReader(lines)
            for name in row["indicator_ids"].split(";")
            if printed[name] != dashboards[f"IND{int(row['number']):03d}"].replace(" (health partners)", "")
        }
    assert elsewhere == set()
