"""Examples drawn by hypothesis, all of them at once: one call that judges many costs little more than one."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


def examples(strategy: SearchStrategy[T], count: int) -> list[T]:
    """Draw examples, the plainest first: the same ones on every run, and none is made smaller where a test fails."""
    drawn: list[T] = []

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def keep(example: T) -> None:
        drawn.append(example)

    keep()
    return drawn


def rows_of(strategy: SearchStrategy[list[T]], count: int) -> list[T]:
    """Draw so many lists and put them in one."""
    return [row for example in examples(strategy, count) for row in example]
