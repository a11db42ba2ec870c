"""What a run reads, as it was when the run began: whatever changes while it is at work ends it."""

from __future__ import annotations

import os
import stat
import sys
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from helpers.folders import FileFault, is_passed_over, plain_files
from helpers.paths import Project
from helpers.pipeline.freshness import is_compiled
from helpers.problems import StepFailed
from helpers.sources.sidecar import MOST_FILES
from helpers.visible import make_visible

Signature = tuple[int | str, ...]

TICK_SECONDS = 0.02
"""Longer than the step in which a system counts the times of files."""

COMPILED = "__pycache__"
"""The folder where Python puts compiled code."""

NAMED = 3
"""How many files a message names at most."""


class Watch:
    """The files that a run depends on, each by the times and the size that the system keeps of it.

    The time of the last change of a file's entry (`st_ctime`) cannot be set by whoever writes the file. So a file that
    was changed and put back is not what it was, and is noticed although its bytes and its other time are the same.
    So is a folder that was moved away and back: its own entry changed, and what is in it did not. A folder in which a
    file came and went is left alone, since editors lay locks there.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._code = _code_at_start(project.code)
        self._then = self._signatures()
        self._folders = self._times_of_folders()
        # A change must have another time than those noted; a file written just now could be changed within its tick.
        time.sleep(TICK_SECONDS)

    def changed(self) -> list[str]:
        """Return what happened to the files that are not as they were, in order of name."""
        now, then = self._signatures() | _signatures_of_code(self._project.code), self._then | self._code
        happened = {name: "changed" for name in then.keys() & now.keys() if then[name] != now[name]}
        happened |= dict.fromkeys(then.keys() - now.keys(), "taken away")
        happened |= dict.fromkeys(now.keys() - then.keys(), "added")
        for name, (inside, entry) in self._times_of_folders().items():
            before = self._folders.get(name, (inside, entry))
            if before[0] == inside and before[1] != entry:
                happened[name] = "moved"
        return [f"{name} was {what}" for name, what in sorted(happened.items())]

    def check(self) -> None:
        """Raise StepFailed naming the files that are not as they were when the run began."""
        if changed := self.changed():
            raise StepFailed(words(changed))

    def _times_of_folders(self) -> dict[str, tuple[int, Signature]]:
        """Return when what is in each folder last changed, and when its own entry did."""
        project = self._project
        tops = {project.raw, project.reference, project.parameters, project.notebooks, project.assurance, project.code}
        above = {parent for top in tops for parent in top.parents if parent.is_relative_to(project.root)}
        paths = {project.relative(path): os.fspath(path) for path in tops | above}
        for top in tops:
            paths |= _folders_below(os.fspath(top), project.relative(top))
        times = dict[str, tuple[int, Signature]]()
        for name, path in sorted(paths.items()):
            with suppress(OSError):
                status = Path(path).stat()
                own = os.lstat(path)  # a link that was pointed elsewhere and back is not what it was
                entry: Signature = (status.st_ctime_ns, own.st_ctime_ns, own.st_ino)
                times[f"{name}/"] = (status.st_mtime_ns, entry)
        return times

    def _signatures(self) -> dict[str, Signature]:
        project, files = self._project, dict[str, Signature]()
        for folder in dict.fromkeys((project.raw, project.reference)):
            called = project.relative(folder)
            faults: list[FileFault] = []
            plain = plain_files(folder, called, 2 * MOST_FILES, faults)
            files |= {f"{called}/{file.name}": _signature(file.path) for file in plain}
            files |= {f"{called}/{fault.name}": (fault.why,) for fault in faults}
        files |= _signatures_below(project.parameters, project.relative(project.parameters))
        paths = [*project.notebooks.glob("*.ipynb"), *project.assurance.glob("*.yml")]
        return files | {project.relative(path): _signature(path) for path in paths}


def words(changed: list[str]) -> str:
    """Return one sentence on what changed while a run was at work."""
    named = ", ".join(changed[:NAMED])
    more = f", and so were {len(changed) - NAMED} more files" if len(changed) > NAMED else ""
    return (
        f"{named}{more} while the run was at work, so that its record would not be of what it read; run it again when "
        "the files are at rest."
    )


@lru_cache(maxsize=8)
def _code_at_start(code: Path) -> dict[str, Signature]:
    """Return the code as it was when this process first asked: it goes on with that, whatever the files are later."""
    return _signatures_of_code(code)


def _signatures_of_code(code: Path) -> dict[str, Signature]:
    return _signatures_below(code, code.relative_to(code.parent.parent).as_posix())


def _signatures_below(folder: Path, called: str) -> dict[str, Signature]:
    """Return the signature of each file of a folder, and of what is in it or linked from it.

    What is passed over and what is compiled are left out. Paths are texts, since this is asked after every step.
    """
    signatures, seen, top = dict[str, Signature](), set[str](), os.fspath(folder)
    for inside, folders, names in os.walk(top, followlinks=True):
        if (real := os.path.realpath(inside)) in seen:  # a link to a folder above
            folders.clear()
            continue
        seen.add(real)
        name_of_folder = called + inside.removeprefix(top).replace(os.sep, "/")
        compiled = inside.endswith(f"{os.sep}{COMPILED}")
        for name in names:
            if not is_passed_over(name) and not (compiled and is_compiled(Path(inside, name))):
                signatures[make_visible(f"{name_of_folder}/{name}")] = _signature(f"{inside}{os.sep}{name}")
    return signatures


def _folders_below(top: str, called: str) -> dict[str, str]:
    """Return the path of each folder below one, by its name in the project."""
    paths = dict[str, str]()
    for inside, folders, _ in os.walk(top):
        name_of_folder = called + inside.removeprefix(top).replace(os.sep, "/")
        below = [name for name in folders if name != COMPILED]
        paths |= {make_visible(f"{name_of_folder}/{name}"): f"{inside}{os.sep}{name}" for name in below}
    return paths


def _signature(path: str | Path) -> Signature:
    """Return what tells a file from what it was; of a link, also what tells the link itself."""
    try:
        entry = status = os.lstat(path)
        if stat.S_ISLNK(entry.st_mode):
            status = Path(path).stat()
    except OSError as error:
        return (error.errno or 0,)
    # On Windows st_ctime is the time of making, which a file put in another's place may take over.
    more: Signature = (status.st_ino,) if sys.platform == "win32" else ()
    if entry is not status:
        more += (entry.st_ino, entry.st_ctime_ns)
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, *more)
