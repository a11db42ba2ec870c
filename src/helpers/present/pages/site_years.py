"""The page that sets years side by side: reports made with this project, and those that the council printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pandas as pd

from helpers.present.cells import as_column, format_number, is_missing, signed_number, words_cell
from helpers.present.counted import Counts, printed_facts
from helpers.present.facts import Fact, facts_in, paragraph_of, plural, sentence, stating
from helpers.present.figures import figure_again, unit_again
from helpers.present.pages.funding_words import in_a_row
from helpers.present.pages.reconciliation import short_paragraph
from helpers.present.pages.site_index import CHANGED, MOST_LINKED, changed_in_words
from helpers.present.sentences import own_position, span_of_ranks
from helpers.present.site_pages import YEARS, SitePage, card_of, link
from helpers.present.tables import heading, paragraph, table, with_rows_apart
from helpers.present.values import REASON, BulletList, Cell, Column, Heading, Paragraph, Part, Parts, Span, Table
from helpers.results.first_screen import NEWER, RESTATED
from helpers.results.years import headlines_by_year, headlines_on_common_base, printed_years, restated_since
from helpers.results.years_counts import years_counts
from helpers.schema.reconciliation import PRINTED_HEADLINES, RECONCILIATION_COUNTS
from helpers.schema.site import YEARS_COUNTS
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, NO_REAL_CHANGE, WORSENED, ordinal
from helpers.wording import number_of, singular_or_plural

TITLE: Final = "Years side by side"

RECONCILIATION: Final = "08_reconciliation.html"
"""The page of the step that calculates the printed figures again."""

_DIRECTIONS: Final = (
    Column("improved_printed", IMPROVED, align="right"),
    Column("no_real_change_printed", NO_REAL_CHANGE, align="right"),
    Column("worsened_printed", WORSENED, align="right"),
    Column("cannot_be_determined", CANNOT_BE_DETERMINED, align="right", decimals=0),
)


@dataclass(frozen=True)
class Years:
    """What the page of years is made from.

    `reports` has the table compendium of each report by its year, that of `year` among them; `positions` the table of
    that name in the same way. `unreadable` are the years of reports that an earlier version of the project made.
    `printed` is the frame of `read_printed_headlines`, empty for a council whose headlines are not at hand, `box` sets
    the printed headline of the year beside this one. `changes` is the frame of `first_screen.changes_since`.
    `reconciled` is the table reconciled_figures and `counts` the table reconciliation_counts.
    `revised` is the frame of `results.years.revised_by_publishers`.
    """

    year: int
    reports: Mapping[int, pd.DataFrame]
    positions: Mapping[int, pd.DataFrame]
    printed: pd.DataFrame
    unreadable: Sequence[int] = ()
    revised: pd.DataFrame | None = None
    box: Parts | None = None
    changes: pd.DataFrame | None = None
    reconciled: pd.DataFrame | None = None
    counts: pd.DataFrame | None = None

    @property
    def earlier(self) -> list[int]:
        """The years of the earlier reports, the earliest first."""
        return sorted(set(self.reports) - {self.year})

    @cached_property
    def stated(self) -> pd.DataFrame:
        """The table years_counts: the counts that sentences on the reports beside each other state."""
        return years_counts(self.reports, self.year, self.changes, self.unreadable, MOST_LINKED)


def years_page(of: Years) -> SitePage:
    """Return the page that sets the headlines of several years side by side."""
    parts: list[Part] = [heading("Reports made with this project")]
    parts += _own_reports(of) if of.earlier else [_no_earlier(of)]
    if of.revised is not None and len(of.revised):
        parts += [heading("Figures that publishers have revised"), figures_table(of.revised, _REVISED, _EDITIONS)]
    page = link("Which hold, which do not, and why", RECONCILIATION, YEARS)
    short = None if of.reconciled is None else short_paragraph(of.reconciled, of.year, page)
    if short is not None and of.counts is not None:
        states = printed_facts(Counts(RECONCILIATION_COUNTS, of.counts))
        short = Paragraph((*facts_in(short.spans[0].text, states), *short.spans[1:]))
    printed: list[Part] = [part for part in (printed_table(of), beside_table(of), short) if part is not None]
    if printed:
        parts += [heading("What the council's own reports printed"), *printed]
    if of.box is not None:
        parts += [heading(f"The council's report of {of.year} beside this one"), of.box]
    return SitePage(YEARS, TITLE, tuple(map(with_rows_apart, parts)), section=YEARS)


def _no_earlier(of: Years) -> Paragraph:
    """Return that there is no earlier report to compare with, or which ones cannot be compared."""
    counts = Counts(YEARS_COUNTS, of.stated)
    years = (counts.fact(f"unreadable_{year}", "year") for year in of.unreadable)
    return Paragraph(tuple(facts_in(no_earlier_report(of), years)), "finding")


def no_earlier_report(of: Years) -> str:
    """Say that there is no earlier report to set beside this one, or that another version of the project made it."""
    if not of.unreadable:
        return "There is no earlier report of this council to compare with."
    reports = singular_or_plural(len(of.unreadable), "report", "reports")
    was = singular_or_plural(len(of.unreadable), "was", "were")
    return (
        f"The {reports} of {in_a_row([str(year) for year in of.unreadable])} {was} made by another version of this "
        "project and cannot be compared with this one."
    )


def _own_reports(of: Years) -> list[Part]:
    last = of.earlier[-1]
    parts: list[Part] = [finding(of), common_base_table(of), headlines_table(of)]
    if of.unreadable:
        parts.append(_no_earlier(of))
    if of.changes is not None:
        parts += [heading(f"What changed since the report of {last}"), *changes_by_theme(of, of.changes)]
    parts.append(heading(f"Figures of the report of {last} that have been corrected since"))
    restated = restated_since(of.reports[of.year], of.reports[last])
    if restated.empty:
        year = Counts(YEARS_COUNTS, of.stated).fact("earlier_year", "year")
        parts.append(stating(paragraph(NOT_RESTATED.format(last=last)), [year]))
    else:
        parts.append(figures_table(restated, _RESTATED, (f"Printed in {last}", "As restated now")))
    return parts


def changes_by_theme(of: Years, changes: pd.DataFrame) -> Iterable[Part]:
    """Give each kind of change with the indicators by name, a line for each theme.

    A newer figure is only counted, and so are in each theme the indicators of a kind that has more than `MOST_NAMED`.
    """
    both = [of.reports[of.earlier[-1]], of.reports[of.year]]
    counts = Counts(YEARS_COUNTS, of.stated)
    themes = {name: theme for rows in both for name, theme in zip(rows["indicator_id"], rows["theme"], strict=True)}
    for what in CHANGED:
        rows = changes[changes["what"].eq(what)]
        if rows.empty or what == RESTATED:
            continue
        yield Heading(changed_in_words(what, len(rows)), 3)
        if what == NEWER:
            continue
        lines = []
        for theme, names in rows.assign(theme=rows["indicator_id"].map(themes)).groupby("theme", sort=False):
            spans = [Span(f"{theme}: ")]
            if len(rows) > MOST_NAMED:
                lines.append((*spans, *facts_in(number_of(len(names), "indicator"), [counts.fact(f"{what}: {theme}")])))
                continue
            for number, row in enumerate(names.to_dict("records")):
                spans += [Span("; ")] if number else []
                spans.append(link(row["title"], card_of(row["indicator_id"]), YEARS))
            lines.append(tuple(spans))
        yield BulletList(tuple(lines))


MOST_NAMED: Final = 60
"""Indicators of one kind of change that are named; more are counted, as when the register has grown."""

NOT_RESTATED: Final = (
    "No figure that the report of {last} printed has another value now. Reports that were made from the same raw files "
    "cannot differ."
)
_RESTATED: Final = "As printed then, and as restated now"
_REVISED: Final = "Figures of this report that a later edition changed"
_EDITIONS: Final = ("Earlier edition", "Edition used")


def finding(of: Years) -> Paragraph:
    """Say whether a larger share worsened than in the last report before, of the indicators that both count."""
    counts = Counts(YEARS_COUNTS, of.stated)
    years = {"last": counts.stated("earlier_year", "year"), "year": counts.stated("year", "year")}
    if not counts.numbers["determined_then"] or not counts.numbers["determined_now"]:
        none = f"No indicator has a direction in both the report of {of.earlier[-1]} and that of {of.year}."
        return stating(paragraph(none), years.values())
    both = counts.stated("counted_by_both")
    shares = {
        f"{name}_{when}": counts.stated(f"{name}_percent_{when}", "share")
        for name in ("improved", "worsened")
        for when in ("then", "now")
    }
    return paragraph_of(
        [
            sentence(
                "The reports of {last} and {year} share {both} {noun} that they count.",
                "",
                **years,
                both=both,
                noun=plural(both, "indicator", "indicators"),
            ),
            sentence("Of those with a direction, {improved_then} improved then and {improved_now} now.", "", **shares),
            sentence("{worsened_then} worsened then and {worsened_now} now.", "", **shares),
        ]
    )


def headlines_table(of: Years) -> Table:
    """Return the headline and the position of each report, on its own base."""
    counts = headlines_by_year(of.reports)
    positions = [words_cell(_position(of.positions.get(year))) for year in counts["year"]]
    frame = _with_shares(counts).assign(position=as_column(positions, counts.index))
    columns = [
        Column("report", "Report", header=True),
        Column("determined", "Indicators with a direction", align="right", decimals=0),
        *_DIRECTIONS,
        Column("position", "Position, with a chance of 95 in 100"),
    ]
    note = "The reports count different indicators, so compare shares in the table above."
    return table(frame, "The headline of each report", columns, notes=[note])


def common_base_table(of: Years) -> Table:
    """Return the headline of each earlier report beside this one, on the indicators that both count."""
    counts = headlines_on_common_base(of.reports, of.year)
    frame = _with_shares(counts)
    names = [
        f"{row['year']}: the {row['total']} that {row['with']} and {of.year} count" for row in counts.to_dict("records")
    ]
    columns = [Column("report", "Report, and what is counted", header=True), *_DIRECTIONS]
    return table(frame.assign(report=names), "The same indicators in both reports", columns)


def _with_shares(counts: pd.DataFrame) -> pd.DataFrame:
    records = counts.to_dict("records")
    cells = {
        f"{name}_printed": [words_cell(with_share(row[name], row[f"{name}_percent"])) for row in records]
        for name in ("improved", "no_real_change", "worsened")
    }
    names = [str(row["year"]) for row in records]
    return counts.assign(report=names, **{name: as_column(column, counts.index) for name, column in cells.items()})


def with_share(number: Any, percent: Any) -> str:
    """Return a count with its share of those with a direction.

    >>> with_share(80, 41.88), with_share(0, None)
    ('80 (42%)', '0')
    """
    share = "" if is_missing(percent) else f" ({format_number(percent, 0)}%)"
    return f"{format_number(number, 0)}{share}"


def _position(positions: pd.DataFrame | None) -> str:
    own = None if positions is None else own_position(positions)
    if own is None or is_missing(own["rank"]):
        return "No position"
    return f"{span_of_ranks(own['rank_95_lower'], own['rank_95_upper'])} of {int(own['n'])}"


def figures_table(figures: pd.DataFrame, caption: str, labels: tuple[str, str]) -> Table:
    """Return figures that have another value now as a table; `labels` head the value before and the one now.

    `figures` is a frame of `restated_since` or `revised_by_publishers`.
    """
    records = figures.to_dict("records")
    cells = {
        "name": [Cell((link(row["title"], card_of(row["indicator_id"]), YEARS), *_unit(row))) for row in records],
        "then_printed": [_figure(row, "then") for row in records],
        "now_printed": [_figure(row, "now") for row in records],
        "difference": [words_cell(signed_number(row["now"] - row["then"], int(row["decimals"]))) for row in records],
    }
    columns = [
        Column("name", "Indicator", header=True),
        Column("period", "Period"),
        Column("then_printed", labels[0], align="right"),
        Column("now_printed", labels[1], align="right"),
        Column("difference", "Difference", align="right"),
    ]
    frame = figures.assign(**{name: as_column(column, figures.index) for name, column in cells.items()})
    return table(frame, caption, columns)


def _unit(row: Mapping[Any, Any]) -> tuple[Span, ...]:
    unit = str(row["unit"])
    return () if unit == unit_again(unit) else (Span(unit.replace("GBP", "£"), REASON),)


def _figure(row: Mapping[Any, Any], name: str) -> Cell:
    unit, decimals = str(row["unit"]), int(row["decimals"])
    return Cell((Span(figure_again(row[name], unit, decimals)),), row[name], unit, decimals)


def printed_table(of: Years) -> Table | None:
    """Return the headline that each report of the council printed, up to the year; None if there is none."""
    counts = printed_years(of.printed, of.year)
    if counts.empty:
        return None
    ranks = [words_cell("Not printed" if is_missing(rank) else ordinal(int(rank))) for rank in counts["rank"]]
    frame = _with_shares(counts).assign(rank_printed=as_column(ranks, counts.index))
    columns = [
        Column("report", "Report", header=True),
        Column("indicators", "Indicators with a direction", align="right", decimals=0),
        *_DIRECTIONS,
        Column("rank_printed", "Rank among counties"),
    ]
    note = (
        "The council counted other indicators in each year. Its reports do not say among how many counties it ranked."
    )
    return table(frame, "The headline of the council's own reports", columns, notes=[note])


def beside_table(of: Years) -> Table | None:
    """Return the headline that the council printed in each year beside that of this project's report of the year.

    None unless there is an earlier report of a year in which the council printed one.
    """
    printed, own = printed_years(of.printed, of.year), headlines_by_year(of.reports)
    own = own.rename(columns={"determined": "indicators"})
    both = sorted(set(printed["year"]) & set(own["year"]))
    if not set(both) & set(of.earlier):
        return None
    names = ["year", *("indicators", "improved", "no_real_change", "worsened"), "cannot_be_determined"]
    names += [f"{name}_percent" for name in ("improved", "no_real_change", "worsened")]
    rows = pd.concat(
        [printed[names].assign(whose="the council's"), own[names].assign(whose="this project's")], ignore_index=True
    )
    rows = rows[rows["year"].isin(both)].sort_values(["year", "whose"], kind="stable", ignore_index=True)
    report = [f"{row['year']}, {row['whose']}" for row in rows.to_dict("records")]
    columns = [
        Column("report", "Report", header=True),
        Column("indicators", "Indicators with a direction", align="right", decimals=0),
        *_DIRECTIONS,
    ]
    note = "They count other indicators, by another rule, and publishers have corrected figures since."
    caption = "The council's own reports beside those of this project"
    return table(_with_shares(rows).assign(report=report), caption, columns, notes=[note])


def printed_in_short(printed: pd.DataFrame, year: int, page: str, years: str) -> Paragraph | None:
    """Return in a few words what the council's own report of the year printed, and where it is set beside this one.

    `page` is the path of the page that shows it, `years` that of the page of years. None where the council printed
    none.
    """
    counts = printed_years(printed, year)
    rows = counts[counts["year"].eq(year)].to_dict("records")
    if not rows or is_missing(rows[0]["indicators"]):
        return None
    row = rows[0]
    number = {name: format_number(row[name], 0) for name in ("improved", "no_real_change", "worsened", "indicators")}
    counted = ("improved", "no_real_change", "worsened", "indicators")
    report = Fact(PRINTED_HEADLINES.name, (str(year), counted[0]), "report_year", year, "year")
    key_of = {name: (str(year), "with_direction" if name == "indicators" else name) for name in counted}
    facts = [Fact(PRINTED_HEADLINES.name, key_of[name], "number", row[name], "number") for name in counted]
    words = (
        f"The council's own report of {year} printed {number['improved']} improved, {number['no_real_change']} with no "
        f"real change and {number['worsened']} worsened, of {number['indicators']}. It counted other indicators, by "
        "another rule. "
    )
    way = link("The two side by side, and why they differ", years, page)
    return Paragraph((*facts_in(words, [report, *facts]), way, Span(".")))
