"""The pages of the site as values: where each is, what it is called, what it shows, and how it leads to the others."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from helpers.present.values import Part, Span

INDEX: Final = "index.html"
THEMES: Final = "themes/index.html"
INDICATORS: Final = "indicators/index.html"
AREAS_WITHIN: Final = "places.html"
DOWNLOADS: Final = "downloads.html"
AROUND: Final = "around.html"
MOVED: Final = "moved.html"
YEARS: Final = "years.html"
TARGETS: Final = "targets.html"
FUNDING: Final = "funding.html"
SPENDING: Final = "spending.html"
RISKS: Final = "risks.html"
LOGS: Final = "assurance.html"
"""The page of the assurance logs, which is not a page of the site."""

CRATE: Final = "ro-crate-metadata.json"
"""The description of the report for other tools, under the name that the standard gives to it."""

METHOD: Final = "07_compendium.html"
"""The page of the notebook that the others lead to for the method, which is not a page of the site."""

CARD: Final = "card"
"""The kind of the page of one indicator."""

ORIGIN: Final = "origin"
"""The anchor on the page of an indicator of where its figures come from."""

LIST: Final = "list"
"""The kind of the page of all indicators, which prints them on few sheets."""

DOWNLOADED: Final = "downloads"
"""The folder of the tables that can be downloaded."""


@dataclass(frozen=True)
class SitePage:
    """One page: its path in the folder of the report, its title, and its parts below that.

    `heading` is the title as spans where it states facts. `lead` is said below the title. `section` is the path of the
    entry of the navigation that the page belongs to. `kind` is a word for pages that look alike, for the style sheet.
    """

    path: str
    title: str
    parts: tuple[Part, ...]
    lead: tuple[Span, ...] = ()
    section: str = INDEX
    kind: str = ""
    heading: tuple[Span, ...] = ()


def slug(name: str) -> str:
    """Return a name as the name of a file.

    >>> slug("Waste Management and Environment"), slug("Children's Health (0-5)")
    ('waste-management-and-environment', 'childrens-health-0-5')
    """
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['\u2019]", "", name.lower())).strip("-")


def slugs(names: Iterable[str]) -> dict[str, str]:
    """Return the name of a file for each name; of two that would be the same the second has a number.

    >>> slugs(["A b", "A-b", "A b"])
    {'A b': 'a-b', 'A-b': 'a-b-2'}
    """
    chosen: dict[str, str] = {}
    for name in dict.fromkeys(names):
        first = slug(name) or "page"
        number, candidate = 1, first
        while candidate in chosen.values():
            number += 1
            candidate = f"{first}-{number}"
        chosen[name] = candidate
    return chosen


def short_names(names: Iterable[str], longest: int) -> list[str]:
    """Return names with at most this number of characters: a long one is cut, and has its number among all.

    >>> short_names(["roads", "safeguarding-of-adults"], 12)
    ['roads', 'safeguardi-2']
    """
    numbered = enumerate(names, start=1)
    return [
        name if len(name) <= longest else f"{name[: longest - len(end)]}{end}"
        for number, name in numbered
        if (end := f"-{number}")
    ]


def card_of(indicator_id: str) -> str:
    """Return the path of an indicator's card."""
    return f"indicators/{indicator_id}.html"


def dashboard_page(name: str) -> str:
    """Return the path of a dashboard, by the name of its file."""
    return f"dashboards/{name}.html"


def theme_page(name: str) -> str:
    """Return the path of a theme, by the name of its file."""
    return f"themes/{name}.html"


def from_page(target: str, page: str) -> str:
    """Return how a page leads to another, both by their paths in the folder of the report.

    >>> from_page("indicators/a.html", "index.html"), from_page("indicators/a.html", "dashboards/b.html")
    ('indicators/a.html', '../indicators/a.html')
    """
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def link(words: str, target: str, page: str) -> Span:
    """Return words on a page that lead to another page of the report."""
    return Span(words, "link", href=from_page(target, page))
