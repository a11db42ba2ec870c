"""DfE Local Authority Interactive Tool: one long table of measures, councils, regions and years, as parquet or CSV."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pyarrow as pa

from helpers.markers import SYMBOLS
from helpers.period_suffixes import read_label
from helpers.periods import dates_of
from helpers.sources.cell_numbers import read_numbers
from helpers.sources.coded import Coded, Columns, encode
from helpers.sources.files.limits import Ragged
from helpers.sources.files.opening import Opened
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import Published, first_rows, published

MEASURE, YEAR, NUMBER, VALUE = "Short Desc", "Years", "LA Number", "Values"

USED = (MEASURE, YEAR, NUMBER, VALUE)
"""The columns that are read."""

LEFT_OUT = {
    "LA and Regions": "the number says which area it is, without spellings",
    "Region": "the number says which area it is, without spellings",
    "Data item": "the short description says which measure it is",
}
"""The columns that are known and not read, and why."""

NEEDED = frozenset({*USED, "LA and Regions", "Region"})
"""The columns by which a file is recognised."""

JANUARY = frozenset({"SEN_CASES_JAN", "PriFSM", "SecFSM", "Ever6_FSM_Prim", "Ever6_FSM_Sec", "EALPri", "EALSec"})
"""The measures that are counted in January, as the tool's dictionary says; other days are 31 March.

Their labels are given with the month before them, as the label alone does not tell.
"""

INFANT_DEATHS = "InfMort"
"""A measure: the tool labels its two oldest rates, which are of three years, as if each were of one."""

THREE_YEARS = "InfMort, labels 2016 and 2017"
"""The measure that those two rates are given as, so that nothing compares them with rates of one year."""

OF_THREE_YEARS = {"2016": "2014-16", "2017": "2015-17"}
"""The labels of the two rates, and the years that they are of: the rates that OHID publishes for those years."""

_LABEL = re.compile(r"(?:(Jan) )?([0-9/-]+)")
_SPLIT = re.compile(r"(\d{4})[-/](\d{2})")
_ENDINGS = {"financial": "", "academic": " (academic)", "fe_year": " (FE year)", "year_to_nov": " (Nov-Nov)"}

_LOOK_UPS = {
    frozenset({"measurecode", "measureshort", "polarity"}): "is the dictionary of the measures of the tool",
    frozenset({"type", "summary", "details", "date"}): "is the log of changes to the tool",
    frozenset({"toolname", "type", "owner", "link"}): "is a list of links to other tools",
}


def recognises(file: Opened) -> bool:
    """Say whether a file has the columns of the tool's data file."""
    return set(file.header) >= NEEDED


def knows(name: str) -> bool:
    """Say whether a column is one that is read, or one of LEFT_OUT."""
    return name in USED or name in LEFT_OUT


def not_figures(file: Opened) -> str | None:
    """Say what a file that goes with the tool is, where it holds no figures."""
    for columns, what in _LOOK_UPS.items():
        if file.columns >= columns:
            return f"{what} and holds no figures."
    if file.sheets == ("LA SN Groups",):
        return "is a list of the statistical neighbours of each council and holds no figures."
    if file.sheets == ("Sheet1",) and file.sheet("Sheet1").head(1).to_numpy().tolist() == [
        ["LA Number", "LA Name", "Region", "Type"]
    ]:
        return "is a list of councils with their numbers and holds no figures."
    return None


def read(file: Opened) -> Published:
    """Read the figures of the tool's data file, one to a row.

    The area is the DfE's number, which England and the regions have too. Each column holds few different cells, so
    each of those is looked at once. The two rates of OF_THREE_YEARS get their years and a measure of their own.

    Raises  Refused: a parquet file is damaged, or two rows of one measure, area and year differ
    """
    codes, cells, rows, ragged = _columns(file)
    numbers, markers, neither = read_numbers(cells[VALUE], SYMBOLS)
    measures, years = cells[MEASURE].str.strip(), cells[YEAR].str.strip()
    whole = cells[NUMBER].str.strip().str.extract(r"^(\d+)(?:\.0+)?$", expand=False)
    in_january = measures.isin(JANUARY).to_numpy()[codes[MEASURE]]
    of_three = measures.eq(INFANT_DEATHS).to_numpy()[codes[MEASURE]]
    of_three &= years.isin(OF_THREE_YEARS).to_numpy()[codes[YEAR]]
    labels = pd.concat([years, "Jan " + years, years.map(OF_THREE_YEARS).fillna("")], ignore_index=True)
    label_codes = codes[YEAR] + (in_january + 2 * of_three) * len(years)
    measure_codes = np.where(of_three, len(measures), codes[MEASURE])

    reason = np.zeros(len(rows), dtype="int8")
    checks = (
        (MEASURE, measures.eq(""), "no measure"),
        (YEAR, years.isin(["", "0"]), "no year"),
        (NUMBER, whole.isna(), "no area number"),
        (VALUE, neither, "neither a number nor a known symbol for a missing figure"),
    )
    for number, (name, failing, _) in enumerate(checks, start=1):
        if failing.any():
            reason[(reason == 0) & failing.to_numpy()[codes[name]]] = number
    good = reason == 0
    label, value = label_codes[good], codes[VALUE][good]
    marked = encode(markers)
    columns: Columns = {
        "row": rows.to_numpy()[good],
        "measure": Coded(measure_codes[good], [*measures, THREE_YEARS]).stripped(),
        "area": Coded(codes[NUMBER][good], ("dfe:" + whole.fillna("")).to_list()).stripped(),
        "period": Coded(label, labels.to_list()).stripped(),
        "value": numbers.to_numpy()[value],
        "marker": Coded(marked.codes[value], marked.categories),
    }
    rejections = []
    for number, (name, _, why) in enumerate(checks, start=1):
        if not len(bad := np.flatnonzero(reason == number)):
            continue
        rejected = {
            "row": rows.take(bad),
            "column": name,
            "value": _taken(cells[name], codes[name][bad]),
            "reason": why,
        }
        if name in (NUMBER, VALUE):
            rejected |= {
                "measure": _taken(measures, codes[MEASURE][bad]),
                "period": _taken(labels, label_codes[bad]),
                "area": _taken(("dfe:" + whole).fillna(""), codes[NUMBER][bad]),
            }
        rejections.append(pd.DataFrame(rejected))
    columns, repeats = first_rows(columns, file.name, NUMBER)
    return published(columns, pd.concat([*rejections, repeats], ignore_index=True), ragged, rows)


def period(label: str, period_type: str) -> str | None:
    """Turn the tool's label of a year into the label of the register's type, or None where it is not one.

    A single year is the one in which the period ends. What is printed around the year is left out.

    >>> period("2025 (prov)", "academic"), period("2024-25 (OT)", "financial"), period("2025", "calendar")
    ('2024/25 (academic)', '2024/25', '2025')
    """
    match = _LABEL.fullmatch(read_label(label).period)
    if match is None:
        return None
    printed = bare = match[2]
    if period_type == "snapshot":
        printed = f"{match[1] or '31 Mar'} {bare}"
    elif re.fullmatch(r"\d{4}", bare):
        year = int(bare)
        if period_type in _ENDINGS:
            printed = f"{year - 1}/{year % 100:02d}{_ENDINGS[period_type]}"
        elif period_type == "year_to_sep":
            printed = f"Sep {year}"
    elif period_type in _ENDINGS and (split := _SPLIT.fullmatch(bare)):
        printed = f"{split[1]}/{split[2]}{_ENDINGS[period_type]}"
    return printed if dates_of(printed, period_type) else None


def _columns(file: Opened) -> tuple[dict[str, np.ndarray], dict[str, pd.Series], pd.Index, list[Ragged]]:
    """Return for each column that is used the place of each row's cell among its different cells, and those cells."""
    ragged: list[Ragged] = []
    if file.kind == "parquet":
        columns = dict(zip(USED, file.coded(USED), strict=True))
        rows: pd.Index = pd.RangeIndex(2, len(columns[VALUE]) + 2)
    else:
        text, rows, ragged = file.text(USED, USED)
        columns = {name: text.column(name) for name in USED}
    columns_coded = {name: _coded(column) for name, column in columns.items()}
    codes = {name: pair[0] for name, pair in columns_coded.items()}
    return codes, {name: pair[1] for name, pair in columns_coded.items()}, rows, ragged


def _coded(column: pa.ChunkedArray) -> tuple[np.ndarray, pd.Series]:
    if not len(column):
        return np.zeros(0, dtype="int64"), pd.Series([""], dtype="str")
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode(null_encoding="encode")
    whole = column.unify_dictionaries().combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    different, codes = whole.dictionary.cast(pa.string()).fill_null(""), whole.indices
    if codes.null_count:
        codes = codes.fill_null(len(different))
        different = pa.concat_arrays([different, pa.array([""])])
    return codes.to_numpy().astype("int64"), different.to_pandas().astype("str")


def _taken(different: pd.Series, codes: np.ndarray) -> pd.api.extensions.ExtensionArray:
    return different.astype("str").array.take(codes)


FORMATS = (
    PublishersFormat(
        format_id="dfe_lait",
        name="Local Authority Interactive Tool",
        publisher="Department for Education",
        licence="Open Government Licence v3.0",
        source_ids=("dfe_lait",),
        recognises=recognises,
        read=read,
        period=period,
        knows=knows,
    ),
)
