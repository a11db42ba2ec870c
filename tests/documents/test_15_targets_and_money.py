"""Chapter 15: targets, grants, funding and need."""

from __future__ import annotations

import pandas as pd
from documents import read_chapter, same

from helpers.methods import reward_grant, trajectory
from helpers.methods.funding import gains_at_average, model_need

CHAPTER = read_chapter(15)


def test_the_examples_of_trajectories() -> None:
    assert CHAPTER.says(f"short by {100 * trajectory.OFF_TRAJECTORY:.0f}% or more")
    for row in CHAPTER.table("Off by"):
        numbers = (float(row[name]) for name in ("Baseline", "Target", "Periods", "Passed", "Figure"))
        result = trajectory.follow_trajectory(*numbers)
        same([float(part) for part in result], row, "Expected", "Short by", "Off by")


def test_the_examples_of_grants() -> None:
    for row in CHAPTER.table("Grant paid, %"):
        figures = (row["Without"], row["Target"], row["Figure"])
        assert 100 * reward_grant.enhancement_share(*figures) == int(row["Enhancement reached, %"])
        assert 100 * reward_grant.grant_share(*figures) == int(row["Grant paid, %"])
    ((pot,),) = reward_grant.grant_pot("132993000", [["1"]])
    assert CHAPTER.says(f"Of 132,993,000 pounds it is {pot:,}")
    assert CHAPTER.says(f"{reward_grant.POT_PERCENT}% of the net budget requirement")


def test_the_examples_of_funding_and_need() -> None:
    rows = CHAPTER.table("For each person, £")
    councils = pd.DataFrame(rows)[["Funding, £m", "Population"]].astype("float64")
    result = gains_at_average(councils.set_axis(["funding_m", "population"], axis="columns"))
    for row, own in zip(rows, result.itertuples(), strict=True):
        same([own.per_head, own.class_average_per_head, own.gain_m], row, *list(row)[2:])
    rows = CHAPTER.table("Need share")
    drivers = pd.DataFrame(rows)[["Funding, £m", "Children", "Adults"]].astype("float64")
    drivers = drivers.set_axis(["funding_m", "children", "adults"], axis="columns").assign(population=1.0)
    result = model_need(drivers, {"children": 0.5, "adults": 0.5})
    for row, own in zip(rows, result.itertuples(), strict=True):
        same([own.need_share, own.allocation_m, own.change_m], row, *list(row)[3:])
