"""Look the packages of uv.lock up in the OSV database of known vulnerabilities: `make audit-packages`.

Ends with 1 if a package has a known vulnerability. Where the database cannot be reached, it says so and ends with 0.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "https://api.osv.dev/"
NOT_REACHED = "error sending request"
"""What uv says where no connection comes about."""


def audit(root: Path, database: str = DATABASE) -> int:
    """Look the packages of a folder's uv.lock up, print what is known of them, and return the exit code."""
    command = [
        sys.executable,
        "-m",
        "uv",
        "audit",
        "--frozen",
        "--no-config",
        "--color=never",
        "--preview-features=audit-command",
    ]
    done = subprocess.run(
        [*command, f"--service-url={database}"], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode and NOT_REACHED in done.stderr:
        print(f"{database} cannot be reached, so the packages were not checked; try again with a network.")
        return 0
    print((done.stdout + done.stderr).strip())
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(audit(ROOT))
