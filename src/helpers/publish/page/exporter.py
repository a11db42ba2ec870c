"""The nbconvert exporter behind the pages, with the template and style that live beside it."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

TEMPLATES: Final = Path(__file__).parent


def fold_code(source: str) -> str:
    """Return Python code as escaped HTML with the classes the style sheet colours."""
    return str(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))).rstrip()


class PageExporter(HTMLExporter):
    """An HTML exporter with the council template."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            template_name="council",
            extra_template_basedirs=[str(TEMPLATES)],
            template_data_paths=[],
            filters={"fold_code": fold_code},
            optimistic_validation=True,  # once after all preprocessors, not after each
            **settings,
        )

    def get_prefix_root_dirs(self) -> list[str]:
        """Return the one folder in which nbconvert's own templates are looked up: that of the environment.

        The parent would look first wherever the analyst's variables and home lead it.
        """
        return [str(Path(sys.prefix) / "share" / "jupyter")]

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **settings: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Return the page of a prepared notebook and nbconvert's resources.

        The parent would parse the finished page again to put filler descriptions on pictures, which costs
        more than all else; here every picture has been checked before.
        """
        html, used = TemplateExporter.from_notebook_node(self, nb, self._init_resources(resources), **settings)
        return html, dict(used)


@lru_cache(maxsize=1)
def page_exporter() -> PageExporter:
    """Return the one exporter of this process; making it costs more than using it."""
    return PageExporter()
