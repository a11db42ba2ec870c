"""What the page says of positions: every sentence against the figures it is made from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from helpers.methods.position import COLUMNS, OVERALL
from helpers.present.pages import expected_positions as expected_page
from helpers.present.pages import position as position_page
from helpers.present.sentences import position_sentence
from helpers.present.values import Table
from helpers.publish.html import to_html


def row(**changes: Any) -> dict[str, Any]:
    """One row of positions; what is not given is that of a council in the middle."""
    usual: dict[str, Any] = {
        "scope": OVERALL, "scope_order": 0, "in_theme": True, "area_code": "a", "area_name": "Ashire",
        "area_type": "county", "own": True, "score": 51.44, "score_error": 2.7, "rank": 16, "tied": 1, "n": 35,
        "reliability": 0.5, "shrunken_score": 50.7, "median_rank": 16, "rank_50_lower": 12, "rank_50_upper": 21,
        "rank_95_lower": 5, "rank_95_upper": 29, "top_half_probability": 0.574, "quartile_1_probability": 0.15,
        "quartile_2_probability": 0.424, "quartile_3_probability": 0.4241, "quartile_4_probability": 0.0019,
        "quartile_best": 1, "quartile_worst": 4, "claim_best": 1, "claim_worst": 35, "surely_above": "",
        "surely_below": "", "rank_equal_themes": 18, "rank_z_score": 15, "rank_quartile_points": 16,
        "rank_equal_indicators": 16, "choice_best": 6, "choice_worst": 27, "leave_out_best": 13, "leave_out_worst": 20,
        "weights_best": 9, "weights_worst": 28, "score_without_poverty": 51.0, "indicators": 108, "with_figure": 107,
        "reason": "",
    }  # fmt: skip
    return usual | changes


def positions(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(COLUMNS)).astype(COLUMNS)


NO_PLACE = {
    name: None for name, kind in COLUMNS.items() if kind in ("Int64", "float64", "boolean") and name != "scope_order"
}
USED = pd.DataFrame({"theme": ["One", "Two"], "used": [True, False], "indicator_weight": [0.00471, None]})


def test_the_sentence_says_no_more_than_the_sets_support() -> None:
    assert position_sentence(positions(row()), "Ashire", "county areas") == (
        "Ashire is, by the method of this report, in the middle of the table of 35 county areas over all themes. Its "
        "chance of being in the top half is 57 in 100. Its median rank is 16th. It is from 12th to 21st with a chance "
        "of 50 in 100, and from 5th to 29th with a chance of 95 in 100. These ranks are in more than one quartile, so "
        "none is named. It ranks from 15th to 18th by 5 ways to add the indicators up, so no single rank is certain. "
        "By some of these ways it is in the lower half, so which half it is in depends on the method."
    )
    lower = row(rank=25, rank_equal_themes=12, rank_z_score=13, rank_quartile_points=14, rank_equal_indicators=25)
    assert position_sentence(positions(lower), "Ashire", "county areas").endswith(
        " By most of these ways it is in the top half, so which half it is in depends on the method."
    )
    one_side = position_sentence(positions(row(rank_equal_themes=17)), "Ashire", "county areas")
    assert one_side.startswith("Ashire is in the middle of the table of 35 county areas over all themes.")
    assert one_side.endswith("so no single rank is certain.")
    same = row(rank_equal_themes=16, rank_z_score=16)
    assert position_sentence(positions(same), "Ashire", "county areas").endswith(
        " It ranks 16th by each of 5 ways to add the indicators up."
    )
    first = row(
        scope="One",
        scope_order=1,
        top_half_probability=1.0,
        median_rank=1,
        rank_50_lower=1,
        rank_50_upper=1,
        rank_95_lower=1,
        rank_95_upper=3,
        quartile_worst=1,
    )
    assert position_sentence(positions(first), "Ashire", "county areas", "One") == (
        "Ashire is in the upper part of the table of 35 county areas in One. Its chance of being in the top half is "
        "100 in 100. Its median rank is 1st. It is 1st with a chance of 50 in 100, and from 1st to 3rd with a chance "
        "of 95 in 100. That is within the first quartile."
    )


def test_the_title_of_the_chart_is_no_surer_than_the_sentence() -> None:
    assert position_page.position_title(positions(row(top_half_probability=0.2)), "Ashire", "county areas") == (
        "Ashire is in the lower part: 5th to 29th of 35 with a chance of 95 in 100"
    )
    none = positions(row(**NO_PLACE))
    assert position_page.position_title(none, "Ashire", "county areas") == (
        "Ashire has no overall position among county areas"
    )


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({}, "No other council is surely above or below Ashire."),
        (
            {"claim_best": 3, "claim_worst": 34, "surely_above": "B; C", "surely_below": "D"},
            "B and C are surely above Ashire. D is surely below Ashire. Of 31 others this cannot be said.",
        ),
        (
            {"claim_worst": 17, "n": 20, "surely_below": "B; C; D"},
            "B, C and D are surely below Ashire. Of 16 others this cannot be said.",
        ),
        (
            {"claim_worst": 2, "n": 4, "surely_below": "B; C"},
            "B and C are surely below Ashire. Ashire is surely in the top half. Of 1 other this cannot be said.",
        ),
        (
            {"claim_worst": 1, "n": 4, "surely_below": "B; C; D"},
            "B, C and D are surely below Ashire. Ashire is surely among the best quarter.",
        ),
        (
            {"claim_best": 3, "claim_worst": 4, "n": 4, "surely_above": "B; C"},
            "B and C are surely above Ashire. Ashire is surely in the bottom half. Of 1 other this cannot be said.",
        ),
    ],
)
def test_claims_are_those_of_the_confidence_set(claims: dict[str, Any], sentence: str) -> None:
    assert position_page.claims_sentence(positions(row(**claims)), "Ashire") == sentence


def test_without_a_position_nothing_is_claimed() -> None:
    assert position_page.claims_sentence(positions(row(**NO_PLACE)), "Ashire") == (
        "Without a position no council can be said to be above or below Ashire."
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
    assert position_page.basis_sentence(nobody, USED) == "No indicator can be used for a position."


def test_the_basis_names_indicators_themes_weights_and_what_is_ranked() -> None:
    used = USED.assign(used=True, indicator_weight=[0.00471, 0.0504])
    frame = positions(row(), row(scope="One", scope_order=1), row(scope="Two", scope_order=2))
    assert position_page.basis_sentence(frame, used) == (
        "There are figures for 107 of 108 indicators in 2 themes. One indicator weighs from 0.47% to 5.04% of the "
        "score. What is ranked is the place of the council's average over all measures of the kind counted here: this "
        "year's measures stand for all others like them."
    )
    with_enablers = positions(row(), row(scope="One", scope_order=1), row(scope="Two", scope_order=2, in_theme=False))
    assert "in 1 theme and the enablers. One" in position_page.basis_sentence(with_enablers, used)


@pytest.mark.parametrize(
    ("ranks", "sentence"),
    [
        ((5, 6, 7, 4, 5), "The 5 methods give the council's score ranks from 4th to 7th: 3 places apart."),
        ((5, 5, 6, 5, 5), "The 5 methods give the council's score ranks from 5th to 6th: 1 place apart."),
        ((1, 1, 1, 1, 1), "All 5 methods give the council's score the rank 1st."),
    ],
)
def test_the_methods_are_compared(ranks: tuple[int, ...], sentence: str) -> None:
    names = ("rank", "rank_equal_themes", "rank_z_score", "rank_quartile_points", "rank_equal_indicators")
    assert position_page.methods_sentence(positions(row(**dict(zip(names, ranks, strict=True))))) == sentence


def cells_of(table: Table, row_number: int) -> list[str]:
    return [cell.text for cell in table.rows[row_number]]


def test_the_tables_hold_every_rank_and_say_what_is_missing() -> None:
    frame = positions(
        row(claim_best=2, claim_worst=34),
        row(
            area_code="b", area_name="B & Co", own=False, rank=1, score=60.0, median_rank=2, top_half_probability=0.999
        ),
        row(
            scope="One", scope_order=1, leave_out_best=None, leave_out_worst=None, weights_best=None, weights_worst=None
        ),
        row(area_code="c", area_name="Cshire", own=False, **NO_PLACE, reason="figures for 0 of 108 indicators"),
    )
    scopes = position_page.scopes_table(frame, USED, "county areas")
    assert cells_of(scopes, 0) == [
        OVERALL,
        "16th",
        "12th to 21st",
        "5th to 29th",
        "57 in 100",
        "15 in 100",
        "42 in 100",
        "42 in 100",
        "under 1 in 100",
        "51.4",
        "16th of 35",
        "107 of 108",
    ]
    assert "Too few indicators can be used for a position in Two." in to_html(scopes)
    assert "the place of the council's average over all measures of the kind counted here" in scopes.notes[1]
    choices = position_page.choices_table(frame, "county areas")
    assert cells_of(choices, 0) == [OVERALL, "16th of 35", "6th to 27th", "13th to 20th", "9th to 28th"]
    assert cells_of(choices, 1)[3:] == ["[z]", "[z]"]
    league = position_page.league_table(frame, "county areas")
    assert cells_of(league, 0) == [
        "Ashire (this council)",
        "16th",
        "12th to 21st",
        "5th to 29th",
        "57 in 100",
        "51.4",
        "16th of 35",
        "1",
        "1",
    ]
    assert cells_of(league, 1)[:5] == ["B & Co", "2nd", "12th to 21st", "5th to 29th", "over 99 in 100"]
    assert "more than chance makes of the largest of 1 difference" in league.notes[1]
    assert to_html(position_page.methods_table(frame, "county areas")).count("18th") == 2
    unranked = position_page.unranked_table(frame)
    assert len(unranked.rows) == 1
    assert "figures for 0 of 108 indicators" in to_html(unranked)


def test_tables_of_councils_name_one_as_people_say_it() -> None:
    frame = positions(row(area_name="Herefordshire, County of"), row(area_name="Bristol, City of", **NO_PLACE))
    assert cells_of(position_page.league_table(frame, "county areas"), 0)[0] == "Herefordshire (this council)"
    assert cells_of(position_page.unranked_table(frame), 0)[0] == "Bristol"


def test_the_chart_takes_the_ranked_councils_of_one_scope() -> None:
    frame = positions(row(), row(scope="One"), row(area_code="c", own=False, **NO_PLACE))
    assert position_page.chart_rows(frame)["area_name"].tolist() == ["Ashire"]


def test_indicators_are_counted_by_their_reason() -> None:
    frame = pd.DataFrame(
        {
            "indicator_id": list("abcdef"),
            "theme": "One",
            "theme_order": 1,
            "reason": [
                "",
                "",
                "the same measure as a",
                "the same measure as b",
                "3 of 8 councils have no figure; the limit is 25%",
                "4 of 8 councils have no figure; the limit is 25%",
            ],
            "used": [True, True, False, False, False, False],
            "theme_weight": [1.0, 1.0, *[None] * 4],
            "indicator_weight": [0.5, 0.5, *[None] * 4],
            "period_end": date(2023, 3, 31),
            "n": 30,
            "in_being": 36,
        }
    )
    listing = position_page.indicators_table(frame)
    assert len(listing.rows) == 2  # the theme and the sum
    # Used, the weights, not counted, no rank, the same measure, few councils, few in the theme.
    assert cells_of(listing, 0) == ["One", "2", "100.0%", "50.00%", "0", "0", "2", "2", "0"]
    assert cells_of(listing, 1) == ["All", "2", "100.0%", "[z]", "0", "0", "2", "2", "0"]
    titles = pd.DataFrame({"indicator_id": list("abcdef"), "title": list("ABCDEF")})
    used = position_page.used_table(frame, titles)
    assert [cells_of(used, number) for number in range(len(used.rows))] == [
        [title, "One", "31 March 2023", "30 of 36", "50.00%"] for title in "AB"
    ]


def expected(**changes: Any) -> pd.DataFrame:
    usual = {
        "scope": OVERALL,
        "own": True,
        "area_name": "Ashire",
        "area_type": "county",
        "score": 51.44,
        "expected": 50.0,
        "residual": 1.44,
        "lower": 40.4,
        "upper": 59.6,
        "beyond": False,
        "reason": "",
        "child_poverty_pct": 17.0,
        "population_density": 342.0,
    }
    return pd.DataFrame([usual | changes]).astype({"beyond": "boolean"})


MODELS = pd.DataFrame(
    {
        "scope": [OVERALL],
        "n": [35],
        "r_squared": [0.534],
        "child_poverty": [-1.02],
        "child_poverty_error": [0.17],
        "tenfold_density": [-0.6],
        "tenfold_density_error": [3.09],
        "two_tier_residual": [-0.3],
        "unitary_residual": [0.4],
        "unitary_less_two_tier": [0.7],
        "unitary_less_two_tier_error": [1.8],
        "flagged": [1],
        "flagged_by_chance": [1.75],
    }
)


def test_what_is_expected_is_set_beside_the_score() -> None:
    assert expected_page.expected_sentence(expected(), MODELS, "Ashire") == (
        "A council as deprived and as rural as Ashire would be expected to score 50.0. Its score of 51.4 is 1.4 points "
        "above that, within the range expected of 95 in 100 such councils. Deprivation and rurality are associated "
        "with 53% of the differences between 35 councils. Of these 1 is outside the range, and by chance alone about "
        "1.8 would be. Unitary counties lie 0.7 points above two-tier counties, with a standard error of 1.8, which "
        "may well be chance."
    )
    worse = expected_page.expected_sentence(expected(residual=-12.0, score=38.0, beyond=True), MODELS, "Ashire")
    assert "12.0 points below that, outside the range" in worse
    unknown = expected(expected=None, residual=None, lower=None, upper=None, beyond=None, reason="not known")
    assert expected_page.expected_sentence(unknown, MODELS, "Ashire") == (
        "What would be expected of Ashire cannot be calculated: not known."
    )
    assert "40.4 to 59.6" in to_html(expected_page.expected_table(expected()))
    assert "[x]" in to_html(expected_page.expected_table(unknown))
    assert "−1.02 (± 0.17)" in to_html(expected_page.models_table(MODELS))
    assert "0.70 (± 1.80)" in to_html(expected_page.models_table(MODELS))
    apart = MODELS.assign(unitary_less_two_tier=-4.0, unitary_less_two_tier_error=1.0, flagged=0)
    sentence = expected_page.expected_sentence(expected(), apart, "Ashire")
    assert "Of these none is outside the range" in sentence
    assert sentence.endswith(
        "4.0 points below two-tier counties, with a standard error of 1.0, which chance hardly explains."
    )
    alone = MODELS.assign(unitary_less_two_tier=None)
    assert expected_page.expected_sentence(expected(), alone, "Ashire").endswith(
        "There are too few councils of one kind to compare unitary with two-tier counties."
    )
