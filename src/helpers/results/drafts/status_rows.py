"""What the tables count by green, amber and red: targets, the indicators of an agreement, and those with a grant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.results import agreements, target_results
from helpers.results.drafts.counts import AMBER, AT_RISK, GREEN, OVERALL, RATINGS, RED, WITH_GRANT
from helpers.verdicts import AMBER as AMBER_STATUS
from helpers.verdicts import GREEN as GREEN_STATUS
from helpers.verdicts import RED as RED_STATUS

_OF_STATUS: Final = {GREEN: GREEN_STATUS, AMBER: AMBER_STATUS, RED: RED_STATUS}


class StatusRow(NamedTuple):
    """One set of counts by colour: its subject, how many have a colour, how many there are, and those of a class."""

    subject: str
    with_status: int
    every: int
    colours: Mapping[str, int]


def status_rows(tables: Mapping[str, pd.DataFrame]) -> Iterator[StatusRow]:
    """Give each set of counts by colour, of the whole report, of themes and of the indicators with a reward grant.

    Columns needed  target_counts: theme, green, amber, red, coloured, all; risk_by_theme: theme, green, amber, red,
                    with_status, indicators; reward_totals: scope, name, indicators
    """
    for table, whole, with_status, every in (
        ("target_counts", target_results.ALL_THEMES, "coloured", "all"),
        ("risk_by_theme", agreements.ALL_THEMES, "with_status", "indicators"),
    ):
        for row in tables[table].to_dict("records"):
            subject = OVERALL if row["theme"] == whole else str(row["theme"])
            yield _row(subject, int(row[with_status]), int(row[every]), {kind: int(row[kind]) for kind in RATINGS})
    grants = tables["reward_totals"]
    sums: dict[tuple[str, str], Any] = {
        (str(row["scope"]), str(row["name"])): int(row["indicators"]) for row in grants.to_dict("records")
    }
    whole_of_grants = sum(number for (scope, _), number in sums.items() if scope == "all")
    if whole_of_grants:
        colours = {kind: sums.get(("status", status), 0) for kind, status in _OF_STATUS.items()}
        yield _row(WITH_GRANT, sum(colours.values()), whole_of_grants, colours)


def _row(subject: str, with_status: int, every: int, colours: Mapping[str, int]) -> StatusRow:
    return StatusRow(subject, with_status, every, {**colours, AT_RISK: colours[AMBER] + colours[RED]})
