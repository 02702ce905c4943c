import json
import logging
from collections.abc import Iterator

import pytest

from services.shared.settings import Settings
from services.shared.telemetry import configure_logging, request_id


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


def test_a_line_is_one_json_object_with_the_article_s_id(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(Settings())
    token = request_id.set("r-1")
    logging.getLogger("tidings.test").warning("removed %d", 3, extra={"article_id": "abc"})
    request_id.reset(token)
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert said.pop("timestamp")
    assert said == {
        "level": "WARNING",
        "logger": "tidings.test",
        "message": "removed 3",
        "article_id": "abc",
        "request_id": "r-1",
    }


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(Settings(log_level="ERROR", log_format="text"))
    logging.getLogger("tidings.test").warning("quiet")
    logging.getLogger("tidings.test").error("loud")
    assert "loud" in (said := capsys.readouterr().err)
    assert "quiet" not in said
