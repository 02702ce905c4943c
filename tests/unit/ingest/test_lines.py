from hypothesis import given
from hypothesis import strategies as st

from services.ingest.lines import Lines, TooLong


def cut(chunks: list[bytes], limit: int = 10) -> list[bytes | None]:
    lines = Lines(limit)
    found = [line for chunk in chunks for line in lines.feed(chunk)] + list(lines.finish())
    return [None if isinstance(line, TooLong) else line.rstrip(b"\r") for line in found]


def test_lines_end_in_lf_or_crlf_and_the_last_one_in_nothing() -> None:
    assert cut([b"a\nb\r\nc"]) == [b"a", b"b", b"c"]


def test_blank_lines_are_left_out() -> None:
    assert cut([b"\n\r\n  \na\n\n"]) == [b"a"]


def test_a_line_over_the_limit_is_one_mark_and_the_next_line_is_whole() -> None:
    assert cut([b"x" * 11 + b"\na\n"]) == [None, b"a"]
    assert cut([b"x" * 10 + b"\r\na\n"]) == [b"x" * 10, b"a"]
    assert cut([b"x" * 7] * 5 + [b"x\na"]) == [None, b"a"]
    assert cut([b"x" * 30]) == [None]


def test_a_line_that_is_skipped_takes_no_memory() -> None:
    lines = Lines(10)
    for _ in range(1000):
        assert not list(lines.feed(b"x" * 1000))
    assert len(lines._rest) == 0


@given(st.lists(st.binary(max_size=8).map(lambda line: line.replace(b"\n", b"") + b"\n"), max_size=20), st.data())
def test_where_the_stream_is_cut_does_not_matter(lines: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(lines)
    chunks, rest = [], whole
    while rest:
        at = data.draw(st.integers(1, len(rest)))
        chunks.append(rest[:at])
        rest = rest[at:]
    assert cut(chunks) == cut([whole])
