"""The annex to a paper that says what moved in a report since an earlier stage of it, and why."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from helpers.present.moved import CAPTIONS, COLUMNS, OF_SENTENCES, TITLES, alike, in_words, named_by_page, part_rows
from helpers.present.papers.values import Paper, Section, numbered
from helpers.present.tables import table
from helpers.results.moved_since_stage import MEETINGS, RESULTS, SENTENCES, kind_of
from helpers.wording import number_of


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
    kinds = list(map(kind_of, changes["what"]))
    results, from_meetings, sentences = (part_rows(changes, kinds, name) for name in (RESULTS, MEETINGS, SENTENCES))
    if len(results):
        rows = in_words(alike(results, "changes.csv"))
        yield Section(TITLES[RESULTS], (table(rows, CAPTIONS[RESULTS], COLUMNS),))
    if len(from_meetings):
        yield Section(TITLES[MEETINGS], (table(in_words(from_meetings), CAPTIONS[MEETINGS], COLUMNS),))
    if len(sentences):
        rows = named_by_page(in_words(sentences), {})
        yield Section(TITLES[SENTENCES], (table(rows, CAPTIONS[SENTENCES], OF_SENTENCES),))
