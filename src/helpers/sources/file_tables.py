"""What each file and each source gave, and the indicators that none supplies: one row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from helpers.register import Indicator
from helpers.sources.catalogue import Source
from helpers.sources.raw_reading import Reading
from helpers.sources.received_money import Received

NO_ROW = "no usable row in its source's files"


def raw_files_table(
    readings: Sequence[Reading], figures: pd.DataFrame, rejections: pd.DataFrame, money: Received
) -> pd.DataFrame:
    """Return one row per file: what it is, what became of its rows, and what its figures cover.

    Columns needed   figures: file, row, source_id, indicator_id, area_code, period, period_end; rejections: file,
                     row_used.
    Columns returned  those of the table `raw_files`.
    """
    used = figures.groupby("file").agg(indicators=("indicator_id", "nunique"), areas=("area_code", "nunique"))
    with_figures = figures.groupby("file")["row"].nunique()
    newest = figures.sort_values("period_end", kind="stable").groupby("file")["period"].last()
    source = figures.groupby("file")["source_id"].agg(lambda ids: " ".join(sorted(set(ids))))
    on_money, councils, newest_year = money.rows_used, money.councils, money.newest
    rejected = rejections[~rejections["row_used"]].groupby("file").size()
    rows = [
        {
            "file": reading.name,
            "source_id": reading.file.sidecar.source_id if reading.file.sidecar else source.get(reading.name, ""),
            "format": reading.format,
            "publisher": reading.publisher,
            "edition": reading.edition if reading.format else "",
            "licence": reading.licence,
            "has_sidecar": reading.file.sidecar is not None,
            "hash_published": reading.file.sidecar is not None and not reading.contents.is_handed_in,
            "rows_read": reading.contents.rows,
            "rows_used": int(with_figures.get(reading.name, 0)) + _cards(reading) + int(on_money.get(reading.name, 0)),
            "rows_rejected": int(rejected.get(reading.name, 0)),
            "known_measures": reading.contents.measure_count,
            "indicators": int(used["indicators"].get(reading.name, 0)),
            "areas": int(used["areas"].get(reading.name, councils.get(reading.name, 0))),
            "newest_period": newest.get(reading.name, newest_year.get(reading.name, "")),
            "refused": reading.refused,
        }
        for reading in readings
    ]
    return pd.DataFrame(rows)


def _cards(reading: Reading) -> int:
    """Return how many rows of a file are cards of surveys or answers by age group.

    The cards of a workbook stand on a sheet of their own.
    """
    if reading.contents.age_groups is not None:
        return len(reading.contents.age_groups)
    surveys, returned = reading.contents.surveys, reading.contents.returned
    return len(surveys) if surveys is not None and returned is None else 0


def sources_table(
    readings: Sequence[Reading],
    figures: pd.DataFrame,
    wanted: set[str],
    sources: Mapping[str, Source],
    as_at: date,
) -> pd.DataFrame:
    """Return one row per source that the register names or a file is of, with its files and, without any, why.

    Columns needed   figures: file, source_id.
    Columns returned  those of the table `sources`.
    """
    of_file = figures.groupby("file")["source_id"].unique()
    files: dict[str, list[Reading]] = {source_id: [] for source_id in wanted}
    for reading in readings:
        named = [reading.file.sidecar.source_id] if reading.file.sidecar else of_file.get(reading.name, ())
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


def not_supplied_table(indicators: Sequence[Indicator], figures: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators of the register that no file has a row of, with the reason.

    Columns needed   figures: indicator_id; sources: source_id, why_not_there.
    Columns returned  indicator_id, source_id, source_measure, reason.
    """
    why = sources.set_index("source_id")["why_not_there"]
    with_figures = set(figures["indicator_id"])
    rows = [
        (indicator.indicator_id, indicator.source_id, indicator.source_measure, why[indicator.source_id] or NO_ROW)
        for indicator in indicators
        if indicator.indicator_id not in with_figures
    ]
    return pd.DataFrame(rows, columns=["indicator_id", "source_id", "source_measure", "reason"]).astype("str")
