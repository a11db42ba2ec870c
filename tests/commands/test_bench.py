"""The benchmark: what it prints of times that were measured, and where the earlier commit comes from."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers.commands import bench
from helpers.paths import Project
from helpers.pipeline import compendium_site
from helpers.problems import InputProblem

SECONDS = {
    bench.FRESH: [21.0, 20.0, 90.0],
    bench.NOTEBOOKS_ALONE: [16.8, 20.0, 9.0],
    bench.AGAIN: [0.5, 0.7, 0.6],
    bench.COLD: [22.0, 22.0, 22.0],
    bench.ONE_CHANGED: [15.0, 15.0, 15.0],
    bench.ONE_PROCESS: [25.0, 25.0, 25.0],
    bench.ONE_BY_ONE: [80.0, 84.0, 85.0],
    bench.EARLIER: [42.0, 41.9, 41.8],
    bench.FIVE_YEARS: [73.5, 73.6, 10.0],
    bench.TWO_COUNCILS: [30.0, 30.0, 30.0],
    bench.COUNCILS: [42.0, 44.0, 40.0],
    bench.COUNCILS_NOTEBOOKS: [33.6, 30.0, 40.0],
}


def test_each_ratio_is_of_medians_and_has_its_limit() -> None:
    times = {name: bench.Times(seconds, seconds) for name, seconds in SECONDS.items()}
    assert [line.partition(": ")[2] for line in bench._lines_of_limits(times)] == [
        "0.200, at most 0.333: pass (aim 0.250: reached)",  # 16.8 / 84
        "0.672, at most 0.800: pass (aim 0.600: not reached)",  # 16.8 / 25
        "0.401, at most 0.500: pass (aim 0.500: reached)",  # 16.8 / 41.9
        "0.250, at most 0.333: pass (aim 0.250: reached)",  # 21 / 84
        "0.840, at most 0.800: miss (aim 0.600: not reached)",  # 21 / 25
        "0.501, at most 0.500: miss (aim 0.500: not reached)",  # 21 / 41.9
        "3.500, at most 3.500: pass (aim 3.000: not reached)",  # 73.5 / 21
        "0.029, at most 0.033: pass (aim 0.033: reached)",  # 0.6 / 21
        "0.500, at most 0.500: pass (aim 0.250: not reached)",  # 42 / 4 / 21
        "0.500, at most 0.500: pass (aim 0.250: not reached)",  # 33.6 / 4 / 16.8
    ]


def test_runs_after_the_fresh_year_find_it_and_come_straight_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, done = Project(tmp_path), list[str]()
    monkeypatch.setattr(bench, "_clear", lambda copy: done.append("cleared"))
    monkeypatch.setattr(bench, "_driver", lambda copy, *what: done.append(" ".join(what)))
    ways = bench.ways_of(project, project, "2023")
    assert ways.keys() == SECONDS.keys()
    monkeypatch.setattr(bench, "change_status", lambda path: done.append(path.name))
    of_one_year = [bench.COLD, bench.FRESH, bench.AGAIN, bench.ONE_CHANGED]
    for name in of_one_year:
        ways[name]()
    assert list(ways)[:4] == of_one_year
    assert done == ["cleared", "--year 2023"] * 2 + ["--year 2023", "fuel_poverty.csv", "--year 2023"]


def test_before_a_first_year_nothing_is_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, compiled = Project(tmp_path), list[Path]()
    folder = project.code / "results" / "__pycache__"
    folder.mkdir(parents=True)
    monkeypatch.setattr(bench, "_driver", lambda copy, *what: compiled.extend(copy.code.rglob("__pycache__")))
    bench.ways_of(project, project, "2023")[bench.COLD]()
    assert compiled == []
    assert not folder.exists()


def test_a_changed_figure_is_the_last_of_the_file_and_its_new_hash_is_beside_it(tmp_path: Path) -> None:
    path, beside = tmp_path / "figures.csv", tmp_path / "figures.source.yml"
    first = "indicator_id,status,area_flag\na,final,\nb,final,\n"
    path.write_text(first)
    beside.write_text(f"rows: 2\nsha256: {'0' * 64}\n")
    bench.change_status(path)
    assert path.read_text() == "indicator_id,status,area_flag\na,final,\nb,provisional,\n"
    # printf 'indicator_id,status,area_flag\na,final,\nb,provisional,\n' | sha256sum
    assert beside.read_text() == "rows: 2\nsha256: 430f5749a670de0ef9eb80fec2f0d16bf5acf0fefd0d0846b94b190b8233c218\n"
    bench.change_status(path)
    assert path.read_text() == first


def test_what_was_not_measured_is_said() -> None:
    times = {name: bench.Times(seconds, seconds) for name, seconds in SECONDS.items() if name != bench.EARLIER}
    lines = list(bench._lines_of_limits(times))
    assert len(lines) == 10
    assert [line for line in lines if line.endswith("not measured")] == [
        "  a fresh year of notebooks alone against a fresh year at the earlier commit: not measured",
        "  a fresh year against a fresh year at the earlier commit: not measured",
    ]


def test_both_kinds_of_time_are_printed() -> None:
    (line,) = bench._lines_of_times({"a way": bench.Times([1.0, 4.0, 2.0], [3.0, 9.0, 5.0])})
    assert line == "  a way: 2.0 s elapsed (1.0, 4.0, 2.0), 5.0 s of processors"


def test_the_processor_time_of_a_process_and_what_it_starts_counts() -> None:
    times, work = bench.Times(), "import time\nwhile time.process_time() < 0.2: pass"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    times.add(lambda: subprocess.run([sys.executable, "-c", start], check=True) and None)
    assert times.processor[0] >= 0.2


def test_the_ratio_to_another_commit_is_of_medians() -> None:
    fresh, earlier = bench.Times([12.0, 11.0, 50.0], [18.0, 20.0, 19.0]), bench.Times([10.0, 10.0, 1.0], [20.0] * 3)
    line = bench.line_of_ratio(fresh, earlier, "a fresh year at 1234567")
    assert line == (
        "  a fresh year against a fresh year at 1234567: 1.200 of its elapsed time, 0.950 of its processor time"
    )


def test_the_share_of_documents_is_of_medians() -> None:
    line = bench.line_of_documents([(4.0, 50.0), (3.0, 40.0), (90.0, 1000.0)])
    assert line == "Documents: 4.0 of 50.0 s of processors in a fresh year, 8.0%"


def test_only_the_time_of_the_thread_in_a_writer_counts(root: Path) -> None:
    module = importlib.util.spec_from_file_location("documents", root / "benchmarks/documents.py")
    assert module is not None and module.loader is not None
    documents = importlib.util.module_from_spec(module)
    module.loader.exec_module(documents)
    assert all(hasattr(compendium_site, name) for name in documents.WRITERS)
    clock = documents.Clock()

    def work(seconds: float) -> float:
        began = time.thread_time()
        while time.thread_time() - began < seconds:
            pass
        return seconds

    assert clock.times(work)(0.2) == 0.2
    work(0.2)
    assert 0.2 <= clock.seconds < 0.4


def test_the_times_of_the_methods_come_to_their_end(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = importlib.util.spec_from_file_location("methods", root / "benchmarks/methods.py")
    assert module is not None and module.loader is not None
    methods = importlib.util.module_from_spec(module)
    monkeypatch.setitem(sys.modules, "methods", methods)
    module.loader.exec_module(methods)
    for name, small in {"ROUNDS": 1, "FIGURES": 50, "INDICATORS": 35, "COUNCILS": 9, "PLAIN_DRAWS": 2}.items():
        monkeypatch.setattr(methods, name, small)
    monkeypatch.setattr(methods, "ONE_AT_A_TIME", dict.fromkeys(methods.ONE_AT_A_TIME, 1))
    methods.intervals()
    methods.trends(4)
    methods.positions()
    printed = capsys.readouterr().out
    assert [line.partition(",")[0] for line in printed.splitlines() if not line.startswith(" ")] == [
        "Wilson intervals",
        "Trend markers",
        "Positions of 9 councils over 35 indicators",
    ]


@pytest.mark.parametrize("commit", ["main", "123456", "HEAD~1", "--output=x", "1234567g"])
def test_a_commit_is_named_by_its_hash(tmp_path: Path, commit: str) -> None:
    with pytest.raises(InputProblem, match="commit must be 7 to 40 characters"):
        bench.compare_with_commit(Project(tmp_path), "2023", 1, commit)


def test_the_engines_are_those_of_the_commit(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n[project.entry-points."papermill.engine"]\nquick = "a.b:C"\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert bench._entry_points(tmp_path / "pyproject.toml") == "[papermill.engine]\nquick = a.b:C\n"
    assert bench._entry_points(tmp_path / "absent.toml") == ""


@pytest.mark.parametrize("text", ["0", "100", "-1", "1.5", "five", "", "\u0665"])
def test_runs_are_a_number_that_one_can_wait_for(text: str) -> None:
    with pytest.raises(InputProblem, match="runs must be a whole number from 1 to 99"):
        bench.runs_wanted(text)
    assert bench.runs_wanted("5") == 5


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit, whose file was changed afterwards."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    (folder / "src/a.py").write_text("x = 1\n", encoding="utf-8")
    own = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "."], [*own, "commit", "-q", "-m", "One"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    (folder / "src/a.py").write_text("x = 2\n", encoding="utf-8")
    return folder


def test_the_files_of_a_commit_are_taken_out(repository: Path, tmp_path: Path) -> None:
    assert bench._take_out(Project(repository), "HEAD", tmp_path / "earlier") == ""
    assert (tmp_path / "earlier/src/a.py").read_text(encoding="utf-8") == "x = 1\n"


def test_a_history_that_is_too_short_is_a_reason(repository: Path, tmp_path: Path) -> None:
    missing = bench._take_out(Project(repository), bench.EARLIER_COMMIT, tmp_path / "earlier")
    assert missing == f"the history here does not reach back to {bench.EARLIER_COMMIT[:7]}"
    assert not (tmp_path / "earlier").exists()


def test_one_process_runs_the_cells_of_all_notebooks(root: Path, tmp_path: Path) -> None:
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    (tmp_path / "notebooks").mkdir()
    parameters = new_code_cell("year: int = 1", metadata={"tags": ["parameters"]})
    shows = "class R:\n    def _repr_html_(self):\n        print('shown', year)\nR()"
    for name, cells in {
        "01_a": [new_markdown_cell("# A"), parameters, new_code_cell(shows), new_code_cell("")],
        "02_b": [parameters, new_code_cell("assert 'R' not in globals()\nprint('b', year)")],
    }.items():
        nbformat.write(new_notebook(cells=cells), tmp_path / "notebooks" / f"{name}.ipynb")
    command = [sys.executable, str(root / "benchmarks/one_process.py"), "2020"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["shown 2020", "b 2020"]
