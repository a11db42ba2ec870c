"""The register, the framework, the comparator group and the areas below a council, as tables for the steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from helpers.areas import Area, Areas
from helpers.comparator_groups import ComparatorGroup
from helpers.files import csv_rows
from helpers.frameworks import Framework, check_dashboards
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.verdicts import BELOW_ONLY


def register_table(
    indicators: Sequence[Indicator],
    not_supplied: pd.DataFrame,
    framework: Framework | None = None,
    year: int | None = None,
    answered: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the register as the table `indicators`, one row per indicator that the report of the year has.

    An indicator counts where the register says so and its dashboard counts, and a local or partner measure only once a
    file has a figure of it. Without a framework each is on its dashboard of the register, which counts; without a year
    every indicator is there. `answered` has the national frameworks that indicators answer.

    Columns needed    not_supplied: indicator_id, reason, of the indicators for which no file has a figure
    Columns returned  those of params/indicators.csv, where dashboard is the printed one and counted is as above;
                      based_on, blank; subject, the dashboard as in the register; why_no_figure, the reason, or blank;
                      national_framework, blank where it answers none
    Raises            InputProblem: an indicator's dashboard is not held exactly once by the framework
    """
    reported = [indicator for indicator in indicators if year is None or indicator.is_reported_in(year)]
    printed_on = framework.printed_on(reported) if framework else {one.indicator_id: one.dashboard for one in reported}
    left_out = {line.dashboard for line in framework.layout() if not line.counted} if framework else set()
    reasons = dict(zip(not_supplied["indicator_id"], not_supplied["reason"], strict=True))
    rows = []
    for indicator in reported:
        name = indicator.indicator_id
        dashboard = printed_on[name]
        awaited = indicator.measure_type != "national" and name in reasons
        rows.append(
            indicator.model_dump()
            | {column: ";".join(getattr(indicator, column)) for column in ("breaks", "tags", "earlier_sources")}
            | {"dashboard": dashboard}
            | {"counted": indicator.counted and dashboard not in left_out and not awaited}
            | {"based_on": "", "subject": indicator.dashboard, "why_no_figure": reasons.get(name, "")}
            | {"national_framework": (answered or {}).get(name, "")}
        )
    flags = {"reward": "boolean", "mandatory": "boolean"}
    return pd.DataFrame(rows).astype({"valid_from": "Int64", "valid_to": "Int64"} | flags)


def without_others_districts(
    indicators: pd.DataFrame, observations: pd.DataFrame, areas: Areas, authority: str, worst: Mapping[str, str]
) -> pd.DataFrame:
    """Return the register without the indicators that rest on the districts of other councils alone.

    `authority` is the council's code, `worst` has what each indicator of a county's worst district is based on. An
    indicator whose every figure is of a district or a neighbourhood stays where one of them lies in the council, and
    says that the council itself has none.

    Columns needed    indicators: the table, made by `register_table`; observations: indicator_id, area_code
    Columns returned  those of indicators; why_no_figure is changed where a figure is of areas below a council alone,
                      and based_on where one is of the worst district
    """
    pairs = observations[["indicator_id", "area_code"]].drop_duplicates()
    is_below = pairs["area_code"].isin([area.code for area in areas if area.area_type in BELOW_A_COUNCIL])
    below_only = set(pairs["indicator_id"]) - set(pairs.loc[~is_below, "indicator_id"])
    own = pairs["area_code"].isin([area.code for area in areas.within(authority)])
    left_out = below_only - set(pairs.loc[own, "indicator_id"])
    left_out |= set(worst) - set(pairs.loc[pairs["area_code"].isin(areas.same_council(authority)), "indicator_id"])
    reported = indicators[~indicators["indicator_id"].isin(left_out)].reset_index(drop=True)
    reason = reported["why_no_figure"].mask(reported["indicator_id"].isin(below_only), BELOW_ONLY)
    return reported.assign(
        why_no_figure=reason, based_on=reported["indicator_id"].map(dict(worst)).fillna("").astype("str")
    )


BELOW_A_COUNCIL = ("district", "neighbourhood")
"""The types of areas that lie within a council's area."""


def only_reported(frame: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without the rows of indicators that the report does not have; those of no indicator stay.

    Columns needed    frame, indicators: indicator_id
    Columns returned  those of the frame
    """
    of_none = frame["indicator_id"].isna() | frame["indicator_id"].eq("")
    return frame[of_none | frame["indicator_id"].isin(indicators["indicator_id"])].reset_index(drop=True)


def retired_table(indicators: Sequence[Indicator], year: int) -> pd.DataFrame:
    """Return the indicators of the register that the report of a year does not have, in order of title.

    Columns returned  indicator_id, title, subject, valid_from, valid_to (empty where there is no such year)
    """
    rows = [
        (one.indicator_id, one.title, one.dashboard, one.valid_from, one.valid_to)
        for one in sorted(indicators, key=lambda one: (one.title, one.indicator_id))
        if not one.is_reported_in(year)
    ]
    columns = ["indicator_id", "title", "subject", "valid_from", "valid_to"]
    return pd.DataFrame(rows, columns=columns).astype({"valid_from": "Int64", "valid_to": "Int64"})


PARTS = ("whole_id", "part_id")


def read_parts(path: Path, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """Read which indicators are parts of a whole, one row for each part; no row if there is no file.

    Columns returned  whole_id, part_id
    Raises            InputProblem, naming the row and the indicator: the register does not have it, it is its own
                      part, or it appears twice
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


def read_same_measure(path: Path, ids: Iterable[str], reported: Iterable[str] | None = None) -> pd.DataFrame:
    """Read which indicators are one measure in several versions, in the order of the file.

    `ids` are the indicators of the register, and `reported` those of the report, which has no retired ones: the others
    are left out. Without it all are there.

    Columns returned  family, indicator_id
    Raises            InputProblem, naming the row: the register does not have its indicator, the indicator appears
                      twice, or the row has no family
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
    table = pd.DataFrame(
        {"family": list(families.values()), "indicator_id": list(families)}, columns=list(SAME_MEASURE)
    ).astype("str")
    return table if reported is None else table[table["indicator_id"].isin(list(reported))].reset_index(drop=True)


def dashboard_table(framework: Framework, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """Return the framework as the table `dashboards`, in printed order.

    Columns returned  theme, dashboard, in_theme (false for an enabler, which counts in the headline and in no theme),
                      theme_order, dashboard_order, counts_in_headline, count_apart
    Raises            InputProblem: an indicator's dashboard is not held exactly once
    """
    check_dashboards(indicators, framework.held(), framework.name)
    columns = ["theme", "dashboard", "in_theme", "counts_in_headline", "count_apart"]
    table = pd.DataFrame(framework.layout(), columns=columns)
    order = {theme: number for number, theme in enumerate(dict.fromkeys(table["theme"]), start=1)}
    table = table.assign(theme_order=table["theme"].map(order), dashboard_order=range(1, len(table) + 1))
    return table[["theme", "dashboard", "in_theme", "theme_order", "dashboard_order", *columns[3:]]]


def member_table(group: ComparatorGroup, areas: Areas) -> pd.DataFrame:
    """Return the group as `comparator_members`: one row per code, in order of code.

    Columns returned  area_code, area_name, area_type, start_date, end_date (None while the code is in use),
                      successor_codes (separated by semicolons)
    Raises            KeyError: a member is not in `areas`
    """
    return _area_table([areas[code] for code in sorted(group.members)])


def group_table(groups: Sequence[ComparatorGroup], areas: Areas) -> pd.DataFrame:
    """Return the members of every group as `group_members`.

    Columns returned  comparator_group, then those of `member_table`
    """
    parts = [member_table(group, areas).assign(comparator_group=group.id) for group in groups]
    table = pd.concat(parts, ignore_index=True)
    return table[["comparator_group", *table.columns.drop("comparator_group")]]


def below_table(code: str, areas: Areas) -> pd.DataFrame:
    """Return the districts and neighbourhoods of a council as `areas_below`: one row per code.

    Codes of every date are included, as in `comparator_members`.

    Columns returned  those of `member_table`; parent_code, the area that each lies in
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
