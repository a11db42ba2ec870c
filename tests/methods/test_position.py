"""Positions over many indicators: arithmetic by hand, and what must hold whatever the figures are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from helpers.areas import read_areas
from helpers.methods.position import COLUMNS, OVERALL, Inputs, chosen_indicators, overall_position
from helpers.problems import MethodProblem
from helpers.results.positions import position_inputs

few = settings(max_examples=4, phases=[Phase.generate], deadline=None)
NO_TWINS = pd.DataFrame({"family": pd.Series(dtype="str"), "indicator_id": pd.Series(dtype="str")})
Figures = Mapping[str, Sequence[float | None]]


def inputs(themes: Mapping[str, Figures], councils: Sequence[str] = "abcdefgh", **indicator: Any) -> Inputs:
    """Figures by theme and indicator, one for each council in order; None where it has none, high is better."""
    figures = [
        {"indicator_id": name, "area_code": council, "value": value}
        for theme in themes.values()
        for name, values in theme.items()
        for council, value in zip(councils, values, strict=True)
        if value is not None
    ]
    about = [
        {
            "indicator_id": name,
            "theme": theme,
            "theme_order": order,
            "in_theme": True,
            "in_headline": True,
            "ranked": True,
        }
        for order, (theme, names) in enumerate(themes.items(), start=1)
        for name in names
    ]
    return Inputs(
        pd.DataFrame(figures, columns=["indicator_id", "area_code", "value"])
        .assign(polarity="higher_is_better")
        .astype({"value": "float64"}),
        pd.DataFrame(about).assign(in_being=len(councils), **indicator),
        pd.DataFrame(
            {
                "area_code": list(councils),
                "area_name": [f"Council {council}" for council in councils],
                "area_type": "county",
                "own": False,
            }
        ),
        pd.DataFrame({"indicator_id": pd.Series(dtype="str"), "area_code": pd.Series(dtype="str")}),
    )


def ranks(result: pd.DataFrame, column: str = "rank", scope: str = OVERALL) -> dict[str, Any]:
    rows = result[result["scope"] == scope]
    return dict(zip(rows["area_code"], rows[column].astype("object").where(rows[column].notna(), None), strict=True))


DOWN = [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
UP = DOWN[::-1]
TIED = [9.0, 9.0, 9.0, 9.0, 1.0, 1.0, 1.0, 1.0]


def test_scores_are_means_of_percentile_ranks_by_theme() -> None:
    """Of 8, the first has 100 and the last 0 in each. Theme one: a and b over DOWN, DOWN, TIED.

    a: (1 + 1 + p) / 3 with p of the mid-rank 2.5, (8 - 2.5) / 7 = 0.785714: 0.928571. Theme two: UP, UP, UP: a has 0.
    Overall a: 46.428571. h: theme one (0 + 0 + (8 - 6.5) / 7) / 3 = 0.071429, theme two 1: 53.571429.
    """
    positions = overall_position(
        inputs({"One": {"i1": DOWN, "i2": DOWN, "i3": TIED}, "Two": {"i4": UP, "i5": UP, "i6": UP}}), NO_TWINS, 10
    ).positions
    scores = ranks(positions, "score")
    assert scores["a"] == pytest.approx(46.4285714)
    assert scores["h"] == pytest.approx(53.5714286)
    assert ranks(positions, "score", "One")["a"] == pytest.approx(92.8571429)
    assert ranks(positions, scope="One") == dict(zip("abcdefgh", range(1, 9), strict=True))
    assert ranks(positions, scope="Two") == dict(zip("hgfedcba", range(1, 9), strict=True))


def test_the_four_methods_are_what_they_say() -> None:
    """Theme one has three indicators and theme two four, of which three are alike: equal indicators lean to two.

    Of 8, quartile points are 4 for ranks 1 and 2, 3, 2, 1. DOWN and UP in equal themes tie everyone at 50; in equal
    indicators UP has 4 of 7, so h is first.
    """
    positions = overall_position(
        inputs({"One": dict.fromkeys(["i1", "i2", "i3"], DOWN), "Two": dict.fromkeys(["i4", "i5", "i6", "i7"], UP)}),
        NO_TWINS,
        10,
    ).positions
    assert set(ranks(positions).values()) == {1}
    assert set(ranks(positions, "tied").values()) == {8}
    assert set(ranks(positions, "rank_z_score").values()) == {1}
    assert set(ranks(positions, "rank_quartile_points").values()) == {1}
    assert ranks(positions, "rank_equal_indicators") == dict(zip("hgfedcba", range(1, 9), strict=True))


def test_distance_from_the_average_sees_what_ranks_do_not() -> None:
    """a is 3 deviations (clipped) ahead in one and a little behind in two: by ranks behind b, by distance ahead."""
    far = [1000.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, *[0.0] * 12]
    near = [19.0, 20.0, *range(18, 0, -1)]
    councils = "abcdefghijklmnopqrst"
    positions = overall_position(inputs({"One": {"i1": far, "i2": near, "i3": near}}, councils), NO_TWINS, 10).positions
    assert ranks(positions)["b"] == 1
    assert ranks(positions)["a"] == 2
    assert ranks(positions, "rank_z_score")["a"] == 1


def test_leaving_out_a_theme_and_weights_span_what_they_must() -> None:
    """Two themes that disagree: without one a is 1st, without the other 8th, and random weights reach both."""
    themes = {"One": dict.fromkeys(["i1", "i2", "i3"], DOWN), "Two": dict.fromkeys(["i4", "i5", "i6"], UP)}
    positions = overall_position(inputs(themes), NO_TWINS, 10).positions
    for name in ("leave_out", "weights"):
        assert (ranks(positions, f"{name}_best")["a"], ranks(positions, f"{name}_worst")["a"]) == (1, 8)
    alone = overall_position(inputs({"One": themes["One"]}), NO_TWINS, 10).positions
    assert alone["leave_out_best"].isna().all()


def test_weights_of_themes_are_even_over_all_there_can_be() -> None:
    """Of two themes with random weights w and 1 - w, w is even from 0 to 1, and 5% are left out at each end.

    With n councils a is first in theme one and last in two, and b second and first. a leads b where
    w > w (n - 2) / (n - 1) + 1 - w, or w > (n - 1) / n: in 1 of 10 draws with 10 councils, in 1 of 33 with 33.
    """
    for n, best in ((10, 1), (33, 2)):
        councils = [f"c{number:02d}" for number in range(n)]
        one = [float(-number) for number in range(n)]
        two = [float(-n), *(float(-number) for number in range(n - 1))]
        themes = {"One": dict.fromkeys(["i1", "i2", "i3"], one), "Two": dict.fromkeys(["i4", "i5", "i6"], two)}
        positions = overall_position(inputs(themes, councils), NO_TWINS, 10).positions
        assert ranks(positions, "weights_best")["c00"] == best
        assert ranks(positions, "leave_out_best")["c00"] == 1


def test_a_choice_of_indicators_takes_no_missing_figure_for_a_bad_one() -> None:
    """a is the best in the three that it has; of every choice with one of these its mean is 1."""
    behind = [None, *DOWN[1:]]
    positions = overall_position(
        inputs({"One": {"i1": DOWN, "i2": DOWN, "i3": DOWN, "i4": behind}}), NO_TWINS, 10
    ).positions
    assert (ranks(positions, "choice_best")["a"], ranks(positions, "choice_worst")["a"]) == (1, 1)


CODES = ["E10000018", "E10000028", "E10000029", "E10000030"]
"""Leicestershire, Staffordshire, Suffolk and Surrey."""

NEW, OLD = date(2023, 3, 31), date(2022, 3, 31)


def inputs_for(own: str) -> Inputs:
    """Inputs of four councils: Leicestershire has no figure of i2, and alone has a newer one of i3.

    Nobody but Leicestershire has i4, and i5 is older than three years.
    """
    rows = [("i1", code, NEW) for code in CODES] + [("i2", code, NEW) for code in CODES[1:]]
    rows += [("i3", code, OLD) for code in CODES] + [("i3", CODES[0], NEW), ("i4", CODES[0], NEW)]
    rows += [("i5", code, date(2019, 3, 31)) for code in CODES]
    reported = pd.DataFrame(rows, columns=["indicator_id", "area_code", "period_end"])
    starts = [date(end.year - 1, 4, 1) for end in reported["period_end"]]
    reported = reported.assign(period_start=starts, value=1.0, marker="", polarity="higher_is_better")
    indicators = pd.DataFrame({"indicator_id": ["i1", "i2", "i3", "i4", "i5"], "dashboard": "Roads", "counted": True})
    indicators["polarity"] = "higher_is_better"
    dashboards = pd.DataFrame({"dashboard": ["Roads"], "theme": ["One"], "theme_order": [1], "in_theme": [True]})
    members = pd.DataFrame({"area_code": CODES, "area_name": CODES, "area_type": "county"})
    members = members.assign(start_date=None, end_date=None, successor_codes="")
    rules = SimpleNamespace(as_at=SimpleNamespace(all_others=NEW), stale_after_months=36, minimum_group_size=3)
    areas = read_areas(Path(__file__).parents[2] / "data/raw/reference/areas.csv")
    return position_inputs(reported, indicators, dashboards, members, areas, own, rules)  # type: ignore[arg-type]


def test_an_indicator_has_the_period_that_three_in_four_councils_have() -> None:
    """Three of four have i2, which is 75%. The newer figure of i3 is of one alone, and i4 has no common period."""
    result = inputs_for(CODES[0])
    about = result.indicators.set_index("indicator_id")
    assert about["period_end"].to_dict() == {"i1": NEW, "i2": NEW, "i3": OLD, "i4": NEW, "i5": date(2019, 3, 31)}
    assert about["in_headline"].to_dict() == {"i1": True, "i2": True, "i3": True, "i4": True, "i5": False}
    assert about["ranked"].to_dict() == {"i1": True, "i2": True, "i3": True, "i4": False, "i5": True}
    assert about["in_being"].eq(4).all()
    assert result.figures.groupby("indicator_id").size().to_dict() == {"i1": 4, "i2": 3, "i3": 4, "i4": 1, "i5": 4}
    reasons = chosen_indicators(result, NO_TWINS).set_index("indicator_id")["reason"]
    assert reasons["i2"] == ""
    assert reasons["i4"] == "it is not ranked in the group"


def test_the_inputs_are_the_same_whoever_the_report_is_about_but_for_the_column_own() -> None:
    first, second = (inputs_for(own) for own in (CODES[0], CODES[3]))
    for name in ("figures", "indicators", "not_applicable"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
    pd.testing.assert_frame_equal(first.councils.drop(columns="own"), second.councils.drop(columns="own"))
    assert first.councils.loc[first.councils["own"], "area_code"].tolist() == [CODES[0]]
    assert second.councils.loc[second.councils["own"], "area_code"].tolist() == [CODES[3]]


def test_indicators_that_agree_make_ranks_sure_and_others_do_not() -> None:
    """Where every council has the same percentile rank in all, scores have no error: every rank and claim is sure."""
    agree = overall_position(inputs({"One": dict.fromkeys(["i1", "i2", "i3"], DOWN)}), NO_TWINS, 1000).positions
    assert ranks(agree, "choice_best") == ranks(agree, "choice_worst") == ranks(agree)
    for name in ("median_rank", "rank_95_lower", "rank_95_upper", "claim_best", "claim_worst"):
        assert ranks(agree, name) == ranks(agree), name
    assert ranks(agree, "surely_above")["c"] == "Council a; Council b"
    assert ranks(agree, "surely_below")["f"] == "Council g; Council h"
    assert ranks(agree, "top_half_probability")["d"] == pytest.approx(1)
    differ = overall_position(inputs({"One": {"i1": DOWN, "i2": DOWN, "i3": UP}}), NO_TWINS, 1000).positions
    assert (ranks(differ, "choice_best")["a"], ranks(differ, "choice_worst")["a"]) == (1, 8)
    assert set(ranks(differ, "claim_best").values()) == {1}
    assert set(ranks(differ, "claim_worst").values()) == {8}
    assert ranks(differ, "rank_95_lower")["a"] < ranks(differ, "rank_95_upper")["a"]
    assert set(ranks(differ, "surely_below").values()) == {""}


def test_the_error_of_a_score_is_that_of_the_choice_of_indicators() -> None:
    """Percentile ranks of eight are k / 7 of 100. In two of three the k-th is k, in the third 7 - k.

    The variance of k, k and 7 - k is (2k - 7)^2 / 3, on average over k from 0 to 7 (49 + 25 + 9 + 1) / 4 / 3 = 7. Over
    three figures the error is sqrt(7 / 3) / 7 of 100.
    """
    positions = overall_position(inputs({"One": {"i1": DOWN, "i2": DOWN, "i3": UP}}), NO_TWINS, 10).positions
    for scope in (OVERALL, "One"):
        errors = list(ranks(positions, "score_error", scope).values())
        assert errors == pytest.approx([100 * (7 / 3) ** 0.5 / 7] * 8)


def test_weights_go_by_reliability_and_add_up_to_one() -> None:
    """Where indicators of a theme go together themes weigh the same; where they do not, indicators do."""
    together = inputs(
        {"One": dict.fromkeys(["i1", "i2", "i3"], DOWN), "Two": dict.fromkeys(["j1", "j2", "j3", "j4"], UP)}
    )
    weights = overall_position(together, NO_TWINS, 10).indicators.set_index("indicator_id")
    assert weights["theme_weight"].tolist() == pytest.approx([0.5] * 7)
    assert weights.loc["j1", "indicator_weight"] == pytest.approx(0.125)
    across = [5.0, 2.0, 8.0, 1.0, 7.0, 3.0, 6.0, 4.0]
    apart = inputs({"One": {"i1": DOWN, "i2": UP, "i3": across}, "Two": {"j1": DOWN, "j2": UP, "j3": across, "j4": UP}})
    weights = overall_position(apart, NO_TWINS, 10).indicators.set_index("indicator_id")
    assert weights["indicator_weight"].tolist() == pytest.approx([1 / 7] * 7, abs=1e-4)
    assert weights["indicator_weight"].sum() == pytest.approx(1)


def test_child_poverty_is_left_out_of_the_score_that_it_explains() -> None:
    """Of a, the first in one indicator and the last in three, the score is 25; without poverty, the first, it is 0."""
    given_inputs = inputs({"One": {"i1": DOWN, "i2": UP, "i3": UP, "i4": UP}})
    poverty = pd.DataFrame({"family": ["child_poverty", "child_poverty"], "indicator_id": ["i1", "other"]})
    positions = overall_position(given_inputs, poverty, 10).positions
    for scope in (OVERALL, "One"):
        assert ranks(positions, "score", scope)["a"] == pytest.approx(25)
        assert ranks(positions, "score_without_poverty", scope)["a"] == pytest.approx(0)


def test_councils_that_tie_have_the_same_sets() -> None:
    positions = overall_position(
        inputs({"One": {"i1": TIED, "i2": TIED, "i3": [*UP[:4], *UP[:4]]}}), NO_TWINS
    ).positions
    assert ranks(positions, "tied")["a"] == 1
    level = overall_position(inputs({"One": {"i1": TIED, "i2": TIED, "i3": TIED[::-1]}}), NO_TWINS).positions
    rows = level[level["scope"] == OVERALL].groupby("score")
    sure = ["median_rank", "rank_50_lower", "rank_95_upper", "top_half_probability", "quartile_1_probability"]
    assert len(rows) == 2
    assert (rows[sure].nunique() == 1).all(axis=None)


def test_a_council_with_few_figures_is_listed_without_a_rank() -> None:
    """h has 2 of 4 figures, under 70%; g has 3 of 4, 75%, and 3 are enough for the theme."""
    themes = {"One": {"i1": DOWN, "i2": DOWN, "i3": [*DOWN[:7], None], "i4": [*DOWN[:6], None, None]}}
    positions = overall_position(inputs(themes), NO_TWINS, 10).positions
    assert ranks(positions)["h"] is None
    assert ranks(positions)["g"] == 7
    row = positions[(positions["scope"] == OVERALL) & (positions["area_code"] == "h")].iloc[0]
    assert (row["reason"], row["n"], row["with_figure"]) == ("figures for 2 of 4 indicators; 70% are needed", 7, 2)
    theme = positions[(positions["scope"] == "One") & (positions["area_code"] == "h")].iloc[0]
    assert theme["reason"] == "figures for 2 of 4 indicators of One; 3 and 50% are needed"


def test_a_council_without_a_theme_has_no_overall_position() -> None:
    """h has 10 of 13 figures, 77%, but none of theme two."""
    wide = {f"i{number}": DOWN for number in range(10)}
    short = {f"j{number}": [*DOWN[:7], None] for number in range(3)}
    positions = overall_position(inputs({"One": wide, "Two": short}), NO_TWINS, 10).positions
    assert ranks(positions)["h"] is None
    assert ranks(positions, scope="One")["h"] == 8
    assert ranks(positions, scope="Two")["h"] is None


def test_a_service_that_a_council_does_not_run_is_not_held_against_it() -> None:
    themes = {"One": {"i1": DOWN, "i2": DOWN, "i3": DOWN, "i4": [*DOWN[:7], None], "i5": [*DOWN[:7], None]}}
    given_inputs = inputs(themes)
    assert ranks(overall_position(given_inputs, NO_TWINS, 10).positions)["h"] is None
    applies = given_inputs._replace(
        not_applicable=pd.DataFrame({"indicator_id": ["i4", "i5"], "area_code": ["h", "h"]})
    )
    positions = overall_position(applies, NO_TWINS, 10).positions
    assert ranks(positions)["h"] == 8
    assert ranks(positions, "indicators") == {**dict.fromkeys("abcdefg", 5), "h": 3}


def test_every_indicator_that_counts_for_nothing_has_its_reason() -> None:
    """Of 8 councils, 2 without a figure are 25% and 3 are more."""
    themes = {
        "One": {"i1": DOWN, "i2": DOWN, "i3": [*DOWN[:6], None, None], "i4": [*DOWN[:5], None, None, None], "i5": DOWN},
        "Two": {"j1": DOWN, "j2": DOWN},
        "Three": {"k1": DOWN, "k2": DOWN, "k3": DOWN},
    }
    given_inputs = inputs(themes)
    about = given_inputs.indicators.set_index("indicator_id")
    about.loc["k1", "ranked"], about.loc["k2", "in_headline"] = False, False
    twins = pd.DataFrame({"family": ["f", "f", "g", "g"], "indicator_id": ["i5", "i1", "i4", "i2"]})
    result = chosen_indicators(given_inputs._replace(indicators=about.reset_index()), twins)
    assert dict(zip(result["indicator_id"], result["reason"], strict=True)) == {
        "i1": "the same measure as i5",
        "i2": "",
        "i3": "",
        "i4": "3 of 8 councils have no figure; the limit is 25%",
        "i5": "",
        "j1": "its theme has fewer than 3 usable indicators",
        "j2": "its theme has fewer than 3 usable indicators",
        "k1": "it is not ranked in the group",
        "k2": "it is not counted in the headline, or is too old",
        "k3": "its theme has fewer than 3 usable indicators",
    }
    assert result["used"].tolist() == [reason == "" for reason in result["reason"]]


def test_without_any_theme_everyone_is_listed_with_the_reason() -> None:
    positions = overall_position(inputs({"One": {"i1": DOWN}}), NO_TWINS, 10).positions
    assert list(positions.columns) == list(COLUMNS)
    assert set(positions["reason"]) == {"no theme has 3 usable indicators"}
    assert positions["rank"].isna().all()
    assert len(positions) == 8


def test_two_figures_of_one_council_are_refused() -> None:
    given_inputs = inputs({"One": {"i1": DOWN}})
    twice = given_inputs._replace(
        figures=pd.concat([given_inputs.figures, given_inputs.figures.head(1)], ignore_index=True)
    )
    with pytest.raises(MethodProblem, match="two figures of one indicator"):
        overall_position(twice, NO_TWINS, 10)


# What must hold whatever the figures are.

LETTERS = "abcdefghij"
cell = st.one_of(st.none(), st.integers(0, 12).map(float))
grid = st.lists(st.lists(cell, min_size=10, max_size=10), min_size=8, max_size=8)


def two_themes(values: Sequence[Sequence[float | None]]) -> Inputs:
    """Eight indicators in two themes."""
    themes = {
        "One": {f"i{number}": values[number] for number in range(4)},
        "Two": {f"j{number}": values[number] for number in range(4, 8)},
    }
    return inputs(themes, LETTERS)


def by_name(result: pd.DataFrame) -> pd.DataFrame:
    order = ["scope_order", "area_name"]
    return result.drop(columns="area_code").sort_values(order, ignore_index=True)


@few
@given(grid, st.permutations(range(10)), st.randoms(use_true_random=False))
def test_names_order_and_a_council_without_data_change_nothing(
    values: list[list[float | None]], other: list[int], random: Any
) -> None:
    # The last row of figures differs for every council, so that no two are the same in everything.
    values = [*values[:7], [float(number) for number in range(10)]]
    inputs = two_themes(values)
    usual = by_name(overall_position(inputs, NO_TWINS, 200).positions)
    renamed = {letter: LETTERS[index] for letter, index in zip(LETTERS, other, strict=True)}
    figures = inputs.figures.assign(area_code=inputs.figures["area_code"].map(renamed))
    councils = inputs.councils.assign(area_code=inputs.councils["area_code"].map(renamed))
    rows = list(range(len(figures)))
    random.shuffle(rows)
    empty = pd.DataFrame({"area_code": ["none"], "area_name": ["Nowhere"], "area_type": ["county"], "own": False})
    changed = inputs._replace(figures=figures.iloc[rows], councils=pd.concat([empty, councils]))
    result = overall_position(changed, NO_TWINS, 200).positions
    assert result.loc[result["area_name"] == "Nowhere", "rank"].isna().all()
    pd.testing.assert_frame_equal(by_name(result[result["area_name"] != "Nowhere"]), usual)


@few
@given(grid)
def test_turning_every_polarity_turns_the_scores_round(values: list[list[float | None]]) -> None:
    inputs = two_themes(values)
    high = overall_position(inputs, NO_TWINS, 50).positions.set_index(["scope", "area_code"])
    turned = inputs._replace(figures=inputs.figures.assign(polarity="lower_is_better"))
    low = overall_position(turned, NO_TWINS, 50).positions.set_index(["scope", "area_code"])
    together = (high["score"] + low["score"].reindex(high.index)).dropna()
    assert np.allclose(together, 100)
    best = high["rank"].eq(1) & high["tied"].lt(high["n"])
    assert (low["rank"].reindex(high.index)[best] > 1).all()


@few
@given(grid, st.integers(0, 7), st.integers(0, 9))
def test_no_result_depends_on_a_figure_that_is_not_there(
    values: list[list[float | None]], indicator: int, council: int
) -> None:
    """A missing figure is the same as no row, and its council loses it."""
    values[indicator][council] = None
    inputs = two_themes(values)
    usual = overall_position(inputs, NO_TWINS, 50).positions
    name = ("i" if indicator < 4 else "j") + str(indicator)
    assert not ((inputs.figures["indicator_id"] == name) & (inputs.figures["area_code"] == LETTERS[council])).any()
    used = inputs.figures.merge(chosen_indicators(inputs, NO_TWINS).query("used")[["indicator_id"]])
    counts = used.groupby("area_code").size()
    overall = usual[usual["scope"] == OVERALL].set_index("area_code")["with_figure"]
    assert overall.eq(counts.reindex(overall.index).fillna(0)).all()
    scores = usual[(usual["scope"] == "One") & usual["rank"].notna()].set_index("area_code")["score"]
    middle = used[used["indicator_id"].str.startswith("i")].copy()
    own = middle.groupby("indicator_id")["value"]
    middle["percentile"] = (own.rank(method="average") - 1) / (own.transform("count") - 1)
    assert np.allclose(scores, 100 * middle.groupby("area_code")["percentile"].mean().reindex(scores.index))
