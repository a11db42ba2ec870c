"""The page of targets and risk: how many are on track, which are not, what can still be met, and what is at risk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pandas as pd

from helpers.methods.grant import AT_RISK
from helpers.methods.target_reviews import FLAGGED, best_first
from helpers.present.cells import as_column, is_missing, words_cell
from helpers.present.counted import Counts
from helpers.present.facts import Fact, facts_in, stating
from helpers.present.pages import agreement, reward_grant
from helpers.present.pages.indicator_target import NO_REASON, action_in_words
from helpers.present.pages.target_facts import target_facts, text_facts
from helpers.present.pages.target_outlook import CAVEAT, is_met, missing_table, progress_part
from helpers.present.pages.target_words import (
    WITHOUT_COLOUR,
    actual_in_words,
    aim_in_words,
    chance_in_words,
    colour_cell,
    colours_of_agreement_in_words,
    details_in_words,
    distance_in_words,
    is_coloured,
    rate_in_words,
    rule_in_words,
    why_without_colour,
)
from helpers.present.pages.targets import counts_table, promise_in_words, status_cell, way_in_words
from helpers.present.site_pages import TARGETS, SitePage, card_of, link
from helpers.present.tables import heading, paragraph, table, with_rows_apart
from helpers.present.values import REASON, BulletList, Cell, Column, Paragraph, Part, Span
from helpers.results.agreements import ALL_THEMES
from helpers.results.target_results import ALL_THEMES as ALL_OF_COUNTS
from helpers.results.target_results import STATUS
from helpers.schema.agreements import RISK_BY_THEME
from helpers.schema.site import YEARS_COUNTS
from helpers.schema.targets import TARGET_COUNTS, TARGET_RESULTS
from helpers.verdicts import AMBER, GREEN, RED
from helpers.wording import number_of, singular_or_plural

Row = Mapping[Any, Any]

TITLE: Final = "Is the council on track?"
_GRANT_STEP: Final = "05b_"
NOT_SAID: Final = "Not said"
_ON_THE_WAY: Final = ("reach", "cumulative")
_MOST_AHEAD: Final = 5
_MOST_NAMED: Final = 3


@dataclass(frozen=True)
class TargetTables:
    """The tables of targets and of the agreement of a report, each as its step wrote it.

    `counts`, `stated` and `results` are target_counts, site_counts and target_results; `grants`, `totals`, `risk`,
    `named`, `funds`, `measures` are of the agreement, without a row where there was none. `more` has the path and the
    title of each page that says more.
    """

    results: pd.DataFrame
    counts: pd.DataFrame
    grants: pd.DataFrame
    totals: pd.DataFrame
    risk: pd.DataFrame
    named: pd.DataFrame
    funds: pd.DataFrame
    measures: pd.DataFrame
    areas: pd.DataFrame
    stated: Counts
    council: str
    year: int
    more: Sequence[tuple[str, str]] = ()

    @property
    def any(self) -> bool:
        """Whether the report has targets, or an agreement with a grant."""
        return bool(len(self.results) or len(self.grants) or len(self.risk))

    @cached_property
    def records(self) -> Sequence[Row]:
        """The rows of `results`."""
        return self.results.to_dict("records")


def targets_page(of: TargetTables) -> SitePage:
    """Return the page of targets and risk of a report that has some."""
    parts: list[Part] = [*_by_theme(of), *_at_risk(of), *_missing(of), *_outlook(of), *_ahead(of), *_grant(of)]
    # without a grant its page says nothing
    more = [(path, title) for path, title in of.more if len(of.grants) or not path.startswith(_GRANT_STEP)]
    if more:
        parts.append(_ways_on(more))
    lead = facts_in(words, _whole_facts(of)) if (words := whole_in_words(of)) else ()
    return SitePage(TARGETS, TITLE, tuple(map(with_rows_apart, parts)), lead, section=TARGETS)


def _whole_facts(of: TargetTables, theme: str = "") -> list[Fact | None]:
    """Return what `whole_in_words` states."""
    printed = of.risk[of.risk["theme"].eq(theme or ALL_THEMES)].to_dict("records")
    if printed:
        row = printed[0]
        key = tuple(str(row[name]) for name in RISK_BY_THEME.key)
        counted = [Fact(RISK_BY_THEME.name, key, name, row[name], "number") for name in ("with_status", *_COLOURS)]
        return [*counted, Fact(YEARS_COUNTS.name, ("year",), "number", of.year, "year")]
    counts = of.counts[of.counts["theme"].eq(theme or ALL_OF_COUNTS) & of.counts["kind"].eq(STATUS)].to_dict("records")
    if not counts or not counts[0]["all"]:
        return []
    row = counts[0]
    without = [name for name in WITHOUT_COLOUR if row[name]]
    alone = [name for name in without if name != "not_due"]
    rest = [*(["not_due"] if row["not_due"] else []), *(alone if len(alone) == 1 else [])]
    names = ["all", *_COLOURS, *rest] if row["coloured"] else ["all", *without]
    facts: list[Fact | None] = [
        Fact(TARGET_COUNTS.name, (str(row["theme"]), STATUS), name, row[name], "number") for name in names
    ]
    far = [one for one in of.records if theme in ("", one["theme"]) and not is_missing(one["progress_percent"])]
    if row["coloured"]:
        return facts
    return [*facts, *(_of_target(one, "progress_percent", 1) for one in far[:_MOST_NAMED])]


def _of_target(row: Row, column: str, decimals: int | None = None) -> Fact:
    return Fact(TARGET_RESULTS.name, (str(row["target_id"]),), column, row[column], "text", decimals=decimals)


_COLOURS: Final = ("green", "amber", "red")


def whole_in_words(of: TargetTables, theme: str = "") -> str:
    """Say in one sentence how many targets of a report, or of one of its themes, have each colour.

    Where a report printed counts of its own by theme, those are said. Blank where there is nothing to say.
    """
    printed = of.risk[of.risk["theme"].eq(theme or ALL_THEMES)].to_dict("records")
    if printed:
        row = printed[0]
        return (
            f"Of {number_of(int(row['with_status']), 'indicator')} with a status, {_colours(row)}, as the report of "
            f"{of.year} counts them."
        )
    counts = of.counts[of.counts["theme"].eq(theme or ALL_OF_COUNTS) & of.counts["kind"].eq(STATUS)].to_dict("records")
    if not counts or not counts[0]["all"]:
        return ""
    row = counts[0]
    if row["coloured"]:
        rest, waiting = int(row["all"]) - int(row["coloured"]) - int(row["not_due"]), int(row["not_due"])
        not_due = f"; {waiting} {singular_or_plural(waiting, 'is', 'are')} not due yet" if waiting else ""
        without = f"; {rest} {singular_or_plural(rest, 'has', 'have')} no colour" if rest else ""
        return f"Of {number_of(int(row['all']), 'target')}, {_colours(row)}{not_due}{without}."
    own = [one for one in of.records if theme in ("", one["theme"])]
    why = why_without_colour(row, own)
    if int(row["all"]) == 1:
        return f"The only target has no colour, as it {why[0][1]}{_how_far(own)}."
    causes = [f"{number} {words}" for number, words in why]
    both = " and ".join(filter(None, (", ".join(causes[:-1]), causes[-1])))
    return f"None of the {row['all']} targets has a colour, as {both}{_how_far(own)}."


def _colours(row: Row) -> str:
    verb = singular_or_plural(int(row["green"]), "is", "are")
    return f"{row['green']} {verb} {GREEN.lower()}, {row['amber']} {AMBER.lower()} and {row['red']} {RED.lower()}"


def _how_far(rows: Sequence[Row]) -> str:
    """Say of targets without a colour how much of the way is done, by name, where that is known."""
    words = [f"{row['title']} is {way_in_words(row)}" for row in rows if not is_missing(row["progress_percent"])]
    named = words[:_MOST_NAMED]
    both = " and ".join(filter(None, (", ".join(named[:-1]), named[-1]))) if named else ""
    return f": {both}" if named else ""


def targets_sentence(of: TargetTables, page: str, theme: str = "") -> Paragraph | None:
    """Return what a page says of the targets of the report, or of a theme, with the way to all; None for none."""
    words = whole_in_words(of, theme)
    if not words:
        return None
    return Paragraph(
        (*facts_in(f"{words} ", _whole_facts(of, theme)), link("Targets and risk", TARGETS, page), Span("."))
    )


def _by_theme(of: TargetTables) -> Iterator[Part]:
    """Give the number of each colour by theme, as the report printed it or as it follows from the targets."""
    if len(of.risk):
        yield agreement.risk_parts(of.risk, of.year, counts_above=True)
        return
    made = counts_table(of.results, of.counts)
    if made is not None and any(map(is_coloured, of.records)):
        yield heading("How many are at risk, by theme?")
        yield made


_AT_RISK: Final = (
    Column("name", "Target", header=True),
    Column("colour", "Status"),
    Column("off", "How far off"),
    Column("why", "Why", quoted=True),
    Column("done", "What is done", quoted=True),
)


def _at_risk(of: TargetTables) -> Iterator[Part]:
    """Give every red and amber target by name, with how far off it is, why, and what is done."""
    grants = {str(row["reference"]): row for row in of.grants.to_dict("records") if row["reference"]}
    lines = [*_flagged_targets(of, grants), *_flagged_of_agreement(of, grants)]
    lines.sort(key=lambda line: (0 if line["is_red"] else 1, line["order"]))
    yield heading("Which are red or amber?")
    if not lines:
        yield paragraph("None is known to be: no target has one of these colours.")
        return
    frame = pd.DataFrame(lines)
    made = frame.assign(**{name: as_column(list(frame[name]), frame.index) for name in ("name", "colour", "off")})
    if len(of.risk):
        yield _counted(of)
    yield table(made, "Red and amber, by people or by rule, the red first", list(_AT_RISK))


def _counted(of: TargetTables) -> Paragraph:
    """Say how many red and amber indicators a report counts, as it does not name all of them."""
    whole = of.risk[of.risk["theme"].eq(ALL_THEMES)].iloc[0].to_dict()
    words = f"The report counts {whole['red']} as red and {whole['amber']} as amber. It does not name all of them."
    stated = [Fact(RISK_BY_THEME.name, (ALL_THEMES,), name, whole[name], "number") for name in ("red", "amber")]
    return stating(paragraph(words), stated)


def _line(name: Cell, colour: Cell, off: str, words: Sequence[str], *, is_red: bool) -> dict[str, Any]:
    return {
        "name": name, "colour": colour, "off": words_cell(off or NOT_SAID), "why": words[0] or NO_REASON,
        "done": words[1], "is_red": is_red, "order": name.text.casefold(),
    }  # fmt: skip


def _flagged_targets(of: TargetTables, grants: Mapping[str, Row]) -> Iterator[dict[str, Any]]:
    by_report = {str(row["target_id"]): row for row in of.named.to_dict("records") if row["target_id"]}
    for row in of.records:
        if row["status"] in FLAGGED or row["calculated"] in FLAGGED:
            named = by_report.get(str(row["target_id"]), {})
            words = (aim_in_words(row), actual_in_words(row), distance_in_words(row), rule_in_words(row))
            colours = colours_of_agreement_in_words(named, row["status"])
            yield _line(
                _name(row, grants.get(str(row["reference"]))),
                colour_cell(row),
                "; ".join(filter(None, (*words, colours))),
                (str(row["commentary"]), action_in_words(row)),
                is_red=row["status"] == RED,
            )


def _flagged_of_agreement(of: TargetTables, grants: Mapping[str, Row]) -> Iterator[dict[str, Any]]:
    """Give the red and amber indicators of an agreement that are not among the red and amber targets."""
    by_target = {str(row["target_id"]): row for row in of.records}
    flagged = {name for name, row in by_target.items() if row["status"] in FLAGGED or row["calculated"] in FLAGGED}
    for row in of.named.to_dict("records"):
        status = row["status"] or row["status_of_grant"]
        if status not in FLAGGED or row["target_id"] in flagged:
            continue
        target = by_target.get(str(row["target_id"]))
        off = ("" if target is None else details_in_words(target), colours_of_agreement_in_words(row))
        yield _line(
            _name(row, grants.get(str(row["reference"]))),
            status_cell(status),
            "; ".join(filter(None, off)),
            (str(row["facts"]), action_in_words({"remedial_action": row["action"], "action_by": ""})),
            is_red=status == RED,
        )
    above = {*of.named["reference"], *(str(by_target[name]["reference"]) for name in flagged)}
    for reference, grant in grants.items():
        if grant["status"] in AT_RISK and reference not in above:
            words = (str(grant["note"]), action_in_words({"remedial_action": ""}))
            yield _line(_name(grant, grant), status_cell(grant["status"]), "", words, is_red=grant["status"] == RED)


def _name(row: Row, grant: Row | None = None) -> Cell:
    """Return a target with its number, as a link to the card of its indicator if it has one; its theme is below.

    `grant` is the row of its grant, whose part that is at risk or lost is said.
    """
    title = f"{row['reference']} {row['title']}".strip()
    indicator = row.get("indicator_id")
    first = link(title, card_of(str(indicator)), TARGETS) if indicator else Span(title)
    at_stake = "" if grant is None else f", {reward_grant.grant_at_stake(grant)}"
    return Cell((first, Span(f"{row['theme']}{at_stake}", REASON)))


def _missing(of: TargetTables) -> Iterator[Part]:
    """Give what each target lacks for a colour, and who has to supply it."""
    made = missing_table(of.results)
    if made is not None:
        yield heading("What is missing for a colour?")
        yield made


_OUTLOOK: Final = (
    Column("name", "Target", header=True),
    Column("aim", "Aim"),
    Column("way", "So far"),
    Column("rate", "Needs, and had"),
    Column("realism", "Is it realistic?"),
)


def _outlook(of: TargetTables) -> Iterator[Part]:
    """Give what is left of each target that is not met: progress, the rate it needs, and the chance by forecast."""
    open_ones = [row for row in of.records if row["type"] in _ON_THE_WAY and not is_met(row)]
    if not open_ones:
        return
    yield heading("What can still be met?")
    yield from progress_part(of.results)
    with_figure = [row for row in open_ones if not is_missing(row["actual"])]
    if with_figure:
        rows = pd.DataFrame({"realism": [_realism(row) for row in with_figure]})
        cells = {
            "name": [_name(row) for row in with_figure],
            "aim": [words_cell(promise_in_words(row)) for row in with_figure],
            "way": [_so_far(row) for row in with_figure],
            "rate": [_rate(row) for row in with_figure],
        }
        frame = rows.assign(**{name: as_column(column, rows.index) for name, column in cells.items()})
        yield table(frame, "What is left, and the rate that it takes", list(_OUTLOOK))
    without = [row for row in open_ones if is_missing(row["actual"])]
    if without:
        names = "; ".join(f"{row['title']} ({promise_in_words(row)})" for row in without)
        facts = [fact for row in without for fact in _promise_facts(row)]
        yield stating(paragraph(f"No figure is known for: {names}."), facts)
    yield paragraph(CAVEAT)


def _promise_facts(row: Row) -> list[Fact]:
    """Return the figure and the period of a target, as `promise_in_words` prints them."""
    names = [name for name in ("target_value", "target_lower", "target_upper") if not is_missing(row[name])]
    facts = [_of_target(row, name) for name in names]
    if row["target_period"]:
        key = (str(row["target_id"]),)
        facts.append(Fact(TARGET_RESULTS.name, key, "target_period", row["target_period"], "period"))
    return facts


def _so_far(row: Row) -> Cell:
    cell = words_cell(actual_in_words(row))
    if is_missing(row["progress_percent"]):
        return cell
    return cell.with_spans(Span(way_in_words(row), REASON))


def _rate(row: Row) -> Cell:
    if is_missing(row["required_rate"]):
        why = str(row["rate_reason"])
        cell = words_cell("Not known")
        return cell.with_spans(Span(why, REASON)) if why else cell
    return words_cell(rate_in_words(row))


def _realism(row: Row) -> str:
    chance = chance_in_words(row)
    return f"{row['realism']} {chance[:1].upper()}{chance[1:]}." if chance else str(row["realism"])


def _ahead(of: TargetTables) -> Iterator[Part]:
    """Give the targets whose figures are furthest better than due, by name."""
    best = best_first(of.results).head(_MOST_AHEAD).to_dict("records") if len(of.results) else []
    if best:
        yield heading("Furthest ahead of target")
        yield BulletList(tuple(map(_ahead_in_words, best)))


def _ahead_in_words(row: Row) -> tuple[Span, ...]:
    name = _name(row).spans[0]
    first = (name,) if name.href else facts_in(name.text, text_facts(row, "reference", "title"))
    return (*first, *facts_in(f": {details_in_words(row)}.", target_facts(row)))


def _grant(of: TargetTables) -> Iterator[Part]:
    """Give the reward grant, the pooled fund and what the government was asked for, where there was an agreement."""
    if of.grants.empty:
        yield agreement.measures_parts(of.measures, of.stated, has_agreement=False)
    else:
        yield heading("What reward grant is at risk?")
        yield reward_grant.opening(of.grants, of.totals, of.council, of.year)
        yield reward_grant.totals_tables(of.totals)
        yield reward_grant.forecast_in_short(of.totals)
        yield agreement.fund_parts(of.funds)
        yield agreement.measures_parts(of.measures, of.stated, has_agreement=True)
    yield agreement.areas_parts(of.areas, of.stated)


def _ways_on(more: Sequence[tuple[str, str]]) -> Paragraph:
    spans = [Span("All targets, rules and options: ")]
    for number, (path, title) in enumerate(more):
        spans += [*([Span(", ")] if number else []), link(title, path, TARGETS)]
    return Paragraph((*spans, Span(".")))
