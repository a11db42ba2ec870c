"""The words of disclosure control: a sum by which a hidden count could be worked out, and how figures are published."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

SUPPRESSED = "[c]"
"""The marker of a figure that is hidden so that no person can be known by it."""


class SumOfParts(NamedTuple):
    """A count that is the sum of others, by the names of their rows, such as a county and its districts.

    `others` says whether there may be further parts that nobody has given.
    """

    total: Hashable
    parts: tuple[Hashable, ...]
    others: bool = False


Publish = Callable[["pd.DataFrame", Sequence[SumOfParts]], "pd.DataFrame"]
"""What hides small counts: figures and the sums between them in, figures as they may be published out.

`helpers.methods.disclosure.figures_as_published` with a rule is one.
"""
