"""What a page prints of a notebook: what passes, what is made harmless, and what stops the page with a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.publish.page.content import Heading, PageProblem, clean, outline, prepare, safe_text

TITLE = new_markdown_cell("# The report")


def cell_with(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> NotebookNode:
    """Return a cell whose code shows one thing."""
    return new_code_cell("work()", outputs=[new_output("display_data", data, metadata=metadata or {})])


def problem(*cells: NotebookNode) -> str:
    with pytest.raises(PageProblem) as refusal:
        prepare(new_notebook(cells=list(cells)), "01_step")
    return str(refusal.value)


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>plain</p>", "<p>plain</p>"),
        ('<a href="https://example.org/a">x</a>', '<a href="https://example.org/a">x</a>'),
        ('<a href="other.html#part">x</a>', '<a href="other.html#part">x</a>'),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="java&#115;cript:alert(1)">x</a>', "<a>x</a>"),
        ('<p onclick="x()">x</p>', "<p>x</p>"),
        ('<p style="color:red">x</p>', "<p>x</p>"),
        ("<p>a<!-- hidden --></p>", "<p>a</p>"),
        ('<th scope="col">x</th>', '<th scope="col">x</th>'),
        ('<p scope="col">x</p>', "<p>x</p>"),
        ('<rect fill="#fff" x="1"/>', '<rect fill="#fff" x="1"/>'),
        ('<p fill="#fff">x</p>', "<p>x</p>"),
        ("", ""),
    ],
)
def test_only_what_is_on_the_list_passes(html: str, cleaned: str) -> None:
    assert clean(html) == cleaned


@pytest.mark.parametrize("html", ["<script>x()</script>", "<iframe></iframe>", "<style>p{}</style>", "<form>x</form>"])
def test_an_element_off_the_list_becomes_text(html: str) -> None:
    assert "&lt;" in clean(html)
    assert "<script" not in clean(html) and "<iframe" not in clean(html)


def test_a_paint_that_is_no_plain_colour_is_dropped() -> None:
    assert "url" not in clean('<rect fill="url(http://x)" x="1"></rect>')
    assert clean("<p>a<b>b</p>") == "<p>a<b>b</b></p>"  # not properly nested, so parsed as browsers do


def test_words_are_on_one_line() -> None:
    assert safe_text("<b>Roads</b>\n &amp;  homes") == "Roads & homes"


def test_a_page_has_its_title_headings_and_anchors() -> None:
    cells = [
        new_markdown_cell("# The report\n\nThe lead.\n\n## Roads"),
        new_markdown_cell("## Roads"),
        new_markdown_cell("### Ö"),
    ]
    content = prepare(new_notebook(cells=cells), "01_step")
    assert content.title == "The report"
    assert content.headings == (
        Heading(1, "The report", "the-report"),
        Heading(2, "Roads", "roads"),
        Heading(2, "Roads", "roads-2"),  # a repeat gets a number
        Heading(3, "Ö", "section"),  # no letter of it can stand in an anchor
    )
    assert [cell.id for cell in content.notebook.cells] == ["lead-1", "cell-1", "cell-2", "cell-3"]
    assert "The lead." in content.notebook.cells[0].source


def test_code_is_gathered_at_the_end_of_its_section_and_hidden_cells_are_left_out() -> None:
    hidden = new_code_cell("secret()", metadata={"tags": ["parameters"]})
    text = new_code_cell(
        "second()",
        outputs=[
            new_output("stream", name="stdout", text="done\n"),
            new_output("stream", name="stderr", text="beware"),
        ],
    )
    cells = [TITLE, hidden, new_code_cell("first()"), text, new_markdown_cell("## More"), new_code_cell("third()")]
    content = prepare(new_notebook(cells=cells), "01_step")
    assert [(cell.id, cell.source) for cell in content.notebook.cells if cell.cell_type == "code"] == [
        ("cell-4", ""),
        ("code-5", "first()\n\nsecond()"),
        ("code-7", "third()"),
    ]
    (output,) = content.notebook.cells[1].outputs  # the warning is left out
    assert output.data == {"text/plain": "done"}


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([], "01_step: the notebook has no title; begin it with '# ...'"),
        ([new_markdown_cell("Words.")], "01_step, cell 1: words stand before the title; begin the notebook with"),
        ([cell_with({"text/plain": "1"})], "01_step, cell 1: results stand before the title; begin the notebook with"),
        ([new_markdown_cell("## Part")], "01_step, cell 1: the page begins with a heading of level 2 ('Part'); begin"),
        ([TITLE, new_markdown_cell("# Again")], "01_step, cell 2: a second title, 'Again'; a page has one heading"),
        (
            [TITLE, new_markdown_cell("### Deep")],
            "01_step, cell 2: the heading 'Deep' jumps from level 1 to 3; use level 2",
        ),
        ([TITLE, new_markdown_cell("## <b></b>")], "01_step, cell 2: a heading has no words"),
        ([TITLE, new_markdown_cell("![x](a.png)")], "01_step, cell 2: a picture stands in text or HTML, without"),
        ([TITLE, new_markdown_cell("|a|\n|-|\n|1|")], "01_step, cell 2: a table has no caption; show it with"),
        (
            [TITLE, cell_with({"text/html": '<table class="dataframe"><tr><td>1</td></tr></table>'})],
            "01_step, cell 2: a data frame is shown as it is, without caption and header scope; show it with",
        ),
        (
            [
                TITLE,
                *(cell_with({"text/html": f'<div role="region" aria-label="Ranks">{text}</div>'}) for text in "ab"),
            ],
            "01_step, cell 3: two tables are called 'Ranks'; give each its own caption, or a label of its own",
        ),
        (
            [TITLE, cell_with({"text/html": '<p id="content">x</p>'})],
            "01_step, cell 2: the anchor 'content' is used twice on the page",
        ),
        ([TITLE, cell_with({"image/png": "AAAA"})], "01_step, cell 2: a picture has no description; draw it with"),
        (
            [TITLE, cell_with({"image/png": "AAAA"}, {"image/png": {"alt": "Chart."}})],
            "01_step, cell 2: the description 'Chart.' says nothing; draw it with",
        ),
        ([TITLE, cell_with({"image/jpeg": "AAAA"})], "01_step, cell 2: a picture is shown as image/jpeg; show it with"),
        (
            [TITLE, cell_with({"text/plain": "<Book at 0x7f01>"})],
            "01_step, cell 2: the text '<Book at 0x7f01>' holds a memory address, which differs in every run; end the",
        ),
        (
            [TITLE, new_code_cell("x", outputs=[new_output("error", ename="KeyError", evalue="'a'", traceback=[])])],
            "01_step, cell 2: the cell failed with KeyError: 'a'",
        ),
    ],
)
def test_what_shuts_readers_out_stops_the_page(cells: list[NotebookNode], sentence: str) -> None:
    assert problem(*cells).startswith(sentence)


def test_the_most_readable_form_of_an_output_is_printed() -> None:
    described = {"image/png": {"alt": "Bar chart of roads", "title": "Roads", "other": "x"}}
    cells = [
        TITLE,
        cell_with({"text/html": "<p>words</p>", "text/plain": "words"}),
        cell_with({"text/markdown": "*words*", "text/plain": "words"}),
        cell_with({"image/png": "AA AA\n", "text/plain": "x"}, described),
        cell_with({"text/plain": "\x1b[31mred\x1b[0m"}),
        cell_with({"text/plain": "  "}),
    ]
    outputs = [
        cell.outputs[0] for cell in prepare(new_notebook(cells=cells), "01").notebook.cells if cell.get("outputs")
    ]
    assert outputs[0].data == {"text/html": "<p>words</p>"}
    assert outputs[1].data["text/html"].strip() == "<p><em>words</em></p>"
    assert outputs[2].data == {"image/png": "AAAA"}
    assert outputs[2].metadata == {"image/png": {"alt": "Bar chart of roads", "title": "Roads"}}
    assert outputs[3].data == {"text/plain": "red"}
    assert len(outputs) == 4


def test_a_short_page_has_no_list_of_contents() -> None:
    headings = [Heading(1, "Title", "title"), *(Heading(2, name, name) for name in "abc"), Heading(3, "d", "d")]
    assert [heading.text for heading in outline(headings)] == ["a", "b", "c"]
    assert outline(headings[:3]) == []
    assert len(outline(headings[:3], at_least=2)) == 2
    assert outline([]) == []
