"""The dashboards' cells: what is printed for each kind of figure, and that nothing hostile gets through."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pandas as pd
import pytest
from dashboard_row import ROW

from helpers.present.pages import dashboards
from helpers.publish.html import to_html
from helpers.verdicts import ALONE, BELOW_ONLY, CANNOT_BE_TOLD, USUAL

NOBODY_ELSE = {"rank": None, "quartile": None, "median": None, "rank_reason": ALONE}
FEW = "3 councils have a figure; at least 8 are needed"


def cells(**changes: Any) -> dict[str, str]:
    """The text of each cell of a one-row list, by the heading of its column."""
    frame = pd.DataFrame([ROW | changes]).astype({"rank": "Int64", "tied": "Int64", "n": "Int64", "quartile": "Int64"})
    html = to_html(dashboards.indicator_list(frame, "Some", "county areas"))
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)
    body = html[html.index("<tbody>") :]
    body_cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", body)
    assert len(heads) == len(body_cells)
    texts = [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", cell))).strip() for cell in body_cells]
    return dict(zip(heads, texts, strict=True))


def test_a_full_row() -> None:
    assert cells() == {
        "Indicator": "Waste recycled (%)",
        "Latest": "45.3",
        "Period": "2022/23",
        "Previous": "44.0",
        "Direction of travel": "▲ Improved clearly",
        "Quartile": "1st (best)",
        "Rank": "=2nd of 33",
        "Group median": "40.0",
        "Data quality": "Good",
    }


@pytest.mark.parametrize(
    ("changes", "head", "text"),
    [
        ({"marker": "[u]", "status": "provisional", "provisional": True}, "Latest", "45.3 [p] [u]"),
        ({"previous_provisional": True}, "Previous", "44.0 [p]"),
        ({"derived": True, "status": "derived"}, "Latest", "45.3 [d]"),
        ({"derived": True, "provisional": True, "marker": "[e]"}, "Latest", "45.3 [d] [e] [p]"),
        ({"previous_derived": True}, "Previous", "44.0 [d]"),
        ({"previous_provisional": True, "previous_marker": "[p]"}, "Previous", "44.0 [p]"),
        ({"measure_type": "local"}, "Indicator", "Waste recycled (%) Local measure: the council's own figure"),
        ({"measure_type": "partner"}, "Indicator", "Waste recycled (%) Partner measure: a partner's figure"),
        (NOBODY_ELSE | {"measure_type": "local"}, "Rank", "[z]"),
        (NOBODY_ELSE, "Quartile", "[z]"),
        ({"quartile_worst": 3}, "Quartile", "1st 1st to 3rd"),
        ({"quartile_best": 2, "quartile_worst": 2}, "Quartile", "1st 2nd"),
        ({"quartile_best": pd.NA, "quartile_worst": pd.NA}, "Quartile", "1st how sure is not known"),
        (NOBODY_ELSE | {"measure_type": "partner"}, "Group median", "[z]"),
        ({"measure_type": "local", "rank": None, "rank_reason": FEW}, "Rank", "[x]"),
        ({"measure_type": "local", "quartile": None, "rank_reason": FEW}, "Quartile", "[x]"),
        ({"value": None, "newest_marker": "[c]"}, "Latest", "[c]"),
        ({"value": None}, "Latest", "[x]"),
        ({"previous_value": None, "previous_marker": "[c]"}, "Previous", "[c]"),
        ({"previous_value": None}, "Previous", "[x]"),
        ({"stale": True}, "Period", "2022/23 Older figure"),
        ({"age_months": -5}, "Period", "2022/23 More recent"),
        ({"newest_period": "2023/24", "newest_marker": "[x]"}, "Period", "2022/23 no figure for 2023/24 [x]"),
        ({"area_flag": "backcast"}, "Period", "2022/23 rests on a figure from before the council began"),
        ({"previous_area_flag": "backcast"}, "Period", "2022/23 rests on a figure from before the council began"),
        ({"period": None}, "Period", "[x]"),
        ({"direction": "Cannot be determined"}, "Direction of travel", "– Cannot be determined because"),
        ({"direction": "Not judged"}, "Direction of travel", "↑ Increased clearly not judged"),
        ({"evidence": USUAL}, "Direction of travel", "▲ Improved within its usual ups and downs"),
        ({"evidence": CANNOT_BE_TOLD}, "Direction of travel", "▲ Improved how sure cannot be told"),
        ({"direction": "No real change"}, "Direction of travel", "► No real change but it moved clearly"),
        ({"direction": "Not judged", "movement": "Unchanged"}, "Direction of travel", "→ Unchanged not judged"),
        ({"rank": None, "quartile": None}, "Rank", "[x]"),
        ({"rank": None, "quartile": None, "polarity": "neutral"}, "Rank", "[z]"),
        ({"rank": None, "quartile": None, "polarity": "neutral"}, "Quartile", "[z]"),
        ({"tied": 1}, "Rank", "2nd of 33"),
        ({"median": None}, "Group median", "[x]"),
        ({"quality_band": "Serious concerns"}, "Data quality", "Serious concerns"),
        ({"quality_band": "Some concerns", "quality_concerns": "accuracy"}, "Data quality", "Some concerns accuracy"),
        ({"quality_band": None}, "Data quality", "[x]"),
    ],
)
def test_each_kind_of_cell(changes: dict[str, Any], head: str, text: str) -> None:
    assert cells(**changes)[head] == text


def test_hostile_text_is_shown_and_not_run() -> None:
    frame = pd.DataFrame([ROW | {"title": "<script>alert(1)</script>", "unit": '"><img src=x>'}])
    series = pd.DataFrame(
        {"indicator_id": [], "year": [], "value": [], "period": [], "step": [], "status": [], "marker": []}
    )
    html = to_html(dashboards.dashboards(frame, series, "<b>group</b>"))
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_sparkline_leaves_a_gap_for_a_year_without_a_figure() -> None:
    series = pd.DataFrame(
        {
            "indicator_id": "waste_pct",
            "year": [2019, 2020, 2022, 2023],
            "value": [1.0, 2.0, 3.0, 4.5],
            "period": ["2018/19", "2019/20", "2021/22", "2022/23"],
            "step": 1,
            "status": ["final", "derived", "final", "provisional"],
            "marker": "",
        }
    )
    html = to_html(dashboards.dashboards(pd.DataFrame([ROW]), series, "county areas"))
    assert 'aria-label="2018/19: 1.0%; up is better"' in html
    assert html.count("M", html.index("<path")) >= 2  # two strokes, with the missing year between them


def test_what_is_not_counted_is_said() -> None:
    empty = pd.DataFrame(
        {"indicator_id": [], "year": [], "value": [], "period": [], "step": [], "status": [], "marker": []}
    )
    other = ROW | {"indicator_id": "b", "title": "Waste burnt", "counted": False, "in_headline": False}
    page = to_html(dashboards.dashboards(pd.DataFrame([ROW, other]), empty, "x"))
    assert "Waste burnt is shown for information and not counted" in page
    page = to_html(dashboards.dashboards(pd.DataFrame([ROW, other, other | {"indicator_id": "c"}]), empty, "x"))
    assert "2 of these 3 are shown for information and not counted" in page
    assert "Shown for information" not in to_html(dashboards.dashboards(pd.DataFrame([ROW]), empty, "x"))


def test_a_row_that_tells_the_measure_of_another_names_it() -> None:
    empty = pd.DataFrame(
        {"indicator_id": [], "year": [], "value": [], "period": [], "step": [], "status": [], "marker": []}
    )
    twin = ROW | {"indicator_id": "b", "title": "Waste, told otherwise", "same_as": "waste_pct", "in_headline": False}
    html = to_html(dashboards.dashboards(pd.DataFrame([ROW, twin]), empty, "x"))
    assert "The same measure as Waste recycled, which is counted" in html
    assert html.count("The same measure as") == 1


def test_the_guide_says_each_thing_once() -> None:
    guide = dashboards.reading_guide(36)
    lines = re.findall(r"<li>(.*?)</li>", to_html(guide))
    assert len(lines) == len(set(lines)) > 5
    assert sum("Shorthand" in line for line in lines) == 1
    assert sum("how strong the evidence is" in line for line in lines) == 1
    assert "Local and partner" not in to_html(guide)
    assert "Local and partner measures" in to_html(dashboards.reading_guide(36, has_local=True))


def printed(*rows: dict[str, Any]) -> str:
    frame = pd.DataFrame([ROW | row for row in rows])
    frame = frame.astype({"rank": "Int64", "tied": "Int64", "n": "Int64", "quartile": "Int64"})
    series = pd.DataFrame(
        columns=["indicator_id", "year", "step", "period", "value", "marker", "status"], dtype="object"
    )
    return to_html(dashboards.dashboards(frame, series, "county areas"))


AWAITED = {
    "indicator_id": "loans",
    "title": "Loans",
    "measure_type": "local",
    "value": None,
    "counted": False,
    "in_headline": False,
    "why_no_figure": "no file",
    "comes_from": "library system",
    "newest_marker": "[x]",
}


def test_a_measure_to_be_handed_in_is_listed_with_where_it_comes_from() -> None:
    page = printed({}, AWAITED)
    figures, awaited = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert "Waste recycled" in figures
    assert "Loans" not in figures
    assert "shown for information" not in page  # it is not at hand, so it is not among those not counted
    cells = [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", awaited)]
    assert cells[-4:] == ["Loans (%)", "The council", "library system", "Head of Waste"]


def test_a_dashboard_without_figures_is_shown_with_what_has_to_be_handed_in() -> None:
    page = printed({}, AWAITED | {"dashboard": "Libraries", "theme": "Communities"})
    libraries = page[page.index("Libraries") :]
    assert dashboards.NOTHING_AT_HAND in unescape(libraries)
    assert "Libraries: measures to be handed in" in libraries
    assert "Libraries: latest figures" not in page


def test_what_only_districts_have_is_named_below_the_table_and_not_in_it() -> None:
    html = printed({}, {"indicator_id": "smoking", "title": "Smoking", "value": None, "why_no_figure": BELOW_ONLY})
    assert "1 further measure is published for areas within the council only" in html
    assert html.count("Smoking") == 1
    assert html.index("Smoking") > html.index("</table>")


def test_a_theme_that_is_one_dashboard_has_one_heading() -> None:
    """The report of 2012 has areas that are both; two headings of the same words say no more than one."""
    frame = pd.DataFrame([ROW | {"theme": "Waste"}, ROW | {"indicator_id": "air", "dashboard": "Air"}])
    frame = frame.astype({"rank": "Int64", "tied": "Int64", "n": "Int64", "quartile": "Int64"})
    series = pd.DataFrame(
        {"indicator_id": [], "year": [], "value": [], "status": [], "marker": [], "period": [], "step": []}
    )
    html = to_html(dashboards.dashboards(frame, series, "county areas"))
    assert re.findall(r"<h([23])[^>]*>(.*?)</h", html) == [("2", "Waste"), ("2", "Clean"), ("3", "Air")]
