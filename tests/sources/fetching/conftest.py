"""A publisher's server on this machine, and a client that reaches no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from publisher import Publisher, publisher

from helpers.sources.fetching.client import Client, Limits

QUICK = Limits(connect=2, read=0.6, total=3, wait=1, attempts=3, backoff=0.01, size=200_000)


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
