"""A column that says something of the figures is read, left out for a reason, or the file is refused by its name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helpers.sources.files.columns import is_limit_of_another_level, limit_of, says_of_the_figure
from helpers.sources.files.limits import Refused
from helpers.sources.formats import explore_local, fingertips, lait, oflog
from helpers.sources.formats.registry import read_file

FINGERTIPS = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,"
    "Denominator,Value note,Recent Trend,Compared to England value or percentiles,"
    "Compared to parent value or percentiles,Time period Sortable,New data,Compared to goal,Time period range"
)
FINGERTIPS_ROW = (
    "92196,Admissions,E92000001,England,E10000018,Leicestershire,Counties,Persons,0-4 yrs,,,2022/23,50.5,48.5,52.5,"
    "47.5,53.5,202,4000,,,Better,Similar,20220000,,,1y"
)
LAIT = "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region"
OFLOG = (
    "Financial year,Local authority code,Local authority name,Grouping,Entity_Name,Region,Measure,Code,Value,MEDIAN,"
    "MADs_from_median,rank_order"
)
LOCAL = "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes"
API = "indicator,areacd,areanm,period,value,lci_95,uci_95,status"
FILES = {
    "ohid_fingertips": (FINGERTIPS, FINGERTIPS_ROW),
    "dfe_lait": (LAIT, "KS4_Att8_All,1,2023,Leicestershire,46.5,855,East Midlands"),
    "oflog_asc": (OFLOG, "2021-22,E10000018,Leicestershire,LA_Raw,Counties,East Midlands,Name,ASC1,7.5,7.3,0.5,desc"),
    "explore_local": (LOCAL, "E10000018,Leicestershire,County,Anxiety,2022-04-01/P1Y,3.5,Mean,Score,3.3,3.7,,"),
    "explore_local_api": (API, "Happiness,E10000018,Leicestershire,2022-04-01/P1Y,7.5,7.3,7.7,"),
}


def write(folder: Path, header: str, *rows: str) -> Path:
    path = folder / "figures.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


@pytest.mark.parametrize("format_id", FILES)
def test_each_format_knows_every_column_of_its_publisher(tmp_path: Path, format_id: str) -> None:
    header, row = FILES[format_id]
    form, published = read_file(write(tmp_path, header, row))
    assert (form.format_id, len(published.figures)) == (format_id, 1)


@pytest.mark.parametrize(
    "column", ["Suppression flag", "Lower limit", "Base", "obs_status", "Data quality note", "LCL"]
)
@pytest.mark.parametrize("format_id", [name for name in FILES if name != "explore_local_api"])
def test_a_column_that_tells_of_the_figure_and_is_not_known_refuses_the_file(
    tmp_path: Path, format_id: str, column: str
) -> None:
    header, row = FILES[format_id]
    with pytest.raises(Refused, match=rf"figures\.csv row 1 has the column '{column}'.* take the column out"):
        read_file(write(tmp_path, f"{header},{column}", f"{row},1"))


@pytest.mark.parametrize("format_id", FILES)
@pytest.mark.parametrize("column", ["Lower 99.9% limit", "uci_90", "Upper Confidence Interval (80%)"])
def test_limits_of_another_level_are_left_out(tmp_path: Path, format_id: str, column: str) -> None:
    header, row = FILES[format_id]
    plain = read_file(write(tmp_path, header, row))[1].figures
    beside = read_file(write(tmp_path, f"{header},{column}", f"{row},99"))[1].figures
    pd.testing.assert_frame_equal(beside, plain)


@pytest.mark.parametrize("column", ["Colour", "county", "country_name", "Account", "Class"])
def test_a_column_that_says_nothing_of_the_figure_does_no_harm(tmp_path: Path, column: str) -> None:
    header, row = FILES["dfe_lait"]
    assert len(read_file(write(tmp_path, f"{header},{column}", f"{row},1"))[1].figures) == 1


@pytest.mark.parametrize("module", [fingertips, lait, oflog, explore_local])
def test_every_column_that_is_left_out_has_its_reason(module: object) -> None:
    left_out: dict[str, str] = vars(module)["LEFT_OUT"]
    assert left_out
    assert all(len(reason) > 10 for reason in left_out.values())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Lower CI 95.0 limit", ("lower", "95")),
        ("LowerCI95.0limit", ("lower", "95")),
        ("Lower_CI_99.8_limit", ("lower", "99.8")),
        ("lci_95", ("lower", "95")),
        ("uci95", ("upper", "95")),
        ("upper_confidence_interval_95", ("upper", "95")),
        ("Upper Confidence Interval (95%)", ("upper", "95")),
        ("LCL", ("lower", "")),
        ("p8score_CI_upp", ("upper", "")),
        ("95% upper bound", ("upper", "95")),
        ("lower_tier_authority", None),
        ("Value", None),
        ("lower_upper_ci", None),
        ("low", None),
    ],
)
def test_which_limit_a_name_is_of(name: str, expected: tuple[str, str] | None) -> None:
    assert limit_of(name) == expected
    assert is_limit_of_another_level(name) == (expected is not None and expected[1] == "99.8")


@pytest.mark.parametrize(
    ("name", "tells"),
    [
        ("Numerator", True),
        ("base", True),
        ("unweighted base", True),
        ("number_of_respondents", True),
        ("n", True),
        ("headcount", True),
        ("Observation Status", True),
        ("MarginOfError", True),
        ("SE", True),
        ("ci_low", True),
        ("County", False),
        ("counties", False),
        ("country_code", False),
        ("account", False),
        ("database", False),
        ("following", False),
        ("social", False),
        ("name", False),
        ("region", False),
        ("science", False),
    ],
)
def test_which_names_tell_of_the_figure(name: str, tells: bool) -> None:
    assert says_of_the_figure(name) is tells


@pytest.mark.parametrize("name", ["ll95", "Min", "data_quality", "precision", "estimate_type", "rse"])
def test_more_words_that_publishers_have_for_limits_and_status_are_telling(name: str) -> None:
    assert says_of_the_figure(name)
