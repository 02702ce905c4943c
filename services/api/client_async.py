"""The client to be awaited: the calls of `Tidings`, for programs that run on an event loop."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, Self, Unpack

import httpx

from services.api import client_calls as calls
from services.api.client_transport import NoAnswer, Refusal, options_for, request_for, value_of
from services.shared.article import Article

__all__ = ["AsyncTidings"]


class AsyncTidings:
    """`Tidings` with every call to be awaited, or iterated over with `async for`."""

    def __init__(self, url: str = "http://127.0.0.1:8000", key: str | None = None, *, timeout: float = 30.0):
        self._http = httpx.AsyncClient(**options_for(url, key, timeout))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def _do[T](self, call: calls.Call[T]) -> T:
        request = request_for(self._http, call)
        try:
            response = await self._http.send(request)
        except httpx.HTTPError as error:
            raise NoAnswer(f"{request.url}: {type(error).__name__} {error}") from error
        if not response.is_success:
            raise Refusal(response)
        return value_of(call, response)

    async def search(
        self, q: str = "", *, cursor: str | None = None, **parameters: Unpack[calls.SearchParameters]
    ) -> calls.SearchPage:
        """See `Tidings.search`."""
        return await self._do(calls.search(q, cursor, parameters))

    async def hits(self, q: str = "", **parameters: Unpack[calls.SearchParameters]) -> AsyncIterator[calls.Hit]:
        """See `Tidings.hits`."""
        cursor = None
        while True:
            page = await self.search(q, cursor=cursor, **parameters)
            for hit in page.hits:
                yield hit
            if (cursor := page.next_cursor) is None:
                return

    async def article(self, id: str) -> Article:
        """See `Tidings.article`."""
        return await self._do(calls.article(id))

    async def similar(self, id: str, *, size: int = 10, **filters: Unpack[calls.Filters]) -> list[calls.Hit]:
        """See `Tidings.similar`."""
        return await self._do(calls.similar(id, size, filters))

    async def quote_page(
        self, speaker: calls.Texts = "", *, cursor: str | None = None, **parameters: Unpack[calls.QuoteParameters]
    ) -> calls.QuotePage:
        """See `Tidings.quote_page`."""
        return await self._do(calls.quotes(speaker, cursor, parameters))

    async def quotes(
        self, speaker: calls.Texts = "", **parameters: Unpack[calls.QuoteParameters]
    ) -> AsyncIterator[calls.Quotation]:
        """See `Tidings.quotes`."""
        cursor = None
        while True:
            page = await self.quote_page(speaker, cursor=cursor, **parameters)
            for one in page.quotes:
                yield one
            if (cursor := page.next_cursor) is None:
                return

    async def entities(
        self, q: str = "", *, type: str | None = None, size: int = 20, **filters: Unpack[calls.Filters]
    ) -> list[calls.EntityFound]:
        """See `Tidings.entities`."""
        return await self._do(calls.entities(q, type, size, filters))

    async def entity(self, id: str) -> calls.Json:
        """See `Tidings.entity`."""
        return await self._do(calls.entity(id))

    async def publishers(
        self, q: str = "", *, size: int = 20, **filters: Unpack[calls.Filters]
    ) -> list[calls.PublisherFound]:
        """See `Tidings.publishers`."""
        return await self._do(calls.publishers(q, size, filters))

    async def suggest(self, q: str, *, size: int = 10) -> list[calls.Json]:
        """See `Tidings.suggest`."""
        return await self._do(calls.suggest(q, size))

    async def push(self, documents: Iterable[Mapping[str, Any]]) -> list[calls.Receipt]:
        """See `Tidings.push`."""
        return await self._do(calls.push(documents))

    async def trace(self, id: str) -> calls.Json:
        """See `Tidings.trace`."""
        return await self._do(calls.trace(id))

    async def delete(self, id: str) -> None:
        """See `Tidings.delete`."""
        await self._do(calls.delete(id))

    async def export(self, q: str = "", **filters: Unpack[calls.Filters]) -> AsyncIterator[Article]:
        """See `Tidings.export`; one that breaks off is not gone on with, but raises `NoAnswer`."""
        request = request_for(self._http, calls.export_lines(q, None, **filters))
        try:
            response = await self._http.send(request, stream=True)
            if not response.is_success:
                await response.aread()
                raise Refusal(response)
            try:
                async for line in response.aiter_lines():
                    yield Article.model_validate({n: value for n, value in json.loads(line).items() if n != "cursor"})
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise NoAnswer(f"{request.url}: {type(error).__name__} {error}") from error
