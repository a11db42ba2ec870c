"""The Local Authority Interactive Tool: small files with every trap, and the real file of 641,070 rows."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.periods import PERIOD_TYPES
from helpers.register import read_register
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import open_file
from helpers.sources.formats import lait
from helpers.sources.formats.registry import format_of, read_file
from helpers.sources.matching import observations
from helpers.sources.published import NUMBERS, Published

HEADER = "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region"
FILE = "data/lait/bds_long_0.parquet"
KEY = ["indicator_id", "area_code", "period_start", "period_end"]


def line(value: str, year: str = "2024", measure: str = "TotAbs", number: str = "855") -> str:
    return f'{measure},"Absence, all",{year},Leicestershire,{value},{number},East Midlands'


def written(folder: Path, *lines: str) -> Path:
    path = folder / "lait.csv"
    path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return path


def read(folder: Path, *lines: str) -> Published:
    form, published = read_file(written(folder, *lines))
    assert form.format_id == "dfe_lait"
    return published


def in_parquet(folder: Path, *lines: str) -> Published:
    """The same rows as a parquet file of the tool's types: numbers of areas are fractions, blank cells are missing."""
    frame = pd.read_csv(written(folder, *lines), dtype="str").astype({"LA Number": "float64"})
    frame.to_parquet(folder / "lait.parquet", row_group_size=2)
    form, published = read_file(folder / "lait.parquet")
    assert form.format_id == "dfe_lait"
    return published


def test_a_row_is_a_figure_of_its_measure_area_and_year(tmp_path: Path) -> None:
    figure = read(tmp_path, line("7.4")).figures.iloc[0]
    assert figure[["row", "measure", "area", "period", "value"]].to_list() == [2, "TotAbs", "dfe:855", "2024", 7.4]
    assert figure[["marker", "status"]].to_list() == ["", "final"]
    assert figure[["lower_95", "upper_95", "numerator", "denominator"]].isna().all()


def test_digits_that_a_spreadsheet_adds_are_dropped_and_no_others(tmp_path: Path) -> None:
    cells = ("9.3699999999999992", "2.14188134270101", "4.7980000000000002E-2", "117586", "-0.5")
    figures = read(tmp_path, *(line(cell, year=f"{2016 + at}") for at, cell in enumerate(cells))).figures
    assert figures["value"].to_list() == [9.37, 2.14188134270101, 0.04798, 117586, -0.5]


def test_a_dash_is_not_available_and_zero_is_zero(tmp_path: Path) -> None:
    figures = read(tmp_path, line("0"), line("-", year="2023"), line("", year="2022")).figures
    assert figures["value"].fillna(-1).to_list() == [0, -1, -1]
    assert figures["marker"].to_list() == ["", "[x]", "[x]"]


def test_rows_that_give_no_figure_are_rejected_with_their_reason(tmp_path: Path) -> None:
    published = read(
        tmp_path,
        line("1", year="0"),
        line("1", measure=""),
        line("1", number="855.5"),
        line("n/k"),
        line("1", year=""),
        line("1"),
        line("1"),
        "a,b",
    )
    assert published.figures["row"].to_list() == [7]
    assert published.rejections.to_numpy().tolist() == [
        [2, "Years", "0", "no year"],
        [3, "Short Desc", "", "no measure"],
        [4, "LA Number", "855.5", "no area number"],
        [5, "Values", "n/k", "neither a number nor a known symbol for a missing figure"],
        [6, "Years", "", "no year"],
        [8, "LA Number", "dfe:855", "repeats an earlier row with the same figures"],
        [9, "", "", "2 fields, expected 7"],
    ]
    assert published.read == 8


def test_two_labels_of_infant_deaths_are_of_three_years_and_a_measure_of_their_own(tmp_path: Path) -> None:
    """OHID publishes 3.8 and 4.1 for three years in Leicestershire; the tool labels them with the last year alone."""
    lines = [line("4.0", year=f"{year}", measure="InfMort") for year in (2015, 2016, 2017, 2018)]
    lines += [line("4.0", year="2016"), line("4.0", year="2017", measure="PriFSM")]
    three = "InfMort, labels 2016 and 2017"
    for published in (read(tmp_path, *lines), in_parquet(tmp_path, *lines)):
        assert published.figures[["row", "measure", "period"]].to_numpy().tolist() == [
            [2, "InfMort", "2015"],
            [3, three, "2014-16"],
            [4, three, "2015-17"],
            [5, "InfMort", "2018"],
            [6, "TotAbs", "2016"],
            [7, "PriFSM", "Jan 2017"],
        ]
    assert lait.period("2014-16", "rolling_3y") == "2014-16"


def test_two_rows_of_one_measure_area_and_year_that_differ_refuse_the_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"^lait\.csv rows 2 and 4 .*TotAbs.*dfe:855.*2024"):
        read(tmp_path, line("1"), line("1", year="2023"), line("2", number="855.0"))


def test_parquet_and_csv_give_the_same(tmp_path: Path) -> None:
    lines = (
        line("1.5"),
        line("-", year="2023"),
        line("", year="2022"),
        line("2", year="0"),
        line("3", number="970"),
        line("4", measure="PriFSM"),
    )
    text, packed = read(tmp_path, *lines), in_parquet(tmp_path, *lines)
    pd.testing.assert_frame_equal(text.figures, packed.figures)
    pd.testing.assert_frame_equal(text.rejections, packed.rejections)
    assert text.read == packed.read == 6


def test_a_parquet_file_whose_figures_are_damaged_is_refused(tmp_path: Path) -> None:
    in_parquet(tmp_path, line("1.5"), line("2", year="2023"))
    path = tmp_path / "lait.parquet"
    content = bytearray(path.read_bytes())
    content[4:400] = bytes(396)
    path.write_bytes(content)
    with pytest.raises(Refused, match=r"^lait\.parquet is not a readable Parquet file: "):
        read_file(path)


def test_the_year_that_ends_is_the_label_and_the_register_says_of_what_kind() -> None:
    assert {kind: label for kind in PERIOD_TYPES if (label := lait.period("2025", kind))} == {
        "financial": "2024/25",
        "academic": "2024/25 (academic)",
        "fe_year": "2024/25 (FE year)",
        "calendar": "2025",
        "year_to_sep": "Sep 2025",
        "year_to_nov": "2024/25 (Nov-Nov)",
        "snapshot": "31 Mar 2025",
    }


@pytest.mark.parametrize(
    ("label", "kind", "expected"),
    [
        ("2024-25", "financial", "2024/25"),
        ("2024/25", "academic", "2024/25 (academic)"),
        ("2024-25 (OT)", "financial", "2024/25"),
        ("2024 (Rev)", "academic", "2023/24 (academic)"),
        ("2021 (Final)", "academic", "2020/21 (academic)"),
        ("2025 (prov)", "academic", "2024/25 (academic)"),
        ("2022 (Revised)", "academic", "2021/22 (academic)"),
        ("2023(prov)", "academic", "2022/23 (academic)"),
        ("2023/24 revised", "financial", "2023/24"),
        ("2023 2024", "academic", None),
        ("Autumn 2024", "academic", None),
        ("2000", "financial", "1999/00"),
        ("2014-16", "rolling_3y", "2014-16"),
        ("2013/14-15/16", "rolling_3y", "2013/14-15/16"),
        ("Jan 2025", "snapshot", "Jan 2025"),
        ("2014-16", "financial", None),
        ("2024-25", "calendar", None),
        ("2024-25", "rolling_3y", None),
        ("2024-25", "snapshot", None),
        ("2013/14-15/16", "financial", None),
        ("2025 (draft)", "academic", None),
        ("0", "academic", None),
    ],
)
def test_labels_of_each_style(label: str, kind: str, expected: str | None) -> None:
    assert lait.period(label, kind) == expected


def test_provisional_is_a_status_and_a_count_of_january_is_labelled_so(tmp_path: Path) -> None:
    lines = (line("1", year="2025 (prov)"), line("1", year="2024 (Rev)"), line("1", measure="EALPri"))
    figures = read(tmp_path, *lines).figures
    assert figures["status"].to_list() == ["provisional", "final", "final"]
    assert figures["period"].to_list() == ["2025 (prov)", "2024 (Rev)", "Jan 2024"]
    assert figures["marker"].to_list() == ["[p]", "[r]", ""]


def test_predecessors_end_and_re_coded_councils_go_on(tmp_path: Path, root: Path) -> None:
    # Dorset and Poole before 2019, and North Yorkshire, whose code changed in April 2023 while its number did not.
    rows = [("835", "2019"), ("835", "2023"), ("836", "2018"), ("815", "2022"), ("815", "2024"), ("987", "2024")]
    published = read(tmp_path, *(line("1", measure="CIN", number=number, year=year) for number, year in rows))
    indicators = read_register(root / "params/indicators.csv")
    used, rejected = observations(
        published, lait.FORMATS[0], indicators, read_areas(root / "data/raw/reference/areas.csv")
    )
    assert dict(zip(used["row"], used["area_code"], strict=True)) == {
        2: "E10000009",
        4: "E06000029",
        5: "E10000023",
        6: "E06000065",
    }
    assert rejected[["row", "value", "reason"]].to_numpy().tolist() == [
        [3, "dfe:835", "the council ended before the period"],
        [7, "dfe:987", "not an area of reference/areas.csv"],
    ]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("lait_data_dictionary.csv", "is the dictionary of the measures of the tool and holds no figures."),
        ("development_update_log.csv", "is the log of changes to the tool and holds no figures."),
        ("useful_links.csv", "is a list of links to other tools and holds no figures."),
        ("la_code_list.xlsx", "is a list of councils with their numbers and holds no figures."),
        ("sn_april_2021.xlsx", "is a list of the statistical neighbours of each council and holds no figures."),
        ("sn_may_2025.xlsx", "is a list of the statistical neighbours of each council and holds no figures."),
    ],
)
def test_look_up_files_are_known_to_hold_no_figures(shared: Path, name: str, what: str) -> None:
    with pytest.raises(Refused) as refused:
        format_of(open_file(shared / "data/lait" / name))
    assert str(refused.value) == f"{name} {what}"


@pytest.fixture(scope="module")
def real(shared: Path) -> Published:
    form, published = read_file(shared / FILE)
    assert form.format_id == "dfe_lait"
    return published


def test_every_row_of_the_real_file_is_accounted_for(real: Published) -> None:
    assert (real.read, real.figures["row"].nunique(), len(real.rejections)) == (641_070, 640_900, 170)
    assert Counter(zip(real.rejections["column"], real.rejections["reason"], strict=True)) == {
        ("Years", "no year"): 170
    }
    # Of the 93,883 dashes, 170 are in the rows without a year. The labels (Rev) and (prov) mark their figures.
    marked = Counter(real.figures["marker"])
    assert (marked["[x]"], marked[""] + marked["[r]"] + marked["[p]"], len(marked)) == (93_713, 547_187, 4)
    printed = real.figures["period"].where(real.figures["value"].notna(), "")
    assert marked["[r]"] == printed.str.endswith("(Rev)").sum() > 0
    assert marked["[p]"] == printed.str.endswith("(prov)").sum() > 0
    assert (real.figures["status"] == "provisional").sum() == 680
    # The tool's own 434, and one for the two rates of infant deaths that are of three years.
    assert real.figures["measure"].nunique() == 434 + 1


def test_every_shipped_figure_of_the_tool_is_in_the_real_file(real: Published, root: Path) -> None:
    indicators = read_register(root / "params/indicators.csv")
    areas = read_areas(root / "data/raw/reference/areas.csv")
    used, rejected = observations(real, lait.FORMATS[0], indicators, areas)
    assert len(used) + len(rejected) == real.read
    assert Counter(rejected["reason"]) == {
        "no year": 170,
        "no indicator of the register has this measure": 395_590,
        "not an area of reference/areas.csv": 2_886,
        "the council ended before the period": 3_502,
        "the council began after the period, and the row has no figure": 4_464,
    }
    kinds = dict.fromkeys(NUMBERS, "float64") | dict.fromkeys(("period", "marker", "area_flag"), "str")
    missing = {name: [""] for name in NUMBERS}
    shipped = pd.concat(
        [
            pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=missing)
            for path in sorted((root / "data/raw/dfe").glob("lait_*.csv"))
        ]
    )
    for name in ("period_start", "period_end"):
        used[name] = used[name].map(str)
    assert not used.duplicated(KEY).any()
    both = shipped.merge(used, on=KEY, how="inner", suffixes=("", "_read"))
    assert len(both) == len(shipped) == 62_059
    assert same(both["value"], both["value_read"]).all()
    for name in ("period", "status", "area_flag"):
        assert (both[name] == both[f"{name}_read"]).all(), name
    # The tool's one marker hides the reason; the shipped figures have it, and the counts, from other tables of the DfE.
    # The shipped figures do not have what the tool's labels say of them: 777 are revised and 44 provisional.
    marked = both["marker_read"].isin(["[r]", "[p]"]) & both["marker"].eq("")
    assert Counter(both.loc[marked, "marker_read"]) == {"[r]": 777, "[p]": 44}
    differ = both[(both["marker"] != both["marker_read"]) & ~marked]
    assert Counter(zip(differ["marker"], differ["marker_read"], strict=True)) == {
        ("[c]", "[x]"): 298,
        ("[low]", "[x]"): 1,
        ("[z]", "[x]"): 1,
    }
    assert both[[f"{name}_read" for name in NUMBERS if name != "value"]].isna().all(axis=None)
    # 83 more have limits and counts from Fingertips: under-18 conceptions and low birth weight, both of 2017.
    assert (both["numerator"].notna().sum(), both["denominator"].notna().sum()) == (4_546 + 83, 4_158 + 83)
    of_2017 = {"under18_conceptions_rate": 42, "low_birth_weight_pct": 41}
    assert Counter(both.loc[both["lower_95"].notna(), "indicator_id"]) == of_2017
    assert both["upper_95"].notna().eq(both["lower_95"].notna()).all()
    # Of the same areas, the file has nothing besides.
    more = used.merge(shipped[KEY], on=KEY, how="left", indicator=True)
    assert not (more["_merge"].eq("left_only") & more["area_code"].isin(shipped["area_code"])).any()


def same(first: pd.Series, second: pd.Series) -> pd.Series:
    return (first == second) | (first.isna() & second.isna())


def test_reading_the_real_file_takes_less_than_500_megabytes(shared: Path) -> None:
    # The peak that the process reports of itself would be that of the process that started it, where it is greater.
    script = (
        "import sys; from pathlib import Path; from helpers.sources.formats.registry import read_file;"
        "read_file(Path(sys.argv[1])); print(Path('/proc/self/status').read_text())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(shared / FILE)], capture_output=True, text=True, check=True
    )
    peak = next(row for row in done.stdout.splitlines() if row.startswith("VmHWM:"))
    assert int(peak.split()[1]) < 500_000, peak
