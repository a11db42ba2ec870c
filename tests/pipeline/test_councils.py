"""Which councils a text asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.paths import Project
from helpers.pipeline.councils import councils_asked_for
from helpers.problems import InputProblem

KENT, SURREY, HEREFORDSHIRE, LEICESTERSHIRE = "E10000016", "E10000030", "E06000019", "E10000018"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", [LEICESTERSHIRE]),
        ("Kent, Surrey", [KENT, SURREY]),
        (" kent ,E10000030, Kent", [KENT, SURREY]),
        ("Herefordshire, County of, Kent", [HEREFORDSHIRE, KENT]),
        ("Kent,  Herefordshire,County  of", [KENT, HEREFORDSHIRE]),
    ],
)
def test_names_and_codes_are_read_in_their_order_and_a_name_may_have_commas(
    root: Path, text: str, codes: list[str]
) -> None:
    assert councils_asked_for(Project(root), "2023", text) == codes


def test_all_are_the_councils_of_the_group_that_existed_in_the_year(root: Path) -> None:
    """Of 2023 there are 36 in the council's own table; Cumbria ended on 31 March 2023, its last as-at date."""
    of_2023, of_2024 = (councils_asked_for(Project(root), year, "All") for year in ("2023", "2024"))
    assert {KENT, SURREY, HEREFORDSHIRE, LEICESTERSHIRE, "E10000006"} <= set(of_2023)
    assert "E10000006" not in of_2024 and {"E06000063", "E06000064"} <= set(of_2024)


def test_what_is_no_council_of_the_group_is_named_with_the_nearest(root: Path) -> None:
    with pytest.raises(InputProblem, match=r"authority has 'Kentt', .*the nearest is Kent\. .*E10000016 Kent"):
        councils_asked_for(Project(root), "2023", "Surrey, Kentt")
