"""The benchmark of methods against the R package: with R, without the package, and without R."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

X, N = np.array([1.0, 5.0]), np.array([10.0, 50.0])


@pytest.fixture(scope="module")
def bench(root: Path) -> dict[str, Any]:
    return runpy.run_path(str(root / "benchmarks" / "methods.py"))


def with_rscript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    script = tmp_path / "Rscript"
    script.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def test_without_r_the_reason_is_said(bench: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sentence = bench["with_r_package"](X, N, np.zeros((2, 2)), 40.0)
    assert sentence == "the R package PHEindicatormethods: skipped, as R is not installed (there is no Rscript)"


def test_without_the_package_r_says_so(bench: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_rscript(tmp_path, monkeypatch, "echo 'the package is not installed' >&2; exit 1")
    assert bench["with_r_package"](X, N, np.zeros((2, 2)), 40.0).endswith(
        "skipped, as R says: the package is not installed"
    )


def test_limits_are_compared_before_times_are_printed(
    bench: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_rscript(
        tmp_path,
        monkeypatch,
        "printf 'lower,upper\\n0.1,0.3\\n0.2,0.4\\n' > \"$4\"; echo 2.1.0; echo 0.5; echo 0.25; echo 4",
    )
    expected = np.array([[0.1, 0.2], [0.3, 0.4]])
    assert bench["with_r_package"](X, N, expected, 40.0) == (
        "the R package PHEindicatormethods 2.1.0, the same limits: 4 rows per second; all at once is 10.0 times as fast"
    )
    with pytest.raises(AssertionError, match="Not equal"):
        bench["with_r_package"](X, N, expected + 0.01, 40.0)
