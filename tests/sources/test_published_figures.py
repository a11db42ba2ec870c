"""The file of printed figures is hostile until it is checked."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.sources.published_figures import PublishedFigure, read_published_figures

ROW = dict.fromkeys(PublishedFigure.model_fields, "") | {
    "figure_id": "2023-13-01",
    "report_year": "2023",
    "data_year": "2022/23",
    "paragraph": "13",
    "kind": "number",
    "topic": "direction_of_travel",
    "measure": "total",
    "value": "191",
    "unit": "indicators",
}


def written(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "published_figures.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(PublishedFigure.model_fields), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_reports_up_to_a_year_are_read(root: Path) -> None:
    path = Project(root).published_figures
    sizes = {year: len(read_published_figures(path, year)) for year in (2006, 2007, 2018, 2023)}
    assert sizes == {2006: 0, 2007: 248, 2018: 362, 2023: 528}  # with the five words for years and what is left out
    figures = read_published_figures(path, 2023).set_index("figure_id")
    assert figures.loc["2007-App2-62", ["value", "decimals"]].tolist() == [158768.8, 2]
    assert read_published_figures(None, 2023).empty


def test_a_part_belongs_to_another_figure_of_its_report(tmp_path: Path) -> None:
    part = ROW | {"figure_id": "2023-13-02", "part_of": "2023-13-01"}
    assert len(read_published_figures(written(tmp_path, ROW, part), 2023)) == 2
    for name in ("2023-13-02", "2020-24-01", "total"):
        with pytest.raises(InputProblem, match=r"row 3, column part_of: .* is not another figure of"):
            read_published_figures(written(tmp_path, ROW, part | {"part_of": name}), 2023)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"figure_id": "13-01"}, "column figure_id: '13-01' is not right"),
        ({"figure_id": "2020-13-01"}, "column figure_id: '2020-13-01' is not right; it begins with the year"),
        ({"value": ""}, "column value: '' is not right; write the number in digits"),
        ({"value": "1,910"}, "column value: '1,910' is not right; write digits alone"),
        ({"value": "190.5"}, "column value: '190.5' is not right; it counts indicators, so it is whole"),
        ({"kind": "placeholder"}, "column value: '191' is not right; nobody filled it in"),
        ({"measure": "rag_status", "word": "blue"}, "column word: 'blue' is not right; a status is red, amber"),
        ({"word": "=1+1"}, "column word: '=1+1' is not right"),
        ({"note": "=1+1"}, "column note: '=1+1' is not right; a spreadsheet would run it"),
        ({"note": "<b>"}, "column note: '<b>' is not right; it holds markup"),
        ({"topic": "weather"}, "column topic: 'weather' is not right"),
        ({"apart": "yes"}, "column apart: 'yes' is not right"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, cells: dict[str, str], message: str) -> None:
    with pytest.raises(InputProblem, match=re.escape(message)) as problem:
        read_published_figures(written(tmp_path, ROW | cells), 2023)
    assert str(problem.value).startswith("published_figures.csv row 2, ")


def test_a_figure_is_once_in_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="row 3, column figure_id: '2023-13-01' appears twice"):
        read_published_figures(written(tmp_path, ROW, ROW), 2023)
