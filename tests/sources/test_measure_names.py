"""The names that files print for measures: what they stand for, and which of the register they are near."""

from __future__ import annotations

from datetime import date

import pytest

from helpers.register import Indicator, MeasureAlias
from helpers.sources.coded import Coded
from helpers.sources.measure_names import LONGEST_NAME, MOST_NAMES, measures_in, names_of, nearest_names


def nearest(printed: str, *names: str) -> str | None:
    return dict(nearest_names([printed], names)).get(printed)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Employment rate (Great Britain)", "Employment rate"),
        ("Employment rate for 16 to 64 year olds", "Employment rate"),
        ("Employment Rate", "Employment rate"),
        ("Average anxiety rating", "Anxiety"),
        ("agency_worker_rate_fte_%", "agency_rate_fte"),
        ("re_referral_percent", "rereferral_percent"),
        ("Pupil absences", "Pupils' absences"),
        ("4G coverage by any provider", "4G coverage"),
    ],
)
def test_a_renamed_measure_is_near_its_name(printed: str, name: str) -> None:
    assert nearest(printed, name, "Motor vehicle flow", "caseload") == name


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Motor vehicle flow", "Employment rate"),
        ("5G coverage", "4G coverage"),
        ("KS1_Expected", "KS2_Expected"),
        ("Business births", "Business deaths"),
        ("93014", "93015"),
        ("Rate", "Employment rate"),
        ("", "Employment rate"),
        ("%", "Rate %"),
        ("Modelled unemployment rate", "Employment rate"),
    ],
)
def test_a_name_of_something_else_is_near_no_other(printed: str, name: str) -> None:
    assert nearest(printed, name) is None


def test_the_nearest_of_several_is_given_and_the_first_by_name_of_those_as_near() -> None:
    names = ("Employment rate", "Employment rate of men", "Rate of men")
    assert nearest("Employment rate of men aged 16", *names) == "Employment rate of men"
    assert nearest("abc def ghi", "def ghi", "abc def") == "abc def"


def test_the_work_is_bounded() -> None:
    assert nearest("Employment rate " + "x" * LONGEST_NAME, "Employment rate") is None
    printed = [f"Employment rate {'ab'[number % 2]}{number}" for number in range(MOST_NAMES + 5)]
    assert len(list(nearest_names(printed, ["Employment rate"]))) == MOST_NAMES


@pytest.fixture
def jobs(indicators: tuple[Indicator, ...]) -> list[Indicator]:
    """Two indicators of one source."""
    return [
        indicators[0].model_copy(update={"indicator_id": "jobs", "source_measure": "Employment rate"}),
        indicators[0].model_copy(update={"indicator_id": "births", "source_measure": "Business births"}),
    ]


def alias(name: str, indicator_id: str = "jobs", **days: date) -> MeasureAlias:
    return MeasureAlias.model_construct(
        indicator_id=indicator_id,
        source_measure=name,
        editions="of 2023",
        **({"published_from": None, "published_until": None} | days),
    )


def test_the_name_of_the_register_comes_before_any_other(jobs: list[Indicator]) -> None:
    others = [alias("Jobs"), alias("Business births"), alias("Jobs", "births"), alias("x", "nobody")]
    measures = names_of(jobs, others)
    assert {name: measure.indicator.indicator_id for name, measure in measures.items()} == {
        "Employment rate": "jobs",
        "Business births": "births",
        "Jobs": "jobs",
    }


def test_a_name_counts_from_its_first_day_to_its_last_and_where_no_day_is_known(jobs: list[Indicator]) -> None:
    name = alias("Jobs", published_from=date(2023, 2, 1), published_until=date(2023, 3, 31))
    days = [None, *(date(2023, month, day) for month, day in ((1, 31), (2, 1), (3, 31), (4, 1)))]
    assert ["Jobs" in names_of(jobs, [name], day) for day in days] == [True, False, True, True, False]


def test_names_that_are_not_the_registers_own_are_listed_with_their_rows(jobs: list[Indicator]) -> None:
    """Not of an indicator that the file has under a name that is known, nor of a name without a row."""
    printed = Coded(
        [0, 1, 1, 2, 3],
        ["Jobs", "Employment rate (men)", "Births of businesses", "Business births (new)", "Employment rate"],
    )  # type: ignore[arg-type]
    measures = measures_in(printed, jobs, [alias("Jobs")])
    assert measures.known_count == 1
    assert measures.table("a.csv").to_numpy().tolist() == [
        ["a.csv", "Jobs", 1, True, "jobs", "Employment rate", "of 2023"],
        ["a.csv", "Business births (new)", 1, False, "births", "Business births", ""],
    ]
    why = "no indicator of the register has this measure; the nearest is 'Business births' (births)"
    assert measures.reasons == {"Business births (new)": why}
