"""What is shown of the needs model: what it would give, how unequal it leaves councils, who gains, and its weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from helpers.methods.funding import spread_of_funding
from helpers.present.cells import as_column, format_number, is_missing, words_cell
from helpers.present.facts import Fact, Form, stating
from helpers.present.pages.funding_facts import needs_facts, weight_facts
from helpers.present.pages.funding_words import gains_sentence, in_a_row, millions
from helpers.present.tables import council_names, folded, joined, paragraph, table
from helpers.present.values import Column, Paragraph, Parts, Table
from helpers.schema.reconciliation import RECONCILED_FIGURES

MILLION: Final = 10**6
AN_ILLUSTRATION: Final = (
    "This is an illustration and no formula of the government or of the council: the drivers are few, and each stands "
    "for whole services."
)
_PRINTED: Final = "extra_funding_under_model"
_FIGURES: Final = {
    "poor_children": "children in families with low income",
    "older_people": "older people",
    "square_km": "land area",
    "pay": "median weekly pay",
}
_WIDER, _AS_WIDE, _NARROWER = "wider than now", "as wide as now", "narrower than now"
_STAGES: Final = (
    ("funding_per_head", "As it is"),
    ("model_per_head", "By the model"),
    ("damped_per_head", "By the model, damped"),
)


def needs_parts(
    model: pd.DataFrame,
    weights: pd.DataFrame,
    left_out: Sequence[str],
    printed: pd.DataFrame,
    council: str,
    lacking: Sequence[str],
) -> Parts:
    """Return all that is shown of the needs model.

    `left_out` names the councils of the class that lack a figure; `printed` are the figures that reports printed, and
    `lacking` names the figures that too few councils have for a model.

    Columns needed    model: NEEDS_MODEL; weights: NEEDS_WEIGHTS; printed: as in `illustration`
    """
    if model.empty:
        return _no_model(printed, lacking)
    return joined(
        needs_sentence(model, left_out, council),
        paragraph(spread_sentence(model)),
        illustration(printed),
        weights_table(weights),
        spread_table(model),
        folded("What each council would gain or lose", changes_table(model)),
    )


def needs_in_short(
    model: pd.DataFrame,
    weights: pd.DataFrame,
    left_out: Sequence[str],
    printed: pd.DataFrame,
    council: str,
    lacking: Sequence[str],
) -> Parts:
    """Return what the needs model would give the council, its drivers, and that it is an illustration.

    Columns needed    as `needs_parts`
    """
    if model.empty:
        return _no_model(printed, lacking)
    return joined(
        needs_sentence(model, left_out, council),
        paragraph(spread_sentence(model)),
        illustration(printed),
        drivers_sentence(weights),
    )


def _no_model(printed: pd.DataFrame, lacking: Sequence[str]) -> Parts:
    """Say which figures too few councils have, and what reports print of a model of the council's own."""
    names = f"a figure of {in_a_row([_FIGURES[name] for name in lacking])}" if lacking else "every figure that it needs"
    why = paragraph(f"There is no needs model: fewer than two councils of the class have {names}.")
    words, facts = _own_model(printed)
    return joined(why, stating(paragraph(words), facts) if words else None)


def spread_sentence(model: pd.DataFrame) -> str:
    """Say whether the first calculation leaves the highest and the lowest for each person further apart than they are.

    They are compared as the table of `spread_table` prints them.

    Columns needed    model: NEEDS_MODEL
    """
    first = model[model["needs_case"].eq(model["needs_case"].iloc[0])]
    now, after, damped = (round(spread_of_funding(first[name])[0], 2) for name, _ in _STAGES)
    by_model, by_damped = (
        _WIDER if ratio > now else _NARROWER if ratio < now else _AS_WIDE for ratio in (after, damped)
    )
    return (
        f"From the lowest to the highest council, money for each person would be spread {by_model} by the model, and "
        f"{by_damped} after damping: need differs between councils too."
    )


def drivers_sentence(weights: pd.DataFrame) -> Paragraph:
    """Name the drivers of the first calculation with what they weigh, the heaviest first.

    Columns needed    weights: NEEDS_WEIGHTS
    """
    first = weights[weights["needs_case"].eq(weights["needs_case"].iloc[0]) & weights["weight_percent"].notna()]
    ordered = first.sort_values("weight_percent", ascending=False, kind="stable").to_dict("records")
    names = [
        f"{row['title'][:1].lower()}{row['title'][1:]} ({format_number(row['weight_percent'], 1)}%)" for row in ordered
    ]
    words = f"The drivers of need and what they weigh: {in_a_row(names)}."
    return stating(paragraph(words), (fact for row in ordered for fact in weight_facts(row)))


def illustration(printed: pd.DataFrame) -> Paragraph:
    """Say what the model is not, and what reports print of a model of the council's own, which cannot be reproduced.

    Columns needed    printed: figure_id, report_year, measure, as_printed
    """
    words, facts = _own_model(printed)
    return stating(paragraph(f"{AN_ILLUSTRATION} {words}".strip()), facts)


def _own_model(printed: pd.DataFrame) -> tuple[str, list[Fact]]:
    """Return what reports print of a model of the council's own, with its cells; nothing where they print none."""
    rows = printed[printed["measure"].eq(_PRINTED)]
    if rows.empty:
        return "", []
    amounts, years = rows.drop_duplicates("as_printed"), rows.drop_duplicates("report_year")
    words = (
        f"By a model of the council's own it would have up to {in_a_row(list(amounts['as_printed']))}"
        f" more, as printed in {in_a_row([str(year) for year in years['report_year']])}. That cannot be reproduced "
        "without the weights of that model, which are not published."
    )
    forms: tuple[tuple[str, Form, pd.DataFrame], ...] = (
        ("as_printed", "text", amounts),
        ("report_year", "year", years),
    )
    facts = [
        Fact(RECONCILED_FIGURES.name, (str(row["figure_id"]),), column, row[column], form)
        for column, form, of in forms
        for row in of.to_dict("records")
    ]
    return words, facts


def needs_sentence(model: pd.DataFrame, left_out: Sequence[str], council: str) -> Paragraph:
    """Say what the model would give the council, before and after damping, and which councils it leaves out.

    Columns needed    model: NEEDS_MODEL
    """
    first = model[model["needs_case"].eq(model["needs_case"].iloc[0])]
    own = first[first["own"]].to_dict("records")
    words = (
        f"If the spending power that the councils of its class had in {first['financial_year'].iloc[0]} were shared by "
        "need, "
    )
    if own:
        words += (
            f"{council} would have {_change(own[0]['change'])}, and {_change(own[0]['damped_change'])} after damping."
        )
    else:
        words += f"what {council} would have cannot be determined, as it lacks a figure."
    if left_out:
        words += f" Left out, as they lack a figure: {', '.join(left_out)}."
    row = own[0] if own else first.iloc[0].to_dict()
    facts = needs_facts(row, own=bool(own))
    return stating(paragraph(f"{words} The total stays as it is, to the penny."), facts)


def _change(pounds: Any) -> str:
    if abs(float(pounds)) < MILLION / 20:
        return "the same"
    return f"{millions(float(pounds) / MILLION)} {'more' if pounds > 0 else 'less'}"


def weights_table(weights: pd.DataFrame) -> Table:
    """Return what each driver weighs in each calculation, and on what it rests.

    Columns needed    weights: NEEDS_WEIGHTS
    """
    frame = weights.assign(
        weight=as_column([_weight(row) for row in weights.to_dict("records")], weights.index),
        amount_words=[
            f"{format_number(amount)} {unit}" for amount, unit in zip(weights["amount"], weights["unit"], strict=True)
        ],
    )
    columns = [
        Column("needs_case", "Calculation"),
        Column("title", "Driver", header=True),
        Column("weight", "Weighs, %", align="right"),
        Column("amount_words", "Amount in the file"),
        Column("basis", "Rests on", quoted=True),
    ]
    notes = [
        "The weights follow from the amounts in params/needs_model.csv. make needs tries others and changes no report."
    ]
    return table(frame, "The drivers of need and their weights", columns, notes=notes)


def _weight(row: dict[Any, Any]) -> Any:
    return words_cell(
        "is no driver" if is_missing(row["weight_percent"]) else format_number(float(row["weight_percent"]), 1)
    )


def spread_table(model: pd.DataFrame) -> Table:
    """Return how unequal spending power for each person is before and after, for each calculation.

    Columns needed    model: NEEDS_MODEL
    """
    rows = []
    for case in model["needs_case"].unique():
        of_case = model[model["needs_case"].eq(case)]
        for name, words in _STAGES:
            ratio, variation = spread_of_funding(of_case[name])
            rows.append({"needs_case": case, "stage": words, "ratio": ratio, "variation": 100 * variation})
    columns = [
        Column("needs_case", "Calculation"),
        Column("stage", "Spending power", header=True),
        Column("ratio", "Highest over lowest for each person", align="right", decimals=2),
        Column("variation", "Standard deviation in % of the mean", align="right", decimals=1),
    ]
    return table(pd.DataFrame(rows), "How unequal spending power for each person is", columns)


def changes_table(model: pd.DataFrame) -> Table:
    """Return what each council would gain or lose, the highest gain first, for each calculation.

    Columns needed    model: NEEDS_MODEL
    """
    ordered = model.sort_values(["needs_case", "change"], ascending=[True, False], kind="stable")
    frame = ordered.assign(
        name=council_names(ordered),
        change_m=ordered["change"] / MILLION,
        damped_m=ordered["damped_change"] / MILLION,
    )
    columns = [
        Column("needs_case", "Calculation"),
        Column("name", "Council", header=True),
        Column("funding_per_head", "£ for each person, as it is", align="right", decimals=0),
        Column("model_per_head", "By the model", align="right", decimals=0),
        Column("change_m", "Gain, £ million", align="right", decimals=1),
        Column("damped_m", "Gain after damping, £ million", align="right", decimals=1),
        Column("cost_index", "Area cost index", align="right", decimals=3),
    ]
    sums = frame.groupby("needs_case", sort=False)["change_m"].sum().to_dict()
    notes = [gains_sentence(sums, "calculation")]
    return table(frame, "Gains and losses by the needs model", columns, notes=notes)
