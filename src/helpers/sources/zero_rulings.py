"""What the analyst says of single published zeros, in `params/zeros.csv`: each a true zero, or no figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from helpers.areas import Areas
from helpers.files import csv_rows, runs_in_a_spreadsheet
from helpers.problems import InputProblem
from helpers.register import Indicator

Says = Literal["true zero", "absent"]


@dataclass(frozen=True)
class ZeroRuling:
    """What an analyst says of one published zero, with the reason and the post that says so."""

    indicator_id: str
    area_code: str
    period: str
    says: Says
    reason: str
    by: str


RULING_COLUMNS = ("indicator_id", "area_code", "period", "says", "reason", "by")


def read_zero_rulings(path: Path, indicators: Sequence[Indicator], areas: Areas) -> tuple[ZeroRuling, ...]:
    """Read what the analyst says of single zeros: `params/zeros.csv`, which may have no row.

    Raises  InputProblem, naming the row, the column and the value of what is not right
    """
    register = {indicator.indicator_id for indicator in indicators}
    rulings: dict[tuple[str, str, str], ZeroRuling] = {}
    for number, row in csv_rows(path, RULING_COLUMNS):
        expected = {
            "indicator_id": (row["indicator_id"] in register, "an indicator of the register"),
            "area_code": (row["area_code"] in areas, "a code of reference/areas.csv"),
            "period": (bool(row["period"].strip()), "the period as observations.csv writes it"),
            "says": (row["says"] in get_args(Says), " or ".join(get_args(Says))),
            "reason": (_is_a_line(row["reason"]), "the reason in one line"),
            "by": (_is_a_line(row["by"]), "the post that says so"),
        }
        for column, (fits, wanted) in expected.items():
            if not fits:
                raise InputProblem(f"{path.name} row {number}, column {column}: {row[column]!r}; expected {wanted}.")
        key = (row["indicator_id"], row["area_code"], row["period"])
        if key in rulings:
            raise InputProblem(
                f"{path.name} row {number}: {', '.join(key)} appears twice; keep one row for each figure."
            )
        rulings[key] = ZeroRuling(*key, "absent" if row["says"] == "absent" else "true zero", row["reason"], row["by"])
    return tuple(rulings.values())


def _is_a_line(text: str) -> bool:
    return bool(text.strip()) and text.isprintable() and len(text) <= 500 and not runs_in_a_spreadsheet(text)
