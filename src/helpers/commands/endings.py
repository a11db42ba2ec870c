"""How a command ends before its time: a file that cannot be used, and a signal that stops it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from helpers.paths import project
from helpers.pipeline.progress import STOPS
from helpers.problems import reason


def about_file(error: OSError) -> str:
    """Say what went wrong with a file, under the name that the project uses for it."""
    names = [project().relative(Path(os.fsdecode(name))) for name in (error.filename, error.filename2) if name]
    return f"{' or '.join(names) or 'A file'} could not be read or written: {reason(error)}."


def end_by_hand_on_every_signal() -> None:
    """Make signals that end the process act like Ctrl-C, unless the caller set them to be ignored (nohup)."""
    for name in STOPS:
        number = getattr(signal, name, None)
        if number is not None and number != signal.SIGINT and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)
