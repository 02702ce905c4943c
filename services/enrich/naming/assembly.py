"""From a text and the model's reading of it to its names: what is added, what is dropped, what kind each one is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from spacy.lang.en.stop_words import STOP_WORDS
from spacy.lang.fr.stop_words import STOP_WORDS as FRENCH_STOP_WORDS

from services.enrich.knowledge.gazetteer import PlaceRecord, gazetteer
from services.enrich.knowledge.known import Known
from services.enrich.knowledge.words import demonyms, us_states, words
from services.enrich.naming.boundaries import Span, repair
from services.enrich.naming.completion import completed
from services.enrich.naming.given_name import people_by_given_name
from services.enrich.naming.listed import Listed, find_listed
from services.enrich.naming.reading import Reading
from services.enrich.naming.text import Words, words_of
from services.enrich.naming.typing import decide_types, place_weight

__all__ = ["name_spans"]

_LED = re.compile(r"\.?[-‐‑][a-z]")
_DASH = re.compile(r"[A-Z)] [-–—]+ $")  # after where a report was filed: `SANTIAGO - Copper output fell`
_INTO = {"in", "nach", "aus", "bei"}
_STOP_WORDS = STOP_WORDS | FRENCH_STOP_WORDS
_NAMED = {"person", "organization", "place"}


def name_spans(text: str, reading: Reading | None, language: str) -> list[Span]:
    """The names in `text`, not overlapping, in order; without a `reading` only what the lists are sure of."""
    split = words_of(text, language)
    listed = find_listed(split, language)
    if reading is None:
        return _without_model(split, listed, language)
    spans = [piece for start, end, label in reading for piece in repair(text, start, end, label, language)]
    spans = completed(split, _without_overlaps(spans))
    _add_known(spans, listed)
    if language in ("en", "und"):
        _add_heads(split, spans)
        _add_long_places(spans, listed)
        _add_places(split, spans, listed)
    else:
        for sure in _sure(split, listed, language):
            if not spans[where := _touching(spans, sure.start, sure.end)]:
                spans.insert(where.start, sure)
    spans = [span for span in spans if not _no_name(split, span)]
    spans = _add_repeats(split, spans)
    _drop_compass(text, spans, listed)
    exact = {text[item.start : item.end]: item for item in listed}
    known: dict[str, Known] = {}
    places: dict[str, tuple[PlaceRecord, ...]] = {}
    for span in spans:
        name = text[span.start : span.end]
        if name not in exact and name.rstrip(".") in us_states():
            places[name] = gazetteer().find([us_states()[name.rstrip(".")]]).get(us_states()[name.rstrip(".")], ())
        if name in exact:
            item = exact[name]
            places[name] = item.places
            if item.known:
                known[name] = item.known
    spans = [
        span
        for span in spans
        if not _LED.match(text, span.end) or place_weight(places.get(text[span.start : span.end], ())) >= 1
    ]
    types = decide_types(split, spans, known, places)
    return [
        Span(span.start, span.end, types[text[span.start : span.end]][0], span.method, span.score) for span in spans
    ]


def _without_model(split: Words, listed: list[Listed], language: str) -> list[Span]:
    spans = _sure(split, listed, language)
    for person in people_by_given_name(split, language):
        _put(spans, person)
    return _add_repeats(split, spans)


def _sure(split: Words, listed: list[Listed], language: str) -> list[Span]:
    spans: list[Span] = []
    people = {item.start for item in listed if item.known}
    sure = [item for item in listed if _prominent(item.places, 100_000)]
    for item in sorted(listed, key=lambda item: (item.start, -item.end)):
        if spans and item.start < spans[-1].end:
            continue
        if item.known is not None:
            spans.append(Span(item.start, item.end, item.known.type, "alias", 0.9))
        elif item.name.lower() in words("non_name"):
            continue  # German `Man` is no island
        elif language == "de" and item.name.lower() in words("noun_de") and split.before(item.start) not in _INTO:
            continue  # `im Zug`, but `in Zug`
        elif not item.name[:1].isupper():  # a script without capitals: only the much-named ones
            if _prominent(item.places, 100_000 if len(item.name) > 3 else 1_000_000):
                spans.append(Span(item.start, item.end, "place", "gazetteer", 0.7))
        elif any(item.start <= one.start and one.end <= item.end for one in _from(sure, item.start)) and (
            language == "de" or item.end + 1 in people or not _beside_name(split, item)
        ):
            spans.append(Span(item.start, item.end, "place", "gazetteer", 0.8))
    return spans


def _from(items: list[Listed], start: int) -> list[Listed]:
    """The few of `items` (in order) that begin at `start`: a longer name is sure where the shorter one would be."""
    first = bisect_left(items, start, key=lambda item: item.start)
    return items[first : bisect_right(items, start, key=lambda item: item.start)]


def _prominent(places: Iterable[PlaceRecord], population: int) -> bool:
    return any(
        place.kind in ("country", "continent", "water", "other")
        or (place.is_main and (place.kind == "region" or place.capital or place.population >= population))
        or place.population >= 3 * population
        for place in places
    )


def _without_overlaps(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _touching(spans: list[Span], start: int, end: int) -> slice:
    """Which of `spans` (sorted, not overlapping) share a character with `start`–`end`."""
    first = bisect_right(spans, start, key=lambda span: span.end)
    return slice(first, max(first, bisect_left(spans, end, key=lambda span: span.start)))


def _put(spans: list[Span], new: Span) -> None:
    """Put `new` in over what lies wholly inside it, unless it is there already or cuts across something."""
    where = _touching(spans, new.start, new.end)
    inside = all(new.start <= span.start and span.end <= new.end for span in spans[where])
    if inside and not any((span.start, span.end) == (new.start, new.end) for span in spans[where]):
        spans[where] = [new]


def _add_known(spans: list[Span], listed: list[Listed]) -> None:
    for item in sorted(listed, key=lambda item: item.start - item.end):
        if item.known is None:
            continue
        plain = " " not in item.name and not item.name.isupper() and item.known.type != "person"
        if item.known.own or not (plain and item.places):
            _put(spans, Span(item.start, item.end, item.known.type, "alias", 0.95))


def _add_long_places(spans: list[Span], listed: list[Listed]) -> None:
    """Places of several words that the model likes to cut: `Burkina Faso`, `Guinea-Bissau`, `Foz do Iguaçu`.

    Countries and regions; a town where a small word within its name shows that the name goes on.
    """
    for item in sorted(listed, key=lambda item: item.start - item.end):
        inner = item.name.split(" ")[1:-1]
        least = 1.0 if any(word.islower() and word not in ("and", "of", "the") for word in inner) else 2.5
        if not item.name.isalpha() and place_weight(item.places) >= least and not item.name.startswith("The "):
            _put(spans, Span(item.start, item.end, "place", "gazetteer", 0.9))


def _add_heads(split: Words, spans: list[Span]) -> None:
    """Runs of capitalised words that end in a word such as `Council`: `NATO-Ukraine Council`."""
    text = split.text
    for n in split.capitals:
        head = split.all[n]
        if n == 0 or head.text.lower() not in words("strong_org") or _title_cased(split, n):
            continue
        first = n
        while (
            first > 0
            and (left := split.all[first - 1]).capital
            and text[left.end : split.all[first].start] in (" ", " & ")
        ):
            if left.text.lower() in words("title") or (
                split.begins_sentence(left.start) and left.text in ("The", "A", "In")
            ):
                break
            first -= 1
        while first < n and (
            split.all[first].text in ("The", "A", "An") or split.all[first].text.lower() in demonyms()
        ):
            first += 1
        if first < n:
            _put(spans, Span(split.all[first].start, head.end, "organization", "rule", 0.8))


def _title_cased(split: Words, n: int) -> bool:
    """Whether the line around word `n` is a headline in which most words begin with a capital."""
    text = split.text
    start, end = text.rfind("\n", 0, split.all[n].start) + 1, text.find("\n", split.all[n].end)
    line = [
        word
        for word in split.all[split.index_at(start) : split.index_at(end if end >= 0 else len(text))]
        if len(word.text) > 3
    ]
    return len(line) < 25 and sum(word.capital for word in line) > 0.7 * len(line)


def _add_places(split: Words, spans: list[Span], listed: list[Listed]) -> None:
    """Places that the model passed over, where the list is sure or the text says `in` or the like."""
    for item in sorted(listed, key=lambda item: item.start - item.end):
        where = _touching(spans, item.start, item.end)
        if not item.places or spans[where] or _beside_name(split, item):
            continue
        before = split.before(item.start)
        weight = place_weight(item.places)
        if split.begins_sentence(item.start) and weight < 3:
            continue
        if _prominent(item.places, 100_000) or (weight > 0 and before != "at" and before in words("place_before")):
            spans.insert(where.start, Span(item.start, item.end, "place", "gazetteer", 0.75))


def _beside_name(split: Words, item: Listed) -> bool:
    """Whether another capitalised word stands right beside it, so that it may be part of a longer name."""
    n = split.index_at(item.start)
    after = split.index_at(item.end)
    text = split.text
    if n > 0 and (left := split.all[n - 1]).capital and text[left.end : item.start] == " ":
        direction = left.text.lower() in words("place_before")
        if not direction and not split.begins_sentence(left.start):
            return True
    if after < len(split.all) and (right := split.all[after]).capital and text[item.end : right.start] in (" ", " & "):
        return right.text.lower() not in words("title") and right.text.lower() not in words("region_word")
    return False


def _drop_compass(text: str, spans: list[Span], listed: list[Listed]) -> None:
    """Let `Far North Queensland` be Queensland where the whole is on no list."""
    weights = {(item.start, item.end): place_weight(item.places) for item in listed if item.places}
    for span in spans:
        if span.label != "place" or (span.start, span.end) in weights:
            continue
        first, _, rest = text[span.start : span.end].partition(" ")
        if rest and first.lower() in words("compass"):
            inner = [start for (start, end), weight in weights.items() if end == span.end and weight >= 2]
            span.start = min((start for start in inner if start > span.start), default=span.start)


def _no_name(split: Words, span: Span) -> bool:
    text = split.text
    name = text[span.start : span.end]
    if len(name) < 2 or not any(c.isalpha() for c in name) or name.startswith(("http", "www.")):
        return True
    lower = name.lower()
    if text[span.end : span.end + 1] in ("$", "€"):
        return True
    if lower in words("non_name") or (lower in _STOP_WORDS and not name.isupper()):
        return True
    if (
        span.method != "model"
        or " " in name
        or not (split.begins_sentence(span.start) or _DASH.search(split.left(span.start)))
    ):
        return False
    return lower in split.lower and span.label in _NAMED  # `Hydrogen is …` where hydrogen is spoken of below


def _add_repeats(split: Words, spans: list[Span]) -> list[Span]:
    """Add mentions that were passed over: of names found elsewhere in the text, of surnames of people named in full."""
    names: dict[str, str] = {}
    for span in spans:
        if span.label in _NAMED:
            name = split.text[span.start : span.end]
            names.setdefault(name, span.label)
            if span.label == "person" and " " in name:
                names.setdefault(name.split()[-1], "person")
    by_first: dict[str, list[str]] = {}
    for name in names:
        by_first.setdefault(re.split(r"[ .’'-]", name, maxsplit=1)[0], []).append(name)
    added: list[Span] = []
    for n in split.capitals:
        word = split.all[n]
        first = re.split(r"[.’'-]", word.text, maxsplit=1)[0]
        for name in sorted(by_first.get(first, ()), key=len, reverse=True):
            end = word.start + len(name)
            if split.text.startswith(name, word.start) and not split.text[end : end + 1].isalnum():
                if (
                    len(name) > 2
                    and not spans[_touching(spans, word.start, end)]
                    and (not added or added[-1].end <= word.start)
                ):
                    item = Listed(word.start, end, name, None, ())
                    if not _beside_name(split, item):
                        added.append(Span(word.start, end, names[name], "repeat", 0.7))
                break
    return sorted([*spans, *added], key=lambda span: span.start)
