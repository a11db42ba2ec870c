"""The register, the framework, the comparator group and the areas below a council, as tables for the steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from helpers.areas import Area, Areas
from helpers.comparator_groups import ComparatorGroup
from helpers.files import csv_rows
from helpers.params import Framework
from helpers.problems import InputProblem
from helpers.register import Indicator, check_dashboards


def register_table(indicators: Sequence[Indicator], not_supplied: pd.DataFrame) -> pd.DataFrame:
    """Return the register as `indicators`: one row per indicator with the columns of params/indicators.csv.

    `not_supplied` has the indicators that no file has a figure of; `why_no_figure` is their reason, else empty.
    """
    table = pd.DataFrame([{**indicator.model_dump(), "breaks": ";".join(indicator.breaks)} for indicator in indicators])
    reasons = dict(zip(not_supplied["indicator_id"], not_supplied["reason"], strict=True))
    return table.assign(why_no_figure=[reasons.get(indicator_id, "") for indicator_id in table["indicator_id"]])


PARTS = ("whole_id", "part_id")


def read_parts(path: Path, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """Read which indicators are parts of a whole: `whole_id` and `part_id`, one row for each part, no row for no file.

    Raises InputProblem naming the row and the indicator that the register does not have, that is its own part or that
    is there twice.
    """
    ids = {indicator.indicator_id for indicator in indicators}
    pairs: list[tuple[str, str]] = []
    for number, row in csv_rows(path, PARTS) if path.exists() else ():
        pair = (row["whole_id"], row["part_id"])
        for name, value in row.items():
            if value not in ids:
                raise InputProblem(
                    f"{path.name} row {number}, column {name}: {value!r} is not in the register; write the "
                    "indicator_id of one that is."
                )
        if pair[0] == pair[1] or pair in pairs:
            raise InputProblem(
                f"{path.name} row {number}, column part_id: {pair[1]!r} is "
                f"{'the whole itself' if pair[0] == pair[1] else 'named twice'}; name each part of a whole once."
            )
        pairs.append(pair)
    return pd.DataFrame(sorted(pairs), columns=list(PARTS)).astype("str")


SAME_MEASURE = ("family", "indicator_id")


def read_same_measure(path: Path, ids: Iterable[str]) -> pd.DataFrame:
    """Read which indicators are one measure told in several ways: `family` and `indicator_id`, in the file's order.

    `known` are the indicators of the register.

    Raises InputProblem naming the row and the indicator that the register does not have or that is there twice, or the
    row without a family.
    """
    ids = set(ids)
    families: dict[str, str] = {}
    for number, row in csv_rows(path, SAME_MEASURE) if path.exists() else ():
        indicator = row["indicator_id"]
        if indicator not in ids:
            raise InputProblem(
                f"{path.name} row {number}, column indicator_id: {indicator!r} is not in the register; write the "
                "indicator_id of one that is."
            )
        if indicator in families:
            raise InputProblem(
                f"{path.name} row {number}, column indicator_id: {indicator!r} appears twice; name it in one family."
            )
        if not row["family"].strip():
            raise InputProblem(
                f"{path.name} row {number}, column family: it is blank; write the name that a measure's rows share."
            )
        families[indicator] = row["family"]
    return pd.DataFrame(
        {"family": list(families.values()), "indicator_id": list(families)}, columns=list(SAME_MEASURE)
    ).astype("str")


def dashboard_table(framework: Framework, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """Return the framework as `dashboards`: theme, dashboard, in_theme, theme_order and dashboard_order.

    `in_theme` is false for an enabler, which is counted in the headline and in none of the themes.
    Raises InputProblem where an indicator's dashboard is not printed exactly once.
    """
    layout = framework.layout()
    check_dashboards(indicators, [dashboard for _, dashboard, _ in layout], framework.name)
    table = pd.DataFrame(layout, columns=["theme", "dashboard", "in_theme"])
    order = {theme: number for number, theme in enumerate(dict.fromkeys(table["theme"]), start=1)}
    return table.assign(theme_order=table["theme"].map(order), dashboard_order=range(1, len(table) + 1))


def member_table(group: ComparatorGroup, areas: Areas) -> pd.DataFrame:
    """Return the group as `comparator_members`: one row per code, with its dates and successors."""
    return _area_table([areas[code] for code in sorted(group.members)])


def group_table(groups: Sequence[ComparatorGroup], areas: Areas) -> pd.DataFrame:
    """Return the members of every group as `group_members`: the columns of `member_table` after `comparator_group`."""
    parts = [member_table(group, areas).assign(comparator_group=group.id) for group in groups]
    table = pd.concat(parts, ignore_index=True)
    return table[["comparator_group", *table.columns.drop("comparator_group")]]


def below_table(code: str, areas: Areas) -> pd.DataFrame:
    """Return the districts and neighbourhoods of a council as `areas_below`: one row per code, with its dates.

    Those of every day are there, as in `comparator_members`; `parent_code` is the area that each lies in.
    """
    below = areas.within(code)
    return _area_table(below).assign(parent_code=pd.Series([area.parent for area in below], dtype="str"))


def _area_table(areas: Sequence[Area]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_code": pd.Series([area.code for area in areas], dtype="str"),
            "area_name": pd.Series([area.name for area in areas], dtype="str"),
            "area_type": pd.Series([area.area_type for area in areas], dtype="str"),
            "start_date": pd.Series([area.start for area in areas], dtype="object"),
            "end_date": pd.Series([area.end for area in areas], dtype="object"),
            "successor_codes": pd.Series([";".join(area.successors) for area in areas], dtype="str"),
        }
    )
