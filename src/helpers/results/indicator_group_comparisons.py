"""The place of an indicator in a comparator group of its own, beside its place in the group of the report."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.params import Settings
from helpers.results.comparisons import group_comparisons
from helpers.results.reporting_figures import CouncilFigures
from helpers.schema.comparison import INDICATOR_GROUP_COMPARISONS
from helpers.schema.types import no_rows


def indicator_group_comparisons(
    figures: CouncilFigures,
    members: pd.DataFrame,
    settings: Settings,
    indicators: pd.DataFrame,
    codes: Sequence[str],
) -> pd.DataFrame:
    """Say where a council stands in the group that single indicators have of their own.

    The settings name the group of each indicator that has one; an indicator that the report does not have is left out.

    Columns needed    members: as in `comparisons.comparator_rows`, with comparator_group; indicators: indicator_id,
                      polarity
    Columns returned  those of the table indicator_group_comparisons, one row per indicator
    Raises            MethodProblem: as `ranking.rank_and_quartile`
    Source            docs/methods/07_rank_and_quartile.md, further groups
    """
    group_of = {row.indicator_id: row.comparator_group for row in settings.indicator_groups}
    wanted = indicators[indicators["indicator_id"].isin(group_of)]
    if wanted.empty:
        return no_rows(INDICATOR_GROUP_COMPARISONS)
    own_group = wanted["indicator_id"].map(group_of)
    in_each = [
        group_comparisons(figures, members, [name], wanted[own_group == name], codes, settings.parameters)
        for name in own_group.unique()
    ]
    table = pd.concat(in_each, ignore_index=True).sort_values("indicator_id", ignore_index=True)
    table["group_name"] = table["comparator_group"].map(settings.indicator_group_names())
    return table[list(INDICATOR_GROUP_COMPARISONS.names)]
