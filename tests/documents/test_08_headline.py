"""Chapter 8: what the headline counts."""

from __future__ import annotations

import pandas as pd
from documents import read_chapter

from helpers.results.compendium import column_name, direction_counts

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
