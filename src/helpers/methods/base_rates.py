"""What an average council has by definition: shares of quartiles and halves, and findings by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd


def quartile_base(ranked: pd.DataFrame) -> pd.Series:
    """Return the shares of all ranks that are in each quartile, and in the top half, in per cent.

    These are what an average council has of its indicators. They are not 25% and 50%, as councils that are equal share
    the better rank, and few numbers of councils can be divided by 4.

    Columns needed  quartile (1 is best; null where a council has no rank), of every council and indicator
    Source          docs/methods/14_positions.md

    >>> quartile_base(pd.DataFrame({"quartile": [1, 1, 2, 3, 4, None]})).round(1).to_dict()
    {'quartile_1': 40.0, 'quartile_2': 20.0, 'quartile_3': 20.0, 'quartile_4': 20.0, 'top_half': 60.0}
    """
    ranks = ranked["quartile"].dropna()
    shares = {f"quartile_{number}": 100 * ranks.eq(number).mean() for number in range(1, 5)}
    return pd.Series(shares | {"top_half": 100 * ranks.le(2).mean()}, dtype="float64")


def flagged_by_chance(rows: pd.DataFrame, confidence: float = 0.95) -> pd.Series:
    """Return how many are outside limits of a level, and how many would be if all were as the limits say.

    Gives compared, flagged, by_chance (compared times 1 - confidence) and none_percent (the chance in per cent that
    not one of them would be, were they independent).

    Columns needed  beyond (whether a council is outside; null where it was not compared)
    Source          the binomial distribution; Spiegelhalter and others (2012), J. R. Statist. Soc. A 175:1

    >>> flagged_by_chance(pd.DataFrame({"beyond": [True, False, False, None]})).round(2).to_dict()
    {'compared': 3.0, 'flagged': 1.0, 'by_chance': 0.15, 'none_percent': 85.74}
    """
    compared = rows["beyond"].dropna().astype("bool")
    n = len(compared)
    return pd.Series(
        {
            "compared": n,
            "flagged": int(np.sum(compared)),
            "by_chance": n * (1 - confidence),
            "none_percent": 100 * confidence**n,
        },
        dtype="float64",
    )
