"""The registry of formats: which of them a file is, by what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import Opened, open_file
from helpers.sources.formats import (
    ascof,
    compiled_figures,
    explore_education,
    explore_local,
    explore_local_api,
    finance,
    fingertips,
    lait,
    lg_inform,
    local_return,
    oflog,
    population,
    waste,
)
from helpers.sources.formats.format import Format, PublishersFormat
from helpers.sources.published import Published
from helpers.visible import make_visible

MODULES: tuple[Any, ...] = (
    compiled_figures,
    ascof,
    explore_education,
    explore_local,
    explore_local_api,
    finance,
    fingertips,
    lait,
    lg_inform,
    local_return,
    oflog,
    population,
    waste,
)
"""The modules of the formats; each has `FORMATS`, and may have `not_figures` for look-ups that it knows."""

_NOT_COMMAS = {"\t": "tabs", ";": "semicolons", "|": "vertical bars"}


def registry() -> Iterator[Format]:
    """Give every format."""
    for module in MODULES:
        yield from module.FORMATS


def format_of(file: Opened, *, has_sidecar: bool = False) -> Format:
    """Return the format of a file.

    Raises  Refused, in one sentence: it is of none, is known to hold no figures, has a column that may say something of
            its figures and that the format does not know, or lacks the sidecar without which its source is not known
    """
    if why := finance.not_figures(file):  # it has more columns than are read of any file
        raise Refused(f"{file.name} {why}")
    forms = [form for form in registry() if form.recognises(file)]
    if len(forms) == 1:
        form = forms[0]
        if form.needs_sidecar and not has_sidecar:
            raise Refused(f"{file.name} is in the project's own layout, and needs a sidecar that names its source.")
        form.check_columns(file)
        return form
    if forms:
        names = ", ".join(form.name for form in forms)
        raise Refused(f"{file.name} could be {names}; it has the columns of each.")
    for module in MODULES:
        if hasattr(module, "not_figures") and (why := module.not_figures(file)):
            raise Refused(f"{file.name} {why}")
    if len(file.header) == 1 and (signs := [name for sign, name in _NOT_COMMAS.items() if sign in file.header[0]]):
        raise Refused(f"{file.name} row 1 is divided by {signs[0]}; save the file as CSV, divided by commas.")
    seen = make_visible(", ".join(file.sheets or file.header or file.document)[:200]).rstrip(". ")
    what = {"workbook": "sheets", "json": "names"}.get(file.kind, "columns")
    raise Refused(f"{file.name} is of no known format: it has the {what} {seen}.")


def read_file(path: Path, name: str | None = None) -> tuple[PublishersFormat, Published]:
    """Recognise a publisher's file and read its figures as printed.

    Raises  Refused, in one sentence: it cannot be opened or is of no known format of a publisher
    """
    file = open_file(path, name)
    form = format_of(file)
    if not isinstance(form, PublishersFormat):
        raise Refused(f"{file.name} is not as a publisher hands it out, but in the layout of {form.name}.")
    return form, form.read(file)
