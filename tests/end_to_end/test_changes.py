"""What a run makes again after changes, and what of it each change asked for.

One run follows several changes, after one that was killed, and another the changes of pages alone. Which step a change
reaches is read from the records of the two reports: each names all that a step was made from.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from report_copies import change_raw, edit_notebook, ran

Hashes = Callable[[Path], dict[str, str]]

YOUTH_JUSTICE = "dfe/lait_youth_justice.csv"
TAMPERED = "reward_totals"
OF_FIGURES = ["02", "03", "03b", "04", "04b", "05", "06", "07"]
"""The steps after ingestion that read the figures of all councils."""


@dataclass(frozen=True)
class Changed:
    """A copy in which a run was killed, much was changed and the report was made again.

    `killed` is the code of the run that was killed, `whole` says whether it left the last good report as it was;
    `before` and `after` are the records of the steps, by their numbers.
    """

    root: Path
    killed: int
    whole: bool
    done: subprocess.CompletedProcess[str]
    before: dict[str, dict[str, Any]]
    after: dict[str, dict[str, Any]]

    def differs(self, number: str, kind: str) -> set[str]:
        """The names among one kind of what a step is made from that are not what they were."""
        then, now = (records[number]["facts"][kind] for records in (self.before, self.after))
        return {name for name in then.keys() | now.keys() if then.get(name) != now.get(name)}

    def reached_by(self, kind: str, name: str) -> set[str]:
        """The numbers of the steps of which something that they are made from is not what it was."""
        return {number for number in self.before if name in self.differs(number, kind)}


def records_of(root: Path) -> dict[str, dict[str, Any]]:
    steps = json.loads((root / "reports/2023/manifest.json").read_text(encoding="utf-8"))["steps"]
    return {name.partition("_")[0]: record for name, record in steps.items()}


def kill_a_run(checkout: Any) -> int:
    """Kill a run while it is at work on its last step, and return its code."""
    notebook = checkout.root / "notebooks/08_reconciliation.ipynb"
    original = notebook.read_bytes()
    edit_notebook(checkout.root, notebook.stem, "import time\ntime.sleep(120)")
    driver = subprocess.Popen(
        [sys.executable, "-m", "helpers", "report", "--year", "2023"],
        cwd=checkout.root,
        env=checkout.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert driver.stdout is not None
    for line in driver.stdout:
        if "08 reconciliation: started" in line:
            break
    time.sleep(2)
    driver.send_signal(signal.SIGKILL)
    code = driver.wait()
    notebook.write_bytes(original)
    return code


def last_row_first(text: str) -> str:
    """Put the last row of a file under its header, so that every other moves down by one."""
    header, *rows, last = text.splitlines(keepends=True)
    return "".join([header, last, *rows])


def read_another_table(root: Path) -> None:
    """Let the compendium read the results of the checks too."""
    path = root / "notebooks/07_compendium.ipynb"
    notebook = json.loads(path.read_text())
    notebook["metadata"]["compendium"]["reads"].append("quality_results")
    path.write_text(json.dumps(notebook))


def add_a_step(root: Path) -> None:
    """Add a notebook, and declare the table that it writes."""
    schema = root / "src/helpers/schema/compendium.py"
    schema.write_text(
        f"{schema.read_text()}\nfrom helpers.schema.ingestion import OBSERVATIONS\n"
        'TRIAL = Table("trial", "Rows.", "06t_trial", OBSERVATIONS.key, OBSERVATIONS.columns)\n'
        "TABLES = (*TABLES, TRIAL)\n"
    )
    source = json.loads((root / "notebooks/02_data_quality.ipynb").read_text())
    source["metadata"]["compendium"] = {"reads": ["observations"], "writes": ["trial"], "after": ["02_data_quality"]}
    source["metadata"]["title"] = "Trial"
    source["cells"] = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Trial: a new step"},
        source["cells"][1],
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "b",
            "metadata": {},
            "outputs": [],
            "source": "from helpers.pipeline.step import start_step\n"
            'step = start_step("06t_trial", year=year, authority=authority, period=period)\n'
            'step.write("trial", step.read("observations").head(3))\nstep.header()',
        },
    ]
    (root / "notebooks/06t_trial.ipynb").write_text(json.dumps(source))


def change_much(root: Path) -> None:
    """Change an old figure of another council, a caveat, a module, an output and a notebook; add a step."""
    change_raw(root, YOUTH_JUSTICE, lambda text: last_row_first(text.replace(",final,", ",provisional,", 1)))
    catalogue = root / "params/sources.yml"
    sources = yaml.safe_load(catalogue.read_text())
    sources["oflog_asc"]["caveats"] = "Read with care."
    catalogue.write_text(yaml.safe_dump(sources))
    module = root / "src/helpers/present/pages/reconciliation.py"
    module.write_text(module.read_text().replace("def counts_table(", "def counts_table(  # a remark\n    "))
    output = root / f"data/processed/2023/{TAMPERED}.csv"
    output.write_text(f"{output.read_text()}\n")
    read_another_table(root)
    add_a_step(root)


@pytest.fixture(scope="session")
def changed(built: Any, folder_of_run: Path, made_once: Any, bytes_of: Hashes) -> Changed:
    """A report made again after many changes, one for all workers; tests must leave it as it is."""
    checkout = type(built)(folder_of_run / "changed" / "project")

    def make() -> Changed:
        root = shutil.copytree(built.root, checkout.root)
        good = (root / "reports/2023", root / "data/processed/2023")
        then = [bytes_of(folder) for folder in good]
        code = kill_a_run(checkout)
        whole = [bytes_of(folder) for folder in good] == then
        change_much(root)
        before = records_of(root)
        done = checkout.helpers("report", "--year", "2023")
        return Changed(root, code, whole, done, before, records_of(root))

    return made_once("changed", make)


def test_what_was_changed_or_rests_on_it_is_made_again_and_nothing_else(changed: Changed) -> None:
    assert changed.done.returncode == 0, changed.done.stderr
    made_again = ["01", *OF_FIGURES[:6], "05b", "06", "06b", "06c", "06t", "07", "08"]
    assert ran(changed.done.stdout) == made_again
    assert {number for number in changed.before if changed.differs(number, "settings")} == set()
    assert changed.reached_by("inputs", f"data/raw/{YOUTH_JUSTICE}") == {"01"}
    assert changed.reached_by("inputs", "params/sources.yml") == {"01", "06b"}


def test_a_changed_figure_reruns_what_depends_on_it(built: Any, changed: Changed) -> None:
    # The changed figure is an old one of another council, and its status is all that changed.
    assert changed.reached_by("tables", "observations") == set(OF_FIGURES)
    assert changed.differs("08", "tables") == set()
    assert changed.differs("05", "tables") == {"observations"}  # a milestone may be of a quarter, which only they have
    assert changed.differs("07", "tables") == {"observations", "sources", "quality_results"}
    # The figures that are printed have moved in their file, whose hash is another; nothing else has changed.
    name = "data/processed/2023/figure_sources.csv"
    before = pd.read_csv(built.root / name)
    now = hashlib.sha256((changed.root / "data/raw" / YOUTH_JUSTICE).read_bytes()).hexdigest()
    in_file = before["file"].eq(YOUTH_JUSTICE)
    moved = before.assign(row=before["row"] + in_file, sha256=before["sha256"].mask(in_file, now))
    assert before["file"].eq(YOUTH_JUSTICE).any()
    pd.testing.assert_frame_equal(pd.read_csv(changed.root / name), moved)


def test_a_changed_caveat_reruns_the_steps_that_print_it(changed: Changed) -> None:
    assert changed.reached_by("tables", "sources") == {"02", "06c", "07"}


def test_an_output_that_was_changed_is_made_again(built: Any, changed: Changed) -> None:
    before, after = (records["05b"]["facts"] for records in (changed.before, changed.after))
    assert after == before
    for kind in ("csv", "parquet"):
        name = f"data/processed/2023/{TAMPERED}.{kind}"
        assert (changed.root / name).read_bytes() == (built.root / name).read_bytes()


def test_a_step_that_comes_to_read_another_table_is_taken(changed: Changed) -> None:
    then, now = (set(records["07"]["facts"]["tables"]) for records in (changed.before, changed.after))
    assert now - then == {"quality_results"}
    notebooks = {number: record["facts"]["notebook"] for number, record in changed.before.items()}
    edited = {number for number, hashed in notebooks.items() if changed.after[number]["facts"]["notebook"] != hashed}
    assert edited == {"07"}


def test_a_changed_module_reruns_the_steps_that_use_it(changed: Changed) -> None:
    assert changed.reached_by("code", "present/pages/reconciliation.py") == {"08"}
    assert changed.differs("08", "inputs") == changed.differs("08", "tables") == set()


def test_a_new_step_needs_its_notebook_and_the_declaration_of_its_tables(changed: Changed) -> None:
    assert (changed.root / "data/processed/2023/trial.parquet").exists()
    assert (changed.root / "reports/2023/06t_trial.html").exists()
    assert 'href="06t_trial.html"' in (changed.root / "reports/2023/index.html").read_text()
    # No other step writes a table that is declared in the module of the new one, or is made from its declarations.
    assert {number for number in changed.before if changed.differs(number, "code")} == {"08"}


def test_a_killed_run_leaves_the_last_good_report_and_the_next_completes(changed: Changed) -> None:
    assert changed.killed == -signal.SIGKILL
    assert changed.whole
    assert not list((changed.root / "reports").glob(".building-*"))


def test_changed_or_missing_pages_are_made_again_without_a_kernel(checkout: Any, no_kernel: Path) -> None:
    """tests/pipeline/test_run.py shows that each of the changes has the pages made again."""
    style = checkout.root / "src/helpers/publish/page/council/style.css"
    style.write_text(style.read_text() + "\n.new { color: #000; }\n")
    limits = checkout.root / "docs/assurance/limits.yml"
    limits.write_text(limits.read_text() + "- text: A limit <i>more</i>.\n  rests_on: [DEC-01]\n")
    report = checkout.root / "reports/2023"
    missing = [report / "assurance.html", report / "04_comparative_benchmarking.html"]
    for path in missing:
        path.unlink()
    done = checkout.helpers("report", "--year", "2023")
    assert done.returncode == 0, done.stderr
    assert ran(done.stdout) == []
    assert not no_kernel.exists()
    assert all(path.exists() for path in missing)
    assert ".new {" in (report / "07_compendium.html").read_text()
    of_steps = [report / f"{name}.html" for name in json.loads((report / "manifest.json").read_text())["steps"]]
    assert len(of_steps) > 9
    for page in (*of_steps, report / "assurance.html"):
        text = page.read_text()
        assert text.count("What this report cannot say</h2>") == 1, page.name
        assert 'A limit &lt;i&gt;more&lt;/i&gt;. <span class="rests-on"><a href="assurance.html#dec-01">' in text
    index = (report / "index.html").read_text()
    assert index.count("What this report cannot say</h2>") == 1
    assert "<li>A limit &lt;i&gt;more&lt;/i&gt;.</li>" in index
    assert "up to date" in checkout.helpers("report", "--year", "2023").stdout


def test_a_second_run_starts_no_kernel_and_says_so(checkout: Any, no_kernel: Path, bytes_of: Hashes) -> None:
    for path in [*(checkout.root / "src").rglob("*.py"), *(checkout.root / "data/raw").rglob("*")]:
        os.utime(path)
    before = bytes_of(checkout.root / "reports")
    done = checkout.helpers("report", "--year", "2023")
    assert done.returncode == 0, done.stderr
    assert "is up to date in reports/2023" in done.stdout
    assert not no_kernel.exists()
    assert bytes_of(checkout.root / "reports") == before


def test_the_kernel_trace_can_appear(checkout: Any, no_kernel: Path) -> None:
    assert checkout.helpers("report", "--year", "2023", "--force").returncode == 1
    assert no_kernel.exists()


def test_a_limit_that_rests_on_nothing_stops_before_anything_is_made(checkout: Any, bytes_of: Hashes) -> None:
    before = bytes_of(checkout.root / "reports")
    path = checkout.root / "docs/assurance/limits.yml"
    path.write_text(path.read_text() + "- text: A limit more.\n  rests_on: [DEC-98]\n")
    done = checkout.helpers("report", "--year", "2023")
    assert done.returncode == 2
    assert done.stderr == "limits.yml names DEC-98, which no log has; correct it or add the entry.\n"
    assert bytes_of(checkout.root / "reports") == before
