"""The paragraphs of a paper that follow from the tables: performance, money, what is watched, and where figures are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd

from helpers.present.cells import is_missing
from helpers.present.facts import Fact, Form, Pieces, Sentence, join_in_words, paragraph_of, plural, sentence
from helpers.present.narrative import Statement
from helpers.present.papers.values import Numbered, PaperPart, Written, numbered
from helpers.present.values import BulletList, Heading, Paragraph, Part, Span
from helpers.results.headline_facts import ALL
from helpers.results.meeting_claims import Standing
from helpers.schema.compendium import COMPENDIUM
from helpers.stated_dates import date_in_words
from helpers.verdicts import CANNOT_BE_TOLD, CLEAR, USUAL

Row = Mapping[Any, Any]

NO_ADDRESS: Final = "Its address is not known."
"""What a list says of a document without an address."""

HEADLINE: Final = "headline"
POSITION: Final = "position"
FOCUS: Final = "focus"
"""The anchors of the paragraphs that others refer to."""


@dataclass(frozen=True)
class Material:
    """What papers are made from: names, what the tables say in sentences, and what people wrote.

    `headlines` are those of `headline_statements`, `dashboards` the statements with every name. `best` and `worst` are
    the frames of `first_screen.best_and_worst`. `sources` has the sources behind the
    figures, the ranks and the money of the report. `answers` has the paragraphs of each field by
    paper; `comments` the words, the post and the day of officers by the dashboard or the indicator they are about.
    `on_draft` is the frame of `sources.comments.read_comments`. `titles` and `printed_on` have the title and the
    dashboard of each indicator. `quoted` is the frame of `results.statements.documents_quoted`.
    """

    council: str
    group: str
    year: int
    publication: str
    stage: str
    about: tuple[str, ...]
    headlines: Mapping[str, Sentence]
    dashboards: Sequence[Statement]
    best: pd.DataFrame
    worst: pd.DataFrame
    evidence: Paragraph
    quartiles: Paragraph
    position: Paragraph
    standing: Standing
    sources: pd.DataFrame
    focus: Part | None = None
    funding: Paragraph | None = None
    warnings: Paragraph | None = None
    targets: Paragraph | None = None
    answers: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    comments: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    on_draft: pd.DataFrame | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    printed_on: Mapping[str, str] = field(default_factory=dict)
    quoted: pd.DataFrame | None = None

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes of the headline in printed order."""
        return tuple(name for name in self.headlines if name != ALL)

    @property
    def has_position(self) -> bool:
        """Whether the council has a position among others."""
        return self.standing.median_rank is not None

    @property
    def has_focus(self) -> bool:
        """Whether an area for continued focus is named: these are a list."""
        return isinstance(self.focus, BulletList)


QuotedOn = Callable[[Material, str], Iterable[Numbered]]
"""What gives the comments on a theme or a dashboard, by its name."""


def headline_paragraphs(of: Material) -> Iterator[Numbered]:
    """Give the paragraphs on the whole council: how many improved, how sure that is, and its place."""
    yield numbered(paragraph_of([of.headlines[ALL]]), HEADLINE)
    yield numbered(of.evidence)
    for rows, improved in ((of.best, True), (of.worst, False)):
        if len(rows):
            yield numbered(paragraph_of(movers_sentences(rows, improved=improved)))
    yield numbered(of.quartiles)
    yield numbered(of.position, POSITION)


def movers_sentences(rows: pd.DataFrame, *, improved: bool) -> list[Sentence]:
    """Name the indicators that improved or worsened, each with its figure and the one before: first the clear changes.

    There is a sentence for each strength of evidence, as only a clear change is one that moved most clearly.

    Columns needed    rows: indicator_id, title, value, previous_value, unit, decimals, evidence
    """
    verb = "improved" if improved else "worsened"
    return [
        sentence(f"{words} {{names}}.", verb, names=join_in_words([_mover(row) for row in one.to_dict("records")]))
        for words, one in movers_by_strength(rows, verb)
    ]


def movers_by_strength(rows: pd.DataFrame, verb: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the rows of each strength of evidence with the words before their names, the surest first.

    Columns needed    rows: evidence
    """
    for strength, words in _MOVED.items():
        one = rows[rows["evidence"].eq(strength)]
        if len(one):
            ending = " is" if strength == CLEAR and len(one) == 1 else ":"
            yield f"{words.format(verb=verb)}{ending}", one


_MOVED: Final[Mapping[str, str]] = {
    CLEAR: "What {verb} most clearly",
    USUAL: "What perhaps {verb}, within the usual ups and downs",
    CANNOT_BE_TOLD: "What {verb}, untested",
}
"""What is said before the names of indicators that moved, by the strength of the evidence."""


def _mover(row: Row) -> Pieces:
    unit, decimals = str(row["unit"]), int(row["decimals"])

    def fact(column: str, form: Form) -> Fact:
        return Fact(COMPENDIUM.name, (str(row["indicator_id"]),), column, row[column], form, unit, decimals)

    figure = fact("value", "figure")
    if is_missing(row["previous_value"]):
        return (fact("title", "name"), " (", figure, ")")
    return (fact("title", "name"), " (", figure, ", from ", fact("previous_value", "again"), ")")


def theme_paragraphs(of: Material, quoted_on: QuotedOn) -> Iterator[Numbered]:
    """Give a paragraph for each theme: how many of its indicators improved and worsened; then what is said of them."""
    for theme in of.themes:
        yield numbered(paragraph_of([of.headlines[theme]]))
        yield from quoted_on(of, theme)


def dashboard_parts(of: Material, quoted_on: QuotedOn) -> Iterator[PaperPart]:
    """Give each theme as a heading with its sentence, and below it a paragraph on each of its dashboards by name.

    What is said of a dashboard's indicators follows its paragraph.
    """
    themes = dict.fromkeys(statement.theme for statement in of.dashboards)
    for theme in themes:
        yield Heading(theme, 3)
        if theme in of.headlines:
            yield numbered(paragraph_of([of.headlines[theme]]))
        for statement in of.dashboards:
            if statement.theme == theme:
                spans = statement.paragraph.spans
                yield Numbered((Span(f"{statement.dashboard}. "), *spans))
                yield from quoted_on(of, statement.dashboard)


def money_paragraphs(of: Material) -> Iterator[Numbered]:
    """Give what is said of funding, targets and early warnings, each where the tables have it."""
    words = (of.funding, of.targets, of.warnings)
    yield from (numbered(without_way_on(one)) for one in words if one is not None)


def without_way_on(paragraph: Paragraph) -> Paragraph:
    """Return a paragraph without the link at its end, as it says nothing in print."""
    spans = paragraph.spans
    if len(spans) < 3 or spans[-1].text != "." or not spans[-2].href or not spans[-3].text.endswith(". "):
        return paragraph
    return replace(paragraph, spans=(*spans[:-3], replace(spans[-3], text=spans[-3].text.rstrip())))


def focus_parts(of: Material) -> Iterator[PaperPart]:
    """Give the areas for continued focus as they stand in the report, without the way to the page that has them all."""
    if not isinstance(of.focus, BulletList):
        yield numbered("No area for continued focus is named.", FOCUS)
        return
    yield numbered("These areas need continued focus:", FOCUS)
    items = of.focus.items
    is_way_on = len(items) > 1 and len(items[-1]) == 1 and items[-1][0].href
    yield BulletList(items[:-1]) if is_way_on else of.focus


def improved_and_worsened(of: Material) -> Sentence:
    """Say in a clause how many indicators improved and worsened, for a recommendation."""
    facts = {fact.column: fact for fact in of.headlines[ALL].facts}
    if "improved" not in facts:
        return sentence(
            "direction of travel cannot be determined for any of the {number} indicators",
            "headline",
            number=facts["indicators"],
        )
    improved, worsened = facts["improved"], facts["worsened"]
    return sentence(
        "{improved} " + plural(improved, "indicator", "indicators") + " improved and {worsened} worsened",
        "headline",
        improved=improved,
        worsened=worsened,
    )


def background_papers(of: Material) -> BulletList:
    """Return the sources that the report uses, each with its publisher, its edition and its address, then the documents
    that it quotes.

    Columns needed    sources: publisher, dataset, edition, address
    """
    quoted = [] if of.quoted is None else [_document(row) for row in of.quoted.to_dict("records")]
    if of.sources.empty:
        return BulletList(((Span("This report has no figure from a published source."),), *quoted))
    return BulletList((*(_source(row) for row in of.sources.to_dict("records")), *quoted))


def _document(row: Row) -> tuple[Span, ...]:
    dated = "" if row["dated"] in row["source"] else f" ({date_in_words(row['dated'])})"
    address = Span(row["address"], "link", href=row["address"]) if row["address"] else Span(NO_ADDRESS)
    return (Span(f"{row['source']}{dated}. ", "cite"), address)


def _source(row: Row) -> tuple[Span, ...]:
    edition = "" if is_missing(row["edition"]) or not row["edition"] else f" ({row['edition']})"
    address = str(row["address"])
    return (Span(f"{row['publisher']}: {row['dataset']}{edition}. "), Span(address, "link", href=address))


def passages_written(fields: Iterable[Written]) -> Iterator[tuple[str, str]]:
    """Give each paragraph that people wrote, with the field in which it stands."""
    for one in fields:
        yield from ((one.label, text) for text in one.paragraphs)
