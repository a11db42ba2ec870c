"""Dashboards, themes and the list of all indicators on the site."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from helpers.present.cells import sparkline_cell
from helpers.present.drawings import Sheet
from helpers.present.facts import sentence
from helpers.present.narrative import Statement
from helpers.present.pages.site_dashboards import (
    Dashboards,
    dashboard_pages,
    indicator_list,
    opening_words,
    theme_list,
    theme_pages,
)
from helpers.present.pages.site_downloads import Document, DownloadedFile, downloads_page
from helpers.present.pages.site_places import places_page
from helpers.present.pages.site_rows import RowNotes, dashboard_table, who_can_do_most
from helpers.present.site_pages import slugs
from helpers.present.site_search import SearchTerms, Unmeasured
from helpers.present.tables import joined, paragraph
from helpers.present.values import BulletList, Cell, Chart, Paragraph, Table

ROW: dict[str, Any] = {
    "indicator_id": "waste", "title": "Household waste recycled", "value": 41.83, "unit": "%", "decimals": 1,
    "period": "2022/23", "marker": "", "provisional": False, "derived": False, "previous_value": 43.44,
    "previous_period": "2021/22", "previous_marker": "", "previous_provisional": False, "previous_derived": False,
    "direction": "Worsened", "movement": "Decreased", "evidence": "clear", "change_percent": -3.7,
    "direction_reason": "the change is over the tolerance", "rank": 26, "n": 36, "tied": 1, "quartile": 3,
    "quartile_best": 2, "quartile_worst": 4, "rank_reason": None, "median": 44.2, "polarity": "higher_is_better",
    "in_headline": True, "same_as": "", "stale": False, "measure_type": "national", "quality_band": "Good",
    "age_months": 0,
    "quality_concerns": "", "newest_period": None, "newest_marker": None, "controlled_by": "county",
    "dashboard": "Waste", "theme": "Green", "why_no_figure": "",
    "period_start": date(2022, 4, 1), "period_end": date(2023, 3, 31),
}  # fmt: skip
COMPARED = {"indicator_id": "waste", "england": 41.7, "period": "2022/23"}
NO_WORDS = pd.DataFrame(columns=["about", "kind", "dashboard", "words", "written_by", "written_on"])
PAGE = "dashboards/waste.html"


def notes(**changes: Any) -> RowNotes:
    parts: dict[str, Any] = {
        "comparisons": pd.DataFrame([COMPARED]),
        "words": NO_WORDS,
        "is_two_tier": True,
        "tolerance_percent": 2.0,
        "sparklines": {"waste": sparkline_cell([1.0, 2.0], label="2021/22: 1; up is better", better="up")},
    }
    return RowNotes(**(parts | changes))


def cells_of(row: dict[str, Any], **changes: Any) -> dict[str, Cell]:
    table = dashboard_table(pd.DataFrame([ROW | row]), "Waste", notes(**changes), PAGE)
    assert table.rows_apart
    return {column.label: cell for column, cell in zip(table.columns, table.rows[0], strict=True)}


def test_a_row_says_the_judgement_its_ground_and_its_doubt() -> None:
    cells = cells_of({})
    assert {label: cell.text for label, cell in cells.items()} == {
        "Indicator": "Household waste recycled",
        "Direction of travel": "Worsened (clearly)",
        "Rank": "26th of 36",
        "Quartile": "3rd (2nd to 4th)",
        "Latest": "41.8% (2022/23)",
        "Previous": "43.4%",
        "Middle council": "44.2%",
        "England": "41.7%",
        "Over the years": "up is better (2021/22: 1)",
    }
    assert cells["Indicator"].spans[0].href == "../indicators/waste.html"
    assert (cells["Latest"].value, cells["Latest"].unit, cells["Latest"].decimals) == (41.83, "%", 1)


@pytest.mark.parametrize(
    ("row", "label", "words"),
    [
        ({"in_headline": False, "same_as": "other"}, "Indicator", "Same as another"),
        ({"provisional": True}, "Indicator", "Provisional"),
        ({"provisional": True}, "Latest", "41.8% [p]"),
        ({"stale": True}, "Indicator", "Older"),
        ({"age_months": -5}, "Indicator", "More recent"),
        ({"measure_type": "local"}, "Indicator", "Local measure"),
        (
            {"quality_band": "Some concerns", "quality_concerns": "reliability"},
            "Indicator",
            "Concerns",
        ),
        ({"unit": "per 1,000 people"}, "Indicator", "per 1,000 people"),
        ({"unit": "GBP", "value": 62_743_940.0}, "Latest", "£62.7m"),
        ({"newest_period": "2023/24", "newest_marker": "[x]"}, "Latest", "no figure for 2023/24"),
        ({"period": "2022/23 (academic)"}, "Latest", "41.8% (2022/23 school year)"),
        ({"previous_value": None, "direction": "Not judged"}, "Previous", "No figure"),
        (
            {"previous_value": None, "direction": "Cannot be determined", "direction_reason": "because"},
            "Previous",
            "–",
        ),
        ({"previous_period": "2020/21"}, "Previous", "43.4% (2020/21)"),
        ({"direction": "Not judged"}, "Direction of travel", "Decreased (clearly)"),
        ({"evidence": "within its usual ups and downs"}, "Direction of travel", "Worsened (perhaps)"),
        ({"evidence": "cannot be told"}, "Direction of travel", "Worsened (untested)"),
        (
            {
                "direction": "No real change",
                "direction_reason": "the change is within the tolerance",
                "evidence": "within its usual ups and downs",
                "change_percent": 1.0,
            },
            "Direction of travel",
            "No real change",
        ),
        (
            {
                "direction": "No real change",
                "direction_reason": "the change is within the tolerance",
                "evidence": "clear",
                "change_percent": 1.0,
            },
            "Direction of travel",
            "No real change (but it moved clearly; 2% or less)",
        ),
        (
            {
                "direction": "No real change",
                "direction_reason": "the change is within the tolerance",
                "evidence": "within its usual ups and downs",
                "change_percent": 8.0,
            },
            "Direction of travel",
            "No real change (within rounding)",
        ),
        (
            {"direction": "Cannot be determined", "direction_reason": "first figure in the series"},
            "Direction of travel",
            "First figure",
        ),
        ({"rank": None, "quartile": None, "polarity": "neutral"}, "Rank", "–"),
        (
            {"rank": None, "quartile": None, "rank_reason": "no other council in the group has a figure"},
            "Rank",
            "– (no other council)",
        ),
        (
            {"rank": None, "quartile": None, "rank_reason": "no other council in the group has a figure"},
            "Middle council",
            "–",
        ),
        ({"quartile_best": None, "quartile_worst": None}, "Quartile", "3rd (untested)"),
        ({"quartile_best": 3, "quartile_worst": 3}, "Quartile", "3rd (sure)"),
        ({"quartile_best": 1, "quartile_worst": 4}, "Quartile", "3rd (any)"),
        ({"quartile_best": 3, "quartile_worst": 4}, "Quartile", "3rd (or 4th)"),
        ({"period": "2023/24"}, "Rank", "(for 2022/23)"),
    ],
)
def test_what_a_reader_must_know_stands_in_the_row(row: dict[str, Any], label: str, words: str) -> None:
    assert words in cells_of(row)[label].text


def test_the_tolerance_is_said_once_for_all_tables() -> None:
    words = [repr(part) for part in dashboard_pages(of(ROW))[0].parts]
    assert "How to read this table." in words
    assert not any("A change of up to" in part for part in words)
    assert "A change of up to 2% of the figure before is no real change." in repr(theme_pages(of(ROW))[0].parts)
    assert "2%" not in cells_of({})["Direction of travel"].text


def test_a_row_says_that_it_is_not_counted_where_others_are() -> None:
    rows = pd.DataFrame([ROW, ROW | {"indicator_id": "other", "title": "Other", "in_headline": False}])
    mixed = dashboard_table(rows, "Waste", notes(), PAGE)
    assert [row[0].text for row in mixed.rows] == ["Household waste recycled", "Other Not counted"]
    none = dashboard_table(rows.assign(in_headline=False), "Waste", notes(), PAGE)
    assert [row[0].text for row in none.rows] == ["Household waste recycled", "Other"]


def test_who_can_do_most_is_said_once_and_rows_that_differ_are_marked() -> None:
    of_all = [ROW | {"controlled_by": "nhs"}, ROW | {"controlled_by": "nhs"}, ROW, ROW | {"controlled_by": "district"}]
    rows = pd.DataFrame(of_all)
    assert who_can_do_most(rows.head(2), is_two_tier=True) == "The NHS can do most about these."
    assert who_can_do_most(rows.iloc[[2]], is_two_tier=True) == ""
    assert who_can_do_most(rows, is_two_tier=True) == "The NHS can do most about these, unless a row names another."
    marked = dashboard_table(rows, "Waste", notes(), PAGE)
    assert [row[0].text.removeprefix("Household waste recycled").strip() for row in marked.rows] == [
        "",
        "",
        "County council",
        "Districts",
    ]
    # a council without districts does what districts do elsewhere
    assert who_can_do_most(rows.iloc[2:], is_two_tier=False) == ""


def test_a_quartile_says_in_which_it_was() -> None:
    cells = cells_of({}, comparisons=pd.DataFrame([COMPARED | {"previous_quartile": 2}]))
    assert cells["Quartile"].text == "3rd (2nd to 4th) (was 2nd)"


def test_a_missing_or_an_old_figure_is_no_doubt_of_its_quality() -> None:
    missing = {"quality_band": "Serious concerns", "quality_concerns": "completeness"}
    old = {"quality_band": "Serious concerns", "quality_concerns": "timeliness, relevance", "stale": True}
    assert "concerns" not in cells_of(missing)["Indicator"].text.lower()
    assert "concerns" not in cells_of(old)["Indicator"].text.lower()
    recent = {"quality_band": "Serious concerns", "quality_concerns": "relevance"}
    assert cells_of(recent)["Indicator"].text == "Household waste recycled Serious concerns"


def test_what_officers_say_is_quoted_in_the_row_with_who_says_it() -> None:
    words = pd.DataFrame(
        [
            {
                "about": "waste",
                "kind": "indicator",
                "dashboard": "Waste",
                "words": "A <dry> spring.",
                "written_by": "Head of Waste",
                "written_on": date(2023, 10, 12),
            }
        ]
    )
    spans = cells_of({}, words=words)["Indicator"].spans
    quoted = [(span.text, span.role, span.kind) for span in spans if span.role == "quoted"]
    assert quoted == [("A <dry> spring.", "quoted", ""), ("Head of Waste, 12 October 2023", "quoted", "signed")]


def test_the_printed_number_has_a_column_where_one_is_printed() -> None:
    assert "Reference" not in cells_of({})
    assert cells_of({}, references={"waste": "3.1"})["Reference"].text == "3.1"


def test_a_printed_number_that_few_rows_have_is_a_mark_of_the_row() -> None:
    rows = pd.DataFrame([ROW, ROW | {"indicator_id": "litter", "title": "Litter"}])
    table = dashboard_table(rows, "Waste", notes(references={"waste": "3.1"}), PAGE)
    assert "Reference" not in [column.label for column in table.columns]
    marks = [[span.text for span in row[0].spans if span.role == "tag"] for row in table.rows]
    assert marks == [["Reference 3.1"], []]


def test_a_change_that_its_figures_do_not_show_is_said_to_be_small() -> None:
    cells = cells_of({"previous_value": 41.84})
    assert cells["Latest"].text.startswith(cells["Previous"].text)
    assert cells["Direction of travel"].text == "Worsened (clearly; by less than is printed)"


def test_a_gap_between_percentages_is_in_points_and_the_name_has_its_unit() -> None:
    cells = cells_of({"unit": "percentage points"})
    assert [cells[name].text for name in ("Latest", "Previous", "England")] == [
        "41.8 points (2022/23)",
        "43.4 points",
        "41.7 points",
    ]
    assert "percentage points" in [span.text for span in cells["Indicator"].spans]


def of(*rows: dict[str, Any]) -> Dashboards:
    statements = tuple(
        Statement(
            dashboard,
            theme,
            (sentence("Some improved.", "counts"), sentence("Some remain.", "moves")),
            sentence("Some of all improved.", "in_short"),
        )
        for dashboard, theme in dict.fromkeys((row["dashboard"], row["theme"]) for row in rows)
    )
    caveats = pd.DataFrame(
        [
            {
                "caveat_id": "pandemic",
                "dashboard": "",
                "reach": "report",
                "title": "Pandemic",
                "words": "Services closed.",
                "source": "A report",
                "paragraph": "24",
                "titles": "",
            },
            {
                "caveat_id": "districts",
                "dashboard": "Waste",
                "reach": "dashboard",
                "title": "Districts",
                "words": "They decide.",
                "source": "A report",
                "paragraph": "",
                "titles": "",
            },
        ]
    )
    themes = {"Green": sentence("Green: some improved.", "theme")}
    positions = {"Green": paragraph("Testshire is in the middle.")}
    return Dashboards(pd.DataFrame(list(rows)), statements, themes, positions, caveats, notes(), "county areas")


OTHER = ROW | {"indicator_id": "roads", "title": "A roads", "dashboard": "Roads"}
AWAITED = ROW | {"indicator_id": "trees", "title": "Trees", "measure_type": "local", "value": None}


def test_a_dashboard_opens_in_words_and_then_has_its_notes_and_its_table() -> None:
    first, second = dashboard_pages(of(ROW, AWAITED, OTHER))
    assert (first.path, first.title, first.section) == ("dashboards/waste.html", "Waste", "themes/index.html")
    assert repr(first.parts[0]) == "Some improved."
    assert isinstance(first.parts[1], BulletList) and repr(first.parts[1]) == "Some remain."
    words = [repr(part) for part in first.parts]
    assert words.index("What to keep in mind") < words.index("The indicators")
    assert any(word.startswith("Districts: They decide.") for word in words)
    (table,) = [part for part in first.parts if isinstance(part, Table)]
    assert [row[0].spans[0].text for row in table.rows] == ["Household waste recycled"]
    assert "1 indicator without a figure" in words
    assert "Not handed in by the council or a partner: Trees" in words
    assert words[-1] == "Theme: Green. Next: Roads."
    assert repr(second.parts[-1]) == "Theme: Green. "


def test_themes_lead_to_their_dashboards_and_say_where_the_council_stands() -> None:
    overview, green = theme_pages(of(ROW, OTHER))
    assert overview.path == "themes/index.html"
    words = " ".join(map(repr, overview.parts))
    assert "Pandemic: Services closed." in words
    assert "▲ improved, ▼ worsened" in words and "[p] provisional" in words and "up to 2%" in words
    assert [span.text for span in green.lead] == ["Some improved."]
    assert repr(green.parts[0]) == "Testshire is in the middle."
    links = green.parts[1]
    assert isinstance(links, BulletList)
    assert [item[0].href for item in links.items] == ["../dashboards/waste.html", "../dashboards/roads.html"]
    assert repr(links) == "Waste: Some of all improved.\nRoads: Some of all improved."
    # the name of a theme is the link to it, and its sentence goes on from there
    on_index = theme_list(of(ROW, OTHER), "index.html")
    assert "dashboards/waste.html" in [span.href for item in on_index.parts[0].parts[1].items for span in item]  # type: ignore[union-attr]


def test_all_indicators_are_listed_from_a_to_z() -> None:
    page = indicator_list(of(ROW | {"evidence": "within its usual ups and downs"}, OTHER))
    (table,) = page.parts
    assert isinstance(table, Table)
    assert table.tools is not None
    assert {one.label: one.of_rows[1] for one in table.tools.filters} == {
        "Theme": "Green",
        "Dashboard": "Waste",
        "Direction of travel": "Worsened",
        "Quartile": "3rd quartile",
        "Headline": "Counted in the headline",
        "Who can do most": "The county council",
    }
    assert [row[0].text for row in table.rows] == ["A roads", "Household waste recycled"]
    assert table.rows[0][0].spans[0].href == "roads.html"
    assert [row[1].text for row in table.rows] == ["Worsened (clear)", "Worsened"]
    assert "may be chance" in "".join(span.text for span in page.lead)


def test_the_list_is_searched_by_other_words_and_meaning_and_says_what_is_not_measured() -> None:
    terms = SearchTerms(
        {"waste": ("bin collections", "Household rubbish")},
        {"waste": "The share of all waste that is re-used."},
        (
            Unmeasured(("potholes", "road repairs"), "Potholes are not counted.", (("roads", "A roads"),)),
            Unmeasured(("flooding",), "Floods are not measured.", ()),
        ),
    )
    table, title, unmeasured = indicator_list(replace(of(ROW, OTHER), terms=terms)).parts
    assert isinstance(table, Table) and table.tools is not None and isinstance(unmeasured, BulletList)
    # each word once, without those of the title and small words
    assert table.tools.words[1] == "bin collections rubbish green share all re used"
    assert repr(title) == "What is not measured"
    assert repr(unmeasured).splitlines() == [
        "Potholes are not counted. Nearest: A roads.",
        "Floods are not measured. Nothing here is near.",
    ]
    assert unmeasured.words == ("potholes road repairs", "flooding")
    assert [span.href for span in unmeasured.items[0] if span.href] == ["roads.html"]


def test_the_period_of_most_figures_is_said_once_above_them() -> None:
    older = ROW | {"period": "2018/19", "stale": True}
    made = dashboard_table(pd.DataFrame([ROW, ROW, older, ROW]), "Among all", notes(), PAGE)
    assert made.caption == (
        "Among all; latest figures are of 2022/23, ranks are of 36 and lines begin with 2021/22 where nothing else is "
        "named"
    )
    line = [column.label for column in made.columns].index("Over the years")
    assert [row[line].text for row in made.rows] == ["up is better (1)"] * 4
    latest = [column.label for column in made.columns].index("Latest")
    assert [row[latest].text for row in made.rows] == ["41.8%", "41.8%", "41.8% (2018/19)", "41.8%"]
    apart = dashboard_table(pd.DataFrame([ROW, older]), "Among all", notes(), PAGE)
    assert apart.caption == "Among all" and apart.rows[0][latest].text == "41.8% (2022/23)"


def test_that_most_figures_are_more_recent_is_said_once_above_them() -> None:
    newer, another = ROW | {"age_months": -5}, ROW | {"age_months": -9, "period": "2023"}
    made = dashboard_table(pd.DataFrame([newer, newer, another, newer]), "Among all", notes(), PAGE)
    assert "latest figures are of 2022/23 (more recent than the reporting year), ranks" in made.caption
    marked = ["More recent" in row[0].text for row in made.rows]
    assert marked == [False, False, True, False]


def test_the_number_of_councils_of_most_ranks_is_said_once_above_them() -> None:
    fewer, without = ROW | {"n": 30}, ROW | {"rank": None, "quartile": None, "n": None}
    made = dashboard_table(pd.DataFrame([ROW, fewer, ROW, without, ROW]), "Among all", notes(), PAGE)
    rank = [column.label for column in made.columns].index("Rank")
    assert [row[rank].text for row in made.rows] == ["26th", "26th of 30", "26th", "–", "26th"]
    assert "ranks are of 36" in made.caption
    alone = dashboard_table(pd.DataFrame([without | {"n": 36}] * 3), "Among all", notes(), PAGE)
    assert "ranks" not in alone.caption, "no row has a rank"
    apart = dashboard_table(pd.DataFrame([ROW, ROW, fewer, fewer | {"n": 31}, without]), "Among all", notes(), PAGE)
    assert "26th of 36" not in {row[rank].text for row in apart.rows}
    none = dashboard_table(pd.DataFrame([ROW, fewer, fewer | {"n": 31}]), "Among all", notes(), PAGE)
    assert "ranks" not in none.caption and none.rows[0][rank].text == "26th of 36"
    other = [ROW | {"n": n} for n in (30, 31, 32, 33, 34)]
    a_third = dashboard_table(pd.DataFrame([ROW, ROW, ROW, *other]), "Among all", notes(), PAGE)
    assert "ranks are of 36" in a_third.caption and a_third.rows[3][rank].text == "26th of 30"


def test_pages_about_more_are_found_by_their_words_where_the_report_has_them() -> None:
    _, title, pages = indicator_list(of(ROW), ["risks.html", "funding.html"]).parts
    assert repr(title) == "Money, risks and more" and isinstance(pages, BulletList)
    assert [item[0].href for item in pages.items] == ["../funding.html", "../risks.html"]
    assert "council tax" in pages.words[0] and "budget" in pages.words[1].split()


def test_what_cannot_be_sorted_comes_last_and_figures_are_sorted_among_their_unit() -> None:
    cells = cells_of({"direction": "Cannot be determined", "rank": None, "value": None})
    assert [cells[label].order for label in ("Direction of travel", "Rank", "Latest")] == [None] * 3
    cells = cells_of({})
    assert cells["Direction of travel"].order > cells_of({"direction": "Improved"})["Direction of travel"].order
    assert cells["Rank"].order > cells_of({"rank": 3})["Rank"].order
    assert cells["Latest"].order < cells_of({"unit": "per 1,000", "value": 1.0})["Latest"].order
    assert cells["Latest"].order > cells_of({"value": 9.5})["Latest"].order


def test_the_first_words_are_a_paragraph_and_each_other_sentence_an_item() -> None:
    parts = list(opening_words(of(ROW).statements[0]))
    assert [type(part) for part in parts] == [Paragraph, BulletList]
    assert list(opening_words(Statement("Waste", "Green", ()))) == []


def test_two_dashboards_never_have_one_file() -> None:
    assert slugs(["Roads & paths", "Roads, paths"]) == {"Roads & paths": "roads-paths", "Roads, paths": "roads-paths-2"}


def test_every_file_to_download_has_its_link_its_meaning_and_its_size() -> None:
    files = [
        DownloadedFile("", "columns.csv", 900),
        DownloadedFile("card_series", "card_series.csv.zip", 2_960_001),
        DownloadedFile("own_series", "own_series.csv", 2_100),
        DownloadedFile("waivers", "waivers.csv", 20),
    ]
    meanings = {"own_series": "One row for each figure.", "card_series": "The series: one row for each year."}
    page = downloads_page(files, meanings)
    table, title, others, *records = page.parts
    assert isinstance(table, Table) and isinstance(others, BulletList)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["own_series.csv", "Each figure", "3 KB"],
        ["card_series.csv.zip", "The series", "3.0 MB"],
    ]
    assert table.rows[1][0].spans[0].href == "downloads/card_series.csv.zip"
    assert (repr(title), repr(others)) == ("All other tables", "waivers.csv")
    assert [span.href for span in page.lead if span.href] == ["downloads/columns.csv"]
    made, record = records
    assert repr(made) == "How this report was made" and isinstance(record, Paragraph)
    assert [span.href for span in record.spans if span.href] == ["manifest.json", "ro-crate-metadata.json"]


def test_the_page_leads_to_no_record_that_is_not_published() -> None:
    *_, record = downloads_page([], {}, is_record_apart=True).parts
    assert isinstance(record, Paragraph)
    assert [span.href for span in record.spans if span.href] == ["ro-crate-metadata.json"]
    assert "manifest.json" in repr(record) and "does not publish it" in repr(record)


def test_documents_stand_before_the_tables_with_what_they_are_kind_and_size() -> None:
    documents = [Document("Word document", "compendium.docx", 158_005, "The whole compendium")]
    first = downloads_page([], {}, documents).parts[0]
    assert isinstance(first, Table) and first.caption == "Documents"
    assert [[cell.text for cell in row] for row in first.rows] == [
        ["compendium.docx", "The whole compendium", "Word document", "159 KB"]
    ]
    assert first.rows[0][0].spans[0].href == "compendium.docx"


def test_the_page_of_places_has_tables_whose_rows_stand_apart() -> None:
    drawing = Chart(Sheet(10, 5).drawing(), "Lines of districts", "Districts differ", "2022/23", 100)
    table = downloads_page([], {}).parts[0]
    assert isinstance(table, Table) and not table.rows_apart
    page = places_page([joined(paragraph("Words."), table), drawing], "Testshire")
    assert (page.path, page.title) == ("places.html", "How do areas within Testshire differ?")
    assert [type(part) for part in page.parts] == [Paragraph, Table, Chart]
    assert isinstance(page.parts[1], Table) and page.parts[1].rows_apart
    assert page.parts[2] is drawing
