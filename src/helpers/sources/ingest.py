"""Ingestion: every raw file becomes observations, with each row used or rejected by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from helpers.areas import Areas
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.sources import compiled_figures, neighbours
from helpers.sources.catalogue import Source
from helpers.sources.editions import KEY, latest_edition
from helpers.sources.labels import Labels, label_tables
from helpers.sources.matching import measures_of, observations
from helpers.sources.opening import Refused
from helpers.sources.published import NO_REJECTIONS, NUMBERS, Coded, coded, joined
from helpers.sources.recognise import read_file, registry
from helpers.sources.returns import TABLE_TYPES, returns_table
from helpers.sources.sidecar import RawFile, Sidecar, check_hash
from helpers.sources.surveys import survey_table
from helpers.wording import LATER_EDITION, SAME_FIGURE

FORMATS = {
    "compiled_figures": "Figures in the project's own layout",
    **{form.format_id: form.name for form in registry()},
}
"""The formats that a sidecar may name, with what people call them."""

REFERENCE_FORMATS = frozenset({"areas"}) | neighbours.FORMATS
"""Formats of reference files, which hold no observations."""

OBSERVATION_COLUMNS = [*compiled_figures.COLUMNS, "source_id", "file", "row"]

WHERE_TYPES = {"file": "category", "row": "int32"}
"""Where a figure stands, with types that take little room: many figures are of few files."""

NOT_STATED = "not stated"


@dataclass(frozen=True)
class Ingestion:
    """What ingestion made; each table is described in the data dictionary."""

    observations: pd.DataFrame
    rejections: pd.DataFrame
    raw_files: pd.DataFrame
    revisions: pd.DataFrame
    sources: pd.DataFrame
    not_supplied: pd.DataFrame
    returns: pd.DataFrame
    surveys: pd.DataFrame
    published_labels: pd.DataFrame
    label_figures: pd.DataFrame


@dataclass(frozen=True)
class _Reading:
    """What one file gave, or in `refused` why it could not be read."""

    file: RawFile
    format: str
    publisher: str
    licence: str
    figures: pd.DataFrame
    rejections: pd.DataFrame
    rows: int
    refused: str = ""
    cells: pd.DataFrame | None = None
    returned: pd.DataFrame | None = None
    surveys: pd.DataFrame | None = None
    labels: Labels | None = None
    measures: Mapping[str, str] = field(default_factory=dict)

    @property
    def edition(self) -> str:
        return self.file.sidecar.edition if self.file.sidecar else NOT_STATED


def ingest(
    files: Sequence[RawFile],
    indicators: Sequence[Indicator],
    areas: Areas,
    sources: Mapping[str, Source],
    as_at: date,
) -> Ingestion:
    """Read every raw file: one with a sidecar is held to it, one without is recognised by what it holds.

    A file without a sidecar that cannot be read is listed with the reason; `as_at` is the day of the report.
    Raises InputProblem where a file differs from its sidecar or cannot be read although it has one, a source is not
    in the catalogue, one edition gives two values of one figure, or no file has a row.
    """
    unknown = sorted({each.source_id for each in indicators} - sources.keys())
    if unknown:
        raise InputProblem(f"The register names the source {unknown[0]}, which is not in sources.yml; add it there.")
    for file in files:
        check_hash(file)
    readings = [
        _read(file, indicators, areas, sources)
        for file in files
        if file.sidecar is None or file.sidecar.format not in REFERENCE_FORMATS
    ]
    if not any(reading.rows for reading in readings):
        why = "; ".join(f"{reading.file.shown} {reading.refused.rstrip('.')}" for reading in readings[:3])
        raise InputProblem(f"The raw files hold no figures: {why or 'there is no file'}.")
    figures = pd.concat([reading.figures for reading in readings if len(reading.figures)] or [readings[0].figures])
    figures, left_out, revisions = latest_edition(figures.reset_index(drop=True))
    rows = [_superseded(left_out, figures), *(reading.rejections for reading in readings if len(reading.rejections))]
    cells = [reading.cells for reading in readings if reading.cells is not None and len(reading.cells)]
    rejections = _together([*(each.assign(row_used=False) for each in rows), _of_rows_used(cells, figures)])
    found = _sources(readings, figures, {each.source_id for each in indicators}, sources, as_at)
    published_labels, label_figures = label_tables(
        {each.file.name: each.labels for each in readings if each.labels is not None},
        {each.file.name: each.measures for each in readings},
    )
    return Ingestion(
        observations=figures.sort_values(KEY, ignore_index=True)[OBSERVATION_COLUMNS].astype(WHERE_TYPES),
        rejections=rejections,
        raw_files=_raw_files(readings, figures, rejections),
        revisions=revisions,
        sources=found,
        not_supplied=_not_supplied(indicators, figures, found),
        returns=_returns(readings, figures),
        surveys=survey_table({each.file.name: each.surveys for each in readings if each.surveys is not None}),
        published_labels=published_labels,
        label_figures=label_figures,
    )


def _read(file: RawFile, indicators: Sequence[Indicator], areas: Areas, sources: Mapping[str, Source]) -> _Reading:
    sidecar = file.sidecar
    if sidecar is None:
        try:
            return _read_published(file, None, indicators, areas)
        except Refused as problem:
            why = str(problem).removeprefix(f"{file.shown} ")
            return _Reading(file, "", "", "", _figures([], file), _rejections(file), 0, why)
    if sidecar.source_id not in sources:
        raise InputProblem(
            f"{file.shown}: its sidecar names the source {sidecar.source_id}, which is not in sources.yml; "
            "add it there."
        )
    if sidecar.format not in FORMATS:
        raise InputProblem(
            f"{file.shown}: no reader for the format {sidecar.format!r}; expected one of "
            f"{', '.join(sorted(FORMATS.keys() | REFERENCE_FORMATS))}."
        )
    if sidecar.format == "compiled_figures":
        used, rejected, read = compiled_figures.read(file, indicators, areas)
        about = sources[sidecar.source_id]
        figures = _figures(used, file).assign(source_id=sidecar.source_id)
        reading = _Reading(file, FORMATS[sidecar.format], about.publisher, about.licence, figures, rejected, read)
    else:
        try:
            reading = _read_published(file, sidecar, indicators, areas)
        except Refused as problem:
            raise InputProblem(str(problem)) from None
    if reading.rows != sidecar.rows:
        raise InputProblem(f"{file.shown}: rows read are {reading.rows}; its sidecar records {sidecar.rows}.")
    return reading


def _read_published(file: RawFile, sidecar: Sidecar | None, indicators: Sequence[Indicator], areas: Areas) -> _Reading:
    """Read a file as its publisher hands it out; a sidecar narrows it to one source."""
    form, found = read_file(file.path, file.shown)
    if sidecar is not None and form.format_id != sidecar.format:
        raise InputProblem(
            f"{file.shown} is of the format {form.format_id}, but its sidecar says {sidecar.format}; "
            "correct the sidecar."
        )
    of_file = [each for each in indicators if sidecar is None or each.source_id == sidecar.source_id]
    used, rejected = observations(found, form, of_file, areas)
    source_of = {each.indicator_id: each.source_id for each in of_file}
    figures = _figures(used, file).assign(source_id=used["indicator_id"].map(source_of))
    return _Reading(
        file, form.name, form.publisher, form.licence, figures, _rejections(file, rejected), found.read,
        cells=_rejections(file, found.cells), returned=found.returned, surveys=found.surveys, labels=found.labels,
        measures=measures_of(form, of_file),
    )  # fmt: skip


def _figures(used: pd.DataFrame | Sequence[object], file: RawFile) -> pd.DataFrame:
    """Return the figures of a file with where they stand; NUMBERS stay numbers where there are no rows."""
    frame = used if isinstance(used, pd.DataFrame) else pd.DataFrame(columns=[*compiled_figures.COLUMNS, "row"])
    published = file.sidecar.published if file.sidecar else None
    return frame.astype(dict.fromkeys(NUMBERS, "float64")).assign(file=file.name, published=published)


def _rejections(file: RawFile | None, rejected: pd.DataFrame = NO_REJECTIONS) -> pd.DataFrame:
    of_file = Coded(np.zeros(len(rejected), dtype="int64"), [file.name if file else ""])
    return rejected.assign(file=of_file.category())[compiled_figures.REJECTION_COLUMNS]


def _together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put rejections together as text, in order of file and row; a whole run may have a million of few cells."""
    row = np.concatenate([each["row"].to_numpy(dtype="int64") for each in parts])
    text = {name: joined([coded(each[name]) for each in parts]) for name in ("file", "column", "value", "reason")}
    files = {name: at for at, name in enumerate(sorted(set(text["file"].cells)))}
    order = np.lexsort(
        (row, np.array([files[each] for each in text["file"].cells], dtype="int64")[text["file"].places])
    )
    columns = {name: each.column(order) for name, each in text.items()}
    used = np.concatenate([each["row_used"].to_numpy(dtype="bool") for each in parts])
    return pd.DataFrame({**columns, "row": row[order], "row_used": used[order]}, copy=False)[
        [*compiled_figures.REJECTION_COLUMNS, "row_used"]
    ]


def _of_rows_used(cells: Sequence[pd.DataFrame], figures: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that are not used of rows that give other figures of the register."""
    every = pd.concat([_rejections(None), *cells], ignore_index=True).assign(row_used=True)
    at = pd.MultiIndex.from_frame(every[["file", "row"]])
    return every[at.isin(pd.MultiIndex.from_frame(figures[["file", "row"]]))]


def _returns(readings: Sequence[_Reading], figures: pd.DataFrame) -> pd.DataFrame:
    parts = [each.returned.assign(file=each.file.name) for each in readings if each.returned is not None]
    if not parts:
        return pd.DataFrame(columns=list(TABLE_TYPES)).astype(TABLE_TYPES)
    return returns_table(figures, pd.concat(parts, ignore_index=True))


def _superseded(left_out: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Return a rejection for each row all of whose figures are kept from other rows."""
    at = pd.MultiIndex.from_frame(left_out[["file", "row"]])
    rows = left_out[~at.isin(pd.MultiIndex.from_frame(kept[["file", "row"]]))].drop_duplicates(["file", "row"])
    why = [
        f"{SAME_FIGURE if same else LATER_EDITION}{file} row {row}"
        for file, row, same in zip(rows["kept_file"], rows["kept_row"], rows["same"], strict=True)
    ]
    return rows.assign(column="period", value=rows["period"], reason=why)[compiled_figures.REJECTION_COLUMNS]


def _raw_files(readings: Sequence[_Reading], figures: pd.DataFrame, rejections: pd.DataFrame) -> pd.DataFrame:
    """Return one row per file: what it is, what became of its rows, and what its figures cover."""
    used = figures.groupby("file").agg(indicators=("indicator_id", "nunique"), areas=("area_code", "nunique"))
    with_figures = figures.groupby("file")["row"].nunique()
    newest = figures.sort_values("period_end", kind="stable").groupby("file")["period"].last()
    source = figures.groupby("file")["source_id"].agg(lambda ids: " ".join(sorted(set(ids))))
    rejected = rejections[~rejections["row_used"]].groupby("file").size()
    rows = [
        {
            "file": reading.file.name,
            "source_id": reading.file.sidecar.source_id if reading.file.sidecar else source.get(reading.file.name, ""),
            "format": reading.format,
            "publisher": reading.publisher,
            "edition": reading.edition if reading.format else "",
            "licence": reading.licence,
            "has_sidecar": reading.file.sidecar is not None,
            "rows_read": reading.rows,
            "rows_used": int(with_figures.get(reading.file.name, 0)) + _cards(reading),
            "rows_rejected": int(rejected.get(reading.file.name, 0)),
            "indicators": int(used["indicators"].get(reading.file.name, 0)),
            "areas": int(used["areas"].get(reading.file.name, 0)),
            "newest_period": newest.get(reading.file.name, ""),
            "refused": reading.refused,
        }
        for reading in readings
    ]
    return pd.DataFrame(rows)


def _cards(reading: _Reading) -> int:
    """Return how many rows of a file are cards of surveys; those of a workbook stand on a sheet of their own."""
    return len(reading.surveys) if reading.surveys is not None and reading.returned is None else 0


def _sources(
    readings: Sequence[_Reading],
    figures: pd.DataFrame,
    wanted: set[str],
    sources: Mapping[str, Source],
    as_at: date,
) -> pd.DataFrame:
    """Return one row per source that the register names or a file is of, with its files and, without any, why."""
    of_file = figures.groupby("file")["source_id"].unique()
    files: dict[str, list[_Reading]] = {source_id: [] for source_id in wanted}
    for reading in readings:
        named = [reading.file.sidecar.source_id] if reading.file.sidecar else of_file.get(reading.file.name, ())
        for source_id in named:
            files.setdefault(source_id, []).append(reading)
    rows = []
    for source_id, own in sorted(files.items()):
        about = sources[source_id]
        dates = [reading.file.sidecar.date for reading in own if reading.file.sidecar]
        rows.append(
            {
                "source_id": source_id,
                "publisher": about.publisher,
                "dataset": about.dataset,
                "edition": "; ".join(dict.fromkeys(reading.edition for reading in own)),
                "licence": about.licence,
                "attribution": about.attribution,
                "address": about.address,
                "date": max(dates, default=None),
                "caveats": about.caveats,
                "status": about.status,
                "since": about.since,
                "until": about.until,
                "replaced_by": about.replaced_by,
                "files": len(own),
                "why_not_there": "" if own else about.why_not_there(as_at),
            }
        )
    return pd.DataFrame(rows).astype(dict.fromkeys(("date", "since", "until"), "object"))


def _not_supplied(indicators: Sequence[Indicator], figures: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators of the register that no file has a row of, with the reason."""
    why = sources.set_index("source_id")["why_not_there"]
    there = set(figures["indicator_id"])
    rows = [
        (each.indicator_id, each.source_id, each.source_measure, why[each.source_id] or NO_ROW)
        for each in indicators
        if each.indicator_id not in there
    ]
    return pd.DataFrame(rows, columns=["indicator_id", "source_id", "source_measure", "reason"]).astype("str")


NO_ROW = "the files of its source have no row of it that can be used"
