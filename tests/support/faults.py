"""Faults to plant in the figures of the project, one at a time, and the check that must find each.

Run as a module, it prints the table of faults, checks and what was found: python -m faults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.areas import Areas, read_areas
from helpers.params import Settings, settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.quality.checks import Check, checks_for
from helpers.quality.prepare import NO_LABELS, NO_LOST_OF_FILES, NO_ZEROS, prepare
from helpers.register import read_register
from helpers.results.label_results import label_polarities, label_results
from helpers.sources import reference
from helpers.sources.catalogue import read_sources
from helpers.sources.ingest import ingest
from helpers.sources.lost_periods import lost_periods
from helpers.sources.publishers_labels import Labels, label_tables, labels_of
from helpers.sources.sidecar import raw_files
from helpers.sources.worst_districts import read_worst_districts, with_worst_districts, worst_districts

ROOT = Path(__file__).resolve().parents[2]
COUNCIL = "E10000018"
NEIGHBOUR = "E10000024"


@dataclass(frozen=True)
class Figures:
    """The tables that the checks are about, and what they are judged by."""

    observations: pd.DataFrame
    raw_files: pd.DataFrame
    indicators: pd.DataFrame
    parts: pd.DataFrame
    areas: Areas
    settings: Settings
    labels: pd.DataFrame = field(default_factory=lambda: NO_LABELS)
    lost: pd.DataFrame = field(default_factory=lambda: NO_LOST_OF_FILES)
    zeros: pd.DataFrame = field(default_factory=lambda: NO_ZEROS)

    @cached_property
    def checks(self) -> list[Check]:
        """Every check of the year, from the whole register."""
        return checks_for(self.indicators, self.areas, self.settings.parameters)

    @cached_property
    def _prepared(self) -> dict[str, pd.DataFrame]:
        return prepare(
            self.observations,
            self.raw_files,
            self.indicators,
            self.areas,
            self.settings,
            self.parts,
            self.labels,
            self.zeros,
            self.lost,
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """The prepared tables, made once; a test must leave them as they are."""
        return self._prepared

    @cached_property
    def _by_indicators(self) -> dict[tuple[str, ...], Figures]:
        return {}

    def of(self, indicators: Sequence[str]) -> Figures:
        """The figures of some indicators alone, made once; a test must leave them as they are."""
        names = tuple(indicators)
        if names not in self._by_indicators:
            self._by_indicators[names] = self._of(names)
        return self._by_indicators[names]

    def _of(self, indicators: Sequence[str]) -> Figures:
        return replace(
            self,
            observations=self.observations[self.observations["indicator_id"].isin(indicators)].reset_index(drop=True),
            indicators=self.indicators[self.indicators["indicator_id"].isin(indicators)].reset_index(drop=True),
            parts=self.parts[self.parts["whole_id"].isin(indicators)],
            zeros=self.zeros[self.zeros["indicator_id"].isin(indicators)].reset_index(drop=True),
        )


def shipped(year: str = "2023") -> Figures:
    """Read the figures of the project as they are."""
    project = Project(ROOT)
    areas = read_areas(project.areas)
    settings = settings_for(project, areas, year, "", neighbours_of)
    register = read_register(project.register)
    files = raw_files(project.raw, project.raw_name)
    result = ingest(files, register, areas, read_sources(project.sources), settings.parameters.as_at.all_others)
    pairs = read_worst_districts(project.worst_districts, register)
    result = with_worst_districts(result, worst_districts(result.observations, areas, pairs, register))
    indicators = reference.register_table(register, result.not_supplied)
    indicators = reference.without_others_districts(indicators, result.observations, areas, settings.authority, pairs)
    return Figures(
        result.observations,
        result.raw_files,
        indicators,
        reference.read_parts(project.parts, register),
        areas,
        settings,
        lost=result.lost_periods,
        zeros=result.absent_zeros,
    )


def of_year(figures: Figures, year: str) -> Figures:
    """The same figures, for the report of another year."""
    return replace(figures, settings=settings_for(Project(ROOT), figures.areas, year, "", neighbours_of))


@dataclass(frozen=True)
class Fault:
    """A kind of fault: in which indicators, how it is planted, and the check that must name the key."""

    kind: str
    check_id: str
    indicators: tuple[str, ...]
    plant: Callable[[Figures], Figures]
    key: str


Where = Callable[[pd.DataFrame], pd.Series]
Cells = Callable[[pd.DataFrame], dict[str, Any]] | dict[str, Any]


def _changed(where: Where, cells: Cells) -> Callable[[Figures], Figures]:
    """Change cells of some rows of the observations."""

    def plant(figures: Figures) -> Figures:
        rows = figures.observations.copy()
        at = where(rows)
        assert at.any(), "there is no row to plant the fault in"
        for name, value in (cells(rows[at]) if callable(cells) else cells).items():
            rows[name] = rows[name].astype("object") if name in ("area_code", "period") else rows[name]
            rows.loc[at, name] = value
        return replace(figures, observations=rows)

    return plant


def _without(where: Where) -> Callable[[Figures], Figures]:
    """Leave out some rows of the observations."""

    def plant(figures: Figures) -> Figures:
        rows = figures.observations
        assert where(rows).any(), "there is no row to plant the fault in"
        return replace(figures, observations=rows[~where(rows)].reset_index(drop=True))

    return plant


def _added(where: Where, **cells: Any) -> Callable[[Figures], Figures]:
    """Add a row once more, with some cells changed."""

    def plant(figures: Figures) -> Figures:
        more = figures.observations[where(figures.observations)].assign(**cells)
        assert len(more) == 1, "there is no row to plant the fault in"
        return replace(figures, observations=pd.concat([figures.observations, more], ignore_index=True))

    return plant


def _file(**cells: Any) -> Callable[[Figures], Figures]:
    """Change cells of the first raw file."""

    def plant(figures: Figures) -> Figures:
        files = figures.raw_files.copy()
        for name, change in cells.items():
            files.loc[0, name] = change(files.loc[0, name]) if callable(change) else change
        return replace(figures, raw_files=files)

    return plant


def _no_sidecars(figures: Figures) -> Figures:
    files = figures.raw_files.assign(has_sidecar=False)
    return replace(figures, raw_files=files, observations=figures.observations.head(0))


def row(period: str, area: str = COUNCIL) -> Where:
    """The rows of an area for a period."""
    return lambda rows: rows["area_code"].eq(area) & rows["period"].eq(period)


def whole(period: str) -> Where:
    """The rows of every area for a period."""
    return lambda rows: rows["period"].eq(period)


def series(area: str = COUNCIL) -> Where:
    """The rows of an area for every period."""
    return lambda rows: rows["area_code"].eq(area)


def since(day: date) -> Where:
    """The rows of every area for periods that end after a day."""
    return lambda rows: rows["period_end"] > day


def both(one: Where, other: Where) -> Where:
    """The rows that are in both."""
    return lambda rows: one(rows) & other(rows)


def _by(name: str, factor: float) -> Cells:
    return lambda rows: {name: rows[name] * factor}


def _copied_period(figures: Figures) -> Figures:
    """Every council's figures of a year, copied over those of the next."""
    rows = figures.observations.copy()
    before = rows[rows["period"].eq("2021/22")].set_index("area_code")["value"]
    at = rows["period"].eq("2022/23") & rows["area_code"].isin(before.index)
    rows.loc[at, "value"] = rows.loc[at, "area_code"].map(before)
    return replace(figures, observations=rows)


def _copied_forward(figures: Figures) -> Figures:
    """One council's figure of 2018/19, copied over the four years after it."""
    rows = figures.observations.copy()
    at = series()(rows) & rows["period"].isin(["2018/19", "2019/20", "2020/21", "2021/22", "2022/23"])
    rows.loc[at, "value"] = 45.3
    return replace(figures, observations=rows)


def _labelled(kind: str, *rows: tuple[float, str]) -> Callable[[Figures], Figures]:
    """Add a file of figures with labels beside them, from line 2 on; the first figure is that of England.

    Each figure has limits of one either side; those of trends are of one area and year after year.
    """
    lines = range(2, len(rows) + 2)
    values = [value for value, _ in rows]
    in_time = kind == "trend"
    frame = pd.DataFrame(
        {
            "row": lines,
            "measure": "any",
            "value": values,
            "lower_95": [value - 1 for value in values],
            "upper_95": [value + 1 for value in values],
            "parent": "E92000001",
            "sex": "Persons",
            "age": "All",
            "category_type": "",
            "category": "",
            "area": [COUNCIL if in_time else "E92000001" if line == 2 else f"E100000{line:02d}" for line in lines],
            "period": [f"{2017 + line}/{18 + line}" if in_time else "2022/23" for line in lines],
        }
    )
    labels = frame.assign(kind=kind, column="Label", label=[word for _, word in rows], benchmark_area="E92000001")
    read = labels_of(labels, frame)
    assert isinstance(read, Labels)
    tables = label_tables({LABELLED: read}, {})

    def plant(figures: Figures) -> Figures:
        return replace(figures, labels=label_results(*tables, label_polarities(*tables, figures.indicators)))

    return plant


LABELLED = "labelled.csv"


def lost(where: Where, label: str, reason: str, end: date | None = date(2023, 3, 31)) -> Callable[[Figures], Figures]:
    """Reject rows of a file, as if their label were another, or were right and their values could not be read."""

    def plant(figures: Figures) -> Figures:
        at = where(figures.observations)
        assert at.any(), "there is no row to plant the fault in"
        rows = figures.observations.loc[at, ["indicator_id", "area_code"]].assign(
            measure="Measure",
            area="",
            period=label,
            reason=reason,
            period_end=pd.Series([end] * int(at.sum()), index=figures.observations.index[at], dtype="object"),
        )
        used = figures.observations[~at].reset_index(drop=True)
        return replace(figures, observations=used, lost=lost_periods(rows, used).assign(file=LOSING))

    return plant


def _absent_zero(figures: Figures) -> Figures:
    """One council's figure of a year, listed as a zero that stands for no figure."""
    at = row("2022/23", NEIGHBOUR)(figures.observations)
    zero = figures.observations.loc[at, ["indicator_id", "area_code", "period", "period_end"]]
    return replace(figures, zeros=zero.assign(rule="base of zero", absent=True))


LOSING = "losing.csv"
NOT_A_PERIOD = "not a period of the indicator's type"
NOT_A_NUMBER = "neither a number nor a known symbol for a missing figure"


def _of_a_neighbour(figures: Figures) -> Figures:
    """The council's whole series, with the figures of a neighbour in its place."""
    rows = figures.observations.copy()
    others = rows[series(NEIGHBOUR)(rows)].set_index(["indicator_id", "period"])["value"]
    at = series()(rows)
    rows.loc[at, "value"] = others.reindex(
        pd.MultiIndex.from_frame(rows.loc[at, ["indicator_id", "period"]])
    ).to_numpy()
    return replace(figures, observations=rows)


def _without_region(period: str) -> Callable[[Figures], Figures]:
    """Leave out the other councils of the council's region in a period."""

    def plant(figures: Figures) -> Figures:
        region = {area.code: area.region for area in figures.areas}
        return _without(
            lambda rows: whole(period)(rows) & rows["area_code"].map(region).eq(region[COUNCIL]) & ~series()(rows)
        )(figures)

    return plant


def _others_lost(period: str) -> Callable[[Figures], Figures]:
    """Leave out all councils but two in a period."""
    return _without(lambda rows: whole(period)(rows) & ~rows["area_code"].isin([COUNCIL, NEIGHBOUR]))


def every_row(rows: pd.DataFrame) -> pd.Series:
    """Every row."""
    return pd.Series(True, index=rows.index)


def _swapped(rows: pd.DataFrame) -> dict[str, Any]:
    return {"numerator": rows["denominator"], "denominator": rows["numerator"]}


def _wide(rows: pd.DataFrame) -> dict[str, Any]:
    """The limits of 99.8% in the place of those of 95%: 3.0902 in the place of 1.96 standard errors."""
    return {name: rows["value"] + (rows[name] - rows["value"]) * 3.0902 / 1.96 for name in ("lower_95", "upper_95")}


def _narrow(rows: pd.DataFrame) -> dict[str, Any]:
    """One standard error in the place of 1.96."""
    return {name: rows["value"] + (rows[name] - rows["value"]) / 1.96 for name in ("lower_95", "upper_95")}


def _county_unitary(figures: Figures) -> Where:
    kind = {area.code: area.area_type for area in figures.areas}
    return lambda rows: rows["area_code"].map(kind).eq("county_unitary")


def _without_type(figures: Figures) -> Figures:
    return _without(both(_county_unitary(figures), whole("2022/23")))(figures)


RECYCLED, LIFE, INJURIES = (
    "household_waste_recycled_pct",
    "wellbeing_life_satisfaction_mean",
    "injury_admissions_0_14_rate",
)
LEAVERS, BUSINESSES, GAP = "care_leavers_eet_pct", "active_businesses_count", "level3_by_19_fsm_gap"
CLAIMANTS, HOMES, IN_CARE = "claimant_count_pct", "net_additional_dwellings_rate", "cla_rate"
NEET = ("neet_16_17_pct", "activity_unknown_16_17_pct", "neet_or_unknown_16_17_pct")

FILE = "the first raw file"
"""Stands for the name of that file, which the figures say."""


def _fault(kind: str, check_id: str, indicator: str, plant: Callable[[Figures], Figures], after: str) -> Fault:
    return Fault(kind, check_id, (indicator,), plant, f"{indicator} {after}".strip())


_OWN = f"{COUNCIL} 2022/23"
_BEFORE = f"{COUNCIL} 2021/22"

FAULTS: tuple[Fault, ...] = (
    # Files.
    Fault("a row is lost between reading and use", "C01", (RECYCLED,), _file(rows_used=lambda n: n - 1), FILE),
    Fault("a row is rejected", "C02", (RECYCLED,),
          _file(rows_used=lambda n: n - 1, rows_rejected=lambda n: n + 1), FILE),
    Fault("a file cannot be read", "C21", (RECYCLED,), _file(refused="is empty."), FILE),
    # Keys, codes and dates.
    Fault("an indicator that the register does not have", "C03", (RECYCLED,),
          _changed(row("2022/23"), {"indicator_id": "household_waste_pct"}), f"household_waste_pct {_OWN}"),
    _fault("a council's name in the place of its code", "C04", RECYCLED,
           _changed(row("2022/23"), {"area_code": "Leicestershire"}), "Leicestershire 2022/23"),
    _fault("an area of Wales", "C04", RECYCLED, _changed(row("2022/23"), {"area_code": "W06000001"}),
           "W06000001 2022/23"),
    _fault("a figure that is there twice", "C05", RECYCLED, _added(row("2022/23")), _OWN),
    _fault("two values of one figure", "C05", RECYCLED, _added(row("2022/23"), value=42.8), _OWN),
    _fault("a period that ends before it starts", "C06", RECYCLED,
           _changed(row("2022/23"), {"period_start": date(2023, 4, 1)}), _OWN),
    _fault("a status that is not known", "C07", RECYCLED, _changed(row("2022/23"), {"status": "draft"}), _OWN),
    _fault("two figures in the month in which a period ends", "C20", RECYCLED,
           _added(row("2022/23"), period="Mar 2023", period_start=date(2023, 3, 1)), f"{COUNCIL} Mar 2023"),
    _fault("a row without a status", "C24", RECYCLED, _changed(row("2022/23"), {"status": None}), _OWN),
    _fault("a row without a period", "C24", RECYCLED, _changed(row("2022/23"), {"period": None}), f"{COUNCIL} None"),
    _fault("a code that no area has", "C25", RECYCLED, _changed(row("2022/23"), {"area_code": "E10000999"}),
           "E10000999 2022/23"),
    _fault("a figure from before the council began, not marked so", "C26", RECYCLED,
           _changed(row("2015/16"), {"area_code": "E06000061"}), "E06000061 2015/16"),
    _fault("a figure from after the council ended", "C26", RECYCLED,
           _changed(row("2022/23"), {"area_code": "E10000002"}), "E10000002 2022/23"),
    _fault("a label of another year than the dates", "C27", RECYCLED,
           _changed(row("2022/23"), {"period": "2023/24"}), f"{COUNCIL} 2023/24"),
    _fault("a label of another type of period", "C27", RECYCLED,
           _changed(row("2022/23"), {"period": "2022/23 (academic)"}), f"{COUNCIL} 2022/23 (academic)"),
    # Markers and status.
    _fault("a figure beside a marker of suppression", "C28", RECYCLED,
           _changed(row("2022/23"), {"marker": "[c]"}), _OWN),
    _fault("a marker that is not known", "C28", RECYCLED, _changed(row("2022/23"), {"marker": "[q]"}), _OWN),
    _fault("a blank without a marker", "C28", RECYCLED, _changed(row("2022/23"), {"value": np.nan}), _OWN),
    _fault("an indicator with a missing figure that nobody explains", "C19", RECYCLED,
           _changed(row("2022/23"), {"value": np.nan}), ""),
    _fault("a figure marked provisional whose status is final", "C29", RECYCLED,
           _changed(row("2022/23"), {"marker": "[p]"}), _OWN),
    _fault("a numerator left beside a suppressed figure", "C30", LEAVERS,
           _changed(row("2022/23"), {"value": np.nan, "marker": "[c]"}), _OWN),
    _fault("a figure of another source", "C31", RECYCLED, _changed(row("2022/23"), {"source_id": "ons_els"}), _OWN),
    _fault("a period after the as-at date", "C32", RECYCLED,
           _changed(row("2022/23"), {"period_end": date(2023, 4, 30)}), _OWN),
    _fault("a provisional figure", "C33", RECYCLED, _changed(row("2021/22"), {"status": "provisional"}), _BEFORE),
    _fault("a newest figure that is provisional", "C61", RECYCLED,
           _changed(row("2022/23"), {"status": "provisional"}), ""),
    _fault("a figure under the council's other code", "C34", RECYCLED,
           _changed(row("2021/22"), {"area_flag": "recode"}), _BEFORE),
    _fault("a newest figure that is carried back", "C62", RECYCLED,
           _changed(row("2022/23"), {"area_flag": "backcast"}), ""),
    # Ranges.
    _fault("a denominator of zero", "C11", LEAVERS, _changed(row("2022/23"), {"denominator": 0.0}), _OWN),
    _fault("a negative numerator", "C12", LEAVERS, _changed(row("2022/23"), _by("numerator", -1)), _OWN),
    _fault("a negative denominator", "C22", LEAVERS, _changed(row("2022/23"), _by("denominator", -1)), _OWN),
    _fault("a negative share", "C13", RECYCLED, _changed(row("2022/23"), _by("value", -1)), _OWN),
    _fault("a share above 100%", "C14", RECYCLED, _changed(row("2022/23"), {"value": 141.8}), _OWN),
    _fault("a negative rate", "C15", IN_CARE, _changed(row("31 Mar 2023"), _by("value", -1)), f"{COUNCIL} 31 Mar 2023"),
    _fault("a negative count", "C15", BUSINESSES, _changed(row("2022"), _by("value", -1)), f"{COUNCIL} 2022"),
    _fault("a gap of more than 100 percentage points", "C35", GAP,
           _changed(row("2022/23 (academic)"), {"value": 131.41}), f"{COUNCIL} 2022/23 (academic)"),
    _fault("a score below its scale", "C36", LIFE, _changed(row("2022/23"), {"value": -1.0}), _OWN),
    _fault("a score above its scale", "C37", LIFE, _changed(row("2022/23"), {"value": 73.8}), _OWN),
    _fault("an infinite number", "C38", RECYCLED, _changed(row("2022/23"), {"value": float("inf")}), _OWN),
    _fault("half a business", "C39", BUSINESSES, _changed(row("2022"), {"value": 30950.5}), f"{COUNCIL} 2022"),
    # A figure against its limits, its counts and its parts.
    _fault("limits that change places", "C08", LIFE,
           _changed(row("2022/23"), {"lower_95": 7.56, "upper_95": 7.19}), _OWN),
    _fault("a figure below its limits", "C09", LIFE, _changed(row("2022/23"), {"value": 7.18}), _OWN),
    _fault("the digits of a figure with limits change places", "C10", LIFE,
           _changed(row("2022/23"), {"value": 7.83}), _OWN),
    _fault("numerator and denominator change places", "C16", LEAVERS, _changed(row("2022/23"), _swapped), _OWN),
    _fault("the digits of a figure with counts change places", "C40", LEAVERS,
           _changed(row("2022/23"), {"value": 75.0}), _OWN),
    _fault("the numerator of another year", "C40", LEAVERS, _changed(row("2022/23"), {"numerator": 141.0}), _OWN),
    _fault("a rate per 1,000 where the unit is per 10,000", "C40", IN_CARE,
           _changed(row("31 Mar 2023"), {"value": 4.8}), f"{COUNCIL} 31 Mar 2023"),
    _fault("one year of figures that are not their counts divided", "C40", LEAVERS,
           _changed(whole("2022/23"), _by("value", 1.1)), _OWN),
    _fault("a rate per 1,000 throughout", "C40", IN_CARE, _changed(every_row, _by("value", 0.1)),
           f"{COUNCIL} 31 Mar 2023"),
    _fault("numerators half as high again throughout", "C40", LEAVERS,
           _changed(every_row, _by("numerator", 1.5)), _OWN),
    _fault("one limit is missing", "C41", LIFE, _changed(row("2022/23"), {"upper_95": np.nan}), _OWN),
    _fault("limits of 99.8% in the place of 95%", "C42", INJURIES, _changed(row("2022/23"), _wide), _OWN),
    _fault("limits of one standard error", "C42", INJURIES, _changed(row("2022/23"), _narrow), _OWN),
    _fault("counts in thousands", "C43", INJURIES,
           _changed(row("2022/23"), lambda rows: {"numerator": rows["numerator"] / 1000,
                                                      "denominator": rows["denominator"] / 1000}),
           _OWN),
    Fault("a part that does not add up", "C44", NEET,
          _changed(lambda rows: row("2022/23")(rows) & rows["indicator_id"].eq(NEET[0]), {"value": 1.8}),
          f"{NEET[2]} {_OWN}"),
    # A figure against its history and the others; a period against the one before.
    _fault("a share from 0 to 1", "C45", RECYCLED, _changed(row("2022/23"), _by("value", 0.01)), _OWN),
    _fault("a share a hundred times too high", "C45", CLAIMANTS, _changed(row("2022"), _by("value", 100)),
           f"{COUNCIL} 2022"),
    _fault("a whole series from 0 to 1", "C45", RECYCLED, _changed(series(), _by("value", 0.01)), _OWN),
    _fault("a year in thousands", "C46", BUSINESSES, _changed(whole("2022"), _by("value", 0.001)), "2022"),
    _fault("a year of shares from 0 to 1", "C46", RECYCLED, _changed(whole("2022/23"), _by("value", 0.01)), "2022/23"),
    _fault("a year of rates ten times too high", "C46", HOMES, _changed(whole("2022/23"), _by("value", 10)), "2022/23"),
    _fault("the decimal point of a figure is lost", "C47", CLAIMANTS,
           _changed(row("2022"), {"value": 22.0}), f"{COUNCIL} 2022"),
    _fault("the figure of a large council under a small one's code", "C64", BUSINESSES,
           _changed(row("2021"), {"value": 72000.0}), f"{COUNCIL} 2021"),
    _fault("a figure far from all others", "C48", IN_CARE, _changed(row("31 Mar 2018"), {"value": 400.0}),
           f"{COUNCIL} 31 Mar 2018"),
    _fault("a figure that is copied forward", "C49", RECYCLED, _copied_forward, _OWN),
    _fault("a year that is copied whole", "C50", RECYCLED, _copied_period, "2022/23"),
    _fault("one figure filled down the column", "C51", RECYCLED,
           _changed(whole("2022/23"), {"value": 43.4}), "2022/23"),
    _fault("half of the councils are lost in a year", "C52", RECYCLED,
           _without(both(whole("2018/19"), lambda rows: rows["area_code"] > "E10000003")), "2018/19"),
    _fault("a year is lost inside a series", "C53", RECYCLED, _without(row("2018/19")), f"{COUNCIL} 2019/20"),
    _fault("half a year in the place of a year", "C54", RECYCLED,
           _changed(row("2022/23"), {"period_start": date(2022, 10, 1)}), _OWN),
    _fault("a figure of another council ten times too low", "C64", RECYCLED,
           _changed(row("2022/23", NEIGHBOUR), _by("value", 0.1)), f"{NEIGHBOUR} 2022/23"),
    _fault("the series of a neighbour", "C69", RECYCLED, _of_a_neighbour, _OWN),
    _fault("a year that is half of what it should be", "C70", RECYCLED,
           _changed(whole("2022/23"), _by("value", 0.5)), "2022/23"),
    _fault("a year that is twice what it should be", "C70", BUSINESSES,
           _changed(whole("2022"), _by("value", 2)), "2022"),
    # Coverage and the newest figure.
    _fault("a newest figure ten times too low", "C65", RECYCLED, _changed(row("2022/23"), _by("value", 0.1)), _OWN),
    _fault("a newest figure of zero", "C66", RECYCLED, _changed(row("2022/23"), {"value": 0.0}), _OWN),
    _fault("a newest figure that is doubled", "C67", BUSINESSES, _changed(row("2022"), _by("value", 2)),
           f"{COUNCIL} 2022"),
    _fault("shares from 0 to 1 throughout", "C68", RECYCLED, _changed(every_row, _by("value", 0.01)), ""),
    _fault("most of the group is lost in the year before", "C71", RECYCLED, _others_lost("2021/22"), ""),
    _fault("the rest of the region is lost in the newest year", "C72", RECYCLED, _without_region("2022/23"), "region"),
    _fault("every row of an indicator is lost", "C17", RECYCLED, _without(lambda rows: rows["value"].notna()), ""),
    _fault("every row of the council is lost", "C18", RECYCLED, _without(series()), ""),
    _fault("an indicator of a source without a sidecar has no row", "C23", RECYCLED, _no_sidecars, ""),
    _fault("most of the group is lost in the newest year", "C55", RECYCLED,
           _without(both(whole("2022/23"), lambda rows: rows["area_code"].ne(COUNCIL)
                         & rows["area_code"].ne(NEIGHBOUR))), ""),
    _fault("one type of council is lost in the newest year", "C56", RECYCLED, _without_type, "county_unitary"),
    _fault("the council's newest year is lost", "C57", RECYCLED, _without(row("2022/23")), ""),
    _fault("the council's newest figure is hidden", "C57", RECYCLED,
           _changed(row("2022/23"), {"value": np.nan, "marker": "[c]"}), ""),
    _fault("the last years of a series are lost", "C58", RECYCLED, _without(since(date(2020, 4, 1))), ""),
    _fault("the newest figure is too old for the headline", "C59", RECYCLED, _without(since(date(2019, 4, 1))), ""),
    _fault("a change of definition at the newest figure", "C60", RECYCLED,
           _changed(row("2022/23"), {"marker": "[b]"}), ""),
    _fault("a zero that stands for no figure", "C73", RECYCLED, _absent_zero, f"{NEIGHBOUR} 2022/23"),
    # Periods that a file gives and of which no row can be used.
    _fault("the label of the newest year cannot be read", "C74", RECYCLED,
           lost(whole("2022/23"), "2022/23 (budget)", NOT_A_PERIOD),
           f"{LOSING}, measure Measure, period '2022/23 (budget)': 42 rows, {NOT_A_PERIOD}"),
    _fault("a label of the newest year that names no year", "C74", RECYCLED,
           lost(whole("2022/23"), "Latest", NOT_A_PERIOD, None),
           f"{LOSING}, measure Measure, period 'Latest': 42 rows, {NOT_A_PERIOD}"),
    _fault("the council's newest value alone cannot be read", "C74", RECYCLED,
           lost(row("2022/23"), "2022/23", NOT_A_NUMBER),
           f"{LOSING}, measure Measure, period '2022/23': 1 row of {COUNCIL}, {NOT_A_NUMBER}"),
    # What publishers say of their figures: one label holds and the last does not.
    Fault("a comparison that the limits do not bear out", "C63", (RECYCLED,),
          _labelled("compared_with_england", (50, ""), (60, "Higher"), (40, "Similar")),
          f"{LABELLED} 4 compared_with_england"),
    Fault("a trend that the last five figures do not have", "C63", (RECYCLED,),
          _labelled("trend", (10, ""), (20, ""), (30, ""), (40, ""), (50, "Increasing"), (60, "Decreasing")),
          f"{LABELLED} 7 trend"),
    Fault("a median of other figures", "C63", (RECYCLED,),
          _labelled("median", (1, ""), (2, ""), (9, "4")), f"{LABELLED} 4 median"),
    Fault("a quintile of another council", "C63", (RECYCLED,),
          _labelled("quintile", (1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "1")), f"{LABELLED} 6 quintile"),
)  # fmt: skip


def failing_keys(figures: Figures, checks: Sequence[Check]) -> dict[str, set[str]]:
    """Return {check_id: keys of the rows that fail} of some checks."""
    from helpers.quality.run import judge, keys_of

    tables = figures.tables()
    positions = judge(checks, tables)
    return {
        check.check_id: set(keys_of(tables[check.table].iloc[positions[check.check_id]], check.table))
        for check in checks
    }


def is_found(fault: Fault, figures: Figures, checks: Sequence[Check], sound: Mapping[str, set[str]]) -> bool:
    """Say whether the check that a fault names finds it: whether the key fails with the fault, and not without it.

    `sound` are the keys that fail each check in the figures as they are, all indicators together.
    """
    named = [check for check in checks if check.check_id == fault.check_id]
    if not named:
        return False
    planted = fault.plant(figures.of(fault.indicators))
    key = str(figures.raw_files.loc[0, "file"]) if fault.key == FILE else fault.key
    return key in failing_keys(planted, named)[fault.check_id] and key not in sound[fault.check_id]


def found_together(
    faults: Sequence[Fault], figures: Figures, checks: Sequence[Check], sound: Mapping[str, set[str]]
) -> dict[str, bool]:
    """Say of each fault, by its kind, what `is_found` says of it.

    Faults that change nothing but figures of their own indicators are judged together, each in indicators of its own:
    copies of the register's under other names. As tables are worked out by indicator, none sees the others. A fault
    does not count as found where a copy without any fault fails in the same place.
    """
    copies: dict[str, Figures] = {}
    names: dict[str, tuple[str, str]] = {}
    for number, fault in enumerate(faults):
        base = figures.of(fault.indicators)
        planted = fault.plant(base)
        if _changes_figures_alone(planted, base, fault.indicators):
            names[fault.kind] = (f"{number}.", "/".join(fault.indicators) + ".")
            copies |= dict(zip(names[fault.kind], (planted, base), strict=True))
    failing = failing_keys(_under_other_names(figures, copies), checks)
    outcomes = {}
    for fault in faults:
        if fault.kind not in names:
            outcomes[fault.kind] = is_found(fault, figures, checks, sound)
            continue
        planted_key, base_key = (name + fault.key for name in names[fault.kind])
        keys = failing[fault.check_id]
        outcomes[fault.kind] = planted_key in keys and base_key not in keys and fault.key not in sound[fault.check_id]
    return outcomes


def _changes_figures_alone(planted: Figures, base: Figures, indicators: Sequence[str]) -> bool:
    """Say whether only observations differ, and all of them are still of these indicators."""
    others = [entry.name for entry in fields(Figures) if entry.name != "observations"]
    same = all(getattr(planted, name) is getattr(base, name) for name in others)
    return same and bool(planted.observations["indicator_id"].isin(indicators).all())


def _under_other_names(figures: Figures, copies: Mapping[str, Figures]) -> Figures:
    """Put copies of some indicators together, each with a text before the names of its indicators."""

    def renamed(table: str, *columns: str) -> pd.DataFrame:
        frames = {name: getattr(copy, table) for name, copy in copies.items()}
        changed = [
            frame.assign(**{column: name + frame[column].astype("str") for column in columns})
            for name, frame in frames.items()
        ]
        return pd.concat(changed, ignore_index=True)

    return replace(
        figures,
        observations=renamed("observations", "indicator_id"),
        indicators=renamed("indicators", "indicator_id"),
        parts=renamed("parts", "whole_id", "part_id"),
        zeros=renamed("zeros", "indicator_id"),
    )


def main() -> None:
    """Print the table of faults."""
    figures = shipped()
    sound = failing_keys(figures, figures.checks)
    print(f"{'kind of fault':<66}{'check':<7}found")
    for fault in FAULTS:
        print(
            f"{fault.kind:<66}{fault.check_id:<7}{'yes' if is_found(fault, figures, figures.checks, sound) else 'NO'}"
        )


if __name__ == "__main__":
    main()
