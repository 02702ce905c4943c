"""`locate_places`: where the places of an article lie."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.enrich.steps.find_entities import find_entities
from services.enrich.steps.locate_places import locate_places
from services.enrich.steps.resolve_entities import resolve_entities
from services.shared.article import Article, Language, Place, Publisher


def places(
    body: str, headline: str | None = None, publisher: Publisher | None = None, language: str = "en"
) -> dict[str, Place]:
    source = Article(
        id="a",
        version=1,
        headline=headline,
        body=body,
        language=Language(code=language, confidence=1),
        publisher=publisher or Publisher(),
        received_at=datetime(2024, 8, 31, tzinfo=UTC),
    )
    return {place.name: place for place in locate_places(resolve_entities(find_entities([source])[0])).places}


def test_a_city_has_country_point_and_geonames_id() -> None:
    place = places("Strikes on Kharkiv continued.")["Kharkiv"]
    assert (place.kind, place.country, place.geonames_id) == ("city", "UA", 706483)
    assert place.location is not None
    assert (place.location.lat, place.location.lon) == pytest.approx((49.98, 36.25), abs=0.05)


def test_a_region_is_not_the_city_of_its_name() -> None:
    place = places("Ukraine sent troops into Russia’s Kursk region in August.")["Kursk"]
    assert (place.kind, place.country) == ("region", "RU")


def test_a_name_alone_is_the_largest_place_that_bears_it() -> None:
    assert places("The mayor returned from Paris on Monday.")["Paris"].country == "FR"


def test_a_state_after_the_name_says_which_town_is_meant() -> None:
    place = places("A fire broke out in Paris, Texas, on Monday.")["Paris"]
    assert place.country == "US"
    assert place.location is not None
    assert place.location.lon == pytest.approx(-95.6, abs=0.2)


def test_other_places_say_which_georgia_is_meant() -> None:
    caucasus = places("Georgia and Armenia signed a deal in Tbilisi. Georgia will also talk to Azerbaijan.")
    assert caucasus["Georgia"].kind == "country"
    south = places("Voters in Georgia went to the polls in Atlanta, Savannah and Augusta. Georgia has 159 counties.")
    assert (south["Georgia"].kind, south["Georgia"].country) == ("region", "US")


def test_the_publishers_country_counts() -> None:
    body = "Police in Cambridge were called to the market on Sunday."
    assert places(body, publisher=Publisher(country="GB"))["Cambridge"].country == "GB"
    assert places(body, publisher=Publisher(country="US"))["Cambridge"].country == "US"


def test_seas_are_waters() -> None:
    place = places("Ships left the Black Sea on Friday.")["Black Sea"]
    assert (place.kind, place.geonames_id) == ("water", None)
    assert place.location is not None


def test_a_place_that_nobody_knows_has_no_point() -> None:
    place = next(iter(places("The village of Xyloborough was cut off, people in Xyloborough said.").values()))
    assert (place.name, place.location, place.country, place.primary) == ("Xyloborough", None, None, False)


def test_the_story_happens_where_most_is_said_to_be() -> None:
    found = places(
        "Troops advanced in Sumy on Monday. Moscow denied it, Washington called for talks. Shelling went on near Sumy.",
        headline="Fighting in Sumy",
    )
    assert [name for name, place in found.items() if place.primary] == ["Sumy"]


def test_a_local_papers_town_says_which_springfield_is_meant() -> None:
    body = "Springfield will close two schools, and Holyoke one."
    place = places(body, publisher=Publisher(domain="masslive.com"))["Springfield"]
    assert place.location is not None
    assert place.location.lon == pytest.approx(-72.6, abs=0.2)


def test_a_state_after_a_town_is_the_state() -> None:
    located = places("The family moved to Albany, New York, in 1998.")
    assert (located["New York"].kind, located["New York"].country) == ("region", "US")


def test_a_state_is_not_a_small_town_of_its_name() -> None:
    located = places("Officials in Baltimore and Annapolis follow what California has done.")
    assert located["California"].kind == "region"


def test_what_no_list_knows_lies_where_the_other_places_gather() -> None:
    located = places(
        "Two people were hurt near Plumtree Creek in Pittsburgh. Police closed Fenwick Hollow Road in Pittsburgh."
    )
    unknown = [place for place in located.values() if place.geonames_id is None]
    assert unknown
    assert all(place.location is not None and place.country == "US" and not place.primary for place in unknown)
    assert located["Pittsburgh"].primary


def test_a_mayors_city_is_not_the_region_around_it() -> None:
    assert places("The mayor of Porto met Portugal’s ministers.")["Porto"].kind == "city"


def test_a_nickname_of_a_great_city_is_not_that_city() -> None:
    located = places("Ships leave from Savannah and Brunswick. A new yard in Garden City, near Savannah, opens in May.")
    assert located["Garden City"].country == "US"


def test_what_is_named_after_a_town_of_the_article_lies_there_and_says_so() -> None:
    located = places("Cargo at the Port of Savannah rose. Trucks leave Savannah for Atlanta and Macon at night.")
    port = located["Port of Savannah"]
    assert (port.method, port.geonames_id) == ("approximate", None)
    assert port.location == located["Savannah"].location
    assert located["Savannah"].method == "gazetteer"


@pytest.mark.parametrize(("language", "country"), [("es", "ES"), ("en", "US")])
def test_a_texts_language_says_which_country_is_likelier(language: str, country: str) -> None:
    body = "Según Martín Robledo, la presa de Toledo está vacía." if language == "es" else "The dam in Toledo is empty."
    assert places(body, language=language)["Toledo"].country == country
