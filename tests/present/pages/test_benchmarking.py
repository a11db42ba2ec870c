"""What the benchmarking page shows: every number with its group and how many it is of."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.present.pages import benchmarking, groups, headline
from helpers.publish.html import to_html
from helpers.results.comparisons import ALONE

ROOT = Path(__file__).resolve().parents[3]


def cells(html: str) -> list[list[str]]:
    """The body of the one table, as text."""
    (body,) = re.findall(r"<tbody>(.*?)</tbody>", html, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    of_rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in row] for row in of_rows]


COMPARISONS = pd.DataFrame(
    {
        "indicator_id": ["one", "two"], "title": ["One <b>", "Two"], "dashboard": ["D & E", "F"], "unit": ["%", "rate"],
        "period": ["2022/23", "2022"], "value": [41.8, 0.8], "median": [44.2, 2.5], "decimals": [1, 1],
        "polarity": ["higher_is_better", "lower_is_better"],
        "rank": pd.array([26, 1], "Int64"), "tied": pd.array([2, 1], "Int64"), "n": pd.array([36, 37], "Int64"),
        "quartile": pd.array([3, 1], "Int64"), "quartile_best": pd.array([2, 1], "Int64"),
        "quartile_worst": pd.array([4, 1], "Int64"), "gap": [-2.4, -1.7],
        "best": [59.1, 0.8], "best_areas": ["A; B; C; D", "Own"], "worst": [34.0, 4.8], "worst_areas": ["E; F; G", "H"],
        "england": [41.7, None], "gap_to_england": [0.1, None], "gap_to_next_quartile": [2.7, None],
        "previous_rank": pd.array([24, None], "Int64"), "previous_tied": pd.array([1, None], "Int64"),
        "previous_n": pd.array([35, 0], "Int64"), "previous_period": ["2021/22", None],
        "previous_reason": [None, "first figure in the series"], "rank_change": pd.array([-2, None], "Int64"),
        "quartile_change": ["down", None], "in_headline": [True, False], "reason": None,
    }
)  # fmt: skip


def test_the_ends_england_and_the_place_before_are_printed_with_their_base() -> None:
    one, two = cells(to_html(benchmarking.reach_table(COMPARISONS)))
    assert one == [
        "One &lt;b&gt;",
        "%",
        "2022/23",
        "41.8",
        "59.1",
        "A; B and 2 others",
        "34.0",
        "E; F; G",
        "41.7",
        "+0.1",
        "2.7",
        "24th of 35, 2021/22",
        "−2",
        "down",
    ]
    assert two == [
        "Two",
        "rate",
        "2022",
        "0.8",
        "0.8",
        "Own",
        "4.8",
        "H",
        "–",
        "–",
        "–",
        "first figure in the series",
        "–",
        "–",
    ]


def test_a_list_of_areas_has_gap_rank_quartile_and_whether_it_counts() -> None:
    one, two = cells(to_html(benchmarking.areas_table(COMPARISONS, "Areas")))
    assert one[1] == "D &amp; E"
    assert one[6:9] == ["−2.4", "=26th of 36", "3rd 2nd to 4th"]
    assert [one[-1], two[-1]] == ["Yes", "No"]


def test_a_gap_to_the_next_quartile_is_never_printed_as_zero() -> None:
    """Half of the last decimal place is printed as one of it."""
    for decimals, gap, printed in (
        (1, 0.049, "less than 0.1"),
        (1, 0.05, "0.1"),
        (0, 0.4, "less than 1"),
        (0, 10.0, "10"),
        (2, 0.004, "less than 0.01"),
        (2, 0.1, "0.10"),
    ):
        near = COMPARISONS.assign(decimals=decimals, gap_to_next_quartile=[gap, None])
        for made, cell_index in ((benchmarking.reach_table(near), 10), (benchmarking.areas_table(near, "Areas"), 9)):
            assert [row[cell_index] for row in cells(to_html(made))] == [printed, "–"], (decimals, gap)


def test_a_place_without_a_rank_is_not_in_the_table() -> None:
    none = COMPARISONS.assign(rank=pd.array([None, 1], "Int64"))
    assert len(cells(to_html(benchmarking.reach_table(none)))) == 1


GROUPS = {"main": "counties", "near": "East Midlands councils"}
IN_GROUPS = pd.DataFrame(
    {
        "indicator_id": ["one", "one", "two", "two"],
        "comparator_group": ["main", "near"] * 2,
        "rank": pd.array([26, None, 1, 2], "Int64"),
        "tied": pd.array([2, None, 1, 1], "Int64"),
        "n": pd.array([36, 7, 37, 15], "Int64"),
        "members": pd.array([37, 21, 37, 21], "Int64"),
        "quartile": pd.array([3, None, 1, 1], "Int64"),
        "median": [44.2, 40.0, 2.5, 2.0],
        "reason": [None, "7 councils have a figure; at least 8 are needed", None, None],
    }
)


def test_groups_stand_side_by_side_and_a_small_one_is_shown_and_not_ranked() -> None:
    one, two = cells(to_html(groups.groups_table(IN_GROUPS, COMPARISONS, GROUPS)))
    assert one[4:] == [
        "=26th of 36, 3rd quartile",
        "44.2",
        "7 councils have a figure; at least 8 are needed; 7 of 21 have a figure",
        "40.0",
    ]
    assert two[4:] == ["1st of 37, 1st quartile", "2.5", "2nd of 15, 1st quartile", "2.0"]


def test_what_no_other_council_has_is_not_applicable_rather_than_missing() -> None:
    in_groups = IN_GROUPS.assign(
        reason=IN_GROUPS["reason"].mask(IN_GROUPS["rank"].isna(), ALONE),
        median=IN_GROUPS["median"].mask(IN_GROUPS["rank"].isna()),
    )
    assert cells(to_html(groups.groups_table(in_groups, COMPARISONS, GROUPS)))[0][-1] == "[z]"


def test_a_gap_of_shares_is_in_points_and_in_quartile_widths() -> None:
    gaps = COMPARISONS.assign(
        value_type=["percentage", "rate"], size=[-0.48, 1.7], lower_quartile=[42.0, 2.0], upper_quartile=[47.0, 3.0]
    )
    made = [row[-6:] for row in cells(to_html(benchmarking.gaps_table(gaps)))]
    assert made == [
        ["44.2", "42.0", "47.0", "−2.4 points", "−0.5", "=26th of 36"],
        ["2.5", "2.0", "3.0", "−1.7", "1.7", "1st of 37"],
    ]


def test_the_quartiles_of_each_group_add_up() -> None:
    main, near = cells(to_html(groups.group_counts_table(IN_GROUPS, COMPARISONS, GROUPS)))
    assert main == ["counties", "1", "0", "1", "0", "0", "2", "1 top, 0 second, 1 third and 0 fourth quartile of 2"]
    assert near == [
        "East Midlands councils",
        "1",
        "0",
        "0",
        "0",
        "1",
        "2",
        "1 top, 0 second, 0 third and 0 fourth quartile of 1",
    ]


@pytest.fixture
def coverage() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("main", "E10000018", "Leicestershire", None, None, "", 240),
            ("main", "E10000006", "Cumbria", None, date(2023, 3, 31), "E06000063;E06000064", 99),
            ("main", "E06000063", "Cumberland", date(2023, 4, 1), None, "", 0),
            ("near", "E10000018", "Leicestershire", None, None, "", 240),
            ("near", "E06000007", "Warrington", None, None, "", 0),
        ],
        columns=[
            "comparator_group",
            "area_code",
            "area_name",
            "start_date",
            "end_date",
            "successor_codes",
            "figures",
        ],
    )


def test_who_has_no_figures_is_named_of_those_in_being(coverage: pd.DataFrame) -> None:
    sentences_of_groups = repr(
        groups.coverage_sentences(coverage, GROUPS | {"none": "statistical neighbours"}, date(2023, 3, 31))
    )
    assert sentences_of_groups == (
        "Counties: of 2 councils that existed on 31 March 2023, all have figures here. "
        "East Midlands councils: of 2 councils that existed on 31 March 2023, 1 has figures here. Without figures: "
        "Warrington. This council has no statistical neighbours: no list of neighbours includes it."
    )


def test_membership_has_dates_and_successors(coverage: pd.DataFrame) -> None:
    rows = cells(to_html(groups.coverage_table(coverage, GROUPS, read_areas(Project(ROOT).areas))))
    assert rows[1] == [
        "Cumbria",
        "counties",
        "E10000006",
        "before these figures",
        "31 March 2023",
        "Cumberland, Westmorland and Furness",
        "99",
    ]
    assert rows[2][3:6] == ["1 April 2023", "still in use", "–"]


def test_the_matrix_leaves_out_what_is_not_judged_only_where_there_is_none() -> None:
    counts = pd.DataFrame(
        [("Improved", 1, 0, 0, 2, 1, 4), ("Not judged", 0, 0, 0, 0, 0, 0)],
        columns=["direction", "quartile_1", "quartile_2", "quartile_3", "quartile_4", "not_ranked", "total"],
    )
    rows = cells(to_html(headline.matrix_table(counts)))
    assert [row[1:] for row in rows] == [["1", "0", "0", "2", "1", "4"]] * 2
    assert rows[0][0].endswith("Improved")
    counts.loc[1, ["not_ranked", "total"]] = 3
    assert len(cells(to_html(headline.matrix_table(counts)))) == 3


def test_only_differences_from_the_dfe_tool_are_listed_with_the_reason() -> None:
    bands = pd.DataFrame(
        {
            "indicator_id": ["one", "two"],
            "period": ["2022/23", "2022"],
            "value": [41.8, 0.8],
            "n": pd.array([36, 37], "Int64"),
            "rank": pd.array([26, 1], "Int64"),
            "tied": pd.array([2, 1], "Int64"),
            "quartile": pd.array([3, 1], "Int64"),
            "dfe_rank": pd.array([26, 1], "Int64"),
            "dfe_band": ["D", "A"],
            "difference": ["ties", ""],
        }
    )
    (row,) = cells(to_html(groups.bands_table(bands, COMPARISONS)))
    assert row[4:8] == ["=26th of 36", "26th of 36", "3rd, which is C", "D"]
    assert row[8].startswith("ties: ")


# The pages of a run.


@pytest.fixture(scope="module")
def page(built: Any) -> Callable[[str], str]:
    return lambda name: (built.root / f"reports/2023/{name}.html").read_text(encoding="utf-8")


def rows_of(html: str, caption: str) -> list[list[str]]:
    (table,) = re.findall(rf'<span class="caption">{re.escape(caption)}</span>.*?</table>', html, re.DOTALL)
    return cells(table)


def test_every_indicator_of_the_fourth_quartile_is_on_the_page(built: Any, page: Callable[[str], str]) -> None:
    folder = built.root / "data/processed/2023"
    compared = pd.read_parquet(folder / "comparisons.parquet").merge(
        pd.read_parquet(folder / "compendium.parquet")[["indicator_id", "title", "family", "in_headline"]],
        on="indicator_id",
    )
    html = page("04_comparative_benchmarking")
    lower_areas = rows_of(html, "Areas of lower comparative performance among county areas")
    fourth = compared[compared["quartile"] == 4]
    assert len(fourth) > 20
    listed_titles = {
        row[0] for row in lower_areas[: fourth["family"].mask(fourth["family"] == "", fourth["title"]).nunique()]
    }
    listed_titles = {re.sub(r"( \[[a-z]\])+$", "", title) for title in listed_titles}
    # Each measure once: both figures of plans on time are in the fourth quartile.
    assert {
        fourth.set_index("title")["family"].get(title.replace("&amp;", "&"), "absent") for title in listed_titles
    } == set(fourth["family"])
    titles = fourth.loc[fourth["family"].eq("") | fourth["in_headline"], "title"].str.replace("&", "&amp;")
    assert set(titles) <= listed_titles
    assert len(listed_titles) < len(fourth)
    strong, first = rows_of(html, "Strengths among county areas"), compared[compared["quartile"] == 1]
    assert len(strong) == first["family"].mask(first["family"] == "", first["title"]).nunique() < len(first)


def test_the_matrix_and_the_dashboards_add_up_to_the_headline(built: Any, page: Callable[[str], str]) -> None:
    everything = pd.read_parquet(built.root / "data/processed/2023/compendium.parquet")
    counted = everything[everything["in_headline"]]
    matrix = [[int(cell) for cell in row[1:]] for row in rows_of(page("07_compendium"), MATRIX)]
    *parts, total = matrix
    assert [sum(column) for column in zip(*parts, strict=True)] == total
    assert all(sum(row[:-1]) == row[-1] for row in matrix)
    assert total[-1] == len(counted)
    worst = counted[(counted["direction"] == "Improved") & (counted["quartile"] == 4)]
    assert matrix[0][3] == len(worst)
    dashboards = rows_of(
        page("04_comparative_benchmarking"), "Quartiles by dashboard, counted indicators, among county areas"
    )
    sums = [sum(int(row[cell_index]) for row in dashboards[:-1]) for cell_index in range(1, 7)]
    assert sums == [int(cell) for cell in dashboards[-1][1:7]] == total


MATRIX = "Direction of travel by quartile, counted indicators"


def test_the_share_of_an_average_council_is_printed_below_the_counts() -> None:
    parts = ["quartile_1", "quartile_2", "quartile_3", "quartile_4", "top_half"]
    bases = pd.DataFrame({"part": parts, "share_percent": [27.15, 24.6, 24.95, 23.3, 51.75], "ranks": 4000})
    counts = pd.DataFrame({f"quartile_{number}": [1] for number in range(1, 5)})
    counts = counts.assign(theme="Theme", dashboard="Dashboard", not_ranked=0, total=4, ranked=4)
    note = (
        "An average council has 27.2% of its ranked indicators in the first quartile, 24.6% in the second, 25.0% in "
        "the third and 23.3% in the fourth, so 51.8% in the top half: councils with equal figures share the better "
        "rank, and few numbers of councils can be divided by 4."
    )
    assert note in to_html(benchmarking.counts_table(counts, bases, "Quartiles"))
    assert note in to_html(benchmarking.dashboards_table(counts, bases, "county areas"))
    without = to_html(benchmarking.counts_table(counts, bases.assign(share_percent=None, ranks=0), "Quartiles"))
    assert "An average council" not in without
