"""What a report is made again with: the code and the files of the commit that its record names, where git holds it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from helpers.paths import Project
from helpers.pipeline.clean_copy import SOURCES, copy_sources
from helpers.pipeline.freshness import Code
from helpers.pipeline.manifest import Record
from helpers.pipeline.repository import bring_files_of_commit, holds_commit
from helpers.pipeline.verify.checks import LOCK
from helpers.wording import number_of, singular_or_plural

CODE: Final = ("src", "pyproject.toml", LOCK)
"""The code of a report and the packages that it needs."""

INPUTS: Final = tuple(name for name in SOURCES if name not in CODE)
"""What else a report is made from."""

_SHOWN_OF_COMMIT: Final = 10


@dataclass(frozen=True)
class MadeWith:
    """What a clean copy was filled with: the code in words, what a reader should know of it, and the files.

    `commit` is the commit whose notebooks, parameters and raw files are in the copy; blank where they are those of the
    checkout or of a stage.
    """

    code: str
    notes: list[str] = field(default_factory=list)
    commit: str = ""


def fill_copy(project: Project, checkout: Project, record: Record, copy: Project) -> MadeWith:
    """Fill a clean copy with what the record says that a report was made from, and say what was taken.

    `project` has the inputs, which are those of the checkout or, with the code if that was frozen too, of a stage. A
    report that was made without changes to its commit is made again with what git has of that commit. For one that was
    made with changed files the inputs are those that are here, and the code is the one whose modules are as recorded.
    """
    is_frozen, commit = project.root != checkout.root, _commit_of(record)
    is_held = holds_commit(checkout.root, commit)
    was_clean = record.git.get("changed") is False
    if is_held and was_clean and not is_frozen:
        bring_files_of_commit(checkout.root, commit, (*SOURCES, LOCK), copy.root)
        added = _bring_recorded_raw_files(project, copy, record)
        files = f"{number_of(added, 'raw file')} that git does not have {singular_or_plural(added, 'was', 'were')}"
        notes = [f"{files} taken from {project.raw_name}."] if added else []
        return MadeWith(f"the code, notebooks and files of commit {_short(commit)}", notes, commit)
    code_here = project if (project.root / "src").is_dir() else checkout
    copy_sources(project, copy, names=INPUTS)
    copy_sources(code_here, copy, names=CODE)
    here = "the code that was frozen with the stage" if code_here != checkout else "the code of this checkout"
    why = list(_why_not_the_commit(commit, is_held=is_held, was_clean=was_clean))
    recorded = record.page_code.get("modules", "")
    if recorded and Code(copy.code).hash_of_all() == recorded:
        return MadeWith(here, [*why, f"All modules of {here} are those that the record names."])
    if is_held and (was_clean or _has_modules(checkout, commit, recorded, copy)):
        _replace_code(checkout, commit, copy)
        return MadeWith(f"the code of commit {_short(commit)}", why)
    return MadeWith(here, [*why, f"Not all modules of {here} are those that the record names."])


def _commit_of(record: Record) -> str:
    commit = record.git.get("commit")
    return commit if isinstance(commit, str) else ""


def _short(commit: str) -> str:
    return commit[:_SHOWN_OF_COMMIT]


def _why_not_the_commit(commit: str, *, is_held: bool, was_clean: bool) -> list[str]:
    """Return why a report is not made again with all that its commit has; nothing where only its inputs are frozen."""
    if not commit:
        return ["The record names no commit, so only its hashes say with which code the report was made."]
    short = _short(commit)
    if not is_held:
        return [
            f"The report was made at commit {short}, which git does not have on a branch or tag of this checkout. To "
            f"check it with the code that made it, fetch that commit and name it: git tag checked-{short} {short}."
        ]
    if not was_clean:
        return [
            f"The report was made with files that differed from commit {short}: its inputs are those that are here."
        ]
    return []


def _bring_recorded_raw_files(project: Project, copy: Project, record: Record) -> int:
    """Copy raw files that the record names and the commit does not have, such as returns kept out of git."""
    if copy.other_raw:
        return 0
    absent = [name for name in record.raw_files if _inside(copy.raw, name) and not (copy.raw / name).is_file()]
    present = [name for name in absent if (project.raw / name).is_file()]
    for name in present:
        (copy.raw / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(project.raw / name, copy.raw / name)
    return len(present)


def _inside(folder: Path, name: str) -> bool:
    """Say whether a name of a record means a file in a folder."""
    return not Path(name).is_absolute() and ".." not in (folder / name).parts


def _has_modules(checkout: Project, commit: str, modules: str, copy: Project) -> bool:
    """Say whether the modules of a commit have this hash."""
    scratch = Project(copy.root.with_name("code_of_commit"))
    bring_files_of_commit(checkout.root, commit, CODE, scratch.root)
    return Code(scratch.code).hash_of_all() == modules


def _replace_code(checkout: Project, commit: str, copy: Project) -> None:
    shutil.rmtree(copy.root / "src")
    bring_files_of_commit(checkout.root, commit, CODE, copy.root)
