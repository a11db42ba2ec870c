"""Ingestion: every raw file becomes observations, with each row used or rejected by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from helpers.areas import Areas
from helpers.parts_of_year import read_part
from helpers.problems import InputProblem
from helpers.register import Indicator, MeasureAlias
from helpers.schema.ingestion import OBSERVATIONS
from helpers.shared_work import do_once
from helpers.sources.absent_zeros import mark_absent_zeros
from helpers.sources.catalogue import Source
from helpers.sources.editions import KEY, latest_edition
from helpers.sources.file_tables import not_supplied_table, raw_files_table, sources_table
from helpers.sources.formats.format import NO_CONTENTS, Context
from helpers.sources.lost_periods import LOST_TYPES, NO_LOST
from helpers.sources.measure_names import NAME_TYPES
from helpers.sources.publishers_labels import label_tables
from helpers.sources.raw_reading import Reading, is_reference, read_raw_file
from helpers.sources.received_money import received_money
from helpers.sources.rejection_table import all_rejections
from helpers.sources.returns.age_groups import answers_table
from helpers.sources.returns.cards import survey_table
from helpers.sources.returns.return_file import TABLE_TYPES, returns_table
from helpers.sources.sidecar import RawFile, check_hash
from helpers.sources.small_counts import OwnCounts, hide_small_counts
from helpers.sources.zero_rulings import ZeroRuling
from helpers.wording import kinds_of_reasons, singular_or_plural

OBSERVATION_COLUMNS = list(OBSERVATIONS.names)

WHERE_TYPES = {"file": "category", "row": "int32"}
"""Where a figure stands, with types that take little room: many figures are of few files."""


@dataclass(frozen=True)
class Ingestion:
    """What ingestion made; each table is described in the data dictionary.

    `parts` has the figures of parts of a financial year, with the columns of observations: they are not of those, as a
    quarter is never joined with years. `results.in_year_figures` says which of them a report rests on. `hashes` has
    the sha256 of each raw file that may be printed, by its path in the raw folder; blank for the others.
    """

    observations: pd.DataFrame
    parts: pd.DataFrame
    absent_zeros: pd.DataFrame
    rejections: pd.DataFrame
    raw_files: pd.DataFrame
    revisions: pd.DataFrame
    sources: pd.DataFrame
    not_supplied: pd.DataFrame
    returns: pd.DataFrame
    surveys: pd.DataFrame
    age_groups: pd.DataFrame
    published_labels: pd.DataFrame
    label_figures: pd.DataFrame
    measure_names: pd.DataFrame
    lost_periods: pd.DataFrame
    received_spending_power: pd.DataFrame
    received_service_spending: pd.DataFrame
    hashes: Mapping[str, str]


def ingest(
    files: Sequence[RawFile],
    indicators: Sequence[Indicator],
    areas: Areas,
    sources: Mapping[str, Source],
    as_at: date,
    zero_rulings: Sequence[ZeroRuling] = (),
    aliases: Sequence[MeasureAlias] = (),
    *,
    with_returns: bool = True,
    own_counts: OwnCounts | None = None,
) -> Ingestion:
    """Read every raw file: one with a sidecar is checked against it, one without is recognised by what it holds.

    A file without a sidecar that cannot be read is listed with the reason; `as_at` is the day of the report.
    Zeros that stand for no figure are marked [x] and listed; `zero_rulings` is what the analyst says of single zeros.
    `aliases` are the other names of the measures of the register. Without returns, files that departments and partners
    of a council filled in are left out: a report on another council says nothing of them. `own_counts` is how small
    counts in these files are hidden; without it they are as they were handed in, which is for nothing that is written.

    Tables returned  those of Ingestion, with the columns that `helpers.schema` declares.
    Raises           InputProblem: a file differs from its sidecar, or cannot be read although it has one; a source is
                     not in the catalogue; one edition gives two values of one figure; no file has a usable row.
    """
    if why := unknown_source(indicators, sources):
        raise InputProblem(why)
    hashes = {file.name: check_hash(file) for file in files}
    depends_on = (files, hashes, indicators, list(areas), sources, zero_rulings, aliases, with_returns, own_counts)
    context = Context(indicators, areas, aliases)
    readings, tables = do_once(
        "ingestion",
        depends_on,
        lambda: _read_all(files, context, sources, zero_rulings, own_counts, with_returns=with_returns),
    )
    used_sources = {indicator.source_id for indicator in indicators}
    figures = with_parts(tables["observations"], tables["parts"])
    raw = tables["raw_files"]
    printed = {file: hashes[file] for file in raw.loc[raw["hash_published"], "file"]}
    table_of_sources = sources_table(readings, figures, used_sources, sources, as_at)
    not_supplied = not_supplied_table(indicators, figures, table_of_sources)
    of_files = dict.fromkeys(hashes, "") | printed
    return Ingestion(sources=table_of_sources, not_supplied=not_supplied, hashes=of_files, **tables)


def _read_all(
    files: Sequence[RawFile],
    context: Context,
    sources: Mapping[str, Source],
    zero_rulings: Sequence[ZeroRuling],
    own_counts: OwnCounts | None,
    *,
    with_returns: bool,
) -> tuple[list[Reading], dict[str, pd.DataFrame]]:
    """Return the reading of each file without its contents, and the tables that are the same on every day."""
    readings = [read_raw_file(file, context, sources) for file in files if not is_reference(file)]
    if not with_returns:
        readings = [reading for reading in readings if not reading.contents.is_handed_in]
    if own_counts is not None:
        readings = hide_small_counts(readings, own_counts, context.indicators, context.areas)
    figures = all_figures(readings)
    if figures.empty:
        raise InputProblem(_no_figures(readings))
    latest, left_out, revisions = latest_edition(figures)
    is_part = of_a_part(latest["period"])
    parts = latest[is_part]
    latest, absent_zeros = mark_absent_zeros(
        latest[~is_part].reset_index(drop=True), context.indicators, context.areas, zero_rulings
    )
    whole, latest = latest, with_parts(latest, parts)
    money = received_money(readings)
    for conflict in money.conflicts:
        raise InputProblem(conflict.sentence)
    rejections = all_rejections(readings, latest, left_out, money.left_out)
    published_labels, label_figures = _labels(readings)
    tables = {
        "observations": _in_order(whole),
        "parts": _in_order(parts),
        "absent_zeros": absent_zeros,
        "rejections": rejections,
        "raw_files": raw_files_table(readings, latest, rejections, money),
        "revisions": revisions,
        "returns": _returns(readings, latest),
        "surveys": _surveys(readings),
        "age_groups": _age_groups(readings),
        "published_labels": published_labels,
        "label_figures": label_figures,
        "measure_names": measure_names_table(readings),
        "lost_periods": lost_periods_table(readings),
        "received_spending_power": money.spending_power,
        "received_service_spending": money.service_spending,
    }
    return [replace(reading, contents=NO_CONTENTS) for reading in readings], tables


def of_a_part(periods: pd.Series) -> pd.Series:
    """Say of each label of a period whether it is one of a part of a financial year, such as Q2 2022/23."""
    parts = [label for label in periods.unique() if (part := read_part(label)) is not None and part.label == label]
    return periods.isin(parts)


def with_parts(figures: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return figures with those of parts of a year below them.

    Columns needed and returned  the same for both
    """
    return pd.concat([figures, parts], ignore_index=True) if len(parts) else figures


def _in_order(figures: pd.DataFrame) -> pd.DataFrame:
    return figures.sort_values(KEY, ignore_index=True)[OBSERVATION_COLUMNS].astype(WHERE_TYPES)


def unknown_source(indicators: Sequence[Indicator], sources: Mapping[str, Source]) -> str:
    """Say which source of the register is not in the catalogue; empty where all are."""
    unknown = sorted({indicator.source_id for indicator in indicators} - sources.keys())
    return f"The register names the source {unknown[0]}, which is not in sources.yml; add it there." if unknown else ""


def all_figures(readings: Sequence[Reading]) -> pd.DataFrame:
    """Put the figures of all files together; a file without figures does not affect the types of the columns.

    Columns returned  those of observations, with file, row and published (the day of the edition, None if not known)
    """
    some = [reading.figures for reading in readings if len(reading.contents.figures)]
    nothing = pd.DataFrame(columns=[*OBSERVATION_COLUMNS, "published"])
    return pd.concat(some).reset_index(drop=True) if some else nothing


def measure_names_table(readings: Sequence[Reading]) -> pd.DataFrame:
    """Return the names of measures that are not the register's own, from all files.

    Columns returned  NAME_TYPES, those of the table measure_names
    """
    tables = [reading.contents.names.table(reading.name) for reading in readings if reading.contents.names]
    tables = [table for table in tables if len(table)]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(NAME_TYPES)).astype(NAME_TYPES)


def lost_periods_table(readings: Sequence[Reading]) -> pd.DataFrame:
    """Return the lost periods of all files, in order of file.

    Columns returned  file, then LOST_TYPES: those of the table lost_periods
    """
    parts = [reading.contents.lost.assign(file=reading.name) for reading in readings if len(reading.contents.lost)]
    table = pd.concat(parts) if parts else NO_LOST.assign(file="")
    order = ["file", "indicator_id", "period", "area_code"]
    return table.sort_values(order, ignore_index=True)[["file", *LOST_TYPES]].astype({"file": "str"} | LOST_TYPES)


def _labels(readings: Sequence[Reading]) -> tuple[pd.DataFrame, pd.DataFrame]:
    with_labels = {reading.name: reading.contents.labels for reading in readings}
    labels = {name: of_file for name, of_file in with_labels.items() if of_file is not None}
    return label_tables(labels, {reading.name: reading.contents.measures for reading in readings})


def _surveys(readings: Sequence[Reading]) -> pd.DataFrame:
    cards = {reading.name: reading.contents.surveys for reading in readings}
    return survey_table({name: of_file for name, of_file in cards.items() if of_file is not None})


def _age_groups(readings: Sequence[Reading]) -> pd.DataFrame:
    answers = {reading.name: reading.contents.age_groups for reading in readings}
    return answers_table({name: of_file for name, of_file in answers.items() if of_file is not None})


def _returns(readings: Sequence[Reading], figures: pd.DataFrame) -> pd.DataFrame:
    returned = [(reading.name, reading.contents.returned) for reading in readings]
    parts = [table.assign(file=name) for name, table in returned if table is not None]
    if not parts:
        return pd.DataFrame(columns=list(TABLE_TYPES)).astype(TABLE_TYPES)
    return returns_table(figures, pd.concat(parts, ignore_index=True))


def _no_figures(readings: Sequence[Reading]) -> str:
    """Say of the first three files why none of their rows can be used, and how many files there are more."""
    reasons = "; ".join(map(_why_none, readings[:3])) or "there is no file"
    more = f"; and {len(readings) - 3:,} more" if len(readings) > 3 else ""
    return f"The raw files hold no figures: {reasons}{more}."


def _why_none(reading: Reading) -> str:
    name, rows = reading.file.display_name, reading.contents.rows
    if reading.refused:
        return f"{name} {reading.refused.rstrip('.')}"
    if any(len(of_kind) for of_kind in reading.contents.money.values()):
        return f"{name} has the money of councils, and no figure of an indicator"
    if reading.contents.rejections.empty:
        return f"{name} has no rows with figures"
    reasons = reading.rejections["reason"]
    commonest = reasons.map(kinds_of_reasons(reasons.unique())).value_counts().index[0]
    none_used = singular_or_plural(rows, "its only row is not used", f"none of its {rows:,} rows is used")
    return f"{name}: {none_used}, most often: {commonest}"
