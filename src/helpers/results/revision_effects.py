"""What revised figures change: the council's results with the earlier figures put back."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.methods.expressions import PERIOD
from helpers.params import Parameters
from helpers.results.comparisons import comparator_rows, comparisons
from helpers.results.directions import directions
from helpers.results.reporting_figures import figures_for
from helpers.schema.quality import REVISION_EFFECTS
from helpers.verdicts import CANNOT_BE_DETERMINED
from helpers.wording import LATER_EDITION, SAME_FIGURE

KEY = ["indicator_id", "area_code", *PERIOD]
"""What one figure is a figure of."""

NUMBERS = ["value", "lower_95", "upper_95", "numerator", "denominator"]

EFFECT_COLUMNS = list(REVISION_EFFECTS.names)


def revision_effects(
    revisions: pd.DataFrame,
    observations: pd.DataFrame,
    indicators: pd.DataFrame,
    members: pd.DataFrame,
    codes: Sequence[str],
    parameters: Parameters,
) -> pd.DataFrame:
    """Say what the council's direction of travel and quartile would be by the figures that editions revised.

    `codes` are the council's, oldest first. All figures of an indicator are put back together; where a figure has
    several earlier editions, one edition of each after the other. Where an indicator has two periods of one area that
    end on the same day, neither result can be determined.

    Columns needed    revisions, observations, indicators, members (comparator_members): the tables of those names
    Columns returned  EFFECT_COLUMNS, one row for each revised figure that a result rests on: of the council (own) in
                      the periods that its direction compares, and of a member of the group in the period in which the
                      council is ranked, by the earlier figures or by those that are kept; quartiles are null if
                      there is none
    Source            chapters 2 and 7 of docs/methods, with the earlier figures instead of those that are kept
    """
    in_register = revisions["indicator_id"].isin(indicators["indicator_id"])
    wanted = revisions["area_code"].isin([*codes, *members["area_code"]]) & in_register
    revised = revisions[wanted].reset_index(drop=True)
    if revised.empty:
        return _nothing()
    twice = observations[observations.duplicated(["indicator_id", "area_code", "period_end"], keep=False)]
    unclear = revised["indicator_id"].isin(twice["indicator_id"])
    contradicted, revised = revised[unclear], revised[~unclear]
    parts = [
        contradicted.assign(
            own=contradicted["area_code"].isin(codes),
            earlier_direction=CANNOT_BE_DETERMINED,
            direction=CANNOT_BE_DETERMINED,
            earlier_quartile=None,
            quartile=None,
        )
    ]
    if len(revised):
        parts += _with_results(revised, observations, indicators, members, codes, parameters)
    parts = [part for part in parts if len(part)]
    if not parts:
        return _nothing()
    effects = pd.concat(parts, ignore_index=True)
    effects = effects.astype({"earlier_quartile": "Int64", "quartile": "Int64"})
    effects["direction_changed"] = effects["direction"] != effects["earlier_direction"]
    effects["quartile_changed"] = effects["quartile"].fillna(0) != effects["earlier_quartile"].fillna(0)
    return effects.sort_values([*KEY, "earlier_file"], ignore_index=True)[EFFECT_COLUMNS]


def second_edition_at_hand(revisions: pd.DataFrame, rejections: pd.DataFrame) -> bool:
    """Say whether two files give any figure: differently, or with a row that is left out for another file's.

    Columns needed  revisions: any, as only the rows count; rejections: reason (why a row is left out)
    """
    return bool(len(revisions) or rejections["reason"].str.startswith((SAME_FIGURE, LATER_EDITION)).any())


def _with_results(
    revised: pd.DataFrame,
    observations: pd.DataFrame,
    indicators: pd.DataFrame,
    members: pd.DataFrame,
    codes: Sequence[str],
    parameters: Parameters,
) -> list[pd.DataFrame]:
    """Return for each edition the figures that results rest on, with the results by them and by those kept."""
    affected = indicators[indicators["indicator_id"].isin(revised["indicator_id"])]
    affected_figures = observations[observations["indicator_id"].isin(affected["indicator_id"])]
    now, now_used = _results(affected_figures, affected, members, codes, parameters)
    parts = []
    for _, rows in revised.groupby(revised.groupby(KEY).cumcount()):
        before, used = _results(_put_back(affected_figures, rows), affected, members, codes, parameters)
        either = pd.concat([now_used, used]).drop_duplicates()
        part = rows.merge(either, on=KEY, how="inner", validate="many_to_one")
        key = part["indicator_id"]
        parts.append(
            part.assign(
                own=part["area_code"].isin(codes),
                earlier_direction=key.map(before["direction"]),
                direction=key.map(now["direction"]),
                earlier_quartile=key.map(before["quartile"]),
                quartile=key.map(now["quartile"]),
            )
        )
    return parts


def _results(
    observations: pd.DataFrame,
    indicators: pd.DataFrame,
    members: pd.DataFrame,
    codes: Sequence[str],
    parameters: Parameters,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return direction and quartile by indicator, and the keys of the figures that they rest on."""
    figures = figures_for(observations, indicators, codes, parameters)
    judged = directions(figures.own, figures.latest, indicators, codes[-1], parameters.direction)
    rows = comparator_rows(figures.reported, figures.latest, members, codes)
    ranked = comparisons(rows, figures.latest, indicators, parameters.minimum_group_size)
    own = figures.own.merge(
        judged[["indicator_id", "latest_year", "previous_year"]], on="indicator_id", validate="many_to_one"
    )
    compared = own[(own["year"] == own["latest_year"]) | (own["year"] == own["previous_year"])]
    results = judged.set_index("indicator_id")[["direction"]].join(ranked.set_index("indicator_id")[["quartile"]])
    return results, pd.concat([compared[KEY], rows[KEY]]).drop_duplicates()


def _put_back(observations: pd.DataFrame, revised: pd.DataFrame) -> pd.DataFrame:
    """Return the observations with the earlier figures of an edition instead of those that are kept."""
    names = [*NUMBERS, "marker"]
    kinds = {**dict.fromkeys(NUMBERS, "float64"), "marker": "object"}
    earlier = (
        revised.set_index(KEY)[[f"earlier_{name}" for name in names]].set_axis(names, axis="columns").astype(kinds)
    )
    result = observations.set_index(KEY).astype(kinds)
    at = result.index.isin(earlier.index)
    result.loc[at, names] = earlier.reindex(result.index[at])
    return result.reset_index().astype({"marker": "str"})[observations.columns]


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=EFFECT_COLUMNS)
