"""The page on the printed figures of finished reports: of each year, of a year without any, and of another council."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from documents import read_chapter

from helpers.paths import Project
from helpers.present.pages.reconciliation import NONE_AT_HAND
from helpers.results.compendium import direction_counts, quartile_counts
from helpers.results.printed_headlines import headline_beside_printed
from helpers.sources.printed_headlines import read_printed_headlines

DIRECTIONS = ["improved", "no_real_change", "worsened", "cannot_be_determined"]
QUARTILES = ["first_quartile", "second_quartile", "third_quartile", "fourth_quartile"]


def page_of(root: Path, run: str, name: str = "08_reconciliation") -> str:
    return (root / f"reports/{run}/{name}.html").read_text(encoding="utf-8")


def counts_of(root: Path, year: int) -> list[str]:
    """What this project counts for a year, as the chapter prints it."""
    compendium = pd.read_parquet(root / f"data/processed/{year}/compendium.parquet")
    counted = compendium[compendium["in_headline"]]
    directions, quartiles = direction_counts(counted).iloc[0], quartile_counts(counted).iloc[0]
    numbers = [directions["determined"], *directions[DIRECTIONS], *(quartiles[f"quartile_{n}"] for n in range(1, 5))]
    return [f"{number:.0f}" for number in numbers]


def printed_of(root: Path, year: int) -> list[str]:
    """What the council's report of a year printed, as the chapter prints it."""
    beside = headline_beside_printed(read_printed_headlines(Project(root).printed_headlines), {}, year)
    rows = beside.set_index("what").reindex(["indicators", *DIRECTIONS, *QUARTILES])
    share = [f"{value:.0f}%" if value == value else "not printed" for value in rows["printed_percent"]]
    pairs = zip(rows["printed"], share, strict=True)
    return [f"{number:.0f}" if number == number else words for number, words in pairs]


def test_the_chapter_has_both_counts_of_each_year(every_report: Any) -> None:
    root, runs = every_report
    assert runs["years"].returncode == 0, runs["years"].stderr
    rows = read_chapter(16).table("Whose")
    assert [(row["Report"], row["Whose"].split("'")[0]) for row in rows] == [
        (year, whose) for year in ("2018", "2020", "2023") for whose in ("the council", "this project")
    ]
    for row in rows:
        counts = counts_of if row["Whose"] == "this project's" else printed_of
        assert list(row.values())[2:] == counts(root, int(row["Report"])), row


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("2018", "The council&#39;s report of 2018 prints 109 figures: "),
        ("2020", "The council&#39;s report of 2020 prints 74 figures: "),
        ("2023", "The council&#39;s report of 2023 prints 89 figures: "),
        ("2025", "No report of 2025 with printed figures is at hand; the newest with figures is that of 2023."),
        ("2023-E10000016", NONE_AT_HAND),
    ],
)
def test_the_page_speaks_of_the_figures_of_its_own_year_and_council(every_report: Any, run: str, words: str) -> None:
    root, _ = every_report
    page = page_of(root, run)
    assert words in page
    has_figures = run in ("2018", "2020", "2023")
    assert ("Which figures do not hold, and why?" in page) is has_figures
    assert ('href="08_reconciliation.html"' in page_of(root, run, "years")) is has_figures
    figures = pd.read_csv(root / f"data/processed/{run}/reconciled_figures.csv")
    assert len(figures) == {"2018": 362, "2020": 437, "2023-E10000016": 0}.get(run, 528)
