"""Charts as pictures with their words beside them: title, subtitle and a description made from the figures.

A chart's title is HTML text, never part of the picture; the picture carries direct labels, bars that start
at zero and text of at least 12 points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import seaborn as sns
from markupsafe import escape
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from helpers.present.charts import palette
from helpers.present.charts.canvas import Chart, column, drawing, finish, nothing_to_draw, row_height, wrapped
from helpers.present.tables import MINUS, MISSING, Html, format_number, is_missing
from helpers.verdicts import (
    BETTER,
    CANNOT_BE_DETERMINED,
    IMPROVED,
    NO_REAL_CHANGE,
    NOT_TESTED,
    QUALITY_BANDS,
    QUARTILE_LABELS,
    WORSE,
    WORSENED,
)

SPARKLINE_WIDTH: Final = 120
SPARKLINE_HEIGHT: Final = 28
_SPARKLINE_MARGIN: Final = 4.0

_DIRECTION_COLUMNS: Final[Mapping[str, str]] = {
    "improved": IMPROVED,
    "no_real_change": NO_REAL_CHANGE,
    "worsened": WORSENED,
    "cannot_be_determined": CANNOT_BE_DETERMINED,
}
_QUARTILE_COLUMNS: Final[Mapping[str, str]] = {
    f"quartile_{quartile}": label for quartile, label in QUARTILE_LABELS.items()
}


def direction_by_theme(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart:
    """Return stacked bars of how many indicators improved, stayed, worsened or cannot be told, by theme.

    Columns: theme (text) and the counts improved, no_real_change, worsened, cannot_be_determined; one row
    per theme, drawn in the frame's order. Raises ValueError for a missing column or no rows.
    """
    fills = [palette.DIRECTION_FILLS[word] for word in _DIRECTION_COLUMNS.values()]
    return _stacked(frame, _DIRECTION_COLUMNS, fills, ["", "", "", "////"], "direction of travel", title, subtitle)


def quartiles_by_theme(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart:
    """Return stacked bars of how many indicators fall in each quartile of the group, by theme.

    Columns: theme (text) and the counts quartile_1 (best) to quartile_4; one row per theme, drawn in the
    frame's order. Raises ValueError for a missing column or no rows.
    """
    return _stacked(frame, _QUARTILE_COLUMNS, list(palette.QUARTILE_FILLS), [""] * 4, "quartile", title, subtitle)


def rows_by_source(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart:
    """Return stacked bars of how many raw rows each source gave that were used or rejected.

    Columns: source (text) and the counts used, rejected; drawn in the frame's order. Raises ValueError for
    a missing column or no rows.
    """
    parts = {"used": "Used", "rejected": "Rejected"}
    ends = [
        f"{format_number(int(used))} used\n{format_number(int(rejected))} rejected"
        for used, rejected in zip(column(frame, "used"), column(frame, "rejected"), strict=True)
    ]
    return _stacked(
        frame,
        parts,
        [palette.DARK_BLUE, palette.ORANGE],
        ["", ""],
        "whether the row was used",
        title,
        subtitle,
        row="source",
        unit="rows",
        at_end=ends,
    )


def largest_changes(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Html:
    """Return bars to the left and right of zero for the largest changes since the previous period.

    Columns: title (of the indicator), change_percent (per cent), direction (a direction of travel, which
    sets the fill and is printed beside the bar); drawn in the frame's order. Raises ValueError for a
    missing column or a missing change; a frame without rows gives a sentence that says so.
    """
    if frame.empty:
        return nothing_to_draw(title)
    return _diverging(
        frame,
        value="change_percent",
        words=[str(word) for word in column(frame, "direction")],
        what="Bar chart of percentage change since the previous period",
        axis="Change since the previous period, %",
        title=title,
        subtitle=subtitle,
    )


def gap_to_median(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart | Html:
    """Return bars of each indicator's gap to the group's median, turned so that right is better.

    Columns: title (of the indicator) and gap (per cent of the group's median, above zero where the
    authority does better); drawn in the frame's order. Raises ValueError for a missing column or a missing
    gap; a frame without rows gives a sentence that says so.
    """
    if frame.empty:
        return nothing_to_draw(title)
    gaps = [float(gap) for gap in column(frame, "gap")]
    return _diverging(
        frame,
        value="gap",
        words=[BETTER if gap > 0 else WORSE if gap < 0 else "Equal" for gap in gaps],
        what="Bar chart of the gap to the group's median, oriented so that right is better",
        axis="Gap to the median, % of the median (right is better)",
        title=title,
        subtitle=subtitle,
    )


def quality_heatmap(frame: pd.DataFrame, *, title: str, subtitle: str) -> Chart:
    """Return a grid of dashboards by dimensions of data quality, each cell with its count and a fill for its band.

    Columns: dashboard and dimension (text), tested, some and serious (counts of indicators) and band (the one that
    matters most); drawn in the frame's order. Raises ValueError for a missing column or no rows.
    """
    dashboards = list(dict.fromkeys(str(name) for name in column(frame, "dashboard")))
    dimensions = list(dict.fromkeys(str(name) for name in column(frame, "dimension")))
    counts = {name: column(frame, name) for name in ("tested", "some", "serious", "band")}
    places = pd.MultiIndex.from_frame(frame[["dashboard", "dimension"]])
    cells = pd.DataFrame(counts, index=places)
    codes = [[QUALITY_BANDS.index(cells["band"][name, other]) for other in dimensions] for name in dashboards]
    each = [[cells.loc[(name, other)] for other in dimensions] for name in dashboards]
    words = [[_heat_words(cell) for cell in row] for row in each]
    fills = [palette.QUALITY_FILLS[band] for band in QUALITY_BANDS]
    labels = wrapped(dashboards, 26)
    with drawing(1.4 + row_height(labels, 0.42) * len(labels)) as (figure, axes):
        sns.heatmap(
            pd.DataFrame(codes), annot=pd.DataFrame(words), fmt="", cmap=ListedColormap(fills), vmin=-0.5,
            vmax=len(QUALITY_BANDS) - 0.5, cbar=False, linewidths=1, linecolor=palette.DARK_GREY, ax=axes,
        )  # fmt: skip
        for text, code in zip(axes.texts, (code for row in codes for code in row), strict=True):
            text.set_color(palette.text_on(fills[code]))
        axes.set(xlabel="", ylabel="")
        axes.set_xticks([place + 0.5 for place in range(len(dimensions))], [each.capitalize() for each in dimensions])
        axes.set_yticks([place + 0.5 for place in range(len(labels))], labels, rotation=0)
        axes.tick_params(axis="x", rotation=30)
        figure.legend(
            handles=[
                Patch(facecolor=fill, edgecolor=palette.DARK_GREY, linewidth=0.8, label=label)
                for label, fill in zip((f"{QUALITY_BANDS[0]} (!)", *QUALITY_BANDS[1:]), fills, strict=True)
            ],
            loc="outside upper left", ncols=len(QUALITY_BANDS), frameon=False, handlelength=1.1, handletextpad=0.5,
            columnspacing=1.3, borderpad=0,
        )  # fmt: skip
        told = "; ".join(
            f"{name}: " + ", ".join(f"{other} {_heat_told(cell)}" for other, cell in zip(dimensions, row, strict=True))
            for name, row in zip(dashboards, each, strict=True)
        )
        what = "Grid of the indicators of each dashboard whose data raise concerns, by dimension of data quality"
        return finish(figure, f"{what}. {title.rstrip('.')}. {told}.", title, subtitle)


def _heat_words(cell: Any) -> str:
    """Return a cell's count, marked where a concern is serious, so that the fill is not the only sign."""
    counted = f"{cell['some'] + cell['serious']} of {cell['tested']}"
    return (f"{counted} !" if cell["serious"] else counted) if cell["tested"] else "–"


def _heat_told(cell: Any) -> str:
    """Return a cell in words."""
    counted = f"{cell['some'] + cell['serious']} of {cell['tested']}"
    serious = f" ({cell['serious']} serious)" if cell["serious"] else ""
    return counted + serious if cell["tested"] else NOT_TESTED.lower()


def sparkline(values: Sequence[float | None], *, label: str) -> Html:
    """Return a small line of a series as inline SVG, 120 by 28 CSS pixels, with its last point marked.

    `label` is what a screen reader says in place of the picture, such as '2018/19 4.2 to 2022/23 5.1'. A
    None leaves a gap; one value alone is a dot; no values give '[x]'. Raises ValueError for an empty label.
    """
    if not label.strip():
        raise ValueError("a sparkline needs a label that says which periods and values it shows")
    known = [None if value is None or is_missing(value) else float(value) for value in values]
    numbers = [value for value in known if value is not None]
    if not numbers:
        return Html(html=MISSING, text=MISSING)
    low, high = min(numbers), max(numbers)
    across = SPARKLINE_WIDTH - 2 * _SPARKLINE_MARGIN
    down = SPARKLINE_HEIGHT - 2 * _SPARKLINE_MARGIN
    step = across / (len(known) - 1) if len(known) > 1 else 0.0
    shapes: list[str] = []
    path: list[str] = []
    run: list[tuple[float, float]] = []
    last = (0.0, 0.0)
    for place, value in enumerate([*known, None]):
        if value is not None:
            share = (value - low) / (high - low) if high > low else 0.5
            x = _SPARKLINE_MARGIN + (step * place if len(known) > 1 else across / 2)
            run.append((x, _SPARKLINE_MARGIN + down * (1 - share)))
            last = run[-1]
            continue
        if len(run) > 1:
            path.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run))
        elif run:
            shapes.append(_dot(*run[0], 1.3))
        run = []
    if path:
        shapes.insert(0, f'<path d="{"".join(path)}" fill="none" stroke="{palette.DARK_BLUE}" stroke-width="1.6"/>')
    shapes.append(_dot(*last, 2.8))
    size = f'width="{SPARKLINE_WIDTH}" height="{SPARKLINE_HEIGHT}"'
    box = f'viewBox="0 0 {SPARKLINE_WIDTH} {SPARKLINE_HEIGHT}"'
    return Html(
        html=(f'<svg class="sparkline" role="img" aria-label="{escape(label)}" {size} {box}>{"".join(shapes)}</svg>'),
        text=label,
    )


def _dot(x: float, y: float, radius: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{palette.DARK_BLUE}"/>'


def _stacked(
    frame: pd.DataFrame,
    parts: Mapping[str, str],
    fills: Sequence[str],
    hatches: Sequence[str],
    by: str,
    title: str,
    subtitle: str,
    *,
    row: str = "theme",
    unit: str = "indicators",
    at_end: Sequence[str] | None = None,
) -> Chart:
    """Return horizontal stacked bars with the key in stacking order and the counts in the segments.

    `at_end` are words to print at each bar's end in place of counts in the segments.
    """
    names = [str(name) for name in column(frame, row)]
    counts = {word: [int(count) for count in column(frame, name)] for name, word in parts.items()}
    labels = wrapped(names, 26)
    long = pd.DataFrame(
        [
            {"row": str(place), "part": word, "count": counts[word][place]}
            for place in range(len(names))
            for word in counts
        ]
    )
    long["row"] = pd.Categorical(long["row"], categories=[str(place) for place in range(len(names))])
    words = list(counts)
    largest = max(sum(counts[word][place] for word in words) for place in range(len(names))) or 1
    with drawing(0.6 + row_height(labels, 0.46) * len(names)) as (figure, axes):
        sns.histplot(
            long,
            y="row",
            hue="part",
            hue_order=words[::-1],  # seaborn stacks from the last
            weights="count",
            multiple="stack",
            palette=dict(zip(words, fills, strict=True)),
            alpha=1,
            shrink=0.72,
            linewidth=0.8,
            edgecolor=palette.DARK_GREY,
            legend=False,
            ax=axes,
        )
        hatch_of = {fill: hatch for fill, hatch in zip(fills, hatches, strict=True) if hatch}
        for bar in axes.patches:
            _finish_segment(axes, bar, hatch_of, largest if at_end is None else None)
        for place in range(len(names)):
            if at_end is None and not any(counts[word][place] for word in words):
                axes.annotate("none", (0, place), xytext=(6, 0), textcoords="offset points", va="center")
        if at_end is not None:
            for place, words_at_end in enumerate(at_end):
                end = sum(counts[word][place] for word in words)
                axes.annotate(words_at_end, (end, place), xytext=(6, 0), textcoords="offset points", va="center")
            axes.set_xlim(0, 1.45 * largest)
        axes.set(xlabel="", ylabel="", xticks=[])
        axes.set_yticks(range(len(labels)), labels)
        axes.tick_params(axis="y", pad=6)
        sns.despine(ax=axes, left=False, bottom=True)
        figure.legend(
            handles=[
                Patch(facecolor=fill, edgecolor=palette.DARK_GREY, linewidth=0.8, hatch=hatch, label=word)
                for word, fill, hatch in zip(words, fills, hatches, strict=True)
            ],
            loc="outside upper left",
            ncols=len(words),
            frameon=False,
            handlelength=1.1,
            handletextpad=0.5,
            columnspacing=1.3,
            borderpad=0,
        )
        told = "; ".join(
            f"{name}: " + ", ".join(f"{format_number(counts[word][place])} {word.lower()}" for word in words)
            for place, name in enumerate(names)
        )
        alt = f"Stacked bar chart of the number of {unit} by {row} and {by}. {title.rstrip('.')}. {told}."
        return finish(figure, alt, title, subtitle)


def _finish_segment(axes: Axes, bar: Any, hatch_of: Mapping[str, str], largest: int | None) -> None:
    """Hide an empty segment, hatch it where its fill asks for that, and print its count where it has room.

    `largest` is the length of the longest bar; without it no counts are printed.
    """
    count = round(bar.get_width())
    if count == 0:
        bar.set_visible(False)
        return
    fill = to_hex(bar.get_facecolor()).upper()
    hatch = hatch_of.get(fill)
    if hatch:
        bar.set_hatch(hatch)
    text = format_number(count)
    if largest is None or bar.get_width() / largest < 0.012 + 0.017 * len(text):
        return  # too narrow to hold its figure; the alt text and the table below the chart have it
    axes.text(
        bar.get_x() + bar.get_width() / 2,
        bar.get_y() + bar.get_height() / 2,
        text,
        ha="center",
        va="center",
        color=palette.text_on(fill),
        # a hatched segment needs a plain ground behind its figure
        bbox={"facecolor": fill, "edgecolor": "none", "pad": 1.5} if hatch else None,
    )


def _diverging(
    frame: pd.DataFrame,
    *,
    value: str,
    words: Sequence[str],
    what: str,
    axis: str,
    title: str,
    subtitle: str,
) -> Chart:
    """Return horizontal bars either side of zero with the value and its word beside each bar."""
    values = column(frame, value)
    if any(is_missing(each) for each in values):
        raise ValueError(f"the chart cannot draw a missing {value}; leave out indicators without one")
    amounts = [float(each) for each in values]
    names = [str(name) for name in column(frame, "title")]
    labels = wrapped(names, 32)
    fills = [_fill_of(word) for word in words]
    with drawing(0.8 + row_height(labels, 0.42) * len(names)) as (figure, axes):
        places = [str(place) for place in range(len(names))]
        sns.barplot(
            x=amounts,
            y=places,
            hue=places,
            palette=dict(zip(places, fills, strict=True)),
            saturation=1,
            width=0.66,
            edgecolor=palette.DARK_GREY,
            linewidth=0.8,
            errorbar=None,
            legend=False,
            ax=axes,
        )
        reach = max((abs(amount) for amount in amounts), default=1.0) or 1.0
        texts = [_signed(amount) for amount in amounts]
        for place, (amount, text) in enumerate(zip(amounts, texts, strict=True)):
            axes.annotate(
                text,
                (amount, place),
                xytext=(5 if amount >= 0 else -5, 0),
                textcoords="offset points",
                ha="left" if amount >= 0 else "right",
                va="center",
            )
        room = 0.6 * reach
        left = -reach - room if min(amounts) < 0 else 0.0
        right = reach + room if max(amounts) > 0 else 0.0
        axes.set_xlim(min(left, -room if left else 0.0), max(right, room if right else reach * 0.05))
        axes.axvline(0, color=palette.DARK_GREY, linewidth=1.0)
        axes.set(xlabel=axis, ylabel="", xticks=[])
        axes.set_yticks(range(len(labels)), labels)
        axes.tick_params(axis="y", pad=6)
        sns.despine(ax=axes, left=True, bottom=True)
        _key(figure, words)
        told = "; ".join(
            f"{name}: {text} ({word.lower()})" for name, text, word in zip(names, texts, words, strict=True)
        )
        return finish(figure, f"{what}. {title.rstrip('.')}. {told}.", title, subtitle)


def _fill_of(word: str) -> str:
    judged = {BETTER: IMPROVED, WORSE: WORSENED, "Equal": NO_REAL_CHANGE}.get(word, word)
    return palette.DIRECTION_FILLS.get(judged, palette.PALE_GREY)


def _signed(amount: float) -> str:
    text = format_number(amount, 1)
    return f"{text}%" if text.startswith(MINUS) or text == "0.0" else f"+{text}%"


def _key(figure: Figure, words: Sequence[str]) -> None:
    """Print which word each fill stands for, in the order the words first appear."""
    figure.legend(
        handles=[
            Patch(facecolor=_fill_of(word), edgecolor=palette.DARK_GREY, linewidth=0.8, label=word)
            for word in dict.fromkeys(words)
        ],
        loc="outside upper left",
        ncols=4,
        frameon=False,
        handlelength=1.1,
        handletextpad=0.5,
        columnspacing=1.3,
        borderpad=0,
    )
