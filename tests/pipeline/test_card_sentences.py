"""The cards of a report are read as a reader has them: words without marks, entries with their terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.pipeline.card_sentences import COLUMNS, read_card_sentences

CARD = """<html><body><header><p class="stage">Draft</p></header><main>
<p><span class="figure">5.7%</span> in 2022</p><ul><li>One &amp; two</li></ul>
<dl><dt>How sure the rank is</dt><dd>From <b>1st</b> to 2nd.</dd><dt>Edition</dt><dd>Snapshot</dd>
<dt>Row of the latest figure</dt><dd><code>a.csv</code>, row 7</dd></dl><p>After it.</p></main></body></html>"""


def test_paragraphs_items_and_entries_are_read_without_the_stage_and_the_file(tmp_path: Path) -> None:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators/road.html").write_text(CARD, encoding="utf-8")
    (tmp_path / "indicators/index.html").write_text("<main><p>The list of the cards.</p></main>", encoding="utf-8")
    frame = read_card_sentences(tmp_path)
    assert tuple(frame.columns) == COLUMNS
    assert frame.drop(columns=["page", "indicator_id"]).to_numpy().tolist() == [
        ["", "5.7% in 2022"],
        ["", "One & two"],
        ["How sure the rank is", "From 1st to 2nd."],
        ["", "After it."],
    ]
    assert set(frame["page"]) == {"indicators/road.html"}
    assert set(frame["indicator_id"]) == {"road"}


def test_a_report_without_cards_has_no_rows(tmp_path: Path) -> None:
    assert read_card_sentences(tmp_path).empty


@pytest.mark.parametrize("page", ["", "<p>no end", "<main><dd>a"])
def test_a_damaged_card_is_no_crash(tmp_path: Path, page: str) -> None:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators/road.html").write_text(page, encoding="utf-8")
    assert read_card_sentences(tmp_path).empty
