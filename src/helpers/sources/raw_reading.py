"""Reading one raw file: what its sidecar promises is checked, and why it cannot be read is said in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helpers.problems import InputProblem
from helpers.sources import neighbours, spending, spending_power
from helpers.sources.catalogue import Source
from helpers.sources.coded import Coded
from helpers.sources.files.limits import REJECTION_COLUMNS, Refused, plain
from helpers.sources.files.opening import open_file
from helpers.sources.formats.format import NO_CONTENTS, Contents, Context
from helpers.sources.formats.registry import format_of, registry
from helpers.sources.published import NUMBERS
from helpers.sources.sidecar import RawFile, Sidecar

FORMATS = {form.format_id: form.name for form in registry()}
"""The formats that a sidecar may name, with what people call them."""

REFERENCE_FORMATS = frozenset({"areas"}) | neighbours.FORMATS | spending.FORMATS | spending_power.FORMATS
"""Formats of reference files, which hold no observations."""

REFERENCE = "reference file"
"""How the format of a reference file begins in the description of a folder."""

NOT_STATED = "not stated"


@dataclass(frozen=True)
class Reading:
    """What one file gives, under the names of its format and publisher, or in `refused` why it cannot be read."""

    file: RawFile
    format: str
    publisher: str
    licence: str
    contents: Contents
    refused: str = ""

    @property
    def name(self) -> str:
        """The file's path inside the raw folder."""
        return self.file.name

    @property
    def edition(self) -> str:
        """The edition that the sidecar names."""
        return self.file.sidecar.edition if self.file.sidecar else NOT_STATED

    @property
    def figures(self) -> pd.DataFrame:
        """The figures with their file and the day of its edition; numbers stay numbers even without a row.

        Columns returned  those of the contents; file; published (None if not known)
        """
        published = self.file.sidecar.published if self.file.sidecar else None
        return self.contents.figures.astype(dict.fromkeys(NUMBERS, "float64")).assign(
            file=self.name, published=published
        )

    @property
    def rejections(self) -> pd.DataFrame:
        """The rows that give no figure.

        Columns returned  file, row, column, value, reason
        """
        return with_file(self.contents.rejections, self.name)

    @property
    def cells(self) -> pd.DataFrame:
        """The cells that are not used, from rows that give other figures.

        Columns returned  file, row, column, value, reason
        """
        return with_file(self.contents.cells, self.name)


def with_file(rejections: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return rejections with the name of their file, as a category.

    Columns needed    row, column, value, reason
    Columns returned  file, row, column, value, reason
    """
    of_file = Coded(np.zeros(len(rejections), dtype="int64"), [name])
    return rejections.assign(file=of_file.category())[["file", *REJECTION_COLUMNS]]


def is_reference(file: RawFile) -> bool:
    """Say whether a file is one of reference, which holds no observations."""
    return file.sidecar is not None and file.sidecar.format in REFERENCE_FORMATS


def empty_reading(file: RawFile, refused: str = "") -> Reading:
    """Return the reading of a file that gives no figures."""
    form = f"{REFERENCE} ({file.sidecar.format})" if file.sidecar and is_reference(file) else ""
    return Reading(file, form, "", "", NO_CONTENTS, refused)


def read_raw_file(file: RawFile, context: Context, sources: Mapping[str, Source]) -> Reading:
    """Read a file: one with a sidecar must be what it says, one without is recognised by what it holds.

    A file without a sidecar that cannot be read gives a reading that says why.

    Raises  InputProblem, naming the file: it differs from its sidecar, it cannot be read, or its reader fails
    """
    try:
        if file.sidecar is None:
            return _read_without_sidecar(file, context)
        return _read_with_sidecar(file, file.sidecar, context, sources)
    except InputProblem:
        raise
    except OSError as error:
        why = error.strerror or plain(error)
        raise InputProblem(
            f"{file.display_name} cannot be read: {why}; see who may read it, or leave it out."
        ) from None
    except Exception as error:
        raise InputProblem(
            f"{file.display_name} cannot be read: its reader fails with {type(error).__name__}, {plain(error)}; leave "
            "the file out, and report this as a fault of the project."
        ) from error


def _read_without_sidecar(file: RawFile, context: Context) -> Reading:
    try:
        opened = open_file(file.path, file.display_name)
        form = format_of(opened)
        return Reading(file, form.name, form.publisher, form.licence, form.contents(opened, context))
    except Refused as problem:
        return empty_reading(file, str(problem).removeprefix(f"{file.display_name} "))


def _read_with_sidecar(file: RawFile, sidecar: Sidecar, context: Context, sources: Mapping[str, Source]) -> Reading:
    name = file.display_name
    if sidecar.source_id not in sources:
        raise InputProblem(
            f"{name}: its sidecar names the source {sidecar.source_id}, which is not in sources.yml; add it there."
        )
    if sidecar.format not in FORMATS:
        formats = ", ".join(sorted(FORMATS.keys() | REFERENCE_FORMATS))
        raise InputProblem(f"{name}: no reader for the format {sidecar.format!r}; expected one of {formats}.")
    try:
        opened = open_file(file.path, name)
        form = format_of(opened, has_sidecar=True)
        if form.format_id != sidecar.format:
            raise InputProblem(
                f"{name} is of the format {form.format_id}, but its sidecar says {sidecar.format}; correct the sidecar."
            )
        contents = form.contents(opened, replace(context, sidecar=sidecar))
    except Refused as problem:
        raise InputProblem(str(problem)) from None
    if contents.rows != sidecar.rows:
        raise InputProblem(f"{name}: rows read are {contents.rows}; its sidecar records {sidecar.rows}.")
    source = sources[sidecar.source_id]
    return Reading(file, form.name, form.publisher or source.publisher, form.licence or source.licence, contents)
