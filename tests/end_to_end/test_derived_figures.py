"""Every page that names a derived figure marks it [d]."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.paths import Project
from helpers.sources.catalogue import read_sources

OF_FIGURES = ("index", "07_compendium", "03_direction_of_travel", "04_comparative_benchmarking", "04b_overall_position")
"""The pages of which every row, item, label and sentence that names an indicator is about its figure."""

WITH_ALL = ("07_compendium", "03_direction_of_travel")
"""Those that have every indicator."""

DATA_SETS = "|".join(
    re.escape(source.dataset) for source in read_sources(Project(Path(__file__).resolve().parents[2]).sources).values()
)


BROKEN_LABEL = re.compile(r'(<text x="([^"]*)"[^>]*>[^<]*)</text><text x="\2"[^>]*>(?=\[d\])')
"""The end of a line of a chart's label of which the next line begins with the mark."""


OF_DISTRICTS = re.compile(r'<h2 id="how-do-areas-within-the-council-differ">.*?(?=<h2)', re.DOTALL)
"""The section on districts, whose figures are theirs: one may be published where that of the county is derived."""

WORST = re.compile(r": (?:lowest|highest) of the districts$")
"""How the title of a measure of the worst district goes on after that of the county's."""


def pieces(page: str) -> list[str]:
    """Cut a page into its rows, items, paragraphs and labels of charts, each as plain text.

    The name of a publisher's data set, which may begin as a title does, is left out.
    """
    page = BROKEN_LABEL.sub(r"\1 ", OF_DISTRICTS.sub("", page))
    labels = re.findall(r'aria-label="([^"]*)"', page)
    parts = re.split(r"<(?:tr|li|p|text|title|summary|caption|h\d)\b", page)
    texts = [re.sub(r"<[^>]*>", " ", part.partition(">")[2]) for part in parts]
    plain = [" ".join(html.unescape(text).split()) for text in [*labels, *texts]]
    return [re.sub(DATA_SETS, "", text) for text in plain]


@pytest.fixture(scope="module")
def derived(built: Any) -> list[str]:
    """The titles of the indicators whose latest or previous figure is derived and no other title holds."""
    table = pd.read_parquet(built.root / "data/processed/2023/compendium.parquet")
    is_so = table["derived"] | table["previous_derived"]
    titles = table.loc[is_so, "title"].tolist()
    assert len(titles) >= 18
    names = set(table["title"])
    return [
        title
        for title in titles
        if {name for name in names if title in name and WORST.sub("", name) != title} <= {title}
    ]


def is_named(title: str, piece: str) -> bool:
    """Say whether a piece names an indicator, and not the worst district's figure of it."""
    return re.search(re.escape(title) + r"(?!: (?:lowest|highest) of the districts)", piece) is not None


@pytest.mark.parametrize("name", OF_FIGURES)
def test_every_piece_that_names_a_derived_figure_marks_it(name: str, built: Any, derived: list[str]) -> None:
    page = (built.root / f"reports/2023/{name}.html").read_text(encoding="utf-8")
    naming = [(title, piece) for piece in pieces(page) for title in derived if is_named(title, piece)]
    assert {title for title, _ in naming} == set(derived) if name in WITH_ALL else naming
    assert [(title, piece[:200]) for title, piece in naming if "[d]" not in piece] == []


def test_the_meaning_stands_with_the_shorthand(built: Any) -> None:
    page = (built.root / "reports/2023/07_compendium.html").read_text(encoding="utf-8")
    assert "[d] worked out from published counts" in html.unescape(page)
    assert "rest on a figure worked out from published counts [d]" in html.unescape(page)
