"""Defra's workbook of collected waste: small workbooks with every trap, and the real file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from workbooks import Rows, workbook

from helpers.areas import read_areas
from helpers.register import read_register
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import open_file
from helpers.sources.formats import waste
from helpers.sources.matching import observations
from helpers.sources.published import NUMBERS, Published

KEY = ["indicator_id", "area_code", "period_start", "period_end"]
HEADING = [
    "Year",
    "Region",
    "ONS code",
    "Jpp Order",
    "Authority",
    "Authority type",
    "Residual household waste per household (kg/household) (Ex NI191)",
    "Percentage of household waste sent for reuse, recycling or composting (Ex NI192)",
    "Percentage of municipal waste sent to landfill (Ex NI193)",
    "Collected household waste per person (kg) (Ex BVPI 84a)",
]
TITLE: Rows = [["Table 3: Selected Waste Indicators"], [""], [""]]
COUNTY = ["2022-23", "East Midlands", "E10000018", 115, "Leicestershire County Council", "Disposal", 540.1, 0.555]
REGIONS: Rows = [
    ["Table 3a: Regional Household Recycling Rates 2000-01 to 2022-23"],
    ["Region", "2021/22", "2022-23"],
    ["East Midlands", 42.2, 41.1],
    ["England", 42.5, 41.7],
    [""],
    ["Table 3c: Regional Residual Household Waste (Kilograms per Household)"],
    ["Region", "2022-23"],
    ["Eastern", 508],
    ["Source: Defra"],
]


def read(folder: Path, *rows: Sequence[str | float], before: Rows = TITLE, **others: Rows) -> Published:
    sheets = {"Notes": [["Notes"]], "Table_3": [*before, HEADING, *rows], "Table_3a": REGIONS} | others
    file = open_file(workbook(folder / "waste.xlsx", sheets))
    assert waste.FORMATS[0].recognises(file)
    return waste.read(file)


def of(published: Published, area: str) -> dict[tuple[str, str], float]:
    figures = published.figures[published.figures["area"] == area]
    return dict(zip(zip(figures["measure"], figures["period"], strict=True), figures["value"], strict=True))


@pytest.mark.parametrize("before", [TITLE, TITLE[:2]])
def test_a_row_gives_four_figures_and_shares_as_percentages(tmp_path: Path, before: Rows) -> None:
    published = read(tmp_path, [*COUNTY, 0.237, 402.7], before=before)
    assert of(published, "E10000018") == {
        ("Table 3 column 7", "2022-23"): 540.1,
        ("Table 3 column 8", "2022-23"): 55.5,
        ("Table 3 column 9", "2022-23"): 23.7,
        ("Table 3 column 10", "2022-23"): 402.7,
    }
    assert set(published.figures.loc[published.figures["area"] == "E10000018", "row"]) == {len(before) + 2}


def test_regions_and_england_are_read_from_their_own_sheet_as_printed(tmp_path: Path) -> None:
    published = read(tmp_path, [*COUNTY, 0.237, 402.7])
    assert of(published, "E12000004") == {("Table 3 column 8", "2021/22"): 42.2, ("Table 3 column 8", "2022-23"): 41.1}
    assert of(published, "E92000001") == {("Table 3 column 8", "2021/22"): 42.5, ("Table 3 column 8", "2022-23"): 41.7}
    assert of(published, "E12000006") == {("Table 3 column 7", "2022-23"): 508}


def test_a_dash_or_a_colon_is_not_available_and_zero_is_a_figure(tmp_path: Path) -> None:
    figures = read(tmp_path, [*COUNTY[:6], 0, 0.0, "-", ":"]).figures
    county = figures[figures["area"] == "E10000018"]
    assert county["value"].fillna(-1).to_list() == [0, 0, -1, -1]
    assert county["marker"].to_list() == ["", "", "[x]", "[x]"]


def test_rows_that_give_no_figure_are_rejected_with_their_reason(tmp_path: Path) -> None:
    total = ["2022-23", "*East Midlands", "Total", "Total", "Total", "Total", 1, 0.1, 0.1, ":"]
    nowhere = ["2022-23", "East Midlands", "", "", "Somewhere", "Unitary", 1, 0.1, 0.1, 1]
    unread = ["2022-23", "East Midlands", "E06000017", 1, "Rutland", "Unitary", "?", "?", "?", "?"]
    changes: Rows = [["2015-16", "E10000018", -1]]
    published = read(
        tmp_path, [*COUNTY, 0.2, 402], total, nowhere, unread, ["Notes:"], **{"Table_3_Revisions": changes}
    )
    assert published.read == 9 + len(REGIONS) + 1 + 1
    assert published.rejections[["row", "column", "reason"]].to_numpy().tolist() == [
        [1, "Table_3", "a heading or a note"],
        [2, "Table_3", "a heading or a note"],
        [3, "Table_3", "a heading or a note"],
        [4, "Table_3", "a heading or a note"],
        [6, "Table_3", "a total of a region or England, which is read from Table 3a"],
        [7, "Table_3", "the row has no area code"],
        [8, "Table 3 column 7", "not a number"],
        [9, "Table_3", "a heading or a note"],
        [10, "Table_3a", "a heading or a note"],
        [11, "Table_3a", "a heading or a note"],
        [14, "Table_3a", "a heading or a note"],
        [15, "Table_3a", "a heading or a note"],
        [16, "Table_3a", "a heading or a note"],
        [18, "Table_3a", "a heading or a note"],
        [19, "Notes", "a row on a sheet that is not used"],
        [20, "Table_3_Revisions", "a row on a sheet of revisions, which lists changes"],
    ]


def test_a_cell_that_cannot_be_read_is_listed_beside_the_figures_of_its_row(tmp_path: Path) -> None:
    more: Rows = [*REGIONS[:2], ["East Midlands", "n/k", 41.1], ["England", "?", "??"]]
    published = read(tmp_path, [*COUNTY, "about 0.2", 402.7], Table_3a=more)
    assert set(of(published, "E10000018")) == {(f"Table 3 column {at}", "2022-23") for at in (7, 8, 10)}
    assert published.cells.to_numpy().tolist() == [
        [5, "Table 3 column 9", "about 0.2", "not a number"],
        [8, "Table 3 column 8", "n/k", "not a number"],
    ]
    assert [9, "Table 3 column 8", "?", "not a number"] in published.rejections.to_numpy().tolist()
    assert published.figures["row"].nunique() + len(published.rejections) == published.read


def test_a_part_of_another_measure_is_not_taken_for_the_one_above(tmp_path: Path) -> None:
    more: Rows = [*REGIONS[:4], ["Table 3d: Something new"], ["Region", "2022-23"], ["England", 99]]
    published = read(tmp_path, [*COUNTY, 0.2, 402], Table_3a=more)
    assert 99 not in of(published, "E92000001").values()
    assert "a row for a part whose measure is not known" in set(published.rejections["reason"])


def test_a_sheet_without_its_headings_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "waste.xlsx", {"Table_3": [["Year"]], "Table_3a": REGIONS})
    with pytest.raises(Refused, match=r"waste\.xlsx sheet Table_3 has no row with the headings Year and ONS code"):
        waste.read(open_file(path))
    path = workbook(tmp_path / "fewer.xlsx", {"Table_3": [HEADING[:-1]], "Table_3a": REGIONS})
    with pytest.raises(Refused, match=r"row 1 has 0 columns 'collected household waste per person'; expected one"):
        waste.read(open_file(path))


def test_only_a_financial_year_is_a_period() -> None:
    assert [waste.period(label, "financial") for label in ("2022-23", "2021/22", "2022")] == [
        "2022/23",
        "2021/22",
        None,
    ]
    assert waste.period("2022-23", "academic") is None


@pytest.fixture(scope="module")
def real(shared: Path) -> Published:
    file = open_file(shared / "data" / "waste" / "LA_collection.ods")
    assert waste.FORMATS[0].recognises(file)
    return waste.read(file)


def test_every_row_of_the_real_file_is_accounted_for(real: Published) -> None:
    assert (real.read, real.figures["row"].nunique(), len(real.rejections)) == (12_875, 4_530, 8_345)
    assert len(real.figures) == 18_690
    assert real.cells.empty
    assert real.figures["marker"].value_counts().to_dict() == {"": 15_787, "[x]": 2_903}
    assert real.rejections["reason"].value_counts().to_dict() == {
        "a row on a sheet that is not used": 4_692,
        "a row on a sheet of revisions, which lists changes": 3_476,
        "a total of a region or England, which is read from Table 3a": 130,
        "a heading or a note": 45,
        "the row has no code of one area": 2,  # Corby and Kettering together
    }


def test_the_shipped_figures_are_those_of_the_file(root: Path, real: Published) -> None:
    register = read_register(root / "params" / "indicators.csv")
    areas = read_areas(root / "data" / "raw" / "reference" / "areas.csv")
    ours, rejected = observations(real, waste.FORMATS[0], register, areas)
    # Four figures of 2,443 rows of districts, but for two rows of two districts together.
    districts = ours["area_code"].str.startswith("E07")
    assert (int(districts.sum()), int((~districts).sum())) == ((2_443 - 2) * 4, 8_566)
    assert ours["row"].nunique() + len(rejected) == real.read
    assert not ours.duplicated(KEY).any()
    path = root / "data" / "raw" / "defra" / "lacw_environment_and_waste.csv"
    shipped = pd.read_csv(path, dtype="str", keep_default_na=False)
    shipped = shipped.assign(**{name: pd.to_numeric(shipped[name]).astype("float64") for name in NUMBERS})
    ours = ours.astype({"period_start": "str", "period_end": "str"})
    both = ours.merge(shipped, on=KEY, suffixes=("", "_shipped"), validate="one_to_one")
    assert len(both) == len(shipped) == 1_814
    for name in (*NUMBERS, "marker", "status", "area_flag", "period"):
        pd.testing.assert_series_equal(
            both[name], both[f"{name}_shipped"], check_names=False, check_dtype=False, check_exact=True
        )


@pytest.mark.parametrize("column", ["Data status", "Note", "Lower limit"])
def test_a_column_that_tells_of_the_figures_is_refused_by_name(tmp_path: Path, column: str) -> None:
    sheets = {"Table_3": [*TITLE, [*HEADING, column], [*COUNTY, 0.1, 400, "x"]], "Table_3a": REGIONS}
    with pytest.raises(Refused, match=rf"sheet Table_3 row 4 has the column '{column}'"):
        waste.read(open_file(workbook(tmp_path / "waste.xlsx", sheets)))
