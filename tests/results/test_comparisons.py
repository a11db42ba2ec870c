"""A council's place beside England, in the period before and in several groups, worked by hand on small groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
from comparing import ENGLAND, NOW, OWN, RULES, YEAR_END, members_of, observed, register
from examples import examples, rows_of
from hypothesis import strategies as st

from helpers.method_rules import DirectionRules
from helpers.params import Parameters
from helpers.results import comparisons
from helpers.results.as_reported import as_reported
from helpers.results.reporting_figures import figures_for

Years = dict[int, dict[str, float | None]]


def ranks_of_groups(
    *cases: Years, about: Sequence[pd.DataFrame] = (), rules: Parameters = RULES
) -> list[dict[str, Any]]:
    """The whole comparison of each case, an indicator of its own with its row of the register: one call for all."""
    numbers = [f"{number:03d}" for number in range(len(cases))]
    entries = about or [register() for _ in cases]
    indicators = pd.concat(
        [entry.assign(indicator_id=number) for entry, number in zip(entries, numbers, strict=True)], ignore_index=True
    )
    figures = figures_for(observed_of(cases), indicators, [OWN], rules)
    codes = sorted({area for years in cases for original in years.values() for area in original} - {ENGLAND})
    result = comparisons.full_comparisons(figures, members_of(codes), indicators, [OWN], rules)
    assert result["indicator_id"].tolist() == numbers
    return result.to_dict("records")


def ranks_of_group(years: Years, indicators: pd.DataFrame | None = None, rules: Parameters = RULES) -> dict[str, Any]:
    """The whole comparison of the one indicator."""
    (row,) = ranks_of_groups(years, about=[register() if indicators is None else indicators], rules=rules)
    return row


def observed_of(cases: Sequence[Years]) -> pd.DataFrame:
    """The figures of many cases, each an indicator of its own."""
    rows = [observed(case).assign(indicator_id=f"{number:03d}") for number, case in enumerate(cases)]
    return pd.concat(rows, ignore_index=True)


POLARITIES = ("higher_is_better", "lower_is_better", "neutral")


THEN: dict[str, float | None] = {OWN: 7.0, "a": 9.0, "b": 8.0, "c": 6.0, "d": None, "e": 4.0}
"""The third of five: 1 + 4 * 2 // 5 = 2."""


def test_the_ends_of_the_group_are_named() -> None:
    row, lower, neutral = ranks_of_groups(*[{2023: NOW}] * 3, about=[register(polarity) for polarity in POLARITIES])
    assert (row["best"], row["best_areas"]) == (9.0, "Council a; Council b")
    assert (row["worst"], row["worst_areas"]) == (1.0, "Council g")
    assert (lower["best"], lower["best_areas"], lower["worst"]) == (1.0, "Council g", 9.0)
    assert [pd.isna(neutral[name]) for name in ("best", "best_areas", "worst", "worst_areas")] == [True] * 4


def test_the_ends_of_a_small_group_are_named_too() -> None:
    row = ranks_of_group({2023: {OWN: 2.0, "a": 3.0}})
    assert (row["best_areas"], row["worst_areas"]) == ("Council a", f"Council {OWN}")
    assert pd.isna(row["rank"])


def test_the_next_quartile_begins_at_its_lowest_council() -> None:
    """The 2nd quartile has the third and the fourth, who has 6; by low figures the council is fourth, behind 3."""
    row, lower = ranks_of_groups({2023: NOW}, {2023: NOW}, about=[register(), register("lower_is_better")])
    assert (row["rank"], row["quartile"], row["gap_to_next_quartile"]) == (5, 3, 1.0)
    assert (lower["rank"], lower["quartile"], lower["gap_to_next_quartile"]) == (4, 2, 2.0)


def test_a_figure_raised_by_the_gap_is_in_a_better_quartile_and_by_less_is_not() -> None:
    row = ranks_of_group({2023: NOW})
    reached, short = ranks_of_groups({2023: NOW | {OWN: 5.0 + row["gap_to_next_quartile"]}}, {2023: NOW | {OWN: 5.9}})
    assert (reached["rank"], reached["quartile"], reached["tied"]) == (4, 2, 2)
    assert short["quartile"] == 3


def test_a_quartile_without_a_council_is_passed_over() -> None:
    """Seven share the first place, so that nobody is in the 2nd or the 3rd quartile."""
    row = ranks_of_group({2023: {OWN: 5.0} | dict.fromkeys("abcdefg", 7.0)})
    assert (row["rank"], row["quartile"], row["gap_to_next_quartile"]) == (8, 4, 2.0)


def test_in_the_first_quartile_and_without_a_rank_there_is_no_next() -> None:
    rows = ranks_of_groups(
        {2023: NOW | {OWN: 9.5}},
        {2023: NOW},
        {2023: {OWN: 2.0, "a": 3.0}},
        about=[register(), register("neutral"), register()],
    )
    assert [pd.isna(row["gap_to_next_quartile"]) for row in rows] == [True] * 3


def test_england_is_that_of_the_same_period_or_none() -> None:
    row, *without = ranks_of_groups(
        {2023: NOW | {ENGLAND: 5.5}, 2022: THEN | {ENGLAND: 9.0}},
        {2023: NOW, 2022: THEN | {ENGLAND: 9.0}},
        {2023: NOW | {ENGLAND: None}},
    )
    assert (row["england"], row["gap_to_england"], row["n"]) == (5.5, -0.5, 8)
    assert [pd.isna(other[name]) for other in without for name in ("england", "gap_to_england")] == [True] * 4


def test_the_place_before_is_among_those_who_had_a_figure_then() -> None:
    row, better, same = ranks_of_groups(
        {2023: NOW, 2022: THEN}, {2023: NOW | {OWN: 10.0}, 2022: THEN}, {2023: NOW, 2022: NOW}
    )
    before = {name.removeprefix("previous_"): row[name] for name in row if name.startswith("previous_")}
    assert pd.isna(before.pop("reason"))
    assert before == {"period": "2021/22", "value": 7.0, "rank": 3, "tied": 1, "n": 5, "quartile": 2}
    assert (row["rank_change"], row["quartile_change"]) == (-2, "down")
    assert (better["rank_change"], better["quartile_change"]) == (2, "up")
    # Ninth of nine then and fifth of eight now: four places gained, and the 4th quartile left for the 3rd.
    assert (same["rank_change"], same["quartile_change"]) == (0, "unchanged")


NO_PLACE_BEFORE: list[tuple[Years, dict[str, str], str]] = [
    ({2023: NOW}, {}, "first figure in the series"),
    ({2023: NOW, 2021: THEN}, {}, "the period before is missing from the series"),
    ({2023: NOW, 2022: THEN | {OWN: None}}, {}, "no figure for the period before"),
    ({2023: NOW, 2022: THEN}, {"breaks": "2022/23"}, "the series has a break at this period"),
    ({2023: NOW, 2022: THEN}, {"frequency": "one_off"}, "no annual series is published"),
    ({2023: NOW, 2022: {OWN: 7.0, "a": 9.0}}, {}, "2 councils have a figure; at least 4 are needed"),
    ({2023: NOW, 2022: THEN}, {"polarity": "neutral"}, "polarity is neutral: neither end is better"),
]


def test_where_there_is_no_place_before_the_reason_says_why() -> None:
    rows = ranks_of_groups(
        *(years for years, _, _ in NO_PLACE_BEFORE), about=[register(**about) for _, about, _ in NO_PLACE_BEFORE]
    )
    assert [row["previous_reason"] for row in rows] == [reason for _, _, reason in NO_PLACE_BEFORE]
    for row in rows:
        assert [pd.isna(row[name]) for name in ("previous_rank", "rank_change", "quartile_change")] == [True] * 3


def test_a_survey_held_every_second_year_is_compared_with_two_years_before() -> None:
    row = ranks_of_group({2023: NOW, 2021: THEN}, register(frequency="biennial"))
    assert (row["previous_period"], row["previous_rank"]) == ("2020/21", 3)


def test_the_rules_for_direction_change_no_place() -> None:
    """By rule none, direction cannot be determined without limits; the place before needs none."""
    intervals_alone = RULES.model_copy(update={"direction": DirectionRules(rule="none", intervals="published")})
    years = {2023: NOW, 2022: THEN}
    assert ranks_of_group(years, rules=intervals_alone)["previous_rank"] == ranks_of_group(years)["previous_rank"] == 3


# Several groups.


def in_groups(
    figures: dict[str, float | None], groups: dict[str, list[str]], day: date = YEAR_END, **ended: date
) -> pd.DataFrame:
    result = figures_for(observed({2023: figures}), register(), [OWN], RULES)
    parts = [members_of(codes, **ended).assign(comparator_group=name) for name, codes in groups.items()]
    table = comparisons.group_comparisons(result, pd.concat(parts), list(groups), register(), [OWN], RULES)
    return table.set_index("comparator_group")


def test_each_group_has_its_own_place_and_says_how_many_have_figures() -> None:
    groups = {"all": [*NOW, "blank"], "near": [OWN, "e", "f", "g", "blank"], "small": [OWN, "a", "b"], "none": []}
    result = in_groups(NOW, groups)
    assert result.index.tolist() == list(groups)
    assert result["rank"].fillna(0).astype(int).tolist() == [5, 1, 0, 0]
    assert result["n"].tolist() == [8, 4, 3, 0]
    assert result["members"].tolist() == [9, 5, 3, 0]
    assert result["median"].tolist()[:3] == [5.5, 3.5, 9.0]
    assert result["value"].tolist()[:3] == [5.0] * 3
    assert result["reason"].fillna("").tolist() == [
        "",
        "",
        "3 councils have a figure; at least 4 are needed",
        "the group lists no councils for this council",
    ]


def test_a_council_outside_a_group_is_not_ranked_in_it() -> None:
    row = in_groups(NOW, {"others": list("abcdefg")}).loc["others"]
    assert (row["n"], row["reason"]) == (7, "not in the comparator group in this period")
    assert pd.isna(row["rank"])


def test_members_are_those_in_being_on_the_last_day() -> None:
    """One that ended a day before the end existed in the period: its figure counts, and no seat is kept."""
    result = in_groups(NOW, {"all": list(NOW)}, a=date(2023, 3, 30), b=date(2023, 3, 31), c=date(2021, 1, 1)).loc["all"]
    assert (result["members"], result["n"]) == (6, 7)


def test_the_place_in_the_comparator_group_is_that_of_the_comparisons() -> None:
    figures = figures_for(observed({2023: NOW, 2022: THEN}), register(), [OWN], RULES)
    members = members_of(list(NOW))
    alone = comparisons.full_comparisons(figures, members, register(), [OWN], RULES)
    groups = members.assign(comparator_group="group")
    result = comparisons.group_comparisons(figures, groups, ["group"], register(), [OWN], RULES)
    shared = ["value", "n", "rank", "tied", "quartile", "median", "gap", "gap_is_better"]
    pd.testing.assert_frame_equal(result[shared], alone[shared])


def test_coverage_counts_the_figures_with_which_each_code_takes_part() -> None:
    figures = figures_for(observed({2023: NOW | {"g": None}}), register(), [OWN], RULES)
    members = members_of([OWN, "a", "g", "blank"], a=date(2020, 1, 1)).assign(comparator_group="group")
    result = comparisons.group_coverage(figures, members, ["group"], [OWN])
    assert result["figures"].tolist() == [1, 0, 0, 0]
    assert result.drop(columns="figures").equals(members)


# Properties. One call places many indicators, because a call costs more than what it works out.

values = st.integers(min_value=-20, max_value=20).map(lambda drawn: drawn / 10)
councils = st.dictionaries(st.sampled_from("abcdefghijkl"), values, min_size=3, max_size=12)
now_and_then = st.fixed_dictionaries(
    {
        2023: st.builds(dict.__or__, st.fixed_dictionaries({OWN: values}), councils),
        2022: st.builds(dict.__or__, st.fixed_dictionaries({OWN: values}), councils),
    }
)
many = st.lists(now_and_then, min_size=10, max_size=15)
RANK_COLUMNS = [
    "rank",
    "n",
    "quartile",
    "tied",
    "median",
    "gap",
    "best",
    "worst",
    "gap_to_next_quartile",
    "previous_rank",
    "rank_change",
    "quartile_change",
    "reason",
    "previous_reason",
]


def places_of(cases: list[Years], frame: pd.DataFrame | None = None, turned: int = 0) -> pd.DataFrame:
    """The places of many cases; councils without any figure are members too, and low is better in the last ones."""
    indicators = pd.concat(
        [
            register("lower_is_better" if number >= len(cases) - turned else "higher_is_better").assign(
                indicator_id=f"{number:03d}"
            )
            for number in range(len(cases))
        ],
        ignore_index=True,
    )
    figures = figures_for(observed_of(cases) if frame is None else frame, indicators, [OWN], RULES)
    everyone = members_of([OWN, *"abcdefghijklmnopqrstuvwxyz"])
    return comparisons.full_comparisons(figures, everyone, indicators, [OWN], RULES)


def parts_of(result: pd.DataFrame, size: int) -> list[pd.DataFrame]:
    """The places of several lists of as many cases that were judged together, each under the numbers of the first."""
    result = result.sort_values("indicator_id")
    return [result.iloc[start : start + size].reset_index(drop=True) for start in range(0, len(result), size)]


@cache
def drawn_cases() -> list[Years]:
    """Three lists in one; tests leave the cases as they are."""
    return rows_of(many, 3)


def test_names_order_and_councils_without_data_change_nothing() -> None:
    cases = drawn_cases()
    names = dict(zip("abcdefghijkl", "vpxqmwtnsour", strict=True))
    renamed = [
        {year: {names.get(area, area): value for area, value in values.items()} for year, values in case.items()}
        for case in cases
    ]
    with_blanks = [{year: original | {"y": None, "z": None} for year, original in case.items()} for case in cases]
    together = [*cases, *renamed, *with_blanks]
    result = places_of(together)[["indicator_id", *RANK_COLUMNS]]
    original, *others = (part[RANK_COLUMNS] for part in parts_of(result, len(cases)))
    for other in others:
        pd.testing.assert_frame_equal(other, original)
    shuffled = observed_of(together).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(places_of(together, shuffled)[["indicator_id", *RANK_COLUMNS]], result)


def test_the_other_polarity_reverses_the_places() -> None:
    """From the other end there are as many behind as there were before; the best is then the worst."""
    cases = drawn_cases()
    high, low = parts_of(places_of([*cases, *cases], turned=len(cases)), len(cases))
    assert high["rank"].notna().sum() == low["rank"].notna().sum() > 0
    pd.testing.assert_series_equal(high["rank"] + low["rank"], high["n"] + 2 - high["tied"], check_names=False)
    assert (high["best"].tolist(), high["worst"].tolist()) == (low["worst"].tolist(), low["best"].tolist())


def test_nothing_depends_on_a_figure_that_is_not_there() -> None:
    """With figures taken away the places are those of the councils left, whatever else is in the row."""
    cases = drawn_cases()
    blanks = examples(st.sets(st.sampled_from("abcdefghijkl"), min_size=2, max_size=6), len(cases))
    left = [
        {year: {area: value for area, value in row.items() if area not in blank} for year, row in case.items()}
        for case, blank in zip(cases, blanks, strict=True)
    ]
    rows = observed_of([*left, *cases])
    hidden = pd.Series(
        [
            area in blanks[int(number) % len(cases)]
            for number, area in zip(rows["indicator_id"], rows["area_code"], strict=True)
        ]
    )
    rows.loc[hidden, ["lower_95", "upper_95", "numerator", "denominator"]] = [1.0, 2.0, 15.0, 10.0]
    rows.loc[hidden, "value"], rows.loc[hidden, "marker"] = None, "[c]"
    without, with_hidden = parts_of(places_of([*left, *cases], rows), len(cases))
    pd.testing.assert_frame_equal(with_hidden[RANK_COLUMNS], without[RANK_COLUMNS])


def test_england_takes_no_part_in_a_group() -> None:
    reported = as_reported(observed({2023: NOW | {ENGLAND: 99.0}}), register(), RULES.as_at.by_period_type())
    assert (reported["area_code"] == ENGLAND).sum() == 1
    row = ranks_of_group({2023: NOW | {ENGLAND: 99.0}})
    assert (row["n"], row["best"]) == (8, 9.0)


OF_A_GROUP = (
    "median",
    "lower_quartile",
    "upper_quartile",
    "lowest",
    "highest",
    "gap",
    "best",
    "worst",
    "best_areas",
    "worst_areas",
    "gap_to_next_quartile",
    "rank",
    "tied",
    "quartile",
)


def test_a_council_alone_is_compared_with_nobody() -> None:
    alone: Years = {2022: {OWN: 4.0}, 2023: {OWN: 5.0}}
    for row in ranks_of_groups(*[alone] * 3, about=[register(polarity) for polarity in POLARITIES]):
        assert row["value"] == 5.0
        assert row["n"] == 1
        assert {name: row[name] for name in OF_A_GROUP if pd.notna(row[name])} == {}
        assert row["reason"] == "no other council in the group has a figure"
    groups = comparisons.group_comparisons(
        figures_for(observed({2023: {OWN: 5.0}}), register(), [OWN], RULES),
        members_of([OWN]).assign(comparator_group="group"),
        ["group"],
        register(),
        [OWN],
        RULES,
    )
    assert groups[["median", "gap"]].isna().all(axis=None)


def test_another_council_is_enough_for_a_median() -> None:
    row = ranks_of_group({2023: {OWN: 5.0, "a": 9.0}})
    assert (row["median"], row["gap"], row["lowest"], row["highest"]) == (7.0, -2.0, 5.0, 9.0)
    assert row["reason"] == "2 councils have a figure; at least 4 are needed"


def test_a_provisional_figure_is_said_to_be_one() -> None:
    observations = observed({2023: NOW})
    for status, marker, expected in (("final", "", False), ("provisional", "", True), ("final", "[p]", True)):
        frame = observations.assign(status=status, marker=marker)
        figures = figures_for(frame, register(), [OWN], RULES)
        result = comparisons.full_comparisons(figures, members_of(sorted(NOW)), register(), [OWN], RULES)
        assert result["provisional"].tolist() == [expected]
    derived = figures_for(observations.assign(status="derived"), register(), [OWN], RULES)
    result = comparisons.full_comparisons(derived, members_of(sorted(NOW)), register(), [OWN], RULES)
    assert result[["provisional", "derived"]].to_numpy().tolist() == [[False, True]]


def test_an_average_council_has_the_share_of_all_ranks_in_each_quartile() -> None:
    """Eight councils have two in each quartile; five have two in the first, at 1 + 4 * 1 // 5, and one in each other.

    Of 13 ranks 4 are in the first and 3 in each other. Where six of eight are equal first, all six are in the first
    quartile, and the 7th and 8th in the 4th: 1 + 4 * 6 // 8 and 1 + 4 * 7 // 8.
    """
    cases: list[tuple[str, Sequence[float], str]] = [
        ("eight", range(8), "higher_is_better"),
        ("five", range(5), "lower_is_better"),
        ("equal", [9.0] * 6 + [2.0, 1.0], "higher_is_better"),
        ("context", range(8), "neutral"),
    ]
    rows = pd.DataFrame(
        [
            (name, f"c{number}", float(value), side)
            for name, values, side in cases
            for number, value in enumerate(values)
        ],
        columns=["indicator_id", "area_code", "value", "polarity"],
    )
    two = comparisons.quartile_bases(rows, ["eight", "five", "context"], 4).set_index("part")
    assert two["ranks"].unique().tolist() == [13]
    assert two["share_percent"].round(6).tolist() == [round(100 * n / 13, 6) for n in (4, 3, 3, 3, 7)]
    one = comparisons.quartile_bases(rows, ["equal"], 4).set_index("part")["share_percent"]
    assert one.tolist() == [75.0, 0.0, 0.0, 25.0, 75.0]
    none = comparisons.quartile_bases(rows, [], 4)
    assert none["share_percent"].isna().all()
    assert none["ranks"].eq(0).all()
