"""HTML is one renderer of several: a second one reads the same values, without any HTML."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from functools import singledispatch
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.present import tables
from helpers.present.cells import as_column, direction_cell, sparkline_cell
from helpers.present.charts import palette
from helpers.present.drawings import Drawing, Sheet
from helpers.present.values import (
    REASON,
    Cell,
    Chart,
    Column,
    Definitions,
    Folded,
    Heading,
    Paragraph,
    Parts,
    Span,
    Table,
)
from helpers.publish import notebook_display
from helpers.publish.html import chart_bundle, to_html
from helpers.publish.page import content
from helpers.publish.page_lint import visible_text
from helpers.publish.site import Footer, render_page
from helpers.publish.svg import drawing_svg, without_title

FRAME = pd.DataFrame(
    {
        "title": ["Recycling", "Deaths & injuries"],
        "value": [45.65, None],
        "decimals": [1, 0],
        "unit": ["%", "number"],
        "end": [date(2023, 3, 31), None],
        "facts": [("fact-1", "fact-2"), ()],
    }
).assign(judged=as_column([direction_cell("Improved"), direction_cell(None)], pd.RangeIndex(2)))
COLUMNS = [
    Column("title", "Indicator", header=True),
    Column("value", "Latest", align="right", decimals_from="decimals"),
    Column("judged", "Direction"),
    Column("end", "Until"),
]


def recycled() -> Drawing:
    sheet = Sheet(7.5, 1)
    sheet.words(1, 0.5, "Recycled")
    return sheet.drawing()


CHART = Chart(picture=recycled(), alt="Bars of waste", title="Waste", subtitle="2022/23", width=720)
SVG = "{http://www.w3.org/2000/svg}"
TABLE = tables.table(FRAME, "Waste", COLUMNS, notes=["Provisional."], label="Waste by year")


@singledispatch
def as_csv(value: Any) -> str:
    """The second renderer: printed words in one column, raw values in another, notes below."""
    return repr(value)


@as_csv.register
def _(value: Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f"{column.label}{end}" for column in value.columns for end in ("", " (raw)", " (unit)")])
    for row in value.rows:
        writer.writerow([word for cell in row for word in (cell.text, cell.value, cell.unit)])
    return out.getvalue() + "".join(f"Note: {note}\n" for note in value.notes)


@as_csv.register
def _(value: Parts) -> str:
    return "\n".join(map(as_csv, value))


def test_another_renderer_reads_the_same_values() -> None:
    page = tables.joined(tables.heading("Waste"), tables.paragraph("One & only."), TABLE)
    assert as_csv(page) == (
        "Waste\nOne & only.\n"
        "Indicator,Indicator (raw),Indicator (unit),Latest,Latest (raw),Latest (unit),Direction,Direction (raw),"
        "Direction (unit),Until,Until (raw),Until (unit)\n"
        "Recycling,,,45.7,45.65,%,Improved,,,31 March 2023,2023-03-31,\n"
        "Deaths & injuries,,,[x],,,[x],,,[x],,\n"
        "Note: Provisional.\n"
    )
    assert "<" not in as_csv(page)


def test_cells_say_on_which_facts_they_rest() -> None:
    assert [cell.facts for cell in TABLE.rows[0]] == [("fact-1", "fact-2")] * 2 + [()] + [("fact-1", "fact-2")]


def test_the_same_values_as_html() -> None:
    assert to_html(TABLE) == (
        '<div class="table"><div class="table-scroll" role="region" tabindex="0" aria-label="Waste by year"><table>'
        '<caption><span class="caption">Waste</span></caption><thead><tr><th scope="col" class="row-header">Indicator'
        '</th><th scope="col" class="number">Latest</th><th scope="col">Direction</th><th scope="col">Until</th></tr>'
        '</thead><tbody><tr><th scope="row" class="row-header">Recycling</th><td class="number">45.7</td>'
        '<td class="short"><span class="direction improved"><span class="mark" aria-hidden="true">▲</span> Improved'
        '</span></td><td class="short">31 March 2023</td></tr><tr><th scope="row" class="row-header">Deaths &amp; '
        'injuries</th><td class="number">[x]</td><td class="short">[x]</td><td class="short">[x]</td></tr></tbody>'
        '</table></div><ul class="table-notes"><li>Provisional.</li></ul></div>'
    )


def test_numbers_of_a_folded_table_have_no_class_and_other_words_have_one() -> None:
    words, number = Cell((Span("a text that is too long to stay on a line"),)), Cell((Span("4.5"),), 4.5)
    columns = (Column("area", "Area", header=True), *(Column(name, name, align="right") for name in ("now", "then")))
    numbers = Table("All", "All", columns, ((words, number, number),))
    html = to_html(Folded("More", numbers))
    assert '<table class="numbers"><caption>' in html
    assert html.count("<td>4.5</td>") == 2 and '<th scope="row">a text' in html and '<th scope="col">now</th>' in html
    assert '<td class="number">4.5</td>' in to_html(numbers)
    three = replace(numbers, columns=(*columns, Column("why", "Why")), rows=((words, number, number, words),))
    assert '<table class="numbers">' not in to_html(Folded("More", three))
    drawn = to_html(replace(three, codes=("E10000016",)))
    assert '<table class="numbers" data-compares="E10000016">' in drawn and '<td class="words">a text' in drawn


def test_each_role_of_a_span_has_its_element() -> None:
    cell = Cell((Span("1st", "quartile", "1"), Span("a<b", REASON), Span("c", "code"), Span("d", "cite")))
    frame = pd.DataFrame({"cell": as_column([cell], pd.RangeIndex(1))})
    assert (
        '<span class="quartile quartile-1">1st</span> <span class="reason">a&lt;b</span><code>c</code><cite>d</cite>'
    ) in to_html(tables.table(frame, "Cells", [Column("cell", "Cell")]))
    entry = Definitions((("Why", (Span("x"), Span("y", "code"))),))
    assert to_html(entry) == '<dl class="entry"><dt>Why</dt><dd>x<code>y</code></dd></dl>'
    assert to_html(Paragraph((Span("x"),), "statement")) == "<p><strong>x</strong></p>"
    assert to_html(Paragraph((Span("x"),))) == "<p>x</p>"


def test_a_chart_is_a_picture_with_its_words_and_no_html() -> None:
    data, words = chart_bundle(CHART)
    assert set(data) == {"image/svg+xml", "text/plain"}
    assert data["text/plain"] == "Chart: Waste"
    assert words == {"image/svg+xml": {"alt": "Bars of waste", "title": "Waste", "subtitle": "2022/23", "width": 720}}
    texts = [text.text for text in ElementTree.fromstring(data["image/svg+xml"]).iter(f"{SVG}text")]
    assert texts == ["Waste", "2022/23", "Recycled"]
    assert without_title(data["image/svg+xml"]) == drawing_svg(CHART.picture, "Bars of waste")
    assert without_title("<svg><path/></svg>") == "<svg><path/></svg>"
    with pytest.raises(TypeError, match="not shown as HTML"):
        to_html(CHART)


def test_a_notebook_shows_values_once_a_step_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    import IPython

    shell = InteractiveShell()
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    notebook_display.register_formatters()
    assert shell.display_formatter is not None
    data, _ = shell.display_formatter.format(TABLE)
    assert data == {"text/html": to_html(TABLE), "text/plain": "Table: Waste, 2 rows"}
    line = tables.table(
        pd.DataFrame({"line": as_column([sparkline_cell([1.0], label="2023 1")], pd.RangeIndex(1))}),
        "Lines",
        [Column("line", "Line")],
    )
    assert "<svg" in shell.display_formatter.format(line)[0]["text/html"]
    data, words = shell.display_formatter.format(CHART)
    assert (data, words) == chart_bundle(CHART)


def test_parts_are_shown_one_by_one_as_if_a_cell_had_shown_each(monkeypatch: pytest.MonkeyPatch) -> None:
    import IPython
    from IPython import display

    displayed: list[Any] = []
    shell = InteractiveShell()
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    monkeypatch.setattr(display, "display", lambda *values: displayed.extend(values))
    notebook_display.register_formatters()
    assert shell.display_formatter is not None
    assert shell.display_formatter.format(Parts((Heading("Waste"), CHART))) == ({}, {})
    assert displayed == [Heading("Waste"), CHART]


def test_without_a_notebook_nothing_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    import IPython

    asked = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: asked.append(1))
    notebook_display.register_formatters()
    assert asked == [1]


def test_a_drawing_is_an_svg_that_the_allow_list_lets_through() -> None:
    """Every shape once; attributes are spelt plainly, so that the page takes them unchanged."""
    sheet = Sheet(2, 1)
    sheet.line(0, 0.5, 2, 0.5, palette.DARK_GREY, 1.6)
    sheet.path([(0, 0), (1, 0.5)], palette.DARK_BLUE, 2.9)
    sheet.path([(0, 0), (1, 0.5)], palette.DARK_GREY, 1.6, dashed=True)
    sheet.path([(0, 0)], palette.DARK_BLUE, 2.9)
    sheet.area([(0, 0), (1, 0), (1, 1)], palette.PALE_GREY)
    sheet.boxes([(0, 0, 0.5, 0.25), (1, 0, 0.5, 0.25)], palette.DARK_BLUE)
    sheet.boxes([(0, 0, 2, 1)], "", palette.TEXT, 4)
    sheet.boxes([], palette.DARK_BLUE)
    sheet.disc(1, 0.5, 10.7, palette.WHITE)
    sheet.diamond(0.5, 0.5, 7.5, palette.ORANGE)
    sheet.words(0.1, 0.2, "a <b>\nc", "end", bold=True)
    sheet.words(1.5, 0.9, "up", turned=True)
    sheet.signs([0.25, 0.75], 0.5, "1–", palette.TEXT)
    sheet.signs([], 0.5, "", palette.TEXT)
    html = drawing_svg(sheet.drawing(), 'Said "aloud"')
    assert html == (
        '<svg class="drawing" role="img" aria-label="Said &#34;aloud&#34;" width="192" height="96" '
        'viewBox="0 0 192 96"><g font-family="Arial, Helvetica, sans-serif" font-size="16" fill="#0B0C0C">'
        '<line x1="0" y1="48" x2="192" y2="48" stroke="#3D3D3D" stroke-width="1.6"/>'
        '<path d="M0 0L96 48" fill="none" stroke="#12436D" stroke-width="2.9"/>'
        '<path d="M0 0L96 48" fill="none" stroke="#3D3D3D" stroke-width="1.6" stroke-dasharray="6 3"/>'
        '<path d="M0 0L96 0L96 96z" fill="#E3E6E8"/>'
        '<path d="M0 0h48v24h-48zM96 0h48v24h-48z" fill="#12436D"/>'
        '<path d="M0 0h192v96h-192z" fill="none" stroke="#0B0C0C" stroke-width="4"/>'
        '<circle cx="96" cy="48" r="10.7" fill="#FFFFFF" stroke="#0B0C0C" stroke-width="1.3"/>'
        '<path d="M48 40.5l7.5 7.5l-7.5 7.5l-7.5-7.5z" fill="#F46A25" stroke="#0B0C0C" stroke-width="1.1"/>'
        '<text x="10" y="16" text-anchor="end" font-weight="bold">a &lt;b&gt;</text>'
        '<text x="10" y="34" text-anchor="end" font-weight="bold">c</text>'
        '<g transform="rotate(-90 149.6 86.4)"><text x="149.6" y="86.4">up</text></g>'
        '<text x="24 72" y="53.6" text-anchor="middle">1–</text></g></svg>'
    )
    assert content.clean(html) == html
    assert content._is_plain(html)


def test_words_of_one_look_keep_their_side_and_weight_on_a_page() -> None:
    """Four words or more of one look are a group that has it; the page of a notebook put such labels over the cells."""
    sheet = Sheet(2, 1)
    for number in range(5):
        sheet.words(1, 0.1 * number, "label", "end", bold=True)
    for number in range(5):
        sheet.disc(0.1 * number, 0.5, 5, palette.ORANGE)
    html = drawing_svg(sheet.drawing(), "labels")
    assert '<g text-anchor="end" font-weight="bold"><text' in html
    assert content.clean(html) == html
    assert content._is_plain(html)


def test_a_page_takes_a_drawing_with_its_words_and_cleans_it() -> None:
    sheet = Sheet(1, 1)
    sheet.disc(0.5, 0.5, 5, palette.ORANGE)
    chart = Chart(sheet.drawing(), "Discs of waste", "Waste & air", "2022/23", 96)
    data, words = chart_bundle(chart)
    data["image/svg+xml"] = data["image/svg+xml"].replace("<g ", "<script>alert(1)</script><g onload='x' ")
    output = new_output("display_data", data=data, metadata=words)
    cells = [new_markdown_cell("# Title"), new_code_cell("", outputs=[output])]
    page = render_page(new_notebook(cells=cells), navigation=[], current="04_any.html", footer=Footer("s", "a"))
    assert '<span class="figure-title">Waste &amp; air</span> <span class="figure-subtitle">2022/23</span>' in page
    assert 'aria-label="Discs of waste"' in page and "<circle" in page
    assert "<script" not in page and "onload" not in page
    assert [piece.text for piece in visible_text(page) if "Discs" in piece.text] == ["Discs of waste"]
