"""What the report prints of an agreement beside its grant: risk, indicators, fund, measures asked for, and areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.present.cells import as_column, format_number, is_missing, words_cell
from helpers.present.counted import Counts
from helpers.present.facts import stating
from helpers.present.pages.agreement_facts import areas_facts, contradiction_facts, fund_facts, review_facts, risk_facts
from helpers.present.pages.reward_grant import pounds
from helpers.present.sentences import how_many
from helpers.present.tables import folded, heading, joined, paragraph, table
from helpers.present.values import Cell, Column, Paragraph, Parts
from helpers.results.agreements import ALL_THEMES
from helpers.stated_dates import date_in_words
from helpers.verdicts import AMBER, GREEN, NOT_AVAILABLE, RED
from helpers.wording import number_of, singular_or_plural

NOT_GIVEN: Final = "Not given"
NOTHING_ELSE: Final = "Nothing else"
ELSEWHERE: Final = "How far each figure is off its target is on the page Targets and risk."
NO_MEASURES: Final = "No measure that the partners asked the government for is on file."
KINDS: Final = {
    "priority area": ("priority area", "priority areas"),
    "neighbourhood team": ("neighbourhood team", "neighbourhood teams"),
}


def risk_parts(risk: pd.DataFrame, year: int, *, counts_above: bool = False) -> Parts:
    """Return the risk by theme as the report printed the counts, and what the text of the report has beside them.

    `counts_above` says that the counts of the whole stand above already, so that only the rest is said.

    Columns needed    RISK_BY_THEME
    """
    if risk.empty:
        return joined()
    whole = risk[risk["theme"].eq(ALL_THEMES)].to_dict("records")[0]
    available = f"{whole['not_available']} more are not available for reporting."
    words = (
        available
        if counts_above
        else (
            f"{whole['green']} of {number_of(whole['with_status'], 'indicator')} with a status are green "
            f"({_percent(whole, 'green')}), {whole['amber']} amber ({_percent(whole, 'amber')}) and {whole['red']} red "
            f"({_percent(whole, 'red')}). {available}"
        )
    )
    columns = [
        Column("theme", "Theme", header=True),
        Column("green", GREEN, align="right"),
        Column("amber", AMBER, align="right"),
        Column("red", RED, align="right"),
        Column("not_available", NOT_AVAILABLE, align="right"),
        Column("indicators", "All", align="right"),
        Column("green_percent", "Green, %", align="right", decimals=1),
        Column("amber_percent", "Amber, %", align="right", decimals=1),
        Column("red_percent", "Red, %", align="right", decimals=1),
    ]
    notes = [
        f"These are the counts that the report of {year} prints by theme. They are not counted from figures, as the "
        "report names only some of the indicators.",
        "Percentages are of the indicators with a status.",
    ]
    return joined(
        heading("How many indicators are at risk?"),
        stating(paragraph(words), risk_facts(whole, counts_above=counts_above)),
        *_contradictions(risk),
        table(risk, "Indicators by theme and status, counts as printed", columns, notes=notes),
    )


def reviews_parts(reviews: pd.DataFrame) -> Parts:
    """Return what became of the indicators that a review before named as being at risk, as the report prints it.

    Columns needed    EARLIER_REVIEWS
    """
    if reviews.empty:
        return joined()
    columns = [
        Column("review", "Review", header=True),
        Column("period", "Year"),
        Column("flagged", "Named as being at risk", align="right"),
        Column("resolved", "No longer at risk", align="right"),
        Column("left", "Still at risk", align="right"),
        Column("paragraph", "Paragraph"),
    ]
    return joined(
        heading("What became of the risks of the review before?"),
        *(stating(paragraph(_review_in_words(row)), review_facts(row)) for row in reviews.to_dict("records")),
        table(reviews, "Indicators at risk in the review before, counts as printed", columns),
    )


def _review_in_words(row: Mapping[Any, Any]) -> str:
    flagged, resolved, left = (int(row[name]) for name in ("flagged", "resolved", "left"))
    words = (
        f"{row['review']}: {number_of(flagged, 'indicator was', 'indicators were')} at risk. {resolved} no longer "
        f"{singular_or_plural(resolved, 'is', 'are')}, and {left} still {singular_or_plural(left, 'is', 'are')}."
    )
    if row["adds_up"]:
        return f"{words} The counts agree: {flagged} − {resolved} = {left}."
    return f"{words} The counts do not agree: {flagged} − {resolved} is {flagged - resolved}."


def named_parts(named: pd.DataFrame, year: int, without_a_word: Sequence[str] = ()) -> Parts:
    """Return the indicators that the text of a report names, with both statuses and what it says of each.

    `without_a_word` are the references of indicators at risk that it does not name.

    Columns needed    AGREEMENT_INDICATORS
    """
    if named.empty:
        return joined()
    differing = named.loc[named["statuses_differ"], "reference"].tolist()
    words = f"The text of the report names {number_of(len(named), 'indicator')}."
    if differing:
        words += (
            f" It gives {' and '.join(differing)} one status in the text and another beside the grant; both are shown."
        )
    if without_a_word:
        words += f" It says nothing of {', '.join(without_a_word)}, whose grants are at risk."
    frame = named.assign(
        indicator=as_column([_name(row) for row in named.to_dict("records")], named.index),
        status_words=_or_not_given(named["status"]),
        grant_words=as_column([words_cell(_of_grant(row)) for row in named.to_dict("records")], named.index),
        target_words=as_column([words_cell(_target(row)) for row in named.to_dict("records")], named.index),
        actual_words=as_column([words_cell(_actual(row)) for row in named.to_dict("records")], named.index),
        facts_words=named["facts"].mask(named["facts"].eq(""), NOTHING_ELSE),
        action_words=_or_not_given(named["action"]),
    )
    columns = [
        Column("theme", "Theme"),
        Column("indicator", "Indicator", header=True),
        Column("status_words", "Status in the text"),
        Column("grant_words", "Status beside the grant"),
        Column("target_words", "Target", align="right"),
        Column("actual_words", "Figure", align="right"),
        Column("facts_words", "What the report says of it"),
        *([Column("action_words", "What is done about it")] if named["action"].ne("").any() else []),
    ]
    return joined(
        heading("Which indicators does the report name?"),
        paragraph(words),
        table(frame, f"The indicators that the report of {year} names", columns, notes=[ELSEWHERE]),
    )


def fund_parts(funds: pd.DataFrame) -> Parts:
    """Return what was not spent of a pooled fund, by block, and whether it may be carried forward.

    Columns needed    POOLED_FUNDS
    """
    if funds.empty:
        return joined()
    lines = [stating(paragraph(_fund_in_words(row)), fund_facts(row)) for row in funds.to_dict("records")]
    columns = [
        Column("block", "Block", header=True),
        Column("allocation", "Allocated, £", align="right", decimals=2),
        Column("moved_in", "Moved in, £", align="right", decimals=2),
        Column("spent", "Spent, £", align="right", decimals=2),
        Column("underspend", "Not spent, £", align="right", decimals=2),
        Column("underspend_percent", "Not spent, %", align="right", decimals=3),
        Column("carried_forward", "May be carried forward, £", align="right", decimals=2),
    ]
    notes = [f"{row['note']}." for row in funds.to_dict("records") if row["note"]]
    return joined(
        heading("What was not spent of the pooled fund?"),
        *lines,
        table(funds, "The pooled fund by block", columns, notes=notes),
    )


def _fund_in_words(row: Mapping[Any, Any]) -> str:
    return (
        f"{row['block']}, {row['period']}: {pounds(row['underspend'])} of {pounds(row['available'])} was not spent, "
        f"which is {format_number(row['underspend_percent'], 3)}%. {row['verdict']}."
    )


def measures_parts(measures: pd.DataFrame, stated: Counts | None = None, *, has_agreement: bool) -> Parts:
    """Return what the government was asked for, where that stands, and which indicators wait for it.

    `stated` are the counts of site_counts; None where no sentence is to say which cell its figure is.

    Columns needed    ENABLING_MEASURES
    """
    if not has_agreement and measures.empty:
        return joined()
    title = heading("What was the government asked for?")
    if measures.empty:
        return joined(title, paragraph(NO_MEASURES))
    waiting = measures[measures["waits"] & measures["reference"].ne("")]
    asked, waits = measures["measure_id"].nunique(), waiting["reference"].nunique()
    words = (
        f"The partners asked for {number_of(asked, 'measure')}. {number_of(waits, 'indicator')} "
        f"{singular_or_plural(waits, 'waits', 'wait')} for one."
    )
    facts = [stated.fact("asked"), stated.fact("waiting")] if stated else []
    frame = measures.assign(
        indicator=as_column([_name(row) for row in measures.to_dict("records")], measures.index),
        status_words=measures["status"].map(_capital),
        on_words=_or_not_given(measures["status_on"].map(date_in_words)),
    )
    columns = [
        Column("measure", "What was asked for", header=True),
        Column("asked_of", "Who was asked"),
        Column("status_words", "Status"),
        Column("on_words", "As of"),
        Column("indicator", "For which indicator"),
        Column("waits", "Still waits"),
    ]
    made = table(frame, "Measures that the government was asked for", columns)
    return joined(title, stating(paragraph(words), facts), made)


_OF_AREAS: Final = {
    "name": Column("name_words", "Name"),
    "district": Column("district_words", "District"),
    "reference": Column("measured", "What is measured"),
    "period": Column("period_words", "Period"),
}


def areas_parts(areas: pd.DataFrame, stated: Counts | None = None) -> Parts:
    """Return the areas below the districts, what is measured for them, and how many have a figure.

    `stated` is as in `measures_parts`.

    Columns needed    AGREEMENT_AREAS
    """
    if areas.empty:
        return joined()
    lines = [_areas_sentence(areas[areas["kind"].eq(kind)], kind) for kind in areas["kind"].unique()]
    frame = areas.assign(
        area=areas["area_id"].str.replace("_", " ").str.capitalize(),
        name_words=_or_not_given(areas["name"]),
        district_words=_or_not_given(areas["district"]),
        measured=_or_not_given(areas["reference"]),
        period_words=_or_not_given(areas["period"]),
    )
    with_words = [name for name in ("name", "district", "reference", "period") if areas[name].ne("").any()]
    columns = [Column("area", "Area", header=True), *(_OF_AREAS[name] for name in with_words)]
    columns += [Column("value", "Figure", align="right")] if areas["value"].notna().any() else []
    blank = [column.label.lower() for name, column in _OF_AREAS.items() if name not in with_words]
    if blank:
        lines.append(f"Not given for any of them: {', '.join(blank)}.")
    facts = list(areas_facts(areas, stated)) if stated else []
    return joined(
        heading("What is known of areas below the districts?"),
        stating(paragraph(" ".join(lines)), facts),
        folded("Every area below the districts", table(frame, "Areas below the districts", columns)),
    )


def _contradictions(risk: pd.DataFrame) -> list[Paragraph]:
    """Say in which themes the text names more red or amber indicators than the counts have."""
    lines = []
    for status in ("red", "amber"):
        more = risk[risk[f"named_{status}"] > risk[status]]
        for row in more[more["theme"].ne(ALL_THEMES)].to_dict("records"):
            words = (
                f"The text of the report names {row[f'named_{status}']} {status} indicators of {row['theme']}, and its "
                f"table counts {row[status]}."
            )
            lines.append(stating(paragraph(words), contradiction_facts(row, status)))
    return lines


def _percent(row: dict[Any, Any], status: str) -> str:
    return f"{format_number(row[f'{status}_percent'], 1)}%"


def _name(row: dict[Any, Any]) -> Cell:
    title = row["title"] or row["reference"] or NOT_GIVEN
    number = f"{row['reference']} " if row["reference"] not in ("", title) else ""
    return words_cell(f"{number}{title}")


def _of_grant(row: dict[Any, Any]) -> str:
    return row["status_of_grant"] or ("No status" if row["is_reward"] else "No grant")


def _target(row: dict[Any, Any]) -> str:
    return _with_period(row["target_value"], row["unit"], row["target_period"])


def _actual(row: dict[Any, Any]) -> str:
    return f"{row['actual_is']} {_with_period(row['actual'], row['unit'], row['actual_period'])}".strip()


def _with_period(value: float, unit: str, period: str) -> str:
    """Return a figure as it is printed, with its unit and its period."""
    if is_missing(value):
        return NOT_GIVEN
    words = f"{format_number(value)}{'' if unit.startswith('%') else ' '}{unit}"
    return f"{words}, {period}" if period else words


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _or_not_given(column: pd.Series) -> pd.Series:
    return column.mask(column.eq(""), NOT_GIVEN)


def _areas_sentence(rows: pd.DataFrame, kind: str) -> str:
    one, many = KINDS[kind]
    count = rows["area_id"].nunique()
    figures = rows.loc[rows["value"].notna(), "area_id"].nunique()
    measured = rows.loc[rows["reference"].ne(""), "reference"].unique().tolist()
    what = f"The measure named for them is {', '.join(measured)}" if measured else "No measure is named for them"
    if count == 1:
        with_figure = "it has a figure" if figures else "it has no figure"
    else:
        verb = "have a figure" if figures > 1 else "has a figure"
        with_figure = f"{how_many(figures, count)} {verb}"
    return f"{number_of(count, one, many)}: {with_figure}. {what}."
