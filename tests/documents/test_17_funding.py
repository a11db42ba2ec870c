"""Chapter 17: funding and need."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
from documents import read_chapter, same

from helpers.areas import read_areas
from helpers.methods.funding import model_need
from helpers.methods.needs import damped
from helpers.methods.spending_power import compare_in_class, gain_at_level, spending_for_each
from helpers.paths import project
from helpers.present.pages.funding_words import WHOLE_FROM
from helpers.results.virtual_unitaries import virtual_unitaries
from helpers.sources.needs_model import read_needs_model

CHAPTER = read_chapter(17)


def test_the_examples_of_a_class() -> None:
    rows = CHAPTER.table("For each person, £", "Rank")
    councils = pd.DataFrame(
        {
            "financial_year": "2020/21",
            "council_class": "County council",
            "total_m": [Decimal(row["Funding, £m"]) for row in rows],
            "population": [int(row["Population"]) for row in rows],
        }
    )
    result = compare_in_class(councils)
    for row, own in zip(rows, result.itertuples(), strict=True):
        same([float(own.per_head), own.rank, float(own.class_average), float(own.gain_m)], row, *list(row)[2:])
    assert sum(result["gain_m"]) == 0


def test_the_examples_of_the_level_of_another() -> None:
    assert CHAPTER.says(f"millions whole from {WHOLE_FROM} and to one decimal below")
    rows = CHAPTER.table("Council", "Gain of the first, £m")
    people = 700_000
    levels = [
        {"financial_year": "2020/21", "make_up": "one", "population_mid_year": 2020, "population": people, "reason": ""}
        | {"per_head": spending_for_each(Decimal(row["For each person, £"]) * people / 10**6, people)}
        for row in rows
    ]
    for row, level in zip(rows, levels, strict=True):
        gain = gain_at_level(levels[0], level).gain_m
        assert gain is not None
        same([float(gain)], row, "Gain of the first, £m")


def test_the_examples_of_need() -> None:
    rows = CHAPTER.table("Need share")
    drivers = pd.DataFrame(rows)[["Funding, £m", "Children", "Adults"]].astype("float64")
    drivers = drivers.set_axis(["funding_m", "children", "adults"], axis="columns").assign(population=1.0)
    result = model_need(drivers, {"children": 0.5, "adults": 0.5})
    for row, own in zip(rows, result.itertuples(), strict=True):
        same([own.need_share, own.allocation_m, own.change_m], row, *list(row)[3:])


def test_the_example_of_damping() -> None:
    rows = CHAPTER.table("Damped at 10%, pence")
    funding, allocation, expected = (np.array([int(row[name]) for row in rows]) for name in list(rows[0]))
    assert damped(funding, allocation, 0.1).tolist() == expected.tolist()


def test_the_drivers_are_those_of_the_file() -> None:
    weights = read_needs_model(project().needs_model).weights
    drivers = weights[weights["weight_percent"].notna()]["title"].drop_duplicates()
    assert [row["Driver"] for row in CHAPTER.table("Driver", "Stands for")] == [title.lower() for title in drivers]


def test_the_example_of_a_virtual_unitary() -> None:
    for row in CHAPTER.table("County, £m", "Sum, £m"):
        county, districts, fire, people, covered = (int(row[name]) for name in list(row)[:5])
        same_year = {"financial_year": "2020/21", "own": False}
        power = pd.DataFrame(
            [
                {"area_code": "E10000018", "area_name": "Ours", "council_class": "County council", "total_m": county}
                | {"population": people, "per_head": 1.0}
                | same_year,
                {"area_code": "E06000016", "area_name": "City", "council_class": "Unitary council", "total_m": 1}
                | {"population": covered - people, "per_head": 1.0}
                | same_year,
            ]
        )
        areas = read_areas(project().areas)
        inside = [area.code for area in areas.within("E10000018") if area.area_type == "district"]
        parts = pd.DataFrame(
            [
                ("fire", Decimal(fire), "E10000018;E06000016"),
                *(("district", Decimal(districts) / len(inside), "E10000018") for _ in inside),
            ],
            columns=["part", "total_m", "covers"],
        ).assign(financial_year="2020/21")
        result = virtual_unitaries(power, parts, areas).iloc[0]
        same([result["total_m"], result["per_head"]], row, "Sum, £m", "For each person, £")
