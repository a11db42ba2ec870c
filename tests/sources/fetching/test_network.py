"""What the environment says of a council's network is held to what is there, before anything is downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from helpers.problems import ExitCode, InputProblem
from helpers.sources.fetching.network import check_network

NAMES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


def refusal_of(**environment: str) -> str:
    with pytest.raises(InputProblem) as problem:
        check_network(environment)
    sentence = str(problem.value)
    assert problem.value.exit_code == ExitCode.BAD_INPUT
    assert sentence.count("\n") == 0
    assert sentence.startswith(next(iter(environment)))
    return sentence


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate as PEM and, beside it, as Windows writes one."""
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes a certificate, is not there")
    pem = tmp_path_factory.mktemp("certificates") / "council.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=council"]
    subprocess.run([*make, "-keyout", pem.with_name("key.pem"), "-out", pem], check=True, capture_output=True)
    turn = ["openssl", "x509", "-in", pem, "-outform", "der", "-out", pem.with_suffix(".cer")]
    subprocess.run(turn, check=True, capture_output=True)
    return pem


def test_nothing_or_what_is_right_is_let_through(council: Path, tmp_path: Path) -> None:
    check_network({})
    check_network(dict.fromkeys((*NAMES, "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "SSL_CERT_DIR"), ""))
    hashed = tmp_path / "0a1b2c3d.0"
    hashed.write_bytes(council.read_bytes())
    check_network(dict.fromkeys(NAMES, str(council)) | {"SSL_CERT_DIR": f"{tmp_path}{os.pathsep}"})
    check_network({"REQUESTS_CA_BUNDLE": str(tmp_path)})


@pytest.mark.parametrize("name", NAMES)
def test_a_variable_that_names_no_certificate_is_named(name: str, council: Path, tmp_path: Path) -> None:
    absent, page = tmp_path / "absent.pem", tmp_path / "page.pem"
    page.write_text("<html>", encoding="utf-8")
    assert refusal_of(**{name: str(absent)}).startswith(f"{name} names {absent}, which is not there; ")
    for path in (page, council.with_suffix(".cer"), council.with_name("key.pem")):
        assert f"names {path}, in which there is no certificate as PEM text" in refusal_of(**{name: str(path)})
    assert "a folder without certificates" in refusal_of(**{name: str(tmp_path)})
    assert (
        refusal_of(**{name: "/dev/null"})
        == f"{name} names /dev/null, which is not a plain file; correct it, or unset the variable."
    )


def test_a_folder_of_certificates_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "names /no/such, which is not a folder" in refusal_of(SSL_CERT_DIR=f"{tmp_path}{os.pathsep}/no/such")


@pytest.mark.parametrize(
    "address",
    [
        "http://proxy.council.example:8080",
        "http://proxy.council.example:8080/",
        "https://10.0.0.1:3128",
        "proxy.council.example:8080",
        "proxy",
        "http://me:p%40ss@proxy.council.example:8080",
        "http://[fd00::1]:8080",
        "HTTP://PROXY:80",
    ],
)
def test_the_address_of_a_proxy_is_let_through(address: str) -> None:
    check_network({"HTTPS_PROXY": address})


@pytest.mark.parametrize(
    "address",
    [
        "http//proxy.council.example:8080",
        "http:/proxy.council.example:8080",
        "htp://proxy.council.example:8080",
        "http://proxy.council.example:eight",
        "http://proxy.council.example:80808",
        "http://",
        "http://:8080",
        "http://proxy council:8080",
        "http://proxy.council.example:8080/path",
        "'http://proxy.council.example:8080'",
        "file:///etc/proxy",
    ],
)
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_whose_address_is_none_is_named(name: str, address: str) -> None:
    assert refusal_of(**{name: address}).startswith(f"{name} is {address}, which is not the address of a proxy; ")


def test_the_password_of_a_proxy_is_not_shown() -> None:
    sentence = refusal_of(HTTPS_PROXY="http://me:s3cr@t@proxy.council.example:port")
    assert sentence.startswith("HTTPS_PROXY is ...@proxy.council.example:port, which is not the address of a proxy; ")


def test_a_proxy_that_is_not_asked_does_not_stop_a_download() -> None:
    check_network({"HTTPS_PROXY": "http://proxy:8080", "ALL_PROXY": "socks5://proxy:1080"})
    assert "a SOCKS proxy, which cannot be used" in refusal_of(ALL_PROXY="socks5://proxy:1080")
