"""Labels that publishers print (trend, comparison, goal, median, quintile), worked out from the figures beside them."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd

from helpers.method_rules import TrendMethod
from helpers.methods.comparison import REASONS as COMPARISON_REASONS
from helpers.methods.comparison import compare_with_benchmark
from helpers.methods.expressions import TIE
from helpers.methods.last_points import POINTS
from helpers.methods.trend import recent_trend
from helpers.schema.labels import LABEL_POLARITIES, LABEL_RESULTS
from helpers.schema.types import no_rows, pandas_types
from helpers.verdicts import (
    BETTER,
    CANNOT_BE_CALCULATED,
    DECREASING,
    GETTING_BETTER,
    GETTING_WORSE,
    GOAL_WORDS,
    HIGHER,
    HIGHER_IS_BETTER,
    INCREASING,
    LOWER,
    LOWER_IS_BETTER,
    NEUTRAL,
    NOT_COMPARED,
    SIMILAR,
    TREND_MARKERS,
    WORSE,
)

YES, NO, CANNOT = "yes", "no", "cannot be recomputed"
"""Whether a label agrees with the one that is worked out."""

COMPARED = (BETTER, SIMILAR, WORSE, LOWER, HIGHER, NOT_COMPARED)

WORDS = {
    "trend": TREND_MARKERS,
    "compared_with_england": COMPARED,
    "compared_with_parent": COMPARED,
    "compared_with_goal": tuple(GOAL_WORDS.values()),
}
"""The words that each kind of label may have; a median and a quintile are numbers."""

NEWER_METHOD_FROM = 2024
"""The trends of a file whose newest figures end in this year or later are worked out by the method of 2025."""

QUINTILES = 5

LONGEST = 20
"""How many periods, the newest ones, are used at most to recalculate a trend."""

REASONS = {
    "unknown": "the label is not recognised",
    "period": "the period is not recognised",
    "short": "the periods are shorter than a year",
    "few": "the file has fewer than five periods up to this one",
    "goal": "the goal is not known",
    "no_figures": "the file has no figures for a median",
    "tie": "areas with the same printed figure are in two quintiles: the publisher ranked unrounded figures",
    "itself": "England is listed twice, the second time as the parent of all areas, where it is compared with itself",
    "never": "the publisher compares no row of this measure: it has no comparison method or no polarity",
    "region": "the column compares areas within a region: the publisher leaves out the regions themselves",
    "percentiles": "with England as the parent, the column compares percentiles, which this measure does not have",
    "other_method": "the label follows the other trend method",
    "backwards": "the label is that of the same five figures in reverse order",
    "skipped": "the publisher skips a period without a figure and uses an earlier one; the methods stop at the gap",
    "backwards_skipped": "the label is that of the five newest available figures, in reverse order",
    "one_area": "every row of a period has the same label, which is that of one area in the file",
    "polarity": "the label fits the opposite polarity to the measure's other labels",
    "none": "the reason is not known",
}
"""Every reason that is given here; where a comparison lacks a figure, it is one of `comparison.REASONS`."""

_FIGURE = ["file", "row", "measure"]
_SERIES = ["file", "measure", "sex", "age", "area", "parent", "category_type", "category"]
_LACKING = {COMPARISON_REASONS[name] for name in ("value", "lower_95", "upper_95", "benchmark")}
_PER = (100.0, 1_000.0, 10_000.0, 100_000.0, 1_000_000.0)
_OPPOSITE = {
    BETTER: WORSE, WORSE: BETTER, GOAL_WORDS[BETTER]: GOAL_WORDS[WORSE], GOAL_WORDS[WORSE]: GOAL_WORDS[BETTER],
    **{movement + one: movement + other for movement in (INCREASING, DECREASING)
       for one, other in ((GETTING_BETTER, GETTING_WORSE), (GETTING_WORSE, GETTING_BETTER))},
}  # fmt: skip


def label_polarities(labels: pd.DataFrame, figures: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Say which polarity the labels of each measure reveal, and whether it is the register's.

    A trend that increases and gets better, or a figure above its benchmark that is better, speaks for higher being
    better; Lower, Higher and a plain Increasing speak for neutral. Most labels decide; as many for each leave it open.

    Columns needed    labels: the table published_labels; figures: the table label_figures; indicators: indicator_id,
                      polarity
    Columns returned  LABEL_POLARITIES, one row per file and measure that has labels of words: polarity (blank where no
                      label reveals it), labels_for, labels_against, register_polarity (blank where the register does
                      not have the measure), agrees (yes or no, or blank where either is blank)
    Source            the words of Fingertips, which combine the side of a figure with polarity
    """
    rows = _with_figures(labels[labels["kind"].isin(list(WORDS))], figures)
    key = ["file", "measure"]
    voted = rows.assign(polarity=_votes(rows))
    voted = voted[voted["polarity"].ne("")]
    counts = voted.groupby([*key, "polarity"]).size().rename("labels_for").reset_index()
    counts["all"] = counts.groupby(key)["labels_for"].transform("sum")
    most = counts["labels_for"].eq(counts.groupby(key)["labels_for"].transform("max"))
    decided = counts[most & ~counts[most].duplicated(key, keep=False).reindex(counts.index, fill_value=False)]
    polarities = rows[[*key, "indicator_id"]].drop_duplicates(key).sort_values(key, ignore_index=True)
    polarities = polarities.merge(decided, on=key, how="left", validate="one_to_one")
    registered = (
        polarities["indicator_id"].map(indicators.set_index("indicator_id")["polarity"]).astype("str").fillna("")
    )
    polarities["polarity"] = polarities["polarity"].astype("str").fillna("")
    polarities["labels_against"] = (polarities["all"] - polarities["labels_for"]).fillna(0).astype("int64")
    polarities["labels_for"] = polarities["labels_for"].fillna(0).astype("int64")
    agrees = pd.Series(np.where(polarities["polarity"].eq(registered), YES, NO), index=polarities.index, dtype="str")
    polarities["register_polarity"] = registered
    polarities["agrees"] = agrees.mask(polarities["polarity"].eq("") | registered.eq(""), "")
    return polarities[list(LABEL_POLARITIES.names)]


def label_results(labels: pd.DataFrame, figures: pd.DataFrame, polarities: pd.DataFrame) -> pd.DataFrame:
    """Work out every published label again, and say whether the two agree and if not, why as far as is known.

    The polarity that the labels reveal is used, otherwise the register's, otherwise neutral.

    Comparisons are by single overlap: the 95% interval of the figure against the value of the benchmark for the same
    sex, age and period of the file. A trend is that of the series up to the row of its label, at most `LONGEST`
    periods, by the method of 2025 where the newest figures of the file end in `NEWER_METHOD_FROM` or later, otherwise
    by that of 2020; the value is a proportion or a crude rate where it is its counts, otherwise another value with
    limits. A median is that of all areas of the file, and agrees within half a unit of its last digit or rounding.
    Quintiles are fifths of the areas that have one, in the order of their values, the first ones larger by one where
    the areas do not divide by five; most labels say whether the lowest or the highest value is first.

    Columns needed    labels: the table published_labels; figures: the table label_figures; polarities, made by
                      `label_polarities`: file, measure, polarity, register_polarity
    Columns returned  LABEL_RESULTS, one row per label in order of file and row: agrees (yes, no or cannot be
                      recomputed), reason (blank where they agree), method (what was worked out)
    Source            Fingertips public technical guidance, for comparisons and trend markers
    """
    if labels.empty:
        return no_rows(LABEL_RESULTS)
    rows = _with_figures(labels, figures)
    rows = rows.merge(
        polarities[["file", "measure", "polarity", "register_polarity"]],
        on=["file", "measure"], how="left", validate="many_to_one",
    )  # fmt: skip
    polarity = rows["polarity"].replace("", np.nan).fillna(rows["register_polarity"].replace("", np.nan))
    rows["polarity"] = polarity.astype("str").fillna(NEUTRAL)
    parts = {"trend": _trends, "compared_with_goal": _goals, "median": _medians, "quintile": _quintiles}
    compared = rows["kind"].isin(["compared_with_england", "compared_with_parent"])
    chosen = [(_comparisons, compared), *((work, rows["kind"].eq(kind)) for kind, work in parts.items())]
    results = pd.concat([work(rows[which], figures) for work, which in chosen if which.any()]).sort_index()
    unknown = pd.Series(
        [kind in WORDS and label not in WORDS[kind] for kind, label in zip(rows["kind"], rows["label"], strict=True)],
        index=rows.index,
        dtype="bool",
    )
    results["lacking"] = results["lacking"].mask(unknown, REASONS["unknown"])
    agrees = pd.Series(np.where(results["same"], YES, NO), index=results.index, dtype="str")
    agrees = agrees.mask(results["lacking"].ne(""), CANNOT)
    opposite = rows["label"].map(_OPPOSITE).eq(results["recomputed"])
    why = results["why"].mask(results["why"].eq("") & opposite, REASONS["polarity"]).replace("", REASONS["none"])
    reason = results["lacking"].mask(agrees.eq(NO), why)
    answer = results[["recomputed", "method"]].assign(agrees=agrees, reason=reason, published=rows["label"])
    keys = [name for name in LABEL_RESULTS.names if name not in answer.columns]
    return rows[keys].join(answer)[list(LABEL_RESULTS.names)].astype(pandas_types(LABEL_RESULTS))


def label_counts(results: pd.DataFrame) -> pd.DataFrame:
    """Count the labels of each file and kind, and how many agree.

    Columns needed    those of `label_results`: file, kind, agrees
    Columns returned  file, kind, published, recomputable (of the published), agree and disagree (of the recomputable)
    """
    agrees = results["agrees"]
    counted = results[["file", "kind"]].assign(
        published=1,
        recomputable=agrees.ne(CANNOT).astype("int64"),
        agree=agrees.eq(YES).astype("int64"),
        disagree=agrees.eq(NO).astype("int64"),
    )
    return counted.groupby(["file", "kind"]).sum().reset_index()


def _with_figures(labels: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return each label with the figures of its row."""
    beside = figures.drop(columns=["area", "period"])
    return labels.reset_index(drop=True).merge(beside, on=_FIGURE, how="left", validate="many_to_one").merge(
        _benchmarks(figures), on=["file", "measure", "sex", "age", "period", "benchmark_area"], how="left",
        validate="many_to_one",
    )  # fmt: skip


def _benchmarks(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the value of each area of a file, for each measure, sex, age and period, as a benchmark."""
    key = ["file", "measure", "sex", "age", "period", "area"]
    whole = figures[figures["category_type"].eq("") & figures["area"].ne("")].drop_duplicates(key)
    return whole[[*key, "value"]].rename(columns={"area": "benchmark_area", "value": "benchmark"})


def _votes(rows: pd.DataFrame) -> pd.Series:
    """Return the polarity that each label reveals by itself; blank where it reveals none."""
    label, value = rows["label"], rows["value"]
    trend, goal = rows["kind"].eq("trend"), rows["kind"].eq("compared_with_goal")
    up, down = label.str.startswith(INCREASING), label.str.startswith(DECREASING)
    good = label.isin([BETTER, GOAL_WORDS[BETTER]]) | (trend & label.str.endswith(GETTING_BETTER))
    bad = label.isin([WORSE, GOAL_WORDS[WORSE]]) | (trend & label.str.endswith(GETTING_WORSE))
    above = (trend & up) | (~trend & ~goal & (rows["lower_95"] > rows["benchmark"]))
    above |= goal & (value >= rows["goal_upper"])
    below = (trend & down) | (~trend & ~goal & (rows["upper_95"] < rows["benchmark"]))
    below |= goal & (value < rows["goal_lower"])
    plain = (trend & label.isin([INCREASING, DECREASING])) | (~trend & ~goal & label.isin([LOWER, HIGHER]))
    recognised = label.isin([word for words in WORDS.values() for word in words])
    votes = pd.Series("", index=rows.index, dtype="str")
    votes = votes.mask(plain, NEUTRAL)
    votes = votes.mask(recognised & ((good & above) | (bad & below)), HIGHER_IS_BETTER)
    return votes.mask(recognised & ((good & below) | (bad & above)), LOWER_IS_BETTER)


def _answer(
    rows: pd.DataFrame, recomputed: pd.Series, method: pd.Series | str, lacking: pd.Series, why: dict[str, pd.Series]
) -> pd.DataFrame:
    """Return for each label what is worked out, what is lacking for it, and the first reason that holds."""
    reasons = pd.Series("", index=rows.index, dtype="str")
    for name, holds in why.items():
        reasons = reasons.mask(holds & reasons.eq(""), REASONS[name])
    answer = {"recomputed": recomputed, "method": method, "lacking": lacking, "why": reasons}
    return pd.DataFrame(answer, index=rows.index).assign(same=recomputed.eq(rows["label"]))


def _comparisons(rows: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    own = rows["area"].eq(rows["benchmark_area"]) & rows["category_type"].eq("")
    compared = compare_with_benchmark(rows.assign(is_benchmark=own)).set_index(rows.index)
    reason = compared["comparison_reason"].astype("str").fillna("")
    none, parent = rows["label"].eq(NOT_COMPARED), rows["kind"].eq("compared_with_parent")
    column = rows["column"].str.lower().str.replace("[^a-z0-9]", "", regex=True)
    why = {
        "itself": own & rows["parent"].eq(rows["benchmark_area"]) & rows["label"].eq(SIMILAR),
        "never": none.groupby([rows["file"], rows["measure"]]).transform("all"),
        "region": none & parent & rows["area"].str.startswith("E12"),
        "percentiles": none & parent & column.eq("comparedtopercentiles"),
    }
    return _answer(rows, compared["comparison"], "single overlap", reason.where(reason.isin(list(_LACKING)), ""), why)


def _goals(rows: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    compared = compare_with_benchmark(rows, "goal_range").set_index(rows.index)
    recomputed = compared["comparison"].map(GOAL_WORDS).astype("str").fillna(NOT_COMPARED)
    goal = rows["goal_lower"].isna() | rows["goal_upper"].isna()
    lacking = compared["comparison_reason"].astype("str").fillna("").mask(goal, REASONS["goal"])
    same = recomputed.eq(rows["label"])
    people = [rows[name] for name in ("file", "measure", "sex", "age")]
    of_one_area = same.groupby([*people, rows["area"]]).transform("all").groupby(people).transform("any")
    alike = rows.groupby(["file", "measure", "sex", "age", "period"])["label"].transform("nunique").eq(1)
    return _answer(rows, recomputed, "goal range", lacking, {"one_area": alike & of_one_area})


def _medians(rows: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    key = ["file", "measure", "period"]
    medians = figures.groupby(key)["value"].median().rename("median").reset_index()
    recomputed = rows[key].merge(medians, on=key, how="left", validate="many_to_one").set_index(rows.index)["median"]
    numeric = rows["label"].str.fullmatch(r"-?[0-9]{1,15}(?:\.[0-9]{1,20})?")
    printed = pd.to_numeric(rows["label"].where(numeric), errors="coerce").astype("float64")
    digits = rows["label"].str.partition(".")[2].str.len().where(numeric, 0).astype("float64")
    allowed = np.maximum(0.5 * 10.0**-digits, TIE * np.maximum(recomputed.abs(), printed.abs()))
    lacking = pd.Series("", index=rows.index, dtype="str").mask(recomputed.isna(), REASONS["no_figures"])
    lacking = lacking.mask(~numeric, REASONS["unknown"])
    printed_median = recomputed.map("{:.12g}".format, na_action="ignore").astype("str").fillna("")
    answer = _answer(rows, printed_median, "median", lacking, {})
    return answer.assign(same=(recomputed - printed).abs() <= allowed)


def _quintiles(rows: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    key = [rows[name] for name in ("file", "measure", "period")]
    recognised = rows["label"].isin([str(quintile) for quintile in range(1, QUINTILES + 1)])
    values = rows["value"].where(recognised)
    areas = values.groupby(key).transform("count")
    ranked = values.groupby(key)
    first, last = (_fifth(ranked.rank(method=method), areas) for method in ("min", "max"))
    lacking = pd.Series("", index=rows.index, dtype="str").mask(first.ne(last), REASONS["tie"])
    lacking = lacking.mask(rows["value"].isna(), COMPARISON_REASONS["value"]).mask(~recognised, REASONS["unknown"])
    low_first = first.astype("Int64").astype("str")
    high_first = (QUINTILES + 1 - first).astype("Int64").astype("str")
    sure = lacking.eq("")
    votes = [(sure & by_rank.eq(rows["label"])).groupby(key).transform("sum") for by_rank in (low_first, high_first)]
    turned = votes[1] > votes[0]
    recomputed = low_first.mask(turned, high_first).where(sure, "")
    method = turned.map({False: "quintile, lowest first", True: "quintile, highest first"}).astype("str")
    return _answer(rows, recomputed, method, lacking, {})


def _fifth(rank: pd.Series, areas: pd.Series) -> pd.Series:
    """Return the fifth of the areas that a rank is in; the first fifths have one more if the areas do not divide."""
    size, larger = areas // QUINTILES, areas % QUINTILES
    among_larger = larger * (size + 1)
    later = larger + (rank - among_larger - 1) // size.clip(lower=1) + 1
    return ((rank - 1) // (size + 1) + 1).where(rank <= among_larger, later)


def _trends(rows: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    points = _points(rows, figures)
    newest = rows["file"].map(figures.groupby("file")["year"].max()).astype("float64")
    newer = newest.ge(NEWER_METHOD_FROM)
    method = newer.map({True: "fingertips-2025", False: "fingertips-2020"}).astype("str")
    (recomputed,) = _markers((points, method))
    numbers = points.groupby("label_id")["year"].nunique().reindex(rows.index, fill_value=0)
    shortest = points.groupby("label_id")["months"].min().reindex(rows.index)
    lacking = pd.Series("", index=rows.index, dtype="str").mask(numbers.lt(POINTS), REASONS["few"])
    lacking = lacking.mask(shortest.lt(12), REASONS["short"]).mask(rows["year"].isna(), REASONS["period"])
    differing = rows.index[lacking.eq("") & recomputed.ne(rows["label"])]
    asked = points[points["label_id"].isin(list(differing))]
    with_value = asked[asked["value"].notna()]
    other = method.map({"fingertips-2025": "fingertips-2020", "fingertips-2020": "fingertips-2025"}).astype("str")
    explanations = {
        "other_method": (asked, other),
        "backwards": (_backwards(_newest(asked)), method),
        "skipped": (_newest(with_value), method),
        "backwards_skipped": (_backwards(_newest(with_value)), method),
    }
    markers = _markers(*explanations.values())
    why = {name: explained.eq(rows["label"]) for name, explained in zip(explanations, markers, strict=True)}
    return _answer(rows, recomputed, method, lacking, why)


def _points(rows: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the points of each label, `label_id`: the figures of its series up to its period, newest periods only."""
    wanted = figures["measure"].isin(rows["measure"].unique().tolist())
    data = figures[wanted & figures["year"].notna()].reset_index(drop=True)
    data["series"] = data.groupby(_SERIES).ngroup()
    data["place"] = data.groupby("series")["year"].rank("dense").astype("int64")
    data = data.merge(_value_types(data), on=["file", "measure"], how="left", validate="many_to_one")
    ends = rows[[*_FIGURE, "polarity"]].assign(label_id=rows.index)
    ends = ends.merge(data[[*_FIGURE, "series", "place"]], on=_FIGURE, validate="many_to_one")
    # Two figures of one period are enough to say that there are two.
    columns = ["series", "place", "year", "months", "value", "lower_95", "upper_95", "numerator", "denominator",
               "value_type"]  # fmt: skip
    data = data.groupby(["series", "place"]).head(2)[columns]
    steps = [ends.assign(place=ends["place"] - back) for back in range(LONGEST)]
    ends = pd.concat([step[step["place"] >= 1] for step in steps])[["label_id", "polarity", "series", "place"]]
    points = ends.merge(data, on=["series", "place"])
    return points.astype({"year": "int64", "months": "int64"})


def _value_types(figures: pd.DataFrame) -> pd.DataFrame:
    """Say what the values of each measure of a file are, by its counts: a proportion, a crude rate or neither.

    A value is its counts where nearly every one of them is, within half of one per cent and the rounding of counts to
    five; a proportion is a percentage whose counts are never above their denominators.
    """
    share = figures["numerator"] / figures["denominator"]
    usable = figures[figures["value"].notna() & share.notna() & np.isfinite(share) & figures["denominator"].gt(0)]
    key = [usable["file"], usable["measure"]]
    rounding = 2.5 / usable["denominator"]
    fits = {}
    for per in _PER:
        near = (per * share[usable.index] - usable["value"]).abs() <= 0.005 * usable["value"].abs() + per * rounding
        fits[per] = near.groupby(key).mean().ge(0.95)
    possible = usable["numerator"].le(usable["denominator"]).groupby(key).all()
    table = pd.DataFrame({"proportion": fits[100.0] & possible, "crude": pd.DataFrame(fits).any(axis="columns")})
    kinds = np.where(table["proportion"], "proportion", np.where(table["crude"], "crude rate", "other"))
    by_measure = pd.DataFrame({"value_type": pd.Series(kinds, index=table.index, dtype="str")})
    by_measure.index = by_measure.index.set_names(["file", "measure"])
    every = figures[["file", "measure"]].drop_duplicates()
    merged = every.merge(by_measure.reset_index(), on=["file", "measure"], how="left", validate="one_to_one")
    return merged.assign(value_type=merged["value_type"].fillna("other"))


def _markers(*questions: tuple[pd.DataFrame, pd.Series]) -> list[pd.Series]:
    """Return for each pair of points and methods the marker of each label; one without any point has none to calculate.

    What is marked by one method is marked in one call.
    """
    parts = [
        points.assign(question=number, method=points["label_id"].map(methods))
        for number, (points, methods) in enumerate(questions)
    ]
    together = pd.concat(parts, ignore_index=True)
    answers = [pd.Series(CANNOT_BE_CALCULATED, index=methods.index, dtype="str") for _, methods in questions]
    for method in get_args(TrendMethod):
        part = together[together["method"].eq(method)]
        if len(part):
            marked = recent_trend(part, method, series=["question", "label_id"]).set_index(["question", "label_id"])
            for number in part["question"].unique():
                marker = marked.loc[number, "marker"]
                answers[number] = answers[number].mask(answers[number].index.isin(marker.index), marker)
    return answers


def _newest(points: pd.DataFrame) -> pd.DataFrame:
    return points.sort_values("year").groupby("label_id").tail(POINTS)


def _backwards(points: pd.DataFrame) -> pd.DataFrame:
    """Return the same points in the reverse order of time."""
    return points.assign(year=-points["year"])
