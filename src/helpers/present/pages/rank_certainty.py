"""What the benchmarking page says of how sure each quartile is."""

from __future__ import annotations

import pandas as pd

from helpers.present.cells import as_column, sure_quartile_cells
from helpers.present.sentences import span_of_ranks
from helpers.present.tables import table, with_sum
from helpers.present.values import Column, Table
from helpers.verdicts import QUARTILE_LABELS, ordinal, printed_rank
from helpers.wording import number_of, singular_or_plural

_WIDTHS = {
    "one_quartile": "One quartile",
    "two_quartiles": "One of two",
    "three_quartiles": "One of three",
    "four_quartiles": "Any of the four",
    "not_known": "Not known",
}


def certainty_sentence(counts: pd.DataFrame) -> str:
    """Say for how many indicators the quartile is sure; `counts` is the frame of `certainty_counts`."""
    sums = counts[[*_WIDTHS, "total"]].sum().astype("int64")
    if sums["total"] == 0:
        return "No counted indicator has a rank."
    one, two, three, four, unknown = (int(sums[name]) for name in _WIDTHS)
    rest = (
        f" For {unknown} it cannot be told, as nothing is known of how far the figures go up and down."
        if unknown
        else ""
    )
    ranked = number_of(int(sums["total"]), "counted indicator")
    return (
        f"Of {ranked} with a rank, the quartile is sure for {one or 'none'}. {two or 'None'} could be in one of two "
        f"quartiles, {three or 'none'} in one of three and {four or 'none'} in any of the four.{rest}"
    )


def certainty_counts_table(counts: pd.DataFrame) -> Table:
    """Return for each quartile how sure it is, with the sums; `counts` is the frame of `certainty_counts`."""
    labels = as_column([QUARTILE_LABELS[number] for number in counts["quartile"]], counts.index)
    columns = [
        Column("words", "Quartile by rank", header=True),
        *(Column(name, heading, align="right") for name, heading in _WIDTHS.items()),
        Column("total", "Total", align="right"),
    ]
    note = "In how many quartiles the council could be, counted indicators; sure means in 95 of 100 cases."
    return table(with_sum(counts.assign(words=labels), columns), "How sure each quartile is", columns, notes=[note])


def certainty_table(certainty: pd.DataFrame, indicators: pd.DataFrame) -> Table:
    """Return the ranks that are likely and the chances of each quartile, for every indicator where they are known.

    `certainty` is the table rank_certainty; `indicators` has indicator_id, title and tied, in printed order.
    """
    about = indicators[["indicator_id", "title", "tied"]]
    rows = about.merge(certainty, on="indicator_id", how="inner", validate="one_to_one")
    unknown = rows[rows["reason"].ne("")]
    rows = rows[rows["reason"].eq("")].reset_index(drop=True)
    ranks = [printed_rank(*parts) for parts in zip(rows["rank"], rows["n"], rows["tied"], strict=True)]
    chances = ["top_half", *(f"quartile_{number}" for number in QUARTILE_LABELS)]
    rows = rows.assign(
        rank_shown=as_column(ranks, rows.index),
        quartile_shown=sure_quartile_cells(rows),
        likely=_spans(rows, 50),
        possible=_spans(rows, 95),
        **{f"{name}_chance": 100 * rows[f"{name}_probability"] for name in chances},
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("rank_shown", "Rank"),
        Column("quartile_shown", "Quartile"),
        Column("likely", "Ranks in 50 of 100 cases"),
        Column("possible", "In 95 of 100 cases"),
        Column("top_half_chance", "Chance of the top half, %", align="right", decimals=0),
        *(
            Column(f"quartile_{number}_chance", f"Of the {ordinal(number)} quartile, %", align="right", decimals=0)
            for number in QUARTILE_LABELS
        ),
    ]
    return table(rows, "How sure each rank and quartile is", columns, notes=_left_out(unknown))


def _spans(rows: pd.DataFrame, level: int) -> pd.Series:
    ends = zip(rows[f"rank_{level}_lower"], rows[f"rank_{level}_upper"], strict=True)
    return as_column([ordinal(int(a)) if a == b else span_of_ranks(int(a), int(b)) for a, b in ends], rows.index)


def _left_out(unknown: pd.DataFrame) -> list[str]:
    if unknown.empty:
        return []
    reasons = "; ".join(f"{reason} ({count})" for reason, count in unknown["reason"].value_counts().items())
    verb = singular_or_plural(len(unknown), "is", "are")
    return [f"{number_of(len(unknown), 'indicator')} with a rank {verb} left out: {reasons}."]
