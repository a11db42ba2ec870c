"""What the data quality page shows of the figures: their scores, ages, coverage, waivers and revisions."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.present.cells import as_column, direction_cell, format_number, is_missing, quality_cell, quartile_cell
from helpers.present.tables import folded, joined, paragraph, table
from helpers.present.values import Cell, Column, Paragraph, Parts, Span, Table
from helpers.verdicts import (
    DIMENSIONS,
    GOOD,
    NOT_TESTED,
    QUALITY_BANDS,
    SERIOUS_CONCERNS,
    SOME_CONCERNS,
)
from helpers.wording import number_of, singular_or_plural


def quality_sentence(bands: pd.DataFrame) -> str:
    """Say how many indicators are in each band of data quality, and in which dimensions concerns are serious.

    `bands` is the frame of `indicator_bands`.
    """
    counts = bands["quality_band"].value_counts()
    good, some, serious, untested = (
        int(counts.get(band, 0)) for band in (GOOD, SOME_CONCERNS, SERIOUS_CONCERNS, NOT_TESTED)
    )
    rest = f", and {untested} not tested" if untested else ""
    return (
        f"Judged by the worst dimension of each, the data of {good} of {number_of(len(bands), 'indicator')} are "
        f"good; those of {some} raise some concerns and those of {serious} serious ones{rest}.{_serious_in(bands)}"
    )


def _serious_in(bands: pd.DataFrame) -> str:
    named = bands.loc[bands["quality_band"].eq(SERIOUS_CONCERNS), "quality_concerns"].str.split(", ").explode()
    counts = named.value_counts().reindex(list(DIMENSIONS)).dropna().sort_values(ascending=False, kind="stable")
    if counts.empty:
        return ""
    parts = [f"{dimension} ({int(count)})" for dimension, count in counts.items()]
    return f" The serious ones are in {parts[0] if len(parts) == 1 else ', '.join(parts[:-1]) + ' and ' + parts[-1]}."


def quality_title(counts: pd.DataFrame) -> str:
    """Return the main message of the bands by dashboard; `counts` is the frame of `dashboard_bands`."""
    concerns = (counts["some"] + counts["serious"]).groupby(counts["dimension"]).sum()
    if not len(concerns) or concerns.max() == 0:
        return "The data of no indicator raise concerns"
    most = concerns[concerns == concerns.max()]
    return (
        f"{number_of(int(most.iloc[0]), 'indicator')} with concerns in {' and '.join(map(str, most.index))}, the most"
    )


def untested_sentence(scores: pd.DataFrame) -> str:
    """Say in which dimensions some indicators could not be tested; `scores` is the frame of `quality_scores`."""
    counts = scores.loc[scores["band"].eq(NOT_TESTED), "dimension"].value_counts()
    counts = counts.reindex(list(DIMENSIONS)).dropna()
    if counts.empty:
        return "Every indicator is tested in every dimension."
    parts = ", ".join(f"{dimension} for {number_of(int(count), 'indicator')}" for dimension, count in counts.items())
    return f"Not tested: {parts}. Where nothing was tested, a good band rests on the other dimensions alone."


def ages_sentence(printed: pd.DataFrame, as_at: date) -> str:
    """Say how old the council's newest figures are; `printed` is the table reporting_figures."""
    age = printed["age_months"].dropna()
    if age.empty:
        return "The council has no figure."
    recent, stale = int((age <= 12).sum()), int(printed["stale"].sum())
    return (
        f"Of {number_of(len(age), 'newest figure')}, {recent} {singular_or_plural(recent, 'is', 'are')} for a period "
        f"that ended within the 12 months before {as_at.day} {as_at:%B %Y}, or later; the oldest is "
        f"{number_of(int(age.max()), 'month')} old. "
        f"{stale or 'None'} {singular_or_plural(stale, 'is', 'are')} too old for the headline."
    )


def waivers_sentence(waivers: pd.DataFrame) -> str:
    """Say how many failures are waived, and how many waivers nothing needs; `waivers` is the table of that name."""
    if waivers.empty:
        return "The parameter file waives no check."
    needed, idle = int(waivers["used"].sum()), int((~waivers["used"]).sum())
    rest = f" Warning: {number_of(idle, 'waiver')} {singular_or_plural(idle, 'is', 'are')} not needed." if idle else ""
    return f"The parameter file waives {number_of(needed, 'failure')} of a check.{rest}"


def revisions_sentence(effects: pd.DataFrame, *, two_editions: bool) -> str:
    """Say what revisions change of the council's results; `effects` is the table revision_effects.

    `two_editions` says whether two editions of any figure were at hand.
    """
    if not two_editions:
        return (
            "No figure was supplied in two editions, so we cannot say which figures publishers have revised, or what "
            "difference that makes."
        )
    if effects.empty:
        return "Some figures were supplied in two editions. No result depends on a figure that differs between them."
    directions = effects.loc[effects["direction_changed"], "indicator_id"].nunique()
    quartiles = effects.loc[effects["quartile_changed"], "indicator_id"].nunique()
    return (
        f"Results of {number_of(effects['indicator_id'].nunique(), 'indicator')} depend on revised figures. "
        f"With the earlier figures, {number_of(directions, 'direction')} of travel and "
        f"{number_of(quartiles, 'quartile')} would be different."
    )


AGES = {"12 months or less": 12, "13 to 24 months": 24, "25 to 36 months": 36}
"""Bands of age, each with its last month; what is older comes after them."""

OLDER = "More than 36 months"


def age_table(printed: pd.DataFrame, indicators: pd.DataFrame, sources: pd.DataFrame) -> Paragraph | Table:
    """Return how old the newest figures of the council are, by source: the number in each band of age, and the oldest.

    `printed` is the table reporting_figures; `sources` has `source_id`, `publisher` and `dataset`.
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
    rows_of_sources = counts.join(spread).reset_index()
    rows_of_sources = rows_of_sources.assign(
        source=rows_of_sources["source_id"].map(names).fillna(rows_of_sources["source_id"])
    ).sort_values("source")
    columns = [
        Column("source", "Source", header=True),
        Column("figures", "Newest figures", align="right"),
        *(Column(name, name, align="right") for name in (*AGES, OLDER)),
        Column("median", "Median age in months", align="right", decimals=1),
        Column("oldest", "Age of the oldest in months", align="right"),
    ]
    note = (
        "Age is from the last day of the period to the as-at date. It is negative where an academic year ended "
        "after that date, which the rules allow."
    )
    return table(rows_of_sources.sort_values("source"), "Age of the newest figures, by source", columns, notes=[note])


def coverage_table(printed: pd.DataFrame, indicators: pd.DataFrame) -> Table:
    """Return for each dashboard how many of its indicators have a figure for the council.

    `printed` is the table reporting_figures.
    """
    has = indicators["indicator_id"].isin(printed.loc[printed["value"].notna(), "indicator_id"])
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


def waivers_table(waivers: pd.DataFrame, indicators: pd.DataFrame) -> Paragraph | Table:
    """Return the failures that the parameter file waives; a waiver that nothing needs is a warning."""
    if waivers.empty:
        return paragraph(waivers_sentence(waivers))
    titles = indicators.set_index("indicator_id")["title"]
    rows = waivers.assign(
        title=waivers["indicator_id"].map(titles),
        needed=waivers["used"].map({True: "Yes", False: "Warning: the check passes; remove the waiver"}),
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("check_id", "Check"),
        Column("reason", "Why its failure is accepted"),
        Column("by", "By whom"),
        Column("until", "Until"),
        Column("needed", "Needed"),
    ]
    still = "A waived failure is still a failure in the results above and the bands below, but the run continues."
    return table(rows, "Failures that are waived", columns, notes=[waivers_sentence(waivers), still])


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


def scores_table(scores: pd.DataFrame, indicators: pd.DataFrame) -> Paragraph | Table:
    """Return the indicators with concerns, serious ones first: band, what decided it, score and rows."""
    of_concern = scores[scores["band"].isin([SERIOUS_CONCERNS, SOME_CONCERNS])]
    if of_concern.empty:
        return paragraph("No indicator raises concerns in any dimension.")
    titles = indicators.set_index("indicator_id")["title"]
    rows = of_concern.assign(
        title=of_concern["indicator_id"].map(titles),
        band_shown=_cells(of_concern["band"]),
        score=rounded_down(of_concern["score"]),
    )
    rows = rows.sort_values(["band", "dimension", "title"], key=_bands_first)
    columns = [
        Column("title", "Indicator", header=True),
        Column("dimension", "Dimension"),
        Column("band_shown", "Band"),
        Column("reason", "Reason"),
        Column("score", "Score in %", align="right", decimals=1),
        Column("rows_tested", "Rows tested", align="right"),
        Column("rows_failing", "Rows failing", align="right"),
    ]
    notes = ["Rows are counted once for each check that tests them.", ROUNDED]
    return table(rows, "Indicators whose data raise concerns", columns, notes=notes)


ROUNDED = "Scores are rounded down, so that none is printed as 99.0 or 90.0 that is below."


def rounded_down(scores: pd.Series) -> pd.Series:
    """Return scores with one decimal, rounded down; what is within a billionth of the next one is taken for it.

    >>> rounded_down(pd.Series([98.96, 99.0, 100.0])).tolist()
    [98.9, 99.0, 100.0]
    """
    return ((scores * 10 + 1e-8) // 1) / 10


def full_scores(scores: pd.DataFrame, indicators: pd.DataFrame) -> Parts:
    """Return every score as a heatmap in words: a folded table for each dashboard, one column for each dimension.

    The fill of a cell follows its band, and a band that is not Good is given in words too.
    """
    titles = indicators[["indicator_id", "title", "dashboard"]]
    cells = [
        _score_cell(score, band) for score, band in zip(rounded_down(scores["score"]), scores["band"], strict=True)
    ]
    rows = scores.assign(cell=as_column(cells, scores.index))
    wide = rows.pivot(index="indicator_id", columns="dimension", values="cell").reset_index()
    worst = scores["band"].isin([SERIOUS_CONCERNS, SOME_CONCERNS]).groupby(scores["indicator_id"]).any()
    wide = wide.assign(concern=wide["indicator_id"].map(worst))
    wide = wide.merge(titles, on="indicator_id", validate="one_to_one").sort_values(["dashboard", "title"])
    columns = [Column("title", "Indicator", header=True)]
    columns += [Column(dimension, dimension.capitalize()) for dimension in DIMENSIONS]
    return joined(
        *(
            folded(
                f"{dashboard}: {number_of(len(part), 'indicator')}, {int(part['concern'].sum())} with concerns",
                table(part, f"Scores in %, {dashboard}", columns),
            )
            for dashboard, part in wide.groupby("dashboard", sort=True)
        )
    )


def _score_cell(score: float, band: str) -> Cell:
    number = "" if is_missing(score) else format_number(score, 1)
    words = number if band == GOOD else f"{number} {band.lower()}".strip() if band != NOT_TESTED else NOT_TESTED
    span = Span(words) if band == GOOD else Span(words, "band", _BAND_KINDS[band])
    return Cell((span,), None if is_missing(score) else score, "%", 1)


_BAND_KINDS = {SERIOUS_CONCERNS: "serious", SOME_CONCERNS: "some", NOT_TESTED: "untested"}


def _bands_first(column: pd.Series) -> pd.Series:
    orders = {"band": QUALITY_BANDS, "dimension": DIMENSIONS}
    order = orders.get(str(column.name))
    return column if order is None else column.map({word: index for index, word in enumerate(order)})


def _cells(bands: pd.Series) -> pd.Series:
    return as_column([quality_cell(band) for band in bands], bands.index)


def effects_table(
    effects: pd.DataFrame, indicators: pd.DataFrame, *, two_editions: bool, most: int = 100
) -> Paragraph | Table:
    """Return what revised figures change of the council's results, the first `most`; changed results come first.

    `two_editions` says whether two editions of any figure were at hand.
    """
    if effects.empty:
        return paragraph(revisions_sentence(effects, two_editions=two_editions))
    about = indicators.set_index("indicator_id")
    changed = effects["direction_changed"] | effects["quartile_changed"]
    rows = effects.assign(changed=changed).sort_values("changed", ascending=False, kind="stable").head(most)
    key = rows["indicator_id"]
    words = {name: [direction_cell(word) for word in rows[name]] for name in ("earlier_direction", "direction")}
    rows = rows.assign(
        title=key.map(about["title"]),
        decimals=key.map(about["decimals"]),
        whose=rows["own"].map({True: "The council", False: "Another of the group"}),
        **{name: as_column(cells, rows.index) for name, cells in words.items()},
        **{name: rows[name].astype("object").map(_quartile) for name in ("earlier_quartile", "quartile")},
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("whose", "Whose figure"),
        Column("area_code", "Area"),
        Column("period", "Period"),
        Column("earlier_value", "Earlier figure", align="right", decimals_from="decimals"),
        Column("value", "Figure used", align="right", decimals_from="decimals"),
        Column("difference", "Difference", align="right", decimals_from="decimals"),
        Column("earlier_direction", "Direction with the earlier figure"),
        Column("direction", "Direction"),
        Column("earlier_quartile", "Quartile with the earlier figure"),
        Column("quartile", "Quartile"),
    ]
    more = (
        [f"{number_of(len(effects) - most, 'other')} can be seen in revision_effects.csv."]
        if len(effects) > most
        else []
    )
    how = "Direction and quartile are the council's, recalculated with all earlier figures of the indicator."
    notes = [revisions_sentence(effects, two_editions=two_editions), how, *more]
    return table(rows, "What difference revised figures make", columns, notes=notes)


def _quartile(quartile: object) -> object:
    return "none" if pd.isna(quartile) else quartile_cell(quartile)  # type: ignore[call-overload]
