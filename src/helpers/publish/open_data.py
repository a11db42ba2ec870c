"""The open data of a report: a Frictionless Data Package with its tables, made from their declarations, as one ZIP."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from helpers.schema.declarations import Column, ColumnType, Table
from helpers.schema.open_data import refers_to
from helpers.schema.sql import create_statements

DESCRIPTION_FILE: Final = "datapackage.json"
README_FILE: Final = "README.txt"
SQL_FILE: Final = "tables.sql"

_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_MEDIATYPES: Final = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_TYPES: Final = {
    ColumnType.TEXT: "string",
    ColumnType.NUMBER: "number",
    ColumnType.WHOLE_NUMBER: "integer",
    ColumnType.DATE: "date",
    ColumnType.YES_OR_NO: "boolean",
}
_LICENCE: Final = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}


@dataclass(frozen=True)
class AboutData:
    """What the data is of: the publication, the council, the stage, the date of issue or blank, and the run."""

    publication: str
    authority: str
    stage: str
    issued: str
    run: str

    def in_words(self) -> str:
        """Return stage, date and run in a sentence each."""
        issued = f"Issued: {self.issued}." if self.issued else "Not issued yet."
        return f"Stage: {self.stage}. {issued} Run: {self.run}."


@dataclass(frozen=True)
class OpenTable:
    """A table with its bytes as {kind of file: bytes}; the kinds are csv and parquet."""

    table: Table
    files: Mapping[str, bytes]


def open_data_files(
    about: AboutData, tables: Sequence[OpenTable], sources: Sequence[Mapping[str, str]]
) -> dict[str, bytes]:
    """Return {path in the package: bytes} of the description, the guide, the SQL and every table, in order of path.

    `sources` has for each source its publisher, dataset, address, licence and attribution.
    """
    data = {f"{kind}/{one.table.name}.{kind}": one.files[kind] for one in tables for kind in _MEDIATYPES}
    described = json.dumps(_package(about, tables, sources), indent=1, ensure_ascii=False) + "\n"
    sql = create_statements([one.table for one in tables])
    files = data | {
        DESCRIPTION_FILE: described.encode(),
        README_FILE: _readme(about, tables).encode(),
        SQL_FILE: sql.encode(),
    }
    return dict(sorted(files.items()))


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as one ZIP, whose bytes are the same for the same files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, written in sorted(files.items()):
            kind = zipfile.ZIP_STORED if path.endswith(".parquet") else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(path, _ZIP_TIME), written, kind, 6)
    return content.getvalue()


def _package(about: AboutData, tables: Sequence[OpenTable], sources: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    opened = frozenset(one.table.name for one in tables)
    return {
        "profile": "data-package",
        "name": f"performance-compendium-{about.run.lower()}",
        "title": f"{about.publication}, {about.authority}: open data",
        "description": f"{about.in_words()} The paths are those in the ZIP file. A blank cell is a missing value, "
        "never zero.",
        "licenses": [_LICENCE],
        "sources": [_source(row) for row in sources],
        "resources": [_resource(one, kind, opened) for one in tables for kind in _MEDIATYPES],
    }


def _source(row: Mapping[str, str]) -> dict[str, str]:
    described = {"title": f"{row['publisher']}: {row['dataset']}", "path": row["address"]}
    described |= {"licence": row["licence"], "attribution": row["attribution"]}
    return {name: words for name, words in described.items() if words}


def _resource(one: OpenTable, kind: str, opened: frozenset[str]) -> dict[str, Any]:
    content = one.files[kind]
    return {
        "profile": "tabular-data-resource" if kind == "csv" else "data-resource",
        "name": one.table.name if kind == "csv" else f"{one.table.name}-{kind}",
        "description": one.table.row,
        "path": f"{kind}/{one.table.name}.{kind}",
        "format": kind,
        "mediatype": _MEDIATYPES[kind],
        **({"encoding": "utf-8"} if kind == "csv" else {}),
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(column, one.table) for column in one.table.columns],
            "missingValues": [""],
            "primaryKey": list(one.table.key),
            "foreignKeys": [
                {"fields": [name], "reference": {"resource": other, "fields": [name]}}
                for name, other in refers_to(one.table, opened).items()
            ],
        },
    }


def _field(column: Column, table: Table) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type], "description": column.meaning}
    if column.unit:
        described["unit"] = column.unit
    if column.type is ColumnType.YES_OR_NO:
        described |= {"trueValues": ["True"], "falseValues": ["False"]}
    # texts may be blank, so only columns of other types and those of the key must have a value
    if not column.nullable and (column.type is not ColumnType.TEXT or column.name in table.key):
        described["constraints"] = {"required": True}
    return described


def _readme(about: AboutData, tables: Sequence[OpenTable]) -> str:
    lines = [
        f"{about.publication}, {about.authority}: open data",
        about.in_words(),
        "",
        "Each table is a file in csv (UTF-8, commas) and in parquet. A blank cell is a missing value, never zero.",
        f"{DESCRIPTION_FILE} says what each column holds, its type and unit, and where the figures come from.",
        f"{SQL_FILE} creates the tables in a database; then load the files in parquet into them.",
        "To follow a figure, look up source_id in sources; observations also has the raw file and its row.",
        "The names of areas are in areas, those of indicators in indicators.",
        f"Licence: {_LICENCE['title']}, {_LICENCE['path']}",
        f"The attribution of each source is in {DESCRIPTION_FILE}.",
        "",
        *(f"{one.table.name}: {one.table.row}" for one in tables),
    ]
    return "\n".join([*lines, ""])
