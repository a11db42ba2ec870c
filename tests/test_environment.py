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

# conda-forge's matplotlib adds a Qt desktop, which nothing here opens; its duckdb and typst have other names.
PYPI_NAMES = {"matplotlib-base": "matplotlib", "python-duckdb": "duckdb", "typst-py": "typst"}
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


def test_the_version_is_the_same_in_pyproject_the_lock_and_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    assert newest
    assert (PROJECT["project"]["version"], LOCKED["helpers"]) == (newest[1], {newest[1]})


def test_the_checker_of_shell_scripts_is_locked_and_installed_by_default() -> None:
    (requirement,) = PROJECT["dependency-groups"]["shell"]
    name, version = requirement.split(" ;")[0].split("==")
    assert LOCKED[name] == {version}
    assert PROJECT["tool"]["uv"]["default-groups"] == ["dev", "shell"]


def test_the_spark_environment_has_the_same_versions_and_pyspark_alone_is_added() -> None:
    group = {name: version for name, _, version in (line.partition("==") for line in SPARK)}
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

PROJECT_FILES = ["Makefile", "pyproject.toml", "tools/environment.sh", "tools/nearest.awk", "uv.lock"]
"""What making an environment takes."""


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path / "a folder"
        self.path.mkdir()
        self.tools = path / "tools"
        self.tools.mkdir()
        self.log = path / "log"
        (self.path / "tools").mkdir()
        for name in PROJECT_FILES:
            shutil.copy(ROOT / name, self.path / name)
        for name in ("make", "bash", "env", "sed", "awk", "cat", "cp", "mkdir", "mv", "rm", "tr"):
            program = shutil.which(name)
            assert program, f"{name} is needed by this test"
            (self.tools / name).symlink_to(program)
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
    printed = folder.make()
    assert printed.returncode == 0
    assert printed.stdout == folder.make("help").stdout
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^\.PHONY: ([a-z-]+)$", makefile, re.MULTILINE)
    assert targets
    assert re.findall(r"^  make ([a-z-]+)", printed.stdout, re.MULTILINE) == targets
    assert printed.stdout.rstrip().endswith("parameter file: 2018 2023")
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
    ("options", "expected"),
    [
        (["year=2023"], ["--year=2023"]),
        (["year=2023", "authority=", "step="], ["--year=2023"]),
        (["years=2018 2020", "force=1"], ["--years=2018 2020", "--force"]),
        (["year=2023", "force=0"], ["--year=2023"]),
        (["report"], []),
    ],
)
def test_options_are_passed_only_when_given(
    folder: Folder, driver: str, options: list[str], expected: list[str]
) -> None:
    run = folder.make(driver, *options)
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
        "PYTHONSAFEPATH": "1",
        "MPLBACKEND": "agg",
        "GX_ANALYTICS_ENABLED": "false",
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    assert {name: seen.get(name) for name in fixed} == fixed
    assert not {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "MAKEFLAGS", "ENV"} & seen.keys()


def test_env_in_the_shell_is_not_taken_for_the_environment(folder: Folder) -> None:
    assert folder.make("year=2023", ENV="production").stderr.startswith("No suitable Python")


def refusal(run: subprocess.CompletedProcess[str]) -> str:
    """The sentence with which make refuses what was typed, before anything is made."""
    match = re.fullmatch(r"Makefile:\d+: \*\*\* (.+)\.  Stop\.\n", run.stderr)
    assert match, run.stderr
    assert (run.returncode, run.stdout) == (2, "")
    return match[1]


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("stege=final", "stage="),
        ("perod=Q2", "period="),
        ("yaer=2024", "year="),
        ("Year=2024", "year="),
        ("authorty=E10000016", "authority="),
        ("council=E10000016", "authority="),
        ("sorce=ons_els", "source="),
        ("forse=1", "force="),
        ("python=/usr/bin/python3", "PYTHON="),
        ("it's=$(shell touch x)", "step="),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_and_all(
    folder: Folder, driver: str, typed: str, nearest: str
) -> None:
    sentence = refusal(folder.make(driver, "year=2023", typed))
    assert refusal(folder.make(typed, "clean")) == sentence
    assert sentence.startswith(f"make takes no {typed.split('=')[0]}=; the nearest that it takes is {nearest}")
    assert all(
        f" {name} " in sentence for name in ("year", "years", "authority", "step", "raw", "force", "source", "file")
    )
    assert not (folder.path / "x").exists()


def test_what_the_parameter_file_sets_is_said_to_be_there(folder: Folder, driver: str) -> None:
    shutil.copytree(ROOT / "params", folder.path / "params")
    for typed in ("framework=strategic_plan_2022_26", "framewrok=strategic_plan_2022_26"):
        sentence = refusal(folder.make(driver, "year=2023", typed))
        assert "(framework is set in the parameter file of the year, such as params/2023.yml)" in sentence
    assert "parameter file" not in refusal(folder.make(driver, "year=2023", "yaer=2023"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            ["files", "year=2023"],
            "make files takes no year=, which is for make report, make returns, make returns-status, make "
            "check-draft, make take-back, make agreement, make needs, make fetch, make new-year, make verify, "
            "make stage, make changes, make update, make explain, make national, "
            "make national-input and make bench: see make help",
        ),
        (
            ["year=2023", "file=x"],
            "make report takes no file=, which is for make check-return, make check-draft, "
            "make take-back and make framework",
        ),
        (
            ["clean", "year=2023"],
            "make clean takes no year=, which is for make report, make returns, make returns-status, make "
            "check-draft, make take-back, make agreement, make needs, make fetch, make new-year, make verify, "
            "make stage, make changes, make update, make explain, make national, "
            "make national-input and make bench: see make help",
        ),
        (["test", "step="], "make test takes no step=, which is for make report"),
        (["check-return", "file=x", "to=y"], "make check-return takes no to=, which is for make template, "),
        (["check-return"], "Give the return with file=<path>, for example make check-return file="),
        (["check-draft"], "Give the draft and its year, for example make check-draft file=report.docx year=2023"),
        (["check-draft", "file=x"], "Give the draft and its year"),
        (["check-draft", "year=2023"], "Give the draft and its year"),
        (["take-back"], "Give the paper and its year, for example make take-back file=paper_cabinet.docx year=2023"),
        (["take-back", "file=x"], "Give the paper and its year"),
        (["check-return", "file="], "Give the return with file=<path>"),
        (["framework"], "Give the measures of the framework with file=<path>"),
        (["new-year"], "Give the new year with year=<year>, for example make new-year year=2027"),
        (["new-year", "year=2027", "force=1"], "make new-year takes no force=, which is for make report"),
        (["fetch", "source=ons_els"], "Give the year with year=<year>, for example make fetch year=2025"),
        (["step=04"], "Give the year with year=<year>, for example make year=2023"),
        (["raw=x"], "Give the year with year=<year>"),
        (
            ["year=2023", "force=perhaps"],
            "force=1 runs every step again, and force=0 does not: force=perhaps is neither",
        ),
        (["year=2023", "PYTHON=x"], "PYTHON= names the Python to make .venv with, and ENV= an environment"),
        (["check_return", "file=x"], "There is no make check_return; the nearest is make check-return"),
        (["reprot", "year=2023"], "There is no make reprot; the nearest is make report"),
    ],
)
def test_what_a_target_does_not_take_or_lacks_is_said(
    folder: Folder, driver: str, typed: list[str], sentence: str
) -> None:
    assert refusal(folder.make(driver, *typed)).startswith(sentence)


def test_a_makefile_called_from_another_folder_says_so(folder: Folder) -> None:
    run = subprocess.run(
        ["make", "-f", folder.path.name + "/Makefile", "year=2023"],
        cwd=folder.path.parent,
        env=folder.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert f"{folder.path.parent} is not the project's folder: call make there, or with make -C <folder>." in run.stderr


def test_a_year_typed_as_a_target_is_shown_as_it_is_given(folder: Folder) -> None:
    shutil.copytree(ROOT / "params", folder.path / "params")
    assert refusal(folder.make("2023")).startswith("There is no make 2023; the nearest is make year=2023")


def test_what_make_the_network_and_java_need_may_be_given(folder: Folder, driver: str) -> None:
    settings = ["SHELL=bash", "HTTPS_PROXY=http://proxy:80", "UV_OFFLINE=1", "REQUESTS_CA_BUNDLE=x", "JAVA_HOME=/java"]
    run = folder.make(driver, "year=2023", *settings)
    assert json.loads(run.stdout)["environment"]["HTTPS_PROXY"] == "http://proxy:80"
    assert folder.make("help", "year=2023", "file=x").returncode == 0


def test_every_target_is_among_those_whose_variables_are_checked() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^targets := (.+)$", makefile, re.MULTILINE)
    assert targets and targets[1].split() == re.findall(r"^\.PHONY: ([a-z-]+)$", makefile, re.MULTILINE)


def test_variables_that_a_shell_exports_are_no_parameters(folder: Folder, driver: str) -> None:
    exported = dict.fromkeys(("raw", "step", "years", "authority", "source", "file", "to"), "01") | {"force": "1"}
    for typed, expected in (
        (["year=2023"], ["report", "--year=2023"]),
        (["files"], ["files"]),
        (["template"], ["template"]),
        (["fetch", "year=2025"], ["fetch", "--year=2025"]),
        (["new-year", "year=2027"], ["new-year", "--year=2027"]),
    ):
        run = folder.make(driver, *typed, **exported, year="2018", COMPENDIUM_RAW="/x", COMPENDIUM_TABLES="/x")
        seen = json.loads(run.stdout)
        assert seen["arguments"] == ["-m", "helpers", *expected]
        assert not {"COMPENDIUM_RAW", "COMPENDIUM_TABLES"} & seen["environment"].keys()
    assert folder.make(year="2023").stdout.startswith("make year=2023 runs the whole Compendium")
    assert refusal(folder.make("check-return", file="x")).startswith("Give the return with file=<path>")


def test_a_python_that_a_shell_exports_is_not_taken(folder: Folder) -> None:
    folder.add_uv()
    python = folder.add_python()
    assert folder.make("test", PYTHON="/no/python").returncode == 0
    assert folder.logged()[0] == f"uv sync --quiet --frozen --python {python}"


def test_the_driver_is_given_the_folder_that_make_was_called_from(folder: Folder, driver: str) -> None:
    run = subprocess.run(
        ["bash", "-c", 'cd "$1" && make -s -C "$2" files raw=x "$3"', "bash", folder.tools, folder.path, driver],
        env=folder.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout)["environment"]["COMPENDIUM_CALLED_FROM"] == str(folder.tools)


def one_sentence(run: subprocess.CompletedProcess[str]) -> str:
    sentence, rest = run.stderr.split("\n", 1)
    assert run.returncode == 2
    assert run.stdout == ""
    assert re.fullmatch(r"make: \*\*\* \[.*\] Error 1\n", rest)
    return sentence


def test_without_a_python_one_sentence_and_nothing_else(folder: Folder) -> None:
    sentence = one_sentence(folder.make("year=2023"))
    assert sentence.startswith("No suitable Python was found: install Python 3.11 to 3.14")
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
    sentence = one_sentence(folder.make("year=2023", "PYTHON=$(shell touch x); touch x"))
    assert "($(shell touch x); touch x does not run)" in sentence
    assert sorted(path.name for path in folder.path.iterdir()) == ["Makefile", "pyproject.toml", "tools", "uv.lock"]


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


# A network that inspects traffic, and homes that cannot be written.

REFUSED = "error: Failed to fetch: https://pypi.org/simple/\n  cause: invalid peer certificate: UnknownIssuer"
PICKY_UV = """#!/usr/bin/env bash
[ "$1" = sync ] || exit 0
echo "${{UV_SYSTEM_CERTS-}} ${{SSL_CERT_FILE-}} ${{UV_CACHE_DIR-}}" >> "$LOG"
if {accepts}; then mkdir -p .venv/bin && cp "$STANDIN" .venv/bin/python; else echo "{refused}" >&2; exit 2; fi
"""


def picky(folder: Folder, accepts: str, refused: str = REFUSED) -> None:
    """A uv that says with which certificates and cache it was asked, and works only with some."""
    folder.add_python()
    folder.script(folder.tools / "uv", PICKY_UV.format(accepts=accepts, refused=refused))
    folder.environment["HOME"] = str(folder.path.parent)


def asked(folder: Folder) -> list[str]:
    return [line for line in folder.logged() if not line.startswith("python")]


def test_the_certificates_of_the_system_are_used_first(folder: Folder) -> None:
    picky(folder, '[ "$UV_SYSTEM_CERTS$UV_NATIVE_TLS" = 11 ]')
    assert folder.make("test").stderr == "Making .venv from uv.lock. This is done once and takes a minute or two.\n"
    assert asked(folder) == ["1  "]


def test_then_the_certificates_that_the_analysts_variables_name(folder: Folder) -> None:
    council = folder.path.parent / "council.pem"
    council.touch()
    picky(folder, f'[ "${{SSL_CERT_FILE-}}" = {council} ]')
    assert folder.make("test", REQUESTS_CA_BUNDLE=str(council)).returncode == 0
    assert asked(folder) == ["1  ", f" {council} "]


def test_then_the_certificates_that_uv_brings_along(folder: Folder) -> None:
    picky(folder, '[ "$UV_SYSTEM_CERTS" = 0 ]')
    assert folder.make("test").returncode == 0
    assert asked(folder) == ["1  ", "0  "]


def test_what_the_analyst_says_of_certificates_counts(folder: Folder) -> None:
    picky(folder, '[ "$UV_SYSTEM_CERTS" = 0 ]')
    assert folder.make("test", UV_SYSTEM_CERTS="0").returncode == 0
    assert asked(folder) == ["0  "]


def test_a_certificate_that_is_not_accepted_is_said_with_the_remedy(folder: Folder) -> None:
    picky(folder, "false")
    failed = folder.make("test")
    assert "UnknownIssuer" in failed.stderr
    assert (
        "The environment could not be made: the certificate of the package index is not accepted. On a network that "
        "inspects traffic, have its certificate put in this system's store, or set REQUESTS_CA_BUNDLE to the file that "
        "holds it.\n"
    ) in failed.stderr
    assert not (folder.path / ".venv").exists()


def test_a_network_that_is_not_there_is_asked_once(folder: Folder) -> None:
    picky(folder, "false", "error: dns error")
    assert "check the connection to the package index" in folder.make("test").stderr
    assert len(asked(folder)) == 1


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT"])
def test_a_variable_that_names_no_certificate_is_said_before_anything_is_made(folder: Folder, name: str) -> None:
    folder.add_uv()
    folder.add_python()
    sentence = one_sentence(folder.make("test", **{name: "/no/such/council.pem"}))
    assert (
        sentence == f"{name} names /no/such/council.pem, which is not there: correct the path, or unset the variable."
    )
    assert not (folder.path / ".venv").exists()


PICKY_PIP = PYTHON.replace(
    "'-m pip') ",
    """'-m pip')
    [ "${PIP_CERT-}${PIP_USE_FEATURE-}" = ACCEPTED ] || { echo 'SSL certificate verify failed' >&2; exit 1; }
    """,
)


def test_pip_uses_the_certificates_of_the_system_too(folder: Folder) -> None:
    store = folder.path.parent / "store.pem"
    store.touch()
    for accepted, attempts in (("truststore", 2), (str(store), 3)):
        folder.script(folder.tools / "python3", PICKY_PIP.replace("ACCEPTED", accepted))
        assert folder.make("test", SSL_CERT_FILE=str(store)).returncode == 0
        assert sum(line.startswith("python -m pip") for line in folder.logged()) == attempts
        shutil.rmtree(folder.path / ".venv")


@pytest.mark.parametrize("home", ["not there", "not set", "a file"])
def test_without_a_home_the_cache_of_uv_is_in_the_project_for_a_while(folder: Folder, home: str) -> None:
    picky(folder, "mkdir $UV_CACHE_DIR")
    folder.environment.pop("HOME")
    if home != "not set":
        folder.environment["HOME"] = str(folder.log if home == "a file" else folder.path / "no such home")
        folder.log.touch()
    assert folder.make("test").returncode == 0
    assert asked(folder) == ["1  .uv-cache"]
    left = sorted(path.name for path in folder.path.iterdir())
    assert left == [".venv", "Makefile", "pyproject.toml", "tools", "uv.lock"]


def test_a_cache_that_cannot_be_written_after_all_is_not_used(folder: Folder) -> None:
    picky(folder, '[ "${UV_CACHE_DIR-}" = .uv-cache ]', "Failed to initialize cache: Permission denied (os error 13)")
    assert folder.make("test").returncode == 0
    assert asked(folder) == ["1  ", "1  .uv-cache"]


def test_a_project_that_cannot_be_written_is_said(folder: Folder) -> None:
    refused = """'-m venv') echo "Error: [Errno 13] Permission denied: '.venv'" >&2; exit 1"""
    folder.script(folder.tools / "python3", PYTHON.replace("'-m venv') mkdir -p .venv/bin &&", f"{refused};;\n x)"))
    failed = folder.make("test")
    assert "Error: [Errno 13] Permission denied: '.venv'" in failed.stderr
    assert "The environment could not be made: see above: a file or a folder cannot be written." in failed.stderr


def test_a_cache_that_the_analyst_names_is_used(folder: Folder) -> None:
    picky(folder, "true")
    named = folder.path.parent / "cache"
    assert folder.make("test", UV_CACHE_DIR=str(named)).returncode == 0
    assert asked(folder) == [f"1  {named}"]


def test_jupyter_has_a_home_in_the_project_where_there_is_no_other(folder: Folder, driver: str) -> None:
    own = folder.path / ".home"
    for home, expected in ((folder.path.parent, folder.path.parent), (folder.path / "no such home", own)):
        seen = json.loads(folder.make(driver, "lab", HOME=str(home)).stdout)["environment"]
        assert seen["HOME"] == str(expected)
        assert "MPLBACKEND" not in seen
        assert own.is_dir() == (expected == own)


def test_files_with_the_line_ends_of_windows_are_read(folder: Folder) -> None:
    for name in PROJECT_FILES:
        path = folder.path / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    python = folder.add_python()
    assert "the nearest that it takes is year=" in refusal(folder.make("yaer=2023"))
    assert folder.make("year=2023").returncode == 0
    (version,) = LOCKED["uv"]
    assert folder.logged() == [
        "python -m venv .venv",
        f"python -m pip install -qq --disable-pip-version-check uv=={version}",
        f"uv sync --quiet --frozen --python {python}",
        "python -m helpers report --year=2023",
    ]


def test_a_pyproject_without_its_versions_is_one_sentence(folder: Folder) -> None:
    folder.add_python()
    (folder.path / "pyproject.toml").write_text("", encoding="utf-8")
    assert one_sentence(folder.make("year=2023")).startswith("pyproject.toml does not say which Python and uv to use")


@pytest.mark.skipif(not shutil.which("git"), reason="git, which makes the clone, is not there")
def test_a_clone_of_git_for_windows_has_the_bytes_that_were_committed(tmp_path: Path) -> None:
    original, clone = tmp_path / "original", tmp_path / "clone"
    files = {name: (ROOT / name).read_bytes() for name in (".gitattributes", "Makefile", "pyproject.toml", ".ci/run")}
    files |= {
        "src/a.py": b"a\n",
        "notebooks/a.ipynb": b"{}\n",
        "params/a.yml": b"a: 1\n",
        "params/a.csv": b"a\r\nb\n",
        "data/raw/a.txt": b"a\r\nb\n",
        "a.j2": b"{{ a }}\n",
        "a.png": b"\x89PNG\r\n\x1a\n",
        "a.xlsx": b"PK\r\n\n",
    }
    for name, content in files.items():
        (original / name).parent.mkdir(parents=True, exist_ok=True)
        (original / name).write_bytes(content)
    alone = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    alone |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

    def git(*arguments: object) -> None:
        subprocess.run(["git", *map(str, arguments)], check=True, capture_output=True, env=alone)

    git("init", original)
    git("-C", original, "add", ".")
    git("-C", original, "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-m", "a")
    git("clone", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", original, clone)
    assert {name: (clone / name).read_bytes() for name in files} == files


def test_env_installs_nothing(folder: Folder, driver: str) -> None:
    assert folder.make(driver, "test").returncode == 0
    assert not (folder.path / ".venv").exists()


SPARK_SYNC = "uv sync --quiet --frozen --only-group spark --python .venv/bin/python"
SPARK_TESTS = ["-m", "pytest", "-o", "pythonpath=src tests/support", "tests/engines"]


def test_spark_has_an_environment_of_its_own_made_once(folder: Folder) -> None:
    folder.add_uv()
    folder.add_java()
    python = folder.add_python()
    assert folder.make("test-spark").returncode == 0
    assert folder.logged() == [
        f"uv sync --quiet --frozen --python {python}",
        SPARK_SYNC,
        f"python {' '.join(SPARK_TESTS)}",
    ]
    folder.script(folder.path / ".venv-spark" / "bin" / "python", DRIVER.format(python=sys.executable))
    again = folder.make("test-spark", SPARK_HOME="elsewhere", PYSPARK_SUBMIT_ARGS="--master elsewhere")
    assert folder.logged() == []
    assert again.stderr == ""
    seen = json.loads(again.stdout)
    assert seen["arguments"] == SPARK_TESTS
    assert seen["environment"]["SPARK"] == "required"
    assert not {"SPARK_HOME", "PYSPARK_SUBMIT_ARGS"} & seen["environment"].keys()


def test_without_uv_the_environment_of_spark_is_made_with_the_locked_one(folder: Folder) -> None:
    folder.add_java()
    folder.add_python()
    assert folder.make("test-spark").returncode == 0
    assert folder.logged()[-2:] == [SPARK_SYNC, f"python {' '.join(SPARK_TESTS)}"]


@pytest.mark.parametrize("version", ["", "1.8.0_402", "11.0.20"])
def test_without_a_java_for_spark_one_sentence_and_nothing_else(folder: Folder, version: str) -> None:
    folder.add_uv()
    folder.add_python()
    if version:
        folder.add_java(version)
    older = f" (java is version {version.split('.')[0]})" if version else ""
    sentence = one_sentence(folder.make("test-spark"))
    assert sentence.startswith(f"Spark needs Java 17 or newer{older}: install a Java runtime")
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
    assert json.loads(run.stdout)["arguments"] == SPARK_TESTS
    assert not list(folder.path.glob(".venv*"))


def test_clean_removes_what_runs_made_and_nothing_else(folder: Folder) -> None:
    for name in ("data/processed/2023", "data/raw", "reports/2023", ".venv"):
        (folder.path / name).mkdir(parents=True)
    assert folder.make("clean").returncode == 0
    left = {str(path.relative_to(folder.path)) for path in folder.path.rglob("*")}
    assert left == {*PROJECT_FILES, "tools", "data", "data/raw", ".venv"}
