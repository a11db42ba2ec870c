"""Files that come late: checked, described and put in place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from returns import GOOD, csv_file, indicators

from helpers.areas import Areas
from helpers.problems import InputProblem
from helpers.sources.catalogue import Source
from helpers.sources.formats.format import Context
from helpers.sources.late_files import LateFile, put_in_place, read_late_files
from helpers.sources.sidecar import raw_files

TODAY = date(2023, 11, 20)
Read = Callable[[], list[LateFile]]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw folder with a return that has a sidecar."""
    (tmp_path / "raw" / "returns").mkdir(parents=True)
    path = csv_file(tmp_path / "raw" / "returns" / "roads.csv", [GOOD])
    described = {
        "source_id": "local_return",
        "format": "local_return",
        "edition": "first",
        "published": date(2023, 5, 1),
        "date": date(2023, 5, 2),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "rows": 1,
    }
    path.with_suffix(".source.yml").write_text(yaml.safe_dump(described))
    return tmp_path / "raw"


@pytest.fixture
def late(tmp_path: Path) -> Path:
    (tmp_path / "late").mkdir()
    return tmp_path / "late"


@pytest.fixture
def read(raw: Path, late: Path, all_areas: Areas, catalogue: dict[str, Source]) -> Read:
    context = Context(indicators(), all_areas)
    return lambda: read_late_files(late, raw_files(raw), context, catalogue, TODAY)


def test_a_later_edition_takes_the_place_of_the_file_of_its_name(raw: Path, late: Path, read: Read) -> None:
    csv_file(late / "roads.csv", [GOOD | {"value": 42.0, "numerator": 420}, GOOD | {"period": "2021/22"}])
    (file,) = read()
    assert (file.name, file.what) == ("returns/roads.csv", "a later edition")
    assert file.sidecar is not None
    assert (file.sidecar.edition, file.sidecar.rows) == ("taken in on 20 November 2023", 2)
    assert (file.sidecar.published, file.sidecar.date) == (None, TODAY)
    assert ",41.5," in (raw / "returns/roads.csv").read_text()  # nothing is replaced yet
    put_in_place(file, raw)
    (in_place,) = raw_files(raw)
    assert in_place.path.read_bytes() == (late / "roads.csv").read_bytes()
    assert in_place.sidecar == file.sidecar
    with pytest.raises(InputProblem, match="late has no file that data/raw does not have already"):
        read()


def test_a_new_file_keeps_its_folder_and_needs_no_sidecar_where_its_format_says_enough(
    raw: Path, late: Path, read: Read
) -> None:
    (late / "returns").mkdir()
    csv_file(late / "returns" / "streets.csv", [GOOD | {"period": "2021/22"}])
    (file,) = read()
    assert (file.name, file.what, file.sidecar) == ("returns/streets.csv", "new", None)
    put_in_place(file, raw)
    assert [one.name for one in raw_files(raw)] == ["returns/roads.csv", "returns/streets.csv"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("streets.csv", "indicator\n", "late/streets.csv: no raw file is called so; put it in a folder of its publ"),
        ("roads.csv", "a,b\n1,2\n", "late/roads.csv is of no known format"),
        ("returns/streets.csv", "a,b\n1,2\n", "late/returns/streets.csv is of no known format"),
    ],
)
def test_a_late_file_that_cannot_be_used_is_refused(
    name: str, content: str, message: str, late: Path, read: Read
) -> None:
    (late / name).parent.mkdir(exist_ok=True)
    (late / name).write_text(content)
    with pytest.raises(InputProblem, match=message):
        read()


def test_a_late_file_must_be_as_its_sidecar_says(raw: Path, late: Path, read: Read) -> None:
    csv_file(late / "roads.csv", [GOOD | {"value": 42.0, "numerator": 420}])
    sidecar = (raw / "returns/roads.source.yml").read_text()
    (late / "roads.source.yml").write_text(sidecar)
    with pytest.raises(InputProblem, match="but its sidecar records"):
        read()
