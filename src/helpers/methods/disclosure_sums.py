"""Which further figures to hide, so that no hidden count of people can be worked out from a sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog

from helpers.disclosure_terms import SumOfParts

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


class _Sum(NamedTuple):
    """A sum whose total is given and fits its parts: the rows of the cells, the total first."""

    rows: tuple[int, ...]
    others: bool


def hidden_with_others(
    counts: pd.DataFrame, is_hidden: pd.Series, sums: Sequence[SumOfParts], largest_suppressed: int
) -> pd.Series:
    """Say of each row which must be hidden, so that no hidden count can be worked out by a sum.

    In each sum with only one hidden row, and in each by which a hidden count can still be worked out, the smallest
    other row is hidden too: zeros last, of equal ones that with the larger base, then by name. A hidden count can be
    worked out if one whole number alone fits all the sums, to a reader who knows which counts were hidden for being
    small. A sum that does not add up tells nothing and is left out.

    Columns needed  counts: any number of columns with counts that add up separately, null where not given; of equal
                    counts, the one with the larger count in the last column comes first; is_hidden: yes where a row is
                    hidden for itself
    Returns         yes where a row must be hidden, with the index of `counts`
    Source          the primary and secondary suppression of NHS Digital's older rule; the smallest and the largest
                    number that fit are had by linear programming
    """
    number_of = {name: number for number, name in enumerate(counts.index)}
    in_rows = [
        _Sum((number_of[one.total], *(number_of[part] for part in one.parts)), one.others)
        for one in sums
        if one.total in number_of and all(part in number_of for part in one.parts)
    ]
    hidden = is_hidden.to_numpy(dtype="bool").copy()
    columns = [_worked_out(counts[name].to_numpy(dtype="float64"), in_rows, hidden) for name in counts]
    primary = hidden.copy()
    names = [str(name) for name in counts.index]
    sizes = counts.iloc[:, -1].fillna(0).to_numpy(dtype="float64")
    tables = [_Column(values, primary, hidden, largest_suppressed, sizes, names) for values in columns]
    while any(table.hide_more(in_rows) for table in tables):
        pass
    return pd.Series(hidden, index=counts.index)


def _worked_out(values: Numbers, sums: Sequence[_Sum], hidden: Flags) -> Numbers:
    """Return counts with the hidden ones that nobody gave and that a sum tells, so that they are protected as well."""
    values = values.copy()
    for one in sums:
        lacking = [row for row in one.rows if np.isnan(values[row])]
        if len(lacking) == 1 and hidden[lacking[0]] and not one.others:
            total, parts = values[one.rows[0]], values[list(one.rows[1:])]
            rest = np.nansum(parts) if lacking[0] == one.rows[0] else total - np.nansum(parts)
            values[lacking[0]] = max(rest, 0)
    return values


class _Column:
    """The counts of one column while rows are hidden; `primary` are the rows that are hidden for themselves."""

    def __init__(
        self, values: Numbers, primary: Flags, hidden: Flags, largest: int, sizes: Numbers, names: Sequence[str]
    ) -> None:
        self.values, self.primary, self.hidden, self.largest = values, primary, hidden, largest
        self.sizes, self.names = sizes, names
        self.small = primary & (values >= 1) & (values <= largest)

    def holds(self, one: _Sum) -> bool:
        """Say whether a sum has a total and adds up, as far as its parts are given."""
        total, parts = self.values[one.rows[0]], self.values[list(one.rows[1:])]
        if np.isnan(total):
            return False
        rest = total - np.nansum(parts)
        is_open = one.others or bool(np.isnan(parts).any())
        return bool(rest >= 0) if is_open else bool(abs(rest) < 1e-6)

    def hide_more(self, every: Sequence[_Sum]) -> bool:
        """Hide one more row of each sum that has only one hidden row or tells a hidden count; say whether any was."""
        sums = [one for one in every if self.holds(one)]
        changed = False
        for one in sums:
            unright = [row for row in one.rows if self.hidden[row] or np.isnan(self.values[row])]
            if len(unright) == 1 and not one.others and self.hidden[unright[0]]:
                changed = self._hide_smallest(one)
        for group in () if changed else _connected(sums):
            exposed = self._exposed(group)
            telling = next((one for one in group if exposed & set(one.rows) and self._open(one)), None)
            if telling is not None:
                changed = self._hide_smallest(telling)
        return changed

    def _hide_smallest(self, one: _Sum) -> bool:
        def order(row: int) -> tuple[bool, float, float, str]:
            return bool(self.values[row] == 0), float(self.values[row]), -float(self.sizes[row]), self.names[row]

        self.hidden[min(self._open(one), key=order)] = True
        return True

    def _open(self, one: _Sum) -> list[int]:
        return [row for row in one.rows if not self.hidden[row] and not np.isnan(self.values[row])]

    def _exposed(self, sums: Sequence[_Sum]) -> set[int]:
        """Return the rows hidden for themselves that have one number alone that fits the sums."""
        rows = sorted({row for one in sums for row in one.rows if self.hidden[row] or np.isnan(self.values[row])})
        aims = [row for row in rows if self.primary[row] and not np.isnan(self.values[row])]
        if not aims:
            return set()
        column = {row: number for number, row in enumerate(rows)}
        with_others = [number for number, one in enumerate(sums) if one.others]
        matrix, right = np.zeros((len(sums), len(rows) + len(with_others))), np.zeros(len(sums))
        for number, one in enumerate(sums):
            for row in one.rows:
                sign = -1.0 if row == one.rows[0] else 1.0
                if row in column:
                    matrix[number, column[row]] += sign
                else:
                    right[number] -= sign * self.values[row]
        for number, line in enumerate(with_others):
            matrix[line, len(rows) + number] = 1.0
        bounds: list[tuple[float, float | None]] = [(1, self.largest) if self.small[row] else (0, None) for row in rows]
        bounds += [(0, None)] * len(with_others)
        return {row for row in aims if _is_settled(matrix, right, bounds, column[row])}


def _is_settled(matrix: Numbers, right: Numbers, bounds: Sequence[Any], aim: int) -> bool:
    """Say whether one whole number alone can be in a column of some equations."""
    ends = []
    for way in (1.0, -1.0):
        cost = np.zeros(matrix.shape[1])
        cost[aim] = way
        result = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds, method="highs")
        if result.status == 3:  # no bound on one side
            return False
        if result.x is None:  # no numbers fit all the sums, so that they tell nothing together
            return False
        ends.append(result.x[aim])
    return bool(np.floor(ends[1] + 1e-6) <= np.ceil(ends[0] - 1e-6))


def _connected(sums: Iterable[_Sum]) -> list[list[_Sum]]:
    """Return sums in groups that have no row in common."""
    groups: list[tuple[set[int], list[_Sum]]] = []
    for one in sums:
        rows, members = set(one.rows), [one]
        apart = []
        for group in groups:
            if group[0] & rows:
                rows |= group[0]
                members = [*group[1], *members]
            else:
                apart.append(group)
        groups = [*apart, (rows, members)]
    return [members for _, members in groups]
