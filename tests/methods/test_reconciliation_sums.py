"""Printed sums, each added up by hand: classes and totals, dashboards and themes, parts and wholes, shares."""

from __future__ import annotations

from printed_figures import printed, results_of

from helpers.methods import reconciliation_sums as sums
from helpers.verdicts import DOES_NOT_HOLD, HOLDS, HOLDS_ROUNDED, NOT_DERIVED

CLASSES = [printed("improved", 76), printed("no_real_change", 36), printed("worsened", 59)]


def test_classes_add_up_to_the_total_with_or_without_those_that_cannot_be_judged() -> None:
    """76 + 36 + 59 is 171, and with 20 that cannot be determined 191."""
    unjudged = printed("cannot_be_determined", 20)
    assert results_of(sums.classes_make_total([*CLASSES, printed("total", 171), unjudged])) == [("total", HOLDS, 171)]
    assert results_of(sums.classes_make_total([*CLASSES, printed("total", 191), unjudged])) == [("total", HOLDS, 191)]
    assert results_of(sums.classes_make_total([*CLASSES, printed("total", 180), unjudged])) == [
        ("total", DOES_NOT_HOLD, 191)
    ]


def test_a_total_with_more_than_its_classes_cannot_be_derived_without_the_rest() -> None:
    (check,) = sums.classes_make_total([*CLASSES, printed("total", 180)])
    assert (check.outcome, check.worked_out) == (NOT_DERIVED, None)
    assert check.explanation == "76 + 36 + 59 = 171. The report does not say what became of 9."
    (check,) = sums.classes_make_total([*CLASSES, printed("total", 170)])
    assert check.outcome == DOES_NOT_HOLD


def test_themes_add_up_to_the_report_and_dashboards_to_their_theme() -> None:
    figures = [
        printed("improved", 9),
        printed("improved", 5, theme="Roads"),
        printed("improved", 4, theme="Homes"),
        printed("improved", 2, theme="Homes", dashboard="Repairs"),
        printed("improved", 1, theme="Homes", dashboard="Rents"),
    ]
    assert results_of(sums.parts_make_whole(figures)) == [
        ("improved", HOLDS, 9),
        ("improved", DOES_NOT_HOLD, 3),
    ]


def test_where_a_part_does_not_print_it_the_whole_cannot_be_derived() -> None:
    figures = [
        printed("improved", 9),
        printed("improved", 5, theme="Roads"),
        printed("worsened", 1, theme="Homes"),
    ]
    assert results_of(sums.parts_make_whole(figures)) == [("improved", NOT_DERIVED, None)]


def test_themes_and_dashboards_outside_them_have_every_indicator() -> None:
    figures = [
        printed("total", 30),
        printed("total", 18, theme="Roads"),
        printed("total", 8, theme="Homes"),
        printed("total", 4, dashboard="Finance"),
    ]
    assert results_of(sums.themes_hold_all(figures)) == [("total", HOLDS, 30)]
    assert results_of(sums.themes_hold_all([printed("total", 26), *figures[1:]])) == [("total", DOES_NOT_HOLD, 26)]


def test_what_two_classes_leave_over_in_the_parts_is_the_rest_of_the_report() -> None:
    """The parts leave 10 - 4 - 3 and 6 - 2 - 1, which is 6."""
    parts = [
        printed(name, value, theme=theme)
        for theme, values in (("Roads", (10, 4, 3)), ("Homes", (6, 2, 1)))
        for name, value in zip(("total", "improved", "worsened"), values, strict=True)
    ]
    whole = [printed("total", 16), printed("improved", 6), printed("worsened", 4)]
    for rest, outcome in ((6, HOLDS), (5, DOES_NOT_HOLD)):
        (check,) = sums.rest_of_parts([*parts, *whole, printed("no_real_change", rest)])
        assert (check.outcome, check.worked_out) == (outcome, 6)


def test_parts_are_within_their_whole_and_a_residual_is_what_they_leave() -> None:
    whole = printed("budget", 100, unit="GBP million")
    parts = [printed(name, value, part_of=whole.figure_id) for name, value in (("roads", 60), ("homes", 30))]
    assert results_of(sums.parts_within_whole([whole, *parts])) == [("roads", HOLDS, 90)]
    more = printed("care", 20, part_of=whole.figure_id)
    assert results_of(sums.parts_within_whole([whole, *parts, more])) == [("budget", DOES_NOT_HOLD, 110)]
    residual = printed("residual", 10, part_of=whole.figure_id)
    assert results_of(sums.parts_within_whole([whole, *parts, residual])) == [("residual", HOLDS, 10)]


def test_shares_make_100_or_miss_it_by_their_rounding() -> None:
    names = ("improved_percent", "no_real_change_percent", "worsened_percent")

    def outcome(*values: float) -> list[str]:
        shares = [printed(name, value, unit="percent") for name, value in zip(names, values, strict=True)]
        return [check.outcome for check in sums.shares_make_100(shares)]

    assert outcome(44, 21, 35) == [HOLDS]
    assert outcome(44, 21, 34) == [HOLDS_ROUNDED]  # each may be off by a half
    assert outcome(44, 21, 38) == [DOES_NOT_HOLD]
