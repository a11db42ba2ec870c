"""Tables of Explore Education Statistics and scorecards: small files with every trap, and the real files."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.periods import PERIOD_TYPES
from helpers.register import read_aliases, read_register
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import open_file
from helpers.sources.formats import explore_education
from helpers.sources.formats.registry import format_of, read_file
from helpers.sources.matching import observations, of_format
from helpers.sources.measure_names import measures_in
from helpers.sources.published import NUMBERS, Published

KEY = ["indicator_id", "area_code", "period_start", "period_end"]
HEAD = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,"
    "new_la_code,la_name"
)
NATION = "2025,Reporting year,National,E92000001,England,,,,,"
REGION = "2025,Reporting year,Regional,E92000001,England,E12000004,East Midlands,,,"
COUNCIL = "2025,Reporting year,Local authority,E92000001,England,E12000004,East Midlands,855,E10000018,Leicestershire"
PART = "a row for one part of a breakdown, not the whole"


def read(folder: Path, *lines: str) -> Published:
    path = folder / "table.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    form, published = read_file(path)
    assert form.format_id == "dfe_ees"
    return published


def figures(published: Published, *names: str) -> list[tuple[object, ...]]:
    return list(published.figures[list(names)].itertuples(index=False, name=None))


def test_each_column_of_numbers_is_a_measure_with_the_counts_that_go_with_it(tmp_path: Path) -> None:
    # Leicestershire's own row of the 2025 release, to compare with the figure that is shipped.
    header = f"{HEAD},category,referral_count,rereferral_count,rereferral_percent"
    published = read(tmp_path, header, f"{COUNCIL},Referrals and Re-referrals,6752,1721,25.5")
    assert figures(published, "row", "measure", "area", "period", "value") == [
        (2, "referral_count", "E10000018", "Reporting year 2025", 6752),
        (2, "rereferral_count", "E10000018", "Reporting year 2025", 1721),
        (2, "rereferral_percent", "E10000018", "Reporting year 2025", 25.5),
    ]
    assert published.figures[["numerator", "denominator"]].iloc[2].to_list() == [1721, 6752]
    assert published.figures[["numerator", "denominator"]].iloc[:2].isna().all(axis=None)


def test_a_quintile_beside_a_figure_is_a_label_of_it(tmp_path: Path) -> None:
    """England and the regions have z, which is no label; a quintile without its figure's column is none either."""
    other = COUNCIL.replace("E10000018", "E10000019").replace("855", "925")
    published = read(
        tmp_path,
        f"{HEAD},NEET_percent,Notknown_percent,NEET_quintile,Notknown_quintile,Sep_guarantee_quintile",
        f"{NATION},3.4,2.2,z,z,z",
        f"{COUNCIL},1.5,0.7,1,2,3",
        f"{other},4.5,c, 5 ,c,",
    )
    assert published.labels is not None
    columns = ["row", "kind", "measure", "area", "period", "label", "column"]
    assert published.labels.labels[columns].to_numpy().tolist() == [
        [3, "quintile", "NEET_percent", "E10000018", "Reporting year 2025", "1", "NEET_quintile"],
        [3, "quintile", "Notknown_percent", "E10000018", "Reporting year 2025", "2", "Notknown_quintile"],
        [4, "quintile", "NEET_percent", "E10000019", "Reporting year 2025", "5", "NEET_quintile"],
    ]
    assert published.labels.figures["value"].dropna().to_list() == [3.4, 1.5, 4.5, 2.2, 0.7]
    assert read(tmp_path, f"{HEAD},NEET_percent", f"{COUNCIL},1.5").labels is None


def test_a_cell_that_cannot_be_read_is_listed_beside_the_figures_of_its_row(tmp_path: Path) -> None:
    other = COUNCIL.replace("E10000018", "E10000019").replace("855", "925")
    header = f"{HEAD},referral_count,rereferral_count,rereferral_percent"
    published = read(tmp_path, header, f"{COUNCIL},6752,some,25.5", f"{other},100,20,20", f"{NATION},some,some,some")
    assert figures(published, "row", "measure", "value") == [
        (2, "referral_count", 6752),
        (3, "referral_count", 100),
        (3, "rereferral_count", 20),
        (2, "rereferral_percent", 25.5),
        (3, "rereferral_percent", 20),
    ]
    why = "neither a number nor a known symbol for a missing figure"
    assert published.cells.to_numpy().tolist() == [[2, "rereferral_count", "some", why]]
    assert published.rejections.to_numpy().tolist() == [[4, "referral_count", "some", why]]


def test_a_denominator_of_nothing_is_left_out_and_listed(tmp_path: Path) -> None:
    published = read(
        tmp_path,
        f"{HEAD},plans_issued_within_20_weeks,plans_issued_den,pc_plans_issued_within_20_weeks",
        f"{COUNCIL},0,0,z",
    )
    assert published.figures["denominator"].isna().all()
    assert figures(published, "measure", "value")[1] == ("plans_issued_den", 0)
    assert published.cells[["row", "column", "value"]].to_numpy().tolist() == [[2, "denominator", "0"]]


def test_a_row_of_a_source_that_is_not_held_gives_the_shipped_figure(tmp_path: Path, root: Path) -> None:
    header = f"{HEAD},category,referral_count,rereferral_count,rereferral_percent"
    published = read(tmp_path, header, f"{COUNCIL},Referrals and Re-referrals,6752,1721,25.5")
    used, rejected = matched(published, root)
    assert rejected.empty
    shipped = shipped_figures(root, "ees_cin_*.csv")
    both = used.merge(shipped, on=KEY, suffixes=("", "_shipped"))
    assert both[["indicator_id", "period"]].to_numpy().tolist() == [["rereferrals_pct", "2024/25"]]
    for name in NUMBERS:
        assert same(both[name], both[f"{name}_shipped"]).all(), name


def test_a_measure_keeps_its_name_only_in_the_table_that_has_its_counts(tmp_path: Path) -> None:
    open_plans = read(tmp_path, f"{HEAD},CPP_At31,2_years_or_more,2_years_or_more_percent", f"{COUNCIL},511,6,1.2")
    assert figures(open_plans, "measure")[-1] == ("2_years_or_more_percent",)
    ended = read(tmp_path, f"{HEAD},CPP_ended,2_years_or_more,2_years_or_more_percent", f"{COUNCIL},600,20,3.3")
    assert figures(ended, "measure")[-1] == ("2_years_or_more_percent (without CPP_At31)",)


def test_markers_stand_instead_of_figures_in_any_case(tmp_path: Path) -> None:
    cells = ["c", "z", "x", "k", "u", "low", "LOW", "..", "-", "n/a", "NA", "NaN", "", "0", '"1,234.5"']
    years = range(2010, 2010 + len(cells))
    lines = [f"{COUNCIL.replace('2025', str(year), 1)},{cell}" for year, cell in zip(years, cells, strict=True)]
    published = read(tmp_path, f"{HEAD},rate", *lines)
    assert published.figures["marker"].to_list() == [
        "[c]",
        "[z]",
        "[x]",
        "[low]",
        "[u]",
        "[low]",
        "[low]",
        "[x]",
        "[x]",
        "[x]",
        "[x]",
        "[x]",
        "[x]",
        "",
        "",
    ]
    assert published.figures["value"].iloc[:13].isna().all()
    assert published.figures["value"].iloc[13:].to_list() == [0, 1234.5]


def test_columns_are_found_by_name_and_the_new_code_comes_first(tmp_path: Path) -> None:
    header = (
        "new_la_code,la_name,old_la_code,time_period,geographic_level,time_identifier,rate,country_code,region_code"
    )
    published = read(
        tmp_path,
        header,
        "E06000065,North Yorkshire,815,202425,Local authority,Academic year,1.5,E92000001,E12000003",
        ",North Yorkshire,815,202324,Local authority,Academic year,2.5,E92000001,E12000003",
        ",,,202425,Regional,Academic year,3.5,E92000001,E12000003",
        ",,,202425,National,Academic year,4.5,E92000001,",
    )
    assert figures(published, "area", "period", "value") == [
        ("E06000065", "Academic year 202425", 1.5),
        ("dfe:815", "Academic year 202324", 2.5),
        ("E12000003", "Academic year 202425", 3.5),
        ("E92000001", "Academic year 202425", 4.5),
    ]


def test_rows_that_give_no_figure_are_rejected_with_their_reason(tmp_path: Path) -> None:
    published = read(
        tmp_path,
        f"{HEAD},rate",
        f"{COUNCIL},1",
        f"{COUNCIL},1",
        COUNCIL.replace("855,E10000018", "314 / 318,E09000021 / E09000027") + ",1",
        COUNCIL.replace("855,E10000018,Leicestershire", ",,LA demo") + ",1",
        COUNCIL.replace("Local authority", "School") + ",1",
        COUNCIL.replace("2025", "", 1) + ",1",
        f"{NATION},soon",
        "2025,Reporting year",
        f"{REGION},2",
    )
    assert published.figures["row"].to_list() == [2, 10]
    assert published.rejections.to_numpy().tolist() == [
        [3, "new_la_code", "E10000018", "repeats an earlier row with the same figures"],
        [4, "new_la_code", "E09000021 / E09000027", "a row for several councils together"],
        [5, "new_la_code", "", "no area code"],
        [6, "geographic_level", "School", "not a row for England, a region or a council"],
        [7, "time_period", "", "no time period"],
        [8, "rate", "soon", "neither a number nor a known symbol for a missing figure"],
        [9, "", "", "2 fields, expected 11"],
    ]
    assert published.read == 9


def test_two_rows_of_one_measure_area_and_period_that_differ_refuse_the_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"^table\.csv rows 2 and 4 "):
        read(tmp_path, f"{HEAD},rate", f"{COUNCIL},1", f"{REGION},1", f"{COUNCIL},2")


def test_a_table_without_a_column_of_numbers_has_every_row_rejected(tmp_path: Path) -> None:
    published = read(tmp_path, f"{HEAD},rating", f"{COUNCIL},Good", f"{REGION},Good")
    assert published.figures.empty
    assert set(published.rejections["reason"]) == {"no column of the table holds numbers"}


def test_of_a_breakdown_the_total_is_read(tmp_path: Path) -> None:
    lines = (f"{COUNCIL},Total,Total,50", f"{COUNCIL},Boys,Total,30", f"{COUNCIL},Total,5,4", f"{COUNCIL},Total,6,9")
    published = read(tmp_path, f"{HEAD},gender,age,pupils", *lines)
    assert figures(published, "row", "measure", "value") == [(2, "pupils", 50)]
    assert published.rejections.to_numpy().tolist() == [
        [3, "gender", "Boys", PART],
        [4, "age", "5", PART],
        [5, "age", "6", PART],
    ]


def test_a_group_without_a_total_names_the_measure(tmp_path: Path) -> None:
    published = read(
        tmp_path, f"{HEAD},social_care_group,rate", f"{COUNCIL},CINO at 31 March,1", f"{COUNCIL},CPPO at 31 March,2"
    )
    assert figures(published, "measure", "value") == [("rate, CINO at 31 March", 1), ("rate, CPPO at 31 March", 2)]
    assert published.rejections.empty


def test_a_part_that_the_table_is_about_is_read_beside_the_total(tmp_path: Path) -> None:
    moves = "With 3 or more placements during the year"
    published = read(
        tmp_path,
        f"{HEAD},placement_stability,children_count,children_percent",
        f"{COUNCIL},{moves},70,10",
        f"{COUNCIL},Total children,700,100",
        f"{COUNCIL},With none,1,0",
    )
    assert figures(published, "row", "measure", "value") == [
        (2, f"children_count, {moves}", 70),
        (3, "children_count", 700),
        (2, f"children_percent, {moves}", 10),
        (3, "children_percent", 100),
    ]
    assert published.figures["numerator"].iloc[2:].to_list() == [70, 700]
    assert published.rejections.to_numpy().tolist() == [[4, "placement_stability", "With none", PART]]


def test_all_other_groups_are_no_total(tmp_path: Path) -> None:
    lines = (f"{COUNCIL},All pupils,50", f"{COUNCIL},All other pupils,30")
    published = read(tmp_path, f"{HEAD},group,pupils", *lines)
    assert figures(published, "measure", "value") == [("pupils", 50)]
    assert published.rejections["value"].to_list() == ["All other pupils"]


def test_a_version_says_whether_figures_are_provisional(tmp_path: Path) -> None:
    lines = (f"{COUNCIL},Provisional,1", f"{REGION},Revised,2", f"{NATION},Final,3")
    assert read(tmp_path, f"{HEAD},version,rate", *lines).figures["status"].to_list() == [
        "provisional",
        "final",
        "final",
    ]


def test_one_strange_cell_leaves_its_column_a_measure(tmp_path: Path) -> None:
    published = read(tmp_path, f"{HEAD},rate,count", f"{COUNCIL},1.5,4", f"{REGION},see note,5", f"{NATION},2.5,6")
    assert figures(published, "row", "measure") == [(2, "rate"), (4, "rate"), (2, "count"), (3, "count"), (4, "count")]


def test_the_kind_of_year_says_what_the_label_stands_for() -> None:
    labels = ["Academic year 202425", "Financial year 202425", "Calendar year 2024", "Reporting year 2025"]
    labels_by_type = {label: {kind: explore_education.period(label, kind) for kind in PERIOD_TYPES} for label in labels}
    assert {
        label: {kind: printed for kind, printed in labels.items() if printed}
        for label, labels in labels_by_type.items()
    } == {
        "Academic year 202425": {"academic": "2024/25 (academic)", "fe_year": "2024/25 (FE year)"},
        "Financial year 202425": {"financial": "2024/25"},
        "Calendar year 2024": {"calendar": "2024"},
        "Reporting year 2025": {"financial": "2024/25", "year_to_sep": "Sep 2025", "snapshot": "31 Mar 2025"},
    }
    assert explore_education.period("Academic year 202426", "academic") is None
    assert explore_education.period("Week 29 2025", "academic") is None


SCORECARD = (
    "Year,geographic_level,country_code,country_name,region_code,Region,LANumber,new_la_code,LA_name,PriNOR,For_1_P,"
    "Direction,Pref_P_1_CY,Pref_S_1_CY"
)


def test_a_scorecard_has_its_own_names_for_the_same_head(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "scorecard.csv"
    head = "Local authority,E92000001,England,E12000004,East Midlands"
    lines = (
        f"2024/25,{head},891,E10000024,Nottinghamshire,64666,0.02,Up,95.78644661,91.10133104",
        f"2023/24,{head},891,E10000024,Nottinghamshire,64000,Low,Down,95.63935634,z",
    )
    path.write_text("\n".join([SCORECARD, *lines, ""]), encoding="utf-8")
    form, published = read_file(path)
    assert form.format_id == "dfe_scorecard"
    assert figures(published, "measure", "period", "marker")[2:4] == [
        ("For_1_P", "Academic year 2024/25", ""),
        ("For_1_P", "Academic year 2023/24", "[low]"),
    ]
    indicators = read_register(root / "params/indicators.csv")
    used, rejected = observations(published, form, indicators, read_areas(root / "data/raw/reference/areas.csv"))
    assert rejected.empty
    # The shipped figures were compiled from this file, which is not held; these are its own rows.
    both = with_days(used).merge(shipped_figures(root, "scorecard_*.csv"), on=KEY, suffixes=("", "_shipped"))
    assert len(both) == 4
    assert (both["value"] == both["value_shipped"]).to_list() == [True, True, True, False]
    assert both["marker"].to_list() == ["", "", "", "[z]"]


def test_a_zip_behind_another_name_is_read(tmp_path: Path) -> None:
    text = "\n".join([f"{HEAD},rate", f"{COUNCIL},1.5", ""]).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("table.csv", text)
    (tmp_path / "zipped.csv.gz").write_bytes(packed.getvalue())
    (tmp_path / "gzipped.csv.gz").write_bytes(gzip.compress(text))
    for name in ("zipped.csv.gz", "gzipped.csv.gz"):
        assert read_file(tmp_path / name)[1].figures["value"].to_list() == [1.5]


def matched(published: Published, root: Path, **measures: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Match to the register, or to indicators of it whose measures are taken from here."""
    indicators = read_register(root / "params/indicators.csv")
    if measures:
        indicators = tuple(
            indicator.model_copy(
                update={"source_id": "dfe_ees_cin", "source_measure": measures[indicator.indicator_id]}
            )
            for indicator in indicators
            if indicator.indicator_id in measures
        )
    areas = read_areas(root / "data/raw/reference/areas.csv")
    used, rejected = observations(published, explore_education.FORMATS[0], indicators, areas)
    return with_days(used), rejected


def with_days(used: pd.DataFrame) -> pd.DataFrame:
    return used.assign(**{name: used[name].map(str) for name in ("period_start", "period_end")})


def shipped_figures(root: Path, names: str) -> pd.DataFrame:
    kinds = dict.fromkeys(NUMBERS, "float64") | dict.fromkeys(("period", "marker", "area_flag"), "str")
    missing = {name: [""] for name in NUMBERS}
    return pd.concat(
        [
            pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=missing)
            for path in sorted((root / "data/raw/dfe").glob(names))
        ]
    )


def same(first: pd.Series, second: pd.Series) -> pd.Series:
    return (first == second) | (first.isna() & second.isna())


REAL = {
    # file: rows, rows with figures, and how many are rejected for which reason
    "UD_NEETNK_LA_dashboard_2021_vg_removed.csv": (161, 159, {"no area code": 2}),
    "UD_NEETNK_LA_dashboard_2022_final.csv": (160, 160, {}),
    "UD_NEETNK_LA_dashboard_2023_final.csv": (160, 160, {}),
    "UD_NEETNK_LA_dashboard_final.csv": (161, 161, {}),
    "ap_placements_ap_census.csv.gz": (101_220, 964, {PART: 100_256}),
    "b1_children_in_need_2013_to_2025.csv": (2_132, 2_132, {}),
    "cla_number_and_rate_per_10k_children.csv": (2_505, 2_505, {}),
    "csww_indicators_2017_to_2025.csv": (1_463, 1_449, {"a row for several councils together": 14}),
    "ks2_la.csv": (3_444, 3_444, {}),
    "ks4_la.csv": (3_444, 3_444, {}),
    "la_care_leavers_accommodation_suitability.csv": (6_680, 3_340, {PART: 3_340}),
    "la_cla_placement_stability.csv": (5_010, 4_175, {PART: 835}),
    "ons_mid-year_population_estimates_2012_to_2024.csv": (2_132, 2_132, {}),
    "timeliness_20_week.csv": (12_211, 970, {PART: 11_241}),
}


@pytest.mark.parametrize("name", REAL)
def test_every_row_of_the_real_files_is_accounted_for(shared: Path, name: str) -> None:
    form, published = read_file(shared / "data/ees" / name)
    assert form.format_id == "dfe_ees"
    rows = published.figures["row"].nunique()
    assert (published.read, rows, Counter(published.rejections["reason"])) == REAL[name]
    assert rows + len(published.rejections) == published.read
    assert not published.figures.duplicated(["measure", "area", "period"]).any()


def test_the_real_files_are_all_of_the_real_files(shared: Path) -> None:
    assert sorted(path.name for path in (shared / "data/ees").iterdir()) == sorted(REAL)


def test_every_shipped_figure_of_the_workforce_is_in_the_real_file(shared: Path, root: Path) -> None:
    published = explore_education.read(open_file(shared / "data/ees/csww_indicators_2017_to_2025.csv"))
    used, rejected = matched(published, root)
    assert used["row"].nunique() + len(rejected) == published.read
    # Inner and Outer London.
    assert Counter(rejected["reason"]) == {
        "not an area of reference/areas.csv": 18,
        "a row for several councils together": 14,
    }
    shipped = shipped_figures(root, "ees_csww_*.csv")
    both = shipped.merge(used, on=KEY, how="inner", suffixes=("", "_read"))
    assert len(both) == len(shipped) == 2_256
    for name in (*NUMBERS, "period", "marker", "status", "area_flag"):
        assert same(both[name], both[f"{name}_read"]).all(), name


def test_the_shipped_figures_of_children_in_need_are_in_no_file_that_is_held(shared: Path, root: Path) -> None:
    # They come from tables of referrals and of plans, of which only the table of episodes is held.
    published = explore_education.read(open_file(shared / "data/ees/b1_children_in_need_2013_to_2025.csv"))
    used, rejected = matched(published, root)
    assert used.empty
    assert Counter(rejected["reason"]) == {"no indicator of the register has this measure": 2_132}
    assert len(shipped_figures(root, "ees_cin_*.csv")) == 2_208
    assert len(shipped_figures(root, "scorecard_*.csv")) == 258


ALONE = "Children looked after continuously for at least 2.5 years on 31 March aged under 16 years"
MERGED = [
    # indicator, file, measure, where its denominator is, shipped numerators that the file gives and does not give:
    # those of 2019/20 are from the release before it. The tool's own figures have no counts.
    ("cla_rate", "cla_number_and_rate_per_10k_children.csv",
     "rate_per_10000, Children looked after on 31 March each year", "", 216, 42),
    ("cla_starting_rate", "cla_number_and_rate_per_10k_children.csv",
     "rate_per_10000, Children starting to be looked after each year", "", 216, 42),
    ("cla_ceasing_rate", "cla_number_and_rate_per_10k_children.csv",
     "rate_per_10000, Children ceasing to be looked after each year", "", 216, 42),
    ("care_leavers_accommodation_pct", "la_care_leavers_accommodation_suitability.csv",
     "care_leaver_percent, 19 to 21 years, Accommodation considered suitable", "care_leaver_count, 19 to 21 years",
     212, 41),
    ("cla_three_placements_pct", "la_cla_placement_stability.csv",
     "children_percent, CLA on 31 March, With 3 or more placements during the year", "children_count, CLA on 31 March",
     211, 42),
    ("cla_long_term_stable_pct", "la_cla_placement_stability.csv",
     f"children_percent, {ALONE}, Living with the same carer for at least 2 years", f"children_count, {ALONE}",
     214, 42),
    ("ehcp_20_weeks_pct", "timeliness_20_week.csv", "pc_plans_issued_within_20_weeks", "", 256, 0),
    ("ehcp_20_weeks_excl_exceptions_pct", "timeliness_20_week.csv", "PC_plans_issued_20_weeks_ex", "", 255, 0),
]  # fmt: skip


@pytest.mark.parametrize(("indicator", "name", "measure", "total", "in_numerator", "not_given"), MERGED)
def test_the_counts_that_were_merged_into_the_tools_figures_are_in_the_real_files(
    shared: Path, root: Path, indicator: str, name: str, measure: str, total: str, in_numerator: int, not_given: int
) -> None:
    published = explore_education.read(open_file(shared / "data/ees" / name))
    used, _ = matched(published, root, **{indicator: measure})
    shipped = shipped_figures(root, "lait_*.csv")
    shipped = shipped[shipped["indicator_id"].eq(indicator)]
    every = shipped.merge(used, on=KEY, how="left", suffixes=("", "_read"), indicator=True)
    both = every[every["_merge"].eq("both")]
    assert same(both["value"], both["value_read"]).all()
    assert (both["marker"] == both["marker_read"]).all()
    counted = both[both["numerator"].notna()]
    assert (len(counted), every["numerator"].notna().sum() - len(counted)) == (in_numerator, not_given)
    assert (counted["numerator"] == counted["numerator_read"]).all()
    if total:
        used, _ = matched(published, root, **{indicator: total})
        counted = counted.drop(columns=[name for name in counted if str(name).endswith(("_read", "_merge"))])
        counted = counted.merge(used, on=KEY, suffixes=("", "_read"))
        assert len(counted) == in_numerator
        assert (counted["denominator"] == counted["value_read"]).all()
    else:
        assert same(counted["denominator"], counted["denominator_read"]).all()


@pytest.mark.parametrize(
    ("indicator", "measure"),
    [("neet_16_17_pct", "NEET_percent"), ("neet_or_unknown_16_17_pct", "NEET_not_known_percent")],
)
def test_the_scorecard_of_2025_agrees_with_the_tool(shared: Path, root: Path, indicator: str, measure: str) -> None:
    # The scorecard calls it the calendar year 2025; it is of the winter before, which the tool has in 2024/25.
    figures_of_file = explore_education.read(open_file(shared / "data/ees/UD_NEETNK_LA_dashboard_final.csv")).figures
    shipped = shipped_figures(root, "lait_employment_and_skills.csv")
    shipped = shipped[shipped["indicator_id"].eq(indicator) & shipped["period"].eq("2024/25")]
    both = shipped.merge(figures_of_file[figures_of_file["measure"].eq(measure)], left_on="area_code", right_on="area")
    assert len(both) == len(shipped) == 44
    assert same(both["value_x"], both["value_y"]).all()


def test_a_table_of_other_columns_is_not_of_this_format(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("time_period,area,rate\n2025,E10000018,1\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"^other\.csv is of no known format"):
        format_of(open_file(path))


CHOSEN = {
    "rereferral_percent": "25.5",
    "no_further_action_percent": "6.8",
    "rereferral_count": "100",
    "referral_count": "392",
    "no_further_action_count": "27",
    "CPP_subsequent_percent": "20.1",
}


@pytest.mark.parametrize(
    "columns",
    [
        ["rereferral_percent"],
        ["no_further_action_percent", "rereferral_percent"],
        ["rereferral_count", "rereferral_percent"],
        ["referral_count", "no_further_action_percent"],
        list(CHOSEN),
        list(CHOSEN)[::-1],
    ],
    ids=len,
)
def test_any_choice_of_columns_gives_its_measures_with_the_counts_that_were_chosen(
    tmp_path: Path, root: Path, columns: list[str]
) -> None:
    published = read(tmp_path, ",".join([HEAD, *columns]), ",".join([COUNCIL, *(CHOSEN[column] for column in columns)]))
    used, rejected = matched(published, root)
    assert rejected.empty
    wanted = [column for column in columns if column.endswith("percent")]
    assert sorted(used["value"]) == sorted(float(CHOSEN[name]) for name in wanted)
    of_rereferrals = used[used["value"].eq(25.5)]
    assert len(of_rereferrals) == columns.count("rereferral_percent")
    for name, column in (("numerator", "rereferral_count"), ("denominator", "referral_count")):
        expected = float(CHOSEN[column]) if column in columns else -1
        assert of_rereferrals[name].fillna(-1).eq(expected).all()


def test_a_name_that_two_tables_have_needs_the_count_that_tells_them_apart(tmp_path: Path, root: Path) -> None:
    """Plans in force and plans that ended are both parted by how long they lasted."""
    alone = read(tmp_path, f"{HEAD},2_years_or_more_percent", f"{COUNCIL},2.5")
    used, rejected = matched(alone, root)
    assert used.empty
    assert rejected["value"].to_list() == ["2_years_or_more_percent (without CPP_At31)"]
    with_count = read(tmp_path, f"{HEAD},CPP_At31,2_years_or_more_percent", f"{COUNCIL},400,2.5")
    assert matched(with_count, root)[0][["value", "denominator"]].to_numpy().tolist() == [[2.5, 400]]


def test_limits_belong_to_the_column_that_they_are_named_after(tmp_path: Path) -> None:
    header = f"{HEAD},avg_p8score,p8score_CI_low,p8score_CI_upp,score,score_lower_99_CI,t_pupils"
    published = read(tmp_path, header, f"{COUNCIL},0.12,0.02,0.22,7,6,90")
    assert figures(published, "measure", "value", "lower_95", "upper_95")[:1] == [("avg_p8score", 0.12, 0.02, 0.22)]
    assert published.figures["measure"].to_list() == ["avg_p8score", "score", "t_pupils"]
    assert published.figures.loc[1:, ["lower_95", "upper_95"]].isna().all(axis=None)


def test_limits_without_their_value_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="has the column 'p8score_CI_low', but not the column whose limits these are"):
        read(tmp_path, f"{HEAD},p8score_CI_low,t_pupils", f"{COUNCIL},0.02,90")


@pytest.mark.parametrize("name", ["version", "data_status", "Release status", "status"])
def test_a_column_of_status_under_any_name_says_which_rows_are_provisional(tmp_path: Path, name: str) -> None:
    other = COUNCIL.replace("2025,", "2024,", 1)
    published = read(tmp_path, f"{HEAD},{name},rate", f"{COUNCIL},Provisional,1.5", f"{other},Revised,1.4")
    assert figures(published, "measure", "value", "status") == [("rate", 1.5, "provisional"), ("rate", 1.4, "final")]


def test_a_status_that_is_not_known_and_a_note_are_refused_with_row_and_column(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"row 2, column data_status, holds 'Draft'; expected provisional"):
        read(tmp_path, f"{HEAD},data_status,rate", f"{COUNCIL},Draft,1.5")
    with pytest.raises(Refused, match=r"row 2 has something in the column 'footnote'"):
        read(tmp_path, f"{HEAD},footnote,rate", f"{COUNCIL},see 3,1.5")
    assert len(read(tmp_path, f"{HEAD},footnote,rate", f"{COUNCIL},,1.5").figures) == 1


def test_the_status_of_pupils_is_a_breakdown_and_not_that_of_the_figures(tmp_path: Path) -> None:
    published = read(tmp_path, f"{HEAD},sen_status,rate", f"{COUNCIL},Total,1.5", f"{COUNCIL},EHC plan,2.5")
    assert figures(published, "measure", "value", "status") == [("rate", 1.5, "final")]


YEARLY = "LANumber,LA_name,Region,Pref_P_1_CY,Pref_S_1_CY,For_1_P"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("scorecards_data_2024.csv", "Academic year 2023/24"),
        ("scorecard 2022-23 final.csv", "Academic year 2022/23"),
        ("2023.csv", "Academic year 2022/23"),
    ],
)
def test_a_scorecard_of_one_year_has_its_year_in_the_name(tmp_path: Path, root: Path, name: str, expected: str) -> None:
    path = tmp_path / name
    rows = ("0,England,England,92.5,82.6,LOW", "855,Leicestershire,East Midlands,91.1,90.2,0.01")
    path.write_text("\n".join([YEARLY, *rows, ""]), encoding="utf-8")
    form, published = read_file(path)
    assert form.format_id == "dfe_scorecard"
    assert set(published.figures["period"]) == {expected}
    assert figures(published, "area", "measure", "value")[:2] == [
        ("E92000001", "Pref_P_1_CY", 92.5),
        ("dfe:855", "Pref_P_1_CY", 91.1),
    ]
    indicators = read_register(root / "params/indicators.csv")
    used, rejected = observations(published, form, indicators, read_areas(root / "data/raw/reference/areas.csv"))
    assert (len(used), rejected.empty) == (4, True)


@pytest.mark.parametrize("name", ["scorecards_data.csv", "scorecards_2022_2023_2024.csv", "scorecard_2022-25.csv"])
def test_a_scorecard_of_one_year_without_one_year_in_its_name_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(f"{YEARLY}\n855,Leicestershire,East Midlands,91.1,90.2,0.01\n", encoding="utf-8")
    with pytest.raises(Refused, match="put the year in which the school year ends into its name"):
        read_file(path)


def test_the_headline_measures_of_2022_are_read_under_the_names_that_they_had(root: Path, tmp_path: Path) -> None:
    """With their counts; a row without a known council says so, although its first column is no measure."""
    here = Project(root)
    register = read_register(here.register)
    head = "time_period,time_identifier,geographic_level,country_code,country_name,new_la_code,old_la_code,la_name"
    columns = "social_worker_fte,leaver_fte,turnover_rate_fte_%,agency_fte,agency_worker_rate_fte_%"
    start = "2022,Reporting year,Local authority,E92000001,England"
    rows = [f"{start},E10000018,855,Leicestershire,200,30,15,10,4.8", f"{start},E99999999,999,Nowhere,20,3,15,1,4.8"]
    path = tmp_path / "headline.csv"
    path.write_text("\n".join([f"{head},{columns}", *rows, ""]), encoding="utf-8")
    form, published = read_file(path)
    measures = measures_in(
        published.text("measure"), of_format(form, register), read_aliases(here.measure_aliases, register)
    )
    used, rejected = observations(published, form, register, read_areas(here.areas), measures)
    figures_by_id = used.set_index("indicator_id")[["value", "numerator", "denominator"]]
    assert figures_by_id.loc["social_worker_turnover_pct"].tolist() == [15.0, 30.0, 200.0]
    assert figures_by_id.loc["social_worker_agency_pct", ["value", "numerator"]].tolist() == [4.8, 10.0]
    assert rejected[["row", "value", "reason"]].to_numpy().tolist() == [
        [3, "E99999999", "not an area of reference/areas.csv"]
    ]


@pytest.mark.parametrize("ending", ["status", "flag", "moe", "confidence_interval"])
def test_a_status_or_a_margin_of_one_column_is_refused_by_name(ending: str, tmp_path: Path) -> None:
    """It would be taken for a part of a breakdown, which loses its rows, or for a measure of its own."""
    path = tmp_path / "table.csv"
    where = "Reporting year,Local authority,E92000001,England,855,E10000018"
    path.write_text(
        "time_period,time_identifier,geographic_level,country_code,country_name,old_la_code,new_la_code,"
        f"rereferral_percent,rereferral_percent_{ending}\n2024,{where},24.5,\n2025,{where},25.5,"
        f"{'p' if ending in ('status', 'flag') else '1.5'}\n"
    )
    with pytest.raises(Refused, match=f"row 3 has something in the column 'rereferral_percent_{ending}'"):
        read_file(path)
