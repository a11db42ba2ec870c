"""A report of notebooks alone: the tables are those of the whole report, and nothing leads to what is not there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

LINK = re.compile(r'href="([^":#?]+)(?:#[^"]*)?"')


def test_a_report_of_notebooks_alone_has_the_same_tables_and_no_dead_link(
    built: Any, checkout: Any, bytes_of: Callable[[Path], dict[str, str]]
) -> None:
    whole = bytes_of(built.root / "reports/2023")
    run = checkout.helpers("report", "--year", "2023", "--outputs", "notebooks")
    assert run.returncode == 0, run.stderr
    report = checkout.root / "reports/2023-notebooks"
    tables = bytes_of(checkout.root / "data/processed/2023-notebooks")
    assert tables == bytes_of(built.root / "data/processed/2023")
    assert not [path.name for path in report.iterdir() if path.is_dir()]
    notebooks = {path.name for path in report.glob("*.ipynb")}
    assert notebooks == {path.name for path in (built.root / "notebooks").glob("*.ipynb")}
    pages = {path.name for path in report.glob("*.html")}
    assert pages == {"index.html", "assurance.html", *(name.replace(".ipynb", ".html") for name in notebooks)}
    leads_to = {(page, link) for page in pages for link in LINK.findall((report / page).read_text(encoding="utf-8"))}
    assert leads_to
    assert not [(page, link) for page, link in leads_to if not (report / link).exists()]
    assert json.loads((report / "manifest.json").read_text(encoding="utf-8"))["run"] == "2023-notebooks"
    assert bytes_of(checkout.root / "reports/2023") == whole  # the whole report is not replaced by less
    again = checkout.helpers("report", "--year", "2023", "--outputs", "notebooks")
    assert "up to date in reports/2023-notebooks" in again.stdout


def test_outputs_that_do_not_exist_or_fit_are_refused(built: Any) -> None:
    wrong = built.helpers("report", "--year", "2023", "--outputs", "word")
    assert wrong.returncode == 2
    assert "outputs must be all or notebooks; got 'word'." in wrong.stderr
    both = built.helpers("report", "--year", "2023", "--outputs", "notebooks", "--for", "Safe and Well")
    assert both.returncode == 2
    assert "for= makes a document that leads to the site, which outputs=notebooks leaves out" in both.stderr
