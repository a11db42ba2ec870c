"""One request to a publisher: with patience, within limits, to the publisher's own addresses and nowhere else.

Based on RFC 9110 (HTTP semantics: conditional requests, Retry-After, redirects, lengths of bodies) and on the
documentation of requests and urllib3. A proxy and the certificates that a council's network needs are taken from the
system's store and from the environment; nothing in the environment changes which host is asked.
"""

from __future__ import annotations

import logging
import math
import ssl
import threading
import time
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import requests
import urllib3.exceptions
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from helpers.problems import Problem
from helpers.sources.fetching.network import SystemStore
from helpers.sources.files.limits import MAX_FILE_BYTES
from helpers.visible import shortly

AGENT = "performance-compendium (a county council's yearly report; files are fetched by hand, a few at a time)"
"""What a publisher reads in its log about who asks."""

_AGAIN = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_PIECE = 65_536


class NotFetched(Problem):
    """A download that failed, said in one sentence that names the host and never the whole address."""


@dataclass(frozen=True)
class Limits:
    """How long a download may take, in seconds, and how large it may be, in bytes.

    `total` is for one file with every attempt, wait and redirect. A server that asks for a longer wait than `wait` is
    not asked again.
    """

    connect: float = 10
    read: float = 60
    total: float = 300
    wait: float = 60
    attempts: int = 4
    backoff: float = 1
    redirects: int = 5
    size: int = MAX_FILE_BYTES


@dataclass(frozen=True)
class Validators:
    """By what a publisher recognises the file that we have: its ETag and its Last-Modified, empty where not given."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Answer:
    """What a publisher answered: a whole file, or that ours is still the newest."""

    content: bytes
    unchanged: bool
    validators: Validators

    @property
    def modified(self) -> datetime | None:
        """When the publisher last changed the file, where it says so."""
        try:
            return parsedate_to_datetime(self.validators.modified)
        except (TypeError, ValueError):
            return None


class _OutOfTime(Exception):
    pass


class _Broken(Exception):
    """A body that ended early, which is worth another attempt."""


class _Patience(Retry):
    """Retries that end with the time of the download, and that no server can make sleep for hours."""

    until = math.inf
    longest = math.inf

    def new(self, **changes: Any) -> Self:
        again = super().new(**changes)
        again.until, again.longest = self.until, self.longest
        return again

    def sleep(self, response: Any = None) -> None:
        try:
            asked = self.get_retry_after(response) if response is not None else None
        except urllib3.exceptions.InvalidHeader:
            asked = None
        wait = self.get_backoff_time() if asked is None else asked
        if wait > self.longest or time.monotonic() + wait > self.until:
            if response is not None:
                response.drain_conn()
            raise _OutOfTime(f"{wait:.0f}" if asked else "")
        time.sleep(wait)


class _Session(requests.Session):
    """A session that follows no redirect, nor reads what comes with one, which may be without end."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


class Client:
    """Asks publishers for files. `adapter` makes the connections; only tests give another."""

    def __init__(self, limits: Limits | None = None, adapter: type[HTTPAdapter] = SystemStore) -> None:
        self.limits = limits or Limits()
        self._adapter = adapter

    def get(
        self,
        address: str,
        origins: Collection[str],
        secret: Mapping[str, str] | None = None,
        ours: Validators | None = None,
    ) -> Answer:
        """Download a file.

        `origins` are the publisher's own, such as https://www.ons.gov.uk: a redirect anywhere else is refused. `secret`
        is added only to the query of the request, and is in no message. `ours` are the validators of the existing file.

        Raises  NotFetched, in one sentence: whatever goes wrong
        """
        host = urlsplit(address).hostname or ""
        results: list[Answer | BaseException] = []

        def work() -> None:
            try:
                with _silent():
                    results.append(self._attempts(address, frozenset(origins), secret or {}, ours, host))
            except BaseException as error:
                results.append(error)

        # In a thread of its own, as a server can make any single reading take as long as it likes.
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(self.limits.total + 0.5)
        if not results:
            raise NotFetched(self._too_slow(host, ""))
        if isinstance(results[0], BaseException):
            raise results[0]
        return results[0]

    def _attempts(
        self, address: str, origins: frozenset[str], secret: Mapping[str, str], ours: Validators | None, host: str
    ) -> Answer:
        until = time.monotonic() + self.limits.total
        for attempt in range(1, self.limits.attempts + 1):
            try:
                return self._once(address, origins, secret, ours, until)
            except _Broken:
                if attempt == self.limits.attempts:
                    raise NotFetched(f"{host} broke off before the file was complete; try again later.") from None
            except _OutOfTime as stopped:
                raise NotFetched(self._too_slow(host, str(stopped))) from None
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                raise NotFetched(_explained(error, host, self.limits)) from None
        raise NotFetched(f"{host} was not asked; allow at least one attempt.")

    def _too_slow(self, host: str, asked: str) -> str:
        if asked:
            return f"{host} is busy and asks to wait {asked} seconds; try again then."
        return f"{host} was too slow: the file was not complete after {self.limits.total:g} seconds; try again later."

    def _once(
        self, address: str, origins: frozenset[str], secret: Mapping[str, str], ours: Validators | None, until: float
    ) -> Answer:
        with self._session(until) as session:
            for _ in range(self.limits.redirects + 1):
                _refuse_elsewhere(address, origins)
                remaining = until - time.monotonic()
                if remaining <= 0:
                    raise _OutOfTime
                with session.get(
                    address,
                    params=dict(secret),
                    headers=_conditions(ours),
                    timeout=(min(self.limits.connect, remaining), min(self.limits.read, remaining)),
                    auth=_no_password,
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    if response.status_code not in _MOVED:
                        return self._answer(response, until, asked=ours is not None)
                    # What repeats the key is taken out, as it is added to each request anew.
                    address = _next(address, response.headers.get("Location", ""), secret)
            raise NotFetched(f"{urlsplit(address).hostname} redirects again and again; download the file by hand.")

    @contextmanager
    def _session(self, until: float) -> Iterator[requests.Session]:
        patience = _Patience(
            total=self.limits.attempts - 1,
            connect=min(1, self.limits.attempts - 1),
            other=0,
            redirect=False,
            allowed_methods=frozenset({"GET"}),
            status_forcelist=_AGAIN,
            backoff_factor=self.limits.backoff,
            raise_on_status=False,
        )
        patience.until, patience.longest = until, self.limits.wait
        with _Session() as session:
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            session.headers.update({"User-Agent": AGENT, "Accept-Encoding": "gzip", "Accept": "*/*"})
            session.mount("https://", self._adapter(max_retries=patience))
            yield session

    def _answer(self, response: requests.Response, until: float, *, asked: bool) -> Answer:
        host = urlsplit(response.url).hostname or ""
        headers = response.headers
        validators = Validators(headers.get("ETag", "")[:500], headers.get("Last-Modified", "")[:100])
        if response.status_code == 304 and asked:
            return Answer(b"", unchanged=True, validators=validators)
        if response.status_code != 200:
            raise NotFetched(_refusal(response.status_code, host))
        if headers.get("Content-Type", "").split(";")[0].strip().lower() in ("text/html", "application/xhtml+xml"):
            raise NotFetched(
                f"{host} answered with a web page instead of a file: it may be closed for maintenance, or a sign-in "
                "page of the network stands in between; open its address in a browser to see."
            )
        content = self._body(response, host, until)
        if not content:
            raise NotFetched(f"{host} answered with an empty file; try again later.")
        return Answer(content, unchanged=False, validators=validators)

    def _body(self, response: requests.Response, host: str, until: float) -> bytes:
        """Read a body piece by piece, unpacked, and hold it to the limits. Raises _Broken where it ends early."""
        headers = response.headers
        packed = headers.get("Content-Encoding", "identity").strip().lower() or "identity"
        if packed not in ("identity", "gzip", "x-gzip"):
            raise NotFetched(f"{host} answered in the packing {packed[:20]!r}, which was not asked for.")
        length = headers.get("Content-Length", "")
        chunked = "chunked" in headers.get("Transfer-Encoding", "").lower()
        if not chunked and not (length.isascii() and length.isdigit()):
            raise NotFetched(f"{host} does not say how long the file is, so nobody could tell if it was cut short.")
        if not chunked and int(length) > self.limits.size:
            raise NotFetched(self._too_large(host))
        unpacked = _Unpacked(packed != "identity", self.limits.size)
        received = 0
        try:
            while piece := response.raw.read1(_PIECE, decode_content=False):
                received += len(piece)
                if time.monotonic() > until:
                    raise _OutOfTime
                if received > self.limits.size or not unpacked.add(piece):
                    raise NotFetched(self._too_large(host))
        except zlib.error:
            raise NotFetched(f"{host} answered with a file whose packing is damaged; try again later.") from None
        except (urllib3.exceptions.ProtocolError, urllib3.exceptions.ReadTimeoutError, OSError):
            if time.monotonic() > until:
                raise _OutOfTime from None
            raise _Broken from None
        if not unpacked.whole or (not chunked and received != int(length)):
            raise _Broken
        return unpacked.content

    def _too_large(self, host: str) -> str:
        return f"{host} answered with more than {self.limits.size:,} bytes, the most that is read; ask for less."


class _Unpacked:
    """A body as it arrives, unpacked where it is gzip, and never larger than a limit."""

    def __init__(self, packed: bool, size: int) -> None:
        self._size = size
        self._pieces: list[bytes] = []
        self._held = 0
        self._gzip = zlib.decompressobj(zlib.MAX_WBITS | 16) if packed else None

    def add(self, piece: bytes) -> bool:
        """Take a piece; say whether the body is still within the limit."""
        while piece:
            if self._gzip is None:
                fresh, piece = piece, b""
            else:
                if self._gzip.eof:
                    self._gzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
                fresh = self._gzip.decompress(piece, self._size + 1 - self._held)
                if self._gzip.unconsumed_tail:
                    return False
                piece = self._gzip.unused_data
            self._pieces.append(fresh)
            self._held += len(fresh)
            if self._held > self._size:
                return False
        return True

    @property
    def whole(self) -> bool:
        return self._gzip is None or self._gzip.eof

    @property
    def content(self) -> bytes:
        return b"".join(self._pieces)


def _refuse_elsewhere(address: str, origins: frozenset[str]) -> None:
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc.lower()}" not in origins:
        named = ", ".join(sorted(origins))
        where = shortly(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
        raise NotFetched(f"The publisher redirects to {where}, which is not its own ({named}); it was not followed.")


def _conditions(ours: Validators | None) -> dict[str, str]:
    conditions = {}
    if ours is not None and ours.etag:
        conditions["If-None-Match"] = ours.etag
    if ours is not None and ours.modified:
        conditions["If-Modified-Since"] = ours.modified
    return conditions


def _next(address: str, location: str, secret: Mapping[str, str]) -> str:
    """Return where a redirect leads, without what is secret, so that it is neither sent twice nor said."""
    try:
        parts = urlsplit(urljoin(address, location))
    except ValueError:
        raise NotFetched("The publisher redirects to something that is not an address; it was not followed.") from None
    query = "&".join(parameter for parameter in parts.query.split("&") if parameter.partition("=")[0] not in secret)
    return parts._replace(query=query, fragment="").geturl()


def _no_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send no password: requests would otherwise take one from the analyst's .netrc."""
    return request


@contextmanager
def _silent() -> Iterator[None]:
    """Keep urllib3 from writing addresses, which may hold a key, to a log."""
    log = logging.getLogger("urllib3")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def _refusal(status: int, host: str) -> str:
    if status == 401:
        return f"{host} wants a key, or does not accept the one that it was given (401); check the key."
    if status == 403:
        return f"{host} refuses the request (403): this key or this network may not use it; ask the publisher."
    if status in (404, 410):
        return f"{host} has no such file any more ({status}); look on the publisher's page where it is now."
    if status == 407:
        return f"The proxy refuses to connect to {host} (407); ask whoever runs the network to allow it."
    if status == 429:
        return f"{host} has been asked too often (429); try again in an hour."
    if status >= 500:
        return f"{host} has a fault of its own ({status}); try again later."
    return f"{host} answered with the code {status} instead of a file; download the file by hand."


def _explained(error: Exception, host: str, limits: Limits) -> str:
    """Turn what requests raises into one sentence; its own text may hold the whole address, so none of it is used."""
    causes = list(_causes(error))

    def caused(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    if caused(requests.exceptions.SSLError, urllib3.exceptions.SSLError, ssl.SSLError):
        return (
            f"{host} could not prove who it is (its certificate is not accepted), so nothing was downloaded; on a "
            "network that inspects traffic, have its certificate put in this system's store, or set REQUESTS_CA_BUNDLE "
            "to the file that holds it."
        )
    unreachable = caused(urllib3.exceptions.NameResolutionError, urllib3.exceptions.NewConnectionError)
    if unreachable and caused(urllib3.exceptions.ProxyError):
        return f"The proxy by which {host} is asked does not answer; check the address in HTTPS_PROXY."
    if caused(requests.exceptions.ProxyError, urllib3.exceptions.ProxyError, requests.exceptions.InvalidProxyURL):
        return f"The proxy does not let this machine reach {host}; ask whoever runs the network to allow it."
    if caused(urllib3.exceptions.NameResolutionError):
        return f"{host} could not be found: there is no network, or its name is unknown; check the connection."
    if caused(requests.exceptions.ConnectTimeout):
        return f"{host} did not answer within {limits.connect:g} seconds; check the connection, or try again later."
    if caused(requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError, TimeoutError):
        return f"{host} sent nothing for {limits.read:g} seconds; try again later."
    if caused(urllib3.exceptions.NewConnectionError, ConnectionRefusedError):
        return f"{host} does not accept a connection; check the network, or try again later."
    return f"The connection to {host} failed; try again later."


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give an error with everything it was made from, as urllib3 and requests keep it: in arguments and reasons."""
    waiting, seen = [error], set[int]()
    while waiting:
        cause = waiting.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        linked = (*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__)
        waiting += [other for other in linked if isinstance(other, BaseException)]
