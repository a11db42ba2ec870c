"""Chapter 7: how the quartiles of other tools differ."""

from __future__ import annotations

import duckdb
import pandas as pd
from documents import read_chapter

from helpers.methods.ranking import quartile_bounds, quartile_by_bounds, rank_and_quartile
from helpers.results import dfe_bands

CHAPTER = read_chapter(7)


def test_the_tie_example() -> None:
    rows = CHAPTER.table("Council", "Rank")
    frame = pd.DataFrame(
        {"area_code": [row["Council"] for row in rows], "value": [float(row["Figure"]) for row in rows]}
    )
    result = rank_and_quartile(frame.assign(indicator_id="i", polarity="higher_is_better"), minimum_group_size=8)
    result = result.sort_values("area_code")
    assert result["rank"].astype(int).tolist() == [int(row["Rank"]) for row in rows]
    assert result["quartile"].astype(int).tolist() == [int(row["Quartile"]) for row in rows]
    frame = frame.assign(indicator_id="i", polarity="higher_is_better")
    assert quartile_by_bounds(frame).tolist() == [int(row["By bounds of the figures"]) for row in rows]
    bounds = quartile_bounds(frame).loc["i", ["lower_quartile", "median", "upper_quartile"]]
    assert CHAPTER.says("here {:g}, {:g} and {:g}.".format(*bounds))
    first, second = rows[1], rows[2]
    assert first["Figure"] == second["Figure"] == f"{bounds['upper_quartile']:g}"
    assert CHAPTER.says(
        f"B and C are on the bound {first['Figure']}, so they fall into the {first['By bounds of the figures']}nd"
    )
    assert CHAPTER.says(f"the {first['By equal numbers']}st quartile, the other in the {second['By equal numbers']}nd.")
    turned = frame.assign(value=100 - frame["value"], polarity="lower_is_better")
    assert CHAPTER.says("as the share that is missing from 100 (10, 15, 15, 20 and so on, lower is better)")
    assert turned["value"].tolist()[:4] == [10, 15, 15, 20]
    ranked = rank_and_quartile(turned).sort_values("area_code")["quartile"]
    assert (quartile_by_bounds(turned).tolist()[1:3], ranked.tolist()[1:3]) == ([1, 1], [1, 1])


def test_the_example_of_equal_numbers_splits_a_tie() -> None:
    rows = CHAPTER.table("Council", "Rank")
    frame = pd.DataFrame({"area": [row["Council"] for row in rows], "value": [float(row["Figure"]) for row in rows]})
    with duckdb.connect() as database:
        database.register("figures", frame)
        result = database.execute("SELECT value, ntile(4) OVER (ORDER BY value DESC) FROM figures").fetchall()
    printed = [(float(row["Figure"]), int(row["By equal numbers"])) for row in rows]
    assert sorted(result) == sorted(printed)
    assert {part for value, part in printed if value == 85} == {1, 2}


def test_the_examples_of_the_dfe_tool() -> None:
    reasons = [row["Why the rules differ"] for row in CHAPTER.table("Why the rules differ")]
    assert reasons == [dfe_bands.TIES, dfe_bands.BOUNDARY]
    nine = pd.DataFrame({"area_code": list("abcdefghi"), "value": [float(9 - entry) for entry in range(9)]})
    nine = nine.assign(indicator_id="i", polarity="higher_is_better")
    third = rank_and_quartile(nine).set_index("area_code").loc["c"]
    band = dfe_bands.tool_ranks(nine).set_index("area_code").at["c", "dfe_band"]
    bound = quartile_bounds(nine).at["i", "upper_quartile"]
    assert third["rank"] == 3
    assert CHAPTER.says(f"the third has {third['value']:g}. Its quartile is 1 + 4 × 2//9 = {third['quartile']}.")
    assert CHAPTER.says(
        f"The upper quartile of the figures is {bound:g}, and 7 is not above it, so the tool's rule gives {band}:"
    )
    rows = CHAPTER.table("Council", "Rank", "By equal numbers")
    eight = pd.DataFrame(
        {"area_code": [row["Council"] for row in rows], "value": [float(row["Figure"]) for row in rows]}
    ).assign(indicator_id="i", polarity="higher_is_better")
    bands = dfe_bands.tool_ranks(eight).set_index("area_code")["dfe_band"]
    assert (bands["B"], bands["C"]) == ("B", "B")
    assert CHAPTER.says(
        "B and C with 85 are in the 1st quartile by this report and in band B by the tool's rule: ties."
    )
    alone = pd.DataFrame(
        {"value": [float(position) for position in range(37)], "area_code": [f"{i:02d}" for i in range(37)]}
    )
    alone = alone.assign(indicator_id="i", polarity="higher_is_better")
    middle = rank_and_quartile(alone).set_index("area_code").loc["18"]
    band = dfe_bands.tool_ranks(alone).set_index("area_code").at["18", "dfe_band"]
    assert (middle["rank"], dfe_bands.BANDS[middle["quartile"]]) == (19, "B")
    assert CHAPTER.says(f"its quartile is 1 + 4 × 18//37 = {middle['quartile']}, which is B.")
    assert CHAPTER.says(f"The 19th figure of 37 is the median, and not above it, so the tool's rule gives {band}.")
