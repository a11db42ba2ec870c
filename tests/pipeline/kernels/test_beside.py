"""Work beside the driver: done by another process where one can be forked, and otherwise by this one."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from helpers.pipeline.kernels.beside import Beside
from helpers.pipeline.kernels.provisioner import WarmProcess, can_fork


def test_without_a_warmed_process_this_one_does_the_work() -> None:
    with Beside().begun(os.getpgid, 0) as group:
        assert group() == os.getpgid(0)


@pytest.mark.skipif(not can_fork(), reason="processes cannot be forked here")
def test_another_process_does_the_work_and_ends_with_it(tmp_path: Path) -> None:
    warm_process = WarmProcess()
    beside = Beside(warm_process, tmp_path)
    try:
        with beside.begun(os.getpgid, 0) as group, beside.begun(os.getsid, 0) as session:
            assert os.getpgid(0) != group() != session() != os.getsid(0)
        # nobody asks for what comes of it, so it is not waited for
        with beside.begun(time.sleep, 3600):
            pass
        # an error is met where the result is asked for, in this process
        with beside.begun(os.listdir, str(tmp_path / "none")) as names, pytest.raises(FileNotFoundError, match="none"):
            names()
    finally:
        warm_process.close()
    with beside.begun(os.getpgid, 0) as group:
        assert group() == os.getpgid(0)
