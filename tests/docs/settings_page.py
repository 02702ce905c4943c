"""The tables of docs/settings.md, from `Settings`: `python -m tests.docs.settings_page` writes them anew."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.shared import settings as module
from services.shared.settings import Settings

__all__ = ["PAGE", "page", "settings"]

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
BEGIN, END = "<!-- the tables are written by `python -m tests.docs.settings_page` -->", "<!-- end of the tables -->"
SECTIONS = {
    "data_dir": "Data and Redis",
    "ingest_host": "The two web services",
    "elasticsearch_url": "Elasticsearch",
    "max_document_bytes": "Limits",
    "workers": "Work",
    "log_level": "Logs",
}
"""The first setting of each table, and the table's heading."""


def settings() -> dict[str, tuple[str, str]]:
    """Each setting's default, as it is written in a shell, and its docstring on one line."""
    (model,) = (
        node
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.ClassDef) and node.name == Settings.__name__
    )
    said: dict[str, str] = {}
    for field, text in zip(model.body, model.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match text:
                case ast.Expr(value=ast.Constant(value=str(words))):
                    said[field.target.id] = " ".join(words.split())
    return {name: (_written(field.default), said[name]) for name, field in Settings.model_fields.items()}


def _written(default: Any) -> str:
    if default is None or default == "":
        return "not set"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def _tables() -> Iterator[str]:
    for name, (default, said) in settings().items():
        if name in SECTIONS:
            yield f"\n## {SECTIONS[name]}\n\n| variable | default | what it does |\n|---|---|---|"
        yield f"| `TIDINGS_{name.upper()}` | {default} | {said} |"


def page() -> str:
    """What docs/settings.md should be: its own words, with the tables as `Settings` has them now."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n" + "\n".join(_tables()) + f"\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page())
