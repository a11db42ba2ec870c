"""Chapter 1: which figures a report may use."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
from documents import DECISIONS, day, read_chapter, same, year

from helpers.areas import read_areas
from helpers.paths import project
from helpers.periods import dates_of
from helpers.results import reporting_figures
from helpers.sources import absent_zeros, far_zeros

if TYPE_CHECKING:
    from conftest import Checkout

CHAPTER = read_chapter(1)


def test_the_as_at_examples_are_what_the_2023_report_uses() -> None:
    as_at = year(2023).as_at.by_period_type()
    for row in CHAPTER.table("Used in the 2023 report"):
        dates = dates_of(row["Period"], row["Type"])
        assert dates is not None and dates[1] == day(row["Ends"]), row
        assert row["Used in the 2023 report"] == ("yes" if dates[1] <= as_at[row["Type"]] else "no"), row


def test_the_examples_of_older_figures() -> None:
    rows = CHAPTER.table("Older figure")
    ends = [day(row["Period ended"]) for row in rows]
    ids = [f"i{number}" for number in range(len(rows))]
    own = pd.DataFrame({"indicator_id": ids, "period": "p", "period_start": ends, "period_end": ends, "value": 1.0})
    own = own.assign(lower_95=None, upper_95=None, marker="", status="final", area_flag="", latest=True)
    parameters = year(2023)
    indicators = own[["indicator_id"]].assign(why_no_figure="")
    result = reporting_figures.latest_figures(own, indicators, parameters.as_at.all_others, 36)
    assert parameters.stale_after_months == 36
    assert result["age_months"].tolist() == [int(row["Months before 31 March 2023"]) for row in rows]
    assert result["stale"].tolist() == [row["Older figure"] == "yes" for row in rows]


def test_the_rules_of_zeros_are_named_in_these_words() -> None:
    named = [row["Rule for a zero"] for row in CHAPTER.table("Rule for a zero")]
    assert named == [absent_zeros.REPLACED, absent_zeros.BASE, absent_zeros.FAR]
    assert CHAPTER.says(f"At least {far_zeros.LEAST_OTHERS} other areas")
    assert CHAPTER.says(f"where more than {far_zeros.MOST_MISSING:.0%} of the areas have no figure for the period")
    assert far_zeros.CHANCE_IF_MISSING == 1e-6
    assert CHAPTER.says(f"at least {far_zeros.LEAST_UNITS} units of the last decimal place in print")
    least = far_zeros.LEAST_OF_MEDIAN
    assert CHAPTER.says(f"at least {least['events']:.0%} of the median, or {least['measured']:.0%} for a score")
    assert CHAPTER.says(
        f"fewer than {far_zeros.COMMON_COUNT}, or no more than {far_zeros.COMMON_SHARE:.0%} of the figures"
    )
    assert CHAPTER.says(f"the chance of zero would be less than {far_zeros.CHANCE}")
    assert far_zeros.LEAST_OWN == 3
    assert far_zeros.SMALL_AREA == 0.1


SERIES_AND_PERIOD = ["indicator_id", "area_code", "period"]


def test_the_examples_of_zeros() -> None:
    for row in CHAPTER.table("Council with a zero"):
        share, base = float(row["Lowest other figure"]) / 100, float(row["Base of the zero"])
        same([-base * math.log(1 - share), (1 - share) ** base], row, "Expected at the lowest", "Chance of zero")
        absent = (1 - share) ** base < far_zeros.CHANCE
        assert row["What becomes of it"] == ("[x]" if absent else "stays")


def test_the_examples_of_zeros_are_those_of_the_report(built: Checkout) -> None:
    figures, entries = (
        pd.read_parquet(built.root / f"data/processed/2023/{name}.parquet").set_index(SERIES_AND_PERIOD)
        for name in ("observations", "absent_zeros")
    )
    names = {area.name: area.code for area in read_areas(project().areas) if area.end is None}
    for row in CHAPTER.table("Council with a zero"):
        key = (row["Zero"], names[row["Council with a zero"]], row["Period of the zero"])
        same([figures.loc[key, "denominator"]], row, "Base of the zero")
        assert (key in entries.index) == (row["What becomes of it"] == "[x]")
        if key in entries.index:
            same(entries.loc[key, ["lowest_other", "chance"]], row, "Lowest other figure", "Chance of zero")
        else:
            assert figures.loc[key, "value"] == 0
    zeros = int(figures["value"].eq(0).sum()) + len(entries)
    assert CHAPTER.says(f"Of the {zeros} zeros of the shipped figures {len(entries)} are marked")
    assert DECISIONS.says(f"{len(entries)} of the {zeros} zeros of the shipped figures are marked")
