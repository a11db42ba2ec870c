"""The cards of a site: their pages and the files beside them, written and looked through apart from all other pages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.pipeline.downloads import check_sentences
from helpers.present.pages.indicator_card import indicator_cards
from helpers.present.pages.indicator_series import card_rows
from helpers.present.pages.indicator_tables import CardSettings, FilesOfCards, read_card_tables
from helpers.present.pages.short_forms import with_short_forms
from helpers.publish.compendium_site import SiteFrame, render_page
from helpers.publish.indicator_cards import card_files
from helpers.publish.page_lint import Finding, site_findings


@dataclass(frozen=True)
class Tables:
    """The tables of a run, each read when it is first asked for; another process reads its own."""

    folder: Path
    _read: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._read:
            self._read[name] = pd.read_parquet(self.folder / f"{name}.parquet")
        # what is changed in such a copy is copied then, so that nobody changes what another gets
        return self._read[name].copy(deep=False)

    def beside(self, made: Mapping[str, pd.DataFrame]) -> Tables:
        """Return these tables with others that no step wrote, by their names; another process gets those of the run."""
        return Tables(self.folder, {**self._read, **made})

    def __reduce__(self) -> tuple[type[Tables], tuple[Path]]:
        return Tables, (self.folder,)


class WrittenPages(NamedTuple):
    """What was written of a site: the hash of every file by its path, and what the text of the pages must not hold."""

    hashes: dict[str, str]
    findings: list[Finding]


@dataclass(frozen=True)
class CardsOfRun:
    """What the cards of a run are made from: its tables, what no step writes, and where and how they are written.

    `read` is what is read from files; `folder` is that of the report. `made` are the tables that no step
    writes and that cards state, by their names.
    """

    tables: Tables
    read: FilesOfCards
    settings: CardSettings
    frame: SiteFrame
    year: int
    folder: Path
    made: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def write_cards(of: CardsOfRun) -> WrittenPages:
    """Write the page of every indicator with its figures as CSV and its picture as SVG.

    They are three quarters of a site and need nothing that its other pages need, so another process may write them.
    """
    tables = read_card_tables(of.tables.__getitem__, of.read)
    cards, rows = indicator_cards(tables, of.settings), card_rows(tables, of.settings)
    pages = [card.page() for card in cards]
    check_sentences(pages, of.tables.beside(of.made))
    files: dict[str, str] = {}
    for card, page in zip(cards, pages, strict=True):
        (with_forms,) = with_short_forms([page])
        files[card.path] = render_page(with_forms, of.frame)
        files |= card_files(card, rows)
    return write_pages(of.folder, files, of.year)


def write_pages(folder: Path, files: Mapping[str, str], year: int) -> WrittenPages:
    """Write files of a site by their paths into the folder of a report, and look through those that are pages."""
    hashes = {}
    for inside in {Path(path).parent for path in files}:
        (folder / inside).mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        content = text.encode()
        (folder / path).write_bytes(content)
        hashes[path] = hashlib.sha256(content).hexdigest()
    pages = {path: text for path, text in files.items() if path.endswith(".html")}
    return WrittenPages(hashes, site_findings(pages, year))
