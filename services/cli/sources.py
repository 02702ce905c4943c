"""What `tidings push` reads: NDJSON, JSON or plain text, as numbered NDJSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePath
from typing import BinaryIO, Literal

from services.cli.terminal import Failure

__all__ = ["Format", "Line", "detect", "lines_of"]

Format = Literal["ndjson", "json", "text"]
_BY_SUFFIX: Mapping[str, Format] = {".ndjson": "ndjson", ".jsonl": "ndjson", ".txt": "text", ".md": "text"}


@dataclass(frozen=True, slots=True)
class Line:
    """One document: `number` counts lines (or an array's members) from 1, `end` is the byte after it in the file."""

    number: int
    end: int
    data: bytes


def detect(name: str, first: bytes) -> Format:
    """The format of what is called `name` (`-`: standard input) and begins with the line `first`.

    `.ndjson`, `.jsonl`, `.txt` and `.md` say it. Else what begins with `{` and is whole at the line's end is NDJSON,
    other things that begin with `{` or `[` are JSON, and the rest is text.
    """
    said = _BY_SUFFIX.get(PurePath(name).suffix.lower())
    if said:
        return said
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        try:
            json.loads(start)
        except ValueError:
            return "json"
        return "ndjson"
    return "json" if start.startswith(b"[") else "text"


def lines_of(
    stream: BinaryIO, name: str, format: Format | None, fields: Mapping[str, object], *, done: Line | None = None
) -> Iterator[Line]:
    """The documents in `stream` (called `name`), as NDJSON lines without line ends.

    `fields` are added where a document has no such field of its own; without any, NDJSON passes through verbatim.
    `done` is the last line pushed before, and `stream` then stands behind it.
    """
    first: list[bytes] = []
    if done:  # only NDJSON is ever resumed
        format = "ndjson"
    elif format is None:
        while line := stream.readline():
            first.append(line)
            if line.strip():
                break
        format = detect(name, first[-1] if first else b"")
    if format == "ndjson":
        yield from _ndjson(stream, first, fields, done)
        return
    whole = b"".join([*first, stream.read()]).removeprefix(b"\xef\xbb\xbf")
    if format == "json":
        yield from _json(whole, name, fields)
    else:
        yield _text(whole, name, fields)


def _ndjson(
    stream: BinaryIO, first: Iterable[bytes], fields: Mapping[str, object], done: Line | None
) -> Iterator[Line]:
    number, end = (done.number, done.end) if done else (0, 0)
    for line in chain(first, stream):
        number += 1
        end += len(line)
        data = line.strip(b" \t\r\n")
        if number == 1:
            data = data.removeprefix(b"\xef\xbb\xbf")
        if data.strip():
            yield Line(number, end, _with_fields(data, fields))


def _with_fields(data: bytes, fields: Mapping[str, object]) -> bytes:
    if not fields:
        return data
    try:
        document = json.loads(data)
    except ValueError:
        return data  # the service says what is wrong with it
    if not isinstance(document, dict):
        return data
    return _dump({**fields, **document})


def _dump(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=True).encode()


def _json(whole: bytes, name: str, fields: Mapping[str, object]) -> Iterator[Line]:
    try:
        value = json.loads(whole)
    except (ValueError, RecursionError) as error:
        raise Failure(f"{name} is no valid JSON: {error}.", "Is it one document a line? Say --format ndjson.") from None
    for number, document in enumerate(value if isinstance(value, list) else [value], 1):
        yield Line(number, len(whole), _dump({**fields, **document} if isinstance(document, dict) else document))


def _text(whole: bytes, name: str, fields: Mapping[str, object]) -> Line:
    try:
        text = whole.decode()
    except UnicodeDecodeError as error:
        raise Failure(f"{name} is no UTF-8 text (byte {error.start}).") from None
    headline, _, body = text.lstrip("\r\n").partition("\n")
    if not body.strip():
        raise Failure(f"{name} has no body.", "In plain text, the first line is the headline and the rest the body.")
    body = body.strip("\r\n").replace("\r\n", "\n")
    return Line(1, len(whole), _dump({**fields, "headline": headline.strip(), "body": body}))
