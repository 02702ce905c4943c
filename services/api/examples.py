"""What calls answer, by example: shown in OpenAPI beside each of them."""

from __future__ import annotations

from typing import Any

__all__ = ["ENTITIES", "ENTITY", "PUBLISHERS", "QUOTES", "SIMILAR", "SUGGEST", "answers_like"]

_TOTAL = {"value": 1, "relation": "eq"}
_ARTICLE = {
    "id": "qopz5ofgi4buiiodell6ykuueq",
    "headline": "Storm Halvard floods Bergen’s old wharf",
    "url": "https://fjord.example/halvard",
    "published_at": "2024-09-20T06:30:00Z",
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
    "uri": "https://www.geonames.org/3161732",
    "place": {"kind": "city", "country": "NO", "geonames_id": 3161732, "location": {"lat": 60.393, "lon": 5.324}},
    "count": 4,
    "aliases": [{"name": "Bergen", "count": 4}],
    "first_seen": "2024-09-20T06:30:00Z",
    "last_seen": "2024-09-21T12:00:00Z",
    "days": [{"date": "2024-09-20", "count": 3}, {"date": "2024-09-21", "count": 1}],
    "places": [{"value": "gn:3144096", "label": "Norway", "count": 3}],
    "stories": [],
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


def answers_like(example: Any) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entry for a JSON answer such as `example`."""
    return {200: {"content": {"application/json": {"example": example}}, "description": "Such as this"}}
