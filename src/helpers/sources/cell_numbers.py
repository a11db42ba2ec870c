"""The numbers that publishers write in cells, with the shorthand that stands instead of one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from helpers.sources.coded import Coded, arrow_text, map_codes

Numbers = npt.NDArray[np.float64]

_WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_NUMBER = rf"-?(?:{_WHOLE}(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


def read_numbers(text: pd.Series, symbols: Mapping[str, str]) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Read a column of cells: the numbers, the markers of symbols, and which cells are neither.

    `symbols` gives the shorthand for each symbol of the publisher, in lower case; a blank cell is [x]. Numbers may
    have thousands commas; digits beyond the fifteenth, which a spreadsheet adds, are dropped.
    """
    bare = text.str.strip()
    numeric = bare.str.fullmatch(_NUMBER).to_numpy(dtype="bool")
    numbers = np.full(len(bare), np.nan)
    numbers[numeric] = _parse(bare if numeric.all() else bare[numeric])
    numbers[~np.isfinite(numbers)] = np.nan  # 1e400 is more than can be held
    numeric = numeric & ~np.isnan(numbers)
    long = np.flatnonzero(numeric & bare.str.len().gt(15).to_numpy(dtype="bool"))
    numbers[long] = fifteen_digits(numbers[long])
    shorthand = {"": "[x]", **symbols}
    cell_codes, cells = bare[~numeric].factorize()  # a missing cell has the code -1, and is no symbol
    read = [*(shorthand.get(cell.lower()) for cell in cells), None]
    codes = np.full(len(bare), len(cells))
    codes[~numeric] = np.where(cell_codes < 0, len(cells), cell_codes)
    wrong = ~numeric & map_codes([marker is None for marker in read], codes)
    markers = Coded(codes, [marker or "" for marker in read]).column()
    return (
        pd.Series(numbers, index=text.index),
        pd.Series(markers, index=text.index),
        pd.Series(wrong, index=text.index),
    )


def _parse(text: pd.Series) -> Numbers:
    """Return the numbers that cells say; a cell that no reader takes for a number is missing."""
    bare = text.str.replace(",", "") if text.str.contains(",", regex=False).any() else text
    try:
        return arrow_text(bare).cast(pa.float64()).to_numpy()
    except pa.ArrowInvalid:
        return pd.to_numeric(bare, errors="coerce").to_numpy(dtype="float64")


def fifteen_digits(numbers: Numbers) -> Numbers:
    """Round each number to fifteen digits, as a spreadsheet shows it.

    Whole numbers of fifteen digits and powers of ten up to the twenty-second are held exactly, so that dividing one by
    the other gives the nearest number to what is written. Scaling may be wrong by a sixteenth: where that could matter,
    the number is rounded as text.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        millionths = np.rint(numbers * 1e6)
        unlike = np.flatnonzero((millionths / 1e6 != numbers) | (np.abs(millionths) >= 1e15))
    # The others have few digits, and are the nearest numbers to what is written already.
    rounded = numbers.copy()
    rounded[unlike] = _round_as_written(numbers[unlike])
    return rounded


_POWERS = np.array([float(f"1e{power}") for power in range(23)])


def _round_as_written(numbers: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        decimals = 14 - np.floor(np.log10(np.abs(numbers)))
        power = _POWERS[np.clip(np.nan_to_num(decimals), 0, 22).astype("int64")]
        scaled = numbers * power
        whole = np.rint(scaled)
        sure = (decimals >= 0) & (decimals <= 22) & (np.abs(scaled - whole) < 0.4)
        sure &= (np.abs(whole) >= 1e14) & (np.abs(whole) < 1e15)
        rounded = whole / power
    for index in np.flatnonzero(~sure):
        rounded[index] = float(f"{numbers[index]:.15g}")
    return rounded
