"""The printed headline, whose directions add up, beside the counts of this report."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.results.printed_headlines import headline_beside_printed, with_direction
from helpers.sources.printed_headlines import PrintedHeadline, read_printed_headlines

ROW: dict[str, str] = dict.fromkeys(PrintedHeadline.model_fields, "") | {
    "report_year": "2023",
    "what": "improved",
    "number": "80",
    "of_period": "2022/23",
    "source": "The report",
}


def written(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "printed_headlines.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(PrintedHeadline.model_fields))
        writer.writeheader()
        writer.writerows(rows)
    return path


def of_2023(base: str, worsened: str = "74") -> list[dict[str, str]]:
    numbers = {"improved": "80", "no_real_change": "37", "worsened": worsened, "cannot_be_determined": "24"}
    total = {"what": "indicators", "number": "191", "base": base}
    return [ROW | total, *(ROW | {"what": what, "number": number} for what, number in numbers.items())]


def test_the_shipped_figures_are_those_of_the_reports(root: Path) -> None:
    """As printed in 2018 (paragraph 13), 2020 (24) and 2023 (12 and 13)."""
    printed = read_printed_headlines(Project(root).printed_headlines)
    numbers = printed.set_index(["report_year", "what"])["number"].to_dict()
    expected = {2018: (191, 76, 36, 59, 20), 2020: (191, 88, 56, 47, 18), 2023: (191, 80, 37, 74, 24)}
    names = ("indicators", "improved", "no_real_change", "worsened", "cannot_be_determined")
    assert {year: tuple(numbers[year, name] for name in names) for year in expected} == expected
    assert (numbers[2020, "rank"], numbers[2023, "rank"]) == (2, 5)
    assert {year: with_direction(printed, year) for year in (2018, 2020, 2023, 2012)} == {
        2018: 171,
        2020: 191,
        2023: 191,
        2012: None,
    }


def test_directions_add_up_to_the_indicators_on_their_base(tmp_path: Path) -> None:
    assert len(read_printed_headlines(written(tmp_path, *of_2023("with_direction")))) == 5
    with pytest.raises(InputProblem, match=r"report_year 2023, column number: .* add up to 215, and indicators is 191"):
        read_printed_headlines(written(tmp_path, *of_2023("all")))
    with pytest.raises(InputProblem, match="add up to 192, and indicators is 191"):
        read_printed_headlines(written(tmp_path, *of_2023("with_direction", worsened="75")))
    assert read_printed_headlines(None).empty


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"report_year": "last"}, "column report_year: 'last' is not right; write a reporting year"),
        ({"what": "grade"}, "column what: 'grade' is not right"),
        ({"number": ""}, "column number: '' is not right; write the figure as it was printed"),
        ({"number": "-1"}, "column number: '-1' is not right; write the figure as it was printed"),
        ({"number": "80.5"}, "column number: '80.5' is not right; it counts, so it is whole"),
        ({"base": "all"}, "column base: 'all' is not right; say for indicators"),
        ({"what": "indicators"}, "column base: '' is not right; say for indicators"),
        ({"source": "=1"}, "column source: '=1' is not right; a spreadsheet would run it"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_printed_headlines(written(tmp_path, ROW | changes))
    assert str(problem.value).startswith("printed_headlines.csv row 2, column ")
    assert message in str(problem.value)


def test_a_figure_is_printed_once_in_a_report(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match=r"row 3, column what: '2023', 'improved' appears twice; keep one row"):
        read_printed_headlines(written(tmp_path, ROW, ROW))


def test_shares_are_of_those_with_a_direction_in_both(tmp_path: Path) -> None:
    """80 of 191 are 41.9%, 33 of 100 are 33%; 76 of 171, and not of 191, are the 44% that 2018 prints."""
    printed = read_printed_headlines(written(tmp_path, *of_2023("with_direction")))
    counts = {"determined": 100, "improved": 33, "no_real_change": 30, "worsened": 37, "cannot_be_determined": 9}
    beside = headline_beside_printed(printed, counts, 2023).set_index("what")
    assert beside.loc["improved", ["printed", "own"]].tolist() == [80, 33]
    assert beside["printed_percent"].round(1).dropna().tolist() == [41.9, 19.4, 38.7]
    assert beside["points"].round(1).dropna().tolist() == [-8.9, 10.6, -1.7]
    assert beside.loc["indicators", ["printed", "own"]].tolist() == [191, 100]
    assert headline_beside_printed(printed, counts, 2022).empty


def test_the_shares_of_2018_are_those_that_it_prints(root: Path) -> None:
    printed = read_printed_headlines(Project(root).printed_headlines)
    beside = headline_beside_printed(printed, {}, 2018).set_index("what")
    of_2018 = printed[printed["report_year"].eq(2018)].set_index("what")["number"]
    for what in ("improved", "no_real_change", "worsened"):
        assert round(beside.loc[what, "printed_percent"]) == of_2018[f"{what}_percent"]
    assert beside["own"].isna().all()
    assert pd.isna(beside.loc["improved", "points"])


def test_quartiles_stand_beside_printed_counts_or_shares(root: Path) -> None:
    """38, 54, 25 and 27 of 144 were printed in 2018; in 2020 shares alone, and in 2023 neither."""
    printed = read_printed_headlines(Project(root).printed_headlines)
    names = ["first_quartile", "second_quartile", "third_quartile", "fourth_quartile"]
    counts = {"compared": 20.0} | dict(zip(names, (8.0, 6.0, 4.0, 2.0), strict=True))
    of_2018 = headline_beside_printed(printed, counts, 2018).set_index("what")
    assert of_2018.loc["compared", ["printed", "own"]].tolist() == [144, 20]
    assert of_2018.loc[names, "printed"].tolist() == [38, 54, 25, 27]
    assert of_2018.loc[names, "printed_percent"].round(1).tolist() == [26.4, 37.5, 17.4, 18.8]
    assert of_2018.loc[names, "own_percent"].tolist() == [40, 30, 20, 10]
    assert of_2018.loc["first_quartile", "points"] == pytest.approx(40 - 100 * 38 / 144)
    of_2020 = headline_beside_printed(printed, counts, 2020).set_index("what")
    assert of_2020.loc[names, "printed"].isna().all()
    assert of_2020.loc[names, "printed_percent"].tolist() == [31, 33, 21, 15]
    assert of_2020.loc[names, "points"].tolist() == [9, -3, -1, -5]
    assert of_2020.loc["first_quartile", "of_period"] == "2018/19"
    assert not set(names) & set(headline_beside_printed(printed, counts, 2023)["what"])
