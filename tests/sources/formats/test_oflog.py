"""Oflog's file of adult social care: small files with every trap, and the real file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.register import read_register
from helpers.results.label_results import label_polarities, label_results
from helpers.sources.files.limits import Refused
from helpers.sources.formats import oflog
from helpers.sources.formats.registry import read_file
from helpers.sources.matching import observations
from helpers.sources.published import NUMBERS, Published
from helpers.sources.publishers_labels import label_tables

HEADER = (
    "Financial year,Local authority code,Local authority name,Grouping,Entity_Name,Region,Measure,Code,Value,MEDIAN,"
    "MADs_from_median,rank_order"
)
KEY = ["indicator_id", "area_code", "period_start", "period_end"]


def line(value: str, year: str = "2022-23", code: str = "E10000018", grouping: str = "LA_Raw") -> str:
    return f'{year},{code},Leicestershire,{grouping},Counties,East Midlands,"Outcome, Carers",ASC1,{value},7.6,0,desc'


def read(folder: Path, *lines: str) -> Published:
    path = folder / "asc.csv"
    path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    form, published = read_file(path)
    assert form.format_id == "oflog_asc"
    return published


def test_a_row_is_a_figure_of_its_measure_council_and_year(tmp_path: Path) -> None:
    published = read(tmp_path, line("7.4"))
    figure = published.figures.iloc[0]
    assert figure[["row", "measure", "area", "period", "value"]].to_list() == [2, "ASC1", "E10000018", "2022-23", 7.4]
    assert (figure["marker"], figure["status"]) == ("", "final")
    assert figure[["lower_95", "upper_95", "numerator", "denominator"]].isna().all()


def test_zero_is_a_figure_and_blank_is_not_available(tmp_path: Path) -> None:
    figures = read(tmp_path, line("0"), line("", year="2021-22")).figures
    assert figures["value"].fillna(-1).to_list() == [0, -1]
    assert figures["marker"].to_list() == ["", "[x]"]


def test_rows_that_give_no_figure_are_rejected_with_their_reason(tmp_path: Path) -> None:
    published = read(tmp_path, line("7.4"), line("7.4"), line("7", grouping="LA_Median"), line("n/a", year="2021-22"))
    assert published.figures["row"].to_list() == [2]
    assert published.rejections.to_numpy().tolist() == [
        [3, "Local authority code", "E10000018", "repeats an earlier row with the same figures"],
        [4, "Grouping", "LA_Median", "a row for a group of councils, not for one"],
        [5, "Value", "n/a", "neither a number nor a known symbol for a missing figure"],
    ]
    assert published.read == 4


def test_two_rows_that_differ_are_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"asc\.csv rows 2 and 4 differ, but are both of ASC1, E10000018, 2022-23"):
        read(tmp_path, line("7.4"), line("7", year="2021-22"), line("7.5"))


def test_a_ragged_row_is_rejected(tmp_path: Path) -> None:
    published = read(tmp_path, line("7.4"), "2022-23,E10000018")
    assert published.rejections["reason"].to_list() == ["2 fields, expected 12"]


def test_a_header_alone_gives_nothing(tmp_path: Path) -> None:
    published = read(tmp_path)
    assert (published.read, len(published.figures), len(published.rejections)) == (0, 0, 0)


def test_only_a_financial_year_is_a_period() -> None:
    assert oflog.period("2022-23", "financial") == "2022/23"
    assert [oflog.period(label, "financial") for label in ("2022", "2022-24", "")] == [None] * 3
    assert oflog.period("2022-23", "academic") is None


def test_the_real_file_row_by_row(shared: Path) -> None:
    form, published = read_file(shared / "data" / "oflog" / "ASC_data.csv")
    assert form.format_id == "oflog_asc"
    assert (published.read, len(published.figures), len(published.rejections)) == (6376, 6376, 0)
    assert published.figures["marker"].value_counts().to_dict() == {"": 6078, "[x]": 298}


def test_the_published_medians_are_those_of_the_councils(shared: Path) -> None:
    """By plain arithmetic, and by the feature that reconciles labels."""
    published = read_file(shared / "data" / "oflog" / "ASC_data.csv")[1]
    assert published.labels is not None
    ours = published.figures.groupby(["period", "measure"])["value"].median()
    theirs = published.labels.labels.set_index(["period", "measure"])["label"].astype("float64")
    assert len(ours) == len(theirs) == 42
    assert int((ours - theirs).abs().le(3e-8).sum()) == 42
    tables = label_tables({"ASC_data.csv": published.labels}, {})
    register = pd.DataFrame({"indicator_id": [], "polarity": []}, dtype="str")
    results = label_results(*tables, label_polarities(*tables, register))
    assert results["agrees"].value_counts().to_dict() == {"yes": 42}


def test_the_shipped_figures_are_those_of_the_file(root: Path, shared: Path) -> None:
    form, published = read_file(shared / "data" / "oflog" / "ASC_data.csv")
    register = read_register(root / "params" / "indicators.csv")
    areas = read_areas(root / "data" / "raw" / "reference" / "areas.csv")
    ours, rejected = observations(published, form, register, areas)
    # Three of the seven measures: the other four are shipped from the time series of the Department, with limits.
    measures = pd.read_csv(shared / "data" / "oflog" / "ASC_data.csv", encoding="utf-8-sig")["Code"]
    superseded = measures.isin(["ASC1", "ASC2", "ASC3", "ASC4"]).sum()
    assert (len(ours), len(rejected)) == (6376 - superseded, superseded) == (3490, 2886)
    assert set(rejected["reason"]) == {"no indicator of the register has this measure"}
    assert not ours.duplicated(KEY).any()
    shipped = pd.read_csv(
        root / "data" / "raw" / "oflog" / "asc_adult_social_care.csv",
        dtype=dict.fromkeys(NUMBERS, "float64") | {"marker": "str", "area_flag": "str"},
        keep_default_na=False,
        na_values={name: [""] for name in NUMBERS},
    )
    ours = ours.astype({"period_start": "str", "period_end": "str"})
    both = ours.merge(shipped, on=KEY, suffixes=("", "_shipped"))
    assert len(both) == len(shipped) == 1692 - 766
    for name in (*NUMBERS, "marker", "period", "status", "area_flag"):
        pd.testing.assert_series_equal(both[name], both[f"{name}_shipped"], check_names=False, check_exact=True)
