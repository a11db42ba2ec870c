"""The tiles and sentences of the first page with the cell of a table that each of their numbers states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pandas as pd

from helpers.present.counted import Counts
from helpers.present.facts import Fact, Form, facts_in, stating
from helpers.present.method_facts import method_fact
from helpers.present.pages.governance import CALENDAR
from helpers.present.pages.record import IN_A_TRIAL
from helpers.present.sentences import own_position
from helpers.present.site_pages import AROUND, INDEX, link
from helpers.present.values import Cell, Headline, Headlines, Paragraph, Span
from helpers.results.rule_record import ALL_SCALES, EVIDENCE, TOLERANCE
from helpers.schema.narrative import HEADLINE_COUNTS
from helpers.schema.position import POSITIONS
from helpers.schema.record import RULE_RECORD
from helpers.schema.site import YEARS_COUNTS
from helpers.stages import FINAL
from helpers.verdicts import POSITION_METHODS, RANK_LEVELS
from helpers.wording import singular_or_plural

_DIRECTIONS: Final = ("improved", "no_real_change", "worsened")


class HeadlineCounts(Counts):
    """The counts of the table headline_counts as facts, and the sentences that state them."""

    def __init__(self, counts: pd.DataFrame) -> None:
        super().__init__(HEADLINE_COUNTS, counts)

    def due(self, stage: str, *, has_calendar: bool = False) -> tuple[Span, ...]:
        """Say whether the figures are initial or final, and how many of comparators are due; nothing if not counted.

        With a release calendar, a link leads to when they are expected.
        """
        figures, indicators = (self.numbers.get(name) for name in ("figures_due", "indicators_due"))
        if figures is None or indicators is None:
            return ()
        begins = "Final." if stage == FINAL else "Initial."
        if not self.numbers.get("ranked"):
            return (Span(f"{begins} No indicator is ranked."),)
        if not figures:
            return (Span(f"{begins} No figure of a comparator is still due."),)
        of_figures = f"{figures:.0f} {singular_or_plural(figures, 'figure', 'figures')} of comparators"
        of_indicators = f"{indicators:.0f} ranked {singular_or_plural(indicators, 'indicator', 'indicators')}"
        are = singular_or_plural(figures, "is", "are")
        text = f"{begins} {of_figures} {are} still due, for {of_indicators}."
        spans = facts_in(text, [self.fact("figures_due"), self.fact("indicators_due")])
        return (*spans, Span(" "), link(CALENDAR, AROUND, INDEX), Span(".")) if has_calendar else spans

    def tiles(self, headlines: Headlines) -> Headlines:
        """Return the headline figures of `headline.headline`, each with what it states."""
        names = (*_DIRECTIONS, "cannot_be_determined", "top_half")
        tiles = list(map(self._tile, headlines.figures, headlines.cells, names))
        return Headlines(tuple(figure for figure, _ in tiles), tuple(cell for _, cell in tiles))

    def _tile(self, figure: Headline, cell: Cell, name: str) -> tuple[Headline, Cell]:
        if name in _DIRECTIONS:
            clear = self.fact(f"{name}_clear", unless=name)
            note = [self.fact(f"{name}_percent", "share"), self.fact("determined"), clear]
        else:
            note = [self.fact("ranked" if name == "top_half" else "total")]
        spans = facts_in(figure.note, note) if figure.note else ()
        return replace(figure, note_spans=spans), replace(cell, spans=facts_in(cell.text, [self.fact(name)]))

    def evidence(self, paragraph: Paragraph, rule_record: pd.DataFrame, *, by_evidence: bool) -> Paragraph:
        """Return the paragraph of `evidence.headline_paragraph` with what it states; `rule_record` is the table."""
        by_chance = [self.fact("tested"), self.fact("by_chance", "expected")]
        if by_evidence:
            first = [self.fact("improved"), self.fact("total"), self.fact("worsened"), *by_chance]
        else:
            counts = (self.fact("total"), *self._with_clear("improved"), *self._with_clear("worsened"))
            first = [*counts, *by_chance]
        stay = [
            self.fact("clear"),
            *(() if by_evidence else self.some("no_real_change_clear")),
            self.fact("stay", unless="clear"),
            method_fact("by_chance_at_most", "of_100"),
            self.fact("stay_any", unless="clear"),
        ]
        return stating(paragraph, [*first, *_false_alarms(paragraph, rule_record), *stay])

    def _with_clear(self, name: str) -> Iterator[Fact | None]:
        yield from (self.fact(name), self.fact(f"{name}_clear", unless=name))

    def coverage(self, paragraph: Paragraph | None, year: int) -> Paragraph | None:
        """Return the sentence of `headline.coverage` with what it states; None without one."""
        if paragraph is None:
            return None
        of_year = Fact(YEARS_COUNTS.name, ("year",), "number", year, "year")
        return stating(paragraph, [self.fact("with_figure"), self.fact("total"), of_year])

    def statuses(self, paragraph: Paragraph) -> Paragraph:
        """Return the sentences on provisional and derived figures with what they state."""
        return stating(paragraph, self._statuses("total"))

    def quartiles(self, paragraph: Paragraph, bases: pd.DataFrame) -> Paragraph:
        """Return the sentence of `quartile_sentence` with what it states; `bases` is the table quartile_bases."""
        if not self.numbers.get("ranked"):
            return paragraph
        quartiles = [self.fact(f"quartile_{number}") for number in (1, 2, 3, 4)]
        usual = bases.set_index("part")["share_percent"]["top_half"]
        average = Fact("quartile_bases", ("top_half",), "share_percent", usual, "text", decimals=1)
        top = self.fact("top_half_percent", "share")
        return stating(paragraph, [self.fact("ranked"), *quartiles, top, average, *self._statuses("ranked", "ranked_")])

    def _statuses(self, total: str, before: str = "") -> Iterator[Fact | None]:
        for status in ("provisional", "derived"):
            if self.numbers.get(f"{before}{status}"):
                yield from (self.fact(total), self.fact(f"{before}{status}"))


def _false_alarms(paragraph: Paragraph, rule_record: pd.DataFrame) -> Iterator[Fact]:
    """Give the two rates of the sentence on past figures made to stand still, where it is said."""
    if IN_A_TRIAL not in repr(paragraph):
        return
    rows = rule_record[rule_record["scale"].eq(ALL_SCALES)].set_index("rule")["false_alarm_percent"]
    for rule in (TOLERANCE, EVIDENCE):
        yield Fact(RULE_RECORD.name, (rule, ALL_SCALES), "false_alarm_percent", rows[rule], "of_100")


def state_position(paragraph: Paragraph, positions: pd.DataFrame, theme: str = "") -> Paragraph:
    """Return the sentence of `position_sentence` with what it states; `positions` is the table."""
    own = own_position(positions, theme)
    if own is None:
        return paragraph
    key = (str(own["scope"]), str(own["area_code"]))
    if pd.isna(own["rank"]):
        return stating(paragraph, [Fact(POSITIONS.name, key, "reason", own["reason"], "text")])

    def fact(column: str, form: Form = "rank") -> Fact:
        return Fact(POSITIONS.name, key, column, own[column], form)

    def span(lower: str, upper: str) -> Iterator[Fact | None]:
        yield fact(lower)
        yield fact(upper) if own[lower] != own[upper] else None

    facts: list[Fact | None] = [fact("n", "number"), fact("top_half_probability", "in_100"), fact("median_rank")]
    for level in RANK_LEVELS:
        facts += [*span(f"rank_{level}_lower", f"rank_{level}_upper"), method_fact(f"ranks_{level}", "per_100")]
    ordered = sorted(POSITION_METHODS, key=lambda name: own[name])
    methods = () if theme else (*span(ordered[0], ordered[-1]), method_fact("position_methods"))
    return stating(paragraph, [*facts, *methods])
