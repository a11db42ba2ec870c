"""Notes and caveats as they stand before the dashboards, on each of them, and beside a single figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.present.values import BulletList, Span
from helpers.results.caveats import EVERY_DASHBOARD, SOME_OF_DASHBOARD

MOST_NAMED = 4
"""Indicators that a caveat names; more than these are counted. The page of each indicator has its caveats."""


def caveats_of_report(caveats: pd.DataFrame) -> BulletList | None:
    """Return what holds for every figure of the report; None if there is nothing.

    `caveats` is the frame of `results.caveats.caveats_on_dashboards`.
    """
    return _as_list(caveats[caveats["reach"].eq(EVERY_DASHBOARD)])


def caveats_of_dashboard(caveats: pd.DataFrame, dashboard: str) -> BulletList | None:
    """Return what is to be kept in mind on a dashboard, each with the indicators it is about; None if there is nothing.

    `caveats` is the frame of `results.caveats.caveats_on_dashboards`.
    """
    return _as_list(caveats[caveats["dashboard"].eq(dashboard) & caveats["reach"].ne(EVERY_DASHBOARD)])


def caveats_list(rows: Sequence[Mapping[Any, Any]]) -> BulletList | None:
    """Return caveats as a list, each with its source; None if there is none.

    `rows` have title, words, source and paragraph.
    """
    items = tuple(_spans({"reach": "", "titles": "", **row}) for row in rows)
    return BulletList(items) if items else None


def _as_list(rows: pd.DataFrame) -> BulletList | None:
    return caveats_list(rows.to_dict("records"))


def _some(titles: list[str]) -> str:
    """Name a few indicators, or count many.

    >>> _some(["Homes", "Rents"]), _some(["A", "B", "C", "D", "E", "F"])
    ('About: Homes; Rents.', 'About 6 of the indicators.')
    """
    if len(titles) > MOST_NAMED:
        return f"About {len(titles)} of the indicators."
    return f"About: {'; '.join(titles)}."


def _spans(row: Mapping[Any, Any]) -> tuple[Span, ...]:
    about = f" {_some(row['titles'].split('; '))}" if row["reach"] == SOME_OF_DASHBOARD else ""
    paragraph = f", paragraph {row['paragraph']}" if row["paragraph"] else ""
    return (Span(f"{row['title']}: {row['words']}{about} "), Span(f"{row['source']}{paragraph}.", "reason"))
