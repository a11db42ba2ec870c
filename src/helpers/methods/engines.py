"""Which methods run on every engine: pandas in memory, DuckDB and Spark, with the same results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from helpers.methods.comparison import compare_with_benchmark
from helpers.methods.direction import direction_of_travel
from helpers.methods.disclosure import derived, suppressed_counts, suppressed_percentages
from helpers.methods.funnel import place_in_funnel
from helpers.methods.intervals import with_limits
from helpers.methods.ranking import rank_and_quantile, rank_and_quartile
from helpers.methods.trend import recent_trend

ENGINES: Final[tuple[Callable[..., Any], ...]] = (
    compare_with_benchmark,
    derived,
    direction_of_travel,
    place_in_funnel,
    rank_and_quantile,
    rank_and_quartile,
    recent_trend,
    suppressed_counts,
    suppressed_percentages,
    with_limits,
)
"""Each takes a frame of any engine and returns one of the same; `tests/engines` runs them all.

`compare_with_benchmark` does so by every method but funnel_rate, whose limits have no closed form. Every other function
of `helpers.methods` takes numbers, arrays or pandas frames.
"""
