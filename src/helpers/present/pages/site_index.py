"""The first screen of the compendium: what is best and worst by name, the counts and how sure they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from helpers.markers import markers_beside
from helpers.present.cells import direction_cell, format_number, is_missing
from helpers.present.counted import Counts
from helpers.present.facts import Fact, Form, Sentence, facts_in, plural, sentence, spans_of, stating
from helpers.present.figures import figure_again, figure_in_words
from helpers.present.narrative_headline import headline_statements
from helpers.present.pages.site_about import NOT_ISSUED, WAYS_ON_TITLE, About, about_report
from helpers.present.pages.site_words import ANY_QUARTILE, how_sure_of_quartile, strength_in_words
from helpers.present.periods import period_in_words, preposition_of
from helpers.present.site_pages import AROUND, DOWNLOADS, INDEX, INDICATORS, LOGS, YEARS, SitePage, card_of, link
from helpers.present.tables import heading, joined, paragraph
from helpers.present.values import (
    Beside,
    BulletList,
    Cell,
    Entries,
    Entry,
    Paragraph,
    Part,
    Parts,
    Span,
    Sparkline,
)
from helpers.results.first_screen import ADDED, DOWN, DROPPED, MOST_NAMED, NAMED_CHANGES, NEWER, RESTATED, UP
from helpers.results.headline_facts import ALL
from helpers.schema.comparison import COMPARISONS
from helpers.schema.compendium import COMPENDIUM
from helpers.schema.narrative import HEADLINE_FACTS
from helpers.schema.site import YEARS_COUNTS
from helpers.schema.types import no_rows
from helpers.verdicts import ordinal, printed_rank
from helpers.wording import singular_or_plural

if TYPE_CHECKING:
    from helpers.assurance.logs import Limit

DIRECTIONS: Final = "03_direction_of_travel.html"
"""The page of the notebook on direction of travel."""

MOST_LINKED: Final = 6
"""How many indicators of one kind of change are named; the rest are counted."""


@dataclass(frozen=True)
class FirstScreen:
    """What the first screen is made from, each part by the function that makes it.

    `best` and `worst` are the frames of `first_screen.best_and_worst`, `facts` is the table headline_facts, `counts`
    has the headline figures and what is said of them, `changes` is the frame of `first_screen.changes_since`, None
    where there is no earlier report, `earlier` is the year of that report and `stated` the table years_counts. `box`
    says in short what the council's own report printed, `focus` has the areas for continued focus, `agreement` what a
    reward grant is worth, `targets` what is said of targets, `warnings` the early warnings in one line, `beside` how
    the target of an indicator stands, by its name, `in_year` what figures of parts of a year say, None without any,
    `funding` where the council stands.
    """

    about: About
    facts: pd.DataFrame
    best: pd.DataFrame
    worst: pd.DataFrame
    comparisons: pd.DataFrame
    sparklines: Mapping[str, Cell]
    counts: Parts
    position: Paragraph
    changes: pd.DataFrame | None
    box: Part | None
    themes: Beside
    other_pages: Sequence[tuple[str, str]]
    limits: Sequence[Limit] = ()
    focus: Part | None = None
    targets: Paragraph | None = None
    warnings: Paragraph | None = None
    beside: Mapping[str, str] = field(default_factory=dict)
    earlier: int | None = None
    stated: pd.DataFrame | None = None
    agreement: Part | None = None
    in_year: Paragraph | None = None
    funding: Paragraph | None = None


def site_index(screen: FirstScreen) -> SitePage:
    """Return the first page: the whole in a sentence, the best and the worst by name, and then all that explains it."""
    about = screen.about
    parts: list[Part] = [
        Beside((_named(screen, screen.best, "best"), _named(screen, screen.worst, "worst"))),
        paragraph(_order(about)),
        heading("How many improved, and how sure is that?"),
        screen.counts,
        heading(f"Where does {about.council} stand?"),
        screen.position,
        *((heading("Is the council on track?"), screen.targets) if screen.targets is not None else ()),
        *((heading("How much money is there for each person?"), screen.funding) if screen.funding is not None else ()),
        *((heading("Is there an early warning?"), screen.warnings) if screen.warnings is not None else ()),
        heading(f"What changed since {f'the report of {screen.earlier}' if screen.earlier else 'an earlier report'}?"),
        changes_part(screen.changes, screen.earlier, screen.stated),
    ]
    if screen.agreement is not None:
        parts += [heading("What is the reward grant worth?"), screen.agreement]
    if screen.in_year is not None:
        way = link("Every figure of a quarter or a half year", DIRECTIONS, INDEX)
        parts += [
            heading("What do quarters and half years say?"),
            screen.in_year,
            Paragraph((way, Span("."))),
        ]
    if screen.focus is not None:
        parts += [heading("Areas for continued focus"), screen.focus]
    if screen.box is not None:
        parts += [heading("Why does the council's own report have other numbers?"), screen.box]
    parts += [heading("Themes and dashboards"), screen.themes]
    parts += [heading(WAYS_ON_TITLE), _ways_on(screen.other_pages)]
    if screen.limits:
        parts += [heading("What this report cannot say"), *limits_in_short(screen.limits)]
    parts += [heading("About this report"), about_report(about)]
    title = _whole(screen.facts, about.council)
    lead = (Span(NOT_ISSUED),) if about.issued is None else ()
    return SitePage(INDEX, title.text, tuple(parts), lead, heading=spans_of(title))


def whole_in_words(facts: pd.DataFrame, council: str) -> str:
    """Say in a few words how many indicators improved and worsened; `facts` is the table headline_facts.

    Columns needed    theme, determined, improved, worsened, and those of the table where nothing is determined
    """
    return _whole(facts, council).text


def _whole(facts: pd.DataFrame, council: str) -> Sentence:
    rows = facts[facts["theme"].eq(ALL)]
    if rows.empty:
        return sentence("{council}: nothing is counted", council=council)
    row = rows.iloc[0]
    if not row["determined"]:
        whole = headline_statements(rows)[ALL].pieces
        return Sentence((*whole[:-1], str(whole[-1]).rstrip(".")))
    improved = Fact(HEADLINE_FACTS.name, (ALL,), "improved", row["improved"], "count")
    worsened = Fact(HEADLINE_FACTS.name, (ALL,), "worsened", row["worsened"], "none")
    noun = plural(improved, "indicator", "indicators")
    template = "{improved} " + noun + " improved and {worsened} worsened in {council}"
    return sentence(template, "headline", improved=improved, worsened=worsened, council=council)


def _named(screen: FirstScreen, rows: pd.DataFrame, which: str) -> Parts:
    number = {MOST_NAMED: "Five ", 1: "The ", 0: "The "}.get(len(rows), f"The {len(rows)} ")
    if rows.empty:
        verb = "improved" if which == "best" else "worsened"
        return joined(heading(f"{number}{which}"), paragraph(f"No counted indicator {verb}."))
    compared = {row["indicator_id"]: row for row in screen.comparisons.to_dict("records")}
    entries = [
        entry_of(
            row,
            compared.get(row["indicator_id"], {}),
            screen.about.group,
            _line(screen.sparklines, row),
            screen.beside.get(row["indicator_id"], ""),
        )
        for row in rows.to_dict("records")
    ]
    return joined(heading(f"{number}{which}"), Entries(tuple(entries)))


def _line(sparklines: Mapping[str, Cell], row: Mapping[Any, Any]) -> Sparkline | None:
    cell = sparklines.get(row["indicator_id"])
    return None if cell is None else cell.sparkline


def entry_of(
    row: Mapping[Any, Any], compared: Mapping[Any, Any], group: str, line: Sparkline | None, target: str = ""
) -> Entry:
    """Return an indicator as an entry of the best or the worst: its figure, the one before, rank, quartile, England.

    `row` is one of the table compendium, `compared` that of comparisons, empty if there is none; `target` says how its
    target stands.
    """
    unit, decimals = str(row["unit"]), int(row["decimals"])
    marks = "".join(
        f" {mark}"
        for mark in markers_beside(str(row["marker"] or ""), provisional=row["provisional"], derived=row["derived"])
    )

    def fact(column: str, form: Form = "again") -> Fact:
        return Fact(COMPENDIUM.name, (str(row["indicator_id"]),), column, row[column], form, unit, decimals)

    figure = figure_in_words(row["value"], unit, decimals) + marks
    spans = [
        Span(figure, "figure", fact=fact("value").fact_id, value=row["value"]),
        Span(f" {preposition_of(str(row['period']))} "),
        *facts_in(period_in_words(str(row["period"])), [fact("period", "period")]),
    ]
    if not is_missing(row["previous_value"]):
        before = f", from {figure_again(row['previous_value'], unit, decimals)}"
        spans += facts_in(before, [fact("previous_value")])
    ranks = [] if is_missing(row["rank"]) else [fact("rank", "rank"), fact("n", "number")]
    if ranks and not is_missing(row["quartile"]):
        ranks += [fact(name, "rank") for name in ("quartile", *_ends_said(row))]
    spans += [
        Span(". "),
        *_judged(row),
        Span(f"; {target}. " if target else ". "),
        *facts_in(_standing(row, compared, group), ranks),
        Span(" "),
    ]
    spans += _england(compared, unit, decimals)
    return Entry((link(str(row["title"]), card_of(row["indicator_id"]), INDEX),), tuple(spans), line)


def _ends_said(row: Mapping[Any, Any]) -> Sequence[str]:
    """Return the columns of the ends of the quartiles that the council could be in, as `how_sure_of_quartile` says."""
    sure = how_sure_of_quartile(row)
    if " to " in sure:
        return ("quartile_best", "quartile_worst")
    if sure.startswith(("or ", "perhaps ")):
        return ("quartile_best",) if row["quartile_best"] != row["quartile"] else ("quartile_worst",)
    return ()


def _judged(row: Mapping[Any, Any]) -> Iterable[Span]:
    yield from direction_cell(row["direction"]).spans
    if words := strength_in_words(row["direction"], row["evidence"]):
        yield Span(f" {words}" if words == "clearly" else f", {words}")


def _standing(row: Mapping[Any, Any], compared: Mapping[Any, Any], group: str) -> str:
    """Say where the council is in the group, and which quartiles it could be in."""
    if is_missing(row["rank"]):
        return f"No rank among {group}."
    period = compared.get("period")
    of_period = "" if is_missing(period) or period == row["period"] else f" for {period_in_words(str(period))}"
    rank = f"{printed_rank(int(row['rank']), int(row['n']), int(row['tied']))} {group}{of_period}"
    return f"{rank}{'' if is_missing(row['quartile']) else f', {quartile_in_words(row)}'}."


def quartile_in_words(row: Mapping[Any, Any]) -> str:
    """Say in which quartile an indicator is, and how sure that is; `row` is one of the table compendium.

    >>> quartile_in_words({"quartile": 3, "quartile_best": 2, "quartile_worst": 4})
    '3rd quartile (could be 2nd to 4th)'
    """
    sure = how_sure_of_quartile(row)
    could = "could be " if " to " in sure or sure == ANY_QUARTILE else ""
    return f"{ordinal(int(row['quartile']))} quartile ({could}{sure})"


def _england(compared: Mapping[Any, Any], unit: str, decimals: int) -> tuple[Span, ...]:
    if is_missing(compared.get("england")):
        return (Span("England: no figure."),)
    key = (str(compared["indicator_id"]),)
    england = Fact(COMPARISONS.name, key, "england", compared["england"], "again", unit, decimals)
    return spans_of(sentence("England: {england}.", england=england))


def _order(about: About) -> str:
    return (
        f"Clear changes come first, then the rank among {about.group}. Only indicators that the headline counts are "
        "listed, and one of several that measure the same thing, or one thing in several ways or for several groups. "
        "In brackets: the quartiles that the council could be in, as figures go up and down."
    )


def changes_part(changes: pd.DataFrame | None, earlier: int | None, stated: pd.DataFrame | None = None) -> Part:
    """Return what changed since the report of an earlier year, by name where it can be; or that it is not known.

    `changes` is the frame of `first_screen.changes_since`, None where there is no such report; `stated` is the table
    years_counts, None where no sentence is to say which cell its figures are.
    """
    if changes is None:
        return paragraph("No report of an earlier year has been made, so what changed since then is not shown.")
    counts = Counts(YEARS_COUNTS, no_rows(YEARS_COUNTS) if stated is None else stated)
    items = [item for what in CHANGED if (item := _changed(changes, what, counts))]
    if items:
        return BulletList(tuple(items))
    nothing = paragraph(f"Nothing changed since the report of {earlier}.")
    return stating(nothing, [counts.fact("earlier_year", "year")])


CHANGED: Final[Mapping[str, tuple[str, str]]] = {
    UP: ("indicator is in a better quartile", "indicators are in a better quartile"),
    DOWN: ("indicator is in a worse quartile", "indicators are in a worse quartile"),
    RESTATED: ("figure has been corrected by its publisher", "figures have been corrected by their publishers"),
    NEWER: ("indicator has a newer figure", "indicators have a newer figure"),
    ADDED: ("indicator has a figure for the first time", "indicators have a figure for the first time"),
    DROPPED: ("indicator has no figure any more", "indicators have no figure any more"),
}
"""Each kind of change in words, for one indicator and for several."""


def _changed(changes: pd.DataFrame, what: str, counts: Counts) -> tuple[Span, ...]:
    rows = changes[changes["what"].eq(what)].to_dict("records")
    if not rows:
        return ()
    spans = [*facts_in(changed_in_words(what, len(rows)), [counts.fact(what)])]
    if what not in NAMED_CHANGES:
        return *spans, Span(".")
    for number, row in enumerate(rows[:MOST_LINKED]):
        spans += [Span(": " if number == 0 else "; "), link(str(row["title"]), card_of(row["indicator_id"]), INDEX)]
    more = len(rows) - MOST_LINKED
    end = f"; and {format_number(more, 0)} more." if more > 0 else "."
    return *spans, *facts_in(end, [counts.fact(f"{what}_not_named")])


def changed_in_words(what: str, number: int) -> str:
    """Return how many indicators changed in one way, as `CHANGED` says it.

    >>> changed_in_words("up", 1), changed_in_words("newer", 247)
    ('1 indicator is in a better quartile', '247 indicators have a newer figure')
    """
    return f"{format_number(number, 0)} {singular_or_plural(number, *CHANGED[what])}"


def _ways_on(other_pages: Sequence[tuple[str, str]]) -> BulletList:
    """Return the ways to the list of indicators, the tables, and the pages of the notebooks."""
    first = (
        (link("All indicators from A to Z", INDICATORS, INDEX), Span(": each with a page of its own.")),
        (link("Delivery and context", AROUND, INDEX), Span(": what the council did, and what others said of it.")),
        (link("Years side by side", YEARS, INDEX), Span(": all that changed, and this report beside earlier ones.")),
        (link("Downloads", DOWNLOADS, INDEX), Span(": every table behind this report.")),
    )
    pages = tuple((link(title, path, INDEX),) for path, title in other_pages)
    return BulletList((*first, *pages))


def limits_in_short(limits: Sequence[Limit]) -> tuple[BulletList, Paragraph]:
    """Return the first sentence of each thing that the report cannot say, and the way to all of it."""
    items = tuple((Span(re.split(r"(?<=[.!?]) (?=[A-Z])", limit.text, maxsplit=1)[0]),) for limit in limits)
    words = (Span("In full, with what each rests on: "), link("Assurance", LOGS, INDEX), Span("."))
    return BulletList(items), Paragraph(words)
