"""What no file of a report may hold: names and paths of the machine that made it, and what looks like a secret."""

from __future__ import annotations

import getpass
import io
import re
import socket
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pikepdf

AFTER_A_NAME = rb"\b[\"']?\s*[=:]\s*[\"']?[\w-]{6,}"
PATTERNS: dict[str, tuple[bytes, ...]] = {
    "absolute path": (rb"/(?<![\w./:<~>-]/)(?:home|root|Users|work|tmp|var|opt|private|mnt|srv|proc|builds)/[\w.-]",),
    "absolute path of Windows": (
        rb":\\(?<=\b[A-Za-z]:\\)\\?(?:Users|Windows|Temp|Documents and Settings)\b",
        rb"\\\\\w+\\Users\b",
    ),
    "address of a file": (rb"file:/(?<=\bfile:/)",),
    "private key": (rb"-----BEGIN [A-Z ]*PRIVATE KEY",),
    "key of a service": (
        rb"AKIA(?<=\bAKIA)[0-9A-Z]{16}\b",
        rb"gh(?<=\bgh)[pousr]_\w{20,}",
        rb"xox(?<=\bxox)[bp]-\w{8,}",
        rb"eyJ(?<=\beyJ)[\w-]{10,}\.eyJ[\w-]{10,}",
    ),
    "password in an address": (rb"http(?<=\bhttp)s?://[^/\s:@\"'<>]+:[^/\s:@\"'<>]+@",),
    "named secret": (
        rb"(?i)pass(?<=\bpass)(?:word|wd)" + AFTER_A_NAME,
        rb"(?i)secret(?<=\bsecret)" + AFTER_A_NAME,
        rb"(?i)api(?<=\bapi)[_-]?key" + AFTER_A_NAME,
        rb"(?i)access(?<=\baccess)[_-]?token" + AFTER_A_NAME,
    ),
}
"""What is looked for on every machine, by what it would be.

Each pattern begins with letters or signs as they stand, and then looks back: so Python goes from one such place to the
next. One for capitals and small letters alike begins with (?i), is in small letters and is looked for in those.
"""

WORDS_OF_THE_LANGUAGE = frozenset({"root", "user", "admin", "test", "runner", "build", "council", "performance"})
"""Names of users and machines that a report may have as words; they are looked for as parts of addresses and paths."""


def machine_words(*folders: Path) -> dict[str, tuple[bytes, ...]]:
    """Return patterns of the names of this machine and its user, of the home and of the folders that are given."""
    patterns = {}
    paths = {
        "home": Path.home(),
        "environment": Path(sys.prefix),
        **{f"folder {at}": f for at, f in enumerate(folders)},
    }
    for what, path in paths.items():
        if len(path.parts) > 1:
            patterns[what] = (re.escape(str(path).encode()) + rb"(?![\w-])",)
    for what, name in (("host name", socket.gethostname()), ("user name", getpass.getuser())):
        word = re.escape(name.encode())
        is_common = len(name) < 4 or name.lower() in WORDS_OF_THE_LANGUAGE
        patterns[what] = (
            (word + rb"(?<=\b" + word + rb")@[a-z]", rb"@(?<=[a-z]@)" + word + rb"\b", rb"~" + word + rb"\b")
            if is_common
            else (word + rb"(?<![\w-]" + word + rb")(?![\w-])",)
        )
    return patterns


def private_words(folder: Path, patterns: Mapping[str, Sequence[bytes]]) -> list[tuple[str, str, str]]:
    """Return what is in the files of a folder and may not be: the file, what it is, and the words around it.

    Archives and Word and Excel documents are opened, however deep they stand in each other; PDF files are unpacked.
    """
    compiled = [
        (what, re.compile(pattern.removeprefix(b"(?i)")), pattern.startswith(b"(?i)"))
        for what, of_kind in patterns.items()
        for pattern in of_kind
    ]
    findings: list[tuple[str, str, str]] = []
    for path in sorted(entry for entry in folder.rglob("*") if entry.is_file()):
        name = path.relative_to(folder).as_posix()
        for part, content in [(name, name.encode()), *opened(name, path.read_bytes())]:
            in_small_letters = content.lower()
            findings += [
                (part, what, content[max(match.start() - 40, 0) : match.end() + 40].decode(errors="replace"))
                for what, pattern, in_any_case in compiled
                for match in pattern.finditer(in_small_letters if in_any_case else content)
            ]
    return findings


def opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Give a file as it can be read, or each part of it with the name of the part."""
    if content.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield f"{name}, comment", archive.comment
            for member in archive.infolist():
                yield f"{name}, names", member.filename.encode()
                yield from opened(f"{name}, {member.filename}", archive.read(member))
    elif content.startswith(b"%PDF-"):
        unpacked = io.BytesIO()
        with pikepdf.open(io.BytesIO(content)) as document:
            document.save(unpacked, qdf=True, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
        yield name, unpacked.getvalue()
    else:
        yield name, content
