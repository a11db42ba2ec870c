"""The rules of ranks and of counts are quoted from docs/methods."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.fact_ids import cell_of
from helpers.pipeline.tracing_rules import NOT_HERE, rules_of
from helpers.problems import Problem

METHODS = Path(__file__).parents[2] / "docs" / "methods"
RANKS = ["Who is compared", "Rank", "Quartile", "No rank"]
COUNTS = ["An indicator is counted", "If several indicators measure the same thing"]


@pytest.mark.parametrize(
    ("fact", "titles"),
    [
        ("comparisons/a/rank", RANKS),
        ("compendium/a/quartile", RANKS),
        ("compendium/a/direction", []),
        ("comparisons/a/previous_rank", [*RANKS, "The rank before"]),
        ("comparisons/a/gap", [*RANKS, "Median, quartiles of the figures, gap"]),
        ("group_comparisons/a+region/rank", [*RANKS, "Further groups"]),
        ("indicator_group_comparisons/a/rank", [*RANKS, "A group of its own"]),
        ("rank_certainty/a/quartile_best", [*RANKS, "How sure is a quartile"]),
        ("headline_facts/all/improved", COUNTS),
        ("headline_facts/all/improved_percent", [*COUNTS, "Percentages"]),
        ("headline_counts/top_half/number", [*COUNTS, '"In the top half"']),
        ("headline_counts/improved_clear/number", [*COUNTS, "The strength of evidence"]),
    ],
)
def test_a_cell_has_the_paragraphs_that_rule_it(fact: str, titles: list[str]) -> None:
    rules = list(rules_of(METHODS, cell_of(fact)))
    assert [rule.column for rule in rules] == titles
    assert all(rule.words and "**" not in rule.words for rule in rules)


def test_the_words_are_those_of_the_chapter_up_to_its_source_with_the_list() -> None:
    who, rank, *_ = rules_of(METHODS, cell_of("comparisons/a/rank"))
    assert rank.words.startswith("The best figure is 1st. Equal figures share the best rank")
    assert rank.words.endswith("A shared rank has an equals sign")
    assert "- it existed at some time" in who.words


def test_a_copy_without_the_chapter_says_so(tmp_path: Path) -> None:
    assert {rule.words for rule in rules_of(tmp_path, cell_of("headline_facts/all/improved"))} == {NOT_HERE}


def test_a_chapter_without_the_paragraph_is_named(tmp_path: Path) -> None:
    (tmp_path / "08_headline.md").write_text("# Headline\n")
    with pytest.raises(Problem, match=r"docs/methods/08_headline\.md has no paragraph"):
        list(rules_of(tmp_path, cell_of("headline_facts/all/improved")))
