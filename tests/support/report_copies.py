"""What the end-to-end tests do to a copy of the project before they make its report, and read of the run's output."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import yaml
from returns import CARD, CARD_HEADER, csv_file

REGISTERED = {
    "library_items_count": ("Items lent by libraries", "Libraries and Culture", "higher_is_better", "count", "loans",
                            "0", "local"),
    "police_crimes_rate": ("Crimes recorded by the police", "Safer Communities", "lower_is_better", "rate",
                            "per 1,000 people", "1", "partner"),
    "residents_trust_pct": ("Residents who trust the council", "Public Health", "higher_is_better", "percentage", "%",
                            "1", "local"),
}  # fmt: skip
"""Indicators that departments and partners hand in: what the register says of them."""


TRACE: Final = "the network was used"
"""The file that appears where a process of a copy turned to another machine."""


def ran(output: str) -> list[str]:
    """The numbers of the steps that a run's output says were done, not reused."""
    return sorted(line.split()[0] for line in output.splitlines() if ": done in " in line)


def change_raw(root: Path, name: str, change: Callable[[str], str]) -> None:
    """Change a raw file and record the new edition in its sidecar, as an analyst would."""
    path = root / "data/raw" / name
    data = change(path.read_text()).encode()
    path.write_bytes(data)
    sidecar = path.with_suffix(".source.yml")
    content = yaml.safe_load(sidecar.read_text()) | {"sha256": hashlib.sha256(data).hexdigest()}
    sidecar.write_text(yaml.safe_dump(content))


def edit_notebook(root: Path, name: str, source: str) -> None:
    """Put a code cell with the given source behind the imports of a notebook."""
    path = root / "notebooks" / f"{name}.ipynb"
    notebook = json.loads(path.read_text())
    cell = {"cell_type": "code", "execution_count": None, "id": "extra", "metadata": {}, "outputs": []}
    notebook["cells"].insert(3, cell | {"source": source.splitlines(keepends=True)})
    path.write_text(json.dumps(notebook))


def below_zero(text: str) -> str:
    """Plant a critical fault: the first whole share of a file becomes -12%."""
    share = re.search(r"^(\w+_pct,(?:[^,]*,){4})\d+(?=,)", text, re.MULTILINE)
    assert share is not None
    return text.replace(share[0], f"{share[1]}-12", 1)


class ChangedFigure(NamedTuple):
    """A figure of the council in a raw file, and what it is changed to."""

    indicator_id: str
    file: str
    row: str
    before: str
    after: str

    @property
    def new_row(self) -> str:
        """The row with the new figure."""
        return self.row.replace(f",{self.before},", f",{self.after},")


CHANGED: Final = ChangedFigure(
    "alcohol_admissions_under18_rate",
    "dfe/lait_child_health_and_early_years.csv",
    "alcohol_admissions_under18_rate,E10000018,2020/21-22/23,2020-04-01,2023-03-31,12.51,",
    "12.51",
    "11.37",
)


def register_them(root: Path, rows: Mapping[str, Sequence[str]] = REGISTERED) -> None:
    """Add indicators to the register, as docs/adding_a_year.md says."""
    path = root / "params/indicators.csv"
    with path.open(newline="", encoding="utf-8") as file:
        header = next(csv.reader(file))
    usual = {
        "period_type": "financial",
        "frequency": "annual",
        "counted": "true",
        "source_id": "local_return",
        "definition": "What is counted over the financial year, by the council or a partner.",
        "owner": "Head of it",
    }
    columns = ("title", "dashboard", "polarity", "value_type", "unit", "decimals", "measure_type")
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        for name, row in rows.items():
            writer.writerow(usual | {"indicator_id": name} | dict(zip(columns, row, strict=True)))


def hand_in(folder: Path) -> None:
    """Write the returns and the card of the survey; the newest figure of the partner is provisional."""
    usual = {"area": "Leicestershire", "status": "final", "owner": "Head of it"}
    loans, crimes, trust = ({**usual, "indicator": name} for name in REGISTERED)
    folder.mkdir(parents=True)
    csv_file(
        folder / "libraries.csv",
        [
            {**loans, "period": "2021/22", "value": 1250000},
            {**loans, "period": "2022/23", "value": 1412000},
        ],
    )
    csv_file(
        folder / "police.csv",
        [
            {**crimes, "period": "2021/22", "value": 61.9, "numerator": 44000, "denominator": 711000},
            {
                **crimes,
                "period": "2022/23",
                "value": 65.0,
                "numerator": 46500,
                "denominator": 715000,
                "status": "provisional",
            },
        ],
    )
    survey = {**trust, "survey": "residents_2022", "respondents": 1100, "period": "2022/23", "value": 55.5}
    csv_file(folder / "communities.csv", [survey])
    csv_file(folder / "surveys.csv", [CARD], CARD_HEADER)


def set_the_trap(folder: Path, trace: Path) -> None:
    """Let `trace` appear as soon as a Python process that has the folder in its path turns to another machine."""
    (folder / "sitecustomize.py").write_text(
        "import socket\n"
        "real = socket.socket.connect\n"
        "def connect(self, address):\n"
        "    if self.family in (socket.AF_INET, socket.AF_INET6) and not address[0].startswith(('127.', '::1')):\n"
        f"        open({str(trace)!r}, 'a').write(repr(address))\n"
        "        raise OSError('no network in this test')\n"
        "    return real(self, address)\n"
        "socket.socket.connect = connect\n"
    )
