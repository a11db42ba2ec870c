"""The positions of areas over many indicators in a national run, for one group at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.methods.dates import months_between
from helpers.methods.position import Inputs, choose_indicators, overall_position, percentile_ranks
from helpers.methods.position_sums import ThemeSums
from helpers.params import Parameters
from helpers.schema.national import NATIONAL_POSITION_INDICATORS, NATIONAL_POSITIONS
from helpers.verdicts import SIGNS

MOST_DRAWN: Final = 400
"""Areas of a group up to which every area is drawn against every other, so that ranks have sets."""

_NO_NAMES: Final = {"area_name": "", "area_type": ""}


class Figures(NamedTuple):
    """An indicator's figures of a group: areas (their numbers), values, and the areas it does not apply to."""

    areas: NDArray[np.int64]
    value: NDArray[np.float64]
    hidden: NDArray[np.int64]


Reader = Callable[[Iterable[str]], Iterator[tuple[str, Figures]]]
"""Gives the figures of some indicators of a group, one after another."""


def about_indicators(indicators: pd.DataFrame, of_group: pd.DataFrame, parameters: Parameters) -> pd.DataFrame:
    """Say of each indicator of the run what its figures in one group allow.

    Columns needed    indicators: NATIONAL_INDICATORS; of_group, one row for each indicator with figures: indicator_id,
                      n, in_being, period_start, period_end (dates)
    Columns returned  those that `position.choose_indicators` needs; theme_order, in_theme, polarity, family,
                      family_order, period_start, period_end
    Source            docs/methods/14_positions.md; `positions.group_inputs`
    """
    columns = ["indicator_id", "theme", "theme_order", "polarity", "counted", "family", "family_order"]
    table = indicators[columns].merge(of_group, on="indicator_id", how="left", validate="one_to_one")
    too_old = months_between(table["period_end"], parameters.as_at.all_others) > parameters.stale_after_months
    n, in_being = (table[name].fillna(0).astype("int64") for name in ("n", "in_being"))
    table = table.assign(
        n=n,
        in_being=in_being,
        in_theme=True,
        in_headline=(table["counted"] & table["theme"].ne("") & ~too_old.fillna(value=False)).astype("bool"),
        ranked=(n >= parameters.minimum_group_size) & table["polarity"].map(SIGNS).ne(0),
    )
    return table.drop(columns="counted").sort_values("indicator_id", ignore_index=True)


def group_positions(
    about: pd.DataFrame, codes: pd.Series, existing: set[int], read: Reader
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the positions of the areas of one group, and which indicators count.

    A group of more than MOST_DRAWN areas has scores and ranks from sums for each theme, which hold no indicator.

    `codes` maps the number of an area to its code; `existing` are the areas at the end of the newest period.

    Columns needed    about: those of `about_indicators`
    Columns returned  NATIONAL_POSITIONS and NATIONAL_POSITION_INDICATORS, without area_group
    Raises            MethodProblem, as `position.overall_position`
    Source            docs/methods/14_positions.md
    """
    same = about[about["family"].ne("")].sort_values("family_order")[["family", "indicator_id"]]
    chosen = choose_indicators(about, same)
    counted = about.loc[about["in_headline"], "indicator_id"]
    present = set(existing)
    for _, figures in read(counted):
        present.update(figures.areas.tolist())
    areas = np.array(sorted(present), dtype="int64")
    if len(areas) > MOST_DRAWN:
        positions, chosen = _from_sums(chosen, areas, codes, read)
    else:
        positions, chosen = _drawn(about, same, areas, codes, read)
    names = [name for name in NATIONAL_POSITIONS.names if name != "area_group"]
    about_names = [name for name in NATIONAL_POSITION_INDICATORS.names if name != "area_group"]
    return positions.reindex(columns=names), chosen.reindex(columns=about_names)


def _drawn(
    about: pd.DataFrame, same: pd.DataFrame, areas: NDArray[np.int64], codes: pd.Series, read: Reader
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return positions as a report has them."""
    polarity = about.set_index("indicator_id")["polarity"]
    parts, hidden = [], []
    for name, figures in read(about.loc[about["n"] > 0, "indicator_id"]):
        area = codes[figures.areas].to_numpy()
        parts.append(
            pd.DataFrame({"indicator_id": name, "area_code": area, "value": figures.value, "polarity": polarity[name]})
        )
        hidden.append(pd.DataFrame({"indicator_id": name, "area_code": codes[figures.hidden].to_numpy()}))
    councils = pd.DataFrame({"area_code": codes[areas].to_numpy(), **_NO_NAMES, "own": False})
    made = overall_position(Inputs(pd.concat(parts, ignore_index=True), about, councils, pd.concat(hidden)), same)
    return made.positions, made.indicators


def _from_sums(
    chosen: pd.DataFrame, areas: NDArray[np.int64], codes: pd.Series, read: Reader
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return positions from sums, one indicator after another."""
    used = chosen[chosen["used"]]
    themes = used.drop_duplicates("theme").sort_values("theme_order")
    sums = ThemeSums(len(areas), themes["theme"].tolist())
    of = used.set_index("indicator_id")
    for name, figures in read(used["indicator_id"]):
        frame = pd.DataFrame(
            {
                "indicator_id": name,
                "area_code": figures.areas,
                "value": figures.value,
                "polarity": of.loc[name, "polarity"],
            }
        )
        row, hidden = (np.searchsorted(areas, numbers) for numbers in (figures.areas, figures.hidden))
        percentile = percentile_ranks(frame)["percentile"].to_numpy("float64")
        sums.add(name, str(of.loc[name, "theme"]), row, percentile, hidden)
    positions = sums.positions()
    order = dict(zip(themes["theme"], themes["theme_order"], strict=True))
    positions = positions.assign(
        area_code=codes[areas[positions["area"].to_numpy()]].to_numpy(),
        scope_order=positions["scope"].map(order).fillna(0).astype("int64"),
    )
    weights = sums.weights().drop(columns=["theme", "indicators", "correlation"])
    positions = positions.sort_values(["scope_order", "rank", "area_code"], ignore_index=True)
    return positions, chosen.merge(weights, on="indicator_id", how="left", validate="one_to_one")
