"""How many changes of each kind a run prints at its end."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.commands.stages import counted_by_kind


@pytest.mark.parametrize(
    ("what", "printed"),
    [
        (["figure"], "1 figure"),
        (
            ["figure", "figure", "figure before", "direction", "rank", "rank"],
            "2 figures, 1 earlier figure, 1 direction, 2 ranks",
        ),
        (
            ["evidence", "colour of the target", "officer's words", "officer's words"],
            "1 judgement of evidence, 1 colour of a target, 2 officers' comments",
        ),
        (
            ["figure", "figure of 2019", "rank (region)", "gap to England", "comment", "amendment"],
            "1 figure, 1 earlier figure, 1 rank, 1 other result, 1 comment, 1 amendment",
        ),
        (["answer to a comment", "reason of an amendment"], "1 answer to a comment, 1 reason of an amendment"),
        (["sentence of index.html"] + ["sentence of themes/a.html"] * 1200, "1,201 sentences"),
    ],
)
def test_changes_are_counted_by_kind_in_their_order(what: list[str], printed: str) -> None:
    assert counted_by_kind(pd.DataFrame({"what": pd.Series(what, dtype="str")})) == printed
