"""Small articles for the fault tests, each with its own text."""

from __future__ import annotations

import random
from typing import Any

PEOPLE = ("Anna Weber", "Pavel Novak", "Marie Dubois", "John Harper", "Olena Koval", "Carlos Ortega")
PLACES = ("Paris", "Kyiv", "Berlin", "Madrid", "Warsaw", "Ottawa")
SUBJECTS = ("the harbour", "the school budget", "the new bridge", "the night train", "the water supply", "the theatre")


def document(number: int, **more: Any) -> dict[str, Any]:
    """Article `number`: the same for the same number."""
    source = random.Random(number)
    person, place, subject = source.choice(PEOPLE), source.choice(PLACES), source.choice(SUBJECTS)
    words = " ".join(
        f"{source.choice('bdgklmnprst')}{source.choice('aeiou')}{source.randrange(1000)}" for _ in range(40)
    )
    return {
        "source_id": f"fault-{number}",
        "headline": f"{place} decides on {subject} ({number})",
        "body": f"{person} said in {place} on Monday that “{subject} comes first”. It met on 6 August. {words}.",
        "published_at": "2024-08-31T08:00:00Z",
        **more,
    }
