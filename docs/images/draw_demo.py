"""Draw docs/images/demo.svg from what `tidings demo` prints: `.venv/bin/python docs/images/draw_demo.py`.

It runs the demo (a minute or so), and fails where the demo does. The picture needs no font from elsewhere.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

COLUMNS = 118
PICTURE = Path(__file__).with_name("demo.svg")
FRAME = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>What make demo prints</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> None:
    """Run the demo, and draw its output."""
    tidings = Path(sys.executable).with_name("tidings")
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}
    ran = subprocess.run([tidings, "demo"], env=environment, stdout=subprocess.PIPE, check=True)
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text("$ make demo", "dim"))
    console.print(Text.from_ansi(ran.stdout.decode()))
    PICTURE.write_text(console.export_svg(title="make demo", unique_id="demo", code_format=FRAME))


if __name__ == "__main__":
    main()
