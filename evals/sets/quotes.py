"""Quotations and who said them: direct and mixed attributions of PolNeAR, 300 political articles at most."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.folder import Row
from evals.outcome import Errors, Outcome
from evals.run import Run
from evals.spans import overlaps, share
from services.shared.article import Quote

__all__ = ["quotes"]

MOST = 300
PRONOUNS = {"he", "she", "they", "i", "we", "it", "you", "who"}


def quotes(run: Run) -> Outcome:
    """Pair each attribution with the quotation that shares most of it, then compare the speakers."""
    rows = run.folder.rows("quotes_polnear")[:MOST]
    documents = [
        run.document(
            "quotes",
            row,
            body=row["text"],
            language="en",
            headline=row["title"],
            published_at=f"{row['date']}T00:00:00Z",
        )
        for row in rows
    ]
    found = gold = said_count = attributed_count = right = named = named_right = 0
    errors = Errors()
    for row, article in zip(rows, run.enrich(documents, "find_quotes"), strict=True):
        said = [quote for quote in (article.quotes if article else ()) if quote.field == "body"]
        attributed = [tuple(span) for one in row["attributions"] for span in one["content"]]
        said_count += len(said)
        for quote in said:
            if any(overlaps((quote.start, quote.end), span) for span in attributed):
                attributed_count += 1
            else:
                errors.add("in no attribution", quote.text)
        used: set[int] = set()
        for one in row["attributions"]:
            if one["kind"] not in ("direct", "mixed"):
                continue
            gold += 1
            which = _best(one, said, used)
            if which is None:
                errors.add(f"missed: {one['kind']}", row["text"][one["content"][0][0] :])
                continue
            used.add(which)
            found += 1
            text = (one.get("source_text") or "").strip()
            if not one["source"]:
                continue
            speaker = said[which].speaker
            hit = speaker is not None and any(overlaps((speaker.start, speaker.end), span) for span in one["source"])
            right += hit
            if text.lower() not in PRONOUNS and re.search(r"[A-Z]\w+$", text):
                named += 1
                name = (speaker.name or "") if speaker else ""
                named_right += hit or text.split()[-1].lower() in name.lower()
            if not hit:
                kind = (
                    "a pronoun" if text.lower() in PRONOUNS else "a name" if re.search(r"[A-Z]\w+$", text) else "other"
                )
                words = f"{text} ← {speaker.text} ({said[which].cue})" if speaker else f"{text} ← nobody"
                errors.add(f"speaker {'wrong' if speaker else 'not found'}: it is {kind}", words)
    figures = {
        "articles": len(rows),
        "gold": gold,
        "recall": share(found, gold),
        "predicted": said_count,
        "in_an_attribution": share(attributed_count, said_count),
        "speaker_span_right_of_gold": share(right, gold),
        "named_speaker_right": share(named_right, named),
    }
    return Outcome(figures, errors)


def _best(attribution: Row, said: Sequence[Quote], used: set[int]) -> int | None:
    """The quotation, not taken yet, that shares at least half with the attribution, and most of all.

    A mixed quotation's attribution holds words outside the marks too: there, the marked words must lie in it.
    """
    characters = {at for start, end in attribution["content"] for at in range(start, end)}
    best, which = 0.0, None
    for n, quote in enumerate(said):
        if n in used:
            continue
        own = set(range(quote.start, quote.end))
        whole = len(own | characters) if attribution["kind"] == "direct" else max(1, len(own))
        if len(own & characters) / whole > best:
            best, which = len(own & characters) / whole, n
    return which if best >= 0.5 else None
