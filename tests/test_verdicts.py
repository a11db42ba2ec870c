"""The words that a result may carry are spelt in one module; every other takes them from there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from helpers import verdicts

WORDS = {
    *get_args(verdicts.Polarity),
    *verdicts.POLARITY_WORDS.values(),
    *verdicts.DIRECTIONS,
    *(verdicts.INCREASED, verdicts.DECREASED, verdicts.UNCHANGED),
    *verdicts.TREND_MARKERS,
    *(verdicts.GETTING_BETTER, verdicts.GETTING_WORSE),
    *(verdicts.BETTER, verdicts.SIMILAR, verdicts.WORSE, verdicts.LOWER, verdicts.HIGHER, verdicts.NOT_COMPARED),
    *(verdicts.BEST, verdicts.WORST, verdicts.LOWEST, verdicts.HIGHEST),
    *verdicts.QUARTILE_LABELS.values(),
    *get_args(verdicts.Dimension),
    *verdicts.QUALITY_BANDS,
    *verdicts.RAG_WORDS,
    verdicts.ALONE,
    *verdicts.QUADRANTS.values(),
    verdicts.AT_A_MEDIAN,
}

OTHER_MEANINGS = {
    ("present/charts/small_multiples.py", "Lowest"),
    ("present/charts/small_multiples.py", "Highest"),
    ("present/charts/spine.py", "Lowest"),
    ("present/charts/spine.py", "Highest"),
    ("present/pages/areas_within.py", "Lowest"),
    ("present/pages/areas_within.py", "Highest"),
    ("present/pages/indicator_series.py", "Lowest"),
    ("present/pages/indicator_series.py", "Highest"),
    ("schema/comparison.py", "Best"),
    ("schema/comparison.py", "Worst"),
    ("methods/position.py", "reliability"),
    ("methods/position_sums.py", "reliability"),
    ("methods/rank_distribution.py", "reliability"),
    ("methods/shrunken_ranks.py", "reliability"),
    ("schema/comparison.py", "reliability"),
    ("schema/position.py", "reliability"),
    ("sources/files/columns.py", "reliability"),
    ("sources/formats/explore_education_columns.py", "reliability"),
}
"""Headings of columns with the lowest or the best figure, the best and the worst rank that a set allows, how reliably
figures tell councils apart, and a column of publishers' files: none is a verdict."""


def spelt(source: str) -> set[str]:
    """The verdicts that a module spells as literals, in match patterns and types too."""
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in WORDS
    }


def modules(root: Path) -> Iterator[tuple[str, str]]:
    package = root / "src" / "helpers"
    for path in sorted(package.rglob("*.py")):
        yield path.relative_to(package).as_posix(), path.read_text(encoding="utf-8")


def test_no_other_module_spells_a_verdict(root: Path) -> None:
    sources = dict(modules(root))
    assert spelt(sources.pop("verdicts.py")) >= {"Improved", "neutral", "1st (best)", "timeliness", "Good"}
    others = {(name, word) for name, source in sources.items() for word in spelt(source)}
    assert others == OTHER_MEANINGS


@pytest.mark.parametrize(
    "source", ["word == 'Improved'", "{1: '1st (best)'}", "Literal['neutral', 'other']", "f(band='Serious concerns')"]
)
def test_a_verdict_spelt_elsewhere_is_seen(source: str) -> None:
    assert len(spelt(source)) == 1


def test_every_polarity_has_a_sign_and_its_words() -> None:
    polarities = ("higher_is_better", "lower_is_better", "neutral", "plan_is_best")
    assert get_args(verdicts.Polarity) == polarities
    assert dict(zip(polarities, (1, -1, 0, 0), strict=True)) == verdicts.SIGNS
    assert tuple(verdicts.POLARITY_WORDS) == polarities


def test_every_dimension_says_what_a_figure_then_is() -> None:
    assert tuple(verdicts.DIMENSIONS) == get_args(verdicts.Dimension)
