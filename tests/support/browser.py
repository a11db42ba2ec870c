"""What a browser without a network says of the pages of a report, and which pages are one of each kind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[1] / "pages"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
CARD = "indicators/ehcp_20_weeks_pct.html"
LIST = "indicators/index.html"
DASHBOARD = "dashboards/send.html"
FURTHER_KINDS = (DASHBOARD, "themes/safe-and-well.html", LIST, CARD)
"""One of each kind of page in a folder of its own."""

IN_USE = (f"{LIST}#find=potholes", f"{CARD}#with=E10000016,E10000008")
"""Pages on which a reader has searched, and has set two councils beside their own."""


def ask_browser(script: str, folder: Path, *pages: str) -> dict[str, Any]:
    """What a script of tests/pages finds on pages, which are named from the folder of the report."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}; set CHROMIUM to its path")
    if not (SCRIPTS / "node_modules" / "axe-core").exists():
        pytest.skip("run `npm ci` in tests/pages first")
    command = [node, str(SCRIPTS / script), *pages]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-2000:]
    result: dict[str, Any] = json.loads(answer.stdout)
    return result
