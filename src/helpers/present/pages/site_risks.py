"""The page of pressures and risks, and what other pages say of them: the first page, dashboards and cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from helpers.present.counted import Counts, pairs_facts, register_facts, signals_facts, watched_facts
from helpers.present.facts import Fact, facts_in, stating
from helpers.present.pages import pressures, risks
from helpers.present.pages.statements import source_cell
from helpers.present.site_pages import RISKS, SitePage, card_of, link
from helpers.present.tables import heading, paragraph, with_rows_apart
from helpers.present.values import REASON, Paragraph, Part, Parts, Span
from helpers.schema.risks import RISK_COUNTS, WARNING_COUNTS

Row = Mapping[Any, Any]

TITLE: Final = "Pressures and risks"
WARNED: Final = "Early warning"
SIGNALLED: Final = "Signal of concern"
"""The mark of an indicator whose figures put it on the list, and of one that a signal alone puts there."""

PRESSED: Final = "Pressure"
"""The mark of an indicator that a pressure on a service names."""

OF_RISKS: Final = ("risk_links", "early_warnings", "pressures")
"""The rows of an indicator from which its card says what could go wrong, in the order of `risk_lines`."""

_MOST_NAMED: Final = 3
OTHER_FOLDER: Final = (
    "The pressures, risks and signals on this page come from another folder than those of the council, as the analyst "
    "asked. The column of sources says what they are."
)
"""The words at the head of a page made from another folder, such as one of made-up files."""


@dataclass(frozen=True)
class RiskTables:
    """The tables of pressures and risks of a report by their names, and whose report it is.

    `other_folder` says that the files came from another folder than the council's own. `more` has the path and the
    title of the page that has the method.
    """

    tables: Mapping[str, pd.DataFrame]
    council: str
    other_folder: bool = False
    more: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def marks(self) -> dict[str, tuple[str, ...]]:
        """The marks of each indicator on its row of a dashboard: early warning, risks and pressures, in words."""
        warnings = self.tables["early_warnings"].to_dict("records")
        made: dict[str, list[str]] = {str(row["indicator_id"]): [_warning_mark(row)] for row in warnings}
        for row in self.tables["risk_links"].to_dict("records"):
            made.setdefault(str(row["indicator_id"]), []).append(f"Risk: {row['score_word']}")
        for name in pressures_by_indicator(self.tables["service_pressures"])["indicator_id"]:
            made.setdefault(str(name), []).append(PRESSED)
        return {name: tuple(dict.fromkeys(words)) for name, words in made.items()}


def _warning_mark(row: Row) -> str:
    return WARNED if row["by_figures"] else SIGNALLED


def risks_page(of: RiskTables) -> SitePage:
    """Return the page of early warnings, risks, signals, pressures, what is watched and what is shown together."""
    tables = of.tables
    counts = Counts(RISK_COUNTS, tables["risk_counts"])
    money = pressures.pressure_parts(tables)
    parts: list[Part] = [
        *([paragraph(OTHER_FOLDER)] if of.other_folder else []),
        heading("Which indicators give an early warning?"),
        risks.warnings_list(tables["early_warnings"]),
        heading("Which risks does the council see?"),
        _stated(risks.register_part(tables["risk_register"], tables["risk_links"]), register_facts(counts)),
        heading("What do contracts, people and inspectors say?"),
        _stated(risks.signals_part(tables["signals"]), signals_facts(counts)),
        heading("What presses on money and services?"),
        paragraph(pressures.at_hand_sentence(tables["pressure_counts"], of.council)),
        *money,
        heading("How are staff, and how satisfied are people?"),
        _stated(risks.watch_part(tables["watch_list"]), watched_facts(counts)),
        heading("What is worth looking at together?"),
        _stated(risks.pairs_part(tables["shown_together"]), pairs_facts(counts), at=-1),
    ]
    parts += [_way_on(path, title) for path, title in of.more]
    lead = facts_in(risks.warning_sentence(tables["warning_counts"]), _warning_facts(tables["warning_counts"]))
    return SitePage(RISKS, TITLE, tuple(map(with_rows_apart, parts)), lead, section=RISKS)


def _stated(parts: Parts, facts: Iterable[Fact | None], at: int = 0) -> Parts:
    """Return parts in which one paragraph, the first if not said, has the cells that it states."""
    made = list(parts)
    if isinstance(words := made[at], Paragraph):
        made[at] = stating(words, facts)
    return Parts(tuple(made))


def _warning_facts(counts: pd.DataFrame) -> list[Fact | None]:
    """Return what `warning_sentence` states; `counts` is the table warning_counts."""
    row = counts.iloc[0].to_dict()
    names = [name for name in ("by_figures", "judged", "by_signal_alone") if row[name]]
    return [Fact(WARNING_COUNTS.name, (str(row["rule"]),), name, row[name], "number") for name in names]


def _way_on(path: str, title: str) -> Paragraph:
    return Paragraph((Span("Rules, and what could be wrong: "), link(title, path, RISKS), Span(".")))


def warning_line(of: RiskTables, page: str) -> Paragraph | None:
    """Return the early warnings in one line with the way to all; None where no figure gives one."""
    warnings = of.tables["early_warnings"]
    rows = warnings[warnings["by_figures"]].to_dict("records")
    if not rows:
        return None
    counts = of.tables["warning_counts"]
    first = risks.warning_sentence(counts).split(". ")[0].rstrip(".")
    spans = [*facts_in(first, _warning_facts(counts)), Span(": ")]
    for number, row in enumerate(rows[:_MOST_NAMED]):
        spans += [Span("; ")] if number else []
        spans.append(link(str(row["title"]), card_of(row["indicator_id"]), page))
    spans += [Span("; and others. " if len(rows) > _MOST_NAMED else ". "), link(TITLE, RISKS, page), Span(".")]
    return Paragraph(tuple(spans))


def pressures_by_indicator(pressures: pd.DataFrame) -> pd.DataFrame:
    """Return the pressures on services with a row for each indicator that they name.

    Columns needed    SERVICE_PRESSURES
    Columns returned  those of SERVICE_PRESSURES; indicator_id
    """
    names = pressures["indicator_ids"].map(lambda text: text.split(";"))
    rows = pressures.assign(indicator_id=names).explode("indicator_id")
    return rows[rows["indicator_id"].ne("")].astype({"indicator_id": "str"})


def risk_lines(links: Sequence[Row], warnings: Sequence[Row], pressed: Sequence[Row] = ()) -> tuple[Paragraph, ...]:
    """Return the early warning, each risk and each pressure of an indicator in one line, for the head of its card.

    `links` are of risk_links, `warnings` of early_warnings and `pressed` of `pressures_by_indicator`, all of one
    indicator.
    """
    lines = [Paragraph((Span(_warning_mark(row), "tag"), Span(f" {row['reason']}.", REASON))) for row in warnings]
    for row in links:
        score = risks.score_cell(row).text
        words = "; ".join(filter(None, (score, str(row["trend"]), str(row["owner"]))))
        lines.append(Paragraph((Span("Risk", "tag"), Span(f" {row['risk']}: {words}."))))
    for row in pressed:
        words_of_source = (Span(PRESSED, "tag"), Span(" "), Span(str(row["pressure"]), "quoted"))
        lines.append(Paragraph((*words_of_source, Span(" Source: "), Span(f"{source_cell(row)}.", "cite"))))
    return tuple(lines)
