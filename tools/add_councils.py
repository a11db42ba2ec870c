"""Make a folder of raw files with the figures of more councils: those of `data/raw`, and rows of the same layout.

Run by hand: python tools/add_councils.py <folder of figures> <new folder>. Then make year=2023 raw=<new folder>.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import shutil
import sys
from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
LAYOUT = "compiled_figures"
KEY = ("indicator_id", "area_code", "period")
ORDER = ("indicator_id", "area_code", "period_start", "period")

Row = dict[str, str]


def widen(raw: Path, figures: Path, to: Path) -> Counter[str]:
    """Copy a folder of raw files, add the figures of other councils to its files, and count what came of each row.

    A row goes to the file that has figures of its indicator. One that this file has already is left out, so no figure
    is replaced; so is one whose indicator no file has. Sidecars get the new hash and number of rows.

    Raises  ValueError: the new folder exists, or a file has other columns than the layout
    """
    if to.exists():
        raise ValueError(f"{to.name} exists already; name a new folder.")
    rows = [row for path in sorted(figures.glob("*.csv")) for row in _read(path)]
    if not rows:
        raise ValueError(f"{figures.name} has no CSV file with figures.")
    shutil.copytree(raw, to)
    outcomes: Counter[str] = Counter()
    by_indicator: dict[str, list[Row]] = {}
    for row in rows:
        by_indicator.setdefault(row["indicator_id"], []).append(row)
    for sidecar in sorted(to.rglob("*.source.yml")):
        about = yaml.safe_load(sidecar.read_text(encoding="utf-8"))
        path = sidecar.with_name(sidecar.name.removesuffix(".source.yml") + ".csv")
        if about.get("format") == LAYOUT and path.exists():
            outcomes += _add(path, sidecar, by_indicator)
    outcomes["no file has the indicator"] = sum(map(len, by_indicator.values()))
    return outcomes


def _add(path: Path, sidecar: Path, by_indicator: dict[str, list[Row]]) -> Counter[str]:
    """Add to one file the rows of its indicators, taking them out of what is left to add; count them."""
    own = _read(path)
    present = {tuple(row[name] for name in KEY) for row in own}
    coming = [row for name in sorted({row["indicator_id"] for row in own}) for row in by_indicator.pop(name, [])]
    new = [row for row in coming if tuple(row[name] for name in KEY) not in present]
    if new:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(own[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted([*own, *new], key=lambda row: tuple(row[name] for name in ORDER)))
        content = text.getvalue().encode()
        path.write_bytes(content)
        changed = {"sha256": hashlib.sha256(content).hexdigest(), "rows": str(len(own) + len(new))}
        lines = sidecar.read_text(encoding="utf-8").splitlines()
        pairs = [(line.partition(":")[0], line) for line in lines]
        renewed = [f"{name}: {changed[name]}" if name in changed else line for name, line in pairs]
        sidecar.write_text("\n".join(renewed) + "\n", encoding="utf-8", newline="\n")
    return Counter({"added": len(new), "there already": len(coming) - len(new)})


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if rows and not set(KEY) <= rows[0].keys():
        raise ValueError(f"{path.name} has no columns {', '.join(KEY)}; it must have those of dfe/lait_send.csv.")
    return rows


def main() -> int:
    """Make the folder that the command names, and print what came of the rows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("figures", type=Path, help="the folder of CSV files with the figures of more councils")
    parser.add_argument("to", type=Path, help="the new folder")
    options = parser.parse_args()
    try:
        outcomes = widen(ROOT / "data" / "raw", options.figures, options.to)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    for outcome, count in outcomes.items():
        print(f"{count:,} rows: {outcome}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
