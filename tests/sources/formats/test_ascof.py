"""Adult social care outcomes: open data and time series of the project's own making, and what a register row needs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from workbooks import Rows, workbook

from helpers.areas import read_areas
from helpers.register import Indicator, read_register
from helpers.sources.files.limits import Refused
from helpers.sources.formats.ascof import LEFT_OUT
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.formats.registry import read_file
from helpers.sources.matching import observations
from helpers.sources.published import Published

HEADER = (
    "Geographical Code,Geographical Description,Geographical Level,ONS Code,ASCOF Measure Code,Disaggregation Level,"
    "Measure Type,Measure Value,Measure Group,Measure Group Description"
)
COUNTY = ("508", "Leicestershire", "Council", "E10000018")
ENGLAND = ("England", "England", "England", "E92000001")
NAME = "meas-from-asc-of-eng-2021-open-data.csv"


def line(
    kind: str, value: str, area: tuple[str, ...] = COUNTY, group: str = "2A1", part: str = "Total", code: str = "2A1"
) -> str:
    return ",".join([*area, code, part, kind, value, group, "Admissions to care homes"])


def read(folder: Path, *lines: str, name: str = NAME, header: str = HEADER) -> tuple[PublishersFormat, Published]:
    path = folder / name
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return read_file(path)


def matched(
    form: PublishersFormat, published: Published, root: Path, source_measure: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Match to a register of one row, made here."""
    like = next(
        indicator for indicator in read_register(root / "params/indicators.csv") if indicator.period_type == "financial"
    )
    row: Indicator = like.model_copy(update={"source_id": form.source_ids[0], "source_measure": source_measure})
    return observations(published, form, [row], read_areas(root / "data/raw/reference/areas.csv"))


def test_a_figure_has_the_counts_of_its_other_rows(tmp_path: Path) -> None:
    rows = (
        line("Numerator", "8"),
        line("Denominator", "423067"),
        line("Outcome", "1.9"),
        line("Outcome", "2.5", ENGLAND),
    )
    form, published = read(tmp_path, *rows)
    assert form.format_id == "ascof_open_data"
    columns = ["row", "measure", "area", "period", "value", "numerator", "denominator", "marker", "status"]
    assert published.figures[columns].fillna(-1).to_numpy().tolist() == [
        [4, "ASCOF 2A(1) Total", "E10000018", "2020-21", 1.9, 8, 423067, "", "final"],
        [5, "ASCOF 2A(1) Total", "E92000001", "2020-21", 2.5, -1, -1, "", "final"],
    ]
    assert published.rejections[["row", "value", "reason"]].to_numpy().tolist() == [
        [2, "Numerator", "read with the outcome of its measure and area"],
        [3, "Denominator", "read with the outcome of its measure and area"],
    ]


def test_a_survey_has_limits_of_its_margin_and_how_many_answered(tmp_path: Path) -> None:
    """The numerator and denominator printed beside a survey's outcome are weighted, and no counts of people asked."""
    kinds = {"Outcome": "65.2", "Margin Of Error": "4.1", "Base": "310", "Numerator": "4200", "Denominator": "6441"}
    _, published = read(tmp_path, *(line(kind, value, group="3A", code="3A") for kind, value in kinds.items()))
    columns = ["measure", "value", "lower_95", "upper_95", "numerator", "denominator"]
    assert published.figures[columns].fillna(-1).to_numpy().tolist() == [["ASCOF 3A Total", 65.2, 61.1, 69.3, -1, 310]]


@pytest.mark.parametrize(
    ("cell", "marker"), [("[c]", "[c]"), ("[x]", "[x]"), ("[z]", "[z]"), ("*", "[c]"), ("", "[x]")]
)
def test_a_mark_in_place_of_a_figure_says_why_there_is_none(tmp_path: Path, cell: str, marker: str) -> None:
    figure = read(tmp_path, line("Outcome", cell), line("Margin Of Error", "4.1"))[1].figures.iloc[0]
    assert figure[["value", "lower_95"]].isna().all()
    assert figure["marker"] == marker


def test_types_of_council_are_no_areas_and_a_council_without_a_code_has_its_name(tmp_path: Path) -> None:
    types, nameless = ("S", "Shire Counties", "Council Type", ""), ("508", "Leicestershire", "Council", "")
    _, published = read(
        tmp_path, line("Outcome", "1", types), line("Outcome", "2", nameless), line("Outcome", "about 3")
    )
    assert published.figures["area"].to_list() == ["Leicestershire"]
    assert published.rejections[["row", "column", "reason"]].to_numpy().tolist() == [
        [2, "ONS Code", "a type of council, not an area"],
        [4, "Measure Value", "neither a number nor a known symbol for a missing figure"],
    ]


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("meas-from-asc-of-eng-1920-open-data-csv.csv", "2019/20"),
        ("ascof-2022-23.csv", "2022/23"),
        ("meas-from-asc-of-17-18-open-data.csv", "2017/18"),
        ("meas-from-asc-of-eng-2022-csv-v3.csv", "2021/22"),
    ],
)
def test_a_register_row_is_all_that_a_measure_needs(tmp_path: Path, root: Path, name: str, period: str) -> None:
    form, published = read(
        tmp_path, line("Outcome", "1.9"), line("Numerator", "8"), line("Denominator", "420"), name=name
    )
    used, rejected = matched(form, published, root, "ASCOF 2A(1) Total")
    assert used[["area_code", "period", "value", "numerator", "denominator"]].to_numpy().tolist() == [
        ["E10000018", period, 1.9, 8, 420]
    ]
    assert rejected["row"].to_list() == [3, 4]


def test_measures_that_the_register_lacks_are_listed_and_a_year_that_no_name_says_is_asked_for(
    tmp_path: Path, root: Path
) -> None:
    form, published = read(tmp_path, line("Outcome", "1.9"), name="meas-from-asc-of-eng-open-data.csv")
    _, rejected = matched(form, published, root, "ASCOF 3A Total")
    assert rejected[["value", "reason"]].to_numpy().tolist() == [
        ["ASCOF 2A(1) Total", "no indicator of the register has this measure"]
    ]
    used, rejected = matched(form, published, root, "ASCOF 2A(1) Total")
    assert (len(used), rejected["column"].to_list()) == (0, ["period"])
    assert rejected["value"].to_list() == ["no year, as the name of the file has none"]


def test_columns_in_another_order_a_workbook_and_a_column_that_is_not_known(tmp_path: Path) -> None:
    cells = line("Outcome", "1.9").split(",")
    plain = read(tmp_path, line("Outcome", "1.9"))[1].figures
    turned = read(tmp_path, ",".join(cells[::-1]), header=",".join(HEADER.split(",")[::-1]))[1].figures
    book = workbook(tmp_path / "open data 2020-21.xlsx", {"in": [HEADER.split(","), cells]})
    pd.testing.assert_frame_equal(turned, plain)
    pd.testing.assert_frame_equal(read_file(book)[1].figures, plain)
    with pytest.raises(Refused, match=r"row 1 has the column 'Reliability'"):
        read(tmp_path, line("Outcome", "1.9") + ",low", header=f"{HEADER},Reliability")
    flagged = workbook(tmp_path / "flagged 2020-21.xlsx", {"in": [[*HEADER.split(","), "Flag"], [*cells, "x"]]})
    with pytest.raises(Refused, match=r"row 1 has the column 'Flag'"):
        read_file(flagged)
    assert all(len(reason) > 10 for reason in LEFT_OUT.values())


def test_two_rows_of_one_part_that_differ_are_refused_and_a_repeat_is_listed(tmp_path: Path) -> None:
    _, published = read(tmp_path, line("Outcome", "1.9"), line("Outcome", "1.9"))
    assert published.rejections["reason"].to_list() == ["repeats an earlier row with the same figures"]
    with pytest.raises(Refused, match="rows 2 and 3 differ"):
        read(tmp_path, line("Outcome", "1.9"), line("Outcome", "2.9"))


ABOUT = ["Local authority code", "Local authority", "ONS area code"]
LOG: Rows = [["Comparability over time table log"]]


def series(folder: Path, **tables: Rows) -> Path:
    sheets: dict[str, Rows] = {"Cover": [["Measures"]], "Comparability_over_time_log": LOG}
    codes = {"survey": "Table_1c", "counts": "Table_2d(1)", "parts": "Table_6b"}
    return workbook(folder / "series.xlsx", sheets | {codes[name]: rows for name, rows in tables.items()})


SURVEY: Rows = [
    ["Table 1c: carer-reported quality of life [note 1]"],
    [
        *ABOUT,
        "2016 to 2017 - margin of error",
        "2016 to 2017 - number of respondents",
        "2016 to 2017 - outcome",
        "2023 to 2024 - margin of error",
        "2023 to 2024 - number of respondents",
        "2023 to 2024 - outcome",
    ],
    ["S", "Shire Counties", "[z]", 0.1, 9000, 7.6, 0.1, 9000, 7.3],
    [508, "Leicestershire", "E10000018", "0.2 (5.2)", "1,400 (315)", "7.5 (7.4)", "[z]", "[c]", "[x]"],
    ["H6X4G", "Cumberland", "E06000063", "[z]", "[z]", "[z]", 0.3, 250, 7.1],
]
COUNTS: Rows = [
    ["Table 2d(1): still at home"],
    ["Cells marked with an [c] are suppressed."],
    [*ABOUT, "2024 to 2025 - numerator", "2024 to 2025 - denominator", "2024 to 2025 - outcome"],
    ["EM", "East Midlands", "E12000004", 1200, 1500, 80.0],
]
PARTS: Rows = [
    ["Table 6b: ratings"],
    [
        *ABOUT,
        "2024 to 2025 - good numerator",
        "2024 to 2025 - good denominator",
        "2024 to 2025 - good outcome",
        "2024 to 2025 - 6b numerator",
        "2024 to 2025 - 6b denominator",
        "2024 to 2025 - 6b outcome",
    ],
    [508, "Leicestershire", "E10000018", 90, 120, 75, 96, 120, 80],
]


def test_the_time_series_has_limits_counts_and_marks_of_every_year(tmp_path: Path, root: Path) -> None:
    form, published = read_file(series(tmp_path, survey=SURVEY, counts=COUNTS))
    assert form.format_id == "ascof_time_series"
    columns = ["measure", "area", "period", "value", "lower_95", "upper_95", "numerator", "denominator", "marker"]
    assert sorted(published.figures[columns].fillna(-1).to_numpy().tolist()) == [
        ["ASCOF 1C", "E06000063", "2016 to 2017", -1, -1, -1, -1, -1, "[z]"],
        ["ASCOF 1C", "E06000063", "2023 to 2024", 7.1, 6.8, 7.4, -1, 250, ""],
        ["ASCOF 1C", "E10000018", "2016 to 2017", 7.5, 7.3, 7.7, -1, 1400, ""],
        ["ASCOF 1C", "E10000018", "2023 to 2024", -1, -1, -1, -1, -1, "[x]"],
        ["ASCOF 2D(1)", "E12000004", "2024 to 2025", 80, -1, -1, 1200, 1500, ""],
    ]
    assert published.rejections.groupby("reason")["row"].count().to_dict() == {
        "a row on a sheet without a table": 2,
        "a heading or a note": 5,
        "a type of council, not an area": 1,
    }
    used, _ = matched(form, published, root, "ASCOF 1C")
    assert used.loc[used["area_code"].eq("E10000018"), "period"].to_list() == ["2016/17", "2023/24"]


def test_a_table_of_several_outcomes_names_each_after_its_part(tmp_path: Path) -> None:
    figures = read_file(series(tmp_path, parts=PARTS, counts=COUNTS))[1].figures
    own = figures[figures["area"].eq("E10000018")]
    assert own[["measure", "value", "numerator"]].to_numpy().tolist() == [
        ["ASCOF 6B good", 75, 90],
        ["ASCOF 6B", 80, 96],
    ]


def test_a_heading_of_the_time_series_that_is_not_known_refuses_it_by_name(tmp_path: Path) -> None:
    heading = "2024 to 2025 - lower confidence limit"
    rows: Rows = [["Table 2d(1)"], [*ABOUT, heading], ["EM", "East Midlands", "E12000004", 1]]
    with pytest.raises(Refused, match=rf"sheet Table_2d\(1\) row \d+ has the column '{heading}'"):
        read_file(series(tmp_path, survey=SURVEY, counts=rows))
    with pytest.raises(Refused, match="has 0 rows with the headings Local authority code"):
        read_file(series(tmp_path, survey=SURVEY, counts=[["Table 2d(1)"]]))
