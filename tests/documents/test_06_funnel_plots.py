"""Chapter 6: funnel plots."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd
from documents import read_chapter, same
from scipy.special import chdtri

from helpers.method_rules import FunnelCorrection
from helpers.methods import funnel
from helpers.methods.funnel import limits_at, over_dispersion, place_in_funnel, proportion_limits, ratio_limits
from helpers.methods.intervals import proportion_interval
from helpers.methods.winsorised_phi import chance_phi

CHAPTER = read_chapter(6)


def test_every_reason_for_no_place_in_a_funnel_is_in_the_document() -> None:
    documented = [row["Why not placed"] for row in CHAPTER.table("Why not placed")]
    assert documented == list(funnel.REASONS.values())


def test_the_examples_of_funnel_plots() -> None:
    for row in CHAPTER.table("Average, %"):
        average, n = float(row["Average, %"]) / 100, float(row["Denominator of the council"])
        limits = [100 * end for level in funnel.LEVELS for end in proportion_limits(average, n, level)]
        same(limits, row, *list(row)[2:])
    for row in CHAPTER.table("Events seen"):
        limits = [end for level in funnel.LEVELS for end in ratio_limits(float(row["Events seen"]), level)]
        same(limits, row, *list(row)[1:])
    for row in CHAPTER.table("Kind of funnel"):
        seen, whole = float(row["Seen"]), float(row["Expected or denominator"])
        case = {"numerator": seen, "denominator": whole, "average": float(row["Average of the funnel"] or "nan")}
        if row["Kind of funnel"] == "ratio":
            case = {"observed": seen, "expected": whole}
        frame = pd.DataFrame({name: [value] for name, value in case.items()}).assign(polarity="lower_is_better")
        result = place_in_funnel(frame, row["Kind of funnel"])
        assert result["comparison"].iloc[0] == row["Mark"], row
    here, elsewhere = (
        [100 * end for end in limits] for limits in (proportion_limits(0.2, 50), proportion_interval(10, 50))
    )
    assert CHAPTER.says(
        f"50 people {here[0]:.2f} to {here[1]:.2f} here, and {elsewhere[0]:.2f} to {elsewhere[1]:.2f} there."
    )
    gap = 100 * (proportion_interval(400, 2000)[0] - proportion_limits(0.2, 2000)[0])
    assert CHAPTER.says(f"For 2,000 they differ by {gap:.2f}.")
    upper, outer = (100 * float(proportion_limits(0.2, 200, level)[1]) for level in funnel.LEVELS)
    assert CHAPTER.says(
        f"By hand, for 54 of 200: {54 / 2:.0f}% is above the upper limit {upper:.2f} and below {outer:.2f}"
    )


def test_the_example_of_over_dispersion() -> None:
    rows = CHAPTER.table("Drawn in to")
    councils = [row for row in rows for _ in range(int(row["Councils"]))]
    seen = np.array([float(row["Events seen where 100 are expected"]) for row in councils])
    scores = (np.sqrt(seen / 100) - 1) / 0.05
    assert scores.round(9).tolist() == [float(row["Score"]) for row in councils]
    drawn_in = np.clip(scores, *np.quantile(scores, funnel.WINSORISED)).round(9)
    assert drawn_in.tolist() == [float(row["Drawn in to"]) for row in councils]
    n, squares = len(councils), float(np.sum(drawn_in**2))
    point = chdtri(n - 1, funnel.OVER_DISPERSED)
    result = over_dispersion(seen, [100] * n, kind="ratio")
    assert CHAPTER.says(f"squares of 4 are {squares:g}, so φ = {squares:g} ÷ {n} = {result.phi:.2f}.")
    assert CHAPTER.says(f"{squares:g} is above {point:.2f}, the point of chi-squared with {n - 1} degrees of freedom")
    assert result.over_dispersed
    assert CHAPTER.says(
        f"they spread √{result.phi:.2f} = {(squares / n) ** 0.5:.2f} times as much as chance alone gives."
    )
    assert CHAPTER.says(f"τ² = ({squares:g} − {n - 1}) ÷ ({400 * n:,} − 400) = {result.tau_squared:.4f}.")
    for row in CHAPTER.table("Kind of limits"):
        share = row["Kind of limits"] != "ratio"
        average, scale = (0.2, 100) if share else (1.0, 1)
        at, between = float(row["Denominator or expected"]), float(row["τ²"])
        kind: Literal["proportion", "ratio"] = "proportion" if share else "ratio"
        ends = [scale * end for level in funnel.LEVELS for end in limits_at(at, average, kind, between, level)]
        same(ends, row, *list(row)[3:])
    chance, wide = (limits_at(2000, 0.2, "proportion", between) for between in (0.0, result.tau_squared))
    words = [f"{100 * low:.2f} to {100 * high:.2f}" for low, high in (chance, wide)]
    assert CHAPTER.says(f"chance alone allows {words[0]}; with the spread between councils it is {words[1]}.")


def test_what_chance_makes_of_drawn_in_scores_is_that_of_the_method() -> None:
    for row in CHAPTER.table("95% point of φ by chance"):
        same(list(chance_phi(int(row["Councils"]))), row, *list(row)[1:])


def test_the_corrected_example_is_that_of_the_method() -> None:
    rows = CHAPTER.table("Drawn in to")
    seen = [float(row["Events seen where 100 are expected"]) for row in rows for _ in range(int(row["Councils"]))]
    plain, result = (over_dispersion(seen, [100] * 11, 1.0, "ratio", way) for way in get_args(FunnelCorrection)[::-1])
    # 1/11 lies 6/11 of the way from 1/10 to 1/12
    mean = 0.7210 + (0.7164 - 0.7210) * 6 / 11
    assert CHAPTER.says(f"So φ is {plain.phi:.2f} ÷ {mean:.4f} = {plain.phi / mean:.2f}")
    assert CHAPTER.says(f"the spread √{result.phi:.2f} = {result.phi**0.5:.2f} times chance")
    assert CHAPTER.says(f"τ² = (11 × {result.phi:.2f} − 10) ÷ 4,000 = {result.tau_squared:.4f}.")


def test_what_step_3_says_of_chance_is_so() -> None:
    """The audit found "By chance alone it is about 1" here: 36 normal scores, drawn in, have a mean square of 0.69."""
    scores = np.random.default_rng(3).normal(size=(20_000, 36))
    low, high = np.quantile(scores, funnel.WINSORISED, axis=1)
    mean = np.mean(np.clip(scores, low[:, None], high[:, None]) ** 2)
    assert CHAPTER.says(f"By chance alone it is not 1: as scores are drawn in, it is about {mean:.2f} for 36 councils.")
