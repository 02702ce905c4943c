"""What calls answer, by example: shown in OpenAPI beside each of them."""

from __future__ import annotations

from typing import Any

__all__ = ["ENTITIES", "ENTITY", "FOUND", "PUBLISHERS", "QUOTES", "SIMILAR", "STORIES", "STORY", "SUGGEST"]

_TOTAL = {"value": 1, "relation": "eq"}
_ARTICLE = {
    "id": "qopz5ofgi4buiiodell6ykuueq",
    "version": 1,
    "headline": "Storm Halvard floods Bergen’s old wharf",
    "url": "https://fjord.example/halvard",
    "published_at": "2024-09-20T06:30:00Z",
    "received_at": "2024-09-20T06:31:12.402000Z",
    "publisher": {"name": "The Fjord Times", "domain": "fjord.example", "country": "NO"},
    "language": {"code": "en", "confidence": 0.99},
}
_QUOTE = {
    "text": "We have never seen the water this high,",
    "field": "body",
    "start": 148,
    "end": 187,
    "kind": "direct",
    "cue": "said",
    "score": 0.9,
    "speaker": {
        "text": "Solheim",
        "start": 194,
        "end": 201,
        "entity_id": "person:ingrid-solheim",
        "name": "Ingrid Solheim",
    },
    "before": "The wharf of Bergen lay under a metre of water. “",
    "after": "” said Solheim, the mayor.",
    "about": [{"id": "gn:3161732", "type": "place", "name": "Bergen"}],
    "article": _ARTICLE,
}
QUOTES = {
    "total": _TOTAL,
    "quotes": [_QUOTE],
    "speakers": [{"value": "person:ingrid-solheim", "label": "Ingrid Solheim", "count": 1}],
    "next_cursor": None,
    "took_ms": 4.2,
}
ENTITIES = {
    "entities": [{"id": "gn:3161732", "type": "place", "name": "Bergen", "count": 4, "matched": "bergen"}],
    "took_ms": 3.1,
}
ENTITY = {
    "id": "gn:3161732",
    "type": "place",
    "name": "Bergen",
    "uri": "https://sws.geonames.org/3161732/",
    "place": {
        "kind": "city",
        "country": "NO",
        "geonames_id": 3161732,
        "location": {"lat": 60.393, "lon": 5.324},
        "method": "gazetteer",
    },
    "count": 4,
    "aliases": [{"name": "Bergen", "count": 4}],
    "first_seen": "2024-09-20T06:30:00Z",
    "last_seen": "2024-09-21T12:00:00Z",
    "days": [{"date": "2024-09-20", "count": 3}, {"date": "2024-09-21", "count": 1}],
    "places": [{"value": "gn:3144096", "label": "Norway", "count": 3}],
    "stories": [
        {"value": "qopz5ofgi4buiiodell6ykuueq", "label": "Storm Halvard floods Bergen’s old wharf", "count": 3}
    ],
    "quotes": {"by": {"total": {"value": 0, "relation": "eq"}, "quotes": []}, "about": {"total": _TOTAL, "quotes": []}},
    "took_ms": 11.0,
}
PUBLISHERS = {
    "publishers": [
        {
            "value": "fjord.example",
            "name": "The Fjord Times",
            "domain": "fjord.example",
            "country": "NO",
            "count": 5,
        }
    ],
    "took_ms": 1.9,
}
SUGGEST = {
    "suggestions": [
        {
            "kind": "entity",
            "text": "Bergen",
            "query": "storm place:Bergen",
            "count": 4,
            "id": "gn:3161732",
            "type": "place",
        }
    ],
    "took_ms": 2.2,
}
SIMILAR = {"hits": [{"article": _ARTICLE, "score": 9.3}], "took_ms": 6.0}
FOUND = {
    "total": _TOTAL,
    "interpreted_as": [{"text": "Берген", "id": "gn:3161732", "type": "place", "name": "Bergen"}],
    "hits": [
        {
            "article": _ARTICLE,
            "score": 11.1,
            "highlights": {"headline": ["Storm Halvard floods <mark>Bergen</mark>’s old wharf"]},
        }
    ],
    "facets": {"country": [{"value": "NO", "label": "NO", "count": 1}]},
    "next_cursor": None,
    "took_ms": 16.6,
}
_HEADED: dict[str, Any] = {
    "id": "qopz5ofgi4buiiodell6ykuueq",
    "headline": "Storm Halvard floods Bergen’s old wharf",
    "headline_article_id": "qopz5ofgi4buiiodell6ykuueq",
    "first_published_at": "2024-09-20T06:30:00Z",
    "last_published_at": "2024-09-20T16:40:00Z",
    "languages": ["en"],
}
_WHO = [{"id": "person:ingrid-solheim", "type": "person", "name": "Ingrid Solheim", "articles": 3}]
_WHERE = [
    {
        "entity_id": "gn:3161732",
        "name": "Bergen",
        "kind": "city",
        "country": "NO",
        "location": {"lat": 60.393, "lon": 5.324},
        "articles": 3,
    }
]
STORIES = {
    "stories": [
        _HEADED
        | {
            "articles": 3,
            "matching": 3,
            "last_day": 2,
            "day_before": 1,
            "publishers": ["The Fjord Times"],
            "entities": _WHO,
            "places": _WHERE,
            "image": None,
        }
    ],
    "next_cursor": None,
    "took_ms": 8.1,
}
STORY = _HEADED | {
    "size": 3,
    "originals": 3,
    "read": 3,
    "who": _WHO,
    "what": [{"text": "storm", "articles": 3}],
    "where": _WHERE,
    "when": [{"value": "2024-09-19", "articles": 2}],
    "timeline": [{"day": "2024-09-20", "articles": 3}],
    "timezone": "UTC",
    "first_report": _ARTICLE,
    "sources": [{"value": "fjord.example", "label": "The Fjord Times", "count": 3}],
    "quotes": [
        {
            "text": "We have never seen the water this high,",
            "speaker": {"name": "Ingrid Solheim", "entity_id": "person:ingrid-solheim"},
            "article_id": "qopz5ofgi4buiiodell6ykuueq",
        }
    ],
    "merged_from": [],
    "articles": [_ARTICLE | {"duplicates": []}],
    "next_cursor": None,
    "took_ms": 14.0,
}
