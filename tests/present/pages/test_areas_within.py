"""Places within the council's area, as the page shows them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.present.pages.areas_within import (
    areas_in_short,
    areas_over_time,
    differences,
    masking_sentence,
    places_sentence,
    worst_remarks,
)
from helpers.present.values import Beside, BulletList, Chart, Table
from helpers.publish.html import to_html
from helpers.results.areas_within import COLUMNS, WIDE

INDICATORS = pd.DataFrame(
    {"indicator_id": ["waste", "jobs"], "title": ["Waste", "<Jobs>"], "unit": ["kg", "%"], "decimals": [1, 0]}
)
BELOW = pd.DataFrame({"area_code": ["E07000001"]})


def within(**changes: object) -> pd.DataFrame:
    usual = {
        "indicator_id": "waste", "area_type": "district", "polarity": "lower_is_better", "period": "2022",
        "period_start": date(2022, 1, 1), "period_end": date(2022, 12, 31), "age_months": 3, "stale": False,
        "areas": 3, "with_figure": 3, "without_figure": 0, "why_without": "", "coverage": 100.0,
        "lowest": 40.0, "lowest_areas": "Ayton", "highest": 55.5, "highest_areas": "Bee & Bee", "spread": 15.5,
        "middle": 51.0, "spread_percent": 30.4, "masking": "not wide",
        "intervals": "apart", "statistic": "maximum over districts", "worst": 55.5, "worst_areas": "Bee & Bee",
        "best": 40.0, "best_areas": "Ayton", "reason": None, "provisional": False, "derived": False,
    }  # fmt: skip
    return pd.DataFrame([usual | changes], columns=list(COLUMNS)).astype(COLUMNS)


NOTHING = within().head(0)


def test_without_figures_one_sentence_says_so() -> None:
    part = differences(NOTHING, BELOW, INDICATORS, 50)
    assert repr(part) == (
        "No figures for districts or neighbourhoods were supplied, so we cannot say how areas within the council "
        "differ."
    )
    assert "<table" not in to_html(part)


def test_a_council_without_places_says_so() -> None:
    assert places_sentence(NOTHING, BELOW.head(0)).startswith("The council has no districts, and no neighbourhoods")


def test_the_sentence_says_how_many_cover_every_area() -> None:
    both = pd.concat([within(), within(indicator_id="jobs", with_figure=2, without_figure=1)])
    assert (
        places_sentence(both, BELOW) == "There are figures for 2 indicators by district, 1 of them for every district."
    )
    local = pd.concat([both, within(area_type="neighbourhood")])
    assert places_sentence(local, BELOW) == (
        "There are figures for 2 indicators by district, 1 of them for every district, and for 1 indicator by "
        "neighbourhood, 1 of them for every neighbourhood."
    )


def test_the_table_names_the_places_and_what_is_missing() -> None:
    html = to_html(differences(within(), BELOW, INDICATORS, 50))
    assert "3 of 3 districts" in html
    assert "40.0 (Ayton)" in html
    assert html.count("55.5 (Bee &amp; Bee)") == 2
    partly = within(
        indicator_id="jobs",
        with_figure=2,
        without_figure=1,
        why_without="no row in the files: Ceeham",
        worst=None,
        worst_areas=None,
        reason="1 of 3 districts has no figure, and could be worse",
        stale=True,
    )
    html = to_html(differences(partly, BELOW, INDICATORS, 50))
    assert "2 of 3 districts" in html
    assert "1 of 3 districts has no figure, and could be worse; no row in the files: Ceeham; an older figure" in html
    assert "[x]" in html
    assert "&lt;Jobs&gt;" in html


def test_a_provisional_figure_is_marked_beside_the_title() -> None:
    assert "Waste [p]" in to_html(differences(within(provisional=True), BELOW, INDICATORS, 50))
    assert "Waste [d]" in to_html(differences(within(derived=True), BELOW, INDICATORS, 50))
    assert "[p]" not in to_html(differences(within(), BELOW, INDICATORS, 50))


def test_a_measure_of_context_has_no_worst_place() -> None:
    context = within(polarity="neutral", worst=None, worst_areas=None, statistic=None, reason="polarity is neutral")
    html = to_html(differences(context, BELOW, INDICATORS, 50))
    assert "[z]" in html
    assert "[x]" not in html


TITLES = {"waste": "Waste", "jobs": "Jobs"}


def test_what_the_councils_figure_hides_is_named_with_the_widest_spread_first() -> None:
    wide = [
        within(masking="wide", spread_percent=60.0),
        within(indicator_id="jobs", masking="wide", spread_percent=90.0),
    ]
    assert masking_sentence(pd.concat(wide), TITLES, 50) == (
        "For 2 indicators the council's figure hides how areas differ (a spread of 50% of the middle area or more that "
        "chance does not explain): Jobs; Waste."
    )
    by_chance = within(masking="wide, and the intervals overlap", spread_percent=60.0)
    assert masking_sentence(by_chance, TITLES, 50).startswith("No indicator has a spread of 50%")
    html = to_html(differences(by_chance, BELOW, INDICATORS, 50))
    assert "Could be chance" in html


def figures(*rows: tuple[str, int, float | None]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "indicator_id": "waste",
                "area_code": name,
                "area_name": name,
                "area_type": "district",
                "period": f"{year}",
                "period_start": date(year, 1, 1),
                "period_end": date(year, 12, 31),
                "value": value,
                "marker": "" if value is not None else "[c]",
                "stretch": 0,
                "provisional": False,
                "derived": year == 2022,
            }
            for name, year, value in rows
        ]
    ).astype({"value": "float64"})


YEARS = [("Ayton", year, 40.0) for year in (2020, 2021, 2022)] + [
    ("Bee & Bee", 2020, 50.0),
    ("Bee & Bee", 2021, None),
    ("Bee & Bee", 2022, 55.5),
    ("Ceeham", 2022, None),
]
OWN = pd.DataFrame(
    {
        "indicator_id": "waste",
        "period": ["2021", "2022"],
        "period_start": [date(2021, 1, 1), date(2022, 1, 1)],
        "period_end": [date(2021, 12, 31), date(2022, 12, 31)],
        "value": [44.0, 45.0],
    }
)


def test_areas_over_time_are_drawn_with_words_and_the_newest_figure_of_each_is_printed() -> None:
    chart, newest = areas_over_time(figures(*YEARS), within(), OWN, INDICATORS, "Aland")
    assert isinstance(chart, Chart)
    assert chart.title == "Bee & Bee: worst in 1 of 1 indicator"
    assert chart.alt.endswith("Waste in 2022: lowest 40.0 (Ayton), highest 55.5 (Bee & Bee), worst Bee & Bee.")
    html = to_html(newest)
    assert "The newest figures by district" in html
    assert ("40.0 [d]" in html, "55.5 [d]" in html, "[c]" in html) == (True, True, True)


def test_the_site_has_one_table_of_figures_spread_and_worst_area() -> None:
    newest, message, key, charts = areas_in_short(
        figures(*YEARS), within().assign(masking=WIDE), OWN, INDICATORS, "Aland"
    )
    assert isinstance(newest, Table) and isinstance(charts, Beside)
    assert repr(message) == "Bee & Bee: worst in 1 of 1 indicator."
    assert repr(key) == "Dark line: the worst district in the newest period. Pale: the others. Dashed: Aland."
    (chart,) = (part for parts in charts.parts for part in parts)
    assert repr(chart) == "Chart: Waste, kg; worst: Bee & Bee"
    labels = [column.label for column in newest.columns]
    assert labels[:4] == ["Indicator", "Does the council's figure hide it?", "Worst area", "Spread"]
    assert labels[4:] == ["Ayton", "Bee & Bee", "Ceeham"]
    cells = {label: cell.text for label, cell in zip(labels, newest.rows[0], strict=True)}
    assert (cells["Ayton"], cells["Bee & Bee"]) == ("40.0", "55.5")
    assert cells["Ceeham"] == "Confidential, suppressed by the publisher or the council"
    assert (cells["Spread"], cells["Does the council's figure hide it?"], cells["Worst area"]) == (
        "30%",
        "Yes",
        "Bee & Bee",
    )
    assert cells["Indicator"] == "Waste (kg, 2022, worked out from counts)"


def test_an_indicator_whose_areas_are_alike_is_named_with_the_way_to_its_card() -> None:
    alike, names, _, _, charts = areas_in_short(figures(*YEARS), within(), OWN, INDICATORS, "Aland")
    assert isinstance(names, BulletList) and isinstance(charts, Beside)
    assert repr(alike) == "The spread is not wide for these; their pages have the figures:"
    assert [(span.text, span.href) for span in names.items[0]] == [("Waste", "indicators/waste.html")]


def test_an_indicator_of_two_periods_is_in_the_table_alone() -> None:
    html = to_html(areas_over_time(figures(*YEARS[1:3]), within(), OWN, INDICATORS, "Aland"))
    assert "there is no indicator to draw" in html
    assert "<svg" not in html
    assert "40.0 [d]" in html


def test_without_figures_of_areas_nothing_is_drawn() -> None:
    assert to_html(areas_over_time(figures(*YEARS).head(0), NOTHING, OWN, INDICATORS, "Aland")) == ""


def test_the_worst_district_is_named_for_the_period_that_is_printed() -> None:
    worst = pd.DataFrame(
        {
            "indicator_id": ["worst_waste", "worst_waste"],
            "period": ["2021", "2022"],
            "statistic": "maximum over districts",
            "districts": 7,
            "district_names": ["Ayton", "Beeford, Ceeham"],
        }
    )
    printed = pd.DataFrame({"indicator_id": ["worst_waste", "waste"], "period": ["2022", "2021"]})
    assert worst_remarks(worst, printed) == {"worst_waste": "The highest of 7 districts: Beeford, Ceeham"}
    lowest = worst.assign(statistic="minimum over districts")
    assert worst_remarks(lowest, printed) == {"worst_waste": "The lowest of 7 districts: Beeford, Ceeham"}
