"""What a draft says of the needs model, held to two councils and two calculations."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from helpers.results.drafts.needs import NO_NEEDS, NeedsInTables, needs_in_tables, wrong_needs
from helpers.sources.drafts.plain_text import read_text

MODEL = pd.DataFrame(
    [
        ("As given", "Westshire", 26_400_000.0, 9_500_000.0, 540.0, 580.0, 556.0),
        ("As given", "Eastshire", -97_600_000.0, -41_200_000.0, 700.0, 618.0, 665.0),
        ("What if", "Westshire", 31_000_000.0, 31_000_000.0, 540.0, 587.0, 587.0),
    ],
    columns=[
        "needs_case",
        "area_name",
        "change",
        "damped_change",
        "funding_per_head",
        "model_per_head",
        "damped_per_head",
    ],
)
WEIGHTS = pd.DataFrame(
    [("As given", "Land area", 9.3), ("What if", "Land area", 25.0), ("As given", "Rurality", math.nan)],
    columns=["needs_case", "title", "weight_percent"],
)
NEEDS = needs_in_tables("Westshire", MODEL, WEIGHTS)


def looked_up(sentence: str, needs: NeedsInTables = NEEDS) -> tuple[list[str], int]:
    draft = read_text(f"# Draft\n\n{sentence}\n".encode(), "draft.md", is_markdown=True)
    faults, compared = wrong_needs(draft, needs, 2023)
    return [fault.expected.partition(", as the tables")[0] for fault in faults], compared


@pytest.mark.parametrize(
    ("sentence", "expected", "compared"),
    [
        ("By the needs model we would have £26.4m more.", [], 1),
        ("By the needs model we would have £26.4m less.", ["£26.4 million more for Westshire by the model"], 1),
        ("By the needs model Eastshire would lose £97.6m.", [], 1),
        ("By the needs model Eastshire would gain £97.6m.", ["£97.6 million less for Eastshire by the model"], 1),
        ("By the needs model we would have £9.5m more after damping.", [], 1),
        ("By the needs model we would have £26.4m more before damping.", [], 1),
        ("What if the needs model were other: £31m more.", [], 1),
        ("What if the needs model were other: £26.4m more.", ["£31.0 million more for Westshire by the model"], 1),
        ("By the needs model £26.4m are shared.", [], 0),  # neither more nor less
        ("By the needs model we would have £580 per person.", [], 1),
        ("By the needs model we would have £590 per person.", ["£580.00 or £540.00 for each person of Westshire"], 1),
        ("By the needs model land area weighs 9.3%.", [], 1),
        ("By the needs model land area weighs 25%.", ["9.3% for Land area"], 1),
        ("What if, by the needs model, land area weighs 25%.", [], 1),
        ("By the needs model rurality weighs 25%.", [], 0),  # what it weighs is missing
        ("The needs model has 3 councils.", ["2 councils in the model"], 1),
        ("What if the needs model has 1 councils.", [], 1),
        ("By the printed needs model we would have £1m more.", [], 0),
        ("We would have £1m more.", [], 0),
    ],
)
def test_a_statement_of_the_model_is_held_to_its_council(sentence: str, expected: list[str], compared: int) -> None:
    faults, numbers = looked_up(sentence)
    assert [one.startswith(words) for one, words in zip(faults, expected, strict=True)] == [True] * len(expected)
    assert numbers == compared


def test_without_a_model_nothing_is_contradicted() -> None:
    assert looked_up("By the needs model we would have £1m more.", NO_NEEDS) == ([], 0)
    assert needs_in_tables("Westshire", MODEL.head(0), WEIGHTS.head(0)).first_case == ""
