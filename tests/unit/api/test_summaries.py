"""What lists show of an article."""

from __future__ import annotations

from services.api.summaries import lead_of


def test_a_lead_is_one_line_of_the_beginning_cut_between_words() -> None:
    assert lead_of({"body": "The ferry\n\nsails  twice."}) == {"lead": "The ferry sails twice."}
    lead = lead_of({"body": "Ferries sail. " * 200})["lead"]
    assert lead.endswith((" sail.…", " Ferries…"))
    assert 200 < len(lead) <= 241
    assert lead_of({"body": "港" * 1000}) == {"lead": "港" * 240 + "…"}


def test_there_is_no_lead_where_something_else_says_what_the_article_is_about() -> None:
    assert lead_of({"body": "Words.", "summary": "A summary."}) == {}
    assert lead_of({"body": None}) == {}
