"""Checks the messages of commits made since the rules were agreed; older history stays as it is.

Run by `make check`: python tools/commit_messages.py
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BASELINE = "3394f8c94cd18bf3d59def47cf4c006dffffef1a"
"""The last commit that is not checked."""

MAX_SUBJECT_LENGTH = 72

IMPERATIVES_IN_ED = {
    "bleed",
    "breed",
    "embed",
    "exceed",
    "feed",
    "heed",
    "need",
    "proceed",
    "seed",
    "shed",
    "shred",
    "speed",
    "succeed",
    "weed",
    "wed",
}
IMPERATIVES_IN_ING = {"bring", "cling", "fling", "ping", "ring", "sling", "spring", "sting", "string", "swing", "wring"}
IRREGULAR_PASTS = {
    "became", "began", "brought", "built", "came", "caught", "chose", "did", "drew", "fell", "found", "gave", "got",
    "grew", "had", "held", "kept", "knew", "led", "left", "lost", "made", "meant", "met", "paid", "ran", "said", "saw",
    "sent", "shown", "spoke", "stood", "swept", "taught", "thought", "told", "took", "understood", "was", "went",
    "were", "wrote",
}  # fmt: skip

# Folders of one machine or person; what lies under /etc or /usr is alike on many.
ABSOLUTE_PATH = re.compile(r"(?<![\w.~*>/:-])/(?!(?:bin|dev|etc|proc|sys|usr)/)[\w.+-]+/[\w.+-]|\b[A-Za-z]:\\\w")
TRAILER = re.compile(r"[A-Z][A-Za-z]*(?:-[A-Za-z]+)+: ")


def faults_of_subject(subject: str) -> Iterator[str]:
    """What is wrong with the first line of a message, a sentence for each fault."""
    first = (re.findall(r"[\w'’-]+", subject) or [""])[0]
    verb = first.lower()
    if len(subject) > MAX_SUBJECT_LENGTH:
        yield f"the subject has {len(subject)} characters, and {MAX_SUBJECT_LENGTH} are allowed"
    if not subject[:1].isupper():
        yield "the subject does not begin with a capital"
    if subject.endswith("."):
        yield "the subject ends with a full stop"
    if re.search(r"\bwip\b|^(?:fixup|squash|amend)!", subject, re.IGNORECASE):
        yield "the subject says that the work is not finished"
    if re.match(r"Merge (?:(?:remote-tracking )?branch|commit|pull request|tag)\b", subject):
        yield "the subject is that of a merge: rebase the branch instead"
    if verb in IRREGULAR_PASTS or (verb.endswith("ed") and verb not in IMPERATIVES_IN_ED):
        yield f'"{first}" is in the past: say what the commit does, as in "Add" or "Correct"'
    elif (verb.endswith("ing") and verb not in IMPERATIVES_IN_ING) or re.search(r"[^aisu]s$", verb):
        yield f'"{first}" is not an imperative: say what the commit does, as in "Add" or "Correct"'


def faults_of_message(message: str) -> list[str]:
    """What is wrong with a whole message, a sentence for each fault; none if it may stay."""
    subject, _, rest = message.strip("\n").partition("\n")
    faults = list(faults_of_subject(subject))
    if rest and not rest.startswith("\n"):
        faults.append("the line after the subject is not empty")
    if not any(line.strip() and not TRAILER.match(line) for line in rest.splitlines()):
        faults.append("there is no body that says why")
    if path := ABSOLUTE_PATH.search(message):
        start = message.rfind("\n", 0, path.start()) + 1
        faults.append(f'the path of a machine is in "{message[start:].splitlines()[0]}"')
    return faults


def run_git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run git in a folder; raises FileNotFoundError where git is not installed."""
    return subprocess.run(
        ["git", "-C", str(root), *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def check_commits(root: Path, baseline: str = BASELINE) -> tuple[int, str]:
    """Check the commits after the baseline: the exit code, 1 if any message has a fault, and what to print."""
    unchecked = "The messages of commits were not checked: "
    try:
        if run_git(root, "rev-parse", "--git-dir").returncode:
            return 0, f"{unchecked}this folder is not a repository that git can read."
    except FileNotFoundError:
        return 0, f"{unchecked}git is not installed."
    if run_git(root, "merge-base", "--is-ancestor", baseline, "HEAD").returncode:
        return 0, f"{unchecked}commit {baseline[:7]}, after which they are, is not in this copy of the history."
    log = run_git(root, "log", "-z", "--format=%h%n%B", f"{baseline}..HEAD")
    log.check_returncode()
    commits = [record.partition("\n")[::2] for record in log.stdout.split("\0") if record]
    lines = [
        f'{name} "{message.splitlines()[0] if message.strip() else ""}": {fault}'
        for name, message in commits
        for fault in faults_of_message(message)
    ]
    if lines:
        return 1, "\n".join([*lines, "CONTRIBUTING.md says how a message is written; git rebase -i changes one."])
    return 0, f"Commit messages since {baseline[:7]}: {len(commits)} checked, none with a fault."


if __name__ == "__main__":
    code, text = check_commits(Path(__file__).parents[1])
    print(text, file=sys.stderr if code else sys.stdout)
    sys.exit(code)
