"""ONS mid-year population estimates: a small workbook of every table with every trap, and the real file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from workbooks import Rows, workbook

from helpers.sources.files.limits import Refused
from helpers.sources.formats import population
from helpers.sources.formats.registry import read_file
from helpers.sources.published import Published

ABOUT: Rows = [
    ["Please choose from the links presented in the cells below to e-mail us your opinion on this table: "],
    ["This met my needs, please produce it next year"],
    ["I need something slightly different (please specify)"],
]
HEAD = ["Code", "Name", "Geography"]
COUNTY = ["E10000018", "Leicestershire", "County"]
CITY = ["E06000016", "Leicester", "Unitary Authority"]
LIMITS = [f"2020 Empirical 95% confidence interval - \n{side} bound" for side in ("lower", "upper")]
SHEETS: dict[str, Rows] = {
    "Cover sheet": [["Mid-Year Population Estimates, UK, June 2020"]],
    "MYE1": [
        ["MYE1: Population estimates: Summary for the UK, mid-2020"],
        *ABOUT,
        ["Groups/codes", "England", "Wales "],
        ["Country Code", "E92000001", "W92000004"],
        ["All Persons", 560, 31],
        ["Age Groups", "No data", "No data"],
    ],
    "MYE2 - Persons": [
        ["MYE2: Persons by single year of age and sex for local authorities in the UK, mid-2020"],
        *ABOUT,
        [*HEAD, "All ages", 0, "90+"],
        [*COUNTY, 71, 6.0, 65],
        [*CITY, 35, 5, 30],
    ],
    "MYE3": [
        ["MYE3: Components of population change for local authorities in the UK, mid-2020"],
        *ABOUT,
        [*HEAD, "Estimated Population  mid-2019", "Births", "Births minus Deaths", "Estimated Population  mid-2020"],
        [*COUNTY, 70, 6, -1, 71],
        [*CITY, 34, 5, "No data", 35],
    ],
    "MYE4": [
        ["MYE4: Population estimates: Summary for the UK, mid-2001 to mid-2020"],
        *ABOUT,
        [*HEAD, "Mid-2020", " Mid-2019"],
        [*COUNTY, 71, 70],
        [*CITY, 35, 34],
    ],
    "MYE 5": [
        ["MYE5: Population density for local authorities in the UK, mid-2001 to mid-2020"],
        *ABOUT,
        [*HEAD, "Area (sq km)", "Estimated population mid-2020", "2020 people per sq. km"],
        [*COUNTY, 2.5, 71, 28.4],
    ],
    "MYE 6": [["MYE6: Median age of population, mid-2001 to mid-2020"], [*HEAD, "Mid-2020"], [*COUNTY, 42.98]],
    "MYE 7": [
        ["MYE7: Research-based statistical measures of uncertainty, 2011 to 2020"],
        [*HEAD, "2011 Census", *LIMITS, "2020 Mid-year estimate"],
        [*COUNTY, 65, 68.5, 73.25, 71],
    ],
}


def read(folder: Path, **changed: Rows | None) -> Published:
    """Read the workbook with some sheets changed, or left out, by the letters of their names."""
    names = {name.replace(" ", "").replace("-", "_"): name for name in SHEETS}
    others = {names[key]: rows for key, rows in changed.items()}
    sheets = {name: rows for name, rows in (SHEETS | others).items() if rows is not None}
    form, published = read_file(workbook(folder / "mye.xlsx", sheets))
    assert form.format_id == "ons_mye"
    assert published.read == sum(len(rows) for rows in sheets.values())
    assert published.read == published.figures["row"].nunique() + len(published.rejections)
    return published


def of(published: Published, area: str) -> dict[tuple[str, str], float | None]:
    """The figures of an area by measure and period; None where there is none."""
    figures = published.figures[published.figures["area"] == area]
    values = [None if pd.isna(value) else value for value in figures["value"]]
    return dict(zip(zip(figures["measure"], figures["period"], strict=True), values, strict=True))


def test_every_table_gives_its_figures_under_its_headings(tmp_path: Path) -> None:
    published = read(tmp_path)
    assert of(published, "E10000018") == {
        ("MYE2 Persons: All ages", "Mid-2020"): 71,
        ("MYE2 Persons: 0", "Mid-2020"): 6,
        ("MYE2 Persons: 90+", "Mid-2020"): 65,
        ("MYE3: Estimated population", "Mid-2019"): 70,
        ("MYE3: Births", "Mid-2019 to mid-2020"): 6,
        ("MYE3: Births minus Deaths", "Mid-2019 to mid-2020"): -1,
        ("MYE3: Estimated population", "Mid-2020"): 71,
        ("MYE4: Population estimates", "Mid-2020"): 71,
        ("MYE4: Population estimates", "Mid-2019"): 70,
        ("MYE5: Area (sq km)", ""): 2.5,
        ("MYE5: Estimated population", "Mid-2020"): 71,
        ("MYE5: People per sq. km", "Mid-2020"): 28.4,
        ("MYE6: Median age", "Mid-2020"): 42.98,
        ("MYE7: Census", "2011 Census"): 65,
        ("MYE7: Mid-year estimate", "Mid-2020"): 71,
    }
    assert of(published, "E92000001") == {
        ("MYE1: All Persons", "Mid-2020"): 560,
        ("MYE1: Age Groups", "Mid-2020"): None,
    }
    assert of(published, "E06000016")["MYE3: Births minus Deaths", "Mid-2019 to mid-2020"] is None
    with_limits = published.figures[published.figures["lower_95"].notna()]
    assert with_limits[["measure", "lower_95", "upper_95"]].to_numpy().tolist() == [
        ["MYE7: Mid-year estimate", 68.5, 73.25]
    ]


def test_the_head_of_a_table_is_not_taken_for_figures(tmp_path: Path) -> None:
    rejected = read(tmp_path).rejections
    asked = rejected[rejected["value"].str.startswith("I need something slightly different")]
    assert asked["column"].to_list() == ["MYE1", "MYE2 - Persons", "MYE3", "MYE4", "MYE 5"]
    assert set(asked["reason"]) == {"a heading or a note"}
    assert rejected.iloc[0].to_list() == [
        1,
        "Cover sheet",
        "Mid-Year Population Estimates, UK, June 2020",
        "a row on a sheet without a table",
    ]


def test_what_cannot_be_read_is_listed(tmp_path: Path) -> None:
    rows: Rows = [
        *SHEETS["MYE4"][:4],
        [*HEAD, "Mid-2020", "Mid-2019"],
        [*COUNTY, "71 thousand", 70],
        [*CITY, "?", "??"],
        ["", "Rutland", "Unitary Authority", 4, 4],
        [*COUNTY, "71 thousand", 70],
        ["Source: ONS"],
    ]
    published = read(tmp_path, MYE4=rows)
    first = 1 + len(SHEETS["MYE1"]) + len(SHEETS["MYE2 - Persons"]) + len(SHEETS["MYE3"]) + 6
    assert published.cells.to_numpy().tolist() == [[first, "MYE4: Population estimates", "71 thousand", "not a number"]]
    inside = published.rejections["row"].between(first, first + 4)
    assert published.rejections[inside].to_numpy().tolist() == [
        [first + 1, "MYE4: Population estimates", "?", "not a number"],
        [first + 2, "MYE4", "", "the row has no area code"],
        [first + 3, "MYE4: Population estimates", "71 thousand", "not a number"],
        [first + 4, "MYE4", "Source: ONS", "a heading or a note"],
    ]


@pytest.mark.parametrize(
    ("sheet", "rows", "sentence"),
    [
        ("MYE4", [["MYE4"], *ABOUT], r"sheet MYE4 has no row with the headings Code, Name and Geography\.$"),
        ("MYE4", [["MYE4"], ["Code", "Geography", "Name", "Mid-2020"]], "sheet MYE4 has no row with the headings"),
        ("MYE4", [[*HEAD, "Mid-2020", "Mid-2020"], [*COUNTY, 1, 2]], "sheet MYE4 has two columns 'Mid-2020'; keep one"),
        ("MYE4", [[*HEAD, "Mid-2020"], [*COUNTY, 1], [*COUNTY, 2]], "rows 25 and 26 differ, but are both of MYE4"),
        ("MYE3", [["MYE3"], [*HEAD, "Births"]], "sheet MYE3 row 1 does not end with the mid-year of its figures"),
        ("MYE1", [["MYE1, mid-2020"], ["Groups/codes", "England"]], "sheet MYE1 has 0 rows Country Code; expected one"),
        ("MYE1", [["MYE1, mid-2020"]], "sheet MYE1 has no row with the headings Groups/codes"),
    ],
)
def test_a_table_that_is_not_as_it_should_be_is_refused(tmp_path: Path, sheet: str, rows: Rows, sentence: str) -> None:
    with pytest.raises(Refused, match=rf"^mye\.xlsx .*{sentence}"):
        read(tmp_path, **{sheet: rows})


def test_a_workbook_without_its_tables_is_of_no_known_format(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is of no known format: it has the sheets Cover sheet"):
        read(tmp_path, MYE4=None)


@pytest.mark.parametrize(
    ("label", "period_type", "expected"),
    [
        ("Mid-2020", "snapshot", "30 Jun 2020"),
        ("Mid-2020", "calendar", None),
        ("Mid-2020", "financial", None),
        ("Mid-2019 to mid-2020", "year_to_month", "Jul 2019-Jun 2020"),
        ("Mid-2018 to mid-2020", "year_to_month", None),
        ("Mid-2019 to mid-2020", "snapshot", None),
        ("2011 Census", "snapshot", "27 Mar 2011"),
        ("2021 Census", "snapshot", "21 Mar 2021"),
        ("2001 Census", "snapshot", None),
        ("", "snapshot", None),
        ("Mid-9999", "snapshot", None),
    ],
)
def test_periods(label: str, period_type: str, expected: str | None) -> None:
    assert population.period(label, period_type) == expected


@pytest.fixture(scope="module")
def real(shared: Path) -> Published:
    form, published = read_file(shared / "data" / "population" / "ukpopestimatesmid2020on2021geography.xls")
    assert form.format_id == "ons_mye"
    return published


def table(real: Published, measure: str, period: str = "Mid-2020") -> pd.Series:
    """One measure by area."""
    figures = real.figures
    return figures[figures["measure"].eq(measure) & figures["period"].eq(period)].set_index("area")["value"]


def test_every_row_of_the_real_file_is_accounted_for(real: Published) -> None:
    # 31 + 8 rows of MYE1, seven tables of 420 areas and one of 354, below eight rows of heading and notes each.
    assert (real.read, real.figures["row"].nunique()) == (3_480, 23 + 7 * 420 + 354)
    assert real.rejections["reason"].value_counts().to_dict() == {
        "a row on a sheet without a table": 91,
        "a heading or a note": 9 * 8,
    }
    assert real.cells.empty
    # 91 ages and all of them, for three sexes; 12, 20, 41, 20 and 11 columns of the other tables; 23 rows of MYE1.
    assert len(real.figures) == 3 * 420 * 92 + 420 * (12 + 20 + 41 + 20) + 354 * 11 + 23 * 7
    assert real.figures["marker"].value_counts().to_dict()[""] == real.figures["value"].notna().sum()


def test_the_figures_agree_with_each_other_as_the_publisher_says(real: Published) -> None:
    persons = table(real, "MYE2 Persons: All ages")
    estimates = table(real, "MYE4: Population estimates")
    assert (persons["E10000018"], len(persons)) == (713_085, 420)
    for other in (
        estimates,
        table(real, "MYE5: Estimated population"),
        table(real, "MYE3: Estimated population"),
        table(real, "MYE2 Males: All ages") + table(real, "MYE2 Females: All ages"),
        sum(table(real, f"MYE2 Persons: {age}") for age in [*range(90), "90+"]),
    ):
        assert (other == persons).all()
    countries = table(real, "MYE1: All Persons")
    assert countries.to_dict() == estimates[countries.index].to_dict()
    assert estimates[estimates.index.str.startswith("E12")].sum() == estimates["E92000001"] == 56_550_138
    change = "Mid-2019 to mid-2020"
    natural = table(real, "MYE3: Births", change) - table(real, "MYE3: Deaths", change)
    assert (natural == table(real, "MYE3: Births minus Deaths", change)).all()
    density = estimates / table(real, "MYE5: Area (sq km)", "")
    assert (density - table(real, "MYE5: People per sq. km")).abs().max() < 1e-9
    research = real.figures[real.figures["measure"].eq("MYE7: Mid-year estimate") & real.figures["value"].notna()]
    assert (research["lower_95"] < research["upper_95"]).all()


def test_the_populations_behind_the_funding_figures_are_those_of_the_file(shared: Path, real: Published) -> None:
    funding = pd.read_csv(shared / "figures" / "funding.csv")
    funding = funding[funding["population"].notna()]
    compared = 0
    for year, rows in funding.groupby("population_mid_year"):
        ours = table(real, "MYE4: Population estimates", f"Mid-{int(year)}")
        rows = rows[rows["area_code"].isin(ours.index)]
        assert (ours[rows["area_code"]].to_numpy() == rows["population"].to_numpy()).all(), year
        compared += len(rows)
    # Eleven rows are of Buckinghamshire and Northamptonshire, which have another code, or none, on boundaries of 2021.
    assert (compared, len(funding)) == (887, 898)


@pytest.mark.parametrize("column", ["Status", "Notes", "2020 lower confidence limit"])
def test_a_column_that_tells_of_the_figures_is_refused_by_name(tmp_path: Path, column: str) -> None:
    with pytest.raises(Refused, match=rf"sheet MYE4 row \d+ has the column '{column}'"):
        read(tmp_path, MYE4=[["MYE4"], [*HEAD, "Mid-2020", column], [*COUNTY, 71, "x"]])


def test_limits_of_another_level_are_left_out(tmp_path: Path) -> None:
    heading = "2020 Empirical 99% confidence interval - lower bound"
    published = read(tmp_path, MYE4=[["MYE4"], [*HEAD, "Mid-2020", heading], [*COUNTY, 71, 60]])
    assert "MYE4: Population estimates" in set(published.figures["measure"])
    assert not published.figures["measure"].str.contains("99%").any()
