"""What a run on Spark is started with: settings from a file, and the code that workers import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from helpers.pipeline.national.spark_engine import pack_code, read_settings
from helpers.problems import InputProblem


def test_settings_are_read_as_spark_writes_them(tmp_path: Path) -> None:
    file = tmp_path / "cluster.conf"
    file.write_text("# ours\n\nspark.executor.memory  8g\nspark.archives=packages.tar.gz#packages\n", encoding="utf-8")
    assert read_settings(str(file)) == {"spark.executor.memory": "8g", "spark.archives": "packages.tar.gz#packages"}
    assert read_settings("") == {}


@pytest.mark.parametrize("line", ["executor.memory 8g", "spark.executor.memory", "spark.executor.memory ="])
def test_a_line_that_is_no_setting_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "cluster.conf"
    file.write_text(f"spark.ui.enabled true\n{line}\n", encoding="utf-8")
    with pytest.raises(InputProblem, match=r"cluster\.conf line 2: .* is not the name of a setting of Spark"):
        read_settings(str(file))


def test_a_file_of_settings_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match=r"none\.conf, which NATIONAL_SPARK_SETTINGS names, cannot be read"):
        read_settings(str(tmp_path / "none.conf"))


def test_workers_can_import_the_code_from_its_zip_file(tmp_path: Path) -> None:
    path = pack_code(tmp_path)
    code = f"import sys; sys.path.insert(0, {str(path)!r}); from helpers.pipeline.national import judged as it; "
    code += "print(it.__file__)"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(path))
