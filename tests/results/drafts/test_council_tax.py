"""What a draft says of council tax, held to two bills of a made-up council."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from helpers.results.drafts.council_tax import NO_TAX, TaxInTables, tax_in_tables, wrong_council_tax
from helpers.sources.drafts.plain_text import read_text

TAX = pd.DataFrame(
    [
        ("2021/22", 1400.0, 1500.0, 4.0, 40.0, math.nan, 8, 20, 1450.0, 5),
        ("2022/23", 1442.0, 1442.0, 3.0, 14.0, -3.9, 9, 21, 1480.0, 7),
    ],
    columns=[
        "financial_year",
        "band_d_gbp",
        "real_band_d_gbp",
        "increase_percent",
        "care_precept_gbp",
        "real_change_percent",
        "rank",
        "n",
        "median_gbp",
        "increase_rank",
    ],
)
FIGURES = tax_in_tables(TAX, ["Eastshire"])


def looked_up(sentence: str, tax: TaxInTables = FIGURES) -> tuple[list[str], int]:
    draft = read_text(f"# Draft\n\n{sentence}\n".encode(), "draft.md", is_markdown=True)
    faults, compared = wrong_council_tax(draft, tax, 2023)
    return [fault.expected.partition(", as the tables")[0] for fault in faults], compared


@pytest.mark.parametrize(
    ("sentence", "expected", "compared"),
    [
        ("Council tax is £1,442 for a Band D home.", [], 1),
        ("Council tax is £1,424 for a Band D home.", ["£1,442.00 for a Band D home in 2022/23"], 1),
        ("In 2021/22 council tax was £1,400 for a Band D home.", [], 1),
        ("In 2021/22 council tax was £1,500 for a Band D home at 2022/23 prices.", [], 1),
        ("In 2020/21 council tax was £1,300 for a Band D home.", [], 0),
        ("Council tax is below the median of £1,470.", ["£1,480.00, the median of its kind in 2022/23"], 1),
        ("Council tax rose by £42.", [], 0),  # a change in pounds is no bill
        ("Council tax rose by 3%.", [], 1),
        ("Council tax rose by 4%.", ["a rise of +3.0% in 2022/23"], 1),
        ("In real terms council tax fell by 3.9%.", [], 1),
        ("In real terms council tax rose by 3.9%.", ["a change of -3.9% in real terms in 2022/23"], 1),
        ("In 2021/22 council tax rose by 9% in real terms.", [], 0),  # nobody knows
        ("Of council tax £14 was the adult social care precept.", [], 1),
        ("Of council tax £41 was the adult social care precept.", ["£14.00 or £1,442.00 for adult social care"], 1),
        ("Council tax is the 9th lowest of 21.", [], 2),
        ("Council tax is the 9th lowest of 20.", ["a rank of 21 councils of its kind in 2022/23"], 2),
        ("For council tax it was the 8th lowest rise.", ["rank 7 from the lowest of the rise in 2022/23"], 1),
        ("Council tax is the 9th lowest.", [], 0),
        ("Council tax of all homes came to £999m.", [], 0),
        ("Eastshire has a council tax of £999.", [], 0),
        ("The police share of council tax is £999.", [], 0),
    ],
)
def test_a_statement_of_council_tax_is_held_to_its_year(sentence: str, expected: list[str], compared: int) -> None:
    faults, numbers = looked_up(sentence)
    assert [fault.startswith(words) for fault, words in zip(faults, expected, strict=True)] == [True] * len(expected)
    assert numbers == compared


def test_without_a_bill_nothing_is_contradicted() -> None:
    assert looked_up("Council tax is £1,424 for a Band D home.", NO_TAX) == ([], 0)
    assert tax_in_tables(TAX.head(0), []).newest == ""
