"""robots.txt as RFC 9309 has it: the group that names us, and in it the longest rule that matches.

`urllib.robotparser` takes the first rule that matches and knows no wildcards, so it is not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

__all__ = ["MAX_ROBOTS_BYTES", "Robots", "read_robots"]

MAX_ROBOTS_BYTES = 512 * 1024
_MOST_RULES = 5000
_MOST_WILDCARDS = 20
_SAFE = "%/:@!$&'()*+,;=~-._?[]|"
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Robots:
    """What a site allows: `rules` are (allowed, pattern); `delay` is its `Crawl-delay` in seconds."""

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float | None = None

    def allow(self, path: str) -> bool:
        """May this path (with its query) be fetched? Of rules equally long, the one that allows holds."""
        if path == "/robots.txt":
            return True
        path = _in_one_spelling(path)
        found = [(len(pattern), allowed) for allowed, pattern in self.rules if _matches(pattern, path)]
        return max(found)[1] if found else True


def read_robots(body: bytes, product: str) -> Robots:
    """The rules for `product` (a user agent's first word): of the groups that name it, else of those for `*`."""
    ours: list[tuple[bool, str]] = []
    everybodys: list[tuple[bool, str]] = []
    delays: dict[bool, float] = {}
    named = False
    agents: set[str] = set()
    in_rules = True
    for key, value in _lines(body):
        if key == "user-agent":
            if in_rules:  # a new group begins
                agents, in_rules = set(), False
            agents.add(value.lower())
            named = named or value.lower() == product.lower()
            continue
        if key not in {"allow", "disallow", "crawl-delay"}:
            continue
        in_rules = True
        for mine, group in ((True, ours), (False, everybodys)):
            if (product.lower() if mine else "*") not in agents:
                continue
            if key == "crawl-delay":
                if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", value):
                    delays[mine] = float(value)
            elif value and len(group) < _MOST_RULES and value.count("*") <= _MOST_WILDCARDS:
                group.append((key == "allow", _in_one_spelling(quote(value, safe=_SAFE))))
    return Robots(tuple(ours if named else everybodys), delays.get(named))


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    for line in body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _in_one_spelling(path: str) -> str:
    return _ESCAPE.sub(lambda escape: escape[0].upper(), path)


def _matches(pattern: str, path: str) -> bool:
    """Does `path` begin with `pattern`, in which `*` is anything and a final `$` the end? Nothing backtracks."""
    anchored = pattern.endswith("$")
    first, *others = (pattern[:-1] if anchored else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not others:
        return not anchored or at == len(path)
    *between, last = others
    for part in between:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if anchored:
        return len(path) - len(last) >= at and path.endswith(last)
    return path.find(last, at) >= 0
