"""What has changed since the stage before: the page of the site and the section of the committee papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from helpers.present.cells import is_missing
from helpers.present.counted import Counts
from helpers.present.facts import Pieces, Sentence, join_in_words, paragraph_of, plural, sentence
from helpers.present.figures import figure_again
from helpers.present.papers.values import Paper, PaperPart, Section, numbered
from helpers.present.site_pages import AROUND, DOWNLOADED, MOVED, SitePage, link
from helpers.present.tables import heading, paragraph, table, with_rows_apart
from helpers.present.values import Column, Paragraph, Part, Span, Table
from helpers.results.moved_since_stage import (
    ALL,
    MEETINGS,
    OF_SENTENCE,
    OTHER_RESULT,
    RESULTS,
    SENTENCES,
    part_of,
)
from helpers.results.stage_changes import CAUSES, COLOUR, WHAT
from helpers.schema.site import MOVED_COUNTS
from helpers.verdicts import ordinal

MOST_ALIKE: Final = 3
"""Up to how many indicators that changed alike stand by themselves; of more their number is printed."""

MOST_ON_PAGE: Final = 150
"""Rows of each table on the page; the file has all of them."""

MOST_IN_PAPER: Final = 40
"""Rows of each table in a paper; the page has more of them, and the annex all."""

NOTHING: Final = "nothing"

AFTER: Final = "Areas for continued focus"
"""The section of a paper that the section on what has changed follows."""

_OF_INDICATORS: Final = f"{OF_SENTENCE}indicators/"
"""How `what` begins of a sentence on the page of one indicator."""

_FIGURES: Final = (WHAT["value"], WHAT["previous_value"])
_RANKED: Final = (WHAT["rank"], WHAT["quartile"])
_FIRST: Final = (*WHAT.values(), COLOUR)
"""The kinds of changes that come first: what a dashboard prints of an indicator."""

COLUMNS: Final = (
    Column("about", "Of what", header=True),
    Column("what", "What"),
    Column("before", "Before", quoted=True),
    Column("now", "Now", quoted=True),
    Column("cause", "Cause"),
)
OF_SENTENCES: Final = tuple(column for column in COLUMNS if column.name != "what")

CAPTIONS: Final[Mapping[str, str]] = {
    RESULTS: "Figures, judgements and colours that moved",
    MEETINGS: "What was said of the draft, answered and amended",
    SENTENCES: "Sentences that are new, changed or gone",
}
"""The caption of the table of each part of the list."""

_PARTS_IN_WORDS: Final[Mapping[str, str]] = {
    RESULTS: "in figures and judgements",
    MEETINGS: "in comments and amendments",
    SENTENCES: "in sentences",
}
"""Where the changes of each part of the list are, after their number."""

TITLES: Final[Mapping[str, str]] = {
    RESULTS: "Figures and judgements",
    MEETINGS: "Comments and amendments",
    SENTENCES: "Sentences",
}


@dataclass(frozen=True)
class Moved:
    """What moved since a stage: the tables moved_since_stage and moved_counts, and how each indicator is printed.

    `units` has the unit and the decimals of each indicator of the report, `names` what each page and document is
    called, and `file` where the whole list is.
    """

    stage: str
    moved: pd.DataFrame
    counts: pd.DataFrame
    units: Mapping[str, tuple[str, int]]
    names: Mapping[str, str]
    file: str

    @property
    def title(self) -> str:
        """What the page and the section are called."""
        return moved_title(self.stage)


def moved_title(stage: str) -> str:
    """Return what the list of changes since a stage is called.

    >>> moved_title("scrutiny")
    'What has changed since the Scrutiny stage'
    """
    return f"What has changed since the {stage.capitalize()} stage"


def moved_page(of: Moved) -> SitePage:
    """Return the page of everything that moved since the stage before.

    Columns needed  those of MOVED_SINCE_STAGE and MOVED_COUNTS
    """
    parts: list[Part] = [in_short(of)]
    for name, one in _tables(of, MOST_ON_PAGE):
        parts += [heading(TITLES[name]), with_rows_apart(one)]
    way = (Span("The whole list, with what else moved: "), link(of.file, f"{DOWNLOADED}/{of.file}", MOVED), Span("."))
    parts.append(Paragraph(way))
    return SitePage(MOVED, of.title, tuple(parts), section=AROUND)


def with_moved(paper: Paper, of: Moved) -> Paper:
    """Return a paper with a section on what moved since the stage before, after the areas for continued focus.

    Columns needed  those of MOVED_SINCE_STAGE and MOVED_COUNTS
    """
    parts: list[PaperPart] = [numbered(in_short(of))]
    parts += [one for _, one in _tables(of, MOST_IN_PAPER)]
    at = [section.title for section in paper.sections].index(AFTER) + 1
    sections = (*paper.sections[:at], Section(of.title, tuple(parts)), *paper.sections[at:])
    return replace(paper, sections=sections)


def in_short(of: Moved) -> Paragraph:
    """Say how many changes there are since the stage before, by kind and by cause, or that there is none."""
    counts = Counts(MOVED_COUNTS, of.counts)
    if not counts.numbers[ALL]:
        return paragraph(f"Nothing has changed since the {of.stage.capitalize()} stage.")
    number = counts.stated(ALL)
    sentences = [
        sentence(
            "{number} {noun} since the {stage} stage: {parts}.",
            number=number,
            noun=plural(number, "change", "changes"),
            stage=of.stage.capitalize(),
            parts=_counts_in_words(counts, _PARTS_IN_WORDS),
        ),
        sentence("By cause: {causes}.", causes=_by_cause(counts)),
    ]
    return paragraph_of([*sentences, *_of_others(counts)])


def _counts_in_words(counts: Counts, names: Mapping[str, str]) -> Pieces:
    """Return the counts above zero as a list, each with its words."""
    return join_in_words(
        [(counts.stated(name), f" {words}") for name, words in names.items() if counts.numbers.get(name)]
    )


def _by_cause(counts: Counts) -> Pieces:
    numbers = {cause: counts.fact(f"cause: {cause}") for cause in CAUSES}
    return join_in_words([(f"{cause} ", number) for cause, number in numbers.items() if number is not None])


def _of_others(counts: Counts) -> Iterator[Sentence]:
    """Say how many results moved that the table leaves out, such as limits of usual figures."""
    others = counts.fact(f"kind: {OTHER_RESULT}")
    if others is not None:
        verb = plural(others, "is", "are")
        yield sentence("{others} {verb} of other results, which the whole list has.", others=others, verb=verb)


def _tables(of: Moved, most: int) -> Iterator[tuple[str, Table]]:
    """Give the table of each part of the list that has changes, with a note where it leaves some out."""
    moved = of.moved.assign(**{name: of.moved[name].fillna("") for name in ("indicator_id", "title", "old", "new")})
    moved = moved[moved["kind"].ne(OTHER_RESULT)]
    for name, caption in CAPTIONS.items():
        rows = moved[moved["kind"].map(part_of).eq(name)]
        if rows.empty:
            continue
        if name == RESULTS:
            order = rows["kind"].map({kind: number for number, kind in enumerate(_FIRST)})
            rows = rows.assign(order=order).sort_values(["order", "change"])
        rows = in_words(alike(as_printed(rows, of.units), f"the whole list ({of.file})"))
        rows = named_by_page(rows, of.names) if name == SENTENCES else rows
        notes = ["The table has the first of them; the whole list has all."] if len(rows) > most else []
        yield name, table(rows.head(most), caption, OF_SENTENCES if name == SENTENCES else COLUMNS, notes=notes)


def as_printed(changes: pd.DataFrame, units: Mapping[str, tuple[str, int]]) -> pd.DataFrame:
    """Return changes with figures in their units and decimals, and ranks and quartiles in words.

    Columns needed and returned  indicator_id, what, old, new
    """
    rows = changes.to_dict("records")
    cells = {name: [_printed(row, str(row[name]), units) for row in rows] for name in ("old", "new")}
    return changes.assign(
        **{name: pd.Series(column, index=changes.index, dtype="str") for name, column in cells.items()}
    )


def _printed(row: Mapping[Any, Any], text: str, units: Mapping[str, tuple[str, int]]) -> str:
    kind = str(row["kind"])
    if not text:
        return text
    if kind in _RANKED:
        return ordinal(int(float(text)))
    if kind in _FIGURES and row["indicator_id"] in units:
        return figure_again(float(text), *units[str(row["indicator_id"])])
    return text


def units_of(compendium: pd.DataFrame) -> dict[str, tuple[str, int]]:
    """Return the unit and the decimals of each indicator that has both.

    Columns needed  indicator_id, unit, decimals
    """
    return {
        str(row["indicator_id"]): (str(row["unit"]), int(row["decimals"]))
        for row in compendium[["indicator_id", "unit", "decimals"]].to_dict("records")
        if not is_missing(row["unit"]) and not is_missing(row["decimals"])
    }


def alike(rows: pd.DataFrame, named_in: str) -> pd.DataFrame:
    """Return one row for many indicators that changed alike, such as those that wait for one file.

    `named_in` is the list that names them.

    Columns needed and returned  title, what, old, new, cause
    """
    same = ["what", "old", "new", "cause"]
    number = rows.groupby(same, sort=False)["title"].transform("nunique")
    many = [f"{count:,} indicators; {named_in} names them" for count in number]
    titles = rows["title"].mask(number.gt(MOST_ALIKE), pd.Series(many, index=rows.index))
    return rows.assign(title=titles).drop_duplicates(["title", *same], ignore_index=True)


def in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is printed of changes.

    Columns needed    title, old, new
    Columns returned  the same with about, before, now
    """
    return rows.assign(
        about=rows["title"].mask(rows["title"].eq(""), "The report"),
        before=rows["old"].mask(rows["old"].eq(""), NOTHING),
        now=rows["new"].mask(rows["new"].eq(""), NOTHING),
    )


def named_by_page(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return sentences with what their page is called, or the title of the indicator whose page it is.

    `names` has what pages and documents are called, by their paths; the path stands for one without.

    Columns needed    what, title
    Columns returned  the same with about
    """
    paths = rows["what"].str.removeprefix(OF_SENTENCE)
    page = paths.map(lambda path: names.get(path, path))
    return rows.assign(about=page.mask(rows["what"].str.startswith(_OF_INDICATORS), rows["title"]))


def part_rows(changes: pd.DataFrame, kinds: Sequence[str], name: str) -> pd.DataFrame:
    """Return the changes of one part of the list; `kinds` are those of the changes in order."""
    return changes[[part_of(kind) == name for kind in kinds]]
