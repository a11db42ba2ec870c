"""The open data of a run, unpacked and held to its own description."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pytest

from helpers.schema import TABLES
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
    assert {one["path"] for one in described["resources"]} | {"datapackage.json", "README.txt", "tables.sql"} == set(
        files
    )
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


def test_the_library_for_such_packages_accepts_the_description_and_the_cells(
    package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    described, files = package
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    whole = frictionless.Package("datapackage.json")
    assert {one.path for one in whole.resources} == {one["path"] for one in described["resources"]}
    # it reads no size of a Parquet file, which the test above compares with the tables
    for name in [one.name for one in whole.resources if one.format != "csv"]:
        whole.remove_resource(name)
    report = whole.validate(limit_rows=5_000)
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    assert len(report.tasks) > 20
    # and it refuses a number in words, so that it can be relied on
    broken = tmp_path / "csv/positions.csv"
    header, first, *others = broken.read_text(encoding="utf-8").split("\n")
    broken.write_text("\n".join([header, first.replace(".", "x"), *others]), encoding="utf-8")
    assert not whole.get_resource("positions").validate(limit_rows=5).valid


def test_the_statements_create_tables_that_take_every_row(package: Package, tmp_path: Path) -> None:
    described, files = package
    with duckdb.connect(":memory:") as database:
        database.execute(files["tables.sql"].decode())
        created = [name for (name,) in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        assert set(created) == {one["name"] for one in described["resources"] if one["format"] == "csv"}
        # a table to which others refer is filled before them
        for name in sorted(created, key=["areas", "indicators", "sources"].__contains__, reverse=True):
            path = tmp_path / f"{name}.parquet"
            path.write_bytes(files[f"parquet/{name}.parquet"])
            database.execute(f"INSERT INTO \"{name}\" SELECT * FROM read_parquet('{path}')")
            (rows,) = database.execute(f'SELECT count(*) FROM "{name}"').fetchone() or (0,)
            assert rows == len(pd.read_parquet(path)), name
        with pytest.raises(duckdb.ConstraintException):
            database.execute("INSERT INTO observations SELECT * FROM observations LIMIT 1")


def test_the_targets_the_risks_and_the_money_are_in_the_package(package: Package) -> None:
    described, _ = package
    names = {one["name"] for one in described["resources"]}
    assert {"targets", "target_milestones", "target_results", "risk_register", "spending_power"} <= names


def test_no_file_to_download_has_who_answers_for_a_figure(built: Any) -> None:
    folder: Path = built.root / "reports/2023/downloads"
    for path in folder.iterdir():
        columns = set(pd.read_csv(path, nrows=0).columns)
        assert WITHHELD.isdisjoint(columns), path.name
    named = pd.read_csv(folder / "columns.csv.zip")
    assert WITHHELD.isdisjoint(named["column"])
    assert list(folder.glob("targets.csv*")) and "owner" in TABLES["targets"].names
