"""How long national runs take, and how much memory, by number of observations, engine and threads.

Run by hand: python benchmarks/national.py <folder for figures> [--indicators 43 212] [--pandas 4 43]. It makes figures
of 33,755 small areas over seven years where the folder has none, runs each way in a process of its own, compares the
results with those that were planted, and writes docs/performance.md with its chart. A command that was stopped goes
on where it was: what was measured of the same code is beside the figures. Spark is measured where `make test-spark` has
made its environment, on a smaller size, and said to be skipped where not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import platform
import resource
import runpy
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from helpers.areas import read_areas
from helpers.params import Parameters, settings_for
from helpers.paths import Project
from helpers.pipeline.national.duckdb_engine import Limits, check_observations, connected
from helpers.pipeline.national.inputs import read_national_input
from helpers.pipeline.national.run import RESULTS, Asked, hashes_of, run_national
from helpers.pipeline.national.written import by_indicator
from helpers.pipeline.neighbours import neighbours_of
from helpers.problems import InputProblem
from helpers.results.national import Areas, Work, about_periods, national_results, number_areas
from helpers.schema.national import NATIONAL_OBSERVATIONS, NATIONAL_RESULTS

ROOT = Path(__file__).resolve().parents[1]
YEAR, BY = "2025", "lsoa"
MEMORY_GIGABYTES = 4.0
MAX_PANDAS_GIGABYTES = 12
MAX_SECONDS = 300
"""Spark is stopped after so many seconds."""

SPARK_PYTHON = ROOT / ".venv-spark" / "bin" / "python"
GROUPED = "duckdb, all tables"
DOCUMENT, CHART = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance.svg"
MILLION, GIGABYTE = 1e6, 1e9


def parameters() -> Parameters:
    project = Project(ROOT)
    return settings_for(project, read_areas(project.areas), YEAR, "", neighbours_of).parameters


def with_duckdb(folder: Path, to: Path, threads: int) -> None:
    """Make the results that every engine makes, as the command does."""
    run_national(
        to, folder, "run", parameters(), Asked(BY, "duckdb", MEMORY_GIGABYTES, threads, by_group=False), lambda _: None
    )


def with_groups(folder: Path, to: Path, threads: int) -> None:
    """Make evidence, funnels with over-dispersion and positions as well, as the command does."""
    run_national(to, folder, "run", parameters(), Asked(BY, "duckdb", MEMORY_GIGABYTES, threads), lambda _: None)


def with_spark(folder: Path, to: Path, threads: int) -> None:
    """Make national results on Spark inside this machine."""
    run_national(
        to, folder, "run", parameters(), Asked(BY, "spark", MEMORY_GIGABYTES, threads, by_group=False), lambda _: None
    )


def with_pandas(folder: Path, to: Path) -> None:
    """Make the same results from a frame in memory, which may not take more than some gigabytes, and write them."""
    most = MAX_PANDAS_GIGABYTES * 1024**3
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    source = read_national_input(folder)
    with connected(Limits(1, 1.0), to) as connection:
        periods = check_observations(connection, source)
    rules = parameters()
    dated = about_periods(periods.drop(columns="rows"), source.indicators, rules.as_at.by_period_type())
    areas, _ = number_areas(source.areas, BY)
    rows = pd.concat([pd.read_parquet(path) for path in source.observations.paths], ignore_index=True)
    rows, dated, areas = (_with_times(frame) for frame in (rows, dated, areas))
    work = Work(lambda frame: frame)
    results = national_results(
        rows, dated, Areas(areas, None, several_codes=False, number=len(areas), groups=1), rules, work
    )
    if rows.duplicated(list(NATIONAL_OBSERVATIONS.key)).any():
        raise InputProblem("The observations have two rows of one key.")
    ordered = results.sort_values(["indicator_id", "area_code"])
    _write(pa.Table.from_pandas(ordered, preserve_index=False), to / "run", folder)


def _write(results: pa.Table, to: Path, folder: Path) -> None:
    """Write results as the command does, and work out the sha256 of what is read and written."""
    with by_indicator(to / RESULTS, NATIONAL_RESULTS) as writer:
        writer.add(results.to_batches())
    hashes_of(folder), hashes_of(to)


def with_polars(folder: Path, to: Path) -> None:
    """Make the same results with Polars, which reads only what it needs, on all processors, and write them."""
    import polars

    source = read_national_input(folder)
    with connected(Limits(1, 1.0), to) as connection:
        periods = check_observations(connection, source)
    rules = parameters()
    dated = about_periods(periods.drop(columns="rows"), source.indicators, rules.as_at.by_period_type())
    areas, _ = number_areas(source.areas, BY)
    dated, areas = (polars.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)) for frame in (dated, areas))
    work = Work(lambda frame: frame.lazy().collect().lazy())
    rows = polars.scan_parquet([str(path) for path in source.observations.paths])
    numbered = Areas(areas.lazy(), None, several_codes=False, number=len(areas), groups=1)
    results = national_results(rows, dated.lazy(), numbered, rules, work)
    if rows.group_by(NATIONAL_OBSERVATIONS.key).len().filter(polars.col("len") > 1).head(1).collect().height:
        raise InputProblem("The observations have two rows of one key.")
    _write(results.sort("indicator_id", "area_code").collect().to_arrow(), to / "run", folder)


def _with_times(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose dates are of the type that pandas counts with."""
    dates = [name for name in frame.columns if name in ("period_start", "period_end", "start_date", "end_date")]
    return frame.astype(dict.fromkeys(dates, "datetime64[s]"))


def mismatches(results: Path, folder: Path) -> int:
    """Return how many directions, ranks and quartiles are not those that were planted, and series that are missing."""
    differ = " or ".join(f"r.{name} is distinct from t.{name}" for name in ("direction", "rank", "quartile"))
    ranks = "t.rank is null and r.direction = t.direction"
    query = (
        f"select count(*) from read_parquet('{folder}/truth/*.parquet') t "
        f"left join read_parquet('{results}/**/*.parquet', hive_partitioning=true) r using (indicator_id, area_code) "
        f"where r.area_code is null or (not coalesce({ranks}, false) and ({differ}))"
    )
    return int(duckdb.sql(query).fetchall()[0][0])


def look(number: int, ended: threading.Event, held: list[int], used: dict[int, float]) -> None:
    """Note what a process and those that it starts hold and use until it has ended: Java is a process of its own."""
    import psutil  # the environment of Spark lacks it, and imports this module too

    process = psutil.Process(number)
    while not ended.wait(0.25):
        with suppress(psutil.Error):
            every = [process, *process.children(recursive=True)]
            held.append(sum(one.memory_info().rss for one in every))
            used |= {one.pid: sum(one.cpu_times()[:2]) for one in every}


def measure(engine: str, threads: int, folder: Path, scratch: Path) -> dict[str, Any]:
    """Run one way in a process of its own, and return its time, its peak memory and how right it is."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    source = read_national_input(folder)
    size = sum(path.stat().st_size for path in source.observations.paths)
    load = os.getloadavg()[0]
    way = {"engine": engine, "threads": threads, "rows": source.observations.rows, "bytes": size, "load": load}
    python = str(SPARK_PYTHON) if engine == "spark" else sys.executable
    if not Path(python).exists():
        return way | {"failed": "skipped: make test-spark makes its environment"}
    command = [python, __file__, str(folder), "--only", engine, str(threads), str(scratch)]
    began = time.perf_counter()
    with (scratch / "errors.txt").open("wb") as file:
        process = subprocess.Popen(command, stderr=file, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "src")})
        timer = threading.Timer(MAX_SECONDS if engine == "spark" else 3600, process.terminate)
        timer.start()
        ended, held, used = threading.Event(), [0], dict[int, float]()
        looking = threading.Thread(target=look, args=(process.pid, ended, held, used))
        looking.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        ended.set()
        looking.join()
    errors = (scratch / "errors.txt").read_text(encoding="utf-8", errors="replace")
    way["seconds"] = time.perf_counter() - began
    if engine == "spark":  # Java is a process of its own, which the system does not count with the one that ended
        way |= {"peak": max(held), "processor": sum(used.values())}
    else:
        way |= {"peak": usage.ru_maxrss * 1024, "processor": usage.ru_utime + usage.ru_stime}
    if engine == "spark" and status and way["seconds"] > MAX_SECONDS:
        return way | {"failed": f"not done in {MAX_SECONDS} seconds"}
    if status:
        return way | {
            "failed": "out of memory" if "Memory" in errors else (errors.strip().splitlines() or ["failed"])[-1]
        }
    return way | {"mismatches": mismatches(scratch / "run" / RESULTS, folder)}


def hash_of_code() -> str:
    """Return a short hash of the modules and of this file: what was measured of other code is not printed."""
    files = [Path(__file__), *sorted((ROOT / "src").rglob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def measure_once(engine: str, threads: int, number: int, folder: Path) -> dict[str, Any]:
    """Return what was measured of one way, now or before the command was stopped: a file beside the figures has it."""
    path = folder / str(number) / f"{engine.replace(', ', '-').replace(' ', '-')}-{threads}-{hash_of_code()}.json"
    if not path.exists():
        way = measure(engine, threads, folder / str(number), folder / "scratch")
        path.write_text(json.dumps(way), encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    print(text, flush=True)
    return dict(json.loads(text))


def disk_bytes_per_second(folder: Path) -> float:
    """Return how fast the files of observations can be read from the disk, past what the system remembers of them."""
    paths = sorted((folder / "observations").iterdir())
    for path in paths:
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    began, number = time.perf_counter(), 0
    for path in paths:
        with path.open("rb", buffering=0) as file:
            while chunk := file.read(8 << 20):
                number += len(chunk)
    return number / (time.perf_counter() - began)


def exponent(ways: list[dict[str, Any]], name: str) -> float:
    """Return by which power of the number of rows a time grows, from the smallest to the largest run."""
    first, last = min(ways, key=lambda way: way["rows"]), max(ways, key=lambda way: way["rows"])
    return math.log(last[name] / first[name]) / math.log(last["rows"] / first["rows"])


def document(ways: list[dict[str, Any]], disk: float, command: str) -> str:
    """Return docs/performance.md."""
    lines = [
        "# How long national runs take",
        "",
        f"Written by `{command}` on {datetime.now(UTC):%-d %B %Y}: {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors, Python {platform.python_version()}, DuckDB {duckdb.__version__}, "
        f"with {MEMORY_GIGABYTES:g} gigabytes of memory for DuckDB.",
        "",
        "Each run checks the input, makes directions, trends, limits, ranks, quartiles and funnels of small areas with "
        "planted results ([national runs](national.md)), and writes them. Load is the number of other processes that "
        "wanted a processor when the run began, and makes times longer. Processor seconds say how much work it was. "
        f"Polars uses as many threads as there are processors. Runs named {GROUPED} make evidence, funnels with "
        "over-dispersion and positions too, which are the same code whatever the engine. Wrong is the number of series "
        "whose direction, rank or quartile is not the planted one.",
        "",
        "| Engine | Threads | Million rows | Seconds | Processor seconds | Peak memory, GB | Rows a second | Load "
        "| Wrong |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for way in ways:
        start = f"| {way['engine']} | {way['threads']} | {way['rows'] / MILLION:.1f} | "
        if "failed" in way:
            lines.append(f"{start}{way['failed']} | | | | {way['load']:.1f} | |")
            continue
        processor, peak = _written(way, "processor", 1, 0), _written(way, "peak", GIGABYTE, 1)
        lines.append(
            f"{start}{way['seconds']:.0f} | {processor} | {peak} | "
            f"{way['rows'] / way['seconds']:,.0f} | {way['load']:.1f} | {way['mismatches']} |"
        )
    lines += ["", "![Seconds of each run](performance.svg)", "", *_limits(ways, disk), ""]
    return "\n".join(line if line.startswith("|") else _wrapped(line) for line in lines)


def _written(way: dict[str, Any], name: str, unit: float, decimals: int) -> str:
    return f"{way[name] / unit:.{decimals}f}" if name in way else "not measured"


def _wrapped(line: str) -> str:
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(line, 128, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _limits(ways: list[dict[str, Any]], disk: float) -> list[str]:
    lines = ["## Growth, and what the limit is", ""]
    for engine in dict.fromkeys(way["engine"] for way in ways):
        for threads in sorted({way["threads"] for way in ways if way["engine"] == engine}):
            done = [way for way in ways if (way["engine"], way["threads"]) == (engine, threads) and "failed" not in way]
            if len({way["rows"] for way in done}) > 1:
                powers = [exponent(done, name) for name in ("processor", "seconds")]
                lines.append(
                    f"- {engine}, threads {threads}: processor seconds grow with the number of rows to the power of "
                    f"{powers[0]:.2f}, and seconds to that of {powers[1]:.2f}."
                )
    for way in ways:
        same = [one for one in ways if one["rows"] == way["rows"] and one["engine"] == "pandas" and "failed" not in one]
        if way["engine"] in ("duckdb", "polars") and same and "failed" not in way:
            shares = [way[name] / same[0][name] for name in ("seconds", "processor", "peak")]
            lines.append(
                f"- For {way['rows'] / MILLION:.1f} million rows, {way['engine']} with threads {way['threads']} takes "
                f"{shares[0]:.2f} of the seconds of pandas, {shares[1]:.2f} of its processor seconds and "
                f"{shares[2]:.2f} of its memory."
            )
    for engine in ("pandas", "polars"):
        done = [way for way in ways if way["engine"] == engine and "failed" not in way]
        if done:
            most = max(done, key=lambda way: way["rows"])
            memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
            needed, end = (
                most["peak"] / most["rows"] * MILLION / GIGABYTE,
                memory / most["peak"] * most["rows"] / MILLION,
            )
            lines.append(
                f"- {engine} needs {needed:.2f} GB for each million rows, so the {memory / GIGABYTE:.0f} GB of this "
                f"machine end at {end:.0f} million."
            )
    largest = max((way for way in ways if "failed" not in way), key=lambda way: (way["rows"], way["threads"]))
    pace = largest["bytes"] / largest["seconds"]
    lines.append(
        f"- The largest run reads {pace / MILLION:.1f} million bytes of Parquet a second, and the disk gives "
        f"{disk / MILLION:,.0f} million: the processors are the limit, not the disk."
        if pace < disk / 2
        else f"- The largest run reads {pace / MILLION:.1f} million bytes of the {disk / MILLION:,.0f} million "
        "a second that the disk gives: the disk is the limit."
    )
    return lines


def chart(ways: list[dict[str, Any]]) -> str:
    """Return a bar for the seconds of each run as SVG."""
    done = [way for way in ways if "failed" not in way]
    longest, step = max(way["seconds"] for way in done), 30
    bars = []
    for index, way in enumerate(done):
        size = f"{way['rows'] / MILLION:.{int(way['rows'] < MILLION)}f} million"
        name = f"{way['engine']}, {way['threads']} thread{'s' * (way['threads'] > 1)}, {size}"
        width, top = 380 * way["seconds"] / longest, 10 + step * index
        bars.append(
            f'<text x="222" y="{top + 15}" text-anchor="end">{name}</text>'
            f'<rect x="230" y="{top}" width="{width:.1f}" height="20" fill="#1d70b8"/>'
            f'<text x="{236 + width:.1f}" y="{top + 15}">{way["seconds"]:.0f} s</text>'
        )
    height = 20 + step * len(done)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 {height}" font-family="sans-serif" font-size="13" '
        f'role="img"><title>Seconds of each run</title><rect width="680" height="{height}" fill="#fff"/>'
        + "".join(bars)
        + "</svg>\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Time national runs, and write docs/performance.md.")
    parser.add_argument("folder", type=Path, help="where the figures are, or are made")
    parser.add_argument("--indicators", type=int, nargs="+", default=[43, 212], help="sizes; 43 is 10 million rows")
    parser.add_argument("--pandas", type=int, nargs="*", default=[4, 43], help="sizes of the runs in memory")
    parser.add_argument("--polars", type=int, nargs="*", default=[4, 43], help="sizes of the runs with Polars")
    parser.add_argument("--groups", type=int, nargs="*", default=[4], help="sizes of the runs with all tables")
    parser.add_argument("--spark", type=int, nargs="*", default=[1, 4, 11], help="sizes of the runs on Spark")
    parser.add_argument(
        "--threads",
        type=int,
        nargs="+",
        default=[1, 2],
        help="threads of DuckDB; the largest sizes are run with the most",
    )
    parser.add_argument("--only", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        engine, threads, to = options.only
        if engine in ("pandas", "polars"):
            {"pandas": with_pandas, "polars": with_polars}[engine](options.folder, Path(to))
        else:
            make = {"duckdb": with_duckdb, GROUPED: with_groups, "spark": with_spark}[engine]
            make(options.folder, Path(to), int(threads))
        return 0
    maker = runpy.run_path(str(ROOT / "tools" / "make_small_areas.py"))
    for number in sorted({*options.indicators, *options.pandas, *options.polars, *options.groups, *options.spark}):
        if not (options.folder / str(number)).exists():
            maker["make"](options.folder / str(number), maker["Size"](indicators=number))
    smallest, most = min(options.indicators), max(options.threads)
    wanted = [("duckdb", threads, smallest) for threads in options.threads]
    wanted += [("duckdb", most, number) for number in options.indicators if number != smallest]
    wanted += [("pandas", 1, number) for number in options.pandas]
    wanted += [("polars", most, number) for number in options.polars]
    wanted += [(GROUPED, most, number) for number in options.groups]
    wanted += [("spark", most, number) for number in options.spark]
    ways = [measure_once(*way, options.folder) for way in wanted]
    shutil.rmtree(options.folder / "scratch", ignore_errors=True)
    disk = disk_bytes_per_second(options.folder / str(max(options.indicators)))
    command = "make bench-national to=<folder>"
    against_r = runpy.run_path(str(ROOT / "benchmarks" / "methods.py"))["intervals_in_words"]()
    text = f"{document(ways, disk, command)}\n## Statistics against R\n\n{_wrapped(against_r)}\n"
    DOCUMENT.write_text(text, encoding="utf-8", newline="\n")
    CHART.write_text(chart(ways), encoding="utf-8", newline="\n")
    print(f"{DOCUMENT.relative_to(ROOT)}, {datetime.now(UTC):%H:%M}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
