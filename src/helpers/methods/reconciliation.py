"""Printed figures calculated again by general rules: which hold, which do not, and which cannot be derived.

The rules know topics, measures and units. They know no council, no report and no contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pandas as pd

from helpers.methods import (
    reconciliation_rates,
    reconciliation_reasons,
    reconciliation_statements,
    reconciliation_status,
    reconciliation_sums,
)
from helpers.methods.reconciliation_values import WORDS, Check, Figure, Rule, figures_of
from helpers.verdicts import DOES_NOT_HOLD, HOLDS, HOLDS_ROUNDED, NOT_DERIVED, RECONCILED

RULES: Final[Mapping[str, str]] = {
    "classes_make_total": "The classes of a dashboard, a theme or a report add up to its number of indicators, with or "
    "without those that have no direction.",
    "parts_make_whole": "A report's figure is the sum of its themes and of the dashboards outside them; a theme's is "
    "the sum of its dashboards or indicators.",
    "themes_hold_all": "The themes have every indicator of the report but those of its dashboards outside the themes.",
    "rest_of_parts": "What a report counts as neither improved nor worsened is what its parts leave over.",
    "parts_within_whole": "Parts of a figure add up to no more than the figure.",
    "residual": "What is left of a figure is the figure less its other parts.",
    "shares_make_100": "The shares of all classes add up to 100%, but for rounding.",
    "share_of_base": "The per cent of a class is its count over all that can be judged, rounded half up.",
    "off_target": "Per cent off target is the distance between figure and target over the target.",
    "change_on_baseline": "Change on the baseline is the figure over its baseline, less 1.",
    "target_achieved": "The per cent of a target achieved is the figure over the target.",
    "share_of_whole": "The per cent of a part is the part over the whole.",
    "gain_per_head": "What a council would gain is the gap in funding for each person times its own population.",
    "rank_in_group": "A rank is from 1 to the number of councils compared.",
    "quartile_of_rank": "The quartile follows from the rank and the number of councils.",
    "larger_share": "A share said to be larger than before is larger than in the report before, on one base.",
    "named_are_counted": "No more indicators are named with a status than are counted with it.",
    "one_status": "An indicator has one status throughout a report.",
    "risks_are_explained": "Every red or amber indicator with a grant is in the lists of risks.",
    "grants_have_status": "Every indicator with a grant has a status.",
    "grant_at_risk": "All of the grant of a red or amber indicator is at risk, and nothing of any other.",
    "lost_grant": "A grant that is lost is the grant of its row.",
    "lost_is_not_at_risk": "A grant that is lost is at risk no longer, neither in its row nor in the total.",
    "one_fact": "A fact stated in two paragraphs of a report is the same in both.",
    "number_stated": "How many indicators there are, where a report says so, is how many it counts.",
    "number_of_themes": "How many themes there are, where a report says so, is how many it has figures of.",
    "one_base": "Totals printed under one name in several reports count the same: all indicators, or those with a "
    "direction.",
    "year_of_report": "Words that name a report have its year.",
    "one_year_of_event": "An event dated as last year is in the same year in all reports.",
    "placeholder": "Nothing is left to be filled in.",
}
"""Each rule in words, in the order in which the rules are printed."""

_RULES: Final[tuple[Rule, ...]] = (
    reconciliation_sums.classes_make_total,
    reconciliation_sums.parts_make_whole,
    reconciliation_sums.themes_hold_all,
    reconciliation_sums.rest_of_parts,
    reconciliation_sums.parts_within_whole,
    reconciliation_sums.shares_make_100,
    reconciliation_rates.share_of_base,
    reconciliation_rates.off_target,
    reconciliation_rates.change_on_baseline,
    reconciliation_rates.target_achieved,
    reconciliation_rates.share_of_whole,
    reconciliation_rates.gain_per_head,
    reconciliation_rates.ranks,
    reconciliation_rates.larger_share,
    reconciliation_rates.placeholders,
    reconciliation_status.named_are_counted,
    reconciliation_status.one_status,
    reconciliation_status.risks_are_explained,
    reconciliation_status.grants_have_status,
    reconciliation_status.grant_at_risk,
    reconciliation_status.lost_is_not_at_risk,
    reconciliation_statements.one_fact,
    reconciliation_statements.number_stated,
    reconciliation_statements.number_of_themes,
    reconciliation_statements.one_base,
    reconciliation_statements.year_of_report,
    reconciliation_statements.one_year_of_event,
)

CHECK_COLUMNS: Final = {
    "check_id": "str",
    "report_year": "int64",
    "rule": "str",
    "subject_ids": "str",
    "input_ids": "str",
    "printed": "float64",
    "worked_out": "float64",
    "difference": "float64",
    "outcome": "str",
    "derives": "bool",
    "explanation": "str",
}


def reconcile(figures: pd.DataFrame) -> pd.DataFrame:
    """Return what every rule says of printed figures: what is printed, what was calculated, and whether it holds.

    Columns needed    those of `reconciliation_values.figures_of`
    Columns returned  check_id; report_year; rule, a key of `RULES`; subject_ids (the figures judged) and input_ids (the
                      figures calculated with), separated by semicolons; printed, worked_out and difference (printed
                      less calculated; missing where words or nothing are compared); outcome (holds, holds with
                      rounding, does not hold, cannot be derived); derives (whether the subjects were calculated, or
                      only tested); explanation
    Source            docs/methods/16_reconciliation.md
    """
    exact = figures_of(figures)
    order = {rule: number for number, rule in enumerate(RULES)}
    checks = sorted(
        (check for rule in _RULES for check in rule(exact)), key=lambda check: (check.year, order[check.rule])
    )
    numbers: dict[tuple[int, str], int] = {}
    rows = []
    for check in checks:
        key = check.year, check.rule
        numbers[key] = numbers.get(key, 0) + 1
        rows.append(_row(check, f"{check.year}-{check.rule}-{numbers[key]}"))
    return pd.DataFrame(rows, columns=list(CHECK_COLUMNS)).astype(CHECK_COLUMNS)


def _row(check: Check, check_id: str) -> tuple[object, ...]:
    printed, worked_out = check.printed, check.worked_out
    has_both = printed is not None and worked_out is not None
    return (
        check_id,
        check.year,
        check.rule,
        _ids(check.subjects),
        _ids(check.inputs),
        None if printed is None else float(printed),
        None if worked_out is None else float(worked_out),
        float((printed or 0) - (worked_out or 0)) if has_both else None,
        check.outcome,
        check.derives,
        check.explanation,
    )


def _ids(figures: Iterable[Figure]) -> str:
    return ";".join(dict.fromkeys(figure.figure_id for figure in figures))


_GRAVEST: Final = (DOES_NOT_HOLD, HOLDS_ROUNDED, HOLDS, NOT_DERIVED)

RESULT_COLUMNS: Final = {
    "outcome": "str",
    "worked_out": "float64",
    "rule": "str",
    "check_ids": "str",
    "reason": "str",
}


def figure_results(figures: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Return what becomes of every printed figure over all rules, and of those that cannot be derived the reason.

    A figure does not hold if one rule says so, whatever the others say. It holds if a rule calculates it and no rule
    contradicts it. A rule that only tests what a figure cannot be makes no figure hold.

    Columns needed    figures: those of `reconcile`; checks: those that `reconcile` returns
    Columns returned  those of figures; outcome; worked_out (missing where words are compared or nothing is calculated);
                      rule (that decided, blank where none did); check_ids (all checks that judge the figure, separated
                      by semicolons); reason (in words)
    """
    by_figure: dict[str, list[tuple[str, object, str, str, str, bool]]] = {}
    names = ("outcome", "worked_out", "rule", "check_id", "explanation", "derives")
    rows = zip(checks["subject_ids"], *(checks[name] for name in names), strict=True)
    for subjects, *row in rows:
        for name in subjects.split(";"):
            by_figure.setdefault(name, []).append(tuple(row))
    reasons = reconciliation_reasons.reasons(figures_of(figures))
    results = [_result(by_figure.get(name, []), reasons[name]) for name in figures["figure_id"]]
    frame = pd.DataFrame(results, columns=list(RESULT_COLUMNS), index=figures.index).astype(RESULT_COLUMNS)
    return figures.assign(**{name: frame[name] for name in RESULT_COLUMNS})


def _result(
    checks: Sequence[tuple[str, object, str, str, str, bool]], reason: str
) -> tuple[str, object, str, str, str]:
    names = ";".join(check[3] for check in checks)
    deciding = [check for check in checks if check[5] or check[0] == DOES_NOT_HOLD]
    if not deciding:
        return NOT_DERIVED, None, "", names, reason
    outcome, worked_out, rule, _, words, _ = min(deciding, key=lambda check: _GRAVEST.index(check[0]))
    if outcome == DOES_NOT_HOLD:
        words = " ".join(dict.fromkeys(check[4] for check in deciding if check[0] == DOES_NOT_HOLD))
    return outcome, worked_out, rule, names, words


def count_outcomes(results: pd.DataFrame) -> pd.DataFrame:
    """Return how many figures of each report hold, do not hold and cannot be derived; words for years are left out.

    Columns needed    report_year, topic, outcome
    Columns returned  report_year, holds, holds_with_rounding, does_not_hold, cannot_be_derived, figures
    """
    counted = results[results["topic"].ne(WORDS)]
    counts = counted.groupby(["report_year", "outcome"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(RECONCILED), fill_value=0).astype("int64")
    counts.columns = pd.Index([name.replace(" ", "_") for name in RECONCILED])
    return counts.assign(figures=counts.sum(axis=1)).reset_index().astype({"report_year": "int64"})
