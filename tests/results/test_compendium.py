"""Counts and the compendium table, with numbers counted by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.results import compendium, sides
from helpers.results.trends import lasting_trends, trend_counts, with_trends
from helpers.verdicts import DIRECTIONS

UP, SAME, DOWN, UNKNOWN, CONTEXT = "Improved", "No real change", "Worsened", "Cannot be determined", "Not judged"
COUNTS = ["improved", "no_real_change", "worsened", "cannot_be_determined", "not_judged"]
few = settings(max_examples=30, deadline=None)


def directions(*words: str, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"direction": pd.Series(words, dtype="str"), **columns})


def test_the_words_are_those_of_the_contract() -> None:
    assert DIRECTIONS == (UP, SAME, DOWN, UNKNOWN, CONTEXT)
    assert [compendium.column_name(direction) for direction in DIRECTIONS] == COUNTS


def test_directions_are_counted_in_all() -> None:
    counts = compendium.direction_counts(
        directions(UP, UP, UP, SAME, DOWN, DOWN, DOWN, DOWN, UNKNOWN, UNKNOWN, CONTEXT)
    )
    assert len(counts) == 1
    row = counts.iloc[0].to_dict()
    assert [row[name] for name in COUNTS] == [3, 1, 4, 2, 1]
    assert (row["total"], row["determined"]) == (11, 8)
    # Of the 8 that are determined: 3, 1 and 4.
    shares = [row[f"{name}_percent"] for name in COUNTS[:3]]
    assert shares == [37.5, 12.5, 50.0]


def test_directions_are_counted_by_theme() -> None:
    frame = directions(UP, DOWN, UNKNOWN, CONTEXT, UP, theme=["a", "a", "b", "b", "a"])
    counts = compendium.direction_counts(frame, by=["theme"]).set_index("theme")
    assert counts.loc["a", COUNTS].tolist() == [2, 0, 1, 0, 0]
    assert counts.loc["b", COUNTS].tolist() == [0, 0, 0, 1, 1]
    assert counts["total"].to_dict() == {"a": 3, "b": 2}
    assert counts.at["a", "improved_percent"] == pytest.approx(200 / 3)


def test_of_nothing_determined_there_is_no_percentage() -> None:
    row = compendium.direction_counts(directions(UNKNOWN, CONTEXT, CONTEXT)).iloc[0]
    assert (row["determined"], row["total"]) == (0, 3)
    assert [pd.isna(row[f"{name}_percent"]) for name in COUNTS[:3]] == [True] * 3


def test_themes_keep_the_order_in_which_they_come() -> None:
    frame = directions(UP, UP, UP, UP, theme=["z", "a", "m", "a"])
    assert compendium.direction_counts(frame, by=["theme"])["theme"].tolist() == ["z", "a", "m"]
    frame = frame.assign(quartile=[1, 2, 3, 4])
    assert compendium.quartile_counts(frame, by=["theme"])["theme"].tolist() == ["z", "a", "m"]


def test_none_counted_are_counted_as_none() -> None:
    """The headline takes the first row of the counts, so that there must be one."""
    counts = compendium.direction_counts(directions())
    assert counts[["total", "determined", *COUNTS]].to_dict("records") == [
        dict.fromkeys(["total", "determined", *COUNTS], 0)
    ]


def test_none_ranked_are_counted_as_none() -> None:
    counts = compendium.quartile_counts(pd.DataFrame({"quartile": pd.Series([], dtype="Int64")}))
    assert counts[["ranked", "not_ranked", "total"]].to_dict("records") == [{"ranked": 0, "not_ranked": 0, "total": 0}]


QUARTILES = ["quartile_1", "quartile_2", "quartile_3", "quartile_4", "not_ranked"]


def test_quartiles_are_counted() -> None:
    frame = pd.DataFrame({"quartile": pd.array([1, 1, 1, 2, 4, None], dtype="Int64"), "theme": list("aabbbb")})
    row = compendium.quartile_counts(frame).iloc[0]
    assert [row[name] for name in QUARTILES] == [3, 1, 0, 1, 1]
    assert (row["ranked"], row["total"]) == (5, 6)
    by_theme = compendium.quartile_counts(frame, by=["theme"]).set_index("theme")
    assert by_theme.loc["a", QUARTILES].tolist() == [2, 0, 0, 0, 0]
    assert by_theme.loc["b", QUARTILES].tolist() == [1, 1, 0, 1, 1]


def test_provisional_figures_are_counted_where_it_is_known() -> None:
    frame = directions(UP, DOWN, SAME, provisional=[True, False, False], previous_provisional=[True, True, False])
    assert compendium.direction_counts(frame).iloc[0]["provisional"] == 2
    ranks = pd.DataFrame({"quartile": pd.array([1, None, 2], dtype="Int64"), "provisional": [True, True, False]})
    assert compendium.quartile_counts(ranks).iloc[0]["provisional"] == 1
    by_theme = compendium.quartile_counts(ranks.assign(theme=["a", "a", "b"]), by=["theme"]).set_index("theme")
    assert by_theme["provisional"].to_dict() == {"a": 1, "b": 0}
    assert "provisional" not in compendium.direction_counts(directions(UP)).columns


def test_derived_figures_are_counted_where_it_is_known() -> None:
    frame = directions(UP, DOWN, SAME, derived=[False, False, True], previous_derived=[True, False, True])
    counts = compendium.direction_counts(frame)
    assert counts.iloc[0]["derived"] == 2
    assert "provisional" not in counts.columns
    ranks = pd.DataFrame({"quartile": pd.array([1, None, 2], dtype="Int64"), "derived": [True, True, False]})
    assert compendium.quartile_counts(ranks).iloc[0]["derived"] == 1


def test_quartiles_read_from_a_file_of_numbers_are_counted() -> None:
    """A null in a column of numbers makes them floating-point."""
    row = compendium.quartile_counts(pd.DataFrame({"quartile": [1.0, 4.0, float("nan")]})).iloc[0]
    assert [row[name] for name in QUARTILES] == [1, 0, 0, 1, 1]


themes = st.sampled_from(["a", "b", "c"])


@few
@given(st.lists(st.tuples(themes, st.sampled_from(DIRECTIONS)), min_size=1, max_size=60))
def test_directions_add_up_to_the_indicators(rows: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["theme", "direction"])
    everything = compendium.direction_counts(frame).iloc[0]
    assert everything[COUNTS].sum() == everything["total"] == len(rows)
    by_theme = compendium.direction_counts(frame, by=["theme"])
    assert by_theme[COUNTS].sum(axis=1).tolist() == by_theme["total"].tolist()
    assert by_theme[COUNTS].sum().to_dict() == everything[COUNTS].to_dict()
    if everything["determined"]:
        assert sum(everything[f"{name}_percent"] for name in COUNTS[:3]) == pytest.approx(100)


@few
@given(st.lists(st.tuples(themes, st.none() | st.integers(min_value=1, max_value=4)), min_size=1, max_size=60))
def test_quartiles_add_up_to_the_indicators(rows: list[tuple[str, int | None]]) -> None:
    frame = pd.DataFrame(rows, columns=["theme", "quartile"]).astype({"quartile": "Int64"})
    everything = compendium.quartile_counts(frame).iloc[0]
    assert everything[QUARTILES].sum() == everything["total"] == len(rows)
    assert everything["ranked"] == sum(quartile is not None for _, quartile in rows)
    by_theme = compendium.quartile_counts(frame, by=["theme"])
    assert by_theme[QUARTILES].sum().to_dict() == everything[QUARTILES].to_dict()


def test_reasons_are_counted_of_the_undetermined_alone() -> None:
    frame = pd.DataFrame(
        {
            "direction": [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UP, CONTEXT],
            "reason": ["gap", "break", "gap", "age", "over", "neutral"],
            "in_headline": [True, True, False, False, True, False],
        }
    )
    counts = compendium.reason_counts(frame)
    assert counts.to_dict("records") == [
        {"reason": "gap", "in_headline": 1, "others": 1, "indicators": 2},
        {"reason": "break", "in_headline": 1, "others": 0, "indicators": 1},
        {"reason": "age", "in_headline": 0, "others": 1, "indicators": 1},
    ]
    # They add up to the number beside which they are printed.
    headline = compendium.direction_counts(frame[frame["in_headline"]]).iloc[0]
    assert counts["in_headline"].sum() == headline["cannot_be_determined"] == 2
    assert compendium.reason_counts(frame[frame["direction"] == UP]).empty


def test_reasons_are_counted_without_the_newer_period_that_has_no_figure() -> None:
    reasons = ["break", "break; no figure for 2022/23 [x]", "break; no figure for Sep 2023 [c]", "first"]
    frame = pd.DataFrame(
        {
            "direction": [UNKNOWN] * 4 + [UP],
            "reason": [*reasons, "over; no figure for 2024 [z]"],
            "in_headline": [True, False, True, True, True],
        }
    )
    counts = compendium.reason_counts(frame)
    assert counts.to_numpy().tolist() == [["break", 2, 1, 3], ["first", 1, 0, 1]]
    assert (
        counts["in_headline"].sum()
        == compendium.direction_counts(frame[frame["in_headline"]]).iloc[0]["cannot_be_determined"]
    )


def test_gaps_are_turned_so_that_above_zero_is_better() -> None:
    frame = pd.DataFrame(
        [
            ("ahead", 5.0, 40.0, 60.0, "higher_is_better", 1),  # a quarter of 20 above
            ("ahead, low", -6.0, 16.0, 20.0, "lower_is_better", 1),  # one and a half times 4 below
            ("behind", -10.0, 40.0, 60.0, "higher_is_better", 4),  # half of 20 below
            ("behind, negative", -1.0, -4.5, -4.0, "higher_is_better", 4),  # twice a half below
            ("on it", 0.0, 40.0, 60.0, "higher_is_better", 2),
            ("context", 9.0, 5.0, 10.0, "neutral", None),
            ("of one figure", 9.0, 0.0, 0.0, "higher_is_better", 1),
            ("not ranked", 9.0, 5.0, 10.0, "higher_is_better", None),
            ("no figure", None, 5.0, 10.0, "higher_is_better", None),
        ],
        columns=["title", "gap", "lower_quartile", "upper_quartile", "polarity", "quartile"],
    ).astype({"quartile": "Int64"})
    result = compendium.gaps_to_median(frame)
    assert result["title"].tolist() == ["ahead, low", "ahead", "behind", "behind, negative"]
    assert result["size"].tolist() == pytest.approx([1.5, 0.25, -0.5, -2])
    assert compendium.gaps_to_median(frame, most=1)["title"].tolist() == ["ahead, low", "behind, negative"]


# The compendium table.

INDICATORS = pd.DataFrame(
    [
        ("b_one", "B one", "Second", True, "higher_is_better"),
        ("a_two", "A two", "First", True, "lower_is_better"),
        ("c_old", "C old", "First", True, "higher_is_better"),
        ("d_not", "D not counted", "First", False, "neutral"),
    ],
    columns=["indicator_id", "title", "dashboard", "counted", "polarity"],
).assign(value_type="percentage", unit="%", decimals=1, source_id="somewhere", note="", measure_type="national")
INDICATORS = INDICATORS.assign(**dict.fromkeys(compendium.ANSWERING, ""))
NO_FAMILIES = pd.DataFrame({"family": [], "indicator_id": []}, dtype="str")
DASHBOARDS = pd.DataFrame(
    {
        "theme": ["Theme", "Theme"],
        "dashboard": ["First", "Second"],
        "in_theme": [True, True],
        "theme_order": [1, 1],
        "dashboard_order": [1, 2],
    }
)


def judged() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "indicator_id": ["a_two", "b_one", "c_old", "d_not"],
            "direction": [UP, DOWN, SAME, CONTEXT],
            "latest_value": [1.0, 2.0, 3.0, 4.0],
            "reason": ["over", "over", "within", "neutral"],
            "stale": [False, False, True, False],
            "period": ["2022/23", "2022/23", "2018/19", "2022/23"],
            "provisional": [False, True, False, False],
            "previous_provisional": [True, False, False, False],
            "derived": [False, True, True, False],
            "previous_derived": [False, False, False, True],
        }
    )
    return frame.assign(area_code="E10000018", latest_year=2023, previous_year=2022, newest_year=2023)


def compared() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator_id": ["a_two", "b_one", "c_old", "d_not"],
            "rank": pd.array([1, 9, 3, None], dtype="Int64"),
            "tied": pd.array([1, 1, 2, None], dtype="Int64"),
            "n": [36, 36, 30, 36],
            "quartile": pd.array([1, 1, 1, None], dtype="Int64"),
            "median": [1.5, 2.5, 3.5, 4.5],
            "gap": [-0.5, -0.5, -0.5, -0.5],
            "gap_is_better": [True, False, False, None],
            "reason": [None, None, None, "neutral polarity"],
        }
    )


SCORES = pd.DataFrame(
    [
        ("a_two", "accuracy", "Good"),
        ("a_two", "validity", "Some concerns"),
        ("b_one", "accuracy", "Not tested"),
        ("c_old", "accuracy", "Good"),
    ],
    columns=["indicator_id", "dimension", "band"],
)


CERTAINTY = pd.DataFrame(
    {
        "indicator_id": ["b_one", "a_two"],
        "quartile_best": pd.array([1, None], dtype="Int64"),
        "quartile_worst": pd.array([3, None], dtype="Int64"),
    }
)


def test_the_compendium_has_each_indicator_once_in_printed_order() -> None:
    table = compendium.compendium(INDICATORS, DASHBOARDS, judged(), compared(), SCORES, NO_FAMILIES, CERTAINTY)
    assert table["quartile_worst"].fillna(0).tolist() == [0, 0, 0, 3]
    assert table["quartile_best"].fillna(0).tolist() == [0, 0, 0, 1]
    assert table["indicator_id"].tolist() == ["a_two", "c_old", "d_not", "b_one"]
    assert table["in_headline"].tolist() == [True, False, False, True]
    assert table["value"].tolist() == [1.0, 3.0, 4.0, 2.0]
    assert table["direction_reason"].tolist() == ["over", "within", "neutral", "over"]
    assert table["rank_reason"].tolist()[2] == "neutral polarity"
    assert table["n"].tolist() == [36, 30, 36, 36]
    assert table["quality_band"].fillna("none").tolist() == ["Some concerns", "Good", "none", "Not tested"]
    assert table["quality_concerns"].fillna("none").tolist() == ["validity", "", "none", ""]
    assert not {"latest_value", "reason", "latest_year"} & set(table.columns)


def test_the_compendium_refuses_an_indicator_judged_twice() -> None:
    judged_twice, compared_twice = (pd.concat([frame, frame]) for frame in (judged(), compared()))
    for directions_of, places_of in ((judged_twice, compared()), (judged(), compared_twice)):
        with pytest.raises(pd.errors.MergeError):
            compendium.compendium(INDICATORS, DASHBOARDS, directions_of, places_of, SCORES, NO_FAMILIES, CERTAINTY)


def test_places_are_those_of_the_compendium() -> None:
    table = compendium.compendium(INDICATORS, DASHBOARDS, judged(), compared(), SCORES, NO_FAMILIES, CERTAINTY)
    of_judged = judged()[["stale", "period", "provisional", "derived"]]
    for frame in (judged(), compared().assign(polarity="neutral", **of_judged)):
        result = compendium.with_register_and_dashboard(frame, INDICATORS, DASHBOARDS, NO_FAMILIES)
        assert result["title"].tolist()[-1] == "B one [d] [p]"
        local = INDICATORS.assign(measure_type=INDICATORS["indicator_id"].map({"b_one": "local"}).fillna("partner"))
        titles = compendium.with_register_and_dashboard(frame, local, DASHBOARDS, NO_FAMILIES)["title"].tolist()
        assert titles[-1] == "B one (local) [d] [p]"
        assert titles[1] == "C old (partner) [d]"
        result = result.assign(title=result["title"].str.replace(r"( \[[dp]\])+$", "", regex=True))
        about = [
            "indicator_id",
            "title",
            "dashboard",
            "theme",
            "counted",
            "polarity",
            "unit",
            "decimals",
            "in_headline",
        ]
        pd.testing.assert_frame_equal(result[about], table[about])


def test_themes_are_counted_in_printed_order_and_an_enabler_is_marked() -> None:
    frame = pd.DataFrame(
        {
            "theme": ["Late", "Early", "Early", "Help"],
            "theme_order": [2, 1, 1, 3],
            "in_theme": [True, True, True, False],
            "direction": ["Improved", "Worsened", "Improved", "Worsened"],
            "quartile": [1, 4, None, 2],
        }
    )
    result = compendium.theme_counts(frame)
    assert result["theme"].tolist() == ["Early", "Late", "Help (no theme)"]
    assert result["in_theme"].tolist() == [True, True, False]
    assert result["improved"].tolist() == [1, 1, 0]
    assert result["worsened"].tolist() == [1, 0, 1]
    assert result["ranked"].tolist() == [1, 1, 1]
    assert result["total"].tolist() == [2, 1, 1]
    alone = compendium.theme_counts(frame.drop(columns="quartile"))
    assert "quartile_1" not in alone
    assert alone["total"].tolist() == [2, 1, 1]


def test_dashboards_are_counted_in_printed_order() -> None:
    frame = directions(
        UP,
        DOWN,
        UNKNOWN,
        UP,
        theme=["b", "a", "b", "b"],
        theme_order=[1, 0, 1, 1],
        dashboard=["x", "z", "y", "x"],
        dashboard_order=[2, 5, 1, 2],
    )
    result = compendium.dashboard_counts(frame)
    assert result[["theme", "dashboard", "total"]].to_numpy().tolist() == [["a", "z", 1], ["b", "y", 1], ["b", "x", 2]]
    assert result[COUNTS].sum().tolist() == [2, 0, 1, 1, 0]


def test_a_trend_stands_beside_the_direction_and_changes_nothing_of_it() -> None:
    judged = directions(UP, DOWN, indicator_id=["one", "two"], reason=["because", "so"])
    trends = pd.DataFrame(
        {
            "indicator_id": ["two", "one"],
            "marker": ["Cannot be calculated", "Increasing and getting better"],
            "reason": ["few", "steep"],
            "movement": ["Cannot be calculated", "Increasing"],
            "first_period": [None, "2018"],
            "last_period": [None, "2022"],
            "chi_squared": [None, 12.0],
            "phi": [None, 2.0],
            "marker_with_dispersion": ["Cannot be calculated", "No significant change"],
        }
    )
    result = with_trends(judged, trends)
    pd.testing.assert_frame_equal(result[judged.columns.tolist()], judged)
    assert result["trend"].tolist() == ["Increasing and getting better", "Cannot be calculated"]
    assert result["trend_reason"].tolist() == ["steep", "few"]
    assert result["trend_with_dispersion"].tolist() == ["No significant change", "Cannot be calculated"]
    assert lasting_trends(result) == (1, 0)
    assert lasting_trends(result.assign(trend_with_dispersion=result["trend"])) == (1, 1)
    counts = trend_counts(result).set_index("trend")["indicators"]
    assert counts[counts > 0].to_dict() == {"Increasing and getting better": 1, "Cannot be calculated": 1}
    assert len(counts) == 8
    assert compendium.trend_reason_counts(result.assign(in_headline=True)).to_numpy().tolist() == [["few", 1, 0, 1]]


def test_each_rule_counts_the_same_indicators() -> None:
    frame = pd.DataFrame(
        {
            "as_reported": [UP, SAME, UNKNOWN, CONTEXT],
            "exact": [UP, DOWN, UNKNOWN, CONTEXT],
            "tolerance_1_percent": [UP, DOWN, UNKNOWN, CONTEXT],
            "tolerance_2_percent": [UP, SAME, UNKNOWN, CONTEXT],
            "tolerance_5_percent": [SAME, SAME, UNKNOWN, CONTEXT],
            "intervals": [UNKNOWN, UNKNOWN, UNKNOWN, CONTEXT],
            "intervals_first": [UP, SAME, UNKNOWN, CONTEXT],
        }
    )
    result = compendium.sensitivity_counts(frame).set_index("rule")
    assert result.index.tolist() == frame.columns.tolist()
    assert result["total"].tolist() == [4] * 7
    assert result.loc["exact", COUNTS].tolist() == [1, 0, 1, 1, 1]
    assert result.loc["intervals_first", COUNTS].tolist() == [1, 1, 0, 1, 1]
    assert result.loc["intervals", COUNTS].tolist() == [0, 0, 0, 3, 1]


def test_other_rules_stand_beside_the_one_reported() -> None:
    sensitivity = pd.DataFrame({"indicator_id": ["two", "one"], "exact": [DOWN, UP]})
    result = compendium.with_sensitivity(directions(SAME, SAME, indicator_id=["one", "two"]), sensitivity)
    assert result[["direction", "exact"]].to_numpy().tolist() == [[SAME, UP], [SAME, DOWN]]


# Standing in the group.


def standing(*rows: tuple[str, int | None, int, int | None, int | None, str | None]) -> pd.DataFrame:
    columns = ["title", "rank", "n", "quartile", "rank_change", "quartile_change"]
    whole = dict.fromkeys(["rank", "n", "quartile", "rank_change"], "Int64")
    return pd.DataFrame(list(rows), columns=columns).astype(whole).assign(family="", family_order=0, in_headline=True)


ALL = standing(
    ("first and up", 1, 36, 1, 2, "unchanged"),
    ("first", 1, 30, 1, 0, "unchanged"),
    ("fifth and down", 5, 36, 1, -3, "unchanged"),
    ("second, new", 2, 36, 1, None, None),
    ("third and up", 3, 36, 1, 9, "up"),
    ("middle and down", 12, 36, 2, -9, "down"),
    ("third quartile and down", 20, 36, 3, -8, "down"),
    ("third quartile, a place lost", 26, 36, 3, -1, "unchanged"),
    ("third quartile, a larger group and a better quartile", 19, 36, 3, 2, "up"),
    ("third quartile", 27, 36, 3, 0, "unchanged"),
    ("third quartile, new", 25, 36, 3, None, None),
    ("last", 36, 36, 4, 0, "unchanged"),
    ("fourth and down", 29, 36, 4, -1, "unchanged"),
    ("last and down", 34, 36, 4, -4, "unchanged"),
    ("fourth of fewer", 10, 10, 4, None, None),
    ("not ranked", None, 5, None, None, None),
)


def test_lower_areas_are_all_of_the_fourth_and_the_third_that_fell_worst_first() -> None:
    lower = compendium.lower_areas(ALL)
    assert lower["title"].tolist() == [
        "last and down",
        "fourth and down",  # of the 4th, those that fell, by 33 of 35 and 28 of 35
        "fourth of fewer",
        "last",  # 9 of 9 and 35 of 35 are ahead; by title
        "third quartile, a place lost",
        "third quartile and down",
    ]
    assert set(ALL.loc[ALL["quartile"].eq(4).fillna(False), "title"]) <= set(lower["title"])
    assert lower.columns.tolist() == ALL.columns.tolist()


def test_a_measure_that_two_indicators_tell_is_listed_once() -> None:
    twice = ALL.assign(family="", family_order=0)
    pair = twice["title"].isin(["last", "last and down"])
    twice.loc[pair, "family"] = "one"
    twice.loc[twice["title"] == "last", "family_order"] = 1
    twice.loc[twice["title"] == "last and down", "family_order"] = 2
    assert "last" in compendium.lower_areas(twice)["title"].tolist()
    assert "last and down" not in compendium.lower_areas(twice)["title"].tolist()
    # The one that the headline counts goes before the first of the family.
    counted = twice.assign(in_headline=twice["title"] != "last")
    assert "last and down" in compendium.lower_areas(counted)["title"].tolist()
    assert len(compendium.lower_areas(counted)) == len(compendium.lower_areas(ALL)) - 1


def test_strengths_are_all_of_the_first_improving_and_best_first() -> None:
    strong = compendium.strengths(ALL)["title"].tolist()
    assert strong == ["first and up", "third and up", "first", "second, new", "fifth and down"]


def test_of_nothing_ranked_there_is_no_list() -> None:
    for frame in (ALL.tail(1), ALL.head(0)):
        assert compendium.lower_areas(frame).empty
        assert compendium.strengths(frame).empty


def test_direction_by_quartile_adds_up() -> None:
    frame = pd.DataFrame(
        {
            "direction": [UP, UP, UP, DOWN, DOWN, UNKNOWN, UNKNOWN],
            "quartile": pd.array([4, 4, 1, 1, None, 2, None], dtype="Int64"),
        }
    )
    result = compendium.direction_by_quartile(frame).set_index("direction")
    assert result.index.tolist() == list(DIRECTIONS)
    assert result[QUARTILES].loc[[UP, SAME, DOWN, UNKNOWN, CONTEXT]].to_numpy().tolist() == [
        [1, 0, 0, 2, 0],
        [0, 0, 0, 0, 0],
        [1, 0, 0, 0, 1],
        [0, 1, 0, 0, 1],
        [0, 0, 0, 0, 0],
    ]
    assert result["total"].sum() == len(frame)


def test_quartiles_are_counted_by_dashboard_in_printed_order() -> None:
    frame = pd.DataFrame(
        {
            "theme": ["b", "a", "b"],
            "theme_order": [1, 0, 1],
            "dashboard": ["x", "z", "x"],
            "dashboard_order": [2, 5, 2],
            "quartile": pd.array([1, None, 4], dtype="Int64"),
        }
    )
    result = compendium.dashboard_quartiles(frame)
    assert result[["theme", "dashboard", *QUARTILES]].to_numpy().tolist() == [
        ["a", "z", 0, 0, 0, 0, 1],
        ["b", "x", 1, 0, 0, 1, 0],
    ]


def test_sides_are_counted_by_polarity() -> None:
    frame = pd.DataFrame(
        [
            ("higher_is_better", 2.0, -1.0),
            ("lower_is_better", 2.0, -1.0),
            ("lower_is_better", 0.0, None),
            ("neutral", 2.0, 2.0),
            ("higher_is_better", None, 0.0),
        ],
        columns=["polarity", "gap", "gap_to_england"],
    )
    result = sides.side_counts(frame).set_index("measure")
    assert result.loc["gap"].to_dict() == {"better": 1, "same": 1, "worse": 1, "compared": 3}
    assert result.loc["gap_to_england"].to_dict() == {"better": 1, "same": 1, "worse": 1, "compared": 3}
    assert sides.side_counts(frame.head(0))["compared"].tolist() == [0, 0]
