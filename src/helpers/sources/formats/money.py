"""Publishers' files of council finance: the rows of them that the pages on funding and on spending take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.areas import UPPER_TIER, Areas
from helpers.period_suffixes import read_label
from helpers.periods import dates_of
from helpers.sources.council_codes import code_at
from helpers.sources.files.limits import REJECTION_COLUMNS
from helpers.sources.files.opening import Opened
from helpers.sources.formats.format import Contents, Context, PublishersFormat
from helpers.sources.published import Published
from helpers.sources.spending import SERVICES, TOTAL
from helpers.sources.spending_power import COMPONENTS, FIRST_FAIR_FUNDING

POWER_COLUMNS: Final = ("area_code", "financial_year", *COMPONENTS, "row")
"""Columns of the rows of spending power; amounts are in millions of pounds."""

SPENDING_COLUMNS: Final = ("area_code", "financial_year", "status", *SERVICES, TOTAL, "row")
"""Columns of the rows of spending by service; amounts are in thousands of pounds."""

NOT_COMPARED: Final = "not a council with a county's services, and no page compares the money of any other"

_MEASURES: Final = dict(zip(("sfa", "under_index", "ct_total", "nhb", "nhb_return", "rsdg"), COMPONENTS, strict=True))
_PRINTED_TOTAL: Final = "total_spend"
_ROUNDING: Final = 1e-6
"""Millions of pounds by which a printed total may miss the sum of its components, as floating-point numbers do."""

_HEADINGS: Final = {
    "adult_social_care": "adult social care",
    "children_social_care": "childrens? social care",
    "public_health": "public health",
    "education": "education services",
    "highways_transport": "highways and",
    "environmental_regulatory": "environmental and",
    "cultural": "cultural and",
    "housing": "housing services",
    "planning_development": "planning and",
    "fire_rescue": "fire and",
    "police": "police services",
    "central": "central services",
    "other": "other services",
    TOTAL: "total service expenditure",
}
"""How the heading of each service begins, in small letters and without apostrophes."""

_OF_SUMMARY: Final = "service expenditure: "
_NET: Final = "net current expenditure"


class Money(NamedTuple):
    """The rows that a page takes, and for each row that it does not take the column, the value and the reason."""

    rows: pd.DataFrame
    reasons: pd.DataFrame


@dataclass(frozen=True)
class MoneyFormat(PublishersFormat):
    """A format whose figures are of no indicator; pages on money take its rows as they are.

    `kind` is what these rows are of, and `money` picks them from the figures.
    """

    kind: str = ""
    money: Callable[[Published, Areas], Money] = lambda printed, _: Money(printed.figures.head(0), printed.rejections)

    def contents(self, file: Opened, context: Context) -> Contents:
        """Read the figures as printed; a row that a page takes is no rejection, and any other says why not."""
        printed = self.read(file)
        contents = self.matched(printed, context)
        money = self.money(printed, context.areas)
        rejections = contents.rejections.astype({"column": "str", "value": "str", "reason": "str"})
        others = rejections[~rejections["row"].isin([*money.rows["row"], *money.reasons["row"]])]
        rejections = pd.concat([others, money.reasons], ignore_index=True).sort_values("row", ignore_index=True)
        return replace(contents, rejections=rejections, money={self.kind: money.rows})


def power_rows(printed: Published, areas: Areas) -> Money:
    """Return the components of spending power of each council and settlement year, and why other rows are left out.

    Columns returned  rows: POWER_COLUMNS; reasons: row, column, value, reason
    """
    return _sorted_out(printed, areas, POWER_COLUMNS, _power_of)


def spending_rows(printed: Published, areas: Areas) -> Money:
    """Return what each council spent on each service in net current expenditure, and why other rows are left out.

    Columns returned  rows: SPENDING_COLUMNS; reasons: row, column, value, reason
    """
    headings = _headings(printed)
    return _sorted_out(printed, areas, SPENDING_COLUMNS, lambda year, amounts: _spending_of(amounts, headings))


_Amounts = tuple[dict[str, Any], str, str]
"""The amounts of a row by their columns, or none and the column and the reason."""


def _sorted_out(
    printed: Published,
    areas: Areas,
    columns: Sequence[str],
    amounts_of: Callable[[str, Mapping[str, float]], _Amounts],
) -> Money:
    rows: list[dict[str, Any]] = []
    reasons: dict[int, tuple[int, str, str, str]] = {}
    used: set[int] = set()
    for row, area, label, status, amounts in _groups(printed):
        year = _financial_year(label)
        code, reason = _council(area, year, areas)
        if reason:
            reasons.setdefault(row, (row, "area", area, reason))
            continue
        cells, column, reason = amounts_of(year, amounts)
        if reason:
            reasons.setdefault(row, (row, column, label, reason))
            continue
        used.add(row)
        rows.append({"area_code": code, "financial_year": year, "status": status, "row": row} | cells)
    left_out = [reason for row, reason in reasons.items() if row not in used]
    return Money(
        pd.DataFrame(rows, columns=list(columns)),
        pd.DataFrame(left_out, columns=REJECTION_COLUMNS),
    )


def _groups(printed: Published) -> Iterator[tuple[int, str, str, str, dict[str, float]]]:
    """Give the row, area, period and status of each group of figures, with its amounts by measure."""
    figures = printed.figures
    for _, group in figures.groupby(["row", "area", "period", "status"], sort=False):
        first = group.iloc[0]
        amounts = dict(zip(group["measure"], group["value"], strict=True))
        yield int(first["row"]), str(first["area"]), str(first["period"]), str(first["status"]), amounts


def _financial_year(label: str) -> str:
    """Return the register's label of a financial year that a file prints as 2020 or 2017-18; blank for any other."""
    match = re.fullmatch(r"(20\d{2})(?:-(\d{2}))?", read_label(label).period)
    if match is None:
        return ""
    year = f"{match[1]}/{(int(match[1]) + 1) % 100:02d}"
    return year if match[2] in (None, year[5:]) else ""


def _council(area: str, year: str, areas: Areas) -> tuple[str, str]:
    """Return the code that a council had in a year, and why there is none."""
    days = dates_of(year, "financial")
    if days is None:
        return "", "the period is no financial year"
    if area not in areas or areas[area].area_type not in UPPER_TIER:
        return "", NOT_COMPARED
    code, flag = code_at(area, *days, areas)
    if not code or flag == "backcast":
        return "", f"the council did not exist in {year}"
    return code, ""


def _power_of(year: str, amounts: Mapping[str, float]) -> _Amounts:
    if year >= FIRST_FAIR_FUNDING:
        return {}, "period", f"spending power is made up differently from {FIRST_FAIR_FUNDING}"
    missing = [name for name in _MEASURES if pd.isna(amounts.get(name))]
    if missing:
        return {}, "measure", f"the row has no figure of {missing[0]}, a part of spending power in {year}"
    total = sum(amounts[name] for name in _MEASURES)
    printed = amounts.get(_PRINTED_TOTAL)
    if printed is not None and not abs(printed - total) < _ROUNDING:
        return {}, "measure", f"{_PRINTED_TOTAL} is not the sum of its components"
    return {column: amounts[name] for name, column in _MEASURES.items()}, "", ""


def _headings(printed: Published) -> dict[str, str]:
    """Return the service that each heading is of; of two the first counts.

    The form RSX has several columns for each service, and net current expenditure is one; RS has that alone.
    """
    plain = {name: re.sub("['’]", "", name.lower()) for name in printed.text("measure").categories}
    has_several = any(heading.startswith(_HEADINGS[TOTAL]) and _NET in heading for heading in plain.values())
    headings: dict[str, str] = {}
    for measure, heading in plain.items():
        of_service = heading.removeprefix(_OF_SUMMARY)
        if (_NET not in heading) if has_several else (": " in of_service):
            continue
        for service, beginning in _HEADINGS.items():
            if re.match(beginning, of_service) and service not in headings.values():
                headings[measure] = service
    return headings


def _spending_of(amounts: Mapping[str, float], headings: Mapping[str, str]) -> _Amounts:
    if TOTAL not in headings.values():
        return {}, "measure", "the form has no total service expenditure; the forms RS and RSX have it"
    spent = {service: amounts[measure] for measure, service in headings.items() if measure in amounts}
    missing = [service for service in _HEADINGS if service not in spent]
    if missing:
        return {}, "measure", f"the row has no cell of the service {missing[0]}"
    return spent, "", ""
