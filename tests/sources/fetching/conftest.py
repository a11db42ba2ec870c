"""A publisher's server on this machine, and a client that reaches no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from publisher import Publisher, publisher

from helpers.sources.fetching.client import Client, Limits

# Small waits, and times that a busy machine does not use up; a test of slowness gives a shorter one.
QUICK = Limits(connect=60, read=60, total=300, wait=1, attempts=3, backoff=0.01, size=200_000)


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publisher() as here:
        yield here


@pytest.fixture
def client(server: Publisher) -> Client:
    return Client(QUICK, server.adapter)


@pytest.fixture
def client_with(server: Publisher) -> Any:
    """A client with some limits of its own."""
    return lambda **limits: Client(replace(QUICK, **limits), server.adapter)
