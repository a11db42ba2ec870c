"""Pages made of notebooks: complete, self-contained, the same every time, and refused where they shut out."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

import nbformat
import pandas as pd
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.present.tables import table
from helpers.present.values import Column
from helpers.publish.html import to_html
from helpers.publish.page import content
from helpers.publish.site import ExportError, Footer, Link, render_page, render_pages

FOOTER = Footer(sources="Sources <and> licence.", accessibility="Accessibility: ask for another format.")
PICTURE = base64.b64encode(b"\x89PNG any").decode("ascii")
TABLE = table(pd.DataFrame({"a": ["x"], "b": [1]}), "Counts", [Column("a", "A"), Column("b", "B")])


def printed(kind: str = "display_data", words: dict[str, Any] | None = None, **data: str) -> NotebookNode:
    kinds = {"html": "text/html", "png": "image/png", "plain": "text/plain", "markdown": "text/markdown"}
    extra = {"execution_count": 1} if kind == "execute_result" else {}
    return new_output(
        kind,
        data={kinds.get(name, name): value for name, value in data.items()},
        metadata={"image/png": words} if words else {},
        **extra,
    )


def book(*cells: NotebookNode | str, **metadata: str) -> NotebookNode:
    made = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    return new_notebook(cells=made, metadata=metadata)


def code(*outputs: NotebookNode, source: str = "count()", tags: Sequence[str] = ()) -> NotebookNode:
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)} if tags else {})


def page(*cells: NotebookNode | str, **settings: Any) -> str:
    wanted: dict[str, Any] = {"navigation": [], "current": "03_any.html", "footer": FOOTER} | settings
    return render_page(book(*cells), **wanted)


class Elements(HTMLParser):
    """Every element of a page with its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"meta", "img", "br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def full_page() -> str:
    return page(
        "# Direction of travel\n\nWhat happened.",
        code(source="year = 1999", tags=["parameters"]),
        code(source="year = 1998", tags=["injected-parameters"]),
        "## Counts",
        code(printed("execute_result", html=to_html(TABLE), plain="Table")),
        code(printed(png=PICTURE, words={"alt": "Bar chart of waste", "title": "T <1>", "subtitle": "S"})),
        code(new_output("stream", name="stdout", text="12 rows <ok>\n")),
        code(new_output("stream", name="stderr", text="left in the terminal")),
        "## Counts\n\n### More",
        title="Direction <of> travel",
        navigation=[Link("index.html", "Compendium"), Link("03_any.html", "Direction & travel")],
        authority="Testshire",
    )


def test_a_page_is_complete() -> None:
    html = full_page()
    elements = Elements(html)
    assert elements.open == []
    assert html.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert "<title>Direction &lt;of&gt; travel</title>" in html
    for tag in ("header", "main", "footer", "h1", "title"):
        assert len(elements.all(tag)) == 1
    assert [element["aria-label"] for element in elements.all("nav")] == ["Parts of this report"]
    links = elements.all("a")
    assert links[0] == {"class": "skip", "href": "#content"}
    assert [element for element in links if "aria-current" in element] == [
        {"href": "03_any.html", "aria-current": "page"}
    ]
    assert "Direction &amp; travel" in html
    assert "Sources &lt;and&gt; licence." in html
    assert "Accessibility: ask for another format." in html
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in elements.all("meta")


def test_results_of_both_kinds_are_shown_and_warnings_are_not() -> None:
    html = full_page()
    elements = Elements(html)
    assert len(elements.all("table")) == len(elements.all("caption")) == 1
    assert len(elements.all("figure")) == len(elements.all("img")) == 1
    assert '<span class="figure-title">T &lt;1&gt;</span> <span class="figure-subtitle">S</span>' in html
    assert elements.all("img")[0]["alt"] == "Bar chart of waste"
    assert '<pre class="printed">12 rows &lt;ok&gt;</pre>' in html
    assert "left in the terminal" not in html


def test_code_is_folded_by_section_and_parameters_are_left_out() -> None:
    html = full_page()
    assert html.count("<summary>Code for this section</summary>") == 1
    assert "1999" not in html
    assert "1998" not in html
    assert html.index("12 rows") < html.index("<details") < html.index('id="counts-2"')


def test_code_before_the_title_is_folded_after_it() -> None:
    html = page(code(source="import this"), "# Title\n\nLead.", "## Section")
    assert html.index("<h1") < html.index("<details") < html.index("<h2")
    assert Elements(html).open == []


def test_headings_have_stable_anchors() -> None:
    html = page("# Title", "## Children & <b>families</b>", "## Children & families", "## Top", "## 测")
    assert re.findall(r'<h2 id="([^"]*)"', html) == ["children-families", "children-families-2", "top-2", "section"]
    assert 'href="#children-families-2"' in html
    assert 'aria-label="On this page"' in html


def test_the_title_comes_from_the_notebook_unless_given() -> None:
    settings: dict[str, Any] = {"navigation": [], "current": "a.html", "footer": FOOTER}
    assert "<title>From metadata</title>" in render_page(book("# Heading", title="From metadata"), **settings)
    assert "<title>Heading</title>" in render_page(book("# Heading"), **settings)


def test_a_page_loads_and_runs_nothing() -> None:
    html = full_page()
    elements = Elements(html)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert {"http-equiv": "Content-Security-Policy", "content": policy} in elements.all("meta")
    for tag in ("script", "link", "iframe", "object", "embed"):
        assert elements.all(tag) == []
    for _, attributes in elements.found:
        assert str(attributes.get("src", "data:")).startswith("data:")
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert not re.search(r"mathjax|require\.js|mermaid|jquery", html, re.IGNORECASE)


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '<p onclick="alert(1)">x</p>',
    '<a href="javascript:alert(1)">x</a><a href=" java&#115;cript:alert(1)">y</a><a href="data:text/html,x">z</a>',
    "<iframe src='https://example.org'></iframe><object data='x'></object>",
    "<style>body{display:none}</style><link rel=stylesheet href=//example.org/x.css>",
    "<svg><script>alert(1)</script><path d='M0 0' onload='alert(1)' fill='url(https://example.org)'/></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg><math><mtext></mtext></math>",
    "<form action='https://example.org'><input name=q><button>Go</button></form>",
    "<base href='https://example.org'><meta http-equiv=refresh content='0;url=https://example.org'>",
    "<p style='background:url(https://example.org/x.png)'>x</p><!-- --><script>alert(1)</script>",
)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("way", ["html", "markdown", "cell"])
def test_hostile_content_does_not_survive(hostile: str, way: str) -> None:
    plain = Elements(page("# Title", "x"))
    try:
        html = page("# Title", hostile if way == "cell" else code(printed(**{way: hostile}), source=""))
    except ExportError as error:
        assert "picture" in str(error)  # an image of any kind in text or HTML stops the export
        return
    elements = Elements(html)
    assert {tag for tag, _ in elements.found} - {tag for tag, _ in plain.found} <= {"p", "a", "svg", "path"}
    assert len(elements.all("meta")) == len(plain.all("meta"))
    assert len(elements.all("style")) == 1
    for _, attributes in elements.found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert re.match(r"#|https?:|mailto:|[\w./-]+$", str(attributes.get("href", "#")))
        assert "url(" not in str(attributes.get("fill"))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_quick_way_through_takes_nothing_hostile(hostile: str) -> None:
    assert content._is_plain(to_html(TABLE))
    for html in (hostile, to_html(TABLE) + hostile, hostile.replace("'", '"'), f"<p>{hostile}</p>"):
        assert not content._is_plain(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a",
        "a</p>",
        "<p><b>a</p></b>",
        "a < b",
        "<P>a</P>",
        "<p class='a'>a</p>",
        '<p class="a" class="b">a</p>',
        '<a href="javascript&colon;alert(1)">a</a>',
        '<a href="java&Tab;script:alert(1)">a</a>',
        "<!-- a -->",
        "<![CDATA[a]]>",
        "<p/>",
        "<svg><title>a</title></svg>",
    ],
)
def test_whatever_is_not_plainly_spelt_goes_the_long_way(html: str) -> None:
    assert not content._is_plain(html)


def test_links_that_readers_need_survive() -> None:
    html = page("# Title", "[a](https://example.org/x?y=1&z=2) [b](01_ingestion.html#rows) [c](mailto:a@example.org)")
    for link in ("https://example.org/x?y=1&amp;z=2", "01_ingestion.html#rows", "mailto:a@example.org"):
        assert f'href="{link}"' in html


FRAME_HTML = pd.DataFrame({"a": [1]}).to_html()
REFUSED: list[tuple[str, tuple[NotebookNode | str, ...], str]] = [
    ("no title", (code(),), "no title"),
    ("words before the title", ("Words.", "# Title"), "cell 1: words stand before the title"),
    ("results before the title", (code(printed(plain="1")), "# Title"), "cell 1: results stand before"),
    ("begins at level 2", ("## Section",), "cell 1: the page begins with a heading of level 2"),
    ("two titles", ("# One", "# Two"), "cell 2: a second title, 'Two'"),
    ("a skipped level", ("# One", "## Two", "#### Four"), "cell 3: the heading 'Four' jumps from level 2 to 4"),
    ("a skipped level in HTML", ("# One", code(printed(html="<h3>Three</h3>"))), "cell 2: .*use level 2"),
    ("an empty heading", ("# One", code(printed(html="<h2> </h2>"))), "cell 2: a heading has no words"),
    ("no description", ("# One", code(printed(png=PICTURE))), "cell 2: a picture has no description; draw it with"),
    ("an empty description", ("# One", code(printed(png=PICTURE, words={"alt": " "}))), "no description"),
    (
        "a filler",
        ("# One", code(printed(png=PICTURE, words={"alt": "No description has been provided for this image"}))),
        "says nothing",
    ),
    ("a one-word filler", ("# One", code(printed(png=PICTURE, words={"alt": "Chart."}))), "says nothing"),
    ("a picture elsewhere", ("# One", "![A map](https://example.org/a.png)"), "cell 2: a picture stands in text"),
    ("a drawing as a file", ("# One", code(printed(**{"image/svg+xml": "<svg/>"}))), r"image/svg\+xml"),
    ("a data frame", ("# One", code(printed(html=FRAME_HTML))), "data frame.*helpers.present.tables.table"),
    ("a table without caption", ("# One", "| a |\n|---|\n| 1 |"), "cell 2: a table has no caption"),
    (
        "one name twice",
        ("# One", code(printed(html=to_html(TABLE))), code(printed(html=to_html(TABLE)))),
        "cell 3: two tables are called 'Counts'",
    ),
    ("one anchor twice", ("# One", code(printed(html='<p id="content">x</p>'))), "anchor 'content'"),
    ("a memory address", ("# One", code(printed(plain="<Axes at 0x7f00>"))), "memory address"),
    (
        "a failed cell",
        ("# One", code(new_output("error", ename="KeyError", evalue="'a'", traceback=[]))),
        "cell 2: the cell failed with KeyError: 'a'",
    ),
]


@pytest.mark.parametrize(("what", "cells", "message"), REFUSED, ids=[element[0] for element in REFUSED])
def test_what_shuts_readers_out_is_refused(what: str, cells: tuple[NotebookNode | str, ...], message: str) -> None:
    with pytest.raises(ExportError, match=message) as error:
        page(*cells)
    assert "03_any.html" in str(error.value)


def test_the_notebook_is_left_as_it_was() -> None:
    notebook = book("# Title", code(printed(html=to_html(TABLE)), source="# <b>"), "## Section")
    before = nbformat.writes(notebook)
    render_page(notebook, navigation=[], current="a.html", footer=FOOTER)
    assert nbformat.writes(notebook) == before


def test_a_report_opens_on_its_last_step() -> None:
    books = {"01_ingestion": book("# Ingestion"), "07_compendium": book("# The year", "Found.")}
    pages = render_pages(books, opening="07_compendium", footer=FOOTER, authority="Testshire")
    assert list(pages) == ["01_ingestion.html", "07_compendium.html", "index.html"]
    for html in pages.values():
        links = [str(element["href"]) for element in Elements(html).all("a")]
        assert links[1:3] == ["index.html", "01_ingestion.html"]
    assert "Found." in pages["index.html"]
    assert "Found." in pages["07_compendium.html"]
    titles = [str(re.findall("<title>(.*)</title>", html)[0]) for html in pages.values()]
    assert len(set(titles)) == 3
    assert titles[2] == "Performance Compendium, Testshire"


def test_where_the_index_is_another_page_every_page_leads_to_it() -> None:
    books = {"01_ingestion": book("# Ingestion"), "07_compendium": book("# The year", "Found.")}
    pages = render_pages(books, opening="07_compendium", footer=FOOTER, front="Summary")
    assert list(pages) == ["01_ingestion.html", "07_compendium.html"]
    for html in pages.values():
        links = [str(element["href"]) for element in Elements(html).all("a")]
        assert links[1:4] == ["index.html", "07_compendium.html", "01_ingestion.html"]


def test_a_report_needs_its_opening_page_and_distinct_titles() -> None:
    with pytest.raises(ExportError, match="opens on 07_compendium"):
        render_pages({"01_ingestion": book("# A")}, opening="07_compendium", footer=FOOTER)
    with pytest.raises(ExportError, match="'A' is used twice"):
        render_pages({"a": book("# A"), "b": book("# A")}, opening="a", footer=FOOTER)


def test_equal_input_gives_equal_bytes_in_every_process() -> None:
    script = (
        "import hashlib, importlib.util, sys\n"
        "spec = importlib.util.spec_from_file_location('made', sys.argv[1])\n"
        "module = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(module)\n"
        "print(hashlib.sha256(module.full_page().encode()).hexdigest())\n"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script, __file__],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_nbconvert_is_not_loaded_before_a_page_is_made() -> None:
    look = "import sys, helpers.publish.site; print('nbconvert' in sys.modules, 'pandas' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False False"
