"""The fields of comments in the compendium: a row for each dashboard, and for indicators that have to be explained."""

from __future__ import annotations

from dataclasses import replace

from helpers.present.papers.comment_fields import (
    FULL,
    MAX_NAME,
    PAPER,
    CommentMaterial,
    fields_of_full,
    fields_of_short,
    keys_of,
    other_keys,
)
from helpers.present.papers.values import Written, WrittenTable

OF = CommentMaterial(
    dashboards={"Waste": "Clean and Green", "Care": "Safe and Well", "Health": "Safe and Well"},
    titles={"recycled": "Waste recycled", "falls": "Falls", "beds": "Beds"},
    printed_on={"recycled": "Waste", "falls": "Care", "beds": "Care"},
    comments={"Care": ("One.\n\nTwo.", "Head of Care", "2023-10-12"), "beds": ("Few.", "Head of Beds", "2023-10-13")},
    unexplained=("falls",),
)


def names(table: WrittenTable) -> list[str]:
    return [name.tag if isinstance(name, Written) else name for name, _ in table.rows]


def test_a_draft_asks_for_its_dashboards_what_is_unexplained_and_any_other_indicator() -> None:
    tables = fields_of_full(OF)
    assert list(tables) == ["dashboards/waste.html", "dashboards/care.html", "dashboards/health.html"]
    assert names(tables["dashboards/waste.html"]) == ["Waste", "c/+waste/name"]
    assert names(tables["dashboards/care.html"]) == ["Care", "Falls", "Beds", "c/+care/name"]
    (_, care), (_, falls), (_, beds), _ = tables["dashboards/care.html"].rows
    assert [one.paragraphs for one in care] == [("One.", "Two."), ("Head of Care",), ("2023-10-12",)]
    assert all(one.is_gap for one in falls) and beds[0].tag == "c/beds/words" and beds[0].paragraphs == ("Few.",)


def test_a_report_that_is_no_draft_prints_only_what_was_written() -> None:
    of = replace(OF, is_draft=False)
    assert {path: names(table) for path, table in fields_of_full(of).items()} == {
        "dashboards/care.html": ["Care", "Beds"]
    }
    assert {path: names(table) for path, table in fields_of_short(of).items()} == {
        "themes/safe-and-well.html": ["Care"]
    }


def test_the_short_document_has_the_dashboards_of_each_theme() -> None:
    assert {path: names(table) for path, table in fields_of_short(OF).items()} == {
        "themes/clean-and-green.html": ["Waste"],
        "themes/safe-and-well.html": ["Care", "Health"],
    }


def test_a_tag_names_one_thing_and_is_as_short_as_word_reads() -> None:
    long = ["Safeguarding children, families and vulnerable adults of every age"]
    dashboards = [*long, "Falls", "falls"]
    keys = keys_of(FULL, dashboards, ["falls", "a" * 80, "a" * 79])
    tags = [f"{key}/words" for key in (*keys, *other_keys(dashboards), *keys_of(PAPER, dashboards))]
    assert list(keys.values()) == [*dashboards, "falls", "a" * 80, "a" * 79]
    assert len(tags) == len(set(tags)) and max(map(len, tags)) <= 64
    assert max(len(key.partition("/")[2].lstrip("@")) for key in keys) <= MAX_NAME
