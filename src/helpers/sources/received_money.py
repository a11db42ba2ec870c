"""The rows of publishers' files on money: which of two files counts, and how they join what is held already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.areas import Areas
from helpers.schema.funding import RECEIVED_SPENDING_POWER
from helpers.schema.spending import RECEIVED_SERVICE_SPENDING
from helpers.schema.types import no_rows, pandas_types
from helpers.sources.raw_reading import Reading
from helpers.sources.spending_power import COMPONENTS, READ_COLUMNS, WITH_SETTLEMENT
from helpers.visible import make_visible
from helpers.wording import LATER_EDITION, SAME_FIGURE

_TABLES: Final = {"spending_power": RECEIVED_SPENDING_POWER, "service_spending": RECEIVED_SERVICE_SPENDING}


class Conflict(NamedTuple):
    """Two files that contradict each other, and in a sentence where and what to do."""

    files: tuple[str, str]
    sentence: str


class Received(NamedTuple):
    """The tables received_spending_power and received_service_spending, the rows left out, and the conflicts.

    `left_out` has file, row, column, value and reason.
    """

    spending_power: pd.DataFrame
    service_spending: pd.DataFrame
    left_out: pd.DataFrame
    conflicts: tuple[Conflict, ...]

    @property
    def rows_used(self) -> pd.Series:
        """How many rows of each file are used, by the file."""
        return self._in_use.groupby("file")["row"].nunique()

    @property
    def councils(self) -> pd.Series:
        """How many councils each file gives, by the file."""
        return self._in_use.groupby("file")["area_code"].nunique()

    @property
    def newest(self) -> pd.Series:
        """The newest financial year of each file, by the file."""
        return self._in_use.groupby("file")["financial_year"].max()

    @property
    def _in_use(self) -> pd.DataFrame:
        columns = ["file", "row", "area_code", "financial_year"]
        return pd.concat([self.spending_power[columns], self.service_spending[columns]], ignore_index=True)


def received_money(readings: Sequence[Reading]) -> Received:
    """Return the rows on money of all files: of two files with a council and year, that of the later edition.

    Where two files of one edition differ, as far as is known, that is a conflict.

    Columns returned  those of the tables; left_out: file, row, column, value, reason
    """
    tables: dict[str, pd.DataFrame] = {}
    left_out: list[dict[str, Any]] = []
    conflicts: list[Conflict] = []
    for kind, table in _TABLES.items():
        parts = []
        for reading in readings:
            rows = reading.contents.money.get(kind)
            if rows is not None and len(rows):
                day = reading.file.sidecar.published if reading.file.sidecar else None
                days = pd.Series([day] * len(rows), dtype="datetime64[ns]")
                parts.append(rows.assign(file=reading.name, published=days))
        if not parts:
            tables[kind] = no_rows(table)
            continue
        names = list(table.key)
        rows = pd.concat(parts, ignore_index=True)
        rows = rows.sort_values([*names, "published", "file", "row"], na_position="first", ignore_index=True)
        left_out += _superseded(rows, names, conflicts)
        latest = rows.drop_duplicates(names, keep="last")
        tables[kind] = latest[list(table.names)].astype(pandas_types(table))
    columns = ["file", "row", "column", "value", "reason"]
    frame = pd.DataFrame(left_out, columns=columns).drop_duplicates(["file", "row"])
    in_use = pd.concat([table[["file", "row"]].astype({"file": "str"}) for table in tables.values()])
    is_used = pd.MultiIndex.from_frame(frame[["file", "row"]]).isin(pd.MultiIndex.from_frame(in_use))
    left_out_rows = frame[~is_used].reset_index(drop=True)
    return Received(tables["spending_power"], tables["service_spending"], left_out_rows, tuple(conflicts))


def _superseded(rows: pd.DataFrame, names: list[str], conflicts: list[Conflict]) -> list[dict[str, Any]]:
    """Return the rows that the last of their key takes the place of, and add the conflicts to a list."""
    superseded: list[dict[str, Any]] = []
    amounts = [name for name in rows.columns if name not in (*names, "file", "row", "published")]
    for _, group in rows[rows.duplicated(names, keep=False)].groupby(names, sort=True):
        *others, last = group.to_dict("records")
        for other in others:
            is_same = all(
                other[name] == last[name] or (pd.isna(other[name]) and pd.isna(last[name])) for name in amounts
            )
            if not is_same and (other["published"] == last["published"] or pd.isna(other["published"])):
                conflicts.append(_conflict(other, last))
            superseded.append(
                {
                    "file": other["file"],
                    "row": other["row"],
                    "column": "period",
                    "value": other["financial_year"],
                    "reason": f"{SAME_FIGURE if is_same else LATER_EDITION}{last['file']} row {last['row']}",
                }
            )
    return superseded


def _conflict(other: Mapping[Any, Any], last: Mapping[Any, Any]) -> Conflict:
    where = " and by ".join(f"{make_visible(row['file'])} row {row['row']}" for row in (other, last))
    return Conflict(
        (other["file"], last["file"]),
        f"The money of {last['area_code']} in {last['financial_year']} is given by {where}, which differ and are of "
        "one edition as far as is known; keep one, or give `published` in both sidecars.",
    )


def with_received_power(
    read: pd.DataFrame, received: pd.DataFrame, populations: pd.DataFrame, areas: Areas
) -> pd.DataFrame:
    """Return spending power with the rows of publishers' files in place of those of one council and year.

    People and their note are those of the row that is replaced; for a council and year without a row, they are those of
    the mid-year in which the settlement year begins. The publisher's layout leaves out parts of the official
    total, so its rows are partial.

    Columns needed    read: those of `read_spending_power`; received: RECEIVED_SPENDING_POWER; populations: those of
                      `read_populations`
    Columns returned  READ_COLUMNS
    """
    if received.empty:
        return read
    names = ["area_code", "financial_year"]
    held = {(row["area_code"], row["financial_year"]): row for row in read.to_dict("records")}
    people = {(row["area_code"], int(row["mid_year"])): int(row["all_ages"]) for row in populations.to_dict("records")}
    rows = [
        _power_row(row, held.get((row["area_code"], row["financial_year"])), people, areas)
        for row in received.to_dict("records")
    ]
    new = pd.DataFrame(rows, columns=list(READ_COLUMNS)).astype("object")
    return _in_place_of(read.astype("object"), new, names).astype({"is_partial": "bool"})


def _power_row(
    row: Mapping[Any, Any], held: Mapping[Any, Any] | None, people: Mapping[tuple[str, int], int], areas: Areas
) -> dict[Any, Any]:
    # a decimal of the digits that the file has, and not of the binary number
    money = {name: Decimal(repr(float(row[name]))) for name in COMPONENTS}
    year = int(row["financial_year"][:4])
    count = people.get((row["area_code"], year))
    about = {"population": count, "population_mid_year": None if count is None else year, "note": ""}
    if held is not None:
        about = {name: held[name] for name in about}
    return {
        **{name: row[name] for name in ("area_code", "financial_year", "file", "row")},
        **money,
        **about,
        "area_name": areas[row["area_code"]].name,
        "total_m": sum(money.values(), Decimal(0)),
        "make_up": WITH_SETTLEMENT,
        "is_partial": True,
    }


def with_received_spending(spending: pd.DataFrame, received: pd.DataFrame) -> pd.DataFrame:
    """Return spending by service with the rows of publishers' files in place of those of one council, year and edition.

    Columns needed    spending: those of `read_service_spending`; received: RECEIVED_SERVICE_SPENDING
    Columns returned  those of spending
    """
    if received.empty:
        return spending
    new = received.assign(source=received["file"].astype("str"))[list(spending.columns)]
    return _in_place_of(spending, new, ["area_code", "financial_year", "status"])


def _in_place_of(before: pd.DataFrame, new: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    is_replaced = pd.MultiIndex.from_frame(before[names]).isin(pd.MultiIndex.from_frame(new[names]))
    return pd.concat([before[~is_replaced], new], ignore_index=True)
