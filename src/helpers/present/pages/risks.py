"""What the pages show of risk: early warnings with their rule, the register, signals, what is watched, and pairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.methods.risk_scores import HIGH, HIGH_FROM, LOW, MEDIUM, MEDIUM_FROM
from helpers.present.cells import as_column, format_number, is_missing, sure_quartile_cell, words_cell
from helpers.present.figures import figure_again, figure_in_words
from helpers.present.pages.risk_words import register_sentence, signals_sentence, watched_sentence
from helpers.present.pages.site_words import short_direction
from helpers.present.pages.spending import rank_words, small
from helpers.present.pages.statements import source_cell, sources_apart
from helpers.present.pages.targets import status_cell
from helpers.present.periods import period_in_words
from helpers.present.site_pages import INDEX, SPENDING, card_of, link
from helpers.present.tables import joined, paragraph, table
from helpers.present.values import REASON, BulletList, Cell, Column, Part, Parts, Span
from helpers.verdicts import NOT_JUDGED
from helpers.wording import number_of, singular_or_plural

Row = Mapping[Any, Any]

RULE: Final = (
    "An indicator is on the list if it has clearly become worse, and is also in the lowest quartile or red on a "
    "target. One of these alone is no warning. A figure can go down and still be among the best. A low quartile can be "
    "years old. And of the changes that are not clear, many are gone a year later."
)
"""The rule of the list of early warnings, with its reason."""

NO_CAUSE: Final = (
    "These figures stand side by side because both are about one thing. Nothing here says that one is the cause of "
    "the other: both may follow from something else, or from nothing."
)
"""What is printed with every pair of figures."""

SCORES: Final = (
    f"The score is likelihood times impact, each from 1 to 5. From {HIGH_FROM} it is {HIGH}, from {MEDIUM_FROM} "
    f"{MEDIUM}, and below that {LOW}. It puts risks in an order. It measures nothing: a risk of 10 is not twice one "
    "of 5."
)
"""How a score is read."""

TREND_MARKS: Final[Mapping[str, str]] = {"rising": "↑", "steady": "→", "falling": "↓", "new": "+"}
"""The sign of each trend of a risk, which repeats the word."""

NO_TARGET: Final = "No target"
NOT_SAID: Final = "Not said"
NO_REASON: Final = "no reason is given."

_NAME = Column("name", "Indicator", header=True)
_STATE: Final = (
    Column("figure", "Latest"),
    Column("direction_shown", "Direction of travel"),
    Column("quartile_shown", "Quartile"),
    Column("target_shown", "Target"),
)


def cells_of(rows: pd.DataFrame, made: Mapping[str, Callable[[Row], Cell]]) -> pd.DataFrame:
    """Return rows with more columns of cells, each made from the whole row."""
    records = rows.to_dict("records")
    columns = {name: as_column([make(row) for row in records], rows.index) for name, make in made.items()}
    return rows.assign(**columns)


_RESTS_ON: Final[Mapping[str, str]] = {
    "target_shown": "target_status",
    "trend_shown": "trend",
    "owner_shown": "owner",
    "action_shown": "action",
}
"""The column of a table that must say something in some row, for a column to be printed."""


def _columns_of(rows: pd.DataFrame, columns: Sequence[Column]) -> list[Column]:
    """Return the columns of a table without those that say something of no row."""
    return [column for column in columns if (name := _RESTS_ON.get(column.name)) is None or rows[name].ne("").any()]


def with_state_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows that have the columns of STATE with what is printed of each."""
    return cells_of(
        rows,
        {
            "name": name_of,
            "figure": figure_cell,
            "direction_shown": direction_shown,
            "quartile_shown": _quartile,
            "target_shown": _target,
        },
    )


def name_of(row: Row) -> Cell:
    """Return the title of an indicator as the way to its card, which has its dashboard."""
    if not row["title"]:
        return words_cell(str(row["indicator_id"])).with_spans(Span("not in this report", REASON))
    return Cell((link(str(row["title"]), card_of(row["indicator_id"]), INDEX),))


def figure_cell(row: Row) -> Cell:
    """Return the newest figure with its period and, below it, the one before."""
    if is_missing(row["value"]):
        return words_cell("No figure")
    unit, decimals = str(row["unit"]), int(row["decimals"])
    cell = words_cell(f"{figure_in_words(row['value'], unit, decimals)}, {period_in_words(str(row['period']))}")
    if is_missing(row["previous_value"]):
        return cell
    before = figure_again(row["previous_value"], unit, decimals)
    return cell.with_spans(Span(f"before: {before}, {period_in_words(str(row['previous_period']))}", REASON))


def direction_shown(row: Row) -> Cell:
    """Return the direction of travel, and how sure it is."""
    word = row["movement"] if row["direction"] == NOT_JUDGED else row["direction"]
    return short_direction(word, row["evidence"]) if word else words_cell(NOT_SAID)


def _quartile(row: Row) -> Cell:
    if is_missing(row["quartile"]):
        return words_cell("No rank")
    return sure_quartile_cell(row["quartile"], row["quartile_best"], row["quartile_worst"])


def _target(row: Row) -> Cell:
    printed, worst = str(row["target_printed"]), str(row["target_status"])
    beside = "" if printed == worst else f"as judged; by rule {worst}" if printed else "by rule"
    return status_cell(printed or worst, beside) if worst else words_cell(NO_TARGET)


def warning_sentence(counts: pd.DataFrame) -> str:
    """Say how long the list of early warnings is, and of how many indicators; `counts` is the table warning_counts."""
    row = counts.iloc[0]
    judged, size, signalled = int(row["judged"]), int(row["by_figures"]), int(row["by_signal_alone"])
    if not judged:
        first = "No early warning can be given, as no indicator has a direction of travel."
    elif not size:
        first = f"No early warning comes from figures: none of {number_of(judged, 'indicator')} fits the rule."
    else:
        verb = singular_or_plural(size, "gives", "give")
        first = f"{size} of {number_of(judged, 'indicator')} {verb} an early warning by figures."
    others = number_of(signalled, "other indicator")
    return f"{first} A signal of concern has come on {others}." if signalled else first


_WARNED: Final = (
    _NAME,
    *_STATE,
    Column("signals", "Signals of concern", align="right"),
    Column("why_shown", "Why it is listed"),
)


def warnings_part(warnings: pd.DataFrame, counts: pd.DataFrame) -> Parts:
    """Return the list of early warnings with its length, its rule and the reason for that."""
    return joined(paragraph(warning_sentence(counts)), *warnings_list(warnings))


def warnings_list(warnings: pd.DataFrame) -> Parts:
    """Return the list of early warnings with its rule and the reason for that, and what has a signal alone apart."""
    by_figures = warnings["by_figures"].astype("bool")
    tables = []
    if len(warned := warnings[by_figures].reset_index(drop=True)):
        made = cells_of(with_state_cells(warned), {"why_shown": _why_listed})
        tables.append(table(made, "Early warnings", _columns_of(warned, _WARNED)))
    if len(signalled := warnings[~by_figures].reset_index(drop=True)):
        caption, columns = "Signals of concern without a warning by figures", _columns_of(signalled, _WARNED[:-1])
        tables.append(table(with_state_cells(signalled), caption, columns))
    return joined(paragraph(RULE), *tables)


def _why_listed(row: Row) -> Cell:
    """Return which part of the rule puts an indicator on the list; that it is clearly worse holds for all."""
    grounds = {"low_quartile": "lowest quartile", "red_target": "red on a target"}
    words = " and ".join(name for column, name in grounds.items() if row[column])
    return words_cell(f"{words[:1].upper()}{words[1:]}")


_REGISTER: Final = (
    Column("risk", "Risk", header=True, quoted=True),
    Column("score_shown", "Score"),
    Column("trend_shown", "Trend"),
    Column("owner_shown", "Who answers for it", quoted=True),
    Column("action_shown", "What is done", quoted=True),
    Column("linked_shown", "Its indicators"),
)


def register_part(register: pd.DataFrame, links: pd.DataFrame) -> Parts:
    """Return the register of risks, the indicators that its risks are linked to, and the risks that have none."""
    first = paragraph(register_sentence(register, links))
    if register.empty:
        return joined(first)
    alike = _same_reason(register)
    made = cells_of(
        register,
        {
            "score_shown": score_cell,
            "trend_shown": _trend,
            "owner_shown": lambda row: words_cell(str(row["owner"]) or NOT_SAID),
            "action_shown": lambda row: words_cell(str(row["action"]) or NOT_SAID),
            "linked_shown": _linked,
            "source_shown": source_cell,
        },
    )
    sources = sources_apart(list(made["source_shown"]), "source_shown")
    made = made.assign(source_shown=as_column(sources.cells, made.index))
    columns = [one for one in _columns_of(register, _REGISTER) if not (alike and one.name == "score_shown")]
    return joined(
        first,
        paragraph(SCORES) if register["score"].notna().any() else None,
        paragraph(f"No risk has a score. {alike}") if alike else None,
        table(made, "The register of risks", [*columns, *sources.columns]),
        sources.sentence,
        _links_table(links),
        _without_indicator(register),
    )


def _same_reason(register: pd.DataFrame) -> str:
    """Return why no risk has a score, where that is the same of all; otherwise blank."""
    reasons = set(register["not_scored_reason"])
    return str(reasons.pop()) if register["score"].isna().all() and len(reasons) == 1 else ""


def score_cell(row: Row) -> Cell:
    """Return a score in words with its number, and what it follows from or why there is none below it."""
    if is_missing(row["score"]):
        cell = words_cell("Not scored")
        return cell.with_spans(Span(str(row["not_scored_reason"]), REASON)) if row.get("not_scored_reason") else cell
    cell = words_cell(f"{str(row['score_word']).capitalize()}, {int(row['score'])}")
    if "likelihood" not in row:
        return cell
    return cell.with_spans(Span(f"likelihood {int(row['likelihood'])}, impact {int(row['impact'])}", REASON))


def _trend(row: Row) -> Cell:
    trend = str(row["trend"])
    return words_cell(f"{TREND_MARKS[trend]} {trend}" if trend else NOT_SAID)


def _linked(row: Row) -> Cell:
    number = int(row["linked"])
    if not number:
        return words_cell("Not in this report" if row["indicator_ids"] else "No indicator")
    worse, warned = int(row["linked_worsened"]), int(row["linked_warnings"])
    words = [f"{worse} became worse"] if worse else []
    words += [f"{warned} on the list of early warnings"] if warned else []
    cell = words_cell(format_number(number, 0))
    return cell.with_spans(Span(", ".join(words), REASON)) if words else cell


_LINKS: Final = (Column("risk", "Risk", header=True, quoted=True), Column("name", "Indicator"), *_STATE)


def _links_table(links: pd.DataFrame) -> Part | None:
    if links.empty:
        return None
    made = with_state_cells(links)
    return table(made, "Where the indicators of each risk stand", _columns_of(links, _LINKS))


def _without_indicator(register: pd.DataFrame) -> Parts | None:
    """Return the risks without an indicator, each with the reason."""
    rows = register[register["indicator_ids"].eq("")].to_dict("records")
    if not rows:
        return None
    items = [(Span(f"{row['risk']}: {row['no_indicator_reason'] or NO_REASON}"),) for row in rows]
    return joined(paragraph("No figure of this report follows these risks:"), BulletList(tuple(items)))


_SIGNALS: Final = (
    Column("service", "Service", header=True, quoted=True),
    Column("kind_shown", "Where it comes from"),
    Column("statement", "What was said", quoted=True),
    Column("concern_shown", "Is it a concern?"),
    Column("indicator_shown", "Indicator"),
    Column("source_shown", "Source", quoted=True),
)


def signals_part(signals: pd.DataFrame) -> Parts:
    """Return what contract monitoring, people and inspectors said, or that no signal is at hand."""
    if signals.empty:
        return joined(paragraph("No signal from contracts, people or inspectors is at hand for this report."))
    concerns = int(signals["is_concern"].sum())
    made = cells_of(
        signals,
        {
            "kind_shown": lambda row: words_cell(str(row["kind"]).capitalize()),
            "concern_shown": lambda row: words_cell("Yes" if row["is_concern"] else "No"),
            "indicator_shown": _signal_indicator,
            "source_shown": source_cell,
        },
    )
    return joined(paragraph(signals_sentence(len(signals), concerns)), table(made, "Signals", list(_SIGNALS)))


def _signal_indicator(row: Row) -> Cell:
    if not row["indicator_id"]:
        return words_cell("No indicator")
    if not row["title"]:
        return words_cell("Not in this report")
    return Cell((link(str(row["title"]), card_of(row["indicator_id"]), INDEX),))


WATCHED: Final[Mapping[str, str]] = {"workforce": "Staff", "satisfaction": "Satisfaction"}
"""What each watch list is called."""

_WATCHED: Final = (_NAME, *_STATE, Column("why", "Why it is watched"))


def watch_part(watched: pd.DataFrame) -> Parts:
    """Return the indicators of staff and satisfaction with where they stand; those without a figure in one line."""
    at_hand = watched[watched["value"].notna()]
    without = watched.loc[watched["value"].isna(), "title"].tolist()
    tables = [
        table(with_state_cells(rows), f"{words}: what is watched", _columns_of(rows, _WATCHED))
        for kind, words in WATCHED.items()
        if len(rows := at_hand[at_hand["kind"].eq(kind)])
    ]
    rest = paragraph(f"Without a figure: {'; '.join(without)}.") if without else None
    sentence = watched_sentence(len(watched), len(without), int(watched["warned"].sum()))
    return joined(paragraph(sentence), *tables, rest)


PAIRS: Final[Mapping[str, str]] = {
    "need and staff": "Need and staff",
    "spending and satisfaction": "Spending and satisfaction",
    "survey and statistics": "What people say and what is counted",
}
"""What each kind of pair is called."""

_PAIRED: Final = (
    Column("both_are_about", "Both are about", header=True, quoted=True),
    Column("name", "Indicator"),
    *_STATE[:3],
)


def _with_pair_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of SHOWN_TOGETHER with what is printed of each; spending has a rank and no judgement."""
    made = with_state_cells(rows)
    of_spending = {"name": _spending_name, "direction_shown": _no_judgement, "quartile_shown": _spending_rank}
    records = rows.to_dict("records")
    for name, cell_of_spending in of_spending.items():
        cells = [
            cell_of_spending(row) if row["service"] else cell for row, cell in zip(records, made[name], strict=True)
        ]
        made[name] = as_column(cells, made.index)
    return made


def _spending_name(row: Row) -> Cell:
    return Cell((link(f"Spending on {small(str(row['title']))}", SPENDING, INDEX),))


def _no_judgement(row: Row) -> Cell:
    return words_cell("A cost is not judged")


def _spending_rank(row: Row) -> Cell:
    return words_cell(rank_words(row["spending_rank"], row["spending_n"], row["spending_tied"]) or "No rank")


def pairs_part(pairs: pd.DataFrame) -> Parts:
    """Return figures that are looked at together, a table for each kind, with the sentence that denies a cause.

    A pair that lacks a figure is in no table.
    """
    both = pairs.groupby("pair_id")["value"].transform(lambda values: values.notna().all()).astype("bool")
    rows = pairs[both]
    left_out = "Pairs that lack a figure are left out; shown_together.csv under Downloads has them."
    rest = paragraph(left_out) if pairs["value"].isna().any() else None
    if rows.empty:
        return joined(paragraph("No two figures that belong together are both known."), rest)
    tables = [
        table(_with_pair_cells(of_kind), words, list(_PAIRED))
        for kind, words in PAIRS.items()
        if len(of_kind := rows[rows["kind"].eq(kind)])
    ]
    differ = rows.loc[rows["same_period"].eq("no"), "both_are_about"].nunique()
    other = f"In {number_of(differ, 'pair')} the two figures are of different periods." if differ else ""
    return joined(paragraph(NO_CAUSE), rest, *tables, paragraph(other) if other else None)
