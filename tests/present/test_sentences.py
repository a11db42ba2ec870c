"""Sentences: each figure, its base and its plural."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers.present import sentences
from helpers.present.pages import benchmarking, direction, groups, ingestion, quality, quality_scores

COUNTS = {
    "improved": 88,
    "no_real_change": 56,
    "worsened": 47,
    "cannot_be_determined": 18,
    "not_judged": 0,
    "determined": 191,
    "total": 209,
    "improved_percent": 100 * 88 / 191,
    "no_real_change_percent": 100 * 56 / 191,
    "worsened_percent": 100 * 47 / 191,
}


BASES = pd.DataFrame(
    {
        "part": ["quartile_1", "quartile_2", "quartile_3", "quartile_4", "top_half"],
        "share_percent": [27.2, 24.6, 24.9, 23.3, 51.8],
        "ranks": 4000,
    }
)


def test_percentages_are_of_what_can_be_determined() -> None:
    # 88 of 191 is 46.07%, 56 is 29.3% and 47 is 24.6%; of the register of 209 they would be 42%, 27% and 22%
    assert sentences.direction_sentence(COUNTS) == (
        "Of the 191 indicators whose direction of travel can be determined, 88 improved (46%), 56 show no real change "
        "(29%) and 47 worsened (25%). Direction cannot be determined for 18 others."
    )


def test_what_is_clear_stands_beside_each_number() -> None:
    counts = COUNTS | {"improved_clear": 16, "no_real_change_clear": 4, "worsened_clear": 47}
    assert sentences.direction_sentence(counts).startswith(
        "Of the 191 indicators whose direction of travel can be determined, 88 improved (46%; 16 clearly), 56 show no "
        "real change (29%) and 47 worsened (25%; all clearly)."
    )
    assert sentences.direction_sentence(counts, with_clear=False) == sentences.direction_sentence(COUNTS)


def test_one_is_singular() -> None:
    one = COUNTS | {"determined": 1, "improved": 1, "no_real_change": 0, "worsened": 0, "cannot_be_determined": 1}
    one |= {"improved_percent": 100.0, "no_real_change_percent": 0.0, "worsened_percent": 0.0, "not_judged": 1}
    assert sentences.direction_sentence(one) == (
        "The one indicator whose direction of travel can be determined improved. Direction cannot be determined for 1 "
        "other. 1 measure of context is not judged."
    )


def test_none_determined_has_no_percentages() -> None:
    none = dict.fromkeys(COUNTS, 0) | {"total": 4, "cannot_be_determined": 4}
    assert sentences.direction_sentence(none) == (
        "Direction of travel cannot be determined for any of the 4 indicators."
    )
    assert sentences.direction_sentence(none | {"total": 1, "cannot_be_determined": 1}) == (
        "Direction of travel cannot be determined for the one indicator."
    )
    assert sentences.direction_sentence(none | {"total": 0, "cannot_be_determined": 0}) == "No indicator is counted."


OF_TWO = "Of the 2 indicators whose direction of travel can be determined,"


@pytest.mark.parametrize(
    ("improved", "unchanged", "worsened", "sentence"),
    [
        (2, 0, 0, f"{OF_TWO} 2 improved (100%) and none worsened."),
        (0, 1, 1, f"{OF_TWO} none improved, 1 shows no real change (50%) and 1 worsened (50%)."),
        (0, 2, 0, f"{OF_TWO} none improved, 2 show no real change (100%) and none worsened."),
        (0, 1, 0, "The one indicator whose direction of travel can be determined shows no real change."),
    ],
)
def test_none_one_and_two_are_said_as_people_say_them(
    improved: int, unchanged: int, worsened: int, sentence: str
) -> None:
    numbers = {"improved": improved, "no_real_change": unchanged, "worsened": worsened}
    determined = sum(numbers.values())
    shares = {f"{name}_percent": 100 * number / determined for name, number in numbers.items()}
    counts = {**numbers, **shares, "determined": determined, "cannot_be_determined": 0, "total": determined}
    assert sentences.direction_sentence(counts) == sentence


def test_provisional_figures_are_said_where_there_are_any() -> None:
    assert sentences.direction_sentence(COUNTS | {"provisional": 0}) == sentences.direction_sentence(COUNTS)
    # The number of all stands beside it: "of these" would be of those named last, whose direction is not determined.
    total = COUNTS["determined"] + COUNTS["cannot_be_determined"] + COUNTS.get("not_judged", 0)
    assert sentences.direction_sentence(COUNTS | {"provisional": 1}).endswith(
        f" Of all {total}, 1 rests on a provisional figure [p]."
    )
    one = {"determined": 1, "cannot_be_determined": 0, "improved": 1, "no_real_change": 0, "worsened": 0}
    assert sentences.direction_sentence(one | {"provisional": 1}).endswith(
        " improved. It rests on a provisional figure [p]."
    )
    assert sentences.direction_sentence(COUNTS | {"provisional": 1, "derived": 3}).endswith(
        f" 1 rests on a provisional figure [p]. Of all {total}, 3 rest on a figure worked out from published "
        "counts [d]."
    )
    counts = {"quartile_1": 1, "quartile_2": 1, "quartile_3": 0, "quartile_4": 0, "ranked": 2, "provisional": 2}
    assert sentences.quartile_sentence(counts, BASES, "county areas").endswith(
        " Of all 2, 2 rest on a provisional figure [p]."
    )


def test_who_published_the_figures_is_said_as_it_is() -> None:
    figures = pd.DataFrame({"title": ["Waste", "Roads", "Land"], "measure_type": ["national"] * 3})
    assert sentences.origin_sentence(figures) == "Every figure in this report was published by a national body."
    assert sentences.origin_sentence(figures.assign(derived=[False, True, True])) == (
        "Every figure in this report rests on what national bodies published; 2 are worked out from published counts "
        "[d]."
    )
    assert sentences.origin_sentence(
        figures.assign(measure_type=["national", "local", "national"], derived=[True, False, False])
    ) == (
        "Of 3 figures, 1 was published by national bodies and 1 is worked out from published counts [d]. 1 is the "
        "council's own, handed in by its departments (Roads)."
    )
    assert sentences.origin_sentence(figures.head(0)) == "No figure was read."
    assert sentences.origin_sentence(figures.assign(measure_type=["national", "local", "national"])) == (
        "Of 3 figures, 2 were published by national bodies. 1 is the council's own, handed in by its departments "
        "(Roads)."
    )
    assert sentences.origin_sentence(figures.assign(measure_type=["local", "local", "partner"])) == (
        "Of 3 figures, 0 were published by national bodies. 2 are the council's own, handed in by its departments "
        "(Waste; Roads). 1 is a partner's (Land)."
    )
    many = pd.DataFrame({"title": [f"M{number}" for number in range(7)] * 2, "measure_type": "local"})
    assert "14 are the council's own, handed in by its departments (M0; M1; M2; M3; M4; and 2 others)." in (
        sentences.origin_sentence(many)
    )


def test_quartiles_add_up_in_words() -> None:
    counts = {"quartile_1": 38, "quartile_2": 54, "quartile_3": 25, "quartile_4": 27, "ranked": 144}
    # 38 + 54 = 92, which is 63.9% of 144
    assert sentences.quartile_sentence(counts, BASES, "county areas") == (
        "Of 144 indicators ranked among county areas, 38 are in the first quartile, which is the best, 54 in the "
        "second, 25 in the third and 27 in the fourth: 64% are in the top half, where an average council has 51.8%."
    )
    none = BASES.assign(share_percent=np.nan, ranks=0)
    assert sentences.quartile_sentence(dict.fromkeys(counts, 0), none, "county areas").startswith(
        "No indicator can be ranked"
    )


def test_rows_read_are_said_with_their_sum() -> None:
    files = pd.DataFrame(
        {"file": ["a", "b"], "rows_read": [1000, 9], "rows_used": [999, 8], "rows_rejected": [1, 1], "refused": ""}
    )
    assert ingestion.ingestion_sentence(files) == (
        "1,009 rows were read from 2 files: 1,007 are used and 2 are rejected, which together make 1,009."
    )
    refused = pd.DataFrame(
        {"file": ["c"], "rows_read": [0], "rows_used": [0], "rows_rejected": [0], "refused": ["is empty."]}
    )
    assert ingestion.ingestion_sentence(pd.concat([files, refused])).endswith(
        "read from 2 files: 1,007 are used and 2 are rejected, which together make 1,009. "
        "1 other file could not be read."
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "No counted indicator both worsened and is in the bottom quartile of county areas."),
        (["clear"], "1 counted indicator has worsened .* look first. It worsened clearly."),
        (["cannot be told"], "1 counted indicator has worsened .* look first. It did not worsen clearly."),
        (
            ["clear", "cannot be told", "within its usual ups and downs"],
            "3 counted indicators have worsened .* look first. 1 of them worsened clearly and is listed first.",
        ),
        (["clear", "clear"], "2 counted .* look first. All of them worsened clearly."),
        (["within its usual ups and downs"] * 2, "2 counted .* look first. None of them worsened clearly."),
    ],
)
def test_what_members_look_at_first(words: list[str], sentence: str) -> None:
    frame = pd.DataFrame({"evidence": pd.Series(words, dtype="str")})
    assert re.fullmatch(sentence, sentences.behind_sentence(frame, "county areas"))


def test_titles_say_the_main_message() -> None:
    themes = pd.DataFrame(
        {
            "theme": ["A", "B", "Help (no theme)"],
            "in_theme": [True, True, False],
            "worsened": [3, 7, 9],
            "determined": [9, 20, 9],
        }
    )
    assert sentences.direction_title(themes) == (
        "B has the most indicators that worsened: 7 of 20 determined (35%); in the other themes 3 of 9 (33%)"
    )
    assert sentences.direction_title(themes[1:]) == "B has the most indicators that worsened: 7 of 20 determined (35%)"
    assert sentences.direction_title(themes.assign(worsened_clear=[0, 2, 1])) == (
        "B has the most indicators that worsened: 7 of 20 determined (35%), 2 clearly; in the other themes 3 of 9 (33%)"
    )
    assert sentences.direction_title(themes.assign(worsened=4)) == (
        "A and B have the most indicators that worsened: 4 each"
    )
    assert sentences.direction_title(themes.assign(worsened=0)) == "No counted indicator worsened in any theme"
    quartile_counts = pd.DataFrame({"quartile_1": [2, 1], "quartile_2": [1, 0], "ranked": [5, 3]})
    assert sentences.quartile_title(quartile_counts) == "4 of 8 ranked indicators are in the top half of the group"
    assert sentences.quartile_title(quartile_counts.assign(ranked=0)) == "No counted indicator can be ranked"


def test_nothing_is_called_worst_that_is_not_worse() -> None:
    rows = pd.DataFrame({"title": ["Best", "Good", "Bad", "Worst"], "size": [9.0, 1.0, -1.0, -9.0]})
    titles = [sentences.extremes_title(part, "Up", "Down") for part in (rows, rows[:2], rows[2:], rows[:0])]
    assert titles == ["Up: Best. Down: Worst", "Up: Best. Down: none", "Up: none. Down: Worst", "Up: none. Down: none"]


def test_what_depends_on_the_rule_is_said() -> None:
    counts = pd.DataFrame(
        {
            "rule": ["as_reported", "exact", "tolerance_5_percent", "intervals_first"],
            "improved": [37, 51, 29, 31],
            "worsened": [44, 59, 32, 40],
        }
    )
    assert direction.sensitivity_sentence(counts, 63, 131) == (
        "By the rules of this report 37 improved and 44 worsened. If any change counted, 51 improved and 59 worsened; "
        "with a tolerance of 5%, 29 improved and 32 worsened; by the rule of earlier versions, which looked at "
        "published confidence intervals first, 31 improved and 40 worsened. The direction of 63 of 131 counted "
        "indicators depends on the rule."
    )


def trend_counts(**indicators: int) -> pd.DataFrame:
    markers = {
        "better": "Decreasing and getting better",
        "worse": "Increasing and getting worse",
        "up": "Increasing",
        "same": "No significant change",
        "cannot": "Cannot be calculated",
    }
    return pd.DataFrame({"trend": list(markers.values()), "indicators": [indicators.get(key, 0) for key in markers]})


def test_trends_are_counted_in_words() -> None:
    assert direction.trend_sentence(trend_counts(better=2, worse=3, same=5, cannot=122)) == (
        "A trend over five points can be calculated for 10 of 132 counted indicators: 2 getting better, 3 getting "
        "worse, and 5 without significant change. It cannot be calculated for the other 122."
    )
    assert direction.trend_sentence(trend_counts(up=1, same=1)) == (
        "A trend over five points can be calculated for 2 of 2 counted indicators: 0 getting better, 0 getting worse, "
        "1 increasing or decreasing without being better or worse, and 1 without significant change."
    )
    assert direction.trend_sentence(trend_counts(cannot=4)) == (
        "A trend over five points cannot be calculated for any of 4 counted indicators."
    )


def test_waivers_are_counted_and_one_that_nothing_needs_is_a_warning() -> None:
    waivers = pd.DataFrame({"used": [True, True, False]})
    assert quality_scores.waivers_sentence(waivers) == (
        "The parameter file waives 2 failures of a check. Warning: 1 waiver is not needed."
    )
    assert quality_scores.waivers_sentence(waivers.head(1)) == "The parameter file waives 1 failure of a check."
    assert quality_scores.waivers_sentence(waivers.head(0)) == "The parameter file waives no check."


def test_bands_of_quality_add_up_to_the_register() -> None:
    words = ["Good"] * 3 + ["Some concerns"] * 2 + ["Serious concerns"]
    bands = pd.DataFrame({"quality_band": words, "quality_concerns": ["", "", "", "validity", "validity", "accuracy"]})
    assert quality_scores.quality_sentence(bands) == (
        "Judged by the worst dimension of each, the data of 3 of 6 indicators are good; those of 2 raise some "
        "concerns and those of 1 serious ones. The serious ones are in accuracy (1)."
    )
    more = pd.DataFrame({"quality_band": ["Good", "Not tested"], "quality_concerns": ["", ""]})
    assert quality_scores.quality_sentence(more).endswith("those of 0 serious ones, and 1 not tested.")


def test_serious_concerns_are_counted_by_dimension_the_most_first() -> None:
    concerns = ["accuracy, completeness", "completeness", "completeness, timeliness", ""]
    bands = pd.DataFrame({"quality_band": ["Serious concerns"] * 3 + ["Good"], "quality_concerns": concerns})
    assert quality_scores.quality_sentence(bands).endswith(
        " The serious ones are in completeness (3), accuracy (1) and timeliness (1)."
    )


def test_the_title_of_the_grid_names_the_dimension_with_most_concerns() -> None:
    counts = pd.DataFrame(
        {"dimension": ["accuracy", "validity", "accuracy", "validity"], "some": [1, 2, 0, 0], "serious": [0, 0, 2, 0]}
    )
    assert quality_scores.quality_title(counts) == "3 indicators with concerns in accuracy, the most"
    assert quality_scores.quality_title(counts.head(0)) == "The data of no indicator raise concerns"
    assert quality_scores.quality_title(counts.assign(some=0, serious=0)) == "The data of no indicator raise concerns"
    equal = counts.assign(some=[1, 1, 0, 0], serious=0)
    assert quality_scores.quality_title(equal) == "1 indicator with concerns in accuracy and validity, the most"


def test_what_revisions_change_is_counted_by_indicator() -> None:
    effects = pd.DataFrame(
        {
            "indicator_id": ["a", "a", "b"],
            "direction_changed": [True, True, False],
            "quartile_changed": [True, True, True],
        }
    )
    assert quality_scores.revisions_sentence(effects, two_editions=True) == (
        "Results of 2 indicators depend on revised figures. With the earlier figures, 1 direction of travel and 2 "
        "quartiles would be different."
    )
    assert quality_scores.revisions_sentence(effects.head(0), two_editions=True) == (
        "Some figures were supplied in two editions. No result depends on a figure that differs between them."
    )
    assert quality_scores.revisions_sentence(effects.head(0), two_editions=False).startswith(
        "No figure was supplied in two editions"
    )


def test_failing_rows_are_counted_by_what_of_the_council_they_concern() -> None:
    concerns = [
        "the newest figure",
        "the figure before it",
        "the indicator as a whole",
        "the indicator as a whole",
        "another figure of the council",
        "other councils",
        "the newest figure",
    ]
    failures = pd.DataFrame(
        {"check_id": list("aabbbbc"), "severity": ["warning"] * 6 + ["information"], "concerns": concerns}
    )
    assert quality.failures_sentence(failures, "Kent") == (
        "6 rows fail 2 checks. 5 of them concern Kent: 1 of its newest figures, 1 of the figures before them, 2 of an "
        "indicator as a whole, such as one without a figure or with an old one, and 1 of older "
        "figures. The rest concern other councils, whose figures ranks depend on."
    )
    assert quality.failures_sentence(failures.tail(5), "Kent").startswith(
        "4 rows fail 1 check. 3 of them concern Kent: none of the newest figures or those before them that this "
        "report prints, but 2 of an indicator as a whole, "
    )
    assert quality.failures_sentence(failures.tail(1), "Kent") == "No row fails a check."


def test_ages_are_counted_to_the_as_at_date() -> None:
    printed = pd.DataFrame({"age_months": [-5, 12, 13, 51, None], "stale": [False, False, False, True, False]})
    assert quality_scores.ages_sentence(printed.astype({"age_months": "Int64"}), date(2023, 3, 31)) == (
        "Of 4 newest figures, 2 are for a period that ended within the 12 months before 31 March 2023, or later; "
        "the oldest is 51 months old. 1 is too old for the headline."
    )
    assert quality_scores.ages_sentence(printed.tail(1), date(2023, 3, 31)) == "The council has no figure."
    assert quality_scores.ages_sentence(printed.head(3), date(2023, 3, 31)).endswith(
        " None are too old for the headline."
    )


def test_what_could_not_be_tested_is_said() -> None:
    scores = pd.DataFrame({"dimension": ["timeliness", "timeliness", "accuracy"], "band": ["Not tested"] * 3})
    assert quality_scores.untested_sentence(scores).startswith(
        "Not tested: accuracy for 1 indicator, timeliness for 2 indicators."
    )
    assert (
        quality_scores.untested_sentence(scores.assign(band="Good")) == "Every indicator is tested in every dimension."
    )


def test_quartiles_in_the_form_of_the_councils_reports(shared: Path) -> None:
    """The report of 2018 prints 38, 54, 25 and 27 of 144, in paragraph 15."""
    with (shared / "published/published_figures.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["id"].startswith("PF2018-15-0")]
    printed = {row["measure"]: int(row["value"]) for row in rows if row["topic"] == "quartile"}
    names = ["top_quartile", "second_quartile", "third_quartile", "fourth_quartile"]
    counts = {f"quartile_{number}": printed[name] for number, name in enumerate(names, start=1)}
    assert sum(counts.values()) == printed["total"]
    assert sentences.quartiles_printed(counts | {"ranked": printed["total"]}) == (
        "38 top, 54 second, 25 third and 27 fourth quartile of 144"
    )
    assert sentences.quartiles_printed(dict.fromkeys(counts, 0) | {"ranked": 0}) == "none ranked"


def test_sides_have_each_their_base() -> None:
    counts = pd.DataFrame(
        [("gap", 67, 3, 52, 122), ("gap_to_england", 1, 0, 3, 4)],
        columns=["measure", "better", "same", "worse", "compared"],
    )
    quartiles = {"quartile_1": 30, "quartile_2": 40, "quartile_3": 30, "quartile_4": 22, "ranked": 122}
    england = (
        "1 counted indicator of 4 has a better figure than England, 3 a worse one and 0 the same: the others have no "
        "published figure for England in the period."
    )
    assert benchmarking.sides_sentence(counts, quartiles, "county areas") == (
        "67 counted indicators of 122 have a better figure than the median of county areas, 52 a worse one and 3 the "
        "same. By rank, 70 of 122 are in the top half: a council at the median, or level with it, is in the top half "
        f"by rank without a better figure than the median. {england}"
    )
    assert benchmarking.sides_sentence(counts, quartiles | {"quartile_1": 27}, "county areas") == (
        "67 counted indicators of 122 have a better figure than the median of county areas, 52 a worse one and 3 the "
        f"same. By rank, 67 of 122 are in the top half. {england}"
    )


def test_lower_areas_and_strengths_say_how_many_and_how_many_count() -> None:
    rows = pd.DataFrame(
        {"quartile": [4, 4, 3], "rank": [36, 35, 20], "rank_change": [0, -1, -2], "in_headline": [True, False, True]}
    ).assign(
        quartile_claimed=pd.array([True, None, False], "boolean"),
        quartile_best=pd.array([4, None, 3], "Int64"),
        quartile_worst=pd.array([4, None, 3], "Int64"),
    )
    assert benchmarking.lower_sentence(rows, "county areas") == (
        "2 indicators are in the fourth quartile of county areas, and 1 in the third has fallen since the period "
        "before. 2 of these 3 are counted in the headline. The quartile is sure for 1 of the 2. For 1 of these the "
        "stricter test of a claim supports that the council is among the lowest quarter."
    )
    assert benchmarking.lower_sentence(rows.head(0), "county areas").startswith(
        "No indicator is in the fourth quartile"
    )
    best = pd.DataFrame(
        {"quartile": [1, 1], "rank": [1, 4], "rank_change": pd.array([3, None], "Int64"), "in_headline": [True, False]}
    ).assign(quartile_claimed=False, quartile_best=1, quartile_worst=[1, 2])
    assert benchmarking.strengths_sentence(best, "county areas") == (
        "2 indicators are in the first quartile of county areas, 1 of them with the best figure. 1 of the 2 has gained "
        "places since the period before, and 1 is counted in the headline. The quartile is sure for 1 of the 2. For "
        "none of these the stricter test of a claim supports that the council is among the best quarter."
    )
    unsure = benchmarking.strengths_sentence(best.assign(quartile_worst=2), "county areas")
    assert unsure.endswith("counted in the headline. The quartile is sure for none of the 2.")
    one = benchmarking.strengths_sentence(best.head(1), "county areas")
    assert one.startswith("1 indicator is in the first quartile of county areas, with the best figure. It has gained")
    assert benchmarking.strengths_sentence(best.head(0), "them") == "No indicator is in the first quartile of them."


def test_agreement_with_the_dfe_tool_names_the_reasons() -> None:
    bands = pd.DataFrame(
        {
            "rank_agrees": [True] * 4,
            "band_agrees": [True, False, False, False],
            "difference": ["", "ties", "boundary", "ties"],
        }
    )
    assert groups.bands_sentence(bands, "county areas") == (
        "Of 4 indicators of the DfE Local Authority Interactive Tool ranked among county areas, by the tool's rules 4 "
        "have the same rank and 1 the same quartile. The others differ: 2 by ties, 1 by boundary."
    )
    assert groups.bands_sentence(bands.head(1), "them").endswith("1 has the same rank and 1 the same quartile.")
    assert groups.bands_sentence(bands.head(0), "them").startswith("No indicator of the DfE")


@pytest.mark.parametrize(
    ("trends", "lasting", "ending"),
    [
        (5, 2, "from their line, 2 of the 5 trends stay. The other 3 may come from that scatter."),
        (5, 1, "from their line, 1 of the 5 trends stays. The other 4 may come from that scatter."),
        (5, 5, "from their line, 5 of the 5 trends stay."),
        (5, 0, "from their line, none of the 5 trends stays."),
        (1, 1, "from their line, the one trend stays."),
        (1, 0, "from their line, the one trend does not stay."),
        (0, 0, "No counted indicator has a trend that could rest on points which scatter more than chance makes them."),
    ],
)
def test_how_many_trends_stay_is_said_as_people_say_it(trends: int, lasting: int, ending: str) -> None:
    assert direction.dispersion_sentence(trends, lasting).endswith(ending)
