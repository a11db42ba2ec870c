"""Rules on printed statuses, red, amber and green, and on the grant that depends on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from helpers.methods.reconciliation_values import (
    CLASSES,
    COUNTED,
    GRANT,
    RAG,
    Check,
    Figure,
    check_value,
    grouped,
    pounds,
    value_of,
    written,
)
from helpers.verdicts import DOES_NOT_HOLD, HOLDS

AT_RISK: Final = ("red", "amber")
"""The statuses with which a grant is at risk, in full."""

_OF_TABLE: Final = "rag_status"
_OF_LIST: Final = "named_status"


def named_are_counted(figures: Sequence[Figure]) -> Iterator[Check]:
    """No more indicators are named with a status than are counted with it, in each theme and in all.

    Where fewer are named, the report does not name them all, and the count cannot be derived from the names.
    """
    named = [figure for figure in figures if figure.measure == _OF_LIST]
    years = {figure.year for figure in named}
    for figure in figures:
        is_count = figure.topic == RAG and figure.unit == COUNTED and not figure.part and not figure.indicator
        if not is_count or figure.value is None or figure.year not in years or figure.measure not in CLASSES[RAG]:
            continue
        of_count = [
            one
            for one in named
            if one.year == figure.year and one.word == figure.measure and figure.theme in ("", one.theme)
        ]
        count = Fraction(len({one.reference for one in of_count}))
        if of_count and count >= figure.value:
            words = f"{written(count)} are named as {figure.measure}, and {written(figure.value)} counted."
            yield check_value("named_are_counted", figure, of_count, count, words)


def one_status(figures: Sequence[Figure]) -> Iterator[Check]:
    """An indicator has one status throughout a report."""
    by_reference: dict[tuple[int, str], list[Figure]] = {}
    for figure in figures:
        if figure.measure in (_OF_TABLE, _OF_LIST) and figure.word and figure.reference:
            by_reference.setdefault((figure.year, figure.reference), []).append(figure)
    for (year, reference), statuses in by_reference.items():
        if len(statuses) > 1:
            words = "; ".join(f"{one.word} in {one.paragraph}" for one in statuses)
            outcome = HOLDS if len({one.word for one in statuses}) == 1 else DOES_NOT_HOLD
            yield Check("one_status", year, tuple(statuses), (), None, None, outcome, f"{reference}: {words}.")


def risks_are_explained(figures: Sequence[Figure]) -> Iterator[Check]:
    """Where a report lists its risks, every indicator that its table of grants has as red or amber is in the lists."""
    for year in dict.fromkeys(figure.year for figure in figures if figure.measure == _OF_LIST):
        of_report = [figure for figure in figures if figure.year == year]
        references = {figure.reference for figure in of_report if figure.measure == _OF_LIST}
        risky = [figure for figure in of_report if figure.measure == _OF_TABLE and figure.word in AT_RISK]
        silent = tuple(figure for figure in risky if figure.reference not in references)
        if not risky:
            continue
        names = ", ".join(f"{one.reference} ({one.word})" for one in silent)
        words = f"Not in the lists of risks: {names}." if silent else "All are in the lists of risks."
        subjects, outcome = (silent, DOES_NOT_HOLD) if silent else (tuple(risky), HOLDS)
        yield Check(
            "risks_are_explained", year, subjects, (), Fraction(0), Fraction(len(silent)), outcome, words, derives=False
        )


def grants_have_status(figures: Sequence[Figure]) -> Iterator[Check]:
    """Every indicator with a grant has a status."""
    rows = [figure for figure in figures if figure.reference and figure.measure in ("grant_total", _OF_TABLE)]
    groups = grouped(rows, "year", "reference")
    for year in dict.fromkeys(key[0] for key in groups):
        with_grant = [group for key, group in groups.items() if key[0] == year and "grant_total" in group]
        without = [group for group in with_grant if _OF_TABLE not in group or not group[_OF_TABLE].word]
        if not with_grant:
            continue
        names = ", ".join(group["grant_total"].reference for group in without)
        words = f"Without a status: {names}." if without else "All have one."
        subjects = tuple(group.get(_OF_TABLE, group["grant_total"]) for group in without or with_grant)
        outcome = DOES_NOT_HOLD if without else HOLDS
        count = Fraction(len(without))
        yield Check("grants_have_status", year, subjects, (), Fraction(0), count, outcome, words, derives=False)


def grant_at_risk(figures: Sequence[Figure]) -> Iterator[Check]:
    """All of the grant of a red or amber indicator is at risk, and nothing of that of any other."""
    rows = [figure for figure in figures if figure.reference and figure.topic in (GRANT, RAG)]
    for group in grouped(rows, "year", "reference").values():
        grant, risk, status = group.get("grant_total"), group.get("grant_at_risk"), group.get(_OF_TABLE)
        if grant is None or risk is None or status is None or risk.value is None or grant.value is None:
            continue
        worked_out = grant.value if status.word in AT_RISK else Fraction(0)
        words = f"{status.word.capitalize() or 'No status'}: {pounds(worked_out)} is at risk."
        yield check_value("grant_at_risk", risk, (grant, status), worked_out, words)


def lost_is_not_at_risk(figures: Sequence[Figure]) -> Iterator[Check]:
    """A grant that is lost is the grant of its row, and is at risk no longer: neither in its row nor in the total."""
    rows = [figure for figure in figures if figure.topic == GRANT and figure.value is not None]
    groups = grouped(rows, "year", "theme", "reference")
    for year in dict.fromkeys(figure.year for figure in rows):
        lost = []
        for (of_year, _, reference), group in groups.items():
            if of_year != year or not reference or not group.get("grant_lost"):
                continue
            one, grant, risk = group["grant_lost"], group.get("grant_total"), group.get("grant_at_risk")
            if grant is not None:
                words = f"The grant of the row is {pounds(value_of(grant))}."
                yield check_value("lost_grant", one, (grant,), value_of(grant), words)
            if risk is not None and risk.value:
                lost.append(one)
                worked_out = max(Fraction(0), risk.value - value_of(one))
                words = f"{pounds(value_of(one))} is lost, and is at risk no longer."
                yield check_value("lost_is_not_at_risk", risk, (one,), worked_out, words)
        total = groups.get((year, "", ""), {}).get("grant_at_risk")
        if lost and total is not None:
            worked_out = value_of(total) - sum(map(value_of, lost), Fraction(0))
            words = f"Less what is lost, {pounds(worked_out)} is at risk."
            yield check_value("lost_is_not_at_risk", total, lost, worked_out, words)
