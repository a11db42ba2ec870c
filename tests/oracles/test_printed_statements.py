"""Figures of the shipped statements and headlines are those that were read from the council's reports."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helpers.paths import Project
from helpers.sources.printed_headlines import read_printed_headlines

MILLION = {"": 1, "%": 1, "GBP": 1, "GBP thousand": 1e3, "GBP million": 1e6, "GBP billion": 1e9}
NAMES = {"indicators": "total", "cannot_be_determined": "not_determinable"}
ELSEWHERE = {"own_rank_2024"}
"""Statements with a figure from outside the reports: the source column says where it is from."""


@pytest.fixture(scope="module")
def published(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / "published" / "published_figures.csv", dtype="str", keep_default_na=False)


def amounts(published: pd.DataFrame, year: str, paragraphs: set[str]) -> set[float]:
    """Return the figures that some paragraphs of a report print, in single pounds, shares of one also in per cent."""
    rows = published[published["document_year"].eq(year) & published["paragraph"].isin(paragraphs)]
    numbers = pd.to_numeric(rows["value"], errors="coerce")
    scale = rows["unit"].str.extract(r"GBP (million|billion)")[0].map({"million": 1e6, "billion": 1e9}).fillna(1)
    shares = numbers[rows["unit"].eq("share")] * 100
    return {round(float(number), 2) for number in pd.concat([numbers * scale, shares]).dropna()}


def test_every_figure_of_a_statement_is_in_the_paragraph_that_it_names(root: Path, published: pd.DataFrame) -> None:
    statements = pd.read_csv(Project(root).statements, dtype="str", keep_default_na=False)
    checked = 0
    for row in statements[~statements["statement_id"].isin(ELSEWHERE)].to_dict("records"):
        printed = amounts(published, row["report_years"].split(";")[0], {row["paragraph"]})
        for name, unit in (("figure", row["unit"]), ("other_figure", row["unit"]), ("printed_percent", "%")):
            if row[name]:
                amount = float(row[name]) * MILLION[unit]
                nearest = min(printed, key=lambda number: abs(number - amount))
                assert nearest == pytest.approx(amount, rel=0.02), (row["statement_id"], name)
                checked += 1
    assert checked > 100


def test_every_printed_headline_is_in_the_paragraph_that_it_names(root: Path, published: pd.DataFrame) -> None:
    headlines = read_printed_headlines(Project(root).printed_headlines)
    for row in headlines.to_dict("records"):
        printed = amounts(published, str(row["report_year"]), {row["paragraph"]})
        assert row["number"] in printed, row["what"]
