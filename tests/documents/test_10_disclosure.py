"""Chapter 10: shorthand and disclosure control."""

from __future__ import annotations

import narwhals as nw
import pandas as pd
from documents import read_chapter

from helpers.disclosure_terms import SUPPRESSED, SumOfParts
from helpers.markers import MEANINGS, WITH_A_FIGURE
from helpers.method_rules import DisclosureRule
from helpers.methods import disclosure
from helpers.methods.disclosure_sums import hidden_with_others

CHAPTER = read_chapter(10)


def test_the_markers_are_those_of_the_code() -> None:
    rows = CHAPTER.table("Marker")
    assert {row["Marker"]: row["Meaning"] for row in rows} == MEANINGS
    assert {row["Marker"] for row in rows if row["May be next to a figure"] == "yes"} == WITH_A_FIGURE


def rounded(count: float) -> str:
    return f"{disclosure.suppressed_counts(pd.DataFrame({'count': [count]}))['published'].iloc[0]:.0f}"


def test_the_examples_of_disclosure_control() -> None:
    rows = CHAPTER.table("Count of people")
    result = disclosure.suppressed_counts(pd.DataFrame({"count": [float(row["Count of people"]) for row in rows]}))
    printed = result["published_marker"].where(result["published"].isna(), result["published"].map("{:.0f}".format))
    assert printed.tolist() == [row["Published as"] for row in rows]
    rows = CHAPTER.table("Count above the line")
    parts = {"numerator": "Count above the line", "denominator": "Count below the line"}
    frame = pd.DataFrame({name: [float(row[column]) for row in rows] for name, column in parts.items()})
    result = disclosure.suppressed_percentages(frame)
    printed = result["published_marker"].where(result["published"].isna(), result["published"].map("{:g}".format))
    assert printed.tolist() == [row["Percentage published"] for row in rows]
    assert CHAPTER.says(f"so {rows[0]['Percentage published']}% is given. The unrounded {100 * 13 / 98:.1f}%")
    published = dict(zip(frame["numerator"], rows, strict=True))
    assert published[13.0]["Count below the line"] == "98"
    assert CHAPTER.says(f"By hand, for 13 of 98: 13 becomes {rounded(13)} and 98 becomes {rounded(98)}, so")
    assert CHAPTER.says(
        f"- 1 to {DisclosureRule().largest_suppressed} are hidden and marked {SUPPRESSED}, here by the council"
    )
    assert CHAPTER.says(f"- All others are given to the nearest {DisclosureRule().rounded_to}.")


def test_the_example_of_hiding_a_second_figure() -> None:
    rows = CHAPTER.table("District")
    cells = pd.DataFrame(rows).set_index("District")
    counts = cells.apply(lambda column: column.str.removesuffix(f" {SUPPRESSED}").astype(int))
    printed = cells.apply(lambda column: column.str.endswith(SUPPRESSED))
    totals = counts.sum(axis="columns").to_dict() | counts.sum().to_dict()
    every = pd.concat([counts.stack(), pd.Series(totals)]).to_frame("count").astype(float)
    sums = [SumOfParts(row, tuple((row, column) for column in counts)) for row in counts.index]
    sums += [SumOfParts(column, tuple((row, column) for row in counts.index)) for column in counts]
    small = every["count"].between(1, DisclosureRule().largest_suppressed)
    assert small[small].index.tolist() == [("North", "5 to 10")]
    hidden = hidden_with_others(every, small, sums, DisclosureRule().largest_suppressed)
    assert set(hidden[hidden].index) == set(printed.stack().loc[lambda cell: cell].index)
    north, south = counts.loc["North"], counts.loc["South"]
    assert CHAPTER.says(f"The {north.iloc[1]} is hidden for being small.") and CHAPTER.says(
        f"The {north.iloc[0]} is hidden too"
    )
    assert CHAPTER.says(f"In their columns the {south.iloc[1]} and the {south.iloc[0]} are hidden for the same reason.")
    assert CHAPTER.says(
        f"Its row adds up to {north.sum()}, so alone it would be {north.sum()} − {north.iloc[0]} − {north.iloc[2]}."
    )


def test_the_reasons_for_which_nothing_is_published() -> None:
    documented = {row["Why nothing is published"] for row in CHAPTER.table("Why nothing is published")}
    assert documented == {disclosure.HIDDEN_BY_PUBLISHER, disclosure.NOT_A_COUNT, disclosure.NO_FIGURE}
    frame = pd.DataFrame({"total": [10.0, 10.0, 10.0], "part": [4.0, None, 4.0], "marker": ["", "[c]", "[p]"]})
    result = disclosure.derived(frame, "rest", nw.col("total") - nw.col("part"), ["marker"])
    assert result["rest_reason"].fillna("").tolist() == ["", disclosure.HIDDEN_BY_PUBLISHER, ""]
