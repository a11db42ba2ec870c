"""Areas for continued focus, what became of earlier ones, the status of plans, and equality commitments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.present.cells import as_column, is_missing, words_cell
from helpers.present.counted import Counts
from helpers.present.facts import facts_in
from helpers.present.pages.statements import source_cell, sources_apart
from helpers.present.pages.targets import way_in_words
from helpers.present.periods import period_in_words
from helpers.present.site_pages import card_of, link
from helpers.present.tables import joined, paragraph, table
from helpers.present.values import REASON, BulletList, Cell, Column, Parts, Span
from helpers.results.commitments import RULE
from helpers.stated_dates import date_in_words
from helpers.verdicts import CANNOT_BE_DETERMINED, CLEAR, IMPROVED, NO_REAL_CHANGE, NOT_JUDGED, WORSENED
from helpers.wording import number_of, singular_or_plural

ORIGINS: Final = {
    "officer": "Officers",
    "scrutiny": "Scrutiny",
    "cabinet": "Cabinet",
    "council": "The council",
    "partner": "A partner",
    RULE: "The rule",
}
"""Who or what named an area of focus, as it is printed."""

NOT_SAID: Final = "Not said"
NO_STATUS: Final = "No source says how far any of these has come."
NO_INDICATOR: Final = "No indicator measures it"
RULE_MEANS: Final = "The rule names each counted indicator that worsened and is in the fourth quartile:"
WARNED_OUTSIDE: Final = "Early warnings that the headline does not count"
MOST_LINKED: Final = 6
"""How many areas that the rule names, and how many early warnings, are named in a list."""

NO_TARGETS: Final[Mapping[str, Sequence[Mapping[Any, Any]]]] = {}
"""The targets of a report without any."""

CAPTIONS: Final = {
    "focus": "Areas of focus of the report of {year}: what became of them",
    "plan": "Plans and milestones in the report of {year}",
    "action": "Actions asked for or promised, report of {year}",
    "equalities": "Equality commitments named in the report of {year}",
}
"""The caption of each kind of table, with the year of the report that names what is in it."""

_SUBJECT = Column("subject_printed", "Subject", header=True, quoted=True)
_ORIGIN = Column("origin_printed", "Who named it")
_COUNTS = {
    "improved": IMPROVED,
    "no_real_change": NO_REAL_CHANGE,
    "worsened": WORSENED,
    "cannot_be_determined": CANNOT_BE_DETERMINED,
}


def focus_parts(areas: pd.DataFrame, page: str) -> Parts | None:
    """Return the areas for continued focus, on a page by its path: a table of those that people named, each with who
    named it, and a list of those that the rule names by theme; None if there is none.

    `areas` is the frame of `results.commitments.areas_of_focus`.
    """
    if areas.empty:
        return None
    named, by_rule = areas[areas["origin"].ne(RULE)], areas[areas["origin"].eq(RULE)]
    records = named.to_dict("records")
    frame = named.assign(
        subject_printed=as_column([_subject(row) for row in records], named.index),
        theme_printed=named["theme"].where(named["theme"].ne(""), "The whole council"),
        origin_printed=as_column([_origin(row) for row in records], named.index),
    )
    columns = [_SUBJECT, Column("theme_printed", "Theme"), _ORIGIN]
    return joined(
        table(frame, "What will be watched, and who named it", columns) if records else None,
        *((paragraph(RULE_MEANS), _by_theme(by_rule, page)) if len(by_rule) else ()),
    )


def _by_theme(areas: pd.DataFrame, page: str) -> BulletList:
    """Return what the rule names, an item of a list for each theme, the clear ones first and marked."""
    items = []
    for theme, rows in areas.groupby("theme", sort=False):
        spans = [Span(f"{theme}: ")]
        in_order = sorted(rows.to_dict("records"), key=lambda row: row["evidence"] != CLEAR)
        for number, row in enumerate(in_order):
            spans += [Span("; ")] if number else []
            spans.append(link(row["subject"], card_of(row["indicator_ids"]), page))
            about = ", ".join(filter(None, ("clear" if row["evidence"] == CLEAR else "", _within(row))))
            spans += [Span(f" ({about})")] if about else []
        items.append(tuple(spans))
    return BulletList(tuple(items))


def _within(row: Mapping[Any, Any]) -> str:
    return f"within: {row['within']}" if row["within"] else ""


def focus_list(
    areas: pd.DataFrame,
    page: str,
    more: str,
    counts: Counts | None = None,
    warned: Sequence[Mapping[Any, Any]] = (),
) -> BulletList | None:
    """Return the areas for continued focus in a few lines: what each body named, what the rule names, and the early
    warnings that it cannot name.

    `more` is the path of the page that has them all; None if there is none. `counts` are of headline_counts, None where
    no sentence is to say which cell its figure is. `warned` has the indicator_id and title of `warned_outside`.
    """
    records = areas.to_dict("records")
    named = [row for row in records if row["origin"] != RULE]
    by_rule = sorted((row for row in records if row["origin"] == RULE), key=lambda row: row["evidence"] != CLEAR)
    items: list[tuple[Span, ...]] = []
    if named:
        for origin in dict.fromkeys(row["origin"] for row in named):
            words = "; ".join(str(row["subject"]) for row in named if row["origin"] == origin)
            items.append((Span(f"Named by {ORIGINS[origin].lower()}: {words}"),))
    if by_rule:
        are = singular_or_plural(len(by_rule), "is", "are")
        words = (
            f"{number_of(len(by_rule), 'indicator')} worsened and {are} in the fourth quartile{_how_clearly(by_rule)}: "
        )
        spans = facts_in(words, [counts.fact("worsened_in_lowest")] if counts else [])
        items.append((*spans, *_linked([(row["subject"], row["indicator_ids"]) for row in by_rule], page)))
    if warned:
        links = _linked([(row["title"], row["indicator_id"]) for row in warned], page)
        items.append((Span(f"{WARNED_OUTSIDE}: "), *links))
    if not items:
        return None
    return BulletList((*items, (link("All areas, who named them, and what became of earlier ones", more, page),)))


def _how_clearly(rows: Sequence[Mapping[Any, Any]]) -> str:
    """Say how many of the changes are clear: some, all or none."""
    clear = sum(row["evidence"] == CLEAR for row in rows)
    if len(rows) == 1:
        return "; the change is clear" if clear else "; the change is not clear"
    return ", none of them clearly" if not clear else ", all clearly" if clear == len(rows) else ", clear changes first"


def _linked(indicators: Sequence[tuple[Any, str]], page: str) -> Iterator[Span]:
    """Name the first few indicators, each with a link to its card."""
    for number, (title, indicator_id) in enumerate(indicators[:MOST_LINKED]):
        yield from [Span("; ")] if number else []
        yield link(str(title), card_of(indicator_id), page)
    if len(indicators) > MOST_LINKED:
        yield Span("; and others")


def commitments_parts(
    commitments: pd.DataFrame, kind: str, targets: Mapping[str, Sequence[Mapping[Any, Any]]] = NO_TARGETS
) -> Parts | None:
    """Return commitments of one kind with their status and what their indicators did; None if there is none.

    `commitments` is a frame of `results.commitments.followed_up` or `commitments_of`. `targets` are the rows of the
    table target_results by indicator: where no source gives a status, how much of the way to a target is done stands in
    its place.
    """
    if commitments.empty:
        return None
    records: list[dict[Any, Any]] = [row | {"way": _way(row, targets)} for row in commitments.to_dict("records")]
    frame = commitments.assign(
        subject_printed=as_column([_subject(row) for row in records], commitments.index),
        origin_printed=commitments["origin"].map(ORIGINS),
        due=as_column([words_cell(date_in_words(row["due_by"]) or NOT_SAID) for row in records], commitments.index),
        status_printed=as_column([_status(row) for row in records], commitments.index),
        measured=as_column([words_cell(_measured(row)) for row in records], commitments.index),
        source_printed=as_column([source_cell(row) for row in records], commitments.index),
    )
    columns, notes = [_SUBJECT], []
    if commitments["origin"].nunique() > 1:
        columns.append(_ORIGIN)
    else:
        notes.append(f"Named by: {ORIGINS[commitments['origin'].iloc[0]].lower()}.")
    if commitments["due_by"].ne("").any():
        columns.append(Column("due", "Due"))
    if any(row["status"] or row["way"] for row in records):
        columns.append(Column("status_printed", "Status"))
    else:
        notes.append(NO_STATUS)
    columns.append(Column("measured", "What its indicators did"))
    sources = sources_apart(list(frame["source_printed"]))
    frame = frame.assign(source_printed=as_column(sources.cells, frame.index))
    caption = CAPTIONS[kind].format(year=commitments["report_year"].iloc[0])
    return joined(table(frame, caption, [*columns, *sources.columns], notes=notes), sources.sentence)


def _subject(row: Mapping[Any, Any]) -> Cell:
    cell = words_cell(row["subject"])
    return cell.with_spans(Span(row["statement"], REASON)) if row["statement"] else cell


def _origin(row: Mapping[Any, Any]) -> Cell:
    cell = words_cell(ORIGINS[row["origin"]])
    name, *about = source_cell(row).spans
    spans = [Span(": "), name, *(Span(f", {span.text}") for span in about)]
    return cell.with_spans(*spans)


def _way(row: Mapping[Any, Any], targets: Mapping[str, Sequence[Mapping[Any, Any]]]) -> str:
    """Return how much of the way to the targets of a commitment's indicators is done; blank where none is known."""
    of_commitment = [target for name in row["indicator_ids"].split(";") for target in targets.get(name, ())]
    return "; ".join(
        f"{way_in_words(target)} ({period_in_words(str(target['actual_period']))})"
        for target in of_commitment
        if not is_missing(target["progress_percent"])
    )


def _status(row: Mapping[Any, Any]) -> Cell:
    if not row["status"] and row["way"]:
        return words_cell(f"{row['way'][:1].upper()}{row['way'][1:]}")
    if not row["status"]:
        return words_cell(NOT_SAID)
    about = f"{row['status_source']}, {date_in_words(row['status_on'])}"
    return words_cell(row["status"].capitalize()).with_spans(Span(about, REASON))


def _measured(row: Mapping[Any, Any]) -> str:
    if not row["indicator_ids"]:
        return NO_INDICATOR
    counts = [f"{row[name]} {words.lower()}" for name, words in _COUNTS.items() if row[name]]
    if row["without_row"]:
        counts.append(f"{number_of(row['without_row'], 'indicator')} without a row in this report")
    return ", ".join(counts) or NOT_JUDGED
