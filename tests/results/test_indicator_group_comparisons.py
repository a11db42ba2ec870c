"""The place of an indicator in a group of its own, worked by hand on recorded crime and on small groups."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from comparing import NOW, OWN, RULES, members_of, observed, register

from helpers.comparator_groups import GroupEntry, GroupRule
from helpers.indicator_groups import IndicatorGroup
from helpers.params import Settings
from helpers.results import comparisons
from helpers.results.indicator_group_comparisons import indicator_group_comparisons
from helpers.results.reporting_figures import figures_for
from helpers.schema.comparison import INDICATOR_GROUP_COMPARISONS

COUNTIES = {
    "E10000003": 61.98,
    "E10000007": 62.36,
    "E10000008": 56.12,
    "E10000011": 70.86,
    "E10000012": 69.04,
    "E10000013": 66.03,
    "E10000014": 58.37,
    "E10000015": 66.83,
    "E10000016": 79.86,
    "E10000017": 69.28,
    OWN: 58.95,
    "E10000019": 67.66,
    "E10000020": 61.54,
    "E10000024": 67.91,
    "E10000025": 61.09,
    "E10000028": 62.49,
    "E10000029": 54.91,
    "E10000030": 59.69,
    "E10000031": 61.69,
    "E10000032": 68.26,
    "E10000034": 64.11,
}
"""Recorded crime per 1,000 people in the year to June 2025, by ONS, in the 21 counties that have districts.

Suffolk 54.91, Devon 56.12 and Hampshire 58.37 are below Leicestershire, so it is 4th; 1 + 4 * 3 // 21 = 1. The 11th in
order is Staffordshire with 62.49, after Derbyshire with 62.36.
"""

UNITARY = {"E06000011": 50.0, "E06000019": 51.0, "E06000047": 52.0}


def settings_of(group: str, *ids: str) -> Settings:
    """The settings of a run in which some indicators have a group of their own."""
    entry = GroupEntry(
        name="Some",
        short_name="some",
        method="By hand.",
        date=date(2023, 4, 1),
        licence="None.",
        rule=GroupRule(area_types=["county"]),
    )
    return Settings.model_construct(
        parameters=RULES,
        indicator_groups=tuple(IndicatorGroup(one, group, "So.") for one in ids),
        groups_of_indicators={group: entry},
    )


def rank_of(
    figures: dict[str, float | None], group: list[str], polarity: str = "lower_is_better", main: list[str] | None = None
) -> dict[str, Any]:
    """The one row of the table for an indicator whose own group has these members."""
    table = register(polarity)
    result = figures_for(observed({2023: figures}), table, [OWN], RULES)
    both = [members_of(main or list(figures)).assign(comparator_group="main")]
    both.append(members_of(group).assign(comparator_group="own"))
    settings = settings_of("own", "one", "retired")
    frame = indicator_group_comparisons(result, pd.concat(both), settings, table, [OWN])
    assert list(frame.columns) == list(INDICATOR_GROUP_COMPARISONS.names)
    (row,) = frame.to_dict("records")
    return row


def test_recorded_crime_is_ranked_among_the_counties_alone() -> None:
    row = rank_of(COUNTIES | UNITARY, list(COUNTIES))
    assert (row["rank"], row["n"], row["quartile"], row["tied"], row["median"]) == (4, 21, 1, 1, 62.49)
    assert (row["members"], row["group_name"]) == (21, "some")
    # Among all 24 the three unitary councils are ahead too: 7th, and 1 + 4 * 6 // 24 = 2.
    everyone = rank_of(COUNTIES | UNITARY, [*COUNTIES, *UNITARY])
    assert (everyone["rank"], everyone["n"], everyone["quartile"]) == (7, 24, 2)


def test_the_place_in_the_group_of_the_report_does_not_move() -> None:
    figures = figures_for(observed({2023: NOW}), register(), [OWN], RULES)
    before = comparisons.full_comparisons(figures, members_of(list(NOW)), register(), [OWN], RULES)
    rank_of(NOW, [OWN, "e", "f", "g"])
    after = comparisons.full_comparisons(figures, members_of(list(NOW)), register(), [OWN], RULES)
    pd.testing.assert_frame_equal(before, after)


def test_every_place_that_cannot_be_determined_has_its_reason() -> None:
    cases = {
        "3 councils have a figure; at least 4 are needed": rank_of(NOW, [OWN, "a", "b"]),
        "not in the comparator group in this period": rank_of(NOW, list("abcdefg")),
        "the group lists no councils for this council": rank_of(NOW, []),
        "polarity is neutral: neither end is better": rank_of(NOW, list(NOW), polarity="neutral"),
        "no other council in the group has a figure": rank_of({OWN: 5.0}, [OWN]),
    }
    assert {row["reason"]: pd.isna(row["rank"]) for row in cases.values()} == dict.fromkeys(cases, True)


def test_without_such_an_indicator_the_table_is_empty() -> None:
    figures = figures_for(observed({2023: NOW}), register(), [OWN], RULES)
    members = members_of(list(NOW)).assign(comparator_group="main")
    for ids in ([], ["retired"]):
        frame = indicator_group_comparisons(figures, members, settings_of("main", *ids), register(), [OWN])
        assert frame.empty
        assert list(frame.columns) == list(INDICATOR_GROUP_COMPARISONS.names)
