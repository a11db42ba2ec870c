"""Tables and findings: numbers as readers expect them, nothing blank, nothing that data can inject."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup

from helpers.present.tables import (
    Column,
    Headline,
    Html,
    direction_cell,
    format_cell,
    format_number,
    heading,
    joined,
    paragraph,
    quartile_cell,
    summary_list,
    table,
)

HOSTILE = """<script>alert(1)</script>" onmouseover='x' & more"""


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (0.125, 2, "0.13"),  # halves go away from zero; round() and format() give 0.12
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (0.285, 2, "0.29"),  # the binary number lies below; the reader sees 0.285
        (1.005, 2, "1.01"),
        (-0.04, 1, "0.0"),  # zero has no sign
        (-0.0, 0, "0"),
        (-0.06, 1, "−0.1"),
        (1234567.891, 1, "1,234,567.9"),
        (999.95, 1, "1,000.0"),
        (12, 2, "12.00"),
        (12, None, "12"),
        (12.0, None, "12"),
        (12.25, None, "12.25"),
        (1e-7, None, "0.0000001"),
        (1e22, 0, "10,000,000,000,000,000,000,000"),
        (np.float64(0.1), 1, "0.1"),
        (np.int64(4500), None, "4,500"),
        (Decimal("4.45"), 1, "4.5"),
        (float("nan"), 1, "[x]"),
        (None, 1, "[x]"),
    ],
)
def test_numbers_print_as_worked_by_hand(value: float, decimals: int | None, printed: str) -> None:
    assert format_number(value, decimals) == printed


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), Decimal("Infinity")])
def test_an_infinite_number_is_never_printed(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        format_number(value, 1)


def test_negative_decimals_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        format_number(1.0, -1)


@pytest.mark.parametrize("value", [None, np.nan, pd.NA, pd.NaT, "", "  ", Markup("")])
def test_a_missing_cell_prints_the_shorthand(value: object) -> None:
    assert format_cell(value) == "[x]"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (True, "Yes"),
        (np.bool_(False), "No"),
        (date(2023, 3, 31), "31 March 2023"),
        (pd.Timestamp("2023-03-01"), "1 March 2023"),
        ("[c]", "[c]"),
        (Markup("<b>x</b>"), "<b>x</b>"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
    ],
)
def test_cells_of_other_kinds(value: object, printed: str) -> None:
    assert format_cell(value) == printed


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
    html = table(FRAME, "Waste, 2022/23", COLUMNS, notes=["[x] not available."])._repr_html_()
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
    cells.feed(table(frame, "Any", [Column("a", "A"), Column("b", "B")]).html)
    assert cells.blank == 0


def test_hostile_text_is_escaped_everywhere() -> None:
    frame = pd.DataFrame({HOSTILE: [HOSTILE]})
    pieces = [
        table(frame, HOSTILE, [Column(HOSTILE, HOSTILE)], notes=[HOSTILE], label=HOSTILE).html,
        paragraph(HOSTILE).html,
        heading(HOSTILE).html,
        summary_list([(HOSTILE, HOSTILE, HOSTILE)]).html,
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
    html = table(FRAME[:0], "Waste", COLUMNS).html
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


@pytest.mark.parametrize(
    ("word", "mark"),
    [
        ("Improved", "▲"),
        ("No real change", "►"),
        ("Worsened", "▼"),
        ("Cannot be determined", "–"),
        ("Not judged", "–"),
        ("Increased", "↑"),
        ("Decreased", "↓"),
        ("Unchanged", "→"),
    ],
)
def test_a_direction_is_a_word_with_a_hidden_mark(word: str, mark: str) -> None:
    shown = direction_cell(word)
    assert f'<span class="mark" aria-hidden="true">{mark}</span> {word}</span>' in shown.html
    assert repr(shown) == word


def test_directions_and_quartiles_refuse_other_values() -> None:
    with pytest.raises(ValueError, match="improved"):
        direction_cell("improved")
    for wrong in (0, 5, 1.5, "1"):
        with pytest.raises(ValueError, match="1, 2, 3 or 4"):
            quartile_cell(wrong)


def test_quartiles_differ_in_words_and_class() -> None:
    assert [repr(quartile_cell(place)) for place in (1, 2.0, np.float64(3), 4)] == [
        "1st (best)",
        "2nd",
        "3rd",
        "4th",
    ]
    assert 'class="quartile quartile-4"' in quartile_cell(4).html
    assert quartile_cell(pd.NA).html == direction_cell(None).html == "[x]"


def test_cells_of_html_survive_a_frame() -> None:
    frame = pd.DataFrame({"word": ["Improved", "Worsened"]})
    frame["cell"] = frame["word"].map(direction_cell)
    frame["unit"] = [Html("<b>&lt;i&gt;</b>", "<i>")] * 2
    html = table(frame, "Directions", [Column("word", "Word"), Column("cell", "Cell")]).html
    assert "&lt;" not in html
    assert "<b>&lt;i&gt;</b>" in table(frame, "Units", [Column("word", "Word"), Column("unit", "Unit")]).html


def test_pieces_of_html_join() -> None:
    joined = quartile_cell(2) + Markup("<b>of 33</b>") + "<i>" + Html("&amp;", "&")
    assert joined.html.endswith("2nd</span><b>of 33</b>&lt;i&gt;&amp;")
    assert repr(joined) == "2nd of 33 <i> &"


def test_headline_figures() -> None:
    made = summary_list([Headline("Improved", 1234, "of 2,000", "improved"), ("Worsened", None)])
    assert made.html == (
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
    assert heading("Waste", 3).html == "<h3>Waste</h3>"
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
    assert format_cell(f"a{hidden}b") == f"a{written}b"
    frame = pd.DataFrame({"file": [f"x{hidden}.csv"]})
    made = table(frame, f"Files{hidden}", [Column("file", f"File{hidden}", header=True)], notes=[f"Note{hidden}"])
    assert hidden not in made.html.replace("\n<", "<")
    assert made.html.count(written) == 5 and f"x{written}.csv" in made.html
    assert paragraph(f"Words{hidden}.").html == f'<p class="finding">Words{written}.</p>'


def test_parts_that_are_joined_keep_their_order_and_nothing_is_shown_for_none() -> None:
    sentence = paragraph("One row.")
    made = table(pd.DataFrame({"a": [1]}), "Rows", [Column("a", "A")])
    assert joined(sentence, None, made).html == sentence.html + made.html
    assert repr(joined(sentence, made)) == "One row.\nTable: Rows, 1 row"
