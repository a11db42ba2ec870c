"""The release calendar, the actions from reviews and the distribution say what is overdue on the day of the report."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pandas as pd

from helpers.present.pages.governance import (
    DOCUMENTS,
    action_parts,
    calendar_table,
    recipients_table,
)
from helpers.publish.html import to_html
from helpers.sources.governance import Document

DAY = date(2023, 12, 6)


def cells(part: Any) -> list[list[str]]:
    frame = pd.read_html(io.StringIO(str(to_html(part))), keep_default_na=False)[0]
    return [[str(cell) for cell in row] for row in frame.to_numpy().tolist()]


def test_the_calendar_says_when_figures_are_expected_and_what_is_overdue() -> None:
    releases = pd.DataFrame(
        [
            {"source_id": "a", "covers": "2022/23", "expected_on": "2023-12", "came_on": "", "stated_in": ""},
            {
                "source_id": "a",
                "covers": "2021/22",
                "expected_on": "2023-10-26",
                "came_on": "2023-11-02",
                "stated_in": "Calendar",
            },
            {"source_id": "b", "covers": "2022", "expected_on": "2023-11", "came_on": "", "stated_in": ""},
        ]
    )
    part = calendar_table(releases, {"a": "Ministry, Care", "b": "Office, Prices"}, DAY)
    assert cells(part) == [
        ["Ministry, Care", "2021/22", "26 October 2023", "2 November 2023", "Calendar"],
        ["Office, Prices", "2022", "November 2023", "Overdue", "[x]"],
        ["Ministry, Care", "2022/23", "December 2023", "Not yet", "[x]"],
    ]
    assert calendar_table(releases.head(0), {}, DAY) is None


def test_actions_are_in_order_of_their_day_and_those_overdue_are_named() -> None:
    row = {"review": "Inspection", "reviewed_on": "2023-06", "owner": "Director", "done_on": "", "status": "open"}
    actions = pd.DataFrame(
        [
            row | {"action_id": "c", "action": "Third", "due_on": "2024-01"},
            row | {"action_id": "b", "action": "Second", "due_on": "2023-11-30"},
            row | {"action_id": "a", "action": "First", "due_on": "2023-09", "status": "done", "done_on": "2023-10-01"},
        ]
    )
    (_, listing), (heading, late) = action_parts(actions, DAY)
    assert [(line[0], line[-1]) for line in cells(listing)] == [
        ("First", "Done, 1 October 2023"),
        ("Second", "Overdue"),
        ("Third", "Open"),
    ]
    assert listing.caption.endswith(": 2 open, 1 of them overdue, and 1 done")
    assert heading == "Overdue actions"
    assert "Second" in str(to_html(late)) and "Third" not in str(to_html(late))
    assert list(action_parts(actions.head(0), DAY)) == []


def test_who_gets_what_is_in_the_order_of_the_stages() -> None:
    row = {"sent_by": "Clerk"}
    recipients = pd.DataFrame(
        [
            row | {"stage": "final", "document": "site", "group": "Everybody"},
            row | {"stage": "scrutiny", "document": "papers", "group": "Commission"},
        ]
    )
    assert cells(recipients_table(recipients)) == [
        ["Commission", "Scrutiny", "The committee papers", "Clerk"],
        ["Everybody", "Final", "The pages", "Clerk"],
    ]
    assert recipients_table(recipients.head(0)) is None
    assert DOCUMENTS.keys() == set(Document.__args__)  # type: ignore[attr-defined]
