"""`make sbom` lists every package of the environment as uv.lock has it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest

COPIED = ("Makefile", "pyproject.toml", "uv.lock")


@pytest.fixture(scope="module")
def listed_packages(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the command writes in a copy of what it reads."""
    folder = tmp_path_factory.mktemp("project")
    for name in COPIED:
        shutil.copy2(root / name, folder)
    shutil.copytree(root / "tools", folder / "tools")
    command = ["make", "--no-print-directory", "-C", str(folder), "sbom", f"ENV={sys.prefix}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return json.loads((folder / "compendium.cdx.json").read_text(encoding="utf-8"))


def test_it_is_of_the_standard_and_of_this_project(listed_packages: Any, root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (listed_packages["bomFormat"], listed_packages["specVersion"]) == ("CycloneDX", "1.5")
    about = listed_packages["metadata"]["component"]
    assert (about["name"], about["version"]) == (project["name"], project["version"])


def test_each_package_has_the_version_and_the_hashes_of_the_lock(listed_packages: Any, root: Path) -> None:
    lock = tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))["package"]
    hashes = {
        (package["name"], package["version"]): {
            file["hash"].removeprefix("sha256:")
            for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        }
        for package in lock
    }
    assert len(listed_packages["components"]) > 100
    for package in listed_packages["components"]:
        written = {
            entry["content"] for reference in package["externalReferences"] for entry in reference.get("hashes", [])
        }
        assert written == hashes[package["name"], package["version"]], package["name"]


def test_every_installed_package_is_in_it(listed_packages: Any) -> None:
    names = {package["name"] for package in listed_packages["components"]}
    installed = {re.sub(r"[-_.]+", "-", package.metadata["Name"]).lower() for package in distributions()}
    assert installed - names <= {"helpers", "pip", "setuptools", "wheel"}
