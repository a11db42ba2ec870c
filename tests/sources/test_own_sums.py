"""The sums by which a hidden count could be worked out: areas of a county, quarters of a year, and ages together."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.areas import Area, Areas
from helpers.disclosure_terms import SumOfParts
from helpers.sources.own_sums import sums_between

YEAR = (date(2022, 4, 1), date(2023, 3, 31))
QUARTERS = [
    (date(2022, 4, 1), date(2022, 6, 30)),
    (date(2022, 7, 1), date(2022, 9, 30)),
    (date(2022, 10, 1), date(2022, 12, 31)),
    (date(2023, 1, 1), date(2023, 3, 31)),
]
HALF = (date(2022, 10, 1), date(2023, 3, 31))
NO_AGES = pd.DataFrame(columns=["indicator_id", "area_code", "period_start", "period_end", "respondents"])


def _area(code: str, area_type: str, parent: str = "") -> Area:
    return Area(code, code, area_type, "", None, None, (), (), "", parent=parent)


AREAS = Areas(
    {
        area.code: area
        for area in (
            _area("county", "county"),
            _area("north", "district", "county"),
            _area("south", "district", "county"),
            _area("local-hill", "neighbourhood", "county"),
            _area("local-street", "neighbourhood", "north"),
        )
    }
)


def figures(*rows: tuple[str, tuple[date, date]], indicator: str = "visits") -> pd.DataFrame:
    """Return figures named by area and first month; each with ten respondents."""
    names = [f"{area} {start:%m}-{end:%m}" for area, (start, end) in rows]
    return pd.DataFrame(
        [(indicator, area, start, end, 10) for area, (start, end) in rows],
        columns=["indicator_id", "area_code", "period_start", "period_end", "respondents"],
        index=names,
    )


def test_all_districts_are_their_county_and_some_may_lack_others() -> None:
    both = figures(("county", YEAR), ("north", YEAR), ("south", YEAR))
    assert sums_between(both, NO_AGES, AREAS) == [
        SumOfParts("county 04-03", ("north 04-03", "south 04-03"), False),
    ]
    assert sums_between(both.drop("south 04-03"), NO_AGES, AREAS) == [
        SumOfParts("county 04-03", ("north 04-03",), True)
    ]


def test_neighbourhoods_may_always_lack_others_and_lie_directly_in_their_area() -> None:
    rows = figures(("county", YEAR), ("north", YEAR), ("local-hill", YEAR), ("local-street", YEAR))
    assert sums_between(rows, NO_AGES, AREAS) == [
        SumOfParts("county 04-03", ("local-hill 04-03",), True),
        SumOfParts("county 04-03", ("north 04-03",), True),
        SumOfParts("north 04-03", ("local-street 04-03",), True),
    ]


def test_areas_of_other_periods_or_indicators_are_no_parts() -> None:
    rows = pd.concat([figures(("county", YEAR), ("north", QUARTERS[0])), figures(("south", YEAR), indicator="loans")])
    assert sums_between(rows, NO_AGES, AREAS) == []
    assert sums_between(rows.head(0), NO_AGES, AREAS) == []


def test_quarters_without_a_hole_are_their_year() -> None:
    whole = figures(("county", YEAR), *(("county", quarter) for quarter in QUARTERS))
    parts = ("county 04-06", "county 07-09", "county 10-12", "county 01-03")
    assert sums_between(whole, NO_AGES, AREAS) == [SumOfParts("county 04-03", parts)]
    assert sums_between(whole.drop("county 07-09"), NO_AGES, AREAS) == []


def test_of_two_ways_to_add_up_a_period_the_longest_parts_are_taken() -> None:
    rows = figures(("county", YEAR), *(("county", quarter) for quarter in QUARTERS), ("county", HALF))
    assert sums_between(rows, NO_AGES, AREAS) == [
        SumOfParts("county 04-03", ("county 04-06", "county 07-09", "county 10-03")),
        SumOfParts("county 10-03", ("county 10-12", "county 01-03")),
    ]


def test_ages_are_all_where_as_many_people_answered() -> None:
    total = figures(("county", YEAR))
    ages = pd.concat([total.assign(respondents=4).set_axis(["young"]), total.assign(respondents=6).set_axis(["old"])])
    assert sums_between(total, ages, AREAS) == [SumOfParts("county 04-03", ("young", "old"), False)]
    assert sums_between(total, ages.assign(respondents=4), AREAS) == [
        SumOfParts("county 04-03", ("young", "old"), True)
    ]
    other = ages.assign(area_code="north")  # the figure that they are of was not handed in
    assert sums_between(total, other, AREAS) == []
