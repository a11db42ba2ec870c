"""The rank in a group of an indicator's own, beside the rank in the group of the report."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.indicator_groups import IndicatorGroup
from helpers.present.pages import groups
from helpers.publish.html import to_html

SECOND: dict[str, Any] = {
    "indicator_id": "robbery_rate",
    "period": "Jun 2025",
    "value": 0.5,
    "n": 21,
    "members": 21,
    "rank": 4,
    "tied": 1,
    "quartile": 1,
    "median": 0.6,
    "reason": None,
    "group_name": "two-tier counties",
}
MAIN: dict[str, Any] = {
    "indicator_id": "robbery_rate",
    "title": "Robbery",
    "unit": "per 1,000",
    "decimals": 1,
    "rank": 9,
    "n": 36,
    "tied": 2,
    "quartile": 1,
    "reason": None,
    "value": 0.7,
}
WHY = (IndicatorGroup("robbery_rate", "own", "As reports before."), IndicatorGroup("retired", "own", "Not shown."))
NUMBERS = dict.fromkeys(("rank", "n", "tied", "quartile"), "Int64")


def html(second: dict[str, Any], main: dict[str, Any]) -> str:
    own = pd.DataFrame([SECOND | second]).astype(NUMBERS | {"members": "Int64"})
    compared = pd.DataFrame([MAIN | main]).astype(NUMBERS)
    return to_html(groups.indicator_groups_table(own, compared, "county areas", WHY))


def test_both_ranks_stand_side_by_side_with_the_name_and_the_number_of_each_group() -> None:
    text = html({}, {})
    assert "Among county areas" in text
    assert "=9th of 36, 1st quartile" in text
    assert "two-tier counties" in text
    assert "4th of 21, 1st quartile" in text
    assert "As reports before." in text
    assert "Not shown." not in text


def test_a_council_outside_the_group_keeps_its_figure() -> None:
    outside = {"value": None, "rank": None, "reason": "not in the comparator group in this period"}
    text = html(outside, {})
    assert ">0.7<" in text
    assert "not in the comparator group in this period; 21 of 21 have a figure" in text


@pytest.mark.parametrize(
    ("second", "printed"),
    [
        ({"n": 5, "reason": "5 councils have a figure; at least 8 are needed"}, "needed; 5 of 21 have a figure"),
        (
            {"n": 0, "members": None, "reason": "no figure in time for this report"},
            ">no figure in time for this report<",
        ),
    ],
)
def test_one_without_a_rank_says_why(second: dict[str, Any], printed: str) -> None:
    assert printed in html({"rank": None, "quartile": None, "tied": None} | second, {})
