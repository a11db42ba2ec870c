"""What is said of how sure each quartile is."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from helpers.present.pages import rank_certainty as sureness
from helpers.publish.html import to_html
from helpers.results.rank_certainty import certainty_counts


def row(indicator_id: str, quartile: int, best: int | None, worst: int | None) -> dict[str, object]:
    return {"indicator_id": indicator_id, "quartile": quartile, "quartile_best": best, "quartile_worst": worst}


FRAME = pd.DataFrame(
    [row("a", 1, 1, 1), row("b", 1, 1, 3), row("c", 2, 1, 2), row("d", 4, 1, 4), row("e", 4, None, None)]
).astype({"quartile_best": "Int64", "quartile_worst": "Int64"})


def test_indicators_are_counted_by_how_many_quartiles_they_could_be_in() -> None:
    counts = certainty_counts(FRAME).set_index("quartile")
    assert counts.to_numpy().tolist() == [
        [1, 0, 1, 0, 0, 2],
        [0, 1, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 1, 1, 2],
    ]
    assert sureness.certainty_sentence(certainty_counts(FRAME)) == (
        "Of 5 counted indicators with a rank, the quartile is sure for 1. 1 could be in one of two quartiles, 1 in one "
        "of three and 1 in any of the four. For 1 it cannot be told, as nothing is known of how far the figures go up "
        "and down."
    )
    assert "All" in to_html(sureness.certainty_counts_table(certainty_counts(FRAME)))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "No counted indicator has a rank."),
        (
            [row("a", 3, 3, 3)],
            "Of 1 counted indicator with a rank, the quartile is sure for 1. None could be in",
        ),
        (
            [row("a", 3, 2, 3)],
            "the quartile is sure for none. 1 could be in one of two quartiles, none in one of",
        ),
    ],
)
def test_none_and_one_are_said_as_they_are(rows: list[dict[str, object]], sentence: str) -> None:
    assert sentence in sureness.certainty_sentence(certainty_counts(FRAME.head(0) if not rows else pd.DataFrame(rows)))


def test_each_rank_is_printed_with_its_sets_and_chances() -> None:
    usual = {
        "indicator_id": "b",
        "rank": 2,
        "n": 36,
        "quartile": 1,
        "quartile_best": 1,
        "quartile_worst": 3,
        "rank_50_lower": 2,
        "rank_50_upper": 2,
        "rank_95_lower": 1,
        "rank_95_upper": 19,
        "top_half_probability": 0.953,
        "quartile_1_probability": 0.6,
        "quartile_2_probability": 0.353,
        "quartile_3_probability": 0.047,
        "quartile_4_probability": 0.0,
        "reason": "",
    }
    unknown = dict.fromkeys(usual) | {"indicator_id": "a", "rank": 5, "n": 36, "quartile": 1, "reason": "too few"}
    titles = pd.DataFrame({"indicator_id": ["a", "b"], "title": ["A", "B"], "tied": [1, 3]})
    html = to_html(sureness.certainty_table(pd.DataFrame([usual, unknown]), titles))
    (body,) = re.findall(r"<tbody>(.*?)</tbody>", html, re.DOTALL)
    cells = [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", body)]
    assert cells == ["B", "=2nd of 36", "1st 1st to 3rd", "2nd", "1st to 19th", "95", "60", "35", "5", "0"]
    assert "1 indicator with a rank is left out: too few (1)." in html
    assert "left out" not in to_html(sureness.certainty_table(pd.DataFrame([usual]), titles))
