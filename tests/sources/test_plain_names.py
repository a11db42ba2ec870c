"""Plain names of indicators: read by their short name, and refused where nobody would see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.sources.plain_names import MAX_PLAIN_NAME, read_plain_names


def test_the_file_of_the_project_names_indicators_of_the_register(root: Path) -> None:
    names = read_plain_names(root / "params/plain_names.csv", read_register(root / "params/indicators.csv"))
    assert len(names) == len(set(names.values())) > 30


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("no_such_indicator,Words", "'no_such_indicator' is not in the register"),
        ("gld_pct,", "column plain_name"),
        (f"gld_pct,{'w' * (MAX_PLAIN_NAME + 1)}", "column plain_name"),
        ("gld_pct,One\ngld_pct,Two", "appears twice; keep one row"),
    ],
)
def test_a_row_that_is_not_right_is_refused(root: Path, tmp_path: Path, row: str, why: str) -> None:
    path = tmp_path / "plain_names.csv"
    path.write_text(f"indicator_id,plain_name\n{row}\n")
    with pytest.raises(InputProblem) as problem:
        read_plain_names(path, read_register(root / "params/indicators.csv"))
    assert why in str(problem.value)
