"""Chapter 13: strength of evidence."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from documents import read_chapter, same

from helpers.methods import control_chart, series_levels, transient_noise
from helpers.methods.backtest import backtest_rules
from helpers.methods.evidence import GROUNDS
from helpers.methods.false_discovery import chance_findings
from helpers.methods.local_level import forecast_figures, rise_probability, smooth_levels
from helpers.methods.mover import double_overlap_strictness, mover_difference
from helpers.methods.rule_calls import call_any_change, call_by_tolerance
from helpers.methods.yearly_changes import yearly_changes
from helpers.results.forecast_record import YEARS_FOLLOWED
from helpers.verdicts import EVIDENCE_WORDS

if TYPE_CHECKING:
    from conftest import Checkout

CHAPTER = read_chapter(13)


def test_every_word_and_every_ground_is_in_the_document() -> None:
    assert [row["Evidence"] for row in CHAPTER.table("Evidence", "What it means")] == list(EVIDENCE_WORDS)
    assert {row["Ground"]: row["In words"] for row in CHAPTER.table("Ground", "In words")} == GROUNDS


def test_the_numbers_of_the_text_are_those_of_the_methods() -> None:
    assert CHAPTER.says(f"({transient_noise.PRIOR_PAIRS} × r₀ + m × r) ÷ ({transient_noise.PRIOR_PAIRS} + m)")
    assert CHAPTER.says(f"It needs {transient_noise.MIN_PAIRS} pairs")
    assert transient_noise.REACH == 5 and CHAPTER.says("further from most than five standard deviations")
    assert series_levels.MIN_POINTS == 5 and CHAPTER.says("A series of five figures or more")
    assert control_chart.MIN_POINTS == 10 and CHAPTER.says("needs ten figures")
    z, _ = double_overlap_strictness(np.array([0, 2 / 3]))
    assert CHAPTER.says(f"z = {z[0]:.2f} where nothing is shared, and {z[1]:.2f} with 2 ÷ 3")


def test_the_examples_of_scales() -> None:
    for row in CHAPTER.table("Kind of value", "Change on the scale"):
        figures = pd.DataFrame({"indicator_id": "a", "area_code": "c", "year": [2020, 2021]}).assign(
            value=[float(row["Before"]), float(row["Latest"])], value_type=row["Kind of value"]
        )
        changes = yearly_changes(figures.assign(decimals=int(row["Decimals"]), multiplier=100.0))
        same([changes["scaled_change"].iloc[1]], row, "Change on the scale")


def test_the_examples_of_shrunken_noise() -> None:
    for row in CHAPTER.table("All pairs M"):
        all_pairs, of_all, m, own = (float(row[name]) for name in ("All pairs M", "r₀", "Own pairs m", "Own noise r"))
        prior = transient_noise.PRIOR_PAIRS
        df = (prior + m) ** 2 / (transient_noise.PAIRS_A_DEGREE * (prior**2 / all_pairs + m))
        same([(prior * of_all + m * own) / (prior + m), df], row, "Shrunken noise r̃", "Degrees of freedom")


def test_the_examples_of_differences() -> None:
    for row in CHAPTER.table("Lower of difference"):
        before = [float(row[name]) for name in ("Before", "Lower", "Upper")]
        latest = [float(row[name]) for name in ("Latest", "Lower of latest", "Upper of latest")]
        result = mover_difference(before, latest, float(row["Correlation"]), float(row["w"]))
        same([float(result.lower), float(result.upper)], row, "Lower of difference", "Upper of difference")


def test_how_often_the_ranges_of_forecasts_held(built: Checkout) -> None:
    record = pd.read_parquet(built.root / "data/processed/2023/forecast_record.parquet").set_index(["scale", "ahead"])
    rows = CHAPTER.table("Type of indicator", "Forecasts of 1 step")
    assert [row["Type of indicator"] for row in rows] == list(record.index.get_level_values("scale").unique())
    for row in rows:
        of_scale = record.loc[row["Type of indicator"]]
        same(of_scale["held_percent"], row, "1 step, %", "2 steps, %", "3 steps, %")
        same([of_scale.loc[1, "forecasts"]], row, "Forecasts of 1 step")
    assert (YEARS_FOLLOWED, CHAPTER.says("in each of the last five years")) == (5, True)
    assert record.loc["all", "error_ratio"].between(0.9, 1.1).all()


def test_the_example_of_findings_by_chance() -> None:
    (row,) = CHAPTER.table("p of each test")
    p = pd.Series([float(part) for part in row["p of each test"].split(",")])
    result = chance_findings(p, p)
    same([result["clear"], result["by_chance"]], row, "Clear", "Expected by chance")
    same([result["stay"], result["stay_any"]], row, "Stay", "Stay however they depend")


def test_the_examples_of_levels() -> None:
    for row in CHAPTER.table("Figures", "q", "r"):
        q, r = float(row["q"]), float(row["r"])
        smoothed = smooth_levels([float(part) for part in row["Figures"].split(",")], q, r)
        same([*smoothed.level[-2:]], row, "Level before", "Last level")
        later = forecast_figures(smoothed, 2, q, r)
        values = [smoothed.variance[-1], 100 * float(rise_probability(smoothed)), float(later.variance)]
        same(values, row, *list(row)[-3:])


def test_the_weight_that_is_used_keeps_the_bounds_in_the_document() -> None:
    """The rates themselves are simulated in tests/methods/test_calibration.py."""
    rows = {row["Weight"]: row for row in CHAPTER.table("Weight", "Standstill")}
    used = {name: float(rate) for name, rate in rows[str(transient_noise.PRIOR_PAIRS)].items()}
    assert 4 <= used["Standstill"] <= 7
    assert used["Slide of 4"] >= 80 and used["Slide of 2"] >= 50
    assert max(used["See-saw of 1"], used["See-saw of 4"]) <= 10
    assert float(rows["40"]["See-saw of 1"]) == pytest.approx(14.2)


def test_the_examples_of_calls_that_are_followed() -> None:
    words = {1.0: "rise", -1.0: "fall", 0.0: "none"}
    for row in CHAPTER.table("Figures", "Change called"):
        figures = pd.DataFrame({"indicator_id": "a", "area_code": "c", "year": [2020, 2021, 2022]}).assign(
            value=[float(part) for part in row["Figures"].split(",")], value_type="score", decimals=0
        )
        changes = yearly_changes(figures).assign(calls=call_any_change)
        assert changes["calls"].map(words).tolist()[1:] == [row["Change called"], row["Next change"]]
        record = backtest_rules(changes, ["calls"]).iloc[0]
        assert (record["judged"], record["called"]) == (1, 1)
        assert record["opposite_percent"] == 100 * (row["Opposite"] == "yes")
        assert record["stands_percent"] == 100 * (row["Stands"] == "yes")


def test_the_share_of_orders_that_stand() -> None:
    """Of three different figures, by every order of them."""
    orders = list(itertools.permutations([1, 2, 3]))
    standing = sum(np.sign(after - before) == np.sign(later - before) for before, after, later in orders)
    assert CHAPTER.says(f"in {standing} of their {len(orders)} orders")
    assert CHAPTER.says(f"By noise alone {100 * standing / len(orders):.0f} of 100 changes stand")


def test_the_example_of_a_share_and_the_rest_of_it() -> None:
    shares = pd.DataFrame({"previous_value": [95.0, 5.0], "value": [94.0, 6.0], "unit": 1.0})
    shares = shares.assign(change=shares["value"] - shares["previous_value"])
    assert CHAPTER.says("With 2%, from 95 to 94 is no change, and from 5 to 6 is one")
    assert call_by_tolerance(shares, 2).tolist() == [0, 1]
