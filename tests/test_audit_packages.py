"""`make audit-packages` names the packages with a known vulnerability, and says where it could not look."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

Audit = Callable[[Path, str], int]
ENTRY = {"id": "TEST-1", "modified": "2026-01-01T00:00:00Z", "summary": "A test of the lookup", "affected": []}


class Database(BaseHTTPRequestHandler):
    """Stands for the database: it has an entry for one package, if any."""

    vulnerable = ""
    asked: tuple[str, ...] = ()

    def do_POST(self) -> None:
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        names = [query["package"]["name"] for query in queries]
        Database.asked += tuple(names)
        entry = {"vulns": [{"id": ENTRY["id"], "modified": ENTRY["modified"]}]}
        self.answer({"results": [entry if name == self.vulnerable else {} for name in names]})

    def do_GET(self) -> None:
        self.answer(ENTRY)

    def answer(self, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Write nothing."""


@pytest.fixture
def database() -> Iterator[str]:
    """The address of a database on this machine."""
    server = HTTPServer(("127.0.0.1", 0), Database)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def audit(root: Path, monkeypatch: pytest.MonkeyPatch) -> Audit:
    monkeypatch.syspath_prepend(str(root / "tools"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    from audit_packages import audit

    return audit


def test_a_package_with_a_known_vulnerability_is_named(
    audit: Audit, root: Path, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Database, "vulnerable", "pandas")
    assert audit(root, database) == 1
    printed = capsys.readouterr().out
    assert "pandas" in printed and "TEST-1: A test of the lookup" in printed
    assert {"pandas", "numpy", "papermill", "pytest"} <= set(Database.asked)


def test_where_none_is_known_it_says_so(
    audit: Audit, root: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(root, database) == 0
    assert "no known vulnerabilities" in capsys.readouterr().out


def test_without_the_network_it_says_that_nothing_was_checked(
    audit: Audit, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = HTTPServer(("127.0.0.1", 0), Database)
    closed.server_close()
    address = f"http://127.0.0.1:{closed.server_port}/"
    assert audit(root, address) == 0
    assert capsys.readouterr().out == (
        f"{address} cannot be reached, so the packages were not checked; try again with a network.\n"
    )
