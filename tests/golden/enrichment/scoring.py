"""Compares what the pipeline says of a gold article with its marks, and counts what is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evals.sets.places import kilometres
from evals.spans import f1, overlaps
from services.shared.article import Article
from tests.golden.enrichment.marked_text import Gold, Mark

__all__ = ["figures", "mistakes", "tally"]

NAMED = ("person", "organization", "place")
NEAR_KM = 100


def figures(counts: Counter[str]) -> dict[str, float]:
    """Turn counts into figures, each 0 to 1."""
    return {
        "mentions": _f1(counts, "mention"),
        "names": _share(counts, "name"),
        "located": _share(counts, "located"),
        "quotes": _f1(counts, "quote"),
        "speakers": _share(counts, "speaker"),
        "dates": _share(counts, "date"),
        "dates_true": round(1 - counts["date invented"] / max(1, counts["date said"]), 4),
    }


def tally(gold: Gold, article: Article, wrong: list[str] | None = None) -> Counter[str]:
    """Count right, missed and invented of everything in the body; into `wrong` a line for each mistake."""
    counts: Counter[str] = Counter()
    notes = wrong if wrong is not None else []

    def note(what: str, mark: Mark, said: object) -> None:
        notes.append(
            f"{gold.name}: {what}: {gold.body[mark.start : mark.end]!r} is {'|'.join(mark.means)}, said {said}"
        )

    mentions = {(m.start, m.end): m for m in article.mentions if m.field == "body" and m.type in NAMED}
    names = {entity.id: entity.name for entity in article.entities}
    where = {place.entity_id: place for place in article.places}
    marked = {(m.start, m.end) for m in gold.marks if m.kind in NAMED}
    for mark in _of(gold, *NAMED):
        mention = mentions.get((mark.start, mark.end))
        found = mention is not None and mention.type == mark.kind
        name = names.get(mention.entity_id or "") if mention else None
        counts["mention right" if found else "mention missed"] += 1
        counts["name"] += 1
        counts["name right"] += found and name in mark.means
        if not found:
            note("mention", mark, mention.type if mention else "nothing")
        elif name not in mark.means:
            note("name", mark, name)
        known = gold.places.get(mark.means[0])
        if mark.kind != "place" or known is None:
            continue
        place = where.get(mention.entity_id or "") if mention else None
        here = place.location if place else None
        right = place is not None and place.country == known.country
        if known.point:
            right = right and here is not None and kilometres(known.point, (here.lat, here.lon)) <= NEAR_KM
        counts["located"] += 1
        counts["located right"] += right
        if found and not right:
            note("located", mark, place and (place.country, place.location))
    for span in mentions.keys() - marked:
        counts["mention invented"] += 1
        notes.append(f"{gold.name}: invented: {gold.body[slice(*span)]!r} as {mentions[span].type}")
    # a mention of another type on the right span is both missed and invented, as in `evals`
    counts["mention invented"] += sum(
        (m.start, m.end) in mentions and mentions[m.start, m.end].type != m.kind for m in _of(gold, *NAMED)
    )
    _quotes(gold, article, counts, notes)
    _dates(gold, article, counts, notes)
    return counts


def _quotes(gold: Gold, article: Article, counts: Counter[str], notes: list[str]) -> None:
    quotes = {(quote.start, quote.end): quote for quote in article.quotes if quote.field == "body"}
    marked = _of(gold, "said")
    for mark in marked:
        quote = quotes.get((mark.start, mark.end))
        speaker = quote.speaker.name if quote and quote.speaker else None
        counts["quote right" if quote else "quote missed"] += 1
        counts["speaker"] += 1
        counts["speaker right"] += speaker in mark.means
        if speaker not in mark.means:
            notes.append(
                f"{gold.name}: quote: {gold.body[mark.start : mark.end]!r} by {mark.means[0]}, "
                + (f"said by {speaker}" if quote else "not found")
            )
    for span in quotes.keys() - {(mark.start, mark.end) for mark in marked}:
        counts["quote invented"] += 1
        notes.append(f"{gold.name}: invented quote: {gold.body[slice(*span)]!r}")


def _dates(gold: Gold, article: Article, counts: Counter[str], notes: list[str]) -> None:
    dates = [date for date in article.dates if date.field == "body"]
    marked = _of(gold, "date")
    for mark in marked:
        near = [date for date in dates if overlaps((date.start, date.end), (mark.start, mark.end))]
        right = any(mark.means == ("?",) or date.value in mark.means for date in near)
        counts["date"] += 1
        counts["date right"] += right
        if not right:
            notes.append(
                f"{gold.name}: date: {gold.body[mark.start : mark.end]!r} is {mark.means[0]}, "
                f"said {[date.value for date in near]}"
            )
    counts["date said"] += len(dates)
    for date in dates:
        if not any(overlaps((date.start, date.end), (mark.start, mark.end)) for mark in marked):
            counts["date invented"] += 1
            notes.append(f"{gold.name}: invented date: {date.text!r}")


def mistakes(golds: Sequence[Gold], articles: Sequence[Article]) -> list[str]:
    """A line for each thing that is wrong."""
    wrong: list[str] = []
    for gold, article in zip(golds, articles, strict=True):
        tally(gold, article, wrong)
    return wrong


def _of(gold: Gold, *kinds: str) -> list[Mark]:
    return [mark for mark in gold.marks if mark.kind in kinds]


def _f1(counts: Counter[str], what: str) -> float:
    return f1(counts[f"{what} right"], counts[f"{what} invented"], counts[f"{what} missed"])


def _share(counts: Counter[str], what: str) -> float:
    return round(counts[f"{what} right"] / max(1, counts[what]), 4)
