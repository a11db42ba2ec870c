"""What the site of a report depends on beside the code: whether it is out of date follows from this.

It is apart from what makes the site, which takes long to import and is often not needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from helpers.pipeline.freshness import input_files, sha256
from helpers.pipeline.stage_before import facts_of_stage_before

if TYPE_CHECKING:
    from helpers.pipeline.schedule import Run

INPUTS: Final = (
    "data/raw/reference/gdp_deflator.source.yml",
    "data/raw/reference/populations.source.yml",
    "data/raw/reference/service_spending_*.source.yml",
    "params/caveats.csv",
    "params/cost_neighbours.csv",
    "params/printed_headlines.csv",
    "params/published_figures.csv",
    "params/indicators.csv",
    "params/search_words.csv",
    "params/sources.yml",
    "params/tiles.csv",
    "params/statements.csv",
    "params/delivery/*/*.csv",
    "params/comments.csv",
    "params/commitments.csv",
    "params/governance/*.csv",
    "params/sections.csv",
    "params/same_measure.csv",
    "params/meetings/*.csv",
    "params/plain_names.csv",
    "params/word/parts.csv",
    "params/word/styles.csv",
    "params/word/template.docx",
)
"""The files that the site reads beside the tables of the run."""

OF_EARLIER: Final = ("compendium", "positions")
"""The tables of earlier reports that the site reads."""

CARD_PAGES: Final = "helpers.pipeline.card_pages"
"""The module with which another process makes the cards of a site."""


def depends_on(run: Run, steps: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the site depends on beside the code: tables, files, settings, earlier reports and stages.

    `steps` are the records of a manifest.
    """
    return {
        "tables": {table: hashes for record in steps.values() for table, hashes in record.tables.items()},
        "files": input_files(run.project, INPUTS),
        "settings": run.settings.model_dump(mode="json"),
        "earlier": hashes_of_earlier(run),
        "stage_before": facts_of_stage_before(run.project, run.settings),
    }


def hashes_of_earlier(run: Run) -> dict[str, str]:
    """Return {<run>/<file>: hash} of the tables of earlier reports that the site reads."""
    paths = [path for files in earlier_tables(run).values() for path in files.values() if path.is_file()]
    return {f"{path.parent.name}/{path.name}": sha256(path) for path in paths}


def is_earlier(name: str, run: Run) -> bool:
    """Say whether the run of a name makes a report of an earlier year on the same council as another run."""
    year = run.settings.parameters.year
    of_council = re.escape(run.settings.run.replace(str(year), "", 1))
    return bool(re.fullmatch(rf"20\d\d{of_council}", name, re.ASCII)) and int(name[:4]) < year


def earlier_tables(run: Run) -> dict[int, dict[str, Path]]:
    """Return the tables of the reports on the same council of earlier years, by year and name, the earliest first."""
    folders = sorted(folder for folder in run.final.tables.parent.glob("20*") if is_earlier(folder.name, run))
    paths = {int(folder.name[:4]): {name: folder / f"{name}.parquet" for name in OF_EARLIER} for folder in folders}
    return {year: files for year, files in paths.items() if files["compendium"].is_file()}
