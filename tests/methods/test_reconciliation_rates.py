"""Printed per cents, changes, ranks and gains, each worked out by hand from the figures beside it."""

from __future__ import annotations

import pytest
from printed_figures import printed, results_of

from helpers.methods import reconciliation_rates as rates
from helpers.methods.reconciliation_values import PLACEHOLDER, Figure
from helpers.verdicts import DOES_NOT_HOLD, HOLDS, HOLDS_ROUNDED

PERCENT = {"unit": "percent"}
COUNTS = [printed("improved", 76), printed("no_real_change", 36), printed("worsened", 59)]  # 171 in all


def of_one(measure: str, value: float | None, **fields: object) -> Figure:
    """A figure of the indicator 1.1."""
    return printed(measure, value, reference="1.1", **fields)


@pytest.mark.parametrize(("share", "outcome"), [(44, HOLDS_ROUNDED), (45, DOES_NOT_HOLD)])
def test_a_share_is_of_all_classes(share: float, outcome: str) -> None:
    """76 of 171 is 44.44%."""
    figures = [*COUNTS, printed("improved_percent", share, **PERCENT)]
    assert results_of(rates.share_of_base(figures)) == [("improved_percent", outcome, 44.44)]


def test_without_all_classes_there_is_no_base() -> None:
    assert rates.class_shares(COUNTS[:2]) == {}
    assert results_of(rates.share_of_base([*COUNTS[:2], printed("improved_percent", 44, **PERCENT)])) == []


def test_how_far_off_target_a_figure_is_has_no_sign() -> None:
    """3,316 - 3,897 is 581, which is 17.52% of 3,316."""
    figures = [
        of_one("actual", 3897),
        of_one("target", 3316),
        of_one("off_target_percent", 17.5, decimals=1, **PERCENT),
    ]
    assert results_of(rates.off_target(figures)) == [("off_target_percent", HOLDS_ROUNDED, 17.52)]


def test_two_changes_on_one_baseline_give_how_far_off_it_is_too() -> None:
    """A rise of 5% where a fall of 10% was planned: 105 over 90 is 16.67% too many."""
    figures = [of_one("change_on_baseline_percent", 5.0), of_one("target_reduction_percent", 10.0)]
    (distance,) = rates.distances(figures).values()
    assert float(distance.value) == pytest.approx(16.6667, abs=1e-4)
    assert rates.distances([of_one("actual", 5), of_one("target", 0)]) == {}


def test_a_change_on_the_baseline() -> None:
    """142 to 156 is a rise of 9.86%."""
    pair = [of_one("actual", 156), of_one("baseline", 142)]
    right, wrong = (of_one("change_on_baseline_percent", value, decimals=1, **PERCENT) for value in (9.9, 9.0))
    assert results_of(rates.change_on_baseline([*pair, right])) == [("change_on_baseline_percent", HOLDS_ROUNDED, 9.86)]
    assert results_of(rates.change_on_baseline([*pair, wrong])) == [("change_on_baseline_percent", DOES_NOT_HOLD, 9.86)]


def test_how_much_of_a_target_was_achieved() -> None:
    """250,000 of 700,000 trees is 35.71%."""
    figures = [
        of_one("actual", 250_000),
        of_one("target", 700_000),
        of_one("of_target_achieved_percent", 46, **PERCENT),
    ]
    assert results_of(rates.target_achieved(figures)) == [("of_target_achieved_percent", DOES_NOT_HOLD, 35.71)]


def test_a_part_and_its_share_of_the_whole() -> None:
    """£0.9m of £12m is 7.5%."""
    whole = printed("fund", 12.0, unit="GBP million", topic="money")
    part = printed("underspend", 0.9, unit="GBP million", topic="money", part_of=whole.figure_id)
    share = printed("underspend_percent", 7.5, decimals=1, topic="money", **PERCENT)
    assert results_of(rates.share_of_whole([whole, part, share])) == [("underspend_percent", HOLDS, 7.5)]


def test_a_gain_is_the_gap_for_each_person_times_the_people() -> None:
    """(1,080 - 940) x 700,000 is £98 million."""
    figures = [
        printed("funding_per_head_comparator", 1080),
        printed("funding_per_head", 940),
        printed("population", 700_000),
        printed("funding_gap_vs_comparator", 98, unit="GBP million"),
    ]
    assert results_of(rates.gain_per_head(figures)) == [("funding_gap_vs_comparator", HOLDS, 98)]


@pytest.mark.parametrize(
    ("rank", "size", "quartile", "expected"),
    [
        (8, 32, 1, [HOLDS, HOLDS]),
        (9, 32, 1, [HOLDS, DOES_NOT_HOLD]),  # 9th of 32 is in the second quartile
        (33, 32, 4, [DOES_NOT_HOLD]),
    ],
)
def test_a_rank_is_in_its_group_and_gives_the_quartile(
    rank: int, size: int, quartile: int, expected: list[str]
) -> None:
    figures = [
        of_one("rank_value", rank, unit="rank"),
        of_one("group_size_value", size),
        of_one("quartile_value", quartile, unit="quartile"),
    ]
    assert [check.outcome for check in rates.ranks(figures)] == expected


def test_what_nobody_filled_in_is_given_where_it_follows() -> None:
    empty = printed("worsened_percent", kind=PLACEHOLDER, **PERCENT)
    (check,) = rates.placeholders([*COUNTS, empty])
    assert check.explanation == "Nobody filled it in. 59 of 171 is 34.5%."
    (check,) = rates.placeholders([empty])
    assert (check.worked_out, check.explanation) == (None, "Nobody filled it in.")


def test_a_share_that_is_said_to_be_larger_is_larger_than_in_the_report_before() -> None:
    """Of 2031 44.4% improved; of 2030 50 of 100."""
    counts = {"improved": 50, "no_real_change": 30, "worsened": 20}
    before = [printed(name, count, year=2030) for name, count in counts.items()]
    claim = printed("larger_share_than_before", word="improved")
    (check,) = rates.larger_share([*COUNTS, *before, claim])
    assert (check.outcome, check.explanation) == (DOES_NOT_HOLD, "2030: 50.0%; 2031: 44.4%.")
    assert list(rates.larger_share([*COUNTS, claim])) == []
