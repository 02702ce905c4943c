"""Why an article's entities and quotations were decided so."""

from __future__ import annotations

from datetime import UTC, datetime

from services.api.explaining import explanation
from services.enrich.pipeline import enrich
from services.shared.article import Article, Language

BODY = (
    "Ingrid Solheim opened the bridge in Bergen on Friday. “It took us nine years,” she said. "
    "The old ferry at Tarnsby Creek stops in May. According to Solheim, nobody will miss it."
)


def explained() -> dict[str, list[dict[str, object]]]:
    article = Article(
        id="a",
        version=1,
        body=BODY,
        language=Language(code="en", confidence=1),
        received_at=datetime(2024, 8, 31, tzinfo=UTC),
    )
    (enriched,) = enrich([article])
    assert isinstance(enriched, Article)
    return explanation(enriched)


def test_every_reason_is_a_sentence_and_none_is_a_bare_method() -> None:
    found = explained()
    reasons = [why for one in (*found["entities"], *found["quotes"]) for why in one["why"]]  # type: ignore[attr-defined]
    assert reasons
    assert all(" " in why and why.endswith(".") for why in reasons), reasons


def test_a_place_that_no_list_knows_is_said_to_be_approximate() -> None:
    creek = next(one for one in explained()["entities"] if one["name"] == "Tarnsby Creek")
    assert any("No gazetteer has it" in why for why in creek["why"])  # type: ignore[attr-defined]


def test_a_pronoun_is_said_to_be_one() -> None:
    (quote,) = explained()["quotes"]
    assert "“she” is Ingrid Solheim." in quote["why"]  # type: ignore[operator]
    assert any("pronoun" in why for why in quote["why"])  # type: ignore[attr-defined]
