"""The package of open data: its description follows from the declarations, and it stands alone."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

from helpers.publish.open_data import AboutData, OpenTable, open_data_files, packed
from helpers.schema.declarations import Table, number, text, yes_or_no

ABOUT = AboutData("Performance Compendium 2022/23", "A council", "Draft", "", "2023")
INDICATORS = Table("indicators", "One row for each indicator.", "01", ("indicator_id",), (text("indicator_id", "Id"),))
FIGURES = Table(
    "directions",
    "One row for each figure.",
    "02",
    ("indicator_id",),
    (
        text("indicator_id", "Id"),
        text("reason", "Why"),
        number("value", "The figure", "per cent", nullable=True),
        yes_or_no("is_final", "Whether it is final"),
    ),
)
CSV = b"indicator_id,reason,value,is_final\na,,1.5,True\n"
SOURCE = {"publisher": "P", "dataset": "D", "address": "", "licence": "L", "attribution": "By P"}


def files() -> dict[str, bytes]:
    tables = [
        OpenTable(INDICATORS, {"csv": b"indicator_id\na\n", "parquet": b"PAR1"}),
        OpenTable(FIGURES, {"csv": CSV, "parquet": b"PAR1"}),
    ]
    return open_data_files(ABOUT, tables, [SOURCE])


def test_a_resource_says_what_its_file_holds() -> None:
    package = json.loads(files()["datapackage.json"])
    (resource,) = [one for one in package["resources"] if one["path"] == "csv/directions.csv"]
    assert resource["bytes"] == len(CSV)
    assert resource["hash"] == f"sha256:{hashlib.sha256(CSV).hexdigest()}"
    assert [field["type"] for field in resource["schema"]["fields"]] == ["string", "string", "number", "boolean"]
    assert resource["schema"]["fields"][2]["unit"] == "per cent"
    required = [field["name"] for field in resource["schema"]["fields"] if field.get("constraints")]
    assert required == ["indicator_id", "is_final"]
    assert resource["schema"]["foreignKeys"] == [
        {"fields": ["indicator_id"], "reference": {"resource": "indicators", "fields": ["indicator_id"]}}
    ]


def test_sources_keep_their_licences_and_a_blank_address_is_left_out() -> None:
    package = json.loads(files()["datapackage.json"])
    assert package["sources"] == [{"title": "P: D", "licence": "L", "attribution": "By P"}]
    assert package["licenses"][0]["name"] == "OGL-UK-3.0"


def test_the_guide_says_stage_date_and_run() -> None:
    assert "Stage: Draft. Not issued yet. Run: 2023." in files()["README.txt"].decode()


def test_the_package_has_the_same_bytes_whatever_order_its_files_come_in() -> None:
    content = files()
    again = packed(dict(reversed(content.items())))
    assert packed(content) == again
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == content
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
