"""A box that sets the headline of this report beside the one that the council printed, with why they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.present.cells import MINUS, as_column, format_number, is_missing, words_cell
from helpers.present.facts import Fact, Form, facts_in
from helpers.present.method_facts import method_fact
from helpers.present.sentences import own_position, span_of_ranks
from helpers.present.tables import joined, paragraph, table
from helpers.present.values import BulletList, Column, Parts
from helpers.results.compendium import directions_in_all, quartiles_in_all
from helpers.results.printed_headlines import QUARTILES, headline_beside_printed, printed_of, with_direction
from helpers.schema.narrative import HEADLINE_COUNTS
from helpers.schema.position import POSITIONS
from helpers.schema.reconciliation import PRINTED_HEADLINES, RECONCILIATION_COUNTS
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, NO_REAL_CHANGE, WORSENED, ordinal

NAMES: Final = {
    "indicators": "Indicators with a direction",
    "improved": IMPROVED,
    "no_real_change": NO_REAL_CHANGE,
    "worsened": WORSENED,
    "cannot_be_determined": CANNOT_BE_DETERMINED,
    "compared": "Indicators compared",
    "first_quartile": "First quartile",
    "second_quartile": "Second quartile",
    "third_quartile": "Third quartile",
    "fourth_quartile": "Fourth quartile",
    "rank": "Rank among counties",
}
NO_FIGURE: Final = "No figure"
ANOTHER_BASE: Final = "Another base"
ANOTHER_RULE: Final = "Another rule"
OTHER_QUARTILES: Final = "Another comparison of indicators"
OTHER_RANK: Final = "Another comparison"


class OwnBasis(NamedTuple):
    """What the headline of this report rests on, which explains why it differs from the printed one.

    `rule` says in words what counts as no real change, as in 'a change of up to 2% of the previous figure'.
    `rank_period` is what the figures behind the rank are of, and `rank_doubt` says how sure the rank is.
    """

    rule: str
    group: str
    group_size: int | None
    rank_period: str
    rank_doubt: str = ""


class ReportBasis(NamedTuple):
    """What a report says of itself: its year, its tolerance and its group."""

    year: int
    tolerance_percent: float
    group: str


def printed_box(
    beside: pd.DataFrame,
    printed: pd.DataFrame,
    basis: OwnBasis,
    counts: Mapping[str, float | None],
    year: int,
    facts_of: Callable[[str], Iterable[Fact | None]] = lambda _: (),
) -> Parts | None:
    """Return the two headlines side by side with the reasons why they differ; None where the council printed none.

    `beside` is the frame of `headline_beside_printed`, `printed` that of `read_printed_headlines`. `facts_of` gives
    the cells that a reason states, by the words with which it begins.
    """
    if beside.empty:
        return None
    records = beside.to_dict("records")
    frame = beside.assign(
        name=beside["what"].map(NAMES),
        printed_words=as_column([words_cell(_printed(row)) for row in records], beside.index),
        own_words=as_column([words_cell(_own(row)) for row in records], beside.index),
        points_words=as_column([words_cell(_points(row)) for row in records], beside.index),
    )
    columns = [
        Column("name", "What was counted", header=True),
        Column("printed_words", f"The council's report of {year}", align="right"),
        Column("own_words", "This report", align="right"),
        Column("points_words", "Difference in share, percentage points", align="right"),
    ]
    return joined(
        table(frame, "What the council printed, and what this report counts", columns),
        paragraph("They differ for these reasons:"),
        BulletList(
            tuple(facts_in(line, facts_of(line.partition(":")[0])) for line in reasons(printed, basis, counts, year))
        ),
    )


def box_of_report(
    printed: pd.DataFrame,
    compendium: pd.DataFrame,
    positions: pd.DataFrame,
    basis: ReportBasis,
) -> Parts | None:
    """Return the printed headline of a year beside the counts of the report of that year, with why they differ.

    `printed` is the frame of `read_printed_headlines`; `compendium` and `positions` are the tables of the report. None
    where the council printed no headline in the year.
    """
    counted = compendium[compendium["in_headline"]]
    row, quartiles = directions_in_all(counted), quartiles_in_all(counted)
    own = own_position(positions)
    has_rank = own is not None and not is_missing(own["rank"])
    names = ("determined", "improved", "no_real_change", "worsened", "cannot_be_determined")
    counts: dict[str, float | None] = {name: float(row[name]) for name in names}
    counts["rank"] = float(own["rank"]) if own is not None and has_rank else None
    counts["compared"] = float(quartiles["ranked"])
    counts |= {name: float(quartiles[f"quartile_{number}"]) for number, name in enumerate(QUARTILES, 1)}
    own_basis = OwnBasis(
        rule=f"a change of up to {format_number(basis.tolerance_percent)}% of the previous figure",
        group=basis.group,
        group_size=int(own["n"]) if own is not None and has_rank else None,
        rank_period="the newest period for which most councils have a figure",
        rank_doubt=_rank_doubt(own.to_dict()) if own is not None and has_rank else "",
    )
    beside = headline_beside_printed(printed, counts, basis.year)
    own_row = own.to_dict() if own is not None and has_rank else None
    facts = _FactsOfReasons(printed, own_row, counts, basis)
    return printed_box(beside, printed, own_basis, counts, basis.year, facts.of)


def _rank_doubt(own: Mapping[Any, Any]) -> str:
    """Return that the rank is by the score, with the median rank and the ranks that hold the council by all draws."""
    ends = span_of_ranks(own["rank_95_lower"], own["rank_95_upper"])
    return f" by the score; its median rank is {ordinal(int(own['median_rank']))}, {ends} in 95 of 100"


@dataclass(frozen=True)
class _FactsOfReasons:
    """The cells that the reasons state: `own` is the row of the table positions, None without a rank."""

    printed: pd.DataFrame
    own: Mapping[Any, Any] | None
    counts: Mapping[str, float | None]
    basis: ReportBasis

    def of(self, reason: str) -> list[Fact | None]:
        """Return the cells that a reason states, by the words with which it begins."""
        if reason == ANOTHER_BASE:
            return [self._printed("indicators"), self._printed("cannot_be_determined")]
        if reason == ANOTHER_RULE:
            share = self.basis.tolerance_percent
            return [Fact(RECONCILIATION_COUNTS.name, ("tolerance_percent",), "number", share, "text")]
        if reason == OTHER_QUARTILES:
            first = next((name for name in (QUARTILES[0], f"{QUARTILES[0]}_percent") if self._printed(name)), "")
            compared = Fact(HEADLINE_COUNTS.name, ("ranked",), "number", self.counts["compared"], "number")
            return [self._printed(first, "of_period", "period"), compared]
        if reason == OTHER_RANK:
            return [
                self._printed("rank", "number", "rank"),
                self._printed("rank", "of_period", "period"),
                *self._rank(),
            ]
        return []

    def _printed(self, what: str, column: str = "number", form: Form = "number") -> Fact | None:
        rows = self.printed[self.printed["report_year"].eq(self.basis.year) & self.printed["what"].eq(what)]
        if rows.empty:
            return None
        return Fact(PRINTED_HEADLINES.name, (str(self.basis.year), what), column, rows[column].iloc[0], form)

    def _rank(self) -> Iterator[Fact | None]:
        if self.own is not None:
            key = (str(self.own["scope"]), str(self.own["area_code"]))
            yield Fact(POSITIONS.name, key, "rank", self.own["rank"], "rank")
            yield Fact(POSITIONS.name, key, "n", self.own["n"], "number")
            one_rank = self.own["rank_95_lower"] == self.own["rank_95_upper"]
            for name in ("median_rank", "rank_95_lower", "rank_95_upper")[: 2 if one_rank else 3]:
                yield Fact(POSITIONS.name, key, name, self.own[name], "rank")
            yield method_fact("ranks_95", "of_100")


def reasons(printed: pd.DataFrame, basis: OwnBasis, counts: Mapping[str, float | None], year: int) -> Sequence[str]:
    """Return why the printed headline and that of this report differ, each reason from the figures of both."""
    rows = printed[printed["report_year"].eq(year)].set_index("what")
    figures = printed_of(printed, year)
    base, determined = with_direction(printed, year), counts.get("determined")
    lines = []
    if base is not None and determined is not None:
        lines.append(
            "Other indicators: the two reports count different ones. Much of what the council's own departments "
            "measure is not published."
        )
    if "indicators" in rows.index and rows.loc["indicators", "base"] == "all" and base is not None:
        lines.append(
            f"{ANOTHER_BASE}: the printed {format_number(figures['indicators'], 0)} has "
            f"{format_number(figures['cannot_be_determined'], 0)} indicators without a direction. The shares here "
            "leave them out."
        )
    lines.append(
        f"{ANOTHER_RULE}: here {basis.rule} is no real change. The council's report does not say what it takes for "
        "none."
    )
    lines.append("Later figures: publishers may have corrected figures since. This report uses the newest ones.")
    if counts.get("compared") and {QUARTILES[0], f"{QUARTILES[0]}_percent"} & set(rows.index):
        period = rows["of_period"].astype(object).filter(like=QUARTILES[0]).iloc[0]
        lines.append(
            f"{OTHER_QUARTILES}: the printed quartiles are for {period}. This report compares "
            f"{format_number(counts['compared'], 0)} indicators among {basis.group}, each for the newest period used."
        )
    if "rank" in figures:
        size = f" of {basis.group_size}" if basis.group_size else ""
        own_rank = counts.get("rank")
        period = rows["of_period"].astype(object).to_dict()["rank"]
        own = f"{ordinal(int(own_rank))}{size} {basis.group}{basis.rank_doubt}" if own_rank is not None else "no rank"
        lines.append(
            f"{OTHER_RANK}: the printed {ordinal(int(figures['rank']))} is for {period}, "
            "and the report does not say how it is worked out. This report has "
            f"{own}, for {basis.rank_period}."
        )
    return lines


def _printed(row: Mapping[Any, Any]) -> str:
    if row["what"] == "rank":
        return f"{ordinal(int(row['printed']))}, for {row['of_period']}"
    return _with_share(row["printed"], row["printed_percent"])


def _own(row: Mapping[Any, Any]) -> str:
    if is_missing(row["own"]):
        return NO_FIGURE
    return ordinal(int(row["own"])) if row["what"] == "rank" else _with_share(row["own"], row["own_percent"])


def _with_share(number: float, percent: float) -> str:
    if is_missing(number):
        return f"{format_number(percent, 0)}%"
    share = "" if is_missing(percent) else f" ({format_number(percent, 0)}%)"
    return f"{format_number(number, 0)}{share}"


def _points(row: Mapping[Any, Any]) -> str:
    if is_missing(row["points"]):
        return "Not a share"
    sign = {-1: MINUS, 0: "", 1: "+"}[(row["points"] > 0) - (row["points"] < 0)]
    return f"{sign}{format_number(abs(row['points']), 1)}"
