"""What a search box finds: words of each indicator beside its title, pages on more, and what is not measured."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from helpers.present.site_pages import (
    AREAS_WITHIN,
    AROUND,
    FUNDING,
    RISKS,
    SPENDING,
    TARGETS,
    YEARS,
    card_of,
    link,
)
from helpers.present.values import BulletList, Span

SMALL_WORDS: Final = frozenset(
    {
        *("a", "an", "and", "any", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it"),
        *("its", "not", "of", "on", "or", "out", "per", "that", "the", "their", "they", "this", "to", "was", "were"),
        *("which", "who", "with"),
    }
)
"""Words that find nothing by themselves."""


class Unmeasured(NamedTuple):
    """What readers look for and is not measured: their words, why, and the ids and titles of what is nearest."""

    words: tuple[str, ...]
    why: str
    nearest: tuple[tuple[str, str], ...]


class SearchTerms(NamedTuple):
    """What the search box knows beside titles: other words and the meaning by indicator, and what is not measured."""

    other_words: Mapping[str, Iterable[str]]
    meanings: Mapping[str, str]
    not_measured: tuple[Unmeasured, ...]


NO_TERMS: Final = SearchTerms({}, {}, ())
"""What the search box knows where there is no file of words: titles alone."""


def terms_of(text: str) -> list[str]:
    """Return the words of a text as the search box compares them: small letters and digits, without accents.

    >>> terms_of("Children's A-level, 16-17: Café & CO2")
    ['children', 's', 'a', 'level', '16', '17', 'cafe', 'co2']
    """
    plain = unicodedata.normalize("NFKD", text.lower())
    without_accents = "".join(char for char in plain if not unicodedata.combining(char))
    return re.findall(r"[a-z0-9]+", without_accents)


def words_that_find(row: Mapping[Any, Any], terms: SearchTerms) -> str:
    """Return the words that find an indicator and are not in its title, in order, each once.

    `row` is of the table compendium.
    """
    name, title = str(row["indicator_id"]), set(terms_of(str(row["title"])))
    texts = [*terms.other_words.get(name, ()), str(row["dashboard"]), str(row["theme"]), terms.meanings.get(name, "")]
    words = dict.fromkeys(word for text in texts for word in terms_of(text))
    return " ".join(word for word in words if word not in title and word not in SMALL_WORDS and len(word) > 1)


PAGES: Final[Mapping[str, tuple[str, str]]] = {
    TARGETS: ("Targets and what can still be met", "targets;aims;RAG;red, amber, green;on track;milestones;grant"),
    FUNDING: (
        "Funding for each person",
        "funding;money;spending power;government grant;settlement;fair funding;business rates;council tax;needs",
    ),
    SPENDING: (
        "Spending by service, and council tax",
        "spending;budget;cost;expenditure;outturn;value for money;efficiency;savings;council tax;Band D;bill;precept",
    ),
    RISKS: (
        "Pressures and risks",
        "risk;risk register;early warning;pressure;budget;savings;budget gap;reserves;overspend;complaints;signals",
    ),
    AROUND: (
        "What the council did, judgements and areas of focus",
        "delivery;achievements;inspection;Ofsted;CQC;awards;equalities;areas of focus;strategic plan;partnership",
    ),
    YEARS: ("Years side by side", "earlier reports;last year;history;printed;compare years"),
    AREAS_WITHIN: ("How districts differ", "districts;places;local areas;boroughs;map"),
}
"""What each page beside the dashboards is about, and words by which readers look for it."""


def pages_list(paths: Iterable[str], page: str) -> BulletList:
    """Return the pages among some paths that are about more than indicators, each with the words that find it."""
    page_paths = [path for path in PAGES if path in set(paths)]
    words = (" ".join(dict.fromkeys(terms_of(" ".join(PAGES[path])))) for path in page_paths)
    return BulletList(tuple((link(PAGES[path][0], path, page),) for path in page_paths), tuple(words))


def unmeasured_list(terms: SearchTerms, page: str) -> BulletList | None:
    """Return what is not measured, why, and what is nearest, each with the words that find it; None without any."""
    if not terms.not_measured:
        return None
    items = []
    for one in terms.not_measured:
        spans = [Span(f"{one.why} ")]
        for number, (indicator_id, title) in enumerate(one.nearest):
            spans += [Span("Nearest: " if number == 0 else ", "), link(title, card_of(indicator_id), page)]
        items.append((*spans, Span("." if one.nearest else "Nothing here is near.")))
    words = (" ".join(dict.fromkeys(terms_of(" ".join(one.words)))) for one in terms.not_measured)
    return BulletList(tuple(items), tuple(words))
