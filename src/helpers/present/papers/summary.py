"""The public summary: two pages in plain words, in which what got worse has the same weight as what got better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from helpers.present.cells import is_missing
from helpers.present.facts import (
    Fact,
    Form,
    Sentence,
    facts_in,
    join_in_words,
    paragraph_of,
    plural,
    sentence,
    spans_of,
)
from helpers.present.papers.performance import Material, movers_by_strength, without_way_on
from helpers.present.papers.values import Paper, Section
from helpers.present.periods import preposition_of
from helpers.present.site_pages import DOWNLOADS, INDEX, SitePage, card_of, link
from helpers.present.values import BulletList, Heading, Paragraph, Part, Span
from helpers.results.headline_facts import ALL
from helpers.schema.compendium import COMPENDIUM
from helpers.schema.funding import FUNDING_YEARS
from helpers.schema.narrative import HEADLINE_COUNTS
from helpers.schema.position import POSITIONS
from helpers.schema.site import YEARS_COUNTS

Row = Mapping[Any, Any]

PAGE: Final = "summary.html"
FILE: Final = "summary.docx"
MESSAGES: Final = "key_messages.txt"

BETTER: Final = "What got better"
WORSE: Final = "What got worse"


@dataclass(frozen=True)
class SummaryMaterial:
    """What the summary is made from beside the material of the papers.

    `names` are the plain names of indicators. `own_position` is the council's row of the table positions over all
    indicators, and `funding` that of funding_years for the newest year with a rank; None without one. `clear` has how
    many of those that improved and worsened did so clearly, by the measure of headline_counts.
    """

    of: Material
    names: Mapping[str, str] = field(default_factory=dict)
    own_position: Row | None = None
    funding: Row | None = None
    clear: Mapping[str, float] = field(default_factory=dict)


def summary_parts(summary: SummaryMaterial) -> tuple[tuple[str, tuple[Part, ...]], ...]:
    """Return the headings of the summary, each with what is below it.

    What got better and what got worse name as many indicators each, in one form.
    """
    of = summary.of
    most = min(len(of.best), len(of.worst))
    sections: list[tuple[str, tuple[Part, ...]]] = [
        ("What is this?", (_about(of),)),
        ("How did we do?", (_counts(summary),)),
    ]
    if most:
        sections += [
            (BETTER, (BulletList(tuple(_item(row, summary) for row in of.best.head(most).to_dict("records"))),)),
            (WORSE, (BulletList(tuple(_item(row, summary) for row in of.worst.head(most).to_dict("records"))),)),
        ]
    sections += [(title, (paragraph_of(sentences),)) for title, sentences in _standing(summary) if sentences]
    sections.append(("Where can I find more?", (_more(),)))
    return tuple(sections)


def summary_title(of: Material) -> str:
    """Return the title of the summary."""
    return f"How is {of.council} doing? {of.year} in short"


def summary_page(summary: SummaryMaterial) -> SitePage:
    """Return the summary as a page of the site."""
    parts = (part for title, inside in summary_parts(summary) for part in (Heading(title), *inside))
    title, year = summary_title(summary.of), Fact(YEARS_COUNTS.name, ("year",), "number", summary.of.year, "year")
    return SitePage(PAGE, title, tuple(parts), section=INDEX, heading=facts_in(title, [year]))


def summary_document(summary: SummaryMaterial) -> Paper:
    """Return the summary as a document of two sheets."""
    of = summary.of
    return Paper(
        file=FILE,
        title=summary_title(of),
        council=of.council,
        stage=of.stage,
        about=of.about,
        head=(),
        sections=tuple(Section(title, parts) for title, parts in summary_parts(summary)),
        subject="The report in two pages and plain words, for everybody.",
    )


def _about(of: Material) -> Paragraph:
    return Paragraph(
        (
            Span(
                "Each year we check how well things go for the people who live here. We look at schools, care, health, "
                "roads, homes and jobs. Then we say what got better and what got worse. A small change does not count."
            ),
        )
    )


def _counts(summary: SummaryMaterial) -> Paragraph:
    facts = {fact.column: fact for fact in summary.of.headlines[ALL].facts}
    if "improved" not in facts:
        return paragraph_of([summary.of.headlines[ALL]])
    row = {name: _as_number(fact) for name, fact in facts.items()}
    same = " and {same} stayed much the same" if "no_real_change" in row else ""
    between = "," if same else " and"
    template = (
        "We could check {determined} "
        + plural(row["determined"], "thing", "things")
        + ": {improved} got better"
        + between
        + " {worsened} got worse"
        + same
        + "."
    )
    sentences = [
        sentence(
            template,
            determined=row["determined"],
            improved=row["improved"],
            worsened=row["worsened"],
            same=row.get("no_real_change", ""),
        )
    ]
    if "undetermined" in row:
        sentences.append(sentence("For {more} more we cannot say yet.", more=row["undetermined"]))
    return paragraph_of([*sentences, *_luck(summary.clear)])


def _luck(clear: Mapping[str, float]) -> Iterator[Sentence]:
    """Say how many changes luck is not likely to explain: those that are clear."""
    if not clear:
        return
    parts = [
        (Fact(HEADLINE_COUNTS.name, (measure,), "number", clear[measure], "number"), f" that got {word}")
        for measure, word in (("improved_clear", "better"), ("worsened_clear", "worse"))
        if clear.get(measure)
    ]
    if parts:
        yield sentence("Some of this may be luck. For {clear}, luck is not likely.", clear=join_in_words(parts))
    else:
        yield sentence("All of this may be luck.")


def _as_number(fact: Fact) -> Fact:
    return Fact(fact.table, fact.key, fact.column, fact.value, "number" if fact.value else "none")


def _item(row: Row, summary: SummaryMaterial) -> tuple[Span, ...]:
    """Return one thing that got better or worse: its plain name, the figure and its period, and the figure before.

    The unit is left out where the name has it.
    """
    unit, decimals = str(row["unit"]), int(row["decimals"])

    def fact(column: str, form: Form) -> Fact:
        return Fact(COMPENDIUM.name, (str(row["indicator_id"]),), column, row[column], form, unit, decimals)

    name = summary.names.get(str(row["indicator_id"]), str(row["title"]))
    form: Form = "again" if unit and unit.casefold() in name.casefold() else "figure"
    words = f"it was {{value}} {preposition_of(str(row['period']))} {{period}}."
    figure = sentence(words, value=fact("value", form), period=fact("period", "period"))
    spans = [link(name, card_of(str(row["indicator_id"])), PAGE), Span(": "), *spans_of(figure, capital=False)]
    if not is_missing(row["previous_value"]):
        was = sentence("It was {before} the time before.", before=fact("previous_value", "again"))
        spans += [Span(" "), *spans_of(was)]
    return tuple(spans)


def _standing(summary: SummaryMaterial) -> Iterator[tuple[str, list[Sentence]]]:
    yield "How do we compare?", list(_position(summary.own_position))
    yield "How much money is there?", list(_money(summary.funding))


def _position(row: Row | None) -> Iterator[Sentence]:
    if row is None or is_missing(row["median_rank"]):
        return

    def fact(column: str, form: Form) -> Fact:
        key = (str(row["scope"]), str(row["area_code"]))
        return Fact(POSITIONS.name, key, column, row[column], form)

    yield sentence(
        "Among {n} areas like ours, with the best at the top, we are about {rank}.",
        n=fact("n", "number"),
        rank=fact("median_rank", "rank"),
    )
    yield sentence(
        "We cannot be sure, so we could be as high as {best} or as low as {worst}.",
        best=fact("rank_95_lower", "rank"),
        worst=fact("rank_95_upper", "rank"),
    )


def _money(row: Row | None) -> Iterator[Sentence]:
    if row is None:
        return

    def fact(column: str, form: Form, decimals: int | None = None) -> Fact:
        key = (str(row["financial_year"]),)
        return Fact(FUNDING_YEARS.name, key, column, row[column], form, decimals=decimals)

    yield sentence(
        "In {year} the council had {money} for each person.",
        year=fact("financial_year", "text"),
        money=fact("per_head", "pounds", 0),
    )
    if row["is_lowest"]:
        yield sentence("That was the lowest of {n} such councils.", n=fact("n", "number"))
    yield sentence("The usual sum was {usual}.", usual=fact("class_average", "pounds", 0))


def _more() -> Paragraph:
    return Paragraph(
        (
            Span("The "),
            link("full report", INDEX, PAGE),
            Span(" has every number. It says how sure we are. You can "),
            link("get all the tables", DOWNLOADS, PAGE),
            Span(" too."),
        )
    )


def key_messages(of: Material, page: str) -> str:
    """Return the main sentences of the report as lines of text to paste, with where the numbers come from.

    `page` is a line that says where the figures can be followed.
    """
    own = [one for one in _sentences(of) if one]
    return "\n".join([f"{of.publication}, {of.council}. {of.stage}.", "", *(f"- {line}" for line in own), "", page, ""])


def _sentences(of: Material) -> Iterator[str]:
    yield of.headlines[ALL].text
    yield _text_of(of.evidence)
    for rows, verb in ((of.best, "improved"), (of.worst, "worsened")):
        if rows.empty:
            continue
        yield from (_names(words, one) for words, one in movers_by_strength(rows, verb))
    for paragraph in (of.quartiles, of.position, of.funding, of.targets, of.warnings):
        if paragraph is not None:
            yield _text_of(without_way_on(paragraph))
    yield from (of.headlines[theme].text for theme in of.themes)


def _text_of(paragraph: Paragraph) -> str:
    return "".join(span.text for span in paragraph.spans).strip()


def _names(words: str, rows: pd.DataFrame) -> str:
    return f"{words.removesuffix(' is').removesuffix(':')}: {'; '.join(map(str, rows['title']))}."
