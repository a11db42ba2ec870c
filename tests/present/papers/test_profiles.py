"""The profile of a district: as many best as worst figures, of the newest period, and none that is too old."""

from __future__ import annotations

from typing import Any

import pandas as pd
from paper_material import material

from helpers.present.papers.profiles import district_profiles, profile_file
from helpers.present.papers.values import Paper
from helpers.present.values import Paragraph, Table


def within(indicator: str, worst: float, best: float, *, stale: bool = False) -> dict[str, Any]:
    return {
        "indicator_id": indicator,
        "area_type": "district",
        "period": "2022/23",
        "stale": stale,
        "worst": worst,
        "best": best,
        "middle": (worst + best) / 2,
    }


def figures(indicator: str, *values: float, period: str = "2022/23") -> list[dict[str, Any]]:
    names = ("Blaby", "Melton", "North West")
    return [
        {"indicator_id": indicator, "area_type": "district", "area_name": name, "period": period, "value": value}
        for name, value in zip(names, values, strict=True)
    ]


def profiles(council_period: str = "2022/23") -> list[Paper]:
    rules = pd.DataFrame(
        [
            within("waste", 10, 30),
            within("fires", 9, 1),
            within("old", 5, 1, stale=True),
            within("same", 2, 2),
        ]
    )
    values = [
        *figures("waste", 30, 20, 10),
        *figures("fires", 9, 5, 1),
        *figures("old", 5, 2, 1),
        *figures("same", 2, 2, 2),
        *figures("waste", 99, 99, 99, period="2021/22"),
    ]
    compendium = pd.DataFrame(
        [
            {"indicator_id": name, "title": name.capitalize(), "unit": "%", "decimals": 1, "value": 20.0}
            for name in ("waste", "fires", "old", "same")
        ]
    ).assign(period=council_period)
    return district_profiles(material(), rules, pd.DataFrame(values), compendium)


def tables(paper: Paper) -> list[list[list[str]]]:
    parts = [part for section in paper.sections for part in section.parts]
    return [[[cell.text for cell in row] for row in part.rows] for part in parts if isinstance(part, Table)]


def test_each_district_has_a_profile_of_where_it_is_ahead_and_behind() -> None:
    blaby, melton, north = profiles()
    assert [paper.file for paper in (blaby, melton, north)] == [
        "profile_blaby.docx",
        "profile_melton.docx",
        "profile_north-west.docx",
    ]
    best, worst = tables(blaby)
    assert best == [["Waste", "2022/23", "30.0%", "20.0%", "20.0%"]]
    assert worst == [["Fires", "2022/23", "9.0%", "5.0%", "20.0%"]]
    assert [rows[0][0] for rows in tables(north)] == ["Fires", "Waste"]


def test_a_district_in_the_middle_of_all_is_neither() -> None:
    melton = profiles()[1]
    texts = [repr(part) for section in melton.sections for part in section.parts if isinstance(part, Paragraph)]
    assert tables(melton) == []
    assert "No indicator of this report is ahead of the middle district here." in texts
    assert "No indicator of this report is behind the middle district here." in texts
    assert "furthest" not in texts[0]
    assert "All figures of districts: Places. The whole report: Performance Compendium 2023." in texts


def test_the_council_has_no_figure_where_its_own_is_of_another_period() -> None:
    best, _ = tables(profiles("2021/22")[0])
    assert best == [["Waste", "2022/23", "30.0%", "20.0%", "None for this period"]]


def test_a_council_without_districts_has_no_profile() -> None:
    columns = {"stale": pd.Series(dtype="bool")}
    rules = pd.DataFrame([within("waste", 10, 30)]).head(0).assign(**columns)
    values = pd.DataFrame(figures("waste", 1, 2, 3)).head(0)
    compendium = pd.DataFrame(columns=["indicator_id", "title", "unit", "decimals", "value", "period"])
    assert district_profiles(material(), rules, values, compendium) == []
    assert profile_file("blaby") == "profile_blaby.docx"
