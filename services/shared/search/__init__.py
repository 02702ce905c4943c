"""Search: one port, one field table, one analysis chain, one query language, and an engine in a file or two each."""

from services.shared.search.engines import open_index

__all__ = ["open_index"]
