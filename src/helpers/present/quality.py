"""What the data quality page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from helpers.areas import Area
from helpers.methods.quality_scores import BANDS, DIMENSIONS, NOT_TESTED, SERIOUS_CONCERNS, SOME_CONCERNS
from helpers.present.labels import KINDS
from helpers.present.narrative import revisions_sentence, waivers_sentence
from helpers.present.tables import Column, Html, Table, direction_cell, paragraph, quality_cell, quartile_cell, table

SEVERITIES = {"critical": "Critical", "warning": "Warning", "information": "Information"}
"""The severities, gravest first, in the words of the page."""

EXAMPLES = 3
"""How many failing rows of a check the page names; the table quality_results has five of each indicator."""

_ABOUT = ["check_id", "table", "rule", "dimension", "severity"]


def by_check(results: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each check of `quality_results`: all its indicators together, the gravest first.

    Has the columns that describe the check, `rows_tested`, `rows_failing`, `indicators_failing`, `outcome` and
    `failing_keys`: the first of those of the indicators that fail, up to five.
    """
    failing = results["outcome"].eq("Fail")
    table = results.assign(
        indicators_failing=failing & results["indicator_id"].ne(""), keys=results["failing_keys"].where(failing)
    ).groupby(_ABOUT, as_index=False).agg(
        rows_tested=("rows_tested", "sum"), rows_failing=("rows_failing", "sum"),
        indicators_failing=("indicators_failing", "sum"), failing_keys=("keys", _first_five),
    )  # fmt: skip
    table["outcome"] = (table["rows_failing"] > 0).map({True: "Fail", False: "Pass"})
    table["grave"] = table["severity"].map(list(SEVERITIES).index)
    table["place"] = table["dimension"].map(DIMENSIONS.index)
    return table.sort_values(["grave", "place", "check_id"], ignore_index=True)


def _first_five(keys: pd.Series) -> str:
    return "; ".join("; ".join(keys.dropna()).split("; ")[:5])


def results_table(results: pd.DataFrame) -> Table:
    """Return every check with its outcome, in order of its number."""
    checks = by_check(results).sort_values("check_id", ignore_index=True)
    shown = checks.assign(
        severity=checks["severity"].map(SEVERITIES),
        outcome=[_outcome(*each) for each in zip(checks["outcome"], checks["severity"], checks["rows_tested"],
                                                 strict=True)]
    )  # fmt: skip
    columns = [
        Column("rule", "Rule", header=True),
        Column("check_id", "Check"),
        Column("dimension", "Dimension"),
        Column("severity", "If it fails"),
        Column("rows_tested", "Rows tested", align="right"),
        Column("rows_failing", "Rows failing", align="right"),
        Column("outcome", "Outcome"),
    ]
    return table(shown, "Checks of data quality", columns)


def _outcome(outcome: str, severity: str, tested: int) -> str:
    if outcome == "Pass":
        return "Pass" if tested else "Nothing to test"
    return "Stops the run" if severity == "critical" else SEVERITIES[severity]


def dimensions_table(results: pd.DataFrame, meanings: Mapping[str, str]) -> Table:
    """Return for each dimension what it means, how many checks there are, and how many of each severity fail."""
    checks = by_check(results)
    failing = checks[checks["outcome"].eq("Fail")]
    counts = pd.crosstab(failing["dimension"], failing["severity"])
    counts = counts.reindex(index=list(DIMENSIONS), columns=list(SEVERITIES), fill_value=0)
    sizes = checks.groupby("dimension").size().reindex(list(DIMENSIONS), fill_value=0)
    shown = counts.assign(checks=sizes, passed=sizes - counts.sum(axis="columns")).reset_index(names="dimension")
    shown = shown.assign(meaning=shown["dimension"].map(meanings), dimension=shown["dimension"].str.capitalize())
    columns = [
        Column("dimension", "Dimension", header=True),
        Column("meaning", "A figure is then"),
        Column("checks", "Checks", align="right"),
        Column("passed", "Passed", align="right"),
        Column("critical", "Stop the run", align="right"),
        Column("warning", "Warn", align="right"),
        Column("information", "Inform", align="right"),
    ]
    return table(shown, "Checks that fail, by dimension", columns)


def failing_table(results: pd.DataFrame, indicators: pd.DataFrame, areas: Iterable[Area]) -> Html | Table:
    """Return the failing checks, the gravest first, with up to `EXAMPLES` of the rows that fail each, by name."""
    checks = by_check(results)
    failing = checks[checks["outcome"].eq("Fail")]
    if failing.empty:
        return paragraph("Every row passes every check.")
    columns = [
        Column("rule", "Rule", header=True),
        Column("check_id", "Check"),
        Column("severity", "Severity"),
        Column("dimension", "Dimension"),
        Column("rows_failing", "Rows failing", align="right"),
        Column("indicators_failing", "Indicators", align="right"),
        Column("examples", "Some of the rows"),
    ]
    titles = dict(zip(indicators["indicator_id"], indicators["title"], strict=True))
    names = {area.code: area.name for area in areas}
    examples = [
        "; ".join(_named(key, where, titles, names) for key in keys.split("; ")[:EXAMPLES])
        for keys, where in zip(failing["failing_keys"], failing["table"], strict=True)
    ]
    shown = failing.assign(severity=failing["severity"].map(SEVERITIES), examples=examples)
    return table(shown, "Rows that fail a check", columns)


def _named(key: str, where: str, titles: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return the key of a row with the names of its indicator and its area, where these have names.

    >>> _named("waste E1 2022/23", "observations", {"waste": "Waste burnt"}, {"E1": "Kent"})
    'Waste burnt, Kent, 2022/23'
    >>> _named("a file.csv 12 trend", "labels", {}, {})
    'a file.csv, line 12, Recent trend'
    """
    if where == "labels":
        file, line, kind = key.rsplit(" ", 2)
        return f"{file}, line {line}, {KINDS.get(kind, kind)}"
    first, _, rest = key.partition(" ")
    if where == "raw_files" or first not in titles:
        return key
    second, _, last = rest.partition(" ")
    if where == "council_types":
        rest = rest.replace("_", " ")
    parts = [names[second], last] if second in names else [rest]
    return ", ".join(filter(None, [titles[first], *parts]))


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
    """Return the indicators with concerns, serious ones first: score, band and rows of each dimension concerned."""
    of_concern = scores[scores["band"].isin([SERIOUS_CONCERNS, SOME_CONCERNS])]
    if of_concern.empty:
        return paragraph("No indicator raises concerns in any dimension.")
    titles = indicators.set_index("indicator_id")["title"]
    shown = of_concern.assign(title=of_concern["indicator_id"].map(titles), band_shown=_cells(of_concern["band"]))
    shown = shown.sort_values(["band", "dimension", "title"], key=_bands_first)
    columns = [
        Column("title", "Indicator", header=True),
        Column("dimension", "Dimension"),
        Column("band_shown", "Band"),
        Column("score", "Score in %", align="right", decimals=0),
        Column("rows_tested", "Rows tested", align="right"),
        Column("rows_failing", "Rows failing", align="right"),
    ]
    note = "Rows are counted once for each check that they are put to."
    return table(shown, "Indicators whose data raise concerns", columns, notes=[note])


def _bands_first(column: pd.Series) -> pd.Series:
    orders = {"band": BANDS, "dimension": DIMENSIONS}
    order = orders.get(str(column.name))
    return column if order is None else column.map({word: place for place, word in enumerate(order)})


def _cells(bands: pd.Series) -> pd.Series:
    return pd.Series([quality_cell(band) for band in bands], index=bands.index, dtype="object")


def effects_table(effects: pd.DataFrame, indicators: pd.DataFrame, most: int = 100) -> Html | Table:
    """Return what revised figures change of the council's results, the first `most`; changed results come first."""
    if effects.empty:
        return paragraph(revisions_sentence(effects))
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
        Column("earlier_direction", "Direction by the earlier"),
        Column("direction", "Direction"),
        Column("earlier_quartile", "Quartile by the earlier"),
        Column("quartile", "Quartile"),
    ]
    more = [f"{len(effects) - most} more are listed in revision_effects.csv."] if len(effects) > most else []
    how = "Direction and quartile are the council's, with all earlier figures of the indicator put back."
    notes = [revisions_sentence(effects), how, *more]
    return table(shown, "What revised figures change", columns, notes=notes)


def _quartile(quartile: object) -> object:
    return "none" if pd.isna(quartile) else quartile_cell(quartile)  # type: ignore[call-overload]
