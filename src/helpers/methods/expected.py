"""What position would be expected of councils as deprived and as rural as each, by a plain regression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from helpers.methods.base_rates import flagged_by_chance
from helpers.methods.expressions import TIE
from helpers.methods.intervals import CONFIDENCE

DEPRIVATION, RURALITY = "child_poverty_pct", "population_density"
"""Children in relative poverty in per cent, and people per square kilometre."""

DEPRIVATION_FAMILY: Final = "child_poverty"
"""The family of indicators that tell what the score is explained by; they are left out of the score."""

SMALLEST_GROUP: Final = 20
"""Councils that a regression on two variables needs: ten for each."""

TOO_FEW: Final = f"fewer than {SMALLEST_GROUP} councils have a position and both characteristics"
NO_CHARACTERISTICS: Final = "the council's characteristics are not known"
ALIKE: Final = "the councils do not differ enough in the two characteristics"


class Expected(NamedTuple):
    """The tables of `expected_position`."""

    councils: pd.DataFrame
    models: pd.DataFrame


def expected_position(positions: pd.DataFrame, characteristics: pd.DataFrame) -> Expected:
    """Compare each council's score with that expected of its deprivation and rurality.

    For each scope the score without the indicators that measure child poverty is regressed by least squares on child
    poverty and on the logarithm to the base 10 of density, over the councils with a rank.

    Columns needed    positions, made by `position.overall_position`: scope, scope_order, area_code, area_name,
                      area_type, own, score_without_poverty, rank; characteristics: area_code, child_poverty_pct (per
                      cent), population_density (people per square kilometre)
    Columns returned  councils, one row for each rank: scope, scope_order, area_code, area_name, area_type, own, score
                      (without those indicators), both characteristics; expected (by the plane through the other
                      councils), residual (points of the score, above zero where the council does better), lower and
                      upper (95% prediction interval of the score by the others), beyond (whether the score lies outside
                      it), reason where nothing can be expected. models, one row for each scope, over all councils:
                      scope, n, r_squared, intercept and the change of the score for each percentage point of child
                      poverty (child_poverty) and for ten times the density (tenfold_density), each with its standard
                      error (_error), null where there are too few councils, or these are too much alike; those of
                      `_compare_kinds`; flagged (councils outside their range) and flagged_by_chance
    Source            ordinary least squares and deleted residuals; Draper and Smith (1998), Applied Regression
                      Analysis, 3rd edition
    """
    about = ["scope", "scope_order", "area_code", "area_name", "area_type", "own", "score"]
    ranked = positions[positions["rank"].notna()]
    ranked = ranked.assign(score=ranked["score_without_poverty"])[about]
    ranked = ranked.merge(characteristics, on="area_code", how="left", validate="many_to_one")
    fitted = [_fit(scope) for _, scope in ranked.groupby("scope_order", sort=True)]
    if not fitted:
        empty = ranked.assign(expected=0.0, residual=0.0, lower=0.0, upper=0.0, beyond=False, reason="")
        return Expected(empty, pd.DataFrame(columns=["scope", "n", *_MODEL, *_KINDS, *_FLAGS]))
    councils = pd.concat([of_scope for of_scope, _ in fitted], ignore_index=True)
    models = [dict(model) | _compare_kinds(of_scope) | _count_flags(of_scope) for of_scope, model in fitted]
    return Expected(councils, pd.DataFrame(models))


def _compare_kinds(councils: pd.DataFrame) -> dict[str, object]:
    """Return how far unitary counties lie above two-tier counties, allowing for what is expected of each.

    Columns needed    area_type, residual
    Columns returned  two_tier and unitary (councils), two_tier_residual and unitary_residual (means),
                      unitary_less_two_tier and its standard error (_error), null where one has fewer than two councils
    Source            Welch (1938), Biometrika 29:350
    """
    kinds = {"two_tier": "county", "unitary": "county_unitary"}
    residuals = {name: councils.loc[councils["area_type"].eq(kind), "residual"] for name, kind in kinds.items()}
    two_tier, unitary = (residual.dropna().to_numpy("float64") for residual in residuals.values())
    result: dict[str, object] = {name: int(residual.count()) for name, residual in residuals.items()}
    result |= {f"{name}_residual": float(residual.mean()) for name, residual in residuals.items()}
    if min(len(two_tier), len(unitary)) < 2:
        return result | dict.fromkeys(("unitary_less_two_tier", "unitary_less_two_tier_error"), np.nan)
    error = np.sqrt(np.var(two_tier, ddof=1) / len(two_tier) + np.var(unitary, ddof=1) / len(unitary))
    difference = float(np.mean(unitary) - np.mean(two_tier))
    return result | {"unitary_less_two_tier": difference, "unitary_less_two_tier_error": float(error)}


def _count_flags(councils: pd.DataFrame) -> dict[str, object]:
    counts = flagged_by_chance(councils, CONFIDENCE)
    return {"flagged": int(counts["flagged"]), "flagged_by_chance": float(counts["by_chance"])}


_TERMS: Final = ("intercept", "child_poverty", "tenfold_density")
_MODEL: Final = ("r_squared", *_TERMS, *(f"{name}_error" for name in _TERMS))
_KINDS: Final = (
    "two_tier",
    "unitary",
    "two_tier_residual",
    "unitary_residual",
    "unitary_less_two_tier",
    "unitary_less_two_tier_error",
)
_FLAGS: Final = ("flagged", "flagged_by_chance")


def _fit(scope: pd.DataFrame) -> tuple[pd.DataFrame, Mapping[str, object]]:
    with_characteristics = (scope[DEPRIVATION].notna() & (scope[RURALITY] > 0)).to_numpy()
    n = int(with_characteristics.sum())
    empty = dict.fromkeys(("expected", "residual", "lower", "upper"), np.nan)
    councils = scope.assign(
        **empty, beyond=pd.Series(pd.NA, index=scope.index, dtype="boolean"), reason=NO_CHARACTERISTICS
    )
    model: dict[str, object] = {"scope": scope["scope"].iloc[0], "n": n, **dict.fromkeys(_MODEL, np.nan)}
    if n < SMALLEST_GROUP:
        return councils.assign(reason=TOO_FEW), model
    used = scope[with_characteristics]
    design = np.column_stack([np.ones(n), used[DEPRIVATION], np.log10(used[RURALITY].astype("float64"))])
    terms = design.shape[1]
    if np.linalg.matrix_rank(design) < terms:
        return councils.assign(reason=ALIKE), model
    score = used["score"].to_numpy("float64")
    coefficients, *_ = np.linalg.lstsq(design, score)
    left_over = score - design @ coefficients
    squares = float(left_over @ left_over)
    inverse = np.linalg.inv(design.T @ design)
    # What the others give for each council: of its own pull on the plane nothing is left in this.
    free = 1 - np.sum(design @ inverse * design, axis=1)
    residual = left_over / free
    spread = np.sqrt(np.maximum(squares - left_over**2 / free, 0) / (n - terms - 1) / free)
    reach = stdtrit(n - terms - 1, (1 + CONFIDENCE) / 2) * spread
    expected = score - residual
    about = {"expected": expected, "residual": residual, "lower": expected - reach, "upper": expected + reach}
    councils.loc[with_characteristics, list(about)] = np.column_stack(list(about.values()))
    councils.loc[with_characteristics, "beyond"] = np.abs(residual) > reach + TIE
    councils.loc[with_characteristics, "reason"] = ""
    around = float(np.sum((score - score.mean()) ** 2))
    model["r_squared"] = 1 - squares / around if around > TIE else np.nan
    model |= dict(zip(_TERMS, coefficients, strict=True))
    errors = np.sqrt(squares / (n - terms) * np.diag(inverse))
    model |= {f"{name}_error": error for name, error in zip(_TERMS, errors, strict=True)}
    return councils, model
