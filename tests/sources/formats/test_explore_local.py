"""ONS Explore Local Statistics: small files with every trap, and the 53 real files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.register import read_register
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import normalised, open_file
from helpers.sources.formats import explore_local
from helpers.sources.formats.registry import read_file
from helpers.sources.matching import observations
from helpers.sources.published import NUMBERS, Published

HEADER = "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes"
KEY = ["indicator_id", "area_code", "period_start", "period_end"]


def line(
    value: str,
    code: str = "E10000018",
    period: str = "2022-04-01/P1Y",
    low: str = "",
    high: str = "",
    status: str = "",
    notes: str = "",
) -> str:
    return f"{code},Leicestershire,County,Anxiety,{period},{value},Mean,Score,{low},{high},{status},{notes}"


def read(folder: Path, *lines: str, header: str = HEADER) -> Published:
    path = folder / "anxiety.csv"
    path.write_text("\n".join(["\ufeff" + header, *lines, ""]), encoding="utf-8")
    file = open_file(path)
    assert explore_local.FORMATS[0].recognises(file)
    return explore_local.read(file)


def test_a_row_is_a_figure_with_its_limits(tmp_path: Path) -> None:
    figure = read(tmp_path, line("3.1", low="2.9", high="3.3")).figures.iloc[0]
    assert figure[["row", "measure", "area", "period"]].to_list() == [2, "Anxiety", "E10000018", "2022-04-01/P1Y"]
    assert figure[["value", "lower_95", "upper_95"]].to_list() == [3.1, 2.9, 3.3]
    assert figure[["marker", "status"]].to_list() == ["", "final"]


@pytest.mark.parametrize(
    ("status", "marker"), [("x", "[x]"), ("u", "[u]"), ("c", "[c]"), ("z", "[z]"), ("", "[x]"), ("Combined", "[x]")]
)
def test_a_blank_has_the_marker_of_its_status(tmp_path: Path, status: str, marker: str) -> None:
    figure = read(tmp_path, line("", status=status)).figures.iloc[0]
    assert (figure["value"] != figure["value"], figure["marker"]) == (True, marker)


def test_beside_a_figure_a_remark_marks_nothing_and_reliability_and_provisional_do(tmp_path: Path) -> None:
    remark = "Value for Hackney and City of London combined"
    years = ("2020-04-01/P1Y", "2021-04-01/P1Y", "2022-04-01/P1Y")
    rows = (line("3", status=status, period=year) for status, year in zip((remark, "u", "p"), years, strict=True))
    figures = read(tmp_path, *rows).figures
    assert figures["value"].to_list() == [3, 3, 3]
    assert figures["marker"].to_list() == ["", "[u]", "[p]"]
    assert figures["status"].to_list() == ["final", "final", "provisional"]


def test_an_interval_without_a_value_is_left_out_and_zero_is_a_value(tmp_path: Path) -> None:
    first = line("", low="1", high="2", status="u", period="2021-04-01/P1Y")
    figures = read(tmp_path, first, line("0", low="0", high="2")).figures
    assert figures["lower_95"].fillna(-1).to_list() == [-1, 0]
    assert figures["upper_95"].fillna(-1).to_list() == [-1, 2]
    assert figures["value"].fillna(-1).to_list() == [-1, 0]


def test_a_repeat_is_rejected_and_two_rows_that_differ_are_refused(tmp_path: Path) -> None:
    published = read(tmp_path, line("3"), line("3"))
    assert published.rejections.to_numpy().tolist() == [
        [3, "areacd", "E10000018", "repeats an earlier row with the same figures"]
    ]
    with pytest.raises(Refused, match=r"anxiety\.csv rows 2 and 3 differ"):
        read(tmp_path, line("3"), line("4"))


def test_rows_that_give_no_figure_are_rejected_with_their_reason(tmp_path: Path) -> None:
    rows = (line("1"), line("2", code="na"), line("about 3"), line("4", low="?"), line("5", status="c"), "E1,short")
    published = read(tmp_path, *rows)
    assert (published.read, published.figures["row"].to_list()) == (6, [2])
    assert published.rejections.to_numpy().tolist() == [
        [3, "areacd", "na", "the row has no area code"],
        [4, "observation", "about 3", "not a number"],
        [5, "lci95", "?", "not a number"],
        [6, "status", "c", "the status says that there is no figure, but there is one"],
        [7, "", "", "2 fields, expected 12"],
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("3.60E-05", 3.6e-05), ("9.3699999999999992", 9.37), ("8.28908020535854", 8.28908020535854), ("1e3", 1000)],
)
def test_numbers_are_read_alike_alone_and_beside_a_cell_that_is_none(tmp_path: Path, text: str, value: float) -> None:
    alone, beside = read(tmp_path, line(text)), read(tmp_path, line(text), line("none"))
    assert alone.figures["value"].to_list() == beside.figures["value"].to_list() == [value]


@pytest.mark.parametrize("text", ["inf", "nan", "5.", "0x10"])
def test_what_only_a_computer_calls_a_number_is_none(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, line(text)).rejections["reason"].to_list() == ["not a number"]


def test_an_obsolete_code_and_rows_out_of_order_are_kept(tmp_path: Path) -> None:
    note = "Obsolete code since 2023 (replaced by E06000065 North Yorkshire)"
    rows = [line("1", period=f"{year}-08-01/P1Y", code="E10000023", notes=note) for year in (2010, 2006, 2022)]
    figures = read(tmp_path, *rows).figures
    assert figures["period"].str[:4].to_list() == ["2010", "2006", "2022"]
    assert set(figures["area"]) == {"E10000023"}


def test_columns_in_another_order_and_notes_twice(tmp_path: Path) -> None:
    header = "areacd,areanm,geography,indicator,period,measure,observation,unit,lci_95,uci_95,status,notes,notes"
    published = read(tmp_path, "E10000018,L,County,Anxiety,2022-04-01/P1Y,Mean,3.1,Score,,,,,", header=header)
    assert published.figures["value"].to_list() == [3.1]


@pytest.mark.parametrize(
    ("label", "period_type", "expected"),
    [
        ("2022-08-01/P1Y", "academic", "2022/23 (academic)"),
        ("2022-09-01/P1Y", "academic", "2022/23 (academic)"),
        ("2022-08-01/P1Y", "fe_year", "2022/23 (FE year)"),
        ("1999-04-01/P1Y", "financial", "1999/00"),
        ("2022-01-01/P1Y", "calendar", "2022"),
        ("2022-11-16/P1Y", "year_to_nov", "2022/23 (Nov-Nov)"),
        ("2022-10-01/P1Y", "year_to_sep", "Sep 2023"),
        ("2019-01-01/P3Y", "rolling_3y", "2019-21"),
        ("2019-04-01/P3Y", "rolling_3y", "2019/20-21/22"),
        ("2025-04-30", "snapshot", "30 Apr 2025"),
        ("2024-01-01/P1M", "snapshot", "Jan 2024"),
        ("2022-04-01/P1Y", "calendar", None),
        ("2022-08-01/P1Y", "calendar", None),
        ("2019-01-01/P5Y", "rolling_3y", None),
        ("2019-01-01/P5Y", "calendar", None),
        ("2022-01-01/P1Y", "snapshot", None),
        ("2022-13-01/P1Y", "calendar", None),
        ("2022", "calendar", "2022"),
        ("2022", "financial", None),
        ("2022", "academic", None),
        ("2022-08-01T00:00:00/P1Y", "academic", "2022/23 (academic)"),
        ("gregorian-interval/2022-04-01T00:00:00/P1Y", "financial", "2022/23"),
        ("2011-2012", "financial", "2011/12"),
        ("2011 - 2012", "financial", "2011/12"),
        ("2022-2023", "academic", "2022/23 (academic)"),
        ("2022/23", "fe_year", "2022/23 (FE year)"),
        ("2022-2023", "year_to_nov", "2022/23 (Nov-Nov)"),
        ("2011-2013", "financial", None),
        ("2011-2012", "calendar", None),
        ("2011-12", "financial", "2011/12"),
        ("2011-12", "month", "Dec 2011"),
        ("2023-07", "snapshot", "Jul 2023"),
        ("2023-13", "month", None),
        ("01/2004 - 12/2004", "calendar", "2004"),
        ("04/2004 - 03/2005", "financial", "2004/05"),
        ("01/2004 - 06/2004", "calendar", None),
    ],
)
def test_the_publisher_prints_the_start_of_a_period(label: str, period_type: str, expected: str | None) -> None:
    assert explore_local.period(label, period_type) == expected


def test_look_up_files_hold_no_figures(shared: Path) -> None:
    names = sorted((shared / "data" / "ons_els_meta").iterdir()) + sorted((shared / "data" / "geo").iterdir())
    reasons = {path.name: explore_local.not_figures(open_file(path)) for path in names}
    assert reasons == {
        "cluster-allocation.csv": "is a list of clusters of similar areas and holds no figures.",
        "demographic-neighbours.csv": "is a list of each area's most similar areas and holds no figures.",
        "economic-neighbours.csv": "is a list of each area's most similar areas and holds no figures.",
        "global-neighbours.csv": "is a list of each area's most similar areas and holds no figures.",
        "manifest_metadata.csv": "is a list of indicators by topic and holds no figures.",
        "la_structure.tsv": "is a list of councils with their codes in each year and holds no figures.",
    }
    assert not any(explore_local.FORMATS[0].recognises(open_file(path)) for path in names)


@pytest.fixture(scope="module")
def matched(root: Path, shared: Path) -> tuple[pd.DataFrame, Counter[str]]:
    """The observations of the 53 files, and how many rows each reason rejects; every row is in one of the two."""
    register = read_register(root / "params" / "indicators.csv")
    areas = read_areas(root / "data" / "raw" / "reference" / "areas.csv")
    used, reasons, read_rows = [], Counter[str](), 0
    files = sorted((shared / "data" / "ons_els").glob("*.csv"))
    assert len(files) == 53
    for path in files:
        file = open_file(path)
        assert explore_local.FORMATS[0].recognises(file)
        assert explore_local.not_figures(file) is None
        published = explore_local.read(file)
        assert published.read == len(published.figures) + len(published.rejections)
        ours, rejected = observations(published, explore_local.FORMATS[0], register, areas)
        assert published.read == len(ours) + len(rejected)
        used.append(ours)
        reasons.update(rejected["reason"])
        read_rows += published.read
    assert read_rows == 276_757
    return pd.concat(used, ignore_index=True).astype({"period_start": "str", "period_end": "str"}), reasons


def test_every_row_of_the_real_files_is_accounted_for(matched: tuple[pd.DataFrame, Counter[str]]) -> None:
    """The second numbers are of the survey of participation, of another source: 1,396 rows, of which 20 repeat one."""
    used, reasons = matched
    districts = used["area_code"].str.startswith("E07")
    assert (int(districts.sum()), int((~districts).sum())) == (64_125 + 656, 73_177 + 532)
    assert reasons == {
        "no indicator of the register has this measure": 107_936 - 1_376,
        "repeats an earlier row with the same figures": 20,
        "not an area of reference/areas.csv": 30_929 + 188,
        "the row has no area code": 60,
        "the council ended before the period": 24,
        "the council began after the period, and the row has no figure": 374 + 24,
        "the council has a row under the code it had at the time": 88,
    }
    assert used.loc[used["value"].isna(), ["lower_95", "upper_95"]].isna().all(axis=None)


def test_every_row_of_a_district_is_used_or_says_why_not(
    root: Path, shared: Path, matched: tuple[pd.DataFrame, Counter[str]]
) -> None:
    """Counted in the files as they are: 64,805 rows of districts, of which 24 are blank and of before the council."""
    measures = {indicator.source_measure for indicator in read_register(root / "params" / "indicators.csv")}
    rows, early = 0, 0
    for path in sorted((shared / "data" / "ons_els").glob("*.csv")):
        file = pd.read_csv(path, dtype="str", keep_default_na=False)
        file = file[file["areacd"].str.startswith("E07") & file["indicator"].isin(measures)].drop_duplicates()
        rows += len(file)
        young = file["areacd"].isin(["E07000244", "E07000245", "E07000246"]) & file["period"].lt("2018-05")
        early += int((young & file["observation"].eq("")).sum())
    used, _ = matched
    assert (rows, early) == (64_149 + 656, 24)
    assert int(used["area_code"].str.startswith("E07").sum()) == rows - early


def test_the_shipped_figures_are_those_of_the_files(root: Path, matched: tuple[pd.DataFrame, Counter[str]]) -> None:
    used, _ = matched
    paths = sorted((root / "data" / "raw" / "ons").glob("els_*.csv"))
    shipped = pd.concat([pd.read_csv(path, dtype="str", keep_default_na=False) for path in paths], ignore_index=True)
    shipped = shipped.assign(**{name: pd.to_numeric(shipped[name]).astype("float64") for name in NUMBERS})

    assert not used.duplicated(KEY).any()
    both = used.merge(shipped, on=KEY, suffixes=("", "_shipped"), validate="one_to_one")
    assert len(both) == len(shipped) == 14_295
    for name in (*NUMBERS, "marker", "status", "area_flag"):
        pd.testing.assert_series_equal(
            both[name], both[f"{name}_shipped"], check_names=False, check_dtype=False, check_exact=True
        )

    # The shipped label of a day is its month; the dates are the same.
    other = both[both["period"] != both["period_shipped"]]
    assert len(other) == 1_462
    assert (other["period"].str.split(" ", n=1).str[1] == other["period_shipped"]).all()


def test_a_number_that_ends_with_a_dot_is_none_wherever_its_column_stands(tmp_path: Path) -> None:
    header = "areacd,indicator,period,measure,unit,lci_95,uci_95,status,observation"
    row = "E10000018,Anxiety,2022-04-01/P1Y,Mean,Score,,,,{}"
    for ending in ("5.", '"5."', "5.\r", "5. ", "5.\t"):
        published = read(tmp_path, row.format("4.5").replace("2022", "2021"), row.format(ending), header=header)
        assert published.rejections[["row", "reason"]].to_numpy().tolist() == [[3, "not a number"]]
        assert published.figures["value"].to_list() == [4.5]
    path = tmp_path / "anxiety.csv"
    path.write_text(f"{header}\n{row.format('5.')}", encoding="utf-8")
    assert explore_local.read(open_file(path)).rejections["row"].to_list() == [2]


def test_two_columns_of_one_meaning_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"row 1 has two columns of one meaning, lci_95 and lci95; keep one\.$"):
        read(tmp_path, line("3") + ",1", header=HEADER + ",lci95")


LAYOUTS = {
    "of today": "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes",
    "of the end of 2025": (
        "areacd,areanm,geography,indicator,period,measure,unit,value,lower_confidence_interval_95,"
        "upper_confidence_interval_95,observation_status"
    ),
    "of the counts": (
        "indicator,areacd,areanm,geography,observation,numerator,denominator,unit,measure,period,"
        "lower_confidence_interval_95,upper_confidence_interval_95,observation_status,notes"
    ),
    "of 2023": (
        "AREACD,AREANM,Geography,Variable Name,Indicator,Mission,Category,Period,Value,Measure,Unit,"
        "Lower Confidence Interval (95%),Upper Confidence Interval (95%),Observation Status,Polarity,Notes"
    ),
}
CELLS = {
    "areacd": "E10000018",
    "indicator": "Employment rate",
    "variablename": "Employment rate for 16 to 64 year olds",
    "lci95": "70.4",
    "lowerconfidenceinterval95": "70.4",
    "uci95": "77.6",
    "upperconfidenceinterval95": "77.6",
    "observation": "74.0",
    "value": "74.0",
    "status": "p",
    "observationstatus": "p",
    "numerator": "311",
    "denominator": "420",
    "period": "2021-01-01/P1Y",
}


def laid_out(layout: str, **other: str) -> str:
    cells = CELLS | other
    return ",".join(cells.get(normalised(name), "") for name in LAYOUTS[layout].split(","))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_since_2023_gives_value_limits_status_and_counts(tmp_path: Path, layout: str) -> None:
    figure = read(tmp_path, laid_out(layout), header=LAYOUTS[layout]).figures.iloc[0]
    assert figure[["measure", "value", "lower_95", "upper_95"]].to_list() == ["Employment rate", 74.0, 70.4, 77.6]
    assert figure[["marker", "status"]].to_list() == ["[p]", "provisional"]
    counts = figure[["numerator", "denominator"]].fillna(-1).to_list()
    assert counts == ([311, 420] if layout == "of the counts" else [-1, -1])


def test_columns_may_stand_in_any_order_in_every_layout(tmp_path: Path) -> None:
    for layout, header in LAYOUTS.items():
        names, cells = header.split(","), laid_out(layout).split(",")
        turned = read(tmp_path, ",".join(cells[::-1]), header=",".join(names[::-1]))
        pd.testing.assert_frame_equal(turned.figures, read(tmp_path, laid_out(layout), header=header).figures)


def test_of_two_names_the_shorter_is_the_indicator(tmp_path: Path) -> None:
    """The publisher changed them over at the end of 2024."""
    header = LAYOUTS["of 2023"]
    for short, long in (("indicator", "variablename"), ("variablename", "indicator")):
        row = laid_out("of 2023", **{short: "4G coverage", long: "4G coverage by at least one network"})
        assert read(tmp_path, row, header=header).figures["measure"].to_list() == ["4G coverage"]


@pytest.mark.parametrize(
    ("remark", "value", "marker"),
    [
        ("Value suppressed for disclosure control reasons", "", "[c]"),
        ("Value not available", "", "[x]"),
        ("Interpret with caution", "3", "[u]"),
        ("Value excludes contribution from areas with suppressed value", "3", ""),
        ("Provisional", "3", "[p]"),
        ("[p]", "3", "[p]"),
    ],
)
def test_a_remark_in_the_status_says_what_it_means(tmp_path: Path, remark: str, value: str, marker: str) -> None:
    figure = read(tmp_path, line(value, status=remark)).figures.iloc[0]
    assert (figure["marker"], figure["status"]) == (marker, "provisional" if marker == "[p]" else "final")


def test_a_note_that_a_figure_is_provisional_counts_and_one_on_codes_does_not(tmp_path: Path) -> None:
    years = ("2021-04-01/P1Y", "2022-04-01/P1Y")
    rows = (
        line("3", notes=note, period=year) for note, year in zip(("Provisional", "Obsolete code"), years, strict=True)
    )
    figures = read(tmp_path, *rows).figures
    assert figures[["marker", "status"]].to_numpy().tolist() == [["[p]", "provisional"], ["", "final"]]


def test_codes_in_small_letters_and_missing_numbers_of_older_layouts(tmp_path: Path) -> None:
    rows = [laid_out("of 2023", areacd="e10000018"), laid_out("of 2023", areacd="E92000001", value="na", status="")]
    figures = read(tmp_path, *rows, header=LAYOUTS["of 2023"]).figures
    assert figures["area"].to_list() == ["E10000018", "E92000001"]
    assert figures["value"].fillna(-1).to_list() == [74.0, -1]


def test_a_count_that_is_no_number_is_left_out_and_the_figure_stands(tmp_path: Path) -> None:
    published = read(tmp_path, laid_out("of the counts", numerator="many"), header=LAYOUTS["of the counts"])
    assert published.figures[["value", "denominator"]].to_numpy().tolist() == [[74.0, 420]]
    assert published.cells[["row", "column", "value"]].to_numpy().tolist() == [[2, "numerator", "many"]]


def test_two_columns_of_one_meaning_are_refused_by_their_names(tmp_path: Path) -> None:
    header = "areacd,indicator,period,value,observation,lci_95,uci_95,status,notes"
    with pytest.raises(Refused, match="row 1 has two columns of one meaning, value and observation"):
        read(tmp_path, "E10000018,Anxiety,2022,3,3,,,,", header=header)


def test_a_file_with_limits_is_not_taken_for_an_answer_of_the_api(tmp_path: Path) -> None:
    path = tmp_path / "employment.csv"
    header = LAYOUTS["of the end of 2025"]
    path.write_text("\n".join([header, laid_out("of the end of 2025"), ""]), encoding="utf-8")
    form, published = read_file(path)
    assert form.format_id == "explore_local"
    assert published.figures[["lower_95", "upper_95", "status"]].to_numpy().tolist() == [[70.4, 77.6, "provisional"]]


def test_limits_of_95_per_cent_are_read_under_any_name_that_says_so_and_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(
        "Upper_CI_95%,areacd,period,indicator,Lower 95% confidence limit,value\n"
        "80.9,E10000018,2022-01-01/P1Y,Employment rate,73.9,77.4\n"
    )
    figures = read_file(path)[1].figures
    assert figures[["value", "lower_95", "upper_95"]].to_numpy().tolist() == [[77.4, 73.9, 80.9]]


def test_the_survey_of_participation_is_read_as_its_shipped_figures_are(root: Path, shared: Path) -> None:
    """Value and limits of every figure that data/raw has of it, from the publisher's file."""
    register, areas = read_register(root / "params/indicators.csv"), read_areas(root / "data/raw/reference/areas.csv")
    form, contents = read_file(shared / "data/ons_els/engagement-with-culture-and-heritage.csv")
    read_again, _ = observations(contents, form, register, areas)
    shipped = pd.read_csv(root / "data/raw/dcms/culture.csv")
    key = ["indicator_id", "area_code", "period"]
    both = shipped.merge(read_again.astype({"indicator_id": str, "area_code": str, "period": str}), on=key)
    assert len(both) == len(shipped) == 88
    for name in ("value", "lower_95", "upper_95"):
        assert both[f"{name}_x"].astype(float).equals(both[f"{name}_y"]), name
