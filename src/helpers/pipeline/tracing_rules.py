"""The paragraphs of docs/methods that rule the cells of ranks and of counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from helpers.fact_ids import CellReference
from helpers.present.explanation import RuleRow
from helpers.problems import Problem

RANKED_IN: Final = ("comparisons", "group_comparisons", "indicator_group_comparisons", "rank_certainty")
"""The tables of places in a group."""

OF_PLACES: Final = frozenset({"rank", "tied", "n", "quartile", "median", "gap", "gap_is_better"})
"""The columns of a place that the compendium has too."""

NOT_HERE: Final = "This copy of the project has no such chapter"

_RANKS: Final = "07_rank_and_quartile.md"
_COUNTS: Final = "08_headline.md"

_POSITION: Final = ("**Who is compared.**", "**Rank.**", "**Quartile.**", "**No rank.**")
_FURTHER: Final = {
    "group_comparisons": "**Further groups.**",
    "indicator_group_comparisons": "**A group of its own.**",
    "rank_certainty": "**How sure is a quartile?**",
}
_COUNTED: Final = ("- An indicator is **counted**", "- If several indicators measure the same thing")


def is_place(cell: CellReference) -> bool:
    """Return whether a cell says where the council is in a group."""
    return cell.table in RANKED_IN or (cell.table == "compendium" and cell.column in OF_PLACES)


def rules_of(methods: Path, cell: CellReference) -> Iterator[RuleRow]:
    """Give what docs/methods rules on a cell of a rank or a count, in its own words; nothing on other cells.

    Raises  Problem: a chapter no longer has the paragraph
    """
    for chapter, start in _paragraphs(cell):
        title = re.sub(r"^- |\*", "", start).strip().rstrip(".?")
        yield RuleRow(f"docs/methods/{chapter}", title, "", _stated(methods / chapter, start))


def _paragraphs(cell: CellReference) -> Iterator[tuple[str, str]]:
    if is_place(cell):
        yield from ((_RANKS, start) for start in _POSITION)
        if cell.table in _FURTHER:
            yield _RANKS, _FURTHER[cell.table]
        if cell.column.startswith(("previous_", "rank_change", "quartile_change")):
            yield _RANKS, "**The rank before.**"
        if cell.column in ("median", "gap", "gap_is_better", "lower_quartile", "upper_quartile"):
            yield _RANKS, "**Median, quartiles of the figures, gap.**"
    if cell.table in ("headline_facts", "headline_counts", "dashboard_facts"):
        measure = cell.key[0] if cell.table == "headline_counts" else cell.column
        yield from ((_COUNTS, start) for start in _COUNTED)
        if measure.endswith("_percent"):
            yield _COUNTS, "- **Percentages**"
        if measure.startswith("top_half"):
            yield _COUNTS, '- "In the top half"'
        if measure.endswith("_clear"):
            yield _COUNTS, "- **The strength of evidence**"


def _stated(path: Path, start: str) -> str:
    """Return a paragraph with the list that follows it, or one item of a list, as words alone.

    A copy of the project without docs/methods has no words, and says so.

    Raises  Problem: the chapter no longer has it
    """
    if not path.is_file():
        return NOT_HERE
    whole = path.read_text(encoding="utf-8")
    begin = f"\n{whole}".find(f"\n{start}")
    if begin < 0:
        raise Problem(f"docs/methods/{path.name} has no paragraph that begins with {start!r}.")
    end = r"\n- |\n +\*Source|\n\n" if start.startswith("- ") else r"\n\*Source|\n\n(?!- )"
    item = start.startswith("- ")
    words = re.split(end, whole[begin:], maxsplit=1)[0].removeprefix("- " if item else start)
    words = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", words).replace("**", "").replace("`", "")
    return " ".join(words.split()).rstrip(".")
