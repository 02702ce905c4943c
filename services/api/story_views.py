"""A story as people read it, worked out from its articles: headline, who, what, when and where, quotes, copies apart.

Pure functions over stored articles (JSON values), newest first.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.api.summaries import lead_of, summary_of
from services.shared.search.analysis import tokens

__all__ = ["central", "dates_of", "entities_of", "keywords_of", "places_of", "quotes_of", "with_copies"]

Json = Mapping[str, Any]


def central(articles: Sequence[Json]) -> Json | None:
    """The article most like all the others: by the words of headlines, entities and keywords that they share.

    Of equally central ones the earliest. None where no article has a headline.
    """
    originals = [one for one in articles if not _is_copy(one)] or list(articles)
    features = {one["id"]: _features(one) for one in originals if one.get("headline")}
    common = Counter(feature for found in features.values() for feature in found)

    def centrality(article: Json) -> float:
        found = features[article["id"]]
        return sum(common[feature] for feature in found) / math.sqrt(len(found)) if found else 0.0

    titled = [one for one in reversed(originals) if one["id"] in features]
    return max(titled, key=centrality, default=None)


def _features(article: Json) -> set[str]:
    words = tokens(article.get("headline") or "", article["language"]["code"])
    return (
        {stem or exact for exact, stem, *_ in words}
        | {entity["id"] for entity in article["entities"]}
        | {f"keyword {keyword['text']}" for keyword in article["keywords"]}
    )


def entities_of(articles: Iterable[Json], size: int) -> list[dict[str, Any]]:
    """Who is named in most of `articles`, under the name most of them use; places are told by `places_of`."""
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    types: dict[str, str] = {}
    weight: Counter[str] = Counter()
    for article in articles:
        for entity in article["entities"]:
            if entity["type"] in ("place", "group"):
                continue
            names[entity["id"]][entity["name"]] += 1
            weight[entity["id"]] += entity["salience"]
            types[entity["id"]] = entity["type"]
    ranked = sorted(names, key=lambda id: (-names[id].total(), -weight[id], id))[:size]
    return [
        {"id": id, "type": types[id], "name": names[id].most_common(1)[0][0], "articles": names[id].total()}
        for id in ranked
    ]


def places_of(articles: Iterable[Json], size: int) -> list[dict[str, Any]]:
    """The places named in most of `articles`; where equally many name them, smaller ones first: they say more."""
    counts: Counter[str] = Counter()
    known: dict[str, Json] = {}
    for article in articles:
        for place in article["places"]:
            counts[place["entity_id"]] += 1
            known[place["entity_id"]] = place
    wide = {"country": 1, "continent": 2}
    ranked = sorted(counts, key=lambda id: (-counts[id], wide.get(known[id]["kind"], 0), id))[:size]
    shown = ("entity_id", "name", "kind", "country", "location")
    return [{name: known[id].get(name) for name in shown} | {"articles": counts[id]} for id in ranked]


def keywords_of(articles: Iterable[Json], size: int) -> list[dict[str, Any]]:
    """The keywords of most of `articles`; of equally common ones those that scored highest."""
    counts: Counter[str] = Counter()
    scores: Counter[str] = Counter()
    for article in articles:
        for keyword in article["keywords"]:
            counts[keyword["text"]] += 1
            scores[keyword["text"]] += keyword["score"]
    ranked = sorted(counts, key=lambda text: (-counts[text], -scores[text], text))[:size]
    return [{"text": text, "articles": counts[text]} for text in ranked]


def dates_of(articles: Iterable[Json], size: int) -> list[dict[str, Any]]:
    """The days that most of `articles` name, in their order."""
    counts = Counter(
        value
        for article in articles
        for value in {date["value"] for date in article["dates"] if date["grain"] == "day" and date["value"]}
    )
    ranked = sorted(counts, key=lambda value: (-counts[value], value))[:size]
    return [{"value": value, "articles": counts[value]} for value in sorted(ranked)]


def quotes_of(articles: Iterable[Json], size: int) -> list[dict[str, Any]]:
    """What was said by whom, the longest by each speaker in turn; the same words once."""
    said: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    seen = set()
    for article in articles:
        for quote in article["quotes"]:
            speaker = quote.get("speaker") or {}
            words = " ".join(quote["text"].casefold().split())
            if not speaker.get("name") or words in seen:
                continue
            seen.add(words)
            named = {"name": speaker["name"], "entity_id": speaker.get("entity_id")}
            said[speaker.get("entity_id") or speaker["name"]].append(
                {"text": quote["text"], "speaker": named, "article_id": article["id"]}
            )
    for quotes in said.values():
        quotes.sort(key=lambda one: -len(one["text"]))
    most = sorted(said, key=lambda who: (-len(said[who]), who))
    turns = (said[who][turn] for turn in range(size) for who in most if turn < len(said[who]))
    return [quote for quote, _ in zip(turns, range(size), strict=False)]


def with_copies(articles: Sequence[Json]) -> list[dict[str, Any]]:
    """Summaries newest first with their `lead`, the copies of each article under it as `duplicates`."""
    here = {one["id"] for one in articles}
    copies: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    shown = []
    for one in articles:
        of: str = (one.get("duplicate") or {}).get("of") or ""
        if of in here:
            copies[of].append({name: one.get(name) for name in ("id", "url", "headline", "publisher", "published_at")})
        else:
            shown.append(one)
    return [{**summary_of(one), **lead_of(one), "duplicates": copies[one["id"]]} for one in shown]


def _is_copy(article: Json) -> bool:
    return bool((article.get("duplicate") or {}).get("of"))
