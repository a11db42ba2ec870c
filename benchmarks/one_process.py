"""All cells of the notebooks in one plain Python process, one after the other: `one_process.py <year>`.

Tables are written and every result is represented as a notebook would keep it; no notebook or page is written.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

REPRESENTATIONS = ("_repr_mimebundle_", "_repr_html_")
"""The methods by which a result says how a notebook shows it; the first that it has counts."""


def run_notebook(notebook: Path, year: int) -> None:
    """Run the code cells of a notebook for a year, in a namespace of their own."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            run_cell("".join(cell["source"]), notebook.name, namespace)
            if "parameters" in cell["metadata"].get("tags", []):
                namespace["year"] = year


def run_cell(source: str, name: str, namespace: dict[str, Any]) -> None:
    """Run the statements of a cell, and represent what its last line gives."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), namespace)
    if isinstance(last, ast.Expr):
        represent(eval(compile(ast.Expression(last.value), name, "eval"), namespace))


def represent(result: Any) -> object:
    """Return how a notebook would show a result; of several that are shown one after the other, a list."""
    from helpers.present.values import Chart, Parts
    from helpers.publish.html import SHOWN_AS_HTML, chart_bundle, to_html

    if isinstance(result, Parts):
        return [represent(part) for part in result.parts]
    if isinstance(result, Chart):
        return chart_bundle(result)
    if isinstance(result, SHOWN_AS_HTML):
        return to_html(result)
    return next((getattr(result, name)() for name in REPRESENTATIONS if hasattr(result, name)), repr(result))


def main(arguments: Sequence[str]) -> None:
    """Run every notebook for the year that is the first argument, in the order of their names."""
    for notebook in sorted(Path("notebooks").glob("[0-9][0-9]*.ipynb")):
        run_notebook(notebook, int(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
