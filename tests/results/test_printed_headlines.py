"""What the council's reports printed, as a table that sentences can name the cells of."""

from __future__ import annotations

from helpers.paths import project
from helpers.results.printed_headlines import printed_headlines_up_to
from helpers.sources.printed_headlines import read_printed_headlines


def test_each_report_has_the_sum_of_its_directions_and_none_is_later() -> None:
    printed = read_printed_headlines(project().printed_headlines)
    table = printed_headlines_up_to(printed, 2020)
    assert sorted(set(table["report_year"])) == [2018, 2020]
    number = table.set_index(["report_year", "what"])["number"]
    assert number[2018, "indicators"] == 191 and number[2018, "with_direction"] == 76 + 36 + 59
    assert number[2020, "indicators"] == number[2020, "with_direction"] == 88 + 56 + 47
    assert list(table["report_year"]) == sorted(table["report_year"])
    assert len(table) == len(printed[printed["report_year"].le(2020)]) + 2


def test_a_report_without_a_direction_has_no_sum() -> None:
    printed = read_printed_headlines(project().printed_headlines)
    partly = printed[~(printed["report_year"].eq(2018) & printed["what"].eq("worsened"))]
    table = printed_headlines_up_to(partly, 2018)
    assert "with_direction" not in set(table["what"]) and len(table) == len(partly[partly["report_year"].le(2018)])
