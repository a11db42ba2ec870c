"""Chapter 7: rank, quartile and what is printed beside them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from documents import read_chapter, same, year

from helpers.methods import ranking
from helpers.methods.expressions import TIE
from helpers.methods.rank_distribution import rank_distribution
from helpers.methods.ranking import rank_and_quartile
from helpers.methods.shrunken_ranks import COMMON_PERCENT
from helpers.present.cells import sure_quartile_cell
from helpers.problems import MethodProblem
from helpers.results import comparisons, reporting_figures
from helpers.results.compendium import lower_areas
from helpers.results.rank_certainty import FEW_KNOWN, NOT_KNOWN
from helpers.verdicts import printed_rank

if TYPE_CHECKING:
    from conftest import Checkout

CHAPTER = read_chapter(7)


def test_ranks_as_they_are_printed() -> None:
    for row in CHAPTER.table("Rank as printed"):
        position, n, sharing = (int(row[name]) for name in list(row)[:3])
        assert printed_rank(position, n, sharing) == row["Rank as printed"], row


def test_the_quartile_examples() -> None:
    for row in CHAPTER.table("1st quartile"):
        n = int(row["Councils"])
        frame = pd.DataFrame({"indicator_id": "i", "area_code": [f"a{k:02}" for k in range(n)], "value": range(n)})
        result = rank_and_quartile(frame.assign(value=frame["value"] * 1.0, polarity="lower_is_better"))
        for number, name in enumerate(("1st", "2nd", "3rd", "4th"), start=1):
            ranks = result.loc[result["quartile"] == number, "rank"].astype(int)
            assert row[f"{name} quartile"] == f"{ranks.min()} to {ranks.max()}", row


def test_the_quartile_example_by_hand() -> None:
    rank, n = 26, 36
    whole, rest = divmod(4 * (rank - 1), n)
    sentence = (
        f"By hand, for {rank}th of {n}: 4 × {rank - 1} = {4 * (rank - 1)}; {4 * (rank - 1)} divided by {n} is {whole}"
    )
    assert CHAPTER.says(f"{sentence}, remainder {rest}; 1 + {whole} = {1 + whole}. The third quartile.")
    frame = pd.DataFrame(
        {"indicator_id": "i", "area_code": [f"a{k:02}" for k in range(n)], "value": np.arange(n) * 1.0}
    )
    result = rank_and_quartile(frame.assign(polarity="lower_is_better")).set_index("rank")
    assert result.loc[rank, "quartile"] == 1 + whole


def test_the_numbers_in_the_rules_of_ranking() -> None:
    assert CHAPTER.says(
        f"if they differ by no more than {TIE:.9f} of the larger, or of 1 where both are smaller than 1."
    )
    assert CHAPTER.says(f"With fewer than {year(2023).minimum_group_size} councils there is no rank and no quartile.")
    assert CHAPTER.says(f"can be no lower than {ranking.SMALLEST_GROUP}.")
    rows = CHAPTER.table("Council", "Rank")[:4]
    assert CHAPTER.says(f"and the next rank is skipped: {', '.join(row['Rank'] for row in rows)}.")


def test_a_group_of_mixed_polarity_is_refused() -> None:
    assert CHAPTER.says("A group in which a high figure is better for some rows and worse for others is refused")
    frame = pd.DataFrame({"indicator_id": "i", "area_code": list("abcd"), "value": [1.0, 2.0, 3.0, 4.0]})
    polarity = ["higher_is_better"] * 3 + ["lower_is_better"]
    with pytest.raises(MethodProblem, match="same polarity"):
        rank_and_quartile(frame.assign(polarity=polarity))


def test_the_reasons_for_no_rank() -> None:
    period = {"period_start": date(2022, 4, 1), "period_end": date(2023, 3, 31)}
    cases = {"none": ("higher_is_better", 0), "outside": ("higher_is_better", 9), "neutral": ("neutral", 9)}
    cases |= {"few": ("lower_is_better", 7), "plan": ("plan_is_best", 9)}
    indicators = pd.DataFrame({"indicator_id": list(cases), "polarity": [polarity for polarity, _ in cases.values()]})
    latest = indicators[["indicator_id"]].assign(
        period="2022/23", **period, stale=False, provisional=False, derived=False, why_no_figure=""
    )
    latest.loc[latest["indicator_id"] == "none", list(period)] = None
    latest.loc[latest["indicator_id"] == "none", "why_no_figure"] = reporting_figures.NO_FIGURE
    rows = pd.DataFrame(
        [
            (key, f"a{k}", f"Council {k}", float(k), polarity, k == 0 and key != "outside")
            for key, (polarity, n) in cases.items()
            for k in range(n)
        ],
        columns=["indicator_id", "area_code", "area_name", "value", "polarity", "own"],
    )
    result = comparisons.comparisons(rows, latest, indicators, year(2023).minimum_group_size)
    documented = {row["Why there is no rank"] for row in CHAPTER.table("Why there is no rank")}
    assert documented == set(result["reason"]) | {ranking.NO_FIGURE}
    assert len(documented) == 6


def test_the_example_of_the_next_quartile_in_words() -> None:
    rows = CHAPTER.table("Council", "Rank", "By equal numbers")
    frame = pd.DataFrame(
        {"area_code": [row["Council"] for row in rows], "value": [float(row["Figure"]) for row in rows]}
    ).assign(indicator_id="i", polarity="higher_is_better")
    ranked = rank_and_quartile(frame, minimum_group_size=8)
    gap = ranking.next_quartile(ranked.assign(own=ranked["area_code"] == "F"))["i"]
    own, next_one = (ranked.set_index("area_code").loc[name] for name in "FD")
    assert CHAPTER.says(f"for council F in the table above, {own['rank']}th and in the {own['quartile']}rd quartile")
    assert next_one["value"] - own["value"] == gap
    assert CHAPTER.says(
        f"D with {next_one['value']:g}, so it takes {next_one['value']:g} − {own['value']:g} = {gap:g}."
    )


def test_the_examples_of_places_are_those_of_the_report(built: Checkout) -> None:
    comparisons = pd.read_parquet(built.root / "data/processed/2023/comparisons.parquet").set_index("indicator_id")
    rows = CHAPTER.table("Ranked indicator", "Next quartile at")
    assert len(rows) == 4
    for row in rows:
        position = comparisons.loc[row["Ranked indicator"]]
        same(
            position[["best", "worst", "england", "gap_to_england"]], row, "Best", "Worst", "England", "Gap to England"
        )
        assert printed_rank(position["rank"], position["n"], position["tied"]) == row["Place now"]
        before = printed_rank(position["previous_rank"], position["previous_n"], position["previous_tied"])
        assert before == row["Rank before"]
        assert str(position["rank_change"]) == row["Places gained"]
        assert position["quartile_change"] == row["Quartile since"]
        if pd.isna(position["gap_to_next_quartile"]):
            assert row["To the next quartile"] == row["Next quartile at"] == ""
        else:
            turn = 1 if position["polarity"] == "higher_is_better" else -1
            same([position["gap_to_next_quartile"]], row, "To the next quartile")
            same([position["value"] + turn * position["gap_to_next_quartile"]], row, "Next quartile at")


def test_the_example_of_lower_areas() -> None:
    rows = CHAPTER.table("Order in the list", "Listed because")
    now, then = ([int(row[name].split(" of ")[0]) for row in rows] for name in ("Rank now", "Rank then"))
    n = 36
    assert all(row[name].endswith(f" of {n}") for row in rows for name in ("Rank now", "Rank then"))
    frame = pd.DataFrame({"title": [row["Order in the list"] for row in rows], "rank": now, "n": n})
    frame["quartile"] = [1 + 4 * (rank - 1) // n for rank in now]
    before = pd.Series([1 + 4 * (rank - 1) // n for rank in then])
    frame["rank_change"] = [earlier - rank for rank, earlier in zip(now, then, strict=True)]
    frame["quartile_change"] = [
        "down" if was < is_now else "same" for was, is_now in zip(before, frame["quartile"], strict=True)
    ]
    frame = frame.assign(family="", family_order=0, in_headline=True)
    names = [row for row in rows if row["Order in the list"] != "not listed"]
    assert lower_areas(frame)["title"].tolist() == [row["Order in the list"] for row in names]
    for row, quartile, change in zip(rows, frame["quartile"], frame["rank_change"], strict=True):
        words = {4: "fourth quartile", 3: "third quartile"}[quartile] + (", fell" if change < 0 else "")
        assert row["Listed because"] in (words, "")


def test_the_worst_districts_are_those_of_the_report(built: Checkout) -> None:
    tables_of = {
        name: pd.read_parquet(built.root / f"data/processed/2023/{name}.parquet")
        for name in ("worst_districts", "compendium")
    }
    worst = tables_of["worst_districts"].set_index(["indicator_id", "period"])
    compendium = tables_of["compendium"].set_index("indicator_id")
    rows = CHAPTER.table("Indicator of the worst district")
    assert len(rows) == 3
    for row in rows:
        name = row["Indicator of the worst district"]
        printed = compendium.loc[name]
        now, before = (worst.loc[(name, period)] for period in (printed["period"], printed["previous_period"]))
        assert (row["Period"], row["Direction"]) == (printed["period"], printed["direction"])
        same([now["value"], before["value"]], row, "Figure", "Figure before")
        assert (row["District"], row["District before"]) == (now["district_names"], before["district_names"])
        assert not printed["counted"]
        assert pd.isna(printed["rank"])


def test_what_the_figure_of_affordable_homes_hides(built: Checkout) -> None:
    within = pd.read_parquet(built.root / "data/processed/2023/areas_within.parquet").set_index("indicator_id")
    homes = within.loc["affordable_homes_rate"]
    assert CHAPTER.says(
        f"The median is {homes['middle']:.1f} and the spread {homes['spread']:.1f}, which is "
        f"{homes['spread_percent']:.0f}% of it."
    )
    figures = pd.read_parquet(built.root / "data/processed/2023/figures_within.parquet")
    of_year = figures[figures["indicator_id"].eq("affordable_homes_rate") & figures["period"].eq("2022/23")]
    *first, last = (f"{value:.1f}" for value in sorted(of_year["value"]))
    assert CHAPTER.says(f"the seven districts have {', '.join(first)} and {last} for every 10,000 people")


def test_a_quartile_is_printed_with_the_others_that_the_council_could_be_in() -> None:
    for row in CHAPTER.table("As printed"):
        best, worst = (None if row[name] == "none" else int(row[name]) for name in list(row)[1:3])
        assert sure_quartile_cell(int(row["Quartile by rank"]), best, worst).text == row["As printed"], row


def test_the_chances_of_ranks_in_the_document() -> None:
    two = rank_distribution([1, 0], [0.6, 0.8], 0)
    assert CHAPTER.says(f"first is really ahead with a chance of {100 * two[0]:.1f}%.")
    first, second, third = 100 * rank_distribution([2, 1, 0], [1, 1, 1], 0)
    assert CHAPTER.says(f"has the ranks 1, 2 and 3 in {first:.1f}, {second:.1f} and {third:.1f} of 100 cases.")


def test_every_reason_for_which_nothing_can_be_said_of_a_quartile_is_in_the_document() -> None:
    documented = [row["Why nothing can be said"] for row in CHAPTER.table("Why nothing can be said")]
    assert documented == [NOT_KNOWN, FEW_KNOWN]
    assert CHAPTER.says(f"Less than {COMMON_PERCENT}% of those that are ranked.")
