"""What the data quality page shows of the checks: which fail, for whom, and what they note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from helpers.areas import Area
from helpers.markers import marked
from helpers.present.pages.quality_words import FINDINGS
from helpers.present.periods import period_in_words
from helpers.present.tables import folded, paragraph, table
from helpers.present.values import Column, Folded, Paragraph, Table
from helpers.results.quality_scores import CONCERNED, COUNTED, OTHERS, PRINTED
from helpers.verdicts import (
    DIMENSIONS,
)
from helpers.wording import number_of, singular_or_plural

SEVERITIES = {"critical": "Critical", "warning": "Warning", "information": "Noted"}
"""The severities, gravest first, in the words of the page."""

EXAMPLES = 3
"""How many failing rows of a check the page names; the table quality_failures has them all."""

_ABOUT = ["check_id", "table", "rule", "dimension", "severity"]


def by_check(results: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each check of `quality_results`: all its indicators together, the gravest first.

    Has the columns that describe the check, `rows_tested`, `rows_failing`, `indicators_failing` and `outcome`.
    """
    failing = results["outcome"].eq("Fail")
    table = (
        results.assign(indicators_failing=failing & results["indicator_id"].ne(""))
        .groupby(_ABOUT, as_index=False)
        .agg(
            rows_tested=("rows_tested", "sum"),
            rows_failing=("rows_failing", "sum"),
            indicators_failing=("indicators_failing", "sum"),
        )
    )
    table["outcome"] = (table["rows_failing"] > 0).map({True: "Fail", False: "Pass"})
    table["grave"] = table["severity"].map(list(SEVERITIES).index)
    table["place"] = table["dimension"].map(list(DIMENSIONS).index)
    return table.sort_values(["grave", "place", "check_id"], ignore_index=True)


def results_table(results: pd.DataFrame, types_counted: Mapping[str, str]) -> Table:
    """Return every check with its outcome, in order of its number.

    `types_counted` says for which types of measure each check counts.
    """
    checks = by_check(results).sort_values("check_id", ignore_index=True)
    rows = checks.assign(
        severity=checks["severity"].map(SEVERITIES),
        outcome=[
            _outcome(*check) for check in zip(checks["outcome"], checks["severity"], checks["rows_tested"], strict=True)
        ],
        counts_for=checks["check_id"].map(types_counted),
    )
    columns = [
        Column("rule", "Rule", header=True),
        Column("check_id", "Check"),
        Column("counts_for", "Measures it counts for"),
        Column("dimension", "Dimension"),
        Column("severity", "If a row fails"),
        Column("rows_tested", "Rows tested", align="right"),
        Column("rows_failing", "Rows failing or noted", align="right"),
        Column("outcome", "Outcome"),
    ]
    note = (
        "A local or partner measure is one that the council's departments or its partners hand in. A check for "
        "national measures alone needs other councils' figures, or tests what publishers do."
    )
    return table(rows, "Checks of data quality", columns, notes=[note])


def _outcome(outcome: str, severity: str, tested: int) -> str:
    if outcome == "Pass":
        return "Pass" if tested else "Nothing to test"
    return "Stops the run" if severity == "critical" else SEVERITIES[severity]


def dimensions_table(results: pd.DataFrame, meanings: Mapping[str, str]) -> Table:
    """Return for each dimension what it means and how its checks went: passed, failed, noted or nothing to test."""
    checks = by_check(results)
    outcomes = [
        _outcome(*check) for check in zip(checks["outcome"], checks["severity"], checks["rows_tested"], strict=True)
    ]
    counts = pd.crosstab(checks["dimension"], pd.Series(outcomes, index=checks.index))
    order = {
        "Pass": "passed",
        "Nothing to test": "nothing",
        "Stops the run": "critical",
        "Warning": "warning",
        "Noted": "information",
    }
    counts = counts.reindex(index=list(DIMENSIONS), columns=list(order), fill_value=0).rename(columns=order)
    rows = counts.assign(checks=counts.sum(axis="columns")).reset_index(names="dimension")
    rows = rows.assign(meaning=rows["dimension"].map(meanings), dimension=rows["dimension"].str.capitalize())
    columns = [
        Column("dimension", "Dimension", header=True),
        Column("meaning", "What it means"),
        Column("checks", "Checks", align="right"),
        Column("passed", "Passed", align="right"),
        Column("critical", "Stop the run", align="right"),
        Column("warning", "Warn", align="right"),
        Column("information", "Note something", align="right"),
        Column("nothing", "Nothing to test", align="right"),
    ]
    return table(rows, "Checks by dimension and outcome", columns)


def council_findings(failures: pd.DataFrame) -> pd.DataFrame:
    """Return the failing rows that concern the council, and what is noted of what the report prints of it.

    `failures` is the frame of `with_concerned`. Adds `words` (what is wrong, or what is noted) and `severity` in words;
    what is gravest and concerns the council most comes first.
    """
    concerns_council = failures["severity"].isin(COUNTED) | failures["concerns"].isin(PRINTED)
    own = failures[failures["concerns"].ne(OTHERS) & concerns_council]
    own = own.assign(
        place=own["concerns"].map(CONCERNED.index),
        grave=own["severity"].map(list(SEVERITIES).index),
        words=_finding(own),
        severity=own["severity"].map(SEVERITIES),
        concerns=own["concerns"].str.capitalize(),
    )
    return own.sort_values(["grave", "place", "check_id"], kind="stable", ignore_index=True)


def council_table(findings: pd.DataFrame, council: str) -> Paragraph | Table:
    """Return what was found of the council, one row for each check; `findings` is of `council_findings`."""
    if findings.empty:
        return paragraph(
            f"No check fails for {council}, and nothing is noted about the figures that this report prints."
        )
    about = ["grave", "place", "check_id", "words", "severity", "concerns"]
    counts = findings.groupby(about, as_index=False).agg(rows=("check_id", "size"), of=("indicator_id", "nunique"))
    columns = [
        Column("words", "What is wrong, or noted", header=True),
        Column("check_id", "Check"),
        Column("severity", "Severity"),
        Column("concerns", "Concerns"),
        Column("rows", "Rows", align="right"),
        Column("of", "Indicators", align="right"),
    ]
    return table(counts, f"Findings for {council}", columns)


def council_rows(findings: pd.DataFrame, printed: pd.DataFrame, indicators: pd.DataFrame, council: str) -> Folded:
    """Return every row that was found of the council, folded away, with its indicator, period and figure.

    `findings` is of `council_findings`, `printed` the table reporting_figures.
    """
    about, figures = indicators.set_index("indicator_id"), printed.set_index("indicator_id")
    key, whole = findings["indicator_id"], findings["period"].eq("")
    newest = whole | findings["period"].eq(key.map(figures["period"]))
    provisional = newest & key.map(figures["provisional"]).eq(other=True)
    derived = findings["derived"] | (whole & key.map(figures["derived"]).eq(other=True))
    titles = zip(key.map(about["title"]), provisional, derived, strict=True)
    rows = findings.assign(
        title=[marked(title, provisional=may_change, derived=worked_out) for title, may_change, worked_out in titles],
        decimals=key.map(about["decimals"]),
        period=findings["period"].mask(whole, key.map(figures["period"])).fillna("none"),
        value=findings["value"].mask(whole, key.map(figures["value"])),
    ).sort_values(["grave", "place", "check_id", "title"], kind="stable")
    columns = [
        Column("title", "Indicator", header=True),
        Column("period", "Period"),
        Column("value", "Figure", align="right", decimals_from="decimals"),
        Column("words", "What is wrong, or noted"),
        Column("severity", "Severity"),
        Column("concerns", "Concerns"),
    ]
    note = "For an indicator as a whole, the period and figure are the newest. Findings on all councils have no figure."
    words = f"Every finding that concerns {council}"
    return folded(f"{words}: {number_of(len(rows), 'row')}", table(rows, words, columns, notes=[note]))


def _finding(rows: pd.DataFrame) -> pd.Series:
    """Return what each row's check finds to be wrong, or notes; its rule where no words say it."""
    return rows["check_id"].map(FINDINGS).fillna(rows["rule"])


def failing_table(
    results: pd.DataFrame, failures: pd.DataFrame, indicators: pd.DataFrame, areas: Iterable[Area]
) -> Paragraph | Table:
    """Return the checks that fail, the gravest first, with up to `EXAMPLES` rows of each, the council's own first."""
    checks = by_check(results)
    failing = checks[checks["outcome"].eq("Fail") & checks["severity"].isin(COUNTED)]
    if failing.empty:
        return paragraph("Every row passes every check.")
    own = failures[failures["concerns"].ne(OTHERS)].groupby("check_id").size()
    examples = _examples(failures, indicators, areas)
    rows = failing.assign(
        words=_finding(failing),
        severity=failing["severity"].map(SEVERITIES),
        own=failing["check_id"].map(own).fillna(0).astype("int64"),
        examples=failing["check_id"].map(examples),
    )
    columns = [
        Column("words", "What is wrong", header=True),
        Column("check_id", "Check"),
        Column("severity", "Severity"),
        Column("dimension", "Dimension"),
        Column("rows_failing", "Rows failing", align="right"),
        Column("own", "Of these, the council's", align="right"),
        Column("indicators_failing", "Indicators", align="right"),
        Column("examples", "Some of the rows", quoted=True),
    ]
    note = "The council's own rows come first. quality_failures.csv has every row."
    return table(rows, "Checks that at least one row fails", columns, notes=[note])


def noted_table(results: pd.DataFrame, failures: pd.DataFrame) -> Paragraph | Table:
    """Return what checks for information note, with the number of rows and of indicators."""
    checks = by_check(results)
    noted = checks[checks["outcome"].eq("Fail") & ~checks["severity"].isin(COUNTED)]
    if noted.empty:
        return paragraph("Nothing is noted.")
    printed = failures[failures["concerns"].isin(PRINTED)].groupby("check_id").size()
    rows = noted.assign(words=_finding(noted), own=noted["check_id"].map(printed).fillna(0).astype("int64"))
    columns = [
        Column("words", "What is noted", header=True),
        Column("check_id", "Check"),
        Column("dimension", "Dimension"),
        Column("rows_failing", "Rows", align="right"),
        Column("rows_tested", "Of rows tested", align="right"),
        Column("indicators_failing", "Indicators", align="right"),
        Column("own", "Of the council's printed figures", align="right"),
    ]
    return table(rows, "What is noted for the reader", columns)


def _examples(failures: pd.DataFrame, indicators: pd.DataFrame, areas: Iterable[Area]) -> pd.Series:
    """Name up to `EXAMPLES` failing rows of each check, those that concern the council most first."""
    titles = dict(zip(indicators["indicator_id"], indicators["title"], strict=True))
    names = {area.code: area.name for area in areas}
    order = failures["concerns"].map(CONCERNED.index)
    first = failures.assign(place=order).sort_values(["check_id", "place"], kind="stable")
    first = first.groupby("check_id").head(EXAMPLES)
    words = [
        ", ".join(
            filter(
                None,
                [titles.get(indicator, indicator), names.get(area, area), period_in_words(period), _in_words(item)],
            )
        )
        for indicator, area, period, item in zip(
            first["indicator_id"], first["area_code"], first["period"], first["item"], strict=True
        )
    ]
    return pd.Series(words, index=first.index, dtype="str").groupby(first["check_id"]).agg("; ".join)


def _in_words(item: str) -> str:
    """Return what names a row, in words; the name of a file or a measure stays as it is."""
    return item.replace("_", " ") if re.fullmatch("[a-z_]+", item) else item


def failures_sentence(failures: pd.DataFrame, council: str) -> str:
    """Say how many rows fail, and how many of them concern the council; `failures` is the frame of `with_concerned`."""
    failing = failures[failures["severity"].isin(COUNTED)]
    if failing.empty:
        return "No row fails a check."
    newest, previous, whole, other = (int(failing["concerns"].eq(part).sum()) for part in CONCERNED[:-1])
    checks = failing["check_id"].nunique()
    of_council = newest + previous + whole + other
    printed = f"{newest} of its newest figures, {previous} of the figures before them, "
    if newest + previous == 0:
        printed = "none of the newest figures or those before them that this report prints, but "
    return (
        f"{number_of(len(failing), 'row')} {singular_or_plural(len(failing), 'fails', 'fail')} "
        f"{number_of(checks, 'check')}. {of_council} of them {singular_or_plural(of_council, 'concerns', 'concern')} "
        f"{council}: {printed}{whole} of an indicator as a whole, "
        f"such as one without a figure or with an old one, and {other or 'none'} of older figures. "
        "The rest concern other councils, whose figures ranks depend on."
    )
