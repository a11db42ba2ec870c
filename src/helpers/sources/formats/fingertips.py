"""OHID Fingertips: CSV files of the public health profiles, from the website, its API or a package that asks the API.

Five dialects of the header are one once names are bare of spaces, points and underscores. The period is the column
Time period: Time period Sortable is one constant in some files. Values are printed in the unit of the indicator, so
there is nothing to multiply. A value for two areas combined stands at the larger one's code and is blank at the
other's. The labels of trend and comparison are kept as evidence on the file, for some have been wrong: no figure rests
on them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from helpers.areas import ENGLAND
from helpers.markers import SYMBOLS
from helpers.periods import dates_of, label_of
from helpers.sources.cell_numbers import read_numbers
from helpers.sources.coded import Coded, encode
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import Opened, normalised
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import Published, of_figures_without_a_row, published, without_repeats
from helpers.sources.publishers_labels import Labels, labels_of

NUMBERS = {
    "value": "value",
    "lowerci950limit": "lower_95",
    "upperci950limit": "upper_95",
    "count": "numerator",
    "denominator": "denominator",
}
"""The columns of numbers, by their bare names, and what the figures call them."""

NEEDED = ("indicatorid", "areacode", "sex", "age", "categorytype", "timeperiod", *NUMBERS, "valuenote")
"""The columns by which a file is recognised, with one whose name begins with Compared to."""

MISSING = {"na": "[x]", "nan": "[x]", "null": "[x]"}
"""Words that programs write into a cell that was blank."""

TREND, GOAL, ENGLAND_COLUMN = "recenttrend", "comparedtogoal", "comparedtoenglandvalueorpercentiles"
"""The columns of labels whose bare names are always the same; the one of the parent is named after the parent."""


KEYS = {
    "indicatorid": "measure",
    "areacode": "area",
    "parentcode": "parent",
    "sex": "sex",
    "age": "age",
    "categorytype": "category_type",
    "category": "category",
    "timeperiod": "period",
}
"""The columns that say of what a label is, by their bare names, and what the labels' figures call them."""

_OF_A_FIGURE = {"indicatorid": "measure", "areacode": "area", "timeperiod": "period"}

BESIDE = (TREND, "parentcode", "category")
"""Columns that are read for the labels where they are there, with those whose names begin with Compared to."""

LEFT_OUT = {
    "indicatorname": "the number says which indicator it is",
    "parentname": "the code of the parent is read",
    "areaname": "the code says which area it is",
    "areatype": "the code says what kind of area it is",
    "lowerci998limit": "limits of 99.8% are no limits of 95%",
    "upperci998limit": "limits of 99.8% are no limits of 95%",
    "timeperiodsortable": "it is one constant in some files; the period is read",
    "timeperiodrange": "the period says how long it is",
    "newdata": "it says when the publisher added the figure",
}
"""The columns that are known and not read, by their bare names, and why."""

GOALS = {"30309": (90.0, 95.0)}
"""The goals that the publisher states with the definition of an indicator, as files leave them out: from, to."""

WHOLE = {"sex": "persons", "age": "all ages"}
"""The columns that divide the people of an area, and their value for everyone."""

YEARS = {"academic": " (academic)", "fe_year": " (FE year)", "year_to_nov": " (Nov-Nov)"}
"""What the register adds to a split year, which Fingertips prints alike for every kind of year."""


def recognises(file: Opened) -> bool:
    """Say whether a file has the columns of a Fingertips file."""
    return set(NEEDED) <= file.columns and any(map(_compares, file.columns))


def knows(name: str) -> bool:
    """Say whether a column is one that is read, or one of LEFT_OUT."""
    bare = normalised(name)
    return bare in NEEDED or bare in BESIDE or bare in LEFT_OUT or _compares(bare)


def read(file: Opened) -> Published:
    """Read the figures of a Fingertips file: one for each area and period of an indicator.

    Persons are taken where the file has them, another sex where it has no other; all ages where the file has them,
    another age where it has no other. Rows of categories such as deprivation deciles are rejected, and the
    second row for England, which appears once with a parent and once without.

    Raises  Refused: two columns have one name, or two rows of one indicator, area and period differ
    """
    names = {name: _column(file, name) for name in NEEDED}
    beside = {name: _column(file, name) for name in sorted(file.columns) if name in BESIDE or _compares(name)}
    frame, ragged = file.table([*names.values(), *beside.values()])
    cells = pd.DataFrame({name: frame[names[name]].str.strip() for name in NEEDED}, index=frame.index)
    good = pd.Series(True, index=cells.index)
    rejected: list[pd.DataFrame] = []

    def reject(failing: pd.Series, name: str, reason: str) -> None:
        fresh = cells.loc[failing.reindex(cells.index, fill_value=False) & good, name]
        content = {"row": fresh.index, "column": names[name], "value": fresh.to_numpy(), "reason": reason}
        if name in NUMBERS:
            content |= {called: cells.loc[fresh.index, of].to_numpy() for of, called in _OF_A_FIGURE.items()}
        rejected.append(pd.DataFrame(content))
        good[fresh.index] = False

    category = cells["categorytype"]
    reject(
        category.ne("") & ~category.str.lower().isin(list(MISSING)),
        "categorytype",
        "a row for a category such as a deprivation decile, not for an area",
    )
    of_figure = cells[list(_OF_A_FIGURE)].set_axis(list(_OF_A_FIGURE.values()), axis="columns")[good]
    for name, everyone in WHOLE.items():
        reject(_part_of(cells[good], name, everyone), name, f"a row of one {name}, not of {everyone}")
    lost = of_figures_without_a_row(of_figure, good[of_figure.index])
    rejected[1:] = [part.join(lost, on="row") for part in rejected[1:]]
    rows = cells[good]
    figures = pd.DataFrame(
        {"row": rows.index, "measure": rows["indicatorid"], "area": rows["areacode"], "period": rows["timeperiod"]},
        index=rows.index,
    )
    printed = {
        called: read_numbers(cells[name].str.replace(r"<[^>]*>", "", regex=True), {**SYMBOLS, **MISSING})
        for name, called in NUMBERS.items()
    }
    for name, called in NUMBERS.items():
        figures[called], marker, neither = (parts[rows.index] for parts in printed[called])
        reject(neither, name, "neither a number nor a known symbol for a missing figure")
        if called == "value":
            figures["marker"] = _markers(marker, rows["valuenote"])
    # Where a value is not presented, some files print -1 for its limits.
    figures.loc[figures["value"].isna(), ["lower_95", "upper_95"]] = float("nan")
    provisional = rows["valuenote"].str.contains("provisional", case=False, regex=False)
    figures["status"] = provisional.map({True: "provisional", False: "final"})
    figures, repeats = without_repeats(figures[good.loc[rows.index]], file.name, names["areacode"])
    contents = published(figures, pd.concat([*rejected, repeats], ignore_index=True), ragged, frame.index)
    return replace(
        contents, labels=_labels(frame, names | beside, {name: numbers for name, (numbers, *_) in printed.items()})
    )


def period(label: str, period_type: str) -> str | None:
    """Turn a Time period into the label of a period type of the register, or None where it is not one.

    Twelve months that are printed by their months may be a year of another type, such as Sep 2020 - Aug 2021.

    >>> period("2015 - 17", "rolling_3y"), period("2022/23", "academic"), period("2021/22 Q1", "financial")
    ('2015-17', '2022/23 (academic)', None)
    >>> period("2021/22 Q1 - 2025/26 Q3", "cumulative_quarters"), period("Aug 2020 - Jul 2021", "fe_year")
    ('2021/22 Q1-2025/26 Q3', '2020/21 (FE year)')
    """
    printed = re.sub(r"\s*-\s*", "-", label.strip())
    if twelve := dates_of(printed, "year_to_month"):
        return label_of(*twelve, period_type)
    if period_type == "snapshot" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", printed):
        try:
            printed = label_of(day := date.fromisoformat(printed), day, "snapshot") or ""
        except ValueError:
            return None
    printed += YEARS.get(period_type, "")
    return printed if dates_of(printed, period_type) else None


def _labels(frame: pd.DataFrame, columns: Mapping[str, str], numbers: Mapping[str, pd.Series]) -> Labels | None:
    """Return every label of a file, with the figures of all of its rows: categories and parts of the people too."""
    kinds = {name: _kind(name) for name in columns if name == TREND or _compares(name)}
    words = {name: _words(frame[columns[name]]) for name in (*kinds, *columns.keys() & KEYS)}
    if not any(words[name].ne("").any() for name in kinds):
        return None
    keys = {called: words.get(name, "") for name, called in KEYS.items()}
    figures = pd.DataFrame({"row": frame.index, **keys, **numbers}, index=frame.index)
    goal_ends = [figures["measure"].map({measure: ends[side] for measure, ends in GOALS.items()}) for side in (0, 1)]
    parts = []
    for name, kind in kinds.items():
        part = figures[["row", "measure", "area", "period"]].assign(label=words[name], kind=kind, column=columns[name])
        if kind == "compared_with_goal":
            part = part.assign(goal_lower=goal_ends[0], goal_upper=goal_ends[1])
        elif kind != "trend":
            part = part.assign(benchmark_area=ENGLAND if kind == "compared_with_england" else figures["parent"])
        parts.append(part[part["label"].ne("")])
    labels = pd.concat([part for part in parts if len(part)])
    labels["benchmark_area"] = labels["benchmark_area"].fillna("") if "benchmark_area" in labels else ""
    return labels_of(labels.sort_values(["row", "kind"], kind="stable"), figures)


def _kind(name: str) -> str:
    fixed = {TREND: "trend", GOAL: "compared_with_goal", ENGLAND_COLUMN: "compared_with_england"}
    return fixed.get(name, "compared_with_parent")


def _words(cells: pd.Series) -> pd.Series:
    """Return cells of words without space around them, blank where a program wrote that they are."""
    codes, categories = encode(cells)
    bare = [cell.strip() for cell in categories]
    words = [cell if cell.lower() not in MISSING else "" for cell in bare]
    return pd.Series(Coded(codes, words).column(), index=cells.index)


def _compares(name: str) -> bool:
    return name.startswith("comparedto")


def _column(file: Opened, name: str) -> str:
    """Return the column of the file that has a bare name.

    Raises  Refused: two different ones have it
    """
    names = list(dict.fromkeys(heading for heading in file.header if normalised(heading) == name))
    if len(names) > 1:
        raise Refused(f"{file.name} has the columns {names[0]!r} and {names[1]!r}, which are one; keep one of them.")
    return names[0]


def _part_of(rows: pd.DataFrame, name: str, everyone: str) -> pd.Series:
    """Say which rows are of a part of the people, where the indicator also has rows of everyone or of other parts."""
    indicator = rows["indicatorid"]
    whole = rows[name].str.lower().eq(everyone)
    has_whole = whole.groupby(indicator).transform("any")
    alone = rows[name].groupby(indicator).transform("nunique").eq(1)
    return ~whole & (has_whole | ~alone)


def _markers(symbols: pd.Series, notes: pd.Series) -> pd.Series:
    """Return the shorthand of each value: its symbol's, suppressed or estimated where the note says so."""
    note = notes.str.lower()
    suppressed = symbols.eq("[x]") & note.str.contains("suppress", regex=False)
    estimated = symbols.eq("") & note.str.contains(r"\b(?:estimated?|modelled)\b", regex=True)
    return symbols.mask(suppressed, "[c]").mask(estimated, "[e]")


FORMATS = (
    PublishersFormat(
        format_id="ohid_fingertips",
        name="OHID Fingertips",
        publisher="Office for Health Improvement and Disparities",
        licence="Open Government Licence v3.0",
        source_ids=("ohid_fingertips",),
        recognises=recognises,
        read=read,
        period=period,
        knows=knows,
    ),
)
