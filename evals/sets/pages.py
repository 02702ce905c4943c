"""Pages: when an article was published and what it is called, on pages that trafilatura and Readability labelled.

What is answered where nothing is stated is counted apart, for a person to read: many a page says what its labels do
not. Invented is what the page itself says nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

from evals.outcome import Errors, Outcome
from evals.run import Run
from evals.standing import day_stands, words_stand
from services.shared.article import Article

__all__ = ["pages", "right_day", "right_title"]

SETS = {"trafilatura": ("date", "id"), "readability": ("publishedTime", "")}
"""By name: the field with the day, and the one with the page's URL."""
_SEPARATED = re.compile(r"\s[|–—·@:-]+\s|\s\[")
_FURTHEST = timedelta(hours=14)
"""No clock on earth is further from UTC."""


def pages(run: Run) -> Outcome:
    """The shares of stated days and titles that come out right, and how many were made up."""
    figures: dict[str, float | int] = {}
    errors = Errors()
    for name, (day_field, url_field) in SETS.items():
        folder = f"extract_{name}"
        rows = run.folder.rows(folder)
        documents = [
            run.document("pages", row, html=run.folder.page(folder, row["html"]), **_url(row.get(url_field)))
            for row in rows
        ]
        days: list[bool] = []
        titles: list[bool] = []
        counts = Counter[str]()
        for row, document, article in zip(rows, documents, run.enrich(documents, "extract_page"), strict=True):
            day, said = _day(row.get(day_field)), article.published_at if article else None
            headline = article.headline if article else None
            page = f"{document['html']} {document.get('url', '')}"
            if day:
                days.append(right_day(day, article))
                if not days[-1]:
                    counts["dates_wrong"] += said is not None
                    errors.add(f"date {name}", f"{day:%Y-%m-%d} {said} {row['id']}")
            elif said:
                counts["dates_unstated"] += 1
                errors.add(f"unstated date {name}", f"{said} {row['id']}")
            if said and not day_stands(page, said):
                counts["dates_invented"] += 1
                errors.add(f"invented date {name}", f"{said} {row['id']}")
            if row.get("title"):
                titles.append(right_title(row["title"], headline))
                if not titles[-1]:
                    errors.add(f"title {name}", f"{row['title']} ≠ {headline}")
            if headline and not words_stand(page, headline):
                counts["titles_invented"] += 1
                errors.add(f"invented title {name}", f"{headline} {row['id']}")
        for what, right in (("dates", days), ("titles", titles)):
            figures[f"{what}_stated.{name}"] = len(right)
            figures[f"{what}_right.{name}"] = round(sum(right) / max(1, len(right)), 4)
            if what == "dates":
                figures[f"dates_wrong.{name}"] = round(counts["dates_wrong"] / max(1, len(right)), 4)
                figures[f"dates_unstated.{name}"] = counts["dates_unstated"]
            figures[f"{what}_invented.{name}"] = counts[f"{what}_invented"]
    return Outcome(figures, errors)


def right_day(day: datetime, article: Article | None) -> bool:
    """Is the article from this day? A time of day may have been this day anywhere on earth."""
    said = article.published_at if article else None
    if said is None:
        return False
    around = timedelta() if (said.hour, said.minute) == (0, 0) else _FURTHEST
    return day - around <= said < day + timedelta(days=1) + around


def right_title(stated: str, said: str | None) -> bool:
    """The same words; where a site's or an author's name is set off in what is stated, the words without it will do."""
    ends = [len(stated), *(found.start() for found in _SEPARATED.finditer(stated))]
    return bool(said) and _words(said) in [
        _words(stated[:end]) for end in ends if len(stated[:end].split()) >= 3 or end == len(stated)
    ]


def _words(text: str | None) -> list[str]:
    return re.findall(r"\w+", (text or "").casefold())


def _day(stated: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(stated[:10]).replace(tzinfo=UTC) if stated else None
    except ValueError:
        return None  # no day of any calendar


def _url(stated: str | None) -> dict[str, str]:
    return {"url": stated} if stated and stated.startswith("http") else {}
