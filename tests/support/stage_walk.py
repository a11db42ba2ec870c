"""The way of a report from draft to final, walked in a copy of the project."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planted_counts import COUNTY, IN_THE_REGISTER, hand_in, row
from report_copies import CHANGED, TRACE, register_them, set_the_trap
from returns import csv_file
from tampering import Elsewhere, Tampered, check_zip

STAGES = ("draft", "scrutiny", "cabinet", "final")
COMMENT = "2023,alcohol,comment,Scrutiny Commission,2023-11-08,Why did admissions fall?," + CHANGED.indicator_id
ANSWERED = "A newer edition of the figures came in."
ANSWER = f"{ANSWERED},2023-11-15,Minute 8"
AMENDED, REASON = "The reason of the fall was added.", "The committee asked for it."
AMENDMENT = (
    f"2023,reason,amendment,Head of Performance,2023-11-20,{AMENDED},"
    f"{CHANGED.indicator_id},Chief Executive,{REASON},2023-11-20,"
)
WORDS = "Fewer young people drink than their elders did."
COMMENTARY = f"---\nabout: {CHANGED.indicator_id}\nby: Head of Public Health\ndate: 2023-11-20\n---\n{WORDS}\n"
OWNER = "Director of Public Health"
LATE_RETURN, LATE_FIGURE = "asc_spend_per_head", "415.5"
"""An indicator of the register that the draft has no figure of, and its figure in a return."""


@dataclass(frozen=True)
class Walked:
    """A copy in which a report has gone from draft to final, and what the late file was said to do.

    `tampered` is the check of the report of the Cabinet, once the final one was made, by a zip file in which some of it
    was changed; `spoilt` is the check of the report itself after a byte of one of its raw files was changed, which was
    then put back.
    """

    root: Path
    taken: str
    tampered: Tampered
    spoilt: subprocess.CompletedProcess[str]


VERIFIED, SPOILT = "cabinet", f"data/raw/{CHANGED.file}"
"""The stage whose report is checked, and the file of its inputs that is then changed."""


def walk(checkout: Any, elsewhere: Elsewhere) -> Walked:
    """Go from a draft to scrutiny, with a late file, late returns and a comment, then to the Cabinet and the end.

    For the Cabinet the comment is answered and the words of an officer are amended; then it and the council approve.
    `elsewhere` lets what runs in a copy run as on the machine of somebody else.
    """
    root = checkout.root
    set_the_trap(root / "src", root.parent / TRACE)  # what is frozen has it too
    _do(checkout, "stage", "--year=2023", "--stage=draft")
    taken = _take_in_the_late_file(checkout, root.parent / "late")
    _hand_in_small_counts(root)
    comments = root / "params/comments.csv"
    with comments.open("a", encoding="utf-8") as file:
        file.write(f"{COMMENT},{OWNER},,,Minute 8\n")
    _go_on_to(checkout, "scrutiny")
    comments.write_text(comments.read_text().replace(f"{OWNER},,,Minute 8", f"{OWNER},{ANSWER}") + f"{AMENDMENT}\n")
    words = root / "params/commentary/2023/admissions.md"
    words.parent.mkdir(exist_ok=True)
    words.write_text(COMMENTARY, encoding="utf-8")
    _go_on_to(checkout, "cabinet")
    with (root / "params/approvals.csv").open("a", encoding="utf-8") as file:
        for body, day in (("cabinet", "2023-11-24"), ("council", "2023-12-06")):
            file.write(f"2023,{body},{day},Minute 12,Head of Democratic Services\n")
    _go_on_to(checkout, "final")
    return Walked(root, taken, check_zip(checkout, VERIFIED, elsewhere), _verify_with_another_byte(checkout))


def _take_in_the_late_file(checkout: Any, late: Path) -> str:
    """Take in a newer edition of a file, and return what was printed of it."""
    late.mkdir()
    text = (checkout.root / "data/raw" / CHANGED.file).read_text()
    assert text.count(CHANGED.row) == 1
    (late / Path(CHANGED.file).name).write_text(text.replace(CHANGED.row, CHANGED.new_row))
    return _do(checkout, "update", "--year=2023", f"--from={late}", "--accept=yes")


def _hand_in_small_counts(root: Path) -> None:
    """Hand in returns with small counts, of indicators that the register comes to have."""
    register_them(root, IN_THE_REGISTER)
    with (root / "params/counts_of_things.csv").open("a", encoding="utf-8") as file:
        file.write("trees,trees\n")
    hand_in_returns(root)


def hand_in_returns(root: Path, **counts: Any) -> None:
    """Hand in returns with small counts, those of `counts` or the usual ones, and one with a figure of the register."""
    local = root / "data/raw/local"
    shutil.rmtree(local, ignore_errors=True)
    hand_in(local, **counts)
    csv_file(local / "late.csv", [row(LATE_RETURN, COUNTY, value=float(LATE_FIGURE))])


def _verify_with_another_byte(checkout: Any) -> subprocess.CompletedProcess[str]:
    path = checkout.root / f"stages/2023/{VERIFIED}/inputs" / SPOILT
    content = path.read_bytes()
    path.write_bytes(content[:5] + bytes([content[5] ^ 1]) + content[6:])
    done: subprocess.CompletedProcess[str] = checkout.helpers("verify", "--year=2023", f"--stage={VERIFIED}")
    path.write_bytes(content)
    return done


def _do(checkout: Any, *command: str) -> str:
    done = checkout.helpers(*command)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def _go_on_to(checkout: Any, stage: str) -> None:
    """Set the stage, make the report and freeze it."""
    path = checkout.root / "params/2023.yml"
    before = STAGES[STAGES.index(stage) - 1]
    path.write_text(path.read_text().replace(f"stage: {before}", f"stage: {stage}", 1))
    _do(checkout, "report", "--year=2023")
    _do(checkout, "stage", "--year=2023", f"--stage={stage}")
