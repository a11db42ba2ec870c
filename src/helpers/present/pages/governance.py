"""Figures that are still to come, actions from reviews, and who gets which document at which stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import pandas as pd

from helpers.present.tables import table
from helpers.present.values import BulletList, Column, Part, Span
from helpers.stages import STAGES
from helpers.stated_dates import date_in_words, last_day

NOT_YET: Final = "Not yet"
OVERDUE: Final = "Overdue"

CALENDAR: Final = "When figures are expected"
ACTIONS: Final = "Actions from reviews"
DISTRIBUTION: Final = "Who gets which document"

DOCUMENTS: Final[Mapping[str, str]] = {
    "site": "The pages",
    "full": "The compendium in full",
    "short": "The compendium in short",
    "workbook": "The workbook",
    "public_summary": "The public summary",
    "papers": "The committee papers",
    "delivery_report": "The Delivery Report",
    "profiles": "The profiles of districts",
}
"""What each document of `params/governance/distribution.csv` is called."""


def calendar_table(releases: pd.DataFrame, datasets: Mapping[str, str], day: date) -> Part | None:
    """Return when each release is expected, the earliest first, and when it came; None without one.

    `datasets` has the publisher and data set of each source. What is expected before `day`, the day of the report, and
    has not come is overdue.

    Columns needed  source_id, covers, expected_on, came_on, stated_in
    """
    if releases.empty:
        return None
    rows = releases.sort_values(["expected_on", "source_id", "covers"], ignore_index=True)
    came = [
        date_in_words(came) if came else (OVERDUE if last_day(expected) < day else NOT_YET)
        for expected, came in zip(rows["expected_on"], rows["came_on"], strict=True)
    ]
    rows = rows.assign(
        dataset=[datasets[name] for name in rows["source_id"]],
        expected=rows["expected_on"].map(date_in_words),
        came=came,
    )
    columns = [
        Column("dataset", "Figures", header=True, quoted=True),
        Column("covers", "For", quoted=True),
        Column("expected", "Expected"),
        Column("came", "Came"),
        Column("stated_in", "Announced in", quoted=True),
    ]
    return table(rows, "Release calendar of this report", columns)


def action_parts(actions: pd.DataFrame, day: date) -> Iterator[tuple[str, Part | None]]:
    """Give the actions from reviews, and the list of those that are overdue on the day of the report.

    Columns needed  review, reviewed_on, action, owner, due_on, status, done_on
    """
    if actions.empty:
        return
    rows = actions.sort_values(["due_on", "action_id"], ignore_index=True)
    late = rows[rows["status"].eq("open") & rows["due_on"].map(lambda due: last_day(due) < day)]
    state = [f"Done, {date_in_words(done)}" if done else "Open" for done in rows["done_on"]]
    rows = rows.assign(
        of_review=[
            f"{name}, {date_in_words(on)}" for name, on in zip(rows["review"], rows["reviewed_on"], strict=True)
        ],
        due=rows["due_on"].map(date_in_words),
        state=pd.Series(state, index=rows.index).mask(rows.index.isin(late.index), OVERDUE),
    )
    columns = [
        Column("action", "Action", header=True, quoted=True),
        Column("of_review", "Review", quoted=True),
        Column("owner", "Who answers", quoted=True),
        Column("due", "Due"),
        Column("state", "Status"),
    ]
    number_open = int(rows["status"].eq("open").sum())
    counted = f"{number_open:,} open, {len(late):,} of them overdue, and {len(rows) - number_open:,} done"
    yield ACTIONS, table(rows, f"Actions from reviews, with who answers for them: {counted}", columns)
    if len(late):
        items = tuple(
            (Span(str(row["action"]), "quoted"), Span(f" {row['owner']} has to answer.", "unit"))
            for row in late.to_dict("records")
        )
        yield "Overdue actions", BulletList(items)


def recipients_table(recipients: pd.DataFrame) -> Part | None:
    """Return which group gets which document at which stage, in the order of the stages; None without one.

    Columns needed  stage, document, group, sent_by
    """
    if recipients.empty:
        return None
    order = recipients["stage"].map(STAGES.index)
    rows = recipients.assign(order=order, name=recipients["document"].map(DOCUMENTS))
    rows = rows.sort_values(["order", "group", "name"], ignore_index=True)
    rows = rows.assign(stage=rows["stage"].str.capitalize())
    columns = [
        Column("group", "Group", header=True, quoted=True),
        Column("stage", "Stage"),
        Column("name", "Document"),
        Column("sent_by", "Sent by", quoted=True),
    ]
    return table(rows, "Distribution of this report", columns)
