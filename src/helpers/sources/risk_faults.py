"""Everything that is wrong with the files on pressures and risks at once: the rules of `make check`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from helpers.register import Indicator
from helpers.sources.risk_rows import Pair, Watched
from helpers.sources.risks import FILES, cross_faults
from helpers.sources.target_faults import Fault, rows_and_faults
from helpers.visible import value_shown


def risk_faults(
    folder: Path, indicators: Iterable[Indicator], statements: Mapping[str, Collection[int]]
) -> Iterator[Fault]:
    """Give everything that is wrong with the files of a folder, and each risk that no indicator follows.

    `statements` has the reporting years of each row of `params/statements.csv`. A risk without an indicator is no
    error, as some risks have no measure.
    """
    register = tuple(indicators)
    for file in FILES:
        path = folder / file.name
        rows, faults = rows_and_faults(path, file.kind, file.key)
        yield from faults
        for fault in cross_faults(file, rows, register, statements):
            yield Fault(path.name, int(fault.where), fault.column, f"{value_shown(fault.value)} {fault.message}")
        for number, row in rows:
            if getattr(row, "risk_id", "") and not getattr(row, "indicator_ids", ()):
                reason = getattr(row, "no_indicator_reason", "") or "no reason is given"
                message = f"no indicator follows the risk {value_shown(getattr(row, 'risk', ''))}: {reason}"
                yield Fault(path.name, int(number), "indicator_ids", message, is_error=False)


def watched_faults(watch_list: Path, pairs: Path, indicators: Iterable[Indicator]) -> Iterator[Fault]:
    """Give everything that is wrong with the watch list and with the pairs of indicators shown together."""
    ids = {indicator.indicator_id for indicator in indicators}
    watched, of_list = rows_and_faults(watch_list, Watched, ("indicator_id",))
    paired, of_pairs = rows_and_faults(pairs, Pair, ("pair_id",))
    yield from (*of_list, *of_pairs)
    named = [(watch_list.name, number, "indicator_id", row.indicator_id) for number, row in watched]
    for column in ("first_indicator_id", "second_indicator_id"):
        named += [(pairs.name, number, column, name) for number, row in paired if (name := getattr(row, column))]
    for file, number, column, name in named:
        if name not in ids:
            message = f"{value_shown(name)} is not in the register; write the indicator_id of one that is."
            yield Fault(file, int(number), column, message)
