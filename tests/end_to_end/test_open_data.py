"""The open data of a run, unpacked and held to its own description."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.schema.open_data import WITHHELD

Package = tuple[dict[str, Any], dict[str, bytes]]
TRUTHS = {"True", "False"}


@pytest.fixture(scope="module")
def package(built: Any) -> Package:
    folder: Path = built.root / "reports/2023/open_data"
    with zipfile.ZipFile(folder / "open_data.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name in ("datapackage.json", "README.txt"):
        assert (folder / name).read_bytes() == files[name]
    return json.loads(files["datapackage.json"]), files


def cells_of(files: dict[str, bytes], resource: dict[str, Any]) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(files[resource["path"]]), dtype=str, keep_default_na=False)


def test_every_resource_is_the_file_that_it_describes(package: Package) -> None:
    described, files = package
    assert {one["path"] for one in described["resources"]} | {"datapackage.json", "README.txt"} == set(files)
    for one in described["resources"]:
        content = files[one["path"]]
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_cells_have_the_types_keys_and_references_that_the_description_states(package: Package) -> None:
    described, files = package
    tables = {one["name"]: cells_of(files, one) for one in described["resources"] if one["format"] == "csv"}
    assert {"observations", "indicators", "areas", "sources", "directions", "comparisons"} <= set(tables)
    for one in described["resources"]:
        if one["format"] != "csv":
            continue
        cells, schema, name = tables[one["name"]], one["schema"], one["name"]
        assert [field["name"] for field in schema["fields"]] == list(cells), name
        for field in schema["fields"]:
            column = cells[field["name"]]
            filled = column[column.ne("")]
            if field.get("constraints", {}).get("required"):
                assert len(filled) == len(column), (name, field["name"])
            if field["type"] in ("number", "integer"):
                pd.to_numeric(filled)
            if field["type"] == "date":
                pd.to_datetime(filled, format="%Y-%m-%d")
            if field["type"] == "boolean":
                assert set(filled) <= TRUTHS, (name, field["name"])
        assert not cells.duplicated(schema["primaryKey"]).any(), name
        for key in schema["foreignKeys"]:
            (column,) = key["fields"]
            assert set(cells[column]) <= set(tables[key["reference"]["resource"]][column]), (name, column)


def test_open_data_are_the_tables_of_the_run_without_who_answers_for_them(built: Any, package: Package) -> None:
    described, files = package
    for one in described["resources"]:
        names = [field["name"] for field in one["schema"]["fields"]]
        assert WITHHELD.isdisjoint(names)
        name = one["path"].split("/")[1].removesuffix(f".{one['format']}")
        if one["format"] == "parquet" and name != "areas":
            opened = pd.read_parquet(io.BytesIO(files[one["path"]]))
            written = pd.read_parquet(built.root / f"data/processed/2023/{name}.parquet")
            pd.testing.assert_frame_equal(opened, written[names])
