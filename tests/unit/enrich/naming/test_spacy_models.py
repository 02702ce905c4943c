"""The vocabulary of a pipeline: words are kept between batches, and forgotten together."""

from __future__ import annotations

import spacy

from services.enrich.naming.spacy_models import Vocabulary


def test_words_are_kept_until_they_are_too_many_and_then_forgotten() -> None:
    nlp = spacy.blank("en")
    own = len(nlp.vocab.strings)
    vocabulary = Vocabulary(nlp, most=30)

    for text in ("One quay.", "Two quays were flooded."):
        vocabulary.make_room()
        list(nlp.pipe([text]))
    assert "quay" in nlp.vocab.strings

    list(nlp.pipe([" ".join(f"word{n}x" for n in range(40))]))
    vocabulary.make_room()
    assert "quay" not in nlp.vocab.strings
    assert len(nlp.vocab.strings) == own

    list(nlp.pipe(["One quay."]))
    assert [token.text for token in nlp("One quay.")] == ["One", "quay", "."]
