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

MOST_ALIKE: Final = 3
"""Up to how many indicators that changed alike stand by themselves; of more their number is printed."""

NOTHING: Final = "nothing"

_OF_INDICATORS: Final = f"{SENTENCES}indicators/"
"""How `what` begins of a sentence on the page of one indicator."""

_COLUMNS: Final = (
    Column("about", "Of what", header=True),
    Column("what", "What"),
    Column("before", "Before", quoted=True),
    Column("now", "Now", quoted=True),
    Column("cause", "Cause"),
)
_OF_SENTENCES: Final = tuple(column for column in _COLUMNS if column.name != "what")


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
    if len(results):
        caption = "Figures, judgements and colours that moved"
        yield Section("Figures and judgements", (table(_in_words(_alike(results)), caption, _COLUMNS),))
    if len(from_meetings):
        caption = "What was said of the draft, answered and amended"
        yield Section("Comments and amendments", (table(_in_words(from_meetings), caption, _COLUMNS),))
    if len(sentences):
        of_page = sentences["what"].str.removeprefix(SENTENCES)
        is_card = sentences["what"].str.startswith(_OF_INDICATORS)
        rows = _in_words(sentences.assign(title=of_page.mask(is_card, sentences["title"])))
        yield Section("Sentences", (table(rows, "Sentences that are new, changed or gone", _OF_SENTENCES),))


def _alike(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row for many indicators that changed alike, such as those that wait for one file.

    Columns needed and returned  title, what, old, new, cause
    """
    same = ["what", "old", "new", "cause"]
    number = rows.groupby(same, sort=False)["title"].transform("nunique")
    many = [f"{count:,} indicators; changes.csv names them" for count in number]
    titles = rows["title"].mask(number.gt(MOST_ALIKE), pd.Series(many, index=rows.index))
    return rows.assign(title=titles).drop_duplicates(["title", *same], ignore_index=True)


def _in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is printed of changes.

    Columns needed    title, old, new
    Columns returned  the same with about, before, now
    """
    return rows.assign(
        about=rows["title"].mask(rows["title"].eq(""), "The report"),
        before=rows["old"].mask(rows["old"].eq(""), NOTHING),
        now=rows["new"].mask(rows["new"].eq(""), NOTHING),
    )
