"""Over a hundred texts that are code where a page takes them for HTML, a link or a template, and articles of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

__all__ = ["PAYLOADS", "hostile_documents"]

_CALLS = ("alert(1)", "confirm`1`", "window.top['al'+'ert'](1)", "(()=>prompt(1))()")
_FRAMES = (
    "<script>{}</script>",
    "<img src=x onerror={}>",
    "<svg onload={}>",
    '"><img src=x onerror={}>',
    "'><svg/onload={}>",
    "</title><script>{}</script>",
    "</textarea><script>{}</script>",
    "<iframe srcdoc='<script>parent.{}</script>'>",
    "<a href=javascript:{}>x</a>",
    "<details open ontoggle={}>",
    "<input autofocus onfocus={}>",
    "<body onpageshow={}>",
    "<math><mi xlink:href=javascript:{}>x",
    "<video><source onerror={}>",
    "<mark onmouseover={}>x</mark>",
    "</mark><img src=x onerror={}><mark>",
    "<style>@import 'javascript:{}'</style>",
    "<form action=javascript:{}><button>x",
    "<object data=javascript:{}>",
    "<embed src=javascript:{}>",
    "<base href=javascript:{}//>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>",
    "{{{{constructor.constructor('{}')()}}}}",
    "${{{}}}",
    "&lt;img src=x onerror={}&gt;",
    "&#60;script&#62;{}&#60;/script&#62;",
)
_LINKS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)", "//evil.example/x", "https://evil.example/\"onmouseover=alert(1)//",
    "https://evil.example/<script>alert(1)</script>", "\\\\evil.example\\x", "blob:https://evil.example/1",
)  # fmt: skip

PAYLOADS = (*(frame.format(call) for frame, call in product(_FRAMES, _CALLS)), *_LINKS)


def hostile_documents() -> Iterator[dict[str, Any]]:
    """Ten payloads in the text of each, and one or more in every other field that is shown."""
    for number, start in enumerate(range(0, len(PAYLOADS), 10)):
        some = PAYLOADS[start : start + 10]
        first = some[0]
        yield {
            "source_id": f"hostile-{number}",
            "url": f'https://hostile.example/{number}?"><img/src=x/onerror=alert({number})>',
            "headline": " ".join(some[:3]),
            "summary": " ".join(some[3:5]),
            "body": "Hostile words of Jane Doe in Paris, she said: “" + first + "”\n\n" + "\n\n".join(some),
            "authors": [first, some[-1]],
            "publisher": f"Hostile Press {first}",
            "section": first[:80],
            "tags": list(some[:2]),
            "published_at": "2023-01-01",
            "language": "en",
        }
