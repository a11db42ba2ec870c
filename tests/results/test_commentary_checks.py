"""A typed number that contradicts a fact of its indicator is found; one that agrees, or is the writer's own, is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from helpers.problems import InputProblem
from helpers.results.commentary_checks import find_contradictions, refuse_contradictions
from helpers.results.commentary_facts import FACT_COLUMNS, commentary_facts

NOTHING = dict.fromkeys(("rank", "quartile", "previous_rank", "previous_quartile", "median", "england"))

COMPENDIUM = pd.DataFrame(
    [
        {"indicator_id": "recycling", "unit": "%", "decimals": 1, "value": 41.8, "period": "2022/23",
         "previous_value": 43.4, "previous_period": "2021/22", "change": -1.6, "change_percent": -3.687},
        {"indicator_id": "spend", "unit": "GBP", "decimals": 0, "value": 62_743_940.0, "period": "2022/23",
         "previous_value": 49.7e6, "previous_period": "2021/22", "change": 13_043_940.0, "change_percent": 26.2},
        {"indicator_id": "ksi", "unit": "per 100,000 people", "decimals": 2, "value": 12.25, "period": "2022",
         "previous_value": 13.0, "previous_period": "2021", "change": -0.75, "change_percent": -5.8},
        {"indicator_id": "wait", "unit": "days", "decimals": 0, "value": 35.0, "period": "2022/23",
         "previous_value": None, "previous_period": None, "change": None, "change_percent": None},
    ]
)  # fmt: skip
COMPARISONS = pd.DataFrame(
    [
        {
            "indicator_id": "recycling",
            "rank": 26,
            "quartile": 3,
            "previous_rank": 20,
            "previous_quartile": 2,
            "median": 44.2,
            "england": 43.3,
        },
        *({"indicator_id": name} | NOTHING for name in ("spend", "ksi")),
    ]
)
SERIES = pd.DataFrame(
    {
        "indicator_id": ["recycling"] * 3,
        "area_code": "E10000018",
        "period": ["2019/20", "2022/23", "2018/19"],
        "period_start": date(2019, 4, 1),
        "period_end": date(2020, 3, 31),
        "value": [45.0, 41.8, None],
    }
)
TARGETS = pd.DataFrame({"indicator_id": ["recycling", "ksi"], "target": [50.0, None]})
TITLES = {
    "recycling": "Household waste reused, recycled or composted",
    "spend": "Gross spend on children in care",
    "ksi": "People killed or seriously injured on roads",
    "wait": "Days to place a child for adoption",
}
FACTS = commentary_facts(COMPENDIUM, COMPARISONS, SERIES, TARGETS)


def found_in(text: str, about: str = "recycling", kind: str = "indicator") -> list[tuple[str, str, str]]:
    words = pd.DataFrame([{"about": about, "kind": kind, "words": text, "file": "2023/a.md", "line": 6}])
    rows = find_contradictions(words, FACTS, TITLES)
    return list(rows[["typed", "indicator_id", "fact"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("text", "typed", "fact"),
    [
        ("Recycling fell to 45.2%.", "45.2%", "latest"),
        ("Recycling is now 45 per cent.", "45 per cent", "latest"),
        ("The recycling rate in Leicestershire was 45%.", "45%", "latest"),
        ("The rate was 45.2% in 2022/23.", "45.2%", "latest"),
        ("In 2022-23 the rate was 45.2%.", "45.2%", "latest"),
        ("It was 43.4% in 2022/23.", "43.4%", "latest"),
        ("About 60% is now recycled; it was 60%.", "60%", "latest"),
        ("It fell from 47% the year before.", "47%", "previous"),
        ("It was 47% in 2021/22.", "47%", "previous"),
        ("From 43.4% it went to 48.2%.", "48.2%", "latest"),
        ("It changed from 43.4% in 2021/22 to about 48%.", "48%", "latest"),
        ("It was 39.0% in 2019/20.", "39.0%", "of_period"),
        ("It fell by 2.5 percentage points.", "2.5 percentage points", "change"),
        ("It rose by 1.6 percentage points.", "1.6 percentage points", "change"),
        ("It fell by 9%.", "9%", "change_percent"),
        ("England had 50%.", "50%", "england"),
        ("Recycling is below the 40% nationally.", "40%", "england"),
        ("The median is 39%.", "39%", "median"),
        ("We missed the target of 55%.", "55%", "target"),
        ("We are 12th of 36.", "12th of 36", "rank"),
        ("Our rank rose from 12th of 36.", "12th of 36", "previous_rank"),
        ("We are in the fourth quartile.", "fourth quartile", "quartile"),
        ("We fell from the top quartile.", "top quartile", "previous_quartile"),
        ("It did well. Recycling fell to 45.2%. More next year.", "45.2%", "latest"),
    ],
)
def test_a_number_that_contradicts_is_found_with_its_fact(text: str, typed: str, fact: str) -> None:
    assert found_in(text) == [(typed, "recycling", fact)]


@pytest.mark.parametrize(
    "text",
    [
        "Recycling fell to 41.8%, from 43.4% the year before.",
        "The rate was 41.8% in 2022/23 (43.4% in 2021/22); England had 43.3%.",
        "It fell by 1.6 percentage points, or by 3.7%.",
        "It fell to 42% and was 45% in 2019/20.",
        "We are 26th of 36 and in the third quartile, down from the second quartile.",
        "About 42% of waste was recycled. Just over 40% is our rate.",
        "The national figure is 43.3% and the median 44.2%, against a target of 50%.",
        "In 2015/16 it was 47%.",  # no fact of that year
        # the writer's own numbers: nothing near them names a fact of the indicator
        "A dry spring cost us 3% of garden waste.",
        "We spent \u00a32m on 12 new lorries, and 5% of crews were ill.",
        "Performance improved because of 12% more staff.",
        "The measure was hard to meet as sickness was 6%.",
        "It is clear that sickness was 6%. This is because pay was 6% behind.",
        "The 19th century mill is now a depot.",
        "Charnwood reached 48%.",
        "In 2021 the fleet was 12% electric.",
        "",
    ],
)
def test_a_number_that_agrees_or_is_of_something_else_is_not(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("about", "text", "expected"),
    [
        ("spend", "Spend rose to \u00a362.7m from \u00a349.7m, by \u00a313.0m.", []),
        ("spend", "Spend rose to \u00a362,743,940.", []),
        ("spend", "Spend rose to \u00a363 million.", []),
        ("spend", "We saved \u00a31.2m by placing children nearer home.", []),
        ("spend", "Spend rose to \u00a372.7m.", [("\u00a372.7m", "spend", "latest")]),
        ("spend", "Spend rose to \u00a362.7.", [("\u00a362.7", "spend", "latest")]),
        ("spend", "Spend rose by \u00a323m.", [("\u00a323m", "spend", "change")]),
        ("spend", "The share rose to 62%.", []),  # another unit
        ("ksi", "The rate fell to 12.25 per 100,000.", []),
        ("ksi", "It fell from 13.0 to 12.3.", []),
        ("ksi", "There were 87 serious injuries in 2022.", []),
        ("ksi", "The rate fell to 14.1 per 100,000.", [("14.1 per 100,000", "ksi", "latest")]),
        ("ksi", "It fell from 15.0 to 12.25.", [("15.0", "ksi", "previous")]),
        ("ksi", "It fell to 3 per 1,000.", []),  # another rate
        ("wait", "It now takes 12 staff; the number rose to 35 days.", []),
        ("wait", "The number rose to 41 days.", [("41", "wait", "latest")]),
    ],
)
def test_the_unit_decides_which_numbers_are_looked_at(about: str, text: str, expected: list[Any]) -> None:
    assert found_in(text, about) == expected


def test_a_comment_on_a_dashboard_is_checked_for_the_indicators_it_names() -> None:
    named = "Household waste reused, recycled or composted fell to 45.2%."
    assert found_in(named, "Waste", "dashboard") == [("45.2%", "recycling", "latest")]
    assert found_in("Performance fell to 45.2%.", "Waste", "dashboard") == []


def test_a_sentence_that_names_another_indicator_is_of_that_one() -> None:
    text = "Household waste reused, recycled or composted fell to 41.8%, and people killed or injured fell to 45.2%."
    assert found_in(text.partition(", and")[0] + ".", "ksi") == []
    assert found_in("Household waste reused, recycled or composted fell to 45.2%.", "ksi") == [
        ("45.2%", "recycling", "latest")
    ]


def test_the_run_stops_and_names_the_sentence_the_number_and_the_cell() -> None:
    row = {"about": "recycling", "kind": "indicator", "file": "2023/a.md", "line": 6}
    words = pd.DataFrame([row | {"words": "A dry year. Recycling fell to 45.2%."}] * 7)
    rows = find_contradictions(words, FACTS, TITLES)
    with pytest.raises(InputProblem) as caught:
        refuse_contradictions(rows.head(1))
    assert str(caught.value) == (
        "2023/a.md line 6: 'Recycling fell to 45.2%.' says 45.2%, but the latest figure is 41.8% "
        "(compendium/recycling/value). Correct the number, or say in the sentence what else it is the number of."
    )
    with pytest.raises(InputProblem, match=r"There are 2 more\. Correct"):
        refuse_contradictions(rows)
    refuse_contradictions(rows.iloc[:0])


@pytest.mark.parametrize(
    ("text", "about", "printed"),
    [
        ("Spend rose to \u00a372.7m.", "spend", "the latest figure is \u00a362,743,940 ("),
        ("It fell by 2.5 percentage points.", "recycling", "the change is \u22121.6 percentage points ("),
        ("We are 12th of 36.", "recycling", "the rank is 26 ("),
        ("The rate fell to 14.1 per 100,000.", "ksi", "the latest figure is 12.25 per 100,000 ("),
    ],
)
def test_the_fact_is_printed_in_its_unit(text: str, about: str, printed: str) -> None:
    words = pd.DataFrame([{"about": about, "kind": "indicator", "words": text, "file": "2023/a.md", "line": 6}])
    with pytest.raises(InputProblem) as caught:
        refuse_contradictions(find_contradictions(words, FACTS, TITLES))
    assert printed in str(caught.value)


def test_facts_are_in_the_units_that_people_type_and_name_their_cells() -> None:
    assert tuple(FACTS.columns) == FACT_COLUMNS
    facts = {(row.indicator_id, row.fact): row for row in FACTS.itertuples(index=False)}
    assert (facts["recycling", "change"].value, facts["recycling", "change"].unit) == (-1.6, "percentage points")
    assert facts["recycling", "of_period"].fact_id == ("own_series/recycling+E10000018+2019-04-01+2020-03-31/value")
    assert facts["recycling", "target"].fact_id == "commentary/recycling/target"
    assert ("wait", "previous") not in facts and ("ksi", "target") not in facts
    millions = COMPENDIUM[COMPENDIUM["indicator_id"] == "spend"].assign(unit="GBP million", value=62.7, decimals=1)
    assert commentary_facts(millions, COMPARISONS).iloc[0]["value"] == pytest.approx(62.7e6)


@pytest.mark.parametrize("text", ["1." * 4000, "It was " * 3000 + "5%", "of " * 5000 + "3%.", "(" * 9000])
def test_long_texts_end(text: str) -> None:
    assert len(found_in(text)) <= 1
