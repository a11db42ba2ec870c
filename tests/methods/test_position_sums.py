"""Positions from sums for each theme are those of all figures at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.methods.position import Inputs, overall_position, percentile_ranks
from helpers.methods.position_sums import ThemeSums

AREAS = 30
COLUMNS = [
    "score",
    "score_error",
    "rank",
    "tied",
    "n",
    "reliability",
    "shrunken_score",
    "indicators",
    "with_figure",
    "reason",
]
NO_TWINS = pd.DataFrame({"family": pd.Series(dtype="str"), "indicator_id": pd.Series(dtype="str")})


def made(draw: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Figures with ties and gaps, the indicators, and the areas that a measure does not apply to."""
    parts, hidden, about = [], [], []
    for number in range(9):
        name, theme = f"i{number}", f"Theme {number % 2}"
        missing = draw.choice(AREAS, 4, replace=False)
        here = np.setdiff1d(np.arange(AREAS), missing)
        value = draw.integers(0, 12, len(here)).astype("float64")
        parts.append(pd.DataFrame({"indicator_id": name, "area_code": here, "value": value}))
        hidden.append(pd.DataFrame({"indicator_id": name, "area_code": missing[:1]}))
        about.append({"indicator_id": name, "theme": theme, "theme_order": number % 2})
    figures = pd.concat(parts, ignore_index=True).assign(polarity="lower_is_better")
    return figures, pd.DataFrame(about), pd.concat(hidden, ignore_index=True)


def test_sums_give_the_scores_errors_and_ranks_of_all_figures_at_once() -> None:
    figures, about, hidden = made(np.random.default_rng(7))
    councils = pd.DataFrame({"area_code": np.arange(AREAS), "area_name": "", "area_type": "", "own": False})
    rules = {"in_theme": True, "in_headline": True, "ranked": True, "in_being": AREAS}
    whole = overall_position(Inputs(figures, about.assign(**rules), councils, hidden), NO_TWINS, draws=50).positions
    sums = ThemeSums(AREAS, ["Theme 0", "Theme 1"])
    for name, rows in figures.groupby("indicator_id"):
        percentile = percentile_ranks(rows)["percentile"].to_numpy("float64")
        areas, others = rows["area_code"].to_numpy(), hidden.loc[hidden["indicator_id"].eq(name), "area_code"]
        theme = about.set_index("indicator_id").loc[name, "theme"]
        sums.add(str(name), str(theme), areas, percentile, others.to_numpy())
    expected = whole.astype({"area_code": "int64"}).sort_values(["scope", "area_code"], ignore_index=True)
    result = sums.positions().sort_values(["scope", "area"], ignore_index=True)
    assert expected["rank"].notna().sum() > 70
    assert expected["reason"].ne("").any()
    assert expected["tied"].max() > 1
    numbers = [name for name in COLUMNS if name != "reason"]
    assert expected["reason"].tolist() == result["reason"].tolist()
    pd.testing.assert_frame_equal(expected[numbers].astype("float64"), result[numbers].astype("float64"), rtol=1e-9)


def test_without_a_theme_nobody_has_a_position() -> None:
    positions = ThemeSums(5, []).positions()
    assert positions["reason"].eq("no theme has 3 usable indicators").all()
    assert positions["rank"].isna().all()
    assert len(positions) == 5
