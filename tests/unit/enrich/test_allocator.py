"""Memory that arrays gave back is there for the next ones without the kernel's help."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

MEASURE = """
import resource, numpy
from services.enrich.allocator import keep_freed_memory
if {keep}: keep_freed_memory()
def batch(): return [numpy.ones(2_000_000, "float32") for _ in range(4)] and None
batch()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10): batch()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def page_faults(*, keep: bool) -> int:
    ran = subprocess.run([sys.executable, "-c", MEASURE.format(keep=keep)], capture_output=True, text=True, check=True)
    return int(ran.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries are left as they are")
def test_arrays_of_one_batch_serve_the_next() -> None:
    assert page_faults(keep=False) > 1_000
    assert page_faults(keep=True) < 500
