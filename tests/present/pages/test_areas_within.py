"""Places within the council's area, as the page shows them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.present.pages.areas_within import differences, places_sentence
from helpers.publish.html import to_html
from helpers.results.areas_within import COLUMNS

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
        "intervals": "apart", "statistic": "maximum over districts", "worst": 55.5, "worst_areas": "Bee & Bee",
        "best": 40.0, "best_areas": "Ayton", "reason": None, "provisional": False, "derived": False,
    }  # fmt: skip
    return pd.DataFrame([usual | changes], columns=list(COLUMNS)).astype(COLUMNS)


NOTHING = within().head(0)


def test_without_figures_one_sentence_says_so() -> None:
    part = differences(NOTHING, BELOW, INDICATORS)
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
    html = to_html(differences(within(), BELOW, INDICATORS))
    assert "3 of 3 districts" in html
    assert "40.0 (Ayton)" in html
    assert html.count("55.5 (Bee &amp; Bee)") == 2
    partly = within(
        indicator_id="jobs", with_figure=2, without_figure=1, why_without="no row in the files: Ceeham", worst=None,
        worst_areas=None, reason="1 of 3 districts has no figure, and could be worse", stale=True,
    )  # fmt: skip
    html = to_html(differences(partly, BELOW, INDICATORS))
    assert "2 of 3 districts" in html
    assert "1 of 3 districts has no figure, and could be worse; no row in the files: Ceeham; an older figure" in html
    assert "[x]" in html
    assert "&lt;Jobs&gt;" in html


def test_a_provisional_figure_is_marked_beside_the_title() -> None:
    assert "Waste [p]" in to_html(differences(within(provisional=True), BELOW, INDICATORS))
    assert "Waste [d]" in to_html(differences(within(derived=True), BELOW, INDICATORS))
    assert "[p]" not in to_html(differences(within(), BELOW, INDICATORS))


def test_a_measure_of_context_has_no_worst_place() -> None:
    context = within(polarity="neutral", worst=None, worst_areas=None, statistic=None, reason="polarity is neutral")
    html = to_html(differences(context, BELOW, INDICATORS))
    assert "[z]" in html
    assert "[x]" not in html
