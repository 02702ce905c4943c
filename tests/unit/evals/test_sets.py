"""The measures themselves: what counts as right, missed and invented, on two-line sets of our own."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from evals.enriching import Enriching, Pushed
from evals.folder import DataMissing, Folder
from evals.outcome import Outcome
from evals.run import Run
from evals.sets import SETS
from evals.sets.places import kilometres
from services.shared.article import Article, DateMention, EntityType, Language, Location, Mention, Place, Quote, Speaker

MOMENT = datetime(2024, 8, 31, tzinfo=UTC)


class Answering(Enriching):
    """Gives each document the parts it is told to, in place of the pipeline."""

    def __init__(self, *parts: Mapping[str, Any] | None) -> None:
        super().__init__()
        self.parts = list(parts)

    def run(self, documents: Sequence[Pushed], until: str) -> list[Article | None]:  # noqa: ARG002
        taken, self.parts = self.parts[: len(documents)], self.parts[len(documents) :]
        return [
            None if part is None else Article(id="a", version=1, received_at=MOMENT, **{**_body(document), **part})
            for document, part in zip(documents, taken, strict=True)
        ]


def _body(document: Pushed) -> dict[str, Any]:
    return {"body": document.get("body", "")}


def measure(folder: Path, name: str, file: str, rows: Sequence[Any], *parts: Mapping[str, Any] | None) -> Outcome:
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text("".join(json.dumps(row) + "\n" for row in rows))
    return SETS[name](Run(Folder(folder), Answering(*parts)))


def mention(text: str, words: str, type_: EntityType, **more: Any) -> Mention:
    start = text.index(words)
    return Mention(type=type_, text=words, start=start, end=start + len(words), score=1, method="model", **more)


TEXT = "Mara Lind of Norvik Steel flew to Oslo on Friday."


def gold_entity(words: str, label: str) -> dict[str, object]:
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words), "label": label}


def test_a_mention_is_right_where_span_and_type_are(tmp_path: Path) -> None:
    row = {
        "id": "1",
        "text": TEXT,
        "entities": [gold_entity("Mara Lind", "PER"), gold_entity("Norvik Steel", "ORG"), gold_entity("Oslo", "LOC")],
    }
    said = (
        mention(TEXT, "Mara Lind", "person"),
        mention(TEXT, "Norvik", "organization"),
        mention(TEXT, "Oslo", "organization"),
        mention(TEXT, "Friday", "event"),
    )
    outcome = measure(tmp_path, "ner", "ner_conllpp2020/dev.jsonl", [row], {"mentions": said})
    assert outcome.figures["strict_f1"] == pytest.approx(1 / 3, abs=1e-4)
    assert outcome.figures["person"] == 1
    assert outcome.figures["place"] == 0
    assert set(outcome.errors.kinds) == {"boundary", "type wrong: place said to be organization"}


def test_an_article_that_is_refused_has_everything_missed(tmp_path: Path) -> None:
    row = {"id": "1", "text": TEXT, "entities": [gold_entity("Oslo", "LOC")]}
    outcome = measure(tmp_path, "ner", "ner_conllpp2020/dev.jsonl", [row], None)
    assert outcome.figures["strict_f1"] == 0
    assert set(outcome.errors.kinds) == {"missed: place"}


QUOTED = "“We sail,” said Mara Lind. He called it “a day late” and left."


def quotation(words: str, speaker: str | None, name: str | None = None) -> Quote:
    start = QUOTED.index(words)
    at = QUOTED.index(speaker) if speaker else 0
    who = Speaker(text=speaker, start=at, end=at + len(speaker), name=name) if speaker else None
    return Quote(text=words, start=start, end=start + len(words), kind="direct", score=1, speaker=who)


def attribution(words: str, kind: str, source: str) -> dict[str, object]:
    spans = [[QUOTED.index(one), QUOTED.index(one) + len(one)] for one in (words, source)]
    return {"kind": kind, "content": [spans[0]], "source": [spans[1]], "source_text": source}


def quotes_of(folder: Path, *said: Quote) -> Mapping[str, Any]:
    row = {
        "id": "1",
        "text": QUOTED,
        "title": "T",
        "date": "2024-08-31",
        "attributions": [
            attribution("We sail,", "direct", "Mara Lind"),
            attribution("called it “a day late”", "mixed", "He"),
            attribution("left", "indirect", "He"),
        ],
    }
    return measure(folder, "quotes", "quotes_polnear/dev.jsonl", [row], {"quotes": said}).figures


def test_a_quotation_is_found_where_it_shares_half_with_the_attribution(tmp_path: Path) -> None:
    figures = quotes_of(tmp_path, quotation("We sail,", "Mara Lind"), quotation("a day late", "He"))
    assert (figures["gold"], figures["recall"], figures["in_an_attribution"]) == (2, 1, 1)
    assert figures["speaker_span_right_of_gold"] == figures["named_speaker_right"] == 1


def test_a_wrong_speaker_counts_against_the_speakers_alone(tmp_path: Path) -> None:
    figures = quotes_of(tmp_path, quotation("We sail,", "He"), quotation("a day late", None))
    assert (figures["recall"], figures["speaker_span_right_of_gold"], figures["named_speaker_right"]) == (1, 0, 0)


def test_a_name_makes_up_for_another_mention_of_the_same_speaker(tmp_path: Path) -> None:
    figures = quotes_of(tmp_path, quotation("We sail,", "He", "Mara Lind"))
    assert (figures["speaker_span_right_of_gold"], figures["named_speaker_right"]) == (0, 1)


def test_a_place_is_near_within_a_hundred_miles(tmp_path: Path) -> None:
    for part in ("trnews", "geovirus", "gwn"):
        (tmp_path / "geo_news").mkdir(exist_ok=True)
        (tmp_path / "geo_news" / f"{part}.dev.jsonl").touch()
    at = TEXT.index("Oslo")
    row = {"id": "1", "text": TEXT, "toponyms": [{"start": at, "end": at + 4, "lat": "59.9", "lon": "10.7"}]}
    said = mention(TEXT, "Oslo", "place", entity_id="oslo")

    def share(lat: float) -> Any:
        place = Place(entity_id="oslo", name="Oslo", kind="city", location=Location(lat=lat, lon=10.7), count=1)
        parts = {"mentions": (said,), "places": (place,)}
        outcome = measure(tmp_path, "places", "geo_news/lgl.dev.jsonl", [row], parts)
        assert outcome.figures["exact_f1.lgl"] == 1
        return outcome.figures["within_161km_of_all_gold.lgl"]

    assert [share(59.9), share(61.3), share(61.4)] == [1, 1, 0]


def test_kilometres_are_measured_on_a_globe() -> None:
    assert kilometres((0, 179.5), (0, -179.5)) == pytest.approx(111.2, abs=0.1)


def test_a_date_is_found_by_its_words_and_right_by_its_value(tmp_path: Path) -> None:
    at = TEXT.index("Friday")
    timexes = [
        {"type": "DATE", "start": at, "end": at + 6, "value": "2024-08-30"},
        {"type": "DATE", "start": 0, "end": 4, "value": "PAST_REF"},
        {"type": "DURATION", "start": 0, "end": 4, "value": "2024"},
    ]
    row = {"id": "1", "dct": "2024-08-31", "text": TEXT, "timexes": timexes}
    said = DateMention(text="on Friday", start=at - 3, end=at + 6, value="2024-08-23", grain="day")
    outcome = measure(tmp_path, "dates", "dates_timebank/dev.jsonl", [row], {"dates": (said,)})
    assert [outcome.figures[name] for name in ("gold", "found", "value_right_of_gold")] == [1, 1, 0]
    assert list(outcome.errors.kinds) == ["value wrong: 0000-00-00"]


def test_every_other_sentence_is_asked_for_its_language_and_norwegian_is_bokmaal(tmp_path: Path) -> None:
    rows = [{"id": str(n), "lang": code, "text": "…"} for n, code in enumerate(("nb", "xx", "en"))]
    codes = [{"language": Language(code=code, confidence=1)} for code in ("no", "de")]
    outcome = measure(tmp_path, "language", "langid_lingua/dev.jsonl", rows, *codes)
    assert (outcome.figures["texts"], outcome.figures["accuracy"]) == (2, 0.5)


def test_an_extracted_text_is_compared_in_shingles(tmp_path: Path) -> None:
    (tmp_path / "extract_aeb").mkdir()
    (tmp_path / "extract_aeb" / "a.gz").write_bytes(gzip.compress(b"<p>one</p>"))
    row = {"id": "1", "url": "http://a.example/", "html": "a.gz", "articleBody": "one two three four five"}
    said = {"body": "one two three four. Read more"}
    figures = measure(tmp_path, "extraction", "extract_aeb/dev.jsonl", [row], said).figures
    assert figures["precision"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["recall"] == 0.5


def test_days_and_titles_of_pages_are_compared(tmp_path: Path) -> None:
    stated = {
        "trafilatura": {"id": "http://a.example/", "date": "2024-08-30", "title": "Sea wall"},
        "readability": {"id": "b", "publishedTime": "2024-08-30T09:00Z", "title": "The old sea wall - The Times"},
    }
    for name, row in stated.items():
        row["html"] = "a.gz"
        folder = tmp_path / f"extract_{name}"
        folder.mkdir()
        (folder / "a.gz").write_bytes(gzip.compress(b"<p>one</p>"))
        (folder / "dev.jsonl").write_text(json.dumps(row) + "\n")
    said = {"headline": "The old sea wall", "published_at": datetime(2024, 8, 31, 3, 0, tzinfo=UTC)}
    figures = SETS["pages"](Run(Folder(tmp_path), Answering(said, said))).figures
    assert [figures[f"dates_right.{name}"] for name in stated] == [1, 1]
    assert [figures[f"titles_right.{name}"] for name in stated] == [0, 1]


def test_what_a_page_does_not_say_counts_as_invented_and_what_nobody_stated_is_counted_apart(tmp_path: Path) -> None:
    pages = {"trafilatura": b"<h1>Sea wall</h1><p>30 August 2024</p>", "readability": b"<p>one</p>"}
    for name, html in pages.items():
        folder = tmp_path / f"extract_{name}"
        folder.mkdir()
        (folder / "a.gz").write_bytes(gzip.compress(html))
        row = {"id": "a", "html": "a.gz", "date": "2024-08-29" if name == "trafilatura" else None}
        (folder / "dev.jsonl").write_text(json.dumps(row) + "\n")
    said = {"headline": "Sea wall", "published_at": datetime(2024, 8, 30, tzinfo=UTC)}
    figures = SETS["pages"](Run(Folder(tmp_path), Answering(said, said))).figures
    counted = ("dates_wrong", "dates_unstated", "dates_invented", "titles_invented")
    assert [figures[f"{what}.trafilatura"] for what in counted] == [1, 0, 0, 0]
    assert [figures[f"{what}.readability"] for what in counted] == [0, 1, 1, 1]


def test_rows_are_read_gzipped_too_and_no_more_than_the_limit(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "part.holdout.jsonl.gz").write_bytes(gzip.compress(b'{"a": "\xe2\x80\xa8"}\n{"a": 2}\n'))
    assert Folder(tmp_path, "holdout", 1).rows("set", "part") == [{"a": "\u2028"}]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match=r"no set/dev\.jsonl in "):
        Folder(tmp_path).rows("set")
