"""Fingertips files: small files in every dialect with every trap, and the real files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import Areas, read_areas
from helpers.register import Indicator, read_register
from helpers.sources.files.limits import Refused
from helpers.sources.formats import fingertips
from helpers.sources.formats.registry import read_file
from helpers.sources.matching import observations
from helpers.sources.published import NUMBERS, Published

FIRST = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,"
    "Denominator,Value note,Recent Trend,Compared to England value or percentiles"
)
LAST = "Time period Sortable,New data,Compared to goal"
OLD = f"{FIRST},Compared to Region value or percentiles,{LAST}"
DIALECTS = {
    "of 2019": OLD,
    "with underscores": OLD.replace("Indicator ID", "IndicatorID").replace("Area Code", "AreaCode").replace(" ", "_"),
    "of the API": f"{FIRST},Compared to percentiles,{LAST},Time period range",
    "of the API, with a parent": f"{FIRST},Compared to Regions (statistical) value or percentiles,{LAST},"
    "Time period range",
    "of the website": "\ufeff"
    + f"{FIRST.replace('Area Name', 'AreaName')},Compared to parent value or percentiles,{LAST},Time period range",
    "of fingertipsR": OLD.replace(" ", ""),
}
BLANK = {
    "Indicator ID": "90284",
    "Area Code": "E10000018",
    "Area Type": "County",
    "Sex": "Persons",
    "Age": "<15 yrs",
    "Time period": "2022/23",
    "Value": "75.4",
    "Lower CI 95.0 limit": "70.1",
    "Upper CI 95.0 limit": "80.2",
    "Count": "855",
    "Denominator": "113400",
    "Time period Sortable": "20220000",
}
KEY = ["indicator_id", "area_code", "period_start", "period_end"]
DECILE = "a row for a category such as a deprivation decile, not for an area"
SEX = "a row of one sex, not of persons"
AGE = "a row of one age, not of all ages"
REPEAT = "repeats an earlier row with the same figures"


def write(folder: Path, *rows: dict[str, str], header: str = DIALECTS["of the API"], end: str = "\n") -> Path:
    """Write rows, of which each names what differs from `BLANK`, under a header; a field in quotes where it must be."""
    names = DIALECTS["of the API"].split(",")
    width = header.count(",") + 1
    lines = [header]
    for row in rows:
        cells = [(BLANK | row).get(name, "") for name in names][:width]
        lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    path = folder / "health.csv"
    path.write_text(end.join([*lines, ""]), encoding="utf-8", newline="")
    return path


def read(folder: Path, *rows: dict[str, str], header: str = DIALECTS["of the API"], end: str = "\n") -> Published:
    form, published = read_file(write(folder, *rows, header=header, end=end))
    assert form.format_id == "ohid_fingertips"
    return published


def reasons(published: Published) -> dict[int, str]:
    return dict(zip(published.rejections["row"], published.rejections["reason"], strict=True))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_gives_the_same_figure(dialect: str, end: str, tmp_path: Path) -> None:
    published = read(tmp_path, {"Indicator Name": "Injuries,\nunder 15\n"}, header=DIALECTS[dialect], end=end)
    expected = [2, "90284", "E10000018", "2022/23", 75.4, 70.1, 80.2, 855, 113400, "", "final"]
    assert published.figures.to_numpy().tolist() == [expected]
    assert (published.read, len(published.rejections)) == (1, 0)


def test_a_file_without_a_needed_column_is_not_of_the_format(tmp_path: Path) -> None:
    path = write(tmp_path, {}, header=DIALECTS["of the API"].replace("Category Type", "Kind"))
    with pytest.raises(Refused, match="no known format"):
        read_file(path)
    path = write(tmp_path, {}, header=DIALECTS["of the API"].replace("Compared", "Against"))
    with pytest.raises(Refused, match="no known format"):
        read_file(path)


def test_a_column_that_is_there_under_two_names_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, {}, header=DIALECTS["of the API"].replace("Area Name", "AreaCode"))
    with pytest.raises(Refused, match=r"health.csv has the columns 'Area Code' and 'AreaCode', which are one"):
        read_file(path)


def test_the_period_is_not_taken_from_the_column_that_may_be_constant(tmp_path: Path) -> None:
    rows = [{"Time period": year, "Time period Sortable": "20210000"} for year in ("2019/20", "2020/21", "2021/22")]
    assert read(tmp_path, *rows).figures["period"].to_list() == ["2019/20", "2020/21", "2021/22"]


def test_html_and_thousands_commas_in_numbers(tmp_path: Path) -> None:
    nothing = {"Value": "", "Count": '<div class="no-data">-</div>', "Denominator": ""}
    note = '<span class="tooltipValueNote">* Value suppressed for disclosure control</span>'
    figures = read(
        tmp_path,
        {"Count": "74,588", "Denominator": "9,896,653"},
        {**nothing, "Time period": "2021/22"},
        {**nothing, "Time period": "2020/21", "Value note": note},
    ).figures
    assert figures["numerator"].fillna(-1).to_list() == [74588, -1, -1]
    assert figures["denominator"].fillna(-1).to_list() == [9896653, -1, -1]
    assert figures["marker"].to_list() == ["", "[x]", "[c]"]


def test_markers_follow_the_value_and_its_note(tmp_path: Path) -> None:
    markers = [
        ("0", "", ""),
        ("", "", "[x]"),
        ("NA", "", "[x]"),
        ("*", "", "[c]"),
        ("", "Value suppressed for disclosure control due to small count", "[c]"),
        ("", "Value cannot be calculated as number of cases is too small", "[x]"),
        ("", "Value for Cornwall and Isles of Scilly combined", "[x]"),
        ("75", "Value for Cornwall and Isles of Scilly combined", ""),
        ("75", "Should be treated with caution", ""),
        ("75", "Value is modelled or synthetic estimate", "[e]"),
        ("", "Value estimated", "[x]"),
        ("75", "Potential underestimate of the value", ""),
    ]
    rows = [
        {"Value": value, "Value note": note, "Time period": f"{2000 + at}"}
        for at, (value, note, _) in enumerate(markers)
    ]
    figures = read(tmp_path, *rows).figures
    assert figures["marker"].to_list() == [marker for *_, marker in markers]
    assert figures["value"].isna().to_list() == [value in ("", "NA", "*") for value, *_ in markers]


def test_what_the_publisher_calls_provisional_is(tmp_path: Path) -> None:
    rows = [{"Value note": "Provisional figure"}, {"Time period": "2021/22"}]
    assert read(tmp_path, *rows).figures["status"].to_list() == ["provisional", "final"]


def test_limits_of_a_value_that_is_not_presented_are_left_out(tmp_path: Path) -> None:
    row = {"Value": "", "Lower CI 95.0 limit": "-1", "Upper CI 95.0 limit": "-1", "Value note": "Not presented"}
    figure = read(tmp_path, row).figures.iloc[0]
    assert figure[["value", "lower_95", "upper_95"]].isna().all()
    below = read(tmp_path, {"Value": "-0.5", "Lower CI 95.0 limit": "-1"}).figures.iloc[0]
    assert (below["value"], below["lower_95"]) == (-0.5, -1)


def test_digits_that_a_spreadsheet_added_are_dropped(tmp_path: Path) -> None:
    assert read(tmp_path, {"Value": "9.3699999999999992"}).figures["value"].to_list() == [9.37]


@pytest.mark.parametrize("name", ["Value", "Count", "Lower CI 95.0 limit"])
def test_a_cell_that_is_no_number_rejects_its_row(name: str, tmp_path: Path) -> None:
    published = read(tmp_path, {name: "about 7"}, {"Time period": "2021/22"})
    assert published.rejections.to_numpy().tolist() == [
        [2, name, "about 7", "neither a number nor a known symbol for a missing figure"]
    ]
    assert published.figures["row"].to_list() == [3]


def test_deciles_share_the_code_of_england_and_are_no_figures_of_it(tmp_path: Path) -> None:
    england = {"Area Code": "E92000001", "Area Type": "England"}
    decile = {**england, "Category Type": "District & UA deprivation deciles (IMD2019)", "Category": "1", "Value": "99"}
    published = read(tmp_path, england, decile, {**england, "Category Type": "NA", "Time period": "2021/22"})
    assert published.figures["row"].to_list() == [2, 4]
    assert published.rejections.to_numpy().tolist() == [[3, "Category Type", decile["Category Type"], DECILE]]


def test_england_twice_is_one_figure_where_both_rows_agree(tmp_path: Path) -> None:
    england = {"Area Code": "E92000001", "Area Type": "England", "Recent Trend": "Not compared"}
    again = {**england, "Parent Code": "E92000001", "Recent Trend": "Similar"}
    published = read(tmp_path, england, {}, again)
    assert published.figures["row"].to_list() == [2, 3]
    assert published.rejections.to_numpy().tolist() == [[4, "Area Code", "E92000001", REPEAT]]


@pytest.mark.parametrize("name", ["Value", "Upper CI 95.0 limit", "Count", "Denominator"])
def test_england_twice_with_two_figures_is_refused(name: str, tmp_path: Path) -> None:
    england = {"Area Code": "E92000001", "Area Type": "England"}
    path = write(tmp_path, {}, england, {**england, "Parent Code": "E92000001", name: "7"})
    with pytest.raises(Refused, match=r"health.csv rows 3 and 4 differ, but are both of 90284, E92000001, 2022/23"):
        read_file(path)


def test_a_figure_and_a_blank_of_one_area_and_period_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="rows 2 and 3"):
        read_file(write(tmp_path, {}, {"Value": ""}))


def test_persons_are_taken_where_they_are_there(tmp_path: Path) -> None:
    published = read(tmp_path, {"Sex": "Male", "Value": "80"}, {}, {"Sex": "Female", "Value": "70"})
    assert published.figures["value"].to_list() == [75.4]
    assert reasons(published) == {2: SEX, 4: SEX}


def test_the_only_sex_of_an_indicator_is_taken(tmp_path: Path) -> None:
    other = {"Indicator ID": "90362", "Sex": "Male", "Age": "All ages"}
    published = read(tmp_path, {}, {"Sex": "Male"}, other, {**other, "Time period": "2021/22"})
    assert published.figures["measure"].to_list() == ["90284", "90362", "90362"]
    assert reasons(published) == {3: SEX}


def test_of_two_sexes_without_persons_none_is_taken(tmp_path: Path) -> None:
    published = read(tmp_path, {"Sex": "Male"}, {"Sex": "Female"})
    assert published.figures.empty
    assert reasons(published) == {2: SEX, 3: SEX}


def test_persons_of_a_decile_do_not_make_the_persons_of_an_area(tmp_path: Path) -> None:
    published = read(tmp_path, {"Sex": "Male"}, {"Category Type": "Deciles", "Category": "1"})
    assert published.figures["row"].to_list() == [2]
    assert reasons(published) == {3: DECILE}


def test_all_ages_are_taken_where_they_are_there_and_the_only_age_where_not(tmp_path: Path) -> None:
    published = read(tmp_path, {"Age": "0-9 yrs"}, {"Age": "All ages"}, {"Indicator ID": "1"})
    assert published.figures["row"].to_list() == [3, 4]
    assert reasons(published) == {2: AGE}
    assert reasons(read(tmp_path, {"Age": "0-9 yrs"}, {"Age": "10-19 yrs"})) == {2: AGE, 3: AGE}


def test_a_header_alone_gives_nothing(tmp_path: Path) -> None:
    published = read(tmp_path)
    assert (published.read, len(published.figures), len(published.rejections)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("label", "period_type", "expected"),
    [
        ("2017", "calendar", "2017"),
        ("2019/20", "financial", "2019/20"),
        ("2019/20", "academic", "2019/20 (academic)"),
        ("2019/20", "year_to_nov", "2019/20 (Nov-Nov)"),
        ("2019/20", "calendar", None),
        ("2017", "financial", None),
        ("2015 - 17", "rolling_3y", "2015-17"),
        ("2018/19 - 20/21", "rolling_3y", "2018/19-20/21"),
        ("2018/19 - 22/23", "rolling_3y", None),
        ("2013 - 17", "rolling_3y", None),
        ("2021/22 Q1", "financial", None),
        ("2021/22 Q1 - 2025/26 Q3", "rolling_3y", None),
        ("Mar 2015 - Feb 2016", "financial", None),
        ("Apr 2024", "snapshot", "Apr 2024"),
        ("2021-02-01", "snapshot", "1 Feb 2021"),
        ("2021-02-30", "snapshot", None),
        ("", "financial", None),
    ],
)
def test_periods(label: str, period_type: str, expected: str | None) -> None:
    assert fingertips.period(label, period_type) == expected


@pytest.fixture(scope="module")
def register(root: Path) -> tuple[Indicator, ...]:
    return read_register(root / "params" / "indicators.csv")


@pytest.fixture(scope="module")
def areas(root: Path) -> Areas:
    return read_areas(root / "data" / "raw" / "reference" / "areas.csv")


def test_a_council_under_a_new_code_is_carried_back_to_its_old_one(
    tmp_path: Path, register: tuple[Indicator, ...], areas: Areas
) -> None:
    applied = {"Area Code": "E06000060", "Value note": "Value for Bucks County applied to Bucks UA"}
    path = write(
        tmp_path,
        {**applied, "Time period": "2018/19"},
        {"Area Code": "E06000059", "Time period": "2018/19"},
        {"Area Code": "E10000009", "Time period": "2022/23"},
        {"Area Code": "E38000001"},
    )
    form, published = read_file(path)
    ours, rejected = observations(published, form, register, areas)
    assert ours[["area_code", "area_flag", "row"]].to_numpy().tolist() == [
        ["E10000002", "recode", 2],
        ["E06000059", "backcast", 3],
    ]
    assert ours["period_end"].to_list() == [date(2019, 3, 31)] * 2
    assert rejected[["row", "reason"]].to_numpy().tolist() == [
        [4, "the council ended before the period"],
        [5, "not an area of reference/areas.csv"],
    ]


@pytest.mark.parametrize("name", ["indicators-CountyUA.data", "la_hospital_admissions_2324"])
def test_a_value_of_two_areas_together_stays_with_the_larger_and_the_other_has_none(shared: Path, name: str) -> None:
    """Cornwall with Scilly and Hackney with the City of London: never a zero, and never the same value twice."""
    path = shared / "data" / "fingertips" / f"{name}.csv"
    printed = pd.read_csv(path, dtype="str", keep_default_na=False)
    together = printed.index[printed["Value note"].str.contains("combined", regex=False)] + 2
    _, published = read_file(path)
    figures = published.figures[published.figures["row"].isin(together)]
    by_area = figures.groupby("area")["value"]
    assert by_area.count().gt(0).to_dict() == {
        "E06000052": True,
        "E06000053": False,
        "E09000001": False,
        "E09000012": True,
    }
    smaller = figures[figures["area"].isin(["E06000053", "E09000001"])]
    assert smaller["value"].isna().all()
    assert set(smaller["marker"]) == {"[x]"}
    assert figures.loc[figures["area"].isin(["E06000052", "E09000012"]), "value"].notna().all()


REAL = {
    "cyp__east_midlands": (110, 110, {}),
    "indicators-CountyUA.data": (852, 486, {DECILE: 60, AGE: 306}),
    "la_hospital_admissions_2223": (154, 154, {}),
    "la_hospital_admissions_2324": (7208, 2144, {DECILE: 1330, SEX: 3720, REPEAT: 14}),
    "lambeth__Depression": (39, 39, {}),
    "lambeth__HLEMale": (30, 30, {}),
    "lambeth__ReceptionObesity": (48, 48, {}),
    "lambeth__STI": (30, 30, {}),
    "lambeth__Vax": (36, 36, {}),
    "nhs_task__compare_areas": (154, 154, {}),
    "suicides__indicators-CountyUA.data_east_midlands": (55, 55, {}),
    "suicides__indicators-CountyUA.data_east_of_england": (65, 65, {}),
    "suicides__indicators-CountyUA.data_london": (175, 175, {}),
    "suicides__indicators-CountyUA.data_north_east": (70, 70, {}),
    "suicides__indicators-CountyUA.data_north_west": (125, 125, {}),
    "suicides__indicators-CountyUA.data_south_east": (105, 105, {}),
    "suicides__indicators-CountyUA.data_south_west": (89, 89, {}),
    "suicides__indicators-CountyUA.data_west_midlands": (80, 80, {}),
    "suicides__indicators-CountyUA.data_yorkshire": (85, 85, {}),
}
"""Rows, rows with figures, and rejections by reason of each real file."""


def test_every_real_file_is_listed(shared: Path) -> None:
    assert {path.stem for path in (shared / "data" / "fingertips").glob("*.csv")} == set(REAL)


@pytest.mark.parametrize("name", REAL)
def test_every_row_of_a_real_file_is_a_figure_or_a_rejection(name: str, shared: Path) -> None:
    form, published = read_file(shared / "data" / "fingertips" / f"{name}.csv")
    assert form.format_id == "ohid_fingertips"
    rows, figures, rejections = REAL[name]
    assert (published.read, published.figures["row"].nunique(), len(published.figures)) == (rows, figures, figures)
    assert published.rejections["reason"].value_counts().to_dict() == rejections
    assert rows == figures + len(published.rejections)


def compared(name: str, root: Path, shared: Path, register: tuple[Indicator, ...], areas: Areas) -> pd.DataFrame:
    """The shipped figures of a real file's indicators, beside its observations; `row` is missing where it has none."""
    form, published = read_file(shared / "data" / "fingertips" / f"{name}.csv")
    ours, _ = observations(published, form, register, areas)
    assert not ours.duplicated(KEY).any()
    ours = ours.astype({"period_start": "str", "period_end": "str"})
    shipped = pd.concat(
        pd.read_csv(
            path,
            dtype=dict.fromkeys(NUMBERS, "float64") | {"marker": "str", "area_flag": "str"},
            keep_default_na=False,
            na_values={number: [""] for number in NUMBERS},
        )
        for path in sorted((root / "data" / "raw" / "ohid").glob("*.csv"))
    )
    shipped = shipped[shipped["indicator_id"].isin(ours["indicator_id"])]
    return shipped.merge(ours, on=KEY, how="left", suffixes=("_shipped", ""), validate="one_to_one")


def differing(both: pd.DataFrame) -> dict[str, int]:
    """How many figures differ, by column."""
    names = (*NUMBERS, "marker", "period", "status", "area_flag")
    pairs = {name: (both[name], both[f"{name}_shipped"]) for name in names}
    counts = {
        name: int((ours.ne(theirs) & ~(ours.isna() & theirs.isna())).sum()) for name, (ours, theirs) in pairs.items()
    }
    return {name: count for name, count in counts.items() if count}


def test_the_shipped_injuries_are_those_of_the_file(
    root: Path, shared: Path, register: tuple[Indicator, ...], areas: Areas
) -> None:
    both = compared("la_hospital_admissions_2324", root, shared, register, areas)
    supplied = both["row"].notna()
    assert (len(both), int(supplied.sum())) == (528, 516)
    assert differing(both[supplied]) == {}
    # The file has no rows of regions; the shipped figures of the East Midlands are from another download.
    assert set(both.loc[~supplied, "area_code"]) == {"E12000004"}


def test_the_shipped_heart_disease_is_that_of_the_file(
    root: Path, shared: Path, register: tuple[Indicator, ...], areas: Areas
) -> None:
    both = compared("nhs_task__compare_areas", root, shared, register, areas)
    assert (len(both), int(both["row"].notna().sum())) == (43, 43)
    assert differing(both) == {}


def test_the_earlier_edition_of_injuries_was_revised(
    root: Path, shared: Path, register: tuple[Indicator, ...], areas: Areas
) -> None:
    both = compared("la_hospital_admissions_2223", root, shared, register, areas)
    supplied = both["row"].notna()
    assert int(supplied.sum()) == 43
    assert set(both.loc[supplied, "period"]) == {"2022/23"}
    # Later denominators changed every rate that is presented: 41 of 43; two are not presented in either edition.
    assert differing(both[supplied]) == dict.fromkeys(("value", "lower_95", "upper_95", "denominator"), 41)


PRINTED = {
    "Parent Code": "E92000001",
    "Recent Trend": "Increasing",
    "Compared to England value or percentiles": "Worse",
    "Compared to percentiles": "Not compared",
    "Compared to goal": "Red",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_gives_its_labels(dialect: str, tmp_path: Path) -> None:
    labels = read(tmp_path, PRINTED, {}, header=DIALECTS[dialect]).labels
    assert labels is not None
    printed = labels.labels[["row", "kind", "measure", "area", "period", "label", "benchmark_area"]]
    common = ["90284", "E10000018", "2022/23"]
    assert printed.to_numpy().tolist() == [
        [2, "compared_with_england", *common, "Worse", "E92000001"],
        [2, "compared_with_goal", *common, "Red", ""],
        [2, "compared_with_parent", *common, "Not compared", "E92000001"],
        [2, "trend", *common, "Increasing", ""],
    ]
    parent = labels.labels.set_index("kind").at["compared_with_parent", "column"]
    assert parent in DIALECTS[dialect].split(",")
    # Row 3 has no label, but its figures may be what one rests on.
    keys = ["row", "parent", "sex", "age", "year", "months", "value", "lower_95", "upper_95", "numerator"]
    assert labels.figures[keys].to_numpy().tolist() == [
        [2, "E92000001", "Persons", "<15 yrs", 2023, 12, 75.4, 70.1, 80.2, 855],
        [3, "", "Persons", "<15 yrs", 2023, 12, 75.4, 70.1, 80.2, 855],
    ]


def test_labels_of_rows_that_are_rejected_are_kept(tmp_path: Path) -> None:
    """A label is evidence on the file, whatever its row is of."""
    decile = {"Category Type": "Deprivation deciles", "Category": "Most deprived", "Recent Trend": "Increasing"}
    published = read(tmp_path, decile, {"Sex": "Male", "Recent Trend": "Decreasing"}, {"Value": "none at all"})
    assert published.labels is not None
    assert published.labels.labels[["row", "label"]].to_numpy().tolist() == [[2, "Increasing"], [3, "Decreasing"]]
    assert published.labels.figures[["row", "sex", "category_type"]].to_numpy().tolist() == [
        [2, "Persons", "Deprivation deciles"],
        [3, "Male", ""],
        [4, "Persons", ""],
    ]
    assert published.labels.figures["value"].isna().tolist() == [False, False, True]


def test_a_label_is_kept_as_it_is_printed(tmp_path: Path) -> None:
    words = ["<b>Worse</b>", "=1+1", "NA", "", " Better "]
    labels = read(tmp_path, *({"Compared to England value or percentiles": word} for word in words)).labels
    assert labels is not None
    assert labels.labels["label"].tolist() == ["<b>Worse</b>", "=1+1", "Better"]


def test_a_file_that_prints_no_label_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, {}, {"Parent Code": "E92000001", "Recent Trend": "NA"}).labels is None


@pytest.mark.parametrize(
    ("printed", "year", "months"),
    [
        ("2017", 2017, 12),
        ("2015 - 17", 2017, 36),
        ("2013 - 17", 2017, 60),
        ("2018/19 - 22/23", 2023, 60),
        ("2021/22 Q1", 2021, 3),
        ("Mar 2015 - Feb 2016", 2016, 12),
        ("2021/22 Q1 - 2025/26 Q3", 2025, 57),
    ],
)
def test_the_year_and_the_length_of_a_period(printed: str, year: int, months: int, tmp_path: Path) -> None:
    labels = read(tmp_path, {"Time period": printed, "Recent Trend": "Increasing"}).labels
    assert labels is not None
    assert labels.figures[["year", "months"]].to_numpy().tolist() == [[year, months]]


def test_the_goal_that_the_publisher_states_is_beside_its_label(tmp_path: Path) -> None:
    labels = read(tmp_path, {"Indicator ID": "30309", "Compared to goal": "Red"}, {"Compared to goal": "Red"}).labels
    assert labels is not None
    assert labels.labels.loc[0, ["goal_lower", "goal_upper"]].tolist() == [90, 95]
    assert labels.labels.loc[1, ["goal_lower", "goal_upper"]].isna().all()
