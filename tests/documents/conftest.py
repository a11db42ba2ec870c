"""The figures that the documents are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from documents import Figures, read_figures

if TYPE_CHECKING:
    from conftest import Checkout


@pytest.fixture(scope="session")
def figures(built: Checkout) -> Figures:
    """The figures of the 2023 report."""
    return read_figures(built.root)
