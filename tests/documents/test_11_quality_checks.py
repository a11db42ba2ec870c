"""Chapter 11: quality checks."""

from __future__ import annotations

import html
import re

import pandas as pd
from documents import read_chapter

from helpers.present.pages.labels import KINDS
from helpers.publish.page_lint import page_findings
from helpers.results import quality_scores
from helpers.results.label_results import label_polarities, label_results
from helpers.sources.publishers_labels import Labels, label_tables, labels_of
from helpers.verdicts import DIMENSIONS, QUALITY_BANDS

CHAPTER = read_chapter(11)


def test_the_dimensions_of_data_quality_are_those_of_the_checks() -> None:
    meanings = {row["Dimension"]: row["What a figure is"] for row in CHAPTER.table("Dimension", "What a figure is")}
    assert meanings == DIMENSIONS


def test_every_example_of_words_that_end_a_run_is_found() -> None:
    for row in CHAPTER.table("What is found", "For example"):
        examples = re.sub(r",? (?:where|but not|in 2023).*", "", row["For example"].replace("`", ""))
        for example in re.split(r", (?:and )?", examples):
            result = page_findings("page.html", f"<p>So it is {html.escape(example)} again.</p>", 2023)
            assert [entry.what for entry in result] == [row["What is found"].split(" in square")[0]], example


def test_the_examples_of_a_score() -> None:
    rows = [row for row in CHAPTER.table("Example of a score") if row["Score"]]
    results = pd.DataFrame(
        [
            {
                "check_id": f"{position}",
                "indicator_id": row["Example of a score"],
                "dimension": "accuracy",
                "severity": "critical" if critical else "warning",
                "rows_tested": int(tested),
                "rows_failing": int(failing),
                "outcome": "Fail" if int(failing) else "Pass",
            }
            for row in rows
            for position, (failing, tested, critical) in enumerate(
                re.findall(r"(\d+) of (\d+)( critical)?", row["Checks: rows failing of rows tested"])
            )
        ]
    )
    every = [row["Example of a score"] for row in CHAPTER.table("Example of a score")]
    what = pd.Series({row["Example of a score"]: row["What else"] for row in CHAPTER.table("Example of a score")})
    assert set(what) - set(quality_scores.CONCERNED) == {"", "no figure", "the definition changed", "too old"}
    dimension = what.map(
        {"no figure": "completeness", "the definition changed": "reliability", "too old": "relevance"}
    ).fillna("accuracy")
    results = results.assign(dimension=results["indicator_id"].map(dimension), table="observations")
    printed = pd.DataFrame(
        {
            "indicator_id": every,
            "period": ["2023" if what[entry] != "no figure" else None for entry in every],
            "stale": [what[entry] == "too old" for entry in every],
            "definition_changed": [what[entry] == "the definition changed" for entry in every],
        }
    )
    failures = results[results["rows_failing"] > 0].assign(concerns=lambda rows: rows["indicator_id"].map(what))
    failures = failures.assign(concerns=failures["concerns"].where(failures["concerns"] != "", "other councils"))
    register = pd.DataFrame({"indicator_id": every})
    result = quality_scores.quality_scores(results, failures, printed, register).set_index("indicator_id")
    result = result[result["dimension"] == result.index.map(dimension)]
    assert len(every) == 10
    for row in CHAPTER.table("Example of a score"):
        text = result.loc[row["Example of a score"]]
        score = "" if pd.isna(text["score"]) else f"{text['score']:.2f}".rstrip("0").rstrip(".")
        assert (score, text["band"]) == (row["Score"], row["Band"]), row


def test_every_kind_of_label_is_explained() -> None:
    rows = CHAPTER.table("Label of a publisher")
    assert [row["Label of a publisher"] for row in rows] == list(KINDS.values())


def test_the_example_of_quintiles() -> None:
    """Seven areas are fifths of two, two, one, one and one; a figure that is in two of them is left out."""
    rows = CHAPTER.table("Example of fifths")
    values, printed = [float(row["Figure"]) for row in rows], [row["Quintile"] for row in rows]
    assert len(rows) == 7
    figures = pd.DataFrame(
        {
            "row": range(2, 9),
            "measure": "m",
            "area": [f"E{position}" for position in range(7)],
            "period": "2022/23",
            "value": values,
        }
    )
    labels = figures.assign(kind="quintile", column="Quintile", label=[cell or "2" for cell in printed])
    read = labels_of(labels, figures)
    assert isinstance(read, Labels)
    tables = label_tables({"a.csv": read}, {})
    register = pd.DataFrame({"indicator_id": ["a"], "polarity": ["neutral"]})
    results = label_results(*tables, label_polarities(*tables, register))
    assert results["recomputed"].tolist() == printed


def test_the_bands_of_a_score() -> None:
    rows = {row["Band of data quality"]: row["Its scores"] for row in CHAPTER.table("Its scores", "Or where")}
    good, serious = quality_scores.GOOD_FROM, quality_scores.SERIOUS_BELOW
    assert rows == {
        "Good": f"{good:g} or more",
        "Some concerns": f"{serious:g} to under {good:g}",
        "Serious concerns": f"under {serious:g}",
        "Not tested": "none",
    }
    assert set(rows) == set(QUALITY_BANDS)
