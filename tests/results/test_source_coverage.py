"""Sources of which a report has no figure, and why."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.results.source_coverage import sources_behind, sources_without_figures

INDICATORS = pd.DataFrame(
    [("a", "early"), ("b", "late"), ("c", "late"), ("d", "absent"), ("e", "others"), ("f", "early")],
    columns=["indicator_id", "source_id"],
)
SOURCES = pd.DataFrame(
    [
        ("early", "Early tables", ""),
        ("late", "Late tables", ""),
        ("absent", "Absent tables", "source not available: no file of Absent tables was supplied"),
        ("others", "Tables of others", ""),
    ],
    columns=["source_id", "dataset", "why_not_there"],
)
OBSERVATIONS = pd.DataFrame(
    [
        ("a", "E10000018", "2011/12", date(2012, 3, 31), 1.0),
        ("b", "E10000018", "2012/13", date(2013, 3, 31), None),
        ("b", "E10000018", "2014/15", date(2015, 3, 31), 1.0),
        ("c", "E10000018", "2013/14", date(2014, 3, 31), 1.0),
        ("c", "E10000016", "2010/11", date(2011, 3, 31), 1.0),
        ("e", "E10000016", "2010/11", date(2011, 3, 31), 1.0),
    ],
    columns=["indicator_id", "area_code", "period", "period_end", "value"],
)


def latest(**ends: date) -> pd.DataFrame:
    return pd.DataFrame(
        [(name, ends.get(name)) for name in INDICATORS["indicator_id"]], columns=["indicator_id", "period_end"]
    )


def test_each_source_without_a_usable_figure_says_why() -> None:
    without = sources_without_figures(latest(a=date(2012, 3, 31)), INDICATORS, OBSERVATIONS, ["E10000018"], SOURCES)
    assert without.to_numpy().tolist() == [
        ["Absent tables", 1, "source not available: no file of Absent tables was supplied"],
        ["Late tables", 2, "the council's first figure is that of 2013/14"],
        ["Tables of others", 1, "no file has a figure of the council"],
    ]


def test_a_source_with_one_usable_figure_is_not_listed() -> None:
    ends = dict.fromkeys("acde", date(2012, 3, 31))
    assert sources_without_figures(latest(**ends), INDICATORS, OBSERVATIONS, ["E10000018"], SOURCES).empty


def test_a_council_without_any_figure_has_none_of_any_source() -> None:
    without = sources_without_figures(latest(), INDICATORS, OBSERVATIONS, ["E10000099"], SOURCES)
    assert without["why"].value_counts().to_dict() == {
        "no file has a figure of the council": 3,
        "source not available: no file of Absent tables was supplied": 1,
    }


def test_the_sources_behind_a_report_are_those_of_its_figures_and_of_its_ranks() -> None:
    observations = pd.DataFrame(
        [
            ("a", "2022", 1.0, "own.csv", 2, "own"),
            ("a", "2022", 2.0, "others.csv", 2, "others"),
            ("a", "2019", 2.0, "old.csv", 2, "old"),
            ("b", "2022", 3.0, "unranked.csv", 2, "unranked"),
            ("b", "2022", 3.0, "own.csv", 9, "own"),
            ("a", "2022", None, "empty.csv", 2, "empty"),
        ],
        columns=["indicator_id", "period", "value", "file", "row", "source_id"],
    )
    figures = pd.DataFrame([("a", "own.csv", 2), ("b", "own.csv", 9)], columns=["indicator_id", "file", "row"])
    comparisons = pd.DataFrame([("a", "2022", 1.0), ("b", "2022", None)], columns=["indicator_id", "period", "rank"])
    assert sources_behind(figures, comparisons, observations) == {"own", "others"}
    assert sources_behind(figures.head(0), comparisons.head(0), observations) == set()
