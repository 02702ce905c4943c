"""docs/client.md does what it says: its Python runs from top to bottom and prints what stands below it."""

from __future__ import annotations

import contextlib
import io
import re

from tests.docs.pages import ROOT
from tests.stack import Client

PAGE = ROOT / "docs" / "client.md"
_BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_of_the_client_runs_and_prints_what_it_shows(client: Client) -> None:
    blocks = _BLOCK.findall(PAGE.read_text())
    names: dict[str, object] = {"__name__": "client_page"}
    printed, ran = "", 0
    for language, text in blocks:
        if language == "text":
            assert printed == text
            printed = ""
            continue
        assert printed == "", "what the block before printed is not shown"
        code = text.replace("http://127.0.0.1:8000", client.stack.api_url)
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(code, str(PAGE), "exec"), names)
        printed, ran = out.getvalue(), ran + 1
    assert (printed, ran) == ("", 8)
