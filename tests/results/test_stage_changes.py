"""What moved between two makings of a report is named with its old and new value and the first cause that fits."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.results.stage_changes import CAUSES, COLUMNS, WHAT, changes_between

OWN, OTHER = "E10000018", "E10000016"
ROW = {
    "indicator_id": "road", "title": "Road", "value": 5.0, "period": "2022", "previous_value": 6.0,
    "direction": "Improved", "evidence": "clear", "rank": 3, "quartile": 1,
}  # fmt: skip
OBSERVATIONS = [("road", OWN, "2022", 5.0), ("road", OWN, "2021", 6.0), ("road", OTHER, "2022", 7.0)]
SENTENCES = [
    ("index.html", "5 in 2022.", "compendium/road/value", "5"),
    ("index.html", "9 improved.", "headline_facts/all/improved", "9"),
]


def tables(
    rows: Any = ({},),
    observations: Any = (),
    targets: Any = (("t", "road", "Road safety", "green"),),
    words: Any = (("road", "It rained."),),
    sentences: Any = tuple(SENTENCES),
) -> dict[str, pd.DataFrame]:
    return {
        "compendium": pd.DataFrame([ROW | row for row in rows], columns=list(ROW)),
        "observations": pd.DataFrame(
            observations or OBSERVATIONS, columns=["indicator_id", "area_code", "period", "value"]
        ),
        "target_results": pd.DataFrame(list(targets), columns=["target_id", "indicator_id", "title", "status"]),
        "officers_words": pd.DataFrame(list(words), columns=["about", "words"]),
        "sentences": pd.DataFrame(list(sentences), columns=["page", "words", "fact", "value"]),
    }


def changes(then: dict[str, pd.DataFrame], now: dict[str, pd.DataFrame]) -> list[tuple[str, ...]]:
    frame = changes_between(then, now, OWN)
    assert tuple(frame.columns) == COLUMNS
    assert set(frame["cause"]) <= set(CAUSES)
    return [tuple(row[2:]) for row in frame.itertuples(index=False)]


def test_nothing_moved_between_a_report_and_itself() -> None:
    assert changes(tables(), tables()) == []
    assert changes(tables([{"rank": None, "value": None}]), tables([{"rank": None, "value": None}])) == []


@pytest.mark.parametrize(
    ("then", "now", "cause"),
    [
        ({"value": None, "period": None}, {}, "late figure"),
        ({"value": 4.0, "period": "2021"}, {}, "late figure"),
        ({"value": 4.9}, {}, "revision"),
        ({"previous_value": 6.1}, {}, "revision"),
        ({"previous_value": None}, {}, "late figure"),
        ({}, {"value": None, "period": None}, "figure withdrawn"),
    ],
)
def test_the_figures_of_the_council_decide_first(then: dict[str, Any], now: dict[str, Any], cause: str) -> None:
    """Whatever else moved with them, such as the rank."""
    late_elsewhere = [*OBSERVATIONS, ("road", "E10000003", "2022", 1.0)]
    rows = changes(tables([then]), tables([now | {"rank": 2}], late_elsewhere))
    assert {row[3] for row in rows} == {cause}
    assert ("rank", "3", "2", cause) in rows


@pytest.mark.parametrize(
    ("observations", "cause"),
    [
        ([*OBSERVATIONS, ("road", "E10000003", "2022", 1.0)], "late figure of another council"),
        ([*OBSERVATIONS[:2], ("road", OTHER, "2022", 4.0)], "revision of another council's figure"),
        ([*OBSERVATIONS[:2]], "revision of another council's figure"),
        (OBSERVATIONS, "rule"),
    ],
)
def test_then_those_of_other_councils_and_then_a_rule(observations: list[Any], cause: str) -> None:
    assert changes(tables(), tables([{"quartile": 2, "rank": 12}], observations)) == [
        ("rank", "3", "12", cause),
        ("quartile", "1", "2", cause),
    ]


def test_an_indicator_that_only_one_report_has_is_a_rule() -> None:
    more = {"indicator_id": "bus", "title": "Bus"}
    assert [row[0] for row in changes(tables(), tables([{}, more]))] == list(WHAT.values())
    assert {row[3] for row in changes(tables([{}, more]), tables())} == {"rule"}


def test_the_colour_of_a_target_moves_with_its_figure_or_by_rule() -> None:
    red = tables([{"value": 5.5}], targets=[("t", "road", "Road safety", "red")])
    assert ("colour of the target", "green", "red", "revision") in changes(tables(), red)
    (by_rule,) = changes(tables(), tables(targets=[("t", "road", "Road safety", "red")]))
    assert by_rule == ("colour of the target", "green", "red", "rule")


def test_officers_words_are_commentary() -> None:
    assert changes(tables(), tables(words=[("road", "It snowed.")])) == [
        ("officer's words", "It rained.", "", "commentary"),
        ("officer's words", "", "It snowed.", "commentary"),
    ]


def test_a_sentence_has_the_cause_of_the_indicator_that_it_states() -> None:
    moved = [("index.html", "5.5 in 2022.", "compendium/road/value", "5.5"), SENTENCES[1]]
    assert changes(tables(), tables([{"value": 5.5}], sentences=moved)) == [
        ("figure", "5", "5.5", "revision"),
        ("sentence of index.html", "5 in 2022.", "5.5 in 2022.", "revision"),
    ]


def test_a_sentence_of_no_indicator_is_wording_and_one_on_another_page_is_another() -> None:
    moved = [SENTENCES[0], ("index.html", "Nine improved.", "headline_facts/all/improved", "9")]
    moved += [("risks.html", "5 in 2022.", "compendium/road/value", "5")]
    assert changes(tables(), tables(sentences=moved)) == [
        ("sentence of index.html", "9 improved.", "Nine improved.", "wording"),
        ("sentence of risks.html", "", "5 in 2022.", "rule"),
    ]


def test_a_sentence_on_several_indicators_whose_numbers_moved_is_counts() -> None:
    moved = [SENTENCES[0], ("index.html", "10 improved.", "headline_facts/all/improved", "10")]
    assert changes(tables(), tables(sentences=moved)) == [
        ("sentence of index.html", "9 improved.", "10 improved.", "counts"),
    ]
