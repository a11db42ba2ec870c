"""Chapter 8: what the headline counts."""

from __future__ import annotations

import pandas as pd
from documents import read_chapter

from helpers.methods.false_discovery import chance_findings
from helpers.present.pages.evidence import headline_sentence
from helpers.results.compendium import column_name, direction_counts
from helpers.verdicts import CANNOT_BE_DETERMINED, CANNOT_BE_TOLD, CLEAR, USUAL

CHAPTER = read_chapter(8)


def test_the_example_of_a_headline() -> None:
    rows = CHAPTER.table("Per cent of those determined")
    directions = [row["Direction"] for row in rows for _ in range(int(row["Indicators"]))]
    counts = direction_counts(pd.DataFrame({"direction": directions})).iloc[0]
    assert counts["total"] == len(directions) == 10
    for row in rows:
        if row["Per cent of those determined"]:
            percent = counts[f"{column_name(row['Direction'])}_percent"]
            assert percent == float(row["Per cent of those determined"]), row


def test_the_example_of_a_headline_with_its_evidence() -> None:
    """Each determined direction is tested; p is 0.01 where the change is clear, and 0.5 elsewhere."""
    rows = [
        {"direction": row["Direction"], "evidence": CLEAR if number < int(row["Clear"]) else USUAL}
        for row in CHAPTER.table("Per cent of those determined")
        if row["Clear"]
        for number in range(int(row["Indicators"]))
    ]
    frame = pd.DataFrame([*rows, *[{"direction": CANNOT_BE_DETERMINED, "evidence": CANNOT_BE_TOLD}] * 2])
    p = frame["evidence"].map({CLEAR: 0.01, USUAL: 0.5})
    counts, chance = direction_counts(frame).iloc[0], chance_findings(p, p)
    assert CHAPTER.says(f'"{headline_sentence(counts, chance)}"')
