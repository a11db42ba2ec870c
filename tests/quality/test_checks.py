"""The checks on small tables: clean ones pass, what is just possible passes, and measures are those worked by hand."""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.params import settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.quality import prepare as preparing
from helpers.quality.checks import Check, checks_for, types_counted
from helpers.quality.gate import critical_failures, verdict
from helpers.quality.kinds import is_divided, kind_of, scale_of
from helpers.quality.measures import with_measures
from helpers.quality.prepare import prepare
from helpers.shared_work import FOLDER_VARIABLE

PROJECT = Project(Path(__file__).resolve().parents[2])
AREAS = read_areas(PROJECT.areas)
SETTINGS = settings_for(PROJECT, AREAS, "2023", "", neighbours_of)
COUNCIL = "E10000018"

INDICATORS = pd.DataFrame(
    [
        ("waste", "percentage", "%", 1),
        ("jobs", "rate", "per 1,000", 1),
        ("gap", "percentage", "percentage points", 1),
        ("wellbeing", "score", "score 0-10", 2),
        ("firms", "count", "businesses", 0),
    ],
    columns=["indicator_id", "value_type", "unit", "decimals"],
).assign(
    source_id="dfe",
    period_type="financial",
    frequency="annual",
    breaks="",
    note="",
    definition="",
    measure_type="national",
    may_be_negative=False,
    earlier_sources="",
)

FILES = pd.DataFrame(
    [
        {
            "file": "dfe/one.csv",
            "source_id": "dfe",
            "rows_read": 6,
            "rows_used": 6,
            "rows_rejected": 0,
            "has_sidecar": True,
            "refused": "",
        }
    ]
)

NUMBERS = ["value", "lower_95", "upper_95", "numerator", "denominator"]


def observation(indicator_id: str = "waste", **fields: Any) -> dict[str, Any]:
    usual = {
        "indicator_id": indicator_id,
        "area_code": COUNCIL,
        "period": "2022/23",
        "period_start": date(2022, 4, 1),
        "period_end": date(2023, 3, 31),
        "value": 50.0,
        "lower_95": 28.0,
        "upper_95": 72.0,
        "numerator": 10.0,
        "denominator": 20.0,
        "marker": "",
        "status": "final",
        "area_flag": "",
        "source_id": "dfe",
    }
    return usual | fields


def year(first: int, **fields: Any) -> dict[str, Any]:
    """One year's observation without limits and counts, which a test of a series has no use for."""
    dates = {
        "period": f"{first}/{(first + 1) % 100:02d}",
        "period_start": date(first, 4, 1),
        "period_end": date(first + 1, 3, 31),
    }
    return observation(**(dates | dict.fromkeys(NUMBERS[1:]) | fields))


def tables(rows: list[dict[str, Any]], parts: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    frame = pd.DataFrame(rows).astype(dict.fromkeys(NUMBERS, "float64"))
    more = {} if parts is None else {"parts": parts}
    return prepare(frame, FILES, INDICATORS, AREAS, SETTINGS, **more)


def measured(rows: list[dict[str, Any]], name: str) -> list[float]:
    return tables(rows)["observations"][name].tolist()


NOTHING: dict[str, Any] = dict.fromkeys(NUMBERS[1:])
CLEAN = [
    observation(),
    observation(area_code="E10000019", value=None, **NOTHING, marker="[c]"),
    observation("jobs", **NOTHING),
    observation("gap", value=-3.0, lower_95=-4.0, upper_95=-2.0, numerator=None, denominator=None),
    observation("wellbeing", value=7.5, lower_95=7.5, upper_95=7.5, numerator=None, denominator=None),
    observation("firms", value=31000.0, **NOTHING),
]


def failing(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return {check: failing keys} of checks of single rows; a group of one council fails those of coverage."""
    from helpers.quality.run import run_checks

    checks = checks_for(INDICATORS, AREAS, SETTINGS.parameters)
    results = run_checks([check for check in checks if check.table == "observations"], tables(rows))
    wrong = results[results["outcome"] == "Fail"]
    return dict(zip(wrong["check_id"], wrong["failing_keys"], strict=True))


def test_clean_rows_pass() -> None:
    assert failing(CLEAN) == {}


JUST_POSSIBLE: list[dict[str, Any]] = [
    {"value": 0.0, "lower_95": 0.0, "numerator": 0.0},
    {"value": 100.0, "upper_95": 100.0, "numerator": 20.0},
    {"value": 50.0, "lower_95": 50.0, "upper_95": 50.0, "denominator": None},  # on both of its limits
    {"value": 50.05, "denominator": 20.0},  # half a unit from its counts
    {"status": "final", "marker": "[r]"},
    {"value": None, "marker": "[x]", **NOTHING},
    {"indicator_id": "jobs", "value": 250.0, **NOTHING},
    {"indicator_id": "gap", "value": -100.0, **NOTHING},
    {"indicator_id": "wellbeing", "value": 10.0, **NOTHING},
    {"indicator_id": "wellbeing", "value": 0.0, **NOTHING},
]


def test_what_is_just_possible_passes() -> None:
    """Each row is of another council, so that all are judged at once."""
    codes = [area.code for area in AREAS if area.area_type == "london"]
    rows = [observation(**({"area_code": code} | fields)) for code, fields in zip(codes, JUST_POSSIBLE, strict=False)]
    assert len(rows) == len(JUST_POSSIBLE)
    assert failing([*CLEAN, *rows]) == {}


RETURNED = [year(2021, value=40.0, status="provisional"), year(2022, value=41.0, status="provisional", marker="[p]")]
"""Two figures of the council that no other council has, which may still change."""


@pytest.mark.parametrize(
    ("measure_type", "concerns"),
    [
        ("national", {"C55", "C56", "C61", "C71", "C72"}),
        ("local", set()),
        ("partner", set()),
    ],
)
def test_what_no_other_council_has_is_a_concern_of_national_measures_alone(
    measure_type: str, concerns: set[str]
) -> None:
    from helpers.quality.run import judge, quality_failures, quality_results

    register = INDICATORS[INDICATORS["indicator_id"] == "waste"].assign(measure_type=measure_type)
    checks = checks_for(register, AREAS, SETTINGS.parameters)
    frame = pd.DataFrame(RETURNED).astype(dict.fromkeys(NUMBERS, "float64"))
    prepared = prepare(frame, FILES, register, AREAS, SETTINGS)
    wrong = judge(checks, prepared)
    results = quality_results(checks, prepared, wrong)
    failing_checks = results[results["outcome"].eq("Fail") & results["severity"].ne("information")]
    assert set(failing_checks["check_id"]) == concerns
    noted = results[results["outcome"].eq("Fail") & results["severity"].eq("information")]
    assert set(noted["check_id"]) == {"C33"}
    assert set(quality_failures(checks, prepared, wrong)["check_id"]) == concerns | {"C33"}
    tested = set(results.loc[results["rows_tested"] > 0, "check_id"])
    nationals = {"C17", "C55", "C56", "C61", "C71", "C72"}
    assert tested & nationals == (nationals if measure_type == "national" else set())


@pytest.mark.parametrize(("measure_type", "concerns"), [("national", {"C17"}), ("local", {"C18"})])
def test_a_return_that_is_still_to_come_does_not_stop_the_run(measure_type: str, concerns: set[str]) -> None:
    """Another department's return has its sidecar beside it; this one's is not there yet."""
    from helpers.quality.run import run_checks

    register = INDICATORS[INDICATORS["indicator_id"].isin(["waste", "jobs"])].assign(measure_type=measure_type)
    checks = [check for check in checks_for(register, AREAS, SETTINGS.parameters) if check.check_id in ("C17", "C18")]
    frame = pd.DataFrame(RETURNED).astype(dict.fromkeys(NUMBERS, "float64"))
    results = run_checks(checks, prepare(frame, FILES, register, AREAS, SETTINGS))
    wrong = results[results["outcome"] == "Fail"]
    assert set(zip(wrong["check_id"], wrong["indicator_id"], strict=True)) == {
        (concern, "jobs") for concern in concerns
    }


def test_the_document_names_the_checks_that_count_for_national_measures_alone() -> None:
    document = (PROJECT.root / "docs/methods/11_quality_checks.md").read_text(encoding="utf-8")
    (sentence,) = re.findall(r"checks count for national measures alone: ([^.]*)\.", document)
    checks = checks_for(INDICATORS, AREAS, SETTINGS.parameters)
    counted = types_counted(checks)
    assert set(counted.values()) == {"all", "national"}
    assert re.findall(r"C\d\d", sentence) == [check_id for check_id, types in counted.items() if types == "national"]


def test_up_to_five_failing_rows_are_named_in_order() -> None:
    rows = [observation(area_code=f"E100000{number}", status="draft") for number in (29, 23, 25, 19, 28, 27, 24)]
    named = failing([*CLEAN, *rows])["C07"]
    assert named == "; ".join(f"waste E100000{number} 2022/23" for number in (19, 23, 24, 25, 27))


def test_a_check_that_cannot_be_carried_out_is_an_error_and_no_outcome() -> None:
    from helpers.quality.run import run_checks

    check = Check(
        "C99",
        "raw_files",
        "r",
        "validity",
        "warning",
        "ExpectColumnValuesToBeBetween",
        {"column": "no_such_column", "max_value": 0},
    )
    with pytest.raises(RuntimeError, match="check C99 could not be carried out"):
        run_checks([check], tables(CLEAN))


def test_an_expectation_that_is_configured_once_finds_what_one_configured_at_each_question_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from helpers.quality import run

    run.great_expectations()
    from great_expectations.expectations.expectation import Expectation

    checks = [check for check in checks_for(INDICATORS, AREAS, SETTINGS.parameters) if check.table == "observations"]
    prepared = tables([*CLEAN, observation(area_code="E10000020", value=-1.0, status="draft", marker="[?]")])
    asked = Expectation.configuration
    once = run.judge(checks, prepared)
    assert Expectation.configuration is asked
    monkeypatch.setattr(run, "_configured_once", nullcontext)
    assert once == run.judge(checks, prepared)
    assert {check_id for check_id, rows in once.items() if rows} >= {"C07", "C13"}


# The measures, by hand.


def test_half_units_from_the_counts() -> None:
    """10 of 20 is 50%: 50.2 is four half units of one decimal from it, in one row and in all of them."""
    codes = [f"E1000{number:04d}" for number in range(10)]
    rows = [observation(area_code=code, value=50.2 if code == codes[3] else 50.0) for code in codes]
    assert measured(rows, "half_units_from_counts") == pytest.approx([4.0 if n == 3 else 0.0 for n in range(10)])
    rows = [observation(area_code=code, value=50.2) for code in codes]
    assert measured(rows, "half_units_from_counts") == pytest.approx([4.0] * 10)
    assert pd.isna(measured([observation("wellbeing", value=7.5)], "half_units_from_counts")).all()


@pytest.mark.parametrize(
    ("texts", "divided"),
    [
        (("percentage", "%"), True),
        (("percentage", "percentage points"), False),
        (("rate", "per 1,000"), True),
        (("rate", "per 1,000", "", "Age-standardised deaths."), False),
        (("mean", "days"), False),
        (("rate", "per 1,000", "adjusted for age", ""), False),
        (("count", "people"), False),
    ],
)
def test_which_figures_are_their_counts_divided(texts: tuple[str, ...], divided: bool) -> None:
    assert is_divided(*texts) is divided


def test_changes_against_a_large_one() -> None:
    """Nine councils stand still for five years, but one doubles once: a change of ln 2, less the half unit of 0.05.

    All other changes are nothing, so a large one is the least, 0.05. From 18 to 36: ln(36.05 / 18.05) is 0.6918.
    """
    codes = [area.code for area in AREAS if area.area_type == "london"][:9]
    rows = [
        year(first, area_code=code, value=36.0 if (at, first) == (8, 2020) else 10.0 + at)
        for at, code in enumerate(codes)
        for first in range(2016, 2021)
    ]
    frame = tables(rows)["observations"].set_index(["area_code", "period"])
    assert frame.loc[(codes[8], "2020/21"), "times_a_large_change"] == pytest.approx(0.6918 / 0.05, abs=0.01)
    assert frame.loc[(codes[7], "2020/21"), "times_a_large_change"] == 0
    assert pd.isna(frame.loc[(codes[7], "2016/17"), "times_a_large_change"])


def test_figures_of_another_area() -> None:
    """One council has the figures of another from its fourth year of them on; a series that stands still is none."""
    codes = [area.code for area in AREAS if area.area_type == "london"][:40]
    rows = [
        year(first, area_code=code, value=5.0 if at in (3, 4) else 10.0 + (0 if at == 1 else at) + (first - 2014) ** 2)
        for at, code in enumerate(codes)
        for first in range(2014, 2020)
    ]
    frame = tables(rows)["observations"].set_index(["area_code", "period"])["areas_alike"]
    assert frame[codes[0]].tolist()[3:] == frame[codes[1]].tolist()[3:] == [2, 2, 2]
    assert frame[codes[0]].isna().tolist()[:3] == [True, True, True]
    assert frame[codes[5]].tolist()[3:] == [1, 1, 1]
    assert frame[codes[3]].isna().all()


def test_periods_after_the_as_at_date_count_in_no_table_but_dates() -> None:
    rows = [year(first, value=float(first)) for first in range(2016, 2025)]
    prepared = tables(rows)
    assert prepared["observations"]["period"].max() == "2022/23"
    assert prepared["dates"]["days_after_as_at"].gt(0).sum() == 2
    earlier = tables(rows[:7])
    for name in ("observations", "coverage", "newest", "periods", "council_types", "further_groups"):
        counted = prepared[name].columns.difference(
            ["figures_of_vouched_source"], sort=False
        )  # there, though not yet used
        pd.testing.assert_frame_equal(prepared[name][counted], earlier[name][counted])


def test_a_break_of_the_register_is_no_change_of_unit() -> None:
    codes = [area.code for area in AREAS if area.area_type == "london"][:9]
    rows = [
        year(first, area_code=code, value=(90.0 if first == 2020 else 10.0) + at)
        for at, code in enumerate(codes)
        for first in range(2016, 2022)
    ]
    frame = pd.DataFrame(rows).astype(dict.fromkeys(NUMBERS, "float64"))
    for breaks, missing in (("", False), ("2020/21", True)):
        register = INDICATORS.assign(breaks=breaks)
        periods = prepare(frame, FILES, register, AREAS, SETTINGS)["periods"].set_index("period")
        assert pd.isna(periods.loc["2020/21", "powers_of_ten"]) == missing
        assert pd.isna(periods.loc["2020/21", "leap_of_all"]) == missing
        assert periods.loc["2021/22", "powers_of_ten"] > 0.8


def test_a_row_without_an_indicator_stops_the_run_with_a_sentence() -> None:
    from helpers.quality.run import run_checks

    checks = [check for check in checks_for(INDICATORS, AREAS, SETTINGS.parameters) if check.table == "observations"]
    results = run_checks(checks, tables([*CLEAN, observation(indicator_id=None, area_code="E10000024")]))
    assert verdict(results).startswith("The gate stops the run: 2 of ")
    assert set(critical_failures(results)["check_id"]) == {"C03", "C24"}


def test_the_width_of_limits_against_that_of_the_counts() -> None:
    """50% of 400: 2 x 1.96 x the root of 0.25/400, which is 0.025, makes 9.8 points."""
    rows = [observation(lower_95=45.1, upper_95=54.9, numerator=200.0, denominator=400.0)]
    assert measured(rows, "width_of_limits") == pytest.approx([1.0], abs=1e-4)
    rows = [observation("jobs", value=40.0, lower_95=20.4, upper_95=59.6, numerator=16.0, denominator=400.0)]
    assert measured(rows, "width_of_limits") == pytest.approx([1.0], abs=1e-4)  # 1,000 x the root of 0.04/400 is 10


def test_periods_alike_and_those_missing() -> None:
    """40 councils with rising figures, but one that stands still from 2016/17 to 2019/20, and one without 2018/19."""
    codes = [area.code for area in AREAS if area.area_type in ("county", "london")][:40]
    still = range(2016, 2020)
    rows = [
        year(first, area_code=code, value=77.7 if code == codes[0] and first in still else 10.0 + first - 2010 + at)
        for at, code in enumerate(codes)
        for first in range(2014, 2022)
        if (code, first) != (codes[1], 2018)
    ]
    frame = tables(rows)["observations"].set_index(["area_code", "period"])
    own = frame.loc[codes[0], "periods_alike"]
    assert own[["2016/17", "2017/18", "2018/19", "2019/20", "2020/21"]].tolist() == [1, 2, 3, 4, 1]
    gaps = frame["periods_missing_before"]
    assert gaps[gaps > 0].to_dict() == {(codes[1], "2019/20"): 1.0}


def test_spreads_from_the_group_and_from_history() -> None:
    """Nine councils at 10 to 18 in each of five years, but one at 40 once.

    In the other years the median is 14 and the median distance 2: a spread of 2.9652, so 18 is 4 / 2.9652 away. In the
    odd year 40 stands for 18: median 14, distances 4 3 2 1 0 1 2 3 26, whose median is 2. Against history, all move
    alike, so each council's own spread is nothing and the floor of 0.2, two units of the last decimal, is the spread:
    the move of 22 is 110 spreads.
    """
    codes = [area.code for area in AREAS if area.area_type == "london"][:9]
    rows = [
        year(first, area_code=code, value=40.0 if (at, first) == (8, 2018) else 10.0 + at)
        for at, code in enumerate(codes)
        for first in range(2016, 2021)
    ]
    frame = tables(rows)["observations"].set_index(["area_code", "period"])
    assert frame.loc[(codes[8], "2017/18"), "spreads_from_group"] == pytest.approx(4 / 2.9652)
    assert frame.loc[(codes[8], "2018/19"), "spreads_from_group"] == pytest.approx(26 / 2.9652)
    assert frame.loc[(codes[8], "2018/19"), "spreads_from_history"] == pytest.approx(110)
    assert frame.loc[(codes[8], "2017/18"), "spreads_from_history"] == 0
    assert frame["spreads_from_history"].drop((codes[8], "2018/19")).eq(0).all()


def test_too_few_figures_are_not_set_against_each_other() -> None:
    codes = [area.code for area in AREAS if area.area_type == "london"][:7]
    rows = [year(first, area_code=code, value=1.0 + at) for at, code in enumerate(codes) for first in range(2016, 2021)]
    assert pd.isna(measured(rows, "spreads_from_group")).all()
    assert pd.isna(measured(rows, "spreads_from_history")).all()
    few = [year(first, value=1.0) for first in range(2016, 2020)]
    assert pd.isna(measured(few, "own_median")).all()


def test_parts_and_their_whole() -> None:
    """30.0 and 21.3 make 51.3. Three figures of one decimal may be rounded by 0.15 in all: 51.6 is two of these off."""
    parts = pd.DataFrame({"whole_id": ["waste", "waste"], "part_id": ["jobs", "gap"]})
    rows = [
        observation(value=51.6, **NOTHING),
        observation("jobs", value=30.0, **NOTHING),
        observation("gap", value=21.3, **NOTHING),
        observation(area_code="E10000019", value=51.6, **NOTHING),
        observation("jobs", area_code="E10000019", value=30.0, **NOTHING),
    ]
    parts_and_whole = tables(rows, parts)["parts"]
    assert parts_and_whole["area_code"].tolist() == [COUNCIL]  # the other has one of two parts alone
    assert parts_and_whole["half_units_apart"].tolist() == pytest.approx([2.0])


def test_age_in_steps_of_the_series() -> None:
    """Yearly figures to March 2020 are 36 months old on 31 March 2023: three steps of 12 months."""
    coverage = tables([year(first) for first in range(2016, 2020)])["coverage"].set_index("indicator_id")
    assert coverage.loc["waste", ["age_months", "steps_old"]].tolist() == [36, 3]
    assert pd.isna(coverage.loc["jobs", "steps_old"])


@pytest.mark.parametrize(
    ("value_type", "unit", "kind"),
    [
        ("percentage", "%", "share"),
        ("percentage", "percentage points", "difference"),
        ("rate", "per 100,000", "amount"),
        ("currency", "£", "amount"),
        ("count", "people", "amount"),
        ("ratio", "times", "amount"),
        ("score", "points", "other"),
        ("mean", "days", "other"),
    ],
)
def test_kinds_of_figures(value_type: str, unit: str, kind: str) -> None:
    assert kind_of(value_type, unit) == kind


def test_scales_that_a_unit_names() -> None:
    assert scale_of("score 0-10") == (0, 10)
    assert scale_of("points out of 12") == (0, 12)
    assert all(map(pd.isna, scale_of("per 100,000 aged 10-17")))


def test_counts_rounded_to_five_may_be_off_by_half_of_it() -> None:
    """By hand: 40 of 100 can stand for anything from 37.5 of 102.5, 36.6%, to 42.5 of 97.5, 43.6%."""
    bare: dict[str, Any] = {"lower_95": None, "upper_95": None}
    counts = [(5.0 * n, 200.0) for n in range(1, 40)]
    rows = [observation(value=100 * a / b, numerator=a, denominator=b, **bare) for a, b in counts]
    near, far = (observation(value=value, numerator=40.0, denominator=100.0, **bare) for value in (42.3, 50.0))
    assert "C40" not in failing([*rows, near])
    assert "C40" in failing([*rows, far])
    assert "C40" in failing([*rows[:20], near])
    assert "C40" in failing([*rows, *(row | {"numerator": row["numerator"] + 1} for row in rows), near])


def test_a_figure_may_come_from_an_earlier_source_that_the_register_names() -> None:
    rows = [observation(source_id="dfe_old")]
    assert failing(rows).keys() == {"C31"}
    measures = pd.DataFrame(rows).astype(dict.fromkeys(NUMBERS, "float64"))
    for earlier, source in (("", "dfe"), ("dfe_older;dfe_old", "dfe_old"), ("dfe_older", "dfe")):
        register = INDICATORS.assign(earlier_sources=earlier)
        prepared = prepare(measures, FILES, register, AREAS, SETTINGS)["observations"]
        assert prepared["registered_source"].tolist() == [source]


def test_a_measure_that_may_be_negative_is_not_held_to_zero() -> None:
    """By hand: a rate and its numerator of -1, and a share of -5%, are wrong unless the register says otherwise."""
    rows = [observation("jobs", value=-1.0, **NOTHING | {"numerator": -1.0}), observation(value=-5.0, **NOTHING)]
    assert {"C12", "C13", "C15"} <= failing(rows).keys()
    negative = INDICATORS.assign(may_be_negative=True)
    frame = pd.DataFrame(rows).astype(dict.fromkeys(NUMBERS, "float64"))
    measures = prepare(frame, FILES, negative, AREAS, SETTINGS)["observations"]
    held = measures[["numerator_from_zero", "share_from_zero", "amount_from_zero"]]
    assert held.isna().all(axis=None)
    assert not measures["in_proportion"].any()


def test_a_table_that_two_reports_of_one_call_have_alike_is_judged_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpers.quality import run

    judged: list[str] = []
    judge_table = run._judge_table

    def count(gx: Any, table: Any, checks: Any, rows: pd.DataFrame) -> dict[str, list[int]]:
        judged.append(checks[0].table)
        return judge_table(gx, table, checks, rows)

    checks = [check for check in checks_for(INDICATORS, AREAS, SETTINGS.parameters) if check.table == "observations"]
    first = tables([*CLEAN, observation(area_code="E10000020", value=-1.0)])
    alone = run.judge(checks, first)
    monkeypatch.setattr(run, "_judge_table", count)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert [run.judge(checks, first), run.judge(checks, first)] == [alone, alone]
    assert judged == ["observations"]
    assert run.judge(checks, tables(CLEAN)) != alone
    assert judged == ["observations", "observations"]


def test_what_two_reports_of_one_call_measure_alike_is_measured_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured_rows: list[int] = []

    def count(rows: pd.DataFrame, *about: Any) -> pd.DataFrame:
        measured_rows.append(len(rows))
        return with_measures(rows, *about)

    others = [*CLEAN, observation(area_code="E10000020", value=-1.0)]
    alone = tables(CLEAN)
    monkeypatch.setattr(preparing, "with_measures", count)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    for made in (tables(CLEAN), tables(CLEAN)):
        for name, table in alone.items():
            pd.testing.assert_frame_equal(made[name], table)
    tables(others)
    assert measured_rows == [len(CLEAN), len(others)]
