"""Whom the council's reports compare its funding with."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.sources.funding_comparators import read_funding_comparators
from helpers.sources.published_figures import read_published_figures

HERE = Project(Path(__file__).resolve().parents[2])
AREAS = read_areas(HERE.areas)


def test_the_reports_up_to_a_year_with_what_they_printed() -> None:
    printed = read_published_figures(HERE.published_figures, 2023)
    rows = read_funding_comparators(HERE.funding_comparators, printed, AREAS, 2023)
    assert [AREAS[code].name for code in rows["area_code"]] == ["Camden", "Kensington and Chelsea", "Surrey"]
    assert rows["printed_m"].tolist() == [601, 366, 99]
    assert read_funding_comparators(HERE.funding_comparators, printed, AREAS, 2019)["report_year"].tolist() == [2018]
    assert read_funding_comparators(None, printed, AREAS, 2023).empty


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2023,E07000129,", "column area_code: 'E07000129' is no council with a county's services"),
        ("2023,Camden,", "column area_code: 'Camden' is not right; write the code of a council"),
        ("2023,E09000007,2023-99-01", "column figure_id: '2023-99-01' is not in published_figures.csv"),
        ("23,E09000007,", "column report_year: '23' is not right; write a reporting year"),
    ],
)
def test_a_fault_names_its_row_and_column(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "funding_comparators.csv"
    path.write_text(f"report_year,area_code,figure_id\n{row}\n", encoding="utf-8")
    printed = read_published_figures(HERE.published_figures, 2023)
    with pytest.raises(InputProblem) as problem:
        read_funding_comparators(path, printed, AREAS, 2023)
    assert str(problem.value).startswith(f"funding_comparators.csv row 2, {message}")
