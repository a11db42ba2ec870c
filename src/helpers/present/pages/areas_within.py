"""What the compendium page shows of the areas within the council: how they differ, over time and now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from helpers.markers import MEANINGS, marked, markers_of
from helpers.present.cells import MISSING, as_column, format_number, is_missing, number_cell, words_cell
from helpers.present.charts.areas_over_time import areas_chart, charts_of_areas
from helpers.present.facts import Fact, facts_in, stating
from helpers.present.figures import figure_again
from helpers.present.periods import period_in_words
from helpers.present.site_pages import AREAS_WITHIN, card_of, link
from helpers.present.tables import joined, paragraph, table
from helpers.present.values import REASON, Beside, BulletList, Cell, Column, Paragraph, Part, Parts, Span, Table
from helpers.results.areas_within import CHANCE, NOT_WIDE, WIDE
from helpers.results.areas_within_counts import times_worst
from helpers.schema.comparison import AREAS_WITHIN_COUNTS
from helpers.verdicts import SIGNS
from helpers.wording import number_of

_COLUMNS = [
    Column("title", "Indicator", header=True),
    Column("unit", "Unit"),
    Column("period", "Period"),
    Column("covered", "Areas with a figure"),
    Column("lowest_shown", "Lowest"),
    Column("highest_shown", "Highest"),
    Column("spread", "Spread", align="right", decimals_from="decimals"),
    Column("spread_percent", "Spread in per cent of the middle area", align="right", decimals=0),
    Column("masking_shown", "Hidden by the council's figure?"),
    Column("intervals", "Intervals of the two"),
    Column("worst_shown", "Worst area"),
    Column("remark", "Why not, and what is missing"),
]

_NOTES = (
    "Spread is the highest less the lowest, in units of the indicator. No figure here is a sum or a mean of areas, "
    "and none counts towards a rank, a direction or the headline.",
    "The middle area is the median of the areas that have a figure. The council's figure hides how areas differ where "
    "the spread is wide, and the parameter file says from which share of the middle area on. Where the published "
    "intervals of the lowest and the highest then overlap, the difference could be chance. It is not said of a measure "
    "of context: it can be what each council sets for itself, such as its own share of council tax.",
    "The worst area is named only where every area has a figure. Areas are small, so some of the differences between "
    "them are chance; where published 95% confidence intervals overlap, the order of two areas is in doubt.",
)


def places_sentence(within: pd.DataFrame, below: pd.DataFrame) -> str:
    """Say of how many indicators there are figures below the council, and how many cover every area.

    `within` is the frame of `within_area`, `below` the table `areas_below`.
    """
    if below.empty:
        return "The council has no districts, and no neighbourhoods are listed for it, so no areas can be compared."
    if within.empty:
        return (
            "No figures for districts or neighbourhoods were supplied, so we cannot say how areas within the council "
            "differ."
        )
    parts = []
    for kind, rows in within.groupby("area_type"):
        some, every = int(rows["with_figure"].gt(0).sum()), int(rows["without_figure"].eq(0).sum())
        parts.append(f"for {number_of(some, 'indicator')} by {kind}, {format_number(every)} of them for every {kind}")
    return f"There are figures {', and '.join(parts)}."


_MASKING = {
    WIDE: "Yes",
    CHANCE: "Could be chance",
    NOT_WIDE: "No",
}


def masking_sentence(within: pd.DataFrame, titles: Mapping[str, str], masking_spread_percent: float) -> str:
    """Name the indicators whose council's figure hides how the areas differ, those with the widest spread first.

    `within` is the frame of `within_area`, `titles` has the title of each indicator.
    """
    wide = within[within["masking"].eq(WIDE)].sort_values("spread_percent", ascending=False)
    names = [titles[name] for name in wide["indicator_id"]]
    rule = f"a spread of {masking_spread_percent:g}% of the middle area or more that chance does not explain"
    if not names:
        return f"No indicator has {rule}."
    return (
        f"For {number_of(len(names), 'indicator')} the council's figure hides how areas differ ({rule}): "
        f"{'; '.join(names)}."
    )


def masking_count(within: pd.DataFrame, masking_spread_percent: float) -> str:
    """Say for how many indicators the council's figure hides how the areas differ; a table says for which.

    `within` is the frame of `within_area`.
    """
    wide = int(within["masking"].eq(WIDE).sum())
    return (
        f"For {number_of(wide, 'indicator')} the council's figure hides how areas differ: the spread is "
        f"{masking_spread_percent:g}% of the middle area or more, and chance does not explain it."
    )


def differences(
    within: pd.DataFrame, below: pd.DataFrame, indicators: pd.DataFrame, masking_spread_percent: float
) -> Parts:
    """Return how places within the council's area differ: a sentence, and a table where there are figures.

    `within` is the frame of `within_area`, `below` the table `areas_below`.
    """
    sentence = paragraph(places_sentence(within, below))
    if within.empty:
        return joined(sentence)
    titles = dict(zip(indicators["indicator_id"], indicators["title"], strict=True))
    masked = paragraph(masking_sentence(within, titles, masking_spread_percent))
    about = indicators[["indicator_id", "title", "unit", "decimals"]]
    rows = within.merge(about, on="indicator_id", how="inner", validate="many_to_one")
    rows = rows.sort_values(["area_type", "title", "indicator_id"], ignore_index=True)
    marks = zip(rows["title"], rows["provisional"], rows["derived"], strict=True)
    rows["title"] = [marked(title, provisional=may_change, derived=worked) for title, may_change, worked in marks]
    for name in ("lowest", "highest", "worst"):
        cells = [_with_names(row[name], row[f"{name}_areas"], row) for row in rows.to_dict("records")]
        rows[f"{name}_shown"] = as_column(cells, rows.index)
    rows.loc[rows["polarity"].map(SIGNS).eq(0), "worst_shown"] = "[z]"
    rows["covered"] = [
        f"{with_figure} of {number_of(areas, kind)}"
        for with_figure, areas, kind in zip(rows["with_figure"], rows["areas"], rows["area_type"], strict=True)
    ]
    rows["masking_shown"] = rows["masking"].map(_MASKING).fillna("[z]")
    rows["remark"] = [_remark(row) for row in rows.to_dict("records")]
    return joined(sentence, masked, table(rows, "Areas within the council", _COLUMNS, notes=_NOTES))


def areas_over_time(
    figures: pd.DataFrame, within: pd.DataFrame, own: pd.DataFrame, indicators: pd.DataFrame, council: str
) -> Parts:
    """Return small charts of the areas over time, and the newest figure of each area as a table for each type of area.

    Only indicators with a better end are drawn; nothing is returned where no area has a figure. `figures` and
    `within` are the tables figures_within and areas_within, `own` is own_series.
    """
    parts: list[Part] = []
    for kind, of_kind in within.groupby("area_type", sort=True):
        rows = figures[figures["area_type"] == kind]
        chart = _chart(_lines(rows, of_kind, own, indicators, council), of_kind, str(kind))
        parts += [chart, _figures_table(rows, of_kind, indicators, str(kind))]
    return joined(*parts)


def _chart(lines: pd.DataFrame, within: pd.DataFrame, kind: str) -> Part:
    title, stated = _message(within, kind)
    chart = areas_chart(lines, title=title, subtitle=f"Figures by {kind}, indicators of three periods or more")
    if isinstance(chart, Paragraph):
        return stating(chart, stated)
    return replace(chart, title_spans=facts_in(title, stated))


def _charts_apart(lines: pd.DataFrame, within: pd.DataFrame, kind: str, council: str) -> list[Part]:
    """Return a chart for each indicator, side by side where there is room, below what they show and what lines are."""
    charts = charts_of_areas(lines)
    if not charts:
        return [_chart(lines, within, kind)]
    title, stated = _message(within, kind)
    key = f"Dark line: the worst {kind} in the newest period. Pale: the others. Dashed: {council}."
    message = replace(stating(paragraph(f"{title}."), stated), role="statement")
    return [message, paragraph(key), Beside(tuple(map(joined, charts)))]


def _message(within: pd.DataFrame, kind: str) -> tuple[str, list[Fact]]:
    """Return what charts of areas show in short, and the cells of its figures."""
    worst = times_worst(within)
    title, stated = f"How the {kind}s differ", []
    if len(worst):
        most, names = int(worst.max()), sorted(worst.index[worst == worst.max()])
        title = f"{' and '.join(names)}: worst in {most} of {number_of(len(within), 'indicator')}"
        counts = {f"{kind}_most_worst": most, f"{kind}_all": len(within)}
        stated = [
            Fact(AREAS_WITHIN_COUNTS.name, (name,), "number", number, "number") for name, number in counts.items()
        ]
    return title, stated


def areas_in_short(
    figures: pd.DataFrame, within: pd.DataFrame, own: pd.DataFrame, indicators: pd.DataFrame, council: str
) -> Parts:
    """Return for each type of area one table with its figures and how they differ, and its charts.

    Indicators whose areas do not differ widely are named, each as the way to its card, which has the figures.

    Columns needed  figures and within, the tables figures_within and areas_within; own, the table own_series;
                    indicators, the table of this name
    """
    parts: list[Part] = []
    for kind, of_kind in within.groupby("area_type", sort=True):
        rows = figures[figures["area_type"] == kind]
        differ = of_kind["masking"].ne(NOT_WIDE)
        if differ.any():
            parts.append(_short_table(rows, of_kind[differ], indicators, str(kind)))
        parts += _alike(of_kind[~differ], indicators)
        lines = _lines(rows, of_kind, own, indicators, council)
        parts += _charts_apart(lines, of_kind, str(kind), council)
    return joined(*parts)


def _alike(within: pd.DataFrame, indicators: pd.DataFrame) -> list[Part]:
    """Return the indicators whose areas do not differ widely, by name; an empty list without one."""
    rows = indicators[indicators["indicator_id"].isin(within["indicator_id"])].sort_values("title").to_dict("records")
    if not rows:
        return []
    spans: list[Span] = []
    for number, row in enumerate(rows):
        spans += [Span("; ")] if number else []
        spans.append(link(_plain_title(row), card_of(row["indicator_id"]), AREAS_WITHIN))
    return [paragraph("The spread is not wide for these; their pages have the figures:"), BulletList((tuple(spans),))]


def _plain_title(row: Mapping[Any, Any]) -> str:
    return str(row["title"]).removesuffix(", by district")


_SHORT_NOTES = (
    "Spread: the highest less the lowest, as a share of the middle area. The council's figure hides a wide spread; "
    "where published limits of the lowest and the highest overlap, that could be chance. –: a measure of context, "
    "which can be what each council sets for itself, such as its own share of council tax.",
    "The worst area is named where every area has a figure and one end is better. Areas are small, so some of their "
    "differences are chance. Limits, and what is missing, are in areas_within.csv under Downloads.",
)


def _short_table(figures: pd.DataFrame, within: pd.DataFrame, indicators: pd.DataFrame, kind: str) -> Table:
    """Return the figure of each area, how far they are apart, and whether the council's figure hides that."""
    newest, names = _newest(figures, within, indicators)
    rows = newest.drop_duplicates("indicator_id").merge(
        within[["indicator_id", "spread_percent", "masking", "worst_areas", "polarity", "stale"]], on="indicator_id"
    )
    cells = {
        "what": [_what(row) for row in rows.to_dict("records")],
        "spread_shown": [
            words_cell("–" if is_missing(share) else f"{format_number(share, 0)}%") for share in rows["spread_percent"]
        ],
        "hides": [words_cell(_MASKING.get(masking, "–")) for masking in rows["masking"]],
        "worst_shown": [words_cell(_worst(row)) for row in rows.to_dict("records")],
    }
    newest["plain"] = as_column([_plain_figure(row) for row in newest.to_dict("records")], newest.index)
    by_area = newest.pivot_table(index="indicator_id", columns="area_name", values="plain", aggfunc="first")
    for number, name in enumerate(names):
        of_area = by_area[name].reindex(rows["indicator_id"])
        cells[f"area_{number}"] = [words_cell("–") if is_missing(cell) else cell for cell in of_area]
    frame = rows.assign(**{name: as_column(column, rows.index) for name, column in cells.items()})
    columns = [
        Column("what", "Indicator", header=True),
        Column("hides", "Does the council's figure hide it?"),
        Column("worst_shown", "Worst area"),
        Column("spread_shown", "Spread", align="right"),
    ]
    columns += [Column(f"area_{number}", name, align="right") for number, name in enumerate(names)]
    return table(frame, f"The newest figures by {kind}", columns, notes=_SHORT_NOTES)


def _what(row: Mapping[Any, Any]) -> Cell:
    unit = str(row["unit"]).removeprefix("GBP").removeprefix("%").strip()
    words = [*([unit] if unit else []), period_in_words(str(row["period"]))]
    words += ["older figure"] if row["stale"] else []
    words += ["worked out from counts"] if row["derived"] else []
    return Cell((Span(_plain_title(row)), Span(", ".join(words), REASON)))


def _plain_figure(row: Mapping[Any, Any]) -> Cell:
    """Return a figure without marks, or in words why there is none."""
    if is_missing(row["value"]):
        return words_cell(MEANINGS.get(row["marker"], "no figure").capitalize())
    provisional = " [p]" if row["provisional"] else ""
    printed = figure_again(row["value"], str(row["unit"]), int(row["decimals"])) + provisional
    return number_cell(row["value"], row["decimals"], row["unit"], printed)


def _worst(row: Mapping[Any, Any]) -> str:
    if SIGNS[row["polarity"]] == 0:
        return "–"
    return "Not known" if is_missing(row["worst_areas"]) or not row["worst_areas"] else str(row["worst_areas"])


def _lines(
    figures: pd.DataFrame, within: pd.DataFrame, own: pd.DataFrame, indicators: pd.DataFrame, council: str
) -> pd.DataFrame:
    """Return what `areas_chart` draws: the areas, and the council's own figures of the same periods."""
    judged = within[within["polarity"].map(SIGNS).ne(0)]
    about = (
        judged[["indicator_id", "worst_areas"]]
        .fillna("")
        .merge(indicators[["indicator_id", "title", "unit", "decimals"]], on="indicator_id", validate="one_to_one")
    )
    key = ["indicator_id", "period_start", "period_end"]
    columns = [*key, "area_name", "period", "value", "stretch", "is_council"]
    stretches = figures[[*key, "stretch"]].drop_duplicates(key)
    of_council = own.drop(columns="stretch", errors="ignore").merge(stretches, on=key, validate="many_to_one")
    rows = pd.concat(
        [
            figures.assign(is_council=False)[columns],
            of_council.assign(area_name=council, is_council=True)[columns],
        ],
        ignore_index=True,
    )
    lines = rows.merge(about, on="indicator_id", validate="many_to_one")
    return lines.sort_values(["title", "indicator_id", "is_council", "area_name", "period_end"], ignore_index=True)


def _figures_table(figures: pd.DataFrame, within: pd.DataFrame, indicators: pd.DataFrame, kind: str) -> Table:
    """Return the figure of each area in the period of each indicator that `within_area` describes."""
    newest, names = _newest(figures, within, indicators)
    rows = newest.drop_duplicates("indicator_id").set_index("indicator_id")[["title", "unit", "period"]]
    cells = newest.pivot_table(index="indicator_id", columns="area_name", values="shown", aggfunc="first")
    rows = rows.join(cells.fillna(MISSING).set_axis([f"area_{number}" for number in range(len(names))], axis="columns"))
    columns = [Column("title", "Indicator", header=True), Column("unit", "Unit"), Column("period", "Period")]
    columns += [Column(f"area_{number}", name, align="right") for number, name in enumerate(names)]
    return table(rows.reset_index(), f"The newest figures by {kind}", columns)


def _newest(figures: pd.DataFrame, within: pd.DataFrame, indicators: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the newest figures with their cells, by indicator and area, and the names of the areas."""
    newest = figures.merge(within[["indicator_id", "period_start", "period_end"]], validate="many_to_one")
    newest = newest.merge(indicators[["indicator_id", "title", "unit", "decimals"]], on="indicator_id")
    newest = newest.sort_values(["title", "indicator_id", "area_name"])
    newest["shown"] = as_column([_figure(row) for row in newest.to_dict("records")], newest.index)
    return newest, sorted(newest["area_name"].unique())


def _figure(row: Mapping[Any, Any]) -> Cell:
    if is_missing(row["value"]):
        return words_cell(row["marker"])
    marks = sorted({*row["marker"].split(), *markers_of(provisional=row["provisional"], derived=row["derived"])})
    printed = " ".join([format_number(row["value"], row["decimals"]), *marks])
    return number_cell(row["value"], row["decimals"], row["unit"], printed)


def worst_remarks(worst: pd.DataFrame, compendium: pd.DataFrame) -> dict[str, str]:
    """Return what is said below the title of an indicator that is the worst district's figure: which one it is.

    Columns needed  worst, the table worst_districts: indicator_id, period, statistic, districts, district_names;
                    compendium, the table: indicator_id, period
    """
    latest = worst.merge(compendium[["indicator_id", "period"]], on=["indicator_id", "period"])
    return {
        row["indicator_id"]: f"The {'lowest' if row['statistic'].startswith('min') else 'highest'} of "
        f"{number_of(row['districts'], 'district')}: {row['district_names']}"
        for row in latest.to_dict("records")
    }


def _with_names(value: float, names: str, row: Mapping[Any, Any]) -> Cell | None:
    if is_missing(value):
        return None
    return number_cell(value, row["decimals"], row["unit"], f"{format_number(value, row['decimals'])} ({names})")


def _remark(row: Mapping[Any, Any]) -> str:
    remarks = [str(row[name]) for name in ("reason", "why_without") if not is_missing(row[name]) and row[name]]
    if row["stale"]:
        remarks.append("an older figure")
    return "; ".join(remarks) or "none"
