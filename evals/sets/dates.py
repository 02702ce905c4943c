"""Dates and their values: the calendar dates of TimeBank and AQUAINT, against the article's day."""

from __future__ import annotations

import re

from evals.outcome import Errors, Outcome
from evals.run import Run
from evals.spans import overlaps, share

__all__ = ["dates"]

# calendar dates alone: no "the past", no durations
CALENDAR = re.compile(r"^\d{4}(-\d\d(-\d\d)?|-Q\d|-W\d\d)?$")


def dates(run: Run) -> Outcome:
    """A date is found where one overlaps it; its value is right where one of those has it."""
    rows = run.folder.rows("dates_timebank")
    documents = [
        run.document("dates", row, body=row["text"], language="en", published_at=f"{row['dct'][:10]}T00:00:00Z")
        for row in rows
    ]
    gold = found = right = predicted = 0
    errors = Errors()
    for row, article in zip(rows, run.enrich(documents, "find_dates"), strict=True):
        said = [date for date in (article.dates if article else ()) if date.field == "body"]
        predicted += len(said)
        for timex in row["timexes"]:
            value: str = timex["value"] or ""
            if timex["type"] != "DATE" or not CALENDAR.match(value):
                continue
            gold += 1
            near = [date for date in said if overlaps((date.start, date.end), (timex["start"], timex["end"]))]
            hit = any(date.value == value for date in near)
            found += bool(near)
            right += hit
            words = row["text"][timex["start"] : timex["end"]]
            if not near:
                errors.add("missed", f"{words} = {value}")
            elif not hit:
                errors.add(_kind(value, near[0].value), f"{words} = {value} ← {near[0].text} = {near[0].value}")
    figures = {
        "articles": len(rows),
        "gold": gold,
        "found": share(found, gold),
        "value_right_of_gold": share(right, gold),
        "predicted": predicted,
    }
    return Outcome(figures, errors)


def _kind(gold: str, said: str | None) -> str:
    if said is None:
        return "no value"
    shapes = [re.sub(r"\d", "0", one) for one in (gold, said)]
    return f"value wrong: {shapes[0]}" if shapes[0] == shapes[1] else f"grain wrong: {shapes[0]} said to be {shapes[1]}"
