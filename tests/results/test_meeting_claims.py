"""Claims of the whole council that the tables bear, and those that are refused with what the tables say."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from paper_material import STANDING, headline

from helpers.results.meeting_claims import Standing, refused_claims, standing_of

GOOD = replace(STANDING, improved=88, worsened=47)


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("The report shows good overall progress.", GOOD),
        ("The position is good but under pressure.", STANDING),
        ("Leicestershire remains the lowest-funded county council.", STANDING),
        ("It is the fifth best performing county.", replace(STANDING, median_rank=5)),
        ("It is the 12th best-performing county.", STANDING),
        ("A study of 2019 by a consultancy named it the most productive council.", STANDING),
        ("Progress was made in many services.", STANDING),
    ],
)
def test_a_claim_that_the_tables_bear_stands(text: str, standing: Standing) -> None:
    assert list(refused_claims([("Reasons", text)], standing)) == []


@pytest.mark.parametrize(
    ("text", "standing", "words", "why"),
    [
        ("All is well. There is good progress.", STANDING, "good progress", "48 indicators improved and 56 worsened"),
        ("It is good but under pressure.", replace(STANDING, median_rank=25), "good but under pressure", "25th of 36"),
        ("It is good but under pressure.", replace(GOOD, warnings=0), "good but under pressure", "no figure gives"),
        ("It is good but under pressure.", Standing(1, 2, 0), "good but under pressure", "has no overall position"),
        (
            "We are the lowest funded county.",
            replace(STANDING, is_lowest_funded=False),
            "lowest funded",
            "another council of its kind is funded less in 2020/21",
        ),
        ("We are the lowest funded county.", Standing(1, 2, 0), "lowest funded", "no rank in funding is known"),
        ("We are the best performing county.", STANDING, "best performing", "12th of 36, and it is from 4th to 27th"),
        ("We are the fifth best performing county.", STANDING, "fifth best performing", "median rank is 12th of 36"),
        ("We are the best performing county.", Standing(1, 2, 0), "best performing", "has no overall position"),
        ("We are the most productive council.", STANDING, "most productive", "no source and date"),
    ],
)
def test_a_claim_that_the_tables_do_not_bear_is_refused_with_its_sentence(
    text: str, standing: Standing, words: str, why: str
) -> None:
    (claim,) = refused_claims([("Reasons", text)], standing)
    assert (claim.where, claim.words) == ("Reasons", words)
    assert claim.sentence in text and why in claim.why


def test_what_claims_are_judged_by_is_read_from_the_tables() -> None:
    facts = pd.DataFrame([headline("all", 48, 21, 56), headline("Safe", 1, 0, 0)])
    own = {"n": 36, "median_rank": 12, "rank_95_lower": 4, "rank_95_upper": 27}
    assert standing_of(facts, own, 6, is_lowest_funded=True, funding_year="2020/21") == STANDING
    without = standing_of(facts.head(0), None, 0, is_lowest_funded=None, funding_year="")
    assert without == Standing(0, 0, 0)
    assert standing_of(facts, own | {"median_rank": None}, 0, None, "").median_rank is None
