"""Cards as pages and files: what others wrote is escaped, and a picture stands alone."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

from cards import NAME, SETTINGS, card_tables, table

from helpers.present.charts import palette
from helpers.present.pages.indicator_card import IndicatorCard, indicator_cards
from helpers.present.pages.indicator_series import card_rows
from helpers.publish.compendium_site import STYLE_FILES, SiteFrame, render_page
from helpers.publish.indicator_cards import card_files, csv_text, picture_svg

SVG = "{http://www.w3.org/2000/svg}"


FRAME = SiteFrame("Performance Compendium 2023", "Leicestershire", "Draft")


def html_of(card: IndicatorCard) -> str:
    return render_page(card.page(), FRAME)


def cards() -> tuple[IndicatorCard, ...]:
    words = {"about": NAME, "words": "<script>x</script>", "written_by": "Head & shoulders"}
    return indicator_cards(card_tables(officers_words=table("officers_words", words)), SETTINGS)


def test_the_page_has_one_title_and_no_level_is_skipped() -> None:
    page = html_of(cards()[0])
    assert re.findall(r"<h(\d)", page)[0] == "1"
    assert set(re.findall(r"<h(\d)", page)[1:]) == {"2"}
    assert "<title>Waste recycled - Performance Compendium 2023, Leicestershire</title>" in page
    assert page.count("<main") == 1


def test_what_others_wrote_is_escaped() -> None:
    body = html_of(cards()[0])
    assert "<script>" not in body
    assert '<span class="quoted">&lt;script&gt;x&lt;/script&gt;</span>' in body
    assert "Q1 &lt;b&gt;" in body


def test_nothing_is_loaded_and_links_lead_to_files_beside_the_card_or_to_the_publisher() -> None:
    page = html_of(cards()[0])
    assert re.findall(r'\ssrc="([^"]+)"', page) == ["../site.js"]
    assert not re.search(r"@import|url\(", page)
    assert re.findall(r'href="([^"]+)"', page) == [
        "../site.css",
        "#content",
        "../dashboards/waste.html",
        "#origin",
        "waste_pct.csv",
        "waste_pct.svg",
        "https://www.gov.uk/waste",
    ]


def test_each_picture_has_words_and_no_frame_that_moves() -> None:
    body = html_of(cards()[0])
    assert body.count('<svg class="drawing" role="img" aria-label="') == body.count("<figure") == 2
    assert body.count('<div class="drawn"><svg') == 2


def test_the_files_beside_a_card_are_its_figures_and_its_picture() -> None:
    files = card_files(cards()[0], card_rows(card_tables(), SETTINGS))
    assert list(files) == ["indicators/waste_pct.csv", "indicators/waste_pct.svg"]
    lines = list(csv.DictReader(io.StringIO(files["indicators/waste_pct.csv"])))
    of_series = {line["figures (%)"]: line["2022/23"] for line in lines}
    assert (of_series["Leicestershire"], of_series["Leicestershire: rank"]) == ("45.25", "2")
    assert "Leicestershire: lower 95% limit" not in of_series


def test_a_picture_alone_has_its_title_its_words_and_its_source() -> None:
    made = cards()[0]
    assert made.chart is not None
    tree = ElementTree.fromstring(picture_svg(made.chart, made.credit))
    texts = " ".join(element.text or "" for element in tree.iter(f"{SVG}text"))
    assert "Waste recycled: 44.0% in 2021/22, 45.3% in 2022/23" in texts
    assert texts.rstrip().find("Source: Defra, Waste by authority.") >= 0
    assert tree.findtext(f"{SVG}desc") == made.chart.alt
    assert float(tree.attrib["height"]) > max(float(text.attrib["y"]) for text in tree.findall(f".//{SVG}g/{SVG}text"))


def test_the_same_tables_give_the_same_bytes() -> None:
    once, again = (html_of(cards()[0]) for _ in range(2))
    assert once == again


def test_csv_quotes_what_needs_it() -> None:
    assert csv_text([('a"b', 1.0, None), ("c\nd", 0.1 + 0.2, 3)]) == '"a""b",1,\n"c\nd",0.3,3\n'


def colours(pattern: str) -> dict[str, str]:
    return dict(re.findall(pattern, STYLE_FILES[1].read_text(encoding="utf-8")))


def test_in_the_dark_words_and_lines_keep_their_contrast() -> None:
    """Every colour that a card's drawings have is given one for the dark; words on each fill reach 4.5, lines 3."""
    fills, strokes = colours(r'\[fill="(#\w+)"\] \{ fill: (#\w+)'), colours(r'\[stroke="(#\w+)"\] \{ stroke: (#\w+)')
    for made in cards():
        body = html_of(made)
        assert set(re.findall(r'fill="(#\w+)"', body)) <= set(fills)
        assert set(re.findall(r'stroke="(#\w+)"', body)) <= set(strokes)
    paper = fills[palette.WHITE]
    for colour in (palette.TEXT, palette.DARK_BLUE, palette.DARK_PINK, palette.LINE_GREY):
        assert palette.contrast(fills[colour], paper) >= 4.5
    for fill in (*palette.QUARTILE_FILLS, palette.PALE_GREY):
        assert palette.contrast(fills[palette.text_on(fill)], fills[fill]) >= 4.5
    for colour in (palette.DARK_BLUE, palette.DARK_PINK, palette.LINE_GREY):
        for band in (paper, fills[palette.PALE_GREY], fills[palette.LIGHTER_BLUE]):
            assert palette.contrast(strokes[colour], band) >= 3


def test_the_lines_of_chosen_councils_have_contrast_in_light_and_in_dark() -> None:
    style = STYLE_FILES[1].read_text(encoding="utf-8")
    light, dark = style.split("@media screen and (prefers-color-scheme: dark)")
    fills = colours(r'\[fill="(#\w+)"\] \{ fill: (#\w+)')
    bands = [palette.WHITE, palette.PALE_GREY, palette.LIGHTER_BLUE]
    for text, grounds in ((light, bands), (dark, [fills[band] for band in bands])):
        chosen = re.findall(r"\.chosen-\d \{ stroke: (#\w+); fill: (#\w+); \}", text)
        assert len({stroke for stroke, _ in chosen}) == 4
        for stroke, fill in chosen:
            assert stroke == fill
            assert min(palette.contrast(stroke, ground) for ground in grounds) >= 3
        (words,) = re.findall(r"\.chosen-name \{ fill: (#\w+)", text)
        assert palette.contrast(words, grounds[0]) >= 4.5
