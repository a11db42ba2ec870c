"""How good the data of each indicator are: a score for each dimension, from the results of the checks."""

from __future__ import annotations

import pandas as pd

DIMENSIONS = ("accuracy", "validity", "reliability", "timeliness", "relevance", "completeness")
"""The dimensions of data quality, in printed order."""

GOOD = "Good"
SOME_CONCERNS = "Some concerns"
SERIOUS_CONCERNS = "Serious concerns"
NOT_TESTED = "Not tested"
BANDS = (SERIOUS_CONCERNS, SOME_CONCERNS, GOOD, NOT_TESTED)
"""Every band, the one that matters most first: of several, an indicator has the first."""

GOOD_FROM = 99.0
"""The lowest score, in per cent, at which the data are good."""

SERIOUS_BELOW = 90.0
"""Concerns are serious where the score, in per cent, is lower than this."""


def quality_scores(results: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Score the data of every indicator of the register in every dimension.

    `results` is `quality_results`: `check_id`, `dimension`, `severity`, `indicator_id`, `rows_tested`,
    `rows_failing` and `outcome`, one row for each check and indicator; rows that are about no indicator, or are
    information, do not count. Gives `indicator_id`, `dimension`, `rows_tested`, `rows_failing` (sums over the
    checks), `score` (per cent: the mean over the checks of the share of rows that pass; 0 where a critical check
    fails, waived or not; null where no row was tested) and `band`, in order of indicator and of DIMENSIONS.
    Source: the bands are a convention of this project; see docs/methods.md, section 11.
    """
    counted = results[results["severity"].isin(["critical", "warning"]) & (results["rows_tested"] > 0)]
    counted = counted.assign(
        share=100 * (1 - counted["rows_failing"] / counted["rows_tested"]),
        stops=(counted["severity"] == "critical") & (counted["outcome"] == "Fail"),
    )
    keys = ["indicator_id", "dimension"]
    found = counted.groupby(keys).agg(
        rows_tested=("rows_tested", "sum"), rows_failing=("rows_failing", "sum"), share=("share", "mean"),
        stops=("stops", "any"),
    )  # fmt: skip
    every = pd.MultiIndex.from_product([sorted(indicators["indicator_id"]), DIMENSIONS], names=keys)
    table = found.reindex(every).reset_index()
    score = table["share"].mask(table["stops"].eq(other=True), 0.0).astype("float64")
    band = pd.Series(SOME_CONCERNS, index=table.index, dtype="str")
    band = band.mask(score >= GOOD_FROM, GOOD).mask(score < SERIOUS_BELOW, SERIOUS_CONCERNS)
    rows = {name: table[name].fillna(0).astype("int64") for name in ("rows_tested", "rows_failing")}
    return table[keys].assign(**rows, score=score, band=band.mask(score.isna(), NOT_TESTED))


def indicator_bands(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the band of every indicator: the one that matters most of those of its dimensions.

    `scores` is the frame of `quality_scores`. Gives `indicator_id`, `quality_band` and `quality_concerns`, the
    dimensions that give rise to it, separated by commas; blank where there is no concern.
    """
    order = {band: place for place, band in enumerate(BANDS)}
    place = scores["band"].map(order)
    worst = place.groupby(scores["indicator_id"]).transform("min")
    at_worst = scores[place == worst]
    named = at_worst["dimension"].where(at_worst["band"].isin([SERIOUS_CONCERNS, SOME_CONCERNS]))
    joined = named.dropna().groupby(at_worst["indicator_id"]).agg(", ".join)
    bands = at_worst.drop_duplicates("indicator_id")[["indicator_id", "band"]]
    bands = bands.rename(columns={"band": "quality_band"})
    concerns = bands["indicator_id"].map(joined).astype("object").fillna("").astype("str")
    return bands.assign(quality_concerns=concerns).sort_values("indicator_id", ignore_index=True)


def dashboard_bands(scores: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Count the indicators of each dashboard in each band, for every dimension.

    `scores` is the frame of `quality_scores`; `indicators` has `indicator_id` and `dashboard`. Gives `dashboard`,
    `dimension`, `indicators` (all of the dashboard), `tested`, `some`, `serious` and `band`, the one that matters
    most of its indicators; in order of dashboard and of DIMENSIONS.
    """
    rows = scores.merge(indicators[["indicator_id", "dashboard"]], on="indicator_id", validate="many_to_one")
    rows = rows.assign(
        tested=rows["band"] != NOT_TESTED,
        some=rows["band"] == SOME_CONCERNS,
        serious=rows["band"] == SERIOUS_CONCERNS,
        place=rows["band"].map({band: place for place, band in enumerate(BANDS)}),
        dimension=pd.Categorical(rows["dimension"], DIMENSIONS, ordered=True),
    )
    counts = rows.groupby(["dashboard", "dimension"], observed=False).agg(
        indicators=("indicator_id", "size"), tested=("tested", "sum"), some=("some", "sum"),
        serious=("serious", "sum"), place=("place", "min"),
    )  # fmt: skip
    counts = counts.reset_index().astype({"dimension": "str"})
    return counts.assign(band=[BANDS[place] for place in counts.pop("place")])
