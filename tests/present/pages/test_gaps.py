"""What is printed of a gap between groups: both figures, its marker, its verdict and the word beside it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pandas as pd
import pytest

from helpers.present.pages import gaps
from helpers.publish.html import to_html

ROW: dict[str, Any] = {
    "indicator_id": "fsm_gap", "kind": "derived", "title": "Gap for free school meals", "unit": "percentage points",
    "decimals": 1, "counted": False, "anchor": "gld_fsm_pct", "first_group": "all", "second_group": "some",
    "value": 23.4, "lower_95": None, "upper_95": None, "period": "2022/23", "first_value": 69.1, "second_value": 45.7,
    "previous_value": 20.5, "direction": "Worsened", "gap_direction": "Widened", "remark": "", "reason": "because",
    "rank": 32, "tied": 1, "n": 38, "quartile": 4, "median": 19.85, "rank_reason": None, "provisional": False,
    "derived": True, "stale": False,
}  # fmt: skip


def frame_of(*changes: dict[str, Any]) -> pd.DataFrame:
    numbers = dict.fromkeys(("rank", "tied", "n", "quartile"), "Int64")
    return pd.DataFrame([ROW | change for change in changes]).astype(numbers)


def words(part: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", to_html(part)))).strip()


def test_a_full_row() -> None:
    text = words(gaps.gaps_table(frame_of({}), "county areas"))
    assert (
        "Gap for free school meals (percentage points) 23.4 [d] all: 69.1; some: 45.7 2022/23 20.5 [d] ▼ Worsened "
        "gap: widened 32nd of 38, 4th quartile 19.9"
    ) in text
    assert "Rank: the smallest gap is 1st" in text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"direction": "Improved", "gap_direction": "Narrowed"}, "▲ Improved gap: narrowed 32nd"),
        ({"direction": "No real change", "gap_direction": "No real change"}, "► No real change 32nd"),
        (
            {"direction": "No real change", "gap_direction": "No real change", "remark": "the gap crossed zero: so"},
            "► No real change gap: no real change; the gap crossed zero: so 32nd",
        ),
        (
            {"direction": "Cannot be determined", "gap_direction": "Changed sign", "remark": "it crossed zero"},
            "Cannot be determined gap: changed sign; it crossed zero because 32nd",
        ),
        (
            {
                "direction": "Cannot be determined",
                "gap_direction": "Cannot be determined",
                "rank": None,
                "rank_reason": "few",
            },
            "Cannot be determined because few 19.9",
        ),
        ({"lower_95": -3.1, "upper_95": 3.3}, "23.4 [d] 95% limits \N{MINUS SIGN}3.1 to 3.3 all: 69.1"),
        ({"kind": "published", "derived": False}, ") 23.4 published as a gap 2022/23 20.5 ▼"),
        ({"kind": "published", "derived": False, "value": None}, ") [x] [x] 2022/23 20.5 ▼"),
        ({"provisional": True}, "23.4 [d] [p] all"),
        ({"stale": True}, "2022/23 Older figure 20.5"),
        ({"value": None, "first_value": None, "derived": False}, ") [x] all: [x]; some: 45.7"),
    ],
)
def test_each_kind_of_cell(change: dict[str, Any], text: str) -> None:
    assert text in words(gaps.gaps_table(frame_of(change), "county areas"))


def test_the_evidence_stands_beside_the_gap_that_it_is_of() -> None:
    table = frame_of({}, {"indicator_id": "worked_out", "title": "Other"})
    evidence = pd.DataFrame({"indicator_id": ["else", "fsm_gap"], "evidence": ["clear", "cannot be told"]})
    page = words(gaps.gaps_table(table, "county areas", evidence))
    assert page.count("▼ Worsened how sure cannot be told gap: widened") == 1
    assert page.count("▼ Worsened gap: widened") == 1


def test_the_sentence_counts_every_direction() -> None:
    rows = [{"gap_direction": word} for word in ("Widened", "Narrowed", "Widened", "Cannot be determined")]
    assert words(gaps.gaps_sentence(frame_of({"kind": "published"}, *rows))) == (
        "5 gaps between groups, narrowed: 1; widened: 3; cannot be determined: 1. The 4 that are worked out here are "
        "in no count."
    )
    assert words(gaps.gaps_sentence(frame_of({}).head(0))) == "No measure of this report is a gap between two groups."


def test_the_word_is_beside_the_verdict_of_a_measure_that_is_a_gap() -> None:
    table = frame_of({}, {"indicator_id": "still", "gap_direction": "No real change"})
    assert {name: span.text for name, span in gaps.gap_spans(table).items()} == {"fsm_gap": "gap: widened"}
