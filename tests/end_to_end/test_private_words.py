"""No file of a report says on which machine, by whom or where it was made, nor holds what looks like a secret."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from private_words import PATTERNS, machine_words, private_words

if TYPE_CHECKING:
    from conftest import Checkout


def test_no_file_of_a_report_names_the_machine_or_a_secret(built: Checkout, root: Path) -> None:
    """A folder given as raw= would be in the manifest; this report was made without one."""
    report = built.root / "reports/2023"
    assert {"manifest.json", "compendium.pdf", "compendium.docx", "compendium.xlsx"} <= {
        path.name for path in report.iterdir()
    }
    assert private_words(report, {**PATTERNS, **machine_words(built.root, root)}) == []


def archive(**members: bytes) -> bytes:
    """A zip file of members by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def pdf(title: str) -> bytes:
    """A PDF file with a title, packed."""
    out, document = io.BytesIO(), pikepdf.new()
    document.docinfo["/Title"] = title
    document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("read from /home/anna/raw", "absolute path"),
        ('"/tmp/pytest-1/project"', "absolute path"),
        (r"C:\Users\anna\report", "absolute path of Windows"),
        ("file:///srv/report", "address of a file"),
        ("-----BEGIN RSA PRIVATE KEY-----", "private key"),
        ("ghp_0123456789abcdefghijABCDEFGHIJ", "key of a service"),
        ("https://anna:hunter22@proxy.example", "password in an address"),
        ('{"api_key": "0123456789"}', "named secret"),
    ],
)
def test_what_is_planted_is_found_in_files_archives_and_documents(tmp_path: Path, words: str, what: str) -> None:
    (tmp_path / "page.html").write_text(words)
    (tmp_path / "book.xlsx").write_bytes(archive(core=words.encode()))
    (tmp_path / "tables.zip").write_bytes(archive(inner=archive(table=words.encode())))
    (tmp_path / "print.pdf").write_bytes(pdf(words))
    (tmp_path / "good.html").write_text("Care homes and roots; https://www.gov.uk/tmp/x; password or secret; and/or")
    hits = [(part, kind) for part, kind, _ in private_words(tmp_path, PATTERNS)]
    parts = ("book.xlsx, core", "page.html", "print.pdf", "tables.zip, inner, table")
    assert [(part, kind) for part, kind in hits if kind == what] == [(part, what) for part in parts]
    assert {part for part, _ in hits} == set(parts)


def test_names_of_the_machine_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "cc-lap-0417")
    monkeypatch.setattr("getpass.getuser", lambda: "root")
    monkeypatch.setenv("HOME", "/srv/people/anna")
    folder = tmp_path / "project"
    (tmp_path / "report").mkdir()
    lines = ["made on cc-lap-0417", "root@localhost", "/srv/people/anna/x", f"{folder}/raw", "the root cause"]
    for at, line in enumerate(lines):
        (tmp_path / f"report/{at}.txt").write_text(line)
    hits = private_words(tmp_path / "report", machine_words(folder))
    assert [(part, what) for part, what, _ in hits] == [
        ("0.txt", "host name"),
        ("1.txt", "user name"),
        ("2.txt", "home"),
        ("3.txt", "folder 0"),
    ]
