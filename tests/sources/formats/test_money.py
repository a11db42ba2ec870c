"""Publishers' files of council finance: which rows the pages on money take, and why not the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from workbooks import workbook

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.sources.files.opening import open_file
from helpers.sources.formats import finance, money
from helpers.sources.formats.format import Context
from helpers.sources.spending import SERVICES, TOTAL
from helpers.sources.spending_power import COMPONENTS

AREAS = read_areas(Project(Path(__file__).resolve().parents[3]).areas)
POWER, OUTTURN = finance.FORMATS
WIDE = "ons_code,authority,region,sfa_2019,under_index_2019,ct_total_2019,nhb_2019,nhb_return_2019,rsdg_2019"
LONG = "ons_code,authority,region,year,sfa,under_index,ct_total,nhb,nhb_return,rsdg,total_spend"
HEADINGS = [
    "Education services",
    "Highways and transport services",
    "Children's Social Care",
    "Adult Social Care",
    "Public Health",
    "Housing services (GFRA only)",
    "Cultural and related services",
    "Environmental and regulatory services",
    "Planning and development services",
    "Police services",
    "Fire and rescue services",
    "Central services",
    "Other services",
    "TOTAL SERVICE EXPENDITURE (lines 190 to 698)",
]
"""The headings of the form RS."""


def power(folder: Path, header: str, *lines: str) -> money.Money:
    path = folder / "csp.csv"
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return money.power_rows(finance.read_power(open_file(path)), AREAS)


def test_a_row_of_a_council_has_its_components_in_the_columns_of_the_project(tmp_path: Path) -> None:
    taken = power(tmp_path, WIDE, "E10000018,Leicestershire,EM,68.5,1.25,290.125,3.5,0.5,0")
    assert taken.rows.to_dict("records") == [
        dict(zip(COMPONENTS, (68.5, 1.25, 290.125, 3.5, 0.5, 0), strict=True))
        | {"area_code": "E10000018", "financial_year": "2019/20", "row": 2}
    ]
    assert taken.reasons.empty


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("E07000130,Charnwood,EM,2019,1,1,1,1,1,1,6", money.NOT_COMPARED),
        ("E31000024,Leicestershire Fire,EM,2019,1,1,1,1,1,1,6", money.NOT_COMPARED),
        ("E06000058,Bournemouth,SW,2018,1,1,1,1,1,1,6", "the council did not exist in 2018/19"),
        ("E10000018,Leicestershire,EM,2019,1,1,1,1,..,1,5", "the row has no figure of nhb_return"),
        ("E10000018,Leicestershire,EM,2019,1,1,1,1,1,1,7", "total_spend is not the sum of its components"),
        ("E10000018,Leicestershire,EM,2026,1,1,1,1,1,1,6", "spending power is made up differently from 2026/27"),
    ],
)
def test_a_row_that_no_page_takes_says_why(tmp_path: Path, line: str, reason: str) -> None:
    taken = power(tmp_path, LONG, line)
    assert taken.rows.empty
    assert taken.reasons["reason"].str.startswith(reason).tolist() == [True]
    assert taken.reasons["row"].tolist() == [2]


def outturn(folder: Path, headings: list[str], *values: float | str) -> Path:
    council = ["E2421", "E10000018", "Leicestershire CC", *values]
    district = ["E2432", "E07000130", "Charnwood", *([1.0] * len(values))]
    rows = [
        ["", "", "", "Service Expenditure"],
        ["E-code", "ONS Code", "Local authority", *headings],
        council,
        district,
    ]
    return workbook(folder / "rs.xlsx", {"Front Page": [["PROVISIONAL"]], "RS LA Data 2017-18": rows})


def test_a_workbook_gives_every_service_and_lists_the_other_rows(tmp_path: Path) -> None:
    spent = [float(number) for number in range(1, 14)]
    file = open_file(outturn(tmp_path, [*HEADINGS, "Housing services"], *spent, sum(spent), 99.0))
    contents = OUTTURN.contents(file, Context((), AREAS))
    (row,) = contents.money["service_spending"].to_dict("records")
    expected = {
        "education": 1,
        "highways_transport": 2,
        "children_social_care": 3,
        "adult_social_care": 4,
        "public_health": 5,
        "housing": 6,
        "cultural": 7,
        "environmental_regulatory": 8,
        "planning_development": 9,
        "police": 10,
        "fire_rescue": 11,
        "central": 12,
        "other": 13,
        TOTAL: 91,
    }
    assert {name: row[name] for name in (*SERVICES, TOTAL)} == expected
    assert (row["financial_year"], row["status"], row["row"]) == ("2017/18", "provisional", 3)
    assert contents.rejections[["row", "reason"]].to_numpy().tolist()[-1] == [4, money.NOT_COMPARED]
    assert set(contents.rejections["row"]) | {3} == set(range(1, contents.rows + 1))


def test_a_form_without_the_total_gives_no_spending(tmp_path: Path) -> None:
    contents = OUTTURN.contents(open_file(outturn(tmp_path, HEADINGS[:2], 1.0, 2.0)), Context((), AREAS))
    assert contents.money["service_spending"].empty
    assert "has no total service expenditure" in contents.rejections.set_index("row").loc[3, "reason"]


def test_a_council_without_a_return_has_a_row_without_figures(tmp_path: Path) -> None:
    contents = OUTTURN.contents(open_file(outturn(tmp_path, HEADINGS, *["[x]"] * 14)), Context((), AREAS))
    (row,) = contents.money["service_spending"].to_dict("records")
    assert all(row[name] != row[name] for name in (*SERVICES, TOTAL))
