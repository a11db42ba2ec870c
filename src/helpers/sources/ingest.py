"""Ingestion: every raw file becomes observations, with each row used or rejected by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.areas import Areas
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.sources import compiled_figures, neighbours
from helpers.sources.matching import observations
from helpers.sources.recognise import read_file, registry
from helpers.sources.sidecar import RawFile, check_hash, raw_files

Reader = Callable[[RawFile, Sequence[Indicator], Areas], tuple[pd.DataFrame, pd.DataFrame, int]]


def _read_published(
    file: RawFile, indicators: Sequence[Indicator], areas: Areas
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Read a file as its publisher hands it out, in the format that its sidecar names."""
    form, found = read_file(file.path, f"data/raw/{file.name}")
    if form.format_id != file.sidecar.format:
        raise InputProblem(
            f"data/raw/{file.name} is of the format {form.format_id}, but its sidecar says {file.sidecar.format}; "
            "correct the sidecar."
        )
    own = [each for each in indicators if each.source_id == file.sidecar.source_id]
    used, rejected = observations(found, form, own, areas)
    return used, rejected.assign(file=file.name)[compiled_figures.REJECTION_COLUMNS], found.read


READERS: dict[str, Reader] = {
    "compiled_figures": compiled_figures.read,
    **{form.format_id: _read_published for form in registry()},
}
"""Which function reads which format; a sidecar names the format of its file."""

REFERENCE_FORMATS = frozenset({"areas"}) | neighbours.FORMATS
"""Formats of reference files, which hold no observations."""

REJECTION_TYPES = dict.fromkeys(compiled_figures.REJECTION_COLUMNS, "str") | {"row": "int64"}

DESCRIPTION = ("publisher", "dataset", "edition", "licence", "attribution", "address", "date", "caveats")
"""What the sidecars of one source must agree on."""

KEY = ["indicator_id", "area_code", "period_start", "period_end"]


@dataclass(frozen=True)
class Ingestion:
    """What ingestion made: `observations`, `rejections`, `raw_files` and `sources` (see the data dictionary)."""

    observations: pd.DataFrame
    rejections: pd.DataFrame
    raw_files: pd.DataFrame
    sources: pd.DataFrame


def ingest(raw: Path, indicators: Sequence[Indicator], areas: Areas) -> Ingestion:
    """Read every raw file after holding it to its sidecar.

    Raises InputProblem where a file differs from its sidecar, has no reader, or gives rows for a key that
    another file has given too.
    """
    used, rejected, counts = [], [], []
    sources: dict[str, RawFile] = {}
    for file in raw_files(raw):
        check_hash(file)
        if file.sidecar.format in REFERENCE_FORMATS:
            continue
        if file.sidecar.format not in READERS:
            raise InputProblem(
                f"data/raw/{file.name}: no reader for the format {file.sidecar.format!r}; expected one of "
                f"{', '.join(sorted(READERS.keys() | REFERENCE_FORMATS))}."
            )
        rows, rejections, read = READERS[file.sidecar.format](file, indicators, areas)
        if read != file.sidecar.rows:
            raise InputProblem(f"data/raw/{file.name}: rows read are {read}; its sidecar records {file.sidecar.rows}.")
        used.append(rows.assign(source_id=file.sidecar.source_id, file=file.name))
        rejected.append(rejections)
        counts.append((file.name, file.sidecar.source_id, read, len(rows), len(rejections)))
        _refuse_two_descriptions(sources.setdefault(file.sidecar.source_id, file), file)
    if not used:
        raise InputProblem("data/raw holds no figures: no sidecar is of a format with observations.")
    figures = pd.concat(used, ignore_index=True)
    _refuse_two_files_for_one_figure(figures)
    figures = figures.sort_values(KEY, ignore_index=True).drop(columns=["row", "file"])
    columns = ["file", "source_id", "rows_read", "rows_used", "rows_rejected"]
    return Ingestion(
        observations=figures,
        rejections=pd.concat(rejected, ignore_index=True).astype(REJECTION_TYPES),
        raw_files=pd.DataFrame(counts, columns=columns),
        sources=pd.DataFrame(
            [
                {name: getattr(file.sidecar, name) for name in ("source_id", *DESCRIPTION)}
                for _, file in sorted(sources.items())
            ]
        ),
    )


def _refuse_two_descriptions(first: RawFile, other: RawFile) -> None:
    for name in DESCRIPTION:
        if getattr(first.sidecar, name) != getattr(other.sidecar, name):
            raise InputProblem(
                f"The sidecars of data/raw/{first.name} and data/raw/{other.name} are of one source, "
                f"{first.sidecar.source_id}, but differ in {name}; make them agree."
            )


def _refuse_two_files_for_one_figure(observations: pd.DataFrame) -> None:
    repeated = observations[observations.duplicated(KEY, keep=False)].sort_values([*KEY, "file"])
    if not repeated.empty:
        first, second = repeated.iloc[0], repeated.iloc[1]
        raise InputProblem(
            f"{first['indicator_id']} for {first['area_code']} in {first['period']} is given by data/raw/"
            f"{first['file']} row {first['row']} and by data/raw/{second['file']} row {second['row']}; keep one."
        )
