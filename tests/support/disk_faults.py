"""Faults of a disk at any moment of a run: a process of its own meets one, and what it came to is read afterwards.

Python announces each file that is opened, renamed, made or deleted before it happens. A fault acts on the announcement.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.commands.endings import end_by_hand_on_every_signal
from helpers.problems import Problem

WRITES, OPENS, RENAMES, DELETES = "write", "open", "rename", "delete"
_KINDS = {
    "os.mkdir": WRITES,
    "os.rename": RENAMES,
    "os.remove": DELETES,
    "os.rmdir": DELETES,
    "os.link": WRITES,
    "os.symlink": WRITES,
    "os.truncate": WRITES,
}
FULL_DEVICE = Path("/dev/full")
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


@dataclass(frozen=True)
class Moment:
    """What a run is about to do: its number, counted from 1, the kind of change, and the file with its folder."""

    number: int
    kind: str
    path: str


Act = Callable[[Moment], None]
"""What a fault does at a moment: nothing, raise OSError, or end the process."""


@dataclass(frozen=True)
class Ended:
    """How a process ended: by a signal, with an exception, or well, which both others leave blank."""

    signal: int = 0
    raised: str = ""
    message: str = ""
    is_problem: bool = False
    moments: tuple[Moment, ...] = ()


def _fail(number: int, moment: Moment) -> None:
    raise OSError(number, os.strerror(number), moment.path)


def killed_at(number: int) -> Act:
    """The process is killed."""
    return lambda moment: os.kill(os.getpid(), signal.SIGKILL) if moment.number == number else None


def stopped_at(number: int, by: signal.Signals) -> Act:
    """The process is asked to end."""
    return lambda moment: os.kill(os.getpid(), by) if moment.number == number else None


def error_at(number: int) -> Act:
    """One change fails, and all after it succeed."""
    return lambda moment: _fail(errno.EIO, moment) if moment.number == number else None


def full_from(number: int) -> Act:
    """From here on nothing can be written; files can be renamed and deleted."""
    return lambda moment: (
        _fail(errno.ENOSPC, moment) if moment.number >= number and moment.kind in (WRITES, OPENS) else None
    )


def full_while_written(number: int, root: Path) -> Act:
    """One file can be opened and not filled: it leads to a device of the system that is always full."""

    def act(moment: Moment) -> None:
        if moment.number == number and moment.kind == OPENS:
            path = root / moment.path
            path.unlink(missing_ok=True)
            path.symlink_to(FULL_DEVICE)

    return act


def read_only_from(number: int) -> Act:
    """From here on nothing can be changed at all."""
    return lambda moment: _fail(errno.EROFS, moment) if moment.number >= number else None


def undeletable_from(number: int) -> Act:
    """From here on no file can be deleted, as where another program holds it."""
    return lambda moment: _fail(errno.EBUSY, moment) if moment.number >= number and moment.kind == DELETES else None


def met(work: Callable[[], object], root: Path, act: Act) -> Ended:
    """Do something in a process of its own that meets a fault, and return how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "ended.json"
        child = os.fork()
        if child == 0:
            _work(work, root, act, result)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return Ended(signal=os.WTERMSIG(status))
        ended = json.loads(result.read_text(encoding="utf-8"))
    return Ended(
        0, ended["raised"], ended["message"], ended["is_problem"], tuple(Moment(*one) for one in ended["moments"])
    )


def _work(work: Callable[[], object], root: Path, act: Act, result: Path) -> None:
    """Do the work of the child, and end it whatever happens."""
    moments: list[Moment] = []
    over = False

    def notice(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal over
        if over or event not in (*_KINDS, "open"):
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & _TO_WRITE):
            return
        name = arguments[0]
        path = os.fsdecode(name) if isinstance(name, str | bytes | os.PathLike) else ""
        if not path or (Path(path).is_absolute() and not path.startswith(f"{root}{os.sep}")):
            return
        moment = Moment(len(moments) + 1, _KINDS.get(event, OPENS), path)
        moments.append(moment)
        over = True  # what the fault itself does is no moment of the run
        act(moment)
        over = False

    raised, message, is_problem = "", "", False
    try:
        end_by_hand_on_every_signal()
        sys.addaudithook(notice)
        work()
    except BaseException as error:
        raised, message, is_problem = type(error).__name__, str(error), isinstance(error, Problem)
        if not is_problem and not isinstance(error, KeyboardInterrupt):
            message = traceback.format_exc()
    over = True
    about = {"raised": raised, "message": message, "is_problem": is_problem}
    about["moments"] = [(one.number, one.kind, one.path.removeprefix(f"{root}{os.sep}")) for one in moments]
    result.write_text(json.dumps(about), encoding="utf-8")
    os._exit(0)


def edition_of(root: Path, run: str, step: str) -> str:
    """Return the notebook of a step in a report that is whole; blank where the report is not whole.

    Whole is a report all of whose files its manifest names with the hash that they have, and no other.
    """
    report, tables = root / "reports" / run, root / "data/processed" / run
    try:
        manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    expected: dict[Path, str] = {report / name: hashed for name, hashed in manifest["pages"].items()}
    for name, record in manifest["steps"].items():
        expected |= {report / f"{name}.ipynb": record["notebook"], report / f"{name}.html": record["page"]}
        for table, hashes in record["tables"].items():
            expected |= {tables / f"{table}.{kind}": hashed for kind, hashed in hashes.items()}
    actual = _hashes(report) | _hashes(tables)
    actual.pop(report / "manifest.json")
    return (report / f"{step}.ipynb").read_text(encoding="utf-8") if actual == expected else ""


def _hashes(folder: Path) -> Mapping[Path, str]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
