"""Small counts of people in what departments and partners hand in: hidden before anything of them is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from helpers.areas import Areas
from helpers.disclosure_terms import SUPPRESSED, Publish
from helpers.files import csv_rows, runs_in_a_spreadsheet
from helpers.problems import InputProblem
from helpers.register import LOCAL_RETURN, Indicator, multiplier
from helpers.sources.editions import latest_edition
from helpers.sources.own_sums import sums_between
from helpers.sources.published import NUMBERS
from helpers.sources.raw_reading import Reading

THINGS_COLUMNS: Final = ("indicator_id", "counts")
"""The columns of `params/counts_of_things.csv`: an indicator, and what it counts instead of people."""

NAMES_A_HIDDEN_FIGURE: Final = "it may name a figure that is hidden because few people are behind it; write it without"
FEW_ANSWERED: Final = "few people are behind this answer, or another could be worked out from it"

_SAFE: Final = frozenset({"indicator", "measure", "area", "period", "status", "survey", "age_group", ""})
"""The columns of a return whose cells are printed as they are, where a row is not used."""

_TEXTS: Final = ("commentary", "planned_improvement")
_BESIDE: Final = ("respondents", "standard_deviation", "in_system")
_WAITING: Final = " in the system"
_IN_WORDS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class OwnCounts:
    """How the council's own counts are published: the rule, and the indicators that count no people."""

    publish: Publish
    without_people: tuple[str, ...] = ()


def read_own_counts(path: Path | None, indicators: Sequence[Indicator], publish: Publish) -> OwnCounts:
    """Read how the council's own counts are published; `path` is `params/counts_of_things.csv`.

    Without the file, every measure that is handed in is taken to count people.

    Raises  InputProblem, naming the row: an indicator is not in the register, is not handed in or is named twice, or
            what it counts is blank
    """
    handed_in = {indicator.indicator_id for indicator in indicators if indicator.source_id == LOCAL_RETURN}
    without_people: list[str] = []
    if path is None or not path.exists():
        return OwnCounts(publish)
    for number, row in csv_rows(path, THINGS_COLUMNS):
        name, counts = row["indicator_id"], row["counts"]
        if name not in handed_in or name in without_people:
            raise InputProblem(
                f"{path.name} row {number}, column indicator_id: {name!r}; expected the indicator_id of a measure with "
                f"the source {LOCAL_RETURN}, once."
            )
        if not counts.strip() or not counts.isprintable() or runs_in_a_spreadsheet(counts):
            raise InputProblem(
                f"{path.name} row {number}, column counts: {counts!r}; expected what is counted, such as trees."
            )
        without_people.append(name)
    return OwnCounts(publish, tuple(sorted(without_people)))


def hide_small_counts(
    readings: Sequence[Reading], own: OwnCounts, indicators: Sequence[Indicator], areas: Areas
) -> list[Reading]:
    """Return readings in which what departments and partners handed in is as the council may publish it.

    Figures are hidden by `own.publish`, and so are the other numbers of their rows. A text that names a hidden figure
    of its indicator is left out, and listed without its words. A cell that is not used is listed without what it holds,
    as it may be a small count that is typed wrongly. All other readings are as they were.

    Raises  InputProblem, naming both rows: two returns give one figure differently
    """
    numbers = [number for number, reading in enumerate(readings) if reading.contents.is_handed_in]
    if not numbers:
        return list(readings)
    figures = _figures_of(readings, numbers)
    ages = _age_groups_of(readings, numbers)
    result = _publish(figures, ages, own, {one.indicator_id: one for one in indicators}, areas)
    names = _hidden_numbers(figures, result)
    return [
        _with(reading, number, figures, ages, result, names) if number in numbers else reading
        for number, reading in enumerate(readings)
    ]


def _figures_of(readings: Sequence[Reading], numbers: Sequence[int]) -> pd.DataFrame:
    """Return all figures that were handed in with the rest of their rows; `reading` and `at` say where they are."""
    parts = []
    for number in numbers:
        part = readings[number].figures.reset_index(drop=True).assign(reading=number)
        part["at"] = np.arange(len(part))
        returned = readings[number].contents.returned
        if returned is not None:
            part = part.merge(returned[["row", "survey", *_BESIDE, *_TEXTS]], on="row", how="left")
        parts.append(part)
    figures = pd.concat(parts, ignore_index=True)
    missing = [name for name in ("survey", *_BESIDE, *_TEXTS) if name not in figures.columns]
    figures = figures.assign(**dict.fromkeys(missing))
    figures["survey"] = figures["survey"].fillna("").ne("")
    figures.index = pd.Index([f"figure {number}" for number in range(len(figures))])
    return figures.astype(dict.fromkeys(_BESIDE, "float64"))


def _age_groups_of(readings: Sequence[Reading], numbers: Sequence[int]) -> pd.DataFrame:
    """Return all answers by age group, as figures; `reading` and `at` say where they are."""
    parts = []
    for number in numbers:
        answers = readings[number].contents.age_groups
        if answers is not None and len(answers):
            parts.append(answers.reset_index(drop=True).assign(reading=number, at=np.arange(len(answers))))
    columns = ["indicator_id", "area_code", "period", "period_start", "period_end", "value", "respondents"]
    ages = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*columns, "reading", "at"])
    ages.index = pd.Index([f"age group {number}" for number in range(len(ages))], dtype="str")
    missing = [name for name in NUMBERS if name != "value"]
    return ages.assign(**dict.fromkeys(missing, np.nan), marker="", survey=True).astype({"respondents": "float64"})


def _publish(
    figures: pd.DataFrame, ages: pd.DataFrame, own: OwnCounts, register: Mapping[str, Indicator], areas: Areas
) -> pd.DataFrame:
    """Return every row as it may be published, by its name; the counts of results in the system are rows as well."""
    newest, _, _ = latest_edition(figures)
    latest = pd.concat([newest, ages]) if len(ages) else newest
    described = _described(latest, own, register)
    parts = [own.publish(described, sums_between(newest, ages, areas))]
    hidden = set(latest.loc[parts[0]["hidden"], "indicator_id"])
    # An earlier edition is hidden with any figure of its indicator: the two together could tell more than the later.
    earlier = _described(figures.loc[figures.index.difference(newest.index, sort=False)], own, register)
    as_published = own.publish(earlier, ())
    also = earlier["indicator_id"].isin(hidden) & earlier["of_people"]
    as_published[list(NUMBERS)] = as_published[list(NUMBERS)].mask(also)
    marker = as_published["marker"].mask(also, SUPPRESSED)
    parts.append(as_published.assign(hidden=as_published["hidden"] | also, marker=marker))
    waiting = figures[figures["in_system"].notna()]
    waiting = waiting.assign(value=waiting["in_system"], numerator=np.nan, denominator=np.nan, respondents=np.nan)
    waiting = _described(waiting.set_axis([f"{name}{_WAITING}" for name in waiting.index]), own, register)
    parts.append(own.publish(waiting.assign(value_type="count", marker="", survey=False), ()))
    return pd.concat([part for part in parts if len(part)])


def _described(rows: pd.DataFrame, own: OwnCounts, register: Mapping[str, Indicator]) -> pd.DataFrame:
    """Return rows with what the rule needs to know of their indicators."""
    ids = rows["indicator_id"]
    return rows.assign(
        value_type=[register[name].value_type for name in ids],
        multiplier=[multiplier(register[name].unit) for name in ids],
        of_people=~ids.isin(own.without_people),
    )


def _hidden_numbers(figures: pd.DataFrame, result: pd.DataFrame) -> dict[str, set[str]]:
    """Return the numbers that are hidden of each indicator, as people write them."""
    rows = figures[result.loc[figures.index, "hidden"]]
    rows = rows.assign(rest=rows["denominator"] - rows["numerator"])
    names: dict[str, set[str]] = {}
    for name, *values in rows[["indicator_id", "value", "numerator", "denominator", "rest", "respondents"]].itertuples(
        index=False, name=None
    ):
        names.setdefault(name, set()).update(written for value in values for written in _written(value))
    return names


def _written(value: float) -> Iterator[str]:
    if np.isnan(value):
        return
    yield from (f"{value:g}", f"{value:,.0f}", f"{value:.1f}")
    if value.is_integer() and 0 <= value < len(_IN_WORDS):
        yield _IN_WORDS[int(value)]


def _names_one(text: str, numbers: Collection[str]) -> bool:
    words = set(re.findall(r"\d[\d,]*(?:\.\d+)?|[a-z]+", text.lower()))
    return not words.isdisjoint(numbers)


def _with(
    reading: Reading,
    number: int,
    figures: pd.DataFrame,
    ages: pd.DataFrame,
    result: pd.DataFrame,
    names: Mapping[str, Collection[str]],
) -> Reading:
    """Return one reading with its figures, and the rest of their rows, as they may be published."""
    own = figures[figures["reading"].eq(number)].sort_values("at")
    as_published = result.loc[own.index]
    contents = reading.contents
    changed = {name: as_published[name].to_numpy() for name in (*NUMBERS, "marker")}
    cells = [_masked(contents.cells)]
    returned = contents.returned
    if returned is not None and len(returned):
        returned, withheld = _beside(returned, own, result, names)
        cells.append(withheld)
    answers, few = contents.age_groups, contents.rejections.head(0)
    if answers is not None and len(answers):
        of_reading = ages[ages["reading"].eq(number)].sort_values("at")
        hidden = result.loc[of_reading.index, "hidden"].to_numpy(dtype="bool")
        few = _not_used(answers.loc[hidden, "row"], "respondents", FEW_ANSWERED, contents.rejections)
        answers = answers[~hidden]
    return replace(
        reading,
        contents=replace(
            contents,
            figures=contents.figures.assign(**changed),
            rejections=pd.concat([_masked(contents.rejections), few], ignore_index=True),
            cells=pd.concat(cells, ignore_index=True),
            returned=returned,
            age_groups=answers,
        ),
    )


def _beside(
    returned: pd.DataFrame, own: pd.DataFrame, result: pd.DataFrame, names: Mapping[str, Collection[str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rest of the rows of a return as it may be published, and a listing of what is left out."""
    indicator_of = dict(zip(own["row"], own["indicator_id"], strict=True))
    hidden = returned["row"].map(dict(zip(own["row"], result.loc[own.index, "hidden"], strict=True))).eq(other=True)
    waiting = {
        row: result.loc[f"{name}{_WAITING}", "value"]
        for row, name in zip(own["row"], own.index, strict=True)
        if f"{name}{_WAITING}" in result.index
    }
    in_system = returned["row"].map(waiting).astype("float64").round().astype("Int64")
    returned = returned.assign(
        respondents=returned["respondents"].mask(hidden),
        standard_deviation=returned["standard_deviation"].mask(hidden),
        in_system=in_system.mask(hidden),
    )
    withheld = []
    for name in _TEXTS:
        tells = [
            _names_one(text, names.get(indicator_of.get(row, ""), ()))
            for row, text in zip(returned["row"], returned[name], strict=True)
        ]
        withheld.append(pd.DataFrame({"row": returned.loc[tells, "row"], "column": name}))
        returned[name] = returned[name].mask(pd.Series(tells, index=returned.index), "")
    left_out = pd.concat(withheld, ignore_index=True)
    return returned, left_out.assign(value=SUPPRESSED, reason=NAMES_A_HIDDEN_FIGURE)[
        ["row", "column", "value", "reason"]
    ]


def _not_used(rows: pd.Series, column: str, reason: str, like: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"row": rows, "column": column, "value": SUPPRESSED, "reason": reason}, columns=like.columns)


def _masked(rejections: pd.DataFrame) -> pd.DataFrame:
    """Return rejections without the cells that could hold a small count."""
    risky = ~rejections["column"].astype("str").isin(_SAFE) & rejections["value"].astype("str").str.contains(
        r"\d|" + "|".join(_IN_WORDS[1:]), case=False, regex=True
    )
    return rejections.assign(value=rejections["value"].astype("str").mask(risky, SUPPRESSED))
