"""The rank of an indicator in a group of its own, as a dashboard prints it below that in the group of the report."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pandas as pd
import pytest
from dashboard_row import ROW

from helpers.present.pages import dashboards
from helpers.publish.html import to_html

FEW = "3 councils have a figure; at least 8 are needed"
SECOND = {"rank": 4, "n": 21, "tied": 1, "quartile": 1, "reason": None, "group_name": "two-tier counties"}


@pytest.mark.parametrize(
    ("row", "second", "text"),
    [
        ({}, {}, "=2nd of 33 4th of 21 among two-tier counties, 1st quartile"),
        ({}, {"rank": None, "reason": FEW}, f"=2nd of 33 no rank among two-tier counties: {FEW}"),
        ({"rank": None, "rank_reason": FEW}, {"tied": 2}, "[x] =4th of 21 among two-tier counties, 1st quartile"),
        ({"polarity": "neutral", "rank": None}, {"rank": None, "reason": "polarity is neutral"}, "[z]"),
    ],
)
def test_the_rank_in_a_group_of_its_own_stands_below_that_in_the_group_of_the_report(
    row: dict[str, Any], second: dict[str, Any], text: str
) -> None:
    numbers = dict.fromkeys(("rank", "tied", "n", "quartile"), "Int64")
    frame = pd.DataFrame([ROW | row]).astype(numbers)
    own_groups = pd.DataFrame([SECOND | {"indicator_id": "waste_pct"} | second]).astype(numbers)
    series = pd.DataFrame(columns=["indicator_id", "year", "value", "period", "status", "marker", "step"])
    html = to_html(dashboards.dashboards(frame, series, "county areas", own_groups=own_groups))
    words = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))
    assert f"1st (best) {text} 40.0" in words
