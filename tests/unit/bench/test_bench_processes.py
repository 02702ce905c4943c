"""What `make bench` says of CPU and memory, held against a process that is known."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.processes import busy_seconds, usage

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="There is no /proc here.")


def test_cpu_that_is_used_is_counted() -> None:
    before, busy = usage({"me": os.getpid()})["me"], busy_seconds()
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    after = usage({"me": os.getpid()}, memory=True)["me"]
    assert after.cpu - before.cpu >= 0.25
    assert busy_seconds() - busy >= 0.25
    assert after.rss > 10
    assert 0 < after.pss <= after.rss * 1.1


def test_a_process_is_counted_with_its_descendants() -> None:

    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert usage({"me": os.getpid()})["me"].processes >= 2
        child.communicate(b"\n")


def test_a_process_that_is_gone_is_left_out() -> None:
    assert usage({"gone": 2**30}) == {}
