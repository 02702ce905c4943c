"""The real pipeline with one step before it that misbehaves on demand: kills its process, hangs, or raises.

What it does stands in the document's section, and it does so while the file that TIDINGS_TEST_CAUSE names is there:
so a test can take the cause away and replay.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from services.enrich.pipeline import STEPS as REAL
from services.enrich.pipeline import Step
from services.shared.article import Article
from services.shared.errors import Unprocessable


def misbehave(articles: Sequence[Article]) -> Sequence[Article]:
    """Do what the documents ask for."""
    cause = os.environ.get("TIDINGS_TEST_CAUSE")
    if cause and Path(cause).exists():
        for article in articles:
            match article.section:
                case "kills":
                    os.kill(os.getpid(), signal.SIGKILL)
                case "hangs":
                    time.sleep(3600)
                case "raises":
                    raise OSError("a disk that is not there")
                case "unprocessable":
                    raise Unprocessable("not a text at all")
    return articles


STEPS = (Step("misbehave", "1", misbehave, required=True), *REAL)
