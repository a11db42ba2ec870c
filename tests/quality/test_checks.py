"""The checks: each fails on a table made to break it and names the row; all pass on clean tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from helpers.quality.checks import Check, checks_for, tables_to_check

Tables = dict[str, pd.DataFrame]

INDICATORS = pd.DataFrame(
    [
        ("waste", "percentage", "%"),  # a share
        ("jobs", "rate", "per 1,000"),  # an amount
        ("gap", "percentage", "percentage points"),  # neither: it may be negative
        ("wellbeing", "score", "points"),
    ],
    columns=["indicator_id", "value_type", "unit"],
).assign(source_id="dfe")


def observation(indicator_id: str = "waste", **fields: Any) -> dict[str, Any]:
    usual = {
        "indicator_id": indicator_id, "area_code": "E10000018", "period": "2022/23",
        "period_start": date(2022, 4, 1), "period_end": date(2023, 3, 31), "value": 50.0, "lower_95": 45.0,
        "upper_95": 55.0, "numerator": 10.0, "denominator": 20.0, "marker": "", "status": "final", "area_flag": "",
        "source_id": "somewhere",
    }  # fmt: skip
    return usual | fields


OTHER = {"area_code": "E10000019"}
CLEAN = [
    observation(),
    observation(**OTHER, value=None, lower_95=None, upper_95=None, numerator=None, denominator=None, marker="[c]"),
    observation(period="2021/22", period_start=date(2021, 4, 1), period_end=date(2022, 3, 31)),
    observation(area_code="E07000130"),
    observation(area_code="local-long-row"),
    observation("jobs", lower_95=None, upper_95=None, numerator=None, denominator=None),
    observation("gap", value=-3.0, lower_95=-4.0, upper_95=-2.0, numerator=None, denominator=None),
    observation("wellbeing", value=7.5, lower_95=7.5, upper_95=7.5),
]
FILES = [
    {"file": "dfe/one.csv", "source_id": "dfe", "rows_read": 6, "rows_used": 6, "rows_rejected": 0, "has_sidecar": True,
     "refused": ""}
]  # fmt: skip


def tables(rows: list[dict[str, Any]] = CLEAN, files: list[dict[str, Any]] = FILES) -> Tables:
    numbers = dict.fromkeys(["value", "lower_95", "upper_95", "numerator", "denominator"], "float64")
    frame = pd.DataFrame(rows).astype(numbers)
    reported = frame[frame["period_end"] <= date(2023, 3, 31)]
    return tables_to_check(frame, pd.DataFrame(files), INDICATORS, reported, ["E10000018"])


def with_row(**fields: Any) -> Tables:
    """The clean rows and one more, of a council of its own."""
    indicator_id = fields.pop("indicator_id", "waste")
    return tables([*CLEAN, observation(indicator_id, **({"area_code": "E10000020"} | fields))])


def without(indicator_id: str, files: list[dict[str, Any]] = FILES) -> Tables:
    return tables([row for row in CLEAN if row["indicator_id"] != indicator_id], files)


WRONG = "waste E10000020 2022/23"

BROKEN: list[tuple[str, Callable[[], Tables], int, str]] = [
    ("C01", lambda: tables(files=[FILES[0] | {"rows_used": 5}]), 1, "dfe/one.csv"),
    ("C02", lambda: tables(files=[FILES[0] | {"rows_used": 5, "rows_rejected": 1}]), 1, "dfe/one.csv"),
    ("C03", lambda: with_row(indicator_id="litter"), 1, "litter E10000020 2022/23"),
    ("C04", lambda: with_row(area_code="Leicestershire"), 1, "waste Leicestershire 2022/23"),
    ("C04", lambda: with_row(area_code="W06000001"), 1, "waste W06000001 2022/23"),
    ("C04", lambda: with_row(area_code="local-Long Row"), 1, "waste local-Long Row 2022/23"),
    ("C05", lambda: with_row(area_code="E10000018", value=51.0), 2, "waste E10000018 2022/23; waste E10000018 2022/23"),
    ("C20", lambda: with_row(area_code="E10000018", period="March 2023", period_start=date(2023, 3, 1)), 2,
     "waste E10000018 2022/23; waste E10000018 March 2023"),
    ("C06", lambda: with_row(period_start=date(2023, 4, 1)), 1, WRONG),
    ("C07", lambda: with_row(status="draft"), 1, WRONG),
    ("C08", lambda: with_row(lower_95=56.0, upper_95=55.0, value=None, marker="[x]"), 1, WRONG),
    ("C09", lambda: with_row(value=44.9), 1, WRONG),
    ("C09", lambda: with_row(value=44.9, upper_95=None), 1, WRONG),
    ("C10", lambda: with_row(value=55.1), 1, WRONG),
    ("C10", lambda: with_row(value=55.1, lower_95=None), 1, WRONG),
    ("C11", lambda: with_row(numerator=0.0, denominator=0.0), 1, WRONG),
    ("C22", lambda: with_row(value=None, marker="[z]", lower_95=None, upper_95=None, denominator=-1.0), 1, WRONG),
    ("C12", lambda: with_row(numerator=-1.0), 1, WRONG),
    ("C13", lambda: with_row(value=-0.1, lower_95=None), 1, WRONG),
    ("C14", lambda: with_row(value=100.1, upper_95=None), 1, WRONG),
    ("C15", lambda: with_row(indicator_id="jobs", value=-0.1, lower_95=None), 1, "jobs E10000020 2022/23"),
    ("C16", lambda: with_row(numerator=21.0), 1, WRONG),
    ("C17", lambda: without("jobs"), 1, "jobs"),
    ("C18", lambda: tables([*CLEAN[:5], *(row | OTHER for row in CLEAN[5:])]), 3, "gap; jobs; wellbeing"),
    ("C19", lambda: with_row(value=None), 1, "waste"),
    ("C21", lambda: tables(files=[*FILES, FILES[0] | {"file": "dfe/two.csv", "refused": "is empty."}]), 1,
     "dfe/two.csv"),
    ("C23", lambda: without("jobs", files=[FILES[0] | {"has_sidecar": False}]), 1, "jobs"),
]  # fmt: skip

ALSO = {"C05": {"C20"}, "C17": {"C18"}, "C22": {"C16"}, "C23": {"C18"}}
"""Checks that the same wrong row must fail as well."""


@pytest.fixture(scope="module")
def run() -> Callable[[Tables], pd.DataFrame]:
    """Run every check; Great Expectations takes seconds to import, so it is imported once, here."""
    from helpers.quality.run import run_checks

    checks = checks_for(INDICATORS)
    return lambda these: run_checks(checks, these)


@pytest.fixture(scope="module")
def clean(run: Callable[[Tables], pd.DataFrame]) -> pd.DataFrame:
    return run(tables())


def test_clean_tables_pass_every_check(clean: pd.DataFrame) -> None:
    checks = checks_for(INDICATORS)
    assert clean["check_id"].tolist() == [check.check_id for check in checks]
    assert clean.loc[clean["outcome"] != "Pass", "check_id"].tolist() == []
    assert clean["rows_failing"].eq(0).all()
    assert clean["examples"].eq("").all()
    assert clean.columns.tolist() == [
        "check_id", "table", "rule", "dimension", "severity", "rows_checked", "rows_failing", "outcome", "examples",
    ]  # fmt: skip


def test_a_check_is_put_to_the_rows_it_is_about(clean: pd.DataFrame) -> None:
    """Eight observations, seven of them with a figure, five of the one share, one of the one amount; one file; four
    indicators, whose source a sidecar vouches for.
    """
    checked = clean.set_index("check_id")["rows_checked"].to_dict()
    assert {checked[f"C{number:02d}"] for number in (*range(3, 11), 12, 20, 22)} == {8}
    assert [checked["C11"], checked["C23"]] == [7, 0]
    assert {checked[f"C{number:02d}"] for number in (1, 2, 21)} == {1}
    assert [checked["C13"], checked["C14"], checked["C16"]] == [5, 5, 5]
    assert checked["C15"] == 1
    assert {checked[f"C{number}"] for number in (17, 18, 19)} == {4}


@pytest.mark.parametrize(
    ("check_id", "make", "rows", "examples"), BROKEN, ids=[f"{each[0]}-{place}" for place, each in enumerate(BROKEN)]
)
def test_a_check_fails_on_what_breaks_it(
    run: Callable[[Tables], pd.DataFrame], check_id: str, make: Callable[[], Tables], rows: int, examples: str
) -> None:
    results = run(make()).set_index("check_id")
    row = results.loc[check_id]
    assert (row["outcome"], row["rows_failing"], row["examples"]) == ("Fail", rows, examples)
    others = set(results.index[results["outcome"] == "Fail"]) - {check_id}
    assert others == ALSO.get(check_id, set())


def test_every_check_has_something_that_breaks_it() -> None:
    assert {check_id for check_id, *_ in BROKEN} == {check.check_id for check in checks_for(INDICATORS)}


@pytest.mark.parametrize(
    "fields",
    [
        {"value": 0.0, "lower_95": 0.0},
        {"value": 100.0, "upper_95": 100.0},
        {"value": 45.0},  # on its lower limit
        {"value": 55.0},  # on its upper limit
        {"lower_95": 50.0, "upper_95": 50.0},
        {"numerator": 0.0},
        {"numerator": 20.0},
        {"period_start": date(2023, 3, 31)},  # one day
        {"status": "provisional"},
        {"indicator_id": "jobs", "value": 250.0, "upper_95": None},
        {"indicator_id": "jobs", "numerator": 30.0},  # more than one for each person
        {"indicator_id": "gap", "value": -120.0, "lower_95": None},
        {"indicator_id": "wellbeing", "value": -1.0, "lower_95": None},
        {"value": None, "marker": "[x]", "lower_95": None, "upper_95": None},
    ],
)
def test_what_is_just_possible_passes(run: Callable[[Tables], pd.DataFrame], fields: dict[str, Any]) -> None:
    results = run(with_row(**fields))
    assert results.loc[results["outcome"] == "Fail", "check_id"].tolist() == []


def test_up_to_five_examples_are_named_in_order(run: Callable[[Tables], pd.DataFrame]) -> None:
    rows = [observation(area_code=f"E100000{number}", status="draft") for number in (29, 23, 25, 21, 28, 27, 22)]
    row = run(tables([*CLEAN, *rows])).set_index("check_id").loc["C07"]
    assert row["rows_failing"] == 7
    assert row["examples"] == "; ".join(f"waste E100000{number} 2022/23" for number in (21, 22, 23, 25, 27))


def test_a_check_that_cannot_be_carried_out_is_an_error_and_no_outcome() -> None:
    from helpers.quality.run import run_checks

    check = Check("C99", "raw_files", "r", "validity", "warning", "ExpectColumnValuesToBeBetween",
                  {"column": "no_such_column", "max_value": 0})  # fmt: skip
    with pytest.raises(RuntimeError, match="check C99 could not be carried out"):
        run_checks([check], {"raw_files": tables()["raw_files"]})


def test_checks_are_numbered_and_worded() -> None:
    checks = checks_for(INDICATORS)
    assert [check.check_id for check in checks] == [f"C{number:02d}" for number in range(1, len(checks) + 1)]
    assert len({check.rule for check in checks}) == len(checks)
    assert {check.table for check in checks} == set(tables())
    assert not any(check.rule.endswith(".") for check in checks)


@pytest.mark.parametrize(
    ("value_type", "unit", "kind"),
    [
        ("percentage", "%", "share"), ("percentage", "percentage points", "other"), ("rate", "per 100,000", "amount"),
        ("currency", "£", "amount"), ("count", "people", "amount"), ("ratio", "times", "amount"),
        ("score", "points", "other"), ("mean", "days", "other"),
    ],
)  # fmt: skip
def test_kinds_of_figures(value_type: str, unit: str, kind: str) -> None:
    indicators = INDICATORS.assign(value_type=value_type, unit=unit)
    frame = pd.DataFrame(CLEAN)
    found = tables_to_check(frame, pd.DataFrame(FILES), indicators, frame, ["E10000018"])["observations"]
    assert set(found["kind"]) == {kind}
