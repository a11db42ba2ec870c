"""LG Inform: synthetic answers in the shape that public programs read; no answer of the API itself is at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from workbooks import workbook

from helpers.areas import Areas
from helpers.register import Indicator
from helpers.sources.files.limits import Refused
from helpers.sources.formats import lg_inform
from helpers.sources.formats.registry import read_file
from helpers.sources.matching import observations
from helpers.sources.published import Published

HEAD = "area,area label,area long label"


def column(metric: str = "9613", period: str = "2021/22", kind: str = "raw") -> dict[str, Any]:
    return {
        "metricType": {"identifier": metric, "label": "Not in education, employment or training"},
        "period": {"identifier": "p1", "label": period},
        "valueType": {"identifier": kind, "label": kind.title()},
    }


def row(*values: Any, area: str = "E10000018") -> dict[str, Any]:
    dicts = [value if isinstance(value, dict) else {"value": value, "formatted": f"{value}%"} for value in values]
    return {"area": {"identifier": area, "label": "Leicestershire"}, "values": dicts}


def answer(folder: Path, columns: Any, rows: Any) -> Published:
    return read(folder, json.dumps({"columns": columns, "rows": rows}), "answer.json")


def read(folder: Path, text: str, name: str = "lg_inform.csv") -> Published:
    (folder / name).write_text(text, encoding="utf-8")
    form, published = read_file(folder / name)
    assert form.format_id == "lg_inform"
    assert published.read == published.figures["row"].nunique() + len(published.rejections)
    return published


def table(folder: Path, *lines: str) -> Published:
    return read(folder, "\n".join([*lines, ""]))


def figures(published: Published) -> list[list[Any]]:
    columns = published.figures[["row", "measure", "area", "period", "value", "marker"]]
    return columns.astype("object").where(columns.notna(), None).to_numpy().tolist()


def test_an_answer_in_json_gives_a_figure_for_each_value(tmp_path: Path) -> None:
    published = answer(
        tmp_path,
        [column(period="2020/21"), column("8499", "2021/22 (academic)")],
        [row(2.25, 1_234), row(0, -3, area="E92000001")],
    )
    assert figures(published) == [
        [1, "9613", "E10000018", "2020/21", 2.25, ""],
        [1, "8499", "E10000018", "2021/22 (academic)", 1234, ""],
        [2, "9613", "E92000001", "2020/21", 0, ""],
        [2, "8499", "E92000001", "2021/22 (academic)", -3, ""],
    ]
    assert published.rejections.empty and published.cells.empty


def test_metric_types_and_periods_may_stand_in_the_rows(tmp_path: Path) -> None:
    rows = [{**row(5), "metricType": {"identifier": 342}, "period": {"label": "cal_2021"}}]
    published = answer(tmp_path, [{"valueType": {"identifier": "raw"}}], rows)
    assert figures(published) == [[1, "342", "E10000018", "cal_2021", 5, ""]]


@pytest.mark.parametrize(
    ("value", "number", "marker"),
    [
        ({"value": None, "formatted": "*"}, None, "[c]"),
        ({"value": None, "formatted": "Suppressed"}, None, "[c]"),
        ({"value": None, "formatted": "Missing"}, None, "[x]"),
        ({"value": None}, None, "[x]"),
        ({"value": "", "formatted": "1"}, None, "[x]"),
        ({"value": "1,234.5", "formatted": "1234"}, 1234.5, ""),
        ({"value": 0.30000000000000004, "formatted": "0.3"}, 0.3, ""),
        ({"value": None, "formatted": "-"}, None, "[x]"),
    ],
)
def test_markers_survive(tmp_path: Path, value: dict[str, Any], number: float | None, marker: str) -> None:
    assert figures(answer(tmp_path, [column()], [row(value)]))[0][-2:] == [number, marker]


def test_a_rank_is_not_taken_for_a_figure(tmp_path: Path) -> None:
    published = answer(tmp_path, [column(), column(kind="rank")], [row(2.5, 17)])
    assert figures(published) == [[1, "9613", "E10000018", "2021/22", 2.5, ""]]
    assert published.cells.to_numpy().tolist() == [[1, "values 2", "17", "a rank, not the figure itself"]]


def test_what_cannot_be_read_of_an_answer_is_listed(tmp_path: Path) -> None:
    rows = [
        row(1, 2),
        row(1),
        "a row",
        {"area": {"identifier": "E92000001"}},
        row({"value": True}, {"value": [1]}),
        row({"value": "1e400"}, 4, area="E10000019"),
        row(1, 2, area=""),
        {"values": [1, 2], "area": "E10000018"},
    ]
    published = answer(tmp_path, [column(period="2020/21"), column()], rows)
    assert published.read == 8
    assert sorted(set(published.figures["row"])) == [1, 6]
    assert published.cells.to_numpy().tolist() == [[6, "9613", "1e400", "not a number"]]
    assert published.rejections.to_numpy().tolist() == [
        [2, "values", "", "1 values, expected 2"],
        [3, "values", "", "no values, expected 2"],
        [4, "values", "", "no values, expected 2"],
        [5, "values 1", "", "not a value"],
        [7, "values 1", "1", "no area is given"],
        [8, "values 1", "1", "no area is given"],
    ]


def test_two_figures_of_one_area_and_period_that_differ_refuse_the_answer(tmp_path: Path) -> None:
    assert len(answer(tmp_path, [column()], [row(1), row(1)]).rejections) == 1
    with pytest.raises(Refused, match=r"^answer\.json rows 1 and 2 differ, but are both of 9613, E10000018, 2021/22"):
        answer(tmp_path, [column()], [row(1), row(2)])


def test_an_answer_without_figures_says_why(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"^answer\.json is an answer without figures; it says: Not authorized\.$"):
        read(tmp_path, json.dumps({"errors": [{"message": "Not authorized", "errorCode": 10}]}), "answer.json")
    with pytest.raises(Refused, match="it says: 5"):
        read(tmp_path, '{"errors": [5]}', "answer.json")
    with pytest.raises(Refused, match="must hold a list of columns and a list of rows"):
        answer(tmp_path, {}, [])
    with pytest.raises(Refused, match="is of no known format: it has the names metricTypes"):
        read(tmp_path, '{"metricTypes": []}', "answer.json")


TABLE = (
    f"{HEAD},9613,9613,8499",
    f"{HEAD},2020/21,2021/22,2021/22 (academic)",
    "E10000018,Leics,Leicestershire,2.5,-,1",
    'E92000001,England,England,3,"1,234",*',
)


def test_a_table_has_metric_types_and_periods_above_its_columns(tmp_path: Path) -> None:
    published = table(tmp_path, *TABLE)
    assert figures(published) == [
        [3, "9613", "E10000018", "2020/21", 2.5, ""],
        [3, "9613", "E10000018", "2021/22", None, "[x]"],
        [3, "8499", "E10000018", "2021/22 (academic)", 1, ""],
        [4, "9613", "E92000001", "2020/21", 3, ""],
        [4, "9613", "E92000001", "2021/22", 1234, ""],
        [4, "8499", "E92000001", "2021/22 (academic)", None, "[c]"],
    ]
    assert published.rejections.to_numpy().tolist() == [[2, "area", "area", "a heading"]]


def test_a_title_above_a_table_and_a_row_that_is_no_area_are_rejected(tmp_path: Path) -> None:
    published = table(tmp_path, "Title", "More,of it", *TABLE, ",,,1,2,3", "E10000019,Lincs,Lincolnshire,4,about 5,6")
    assert sorted(set(published.figures["row"])) == [5, 6, 8]
    assert published.rejections.to_numpy().tolist() == [
        [2, "", "", "2 fields, expected 6"],
        [3, "area", "area", "a heading"],
        [4, "area", "area", "a heading"],
        [7, "area", "", "the row has no area code"],
    ]
    assert published.cells.to_numpy().tolist() == [[8, "9613", "about 5", "not a number"]]


def test_identifiers_and_labels_may_both_stand_above_a_table(tmp_path: Path) -> None:
    published = table(
        tmp_path,
        f"{HEAD},342,342",
        f"{HEAD},Households,Households",
        f"{HEAD},cal_2019,cal_2020",
        f"{HEAD},2019,2020",
        f"{HEAD},raw,rank",
        "E10000018,L,L,5,1",
    )
    assert figures(published) == [[6, "342", "E10000018", "2019", 5, ""]]
    assert published.cells.to_numpy().tolist() == [[6, "column 5", "1", "a rank, not the figure itself"]]


@pytest.mark.parametrize(
    "lines", [[f"{HEAD},2019,2020"], [f"{HEAD},2019,2020", f"{HEAD},cal_2019,cal_2020"], [f"{HEAD},2019,2020"] * 2]
)
def test_a_year_is_not_taken_for_a_metric_type(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(Refused, match=r"^lg_inform\.csv names no metric type above its columns; ask for columnGroup"):
        table(tmp_path, *lines, "E10000018,L,L,5,1")
    with pytest.raises(Refused, match="names no periods above its columns"):
        table(tmp_path, f"{HEAD},Households,x", "E10000018,L,L,5,1")


def test_a_metric_type_is_an_indicator_of_the_register(
    tmp_path: Path, indicators: tuple[Indicator, ...], areas: Areas
) -> None:
    about = indicators[3].model_copy(update={"source_id": "lg_inform", "source_measure": "9613"})
    assert about.period_type == "financial"
    form = lg_inform.FORMATS[0]
    used, rejected = observations(table(tmp_path, *TABLE), form, [about], areas)
    columns = used[["area_code", "period", "value", "marker", "row"]].astype("object")
    assert columns.where(columns.notna(), None).to_numpy().tolist() == [
        ["E10000018", "2020/21", 2.5, "", 3],
        ["E10000018", "2021/22", None, "[x]", 3],
        ["E92000001", "2020/21", 3, "", 4],
        ["E92000001", "2021/22", 1234, "", 4],
    ]
    assert rejected["row"].to_list() == [2]


@pytest.mark.parametrize(
    ("label", "period_type", "expected"),
    [
        ("2021/22", "financial", "2021/22"),
        ("2021/22", "academic", None),
        ("2021/22 (academic)", "academic", "2021/22 (academic)"),
        ("2021/22 (academic)", "financial", None),
        ("2021", "calendar", "2021"),
        ("cal_2021", "calendar", "2021"),
        ("cal_2021", "financial", None),
        ("2022/23 Q3", "quarter", "2022/23 Q3"),
        ("2018 - 20", "rolling_3y", "2018-20"),
        ("Jan 2024", "month", "Jan 2024"),
        ("Oct 2020 - Sep 2021", "year_to_sep", "Sep 2021"),
        ("latest", "calendar", None),
        ("", "snapshot", None),
    ],
)
def test_periods(label: str, period_type: str, expected: str | None) -> None:
    assert lg_inform.period(label, period_type) == expected


def test_a_workbook_or_another_table_is_not_of_this_format(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", {"area": [["area", "area label", "area long label", "2020"]]})
    with pytest.raises(Refused, match="is of no known format"):
        read_file(tmp_path / "a.xlsx")
    pd.DataFrame({"area": ["E10000018"], "value": [1]}).to_csv(tmp_path / "b.csv", index=False)
    with pytest.raises(Refused, match="is of no known format"):
        read_file(tmp_path / "b.csv")


def test_what_stands_beside_a_value_and_is_not_known_is_refused_by_name(tmp_path: Path) -> None:
    plain = {"value": "5.1", "formatted": "5.1%", "source": "x", "status": None}
    assert len(answer(tmp_path, [column()], [row(plain)]).figures) == 1
    for key in ("status", "lowerConfidence", "flag"):
        with pytest.raises(Refused, match=f"row 1 value 1 says '{key}' of the figure, which is not known"):
            answer(tmp_path, [column()], [row(plain | {key: "p"})])
