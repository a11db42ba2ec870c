"""A national run whose input or results are in object storage: copied here, made here, and copied there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from helpers.params import Parameters
from helpers.pipeline.locks import hold
from helpers.pipeline.moving import put_away
from helpers.pipeline.national.run import MANIFEST, Asked, Say, run_national
from helpers.pipeline.national.storage import MARKER, copy_input, copy_run_there, open_storage
from helpers.problems import StepFailed

_MOST_MARKER_BYTES = 100_000


def run_with_storage(
    root: Path, source: Path | str, to: str, name: str, parameters: Parameters, asked: Asked, say: Say
) -> Path | str:
    """Make the results of a folder or of an address, and return the folder, or the address they were copied to.

    The results are made in `root` and stay there. `to` is an address or blank.

    Raises  InputProblem: the input is not right; StepFailed: the engine or a storage stopped
    """
    target = open_storage(to).inside(name) if to else None
    if target is not None:
        # Whether the storage can be reached is known now, and not after hours of work.
        target.read(MARKER, _MOST_MARKER_BYTES)
    with ExitStack() as stack:
        if isinstance(source, str):
            folder = stack.enter_context(_input_folder(root, name))
            copied = copy_input(open_storage(source), folder)
            say(f"{copied:,} bytes were copied from {source}")
            asked, source = replace(asked, origin=source), folder
        made = run_national(root, source, name, parameters, asked, say)
    if target is None:
        return made
    try:
        return copy_run_there(made, target, MANIFEST).address
    except StepFailed as problem:
        raise StepFailed(f"{problem} The results are in {root.name}/{name}.") from None


@contextmanager
def _input_folder(root: Path, name: str) -> Iterator[Path]:
    """Give a folder for a copy of the input, which is deleted at the end; what a killed run left is deleted first."""
    root.mkdir(parents=True, exist_ok=True)
    folder = root / f".input-{name}"
    with hold(root / f".lock-input-{name}", f"Another command is making {name}; wait for it to end."):
        put_away(folder)
        folder.mkdir()
        try:
            yield folder
        finally:
            put_away(folder)
