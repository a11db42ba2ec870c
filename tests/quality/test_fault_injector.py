"""Faults planted in the project's figures, one kind at a time: each is found by the check that is named for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from faults import FAULTS, RECYCLED, Fault, Figures, found_together, is_found
from power import YEARS

from helpers.quality.checks import checks_for
from helpers.verdicts import DIMENSIONS


@pytest.fixture(scope="module")
def record() -> Iterator[list[tuple[str, str, bool]]]:
    """What was found of each kind, printed at the end: pytest -s shows it."""
    rows: list[tuple[str, str, bool]] = []
    yield rows
    print(f"\n{'kind of fault':<66}{'check':<7}found")
    for kind, check_id, caught in rows:
        print(f"{kind:<66}{check_id:<7}{'yes' if caught else 'NO'}")


@pytest.fixture(scope="module")
def outcomes(figures: Figures, by_year: dict[str, Any], made_once: Any) -> dict[str, bool]:
    """Whether each kind of fault is found, judged for all workers in one go."""
    return made_once("faults_found", lambda: found_together(FAULTS, figures, figures.checks, by_year["2023"].failing))


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault.check_id}: {fault.kind}" for fault in FAULTS])
def test_a_planted_fault_is_found(fault: Fault, outcomes: dict[str, bool], record: list[tuple[str, str, bool]]) -> None:
    record.append((fault.kind, fault.check_id, outcomes[fault.kind]))
    assert record[-1][2]


def test_faults_are_found_together_as_they_are_by_themselves(figures: Figures, by_year: dict[str, Any]) -> None:
    """A fault that changes nothing is found neither way, nor one that another check would find."""
    faults = [fault for fault in FAULTS if fault.check_id in ("C14", "C65")]
    nothing = replace(faults[0], kind="nothing is changed", plant=lambda base: base)
    elsewhere = replace(faults[1], kind="the check of another fault", check_id="C34")
    every, sound = [*faults, nothing, elsewhere], by_year["2023"].failing
    alone = {fault.kind: is_found(fault, figures, figures.checks, sound) for fault in every}
    assert found_together(every, figures, figures.checks, sound) == alone
    assert list(alone.values()) == [*(True for _ in faults), False, False]


def test_there_are_at_least_forty_kinds_and_each_is_planted_once() -> None:
    assert len(FAULTS) >= 40
    assert len({fault.kind for fault in FAULTS}) == len(FAULTS)


def test_every_check_has_a_kind_of_fault_of_its_own(figures: Figures) -> None:
    """So a check that is no longer made leaves a kind that nothing finds."""
    assert {fault.check_id for fault in FAULTS} == {check.check_id for check in figures.checks}


@pytest.mark.parametrize("left_out", sorted({fault.check_id for fault in FAULTS}))
def test_a_check_that_is_left_out_leaves_a_fault_that_nothing_finds(
    left_out: str, figures: Figures, by_year: dict[str, Any]
) -> None:
    """The others do not stand in for it: a fault counts as found only by the check that is named for it."""
    others = [check for check in figures.checks if check.check_id != left_out]
    fault = next(fault for fault in FAULTS if fault.check_id == left_out)
    assert len(others) == len(figures.checks) - 1
    assert not is_found(fault, figures, others, by_year["2023"].failing)


def test_the_tables_of_some_indicators_are_those_rows_of_the_tables_of_all(figures: Figures) -> None:
    """What lets a fault be judged with the figures of its own indicators alone."""
    chosen = [RECYCLED, "cla_rate", "neet_or_unknown_16_17_pct", "neet_16_17_pct", "activity_unknown_16_17_pct"]
    every, some = figures.tables(), figures.of(chosen).tables()
    numbers = ["indicator", "place", "time"]
    for name in ("observations", "dates", "coverage", "newest", "council_types", "further_groups", "periods", "parts"):
        rows = every[name][every[name]["indicator_id"].isin(chosen)].reset_index(drop=True)
        assert len(rows) > 0
        pd.testing.assert_frame_equal(
            rows.drop(columns=numbers, errors="ignore"),
            some[name].drop(columns=numbers, errors="ignore"),
            check_dtype=False,
        )


def test_a_label_that_holds_is_tested_and_passes(figures: Figures) -> None:
    """Of the labels that are planted all but the last hold, and the wrong one is no critical failure nor a warning."""
    from helpers.quality.run import run_checks

    for fault in [fault for fault in FAULTS if fault.check_id == "C63"]:
        planted = fault.plant(figures.of([RECYCLED]))
        (result,) = run_checks(
            [check for check in planted.checks if check.check_id == "C63"], planted.tables()
        ).to_dict("records")
        assert (result["rows_failing"], result["failing_keys"], result["severity"]) == (1, fault.key, "information")
        assert result["rows_tested"] == planted.labels["published"].ne("").sum()
        assert result["indicator_id"] == ""


# The figures as they are.


@pytest.fixture(scope="module")
def results(by_year: dict[str, Any]) -> dict[str, pd.DataFrame]:
    return {year: judged.results for year, judged in by_year.items()}


@pytest.mark.parametrize("year", YEARS)
def test_the_figures_as_they_are_fail_no_critical_check(year: str, results: dict[str, pd.DataFrame]) -> None:
    table = results[year]
    critical = table[table["severity"].eq("critical")]
    assert critical["check_id"].nunique() == 28
    assert critical.loc[critical["outcome"].eq("Fail"), ["check_id", "failing_keys"]].to_numpy().tolist() == []


MOST_WARNINGS = 100
"""As many rows as an analyst can look at for one check."""


@pytest.mark.parametrize("year", YEARS)
def test_the_warnings_are_few_enough_to_read(year: str, results: dict[str, pd.DataFrame]) -> None:
    table = results[year]
    warnings = table[table["severity"].eq("warning")].groupby("check_id")["rows_failing"].sum()
    assert warnings.max() <= MOST_WARNINGS, warnings.to_dict()


def test_results_are_one_row_for_each_check_and_indicator_in_order(results: dict[str, pd.DataFrame]) -> None:
    for table in results.values():
        keys = list(zip(table["check_id"], table["indicator_id"], strict=True))
        assert keys == sorted(set(keys))
        assert table["outcome"].eq("Fail").eq(table["rows_failing"] > 0).all()
        assert (table["rows_failing"] <= table["rows_tested"]).all()
        assert table["failing_keys"].ne("").eq(table["rows_failing"] > 0).all()
        assert table["failing_keys"].str.count("; ").max() <= 4
        assert set(table["dimension"]) == set(DIMENSIONS)
        assert not table.isna().any().any()


def test_the_same_figures_give_the_same_results(figures: Figures, results: dict[str, pd.DataFrame]) -> None:
    from helpers.quality.run import run_checks

    turned = replace(figures, observations=figures.observations.iloc[::-1], indicators=figures.indicators.iloc[::-1])
    again = run_checks(turned.checks, turned.tables())
    pd.testing.assert_frame_equal(again, results["2023"])


# Which checks every indicator has.

EVERY = {
    "C03", "C04", "C05", "C06", "C07", "C17", "C18", "C19", "C20", "C24", "C25", "C26", "C27", "C28", "C31", "C32",
    "C33", "C34", "C38", "C41", "C54",
}  # fmt: skip
"""Whatever an indicator is, its rows, keys, periods and markers are checked."""

BY_VALUE_TYPE = {
    ("percentage", "%"): {"C13", "C14"},
    ("percentage", "percentage points"): {"C35"},
    ("rate", ""): {"C15"},
    ("currency", ""): {"C15"},
    ("count", ""): {"C15"},
    ("ratio", ""): {"C15"},
    ("score", ""): set(),
    ("mean", ""): set(),
}
RANGES = {"C13", "C14", "C15", "C35"}
OF_A_FIGURE_OF_THE_COUNCIL = {"C55", "C56", "C57", "C59", "C60", "C61", "C62", "C66", "C72"}
OF_A_WORST_DISTRICT = {"C59", "C60", "C62"}
"""Those that need no figure of another council."""


def expected(indicator: dict[str, str], rows: pd.DataFrame) -> set[str]:
    """The checks that the value type, the unit, the frequency and the columns there are call for."""
    unit = indicator["unit"] if indicator["value_type"] == "percentage" else ""
    checks = EVERY | BY_VALUE_TYPE[indicator["value_type"], unit]
    if re.search(r"^score \d+-\d+$|^points out of \d+$", indicator["unit"]):
        checks = checks | {"C36", "C37"}
    if indicator["value_type"] == "count" and str(indicator["decimals"]) == "0":
        checks = checks | {"C39"}
    share = BY_VALUE_TYPE[indicator["value_type"], unit] == {"C13", "C14"}
    if indicator["may_be_negative"]:
        checks = checks - {"C12", "C13", "C15"}
    if share and len(rows[rows["value"].notna()]) >= 8:
        checks = checks | {"C68"}
    if share and rows[["numerator", "denominator"]].notna().all(axis="columns").any():
        checks = checks | {"C16"}
    counted = rows[["value", "numerator", "denominator"]].notna().all(axis="columns") & rows["denominator"].gt(0)
    if counted.any() and (share or indicator["value_type"] == "rate") and indicator["indicator_id"] not in ADJUSTED:
        checks = checks | {"C40"}
    if rows["lower_95"].notna().any():
        checks = checks | {"C08", "C09", "C10"}
    if rows["numerator"].notna().any() and not indicator["may_be_negative"]:
        checks = checks | {"C12"}
    if rows["denominator"].notna().any():
        checks = checks | {"C11", "C22"}
    if rows["marker"].str.contains("[c]", regex=False).any():
        checks = checks | {"C30"}
    return checks - {"C17"} if indicator["based_on"] else checks


ADJUSTED = {
    "chd_admissions_rate",
    "self_harm_admissions_10_24_rate",
    "suicide_rate_male",
    "alcohol_admissions_rate",
    "self_harm_admissions_rate",
    "hip_fractures_rate",
    "mortality_u75_cancer_rate",
    "mortality_u75_circulatory_rate",
}
"""The rates with counts that are adjusted for age, and so are not their counts divided."""

WITHOUT_ROWS = {"national": {"C17", "C19", "C32"}, "local": {"C19"}, "partner": {"C19"}}
"""What is checked of an indicator all of whose periods end after the as-at date, or that nobody has handed in."""

ALWAYS_KNOWN = (
    EVERY | RANGES | {"C16", "C40", "C68", "C36", "C37", "C39", "C08", "C09", "C10", "C12", "C11", "C22", "C30"}
)


WITH_A_FIGURE = 312 + 9
"""The indicators with a figure of Leicestershire that ends by the as-at dates of 2023: in the raw files, and worked out
as the figure of the worst district."""

OF_DISTRICTS_ALONE = 13


def test_every_indicator_has_the_checks_of_its_kind(
    root: Path, figures: Figures, results: dict[str, pd.DataFrame]
) -> None:
    register = pd.read_csv(root / "params" / "indicators.csv")
    table = results["2023"]
    has = table[table["rows_tested"] > 0].groupby("indicator_id")["check_id"].agg(set)
    types = figures.indicators.set_index("indicator_id")["period_type"]
    as_at = figures.observations["indicator_id"].map(types).map(figures.settings.parameters.as_at.by_period_type())
    reported = figures.observations[figures.observations["period_end"] <= as_at]
    of = dict(iter(reported.groupby("indicator_id")))
    indicators = figures.indicators.to_dict("records")
    assert (len(of), len(indicators)) == (WITH_A_FIGURE + OF_DISTRICTS_ALONE, len(register))
    for indicator in indicators:
        name = indicator["indicator_id"]
        wanted = expected(indicator, of[name]) if name in of else WITHOUT_ROWS[indicator["measure_type"]]
        assert has[name] & ALWAYS_KNOWN == wanted, name


def test_an_indicator_with_a_figure_of_the_council_has_the_checks_of_it(
    figures: Figures, results: dict[str, pd.DataFrame]
) -> None:
    table = results["2023"]
    has = table[table["rows_tested"] > 0].groupby("indicator_id")["check_id"].agg(set)
    passes = table["check_id"].eq("C18") & table["outcome"].eq("Pass") & table["rows_tested"].gt(0)
    with_a_figure = set(table.loc[passes, "indicator_id"])
    assert len(with_a_figure) == WITH_A_FIGURE
    once = set(figures.indicators.loc[figures.indicators["frequency"].eq("one_off"), "indicator_id"])
    worst = set(figures.indicators.loc[figures.indicators["based_on"].ne(""), "indicator_id"])
    for name, checks in has.drop("").items():
        of_figure = OF_A_WORST_DISTRICT if name in worst else OF_A_FIGURE_OF_THE_COUNCIL
        wanted = of_figure - ({"C59"} if name in once else set()) if name in with_a_figure else set()
        assert checks & OF_A_FIGURE_OF_THE_COUNCIL == wanted, name


@pytest.mark.parametrize(("check_id", "indicators"), [("C65", 289), ("C67", 249), ("C71", 289), ("C64", 289)])
def test_checks_of_a_series_are_put_to_every_indicator_with_one(
    check_id: str, indicators: int, results: dict[str, pd.DataFrame]
) -> None:
    """Of 312 indicators 23 have one period; 40 more have too few for a departure from the area's history."""
    table = results["2023"]
    tested = table[table["check_id"].eq(check_id) & table["rows_tested"].gt(0)]
    assert tested["indicator_id"].nunique() == indicators


def test_every_check_is_put_to_something_or_is_known_to_have_nothing(results: dict[str, pd.DataFrame]) -> None:
    """No figure of the project is marked [p], and no file prints labels."""
    table = results["2023"].groupby("check_id")["rows_tested"].sum()
    assert set(table[table == 0].index) == {"C29", "C63"}


# The document.

DOCUMENT = (Path(__file__).parents[2] / "docs" / "methods" / "11_quality_checks.md").read_text(encoding="utf-8")


def test_the_document_lists_every_check_with_its_rule_and_constants(figures: Figures) -> None:
    """The table of section 11 is made of the checks: number, rule, dimension, severity and constants."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DOCUMENT.splitlines()
        if re.match(r"\| C\d", line)
    ]
    made = checks_for(figures.indicators, figures.areas, figures.settings.parameters)
    assert rows == [[c.check_id, c.rule, c.dimension, c.severity, c.constants] for c in made]


def test_checks_are_numbered_and_worded(figures: Figures) -> None:
    assert [check.check_id for check in figures.checks] == [f"C{at:02d}" for at in range(1, len(figures.checks) + 1)]
    assert len({check.rule for check in figures.checks}) == len(figures.checks)
    assert not any(check.rule.endswith(".") for check in figures.checks)
    assert {check.dimension for check in figures.checks} == set(DIMENSIONS)
    assert Counter(check.severity for check in figures.checks) == {"critical": 28, "warning": 38, "information": 8}
