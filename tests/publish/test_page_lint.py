"""The text of finished pages: each kind of slip is found where it stands, and nothing that may be there is."""

from __future__ import annotations

from html import escape
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.present.pages.ingestion import refusals_table, rejection_reasons_table, rejections_table, sources_table
from helpers.present.tables import table
from helpers.present.values import Column, Paragraph, Table
from helpers.publish.html import to_html
from helpers.publish.page_lint import page_findings, refusal, visible_text
from helpers.publish.site import Footer, render_page

PLACEHOLDER = "a placeholder"
TEMPLATE = "a mark of a template that was not filled in"
PRINTED = "a missing value as a program prints it"
ALONE = "a percentage without its number"
TWICE = "a word twice"
YEAR = "the name of the report with another year"

SLIPS = [
    ("Recycling rose to X% of all waste.", PLACEHOLDER, "X%"),
    ("Recycling rose to xx % of all waste.", PLACEHOLDER, "xx %"),
    ("The council is XX of 35.", PLACEHOLDER, "XX"),
    ("Figures for 2024: TBC.", PLACEHOLDER, "TBC"),
    ("The owner is tba.", PLACEHOLDER, "tba"),
    ("Commentary to go here.", PLACEHOLDER, "to go here"),
    ("Awaiting further information from the service.", PLACEHOLDER, "Awaiting further information"),
    ("Insert the figure.", PLACEHOLDER, "Insert"),
    ("Lorem ipsum dolor sit amet.", PLACEHOLDER, "Lorem ipsum"),
    ("The rate was ??? in 2022.", PLACEHOLDER, "???"),
    ("A placeholder for the chart.", PLACEHOLDER, "placeholder"),
    ("There are {count} councils.", TEMPLATE, "{count}"),
    ("The rate is {rate:.1f}.", TEMPLATE, "{rate:.1f}"),
    ("There are {} councils.", TEMPLATE, "{}"),
    ("The council is {{ council.name }}.", TEMPLATE, "{{ council.name }}"),
    ("The rate is %(rate)s.", TEMPLATE, "%(rate)s"),
    ("The rate fell to nan in 2022.", PRINTED, "nan"),
    ("The rate fell to NaN in 2022.", PRINTED, "NaN"),
    ("Ended on NaT, as far as known.", PRINTED, "NaT"),
    ("The gap is -inf points.", PRINTED, "-inf"),
    ("The gap is inf.", PRINTED, "inf"),
    ("The marker is <NA> here.", PRINTED, "<NA>"),
    ("The period is None, the last one.", PRINTED, "None"),
    ("None, 2022/23", PRINTED, "None"),
    ("None", PRINTED, "None"),
    ("Waste fell in the the county.", TWICE, "the the"),
    ("The The county", TWICE, "The The"),
    ("See the Performance Compendium 2022.", YEAR, "Compendium 2022"),
    ("See the Compendium, 2024.", YEAR, "Compendium, 2024"),
    ("See the 2022 Performance Compendium.", YEAR, "2022 Performance Compendium"),
]
IN_WORDS_ALONE = [
    ("It is the [name of council] that pays.", PLACEHOLDER, "[name of council]"),
    ("Recycling rose by % in a year.", ALONE, "rose by %"),
    ("Recycling (up % in a year) rose.", ALONE, "Recycling (up %"),
    ("Recycling rose, % of it at home.", ALONE, "Recycling rose, %"),
    ("It rose from [x]% to more.", ALONE, "rose from [x]%"),
]
RIGHT = [
    "Recycling rose by 2.5% to 45 %, and by 3 % before.",
    "Waste recycled (%)",
    "Change in %",
    "County areas, 2022, %",
    "County areas, 2022, %, by size",
    "%",
    "Of the 112 indicators, 37 improved (33%).",
    "[x] not available; [low] small.",
    "None: no figure is missing.",
    "None of these is counted. None by default.",
    "Effect: None.",
    "none",
    "Children who had had every vaccination, and that that is so.",
    "The Performance Compendium 2023 of the council.",
    "The Compendium of 2018 had fewer.",
    "Information on finance, and nanny states.",
    "Is it so? Yes.",
    "A set {1, 2} of two",
    "Roman XIX and XVI",
    "Level 3 3 times",
    "Compendium 2022/23",
    "The 95% limits",
]


def in_page(body: str) -> str:
    return f'<html><body><main class="page">{body}</main></body></html>'


def findings_in(body: str, year: int = 2023) -> list[tuple[str, str]]:
    return [(fault.what, fault.words) for fault in page_findings("03_any.html", in_page(body), year)]


def test_a_repeated_cell_hides_nothing() -> None:
    """A slip in the text of others does not hide the same words of the project, and other cells are all read."""
    body = (
        '<table><tr><td>Good</td><td class="quoted">TBC</td></tr><tr><td>Good</td><td>TBC</td></tr>'
        "<tr><td>Good</td><td>TBC</td></tr><tr><td>Good</td><td>{count}</td></tr></table>"
    )
    assert findings_in(body) == [(PLACEHOLDER, "TBC"), (TEMPLATE, "{count}")]


@pytest.mark.parametrize(
    "shape",
    [
        "<p>{}</p>",
        '<p class="finding">{}</p>',
        "<h2>{}</h2>",
        "<ul><li>{}</li></ul>",
        "<dd>{}</dd>",
        "<table><caption><span>{}</span></caption></table>",
        '<th scope="col">{}</th>',
        "<figcaption>{}</figcaption>",
        '<img src="data:image/png;base64,AA==" alt="{}">',
        '<pre class="printed">{}</pre>',
        "<title>{}</title>",
        "before<p>{}</p>after",
        '<details class="code"><pre><code>a a</code></pre></details><p>{}</p>',
    ],
)
def test_each_slip_is_found_wherever_words_stand(shape: str) -> None:
    missed = [
        text
        for text, what, words in SLIPS + IN_WORDS_ALONE
        if (what, words) not in findings_in(shape.replace("{}", escape(text)))
    ]
    assert missed == []


@pytest.mark.parametrize("shape", ['<th scope="row">{}</th>', "<td>{}</td>", '<td class="number short">{}</td>'])
def test_a_slip_is_found_in_a_cell(shape: str) -> None:
    findings = {
        text: findings_in(f"<table><tr>{shape.replace('{}', escape(text))}</tr></table>") for text, _, _ in SLIPS
    }
    assert findings == {text: [(what, words)] for text, what, words in SLIPS}


def test_what_may_stand_on_a_page_is_let_through() -> None:
    shapes = ("<p>{}</p>", "<td>{}</td>")
    findings = {(shape, text): findings_in(shape.replace("{}", escape(text))) for shape in shapes for text in RIGHT}
    assert {case: faults for case, faults in findings.items() if faults} == {}


def test_a_slip_is_found_across_marks_inside_a_sentence() -> None:
    assert findings_in("<p>It rose to <b>X</b>% in <i>the</i> <a href='#a'>the</a> county.</p>") == [
        (PLACEHOLDER, "X%"),
        (TWICE, "the the"),
    ]
    # Neighbours in two paragraphs, cells or lines are no doubled word.
    assert findings_in("<p>in the</p><p>the county</p><td>No</td><td>No</td>line<br>line") == []


def test_the_year_is_that_of_the_run() -> None:
    assert findings_in("<p>Performance Compendium 2022</p>", 2022) == []
    assert findings_in("<p>Performance Compendium 2022</p>", 2023) == [(YEAR, "Compendium 2022")]


@pytest.mark.parametrize("text", [text for text, _, _ in SLIPS + IN_WORDS_ALONE])
def test_code_and_the_text_of_others_are_left_out(text: str) -> None:
    content = escape(text)
    assert findings_in(f"<p>Run <code>{content}</code> first.</p>") == []
    assert (
        findings_in(f'<details class="code"><summary>Code</summary><pre><code>{content}</code></pre></details>') == []
    )
    assert findings_in(f"<style>{text}</style>") == []
    frame = pd.DataFrame({"file": [text], "value": [text], "rows": [1]})
    columns = [
        Column("file", "File", header=True, quoted=True),
        Column("value", "Value", quoted=True),
        Column("rows", "Rows", align="right"),
    ]
    assert findings_in(to_html(table(frame, "Rows", columns))) == []
    assert findings_in(to_html(table(frame.assign(file="TBC"), "Rows", [Column("file", "File")]))) == [
        (PLACEHOLDER, "TBC")
    ]


def test_names_of_files_are_left_out() -> None:
    assert findings_in("<p>Read data/raw/tbc.csv and xx.xlsx, not None.json.</p><td>insert.csv</td>") == []


def test_a_rejected_cell_may_hold_anything() -> None:
    cells = ["None", "X%", "nan", "{name}", "the the", "???", "Compendium 2022", "TBC"]
    rejections = pd.DataFrame(
        [(f"{cell}.csv", number, cell, cell, f"{cell!r} is not a number", False) for number, cell in enumerate(cells)],
        columns=["file", "row", "column", "value", "reason", "row_used"],
    )
    files = pd.DataFrame({"file": rejections["file"], "known_measures": 1})
    refused = pd.DataFrame({"file": cells, "refused": [f"has a column {cell!r}" for cell in cells]})
    sources = pd.DataFrame(
        dict.fromkeys(("dataset", "publisher", "edition", "licence", "caveats"), cells)
        | {"status": "live", "until": None, "replaced_by": "", "files": 1}
    )
    content: list[Paragraph | Table] = [
        rejections_table(rejections, files),
        rejection_reasons_table(rejections, files),
        refusals_table(refused),
        sources_table(sources),
    ]
    for fault in content:
        html = to_html(fault)
        assert escape("X%") in html
        assert findings_in(html) == [], fault


def test_a_page_made_of_a_notebook_is_read_as_a_reader_sees_it() -> None:
    content = new_output("display_data", data={"text/html": "<p>It rose to X%.</p>"})
    cells = [
        new_markdown_cell("# Any title\n\nA lead with a slip: TBC."),
        new_code_cell("rate = '{rate} nan None X% the the'", outputs=[content]),
        new_markdown_cell("## Any section\n\nSee `{year}.yml`."),
    ]
    footer = Footer(sources="Sources.", accessibility="Made for all.")
    html = render_page(
        new_notebook(cells=cells),
        navigation=[],
        current="03_any.html",
        footer=footer,
        publication="Performance Compendium 2022",
    )
    assert [fault[1:] for fault in page_findings("03_any.html", html, 2023)] == [
        (YEAR, "Compendium 2022", "Performance Compendium 2022"),
        (PLACEHOLDER, "TBC", "A lead with a slip: TBC."),
        (PLACEHOLDER, "X%", "It rose to X%."),
    ]
    texts = [piece.text for piece in visible_text(html)]
    assert "See \N{HORIZONTAL ELLIPSIS}." in texts
    assert not [text for text in texts if "rate" in text]


def test_the_refusal_names_page_words_sentence_and_what_to_do() -> None:
    pages = {
        "03_any.html": in_page("<p>All is well. Waste rose to X%. The end.</p><footer><p>Ask TBC.</p></footer>"),
        "04_any.html": in_page("<p>All is well.</p><footer><p>Ask TBC.</p></footer>"),
    }
    assert refusal(pages, 2023) == (
        "The text of the finished pages is not right: 03_any.html has a placeholder, 'X%', in 'Waste rose to X%.'; "
        "03_any.html has a placeholder, 'TBC', in 'Ask TBC.'. Correct it where it is written: in a notebook, the "
        "register, a parameter file, a log of docs/assurance or the code. A column that shows the text of others is to "
        "be marked as quoted there."
    )
    assert "And 3 more." in refusal({"a.html": "".join(f"<p>{n} TBC</p>" for n in range(8))}, 2023)
    assert refusal({"a.html": in_page("<p>All is well.</p>")}, 2023) == ""


def test_a_long_sentence_is_cut_around_the_words() -> None:
    (finding,) = page_findings("a.html", f"<p>{'a b ' * 100}TBC {'c d ' * 100}</p>", 2023)
    assert "TBC" in finding.sentence
    assert len(finding.sentence) <= 160


def test_the_finished_pages_have_no_slip(report_pages: Path) -> None:
    pages = {
        path.relative_to(report_pages).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(report_pages.rglob("*.html"))
    }
    assert len([name for name in pages if "/" not in name]) == 24
    assert len([name for name in pages if name.startswith("dashboards/")]) == 19
    assert refusal(pages, 2023) == ""
    words = sum(len(piece.text.split()) for html in pages.values() for piece in visible_text(html))
    assert words > 50_000
    # Another year is another name: the page is read to its head and its masthead.
    assert all(page_findings(name, html, 2022) for name, html in pages.items())


def test_the_notebooks_as_stored_have_no_slip(root: Path) -> None:
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                assert findings_in(f"<p>{escape(cell.source)}</p>".replace("`", " ")) == [], (path.name, cell.id)
