"""What a council's network needs that files can be downloaded: its certificates, and the address of its proxy.

Certificates are those of the system's own store, by truststore as pip has it, with those that requests brings along
and those that the environment names.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import truststore
from requests.adapters import HTTPAdapter

from helpers.problems import InputProblem
from helpers.visible import make_visible, shortly

BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""Environment variables that name a file of certificates; requests takes a folder of them too."""

FOLDERS = "SSL_CERT_DIR"
"""Environment variable that names folders of certificates."""

PROXIES = (("https_proxy", "HTTPS_PROXY"), ("all_proxy", "ALL_PROXY"))
"""Environment variables that name the proxy by which https is asked; the latter count where the former are not set."""

_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")
"""The name of a certificate in a folder in which OpenSSL finds it."""

_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")


class SystemStore(HTTPAdapter):
    """Connections that accept what the system's certificate store accepts, besides what requests accepts."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **{**options, "ssl_context": _context()})

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        return super().proxy_manager_for(proxy, **{**options, "ssl_context": _context()})


def _context() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def check_network(environment: Mapping[str, str]) -> None:
    """Hold what the environment says of certificates and proxies to what is there.

    OpenSSL ignores a missing file or certificate without a message, and a wrong proxy ends as a failed connection.

    Raises  InputProblem, naming the variable: it does not name a file, certificates, or the address of a proxy
    """
    for name in BUNDLES:
        if environment.get(name):
            _check_bundle(name, Path(environment[name]))
    for folder in environment.get(FOLDERS, "").split(os.pathsep):
        if folder and not Path(folder).is_dir():
            raise InputProblem(
                f"{FOLDERS} names {make_visible(folder)}, which is not a folder that is there; {_REMEDY}."
            )
    for name in next(
        (set_names for names in PROXIES if (set_names := [name for name in names if environment.get(name)])), []
    ):
        _check_proxy(name, environment[name])


_REMEDY = "correct it, or unset the variable"


def _check_bundle(name: str, path: Path) -> None:
    named = f"{name} names {make_visible(path)}"
    try:
        if not path.exists():
            raise InputProblem(f"{named}, which is not there; {_REMEDY}.")
        if path.is_dir():
            if name == "SSL_CERT_FILE" or not any(_HASHED.fullmatch(entry.name) for entry in path.iterdir()):
                raise InputProblem(f"{named}, a folder without certificates; name the file that has them.")
            return
        if not path.is_file():
            raise InputProblem(f"{named}, which is not a plain file; {_REMEDY}.")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cafile=path)
    except ssl.SSLError:
        raise InputProblem(
            f"{named}, in which there is no certificate as PEM text (-----BEGIN CERTIFICATE-----); a .cer "
            "file of Windows is turned into one by: openssl x509 -inform der -in council.cer -out council.pem"
        ) from None
    except OSError as error:
        raise InputProblem(f"{named}, which cannot be read: {error.strerror}; {_REMEDY}.") from None
    if not context.cert_store_stats()["x509"]:
        raise InputProblem(f"{named}, in which there is no certificate; {_REMEDY}.")


def _check_proxy(name: str, address: str) -> None:
    """A proxy is given as http://proxy.example:8080, or without http://, as requests takes it."""
    scheme, divider, rest = address.strip().partition("://")
    if not divider:
        scheme, rest = "http", address.strip()
    try:
        parts = urlsplit(f"http://{rest}")
        sound = _HOST.fullmatch(parts.hostname or "") and parts.path in ("", "/") and not parts.query + parts.fragment
        sound = sound and parts.port != 0
    except ValueError:
        sound = None
    # A password is not shown: everything before the last @ is left out.
    _, at, host = address.rpartition("@")
    named = shortly(f"...@{host}" if at else host)
    if scheme.lower().startswith("socks"):
        raise InputProblem(f"{name} is {named}, a SOCKS proxy, which cannot be used; give an http proxy, or unset it.")
    if not sound or scheme.lower() not in ("http", "https"):
        raise InputProblem(
            f"{name} is {named}, which is not the address of a proxy; write it as http://proxy.example:8080, or unset "
            "the variable."
        )
