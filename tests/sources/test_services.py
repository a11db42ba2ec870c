"""The services of councils and the councils that a council compares its costs with, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from returns import indicator

from helpers.areas import Area, Areas
from helpers.problems import InputProblem
from helpers.sources.services import Service, read_cost_neighbours, read_services
from helpers.sources.spending import SERVICES, TOTAL

REGISTER = [
    indicator("potholes", "percentage", "%", dashboard="Transport"),
    indicator("context", "count", "people", dashboard="Transport", counted=False),
]
FIELDS = list(Service.model_fields)
USUAL = {"title": "A service", "population": "all_ages", "why_no_outcomes": "Nobody measures any.", "note": "A note."}


def services(folder: Path, **changes: dict[str, str]) -> Path:
    """Write a row for each service of the outturn, some of them changed in some cells."""
    lines = [",".join(FIELDS)]
    for name in (*SERVICES, TOTAL):
        row = dict.fromkeys(FIELDS, "") | USUAL | {"service": name} | changes.get(name, {})
        lines.append(",".join(row[field] for field in FIELDS))
    path = folder / "services.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_services_are_in_the_order_of_the_file_with_what_they_bring_about(tmp_path: Path) -> None:
    first, second, *_ = SERVICES
    of_dashboard = {"applies_to": "dashboard:Transport", "why_no_outcomes": ""}
    by_name = {"applies_to": "indicator:context", "why_no_outcomes": ""}
    read = read_services(services(tmp_path, **{first: of_dashboard, second: by_name}), REGISTER)
    assert read.services["service"].tolist() == [*SERVICES, TOTAL]
    assert read.services["service_order"].tolist() == list(range(1, len(SERVICES) + 2))
    # of a dashboard those that the register counts, and by name any
    assert read.outcomes.to_numpy().tolist() == [[first, "potholes"], [second, "context"]]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"why_no_outcomes": ""}, "give it where applies_to is blank, and only there"),
        ({"applies_to": "dashboard:Transport"}, "give it where applies_to is blank, and only there"),
        ({"applies_to": "dashboard:Ships", "why_no_outcomes": ""}, "Ships"),
        ({"population": "pets"}, "services.csv row 2, column population: "),
        (
            {"service": "ships"},
            "services.csv row 2, column service: 'ships' is no service of the revenue outturn; write",
        ),
        ({"service": TOTAL}, "appears twice"),
    ],
)
def test_a_row_that_is_not_right_is_refused(tmp_path: Path, cells: dict[str, str], words: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_services(services(tmp_path, **{SERVICES[0]: cells}), REGISTER)
    assert words in str(problem.value)


def test_every_service_has_a_row(tmp_path: Path) -> None:
    path = services(tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    with pytest.raises(InputProblem, match=f"services.csv has no row of the service {TOTAL}; add one"):
        read_services(path, REGISTER)


def _area(code: str, area_type: str = "county", **links: Any) -> Area:
    usual: dict[str, Any] = {"successors": (), "predecessors": (), "change": ""}
    return Area(code=code, name=code, area_type=area_type, region="", start=None, end=None, **(usual | links))


AREAS = Areas(
    {
        area.code: area
        for area in (
            *(_area(f"E1000000{number}") for number in (1, 2, 3)),
            _area("E10000004", predecessors=("E10000005",), change="recode"),
            _area("E10000005", successors=("E10000004",), change="recode"),
            _area("E07000001", "district"),
        )
    }
)


def neighbours(folder: Path, *codes: str, last: str = "Family of councils,2024") -> Path:
    rows = [f"{code},Family of councils,2024" for code in codes[:-1]] + [f"{code},{last}" for code in codes[-1:]]
    path = folder / "cost_neighbours.csv"
    path.write_text("\n".join(["area_code,source,dated", *rows]) + "\n", encoding="utf-8")
    return path


FOUR = ("E10000003", "E10000001", "E10000002", "E10000004")


def test_cost_neighbours_are_every_code_that_the_councils_had(tmp_path: Path) -> None:
    codes, who = read_cost_neighbours(neighbours(tmp_path, *FOUR), AREAS)
    assert list(codes) == ["E10000001", "E10000002", "E10000003", "E10000004", "E10000005"]
    assert who == "Family of councils, 2024"
    assert read_cost_neighbours(None, AREAS) == ((), "")
    assert read_cost_neighbours(neighbours(tmp_path), AREAS) == ((), "")


@pytest.mark.parametrize(
    ("codes", "last", "words"),
    [
        (FOUR[:3], "Family of councils,2024", "a list has four councils or more; this one has 3"),
        (
            (*FOUR[:3], "E07000001"),
            "Family of councils,2024",
            "row 5, column area_code: 'E07000001' is no council with",
        ),
        (
            (*FOUR[:3], "E99999999"),
            "Family of councils,2024",
            "row 5, column area_code: 'E99999999' is no council with",
        ),
        (FOUR, "Another,2024", "row 5, column source: 'Another' is not as in the first row; a list has one source"),
        (FOUR, "Family of councils,2023", "row 5, column source: 'Family of councils' is not as in the first row"),
        ((*FOUR, FOUR[0]), "Family of councils,2024", "appears twice; keep one row"),
    ],
)
def test_a_list_that_is_not_right_is_refused(tmp_path: Path, codes: tuple[str, ...], last: str, words: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_cost_neighbours(neighbours(tmp_path, *codes, last=last), AREAS)
    assert words in str(problem.value)
