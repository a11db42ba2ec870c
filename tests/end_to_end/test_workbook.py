"""The workbook of a report, read back by openpyxl and by pandas and held to the tables of the run."""

from __future__ import annotations

from typing import Any

import openpyxl
import pandas as pd
import pytest
from accessible_workbook import broken_conventions

NUMBERS = {
    "Latest figure": "value",
    "Previous figure": "previous_value",
    "Middle council": "median",
    "Rank, 1 is best": "rank",
    "Councils at this rank": "tied",
    "Quartile, 1 is best": "quartile",
    "Best quartile it could be in": "quartile_best",
    "Worst quartile it could be in": "quartile_worst",
}


@pytest.fixture(scope="module")
def book(built: Any) -> Any:
    return openpyxl.load_workbook(built.root / "reports/2023/compendium.xlsx")


def sheets_of_dashboards(book: Any) -> list[str]:
    return [name for name in book.sheetnames if name[:2].isdigit()]


def in_a_cell(number: float) -> str:
    """Return a number with the 15 digits that a spreadsheet keeps."""
    return f"{number:.15g}"


def read(built: Any, book: Any, name: str) -> pd.DataFrame:
    """Return the table of a sheet as pandas reads it."""
    (table,) = book[name].tables.values()
    above = int(table.ref.split(":")[0][1:]) - 1
    path = built.root / "reports/2023/compendium.xlsx"
    return pd.read_excel(path, sheet_name=name, skiprows=above, keep_default_na=False, engine="openpyxl")


def test_every_figure_of_every_dashboard_is_that_of_the_table(built: Any, book: Any) -> None:
    compendium = pd.read_csv(built.root / "data/processed/2023/compendium.csv")
    england = pd.read_csv(built.root / "data/processed/2023/comparisons.csv").set_index("indicator_id")["england"]
    compendium["england"] = compendium["indicator_id"].map(england)
    frames = [read(built, book, name) for name in sheets_of_dashboards(book)]
    sheets = pd.concat(frames, ignore_index=True)
    assert sheets["Indicator"].tolist() == compendium["title"].tolist()
    compared = 0
    for label, name in (NUMBERS | {"England": "england"}).items():
        numbers = pd.to_numeric(sheets[label], errors="coerce")
        expected = (
            compendium[name].where(compendium["rank"].notna()) if name.startswith("quartile_") else compendium[name]
        )
        assert list(map(in_a_cell, numbers)) == list(map(in_a_cell, expected)), label
        assert sheets.loc[numbers.isna(), label].str.fullmatch(r"\[[a-z]+\]").all(), label
        compared += int(numbers.notna().sum())
    assert compared > 1500


def test_how_sure_stands_beside_every_judgement(built: Any, book: Any) -> None:
    compendium = pd.read_csv(built.root / "data/processed/2023/compendium.csv")
    sheets = pd.concat([read(built, book, name) for name in sheets_of_dashboards(book)], ignore_index=True)
    columns = list(sheets)
    assert columns.index("How sure the direction is") == columns.index("Direction of travel") + 1
    assert columns.index("Best quartile it could be in") == columns.index("Quartile, 1 is best") + 1
    assert sheets["How sure the direction is"].tolist() == compendium["evidence"].tolist()
    assert sheets["Direction of travel"].str.split(": ").str[0].tolist() == compendium["direction"].tolist()


def test_the_other_sheets_have_every_theme_target_source_and_indicator(built: Any, book: Any) -> None:
    tables = built.root / "data/processed/2023"
    facts = pd.read_csv(tables / "headline_facts.csv")
    assert read(built, book, "Summary")["Worsened"].tolist() == facts["worsened"].tolist()
    assert (
        read(built, book, "Targets")["Target"].tolist() == pd.read_csv(tables / "target_results.csv")["title"].tolist()
    )
    assert read(built, book, "Sources")["Dataset"].tolist() == pd.read_csv(tables / "sources.csv")["dataset"].tolist()
    ids = pd.read_csv(tables / "compendium.csv")["indicator_id"].tolist()
    assert read(built, book, "Definitions")["Short name in the open data"].tolist() == ids


def test_the_cover_says_stage_run_and_where_figures_can_be_followed(book: Any) -> None:
    words = [row[0].value for row in book["Cover"].iter_rows()]
    assert "Draft. Not issued yet. Figures as at 31 March 2023. Leicestershire 2023." in words
    assert "Follow a figure" in words


def test_no_convention_is_broken_and_the_file_is_small(built: Any, book: Any) -> None:
    assert broken_conventions(book) == set()
    path = built.root / "reports/2023/compendium.xlsx"
    assert path.stat().st_size < 2_000_000
    assert 'href="compendium.xlsx"' in (built.root / "reports/2023/downloads.html").read_text()
