"""The page and the section of papers on what has changed since the stage before."""

from __future__ import annotations

import pandas as pd

from helpers.present.facts import FactTables
from helpers.present.moved import MOST_IN_PAPER, Moved, moved_page, with_moved
from helpers.present.page_facts import check_pages, facts_of, words_of
from helpers.present.papers.values import Paper, Section, numbered
from helpers.present.values import Table
from helpers.results.moved_since_stage import moved_counts, moved_since_stage
from helpers.results.stage_changes import COLUMNS
from helpers.schema.site import MOVED_COUNTS

ROWS = [
    ("road", "Road", "quartile", "2", "1", "revision"),
    ("road", "Road", "figure", "5.25", "", "figure withdrawn"),
    ("road", "Road", "gap to England", "", "1", "revision"),
    ("road", "Road", "colour of the target", "amber", "green", "revision"),
    ("", "Scrutiny Commission", "comment", "", "Why?", "commentary"),
    ("", "", "sentence of index.html", "It is 5.", "It is 6.", "counts"),
]


def moved(rows: list[tuple[str, ...]]) -> Moved:
    table = moved_since_stage(pd.DataFrame(rows, columns=list(COLUMNS), dtype="str"))
    names = {"index.html": "Summary"}
    return Moved("scrutiny", table, moved_counts(table), {"road": ("%", 1)}, names, "moved_since_stage.csv")


def words(page: object) -> str:
    return " ".join("".join(span.text for span in spans) for spans in words_of(page))  # type: ignore[arg-type]


def tables_of(parts: object) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row] for row in part.rows]
        for part in parts  # type: ignore[attr-defined]
        if isinstance(part, Table)
    ]


def test_the_page_has_figure_quartile_colour_comment_and_sentence_with_their_causes() -> None:
    of = moved(ROWS)
    page = moved_page(of)
    assert page.title == "What has changed since the Scrutiny stage"
    text = words(page)
    assert "6 changes since the Scrutiny stage: 4 in figures and judgements; 1 in comments and amendments; and " in text
    assert "By cause: revision 3, figure withdrawn 1, commentary 1 and counts 1." in text.replace(
        "figure withdrawn 1, revision 3", "revision 3, figure withdrawn 1"
    )
    assert tables_of(page.parts) == [
        [
            ["Road", "figure", "5.3%", "nothing", "figure withdrawn"],
            ["Road", "quartile", "2nd", "1st", "revision"],
            ["Road", "colour of the target", "amber", "green", "revision"],
        ],
        [["Scrutiny Commission", "comment", "nothing", "Why?", "commentary"]],
        [["Summary", "It is 5.", "It is 6.", "counts"]],
    ]
    stated = list(facts_of([page]))
    assert len(stated) == 9
    check_pages(stated, FactTables({"moved_counts": of.counts}, {"moved_counts": MOVED_COUNTS.key}))


def test_where_nothing_moved_the_page_says_so() -> None:
    page = moved_page(moved([]))
    assert "Nothing has changed since the Scrutiny stage." in words(page)
    assert tables_of(page.parts) == []


def test_a_paper_has_the_section_after_the_areas_of_focus_and_the_first_of_many_rows() -> None:
    titles = ("Performance", "Areas for continued focus", "Motion")
    sections = tuple(Section(title, (numbered("Words."),)) for title in titles)
    paper = Paper("paper_council.docx", "Paper", "Testshire", "For the council", (), (), sections, "A paper.")
    many = [(f"i{number}", f"I {number}", "figure", "1", str(number), "revision") for number in range(60)]
    made = with_moved(paper, moved(many))
    assert [section.title for section in made.sections] == [
        *titles[:2],
        "What has changed since the Scrutiny stage",
        "Motion",
    ]
    (table,) = (part for part in made.sections[2].parts if isinstance(part, Table))
    assert len(table.rows) == MOST_IN_PAPER
    assert table.notes == ("The table has the first of them; the whole list has all.",)
