"""The annex to a paper that says what moved in a report since an earlier stage of it, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from helpers.present.papers.values import Paper, Section, numbered
from helpers.present.tables import table
from helpers.present.values import Column
from helpers.wording import number_of

SENTENCES: Final = "sentence of "
"""How `what` begins of a sentence."""

FROM_MEETINGS: Final = ("comment", "answer to a comment", "amendment", "reason of an amendment")
"""What committees and officers said of a draft, in the order of the paper."""

_COLUMNS: Final = (
    Column("title", "Indicator", header=True),
    Column("what", "What"),
    Column("old", "Before", quoted=True),
    Column("new", "Now", quoted=True),
    Column("cause", "Cause"),
)
_OF_SENTENCES: Final = (
    Column("page", "Page", header=True),
    Column("old", "Before", quoted=True),
    Column("new", "Now", quoted=True),
    Column("cause", "Cause"),
)


def changes_paper(changes: pd.DataFrame, since: str, stage: str, council: str, publication: str, file: str) -> Paper:
    """Return the annex that lists what moved since one stage of a report in that of a later one.

    `stage` is the later one as pages print it, `publication` the report with its year.

    Columns needed  title, what, old, new, cause
    """
    return Paper(
        file=file,
        title=f"What moved since the stage {since}",
        council=council,
        stage=stage,
        about=(f"{publication}. The same list is in changes.csv.",),
        head=(),
        sections=tuple(_sections(changes.reset_index(drop=True), since)),
        subject="What moved since an earlier stage of the report, and why.",
    )


def _sections(changes: pd.DataFrame, since: str) -> Iterator[Section]:
    if changes.empty:
        yield Section("In short", (numbered(f"Nothing moved since the stage {since}."),))
        return
    causes = ", ".join(f"{cause} {count:,}" for cause, count in changes["cause"].value_counts().items())
    counted = f"{number_of(len(changes), 'change')} since the stage {since}. By cause: {causes}."
    yield Section("In short", (numbered(counted),))
    is_sentence, is_of_meeting = changes["what"].str.startswith(SENTENCES), changes["what"].isin(FROM_MEETINGS)
    results, sentences = changes[~is_sentence & ~is_of_meeting], changes[is_sentence]
    from_meetings = changes[is_of_meeting]
    named = {"title": lambda rows: rows["title"].mask(rows["title"].eq(""), "The report")}
    if len(results):
        caption = "Figures, judgements and colours that moved"
        yield Section("Figures and judgements", (table(results.assign(**named), caption, _COLUMNS),))
    if len(from_meetings):
        caption = "What was said of the draft, answered and amended"
        yield Section("Comments and amendments", (table(from_meetings.assign(**named), caption, _COLUMNS),))
    if len(sentences):
        of_page = sentences.assign(page=sentences["what"].str.removeprefix(SENTENCES))
        yield Section("Sentences", (table(of_page, "Sentences that are new, changed or gone", _OF_SENTENCES),))
