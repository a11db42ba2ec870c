"""The printed figures of the council's reports with what became of them, and counts of them."""

from __future__ import annotations

import pandas as pd

from helpers.methods.reconciliation import RULES, count_outcomes, figure_results, reconcile
from helpers.methods.reconciliation_values import WORDS
from helpers.schema.reconciliation import RECONCILED_FIGURES, RECONCILIATION_CHECKS
from helpers.verdicts import DOES_NOT_HOLD, NOT_DERIVED

NOT_ALL_PRINTED = "Not all that it is made of is printed."
"""Why a figure cannot be derived that a rule could calculate if all that it is made of were printed."""


def reconcile_printed(printed: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what every rule says of the printed figures, and what becomes of each figure.

    Columns needed    those of `helpers.sources.published_figures.read_published_figures`
    Columns returned  RECONCILIATION_CHECKS; RECONCILED_FIGURES, in the order of the file
    """
    checks = reconcile(printed)
    figures = figure_results(printed, checks)
    checks = checks.assign(rule_in_words=checks["rule"].map(RULES).astype("str"))
    return checks[list(RECONCILIATION_CHECKS.names)], figures[list(RECONCILED_FIGURES.names)]


def outcomes_by_report(figures: pd.DataFrame) -> pd.DataFrame:
    """Return how many printed figures of each report hold, do not hold and cannot be derived, the earliest first.

    Columns needed    report_year, topic, outcome
    Columns returned  those of `count_outcomes`
    """
    return count_outcomes(figures)


def words_by_report(figures: pd.DataFrame) -> pd.DataFrame:
    """Return how many entries in words each report has, and how many of them do not hold, the earliest first.

    An entry in words stands for a year, or is a gap that nobody filled; it counts as no figure.

    Columns needed    report_year, topic, outcome
    Columns returned  report_year, words, words_do_not_hold
    """
    entries = figures[figures["topic"].eq(WORDS)]
    wrong = entries.assign(words=1, words_do_not_hold=entries["outcome"].eq(DOES_NOT_HOLD).astype("int64"))
    return wrong.groupby("report_year")[["words", "words_do_not_hold"]].sum().astype("int64").reset_index()


def failing_checks(checks: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the checks that do not hold with the first figure that each judges, the newest report first.

    Columns needed    RECONCILIATION_CHECKS and RECONCILED_FIGURES
    Columns returned  those of the checks; paragraphs (of all figures judged), and of the first of them theme,
                      dashboard, measure, reference, indicator, unit, word, topic
    """
    wrong = checks[checks["outcome"].eq(DOES_NOT_HOLD)].sort_values("report_year", ascending=False, kind="stable")
    paragraphs = dict(zip(figures["figure_id"], figures["paragraph"], strict=True))
    subjects = wrong["subject_ids"].str.split(";")
    of_first = figures.set_index("figure_id")[
        ["theme", "dashboard", "measure", "reference", "indicator", "unit", "word", "topic"]
    ]
    wrong = wrong.assign(
        paragraphs=[", ".join(dict.fromkeys(paragraphs[name] for name in names)) for names in subjects],
        figure_id=[names[0] for names in subjects],
    ).astype({"paragraphs": "str", "figure_id": "str"})
    return wrong.merge(of_first, left_on="figure_id", right_index=True, how="left").drop(columns="figure_id")


def reasons_by_report(figures: pd.DataFrame) -> pd.DataFrame:
    """Return why figures cannot be derived, with how many of each report; words for years are left out.

    Columns needed    report_year, topic, outcome, rule, reason
    Columns returned  reason, a column for each report by its year as text, figures; the commonest reason first
    """
    rows = figures[figures["outcome"].eq(NOT_DERIVED) & figures["topic"].ne(WORDS)]
    first_sentence = rows["reason"].str.partition(" The reports of ")[0]
    reasons = first_sentence.where(rows["rule"].eq(""), NOT_ALL_PRINTED)
    counts = pd.crosstab(reasons.rename("reason"), rows["report_year"])
    counts.columns = pd.Index([str(year) for year in counts.columns])
    counts = counts.assign(figures=counts.sum(axis=1)).reset_index()
    return counts.sort_values(["figures", "reason"], ascending=[False, True], ignore_index=True)
