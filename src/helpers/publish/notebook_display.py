"""How notebooks show the values of `helpers.present.values`: registered once, when a step is opened."""

from __future__ import annotations

import sys
from typing import Any

from helpers.present.values import Chart, Parts
from helpers.publish.html import SHOWN_AS_HTML, chart_bundle, to_html


def register_formatters() -> None:
    """Let the notebook that this process runs show values as HTML and pictures; without a notebook nothing is done."""
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    if shell is None:
        return
    formatter = shell.display_formatter
    for kind in SHOWN_AS_HTML:
        formatter.formatters["text/html"].for_type(kind, to_html)
    formatter.mimebundle_formatter.for_type(Chart, chart_bundle)
    formatter.ipython_display_formatter.for_type(Parts, _display_parts)


def _display_parts(parts: Parts) -> None:
    """Show the parts one after the other, each as if a cell had shown it alone."""
    from IPython.display import display

    display(*parts.parts)
