"""One request: every answer of a server gives the file, or one sentence."""

from __future__ import annotations

import gzip
import logging
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publisher import (
    Publisher,
    Reply,
    cut_short,
    drop_by_drop,
    file,
    in_chunks,
    packed,
    publisher,
    silent_for,
    status,
    without_length,
)
from requests.adapters import HTTPAdapter

from helpers.problems import ExitCode
from helpers.sources.fetching.client import AGENT, Client, Limits, NotFetched, Validators
from helpers.sources.fetching.network import SystemStore
from helpers.sources.files.limits import MAX_FILE_BYTES

ADDRESS = "https://stats.example/data.csv?of=all"
ORIGINS = ["https://stats.example"]
OPENSSL = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=stats.example"]
KEY = {"ApplicationKey": "s3cret-k3y-0001"}


def stop(client: Client, **options: Any) -> str:
    """The sentence with which a request ends."""
    with pytest.raises(NotFetched) as problem:
        client.get(ADDRESS, ORIGINS, **options)
    sentence = str(problem.value)
    assert problem.value.exit_code == ExitCode.STEP_FAILED
    assert sentence.count("\n") == 0 and sentence.endswith(".")
    assert "of=all" not in sentence and "Traceback" not in sentence
    return sentence


def test_a_file_arrives_whole_with_its_validators(server: Publisher, client: Client) -> None:
    server.answer("/data.csv", file(b"a,b\n1,2\n", ETag='"v1"', Last_Modified="Thu, 30 Oct 2025 09:30:00 GMT"))
    answer = client.get(ADDRESS, ORIGINS)
    assert answer.content == b"a,b\n1,2\n"
    assert not answer.unchanged
    assert answer.validators == Validators('"v1"', "Thu, 30 Oct 2025 09:30:00 GMT")
    assert answer.modified == datetime(2025, 10, 30, 9, 30, tzinfo=UTC)
    asked = server.asked[0]
    assert asked.host == "stats.example"
    assert asked.query == {"of": ["all"]}
    assert asked.headers["User-Agent"] == AGENT
    assert {"Cookie", "Authorization", "If-None-Match"}.isdisjoint(asked.headers)


def test_a_file_that_is_packed_for_the_way_is_unpacked(server: Publisher, client: Client) -> None:
    server.answer("/data.csv", packed(b"a,b\n" * 5_000))
    assert client.get(ADDRESS, ORIGINS).content == b"a,b\n" * 5_000


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=6), zipped=st.booleans())
def test_any_body_arrives_as_it_was_sent(server: Publisher, client: Client, pieces: list[bytes], zipped: bool) -> None:
    if zipped:
        server.answer("/data.csv", in_chunks([gzip.compress(piece) for piece in pieces], Content_Encoding="gzip"))
    else:
        server.answer("/data.csv", in_chunks(pieces))
    assert client.get(ADDRESS, ORIGINS).content == b"".join(pieces)


def test_what_has_not_changed_is_not_sent_again(server: Publisher, client: Client) -> None:
    server.answer("/data.csv", status(304))
    answer = client.get(ADDRESS, ORIGINS, ours=Validators('"v1"', "Thu, 30 Oct 2025 09:30:00 GMT"))
    assert answer.unchanged and answer.content == b""
    assert server.asked[0].headers["If-None-Match"] == '"v1"'
    assert server.asked[0].headers["If-Modified-Since"] == "Thu, 30 Oct 2025 09:30:00 GMT"


def test_nothing_is_unchanged_that_was_not_asked_about(server: Publisher, client: Client) -> None:
    server.answer("/data.csv", status(304))
    assert "304" in stop(client)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (401, "wants a key"),
        (403, "refuses the request (403)"),
        (404, "has no such file any more (404)"),
        (410, "has no such file any more (410)"),
        (400, "answered with the code 400"),
        (204, "answered with the code 204"),
    ],
)
def test_a_refusal_is_not_asked_again(server: Publisher, client: Client, code: int, says: str) -> None:
    server.answer("/data.csv", status(code))
    assert says in stop(client)
    assert len(server.asked) == 1


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_fault_that_passes_is_asked_again(server: Publisher, client: Client, code: int) -> None:
    server.answer("/data.csv", status(code), status(code), file(b"a,b\n"))
    assert client.get(ADDRESS, ORIGINS).content == b"a,b\n"
    assert len(server.asked) == 3


@pytest.mark.parametrize(("code", "says"), [(429, "asked too often (429)"), (500, "a fault of its own (500)")])
def test_a_fault_that_stays_ends_the_attempts(server: Publisher, client: Client, code: int, says: str) -> None:
    server.answer("/data.csv", status(code))
    assert says in stop(client)
    assert len(server.asked) == 3


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the client waits between attempts, which pass at once."""
    waited: list[float] = []
    monkeypatch.setattr("helpers.sources.fetching.client.time.sleep", waited.append)
    return waited


def test_the_wait_that_a_server_asks_for_is_kept(server: Publisher, client_with: Any, waits: list[float]) -> None:
    server.answer("/data.csv", status(429, Retry_After="7"), file(b"a,b\n"))
    assert client_with(wait=10).get(ADDRESS, ORIGINS).content == b"a,b\n"
    assert waits == [7]


@pytest.mark.parametrize(
    "asked", ["3600", format_datetime(datetime(2100, 1, 1, tzinfo=UTC), usegmt=True), "999999999999"]
)
def test_a_server_cannot_make_the_analyst_wait_for_hours(
    server: Publisher, client: Client, waits: list[float], asked: str
) -> None:
    server.answer("/data.csv", status(429, Retry_After=asked))
    assert "asks to wait" in stop(client)
    assert waits == []
    assert len(server.asked) == 1


def test_a_wait_that_is_longer_than_ours_is_not_waited_for(
    server: Publisher, client_with: Any, waits: list[float]
) -> None:
    server.answer("/data.csv", status(503, Retry_After="2"), file(b"a,b\n"))
    assert "asks to wait 2 seconds" in stop(client_with(wait=1))
    assert waits == []


def test_a_wait_that_is_no_time_is_passed_over(server: Publisher, client: Client) -> None:
    server.answer("/data.csv", status(503, Retry_After="soon"), file(b"a,b\n"))
    assert client.get(ADDRESS, ORIGINS).content == b"a,b\n"


def test_a_slow_body_ends_with_the_time_of_the_download(server: Publisher, client_with: Any) -> None:
    server.answer("/data.csv", drop_by_drop(b"a" * 6_000, 0.1))
    assert "was too slow: the file was not complete after 1 seconds" in stop(client_with(total=1))
    assert len(server.asked) <= 1, "what was too slow was asked for again"


def test_slow_headers_end_with_the_time_of_the_download(server: Publisher, client_with: Any) -> None:
    """Each of the pieces comes in time, and together they never end."""

    def dripping(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(3_000):
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.2)

    server.answer("/data.csv", dripping)
    assert "was too slow" in stop(client_with(total=1))


def test_a_server_that_says_nothing_is_given_up(server: Publisher, client_with: Any) -> None:
    server.answer("/data.csv", silent_for(600))
    assert stop(client_with(read=0.6)) == "stats.example sent nothing for 0.6 seconds; try again later."


@pytest.mark.parametrize(
    "reply",
    [
        cut_short(b"a,b\n1,2\n", 80),
        in_chunks([b"a,b\n", b"1,2\n"], finished=False),
        cut_short(gzip.compress(b"a,b\n" * 500)[:-12], len(gzip.compress(b"a,b\n" * 500)), Content_Encoding="gzip"),
        file(gzip.compress(b"a,b\n" * 500)[:-12], Content_Encoding="gzip"),
    ],
    ids=["shorter than announced", "without its last chunk", "packed and shorter", "packed without its end"],
)
def test_a_file_cut_short_is_refused(server: Publisher, client: Client, reply: Reply) -> None:
    server.answer("/data.csv", reply)
    assert stop(client) == "stats.example broke off before the file was complete; try again later."
    assert len(server.asked) == 3


def test_a_file_cut_short_once_is_asked_for_again(server: Publisher, client: Client) -> None:
    server.answer("/data.csv", cut_short(b"a,b\n1,2\n", 80), file(b"a,b\n1,2\n"))
    assert client.get(ADDRESS, ORIGINS).content == b"a,b\n1,2\n"


def test_a_file_of_no_known_length_is_refused(server: Publisher, client: Client) -> None:
    """It ends when the connection does, and a connection that is lost looks the same."""
    server.answer("/data.csv", without_length(b"a,b\n1,2\n"))
    assert "does not say how long the file is" in stop(client)


@pytest.mark.parametrize(
    "reply",
    [
        file(b"a" * 200_001),
        in_chunks([b"a" * 50_000] * 5),
        cut_short(b"a,b\n", 10**15),
        packed(b"\0" * 50_000_000),
        file(gzip.compress(b"a" * 150_000) + gzip.compress(b"a" * 150_000), Content_Encoding="gzip"),
    ],
    ids=["with its length", "without its length", "announced", "a gzip bomb", "a bomb of two parts"],
)
def test_a_file_that_is_too_large_is_refused(server: Publisher, client: Client, reply: Reply) -> None:
    server.answer("/data.csv", reply)
    assert "answered with more than 200,000 bytes, the most that is read" in stop(client)
    assert len(server.asked) == 1


def test_the_largest_file_is_the_largest_that_is_read() -> None:
    assert Limits().size == MAX_FILE_BYTES


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (file(b"<html>Sign in</html>", kind="text/html; charset=utf-8"), "answered with a web page instead of a file"),
        (file(b""), "answered with an empty file"),
        (file(b"\x1f\x8b\x08damaged", Content_Encoding="gzip"), "a file whose packing is damaged"),
        (file(b"x", Content_Encoding="br"), "the packing 'br', which was not asked for"),
    ],
)
def test_what_is_no_file_is_refused(server: Publisher, client: Client, reply: Reply, says: str) -> None:
    server.answer("/data.csv", reply)
    assert says in stop(client)


def test_a_redirect_to_the_publisher_is_followed(server: Publisher, client: Client) -> None:
    server.answer("/data.csv", status(308, Location="https://files.stats.example/now.csv"))
    server.answer("/now.csv", status(302, Location="/here.csv"))
    server.answer("/here.csv", file(b"a,b\n"))
    answer = client.get(ADDRESS, [*ORIGINS, "https://files.stats.example"])
    assert answer.content == b"a,b\n"
    assert [request.host for request in server.asked] == ["stats.example", "files.stats.example", "files.stats.example"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/data.csv",
        "https://stats.example.evil.example/data.csv",
        "https://stats.example@evil.example/data.csv",
        "https://evil.example\\@stats.example/",
        "https://stats.example:8443/data.csv",
        "http://stats.example/data.csv",
        "//evil.example/data.csv",
        "file:///etc/passwd",
        "ftp://stats.example/data.csv",
        "https://[::1/data.csv",
        "javascript:alert(1)",
    ],
)
def test_a_redirect_elsewhere_is_refused(server: Publisher, client: Client, elsewhere: str) -> None:
    server.answer("/data.csv", status(302, Location=elsewhere))
    assert "redirects to" in stop(client)
    assert len(server.asked) == 1


def test_what_comes_with_a_redirect_is_not_read(server: Publisher, client: Client) -> None:
    def endless(handler: Any) -> None:
        handler.send_response(302)
        handler.send_header("Location", "/here.csv")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for _ in range(10_000):
            handler.wfile.write(b"4000\r\n" + b"a" * 0x4000 + b"\r\n")
            sent.append(1)

    sent: list[int] = []
    server.answer("/data.csv", endless)
    server.answer("/here.csv", file(b"a,b\n"))
    assert client.get(ADDRESS, ORIGINS).content == b"a,b\n"
    assert len(sent) < 10_000


@pytest.mark.parametrize("location", ["/data.csv?of=all", "", "/data.csv?of=1"])
def test_redirects_in_a_circle_end(server: Publisher, client: Client, location: str) -> None:
    server.answer("/data.csv", status(302, Location=location))
    assert "redirects again and again" in stop(client)
    assert len(server.asked) == 6


def test_cookies_are_not_kept(server: Publisher, client: Client) -> None:
    server.answer("/data.csv", status(302, Location="/here.csv", Set_Cookie="who=me"))
    server.answer("/here.csv", file(b"a,b\n", Set_Cookie="who=me"))
    client.get(ADDRESS, ORIGINS)
    client.get(ADDRESS, ORIGINS)
    assert len(server.asked) == 4
    assert all("Cookie" not in request.headers for request in server.asked)


def test_no_password_is_taken_from_the_analysts_home(
    server: Publisher, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine stats.example login me password mine\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.answer("/data.csv", file(b"a,b\n"))
    client.get(ADDRESS, ORIGINS)
    assert "Authorization" not in server.asked[0].headers


@pytest.mark.parametrize(
    "replies",
    [
        [status(401)],
        [status(500)],
        [cut_short(b"a", 9)],
        [silent_for(0)],
        [status(302, Location="https://evil.example/?ApplicationKey=s3cret-k3y-0001")],
        [status(302, Location="/data.csv?of=all&ApplicationKey=s3cret-k3y-0001")],
        [file(b"<html>s3cret-k3y-0001</html>", kind="text/html")],
        [status(400, b'{"message": "s3cret-k3y-0001 is not right"}')],
    ],
)
def test_a_key_is_in_no_message_and_no_log(
    server: Publisher,
    client: Client,
    replies: list[Reply],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answer("/data.csv", *replies)
    with pytest.raises(NotFetched) as problem:
        client.get(ADDRESS, ORIGINS, KEY)
    assert server.asked[0].query["ApplicationKey"] == ["s3cret-k3y-0001"]
    assert problem.value.__cause__ is None
    printed = capfd.readouterr()
    assert "s3cret" not in str(problem.value) + caplog.text + printed.out + printed.err
    assert all(request.query.get("ApplicationKey", []) in ([], ["s3cret-k3y-0001"]) for request in server.asked)


def test_the_log_is_as_it_was_afterwards(server: Publisher, client: Client) -> None:
    log = logging.getLogger("urllib3")
    before = log.level
    server.answer("/data.csv", file(b"a,b\n"))
    client.get(ADDRESS, ORIGINS)
    assert log.level == before


def free_port() -> int:
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return int(it.getsockname()[1])


def test_a_connection_that_is_refused_is_said() -> None:
    client = Client(Limits(attempts=2, backoff=0.01), Publisher(free_port()).adapter)
    assert stop(client) == "stats.example does not accept a connection; check the network, or try again later."


def through(send: Any) -> type[HTTPAdapter]:
    """An adapter that changes where a request goes, or how."""

    class Through(SystemStore):
        def send(self, request: Any, *args: Any, **options: Any) -> Any:
            return send(super().send, request, *args, **options)

    return Through


def test_a_host_that_is_unknown_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    client = Client(Limits(attempts=2, backoff=0.01), through(_directly))
    assert stop(client).startswith("stats.example could not be found: there is no network")


def _directly(send: Any, request: Any, *args: Any, **options: Any) -> Any:
    return send(request, *args, **{**options, "proxies": {}})


def test_a_proxy_that_refuses_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def refuse() -> None:
            with suppress(OSError):  # the test is over
                while True:
                    connection, _ = proxy.accept()
                    with connection:
                        connection.recv(4096)
                        connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=refuse, daemon=True).start()
        port = proxy.getsockname()[1]

        def by_proxy(send: Any, request: Any, *args: Any, **options: Any) -> Any:
            return send(request, *args, **{**options, "proxies": {"https": f"http://127.0.0.1:{port}"}})

        client = Client(Limits(attempts=2, backoff=0.01), through(by_proxy))
        assert stop(client).startswith("The proxy does not let this machine reach stats.example;")


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl, which makes a certificate, is not there")
def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    subprocess.run(
        [*OPENSSL, "-keyout", tmp_path / "key.pem", "-out", tmp_path / "certificate.pem"],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    greeted: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            with suppress(OSError):  # the test is over
                while True:
                    connection, _ = listening.accept()
                    with suppress(OSError), context.wrap_socket(connection, server_side=True) as safe:
                        greeted.append(safe.recv(4096))

        threading.Thread(target=greet, daemon=True).start()
        port = listening.getsockname()[1]

        def here(send: Any, request: Any, *args: Any, **options: Any) -> Any:
            request.url = f"https://localhost:{port}/data.csv"
            return send(request, *args, **{**options, "proxies": {}})

        client = Client(Limits(attempts=2, backoff=0.01), through(here))
        assert stop(client).startswith("stats.example could not prove who it is")
    assert greeted in ([], [b""]), "a request was sent to a server that nobody vouches for"


def test_a_proxy_that_is_not_there_is_said_as_such() -> None:
    port = free_port()

    def by_proxy(send: Any, request: Any, *args: Any, **options: Any) -> Any:
        return send(request, *args, **{**options, "proxies": {"https": f"http://127.0.0.1:{port}"}})

    assert stop(Client(Limits(attempts=2, backoff=0.01), through(by_proxy))) == (
        "The proxy by which stats.example is asked does not answer; check the address in HTTPS_PROXY."
    )


class _Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        file(b"a,b\n1,2\n")(self)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl, which makes a certificate, is not there")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's store is not a file that a test can name")
@pytest.mark.parametrize("put", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_the_certificate_of_a_network_that_inspects_traffic_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, put: str
) -> None:
    """A network that signs every connection anew: by the system's store, and by the variable of requests."""
    key, council = tmp_path / "key.pem", tmp_path / "council.pem"
    names = ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*OPENSSL, *names, "-keyout", key, "-out", council], check=True, capture_output=True)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(council, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Hello) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

        def here(send: Any, request: Any, *args: Any, **options: Any) -> Any:
            request.url = f"https://localhost:{server.server_address[1]}/data.csv"
            return send(request, *args, **{**options, "proxies": {}})

        client = Client(Limits(attempts=2, backoff=0.01), through(here))
        assert stop(client).startswith("stats.example could not prove who it is")
        monkeypatch.setenv(put, str(council))
        assert client.get(ADDRESS, ORIGINS).content == b"a,b\n1,2\n"
        server.shutdown()


def test_downloads_accept_what_the_systems_store_accepts() -> None:
    assert Client()._adapter is SystemStore


def test_certificates_are_checked() -> None:
    """What requests is asked to do, whatever the environment."""
    asked: list[Any] = []

    def keep(send: Any, request: Any, *args: Any, **options: Any) -> Any:
        asked.append(options["verify"])
        raise requests.exceptions.ConnectionError

    assert stop(Client(Limits(), through(keep))) == "The connection to stats.example failed; try again later."
    assert asked and asked[0] is not False and asked[0] is not None


def test_a_hostile_header_is_kept_short(server: Publisher, client: Client) -> None:
    server.answer("/data.csv", file(b"a,b\n", ETag='"' + "x" * 5_000 + '"', Last_Modified="yesterday"))
    answer = client.get(ADDRESS, ORIGINS)
    assert len(answer.validators.etag) <= 500
    assert answer.modified is None


def test_two_servers_do_not_share_what_they_are_asked() -> None:
    """The test's own server: what one is asked is not asked of another."""
    with publisher() as one, publisher() as other:
        one.answer("/data.csv", file(b"one"))
        other.answer("/data.csv", file(b"other"))
        assert Client(adapter=one.adapter).get(ADDRESS, ORIGINS).content == b"one"
        assert Client(adapter=other.adapter).get(ADDRESS, ORIGINS).content == b"other"
        assert len(one.asked) == len(other.asked) == 1
