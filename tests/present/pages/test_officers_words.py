"""What officers say is quoted as it stands, and as text alone."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.present.pages.officers_words import officers_words_table, without_commentary_table
from helpers.publish.html import to_html

COMPENDIUM = pd.DataFrame({"indicator_id": ["bins"], "title": ["Bins"]})
WORDS = pd.DataFrame(
    {
        "about": ["Waste", "bins", "roads"],
        "dashboard": ["Waste", "Waste", "Roads"],
        "words": ["<script>alert(1)</script>", "=1+1", "Potholes."],
        "written_by": ["Head of Waste", "", "Head of Roads"],
        "written_on": [date(2023, 10, 12), None, None],
    }
)


def test_words_are_quoted_with_who_says_them() -> None:
    table = officers_words_table(WORDS, COMPENDIUM, "Waste")
    assert table is not None
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Waste", "<script>alert(1)</script>", "Head of Waste, 12 October 2023"],
        ["Bins", "=1+1", "Not signed"],
    ]
    assert [column.quoted for column in table.columns] == [False, True, True]
    assert officers_words_table(WORDS, COMPENDIUM, "Housing") is None


def test_html_in_words_is_shown_and_not_carried_out() -> None:
    table = officers_words_table(WORDS, COMPENDIUM, "Waste")
    assert table is not None
    html = to_html(table)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and "<script" not in html


def test_what_nobody_explains_is_listed_with_who_answers() -> None:
    columns = {"title": ["Bins"], "dashboard": ["Waste"], "owner": [""], "dashboard_has_words": [True]}
    table = without_commentary_table(pd.DataFrame(columns))
    assert table is not None
    assert [cell.text for cell in table.rows[0]] == ["Bins", "Waste", "Yes"]  # nobody answers for any of them
    owned = without_commentary_table(pd.DataFrame(columns | {"owner": ["Head"], "dashboard_has_words": [False]}))
    assert owned is not None
    assert [cell.text for cell in owned.rows[0]] == ["Bins", "Waste", "Head"]
    assert owned.notes == ("Nobody comments on their dashboards either.",)
    assert without_commentary_table(pd.DataFrame(columns).iloc[:0]) is None
