"""Returns of departments: what is read of them, what is not, and everything that their check finds."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from returns import CARD, CARD_HEADER, GOOD, HEADER, OF_A_SURVEY, Formula, Percent, csv_file, indicators, workbook
from statsmodels.stats.proportion import proportion_confint

from helpers.areas import Area, Areas, read_areas
from helpers.methods.surveys import with_survey_limits
from helpers.present.pages.surveys import survey_cards, survey_figures
from helpers.problems import InputProblem
from helpers.publish.html import to_html
from helpers.register import Indicator
from helpers.sources.catalogue import Source
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import open_file
from helpers.sources.formats.registry import read_file
from helpers.sources.ingest import ingest
from helpers.sources.matching import observations
from helpers.sources.reference import register_table
from helpers.sources.returns import answers, return_check, return_file
from helpers.sources.returns import cards as surveys
from helpers.sources.returns.filled_in import Fault
from helpers.sources.sidecar import raw_files

NOTHING_MISSING = pd.DataFrame({"indicator_id": [], "reason": []}, dtype="str")

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def real_areas() -> Areas:
    return read_areas(ROOT / "data/raw/reference/areas.csv")


@pytest.fixture(scope="module")
def register() -> tuple[Indicator, ...]:
    return indicators()


def faults(path: Path, register: tuple[Indicator, ...], areas: Areas) -> list[Fault]:
    return list(return_check.check(open_file(path), register, areas).faults)


# What is read


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_return_becomes_observations(
    tmp_path: Path, kind: str, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    rows = [
        GOOD,
        OF_A_SURVEY,
        GOOD | {"period": "2021/22", "value": "[c]", "numerator": "", "denominator": "", "area": "E10000018"},
        {
            **GOOD,
            "indicator": "visits",
            "period": 2022,
            "value": "1,234,567 [p]",
            "numerator": "",
            "denominator": "",
            "status": "provisional",
            "target": "",
        },
        {key: GOOD[key] for key in ("area", "period", "owner")}
        | {"indicator": "complaints_rate", "status": "awaiting"},
    ]
    path = tmp_path / f"return.{kind}"
    workbook(path, rows, [CARD]) if kind == "xlsx" else csv_file(path, rows)
    form, published = read_file(path)
    assert form.format_id == "local_return"
    used, rejected = observations(published, form, register, real_areas)
    assert rejected.empty
    assert published.read == 5
    year = (date(2022, 4, 1), date(2023, 3, 31))
    expected = pd.DataFrame(
        [
            ("complaints_rate", "E10000018", "2022/23", *year, None, "[x]", "provisional"),
            ("potholes_pct", "E10000018", "2021/22", date(2021, 4, 1), date(2022, 3, 31), None, "[c]", "final"),
            ("potholes_pct", "E10000018", "2022/23", *year, 41.5, "", "final"),
            ("satisfied_pct", "E10000018", "2022/23", *year, 62.0, "", "final"),
            ("visits", "E10000018", "2022", date(2022, 1, 1), date(2022, 12, 31), 1_234_567.0, "[p]", "provisional"),
        ],
        columns=["indicator_id", "area_code", "period", "period_start", "period_end", "value", "marker", "status"],
    )
    in_order = used.sort_values(["indicator_id", "period"], ignore_index=True)
    pd.testing.assert_frame_equal(in_order[list(expected)], expected, check_dtype=False)
    counted = in_order[in_order["indicator_id"].eq("potholes_pct") & in_order["value"].notna()].iloc[0]
    assert (counted["numerator"], counted["denominator"], counted["area_flag"]) == (415, 1000, "")
    assert published.returned is not None
    assert published.returned["target"].tolist()[:2] == [50, 65]
    assert published.returned["commentary"].tolist()[0] == "A wet winter"
    assert published.returned["owner"].tolist()[1] == "Head of Communities"
    assert published.returned["survey"].tolist() == ["", "residents_2022", "", "", ""]
    assert published.returned["respondents"].tolist()[1] == 1100
    assert published.surveys is not None
    assert published.surveys["survey"].tolist() == (["residents_2022"] if kind == "xlsx" else [])
    table = return_file.returns_table(used.assign(file="return"), published.returned.assign(file="return"))
    assert table["indicator_id"].tolist() == in_order["indicator_id"].tolist()
    assert table.loc[2, ["area_code", "target", "owner", "row"]].tolist() == ["E10000018", 50, "Head of Highways", 2]


def test_a_survey_row_without_respondents_is_marked_and_kept(tmp_path: Path) -> None:
    row = {key: value for key, value in OF_A_SURVEY.items() if key != "respondents"}
    _, published = read_file(
        workbook(tmp_path / "return.xlsx", [row, row | {"period": "2021/22", "value": "60 [e]"}], [CARD])
    )
    assert published.figures[["value", "marker"]].to_numpy().tolist() == [[62.0, "[u]"], [60.0, "[e] [u]"]]
    assert published.rejections.empty
    assert published.returned is not None and published.returned["respondents"].isna().all()


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("value", Formula("=SUM(A1:A2)"), "not a formula"),
        ("value", Percent(0.415), "shown as a percentage; format it as a number and type 41.5"),
        ("value", "41.5%", "without the per cent sign"),
        ("value", "£41.50", "a number such as 1234.5"),
        ("value", "41,5", "a number such as 1234.5"),
        ("value", "about 40", "a number such as 1234.5"),
        ("value", date(2022, 3, 4), "shows the cell as a date"),
        ("value", True, "not TRUE or FALSE"),
        ("value", "", "a figure, or a marker that says why there is none"),
        ("value", "12 [c]", "a number such as 1234.5"),
        ("target", "half", "a number such as 1234.5"),
        ("target", "[c]", "a number such as 1234.5"),
        ("numerator", Formula("=1+1"), "not a formula"),
        ("period", date(2010, 10, 1), "made a date of it"),
        ("commentary", '=HYPERLINK("https://example.org")', "does not run"),
        ("commentary", "@here", "does not run"),
        ("commentary", "seen\u202eunseen", "hidden characters"),
        ("commentary", "x" * 2_001, "no more than 2,000 characters"),
        ("owner", "+441162323232", "does not run"),
        ("status", "done", "one of final, provisional, awaiting"),
        ("status", "", "the status"),
        ("status", "awaiting", "a blank, as the figure is awaited"),
        ("indicator", "", "the indicator"),
        ("area", "", "the area"),
        ("period", "", "the period"),
        ("denominator", 0, "a number above zero"),
        ("denominator", "", "a number, as there is a numerator"),
        ("respondents", 12, "a blank for a figure that is from no survey"),
        ("lower_95", 40, "both limits or none"),
    ],
)
def test_a_row_with_a_fault_is_rejected_with_it(tmp_path: Path, column: str, cell: Any, reason: str) -> None:
    """The row beside it is read."""
    other = GOOD | {"period": "2021/22"}
    _, published = read_file(workbook(tmp_path / "return.xlsx", [GOOD | {column: cell}, other]))
    assert published.figures["row"].tolist() == [3]
    assert published.rejections["row"].tolist() == [2]
    assert reason in published.rejections["reason"].iloc[0]


def test_a_row_without_an_owner_is_read_but_noted(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    path = workbook(tmp_path / "return.xlsx", [GOOD | {"owner": ""}])
    assert read_file(path)[1].figures["value"].tolist() == [41.5]
    assert [(fault.row, fault.column) for fault in faults(path, register, real_areas)] == [(2, "owner")]


def test_the_same_row_twice_counts_once_and_different_rows_stop(tmp_path: Path) -> None:
    _, published = read_file(csv_file(tmp_path / "same.csv", [GOOD, GOOD]))
    assert published.figures["row"].tolist() == [2]
    assert published.rejections["row"].tolist() == [3]
    assert published.returned is not None and published.returned["row"].tolist() == [2]
    with pytest.raises(Refused, match=r"rows 2 and 3 differ"):
        read_file(csv_file(tmp_path / "other.csv", [GOOD, GOOD | {"value": 41.4}]))


def test_blank_rows_are_none_and_short_rows_are_rejected(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "return.csv", [GOOD, {}, GOOD | {"period": "2021/22"}])
    path.write_text(path.read_text(encoding="utf-8") + "potholes_pct,Leicestershire\n", encoding="utf-8")
    _, published = read_file(path)
    assert published.read == 3
    assert published.figures["row"].tolist() == [2, 4]
    assert published.rejections["row"].tolist() == [5]


def test_a_return_without_the_columns_of_surveys_is_read(tmp_path: Path) -> None:
    _, published = read_file(csv_file(tmp_path / "return.csv", [GOOD], HEADER[:11]))
    assert published.figures["value"].tolist() == [41.5]


def test_a_heading_that_is_missing_or_unknown_stops_the_reading(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"row 1, column target is blank: expected the heading target once"):
        read_file(csv_file(tmp_path / "short.csv", [], [name for name in HEADER if name != "target"]))
    with pytest.raises(Refused, match=r"column reason is 'reason': expected no other headings"):
        read_file(csv_file(tmp_path / "long.csv", [GOOD], [*HEADER, "reason"]))


def test_a_card_that_is_not_right_stops_the_reading(tmp_path: Path) -> None:
    path = workbook(tmp_path / "return.xlsx", [OF_A_SURVEY], [CARD | {"method": "pigeon", "respondents": "many"}])
    with pytest.raises(Refused, match=r"sheet Surveys row 2, column .*There is 1 more fault: see make check-return"):
        read_file(path)


def test_a_council_that_has_two_codes_is_known_by_its_name() -> None:
    """A name of two councils is of none; the name of one that was given a new code is of both codes."""

    def area(code: str, name: str, **more: Any) -> Area:
        usual: dict[str, Any] = {"start": None, "end": None, "successors": (), "predecessors": (), "change": ""}
        return Area(code=code, name=name, area_type="district", region="", **(usual | more))

    before = area("E1", "Moor", end=date(2020, 3, 31), successors=("E2",), change="recode")
    after = area("E2", "Moor", start=date(2020, 4, 1), predecessors=("E1",), change="recode")
    areas = Areas({one.code: one for one in (before, after, area("E3", "Dale"), area("E4", "Dale"))})
    assert areas.named("Moor") == ("E1", "E2")
    assert areas.named("Dale") == () == areas.named("Fell")


def test_an_area_by_name_has_the_code_of_the_time(tmp_path: Path, real_areas: Areas) -> None:
    """Northumberland was given a new code; by its name the figure has no flag."""
    codes = real_areas.named("Northumberland")
    assert len(codes) == 2
    ends = real_areas[codes[0]].end
    assert ends is not None
    form, published = read_file(csv_file(tmp_path / "return.csv", [GOOD | {"area": "Northumberland"}]))
    used, _ = observations(published, form, indicators(), real_areas)
    assert used[["area_code", "area_flag"]].to_numpy().tolist() == [[codes[-1], ""]]
    early = GOOD | {"area": "Northumberland", "period": f"{ends.year - 3}/{(ends.year - 2) % 100:02d}"}
    form, published = read_file(csv_file(tmp_path / "early.csv", [early]))
    used, _ = observations(published, form, indicators(), real_areas)
    assert used["area_code"].tolist() == [codes[0]]


def test_ingestion_takes_a_return(raw: Any, areas: Areas, sources: dict[str, Source], tmp_path: Path) -> None:
    """The fixture's areas have their code for a name."""
    path = csv_file(tmp_path / "made.csv", [GOOD | {"area": "E10000018"}, GOOD | {"area": "E10000099"}])
    raw.add(path.read_bytes(), "local/return", format="local_return", source_id="local_return", rows=2)
    ingestion = ingest(raw_files(raw.folder), indicators(), areas, sources, date(2023, 3, 31))
    assert ingestion.observations[["indicator_id", "area_code", "value"]].to_numpy().tolist() == [
        ["potholes_pct", "E10000018", 41.5]
    ]
    assert ingestion.rejections[["row", "column", "value"]].to_numpy().tolist() == [[3, "area", "E10000099"]]
    assert ingestion.returns[["indicator_id", "area_code", "owner", "file", "row"]].to_numpy().tolist() == [
        ["potholes_pct", "E10000018", GOOD["owner"], "local/return.csv", 2]
    ]
    assert ingestion.surveys.empty


def test_ingestion_takes_a_return_and_its_cards_without_sidecars(
    real_areas: Areas, sources: dict[str, Source], tmp_path: Path
) -> None:
    csv_file(tmp_path / "return.csv", [GOOD, GOOD | {"period": "2021/22", "value": "many"}, OF_A_SURVEY])
    csv_file(tmp_path / "surveys.csv", [CARD], CARD_HEADER)
    ingestion = ingest(raw_files(tmp_path, "inbox"), indicators(), real_areas, sources, date(2023, 3, 31))
    counts = ingestion.raw_files[["file", "format", "rows_read", "rows_used", "rows_rejected", "indicators"]]
    assert counts.to_numpy().tolist() == [
        ["return.csv", "Return of a department", 3, 2, 1, 2],
        ["surveys.csv", "Cards of surveys", 1, 1, 0, 0],
    ]
    assert ingestion.surveys[["survey", "file"]].to_numpy().tolist() == [[CARD["survey"], "surveys.csv"]]
    assert ingestion.returns["survey"].tolist() == ["", CARD["survey"]]


def test_two_returns_of_one_figure_that_differ_stop_the_run(
    real_areas: Areas, sources: dict[str, Source], tmp_path: Path
) -> None:
    csv_file(tmp_path / "roads.csv", [GOOD])
    csv_file(tmp_path / "streets.csv", [GOOD | {"value": "40", "numerator": "", "denominator": ""}])
    with pytest.raises(InputProblem, match=r"is given by roads\.csv row 2 and by streets\.csv row 2, which differ"):
        ingest(raw_files(tmp_path, "inbox"), indicators(), real_areas, sources, date(2023, 3, 31))


# Everything that the check finds


def test_a_good_return_has_no_fault(tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas) -> None:
    path = workbook(tmp_path / "return.xlsx", [GOOD, OF_A_SURVEY], [CARD])
    checked = return_check.check(open_file(path), register, real_areas)
    assert checked.faults == ()
    assert return_check.summary(checked) == "2 rows, 2 figures of 2 indicators, 1 survey card; nothing is wrong."


AGAINST_THE_REGISTER: list[tuple[dict[str, Any], str, str]] = [
    ({"indicator": "potholes_pc"}, "indicator", "the nearest is potholes_pct"),
    ({"indicator": "waste_pct"}, "indicator", "its source is defra_waste"),
    ({"area": "Leicestershre"}, "area", "the nearest is Leicestershire"),
    ({"area": "E06000063", "period": "2021/22"}, "area", "existed by 2022-03-31"),
    ({"area": "E10000006", "period": "2024/25"}, "area", "existed by 2025-03-31"),
    ({"period": "2022"}, "period", "2022/23, from 1 April to 31 March"),
    ({"period": "2022-23"}, "period", "2022/23, from 1 April to 31 March"),
    ({"value": 41.523, "numerator": 41523, "denominator": 100000}, "value", "no more than 1 decimal place; it has 3"),
    (
        {"value": 0.62, "numerator": "", "denominator": ""},
        "value",
        "has 2; if 0.62 is a share of 1, type 62; if not, r",
    ),
    ({"target": 0.55}, "target", "if 0.55 is a share of 1, type 55; if not, round it"),
    ({"value": 141.5, "numerator": "", "denominator": ""}, "value", "a percentage from 0 to 100"),
    ({"target": -5}, "target", "a percentage from 0 to 100"),
    ({"value": 41.6}, "value", "41.5, as the counts give"),
    ({"value": 0.4}, "value", "41.5, as the counts give"),
    ({"numerator": 1415}, "numerator", "from 0 to the denominator, 1,000"),
    ({"indicator": "complaints_rate", "value": 5.0, "numerator": 4, "denominator": 10_000}, "value", "4.0, as the"),
    ({"indicator": "complaints_rate", "value": -5, "numerator": "", "denominator": ""}, "value", "a rate of zero or"),
    ({"survey": "nobody_2022", "respondents": 20}, "survey", "a survey that has a card"),
    ({"survey": "residents_2022", "respondents": 1107}, "respondents", "at most the 1,106 of the survey's card"),
    ({"survey": "residents_2022", "respondents": 9, "period": "2020/21"}, "survey", "was 2022-09-01 to 2022-11-30"),
    ({"survey": "residents_2022"}, "respondents", "how many people answered"),
    ({"status": "final", "value": "41.5 [p]"}, "status", "provisional, as the value is marked so"),
    ({"value": "[c]"}, "numerator", "confidential"),
    ({"survey": "residents_2022", "respondents": 900, "lower_95": 42, "upper_95": 45}, "lower_95", "either side"),
    ({"survey": "residents_2022", "respondents": 900, "standard_deviation": -1}, "standard_deviation", "zero or more"),
    ({"survey": "residents_2022", "respondents": 0}, "respondents", "a number from 1"),
    ({"survey": "residents_2022", "respondents": 900.5}, "respondents", "a whole number"),
]
"""What is changed of the good row, the column at fault, and what is said."""


@pytest.mark.parametrize(("changes", "column", "sentence"), AGAINST_THE_REGISTER)
def test_the_check_finds(
    tmp_path: Path,
    changes: dict[str, Any],
    column: str,
    sentence: str,
    register: tuple[Indicator, ...],
    real_areas: Areas,
) -> None:
    path = workbook(tmp_path / "return.xlsx", [GOOD | changes, OF_A_SURVEY], [CARD])
    wrong = [fault for fault in faults(path, register, real_areas) if fault.column == column]
    assert len(wrong) == 1
    assert sentence in str(wrong[0])
    assert str(wrong[0]).startswith(f"return.xlsx sheet Return row 2, column {column} is ")


@pytest.mark.parametrize(("numerator", "agrees"), [(4145, True), (4154, True), (4156, False), (4144, False)])
def test_a_value_agrees_with_its_counts_to_half_a_unit(
    tmp_path: Path, numerator: int, agrees: bool, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    """41.5% to one decimal stands for 41.45% to 41.55%."""
    path = csv_file(tmp_path / "return.csv", [GOOD | {"numerator": numerator, "denominator": 10_000}])
    assert [fault.column for fault in faults(path, register, real_areas)] == ([] if agrees else ["value"])


def test_the_check_finds_everything_in_one_file_at_once(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    """A row for each fault, of figures that no other row gives; then a repeat, one that differs, and a row of five."""
    rows: list[dict[str, Any]] = []
    expected: set[tuple[str, int, str]] = set()
    for number, (changes, column, _) in enumerate(AGAINST_THE_REGISTER):
        # Another area for each row, so that no figure is there twice.
        names = ["Kent", "Surrey", "Essex", "Devon", "Norfolk", "Suffolk", "Lincolnshire", "Derbyshire", "Hampshire"]
        area = {"area": names[number % 9], "period": ["2022/23", "2023/24", "2024/25"][number // 9]}
        if "survey" in changes:
            area["period"] = "2022/23"
            area["area"] = [*names, "Cambridgeshire", "Gloucestershire"][number % 11]
        rows.append(GOOD | area | changes)
        expected.add(("Return", len(rows) + 1, column))
    rows += [OF_A_SURVEY, OF_A_SURVEY, OF_A_SURVEY | {"area": "E10000018", "value": 62.1}]
    expected |= {("Return", len(rows), "indicator"), ("Return", len(rows) + 1, "indicator")}
    rows.append(
        {"indicator": "nothing", "area": "Nowhere", "period": date(2022, 3, 4), "value": Percent(0.5), "status": "ok"}
    )
    expected |= {
        ("Return", len(rows) + 1, name) for name in ("indicator", "area", "period", "value", "status", "owner")
    }
    cards = [CARD, CARD, CARD | {"survey": "unused_2022"}, {"survey": "Bad name", "fieldwork_end": "soon"}]
    expected |= {("Surveys", 3, "survey"), ("Surveys", 0, "survey"), ("Surveys", 5, "fieldwork_end")}
    expected |= {
        ("Surveys", 5, name)
        for name in ("survey", "title", "method", "sampling", "base", "fieldwork_start", "respondents", "weighting")
    }
    wrong = faults(workbook(tmp_path / "return.xlsx", rows, cards), register, real_areas)
    cells = {(fault.sheet, fault.row, fault.column) for fault in wrong}
    assert expected <= cells
    # What is more is of the same rows: a fault can bring another.
    assert {cell[:2] for cell in cells} == {cell[:2] for cell in expected}
    for fault in wrong:
        assert fault.expected and fault.remedy
        assert str(fault).endswith(".") and "\n" not in str(fault)


def test_a_csv_return_is_held_to_the_cards_beside_it(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    path = csv_file(tmp_path / "return.csv", [OF_A_SURVEY])
    cards = csv_file(tmp_path / "surveys.csv", [CARD | {"fieldwork_start": "01/09/2022"}], CARD_HEADER)
    assert [fault.column for fault in faults(path, register, real_areas)] == ["survey"]
    checked = return_check.check(open_file(path), register, real_areas, open_file(cards))
    assert checked.faults == ()
    assert checked.surveys == 1
    form, published = read_file(cards)
    assert form.format_id == "survey_cards"
    assert published.figures.empty and published.rejections.empty and published.read == 1
    assert published.surveys is not None
    assert published.surveys.loc[0, ["fieldwork_start", "respondents"]].tolist() == [date(2022, 9, 1), 1106]


def test_an_empty_return_and_another_file_are_said_to_be_so(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    empty = csv_file(tmp_path / "return.csv", [])
    assert [str(fault) for fault in faults(empty, register, real_areas)] == [
        "return.csv row 2, column indicator is blank: expected a row for each figure; fill the return in."
    ]
    other = tmp_path / "shopping.csv"
    other.write_text("item,price\nmilk,1\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"shopping.csv is not a return"):
        faults(other, register, real_areas)


def test_the_sentence_says_where_what_and_what_to_do(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    path = csv_file(tmp_path / "return.csv", [GOOD | {"value": "41,5\u202e", "area": ""}])
    assert [str(fault) for fault in faults(path, register, real_areas)] == [
        "return.csv row 2, column area is blank: expected the area; fill it in.",
        r"return.csv row 2, column value is '41,5\u202e': expected a number such as 1234.5, or a marker such as [c]; "
        "type the number alone, with a point for decimals.",
    ]


PLAUSIBLE = ["potholes_pct", "Leicestershire", "2022/23", "final", "41.5", "[c]"]


COUNTY = Area("E10000018", "Leicestershire", "county", "", None, None, (), (), "")
AREAS = Areas({COUNTY.code: COUNTY})


@settings(max_examples=60)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(HEADER),
            st.text(max_size=12)
            | st.sampled_from(["potholes_pct", "Leicestershire", "2022/23", "final", "41.5", "[c]"]),
        ),
        max_size=5,
    )
)
def test_every_row_is_a_figure_or_a_rejection_and_each_rejection_a_fault(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "return.csv"
    safe = [
        {key: value.encode("utf-8", "ignore").decode().replace("\0", "") for key, value in row.items()} for row in rows
    ]
    csv_file(path, [GOOD, *safe])
    try:
        file = open_file(path)
        published = return_file.read(file)
    except Refused as problem:
        assert "return.csv" in str(problem)
        return
    assert set(published.figures["row"]).isdisjoint(published.rejections["row"])
    assert published.figures["row"].nunique() + len(published.rejections) == published.read
    checked = return_check.check(file, indicators(), AREAS)
    assert set(published.rejections["row"]) <= {fault.row for fault in checked.faults}
    assert all(not math.isinf(value) for value in published.figures["value"])


# Cards


@pytest.mark.parametrize(
    ("changes", "column", "sentence"),
    [
        ({"survey": "Residents 2022"}, "survey", "small letters, figures and underscores"),
        ({"method": "pigeon"}, "method", "one of telephone, post, online, face_to_face, mixed"),
        ({"sampling": "convenience"}, "sampling", "one of everyone, random"),
        ({"fieldwork_end": "2022-08-31"}, "fieldwork_end", "a day from 2022-09-01 on"),
        ({"fieldwork_start": "autumn"}, "fieldwork_start", "a date"),
        ({"respondents": 0}, "respondents", "a whole number from 1"),
        ({"respondents": "1,106.5"}, "respondents", "a whole number"),
        ({"invited": 1000}, "invited", "at least the 1,106 respondents"),
        ({"population": 8000}, "population", "at least the 9,000 invited"),
        ({"design_effect": 0}, "design_effect", "a number above 0"),
        ({"design_effect": Formula("=1.1")}, "design_effect", "not a formula"),
        ({"weighting": ""}, "weighting", "the weighting"),
        ({"base": "=1+1"}, "base", "does not run"),
    ],
)
def test_a_card_says_what_is_wrong_with_it(tmp_path: Path, changes: dict[str, Any], column: str, sentence: str) -> None:
    path = workbook(tmp_path / "return.xlsx", [], [CARD | changes])
    cards, wrong, _ = surveys.read_cards(open_file(path))
    assert cards == ()
    assert [fault.column for fault in wrong] == [column]
    assert sentence in str(wrong[0])


def test_cards_of_several_files_are_put_together(tmp_path: Path) -> None:
    def table(**changes: Any) -> pd.DataFrame:
        path = workbook(tmp_path / "return.xlsx", [], [CARD | {"fieldwork_end": date(2022, 11, 30)} | changes])
        return surveys.card_table(surveys.read_cards(open_file(path))[0])

    together = surveys.survey_table({"a.xlsx": table(), "b.xlsx": table(), "c.xlsx": table(survey="carers_2022")})
    assert together[["survey", "file"]].to_numpy().tolist() == [
        ["carers_2022", "c.xlsx"],
        ["residents_2022", "a.xlsx"],
    ]
    blank = table(invited="", design_effect="")
    assert surveys.survey_table({"a": blank, "b": blank})["invited"].isna().all()
    with pytest.raises(surveys.InputProblem, match=r"residents_2022 in a.xlsx and b.xlsx differ in base, note"):
        surveys.survey_table({"a.xlsx": table(), "b.xlsx": table(base="adults", note="")})
    assert list(surveys.survey_table({}).columns) == [*CARD_HEADER, "file"]


def test_a_survey_goes_from_the_workbook_to_the_page(tmp_path: Path, real_areas: Areas) -> None:
    """As the notebook does it: 62% of 1,100 answers, which count as 1,000."""
    without = OF_A_SURVEY | {"period": "2021/22", "respondents": ""}
    form, published = read_file(workbook(tmp_path / "return.xlsx", [GOOD, OF_A_SURVEY, without], [CARD]))
    used, _ = observations(published, form, indicators(), real_areas)
    assert published.returned is not None and published.surveys is not None
    file = "local/return.xlsx"
    table = return_file.returns_table(used.assign(file=file), published.returned.assign(file=file))
    cards = surveys.survey_table({file: published.surveys})
    filled, results = with_survey_limits(used, table, cards, register_table(indicators(), NOTHING_MISSING))
    lower, upper = proportion_confint(620, 1000, 0.05, "wilson")
    surveyed = filled[filled["indicator_id"].eq("satisfied_pct")].set_index("period")
    limits = surveyed.loc["2022/23", ["lower_95", "upper_95"]].tolist()
    assert limits == pytest.approx([100 * lower, 100 * upper], rel=1e-12)
    assert surveyed.loc["2021/22", "marker"] == "[u]"
    assert results["reason"].tolist() == ["the number of respondents is not known", ""]
    assert filled.loc[filled["indicator_id"].eq("potholes_pct"), "lower_95"].isna().all()
    assert "Residents survey 2022" in to_html(survey_cards(cards))
    assert "None: the number of respondents is not known" in to_html(
        survey_figures(results, register_table(indicators(), NOTHING_MISSING), cards)
    )


# One definition


def test_the_documents_have_the_columns_as_they_are_defined() -> None:
    assert [column.name for column in answers.COLUMNS if column.name not in answers.WRITTEN_BEFOREHAND] == HEADER
    assert [column.name for column in surveys.CARD_COLUMNS] == CARD_HEADER
    for document, heading, columns in (
        ("returns.md", "Fill in your return", answers.COLUMNS),
        ("adding_a_year.md", "A survey", surveys.CARD_COLUMNS),
    ):
        text = (ROOT / "docs" / document).read_text(encoding="utf-8")
        section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        assert rows == [
            f"| `{column.name}` | {'yes' if column.needed else 'no'} | {column.meaning}. |" for column in columns
        ]


# What people and their spreadsheets do to a return


@pytest.mark.parametrize(
    ("commentary", "words"),
    [
        ("Repairs were X% of those reported", "X%"), ("XX%", "XX%"), ("Up by x per cent", "x per cent"), ("TBC", "TBC"),
        ("t.b.c.", "t.b.c."), ("Spend was £Xm", "£Xm"), ("Narrative to follow", "Narrative to follow"),
        ("Lorem ipsum dolor", "Lorem ipsum"), ("[insert text]", "[insert text]"), ("<comment>", "<comment>"),
        ("Please add commentary.", "Please add commentary."), ("To be confirmed", "To be confirmed"), ("???", "???"),
        ("{{reason}}", "{{reason}}"), ("N/A", "N/A"), ("...", "..."), ("TODO: ask finance", "TODO:"),
        ("Up by ?% on 2021", "?%"), ("Up by __% on 2021", "__%"), ("Repairs fell [x]%", "[x]%"), ("NN% late", "NN%"),
        ("The most since 20XX", "20XX"), ("Down from X to Y", "from X to Y"), ("As above", "As above"), ("X", "X"),
        ("Commentary here", "Commentary here"), ("Draft, not for publication", "not for publication"),
        ("To be updated", "To be updated"), ("(awaiting sign off)", "(awaiting sign off)"),
        ("dd/mm/yyyy", "dd/mm/yyyy"), ("Max 200 words", "Max 200 words"),
    ],
)  # fmt: skip
def test_a_mark_for_words_still_to_be_written_is_named(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas, commentary: str, words: str
) -> None:
    path = csv_file(tmp_path / "return.csv", [GOOD | {"commentary": commentary}])
    (fault,) = faults(path, register, real_areas)
    assert (fault.row, fault.column, fault.value, fault.stops) == (2, "commentary", commentary, False)
    assert fault.remedy == f"{words!r} stands for something still to be written; write it, or clear the cell"
    # The figure beside it is right: it is used, and the words are not.
    form, published = read_file(path)
    assert form.format_id == "local_return"
    assert published.figures["value"].tolist() == [41.5]
    assert published.returned is not None
    assert published.returned["commentary"].tolist() == [""]
    assert published.cells[["row", "column", "value"]].to_numpy().tolist() == [[2, "commentary", commentary]]
    assert published.rejections.empty


@pytest.mark.parametrize(
    "commentary",
    [
        "A wet winter",
        "Works are to be completed in May",
        "Funding follows the decision of the Cabinet [p]",
        "62 of 100 streets; none was closed",
        "Texts were sent to residents",
        "X-ray waiting times are another measure",
        "The target is 50% to 55%",
        "Draft guidance changed the count",
        "",
        "See above all the work on potholes",
        "Names of streets are withheld",
        "Here, 5% were late",
        "The figure [p] is below the 20% of 2020",
    ],
)
def test_finished_words_are_no_fault(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas, commentary: str
) -> None:
    assert faults(csv_file(tmp_path / "return.csv", [GOOD | {"commentary": commentary}]), register, real_areas) == []


@pytest.mark.parametrize("text", ["01/10/2025", "2022-10-01", "01/10/2022 00:00", "10-Jan", "Oct-22", "44927"])
def test_a_period_of_which_a_spreadsheet_made_a_date_is_told_so(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas, text: str
) -> None:
    (fault,) = faults(csv_file(tmp_path / "return.csv", [GOOD | {"period": text}]), register, real_areas)
    assert (fault.column, fault.value) == ("period", text)
    assert "the spreadsheet has made a date of it" in fault.remedy
    assert ("keeps 2023-01-01 as this number" in fault.remedy) == (text == "44927")


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        ("01/10/2025", "the spreadsheet has made a date of it"),
        ("10-Jan", "the spreadsheet has made a date of it"),
        ("41,5", "it has a decimal comma"),
        ("1.041,5", "it has a decimal comma"),
        ("1 041.5", "spaces between"),
        ("1.041.500", "points between thousands"),
        ("41.5%", "without the per cent sign"),
        ("£41.50", "the currency"),
        ("N/A", "type the marker [z]"),
        ("#N/A", "an error of the spreadsheet"),
        ("nil", "type 0 if it is zero"),
        ("<5", "type the marker [c]"),
        ("tbc", "set status to awaiting"),
        ("4.15E+01", "in full"),
        ("1.2m", "in full"),
        ("41.5p", "41.5 [p]"),
        ("=415/10", "it is a formula"),
        ("~41", "the marker [e]"),
        ("1/10", "numerator"),
    ],
)
def test_what_stands_in_place_of_a_number_is_told_what_to_do(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas, value: str, remedy: str
) -> None:
    (fault,) = faults(csv_file(tmp_path / "return.csv", [GOOD | {"value": value}]), register, real_areas)
    assert (fault.row, fault.column, fault.value) == (2, "value", value)
    assert remedy in fault.remedy


@pytest.mark.parametrize("value", ["41.5 ", " 41.5", "41.5\u00a0", "041.5"])
def test_space_around_a_number_is_no_fault(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas, value: str
) -> None:
    assert faults(csv_file(tmp_path / "return.csv", [GOOD | {"value": value}]), register, real_areas) == []


def test_a_day_kept_as_a_number_is_told_as_the_day(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    row = GOOD | {"value": 44927, "numerator": "", "denominator": ""}
    (fault,) = faults(workbook(tmp_path / "return.xlsx", [row]), register, real_areas)
    assert fault.remedy == "the spreadsheet keeps 2023-01-01 as this number: correct it"
    cards = csv_file(tmp_path / "surveys.csv", [CARD | {"fieldwork_start": "44805"}], CARD_HEADER)
    (fault,) = faults(cards, register, real_areas)
    assert (fault.column, fault.value) == ("fieldwork_start", "44805")
    assert fault.remedy == "the spreadsheet keeps 2022-09-01 as this number; type it as 2024-03-31"


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_other_separators_than_commas_are_named_with_what_else_is_wrong(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas, mark: str, name: str
) -> None:
    rows = [GOOD | {"value": "41,5", "target": ""}, GOOD | {"period": "2021/22", "commentary": "wet, cold"}]
    lines = [mark.join(HEADER), *(mark.join(str(row.get(column, "")) for column in HEADER) for row in rows)]
    path = tmp_path / "return.csv"
    path.write_text("\r\n".join(lines), encoding="utf-8-sig")
    separators, comma = faults(path, register, real_areas)
    assert (separators.row, separators.column) == (1, "")
    assert separators.value == mark.join(HEADER)
    assert separators.remedy.startswith(f"{name} are used")
    assert (comma.row, comma.column, comma.value) == (2, "value", "41,5")
    with pytest.raises(Refused, match=f"return.csv row 1 .*{name} are used"):
        read_file(path)


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_line_that_names_the_separator_is_named(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas, mark: str
) -> None:
    row = mark.join(str(GOOD.get(column, "")) for column in HEADER)
    path = tmp_path / "return.csv"
    path.write_text(f"sep={mark}\r\n{mark.join(HEADER)}\r\n{row}\r\n", encoding="utf-8-sig")
    checked = return_check.check(open_file(path), register, real_areas)
    (fault,) = checked.faults
    assert (fault.row, fault.value, checked.figures) == (1, f"sep={mark}", 1)
    assert fault.remedy.startswith("delete this line")
    with pytest.raises(Refused, match=r"return.csv row 1 is 'sep="):
        read_file(path)


def test_a_row_that_a_decimal_comma_makes_longer_is_named_with_what_stands_there(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    path = tmp_path / "return.csv"
    path.write_text(
        "indicator,area,period,value,numerator,denominator,target,commentary,owner,status\n"
        "potholes_pct,Leicestershire,2022/23,41,5,,,,,Head of Highways,final\n"
        "potholes_pct,Leicestershire,2021/22,40.5,,,,Head of Highways,final\n",
        encoding="utf-8",
    )
    more, fewer = faults(path, register, real_areas)
    assert (more.row, more.value) == (2, "potholes_pct,Leicestershire,2022/23,41,5,,,,,Head of Highways,final")
    assert more.expected == "10 fields, one for each heading"
    assert more.remedy.startswith("it has 11; put quotes round a text with a comma")
    assert (fewer.row, fewer.remedy[:33]) == (3, "it has 9; add the commas that are")


def test_a_line_above_the_headings_is_shown(tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas) -> None:
    path = tmp_path / "return.csv"
    path.write_text(f"Return of highways,,\n{','.join(HEADER)}\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"is not a return.*its first row is 'Return of highways,,'"):
        return_check.check(open_file(path), register, real_areas)


def test_several_returns_may_share_the_cards_of_one_file(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    cards = open_file(csv_file(tmp_path / "surveys.csv", [CARD, CARD | {"survey": "carers_2022"}], CARD_HEADER))
    for name, row, surveys_named in (("roads.csv", GOOD, 0), ("communities.csv", OF_A_SURVEY, 1)):
        path = csv_file(tmp_path / name, [row])
        checked = return_check.check(open_file(path), register, real_areas, cards)
        assert (checked.faults, checked.surveys) == ((), surveys_named)


def test_cards_separated_by_semicolons_are_named(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    path = tmp_path / "surveys.csv"
    path.write_text(f"{';'.join(CARD_HEADER)}\n{';'.join(str(CARD[name]) for name in CARD_HEADER)}\n", "utf-8")
    checked = return_check.check(open_file(path), register, real_areas)
    assert checked.surveys == 1
    (fault,) = checked.faults
    assert (fault.row, "semicolons" in fault.remedy) == (1, True)


def test_a_card_with_a_mark_for_words_still_to_be_written_is_named(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    path = csv_file(tmp_path / "surveys.csv", [CARD | {"base": "residents aged XX and over"}], CARD_HEADER)
    (fault,) = faults(path, register, real_areas)
    assert (fault.column, fault.value) == ("base", "residents aged XX and over")


# Parts of a year.


def test_a_quarter_is_kept_apart_from_years_in_every_form(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas, sources: dict[str, Source]
) -> None:
    periods = ("2021/22", "Q1 2022/23", "2022/23 Q2", "2022-23 H1", "Q1 to Q3 2022/23", "Q2 2022")
    rows = [GOOD | {"period": period} for period in periods]
    (tmp_path / "returns").mkdir()
    csv_file(tmp_path / "returns/return.csv", rows)
    ingested = ingest(raw_files(tmp_path), register, real_areas, sources, date(2023, 3, 31))
    assert ingested.observations["period"].tolist() == ["2021/22"]
    assert ingested.parts["period"].tolist() == ["Q1 2022/23", "H1 2022/23", "Q1-Q3 2022/23", "Q2 2022/23"]
    assert sorted(ingested.returns["period"]) == sorted([*ingested.observations["period"], *ingested.parts["period"]])
    assert ingested.rejections[["column", "value"]].to_numpy().tolist() == [["period", "Q2 2022"]]
    assert ingested.raw_files[["rows_used", "rows_rejected"]].to_numpy().tolist() == [[5, 1]]


def test_the_check_says_how_a_part_of_a_year_is_written(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    path = csv_file(tmp_path / "return.csv", [GOOD | {"period": period} for period in ("Q2 2022/23", "Q2 2022")])
    (fault,) = faults(path, register, real_areas)
    assert (fault.row, fault.column) == (3, "period")
    assert "or a part of a year such as Q2 2022/23" in fault.expected


def test_what_is_in_the_system_needs_the_weeks_until_it_is_verified(
    tmp_path: Path, register: tuple[Indicator, ...], real_areas: Areas
) -> None:
    rows = [
        GOOD | {"in_system": 9, "verification_weeks": 13},
        GOOD | {"period": "2021/22", "in_system": 9},
        GOOD | {"period": "2020/21", "in_system": -1, "verification_weeks": 1.5},
    ]
    path = csv_file(tmp_path / "return.csv", rows)
    assert [(fault.row, fault.column, fault.stops) for fault in faults(path, register, real_areas)] == [
        (3, "verification_weeks", False),
        (4, "verification_weeks", True),
        (4, "in_system", True),
    ]
    _, published = read_file(path)
    assert published.returned is not None
    beside = published.returned[["in_system", "verification_weeks"]]
    assert beside.astype("object").where(beside.notna(), None).to_numpy().tolist() == [[9, 13], [9, None]]
