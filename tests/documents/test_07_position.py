"""Chapter 7: nearest neighbours and the position over many indicators."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from documents import read_chapter
from scipy.special import ndtr

from helpers.methods import expected, position, position_choices
from helpers.methods.between_councils import expected_ranks
from helpers.methods.neighbours import nearest
from helpers.methods.position import Inputs, overall_position
from helpers.methods.shrunken_ranks import COMMON_PERCENT
from helpers.verdicts import printed_rank

CHAPTER = read_chapter(7)


def test_the_example_of_neighbours_is_what_the_method_gives() -> None:
    frame = pd.DataFrame({"area_code": ["a", "b", "c"], "figure": [0.0, 1.0, 2.0]})
    result = nearest(frame, pd.DataFrame(columns=["inner_code", "outer_code"], dtype="str"))
    near, far = result[result["area_code"] == "a"]["distance"].round(3)
    clipped = np.clip([0, 1, 2], *np.percentile([0, 1, 2], [1, 99]))
    assert CHAPTER.says(f"clipping leaves {clipped[0]:g}, {clipped[1]:g} and {clipped[2]:g}; the standard deviation is")
    assert CHAPTER.says(f"the standard deviation is {np.std(clipped):.3f}; so the second area is {near} from the first")
    assert CHAPTER.says(f"and the third {far}.")


def test_the_example_of_a_mean_rank_is_what_the_normal_distribution_gives() -> None:
    chance = ndtr(1 / np.hypot(0.6, 0.8))
    assert expected_ranks([1.0, 0.0], [0.6, 0.8])[0] == pytest.approx(2 - chance)
    assert CHAPTER.says(f"the first is really ahead with a chance of {100 * chance:.1f}%")
    assert CHAPTER.says(f"its mean rank is 1 + {1 - chance:.3f} = {2 - chance:.3f}")


def test_the_example_of_positions_is_what_the_method_gives() -> None:
    rows = CHAPTER.table("Council", "1a", "Theme 1", "Position")
    indicators = [f"{theme}{letter}" for theme in "12" for letter in "abc"]
    figures = pd.DataFrame(
        [
            {"indicator_id": name, "area_code": row["Council"], "value": float(row[name])}
            for row in rows
            for name in indicators
            if row[name] != "none"
        ]
    )
    about = pd.DataFrame({"indicator_id": indicators, "theme": [f"Theme {name[0]}" for name in indicators]})
    about = about.assign(
        theme_order=about["theme"].str[-1].astype("int64"), in_theme=True, in_headline=True, ranked=True, in_being=5
    )
    councils = pd.DataFrame(
        {"area_code": list("ABCDE"), "area_name": list("ABCDE"), "area_type": "county", "own": False}
    )
    nothing = pd.DataFrame({"indicator_id": pd.Series(dtype="str"), "area_code": pd.Series(dtype="str")})
    figures = figures.assign(polarity="higher_is_better")
    result = overall_position(
        Inputs(figures, about, councils, nothing), nothing.rename(columns={"area_code": "family"}), draws=1
    ).positions.set_index(["scope", "area_code"])
    for row in rows:
        for scope in ("Theme 1", "Theme 2"):
            score = result.loc[(scope, row["Council"]), "score"]
            assert row[scope] == ("none" if pd.isna(score) else f"{score / 100:.3f}")
        overall = result.loc[("Overall", row["Council"])]
        unranked = pd.isna(overall["rank"])
        assert row["Score"] == ("none" if unranked else f"{overall['score']:.1f}")
        spot = "none" if unranked else printed_rank(overall["rank"], overall["n"], overall["tied"])
        assert row["Position"] == spot


def test_the_thresholds_of_positions_are_those_of_the_code() -> None:
    assert CHAPTER.says(f"no more than {position.MISSING_PERCENT}% of the councils that existed have no figure")
    assert CHAPTER.says(f"A theme with fewer than {position.SMALLEST_THEME} such indicators has no position")
    assert CHAPTER.says(
        f"at least {position.SMALLEST_THEME}, and for {position.THEME_COVERAGE_PERCENT}% of those that apply to it"
    )
    assert CHAPTER.says(f"A council needs {position.COVERAGE_PERCENT}% of all the indicators")
    assert CHAPTER.says(f"in standard deviations, clipped at {position.FURTHEST:g}, with equal themes;")
    middles = [
        f"the middle {100 * (last - first):.0f}%"
        for first, last in (position_choices.WEIGHTS_BETWEEN, position_choices.CHOICES_BETWEEN)
    ]
    assert CHAPTER.says(f"over {position_choices.TRIES:,} random sets of weights of themes, {middles[0]}")
    assert CHAPTER.says(f"drawn with replacement within each theme, {middles[1]}")
    assert len(position.METHODS) == 5 and CHAPTER.says("The rank of the score by four others is printed")
    assert CHAPTER.says(f"at least {COMMON_PERCENT}% of the councils that existed on its last day")
    assert CHAPTER.says(f"(the family `{expected.DEPRIVATION_FAMILY}` of `params/same_measure.csv`)")
    assert CHAPTER.says(f"the councils with a position, if there are {expected.SMALLEST_GROUP}.")


def test_the_example_of_what_is_expected_is_what_the_method_gives() -> None:
    random = np.random.default_rng(1)
    size = expected.SMALLEST_GROUP
    about = pd.DataFrame({"area_code": [f"c{number}" for number in range(size)]})
    about = about.assign(
        child_poverty_pct=random.uniform(8, 30, size), population_density=random.uniform(60, 800, size)
    )
    about.loc[0, ["child_poverty_pct", "population_density"]] = [15.0, 100.0]
    score = 90 - 2 * about["child_poverty_pct"] + 5 * np.log10(about["population_density"])
    ranked = about[["area_code"]].assign(
        scope="Overall",
        scope_order=0,
        area_name="x",
        area_type="county",
        own=False,
        rank=1,
        score_without_poverty=score,
    )
    result = expected.expected_position(ranked, about).councils["expected"].iloc[0]
    assert CHAPTER.says(f"would be expected at 90 − 30 + 10 = {result:.0f}.")
    error = (np.var([1, 3], ddof=1) / 2 + np.var([-1, 0, 1], ddof=1) / 3) ** 0.5
    assert CHAPTER.says(f"The unitary counties are 2 above, with a standard error of √(2 ÷ 2 + 1 ÷ 3) = {error:.2f}.")
