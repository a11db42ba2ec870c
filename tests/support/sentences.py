"""Sentences looked up in tables as a run looks up those of its pages."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.present.facts import FactTables, Sentence, paragraph_of
from helpers.present.page_facts import check_pages, facts_of
from helpers.present.site_pages import SitePage


def check_facts(sentences: Iterable[Sentence], tables: FactTables) -> int:
    """Look up what some sentences state in tables, as on a page, and return how many facts there are."""
    page = SitePage("page.html", "Page", tuple(paragraph_of([one]) for one in sentences))
    stated = list(facts_of([page]))
    check_pages(stated, tables)
    return len(stated)
