"""Chapter 4: confidence intervals."""

from __future__ import annotations

import numpy as np
from documents import read_chapter, same
from scipy.special import stdtrit

from helpers.methods import surveys
from helpers.methods.intervals import (
    BYAR_FROM,
    count_interval,
    mean_interval,
    normal_quantile,
    proportion_interval,
    rate_interval,
)

CHAPTER = read_chapter(4)


def test_the_examples_of_intervals() -> None:
    assert CHAPTER.says(f"z is {normal_quantile(0.95):.6f} at 95% and {normal_quantile(0.998):.6f} at 99.8%.")
    for row in CHAPTER.table("Share: count"):
        x, n = float(row["Share: count"]), float(row["Whole"])
        assert 100 * x / n == float(row["Per cent"])
        limits = [100 * end for level in (0.95, 0.998) for end in proportion_interval(x, n, level)]
        same(limits, row, *list(row)[3:])
    z = normal_quantile(0.95)
    root, middle, whole = (z**2 + 91) ** 0.5, 2 * 65 + z**2, 2 * (100 + z**2)
    assert 4 * 65 * 0.35 == 91
    assert CHAPTER.says(
        f"z² = {z**2:.4f}, and 4 × 65 × 0.35 = 91. √({z**2:.4f} + 91) = {root:.4f}, times z is {z * root:.4f}."
    )
    assert CHAPTER.says(f"2x + z² is {middle:.4f}, and 2 × (n + z²) is {whole:.4f}.")
    lower, upper = proportion_interval(65, 100)
    assert CHAPTER.says(f"({middle:.4f} − {z * root:.4f}) ÷ {whole:.4f} = {lower:.4f}")
    assert CHAPTER.says(f"({middle:.4f} + {z * root:.4f}) ÷ {whole:.4f} = {upper:.4f}")


def test_the_examples_of_intervals_of_events() -> None:
    rows = CHAPTER.table("Events", "Limits used")
    for row in rows:
        count = float(row["Events"])
        assert row["Limits used"] == ("exact" if count < 10 else "Byar's")
        for name, switch in (("Exact", float("inf")), ("Byar", 0)):
            same(count_interval(count, 0.95, switch), row, f"{name} lower 95%", f"{name} upper 95%")
        same(count_interval(count, 0.998), row, "Used lower 99.8%", "Used upper 99.8%")
        chosen = "Exact" if count < 10 else "Byar"
        same(count_interval(count), row, f"{chosen} lower 95%", f"{chosen} upper 95%")
    assert [row["Events"] for row in rows] == ["5", "9", "10", "65"]
    assert CHAPTER.says("At 9 and 10 events the two methods differ by no more than 0.01 at the 95% level")
    exact, byar = (count_interval([9, 10], 0.95, switch) for switch in (float("inf"), 0))
    assert np.abs(np.subtract(exact, byar)).max() <= 0.01
    assert CHAPTER.says(f"exact below {BYAR_FROM}, Byar's method from {BYAR_FROM}.")
    assert CHAPTER.says(f"The switch is at {BYAR_FROM} sharp: {BYAR_FROM - 1} events have exact limits.")
    lower, upper = rate_interval(65, 40_000)
    assert CHAPTER.says(f"40,000 people are {65 / 0.4:.1f} per 100,000, with limits {lower:.1f} to {upper:.1f}.")


def test_the_examples_of_intervals_of_means() -> None:
    for row in CHAPTER.table("Mean", "Standard deviation"):
        mean, deviation, number = (float(row[name]) for name in ("Mean", "Standard deviation", "Values"))
        limits = [end for level in (0.95, 0.998) for end in mean_interval(mean, deviation, number, level)]
        same([stdtrit(number - 1, 0.975), *limits], row, *list(row)[3:])


def test_the_examples_of_surveys() -> None:
    """The share of answers as counts of people, after the design effect."""
    rows = CHAPTER.table("Share of answers", "Design effect")
    for row in rows:
        share = float(row["Share of answers"].rstrip("%")) / 100
        effective = float(row["Respondents"].replace(",", "")) / float(row["Design effect"])
        assert row["Count as"] == f"{effective:,.0f}"
        limits = [100 * end for end in proportion_interval(share * effective, effective)]
        same(limits, row, "Survey, lower 95%", "Survey, upper 95%")
    assert [row["Count as"] for row in rows] == ["1,000", "1,100", "250"]


def test_every_reason_and_caution_of_surveys_is_in_the_document() -> None:
    named = [row["Why a survey's figure has no limits"] for row in CHAPTER.table("Why a survey's figure has no limits")]
    assert named == list(surveys.REASONS.values())
    assert all(CHAPTER.says(f"- {caution}") for caution in surveys.CAUTIONS.values())
