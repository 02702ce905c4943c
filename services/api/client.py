"""A client for Python: `Tidings`, and `AsyncTidings` with the same calls to await. Works with either service's address.

with Tidings("http://127.0.0.1:8000") as tidings:
    for hit in tidings.hits("grain deal", country="UA"):
        print(hit.article.published_at, hit.article.headline)
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self, Unpack

import httpx

from services.api import client_calls as calls
from services.api.client_async import AsyncTidings
from services.api.client_transport import NoAnswer, Refusal, TidingsError, options_for, request_for, value_of
from services.api.tables import COLUMNS, DEFAULT_COLUMNS
from services.shared.article import Article

__all__ = ["AsyncTidings", "NoAnswer", "Refusal", "Tidings", "TidingsError", "to_pandas"]

_EXPORT_TRIES = 3


class Tidings:
    """The client. `url` is either service's address, `key` what goes into `X-API-Key`, `timeout` in seconds.

    Every call raises `Refusal` where the service says no, and `NoAnswer` where it says nothing.
    """

    def __init__(self, url: str = "http://127.0.0.1:8000", key: str | None = None, *, timeout: float = 30.0):
        self._http = httpx.Client(**options_for(url, key, timeout))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def send(self, request: httpx.Request, *, stream: bool = False) -> httpx.Response:
        """Send what `build` made; for calls that have no method of their own here."""
        try:
            response = self._http.send(request, stream=stream)
            if not response.is_success and stream:
                response.read()
        except httpx.HTTPError as error:
            raise NoAnswer(f"{request.url}: {type(error).__name__} {error}") from error
        if response.is_success:
            return response
        raise Refusal(response)

    def build(self, method: str, path: str, **options: Any) -> httpx.Request:
        """A request to this service, with httpx's options."""
        return self._http.build_request(method, path, **options)

    def _do[T](self, call: calls.Call[T]) -> T:
        return value_of(call, self.send(request_for(self._http, call)))

    def search(
        self, q: str = "", *, cursor: str | None = None, **parameters: Unpack[calls.SearchParameters]
    ) -> calls.SearchPage:
        """One page of a search."""
        return self._do(calls.search(q, cursor, parameters))

    def hits(self, q: str = "", **parameters: Unpack[calls.SearchParameters]) -> Iterator[calls.Hit]:
        """Every hit of a search, page after page; `size` is that of a page. Ends after 10,000 hits unless by time."""
        cursor = None
        while True:
            page = self.search(q, cursor=cursor, **parameters)
            yield from page.hits
            if (cursor := page.next_cursor) is None:
                return

    def article(self, id: str) -> Article:
        """One whole article."""
        return self._do(calls.article(id))

    def similar(self, id: str, *, size: int = 10, **filters: Unpack[calls.Filters]) -> list[calls.Hit]:
        """The articles most like this one."""
        return self._do(calls.similar(id, size, filters))

    def quote_page(
        self, speaker: calls.Texts = "", *, cursor: str | None = None, **parameters: Unpack[calls.QuoteParameters]
    ) -> calls.QuotePage:
        """One page of quotations."""
        return self._do(calls.quotes(speaker, cursor, parameters))

    def quotes(
        self, speaker: calls.Texts = "", **parameters: Unpack[calls.QuoteParameters]
    ) -> Iterator[calls.Quotation]:
        """Every quotation by `speaker` (anybody where empty), page after page."""
        cursor = None
        while True:
            page = self.quote_page(speaker, cursor=cursor, **parameters)
            yield from page.quotes
            if (cursor := page.next_cursor) is None:
                return

    def entities(
        self, q: str = "", *, type: str | None = None, size: int = 20, **filters: Unpack[calls.Filters]
    ) -> list[calls.EntityFound]:
        """Entities with a name that begins with `q`."""
        return self._do(calls.entities(q, type, size, filters))

    def entity(self, id: str) -> calls.Json:
        """All about one entity."""
        return self._do(calls.entity(id))

    def publishers(
        self, q: str = "", *, size: int = 20, **filters: Unpack[calls.Filters]
    ) -> list[calls.PublisherFound]:
        """Publishers by the number of their articles."""
        return self._do(calls.publishers(q, size, filters))

    def suggest(self, q: str, *, size: int = 10) -> list[calls.Json]:
        """How to go on with a query."""
        return self._do(calls.suggest(q, size))

    def push(self, documents: Iterable[Mapping[str, Any]]) -> list[calls.Receipt]:
        """Push documents, any number of them; a receipt for each, in order."""
        return self._do(calls.push(documents))

    def trace(self, id: str) -> calls.Json:
        """What happened to an article so far."""
        return self._do(calls.trace(id))

    def delete(self, id: str) -> None:
        """Delete an article for good."""
        self._do(calls.delete(id))

    def export(self, q: str = "", **filters: Unpack[calls.Filters]) -> Iterator[Article]:
        """Everything that matches, as whole articles. An answer that breaks off is gone on with, a few times."""
        cursor, tries = None, 0
        while True:
            try:
                for line in self._lines(calls.export_lines(q, cursor, **filters)):
                    said = json.loads(line)
                    cursor, tries = said.pop("cursor"), 0
                    yield Article.model_validate(said)
                return
            except NoAnswer:
                tries += 1
                if cursor is None or tries > _EXPORT_TRIES:
                    raise

    def _lines(self, call: calls.Call[Any]) -> Iterator[str]:
        response = self.send(request_for(self._http, call), stream=True)
        try:
            yield from response.iter_lines()
        except httpx.HTTPError as error:
            raise NoAnswer(f"{call.path} broke off: {error}") from error
        finally:
            response.close()


def to_pandas(articles: Iterable[Article | calls.Hit], columns: Iterable[str] = DEFAULT_COLUMNS) -> Any:
    """A `pandas.DataFrame` with a row for each article, in the columns of a CSV export (`services.api.tables.COLUMNS`).

    Times are UTC. Raises `ImportError` where pandas is not installed; Tidings does not bring it.
    """
    pandas = importlib.import_module("pandas")  # only who wants a data frame needs it

    stored = [(one.article if isinstance(one, calls.Hit) else one).model_dump(mode="json") for one in articles]
    frame = pandas.DataFrame([{name: COLUMNS[name](one) for name in columns} for one in stored], columns=list(columns))
    for name in {"published_at", "received_at"} & set(frame.columns):
        frame[name] = pandas.to_datetime(frame[name], utc=True, format="ISO8601")
    return frame
