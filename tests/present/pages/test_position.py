"""What the page says of positions: every sentence against the figures it is made from."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from helpers.methods.position import COLUMNS, OVERALL
from helpers.present.pages import position as position_page
from helpers.present.sentences import position_sentence
from helpers.publish.html import to_html


def row(**changes: Any) -> dict[str, Any]:
    """One row of positions; what is not given is that of a council in the middle."""
    usual: dict[str, Any] = {
        "scope": OVERALL, "scope_order": 0, "in_theme": True, "area_code": "a", "area_name": "Ashire",
        "area_type": "county", "own": True, "score": 51.44, "rank": 5, "tied": 1, "n": 33, "rank_z_score": 7,
        "rank_quartile_points": 4, "rank_equal_indicators": 5, "rank_lower": 3, "rank_upper": 8, "expected_rank": 5.2,
        "top_quartile_probability": 0.999, "choice_best": 2, "choice_worst": 11, "leave_out_best": 3,
        "leave_out_worst": 9, "weights_best": 3, "weights_worst": 10, "evidence_best": 2, "evidence_worst": 11,
        "told_apart": False, "indicators": 108, "with_figure": 107, "with_limits": 31, "reason": "",
    }  # fmt: skip
    return usual | changes


def positions(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(COLUMNS)).astype(COLUMNS)


NO_PLACE = {
    name: None for name, kind in COLUMNS.items() if kind in ("Int64", "float64", "boolean") and name != "scope_order"
}
USED = pd.DataFrame({"theme": ["One", "Two"], "used": [True, False]})


def test_the_sentence_gives_the_range_and_says_what_cannot_be_told_apart() -> None:
    frame = positions(row())
    assert position_sentence(frame, "Ashire", "county areas") == (
        "Ashire is 5th of 33 county areas over all themes; the evidence supports anything from 2nd to 11th. "
        "Ranks in that range cannot be told apart."
    )
    apart = positions(row(told_apart=True, scope="One", tied=2))
    assert position_sentence(apart, "Ashire", "county areas", "One") == (
        "Ashire is =5th of 33 county areas in One; the evidence supports anything from 2nd to 11th."
    )


def test_a_rank_without_any_doubt_is_said_so() -> None:
    sure = positions(row(evidence_best=5, evidence_worst=5, told_apart=True))
    assert position_sentence(sure, "Ashire", "county areas") == (
        "Ashire is 5th of 33 county areas over all themes; every method and choice tested gives the same rank."
    )


def test_no_rank_is_a_sentence_with_its_reason() -> None:
    without = positions(row(**NO_PLACE, reason="figures for 2 of 4 indicators; 70% are needed"))
    assert position_sentence(without, "Ashire", "county areas") == (
        "Ashire has no position among county areas over all themes: figures for 2 of 4 indicators; 70% are needed."
    )
    assert (
        position_page.methods_sentence(without) == "Without a position there is nothing to compare between the methods."
    )
    nobody = positions(row(own=False))
    assert position_sentence(nobody, "Ashire", "county areas") == (
        "Ashire has no position among county areas over all themes."
    )
    assert position_page.basis_sentence(nobody) == "No indicator can be used for a position."


def test_the_basis_names_indicators_themes_and_those_with_limits() -> None:
    frame = positions(row(), row(scope="One", scope_order=1), row(scope="Two", scope_order=2))
    assert position_page.basis_sentence(frame).startswith(
        "There are figures for 107 of 108 indicators in 2 themes, each with the same weight. Limits or counts are "
        "published for 31 of the "
    )

    with_enablers = positions(row(), row(scope="One", scope_order=1), row(scope="Two", scope_order=2, in_theme=False))
    assert "in 1 theme and the enablers, each with the same weight." in position_page.basis_sentence(with_enablers)


@pytest.mark.parametrize(
    ("ranks", "sentence"),
    [
        ((5, 7, 4, 5), "The four methods put the council between 4th and 7th: 3 places apart."),
        ((5, 6, 5, 5), "The four methods put the council between 5th and 6th: 1 place apart."),
        ((1, 1, 1, 1), "All four methods put the council 1st."),
    ],
)
def test_the_methods_are_compared(ranks: tuple[int, ...], sentence: str) -> None:
    names = ("rank", "rank_z_score", "rank_quartile_points", "rank_equal_indicators")
    assert position_page.methods_sentence(positions(row(**dict(zip(names, ranks, strict=True))))) == sentence


def test_the_tables_hold_every_rank_and_say_what_is_missing() -> None:
    frame = positions(
        row(),
        row(area_code="b", area_name="B & Co", own=False, rank=1, score=60.0, evidence_best=1, evidence_worst=1),
        row(
            scope="One", scope_order=1, leave_out_best=None, leave_out_worst=None, weights_best=None, weights_worst=None
        ),
        row(area_code="c", area_name="Cshire", own=False, **NO_PLACE, reason="figures for 0 of 108 indicators"),
    )
    scopes = position_page.scopes_table(frame, USED, "county areas")
    assert len(scopes.rows) == 2
    assert "2nd to 11th" in to_html(scopes)
    assert "Too few indicators can be used for a position in Two." in to_html(scopes)
    assert to_html(scopes).count("[z]") == 3  # two cells of One, and the note
    league = position_page.league_table(frame, "county areas")
    assert len(league.rows) == 2
    assert "Ashire (this council)" in to_html(league)
    assert "B &amp; Co" in to_html(league)
    assert "=5th" not in to_html(league)
    assert to_html(position_page.methods_table(frame, "county areas")).count("7th") == 2
    unranked = position_page.unranked_table(frame)
    assert len(unranked.rows) == 1
    assert "figures for 0 of 108 indicators" in to_html(unranked)


def test_an_interval_without_limits_is_not_known_and_not_certain() -> None:
    frame = positions(row(with_limits=0, rank_lower=None, rank_upper=None))
    assert "<td>not known</td>" in to_html(position_page.scopes_table(frame, USED, "county areas")).replace(
        ' class="short"', ""
    )
    assert "not known" in to_html(position_page.league_table(frame, "county areas"))
    assert position_page.basis_sentence(frame).endswith(
        "Limits or counts are published for none of the indicators, so there is no interval by limits."
    )


def test_the_note_counts_the_ranks_that_cannot_be_told() -> None:
    frame = positions(row(), row(area_code="b", own=False, told_apart=True), row(area_code="c", own=False))
    assert "Of 3 councils, 2 have a range of more than a third" in to_html(
        position_page.league_table(frame, "county areas")
    )


def test_the_chart_takes_the_ranked_councils_of_one_scope() -> None:
    frame = positions(row(), row(scope="One"), row(area_code="c", own=False, **NO_PLACE))
    assert position_page.chart_rows(frame)["area_name"].tolist() == ["Ashire"]


def test_indicators_are_counted_by_their_reason() -> None:
    frame = pd.DataFrame(
        {
            "indicator_id": list("abcdef"), "theme": "One", "theme_order": 1,
            "reason": [
                "", "", "the same measure as a", "the same measure as b",
                "3 of 8 councils have no figure; the limit is 25%",
                "4 of 8 councils have no figure; the limit is 25%",
            ],
            "with_limits": [8, 0, 3, 0, 0, 0], "used": [True, True, False, False, False, False],
        }
    )  # fmt: skip
    listing = position_page.indicators_table(frame)
    assert len(listing.rows) == 2  # the theme and the sum
    numbers = [int(digits) for digits in re.findall(r'<td class="number">(\d+)</td>', to_html(listing))]
    # Used, with limits, not counted, no rank, the same measure, few councils, few in the theme.
    assert numbers == [2, 1, 0, 0, 2, 2, 0] * 2


def test_intervals_of_ranks_are_counted() -> None:
    rank_intervals = pd.DataFrame(
        {"indicator_id": ["i", "j", "k"], "title": ["I", "J", "K"], "rank": [1, 5, None], "tied": [1, 1, None]}
    )
    intervals = pd.DataFrame(
        {
            "indicator_id": ["i", "j"],
            "rank_lower": [1, 2],
            "rank_upper": [3, 21],
            "n": [36, 36],
            "top_quartile_probability": [1.0, 0.001],
            "with_limits": [36, 30],
        }
    )
    assert position_page.intervals_sentence(intervals, rank_intervals) == (
        "Of 2 ranked indicators, 2 have limits or counts. Half of their intervals span 11.5 places or more, and 1 "
        "spans more than a third of the group."
    )
    table = position_page.intervals_table(intervals, rank_intervals, "county areas")
    assert to_html(table).index("2nd to 21st") < to_html(table).index("1st to 3rd")
    assert "under 1%" in to_html(table)
    assert "30 of 36" in to_html(table)
    assert (
        position_page.intervals_sentence(intervals.head(0), rank_intervals)
        == "Limits or counts are published for none of 2 ranked indicators."
    )


def expected(**changes: Any) -> pd.DataFrame:
    usual = {
        "scope": OVERALL, "own": True, "area_name": "Ashire", "area_type": "county", "score": 51.44, "expected": 50.0,
        "residual": 1.44, "lower": 40.4, "upper": 59.6, "beyond": False, "reason": "", "child_poverty_pct": 17.0,
        "population_density": 342.0,
    }  # fmt: skip
    return pd.DataFrame([usual | changes]).astype({"beyond": "boolean"})


MODELS = pd.DataFrame(
    {
        "scope": [OVERALL], "n": [35], "r_squared": [0.534], "child_poverty": [-1.02], "child_poverty_error": [0.17],
        "tenfold_density": [-0.6], "tenfold_density_error": [3.09],
    }
)  # fmt: skip


def test_what_is_expected_is_set_beside_the_score() -> None:
    assert position_page.expected_sentence(expected(), MODELS, "Ashire") == (
        "A council as deprived and as rural as Ashire would be expected to score 50.0. Its score of 51.4 is 1.4 points "
        "above that, within the range expected of 95 in 100 such councils. Deprivation and rurality are associated "
        "with 53% of the differences between 35 councils."
    )
    worse = position_page.expected_sentence(expected(residual=-12.0, score=38.0, beyond=True), MODELS, "Ashire")
    assert "12.0 points below that, outside the range" in worse
    unknown = expected(expected=None, residual=None, lower=None, upper=None, beyond=None, reason="not known")
    assert position_page.expected_sentence(unknown, MODELS, "Ashire") == (
        "What would be expected of Ashire cannot be calculated: not known."
    )
    assert "40.4 to 59.6" in to_html(position_page.expected_table(expected()))
    assert "[x]" in to_html(position_page.expected_table(unknown))
    assert "−1.02 (± 0.17)" in to_html(position_page.models_table(MODELS, expected()))
