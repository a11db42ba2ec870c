"""What the compendium's first page shows, beside its dashboards."""

from __future__ import annotations

import pandas as pd

from helpers.parts_of_year import PartOfYear
from helpers.present.cells import as_column, direction_cell
from helpers.present.pages.evidence import COUNTS
from helpers.present.sentences import how_many, percent
from helpers.present.tables import paragraph, summary_list, table, with_sum
from helpers.present.values import BulletList, Column, Headline, Headlines, Paragraph, Span, Table
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, NO_REAL_CHANGE, NOT_JUDGED, QUARTILE_LABELS, WORSENED
from helpers.wording import number_of, singular_or_plural


def headline(directions: pd.DataFrame, quartiles: pd.DataFrame, group: str) -> Headlines:
    """Return the headline figures; `directions` and `quartiles` are counts of one row."""
    counted, ranked = directions.iloc[0], quartiles.iloc[0]
    determined = int(counted["determined"])

    def share(name: str, verb: str = "") -> str:
        clear = _clearly(int(counted[f"{name}_clear"]), int(counted[name]), verb)
        share = f"{percent(counted[f'{name}_percent'])} of {determined} determined"
        with_clear = f"{share}; {clear}" if counted[name] else share
        return with_clear if determined else ""

    top = int(ranked["quartile_1"] + ranked["quartile_2"])
    return summary_list(
        [
            Headline(IMPROVED, int(counted["improved"]), share("improved"), "improved"),
            Headline(NO_REAL_CHANGE, int(counted["no_real_change"]), share("no_real_change", " moved"), "unchanged"),
            Headline(WORSENED, int(counted["worsened"]), share("worsened"), "worsened"),
            Headline(
                CANNOT_BE_DETERMINED,
                int(counted["cannot_be_determined"]),
                f"of {int(counted['total'])} counted",
                "undetermined",
            ),
            Headline("In the top half", top, _ranked(int(ranked["ranked"]), group)),
        ]
    )


def _clearly(clear: int, number: int, verb: str) -> str:
    """Return how many of some changes are clear.

    >>> _clearly(3, 7, ""), _clearly(0, 4, " moved"), _clearly(1, 1, ""), _clearly(0, 1, " moved")
    ('3 clearly', 'none moved clearly', 'clearly', 'did not move clearly')
    """
    if number == 1:
        return f"{verb} clearly".strip() if clear else "did not move clearly" if verb else "not clearly"
    return f"{how_many(clear, number)}{verb} clearly"


def _ranked(ranked: int, group: str) -> str:
    return f"of {ranked} ranked among {group}" if ranked else f"as none is ranked among {group}"


def coverage(counted: pd.DataFrame, year: int, part: PartOfYear | None = None) -> Paragraph | None:
    """Return how many counted indicators have a figure where fewer than half do; nothing elsewhere.

    `part` is the part of the year that the report is on, None for the whole year.

    `counted` has a row for each counted indicator, with its `value`, null where there is no figure.
    """
    with_figure, total = int(counted["value"].notna().sum()), len(counted)
    if 2 * with_figure >= total:
        return None
    have = f"Only {with_figure}" if with_figure else "None"
    period = part.in_words if part else year
    return paragraph(
        f"{have} of {number_of(total, 'counted indicator')} {singular_or_plural(with_figure, 'has', 'have')} a figure "
        f"for {period}. The ingestion page says of each source without a figure why it has none."
    )


_MATRIX = [
    *(Column(f"quartile_{quartile}", label, align="right") for quartile, label in QUARTILE_LABELS.items()),
    Column("not_ranked", "Not ranked", align="right"),
    Column("total", "Total", align="right"),
]


def themes_table(by_theme: pd.DataFrame) -> Table:
    """Return each theme's counts of direction and quartile, counted indicators only, with their sum."""
    columns = [
        Column("theme", "Theme", header=True),
        Column("total", "Counted", align="right"),
        *COUNTS,
        Column("quartile_1", "1st quartile (best)", align="right"),
        Column("quartile_2", QUARTILE_LABELS[2], align="right"),
        Column("quartile_3", QUARTILE_LABELS[3], align="right"),
        Column("quartile_4", QUARTILE_LABELS[4], align="right"),
    ]
    return table(with_sum(by_theme, columns), "Direction of travel and quartile by theme, counted indicators", columns)


def matrix_table(counts: pd.DataFrame) -> Table:
    """Return direction of travel against quartile, each row and column with its sum.

    `counts` is the frame of `direction_by_quartile`; a measure of context is not counted, so that row is left out
    where nothing is in it.
    """
    rows = counts[(counts["direction"] != NOT_JUDGED) | (counts["total"] > 0)]
    words = as_column([direction_cell(word) for word in rows["direction"]], rows.index)
    columns = [Column("words", "Direction of travel", header=True), *_MATRIX]
    summed = with_sum(rows.assign(words=words), columns)
    return table(summed, "Direction of travel by quartile, counted indicators", columns)


def attributions(sources: pd.DataFrame) -> BulletList:
    """Return the sources with the attribution that the licence of each asks for; what is blank is left out."""
    items = []
    for row in sources.to_dict("records"):
        words = ". ".join(filter(None, (row[name] for name in ("publisher", "edition", "licence", "attribution"))))
        items.append((Span(row["dataset"], "cite"), Span(f", {words}")))
    return BulletList(tuple(items))
