"""What a draft says of the council's plans, savings, budgets, reserves and money that ends, against the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.drafts import Draft, DraftFault, Passage
from helpers.results.drafts.looked_up import (
    MILLION,
    LookedUp,
    compare_numbers,
    in_millions,
    names_in,
    nearest_name,
    values_of,
    years_of_figures,
)
from helpers.typed_numbers import PERCENT, POUNDS, TypedNumber

Row = Mapping[Any, Any]
Columns = tuple[re.Pattern[str], tuple[str, ...], str]

_OF_OTHER_MONEY: Final = re.compile(
    r"\b(?:funded|funding gap|spending power|pooled|reward grant|band d|council tax|needs? model|capital|districts?|"
    r"schools? budget|personal budgets?|England|nationally|other councils?)\b",
    re.IGNORECASE,
)
"""Words of a sentence whose money is another than that of the council's plans and budgets."""

_PLAN: Final = re.compile(r"\b(?:savings?|financial plan|financial strategy|unidentified|gap|growth)\b", re.IGNORECASE)
_BUDGET: Final = re.compile(r"\b(?:budgets?|over ?spen[dt]|under ?spen[dt]|outturn)\b", re.IGNORECASE)
_RESERVES: Final = re.compile(r"\breserves?\b", re.IGNORECASE)
_WHOLE: Final = re.compile(
    r"\b(?:financial plan|financial strategy|the council|the county council|we|in all|in total|altogether|overall|by "
    r"20\d\d(?:/\d\d)?)\b",
    re.IGNORECASE,
)
_OF_A_YEAR: Final = re.compile(r"\bbudget (?:of|for|in) 20\d\d", re.IGNORECASE)

_PLANNED: Final[tuple[Columns, ...]] = (
    (
        re.compile(r"\b(?:un-?identified|not (?:yet )?identified|no plan behind|to be found)\b", re.IGNORECASE),
        ("unidentified",),
        "of savings that are not identified",
    ),
    (re.compile(r"\bgrowth\b", re.IGNORECASE), ("growth",), "of growth"),
    (re.compile(r"\b(?:gap|shortfall)\b", re.IGNORECASE), ("gap",), "of gap"),
    (re.compile(r"\bsavings?\b", re.IGNORECASE), ("savings_needed", "savings"), "of savings"),
)
"""What a number of a plan is by the words beside it, with the columns of plan_years that can have it."""

_SAVED: Final[tuple[Columns, ...]] = (
    (re.compile(r"\b(?:delivered|brought|achieved|saved|made)\b", re.IGNORECASE), ("delivered",), "delivered"),
    (re.compile(r"\b(?:short|missed)\b", re.IGNORECASE), ("short",), "short"),
    (re.compile(r"\b(?:planned|were to|was to|target)\b|\bof $", re.IGNORECASE), ("planned",), "planned"),
)
"""The same of savings by service, in savings_plans."""

_BUDGETED: Final[tuple[Columns, ...]] = (
    (
        re.compile(
            r"\b(?:over|under) ?spen[dt](?:ing)?\b|\b(?:over|under|above|below) (?:its |the )?budget\b|\bover\b",
            re.IGNORECASE,
        ),
        ("over",),
        "over or under",
    ),
    (re.compile(r"\b(?:spent|outturn|cost)\b", re.IGNORECASE), ("outturn",), "spent"),
    (re.compile(r"\bbudget(?:ed)?\b", re.IGNORECASE), ("budget",), "of budget"),
)
"""The same of budget_outturns."""

_RESERVED: Final[tuple[Columns, ...]] = (
    (re.compile(r"\b(?:used|drew|drawn|took|taken)\b", re.IGNORECASE), ("used",), "used"),
    (re.compile(r"\breserves?\b|\bleft\b", re.IGNORECASE), ("reserves",), "in reserve"),
)
"""The same of reserves."""


class MoneyInTables(NamedTuple):
    """The rows of the tables of pressures on the council's money, and the services that they name."""

    plans: Sequence[Row]
    savings: Sequence[Row]
    budgets: Sequence[Row]
    reserves: Sequence[Row]
    ending: Mapping[str, Row]
    sums: Mapping[str, float]
    services: Sequence[str]


NO_MONEY: Final = MoneyInTables((), (), (), (), {}, {}, ())
"""Those of a report for which no plan, budget or reserves are at hand."""


def money_in_tables(tables: Mapping[str, pd.DataFrame]) -> MoneyInTables:
    """Return plans, savings, budgets, reserves and money that ends, ready to be compared with a draft.

    Columns needed    of tables: PLAN_YEARS, SAVINGS_PLANS, BUDGET_OUTTURNS, RESERVES, FUNDING_THAT_ENDS, RISK_COUNTS
    """
    plans, savings, budgets, reserves = (
        tables[name].to_dict("records") for name in ("plan_years", "savings_plans", "budget_outturns", "reserves")
    )
    counts = tables["risk_counts"]
    services = dict.fromkeys(str(row["service"]) for row in [*plans, *savings, *budgets] if row["service"])
    ending = {str(row["funding"]): row for row in tables["funding_that_ends"].to_dict("records")}
    sums = dict(zip(counts["measure"].astype(str), counts["number"].astype(float), strict=True))
    return MoneyInTables(plans, savings, budgets, reserves, ending, sums, list(services))


def wrong_plans_and_budgets(draft: Draft, figures: MoneyInTables, year: int) -> tuple[tuple[DraftFault, ...], int]:
    """Return each number of plans, budgets and reserves that the tables contradict, and how many were looked up.

    A number is of the last service, saving or fund that its sentence names before it; without one it is of the whole
    council if its sentence says so.
    """
    return compare_numbers(
        draft, lambda passage, sentence, numbers: _look_up(passage, sentence, numbers, figures), year
    )


def _look_up(passage: Passage, sentence: str, numbers: Sequence[TypedNumber], of: MoneyInTables) -> Iterator[LookedUp]:
    if _OF_OTHER_MONEY.search(sentence):
        return
    if ending := names_in(sentence, of.ending):
        yield from _of_ending(sentence, numbers, ending, of)
    elif of.budgets and _BUDGET.search(sentence):
        yield from _of_budgets(sentence, numbers, of)
    elif of.reserves and _RESERVES.search(sentence):
        yield from _of_reserves(sentence, numbers, of)
    elif _PLAN.search(sentence):
        yield from _of_savings(sentence, numbers, of)
        yield from _of_plans(passage, sentence, numbers, of)


def _column_of(sentence: str, number: TypedNumber, kinds: Sequence[Columns]) -> Columns | None:
    """Return the kind whose words are nearest to a number in its clause; of two as near, the one after it."""
    start = max(sentence.rfind(mark, 0, number.start) for mark in (";", "\u00a3", "("))
    before = sentence[max(start, 0) : number.start]
    after = re.split(r"[;,.]|\u00a3", sentence[number.end :], maxsplit=1)[0].rstrip()
    distances = []
    for order, kind in enumerate(kinds):
        ends = [len(before) - match.end() for match in kind[0].finditer(before)]
        starts = [match.start() - 0.5 for match in kind[0].finditer(after)]
        if ends or starts:
            distances.append((min([*ends, *starts]), order, kind))
    return min(distances, key=lambda one: one[:2])[2] if distances else None


def _of_plans(passage: Passage, sentence: str, numbers: Sequence[TypedNumber], of: MoneyInTables) -> Iterator[LookedUp]:
    """Give the amounts of a financial plan, of the periods that the sentence names or of any."""
    names = names_in(sentence, [*of.services, *(str(row["plan"]) for row in of.savings)])
    plans = names_in(sentence, dict.fromkeys(str(row["plan"]) for row in of.plans))
    if names or not (plans or _WHOLE.search(sentence) or _WHOLE.search(passage.heading)):
        return
    rows = [row for row in of.plans if not row["service"] and (not plans or row["plan"] in plans)]
    periods = names_in(sentence, dict.fromkeys(str(row["period"]) for row in rows))
    rows = [row for row in rows if not periods or row["period"] in periods]
    if not periods and years_of_figures(sentence):
        return
    for number in numbers:
        if number.unit == PERCENT:
            right = values_of(rows, "unidentified_percent")
            if re.search(r"unidentified|not (?:yet )?identified|no plan", sentence, re.IGNORECASE):
                yield LookedUp(number, right, f"{' or '.join(f'{one:.1f}%' for one in right)} not identified")
        elif number.unit == POUNDS and (kind := _column_of(sentence, number, _PLANNED)):
            yield _in_millions(number, rows, kind)


def _of_savings(sentence: str, numbers: Sequence[TypedNumber], of: MoneyInTables) -> Iterator[LookedUp]:
    """Give the amounts of the saving or the service before a number, and the sums of all savings."""
    names = names_in(sentence, [*(str(row["plan"]) for row in of.savings), *of.services])
    has_sums = "savings_delivered" in of.sums and re.search(r"\bdelivered\b", sentence, re.IGNORECASE)
    for number in numbers:
        name = nearest_name(sentence, number.start, names) or (names[0] if len(names) == 1 else "")
        rows = [row for row in of.savings if name and name in (row["plan"], row["service"])]
        kind = _column_of(sentence, number, _SAVED) if number.unit == POUNDS else None
        if kind and rows:
            yield _in_millions(number, rows, kind)
        elif kind and not names and has_sums and (measure := f"savings_{kind[1][0]}") in of.sums:
            right: tuple[float, ...] = (MILLION * of.sums[measure],)
            yield LookedUp(number, right, f"{in_millions(right)} {kind[2]} of all savings")
        elif number.unit == PERCENT and has_sums:
            right = values_of(rows, "delivered_percent") if names else (of.sums["savings_delivered_percent"],)
            yield LookedUp(number, right, f"{' or '.join(f'{one:.0f}%' for one in right)} delivered")


def _of_budgets(sentence: str, numbers: Sequence[TypedNumber], of: MoneyInTables) -> Iterator[LookedUp]:
    """Give the budget, what was spent and the difference of the service before a number, or of the whole council."""
    services = names_in(sentence, of.services)
    years = years_of_figures(sentence)
    for number in numbers:
        name = nearest_name(sentence, number.start, services) or (services[0] if len(services) == 1 else "")
        rows = [
            row
            for row in of.budgets
            if row["service"] == name and (not years or any(year in str(row["period"]) for year in years))
        ]
        after, is_whole = sentence[number.end :], _WHOLE.search(sentence) or _OF_A_YEAR.search(sentence)
        if number.unit in (POUNDS, PERCENT) and not (name or is_whole):
            continue
        if number.unit == POUNDS and (kind := _column_of(sentence, number, _BUDGETED)):
            yield _in_millions(number, rows, kind)
        elif number.unit == PERCENT and re.search(r"\b(?:over|under) ?(?:spen[dt])?", sentence):
            right = tuple(abs(value) for value in values_of(rows, "over_percent"))
            yield LookedUp(number, right, f"{' or '.join(f'{one:.1f}%' for one in right)} over or under its budget")
        elif re.match(r"^ (?:budgets? |services? )?(?:was|were|are|is) overspent\b", after) and not services:
            yield _count(number, of.sums, "budgets_overspent", "budgets overspent")
        elif re.match(r"^ budgets?\b", after) and re.search(r"\boverspent\b", after):
            yield _count(number, of.sums, "budgets", "budgets with an outturn")


def _of_reserves(sentence: str, numbers: Sequence[TypedNumber], of: MoneyInTables) -> Iterator[LookedUp]:
    """Give what was left in reserve, what was used, and for how many years that lasts; without a year of any year."""
    years = years_of_figures(sentence)
    rows = [row for row in of.reserves if not years or any(year in str(row["period"]) for year in years)]
    for number in numbers:
        if number.unit == POUNDS and (kind := _column_of(sentence, number, _RESERVED)):
            yield _in_millions(number, rows, kind)
        elif not number.unit and re.match(r"^ years?\b", sentence[number.end :]):
            right = values_of(rows, "years_of_use")
            yield LookedUp(number, right, f"{' or '.join(f'{one:.1f}' for one in right)} years of use")


def _of_ending(
    sentence: str, numbers: Sequence[TypedNumber], names: Sequence[str], of: MoneyInTables
) -> Iterator[LookedUp]:
    for number in numbers:
        name = nearest_name(sentence, number.start, names) or names[0]
        if number.unit == POUNDS:
            right = values_of([of.ending[name]], "amount", MILLION)
            yield LookedUp(number, right, f"{in_millions(right)} of {name}")


def _in_millions(number: TypedNumber, rows: Sequence[Row], kind: Columns) -> LookedUp:
    """Return an amount with those that the rows have, without their signs, which words say."""
    _, columns, words = kind
    right = tuple(dict.fromkeys(abs(value) for name in columns for value in values_of(rows, name, MILLION)))
    whole = "the whole council" if "budget" in columns or "outturn" in columns or "over" in columns else ""
    names = dict.fromkeys(str(row.get("service") or row.get("plan") or whole) for row in rows)
    whose = f" for {' or '.join(names)}" if len(names) == 1 and any(names) else ""
    return LookedUp(number, right, f"{in_millions(right)} {words}{whose}")


def _count(number: TypedNumber, sums: Mapping[str, float], measure: str, words: str) -> LookedUp:
    right = (sums[measure],) if measure in sums else ()
    return LookedUp(number, right, f"{' or '.join(f'{one:.0f}' for one in right)} {words}")
