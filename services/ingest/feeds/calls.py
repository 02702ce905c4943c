"""The calls under `/v1/feeds`: add, look, change, pause, poll, preview, and lists as OPML."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.ingest import examples
from services.ingest.feeds import answers
from services.ingest.feeds.handing import offers_of
from services.ingest.feeds.opml import Outline, read_opml, write_opml
from services.ingest.feeds.options import FeedOptions, NewFeed, listed, wrong_in
from services.ingest.feeds.polling import source_of
from services.ingest.feeds.port import Feed, NotAFeed
from services.ingest.feeds.service import FeedService
from services.ingest.feeds.showing import history, shown
from services.ingest.fetch import FetchError, HostBusy
from services.ingest.intake import decode
from services.ingest.parameters import refuse_unknown_parameters
from services.ingest.urls import parse_url
from services.shared.errors import FieldError, ProblemError
from services.shared.feed_store import StoredFeed
from services.shared.ids import ID_PATTERN, readable_id
from services.shared.problems import problem_answers

__all__ = ["feed_routes"]

log = logging.getLogger(__name__)

JSON = "application/json"
MAX_BODY = 5 * 1024 * 1024
SPREAD_SECONDS = 300.0
"""Over how long the first polls of an imported list are spread."""
FeedId = Annotated[str, Path(description="The id of a feed", pattern=ID_PATTERN, examples=[examples.FEED_ID])]
Sort = Literal["created_at", "-created_at", "title", "-title", "next_poll_at", "-last_new_at", "-failures", "url"]


def feed_routes(service: FeedService) -> APIRouter:  # noqa: PLR0915 - one call after the other
    """The calls, bound to a running service."""
    router = APIRouter(
        prefix="/v1/feeds",
        tags=["feeds"],
        responses=problem_answers(401, 503),
        dependencies=[Depends(refuse_unknown_parameters)],
    )
    store, blocking = service.store, service.blocking

    async def stored(id: str) -> StoredFeed:
        found = await blocking(store.get, id)
        if found is None:
            raise ProblemError(404, "There is no feed with this id.", [{"field": "id", "message": "is not known"}])
        return found

    def allowed[O: FeedOptions](options: O) -> O:
        if options.min_interval < service.least_interval:
            message = f"must be at least {service.least_interval:g} seconds"
            raise _invalid([{"field": "min_interval", "message": message}])
        return options

    async def look(options: NewFeed) -> Feed:
        """Fetch and read; a 422 that names `url` where that comes to nothing."""

        def fetch_and_read() -> Feed:
            answer = service.fetch(options.url, dict(options.headers))
            if answer.status != 200:
                raise NotAFeed(answer.answer_in_words)
            return service.reader.read(source_of(answer))

        try:
            return await service.fetching(fetch_and_read)
        except HostBusy as busy:
            raise ProblemError(503, f"Not now: {busy}.", retry_after=int(busy.retry_after or 0) + 1) from None
        except (FetchError, NotAFeed) as error:
            said = str(error)[:300]
            why = said.removeprefix("not a feed") if said.startswith("not a feed") else f": {said}"
            raise ProblemError(422, f"This URL is no feed{why}", [{"field": "url", "message": said}]) from None

    @router.post(
        "",
        status_code=201,
        summary="Add a feed; a page that links feeds answers 200 with candidates instead",
        response_class=Response,
        responses={
            201: {"model": answers.Added, "description": "It is added"},
            200: {"model": answers.Added, "description": "It was there already; or a page, with the feeds it links"},
            **problem_answers(413, 415, 422),
        },
        openapi_extra=_body(NewFeed),
    )
    async def add_feed(
        request: Request,
        check: Annotated[bool, Query(description="Fetch it first, and refuse what is no feed")] = True,
    ) -> Response:
        new = allowed(_valid(NewFeed, decode(await _read(request))))
        if check:
            feed = await look(new)
            if feed.candidates:
                found = [{"url": url, "title": title} for url, title in feed.candidates]
                return _json({"feed": None, "candidates": found})
        id, fresh = await blocking(store.add, *_entry(new), priority=new.priority)
        log.info("feed added: %s", new.url, extra={"feed_id": id})
        return _json({"feed": shown(await stored(id)), "candidates": []}, 201 if fresh else 200)

    @router.get(
        "",
        summary="The feeds: filtered, sorted, a page at a time",
        response_class=Response,
        responses={200: {"model": answers.FeedPage}},
    )
    async def list_feeds(  # noqa: PLR0917 - parameters of the query, all named
        status: Annotated[list[Literal["new", "ok", "failing", "paused", "ended"]] | None, Query()] = None,
        tag: Annotated[list[str] | None, Query(max_length=50)] = None,
        q: Annotated[str, Query(description="Words in title or URL", max_length=200)] = "",
        sort: Sort = "created_at",
        size: Annotated[int, Query(ge=1, le=500)] = 50,
        cursor: Annotated[str | None, Query(pattern="^[0-9]{1,9}$", description="A `next_cursor`")] = None,
    ) -> Response:
        feeds = [shown(one) for one in await blocking(store.all)]
        words = q.casefold().split()
        kept = [
            one
            for one in feeds
            if (not status or one["status"] in status)
            and (not tag or set(tag) & set(one["options"]["tags"]))
            and all(word in f"{one['title'] or ''} {one['url']}".casefold() for word in words)
        ]
        name = sort.removeprefix("-")
        known = sorted((one for one in kept if one[name] is not None), key=lambda one: one[name])
        kept = (known[::-1] if sort.startswith("-") else known) + [one for one in kept if one[name] is None]
        start = int(cursor or 0)
        following = str(start + size) if len(kept) > start + size else None
        return _json({"total": len(kept), "feeds": kept[start : start + size], "next_cursor": following})

    @router.get(
        "/opml",
        summary="All feeds as OPML",
        response_class=Response,
        responses={200: {"content": {"text/x-opml": {"schema": {"type": "string"}}}}},
    )
    async def export_feeds() -> Response:
        outlines = [
            Outline(one["url"], one["title"], tuple(one["options"]["tags"]), one["options"]["language"])
            for one in map(shown, await blocking(store.all))
        ]
        return Response(write_opml(outlines), media_type="text/x-opml")

    @router.post(
        "/opml",
        summary="Add the feeds of an OPML document; none is fetched now",
        response_class=Response,
        responses={200: {"model": answers.Imported}, **problem_answers(413, 415, 422)},
        openapi_extra={"requestBody": examples.OPML_BODY},
    )
    async def import_feeds(request: Request) -> Response:
        body = await _read(request)
        if body.lstrip()[:1] == b"{":
            given = decode(body)
            text = given.get("opml") if isinstance(given, dict) else None
            if not isinstance(text, str):
                raise _invalid([{"field": "opml", "message": "must be a string: the OPML document"}])
            body = text.encode()
        try:
            outlines = await service.fetching(read_opml, body)
        except NotAFeed as error:
            raise _invalid([{"field": "$", "message": str(error)}]) from None
        said = [await _import(outline) for outline in outlines]
        counts = {status: sum(one["status"] == status for one in said) for status in ("added", "known", "refused")}
        return _json({**counts, "feeds": said})

    async def _import(outline: Outline) -> dict[str, Any]:
        try:
            new = listed(outline)
        except ValidationError as error:
            wrong = wrong_in(error, NewFeed)[0]
            return {"url": outline.url, "status": "refused", "reason": f"{wrong['field']} {wrong['message']}"}
        id, fresh = await blocking(store.add, *_entry(new), wait=random.uniform(0, SPREAD_SECONDS))
        return {"url": outline.url, "status": "added" if fresh else "known", "id": id}

    @router.post(
        "/preview",
        summary="What would come in, with nothing stored",
        response_class=Response,
        responses={200: {"model": answers.Preview}, **problem_answers(413, 415, 422)},
        openapi_extra=_body(NewFeed),
    )
    async def preview_feed(request: Request) -> Response:
        new = _valid(NewFeed, decode(await _read(request)))
        feed = await look(new)
        how: dict[str, Any] = {"id": "preview", "url": new.url, "now": datetime.now(UTC), "most": service.most}
        offers, left_out = await service.fetching(partial(offers_of, feed, new, **how))
        return _json(
            {
                "kind": feed.kind,
                "title": feed.title,
                "link": feed.link,
                "items": len(feed.items),
                "left_out": left_out,
                "documents": [{"id": one.id, **orjson.loads(one.payload)} for one in offers[:50]],
                "sitemaps": feed.more,
                "candidates": [{"url": url, "title": title} for url, title in feed.candidates],
            }
        )

    @router.get(
        "/{id}",
        summary="One feed, and how it is doing",
        response_class=Response,
        responses={200: {"model": answers.OneFeed}, **problem_answers(404)},
    )
    async def show_feed(id: FeedId) -> Response:
        feed = shown(await stored(id))
        return _json({**feed, "websub": await blocking(service.hubs.shown, id) if service.hubs else None})

    @router.patch(
        "/{id}",
        summary="Change options; those that are left out stay, null is the default",
        response_class=Response,
        responses={200: {"model": answers.FeedShown}, **problem_answers(404, 413, 415, 422)},
        openapi_extra=_body(FeedOptions, or_null=True),
    )
    async def change_feed(id: FeedId, request: Request) -> Response:
        given = decode(await _read(request))
        if not isinstance(given, dict):
            raise _invalid([{"field": "$", "message": "must be an object"}])
        before = orjson.loads((await stored(id)).options)
        merged = {name: value for name, value in {**before, **given}.items() if value is not None}
        options = allowed(_valid(FeedOptions, merged))
        await blocking(store.change, id, options=_dumped(options), priority=options.priority)
        return _json(shown(await stored(id)))

    @router.delete("/{id}", status_code=204, summary="Forget a feed; its articles stay", responses=problem_answers(404))
    async def remove_feed(id: FeedId) -> None:
        await stored(id)
        await blocking(store.remove, id)
        log.info("feed removed", extra={"feed_id": id})

    @router.post(
        "/{id}/poll",
        summary="Poll it now",
        response_class=Response,
        responses={200: {"model": answers.PollOrPause}, **problem_answers(404, 409)},
    )
    async def poll_feed(id: FeedId) -> Response:
        await stored(id)
        if not await blocking(store.take, id, service.owner, service.lease):
            raise ProblemError(409, "This feed is being polled at this moment.")
        line = await service.fetching(service.poller.poll, await stored(id), service.owner)
        return _json(line or {"reason": "its host is to be left in peace for a moment; it is polled then"})

    @router.get(
        "/{id}/fetches",
        summary="Its polls, newest first",
        response_class=Response,
        responses={200: {"model": answers.Polls}, **problem_answers(404)},
    )
    async def feed_fetches(id: FeedId) -> Response:
        await stored(id)
        return _json({"fetches": history(await blocking(store.fetches, id))})

    @router.post(
        "/{id}/pause",
        summary="Poll it no more for now",
        response_class=Response,
        responses={200: {"model": answers.FeedShown}, **problem_answers(404)},
    )
    async def pause_feed(id: FeedId) -> Response:
        await stored(id)
        await blocking(store.change, id, paused="paused by hand")
        return _json(shown(await stored(id)))

    @router.post(
        "/{id}/resume",
        summary="Poll it again",
        response_class=Response,
        responses={200: {"model": answers.FeedShown}, **problem_answers(404)},
    )
    async def resume_feed(id: FeedId) -> Response:
        await stored(id)
        await blocking(store.change, id, resumed=True)
        return _json(shown(await stored(id)))

    return router


def _json(content: object, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type=JSON)


def _dumped(options: FeedOptions) -> bytes:
    return orjson.dumps(FeedOptions.model_validate(options.model_dump(exclude={"url"})).model_dump(mode="json"))


def _entry(new: NewFeed) -> tuple[str, str, str, bytes]:
    canonical = parse_url(new.url).canonical
    id = readable_id(sha256(b"feed\0" + canonical.encode()).digest()[:16])
    return id, new.url, canonical, _dumped(new)


def _body(model: type[BaseModel], *, or_null: bool = False) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)  # the answers refer to them too, so OpenAPI has them
    if or_null:
        schema["properties"] = {name: {"anyOf": [one, {"type": "null"}]} for name, one in schema["properties"].items()}
    return {"requestBody": {"required": True, "content": {JSON: {"schema": schema}}}}


def _valid[M: BaseModel](model: type[M], given: object) -> M:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _invalid(wrong_in(error, model)) from None


def _invalid(errors: Sequence[FieldError]) -> ProblemError:
    said = "; ".join(f"{one['field']} {one['message']}" for one in errors[:3])
    return ProblemError(422, f"The feed is not valid: {said}", errors)


async def _read(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise ProblemError(413, f"Send at most {MAX_BODY // 1024**2} MiB.")
    return body
