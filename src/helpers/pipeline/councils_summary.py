"""Writing the page that sums up the reports of several councils, with its tables, beside the reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.areas import read_areas
from helpers.methods.position import OVERALL
from helpers.params import Settings, settings_for
from helpers.paths import Project
from helpers.pipeline.fan import FAILED, Outcome
from helpers.pipeline.manifest import FORMATS
from helpers.pipeline.neighbours import neighbours_of
from helpers.pipeline.table_files import write_files
from helpers.present.pages.councils import councils_page
from helpers.present.pages.site_about import stage_line
from helpers.present.site_pages import INDEX, SitePage
from helpers.publish.compendium_site import SiteFrame, render_site
from helpers.run_names import words_of

HEADLINES = "headlines"
LEAGUE = "league_table"

_OF_POSITION = ["rank", "n", "median_rank", "rank_95_lower", "rank_95_upper", "top_half_probability"]


def write_councils_summary(project: Project, year: str, outcomes: Sequence[Outcome], period: str = "") -> Path:
    """Write the summary of the reports of a year that some outcomes are of, and return the path of its page.

    A report that failed is on it with the reason, and not with figures, even where an earlier report of it is there.

    Raises  OSError: it cannot be written
    """
    settings = settings_for(project, read_areas(project.areas), year, "", neighbours_of, period)
    made = [outcome for outcome in outcomes if outcome.state != FAILED]
    failed = [(outcome.council, outcome.why) for outcome in outcomes if outcome.state == FAILED]
    positions = {outcome.run: _overall(project.processed / outcome.run) for outcome in made}
    league, why_none = common_league(list(positions.values()))
    rows = [_headline(project, outcome, positions[outcome.run]) for outcome in made]
    headlines = pd.DataFrame(rows, columns=_COLUMNS)
    folder = project.reports / _folder_name(project, settings)
    folder.mkdir(parents=True, exist_ok=True)
    title = f"The reports of {settings.of_year} on {settings.group.short_name}"
    failures = pd.DataFrame(failed, columns=["council", "why"], dtype="str")
    page = councils_page(title, headlines, league, why_none, failures, settings.group.short_name)
    _write_pages(page, settings, folder)
    write_files(headlines.drop(columns="report"), folder, HEADLINES)
    if league is not None:
        write_files(league.drop(columns="own"), folder, LEAGUE)
    else:
        for kind in FORMATS:
            (folder / f"{LEAGUE}.{kind}").unlink(missing_ok=True)
    return folder / INDEX


_COUNTS = [
    "total",
    "determined",
    "improved",
    "improved_percent",
    "no_real_change",
    "no_real_change_percent",
    "worsened",
    "worsened_percent",
    "cannot_be_determined",
    "ranked",
    "top_half",
    "top_half_percent",
]
_COLUMNS = ["area_code", "council", "report", *_COUNTS, *_OF_POSITION]


def _folder_name(project: Project, settings: Settings) -> str:
    words = ("councils", str(settings.parameters.year), settings.period, *words_of(project))
    return "-".join(filter(None, words))


def _overall(tables: Path) -> pd.DataFrame:
    positions = pd.read_parquet(tables / "positions.parquet")
    return positions[positions["scope"].eq(OVERALL)].reset_index(drop=True)


def _headline(project: Project, outcome: Outcome, positions: pd.DataFrame) -> dict[str, Any]:
    counts = pd.read_parquet(project.processed / outcome.run / "headline_counts.parquet").set_index("measure")["number"]
    own = positions[positions["own"]]
    has_position = len(own) == 1 and own["rank"].notna().all()
    position = {name: own.iloc[0][name] for name in _OF_POSITION} if has_position else {}
    return {
        "area_code": outcome.asked.authority,
        "council": outcome.council,
        "report": f"../{outcome.run}/{INDEX}",
        **{name: counts.get(name) for name in _COUNTS},
        **position,
    }


def common_league(positions: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame | None, str]:
    """Return the table of overall positions that several reports have in common, and why there is none.

    Columns needed    positions, of the table of that name: those of `league_table`
    Columns returned  the same; `own` is false in each row
    """
    if not positions:
        return None, "No report could be made, so there is no table of positions."
    tables = [table.assign(own=False) for table in positions]
    first = tables[0]
    if not all(table.equals(first) for table in tables[1:]):
        return None, (
            "The reports do not have one table of positions in common: they compare with different councils, or rest "
            "on different figures. Each report has its own."
        )
    return first, ""


def _write_pages(page: SitePage, settings: Settings, folder: Path) -> None:
    frame = SiteFrame(
        publication=f"Performance Compendium {settings.of_year}",
        authority=settings.group.name,
        stage=stage_line(settings.parameters.stage, settings.part),
        navigation=((INDEX, "Summary"),),
    )
    for name, text in render_site([page], frame).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
