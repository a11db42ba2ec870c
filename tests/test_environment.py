"""The environment is said in three files that must agree; the Makefile builds it and passes values on."""

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from rattler import MatchSpec

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))

# conda-forge's matplotlib adds a Qt desktop, which nothing here opens; its duckdb has another name.
PYPI_NAMES = {"matplotlib-base": "matplotlib", "python-duckdb": "duckdb"}
CONDA_ONLY = {"python", "make", "pip"}
PYTEST = "python -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal"


def locked() -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    for package in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]:
        versions.setdefault(package["name"], set()).add(package["version"])
    return versions


LOCKED = locked()
DIRECT = dict(
    requirement.split("==") for requirement in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
)
SPARK = PROJECT["dependency-groups"]["spark"]
SPECS = {spec.name.normalized: spec for spec in map(MatchSpec, CONDA["dependencies"])}


def test_pyproject_pins_what_uv_lock_holds() -> None:
    assert {name: {version} for name, version in DIRECT.items()} == {name: LOCKED[name] for name in DIRECT}


def test_the_spark_environment_has_the_same_versions_and_pyspark_alone_is_added() -> None:
    group = {name: version for name, _, version in (each.partition("==") for each in SPARK)}
    assert {name: {version} for name, version in group.items() if version} == {"pyspark": LOCKED["pyspark"]}
    assert set(group) - {"pyspark"} <= set(DIRECT)


def test_pyspark_is_not_where_great_expectations_is() -> None:
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("pyspark")


def test_environment_yml_names_the_direct_dependencies_and_no_others() -> None:
    assert len(SPECS) == len(CONDA["dependencies"])
    assert {PYPI_NAMES.get(name, name) for name in SPECS.keys() - CONDA_ONLY} == set(DIRECT)


@pytest.mark.parametrize("name", sorted(SPECS.keys() - CONDA_ONLY))
def test_environment_yml_pins_the_locked_version(name: str) -> None:
    assert {str(SPECS[name].version)} == {f"=={version}" for version in LOCKED[PYPI_NAMES.get(name, name)]}


def test_environment_yml_takes_the_python_of_pyproject_from_conda_forge_alone() -> None:
    assert str(SPECS["python"].version) == PROJECT["project"]["requires-python"]
    assert CONDA["channels"] == ["conda-forge"]


@pytest.mark.parametrize("name", sorted(DIRECT))
def test_the_installed_version_is_the_locked_one(name: str) -> None:
    assert {importlib.metadata.version(name)} == LOCKED[name]


def test_the_slow_grammar_package_is_left_out() -> None:
    assert "rfc3987-syntax" not in LOCKED
    if not Path(sys.prefix, "conda-meta").exists():  # conda brings it with jupyterlab
        with pytest.raises(importlib.metadata.PackageNotFoundError):
            importlib.metadata.version("rfc3987-syntax")


# The Makefile, in a folder of its own where stand-ins play Python and uv: no network, nothing installed.

DRIVER = """#!{python} -IS
import json, os, sys
print(json.dumps({{"arguments": sys.argv[1:], "environment": dict(os.environ)}}))
"""
# Answers the questions the Makefile asks a Python, and makes the files venv and pip would make.
PYTHON = """#!/usr/bin/env bash
echo "python $*" >> "$LOG"
case "$1 $2" in
  '-I -c') echo "$0" ;;
  '-m venv') mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  '-m pip') cp "$UV" .venv/bin/uv ;;
esac
"""
UV = """#!/usr/bin/env bash
echo "uv $*" >> "$LOG"
case "$1" in
  sync) bin=$UV_PROJECT_ENVIRONMENT/bin; mkdir -p "$bin" && [ ! -e offline ] && cp "$STANDIN" "$bin/python" ;;
esac
"""

JAVA = """#!/usr/bin/env bash
echo 'openjdk version "{version}" 2025-04-15' >&2
"""


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path / "a folder"
        self.path.mkdir()
        self.tools = path / "tools"
        self.tools.mkdir()
        self.log = path / "log"
        for name in ("Makefile", "pyproject.toml", "uv.lock"):
            shutil.copy(ROOT / name, self.path)
        for name in ("make", "bash", "env", "sed", "awk", "cat", "cp", "mkdir", "mv", "rm"):
            found = shutil.which(name)
            assert found, f"{name} is needed by this test"
            (self.tools / name).symlink_to(found)
        self.script(path / "standin", PYTHON)
        self.script(path / "uv", UV)
        self.environment = {
            "PATH": str(self.tools),
            "LOG": str(self.log),
            "STANDIN": str(path / "standin"),
            "UV": str(path / "uv"),
        }

    def script(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def make(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", *arguments],
            cwd=self.path,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def logged(self) -> list[str]:
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [line for line in lines if not line.startswith(("python -I -c", "uv --version"))]

    def add_python(self) -> str:
        self.script(self.tools / "python3", PYTHON)
        return str(self.tools / "python3")

    def add_uv(self) -> None:
        self.script(self.tools / "uv", UV)

    def add_java(self, version: str = "17.0.15", where: str = "tools") -> None:
        self.script(self.path.parent / where / "java", JAVA.format(version=version))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def driver(folder: Folder) -> str:
    """ENV= for an environment whose Python says what it was given."""
    folder.script(folder.path / "env" / "bin" / "python", DRIVER.format(python=sys.executable))
    return f"ENV={folder.path / 'env'}"


def test_help_is_the_default_and_lists_every_target_and_year(folder: Folder) -> None:
    (folder.path / "params").mkdir()
    for name in ("2018.yml", "2023.yml", "comparators.yml"):
        (folder.path / "params" / name).touch()
    shown = folder.make()
    assert shown.returncode == 0
    assert shown.stdout == folder.make("help").stdout
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^\.PHONY: ([a-z-]+)$", makefile, re.MULTILINE)
    assert targets
    assert re.findall(r"^  make ([a-z-]+)", shown.stdout, re.MULTILINE) == targets
    assert shown.stdout.rstrip().endswith("parameter file: 2018 2023")
    assert not (folder.path / ".venv").exists()


VALUES = [
    "2023",
    "20x3",
    "2018 2020",
    "../x",
    "/x/y",
    "-h",
    "*",
    "a#b",
    "a=b",
    "100%",
    "a\\b",
    "2023\\",
    "it's",
    'say "x"',
    "2023; touch x",
    "2023 && touch x",
    "2023\ntouch x",
    "$(shell touch x)",
    "$(touch x)",
    "$$(touch x)",
    "`touch x`",
    "${HOME} $HOME $$HOME $@",
    "’23",
]


@pytest.mark.parametrize("value", VALUES)
def test_values_reach_the_driver_as_typed(folder: Folder, driver: str, value: str) -> None:
    before = sorted(folder.path.rglob("*"))
    names = ("year", "years", "authority", "step")
    run = folder.make(driver, *(f"{name}={value}" for name in names))
    assert run.stderr == ""
    expected = ["-m", "helpers", "report", *(f"--{name}={value}" for name in names)]
    assert json.loads(run.stdout)["arguments"] == expected
    assert sorted(folder.path.rglob("*")) == before


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["year=2023"], ["--year=2023"]),
        (["year=2023", "authority=", "step="], ["--year=2023"]),
        (["years=2018 2020", "force=1"], ["--years=2018 2020", "--force"]),
        (["year=2023", "force=0"], ["--year=2023"]),
        (["report"], []),
    ],
)
def test_options_are_passed_only_when_given(folder: Folder, driver: str, given: list[str], expected: list[str]) -> None:
    run = folder.make(driver, *given)
    assert json.loads(run.stdout)["arguments"] == ["-m", "helpers", "report", *expected]


def test_the_analysts_own_shell_does_not_reach_the_run(folder: Folder, driver: str) -> None:
    own = {
        "TZ": "Asia/Tokyo",
        "LC_ALL": "de_DE.UTF-8",
        "PYTHONHASHSEED": "7",
        "MPLBACKEND": "TkAgg",
        "PYTHONPATH": "elsewhere",
        "PYTHONDONTWRITEBYTECODE": "1",
        "VIRTUAL_ENV": "elsewhere",
    }
    seen = json.loads(folder.make(driver, "year=2023", **own).stdout)["environment"]
    fixed = {
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "agg",
        "GX_ANALYTICS_ENABLED": "false",
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    assert {name: seen.get(name) for name in fixed} == fixed
    assert not {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "MAKEFLAGS", "ENV"} & seen.keys()


def test_env_in_the_shell_is_not_taken_for_the_environment(folder: Folder) -> None:
    assert folder.make("year=2023", ENV="production").stderr.startswith("No suitable Python")


def one_sentence(run: subprocess.CompletedProcess[str]) -> str:
    sentence, rest = run.stderr.split("\n", 1)
    assert run.returncode == 2
    assert run.stdout == ""
    assert re.fullmatch(r"make: \*\*\* \[.*\] Error 1\n", rest)
    return sentence


def test_without_a_python_one_sentence_and_nothing_else(folder: Folder) -> None:
    said = one_sentence(folder.make("year=2023"))
    assert said.startswith("No suitable Python was found: install Python 3.11 to 3.14")
    assert not (folder.path / ".venv").exists()


@pytest.mark.parametrize("pythons", [">=3.98,<3.99", ">=3.1,<3.11"])
def test_a_python_outside_the_range_of_pyproject_is_not_used(folder: Folder, pythons: str) -> None:
    project = folder.path / "pyproject.toml"
    text = project.read_text(encoding="utf-8").replace(PROJECT["project"]["requires-python"], pythons)
    project.write_text(text, encoding="utf-8")
    (folder.tools / "python3").symlink_to(sys.executable)
    version = ".".join(map(str, sys.version_info[:3]))
    assert f"(python3 is Python {version})" in one_sentence(folder.make("year=2023"))
    named = one_sentence(folder.make("year=2023", f"PYTHON={sys.executable}"))
    assert f"({sys.executable} is Python {version})" in named
    assert not (folder.path / ".venv").exists()


def test_a_python_is_named_without_being_read_by_a_shell(folder: Folder) -> None:
    said = one_sentence(folder.make("year=2023", "PYTHON=$(shell touch x); touch x"))
    assert "($(shell touch x); touch x does not run)" in said
    assert sorted(path.name for path in folder.path.iterdir()) == ["Makefile", "pyproject.toml", "uv.lock"]


def test_a_python_without_venv_is_one_sentence_too(folder: Folder) -> None:
    fake = PYTHON.replace("case", 'case "$*" in *ensurepip*) exit 1 ;; esac\ncase', 1)
    folder.script(folder.tools / "python3", fake)
    assert "install its venv module" in one_sentence(folder.make("year=2023"))
    assert not (folder.path / ".venv").exists()


def test_uv_on_the_path_makes_the_environment_once(folder: Folder) -> None:
    folder.add_uv()
    python = folder.add_python()
    assert folder.make("year=2023").returncode == 0
    assert folder.logged() == [
        f"uv sync --quiet --frozen --python {python}",
        "python -m helpers report --year=2023",
    ]
    again = folder.make("year=2023")
    assert folder.logged() == ["python -m helpers report --year=2023"]
    assert again.stdout + again.stderr == ""


def test_a_suitable_python_is_found_behind_an_unsuitable_python3(folder: Folder) -> None:
    folder.add_uv()
    folder.script(folder.tools / "python3", "#!/usr/bin/env bash\necho 3.8.18; exit 1\n")
    folder.script(folder.tools / "python3.11", PYTHON)
    assert folder.make("test").returncode == 0
    assert folder.logged()[0] == f"uv sync --quiet --frozen --python {folder.tools / 'python3.11'}"


def test_a_real_python_is_handed_to_uv_by_its_own_path(folder: Folder) -> None:
    folder.add_uv()
    assert folder.make("test", f"PYTHON={sys.executable}").returncode == 0
    base = getattr(sys, "_base_executable", sys.executable)
    assert folder.logged()[0] == f"uv sync --quiet --frozen --python {base}"


def test_without_uv_pip_installs_the_locked_one_first(folder: Folder) -> None:
    python = folder.add_python()
    assert folder.make("test").returncode == 0
    (version,) = LOCKED["uv"]
    assert folder.logged() == [
        "python -m venv .venv",
        f"python -m pip install -qq --disable-pip-version-check uv=={version}",
        f"uv sync --quiet --frozen --python {python}",
        PYTEST,
    ]


def test_a_changed_lock_is_synchronised_and_a_failure_leaves_the_old_environment(folder: Folder) -> None:
    folder.add_uv()
    folder.add_python()
    folder.make("test")
    folder.logged()
    (folder.path / "offline").touch()
    stamp = folder.path / ".venv" / ".ready"
    os.utime(stamp, (0, 0))
    failed = folder.make("test")
    assert "The environment could not be made" in failed.stderr
    assert failed.returncode == 2
    assert stamp.stat().st_mtime == 0
    (folder.path / "offline").unlink()
    folder.logged()
    assert folder.make("test").returncode == 0
    assert folder.logged()[-2:] == [
        "uv sync --quiet --frozen --python .venv/bin/python",
        PYTEST,
    ]
    assert stamp.stat().st_mtime > 0


def test_a_failed_start_leaves_nothing(folder: Folder) -> None:
    folder.add_uv()
    folder.add_python()
    (folder.path / "offline").touch()
    assert "The environment could not be made" in folder.make("test").stderr
    assert not (folder.path / ".venv").exists()


@pytest.mark.parametrize(("name", "target"), [(".venv", "test"), (".venv-spark", "test-spark")])
@pytest.mark.parametrize("broken", ["interrupted", "copied", "without Python"])
def test_an_environment_that_cannot_be_trusted_is_made_again(
    folder: Folder, broken: str, name: str, target: str
) -> None:
    folder.add_uv()
    folder.add_python()
    folder.add_java()
    folder.make(target)
    left_over = folder.path / name / "left over"
    left_over.touch()
    if broken == "interrupted":
        (folder.path / name / ".ready").unlink()
    elif broken == "copied":
        folder.path = folder.path.rename(folder.path.with_name("copy"))
        left_over = folder.path / name / "left over"
    else:
        (folder.path / name / "bin" / "python").unlink()
    assert folder.make(target).returncode == 0
    assert not left_over.exists()


def test_env_installs_nothing(folder: Folder, driver: str) -> None:
    assert folder.make(driver, "test").returncode == 0
    assert not (folder.path / ".venv").exists()


SPARK_SYNC = "uv sync --quiet --frozen --only-group spark --python .venv/bin/python"
SPARK_TESTS = "-m pytest -o pythonpath=src tests/engines"


def test_spark_has_an_environment_of_its_own_made_once(folder: Folder) -> None:
    folder.add_uv()
    folder.add_java()
    python = folder.add_python()
    assert folder.make("test-spark").returncode == 0
    assert folder.logged() == [
        f"uv sync --quiet --frozen --python {python}",
        SPARK_SYNC,
        f"python {SPARK_TESTS}",
    ]
    folder.script(folder.path / ".venv-spark" / "bin" / "python", DRIVER.format(python=sys.executable))
    again = folder.make("test-spark", SPARK_HOME="elsewhere", PYSPARK_SUBMIT_ARGS="--master elsewhere")
    assert folder.logged() == []
    assert again.stderr == ""
    seen = json.loads(again.stdout)
    assert seen["arguments"] == SPARK_TESTS.split()
    assert seen["environment"]["SPARK"] == "required"
    assert not {"SPARK_HOME", "PYSPARK_SUBMIT_ARGS"} & seen["environment"].keys()


def test_without_uv_the_environment_of_spark_is_made_with_the_locked_one(folder: Folder) -> None:
    folder.add_java()
    folder.add_python()
    assert folder.make("test-spark").returncode == 0
    assert folder.logged()[-2:] == [SPARK_SYNC, f"python {SPARK_TESTS}"]


@pytest.mark.parametrize("version", ["", "1.8.0_402", "11.0.20"])
def test_without_a_java_for_spark_one_sentence_and_nothing_else(folder: Folder, version: str) -> None:
    folder.add_uv()
    folder.add_python()
    if version:
        folder.add_java(version)
    older = f" (java is version {version.split('.')[0]})" if version else ""
    said = one_sentence(folder.make("test-spark"))
    assert said.startswith(f"Spark needs Java 17 or newer{older}: install a Java runtime")
    assert not list(folder.path.glob(".venv*"))


def test_java_may_be_named_by_its_home(folder: Folder) -> None:
    folder.add_uv()
    folder.add_python()
    folder.add_java("21.0.2", where="a java/bin")
    assert folder.make("test-spark", JAVA_HOME=str(folder.path.parent / "a java")).returncode == 0
    folder.add_java()
    assert one_sentence(folder.make("test-spark", JAVA_HOME="nowhere")).startswith("Spark needs Java")


def test_a_failure_leaves_the_environment_of_spark_as_it_was(folder: Folder) -> None:
    folder.add_uv()
    folder.add_java()
    folder.add_python()
    folder.make("test")
    (folder.path / "offline").touch()
    assert "The environment could not be made" in folder.make("test-spark").stderr
    assert not (folder.path / ".venv-spark").exists()
    (folder.path / "offline").unlink()
    folder.make("test-spark")
    (folder.path / "offline").touch()
    stamp = folder.path / ".venv-spark" / ".ready"
    os.utime(stamp, (0, 0))
    assert "The environment could not be made" in folder.make("test-spark").stderr
    assert stamp.stat().st_mtime == 0


def test_env_is_used_for_spark_too_and_nothing_is_installed(folder: Folder, driver: str) -> None:
    folder.add_java()
    run = folder.make(driver, "test-spark")
    assert json.loads(run.stdout)["arguments"] == SPARK_TESTS.split()
    assert not list(folder.path.glob(".venv*"))


def test_clean_removes_what_runs_made_and_nothing_else(folder: Folder) -> None:
    for name in ("data/processed/2023", "data/raw", "reports/2023", ".venv"):
        (folder.path / name).mkdir(parents=True)
    assert folder.make("clean").returncode == 0
    left = {str(path.relative_to(folder.path)) for path in folder.path.rglob("*")}
    assert left == {"Makefile", "pyproject.toml", "uv.lock", "data", "data/raw", ".venv"}
