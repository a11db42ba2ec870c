"""What a report printed, as one file that later ones are compared with: results, sentences and what was said of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from helpers.files import read_plain
from helpers.params import Settings
from helpers.paths import Project
from helpers.pipeline.card_sentences import read_card_sentences
from helpers.pipeline.csv_lines import csv_text, without_apostrophe
from helpers.pipeline.downloads import read_made, read_sentences
from helpers.pipeline.verify.handed_over import UNREADABLE, HandedOver
from helpers.present.site_pages import DOWNLOADED
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.results.change_causes import OBSERVED, cell_text
from helpers.results.judged_changes import JUDGED
from helpers.results.moved_since_stage import changes_of
from helpers.results.stage_changes import WHAT, Tables
from helpers.schema.site import MOVED_COUNTS, MOVED_SINCE_STAGE
from helpers.sources.comments import read_comments

_COLUMNS: Final[Mapping[str, list[str]]] = {
    "compendium": ["indicator_id", "title", *WHAT],
    "observations": OBSERVED,
    "not_supplied": ["indicator_id", "reason"],
    "target_results": ["target_id", "indicator_id", "title", "status"],
    "officers_words": ["about", "words"],
} | {name: judged.needed for name, judged in JUDGED.items()}
"""The columns of the tables that are compared."""

_OF_PAGES: Final[Mapping[str, list[str]]] = {
    "sentences": ["page", "words", "fact", "value"],
    "cards": ["page", "indicator_id", "term", "words"],
    "comments": ["comment_id", "kind", "made_by", "words", "indicator_ids", "response"],
}
"""The columns of what is compared beside tables."""

_OF_THE_LIST: Final = tuple(f"{table.name}/" for table in (MOVED_SINCE_STAGE, MOVED_COUNTS))
"""How the facts begin of sentences on what moved since a stage, which are not compared with those of the next."""

_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
LARGEST_UNPACKED: Final = 100_000_000
"""Bytes of the largest list of what a report printed once unpacked; one of all figures has ten million."""


def printed_tables(report: HandedOver, on_draft: pd.DataFrame, written: Collection[str] | None = None) -> Tables:
    """Return what a report printed: the tables that are compared, the sentences of its pages, and what was said of it.

    `on_draft` are the comments on it, `written` the tables that were made if not all were; without it all must be
    there.

    Columns returned  those that `changes_between` needs, all as text
    Raises            InputProblem: a table is missing or cannot be read
    """
    folder = report.tables or report.report
    tables = {
        name: _read_table(folder / f"{name}.parquet", columns)
        if written is None or name in written
        else pd.DataFrame(columns=columns, dtype="str")
        for name, columns in _COLUMNS.items()
    }
    sentences = read_sentences(report.report)
    of_report = sentences[~sentences["fact"].str.startswith(_OF_THE_LIST)]
    beside = {"sentences": of_report, "cards": read_card_sentences(report.report), "comments": on_draft}
    return tables | {name: _as_text(beside[name][columns]) for name, columns in _OF_PAGES.items()}


def _read_table(path: Path, columns: list[str]) -> pd.DataFrame:
    if not path.is_file():
        raise InputProblem(f"{path.name} is missing from the tables of {path.parent.name}; make it again.")
    try:
        return _as_text(pd.read_parquet(path, columns=columns))
    except (OSError, ValueError, KeyError, NotImplementedError):  # what pyarrow raises
        raise InputProblem(
            f"{path.name} of {path.parent.name} cannot be read: it is damaged, or has other columns."
        ) from None


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with each cell as it is compared: as text, and what is missing as nothing."""
    cells = {name: list(map(cell_text, frame[name].tolist())) for name in frame}
    return pd.DataFrame(cells, columns=list(frame), dtype="str")


def printed_bytes(tables: Tables) -> bytes:
    """Return what a report printed as a zip file with a CSV file for each table; the same for the same tables.

    Columns needed  those of `printed_tables`
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, frame in tables.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", _ZIP_TIME), csv_text(frame), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def read_printed(path: Path, called: str) -> Tables:
    """Read what a report printed from a file of `printed_bytes`; `called` is its name in messages.

    Columns returned  those of `printed_tables`
    Raises            InputProblem: it is not such a file
    """
    wanted = {**_COLUMNS, **_OF_PAGES}
    try:
        with zipfile.ZipFile(io.BytesIO(read_plain(path, called, LARGEST_UNPACKED))) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST_UNPACKED:
                raise InputProblem(f"{called} unpacks to more than {LARGEST_UNPACKED:,} bytes, so it is not read.")
            return {name: _read_csv(archive.read(f"{name}.csv"), columns) for name, columns in wanted.items()}
    except (*UNREADABLE, KeyError):
        raise InputProblem(f"{called} cannot be read: it is damaged; put back the file that was frozen.") from None


def _read_csv(content: bytes, columns: list[str]) -> pd.DataFrame:
    frame = pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False, usecols=columns)[columns]
    return frame.apply(lambda column: column.map(without_apostrophe)).astype("str")


def read_moved(report: Path) -> pd.DataFrame:
    """Return the list of what moved since the stage before, from the downloads of a report.

    Columns returned  those of `changes_between`
    """
    plain = report / DOWNLOADED / f"{MOVED_SINCE_STAGE.name}.csv"
    packed = plain.with_name(f"{plain.name}.zip")
    return changes_of(read_made(plain if plain.is_file() else packed, MOVED_SINCE_STAGE))


def comments(project: Project, inputs: Project, settings: Settings) -> pd.DataFrame:
    """Return the comments on the report of a year and its amendments, by the inputs of a stage or of this checkout.

    There are none on a report of another council or on a part of a year.

    Columns returned  those of `read_comments`
    Raises            InputProblem: a row is not right
    """
    is_own = settings.ownership.has(project.relative(project.comments)) and settings.part is None
    path = inputs.comments if is_own and inputs.comments.is_file() else None
    return read_comments(path, read_register(inputs.register) if path else (), settings.parameters.year)
