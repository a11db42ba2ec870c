"""A publisher's server on this machine: it answers as a test says, and keeps what it was asked."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from requests.adapters import HTTPAdapter

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Asked:
    """A request as it arrived: the host that was meant, the path, the query and the headers."""

    host: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]


@dataclass
class Publisher:
    """What the server answers: for each path its replies in turn, the last of them again and again."""

    port: int
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def answer(self, path: str, *replies: Reply) -> None:
        """Give the replies to a path."""
        self.replies[path] = list(replies)

    @property
    def adapter(self) -> type[HTTPAdapter]:
        """The adapter that takes every https request to this server, whichever host is meant."""
        port = self.port

        class ToThisMachine(HTTPAdapter):
            def send(self, request: Any, *args: Any, **options: Any) -> Any:
                meant = request.url
                parts = urlsplit(meant)
                request.headers["X-Meant"] = parts.netloc
                request.url = parts._replace(scheme="http", netloc=f"127.0.0.1:{port}").geturl()
                response = super().send(request, *args, **{**options, "proxies": {}})
                response.url = request.url = meant
                return response

        return ToThisMachine


@contextmanager
def publisher() -> Iterator[Publisher]:
    """Run a server until the test is over."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            here.asked.append(
                Asked(self.headers.get("X-Meant", ""), parts.path, parse_qs(parts.query), dict(self.headers))
            )
            replies = here.replies.get(parts.path, [status(404)])
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
            try:
                reply(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """A client that has heard enough closes the connection."""

    server = Server(("127.0.0.1", 0), Handler)
    here = Publisher(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def file(content: bytes, kind: str = "text/csv", **headers: str) -> Reply:
    """Answer with a whole file. Underscores in the names of headers stand for hyphens."""
    return status(200, content, **{"Content_Type": kind, **headers})


def status(code: int, content: bytes = b"", **headers: str) -> Reply:
    """Answer with a code."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if code != 304:
            handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return reply


def packed(content: bytes, **headers: str) -> Reply:
    """Answer with a file packed with gzip for the way."""
    return file(gzip.compress(content), Content_Encoding="gzip", **headers)


def cut_short(content: bytes, length: int, **headers: str) -> Reply:
    """Announce more bytes than are sent."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in {"Content-Type": "text/csv", "Content-Length": str(length), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)
        handler.close_connection = True

    return reply


def in_chunks(pieces: list[bytes], *, finished: bool = True, **headers: str) -> Reply:
    """Answer piece by piece without saying how long the whole is."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in {"Content-Type": "text/csv", "Transfer-Encoding": "chunked", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        for piece in pieces:
            handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n" if finished else b"")
        handler.close_connection = not finished

    return reply


def without_length(content: bytes) -> Reply:
    """Answer with a file that ends when the connection does."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/csv")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(content)
        handler.close_connection = True

    return reply


def drop_by_drop(content: bytes, pause: float) -> Reply:
    """Send a byte, wait, and send the next."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/csv")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        for at in range(len(content)):
            handler.wfile.write(content[at : at + 1])
            handler.wfile.flush()
            time.sleep(pause)

    return reply


def silent_for(seconds: float) -> Reply:
    """Take the request and say nothing."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return reply
