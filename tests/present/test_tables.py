"""Tables and findings: numbers as readers expect them, nothing blank, nothing that data can inject."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from helpers.present.cells import as_cell, direction_cell
from helpers.present.tables import folded, heading, joined, paragraph, summary_list, table, with_marks_explained
from helpers.present.values import Column, Headline
from helpers.publish.html import cell_html, to_html

HOSTILE = """<script>alert(1)</script>" onmouseover='x' & more"""


FRAME = pd.DataFrame(
    {
        "title": ["Recycling rate", "Deaths & injuries"],
        "value": [45.65, np.nan],
        "places": [1, 0],
        "direction": [direction_cell("Improved"), direction_cell("Worsened")],
    }
)
COLUMNS = [
    Column("title", "Indicator", header=True),
    Column("value", "Latest, %", align="right", decimals_from="places"),
    Column("direction", "Direction"),
]


def test_a_table_has_caption_scopes_region_and_notes() -> None:
    html = to_html(table(FRAME, "Waste, 2022/23", COLUMNS, notes=["[x] not available."]))
    assert 'role="region" tabindex="0" aria-label="Waste, 2022/23"' in html
    assert '<caption><span class="caption">Waste, 2022/23</span></caption>' in html
    assert html.count('scope="col"') == 3
    assert html.count('scope="row"') == 2
    assert '<td class="number">45.7</td>' in html
    assert '<td class="number">[x]</td>' in html
    assert "Deaths &amp; injuries" in html
    assert "▲</span> Improved" in html
    assert '<ul class="table-notes"><li>[x] not available.</li></ul>' in html
    assert " id=" not in html


def test_no_cell_is_blank() -> None:
    class Cells(HTMLParser):
        inside = False
        text = ""
        blank = 0

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag in {"td", "th"}:
                self.inside, self.text = True, ""

        def handle_data(self, data: str) -> None:
            self.text += data

        def handle_endtag(self, tag: str) -> None:
            if tag in {"td", "th"}:
                self.blank += not self.text.strip()

    cells = Cells()
    frame = pd.DataFrame({"a": ["x", None, ""], "b": pd.array([1, None, 3], dtype="Int64")})
    cells.feed(to_html(table(frame, "Any", [Column("a", "A"), Column("b", "B")])))
    assert cells.blank == 0


def test_hostile_text_is_escaped_everywhere() -> None:
    frame = pd.DataFrame({HOSTILE: [HOSTILE]})
    pieces = [
        to_html(table(frame, HOSTILE, [Column(HOSTILE, HOSTILE)], notes=[HOSTILE], label=HOSTILE)),
        to_html(paragraph(HOSTILE)),
        to_html(heading(HOSTILE)),
        to_html(summary_list([(HOSTILE, HOSTILE, HOSTILE)])),
    ]

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag != "script"
            assert not [name for name, _ in attrs if name.startswith("on")]

    for piece in pieces:
        Tags().feed(piece)
        assert "&lt;script&gt;" in piece


def test_the_text_form_is_fixed() -> None:
    made = table(FRAME, "Waste, 2022/23", COLUMNS)
    assert repr(made) == "Table: Waste, 2022/23, 2 rows"
    assert repr(table(FRAME[:1], "Waste", COLUMNS)) == "Table: Waste, 1 row"
    assert table(FRAME, "Waste, 2022/23", COLUMNS) == made


def test_an_empty_frame_says_so() -> None:
    html = to_html(table(FRAME[:0], "Waste", COLUMNS))
    assert "<strong>Waste</strong> No rows to show." in html
    assert "<table>" not in html


@pytest.mark.parametrize(
    ("caption", "columns", "complaint"),
    [
        (" ", COLUMNS, "caption"),
        ("Waste", [], "at least one column"),
        ("Waste", [Column("absent", "A")], "absent"),
        ("Waste", [Column("value", "A", decimals_from="nowhere")], "nowhere"),
        ("Waste", [Column("title", "A"), Column("title", "B")], "named twice: title"),
        ("Waste", [Column("title", " ")], "without a label"),
        ("Waste", [Column("title", "A", header=True), Column("value", "B", header=True)], "one column"),
    ],
)
def test_a_wrong_order_is_refused(caption: str, columns: list[Column], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        table(FRAME, caption, columns)


def test_headline_figures() -> None:
    made = summary_list([Headline("Improved", 1234, "of 2,000", "improved"), ("Worsened", None)])
    assert to_html(made) == (
        '<dl class="headlines">'
        '<div class="improved"><dt>Improved</dt><dd class="figure">1,234</dd>'
        '<dd class="note">of 2,000</dd></div>'
        '<div><dt>Worsened</dt><dd class="figure">[x]</dd></div></dl>'
    )
    assert repr(made) == "Improved: 1,234; Worsened: [x]"
    for wrong, complaint in (
        ([], "at least one"),
        ([("", 1)], "label"),
        ([Headline("A", 1, "", "red")], "red"),
    ):
        with pytest.raises(ValueError, match=complaint):
            summary_list(wrong)  # type: ignore[arg-type]


def test_headings_made_by_code_leave_level_1_to_the_title() -> None:
    assert to_html(heading("Waste", 3)) == "<h3>Waste</h3>"
    for level in (1, 7):
        with pytest.raises(ValueError, match="level 2 to 6"):
            heading("Waste", level)


def test_tables_do_not_load_the_drawing_libraries() -> None:
    code = "import sys, helpers.present.tables as t; print({'matplotlib', 'seaborn'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\x0b", "\r", "\n", "\u200b", "\ufeff"])
def test_what_cannot_be_seen_is_written_out_on_a_page(hidden: str) -> None:
    written = hidden.encode("unicode_escape").decode()
    assert cell_html(as_cell(f"a{hidden}b")) == f"a{written}b"
    frame = pd.DataFrame({"file": [f"x{hidden}.csv"]})
    made = table(frame, f"Files{hidden}", [Column("file", f"File{hidden}", header=True)], notes=[f"Note{hidden}"])
    assert hidden not in to_html(made).replace("\n<", "<")
    assert to_html(made).count(written) == 5 and f"x{written}.csv" in to_html(made)
    assert to_html(paragraph(f"Words{hidden}.")) == f'<p class="finding">Words{written}.</p>'


def test_parts_that_are_joined_keep_their_order_and_nothing_is_shown_for_none() -> None:
    sentence = paragraph("One row.")
    made = table(pd.DataFrame({"a": [1]}), "Rows", [Column("a", "A")])
    assert joined(sentence, None, made).parts == (sentence, made)
    assert to_html(joined(sentence, made)) == to_html(sentence) + to_html(made)
    assert repr(joined(sentence, made)) == "One row.\nTable: Rows, 1 row"


def test_a_reader_of_one_page_is_told_what_its_marks_mean() -> None:
    frame = pd.DataFrame({"title": ["A", "B", "C"], "value": [as_cell(None), as_cell("[c]"), as_cell("2.0 [p]")]})
    inside = table(
        frame, "Figures", [Column("title", "Name", header=True), Column("value", "Latest")], notes=["First."]
    )
    made = with_marks_explained(folded("More", inside))
    assert [row[1].text for row in made.table.rows] == ["–", "[c]", "2.0 [p]"]
    assert made.table.notes == (
        "First.",
        "– no figure; [c] confidential, suppressed by the publisher or the council; [p] provisional.",
    )
    notes = ["First.", "[x] no target."]
    own = table(frame, "Figures", [Column("title", "Name", header=True), Column("value", "Latest")], notes=notes)
    assert with_marks_explained(own).notes[1].startswith("– no target; [c] confidential")
    plain = table(frame.tail(1).assign(value="2.0"), "Figures", [Column("value", "Latest")])
    assert with_marks_explained(plain) == plain
