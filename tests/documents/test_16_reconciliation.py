"""Chapter 16: printed figures, calculated again."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from documents import DECISIONS, read_chapter

from helpers.methods.reconciliation import count_outcomes, figure_results, reconcile
from helpers.methods.reconciliation_values import figures_of, judged
from helpers.paths import project
from helpers.results.printed_gaps import printed_gaps
from helpers.sources.published_figures import read_published_figures
from helpers.verdicts import RECONCILED

CHAPTER = read_chapter(16)


@pytest.fixture(scope="module")
def printed() -> pd.DataFrame:
    return read_published_figures(project().published_figures, 2023)


@pytest.fixture(scope="module")
def checks(printed: pd.DataFrame) -> pd.DataFrame:
    return reconcile(printed)


def test_the_outcomes_are_those_of_the_tables(printed: pd.DataFrame, checks: pd.DataFrame) -> None:
    assert tuple(row["Outcome"] for row in CHAPTER.table("What it means")) == RECONCILED
    assert set(figure_results(printed, checks)["outcome"]) == set(RECONCILED)


def test_the_counts_in_the_decision(printed: pd.DataFrame, checks: pd.DataFrame) -> None:
    counts = count_outcomes(figure_results(printed, checks)).sum()
    exact, rounded, wrong, none = (counts[name.replace(" ", "_")] for name in RECONCILED)
    holding = f"Of {counts['figures']} figures, {exact} hold, {rounded} hold with rounding, "
    assert DECISIONS.says(f"{holding}{wrong} do not hold and {none} cannot be derived.")


def test_the_examples_of_rounding() -> None:
    figure = figures_of(read_published_figures(project().published_figures, 2007))[5]
    rows = CHAPTER.table("As")
    assert len(rows) == 6
    for row in rows:
        qualifier = row["As"].replace("exactly", "")
        example = figure._replace(value=Fraction(row["Printed"]), decimals=0, qualifier=qualifier)
        assert judged(example, Fraction(row["Calculated"])) == row["Outcome"]


def test_the_examples_of_sums(checks: pd.DataFrame) -> None:
    sums = checks[checks["rule"].eq("parts_make_whole") & checks["report_year"].eq(2018)]
    for row in CHAPTER.table("Parts"):
        words = f"{row['Parts'].replace(' ', ' + ')} = {row['Sum']}."
        (check,) = sums[sums["explanation"].eq(words)].to_dict("records")
        assert (check["printed"], check["outcome"]) == (float(row["Printed"]), row["Outcome"])


def test_the_examples_of_per_cents_off_target(printed: pd.DataFrame, checks: pd.DataFrame) -> None:
    references = dict(zip(printed["figure_id"], printed["reference"], strict=True))
    off: dict[str, dict[str, Any]] = {
        references[check["subject_ids"]]: check for check in checks[checks["rule"].eq("off_target")].to_dict("records")
    }
    for row in CHAPTER.table("Off target"):
        by_hand = 100 * abs(int(row["Figure"]) - int(row["Target"])) / int(row["Target"])
        check = off[row["Off target"]]
        assert f"{by_hand:.4f}" == f"{check['worked_out']:.4f}" == row["Calculated, %"]
        assert (check["printed"], check["outcome"]) == (float(row["Printed"]), row["Outcome"])


def test_the_numbers_in_its_sentences(checks: pd.DataFrame) -> None:
    (larger,) = checks.loc[checks["rule"].eq("larger_share"), "explanation"]
    (of_2018, of_2020, of_2023) = (part.split()[1].rstrip(";.") for part in larger.split("; "))
    assert CHAPTER.says(f"{of_2018} in 2018, {of_2020} in 2020 and {of_2023} in 2023")
    at_risk = checks[checks["rule"].eq("lost_is_not_at_risk")].to_dict("records")[-1]
    sentence = f"{at_risk['printed']:,.0f} − {at_risk['difference']:,.0f} = {at_risk['worked_out']:,.0f}"
    assert CHAPTER.says(sentence)
    assert CHAPTER.says(f"{76 + 36 + 59 + 20}") and CHAPTER.says("76 + 36 + 59 + 20 = 191")
    assert CHAPTER.says(f"76 ÷ (76 + 36 + 59) = {100 * 76 / 171:.1f}%")
    assert CHAPTER.says(f"63 ÷ (63 + 23 + 13) = {100 * 63 / 99:.1f}%")


def test_the_examples_of_gaps() -> None:
    rows = CHAPTER.table("Printed, £m")
    assert {row["Agrees"] for row in rows} == {"yes", "no"}
    for row in rows:
        per_head, people = Fraction(row["Difference for each person, £"]), int(row["People"])
        gap = per_head * people / 1_000_000
        assert gap == Fraction(row["Gap, £m"])
        area = {"area_code": "E10000001", "financial_year": "2020/21"}
        comparators = pd.DataFrame(
            [{**area, "figure_id": "a", "report_year": 2020, "as_printed": "", "printed_m": float(row["Printed, £m"])}]
        )
        levels = pd.DataFrame(
            [
                {
                    **area,
                    "level_code": "E10000001",
                    "level_name": "Another",
                    "reason": "",
                    "gain_m": float(gap),
                    "population_mid_year": 2020,
                    "classes_differ": False,
                }
            ]
        )
        (agrees,) = printed_gaps(comparators, levels, pd.DataFrame([{**area, "is_partial": True}]))["agrees"]
        assert agrees == (row["Agrees"] == "yes")
