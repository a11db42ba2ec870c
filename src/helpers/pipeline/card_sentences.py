"""What the card of each indicator says in words, from the pages of a finished report."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd

from helpers.files import bytes_of

CARDS: Final = "indicators"
"""The folder of a report with the cards."""

LIST: Final = "index.html"
"""The list of all cards in that folder, which is not a card itself."""

COLUMNS: Final = ("page", "indicator_id", "term", "words")

_OF_FILES: Final = ("Edition", "Row of the latest figure", "Row of the figure before")
"""The terms of a card that say in which file and row a figure is, and not what is said of it."""

_ELEMENT: Final = re.compile(r"<(dt|dd|p|li)(?: [^>]*)?>(.*?)</\1>", re.DOTALL)
_TAG: Final = re.compile(r"<[^>]+>")


def read_card_sentences(report: Path) -> pd.DataFrame:
    """Return each paragraph, item and entry of the cards of a report, in order; no rows without cards.

    Where a figure comes from, its file and row, is left out: it moves with every edition of the file.

    Columns returned  page, indicator_id, term (of an entry; blank for a paragraph or an item), words; all as text
    """
    rows = [
        (f"{CARDS}/{path.name}", path.stem, term, words)
        for path in sorted((report / CARDS).glob("*.html"))
        if path.name != LIST
        for term, words in _words(bytes_of(path).decode("utf-8", "replace"))
        if term not in _OF_FILES
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")


def _words(page: str) -> Iterator[tuple[str, str]]:
    term = ""
    for element in _ELEMENT.finditer(page, max(page.find("<main"), 0)):
        name, words = element[1], html.unescape(_TAG.sub("", element[2])).strip()
        if name == "dt":
            term = words
        elif words:
            yield (term if name == "dd" else ""), words
