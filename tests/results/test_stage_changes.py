"""What moved between two makings of a report is named with its old and new value and the first cause that fits."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.results.judged_changes import JUDGED
from helpers.results.stage_changes import CAUSES, COLUMNS, WHAT, changes_between

OWN, OTHER = "E10000018", "E10000016"
ROW = {
    "indicator_id": "road",
    "title": "Road",
    "value": 5.0,
    "period": "2022",
    "previous_value": 6.0,
    "direction": "Improved",
    "evidence": "clear",
    "rank": 3,
    "quartile": 1,
}
OBSERVATIONS = [("road", OWN, "2022", 5.0), ("road", OWN, "2021", 6.0), ("road", OTHER, "2022", 7.0)]
COMMENTS = ["comment_id", "kind", "made_by", "words", "indicator_ids", "response"]
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
    comments: Any = (),
    cards: Any = (),
    not_supplied: Any = (),
    **judged: Any,
) -> dict[str, pd.DataFrame]:
    return {
        "compendium": pd.DataFrame([ROW | row for row in rows], columns=list(ROW)),
        "observations": pd.DataFrame(
            observations or OBSERVATIONS, columns=["indicator_id", "area_code", "period", "value"]
        ),
        "not_supplied": pd.DataFrame(list(not_supplied), columns=["indicator_id", "reason"]),
        "target_results": pd.DataFrame(list(targets), columns=["target_id", "indicator_id", "title", "status"]),
        "officers_words": pd.DataFrame(list(words), columns=["about", "words"]),
        "sentences": pd.DataFrame(list(sentences), columns=["page", "words", "fact", "value"]),
        "comments": pd.DataFrame(list(comments), columns=COMMENTS),
        "cards": pd.DataFrame(list(cards), columns=["page", "indicator_id", "term", "words"]),
    } | {name: pd.DataFrame(judged.get(name, []), columns=one.needed) for name, one in JUDGED.items()}


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


NO_FILE, NO_ROW = "source not available: no file of Returns was supplied", "no row in the files of Returns"


@pytest.mark.parametrize(
    ("then", "now", "cause"),
    [
        (NO_FILE, "", "late figure"),
        (NO_ROW, "", "late figure"),
        (NO_FILE, NO_ROW, "late figure"),
        (NO_ROW, NO_FILE, "figure withdrawn"),
        ("", NO_ROW, "figure withdrawn"),
        (NO_FILE, NO_FILE + " yet", "rule"),
        (NO_ROW, NO_ROW, "rule"),
    ],
)
def test_a_file_that_came_in_is_a_late_figure_though_it_has_no_figure(then: str, now: str, cause: str) -> None:
    """Such as a return with a small count, which is hidden, or with other indicators of its source alone."""
    nothing = {"value": None, "period": None, "previous_value": None}
    before, after = ([("road", reason)] if reason else [] for reason in (then, now))
    rows = [
        {"indicator_id": "road", "area_code": OWN, "marker": "", "reason": reason or "hidden"} for reason in ("a", "b")
    ]
    made = [
        tables([nothing], not_supplied=reasons, trends=[row])
        for reasons, row in zip((before, after), rows, strict=True)
    ]
    assert changes(*made) == [("reason for no trend", "a", "b", cause)]


def test_an_indicator_that_only_one_report_has_is_of_the_register() -> None:
    more = {"indicator_id": "bus", "title": "Bus"}
    assert [row[0] for row in changes(tables(), tables([{}, more]))] == list(WHAT.values())
    assert {row[3] for row in changes(tables([{}, more]), tables())} == {"register"}


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


REVISED_IN_2019 = [*OBSERVATIONS[:2], ("road", OWN, "2019", 8.0), OBSERVATIONS[2]]


def test_an_earlier_figure_of_the_council_moves_its_evidence_and_not_its_direction_or_rank() -> None:
    then = tables(observations=[*REVISED_IN_2019[:2], ("road", OWN, "2019", 7.5), OBSERVATIONS[2]])
    now = tables([{"evidence": "usual", "direction": "Worsened", "rank": 2}], REVISED_IN_2019)
    assert changes(then, now) == [
        ("direction", "Improved", "Worsened", "rule"),
        ("evidence", "clear", "usual", "revision"),
        ("rank", "3", "2", "rule"),
        ("figure of 2019", "7.5", "8", "revision"),
    ]


def test_a_figure_of_another_council_moves_ranks_and_evidence_and_no_direction_target_or_figure_in_a_sentence() -> None:
    revised = [*OBSERVATIONS[:2], ("road", OTHER, "2022", 7.1)]
    stated = [("index.html", "Better.", "compendium/road/direction", "Improved")]
    then = tables(sentences=stated)
    now = tables(
        [{"direction": "Worsened", "evidence": "usual", "rank": 4}],
        revised,
        [("t", "road", "Road safety", "red")],
        sentences=[("index.html", "Worse.", "compendium/road/direction", "Worsened")],
    )
    assert changes(then, now) == [
        ("direction", "Improved", "Worsened", "rule"),
        ("evidence", "clear", "usual", "revision of another council's figure"),
        ("rank", "3", "4", "revision of another council's figure"),
        ("colour of the target", "green", "red", "rule"),
        ("sentence of index.html", "Better.", "Worse.", "rule"),
    ]


def test_a_rank_in_another_group_and_what_a_card_says_of_it_are_listed() -> None:
    column = JUDGED["group_comparisons"].needed
    then, now = (dict.fromkeys(column) | {"indicator_id": "road", "comparator_group": "region"} for _ in range(2))
    card = "indicators/road.html"
    before = tables(
        group_comparisons=[then | {"rank": 4, "quartile": 2}],
        cards=[(card, "road", "How sure the rank is", "From 1st to 2nd."), (card, "road", "", "The same.")],
    )
    after = tables(
        [{"value": 4.5}],
        group_comparisons=[now | {"rank": 3, "quartile": 1}],
        cards=[(card, "road", "How sure the rank is", "1st."), (card, "road", "", "The same.")],
    )
    assert changes(before, after) == [
        ("figure", "5", "4.5", "revision"),
        ("rank (region)", "4", "3", "revision"),
        ("quartile (region)", "2", "1", "revision"),
        (f"sentence of {card}", "From 1st to 2nd.", "1st.", "revision"),
    ]


def test_the_direction_on_a_card_moves_with_no_figure_of_another_council() -> None:
    revised = [*OBSERVATIONS[:2], ("road", OTHER, "2022", 7.1)]
    card = "indicators/road.html"
    then, now = (
        [(card, "road", "Direction of travel", f"{word}."), (card, "road", "", f"{word} it is.")]
        for word in ("Improved", "Worsened")
    )
    assert [row[3] for row in changes(tables(cards=then), tables(observations=revised, cards=now))] == [
        "rule",
        "revision of another council's figure",
    ]


def test_comments_answers_and_amendments_are_commentary() -> None:
    asked = ("why", "comment", "Scrutiny Commission", "Why?", "road", "")
    amended = ("late", "amendment", "Head of Performance", "A newer figure.", "", "It came late.")
    assert changes(tables(comments=[asked]), tables(comments=[(*asked[:5], "It rained."), amended])) == [
        ("answer to a comment", "", "It rained.", "commentary"),
        ("amendment", "", "A newer figure.", "commentary"),
        ("reason of an amendment", "", "It came late.", "commentary"),
    ]
    made = changes_between(tables(), tables(comments=[asked, amended]), OWN)[["indicator_id", "title", "what"]]
    assert made.to_numpy().tolist()[:2] == [
        ["road", "Road", "comment"],
        ["", "Head of Performance", "amendment"],
    ]
    assert [row[:3] for row in changes(tables(comments=[asked]), tables())] == [("comment", "Why?", "")]


def test_what_an_officer_says_on_a_card_is_commentary() -> None:
    card = ("indicators/road.html", "road", "", "It snowed.")
    assert changes(tables(), tables(words=[("road", "It rained."), ("road", "It snowed.")], cards=[card])) == [
        ("officer's words", "", "It snowed.", "commentary"),
        ("sentence of indicators/road.html", "", "It snowed.", "commentary"),
    ]


def test_what_a_card_quotes_is_commentary_even_where_a_figure_was_revised() -> None:
    card, asked = "indicators/road.html", ("why", "comment", "Scrutiny Commission", "Why so many?", "road", "")
    quoted = (card, "road", "", "The Scrutiny Commission asked: Why so many?")
    now = tables([{"value": 4.5}], comments=[asked], cards=[quoted])
    assert [row[::3] for row in changes(tables(), now)] == [
        ("figure", "revision"),
        ("comment", "commentary"),
        (f"sentence of {card}", "commentary"),
    ]


def test_a_paragraph_that_came_is_not_taken_for_another_that_changed() -> None:
    card = "indicators/road.html"
    then = [(card, "road", "", "Roads were shut for 12 days in 2021.")]
    now = [
        (card, "road", "", "Some concerns: reliability."),
        (card, "road", "", "Roads were shut for 14 days in 2021."),
    ]
    assert [row[1:3] for row in changes(tables(cards=then), tables(cards=now))] == [
        ("", "Some concerns: reliability."),
        ("Roads were shut for 12 days in 2021.", "Roads were shut for 14 days in 2021."),
    ]
