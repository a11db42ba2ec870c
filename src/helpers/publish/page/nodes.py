"""The cells and outputs of a page's notebook, which is checked against the format of notebooks once, when it is whole.

nbformat's own makers hold each cell and output to the format by itself, which takes longer than making the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode


def markdown_node(source: str, cell_id: str) -> NotebookNode:
    """Return a cell of markdown."""
    return _node({"id": cell_id, "cell_type": "markdown", "source": source, "metadata": {}})


def code_node(source: str, cell_id: str, outputs: Sequence[NotebookNode] = ()) -> NotebookNode:
    """Return a cell of code that was not run, with its outputs."""
    cell: dict[str, Any] = {
        "id": cell_id,
        "cell_type": "code",
        "metadata": {},
        "execution_count": None,
        "source": source,
    }
    return _node({**cell, "outputs": list(outputs)})


def display_node(data: Mapping[str, str], metadata: Mapping[str, Any]) -> NotebookNode:
    """Return an output that shows something in one or more forms, each under its media type."""
    return _node({"output_type": "display_data", "metadata": dict(metadata), "data": dict(data)})


def _node(content: Mapping[str, Any]) -> NotebookNode:
    return nbformat.from_dict(content)
