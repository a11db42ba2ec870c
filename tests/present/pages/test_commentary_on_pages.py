"""From an analyst's file to the pages: the row, the card and the list of what nobody explains, or the run stops."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from cards import SETTINGS, card_tables, table
from dashboard_row import ROW

from helpers.analyst_commentary import read_commentary
from helpers.present.pages.indicator_card import indicator_cards
from helpers.present.pages.officers_words import without_commentary_list, without_commentary_table
from helpers.present.pages.site_rows import RowNotes, dashboard_table
from helpers.problems import InputProblem
from helpers.results.commentary_checks import find_contradictions, refuse_contradictions
from helpers.results.commentary_facts import commentary_facts
from helpers.results.officers_words import officers_words, without_commentary

BEHIND = ROW | {
    "direction": "Worsened",
    "quartile": 4,
    "value": 42.75,
    "controlled_by": "county",
    "change": -1.25,
    "change_percent": -2.84,
    "previous_period": "2021/22",
    "period_end": date(2023, 3, 31),
}
OTHER = BEHIND | {"indicator_id": "litter", "title": "Litter"}
COMPENDIUM = table("compendium", BEHIND, OTHER)
COMPARISONS = table("comparisons", {"indicator_id": "waste_pct", "rank": 30, "quartile": 4, "median": 44.0})
TITLES = {"waste_pct": "Waste recycled", "litter": "Litter"}
AS_AT = date(2023, 3, 31)


def written(folder: Path, sentence: str) -> pd.DataFrame:
    """Write a comment as an analyst does, and return the table officers_words that a run makes of it."""
    (folder / "2023").mkdir()
    head = "---\nabout: waste_pct\nby: Head of Waste\ndate: 2023-10-12\n---\n"
    (folder / "2023/waste.md").write_text(head + sentence + "\n", encoding="utf-8")
    comments = read_commentary(folder, 2023, AS_AT, {"waste_pct", "litter"}, {"Waste"})
    return officers_words(comments, table("commentary"), COMPENDIUM, AS_AT)


def test_a_comment_is_on_the_row_and_the_card_and_leaves_the_list(tmp_path: Path) -> None:
    words = written(tmp_path, "A dry spring: the share fell to 42.8%.")
    refuse_contradictions(find_contradictions(words, commentary_facts(COMPENDIUM, COMPARISONS), TITLES))
    notes = RowNotes(COMPARISONS, words, {}, is_two_tier=True, tolerance_percent=2.0)
    rows = dashboard_table(COMPENDIUM.assign(why_no_figure=""), "Waste", notes, "dashboards/waste.html").rows
    assert "A dry spring: the share fell to 42.8%." in rows[0][0].text
    assert "Head of Waste, 12 October 2023" in rows[0][0].text
    assert "dry" not in rows[1][0].text
    card = indicator_cards(card_tables(officers_words=words), SETTINGS)[0]
    assert "A dry spring: the share fell to 42.8%. Head of Waste, 12 October 2023" in " ".join(map(repr, card.parts))
    unexplained = without_commentary(COMPENDIUM, words)
    by_post = without_commentary_list(unexplained, "around.html")
    assert by_post is not None
    assert repr(by_post) == "Head of Waste: Litter"
    assert by_post.items[0][1].href == "indicators/litter.html"
    unowned = unexplained.assign(owner="", dashboard_has_words=True)
    assert repr(without_commentary_list(unowned, "a.html")) == (
        "Nobody answers for: Litter (its dashboard has a comment)"
    )
    assert without_commentary_list(unexplained.head(0), "around.html") is None
    everything = without_commentary_table(without_commentary(COMPENDIUM, words.head(0)))
    assert everything is not None
    assert [row[0].text for row in everything.rows] == ["Waste recycled", "Litter"]


def test_a_typed_number_that_contradicts_the_table_stops_the_run_and_names_the_sentence(tmp_path: Path) -> None:
    words = written(tmp_path, "A dry spring. The share fell to 52.8%.")
    with pytest.raises(InputProblem) as caught:
        refuse_contradictions(find_contradictions(words, commentary_facts(COMPENDIUM, COMPARISONS), TITLES))
    assert str(caught.value).startswith(
        "2023/waste.md line 6: 'The share fell to 52.8%.' says 52.8%, but the latest figure is 42.8% "
        "(compendium/waste_pct/value)."
    )
