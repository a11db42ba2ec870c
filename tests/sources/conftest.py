"""A small register, a few areas, and raw files made for a test, with their sidecars."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.areas import Area, Areas, read_areas
from helpers.paths import project
from helpers.register import Indicator
from helpers.sources.catalogue import Source, read_sources
from helpers.sources.sidecar import RawFile, raw_files

HEADER = (
    "indicator_id,area_code,period,period_start,period_end,value,lower_95,upper_95,numerator,denominator,"
    "marker,status,area_flag"
)
GOOD = "waste,E10000018,2022/23,2022-04-01,2023-03-31,41.5,,,,,,final,"


class Raw:
    """A folder of raw files for a test."""

    header = HEADER
    good = GOOD

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, lines: list[str] | bytes, name: str = "defra/figures", **sidecar: Any) -> RawFile:
        """Write a file of the project's layout, the header first unless bytes are given, with its sidecar."""
        content = lines if isinstance(lines, bytes) else "\n".join([HEADER, *lines, ""]).encode()
        path = self.folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        rows = 0 if isinstance(lines, bytes) else len(lines)
        about = self.about(content, rows) | sidecar
        path.with_name(f"{path.stem}.source.yml").write_text(
            yaml.safe_dump({key: value for key, value in about.items() if value is not None}), encoding="utf-8"
        )
        return next(file for file in raw_files(self.folder) if file.path == path)

    def about(self, content: bytes, rows: int) -> dict[str, Any]:
        return {
            "source_id": "defra_waste",
            "format": "compiled_figures",
            "edition": "2024",
            "date": "2026-11-22",
            "sha256": hashlib.sha256(content).hexdigest(),
            "rows": rows,
        }


def source(dataset: str, publisher: str = "A publisher", **about: Any) -> Source:
    """A source for a test, live where nothing else is said."""
    usual = {
        "publisher": publisher,
        "dataset": dataset,
        "licence": "Open Government Licence v3.0",
        "caveats": "",
        "attribution": "Contains public sector information.",
        "address": "https://www.gov.uk/",
    }
    return Source.model_validate(usual | about)


@pytest.fixture(scope="session")
def sources() -> dict[str, Source]:
    """The sources that the sidecars of the tests name."""
    return {
        "defra_waste": source("Waste", "Defra"),
        "ons_air": source("Air", "ONS"),
        "ons_els": source("Local", "ONS"),
        "oflog_asc": source("Care", "Oflog", status="ended", until="2024-12-16"),
        "areas": source("Areas", "ONS"),
        "local_return": source("Returns", "Departments"),
    }


@pytest.fixture
def raw(tmp_path: Path) -> Raw:
    (tmp_path / "raw").mkdir()
    return Raw(tmp_path / "raw")


def _indicator(indicator_id: str, period_type: str, unit: str = "%") -> Indicator:
    return Indicator.model_validate(
        {
            "indicator_id": indicator_id,
            "title": indicator_id.title(),
            "dashboard": "Environment",
            "polarity": "lower_is_better",
            "value_type": "percentage",
            "unit": unit,
            "decimals": 1,
            "period_type": period_type,
            "frequency": "annual",
            "counted": True,
            "source_id": "defra_waste",
            "source_measure": "",
            "breaks": "",
            "note": "",
            "definition": f"What {indicator_id} counts.",
            "owner": "Head of Waste",
            "measure_type": "national",
        }
    )


@pytest.fixture(scope="session")
def indicators() -> tuple[Indicator, ...]:
    """One of each of four period types."""
    return (
        _indicator("absence", "academic"),
        _indicator("air", "calendar"),
        _indicator("census", "snapshot"),
        _indicator("waste", "financial"),
    )


@pytest.fixture(scope="session")
def areas() -> Areas:
    """Leicestershire, Cumbria with one of its successors, and England."""

    def area(code: str, start: date | None = None, end: date | None = None, **links: Any) -> Area:
        usual: dict[str, Any] = {"successors": (), "predecessors": (), "change": ""}
        return Area(code=code, name=code, area_type="county", region="", start=start, end=end, **(usual | links))

    return Areas(
        {
            "E10000018": area("E10000018"),
            "E92000001": area("E92000001"),
            "E10000006": area("E10000006", end=date(2023, 3, 31), successors=("E06000063",), change="split"),
            "E06000063": area("E06000063", start=date(2023, 4, 1), predecessors=("E10000006",), change="split"),
        }
    )


@pytest.fixture(scope="session")
def edited() -> Callable[..., str]:
    """Change fields of the good row by the header's names: edited(value="x")."""

    def edit(**fields: str) -> str:
        row = dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | fields
        assert len(row) == 13, set(row) - set(HEADER.split(","))
        return ",".join(row.values())

    return edit


@pytest.fixture(scope="session")
def all_areas() -> Areas:
    """The areas of the project."""
    return read_areas(project().areas)


@pytest.fixture(scope="session")
def catalogue() -> dict[str, Source]:
    """The sources of the project's catalogue."""
    return dict(read_sources(project().sources))
