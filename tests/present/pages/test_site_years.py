"""The page of years: what stands side by side, and what is said where there is no earlier report."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pandas as pd

from helpers.present.facts import FactTables
from helpers.present.page_facts import check_pages, facts_of
from helpers.present.pages.site_years import Years, printed_in_short, years_page
from helpers.present.tables import joined, paragraph
from helpers.publish.compendium_site import SiteFrame, render_page
from helpers.schema.site import YEARS_COUNTS

ROW: dict[str, Any] = {
    "indicator_id": "waste",
    "title": "Waste recycled",
    "unit": "%",
    "decimals": 1,
    "period": "2021/22",
    "value": 40.0,
    "previous_period": "2020/21",
    "previous_value": 39.0,
    "in_headline": True,
    "direction": "Worsened",
    "theme": "Green",
}
POSITION: dict[str, Any] = {
    "scope": "Overall",
    "scope_order": 0,
    "own": True,
    "rank": 9,
    "rank_95_lower": 4,
    "rank_95_upper": 15,
    "n": 36,
}
THEN, NOW = pd.DataFrame([ROW]), pd.DataFrame([ROW | {"value": 41.25, "direction": "Improved"}])
PRINTED = pd.DataFrame(
    [
        (year, what, number)
        for year, numbers in {2020: (88, 56, 47, 18, 2), 2023: (80, 37, 74, 24, 5)}.items()
        for what, number in zip(
            ("improved", "no_real_change", "worsened", "cannot_be_determined", "rank"), numbers, strict=True
        )
    ],
    columns=["report_year", "what", "number"],
)


def page_of(**changes: Any) -> str:
    parts = {
        "year": 2023,
        "reports": {2020: THEN, 2023: NOW},
        "printed": PRINTED,
        "positions": {2020: pd.DataFrame([POSITION]), 2023: pd.DataFrame([POSITION | {"rank": None}])},
    } | changes
    html = render_page(years_page(Years(**parts)), SiteFrame("Compendium", "Testshire", "Draft"))
    main = re.sub(r"<span data-fact[^>]*>([^<]*)</span>", r"\1", html[html.index("<main") : html.index("</main>")])
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def test_reports_stand_side_by_side_on_their_own_and_on_a_common_base() -> None:
    page = page_of()
    assert "2020 1 0 (0%) 0 (0%) 1 (100%) 0 4th to 15th of 36" in page
    assert "2023 1 1 (100%) 0 (0%) 0 (0%) 0 No position" in page
    assert "2020: the 1 that 2020 and 2023 count 0 (0%) 0 (0%) 1 (100%) 0" in page
    assert "2023: the 1 that 2020 and 2023 count 1 (100%) 0 (0%) 0 (0%) 0" in page
    assert "Waste recycled 2021/22 40.0% 41.3% +1.3" in page
    assert (
        "The reports of 2020 and 2023 share 1 indicator that they count. Of those with a direction, 0% improved then "
        "and 100% now. 100% worsened then and 0% now." in page
    )
    undetermined = pd.DataFrame([ROW | {"direction": "Cannot be determined"}])
    none = page_of(reports={2020: undetermined, 2023: NOW})
    assert "No indicator has a direction in both the report of 2020 and that of 2023." in none


def test_what_the_council_printed_stands_beside() -> None:
    page = page_of(box=joined(paragraph("The box.")))
    assert "2020 191 88 (46%) 56 (29%) 47 (25%) 18 2nd" in page
    assert "2023 191 80 (42%) 37 (19%) 74 (39%) 24 5th" in page
    assert "The council's report of 2023 beside this one The box." in page
    assert "2020, the council's 191 88 (46%)" in page
    assert "2020, this project's 1 0 (0%) 0 (0%) 1 (100%) 0 2023, the council's 191" in page
    nothing = page_of(printed=PRINTED.head(0))
    assert "council's own reports" not in nothing
    reconciled = pd.DataFrame({"report_year": [2023], "topic": ["count"], "outcome": ["holds"]})
    figures_alone = page_of(printed=PRINTED.head(0), reconciled=reconciled)
    assert "council's own reports printed The council's report of 2023 prints 1 figure: 1 holds, 0 do" in figures_alone
    alone = page_of(reports={2023: NOW}, positions={})
    assert "2023 191 80 (42%)" in alone
    assert "this project's" not in alone


def test_all_that_changed_is_named_by_theme_and_newer_figures_are_counted() -> None:
    changes = pd.DataFrame(
        {
            "what": ["up", "up", "down", "newer"],
            "indicator_id": ["waste", "litter", "gone", "waste"],
            "title": ["Waste recycled", "Litter", "Gone", ""],
        }
    )
    rows = [ROW, ROW | {"indicator_id": "litter", "theme": "Safe"}]
    then = pd.DataFrame([*rows, ROW | {"indicator_id": "gone"}])
    page = page_of(reports={2020: then, 2023: pd.DataFrame(rows)}, changes=changes)
    assert (
        "What changed since the report of 2020 2 indicators are in a better quartile Green: Waste recycled Safe: "
        "Litter 1 indicator is in a worse quartile Green: Gone 1 indicator has a newer figure Figures of the report"
    ) in page


def test_changes_of_very_many_indicators_are_counted_by_theme() -> None:
    names = [f"i{number}" for number in range(61)]
    changes = pd.DataFrame({"what": "added", "indicator_id": names, "title": [f"Title of {name}" for name in names]})
    rows = pd.DataFrame([ROW | {"indicator_id": name, "theme": "Green" if name == "i0" else "Safe"} for name in names])
    page = page_of(reports={2020: rows, 2023: rows}, changes=changes)
    assert "Green: 1 indicator Safe: 60 indicators" in page and "Title of i5" not in page
    assert "Safe: Title of i1 ; Title of i2" in page_of(reports={2020: rows, 2023: rows}, changes=changes.tail(60))


def test_a_report_without_an_earlier_one_says_so_without_a_command() -> None:
    page = page_of(reports={2023: NOW}, positions={})
    assert "There is no earlier report of this council to compare with." in page
    assert "The headline of each report" not in page and "make year" not in page


def test_a_report_of_another_version_is_named_and_not_compared() -> None:
    parts = years_page(Years(2023, {2023: NOW}, {}, PRINTED.head(0), [2018])).parts
    stated = {span.fact: (span.text, span.value) for span in parts[1].spans if span.fact}  # type: ignore[union-attr]
    assert stated == {"years_counts/unreadable_2018/number": ("2018", 2018)}
    page = page_of(reports={2023: NOW}, positions={}, unreadable=[2018])
    assert "The report of 2018 was made by another version of this project and cannot be compared with this" in page
    assert "make year" not in page
    page = page_of(reports={2023: NOW}, positions={}, unreadable=[2018, 2020])
    assert "The reports of 2018 and 2020 were made by another version" in page


def test_nothing_restated_is_said() -> None:
    assert "No figure that the report of 2020 printed has another value now." in page_of(
        reports={2020: THEN, 2023: THEN}
    )


def test_a_figure_that_its_publisher_revised_is_printed_beside_the_earlier_one() -> None:
    revised = pd.DataFrame([ROW | {"then": 40.0, "now": 38.5}])
    page = page_of(reports={2023: NOW}, positions={}, revised=revised)
    assert "Waste recycled 2021/22 40.0% 38.5% −1.5" in page
    assert "revised" not in page_of(revised=revised.head(0))


def test_each_figure_about_earlier_reports_is_a_cell_of_the_table_of_their_counts() -> None:
    names = [f"i{number}" for number in range(61)]
    changes = pd.DataFrame({"what": "added", "indicator_id": names, "title": names})
    rows = pd.DataFrame([ROW | {"indicator_id": name, "theme": "Green" if name == "i0" else "Safe"} for name in names])
    of = Years(2023, {2020: rows, 2023: rows}, {}, PRINTED.head(0), changes=changes)
    stated = list(facts_of([years_page(of)]))
    check_pages(stated, FactTables({"years_counts": of.stated}, {"years_counts": YEARS_COUNTS.key}))
    assert [(one.printed, one.fact.split("/")[1]) for one in stated] == [
        ("2020", "earlier_year"),
        ("2023", "year"),
        ("61", "counted_by_both"),
        ("0%", "improved_percent_then"),
        ("0%", "improved_percent_now"),
        ("100%", "worsened_percent_then"),
        ("100%", "worsened_percent_now"),
        ("1", "added: Green"),
        ("60", "added: Safe"),
        ("2020", "earlier_year"),
    ]


def test_the_first_page_has_the_printed_headline_in_short() -> None:
    part = printed_in_short(PRINTED, 2023, "index.html", "years.html")
    assert part is not None
    assert repr(part) == (
        "The council's own report of 2023 printed 80 improved, 37 with no real change and 74 worsened, of 191. It "
        "counted other indicators, by another rule. The two side by side, and why they differ."
    )
    assert [span.href for span in part.spans if span.href] == ["years.html"]
    stated = {span.fact: span.text for span in part.spans if span.fact}
    assert stated["printed_headlines/2023+worsened/number"] == "74"
    assert printed_in_short(PRINTED, 2022, "index.html", "years.html") is None
    assert printed_in_short(PRINTED.head(0), 2023, "index.html", "years.html") is None
