"""What the data quality page shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from helpers.areas import Area
from helpers.markers import marked
from helpers.present.sentences import revisions_sentence, waivers_sentence
from helpers.present.tables import (
    Column,
    Html,
    Table,
    direction_cell,
    folded,
    format_number,
    is_missing,
    paragraph,
    quality_cell,
    quartile_cell,
    table,
)
from helpers.results.quality_scores import CONCERNED, COUNTED, OTHERS, PRINTED
from helpers.verdicts import DIMENSIONS, GOOD, NOT_TESTED, QUALITY_BANDS, SERIOUS_CONCERNS, SOME_CONCERNS
from helpers.wording import number_of

SEVERITIES = {"critical": "Critical", "warning": "Warning", "information": "Noted"}
"""The severities, gravest first, in the words of the page."""

NOTED = {
    "C32": "Periods after the as-at date, which this report does not use",
    "C33": "Provisional figures",
    "C34": "Figures printed under a council's other code, or carried back to before it began",
    "C42": "Confidence limits wider or narrower than the counts allow",
    "C59": "Newest figures too old for the headline",
    "C60": "Newest figures under a changed definition",
    "C63": "Labels of publishers that do not follow from the figures beside them",
    "C73": "Published zeros that stand for no figure, which are shown as [x]",
}
"""What each check for information notes, in words that say what is there; a check that is not here has its rule."""

EXAMPLES = 3
"""How many failing rows of a check the page names; the table quality_failures has them all."""

AGES = {"12 months or less": 12, "13 to 24 months": 24, "25 to 36 months": 36}
"""Bands of age, each with its last month; what is older comes after them."""
OLDER = "More than 36 months"

_ABOUT = ["check_id", "table", "rule", "dimension", "severity"]


def by_check(results: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each check of `quality_results`: all its indicators together, the gravest first.

    Has the columns that describe the check, `rows_tested`, `rows_failing`, `indicators_failing` and `outcome`.
    """
    failing = results["outcome"].eq("Fail")
    table = results.assign(indicators_failing=failing & results["indicator_id"].ne("")).groupby(
        _ABOUT, as_index=False
    ).agg(
        rows_tested=("rows_tested", "sum"), rows_failing=("rows_failing", "sum"),
        indicators_failing=("indicators_failing", "sum"),
    )  # fmt: skip
    table["outcome"] = (table["rows_failing"] > 0).map({True: "Fail", False: "Pass"})
    table["grave"] = table["severity"].map(list(SEVERITIES).index)
    table["place"] = table["dimension"].map(list(DIMENSIONS).index)
    return table.sort_values(["grave", "place", "check_id"], ignore_index=True)


def results_table(results: pd.DataFrame, types_counted: Mapping[str, str]) -> Table:
    """Return every check with its outcome, in order of its number.

    `types_counted` says for which types of measure each check counts.
    """
    checks = by_check(results).sort_values("check_id", ignore_index=True)
    shown = checks.assign(
        severity=checks["severity"].map(SEVERITIES),
        outcome=[_outcome(*each) for each in zip(checks["outcome"], checks["severity"], checks["rows_tested"],
                                                 strict=True)],
        counts_for=checks["check_id"].map(types_counted),
    )  # fmt: skip
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
        "A local or partner measure is one that the council's departments or its partners hand in. A check that counts "
        "for national measures alone needs figures of other councils, or holds publishers to what they do."
    )
    return table(shown, "Checks of data quality", columns, notes=[note])


def _outcome(outcome: str, severity: str, tested: int) -> str:
    if outcome == "Pass":
        return "Pass" if tested else "Nothing to test"
    return "Stops the run" if severity == "critical" else SEVERITIES[severity]


def dimensions_table(results: pd.DataFrame, meanings: Mapping[str, str]) -> Table:
    """Return for each dimension what it means and how its checks went: passed, failed, noted or nothing to test."""
    checks = by_check(results)
    outcomes = [
        _outcome(*each) for each in zip(checks["outcome"], checks["severity"], checks["rows_tested"], strict=True)
    ]
    counts = pd.crosstab(checks["dimension"], pd.Series(outcomes, index=checks.index))
    order = {"Pass": "passed", "Nothing to test": "nothing", "Stops the run": "critical", "Warning": "warning",
             "Noted": "information"}  # fmt: skip
    counts = counts.reindex(index=list(DIMENSIONS), columns=list(order), fill_value=0).rename(columns=order)
    shown = counts.assign(checks=counts.sum(axis="columns")).reset_index(names="dimension")
    shown = shown.assign(meaning=shown["dimension"].map(meanings), dimension=shown["dimension"].str.capitalize())
    columns = [
        Column("dimension", "Dimension", header=True),
        Column("meaning", "A figure is then"),
        Column("checks", "Checks", align="right"),
        Column("passed", "Passed", align="right"),
        Column("critical", "Stop the run", align="right"),
        Column("warning", "Warn", align="right"),
        Column("information", "Note something", align="right"),
        Column("nothing", "Nothing to test", align="right"),
    ]
    return table(shown, "Checks by dimension and outcome", columns)


def council_findings(failures: pd.DataFrame) -> pd.DataFrame:
    """Return the failing rows that concern the council, and what is noted of what the report prints of it.

    `failures` is the frame of `with_concerned`. Adds `words` (the rule, or what is noted) and `severity` in words; what
    is gravest and concerns the council most comes first.
    """
    shown = failures["severity"].isin(COUNTED) | failures["concerns"].isin(PRINTED)
    own = failures[failures["concerns"].ne(OTHERS) & shown]
    own = own.assign(
        place=own["concerns"].map(CONCERNED.index), grave=own["severity"].map(list(SEVERITIES).index),
        words=_rules(own), severity=own["severity"].map(SEVERITIES), concerns=own["concerns"].str.capitalize(),
    )  # fmt: skip
    return own.sort_values(["grave", "place", "check_id"], kind="stable", ignore_index=True)


def council_table(findings: pd.DataFrame, council: str) -> Html | Table:
    """Return what was found of the council, one row for each check; `findings` is of `council_findings`."""
    if findings.empty:
        return paragraph(f"No check fails for {council}, and nothing is noted of what this report prints.")
    about = ["grave", "place", "check_id", "words", "severity", "concerns"]
    counts = findings.groupby(about, as_index=False).agg(rows=("check_id", "size"), of=("indicator_id", "nunique"))
    columns = [
        Column("words", "Rule that fails, or what is noted", header=True),
        Column("check_id", "Check"),
        Column("severity", "Severity"),
        Column("concerns", "Concerns"),
        Column("rows", "Rows", align="right"),
        Column("of", "Indicators", align="right"),
    ]
    return table(counts, f"What was found of {council}", columns)


def council_rows(findings: pd.DataFrame, printed: pd.DataFrame, indicators: pd.DataFrame, council: str) -> Html:
    """Return every row that was found of the council, folded away, with its indicator, period and figure.

    `findings` is of `council_findings`, `printed` of `printed_figures`.
    """
    about, figures = indicators.set_index("indicator_id"), printed.set_index("indicator_id")
    key, whole = findings["indicator_id"], findings["period"].eq("")
    newest = whole | findings["period"].eq(key.map(figures["period"]))
    provisional = newest & key.map(figures["provisional"]).eq(other=True)
    titles = zip(key.map(about["title"]), provisional, strict=True)
    shown = findings.assign(
        title=[marked(title, provisional=each) for title, each in titles],
        decimals=key.map(about["decimals"]),
        period=findings["period"].mask(whole, key.map(figures["period"])).fillna("none"),
        value=findings["value"].mask(whole, key.map(figures["value"])),
    ).sort_values(["grave", "place", "check_id", "title"], kind="stable")
    columns = [
        Column("title", "Indicator", header=True),
        Column("period", "Period"),
        Column("value", "Figure", align="right", decimals_from="decimals"),
        Column("words", "Rule that fails, or what is noted"),
        Column("severity", "Severity"),
        Column("concerns", "Concerns"),
    ]
    note = "For an indicator as a whole, period and figure are its newest. What all councils share has no figure."
    words = f"Every finding that concerns {council}"
    return folded(f"{words}: {number_of(len(shown), 'row')}", table(shown, words, columns, notes=[note]))


def _rules(rows: pd.DataFrame) -> pd.Series:
    """Return each row's rule, or in place of a rule for information what is noted."""
    return rows["rule"].mask(rows["severity"].eq("information"), rows["check_id"].map(NOTED).fillna(rows["rule"]))


def failing_table(
    results: pd.DataFrame, failures: pd.DataFrame, indicators: pd.DataFrame, areas: Iterable[Area]
) -> Html | Table:
    """Return the checks that fail, the gravest first, with up to `EXAMPLES` rows of each, the council's own first."""
    checks = by_check(results)
    failing = checks[checks["outcome"].eq("Fail") & checks["severity"].isin(COUNTED)]
    if failing.empty:
        return paragraph("Every row passes every check.")
    own = failures[failures["concerns"].ne(OTHERS)].groupby("check_id").size()
    examples = _examples(failures, indicators, areas)
    shown = failing.assign(
        severity=failing["severity"].map(SEVERITIES),
        own=failing["check_id"].map(own).fillna(0).astype("int64"),
        examples=failing["check_id"].map(examples),
    )
    columns = [
        Column("rule", "Rule", header=True),
        Column("check_id", "Check"),
        Column("severity", "Severity"),
        Column("dimension", "Dimension"),
        Column("rows_failing", "Rows failing", align="right"),
        Column("own", "Of them the council's", align="right"),
        Column("indicators_failing", "Indicators", align="right"),
        Column("examples", "Some of the rows", quoted=True),
    ]
    note = "Rows of the council come first among those named. quality_failures.csv has every row."
    return table(shown, "Rules that some row fails", columns, notes=[note])


def noted_table(results: pd.DataFrame, failures: pd.DataFrame) -> Html | Table:
    """Return what checks for information note, with the number of rows and of indicators."""
    checks = by_check(results)
    noted = checks[checks["outcome"].eq("Fail") & ~checks["severity"].isin(COUNTED)]
    if noted.empty:
        return paragraph("Nothing is noted.")
    printed = failures[failures["concerns"].isin(PRINTED)].groupby("check_id").size()
    shown = noted.assign(words=_rules(noted), own=noted["check_id"].map(printed).fillna(0).astype("int64"))
    columns = [
        Column("words", "What is noted", header=True),
        Column("check_id", "Check"),
        Column("dimension", "Dimension"),
        Column("rows_failing", "Rows", align="right"),
        Column("rows_tested", "Of rows tested", align="right"),
        Column("indicators_failing", "Indicators", align="right"),
        Column("own", "Of what is printed of the council", align="right"),
    ]
    return table(shown, "What is noted for the reader", columns)


def _examples(failures: pd.DataFrame, indicators: pd.DataFrame, areas: Iterable[Area]) -> pd.Series:
    """Name up to `EXAMPLES` failing rows of each check, those that concern the council most first."""
    titles = dict(zip(indicators["indicator_id"], indicators["title"], strict=True))
    names = {area.code: area.name for area in areas}
    place = failures["concerns"].map(CONCERNED.index)
    first = failures.assign(place=place).sort_values(["check_id", "place"], kind="stable")
    first = first.groupby("check_id").head(EXAMPLES)
    words = [
        ", ".join(filter(None, [titles.get(indicator, indicator), names.get(area, area), period, _in_words(item)]))
        for indicator, area, period, item in zip(
            first["indicator_id"], first["area_code"], first["period"], first["item"], strict=True
        )
    ]
    return pd.Series(words, index=first.index, dtype="str").groupby(first["check_id"]).agg("; ".join)


def _in_words(item: str) -> str:
    """Return what names a row, in words; the name of a file or a measure stays as it is."""
    return item.replace("_", " ") if re.fullmatch("[a-z_]+", item) else item


def age_table(printed: pd.DataFrame, indicators: pd.DataFrame, sources: pd.DataFrame) -> Html | Table:
    """Return how old the newest figures of the council are, by source: the number in each band of age, and the oldest.

    `printed` is the frame of `printed_figures`; `sources` has `source_id`, `publisher` and `dataset`.
    """
    rows = printed[printed["age_months"].notna()].merge(indicators[["indicator_id", "source_id"]], on="indicator_id")
    if rows.empty:
        return paragraph("The council has no figure.")
    age = rows["age_months"].astype("int64")
    band = pd.cut(age, [float("-inf"), *AGES.values(), float("inf")], labels=[*AGES, OLDER])
    counts = pd.crosstab(rows["source_id"], band.astype("str")).reindex(columns=[*AGES, OLDER], fill_value=0)
    spread = age.groupby(rows["source_id"]).agg(figures="size", median="median", oldest="max")
    about = sources.set_index("source_id")
    names = about["dataset"] + ", " + about["publisher"]
    shown = counts.join(spread).reset_index()
    shown = shown.assign(source=shown["source_id"].map(names).fillna(shown["source_id"])).sort_values("source")
    columns = [
        Column("source", "Source", header=True),
        Column("figures", "Newest figures", align="right"),
        *(Column(name, name, align="right") for name in (*AGES, OLDER)),
        Column("median", "Median age in months", align="right", decimals=1),
        Column("oldest", "Age of the oldest in months", align="right"),
    ]
    note = (
        "Age is from the last day of the period to the as-at date. It is below zero where an academic year ended "
        "after that date, as it may."
    )
    return table(shown, "Age of the newest figures, by source", columns, notes=[note])


def coverage_table(reported: pd.DataFrame, indicators: pd.DataFrame, codes: Sequence[str]) -> Table:
    """Return for each dashboard how many of its indicators have a figure for the council."""
    own = reported[reported["area_code"].isin(codes) & reported["value"].notna()]
    has = indicators["indicator_id"].isin(own["indicator_id"])
    counts = (
        indicators.assign(has=has, lacks=indicators["title"].where(~has))
        .groupby("dashboard")
        .agg(
            indicators=("indicator_id", "size"),
            with_figure=("has", "sum"),
            without=("lacks", lambda titles: "; ".join(sorted(titles.dropna())) or "none"),
        )
        .reset_index()
    )
    columns = [
        Column("dashboard", "Dashboard", header=True),
        Column("indicators", "Indicators", align="right"),
        Column("with_figure", "With a figure", align="right"),
        Column("without", "Without a figure"),
    ]
    return table(counts, "Figures for the council by dashboard", columns)


def waivers_table(waivers: pd.DataFrame, indicators: pd.DataFrame) -> Html | Table:
    """Return the failures that the parameter file waives; a waiver that nothing needs is a warning."""
    if waivers.empty:
        return paragraph(waivers_sentence(waivers))
    titles = indicators.set_index("indicator_id")["title"]
    shown = waivers.assign(
        title=waivers["indicator_id"].map(titles),
        needed=waivers["used"].map({True: "Yes", False: "Warning: the check passes; take the waiver out"}),
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("check_id", "Check"),
        Column("reason", "Why its failure is accepted"),
        Column("by", "By whom"),
        Column("until", "Until"),
        Column("needed", "Needed"),
    ]
    still = (
        "A waived failure is still a failure in the results above and in the bands below; the run goes on all the same."
    )
    return table(shown, "Failures that are waived", columns, notes=[waivers_sentence(waivers), still])


def heat_rows(counts: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each dashboard, with a column of words for each dimension.

    `counts` is the frame of `dashboard_bands`. The words say how many of the indicators tested raise concerns.
    """
    words = [_concerns(*row) for row in zip(counts["some"], counts["serious"], counts["tested"], strict=True)]
    wide = counts.assign(words=words).pivot(index="dashboard", columns="dimension", values="words")
    return wide.reindex(columns=list(DIMENSIONS)).reset_index().rename_axis(None, axis="columns")


def _concerns(some: int, serious: int, tested: int) -> str:
    if not tested:
        return NOT_TESTED
    return f"{some + serious} of {tested}" + (f", {serious} serious" if serious else "")


def heat_table(counts: pd.DataFrame) -> Table:
    """Return how many indicators of each dashboard raise concerns in each dimension, as figures."""
    columns = [Column("dashboard", "Dashboard", header=True)]
    columns += [Column(dimension, dimension.capitalize()) for dimension in DIMENSIONS]
    return table(heat_rows(counts), "Indicators whose data raise concerns, of those tested", columns)


def scores_table(scores: pd.DataFrame, indicators: pd.DataFrame) -> Html | Table:
    """Return the indicators with concerns, serious ones first: band, what decided it, score and rows."""
    of_concern = scores[scores["band"].isin([SERIOUS_CONCERNS, SOME_CONCERNS])]
    if of_concern.empty:
        return paragraph("No indicator raises concerns in any dimension.")
    titles = indicators.set_index("indicator_id")["title"]
    shown = of_concern.assign(
        title=of_concern["indicator_id"].map(titles), band_shown=_cells(of_concern["band"]),
        score=rounded_down(of_concern["score"]),
    )  # fmt: skip
    shown = shown.sort_values(["band", "dimension", "title"], key=_bands_first)
    columns = [
        Column("title", "Indicator", header=True),
        Column("dimension", "Dimension"),
        Column("band_shown", "Band"),
        Column("reason", "Because"),
        Column("score", "Score in %", align="right", decimals=1),
        Column("rows_tested", "Rows tested", align="right"),
        Column("rows_failing", "Rows failing", align="right"),
    ]
    notes = ["Rows are counted once for each check that tests them.", ROUNDED]
    return table(shown, "Indicators whose data raise concerns", columns, notes=notes)


ROUNDED = "Scores are rounded down, so that none is printed as 99.0 or 90.0 that is below."


def rounded_down(scores: pd.Series) -> pd.Series:
    """Return scores with one decimal, rounded down; what is within a billionth of the next one is taken for it.

    >>> rounded_down(pd.Series([98.96, 99.0, 100.0])).tolist()
    [98.9, 99.0, 100.0]
    """
    return ((scores * 10 + 1e-8) // 1) / 10


def full_scores(scores: pd.DataFrame, indicators: pd.DataFrame) -> Html:
    """Return every score as a heatmap in words: a folded table for each dashboard, one column for each dimension.

    The fill of a cell follows its band, and a band that is not Good is told in words too.
    """
    titles = indicators[["indicator_id", "title", "dashboard"]]
    cells = [_score_cell(*each) for each in zip(rounded_down(scores["score"]), scores["band"], strict=True)]
    rows = scores.assign(cell=pd.Series(cells, index=scores.index, dtype="object"))
    wide = rows.pivot(index="indicator_id", columns="dimension", values="cell").reset_index()
    worst = scores["band"].isin([SERIOUS_CONCERNS, SOME_CONCERNS]).groupby(scores["indicator_id"]).any()
    wide = wide.assign(concern=wide["indicator_id"].map(worst))
    wide = wide.merge(titles, on="indicator_id", validate="one_to_one").sort_values(["dashboard", "title"])
    columns = [Column("title", "Indicator", header=True)]
    columns += [Column(dimension, dimension.capitalize()) for dimension in DIMENSIONS]
    parts = [
        folded(
            f"{dashboard}: {number_of(len(part), 'indicator')}, {int(part['concern'].sum())} with concerns",
            table(part, f"Scores in %, {dashboard}", columns),
        )
        for dashboard, part in wide.groupby("dashboard", sort=True)
    ]
    return Html(html="".join(part.html for part in parts), text="\n".join(part.text for part in parts))


def _score_cell(score: float, band: str) -> Html:
    number = "" if is_missing(score) else format_number(score, 1)
    if band == GOOD:
        return Html(html=number, text=number)
    words = f"{number} {band.lower()}".strip() if band != NOT_TESTED else NOT_TESTED
    return Html(html=f'<span class="band {_BAND_CLASSES[band]}">{words}</span>', text=words)


_BAND_CLASSES = {SERIOUS_CONCERNS: "serious", SOME_CONCERNS: "some", NOT_TESTED: "untested"}


def _bands_first(column: pd.Series) -> pd.Series:
    orders = {"band": QUALITY_BANDS, "dimension": DIMENSIONS}
    order = orders.get(str(column.name))
    return column if order is None else column.map({word: place for place, word in enumerate(order)})


def _cells(bands: pd.Series) -> pd.Series:
    return pd.Series([quality_cell(band) for band in bands], index=bands.index, dtype="object")


def effects_table(
    effects: pd.DataFrame, indicators: pd.DataFrame, *, two_editions: bool, most: int = 100
) -> Html | Table:
    """Return what revised figures change of the council's results, the first `most`; changed results come first.

    `two_editions` says whether two editions of any figure were at hand.
    """
    if effects.empty:
        return paragraph(revisions_sentence(effects, two_editions=two_editions))
    about = indicators.set_index("indicator_id")
    changed = effects["direction_changed"] | effects["quartile_changed"]
    shown = effects.assign(changed=changed).sort_values("changed", ascending=False, kind="stable").head(most)
    key = shown["indicator_id"]
    words = {name: [direction_cell(word) for word in shown[name]] for name in ("earlier_direction", "direction")}
    shown = shown.assign(
        title=key.map(about["title"]), decimals=key.map(about["decimals"]),
        whose=shown["own"].map({True: "The council", False: "Another of the group"}),
        **{name: pd.Series(cells, index=shown.index, dtype="object") for name, cells in words.items()},
        **{name: shown[name].astype("object").map(_quartile) for name in ("earlier_quartile", "quartile")},
    )  # fmt: skip
    columns = [
        Column("title", "Indicator", header=True),
        Column("whose", "Whose figure"),
        Column("area_code", "Area"),
        Column("period", "Period"),
        Column("earlier_value", "Earlier figure", align="right", decimals_from="decimals"),
        Column("value", "Figure kept", align="right", decimals_from="decimals"),
        Column("difference", "Difference", align="right", decimals_from="decimals"),
        Column("earlier_direction", "Direction by the earlier"),
        Column("direction", "Direction"),
        Column("earlier_quartile", "Quartile by the earlier"),
        Column("quartile", "Quartile"),
    ]
    more = (
        [f"{number_of(len(effects) - most, 'other')} can be seen in revision_effects.csv."]
        if len(effects) > most
        else []
    )
    how = "Direction and quartile are the council's, with all earlier figures of the indicator put back."
    notes = [revisions_sentence(effects, two_editions=two_editions), how, *more]
    return table(shown, "What revised figures change", columns, notes=notes)


def _quartile(quartile: object) -> object:
    return "none" if pd.isna(quartile) else quartile_cell(quartile)  # type: ignore[call-overload]
