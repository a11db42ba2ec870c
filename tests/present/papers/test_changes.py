"""The annex that says what moved: the number by cause, and tables of results, of what was said and of sentences."""

from __future__ import annotations

import pandas as pd

from helpers.present.moved import MOST_ALIKE
from helpers.present.page_facts import words_of
from helpers.present.papers.changes import changes_paper
from helpers.present.papers.values import Paper
from helpers.present.values import Table

COLUMNS = ["title", "what", "old", "new", "cause"]


def annex(*rows: tuple[str, ...]) -> Paper:
    changes = pd.DataFrame(list(rows), columns=COLUMNS, dtype="str")
    return changes_paper(changes, "scrutiny", "Cabinet", "Testshire", "Performance Compendium 2023", "changes.docx")


def test_each_kind_of_change_has_its_table_and_the_causes_are_counted() -> None:
    paper = annex(
        ("Road", "figure", "5", "6", "late figure"),
        ("", "other", "", "1", "rule"),
        ("Road", "answer to a comment", "", "It rained.", "commentary"),
        ("Road", "sentence of index.html", "It is 5.", "It is 6.", "late figure"),
    )
    assert [section.title for section in paper.sections] == [
        "In short",
        "Figures and judgements",
        "Comments and amendments",
        "Sentences",
    ]
    (_, counted, *_) = ["".join(span.text for span in spans) for spans in words_of(paper.as_page())]
    assert counted == "4 changes since the stage scrutiny. By cause: late figure 2, rule 1, commentary 1."
    tables = [part for section in paper.sections for part in section.parts if isinstance(part, Table)]
    cells = [[[cell.text for cell in row] for row in table.rows] for table in tables]
    assert cells[0][0] == ["Road", "figure", "5", "6", "late figure"]
    assert cells[0][1][0] == "The report"
    assert cells[1] == [["Road", "answer to a comment", "nothing", "It rained.", "commentary"]]
    assert cells[2] == [["index.html", "It is 5.", "It is 6.", "late figure"]]


def test_many_indicators_that_changed_alike_are_one_row_and_a_page_of_one_has_its_title() -> None:
    alike = [(f"Wait {number}", "ground", "no file", "no row", "late figure") for number in range(MOST_ALIKE + 1)]
    paper = annex(*alike, alike[0], ("Road", "sentence of indicators/road.html", "It is 5.", "", "rule"))
    tables = [part for section in paper.sections for part in section.parts if isinstance(part, Table)]
    assert [[cell.text for cell in row] for one in tables for row in one.rows] == [
        ["4 indicators; changes.csv names them", "ground", "no file", "no row", "late figure"],
        ["Road", "It is 5.", "nothing", "rule"],
    ]
    few = annex(*alike[:MOST_ALIKE]).sections[1].parts[0]
    assert isinstance(few, Table) and len(few.rows) == MOST_ALIKE


def test_where_nothing_moved_it_says_so() -> None:
    (section,) = annex().sections
    assert repr(section.parts[0]).count("Nothing moved since the stage scrutiny.") == 1
