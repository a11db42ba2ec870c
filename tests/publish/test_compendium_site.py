"""The pages of the site as HTML: their frame, how they lead to each other, and what each value becomes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from helpers.present.charts.palette import contrast
from helpers.present.drawings import Sheet
from helpers.present.site_pages import SitePage, from_page, link
from helpers.present.tables import heading, joined, paragraph
from helpers.present.values import (
    Beside,
    Cell,
    Chart,
    Column,
    Entries,
    Entry,
    Filter,
    Order,
    Paragraph,
    Scale,
    Span,
    Sparkline,
    Table,
    Tools,
)
from helpers.publish.compendium_site import SCRIPT, STYLE, SiteFrame, render_page, render_site, script, style_sheet
from helpers.publish.html import to_html

FRAME = SiteFrame(
    publication="Performance Compendium 2023",
    authority="Testshire <&>",
    stage="Draft",
    navigation=(("index.html", "Summary"), ("themes/index.html", "Themes")),
    footer=(("", "All figures are published."), ("method.html#sources", "Sources")),
)
LINKED = Cell((link("Waste recycled", "indicators/waste.html", "dashboards/waste.html"),))
TABLE = Table(
    "Waste",
    "Waste",
    (Column("what", "Indicator", header=True), Column("direction_shown", "Direction"), Column("latest", "Latest")),
    ((LINKED, Cell((Span("Worsened", "direction", "worsened", "▼"),)), Cell((Span("41.8%"),), 41.8, "%", 1)),),
    rows_apart=True,
)
PAGE = SitePage("dashboards/waste.html", "Waste & recycling", (TABLE,), section="themes/index.html")


def test_a_page_has_its_landmarks_one_title_and_a_way_past_the_navigation() -> None:
    html = render_page(PAGE, FRAME)
    assert html.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    for element in ("header", "nav", "main", "footer", "h1", "title"):
        assert len(re.findall(rf"<{element}\b", html)) == 1, element
    assert '<a class="skip" href="#content">' in html and 'id="content"' in html
    assert "<h1>Waste &amp; recycling</h1>" in html
    assert "<title>Waste &amp; recycling - Performance Compendium 2023, Testshire &lt;&amp;&gt;</title>" in html
    assert re.findall(r"<script[^>]*>", html) == ['<script src="../site.js" defer>']
    assert "http:" not in html and "https:" not in html


def test_the_first_page_has_the_title_of_the_whole() -> None:
    html = render_page(SitePage("index.html", "Two improved", ()), FRAME)
    assert "<title>Performance Compendium 2023, Testshire &lt;&amp;&gt;</title>" in html


def test_links_are_said_from_the_page_that_has_them() -> None:
    html = render_page(PAGE, FRAME)
    assert '<a href="../indicators/waste.html">Waste recycled</a>' in html
    assert '<link rel="stylesheet" href="../site.css">' in html
    assert '<a href="../index.html">Summary</a>' in html
    assert '<a href="index.html" aria-current="true">Themes</a>'.replace("index", "../themes/index") in html
    assert from_page("index.html", "index.html") == "index.html"
    footer = '<p>All figures are published.</p><p><a href="../method.html#sources">Sources</a></p>'
    assert footer in html


def test_the_day_of_issue_and_the_contact_are_printed_only_where_they_are_given() -> None:
    assert "Issued" not in render_page(PAGE, FRAME)
    frame = SiteFrame(
        "Compendium",
        "Testshire",
        "Draft",
        issued="8 November 2023",
        contact="performance@example.org",
        next_update="1 May 2024",
    )
    html = render_page(PAGE, frame)
    assert "<p>Issued 8 November 2023</p><p>performance@example.org</p><p>Next update 1 May 2024</p>" in html
    assert '@top-right{content:"Draft, issued 8 November 2023"' in render_site([PAGE], frame)[STYLE]


def test_the_stage_stands_at_the_head_of_every_page_and_of_every_sheet() -> None:
    html = render_page(PAGE, FRAME)
    assert '<p class="stage">Draft</p>' in html
    sheet = render_site([PAGE], FRAME)[STYLE]
    assert '@top-right{content:"Draft"' in sheet and 'counter(page) " of " counter(pages)' in sheet


def test_a_page_allows_the_style_and_the_script_beside_it_and_nothing_else() -> None:
    html = render_page(PAGE, FRAME)
    (content,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', html)
    directives = dict(part.strip().split(" ", 1) for part in unescape(content).split(";"))
    assert directives == {
        "default-src": "'none'",
        "style-src": "'self' file:",
        "script-src": "'self' file:",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    # what the policy would refuse is not on the page: scripts and handlers inside it, and styles of single elements
    assert html.index("Content-Security-Policy") < html.index("<link")
    assert not re.search(r"<style|<script[^>]*>[^<]|\son[a-z]+=|\sstyle=|javascript:", html)


def test_the_script_is_small_and_reaches_nothing_outside_the_page() -> None:
    text = script()
    assert len(text.encode()) < 11_000
    assert not re.findall(r"fetch|XMLHttpRequest|import|eval|innerHTML|localStorage|cookie|https?://|sendBeacon", text)


def test_what_the_script_reads_is_beside_the_words_and_changes_none() -> None:
    column = Column("latest", "Latest", sorts=True)
    rows = tuple(
        (Cell((Span(words),), order=order),) for words, order in (("9", 9), ("10", 10), ("none", None), ("9", 9))
    )
    plain = Table("Waste", "Waste", (column,), rows)
    choices = Filter("Direction", ("Improved", "No real change", "Worsened"), ("Worsened", "Improved", "", "Worsened"))
    oldest = Order("Oldest", (date(2022, 3, 31), None, date(2018, 3, 31), date(2022, 3, 31)))
    tools = Tools("indicators", (choices,), (oldest,), "Find <one>", ("bins rubbish", "", "", ""))
    html = to_html(replace(plain, tools=tools))
    assert '<table data-tools="indicators" data-find="Find &lt;one&gt;" data-filters="' in html
    (filters,) = re.findall(r'data-filters="([^"]+)"', html)
    assert json.loads(unescape(filters)) == [["Direction", ["Improved", "Worsened"]]]
    read = re.findall(r'<tr(?: data-is="(\d*)")?(?: data-order="(\d*)")?(?: data-words="([a-z ]+)")?>', html)[1:]
    assert read == [("1", "1", "bins rubbish"), ("0", "", ""), ("", "0", ""), ("1", "1", "")]
    assert 'data-orders="[&#34;Oldest&#34;]"' in html
    assert re.findall(r'<th scope="row"[^>]*?(?: data-sort="(\d)")?>', html) == ["0", "1", "", "0"]
    without, bare = (re.sub(r' data-[a-z]+(="[^"]*")?', "", one) for one in (html, to_html(plain)))
    assert without == bare
    with pytest.raises(ValueError, match="of 4 rows"):
        to_html(replace(plain, tools=Tools("indicators", words=("one",))))


def test_a_table_that_can_be_drawn_has_codes_and_figures_that_cannot_be_read_back() -> None:
    spend, share = Cell((Span("£62.7m"),), 62_743_940.0, "GBP", 0), Cell((Span("41.8%"),), 41.83, "%", 1)
    table = Table(
        "All",
        "All",
        (Column("n", "Council", header=True), Column("a", "2022"), Column("b", "2021")),
        ((Cell((Span("Kent"),)), spend, share), (Cell((Span("Own"),)), share, spend)),
        codes=("E10000016", ""),
    )
    html = to_html(table)
    assert '<table class="numbers" data-compares="E10000016 -">' in html
    assert html.count('data-value="62743940"') == html.count("data-value") == 2
    assert "data-value" not in to_html(replace(table, codes=()))


def test_a_chart_says_where_more_can_be_drawn() -> None:
    scale = Scale(0.0, 50.0, 60.0, 300.0, 432.0, (("2021/22", 80.04, 0), ("2022/23", 420.0, 1)))
    chart = Chart(Sheet(100, 50).drawing(), "Lines", "Waste fell", "2022/23", 100, scale)
    html = render_page(SitePage("a.html", "A", (chart,)), FRAME)
    (written,) = re.findall(r"<figure data-scale='([^']+)'>", html)
    assert json.loads(unescape(written)) == [[0, 50, 60, 300, 432], [["2021/22", 80.0, 0], ["2022/23", 420.0, 1]]]


def test_words_of_the_frame_cannot_end_the_style_sheet() -> None:
    frame = SiteFrame('A"}</style><b>', "B", "Draft")
    assert "<b>" not in render_page(PAGE, frame)
    sheet = render_site([PAGE], frame)[STYLE].removeprefix(style_sheet())
    assert sheet.count("{") == sheet.count("}") == 4 and "<b>" not in sheet and "A\\22 \\7d \\3c /style" in sheet


def test_where_it_is_narrow_a_table_stays_a_table_and_each_cell_has_its_label() -> None:
    html = render_page(PAGE, FRAME)
    assert '<table class="rows-apart" role="table">' in html
    assert html.count('role="row"') == 2
    assert html.count('role="columnheader"') == 3
    assert '<th scope="row" role="rowheader" data-label="Indicator" class="row-header of-what">' in html
    assert '<td role="cell" data-label="Latest" class="short of-latest">41.8%</td>' in html


def test_entries_stand_side_by_side_with_their_lines() -> None:
    line = Sparkline((1.0, 2.0), "2021/22 1, 2022/23 2")
    entries = Entries((Entry((link("A & b", "indicators/a.html", "index.html"),), (Span("2%", "figure"),), line),))
    html = render_page(SitePage("index.html", "T", (Beside((joined(heading("Best"), entries),)),)), FRAME)
    assert '<div class="beside"><section><h2>Best</h2><ol class="entries"><li>' in html
    assert '<a href="indicators/a.html">A &amp; b</a>' in html
    assert '<span class="figure">2%</span>' in html
    assert 'aria-label="2021/22 1, 2022/23 2"' in html


def test_a_drawing_is_a_figure_with_its_title() -> None:
    drawing = Sheet(100, 50).drawing()
    html = render_page(SitePage("a.html", "A", (Chart(drawing, "Bars", "Waste fell", "2022/23", 100),)), FRAME)
    assert '<figcaption>Waste fell<span class="subtitle">2022/23</span></figcaption>' in html


def test_a_site_has_its_style_sheet_and_pages_of_different_paths() -> None:
    files = render_site([PAGE, SitePage("index.html", "T", (paragraph("Words."),))], FRAME)
    assert list(files) == ["dashboards/waste.html", "index.html", STYLE, SCRIPT]
    assert files == render_site([PAGE, SitePage("index.html", "T", (paragraph("Words."),))], FRAME)
    with pytest.raises(ValueError, match=r"dashboards/waste\.html is used twice"):
        render_site([PAGE, PAGE], FRAME)


def test_a_link_says_where_it_leads_and_nothing_else_does() -> None:
    with pytest.raises(ValueError, match="a link says where it leads"):
        Span("Waste", "link")
    with pytest.raises(ValueError, match="a link says where it leads"):
        Span("Waste", href="a.html")
    assert repr(Paragraph((Span("Waste", "link", href="a.html"),))) == "Waste"


SHEET = re.sub(r"/\*.*?\*/", "", style_sheet(), flags=re.DOTALL)
ROOTS = [
    dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)
]
LIGHT, DARK, PAPER = ROOTS[0], ROOTS[0] | ROOTS[1], ROOTS[0] | ROOTS[2]
HAIRLINE = "rule"
"""The colour of lines between rows and sections, which nobody needs to see to read or to understand."""


def colours_of(properties: str) -> set[str]:
    """The names of the colours that the style sheet gives to some properties."""
    return set(re.findall(rf"(?<![a-z-])(?:{properties})[a-z-]*: [^;}}]*?var\(--([a-z-]+)\)", SHEET))


def test_the_colours_of_the_sheet_are_read() -> None:
    assert colours_of("color") == {
        "text",
        "muted",
        "link",
        "better",
        "worse",
        "flat",
        "on-head",
        "on-focus",
    }
    assert colours_of("background") == {"paper", "wash", "head", "focus"}
    assert {"better", "worse", "flat", "muted", "link", "rule"} <= colours_of("border|stroke|fill")


@pytest.mark.parametrize("theme", [LIGHT, DARK, PAPER], ids=["light", "dark", "print"])
def test_every_text_reaches_4_5_on_every_ground_and_every_graphic_3(theme: dict[str, str]) -> None:
    for ground in ("paper", "wash"):
        for name in colours_of("color") - {"on-head", "on-focus"}:
            assert contrast(theme[name], theme[ground]) >= 4.5, (name, ground)
        for name in colours_of("border|stroke|fill|outline") - {HAIRLINE, "focus", "on-head"}:
            assert contrast(theme[name], theme[ground]) >= 3, (name, ground)
        # the focus is drawn twice, in a light and in a dark colour, so that one of them is seen on any ground
        assert max(contrast(theme[name], theme[ground]) for name in ("focus", "on-focus")) >= 3
    assert contrast(theme["on-head"], theme["head"]) >= 4.5
    assert contrast(theme["on-focus"], theme["focus"]) >= 4.5


def test_the_dark_stays_on_the_screen_and_no_colour_stands_outside_the_themes() -> None:
    assert (
        SHEET.count("prefers-color-scheme: dark") == SHEET.count("@media screen and (prefers-color-scheme: dark)") > 0
    )
    outside = re.sub(r":root \{.*?\}", "", SHEET, flags=re.DOTALL)
    literal = {line.strip() for line in outside.splitlines() if re.search(r"#[0-9A-Fa-f]{3,6}\b", line)}
    # those of drawings, whose contrast the tests of the cards hold, and those of the councils that a reader chose
    assert {line for line in literal if not line.startswith((".drawn [", ".chosen-"))} == set()
    assert set(ROOTS[2]) == set(ROOTS[0]) - {"focus", "on-focus"}


def test_the_councils_that_a_reader_chose_are_seen_in_light_and_in_dark() -> None:
    grounds = {"light": LIGHT["paper"], "dark": DARK["paper"]}
    chosen = re.findall(r"\n( *)\.chosen-(\w+) \{[^}]*?fill: (#[0-9A-F]{6})", SHEET)
    assert len(chosen) == 10
    for indent, name, colour in chosen:
        wanted = 4.5 if name == "name" else 3
        assert contrast(colour, grounds["dark" if indent else "light"]) >= wanted, (name, colour)


def test_on_paper_nothing_is_torn_and_heads_of_tables_are_repeated() -> None:
    on_paper = "".join(SHEET.split("@media print {")[1:])
    assert "thead { display: table-header-group; }" in on_paper
    torn = re.search(r"([^{}]*)\{ break-inside: avoid; \}", on_paper)
    assert torn is not None and {"tr", "figure", ".entries li"} <= {one.strip() for one in torn[1].split(",")}
    assert re.search(r"nav, \.skip[^{]*\{ display: none; \}", on_paper)
