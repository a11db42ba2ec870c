"""MHCLG core spending power and revenue outturn: small files with every trap, and the real files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from workbooks import Rows, workbook

from helpers.areas import read_areas
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import Opened, open_file
from helpers.sources.formats import finance
from helpers.sources.formats.registry import read_file
from helpers.sources.published import Published

POWER, OUTTURN = finance.FORMATS
WIDE = "ons_code,authority,region,sfa_2019,ct_total_2019"
RS: Rows = [
    ["Revenue Outturn (RO) 2017-18"],
    ["", "", "", "", "", "Service Expenditure", "", "Levies", ""],
    ["", "", "", "", "", 190, 290, 190, 290],
    [
        "E-code",
        "ONS Code",
        "Local authority",
        "",
        "Class",
        "Education\n services",
        "Roads (4)",
        "Education services",
        "Roads",
    ],
]
SERVICES = {
    "adult_social_care": "adult social care",
    "central": "central services",
    "children_social_care": "childrens? social care",
    "cultural": "cultural and",
    "education": "education services",
    "environmental_regulatory": "environmental and",
    "fire_rescue": "fire and",
    "highways_transport": "highways and",
    "housing": "housing services",
    "other": "other services",
    "planning_development": "planning and",
    "police": "police services",
    "public_health": "public health",
    "total_service_expenditure": "total service expenditure",
}


def outturn(folder: Path, *rows: Sequence[str | float], front: str = "", name: str = "rs.xlsx") -> Opened:
    return open_file(workbook(folder / name, {"Front Page": [[front]], "RS LA Data 2017-18": [*RS, *rows]}))


def council(*values: str | float, code: str = "E10000018", short: str = "E2421") -> list[str | float]:
    return [short, code, "Leicestershire CC", "", "SC", *values]


def power(folder: Path, *lines: str, header: str = WIDE) -> Published:
    path = folder / "csp.csv"
    path.write_text("\n".join(["\ufeff" + header, *lines, ""]), encoding="utf-8")
    file = open_file(path)
    assert POWER.recognises(file)
    return POWER.read(file)


def test_wide_and_long_give_the_same_figures(tmp_path: Path) -> None:
    wide = power(tmp_path, "E10000018,Leicestershire,EM,8.5,290.1")
    long = power(
        tmp_path, "E10000018,Leicestershire,EM,2019,8.5,290.1", header="ons_code,authority,region,year,sfa,ct_total"
    )
    assert wide.figures[["measure", "area", "period", "value"]].to_numpy().tolist() == [
        ["sfa", "E10000018", "2019", 8.5],
        ["ct_total", "E10000018", "2019", 290.1],
    ]
    pd.testing.assert_frame_equal(wide.figures, long.figures)


def test_a_row_of_zeros_is_not_an_authority_and_one_zero_is_a_figure(tmp_path: Path) -> None:
    published = power(tmp_path, "E10000002,Buckinghamshire,SE,0,0", "E06000060,Buckinghamshire,SE,0,9", "-,GLA,L,5,5")
    assert published.figures[["row", "value"]].to_numpy().tolist() == [[3, 0], [3, 9]]
    assert published.rejections[["row", "reason"]].to_numpy().tolist() == [
        [2, "zero in every column: the authority had ended or had not begun"],
        [4, "the row has no ONS code"],
    ]


def test_a_code_that_two_bodies_share_has_one_row_with_figures(tmp_path: Path) -> None:
    published = power(tmp_path, "E31000027,Fire,YH,8,9", "E31000027,Police and Fire,YH,0,0")
    assert (published.figures["row"].to_list(), published.rejections["row"].to_list()) == ([2, 2], [3])


def test_a_cell_that_cannot_be_read_is_listed_beside_the_figures_of_its_row(tmp_path: Path) -> None:
    published = power(tmp_path, "E10000018,Leicestershire,EM,?,290.1", "E10000003,Cambridgeshire,EE,?,none")
    assert published.figures[["row", "measure", "value"]].to_numpy().tolist() == [[2, "ct_total", 290.1]]
    assert published.cells.to_numpy().tolist() == [[2, "sfa_2019", "?", "not a number"]]
    assert published.rejections.to_numpy().tolist() == [[3, "sfa_2019", "?", "not a number"]]
    published = OUTTURN.read(outturn(tmp_path, council(1, "n/k", 3, 4), council("a", "b", "e", "f", code="E10000003")))
    assert (set(published.figures["row"]), published.read, len(published.rejections)) == ({5}, 6, 5)
    assert published.cells.to_numpy().tolist() == [[5, "Service Expenditure: Roads", "n/k", "not a number"]]
    assert published.rejections.to_numpy().tolist()[-1] == [
        6,
        "Service Expenditure: Education services",
        "a",
        "not a number",
    ]


def test_headings_that_repeat_take_the_title_of_their_group(tmp_path: Path) -> None:
    figures = OUTTURN.read(outturn(tmp_path, council(217430.5, 0, -3, 4))).figures
    assert figures[["row", "measure", "value"]].to_numpy().tolist() == [
        [5, "Service Expenditure: Education services", 217430.5],
        [5, "Service Expenditure: Roads", 0],
        [5, "Levies: Education services", -3],
        [5, "Levies: Roads", 4],
    ]
    assert (set(figures["period"]), set(figures["status"])) == ({"2017-18"}, {"final"})


def test_the_front_page_says_that_figures_are_provisional(tmp_path: Path) -> None:
    figures = OUTTURN.read(outturn(tmp_path, council(1, 2, 3, 4), front="PROVISIONAL")).figures
    assert set(figures["status"]) == {"provisional"}


@pytest.mark.parametrize(
    ("symbol", "marker"),
    [("[x]", "[x]"), ("[z]", "[z]"), ("[n]", "[x]"), ("…", "[x]"), ("...", "[x]"), ("-", "[x]"), ("[note 3]", "[x]")],
)
def test_a_symbol_is_missing_and_never_zero(tmp_path: Path, symbol: str, marker: str) -> None:
    figure = OUTTURN.read(outturn(tmp_path, council(symbol, 0, 3, 4))).figures.iloc[0]
    assert (figure["value"] != figure["value"], figure["marker"]) == (True, marker)


def test_totals_notes_and_helper_rows_are_rejected(tmp_path: Path) -> None:
    published = OUTTURN.read(
        outturn(
            tmp_path,
            council(1, 2, 3, 4),
            council(1, 2, 3, 4, code="E10", short="[Y]"),
            council(1, 2, 3, 4, code="E12000007", short="E5100"),
            council(1, 2, 3, 4, code="", short="E6803"),
            ["", "", "ENGLAND", "", "", 1, 2, 3, 4],
            ["", "", "CLASS BREAKDOWN"],
            ["Source: MHCLG"],
            ["", "", "", "", "", "RS-edu-empl"],
        )
    )
    assert (published.read, set(published.figures["row"])) == (12, {5})
    assert published.rejections[published.rejections["row"] > 5][["row", "reason"]].to_numpy().tolist() == [
        [6, "a total of a class, not of an authority"],
        [7, "not a council, but printed under the code of a region or England"],
        [8, "the row has no ONS code"],
        [9, "a total of a class, not of an authority"],
        [10, "a heading, a note or a helper row"],
        [11, "a heading, a note or a helper row"],
        [12, "a heading, a note or a helper row"],
    ]


def test_a_sheet_without_its_headings_is_refused(tmp_path: Path) -> None:
    file = open_file(workbook(tmp_path / "rs.xlsx", {"RS LA Data 2017-18": [["Nothing"]]}))
    with pytest.raises(
        Refused, match=r"rs\.xlsx sheet RS LA Data 2017-18 has no row with the headings E-code and ONS Code"
    ):
        OUTTURN.read(file)


def test_authorities_that_changed_between_two_editions(tmp_path: Path) -> None:
    same, other = council(1, 2, 3, 4, code="E10000002", short="E1"), council(1, 2, 3, 4, code="E10000003", short="E2")
    before = outturn(tmp_path, same, other, council("…", 2, 3, 4), name="before.xlsx")
    after = outturn(tmp_path, council(9, 2, 3, 4), [*other[:-1], 6.5], same, name="after.xlsx")
    assert finance.changed(before, after).fillna(-1).to_numpy().tolist() == [
        ["E10000003", "Leicestershire CC", 1, 0, 2.5],
        ["E10000018", "Leicestershire CC", 1, 1, -1],
    ]
    assert finance.changed(before, after, 1)["area"].to_list() == ["E10000018"]
    with pytest.raises(Refused, match=r"twice\.xlsx has the authority E10000002 twice"):
        finance.changed(before, outturn(tmp_path, same, same, name="twice.xlsx"))


def test_only_a_financial_year_is_a_period() -> None:
    labels = ("2017-18", "2017", "1999-00", "2017-19")
    assert [finance.period(label, "financial") for label in labels] == ["2017/18", "2017/18", None, None]
    assert finance.period("2017", "calendar") is None


@pytest.fixture(scope="module")
def real(shared: Path) -> dict[str, Published]:
    files = {}
    for path in sorted([*(shared / "data" / "csp").iterdir(), *(shared / "data" / "outturn").iterdir()]):
        file = open_file(path)
        (form,) = [form for form in finance.FORMATS if form.recognises(file)]
        files[path.name] = form.read(file)
    return files


def test_every_row_of_the_real_files_is_accounted_for(real: dict[str, Published]) -> None:
    counts = {name: (file.read, file.figures["row"].nunique(), len(file.rejections)) for name, file in real.items()}
    assert counts == {
        "CSP_2015.csv": (396, 382, 14),
        "CSP_2016.csv": (396, 382, 14),
        "CSP_2017.csv": (396, 382, 14),
        "CSP_2018.csv": (396, 382, 14),
        "CSP_2019.csv": (396, 373, 23),
        "CSP_2020.csv": (396, 369, 27),
        "CSP_long_201520.csv": (2376, 2270, 106),
        "RO3_LA_Data_2024-25_data_by_LA.ods": (431, 408, 23),
        "RSX_2016-17_data_by_LA.xlsx": (471, 444, 27),
        "RSX_LA_Data_2024-25_data_by_LA.ods": (431, 408, 23),
        "RS_2017-18_data_by_LA.xlsx": (476, 443, 33),
        "RS_2017-18_data_by_LA_PRENOV.xlsx": (475, 443, 32),
    }
    for file in real.values():
        # Every row with figures has one for every measure: no cell is lost.
        assert len(file.figures) == file.figures["row"].nunique() * file.figures["measure"].nunique()
        assert not file.figures.duplicated(["measure", "area", "period"]).any()
        assert file.cells.empty
    statuses = {name for name, file in real.items() if set(file.figures["status"]) == {"provisional"}}
    assert statuses == {"RS_2017-18_data_by_LA_PRENOV.xlsx"}


def test_zeros_of_councils_that_were_not_there_are_missing(root: Path, shared: Path) -> None:
    """A row is zero in every column for just the councils that did not exist that year by the areas file."""
    areas = read_areas(root / "data" / "raw" / "reference" / "areas.csv")
    ever = set()
    for year in range(2015, 2021):
        path = shared / "data" / "csp" / f"CSP_{year}.csv"
        codes = pd.read_csv(path, dtype="str")["ons_code"]
        published = finance.read_power(open_file(path))
        zero = set(published.rejections.loc[published.rejections["reason"].str.startswith("zero"), "row"])
        absent = {codes[row - 2] for row in zero} & {area.code for area in areas}
        days = date(year, 4, 1), date(year + 1, 3, 31)
        assert absent == {code for code in codes if code in areas and not areas[code].living(*days)}
        assert not absent & set(published.figures["area"])
        ever |= absent
    ended = {code for code in ever if (end := areas[code].end) and end <= date(2020, 3, 31)}
    # Of Dorset the county, 2 unitary councils and 6 districts, 4 districts of Suffolk and 2 of Somerset, and of
    # Buckinghamshire the county and 4 districts.
    assert len(ended) == 9 + 4 + 2 + 5
    assert {areas[code].name for code in ever - ended} == {
        "Bournemouth, Christchurch and Poole",
        "Dorset",
        "East Suffolk",
        "West Suffolk",
        "Somerset West and Taunton",
        "Buckinghamshire",
        "North Northamptonshire",
        "West Northamptonshire",
    }


def test_the_editions_of_2017_18_differ_for_56_authorities(shared: Path) -> None:
    folder = shared / "data" / "outturn"
    before, after = (open_file(folder / f"RS_2017-18_data_by_LA{end}.xlsx") for end in ("_PRENOV", ""))
    table = finance.changed(before, after, 25)
    assert len(table) == 56
    # Five have a figure in one edition only; of one the editions differ in a digit beyond the fifteenth alone.
    assert table.loc[table["marked"] > 0, "area"].to_list() == [
        "E06000038",
        "E07000222",
        "E10000022",
        "E47000003",
        "E50000005",
    ]
    assert table.loc[table["largest"] < 1e-6, "area"].to_list() == ["E10000021"]
    assert table.set_index("area").loc["E10000018", ["cells", "largest"]].to_list() == [4, 2575]


def test_the_funding_figures_are_those_of_the_files(shared: Path, real: dict[str, Published]) -> None:
    names = {
        "sfa": "settlement_funding_assessment_gbp_m",
        "under_index": "under_indexing_gbp_m",
        "ct_total": "council_tax_gbp_m",
        "nhb": "new_homes_bonus_gbp_m",
        "nhb_return": "new_homes_bonus_return_gbp_m",
        "rsdg": "rural_services_delivery_gbp_m",
        "total_spend": "total_partial_gbp_m",
    }
    funding = pd.read_csv(shared / "figures" / "funding.csv").rename(columns={name: key for key, name in names.items()})
    shipped = funding.melt(["area_code", "financial_year"], list(names), "measure", "shipped")
    shipped["period"] = shipped["financial_year"].str[:4]
    wide = pd.concat([file.figures for name, file in real.items() if re.fullmatch(r"CSP_\d{4}\.csv", name)])
    for figures, count in ((real["CSP_long_201520.csv"].figures, 6_370), (wide, 5_460)):
        ours = figures.rename(columns={"area": "area_code"})
        both = shipped.merge(ours, on=["area_code", "measure", "period"], validate="one_to_one")
        assert (len(both), int((both["value"] == both["shipped"]).sum())) == (count, count)
    assert len(shipped) == 6_370


@pytest.mark.parametrize(
    ("name", "year", "status", "count"),
    [
        ("RSX_2016-17_data_by_LA.xlsx", "2016/17", "final", 2_128),
        ("RS_2017-18_data_by_LA_PRENOV.xlsx", "2017/18", "provisional", 2_114),
        ("RS_2017-18_data_by_LA.xlsx", "2017/18", "final", 2_114),
        ("RSX_LA_Data_2024-25_data_by_LA.ods", "2024/25", "final", 2_142),
    ],
)
def test_the_spend_figures_are_those_of_the_files(
    shared: Path, real: dict[str, Published], name: str, year: str, status: str, count: int
) -> None:
    spend = pd.read_csv(shared / "figures" / "spend.csv", dtype="str", keep_default_na=False)
    # The file for 2015/16 is not held: 2,114 figures of the 10,612 cannot be compared.
    assert (len(spend), int(spend["financial_year"].eq("2015/16").sum())) == (10_612, 2_114)
    shipped = spend[spend["financial_year"].eq(year) & spend["status"].eq(status)]
    figures = real[name].figures
    if name.startswith("RSX"):
        figures = figures[figures["measure"].str.contains("Net Current Expenditure", regex=False)]
        heading = figures["measure"].str.split(": ").str[0]
    else:
        heading = figures["measure"].str.split(": ").str[-1]
    plain = heading.str.lower().str.replace("['’]", "", regex=True)
    kinds = {
        text: next((key for key, pattern in SERVICES.items() if re.match(pattern, text)), "") for text in plain.unique()
    }
    ours = figures.assign(service=plain.map(kinds)).query("service != ''").rename(columns={"area": "area_code"})
    ours = ours.drop_duplicates(["area_code", "service"])
    both = shipped.merge(ours, on=["area_code", "service"], suffixes=("_shipped", ""), validate="one_to_one")
    assert len(both) == len(shipped) == count
    assert both["marker"].tolist() == both["marker_shipped"].tolist()
    # The shipped figures are rounded to three decimals.
    expected = pd.to_numeric(both["net_current_expenditure_gbp_thousand"])
    pd.testing.assert_series_equal(
        both["value"].round(3), expected, check_names=False, check_exact=True, check_dtype=False
    )


@pytest.mark.parametrize("column", ["status", "Notes", "lower_ci_95", "respondents"])
@pytest.mark.parametrize("header", [WIDE, "ons_code,authority,region,year,sfa,ct_total"])
def test_a_column_of_spending_power_that_tells_of_the_figures_is_refused_by_name(
    tmp_path: Path, header: str, column: str
) -> None:
    cells = ["E10000018", "Leicestershire", "East Midlands", "2019", "5", "6"][: header.count(",") + 1]
    with pytest.raises(Refused, match=rf"row 1 has the column '{column}'"):
        power(tmp_path, ",".join([*cells, "1"]), header=f"{header},{column}")


def test_a_status_beside_the_outturn_is_refused_by_name(tmp_path: Path) -> None:
    rows: Rows = [["E-code", "ONS Code", "Local authority", "Class", "Education", "Data status"], council(1)]
    file = open_file(workbook(tmp_path / "rs.xlsx", {"RS LA Data 2017-18": rows}))
    with pytest.raises(Refused, match="sheet RS LA Data 2017-18 row 1 has the column 'Data status'"):
        OUTTURN.read(file)


@pytest.mark.parametrize("columns", [2, 2_475])
def test_the_outturn_of_several_years_is_refused_with_what_to_use_instead(tmp_path: Path, columns: int) -> None:
    """It has more columns than are read of any file, and is named all the same."""
    names = ["year_ending", "LA_LGF_code", "ONS_code", *(f"RS_{at}_net_exp" for at in range(columns))]
    path = tmp_path / "series.csv"
    path.write_text(",".join(names) + "\n" + ",".join(["202503", "E2421", "E10000018", *["1"] * columns]) + "\n")
    with pytest.raises(Refused, match="is the revenue outturn of several years in one file, which is not read; use"):
        read_file(path)
