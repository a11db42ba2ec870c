"""What the pages show of pressures on the council's money: plans, savings, budgets, reserves, and what ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.methods.financial_pressure import AGREES
from helpers.present.cells import as_column, format_number, is_missing, words_cell
from helpers.present.figures import short_millions
from helpers.present.pages.pressure_facts import with_pressure_facts
from helpers.present.pages.risks import NOT_SAID, cells_of
from helpers.present.pages.statements import names_in_words, source_cell, sources_apart
from helpers.present.tables import heading, joined, paragraph, table
from helpers.present.values import REASON, Cell, Column, Part, Parts, Span
from helpers.results.pressures import delivered_in_all, overspent
from helpers.stated_dates import date_in_words
from helpers.wording import number_of, singular_or_plural

Row = Mapping[Any, Any]

WHOLE: Final = "The whole council"
NOT_GIVEN: Final = "Not given"

FILES: Final[Mapping[str, str]] = {
    "plan_years.csv": "growth, savings and gap by year",
    "savings.csv": "savings by service",
    "budgets.csv": "budget and outturn",
    "reserves.csv": "reserves",
    "service_pressures.csv": "pressures by service",
    "funding_that_ends.csv": "outside funding that ends",
    "councils_in_difficulty.csv": "councils in serious financial difficulty",
    "risk_register.csv": "the register of risks",
    "signals.csv": "signals from contracts, people and inspectors",
}
"""What each file holds, in the order in which the step shows them."""

_SERVICE = Column("service_shown", "Service", header=True, quoted=True)
_PERIOD = Column("period", "Period", quoted=True)


def at_hand_sentence(counts: pd.DataFrame, council: str) -> str:
    """Say what the report knows of pressures and risks and what it does not; `counts` is the table pressure_counts."""
    rows = dict(zip(counts["file"], counts["rows"], strict=True))
    with_rows = [words for name, words in FILES.items() if rows.get(name)]
    without = [words for name, words in FILES.items() if not rows.get(name)]
    if not with_rows:
        return (
            f"Nothing on pressures and risks of {council} is at hand for this report: "
            f"neither {', '.join(without[:-1])} nor {without[-1]}."
        )
    missing = f" Not at hand: {', '.join(without)}." if without else ""
    return f"At hand for this report: {', '.join(with_rows)}.{missing}"


def millions(amount: Any, decimals: int) -> str:
    """Return an amount in millions of pounds as a table prints it.

    >>> millions(41.2, 1), millions(None, 0)
    ('£41.2m', 'Not given')
    """
    return NOT_GIVEN if is_missing(amount) else short_millions(amount, decimals)


def _amount(name: str) -> Any:
    def cell(row: Row) -> Cell:
        made = words_cell(millions(row[name], int(row["decimals"])))
        return (
            made.with_spans(Span("worked out", REASON)) if name in str(row.get("worked_out", "")).split(";") else made
        )

    return cell


def _service(row: Row) -> Cell:
    name = words_cell(str(row["service"]) or WHOLE)
    total = str(row.get("total_of", ""))
    return name.with_spans(Span(f"printed total of its {total}", REASON)) if total else name


def _with_source(rows: pd.DataFrame) -> tuple[pd.DataFrame, Part | None, list[Column]]:
    """Return rows with their service and source as cells, and the source as a sentence where all rows have one."""
    made = cells_of(rows, {"source_shown": source_cell, **({"service_shown": _service} if "service" in rows else {})})
    sources = sources_apart(list(made["source_shown"]), "source_shown")
    made = made.assign(source_shown=as_column(sources.cells, made.index))
    return made, sources.sentence, list(sources.columns)


_PLAN_AMOUNTS: Final = {
    "growth": "Growth",
    "savings_needed": "Savings needed",
    "savings": "of these named",
    "unidentified": "of these not yet identified",
    "gap": "Gap",
}


def plan_sentence(plans: pd.DataFrame) -> str:
    """Say what is not identified yet of the savings of each plan, and whether its arithmetic was checked."""
    sentences = []
    for row in plans[plans["unidentified_percent"].notna()].to_dict("records"):
        amounts = [millions(row[name], int(row["decimals"])) for name in ("unidentified", "savings_needed")]
        share = format_number(float(row["unidentified_percent"]), 0)
        of_service = f" ({row['service']})" if row["service"] else ""
        sentences.append(
            f"{row['plan']}{of_service}, {_small(str(row['period']))}: {amounts[0]} of {amounts[1]} of savings "
            f"({share}%) had no plan behind them."
        )
    checked = int(plans["check"].eq(AGREES).sum())
    if checked:
        sentences.append(
            f"For {number_of(checked, 'row')} growth less savings less unidentified was recalculated, and agrees "
            "with the gap."
        )
    if len(plans) > checked:
        rest = len(plans) - checked
        sentences.append(f"The gap cannot be checked for {number_of(rest, 'row')}, as not all four amounts are given.")
    return " ".join(sentences)


def _small(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def plans_part(plans: pd.DataFrame) -> Parts | None:
    """Return growth, savings, what is not identified, and the gap, by plan and period; None without a plan."""
    if plans.empty:
        return None
    names = [name for name in _PLAN_AMOUNTS if plans[name].notna().any()]
    made = cells_of(plans, {f"{name}_shown": _amount(name) for name in names})
    made, source, last = _with_source(made)
    columns = [Column("plan", "Plan", header=True, quoted=True), _PERIOD]
    if plans["service"].ne("").any():
        columns.append(Column("service_shown", "Service", quoted=True))
    columns += [Column(f"{name}_shown", _PLAN_AMOUNTS[name], align="right") for name in names]
    if plans["note"].ne("").any():
        columns.append(Column("note", "Note", quoted=True))
    return joined(
        heading("Growth, savings and the gap", 3),
        paragraph(plan_sentence(plans)),
        table(made, "Growth, savings and the gap, in millions of pounds", [*columns, *last]),
        source,
    )


def savings_part(savings: pd.DataFrame) -> Parts | None:
    """Return savings and transformation by service, planned and delivered; None without any."""
    if savings.empty:
        return None
    amounts = {"planned": "Planned", "delivered": "Delivered", "short": "Short by"}
    made, source, last = _with_source(cells_of(savings, {f"{name}_shown": _amount(name) for name in amounts}))
    columns = [_SERVICE, Column("plan", "What is done", quoted=True), Column("kind", "Kind"), _PERIOD]
    columns += [Column(f"{name}_shown", label, align="right") for name, label in amounts.items()]
    words = _delivered(savings) if delivered_in_all(savings).plans else "How much was delivered is not given."
    caption = "Savings and transformation by service, in millions of pounds"
    return joined(
        heading("Savings and transformation by service", 3),
        paragraph(words),
        table(made, caption, [*columns, *last]),
        source,
    )


def _delivered(savings: pd.DataFrame) -> str:
    number, planned, delivered, percent = delivered_in_all(savings)
    decimals = int(savings["decimals"].max())
    share = format_number(percent, 0)
    return (
        f"{number_of(number, 'plan has', 'plans have')} a figure of what was delivered: "
        f"{millions(delivered, decimals)} of {millions(planned, decimals)}, {share}%."
    )


def budgets_part(budgets: pd.DataFrame) -> Parts | None:
    """Return budget against outturn by service; None without any."""
    if budgets.empty:
        return None
    made = cells_of(
        budgets,
        {"budget_shown": _amount("budget"), "outturn_shown": _amount("outturn"), "over_shown": _over},
    )
    made, source, last = _with_source(made)
    columns = [
        _SERVICE,
        _PERIOD,
        Column("budget_shown", "Budget", align="right"),
        Column("outturn_shown", "Outturn", align="right"),
        Column("over_shown", "Over or under"),
    ]
    over, number = overspent(budgets)
    words = f"{over} of {number_of(number, 'budget')} {singular_or_plural(over, 'was', 'were')} overspent."
    return joined(
        heading("Budget and outturn", 3),
        paragraph(words),
        table(made, "Budget and outturn, in millions of pounds", [*columns, *last]),
        source,
    )


def _over(row: Row) -> Cell:
    if is_missing(row["over"]):
        return words_cell(NOT_GIVEN)
    amount, share = float(row["over"]), format_number(abs(float(row["over_percent"])), 1)
    if not amount:
        return words_cell("As planned")
    word = "over" if amount > 0 else "under"
    return words_cell(f"{millions(abs(amount), int(row['decimals']))} {word}").with_spans(Span(f"{share}%", REASON))


def reserves_part(reserves: pd.DataFrame) -> Parts | None:
    """Return reserves in years of use; None without any."""
    if reserves.empty:
        return None
    made = cells_of(
        reserves, {"reserves_shown": _amount("reserves"), "used_shown": _amount("used"), "years_shown": _years}
    )
    made, source, last = _with_source(made)
    columns = [
        Column("period", "Year", header=True, quoted=True),
        Column("reserves_shown", "Left at its end", align="right"),
        Column("used_shown", "Used in it", align="right"),
        Column("years_shown", "Lasts for"),
    ]
    words = "Years of use: how long reserves last if every year uses as much as this one. That is not a forecast."
    return joined(
        heading("Reserves", 3),
        paragraph(words),
        table(made, "Reserves, in millions of pounds and years of use", [*columns, *last]),
        source,
    )


def _years(row: Row) -> Cell:
    if is_missing(row["years_of_use"]):
        return words_cell("Cannot be told").with_spans(Span(str(row["reason"]), REASON))
    years = format_number(float(row["years_of_use"]), 1)
    return words_cell(f"{years} {'year' if years == '1.0' else 'years'}")


SCOPES: Final[Mapping[str, str]] = {"national": "In England", "local": "Here"}
"""Where a pressure is felt, as it is printed."""


def service_pressures_part(pressures: pd.DataFrame) -> Parts | None:
    """Return national and local pressures by service; None without any."""
    if pressures.empty:
        return None
    made, source, last = _with_source(pressures)
    made = cells_of(made, {"scope_shown": lambda row: words_cell(SCOPES[str(row["scope"])])})
    columns = [_SERVICE, Column("scope_shown", "Where"), Column("pressure", "What was said", quoted=True)]
    counts = [f"{int(pressures['scope'].eq(scope).sum())} {words}" for scope, words in _COUNTED.items()]
    return joined(
        heading("Pressures on services", 3),
        paragraph(f"{number_of(len(pressures), 'pressure is', 'pressures are')} named: {' and '.join(counts)}."),
        table(made, "Pressures on services", [*columns, *last]),
        source,
    )


_COUNTED: Final = {"national": "national", "local": "local"}


def ending_part(funding: pd.DataFrame) -> Parts | None:
    """Return outside funding that ends, the earliest first; None without any."""
    if funding.empty:
        return None
    made, source, last = _with_source(funding.sort_values("ends", kind="stable"))
    made = cells_of(
        made,
        {
            "amount_shown": _amount("amount"),
            "ends_shown": lambda row: words_cell(date_in_words(str(row["ends"]))),
            "then": lambda row: words_cell(str(row["afterwards"]) or NOT_SAID),
        },
    )
    columns = [
        Column("funding", "Funding", header=True, quoted=True),
        Column("service_shown", "Service", quoted=True),
        Column("amount_shown", "Amount", align="right"),
        Column("ends_shown", "Ends"),
        Column("then", "What happens then", quoted=True),
    ]
    return joined(
        heading("Outside funding that ends", 3),
        paragraph(f"{number_of(len(funding), 'sum of money ends', 'sums of money end')}."),
        table(made, "Outside funding that ends", [*columns, *last]),
        source,
    )


def difficulty_part(councils: pd.DataFrame) -> Parts | None:
    """Return the councils in serious financial difficulty with dates and sources; None without any."""
    if councils.empty:
        return None
    formal = int(councils["formal"].sum())
    names = names_in_words([str(name) for name in councils["council"]])
    words = f"{number_of(len(councils), 'council is', 'councils are')} named: {names}."
    words += f" {formal} gave formal notice." if formal else ""
    made, source, last = _with_source(councils)
    columns = [Column("council", "Council", header=True, quoted=True), Column("what", "What was said", quoted=True)]
    rows = table(made, "Councils in serious financial difficulty", [*columns, *last])
    same = councils["what"].nunique() == 1 and not last
    of_all = "" if len(councils) == 1 else "What was said of each: "
    words_of_all = Parts((paragraph(f"{of_all}{councils['what'].iloc[0]}"),))
    return joined(
        heading("Councils in serious financial difficulty", 3), paragraph(words), words_of_all if same else rows, source
    )


def pressure_parts(tables: Mapping[str, pd.DataFrame]) -> Sequence[Part]:
    """Return everything on pressures that a report has; `tables` are those of helpers.schema.pressures by name."""
    made = ((name, make(tables[name])) for name, make in _PARTS.items())
    return [with_pressure_facts(part, name, tables) for name, part in made if part is not None]


_PARTS: Final[Mapping[str, Callable[[pd.DataFrame], Parts | None]]] = {
    "plan_years": plans_part,
    "savings_plans": savings_part,
    "budget_outturns": budgets_part,
    "reserves": reserves_part,
    "service_pressures": service_pressures_part,
    "funding_that_ends": ending_part,
    "councils_in_difficulty": difficulty_part,
}
"""The tables of pressures in the order in which they are shown, and how each is."""
