"""How good the data of each indicator are: a score for each dimension, from the results of the checks."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.verdicts import (
    COMPLETENESS,
    DIMENSIONS,
    GOOD,
    NOT_TESTED,
    QUALITY_BANDS,
    RELEVANCE,
    RELIABILITY,
    SERIOUS_CONCERNS,
    SOME_CONCERNS,
)

COUNTED = ("critical", "warning")
"""The severities that count; information is noted and no concern."""

NOT_SCORED = "newest"
"""The table whose checks ask whether a newest figure is usual: one row each, whose failure would weigh as much as
that of every row of another check. It is a concern of the band and no part of a score."""

GOOD_FROM = 99.0
"""The lowest score, in per cent, at which the data are good."""

SERIOUS_BELOW = 90.0
"""Concerns are serious where the score, in per cent, is lower than this."""

NEWEST = "the newest figure"
PREVIOUS = "the figure before it"
AS_A_WHOLE = "the indicator as a whole"
OTHER_OWN = "another figure of the council"
OTHERS = "other councils"
CONCERNED = (NEWEST, PREVIOUS, AS_A_WHOLE, OTHER_OWN, OTHERS)
"""What of the council a failing row concerns, in printed order; the first three are what the report prints."""

PRINTED = CONCERNED[:3]

STOPPED = "a critical check fails"
NO_FIGURE = "the council has no figure"
FAR_BELOW = f"the score is under {SERIOUS_BELOW:g}"
BROKEN = "the definition changed at or since the figure before"
OLD = "the newest figure is too old for the headline"
BELOW = f"the score is under {GOOD_FROM:g}"


def with_concerned(failures: pd.DataFrame, printed: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Say of every failing row what of the council it concerns.

    `codes` are those of the council. A row of no single area, such as a period of all councils, concerns the council as
    one of its own figures does.

    Columns needed    failures: indicator_id, area_code, period, blank where the row is of no single one; printed, the
                      table reporting_figures: indicator_id, period, previous_period
    Columns returned  those of failures; concerns (one of CONCERNED)
    """
    about = printed.set_index("indicator_id")[["period", "previous_period"]]
    newest, before = (failures["indicator_id"].map(about[name]) for name in about)
    council = failures["area_code"].isin([*codes, ""]) & failures["indicator_id"].isin(about.index)
    concerns = pd.Series(OTHER_OWN, index=failures.index, dtype="str")
    concerns = concerns.mask(failures["period"] == before, PREVIOUS).mask(failures["period"] == newest, NEWEST)
    concerns = concerns.mask(failures["period"] == "", AS_A_WHOLE)
    return failures.assign(concerns=concerns.where(council, OTHERS))


def quality_scores(
    results: pd.DataFrame, failures: pd.DataFrame, printed: pd.DataFrame, indicators: pd.DataFrame
) -> pd.DataFrame:
    """Score the data of every indicator of the register in every dimension.

    Rows of results that are about no indicator, are information, or are of the table NOT_SCORED, do not count.

    Columns needed    results, the table quality_results, one row for each check and indicator: table, dimension,
                      severity, indicator_id, rows_tested, rows_failing, outcome; failures, made by `with_concerned`:
                      indicator_id, check_id, dimension, severity, concerns; printed, the table reporting_figures:
                      indicator_id, period, stale, definition_changed; indicators: indicator_id
    Columns returned  in order of indicator and of DIMENSIONS: indicator_id, dimension, rows_tested, rows_failing (sums
                      over the checks), score (per cent: the mean over the checks of the share of rows that pass; 0
                      where a critical check fails, waived or not, and for completeness where the council has no figure;
                      null where no row was tested), band, reason (what decided the band, blank for Good and Not tested)
    Source            the bands are a convention of this project; see docs/methods/11_quality_checks.md
    """
    scored = results["severity"].isin(COUNTED) & (results["table"] != NOT_SCORED)
    counted = results[scored & (results["rows_tested"] > 0)]
    counted = counted.assign(
        share=100 * (1 - counted["rows_failing"] / counted["rows_tested"]),
        stops=(counted["severity"] == "critical") & (counted["outcome"] == "Fail"),
    )
    keys = ["indicator_id", "dimension"]
    by_dimension = counted.groupby(keys).agg(
        rows_tested=("rows_tested", "sum"),
        rows_failing=("rows_failing", "sum"),
        share=("share", "mean"),
        stops=("stops", "any"),
    )
    every = pd.MultiIndex.from_product([sorted(indicators["indicator_id"]), list(DIMENSIONS)], names=keys)
    table = by_dimension.reindex(every).reset_index()
    of, dimension = table["indicator_id"], table["dimension"]
    has = printed.loc[printed["period"].notna(), "indicator_id"]
    stops = table["stops"].eq(other=True)
    none = dimension.eq(COMPLETENESS) & ~of.isin(has)
    score = table["share"].mask(stops | none, 0.0).astype("float64")
    # From the least to the most that matters: what comes later takes the place of what came before.
    reason = pd.Series("", index=table.index, dtype="str").mask(score < GOOD_FROM, BELOW)
    reason = reason.mask(dimension.eq(RELEVANCE) & of.isin(printed.loc[printed["stale"], "indicator_id"]), OLD)
    changed = of.isin(printed.loc[printed["definition_changed"], "indicator_id"])
    reason = reason.mask(dimension.eq(RELIABILITY) & changed, BROKEN)
    failing = pd.Series(_failing_for(failures, keys).reindex(every).to_numpy(), index=table.index, dtype="str")
    reason = reason.mask(failing.notna(), failing)
    reason = reason.mask(score < SERIOUS_BELOW, FAR_BELOW + ("; " + failing).fillna(""))
    reason = reason.mask(none, NO_FIGURE).mask(stops, STOPPED)
    band = pd.Series(SOME_CONCERNS, index=table.index, dtype="str").mask(score < SERIOUS_BELOW, SERIOUS_CONCERNS)
    band = band.mask(reason.eq(""), GOOD).mask(reason.eq("") & score.isna(), NOT_TESTED)
    rows = {name: table[name].fillna(0).astype("int64") for name in ("rows_tested", "rows_failing")}
    return table[keys].assign(**rows, score=score, band=band, reason=reason)


def _failing_for(failures: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Say by indicator and dimension which checks fail for what is printed, the newest figure before the rest."""
    own = failures[failures["severity"].isin(COUNTED) & failures["concerns"].isin(PRINTED)]
    own = own.assign(place=own["concerns"].map(PRINTED.index))
    first = own[own["place"] == own.groupby(keys)["place"].transform("min")]
    first = first.sort_values([*keys, "check_id"]).drop_duplicates([*keys, "check_id"])
    checks = first.groupby(keys).agg(ids=("check_id", " and ".join), last=("concerns", "last"))
    return checks["last"] + " fails " + checks["ids"]


def indicator_bands(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the band of every indicator: the one that matters most of those of its dimensions.

    Columns needed    those of `quality_scores`: indicator_id, dimension, band
    Columns returned  indicator_id, quality_band, quality_concerns (the dimensions that give rise to it, separated by
                      commas; blank if there is no concern)
    """
    order = {band: index for index, band in enumerate(QUALITY_BANDS)}
    severity = scores["band"].map(order)
    worst = severity.groupby(scores["indicator_id"]).transform("min")
    at_worst = scores[severity == worst]
    named = at_worst["dimension"].where(at_worst["band"].isin([SERIOUS_CONCERNS, SOME_CONCERNS]))
    joined = named.dropna().groupby(at_worst["indicator_id"]).agg(", ".join)
    bands = at_worst.drop_duplicates("indicator_id")[["indicator_id", "band"]]
    bands = bands.rename(columns={"band": "quality_band"})
    concerns = bands["indicator_id"].map(joined).astype("object").fillna("").astype("str")
    return bands.assign(quality_concerns=concerns).sort_values("indicator_id", ignore_index=True)


def dashboard_bands(scores: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Count the indicators of each dashboard in each band, for every dimension.

    Columns needed    scores, made by `quality_scores`: indicator_id, dimension, band; indicators: indicator_id,
                      dashboard
    Columns returned  in order of dashboard and of DIMENSIONS: dashboard, dimension, indicators (all of the dashboard),
                      tested, some, serious, band (the one that matters most of its indicators)
    """
    rows = scores.merge(indicators[["indicator_id", "dashboard"]], on="indicator_id", validate="many_to_one")
    rows = rows.assign(
        tested=rows["band"] != NOT_TESTED,
        some=rows["band"] == SOME_CONCERNS,
        serious=rows["band"] == SERIOUS_CONCERNS,
        place=rows["band"].map({band: index for index, band in enumerate(QUALITY_BANDS)}),
        dimension=pd.Categorical(rows["dimension"], list(DIMENSIONS), ordered=True),
    )
    counts = rows.groupby(["dashboard", "dimension"], observed=False).agg(
        indicators=("indicator_id", "size"),
        tested=("tested", "sum"),
        some=("some", "sum"),
        serious=("serious", "sum"),
        place=("place", "min"),
    )
    counts = counts.reset_index().astype({"dimension": "str"})
    return counts.assign(band=[QUALITY_BANDS[index] for index in counts.pop("place")])
