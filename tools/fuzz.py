"""Read files with random edits for some minutes, and print what crashed: python tools/fuzz.py --minutes 5 [--seed 1]

Every kind of file that people hand in has its turn: publishers' files, parameters, commentary, sidecars and manifests.
`tests/support/fuzzing.py` lists them. A crash is anything but the figures or a refusal in a sentence. Ends with 1 if
there is one; its file and its edits are printed, to be added to tests/test_fuzzing.py.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from fuzzing import KINDS, SUBJECTS, TOKENS, Edit, Reading, Subject, read_edited


def edits_of(chance: random.Random) -> list[Edit]:
    """Return one to five random edits."""
    return [
        Edit(chance.randrange(KINDS), chance.random(), chance.random(), chance.choice(TOKENS))
        for _ in range(chance.randint(1, 5))
    ]


def what_came_of(subject: Subject, edits: list[Edit], folder: Path) -> Reading:
    """Return how reading an edited file ended, with the whole of a crash."""
    try:
        return read_edited(subject, edits, folder)
    except Exception:
        return Reading(False, traceback.format_exc())


def main() -> int:
    """Read edited files until the time is over, print the numbers, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    chance = random.Random(wanted.seed)
    until = time.monotonic() + wanted.minutes * 60
    files_read, refused, crashes = Counter[str](), 0, dict[str, tuple[str, list[Edit]]]()
    with tempfile.TemporaryDirectory() as scratch:
        while time.monotonic() < until:
            for number, subject in enumerate(SUBJECTS):
                edits = edits_of(chance)
                files_read[subject.name] += 1
                reading = what_came_of(subject, edits, Path(scratch) / str(number))
                refused += reading.refused
                if reading.wrong:
                    name = f"{subject.name}: {reading.wrong.strip().splitlines()[-1]}"
                    crashes.setdefault(name, (reading.wrong, edits))
    for name, (wrong, edits) in crashes.items():
        print(f"{name}\n  edits: {edits}\n{wrong}")
    total = sum(files_read.values())
    print(
        f"{total:,} files of {len(files_read)} kinds with seed {wanted.seed}: {refused:,} refused in a sentence, "
        f"{len(crashes)} kinds of crash."
    )
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main())
