"""The project's own figures, judged by its own code, against results worked out independently of it.

`figures/expected_direction.csv` and `expected_quartiles.csv` were made by other code from the publishers' files. They
let published limits decide first, as reports up to version 0.2.0 did. So directions equal them by the replay of that
rule. By the rule that is shipped they differ where limits decided, and nowhere else: `LIMITS_DECIDED` has each of them.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.method_rules import DirectionRules
from helpers.params import read_frameworks, settings_for
from helpers.paths import Project
from helpers.register import read_register
from helpers.results import comparisons as comparators
from helpers.results import reporting_figures
from helpers.results.as_reported import as_reported
from helpers.results.directions import directions
from helpers.results.own_series import own_series
from helpers.sources import reference
from helpers.sources.ingest import Ingestion

YEARS = ("2018", "2023")

SUPERSEDED = {
    "social_care_quality_of_life_adjusted",
    "carers_quality_of_life_score",
    "information_easy_users_pct",
    "information_easy_carers_pct",
}
"""Measures of which the additions have a longer series with limits; those rows stand for the first reference's."""

THREE_YEARS = "infant_mortality_3yr_rate"
"""What two labels of infant mortality became: 2016 and 2017 hold the rates of 2014-16 and 2015-17."""

NOT_AS_FIRST = {"2018": SUPERSEDED | {"infant_mortality_rate"}, "2023": SUPERSEDED}
"""The indicators whose results of a year are not those of the first reference, for one of these two reasons."""

REPLAY = DirectionRules(intervals="published")
"""The rule of both references: published limits first, then a tolerance of 2%."""

UP, SAME, DOWN = "Improved", "No real change", "Worsened"
LIMITS_DECIDED = {
    "2018": {
        "adult_obesity_pct": (SAME, DOWN),
        "asc_users_control_pct": (SAME, DOWN),
        "asc_users_feel_safe_pct": (SAME, DOWN),
        "asc_users_satisfied_pct": (SAME, DOWN),
        "asc_users_social_contact_pct": (SAME, DOWN),
        "cancer_early_diagnosis_pct": (SAME, SAME),
        "cvd_preventable_mortality_rate": (SAME, SAME),
        "economic_inactivity_pct": (SAME, UP),
        "employment_rate_pct": (SAME, SAME),
        "healthy_life_expectancy_female": (SAME, SAME),
        "healthy_life_expectancy_male": (SAME, SAME),
        "information_easy_users_pct": (SAME, DOWN),
        "injury_admissions_0_14_rate": (SAME, SAME),
        "social_care_quality_of_life_adjusted": (SAME, DOWN),
        "social_care_quality_of_life_score": (SAME, DOWN),
        "weekly_pay_median": (SAME, SAME),
        "wellbeing_anxiety_mean": (SAME, SAME),
        "wellbeing_happiness_mean": (SAME, SAME),
        "wellbeing_life_satisfaction_mean": (SAME, SAME),
        "wellbeing_worthwhile_mean": (SAME, SAME),
    },
    "2023": {
        "adult_obesity_pct": (SAME, UP),
        "asc_users_control_pct": (SAME, UP),
        "asc_users_feel_safe_pct": (SAME, UP),
        "asc_users_satisfied_pct": (SAME, DOWN),
        "asc_users_social_contact_pct": (SAME, UP),
        "cancer_early_diagnosis_pct": (SAME, UP),
        "cvd_preventable_mortality_rate": (SAME, SAME),
        "economic_inactivity_pct": (SAME, DOWN),
        "employment_rate_pct": (SAME, SAME),
        "healthy_life_expectancy_female": (SAME, SAME),
        "healthy_life_expectancy_male": (SAME, SAME),
        "information_easy_users_pct": (SAME, UP),
        "injury_admissions_0_14_rate": (SAME, UP),
        "social_care_quality_of_life_adjusted": (SAME, SAME),
        "social_care_quality_of_life_score": (SAME, SAME),
        "weekly_pay_median": (SAME, UP),
        "wellbeing_anxiety_mean": (SAME, DOWN),
        "wellbeing_happiness_mean": (SAME, DOWN),
        "wellbeing_life_satisfaction_mean": (DOWN, DOWN),
        "wellbeing_worthwhile_mean": (DOWN, DOWN),
    },
}
"""Every direction that limits decided, by the replay and by the tolerance alone."""

DIRECTIONS = {
    "improved": "Improved",
    "no_real_change": "No real change",
    "worsened": "Worsened",
    "cannot_determine": "Cannot be determined",
    "not_judged": "Not judged",
}
ABSENT_ZEROS = {
    "2018": {
        "social_worker_turnover_pct": {"n": (36, 35), "rank": (31, 30)},  # East Sussex, 0% of 298 social workers
    },
    "2023": {
        "child_ksi_rate": {"n": (35, 34), "rank": (16, 15)},  # Somerset
        "chlamydia_diagnosis_rate": {"n": (37, 36)},  # Cumbria
        "cla_immunised_pct": {"n": (37, 35)},  # North and West Northamptonshire
    },
}
"""What differs from the reference, which ranks zeros that stand for no figure: its number and the project's."""

MEDIANS_WITHOUT_ZEROS = {
    ("2018", "social_worker_turnover_pct"): (11.45, 11.5),
    ("2023", "child_ksi_rate"): (12.7, 13.48),
    ("2023", "chlamydia_diagnosis_rate"): (1658.0, 1669.7),
}
"""The medians that differ for the same reason, in the reference and in the project."""

IS_OF = {"True": True, "False": False, "true": True, "false": False}
RELATIVE = 1e-9


@dataclass(frozen=True)
class Results:
    """What the project works out for a year, by indicator: directions by the replay and as shipped, and comparisons."""

    directions: Mapping[str, Mapping[str, Any]]
    shipped: Mapping[str, Mapping[str, Any]]
    comparisons: Mapping[str, Mapping[str, Any]]


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def by_indicator(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["indicator_id"]: row for row in frame.to_dict("records")}


def of_year(rows: list[dict[str, str]], year: str) -> list[dict[str, str]]:
    return [row for row in rows if row["reporting_year"] == year]


@pytest.fixture(scope="module")
def ingestion(ingestion_of: Callable[[Path], Ingestion], root: Path) -> Ingestion:
    return ingestion_of(Project(root).raw)


@pytest.fixture(scope="module")
def results(root: Path, ingestion: Ingestion) -> dict[str, Results]:
    """Both years, by the calls that the notebooks 01, 03 and 04 make."""
    return {year: Results(*map(by_indicator, judged(root, ingestion, ingestion.observations, year))) for year in YEARS}


def judged(
    root: Path, ingestion: Ingestion, observations: pd.DataFrame, year: str
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The directions of a year by the replay and as shipped, and the comparisons."""
    project = Project(root)
    areas = read_areas(project.areas)
    indicators = reference.register_table(read_register(project.register), ingestion.not_supplied)
    settings = settings_for(project, areas, year)
    parameters, codes = settings.parameters, areas.same_council(settings.authority)
    as_at = parameters.as_at
    reported = as_reported(observations, indicators, as_at.by_period_type())
    own = own_series(reported, codes)
    latest = reporting_figures.latest_figures(own, indicators, as_at.all_others, parameters.stale_after_months)
    replayed, shipped = (
        directions(own, latest, indicators, settings.authority, rules) for rules in (REPLAY, parameters.direction)
    )
    rows = comparators.comparator_rows(reported, latest, reference.member_table(settings.group, areas), codes)
    return replayed, shipped, comparators.comparisons(rows, latest, indicators, parameters.minimum_group_size)


@pytest.mark.parametrize("year", YEARS)
def test_figures_of_districts_change_no_result_of_the_county(root: Path, ingestion: Ingestion, year: str) -> None:
    """Each figure of Leicestershire again for 20 districts, its own among them, and better than any: 56,000 rows."""
    county = ingestion.observations[ingestion.observations["area_code"] == "E10000018"]
    codes = [area.code for area in read_areas(Project(root).areas) if area.area_type == "district"]
    of_districts = [county.assign(area_code=code, value=county["value"] * 10 - 5000) for code in codes[95:115]]
    assert "E07000130" in codes[95:115]  # Charnwood, in Leicestershire
    everything = pd.concat([ingestion.observations, *of_districts], ignore_index=True)
    assert len(everything) - len(ingestion.observations) > 10_000
    for with_districts, without in zip(
        judged(root, ingestion, everything, year), judged(root, ingestion, ingestion.observations, year), strict=True
    ):
        pd.testing.assert_frame_equal(with_districts, without)


@pytest.fixture(scope="module")
def expected_directions(shared: Path) -> list[dict[str, str]]:
    return read_rows(shared / "figures" / "expected_direction.csv")


@pytest.fixture(scope="module")
def expected_quartiles(shared: Path) -> list[dict[str, str]]:
    return read_rows(shared / "figures" / "expected_quartiles.csv")


def text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def number(value: Any) -> float | None:
    return None if pd.isna(value) or value == "" else float(value)


def whole(value: Any) -> int | None:
    """A whole number written as 3 or as 3.0; anything else that is not whole is an error."""
    if pd.isna(value) or value == "":
        return None
    assert float(value).is_integer(), value
    return int(float(value))


def direction_facts(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is compared of a row of `directions`."""
    return {
        "period": text(row["period"]),
        "value": number(row["latest_value"]),
        "previous_value": number(row["previous_value"]),
        "direction": row["direction"],
        "rule": text(row["rule"]),
        "age_months": whole(row["age_months"]),
        "stale": IS_OF[str(row["stale"])],
    }


def expected_direction_facts(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "period": row["latest_period"],
        "value": number(row["latest_value"]),
        "previous_value": number(row["previous_value"]),
        "direction": DIRECTIONS[row["direction"]],
        "rule": row["rule"],
        "age_months": whole(row["age_months"]),
        # Without a figure nothing is stale; the reference leaves the cell empty.
        "stale": row["stale"] == "true",
    }


def comparison_facts(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is compared exactly of a row of `comparisons`; the median is a floating-point result."""
    return {
        "period": text(row["period"]),
        "value": number(row["value"]),
        "rank": whole(row["rank"]),
        "n": whole(row["n"]),
        "quartile": whole(row["quartile"]),
        "stale": IS_OF[str(row["stale"])],
    }


def expected_comparison_facts(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "period": row["latest_period"],
        "value": number(row["latest_value"]),
        "rank": whole(row["rank"]),
        "n": whole(row["n"]),
        "quartile": whole(row["quartile"]),
        "stale": row["stale"] == "true",
    }


def as_first(rows: list[dict[str, str]], year: str) -> list[dict[str, str]]:
    """The rows of the first reference that stand."""
    return [row for row in of_year(rows, year) if row["indicator_id"] not in NOT_AS_FIRST[year]]


def check_directions(
    result: Mapping[str, Mapping[str, Any]],
    expected: list[dict[str, str]],
    decided: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    """Check each row but for the answer and the rule of those that limits decided, if the tolerance alone does now."""
    differing = {
        row["indicator_id"]: answers_of(decided[row["indicator_id"]], "rule", ("ci_double_overlap", "tolerance"))
        for row in expected
        if decided and row["indicator_id"] in decided
    }
    assert result.keys() >= {row["indicator_id"] for row in expected}
    wrong = {}
    for row in expected:
        mine, theirs = direction_facts(result[row["indicator_id"]]), expected_direction_facts(row)
        if row["reason"].startswith("series break"):
            # The project shows the figure before a break, without comparing it; the reference leaves it out.
            del mine["previous_value"], theirs["previous_value"]
        if mine != theirs:
            wrong[row["indicator_id"]] = {key: (theirs[key], mine[key]) for key in mine if mine[key] != theirs[key]}
    assert wrong == differing


def answers_of(both: tuple[str, str], rule: str, names: tuple[str, str]) -> dict[str, tuple[str, str]]:
    """What differs in a row that limits decided: the rule, and the direction where the tolerance gives another."""
    return {rule: names} | ({"direction": both} if both[0] != both[1] else {})


def check_previous_periods(result: Mapping[str, Mapping[str, Any]], expected: list[dict[str, str]]) -> None:
    """The period compared with, where there was something to compare.

    Where the period before is missing the reference names the one looked for or the last there was.
    """
    compared = [row for row in expected if row["previous_value"] and row["direction"] != "cannot_determine"]
    assert compared
    mine = {row["indicator_id"]: result[row["indicator_id"]]["previous_period"] for row in compared}
    assert mine == {row["indicator_id"]: row["previous_period"] for row in compared}


def check_comparisons(result: Mapping[str, Mapping[str, Any]], expected: list[dict[str, str]], year: str) -> None:
    expected_ids = {row["indicator_id"] for row in expected}
    assert {key for key in expected_ids if number(result[key]["value"]) is None} == set()
    wrong = {}
    for row in expected:
        mine, theirs = comparison_facts(result[row["indicator_id"]]), expected_comparison_facts(row)
        if mine != theirs:
            wrong[row["indicator_id"]] = {key: (theirs[key], mine[key]) for key in mine if mine[key] != theirs[key]}
    assert wrong == ABSENT_ZEROS[year]
    medians = {row["indicator_id"]: float(result[row["indicator_id"]]["median"]) for row in expected}
    printed = {row["indicator_id"]: float(row["group_median"]) for row in expected}
    for (of_year, key), (theirs_median, mine_median) in MEDIANS_WITHOUT_ZEROS.items():
        if of_year == year:
            assert printed[key] == pytest.approx(theirs_median, rel=RELATIVE)
            printed[key] = mine_median
    assert medians == pytest.approx(printed, rel=RELATIVE)


@pytest.mark.parametrize("year", YEARS)
def test_directions_equal_the_reference(
    year: str, results: dict[str, Results], expected_directions: list[dict[str, str]]
) -> None:
    expected = as_first(expected_directions, year)
    assert len(expected) == 251 - len(NOT_AS_FIRST[year])
    check_directions(results[year].directions, expected)
    check_previous_periods(results[year].directions, expected)
    check_directions(results[year].shipped, expected, LIMITS_DECIDED[year])
    check_previous_periods(results[year].shipped, expected)


@pytest.mark.parametrize("year", YEARS)
def test_the_shipped_rule_differs_from_the_replay_only_where_limits_decided(
    year: str, results: dict[str, Results]
) -> None:
    """Each of these is in the list with both answers; every other row is the same in all its columns."""
    replayed, shipped = results[year].directions, results[year].shipped
    by_limits = {key for key, row in replayed.items() if row["rule_id"] == "D1"}
    assert {key: (replayed[key]["direction"], shipped[key]["direction"]) for key in by_limits} == LIMITS_DECIDED[year]
    assert {shipped[key]["rule_id"] for key in by_limits} == {"D2"}
    assert replayed.keys() == shipped.keys()
    rest = sorted(replayed.keys() - by_limits)
    pd.testing.assert_frame_equal(*(pd.DataFrame([rows[key] for key in rest]) for rows in (replayed, shipped)))


@pytest.mark.parametrize("year", YEARS)
def test_the_answers_by_the_tolerance_are_those_of_the_figures_of_the_references(
    year: str,
    shared: Path,
    expected_directions: list[dict[str, str]],
    expected_additions: dict[str, list[dict[str, str]]],
) -> None:
    """Worked out again in decimal numbers from the values that both references print."""
    folder = shared / "figures"
    register = {row["indicator_id"]: row for row in read_rows(folder / "indicators.csv")}
    register |= {row["indicator_id"]: row for row in read_rows(folder / "additions" / "indicators.csv")}
    rows = {row["indicator_id"]: row for row in as_first(expected_directions, year)}
    rows |= {row["indicator_id"]: row for row in expected_additions[year]}
    for key, (_, shipped) in LIMITS_DECIDED[year].items():
        before, latest = (Decimal(rows[key][f"{name}_value"]) for name in ("previous", "latest"))
        half_a_unit = Decimal(5).scaleb(-int(register[key]["decimals"]) - 1)
        better = (latest - before) * (1 if register[key]["polarity"] == "higher_is_better" else -1)
        within = abs(better) <= max(abs(before) / 50, half_a_unit)
        assert shipped == (SAME if within else UP if better > 0 else DOWN), key


@pytest.mark.parametrize("year", YEARS)
def test_comparisons_equal_the_reference(
    year: str, results: dict[str, Results], expected_quartiles: list[dict[str, str]]
) -> None:
    expected = as_first(expected_quartiles, year)
    assert len(expected) > 195
    check_comparisons(results[year].comparisons, expected, year)


NOT_SUPPLIED = "source not available: no file of Returns of local indicators was supplied"


@pytest.mark.parametrize("year", YEARS)
def test_every_indicator_without_a_figure_says_so(
    year: str,
    root: Path,
    results: dict[str, Results],
    expected_quartiles: list[dict[str, str]],
    expected_additions: dict[str, list[dict[str, str]]],
) -> None:
    """Those for which neither reference has a figure; what departments hand in has none until they do.

    Left out is the worst district, which is worked out after the files are read, from figures that the reference holds.
    """
    with_figure = {row["indicator_id"] for row in as_first(expected_quartiles, year)} | {THREE_YEARS}
    with_figure |= {row["indicator_id"] for row in expected_additions[year] if row["latest_value"]}
    handed_in = {row["indicator_id"] for row in read_rows(Project(root).register) if row["source_id"] == "local_return"}
    worked_out = {row["indicator_id"] for row in read_rows(Project(root).worst_districts)}
    without = {key: row for key, row in results[year].comparisons.items() if key not in with_figure | worked_out}
    assert without.keys() > handed_in > set()
    expected = {key: NOT_SUPPLIED if key in handed_in else "no figure in time for this report" for key in without}
    assert {key: row["reason"] for key, row in without.items()} == expected
    for directions_by in (results[year].directions, results[year].shipped):
        assert {key: directions_by[key]["reason"] for key in without} == expected
    assert {whole(row["n"]) for row in without.values()} == {0}


REASONS = {
    "no figure for Leicestershire": "no figure in time for this report",
    "first figure in the series": "first figure in the series",
    "series break at": "the series has a break at this period",
    "no figure for": "no figure for the period before",
    "the period before is missing": "the period before is missing from the series",
    "no yearly series": "no annual series is published",
    "neutral polarity": "polarity is neutral: neither direction is better",
    "intervals overlap": "the confidence intervals overlap",
    "intervals do not overlap": "the confidence intervals do not overlap",
}
"""How the reference's reason begins, and the project's; the first that fits."""


@pytest.mark.parametrize("year", YEARS)
def test_reasons_agree_with_the_reference(
    year: str, results: dict[str, Results], expected_directions: list[dict[str, str]]
) -> None:
    wrong = {}
    for row in as_first(expected_directions, year):
        fits = [mine for theirs, mine in REASONS.items() if row["reason"].startswith(theirs)]
        if row["rule"] == "tolerance":
            assert not fits
            fits = [f"the change is {'within' if row['direction'] == 'no_real_change' else 'over'} the tolerance"]
        result = results[year].directions[row["indicator_id"]]["reason"]
        if result.partition(";")[0] != fits[0]:
            wrong[row["indicator_id"]] = (result, row["reason"])
    assert wrong == {}


@pytest.mark.parametrize("year", YEARS)
def test_movements_agree_with_the_reference(
    year: str, results: dict[str, Results], expected_directions: list[dict[str, str]]
) -> None:
    words = {"up": "Increased", "down": "Decreased", "unchanged": "Unchanged"}
    expected = {
        row["indicator_id"]: words[row["reason"].removeprefix("neutral polarity; figure is ").split()[0]]
        for row in as_first(expected_directions, year)
        if row["direction"] == "not_judged"
    }
    assert len(expected) > 20
    assert {key: results[year].directions[key]["movement"] for key in expected} == expected


def test_the_tables_the_pipeline_writes_equal_the_reference(
    built: Any, expected_directions: list[dict[str, str]], expected_quartiles: list[dict[str, str]]
) -> None:
    folder = built.root / "data" / "processed" / "2023"
    directions = {row["indicator_id"]: row for row in read_rows(folder / "directions.csv")}
    comparisons = {row["indicator_id"]: row for row in read_rows(folder / "comparisons.csv")}
    check_directions(directions, as_first(expected_directions, "2023"), LIMITS_DECIDED["2023"])
    check_previous_periods(directions, as_first(expected_directions, "2023"))
    check_comparisons(comparisons, as_first(expected_quartiles, "2023"), "2023")


CLEAR_BY_LIMITS = {
    "cancer_early_diagnosis_pct",
    "weekly_pay_median",
    "wellbeing_anxiety_mean",
    "wellbeing_happiness_mean",
    "wellbeing_life_satisfaction_mean",
    "wellbeing_worthwhile_mean",
}
"""What the evidence of 2023 calls clear, of the directions that limits decided."""


def test_what_limits_decided_is_in_the_evidence(built: Any) -> None:
    """The limits of the difference, worked out again: what two intervals apart called a change is clear, and more."""
    folder = built.root / "data" / "processed" / "2023"
    evidence = {row["indicator_id"]: row for row in read_rows(folder / "evidence.csv")}
    judged = {row["indicator_id"]: row for row in read_rows(folder / "directions.csv")}
    figures = {(row["indicator_id"], row["period"]): row for row in read_rows(folder / "own_series.csv")}
    decided = LIMITS_DECIDED["2023"]
    assert {evidence[key]["ground"] for key in decided} == {"limits", "limits_widened"}
    beyond = set()
    for key in decided:
        if evidence[key]["ground"] == "limits_widened":
            continue
        before, latest = (
            [float(figures[key, judged[key][period]][name]) for name in ("value", "lower_95", "upper_95")]
            for period in ("previous_period", "period")
        )
        change = latest[0] - before[0]
        facing = (
            (latest[0] - latest[1], before[2] - before[0])
            if change > 0
            else (latest[2] - latest[0], before[0] - before[1])
        )
        if abs(change) > math.hypot(*facing):
            beyond.add(key)
    assert beyond == CLEAR_BY_LIMITS == {key for key in decided if evidence[key]["evidence"] == "clear"}
    assert {key for key, (by_limits, _) in decided.items() if by_limits != SAME} < CLEAR_BY_LIMITS


SAME_MEASURE = {
    "business_survival_1yr_pct": ("No real change", "business_survival_3yr_pct"),
    "business_survival_2yr_pct": ("No real change", "business_survival_3yr_pct"),
    "neet_16_17_pct": ("Improved", "neet_or_unknown_16_17_pct"),
    "activity_unknown_16_17_pct": ("Worsened", "neet_or_unknown_16_17_pct"),
    "early_learning_goals_all_pct": ("Improved", "gld_pct"),
    "early_learning_goals_mean": ("No real change", "gld_pct"),
    "eyfs_communication_pct": ("No real change", "gld_pct"),
    "eyfs_literacy_pct": ("No real change", "gld_pct"),
    "eyfs_maths_pct": ("No real change", "gld_pct"),
    "child_poverty_ahc_pct": ("Cannot be determined", "child_poverty_bhc_pct"),
    "excess_weight_reception_pct": ("Improved", "excess_weight_year6_pct"),
    "first_choice_secondary_pct": ("Cannot be determined", "first_choice_primary_pct"),
    "ehcp_20_weeks_excl_exceptions_pct": ("Worsened", "ehcp_20_weeks_pct"),
    "reoffending_10_14_pct": ("Improved", "reoffending_15_17_pct"),
    "healthy_life_expectancy_male": ("No real change", "healthy_life_expectancy_female"),
    # Two publishers, or two ways of counting one thing.
    "send_appeal_rate_pct": ("Worsened", "send_appeal_rate"),
    "short_term_services_sequel_salt_pct": ("Worsened", "short_term_services_success_pct"),
    "net_additional_homes_rate": ("No real change", "net_additional_dwellings_rate"),
    # A part of the other, which has the whole.
    "household_dry_recycling_pct": ("No real change", "household_waste_recycled_pct"),
    "delayed_transfers_social_care_rate": ("Worsened", "delayed_transfers_rate"),
    # The collection that follows, which has no figure yet.
    "care_home_admissions_18_64_rate": ("Cannot be determined", "care_home_admissions_18_64_salt_rate"),
    "care_home_admissions_65plus_rate": ("Cannot be determined", "care_home_admissions_65plus_salt_rate"),
    "direct_payments_pct": ("Cannot be determined", "direct_payments_salt_pct"),
    "learning_disability_own_home_pct": ("Cannot be determined", "learning_disability_settled_home_pct"),
}
"""What the headline of 2023 does not count, with its direction, and the indicator that is counted in its stead."""

HEADLINES = {
    "Improved": (44, 40, 48),
    "No real change": (42, 33, 21),
    "Worsened": (57, 52, 56),
    "Cannot be determined": (40, 34, 34),
}
"""How many indicators of each direction both references count in 2023, and how many measures the project does.

By the replay, as they do, and by the tolerance alone.
"""


def counted_of_additions(shared: Path, expected: list[dict[str, str]], end_of_year: date) -> dict[str, str]:
    """The directions of the additions that count: not crime, and no figure over 36 months old at that day.

    As in the first reference, what counts and has no figure is among those that cannot be determined.
    """
    folder = shared / "figures" / "additions"
    register = {row["indicator_id"]: row for row in read_rows(folder / "indicators.csv")}
    crime = {key for key, row in register.items() if row["source_id"] == "ons_csp_crime"} | {"violence_offences_rate"}
    ends = {
        (row["indicator_id"], row["period"]): date.fromisoformat(row["period_end"])
        for path in sorted((folder / "observations").glob("*.csv"))
        for row in read_rows(path)
        if row["area_code"] == "E10000018"
    }
    counted = {}
    for row in expected:
        key = row["indicator_id"]
        if key in crime or not IS_OF[register[key]["counted"]]:
            continue
        end = ends[key, row["latest_period"]] if row["latest_value"] else end_of_year
        if (end_of_year.year - end.year) * 12 + end_of_year.month - end.month <= 36:
            counted[key] = row["direction"]
    return counted


def test_the_headline_differs_from_the_reference_only_by_what_tells_one_measure_twice(
    built: Any,
    shared: Path,
    expected_directions: list[dict[str, str]],
    expected_additions: dict[str, list[dict[str, str]]],
) -> None:
    register = {row["indicator_id"]: row for row in read_rows(shared / "figures" / "indicators.csv")}
    first = {
        row["indicator_id"]: DIRECTIONS[row["direction"]]
        for row in as_first(expected_directions, "2023")
        if IS_OF[register[row["indicator_id"]]["counted"]] and row["stale"] != "true"
    }
    theirs = first | counted_of_additions(shared, expected_additions["2023"], date(2023, 3, 31))
    compendium = read_rows(built.root / "data" / "processed" / "2023" / "compendium.csv")
    mine = {row["indicator_id"]: row["direction"] for row in compendium if IS_OF[row["in_headline"]]}
    assert mine.keys() - theirs.keys() == set()
    tried_again = read_rows(built.root / "data" / "processed" / "2023" / "direction_sensitivity.csv")
    replayed = {row["indicator_id"]: row["intervals_first"] for row in tried_again if row["indicator_id"] in mine}
    assert {key: value for key, value in theirs.items() if key in mine} == replayed
    decided = {key: both for key, both in LIMITS_DECIDED["2023"].items() if key in mine}
    assert {key: replayed[key] for key in decided} == {key: former for key, (former, _) in decided.items()}
    assert replayed | {key: shipped for key, (_, shipped) in decided.items()} == mine
    same_as = {row["indicator_id"]: row["same_as"] for row in compendium}
    left_out = {key: (theirs[key], same_as[key]) for key in theirs.keys() - mine.keys()}
    assert left_out == SAME_MEASURE
    assert {stands for _, stands in SAME_MEASURE.values()} <= mine.keys()
    counts = {way: [list(entry.values()).count(way) for entry in (theirs, replayed, mine)] for way in HEADLINES}
    assert counts == {way: list(numbers) for way, numbers in HEADLINES.items()}
    assert (len(theirs), len(mine)) == (183, 159)


ZEROS_OF_ADDITIONS: dict[str, dict[str, dict[str, tuple[Any, Any]]]] = {
    "2018": {},
    "2023": {"reablement_offered_65plus_salt_pct": {"n": (36, 35)}},  # Cheshire East, 0% of 9,900 people
}
"""What differs from the reference of the additions, which counts a zero that stands for no figure: its number, ours."""


REWORDED = {
    "the publisher makes no yearly series": "no annual series is published",
    "no figure by the as-at date": "no figure in time for this report",
}
"""A reason in the words of the reference of the additions, and in the project's."""


@pytest.fixture(scope="module")
def expected_additions(shared: Path) -> dict[str, list[dict[str, str]]]:
    folder = shared / "figures" / "additions"
    if not folder.is_dir():
        pytest.skip("the reference figures of the additions are not beside this checkout")
    return {year: read_rows(folder / f"expected_{year}.csv") for year in YEARS}


def facts_of_additions(direction: Mapping[str, Any], comparison: Mapping[str, Any]) -> dict[str, Any]:
    """What is compared with the reference of the additions, of a row of each table; the figures stand beside it."""
    compared = direction["rule_id"] in ("D1", "D2", "D3")
    return {
        "latest_period": text(direction["period"]),
        "previous_period": text(direction["previous_period"]) if compared else "",
        "direction": direction["direction"],
        "rule_id": direction["rule_id"],
        "reason": direction["reason"].partition(";")[0],
        "rank": whole(comparison["rank"]),
        "n": whole(comparison["n"]) or 0,
        "quartile": whole(comparison["quartile"]),
    }


@pytest.mark.parametrize("year", YEARS)
def test_the_additions_equal_their_reference(
    year: str, results: dict[str, Results], expected_additions: dict[str, list[dict[str, str]]]
) -> None:
    """Direction by tolerance and by intervals, rank, n and quartile of all 107, made by other code."""
    rows = expected_additions[year]
    assert len(rows) == 107
    zeros = ZEROS_OF_ADDITIONS[year]
    assert differences_from(rows, results[year].directions, results[year].comparisons) == zeros
    decided = {
        row["indicator_id"]: answers_of(LIMITS_DECIDED[year][row["indicator_id"]], "rule_id", ("D1", "D2"))
        for row in rows
        if row["indicator_id"] in LIMITS_DECIDED[year]
    }
    shipped = differences_from(rows, results[year].shipped, results[year].comparisons)
    assert len(decided) > 3
    for key in decided:
        within = "within" if LIMITS_DECIDED[year][key][1] == SAME else "over"
        assert shipped[key].pop("reason")[1] == f"the change is {within} the tolerance"
    assert shipped == zeros | decided


def differences_from(
    rows: list[dict[str, str]],
    directions_by: Mapping[str, Mapping[str, Any]],
    comparisons: Mapping[str, Mapping[str, Any]],
) -> dict[str, dict[str, tuple[Any, Any]]]:
    """What differs from the reference of the additions, by indicator: its answer and the project's."""
    wrong = {}
    for row in rows:
        key = row["indicator_id"]
        direction, comparison = directions_by[key], comparisons[key]
        mine = facts_of_additions(direction, comparison)
        compared = row["rule_id"] in ("D1", "D2", "D3")
        theirs = {
            **{name: row[name] for name in ("latest_period", "direction", "rule_id")},
            "reason": REWORDED.get(reason := row["reason"].partition(";")[0], reason),
            "previous_period": row["previous_period"] if compared else "",
            "rank": whole(row["rank"]),
            "n": whole(row["n"]) or 0,
            "quartile": whole(row["quartile"]),
        }
        if mine != theirs:
            wrong[key] = {name: (theirs[name], mine[name]) for name in theirs if mine[name] != theirs[name]}
        for column in ("latest_value", "previous_value") if compared else ("latest_value",):
            printed = number(row[column])
            close = printed if printed is None else pytest.approx(printed, rel=RELATIVE)
            assert number(direction[column]) == close, (key, column)
    return wrong


IDENTITY = ["indicator_id", "area_code", "period_start", "period_end"]
FIGURES = ["value", "lower_95", "upper_95", "numerator", "denominator"]


SHIPPED_ABSENT_ZEROS = {
    ("child_ksi_rate", "2020-22"): ["E10000027"],
    ("chlamydia_diagnosis_rate", "2016"): ["E06000061", "E06000062", "E06000063", "E06000064"],
    ("chlamydia_diagnosis_rate", "2017"): ["E06000061", "E06000062", "E06000063", "E06000064"],
    ("chlamydia_diagnosis_rate", "2018"): ["E06000061", "E06000062", "E06000063", "E06000064", "E10000009"],
    ("chlamydia_diagnosis_rate", "2019"): ["E06000063", "E06000064", "E10000009"],
    ("chlamydia_diagnosis_rate", "2020"): ["E10000006", "E10000021"],
    ("chlamydia_diagnosis_rate", "2021"): ["E10000006", "E10000021"],
    ("chlamydia_diagnosis_rate", "2022"): ["E10000006"],
    ("chlamydia_diagnosis_rate", "2023"): ["E10000006"],
    ("cla_immunised_pct", "2022/23"): ["E06000061", "E06000062"],
    ("cla_immunised_pct", "2023/24"): ["E06000061", "E06000062"],
    ("council_tax_band_d", "2019/20"): ["E06000059"],
    ("council_tax_band_d", "2020/21"): ["E06000060"],
    ("ehcp_new_mainstream_pct", "2020"): ["E06000016"],
    ("reablement_offered_65plus_salt_pct", "2020/21"): ["E06000049"],
    ("social_care_quality_of_life_adjusted", "2019/20"): ["E10000016"],
    ("social_worker_turnover_pct", "Sep 2017"): ["E06000015", "E10000011"],
}
"""The zeros of the reference that the project marks, by indicator and period."""


def read_observations(folder: Path) -> pd.DataFrame:
    files = sorted(folder.glob("*.csv"))
    return pd.concat((pd.read_csv(path, dtype=str, keep_default_na=False) for path in files), ignore_index=True)


def reference_figures(shared: Path) -> pd.DataFrame:
    """The first reference less what was superseded, with two labels moved and limits put beside; then the additions."""
    first = read_observations(shared / "figures" / "observations" / "county")
    codes = set(first["area_code"])
    first = first[~first["indicator_id"].isin(SUPERSEDED)].reset_index(drop=True)
    moved = first["indicator_id"].eq("infant_mortality_rate") & first["period"].isin(["2016", "2017"])
    assert moved.sum() == 2 * 42
    years = first.loc[moved, "period"].astype("int64")
    first.loc[moved, "period"] = [f"{year - 2}-{year % 100}" for year in years]
    first.loc[moved, "period_start"] = [f"{year - 2}-01-01" for year in years]
    first.loc[moved, "indicator_id"] = THREE_YEARS
    keys = ["indicator_id", "area_code", "period"]
    limits = read_observations(shared / "figures" / "additions" / "enrich").set_index(keys)
    beside = pd.MultiIndex.from_frame(first[keys]).isin(limits.index) & first["value"].ne("")
    assert beside.sum() == 83
    rows = pd.MultiIndex.from_frame(first.loc[beside, keys])
    for column in ("lower_95", "upper_95", "numerator", "denominator"):
        assert set(first.loc[beside, column]) == {""}
        first.loc[beside, column] = limits[column].reindex(rows).to_numpy()
    additions = read_observations(shared / "figures" / "additions" / "observations")
    return pd.concat([first, additions[additions["area_code"].isin(codes)], of_districts(shared)], ignore_index=True)


THREE_YEARS_BY_DISTRICT = {
    "life_expectancy_male": "life_expectancy_male_district",
    "life_expectancy_female": "life_expectancy_female_district",
}
"""Measures of three years by district and of five by county, which are different indicators."""


def of_districts(shared: Path) -> pd.DataFrame:
    folder = shared / "figures" / "additions" / "observations" / "districts"
    files = [path for path in sorted(folder.glob("*.csv")) if not path.stem.endswith("_districts")]
    figures = pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in files], ignore_index=True)
    assert len(figures) == 987
    return figures.assign(indicator_id=figures["indicator_id"].replace(THREE_YEARS_BY_DISTRICT))


def test_the_shipped_figures_are_those_of_the_reference(shared: Path, ingestion: Ingestion) -> None:
    """Row for row: the same keys, dates, values, limits, counts, markers, statuses and flags."""
    theirs = reference_figures(shared).sort_values(IDENTITY, ignore_index=True)
    mine = ingestion.observations.astype({"period_start": str, "period_end": str})
    mine = mine.sort_values(IDENTITY, ignore_index=True)
    assert len(mine) == len(theirs)
    marked = {(key, code, period) for (key, period), codes in SHIPPED_ABSENT_ZEROS.items() for code in codes}
    zero = [row in marked for row in mine[["indicator_id", "area_code", "period"]].itertuples(index=False, name=None)]
    assert sum(zero) == len(marked)
    assert set(theirs.loc[zero, "value"]) == {"0"}
    assert set(theirs.loc[zero, "marker"]) == {""}
    limits = ["lower_95", "upper_95"]
    assert set(theirs.loc[zero, limits].to_numpy().ravel()) == {"", "0"}
    theirs.loc[zero, ["value", "marker", *limits]] = ["", "[x]", "", ""]
    for column in [*IDENTITY, "period", "marker", "status", "area_flag"]:
        assert mine[column].tolist() == theirs[column].tolist(), column
    for column in FIGURES:
        numbers = [float(their) if their else None for their in theirs[column]]
        assert [None if pd.isna(entry) else entry for entry in mine[column]] == numbers, column
    assert ingestion.rejections.empty


UNCHANGED = [
    "title",
    "dashboard",
    "polarity",
    "value_type",
    "unit",
    "decimals",
    "period_type",
    "frequency",
    "counted",
    "source_id",
    "source_measure",
    "breaks",
    "note",
]


def as_kept(column: str, text: str) -> str:
    """The reference points to its own build notes in three places, which are not part of the project.

    A page prints notes, and a per cent sign without its number is no text of a page.
    """
    plain = text.replace("source unit label says % but", "the source labels it per cent but")
    return plain.removesuffix(" (see BUILD.md)") if column == "note" else text


def test_the_register_agrees_with_the_reference(root: Path, shared: Path) -> None:
    """The first 251; where an indicator stands is of the frameworks."""
    mine = {row["indicator_id"]: row for row in read_rows(Project(root).register)}
    theirs = {row["indicator_id"]: row for row in read_rows(shared / "figures" / "indicators.csv")}
    assert theirs.keys() - mine.keys() == set()
    wrong = [
        (key, column, mine[key][column], theirs[key][column])
        for key in theirs.keys() - SUPERSEDED
        for column in UNCHANGED
        if column != "dashboard" and mine[key][column] != as_kept(column, theirs[key][column])
    ]
    # Crime is shown and never counted.
    assert wrong == [("hi_personal_crime_rate", "counted", "false", "true")]


OTHER_WORDS = {
    "good_development_fsm_pct": {"title"},
    "net_additional_homes_rate": {"title"},
    "self_harm_admissions_10_24_rate": {"title"},
    "mental_health_employment_pct": {"decimals"},
    "mental_health_independent_living_pct": {"decimals"},
}
"""What differs from the register of the additions: titles that two rows would share, and decimals nobody published."""


def test_the_register_of_the_additions_agrees_with_the_reference(root: Path, shared: Path) -> None:
    """All but the words, the dashboard, the source's name and its measure; crime is shown and never counted."""
    mine = {row["indicator_id"]: row for row in read_rows(Project(root).register)}
    theirs = {row["indicator_id"]: row for row in read_rows(shared / "figures" / "additions" / "indicators.csv")}
    assert len(theirs) == 107
    columns = ["title", "polarity", "value_type", "unit", "decimals", "period_type", "frequency", "breaks"]
    wrong = {
        key: differing
        for key in theirs
        if (differing := {column for column in columns if mine[key][column] != theirs[key][column]})
    }
    assert wrong == OTHER_WORDS
    crime = {key for key, row in theirs.items() if row["source_id"] == "ons_csp_crime"} | {"violence_offences_rate"}
    assert len(crime) == 14
    assert {mine[key]["counted"] for key in crime} == {"false"}
    assert {key for key in theirs.keys() - crime if mine[key]["counted"] != theirs[key]["counted"]} == set()


def test_the_register_of_what_only_districts_have_agrees_with_the_reference(root: Path, shared: Path) -> None:
    """Title and period apart, which the register gives in its own words; one measure is named as of both sexes."""
    mine = {row["indicator_id"]: row for row in read_rows(Project(root).register)}
    path = shared / "figures" / "additions" / "observations" / "districts" / "indicators_districts.csv"
    theirs = {row["indicator_id"]: row for row in read_rows(path)}
    shipped_already = {"under18_conceptions_rate", "low_birth_weight_pct"}
    assert len(theirs) == 15
    for key in theirs.keys() - shipped_already:
        row = mine[THREE_YEARS_BY_DISTRICT.get(key, key)]
        assert (row["unit"], row["source_id"], row["counted"]) == (
            theirs[key]["unit"],
            "ohid_fingertips_districts",
            "false",
        ), key
        assert row["title"].endswith(", by district")
        assert row["source_measure"].split(":")[0] == theirs[key]["source_measure"].split(":")[0]


def test_the_areas_agree_with_the_reference(root: Path, shared: Path) -> None:
    """Those of the reference, which has no districts: nor are they among its predecessors, or an area to lie in."""
    mine = {row["area_code"]: row for row in read_rows(Project(root).areas)}
    theirs = {row["area_code"]: row for row in read_rows(shared / "figures" / "areas.csv")}
    assert {row["area_type"] for code, row in mine.items() if code not in theirs} == {"district"}
    rest = set(next(iter(mine.values()))) - {"parent_code"}
    without_districts = {
        code: {column: mine[code][column] for column in rest}
        | {"predecessor_codes": ";".join(re.findall(r"E(?!07)\d{8}", mine[code]["predecessor_codes"]))}
        for code in theirs
    }
    assert without_districts == {code: {column: row[column] for column in rest} for code, row in theirs.items()}


@pytest.mark.parametrize(("group", "column"), [("county_areas", "county_areas"), ("east_midlands", "east_midlands")])
def test_the_comparator_groups_agree_with_the_reference(root: Path, shared: Path, group: str, column: str) -> None:
    import yaml

    from helpers.comparator_groups import GroupRule

    areas = read_areas(Project(root).areas)
    entry = yaml.safe_load(Project(root).comparators.read_text(encoding="utf-8"))[group]
    if "rule" in entry:
        rule = GroupRule.model_validate(entry["rule"])
        mine = {area.code for area in areas if rule.admits(area.code, "E10000018", areas)}
    else:
        mine = set(entry["members"])
    theirs = {row["area_code"] for row in read_rows(shared / "figures" / "areas.csv") if row[column] == "true"}
    assert mine == theirs


@pytest.mark.parametrize("framework", ["strategic_plan_2018_22", "strategic_plan_2022_26"])
def test_the_frameworks_put_each_dashboard_under_the_reference_theme(root: Path, shared: Path, framework: str) -> None:
    content = read_frameworks(Project(root))[framework]
    mine = {
        subject: theme.name
        for theme in (*content.themes, *content.enablers)
        for dashboard in theme.dashboards
        for subject in dashboard.holds
    }
    column = framework.replace("strategic_plan", "theme")
    theirs = {row["dashboard"]: row[column] for row in read_rows(shared / "figures" / "indicators.csv")}
    assert {dashboard: mine[dashboard] for dashboard in theirs} == theirs
