"""What no file of a report may hold: names and paths of the machine that made it, and what looks like a secret."""

from __future__ import annotations

import getpass
import io
import re
import socket
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pikepdf

PATTERNS = {
    "absolute path": rb"(?<![\w./:<~>-])/(?:home|root|Users|work|tmp|var|opt|private|mnt|srv|proc|builds)/[\w.-]",
    "absolute path of Windows": rb"\b[A-Za-z]:\\{1,2}(?:Users|Windows|Temp|Documents and Settings)\b|\\\\\w+\\Users\b",
    "address of a file": rb"\bfile:/",
    "private key": rb"-----BEGIN [A-Z ]*PRIVATE KEY",
    "key of a service": rb"\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}|\bxox[bp]-\w{8,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}",
    "password in an address": rb"\bhttps?://[^/\s:@\"'<>]+:[^/\s:@\"'<>]+@",
    "named secret": rb"(?i)\b(?:password|passwd|secret|api[_-]?key|access[_-]?token)\b[\"']?\s*[=:]\s*[\"']?[\w-]{6,}",
}
"""What is looked for on every machine, by what it would be."""

WORDS_OF_THE_LANGUAGE = frozenset({"root", "user", "admin", "test", "runner", "build", "council", "performance"})
"""Names of users and machines that a report may have as words; they are looked for as parts of addresses and paths."""


def machine_words(*folders: Path) -> dict[str, bytes]:
    """Return patterns of the names of this machine and its user, of the home and of the folders that are given."""
    patterns = {}
    paths = {
        "home": Path.home(),
        "environment": Path(sys.prefix),
        **{f"folder {at}": f for at, f in enumerate(folders)},
    }
    for what, path in paths.items():
        if len(path.parts) > 1:
            patterns[what] = re.escape(str(path).encode()) + rb"(?![\w-])"
    for what, name in (("host name", socket.gethostname()), ("user name", getpass.getuser())):
        word = re.escape(name.encode())
        is_common = len(name) < 4 or name.lower() in WORDS_OF_THE_LANGUAGE
        patterns[what] = (
            rb"\b" + word + rb"@[a-z]|[a-z]@" + word + rb"\b|~" + word + rb"\b"
            if is_common
            else rb"(?<![\w-])" + word + rb"(?![\w-])"
        )
    return patterns


def private_words(folder: Path, patterns: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
    """Return what is in the files of a folder and may not be: the file, what it is, and the words around it.

    Archives and Word and Excel documents are opened, however deep they stand in each other; PDF files are unpacked.
    """
    compiled = {what: re.compile(pattern) for what, pattern in patterns.items()}
    findings: list[tuple[str, str, str]] = []
    for path in sorted(entry for entry in folder.rglob("*") if entry.is_file()):
        name = path.relative_to(folder).as_posix()
        for part, content in [(name, name.encode()), *opened(name, path.read_bytes())]:
            findings += [
                (part, what, content[max(match.start() - 40, 0) : match.end() + 40].decode(errors="replace"))
                for what, pattern in compiled.items()
                for match in pattern.finditer(content)
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
