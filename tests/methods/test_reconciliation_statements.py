"""What reports state more than once is the same each time; the slips are planted by hand."""

from __future__ import annotations

from printed_figures import printed, results_of

from helpers.methods import reconciliation_statements as statements
from helpers.verdicts import DOES_NOT_HOLD, HOLDS


def test_one_fact_in_two_paragraphs_is_the_same() -> None:
    first, same, other = (printed("improved", value, paragraph=str(value)) for value in (9, 9, 10))
    (check,) = statements.one_fact([first, same])
    assert check.outcome == HOLDS
    (check,) = statements.one_fact([first, other])
    assert (check.outcome, check.explanation) == (DOES_NOT_HOLD, "9 in paragraph 9; 10 in paragraph 10.")
    # of two years or two units they are two facts
    assert list(statements.one_fact([first, other._replace(data_year="2029/30")])) == []
    assert list(statements.one_fact([first, other._replace(unit="percent")])) == []


def test_how_many_indicators_there_are_is_how_many_are_counted() -> None:
    """9 + 5 + 4 is 18."""
    counts = [printed("improved", 9), printed("no_real_change", 5), printed("worsened", 4)]
    for number, outcome in ((18, HOLDS), (19, DOES_NOT_HOLD)):
        stated = printed("indicators_total", number, topic="quoted")
        assert results_of(statements.number_stated([*counts, stated])) == [("indicators_total", outcome, 18)]
    assert results_of(statements.number_stated([printed("indicators_total", 18, topic="quoted")])) == []


def test_how_many_themes_there_are_is_how_many_have_figures() -> None:
    figures = [printed("improved", 1, theme=name) for name in ("Roads", "Homes", "Care")]
    for number, expected in ((3, [HOLDS]), (2, [DOES_NOT_HOLD]), (4, [])):
        stated = printed("priority_outcome_themes", number)
        assert [one.outcome for one in statements.number_of_themes([*figures, stated])] == expected


def test_totals_of_two_reports_count_the_same() -> None:
    """In 2030 the total is of those with a direction, 9 + 5 + 4; in 2031 of all 20."""
    names = ("improved", "no_real_change", "worsened", "total")

    def report(year: int, total: int) -> list[object]:
        return [printed(name, value, year=year) for name, value in zip(names, (9, 5, 4, total), strict=True)]

    (check,) = statements.one_base([*report(2030, 18), *report(2031, 20)])
    assert (check.year, check.outcome) == (2031, DOES_NOT_HOLD)
    assert check.explanation == "The printed total and how many have a direction: 2030, 18 and 18; 2031, 20 and 18."
    (check,) = statements.one_base([*report(2030, 18), *report(2031, 18)])
    assert check.outcome == HOLDS
    assert list(statements.one_base(report(2031, 18))) == []


def test_words_that_name_a_report_have_its_year() -> None:
    title = printed("year_of_report", 2030, paragraph="title", unit="year")
    (check,) = statements.year_of_report([title])
    assert (check.outcome, check.explanation) == (DOES_NOT_HOLD, "The title of the report of 2031 says 2030.")


def test_an_event_that_is_dated_from_two_reports_is_in_one_year() -> None:
    """Last year in 2031 is 2030; two years ago in 2032 is 2030, one is 2031."""
    first = printed("years_before", 1, indicator="new library")
    for years, outcome in ((2, HOLDS), (1, DOES_NOT_HOLD)):
        later = printed("years_before", years, indicator="new library", year=2032)
        assert [check.outcome for check in statements.one_year_of_event([first, later])] == [outcome]
