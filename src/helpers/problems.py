"""What stops a run, and the exit code each stop ends with."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Final


class ExitCode(IntEnum):
    """The exit codes of the command line."""

    DONE = 0
    STEP_FAILED = 1
    BAD_INPUT = 2
    GATE_STOPPED = 3
    DIFFERENT = 4


_LONG_WORD: Final = re.compile(r"(\S{100})\S{201,}?([^\w\s]{0,3})(?!\S)")


class Problem(Exception):
    """Something that stops the run, told in one plain sentence.

    A word of over 300 characters, which only a hostile value has, is cut, whoever wrote it into the sentence.
    """

    exit_code = ExitCode.STEP_FAILED

    def __init__(self, sentence: str = "") -> None:
        super().__init__(_LONG_WORD.sub("\\1\u2026\\2", sentence))


class InputProblem(Problem):
    """A parameter or an input file is not what it must be."""

    exit_code = ExitCode.BAD_INPUT


class NoNeighbours(InputProblem):
    """A list of neighbours has nothing on the council."""


class StepFailed(Problem):
    """A step of the pipeline did not finish."""


class GateStopped(Problem):
    """The quality gate found a critical failure."""

    exit_code = ExitCode.GATE_STOPPED


class NotTheSame(Problem):
    """A report cannot be made again as it is, or is not what its record says."""

    exit_code = ExitCode.DIFFERENT


class MethodProblem(ValueError):
    """A method was given a frame that it cannot work on; the message says what must be true."""


def reason(error: OSError) -> str:
    """Return why the system could not do something, in its own words: No space left on device.

    Of a folder that could not be copied, that is said of the first file.
    """
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):
        return re.sub(r"^\[Errno -?\d+\] |: '.*", "", str(error.args[0][0][2]), flags=re.DOTALL)
    return error.strerror or str(error) or type(error).__name__


@contextmanager
def saying_what(begins: str) -> Iterator[None]:
    """Make of what the system could not do a sentence that begins as given. Raises StepFailed instead of OSError."""
    try:
        yield
    except OSError as error:
        raise StepFailed(f"{begins} {reason(error)}.") from None
