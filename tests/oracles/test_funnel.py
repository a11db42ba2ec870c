"""Funnel plots against those of PHEindicatormethods; see oracles/phe/README.md.

The files' limits of ratios and rates were searched for, not solved: `searched_limit` says how. Each is proved in two
steps: the search gives the file to its last digit, and the project's limit is the root that the search was after.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import poisson

from helpers.methods import funnel

Oracle = Callable[[str], pd.DataFrame]

LABELS = {
    "Lowest": "Low (0.001)",
    "Lower": "Low (0.025)",
    "Similar": "Not significant",
    "Higher": "High (0.025)",
    "Highest": "High (0.001)",
}
LEVELS = {"2s": 0.95, "3s": 0.998}
STOP = 1e-7
YEARS, PER = 3, 100_000
"""Of the files of rates: a population counts for the three years of the events."""


def half_a_unit(figures: Any) -> Any:
    """Half of the last digit's unit: the files print ten digits, a zero before the point being one."""
    whole = np.floor(np.log10(np.maximum(np.abs(figures), 1))) + 1
    return 0.5 * 10.0 ** (whole - 10)


def tail_of_counts(mean: float, first: float, last: float) -> float:
    """The probability of a Poisson count from first to last, by adding up its terms.

    The sum ends where a term is under 1e-10 of it, which decides the last step of one search in these files.
    """
    term, total, inside, count = 1.0, 0.0, 0.0, 0
    while count < mean or term > total * 1e-10:
        total += term
        inside += term if first <= count <= last else 0.0
        if total > 1e30:
            term, total, inside = term / 1e30, total / 1e30, inside / 1e30
        count += 1
        term *= mean / count
    return inside / total


def searched_limit(count: int, tail: float, end: str) -> float:
    """The limit of the expected number of events as the files' makers searched for it.

    The search halves its step from a half in v, where the limit is (1 + count) v / (1 - v), until it is 1e-7.
    """
    position = step = 0.5
    while step > STOP:
        step /= 2
        limit = (1 + count) * position / (1 - position)
        if end == "lower":
            too_high = tail_of_counts(limit, count, np.inf) > tail
        else:
            too_high = tail_of_counts(limit, 0, count) < tail
        position += -step if too_high else step
    return (1 + count) * position / (1 - position)


def place_in_search(limit: Any, count: Any) -> Any:
    """Where the search would be at this limit: the v of `searched_limit`."""
    return limit / (1 + count + limit)


def labels_of(frame: pd.DataFrame, kind: str) -> list[str]:
    """The labels of the areas in the words of the files."""
    result = funnel.place_in_funnel(frame.assign(polarity="neutral"), kind)
    return result["comparison"].replace(LABELS).tolist()


def test_proportions_in_the_funnel_equal_the_vectors(oracle: Oracle) -> None:
    """The average is that of all areas together."""
    rows = oracle("phe/funnel_proportion_significance_expected")
    assert len(rows) == 303
    average = rows["numerator"].sum() / rows["denominator"].sum()
    assert labels_of(rows.assign(average=average), "proportion") == rows["significance"].tolist()
    assert set(rows["significance"]) == set(LABELS.values())


@pytest.mark.parametrize(("name", "areas_of", "decimals"), [("", 303, 6), ("_axisvar", 97, 8)])
def test_limits_of_proportions_equal_the_vectors(oracle: Oracle, name: str, areas_of: int, decimals: int) -> None:
    """The average of the second file is that of the 97 areas with the smallest denominators."""
    areas = oracle("phe/funnel_proportion_significance_expected").nsmallest(areas_of, "denominator")
    average = areas["numerator"].sum() / areas["denominator"].sum()
    rows = oracle(f"phe/funnel_proportion_limits{name}_expected")
    assert len(rows) == 100
    half = 0.5 * 10**-decimals
    assert (rows["baseline"] - 100 * average).abs().max() <= half
    for key, confidence in LEVELS.items():
        lower, upper = funnel.proportion_limits(average, rows["Population"], confidence)
        assert (rows[f"lower_{key}_limit"] - 100 * lower).abs().max() <= half
        assert (rows[f"upper_{key}_limit"] - 100 * upper).abs().max() <= half


def test_ratios_in_the_funnel_equal_the_vectors(oracle: Oracle) -> None:
    rows = oracle("phe/funnel_ratio_significance_expected")
    assert len(rows) == 300
    frame = rows.rename(columns={"obs": "observed"})
    assert labels_of(frame, "ratio") == rows["significance"].tolist()
    assert set(rows["significance"]) == set(LABELS.values())


@pytest.fixture(scope="module")
def ratios(oracle: Oracle) -> pd.DataFrame:
    """Every limit of a ratio, one a row: the limit of the events, the ratio's distance from 1, the ratio in per cent.

    The lower limit of a ratio is at the upper limit of the events expected, and the other way round.
    """
    rows = oracle("phe/funnel_ratio_limits_expected")
    assert len(rows) == 100
    ends = [
        pd.DataFrame(
            {
                "count": rows["Observed_events"],
                "end_of_ratio": end,
                "end_of_events": {"lower": "upper", "upper": "lower"}[end],
                "confidence": confidence,
                "events": rows[f"{end}_{key}_exp_events"],
                "distance": rows[f"{end}_{key}_count"],
                "per_cent": rows[f"{end}_{key}_isr"],
            }
        )
        for end in ("lower", "upper")
        for key, confidence in LEVELS.items()
    ]
    return pd.concat(ends, ignore_index=True).assign(tail=lambda frame: (1 - frame["confidence"]) / 2)


def test_the_search_gives_the_limits_of_the_vectors(ratios: pd.DataFrame) -> None:
    """All three columns of all 400 limits, to half a unit of the last digit that they print."""
    assert len(ratios) == 400
    events = pd.Series(
        [searched_limit(*entry) for entry in zip(ratios["count"], ratios["tail"], ratios["end_of_events"], strict=True)]
    )
    searched = {
        "events": events,
        "distance": (ratios["count"] - events) / events,
        "per_cent": 100 * ratios["count"] / events,
    }
    for column, result in searched.items():
        over = (result - ratios[column]).abs() / half_a_unit(ratios[column])
        assert over.max() <= 1, column


def own_limits(ratios: pd.DataFrame) -> pd.Series:
    """The project's limits of the events, from its limits of the ratios."""
    result = pd.Series(index=ratios.index, dtype="float64")
    for confidence, part in ratios.groupby("confidence"):
        lower, upper = funnel.ratio_limits(part["count"], confidence)
        result[part.index] = part["count"] / np.where(part["end_of_ratio"] == "lower", lower, upper)
    return result


def test_limits_of_ratios_are_the_roots_that_the_search_was_after(ratios: pd.DataFrame) -> None:
    """At a limit the tail of the counts has its probability, and the file is where the search stops short of it."""
    events, count = own_limits(ratios), ratios["count"]
    tail = np.where(ratios["end_of_events"] == "lower", poisson.sf(count - 1, events), poisson.cdf(count, events))
    assert np.abs(tail - ratios["tail"]).max() <= 1e-12
    away = (place_in_search(events, count) - place_in_search(ratios["events"], count)).abs()
    assert away.max() <= STOP


RATES = [(1, 1, 1360, "rate (dsr per 100,000)"), (2, 1, 1344, "rate (crude per 100,000)")]
RATES += [(3, 286, 1119, "rate (crude per 100,000)")]


@pytest.mark.parametrize(("number", "fewest", "most", "statistic"), RATES)
def test_limits_of_rates_equal_the_vectors(oracle: Oracle, number: int, fewest: int, most: int, statistic: str) -> None:
    """The average times the limits of a ratio, at the population in which the average gives that many events.

    The file prints its average to ten digits too, so that each limit may be off by half a unit of its own last
    digit and by what half a unit of the average makes of it.
    """
    rows = oracle(f"phe/funnel_rate_limits_expected_{number}")
    assert (len(rows), rows["Events"].min(), rows["Events"].max()) == (100, fewest, most)
    assert (set(rows["statistic"]), set(rows["method"]), rows["baseline"].nunique()) == ({statistic}, {"Poisson"}, 1)
    count, average = rows["Events"], rows["baseline"][0]
    blur = half_a_unit(average) / average
    for key, confidence in LEVELS.items():
        ratio = dict(zip(("lower", "upper"), funnel.ratio_limits(count, confidence), strict=True))
        for end, other in (("lower", "upper"), ("upper", "lower")):
            searched = np.array([searched_limit(entry, (1 - confidence) / 2, other) for entry in count])
            limit, population = rows[f"{end}_{key}_limit"], rows[f"{end}_{key}_population_1_year"]
            for result, file in (
                (average * count / searched, limit),
                (searched / average * PER / YEARS, population),
            ):
                assert ((result - file).abs() <= half_a_unit(file) + blur * file).all(), (key, end)
            events = count / ratio[end]
            away = place_in_search(events, count) - place_in_search(count * average / limit, count)
            assert away.abs().max() <= STOP, (key, end)
            tail = poisson.sf(count - 1, events) if other == "lower" else poisson.cdf(count, events)
            assert np.abs(tail - (1 - confidence) / 2).max() <= 1e-12


def test_the_average_rate_of_the_vectors_is_that_of_their_areas(oracle: Oracle) -> None:
    """Of the first file of limits; the averages of the other two are not of the areas that are given."""
    areas = oracle("phe/funnel_rate_limits_inputs")
    assert len(areas) == 50
    average = areas["ev"].sum() / (areas["ev"] * PER / areas["rate"]).sum() * PER
    file = oracle("phe/funnel_rate_limits_expected_1")["baseline"][0]
    assert abs(average - file) <= half_a_unit(file)


FEW = "Not applicable for events less than 10 for dsrs"


def populations(rows: pd.DataFrame, kind: str, per: int) -> pd.Series:
    """The populations that the rates imply: none where the rate is of no events, or is not given."""
    rates = rows[f"rate_crude_per_{per}"] if kind == "crude" else rows["rate_dsr"] * per / PER
    return rows["count"] * per / rates


def rates_in_funnel(rows: pd.DataFrame, population: pd.Series) -> list[str]:
    """The labels of rates: of an area without a population nothing is expected, and it is no part of the average."""
    average = rows["count"][population.notna()].sum() / population.sum()
    return labels_of(rows.assign(observed=rows["count"], expected=average * population), "ratio")


@pytest.mark.parametrize("per", [100, 100_000])
def test_rates_in_the_funnel_equal_the_vectors(oracle: Oracle, per: int) -> None:
    """All 40 areas by either rate, the last of which has no event among 297,820 people.

    The crude funnel takes that area's own population, as its rate of zero implies none. A standardised
    rate of fewer than ten events is not given, so that nothing is expected: the file says that it is not
    applicable, the project that it is not compared.
    """
    rows = oracle("phe/funnel_rate_significance_expected")
    assert len(rows) == 40
    assert rows["count"].tolist()[-1] == 0 < 10 <= rows["count"][:-1].min()
    crude = populations(rows, "crude", per).fillna(rows["pop"])
    assert rates_in_funnel(rows, crude) == rows[f"crude_per_{per}_with_0"].tolist()
    result = rates_in_funnel(rows, populations(rows, "dsr", per))
    assert [FEW if entry == "Not compared" else entry for entry in result] == rows[f"dsr_per_{per}_with_0"].tolist()


@pytest.mark.parametrize("per", [100, 100_000])
@pytest.mark.parametrize("kind", ["crude", "dsr"])
def test_rates_in_the_funnel_without_the_area_of_no_events_equal_the_vectors(
    oracle: Oracle, kind: str, per: int
) -> None:
    """Without the area of no events the average is that of the 39 others, and each of them has the file's label.

    The file then says of that area that it is not significant. With no population there is nothing to judge it by,
    and the project says that it is not compared: by its own population it is far below the average.
    """
    rows = oracle("phe/funnel_rate_significance_expected")
    result, file = rates_in_funnel(rows, populations(rows, kind, per)), rows[f"{kind}_per_{per}_without_0"].tolist()
    assert result[:-1] == file[:-1]
    assert (result[-1], file[-1]) == ("Not compared", "Not significant")
