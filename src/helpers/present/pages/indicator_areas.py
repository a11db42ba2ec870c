"""The councils of the group and the districts of one indicator: a tile map, and every figure as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from helpers.areas import plain_name
from helpers.present.cells import MISSING, is_missing, unit_in_words
from helpers.present.charts.tile_map import map_of_tiles
from helpers.present.facts import Fact
from helpers.present.figures import figure_again, figure_in_chart
from helpers.present.pages.indicator_facts import RowFacts
from helpers.present.values import Cell, Chart, Column, Folded, Span, Table
from helpers.results.areas_within import CHANCE, NOT_WIDE, WIDE
from helpers.schema.comparison import AREAS_WITHIN
from helpers.verdicts import ordinal
from helpers.wording import number_of

Row = Mapping[Any, Any]

MOST_PERIODS: Final = 6
"""Periods that the table of districts has at most, the newest first; the CSV beside the card has all."""

OWN_COUNCIL: Final = "this council"
WHOLE_COUNTRY: Final = "the whole country"

_PERIOD: Final = "period_"
"""How the names of the columns begin that have the figures of a period."""

_MASKING: Final = {
    WIDE: "The council's figure hides how they differ.",
    CHANCE: "They seem to differ widely, and that could be chance.",
    NOT_WIDE: "They do not differ widely.",
}


def areas_map(
    tiles: Sequence[Row], rows: Sequence[Row], row: Row, title: str, subtitle: str, what: str = "council"
) -> Chart | None:
    """Return a tile map with the figure and the quartile of each area; None without tiles or without quartiles.

    `tiles` are those of `results.tiles.tiles_on`; `rows` have area_code, value and quartile, and may have own.
    """
    by_code = {area["area_code"]: area for area in rows if not is_missing(area["value"])}
    with_figures = [{**tile, **_on_tile(by_code.get(tile["area_code"]), row)} for tile in tiles]
    if all(tile["quartile"] is None for tile in with_figures):
        return None
    return map_of_tiles(with_figures, title, subtitle, what)


def _on_tile(area: Row | None, row: Row) -> Row:
    """Return what is on a tile: the quartile, the figure as printed, and whether it is the council's own."""
    if area is None:
        return {"quartile": None, "figure": "", "own": False}
    return {
        "quartile": None if is_missing(area["quartile"]) else int(area["quartile"]),
        "figure": figure_in_chart(area["value"], str(row["unit"]), int(row["decimals"])),
        "own": bool(area.get("own", False)),
    }


def councils_table(rows: Sequence[Row], series: Sequence[Row], row: Row, group: str) -> Folded | None:
    """Return every figure of every council of the group and of England, folded away; None without another council.

    A reader may draw any of them on the chart of the card. `rows` are those of card_councils of one indicator, `series`
    those of card_series.
    """
    if all(area["own"] for area in rows):
        return None
    caption = f"All {group}, {unit_in_words(str(row['unit']))}"
    folded = areas_table(rows, row, caption, "Council", "The figures of every council", most_periods=None)
    if folded is None:
        return None
    oldest_first = sorted(rows, key=lambda area: area["period_end"])
    codes = {plain_name(str(area["area_name"])): "" if area["own"] else str(area["area_code"]) for area in oldest_first}
    lines, printed = [], folded.table
    for line in printed.rows:
        name = line[0]
        is_own = not codes[name.text]
        lines.append((name.with_spans(Span(" "), Span(OWN_COUNCIL, "tag")), *line[1:]) if is_own else line)
    area_codes = [codes[line[0].text] for line in printed.rows]
    of_england = {str(point["period"]): {"value": point["england"]} for point in series}
    if any(not is_missing(point["england"]) for point in series):
        name = Cell((Span("England"), Span(" "), Span(WHOLE_COUNTRY, "tag")))
        cells = [
            _figure(of_england.get(column.label), row) if column.name.startswith(_PERIOD) else Cell((Span("–"),))
            for column in printed.columns[1:]
        ]
        lines.append((name, *cells))
        area_codes.append("")
    return replace(folded, table=replace(printed, rows=tuple(lines), codes=tuple(area_codes)))


def areas_table(
    rows: Sequence[Row], row: Row, caption: str, header: str, summary: str, most_periods: int | None = MOST_PERIODS
) -> Folded | None:
    """Return every figure of the areas by period, the newest first, folded away; None without rows.

    `rows` have area_name, period, period_end, value and of the newest period rank and quartile.
    """
    if not rows:
        return None
    periods = sorted({(area["period_end"], str(area["period"])) for area in rows}, reverse=True)
    names = list(dict.fromkeys(name for _, name in periods))
    printed_periods = names[:most_periods]
    figures: dict[str, dict[str, Row]] = {}
    for area in rows:
        figures.setdefault(plain_name(str(area["area_name"])), {})[str(area["period"])] = area
    by_rank = sorted(figures.items(), key=lambda item: (_rank_of(item[1].get(printed_periods[0])), item[0]))
    ranked = any(not is_missing(area.get(printed_periods[0], {}).get("rank")) for area in figures.values())
    columns = [Column("area", header, header=True)]
    columns += [Column("rank", "Rank", align="right"), Column("quartile", "Quartile", align="right")] if ranked else []
    columns += [Column(f"{_PERIOD}{number}", name, align="right") for number, name in enumerate(printed_periods)]
    cells = []
    for name, by_period in by_rank:
        newest = by_period.get(printed_periods[0], {})
        line = [Cell((Span(name),))]
        line += [_whole(newest.get("rank")), _quartile(newest.get("quartile"))] if ranked else []
        line += [_figure(by_period.get(period), row) for period in printed_periods]
        cells.append(tuple(line))
    notes = (
        ()
        if len(names) == len(printed_periods)
        else (f"The newest {len(printed_periods)} of {number_of(len(names), 'period')}.",)
    )
    return Folded(summary, Table(caption, caption, tuple(columns), tuple(cells), notes))


def _rank_of(area: Row | None) -> float:
    return float("inf") if area is None or is_missing(area.get("rank")) else float(area["rank"])


def _whole(number: Any) -> Cell:
    return Cell((Span(MISSING),)) if is_missing(number) else Cell((Span(str(int(number))),), int(number))


def _quartile(number: Any) -> Cell:
    return Cell((Span(MISSING),)) if is_missing(number) else Cell((Span(ordinal(int(number))),), int(number))


def _figure(area: Row | None, row: Row) -> Cell:
    if area is None or is_missing(area["value"]):
        return Cell((Span(MISSING),))
    unit, decimals = str(row["unit"]), int(row["decimals"])
    return Cell((Span(figure_again(area["value"], unit, decimals)),), area["value"], unit, decimals)


def districts_sentence(within: Row, row: Row) -> str:
    """Say how the areas within the council differ in the newest period; `within` is a row of areas_within."""
    kind, unit, decimals = str(within["area_type"]), str(row["unit"]), int(row["decimals"])
    areas = number_of(int(within["areas"]), kind)
    covered = f"all {areas}" if within["with_figure"] == within["areas"] > 1 else f"{within['with_figure']} of {areas}"
    if is_missing(within["lowest"]):
        why = "" if is_missing(within["reason"]) else f": {within['reason']}"
        return f"For {within['period']} there are figures of {covered}{why}."
    low, high = (figure_again(within[name], unit, decimals) for name in ("lowest", "highest"))
    sentence = (
        f"In {within['period']}, with figures of {covered}, they go from {low} in {within['lowest_areas']} to {high} "
        f"in {within['highest_areas']}."
    )
    if not is_missing(within["masking"]):
        sentence += f" {_MASKING[within['masking']]}"
    return sentence + (" These are older figures." if within["stale"] else "")


def districts_facts(within: Row, row: Row) -> list[Fact | None]:
    """Return what `districts_sentence` states, in its order."""
    cells = RowFacts(AREAS_WITHIN, within, str(row["unit"]), int(row["decimals"]))
    counts = [None if within["with_figure"] == within["areas"] > 1 else cells("with_figure", "number")]
    counts.append(cells("areas", "number"))
    if is_missing(within["lowest"]):
        return [cells.period(), *counts, cells.text("reason")]
    names = [cells.text("lowest_areas"), cells("highest"), cells.text("highest_areas")]
    return [cells.period(), *counts, cells("lowest"), *names]
