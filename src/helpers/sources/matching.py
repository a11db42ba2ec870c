"""From a publisher's figures to observations: which indicator, which area, which period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers.areas import Areas
from helpers.periods import dates_of
from helpers.register import Indicator
from helpers.sources.published import NUMBERS, Format, Published

DFE = "dfe:"
"""Before a DfE area number, where a publisher prints no ONS code."""

_REASONS = (
    ("measure", "no indicator of the register has this measure"),
    ("period", "not a period of the indicator's type"),
    ("area", "not an area of reference/areas.csv"),
    ("area", "the council ended before the period"),
    ("area", "the council began after the period, and the row has no figure"),
    ("area", "the council has a row under its code of the time"),
)
"""Why a figure is left out, with the column of the figures that says so, in the order in which they are looked at."""


def observations(
    file: Published, form: Format, indicators: Sequence[Indicator], areas: Areas
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Match the figures of a file to the register, the areas and the periods.

    Gives the figures that can be used, with the columns of `compiled_figures.COLUMNS` and `row`, and the rows of the
    file that give none, each once: row, column, value and reason, those that the format refused among them. Every row
    of the file is in one of the two.
    """
    figures = file.figures
    wanted = {
        each.source_measure or each.indicator_id: each for each in indicators if each.source_id in form.source_ids
    }
    in_file = {each.code for each in areas} | {DFE + each.dfe_code for each in areas if each.dfe_code}
    in_file |= {each.name for each in areas if areas.named(each.name)}
    # Many rows hold few different measures, periods and areas: each is looked at once.
    measure, measures = pd.factorize(figures["measure"], use_na_sentinel=False)
    period, periods = pd.factorize(figures["period"], use_na_sentinel=False)
    area, places = pd.factorize(figures["area"], use_na_sentinel=False)
    found = [wanted.get(each) for each in measures]
    types, kinds = pd.factorize(np.array([each.period_type if each else "" for each in found], dtype="object"))
    label, pairs = _pairs(period, types[measure])
    labels = [_label(str(periods[at]), kinds[kind], form) for at, kind in pairs]
    code, pairs = _pairs(area, label)
    codes = [
        code_at(places[at], labels[which].start, labels[which].end, areas) if places[at] in in_file else ("", "")
        for at, which in pairs
    ]
    reason = np.zeros(len(figures), dtype="int8")
    for place, (different, each) in enumerate(
        (
            ([each is None for each in found], measure),
            ([each.text == "" for each in labels], label),
            ([each not in in_file for each in places], area),
            ([each == "" for each, _ in codes], code),
        ),
        start=1,
    ):
        reason[(reason == 0) & np.array(different, dtype="bool")[each]] = place
    carried_back = np.array([flag == "backcast" for _, flag in codes], dtype="bool")[code]
    reason[(reason == 0) & carried_back & figures["value"].isna().to_numpy()] = len(_REASONS) - 1
    # A publisher may print a re-coded council under both codes: the row under the code of the time is kept.
    good = np.flatnonzero(reason == 0)
    other_code = np.array([flag == "recode" for _, flag in codes], dtype="bool")[code[good]]
    council = pd.factorize(np.array([each for each, _ in codes], dtype="object"))[0].astype("int64")[code[good]]
    key = (measure[good] * len(labels) + label[good]) * len(codes) + council
    own_code_first = np.argsort(other_code, kind="stable")
    again = np.zeros(len(good), dtype="bool")
    again[own_code_first] = pd.Series(key[own_code_first]).duplicated()
    reason[good[again & other_code]] = len(_REASONS)
    good, bad = np.flatnonzero(reason == 0), np.flatnonzero(reason)
    used = pd.DataFrame(
        {
            "indicator_id": _taken([each.indicator_id if each else "" for each in found], measure[good]),
            "area_code": _taken([each for each, _ in codes], code[good]),
            "period": _taken([each.text for each in labels], label[good]),
            "period_start": _taken([each.start for each in labels], label[good]),
            "period_end": _taken([each.end for each in labels], label[good]),
            **{name: figures[name].array[good] for name in (*NUMBERS, "marker", "status")},
            "area_flag": _taken([flag for _, flag in codes], code[good]),
            "row": figures["row"].array[good],
        }
    )
    rows = figures["row"].iloc[bad]
    bad = bad[(~rows.isin(used["row"]) & ~rows.duplicated()).to_numpy()]
    return used, _listed(figures, bad, reason[bad].astype("int64") - 1, file.rejections)


def _listed(figures: pd.DataFrame, bad: npt.NDArray, why: npt.NDArray, others: pd.DataFrame) -> pd.DataFrame:
    """Return the rejections of some figures, by their places and reasons, among others, in order of the row.

    Column by column, as a large file may have half a million.
    """
    by_reason = [np.flatnonzero(why == place) for place in range(len(_REASONS))]
    cells = [figures[name].iloc[bad[at]] for (name, _), at in zip(_REASONS, by_reason, strict=True)]
    first = np.arange(len(others))
    rows = np.concatenate([others["row"].to_numpy(dtype="int64"), figures["row"].to_numpy()[bad]])
    order = np.argsort(rows, kind="stable")
    of_reason = np.concatenate([first, len(others) + why])[order]
    of_cell = np.concatenate([first, len(others) + np.argsort(np.concatenate(by_reason))])[order]

    def text(name: str, parts: Sequence[pd.Series], which: npt.NDArray) -> pd.api.extensions.ExtensionArray:
        return pd.concat([others[name].astype("str"), *parts]).array.take(which)

    return pd.DataFrame(
        {
            "row": rows[order],
            "column": text("column", [pd.Series([name for name, _ in _REASONS], dtype="str")], of_reason),
            "value": text("value", cells, of_cell),
            "reason": text("reason", [pd.Series([each for _, each in _REASONS], dtype="str")], of_reason),
        }
    )


class _Label(NamedTuple):
    """The register's label of a period with its first and last day; empty where there is none."""

    text: str
    start: date
    end: date


def _label(printed: str, period_type: str, form: Format) -> _Label:
    text = form.period(printed, period_type) if period_type else None
    dates = dates_of(text, period_type) if text else None
    return _Label(text, *dates) if text and dates else _Label("", date.min, date.min)


def _pairs(first: npt.NDArray, second: npt.NDArray) -> tuple[npt.NDArray, list[tuple[int, int]]]:
    """Number the different pairs of two whole numbers: which of them each row has, and what they are."""
    width = int(second.max(initial=0)) + 1
    which, different = pd.factorize(first.astype("int64") * width + second)
    return which, [divmod(int(pair), width) for pair in different]


def _taken(different: Sequence[object], which: npt.NDArray) -> npt.NDArray:
    """Return for each row the one that it has of a few different things."""
    return np.array([*different, None], dtype="object")[which]


def code_at(area: str, start: date, end: date, areas: Areas) -> tuple[str, str]:
    """Return the code that a council had at the end of a period, and whether it is another than was printed.

    `area` is a code, the number that the DfE gives the council, or its name.
    A figure for a time before the council began is flagged as carried back; after it ended there is none.
    """
    if area.startswith(DFE):
        codes = [each.code for each in areas if each.dfe_code == area.removeprefix(DFE)]
    else:
        codes = list(areas.same_council(area) if area in areas else areas.named(area))
    living = [code for code in codes if areas[code].living(end, end)]
    if living:
        return living[-1], "recode" if living[-1] != area and area in areas else ""
    ended_inside = [code for code in codes if areas[code].living(start, end)]
    if ended_inside:
        return ended_inside[-1], ""
    later = [code for code in codes if (begins := areas[code].start) is not None and begins > end]
    return (later[0], "backcast") if later else ("", "")
