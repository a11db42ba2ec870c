"""Chapter 9: rounding."""

from __future__ import annotations

from documents import read_chapter

from helpers.present.cells import format_number

CHAPTER = read_chapter(9)


def test_the_examples_of_rounding() -> None:
    for row in CHAPTER.table("Printed"):
        assert format_number(float(row["Figure"]), int(row["Decimal places"])) == row["Printed"], row
