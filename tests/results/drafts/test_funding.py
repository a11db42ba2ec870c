"""What a draft says of funding, held to two settlement years of a made-up council."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from helpers.results.drafts.funding import NO_FUNDING, FundingInTables, funding_in_tables, wrong_funding
from helpers.results.spending_power import OF_COUNCIL, OF_ENGLAND
from helpers.sources.drafts.plain_text import read_text

YEARS = pd.DataFrame(
    [
        ("2021/22", 300.0, 400.0, 2, 20, 450.0, 500.0, 5, 900.0, 3, 19, 4),
        ("2022/23", 320.0, 420.5, 1, 21, 470.0, 520.0, 6, 950.0, 2, 20, 5),
        ("2023/24", math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, 6, math.nan, math.nan, math.nan, 5),
    ],
    columns=[
        "financial_year",
        "total_m",
        "per_head",
        "rank",
        "n",
        "class_average",
        "england_average",
        "ranked_years",
        "per_dwelling",
        "dwelling_rank",
        "dwelling_n",
        "dwelling_years",
    ],
)
LEVELS = pd.DataFrame(
    [
        ("2022/23", "Eastshire", OF_COUNCIL, False, 500.0, 60.0),
        ("2022/23", "Lowshire", OF_COUNCIL, False, 400.0, -15.0),
        ("2022/23", "All counties", "class", False, 470.0, 38.0),
        ("2022/23", "All boroughs", "class", True, 800.0, 290.0),
        ("2022/23", "England", OF_ENGLAND, True, 520.0, 76.0),
        ("2022/23", "Northshire", OF_COUNCIL, False, math.nan, math.nan),
    ],
    columns=["financial_year", "level_name", "level_of", "classes_differ", "per_head", "gain_m"],
)
FUNDING = funding_in_tables("Westshire", YEARS, LEVELS)


def looked_up(sentence: str, funding: FundingInTables = FUNDING) -> tuple[list[str], int]:
    draft = read_text(f"# Draft\n\n{sentence}\n".encode(), "draft.md", is_markdown=True)
    faults, compared = wrong_funding(draft, funding, 2023)
    return [fault.expected.partition(", as the tables")[0] for fault in faults], compared


def test_the_newest_year_is_the_newest_with_a_rank() -> None:
    assert FUNDING.newest == "2022/23"
    assert list(FUNDING.levels) == ["Eastshire", "Lowshire", "the average of its class", "the average of England"]
    assert funding_in_tables("Westshire", YEARS.iloc[2:], LEVELS).newest == ""


@pytest.mark.parametrize(
    ("sentence", "expected", "compared"),
    [
        ("Westshire had spending power of £320m.", [], 1),
        ("Westshire had spending power of £300m.", ["£320.0 million of spending power in 2022/23"], 1),
        ("In 2021/22 Westshire had spending power of £300m.", [], 1),
        ("In 2023/24 Westshire had spending power of £300m.", [], 0),  # nobody knows it yet
        ("In 2019/20 Westshire had spending power of £300m.", [], 0),
        # gaps to others, whose sign words say
        ("Funded like Eastshire we would be £60m better off.", [], 1),
        ("Funded like Eastshire we would be £66m better off.", ["£60.0 million at the level of Eastshire"], 1),
        ("Funded like Lowshire we would be £15m worse off.", [], 1),
        ("Funded like Northshire we would be £15m better off.", [], 0),
        ("Funded at the average we would have £40m more.", ["£38.0 million at the level of the average"], 1),
        ("At the England average of funding we would have £76m more.", [], 1),
        # for each person and each dwelling
        ("Westshire has funding of £420.50 per person.", [], 1),
        ("Westshire has funding of £400 per person.", ["£420.50 for each person of Westshire in 2022/23"], 1),
        ("Eastshire has funding of £420.50 per person.", ["£500.00 for each person of Eastshire in 2022/23"], 1),
        ("Funding was £960 for each dwelling.", ["£950.00 for each dwelling in 2022/23"], 1),
        ("Funding is £480, the average.", [], 0),
        ("Against an average of £480 funding is low.", ["£470.00, the average in 2022/23"], 1),
        # ranks from the lowest, with the number of those that are ranked
        ("Westshire is the lowest funded of 21 councils.", [], 2),
        (
            "Westshire is the 2nd lowest funded of 20 councils.",
            ["rank 1 from the lowest for each person in 2022/23", "a rank of 21 councils for each person in 2022/23"],
            2,
        ),
        ("In 2021/22 Westshire was the 2nd lowest funded of 20.", [], 2),
        ("For each dwelling, funding is the 3rd lowest of 20.", ["rank 2 from the lowest for each dwelling"], 2),
        ("Another is the 9th lowest funded.", [], 0),
        ("Funding was lowest in 4 of 6 years held.", [], 1),
        ("Funding was lowest in 4 of 5 years held.", ["6 years"], 1),
        ("Funding for each dwelling was lowest in 2 of 5 years with a rank.", [], 1),
        # money of others
        ("Schools have funding of £999 per person.", [], 0),
        ("The road cost £999m.", [], 0),
    ],
)
def test_a_statement_of_funding_is_held_to_its_year(sentence: str, expected: list[str], compared: int) -> None:
    faults, numbers = looked_up(sentence)
    assert [fault.startswith(words) for fault, words in zip(faults, expected, strict=True)] == [True] * len(expected)
    assert numbers == compared


def test_a_report_before_the_first_settlement_contradicts_nothing() -> None:
    assert looked_up("Westshire had spending power of £300m.", NO_FUNDING) == ([], 0)
