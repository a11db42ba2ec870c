"""What the page of positions shows of what would be expected of councils as deprived and as rural."""

from __future__ import annotations

import pandas as pd

from helpers.methods.position import OVERALL
from helpers.present.cells import MISSING, format_number
from helpers.present.tables import council_names, table
from helpers.present.values import Column, Table
from helpers.wording import number_of, singular_or_plural

MAX_OF_CHANCE = 2
"""A difference of fewer standard errors may be chance."""


def expected_sentence(councils: pd.DataFrame, models: pd.DataFrame, council: str) -> str:
    """Say whether the council does better or worse than councils as deprived and as rural; overall."""
    rows = councils[councils["scope"].eq(OVERALL)]
    own = rows[rows["own"]]
    if own.empty or own["expected"].isna().all():
        why = f": {own['reason'].iloc[0]}" if len(own) else ""
        return f"What would be expected of {council} cannot be calculated{why}."
    row, model = own.iloc[0], models[models["scope"].eq(OVERALL)].iloc[0]
    side = "above" if row["residual"] >= 0 else "below"
    flagged, by_chance = int(model["flagged"]), format_number(model["flagged_by_chance"], 1)
    within = "outside" if row["beyond"] else "within"
    return (
        f"A council as deprived and as rural as {council} would be expected to score "
        f"{format_number(row['expected'], 1)}. Its score of {format_number(row['score'], 1)} is "
        f"{format_number(abs(row['residual']), 1)} points {side} that, {within} the range expected of 95 in 100 such "
        "councils. Deprivation and rurality are associated with "
        f"{format_number(100 * model['r_squared'], 0)}% of the differences between "
        f"{number_of(int(model['n']), 'council')}. Of these {flagged or 'none'} "
        f"{singular_or_plural(flagged or 1, 'is', 'are')} outside the range, and by chance alone about {by_chance} "
        f"would be. {_kinds_sentence(model)}"
    )


def _kinds_sentence(model: pd.Series) -> str:
    """Say how far unitary counties lie above two-tier counties, allowing for both characteristics, with the error."""
    if pd.isna(model["unitary_less_two_tier"]):
        return "There are too few councils of one kind to compare unitary with two-tier counties."
    difference, error = model["unitary_less_two_tier"], model["unitary_less_two_tier_error"]
    side = "above" if difference >= 0 else "below"
    sure = "which chance hardly explains" if abs(difference) > MAX_OF_CHANCE * error else "which may well be chance"
    return (
        f"Unitary counties lie {format_number(abs(difference), 1)} points {side} two-tier counties, with a standard "
        f"error of {format_number(error, 1)}, {sure}."
    )


def expected_table(councils: pd.DataFrame, scope: str = OVERALL) -> Table:
    """Return each council's score beside that expected of it, furthest above first."""
    rows = councils[councils["scope"].eq(scope)].sort_values(["residual", "area_name"], ascending=[False, True])
    rows_with_words = rows.assign(
        name=council_names(rows),
        kind=rows["area_type"].map({"county": "Two-tier", "county_unitary": "Unitary"}).fillna("Other"),
        between=[
            f"{format_number(low, 1)} to {format_number(high, 1)}" if pd.notna(low) else MISSING
            for low, high in zip(rows["lower"], rows["upper"], strict=True)
        ],
    )
    columns = [
        Column("name", "Council", header=True),
        Column("kind", "Kind"),
        Column("child_poverty_pct", "Children in relative poverty, %", align="right", decimals=1),
        Column("population_density", "People per square kilometre", align="right", decimals=0),
        Column("score", "Score", align="right", decimals=1),
        Column("expected", "Expected", align="right", decimals=1),
        Column("residual", "Difference", align="right", decimals=1),
        Column("between", "Range for 95 in 100"),
        Column("beyond", "Outside that"),
    ]
    return table(rows_with_words, "Score beside that expected of councils as deprived and as rural", columns)


def models_table(models: pd.DataFrame) -> Table:
    """Return the regression of each scope, how far both kinds of county lie from it, and the number flagged."""
    rows = models.copy()
    for name in ("child_poverty", "tenfold_density", "unitary_less_two_tier"):
        rows[f"{name}_printed"] = [
            f"{format_number(value, 2)} (± {format_number(error, 2)})" if pd.notna(value) else MISSING
            for value, error in zip(rows[name], rows[f"{name}_error"], strict=True)
        ]
    columns = [
        Column("scope", "Theme", header=True),
        Column("n", "Councils", align="right"),
        Column("r_squared", "R squared", align="right", decimals=2),
        Column("child_poverty_printed", "For each point of child poverty", align="right"),
        Column("tenfold_density_printed", "For ten times the density", align="right"),
        Column("two_tier_residual", "Two-tier counties, mean difference", align="right", decimals=1),
        Column("unitary_residual", "Unitary counties, mean difference", align="right", decimals=1),
        Column("unitary_less_two_tier_printed", "Unitary less two-tier", align="right"),
        Column("flagged", "Councils outside the range", align="right"),
        Column("flagged_by_chance", "Expected by chance", align="right", decimals=1),
    ]
    note = (
        "Points of the score without the indicators that measure child poverty, with one standard error. A difference "
        "of the kinds of less than two standard errors may be chance. The range is that of 95 in 100, so 5 in 100 are "
        "outside it by chance."
    )
    return table(rows, "The regressions", columns, notes=[note])
