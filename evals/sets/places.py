"""Places and where they are: toponyms of four collections of news, exact spans, points within 161 km (100 miles)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from evals.folder import Row
from evals.outcome import Errors, Figure, Outcome
from evals.run import Run
from evals.spans import Span, f1, overlaps, share
from services.shared.article import Article

__all__ = ["kilometres", "places"]

PARTS = ("lgl", "trnews", "geovirus", "gwn")
NEAR_KM = 161
# only gwn types its toponyms: demonyms and parts of other names are not counted there, either way
NAMED = {None, "Literal", "Literal_Modifier", "Mixed", "Coercion", "Metonymic"}
Point = tuple[float, float]


def places(run: Run) -> Outcome:
    """Figures are named `<figure>.<collection>`."""
    figures: dict[str, Figure] = {}
    errors = Errors()
    for part in PARTS:
        rows = run.folder.rows("geo_news", part)
        articles = run.enrich([_document(run, part, row) for row in rows], "locate_places")
        right = invented = missed = located = near = 0
        for row, article in zip(rows, articles, strict=True):
            gold = {(t["start"], t["end"]): t for t in row["toponyms"] if t.get("type") in NAMED}
            aside = [(t["start"], t["end"]) for t in row["toponyms"] if t.get("type") not in NAMED]
            said = {span: p for span, p in _said(article).items() if span in gold or not _any_overlap(span, aside)}
            right += len(gold.keys() & said.keys())
            invented += len(said.keys() - gold.keys())
            missed += len(gold.keys() - said.keys())
            _explain(errors, part, row["text"], (gold, said), article)
            for span, toponym in gold.items():
                there = _point(toponym)
                if there is None:
                    continue
                located += 1
                point = said.get(span)
                if point and kilometres(there, point) <= NEAR_KM:
                    near += 1
                elif span in said:
                    errors.add(f"{part}: {'far away' if point else 'not located'}", row["text"][slice(*span)])
        figures |= {
            f"articles.{part}": len(rows),
            f"exact_f1.{part}": f1(right, invented, missed),
            f"within_161km_of_all_gold.{part}": share(near, located),
        }
    return Outcome(figures, errors)


def kilometres(a: Point, b: Point) -> float:
    """The great-circle distance of two points in degrees (latitude, longitude)."""
    (la, lo), (lb, lp) = (tuple(map(math.radians, point)) for point in (a, b))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((lp - lo) / 2) ** 2
    return 12742 * math.asin(min(1, math.sqrt(h)))


def _document(run: Run, part: str, row: Row) -> dict[str, object]:
    url = str(row.get("url") or "")
    more = {"url": url} if url.startswith("http") else {}
    return run.document(f"places-{part}", row, body=row["text"], language="en", **more)


def _said(article: Article | None) -> dict[Span, Point | None]:
    """The places of the body, and where they are said to be."""
    if article is None:
        return {}
    where = {p.entity_id: (p.location.lat, p.location.lon) for p in article.places if p.location}
    named = [m for m in article.mentions if m.field == "body" and m.type == "place"]
    return {(m.start, m.end): where.get(m.entity_id or "") for m in named}


def _point(toponym: Row) -> Point | None:
    if str(toponym.get("lat")) in ("", "None"):
        return None
    return float(toponym["lat"]), float(toponym["lon"])


def _any_overlap(span: Span, others: Iterable[Span]) -> bool:
    return any(overlaps(span, other) for other in others)


def _explain(
    errors: Errors,
    part: str,
    text: str,
    spans: tuple[Mapping[Span, Row], Mapping[Span, Point | None]],
    article: Article | None,
) -> None:
    """Each gold toponym that is not found, and each place that is not gold and touches none, is one error."""
    gold, said = spans
    types = {(m.start, m.end): m.type for m in (article.mentions if article else ()) if m.field == "body"}
    for span in sorted(gold.keys() - said.keys()):
        words = text[slice(*span)]
        near = sorted(one for one in types if overlaps(one, span))
        if not near:
            errors.add(f"{part}: missed", words)
        elif near[0] == span:
            errors.add(f"{part}: type wrong: said to be {types[span]}", words)
        else:
            same = types[near[0]] == "place"
            kind = "boundary" if same else f"inside or across: {types[near[0]]}"
            errors.add(f"{part}: {kind}", f"{words} ← {text[slice(*near[0])]}")
    for span in sorted(said.keys() - gold.keys()):
        if not _any_overlap(span, gold):
            errors.add(f"{part}: invented", text[slice(*span)])
