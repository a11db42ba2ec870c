"""How far a report has come, in order."""

from __future__ import annotations

from typing import Final, Literal, get_args

Stage = Literal["draft", "scrutiny", "cabinet", "council", "final"]

STAGES: Final[tuple[str, ...]] = get_args(Stage)
"""Every stage, in order."""

DRAFT: Final = "draft"
"""The stage of a report that officers still write."""

FINAL: Final = "final"
"""The stage of a report that is approved."""
