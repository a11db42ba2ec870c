"""Ingestion: every raw file becomes observations, with each row used or rejected by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from helpers.areas import Areas
from helpers.folders import FileFault
from helpers.periods import PERIOD_TYPES
from helpers.problems import InputProblem
from helpers.register import Indicator, MeasureAlias
from helpers.schema.ingestion import OBSERVATIONS
from helpers.sources import neighbours
from helpers.sources.absent_zeros import ZeroRuling, mark_absent_zeros
from helpers.sources.catalogue import Source
from helpers.sources.coded import Coded, encode, stack
from helpers.sources.editions import KEY, compare_editions, conflict_sentences, latest_edition
from helpers.sources.files.limits import Refused, plain
from helpers.sources.formats import compiled_figures
from helpers.sources.formats.registry import read_file, registry
from helpers.sources.lost_periods import LOST_TYPES, NO_LOST, lost_of_published, lost_periods, newest_lost
from helpers.sources.matching import observations, of_format
from helpers.sources.measure_names import NAME_TYPES, measures_in
from helpers.sources.published import NO_REJECTIONS, NUMBERS
from helpers.sources.publishers_labels import Labels, label_tables
from helpers.sources.returns.cards import survey_table
from helpers.sources.returns.return_file import TABLE_TYPES, returns_table
from helpers.sources.sidecar import RawFile, Sidecar, check_hash
from helpers.visible import make_visible
from helpers.wording import (
    LATER_EDITION,
    OTHER_FIGURE,
    SAME_FIGURE,
    SAME_IN_FILE,
    kinds_of_reasons,
    singular_or_plural,
)

FORMATS = {
    "compiled_figures": "Figures in the project's own layout",
    **{form.format_id: form.name for form in registry()},
}
"""The formats that a sidecar may name, with what people call them."""

REFERENCE_FORMATS = frozenset({"areas"}) | neighbours.FORMATS
"""Formats of reference files, which hold no observations."""

OBSERVATION_COLUMNS = list(OBSERVATIONS.names)

WHERE_TYPES = {"file": "category", "row": "int32"}
"""Where a figure stands, with types that take little room: many figures are of few files."""

NOT_STATED = "not stated"

REFERENCE = "reference file"
"""How the format of a reference file begins in the description of a folder."""


@dataclass(frozen=True)
class Ingestion:
    """What ingestion made; each table is described in the data dictionary."""

    observations: pd.DataFrame
    absent_zeros: pd.DataFrame
    rejections: pd.DataFrame
    raw_files: pd.DataFrame
    revisions: pd.DataFrame
    sources: pd.DataFrame
    not_supplied: pd.DataFrame
    returns: pd.DataFrame
    surveys: pd.DataFrame
    published_labels: pd.DataFrame
    label_figures: pd.DataFrame
    measure_names: pd.DataFrame
    lost_periods: pd.DataFrame


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
    known_measures: int = 0
    names: pd.DataFrame | None = None
    lost: pd.DataFrame = field(default_factory=lambda: NO_LOST)

    @property
    def edition(self) -> str:
        return self.file.sidecar.edition if self.file.sidecar else NOT_STATED


@dataclass(frozen=True)
class Description:
    """What a folder holds, before a run: three tables as of an ingestion, and in sentences why a run would stop.

    `raw_files` also has the reference files, the files that stop a run, and `stops`, the sentence for which they do.
    `newest_lost` has LOST_TYPES and `file`: the periods that are lost while older figures are used, of every area.
    """

    raw_files: pd.DataFrame
    rejections: pd.DataFrame
    measure_names: pd.DataFrame
    stops: tuple[str, ...]
    newest_lost: pd.DataFrame


def ingest(
    files: Sequence[RawFile],
    indicators: Sequence[Indicator],
    areas: Areas,
    sources: Mapping[str, Source],
    as_at: date,
    zero_rulings: Sequence[ZeroRuling] = (),
    aliases: Sequence[MeasureAlias] = (),
) -> Ingestion:
    """Read every raw file: one with a sidecar is held to it, one without is recognised by what it holds.

    A file without a sidecar that cannot be read is listed with the reason; `as_at` is the day of the report.
    Zeros that stand for no figure are marked [x] and listed; `zero_rulings` is what the analyst says of single zeros.
    `aliases` are the other names of the measures of the register.
    Raises InputProblem where a file differs from its sidecar or cannot be read although it has one, a source is not
    in the catalogue, one edition gives two values of one figure, or no file has a row that can be used.
    """
    if why := _unknown_source(indicators, sources):
        raise InputProblem(why)
    for file in files:
        check_hash(file)
    readings = [_read(file, indicators, areas, sources, aliases) for file in files if not _is_reference(file)]
    figures = _all_figures(readings)
    if figures.empty:
        raise InputProblem(_no_figures(readings))
    latest, left_out, revisions = latest_edition(figures)
    latest, absent_zeros = mark_absent_zeros(latest.reset_index(drop=True), indicators, areas, zero_rulings)
    rejections = _all_rejections(readings, latest, left_out)
    sources_table = _sources(readings, latest, {indicator.source_id for indicator in indicators}, sources, as_at)
    published_labels, label_figures = label_tables(
        {reading.file.name: reading.labels for reading in readings if reading.labels is not None},
        {reading.file.name: reading.measures for reading in readings},
    )
    return Ingestion(
        observations=latest.sort_values(KEY, ignore_index=True)[OBSERVATION_COLUMNS].astype(WHERE_TYPES),
        absent_zeros=absent_zeros,
        rejections=rejections,
        raw_files=_raw_files(readings, latest, rejections),
        revisions=revisions,
        sources=sources_table,
        not_supplied=_not_supplied(indicators, latest, sources_table),
        returns=_returns(readings, latest),
        surveys=survey_table(
            {reading.file.name: reading.surveys for reading in readings if reading.surveys is not None}
        ),
        published_labels=published_labels,
        label_figures=label_figures,
        measure_names=_measure_names(readings),
        lost_periods=_lost(readings),
    )


def describe(
    files: Sequence[RawFile],
    indicators: Sequence[Indicator],
    areas: Areas,
    sources: Mapping[str, Source],
    faults: Sequence[FileFault] = (),
    aliases: Sequence[MeasureAlias] = (),
) -> Description:
    """Read every raw file as `ingest` does, and describe each one, also where a run would stop at it.

    `faults` are those that were seen when the files were listed. A file in which more than one thing stops a run has
    the first.
    """
    stops = {fault.name: fault.why for fault in reversed(faults)}
    readings = []
    for file in files:
        try:
            check_hash(file)
            is_reference = _is_reference(file)
            reading = _nothing_of(file) if is_reference else _read(file, indicators, areas, sources, aliases)
        except (InputProblem, OSError) as problem:
            why = (
                str(problem)
                if isinstance(problem, InputProblem)
                else f"{file.display_name} cannot be read: {plain(problem)}."
            )
            stops.setdefault(file.name, why)
            reading = _nothing_of(file)
        readings.append(reading)
    figures = _all_figures(readings)
    latest, left_out, _, conflicts = compare_editions(figures)
    rejections = _all_rejections(readings, latest, left_out)
    for sentence, pair in _by_pair(conflicts):
        for name in pair:
            stops.setdefault(name, sentence)
    table = _raw_files(readings, latest, rejections)
    without_file = sorted(stops.keys() - set(table["file"]))
    nothing = {name: 0 if is_numeric_dtype(kind) else "" for name, kind in table.dtypes.items()}
    more = pd.DataFrame(
        [nothing | {"file": name, "has_sidecar": False} for name in without_file], columns=table.columns
    )
    table = pd.concat([table, more]) if without_file else table
    types = {indicator.indicator_id: indicator.period_type for indicator in indicators}
    others = [_unknown_source(indicators, sources)]
    if figures.empty and not stops:
        others.append("No row of them can be used.")
    return Description(
        raw_files=table.assign(stops=[stops.get(name, "") for name in table["file"]]).sort_values(
            "file", ignore_index=True
        ),
        rejections=rejections,
        measure_names=_measure_names(readings),
        stops=tuple(filter(None, dict.fromkeys([*stops.values(), *others]))),
        newest_lost=newest_lost(_lost(readings), latest, types, areas, dict.fromkeys(PERIOD_TYPES, date.max)),
    )


def _by_pair(conflicts: pd.DataFrame) -> Iterator[tuple[str, tuple[str, str]]]:
    """Say for each two files that contradict each other where they first do, and in how many figures more."""
    with_sentences = conflicts.assign(sentence=list(conflict_sentences(conflicts)))
    for (file, kept_file), of_pair in with_sentences.groupby(["file", "kept_file"], sort=False):
        others = len(of_pair) - 1
        differ = singular_or_plural(others, "differs", "differ")
        more = f" {others:,} more of their figures {differ}." if others else ""
        yield of_pair["sentence"].iloc[0] + more, (str(file), str(kept_file))


def _unknown_source(indicators: Sequence[Indicator], sources: Mapping[str, Source]) -> str:
    unknown = sorted({indicator.source_id for indicator in indicators} - sources.keys())
    return f"The register names the source {unknown[0]}, which is not in sources.yml; add it there." if unknown else ""


def _is_reference(file: RawFile) -> bool:
    return file.sidecar is not None and file.sidecar.format in REFERENCE_FORMATS


def _no_figures(readings: Sequence[_Reading]) -> str:
    """Say of the first three files why none of their rows can be used, and how many files there are more."""
    reasons = "; ".join(map(_why_none, readings[:3])) or "there is no file"
    more = f"; and {len(readings) - 3:,} more" if len(readings) > 3 else ""
    return f"The raw files hold no figures: {reasons}{more}."


def _why_none(reading: _Reading) -> str:
    if reading.refused:
        return f"{reading.file.display_name} {reading.refused.rstrip('.')}"
    if reading.rejections.empty:
        return f"{reading.file.display_name} has no rows with figures"
    reasons = reading.rejections["reason"]
    commonest = reasons.map(kinds_of_reasons(reasons.unique())).value_counts().index[0]
    none_used = singular_or_plural(
        reading.rows, "its only row is not used", f"none of its {reading.rows:,} rows is used"
    )
    return f"{reading.file.display_name}: {none_used}, most often: {commonest}"


def _nothing_of(file: RawFile, refused: str = "") -> _Reading:
    """Return the reading of a file that gives no figures."""
    named = f"{REFERENCE} ({file.sidecar.format})" if file.sidecar and _is_reference(file) else ""
    return _Reading(file, named, "", "", _figures([], file), _rejections(file), 0, refused)


def _all_figures(readings: Sequence[_Reading]) -> pd.DataFrame:
    """Put the figures of all files together; a file without any has no say in the types of the columns."""
    some = [reading.figures for reading in readings if len(reading.figures)]
    nothing = pd.DataFrame(columns=[*OBSERVATION_COLUMNS, "published"])
    return pd.concat(some).reset_index(drop=True) if some else nothing


def _all_rejections(readings: Sequence[_Reading], latest: pd.DataFrame, left_out: pd.DataFrame) -> pd.DataFrame:
    rows = [_superseded(left_out, latest), *(reading.rejections for reading in readings if len(reading.rejections))]
    cells = [reading.cells for reading in readings if reading.cells is not None and len(reading.cells)]
    return _together([*(part.assign(row_used=False) for part in rows), _of_rows_used(cells, latest)])


def _unreadable(file: RawFile, error: OSError) -> str:
    return (
        f"{file.display_name} cannot be read: {error.strerror or plain(error)}; see who may read it, or leave it out."
    )


def _read(
    file: RawFile,
    indicators: Sequence[Indicator],
    areas: Areas,
    sources: Mapping[str, Source],
    aliases: Sequence[MeasureAlias],
) -> _Reading:
    """Read a file. Raises InputProblem naming it, also where its reader fails in a way that nobody thought of."""
    try:
        return _reading_of(file, indicators, areas, sources, aliases)
    except InputProblem:
        raise
    except OSError as error:
        raise InputProblem(_unreadable(file, error)) from None
    except Exception as error:
        raise InputProblem(
            f"{file.display_name} cannot be read: its reader fails with {type(error).__name__}, {plain(error)}; leave "
            "the file out, and report this as a fault of the project."
        ) from error


def _reading_of(
    file: RawFile,
    indicators: Sequence[Indicator],
    areas: Areas,
    sources: Mapping[str, Source],
    aliases: Sequence[MeasureAlias],
) -> _Reading:
    sidecar = file.sidecar
    if sidecar is None:
        try:
            return _read_published(file, None, indicators, areas, aliases)
        except Refused as problem:
            return _nothing_of(file, str(problem).removeprefix(f"{file.display_name} "))
    if sidecar.source_id not in sources:
        raise InputProblem(
            f"{file.display_name}: its sidecar names the source {sidecar.source_id}, which is not in sources.yml; "
            "add it there."
        )
    if sidecar.format not in FORMATS:
        raise InputProblem(
            f"{file.display_name}: no reader for the format {sidecar.format!r}; expected one of "
            f"{', '.join(sorted(FORMATS.keys() | REFERENCE_FORMATS))}."
        )
    if sidecar.format == "compiled_figures":
        used, rejected, read = compiled_figures.read(file, indicators, areas)
        about = sources[sidecar.source_id]
        figures = _figures(used, file).assign(source_id=sidecar.source_id)
        measure_count = figures["indicator_id"].nunique()
        lost = lost_periods(compiled_figures.rejected_figures(file, rejected, indicators), used)
        reading = _Reading(
            file,
            FORMATS[sidecar.format],
            about.publisher,
            about.licence,
            figures,
            rejected,
            read,
            known_measures=measure_count,
            lost=lost,
        )
    else:
        try:
            reading = _read_published(file, sidecar, indicators, areas, aliases)
        except Refused as problem:
            raise InputProblem(str(problem)) from None
    if reading.rows != sidecar.rows:
        raise InputProblem(f"{file.display_name}: rows read are {reading.rows}; its sidecar records {sidecar.rows}.")
    return reading


def _read_published(
    file: RawFile,
    sidecar: Sidecar | None,
    indicators: Sequence[Indicator],
    areas: Areas,
    aliases: Sequence[MeasureAlias],
) -> _Reading:
    """Read a file as its publisher hands it out; a sidecar narrows it to one source."""
    form, contents = read_file(file.path, file.display_name)
    if sidecar is not None and form.format_id != sidecar.format:
        raise InputProblem(
            f"{file.display_name} is of the format {form.format_id}, but its sidecar says {sidecar.format}; "
            "correct the sidecar."
        )
    of_file = [indicator for indicator in indicators if sidecar is None or indicator.source_id == sidecar.source_id]
    day = sidecar.published if sidecar else None
    measures = measures_in(contents.text("measure"), of_format(form, of_file), aliases, day)
    used, rejected = observations(contents, form, of_file, areas, measures)
    source_of = {indicator.indicator_id: indicator.source_id for indicator in of_file}
    figures = _figures(used, file).assign(source_id=used["indicator_id"].map(source_of))
    by_name = {
        name: measure.indicator for name, measure in zip(measures.names, measures.matches, strict=True) if measure
    }
    wanted = {
        indicator.source_measure or indicator.indicator_id: indicator for indicator in of_format(form, of_file)
    } | by_name
    return _Reading(
        file, form.name, form.publisher, form.licence, figures, _rejections(file, rejected), contents.read,
        cells=_rejections(file, contents.cells), returned=contents.returned, surveys=contents.surveys,
        labels=contents.labels,
        measures={name: indicator.indicator_id for name, indicator in by_name.items()},
        known_measures=measures.known_count, names=measures.table(file.name),
        lost=lost_of_published(contents, form, wanted, areas, used),
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
    """Put rejections together as text, in order of file and row; a whole run may have a million of few cells.

    What cannot be seen in a cell of a publisher's file is written out.
    """
    row = np.concatenate([part["row"].to_numpy(dtype="int64") for part in parts])
    text = {name: stack([encode(part[name]) for part in parts]) for name in ("file", "column", "value", "reason")}
    text = {name: coded._replace(categories=list(map(make_visible, coded.categories))) for name, coded in text.items()}
    files = {name: at for at, name in enumerate(sorted(set(text["file"].categories)))}
    order = np.lexsort(
        (row, np.array([files[name] for name in text["file"].categories], dtype="int64")[text["file"].codes])
    )
    columns = {name: coded.column(order) for name, coded in text.items()}
    used = np.concatenate([part["row_used"].to_numpy(dtype="bool") for part in parts])
    return pd.DataFrame({**columns, "row": row[order], "row_used": used[order]}, copy=False)[
        [*compiled_figures.REJECTION_COLUMNS, "row_used"]
    ]


def _of_rows_used(cells: Sequence[pd.DataFrame], figures: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that are not used of rows that give other figures of the register."""
    every = pd.concat([_rejections(None), *cells], ignore_index=True).assign(row_used=True)
    at = pd.MultiIndex.from_frame(every[["file", "row"]])
    return every[at.isin(pd.MultiIndex.from_frame(figures[["file", "row"]]))]


def _lost(readings: Sequence[_Reading]) -> pd.DataFrame:
    """Return the lost periods of all files, in order of file: LOST_TYPES and `file`."""
    parts = [reading.lost.assign(file=reading.file.name) for reading in readings if len(reading.lost)]
    table = pd.concat(parts) if parts else NO_LOST.assign(file="")
    order = ["file", "indicator_id", "period", "area_code"]
    return table.sort_values(order, ignore_index=True)[["file", *LOST_TYPES]].astype({"file": "str"} | LOST_TYPES)


def _returns(readings: Sequence[_Reading], figures: pd.DataFrame) -> pd.DataFrame:
    parts = [reading.returned.assign(file=reading.file.name) for reading in readings if reading.returned is not None]
    if not parts:
        return pd.DataFrame(columns=list(TABLE_TYPES)).astype(TABLE_TYPES)
    return returns_table(figures, pd.concat(parts, ignore_index=True))


def _superseded(left_out: pd.DataFrame, latest: pd.DataFrame) -> pd.DataFrame:
    """Return a rejection for each row all of whose figures are kept from other rows."""
    at = pd.MultiIndex.from_frame(left_out[["file", "row"]])
    rows = left_out[~at.isin(pd.MultiIndex.from_frame(latest[["file", "row"]]))].drop_duplicates(["file", "row"])
    names = ["file", "kept_file", "kept_row", "same", "in_conflict"]
    why = [
        f"{SAME_IN_FILE}{row}"
        if same and file == kept_file
        else f"{SAME_FIGURE if same else OTHER_FIGURE if in_conflict else LATER_EDITION}{kept_file} row {row}"
        for file, kept_file, row, same, in_conflict in rows[names].itertuples(index=False, name=None)
    ]
    return rows.assign(column="period", value=rows["period"], reason=why)[compiled_figures.REJECTION_COLUMNS]


def _measure_names(readings: Sequence[_Reading]) -> pd.DataFrame:
    """Return the names of measures that are not the register's own, of all files."""
    names = [reading.names for reading in readings if reading.names is not None and len(reading.names)]
    return pd.concat(names, ignore_index=True) if names else pd.DataFrame(columns=list(NAME_TYPES)).astype(NAME_TYPES)


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
            "known_measures": reading.known_measures,
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
    with_figures = set(figures["indicator_id"])
    rows = [
        (indicator.indicator_id, indicator.source_id, indicator.source_measure, why[indicator.source_id] or NO_ROW)
        for indicator in indicators
        if indicator.indicator_id not in with_figures
    ]
    return pd.DataFrame(rows, columns=["indicator_id", "source_id", "source_measure", "reason"]).astype("str")


NO_ROW = "no usable row in its source's files"
